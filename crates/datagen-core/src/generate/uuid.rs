//! Identifiers as in RFC 9562: random, or in the order of time.

use std::sync::Arc;

use arrow::array::{ArrayRef, StringBuilder};

use crate::error::Result;
use crate::frame::Frame;
use crate::plan::table::Path;
use crate::seed::ColumnKey;
use crate::value::instants_of;

#[derive(Debug)]
pub(crate) struct Uuid {
    pub(crate) key: ColumnKey,
    pub(crate) version: Version,
}

#[derive(Debug)]
pub(crate) enum Version {
    Random,
    /// By a time: the row's, or `start` plus a millisecond a row.
    Ordered {
        time: Option<Path>,
        start: i64,
    },
}

/// Microseconds of a millisecond.
const MILLISECOND: i64 = 1000;

impl Uuid {
    pub(crate) fn evaluate(&self, frame: &Frame<'_>) -> Result<ArrayRef> {
        let (first, second) = (self.key.draw(0), self.key.draw(1));
        let times = self.times(frame)?;
        let mut texts = StringBuilder::with_capacity(frame.rows.len(), 36 * frame.rows.len());
        for (position, row) in frame.rows.iter().enumerate() {
            let (high, low) = (first.bits(row), second.bits(row));
            let high = match &times {
                None => high & !0xF000 | 0x4000,
                Some(times) => times[position] << 16 | 0x7000 | high & 0x0FFF,
            };
            texts.append_value(text_of(high, low & !(0b11 << 62) | 0b10 << 62));
        }
        Ok(Arc::new(texts.finish()))
    }

    /// Milliseconds since 1970, of version 7; a time before 1970 counts as 1970.
    fn times(&self, frame: &Frame<'_>) -> Result<Option<Vec<u64>>> {
        let Version::Ordered { time, start } = &self.version else { return Ok(None) };
        let by_row = |row: u64| start.div_euclid(MILLISECOND).saturating_add(row as i64);
        let times: Vec<i64> = match time {
            None => frame.rows.map(by_row),
            Some(path) => {
                let times = instants_of(&frame.path(path)?);
                let of_row = |(time, row): (Option<i64>, u64)| {
                    time.map_or_else(|| by_row(row), |time| time.div_euclid(MILLISECOND))
                };
                times.into_iter().zip(frame.rows.iter()).map(of_row).collect()
            }
        };
        Ok(Some(times.into_iter().map(|time| time.max(0) as u64 & 0xFFFF_FFFF_FFFF).collect()))
    }
}

fn text_of(high: u64, low: u64) -> String {
    let (a, b, c) = (high >> 32, high >> 16 & 0xFFFF, high & 0xFFFF);
    format!("{a:08x}-{b:04x}-{c:04x}-{:04x}-{:012x}", low >> 48, low & 0xFFFF_FFFF_FFFF)
}
