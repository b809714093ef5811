//! Mistakes in expressions.

use std::ops::ControlFlow;

use sqlparser::ast::{
    BinaryOperator, DuplicateTreatment, Expr, Function, FunctionArgExpr, FunctionArguments, Query, Value, Visit,
    Visitor,
};

use super::{Change, MistakeKind};
use crate::sql::functions::AGGREGATES;
use crate::sql::tree;

/// Every expression that invites a mistake once, with the mistake.
pub(super) fn of(query: &Query) -> Vec<(Expr, Change<Expr>)> {
    let mut all = All(Vec::new());
    let _: ControlFlow<()> = query.visit(&mut all);
    all.0
}

struct All(Vec<(Expr, Change<Expr>)>);

impl Visitor for All {
    type Break = ();

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        if !self.0.iter().any(|(known, _)| known == expr) {
            self.0.extend(changes(expr).into_iter().map(|change| (expr.clone(), change)));
        }
        ControlFlow::Continue(())
    }
}

fn changes(expr: &Expr) -> Vec<Change<Expr>> {
    match expr {
        Expr::Function(function) => {
            let found = [repeats(function), bucket(function), filter(function), case(function)];
            found.into_iter().flatten().collect()
        }
        Expr::BinaryOp { left, op: BinaryOperator::Divide, right } => averages(left, right, expr).into_iter().collect(),
        Expr::BinaryOp { left, op, right } => bound(left, op, right, expr).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// `count(DISTINCT x)` becomes `count(x)`.
fn repeats(function: &Function) -> Option<Change<Expr>> {
    let mut wrong = function.clone();
    let FunctionArguments::List(list) = &mut wrong.args else { return None };
    let distinct = list.duplicate_treatment.take() == Some(DuplicateTreatment::Distinct);
    let there = distinct && tree::function_name(function) == "count";
    let what = format!("{function} is made {wrong}, which counts repeats");
    there.then(|| Change::new(MistakeKind::CountedRepeats, what, Expr::Function(wrong)))
}

/// The unit that is taken instead of another.
fn other_unit(unit: &str) -> Option<&'static str> {
    Some(match unit {
        "year" | "month" => "quarter",
        "quarter" | "week" => "month",
        "day" => "week",
        _ => return None,
    })
}

fn bucket(function: &Function) -> Option<Change<Expr>> {
    if tree::function_name(function) != "date_trunc" {
        return None;
    }
    let unit = other_unit(tree::literal(tree::arguments(function).first()?)?)?;
    let mut wrong = function.clone();
    let first = tree::arguments_mut(&mut wrong).into_iter().next()?;
    *first = FunctionArgExpr::Expr(Expr::value(Value::SingleQuotedString(unit.to_owned())));
    let what = format!("{function} is made {wrong}");
    Some(Change::new(MistakeKind::WrongBucket, what, Expr::Function(wrong)))
}

fn filter(function: &Function) -> Option<Change<Expr>> {
    let condition = function.filter.as_ref()?;
    let wrong = Function { filter: None, ..function.clone() };
    let what = format!("the condition {condition} of {wrong} is left out");
    Some(Change::new(MistakeKind::LostAggregateFilter, what, Expr::Function(wrong)))
}

/// `sum(CASE WHEN c THEN x ELSE 0 END)` becomes `sum(x)`.
fn case(function: &Function) -> Option<Change<Expr>> {
    if !AGGREGATES.contains(&tree::function_name(function).as_str()) {
        return None;
    }
    let Some(Expr::Case { operand: None, conditions, .. }) = tree::arguments(function).first().copied() else {
        return None;
    };
    let [only] = conditions.as_slice() else { return None };
    let mut wrong = function.clone();
    *tree::arguments_mut(&mut wrong).into_iter().next()? = FunctionArgExpr::Expr(only.result.clone());
    let what = format!("the condition {} within {} is left out", only.condition, tree::function_name(function));
    Some(Change::new(MistakeKind::LostCase, what, Expr::Function(wrong)))
}

/// `sum(a) / sum(b)` becomes `avg(a / nullif(b, 0))`; rows in which b is 0 have no ratio.
fn averages(left: &Expr, right: &Expr, expr: &Expr) -> Option<Change<Expr>> {
    let (factor, left) = scaled(left);
    let (above, below) = (summed(left)?, summed(unguarded(right))?);
    let (above, below) = (part(above), below.to_string());
    let average = format!("avg({above} / nullif({below}, 0))");
    let average = factor.map_or_else(|| average.clone(), |factor| format!("{factor} * {average}"));
    let wrong = tree::parsed_expr(&average);
    let what = format!("{expr} is made {wrong}, an average of ratios");
    Some(Change::new(MistakeKind::AverageOfAverages, what, wrong))
}

fn part(expr: &Expr) -> String {
    match expr {
        Expr::BinaryOp { .. } => format!("({expr})"),
        other => other.to_string(),
    }
}

/// The number in `100.0 * x`, and x.
fn scaled(expr: &Expr) -> (Option<&Expr>, &Expr) {
    match expr {
        Expr::BinaryOp { left, op: BinaryOperator::Multiply, right } if matches!(**left, Expr::Value(_)) => {
            (Some(left), right)
        }
        other => (None, other),
    }
}

/// The x in `nullif(x, 0)`.
fn unguarded(expr: &Expr) -> &Expr {
    match expr {
        Expr::Function(function) if tree::function_name(function) == "nullif" => {
            tree::arguments(function).first().copied().unwrap_or(expr)
        }
        other => other,
    }
}

/// The x in `sum(x)`, where it is made of columns and numbers only.
fn summed(expr: &Expr) -> Option<&Expr> {
    match expr {
        Expr::Nested(inner) | Expr::Cast { expr: inner, .. } => summed(inner),
        Expr::Function(function) if tree::function_name(function) == "sum" && is_bare(function) => {
            tree::arguments(function).first().copied().filter(|x| is_plain(x))
        }
        _ => None,
    }
}

fn is_bare(function: &Function) -> bool {
    let FunctionArguments::List(list) = &function.args else { return false };
    function.over.is_none() && function.filter.is_none() && list.duplicate_treatment.is_none()
}

fn is_plain(expr: &Expr) -> bool {
    match expr {
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) => true,
        Expr::Value(value) => matches!(value.value, Value::Number(..)),
        Expr::Nested(inner) => is_plain(inner),
        Expr::BinaryOp { left, right, .. } => is_plain(left) && is_plain(right),
        _ => false,
    }
}

/// A first or last day that is left out.
fn bound(left: &Expr, op: &BinaryOperator, right: &Expr, expr: &Expr) -> Option<Change<Expr>> {
    let strict = match op {
        BinaryOperator::GtEq => BinaryOperator::Gt,
        BinaryOperator::LtEq => BinaryOperator::Lt,
        _ => return None,
    };
    if !matches!(right, Expr::TypedString(_)) {
        return None;
    }
    let wrong = Expr::BinaryOp { left: Box::new(left.clone()), op: strict, right: Box::new(right.clone()) };
    Some(Change::new(MistakeKind::DateBound, format!("the bound {expr} is made {wrong}"), wrong))
}
