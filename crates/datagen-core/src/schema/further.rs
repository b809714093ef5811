//! Further generators, as an author writes them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::Members;
use super::generators::{DistributionParams, DistributionType};

/// Texts that match a regular expression.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Pattern {
    /// The regular expression: characters, classes `[A-F0-9]` and `[^x]`, `.` `\d` `\w` `\s`, groups, alternatives `a|b`, and
    /// repeats `?` `*` `+` `{n}` `{m,n}` (`*` and `+` at most 8 times). `^` and `$` may stand at the ends. Alternatives,
    /// numbers of repeats and characters are equally likely; on a primary key, all texts are, and each occurs once.
    pub regex: String,
}

/// A universally unique identifier as text: "0190163d-8694-739b-aea5-966c26f8ad91".
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Uuid {
    /// 4, random (the default), or 7, in the order of the row's time; without a time, in the order of rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 8))]
    pub version: Option<u8>,
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimeUnit {
    /// 1 second; fractions to the millisecond.
    Second,
    /// 60 seconds.
    Minute,
    /// 3,600 seconds.
    Hour,
    /// 24 hours.
    Day,
    /// 7 days.
    Week,
    /// To the same day of a later month, or to its last day where it is shorter.
    Month,
    /// To the same day of a later year.
    Year,
}

/// Another time plus a drawn span; null where that time is null.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DatetimeOffset {
    /// The other time: a column of this row, `parent.column` or `table.column`.
    pub from: String,
    /// What the span is counted in.
    pub unit: TimeUnit,
    /// The kind of distribution of the span; negative spans lead back in time.
    pub distribution: DistributionType,
    /// The parameters of that kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub params: Option<DistributionParams>,
    /// `[least, greatest]` span: spans beyond are set to the bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clamp: Option<[f64; 2]>,
}

/// The state of a child row: child k of a parent row (counted from 0) has the state after k steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StateMachine {
    /// The state of each parent's first child.
    pub initial: String,
    /// `{state: {next state: weight}}`; to stay is a next state too. A state that is not named here is never left.
    pub transitions: Members<Members<f64>>,
}

impl StateMachine {
    /// The states, each once, in the order in which they are named.
    #[must_use]
    pub fn states(&self) -> Vec<&str> {
        let mut states = vec![self.initial.as_str()];
        for (state, targets) in &self.transitions {
            for name in std::iter::once(state).chain(targets.keys()) {
                if !states.contains(&name.as_str()) {
                    states.push(name);
                }
            }
        }
        states
    }
}

/// A point of the earth, uniform in a disc around another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GeoPoint {
    /// The middle: `[latitude, longitude]` in degrees, or `{lat, lon}`, the columns that hold them.
    pub around: Around,
    /// Radius of the disc in kilometres, above 0 and at most 20,000.
    pub radius_km: f64,
    /// What the column holds: "lat" or "lon" (numbers, in degrees with six decimals), or "wkt" ("POINT(lon lat)", the
    /// default on a string column). Columns of a table with the same `around` and `radius_km` tell of one point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<GeoPart>,
}

/// The middle of a disc.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Around {
    /// `[latitude, longitude]` in degrees.
    Point([f64; 2]),
    /// The columns with latitude and longitude.
    Columns(AroundColumns),
}

/// Columns of this row, of its parent, or of a row that it refers to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AroundColumns {
    /// The column with the latitude: of this row, `parent.column` or `table.column`.
    pub lat: String,
    /// The column with the longitude.
    pub lon: String,
}

/// What a column tells of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GeoPart {
    /// The latitude in degrees.
    Lat,
    /// The longitude in degrees.
    Lon,
    /// "POINT(lon lat)".
    Wkt,
}

/// What a free text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextKind {
    /// What a customer thinks of a product, its delivery, price and service: one to four sentences.
    Review,
    /// What a customer writes to support: a problem, perhaps what was tried and what is wanted.
    Ticket,
    /// A note of one sentence, as people at work leave them.
    Sentence,
}

/// Free text that does not repeat and fits its row, in English whatever the locale.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Text {
    /// What the text is.
    pub kind: TextKind,
    /// A column of this row, `parent.column` or `table.column` that decides what the text says. A number sets the mood, by
    /// where it lies between the least and the greatest value of its column, from low to high (1 to 5 where these are not
    /// known). A text sets mood ("positive"), priority or status ("urgent", "reopened") or topic ("Billing", "login help")
    /// where its words are known; else it is what the text is about. Where it is null, so is the text, if it may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}
