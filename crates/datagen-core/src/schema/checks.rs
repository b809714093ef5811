//! Constraints and targets, as an author writes them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::Members;
use super::generators::TimeDimension;
use super::scalar::Scalar;
use super::targets::{CorrelationTarget, KsTarget, QuantileTarget, RowCountTarget, ShareTarget, SqlTarget};

/// One or several of a kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum OneOrMany<T> {
    /// A list.
    Many(Vec<T>),
    /// A single one.
    One(T),
}

/// Rules over the data, kept by construction.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Constraints {
    /// Columns, or lists of columns, whose values are unique: "table.column".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unique: Option<Vec<OneOrMany<String>>>,
    /// Columns whose values stand in another table's column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub foreign_keys: Option<Vec<ForeignKey>>,
    /// Least and greatest values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ranges: Option<Vec<RangeRule>>,
    /// Comparisons between columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inequalities: Option<Vec<Inequality>>,
    /// Regular expressions that values match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Vec<PatternRule>>,
    /// Lists of allowed values.
    #[serde(default, rename = "enum", skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Vec<EnumRule>>,
}

/// Values of `from` stand in `to`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ForeignKey {
    /// `table.column` that refers.
    pub from: String,
    /// `table.column` that is referred to.
    pub to: String,
}

/// Least and greatest value of a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RangeRule {
    /// `table.column`.
    pub attr: String,
    /// Least value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Scalar>,
    /// Greatest value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Scalar>,
}

/// A comparison between two columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Inequality {
    /// `table.column` on the left.
    pub left: String,
    /// The comparison.
    pub op: ComparisonOperator,
    /// `table.column`, or a bare column of the same table.
    pub right: String,
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(transform = add_single_equals)]
pub enum ComparisonOperator {
    /// Less.
    #[serde(rename = "<")]
    Less,
    /// Less or equal.
    #[serde(rename = "<=")]
    LessOrEqual,
    /// Greater.
    #[serde(rename = ">")]
    Greater,
    /// Greater or equal.
    #[serde(rename = ">=")]
    GreaterOrEqual,
    /// Equal.
    #[serde(rename = "==", alias = "=")]
    Equal,
    /// Not equal.
    #[serde(rename = "!=")]
    NotEqual,
}

/// The JSON Schema is generated without aliases.
fn add_single_equals(schema: &mut schemars::Schema) {
    if let Some(serde_json::Value::Array(words)) = schema.get_mut("oneOf") {
        words.push(serde_json::json!({ "const": "=", "description": "Equal.", "type": "string" }));
    }
}

/// A regular expression that a column's values match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PatternRule {
    /// `table.column`.
    pub attr: String,
    /// The regular expression, from the text's start; end it with `$` to match all of the text.
    pub regex: String,
}

/// The values that a column may have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EnumRule {
    /// `table.column`.
    pub attr: String,
    /// The values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<Scalar>>,
    /// `table.column` that holds the values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enum_ref: Option<String>,
}

/// What validation measures in the data.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Targets {
    /// Share of rows on Saturday and Sunday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekend_share: Option<OneOrMany<WeekendShare>>,
    /// Mean of a column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_in_range: Option<OneOrMany<MeanInRange>>,
    /// Shares that several influences together should give.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub composite_effect: Option<OneOrMany<CompositeEffect>>,
    /// Share of rows with a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<OneOrMany<ShareTarget>>,
    /// Rank correlation of two columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlation: Option<OneOrMany<CorrelationTarget>>,
    /// Quantile of a column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantile: Option<OneOrMany<QuantileTarget>>,
    /// Distance of a column from a distribution.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ks: Option<OneOrMany<KsTarget>>,
    /// Number of rows of a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row_count: Option<OneOrMany<RowCountTarget>>,
    /// What a query gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql: Option<OneOrMany<SqlTarget>>,
}

/// Share of rows on Saturday and Sunday.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WeekendShare {
    /// The table.
    pub table: String,
    /// Its column with the time.
    pub timestamp: String,
    /// Least share.
    pub min: f64,
    /// Greatest share.
    pub max: f64,
}

/// Mean of a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MeanInRange {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// Least mean.
    pub min: f64,
    /// Greatest mean.
    pub max: f64,
}

/// Shares that several influences together should give.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CompositeEffect {
    /// The table.
    pub table: String,
    /// A label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
    /// The influences.
    pub influences: Vec<Influence>,
    /// How far the data may be off.
    pub tolerance: Tolerance,
}

/// One influence of a composite effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Influence {
    /// Weights over a cycle of the calendar.
    Seasonality {
        /// The cycle.
        dimension: TimeDimension,
        /// Its weights.
        weights: Vec<f64>,
    },
    /// A table of effects.
    Effect {
        /// The table of effects.
        table: String,
        /// Join columns.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on: Option<Members<String>>,
        /// Its column with the factor.
        field: String,
        /// What holds outside of every window.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        default: Option<f64>,
    },
    /// A share of the rows made extreme.
    Outliers {
        /// The share.
        rate: f64,
        /// The way in which they are extreme.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mode: Option<super::modifiers::OutlierMode>,
    },
}

/// How far the data may be off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tolerance {
    /// Mean absolute error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mae: Option<f64>,
    /// Mean absolute percentage error; below 1 it is a fraction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mape: Option<f64>,
}
