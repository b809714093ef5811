//! The words about issues and their cleaning.

use crate::dirty::IssueFound;

/// Examples that are shown of an issue.
const EXAMPLES: usize = 2;
/// Characters of a value.
const VALUE: usize = 36;

/// Issues for reading: a row that was entered again and what differs in it is one of them.
pub(super) fn merged(issues: &[IssueFound]) -> Vec<IssueFound> {
    let is_copy = |issue: &IssueFound| issue.kind.ends_with("duplicate");
    let mut merged: Vec<IssueFound> =
        issues.iter().filter(|issue| !is_copy(issue) || issue.column.is_none()).cloned().collect();
    for issue in merged.iter_mut().filter(|issue| is_copy(issue)) {
        let own = issues
            .iter()
            .filter(|other| other.column.is_some() && (&other.kind, &other.table) == (&issue.kind, &issue.table));
        issue.examples = own.flat_map(|other| other.examples.first().cloned()).collect();
    }
    merged
}

/// Some cells as they were and as they are.
pub(super) fn examples(issue: &IssueFound) -> String {
    let cell = |value: &Option<String>| match value.as_deref() {
        None => "empty".to_owned(),
        Some(text) => format!("“{}”", cut(&visible(text))),
    };
    let example = |[was, is]: &[Option<String>; 2]| format!("{} → {}", cell(was), cell(is));
    let told = |example: &&[Option<String>; 2]| example.iter().any(Option::is_some);
    let all: Vec<String> = issue.examples.iter().filter(told).take(EXAMPLES).map(example).collect();
    match (issue.column.is_none(), all.is_empty()) {
        (true, true) => "a row is entered again".to_owned(),
        (true, false) => format!("a row is entered again, in some {}", all.join("; ")),
        (false, _) => all.join("; "),
    }
}

/// Blanks that nobody would see, as signs.
fn visible(text: &str) -> String {
    let inner = text.trim_matches(' ');
    let blanks = |count: usize| "␣".repeat(count);
    let (before, after) =
        (text.len() - text.trim_start_matches(' ').len(), text.len() - text.trim_end_matches(' ').len());
    let inner = inner.replace('\t', "⇥").replace('\u{a0}', "␣").replace("  ", "␣␣");
    if inner.is_empty() { blanks(text.len()) } else { format!("{}{inner}{}", blanks(before), blanks(after)) }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(VALUE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_can_be_seen() {
        assert_eq!(visible(" a  b\t "), "␣a␣␣b⇥␣");
        assert_eq!(visible("  "), "␣␣");
    }
}
