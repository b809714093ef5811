//! What is missing, and what stands twice.

use datagen_quality::profile::{ColumnProfile, TableProfile};
use datagen_report::chart::{Axis, Chart, Plot, Size, count, percent};
use datagen_report::paper::{Block, Cell, Figure, Table, Tone, left, right};

use crate::dirty::IssueFound;
use crate::error::Result;
use crate::quality::tables::TWICE;

use super::super::figures::{chart, figure, tall};
use super::super::words::holds;
use super::seen::{Clean, Seen, quoted};

/// Rows of a heat map; as many as that are shown even if they are full.
const ROWS: usize = 22;
const FEW: usize = 10;
/// Columns shown with years.
const YEARLY: usize = 14;

pub(super) fn completeness(seen: &Seen<'_>) -> Result<Vec<Block>> {
    let mut blocks = vec![
        Block::text(
            "A gap can be right (an order that is under way has no date of delivery) or an issue that was put in on purpose. \
             Darker cells are fuller.",
        ),
        Block::Figures(vec![filled(seen)]),
    ];
    blocks.extend(by_year(seen)?.map(|figure| Block::Figures(vec![figure])));
    blocks.push(Block::Table(gaps(seen)));
    Ok(blocks)
}

fn share(profile: &ColumnProfile) -> f64 {
    1.0 - profile.null_share()
}

/// A column with its share of filled cells: without issues, and as it is handed out.
struct Filled {
    name: String,
    clean: f64,
    handed_out: f64,
}

/// All columns, those with most gaps first.
fn columns(seen: &Seen<'_>) -> Vec<Filled> {
    let of = |table: &Clean| {
        let dirty = seen.handed_out(&table.profile.name);
        let column = |column: &ColumnProfile| Filled {
            name: format!("{}.{}", table.profile.name, column.name),
            clean: share(column),
            handed_out: dirty.and_then(|dirty| dirty.column(&column.name)).map_or(share(column), share),
        };
        table.profile.columns.iter().map(column).collect::<Vec<_>>()
    };
    let mut all: Vec<Filled> = seen.tables.iter().flat_map(of).collect();
    all.sort_by(|a, b| a.handed_out.total_cmp(&b.handed_out));
    all
}

fn filled(seen: &Seen<'_>) -> Figure {
    let mut all = columns(seen);
    let (number, worst) = (all.len(), all.first().map(|one| (one.name.clone(), one.handed_out)));
    let with_gaps = all.iter().filter(|one| one.handed_out < 1.0).count();
    all.truncate(with_gaps.clamp(FEW, ROWS));
    let is_dirty = seen.completed.dirt.is_some();
    let cells = all
        .iter()
        .map(|one| if is_dirty { vec![Some(one.clean), Some(one.handed_out)] } else { vec![Some(one.handed_out)] });
    let names: &[&str] = if is_dirty { &["before issues", "as handed out"] } else { &["filled"] };
    let plot = Plot::Heatmap {
        columns: names.iter().map(|name| (*name).to_owned()).collect(),
        rows: all.iter().map(|one| one.name.clone()).collect(),
        cells: cells.collect(),
        percent: true,
        words: Vec::new(),
    };
    let worst = worst
        .filter(|(_, share)| *share < 1.0)
        .map_or(String::new(), |(name, share)| format!("; {name} has the most, {} of it is filled", percent(share)));
    let shown = all.len();
    let shown = if number > shown { format!(" The {shown} with most gaps are shown.") } else { String::new() };
    let words = format!("Filled cells: {with_gaps} of {number} columns have gaps{worst}.{shown}");
    let size = Size::Tall((66 + 22 * all.len()) as u16);
    figure(chart("Filled cells by column", words, size, plot))
}

/// Whether gaps come and go over the years, in the largest table.
fn by_year(seen: &Seen<'_>) -> Result<Option<Figure>> {
    let Some((table, time)) = seen.main() else { return Ok(None) };
    let mut columns: Vec<&ColumnProfile> = table.profile.columns.iter().collect();
    columns.sort_by(|a, b| share(a).total_cmp(&share(b)));
    columns.truncate(YEARLY);
    let shares: Vec<String> =
        columns.iter().map(|column| format!("CAST(count({}) AS DOUBLE) / count(*)", quoted(&column.name))).collect();
    let (time, name) = (quoted(time), quoted(&table.profile.name));
    let sql = format!(
        "SELECT extract(year FROM {time}) AS y, {} FROM {name} WHERE {time} IS NOT NULL GROUP BY extract(year FROM {time}) ORDER BY y",
        shares.join(", ")
    );
    let found = seen.numbers(&sql)?;
    let cells = (0..columns.len()).map(|at| found.iter().map(|row| row.get(at + 1).copied()).collect());
    let plot = Plot::Heatmap {
        columns: found.iter().map(|row| format!("{:.0}", row.first().copied().unwrap_or_default())).collect(),
        rows: columns.iter().map(|column| column.name.clone()).collect(),
        cells: cells.collect(),
        percent: true,
        words: Vec::new(),
    };
    let words = format!("Filled cells of {} by year, before issues: gaps should not come and go.", table.profile.name);
    let size = Size::Tall((66 + 19 * columns.len()) as u16);
    Ok(Some(figure(chart(&format!("{}: filled cells by year", table.profile.name), words, size, plot))))
}

/// Tables with their gaps.
fn gaps(seen: &Seen<'_>) -> Table {
    let nulls = |profile: &TableProfile| profile.columns.iter().map(|column| column.nulls).sum::<u64>();
    let cells = |profile: &TableProfile| profile.columns.iter().map(|column| column.rows).sum::<u64>();
    let row = |table: &Clean| {
        let (clean, dirty) = (&table.profile, seen.handed_out(&table.profile.name).unwrap_or(&table.profile));
        let full = |profile: &TableProfile| percent(1.0 - nulls(profile) as f64 / cells(profile).max(1) as f64);
        vec![
            Cell::new(clean.name.clone()),
            Cell::new(count(cells(dirty))),
            Cell::new(count(nulls(clean))),
            Cell::new(count(nulls(dirty))),
            Cell::new(full(dirty)),
        ]
    };
    Table {
        caption: "Gaps by table".to_owned(),
        columns: vec![
            left("Table", 1.4),
            right("Cells", 1.0),
            right("Empty before issues", 1.3),
            right("Empty as handed out", 1.3),
            right("Filled", 0.8),
        ],
        rows: seen.tables.iter().map(row).collect(),
    }
}

pub(super) fn duplicates(seen: &Seen<'_>) -> Vec<Block> {
    let checks: Vec<_> = seen.completed.qa.checks.iter().filter(|check| check.check_name.ends_with(TWICE)).collect();
    let rows = checks.iter().map(|check| {
        let table = check.check_name.split(':').next().unwrap_or_default();
        vec![Cell::new(table), Cell::new(check.message.clone()), holds(check.passed)]
    });
    let mut blocks = vec![
        Block::text(
            "Two rows that agree in everything but their key count twice in every sum. Before issues there should be no \
             more of them than chance brings; rows that were entered twice on purpose are in the ledger.",
        ),
        Block::Table(Table {
            caption: "Rows that stand twice".to_owned(),
            columns: vec![left("Table", 1.2), left("Before issues", 3.0), left("", 0.8)],
            rows: rows.collect(),
        }),
    ];
    blocks.push(Block::Table(added(seen)));
    if let Some((table, _)) = seen.main() {
        blocks.push(Block::text(
            "A column in which nearly all values differ names its rows; one in which few differ groups them. A key that \
             repeats, or a group with as many values as rows, would be a fault.",
        ));
        blocks.push(Block::Figures(vec![figure(different(table))]));
    }
    blocks
}

/// Rows of each table without issues and as they are handed out.
fn added(seen: &Seen<'_>) -> Table {
    let is_copy = |issue: &&IssueFound| issue.kind.ends_with("duplicate") && issue.column.is_none();
    let row = |table: &Clean| {
        let name = &table.profile.name;
        let dirty = seen.handed_out(name).map_or(table.profile.rows, |profile| profile.rows);
        let issues = seen.completed.dirt.iter().flat_map(|dirt| dirt.issues);
        let copies: u64 = issues.filter(is_copy).filter(|issue| issue.table == *name).map(|issue| issue.lines).sum();
        let more = dirty.saturating_sub(table.profile.rows);
        let words = if copies > 0 { format!("{} in the ledger", count(copies)) } else { String::new() };
        vec![
            Cell::new(name.clone()),
            Cell::new(count(table.profile.rows)),
            Cell::new(count(dirty)),
            Cell::new(if more > 0 { format!("+{}", count(more)) } else { "0".to_owned() }),
            Cell::toned(words, Tone::Soft),
        ]
    };
    Table {
        caption: "Rows that were added on purpose".to_owned(),
        columns: vec![
            left("Table", 1.4),
            right("Rows before issues", 1.2),
            right("Rows as handed out", 1.2),
            right("Added", 0.8),
            left("", 1.4),
        ],
        rows: seen.tables.iter().map(row).collect(),
    }
}

/// How many different values each column has.
fn different(table: &Clean) -> Chart {
    let mut columns: Vec<&ColumnProfile> = table.profile.columns.iter().collect();
    columns.sort_by_key(|column| std::cmp::Reverse(column.distinct.count));
    columns.truncate(ROWS);
    let share = |column: &&ColumnProfile| {
        if column.present() == 0 { 0.0 } else { (column.distinct.count as f64 / column.present() as f64).min(1.0) }
    };
    let plot = Plot::Lollipop {
        labels: columns.iter().map(|column| column.name.clone()).collect(),
        values: columns.iter().map(share).collect(),
    };
    let unique = columns.iter().filter(|column| column.looks_unique()).count();
    let words = format!(
        "Different values of each column of {}, as a share of its filled rows: {unique} of {} columns differ from row to row.",
        table.profile.name,
        columns.len()
    );
    let title = format!("{}: different values", table.profile.name);
    let x = Axis::new("").written(datagen_report::chart::Written::Percent);
    Chart { x, ..chart(&title, words, tall(columns.len()), plot) }
}
