//! `--plan`: what would be made.

use datagen_core::plan::{ColumnSummary, PlanSummary, TableSummary};
use datagen_io::write::{Format, TextCompression};

use crate::exit::Failure;
use crate::terminal::{self, Paint};
use crate::text_table::{Align, TextTable};
use crate::units;

/// Prints the plan of `tables`; with `verbose` down to the columns.
pub(crate) fn print(plan: &PlanSummary, tables: &[String], formats: &[Format], verbose: bool) -> Result<(), Failure> {
    let tables: Vec<&TableSummary> = plan.tables.iter().filter(|table| tables.contains(&table.name)).collect();
    let paint = Paint::stdout();
    let mut text = format!("{}, seed {}\n\n", paint.bold(&plan.name), plan.seed);
    text.push_str(&overview(&tables, formats).render(None, paint));
    text.push_str("\nNumbers with ~ are estimates; bytes kept are those in memory. Nothing was written.\n");
    if verbose {
        for table in tables {
            text.push_str(&format!("\n{} (primary key {})\n", paint.bold(&table.name), table.primary_key));
            text.push_str(&columns(&table.columns).render(None, paint));
        }
    }
    terminal::print(&text)
}

fn overview(tables: &[&TableSummary], formats: &[Format]) -> TextTable {
    let mut text = TextTable::new([
        ("table", Align::Left),
        ("kind", Align::Left),
        ("columns", Align::Right),
        ("rows", Align::Right),
        ("bytes on disk", Align::Right),
        ("bytes kept", Align::Right),
    ]);
    let mut total = Total { columns: 0, rows: 0, exact: true, disk: 0, kept: 0 };
    for table in tables {
        let line = Total {
            columns: table.columns.len(),
            rows: table.rows,
            exact: table.rows_are_exact,
            disk: disk_bytes(table, formats),
            kept: table.bytes_kept,
        };
        text.push(line.cells(&table.name, table.kind.word()));
        total.add(&line);
    }
    if tables.len() > 1 {
        text.push(total.cells("total", ""));
    }
    text
}

/// A line of the overview.
struct Total {
    columns: usize,
    rows: u64,
    exact: bool,
    disk: u64,
    kept: u64,
}

impl Total {
    fn add(&mut self, line: &Self) {
        self.columns += line.columns;
        self.rows = self.rows.saturating_add(line.rows);
        self.exact &= line.exact;
        self.disk = self.disk.saturating_add(line.disk);
        self.kept = self.kept.saturating_add(line.kept);
    }

    fn cells(&self, name: &str, kind: &str) -> [String; 6] {
        let about = if self.exact { "" } else { "~" };
        [
            name.to_owned(),
            kind.to_owned(),
            self.columns.to_string(),
            format!("{about}{}", units::count(self.rows)),
            format!("~{}", units::bytes(self.disk)),
            units::bytes(self.kept),
        ]
    }
}

fn columns(columns: &[ColumnSummary]) -> TextTable {
    let titles = ["  column", "type", "nullable", "taken from"];
    let mut text = TextTable::new(titles.map(|title| (title, Align::Left)));
    for column in columns {
        let reference = column.reference.as_deref().unwrap_or_default();
        let nullable = if column.nullable { "yes" } else { "" };
        text.push([format!("  {}", column.name).as_str(), &column.data_type, nullable, reference]);
    }
    text
}

/// Roughly the bytes of a table's files in all formats.
pub(crate) fn disk_bytes(table: &TableSummary, formats: &[Format]) -> u64 {
    formats.iter().map(|format| bytes_in(table, format)).fold(0, u64::saturating_add)
}

fn bytes_in(table: &TableSummary, format: &Format) -> u64 {
    /// What text is compressed to, as one of so many bytes.
    const PACKED: u64 = 3;
    let columns = |bytes: fn(&ColumnSummary) -> u64| {
        table.rows.saturating_mul(table.columns.iter().map(bytes).fold(0, u64::saturating_add))
    };
    let text = match format {
        Format::Parquet(_) => return table.bytes_on_disk,
        Format::Arrow => return columns(arrow_bytes),
        Format::Csv(_) | Format::Dataset(_) => columns(csv_bytes),
        Format::JsonLines(_) => columns(json_bytes),
    };
    if format.text_compression() == TextCompression::None { text } else { text / PACKED }
}

/// Roughly the bytes of a column's value in Arrow.
fn arrow_bytes(column: &ColumnSummary) -> u64 {
    match column.data_type.as_str() {
        "Boolean" => 1,
        "Date32" => 4,
        decimal if decimal.starts_with("Decimal") => 16,
        text if text.starts_with("Utf8") => 4 + csv_bytes(column),
        _ => 8,
    }
}

/// Roughly the bytes of a column's member in JSON: as in CSV, with its name, its quotes and a colon.
fn json_bytes(column: &ColumnSummary) -> u64 {
    csv_bytes(column) + column.name.len() as u64 + 4
}

/// Roughly the bytes of a column's field, with the separator behind it.
fn csv_bytes(column: &ColumnSummary) -> u64 {
    match column.data_type.as_str() {
        "Boolean" => 6,
        "Int64" => 7,
        "Date32" => 11,
        "Float64" => 13,
        decimal if decimal.starts_with("Decimal") => 9,
        timestamp if timestamp.starts_with("Timestamp") => 20,
        _ => 14,
    }
}
