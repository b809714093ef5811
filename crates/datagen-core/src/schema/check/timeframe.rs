//! Spans of time and their grids.

use super::Check;
use crate::schema::time::{Frequency, parse_instant};
use crate::schema::tree::join;

impl Check<'_> {
    pub(super) fn timeframe(&mut self) {
        if let Some(timeframe) = &self.document.timeframe {
            self.span(&timeframe.start, &timeframe.end, "/timeframe");
            self.frequency(timeframe.freq.as_deref(), "/timeframe/freq");
        }
    }

    /// Both ends can be read, and the first is not after the last.
    pub(super) fn span(&mut self, start: &str, end: &str, pointer: &str) {
        let first = self.well_formed(&join(pointer, "start"), parse_instant(start));
        let last = self.well_formed(&join(pointer, "end"), parse_instant(end));
        if let (Some(first), Some(last)) = (first, last)
            && first > last
        {
            let message = format!("the end {end:?} is before the start {start:?}");
            self.error(join(pointer, "end"), message).hint("exchange them");
        }
    }

    pub(super) fn frequency(&mut self, freq: Option<&str>, pointer: &str) {
        if let Some(freq) = freq {
            self.well_formed(pointer, Frequency::parse(freq));
        }
    }
}
