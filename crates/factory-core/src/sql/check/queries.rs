//! Clauses of SELECT that are not portable.

use sqlparser::ast::{
    Cte, Distinct, Expr, GroupByExpr, Join, JoinConstraint, JoinOperator, LimitClause, OrderBy, OrderByExpr,
    OrderByKind, Query, Select, SelectFlavor, SelectItem, SetExpr, SetOperator, SetQuantifier, Spanned, TableAlias,
    TableFactor, TableWithJoins, Value,
};

use super::{Found, free_name, outside, refuse};
use crate::sql::{order, tree};

pub(super) fn query(query: &Query) -> Found {
    if let Some(with) = &query.with {
        refuse(with.recursive, query, "WITH RECURSIVE", "write the levels out")?;
        with.cte_tables.iter().try_for_each(cte)?;
    }
    let extras = query.fetch.is_some() || query.for_clause.is_some() || !query.locks.is_empty();
    let extras = extras || query.settings.is_some() || query.format_clause.is_some();
    refuse(extras || !query.pipe_operators.is_empty(), query, "a clause after ORDER BY", "only LIMIT may follow")?;
    query.order_by.iter().try_for_each(order_by)?;
    order::expressions(query).iter().try_for_each(|key| sortable(&key.expr, query))?;
    query.limit_clause.iter().try_for_each(|clause| limit(clause, query))?;
    body(&query.body)
}

fn cte(cte: &Cte) -> Found {
    refuse(cte.materialized.is_some(), cte, "MATERIALIZED", "leave the word out")?;
    free_name(&cte.alias.name)
}

fn order_by(order: &OrderBy) -> Found {
    match &order.kind {
        OrderByKind::All(_) => outside(order.span(), "ORDER BY ALL", "name the columns"),
        OrderByKind::Expressions(keys) => keys.iter().try_for_each(order_key),
    }
}

/// A key of ORDER BY, of the query or of a window.
pub(super) fn order_key(key: &OrderByExpr) -> Found {
    let nulls = key.options.nulls_first.is_some();
    let advice = "sort by a column without nulls, or by coalesce(..)";
    refuse(nulls, &key.expr, "NULLS FIRST or NULLS LAST", advice)?;
    refuse(key.with_fill.is_some(), &key.expr, "WITH FILL", "leave it out")
}

/// Names of the result's columns are sorted by as they are, not in an expression.
fn sortable(key: &Expr, query: &Query) -> Found {
    let SetExpr::Select(select) = &*query.body else {
        let plain = matches!(key, Expr::Identifier(_) | Expr::Value(_));
        return refuse(!plain, key, &format!("ORDER BY {key}"), "sort by columns of the result behind UNION");
    };
    let named = |part: &Expr| aggregates(select).any(|(_, name)| is_name(part, name));
    let within = !matches!(key, Expr::Identifier(_)) && tree::any(key, named);
    refuse(within, key, &format!("ORDER BY {key}"), "sort by the column alone, or repeat what it stands for")
}

fn is_name(expr: &Expr, name: &str) -> bool {
    matches!(expr, Expr::Identifier(column) if column.value.eq_ignore_ascii_case(name))
}

/// The columns that put many rows together, with their names.
fn aggregates(select: &Select) -> impl Iterator<Item = (&Expr, &str)> {
    select.projection.iter().filter_map(|item| match item {
        SelectItem::ExprWithAlias { expr, alias } => tree::has_aggregate(expr).then_some((expr, alias.value.as_str())),
        _ => None,
    })
}

/// Not every engine knows names of the result in HAVING. `sum(price) AS price` leaves the name to the column.
fn having(select: &Select) -> Found {
    let free = |(expr, name): &(&Expr, &str)| !tree::any(*expr, |part| is_name(part, name));
    let named = |part: &Expr| aggregates(select).filter(free).any(|(_, name)| is_name(part, name));
    let by_name = select.having.as_ref().is_some_and(|having| tree::any(having, named));
    refuse(by_name, select, "a name of the result in HAVING", "repeat the aggregate that it stands for")
}

fn limit(clause: &LimitClause, query: &Query) -> Found {
    let LimitClause::LimitOffset { limit, offset, limit_by } = clause else {
        return outside(query.span(), "LIMIT with a comma", "write LIMIT n OFFSET m");
    };
    refuse(!limit_by.is_empty(), query, "LIMIT BY", "use row_number() in a subquery")?;
    refuse(limit.is_none(), query, "OFFSET without LIMIT", "add LIMIT")?;
    let counts = limit.iter().chain(offset.iter().map(|offset| &offset.value));
    let plain = counts.into_iter().all(is_count);
    refuse(!plain, query, "LIMIT by an expression", "write a whole number")?;
    let unordered = order::expressions(query).is_empty();
    refuse(unordered, query, "LIMIT without ORDER BY", "add ORDER BY, else any rows may be kept")
}

fn is_count(expr: &Expr) -> bool {
    let Expr::Value(value) = expr else { return false };
    matches!(&value.value, Value::Number(number, _) if number.parse::<u64>().is_ok())
}

fn body(body: &SetExpr) -> Found {
    match body {
        SetExpr::Select(_) => Ok(()),
        SetExpr::SetOperation { left, op, set_quantifier, right } => {
            set_operation(*op, *set_quantifier, body)?;
            let mixed = is_mixed(*op, left) || is_mixed(*op, right);
            refuse(
                mixed,
                body,
                "INTERSECT beside UNION or EXCEPT",
                "put one of them in WITH: SQLite ranks them alike",
            )?;
            self::body(left)?;
            self::body(right)
        }
        SetExpr::Query(_) => outside(body.span(), "a SELECT in parentheses", "leave the parentheses out, or use WITH"),
        other => outside(other.span(), tree::first_words(&other.to_string()), "write SELECT"),
    }
}

fn set_operation(op: SetOperator, quantifier: SetQuantifier, body: &SetExpr) -> Found {
    let known = match quantifier {
        SetQuantifier::None => op != SetOperator::Minus,
        SetQuantifier::All => op == SetOperator::Union,
        _ => false,
    };
    let found = format!("{op} {quantifier}");
    refuse(!known, body, found.trim(), "write UNION, UNION ALL, EXCEPT or INTERSECT")
}

/// Whether an operand is another operation, and one of both INTERSECT.
fn is_mixed(op: SetOperator, operand: &SetExpr) -> bool {
    match operand {
        SetExpr::SetOperation { op: inner, .. } => *inner != op && [*inner, op].contains(&SetOperator::Intersect),
        _ => false,
    }
}

pub(super) fn select(select: &Select) -> Found {
    refuse(matches!(select.distinct, Some(Distinct::On(_))), select, "DISTINCT ON", "use row_number() in a subquery")?;
    refuse(select.qualify.is_some(), select, "QUALIFY", "put the window function in a subquery, and filter outside")?;
    refuse(select.top.is_some(), select, "TOP", "write LIMIT at the end")?;
    refuse(!select.lateral_views.is_empty(), select, "LATERAL VIEW", "write a join")?;
    refuse(has_oddities(select), select, "a clause that only some engines know", "leave it out")?;
    select.projection.iter().try_for_each(item)?;
    group_by(&select.group_by)?;
    having(select)?;
    let commas = select.from.len() > 1;
    refuse(commas, select, "tables separated by commas in FROM", "write JOIN .. ON, or CROSS JOIN")?;
    select.from.iter().try_for_each(joins)
}

fn has_oddities(select: &Select) -> bool {
    let lists = !select.connect_by.is_empty() || !select.cluster_by.is_empty() || !select.distribute_by.is_empty();
    let options = select.into.is_some() || select.prewhere.is_some() || select.exclude.is_some();
    let words = select.select_modifiers.is_some() || select.value_table_mode.is_some();
    lists || options || words || !select.sort_by.is_empty() || select.flavor != SelectFlavor::Standard
}

fn item(item: &SelectItem) -> Found {
    match item {
        SelectItem::UnnamedExpr(_) => Ok(()),
        SelectItem::ExprWithAlias { alias, .. } => free_name(alias),
        SelectItem::ExprWithAliases { .. } => outside(item.span(), "several names of one column", "give it one name"),
        SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..) => {
            outside(item.span(), format!("SELECT {item}"), "name the columns")
        }
    }
}

fn group_by(group: &GroupByExpr) -> Found {
    match group {
        GroupByExpr::All(_) => outside(group.span(), "GROUP BY ALL", "name the columns"),
        GroupByExpr::Expressions(keys, modifiers) => {
            let odd = |key: &&Expr| matches!(key, Expr::Rollup(_) | Expr::Cube(_) | Expr::GroupingSets(_));
            let sets = keys.iter().any(|key| odd(&key)) || !modifiers.is_empty();
            refuse(sets, group, "ROLLUP, CUBE or GROUPING SETS", "write one SELECT a level, with UNION ALL")
        }
    }
}

fn joins(from: &TableWithJoins) -> Found {
    from.joins.iter().try_for_each(join)
}

fn join(join: &Join) -> Found {
    match &join.join_operator {
        JoinOperator::CrossJoin(JoinConstraint::None) => Ok(()),
        JoinOperator::Join(on) | JoinOperator::Inner(on) | JoinOperator::Left(on) | JoinOperator::LeftOuter(on) => {
            constraint(on, join)
        }
        JoinOperator::FullOuter(_) => outside(join.span(), "FULL JOIN", "write a LEFT JOIN from a list of all keys"),
        JoinOperator::Right(_) | JoinOperator::RightOuter(_) => {
            outside(join.span(), "RIGHT JOIN", "turn it round into a LEFT JOIN")
        }
        _ => outside(join.span(), format!("the join {}", tree::first_words(&join.to_string())), JOINS),
    }
}

const JOINS: &str = "write JOIN, LEFT JOIN or CROSS JOIN, with ON";

fn constraint(constraint: &JoinConstraint, join: &Join) -> Found {
    match constraint {
        JoinConstraint::On(_) => Ok(()),
        JoinConstraint::Using(_) => outside(join.span(), "USING", "write ON a.key = b.key"),
        JoinConstraint::Natural => outside(join.span(), "NATURAL JOIN", "write ON a.key = b.key"),
        JoinConstraint::None => outside(join.span(), "a join without ON", JOINS),
    }
}

pub(super) fn factor(factor: &TableFactor) -> Found {
    match factor {
        TableFactor::Table { name, alias, args: None, with_hints, version: None, sample: None, .. } => {
            refuse(!with_hints.is_empty(), factor, "a hint", "leave it out")?;
            refuse(name.0.len() > 1, factor, &format!("the table {name}"), "name tables without a schema")?;
            alias.iter().try_for_each(table_alias)
        }
        TableFactor::Derived { lateral: true, .. } => outside(factor.span(), "LATERAL", "use a window function"),
        TableFactor::Derived { alias: None, .. } => {
            outside(factor.span(), "a subquery in FROM without a name", "write (SELECT ..) AS name")
        }
        TableFactor::Derived { alias: Some(alias), sample: None, .. } => table_alias(alias),
        other => {
            outside(other.span(), tree::first_words(&other.to_string()), "name a table, or write (SELECT ..) AS name")
        }
    }
}

fn table_alias(alias: &TableAlias) -> Found {
    let columns = !alias.columns.is_empty() || alias.at.is_some();
    if columns {
        return outside(alias.name.span, "names of columns behind the name of a table", "name them in the SELECT");
    }
    free_name(&alias.name)
}

/// Whether the result has one row whatever the data are.
pub(super) fn is_one_row(body: &SetExpr) -> bool {
    let SetExpr::Select(select) = body else { return false };
    let groups = !matches!(&select.group_by, GroupByExpr::Expressions(keys, _) if keys.is_empty());
    let aggregates = select.projection.iter().any(|item| match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => tree::has_aggregate(expr),
        _ => false,
    });
    !groups && (select.from.is_empty() || aggregates)
}
