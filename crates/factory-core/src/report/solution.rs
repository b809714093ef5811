//! The solution guide.

use datagen_report::chart::count;
use datagen_report::paper::{Block, Cell, Chapter, Fact, Figure, Paper, Table, Tone, left, right};
use serde_json::Value;

use crate::challenge::{CommonMistake, Insight, Question};
use crate::completed::{Completed, Dirt};
use crate::country::Country;
use crate::dirty::{CleanedAnswer, RawAnswer};
use crate::error::Result;
use crate::parallel::each;
use crate::result;
use crate::show::as_it_is;
use crate::sql::Query;

use super::{answer_chart, approach, cleaning, style, words};

/// Rows of a result.
const ROWS: usize = 15;
/// Rows of answers beside each other.
const COMPARED: usize = 8;

/// The whole guide.
pub(super) fn paper(completed: &Completed<'_>) -> Result<Paper> {
    let guide = Guide { completed, country: completed.challenge.brief.country() };
    let mut chapters = vec![Chapter::new("use", "How to use this guide", guide.how_to_use())];
    for (at, question) in completed.challenge.questions.iter().enumerate() {
        let title = format!("Question {}", at + 1);
        let chapter = Chapter::new(&format!("question-{}", at + 1), &title, guide.question(question)?);
        chapters.push(Chapter { own_page: at == 0, ..chapter });
    }
    let cleaning = Chapter::new("cleaning", "Cleaning the data", guide.cleaning());
    chapters.push(Chapter { own_page: completed.dirt.is_some(), ..cleaning });
    Ok(style::paper(completed, "Solution guide", guide.facts(), chapters))
}

struct Guide<'a> {
    completed: &'a Completed<'a>,
    country: &'static Country,
}

impl Guide<'_> {
    fn facts(&self) -> Vec<Fact> {
        let challenge = self.completed.challenge;
        let mistakes: usize = challenge.questions.iter().map(|question| question.mistakes.len()).sum();
        let issues: u64 = self.completed.dirt.iter().flat_map(|dirt| dirt.issues).map(|issue| issue.lines).sum();
        vec![
            Fact::new("questions", challenge.questions.len().to_string()),
            Fact::new("insights", challenge.insights.len().to_string()),
            Fact::new("common mistakes", mistakes.to_string()),
            Fact::new("damaged cells and rows", count(issues)),
        ]
    }

    fn how_to_use(&self) -> Vec<Block> {
        let points = [
            "Only for instructors: it has every answer. Learners get the data and challenge.pdf.",
            "Each question has the approach in words, the query as it is proven, its result, the answer in a sentence, and the \
             insight behind it.",
            "Common mistakes are queries that look right and give another result; compare a learner's first row with theirs to \
             see at once which one was made.",
            "Doubles are compared with a tolerance of 1e-9, everything else exactly. Rounding is for reading only.",
        ];
        let mut blocks = vec![Block::List(points.map(str::to_owned).to_vec())];
        if self.completed.dirt.is_some() {
            blocks.push(Block::notice(
                Tone::Warn,
                "The data that learners get is dirty. The results of this guide are those of the clean data; where the \
                 reference cleaning leads to something else, both stand beside each other. Right is what the cleaned data gives.",
            ));
        }
        blocks.push(Block::heading("use overview", "The questions at a glance"));
        let row = |(at, question): (usize, &Question)| {
            let link = Some(format!("question-{}", at + 1));
            vec![
                Cell { link, ..Cell::new((at + 1).to_string()) },
                Cell::new(question.text.clone()),
                Cell::toned(question.trains.clone(), Tone::Soft),
                Cell::new(question.answer.clone()),
            ]
        };
        blocks.push(Block::Table(Table {
            caption: "Questions and answers".to_owned(),
            columns: vec![left("", 0.3), left("Question", 2.6), left("Trains", 1.3), left("Answer", 3.0)],
            rows: self.completed.challenge.questions.iter().enumerate().map(row).collect(),
        }));
        blocks
    }

    fn question(&self, question: &Question) -> Result<Vec<Block>> {
        let id = |part: &str| format!("{} {part}", question.id);
        let mut blocks = vec![
            Block::notice(Tone::Plain, question.text.clone()),
            Block::text(format!("Trains: {}.", question.trains)),
            Block::heading(&id("approach"), "Approach"),
            Block::List(approach::steps(question)),
            Block::heading(&id("query"), "Query"),
            Block::Code { language: "sql", text: question.sql.trim_end().to_owned() },
            Block::heading(&id("result"), "Result"),
        ];
        blocks.extend(self.result(question));
        blocks.push(Block::notice(Tone::Good, question.answer.clone()));
        blocks.extend(self.insight(question));
        blocks.extend(self.beside(question));
        if !question.mistakes.is_empty() {
            blocks.push(Block::heading(&id("mistakes"), "Common mistakes"));
            blocks.push(self.mistakes(question)?);
        }
        Ok(blocks)
    }

    fn result(&self, question: &Question) -> Vec<Block> {
        let output = &question.output.columns;
        let (table, left_out) = words::table("Result", &question.result, output, self.country, ROWS);
        let mut blocks = vec![Block::Table(table)];
        if left_out > 0 {
            let all = question.result.rows.len();
            blocks.push(Block::text(format!("The first {ROWS} of {all} rows; {left_out} more are left out here.")));
        }
        if let Some((chart, note)) = answer_chart(question, self.country) {
            let note = note.unwrap_or_default();
            let caption = format!("{}. {note}", capitalised(&chart.title));
            blocks.push(Block::Figures(vec![Figure { chart, caption: caption.trim_end().to_owned() }]));
        }
        blocks
    }

    fn insight(&self, question: &Question) -> Vec<Block> {
        let insights = &self.completed.challenge.insights;
        let Some(insight) = insights.iter().find(|insight| question.insight.as_deref() == Some(&insight.id)) else {
            return Vec::new();
        };
        vec![
            Block::heading(&format!("{} insight", question.id), "Insight"),
            Block::text(insight.claim.clone()),
            Block::Table(self.figures(insight)),
        ]
    }

    /// Planted and measured.
    fn figures(&self, insight: &Insight) -> Table {
        let key = self.completed.dirt.and_then(|dirt| dirt.key.insights.iter().find(|one| one.id == insight.id));
        let planted = match &insight.planted {
            Value::Array(bounds) => bounds.iter().map(as_it_is).collect::<Vec<_>>().join(" to "),
            planted if insight.tolerance > 0.0 => format!("{} (± {})", as_it_is(planted), insight.tolerance),
            planted => as_it_is(planted),
        };
        let mut rows = vec![("Planted", planted), ("Measured on clean data", as_it_is(&insight.measured.value))];
        if let Some(key) = key {
            let raw = key.raw.as_ref().map_or("the query fails".to_owned(), as_it_is);
            rows.push(("As handed out", raw));
            rows.push(("After cleaning", as_it_is(&key.cleaned)));
        }
        rows.push(("What to do about it", insight.advice.clone()));
        let row = |(name, value): (&str, String)| vec![Cell::toned(name, Tone::Soft), Cell::new(value)];
        Table {
            caption: "The insight".to_owned(),
            columns: vec![left("", 1.0), left("", 2.6)],
            rows: rows.into_iter().map(row).collect(),
        }
    }

    /// The answers on the data as it is, on the cleaned and on the clean data, where they differ.
    fn beside(&self, question: &Question) -> Vec<Block> {
        let answers = self.completed.dirt.iter().flat_map(|dirt| &dirt.key.answers);
        let Some(answer) = answers.clone().find(|answer| answer.id == question.id) else { return Vec::new() };
        let cleaned_differs = !answer.cleaned.agrees_with(&answer.clean);
        if !answer.raw_differs() && !cleaned_differs {
            let text = "Without cleaning the answer is the same: no issue touches this question.";
            return vec![Block::notice(Tone::Soft, text)];
        }
        let mut blocks = vec![Block::heading(&format!("{} beside", question.id), "With and without cleaning")];
        match &answer.raw {
            RawAnswer::Failed(reason) => {
                let reason = reason.lines().next().unwrap_or_default();
                blocks.push(Block::text(format!("On the data as it is handed out the query fails: {reason}")));
            }
            RawAnswer::Result(raw) if raw.rows.len() != answer.clean.rows.len() => blocks.push(Block::text(format!(
                "On the data as it is handed out the query gives {} rows in the place of {}.",
                raw.rows.len(),
                answer.clean.rows.len()
            ))),
            RawAnswer::Result(_) => {}
        }
        blocks.push(Block::Table(self.compared(question, answer)));
        if !answer.differences.is_empty() {
            blocks.push(Block::text(format!("After cleaning: {}.", answer.differences.join("; "))));
        }
        blocks
    }

    fn compared(&self, question: &Question, answer: &CleanedAnswer) -> Table {
        let empty = result::Table { columns: answer.clean.columns.clone(), rows: Vec::new() };
        let raw = if let RawAnswer::Result(raw) = &answer.raw { raw } else { &empty };
        let all = [raw, &answer.cleaned, &answer.clean];
        let rows = all.iter().map(|table| table.rows.len()).max().unwrap_or(0).min(COMPARED);
        let row = |at: usize| {
            let clean = answer.clean.rows.get(at);
            let cell = |table: &&result::Table| {
                let own = table.rows.get(at);
                let tone = if own == clean { Tone::Plain } else { Tone::Warn };
                Cell::toned(own.map_or("–".to_owned(), |row| self.told(question, table, row)), tone)
            };
            std::iter::once(Cell::toned((at + 1).to_string(), Tone::Soft)).chain(all.iter().map(cell)).collect()
        };
        Table {
            caption: "The first rows of the answer with and without cleaning".to_owned(),
            columns: vec![
                right("Row", 0.3),
                left("As handed out", 2.0),
                left("After the reference cleaning", 2.0),
                left("Clean data", 2.0),
            ],
            rows: (0..rows).map(row).collect(),
        }
    }

    /// A row of a result in one line.
    fn told(&self, question: &Question, table: &result::Table, row: &[Value]) -> String {
        let show =
            |name: &str| question.output.columns.iter().find(|column| column.name == name).and_then(|one| one.show);
        let cells = row.iter().zip(&table.columns);
        let cells = cells.map(|(cell, column)| words::value(cell, column.kind, show(&column.name), self.country));
        cells.collect::<Vec<_>>().join(" · ")
    }

    fn mistakes(&self, question: &Question) -> Result<Block> {
        let right_one =
            question.result.rows.first().map_or(String::new(), |row| self.told(question, &question.result, row));
        let rows = each(&question.mistakes, |mistake| self.mistake(question, mistake))?;
        Ok(Block::Table(Table {
            caption: format!("Common mistakes; the right first row is {right_one}"),
            columns: vec![
                left("What is done", 1.9),
                left("What there is to learn", 2.4),
                left("Wrong first row", 2.0),
                right("Rows", 0.5),
            ],
            rows,
        }))
    }

    fn mistake(&self, question: &Question, mistake: &CommonMistake) -> Result<Vec<Cell>> {
        let place = format!("a common mistake of question {}", question.id);
        let query = Query::parse(&mistake.sql).map_err(|error| crate::Error::Sql { place, error })?;
        let wrong = self.completed.data.ask(&query)?;
        let differing = wrong.rows.iter().zip(&question.result.rows).position(|(own, right)| own != right);
        let at = differing.unwrap_or_else(|| wrong.rows.len().min(question.result.rows.len()));
        let first = wrong.rows.get(at).map_or("no row".to_owned(), |row| self.told(question, &wrong, row));
        let place = if at == 0 { String::new() } else { format!("row {}: ", at + 1) };
        Ok(vec![
            Cell::new(mistake.what.clone()),
            Cell::new(mistake.lesson.clone()),
            Cell::toned(format!("{place}{first}"), Tone::Bad),
            Cell::new(wrong.rows.len().to_string()),
        ])
    }

    fn cleaning(&self) -> Vec<Block> {
        let Some(dirt) = self.completed.dirt else {
            return vec![Block::text("The data is handed out clean: there is nothing to repair before the questions.")];
        };
        vec![
            Block::text(
                "Issue by issue: how many there are, what they look like, what there is to learn, and how the reference \
                 cleaning (`solution/cleaning_*.sql`) repairs them. The ledger has every one of them.",
            ),
            Block::Table(issues(&dirt)),
            Block::heading("cleaning steps", "In which order to clean"),
            Block::List(
                [
                    "Bring spelling and ways of writing into one form: trim blanks, compare with the list of allowed values, \
                     read dates and numbers in all their forms.",
                    "Hold every number against what is possible, and decide what stands in place of the impossible.",
                    "Decide what a missing value means; do not drop rows that other columns still need.",
                    "Look for rows that were entered twice last: only then do copies look alike.",
                    "Count before and after each step, and write down what was changed.",
                ]
                .map(str::to_owned)
                .to_vec(),
            ),
        ]
    }
}

fn issues(dirt: &Dirt<'_>) -> Table {
    let row = |issue: &crate::dirty::IssueFound| {
        let column = issue.column.as_ref().map_or(String::new(), |column| format!(".{column}"));
        vec![
            Cell::new(format!("{}: {}{column}", issue.kind.replace('_', " "), issue.table)),
            Cell::new(count(issue.lines)),
            Cell::new(cleaning::examples(issue)),
            Cell::new(issue.teaches.clone()),
            Cell::new(
                dirt.cleaning.how(issue).unwrap_or_else(|| "goes with the row that was entered again".to_owned()),
            ),
        ]
    };
    Table {
        caption: "Issues and their repair".to_owned(),
        columns: vec![
            left("Issue", 1.6),
            right("Count", 0.6),
            left("Was → is", 1.8),
            left("Teaches", 2.0),
            left("Repair", 1.8),
        ],
        rows: cleaning::merged(dirt.issues).iter().map(row).collect(),
    }
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or(String::new(), |first| format!("{}{}", first.to_uppercase(), characters.as_str()))
}
