//! Modifiers: their arguments, and the types they have an effect on.

use super::Check;
use super::references::columns_hint;
use super::tables::{ColumnOf, Table};
use crate::schema::convert::{ValueType, convert, example};
use crate::schema::finding::Given;
use crate::schema::modifiers::{Effect, MapValues, Modifier, Outliers, Trend, TrendType};
use crate::schema::scalar::Scalar;
use crate::schema::tree::join;
use crate::schema::words::{number, quoted};

impl<'a> Check<'a> {
    pub(super) fn modifiers(&mut self, column: &ColumnOf<'a, 'a>) {
        for (index, modifier) in column.column.modifiers.iter().flatten().enumerate() {
            let pointer = join(&column.member("modifiers"), index);
            self.modifier(modifier, column, &join(&pointer, "args"));
            if !has_effect(modifier, column.value_type()) {
                let message = format!("{} has no effect on a {} column", name(modifier), column.value_type());
                self.warning(join(&pointer, "transform"), message).hint("remove it");
            }
        }
    }

    fn modifier(&mut self, modifier: &'a Modifier, column: &ColumnOf<'a, 'a>, pointer: &str) {
        match modifier {
            Modifier::Multiply(_) | Modifier::Add(_) => {}
            Modifier::Clamp(clamp) => match (clamp.min, clamp.max) {
                (Some(min), Some(max)) if min > max => {
                    self.error(join(pointer, "max"), format!("min, {}, is above max, {}", number(min), number(max)))
                        .hint("exchange them");
                }
                (None, None) => {
                    self.warning(pointer, "a clamp without min and max has no effect")
                        .hint("add \"min\", \"max\" or both");
                }
                _ => {}
            },
            Modifier::Jitter(jitter) => self.not_negative(jitter.std, &join(pointer, "std")),
            Modifier::MapValues(map) => self.map_values(map, column, &join(pointer, "mapping")),
            Modifier::Seasonality(seasonality) => self.cycle(seasonality.dimension, &seasonality.weights, pointer),
            Modifier::TimeJitter(jitter) => self.not_negative(jitter.std_minutes, &join(pointer, "std_minutes")),
            Modifier::Effect(effect) => self.effect(effect, Some(column.table), pointer),
            Modifier::Outliers(outliers) => self.outliers(outliers, pointer),
            Modifier::Trend(trend) => self.trend(trend, column, pointer),
        }
    }

    fn map_values(&mut self, map: &MapValues, column: &ColumnOf<'_, '_>, pointer: &str) {
        let value_type = column.value_type();
        for (old, new) in &map.mapping {
            let here = join(pointer, old);
            if convert(&Scalar::Text(old.clone()), value_type).is_none() {
                let message = format!("{} does not convert to the column's type {value_type}", quoted(old));
                self.error(here.as_str(), message).at_key().hint(format!("write {}", example(value_type)));
            }
            self.literal(new, value_type, column.column.nullable, &here);
        }
    }

    /// `rows` is the table whose rows the effect is matched with; unknown when it could not be found.
    pub(super) fn effect(&mut self, effect: &Effect, rows: Option<&Table<'_>>, pointer: &str) {
        let Some(table) = self.table_named(&effect.effect_table, &join(pointer, "effect_table")) else { return };
        for (left, right) in effect.on.iter().flatten() {
            let here = join(&join(pointer, "on"), left);
            self.column_named(table, right, &here);
            if let Some(rows) = rows.filter(|rows| rows.get(left).is_none()) {
                let message =
                    format!("table {} has no column {}: it is left out of the match", quoted(rows.id()), quoted(left));
                self.warning(here, message).at_key().hint(columns_hint(rows, left)).given(Given::Names);
            }
        }
        let window = join(pointer, "window");
        self.window_column(table, &effect.window.start_col, &join(&window, "start_col"));
        self.window_column(table, &effect.window.end_col, &join(&window, "end_col"));
        self.effect_field(table, &effect.map.field, &join(&join(pointer, "map"), "field"));
    }

    fn window_column(&mut self, table: &'a Table<'a>, name: &str, pointer: &str) {
        if let Some(column) = self.column_named(table, name, pointer)
            && !column.value_type().is_temporal()
        {
            let message = format!("{} is {}, not a time", quoted(&column.reference()), column.value_type());
            self.error(pointer, message).hint("name a datetime or date column");
        }
    }

    fn effect_field(&mut self, table: &'a Table<'a>, field: &str, pointer: &str) {
        match table.get(field) {
            None => {
                let message =
                    format!("table {} has no column {}: the effect changes nothing", quoted(table.id()), quoted(field));
                self.warning(pointer, message).hint(columns_hint(table, field)).given(Given::Names);
            }
            Some(column) if !column.value_type().is_numeric() => {
                let message = format!("{} is {}, not a number", quoted(&column.reference()), column.value_type());
                self.error(pointer, message).hint("name a column with numbers");
            }
            Some(_) => {}
        }
    }

    fn outliers(&mut self, outliers: &Outliers, pointer: &str) {
        self.share(outliers.rate, &join(pointer, "rate"));
        let magnitude = &outliers.magnitude_dist;
        let here = join(pointer, "magnitude_dist");
        self.distribution(magnitude.distribution_type, magnitude.params.as_ref(), magnitude.clamp, &here);
    }

    fn trend(&mut self, trend: &Trend, column: &ColumnOf<'a, 'a>, pointer: &str) {
        match trend.trend_type {
            TrendType::Logarithmic if trend.params.is_none() => {
                self.error(pointer, "a logarithmic trend needs \"params\"")
                    .hint("add \"params\": { \"a\": ..., \"b\": ... }");
            }
            TrendType::Exponential | TrendType::Linear if trend.growth_rate.is_none() => {
                self.error(pointer, "a trend needs \"growth_rate\"").hint("add \"growth_rate\": 0.1 for 10% a year");
            }
            _ => {}
        }
        if trend.trend_type == TrendType::Exponential
            && let Some(rate) = trend.growth_rate.filter(|rate| *rate <= -1.0)
        {
            self.error(join(pointer, "growth_rate"), format!("expected a rate above -1, found {}", number(rate)))
                .hint("-0.1 is a loss of 10% a year");
        }
        if let Some(time) = &trend.time_reference {
            self.time_reference(time, column, &join(pointer, "time_reference"));
        }
    }

    fn time_reference(&mut self, name: &str, column: &ColumnOf<'a, 'a>, pointer: &str) {
        if let Some(time) = self.row_reference(column.table, name, pointer)
            && !time.value_type().is_temporal()
        {
            let message = format!("{} is {}, not a time", quoted(name), time.value_type());
            self.error(pointer, message).hint("name a datetime or date column");
        }
    }
}

/// Whether a modifier changes values of a type. On a time, patterns are weights of its draw, and jitters move it.
fn has_effect(modifier: &Modifier, value_type: ValueType) -> bool {
    match modifier {
        Modifier::MapValues(_) => true,
        Modifier::TimeJitter(_) => value_type.is_temporal(),
        Modifier::Multiply(_) | Modifier::Add(_) | Modifier::Clamp(_) | Modifier::Outliers(_) => {
            value_type.is_numeric()
        }
        Modifier::Jitter(_) | Modifier::Seasonality(_) | Modifier::Effect(_) | Modifier::Trend(_) => {
            value_type.is_numeric() || value_type.is_temporal()
        }
    }
}

fn name(modifier: &Modifier) -> &'static str {
    match modifier {
        Modifier::Multiply(_) => "multiply",
        Modifier::Add(_) => "add",
        Modifier::Clamp(_) => "clamp",
        Modifier::Jitter(_) => "jitter",
        Modifier::MapValues(_) => "map_values",
        Modifier::Seasonality(_) => "seasonality",
        Modifier::TimeJitter(_) => "time_jitter",
        Modifier::Effect(_) => "effect",
        Modifier::Outliers(_) => "outliers",
        Modifier::Trend(_) => "trend",
    }
}
