//! What a profile tells: values that serialise, the same for the same rows.

use serde::{Deserialize, Serialize};

/// One table, told in numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableProfile {
    /// The table.
    pub name: String,
    /// The number of rows.
    pub rows: u64,
    /// Its columns, in their order.
    pub columns: Vec<ColumnProfile>,
    /// Every pair of numeric columns that both vary, except identifiers, in the order of the columns.
    pub correlations: Vec<Correlation>,
    /// Some rows of the numeric columns, spread evenly over the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Sample>,
}

impl TableProfile {
    /// The profile of a column.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&ColumnProfile> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// What kind of values a column has; what is told of it depends on that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Whole numbers.
    Integer,
    /// Numbers with a fraction.
    Number,
    /// Text.
    Text,
    /// true and false.
    Boolean,
    /// Calendar dates.
    Date,
    /// Points in time.
    Datetime,
    /// Anything else: only nulls, distinct and frequent values are told.
    Other,
}

impl ColumnKind {
    /// Whether the values are numbers.
    #[must_use]
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Number)
    }

    /// Whether the values are times.
    #[must_use]
    pub const fn is_time(self) -> bool {
        matches!(self, Self::Date | Self::Datetime)
    }
}

/// One column, told in numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnProfile {
    /// The column.
    pub name: String,
    /// The kind of its values.
    pub kind: ColumnKind,
    /// The number of rows.
    pub rows: u64,
    /// How many of them are null.
    pub nulls: u64,
    /// How many different values there are.
    pub distinct: Distinct,
    /// The least value as text: of numbers and times by size, of text by code points.
    pub min: Option<String>,
    /// The greatest value as text.
    pub max: Option<String>,
    /// The most frequent values, the most frequent first; equal counts in the order of their first row. Empty when
    /// (nearly) all values differ.
    pub top: Vec<Frequent>,
    /// Of numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbers: Option<NumberProfile>,
    /// Of text: the number of characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lengths: Option<LengthProfile>,
    /// Of dates and datetimes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<TimeProfile>,
}

impl ColumnProfile {
    /// The number of values that are not null.
    #[must_use]
    pub const fn present(&self) -> u64 {
        self.rows - self.nulls
    }

    /// The share of rows that are null, 0 to 1; 0 without rows.
    #[must_use]
    pub fn null_share(&self) -> f64 {
        if self.rows == 0 { 0.0 } else { self.nulls as f64 / self.rows as f64 }
    }

    /// Whether every value is another one, as far as that can be told: an estimate within 2% counts.
    #[must_use]
    pub fn looks_unique(&self) -> bool {
        let present = self.present();
        let estimate = self.distinct.count as f64;
        present > 1
            && if self.distinct.exact { self.distinct.count == present } else { estimate > 0.98 * present as f64 }
    }
}

/// A number of different values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distinct {
    /// The number.
    pub count: u64,
    /// Whether it was counted. Beyond 10,000 it is estimated; the standard error is 0.8%.
    pub exact: bool,
}

/// A value and how often it occurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frequent {
    /// The value as text, cut after 200 characters.
    pub value: String,
    /// How often it occurs; at least so often when the distinct values are estimated.
    pub count: u64,
}

/// The numbers of a column. Values that are not finite are counted and otherwise left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NumberProfile {
    /// The least value.
    pub min: f64,
    /// The greatest value.
    pub max: f64,
    /// The arithmetic mean.
    pub mean: f64,
    /// The standard deviation of a sample (n - 1); none of a single value.
    pub std: Option<f64>,
    /// The third standardised moment (g1); none when all values are equal.
    pub skewness: Option<f64>,
    /// The fourth standardised moment minus 3 (g2): 0 of a normal distribution; none when all values are equal.
    pub kurtosis: Option<f64>,
    /// How many are 0.
    pub zeros: u64,
    /// How many are below 0.
    pub negatives: u64,
    /// How many are NaN or infinite.
    pub not_finite: u64,
    /// Quantiles at the probabilities [`super::PROBABILITIES`].
    pub quantiles: Vec<Quantile>,
    /// Whether the quantiles are exact (linear between the two nearest values) or of a digest.
    pub quantiles_exact: bool,
    /// How the values are spread.
    pub histogram: Histogram,
}

impl NumberProfile {
    /// The quantile at `probability`, if it is one of those that are told.
    #[must_use]
    pub fn quantile(&self, probability: f64) -> Option<f64> {
        self.quantiles.iter().find(|quantile| quantile.probability == probability).map(|quantile| quantile.value)
    }
}

/// A value below which a share of all values lies.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quantile {
    /// The share, 0 to 1.
    pub probability: f64,
    /// The value.
    pub value: f64,
}

/// Counts by bins of one width: bin `i` holds the values from `start + i * width` to before `start + (i + 1) * width`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Histogram {
    /// Where the first bin begins.
    pub start: f64,
    /// The width of a bin: 1 or 2 times a power of ten.
    pub width: f64,
    /// The number of values in each bin.
    pub counts: Vec<u64>,
    /// Values before the first bin: far tails are not drawn.
    pub below: u64,
    /// Values after the last bin.
    pub above: u64,
}

/// The number of characters of texts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LengthProfile {
    /// The least.
    pub min: u64,
    /// The greatest.
    pub max: u64,
    /// The mean.
    pub mean: f64,
    /// How many texts are empty.
    pub empty: u64,
    /// How the lengths are spread.
    pub histogram: Histogram,
}

/// When things happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimeProfile {
    /// Rows by hour of the day, 0 to 23; empty of dates.
    pub by_hour: Vec<u64>,
    /// Rows by day of the week, Monday first.
    pub by_weekday: Vec<u64>,
    /// Rows by month, January first.
    pub by_month: Vec<u64>,
    /// Rows over time, without gaps between the first and the last period.
    pub timeline: Timeline,
}

/// Rows by period, from the first period to the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// How long a period is.
    pub period: Period,
    /// The beginning of the first period, `YYYY-MM-DD`.
    pub start: String,
    /// The number of rows of each period.
    pub counts: Vec<u64>,
}

/// A span of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// A day.
    Day,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// How two numeric columns go together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Correlation {
    /// One column.
    pub left: String,
    /// The other column.
    pub right: String,
    /// Pearson's coefficient over rows in which neither is null, -1 to 1.
    pub pearson: f64,
    /// The number of such rows.
    pub rows: u64,
}

/// Some rows of the numeric columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// The columns.
    pub columns: Vec<String>,
    /// A value for each column, row by row.
    pub rows: Vec<Vec<Option<f64>>>,
}
