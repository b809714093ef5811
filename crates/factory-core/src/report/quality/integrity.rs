//! Keys, references, types, sizes.

use datagen_report::chart::{Axis, Chart, Plot, count};
use datagen_report::paper::{Block, Cell, Fact, Table, Tone, left, right};

use crate::error::Result;
use crate::quality::Category;

use super::super::figures::{chart, figure, tall};
use super::super::words::kind;
use super::seen::{Clean, Seen, quoted};

pub(super) fn integrity(seen: &Seen<'_>) -> Result<Vec<Block>> {
    let mut keys = Vec::new();
    for table in &seen.tables {
        keys.push(key_row(seen, table)?);
    }
    let mut references = Vec::new();
    for relation in &seen.relations {
        references.push(reference_row(seen, relation)?);
    }
    let broken = references.iter().chain(&keys).filter(|row| row.iter().any(|cell| cell.tone == Tone::Bad)).count();
    let mut blocks = vec![
        Block::text(
            "A join is only right when every key stands once and every reference leads to a row. Both are counted on the \
             data itself.",
        ),
        Block::Facts(facts(seen, broken)),
        Block::heading("integrity keys", "Primary keys"),
        Block::Table(Table {
            caption: "Primary keys".to_owned(),
            columns: vec![
                left("Table", 1.3),
                left("Key", 1.3),
                right("Rows", 1.0),
                right("Different keys", 1.0),
                right("Empty", 0.8),
                left("", 0.9),
            ],
            rows: keys,
        }),
    ];
    if references.is_empty() {
        blocks.push(Block::text("There is one table, so there are no references between tables."));
    } else {
        blocks.push(Block::heading("integrity references", "References"));
        blocks.push(Block::Table(Table {
            caption: "References between tables".to_owned(),
            columns: vec![
                left("Column", 1.9),
                left("Leads to", 1.9),
                right("Filled", 0.9),
                right("Orphans", 0.8),
                left("", 0.9),
            ],
            rows: references,
        }));
    }
    blocks.push(Block::Figures(vec![figure(sizes(seen))]));
    blocks.push(Block::heading("integrity types", "Types of columns"));
    blocks.push(Block::Table(types(seen)));
    Ok(blocks)
}

fn facts(seen: &Seen<'_>, broken: usize) -> Vec<Fact> {
    let own = || seen.completed.qa.checks.iter().filter(|check| check.category == Category::TechnicalIntegrity);
    let passed = own().filter(|check| check.passed).count();
    let tone = if broken == 0 { Tone::Good } else { Tone::Bad };
    vec![
        Fact { tone, ..Fact::new("broken keys and references", broken.to_string()) },
        Fact::new(&format!("of {} checks passed", own().count()), passed.to_string()),
        Fact::new("tables", seen.tables.len().to_string()),
        Fact::new("columns", seen.columns().to_string()),
        Fact::new("references", seen.relations.len().to_string()),
    ]
}

/// Rows, different keys and empty ones of a table.
fn key_row(seen: &Seen<'_>, table: &Clean) -> Result<Vec<Cell>> {
    let (name, key) = (&table.profile.name, &table.node.pk);
    if table.profile.column(key).is_none() {
        let text = |text: &str| Cell::new(text);
        return Ok(vec![text(name), text("none"), text(&count(table.profile.rows)), text("–"), text("–"), text("")]);
    }
    let sql = format!(
        "SELECT count(*), count(DISTINCT {key}), count(*) - count({key}) FROM {}",
        quoted(name),
        key = quoted(key)
    );
    let found = seen.numbers(&sql)?.into_iter().next().unwrap_or_default();
    let [rows, different, empty] = [0, 1, 2].map(|at| found.get(at).copied().unwrap_or(f64::NAN));
    let holds = rows == different && empty == 0.0;
    Ok(vec![
        Cell::new(name.clone()),
        Cell::new(key.clone()),
        Cell::new(count(rows as u64)),
        Cell::new(count(different as u64)),
        Cell::new(count(empty as u64)),
        result(holds, "unique", "not unique"),
    ])
}

fn reference_row(seen: &Seen<'_>, relation: &datagen_core::schema::relations::Relation) -> Result<Vec<Cell>> {
    let (column, key) = (quoted(&relation.column), quoted(&relation.to_column));
    let sql = format!(
        "SELECT count(c.{column}), count(*), sum(CASE WHEN c.{column} IS NOT NULL AND p.{key} IS NULL THEN 1 ELSE 0 END) \
         FROM (SELECT {column} FROM {}) AS c LEFT JOIN (SELECT DISTINCT {key} FROM {}) AS p ON c.{column} = p.{key}",
        quoted(&relation.table),
        quoted(&relation.to_table)
    );
    let found = seen.numbers(&sql)?.into_iter().next().unwrap_or_default();
    let [filled, rows, orphans] = [0, 1, 2].map(|at| found.get(at).copied().unwrap_or(0.0));
    Ok(vec![
        Cell::new(format!("{}.{}", relation.table, relation.column)),
        Cell::new(format!("{}.{}", relation.to_table, relation.to_column)),
        Cell::new(datagen_report::chart::percent(if rows > 0.0 { filled / rows } else { 1.0 })),
        Cell::new(count(orphans as u64)),
        result(orphans == 0.0, "whole", "broken"),
    ])
}

fn result(holds: bool, good: &str, bad: &str) -> Cell {
    if holds { Cell::toned(good, Tone::Good) } else { Cell::toned(bad, Tone::Bad) }
}

fn sizes(seen: &Seen<'_>) -> Chart {
    let mut tables: Vec<(&str, u64)> =
        seen.tables.iter().map(|table| (table.profile.name.as_str(), table.profile.rows)).collect();
    tables.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    let (name, rows) = tables.first().copied().unwrap_or_default();
    let plot = Plot::LyingBars {
        labels: tables.iter().map(|(name, _)| (*name).to_owned()).collect(),
        values: tables.iter().map(|(_, rows)| *rows as f64).collect(),
        percent: false,
    };
    let words = format!("Rows by table; the largest is {name} with {} rows.", count(rows));
    Chart { x: Axis::default(), ..chart("Rows by table", words, tall(tables.len()), plot) }
}

/// How many columns of each type a table has.
fn types(seen: &Seen<'_>) -> Table {
    use datagen_core::schema::document::ColumnType;
    const TYPES: [(&str, &[ColumnType]); 5] = [
        ("text", &[ColumnType::String]),
        ("numbers", &[ColumnType::Int, ColumnType::Float, ColumnType::Decimal]),
        ("dates", &[ColumnType::Date]),
        ("dates with times", &[ColumnType::Datetime]),
        ("yes or no", &[ColumnType::Bool]),
    ];
    let row = |table: &Clean| {
        let count = |types: &[ColumnType]| {
            table.node.columns.iter().filter(|column| types.contains(&column.column_type)).count()
        };
        let counts = TYPES.iter().map(|(_, types)| Cell::new(count(types).to_string()));
        let example = table
            .node
            .columns
            .first()
            .map_or(String::new(), |first| format!("{} ({})", first.name, kind(first.column_type)));
        std::iter::once(Cell::new(table.profile.name.clone()))
            .chain(counts)
            .chain([Cell::toned(example, Tone::Soft)])
            .collect()
    };
    let mut columns = vec![left("Table", 1.3)];
    columns.extend(TYPES.iter().map(|(name, _)| right(name, 0.8)));
    columns.push(left("First column", 1.8));
    Table { caption: "Columns by type".to_owned(), columns, rows: seen.tables.iter().map(row).collect() }
}
