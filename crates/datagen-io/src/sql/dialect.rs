//! What tells the databases' languages apart: names, types, limits.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use super::tables::{Column, Kind};

/// The SQL of one database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dialect {
    /// PostgreSQL 12 and later.
    Postgres,
    /// MySQL 8 and MariaDB 10.6, and later.
    MySql,
    /// SQLite 3.
    Sqlite,
    /// DuckDB 1.
    DuckDb,
}

/// Characters of a text that is part of a key, in MySQL, where keys have limits.
const MYSQL_KEY_TEXT: usize = 255;
/// The most bytes of one key in MySQL, at four a character.
const MYSQL_KEY_BYTES: usize = 3072;
/// More digits than these are stored as text in SQLite, which has no exact decimals.
const SQLITE_DIGITS: u8 = 18;

impl Dialect {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Postgres, Self::MySql, Self::Sqlite, Self::DuckDb];

    /// The dialect as it is called on a command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::MySql => "mysql",
            Self::Sqlite => "sqlite",
            Self::DuckDb => "duckdb",
        }
    }

    /// The database's own name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::MySql => "MySQL",
            Self::Sqlite => "SQLite",
            Self::DuckDb => "DuckDB",
        }
    }

    /// An identifier in quotes: so reserved words, capitals and spaces are names like others.
    #[must_use]
    pub fn quote(self, name: &str) -> String {
        let quote = if self == Self::MySql { '`' } else { '"' };
        let mut quoted = String::with_capacity(name.len() + 2);
        quoted.push(quote);
        for character in name.chars() {
            quoted.push(character);
            if character == quote {
                quoted.push(quote);
            }
        }
        quoted.push(quote);
        quoted
    }

    /// A text as a literal.
    #[must_use]
    pub fn literal(self, text: &str) -> String {
        let mut literal = String::from("'");
        for character in text.chars() {
            match character {
                '\'' => literal.push_str("''"),
                '\\' if self == Self::MySql => literal.push_str("\\\\"),
                other => literal.push(other),
            }
        }
        literal.push('\'');
        literal
    }

    /// How long an identifier may be, and in what this is counted; none where there is no limit.
    const fn longest_name(self) -> Option<(usize, &'static str)> {
        match self {
            Self::Postgres => Some((63, "bytes")),
            Self::MySql => Some((64, "characters")),
            Self::Sqlite | Self::DuckDb => None,
        }
    }

    /// Why `name` cannot be an identifier; none when it can.
    pub(super) fn objection(self, name: &str) -> Option<String> {
        if name.is_empty() || name.contains('\0') {
            return Some(format!("{} takes no empty name and none with the character NUL", self.name()));
        }
        if self == Self::MySql && (name.ends_with(' ') || name.chars().any(|character| character > '\u{ffff}')) {
            return Some("MySQL takes no name that ends in a space or has characters beyond U+FFFF".to_owned());
        }
        let (most, unit) = self.longest_name()?;
        let length = if unit == "bytes" { name.len() } else { name.chars().count() };
        (length > most).then(|| format!("it has {length} {unit}, {} takes at most {most}", self.name()))
    }

    /// Whether names that differ only in case are one name.
    pub(super) const fn folds_case(self) -> bool {
        !matches!(self, Self::Postgres)
    }

    /// The type of a column; `texts_of_key` is how many texts the widest key has that it is part of.
    pub(super) fn type_name(self, column: &Column) -> String {
        let mut name = String::new();
        // Writing to a String cannot fail.
        let _ = match (self, column.kind) {
            (Self::Sqlite, Kind::Integer) => write!(name, "INTEGER"),
            (_, Kind::Integer) => write!(name, "bigint"),
            (Self::Postgres, Kind::Float) => write!(name, "double precision"),
            (Self::Sqlite, Kind::Float) => write!(name, "REAL"),
            (_, Kind::Float) => write!(name, "double"),
            (Self::Sqlite, Kind::Decimal { precision, .. }) if precision > SQLITE_DIGITS => write!(name, "TEXT"),
            (Self::Sqlite, Kind::Decimal { precision, scale }) => write!(name, "DECIMAL({precision},{scale})"),
            (Self::Postgres, Kind::Decimal { precision, scale }) => write!(name, "numeric({precision},{scale})"),
            (_, Kind::Decimal { precision, scale }) => write!(name, "decimal({precision},{scale})"),
            (Self::MySql, Kind::Text) => match column.texts_of_key {
                0 => write!(name, "longtext"),
                texts => write!(name, "varchar({})", MYSQL_KEY_TEXT.min(MYSQL_KEY_BYTES / 4 / texts)),
            },
            (Self::Sqlite, Kind::Text) => write!(name, "TEXT"),
            (Self::DuckDb, Kind::Text) => write!(name, "varchar"),
            (Self::Postgres, Kind::Text) => write!(name, "text"),
            (Self::Sqlite, Kind::Boolean) => write!(name, "BOOLEAN"),
            (_, Kind::Boolean) => write!(name, "boolean"),
            (Self::Sqlite, Kind::Date) => write!(name, "DATE"),
            (_, Kind::Date) => write!(name, "date"),
            (Self::Sqlite, Kind::Timestamp) => write!(name, "DATETIME"),
            (Self::MySql, Kind::Timestamp) => write!(name, "datetime(6)"),
            (Self::Postgres, Kind::Timestamp) => write!(name, "timestamp(6)"),
            (Self::DuckDb, Kind::Timestamp) => write!(name, "timestamp"),
        };
        name
    }

    /// Whether decimals of so many digits are stored as text.
    pub(crate) fn decimal_is_text(self, precision: u8) -> bool {
        self == Self::Sqlite && precision > SQLITE_DIGITS
    }
}

impl FromStr for Dialect {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|dialect| dialect.word() == text);
        found.ok_or_else(|| format!("expected one of {}, found {text:?}", Self::ALL.map(Self::word).join(", ")))
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}
