//! Insights: claims about the data that a query proves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::scalar::Scalar;

/// A claim about the data, and the query that proves it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Insight {
    /// A name of its own.
    pub id: String,
    /// What is true of the data, in a sentence.
    pub claim: String,
    /// Whether those who analyse the data may know the claim beforehand; false by default.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub public: bool,
    /// One SELECT over the tables, whose first value is measured.
    pub sql: String,
    /// What the query has to give.
    pub expect: Expectation,
    /// Least number of rows of the smallest group that the claim rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_rows: Option<u64>,
}

/// What a query has to give.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Expectation {
    /// How the result is compared.
    pub op: ExpectOperator,
    /// What it is compared with; `[least, greatest]` for "between".
    pub value: ExpectedValue,
    /// How far a number may be off. Default 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<f64>,
}

/// How a result is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ExpectOperator {
    /// Equal.
    #[serde(rename = "=")]
    Equal,
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
    /// Within `[least, greatest]`.
    #[serde(rename = "between")]
    Between,
}

/// What a result is compared with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ExpectedValue {
    /// `[least, greatest]`.
    Between([f64; 2]),
    /// One value.
    One(Scalar),
}
