//! From declared stages and states to a compiled process, and the columns that it fills.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::StringArray;

use crate::generate::process::ProcessColumn;
use crate::modify::segment::SegmentFactor;
use crate::schema::behaviours::{StageConfig, StateTransitionModel, TransitionMultiplier};
use crate::schema::document::{ColumnType, Members, Node};
use crate::schema::time::{DAY, HOUR, parse_instant};

use super::build::Builder;
use super::process::{Process, ProcessKind, State};
use super::references::time_path;
use super::table::{Path, TableId};

/// Which of a process's columns a declared column is: by name for the stage or state, its index and the one before;
/// the first time column of the table is when.
pub(super) fn filled_by(node: &Node, column: usize) -> Option<ProcessColumn> {
    if node.stage_config.is_none() && node.state_transition_model.is_none() {
        return None;
    }
    let first = |wanted: ColumnType| node.columns.iter().position(|column| column.column_type == wanted);
    if first(ColumnType::Datetime).or_else(|| first(ColumnType::Date)) == Some(column) {
        return Some(ProcessColumn::Time);
    }
    match (node.columns[column].name.as_str(), node.stage_config.is_some()) {
        ("stage_name", true) | ("state" | "state_name", false) => Some(ProcessColumn::Name),
        ("stage_index", true) | ("state_index", false) => Some(ProcessColumn::Index),
        ("previous_stage", true) | ("previous_state", false) => Some(ProcessColumn::Previous),
        _ => None,
    }
}

pub(super) fn compile(builder: &mut Builder<'_>, table: TableId, parent: TableId) -> Option<Process> {
    let node = builder.node(table);
    let (kind, names, variation) = match (&node.stage_config, &node.state_transition_model) {
        (Some(stages), _) => (stages_of(stages), stage_names(stages), &stages.segment_variation),
        (None, Some(model)) => (states_of(model), model.states.keys().cloned().collect(), &model.segment_variation),
        (None, None) => return None,
    };
    let multiplier = variation.as_ref().and_then(|variation| multiplier(builder, table, parent, variation));
    let timeframe = builder.document.timeframe.as_ref();
    let instant = |text: Option<&str>| text.and_then(|text| parse_instant(text).ok());
    Some(Process {
        key: builder.seed.key(&node.id, "", "process"),
        kind,
        names: Arc::new(StringArray::from(names)),
        multiplier,
        start: instant(timeframe.map(|timeframe| timeframe.start.as_str())).unwrap_or(0),
        end: instant(timeframe.map(|timeframe| timeframe.end.as_str())).unwrap_or(i64::MAX),
        parent_time: time_path(builder, parent),
    })
}

fn stage_names(stages: &StageConfig) -> Vec<String> {
    stages.stages.iter().map(|stage| stage.stage_name.clone()).collect()
}

fn stages_of(stages: &StageConfig) -> ProcessKind {
    let hours = stages.time_between_stages_hours.unwrap_or(24.0);
    ProcessKind::Stages {
        rates: stages.stages.iter().map(|stage| stage.transition_rate).collect(),
        mean_step: hours * HOUR as f64,
    }
}

fn states_of(model: &StateTransitionModel) -> ProcessKind {
    let place = |name: &str| model.states.get_index_of(name);
    let states = model.states.values().map(|state| {
        // By name, not in the order written: canonical documents are sorted, and mean the same.
        let successors: BTreeMap<&String, &f64> = state.next_states.iter().flatten().collect();
        let mut sum = 0.0;
        let next = successors.into_iter().filter_map(|(name, weight)| {
            sum += weight;
            Some((place(name)?, sum))
        });
        let next = if state.terminal { Vec::new() } else { next.collect() };
        State { leave: state.transition_prob_per_period.unwrap_or(1.0), next }
    });
    ProcessKind::States {
        states: states.collect(),
        initial: place(&model.initial_state).unwrap_or(0),
        period: period_of(model.period_unit.as_deref().unwrap_or("day")) as f64,
    }
}

/// The length of a period by its name, in singular or plural; a day for others, which are reported when read.
fn period_of(unit: &str) -> i64 {
    match unit.trim_end_matches('s') {
        "minute" => HOUR / 60,
        "hour" => HOUR,
        "week" => 7 * DAY,
        "month" => 30 * DAY,
        "quarter" => 91 * DAY,
        "year" => 365 * DAY,
        _ => DAY,
    }
}

/// The segment is the parent's: the column that its `segment_behavior` names.
fn multiplier(
    builder: &mut Builder<'_>,
    table: TableId,
    parent: TableId,
    variation: &Members<TransitionMultiplier>,
) -> Option<SegmentFactor> {
    let segments = builder.node(parent).segment_behavior.as_ref();
    let column = segments.and_then(|segments| builder.column_id(parent, &segments.segment_column));
    let Some(column) = column else {
        let member = if builder.node(table).stage_config.is_some() { "stage_config" } else { "state_transition_model" };
        builder.warn(
            &format!("/nodes/{table}/{member}/segment_variation"),
            format!(
                "`segment_variation` has no effect: the parent `{}` has no segment_behavior",
                builder.node(parent).id
            ),
            Some("add a `segment_behavior` with a `segment_column` to the parent".to_owned()),
        );
        return None;
    };
    let by_value = variation.iter().filter_map(|(value, m)| Some((value.clone(), m.transition_multiplier?))).collect();
    Some(SegmentFactor { column: Path::Own(column), by_value })
}
