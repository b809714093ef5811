//! Days of the week and hours of the day: people sleep, and rest at the weekend.

use crate::data::{Column, Table};
use crate::report::{Report, Verdict, percent};

const HOUR: i64 = 3_600_000_000;
const DAY: i64 = 24 * HOUR;
/// Rows below which shares say nothing.
const ENOUGH: usize = 300;
/// The busiest is less than this many times the quietest: flat.
const FLAT_DAYS: f64 = 1.15;
const FLAT_HOURS: f64 = 1.6;

pub(crate) fn measure(table: &Table, report: &mut Report) {
    for column in &table.columns {
        let times: Vec<i64> = column.times().into_iter().flatten().filter_map(|time| *time).collect();
        if times.len() < ENOUGH || table.is_literal() || column.name().contains("birth") {
            continue;
        }
        let weekdays = shares(&times, 7, |time| (time.div_euclid(DAY) + 3).rem_euclid(7));
        add(table, column, "weekday, busiest and quietest", &weekdays, FLAT_DAYS, report);
        if !column.is_date() {
            let hours = shares(&times, 24, |time| time.rem_euclid(DAY) / HOUR);
            add(table, column, "hour, busiest and quietest", &hours, FLAT_HOURS, report);
            let full = times.iter().filter(|time| **time % HOUR == 0).count() as f64 / times.len() as f64;
            report.add(table.name(), column.name(), "on the full hour", percent(full), Verdict::tell_if(full > 0.5));
        }
    }
}

fn shares(times: &[i64], places: usize, place: impl Fn(i64) -> i64) -> Vec<f64> {
    let mut counts = vec![0.0; places];
    times.iter().for_each(|time| counts[place(*time) as usize] += 1.0);
    counts.iter().map(|count| count / times.len() as f64).collect()
}

fn add(table: &Table, column: &Column, measure: &str, shares: &[f64], flat: f64, report: &mut Report) {
    let greatest = shares.iter().copied().fold(0.0, f64::max);
    let least = shares.iter().copied().fold(1.0, f64::min);
    // A due date or a birthday may well fall on any day: only moments tell.
    let verdict = if column.is_date() { Verdict::Note } else { Verdict::tell_if(greatest < flat * least) };
    report.add(table.name(), column.name(), measure, format!("{}, {}", percent(greatest), percent(least)), verdict);
}
