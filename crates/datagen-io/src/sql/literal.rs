//! Values as literals of SQL, and the error for those that a database does not hold.

use super::cells::Cell;
use super::dialect::Dialect;
use super::tables::{Column, Kind, Table};
use crate::error::Error;
use crate::write::text::{Text, date, decimal as digits, integer, timestamp};

/// The first and the last day that all databases hold as a text: 0001-01-01 and 9999-12-31.
const DAYS: (i32, i32) = (-719_162, 2_932_896);
/// MySQL begins with the year 1000.
const MYSQL_FIRST_DAY: i32 = -354_285;
const MICROS_PER_DAY: i64 = 86_400_000_000;
/// Digits that a double keeps.
const EXACT_DIGITS: u32 = 15;

/// Why a database does not hold a value.
pub(super) type Refusal<T> = std::result::Result<T, String>;

/// The error for a value that `dialect` does not hold.
#[must_use]
pub fn refused(table: &Table, column: &Column, row: u64, message: String) -> Error {
    let (table, column) = (table.name.clone(), column.name.clone());
    Error::Engine(datagen_core::error::Error::Value { table, column, row, message })
}

/// Appends `cell` as a literal; the error says why `dialect` does not hold it.
#[inline]
pub(super) fn literal(out: &mut Text, dialect: Dialect, column: &Column, cell: Cell<'_>) -> Refusal<()> {
    match cell {
        Cell::Null => out.slice(b"NULL"),
        Cell::Integer(value) => integer(out, value),
        Cell::Float(value) => return float(out, dialect, value),
        Cell::Decimal(value) => return decimal(out, dialect, column.kind, value),
        Cell::Text(value) => text(out, dialect, value),
        Cell::Boolean(value) => out.slice(if value { b"TRUE" } else { b"FALSE" }),
        Cell::Date(days) => {
            check_day(dialect, days)?;
            out.byte(b'\'');
            date(out, i64::from(days));
            out.byte(b'\'');
        }
        Cell::Timestamp(micros) => {
            check_time(dialect, micros)?;
            out.byte(b'\'');
            timestamp(out, micros, b' ');
            out.byte(b'\'');
        }
    }
    Ok(())
}

pub(super) fn check_day(dialect: Dialect, days: i32) -> Refusal<()> {
    let (first, words) =
        if dialect == Dialect::MySql { (MYSQL_FIRST_DAY, "1000-01-01") } else { (DAYS.0, "0001-01-01") };
    if (first..=DAYS.1).contains(&days) {
        return Ok(());
    }
    let mut found = Text::default();
    date(&mut found, i64::from(days));
    let (found, name) = (String::from_utf8_lossy(found.as_bytes()).into_owned(), dialect.name());
    Err(format!("{name} is given dates from {words} to 9999-12-31, found {found}; bound the column's values"))
}

pub(super) fn check_time(dialect: Dialect, micros: i64) -> Refusal<()> {
    // A range of i64 microseconds is less than one of i32 days.
    check_day(dialect, i32::try_from(micros.div_euclid(MICROS_PER_DAY)).unwrap_or(i32::MAX))
}

/// Doubles, never decimals, whose last digits some databases would lose on the way.
fn float(out: &mut Text, dialect: Dialect, value: f64) -> Refusal<()> {
    if value.is_finite() {
        return {
            finite(out, dialect, value);
            Ok(())
        };
    }
    let word = if value.is_nan() {
        "NaN"
    } else if value > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    };
    match (dialect, word) {
        (Dialect::MySql, _) | (Dialect::Sqlite, "NaN") => return Err(no_such_number(dialect, word)),
        (Dialect::Sqlite, "Infinity") => out.slice(b"9e999"),
        (Dialect::Sqlite, _) => out.slice(b"-9e999"),
        _ => {
            out.byte(b'\'');
            out.slice(word.as_bytes());
            out.byte(b'\'');
        }
    }
    Ok(())
}

fn finite(out: &mut Text, dialect: Dialect, value: f64) {
    let mut buffer = ryu::Buffer::new();
    let digits = buffer.format_finite(value);
    out.slice(digits.as_bytes());
    if !digits.contains('e') && dialect != Dialect::Sqlite {
        out.slice(b"e0");
    }
}

/// What is said of a number that is none.
#[must_use]
pub fn no_such_number(dialect: Dialect, word: &str) -> String {
    format!("{} has no {word}; correct the expression that the column comes from", dialect.name())
}

fn decimal(out: &mut Text, dialect: Dialect, kind: Kind, value: i128) -> Refusal<()> {
    let Kind::Decimal { precision, scale } = kind else { return Err("no decimal".to_owned()) };
    let as_text = dialect.decimal_is_text(precision);
    if dialect == Dialect::Sqlite && !as_text {
        check_digits(value, scale)?;
    }
    let quote = |out: &mut Text| {
        if as_text {
            out.byte(b'\'');
        }
    };
    quote(out);
    // A document's scale is at most 38.
    digits(out, value, scale as i8);
    quote(out);
    Ok(())
}

/// SQLite keeps a number with a fraction as a double.
pub(super) fn check_digits(value: i128, scale: u8) -> Refusal<()> {
    let (mut digits, mut scale) = (value.unsigned_abs(), u32::from(scale));
    while scale > 0 && digits.is_multiple_of(10) {
        (digits, scale) = (digits / 10, scale - 1);
    }
    if digits < 10u128.pow(EXACT_DIGITS) || scale == 0 && digits < 1 << 63 {
        return Ok(());
    }
    Err(format!(
        "SQLite keeps {EXACT_DIGITS} digits of a decimal, this one has more; give the column a `precision` above 18, which \
         SQLite keeps as text, or fewer digits"
    ))
}

fn text(out: &mut Text, dialect: Dialect, value: &str) {
    let bytes = value.as_bytes();
    match dialect {
        Dialect::MySql => escaped(out, bytes),
        // Shells cut lines at these, within a literal too.
        _ if bytes.contains(&0) || bytes.contains(&b'\r') => from_bytes(out, dialect, bytes),
        _ => doubled(out, bytes),
    }
}

fn doubled(out: &mut Text, bytes: &[u8]) {
    out.byte(b'\'');
    for (number, piece) in bytes.split(|byte| *byte == b'\'').enumerate() {
        if number > 0 {
            out.slice(b"''");
        }
        out.slice(piece);
    }
    out.byte(b'\'');
}

/// With the escapes of MySQL, which also keep its shell from changing line ends.
fn escaped(out: &mut Text, bytes: &[u8]) {
    let escape = |byte: u8| match byte {
        0 => Some(b'0'),
        b'\n' => Some(b'n'),
        b'\r' => Some(b'r'),
        26 => Some(b'Z'),
        b'\'' | b'\\' => Some(byte),
        _ => None,
    };
    out.byte(b'\'');
    let mut start = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if let Some(letter) = escape(*byte) {
            out.slice(&bytes[start..at]);
            out.byte(b'\\');
            out.byte(letter);
            start = at + 1;
        }
    }
    out.slice(&bytes[start..]);
    out.byte(b'\'');
}

fn from_bytes(out: &mut Text, dialect: Dialect, bytes: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let is_duckdb = dialect == Dialect::DuckDb;
    out.slice(if is_duckdb { b"decode('" } else { b"CAST(x'" });
    for byte in bytes {
        if is_duckdb {
            out.slice(b"\\x");
        }
        out.byte(DIGITS[usize::from(byte >> 4)]);
        out.byte(DIGITS[usize::from(byte & 15)]);
    }
    out.slice(if is_duckdb { b"'::BLOB)" } else { b"' AS TEXT)" });
}
