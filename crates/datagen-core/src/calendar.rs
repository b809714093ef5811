//! Draws from a grid of times, weighted by hour, weekday and month.
//!
//! The weights of a grid are a product of a weight per day and a weight per hour of the day, so the distribution
//! function is found in two steps, and no grid is ever written out: a cumulative sum over days, and one over the 24
//! hours. Steps of a day or more, few by nature, are a list of points.
//!
//! "Mass" is the unnormalised distribution function: mass 0 lies before the first instant.

use std::ops::Range;

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::schema::time::Frequency;

const SECOND: i64 = 1_000_000;
const HOUR: i64 = 3_600 * SECOND;
pub(crate) const DAY: i64 = 24 * HOUR;

/// Weights by cycle; every list multiplies with the others.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CycleWeights {
    pub(crate) hour: [f64; 24],
    pub(crate) weekday: [f64; 7],
    pub(crate) month: [f64; 12],
}

impl Default for CycleWeights {
    fn default() -> Self {
        Self { hour: [1.0; 24], weekday: [1.0; 7], month: [1.0; 12] }
    }
}

impl CycleWeights {
    fn of_day(&self, day: i64) -> f64 {
        let weekday = (day + 3).rem_euclid(7) as usize; // 1970-01-01 was a Thursday
        self.weekday[weekday] * self.month[month_of(day)]
    }
}

fn date_of(day: i64) -> NaiveDate {
    i32::try_from(day).ok().and_then(NaiveDate::from_epoch_days).unwrap_or_default()
}

fn month_of(day: i64) -> usize {
    date_of(day).month0() as usize
}

/// A weighted grid of times. All instants are microseconds since 1970 in UTC.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    grid: Grid,
    spread: bool,
    low: f64,
    high: f64,
    /// Further weights that hold from one instant to another.
    warp: Option<Warp>,
}

#[derive(Debug, Clone)]
enum Grid {
    Daily(Box<DailyGrid>),
    Points(PointGrid),
}

impl Calendar {
    /// The grid `start..=end` by `step`, weighted. With `spread`, times lie anywhere within a step.
    pub(crate) fn new(start: i64, end: i64, step: Frequency, weights: &CycleWeights, spread: bool) -> Self {
        let grid = match step {
            Frequency::Fixed { micros } if micros <= DAY => {
                Grid::Daily(Box::new(DailyGrid::new(start, end, micros.max(1), weights)))
            }
            _ => Grid::Points(PointGrid::new(start, end, step, weights)),
        };
        let mut calendar = Self { grid, spread, low: 0.0, high: 0.0, warp: None };
        calendar.low = calendar.grid_mass(start, false);
        calendar.high = calendar.grid_mass(end.saturating_add(1), false);
        calendar
    }

    /// The same grid with its weights multiplied by `factors[k]` from `breaks[k - 1]` to `breaks[k]`: one factor more
    /// than breaks, which are in order.
    pub(crate) fn scaled(&self, breaks: &[i64], factors: &[f64]) -> Self {
        let mut knots: Vec<f64> = breaks.iter().map(|&instant| self.grid_mass(instant, self.spread)).collect();
        let own = self.warp.iter().flat_map(|warp| warp.grid.iter().copied());
        let mut all: Vec<f64> = knots.iter().copied().chain(own).chain([self.low, self.high]).collect();
        all.retain(|mass| (self.low..=self.high).contains(mass));
        all.sort_unstable_by(f64::total_cmp);
        all.dedup();
        knots.insert(0, f64::NEG_INFINITY);
        let mut total = 0.0;
        let mut scaled = vec![0.0];
        for pair in all.windows(2) {
            let factor = factors[knots.partition_point(|&knot| knot <= pair[0]) - 1];
            total += (self.warped(pair[1]) - self.warped(pair[0])) * factor;
            scaled.push(total);
        }
        Self { warp: Some(Warp { grid: all, scaled }), ..self.clone() }
    }

    /// The instants at which each day of the grid begins, but for the first.
    pub(crate) fn midnights(&self) -> Vec<i64> {
        let (first, end) = match &self.grid {
            Grid::Daily(grid) => (grid.first_day, grid.first_day + grid.weights.len() as i64),
            Grid::Points(grid) => match (grid.times.first(), grid.times.last()) {
                (Some(first), Some(last)) => (first.div_euclid(DAY), last.div_euclid(DAY) + 1),
                _ => (0, 0),
            },
        };
        (first + 1..end).map(|day| day * DAY).collect()
    }

    /// The instant of the first point.
    pub(crate) fn first(&self) -> i64 {
        match &self.grid {
            Grid::Daily(grid) => grid.origin,
            Grid::Points(grid) => grid.times.first().copied().unwrap_or(0),
        }
    }

    /// The instant of the last point; times may lie within its step.
    pub(crate) fn last(&self) -> i64 {
        match &self.grid {
            Grid::Daily(grid) => grid.last_point,
            Grid::Points(grid) => grid.times.last().copied().unwrap_or(0),
        }
    }

    /// The last instant that can be drawn.
    pub(crate) fn end(&self) -> i64 {
        /// No step of the language is longer than some years; points know only their own times.
        const LONGEST_STEP: i64 = 3_660 * DAY;
        let step = match &self.grid {
            Grid::Daily(grid) => grid.step,
            Grid::Points(_) => LONGEST_STEP,
        };
        if self.spread { self.last() + step - 1 } else { self.last() }
    }

    fn warped(&self, mass: f64) -> f64 {
        self.warp.as_ref().map_or(mass, |warp| warp.forth(mass))
    }

    /// Whether no instant has any weight.
    pub(crate) fn is_empty(&self) -> bool {
        let range = self.range();
        range.end <= range.start
    }

    /// The range of mass over the whole grid.
    pub(crate) fn range(&self) -> Range<f64> {
        self.warped(self.low)..self.warped(self.high)
    }

    /// The range of mass of the instants at or after `bound`.
    pub(crate) fn range_from(&self, bound: i64) -> Range<f64> {
        let mass = self.grid_mass(bound, self.spread).clamp(self.low, self.high.max(self.low));
        self.warped(mass)..self.warped(self.high)
    }

    /// The instant at quantile `unit` (in [0, 1)) of `range`; grows with `unit`.
    pub(crate) fn at(&self, range: &Range<f64>, unit: f64) -> i64 {
        let mass = range.start + unit * (range.end - range.start);
        let mass = self.warp.as_ref().map_or(mass, |warp| warp.back(mass));
        match &self.grid {
            Grid::Daily(grid) => grid.at(mass, self.spread),
            Grid::Points(grid) => grid.at(mass, self.spread),
        }
    }

    /// Bytes that the calendar keeps.
    pub(crate) fn bytes(&self) -> u64 {
        let numbers = match &self.grid {
            Grid::Daily(grid) => 2 * grid.weights.len() + 49,
            Grid::Points(grid) => 2 * grid.times.len(),
        };
        8 * (numbers + 2 * self.warp.as_ref().map_or(0, |warp| warp.grid.len())) as u64
    }

    fn grid_mass(&self, bound: i64, partial: bool) -> f64 {
        match &self.grid {
            Grid::Daily(grid) => grid.mass_before(bound, partial),
            Grid::Points(grid) => grid.mass_before(bound, partial),
        }
    }
}

/// A map from the grid's mass to the mass under further weights: linear between knots, never falling.
#[derive(Debug, Clone)]
struct Warp {
    grid: Vec<f64>,
    scaled: Vec<f64>,
}

impl Warp {
    fn forth(&self, mass: f64) -> f64 {
        between(&self.grid, &self.scaled, mass)
    }

    fn back(&self, mass: f64) -> f64 {
        between(&self.scaled, &self.grid, mass)
    }
}

/// The value over `x` of the line through the knots.
fn between(xs: &[f64], ys: &[f64], x: f64) -> f64 {
    let next = xs.partition_point(|&knot| knot <= x).clamp(1, xs.len().max(2) - 1);
    let (Some(&x0), Some(&x1)) = (xs.get(next - 1), xs.get(next)) else { return ys.first().copied().unwrap_or(0.0) };
    if x1 <= x0 {
        return ys[next];
    }
    ys[next - 1] + ((x - x0) / (x1 - x0)).clamp(0.0, 1.0) * (ys[next] - ys[next - 1])
}

/// Points every `step` microseconds, `step` at most a day.
#[derive(Debug, Clone)]
struct DailyGrid {
    origin: i64,
    step: i64,
    last_point: i64,
    first_day: i64,
    /// A weight for each day; the mass of a day is its weight times the mass of its hours.
    weights: Vec<f64>,
    /// Mass before each day, and at the end the total.
    cumulative: Vec<f64>,
    hour: [f64; 24],
    /// Points and mass of each hour; the same every day when the step divides the day.
    regular: Option<HourTable>,
}

/// How the points of one day lie in its hours.
#[derive(Debug, Clone, Copy)]
struct HourTable {
    /// Index, among the day's points, of the first point at or after each hour; then their number.
    first: [i64; 25],
    /// Mass before each hour, and at the end the day's.
    cumulative: [f64; 25],
}

/// ceil(a / b) for b > 0.
const fn ceil_div(a: i64, b: i64) -> i64 {
    -(-a).div_euclid(b)
}

impl DailyGrid {
    fn new(start: i64, end: i64, step: i64, weights: &CycleWeights) -> Self {
        let first_day = start.div_euclid(DAY);
        let last_day = end.div_euclid(DAY).max(first_day);
        let days = (first_day..=last_day).map(|day| weights.of_day(day)).collect();
        let mut grid = Self {
            origin: start,
            step,
            last_point: start + (end - start).max(0) / step * step,
            first_day,
            weights: days,
            cumulative: Vec::new(),
            hour: weights.hour,
            regular: None,
        };
        if DAY % step == 0 {
            grid.regular = Some(grid.hours_of(first_day));
        }
        grid.sum_up();
        grid
    }

    fn sum_up(&mut self) {
        let mut total = 0.0;
        self.cumulative = Vec::with_capacity(self.weights.len() + 1);
        for position in 0..self.weights.len() {
            self.cumulative.push(total);
            total += self.weights[position] * self.hours(self.first_day + position as i64).cumulative[24];
        }
        self.cumulative.push(total);
    }

    fn hours(&self, day: i64) -> HourTable {
        self.regular.unwrap_or_else(|| self.hours_of(day))
    }

    /// Number of the first point of `day`; point k lies at origin + k step.
    fn first_point(&self, day: i64) -> i64 {
        ceil_div(day * DAY - self.origin, self.step)
    }

    fn hours_of(&self, day: i64) -> HourTable {
        let first_point = self.first_point(day);
        let mut table = HourTable { first: [0; 25], cumulative: [0.0; 25] };
        for hour in 0..=24 {
            table.first[hour] = ceil_div(day * DAY + hour as i64 * HOUR - self.origin, self.step) - first_point;
        }
        for hour in 0..24 {
            let points = (table.first[hour + 1] - table.first[hour]) as f64;
            table.cumulative[hour + 1] = table.cumulative[hour] + self.hour[hour] * points;
        }
        table
    }

    fn mass_before(&self, bound: i64, partial: bool) -> f64 {
        let day = bound.div_euclid(DAY);
        if day < self.first_day {
            return 0.0;
        }
        let position = (day - self.first_day) as usize;
        if position >= self.weights.len() {
            return self.cumulative[self.weights.len()];
        }
        let hours = self.hours(day);
        let before = if partial {
            (bound - self.origin) as f64 / self.step as f64 - self.first_point(day) as f64
        } else {
            (ceil_div(bound - self.origin, self.step) - self.first_point(day)) as f64
        };
        self.cumulative[position] + self.weights[position] * self.mass_of_points(&hours, before.max(0.0))
    }

    /// The mass of the first `points` points of a day; a fraction counts as a part of the next point.
    fn mass_of_points(&self, hours: &HourTable, points: f64) -> f64 {
        let hour = (0..24).rev().find(|&hour| hours.first[hour] as f64 <= points).unwrap_or(0);
        let inside = (points - hours.first[hour] as f64).min((hours.first[hour + 1] - hours.first[hour]) as f64);
        hours.cumulative[hour] + self.hour[hour] * inside
    }

    fn at(&self, mass: f64, spread: bool) -> i64 {
        let position = self.cumulative[1..].partition_point(|&sum| sum <= mass).min(self.weights.len() - 1);
        let position = self.last_weighted(position);
        let day = self.first_day + position as i64;
        let hours = self.hours(day);
        let rest = (mass - self.cumulative[position]) / self.weights[position];
        let hour = hours.cumulative[1..].partition_point(|&sum| sum <= rest).min(23);
        let hour = (0..=hour).rev().find(|&h| hours.cumulative[h + 1] > hours.cumulative[h]).unwrap_or(hour);
        let points = hours.first[hour + 1] - hours.first[hour];
        let inside = ((rest - hours.cumulative[hour]) / self.hour[hour]).max(0.0);
        let point = (inside as i64).min(points - 1);
        let time = self.origin + (self.first_point(day) + hours.first[hour] + point) * self.step;
        if spread { time + within_step(inside - point as f64, self.step) } else { time }
    }

    /// `position`, or where that day has no weight (rounding at the end of the mass) the last day before that has.
    fn last_weighted(&self, position: usize) -> usize {
        (0..=position).rev().find(|&day| self.cumulative[day + 1] > self.cumulative[day]).unwrap_or(position)
    }
}

/// A part of a step, in whole seconds where the step has some: clocks of real systems seldom log more.
fn within_step(fraction: f64, step: i64) -> i64 {
    let unit = if step >= SECOND { SECOND } else { 1 };
    let offset = (fraction.clamp(0.0, 1.0) * step as f64) as i64;
    (offset - offset % unit).clamp(0, step - 1)
}

/// A list of points, each with a weight; for steps of more than a day and calendar steps.
#[derive(Debug, Clone)]
struct PointGrid {
    times: Vec<i64>,
    /// The point's own length: to the next point.
    lengths: Vec<i64>,
    weights: Vec<f64>,
    /// Mass up to and including each point.
    cumulative: Vec<f64>,
}

impl PointGrid {
    fn new(start: i64, end: i64, step: Frequency, weights: &CycleWeights) -> Self {
        let mut times = points(start, end, step);
        let after = times.pop().unwrap_or(end);
        let lengths = (0..times.len()).map(|k| times.get(k + 1).copied().unwrap_or(after) - times[k]).collect();
        let weight = |time: &i64| {
            let hour = (time.rem_euclid(DAY) / HOUR) as usize;
            weights.of_day(time.div_euclid(DAY)) * weights.hour[hour]
        };
        let mut grid = Self { lengths, weights: times.iter().map(weight).collect(), cumulative: Vec::new(), times };
        grid.sum_up();
        grid
    }

    fn sum_up(&mut self) {
        let mut total = 0.0;
        self.cumulative = self
            .weights
            .iter()
            .map(|weight| {
                total += weight;
                total
            })
            .collect();
    }

    fn mass_before(&self, bound: i64, partial: bool) -> f64 {
        let points = self.times.partition_point(|&time| time < bound);
        if points == 0 {
            return 0.0;
        }
        let inside = if partial {
            ((bound - self.times[points - 1]) as f64 / self.lengths[points - 1].max(1) as f64).min(1.0)
        } else {
            1.0
        };
        self.cumulative[points - 1] - (1.0 - inside) * self.weights[points - 1]
    }

    fn at(&self, mass: f64, spread: bool) -> i64 {
        let point = self.cumulative.partition_point(|&sum| sum <= mass).min(self.times.len() - 1);
        let point = (0..=point).rev().find(|&k| self.weights[k] > 0.0).unwrap_or(point);
        let inside = 1.0 - (self.cumulative[point] - mass) / self.weights[point];
        if spread { self.times[point] + within_step(inside, self.lengths[point]) } else { self.times[point] }
    }
}

/// The points of a grid of a day or more, and the first one after the end.
fn points(start: i64, end: i64, step: Frequency) -> Vec<i64> {
    let time_of_day = start.rem_euclid(DAY);
    let mut points = Vec::new();
    let mut position = 0;
    loop {
        let time = match step {
            Frequency::Fixed { micros } => Some(start.saturating_add(micros.saturating_mul(position))),
            _ => nth_date(date_of(start.div_euclid(DAY)), step, position)
                .map(|date| i64::from(date.to_epoch_days()) * DAY + time_of_day),
        };
        let Some(time) = time else { break };
        position += 1;
        points.push(time);
        if time > end {
            return points;
        }
    }
    points.push(end.saturating_add(1));
    points
}

/// Date number `position` of a calendar step, counted from the first one at or after `start`.
fn nth_date(start: NaiveDate, step: Frequency, position: i64) -> Option<NaiveDate> {
    let position = u64::try_from(position).ok()?;
    match step {
        Frequency::Fixed { .. } => None,
        Frequency::BusinessDay(n) => nth_business_day(start, position * u64::from(n)),
        Frequency::Week { weekday, n } => {
            let wait = (i64::from(weekday) - i64::from(start.weekday().num_days_from_monday())).rem_euclid(7);
            start.checked_add_days(Days::new(wait as u64 + 7 * u64::from(n) * position))
        }
        Frequency::MonthStart(n) => nth_month(start, 1, n, position, false),
        Frequency::MonthEnd(n) => nth_month(start, 1, n, position, true),
        Frequency::QuarterStart(n) => nth_month(start, 3, n, position, false),
        Frequency::QuarterEnd(n) => nth_month(start, 3, n, position, true),
        Frequency::YearStart(n) => nth_month(start, 12, n, position, false),
        Frequency::YearEnd(n) => nth_month(start, 12, n, position, true),
    }
}

fn nth_business_day(start: NaiveDate, position: u64) -> Option<NaiveDate> {
    let weekday = u64::from(start.weekday().num_days_from_monday());
    // From a weekend, the first business day is the next Monday.
    let (start, weekday) =
        if weekday >= 5 { (start.checked_add_days(Days::new(7 - weekday))?, 0) } else { (start, weekday) };
    let days = position / 5 * 7 + (weekday + position % 5) / 5 * 2 + position % 5;
    start.checked_add_days(Days::new(days))
}

/// First (or last) day of every `cycle` x `n` months, from the first one at or after `start`.
fn nth_month(start: NaiveDate, cycle: u32, n: u32, position: u64, at_end: bool) -> Option<NaiveDate> {
    let months = u32::try_from(position).ok()?.checked_mul(cycle)?.checked_mul(n)?;
    let first_of_cycle = start.with_day(1)?.with_month0(start.month0() / cycle * cycle)?;
    if at_end {
        // The cycle's last day is never before a start within the cycle.
        let next = first_of_cycle.checked_add_months(Months::new(months.checked_add(cycle)?))?;
        return next.pred_opt();
    }
    let late = if first_of_cycle < start { cycle } else { 0 };
    first_of_cycle.checked_add_months(Months::new(months.checked_add(late)?))
}
