//! What is asked of the server.

use datagen_core::Control;
use datagen_io::sql::{Dialect, MARKER, MYSQL_SESSION};
use sqlx::mysql::{MySqlConnection, MySqlRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Row};

use crate::error::{Error, Result};
use crate::session::Session;
use crate::stream::Parts;
use crate::target::MySqlServer;
use crate::words;

/// Seconds for another load to end: of one that was killed, the server may still undo rows.
const PATIENCE: u8 = 20;

/// A connection.
pub(super) struct Server<'a> {
    session: Session<'a>,
    connection: MySqlConnection,
}

/// Something that has a name of ours.
pub(super) struct Existing {
    pub(super) name: String,
    pub(super) is_table: bool,
    pub(super) is_ours: bool,
}

/// A column of a table that exists.
pub(super) struct Found {
    pub(super) name: String,
    pub(super) data_type: String,
    pub(super) needs_value: bool,
}

impl<'a> Server<'a> {
    pub(super) fn connect(server: &MySqlServer, control: &'a Control) -> Result<Self> {
        let session = Session::new(server.to_string(), control)?;
        let connection = session.connect(async {
            // The statements are our own; nobody has to read them in a log.
            let options = server.options.clone().disable_statement_logging();
            options.connect().await.map_err(|error| words::error(&session.place, &error))
        })?;
        Ok(Self { session, connection })
    }

    /// Settings, and the word that nobody else loads meanwhile.
    pub(super) fn prepare(&mut self) -> Result<()> {
        self.run(MYSQL_SESSION)?;
        let free =
            self.count_of(format!("SELECT COALESCE(GET_LOCK(CONCAT('datagen ', MD5(DATABASE())), {PATIENCE}), 1)"))?;
        if free == 1 {
            return Ok(());
        }
        Err(Error::Environment(format!("{}: another load is at work there; wait for its end", self.place())))
    }

    pub(super) fn place(&self) -> &str {
        &self.session.place
    }

    /// Runs a statement that yields no rows.
    pub(super) fn run(&mut self, sql: impl Into<String>) -> Result<()> {
        let (session, connection, sql) = (&self.session, &mut self.connection, sql.into());
        session.wait(async {
            let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *connection).await;
            done.map(|_| ()).map_err(|error| words::error(&session.place, &error))
        })
    }

    /// Runs statements as they come; returns how many rows they changed.
    pub(super) fn run_all(&mut self, parts: &mut Parts<Vec<String>>) -> Result<u64> {
        let (session, connection) = (&self.session, &mut self.connection);
        session.wait(async {
            let mut changed = 0;
            while let Some(part) = parts.next().await? {
                for statement in part {
                    let done = sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *connection).await;
                    changed += done.map_err(|error| words::error(&session.place, &error))?.rows_affected();
                }
            }
            Ok(changed)
        })
    }

    fn rows(&mut self, sql: String) -> Result<Vec<MySqlRow>> {
        let (session, connection) = (&self.session, &mut self.connection);
        session.wait(async {
            let rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(&mut *connection).await;
            rows.map_err(|error| words::error(&session.place, &error))
        })
    }

    fn text(&self, row: &MySqlRow, column: usize) -> Result<String> {
        let text: std::result::Result<Option<String>, _> = row.try_get(column);
        Ok(text.map_err(|error| words::error(self.place(), &error))?.unwrap_or_default())
    }

    /// A query for one whole number.
    pub(super) fn count_of(&mut self, sql: String) -> Result<u64> {
        let rows = self.rows(sql)?;
        let count: std::result::Result<i64, _> = rows.first().map_or(Ok(0), |row| row.try_get(0));
        Ok(count.map_err(|error| words::error(self.place(), &error))?.unsigned_abs())
    }

    /// The rows of a table, which is quoted.
    pub(super) fn count(&mut self, table: &str) -> Result<u64> {
        self.count_of(format!("SELECT count(*) FROM {table}"))
    }

    /// What has one of `names`.
    pub(super) fn existing<'n>(
        &mut self,
        names: impl IntoIterator<Item = impl AsRef<str> + 'n>,
    ) -> Result<Vec<Existing>> {
        let rows = self.rows(format!(
            "SELECT CAST(table_name AS CHAR), CAST(table_type AS CHAR), CAST(table_comment AS CHAR) \
             FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name IN ({}) ORDER BY 1",
            list(names)
        ))?;
        let existing = rows.iter().map(|row| {
            let (name, kind, comment) = (self.text(row, 0)?, self.text(row, 1)?, self.text(row, 2)?);
            Ok(Existing { name, is_table: kind == "BASE TABLE", is_ours: comment.ends_with(MARKER) })
        });
        existing.collect()
    }

    /// A table that refers to one of `names` and is none of them, and the one it refers to.
    pub(super) fn dependant(&mut self, names: &[&str]) -> Result<Option<(String, String)>> {
        if names.is_empty() {
            return Ok(None);
        }
        let names = list(names);
        let rows = self.rows(format!(
            "SELECT CAST(table_name AS CHAR), CAST(referenced_table_name AS CHAR) FROM information_schema.key_column_usage \
             WHERE referenced_table_schema = DATABASE() AND referenced_table_name IN ({names}) \
             AND NOT (table_schema = DATABASE() AND table_name IN ({names})) ORDER BY 1 LIMIT 1"
        ))?;
        rows.first().map(|row| Ok((self.text(row, 0)?, self.text(row, 1)?))).transpose()
    }

    /// The columns of the table `name`.
    pub(super) fn columns(&mut self, name: &str) -> Result<Vec<Found>> {
        let rows = self.rows(format!(
            "SELECT CAST(column_name AS CHAR), CAST(data_type AS CHAR), \
             CAST(is_nullable = 'NO' AND column_default IS NULL AND extra = '' AS CHAR) \
             FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = {} ORDER BY ordinal_position",
            list([name])
        ))?;
        let column = |row| {
            let (name, data_type) = (self.text(row, 0)?, self.text(row, 1)?.to_lowercase());
            Ok(Found { name, data_type, needs_value: self.text(row, 2)? == "1" })
        };
        rows.iter().map(column).collect()
    }
}

fn list<'n>(names: impl IntoIterator<Item = impl AsRef<str> + 'n>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| Dialect::MySql.literal(name.as_ref())).collect();
    names.join(", ")
}
