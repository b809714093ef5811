//! Work on blocks, on as many threads as the caller gave.

use crate::control::Control;
use crate::error::{Error, Result};

/// Blocks that a thread works on before all results so far are taken in.
const WAVE: u64 = 16;

/// Does `work` for each of `blocks`, and hands the results to `keep` in order.
pub(crate) fn in_order<T: Send>(
    control: &Control,
    blocks: u64,
    work: impl Fn(u64) -> Result<T> + Sync,
    mut keep: impl FnMut(T),
) -> Result<()> {
    let threads = (control.threads().get() as u64).min(blocks.div_ceil(WAVE)).max(1);
    if threads == 1 {
        for block in 0..blocks {
            control.check()?;
            keep(work(block)?);
        }
        return Ok(());
    }
    let mut first = 0;
    while first < blocks {
        control.check()?;
        let end = (first + threads * WAVE).min(blocks);
        let share = |thread: u64| (first + thread..end).step_by(threads as usize).map(&work).collect::<Vec<_>>();
        let shares: Vec<Vec<Result<T>>> = std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|thread| scope.spawn(move || share(thread))).collect();
            let own = share(0);
            let joined = others.into_iter().map(|other| other.join().unwrap_or_else(|_| vec![Err(failed())]));
            std::iter::once(own).chain(joined).collect()
        });
        let mut shares: Vec<_> = shares.into_iter().map(Vec::into_iter).collect();
        for block in first..end {
            let result = shares[((block - first) % threads) as usize].next();
            keep(result.unwrap_or_else(|| Err(failed()))?);
        }
        first = end;
    }
    Ok(())
}

fn failed() -> Error {
    Error::Bug("a thread panicked".to_owned())
}
