//! The largest table over time.

use std::collections::BTreeMap;

use datagen_core::schema::document::ColumnType;
use datagen_report::chart::{Axis, Chart, Plot, Series, Size, Written, count};
use datagen_report::paper::{Block, Cell, Figure, Table, left, right};

use crate::challenge::EventImpact;
use crate::error::Result;

use super::super::figures::{chart, figure};
use super::super::words::spoken;
use super::seen::{Clean, Seen, quoted};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// Years that have a line each: as many as there are colours.
const LINES: usize = 6;

/// Rows and money by year and month.
struct Months {
    first: i64,
    rows: Vec<f64>,
    money: Option<(String, Vec<f64>)>,
}

pub(super) fn time(seen: &Seen<'_>) -> Result<Vec<Block>> {
    let Some((table, column)) = seen.main() else {
        return Ok(vec![Block::text("No table says when its rows came about.")]);
    };
    let months = Months::of(seen, table, column)?;
    let name = &table.profile.name;
    let mut blocks = vec![
        Block::text(format!(
            "`{name}` by `{column}`. A business has seasons, growth and quiet days; a flat line or a month without rows would \
             be a fault."
        )),
        Block::Figures(vec![figure(by_month(name, &months))]),
    ];
    blocks.extend(money(seen, &months).map(|chart| Block::Figures(vec![figure(chart)])));
    blocks.push(Block::Figures(vec![figure(by_year(name, &months)), figure(seasons(name, &months))]));
    blocks.push(Block::Figures(rhythms(table, column)));
    blocks.push(Block::Figures(vec![figure(calendar(name, &months))]));
    if !seen.completed.challenge.events.is_empty() {
        blocks.push(Block::heading("time events", "What happened"));
        blocks.push(Block::Table(events(&seen.completed.challenge.events)));
    }
    Ok(blocks)
}

impl Months {
    fn of(seen: &Seen<'_>, table: &Clean, column: &str) -> Result<Self> {
        let is_money = |one: &&datagen_core::schema::document::Column| {
            one.column_type == ColumnType::Decimal && one.unit.is_some()
        };
        let amount = table.node.columns.iter().filter(is_money).find(|one| one.name.contains("amount"));
        let amount = amount.or_else(|| table.node.columns.iter().find(is_money)).map(|one| one.name.clone());
        let sum = amount.as_ref().map_or("0".to_owned(), |name| format!("sum(CAST({} AS DOUBLE))", quoted(name)));
        let time = quoted(column);
        let month = format!("extract(year FROM {time}) * 12 + extract(month FROM {time}) - 1");
        let sql = format!(
            "SELECT {month} AS m, count(*) AS n, {sum} AS s FROM {} WHERE {time} IS NOT NULL GROUP BY {month} ORDER BY m",
            quoted(&table.profile.name)
        );
        let found: BTreeMap<i64, (f64, f64)> =
            seen.numbers(&sql)?.iter().filter_map(|row| Some((*row.first()? as i64, (row[1], row[2])))).collect();
        let first = found.keys().next().copied().unwrap_or_default();
        let last = found.keys().next_back().copied().unwrap_or_default();
        let of = |pick: fn(&(f64, f64)) -> f64| -> Vec<f64> {
            (first..=last).map(|m| found.get(&m).map_or(0.0, pick)).collect()
        };
        Ok(Self { first, rows: of(|one| one.0), money: amount.map(|name| (name, of(|one| one.1))) })
    }

    fn labels(&self) -> Vec<String> {
        let label = |at: usize| {
            let month = self.first + at as i64;
            format!("{} {}", MONTHS[month.rem_euclid(12) as usize], month.div_euclid(12))
        };
        (0..self.rows.len()).map(label).collect()
    }

    fn years(&self) -> Vec<i64> {
        let last = self.first + self.rows.len() as i64 - 1;
        (self.first.div_euclid(12)..=last.div_euclid(12)).collect()
    }

    /// Rows of a month; not a number where there is no such month.
    fn rows_of(&self, year: i64, month: i64) -> f64 {
        let at = usize::try_from(year * 12 + month - self.first).ok();
        at.and_then(|at| self.rows.get(at)).copied().unwrap_or(f64::NAN)
    }

    fn year(&self, year: i64) -> f64 {
        (0..12).map(|month| self.rows_of(year, month)).filter(|rows| rows.is_finite()).sum()
    }
}

/// Where the greatest value is.
fn peak(values: &[f64]) -> usize {
    values.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(at, _)| at)
}

fn by_month(name: &str, months: &Months) -> Chart {
    let labels = months.labels();
    let words = format!(
        "Rows of {name} by month, {} to {}; the most in {}.",
        labels.first().cloned().unwrap_or_default(),
        labels.last().cloned().unwrap_or_default(),
        labels.get(peak(&months.rows)).cloned().unwrap_or_default()
    );
    let series = vec![Series::new("rows", months.rows.clone())];
    let plot = Plot::Lines { labels, series, filled: true };
    Chart { y: Axis::new("rows a month"), ..chart(&format!("{name} by month"), words, Size::Wide, plot) }
}

fn money(seen: &Seen<'_>, months: &Months) -> Option<Chart> {
    let (name, values) = months.money.as_ref()?;
    let labels = months.labels();
    let best = labels.get(peak(values)).cloned().unwrap_or_default();
    let words = format!("Sum of {} by month; the most in {best}.", spoken(name));
    let plot = Plot::Lines { labels, series: vec![Series::new(spoken(name), values.clone())], filled: false };
    let y = Axis::new(spoken(name)).written(Written::Behind(seen.country.symbol.to_owned()));
    Some(Chart { y, ..chart(&format!("{} by month", spoken(name)), words, Size::Wide, plot) })
}

/// Rows a year, and how they grew.
fn by_year(name: &str, months: &Months) -> Chart {
    let years = months.years();
    let rows: Vec<f64> = years.iter().map(|year| months.year(*year)).collect();
    let growth = |at: usize| {
        if at == 0 || rows[at - 1] == 0.0 { f64::NAN } else { rows[at] / rows[at - 1] - 1.0 }
    };
    let line: Vec<f64> = (0..rows.len()).map(growth).collect();
    let words = format!("Rows of {name} by year, with the growth over the year before.");
    let plot = Plot::Combo {
        labels: years.iter().map(ToString::to_string).collect(),
        bars: Series::new("rows", rows),
        line: Series::new("growth", line),
        right: Written::Percent,
    };
    chart("Years and growth", words, Size::Small, plot)
}

/// A line for each of the last years.
fn seasons(name: &str, months: &Months) -> Chart {
    let years = months.years();
    let last = &years[years.len().saturating_sub(LINES)..];
    let line = |year: &i64| Series::new(year.to_string(), (0..12).map(|month| months.rows_of(*year, month)).collect());
    let totals: Vec<f64> = (0..12)
        .map(|month| last.iter().map(|year| months.rows_of(*year, month)).filter(|rows| rows.is_finite()).sum::<f64>())
        .collect();
    let words = format!("Rows of {name} by month of the year: {} is the strongest.", MONTHS[peak(&totals)]);
    let labels = MONTHS.map(str::to_owned).to_vec();
    let plot = Plot::Lines { labels, series: last.iter().map(line).collect(), filled: false };
    chart("Seasons, a line a year", words, Size::Small, plot)
}

/// Rows by weekday and by hour.
fn rhythms(table: &Clean, column: &str) -> Vec<Figure> {
    let Some(times) = table.profile.column(column).and_then(|column| column.times.as_ref()) else { return Vec::new() };
    let hours: Vec<String> = (0..24).map(|hour| format!("{hour:02}")).collect();
    let bars = |cycle: &str, labels: Vec<String>, counts: &[u64]| {
        let values: Vec<f64> = counts.iter().map(|count| *count as f64).collect();
        let best = labels.get(peak(&values)).cloned().unwrap_or_default();
        let words = format!("Rows by {cycle}: the most at {best}.");
        let plot = Plot::Bars { labels, values };
        figure(Chart { x: Axis::new(cycle), ..chart(&format!("By {cycle}"), words, Size::Small, plot) })
    };
    let mut figures = vec![bars("weekday", WEEKDAYS.map(str::to_owned).to_vec(), &times.by_weekday)];
    let told = times.by_hour.iter().skip(1).any(|rows| *rows > 0);
    if told {
        figures.push(bars("hour", hours, &times.by_hour));
    } else {
        figures.push(bars("month of the year", MONTHS.map(str::to_owned).to_vec(), &times.by_month));
    }
    figures
}

/// A cell for each month.
fn calendar(name: &str, months: &Months) -> Chart {
    let most = months.rows.iter().copied().fold(1.0, f64::max);
    let years = months.years();
    let cell = |year: i64, month: i64| Some(months.rows_of(year, month)).filter(|rows| rows.is_finite());
    let row = |year: &i64| (0..12).map(|month| cell(*year, month)).collect::<Vec<Option<f64>>>();
    let rows: Vec<Vec<Option<f64>>> = years.iter().map(row).collect();
    let word = |cell: &Option<f64>| cell.map_or_else(String::new, datagen_report::chart::number);
    let plot = Plot::Heatmap {
        columns: MONTHS.map(str::to_owned).to_vec(),
        rows: years.iter().map(ToString::to_string).collect(),
        words: rows.iter().map(|row| row.iter().map(word).collect()).collect(),
        cells: rows.iter().map(|row| row.iter().map(|cell| cell.map(|rows| rows / most)).collect()).collect(),
        percent: false,
    };
    let empty = months.rows.iter().filter(|rows| **rows == 0.0).count();
    let words = format!("Calendar of {name}: rows of each month; {} months have none.", count(empty as u64));
    let size = Size::Tall((66 + 24 * years.len()) as u16);
    chart("Calendar", words, size, plot)
}

/// Events of one name together.
fn events(all: &[EventImpact]) -> Table {
    let mut names: Vec<&str> = Vec::new();
    for event in all {
        if !names.contains(&event.name.as_str()) {
            names.push(&event.name);
        }
    }
    let row = |name: &&str| {
        let own: Vec<&EventImpact> = all.iter().filter(|event| event.name == *name).collect();
        let factor = own.first().map_or(1.0, |event| event.factor);
        vec![
            Cell::new(*name),
            Cell::new(super::super::words::when(&own)),
            Cell::new(format!("× {factor}")),
            Cell::new(own.first().map_or(String::new(), |event| event.about.clone())),
        ]
    };
    Table {
        caption: "Events and what they did".to_owned(),
        columns: vec![left("Event", 1.4), left("When", 2.0), right("Rows", 0.6), left("Why", 2.8)],
        rows: names.iter().map(row).collect(),
    }
}
