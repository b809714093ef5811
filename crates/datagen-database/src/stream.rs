//! Rows of a table, made and encoded on threads, taken by the one who sends them.

use std::sync::Mutex;
use std::thread;

use arrow::array::RecordBatch;
use datagen_io::sql::Table;
use datagen_io::write::in_order;
use datagen_io::{BLOCK_ROWS, Error as IoError};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::Job;
use crate::error::{Error, Result};

/// Rows that are encoded at a time, unless the source has its own mind.
const PART_ROWS: u64 = 4 * BLOCK_ROWS;
/// Encoded parts that wait for being sent, besides those that wait for an earlier one.
const WAITING: usize = 2;

/// The encoded parts of a table, in order.
pub(crate) struct Parts<T> {
    receiver: Receiver<Option<T>>,
}

impl<T> Parts<T> {
    /// The next part; none after the last.
    pub(crate) async fn next(&mut self) -> Result<Option<T>> {
        // No end, only silence: the encoders have failed, and know better why.
        self.receiver.recv().await.ok_or_else(Error::cancelled)
    }

    /// The next part, on a thread that may wait.
    pub(crate) fn next_blocking(&mut self) -> Result<Option<T>> {
        self.receiver.blocking_recv().ok_or_else(Error::cancelled)
    }
}

/// Encodes `rows` rows of `table` part by part with `encode`, which is given a part under construction, a batch, and
/// the number of its first row; `take` gets the parts on this thread. At most a handful of parts exist at a time.
pub(crate) fn stream<T: Default + Send, R>(
    job: &Job<'_>,
    table: &Table,
    rows: u64,
    encode: impl Fn(&mut T, &RecordBatch, u64) -> datagen_io::Result<()> + Sync,
    take: impl FnOnce(Parts<T>) -> Result<R>,
) -> Result<R> {
    let (sender, receiver) = channel(WAITING);
    thread::scope(|scope| {
        let encoding = scope.spawn(|| encode_all(job, table, rows, &encode, sender));
        // Taking ends early when it fails, and with it the encoders, who find nobody listening.
        let taken = take(Parts { receiver });
        match encoding.join() {
            Ok(Ok(())) => taken,
            Ok(Err(error)) => Err(error.into()),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Ends well when all is encoded, or when nobody listens any more.
fn encode_all<T: Default + Send>(
    job: &Job<'_>,
    table: &Table,
    rows: u64,
    encode: &(impl Fn(&mut T, &RecordBatch, u64) -> datagen_io::Result<()> + Sync),
    sender: Sender<Option<T>>,
) -> datagen_io::Result<()> {
    let gone = Mutex::new(false);
    let is_gone = || gone.lock().is_ok_and(|gone| *gone);
    let part_rows = job.source.run_rows().max(PART_ROWS);
    let produce = |part| encode_part(job, table, part * part_rows..rows.min((part + 1) * part_rows), encode);
    let consume = |_, part| {
        sender.blocking_send(Some(part)).map_err(|_| {
            if let Ok(mut gone) = gone.lock() {
                *gone = true;
            }
            IoError::Engine(datagen_core::error::Error::Cancelled)
        })
    };
    match in_order(rows.div_ceil(part_rows), job.options.threads, produce, consume) {
        Err(_) if is_gone() => Ok(()),
        Err(error) => Err(error),
        Ok(()) => {
            // Nobody who waits for the end does not listen.
            let _ = sender.blocking_send(None);
            Ok(())
        }
    }
}

fn encode_part<T: Default>(
    job: &Job<'_>,
    table: &Table,
    rows: std::ops::Range<u64>,
    encode: &impl Fn(&mut T, &RecordBatch, u64) -> datagen_io::Result<()>,
) -> datagen_io::Result<T> {
    job.control.check()?;
    let (mut part, mut row) = (T::default(), rows.start);
    for batch in job.source.batches(table.position, rows.clone(), job.control) {
        let batch = batch?;
        encode(&mut part, &batch, row)?;
        row += batch.num_rows() as u64;
        job.control.check()?;
    }
    if row == rows.end {
        return Ok(part);
    }
    let message = format!("table {}: {row} rows came, {} were expected", table.name, rows.end);
    Err(datagen_core::error::Error::Bug(message).into())
}
