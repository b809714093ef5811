//! Funnels and state machines: the share of rows of each stage that reach the next, and where states lead.

use std::collections::BTreeMap;

use datagen_core::schema::behaviours::{StageConfig, StateTransitionModel, TransitionMultiplier};
use datagen_core::schema::document::{Members, Node};

use crate::checks::rows::{floats, texts};
use crate::checks::{Subject, column_of, untested};
use crate::error::Result;
use crate::findings::{Check, Status, TestFigures};
use crate::sql::identifier;
use crate::statistics::{mean_test, shares_test};

use super::choices::farthest;
use super::steps::timeframe;
use super::{Draft, draft, first_time, settled, tested};

const HOUR: f64 = 3_600e6;
const DAY: f64 = 24.0 * HOUR;

/// After so many mean waits, hardly anything is still to come.
const WAITS: f64 = 20.0;

/// A step of a parent row, and the one after it.
struct Step {
    name: String,
    time: f64,
    next: Option<(String, f64)>,
    multiplier: f64,
}

pub(crate) fn checks(subject: &Subject<'_>, node: &Node) -> Result<Vec<Check>> {
    let (kind, column) = match (&node.stage_config, &node.state_transition_model) {
        (Some(_), _) => ("stage_rate", column_of(node, "stage_name")),
        (None, Some(_)) => ("state_rate", column_of(node, "state").or_else(|| column_of(node, "state_name"))),
        (None, None) => return Ok(Vec::new()),
    };
    let title = format!("the rows of {} go on as often as declared", node.id);
    let draft = draft(kind, &node.id, &[], title);
    let Some(column) = column else { return Ok(vec![untested(draft, "no column holds the name of the step")]) };
    match steps(subject, node, &column.name) {
        Ok(Ok((steps, sql))) => {
            let draft = draft.sql(sql);
            Ok(match (&node.stage_config, &node.state_transition_model) {
                (Some(stages), _) => stage_checks(subject, node, stages, &steps, &draft),
                (None, Some(model)) => state_checks(subject, node, model, &steps, &draft),
                (None, None) => Vec::new(),
            })
        }
        Ok(Err(reason)) => Ok(vec![untested(draft, reason)]),
        Err(error) => Ok(vec![settled(draft, Err(error))?]),
    }
}

fn steps(subject: &Subject<'_>, node: &Node, name: &str) -> Result<std::result::Result<(Vec<Step>, String), String>> {
    let parent = node.parents.iter().flatten().next().and_then(|parent| subject.node(parent));
    let link = parent.and_then(|_| subject.links.to_primary_parent(node));
    let (Some(parent), Some(link)) = (parent, link) else {
        return Ok(Err("no column says which row is its parent".to_owned()));
    };
    let Some(time) = first_time(node) else { return Ok(Err("its rows have no time".to_owned())) };
    let variation = match (&node.stage_config, &node.state_transition_model) {
        (Some(stages), _) => stages.segment_variation.as_ref(),
        (None, Some(model)) => model.segment_variation.as_ref(),
        (None, None) => None,
    };
    let segment = variation.and(parent.segment_behavior.as_ref()).map(|segments| segments.segment_column.as_str());
    let mut needs: Vec<(String, String)> = [name, &time.name, &link.column, &node.pk]
        .iter()
        .map(|column| (node.id.clone(), (*column).to_owned()))
        .collect();
    needs.push((parent.id.clone(), parent.pk.clone()));
    needs.extend(segment.map(|segment| (parent.id.clone(), segment.to_owned())));
    if let Some(reason) = subject.absent(&needs) {
        return Ok(Err(reason));
    }
    let of = |parents: &str| {
        format!(
            "SELECT CAST(c.{0} AS VARCHAR) AS parent, c.{1} AS step, c.{2} AS time, {3} AS segment FROM {4} c JOIN {5} p \
             ON c.{0} = p.{6} ORDER BY c.{0}, c.{2}, c.{7}",
            identifier(&link.column),
            identifier(name),
            identifier(&time.name),
            segment.map_or_else(|| "NULL".to_owned(), |segment| format!("p.{}", identifier(segment))),
            identifier(&node.id),
            identifier(parents),
            identifier(&parent.pk),
            identifier(&node.pk)
        )
    };
    let (mut steps, mut last): (Vec<Step>, Option<String>) = (Vec::new(), None);
    let sampled = subject.dataset.sampled(&parent.id)?;
    for batch in subject.dataset.query(&of(&sampled))? {
        let (parents, names, segments) = (texts(batch.column(0)), texts(batch.column(1)), texts(batch.column(3)));
        let times = floats(batch.column(2))?;
        for (row, parent) in parents.into_iter().enumerate() {
            let (Some(name), Some(time)) = (names[row].clone(), times[row]) else { continue };
            if let Some(step) = steps.last_mut().filter(|_| last == parent) {
                step.next = Some((name.clone(), time));
            }
            steps.push(Step { name, time, next: None, multiplier: multiplier(variation, segments[row].as_ref()) });
            last = parent;
        }
    }
    Ok(Ok((steps, of(&parent.id))))
}

fn multiplier(variation: Option<&Members<TransitionMultiplier>>, segment: Option<&String>) -> f64 {
    variation.zip(segment).and_then(|(by, segment)| by.get(segment)?.transition_multiplier).unwrap_or(1.0)
}

/// How often rows go on against the sum of their own probabilities.
fn rate_check(draft: Draft, rows: &[(bool, f64)]) -> Check {
    let n = rows.len() as u64;
    let found = rows.iter().filter(|(goes_on, _)| *goes_on).count() as f64 / rows.len().max(1) as f64;
    let due = rows.iter().map(|(_, rate)| rate).sum::<f64>() / rows.len().max(1) as f64;
    let variance = rows.iter().map(|(_, rate)| rate * (1.0 - rate)).sum::<f64>() / rows.len().max(1) as f64;
    let (z, p) = mean_test(found, due, datagen_core::math::sqrt(variance), n, 1);
    let figures = TestFigures {
        method: "z".to_owned(),
        n,
        statistic: z.clamp(-1e300, 1e300),
        p,
        effect: (found - due).abs(),
        effect_of: "difference of the share".to_owned(),
        limit: 0.03,
    };
    tested(draft.expected(format!("a share of {:.4}", due)), figures)
}

fn stage_checks(subject: &Subject<'_>, node: &Node, stages: &StageConfig, steps: &[Step], draft: &Draft) -> Vec<Check> {
    let wait = stages.time_between_stages_hours.unwrap_or(24.0) * HOUR;
    let latest = timeframe(subject).1.map_or(f64::INFINITY, |end| end as f64 - WAITS * wait);
    let pairs = stages.stages.windows(2);
    let check = |pair: &[datagen_core::schema::behaviours::Stage]| {
        let (from, to) = (&pair[0], &pair[1]);
        let title =
            format!("a share of {} goes on from {} to {}", from.transition_rate, from.stage_name, to.stage_name);
        let mut draft = draft.clone().id(format!("stage_rate:{}.{}", node.id, from.stage_name));
        draft.check.title = title;
        let here = steps.iter().filter(|step| step.name == from.stage_name && step.time <= latest);
        let rows: Vec<(bool, f64)> = here
            .map(|step| {
                let goes_on = step.next.as_ref().is_some_and(|(next, _)| *next == to.stage_name);
                (goes_on, (from.transition_rate * step.multiplier).min(1.0))
            })
            .collect();
        rate_check(draft, &rows)
    };
    pairs.map(check).collect()
}

fn state_checks(
    subject: &Subject<'_>,
    node: &Node,
    model: &StateTransitionModel,
    steps: &[Step],
    draft: &Draft,
) -> Vec<Check> {
    let period = period_of(model.period_unit.as_deref().unwrap_or("day"));
    let end = timeframe(subject).1.map_or(f64::INFINITY, |end| end as f64);
    let mut checks = Vec::new();
    for (name, state) in &model.states {
        let here: Vec<&Step> = steps.iter().filter(|step| step.name == *name).collect();
        let next: BTreeMap<&str, f64> =
            state.next_states.iter().flatten().map(|(next, weight)| (next.as_str(), *weight)).collect();
        if state.terminal || next.is_empty() {
            let mut draft = draft.clone().id(format!("state_end:{}.{name}", node.id));
            draft.check.title = format!("nothing follows the state {name}");
            let further = here.iter().filter(|step| step.next.is_some()).count() as u64;
            checks.push(draft.counted(further, here.len() as u64));
            continue;
        }
        let mut rate = draft.clone().id(format!("state_rate:{}.{name}", node.id));
        let leave = state.transition_prob_per_period.unwrap_or(1.0);
        rate.check.title = format!("the state {name} is left with probability {leave} a period");
        let observed = here.iter().filter(|step| step.time + period <= end);
        let rows: Vec<(bool, f64)> = observed
            .map(|step| {
                let at_once = step.next.as_ref().is_some_and(|(_, time)| time - step.time < 1.5 * period);
                (at_once, (leave * step.multiplier).min(1.0))
            })
            .collect();
        checks.push(rate_check(rate, &rows));
        let mut weights = draft.clone().id(format!("next_states:{}.{name}", node.id));
        weights.check.title = format!("the states after {name} are as frequent as their weights");
        checks.push(next_states(weights, &here, &next));
    }
    checks
}

fn next_states(draft: Draft, here: &[&Step], next: &BTreeMap<&str, f64>) -> Check {
    let mut counts: BTreeMap<&str, f64> = next.keys().map(|name| (*name, 0.0)).collect();
    for (name, _) in here.iter().filter_map(|step| step.next.as_ref()) {
        *counts.entry(name.as_str()).or_default() += 1.0;
    }
    let observed: Vec<f64> = counts.values().copied().collect();
    let expected: Vec<f64> = counts.keys().map(|name| next.get(name).copied().unwrap_or(0.0)).collect();
    let (n, total) = (observed.iter().sum::<f64>(), expected.iter().sum::<f64>());
    let names: Vec<String> = counts.keys().map(|name| (*name).to_owned()).collect();
    let mut check = tested(draft, shares_test(&observed, &expected, 0.03));
    if check.status == Status::Failed {
        let due: Vec<f64> = expected.iter().map(|weight| weight / total * n).collect();
        check.examples = farthest(names, &observed, &due);
    }
    check
}

/// The length of a period by its name, in singular or plural.
fn period_of(unit: &str) -> f64 {
    match unit.trim_end_matches('s') {
        "minute" => HOUR / 60.0,
        "hour" => HOUR,
        "week" => 7.0 * DAY,
        "month" => 30.0 * DAY,
        "quarter" => 91.0 * DAY,
        "year" => 365.0 * DAY,
        _ => DAY,
    }
}
