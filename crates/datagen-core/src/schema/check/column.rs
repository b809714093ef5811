//! One column: its type's members, and everything that hangs on it.

use super::Check;
use super::tables::ColumnOf;
use crate::schema::convert::{DEFAULT_PRECISION, DEFAULT_SCALE, MAX_PRECISION};
use crate::schema::document::ColumnType;
use crate::schema::tree::join;

/// A float has no more digits that mean anything.
const MAX_FLOAT_DECIMALS: u8 = 15;

impl<'a> Check<'a> {
    pub(super) fn column(&mut self, column: &ColumnOf<'a, 'a>) {
        self.null_rate(column);
        self.digits(column);
        self.generator(column);
        self.modifiers(column);
        self.column_constraints(column);
    }

    fn null_rate(&mut self, column: &ColumnOf<'_, '_>) {
        let Some(rate) = column.column.null_rate else { return };
        let pointer = column.member("null_rate");
        self.share(rate, &pointer);
        if rate > 0.0 && !column.column.nullable {
            self.error(pointer, "a share of nulls in a column that is not nullable")
                .hint("add \"nullable\": true, or remove \"null_rate\"");
        }
    }

    fn digits(&mut self, column: &ColumnOf<'_, '_>) {
        let (precision, decimals) = (column.column.precision, column.column.decimals);
        match column.column.column_type {
            ColumnType::Decimal => self.decimal(column),
            ColumnType::Float => {
                self.without(precision.is_some(), "precision", "only a decimal column has a precision", column);
                if let Some(found) = decimals.filter(|found| *found > MAX_FLOAT_DECIMALS) {
                    let message = format!("expected at most {MAX_FLOAT_DECIMALS} decimals on a float, found {found}");
                    self.error(column.member("decimals"), message).hint("use \"type\": \"decimal\" for more");
                }
            }
            _ => {
                self.without(precision.is_some(), "precision", "only a decimal column has a precision", column);
                self.without(decimals.is_some(), "decimals", "only decimal and float columns have decimals", column);
            }
        }
    }

    fn without(&mut self, present: bool, member: &str, message: &str, column: &ColumnOf<'_, '_>) {
        if present {
            self.error(column.member(member), message).hint("remove it, or write \"type\": \"decimal\"");
        }
    }

    fn decimal(&mut self, column: &ColumnOf<'_, '_>) {
        let precision = column.column.precision.unwrap_or(DEFAULT_PRECISION);
        let decimals = column.column.decimals.unwrap_or(DEFAULT_SCALE);
        if !(1..=MAX_PRECISION).contains(&precision) {
            let message = format!("expected a precision from 1 to {MAX_PRECISION}, found {precision}");
            self.error(column.member("precision"), message).hint(format!("it is {DEFAULT_PRECISION} when left out"));
        } else if decimals > precision {
            let message = format!("{decimals} digits after the point do not fit into a precision of {precision}");
            let member = if column.column.decimals.is_some() { "decimals" } else { "precision" };
            self.error(column.member(member), message)
                .hint(format!("precision counts all digits; decimals is {DEFAULT_SCALE} when left out"));
        }
    }

    fn column_constraints(&mut self, column: &ColumnOf<'a, 'a>) {
        let Some(constraints) = &column.column.constraints else { return };
        let pointer = column.member("constraints");
        if let Some(values) = &constraints.allowed {
            self.allowed(values, column, &join(&pointer, "enum"));
        }
        if let Some(reference) = &constraints.enum_ref {
            let here = join(&pointer, "enum_ref");
            if let Some(source) = self.reference(reference, &here) {
                self.castable(&source, column, &here);
            }
            if constraints.allowed.is_some() {
                self.error(here, "either enum or enum_ref lists the allowed values, found both")
                    .hint("keep one of them");
            }
        }
    }
}
