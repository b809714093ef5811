//! Queries of insights and targets: one SELECT each. Whether their names exist is known when they run.

use sqlparser::ast::{SetExpr, Statement};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Token, Tokenizer};

use super::Check;
use crate::schema::words::{counted, quoted};

/// Longer queries are no claim that a person can check; also, deep trees are taken apart recursively.
const MOST_TOKENS: usize = 2_000;

impl Check<'_> {
    /// The text is one SELECT.
    pub(super) fn query(&mut self, sql: &str, pointer: &str) {
        if let Err((message, hint)) = read(sql) {
            self.error(pointer, message).hint(hint);
        }
    }
}

fn read(sql: &str) -> Result<(), (String, &'static str)> {
    const HINT: &str = "write one query, such as \"SELECT avg(amount) FROM orders\"";
    if sql.trim().is_empty() {
        return Err(("the query is empty".to_owned(), HINT));
    }
    let dialect = GenericDialect {};
    let tokens = Tokenizer::new(&dialect, sql).tokenize_with_location().map_err(|error| parse_error(&error, HINT))?;
    let words = tokens.iter().filter(|token| !matches!(token.token, Token::Whitespace(_))).count();
    if words > MOST_TOKENS {
        let message = format!("the query has {words} words and signs, at most {MOST_TOKENS} are read");
        return Err((message, "compute parts of it in columns of the schema"));
    }
    let parsed = Parser::new(&dialect).with_tokens_with_locations(tokens).parse_statements();
    match parsed.map_err(|error| parse_error(&error, HINT))?.as_slice() {
        [Statement::Query(query)] if is_read_only(&query.body) => Ok(()),
        [Statement::Query(_)] => Err(("the query writes a table".to_owned(), HINT)),
        [other] => {
            let first = other.to_string();
            let word = first.split_whitespace().next().unwrap_or_default();
            Err((format!("expected a SELECT, found {}", quoted(word)), HINT))
        }
        several => Err((format!("expected one SELECT, found {}", counted(several.len(), "statement")), HINT)),
    }
}

fn parse_error(error: &dyn std::fmt::Display, hint: &'static str) -> (String, &'static str) {
    (format!("this is no SQL: {}", error.to_string().trim_start_matches("sql parser error: ")), hint)
}

fn is_read_only(body: &SetExpr) -> bool {
    match body {
        SetExpr::Select(select) => select.into.is_none(),
        SetExpr::Query(query) => is_read_only(&query.body),
        SetExpr::SetOperation { left, right, .. } => is_read_only(left) && is_read_only(right),
        SetExpr::Values(_) | SetExpr::Table(_) => true,
        _ => false,
    }
}
