//! The targets beyond the core of the language. Called among the other targets, so what is wrong here only warns.

use super::Check;
use super::targets::each;
use crate::schema::checks::Targets;
use crate::schema::scalar::Scalar;
use crate::schema::targets::{CorrelationTarget, KsTarget, QuantileTarget, RowCountTarget, ShareTarget};
use crate::schema::tree::join;
use crate::schema::words::{number, quoted};

impl<'a> Check<'a> {
    pub(super) fn further_targets(&mut self, targets: &'a Targets) {
        for (target, pointer) in each(targets.share.as_ref(), "/targets/share") {
            self.share_target(target, &pointer);
        }
        for (target, pointer) in each(targets.correlation.as_ref(), "/targets/correlation") {
            self.correlation(target, &pointer);
        }
        for (target, pointer) in each(targets.quantile.as_ref(), "/targets/quantile") {
            self.quantile(target, &pointer);
        }
        for (target, pointer) in each(targets.ks.as_ref(), "/targets/ks") {
            self.ks(target, &pointer);
        }
        for (target, pointer) in each(targets.row_count.as_ref(), "/targets/row_count") {
            self.row_count(target, &pointer);
        }
        for (target, pointer) in each(targets.sql.as_ref(), "/targets/sql") {
            self.query(&target.query, &join(&pointer, "query"));
            self.expectation(&target.expect, &join(&pointer, "expect"));
        }
    }

    fn share_target(&mut self, target: &'a ShareTarget, pointer: &str) {
        if let Some(column) = self.target_column(&target.table, &target.column, "column", pointer)
            && target.value != Scalar::Null
        {
            self.literal(&target.value, column.value_type(), true, &join(pointer, "value"));
        }
        self.share(target.min, &join(pointer, "min"));
        self.share(target.max, &join(pointer, "max"));
        self.bounds(target.min, target.max, pointer);
    }

    fn correlation(&mut self, target: &'a CorrelationTarget, pointer: &str) {
        let [first, second] = &target.columns;
        if let Some(table) = self.table_named(&target.table, &join(pointer, "table")) {
            for (index, name) in target.columns.iter().enumerate() {
                let here = join(&join(pointer, "columns"), index);
                let Some(column) = self.column_named(table, name, &here) else { continue };
                let value_type = column.value_type();
                if !value_type.is_numeric() && !value_type.is_temporal() {
                    let message = format!("{} is {value_type}, which has no order", quoted(&column.reference()));
                    self.error(here, message).hint("name columns with numbers or times");
                }
            }
        }
        if first == second {
            let message = format!("{} correlates with itself", quoted(first));
            self.error(join(pointer, "columns"), message).hint("name two columns");
        }
        for (member, value) in [("min", target.min), ("max", target.max)] {
            if !(-1.0..=1.0).contains(&value) {
                self.error(
                    join(pointer, member),
                    format!("expected a correlation from -1 to 1, found {}", number(value)),
                )
                .hint("1 is the same order, -1 the reverse, 0 no relation");
            }
        }
        self.bounds(target.min, target.max, pointer);
    }

    fn quantile(&mut self, target: &'a QuantileTarget, pointer: &str) {
        self.numeric_target(&target.table, &target.column, pointer);
        self.share(target.q, &join(pointer, "q"));
        self.bounds(target.min, target.max, pointer);
    }

    fn ks(&mut self, target: &'a KsTarget, pointer: &str) {
        self.numeric_target(&target.table, &target.column, pointer);
        self.distribution(target.distribution, target.params.as_ref(), None, pointer);
        self.share(target.max, &join(pointer, "max"));
    }

    fn row_count(&mut self, target: &'a RowCountTarget, pointer: &str) {
        self.table_named(&target.table, &join(pointer, "table"));
        match (target.min, target.max) {
            (None, None) => {
                self.error(pointer, "a row_count without min and max measures nothing")
                    .hint("add \"min\", \"max\" or both");
            }
            (Some(min), Some(max)) if min > max => {
                self.error(join(pointer, "max"), format!("min, {min}, is above max, {max}")).hint("exchange them");
            }
            _ => {}
        }
    }

    fn numeric_target(&mut self, table: &str, column: &str, pointer: &str) {
        let column = self.target_column(table, column, "column", pointer);
        if let Some(column) = column.filter(|column| !column.value_type().is_numeric()) {
            let message = format!("{} is {}, not a number", quoted(&column.reference()), column.value_type());
            self.error(join(pointer, "column"), message).hint("name a column with numbers");
        }
    }
}
