//! Added rows: which rows they copy, their keys, and the small changes of near duplicates.

use std::ops::Range;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};

use crate::calendar::DAY;
use crate::error::Result;
use crate::frame::Frame;
use crate::rows::Rows;
use crate::schema::issues::{FreshKey, IssueKind};
use crate::seed::{Cell, ColumnKey, below};
use crate::value::{ValueType, array_of_instants, array_of_ints, instants_of};

use super::block::text_of;
use super::{bug, text};

/// The rows that one issue adds to a table.
#[derive(Debug)]
pub(super) struct Copies {
    pub(super) kind: IssueKind,
    pub(super) key: ColumnKey,
    /// Added rows of the issues before.
    pub(super) first: u64,
    pub(super) count: u64,
    /// Clean rows of the table.
    pub(super) rows: u64,
    pub(super) fresh: FreshKey,
    /// The columns that may differ from the original.
    pub(super) near: Vec<usize>,
}

/// The values of one column that may differ.
struct NearColumn {
    column: usize,
    value_type: ValueType,
    values: NearValues,
    changed: Vec<(u32, NearValue)>,
}

enum NearValues {
    Texts(StringArray),
    Instants(Vec<Option<i64>>),
}

enum NearValue {
    Text(String),
    Instant(i64),
}

impl Copies {
    /// The rows that the copies `copied` copy: one of each of `count` equal slices of the table.
    pub(super) fn originals(&self, copied: Range<u64>) -> Vec<u64> {
        let cut = |copy: u64| (u128::from(copy) * u128::from(self.rows) / u128::from(self.count.max(1))) as u64;
        let draw = self.key.draw(0);
        let original = |copy| {
            let (start, end) = (cut(copy), cut(copy + 1));
            start + below(draw.bits(copy), end - start)
        };
        copied.map(original).collect()
    }

    /// The keys of the copies; `originals` are the rows they copy.
    pub(super) fn fresh_keys(&self, originals: &Frame<'_>, copied: Range<u64>) -> Result<ArrayRef> {
        let table = originals.definition();
        let numbers = self.first + copied.start..self.first + copied.end;
        match self.fresh {
            FreshKey::Continued => {
                let beyond = Rows::Range(self.rows + numbers.start..self.rows + numbers.end);
                Frame::new(originals.core, originals.table, beyond).column(table.pk)
            }
            FreshKey::Above(greatest) => {
                let key = |number: u64| greatest.wrapping_add(1).wrapping_add(number as i64);
                array_of_ints(table.columns[table.pk].value_type, numbers.map(key).collect()).map_err(bug)
            }
            FreshKey::Suffixed => {
                let keys = text_of(&originals.column(table.pk)?)?;
                let key = |(key, number): (Option<&str>, u64)| key.map(|key| format!("{key}-D{}", number + 1));
                Ok(Arc::new(keys.iter().zip(numbers).map(key).collect::<StringArray>()))
            }
        }
    }

    /// The columns of near duplicates that differ, with positions and values.
    pub(super) fn changes(
        &self,
        originals: &Frame<'_>,
        copied: Range<u64>,
    ) -> Result<Vec<(usize, Vec<u32>, ArrayRef)>> {
        let mut columns =
            self.near.iter().map(|&column| NearColumn::new(originals, column)).collect::<Result<Vec<_>>>()?;
        if !columns.is_empty() {
            for (at, copy) in copied.enumerate() {
                self.change(&mut columns, at as u32, copy);
            }
        }
        Ok(columns.into_iter().filter(|column| !column.changed.is_empty()).map(NearColumn::finish).collect())
    }

    /// One or two columns of a copy, beginning at any of them.
    fn change(&self, columns: &mut [NearColumn], at: u32, copy: u64) {
        let mut cell = self.key.cell(copy);
        // Draw 0 chose the original.
        cell.bits();
        let mut wanted = 1 + cell.below(2);
        let first = cell.below(columns.len() as u64) as usize;
        for step in 0..columns.len() {
            let index = (first + step) % columns.len();
            if let Some(value) = columns[index].values.changed(at as usize, &mut cell) {
                columns[index].changed.push((at, value));
                wanted -= 1;
            }
            if wanted == 0 {
                return;
            }
        }
    }
}

impl NearColumn {
    fn new(originals: &Frame<'_>, column: usize) -> Result<Self> {
        let value_type = originals.definition().columns[column].value_type;
        let values = originals.column(column)?;
        let values = match value_type {
            ValueType::Date | ValueType::Datetime => NearValues::Instants(instants_of(&values)),
            _ => NearValues::Texts(text_of(&values)?),
        };
        Ok(Self { column, value_type, values, changed: Vec::new() })
    }

    fn finish(self) -> (usize, Vec<u32>, ArrayRef) {
        let positions = self.changed.iter().map(|(at, _)| *at).collect();
        let text = |value: &NearValue| if let NearValue::Text(text) = value { Some(text.clone()) } else { None };
        let instant = |value: &NearValue| if let NearValue::Instant(instant) = value { *instant } else { 0 };
        let values: ArrayRef = match self.values {
            NearValues::Texts(_) => {
                Arc::new(self.changed.iter().map(|(_, value)| text(value)).collect::<StringArray>())
            }
            NearValues::Instants(_) => {
                array_of_instants(self.value_type, self.changed.iter().map(|(_, value)| instant(value)).collect())
            }
        };
        (self.column, positions, values)
    }
}

impl NearValues {
    /// A small change of the value at `at`: a slip, another case, a blank; a day off.
    fn changed(&self, at: usize, cell: &mut Cell) -> Option<NearValue> {
        use arrow::array::Array as _;
        match self {
            Self::Texts(texts) => {
                let value = (!texts.is_null(at)).then(|| texts.value(at))?;
                let ways = [text::typo, text::case, text::whitespace];
                let first = cell.below(ways.len() as u64) as usize;
                let changed = (0..ways.len()).find_map(|step| ways[(first + step) % ways.len()](value, cell));
                changed.map(NearValue::Text)
            }
            Self::Instants(instants) => {
                let day = if cell.chance(0.5) { DAY } else { -DAY };
                instants[at].map(|instant| NearValue::Instant(instant + day))
            }
        }
    }
}
