//! Which issues of a pack a brief gets.

use serde_json::{Value, json};

use crate::brief::{Brief, IssueLevel, Structure};
use crate::pack::IssueTemplate;

use super::Shipped;

/// The issues of the brief's level on what is handed out; those of parents lie on the one flat table.
pub(super) fn chosen(issues: &[IssueTemplate], brief: &Brief, main: &str, shipped: &[Shipped]) -> Vec<IssueTemplate> {
    if brief.issue_level() == IssueLevel::None {
        return Vec::new();
    }
    let mut chosen = Vec::new();
    for issue in issues {
        let mut issue = issue.clone();
        if brief.data_structure == Structure::Denormalized && shipped.iter().all(|table| table.node != issue.table) {
            main.clone_into(&mut issue.table);
        }
        let table = shipped.iter().find(|table| table.node == issue.table);
        let is_there = |name: &String| table.is_some_and(|table| table.columns.contains(name));
        let complete = issue.column.iter().chain(&issue.known_by).chain(&issue.near).all(is_there);
        if table.is_some() && complete && issue.skill.is_none_or(|skill| skill <= brief.skill_level) {
            chosen.push(issue);
        }
    }
    chosen
}

/// The issue as the schema language has it.
pub(super) fn in_document(issue: &IssueTemplate, brief: &Brief) -> Value {
    let rate = issue.rate * brief.issue_level().factor();
    let mut value = json!({ "kind": issue.kind, "table": issue.table, "rate": rate });
    if let Some(column) = &issue.column {
        value["columns"] = json!([column]);
    }
    if let Some(factor) = issue.factor {
        value["factor"] = json!(factor);
    }
    value
}
