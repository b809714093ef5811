//! From pack and brief to a plan: the tables at the brief's skill and structure, with the insights planted.

mod events;
mod flat;
mod issues;
mod plant;
mod tags;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use datagen_core::{Options, Plan, Schema};
use serde_json::{Value, json};

use crate::brief::{Brief, Structure};
use crate::error::{Error, Result};
use crate::fill::Values;
use crate::pack::{Event, InsightTemplate, IssueTemplate, Pack};
use crate::sql::Flat;

/// The name of the one table of flat data.
pub const FLAT_TABLE: &str = "dataset";

/// A table that is handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipped {
    /// The table of the plan.
    pub node: String,
    /// What it is called when it is handed out.
    pub name: String,
    /// Its columns.
    pub columns: Vec<String>,
}

/// What a challenge's data is made from.
#[derive(Debug)]
pub struct World {
    /// The document, in the schema language.
    pub schema: Schema,
    /// The document as text.
    pub text: String,
    /// The plan, for the seed of this try.
    pub plan: Plan,
    /// The tables that are handed out.
    pub shipped: Vec<Shipped>,
    /// How queries over tables become queries over one; none when there are several.
    pub flat: Option<Flat>,
    /// The parameters.
    pub values: Values,
    /// The issues that were put into the data.
    pub issues: Vec<IssueTemplate>,
}

/// The events within the dates of a brief, with first and last day, in the order of time.
pub(crate) fn dated_events<'e>(
    events: &'e [Event],
    brief: &Brief,
) -> std::result::Result<Vec<(&'e Event, NaiveDate, NaiveDate)>, String> {
    Ok(events::dated(events, brief)?.into_iter().map(|dated| (dated.event, dated.start, dated.end)).collect())
}

/// The parameters of a challenge: drawn from the brief's seed.
pub(crate) fn values(pack: &Pack, brief: &Brief, insights: &[&InsightTemplate]) -> Values {
    let mut values = Values::of(brief);
    values.draw(brief, None, &pack.world.parameters);
    for insight in insights {
        values.draw(brief, Some(&insight.id), &insight.parameters);
    }
    values
}

/// Builds the world of a brief with these insights, for one try's seed.
///
/// # Errors
/// [`Error::World`] when the pack does not make a valid schema.
pub(crate) fn build(pack: &Pack, brief: &Brief, insights: &[&InsightTemplate], seed: u64) -> Result<World> {
    let values = values(pack, brief, insights);
    let wrong = |place: &str, message: String| Error::world(&pack.id, place, message);
    let mut nodes = pack.world.nodes.clone();
    for insight in insights {
        plant::plant(&mut nodes, insight, &values)
            .map_err(|message| wrong(&format!("insight {}", insight.id), message))?;
    }
    let filled = nodes.iter().map(|node| values.fill(None, node)).collect::<std::result::Result<Vec<_>, _>>();
    let mut nodes = filled.map_err(|message| wrong("world.yaml", message))?;
    let tagged = tags::take(&mut nodes, brief);
    let main = &pack.world.main;
    events::add(&mut nodes, main, &pack.world.events, brief).map_err(|message| wrong("events", message))?;
    let (shipped, flat) = match brief.data_structure {
        Structure::Normalized => (tagged.shipped(), None),
        Structure::Denormalized => {
            let (table, flat) =
                flat::join(&mut nodes, main, &tagged).map_err(|message| wrong("world.yaml", message))?;
            (vec![table], Some(flat))
        }
    };
    let issues = issues::chosen(&pack.world.issues, brief, main, &shipped);
    let document = document(pack, brief, nodes, &issues, &values).map_err(|message| wrong("world.yaml", message))?;
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    let (schema, diagnostics) = Schema::parse(&text);
    if diagnostics.has_errors() {
        return Err(wrong("the schema that comes of it", diagnostics.errors().map(ToString::to_string).collect()));
    }
    let plan = Plan::new(&schema, seed, Options::default())
        .map_err(|error| wrong("the plan that comes of it", error.to_string()))?;
    Ok(World { schema, text, plan, shipped, flat, values, issues })
}

fn document(
    pack: &Pack,
    brief: &Brief,
    nodes: Vec<Value>,
    issues: &[IssueTemplate],
    values: &Values,
) -> std::result::Result<Value, String> {
    let range = brief.date_range;
    let rules = pack
        .world
        .inequalities
        .iter()
        .map(|rule| values.fill(None, rule))
        .collect::<std::result::Result<Vec<_>, _>>()?;
    let mut document = json!({
        "version": "1.0",
        "metadata": { "name": pack.id, "description": pack.about.summary, "locale": brief.country().locale, "country": brief.country().code },
        "timeframe": { "start": range.start.to_string(), "end": format!("{}T23:00:00", range.end), "freq": "H" },
        "nodes": nodes,
    });
    if !rules.is_empty() {
        document["constraints"] = json!({ "inequalities": rules });
    }
    if !issues.is_empty() {
        document["issues"] = issues.iter().map(|issue| issues::in_document(issue, brief)).collect();
    }
    // Whether members keep their order depends on which crates are in the build.
    document.sort_all_objects();
    Ok(document)
}

impl World {
    /// The names of all columns that are handed out, by table.
    #[must_use]
    pub fn columns(&self) -> BTreeMap<&str, &[String]> {
        self.shipped.iter().map(|table| (table.name.as_str(), table.columns.as_slice())).collect()
    }
}
