//! Intentional issues, as an author writes them, and what each of them can damage.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::document::{Column, ColumnType};
use super::generators::{DistributionType, Generator};
use super::scalar::Scalar;

/// The kinds of intentional issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IssueKind {
    /// The value is not there.
    Missing,
    /// A date, a number or a phone number is written in another way; the column becomes text.
    Format,
    /// Upper and lower case are not as they should be.
    Case,
    /// A blank too many.
    Whitespace,
    /// A slip of the finger.
    Typo,
    /// A number 10 to 100 times as large.
    Outlier,
    /// A number in another unit: times `factor`, by default 100 (cents for euros).
    Unit,
    /// Two columns of a row are exchanged.
    Swapped,
    /// The value of an earlier row of the same parent.
    Stale,
    /// A copy of a row with a fresh key, added after the other rows.
    Duplicate,
    /// As `duplicate`, with one or two small changes.
    NearDuplicate,
}

/// Some data made dirty on purpose; only in the dirty dataset, and every damaged cell is in its ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Issue {
    /// What is wrong with the data.
    pub kind: IssueKind,
    /// The table.
    pub table: String,
    /// The columns, by default all to which it can happen. Keys are never damaged. Of "swapped" the two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<Vec<String>>,
    /// The share of the cells to which it can happen; of "swapped", "duplicate" and "near_duplicate" the share of rows.
    pub rate: f64,
    /// unit: what the number is multiplied by. Default 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<f64>,
}

/// What `unit` multiplies by when nothing is said.
pub(crate) const DEFAULT_FACTOR: f64 = 100.0;

/// The name of the ledger, which no table may have.
pub const LEDGER: &str = "issue_ledger";

impl IssueKind {
    /// The kind as it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Format => "format",
            Self::Case => "case",
            Self::Whitespace => "whitespace",
            Self::Typo => "typo",
            Self::Outlier => "outlier",
            Self::Unit => "unit",
            Self::Swapped => "swapped",
            Self::Stale => "stale",
            Self::Duplicate => "duplicate",
            Self::NearDuplicate => "near_duplicate",
        }
    }

    /// Whether it adds rows rather than damages cells.
    pub(crate) const fn adds_rows(self) -> bool {
        matches!(self, Self::Duplicate | Self::NearDuplicate)
    }

    /// Whether it can happen to the values of `column`.
    pub(crate) fn fits(self, column: &Column) -> bool {
        let column_type = column.column_type;
        let number = matches!(column_type, ColumnType::Int | ColumnType::Float | ColumnType::Decimal);
        let time = matches!(column_type, ColumnType::Date | ColumnType::Datetime);
        let text = column_type == ColumnType::String;
        match self {
            Self::Missing | Self::Stale | Self::Swapped => true,
            Self::Format => number || time || is_phone(column),
            Self::Case | Self::Whitespace | Self::Typo => text,
            Self::Outlier | Self::Unit => number,
            Self::Duplicate => false,
            Self::NearDuplicate => text || time,
        }
    }

    /// What a column has to be, for messages.
    pub(crate) const fn needs(self) -> &'static str {
        match self {
            Self::Missing | Self::Stale | Self::Swapped => "any column",
            Self::Format => "a date, a datetime, a number or a phone number",
            Self::Case | Self::Whitespace | Self::Typo => "text",
            Self::Outlier | Self::Unit => "a number",
            Self::Duplicate => "no column",
            Self::NearDuplicate => "text, a date or a datetime",
        }
    }
}

/// Whether a text column holds phone numbers: by its generator, else by its name.
pub(crate) fn is_phone(column: &Column) -> bool {
    const WORDS: [&str; 7] = ["phone", "telephone", "tel", "mobile", "cell", "fax", "msisdn"];
    if column.column_type != ColumnType::String {
        return false;
    }
    match &column.generator {
        Generator::Faker(faker) => faker.method == "phone_number",
        _ => column.name.to_lowercase().split(['_', '-', ' ']).any(|word| WORDS.contains(&word)),
    }
}

/// How the key of an added row is found, so that it is no other row's.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum FreshKey {
    /// As the generator goes on beyond the last row.
    Continued,
    /// The whole numbers above the greatest possible one.
    Above(i64),
    /// The original's key and `-D1`, `-D2`, ..., on which no key of the table ends.
    Suffixed,
}

impl FreshKey {
    /// For tables with this primary key; `None` when no key can be told to be fresh.
    pub(crate) fn of(pk: &Column) -> Option<Self> {
        match &pk.generator {
            Generator::Sequence(_) => Some(Self::Continued),
            Generator::Faker(faker) if faker.locale_from.is_none() => Some(Self::Continued),
            Generator::Choice(choice) => Self::of_listed(pk, choice.choices.as_deref()?),
            Generator::EnumList(list) => Self::of_listed(pk, &list.values),
            Generator::Distribution(distribution)
                if distribution.distribution_type == DistributionType::Uniform && pk.column_type == ColumnType::Int =>
            {
                let high = distribution.params.as_ref().and_then(|params| params.high).unwrap_or(1.0);
                Some(Self::Above(high.min(distribution.clamp[1]).floor() as i64))
            }
            _ => None,
        }
    }

    fn of_listed(pk: &Column, values: &[Scalar]) -> Option<Self> {
        match pk.column_type {
            ColumnType::Int => {
                let ints = values.iter().map(|value| if let Scalar::Int(int) = value { Some(*int) } else { None });
                ints.collect::<Option<Vec<i64>>>()?.into_iter().max().map(Self::Above)
            }
            ColumnType::String => {
                let ends = |value: &Scalar| matches!(value, Scalar::Text(text) if ends_like_a_copy(text));
                (!values.iter().any(ends)).then_some(Self::Suffixed)
            }
            _ => None,
        }
    }
}

fn ends_like_a_copy(text: &str) -> bool {
    text.rsplit_once("-D").is_some_and(|(_, end)| !end.is_empty() && end.chars().all(|c| c.is_ascii_digit()))
}
