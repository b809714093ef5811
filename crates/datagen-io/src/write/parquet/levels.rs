//! Which rows of a column are null.

use arrow::array::{Array, BooleanBufferBuilder};

use super::bits::hybrid_bits;

/// The definition levels of a column chunk.
pub(super) struct Levels {
    /// One bit a row; none when the column has no nulls by its type.
    valid: Option<BooleanBufferBuilder>,
    pub(super) rows: usize,
    pub(super) nulls: usize,
}

impl Levels {
    pub(super) fn new(nullable: bool) -> Self {
        Self { valid: nullable.then(|| BooleanBufferBuilder::new(0)), rows: 0, nulls: 0 }
    }

    /// Appends the rows of `array`.
    pub(super) fn extend(&mut self, array: &dyn Array) {
        self.rows += array.len();
        self.nulls += array.null_count();
        let Some(valid) = &mut self.valid else { return };
        match array.nulls() {
            Some(nulls) => valid.append_buffer(nulls.inner()),
            None => valid.append_n(array.len(), true),
        }
    }

    /// Appends the levels as they stand at the beginning of a page: their length, then one bit each in runs.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let Some(valid) = &self.valid else { return };
        let start = out.len();
        out.extend_from_slice(&[0; 4]);
        hybrid_bits(out, valid.as_slice(), self.rows);
        let length = (out.len() - start - 4) as u32;
        out[start..start + 4].copy_from_slice(&length.to_le_bytes());
    }
}
