//! Score, status and categories.

use datagen_report::chart::{Axis, Meaning, Plot, Series, Size};
use datagen_report::paper::{Block, Cell, Figure, Table, Tone, left, right};

use crate::quality::{Category, QaResults, Verdict};

use super::super::figures::{chart, figure, tall};
use super::seen::Seen;

/// A score, never rounded up.
pub(super) fn score(score: f64) -> String {
    format!("{:.1}", (score * 10.0).floor() / 10.0)
}

pub(super) const fn tone(status: Verdict) -> Tone {
    match status {
        Verdict::Approved => Tone::Good,
        Verdict::Regenerate => Tone::Warn,
        Verdict::Rejected => Tone::Bad,
    }
}

pub(super) fn summary(seen: &Seen<'_>) -> Vec<Block> {
    let qa = seen.completed.qa;
    let mut blocks = vec![
        Block::notice(tone(qa.status), sentence(qa)),
        Block::Figures(vec![gauge(qa), radar(qa)]),
        Block::Figures(vec![bars(qa), checks(qa)]),
        Block::Table(categories(qa)),
    ];
    let words = if seen.completed.dirt.is_some() {
        "The data is dirty on purpose, and the ledger knows every damaged cell. Scores and charts are about the data before \
         that; the chapters on completeness, duplicates and issues also show it as learners get it."
    } else {
        "The data is handed out as it was generated, without intentional issues. All numbers are measured on it."
    };
    blocks.push(Block::text(words));
    blocks
}

fn sentence(qa: &QaResults) -> String {
    let failed = qa.checks.iter().filter(|check| !check.passed).count();
    let checks = match failed {
        0 => format!("all {} checks pass", qa.checks.len()),
        1 => format!("1 of {} checks does not pass", qa.checks.len()),
        more => format!("{more} of {} checks do not pass", qa.checks.len()),
    };
    let (status, advice) = match qa.status {
        Verdict::Approved => ("Approved", "The dataset can be handed out."),
        Verdict::Regenerate => {
            ("Regenerate", "The dataset should be made again; the recommendations say what to change.")
        }
        Verdict::Rejected => ("Rejected", "The dataset must not be handed out; the recommendations say why."),
    };
    format!("{status} with {} of 10: {checks}. {advice}", score(qa.overall_score))
}

fn names() -> Vec<String> {
    Category::ALL.iter().map(|(category, _)| category.name().to_owned()).collect()
}

fn scores(qa: &QaResults) -> Vec<f64> {
    Category::ALL.iter().map(|(category, _)| qa.category_scores.of(*category)).collect()
}

fn gauge(qa: &QaResults) -> Figure {
    let plot = Plot::Gauge { value: qa.overall_score, most: 10.0, limits: (8.0, 6.0) };
    let words = format!("Overall score: {} of 10. From 8 on a dataset is approved.", score(qa.overall_score));
    figure(chart("Overall score", words, Size::Small, plot))
}

fn radar(qa: &QaResults) -> Figure {
    let short = ["Structure", "Business", "Realism", "Learning", "Documents"];
    let plot = Plot::Radar { labels: short.map(str::to_owned).to_vec(), values: scores(qa), most: 10.0 };
    let words: Vec<String> =
        names().iter().zip(scores(qa)).map(|(name, value)| format!("{name} {}", score(value))).collect();
    let mut figure = figure(chart("Five categories", format!("{}, of 10 each.", words.join(", ")), Size::Small, plot));
    "The five categories at a glance: the outer ring is 10.".clone_into(&mut figure.caption);
    figure
}

fn bars(qa: &QaResults) -> Figure {
    let plot = Plot::LyingBars { labels: names(), values: scores(qa), percent: false };
    let own = &qa.category_scores;
    let lowest = Category::ALL.iter().min_by(|a, b| own.of(a.0).total_cmp(&own.of(b.0)));
    let lowest = lowest.map_or(String::new(), |(category, _)| {
        format!("{} is the lowest with {}", category.name(), score(own.of(*category)))
    });
    let all_full = scores(qa).iter().all(|score| *score >= 10.0);
    let words = if all_full { "every category is at 10".to_owned() } else { lowest };
    figure(chart("Score by category", format!("Scores of 10; {words}."), tall(5), plot))
}

fn checks(qa: &QaResults) -> Figure {
    let of = |passed: bool| {
        let count = |category: Category| {
            qa.checks.iter().filter(|check| check.category == category && check.passed == passed).count() as f64
        };
        Category::ALL.iter().map(|(category, _)| count(*category)).collect::<Vec<f64>>()
    };
    let series = vec![
        Series { meaning: Meaning::Good, ..Series::new("passed", of(true)) },
        Series { meaning: Meaning::Bad, ..Series::new("not passed", of(false)) },
    ];
    let passed = qa.checks.iter().filter(|check| check.passed).count();
    let words = format!("Checks by category: {passed} of {} pass.", qa.checks.len());
    let plot = Plot::Stacked { labels: names(), series };
    let mut figure = figure(chart("Checks by category", words, tall(6), plot));
    figure.chart.x = Axis::default();
    figure
}

fn categories(qa: &QaResults) -> Table {
    let about = |category: Category| match category {
        Category::TechnicalIntegrity => "keys, references, types, filled columns, rows that stand twice",
        Category::BusinessLogic => "rules of the business, allowed values, amounts",
        Category::RealismDistribution => "distributions, seasons, outliers, no flat lines",
        Category::LearningAlignment => "every question answered, every insight found again",
        Category::DocumentationSchema => "descriptions, length of the story, key figures",
    };
    let row = |(category, weight): &(Category, f64)| {
        let own = || qa.checks.iter().filter(|check| check.category == *category);
        let passed = own().filter(|check| check.passed).count();
        vec![
            Cell::new(category.name()),
            Cell::new(format!("{:.0}%", weight * 100.0)),
            Cell::new(score(qa.category_scores.of(*category))),
            Cell::new(format!("{passed} of {}", own().count())),
            Cell::toned(about(*category), Tone::Soft),
        ]
    };
    Table {
        caption: "Categories of the score".to_owned(),
        columns: vec![
            left("Category", 1.7),
            right("Share", 0.6),
            right("Score", 0.6),
            right("Passed", 0.9),
            left("Looks at", 3.4),
        ],
        rows: Category::ALL.iter().map(row).collect(),
    }
}
