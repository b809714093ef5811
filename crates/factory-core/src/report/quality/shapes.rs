//! Distributions, categories, correlations.

use datagen_quality::profile::ColumnProfile;
use datagen_report::chart::{Axis, Chart, Plot, Series, Size, Written, number, percent};
use datagen_report::document::ColumnEntry;
use datagen_report::paper::{Block, Cell, Table, left, right};
use datagen_report::table_charts;

use super::super::figures::{chart, figure, paired};
use super::super::words::spoken;
use super::seen::{Clean, Seen};

/// Pictures of one chapter, and those of a table's columns.
const HISTOGRAMS: usize = 6;
const BARS: usize = 8;
/// Values of a category with a line of what they come to together.
const TOGETHER: usize = 12;

/// A column of a table.
struct Named<'s> {
    table: &'s str,
    entry: &'s ColumnEntry,
}

fn all<'s>(seen: &'s Seen<'_>) -> Vec<Named<'s>> {
    // The largest table has the facts, and comes first.
    let mut tables: Vec<&Clean> = seen.tables.iter().collect();
    tables.sort_by_key(|table| std::cmp::Reverse(table.profile.rows));
    let of = |table: &'s Clean| {
        table.columns.iter().map(|entry| Named { table: &table.profile.name, entry }).collect::<Vec<_>>()
    };
    tables.into_iter().flat_map(of).collect()
}

/// Numbers that measure something.
fn is_measure(entry: &ColumnEntry) -> bool {
    let varies = entry.profile.as_ref().is_some_and(|profile| profile.kind.is_number() && profile.distinct.count > 2);
    varies && !entry.primary && entry.refers_to.is_none()
}

pub(super) fn distributions(seen: &Seen<'_>) -> Vec<Block> {
    let measures: Vec<Named<'_>> = all(seen).into_iter().filter(|named| is_measure(named.entry)).collect();
    let charts = measures.iter().filter_map(|named| {
        let chart = named.entry.chart.clone()?;
        Some(Chart { title: format!("{}.{}", named.table, named.entry.name), ..chart })
    });
    let charts: Vec<Chart> = charts.take(HISTOGRAMS).collect();
    let mut blocks = vec![Block::text(
        "Real numbers are not spread evenly: most are ordinary, some are large. A flat histogram, or one with gaps nobody can \
         explain, would give the data away as made up.",
    )];
    if charts.is_empty() {
        blocks.push(Block::text("No table has a number that measures something."));
        return blocks;
    }
    // Not after the table, where it would begin a page of its own now and then.
    blocks.push(Block::text(
        "Skew above 0 means a long tail to the right, as prices and amounts have; about 0 means that both sides are alike.",
    ));
    blocks.push(Block::Figures(paired(charts)));
    blocks.push(Block::Table(Table {
        caption: "Numbers".to_owned(),
        columns: vec![
            left("Column", 2.4),
            right("Least", 0.9),
            right("Quarter below", 1.0),
            right("Median", 0.9),
            right("Mean", 0.9),
            right("Quarter above", 1.0),
            right("Greatest", 0.9),
            right("Skew", 0.7),
        ],
        rows: measures.iter().filter_map(figures).collect(),
    }));
    blocks
}

fn figures(named: &Named<'_>) -> Option<Vec<Cell>> {
    let numbers = named.entry.profile.as_ref()?.numbers.as_ref()?;
    let at = |probability| numbers.quantile(probability).map_or("–".to_owned(), number);
    let cells = [
        format!("{}.{}", named.table, named.entry.name),
        number(numbers.min),
        at(0.25),
        at(0.5),
        number(numbers.mean),
        at(0.75),
        number(numbers.max),
        numbers.skewness.map_or("–".to_owned(), |skew| format!("{skew:.1}")),
    ];
    Some(cells.map(Cell::new).to_vec())
}

pub(super) fn categories(seen: &Seen<'_>) -> Vec<Block> {
    let groups = |table: &Clean| {
        let name = table.profile.name.clone();
        table.categories().map(move |entry| (name.clone(), entry.clone())).collect::<Vec<_>>()
    };
    let mut tables: Vec<&Clean> = seen.tables.iter().collect();
    tables.sort_by_key(|table| std::cmp::Reverse(table.profile.rows));
    let groups: Vec<(String, ColumnEntry)> = tables.into_iter().flat_map(groups).collect();
    let mut blocks = vec![Block::text(
        "Groups are of different sizes, as in a real business: some regions, products or channels matter more than others.",
    )];
    if groups.is_empty() {
        blocks.push(Block::text("No column has groups."));
        return blocks;
    }
    // Of columns with equally many groups, that of the largest table.
    let widest =
        groups.iter().rev().max_by_key(|(_, entry)| entry.profile.as_ref().map_or(0, |profile| profile.top.len()));
    let together = widest.and_then(|(table, entry)| together(table, entry.profile.as_ref()?));
    blocks.extend(together.map(|chart| Block::Figures(vec![figure(chart)])));
    let charts = groups.iter().filter_map(|(table, entry)| {
        let chart = entry.chart.clone()?;
        Some(Chart { title: format!("{table}.{}", chart.title), ..chart })
    });
    blocks.push(Block::Figures(paired(charts.take(BARS).collect())));
    blocks.push(Block::Table(Table {
        caption: "Groups".to_owned(),
        columns: vec![
            left("Column", 2.2),
            right("Groups", 0.7),
            left("Largest", 1.8),
            right("Share", 0.7),
            left("Smallest shown", 1.8),
            right("Share", 0.7),
        ],
        rows: groups.iter().filter_map(|(table, entry)| sizes(table, entry)).collect(),
    }));
    blocks
}

fn sizes(table: &str, entry: &ColumnEntry) -> Option<Vec<Cell>> {
    let profile = entry.profile.as_ref()?;
    let (first, last) = (profile.top.first()?, profile.top.last()?);
    let share = |count: u64| percent(count as f64 / profile.present().max(1) as f64);
    let cells = [
        format!("{table}.{}", entry.name),
        profile.distinct.count.to_string(),
        first.value.clone(),
        share(first.count),
        last.value.clone(),
        share(last.count),
    ];
    Some(cells.map(Cell::new).to_vec())
}

/// Groups by size, and what they come to together.
fn together(table: &str, profile: &ColumnProfile) -> Option<Chart> {
    let top = &profile.top[..profile.top.len().min(TOGETHER)];
    if top.len() < 3 {
        return None;
    }
    let present = profile.present().max(1) as f64;
    let mut sum = 0.0;
    let line: Vec<f64> = top
        .iter()
        .map(|one| {
            sum += one.count as f64 / present;
            sum
        })
        .collect();
    let half = line.iter().position(|share| *share >= 0.5).map_or(line.len(), |at| at + 1);
    let words = format!(
        "Rows of {table} by {}, and what the groups come to together: the {half} largest have half of all rows.",
        spoken(&profile.name)
    );
    let plot = Plot::Combo {
        labels: top.iter().map(|one| one.value.clone()).collect(),
        bars: Series::new("rows", top.iter().map(|one| one.count as f64).collect()),
        line: Series::new("share of all rows so far", line),
        right: Written::Percent,
    };
    let title = format!("{table}.{}: groups by size", profile.name);
    Some(Chart { y: Axis::new("rows"), ..chart(&title, words, Size::Wide, plot) })
}

pub(super) fn correlations(seen: &Seen<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::text(
        "Numbers that belong together go together: an amount grows with the quantity. A heat map of nothing but zeros would \
         mean that every column was drawn by itself, one of nothing but ones that they say the same.",
    )];
    let charts: Vec<Chart> = seen.tables.iter().flat_map(spread).collect();
    if charts.is_empty() {
        blocks.push(Block::text("No table has several numbers that could go together."));
    } else {
        blocks.push(Block::Figures(paired(charts)));
        blocks.push(Block::Table(pairs(seen)));
    }
    blocks
}

/// How the numbers of a table are spread, and which go together.
fn spread(table: &Clean) -> Vec<Chart> {
    let charts = table_charts(&table.profile, &table.columns).into_iter();
    let charts = charts.filter(|chart| ["heatmap", "boxes", "points"].contains(&chart.plot.form()));
    let own = |chart: Chart| {
        let size = match &chart.plot {
            Plot::Heatmap { rows, .. } => Size::Tall((66 + 30 * rows.len()) as u16),
            _ => chart.size,
        };
        Chart { title: format!("{}: {}", table.profile.name, chart.title), size, ..chart }
    };
    charts.map(own).collect()
}

/// The strongest correlations of each table.
fn pairs(seen: &Seen<'_>) -> Table {
    const MOST: usize = 10;
    let of = |table: &Clean| {
        let name = table.profile.name.clone();
        table.profile.correlations.clone().into_iter().map(move |pair| (name.clone(), pair)).collect::<Vec<_>>()
    };
    let mut pairs: Vec<_> = seen.tables.iter().flat_map(of).filter(|(_, pair)| pair.pearson.is_finite()).collect();
    pairs.sort_by(|a, b| b.1.pearson.abs().total_cmp(&a.1.pearson.abs()));
    let strength = |value: f64| match value.abs() {
        size if size >= 0.7 => "strong",
        size if size >= 0.3 => "clear",
        size if size >= 0.1 => "weak",
        _ => "none",
    };
    let row = |(table, pair): &(String, datagen_quality::profile::Correlation)| {
        vec![
            Cell::new(table.clone()),
            Cell::new(pair.left.clone()),
            Cell::new(pair.right.clone()),
            Cell::new(format!("{:.2}", pair.pearson)),
            Cell::new(strength(pair.pearson)),
        ]
    };
    Table {
        caption: "The strongest correlations".to_owned(),
        columns: vec![
            left("Table", 1.2),
            left("Column", 1.6),
            left("goes with", 1.6),
            right("Correlation", 0.9),
            left("Strength", 0.9),
        ],
        rows: pairs.iter().take(MOST).map(row).collect(),
    }
}
