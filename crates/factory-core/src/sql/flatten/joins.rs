//! The main table with the tables folded into it becomes the wide table.

use std::ops::ControlFlow;

use sqlparser::ast::{BinaryOperator, Expr, Join, JoinConstraint, JoinOperator, Select, SelectItem, VisitMut};

use super::qualifiers::Renaming;
use super::{Flatten, Folded, Role, alias_of, factors};
use crate::sql::error::SqlError;
use crate::sql::tree;

/// A SELECT whose FROM has the main table once.
pub(super) struct Widening<'a> {
    flatten: &'a Flatten<'a>,
    /// The folded tables in FROM, by name.
    folded: Vec<(&'a str, &'a Folded)>,
    renaming: Renaming,
    /// Whether the main table is joined by LEFT JOIN to a subquery.
    loose: bool,
    /// Conditions of joins that vanished.
    conditions: Vec<Expr>,
    /// The keys by which tables are joined.
    joined: Vec<String>,
}

impl<'a> Widening<'a> {
    pub(super) fn new(flatten: &'a Flatten<'a>, select: &Select) -> Self {
        let mut folded = Vec::new();
        let mut from = Vec::new();
        for factor in factors(select) {
            match flatten.role(factor) {
                Role::Other => continue,
                Role::Folded(name, table) => folded.push((name, table)),
                Role::Main => {}
            }
            from.extend(alias_of(factor).map(|name| name.value));
        }
        let main = factors(select).find(|factor| flatten.role(factor) == Role::Main).and_then(alias_of);
        let to = main.filter(|_| from.len() < factors(select).count() || must_be_qualified(select));
        let renaming = Renaming { from, to, hidden: Vec::new() };
        let loosely = |join: &Join| is_left(join) && flatten.role(&join.relation) == Role::Main;
        let loose = select.from.iter().flat_map(|from| &from.joins).any(loosely);
        Self { flatten, folded, renaming, loose, conditions: Vec::new(), joined: Vec::new() }
    }

    pub(super) fn carry_out(mut self, select: &mut Select) -> Result<Renaming, SqlError> {
        self.check_twice()?;
        self.main_first(select)?;
        let joins = std::mem::take(&mut select.from[0].joins);
        for join in joins {
            if let Some(kept) = self.join(join)? {
                select.from[0].joins.push(kept);
            }
        }
        self.check_keys()?;
        self.rename_main(select);
        Ok(self.rename(select))
    }

    /// The wide table has one row of a folded table beside each row of its own.
    fn check_twice(&self) -> Result<(), SqlError> {
        let twice = |(at, entry): (usize, &(&'a str, &'a Folded))| self.folded[..at].contains(entry).then_some(*entry);
        match self.folded.iter().enumerate().find_map(twice) {
            Some((table, folded)) => Err(by_key(table, folded, "it twice")),
            None => Ok(()),
        }
    }

    /// `FROM folded JOIN main` is `FROM main JOIN folded`.
    fn main_first(&mut self, select: &mut Select) -> Result<(), SqlError> {
        let from = &mut select.from[0];
        let Role::Folded(table, folded) = self.flatten.role(&from.relation) else { return Ok(()) };
        let main = from.joins.iter().position(|join| self.flatten.role(&join.relation) == Role::Main);
        let Some(main) = main else { return Ok(()) };
        let left = from.joins[..=main].iter().any(is_left);
        if left {
            return Err(by_key(table, folded, "a LEFT JOIN from it, which also keeps what the flat table lacks"));
        }
        std::mem::swap(&mut from.relation, &mut from.joins[main].relation);
        self.drops(folded);
        Ok(())
    }

    /// What remains of a join.
    fn join(&mut self, join: Join) -> Result<Option<Join>, SqlError> {
        let Role::Folded(table, folded) = self.flatten.role(&join.relation) else { return Ok(Some(join)) };
        let rest = self.without_keys(condition(&join.join_operator));
        if is_left(&join) {
            return match tree::all_of(rest) {
                None => Ok(None),
                Some(rest) => Err(by_key(table, folded, &format!("also the condition {rest}"))),
            };
        }
        self.conditions.extend(rest);
        self.drops(folded);
        Ok(None)
    }

    /// An inner join drops rows that refer to nothing.
    fn drops(&mut self, folded: &Folded) {
        let is_there = Expr::IsNotNull(Box::new(self.column(&folded.key)));
        if (folded.optional || self.loose) && !self.conditions.contains(&is_there) {
            self.conditions.push(is_there);
        }
    }

    fn column(&self, name: &str) -> Expr {
        match &self.renaming.to {
            Some(table) => Expr::CompoundIdentifier(vec![table.clone(), tree::ident(name)]),
            None => Expr::Identifier(tree::ident(name)),
        }
    }

    /// The conditions that are no equal keys.
    fn without_keys(&mut self, condition: Option<Expr>) -> Vec<Expr> {
        let conditions = condition.map(|condition| tree::conjuncts(&condition)).unwrap_or_default();
        let (keys, rest): (Vec<_>, Vec<_>) = conditions.into_iter().partition(|one| self.key(one).is_some());
        let keys: Vec<String> = keys.iter().filter_map(|one| self.key(one)).collect();
        self.joined.extend(keys);
        rest
    }

    /// The key in `a.key = b.key`.
    fn key(&self, condition: &Expr) -> Option<String> {
        let Expr::BinaryOp { left, op: BinaryOperator::Eq, right } = condition else { return None };
        let (left, right) = (self.own_column(left)?, self.own_column(right)?);
        let key = |(_, folded): &&(&str, &Folded)| folded.key.eq_ignore_ascii_case(left);
        let key = self.folded.iter().find(key)?.1.key.clone();
        left.eq_ignore_ascii_case(right).then_some(key)
    }

    /// The name of a column of the tables that become one.
    fn own_column<'b>(&self, expr: &'b Expr) -> Option<&'b str> {
        let Expr::CompoundIdentifier(parts) = expr else { return None };
        let [table, column] = parts.as_slice() else { return None };
        let own = self.renaming.from.iter().any(|name| name.eq_ignore_ascii_case(&table.value));
        own.then_some(column.value.as_str())
    }

    fn check_keys(&self) -> Result<(), SqlError> {
        match self.folded.iter().find(|(_, folded)| !self.joined.contains(&folded.key)) {
            Some((table, folded)) => Err(by_key(table, folded, "another condition")),
            None => Ok(()),
        }
    }

    fn rename_main(&self, select: &mut Select) {
        let alias = self.renaming.to.clone();
        for factor in super::factors_mut(select) {
            if self.flatten.role(factor) == Role::Main {
                self.flatten.rename(factor, alias.clone());
            }
        }
    }

    fn rename(self, select: &mut Select) -> Renaming {
        let condition = select.selection.take().map(|condition| tree::conjuncts(&condition)).unwrap_or_default();
        let mut conditions = self.conditions;
        conditions.extend(condition);
        select.selection = tree::all_of(conditions);
        let mut renaming = self.renaming;
        rename_parts(select, &mut renaming);
        renaming
    }
}

/// Goes through the parts of a SELECT, because as a whole it would hide its own names.
fn rename_parts(select: &mut Select, renaming: &mut Renaming) {
    let _: ControlFlow<()> = VisitMut::visit(&mut select.projection, renaming);
    let _: ControlFlow<()> = VisitMut::visit(&mut select.from, renaming);
    let _: ControlFlow<()> = VisitMut::visit(&mut select.selection, renaming);
    let _: ControlFlow<()> = VisitMut::visit(&mut select.group_by, renaming);
    let _: ControlFlow<()> = VisitMut::visit(&mut select.having, renaming);
    let _: ControlFlow<()> = VisitMut::visit(&mut select.named_window, renaming);
}

fn is_left(join: &Join) -> bool {
    matches!(join.join_operator, JoinOperator::Left(_) | JoinOperator::LeftOuter(_))
}

/// The condition of a join.
fn condition(operator: &JoinOperator) -> Option<Expr> {
    match operator {
        JoinOperator::Join(JoinConstraint::On(on))
        | JoinOperator::Inner(JoinConstraint::On(on))
        | JoinOperator::Left(JoinConstraint::On(on))
        | JoinOperator::LeftOuter(JoinConstraint::On(on)) => Some(on.clone()),
        _ => None,
    }
}

fn by_key(table: &str, folded: &Folded, found: &str) -> SqlError {
    let expected = format!("{0} = {table}.{0}", folded.key);
    SqlError::NotByKey { place: "FROM".to_owned(), table: table.to_owned(), expected, found: found.to_owned() }
}

/// Whether columns without a table could mean something else: those of a subquery, or another column of the result.
fn must_be_qualified(select: &Select) -> bool {
    let subquery = |expr: &Expr| matches!(expr, Expr::Exists { .. } | Expr::InSubquery { .. } | Expr::Subquery(_));
    tree::any(select, subquery) || select.projection.iter().any(|item| is_hidden(item, select))
}

/// Whether the result has another column with the name of a column.
fn is_hidden(item: &SelectItem, select: &Select) -> bool {
    let SelectItem::ExprWithAlias { expr, alias } = item else { return false };
    let name = |expr: &Expr| match expr {
        Expr::CompoundIdentifier(parts) => {
            parts.last().is_some_and(|part| part.value.eq_ignore_ascii_case(&alias.value))
        }
        _ => false,
    };
    !name(expr) && tree::any(select, name)
}
