//! The columns of a result and the order of its rows.

use sqlparser::ast::{Expr, OrderByExpr, OrderByKind, Query, SelectItem, SetExpr, Value};

/// One key of the order of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderKey {
    /// The column of the result; none when the key is an expression that the result does not show.
    pub column: Option<String>,
    /// The key as it is written.
    pub text: String,
    /// Whether the largest comes first.
    pub descending: bool,
}

/// The names of the columns of a query's body: those of its first SELECT.
pub(super) fn columns(body: &SetExpr) -> Vec<String> {
    items(body).iter().map(name).collect()
}

/// The keys of the order of the query's rows.
pub(super) fn keys(query: &Query) -> Vec<OrderKey> {
    let items = items(&query.body);
    expressions(query).iter().map(|key| resolved(key, items)).collect()
}

/// The expressions of ORDER BY.
pub(super) fn expressions(query: &Query) -> &[OrderByExpr] {
    match query.order_by.as_ref().map(|order| &order.kind) {
        Some(OrderByKind::Expressions(keys)) => keys,
        _ => &[],
    }
}

fn items(body: &SetExpr) -> &[SelectItem] {
    match body {
        SetExpr::Select(select) => &select.projection,
        SetExpr::Query(query) => items(&query.body),
        SetExpr::SetOperation { left, .. } => items(left),
        _ => &[],
    }
}

/// The name that the result shows.
pub(super) fn name(item: &SelectItem) -> String {
    match item {
        SelectItem::ExprWithAlias { alias, .. } => alias.value.clone(),
        SelectItem::UnnamedExpr(Expr::Identifier(column)) => column.value.clone(),
        SelectItem::UnnamedExpr(Expr::CompoundIdentifier(parts)) => {
            parts.last().map(|part| part.value.clone()).unwrap_or_default()
        }
        other => other.to_string(),
    }
}

fn resolved(key: &OrderByExpr, items: &[SelectItem]) -> OrderKey {
    let column = ordinal(&key.expr, items).or_else(|| by_name(&key.expr, items)).or_else(|| by_tree(&key.expr, items));
    let descending = key.options.asc == Some(false);
    OrderKey { column: column.map(name), text: key.expr.to_string(), descending }
}

fn ordinal<'a>(key: &Expr, items: &'a [SelectItem]) -> Option<&'a SelectItem> {
    let Expr::Value(value) = key else { return None };
    let Value::Number(number, _) = &value.value else { return None };
    items.get(number.parse::<usize>().ok()?.checked_sub(1)?)
}

fn by_name<'a>(key: &Expr, items: &'a [SelectItem]) -> Option<&'a SelectItem> {
    let Expr::Identifier(wanted) = key else { return None };
    items.iter().find(|item| name(item).eq_ignore_ascii_case(&wanted.value))
}

fn by_tree<'a>(key: &Expr, items: &'a [SelectItem]) -> Option<&'a SelectItem> {
    items.iter().find(|item| match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => expr == key,
        _ => false,
    })
}
