//! How a document is laid out: chapters of blocks. Pages, PDF and Markdown draw the same blocks.

mod checks;
mod tables;

use crate::chart::{Axis, Chart, Meaning, Plot, Series, Size, count, percent};
use crate::document::{Document, Lineage, Summary, Verdict};
use crate::paper::{Block, Cell, Chapter, Fact, Table, Tone, left, slug};

/// All chapters of a report.
pub(crate) fn chapters(document: &Document) -> Vec<Chapter> {
    let chapter = Chapter::new;
    let mut chapters = vec![
        chapter("summary", "Summary", summary(document)),
        chapter("model", "Data model", model(document)),
        chapter("tables", "Tables", document.tables.iter().flat_map(tables::table).collect()),
        chapter("checks", "Checks", checks::checks(document)),
    ];
    if !document.insights.is_empty() {
        chapters.push(chapter("insights", "Insights", checks::insights(document)));
    }
    chapters.push(chapter("lineage", "Lineage", lineage(&document.lineage)));
    chapters
}

fn summary(document: &Document) -> Vec<Block> {
    let summary = &document.summary;
    let mut blocks = Vec::new();
    blocks.extend(document.description.clone().map(Block::Text));
    let tone = match summary.verdict {
        Verdict::Good => Tone::Good,
        Verdict::Attention => Tone::Warn,
        Verdict::Bad => Tone::Bad,
    };
    blocks.push(Block::Notice { tone, text: summary.sentence.clone() });
    if document.lineage.dirty {
        let text = "This data is dirty on purpose. Issues that its ledger lists do not count against it; the profiles \
                    show the data as it is.";
        blocks.push(Block::Notice { tone: Tone::Soft, text: text.to_owned() });
    }
    blocks.push(Block::Facts(facts(summary, tone)));
    blocks.push(Block::Charts(vec![gauge(summary), categories(summary)]));
    if !summary.advice.is_empty() {
        blocks.push(Block::Heading { level: 3, id: "advice".to_owned(), text: "What to do".to_owned() });
        blocks.push(Block::Table(advice(summary)));
    }
    blocks
}

fn facts(summary: &Summary, tone: Tone) -> Vec<Fact> {
    let fact = |label: &str, value, tone| Fact { label: label.to_owned(), value, tone };
    let failed = if summary.checks.failed > 0 { Tone::Bad } else { Tone::Plain };
    vec![
        fact("score of 100", score(summary.score), tone),
        fact("tables", count(summary.tables as u64), Tone::Plain),
        fact("rows", count(summary.rows), Tone::Plain),
        fact("columns", count(summary.columns as u64), Tone::Plain),
        fact("cells filled", percent(summary.completeness), Tone::Plain),
        fact("checks passed", count(summary.checks.passed as u64), Tone::Plain),
        fact("checks failed", count(summary.checks.failed as u64), failed),
    ]
}

/// A score, never rounded up.
fn score(score: f64) -> String {
    let text = format!("{:.1}", (score * 10.0).floor() / 10.0);
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

fn gauge(summary: &Summary) -> Chart {
    Chart {
        title: "Score".to_owned(),
        alternative: format!("Score: {} of 100.", score(summary.score)),
        x: Axis::default(),
        y: Axis::default(),
        size: Size::Small,
        plot: Plot::Gauge { value: summary.score, most: 100.0, limits: (95.0, 80.0) },
    }
}

/// Checks by category and status.
fn categories(summary: &Summary) -> Chart {
    let of = |count: fn(&datagen_quality::findings::CategoryScore) -> usize| {
        summary.categories.iter().map(|category| count(category) as f64).collect::<Vec<f64>>()
    };
    let all = [
        ("passed", of(|category| category.passed), Meaning::Good),
        ("warning", of(|category| category.warnings), Meaning::Warn),
        ("not tested", of(|category| category.not_tested), Meaning::Unknown),
        ("failed", of(|category| category.failed), Meaning::Bad),
    ];
    let words: Vec<String> = summary
        .categories
        .iter()
        .map(|one| format!("{} {} of {}", one.category.word(), one.passed, one.passed + one.failed))
        .collect();
    let series =
        all.into_iter().map(|(name, values, meaning)| Series { meaning, ..Series::new(name, values) }).collect();
    let labels = summary.categories.iter().map(|category| category.category.word().to_owned()).collect();
    Chart {
        title: "Checks by category".to_owned(),
        alternative: format!("Checks that pass: {}.", words.join(", ")),
        x: Axis::default(),
        y: Axis::default(),
        size: Size::Small,
        plot: Plot::Stacked { labels, series },
    }
}

fn advice(summary: &Summary) -> Table {
    let row = |advice: &crate::document::Advice| {
        let (word, tone) = if advice.urgent { ("fails", Tone::Bad) } else { ("look at", Tone::Warn) };
        let problem = Cell { link: Some(slug(&advice.check)), ..Cell::new(advice.problem.clone()) };
        vec![Cell::toned(word, tone), problem, Cell::new(advice.action.clone())]
    };
    Table {
        caption: "What to do, the most urgent first".to_owned(),
        columns: vec![left("", 0.6), left("Found", 3.0), left("To do", 3.0)],
        rows: summary.advice.iter().map(row).collect(),
    }
}

fn model(document: &Document) -> Vec<Block> {
    let mut blocks = vec![Block::Table(tables::overview(&document.tables))];
    let with_rows: Vec<_> = document.tables.iter().filter_map(|table| Some((&table.name, table.rows?))).collect();
    if with_rows.len() > 1 {
        blocks.push(Block::Charts(vec![tables::sizes(&with_rows)]));
    }
    let words = "PK is a primary key, FK a reference to another table's key; a line ends in a crow's foot at the side of \
                 which there are any number of rows.";
    blocks.push(Block::Text(words.to_owned()));
    blocks.push(Block::Diagram(document.diagram.clone()));
    blocks
}

fn lineage(lineage: &Lineage) -> Vec<Block> {
    let matches = lineage.data_schema_hash.as_ref().map(|hash| *hash == lineage.schema_hash);
    let schema = match matches {
        Some(true) => "the one the data was generated from",
        Some(false) => "another one than the data was generated from",
        None => "the data does not say which one it was generated from",
    };
    let unknown = || "not known".to_owned();
    let rows = [
        ("Seed", lineage.seed.map_or_else(unknown, |seed| seed.to_string())),
        ("Schema", schema.to_owned()),
        ("SHA-256 of the schema", lineage.schema_hash.clone()),
        ("SHA-256 of the data's schema", lineage.data_schema_hash.clone().unwrap_or_else(unknown)),
        ("Stream version", lineage.stream_version.map_or_else(unknown, |version| version.to_string())),
        ("Data written by", lineage.written_by.clone().unwrap_or_else(unknown)),
        ("Report made by", lineage.reported_by.clone()),
    ];
    let rows = rows.into_iter().map(|(name, value)| vec![Cell::new(name), Cell::new(value)]).collect();
    let caption = "Where the data comes from".to_owned();
    vec![Block::Table(Table { caption, columns: vec![left("", 1.2), left("", 3.0)], rows })]
}
