//! FILTER as CASE, and LIKE as GLOB, for engines that do not have the one or understand the other differently.

use sqlparser::ast::{BinaryOperator, Expr, Function, FunctionArgExpr, Value};

use crate::sql::tree;

/// `sum(x) FILTER (WHERE c)` as `sum(CASE WHEN c THEN x END)`.
pub(super) fn as_case(function: &Function) -> Option<Function> {
    let mut function = function.clone();
    let condition = *function.filter.take()?;
    let argument = tree::arguments_mut(&mut function).into_iter().next()?;
    let value = match &*argument {
        FunctionArgExpr::Expr(expr) => expr.clone(),
        _ => tree::number("1"),
    };
    *argument = FunctionArgExpr::Expr(tree::case(condition, value));
    Some(function)
}

/// LIKE of SQLite takes `a` for `A`; GLOB does not.
pub(super) fn as_glob(expr: &Expr, pattern: &Expr, negated: bool) -> Option<Expr> {
    let pattern = Expr::value(Value::SingleQuotedString(glob(tree::literal(pattern)?)));
    let op = BinaryOperator::Custom(if negated { "NOT GLOB" } else { "GLOB" }.to_owned());
    Some(Expr::BinaryOp { left: Box::new(expr.clone()), op, right: Box::new(pattern) })
}

fn glob(pattern: &str) -> String {
    let each = |letter: char| match letter {
        '%' => "*".to_owned(),
        '_' => "?".to_owned(),
        '*' | '?' | '[' => format!("[{letter}]"),
        other => other.to_string(),
    };
    pattern.chars().map(each).collect()
}
