//! What the questions give on dirty tables, and on the cleaned ones.

use datagen_core::Control;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::challenge::{Insight, Question, is_within};
use crate::data::Data;
use crate::error::{Error, Result};
use crate::parallel::each;
use crate::result::{Table, number};
use crate::sql::{Engine, Query};
use crate::world::World;

use super::DirtyData;
use super::cleaning::{Cleaning, RAW_PREFIX};
use super::compare::differences;

/// What the reference cleaning leads to: the answers that can be expected of somebody who cleans the data first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerKey {
    /// For each question.
    pub answers: Vec<CleanedAnswer>,
    /// For each insight.
    pub insights: Vec<CleanedInsight>,
}

/// The answers of one question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CleanedAnswer {
    /// The question.
    pub id: String,
    /// On the tables as they are handed out.
    pub raw: RawAnswer,
    /// On the cleaned tables.
    pub cleaned: Table,
    /// On the data before they were damaged.
    pub clean: Table,
    /// Whether the cleaned answer is near the clean one.
    pub agrees: bool,
    /// Where it is not, and which groups came in addition.
    pub differences: Vec<String>,
}

/// What comes of a query on tables as they are handed out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RawAnswer {
    /// A result.
    Result(Table),
    /// Why there is none.
    Failed(String),
}

/// An insight on the cleaned tables.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CleanedInsight {
    /// The insight.
    pub id: String,
    /// Its value on the tables as they are handed out; none when the query fails there.
    pub raw: Option<Value>,
    /// Its value on the cleaned tables.
    pub cleaned: Value,
    /// Its value on the data before they were damaged.
    pub clean: Value,
    /// Whether the cleaned value is what was planted.
    pub recovered: bool,
}

impl CleanedAnswer {
    /// Whether the damage can be seen in the answer.
    #[must_use]
    pub fn raw_differs(&self) -> bool {
        !matches!(&self.raw, RawAnswer::Result(table) if table.agrees_with(&self.clean))
    }
}

impl AnswerKey {
    /// Asks everything twice: of the tables as they are, and of the cleaned ones.
    ///
    /// # Errors
    /// Those of reading the tables, and of queries on the cleaned ones.
    pub fn make(
        dirty: &DirtyData,
        world: &World,
        cleaning: &Cleaning,
        questions: &[Question],
        insights: &[Insight],
        control: &Control,
    ) -> Result<Self> {
        let data = Data::open(&dirty.directory, &dirty.tables.document, control)?;
        let pack = &world.schema.document().metadata.name;
        let parse = |place: String, sql: &str| {
            Query::parse(sql).map_err(|error| Error::Sql { place: format!("the pack {pack}, {place}"), error })
        };
        let asked = questions.iter().map(|question| parse(format!("question {}", question.id), &question.sql));
        let asked = asked.collect::<Result<Vec<_>>>()?;
        let measured = insights.iter().map(|insight| parse(format!("insight {}", insight.id), &insight.measured.sql));
        let measured = measured.collect::<Result<Vec<_>>>()?;
        let raw = each(&asked, |query| Ok(raw_answer(&data, query)))?;
        let raw_values = each(&measured, |query| Ok(single(data.ask(query).ok())))?;
        put_in_place(&data, dirty, cleaning)?;
        let cleaned = each(&asked, |query| data.ask(query))?;
        let cleaned_values = each(&measured, |query| Ok(single(Some(data.ask(query)?)).unwrap_or_default()))?;
        control.check()?;
        let mut key = Self { answers: Vec::new(), insights: Vec::new() };
        for (((question, query), raw), cleaned) in questions.iter().zip(&asked).zip(raw).zip(cleaned) {
            key.answers.push(answer(question, query, raw, cleaned));
        }
        for ((insight, raw), cleaned) in insights.iter().zip(raw_values).zip(cleaned_values) {
            let recovered = number(&cleaned).is_some_and(|value| is_within(value, &insight.planted, insight.tolerance));
            key.insights.push(CleanedInsight {
                id: insight.id.clone(),
                raw,
                cleaned,
                clean: insight.measured.value.clone(),
                recovered,
            });
        }
        Ok(key)
    }
}

fn answer(question: &Question, query: &Query, raw: RawAnswer, cleaned: Table) -> CleanedAnswer {
    let clean = question.result.clone();
    let found = differences(question, query.limit().is_some(), &cleaned);
    CleanedAnswer { id: question.id.clone(), raw, cleaned, clean, agrees: found.agrees, differences: found.told }
}

fn raw_answer(data: &Data, query: &Query) -> RawAnswer {
    match data.ask(query) {
        Ok(table) => RawAnswer::Result(table),
        Err(error) => RawAnswer::Failed(error.to_string()),
    }
}

fn single(table: Option<Table>) -> Option<Value> {
    table.and_then(|table| table.single().cloned())
}

/// The query engine renames no tables: a view keeps the dirty one, and another view takes its name.
fn put_in_place(data: &Data, dirty: &DirtyData, cleaning: &Cleaning) -> Result<()> {
    for table in cleaning.tables() {
        let Some(select) = cleaning.select(table, Engine::DataFusion) else { continue };
        let node = dirty.tables.document.nodes.iter().find(|node| node.id == table);
        let columns = node.iter().flat_map(|node| &node.columns).map(|column| format!("\"{}\"", column.name));
        let columns = columns.collect::<Vec<_>>().join(", ");
        data.dataset().query(&format!("CREATE VIEW \"{RAW_PREFIX}{table}\" AS SELECT {columns} FROM \"{table}\""))?;
        // Cleaned once, not for each question again.
        data.dataset().query(&format!("CREATE OR REPLACE TABLE \"{table}\" AS {select}"))?;
    }
    Ok(())
}
