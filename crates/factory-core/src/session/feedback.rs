//! What an instructor can ask for in plain words, without a language model.

use chrono::NaiveDate;

use crate::brief::{Brief, DateRange, IssueLevel, Skill, Structure};
use crate::challenge::Version;
use crate::country::Country;
use crate::error::{Error, Result};
use crate::pack::{Place, Reshape};

use super::Edits;

/// What is understood, for messages and help.
pub const OFFLINE: &str = "more questions, fewer questions; harder, easier; another company, title or story; another seed; \
    dirtier, cleaner; 50000 rows; one table, several tables; in Germany; from 2021 to 2023; more seasonality, less seasonality; \
    rename orders.quantity to pieces; drop the column quantity; drop the table returns; add the column discount_pct";

/// A change that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// More questions, or fewer.
    Questions(i64),
    /// The next skill level, or the one before.
    Skill(i64),
    /// Another story, company and title.
    Story,
    /// Other data.
    Seed,
    /// More dirt, or less.
    Issues(i64),
    /// So many rows.
    Rows(u64),
    /// One table, or several.
    Structure(Structure),
    /// Another country.
    Country(&'static str),
    /// Other dates.
    Dates(DateRange),
    /// Other tables and columns.
    Reshape(Reshape),
}

/// What is asked for in plain words.
///
/// # Errors
/// [`Error::Request`] when nothing of it is understood, with what would be.
pub fn understand(words: &str) -> Result<Vec<Change>> {
    let text = words.to_lowercase();
    let has = |any: &[&str]| any.iter().any(|word| text.contains(word));
    let mut changes = Vec::new();
    let mut add = |is: bool, change: Change| changes.extend(is.then_some(change));
    add(has(&["more question", "another question", "add a question", "additional question"]), Change::Questions(1));
    add(has(&["fewer question", "less question", "one question less"]), Change::Questions(-1));
    add(has(&["harder", "more difficult", "more advanced", "more challenging"]), Change::Skill(1));
    add(has(&["easier", "simpler", "less difficult"]), Change::Skill(-1));
    let story = ["company", "title", "story", "name"].iter().any(|thing| {
        has(&[
            &format!("another {thing}"),
            &format!("other {thing}"),
            &format!("different {thing}"),
            &format!("new {thing}"),
        ])
    });
    add(story || has(&["rewrite"]), Change::Story);
    add(
        has(&["another seed", "other data", "different data", "new data", "another dataset", "new seed"]),
        Change::Seed,
    );
    add(has(&["dirtier", "more dirt", "more issue", "more error", "messier"]), Change::Issues(1));
    add(has(&["cleaner", "less dirt", "fewer issue", "fewer error", "less messy"]), Change::Issues(-1));
    add(has(&["one table", "denormali", "flat table", "single table"]), Change::Structure(Structure::Denormalized));
    let several = has(&["several tables", "normalized", "normalised"]) && !has(&["denormali"]);
    add(several, Change::Structure(Structure::Normalized));
    changes.extend(rows(&text).map(Change::Rows));
    changes.extend(country(&text).map(Change::Country));
    changes.extend(dates(&text).map(Change::Dates));
    add_seasons(&text, &mut changes);
    changes.extend(reshapes(&text).into_iter().map(Change::Reshape));
    if changes.is_empty() {
        return Err(Error::Request(format!(
            "without a language model, {words:?} is not understood; what is understood: {OFFLINE}"
        )));
    }
    Ok(changes)
}

/// "50,000 rows", "10k rows".
fn rows(text: &str) -> Option<u64> {
    let before = &text[..text.find(" row")?];
    let word = before.rsplit(' ').next()?.replace([',', '_', '.'], "");
    let (digits, unit) = match word.strip_suffix('k') {
        Some(digits) => (digits, 1000),
        None => word.strip_suffix('m').map_or((word.as_str(), 1), |digits| (digits, 1_000_000)),
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

/// "in Germany", "country DE".
fn country(text: &str) -> Option<&'static str> {
    const COUNTRIES: &[Country] = &Country::ALL;
    let named = |country: &&Country| text.contains(&country.name.trim_start_matches("the ").to_lowercase());
    let by_code = || text.split_once("country ").and_then(|(_, rest)| Country::by_code(rest.split(' ').next()?));
    COUNTRIES.iter().find(named).or_else(by_code).map(|country| country.code)
}

/// "from 2021 to 2023", "2021-04-01 to 2024-03-31".
fn dates(text: &str) -> Option<DateRange> {
    let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let at = words.iter().position(|word| ["to", "until", "till", "-"].contains(word))?;
    let day = |word: &str, month, day| {
        let year = (word.len() == 4).then(|| word.parse().ok()).flatten();
        year.and_then(|year| NaiveDate::from_ymd_opt(year, month, day)).or_else(|| word.parse().ok())
    };
    Some(DateRange { start: day(words.get(at.checked_sub(1)?)?, 1, 1)?, end: day(words.get(at + 1)?, 12, 31)? })
}

/// "more seasonality", "less seasonal".
fn add_seasons(text: &str, changes: &mut Vec<Change>) {
    for (words, factor) in [(["more season", "stronger season"], MORE), (["less season", "weaker season"], 1.0 / MORE)]
    {
        if words.iter().any(|word| text.contains(word)) {
            changes.push(Change::Reshape(Reshape::Seasons(factor)));
        }
    }
}

/// How many times as far months are from the mean when there is to be more seasonality.
const MORE: f64 = 1.8;

/// "rename orders.quantity to pieces", "drop the column quantity", "add the table returns".
fn reshapes(text: &str) -> Vec<Reshape> {
    let is_end = |c: char| c.is_whitespace() || [',', ';', '"', '`', '\''].contains(&c);
    let words: Vec<&str> =
        text.split(is_end).map(|word| word.trim_matches(['.', '!', '?'])).filter(|word| !word.is_empty()).collect();
    let mut found = Vec::new();
    for (at, verb) in words.iter().enumerate() {
        let mut rest = words[at + 1..].iter().copied().skip_while(|word| ["the", "a", "an"].contains(word)).peekable();
        let said = rest.next_if(|word| ["column", "table", "field"].contains(word)).is_some();
        let Some(name) = rest.next() else { continue };
        match *verb {
            "rename" => {
                let to = rest.next().filter(|word| ["to", "into", "as"].contains(word)).and_then(|_| rest.next());
                found.extend(to.map(|to| Reshape::Rename { from: Place::named(name), to: to.to_owned() }));
            }
            "drop" | "remove" | "delete" if said || is_identifier(name) => {
                found.push(Reshape::Drop(Place::named(name)));
            }
            "add" | "include" if said => found.push(Reshape::Add(Place::named(name))),
            _ => {}
        }
    }
    found
}

/// Whether it can hardly be a word of a sentence.
fn is_identifier(word: &str) -> bool {
    word.contains(['_', '.'])
}

impl Change {
    /// Does it.
    pub(super) fn apply(self, brief: &mut Brief, version: &mut Version, edits: &mut Edits) -> Result<()> {
        match self {
            Self::Questions(more) => version.questions += more,
            Self::Skill(more) => brief.skill_level = moved(&Skill::ALL, brief.skill_level, more, "skill level")?,
            Self::Issues(more) => {
                brief.issue_level = Some(moved(&IssueLevel::ALL, brief.issue_level(), more, "issue level")?);
            }
            Self::Story => version.story += 1,
            Self::Seed => version.data += 1,
            Self::Rows(rows) => brief.dataset_size = rows,
            Self::Structure(structure) => brief.data_structure = structure,
            Self::Country(code) => code.clone_into(&mut brief.country),
            Self::Dates(range) => brief.date_range = range,
            Self::Reshape(reshape) => edits.reshape(reshape),
        }
        Ok(())
    }
}

fn moved<T: Copy + PartialEq>(all: &[T], now: T, more: i64, what: &str) -> Result<T> {
    let at = all.iter().position(|other| *other == now).unwrap_or(0) as i64 + more;
    let moved = usize::try_from(at).ok().and_then(|at| all.get(at).copied());
    moved.ok_or_else(|| Error::Request(format!("there is no further {what}")))
}
