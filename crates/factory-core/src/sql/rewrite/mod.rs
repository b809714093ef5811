//! A portable query in the words of one engine.

mod expressions;
mod filters;
mod names;
mod templates;

use std::ops::ControlFlow;

use sqlparser::ast::{Expr, ObjectName, Query as Tree, Select, TableFactor, ValueWithSpan, VisitMut, VisitorMut};

use super::engine::Engine;
use super::portable::Query;
use super::tree::printed;

impl Query {
    /// The query as the engine understands it: the text as written where that is already so, else printed anew.
    #[must_use]
    pub fn for_engine(&self, engine: Engine) -> String {
        let mut tree = self.tree().clone();
        let mut rewriter = Rewriter { engine };
        let _: ControlFlow<()> = VisitMut::visit(&mut tree, &mut rewriter);
        if tree == *self.tree() { self.text().to_owned() } else { printed(&tree) }
    }
}

/// Changes from the leaves to the root, so that what it writes is not visited again.
struct Rewriter {
    engine: Engine,
}

impl VisitorMut for Rewriter {
    type Break = ();

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        if let Some(other) = expressions::rewritten(expr, self.engine) {
            *expr = other;
        }
        if self.engine == Engine::MySql {
            names::expression(expr);
        }
        ControlFlow::Continue(())
    }

    fn post_visit_value(&mut self, value: &mut ValueWithSpan) -> ControlFlow<()> {
        if self.engine == Engine::MySql {
            names::text(value);
        }
        ControlFlow::Continue(())
    }

    fn post_visit_relation(&mut self, relation: &mut ObjectName) -> ControlFlow<()> {
        if self.engine == Engine::MySql {
            names::relation(relation);
        }
        ControlFlow::Continue(())
    }

    fn post_visit_table_factor(&mut self, factor: &mut TableFactor) -> ControlFlow<()> {
        if self.engine == Engine::MySql {
            names::factor(factor);
        }
        ControlFlow::Continue(())
    }

    fn post_visit_select(&mut self, select: &mut Select) -> ControlFlow<()> {
        if self.engine == Engine::MySql {
            select.projection.iter_mut().for_each(names::item);
        }
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, query: &mut Tree) -> ControlFlow<()> {
        if self.engine == Engine::MySql {
            names::ctes(query);
        }
        ControlFlow::Continue(())
    }
}
