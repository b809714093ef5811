//! The ledger: a line for every damaged cell and every added row, in the order of tables, rows and columns.
//!
//! A line is (table, key of the row, column, kind, clean value, dirty value), values as text. The line of an added row
//! has no column; its clean value is the original's key. A near duplicate has a line for each change besides.
//!
//! How many lines a block of rows has is known only when its damage is computed. So the number of lines before each
//! block is counted once, and kept: 8 bytes a block; the lines themselves are computed again when they are asked for.

use std::ops::Range;
use std::sync::{Arc, LazyLock, PoisonError};

use arrow::array::{Array, RecordBatch, StringArray, StringBuilder};
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Field, Schema as ArrowSchema, SchemaRef};

use crate::control::Control;
use crate::error::Result;
use crate::parallel::in_order;
use crate::plan::BATCH_ROWS;

use super::block::{Block, Piece, taken, text_of};
use super::{Dirty, LEDGER, bug, check_range};

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let column = |name: &str, nullable: bool| Field::new(name, DataType::Utf8, nullable);
    Arc::new(ArrowSchema::new(vec![
        column("table", false),
        column("pk", false),
        column("column", true),
        column("kind", false),
        column("clean_value", true),
        column("dirty_value", true),
    ]))
});

/// How many lines stand before each block of rows.
#[derive(Debug)]
pub(super) struct Layout {
    /// For each block, its table and number.
    blocks: Vec<(usize, u64)>,
    /// Lines before each block, and at the end all.
    starts: Vec<u64>,
}

impl Dirty<'_> {
    /// The Arrow schema of the ledger.
    #[must_use]
    pub fn ledger_schema(&self) -> SchemaRef {
        Arc::clone(&SCHEMA)
    }

    /// The number of lines of the ledger. The first call computes all damage once.
    ///
    /// # Errors
    /// [`crate::Error::Cancelled`], and those of generating the damaged columns.
    pub fn ledger_rows(&self, control: &Control) -> Result<u64> {
        Ok(self.layout(control)?.starts.last().copied().unwrap_or(0))
    }

    /// All lines of the ledger, for those who keep them anyway: the damage is computed once, on the threads of `control`,
    /// and not first to count its lines.
    ///
    /// # Errors
    /// Those of [`Dirty::ledger_rows`].
    pub fn ledger(&self, control: &Control) -> Result<RecordBatch> {
        let (blocks, mut batches) = (self.ledger_blocks(control)?, Vec::new());
        let lines = |at: u64| self.lines(blocks[at as usize]);
        in_order(control, blocks.len() as u64, lines, |batch| batches.push(batch))?;
        concat_batches(&SCHEMA, &batches).map_err(bug)
    }

    /// The lines `rows` of the ledger, in batches of at most [`BATCH_ROWS`] that begin at multiples of it.
    ///
    /// # Errors
    /// [`crate::Error::Usage`] when there are no such lines; those of [`Dirty::ledger_rows`].
    pub fn ledger_batches<'a>(&'a self, rows: Range<u64>, control: &'a Control) -> Result<LedgerBatches<'a>> {
        let layout = self.layout(control)?;
        check_range(&rows, layout.starts.last().copied().unwrap_or(0), LEDGER)?;
        Ok(LedgerBatches { dirty: self, layout, rows, control, current: None })
    }

    fn layout(&self, control: &Control) -> Result<Arc<Layout>> {
        let mut slot = self.layout.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(layout) = slot.as_ref() {
            return Ok(Arc::clone(layout));
        }
        let layout = Arc::new(self.lay_out(control)?);
        *slot = Some(Arc::clone(&layout));
        Ok(layout)
    }

    fn lay_out(&self, control: &Control) -> Result<Layout> {
        let blocks = self.ledger_blocks(control)?;
        let (mut starts, mut lines) = (vec![0], 0);
        let count = |at: u64| {
            let (table, number) = blocks[at as usize];
            Ok(self.blocks(table, number)?.iter().map(lines_of).sum::<u64>())
        };
        in_order(control, blocks.len() as u64, count, |own| {
            lines += own;
            starts.push(lines);
        })?;
        Ok(Layout { blocks, starts })
    }

    /// The blocks that may have lines, in the order of these: a table and a number each.
    fn ledger_blocks(&self, control: &Control) -> Result<Vec<(usize, u64)>> {
        let mut blocks = Vec::new();
        for (index, table) in self.tables.iter().enumerate().filter(|(_, table)| table.has_lines()) {
            let numbers = 0..table.rows(self.plan, control)?.div_ceil(BATCH_ROWS);
            blocks.extend(numbers.map(|number| (index, number)));
        }
        Ok(blocks)
    }

    fn blocks(&self, table: usize, number: u64) -> Result<Vec<Block<'_>>> {
        let table = &self.tables[table];
        let rows = table.rows(self.plan, &Control::default())?;
        let start = number * BATCH_ROWS;
        table.blocks(self.plan, start..rows.min(start + BATCH_ROWS), None)
    }

    /// All lines of a block of rows.
    fn lines(&self, (table, number): (usize, u64)) -> Result<RecordBatch> {
        let batches = self.blocks(table, number)?.iter().map(lines).collect::<Result<Vec<_>>>()?;
        concat_batches(&SCHEMA, &batches).map_err(bug)
    }
}

fn lines_of(block: &Block<'_>) -> u64 {
    let added = block.added.as_ref().map_or(0, |(_, keys)| keys.len());
    (added + block.pieces.iter().map(|piece| piece.positions.len()).sum::<usize>()) as u64
}

/// A line: the position of its row, and which cell of which piece; none for the line of an added row.
type Line<'b> = (u32, Option<(&'b Piece, usize)>);

fn lines(block: &Block<'_>) -> Result<RecordBatch> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for piece in &block.pieces {
        lines.extend(piece.positions.iter().enumerate().map(|(index, &at)| (at, Some((piece, index)))));
    }
    if let Some((_, keys)) = &block.added {
        lines.extend((0..keys.len()).map(|at| (at as u32, None)));
    }
    lines.sort_by_key(|(at, cell)| (*at, cell.map(|(piece, _)| piece.column)));
    let positions: Vec<u32> = lines.iter().map(|(at, _)| *at).collect();
    let originals = text_of(&taken(&block.frame.column(block.pk())?, &positions)?)?;
    let keys = match &block.added {
        Some((_, keys)) => text_of(&taken(keys, &positions)?)?,
        None => originals.clone(),
    };
    written(block, &lines, &keys, &originals)
}

fn written(block: &Block<'_>, lines: &[Line<'_>], keys: &StringArray, originals: &StringArray) -> Result<RecordBatch> {
    let table = &block.plan.core.tables[block.table.id];
    let [mut names, mut columns, mut kinds, mut clean, mut dirty] = std::array::from_fn(|_| StringBuilder::new());
    for (index, (_, cell)) in lines.iter().enumerate() {
        names.append_value(&table.name);
        match cell {
            Some((piece, cell)) => {
                columns.append_value(&table.columns[piece.column].name);
                kinds.append_value(piece.kind.word());
                clean.append_option(value(&piece.clean, *cell));
                dirty.append_option(value(&piece.dirty, *cell));
            }
            None => {
                columns.append_null();
                kinds.append_value(block.added.as_ref().map_or("", |(kind, _)| kind.word()));
                clean.append_value(originals.value(index));
                dirty.append_null();
            }
        }
    }
    let keys: arrow::array::ArrayRef = Arc::new(keys.clone());
    let [names, columns, kinds, clean, dirty] =
        [names, columns, kinds, clean, dirty].map(|mut texts| Arc::new(texts.finish()) as arrow::array::ArrayRef);
    RecordBatch::try_new(Arc::clone(&SCHEMA), vec![names, keys, columns, kinds, clean, dirty]).map_err(bug)
}

fn value(texts: &StringArray, index: usize) -> Option<&str> {
    (!texts.is_null(index)).then(|| texts.value(index))
}

/// An iterator over the batches of a range of lines; see [`Dirty::ledger_batches`].
#[derive(Debug)]
pub struct LedgerBatches<'a> {
    dirty: &'a Dirty<'a>,
    layout: Arc<Layout>,
    rows: Range<u64>,
    control: &'a Control,
    /// The lines of the block that was looked at last.
    current: Option<(usize, RecordBatch)>,
}

impl LedgerBatches<'_> {
    fn compute(&mut self, rows: Range<u64>) -> Result<RecordBatch> {
        let mut parts = Vec::new();
        let mut next = rows.start;
        // The last block that begins at or before the line; blocks without lines share their start with the next.
        let mut block = self.layout.starts.partition_point(|&start| start <= next) - 1;
        while next < rows.end {
            self.control.check()?;
            let (first, after) = (self.layout.starts[block], self.layout.starts[block + 1]);
            let end = after.min(rows.end);
            if next < end {
                parts.push(self.block(block)?.slice((next - first) as usize, (end - next) as usize));
                next = end;
            }
            block += 1;
        }
        self.control.advance(LEDGER, rows.end - rows.start);
        concat_batches(&SCHEMA, &parts).map_err(bug)
    }

    fn block(&mut self, block: usize) -> Result<RecordBatch> {
        if let Some((number, lines)) = &self.current
            && *number == block
        {
            return Ok(lines.clone());
        }
        let lines = self.dirty.lines(self.layout.blocks[block])?;
        self.current = Some((block, lines.clone()));
        Ok(lines)
    }
}

impl Iterator for LedgerBatches<'_> {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rows.start >= self.rows.end {
            return None;
        }
        let end = ((self.rows.start / BATCH_ROWS + 1) * BATCH_ROWS).min(self.rows.end);
        let batch = self.compute(self.rows.start..end);
        self.rows.start = if batch.is_ok() { end } else { self.rows.end };
        Some(batch)
    }
}
