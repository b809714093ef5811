//! How a question is answered, in words: what its query does, step by step.

use sqlparser::ast::{
    Expr, GroupByExpr, Join, JoinConstraint, JoinOperator, Query as Tree, Select, SelectItem, SetExpr, TableFactor,
};

use crate::challenge::Question;
use crate::sql::Query;

/// Characters of an expression that is told in full.
const LONG: usize = 110;

/// The steps; none when the query cannot be read.
pub(super) fn steps(question: &Question) -> Vec<String> {
    let Ok(query) = Query::parse(&question.sql) else { return Vec::new() };
    let mut steps = Vec::new();
    for part in query.tree().with.iter().flat_map(|with| &with.cte_tables) {
        let name = &part.alias.name.value;
        let inner = of_query(&part.query);
        steps.push(format!("Prepare `{name}`: {}", inner.join("; ")));
    }
    let last = of_query(query.tree()).into_iter().map(|step| capitalised(&step));
    steps.extend(last);
    steps.extend(order(question));
    steps.extend(query.limit().map(|rows| format!("Keep the first {rows} rows.")));
    steps
}

/// What a query does, in clauses without a full stop.
fn of_query(query: &Tree) -> Vec<String> {
    match &*query.body {
        SetExpr::Select(select) => of_select(select),
        SetExpr::Query(inner) => of_query(inner),
        SetExpr::SetOperation { op, left, right, .. } => {
            let side = |side: &SetExpr| match side {
                SetExpr::Select(select) => of_select(select).join(", "),
                other => code(&other.to_string()),
            };
            vec![format!(
                "put together ({}) one part ({}) and another ({})",
                op.to_string().to_lowercase(),
                side(left),
                side(right)
            )]
        }
        _ => Vec::new(),
    }
}

fn of_select(select: &Select) -> Vec<String> {
    let mut steps = Vec::new();
    for table in &select.from {
        steps.push(format!("start from {}", factor(&table.relation)));
        steps.extend(table.joins.iter().map(join));
    }
    steps.extend(
        select.selection.as_ref().map(|condition| format!("keep the rows where {}", code(&condition.to_string()))),
    );
    let groups = groups(select);
    if !groups.is_empty() {
        steps.push(format!("make one row for each {}", listed(&groups)));
    }
    let computed: Vec<String> = select.projection.iter().filter_map(computed).collect();
    if !computed.is_empty() {
        steps.push(format!("compute {}", computed.join(", ")));
    }
    steps.extend(
        select.having.as_ref().map(|condition| format!("keep the groups where {}", code(&condition.to_string()))),
    );
    if select.distinct.is_some() {
        steps.push("drop the rows that repeat".to_owned());
    }
    steps
}

fn factor(factor: &TableFactor) -> String {
    match factor {
        TableFactor::Table { name, .. } => format!("`{name}`"),
        TableFactor::Derived { subquery, .. } => format!("a part of its own ({})", of_query(subquery).join(", ")),
        other => code(&other.to_string()),
    }
}

fn join(join: &Join) -> String {
    let (verb, constraint) = match &join.join_operator {
        JoinOperator::Left(on) | JoinOperator::LeftOuter(on) => ("add what there is of", Some(on)),
        JoinOperator::Join(on) | JoinOperator::Inner(on) => ("join", Some(on)),
        _ => ("combine with", None),
    };
    let on = match constraint {
        Some(JoinConstraint::On(on)) => format!(" where {}", code(&on.to_string())),
        _ => String::new(),
    };
    let kept = if verb.starts_with("add") { ", keeping rows without a match" } else { "" };
    format!("{verb} {}{on}{kept}", factor(&join.relation))
}

fn groups(select: &Select) -> Vec<String> {
    match &select.group_by {
        GroupByExpr::Expressions(expressions, _) => expressions.iter().map(|one| code(&one.to_string())).collect(),
        GroupByExpr::All(_) => Vec::new(),
    }
}

/// A column that is more than one of a table.
fn computed(item: &SelectItem) -> Option<String> {
    let SelectItem::ExprWithAlias { expr, alias } = item else { return None };
    let is_column = matches!(expr, Expr::Identifier(_) | Expr::CompoundIdentifier(_));
    let text = expr.to_string();
    (!is_column).then(
        || {
            if text.chars().count() > LONG { format!("`{alias}`") } else { format!("`{alias}` as `{text}`") }
        },
    )
}

fn order(question: &Question) -> Option<String> {
    let key = |key: &crate::challenge::SortKey| {
        format!("`{}`{}", key.column, if key.descending { ", the largest first" } else { "" })
    };
    let keys: Vec<String> = question.output.order.iter().map(key).collect();
    (!keys.is_empty()).then(|| format!("Sort by {}.", keys.join(", then by ")))
}

fn code(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'");
    match words.char_indices().nth(2 * LONG) {
        Some((end, _)) => format!("`{} …`", &words[..end]),
        None => format!("`{words}`"),
    }
}

fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", characters.as_str())
}
