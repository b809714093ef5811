//! What validation measures. Targets never block generation, so what is wrong here is a warning.

use super::Check;
use super::references::columns_hint;
use super::tables::{ColumnOf, Table};
use crate::diagnostic::Severity;
use crate::schema::checks::{CompositeEffect, Influence, OneOrMany};
use crate::schema::finding::Given;
use crate::schema::tree::join;
use crate::schema::words::{number, quoted};

impl<'a> Check<'a> {
    pub(super) fn targets(&mut self) {
        let before = self.findings.all.len();
        self.each_target();
        for finding in self.findings.all.iter_mut().skip(before) {
            finding.severity = Severity::Warning;
        }
    }

    fn each_target(&mut self) {
        let Some(targets) = &self.document.targets else { return };
        for (target, pointer) in each(targets.weekend_share.as_ref(), "/targets/weekend_share") {
            let time = self.target_column(&target.table, &target.timestamp, "timestamp", &pointer);
            if let Some(column) = time.filter(|column| !column.value_type().is_temporal()) {
                let message = format!("{} is {}, not a time", quoted(&column.reference()), column.value_type());
                self.error(join(&pointer, "timestamp"), message).hint("name a datetime or date column");
            }
            self.bounds(target.min, target.max, &pointer);
        }
        for (target, pointer) in each(targets.mean_in_range.as_ref(), "/targets/mean_in_range") {
            let column = self.target_column(&target.table, &target.column, "column", &pointer);
            if let Some(column) = column.filter(|column| !column.value_type().is_numeric()) {
                let message = format!("{} is {}, not a number", quoted(&column.reference()), column.value_type());
                self.error(join(&pointer, "column"), message).hint("name a column with numbers");
            }
            self.bounds(target.min, target.max, &pointer);
        }
        for (target, pointer) in each(targets.composite_effect.as_ref(), "/targets/composite_effect") {
            self.composite(target, &pointer);
        }
        self.further_targets(targets);
    }

    fn composite(&mut self, target: &'a CompositeEffect, pointer: &str) {
        let table = self.table_named(&target.table, &join(pointer, "table"));
        for (index, influence) in target.influences.iter().enumerate() {
            let here = join(&join(pointer, "influences"), index);
            match influence {
                Influence::Seasonality { dimension, weights } => self.cycle(*dimension, weights, &here),
                Influence::Outliers { rate, .. } => self.share(*rate, &join(&here, "rate")),
                Influence::Effect { table: name, on, field, .. } => {
                    let Some(effects) = self.table_named(name, &join(&here, "table")) else { continue };
                    self.column_named(effects, field, &join(&here, "field"));
                    for (left, right) in on.iter().flatten() {
                        self.influence_key(table, effects, (left, right), &join(&join(&here, "on"), left));
                    }
                }
            }
        }
        if target.tolerance.mae.is_none() && target.tolerance.mape.is_none() {
            self.error(join(pointer, "tolerance"), "a tolerance without mae and mape measures nothing")
                .hint("add \"mape\": 5 for 5%");
        }
    }

    fn influence_key(
        &mut self,
        table: Option<&'a Table<'a>>,
        effects: &'a Table<'a>,
        (left, right): (&str, &str),
        pointer: &str,
    ) {
        self.column_named(effects, right, pointer);
        if let Some(table) = table.filter(|table| table.get(left).is_none()) {
            let message = format!("table {} has no column {}", quoted(table.id()), quoted(left));
            self.error(pointer, message).at_key().hint(columns_hint(table, left)).given(Given::Names);
        }
    }

    pub(super) fn target_column(
        &mut self,
        table: &str,
        column: &str,
        member: &str,
        pointer: &str,
    ) -> Option<ColumnOf<'a, 'a>> {
        let table = self.table_named(table, &join(pointer, "table"))?;
        self.column_named(table, column, &join(pointer, member))
    }

    pub(super) fn bounds(&mut self, min: f64, max: f64, pointer: &str) {
        if min > max {
            self.error(join(pointer, "max"), format!("min, {}, is above max, {}", number(min), number(max)))
                .hint("exchange them");
        }
    }
}

/// The targets of a kind with their pointers.
pub(super) fn each<'a, T>(targets: Option<&'a OneOrMany<T>>, pointer: &str) -> Vec<(&'a T, String)> {
    match targets {
        None => Vec::new(),
        Some(OneOrMany::One(one)) => vec![(one, pointer.to_owned())],
        Some(OneOrMany::Many(many)) => {
            many.iter().enumerate().map(|(index, target)| (target, join(pointer, index))).collect()
        }
    }
}
