//! Further targets: what validation measures beyond the core of the language.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::generators::{DistributionParams, DistributionType};
use super::insights::Expectation;
use super::scalar::Scalar;

/// The share of rows with a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShareTarget {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// The value; null counts the rows without one.
    pub value: Scalar,
    /// Least share.
    pub min: f64,
    /// Greatest share.
    pub max: f64,
}

/// The rank correlation of two columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CorrelationTarget {
    /// The table.
    pub table: String,
    /// The two columns.
    pub columns: [String; 2],
    /// Least correlation, -1 to 1.
    pub min: f64,
    /// Greatest correlation, -1 to 1.
    pub max: f64,
}

/// A quantile of a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QuantileTarget {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// The share of values below: 0.5 is the median.
    pub q: f64,
    /// Least quantile.
    pub min: f64,
    /// Greatest quantile.
    pub max: f64,
}

/// How close a column is to a distribution, by the Kolmogorov-Smirnov distance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KsTarget {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// The kind of distribution.
    pub distribution: DistributionType,
    /// The parameters of that kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub params: Option<DistributionParams>,
    /// Greatest distance, 0 to 1.
    pub max: f64,
}

/// The number of rows of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RowCountTarget {
    /// The table.
    pub table: String,
    /// Least number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u64>,
    /// Greatest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u64>,
}

/// What a query gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SqlTarget {
    /// One SELECT over the tables, whose first value is measured.
    pub query: String,
    /// What it has to give.
    pub expect: Expectation,
}
