//! The document: the types of DSL v1, and nothing else.
//!
//! The JSON Schema that `datagen schema` prints, the diagnostics for a mistyped member and the deserialisation all
//! come from these types; there is no second description of the language. Doc comments become the descriptions in
//! the JSON Schema, so they are written for schema authors.

use arrow::datatypes::DataType;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::value::ValueType;

use super::behaviours::{SegmentBehavior, StageConfig, StateTransitionModel, VintageBehavior};
use super::checks::{Constraints, Targets};
use super::generators::Generator;
use super::insights::Insight;
use super::issues::Issue;
use super::modifiers::Modifier;
use super::scalar::Scalar;

/// One relational dataset: its tables, their columns, and how the values come about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// The version of the language: "1.0".
    pub version: String,
    /// The dataset's name and defaults. Further members are kept and ignored.
    pub metadata: Metadata,
    /// The span of time that `within: "timeframe"` refers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeframe: Option<Timeframe>,
    /// The tables.
    #[schemars(length(min = 1))]
    pub nodes: Vec<Node>,
    /// Rules over the data, kept by construction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraints: Option<Constraints>,
    /// Levels of tables in generation order; inferred when absent, checked when present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dag: Option<Vec<Vec<String>>>,
    /// What validation measures in the data; never blocks generation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub targets: Option<Targets>,
    /// Data made dirty on purpose, in a dataset of its own beside the clean one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issues: Option<Vec<Issue>>,
    /// Claims about the data, each proven by a query.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insights: Option<Vec<Insight>>,
}

/// The dataset's name and defaults. Members beyond the listed ones are free.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("additionalProperties" = true))]
pub struct Metadata {
    /// The dataset's name.
    pub name: String,
    /// What the dataset is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The seed, unless the command line gives one; 42 when neither does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// The locale of faker columns that name none; "en_US" by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The country the dataset plays in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// A span of time, both ends included, and the step of its grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Timeframe {
    /// First instant, ISO 8601: "2024-01-01" or "2024-01-01T00:00:00".
    pub start: String,
    /// Last instant, ISO 8601. A bare date means its midnight.
    pub end: String,
    /// Offset alias of the grid's step: "H", "15min", "D", "W-MON", "MS", ...
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freq: Option<String>,
}

/// What a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// A table of independent things: customers, products.
    Entity,
    /// A table of events or details that hang on parents: orders, order items.
    Fact,
    /// A small table of literal values.
    Vocab,
}

impl NodeKind {
    /// The word of the language for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Entity => "entity",
            Self::Fact => "fact",
            Self::Vocab => "vocab",
        }
    }
}

/// How the rows of a fact lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowOrder {
    /// By parent row, the default.
    ByParent,
    /// In time order, as in a log.
    ByTime,
}

/// One table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Node {
    /// The table's name.
    pub id: String,
    /// What the table is.
    pub kind: NodeKind,
    /// The primary key: one of the columns, unique and never null.
    pub pk: String,
    /// The columns, in the order in which they are written.
    #[schemars(length(min = 1))]
    pub columns: Vec<Column>,
    /// Rows of an entity, or of a fact without parents; 1000 by default. Of a fact whose rows lie by time: how many rows
    /// all parents have together, shared among them by fanout.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// The tables a fact hangs on; the first is the primary parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parents: Option<Vec<String>>,
    /// Children per row of the primary parent; one each when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fanout: Option<Fanout>,
    /// How the rows lie: "by_parent" (default) or "by_time".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<RowOrder>,
    /// What the table is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Groups of columns that are correlated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correlations: Option<Vec<Correlation>>,
    /// Effects that scale the fanout at each parent row's time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modifiers: Option<Vec<Modifier>>,
    /// Children of some segments of this parent are more, or larger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment_behavior: Option<SegmentBehavior>,
    /// Children grow or fade with the age of this parent's rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vintage_behavior: Option<VintageBehavior>,
    /// A funnel: rows are the stages that each parent row reaches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage_config: Option<StageConfig>,
    /// A process: rows are the states that each parent row enters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_transition_model: Option<StateTransitionModel>,
}

/// Columns that are correlated, each keeping its own distribution.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Correlation {
    /// Columns with a `distribution`.
    #[schemars(length(min = 2))]
    pub columns: Vec<String>,
    /// Their rank correlations (Spearman), before modifiers and clamp: symmetric, 1 on the diagonal, positive definite.
    pub matrix: Vec<Vec<f64>>,
}

/// The distribution of the number of children per parent row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FanoutDistribution {
    /// Poisson with mean `lambda`.
    Poisson,
    /// Whole numbers from `min` to `max`, equally likely.
    Uniform,
    /// Negative binomial (gamma-mixed Poisson) with `mean` and `dispersion`; heavy-tailed for a small dispersion.
    NegativeBinomial,
    /// Whole numbers from `min` (default 1) to `max`, k with weight 1/k^`a` (counted from 1).
    Zipf,
    /// Failures before the first success, with mean `mean`.
    Geometric,
    /// Always `count`.
    Fixed,
    /// exp(N(ln `mean` - `sigma`^2/2, `sigma`)), rounded at random by its fraction, so that the mean is kept.
    Lognormal,
}

/// How many children each row of the primary parent has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Fanout {
    /// The distribution of the number of children.
    pub distribution: FanoutDistribution,
    /// Mean of `poisson`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lambda: Option<f64>,
    /// Least number of children.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// Greatest number of children.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
    /// `[least, greatest]` number of children, applied to the draw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clamp: Option<[u64; 2]>,
    /// Mean of `negative_binomial`, `geometric` and `lognormal`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Dispersion of `negative_binomial`: variance = mean + mean^2 / dispersion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispersion: Option<f64>,
    /// Exponent of `zipf`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub a: Option<f64>,
    /// Count of `fixed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// Spread of `lognormal`, on the logarithmic scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sigma: Option<f64>,
}

/// A column's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// 64-bit signed integer.
    Int,
    /// 64-bit floating point.
    Float,
    /// UTF-8 text.
    String,
    /// true or false.
    Bool,
    /// Date and time with microseconds, without zone, in UTC.
    Datetime,
    /// Calendar date.
    Date,
    /// Exact decimal number with `precision` digits, `decimals` of them after the point.
    Decimal,
}

impl ColumnType {
    /// The word of the language for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Int => "int",
            Self::Float => "float",
            Self::String => "string",
            Self::Bool => "bool",
            Self::Datetime => "datetime",
            Self::Date => "date",
            Self::Decimal => "decimal",
        }
    }
}

/// One column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Column {
    /// The column's name.
    pub name: String,
    /// The column's type.
    #[serde(rename = "type")]
    pub column_type: ColumnType,
    /// Whether nulls are allowed; false by default.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nullable: bool,
    /// The share of rows that are null, 0 to 1; only on a nullable column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub null_rate: Option<f64>,
    /// Digits in all of a `decimal`, 1 to 38; 18 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<u8>,
    /// Digits after the point of a `decimal` (2 by default), or to which a `float` is rounded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u8>,
    /// What the column is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The unit of the values: "EUR", "kg".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Where the values come from: exactly one generator.
    pub generator: Generator,
    /// What is done to the generated values, in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modifiers: Option<Vec<Modifier>>,
    /// Rules for the values of this column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraints: Option<ColumnConstraints>,
}

impl Column {
    /// The Arrow type of its values.
    #[must_use]
    pub fn data_type(&self) -> DataType {
        ValueType::of(self).data_type()
    }
}

/// Rules for the values of one column.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ColumnConstraints {
    /// Regular expression that every value matches, from its start; end it with `$` to match all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// The only values allowed.
    #[serde(default, rename = "enum", skip_serializing_if = "Option::is_none")]
    pub allowed: Option<Vec<Scalar>>,
    /// `table.column` that holds the only values allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enum_ref: Option<String>,
}

/// Named values, in the order written.
pub type Members<T> = IndexMap<String, T>;
