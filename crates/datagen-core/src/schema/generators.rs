//! The generators, as an author writes them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::Members;
use super::scalar::Scalar;

/// Where a column's values come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Generator {
    /// start + step x row.
    Sequence(Sequence),
    /// A weighted draw from given values.
    Choice(Choice),
    /// A draw from a numeric distribution.
    Distribution(Distribution),
    /// A draw from a grid of times.
    DatetimeSeries(DatetimeSeries),
    /// A made-up name, address, text, ... by method and locale.
    Faker(Faker),
    /// The value of another table's column.
    Lookup(Lookup),
    /// Computed from other columns of the row.
    Expression(Expression),
    /// The values themselves, one a row; makes a vocab table.
    EnumList(EnumList),
    /// The row's index among the children of its parent, from `start`.
    Ordinal(Ordinal),
    /// An aggregate over the row's children.
    Rollup(Rollup),
}

/// start + step x row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sequence {
    /// Value of the first row; 1 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<i64>,
    /// Difference from row to row; 1 by default, not 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<i64>,
    /// Text form on a string column: "CUST{:06}" gives CUST000001.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
}

/// A weighted draw from given values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Choice {
    /// The values to draw from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choices: Option<Vec<Scalar>>,
    /// `table.column` that holds the values to draw from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choices_ref: Option<String>,
    /// A weight a value: at least 0, not all 0; normalised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<Vec<f64>>,
    /// "uniform" (default), "zipf@a" (rank r has weight 1/r^a) or "head_tail@{share,a}" (the first fifth has `share`
    /// equally, the others the rest by zipf a).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights_kind: Option<String>,
}

/// The kinds of numeric distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DistributionType {
    /// `mean` = 0, `std` = 1 (or `sigma`).
    Normal,
    /// exp(N(`mean` = 0, `sigma` = 1)).
    Lognormal,
    /// From `low` = 0 to `high` = 1.
    Uniform,
    /// Counts with mean `lambda` = 1.
    Poisson,
}

/// A draw from a numeric distribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Distribution {
    /// The kind of distribution.
    #[serde(rename = "type")]
    pub distribution_type: DistributionType,
    /// The parameters of that kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub params: Option<DistributionParams>,
    /// `[least, greatest]`: values beyond are set to the bound.
    pub clamp: [f64; 2],
}

/// Parameters of the distributions; each kind reads its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DistributionParams {
    /// normal: mean; lognormal: mean of the logarithm. Default 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// normal: standard deviation. Default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub std: Option<f64>,
    /// lognormal: standard deviation of the logarithm (default 1); normal: another name of `std`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sigma: Option<f64>,
    /// uniform: lower end. Default 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// uniform: upper end. Default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// poisson: mean. Default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lambda: Option<f64>,
}

/// A draw, with replacement, from the grid of times start..end by freq.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DatetimeSeries {
    /// "timeframe" (default) or `{start, end}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Within>,
    /// Offset alias of the grid's step; the timeframe's by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freq: Option<String>,
    /// Weights by hour of day, day of week or month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<TimePattern>,
    /// Further patterns; all weights multiply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patterns: Option<Vec<TimePattern>>,
    /// A column of this row, `parent.column` or `table.column`: the time is never before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Times lie anywhere within the grid's step, not only at its start.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub spread: bool,
}

/// The span that times are drawn from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Within {
    /// The document's timeframe: "timeframe".
    Named(String),
    /// A span of its own.
    Span(Span),
}

/// A span of time, both ends included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    /// First instant, ISO 8601.
    pub start: String,
    /// Last instant, ISO 8601.
    pub end: String,
}

/// A cycle of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimeDimension {
    /// Hour of day: 24 weights.
    Hour,
    /// Day of week: 7 weights, Monday first.
    Dow,
    /// Month: 12 weights, January first.
    Month,
}

/// Weights over a cycle of the calendar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimePattern {
    /// The cycle.
    pub dimension: TimeDimension,
    /// 24, 7 or 12 weights: at least 0, not all 0.
    pub weights: Vec<f64>,
}

/// A made-up value by method and locale.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Faker {
    /// What to make up: "name", "email", "city", ...
    pub method: String,
    /// The locale; the document's by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// A column of this row, `parent.column` or `table.column` with a country, city or locale that decides the locale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale_from: Option<String>,
    /// bothify, numerify, lexify: the pattern (`#` a digit, `?` a letter).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// bothify, lexify: the letters that `?` may become.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letters: Option<String>,
    /// random_int: least value. Default 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// random_int: greatest value. Default 9999.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// words: how many. Default 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nb: Option<u32>,
    /// sentence: about how many words. Default 6.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nb_words: Option<u32>,
    /// paragraph: about how many sentences. Default 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nb_sentences: Option<u32>,
    /// text: most characters. Default 200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_nb_chars: Option<u32>,
    /// date_of_birth: youngest age in years at the timeframe's end. Default 18.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_age: Option<u32>,
    /// date_of_birth: oldest age in years at the timeframe's end. Default 90.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_age: Option<u32>,
    /// boolean: percentage of true. Default 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chance_of_getting_true: Option<f64>,
}

/// The value of another table's column.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Lookup {
    /// `table.column` to take the value from.
    pub from: String,
    /// Join on equal values: `{column here: column there}`. The first match in pk order counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Members<String>>,
    /// Popularity of the referenced rows: "uniform" (default), "zipf@a" or "head_tail@{share,a}", over a fixed
    /// shuffle of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights_kind: Option<String>,
}

/// Computed from other columns of the row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Expression {
    /// The expression, over columns of the row and `parent.column`.
    pub code: String,
}

/// The values themselves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EnumList {
    /// One value a row.
    #[schemars(length(min = 1))]
    pub values: Vec<Scalar>,
}

/// The row's index among the children of its parent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ordinal {
    /// Value of the first child; 1 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<i64>,
}

/// What a roll-up tells of the children's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aggregate {
    /// Their sum; 0 without children.
    Sum,
    /// How many are not null.
    Count,
    /// The least; null without children.
    Min,
    /// The greatest; null without children.
    Max,
    /// Their mean; null without children.
    Avg,
}

/// An aggregate over the row's children, exact on ints, decimals, and floats with `decimals`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rollup {
    /// `child.column` of a table whose primary parent is this one.
    pub from: String,
    /// What is told of the children's values.
    pub aggregate: Aggregate,
}
