//! Whether a pack keeps what it promises: every combination of function, skill and structure is made, and everything
//! in it proven.

mod every_query;

use std::collections::BTreeSet;
use std::path::Path;

use datagen_core::Control;

use crate::brief::{Brief, Function, Skill, Structure};
use crate::challenge::{Asking, Version, attempt, prove_question};
use crate::error::Result;
use crate::pack::Pack;

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
    let mut findings = PackFindings::default();
    let mut problems: Vec<(String, Vec<String>)> = Vec::new();
    let mut note = |problem: String, place: &str| match problems.iter_mut().find(|(other, _)| *other == problem) {
        Some((_, places)) => places.push(place.to_owned()),
        None => problems.push((problem, vec![place.to_owned()])),
    };
    for structure in Structure::ALL {
        for skill in Skill::ALL {
            let mut asked = BTreeSet::new();
            for function in Function::ALL {
                for seed in seeds.clone() {
                    control.check()?;
                    let place = format!("{} {skill} {} seed {seed}", structure.word(), function.name());
                    let brief = trial(&pack.about.name, function, skill, structure, (1 << 40) + seed);
                    findings.combinations += 1;
                    match attempt(pack, &brief, Version::default(), 1, directory, control) {
                        Ok(Ok(made)) => {
                            findings.first_try += 1;
                            asked.extend(made.challenge.questions.iter().map(|question| question.id.clone()));
                            shapes(&made.world.shipped, skill, structure)
                                .into_iter()
                                .for_each(|problem| note(problem, &place));
                            for not in &made.challenge.not_asked {
                                note(format!("question {}: {}", not.id, not.reason), &place);
                            }
                            if function == Function::ALL[0] && seed == seeds.start {
                                prove_all(pack, &made, &brief)?.into_iter().for_each(|problem| note(problem, &place));
                            }
                        }
                        Ok(Err(reason)) => note(reason, &place),
                        Err(crate::Error::Engine(datagen_core::Error::Cancelled)) => {
                            return Err(datagen_core::Error::Cancelled.into());
                        }
                        Err(error) => note(error.to_string(), &place),
                    }
                }
            }
            tell(&format!("{} {skill}: {} different questions", structure.word(), asked.len()));
        }
    }
    findings.problems = problems
        .into_iter()
        .map(|(problem, places)| format!("{problem} [{}, {} in all]", places[0], places.len()))
        .collect();
    findings.remarks = remarks(pack);
    Ok(findings)
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
fn prove_all(pack: &Pack, made: &crate::challenge::Made, brief: &Brief) -> Result<Vec<String>> {
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
