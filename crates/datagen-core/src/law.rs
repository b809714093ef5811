//! The laws behind a schema's words, for whoever measures data: distribution functions, weights, growth, and how many
//! children a row has. They are those that generate, so that what is measured is what was meant.

use std::sync::Arc;

use crate::calendar::Calendar;
use crate::generate::Generate;
use crate::generate::quantile::Quantile;
use crate::generate::weights::rule_weights;
use crate::modify::age::factor_at;
use crate::modify::season::{Growth, position_in};
use crate::plan::fanout::Fanout;
use crate::plan::limit::Limit;
use crate::schema::behaviours::Curve;
use crate::schema::document::Fanout as DeclaredFanout;
use crate::schema::generators::{DistributionParams, DistributionType, TimeDimension};
use crate::schema::modifiers::Trend;
use crate::schema::weights::WeightsKind;
use crate::{Plan, Result};

/// A numeric distribution, before clamps and rounding.
#[derive(Debug, Clone)]
pub struct NumberLaw(Quantile);

impl NumberLaw {
    /// The distribution of a kind with its parameters, of which those left out have the language's defaults.
    #[must_use]
    pub fn new(kind: DistributionType, params: Option<&DistributionParams>) -> Self {
        Self(Quantile::new(kind, params))
    }

    /// The value at quantile `unit`, in (0, 1).
    #[must_use]
    pub fn quantile(&self, unit: f64) -> f64 {
        self.0.at(unit)
    }

    /// The share of values of at most `x`.
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        self.0.cdf(x)
    }
}

/// The distribution of the number of children of a parent row.
#[derive(Debug, Clone)]
pub struct FanoutLaw(Fanout);

impl FanoutLaw {
    /// The distribution that a fanout declares; one child each when there is none.
    #[must_use]
    pub fn new(declared: Option<&DeclaredFanout>) -> Self {
        let key = crate::seed::Seed(0).key("", "", "law of a fanout");
        Self(declared.map_or_else(|| Fanout::one_each(key), |declared| Fanout::new(key, declared)))
    }

    /// `draws` independent draws, the same ones each time, of the number of children of a row whose mean is multiplied
    /// by `factor`.
    #[must_use]
    pub fn draws(&self, draws: u64, factor: f64) -> Vec<u64> {
        (0..draws).map(|row| self.0.count(row, factor)).collect()
    }
}

/// The relative weights of `n` ranked values.
#[must_use]
pub fn weights(kind: &WeightsKind, n: u64) -> Vec<f64> {
    rule_weights(kind, n)
}

/// The factor of a curve at an age of at least 0, in the curve's unit.
#[must_use]
pub fn age_factor(curve: &Curve, age: f64) -> f64 {
    factor_at(curve, age)
}

/// The factor of a trend at `instant`; it is 1 at `start`. Both are microseconds since 1970 in UTC.
#[must_use]
pub fn growth(trend: &Trend, start: i64, instant: i64) -> f64 {
    let growth = Growth {
        kind: trend.trend_type,
        rate: trend.growth_rate.unwrap_or(0.0),
        a: trend.params.as_ref().map_or(0.0, |params| params.a),
        b: trend.params.as_ref().map_or(0.0, |params| params.b),
        start,
    };
    growth.at(instant)
}

/// The place of an instant in a cycle: hour 0 to 23, weekday from Monday 0, month from January 0.
#[must_use]
pub fn cycle_position(dimension: TimeDimension, instant: i64) -> usize {
    position_in(dimension, instant)
}

/// The days from `first` to `last`, counted from 1970, that are public holidays of a country, in order; `None` when its
/// holidays are not known.
#[must_use]
pub fn holidays(country: &str, first: i64, last: i64) -> Option<Vec<i64>> {
    let year = |day: i64| i32::try_from(1970 + day.div_euclid(366)).unwrap_or(1970);
    let years = (year(first) - 1)..=(year(last) + 2);
    let days = years.flat_map(|year| crate::holidays::of_year(country, year));
    crate::holidays::is_known(country).then(|| days.filter(|day| (first..=last).contains(day)).collect())
}

/// The distribution of the times of a `datetime_series`, with all weights that are the same for all rows: patterns,
/// seasons, holidays, growth, effects without a key.
#[derive(Debug, Clone)]
pub struct TimeLaw {
    calendar: Arc<Calendar>,
    /// Whether a row's time may be bounded by another value: then the law is that of times without a bound.
    pub bounded: bool,
    /// Whether rows lie in time order, and each day weighs as much more as there are parents by then.
    pub follows_parents: bool,
    /// Whether times are moved at random after they are drawn.
    pub jittered: bool,
    /// Whether effects by key thin the times besides.
    pub keyed: bool,
}

impl TimeLaw {
    /// The first instant, in microseconds since 1970 in UTC.
    #[must_use]
    pub fn first(&self) -> i64 {
        self.calendar.first()
    }

    /// The last instant that can be drawn.
    #[must_use]
    pub fn end(&self) -> i64 {
        self.calendar.end()
    }

    /// The weight of the instants from `from` to before `to`, in a unit that is the same for all spans.
    #[must_use]
    pub fn mass(&self, from: i64, to: i64) -> f64 {
        self.calendar.range_from(to).start - self.calendar.range_from(from).start
    }
}

impl Plan {
    /// The distribution of the times of a column; `None` when it is no `datetime_series`.
    ///
    /// # Errors
    /// [`crate::Error::Usage`] when there is no such table, and those of generating the effects that weigh times.
    pub fn times(&self, table: &str, column: &str) -> Result<Option<TimeLaw>> {
        self.schema(table)?;
        let found = self.core.tables.iter().find(|one| one.name == table);
        let Some((table, column)) =
            found.and_then(|table| Some((table, table.columns.iter().find(|one| one.name == column)?)))
        else {
            return Ok(None);
        };
        let Generate::DatetimeSeries(series) = &column.generate else { return Ok(None) };
        let has_parent = table.parent().is_some();
        Ok(Some(TimeLaw {
            calendar: series.calendar(&self.core)?,
            bounded: !series.after.is_empty() || column.limit.as_ref().is_some_and(Limit::truncates),
            follows_parents: has_parent
                && table.order.as_ref().is_some_and(|order| series.orders_rows && order.exists_from.is_some()),
            jittered: !series.jitters.is_empty(),
            keyed: !series.keyed.is_empty(),
        }))
    }
}
