//! What engines write differently in a cleaning script.

use datagen_core::schema::document::{Column, ColumnType};

use crate::sql::Engine;

/// The name of a table or column, in quotes where it needs them.
pub(super) fn name(engine: Engine, name: &str) -> String {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if name.chars().all(plain) && !name.starts_with(|letter: char| letter.is_ascii_digit()) {
        return name.to_owned();
    }
    if engine == Engine::MySql {
        format!("`{}`", name.replace('`', "``"))
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

/// A text in quotes. MySQL reads backslashes in texts.
pub(super) fn literal(engine: Engine, text: &str) -> String {
    let text = text.replace('\'', "''");
    if engine == Engine::MySql { format!("'{}'", text.replace('\\', "\\\\")) } else { format!("'{text}'") }
}

/// Texts one behind the other. In MySQL `||` is OR.
pub(super) fn joined(engine: Engine, parts: &[&str]) -> String {
    if engine == Engine::MySql { format!("concat({})", parts.join(", ")) } else { parts.join(" || ") }
}

/// A text as a value of the column's type.
pub(super) fn cast(engine: Engine, text: &str, column: &Column) -> String {
    type_name(engine, column).map_or_else(|| text.to_owned(), |kind| format!("CAST({text} AS {kind})"))
}

/// What CAST calls the type of a column; none where the text is the value, as dates are in SQLite.
fn type_name(engine: Engine, column: &Column) -> Option<String> {
    let kind = match (column.column_type, engine) {
        (ColumnType::String | ColumnType::Bool, _) => return None,
        (ColumnType::Date | ColumnType::Datetime, Engine::Sqlite) => return None,
        (ColumnType::Int, Engine::Sqlite) => "INTEGER",
        (ColumnType::Float | ColumnType::Decimal, Engine::Sqlite) => "REAL",
        (ColumnType::Int, Engine::MySql) => "SIGNED",
        (ColumnType::Int, _) => "BIGINT",
        (ColumnType::Float, Engine::Postgres) => "DOUBLE PRECISION",
        (ColumnType::Float, _) => "DOUBLE",
        (ColumnType::Date, _) => "DATE",
        (ColumnType::Datetime, Engine::MySql) => "DATETIME",
        (ColumnType::Datetime, _) => "TIMESTAMP",
        (ColumnType::Decimal, _) => {
            return Some(format!("DECIMAL({}, {})", column.precision.unwrap_or(18), column.decimals.unwrap_or(2)));
        }
    };
    Some(kind.to_owned())
}
