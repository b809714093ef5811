//! `--dry-run-sample`: the first rows, for the eye.

use arrow::array::{Array, RecordBatch};
use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use datagen_core::{Control, Error, Plan};

use crate::exit::Failure;
use crate::terminal::{self, Paint, stdout_width};
use crate::text_table::{Align, TextTable};
use crate::units;

/// The most characters of a cell that are shown.
const MOST_CHARACTERS: usize = 60;
const NULL: &str = "null";

/// Prints the first `most` rows of each of `tables`.
pub(crate) fn print(plan: &Plan, tables: &[String], most: u64, control: &Control) -> Result<(), Failure> {
    for (position, table) in tables.iter().enumerate() {
        let rows = plan.rows(table, control)?;
        let shown = rows.min(most);
        let text = text_of(plan, table, shown, control)?.render(stdout_width(), Paint::stdout());
        let title = Paint::stdout().bold(table);
        let space = if position == 0 { "" } else { "\n" };
        terminal::print(&format!("{space}{title}: {} of {}\n\n{text}", units::count(shown), units::rows(rows)))?;
    }
    Ok(())
}

fn text_of(plan: &Plan, table: &str, rows: u64, control: &Control) -> Result<TextTable, Failure> {
    let schema = plan.schema(table)?;
    let columns = schema.fields().iter().map(|field| (one_line(field.name()), align(field.data_type())));
    let mut text = TextTable::new(columns);
    for batch in plan.batches(table, 0..rows, control)? {
        push(&mut text, &batch?).map_err(|error| Error::Bug(format!("{table}: {error}")))?;
    }
    Ok(text)
}

fn push(text: &mut TextTable, batch: &RecordBatch) -> Result<(), ArrowError> {
    let options = FormatOptions::new().with_null(NULL).with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.f"));
    let formatter = |array| ArrayFormatter::try_new(array, &options);
    let columns = batch.columns().iter().map(|array| formatter(array as &dyn Array)).collect::<Result<Vec<_>, _>>()?;
    for row in 0..batch.num_rows() {
        let cells = columns.iter().map(|column| column.value(row).try_to_string().map(|cell| one_line(&cell)));
        text.push(cells.collect::<Result<Vec<_>, _>>()?);
    }
    Ok(())
}

fn align(data_type: &DataType) -> Align {
    if data_type.is_numeric() { Align::Right } else { Align::Left }
}

/// A value on one line of bounded length, without anything that a terminal could take for a command.
fn one_line(value: &str) -> String {
    let escaped = value.chars().flat_map(|c| {
        let (plain, escaped) = if c.is_control() { (None, Some(c.escape_default())) } else { (Some(c), None) };
        plain.into_iter().chain(escaped.into_iter().flatten())
    });
    let mut text: String = escaped.take(MOST_CHARACTERS + 1).collect();
    if let Some((end, _)) = text.char_indices().nth(MOST_CHARACTERS) {
        text.truncate(end);
        text.push('\u{2026}');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stays_on_its_line() {
        assert_eq!(one_line("a\nb\u{1b}[31m"), "a\\nb\\u{1b}[31m");
        assert_eq!(one_line(&"x".repeat(60)), "x".repeat(60));
        assert_eq!(one_line(&"x".repeat(61)), format!("{}\u{2026}", "x".repeat(60)));
    }
}
