//! What an instructor sees of each phase.

use std::fmt::Write as _;

use factory_core::Challenge;
use factory_core::preview::Preview;
use factory_core::quality::{Category, QaResults};
use factory_core::session::{Phase, Session};
use factory_core::show::as_it_is;

use crate::exit::Failure;
use crate::terminal::{Paint, print};
use crate::units;

/// The phase that waits.
pub(crate) fn phase(session: &Session) -> Result<(), Failure> {
    let Some(challenge) = &session.challenge else { return print("nothing is made yet\n") };
    let text = match (session.phase, &session.preview, &session.qa) {
        (Phase::Problem, ..) => problem(challenge),
        (Phase::Schema, ..) => tables(challenge),
        (Phase::Preview, Some(preview), _) => rows(preview),
        (Phase::Dataset, _, Some(results)) => quality(results) + &packages(session),
        _ => "work was interrupted; go on with: datagen challenge resume\n".to_owned(),
    };
    print(&text)
}

/// Everything that is made so far.
pub(crate) fn session(session: &Session) -> Result<(), Failure> {
    let Some(challenge) = &session.challenge else {
        return print("nothing is made yet; go on with: datagen challenge resume\n");
    };
    let mut text = problem(challenge);
    text.push_str(&tables(challenge));
    text.push_str(&session.preview.as_ref().map(rows).unwrap_or_default());
    text.push_str(&session.qa.as_ref().map(quality).unwrap_or_default());
    text.push_str(&packages(session));
    let waits =
        if session.is_complete() { "complete".to_owned() } else { format!("the phase {} waits", session.phase.word()) };
    // Writing to a String cannot fail.
    let _ = writeln!(text, "\n{} versions; {waits}", session.history.len());
    print(&text)
}

fn heading(text: &str) -> String {
    format!("\n{}\n", Paint::stdout().bold(text))
}

fn problem(challenge: &Challenge) -> String {
    let story = &challenge.story;
    let mut text = heading(&format!("{} ({})", story.title, story.company));
    let _ = writeln!(text, "\n{}\n", wrapped(&story.text));
    for (number, question) in challenge.questions.iter().enumerate() {
        let _ = writeln!(text, "{}. {}", number + 1, question.text);
    }
    for wish in &challenge.wishes {
        let became = wish.served_by.as_ref().map_or_else(
            || format!("not served: {}", wish.reason.as_deref().unwrap_or_default()),
            |id| format!("served by {id}"),
        );
        let _ = writeln!(text, "\nYour question \"{}\": {became}", wish.text);
    }
    for note in &challenge.notes {
        let _ = writeln!(text, "\nNote: {note}");
    }
    text.push_str(&heading("For you: what is planted, and what was measured"));
    for insight in &challenge.insights {
        let _ = writeln!(text, "- {}", insight.claim);
    }
    text
}

fn wrapped(text: &str) -> String {
    let mut lines = String::new();
    for paragraph in text.split("\n\n") {
        let mut width = 0;
        for word in paragraph.split(' ') {
            if width + word.chars().count() >= 100 {
                lines.push('\n');
                width = 0;
            }
            let _ = write!(lines, "{}{word}", if width > 0 { " " } else { "" });
            width += word.chars().count() + 1;
        }
        lines.push_str("\n\n");
    }
    lines.trim_end().to_owned()
}

fn tables(challenge: &Challenge) -> String {
    let mut text = heading("Tables, and the answers that they give");
    for table in &challenge.tables {
        let columns: Vec<String> =
            table.columns.iter().map(|column| format!("{} {}", column.name, column.kind)).collect();
        let _ = writeln!(text, "{} ({} rows): {}", table.name, table.rows, columns.join(", "));
    }
    for question in &challenge.questions {
        let _ = writeln!(
            text,
            "- {}\n  {}; {} common mistakes give another answer",
            question.answer,
            question.trains,
            question.mistakes.len()
        );
    }
    for figure in &challenge.kpis {
        let _ = writeln!(text, "{}: {}", figure.name, figure.measured.text);
    }
    text
}

fn rows(preview: &Preview) -> String {
    let mut text = heading("Some rows");
    for table in &preview.tables {
        let names: Vec<&str> = table.sample.columns.iter().map(|column| column.name.as_str()).collect();
        let _ = writeln!(text, "{}\n  {}", table.table_name, names.join(" | "));
        for row in table.sample.rows.iter().take(3) {
            let _ = writeln!(text, "  {}", row.iter().map(as_it_is).collect::<Vec<_>>().join(" | "));
        }
        if let Some(chart) = &table.chart {
            let labels = [chart.labels.first(), chart.labels.last()].map(|label| label.map_or("", String::as_str));
            let _ = writeln!(text, "  {}: {} {} {}", chart.title, labels[0], bars(&chart.counts), labels[1]);
        }
    }
    if let Some(join) = &preview.join {
        let _ = writeln!(text, "Joined\n  {}", join.sql.replace('\n', "\n  "));
        for row in join.rows.rows.iter().take(3) {
            let _ = writeln!(text, "  {}", row.iter().map(as_it_is).collect::<Vec<_>>().join(" | "));
        }
    }
    let keys = if preview.fk_integrity_passed { "all keys lead somewhere" } else { "some keys lead nowhere" };
    let _ = writeln!(text, "{keys}; quality {:.1} of 10", preview.quality_score);
    text
}

/// Counts as bars, a letter each.
fn bars(counts: &[u64]) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let most = counts.iter().copied().max().unwrap_or(1).max(1);
    let bar = |count: &u64| BARS[usize::try_from(count * 7 / most).unwrap_or(0).min(7)];
    counts.iter().map(bar).collect()
}

/// The archives, and what is not in them.
pub(crate) fn packages(session: &Session) -> String {
    let Some(packed) = &session.package else { return String::new() };
    let mut text = heading("Packages");
    for archive in &packed.archives {
        let (file, audience, files) = (&archive.file, archive.audience.word(), archive.files.len());
        let _ = writeln!(text, "  {file} ({}, {files} files, for the {audience})", units::bytes(archive.bytes));
    }
    for left in &packed.left_out {
        let _ = writeln!(text, "  not there: {}: {}", left.file, left.reason);
    }
    for warning in &packed.warnings {
        let _ = writeln!(text, "  note: {warning}");
    }
    text
}

fn quality(results: &QaResults) -> String {
    let mut text = heading(&format!("Quality {:.1} of 10: {:?}", results.overall_score, results.status));
    for (category, _) in Category::ALL {
        let score = results.category_scores.of(category);
        let _ = writeln!(text, "  {:24} {score:.1}", category.name());
    }
    for check in results.checks.iter().filter(|check| !check.passed) {
        let _ = writeln!(text, "  not passed: {}: {}", check.check_name, check.message);
    }
    text
}
