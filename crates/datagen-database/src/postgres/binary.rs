//! The binary format of PostgreSQL's `COPY`.
//!
//! A row is the number of its fields in two bytes, and for each field its length in four and its bytes; a null has the
//! length -1. All numbers are big-endian; days and microseconds are counted from 2000-01-01.

use arrow::array::RecordBatch;
use datagen_io::Result;
use datagen_io::sql::{Cell, Kind, NO_NUL, Table, cells, refused};

/// What stands before the first row: the signature, no flags, no extension.
pub(super) const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// What stands after the last row.
pub(super) const TRAILER: &[u8] = &[0xff, 0xff];

/// 2000-01-01 in days since 1970-01-01.
const EPOCH_DAY: i32 = 10_957;
const EPOCH_MICROS: i64 = EPOCH_DAY as i64 * 86_400_000_000;
/// Decimal digits in one of PostgreSQL's.
const GROUP: usize = 4;

/// Appends the rows of `batch`, of which the first is the table's row `first`.
///
/// # Errors
/// A value that PostgreSQL does not hold.
pub(super) fn encode(out: &mut Vec<u8>, table: &Table, batch: &RecordBatch, first: u64) -> Result<()> {
    let columns = cells(table, batch)?;
    // A table of more columns is refused by the server.
    let fields = (columns.len() as i16).to_be_bytes();
    for row in 0..batch.num_rows() {
        out.extend_from_slice(&fields);
        for (column, cells) in table.columns.iter().zip(&columns) {
            field(out, column.kind, cells.get(row))
                .map_err(|message| refused(table, column, first + row as u64, message))?;
        }
    }
    Ok(())
}

#[inline]
fn field(out: &mut Vec<u8>, kind: Kind, cell: Cell<'_>) -> std::result::Result<(), String> {
    match cell {
        Cell::Null => out.extend_from_slice(&(-1i32).to_be_bytes()),
        Cell::Integer(value) => fixed(out, value.to_be_bytes()),
        Cell::Float(value) => fixed(out, value.to_be_bytes()),
        Cell::Boolean(value) => fixed(out, [u8::from(value)]),
        Cell::Date(days) => fixed(out, since(days.checked_sub(EPOCH_DAY))?.to_be_bytes()),
        Cell::Timestamp(micros) => fixed(out, since(micros.checked_sub(EPOCH_MICROS))?.to_be_bytes()),
        Cell::Text(text) if text.as_bytes().contains(&0) => return Err(NO_NUL.to_owned()),
        Cell::Text(text) => {
            let length = i32::try_from(text.len()).map_err(|_| "PostgreSQL's texts have at most 1 GB".to_owned())?;
            out.extend_from_slice(&length.to_be_bytes());
            out.extend_from_slice(text.as_bytes());
        }
        Cell::Decimal(value) => {
            let scale = if let Kind::Decimal { scale, .. } = kind { scale } else { 0 };
            numeric(out, value, scale);
        }
    }
    Ok(())
}

#[inline]
fn fixed<const N: usize>(out: &mut Vec<u8>, bytes: [u8; N]) {
    out.extend_from_slice(&(N as i32).to_be_bytes());
    out.extend_from_slice(&bytes);
}

/// Times that PostgreSQL does not hold, but that can be written down, are refused by the server.
fn since<T>(value: Option<T>) -> std::result::Result<T, String> {
    value.ok_or_else(|| "PostgreSQL holds no such time; bound the column's values".to_owned())
}

/// A number as groups of four decimal digits that meet at the point: how many groups, the place of the first, the sign,
/// the digits after the point, the groups.
fn numeric(out: &mut Vec<u8>, value: i128, scale: u8) {
    let (mut digits, scale) = ([0u8; 96], usize::from(scale));
    // Digits are filled in from the right; the point stands before `point`, which is at the border of a group.
    let after = scale.div_ceil(GROUP) * GROUP;
    let point = digits.len() - after;
    let (mut rest, mut at) = (value.unsigned_abs(), point + scale);
    while rest > 0 {
        at -= 1;
        digits[at] = (rest % 10) as u8;
        rest /= 10;
    }
    let group = |group: &[u8]| group.iter().fold(0i16, |sum, digit| sum * 10 + i16::from(*digit));
    let groups: Vec<i16> = digits.chunks_exact(GROUP).map(group).collect();
    let first = groups.iter().position(|group| *group != 0);
    let last = groups.iter().rposition(|group| *group != 0);
    let used = first.zip(last).map_or(&[][..], |(first, last)| &groups[first..=last]);
    // The group before the point has the weight 0.
    let weight = first.map_or(0, |first| (point / GROUP) as i16 - 1 - first as i16);
    out.extend_from_slice(&((8 + 2 * used.len()) as i32).to_be_bytes());
    out.extend_from_slice(&(used.len() as i16).to_be_bytes());
    out.extend_from_slice(&weight.to_be_bytes());
    out.extend_from_slice(&(if value < 0 { 0x4000u16 } else { 0 }).to_be_bytes());
    out.extend_from_slice(&(scale as u16).to_be_bytes());
    used.iter().for_each(|group| out.extend_from_slice(&group.to_be_bytes()));
}
