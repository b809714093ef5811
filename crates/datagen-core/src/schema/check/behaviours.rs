//! Segments, vintages, funnels and processes.

use super::Check;
use super::tables::Table;
use crate::schema::behaviours::{AppliesTo, SegmentBehavior, StageConfig, StateTransitionModel, VintageBehavior};
use crate::schema::document::NodeKind;
use crate::schema::finding::Given;
use crate::schema::tree::join;
use crate::schema::words::{quoted, suggestion};

impl<'a> Check<'a> {
    pub(super) fn behaviours(&mut self, table: &'a Table<'a>) {
        if let Some(segments) = &table.node.segment_behavior {
            self.segments(segments, table);
        }
        if let Some(vintage) = &table.node.vintage_behavior {
            self.vintage(vintage, table);
        }
        if let Some(stages) = &table.node.stage_config {
            self.stages(stages, table);
        }
        if let Some(model) = &table.node.state_transition_model {
            self.states(model, table);
            if table.node.stage_config.is_some() {
                let message = "a table has either stage_config or state_transition_model, found both";
                self.error(table.member("state_transition_model"), message).hint("keep one of them");
            }
        }
    }

    fn segments(&mut self, segments: &SegmentBehavior, table: &'a Table<'a>) {
        let pointer = table.member("segment_behavior");
        self.column_named(table, &segments.segment_column, &join(&pointer, "segment_column"));
        self.has_children(table, &pointer);
        for (segment, multipliers) in segments.behaviors.iter().flatten() {
            let here = join(&join(&pointer, "behaviors"), segment);
            for (name, value) in [
                ("fanout_multiplier", multipliers.fanout_multiplier),
                ("value_multiplier", multipliers.value_multiplier),
            ] {
                if let Some(value) = value {
                    self.not_negative(value, &join(&here, name));
                }
            }
        }
        for (index, column) in segments.applies_to_columns.iter().flatten().enumerate() {
            self.column_of_children(column, table, &join(&join(&pointer, "applies_to_columns"), index));
        }
    }

    fn vintage(&mut self, vintage: &VintageBehavior, table: &'a Table<'a>) {
        let pointer = table.member("vintage_behavior");
        self.has_children(table, &pointer);
        let here = join(&pointer, "created_at_column");
        if let Some(column) = self.column_named(table, &vintage.created_at_column, &here)
            && !column.value_type().is_temporal()
        {
            let message = format!("{} is {}, not a time", quoted(&column.reference()), column.value_type());
            self.error(here, message).hint("name a datetime or date column");
        }
        for (name, multiplier) in &vintage.age_based_multipliers {
            let here = join(&join(&join(&pointer, "age_based_multipliers"), name), "applies_to");
            match &multiplier.applies_to {
                AppliesTo::One(one) => self.applies_to(one, table, &here),
                AppliesTo::Several(several) => {
                    for (index, one) in several.iter().enumerate() {
                        self.applies_to(one, table, &join(&here, index));
                    }
                }
            }
        }
    }

    fn applies_to(&mut self, target: &str, table: &Table<'_>, pointer: &str) {
        if !matches!(target, "fanout" | "all") {
            self.column_of_children(target, table, pointer);
        }
    }

    fn has_children(&mut self, table: &Table<'_>, pointer: &str) {
        // A parent that is not there may be a slip of this table's name.
        if self.tables.children(table).next().is_none() && self.tables.all_parents_known() {
            let message = format!("no table names {} as its parent: this has no effect", quoted(table.id()));
            self.warning(pointer, message)
                .hint("add it to the \"parents\" of a fact, or remove this")
                .given(Given::Parents);
        }
    }

    fn column_of_children(&mut self, column: &str, table: &Table<'_>, pointer: &str) {
        let tables = self.tables;
        let mut children = tables.children(table).peekable();
        if children.peek().is_some() && children.all(|child| child.get(column).is_none()) {
            let names = tables.children(table).flat_map(Table::names);
            let hint = suggestion(column, "columns of the children", names);
            let message =
                format!("no child of {} has a column {}: this has no effect", quoted(table.id()), quoted(column));
            self.warning(pointer, message).hint(hint).given(Given::Names);
        }
    }

    fn stages(&mut self, stages: &StageConfig, table: &Table<'_>) {
        let pointer = table.member("stage_config");
        self.replaces_fanout("stage_config", table);
        let mut seen = std::collections::BTreeSet::new();
        for (index, stage) in stages.stages.iter().enumerate() {
            let here = join(&join(&pointer, "stages"), index);
            self.share(stage.transition_rate, &join(&here, "transition_rate"));
            if !seen.insert(&stage.stage_name) {
                let message = format!("the stage {} stands twice", quoted(&stage.stage_name));
                self.error(join(&here, "stage_name"), message).hint("give one of them another name");
            }
        }
        if let Some(hours) = stages.time_between_stages_hours {
            self.not_negative(hours, &join(&pointer, "time_between_stages_hours"));
        }
        for (segment, multiplier) in stages.segment_variation.iter().flatten() {
            let here = join(&join(&join(&pointer, "segment_variation"), segment), "transition_multiplier");
            self.not_negative(multiplier.transition_multiplier.unwrap_or(1.0), &here);
        }
    }

    fn states(&mut self, model: &StateTransitionModel, table: &Table<'_>) {
        let pointer = table.member("state_transition_model");
        self.replaces_fanout("state_transition_model", table);
        self.state(&model.initial_state, model, &join(&pointer, "initial_state"));
        for (name, state) in &model.states {
            let here = join(&join(&pointer, "states"), name);
            self.share(state.transition_prob_per_period.unwrap_or(0.0), &join(&here, "transition_prob_per_period"));
            let next = state.next_states.as_ref();
            let weights: Vec<f64> = next.into_iter().flatten().map(|(_, weight)| *weight).collect();
            if !weights.is_empty() {
                self.weights_by_name(&weights, &join(&here, "next_states"));
            }
            for (target, _) in next.into_iter().flatten() {
                self.state(target, model, &join(&join(&here, "next_states"), target));
            }
        }
        for (segment, multiplier) in model.segment_variation.iter().flatten() {
            let here = join(&join(&join(&pointer, "segment_variation"), segment), "transition_multiplier");
            self.not_negative(multiplier.transition_multiplier.unwrap_or(1.0), &here);
        }
    }

    fn weights_by_name(&mut self, weights: &[f64], pointer: &str) {
        if weights.iter().any(|weight| *weight < 0.0) || weights.iter().all(|weight| *weight == 0.0) {
            self.error(pointer, "expected weights of at least 0 that are not all 0")
                .hint("leave out the states that never follow");
        }
    }

    fn state(&mut self, name: &str, model: &StateTransitionModel, pointer: &str) {
        if !model.states.contains_key(name) {
            let hint = suggestion(name, "states", model.states.keys().map(String::as_str));
            self.error(pointer, format!("there is no state {}", quoted(name))).hint(hint);
        }
    }

    fn replaces_fanout(&mut self, behaviour: &str, table: &Table<'_>) {
        if table.node.kind != NodeKind::Fact || table.parents().is_empty() {
            let message = format!("{behaviour} makes rows for each parent row, and this table has no parents");
            self.error(table.member(behaviour), message).hint("write \"kind\": \"fact\" and add \"parents\": [...]");
        }
        if table.node.fanout.is_some() {
            let message = format!("{behaviour} decides how many rows a parent row has: the fanout has no effect");
            self.warning(table.member("fanout"), message).hint("remove the fanout");
        }
    }
}
