//! A script with which DuckDB reads the files of a dataset by itself.

use std::fmt::Write as _;
use std::path::Path;

use super::ddl::Ddl;
use super::dialect::Dialect;
use super::script::Script;
use super::tables::Table;
use crate::error::{Error, Result};
use crate::read::csv::CsvForm;
use crate::read::files::{FileFormat, Listing};

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
    let listing = Listing::of(directory);
    for table in tables {
        let (name, columns) = (ddl.table_name(&table.name), ddl.column_list(table));
        let from = from_files(table, &listing)?;
        // Writing to a String cannot fail.
        let _ = writeln!(text, "INSERT INTO {name} ({columns}) SELECT {columns} FROM {from};");
    }
    text.push_str(&script.end());
    Ok(text)
}

fn from_files(table: &Table, listing: &Listing) -> Result<String> {
    let found = listing.find(&table.name).map_err(Error::Usage)?;
    let paths = found.files.iter().map(|path| {
        let path = path.to_str().ok_or_else(|| Error::Usage(format!("{} is no text", path.display())))?;
        Ok(Dialect::DuckDb.literal(path))
    });
    let paths = paths.collect::<Result<Vec<String>>>()?;
    let paths = if let [path] = &paths[..] { path.clone() } else { format!("[{}]", paths.join(", ")) };
    Ok(match found.format {
        FileFormat::Parquet => format!("read_parquet({paths})"),
        FileFormat::Csv => format!("read_csv({paths}, {})", csv_options(table, &found.form)),
    })
}

/// An empty field is null, an empty text is in quotes. Columns go by their names, in whatever order they are.
pub(super) fn csv_options(table: &Table, form: &CsvForm) -> String {
    let dialect = Dialect::DuckDb;
    let delimiter = dialect.literal(&form.delimiter.unwrap_or(',').to_string());
    let nulls =
        if form.null_text.is_empty() { "''".to_owned() } else { format!("['', {}]", dialect.literal(&form.null_text)) };
    let types = table
        .columns
        .iter()
        .map(|column| format!("{}: {}", dialect.literal(&column.name), dialect.literal(&dialect.type_name(column))));
    let types = types.collect::<Vec<_>>().join(", ");
    let header = match &form.columns {
        None => "header = true".to_owned(),
        Some(names) => {
            let names: Vec<String> = names.iter().map(|name| dialect.literal(name)).collect();
            format!("header = false, names = [{}]", names.join(", "))
        }
    };
    format!(
        "{header}, delim = {delimiter}, quote = '\"', escape = '\"', nullstr = {nulls}, allow_quoted_nulls = false, \
         types = {{{types}}}"
    )
}
