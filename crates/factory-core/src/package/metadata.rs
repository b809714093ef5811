//! `metadata.json`: what the package is, for programs.

use serde_json::{Value, json};

use crate::completed::Completed;

use super::archive::Packaged;
use super::audience::Audience;

/// What an audience may know: learners neither seed, nor what was planted, nor how good the data is.
pub(super) fn metadata(completed: &Completed<'_>, audience: Audience, files: &[Packaged]) -> String {
    let (challenge, brief) = (completed.challenge, &completed.challenge.brief);
    let table = |node: &datagen_core::schema::document::Node| {
        let rows = completed.tables.rows(&node.id);
        json!({
            "name": node.id,
            "description": node.description,
            "rows": rows,
            "columns": node.columns.iter().map(|column| &column.name).collect::<Vec<_>>(),
        })
    };
    let mut metadata = json!({
        "title": challenge.story.title,
        "company": challenge.story.company,
        "product": completed.brand.product,
        "audience": audience,
        "domain": brief.domain,
        "function": brief.function,
        "skill_level": brief.skill_level,
        "data_structure": brief.data_structure,
        "country": brief.country().code,
        "currency": brief.country().currency,
        "date_range": brief.date_range,
        "date": brief.date,
        "tables": completed.tables.document.nodes.iter().map(table).collect::<Vec<_>>(),
        "questions": challenge.questions.iter().map(|question| &question.text).collect::<Vec<_>>(),
        "files": files,
    });
    if audience == Audience::Instructor {
        metadata["instructor"] = for_instructors(completed);
    }
    // Whether members keep their order depends on which crates are in the build.
    metadata.sort_all_objects();
    format!("{metadata:#}\n")
}

fn for_instructors(completed: &Completed<'_>) -> Value {
    let (challenge, results) = (completed.challenge, completed.qa);
    json!({
        "seed": challenge.brief.seed,
        "data_seed": challenge.data_seed,
        "pack": challenge.pack,
        "version": challenge.version,
        "tried": challenge.tried,
        "issue_level": challenge.brief.issue_level(),
        "schema_sha256": datagen_io::hash::sha256(completed.world.text.as_bytes()),
        "overall_score": results.overall_score,
        "status": results.status,
        "insights": challenge.insights.iter().map(|insight| &insight.id).collect::<Vec<_>>(),
        "notes": challenge.notes,
    })
}
