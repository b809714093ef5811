//! The modifiers, as an author writes them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::Members;
use super::generators::TimeDimension;
use super::scalar::Scalar;

/// One change to a column's values (or, on a node, to its fanout).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "transform", content = "args", rename_all = "snake_case")]
pub enum Modifier {
    /// Times a factor.
    Multiply(Multiply),
    /// Plus a value.
    Add(Add),
    /// Set to the bound when beyond it.
    Clamp(Clamp),
    /// Random noise.
    Jitter(Jitter),
    /// Values replaced by others.
    MapValues(MapValues),
    /// Times the weight of the row's hour, weekday or month.
    Seasonality(Seasonality),
    /// Random minutes added to a time.
    TimeJitter(TimeJitter),
    /// Factor or summand that a table of effects gives for windows of time.
    Effect(Effect),
    /// A share of the rows made extreme.
    Outliers(Box<Outliers>),
    /// Growth over the years.
    Trend(Trend),
}

/// Times a factor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Multiply {
    /// The factor.
    pub factor: f64,
}

/// Plus a value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Add {
    /// The summand.
    pub value: f64,
}

/// Set to the bound when beyond it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Clamp {
    /// Least value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// Greatest value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
}

/// How noise or an effect is combined with the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Combine {
    /// Added to the value.
    Add,
    /// Multiplied with the value.
    Mul,
}

/// Random noise: + N(0, std), or x (1 + N(0, std)).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Jitter {
    /// Standard deviation of the noise.
    pub std: f64,
    /// How the noise is combined with the value; "add" by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Combine>,
}

/// Values replaced by others; values not named stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MapValues {
    /// Old value to new value.
    pub mapping: Members<Scalar>,
}

/// Times the weight of the row's hour, weekday or month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Seasonality {
    /// The cycle.
    pub dimension: TimeDimension,
    /// 24, 7 or 12 weights: at least 0, not all 0.
    pub weights: Vec<f64>,
}

/// Random minutes added to a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimeJitter {
    /// Standard deviation in minutes.
    pub std_minutes: f64,
}

/// Factor or summand that a table of effects gives for windows of time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Effect {
    /// The table of effects.
    pub effect_table: String,
    /// `{column here: column of the effect table}`; empty: the effect is global.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Members<String>>,
    /// The columns of the effect table that hold the window.
    pub window: EffectWindow,
    /// What the effect gives and how it is combined.
    pub map: EffectMap,
}

/// The columns of the effect table that hold the window.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EffectWindow {
    /// Column with the first instant.
    pub start_col: String,
    /// Column with the last instant; a null is an open end.
    pub end_col: String,
}

/// What the effect gives and how it is combined.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EffectMap {
    /// Column of the effect table with the factor or summand.
    pub field: String,
    /// How it is combined.
    pub op: Combine,
    /// What holds outside of every window; 1 for "mul", 0 for "add".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<f64>,
}

/// The ways in which an outlier is extreme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutlierMode {
    /// x (1 + magnitude).
    Spike,
    /// / (1 + magnitude).
    Drop,
    /// Spikes in runs of rows.
    Burst,
}

/// A share of the rows made extreme.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Outliers {
    /// The share of rows, 0 to 1.
    pub rate: f64,
    /// The way in which they are extreme; "spike" by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<OutlierMode>,
    /// Distribution of the magnitude.
    pub magnitude_dist: MagnitudeDistribution,
}

/// Distribution of an outlier's magnitude.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MagnitudeDistribution {
    /// The kind of distribution.
    #[serde(rename = "type")]
    pub distribution_type: super::generators::DistributionType,
    /// The parameters of that kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub params: Option<super::generators::DistributionParams>,
    /// `[least, greatest]`; [0.1, 10] by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clamp: Option<[f64; 2]>,
}

/// The shapes of growth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TrendType {
    /// (1 + g)^t.
    Exponential,
    /// 1 + g t.
    Linear,
    /// 1 + a ln(1 + b t).
    Logarithmic,
}

/// Growth over the years, t counted from the timeframe's start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trend {
    /// The shape of growth.
    #[serde(rename = "type")]
    pub trend_type: TrendType,
    /// Growth a year: 0.1 is 10%.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub growth_rate: Option<f64>,
    /// a and b of "logarithmic".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub params: Option<TrendParams>,
    /// The column with the time; the row's time by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_reference: Option<String>,
}

/// a and b of a logarithmic trend or curve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrendParams {
    /// The factor.
    pub a: f64,
    /// The rate.
    pub b: f64,
}
