//! Strings as a dictionary and the numbers of its entries.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Int32Type;
use parquet::basic::Encoding;
use parquet::data_type::ByteArray;
use parquet::errors::Result;
use parquet::file::statistics::{Statistics, ValueStatistics};

use super::bits::{hybrid, width};
use super::chunk::{Chunk, DataPage, Pages};
use super::interner::Interner;
use super::levels::Levels;

/// Longer strings are left out of the statistics, which are for skipping, not for reading.
const STATISTICS_BYTES: usize = 64;

/// The chunk of a string column under construction.
pub(super) struct DictionaryColumn {
    levels: Levels,
    strings: Interner,
    /// The dictionary that came last, and the number of each of its strings.
    latest: Option<(ArrayRef, Vec<u32>)>,
    /// The number of every string that is not null.
    cells: Vec<u32>,
}

impl DictionaryColumn {
    pub(super) fn new(nullable: bool) -> Self {
        let strings = Interner::default();
        Self { levels: Levels::new(nullable), strings, latest: None, cells: Vec::new() }
    }

    /// Appends the strings of `array`.
    pub(super) fn write(&mut self, array: &ArrayRef) {
        self.levels.extend(array);
        let Some(dictionary) = array.as_dictionary_opt::<Int32Type>() else {
            let strings = array.as_string::<i32>().iter().flatten();
            return self.cells.extend(strings.map(|string| self.strings.number(string)));
        };
        let numbers = self.numbers_of(dictionary.values());
        let keys = dictionary.keys();
        match keys.nulls().filter(|nulls| nulls.null_count() > 0) {
            None => self.cells.extend(keys.values().iter().map(|key| numbers[*key as usize])),
            Some(nulls) => self.cells.extend(nulls.valid_indices().map(|row| numbers[keys.value(row) as usize])),
        }
        self.latest = Some((Arc::clone(dictionary.values()), numbers));
    }

    /// The numbers of the strings of a dictionary, mostly the same one as before.
    fn numbers_of(&mut self, values: &ArrayRef) -> Vec<u32> {
        match self.latest.take() {
            Some((latest, numbers)) if Arc::ptr_eq(&latest, values) || latest.as_ref() == values.as_ref() => numbers,
            _ => {
                let strings = values.as_string::<i32>().iter();
                strings.map(|string| self.strings.number(string.unwrap_or_default())).collect()
            }
        }
    }

    pub(super) fn finish(mut self, mut pages: Pages<'_>) -> Result<Chunk> {
        let used = self.forget_unused();
        let mut dictionary = Vec::new();
        for string in &used {
            dictionary.extend_from_slice(&(string.len() as u32).to_le_bytes());
            dictionary.extend_from_slice(string.as_bytes());
        }
        pages.dictionary(dictionary, used.len())?;
        let bits = width(used.len().saturating_sub(1) as u64).max(1);
        let mut page = Vec::with_capacity((self.cells.len() * bits as usize + self.levels.rows) / 8 + 1024);
        self.levels.write(&mut page);
        page.push(bits as u8);
        hybrid(&mut page, &self.cells, bits);
        pages.data(DataPage { bytes: page, values: self.levels.rows, encoding: Encoding::RLE_DICTIONARY })?;
        pages.finish(self.levels.rows, statistics(&used, self.levels.nulls))
    }

    /// The strings that occur, renumbered without gaps.
    fn forget_unused(&mut self) -> Vec<String> {
        let strings = std::mem::take(&mut self.strings).into_strings();
        let mut renumbered = vec![u32::MAX; strings.len()];
        self.cells.iter().for_each(|cell| renumbered[*cell as usize] = 0);
        let used = strings.into_iter().zip(&renumbered).filter(|(_, number)| **number == 0);
        let used: Vec<String> = used.map(|(string, _)| string).collect();
        if used.len() < renumbered.len() {
            let occurring = renumbered.iter_mut().filter(|number| **number == 0);
            occurring.zip(0..).for_each(|(number, next)| *number = next);
            self.cells.iter_mut().for_each(|cell| *cell = renumbered[*cell as usize]);
        }
        used
    }
}

fn statistics(strings: &[String], nulls: usize) -> Statistics {
    let bytes = |string: Option<&String>| {
        string.filter(|string| string.len() <= STATISTICS_BYTES).map(|string| ByteArray::from(string.as_str()))
    };
    let (least, most) = (bytes(strings.iter().min()), bytes(strings.iter().max()));
    ValueStatistics::new(least, most, None, Some(nulls as u64), false).into()
}
