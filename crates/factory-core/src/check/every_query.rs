//! Every query that a pack can come to, and data to ask them of.

use std::path::Path;

use datagen_core::Control;
use datagen_core::schema::document::Document;

use crate::brief::Brief;
use crate::challenge::Asking;
use crate::data::{Data, handed_out_document};
use crate::error::{Error, Result};
use crate::pack::{InsightTemplate, Pack};
use crate::sql::Query;
use crate::world::{self, World};

/// All that can be asked at one level of skill and of one structure, whatever the function. A challenge asks a few of
/// these; for engines it makes no difference which.
#[derive(Debug)]
pub struct EveryQuery {
    /// The tables, in which all insights of the level are planted at once, even where one hides another.
    pub world: World,
    /// Their rows.
    pub data: Data,
    /// The tables that are handed out.
    pub document: Document,
    /// What is asked, and its query: of questions, insights and their numbers, measures, key figures and rules.
    pub queries: Vec<(String, Query)>,
}

/// A query of a pack as it stands there.
struct Written<'p> {
    place: String,
    scope: Option<&'p str>,
    sql: &'p str,
    flat_sql: Option<&'p str>,
}

/// Generates data in `directory` and collects all queries that can be asked of it. Those that go over tables which are
/// not handed out are left out.
///
/// # Errors
/// [`Error::World`] and [`Error::Sql`] when the pack is not as it should be, and those of the engine.
pub fn every_query(pack: &Pack, brief: &Brief, directory: &Path, control: &Control) -> Result<EveryQuery> {
    let is_of_level = |insight: &&InsightTemplate| insight.skill.is_none_or(|skill| skill <= brief.skill_level);
    let insights: Vec<&InsightTemplate> = pack.insights.insights.iter().filter(is_of_level).collect();
    let world = world::build(pack, brief, &insights, brief.seed)?;
    let data = Data::generate(&world, directory, control)?;
    let asking = Asking { pack: &pack.id, world: &world, data: &data };
    let mut queries = Vec::new();
    for Written { place, scope, sql, flat_sql } in written(pack, brief, &insights) {
        match asking.query(&place, scope, sql, flat_sql) {
            Ok(query) if asking.can_read(&query) => queries.push((place, query)),
            Ok(_) => {}
            Err(Error::Sql { .. }) if world.flat.is_some() && flat_sql.is_none() => {}
            Err(error) => return Err(error),
        }
    }
    let document = handed_out_document(&world.schema, &world.shipped);
    Ok(EveryQuery { world, data, document, queries })
}

/// The queries of the brief's level.
fn written<'p>(pack: &'p Pack, brief: &Brief, insights: &[&'p InsightTemplate]) -> Vec<Written<'p>> {
    let is_for = |skill: Option<crate::brief::Skill>| skill.is_none_or(|skill| skill <= brief.skill_level);
    let is_planted = |id: &str| insights.iter().any(|insight| insight.id == id);
    let mut all = Vec::new();
    for question in pack.questions.questions.iter().filter(|question| crate::challenge::is_for(question, brief)) {
        if question.insight.as_deref().is_none_or(is_planted) {
            all.push(Written::new(
                format!("question {}", question.id),
                None,
                &question.sql,
                question.flat_sql.as_ref(),
            ));
        }
    }
    for insight in insights {
        let scope = Some(insight.id.as_str());
        all.push(Written::new(format!("insight {}", insight.id), scope, &insight.sql, insight.flat_sql.as_ref()));
        for (name, measure) in &insight.measures {
            let place = format!("measure {}.{name}", insight.id);
            all.push(Written::new(place, scope, &measure.sql, measure.flat_sql.as_ref()));
        }
    }
    for (name, measure) in pack.insights.measures.iter().filter(|(_, measure)| is_for(measure.skill)) {
        all.push(Written::new(format!("measure {name}"), None, &measure.sql, measure.flat_sql.as_ref()));
    }
    for kpi in pack.insights.kpis.iter().filter(|kpi| is_for(kpi.skill)) {
        all.push(Written::new(format!("kpi {}", kpi.id), None, &kpi.sql, kpi.flat_sql.as_ref()));
    }
    for rule in pack.world.rules.iter().filter(|rule| is_for(rule.skill)) {
        all.push(Written::new(format!("rule {}", rule.id), None, &rule.sql, None));
    }
    all
}

impl<'p> Written<'p> {
    fn new(place: String, scope: Option<&'p str>, sql: &'p str, flat_sql: Option<&'p String>) -> Self {
        Self { place, scope, sql, flat_sql: flat_sql.map(String::as_str) }
    }
}
