//! Some rows of one table, and what has been computed of them so far.
//!
//! Everything is computed on demand: a column asks its frame for the columns it builds on, and for the rows it
//! refers to, which are frames of their own. Nothing outlives the frame but the cached columns of small tables.

use std::cell::OnceCell;
use std::sync::Arc;

use arrow::array::{ArrayRef, UInt32Array};
use arrow::compute::take;

use crate::control::Control;
use crate::error::{Error, Result};
use crate::generate::packed::{pack, packable, unpacked};
use crate::generate::permutation::Permutation;
use crate::generate::weights::Sampler;
use crate::modify::segment::SegmentFactor;
use crate::plan::Core;
use crate::plan::children::Number;
use crate::plan::layout::{Layout, Parents};
use crate::plan::process::Step;
use crate::plan::table::{DrawWeights, Find, Path, Table, TableId};
use crate::rows::Rows;
use crate::seed::{ColumnKey, below};

/// Tables of at most so many rows are computed whole when their rows are hit at random.
pub(crate) const SMALL: u64 = 1 << 16;

/// Rows of a table, their columns computed on demand.
pub(crate) struct Frame<'p> {
    pub(crate) core: &'p Core,
    pub(crate) table: TableId,
    pub(crate) rows: Rows,
    columns: Vec<OnceCell<ArrayRef>>,
    /// The same, as they were made: texts perhaps packed.
    packed: Vec<OnceCell<ArrayRef>>,
    links: Vec<OnceCell<Link<'p>>>,
    parents: OnceCell<Parents>,
    steps: OnceCell<Vec<Step>>,
    times_in_order: OnceCell<Vec<i64>>,
    /// Where fallbacks are counted; only for rows that are written, so that each counts once.
    tally: Option<&'p Control>,
}

/// The rows that a frame's rows refer to.
enum Link<'p> {
    /// Rows of `frame`; position i of the referring frame has position `index[i]`, or i itself.
    Rows { frame: Box<Frame<'p>>, index: Option<UInt32Array> },
    /// What the referenced rows refer to themselves.
    Through { outer: usize, inner: usize },
}

impl<'p> Frame<'p> {
    pub(crate) fn new(core: &'p Core, table: TableId, rows: Rows) -> Self {
        let cells = || core.tables[table].columns.iter().map(|_| OnceCell::new()).collect();
        let links = core.tables[table].references.iter().map(|_| OnceCell::new()).collect();
        Self {
            core,
            table,
            rows,
            columns: cells(),
            packed: cells(),
            links,
            parents: OnceCell::new(),
            steps: OnceCell::new(),
            times_in_order: OnceCell::new(),
            tally: None,
        }
    }

    /// A frame whose fallbacks are counted.
    pub(crate) fn counted(mut self, control: &'p Control) -> Self {
        self.tally = Some(control);
        self
    }

    pub(crate) fn definition(&self) -> &'p Table {
        &self.core.tables[self.table]
    }

    /// Counts `rows` rows of `column` for which `what` was the best that could be done.
    pub(crate) fn count_fallback(&self, column: &str, what: &str, rows: u64) {
        if let Some(control) = self.tally
            && rows > 0
        {
            control.count_warning(&format!("{}.{column}: {what}", self.definition().name), rows);
        }
    }

    /// The values of column `column`.
    pub(crate) fn column(&self, column: usize) -> Result<ArrayRef> {
        if let Some(values) = self.columns[column].get() {
            return Ok(Arc::clone(values));
        }
        let values = unpacked(self.packed_column(column)?)?;
        Ok(Arc::clone(self.columns[column].get_or_init(|| values)))
    }

    /// The values of column `column`; texts perhaps as a dictionary.
    pub(crate) fn packed_column(&self, column: usize) -> Result<ArrayRef> {
        if let Some(values) = self.packed[column].get() {
            return Ok(Arc::clone(values));
        }
        let values = match &self.rows {
            Rows::List(rows) if self.row_count()? <= SMALL => self.cached_column(column, rows)?,
            _ => self.definition().columns[column].evaluate(self)?,
        };
        Ok(Arc::clone(self.packed[column].get_or_init(|| values)))
    }

    /// The values at the end of `path`.
    pub(crate) fn path(&self, path: &Path) -> Result<ArrayRef> {
        match *path {
            Path::Own(column) => self.column(column),
            Path::Linked { .. } => unpacked(self.packed_path(path)?),
        }
    }

    /// The values at the end of `path`; texts perhaps as a dictionary.
    pub(crate) fn packed_path(&self, path: &Path) -> Result<ArrayRef> {
        match *path {
            Path::Own(column) => self.packed_column(column),
            Path::Linked { reference, column } => self.linked_column(reference, column),
        }
    }

    /// The time of each row of a table that lies in time order.
    pub(crate) fn times_in_order(&self) -> Result<&[i64]> {
        if let Some(times) = self.times_in_order.get() {
            return Ok(times);
        }
        let layout = self.core.layout(self.table, &Control::default())?;
        let times = match (&*layout, &self.definition().order) {
            (Layout::ByTime(layout), Some(order)) => self.rows.map(|row| layout.time_of(order, row)),
            _ => return Err(Error::Bug(format!("{} has no time order", self.definition().name))),
        };
        Ok(self.times_in_order.get_or_init(|| times))
    }

    /// What a table that is filled by a process has in each row.
    pub(crate) fn steps(&self) -> Result<&[Step]> {
        if let Some(steps) = self.steps.get() {
            return Ok(steps);
        }
        let steps = match self.definition().children().map(|children| (children.parent, &children.number)) {
            Some((parent, Number::Process(process))) => process.steps(self.core, parent, self.parents()?)?,
            _ => return Err(Error::Bug(format!("{} has no process", self.definition().name))),
        };
        Ok(self.steps.get_or_init(|| steps))
    }

    /// Column `column` of the rows that these rows refer to by `reference`; null where they refer to none. Texts
    /// perhaps as a dictionary.
    pub(crate) fn linked_column(&self, reference: usize, column: usize) -> Result<ArrayRef> {
        match self.link(reference)? {
            Link::Rows { frame, index } => spread(frame.packed_column(column)?, index.as_ref()),
            Link::Through { outer, inner } => match self.link(*outer)? {
                Link::Rows { frame, index } => spread(frame.linked_column(*inner, column)?, index.as_ref()),
                Link::Through { .. } => Err(Error::Bug("a reference goes through two others".to_owned())),
            },
        }
    }

    /// The parent row of each row, and its index among its siblings.
    pub(crate) fn parents(&self) -> Result<&Parents> {
        if let Some(parents) = self.parents.get() {
            return Ok(parents);
        }
        let parents = self.find_parents()?;
        Ok(self.parents.get_or_init(|| parents))
    }

    pub(crate) fn row_count(&self) -> Result<u64> {
        Ok(self.core.layout(self.table, &Control::default())?.rows())
    }

    fn cached_column(&self, column: usize, rows: &[u64]) -> Result<ArrayRef> {
        let cached = &self.definition().cached[column];
        let whole = match cached.get() {
            Some(values) => Arc::clone(values),
            None => {
                let all = Frame::new(self.core, self.table, Rows::Range(0..self.row_count()?));
                let values = all.packed_column(column)?;
                Arc::clone(cached.get_or_init(|| values))
            }
        };
        if let Some(values) = packable(&whole) {
            return pack(values, rows.iter().map(|&row| row as i32).collect::<Vec<i32>>());
        }
        let index = UInt32Array::from_iter_values(rows.iter().map(|&row| row as u32));
        spread(whole, Some(&index))
    }

    fn find_parents(&self) -> Result<Parents> {
        let table = self.definition();
        let layout = self.core.layout(self.table, &Control::default())?;
        let Some(children) = table.children() else { return Ok(Parents::default()) };
        Ok(match (&*layout, &table.order) {
            (Layout::Constant { count, .. }, _) => {
                Parents { rows: self.rows.map(|row| row / count), ordinals: self.rows.map(|row| row % count) }
            }
            (Layout::Fanned(fanned), _) => fanned.parents_of(self.core, children, &self.rows)?,
            (Layout::ByTime(layout), Some(order)) => {
                let rows = layout.parents_of(self.core, order, children, &self.rows, self.times_in_order()?)?;
                Parents { rows, ordinals: Vec::new() }
            }
            _ => Parents::default(),
        })
    }

    fn link(&self, reference: usize) -> Result<&Link<'p>> {
        if let Some(link) = self.links[reference].get() {
            return Ok(link);
        }
        let link = self.find_link(reference)?;
        Ok(self.links[reference].get_or_init(|| link))
    }

    fn find_link(&self, reference: usize) -> Result<Link<'p>> {
        let reference = &self.definition().references[reference];
        let target = reference.target;
        let found = match &reference.find {
            Find::Through { outer, inner } => return Ok(Link::Through { outer: *outer, inner: *inner }),
            Find::Parent => return Ok(self.parent_link(target, &self.parents()?.rows)),
            Find::Draw { key, weights } => self.drawn(*key, weights, target)?,
            Find::Distinct { key } => self.distinct_of_siblings(*key, target)?,
            Find::Earlier { key, first_is_null } => self.rows.map(|row| earlier(*key, *first_is_null, row)),
            Find::Join(join) => join.find(self, target)?,
            Find::Pick(pick) => pick.find(self, target)?,
        };
        Ok(self.list_link(target, found))
    }

    /// Children of one parent lie side by side, so the parents of a block are few, and in order.
    fn parent_link(&self, target: TableId, parents: &[u64]) -> Link<'p> {
        let mut distinct: Vec<u64> = Vec::new();
        let index = UInt32Array::from_iter_values(parents.iter().map(|&parent| {
            if distinct.last() != Some(&parent) {
                distinct.push(parent);
            }
            distinct.len() as u32 - 1
        }));
        let index = (distinct.len() < parents.len()).then_some(index);
        let consecutive = distinct.windows(2).all(|pair| pair[1] == pair[0] + 1);
        let rows = match (distinct.first(), distinct.last()) {
            (Some(&first), Some(&last)) if consecutive => Rows::Range(first..last + 1),
            _ => Rows::List(distinct),
        };
        Link::Rows { frame: Box::new(Frame::new(self.core, target, rows)), index }
    }

    fn list_link(&self, target: TableId, found: Vec<Option<u64>>) -> Link<'p> {
        let complete = found.iter().all(Option::is_some);
        let rows: Vec<u64> = found.iter().copied().flatten().collect();
        let index = (!complete).then(|| {
            let mut next = 0..;
            UInt32Array::from_iter(found.iter().map(|row| row.and_then(|_| next.next())))
        });
        Link::Rows { frame: Box::new(Frame::new(self.core, target, Rows::List(rows))), index }
    }

    /// The k-th child of a parent has the k-th row of a shuffle that is the parent's own.
    fn distinct_of_siblings(&self, key: ColumnKey, target: TableId) -> Result<Vec<Option<u64>>> {
        let rows = self.core.layout(target, &Control::default())?.rows();
        let parents = self.parents()?;
        let mut shuffle: Option<(u64, Permutation)> = None;
        let mut found = Vec::with_capacity(self.rows.len());
        for (position, (&parent, &ordinal)) in parents.rows.iter().zip(&parents.ordinals).enumerate() {
            if ordinal >= rows {
                let (table, target) = (&self.definition().name, &self.core.tables[target].name);
                return Err(Error::Value {
                    table: table.clone(),
                    column: String::new(),
                    row: self.rows.at(position),
                    message: format!(
                        "expected at most {rows} children, one for each row of `{target}`, found more; lower the fanout, or \
                         leave out the unique combination"
                    ),
                });
            }
            let own = shuffle.filter(|(of, _)| *of == parent).map_or_else(
                || Permutation::new(ColumnKey(key.draw(0).bits(parent)), rows),
                |(_, permutation)| permutation,
            );
            shuffle = Some((parent, own));
            found.push(Some(own.at(ordinal)));
        }
        Ok(found)
    }

    fn drawn(&self, key: ColumnKey, weights: &DrawWeights, target: TableId) -> Result<Vec<Option<u64>>> {
        let rows = self.core.layout(target, &Control::default())?.rows();
        if rows == 0 {
            return Ok(vec![None; self.rows.len()]);
        }
        Ok(match weights {
            DrawWeights::Uniform => {
                let draw = key.draw(0);
                self.rows.map(|row| Some(below(draw.bits(row), rows)))
            }
            DrawWeights::Rule { kind, shuffle, sampler } => {
                let sampler = sampler.get_or_init(|| Sampler::by_kind(kind, rows));
                let permutation = Permutation::new(*shuffle, rows);
                self.rows.map(|row| Some(permutation.at(sampler.index(&mut key.cell(row)))))
            }
            DrawWeights::Segment(segment) => self.drawn_by_segment(key, segment, target, rows)?,
        })
    }

    /// Rows drawn with the factor of their segment as weight: drawn uniformly, kept with their share of the largest
    /// factor, and drawn again otherwise.
    fn drawn_by_segment(
        &self,
        key: ColumnKey,
        segment: &SegmentFactor,
        target: TableId,
        rows: u64,
    ) -> Result<Vec<Option<u64>>> {
        const ROUNDS: u32 = 1000;
        let greatest = segment.greatest();
        let mut found = vec![None; self.rows.len()];
        let mut open: Vec<usize> = (0..self.rows.len()).collect();
        for round in 0..ROUNDS {
            let draw = key.draw(2 * round);
            let tried: Vec<u64> = open.iter().map(|&position| below(draw.bits(self.rows.at(position)), rows)).collect();
            let factors = segment.factors(&Frame::new(self.core, target, Rows::List(tried.clone())))?;
            let accept = key.draw(2 * round + 1);
            let mut left = Vec::new();
            for ((&position, row), factor) in open.iter().zip(tried).zip(factors) {
                let accepted = accept.unit(self.rows.at(position)) * greatest < factor;
                if accepted || round + 1 == ROUNDS { found[position] = Some(row) } else { left.push(position) }
            }
            open = left;
            if open.is_empty() {
                break;
            }
        }
        Ok(found)
    }
}

fn earlier(key: ColumnKey, first_is_null: bool, row: u64) -> Option<u64> {
    if row > 0 {
        return Some(below(key.draw(0).bits(row), row));
    }
    (!first_is_null).then_some(0)
}

fn spread(values: ArrayRef, index: Option<&UInt32Array>) -> Result<ArrayRef> {
    match index {
        Some(index) => take(&values, index, None).map_err(|error| Error::Bug(error.to_string())),
        None => Ok(values),
    }
}
