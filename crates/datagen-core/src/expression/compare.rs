//! Comparison, membership, patterns and choice, with SQL's three-valued logic.

use datafusion_expr::expr::{Case, InList};
use datafusion_expr::{BinaryExpr, Expr, Like, Operator};

use super::convert::{coerce, common};
use super::error::{ExpressionError, Result};
use super::kind::{Kind, Typed};

/// `left operator right`, both brought to one kind.
pub(super) fn compare(left: Typed, operator: Operator, right: Typed) -> Result<Typed> {
    let kind = common(&left, &right)?;
    let (left, right) = (coerce(left, kind)?, coerce(right, kind)?);
    if kind == Kind::Null {
        return Ok(Typed::null(Kind::Bool));
    }
    Ok(Typed::bool(binary(left.expr, operator, right.expr)))
}

/// `value in (a, b, …)`.
pub(super) fn is_in(value: Typed, list: Vec<Typed>, negated: bool) -> Result<Typed> {
    let kind = common_of(std::iter::once(&value).chain(&list))?;
    if kind == Kind::Null {
        return Ok(Typed::null(Kind::Bool));
    }
    let list = list.into_iter().map(|item| Ok(coerce(item, kind)?.expr)).collect::<Result<_>>()?;
    Ok(Typed::bool(Expr::InList(InList::new(Box::new(coerce(value, kind)?.expr), list, negated))))
}

/// `value like pattern`.
pub(super) fn is_like(value: Typed, pattern: Typed, negated: bool, any_case: bool) -> Result<Typed> {
    let text = |operand: Typed| match operand.kind {
        Kind::Text | Kind::Null => coerce(operand, Kind::Text),
        kind => Err(ExpressionError::new(format!("`like` takes texts, found {kind}")).hint("write `str(x)`")),
    };
    let (value, pattern) = (Box::new(text(value)?.expr), Box::new(text(pattern)?.expr));
    Ok(Typed::bool(Expr::Like(Like::new(negated, value, pattern, None, any_case))))
}

/// All of the conditions, or any of them; grouped by halves, so that a long chain is no deep tree.
pub(super) fn combine(mut conditions: Vec<Typed>, operator: Operator) -> Typed {
    if conditions.len() > 1 {
        let right = conditions.split_off(conditions.len() / 2);
        let (left, right) = (combine(conditions, operator), combine(right, operator));
        return Typed::bool(binary(left.expr, operator, right.expr));
    }
    conditions.pop().unwrap_or_else(|| Typed::null(Kind::Bool))
}

/// A truth that a condition can be made of.
pub(super) fn condition(value: Typed) -> Result<Typed> {
    match value.kind {
        Kind::Bool | Kind::Null => coerce(value, Kind::Bool),
        kind @ (Kind::Int | Kind::Float | Kind::Decimal(..)) => {
            Err(ExpressionError::new(format!("expected a condition, found {kind}")).hint("write `x <> 0`"))
        }
        kind => Err(ExpressionError::new(format!("expected a condition, found {kind}"))),
    }
}

/// The value of the first condition that is true, or the last value, or null.
pub(super) fn case(branches: Vec<(Typed, Typed)>, otherwise: Option<Typed>) -> Result<Typed> {
    let kind = common_of(branches.iter().map(|(_, value)| value).chain(&otherwise))?;
    let when = |(condition, value): (Typed, Typed)| Ok((Box::new(condition.expr), Box::new(coerce(value, kind)?.expr)));
    let branches = branches.into_iter().map(when).collect::<Result<_>>()?;
    let otherwise = match otherwise {
        Some(value) => Some(Box::new(coerce(value, kind)?.expr)),
        None => None,
    };
    if kind == Kind::Null {
        return Ok(Typed::null(Kind::Null));
    }
    Ok(Typed::new(Expr::Case(Case::new(None, branches, otherwise)), kind))
}

/// The kind to which all can be brought.
pub(super) fn common_of<'a>(values: impl Iterator<Item = &'a Typed>) -> Result<Kind> {
    let mut wide = Typed::null(Kind::Null);
    for value in values {
        let kind = common(&wide, value)?;
        // A written value keeps its digits as long as it decides alone.
        wide = if wide.kind == Kind::Null { value.clone() } else { Typed::null(kind) };
    }
    Ok(wide.kind)
}

fn binary(left: Expr, operator: Operator, right: Expr) -> Expr {
    Expr::BinaryExpr(BinaryExpr::new(Box::new(left), operator, Box::new(right)))
}
