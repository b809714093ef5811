//! Small helpers for trees of SQL.

use std::ops::ControlFlow;

use sqlparser::ast::helpers::attached_token::AttachedToken;
use sqlparser::ast::{
    BinaryOperator, CaseWhen, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, ObjectName,
    Query, Statement, Value, Visit, Visitor,
};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;

/// The name of a table without its quotes.
pub(super) fn table_name(name: &ObjectName) -> String {
    let part = name.0.last().and_then(|part| part.as_ident());
    part.map_or_else(|| name.to_string(), |ident| ident.value.clone())
}

/// The start of a text, for messages.
pub(super) fn first_words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > 8 { words[..8].join(" ") + " ..." } else { words.join(" ") }
}

/// The name of a function in lower case.
pub(super) fn function_name(function: &Function) -> String {
    function.name.to_string().to_lowercase()
}

/// Whether the function puts many rows together, outside a window.
pub(super) fn is_aggregate(function: &Function) -> bool {
    function.over.is_none() && super::functions::AGGREGATES.contains(&function_name(function).as_str())
}

/// The arguments that are expressions.
pub(super) fn arguments(function: &Function) -> Vec<&Expr> {
    let FunctionArguments::List(list) = &function.args else { return Vec::new() };
    list.args.iter().filter_map(expression_of).collect()
}

pub(super) fn expression_of(argument: &FunctionArg) -> Option<&Expr> {
    match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(expr),
        _ => None,
    }
}

/// The arguments that are expressions, to be changed.
pub(super) fn arguments_mut(function: &mut Function) -> Vec<&mut FunctionArgExpr> {
    let FunctionArguments::List(list) = &mut function.args else { return Vec::new() };
    list.args.iter_mut().filter_map(value_of).collect()
}

fn value_of(argument: &mut FunctionArg) -> Option<&mut FunctionArgExpr> {
    match argument {
        FunctionArg::Unnamed(value) => Some(value),
        _ => None,
    }
}

/// The conditions that AND puts together, in their order.
pub(super) fn conjuncts(condition: &Expr) -> Vec<Expr> {
    match condition {
        Expr::BinaryOp { left, op: BinaryOperator::And, right } => {
            let mut parts = conjuncts(left);
            parts.extend(conjuncts(right));
            parts
        }
        Expr::Nested(inner) if matches!(**inner, Expr::BinaryOp { op: BinaryOperator::And, .. }) => conjuncts(inner),
        other => vec![other.clone()],
    }
}

/// The condition that all of these hold; none when there are none.
pub(super) fn all_of(conditions: Vec<Expr>) -> Option<Expr> {
    let both = |left, right| Expr::BinaryOp { left: Box::new(left), op: BinaryOperator::And, right: Box::new(right) };
    conditions.into_iter().map(guarded).reduce(both)
}

/// OR binds less than AND.
fn guarded(condition: Expr) -> Expr {
    match condition {
        Expr::BinaryOp { op: BinaryOperator::Or, .. } => Expr::Nested(Box::new(condition)),
        other => other,
    }
}

/// The text of a literal.
pub(super) fn literal(expr: &Expr) -> Option<&str> {
    let Expr::Value(value) = expr else { return None };
    match &value.value {
        Value::SingleQuotedString(text) => Some(text),
        _ => None,
    }
}

/// `CASE WHEN condition THEN result END`.
pub(super) fn case(condition: Expr, result: Expr) -> Expr {
    Expr::Case {
        case_token: AttachedToken::empty(),
        end_token: AttachedToken::empty(),
        operand: None,
        conditions: vec![CaseWhen { condition, result }],
        else_result: None,
    }
}

/// A number as an expression.
pub(super) fn number(text: &str) -> Expr {
    Expr::value(Value::Number(text.to_owned(), false))
}

/// Whether any expression in there fulfils a condition.
pub(super) fn any(node: &impl Visit, wanted: impl Fn(&Expr) -> bool) -> bool {
    struct Any<F>(F);
    impl<F: Fn(&Expr) -> bool> Visitor for Any<F> {
        type Break = ();
        fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
            if (self.0)(expr) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
    }
    node.visit(&mut Any(wanted)).is_break()
}

/// Whether it puts many rows together, outside a window.
pub(super) fn has_aggregate(node: &impl Visit) -> bool {
    any(node, |expr| matches!(expr, Expr::Function(function) if is_aggregate(function)))
}

/// The names that a query gives to parts of itself by WITH.
pub(super) fn own_names(query: &Query) -> Vec<String> {
    struct Names(Vec<String>);
    impl Visitor for Names {
        type Break = ();
        fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
            let ctes = query.with.iter().flat_map(|with| &with.cte_tables);
            self.0.extend(ctes.map(|cte| cte.alias.name.value.clone()));
            ControlFlow::Continue(())
        }
    }
    let mut names = Names(Vec::new());
    let _: ControlFlow<()> = query.visit(&mut names);
    names.0
}

/// A name, in quotes where it needs them.
pub(super) fn ident(name: &str) -> Ident {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    let free = name.chars().all(plain) && !name.starts_with(|letter: char| letter.is_ascii_digit());
    if free { Ident::new(name) } else { Ident::with_quote('"', name) }
}

/// The tree of a SELECT that this program wrote.
pub(super) fn parsed(text: &str) -> Query {
    match Parser::parse_sql(&GenericDialect {}, text).map(|mut statements| statements.pop()) {
        Ok(Some(Statement::Query(query))) => *query,
        other => unreachable!("{text}: {other:?}"),
    }
}

/// The tree of an expression that this program wrote.
pub(super) fn parsed_expr(text: &str) -> Expr {
    let parser = Parser::new(&GenericDialect {}).try_with_sql(text);
    match parser.and_then(|mut parser| parser.parse_expr()) {
        Ok(expr) => expr,
        Err(error) => unreachable!("{text}: {error}"),
    }
}

/// A query with indents, and its order and limit on lines of their own.
pub(super) fn printed(query: &Query) -> String {
    let body = Query { order_by: None, limit_clause: None, ..query.clone() };
    let order = query.order_by.as_ref().map(|order| format!("\n{order}"));
    let limit = query.limit_clause.as_ref().map(|limit| format!("\n{}", limit.to_string().trim_start()));
    format!("{body:#}{}{}", order.unwrap_or_default(), limit.unwrap_or_default())
}

/// An expression without the parentheses around it.
pub(super) fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Nested(inner) => bare(inner),
        other => other,
    }
}
