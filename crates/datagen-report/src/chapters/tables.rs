//! The chapter about tables and their columns.

use datagen_quality::profile::{ColumnKind, ColumnProfile};

use crate::chart::{Axis, Chart, Plot, Size, count, number, percent};
use crate::document::{ColumnEntry, TableChapter};
use crate::paper::{Block, Cell, Fact, Table, Tone, left, right, slug};
use crate::pictures;

/// Characters of a value in a table.
const VALUE: usize = 28;

/// All tables, one a row.
pub(super) fn overview(tables: &[TableChapter]) -> Table {
    let row = |table: &TableChapter| {
        let rows = match table.rows {
            Some(rows) => Cell::new(count(rows)),
            None => Cell::toned("not read", Tone::Bad),
        };
        vec![
            Cell { link: Some(anchor(&table.name)), ..Cell::new(table.name.clone()) },
            Cell::toned(table.kind.clone(), Tone::Soft),
            rows,
            Cell::new(count(table.columns.len() as u64)),
            Cell::new(filled(table)),
            Cell::new(format!("`{}`", table.key)),
        ]
    };
    let columns = vec![
        left("Table", 2.0),
        left("Kind", 1.0),
        right("Rows", 1.0),
        right("Columns", 1.0),
        right("Filled", 1.0),
        left("Key", 2.0),
    ];
    Table { caption: "All tables".to_owned(), columns, rows: tables.iter().map(row).collect() }
}

fn filled(table: &TableChapter) -> String {
    let profiles = || table.columns.iter().filter_map(|column| column.profile.as_ref());
    let (rows, nulls): (u64, u64) =
        profiles().fold((0, 0), |(rows, nulls), profile| (rows + profile.rows, nulls + profile.nulls));
    if rows == 0 { "–".to_owned() } else { percent(1.0 - nulls as f64 / rows as f64) }
}

/// Rows of all tables.
pub(super) fn sizes(tables: &[(&String, u64)]) -> Chart {
    const MOST: usize = 20;
    let mut tables = tables.to_vec();
    tables.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    let all = tables.len();
    tables.truncate(MOST);
    let words: Vec<String> = tables.iter().take(3).map(|(name, rows)| format!("{name} {}", count(*rows))).collect();
    let title = if all > MOST { format!("Rows of the {MOST} largest tables") } else { "Rows by table".to_owned() };
    Chart {
        title,
        alternative: format!("Rows by table; the largest: {}.", words.join(", ")),
        x: Axis::default(),
        y: Axis::default(),
        size: Size::Tall((50 + 24 * tables.len()) as u16),
        plot: Plot::LyingBars {
            labels: tables.iter().map(|(name, _)| (*name).clone()).collect(),
            values: tables.iter().map(|(_, rows)| *rows as f64).collect(),
            percent: false,
        },
    }
}

pub(super) fn anchor(table: &str) -> String {
    format!("table-{}", slug(table))
}

/// One table: facts, pictures, columns.
pub(super) fn table(table: &TableChapter) -> Vec<Block> {
    let mut blocks = vec![Block::Heading { level: 3, id: anchor(&table.name), text: table.name.clone() }];
    blocks.extend(table.description.clone().map(Block::Text));
    let Some(rows) = table.rows else {
        let text = "Nothing could be read of this table; the checks say why.".to_owned();
        blocks.push(Block::Notice { tone: Tone::Bad, text });
        return blocks;
    };
    if table.bad_lines > 0 {
        let text = format!("{} lines of its file could not be read and are left out.", count(table.bad_lines));
        blocks.push(Block::Notice { tone: Tone::Warn, text });
    }
    let fact = |label, value: String| Fact::new(label, value);
    blocks.push(Block::Facts(vec![
        fact("kind", table.kind.clone()),
        fact("rows", count(rows)),
        fact("columns", count(table.columns.len() as u64)),
        fact("cells filled", filled(table)),
    ]));
    blocks.push(Block::Table(columns(table)));
    let pictures: Vec<Chart> =
        table.charts.iter().cloned().chain(table.columns.iter().filter_map(|column| column.chart.clone())).collect();
    if !pictures.is_empty() {
        blocks.push(Block::Charts(pictures));
    }
    blocks
}

fn columns(table: &TableChapter) -> Table {
    let columns = vec![
        left("Column", 2.4),
        left("Type", 1.0),
        right("Nulls", 0.8),
        right("Distinct", 1.0),
        left("Range", 2.6),
        left("Typical", 2.4),
        left("Shape", 1.7),
    ];
    let rows = table.columns.iter().map(row).collect();
    Table { caption: format!("Columns of {}", table.name), columns, rows }
}

fn row(column: &ColumnEntry) -> Vec<Cell> {
    let mark = if column.primary { " (PK)" } else { "" };
    let name = format!("{}{mark}", column.name);
    let unit = column.unit.as_ref().map_or(String::new(), |unit| format!(", {unit}"));
    let column_type = Cell::toned(format!("{}{unit}", column.column_type), Tone::Soft);
    let Some(profile) = &column.profile else {
        let missing = Cell::toned("not in the file", Tone::Bad);
        let nothing = || Cell::new("");
        return vec![Cell::new(name), column_type, nothing(), nothing(), missing, nothing(), nothing()];
    };
    let about = if profile.distinct.exact { "" } else { "≈" };
    let chart = pictures::spark(column).map(Box::new);
    vec![
        Cell::new(name),
        column_type,
        Cell::toned(percent(profile.null_share()), if profile.nulls > 0 { Tone::Plain } else { Tone::Soft }),
        Cell::new(format!("{about}{}", count(profile.distinct.count))),
        Cell::new(range(profile)),
        Cell::new(typical(column, profile)),
        Cell { chart, ..Cell::new("") },
    ]
}

fn range(profile: &ColumnProfile) -> String {
    let (Some(min), Some(max)) = (&profile.min, &profile.max) else { return "–".to_owned() };
    let shown = |value: &str| match profile.kind {
        ColumnKind::Number => value.parse().map_or_else(|_| value.to_owned(), number),
        ColumnKind::Datetime => value.get(..16).unwrap_or(value).to_owned(),
        _ => short(value),
    };
    match profile.kind {
        ColumnKind::Text | ColumnKind::Other => match &profile.lengths {
            Some(lengths) if lengths.min == lengths.max => format!("{} characters", lengths.min),
            Some(lengths) => format!("{}–{} characters", lengths.min, lengths.max),
            None => "–".to_owned(),
        },
        _ if min == max => shown(min),
        ColumnKind::Boolean => "false, true".to_owned(),
        _ => format!("{} – {}", shown(min), shown(max)),
    }
}

fn typical(column: &ColumnEntry, profile: &ColumnProfile) -> String {
    if let Some(target) = &column.refers_to {
        return format!("→ {target}");
    }
    if let (Some(numbers), false) = (&profile.numbers, column.primary) {
        let std = numbers.std.map_or(String::new(), |std| format!(" ± {}", number(std)));
        return format!("{}{std}", number(numbers.mean));
    }
    match profile.top.first() {
        _ if profile.looks_unique() => "all differ".to_owned(),
        Some(top) if !profile.kind.is_time() => {
            format!("{} ({})", short(&top.value), percent(top.count as f64 / profile.present() as f64))
        }
        _ => String::new(),
    }
}

fn short(value: &str) -> String {
    match value.char_indices().nth(VALUE) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None if value.is_empty() => "(empty)".to_owned(),
        None => value.to_owned(),
    }
}
