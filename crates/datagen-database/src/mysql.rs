//! MySQL and MariaDB: new tables are filled under other names, and get theirs together, at the end.

mod append;
mod names;
mod server;

use datagen_core::Control;
use datagen_io::sql::{Ddl, Dialect, Inline, Inserts, Table};

use self::names::{Names, names};
use self::server::Server;
use crate::error::{Error, Result};
use crate::options::{Loaded, LoadedTable, Mode};
use crate::stream::stream;
use crate::target::MySqlServer;
use crate::{Job, words};

/// A load into a server.
struct Load<'a> {
    job: &'a Job<'a>,
    server: Server<'a>,
    ddl: Ddl,
}

/// Loads the tables of `job`.
pub(crate) fn load(job: &Job<'_>, target: &MySqlServer) -> Result<Loaded> {
    let ddl = Ddl { dialect: Dialect::MySql, namespace: None, marked: true };
    let mut load = Load { job, server: Server::connect(target, job.control)?, ddl };
    load.server.prepare()?;
    if job.options.mode == Mode::Append {
        return load.append();
    }
    let names = names(&job.tables);
    load.check(&names)?;
    let done = load.fill_and_rename(&names);
    if done.is_err() {
        drop(load);
        // What cannot be taken away now, as from a server that is gone, the next load takes away.
        let _ = take_away(target, &names);
    }
    done
}

/// Drops the tables that were being filled; by a connection of its own, since the other one may be in the middle of a
/// statement, and even when the run is cancelled.
fn take_away(target: &MySqlServer, names: &[Names]) -> Result<()> {
    let control = Control::default();
    let mut server = Server::connect(target, &control)?;
    server.run("SET SESSION lock_wait_timeout = 10, foreign_key_checks = 0")?;
    let loading: Vec<String> = names.iter().map(|names| Dialect::MySql.quote(&names.loading)).collect();
    server.run(format!("DROP TABLE IF EXISTS {}", loading.join(", ")))
}

impl Load<'_> {
    /// Refuses before the first change.
    fn check(&mut self, names: &[Names]) -> Result<()> {
        let existing = self.server.existing(names.iter().flat_map(Names::all))?;
        let place = self.server.place().to_owned();
        let is_helper = |name: &str| names.iter().any(|names| names.loading == name || names.replaced == name);
        let (helpers, tables): (Vec<_>, Vec<_>) = existing.iter().partition(|one| is_helper(&one.name));
        let named = |all: &[&server::Existing], wanted: fn(&server::Existing) -> bool| -> Vec<String> {
            all.iter().filter(|one| wanted(one)).map(|one| one.name.clone()).collect()
        };
        let refuse = |refusal: fn(&str, &[&str]) -> Error, names: &[String]| {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            if names.is_empty() { Ok(()) } else { Err(refusal(&place, &names)) }
        };
        if self.job.options.mode == Mode::Create {
            refuse(words::exist, &named(&tables, |_| true))?;
        }
        if let Some(view) = tables.iter().find(|one| !one.is_table) {
            return Err(Error::Usage(format!(
                "{place}: expected a table {}, found something else of that name",
                view.name
            )));
        }
        if !self.job.options.force {
            refuse(words::not_ours, &named(&tables, |one| !one.is_ours))?;
        }
        refuse(words::not_ours, &named(&helpers, |one| !one.is_ours))?;
        self.check_dependants(&tables)?;
        // What an interrupted load left.
        self.drop_tables(helpers.iter().map(|one| one.name.as_str()))
    }

    /// Refuses to take a table away from others that refer to it.
    fn check_dependants(&mut self, replaced: &[&server::Existing]) -> Result<()> {
        let names: Vec<&str> = replaced.iter().map(|one| one.name.as_str()).collect();
        let Some((from, to)) = self.server.dependant(&names)? else { return Ok(()) };
        Err(Error::Usage(format!(
            "{}: the table {from} refers to {to}, which would be replaced; drop that foreign key yourself, or load \
             elsewhere. Nothing was changed",
            self.server.place()
        )))
    }

    /// Makes the tables, instead of those that exist.
    fn fill_and_rename(&mut self, names: &[Names]) -> Result<Loaded> {
        let job = self.job;
        for (table, names) in job.tables.iter().zip(names) {
            self.server.run(self.ddl.create_table(table, &names.loading, Inline::Keys))?;
        }
        let mut loaded = Vec::new();
        for (table, names) in job.tables.iter().zip(names) {
            self.server.run("START TRANSACTION")?;
            let rows = self.fill(table, &names.loading)?;
            self.server.run("COMMIT")?;
            let total = self.server.count(&self.ddl.table_name(&names.loading))?;
            check_count(table, rows, total)?;
            loaded.push(LoadedTable { name: table.name.clone(), rows, total });
        }
        let loading = |table: &str| {
            let at = job.tables.iter().position(|one| one.name == table);
            at.map_or_else(|| table.to_owned(), |at| names[at].loading.clone())
        };
        let references = self.check_references(&loading)?;
        job.control.check()?;
        self.rename(names)?;
        let keys = job.tables.iter().map(|table| self.ddl.add_keys(table).len()).sum();
        Ok(Loaded { tables: loaded, keys, references })
    }

    /// Gives all tables their names in one step, then declares what they refer to.
    fn rename(&mut self, names: &[Names]) -> Result<()> {
        let existing = self.server.existing(names.iter().map(|names| names.table.as_str()))?;
        let (mut steps, mut replaced) = (Vec::new(), Vec::new());
        for names in names {
            let [table, loading, away] = names.all().map(|name| self.ddl.table_name(name));
            if existing.iter().any(|one| one.name == names.table) {
                steps.push(format!("{table} TO {away}"));
                replaced.push(names.replaced.as_str());
            }
            steps.push(format!("{loading} TO {table}"));
        }
        self.server.run(format!("RENAME TABLE {}", steps.join(", ")))?;
        self.drop_tables(replaced.into_iter())?;
        for statement in self.job.tables.iter().filter_map(|table| self.ddl.add_foreign_keys(table)).collect::<Vec<_>>()
        {
            self.server.run(statement)?;
        }
        Ok(())
    }

    /// Sends the rows of `table` into the table `name`.
    fn fill(&mut self, table: &Table, name: &str) -> Result<u64> {
        let job = self.job;
        let rows = job.source.rows(table.position, job.control)?;
        let inserts = Inserts::new(&self.ddl, table, name);
        let encode = |part: &mut Vec<String>, batch: &_, row| {
            part.extend(inserts.statements(batch, row)?);
            Ok(())
        };
        let server = &mut self.server;
        let inserted = stream(job, table, rows, encode, |mut parts| server.run_all(&mut parts))?;
        check_count(table, rows, inserted)?;
        Ok(rows)
    }

    /// Asks for rows that refer to nothing; `name` is how a table is called at the moment. Returns how many references
    /// were checked.
    fn check_references(&mut self, name: &dyn Fn(&str) -> String) -> Result<usize> {
        let mut checked = 0;
        for table in &self.job.tables {
            for key in &table.foreign_keys {
                let quote = |name: &str| self.ddl.dialect.quote(name);
                let (column, to_column) = (quote(&key.column), quote(&key.to_column));
                let (from, to) = (quote(&name(&table.name)), quote(&name(&key.to_table)));
                let lost = self.server.count_of(format!(
                    "SELECT count(*) FROM {from} c LEFT JOIN {to} p ON c.{column} = p.{to_column} \
                     WHERE c.{column} IS NOT NULL AND p.{to_column} IS NULL"
                ))?;
                if lost > 0 {
                    let (table, column, parent) = (&table.name, &key.column, &key.to_table);
                    let words =
                        format!("{lost} rows of {table} refer by {column} to rows of {parent} that are not there");
                    return Err(words::broken(self.server.place(), &words));
                }
                checked += 1;
            }
        }
        Ok(checked)
    }

    fn drop_tables<'n>(&mut self, names: impl Iterator<Item = &'n str>) -> Result<()> {
        let names: Vec<String> = names.map(|name| self.ddl.table_name(name)).collect();
        if names.is_empty() { Ok(()) } else { self.server.run(format!("DROP TABLE IF EXISTS {}", names.join(", "))) }
    }
}

fn check_count(table: &Table, expected: u64, found: u64) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    Err(Error::bug(format!("table {}: {expected} rows were sent, {found} arrived", table.name)))
}
