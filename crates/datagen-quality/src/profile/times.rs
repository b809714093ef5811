//! What is kept of dates and datetimes.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta};

use super::model::{Period, TimeProfile, Timeline};
use super::values::DAY;

/// Periods that are kept before longer ones take their place.
const MOST_KEPT: usize = 8_192;
/// Periods that are told.
const MOST_TOLD: usize = 400;

/// Times on their way to a profile.
#[derive(Debug)]
pub(super) struct Times {
    by_hour: Vec<u64>,
    by_weekday: Vec<u64>,
    by_month: Vec<u64>,
    period: Period,
    /// Rows by the first day of each period.
    counts: BTreeMap<NaiveDate, u64>,
}

impl Times {
    pub(super) fn new(with_hours: bool) -> Self {
        Self {
            by_hour: vec![0; if with_hours { 24 } else { 0 }],
            by_weekday: vec![0; 7],
            by_month: vec![0; 12],
            period: Period::Day,
            counts: BTreeMap::new(),
        }
    }

    /// Takes up microseconds since 1970.
    pub(super) fn add(&mut self, times: &[Option<i64>]) {
        // Neighbours often share their day: its place in the calendar is looked up once.
        let mut last: Option<(i64, NaiveDate)> = None;
        for time in times.iter().flatten() {
            let day = time.div_euclid(DAY);
            let date = match last {
                Some((known, date)) if known == day => Some(date),
                _ => DateTime::from_timestamp(day * 86_400, 0).map(|time| time.date_naive()),
            };
            let Some(date) = date else { continue };
            last = Some((day, date));
            if let Some(count) = self.by_hour.get_mut((time.rem_euclid(DAY) / 3_600_000_000) as usize) {
                *count += 1;
            }
            self.by_weekday[date.weekday().num_days_from_monday() as usize] += 1;
            self.by_month[date.month0() as usize] += 1;
            *self.counts.entry(beginning(date, self.period)).or_default() += 1;
        }
        while self.counts.len() > MOST_KEPT && self.period != Period::Year {
            self.lengthen();
        }
    }

    fn lengthen(&mut self) {
        self.period = longer(self.period);
        let mut counts = BTreeMap::new();
        for (date, count) in std::mem::take(&mut self.counts) {
            *counts.entry(beginning(date, self.period)).or_default() += count;
        }
        self.counts = counts;
    }

    /// Rows by month, to be compared with another column's.
    pub(super) fn months(&self) -> BTreeMap<i32, u64> {
        let mut months = BTreeMap::new();
        for (date, count) in &self.counts {
            *months.entry(date.year() * 12 + date.month0() as i32).or_default() += count;
        }
        months
    }

    pub(super) fn finish(&self) -> Option<TimeProfile> {
        let (first, last) = (*self.counts.keys().next()?, *self.counts.keys().next_back()?);
        let mut period = self.period;
        while number_of(first, last, period) > most(period) && period != Period::Year {
            period = longer(period);
        }
        let mut by_period: BTreeMap<NaiveDate, u64> = BTreeMap::new();
        for (date, count) in &self.counts {
            *by_period.entry(beginning(*date, period)).or_default() += count;
        }
        let (mut date, mut counts) = (beginning(first, period), Vec::new());
        while date <= last && counts.len() < MOST_TOLD {
            counts.push(by_period.get(&date).copied().unwrap_or(0));
            let Some(next) = next(date, period) else { break };
            date = next;
        }
        Some(TimeProfile {
            by_hour: self.by_hour.clone(),
            by_weekday: self.by_weekday.clone(),
            by_month: self.by_month.clone(),
            timeline: Timeline { period, start: beginning(first, period).to_string(), counts },
        })
    }
}

/// Days make a picture up to three months, months up to 20 years.
const fn most(period: Period) -> usize {
    match period {
        Period::Day => 92,
        Period::Month => 240,
        Period::Year => MOST_TOLD,
    }
}

const fn longer(period: Period) -> Period {
    match period {
        Period::Day => Period::Month,
        Period::Month | Period::Year => Period::Year,
    }
}

fn beginning(date: NaiveDate, period: Period) -> NaiveDate {
    match period {
        Period::Day => date,
        Period::Month => date.with_day(1).unwrap_or(date),
        Period::Year => date.with_ordinal(1).unwrap_or(date),
    }
}

fn next(date: NaiveDate, period: Period) -> Option<NaiveDate> {
    match period {
        Period::Day => date.checked_add_days(Days::new(1)),
        Period::Month => date.checked_add_months(Months::new(1)),
        Period::Year => date.checked_add_months(Months::new(12)),
    }
}

fn number_of(first: NaiveDate, last: NaiveDate, period: Period) -> usize {
    let months = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month0());
    let number = match period {
        Period::Day => (last - first).num_days(),
        Period::Month => months(last) - months(first),
        Period::Year => i64::from(last.year()) - i64::from(first.year()),
    };
    number as usize + 1
}

/// The date some days after another, both `YYYY-MM-DD`; none for what is no date, or beyond the calendar.
#[must_use]
pub fn day_after(date: &str, days: i64) -> Option<String> {
    let date: NaiveDate = date.parse().ok()?;
    date.checked_add_signed(TimeDelta::try_days(days)?).map(|date| date.to_string())
}
