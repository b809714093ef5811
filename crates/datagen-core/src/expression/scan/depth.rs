//! How deep the parser's tree of some tokens can become, before there is one: everything behind this recurses.

/// An upper bound of the depth, kept while tokens pass.
#[derive(Debug)]
pub(super) struct Depth {
    /// From the outermost parenthesis to the innermost that is open.
    groups: Vec<Group>,
}

/// What stands between two parentheses, a `case` and its `end`, or the ends of the code.
#[derive(Debug, Default)]
struct Group {
    /// Of the operand chain that is being read.
    chain: usize,
    /// Of the deepest chain before it.
    deepest: usize,
    /// `and`s and `or`s, which the parser groups by halves.
    logical: usize,
}

impl Group {
    fn depth(&self) -> usize {
        let logical = self.logical.checked_ilog2().map_or(0, |log| log as usize + 2);
        self.deepest.max(self.chain) + logical
    }
}

impl Depth {
    pub(super) fn new() -> Self {
        Self { groups: vec![Group::default()] }
    }

    /// A parenthesis or a `case` begins.
    pub(super) fn open(&mut self) {
        self.groups.push(Group::default());
    }

    /// It ends, one level deeper than what it holds.
    pub(super) fn close(&mut self) {
        if let [.., outer, inner] = self.groups.as_mut_slice() {
            outer.chain = outer.chain.max(inner.depth() + 1);
            self.groups.pop();
        }
    }

    /// An operator: its node holds all of the chain before it.
    pub(super) fn operator(&mut self) {
        if let Some(group) = self.groups.last_mut() {
            group.chain += 1;
        }
    }

    /// Something that begins a chain of its own: a comma, `when`, `then`.
    pub(super) fn separator(&mut self) {
        if let Some(group) = self.groups.last_mut() {
            group.deepest = group.deepest.max(group.chain);
            group.chain = 0;
        }
    }

    /// `and`, `or`.
    pub(super) fn logical(&mut self) {
        self.separator();
        if let Some(group) = self.groups.last_mut() {
            group.logical += 1;
        }
    }

    /// The bound so far.
    pub(super) fn bound(&self) -> usize {
        let innermost = self.groups.last().map_or(0, Group::depth);
        innermost.max(self.groups.len() - 1)
    }
}
