//! What is wrong on purpose, and what it teaches.

use datagen_report::chart::{Axis, Chart, Plot, Series, Size, Written, count};
use datagen_report::paper::{Block, Cell, Fact, Table, Tone, left, right};

use crate::completed::Dirt;
use crate::dirty::{CleanedInsight, IssueFound};
use crate::result::number;
use crate::show::as_it_is;

use super::super::cleaning;
use super::super::figures::{chart, figure, tall};
use super::seen::Seen;

pub(super) fn issues(seen: &Seen<'_>) -> Vec<Block> {
    let Some(dirt) = seen.completed.dirt else {
        let level = seen.completed.challenge.brief.issue_level().word();
        return vec![
            Block::notice(Tone::Good, format!("The data is clean: the issue level is {level}. No cell was damaged.")),
            Block::text(
                "Learners can go straight to the questions. For practice in cleaning, ask for the same challenge with light, \
                 standard or heavy issues: missing values, spellings, outliers and rows entered twice are then put in, each \
                 in a ledger, and a reference cleaning proves that the answers are found again.",
            ),
        ];
    };
    let issues = cleaning::merged(dirt.issues);
    let mut blocks = vec![
        Block::text(
            "These issues were put in on purpose, and the ledger has every damaged cell and every added row. The reference \
             cleaning repairs them; what the questions give afterwards is held against the clean data.",
        ),
        Block::Facts(facts(seen, &dirt, issues.len())),
        Block::Figures(vec![figure(counts(&issues))]),
        Block::Table(table(&issues)),
        Block::heading("issues answers", "Answers before and after cleaning"),
        Block::Table(answers(seen, &dirt)),
    ];
    blocks.extend(insights(&dirt).map(|chart| Block::Figures(vec![figure(chart)])));
    blocks
}

fn facts(seen: &Seen<'_>, dirt: &Dirt<'_>, kinds: usize) -> Vec<Fact> {
    let cells: u64 =
        seen.completed.tables.profiles.iter().flat_map(|table| &table.columns).map(|column| column.rows).sum();
    let lines: u64 = dirt.issues.iter().map(|issue| issue.lines).sum();
    let share = lines as f64 / cells.max(1) as f64;
    let agree = dirt.key.answers.iter().filter(|answer| answer.agrees).count();
    vec![
        Fact::new("level", seen.completed.challenge.brief.issue_level().word()),
        Fact::new("issues", kinds.to_string()),
        Fact::new("lines of the ledger", count(lines)),
        Fact::new("share of all cells", datagen_report::chart::percent(share)),
        Fact::new(&format!("of {} answers right after cleaning", dirt.key.answers.len()), agree.to_string()),
    ]
}

fn name(issue: &IssueFound) -> String {
    let column = issue.column.as_ref().map_or(String::new(), |column| format!(".{column}"));
    format!("{}: {}{column}", issue.kind.replace('_', " "), issue.table)
}

fn counts(issues: &[IssueFound]) -> Chart {
    let mut issues: Vec<&IssueFound> = issues.iter().collect();
    issues.sort_by_key(|issue| std::cmp::Reverse(issue.lines));
    let most = issues.first().map_or(String::new(), |issue| name(issue));
    let words = format!("Lines of the ledger by issue; the most are of {most}.");
    let plot = Plot::LyingBars {
        labels: issues.iter().map(|issue| name(issue)).collect(),
        values: issues.iter().map(|issue| issue.lines as f64).collect(),
        percent: false,
    };
    chart("Issues in the ledger", words, tall(issues.len()), plot)
}

fn table(issues: &[IssueFound]) -> Table {
    let row = |issue: &IssueFound| {
        vec![
            Cell::new(name(issue)),
            Cell::new(count(issue.lines)),
            Cell::new(cleaning::examples(issue)),
            Cell::new(issue.teaches.clone()),
        ]
    };
    Table {
        caption: "Issues, examples, and what each teaches".to_owned(),
        columns: vec![left("Issue", 1.7), right("Count", 0.6), left("Was → is", 2.3), left("Teaches", 2.4)],
        rows: issues.iter().map(row).collect(),
    }
}

fn answers(seen: &Seen<'_>, dirt: &Dirt<'_>) -> Table {
    let place = |id: &str| seen.completed.challenge.questions.iter().position(|question| question.id == id);
    let row = |answer: &crate::dirty::CleanedAnswer| {
        let at = place(&answer.id).map_or(String::new(), |at| format!("Question {}", at + 1));
        let raw = if answer.raw_differs() {
            Cell::toned("another answer", Tone::Warn)
        } else {
            Cell::toned("the same answer", Tone::Soft)
        };
        let cleaned = match (answer.agrees, answer.cleaned.agrees_with(&answer.clean)) {
            (true, true) => Cell::toned("exactly the clean answer", Tone::Good),
            (true, false) => Cell::toned("near the clean answer", Tone::Good),
            (false, _) => Cell::toned("far off", Tone::Bad),
        };
        vec![Cell::new(at), raw, cleaned, Cell::new(answer.differences.join("; "))]
    };
    Table {
        caption: "Answers on the data as it is handed out, and after the reference cleaning".to_owned(),
        columns: vec![
            left("Question", 0.9),
            left("As handed out", 1.2),
            left("After cleaning", 1.5),
            left("Differences", 3.2),
        ],
        rows: dirt.key.answers.iter().map(row).collect(),
    }
}

/// Shares beyond this are drawn as this: one of them would flatten all others.
const MOST: f64 = 3.0;

/// Each insight before and after cleaning, as shares of its value on clean data.
fn insights(dirt: &Dirt<'_>) -> Option<Chart> {
    let shares = |pick: fn(&CleanedInsight) -> Option<f64>| {
        let share = |insight: &CleanedInsight| {
            let clean = number(&insight.clean).filter(|clean| *clean != 0.0)?;
            Some((pick(insight)? / clean).clamp(-MOST, MOST))
        };
        dirt.key.insights.iter().map(|insight| share(insight).unwrap_or(f64::NAN)).collect::<Vec<f64>>()
    };
    let raw = shares(|insight| insight.raw.as_ref().and_then(number));
    let cleaned = shares(|insight| number(&insight.cleaned));
    if dirt.key.insights.is_empty() {
        return None;
    }
    let told: Vec<String> = dirt
        .key
        .insights
        .iter()
        .map(|insight| {
            let raw = insight.raw.as_ref().map_or("no value".to_owned(), as_it_is);
            format!("{} {raw} → {}", insight.id.replace('_', " "), as_it_is(&insight.cleaned))
        })
        .collect();
    let cut = raw.iter().chain(&cleaned).any(|share| share.abs() >= MOST);
    let cut = if cut { " Bars end at three times the clean value." } else { "" };
    let words = format!("Insights before and after cleaning, 100% is the clean data: {}.{cut}", told.join("; "));
    let clean = vec![1.0; raw.len()];
    let plot = Plot::Grouped {
        labels: dirt.key.insights.iter().map(|insight| insight.id.replace('_', " ")).collect(),
        series: vec![
            Series::new("as handed out", raw),
            Series::new("after cleaning", cleaned),
            Series::new("clean data", clean),
        ],
    };
    let y = Axis::new("of the clean value").written(Written::Percent);
    Some(Chart { y, ..chart("Insights before and after cleaning", words, Size::Tall(200), plot) })
}
