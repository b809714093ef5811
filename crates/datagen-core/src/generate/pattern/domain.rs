//! All texts that match a regular expression, numbered: an automaton without loops that reads each text in one way only,
//! with the number of texts that can still follow at each of its states.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::regex::{Piece, Regex};
use crate::seed::Cell;

/// Numbers of texts are cut here.
const MOST: u128 = 1 << 120;
/// States of the largest automaton.
const LARGEST: usize = 20_000;
/// So many texts are as many as rows can ever be.
const ENOUGH: u128 = 1 << 63;

#[derive(Debug)]
pub(crate) struct Domain {
    states: Vec<State>,
    start: usize,
}

#[derive(Debug)]
struct State {
    /// Whether a text may end here.
    ends: bool,
    /// Ranges of characters, in order, each with the state it leads to.
    edges: Vec<(char, char, usize)>,
    /// How many texts can follow, counting the empty one.
    count: u128,
}

/// A node of the automaton that reads a text in several ways; nodes lead to earlier ones only.
enum Node {
    End,
    Class(Vec<(char, char)>, usize),
    Split(Vec<usize>),
}

impl Domain {
    /// The texts of `regex`; `None` when their automaton would be too large.
    pub(crate) fn new(regex: &Regex) -> Option<Self> {
        let mut nodes = vec![Node::End];
        let root = add(&regex.root, 0, &mut nodes)?;
        let mut ids: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
        let mut sets = vec![closure(&nodes, [root])];
        ids.insert(sets[0].clone(), 0);
        let mut states = Vec::new();
        while states.len() < sets.len() {
            let state = determine(&nodes, &sets[states.len()].clone(), &mut ids, &mut sets);
            states.push(state);
            if sets.len() > LARGEST {
                return None;
            }
        }
        let mut domain = Self { states, start: 0 };
        domain.count(&sets);
        Some(domain)
    }

    /// Each transition leads to a set whose last node is an earlier one, so in that order all followers are counted.
    fn count(&mut self, sets: &[Vec<usize>]) {
        let mut order: Vec<usize> = (0..sets.len()).collect();
        order.sort_by_key(|&state| sets[state].last().copied());
        for state in order {
            let following = self.states[state]
                .edges
                .iter()
                .map(|&(low, high, to)| width(low, high).saturating_mul(self.states[to].count));
            let count = following.fold(u128::from(self.states[state].ends), u128::saturating_add);
            self.states[state].count = count.min(MOST);
        }
    }

    /// How many different texts there are; at most 2^120 are counted.
    pub(crate) fn size(&self) -> u128 {
        self.states[self.start].count
    }

    /// Appends text number `index`, which is below [`Domain::size`].
    #[cfg_attr(not(test), expect(dead_code, reason = "constraints that demand distinct texts number them"))]
    pub(crate) fn nth(&self, index: u128, out: &mut String) {
        self.nth_from(self.start, index, out);
    }

    fn nth_from(&self, mut state: usize, mut index: u128, out: &mut String) {
        'characters: loop {
            if self.states[state].ends {
                if index == 0 {
                    return;
                }
                index -= 1;
            }
            for &(low, high, to) in &self.states[state].edges {
                let each = self.states[to].count;
                let all = width(low, high).saturating_mul(each);
                if index < all {
                    out.push(char::from_u32(u32::from(low) + (index / each) as u32).unwrap_or(low));
                    (state, index) = (to, index % each);
                    continue 'characters;
                }
                index -= all;
            }
            return;
        }
    }

    /// Appends a text that is another one for every `place` below [`Domain::size`] or 2^63; those of a large domain are
    /// spread over all of it, by draws of `cell`.
    ///
    /// Characters are drawn freely as long as at least 2^63 texts can follow each of them. Whoever drew the same
    /// characters stops at the same state, and there takes another text by `place`.
    pub(crate) fn spread(&self, place: u64, cell: &mut Cell, out: &mut String) {
        let mut state = self.start;
        while let Some(next) = self.free_step(state, cell, out) {
            state = next;
        }
        let stride = (self.states[state].count / ENOUGH).max(1);
        let within = u128::from(cell.bits()) % stride;
        self.nth_from(state, u128::from(place) * stride + within, out);
    }

    fn free_step(&self, state: usize, cell: &mut Cell, out: &mut String) -> Option<usize> {
        let edges = &self.states[state].edges;
        if edges.is_empty() || edges.iter().any(|&(_, _, to)| self.states[to].count < ENOUGH) {
            return None;
        }
        let ranges: Vec<(char, char)> = edges.iter().map(|&(low, high, _)| (low, high)).collect();
        let drawn = super::character(&ranges, cell.below(super::size(&ranges)));
        out.push(drawn);
        edges.iter().find(|(low, high, _)| (*low..=*high).contains(&drawn)).map(|&(_, _, to)| to)
    }
}

fn width(low: char, high: char) -> u128 {
    u128::from(u32::from(high) - u32::from(low)) + 1
}

/// Adds the nodes that read `piece` and go on at `next`.
fn add(piece: &Piece, next: usize, nodes: &mut Vec<Node>) -> Option<usize> {
    const MOST_NODES: usize = 100_000;
    let node = match piece {
        Piece::Class(ranges) => Node::Class(ranges.clone(), next),
        Piece::Sequence(pieces) => return pieces.iter().rev().try_fold(next, |next, piece| add(piece, next, nodes)),
        Piece::Either(branches) => {
            let starts = branches.iter().map(|branch| add(branch, next, nodes)).collect::<Option<Vec<_>>>()?;
            Node::Split(starts)
        }
        Piece::Repeat { piece, least, most } => {
            let mut start = next;
            for _ in *least..*most {
                let once = add(piece, start, nodes)?;
                nodes.push(Node::Split(vec![once, next]));
                start = nodes.len() - 1;
            }
            return (0..*least).try_fold(start, |start, _| add(piece, start, nodes));
        }
    };
    nodes.push(node);
    (nodes.len() <= MOST_NODES).then_some(nodes.len() - 1)
}

/// The nodes that read a character, or end the text, reached from `starts` without reading any.
fn closure(nodes: &[Node], starts: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut open: Vec<usize> = starts.into_iter().collect();
    let mut seen = BTreeSet::new();
    let mut found = BTreeSet::new();
    while let Some(at) = open.pop() {
        if !seen.insert(at) {
            continue;
        }
        match &nodes[at] {
            Node::Split(starts) => open.extend(starts),
            Node::End | Node::Class(..) => {
                found.insert(at);
            }
        }
    }
    found.into_iter().collect()
}

/// The state of a set of nodes; states it leads to are added to `sets`.
fn determine(
    nodes: &[Node],
    set: &[usize],
    ids: &mut BTreeMap<Vec<usize>, usize>,
    sets: &mut Vec<Vec<usize>>,
) -> State {
    let classes: Vec<(&Vec<(char, char)>, usize)> = set
        .iter()
        .filter_map(|&at| match &nodes[at] {
            Node::Class(ranges, next) => Some((ranges, *next)),
            _ => None,
        })
        .collect();
    // Between two of these, all characters lead to the same nodes.
    let bounds: BTreeSet<u32> = classes
        .iter()
        .flat_map(|(ranges, _)| ranges.iter().flat_map(|(low, high)| [u32::from(*low), u32::from(*high) + 1]))
        .collect();
    let bounds: Vec<u32> = bounds.into_iter().collect();
    let mut edges = Vec::new();
    for pair in bounds.windows(2) {
        let holds = |ranges: &[(char, char)]| {
            ranges.iter().any(|(low, high)| (u32::from(*low)..=u32::from(*high)).contains(&pair[0]))
        };
        let next: Vec<usize> = classes.iter().filter(|(ranges, _)| holds(ranges)).map(|(_, next)| *next).collect();
        let (Some(low), Some(high)) = (char::from_u32(pair[0]), char::from_u32(pair[1] - 1)) else { continue };
        if next.is_empty() {
            continue;
        }
        let target = closure(nodes, next);
        let id = *ids.entry(target.clone()).or_insert_with(|| {
            sets.push(target);
            sets.len() - 1
        });
        edges.push((low, high, id));
    }
    State { ends: set.contains(&0), edges, count: 0 }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::generate::permutation::Permutation;
    use crate::seed::ColumnKey;

    fn domain(regex: &str) -> Domain {
        Domain::new(&Regex::parse(regex).unwrap()).unwrap()
    }

    #[test]
    fn texts_are_counted_once_however_many_ways_lead_to_them() {
        for (regex, count) in [
            ("a|a|b", 2),
            ("(a|ab)(c|bc)", 3),
            ("a?a?a?", 4),
            ("[ab]{2,3}", 12),
            ("\\d{4}-[A-C]", 30_000),
            ("(x|y[0-9]?)*", (0..=8).map(|n| 12_u128.pow(n)).sum()),
        ] {
            assert_eq!(domain(regex).size(), count, "{regex}");
        }
    }

    #[test]
    fn every_number_is_another_text_that_matches() {
        for regex in ["(a|ab)(c|bc)", "a?a?a?", "[ab]{2,3}", "(x|y[0-9]?){0,2}z", "[^ -b]\\W|\\s."] {
            let domain = domain(regex);
            let oracle = regex::Regex::new(&format!("^(?:{regex})$")).unwrap();
            let texts: BTreeSet<String> = (0..domain.size())
                .map(|index| {
                    let mut text = String::new();
                    domain.nth(index, &mut text);
                    assert!(oracle.is_match(&text), "{regex}: {text:?}");
                    text
                })
                .collect();
            assert_eq!(texts.len() as u128, domain.size(), "{regex}");
        }
    }

    #[test]
    fn large_domains_are_used_from_end_to_end() {
        for regex in ["[A-Z]{40}", "[a-z]{14}", "[0-9]{20,40}", "([a-z]{3}|[0-9]{30})x?"] {
            let domain = domain(regex);
            let key = ColumnKey(9);
            let permutation = Permutation::new(key, domain.size().min(ENOUGH) as u64);
            let oracle = regex::Regex::new(&format!("^(?:{regex})$")).unwrap();
            let mut firsts = BTreeSet::new();
            let texts: BTreeSet<String> = (0..5000)
                .map(|row| {
                    let mut text = String::new();
                    domain.spread(permutation.at(row), &mut key.cell(row), &mut text);
                    assert!(oracle.is_match(&text), "{regex}: {text:?}");
                    firsts.insert(text.chars().next());
                    text
                })
                .collect();
            assert_eq!(texts.len(), 5000, "{regex}");
            assert!(firsts.len() >= 10, "{regex}: {firsts:?}");
        }
    }
}
