//! All checks, and what can be done better.

use datagen_report::paper::{Block, Cell, Table, Tone, left};

use crate::quality::{Category, QaCheck, Severity, Verdict};

use super::super::words::holds;
use super::seen::Seen;

/// Checks that pass are told up to this many of a category.
const TOLD: usize = 40;

pub(super) fn checks(seen: &Seen<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::text(
        "A blocker weighs 5, a warning 2, information nothing; a category is 10 times the weighted share of its checks that \
         pass.",
    )];
    for (category, weight) in Category::ALL {
        let mut own: Vec<&QaCheck> =
            seen.completed.qa.checks.iter().filter(|check| check.category == category).collect();
        // What does not pass comes first, then what weighs most; otherwise as they were made.
        own.sort_by_key(|check| (check.passed, check.severity));
        let title = format!("{} ({:.0}% of the score)", category.name(), weight * 100.0);
        blocks.push(Block::heading(&format!("checks {}", category.name()), &title));
        blocks.push(Block::Table(table(category, &own)));
        if own.len() > TOLD {
            blocks.push(Block::text(format!("And {} more that pass.", own.len() - TOLD)));
        }
    }
    blocks
}

fn table(category: Category, checks: &[&QaCheck]) -> Table {
    let row = |check: &&QaCheck| {
        let severity = match check.severity {
            Severity::Blocker => "blocker",
            Severity::Warning => "warning",
            Severity::Info => "information",
        };
        vec![
            Cell::new(check.check_name.clone()),
            Cell::toned(check.message.clone(), Tone::Soft),
            Cell::toned(severity, Tone::Soft),
            holds(check.passed),
        ]
    };
    Table {
        caption: format!("Checks: {}", category.name()),
        columns: vec![left("Check", 3.0), left("Found", 3.0), left("Weight", 0.9), left("", 0.9)],
        rows: checks.iter().take(TOLD).map(row).collect(),
    }
}

pub(super) fn advice(seen: &Seen<'_>) -> Vec<Block> {
    let qa = seen.completed.qa;
    let failed: Vec<&QaCheck> = qa.checks.iter().filter(|check| !check.passed).collect();
    let mut blocks = Vec::new();
    if failed.is_empty() {
        blocks.push(Block::notice(Tone::Good, "Nothing has to be mended: every check passes."));
    } else {
        blocks.push(Block::heading("advice mend", "What to mend"));
        blocks.push(Block::Table(Table {
            caption: "Checks that do not pass, and what to do".to_owned(),
            columns: vec![left("Check", 2.4), left("Found", 2.4), left("What to do", 2.6)],
            rows: failed
                .iter()
                .map(|check| {
                    vec![
                        Cell::new(check.check_name.clone()),
                        Cell::new(check.message.clone()),
                        Cell::new(what_to_do(check)),
                    ]
                })
                .collect(),
        }));
    }
    blocks.push(Block::heading("advice use", "How to use this dataset"));
    blocks.push(Block::List(uses(seen)));
    if !seen.completed.challenge.notes.is_empty() {
        blocks.push(Block::heading("advice notes", "Notes"));
        blocks.push(Block::List(seen.completed.challenge.notes.clone()));
    }
    blocks.push(Block::heading("advice business", "What the business should do"));
    blocks.push(Block::text("Where the insights lead, and what a good answer recommends:"));
    blocks.push(Block::List(seen.completed.challenge.insights.iter().map(|insight| insight.advice.clone()).collect()));
    blocks
}

fn what_to_do(check: &QaCheck) -> &'static str {
    match check.category {
        Category::TechnicalIntegrity => "make the data again with another seed; if it stays, the pack has to be mended",
        Category::BusinessLogic => "do not hand the data out: make it again with another seed",
        Category::RealismDistribution => {
            "more rows or a wider range of dates make chance smaller; else take another seed"
        }
        Category::LearningAlignment => "ask another question, or take more rows; with heavy issues, a lighter level",
        Category::DocumentationSchema => "edit the story or the descriptions",
    }
}

fn uses(seen: &Seen<'_>) -> Vec<String> {
    let (challenge, qa) = (seen.completed.challenge, seen.completed.qa);
    let minutes = |each: usize| challenge.questions.len() * each;
    let first = match qa.status {
        Verdict::Approved => {
            "Hand out the learner's package: it has the data, the challenge and the dictionary, and no answers."
        }
        Verdict::Regenerate | Verdict::Rejected => "Make the data again before it is handed out.",
    };
    let mut uses = vec![
        first.to_owned(),
        format!(
            "Plan about {} to {} minutes for the {} questions at the level {}.",
            minutes(20),
            minutes(35),
            challenge.questions.len(),
            challenge.brief.skill_level
        ),
        "Let learners say their answer in one sentence before they show a chart: the guide has the sentence to compare.".to_owned(),
        "Discuss the common mistakes of the guide after the first attempt: each gives an answer that looks right.".to_owned(),
    ];
    if seen.completed.dirt.is_some() {
        uses.push(
            "Ask what learners changed in the data before they look at the answers: the guide shows which answers differ \
             without cleaning."
                .to_owned(),
        );
    }
    uses.push(
        "For another group, change the seed: story, numbers and answers change, what is taught stays.".to_owned(),
    );
    uses
}
