//! Whether a pack keeps what it promises: every combination of function, skill and structure is made, and everything
//! in it proven.

mod every_query;

use std::collections::BTreeSet;
use std::path::Path;

use datagen_core::Control;

use crate::brief::{Brief, Function, Skill, Structure};
use crate::challenge::{Asking, Attempt, Made, Version, prove_question};
use crate::error::{Error, Result};
use crate::pack::Pack;
use crate::quality::Verdict;

pub use self::every_query::{EveryQuery, every_query};

/// What was found in a pack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackFindings {
    /// Combinations that were made.
    pub combinations: usize,
    /// Combinations that were proven with the first seed.
    pub first_try: usize,
    /// What is wrong, each once, with the combinations in which it was seen.
    pub problems: Vec<String>,
    /// What could be better.
    pub remarks: Vec<String>,
}

/// The brief by which a combination is tried.
#[must_use]
pub fn trial(domain: &str, function: Function, skill: Skill, structure: Structure, seed: u64) -> Brief {
    Brief {
        domain: domain.to_owned(),
        function: function.name().to_owned(),
        problem_statement: "The owner wants to know what is going on in the business: where money is made and lost, what has changed, and what to do about it first."
            .to_owned(),
        skill_level: skill,
        dataset_size: 10_000,
        data_structure: structure,
        primary_questions: Vec::new(),
        seed,
        country: "US".to_owned(),
        date_range: crate::brief::DateRange::default(),
        issue_level: None,
        formats: Vec::new(),
        brand: None,
        date: chrono::NaiveDate::from_ymd_opt(2025, 1, 1).unwrap_or_default(),
    }
}

/// Makes every combination that a pack offers, with data in `directory`; `seeds` for each.
///
/// # Errors
/// Cancellation, and what has nothing to do with the pack.
pub fn check(
    pack: &Pack,
    seeds: std::ops::Range<u64>,
    directory: &Path,
    control: &Control,
    mut tell: impl FnMut(&str),
) -> Result<PackFindings> {
    let mut found = Found::default();
    for structure in Structure::ALL {
        for skill in Skill::ALL {
            let mut asked = BTreeSet::new();
            for function in Function::ALL {
                for seed in seeds.clone() {
                    control.check()?;
                    let place = format!("{} {skill} {} seed {seed}", structure.word(), function.name());
                    let brief = trial(&pack.about.name, function, skill, structure, (1 << 40) + seed);
                    let made =
                        match Attempt::new(pack, &brief, Version::default(), 1).make(directory, control, &mut |_| {}) {
                            Ok(made) => made,
                            Err(Error::Engine(datagen_core::Error::Cancelled)) => {
                                return Err(datagen_core::Error::Cancelled.into());
                            }
                            Err(error) => Err(error.to_string()),
                        };
                    found.take(&place, &made);
                    let Ok(made) = made else { continue };
                    asked.extend(made.challenge.questions.iter().map(|question| question.id.clone()));
                    if function == Function::ALL[0] && seed == seeds.start {
                        found.note(prove_all(pack, &made, &brief)?, &place);
                    }
                }
            }
            tell(&format!("{} {skill}: {} different questions", structure.word(), asked.len()));
        }
    }
    Ok(found.finish(pack))
}

/// What comes of the combinations.
#[derive(Default)]
struct Found {
    combinations: usize,
    first_try: usize,
    /// With the places where each was seen.
    problems: Vec<(String, Vec<String>)>,
}

impl Found {
    fn note(&mut self, problems: impl IntoIterator<Item = String>, place: &str) {
        for problem in problems {
            match self.problems.iter_mut().find(|(other, _)| *other == problem) {
                Some((_, places)) => places.push(place.to_owned()),
                None => self.problems.push((problem, vec![place.to_owned()])),
            }
        }
    }

    /// What came of a combination: a challenge, or why there is none.
    fn take(&mut self, place: &str, made: &std::result::Result<Made, String>) {
        self.combinations += 1;
        let made = match made {
            Ok(made) => made,
            Err(reason) => return self.note([reason.clone()], place),
        };
        let Brief { skill_level, data_structure, .. } = made.challenge.brief;
        self.note(shapes(&made.world.shipped, skill_level, data_structure), place);
        self.note(made.challenge.not_asked.iter().map(|not| format!("question {}: {}", not.id, not.reason)), place);
        match made.qa.status {
            Verdict::Approved => self.first_try += 1,
            Verdict::Regenerate | Verdict::Rejected => self.note([made.qa.reason()], place),
        }
    }

    fn finish(self, pack: &Pack) -> PackFindings {
        let told =
            |(problem, places): (String, Vec<String>)| format!("{problem} [{}, {} in all]", places[0], places.len());
        PackFindings {
            combinations: self.combinations,
            first_try: self.first_try,
            problems: self.problems.into_iter().map(told).collect(),
            remarks: remarks(pack),
        }
    }
}

/// Tables and columns as many as the skill says.
fn shapes(shipped: &[crate::world::Shipped], skill: Skill, structure: Structure) -> Vec<String> {
    let columns: usize = shipped.iter().map(|table| table.columns.len()).sum();
    let mut problems = Vec::new();
    let [least, most] = skill.tables();
    if structure == Structure::Normalized && !(least..=most).contains(&shipped.len()) {
        problems.push(format!("expected {least} to {most} tables at {skill}, found {}", shipped.len()));
    }
    let [least, most] = skill.columns();
    if structure == Structure::Normalized && !(least..=most).contains(&columns) {
        problems.push(format!("expected {least} to {most} columns at {skill}, found {columns}"));
    }
    problems
}

/// Every question of the level, and every shape of a story.
fn prove_all(pack: &Pack, made: &Made, brief: &Brief) -> Result<Vec<String>> {
    let asking = Asking { pack: &pack.id, world: &made.world, data: &made.data };
    let planted: Vec<&str> = made.challenge.insights.iter().map(|insight| insight.id.as_str()).collect();
    let mut problems = prove_question::all(&asking, pack, brief, &planted)?;
    problems.extend(prove_question::stories(&asking, pack, brief, &made.challenge));
    Ok(problems)
}

fn remarks(pack: &Pack) -> Vec<String> {
    let mut remarks = Vec::new();
    if pack.stories.stories.len() < 6 {
        remarks.push(format!("stories.yaml: expected at least 6 shapes, found {}", pack.stories.stories.len()));
    }
    for story in &pack.stories.stories {
        if format!("{story:?}").chars().any(|c| c.is_ascii_digit()) {
            remarks.push(format!("story {}: a digit stands in a text; numbers come from slots", story.id));
        }
    }
    for insight in &pack.insights.insights {
        if !pack.questions.questions.iter().any(|question| question.insight.as_deref() == Some(&insight.id)) {
            remarks.push(format!("insight {}: no question uncovers it", insight.id));
        }
    }
    for function in Function::ALL {
        for skill in Skill::ALL {
            let own = pack.questions.questions.iter().filter(|question| {
                question.functions.contains(&function)
                    && question.skill.is_none_or(|from| from <= skill)
                    && question.up_to.is_none_or(|to| skill <= to)
            });
            let count = own.count();
            if count < skill.questions()[0] {
                remarks.push(format!("{} at {skill}: {count} questions of its own", function.name()));
            }
        }
    }
    remarks
}
