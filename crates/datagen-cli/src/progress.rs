//! How far it has come: bars on a terminal, lines elsewhere, nothing when asked to be quiet.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, Once, OnceLock, PoisonError};
use std::time::Duration;

use arrow::datatypes::SchemaRef;
use datagen_core::error::Result;
use datagen_core::{Control, Progress};
use datagen_io::{Batches, Source};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::clock::Stopwatch;
use crate::terminal::{stderr_height, stderr_is_terminal, tell};
use crate::units;

/// The time between two lines about unfinished tables.
const BETWEEN_LINES: Duration = Duration::from_secs(5);
/// With more tables than this, a line about each would bury what matters.
const MOST_LINES: usize = 50;

/// Sees the rows of all tables come.
pub(crate) struct Observer {
    tables: Vec<TableProgress>,
    display: Display,
    watch: Stopwatch,
}

/// How far one table has come.
struct TableProgress {
    name: String,
    expected: AtomicU64,
    done: AtomicU64,
    watch: OnceLock<Stopwatch>,
    /// Microseconds from the first row to the last.
    time: AtomicU64,
    bar: OnceLock<ProgressBar>,
}

enum Display {
    Bars(Box<Bars>),
    Lines(Mutex<Stopwatch>),
    Nothing,
}

struct Bars {
    all: MultiProgress,
    counting: ProgressBar,
    running: ProgressStyle,
    done: ProgressStyle,
    shown: Once,
    /// Whether there is no room for finished tables.
    crowded: bool,
}

impl Observer {
    /// An observer of `tables`.
    pub(crate) fn new(tables: &[String], quiet: bool) -> Self {
        let display = match (quiet, stderr_is_terminal()) {
            (true, _) => Display::Nothing,
            (false, true) => Display::Bars(Box::new(Bars::new(tables))),
            (false, false) => Display::Lines(Mutex::new(Stopwatch::start())),
        };
        let tables = tables.iter().map(String::as_str).map(TableProgress::new).collect();
        Self { tables, display, watch: Stopwatch::start() }
    }

    /// Takes the bars away.
    pub(crate) fn finish(&self) {
        if let Display::Bars(bars) = &self.display {
            bars.counting.finish_and_clear();
            // A terminal that cannot be cleared is one that cannot be told so either.
            let _ = bars.all.clear();
            bars.all.set_draw_target(ProgressDrawTarget::hidden());
        }
    }

    /// The time since the beginning.
    pub(crate) fn time(&self) -> Duration {
        self.watch.elapsed()
    }

    /// The time in which the rows of a table came.
    pub(crate) fn time_of(&self, table: &str) -> Duration {
        let micros = self.table(table).map_or(0, |table| table.time.load(Ordering::Relaxed));
        Duration::from_micros(micros)
    }

    fn table(&self, name: &str) -> Option<&TableProgress> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// The number of a table's rows is known.
    fn expect(&self, table: &str, rows: u64) {
        if let Some(table) = self.table(table) {
            table.expected.store(rows, Ordering::Relaxed);
        }
    }

    /// Rows of a table are about to come.
    fn begin(&self, table: &str) {
        let Some(table) = self.table(table) else { return };
        if let Display::Bars(bars) = &self.display {
            bars.show(&self.tables);
        }
        table.watch.get_or_init(|| {
            if let Some(bar) = table.bar.get() {
                bar.reset_eta();
            }
            Stopwatch::start()
        });
    }

    fn line(&self, last: &Mutex<Stopwatch>, table: &TableProgress, done: u64) {
        let expected = table.expected.load(Ordering::Relaxed);
        let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = last.elapsed() >= BETWEEN_LINES;
        if done >= expected {
            if is_due || self.tables.len() <= MOST_LINES {
                tell(format_args!("{}: {}\n", table.name, units::rows(done)));
            }
        } else if is_due {
            let share = done as f64 / expected as f64 * 100.0;
            let (done, expected) = (units::count(done), units::rows(expected));
            tell(format_args!("{}: {done} of {expected} ({share:.0}%)\n", table.name));
        }
        if is_due {
            *last = Stopwatch::start();
        }
    }
}

impl Progress for Observer {
    fn advance(&self, table: &str, rows: u64) {
        let Some(table) = self.table(table) else { return };
        let done = table.done.fetch_add(rows, Ordering::Relaxed) + rows;
        if let Some(watch) = table.watch.get() {
            table.time.fetch_max(watch.elapsed().as_micros() as u64, Ordering::Relaxed);
        }
        match &self.display {
            Display::Bars(bars) => bars.advance(table, done),
            Display::Lines(last) => self.line(last, table, done),
            Display::Nothing => {}
        }
    }
}

impl TableProgress {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            expected: AtomicU64::new(0),
            done: AtomicU64::new(0),
            watch: OnceLock::new(),
            time: AtomicU64::new(0),
            bar: OnceLock::new(),
        }
    }
}

impl Bars {
    fn new(tables: &[String]) -> Self {
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        let counting = all.add(ProgressBar::new_spinner().with_message("counting rows"));
        counting.enable_steady_tick(Duration::from_millis(200));
        let crowded = tables.len() + 2 > stderr_height();
        let (running, done) = (style(tables, "  {eta} left"), style(tables, ""));
        Self { all, counting, running, done, shown: Once::new(), crowded }
    }

    /// Adds the bars in the order of the tables, once the rows are counted; each is seen when its first rows come.
    fn show(&self, tables: &[TableProgress]) {
        self.shown.call_once(|| {
            self.counting.finish_and_clear();
            for table in tables {
                table.bar.get_or_init(|| self.add(table));
            }
        });
    }

    fn add(&self, table: &TableProgress) -> ProgressBar {
        let bar = ProgressBar::new(table.expected.load(Ordering::Relaxed)).with_style(self.running.clone());
        self.all.add(bar.with_prefix(table.name.clone()))
    }

    fn advance(&self, table: &TableProgress, done: u64) {
        let Some(bar) = table.bar.get() else { return };
        bar.set_position(done);
        if done < table.expected.load(Ordering::Relaxed) {
            return;
        }
        if self.crowded {
            bar.finish_and_clear();
        } else {
            bar.set_style(self.done.clone());
            bar.abandon();
        }
    }
}

/// A bar behind the table's name, with `tail` at the end.
fn style(tables: &[String], tail: &str) -> ProgressStyle {
    let width = tables.iter().map(|name| console::measure_text_width(name)).max().unwrap_or(0).min(30);
    let template =
        format!("{{prefix:{width}!}} {{bar:30.cyan/dim}} {{percent:>3}}%  {{human_pos}} of {{human_len}} rows{tail}");
    let style = ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar());
    style.progress_chars("━╸─")
}

/// A source whose rows an observer sees come.
pub(crate) struct Watched<'a> {
    source: &'a dyn Source,
    observer: &'a Observer,
}

impl<'a> Watched<'a> {
    /// `source`, seen by `observer`; the control of the run has to report to the same one.
    pub(crate) fn new(source: &'a dyn Source, observer: &'a Observer) -> Self {
        Self { source, observer }
    }
}

impl Source for Watched<'_> {
    fn tables(&self) -> usize {
        self.source.tables()
    }

    fn name(&self, table: usize) -> &str {
        self.source.name(table)
    }

    fn schema(&self, table: usize) -> SchemaRef {
        self.source.schema(table)
    }

    fn rows(&self, table: usize, control: &Control) -> Result<u64> {
        let rows = self.source.rows(table, control)?;
        self.observer.expect(self.name(table), rows);
        Ok(rows)
    }

    fn run_rows(&self) -> u64 {
        self.source.run_rows()
    }

    fn batches<'a>(&'a self, table: usize, rows: Range<u64>, control: &'a Control) -> Batches<'a> {
        self.observer.begin(self.name(table));
        self.source.batches(table, rows, control)
    }
}
