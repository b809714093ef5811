//! Which insights are planted, and whether they are found again.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::brief::{Brief, Function};
use crate::draws::Draws;
use crate::error::{Error, Result};
use crate::pack::{InsightTemplate, Measure, Pack};
use crate::result::number;

use crate::world::World;

use super::asking::{self, Asking, Measured};
use super::wishes::Wishes;

/// An insight that is planted, and what was measured of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Insight {
    /// Its name in the pack.
    pub id: String,
    /// What is true of the data, with measured numbers.
    pub claim: String,
    /// The measured value.
    pub measured: Measured,
    /// The planted value, or least and greatest.
    pub planted: Value,
    /// How far a measured value may be off.
    pub tolerance: f64,
    /// Whether the measured value is what was planted.
    pub recovered: bool,
    /// Further numbers of claim and symptom.
    pub numbers: Vec<Measured>,
    /// What a business does about it.
    pub advice: String,
}

/// The insights that a brief gets, and why others were left out.
pub(crate) fn choose<'p>(
    pack: &'p Pack,
    brief: &Brief,
    wishes: &Wishes,
    left_out: &[String],
) -> Vec<&'p InsightTemplate> {
    let possible = |insight: &&InsightTemplate| is_possible(insight, brief) && !left_out.contains(&insight.id);
    let all = pack.insights.insights.iter().filter(possible).collect::<Vec<_>>();
    let mut draws = Draws::new(brief.seed, "insights", "order");
    let mut all = draws.shuffled(all);
    let (function, _) = brief.function();
    let asked = |insight: &InsightTemplate| {
        pack.questions
            .questions
            .iter()
            .any(|question| question.insight.as_deref() == Some(&insight.id) && wishes.asks_for(&question.id))
    };
    // What the instructor asks for comes first, then what is the function's business; within these, what was drawn.
    all.sort_by_key(|insight| (!asked(insight), distance(function, &insight.functions)));
    let chosen: Vec<&str> = all.iter().take(brief.skill_level.insights()).map(|insight| insight.id.as_str()).collect();
    pack.insights.insights.iter().filter(|insight| chosen.contains(&insight.id.as_str())).collect()
}

/// 0 for the function's own, then by how near the next function is; the remotest two count the same, so that seeds differ.
pub(crate) fn distance(function: Function, functions: &[Function]) -> usize {
    if functions.contains(&function) {
        return 0;
    }
    let near = function.neighbours().iter().position(|near| functions.contains(near));
    near.map_or(2, |_| 1)
}

fn is_possible(insight: &InsightTemplate, brief: &Brief) -> bool {
    let skilled = insight.skill.is_none_or(|skill| skill <= brief.skill_level);
    skilled && insight.min_rows <= brief.dataset_size
}

/// Whether an insight can be asked of what is handed out.
pub(crate) fn askable(pack: &str, world: &World, insight: &InsightTemplate) -> bool {
    let numbers = insight.measures.values().map(|measure| (&measure.sql, &measure.flat_sql));
    let mut all = std::iter::once((&insight.sql, &insight.flat_sql)).chain(numbers);
    all.all(|(sql, flat_sql)| {
        let query = asking::query(pack, world, "an insight", Some(&insight.id), sql, flat_sql.as_deref());
        query.is_ok_and(|query| asking::can_read(world, &query))
    })
}

/// Measures a planted insight.
pub(crate) fn measure(asking: &Asking<'_>, insight: &InsightTemplate) -> Result<Insight> {
    let (id, place) = (insight.id.as_str(), format!("insight {}", insight.id));
    let scope = Some(id);
    let own = Measure { sql: insight.sql.clone(), show: insight.show, flat_sql: insight.flat_sql.clone(), skill: None };
    let measured = asking.measure(scope, "value", &own)?;
    let numbers = insight.measures.iter().map(|(name, measure)| asking.measure(scope, name, measure));
    let numbers = numbers.collect::<Result<Vec<_>>>()?;
    let wrong = |message: String| Error::world(asking.pack, &place, message);
    let planted = asking.world.values.fill(scope, &insight.expect.value).map_err(wrong)?;
    let tolerance = insight.expect.tolerance.unwrap_or(0.0);
    let recovered = number(&measured.value).is_some_and(|value| is_within(value, &planted, tolerance));
    let claim = asking.world.values.text(scope, &insight.claim).map_err(wrong)?;
    let all = || std::iter::once(&measured).chain(&numbers);
    let claim = fill_numbers(&claim, |name| {
        all().find(|number| number.name == format!("{id}.{name}")).map(|number| number.text.clone())
    });
    let claim = claim.map_err(|name| wrong(format!("its claim has a slot {{{name}}}, and no measure of that name")))?;
    Ok(Insight {
        id: id.to_owned(),
        claim,
        measured,
        planted,
        tolerance,
        recovered,
        numbers,
        advice: insight.advice.clone(),
    })
}

/// Whether a value is what was planted.
pub(crate) fn is_within(value: f64, planted: &Value, tolerance: f64) -> bool {
    match planted {
        Value::Array(bounds) => match bounds.iter().filter_map(number).collect::<Vec<_>>().as_slice() {
            [least, greatest] => (least - tolerance..=greatest + tolerance).contains(&value),
            _ => false,
        },
        planted => number(planted).is_some_and(|planted| (value - planted).abs() <= tolerance),
    }
}

/// `text` with what `find` has for each slot `{name}`.
///
/// # Errors
/// The name of a slot that is not found.
pub(crate) fn fill_numbers(
    text: &str,
    mut find: impl FnMut(&str) -> Option<String>,
) -> std::result::Result<String, String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let Some(length) = rest[at..].find('}') else { break };
        let name = &rest[at + 1..at + length];
        filled.push_str(&rest[..at]);
        filled.push_str(&find(name).ok_or_else(|| name.to_owned())?);
        rest = &rest[at + length + 1..];
    }
    filled.push_str(rest);
    Ok(filled)
}
