//! The state of a child row: that of its elder sibling, one step on.

use arrow::array::ArrayRef;

use crate::error::Result;
use crate::frame::Frame;
use crate::seed::{Cell, ColumnKey};

use super::packed::at_keys;
use super::weights::Sampler;

#[derive(Debug)]
pub(crate) struct StateMachine {
    /// The states' names.
    pub(crate) names: ArrayRef,
    pub(crate) initial: usize,
    /// Where each state leads; `None` where it is never left.
    pub(crate) next: Vec<Option<Next>>,
    pub(crate) key: ColumnKey,
}

/// The states that one leads to, by weight.
#[derive(Debug)]
pub(crate) struct Next {
    pub(crate) states: Vec<usize>,
    pub(crate) sampler: Sampler,
}

/// How far one parent's children have been followed.
struct Walk {
    parent: u64,
    steps: u64,
    state: usize,
    /// The draws to come; a step takes the same number whatever it leads to.
    cell: Cell,
}

impl StateMachine {
    pub(crate) fn evaluate(&self, frame: &Frame<'_>) -> Result<ArrayRef> {
        let parents = frame.parents()?;
        let mut walk: Option<Walk> = None;
        let state = |(&parent, &ordinal): (&u64, &u64)| {
            let known = walk.take().filter(|walk| walk.parent == parent && walk.steps <= ordinal);
            let walk = walk.insert(self.walked(known.unwrap_or_else(|| self.start(parent)), ordinal));
            walk.state as i32
        };
        let states: Vec<i32> = parents.rows.iter().zip(&parents.ordinals).map(state).collect();
        at_keys(&self.names, states)
    }

    const fn start(&self, parent: u64) -> Walk {
        Walk { parent, steps: 0, state: self.initial, cell: self.key.cell(parent) }
    }

    /// On to the child with index `ordinal`; a state that is never left needs no steps.
    fn walked(&self, mut walk: Walk, ordinal: u64) -> Walk {
        while walk.steps < ordinal
            && let Some(next) = &self.next[walk.state]
        {
            walk.state = next.states[next.sampler.index(&mut walk.cell) as usize];
            walk.steps += 1;
        }
        walk
    }
}
