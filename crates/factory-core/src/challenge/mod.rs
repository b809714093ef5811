//! A challenge: everything that a brief and a pack come to, measured on data of the brief's size.

mod asking;
mod figures;
mod insights;
pub(crate) mod prove_question;
mod questions;
mod story;
mod wishes;

use std::path::Path;

use datagen_core::Control;
use datagen_core::schema::document::{Column, Node};
use serde::{Deserialize, Serialize};

use crate::brand::Brand;
use crate::brief::Brief;
use crate::completed::{self, Completed, Dirt, Tables};
use crate::data::{Data, HandedOut, handed_out_document, threads};
use crate::dirty::{self, AnswerKey, Cleaning, DirtyData};
use crate::draws::Draws;
use crate::error::{Error, Result};
use crate::pack::{InsightTemplate, Library, Match, Note, Pack};
use crate::parallel::each;
use crate::progress::Doing;
use crate::quality::{QaResults, Subject, Verdict, assess};
use crate::world::{self, World};

pub(crate) use self::asking::Asking;
pub use self::asking::Measured;
pub use self::figures::{EventImpact, KeyFigure, RuleKept};
pub use self::insights::Insight;
pub(crate) use self::insights::is_within;
pub use self::questions::{CommonMistake, NotAsked, Output, OutputColumn, Question, SortKey};
pub use self::story::{Characters, Story, word_count};
pub use self::wishes::Wish;
pub(crate) use self::wishes::is_for;

/// How many seeds are tried.
pub const TRIES: u32 = 3;

/// What changes from one regeneration to the next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Another story.
    #[serde(default)]
    pub story: u64,
    /// Other data.
    #[serde(default)]
    pub data: u64,
    /// More or fewer questions than usual.
    #[serde(default)]
    pub questions: i64,
}

/// A challenge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Challenge {
    /// What was wanted.
    pub brief: Brief,
    /// Which version of it this is.
    pub version: Version,
    /// The pack.
    pub pack: String,
    /// The seed of the data, derived from the brief's.
    pub data_seed: u64,
    /// Which try it is, from 1.
    pub tried: u32,
    /// Whatever could not be done as it was wanted, in sentences.
    pub notes: Vec<String>,
    /// Built-in notes about the domain: nothing is cited.
    pub research: Research,
    /// The story.
    pub story: Story,
    /// The questions, with their answers.
    pub questions: Vec<Question>,
    /// The tables that are handed out.
    pub tables: Vec<TableFacts>,
    /// What was planted, and how it was found again.
    pub insights: Vec<Insight>,
    /// Key figures.
    pub kpis: Vec<KeyFigure>,
    /// What always holds, and on how many rows it does not.
    pub rules: Vec<RuleKept>,
    /// What happened in the world.
    pub events: Vec<EventImpact>,
    /// The instructor's own questions.
    pub wishes: Vec<Wish>,
    /// Questions that were not taken, and why.
    pub not_asked: Vec<NotAsked>,
}

/// A table that is handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableFacts {
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// Its rows.
    pub rows: u64,
    /// Its columns.
    pub columns: Vec<ColumnFacts>,
}

/// A column that is handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnFacts {
    /// Its name.
    pub name: String,
    /// Its type in the schema language.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it is about.
    pub description: Option<String>,
}

/// What is known about the domain.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Research {
    /// Where it comes from.
    pub origin: String,
    /// The notes.
    pub sources: Vec<Note>,
    /// What companies of the domain struggle with.
    pub challenges: Vec<String>,
}

impl PartialEq for Research {
    fn eq(&self, other: &Self) -> bool {
        self.origin == other.origin && self.challenges == other.challenges
    }
}

/// A challenge with its data.
#[derive(Debug)]
pub struct Made {
    /// The challenge.
    pub challenge: Challenge,
    /// What its data is made from.
    pub world: World,
    /// Its clean data.
    pub data: Data,
    /// The clean tables that are handed out.
    pub tables: Tables,
    /// What is wrong on purpose with what is handed out; nothing when that is clean.
    pub damage: Option<Damage>,
    /// The checks and their score.
    pub qa: QaResults,
}

impl Made {
    /// All of it, to be told of.
    #[must_use]
    pub fn completed<'a>(&'a self, pack: &'a Pack, brand: &'a Brand) -> Completed<'a> {
        let dirt = |Damage { data, cleaning, key }: &'a Damage| Dirt { issues: &data.issues, cleaning, key };
        Completed {
            challenge: &self.challenge,
            pack,
            brand,
            world: &self.world,
            data: &self.data,
            tables: self.damage.as_ref().map_or(&self.tables, |damage| &damage.data.tables),
            clean: &self.tables,
            qa: &self.qa,
            dirt: self.damage.as_ref().map(dirt),
        }
    }
}

/// What is wrong with data on purpose.
#[derive(Debug)]
pub struct Damage {
    /// The dirty tables.
    pub data: DirtyData,
    /// The reference cleaning.
    pub cleaning: Cleaning,
    /// What the questions give before and after it.
    pub key: AnswerKey,
}

impl Damage {
    /// Writes the dirty tables into `directory` and asks the questions of them.
    fn make(challenge: &Challenge, world: &World, directory: &Path, control: &Control) -> Result<Option<Self>> {
        if world.issues.is_empty() {
            return Ok(None);
        }
        let data = dirty::write(world, &directory.join("dirty"), &directory.join("ledger"), &[], control)?;
        let cleaning = Cleaning::of(world, &data.tables.document)?;
        let key = AnswerKey::make(&data, world, &cleaning, &challenge.questions, &challenge.insights, control)?;
        Ok(Some(Self { data, cleaning, key }))
    }
}

/// Makes the challenge of a brief, with its data in `directory`, which is made anew for each try. The first try that is
/// approved is taken, else the one with the best score.
///
/// # Errors
/// [`Error::Brief`], [`Error::NotProven`] when no try keeps its promises, and those of the engine.
pub fn make(library: &Library, brief: &Brief, version: Version, directory: &Path, control: &Control) -> Result<Made> {
    make_telling(library, brief, version, directory, control, &mut |_| {})
}

/// The same; `tell` hears what is being done.
///
/// # Errors
/// Those of [`make`].
pub fn make_telling(
    library: &Library,
    brief: &Brief,
    version: Version,
    directory: &Path,
    control: &Control,
    tell: Tell<'_>,
) -> Result<Made> {
    brief.check()?;
    let (pack, known) = library.for_domain(&brief.domain)?;
    let mut reason = String::new();
    let mut best: Option<Made> = None;
    for tried in 1..=TRIES {
        let attempt = Attempt::new(pack, brief, version, tried);
        match attempt.make(&directory.join(format!("try{tried}")), control, tell)? {
            Ok(made) if made.qa.status == Verdict::Approved => {
                best = Some(made);
                break;
            }
            Ok(made) if made.qa.status == Verdict::Rejected => reason = made.qa.reason(),
            Ok(made) if best.as_ref().is_some_and(|best| best.qa.overall_score >= made.qa.overall_score) => {}
            Ok(made) => best = Some(made),
            Err(why) => reason = why,
        }
    }
    let mut made = best.ok_or(Error::NotProven { tries: TRIES, reason })?;
    if made.qa.status != Verdict::Approved {
        let (score, reason) = (made.qa.overall_score, made.qa.reason());
        made.challenge.notes.insert(0, format!("the best of {TRIES} tries has a score of {score:.1}: {reason}"));
    }
    made.challenge.notes.splice(0..0, notes_of(pack, brief, known));
    Ok(made)
}

/// Hears what is being done.
pub type Tell<'t> = &'t mut dyn FnMut(Doing);

/// What comes of a try: something, or why it does not keep its promises.
type Outcome<T> = std::result::Result<T, String>;

/// One try.
pub(crate) struct Attempt<'a> {
    pack: &'a Pack,
    brief: &'a Brief,
    version: Version,
    tried: u32,
    /// The seed of the data.
    seed: u64,
}

impl<'a> Attempt<'a> {
    /// The try of a number, from 1.
    pub(crate) fn new(pack: &'a Pack, brief: &'a Brief, version: Version, tried: u32) -> Self {
        let seed = Draws::new(brief.seed, "data", &format!("{} {tried}", version.data)).seed();
        Self { pack, brief, version, tried, seed }
    }

    /// Generates the data and proves the challenge on it.
    pub(crate) fn make(&self, directory: &Path, control: &Control, tell: Tell<'_>) -> Result<Outcome<Made>> {
        let control = &control.with_threads(threads());
        let wishes = wishes::Wishes::of(self.pack, self.brief);
        let (planted, world) = planted_world(self.pack, self.brief, &wishes, self.seed)?;
        tell(Doing::Work("generating the data"));
        let data = Data::generate(&world, &directory.join("clean"), control)?;
        tell(Doing::Work("measuring insights and proving questions"));
        let challenge = match self.draft(&planted, &world, &data, wishes, control)? {
            Ok(challenge) => challenge,
            Err(why) => return Ok(Err(why)),
        };
        let document = handed_out_document(&world.schema, &world.shipped);
        let files = data.files(&world, control)?;
        let looks = completed::look(&HandedOut::new(&files, &world.shipped)?, &document, control)?;
        if !world.issues.is_empty() {
            tell(Doing::Work("damaging a copy of the data, and cleaning it"));
        }
        let damage = Damage::make(&challenge, &world, directory, control)?;
        tell(Doing::Work("checking everything"));
        let key = damage.as_ref().map(|damage| &damage.key);
        let qa = assess(&Subject { challenge: &challenge, world: &world, data: &data, looks: &looks, key })?;
        let profiles = looks.into_iter().map(|look| look.profile).collect();
        Ok(Ok(Made { challenge, world, data, tables: Tables { document, profiles }, damage, qa }))
    }

    /// The challenge on clean data.
    fn draft(
        &self,
        planted: &[&InsightTemplate],
        world: &World,
        data: &Data,
        wishes: wishes::Wishes,
        control: &Control,
    ) -> Result<Outcome<Challenge>> {
        let Self { pack, brief, version, tried, seed } = *self;
        let asking = Asking { pack: &pack.id, world, data };
        let found = each(planted, |template| Ok((*template, insights::measure(&asking, template)?)))?;
        if let Some((_, lost)) = found.iter().find(|(_, insight)| !insight.recovered) {
            let (planted, measured) = (&lost.planted, &lost.measured.value);
            return Ok(Err(format!("{} was planted as {planted} and measured as {measured}", lost.id)));
        }
        let chosen = match self.questions(&asking, planted, &wishes)? {
            Ok(chosen) => chosen,
            Err(why) => return Ok(Err(why)),
        };
        let rules = figures::rules(&asking, pack, brief)?;
        if let Some(broken) = rules.iter().find(|rule| rule.broken > 0) {
            return Ok(Err(format!("{} rows break the rule \"{}\"", broken.broken, broken.text)));
        }
        let telling = story::Telling {
            pack,
            brief,
            values: &world.values,
            insights: &found,
            measures: &figures::measures(&asking, pack, brief)?,
            questions: chosen.questions.len(),
            version: version.story,
        };
        let story = telling.tell()?;
        Ok(Ok(Challenge {
            brief: brief.clone(),
            version,
            pack: pack.id.clone(),
            data_seed: seed,
            tried,
            notes: borrowed(&chosen, brief),
            research: research(pack),
            story,
            questions: chosen.questions,
            tables: tables(world, control)?,
            insights: found.into_iter().map(|(_, insight)| insight).collect(),
            kpis: figures::kpis(&asking, pack, brief)?,
            rules,
            events: figures::events(pack, brief)?,
            wishes: wishes.all,
            not_asked: chosen.not_asked,
        }))
    }

    /// As many questions as are wanted, or why there are too few.
    fn questions(
        &self,
        asking: &Asking<'_>,
        planted: &[&InsightTemplate],
        wishes: &wishes::Wishes,
    ) -> Result<Outcome<questions::Chosen>> {
        let ids: Vec<&str> = planted.iter().map(|insight| insight.id.as_str()).collect();
        let wanted = wanted_questions(self.brief, self.version);
        let chosen = questions::choose(asking, self.pack, self.brief, &ids, wishes, wanted)?;
        if chosen.questions.len() >= self.brief.skill_level.questions()[0].min(wanted) {
            return Ok(Ok(chosen));
        }
        let why = chosen.not_asked.iter().map(|not| format!("{}: {}", not.id, not.reason));
        let (found, why) = (chosen.questions.len(), why.collect::<Vec<_>>().join("; "));
        Ok(Err(format!("only {found} of {wanted} questions can be asked ({why})")))
    }
}

/// A note about questions of other functions.
fn borrowed(chosen: &questions::Chosen, brief: &Brief) -> Vec<String> {
    if chosen.borrowed == 0 {
        return Vec::new();
    }
    let (own, all) = (chosen.questions.len() - chosen.borrowed, chosen.questions.len());
    let function = brief.function().0.name();
    vec![format!("{own} of {all} questions are of the function {function}; the others are of the nearest ones")]
}

/// The world with the insights that can be asked of what is handed out.
fn planted_world<'p>(
    pack: &'p Pack,
    brief: &Brief,
    wishes: &wishes::Wishes,
    seed: u64,
) -> Result<(Vec<&'p InsightTemplate>, World)> {
    let left_out = unaskable(pack, brief, seed)?;
    let chosen = insights::choose(pack, brief, wishes, &left_out);
    let world = world::build(pack, brief, &chosen, seed)?;
    Ok((chosen, world))
}

/// The insights that cannot be asked of one flat table, or of a pack from which something was taken.
fn unaskable(pack: &Pack, brief: &Brief, seed: u64) -> Result<Vec<String>> {
    use crate::brief::Structure;
    if brief.data_structure == Structure::Normalized && !pack.reshaped {
        return Ok(Vec::new());
    }
    let all: Vec<&InsightTemplate> = pack.insights.insights.iter().collect();
    let world = world::build(pack, brief, &all, seed)?;
    let can = |insight: &&&InsightTemplate| !insights::askable(&pack.id, &world, insight);
    Ok(all.iter().filter(can).map(|insight| insight.id.clone()).collect())
}

fn tables(world: &World, control: &Control) -> Result<Vec<TableFacts>> {
    let document = handed_out_document(&world.schema, &world.shipped);
    let column = |column: &Column| ColumnFacts {
        name: column.name.clone(),
        kind: column.column_type.word().to_owned(),
        description: column.description.clone(),
    };
    let table = |node: &Node| {
        let shipped = world.shipped.iter().find(|table| table.name == node.id);
        Ok(TableFacts {
            name: node.id.clone(),
            description: node.description.clone(),
            rows: shipped.map_or(Ok(0), |table| world.plan.rows(&table.node, control))?,
            columns: node.columns.iter().map(column).collect(),
        })
    };
    document.nodes.iter().map(table).collect()
}

fn wanted_questions(brief: &Brief, version: Version) -> usize {
    let [least, most] = brief.skill_level.questions();
    let usual = least + Draws::new(brief.seed, "questions", "number").below(most - least + 1);
    let usual = usual.max(brief.primary_questions.len().min(most)) as i64;
    usize::try_from((usual + version.questions).clamp(3, 10)).unwrap_or(least)
}

fn research(pack: &Pack) -> Research {
    Research {
        origin: format!("built-in notes of the pack {}; nothing is cited", pack.about.name),
        sources: pack.about.notes.clone(),
        challenges: pack.about.challenges.clone(),
    }
}

fn notes_of(pack: &Pack, brief: &Brief, known: Match) -> Vec<String> {
    let mut notes = Vec::new();
    if known == Match::Custom {
        notes.push(format!("no pack is about {}; the pack {} serves any domain", brief.domain, pack.about.name));
    }
    let (function, named) = brief.function();
    if !named {
        notes.push(format!("the function {} is taken as {}", brief.function, function.name()));
    }
    if brief.seed < crate::brief::SMALL_SEED {
        notes.push(format!(
            "the seed {} is small: a learner could try all small seeds and generate the clean data",
            brief.seed
        ));
    }
    notes
}
