//! A query over several tables as one over a single wide table.

mod joins;
mod qualifiers;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use sqlparser::ast::{
    Ident, ObjectName, Query as Tree, Select, SetExpr, TableAlias, TableFactor, VisitMut, VisitorMut,
};

use super::error::SqlError;
use super::portable::Query;
use super::tree;

/// A wide table, and the tables that were put together in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flat {
    /// The name of the wide table.
    pub table: String,
    /// The table whose rows are the rows of the wide table.
    pub main: String,
    /// The tables whose columns were joined to those rows, by name.
    pub folded: BTreeMap<String, Folded>,
}

/// A table whose columns stand in the wide table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folded {
    /// Its key, which the column that refers to it is called after.
    pub key: String,
    /// Its other columns in the wide table.
    pub columns: Vec<String>,
    /// Whether rows of the main table may refer to none of its rows; then an inner join drops those.
    pub optional: bool,
}

impl Query {
    /// The same question asked of the wide table. Columns have unique names over all tables, but for keys.
    ///
    /// # Errors
    /// [`SqlError::NotFlat`] for a table that is not in it, [`SqlError::NotByKey`] for a join that it does not have.
    pub fn flattened(&self, flat: &Flat) -> Result<Self, SqlError> {
        let mut tree = self.tree().clone();
        let tables = self.tables();
        let own = tree::own_names(&tree);
        let mut flatten = Flatten { flat, own };
        if let Some(table) = tables.iter().find(|table| !flatten.knows(table)) {
            return Err(SqlError::NotFlat { table: table.clone(), known: flat.known() });
        }
        match VisitMut::visit(&mut tree, &mut flatten) {
            ControlFlow::Break(error) => Err(*error),
            ControlFlow::Continue(()) => Ok(Self::of_tree(tree)),
        }
    }
}

impl Flat {
    fn known(&self) -> String {
        let folded = self.folded.keys().map(String::as_str);
        std::iter::once(self.main.as_str()).chain(folded).collect::<Vec<_>>().join(", ")
    }
}

/// What a table of FROM is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role<'a> {
    Main,
    Folded(&'a str, &'a Folded),
    /// A subquery, or the name of one.
    Other,
}

struct Flatten<'a> {
    flat: &'a Flat,
    /// The names that the query gives to parts of itself.
    own: Vec<String>,
}

impl<'a> Flatten<'a> {
    fn knows(&self, table: &str) -> bool {
        table == self.flat.main || self.flat.folded.contains_key(table) || self.own.iter().any(|own| own == table)
    }

    fn role(&self, factor: &TableFactor) -> Role<'a> {
        let TableFactor::Table { name, .. } = factor else { return Role::Other };
        let name = tree::table_name(name);
        match self.flat.folded.get_key_value(&name) {
            _ if self.own.contains(&name) => Role::Other,
            Some((table, folded)) => Role::Folded(table, folded),
            None if name == self.flat.main => Role::Main,
            None => Role::Other,
        }
    }

    fn select(&self, select: &mut Select) -> Result<Option<qualifiers::Renaming>, SqlError> {
        let roles: Vec<Role<'_>> = factors(select).map(|factor| self.role(factor)).collect();
        match roles.iter().filter(|role| **role == Role::Main).count() {
            1 => joins::Widening::new(self, select).carry_out(select).map(Some),
            _ => {
                factors_mut(select).for_each(|factor| self.replace(factor));
                Ok(None)
            }
        }
    }

    /// The wide table, or the rows of a folded table, in the place of a table.
    fn replace(&self, factor: &mut TableFactor) {
        let alias = alias_of(factor);
        match self.role(factor) {
            Role::Main => self.rename(factor, alias),
            Role::Folded(_, folded) => *factor = self.distinct(folded, alias),
            Role::Other => {}
        }
    }

    /// The wide table in the place of the main table, under the name that the query gives it.
    fn rename(&self, factor: &mut TableFactor, wanted: Option<Ident>) {
        if let TableFactor::Table { name, alias, .. } = factor {
            *name = ObjectName::from(vec![tree::ident(&self.flat.table)]);
            *alias = wanted.map(named);
        }
    }

    fn distinct(&self, folded: &Folded, alias: Option<Ident>) -> TableFactor {
        let key = tree::ident(&folded.key).to_string();
        let others = folded.columns.iter().filter(|column| **column != folded.key);
        let columns: Vec<String> =
            std::iter::once(key.clone()).chain(others.map(|c| tree::ident(c).to_string())).collect();
        let (columns, table) = (columns.join(", "), tree::ident(&self.flat.table));
        let only = if folded.optional { format!(" WHERE {key} IS NOT NULL") } else { String::new() };
        let subquery = tree::parsed(&format!("SELECT DISTINCT {columns} FROM {table}{only}"));
        TableFactor::Derived { lateral: false, subquery: Box::new(subquery), alias: alias.map(named), sample: None }
    }

    fn body(&self, body: &mut SetExpr) -> Result<Option<qualifiers::Renaming>, SqlError> {
        match body {
            SetExpr::Select(select) => self.select(select),
            SetExpr::SetOperation { left, right, .. } => {
                self.body(left)?;
                self.body(right)?;
                Ok(None)
            }
            _ => Ok(None),
        }
    }
}

impl VisitorMut for Flatten<'_> {
    type Break = Box<SqlError>;

    /// Subqueries come before the queries that they are in.
    fn post_visit_query(&mut self, query: &mut Tree) -> ControlFlow<Self::Break> {
        match self.body(&mut query.body) {
            Err(error) => ControlFlow::Break(Box::new(error)),
            Ok(renaming) => {
                if let (Some(mut renaming), Some(order)) = (renaming, &mut query.order_by) {
                    let _: ControlFlow<()> = VisitMut::visit(order, &mut renaming);
                }
                ControlFlow::Continue(())
            }
        }
    }
}

fn named(name: Ident) -> TableAlias {
    TableAlias { explicit: true, name, columns: Vec::new(), at: None }
}

/// What a table is called in its SELECT.
fn alias_of(factor: &TableFactor) -> Option<Ident> {
    match factor {
        TableFactor::Table { alias: Some(alias), .. } | TableFactor::Derived { alias: Some(alias), .. } => {
            Some(alias.name.clone())
        }
        TableFactor::Table { name, .. } => Some(tree::ident(&tree::table_name(name))),
        _ => None,
    }
}

fn factors(select: &Select) -> impl Iterator<Item = &TableFactor> {
    select
        .from
        .iter()
        .flat_map(|from| std::iter::once(&from.relation).chain(from.joins.iter().map(|join| &join.relation)))
}

fn factors_mut(select: &mut Select) -> impl Iterator<Item = &mut TableFactor> {
    select.from.iter_mut().flat_map(|from| {
        std::iter::once(&mut from.relation).chain(from.joins.iter_mut().map(|join| &mut join.relation))
    })
}
