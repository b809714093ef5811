//! The SQL engine with its memory, its temporary files and its threads.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::Duration;

use arrow::array::RecordBatch;
use datafusion::error::DataFusionError;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::{DataFrame, SessionConfig, SessionContext};
use datagen_core::Control;
use futures::StreamExt;
use tokio::runtime::{Builder, Runtime};

use crate::error::{Error, Result};

use super::OpenOptions;

/// How often a running query looks whether it is still wanted.
const PATIENCE: Duration = Duration::from_millis(100);

/// What batches, decoders and hash tables take that the engine does not count.
const UNCOUNTED: u64 = 3;

pub(crate) struct Engine {
    context: SessionContext,
    /// Joins by sorting, which spills, where joins by hashing do not fit in memory.
    frugal: SessionContext,
    runtime: Runtime,
    control: Control,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Engine").finish_non_exhaustive()
    }
}

impl Engine {
    pub(crate) fn new(options: &OpenOptions, temporary: &Path) -> Result<Self> {
        let runtime =
            Builder::new_multi_thread().build().map_err(|error| Error::io("start threads for", temporary, error))?;
        let counted = usize::try_from(options.memory / UNCOUNTED * 2).unwrap_or(usize::MAX);
        let environment = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(counted)))
            .with_temp_file_path(temporary)
            .build_arc()?;
        let mut config = SessionConfig::new().with_target_partitions(options.partitions.max(1));
        // Text that names a group is compared by its bytes anyway, and statistics come from the files' footers.
        config.options_mut().execution.parquet.pushdown_filters = false;
        let context = SessionContext::new_with_config_rt(config, environment);
        let state = context.state();
        let mut config = state.config().clone();
        config.options_mut().optimizer.prefer_hash_join = false;
        let frugal = SessionStateBuilder::new_from_existing(state).with_config(config).build();
        let frugal = SessionContext::new_with_state(frugal);
        Ok(Self { context, frugal, runtime, control: options.control.clone() })
    }

    pub(crate) const fn context(&self) -> &SessionContext {
        &self.context
    }

    /// Makes an aggregate known to SQL.
    pub(crate) fn register(&self, aggregate: datafusion::logical_expr::AggregateUDF) {
        self.context.register_udaf(aggregate.clone());
        self.frugal.register_udaf(aggregate);
    }

    pub(crate) const fn control(&self) -> &Control {
        &self.control
    }

    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.runtime.block_on(future)
    }

    pub(crate) fn query(&self, sql: &str) -> Result<Vec<RecordBatch>> {
        let collect = |context: &SessionContext| {
            let mut batches = Vec::new();
            self.stream(context, sql, |batch| {
                batches.push(batch);
                Ok(())
            })?;
            Ok(batches)
        };
        match collect(&self.context) {
            Err(Error::Memory(_)) => collect(&self.frugal),
            other => other,
        }
    }

    pub(crate) fn for_each(&self, sql: &str, take: impl FnMut(RecordBatch) -> Result<()>) -> Result<()> {
        self.stream(&self.context, sql, take)
    }

    fn stream(
        &self,
        context: &SessionContext,
        sql: &str,
        mut take: impl FnMut(RecordBatch) -> Result<()>,
    ) -> Result<()> {
        let (context, sql) = (context.clone(), sql.to_owned());
        // Neither end waits long for the other one, and few batches lie in between.
        let (sender, receiver) = sync_channel(2);
        let task = self.runtime.spawn(async move {
            let frame: std::result::Result<DataFrame, DataFusionError> = context.sql(&sql).await;
            let stream = match frame {
                Ok(frame) => frame.execute_stream().await,
                Err(error) => Err(error),
            };
            match stream {
                Ok(mut batches) => {
                    while let Some(batch) = batches.next().await {
                        if sender.send(batch).is_err() {
                            return;
                        }
                    }
                }
                Err(error) => drop(sender.send(Err(error))),
            }
        });
        loop {
            let received = match receiver.recv_timeout(PATIENCE) {
                Ok(batch) => batch.map_err(Error::from).and_then(&mut take),
                Err(RecvTimeoutError::Timeout) => Ok(()),
                Err(RecvTimeoutError::Disconnected) => return self.outcome(task),
            };
            if let Err(error) = received.and_then(|()| self.control.check().map_err(Error::from)) {
                task.abort();
                return Err(error);
            }
        }
    }

    /// A task that ended without an error may still have panicked.
    fn outcome(&self, task: tokio::task::JoinHandle<()>) -> Result<()> {
        let panicked = |error: tokio::task::JoinError| Error::Query(format!("the query engine failed: {error}"));
        self.block_on(task).map_err(panicked)
    }
}
