//! A script with which DuckDB reads the files of a dataset by itself.

use std::fmt::Write as _;
use std::path::Path;

use super::ddl::Ddl;
use super::dialect::Dialect;
use super::script::Script;
use super::tables::Table;
use crate::error::{Error, Result};
use crate::read::files::{FileFormat, find};

/// The script that makes `tables` in DuckDB and fills them from their files in `directory`, as this path is seen from
/// where DuckDB runs.
///
/// # Errors
/// [`Error::Usage`] when a table has no file, or the path is no text.
pub fn read_files(tables: &[Table], directory: &Path, title: String) -> Result<String> {
    let script = Script::new(Dialect::DuckDb, tables.to_vec(), title);
    let ddl = Ddl::new(Dialect::DuckDb);
    let mut text = script.begin();
    text.push('\n');
    for table in tables {
        let (name, columns) = (ddl.table_name(&table.name), ddl.column_list(table));
        let from = from_files(table, directory)?;
        // Writing to a String cannot fail.
        let _ = writeln!(text, "INSERT INTO {name} ({columns}) SELECT {columns} FROM {from};");
    }
    text.push_str(&script.end());
    Ok(text)
}

fn from_files(table: &Table, directory: &Path) -> Result<String> {
    let (path, format) = find(directory, &table.name).ok_or_else(|| {
        let (table, directory) = (&table.name, directory.display());
        Error::Usage(format!("there is no {table}.parquet and no {table}.csv in {directory}"))
    })?;
    let is_directory = path.is_dir();
    let path = path.to_str().ok_or_else(|| Error::Usage(format!("{} is no text", path.display())))?;
    let path = if is_directory { format!("{path}/*.parquet") } else { path.to_owned() };
    let path = Dialect::DuckDb.literal(&path);
    Ok(match format {
        FileFormat::Parquet => format!("read_parquet({path})"),
        FileFormat::Csv => format!("read_csv({path}, {}, columns = {{{}}})", CSV_DIALECT, csv_columns(table)),
    })
}

/// As we write it: an empty field is null, an empty text is in quotes.
const CSV_DIALECT: &str = "header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, auto_detect = false";

fn csv_columns(table: &Table) -> String {
    let dialect = Dialect::DuckDb;
    let columns = table
        .columns
        .iter()
        .map(|column| format!("{}: {}", dialect.literal(&column.name), dialect.literal(&dialect.type_name(column))));
    columns.collect::<Vec<_>>().join(", ")
}
