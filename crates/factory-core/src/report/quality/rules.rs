//! Rules of the business and key figures.

use datagen_report::chart::count;
use datagen_report::paper::{Block, Cell, Fact, Table, Tone, left, right};

use crate::challenge::{KeyFigure, RuleKept};
use crate::quality::{Category, QaCheck};

use super::super::words::holds;
use super::seen::Seen;

pub(super) fn rules(seen: &Seen<'_>) -> Vec<Block> {
    let challenge = seen.completed.challenge;
    let broken: u64 = challenge.rules.iter().map(|rule| rule.broken).sum();
    let tone = if broken == 0 { Tone::Good } else { Tone::Bad };
    let mut blocks = vec![
        Block::text(
            "Each rule is a query that counts the rows that break it. A rule that one row breaks makes the dataset \
             unfit: learners would find a contradiction that nobody planned.",
        ),
        Block::Facts(vec![
            Fact::new("rules", challenge.rules.len().to_string()),
            Fact { tone, ..Fact::new("rows that break one", count(broken)) },
            Fact::new("key figures", challenge.kpis.len().to_string()),
        ]),
        Block::heading("rules kept", "Rules"),
        Block::Table(Table {
            caption: "Rules and how many rows break them".to_owned(),
            columns: vec![left("Rule", 2.6), right("Broken by", 0.8), left("Query", 3.6)],
            rows: challenge.rules.iter().map(rule).collect(),
        }),
    ];
    blocks.push(Block::heading("rules figures", "Key figures"));
    blocks.push(Block::Table(Table {
        caption: "Key figures, measured".to_owned(),
        columns: vec![left("Key figure", 1.5), right("Measured", 1.0), left("Formula", 3.2), left("Usually", 0.8)],
        rows: challenge.kpis.iter().map(figure).collect(),
    }));
    let amounts: Vec<&QaCheck> = seen
        .completed
        .qa
        .checks
        .iter()
        .filter(|check| check.category == Category::BusinessLogic && check.check_name.ends_with("is not below zero"))
        .collect();
    if !amounts.is_empty() {
        blocks.push(Block::heading("rules amounts", "Amounts"));
        blocks.push(Block::Table(Table {
            caption: "Amounts below zero".to_owned(),
            columns: vec![left("Check", 3.0), left("Found", 2.0), left("", 0.9)],
            rows: amounts
                .iter()
                .map(|check| {
                    vec![Cell::new(check.check_name.clone()), Cell::new(check.message.clone()), holds(check.passed)]
                })
                .collect(),
        }));
    }
    blocks
}

fn rule(rule: &RuleKept) -> Vec<Cell> {
    let tone = if rule.broken == 0 { Tone::Good } else { Tone::Bad };
    let sql = rule.sql.split_whitespace().collect::<Vec<_>>().join(" ");
    vec![
        Cell::new(rule.text.clone()),
        Cell::toned(format!("{} rows", count(rule.broken)), tone),
        Cell::toned(format!("`{sql}`"), Tone::Soft),
    ]
}

fn figure(figure: &KeyFigure) -> Vec<Cell> {
    vec![
        Cell::new(figure.name.clone()),
        Cell::new(figure.measured.text.clone()),
        Cell::new(figure.formula.clone()),
        Cell::toned(figure.expected_trend.clone(), Tone::Soft),
    ]
}
