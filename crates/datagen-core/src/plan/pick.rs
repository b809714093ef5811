//! Rows of another table drawn with the weights that one of its columns holds, or among those that satisfy a condition.

use std::sync::OnceLock;

use arrow::array::{Array, ArrayRef, AsArray, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::Float64Type;

use crate::control::Control;
use crate::error::{Error, Result};
use crate::expression::Expression;
use crate::frame::{Frame, SMALL};
use crate::generate::bug;
use crate::generate::permutation::Permutation;
use crate::generate::weights::Sampler;
use crate::rows::Rows;
use crate::schema::weights::WeightsKind;
use crate::seed::{Cell, ColumnKey};
use crate::value::{ValueType, display};

use super::table::{Path, TableId};
use super::{BATCH_ROWS, Core};

/// How a row is picked.
#[derive(Debug)]
pub(crate) struct Pick {
    /// The column that looks up, for messages.
    pub(crate) column: String,
    pub(crate) key: ColumnKey,
    pub(crate) popularity: Popularity,
    pub(crate) filter: Option<Filter>,
}

/// With which weights rows are drawn.
#[derive(Debug)]
pub(crate) enum Popularity {
    Uniform,
    /// By a rule over a fixed shuffle of the rows.
    Rule {
        kind: WeightsKind,
        shuffle: ColumnKey,
        sampler: OnceLock<Sampler>,
    },
    /// By the values of a column there.
    By {
        column: usize,
        weights: OnceLock<Weights>,
    },
}

/// The weights of all rows, made when first needed.
#[derive(Debug)]
pub(crate) enum Weights {
    Few(Sampler),
    /// Sums of the weights up to and including each row.
    Many(Vec<f64>),
}

/// A condition over the row there and the row here.
#[derive(Debug)]
pub(crate) struct Filter {
    pub(crate) code: String,
    pub(crate) compiled: Expression,
    /// Where each name of the condition leads.
    pub(crate) sides: Vec<Side>,
    /// Whether enough of the drawn rows satisfy it, found out when it is first used.
    pub(crate) checked: OnceLock<()>,
}

/// A name in a condition.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Side {
    /// A column of the row that is drawn.
    There(usize),
    /// A column of the row that looks up.
    Here(Path),
}

/// Draws until all rows of a small table are looked at instead.
const DRAWS: usize = 1000;
/// Draws from a large table before a row is given up.
const MOST_DRAWS: usize = 20_000;
/// Draws from which the share of rows that satisfy a condition is estimated.
const TRIED: u64 = 4096;
const LEAST_SHARE: f64 = 0.01;

impl Pick {
    /// The row of `target` for each row of `frame`; `None` where none satisfies the condition.
    pub(crate) fn find(&self, frame: &Frame<'_>, target: TableId) -> Result<Vec<Option<u64>>> {
        let rows = frame.core.layout(target, &Control::default())?.rows();
        if rows == 0 {
            return Ok(vec![None; frame.rows.len()]);
        }
        let mut cells: Vec<Cell> = frame.rows.map(|row| self.key.cell(row));
        let Some(filter) = &self.filter else {
            return self
                .draw(frame.core, target, rows, cells.iter_mut())
                .map(|rows| rows.into_iter().map(Some).collect());
        };
        self.check(filter, frame, target, rows)?;
        let here = filter.here(frame)?;
        let mut found = vec![None; frame.rows.len()];
        let mut open: Vec<usize> = (0..found.len()).collect();
        let most = if rows <= SMALL { DRAWS } else { MOST_DRAWS };
        for _ in 0..most {
            if open.is_empty() {
                return Ok(found);
            }
            let drawn = self.draw_for(frame.core, target, rows, &mut cells, &open)?;
            let holds = filter.holds(frame.core, target, &drawn, &here, &open)?;
            for ((&position, row), _) in open.iter().zip(drawn).zip(&holds).filter(|(_, holds)| **holds) {
                found[position] = Some(row);
            }
            open.retain(|&position| found[position].is_none());
        }
        if rows <= SMALL {
            for position in open {
                found[position] =
                    self.search(filter, frame.core, target, rows, &here, position, &mut cells[position])?;
            }
        }
        Ok(found)
    }

    fn draw_for(
        &self,
        core: &Core,
        target: TableId,
        rows: u64,
        cells: &mut [Cell],
        open: &[usize],
    ) -> Result<Vec<u64>> {
        let mut wanted: Vec<Cell> = open.iter().map(|&position| cells[position].clone()).collect();
        let drawn = self.draw(core, target, rows, wanted.iter_mut())?;
        for (&position, cell) in open.iter().zip(wanted) {
            cells[position] = cell;
        }
        Ok(drawn)
    }

    /// One row for each cell.
    fn draw<'c>(
        &self,
        core: &Core,
        target: TableId,
        rows: u64,
        cells: impl Iterator<Item = &'c mut Cell>,
    ) -> Result<Vec<u64>> {
        Ok(match &self.popularity {
            Popularity::Uniform => cells.map(|cell| cell.below(rows)).collect(),
            Popularity::Rule { kind, shuffle, sampler } => {
                let sampler = sampler.get_or_init(|| Sampler::by_kind(kind, rows));
                let permutation = Permutation::new(*shuffle, rows);
                cells.map(|cell| permutation.at(sampler.index(cell))).collect()
            }
            Popularity::By { column, weights } => match weights_of(weights, core, target, *column, rows)? {
                Weights::Few(sampler) => cells.map(|cell| sampler.index(cell)).collect(),
                Weights::Many(sums) => cells.map(|cell| row_at(sums, cell.unit())).collect(),
            },
        })
    }

    /// All rows of a small table that satisfy the condition, one of them drawn by its weight.
    #[expect(clippy::too_many_arguments, reason = "the state of one search")]
    fn search(
        &self,
        filter: &Filter,
        core: &Core,
        target: TableId,
        rows: u64,
        here: &[Option<ArrayRef>],
        position: usize,
        cell: &mut Cell,
    ) -> Result<Option<u64>> {
        let all: Vec<u64> = (0..rows).collect();
        let holds = filter.holds(core, target, &all, here, &vec![position; all.len()])?;
        let weights = match &self.popularity {
            Popularity::By { column, .. } => column_of_weights(core, target, *column, 0..rows)?,
            Popularity::Uniform | Popularity::Rule { .. } => vec![1.0; all.len()],
        };
        let mut total = 0.0;
        let sums: Vec<f64> = holds
            .iter()
            .zip(weights)
            .map(|(holds, weight)| {
                total += if *holds { weight } else { 0.0 };
                total
            })
            .collect();
        Ok((total > 0.0).then(|| row_at(&sums, cell.unit())))
    }

    /// A condition that next to no row satisfies would take forever to draw.
    fn check(&self, filter: &Filter, frame: &Frame<'_>, target: TableId, rows: u64) -> Result<()> {
        if filter.checked.get().is_some() {
            return Ok(());
        }
        let count = frame.row_count()?.clamp(1, TRIED);
        let sample = Frame::new(frame.core, frame.table, Rows::Range(0..count));
        let here = filter.here(&sample)?;
        let mut cells: Vec<Cell> = sample.rows.map(|row| self.key.cell(row));
        let positions: Vec<usize> = (0..count as usize).collect();
        let (mut tried, mut held) = (0, 0);
        while tried < TRIED {
            let drawn = self.draw(frame.core, target, rows, cells.iter_mut())?;
            held += filter.holds(frame.core, target, &drawn, &here, &positions)?.iter().filter(|holds| **holds).count();
            tried += count;
        }
        if (held as f64) < LEAST_SHARE * tried as f64 {
            return Err(self.rarely(filter, frame, target, held, tried));
        }
        filter.checked.get_or_init(|| ());
        Ok(())
    }

    fn rarely(&self, filter: &Filter, frame: &Frame<'_>, target: TableId, held: usize, tried: u64) -> Error {
        let source = &frame.core.tables[target].name;
        Error::Value {
            table: frame.definition().name.clone(),
            column: self.column.clone(),
            row: 0,
            message: format!(
                "expected `where` to hold for at least 1% of the rows drawn from `{source}`, found {held} of {tried}: \
                 `{}`; widen the condition, or join with `on`",
                filter.code
            ),
        }
    }
}

impl Filter {
    /// The columns here that the condition names, in the order of its names.
    fn here(&self, frame: &Frame<'_>) -> Result<Vec<Option<ArrayRef>>> {
        let column = |side: &Side| match side {
            Side::Here(path) => frame.path(path).map(Some),
            Side::There(_) => Ok(None),
        };
        self.sides.iter().map(column).collect()
    }

    /// Whether the condition holds for each of the rows there together with the row here at `positions`; null does not.
    fn holds(
        &self,
        core: &Core,
        target: TableId,
        rows: &[u64],
        here: &[Option<ArrayRef>],
        positions: &[usize],
    ) -> Result<Vec<bool>> {
        let there = Frame::new(core, target, Rows::List(rows.to_vec()));
        let index = UInt32Array::from_iter_values(positions.iter().map(|&position| position as u32));
        let column = |(side, here): (&Side, &Option<ArrayRef>)| match (side, here) {
            (Side::There(column), _) => there.column(*column),
            (Side::Here(_), Some(values)) => take(values, &index, None).map_err(bug),
            (Side::Here(_), None) => Err(Error::Bug("a condition lost a column".to_owned())),
        };
        let columns = self.sides.iter().zip(here).map(column).collect::<Result<Vec<_>>>()?;
        let held = self.compiled.evaluate(&columns, rows.len());
        let held = held.map_err(|error| Error::Bug(format!("`{}`: {error}", self.code)))?;
        let held = ValueType::Bool.convert(&held).map_err(bug)?;
        Ok(held.as_boolean().iter().map(|held| held == Some(true)).collect())
    }
}

fn weights_of<'w>(
    weights: &'w OnceLock<Weights>,
    core: &Core,
    target: TableId,
    column: usize,
    rows: u64,
) -> Result<&'w Weights> {
    if let Some(weights) = weights.get() {
        return Ok(weights);
    }
    let built = Weights::new(core, target, column, rows)?;
    Ok(weights.get_or_init(|| built))
}

impl Weights {
    fn new(core: &Core, target: TableId, column: usize, rows: u64) -> Result<Self> {
        let mut all = Vec::with_capacity(rows as usize);
        for first in (0..rows).step_by(BATCH_ROWS as usize) {
            all.extend(column_of_weights(core, target, column, first..(first + BATCH_ROWS).min(rows))?);
        }
        let total: f64 = all.iter().sum();
        if total <= 0.0 || !total.is_finite() {
            return Err(fault(core, target, column, 0, "expected weights with a positive sum, found a sum of", total));
        }
        if rows <= SMALL {
            return Ok(Self::Few(Sampler::weighted(&all)));
        }
        let mut sum = 0.0;
        for weight in &mut all {
            sum += *weight;
            *weight = sum;
        }
        Ok(Self::Many(all))
    }
}

/// The weights of some rows; null counts as 0.
fn column_of_weights(core: &Core, target: TableId, column: usize, rows: std::ops::Range<u64>) -> Result<Vec<f64>> {
    let first = rows.start;
    let values = Frame::new(core, target, Rows::Range(rows)).column(column)?;
    let numbers = ValueType::Float { decimals: None }.convert(&values).map_err(bug)?;
    let numbers = numbers.as_primitive::<Float64Type>();
    let weights: Vec<f64> = numbers.iter().map(|number| number.unwrap_or(0.0)).collect();
    match weights.iter().position(|weight| *weight < 0.0 || weight.is_nan()) {
        Some(position) if values.is_valid(position) => {
            let found = display(&values, position);
            let message = "expected a weight of at least 0, because rows are drawn by this column, found";
            Err(fault(core, target, column, first + position as u64, message, found))
        }
        _ => Ok(weights),
    }
}

fn fault(core: &Core, target: TableId, column: usize, row: u64, message: &str, found: impl std::fmt::Display) -> Error {
    let table = &core.tables[target];
    Error::Value {
        table: table.name.clone(),
        column: table.columns[column].name.clone(),
        row,
        message: format!("{message} {found}"),
    }
}

/// The row on which a share of the summed weights falls; never one of weight 0.
fn row_at(sums: &[f64], unit: f64) -> u64 {
    let total = sums.last().copied().unwrap_or(0.0);
    let row = sums.partition_point(|&sum| sum <= unit * total);
    row.min(sums.partition_point(|&sum| sum < total)) as u64
}
