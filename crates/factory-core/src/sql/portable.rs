//! A query of the portable subset: its text and its tree.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sqlparser::ast::{self, Expr, LimitClause, ObjectName, Statement, Value, Visit, Visitor};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;

use super::error::SqlError;
use super::order::{self, OrderKey};
use super::{check, tree};

/// One SELECT statement of the portable subset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    text: String,
    statement: Statement,
}

impl Query {
    /// Reads a query and holds it against the subset.
    ///
    /// # Errors
    /// [`SqlError`] when it is no SELECT, or has something that engines do not understand alike.
    pub fn parse(text: &str) -> Result<Self, SqlError> {
        let syntax = |error: sqlparser::parser::ParserError| SqlError::Syntax { reason: error.to_string() };
        let statement = only(Parser::parse_sql(&GenericDialect {}, text).map_err(syntax)?)?;
        let query = Self { text: text.trim().trim_end_matches(';').trim_end().to_owned(), statement };
        check::check(query.tree())?;
        Ok(query)
    }

    /// A query whose tree came from one that was checked.
    pub(super) fn of_tree(query: ast::Query) -> Self {
        Self { text: tree::printed(&query), statement: Statement::Query(Box::new(query)) }
    }

    /// The query as it was written, without the semicolon at its end.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The tree of the statement.
    #[must_use]
    pub const fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The tree of the query.
    #[must_use]
    pub fn tree(&self) -> &ast::Query {
        match &self.statement {
            Statement::Query(query) => query,
            other => unreachable!("only SELECT statements become queries: {other}"),
        }
    }

    /// The names of the result's columns.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        order::columns(&self.tree().body)
    }

    /// What the result is sorted by, most important first.
    #[must_use]
    pub fn order_keys(&self) -> Vec<OrderKey> {
        order::keys(self.tree())
    }

    /// How many rows the result has at most.
    #[must_use]
    pub fn limit(&self) -> Option<u64> {
        let Some(LimitClause::LimitOffset { limit: Some(Expr::Value(value)), .. }) = &self.tree().limit_clause else {
            return None;
        };
        match &value.value {
            Value::Number(number, _) => number.parse().ok(),
            _ => None,
        }
    }

    /// The tables that the query reads, without the names that it gives to parts of itself.
    #[must_use]
    pub fn tables(&self) -> BTreeSet<String> {
        let mut names = Names(BTreeSet::new());
        let _: ControlFlow<()> = self.statement.visit(&mut names);
        let own = tree::own_names(self.tree());
        names.0.into_iter().filter(|name| !own.contains(name)).collect()
    }
}

impl Query {
    /// The names that the query reads values by, without those that it gives itself.
    #[must_use]
    pub fn identifiers(&self) -> BTreeSet<String> {
        let mut read = Identifiers::default();
        let _: ControlFlow<()> = self.statement.visit(&mut read);
        read.names.into_iter().filter(|name| !read.given.contains(name)).collect()
    }
}

/// Names of values, and names that are given to some.
#[derive(Default)]
struct Identifiers {
    names: BTreeSet<String>,
    given: BTreeSet<String>,
}

impl Visitor for Identifiers {
    type Break = ();

    fn pre_visit_expr(&mut self, expression: &Expr) -> ControlFlow<()> {
        match expression {
            Expr::Identifier(name) => drop(self.names.insert(name.value.to_lowercase())),
            Expr::CompoundIdentifier(parts) => self.names.extend(parts.last().map(|part| part.value.to_lowercase())),
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_select(&mut self, select: &ast::Select) -> ControlFlow<()> {
        for item in &select.projection {
            if let ast::SelectItem::ExprWithAlias { alias, .. } = item {
                self.given.insert(alias.value.to_lowercase());
            }
        }
        ControlFlow::Continue(())
    }
}

/// The only statement, if it is a SELECT.
fn only(mut statements: Vec<Statement>) -> Result<Statement, SqlError> {
    match (statements.len(), statements.pop()) {
        (1, Some(statement @ Statement::Query(_))) => Ok(statement),
        (1, Some(other)) => Err(SqlError::NotOneSelect { found: tree::first_words(&other.to_string()) }),
        (0, _) => Err(SqlError::NotOneSelect { found: "nothing".to_owned() }),
        (count, _) => Err(SqlError::NotOneSelect { found: format!("{count} statements") }),
    }
}

/// All tables that are named.
struct Names(BTreeSet<String>);

impl Visitor for Names {
    type Break = ();

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<()> {
        self.0.insert(tree::table_name(relation));
        ControlFlow::Continue(())
    }
}
