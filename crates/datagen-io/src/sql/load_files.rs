//! Scripts with which the shell of a database makes tables and fills them from CSV files as they are.

use std::fmt::Write as _;

use super::ddl::Ddl;
use super::dialect::Dialect;
use super::read_files::csv_options;
use super::script::Script;
use super::tables::{Column, Kind, Table};
use crate::read::csv::CsvForm;

/// A table of texts that lives as long as a script of SQLite.
const STAGING: &str = "csv_as_text";

/// The script that makes `tables` and fills each from the CSV file that `file` names, as its path is seen from where the
/// shell runs: `psql`, `mysql --local-infile=1`, `sqlite3` or `duckdb`. Files are as they are written here by default: a
/// header, commas, and nothing between them for a null.
///
/// MySQL and SQLite do not tell an empty text from a null: in columns that may be null they take it for one.
#[must_use]
pub fn load_csv(dialect: Dialect, tables: Vec<Table>, title: String, file: impl Fn(&str) -> String) -> String {
    let script = Script::new(dialect, tables, title);
    let ddl = Ddl::new(dialect);
    let mut text = if dialect == Dialect::Sqlite { ".bail on\n".to_owned() } else { String::new() };
    text.push_str(&script.begin());
    for table in script.tables() {
        text.push('\n');
        text.push_str(&filled(&ddl, table, &file(&table.name)));
    }
    text.push_str(&script.end());
    text
}

fn filled(ddl: &Ddl, table: &Table, file: &str) -> String {
    let (name, columns) = (ddl.table_name(&table.name), ddl.column_list(table));
    let path = ddl.dialect.literal(file);
    match ddl.dialect {
        Dialect::Postgres => {
            format!("\\copy {name} ({columns}) FROM {path} WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')\n")
        }
        Dialect::DuckDb => {
            let options = csv_options(table, &CsvForm::default());
            format!("INSERT INTO {name} ({columns}) SELECT {columns} FROM read_csv({path}, {options});\n")
        }
        Dialect::MySql => {
            let (mut fields, mut values) = (String::new(), String::new());
            for (number, column) in table.columns.iter().enumerate() {
                let comma = if number == 0 { "" } else { ", " };
                // Writing to a String cannot fail.
                let _ = write!(fields, "{comma}@c{number}");
                let value = value(column, &format!("@c{number}"));
                let _ = write!(values, "{comma}{} = {value}", ddl.dialect.quote(&column.name));
            }
            format!(
                "LOAD DATA LOCAL INFILE {path} INTO TABLE {name} CHARACTER SET utf8mb4\n  FIELDS TERMINATED BY ',' \
                 OPTIONALLY ENCLOSED BY '\"' ESCAPED BY '' LINES TERMINATED BY '\\n' IGNORE 1 LINES\n  ({fields})\n  SET {values};\n"
            )
        }
        Dialect::Sqlite => {
            let fields: Vec<String> = (0..table.columns.len()).map(|number| format!("c{number}")).collect();
            let values: Vec<String> =
                table.columns.iter().zip(&fields).map(|(column, field)| value(column, field)).collect();
            let (texts, values) = (fields.iter().map(|field| format!("{field} TEXT")), values.join(", "));
            let texts = texts.collect::<Vec<_>>().join(", ");
            format!(
                "CREATE TEMP TABLE {STAGING} ({texts});\n.import --csv --skip 1 {path} {STAGING}\nINSERT INTO {name} ({columns}) SELECT {values} FROM {STAGING};\nDROP TABLE {STAGING};\n"
            )
        }
    }
}

/// A value that was read as text, for databases that do not know what a field is.
fn value(column: &Column, field: &str) -> String {
    let nullable = |value: String| if column.nullable { format!("NULLIF({value}, '')") } else { value };
    match column.kind {
        Kind::Boolean => format!("CASE {field} WHEN 'true' THEN 1 WHEN 'false' THEN 0 END"),
        Kind::Timestamp => nullable(format!("REPLACE({field}, 'T', ' ')")),
        _ => nullable(field.to_owned()),
    }
}
