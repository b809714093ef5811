//! The engines that a portable query is written for.

/// An engine that carries out SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Engine {
    /// Apache DataFusion, which measures the stories.
    DataFusion,
    /// PostgreSQL.
    Postgres,
    /// DuckDB.
    DuckDb,
    /// SQLite, where datetimes and dates are texts.
    Sqlite,
    /// MySQL 8 and MariaDB 10.11.
    MySql,
}

impl Engine {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::DataFusion, Self::Postgres, Self::DuckDb, Self::Sqlite, Self::MySql];

    /// The word for it in options and file names.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::DataFusion => "datafusion",
            Self::Postgres => "postgres",
            Self::DuckDb => "duckdb",
            Self::Sqlite => "sqlite",
            Self::MySql => "mysql",
        }
    }

    /// How it calls itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DataFusion => "DataFusion",
            Self::Postgres => "PostgreSQL",
            Self::DuckDb => "DuckDB",
            Self::Sqlite => "SQLite",
            Self::MySql => "MySQL",
        }
    }
}
