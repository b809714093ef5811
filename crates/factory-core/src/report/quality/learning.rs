//! Whether the data teaches what it is to teach.

use datagen_report::chart::{Chart, Plot, Size, Target, number as short};
use datagen_report::paper::{Block, Cell, Figure, Table, Tone, left, right};
use serde_json::Value;

use crate::challenge::{Insight, Question};
use crate::pack::Show;
use crate::result::number;

use super::super::figures::{chart, figure};
use super::seen::Seen;

pub(super) fn learning(seen: &Seen<'_>) -> Vec<Block> {
    let challenge = seen.completed.challenge;
    let mut blocks = vec![
        Block::text(
            "Every question has exactly one answer, and each of its common mistakes gives another one. Every insight was put \
             into the data and is found again by a query.",
        ),
        Block::heading("learning questions", "Questions"),
        Block::Table(Table {
            caption: "Questions".to_owned(),
            columns: vec![
                right("", 0.3),
                left("Question", 3.6),
                left("Trains", 1.7),
                right("Rows", 0.5),
                right("Mistakes", 0.7),
                left("Uncovers", 1.3),
            ],
            rows: challenge.questions.iter().enumerate().map(question).collect(),
        }),
        Block::heading("learning insights", "Insights: claimed and found"),
    ];
    let targets: Vec<Target> = challenge.insights.iter().filter_map(target).collect();
    if !targets.is_empty() {
        blocks.push(Block::Figures(vec![figure(bullets(targets)), mistakes(&challenge.questions)]));
    }
    blocks.push(Block::Table(Table {
        caption: "Insights as they were planted and measured".to_owned(),
        columns: vec![
            left("Insight", 3.6),
            right("Planted", 1.2),
            right("Tolerance", 0.8),
            right("Measured", 0.9),
            left("", 0.7),
            left("Asked in", 0.8),
        ],
        rows: challenge.insights.iter().map(|insight| insight_row(insight, &challenge.questions)).collect(),
    }));
    blocks.push(Block::heading("learning story", "Numbers of the story"));
    blocks.push(Block::text("Each number that the story tells was measured by the query beside it."));
    blocks.push(Block::Table(Table {
        caption: "Numbers of the story with their queries".to_owned(),
        columns: vec![left("Told as", 1.0), right("Measured", 1.0), left("Query", 4.6)],
        rows: challenge.story.numbers.iter().map(story_row).collect(),
    }));
    blocks
}

fn question((at, question): (usize, &Question)) -> Vec<Cell> {
    vec![
        Cell::new((at + 1).to_string()),
        Cell::new(question.text.clone()),
        Cell::toned(question.trains.clone(), Tone::Soft),
        Cell::new(question.result.rows.len().to_string()),
        Cell::new(question.mistakes.len().to_string()),
        Cell::toned(question.insight.as_deref().map_or("–".to_owned(), |id| id.replace('_', " ")), Tone::Soft),
    ]
}

/// Least and greatest value that an insight may have.
fn band(insight: &Insight) -> Option<[f64; 2]> {
    let around = |least: f64, greatest: f64| [least - insight.tolerance, greatest + insight.tolerance];
    match &insight.planted {
        Value::Array(bounds) => match bounds.iter().filter_map(number).collect::<Vec<_>>().as_slice() {
            [least, greatest] => Some(around(*least, *greatest)),
            _ => None,
        },
        planted => number(planted).map(|value| around(value, value)),
    }
}

fn told(value: f64, show: Show) -> String {
    if show == Show::Percent { format!("{:.1}%", value * 100.0) } else { short(value) }
}

fn target(insight: &Insight) -> Option<Target> {
    let (band, value) = (band(insight)?, number(&insight.measured.value)?);
    let show = insight.measured.show;
    let words = format!("{} ({} to {})", told(value, show), told(band[0], show), told(band[1], show));
    Some(Target { name: insight.id.replace('_', " "), value, band, words })
}

fn bullets(targets: Vec<Target>) -> Chart {
    let found = targets.iter().filter(|one| (one.band[0]..=one.band[1]).contains(&one.value)).count();
    let words = format!(
        "Measured value (coloured mark) of each insight against the planted band (grey): {found} of {} lie inside.",
        targets.len()
    );
    let size = Size::Tall((44 + 40 * targets.len()) as u16);
    chart("Insights: planted and measured", words, size, Plot::Bullet { measures: targets })
}

/// How many mistakes each question catches, by what is done wrong.
fn mistakes(questions: &[Question]) -> Figure {
    let mut kinds: Vec<&str> = Vec::new();
    for mistake in questions.iter().flat_map(|question| &question.mistakes) {
        if !kinds.contains(&mistake.kind.as_str()) {
            kinds.push(&mistake.kind);
        }
    }
    let of = |kind: &&str| {
        let caught = |question: &Question| question.mistakes.iter().filter(|one| one.kind == *kind).count() as f64;
        datagen_report::chart::Series::new(kind.replace('_', " "), questions.iter().map(caught).collect())
    };
    let all: usize = questions.iter().map(|question| question.mistakes.len()).sum();
    let words = format!("Common mistakes by question: {all} in all, each of which gives another answer.");
    kinds.truncate(6);
    let plot = Plot::Grouped {
        labels: (1..=questions.len()).map(|at| format!("Question {at}")).collect(),
        series: kinds.iter().map(of).collect(),
    };
    figure(chart("Common mistakes that the data tells apart", words, Size::Wide, plot))
}

fn insight_row(insight: &Insight, questions: &[Question]) -> Vec<Cell> {
    let asked = questions.iter().position(|question| question.insight.as_deref() == Some(&insight.id));
    let show = insight.measured.show;
    let plain = |value: &Value| number(value).map_or_else(|| value.to_string(), |value| told(value, show));
    let planted = match &insight.planted {
        Value::Array(bounds) => bounds.iter().map(plain).collect::<Vec<_>>().join(" to "),
        planted => plain(planted),
    };
    let found = if insight.recovered { Cell::toned("found", Tone::Good) } else { Cell::toned("lost", Tone::Bad) };
    vec![
        Cell::new(insight.claim.clone()),
        Cell::new(planted),
        Cell::new(if insight.tolerance > 0.0 {
            format!("± {}", told(insight.tolerance, show))
        } else {
            "–".to_owned()
        }),
        Cell::new(plain(&insight.measured.value)),
        found,
        Cell::new(asked.map_or("–".to_owned(), |at| format!("question {}", at + 1))),
    ]
}

fn story_row(number: &crate::challenge::Measured) -> Vec<Cell> {
    let sql = number.sql.split_whitespace().collect::<Vec<_>>().join(" ");
    vec![
        Cell::new(number.text.clone()),
        Cell::new(crate::show::as_it_is(&number.value)),
        Cell::toned(format!("`{sql}`"), Tone::Soft),
    ]
}
