//! Findings for people: the worst first, with rows that show it and what to do.

use datagen_quality::{Category, Check, Findings, Status};

use crate::terminal::Paint;
use crate::units;

/// Examples of a check that are shown; all are in the JSON.
const SHOWN: usize = 3;

/// `87.3`, and 100 only if it is.
pub(crate) fn score(score: f64) -> String {
    let tenths = (score * 10.0).floor() / 10.0;
    if tenths == tenths.trunc() { format!("{tenths:.0}") } else { format!("{tenths:.1}") }
}

/// `1 check`, `2 checks`.
pub(crate) fn checks(number: usize) -> String {
    format!("{number} check{}", if number == 1 { "" } else { "s" })
}

/// All of it, as lines.
pub(crate) fn render(findings: &Findings, verbose: bool, paint: Paint) -> String {
    let mut text = String::new();
    for status in [Status::Failed, Status::Warning] {
        let mut found: Vec<&Check> = findings.with_status(status).collect();
        found.sort_by_key(|check| (!check.key, check.category));
        found.iter().for_each(|check| text.push_str(&one(check, paint)));
    }
    if verbose {
        for check in findings.with_status(Status::NotTested) {
            let reason = check.reason.as_deref().unwrap_or_default();
            text.push_str(&format!("{} {}\n", paint.dim("not tested:"), check.title));
            text.push_str(&format!("{}\n\n", paint.dim(format!("  {} because {reason}", check.id))));
        }
    }
    text + &summary(findings, paint)
}

fn one(check: &Check, paint: Paint) -> String {
    let word = match check.status {
        Status::Failed => paint.error("failed:"),
        _ => paint.warning("warning:"),
    };
    let mut text = format!("{word} {}\n{}\n", check.title, paint.dim(format!("  {}", check.id)));
    let found = check.found.as_deref().unwrap_or_default();
    match check.expected.as_deref() {
        Some(expected) => text.push_str(&format!("  expected {expected}\n  found    {found}\n")),
        None => text.push_str(&format!("  found {found}\n")),
    }
    for example in check.examples.iter().take(SHOWN) {
        let cell = |(name, value): (&String, &Option<String>)| {
            format!("{name} = {}", value.as_deref().map_or("null".to_owned(), |value| format!("{value:?}")))
        };
        let cells: Vec<String> = example.iter().map(cell).collect();
        text.push_str(&format!("    {}\n", cells.join(", ")));
    }
    if check.examples.len() > SHOWN {
        text.push_str(&paint.dim("    ...\n"));
    }
    if let Some(advice) = &check.advice {
        text.push_str(&format!("{}\n", paint.help(format!("  help: {advice}"))));
    }
    text.push('\n');
    text
}

fn summary(findings: &Findings, paint: Paint) -> String {
    let rows: u64 = findings.tables.iter().filter_map(|table| table.rows).sum();
    let tables = findings.tables.len();
    let plural = if tables == 1 { "" } else { "s" };
    let mut text = format!("{}: {tables} table{plural}, {}\n", findings.dataset, units::rows(rows));
    for category in &findings.categories {
        let name = match category.category {
            Category::Structural => "structural",
            Category::Value => "value",
            _ => "behavioural",
        };
        let mut counts = vec![format!("{} passed", category.passed)];
        let others = [(category.failed, "failed"), (category.warnings, "warned"), (category.not_tested, "not tested")];
        counts.extend(others.iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}")));
        text.push_str(&format!("  {name:<12}{:>5}  {}\n", score(category.score), counts.join(", ")));
    }
    let whole = format!("Score {}", score(findings.score));
    let whole =
        if findings.keys_broken { paint.error(format!("{whole}, and a key is broken")) } else { paint.bold(whole) };
    text + &format!("{whole}\n")
}
