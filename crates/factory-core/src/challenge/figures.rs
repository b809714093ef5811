//! Measures of a story, key figures, rules and events.

use serde::{Deserialize, Serialize};

use crate::brief::{Brief, Skill};
use crate::error::{Error, Result};
use crate::pack::{Measure, Pack};
use crate::parallel::each;
use crate::result::number;
use crate::world::dated_events;

use super::asking::{Asking, Measured};

/// A key figure, measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeyFigure {
    /// As it is shown.
    pub name: String,
    /// How it is computed, in words.
    pub formula: String,
    /// What it usually does.
    pub expected_trend: String,
    /// Its value on this data.
    pub measured: Measured,
}

/// A rule, and how many rows break it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleKept {
    /// Its name.
    pub id: String,
    /// The rule, in a sentence.
    pub text: String,
    /// The query that counts the rows that break it.
    pub sql: String,
    /// How many do.
    pub broken: u64,
}

/// Something that happened in the world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventImpact {
    /// What it is called.
    pub name: String,
    /// First day.
    pub start: String,
    /// Last day.
    pub end: String,
    /// What the number of rows of the main table was multiplied by.
    pub factor: f64,
    /// What it did, in a sentence.
    pub about: String,
}

fn is_for(skill: Option<Skill>, brief: &Brief) -> bool {
    skill.is_none_or(|skill| skill <= brief.skill_level)
}

/// The numbers that a story may tell.
pub(super) fn measures(asking: &Asking<'_>, pack: &Pack, brief: &Brief) -> Result<Vec<Measured>> {
    let own = pack.insights.measures.iter().filter(|(_, measure)| is_for(measure.skill, brief));
    let readable = own.filter(|(name, measure)| !pack.reshaped || is_readable(asking, name, measure));
    let readable: Vec<_> = readable.collect();
    each(&readable, |(name, measure)| asking.measure(None, name, measure))
}

fn is_readable(asking: &Asking<'_>, name: &str, measure: &Measure) -> bool {
    let query = asking.query(name, None, &measure.sql, measure.flat_sql.as_deref());
    query.is_ok_and(|query| asking.can_read(&query))
}

/// The key figures that can be computed from what is handed out.
pub(super) fn kpis(asking: &Asking<'_>, pack: &Pack, brief: &Brief) -> Result<Vec<KeyFigure>> {
    let own: Vec<_> = pack.insights.kpis.iter().filter(|kpi| is_for(kpi.skill, brief)).collect();
    let figures = each(&own, |kpi| {
        let measure = Measure { sql: kpi.sql.clone(), show: kpi.show, flat_sql: kpi.flat_sql.clone(), skill: None };
        if (asking.world.flat.is_some() || pack.reshaped) && !is_readable(asking, &kpi.id, &measure) {
            return Ok(None);
        }
        Ok(Some(KeyFigure {
            name: kpi.name.clone(),
            formula: kpi.formula.clone(),
            expected_trend: kpi.trend.clone(),
            measured: asking.measure(None, &kpi.id, &measure)?,
        }))
    });
    Ok(figures?.into_iter().flatten().collect())
}

/// The rules, held against the data.
pub(super) fn rules(asking: &Asking<'_>, pack: &Pack, brief: &Brief) -> Result<Vec<RuleKept>> {
    let own: Vec<_> = pack.world.rules.iter().filter(|rule| is_for(rule.skill, brief)).collect();
    let kept = each(&own, |rule| {
        let place = format!("rule {}", rule.id);
        let query = match asking.query(&place, None, &rule.sql, None) {
            Ok(query) if asking.can_read(&query) => query,
            Err(error) if asking.world.flat.is_none() => return Err(error),
            // A rule about what is not handed out is none of these data's.
            _ => return Ok(None),
        };
        let table = asking.ask(&place, &query)?;
        let count = table.single().and_then(number);
        let count = count.ok_or_else(|| Error::world(asking.pack, &place, "expected a query that counts rows"))?;
        Ok(Some(RuleKept {
            id: rule.id.clone(),
            text: rule.text.clone(),
            sql: query.text().to_owned(),
            broken: count as u64,
        }))
    });
    Ok(kept?.into_iter().flatten().collect())
}

/// What happened within the brief's dates.
pub(super) fn events(pack: &Pack, brief: &Brief) -> Result<Vec<EventImpact>> {
    let events =
        dated_events(&pack.world.events, brief).map_err(|message| Error::world(&pack.id, "events", message))?;
    let impact = |(event, start, end): (&crate::pack::Event, chrono::NaiveDate, chrono::NaiveDate)| EventImpact {
        name: event.name.clone(),
        start: start.to_string(),
        end: end.to_string(),
        factor: event.factor,
        about: event.about.clone(),
    };
    Ok(events.into_iter().map(impact).collect())
}
