//! Documents as plain text: the dictionary, the story, notes, and which pictures fit.

use std::fmt::Write as _;

use crate::completed::Completed;
use crate::dictionary::{Entry, entries};
use crate::pack::{ChartKind, ChartTemplate};
use crate::workshop::statement;

use super::diagram;

/// The documents of a challenge, by name.
pub(super) fn documents(completed: &Completed<'_>) -> Vec<(String, String)> {
    let entries = entries(completed);
    let files = [
        ("data_dictionary.csv", dictionary_csv(&entries)),
        ("data_dictionary.txt", dictionary_text(completed, &entries)),
        ("problem_statement.txt", statement(completed.challenge)),
        ("research_sources.txt", research(completed)),
        ("schema_diagram.svg", diagram::svg(completed)),
        ("suggested_visualizations.txt", pictures(completed)),
    ];
    files.map(|(name, text)| (format!("documentation/{name}"), text)).into()
}

fn dictionary_csv(entries: &[Entry]) -> String {
    let mut text =
        "table,column,type,key,may_be_empty,empty_share,different_values,least,greatest,example,unit,description\n"
            .to_owned();
    for entry in entries {
        let fields = [
            entry.table.clone(),
            entry.column.clone(),
            entry.kind.clone(),
            entry.key.clone(),
            if entry.nullable { "yes" } else { "no" }.to_owned(),
            format!("{:.4}", entry.empty),
            entry.distinct.count.to_string(),
            entry.least.clone(),
            entry.greatest.clone(),
            entry.example.clone(),
            entry.unit.clone(),
            entry.about.clone(),
        ];
        let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", fields.join(","));
    }
    text
}

/// A field of CSV.
fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

fn dictionary_text(completed: &Completed<'_>, entries: &[Entry]) -> String {
    let mut text = format!("{}: data dictionary\n", completed.challenge.story.title);
    for node in &completed.tables.document.nodes {
        let rows = completed.tables.rows(&node.id);
        let _ = writeln!(text, "\n{} ({rows} rows)", node.id);
        if let Some(about) = &node.description {
            let _ = writeln!(text, "  {about}");
        }
        for entry in entries.iter().filter(|entry| entry.table == node.id) {
            let _ = writeln!(text, "\n  {} ({}{})", entry.column, entry.kind, remarks(entry));
            if !entry.about.is_empty() {
                let unit = if entry.unit.is_empty() { String::new() } else { format!(" [{}]", entry.unit) };
                let _ = writeln!(text, "    {}{unit}", entry.about);
            }
            let estimated = if entry.distinct.exact { "" } else { "about " };
            let range = if entry.least.is_empty() {
                String::new()
            } else {
                format!("; from {} to {}", entry.least, entry.greatest)
            };
            let _ = writeln!(text, "    {estimated}{} different values{range}", entry.distinct.count);
        }
    }
    text
}

fn remarks(entry: &Entry) -> String {
    let key = if entry.key.is_empty() { String::new() } else { format!(", {}", entry.key) };
    let empty = if entry.empty > 0.0 { format!(", {:.1}% empty", entry.empty * 100.0) } else { String::new() };
    format!("{key}{empty}")
}

fn research(completed: &Completed<'_>) -> String {
    let research = &completed.challenge.research;
    let mut text = format!("{}: what is known about the domain\n", completed.challenge.story.title);
    let _ = writeln!(text, "\nOrigin: {}.", research.origin);
    for note in &research.sources {
        let _ = writeln!(text, "\n{}", note.title);
        for insight in &note.insights {
            let _ = writeln!(text, "- {insight}");
        }
    }
    let _ = writeln!(text, "\nWhat companies of the domain struggle with");
    for challenge in &research.challenges {
        let _ = writeln!(text, "- {challenge}");
    }
    text
}

fn pictures(completed: &Completed<'_>) -> String {
    let mut text = format!("{}: pictures that fit the answers\n", completed.challenge.story.title);
    for (number, question) in completed.challenge.questions.iter().enumerate() {
        let _ = writeln!(text, "\n{}. {}\n   {}", number + 1, question.text, picture(&question.chart));
    }
    text
}

fn picture(chart: &ChartTemplate) -> String {
    let kind = match chart.kind {
        ChartKind::Bar => "Horizontal bars",
        ChartKind::Column => "Vertical bars",
        ChartKind::Line => "A line",
        ChartKind::Pie => "A pie",
        ChartKind::Scatter => "A scatter plot",
        ChartKind::Combo => "Bars with a line",
        ChartKind::Heatmap => "A heat map",
    };
    let series = chart.series.as_ref().map_or_else(String::new, |series| format!(", a colour for each {series}"));
    format!("{kind}: {} by {}{series}.", chart.y.join(" and "), chart.x)
}
