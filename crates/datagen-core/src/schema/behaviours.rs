//! The behaviours of nodes, as an author writes them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::Members;
use super::modifiers::TrendParams;

/// Children of some segments of this parent are more, or larger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SegmentBehavior {
    /// The column that holds the segment.
    pub segment_column: String,
    /// The segments; free members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segments: Option<Members<serde_json::Value>>,
    /// Multipliers by segment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behaviors: Option<Members<SegmentMultipliers>>,
    /// The children's columns that the value multiplier applies to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies_to_columns: Option<Vec<String>>,
}

/// Multipliers of one segment. Members beyond the listed ones are free.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("additionalProperties" = true))]
pub struct SegmentMultipliers {
    /// Of the mean number of children.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fanout_multiplier: Option<f64>,
    /// Of the children's values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_multiplier: Option<f64>,
}

/// Children grow or fade with the age of this parent's rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VintageBehavior {
    /// The column with the time at which a row came to be.
    pub created_at_column: String,
    /// Multipliers by age, by name.
    pub age_based_multipliers: Members<AgeMultiplier>,
}

/// A multiplier by age.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AgeMultiplier {
    /// The multiplier by age.
    pub curve: Curve,
    /// The unit of age.
    pub time_unit: AgeUnit,
    /// "fanout", a column, a list of columns, or "all".
    pub applies_to: AppliesTo,
}

/// The unit of age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AgeUnit {
    /// Days.
    Day,
    /// 30 days.
    Month,
    /// 365 days.
    Year,
}

/// A multiplier by age.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Curve {
    /// A value for each age, the last one holding.
    Values(Vec<f64>),
    /// A formula of the age.
    Formula(CurveFormula),
}

/// The shapes of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CurveType {
    /// a + b ln(age + 1).
    Logarithmic,
    /// a e^(b age).
    Exponential,
    /// a + b age.
    Linear,
}

/// A formula of the age; never below 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CurveFormula {
    /// The shape.
    pub curve_type: CurveType,
    /// a and b.
    pub params: TrendParams,
}

/// What a multiplier by age applies to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum AppliesTo {
    /// "fanout", "all", or a column.
    One(String),
    /// Columns.
    Several(Vec<String>),
}

/// A funnel: rows are the stages that each parent row reaches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StageConfig {
    /// The stages, in order.
    #[schemars(length(min = 1))]
    pub stages: Vec<Stage>,
    /// Multipliers of the transition rates by segment of the parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment_variation: Option<Members<TransitionMultiplier>>,
    /// Mean hours between stages; 24 by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_between_stages_hours: Option<f64>,
}

/// One stage of a funnel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stage {
    /// The stage's name.
    pub stage_name: String,
    /// The share of rows of this stage that reach the next.
    pub transition_rate: f64,
}

/// Multiplier of transition rates. Members beyond the listed one are free.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("additionalProperties" = true))]
pub struct TransitionMultiplier {
    /// Of the transition rates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transition_multiplier: Option<f64>,
}

/// A process: rows are the states that each parent row enters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StateTransitionModel {
    /// The state every process starts in.
    pub initial_state: String,
    /// The states by name.
    pub states: Members<StateDefinition>,
    /// The length of a period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_unit: Option<String>,
    /// Multipliers of the transition probabilities by segment of the parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment_variation: Option<Members<TransitionMultiplier>>,
}

/// One state of a process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StateDefinition {
    /// Probability of leaving the state in a period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transition_prob_per_period: Option<f64>,
    /// Where to, with which weight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_states: Option<Members<f64>>,
    /// Whether the process ends here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub terminal: bool,
}
