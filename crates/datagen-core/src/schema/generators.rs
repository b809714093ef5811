//! The generators, as an author writes them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::Members;
use super::further::{DatetimeOffset, GeoPoint, Pattern, StateMachine, Text, Uuid};
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
    Distribution(Box<Distribution>),
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
    /// Texts that match a regular expression.
    Pattern(Pattern),
    /// A universally unique identifier.
    Uuid(Uuid),
    /// Another time plus a drawn span.
    DatetimeOffset(Box<DatetimeOffset>),
    /// The state after as many steps as the row has elder siblings.
    StateMachine(StateMachine),
    /// A point of the earth near another.
    GeoPoint(Box<GeoPoint>),
    /// Free text that does not repeat and fits its row, in English.
    Text(Text),
}

impl Generator {
    /// The generator's name as it is written.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sequence(_) => "sequence",
            Self::Choice(_) => "choice",
            Self::Distribution(_) => "distribution",
            Self::DatetimeSeries(_) => "datetime_series",
            Self::Faker(_) => "faker",
            Self::Lookup(_) => "lookup",
            Self::Expression(_) => "expression",
            Self::EnumList(_) => "enum_list",
            Self::Ordinal(_) => "ordinal",
            Self::Rollup(_) => "rollup",
            Self::Pattern(_) => "pattern",
            Self::Uuid(_) => "uuid",
            Self::DatetimeOffset(_) => "datetime_offset",
            Self::StateMachine(_) => "state_machine",
            Self::GeoPoint(_) => "geo_point",
            Self::Text(_) => "text",
        }
    }
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
    /// A column of this row, `parent.column` or `table.column`: its value decides which of `cases` is drawn from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What is drawn from for each value of `by`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cases: Option<Members<ChoiceCase>>,
    /// What is drawn from for the values of `by` that have no case, and for null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<ChoiceCase>,
}

/// What is drawn from for one value of another column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChoiceCase {
    /// The values to draw from.
    #[schemars(length(min = 1))]
    pub choices: Vec<Scalar>,
    /// A weight a value: at least 0, not all 0; normalised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<Vec<f64>>,
    /// "uniform" (default), "zipf@a" or "head_tail@{share,a}".
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
    /// Waiting times with mean 1 / `rate`; `rate` = 1.
    Exponential,
    /// `shape`, `scale` = 1: mean `shape` x `scale`.
    Gamma,
    /// Shares from 0 to 1, with mean `alpha` / (`alpha` + `beta`).
    Beta,
    /// From `xm` = 1 upwards, a share of (`xm` / x)^`alpha` above x.
    Pareto,
    /// From `low` to `high`, most often near `mode`.
    Triangular,
    /// Successes among `n` tries, each with probability `p`.
    Binomial,
    /// Student's t with `df` degrees of freedom, times `std` = 1, plus `mean` = 0.
    StudentT,
    /// One of `components`, drawn by their weights.
    Mixture,
    /// As observed: `values`, perhaps with `weights`, or `quantiles`.
    Empirical,
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
    /// A column of this row, `parent.column` or `table.column`: its value decides which of `cases` is drawn from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The parameters for each value of `by`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cases: Option<Members<DistributionCase>>,
    /// The parameters for the values of `by` that have no case, and for null.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<DistributionCase>,
}

/// The distribution for one value of another column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DistributionCase {
    /// The kind of distribution; the column's by default.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub distribution_type: Option<DistributionType>,
    /// The parameters of that kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub params: Option<DistributionParams>,
    /// `[least, greatest]`; the column's by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clamp: Option<[f64; 2]>,
}

/// Parameters of the distributions; each kind reads its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DistributionParams {
    /// normal: mean; lognormal: mean of the logarithm; student_t: the middle. Default 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// normal: standard deviation; student_t: a factor. Default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub std: Option<f64>,
    /// lognormal: standard deviation of the logarithm (default 1); normal: another name of `std`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sigma: Option<f64>,
    /// uniform, triangular: lower end. Default 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// uniform, triangular: upper end. Default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
    /// poisson: mean. Default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lambda: Option<f64>,
    /// exponential: events a unit, so that the mean is 1 / rate. Default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<f64>,
    /// gamma: shape, from 0.01 to 1,000,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<f64>,
    /// gamma: scale, a factor. Default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<f64>,
    /// beta: first shape, from 0.01 to 1,000,000; pareto: exponent of the tail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alpha: Option<f64>,
    /// beta: second shape, from 0.01 to 1,000,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beta: Option<f64>,
    /// pareto: least value. Default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub xm: Option<f64>,
    /// triangular: the most frequent value, from low to high.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<f64>,
    /// binomial: tries, at most 1,000,000,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u64>,
    /// binomial: probability of a success, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p: Option<f64>,
    /// student_t: degrees of freedom, from 0.1 to 1,000,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub df: Option<f64>,
    /// mixture: the distributions that values are drawn from, by their weights.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub components: Option<Vec<MixtureComponent>>,
    /// empirical: the values that occur.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<f64>>,
    /// empirical: a weight a value; all the same by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<Vec<f64>>,
    /// empirical: at least two quantiles in rising order, at equal distances from the least value (share 0) to the
    /// greatest (share 1); in between, values are interpolated linearly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantiles: Option<Vec<f64>>,
}

/// One of the distributions of a mixture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MixtureComponent {
    /// Its weight: at least 0, not all 0; normalised.
    pub weight: f64,
    /// The kind of distribution; not "mixture".
    #[serde(rename = "type")]
    pub distribution_type: DistributionType,
    /// The parameters of that kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub params: Option<DistributionParams>,
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
    /// Public holidays of a country, by its code ("US"), on which less happens: their weight is 0.2 of other days', or
    /// what `{country, weight}` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holidays: Option<Holidays>,
    /// Times lie anywhere within the grid's step, not only at its start.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub spread: bool,
}

/// Public holidays on which less, or more, happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Holidays {
    /// The country's code: "US", "DE", ...
    Country(String),
    /// The country's code, and the weight of its holidays.
    Weighted(WeightedHolidays),
}

/// A country's public holidays and their weight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WeightedHolidays {
    /// The country's code: "US", "DE", ...
    pub country: String,
    /// A factor of each holiday's weight: at least 0, 0.2 by default; above 1 more happens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
}

impl Holidays {
    /// The country's code, and the factor of its holidays' weight.
    #[must_use]
    pub fn parts(&self) -> (&str, f64) {
        const USUAL: f64 = 0.2;
        match self {
            Self::Country(country) => (country, USUAL),
            Self::Weighted(weighted) => (&weighted.country, weighted.weight.unwrap_or(USUAL)),
        }
    }
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
    /// A further person of the row, by any name: "doctor". Columns of a table with the same `person` speak of one person;
    /// those without, of the row's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// A column of this row, `parent.column` or `table.column` with the person's sex: "male", "f", "woman", ...
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex_from: Option<String>,
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
    /// A column of the other table: each of its rows is drawn with that weight, at least 0; null counts as 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_by: Option<String>,
    /// A condition that the drawn row satisfies: an expression over the other table's columns; `local.column` is this
    /// row's.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
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
