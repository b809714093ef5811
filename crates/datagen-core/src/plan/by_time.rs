//! Rows in time order: row i's time is the i-th of n ordered draws, and its parent is drawn among those that exist.
//!
//! "Ordered draws" are one draw in each of n equal slices of the distribution, so that any row can be computed alone.
//! Where parents come into being over time, each day counts as much more as there are parents to act on it.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::calendar::{Calendar, DAY};
use crate::control::Control;
use crate::error::Result;
use crate::frame::Frame;
use crate::guide::Guide;
use crate::parallel::in_order;
use crate::rows::Rows;
use crate::seed::{ColumnKey, Draw, unit};
use crate::value::instants_of;

use super::Core;
use super::children::Children;
use super::table::{Path, TableId};

/// Parents that are kept, sorted by time, so that the first ones of a growing table are found without rejection. Where
/// rates differ much, most draws of any parent are rejected, each at the price of its time and its rate: with these, a
/// table of a quarter of a million parents needs none.
const EARLIEST: usize = 1 << 18;
/// Parent rows between two kept sums of rates.
const BLOCK: u64 = 4096;
/// Rounds of drawing a parent before the earliest ones are taken.
const ROUNDS: u32 = 4096;

/// The compiled time order of a table.
#[derive(Debug)]
pub(crate) struct TimeOrder {
    /// The column whose times are in order.
    pub(crate) column: usize,
    pub(crate) time: Draw,
    pub(crate) parent: ColumnKey,
    /// The parent's column from which on a parent row exists.
    pub(crate) exists_from: Option<Path>,
    /// How many rows all parents have together; as many as their fanout draws when absent.
    pub(crate) rows: Option<u64>,
}

/// What time order needs to know before its first row.
#[derive(Debug)]
pub(crate) struct TimeLayout {
    pub(crate) rows: u64,
    calendar: Calendar,
    /// The mass that rows are spread over.
    range: Range<f64>,
    candidates: Option<Candidates>,
}

impl TimeLayout {
    /// Rows without parents.
    pub(crate) fn free(rows: u64, calendar: &Calendar) -> Self {
        Self { rows, range: calendar.range(), calendar: calendar.clone(), candidates: None }
    }

    /// Rows on the parents of `parent_table`, as many as `fanout` draws for them.
    pub(crate) fn on_parents(
        core: &Core,
        order: &TimeOrder,
        calendar: &Calendar,
        children: &Children,
        control: &Control,
    ) -> Result<Self> {
        let census = Census::take(core, order, children, control)?;
        let mut scaled = census.scale(calendar, 0);
        if scaled.is_empty() {
            scaled = census.scale(calendar, 1);
        }
        let rows = if scaled.is_empty() { 0 } else { order.rows.unwrap_or(census.children) };
        Ok(Self { rows, range: scaled.range(), calendar: scaled, candidates: Some(census.into_candidates()) })
    }

    /// The time of `row`.
    pub(crate) fn time_of(&self, order: &TimeOrder, row: u64) -> i64 {
        let unit = (row as f64 + order.time.unit(row)) / self.rows as f64;
        let time = self.calendar.at(&self.range, unit);
        let first = self.candidates.as_ref().and_then(|candidates| candidates.exist_from.first());
        first.map_or(time, |&from| time.max(from))
    }

    /// The parent row of each of `rows`, which are at `times`.
    pub(crate) fn parents_of(
        &self,
        core: &Core,
        order: &TimeOrder,
        children: &Children,
        rows: &Rows,
        times: &[i64],
    ) -> Result<Vec<u64>> {
        let Some(candidates) = &self.candidates else { return Ok(Vec::new()) };
        let mut chosen = vec![0; rows.len()];
        let mut open = Vec::new();
        for (position, row) in rows.iter().enumerate() {
            let bits = order.parent.draw(0).bits(row);
            match candidates.among_earliest(times[position], bits, false) {
                Some(parent) => chosen[position] = parent,
                None => open.push(position),
            }
        }
        let mut round = 1;
        while !open.is_empty() && round <= ROUNDS {
            let tried: Vec<u64> = open.iter().map(|&p| candidates.any(order, rows.at(p), round)).collect();
            let from = existence(core, order, children.parent, Rows::List(tried.clone()))?;
            let rates = children.rates(core, &Rows::List(tried.clone()))?;
            let mut left = Vec::new();
            for (((&position, parent), from), rate) in open.iter().zip(tried).zip(from).zip(rates) {
                let draw = order.parent.draw(3 * round + 2);
                let accepted =
                    from <= times[position] && candidates.accepts(draw.unit(rows.at(position)), rate, parent);
                if accepted { chosen[position] = parent } else { left.push(position) }
            }
            open = left;
            round += 1;
        }
        for position in open {
            let bits = order.parent.draw(0).bits(rows.at(position));
            chosen[position] = candidates.among_earliest(times[position], bits, true).unwrap_or(0);
        }
        Ok(chosen)
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.calendar.bytes() + self.candidates.as_ref().map_or(0, Candidates::bytes)
    }
}

/// The instant from which on each of the parent `rows` exists.
fn existence(core: &Core, order: &TimeOrder, parent_table: TableId, rows: Rows) -> Result<Vec<i64>> {
    let Some(path) = &order.exists_from else { return Ok(vec![i64::MIN; rows.len()]) };
    let frame = Frame::new(core, parent_table, rows);
    let times = instants_of(&frame.path(path)?);
    Ok(times.into_iter().map(|time| time.unwrap_or(i64::MIN)).collect())
}

/// One walk over all parents: when they come into being, and how many children they ask for.
struct Census {
    children: u64,
    /// Sum of rates by the first midnight at or after which the parents exist.
    arrivals: BTreeMap<i64, f64>,
    /// Sum of rates up to and including each day of `arrivals`.
    sums: Vec<(i64, f64)>,
    earliest: Vec<(i64, u64, f64)>,
    block_sums: Vec<f64>,
    block_greatest: Vec<f64>,
    parents: u64,
}

impl Census {
    fn take(core: &Core, order: &TimeOrder, children: &Children, control: &Control) -> Result<Self> {
        let parents = core.layout(children.parent, control)?.rows();
        let mut census = Self {
            children: 0,
            arrivals: BTreeMap::new(),
            sums: Vec::new(),
            earliest: Vec::new(),
            block_sums: Vec::new(),
            block_greatest: Vec::new(),
            parents,
        };
        let look = |block: u64| {
            let rows = block * BLOCK..((block + 1) * BLOCK).min(parents);
            let times = existence(core, order, children.parent, Rows::Range(rows.clone()))?;
            let (rates, counts) = children.rates_and_counts(core, rows)?;
            Ok((times, rates, counts.iter().sum::<u64>()))
        };
        let mut first = 0;
        let keep = |(times, rates, children): (Vec<i64>, Vec<f64>, u64)| {
            census.children = census.children.saturating_add(children);
            census.count_block(first, &times, &rates);
            first += BLOCK;
        };
        in_order(control, parents.div_ceil(BLOCK), look, keep)?;
        census.keep_earliest();
        let mut sum = 0.0;
        census.sums = census
            .arrivals
            .iter()
            .map(|(&day, &rate)| {
                sum += rate;
                (day, sum)
            })
            .collect();
        Ok(census)
    }

    fn count_block(&mut self, first: u64, times: &[i64], rates: &[f64]) {
        let (mut sum, mut greatest) = (0.0, 0.0_f64);
        for ((row, &time), &rate) in (first..).zip(times).zip(rates) {
            // A parent born at midnight acts on that day; one born later, on the next.
            let day = if time == i64::MIN { i64::MIN } else { -(-time).div_euclid(DAY) };
            *self.arrivals.entry(day).or_insert(0.0) += rate;
            self.earliest.push((time, row, rate));
            sum += rate;
            greatest = greatest.max(rate);
        }
        self.block_sums.push(sum);
        self.block_greatest.push(greatest);
        if self.earliest.len() > 2 * EARLIEST {
            self.keep_earliest();
        }
    }

    fn keep_earliest(&mut self) {
        self.earliest.sort_unstable_by_key(|&(time, row, _)| (time, row));
        self.earliest.truncate(EARLIEST);
    }

    /// Each day counts as much more as parents exist at its start, or `later` days after it.
    fn scale(&self, calendar: &Calendar, later: i64) -> Calendar {
        let breaks = calendar.midnights();
        let first = calendar.first().div_euclid(DAY);
        let days = std::iter::once(first).chain(breaks.iter().map(|midnight| midnight.div_euclid(DAY)));
        let factors: Vec<f64> = days.map(|day| self.rate_before(day + later)).collect();
        calendar.scaled(&breaks, &factors)
    }

    /// The summed rate of the parents that exist at the start of `day`.
    fn rate_before(&self, day: i64) -> f64 {
        let position = self.sums.partition_point(|&(arrival, _)| arrival <= day);
        if position == 0 { 0.0 } else { self.sums[position - 1].1 }
    }

    fn into_candidates(self) -> Candidates {
        let running = |sum: &mut f64, rate: f64| {
            *sum += rate;
            Some(*sum)
        };
        let cumulative: Vec<f64> = self.earliest.iter().map(|&(_, _, rate)| rate).scan(0.0, running).collect();
        let blocks = self.block_sums.iter().copied().scan(0.0, running).collect();
        Candidates {
            exist_from: self.earliest.iter().map(|&(time, ..)| time).collect(),
            earliest: self.earliest.iter().map(|&(_, row, _)| row).collect(),
            guide: Guide::new(&cumulative),
            cumulative,
            blocks,
            block_greatest: self.block_greatest,
            parents: self.parents,
        }
    }
}

/// The parents among which rows in time order choose, by their rate.
#[derive(Debug)]
struct Candidates {
    /// The times from which on the earliest parents exist, in order.
    exist_from: Vec<i64>,
    /// Their rows.
    earliest: Vec<u64>,
    /// Sum of rates up to and including each of them.
    cumulative: Vec<f64>,
    /// For searches in `cumulative`.
    guide: Guide,
    /// Sum of rates up to and including each block of parent rows.
    blocks: Vec<f64>,
    block_greatest: Vec<f64>,
    parents: u64,
}

impl Candidates {
    /// One of the earliest parents, if they are all that exist at `time`, or if `forced`.
    fn among_earliest(&self, time: i64, bits: u64, forced: bool) -> Option<u64> {
        let existing = self.exist_from.partition_point(|&from| from <= time).max(1);
        if existing == self.earliest.len() && (existing as u64) < self.parents && !forced {
            return None;
        }
        let mark = unit(bits) * self.cumulative.get(existing - 1)?;
        let position = self.guide.search(&self.cumulative, mark);
        Some(self.earliest[position.min(existing - 1)])
    }

    /// Any parent: a block by its summed rate, a row of it equally likely.
    fn any(&self, order: &TimeOrder, row: u64, round: u32) -> u64 {
        let total = self.blocks.last().copied().unwrap_or(0.0);
        let mark = order.parent.draw(3 * round).unit(row) * total;
        let block = self.blocks.partition_point(|&sum| sum <= mark).min(self.blocks.len().saturating_sub(1)) as u64;
        let first = block * BLOCK;
        let size = BLOCK.min(self.parents - first);
        first + crate::seed::below(order.parent.draw(3 * round + 1).bits(row), size)
    }

    /// Whether the row that [`Self::any`] drew stays, by its own rate.
    fn accepts(&self, unit: f64, rate: f64, parent: u64) -> bool {
        let greatest = self.block_greatest[(parent / BLOCK) as usize];
        rate >= greatest || unit * greatest < rate
    }

    fn bytes(&self) -> u64 {
        24 * self.earliest.len() as u64 + self.guide.bytes() + 16 * self.blocks.len() as u64
    }
}
