//! `datagen load` and `datagen generate --to`: tables into databases.

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use datagen_core::Control;
use datagen_core::schema::document::Document;
use datagen_database::{LoadOptions, Loaded, Mode, Target, has_password, load as load_into};
use datagen_io::atomic::{Existing, Staging};
use datagen_io::read::Directory;
use datagen_io::sql::{Dialect, read_files, tables};
use datagen_io::{Error as IoError, Part, Place, Source};

use crate::dirty::no_issues;
use crate::exit::Failure;
use crate::generate::{Run, stop_on_signal, tell_run_time_warnings, tell_warnings};
use crate::place::{self, FilePlace, place};
use crate::progress::{Observer, Watched};
use crate::script::promises;
use crate::terminal::{Paint, print};
use crate::text_table::{Align, TextTable};
use crate::{input, units};

const LOAD_HELP: &str = "\
Examples:
  datagen load postgres://me@localhost/shop shop.json --data-dir output
  datagen load env:SHOP_URL shop.json --data-dir output --mode replace
  datagen load mysql://me@localhost/shop shop.json --data-dir output --tables customer,order
  datagen load sqlite:shop.sqlite shop.json --data-dir output
  datagen load duckdb:load.sql shop.json --data-dir output   a script with which DuckDB reads the files

A load is all or nothing. Tables get their keys, and references to each other; rows are counted and references checked in
the database before anything is kept.

A password never stands on the command line: PostgreSQL's is read from PGPASSWORD or ~/.pgpass, MySQL's from MYSQL_PWD; or
put the whole URL into an environment variable NAME and pass env:NAME.

Exit codes:
  0    done
  1    the schema, or data that breaks its promises, is at fault
  2    wrong usage: an argument, tables that are in the way or do not fit (--mode)
  3    the environment: the server, permissions, files
  70   a bug in datagen; please report it
  130  interrupted; nothing of the load is kept";

/// What `datagen load` takes.
#[derive(Debug, Args)]
#[command(after_help = LOAD_HELP)]
pub(crate) struct LoadArguments {
    /// The database: postgres://, mysql:// or mariadb://USER@HOST/DATABASE, sqlite:FILE, duckdb:SCRIPT, or env:NAME
    #[arg(value_name = "URL")]
    url: String,
    /// The schema, in JSON, YAML or TOML; `-` reads it from standard input
    #[arg(value_name = "SCHEMA")]
    schema: PathBuf,

    /// The directory of the tables, or s3://, gs://, az://bucket/folder
    #[arg(long, value_name = "DIR", value_parser = place, help_heading = "Data")]
    data_dir: Place,
    /// Only these tables, separated by commas
    #[arg(long, value_name = "TABLES", value_delimiter = ',', help_heading = "Data")]
    tables: Vec<String>,
    /// Take members that the language does not know as warnings
    #[arg(long, help_heading = "Data")]
    lenient: bool,

    /// What is done there.
    #[command(flatten)]
    database: DatabaseArguments,
    /// Replace tables that no load made
    #[arg(long, help_heading = "Database")]
    force: bool,

    /// Threads [default: all cores]
    #[arg(long, value_name = "N", help_heading = "Resources")]
    threads: Option<NonZeroUsize>,
    /// No progress and no summary; warnings and errors only
    #[arg(short, long, help_heading = "Messages")]
    quiet: bool,
}

/// What is done in a database.
#[derive(Debug, Args)]
pub(crate) struct DatabaseArguments {
    /// What is done with tables that exist [default: create]
    #[arg(long, value_enum, value_name = "MODE", help_heading = "Database")]
    pub(crate) mode: Option<ModeName>,
    /// The schema of the tables within a PostgreSQL database; it is made if need be [default: the user's]
    #[arg(long, value_name = "NAME", help_heading = "Database")]
    pub(crate) database_schema: Option<String>,
}

/// A mode, as it is called here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ModeName {
    /// They are refused
    Create,
    /// They get further rows
    Append,
    /// They are replaced, if a load made them
    Replace,
}

/// A database instead of files.
#[derive(Debug, Args)]
pub(crate) struct ToArguments {
    /// Load the rows into a database instead of writing files: postgres://, mysql://, sqlite:FILE, or env:NAME, as `datagen
    /// load` has it
    #[arg(long, value_name = "URL", help_heading = "Database", conflicts_with_all = ["output_dir", "format",
          "compression", "dialect", "metadata", "overwrite", "split_rows", "split_bytes", "hive", "clean", "ledger", "plan",
          "dry_run_sample"])]
    to: Option<String>,
    /// What is done there.
    #[command(flatten)]
    pub(crate) database: DatabaseArguments,
}

impl ToArguments {
    /// The database, if there shall be one.
    pub(crate) fn target(&self) -> Result<Option<Target>, Failure> {
        match &self.to {
            Some(url) => {
                let url = resolve(url)?;
                if url.starts_with("duckdb:") {
                    return Err(Failure::Usage(
                        "--to: DuckDB is loaded by a script; pass --format sql --dialect duckdb, or write files and use \
                         `datagen load duckdb:SCRIPT`"
                            .to_owned(),
                    ));
                }
                target(&url, &self.database).map(Some)
            }
            None if self.database.mode.is_some() => {
                Err(Failure::Usage("--mode is a choice of --to; pass --to URL".to_owned()))
            }
            None if self.database.database_schema.is_some() => {
                Err(Failure::Usage("--database-schema is a choice of --to; pass --to URL".to_owned()))
            }
            None => Ok(None),
        }
    }
}

/// Loads what `run` generates.
pub(crate) fn generate_to(run: &Run<'_>, target: Target) -> Result<(), Failure> {
    let observer = run.observer();
    let control = Control::with_progress(observer.clone());
    stop_on_signal(&[&control])?;
    let arguments = run.arguments;
    let options = LoadOptions {
        tables: run.tables.clone(),
        mode: arguments.to.database.mode(),
        // Here, `--force` is about the size of the data; what is lost must be meant.
        force: false,
        promises: arguments.promises(),
        threads: arguments.threads(),
    };
    let document = run.input.schema.document();
    let load = Load { target, document, options, quiet: arguments.quiet };
    if arguments.dirty.dirty {
        let dirty = run.plan.dirty(&control)?.ok_or_else(no_issues)?;
        load.run(&dirty, &observer, &control)?;
    } else {
        let ranges = arguments.part.ranges(run.plan, &run.tables, &control)?;
        let part = Part::new(run.plan, &ranges.by_table, &control)?;
        load.run(&part, &observer, &control)?;
    }
    tell_run_time_warnings(&control);
    Ok(())
}

/// A load that is about to begin.
pub(crate) struct Load<'a> {
    pub(crate) target: Target,
    pub(crate) document: &'a Document,
    pub(crate) options: LoadOptions,
    pub(crate) quiet: bool,
}

/// Carries out the subcommand.
pub(crate) fn load(arguments: &LoadArguments) -> Result<(), Failure> {
    refuse_password(&arguments.schema.to_string_lossy())?;
    let url = resolve(&arguments.url)?;
    let input = input::read(&arguments.schema, arguments.lenient)?;
    tell_warnings(&input.warnings);
    let document = input.schema.document();
    check_tables(document, &arguments.tables)?;
    if let Some(script) = url.strip_prefix("duckdb:") {
        return duckdb(arguments, document, script);
    }
    let target = target(&url, &arguments.database)?;
    let names: Vec<String> = document.nodes.iter().map(|node| node.id.clone()).collect();
    let tables = if arguments.tables.is_empty() { names } else { arguments.tables.clone() };
    let observer = Arc::new(Observer::new(&tables, arguments.quiet));
    let control = Control::with_progress(observer.clone());
    stop_on_signal(&[&control])?;
    let local = arguments.data_dir.local(&control)?;
    let source = Directory::open(local.directory(), document, &arguments.tables, &control)?;
    let options = LoadOptions {
        tables: Vec::new(),
        mode: arguments.database.mode(),
        force: arguments.force,
        promises: promises(source.metadata()),
        threads: threads(arguments.threads),
    };
    let load = Load { target, document, options, quiet: arguments.quiet };
    load.run(&source, &observer, &control)
}

impl Load<'_> {
    /// Loads `source`, whose progress `observer` sees by way of `control`.
    pub(crate) fn run(&self, source: &dyn Source, observer: &Observer, control: &Control) -> Result<(), Failure> {
        let watched = Watched::new(source, observer);
        let loaded = load_into(&watched, self.document, &self.target, &self.options, control);
        observer.finish();
        let loaded = loaded?;
        if self.quiet { Ok(()) } else { print(&self.summary(&loaded, observer, Paint::stdout())) }
    }

    fn summary(&self, loaded: &Loaded, observer: &Observer, paint: Paint) -> String {
        let appended = self.options.mode == Mode::Append;
        let mut titles = vec![("table", Align::Left), ("rows", Align::Right), ("rows/s", Align::Right)];
        titles.extend(appended.then_some(("in the table", Align::Right)));
        let mut text = TextTable::new(titles);
        for table in &loaded.tables {
            let rate = units::rate(table.rows, observer.time_of(&table.name));
            let mut cells = vec![table.name.clone(), units::count(table.rows), rate];
            cells.extend(appended.then(|| units::count(table.total)));
            text.push(cells);
        }
        let (rows, time) = (loaded.tables.iter().map(|table| table.rows).sum(), observer.time());
        if loaded.tables.len() > 1 {
            let mut cells = vec!["total".to_owned(), units::count(rows), units::rate(rows, time)];
            cells.extend(appended.then(|| units::count(loaded.tables.iter().map(|table| table.total).sum())));
            text.push(cells);
        }
        let (table, place) = (text.render(None, paint), paint.bold(&self.target));
        let time = units::duration(time);
        format!("{table}\nLoaded into {place} in {time}\n{}", checked(loaded))
    }
}

/// What the database has checked.
fn checked(loaded: &Loaded) -> String {
    let plural = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let checks: Vec<String> = [(loaded.keys, "key"), (loaded.references, "reference")]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| plural(number, word))
        .collect();
    match checks.is_empty() {
        true => "Checked there: the number of rows\n".to_owned(),
        false => format!("Checked there: the number of rows, {}\n", checks.join(", ")),
    }
}

impl DatabaseArguments {
    pub(crate) fn mode(&self) -> Mode {
        match self.mode {
            None | Some(ModeName::Create) => Mode::Create,
            Some(ModeName::Append) => Mode::Append,
            Some(ModeName::Replace) => Mode::Replace,
        }
    }
}

/// The number of threads.
fn threads(wanted: Option<NonZeroUsize>) -> NonZeroUsize {
    wanted.unwrap_or_else(|| std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
}

fn check_tables(document: &Document, wanted: &[String]) -> Result<(), Failure> {
    let names: Vec<&str> = document.nodes.iter().map(|node| node.id.as_str()).collect();
    match wanted.iter().find(|name| !names.contains(&name.as_str())) {
        Some(unknown) => {
            Err(Failure::Usage(format!("--tables: there is no table `{unknown}`; the tables are {}", names.join(", "))))
        }
        None => Ok(()),
    }
}

/// The URL itself, or the one that the variable of `env:NAME` holds.
pub(crate) fn resolve(url: &str) -> Result<String, Failure> {
    let Some(name) = url.strip_prefix("env:") else {
        refuse_password(url)?;
        return Ok(url.to_owned());
    };
    let value = std::env::vars_os().find(|(variable, _)| variable == name).map(|(_, value)| value.into_string());
    match value {
        Some(Ok(value)) if !value.is_empty() => Ok(value),
        _ => Err(Failure::Usage(format!(
            "env:{name}: expected the URL of a database in the variable {name}; it is not set"
        ))),
    }
}

/// Whoever looks at the list of processes would see it.
fn refuse_password(argument: &str) -> Result<(), Failure> {
    if !has_password(argument) {
        return Ok(());
    }
    Err(Failure::Usage(
        "a password on the command line can be seen by others; leave it out of the URL and set PGPASSWORD or ~/.pgpass \
         (PostgreSQL), MYSQL_PWD (MySQL), or put the whole URL into an environment variable NAME and pass env:NAME"
            .to_owned(),
    ))
}

/// The database at `url`.
pub(crate) fn target(url: &str, arguments: &DatabaseArguments) -> Result<Target, Failure> {
    let password = std::env::vars_os().find(|(variable, _)| variable == "MYSQL_PWD");
    let password = password.and_then(|(_, value)| value.into_string().ok());
    let target = Target::parse(url, password.as_deref())?;
    match &arguments.database_schema {
        Some(schema) => Ok(target.with_schema(schema)?),
        None => Ok(target),
    }
}

/// Writes a script that reads the files.
fn duckdb(arguments: &LoadArguments, document: &Document, script: &str) -> Result<(), Failure> {
    let Some(directory) = arguments.data_dir.directory() else {
        return Err(Failure::Usage("duckdb: --data-dir: expected a directory, found an object store".to_owned()));
    };
    if arguments.database.mode == Some(ModeName::Append) || arguments.database.database_schema.is_some() {
        return Err(Failure::Usage(
            "duckdb: the script makes the tables; leave out --mode append and --database-schema".to_owned(),
        ));
    }
    let control = Control::default();
    let source = Directory::open(directory, document, &arguments.tables, &control)?;
    let tables = tables(&source, document, &[], promises(source.metadata()), Dialect::DuckDb)?;
    let text = read_files(&tables, directory, format!("{} into DuckDB", document.metadata.name))?;
    let file = place::file(script).map_err(Failure::Usage)?;
    write_script(&file, &text, arguments.database.mode() == Mode::Replace)?;
    if arguments.quiet {
        return Ok(());
    }
    print(&format!(
        "Written to {script}; run it where the path {} is right: duckdb FILE < {script}\n",
        directory.display()
    ))
}

/// Writes a script in one go.
fn write_script(file: &FilePlace, text: &str, replace: bool) -> Result<(), Failure> {
    let existing = if replace { Existing::Replace } else { Existing::Refuse };
    let mut staging = Staging::open(file.place.clone(), std::slice::from_ref(&file.name), existing)?;
    let written = staging.create(&file.name)?.write_all(text.as_bytes());
    let path = staging.in_progress(&file.name);
    written.map_err(|source| IoError::Io { action: "write", path, source })?;
    Ok(staging.commit()?)
}
