//! Drawn times. What other values bound or move is judged within blocks in which that does not matter: hours within their
//! day, weekdays within their week, months within their year, windows of effects within four weeks.

use std::collections::BTreeMap;

use datagen_core::law::{TimeLaw, cycle_position};
use datagen_core::schema::document::{Column, ColumnType, Node};
use datagen_core::schema::generators::{DatetimeSeries, TimeDimension};
use datagen_core::schema::modifiers::{Effect, Modifier};

use crate::checks::links::{joined, needed};
use crate::checks::values::instant_words;
use crate::checks::{Subject, untested};
use crate::error::Result;
use crate::findings::{Check, Status};
use crate::sql::identifier;
use crate::statistics::shares_test;

use super::choices::farthest;
use super::effects::{Windows, windows};
use super::{Draft, draft, entangled, located, settled, tested};

pub(super) const HOUR: i64 = 3_600_000_000;
pub(super) const DAY: i64 = 24 * HOUR;

/// Rows by the hour in which they lie, counted from 1970.
pub(super) type Hours = BTreeMap<i64, f64>;

/// What is counted, and within what it is compared.
struct Shape<'c> {
    /// The step in which the law is asked for: an hour or a day.
    step: i64,
    /// The block of an instant.
    block: &'c dyn Fn(i64) -> i64,
    /// The class of an instant within its block.
    class: &'c dyn Fn(i64) -> usize,
    names: Vec<String>,
}

pub(crate) fn checks(
    subject: &Subject<'_>,
    node: &Node,
    column: &Column,
    series: &DatetimeSeries,
) -> Result<Vec<Check>> {
    let drafts = drafts(node, column, series);
    if drafts.is_empty() {
        return Ok(Vec::new());
    }
    let all = |reason: &str| drafts.iter().map(|(draft, _)| untested(draft.clone(), reason)).collect();
    if let Some(reason) = subject.absent(&[(node.id.clone(), column.name.clone())]) {
        return Ok(all(&reason));
    }
    if let Some(reason) = entangled(subject, node, column) {
        return Ok(all(&reason));
    }
    let law = subject.plan.and_then(|plan| plan.times(&node.id, &column.name).ok().flatten());
    let Some(law) = law else { return Ok(all("the distribution of its times is not known")) };
    let mut checks = Vec::new();
    for (draft, what) in drafts {
        let outcome = one(subject, node, column, series, &law, &what, draft.clone());
        checks.push(settled(draft, outcome)?);
    }
    Ok(checks)
}

/// What of a time's distribution is declared.
enum What<'a> {
    Cycle(TimeDimension),
    Holidays,
    Trend,
    Effect(&'a Effect),
}

fn drafts<'a>(node: &Node, column: &'a Column, series: &DatetimeSeries) -> Vec<(Draft, What<'a>)> {
    let mut cycles: Vec<TimeDimension> = Vec::new();
    cycles.extend(series.pattern.iter().chain(series.patterns.iter().flatten()).map(|pattern| pattern.dimension));
    let mut whats = Vec::new();
    for modifier in column.modifiers.iter().flatten() {
        match modifier {
            Modifier::Seasonality(season) => cycles.push(season.dimension),
            Modifier::Trend(_) => whats.push(What::Trend),
            Modifier::Effect(effect) => whats.push(What::Effect(effect)),
            _ => {}
        }
    }
    whats.extend(series.holidays.is_some().then_some(What::Holidays));
    let first_time = |at: usize| !cycles[..at].contains(&cycles[at]);
    whats.extend((0..cycles.len()).filter(|at| first_time(*at)).map(|at| What::Cycle(cycles[at])));
    whats.into_iter().map(|what| (draft_of(node, column, &what), what)).collect()
}

fn draft_of(node: &Node, column: &Column, what: &What<'_>) -> Draft {
    let (kind, words) = match what {
        What::Cycle(TimeDimension::Hour) => ("hours", "spread over the hours of the day"),
        What::Cycle(TimeDimension::Dow) => ("weekdays", "spread over the days of the week"),
        What::Cycle(TimeDimension::Month) => ("months", "spread over the months"),
        What::Holidays => ("holidays", "as frequent on public holidays"),
        What::Trend => ("trend", "growing"),
        What::Effect(_) => ("effect", "as frequent in the windows of their effect"),
    };
    let title = format!("the times of {}.{} are {words} as declared", node.id, column.name);
    let name = identifier(&column.name);
    draft(kind, &node.id, &[&column.name], title).sql(format!(
        "SELECT date_trunc('hour', {name}) AS hour, count(*) AS rows FROM {} GROUP BY 1 ORDER BY 1",
        identifier(&node.id)
    ))
}

fn one(
    subject: &Subject<'_>,
    node: &Node,
    column: &Column,
    series: &DatetimeSeries,
    law: &TimeLaw,
    what: &What<'_>,
    draft: Draft,
) -> Result<std::result::Result<Check, String>> {
    let refuse = |reason: &str| Ok(Err(reason.to_owned()));
    if law.keyed {
        return refuse("effects by key change its times");
    }
    if law.jittered && !matches!(what, What::Cycle(TimeDimension::Month) | What::Trend) {
        return refuse("its times are moved at random");
    }
    let is_free = !law.bounded && !law.follows_parents;
    let block_of: &dyn Fn(i64) -> i64 = match what {
        What::Cycle(TimeDimension::Hour) if column.column_type == ColumnType::Date => return refuse("it has no hours"),
        What::Cycle(TimeDimension::Hour) => &|instant| instant.div_euclid(DAY),
        What::Cycle(TimeDimension::Dow) => &|instant| (instant.div_euclid(DAY) + 3).div_euclid(7),
        What::Cycle(TimeDimension::Month) if law.follows_parents => {
            return refuse("there are more parents month by month, and rows with them");
        }
        What::Trend if !is_free => return refuse("parents that come to be, or bounds, change it from year to year"),
        What::Cycle(TimeDimension::Month) => &year,
        What::Holidays | What::Effect(_) => &|instant| instant.div_euclid(28 * DAY),
        What::Trend => &|_| 0,
    };
    let bounds = match bounds(subject, node, series, law) {
        Ok(bounds) => bounds,
        Err(reason) => return Ok(Err(reason)),
    };
    let hours = match hours(subject, node, column, &bounds, block_of)? {
        Ok(hours) => hours,
        Err(reason) => return Ok(Err(reason)),
    };
    Ok(Ok(match what {
        What::Cycle(dimension) => {
            let class = |instant: i64| cycle_position(*dimension, instant);
            let (step, names) = cycle(*dimension);
            judge(&hours, law, &Shape { step, block: block_of, class: &class, names }, draft, 0.02)
        }
        What::Trend => {
            let span = (law.end() - law.first()).max(1);
            let class = |instant: i64| (((instant - law.first()).max(0) / (span / 8 + 1)) as usize).min(7);
            let names =
                (0..8).map(|part| format!("from {}", instant_words(law.first() + part * (span / 8 + 1)))).collect();
            judge(&hours, law, &Shape { step: DAY, block: block_of, class: &class, names }, draft, 0.02)
        }
        What::Holidays => {
            let Some(holidays) = holidays(series, law) else { return refuse("no calendar of its holidays is known") };
            let class = |instant: i64| usize::from(holidays.contains(&instant.div_euclid(DAY)));
            let names = vec!["other days".to_owned(), "holidays".to_owned()];
            judge(&hours, law, &Shape { step: DAY, block: block_of, class: &class, names }, draft, 0.01)
        }
        What::Effect(effect) => {
            let windows: Windows = match windows(subject, effect, &[])? {
                Ok(windows) => windows,
                Err(reason) => return Ok(Err(reason)),
            };
            let class = |instant: i64| usize::from(windows.at(&[], (instant + DAY / 2) as f64).1);
            let names = vec!["outside of every window".to_owned(), "inside a window".to_owned()];
            judge(&hours, law, &Shape { step: DAY, block: block_of, class: &class, names }, draft, 0.01)
        }
    }))
}

fn cycle(dimension: TimeDimension) -> (i64, Vec<String>) {
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    match dimension {
        TimeDimension::Hour => (HOUR, (0..24).map(|hour| format!("hour {hour}")).collect()),
        TimeDimension::Dow => {
            (DAY, named(&["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]))
        }
        TimeDimension::Month => (
            DAY,
            named(&[
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ]),
        ),
    }
}

fn year(instant: i64) -> i64 {
    instant_words(instant).split('-').next().and_then(|year| year.parse().ok()).unwrap_or(0)
}

/// The days of a span that are holidays: those whose weight the calendar changes against the same law without them.
fn holidays(series: &DatetimeSeries, law: &TimeLaw) -> Option<Vec<i64>> {
    let (country, _) = series.holidays.as_ref()?.parts();
    let (first, last) = (law.first().div_euclid(DAY), law.end().div_euclid(DAY));
    datagen_core::law::holidays(country, first, last)
}

/// Other values that a time is never before.
fn bounds(
    subject: &Subject<'_>,
    node: &Node,
    series: &DatetimeSeries,
    law: &TimeLaw,
) -> std::result::Result<Vec<(String, String)>, String> {
    if !law.bounded {
        return Ok(Vec::new());
    }
    let mut bounds = Vec::new();
    if let Some(after) = &series.after {
        let (table, column) = located(subject, node, after).ok_or_else(|| format!("{after} leads nowhere"))?;
        bounds.push((table.id.clone(), column.name.clone()));
    }
    for parent in node.parents.iter().flatten().filter_map(|parent| subject.node(parent)) {
        if let Some(vintage) = &parent.vintage_behavior {
            bounds.push((parent.id.clone(), vintage.created_at_column.clone()));
        }
    }
    if bounds.is_empty() { Err("what bounds its times is not known".to_owned()) } else { Ok(bounds) }
}

/// Counts rows by hour; of bounded times those in a later block than their bound.
fn hours(
    subject: &Subject<'_>,
    node: &Node,
    column: &Column,
    bounds: &[(String, String)],
    block_of: &dyn Fn(i64) -> i64,
) -> Result<std::result::Result<Hours, String>> {
    let hour = |name: String| {
        // In whole microseconds, which reach farther than the nanoseconds of a plain cast.
        format!("CAST(floor(CAST(arrow_cast({name}, 'Timestamp(Microsecond, None)') AS BIGINT) / {HOUR}.0) AS BIGINT)")
    };
    let name = identifier(&column.name);
    if bounds.is_empty() {
        let table = identifier(&node.id);
        let sql = format!(
            "SELECT {} AS h, count(*) AS n FROM {table} WHERE {name} IS NOT NULL GROUP BY 1",
            hour(name.clone())
        );
        return Ok(Ok(counted(subject, &sql, |row| Some(row[0]))?));
    }
    let (mut from, mut select) = (format!("{} t0", identifier(&node.id)), vec![hour(format!("t0.{name}"))]);
    for (number, (table, bound)) in bounds.iter().enumerate() {
        if let Some(reason) = subject.absent(&[(table.clone(), bound.clone())]) {
            return Ok(Err(reason));
        }
        if *table == node.id {
            select.push(hour(format!("t0.{}", identifier(bound))));
            continue;
        }
        let Some(way) = subject.links.way(&node.id, table).filter(|way| way.len() == 1) else {
            return Ok(Err(format!("no column of {} leads to the row of {table} that bounds it", node.id)));
        };
        if let Some(reason) = subject.absent(&needed(&way)) {
            return Ok(Err(reason));
        }
        let joined = joined("x", &way);
        let join = joined.trim_start_matches("x t0").replace("t1", &format!("b{number}"));
        from.push_str(&join);
        select.push(hour(format!("b{number}.{}", identifier(bound))));
    }
    let columns: Vec<String> = select.iter().enumerate().map(|(at, what)| format!("{what} AS h{at}")).collect();
    let groups: Vec<String> = (1..=select.len()).map(|at| at.to_string()).collect();
    let sql = format!(
        "SELECT {}, count(*) AS n FROM {from} WHERE t0.{name} IS NOT NULL GROUP BY {}",
        columns.join(", "),
        groups.join(", ")
    );
    let later = |row: &[i64]| {
        let block = |hour: i64| block_of(hour * HOUR);
        row[1..].iter().all(|bound| block(row[0]) > block(*bound)).then_some(row[0])
    };
    Ok(Ok(counted(subject, &sql, later)?))
}

fn counted(subject: &Subject<'_>, sql: &str, hour: impl Fn(&[i64]) -> Option<i64>) -> Result<Hours> {
    let mut hours = Hours::new();
    subject.dataset.for_each(sql, |batch| {
        let columns = batch.columns().iter().map(|column| {
            let ints = arrow::compute::cast(column, &arrow::datatypes::DataType::Int64)?;
            Ok(arrow::array::AsArray::as_primitive::<arrow::datatypes::Int64Type>(&ints).clone())
        });
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let (counts, keys) = columns.split_last().map_or((None, &[][..]), |(counts, keys)| (Some(counts), keys));
        for row in 0..batch.num_rows() {
            let key: Vec<i64> = keys.iter().map(|key| key.value(row)).collect();
            if let (Some(hour), Some(counts)) = (hour(&key), counts) {
                *hours.entry(hour).or_default() += counts.value(row) as f64;
            }
        }
        Ok(())
    })?;
    Ok(hours)
}

/// Counts by class against what the law gives each class within each block.
fn judge(hours: &Hours, law: &TimeLaw, shape: &Shape<'_>, draft: Draft, limit: f64) -> Check {
    let (observed, expected) = shares(hours, law, shape);
    let figures = shares_test(&observed, &expected, limit);
    let mut check = tested(draft, figures);
    if check.status == Status::Failed {
        check.examples = farthest(shape.names.clone(), &observed, &expected);
    }
    check
}

fn shares(hours: &Hours, law: &TimeLaw, shape: &Shape<'_>) -> (Vec<f64>, Vec<f64>) {
    let mut by_block: BTreeMap<i64, (f64, Vec<f64>, f64)> = BTreeMap::new();
    let classes = shape.names.len();
    let mut observed = vec![0.0; classes];
    for (hour, rows) in hours {
        let block = by_block.entry((shape.block)(hour * HOUR)).or_insert_with(|| (0.0, vec![0.0; classes], 0.0));
        block.0 += rows;
        observed[(shape.class)(hour * HOUR)] += rows;
    }
    let (mut at, end) = (law.first().div_euclid(shape.step) * shape.step, law.end());
    while at <= end {
        if let Some(block) = by_block.get_mut(&(shape.block)(at)) {
            let mass = law.mass(at, at + shape.step);
            block.1[(shape.class)(at)] += mass;
            block.2 += mass;
        }
        at += shape.step;
    }
    let mut expected = vec![0.0; classes];
    for (rows, masses, total) in by_block.values() {
        for (due, mass) in expected.iter_mut().zip(masses) {
            *due += if *total > 0.0 { rows * mass / total } else { 0.0 };
        }
    }
    (observed, expected)
}
