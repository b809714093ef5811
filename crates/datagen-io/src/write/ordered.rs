//! Numbered jobs, done by several threads, handed over in their order, with a bounded look-ahead.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::error::Result;

/// Where the jobs stand.
struct State<T> {
    /// The job that is begun next.
    next: u64,
    /// The job whose result is handed over next.
    due: u64,
    /// Whether a thread is handing over.
    handing_over: bool,
    /// Results that wait for an earlier one.
    waiting: BTreeMap<u64, T>,
    /// The failed job of the lowest number, whichever thread was faster.
    failure: Option<(u64, crate::error::Error)>,
    /// Whether no further job is begun.
    stopped: bool,
}

/// The shared part of [`in_order`].
struct Line<T, Consume> {
    jobs: u64,
    window: u64,
    state: Mutex<State<T>>,
    changed: Condvar,
    consume: Mutex<Consume>,
}

/// Calls `produce` for every number below `jobs` on `threads` threads, one of them the caller's, and `consume` with the
/// results in the order of their numbers, one at a time. At most `threads + 2` results exist at any moment.
///
/// # Errors
/// The first failure, in the order of the numbers; no further job is begun after it.
pub fn in_order<T: Send>(
    jobs: u64,
    threads: NonZeroUsize,
    produce: impl Fn(u64) -> Result<T> + Sync,
    consume: impl FnMut(u64, T) -> Result<()> + Send,
) -> Result<()> {
    let state = State { next: 0, due: 0, handing_over: false, waiting: BTreeMap::new(), failure: None, stopped: false };
    let line = Line {
        jobs,
        window: threads.get() as u64 + 2,
        state: Mutex::new(state),
        changed: Condvar::new(),
        consume: Mutex::new(consume),
    };
    let helpers = (threads.get() as u64).min(jobs).saturating_sub(1);
    thread::scope(|scope| {
        for _ in 0..helpers {
            scope.spawn(|| line.work(&produce));
        }
        line.work(&produce);
    });
    let state = line.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    state.failure.map_or(Ok(()), |(_, error)| Err(error))
}

impl<T, Consume: FnMut(u64, T) -> Result<()>> Line<T, Consume> {
    fn work(&self, produce: &impl Fn(u64) -> Result<T>) {
        let _release = ReleaseOnPanic(self);
        while let Some(job) = self.begin() {
            match produce(job) {
                Ok(result) => self.deliver(job, result),
                Err(error) => self.fail(job, error),
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next job, as soon as it is not too far ahead.
    fn begin(&self) -> Option<u64> {
        let state = self.lock();
        let too_far =
            |state: &mut State<T>| !state.stopped && state.next < self.jobs && state.next >= state.due + self.window;
        let mut state = self.changed.wait_while(state, too_far).unwrap_or_else(PoisonError::into_inner);
        if state.stopped || state.next >= self.jobs {
            return None;
        }
        state.next += 1;
        Some(state.next - 1)
    }

    /// Hands over whatever is due, unless another thread is at it; that one will see the new result.
    fn deliver(&self, job: u64, result: T) {
        let mut state = self.lock();
        state.waiting.insert(job, result);
        if state.handing_over {
            return;
        }
        state.handing_over = true;
        while let Some((due, result)) = state.take_due() {
            drop(state);
            let consumed = self.consume.lock().unwrap_or_else(PoisonError::into_inner)(due, result);
            if let Err(error) = consumed {
                self.fail(due, error);
            }
            state = self.lock();
            state.due += 1;
            self.changed.notify_all();
        }
        state.handing_over = false;
    }

    fn fail(&self, job: u64, error: crate::error::Error) {
        let mut state = self.lock();
        if state.failure.as_ref().is_none_or(|(earlier, _)| job < *earlier) {
            state.failure = Some((job, error));
        }
        state.stopped = true;
        self.changed.notify_all();
    }

    fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_all();
    }
}

impl<T> State<T> {
    /// The result that is due; none after a failure that precedes it.
    fn take_due(&mut self) -> Option<(u64, T)> {
        if self.failure.is_some() {
            return None;
        }
        self.waiting.remove_entry(&self.due)
    }
}

/// Wakes the others when this thread panics, so that the panic can end the run.
struct ReleaseOnPanic<'a, T, Consume: FnMut(u64, T) -> Result<()>>(&'a Line<T, Consume>);

impl<T, Consume: FnMut(u64, T) -> Result<()>> Drop for ReleaseOnPanic<'_, T, Consume> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn threads(count: usize) -> NonZeroUsize {
        NonZeroUsize::new(count).unwrap()
    }

    #[test]
    fn results_arrive_in_order_whatever_the_threads() {
        for count in [1, 2, 5] {
            let mut seen = Vec::new();
            let consume = |job, result| {
                seen.push((job, result));
                Ok(())
            };
            in_order(100, threads(count), |job| Ok(job * job), consume).unwrap();
            assert_eq!(seen, (0..100).map(|job| (job, job * job)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_lowest_failure_is_told() {
        let produce = |job: u64| if job >= 7 { Err(Error::Usage(job.to_string())) } else { Ok(job) };
        for count in [1, 4] {
            let error = in_order(100, threads(count), produce, |_, _| Ok(())).unwrap_err();
            assert_eq!(error.to_string(), "7");
        }
    }

    #[test]
    fn a_failing_consumer_ends_the_run() {
        let consume = |job, _| if job == 3 { Err(Error::Usage("full".into())) } else { Ok(()) };
        let error = in_order(1000, threads(3), Ok, consume).unwrap_err();
        assert_eq!(error.to_string(), "full");
    }

    #[test]
    fn a_panic_ends_the_run() {
        let produce = |job| if job == 5 { panic!("boom") } else { Ok(job) };
        let run = || in_order(1000, threads(3), produce, |_, _| Ok(()));
        assert!(std::panic::catch_unwind(run).is_err());
    }

    #[test]
    fn nothing_to_do() {
        in_order(0, threads(2), Ok, |_, _| Ok(())).unwrap();
    }
}
