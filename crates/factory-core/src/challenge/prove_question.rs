//! Proofs for those who write packs: every question, and every shape of a story.

use crate::brief::Brief;
use crate::error::Result;
use crate::pack::Pack;

use super::asking::Asking;
use super::wishes::is_for;
use super::{Challenge, figures, insights, questions, story};

/// Why questions of the brief's level cannot be asked.
pub(crate) fn all(asking: &Asking<'_>, pack: &Pack, brief: &Brief, planted: &[&str]) -> Result<Vec<String>> {
    let mut problems = Vec::new();
    for template in pack.questions.questions.iter().filter(|question| is_for(question, brief)) {
        if template.insight.as_deref().is_some_and(|insight| !planted.contains(&insight)) {
            continue;
        }
        match questions::prove(asking, template, brief.country()) {
            Ok(Ok(_)) => {}
            Ok(Err(reason)) => problems.push(format!("question {}: {reason}", template.id)),
            Err(error) => problems.push(error.to_string()),
        }
    }
    Ok(problems)
}

/// Why shapes cannot be told.
pub(crate) fn stories(asking: &Asking<'_>, pack: &Pack, brief: &Brief, challenge: &Challenge) -> Vec<String> {
    let measures = match figures::measures(asking, pack, brief) {
        Ok(measures) => measures,
        Err(error) => return vec![error.to_string()],
    };
    let planted =
        |insight: &insights::Insight| pack.insights.insights.iter().find(|template| template.id == insight.id);
    let found: Vec<_> =
        challenge.insights.iter().filter_map(|insight| Some((planted(insight)?, insight.clone()))).collect();
    let telling = story::Telling {
        pack,
        brief,
        values: &asking.world.values,
        insights: &found,
        measures: &measures,
        questions: challenge.questions.len(),
        version: 0,
    };
    pack.stories
        .stories
        .iter()
        .filter_map(|shape| telling.tell_as(shape).err())
        .map(|error| error.to_string())
        .collect()
}
