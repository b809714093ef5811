//! PostgreSQL: one transaction for everything, rows by binary `COPY`.

mod append;
mod binary;

use datagen_io::sql::{Ddl, Dialect, Inline, MARKER, Table};
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Row};

use crate::error::{Error, Result};
use crate::options::{Loaded, LoadedTable, Mode};
use crate::session::Session;
use crate::stream::stream;
use crate::target::PostgresServer;
use crate::{Job, words};

/// A load into a server.
struct Load<'a> {
    job: &'a Job<'a>,
    session: Session<'a>,
    connection: PgConnection,
    ddl: Ddl,
}

/// Something that has a name of ours.
struct Existing {
    name: String,
    is_table: bool,
    is_ours: bool,
}

/// Loads the tables of `job`.
pub(crate) fn load(job: &Job<'_>, server: &PostgresServer) -> Result<Loaded> {
    let session = Session::new(server.to_string(), job.control)?;
    let connection = session.connect(async {
        // The statements are our own; nobody has to read them in a log.
        let options = server.options.clone().disable_statement_logging();
        options.connect().await.map_err(|error| words::error(&session.place, &error))
    })?;
    let ddl = Ddl { dialect: Dialect::Postgres, namespace: server.schema.clone(), marked: true };
    let mut load = Load { job, session, connection, ddl };
    load.settle_namespace()?;
    let existing = load.existing()?;
    load.check(&existing)?;
    load.run("BEGIN")?;
    let loaded = match job.options.mode {
        Mode::Append => load.append()?,
        Mode::Create | Mode::Replace => load.create(&existing)?,
    };
    job.control.check()?;
    load.run("COMMIT")?;
    Ok(loaded)
}

impl Load<'_> {
    /// Runs a statement that yields no rows.
    fn run(&mut self, sql: impl Into<String>) -> Result<u64> {
        let (session, connection, sql) = (&self.session, &mut self.connection, sql.into());
        session.wait(async {
            let done = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *connection).await;
            Ok(done.map_err(|error| words::error(&session.place, &error))?.rows_affected())
        })
    }

    /// Runs a statement that yields rows.
    fn rows(&mut self, sql: impl Into<String>) -> Result<Vec<PgRow>> {
        let (session, connection, sql) = (&self.session, &mut self.connection, sql.into());
        session.wait(async {
            let rows = sqlx::query(AssertSqlSafe(sql)).persistent(false).fetch_all(&mut *connection).await;
            rows.map_err(|error| words::error(&session.place, &error))
        })
    }

    fn value<'r, T: sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>>(
        &self,
        row: &'r PgRow,
        column: usize,
    ) -> Result<T> {
        row.try_get(column).map_err(|error| words::error(&self.session.place, &error))
    }

    /// Tables are always named with their namespace, so that what is checked is what is written.
    fn settle_namespace(&mut self) -> Result<()> {
        if self.ddl.namespace.is_none() {
            let rows = self.rows("SELECT current_schema()::text")?;
            let found: Option<String> = rows.first().map(|row| self.value(row, 0)).transpose()?.flatten();
            let place = &self.session.place;
            self.ddl.namespace = Some(found.ok_or_else(|| {
                Error::Usage(format!(
                    "{place}: this user's search_path names no schema that exists; pass --database-schema"
                ))
            })?);
        }
        Ok(())
    }

    fn literal(&self, text: &str) -> String {
        self.ddl.dialect.literal(text)
    }

    /// What has the name of one of our tables.
    fn existing(&mut self) -> Result<Vec<Existing>> {
        let namespace = self.literal(self.ddl.namespace.as_deref().unwrap_or_default());
        let names: Vec<String> = self.job.tables.iter().map(|table| self.literal(&table.name)).collect();
        let rows = self.rows(format!(
            "SELECT c.relname::text, c.relkind::text, obj_description(c.oid, 'pg_class') \
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE n.nspname = {namespace} AND c.relname IN ({}) ORDER BY 1",
            names.join(", ")
        ))?;
        let existing = rows.iter().map(|row| {
            let (kind, comment): (String, Option<String>) = (self.value(row, 1)?, self.value(row, 2)?);
            Ok(Existing {
                name: self.value(row, 0)?,
                is_table: kind == "r" || kind == "p",
                is_ours: comment.is_some_and(|comment| comment.ends_with(MARKER)),
            })
        });
        existing.collect()
    }

    fn check(&self, existing: &[Existing]) -> Result<()> {
        let place = &self.session.place;
        let named = |wanted: &dyn Fn(&&Existing) -> bool| -> Vec<&str> {
            existing.iter().filter(wanted).map(|one| one.name.as_str()).collect()
        };
        let (others, foreign) = (named(&|one| !one.is_table), named(&|one| !one.is_ours));
        if self.job.options.mode == Mode::Create && !existing.is_empty() {
            return Err(words::exist(place, &named(&|_| true)));
        }
        if !others.is_empty() {
            let names = words::list(&others);
            return Err(Error::Usage(format!("{place}: {names}: expected tables, found something else of that name")));
        }
        if self.job.options.mode == Mode::Replace && !self.job.options.force && !foreign.is_empty() {
            return Err(words::not_ours(place, &foreign));
        }
        let tables = self.job.tables.iter().map(|table| table.name.as_str());
        let missing: Vec<&str> = tables.filter(|name| existing.iter().all(|one| one.name != *name)).collect();
        if self.job.options.mode == Mode::Append && !missing.is_empty() {
            return Err(words::missing(place, &missing));
        }
        Ok(())
    }

    /// Makes the tables, instead of those that exist.
    fn create(&mut self, existing: &[Existing]) -> Result<Loaded> {
        if let Some(namespace) = self.ddl.namespace.clone() {
            self.make_namespace(&namespace)?;
        }
        if !existing.is_empty() {
            let names: Vec<String> = existing.iter().map(|one| self.ddl.table_name(&one.name)).collect();
            self.run(format!("DROP TABLE {}", names.join(", ")))?;
        }
        let job = self.job;
        for table in &job.tables {
            self.run(self.ddl.create_table(table, &table.name, Inline::Nothing))?;
        }
        let (mut loaded, mut keys, mut references) = (Vec::new(), 0, 0);
        for table in &job.tables {
            let rows = self.copy(table, &self.ddl.table_name(&table.name))?;
            for statement in self.ddl.add_keys(table) {
                self.run(statement)?;
                keys += 1;
            }
            for statement in self.ddl.comments(table) {
                self.run(statement)?;
            }
            let total = self.count(table)?;
            check_count(table, rows, total)?;
            loaded.push(LoadedTable { name: table.name.clone(), rows, total });
        }
        for table in &job.tables {
            if let Some(statement) = self.ddl.add_foreign_keys(table) {
                self.run(statement)?;
                references += table.foreign_keys.len();
            }
        }
        Ok(Loaded { tables: loaded, keys, references })
    }

    /// Only where it is missing: who may use a schema need not be allowed to make one.
    fn make_namespace(&mut self, namespace: &str) -> Result<()> {
        let name = self.literal(namespace);
        if self.rows(format!("SELECT 1 FROM pg_namespace WHERE nspname = {name}"))?.is_empty() {
            self.run(format!("CREATE SCHEMA {}", self.ddl.dialect.quote(namespace)))?;
        }
        Ok(())
    }

    /// Sends the rows of `table` into the table that is called `name` in statements.
    fn copy(&mut self, table: &Table, name: &str) -> Result<u64> {
        let job = self.job;
        let rows = job.source.rows(table.position, job.control)?;
        let statement = format!("COPY {name} ({}) FROM STDIN (FORMAT binary)", self.ddl.column_list(table));
        let encode = |part: &mut Vec<u8>, batch: &_, row| binary::encode(part, table, batch, row);
        let (session, connection) = (&self.session, &mut self.connection);
        let copied = stream(job, table, rows, encode, |mut parts| {
            session.wait(async {
                let said = |error| words::error(&session.place, &error);
                let mut copy = connection.copy_in_raw(&statement).await.map_err(said)?;
                copy.send(binary::HEADER).await.map_err(said)?;
                while let Some(part) = parts.next().await? {
                    copy.send(part).await.map_err(said)?;
                }
                copy.send(binary::TRAILER).await.map_err(said)?;
                copy.finish().await.map_err(said)
            })
        })?;
        check_count(table, rows, copied)?;
        Ok(rows)
    }

    fn count(&mut self, table: &Table) -> Result<u64> {
        let rows = self.rows(format!("SELECT count(*) FROM {}", self.ddl.table_name(&table.name)))?;
        let count: i64 = rows.first().map_or(Ok(0), |row| self.value(row, 0))?;
        Ok(count.unsigned_abs())
    }
}

fn check_count(table: &Table, expected: u64, found: u64) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    Err(Error::bug(format!("table {}: {expected} rows were sent, {found} arrived", table.name)))
}
