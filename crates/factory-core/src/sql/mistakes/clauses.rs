//! Mistakes in clauses.

use sqlparser::ast::{
    BinaryOperator, Distinct, Expr, JoinOperator, LimitClause, OrderByKind, Query, Select, SetExpr, SetOperator,
    SetQuantifier,
};

use super::{Change, MistakeKind};
use crate::sql::tree;

pub(super) fn of_select(select: &Select) -> Vec<Change<Select>> {
    let mut changes = joins(select);
    changes.extend(filters(select));
    changes.extend(having(select));
    changes.extend(distinct(select));
    changes
}

fn joins(select: &Select) -> Vec<Change<Select>> {
    let count = select.from.first().map_or(0, |from| from.joins.len());
    (0..count).filter_map(|at| inner(select, at)).collect()
}

fn inner(select: &Select, at: usize) -> Option<Change<Select>> {
    let mut wrong = select.clone();
    let join = &mut wrong.from.first_mut()?.joins[at];
    let (JoinOperator::Left(on) | JoinOperator::LeftOuter(on)) = &join.join_operator else { return None };
    join.join_operator = JoinOperator::Join(on.clone());
    let what = format!("the left join of {} is made an inner join", tree::first_words(&join.relation.to_string()));
    Some(Change::new(MistakeKind::InnerJoin, what, wrong))
}

fn filters(select: &Select) -> Vec<Change<Select>> {
    let Some(selection) = &select.selection else { return Vec::new() };
    let conditions = tree::conjuncts(selection);
    let without = |(at, condition): (usize, &Expr)| {
        let mut rest = conditions.clone();
        rest.remove(at);
        let wrong = Select { selection: tree::all_of(rest), ..select.clone() };
        Change::new(MistakeKind::LostFilter, format!("the filter {} is left out", tree::bare(condition)), wrong)
    };
    conditions.iter().enumerate().filter(|(_, condition)| !is_join(condition)).map(without).collect()
}

/// Equal columns are a join, which nobody forgets.
fn is_join(condition: &Expr) -> bool {
    let column = |expr: &Expr| matches!(expr, Expr::Identifier(_) | Expr::CompoundIdentifier(_));
    match condition {
        Expr::BinaryOp { left, op: BinaryOperator::Eq, right } => column(left) && column(right),
        _ => false,
    }
}

fn having(select: &Select) -> Option<Change<Select>> {
    let condition = select.having.as_ref()?;
    let what = format!("the condition on groups {condition} is left out");
    Some(Change::new(MistakeKind::LostHaving, what, Select { having: None, ..select.clone() }))
}

fn distinct(select: &Select) -> Option<Change<Select>> {
    let there = matches!(select.distinct, Some(Distinct::Distinct));
    let wrong = Select { distinct: None, ..select.clone() };
    there.then(|| Change::new(MistakeKind::KeptDuplicates, "DISTINCT is left out, and duplicates are kept", wrong))
}

pub(super) fn of_union(body: &SetExpr) -> Vec<Change<SetExpr>> {
    let mut wrong = body.clone();
    match &mut wrong {
        SetExpr::SetOperation { op: SetOperator::Union, set_quantifier: all @ SetQuantifier::None, .. } => {
            *all = SetQuantifier::All;
        }
        _ => return Vec::new(),
    }
    vec![Change::new(MistakeKind::UnionAll, "UNION is made UNION ALL, and duplicates are kept", wrong)]
}

/// The first key of the order the other way round, when only the first rows are wanted.
pub(super) fn of_query(query: &Query) -> Vec<Change<Query>> {
    let mut wrong = query.clone();
    let limited = matches!(query.limit_clause, Some(LimitClause::LimitOffset { limit: Some(_), .. }));
    let kind = wrong.order_by.as_mut().map(|order| &mut order.kind);
    let Some(OrderByKind::Expressions(keys)) = kind.filter(|_| limited) else { return Vec::new() };
    let Some(key) = keys.first_mut() else { return Vec::new() };
    let descending = key.options.asc == Some(false);
    key.options.asc = if descending { None } else { Some(false) };
    let order = if descending { "smallest" } else { "largest" };
    let what = format!("the order of {} is reversed: the {order} comes first", key.expr);
    vec![Change::new(MistakeKind::ReversedOrder, what, wrong)]
}
