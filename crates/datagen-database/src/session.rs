//! Waiting for a server, but not longer than somebody wants.

use std::future::Future;
use std::time::Duration;

use datagen_core::Control;
use tokio::runtime::{Builder, Runtime};

use crate::error::{Error, Result};

/// How often a cancellation is looked for.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);
/// How long a server may take to answer at all.
const CONNECTING: Duration = Duration::from_secs(30);

/// Runs what a server is asked for, on the calling thread.
pub(crate) struct Session<'a> {
    runtime: Runtime,
    control: &'a Control,
    /// The database in words.
    pub(crate) place: String,
}

impl<'a> Session<'a> {
    pub(crate) fn new(place: String, control: &'a Control) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| Error::Environment(format!("cannot wait for {place}: {error}")))?;
        Ok(Self { runtime, control, place })
    }

    /// Waits for `work`, or until the run is cancelled. What is dropped then is the connection's end as well: the server
    /// rolls back.
    pub(crate) fn wait<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let stopped = async {
            while !self.control.is_cancelled() {
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
        };
        self.runtime.block_on(async {
            tokio::select! {
                biased;
                done = work => done,
                () = stopped => Err(Error::cancelled()),
            }
        })
    }

    /// Waits for a connection.
    pub(crate) fn connect<T>(&self, connecting: impl Future<Output = Result<T>>) -> Result<T> {
        self.wait(async {
            tokio::time::timeout(CONNECTING, connecting).await.unwrap_or_else(|_| {
                let (place, seconds) = (&self.place, CONNECTING.as_secs());
                Err(Error::Environment(format!(
                    "{place} does not answer within {seconds} s; check host and port, and what is in between"
                )))
            })
        })
    }
}
