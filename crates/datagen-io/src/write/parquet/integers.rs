//! Integers, dates, times and short decimals as packed differences: `DELTA_BINARY_PACKED`.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Int32Type, Int64Type, TimestampMicrosecondType};
use parquet::basic::Encoding;
use parquet::errors::Result;
use parquet::file::statistics::{Statistics, ValueStatistics};

use super::bits::{pack, varint, width, zigzag};
use super::chunk::{Chunk, DataPage, Pages};
use super::levels::Levels;

/// Differences that share a smallest one.
const BLOCK: usize = 128;
/// Differences that share a width.
const MINIBLOCK: usize = 32;

/// The chunk of an integer column under construction.
pub(super) struct IntegerColumn {
    /// Whether values have 32 bits; differences then wrap around at 32 bits.
    narrow: bool,
    levels: Levels,
    first: i64,
    last: i64,
    count: usize,
    range: Option<(i64, i64)>,
    /// Differences that make no whole block yet.
    differences: Vec<i64>,
    blocks: Vec<u8>,
}

impl IntegerColumn {
    pub(super) fn new(narrow: bool, nullable: bool) -> Self {
        Self {
            narrow,
            levels: Levels::new(nullable),
            first: 0,
            last: 0,
            count: 0,
            range: None,
            differences: Vec::new(),
            blocks: Vec::new(),
        }
    }

    /// Appends the values of `array`, which has one of the types in [`super::encodings::choose`].
    pub(super) fn write(&mut self, array: &ArrayRef) {
        self.levels.extend(array);
        let nulls = array.nulls().filter(|nulls| nulls.null_count() > 0);
        match array.data_type() {
            DataType::Int32 => self.extend(array.as_primitive::<Int32Type>().values(), nulls, i64::from),
            DataType::Date32 => self.extend(array.as_primitive::<Date32Type>().values(), nulls, i64::from),
            DataType::Int64 => self.extend(array.as_primitive::<Int64Type>().values(), nulls, |value| value),
            DataType::Decimal128(_, _) => {
                self.extend(array.as_primitive::<Decimal128Type>().values(), nulls, |value| value as i64);
            }
            _ => self.extend(array.as_primitive::<TimestampMicrosecondType>().values(), nulls, |value| value),
        }
    }

    fn extend<T: Copy>(&mut self, values: &[T], nulls: Option<&NullBuffer>, widen: impl Fn(T) -> i64) {
        match nulls {
            None => self.differ(values.iter().map(|value| widen(*value))),
            Some(nulls) => self.differ(nulls.valid_indices().map(|row| widen(values[row]))),
        }
        let whole = self.differences.len() / BLOCK * BLOCK;
        for block in self.differences[..whole].chunks_exact(BLOCK) {
            write_block(&mut self.blocks, block);
        }
        self.differences.drain(..whole);
    }

    /// Appends the differences between `values`.
    fn differ(&mut self, mut values: impl Iterator<Item = i64>) {
        if self.count == 0 {
            let Some(first) = values.next() else { return };
            (self.first, self.last, self.count, self.range) = (first, first, 1, Some((first, first)));
        }
        let (mut last, (mut least, mut most)) = (self.last, self.range.unwrap_or((self.last, self.last)));
        let (narrow, before) = (self.narrow, self.differences.len());
        self.differences.extend(values.map(|value| {
            let difference = value.wrapping_sub(last);
            (last, least, most) = (value, least.min(value), most.max(value));
            if narrow { i64::from(difference as i32) } else { difference }
        }));
        self.count += self.differences.len() - before;
        (self.last, self.range) = (last, Some((least, most)));
    }

    pub(super) fn finish(mut self, mut pages: Pages<'_>) -> Result<Chunk> {
        if !self.differences.is_empty() {
            write_block(&mut self.blocks, &self.differences);
        }
        let mut page = Vec::with_capacity(self.blocks.len() + self.levels.rows / 8 + 64);
        self.levels.write(&mut page);
        varint(&mut page, BLOCK as u64);
        varint(&mut page, (BLOCK / MINIBLOCK) as u64);
        varint(&mut page, self.count as u64);
        zigzag(&mut page, self.first);
        page.extend_from_slice(&self.blocks);
        pages.data(DataPage { bytes: page, values: self.levels.rows, encoding: Encoding::DELTA_BINARY_PACKED })?;
        pages.finish(self.levels.rows, self.statistics())
    }

    fn statistics(&self) -> Statistics {
        let nulls = self.levels.nulls as u64;
        if self.narrow {
            statistics(self.range.map(|(least, most)| (least as i32, most as i32)), nulls)
        } else {
            statistics(self.range, nulls)
        }
    }
}

fn statistics<T>(range: Option<(T, T)>, nulls: u64) -> Statistics
where
    Statistics: From<ValueStatistics<T>>,
{
    let (least, most) = range.unzip();
    ValueStatistics::new(least, most, None, Some(nulls), false).with_backwards_compatible_min_max(true).into()
}

/// Appends up to [`BLOCK`] differences.
fn write_block(out: &mut Vec<u8>, differences: &[i64]) {
    let least = differences.iter().copied().min().unwrap_or(0);
    zigzag(out, least);
    let above = |difference: &i64| difference.wrapping_sub(least) as u64;
    let mut widths = [0; BLOCK / MINIBLOCK];
    for (bits, miniblock) in widths.iter_mut().zip(differences.chunks(MINIBLOCK)) {
        *bits = width(miniblock.iter().fold(0, |all, difference| all | above(difference)));
    }
    out.extend(widths.map(|bits| bits as u8));
    for (bits, miniblock) in widths.iter().zip(differences.chunks(MINIBLOCK)) {
        let padding = std::iter::repeat_n(0, MINIBLOCK - miniblock.len());
        pack(out, miniblock.iter().map(above).chain(padding), *bits);
    }
}
