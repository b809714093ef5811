//! Dates, numbers and phone numbers written in another way.

use chrono::{NaiveDate, NaiveDateTime};

use crate::schema::document::{Column, ColumnType};
use crate::seed::{Cell, ColumnKey, below};

const DATES: [&str; 6] = ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y%m%d", "%-d %b %Y", "%Y/%m/%d"];
const DATETIMES: [&str; 5] =
    ["%d/%m/%Y %H:%M", "%m/%d/%Y %I:%M %p", "%d.%m.%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%-d %b %Y %H:%M"];

/// The other ways of one column.
#[derive(Debug)]
pub(super) enum Format {
    /// Two of the list, so that with ISO 8601 a column is written three ways.
    Date([&'static str; 2]),
    Datetime([&'static str; 2]),
    /// With the column's unit, if it has one.
    Number(Option<String>),
    Phone,
}

impl Format {
    pub(super) fn new(column: &Column, key: ColumnKey) -> Self {
        match column.column_type {
            ColumnType::Date => Self::Date(two_of(&DATES, key)),
            ColumnType::Datetime => Self::Datetime(two_of(&DATETIMES, key)),
            ColumnType::String => Self::Phone,
            _ => Self::Number(column.unit.clone()),
        }
    }

    /// The text of a value, written in another way; `None` when there is none.
    pub(super) fn rewrite(&self, text: &str, cell: &mut Cell) -> Option<String> {
        match self {
            Self::Date(formats) => {
                let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
                Some(day.format(cell.pick::<&str>(formats)).to_string())
            }
            Self::Datetime(formats) => {
                let time = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").ok()?;
                Some(time.format(cell.pick::<&str>(formats)).to_string())
            }
            Self::Number(unit) => one_of(number(text, unit.as_deref()), text, cell),
            Self::Phone => one_of(phone(text), text, cell),
        }
    }
}

/// Two different ones, by the column's key.
fn two_of<const N: usize>(formats: &[&'static str; N], key: ColumnKey) -> [&'static str; 2] {
    // The last row's cell is used by no row.
    let mut cell = key.cell(u64::MAX);
    let first = below(cell.bits(), N as u64) as usize;
    let second = (first + 1 + below(cell.bits(), N as u64 - 1) as usize) % N;
    [formats[first], formats[second]]
}

fn one_of(mut ways: Vec<String>, text: &str, cell: &mut Cell) -> Option<String> {
    ways.retain(|way| way != text);
    if ways.is_empty() { None } else { Some(cell.pick(&ways).clone()) }
}

/// Decimal commas, thousands separators, a unit, a superfluous fraction.
fn number(text: &str, unit: Option<&str>) -> Vec<String> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let plain = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    let mut ways: Vec<String> = unit.map(|unit| format!("{text} {unit}")).into_iter().collect();
    if !plain(whole) || !fraction.is_none_or(plain) {
        return ways;
    }
    let with = |point: &str| fraction.map_or(String::new(), |fraction| format!("{point}{fraction}"));
    match fraction {
        None => ways.push(format!("{text}.0")),
        Some(fraction) => ways.push(format!("{sign}{whole},{fraction}")),
    }
    if whole.len() > 3 {
        ways.push(format!("{sign}{}{}", grouped(whole, ","), with(".")));
        ways.push(format!("{sign}{}{}", grouped(whole, "."), with(",")));
        ways.push(format!("{sign}{}{}", grouped(whole, " "), with(".")));
    }
    ways
}

fn grouped(digits: &str, separator: &str) -> String {
    let first = (digits.len() - 1) % 3 + 1;
    let (head, rest) = digits.split_at(first);
    rest.as_bytes()
        .chunks(3)
        .fold(head.to_owned(), |text, group| text + separator + std::str::from_utf8(group).unwrap_or_default())
}

/// Digits alone, dots, blanks, and 00 for +.
fn phone(text: &str) -> Vec<String> {
    let is_plain = |c: &char| c.is_ascii_digit() || *c == '+';
    let plain: String = text.chars().filter(is_plain).collect();
    if plain.len() < 5 {
        return Vec::new();
    }
    let parts: Vec<&str> = text.split(|c| !is_plain(&c)).filter(|part| !part.is_empty()).collect();
    vec![parts.join("."), parts.join(" "), parts.join("-"), plain.replace('+', "00"), plain]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_write_a_number() {
        assert_eq!(number("1234.50", None), ["1234,50", "1,234.50", "1.234,50", "1 234.50"]);
        assert_eq!(
            number("-1234567", Some("EUR")),
            ["-1234567 EUR", "-1234567.0", "-1,234,567", "-1.234.567", "-1 234 567"]
        );
        assert_eq!(number("12", None), ["12.0"]);
        assert_eq!(number("1e300", None), [""; 0]);
    }

    #[test]
    fn ways_to_write_a_phone_number() {
        assert_eq!(
            phone("+49 (0)30 123-45"),
            ["+49.0.30.123.45", "+49 0 30 123 45", "+49-0-30-123-45", "004903012345", "+4903012345"]
        );
        assert_eq!(phone("none"), [""; 0]);
    }
}
