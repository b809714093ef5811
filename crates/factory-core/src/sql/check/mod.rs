//! Whether a tree stays within the portable subset.

mod expressions;
mod queries;

use std::ops::ControlFlow;

use sqlparser::ast::{Expr, Ident, Query, Select, Spanned, TableFactor, Visit, Visitor};
use sqlparser::tokenizer::Span;

use super::error::SqlError;
use super::{keywords, order, tree};

/// What a check finds; boxed, because visitors carry it through many calls.
type Found = Result<(), Box<SqlError>>;

/// Refuses what is not in the subset.
pub(super) fn check(query: &Query) -> Result<(), SqlError> {
    match query.visit(&mut Subset) {
        ControlFlow::Break(error) => Err(*error),
        ControlFlow::Continue(()) => ordered(query),
    }
}

/// Rows must come in an order, unless there is only one.
fn ordered(query: &Query) -> Result<(), SqlError> {
    if order::expressions(query).is_empty() && !queries::is_one_row(&query.body) {
        return Err(SqlError::NoOrder);
    }
    Ok(())
}

struct Subset;

fn flow(found: Found) -> ControlFlow<Box<SqlError>> {
    found.map_or_else(ControlFlow::Break, ControlFlow::Continue)
}

impl Visitor for Subset {
    type Break = Box<SqlError>;

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<Self::Break> {
        flow(queries::query(query))
    }

    fn pre_visit_select(&mut self, select: &Select) -> ControlFlow<Self::Break> {
        flow(queries::select(select))
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<Self::Break> {
        flow(queries::factor(factor))
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<Self::Break> {
        flow(expressions::expression(expr))
    }
}

/// An error at a place of the text.
fn outside(span: Span, found: impl Into<String>, advice: impl Into<String>) -> Found {
    let start = span.start;
    let place =
        if start.line == 0 { "the query".into() } else { format!("line {}, column {}", start.line, start.column) };
    Err(Box::new(SqlError::Outside { place, found: found.into(), advice: advice.into() }))
}

/// Refuses something when it is there.
fn refuse(there: bool, node: &impl Spanned, found: &str, advice: &str) -> Found {
    if there { outside(node.span(), found, advice) } else { Ok(()) }
}

/// A name that the query gives to something must be free in every engine.
fn free_name(name: &Ident) -> Found {
    match name.quote_style {
        None if keywords::RESERVED.contains(&name.value.to_lowercase().as_str()) => {
            outside(name.span, format!("the name {name}"), "it is a keyword: choose another name")
        }
        None | Some('"') => Ok(()),
        Some(_) => outside(name.span, format!("the name {name}"), "quote names by double quotes"),
    }
}

/// An expression as a message shows it.
fn shown(expr: &Expr) -> String {
    tree::first_words(&expr.to_string())
}
