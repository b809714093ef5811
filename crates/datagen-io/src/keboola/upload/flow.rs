//! An upload from beginning to end: several tables at a time, each by itself.

use std::path::PathBuf;

use datagen_core::Control;
use futures::{StreamExt as _, stream};
use tokio::runtime::Builder;

use super::Settings;
use super::api::{Import, Job, split_bucket};
use super::client::{Client, Notice, failed};
use super::folder::{Folder, Table};
use super::resume::{Done, Resume};
use super::slices::Slices;
use super::storage::Storage;
use crate::error::{Error, Fault, Result};

/// Tables under way at a time.
const AT_ONCE: usize = 4;

/// Who is told how an upload goes on.
pub trait Watch: Sync {
    /// A table came to its next step.
    fn step(&self, table: &str, step: &Step);
    /// The stack said something.
    fn notice(&self, notice: &Notice);
}

/// A step of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// So many bytes are sent.
    Sending(u64),
    /// The job with this number loads them.
    Loading(u64),
    /// It is over.
    Over(Outcome),
}

/// How it ended for a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The table is new.
    Created,
    /// What was in the table was replaced.
    Replaced,
    /// Rows were added to the table, or replaced those with their keys.
    Added,
    /// An earlier run did it.
    Before,
    /// Nothing came of it, and why.
    Failed(String),
}

/// What came of an upload, or would come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The project's name.
    pub project: String,
    /// Whether the bucket was, or would be, made.
    pub new_bucket: bool,
    /// The tables, by name.
    pub tables: Vec<TableReport>,
}

/// What came of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableReport {
    /// The table.
    pub name: String,
    /// The size of its file.
    pub bytes: u64,
    /// The rows that arrived, if the stack says so.
    pub rows: Option<u64>,
    /// How it ended.
    pub outcome: Outcome,
}

impl Report {
    /// How many tables failed.
    #[must_use]
    pub fn failures(&self) -> usize {
        self.tables.iter().filter(|table| matches!(table.outcome, Outcome::Failed(_))).count()
    }
}

/// Says what an upload would do, and changes nothing.
///
/// # Errors
/// As [`upload`].
pub fn check(folder: &Folder, settings: &Settings, control: &Control, watch: &dyn Watch) -> Result<Report> {
    run(settings, control, watch, async |client| {
        let project = client.verify().await?.owner.name;
        let new_bucket = !client.has_bucket(&settings.bucket).await?;
        let mut tables = Vec::new();
        for table in &folder.tables {
            let outcome = match client.table(&id(settings, table)).await? {
                None => Outcome::Created,
                Some(detail) => match objection(table, &detail.columns) {
                    Some(objection) => Outcome::Failed(objection),
                    None if is_incremental(settings, table) => Outcome::Added,
                    None => Outcome::Replaced,
                },
            };
            tables.push(TableReport { name: table.name.clone(), bytes: table.bytes, rows: None, outcome });
        }
        Ok(Report { project, new_bucket, tables })
    })
}

/// Makes or loads the tables of `folder`. One that fails does not keep the others from coming.
///
/// # Errors
/// [`Error::Usage`] when a setting is wrong; [`Error::Service`] when nothing can be done at all: the stack cannot be
/// reached, the token is not good; [`Error::Io`]; and cancellation.
pub fn upload(folder: &Folder, settings: &Settings, control: &Control, watch: &dyn Watch) -> Result<Report> {
    run(settings, control, watch, async |client| {
        let owner = client.verify().await?.owner;
        let new_bucket = !client.has_bucket(&settings.bucket).await?;
        if new_bucket {
            client.create_bucket(&settings.bucket).await?;
        }
        let resume = Resume::open(&folder.directory, settings);
        let upload =
            Upload { client: &client, settings, resume: &resume, control, watch, has_types: owner.has_types() };
        let tables = stream::iter(&folder.tables).map(|table| upload.table(table)).buffered(AT_ONCE);
        let tables = tables.collect::<Vec<_>>().await.into_iter().collect::<Result<Vec<_>>>()?;
        let report = Report { project: owner.name, new_bucket, tables };
        if report.failures() == 0 {
            resume.forget()?;
        }
        Ok(report)
    })
}

/// Runs `body` with a client.
fn run<T>(
    settings: &Settings,
    control: &Control,
    watch: &dyn Watch,
    body: impl AsyncFnOnce(Client<'_>) -> Result<T>,
) -> Result<T> {
    split_bucket(&settings.bucket)?;
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|source| Error::io("start what asks", &PathBuf::from(&settings.url), source))?;
    let tell = |notice: Notice| watch.notice(&notice);
    let client = Client::new(settings, control, &tell)?;
    runtime.block_on(body(client))
}

fn id(settings: &Settings, table: &Table) -> String {
    format!("{}.{}", settings.bucket, table.name)
}

fn is_incremental(settings: &Settings, table: &Table) -> bool {
    settings.incremental || table.manifest.incremental
}

/// Why a file does not fit a table that is there.
fn objection(table: &Table, columns: &[String]) -> Option<String> {
    let mut ours = table.manifest.names();
    let mut theirs: Vec<&str> = columns.iter().map(String::as_str).collect();
    ours.sort_unstable();
    theirs.sort_unstable();
    (ours != theirs).then(|| {
        format!(
            "the table has the columns {}, the file has {}; drop the table or choose another bucket",
            columns.join(", "),
            table.manifest.names().join(", ")
        )
    })
}

/// What every table needs.
struct Upload<'a> {
    client: &'a Client<'a>,
    settings: &'a Settings,
    resume: &'a Resume,
    control: &'a Control,
    watch: &'a dyn Watch,
    has_types: bool,
}

impl Upload<'_> {
    async fn table(&self, table: &Table) -> Result<TableReport> {
        let (outcome, rows) = match self.bring(table).await {
            Ok(done) => done,
            Err(error) if error.fault() == Fault::Cancelled => return Err(error),
            Err(error) => (Outcome::Failed(error.to_string()), None),
        };
        self.watch.step(&table.name, &Step::Over(outcome.clone()));
        Ok(TableReport { name: table.name.clone(), bytes: table.bytes, rows, outcome })
    }

    async fn bring(&self, table: &Table) -> Result<(Outcome, Option<u64>)> {
        let id = id(self.settings, table);
        let mut done = self.resume.of(&table.name, &table.sha256);
        if done.rows.is_some() {
            return Ok((Outcome::Before, done.rows));
        }
        let found = self.client.table(&id).await?;
        if let Some(objection) = found.as_ref().and_then(|found| objection(table, &found.columns)) {
            return Err(failed("load the table", objection));
        }
        let is_new = found.is_none();
        if is_new && done.job.is_none() && !self.define(table).await? {
            self.create_untyped(table, &mut done).await?;
        }
        if done.job.is_none() {
            self.begin_import(&id, table, &mut done).await?;
        }
        let rows = self.end_import(table, &mut done).await?;
        let outcome = match (is_new, is_incremental(self.settings, table)) {
            (true, _) => Outcome::Created,
            (false, true) => Outcome::Added,
            (false, false) => Outcome::Replaced,
        };
        Ok((outcome, Some(rows)))
    }

    /// Makes a table with types, and says whether the stack has such.
    async fn define(&self, table: &Table) -> Result<bool> {
        if !self.has_types || !table.manifest.is_typed() {
            return Ok(false);
        }
        match self.client.define(&self.settings.bucket, table).await? {
            Some(job) => self.client.finish(job.id).await.map(|_| true),
            None => Ok(false),
        }
    }

    /// Makes a table without types: from the file if it says what the columns are called, else from a header.
    async fn create_untyped(&self, table: &Table, done: &mut Done) -> Result<()> {
        let bucket = &self.settings.bucket;
        if table.manifest.has_header && !self.is_sliced(table) {
            let file = self.send(table, done).await?;
            let job = self.client.create_table(bucket, table, file).await?;
            return self.begun(table, done, &job);
        }
        let header = table.header_line();
        let prepared = self.client.prepare(&format!("{}.header.csv", table.name), header.len() as u64, false).await?;
        let file = prepared.id;
        Storage::of(prepared, &self.settings.variables)?.send_text(header).await?;
        let job = self.client.create_table(bucket, table, file).await?;
        self.client.finish(job.id).await.map(drop)
    }

    async fn begin_import(&self, id: &str, table: &Table, done: &mut Done) -> Result<()> {
        let was_sent = done.file.is_some();
        let file = self.send(table, done).await?;
        let how = Import {
            incremental: is_incremental(self.settings, table),
            without_headers: done.sliced || !table.manifest.has_header,
        };
        let job = match self.client.import(id, table, file, how).await? {
            Some(job) => job,
            // A file that an earlier run sent does not stay for ever.
            None if was_sent => {
                done.file = None;
                let file = self.send(table, done).await?;
                let gone = || failed("load the table", "the file that was just sent is not there".to_owned());
                self.client.import(id, table, file, how).await?.ok_or_else(gone)?
            }
            None => return Err(failed("load the table", "the table or its file is not there".to_owned())),
        };
        self.begun(table, done, &job)
    }

    fn begun(&self, table: &Table, done: &mut Done, job: &Job) -> Result<()> {
        done.job = Some(job.id);
        self.resume.note(&table.name, done)
    }

    /// Waits for the job, and returns the number of rows.
    async fn end_import(&self, table: &Table, done: &mut Done) -> Result<u64> {
        let Some(job) = done.job else { return Err(Error::bug("a table without a job")) };
        self.watch.step(&table.name, &Step::Loading(job));
        let finished = self.client.finish(job).await;
        if finished.as_ref().is_err_and(|error| error.fault() != Fault::Cancelled) {
            // The next run tries again.
            done.job = None;
            self.resume.note(&table.name, done)?;
        }
        let results = finished?.results;
        let rows = results.and_then(|results| results.imported_rows_count.or(results.total_rows_count)).unwrap_or(0);
        done.rows = Some(rows);
        self.resume.note(&table.name, done)?;
        Ok(rows)
    }

    fn is_sliced(&self, table: &Table) -> bool {
        table.bytes > self.settings.slice_bytes
    }

    /// The file's number in the stack; it is sent unless it is there.
    async fn send(&self, table: &Table, done: &mut Done) -> Result<u64> {
        if let Some(file) = done.file {
            return Ok(file);
        }
        self.watch.step(&table.name, &Step::Sending(table.bytes));
        let sliced = self.is_sliced(table);
        let prepared = self.client.prepare(&format!("{}.csv", table.name), table.bytes, sliced).await?;
        let file = prepared.id;
        let storage = Storage::of(prepared, &self.settings.variables)?;
        if sliced {
            let manifest = &table.manifest;
            let bytes = self.settings.slice_bytes;
            let slices = Slices::of(&table.path, manifest.has_header, &manifest.enclosure, bytes)?;
            storage.send_slices(slices, self.control).await?;
        } else {
            storage.send(&table.path, self.control).await?;
        }
        (done.file, done.sliced) = (Some(file), sliced);
        self.resume.note(&table.name, done)?;
        Ok(file)
    }
}
