//! The queries that a hasty reader of a question writes instead of the right one.

mod clauses;
mod expressions;
mod kind;

use std::ops::ControlFlow;

use sqlparser::ast::{Expr, Query as Tree, Select, SetExpr, VisitMut, VisitorMut};

use super::portable::Query;

pub use kind::MistakeKind;

/// A query with one mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What kind of mistake it is.
    pub kind: MistakeKind,
    /// What is wrong, in the words of the query.
    pub what: String,
    /// The query with the mistake in it.
    pub query: Query,
}

/// Another node in the place of one, and why.
struct Change<T> {
    kind: MistakeKind,
    what: String,
    node: T,
}

impl<T> Change<T> {
    fn new(kind: MistakeKind, what: impl Into<String>, node: T) -> Self {
        Self { kind, what: what.into(), node }
    }
}

impl Query {
    /// All mistakes that the query invites, each at one place: clauses first, then expressions.
    ///
    /// An expression that stands several times in the query, as in SELECT and GROUP BY, is changed everywhere.
    #[must_use]
    pub fn mistakes(&self) -> Vec<Mistake> {
        let mut mistakes: Vec<Mistake> = (0..).map_while(|place| self.clause_mistake(place)).collect();
        mistakes.extend(expressions::of(self.tree()).into_iter().map(|(right, change)| self.replaced(&right, change)));
        mistakes.retain(|mistake| mistake.query.tree() != self.tree());
        mistakes
    }

    /// The mistake at the place with this number, in the order of the walk.
    fn clause_mistake(&self, place: usize) -> Option<Mistake> {
        let mut tree = self.tree().clone();
        let mut walk = Walk { left: place };
        match VisitMut::visit(&mut tree, &mut walk) {
            ControlFlow::Break((kind, what)) => Some(Mistake { kind, what, query: Self::of_tree(tree) }),
            ControlFlow::Continue(()) => None,
        }
    }

    fn replaced(&self, right: &Expr, change: Change<Expr>) -> Mistake {
        let mut tree = self.tree().clone();
        let _: ControlFlow<()> = VisitMut::visit(&mut tree, &mut Replace { right, wrong: &change.node });
        Mistake { kind: change.kind, what: change.what, query: Self::of_tree(tree) }
    }
}

/// Carries out one change of a clause, after so many others.
struct Walk {
    left: usize,
}

impl Walk {
    fn choose<T>(&mut self, node: &mut T, changes: Vec<Change<T>>) -> ControlFlow<(MistakeKind, String)> {
        let count = changes.len();
        match changes.into_iter().nth(self.left) {
            Some(change) => {
                *node = change.node;
                ControlFlow::Break((change.kind, change.what))
            }
            None => {
                self.left -= count;
                ControlFlow::Continue(())
            }
        }
    }

    fn body(&mut self, body: &mut SetExpr) -> ControlFlow<(MistakeKind, String)> {
        let changes = clauses::of_union(body);
        self.choose(body, changes)?;
        match body {
            SetExpr::SetOperation { left, right, .. } => {
                self.body(left)?;
                self.body(right)
            }
            _ => ControlFlow::Continue(()),
        }
    }
}

impl VisitorMut for Walk {
    type Break = (MistakeKind, String);

    fn pre_visit_query(&mut self, query: &mut Tree) -> ControlFlow<Self::Break> {
        self.body(&mut query.body)?;
        let changes = clauses::of_query(query);
        self.choose(query, changes)
    }

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<Self::Break> {
        let changes = clauses::of_select(select);
        self.choose(select, changes)
    }
}

/// One expression in the place of another, everywhere.
struct Replace<'a> {
    right: &'a Expr,
    wrong: &'a Expr,
}

impl VisitorMut for Replace<'_> {
    type Break = ();

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        if expr == self.right {
            *expr = self.wrong.clone();
        }
        ControlFlow::Continue(())
    }
}
