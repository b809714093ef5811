//! The names before the dots, when tables become one.

use std::ops::ControlFlow;

use sqlparser::ast::{Expr, Ident, Select, VisitorMut};

use super::{alias_of, factors};

/// Columns of these tables become columns of the wide table.
#[derive(Debug, Clone)]
pub(super) struct Renaming {
    /// What the tables were called.
    pub(super) from: Vec<String>,
    /// What the wide table is called; none when there is nothing else that its columns could belong to.
    pub(super) to: Option<Ident>,
    /// The names that subqueries around the place give to tables of their own.
    pub(super) hidden: Vec<Vec<String>>,
}

impl Renaming {
    fn is_meant(&self, qualifier: &Ident) -> bool {
        let same = |name: &String| name.eq_ignore_ascii_case(&qualifier.value);
        self.from.iter().any(same) && !self.hidden.iter().flatten().any(same)
    }
}

impl VisitorMut for Renaming {
    type Break = ();

    fn pre_visit_select(&mut self, select: &mut Select) -> ControlFlow<()> {
        let names = factors(select).filter_map(alias_of).map(|name| name.value);
        self.hidden.push(names.collect());
        ControlFlow::Continue(())
    }

    fn post_visit_select(&mut self, _: &mut Select) -> ControlFlow<()> {
        self.hidden.pop();
        ControlFlow::Continue(())
    }

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        let Expr::CompoundIdentifier(parts) = expr else { return ControlFlow::Continue(()) };
        let [qualifier, column] = parts.as_slice() else { return ControlFlow::Continue(()) };
        if self.is_meant(qualifier) {
            let column = column.clone();
            *expr = match &self.to {
                Some(to) => Expr::CompoundIdentifier(vec![to.clone(), column]),
                None => Expr::Identifier(column),
            };
        }
        ControlFlow::Continue(())
    }
}
