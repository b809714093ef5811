//! How the cells of one column are repaired.

use std::fmt;

use datagen_core::schema::document::Column;

use crate::pack::IssueTemplate;
use crate::sql::{Engine, Query};

use super::forms::{self, BRANCH};
use super::words::{literal, name};

/// A column with its issues.
#[derive(Debug, Clone)]
pub(super) struct Repair {
    /// The column as it is when it is clean.
    pub(super) column: Column,
    /// The texts that it may hold; none when they are not listed.
    pub(super) allowed: Vec<String>,
    /// Its issues, with the expression of the pack that repairs it, if there is one.
    pub(super) issues: Vec<(IssueTemplate, Option<Query>)>,
    /// Whether it can be null in the dirty table.
    pub(super) nullable: bool,
}

/// What is said of one issue: how it is repaired, and what it teaches.
#[derive(Debug, Clone)]
pub(super) struct Comment {
    kind: String,
    pub(super) how: String,
    teaches: String,
}

impl Comment {
    pub(super) fn new(issue: &IssueTemplate, how: &str) -> Self {
        let teaches = issue.teaches.split_whitespace().collect::<Vec<_>>().join(" ");
        Self { kind: issue.kind.clone(), how: how.to_owned(), teaches }
    }
}

impl fmt::Display for Comment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}: {}", self.kind, self.how, self.teaches)
    }
}

/// What stands for a column in one step: an expression, and the comments above it.
pub(super) struct Item {
    pub(super) comments: Vec<Comment>,
    /// None when it is the column itself.
    pub(super) expression: Option<String>,
}

impl Repair {
    /// Whether it is read anew in the first step, which makes spelling and writing one.
    pub(super) fn is_spelled(&self) -> bool {
        self.issues.iter().any(|(issue, clean)| clean.is_none() && is_spelling(&issue.kind))
    }

    /// Whether an expression of the pack repairs it in the second step.
    pub(super) fn is_valued(&self) -> bool {
        self.issues.iter().any(|(issue, clean)| clean.is_some() || !is_spelling(&issue.kind))
    }

    /// The first step.
    pub(super) fn spelled(&self, engine: Engine, table: &str) -> Item {
        let own = name(engine, &self.column.name);
        let mut item = Item { comments: Vec::new(), expression: None };
        for (issue, _) in self.issues.iter().filter(|(issue, clean)| clean.is_none() && is_spelling(&issue.kind)) {
            let (expression, how) = match issue.kind.as_str() {
                "format" => {
                    let (expression, how) = forms::read(engine, &self.column, &own, table);
                    (Some(expression), how)
                }
                _ if !self.allowed.is_empty() => (Some(self.by_list(engine, &own)), "by the values that are allowed"),
                "whitespace" => (Some(tidy(&own)), "blanks around it and twice within go"),
                _ => (None, "left as it is, since no list says how it is spelled"),
            };
            item.comments.push(Comment::new(issue, how));
            item.expression = item.expression.or(expression);
        }
        item
    }

    /// The second step.
    pub(super) fn valued(&self, engine: Engine) -> Item {
        let mut item = Item { comments: Vec::new(), expression: None };
        for (issue, clean) in self.issues.iter().filter(|(issue, clean)| clean.is_some() || !is_spelling(&issue.kind)) {
            let how = match (clean, issue.kind.as_str()) {
                (Some(_), _) => "by a rule",
                (None, "missing") => "left empty",
                (None, _) => "left as it is",
            };
            item.comments.push(Comment::new(issue, how));
            item.expression = item.expression.or_else(|| clean.as_ref().map(|clean| expression_of(clean, engine)));
        }
        item
    }

    /// How cells with an issue of this kind are repaired.
    pub(super) fn how(&self, kind: &str) -> Option<String> {
        let engine = Engine::DataFusion;
        let rule = self.issues.iter().filter(|(issue, _)| issue.kind == kind).find_map(|(_, clean)| clean.as_ref());
        if let Some(rule) = rule {
            return Some(format!("by the rule `{}`", expression_of(rule, engine)));
        }
        let comments = self.spelled(engine, "the_table").comments.into_iter().chain(self.valued(engine).comments);
        comments.into_iter().find(|comment| comment.kind == kind).map(|comment| comment.how)
    }

    /// `CASE lower(..) WHEN 'west' THEN 'West' .. END`.
    fn by_list(&self, engine: Engine, own: &str) -> String {
        let branch = |text: &String| {
            format!("{BRANCH}WHEN {} THEN {}", literal(engine, &text.to_lowercase()), literal(engine, text))
        };
        let branches: String = self.allowed.iter().map(branch).collect();
        format!("CASE lower({}){branches}{BRANCH}ELSE {} END", tidy(own), tidy(own))
    }
}

fn is_spelling(kind: &str) -> bool {
    ["case", "whitespace", "format"].contains(&kind)
}

/// Without blanks around it; a tab, a blank that does not break the line and two blanks are one.
fn tidy(text: &str) -> String {
    format!("trim(replace(replace(replace({text}, '\t', ' '), '\u{a0}', ' '), '  ', ' '))")
}

/// A query that carries an expression of a pack: the portable subset is one of queries.
pub(super) fn carrier(expression: &str) -> String {
    carrier_over(expression, "the_table")
}

/// The same, of an expression that needs what stands behind the table.
pub(super) fn carrier_over(expression: &str, from: &str) -> String {
    format!("SELECT {expression} AS repaired FROM {from} ORDER BY 1")
}

/// The expression that a query carries, in the words of an engine.
pub(super) fn expression_of(carrier: &Query, engine: Engine) -> String {
    let text = carrier.for_engine(engine);
    let end = text.rfind(" AS repaired").unwrap_or(text.len());
    text[..end].trim_start().trim_start_matches("SELECT").trim().to_owned()
}
