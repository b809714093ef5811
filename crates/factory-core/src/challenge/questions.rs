//! Questions with their answers, each proven on the data.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::brief::Brief;
use crate::country::Country;
use crate::draws::Draws;
use crate::error::{Error, Result};
use crate::pack::{ChartTemplate, Pack, QuestionTemplate, Show};
use crate::parallel::each;
use crate::result::{Table, ValueKind, number, same};
use crate::show::{as_it_is, show};
use crate::sql::{MistakeKind, Query};

use super::asking::Asking;
use super::insights::{distance, fill_numbers};
use super::wishes::{Wishes, is_for};

/// A question, its answer, and why the answer can be trusted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Its name in the pack.
    pub id: String,
    /// The question.
    pub text: String,
    /// The query that answers it, as it was written.
    pub sql: String,
    /// What it trains.
    pub trains: String,
    /// The insight that it uncovers.
    pub insight: Option<String>,
    /// What an answer has to be.
    pub output: Output,
    /// The chart that shows it.
    pub chart: ChartTemplate,
    /// The answer in a sentence.
    pub answer: String,
    /// The result.
    pub result: Table,
    /// What hasty readers do, and that it gives another result.
    pub mistakes: Vec<CommonMistake>,
}

/// What an answer has to be: exactly one result is right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// The columns.
    pub columns: Vec<OutputColumn>,
    /// What the rows are sorted by; no two rows are alike in it.
    pub order: Vec<SortKey>,
    /// How many rows there are.
    pub rows: usize,
}

/// A column of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutputColumn {
    /// Its name.
    pub name: String,
    /// The kind of its values.
    #[serde(rename = "type")]
    pub kind: ValueKind,
    /// How it is told; as it is when absent. Rounding is for reading: values are compared as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show: Option<Show>,
    /// Whether it can be null.
    pub nullable: bool,
}

/// What rows are sorted by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortKey {
    /// The column.
    pub column: String,
    /// Whether the largest comes first.
    pub descending: bool,
}

/// A mistake that gives another result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CommonMistake {
    /// Its kind.
    pub kind: String,
    /// What is done.
    pub what: String,
    /// What there is to learn.
    pub lesson: String,
    /// The query with the mistake.
    pub sql: String,
}

/// A question that was not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotAsked {
    /// Its name in the pack.
    pub id: String,
    /// Why.
    pub reason: String,
}

/// The questions of a challenge.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Chosen {
    pub(crate) questions: Vec<Question>,
    pub(crate) not_asked: Vec<NotAsked>,
    /// How many are not the function's own.
    pub(crate) borrowed: usize,
}

/// Chooses questions, the most fitting first, and keeps those that prove themselves.
pub(crate) fn choose(
    asking: &Asking<'_>,
    pack: &Pack,
    brief: &Brief,
    planted: &[&str],
    wishes: &Wishes,
    wanted: usize,
) -> Result<Chosen> {
    let (function, _) = brief.function();
    let mut chosen = Chosen::default();
    let mut candidates = candidates(pack, brief, planted, wishes).into_iter();
    loop {
        // As many as are missing, at the same time: none is proven that might not be needed.
        let next: Vec<&QuestionTemplate> = candidates.by_ref().take(wanted - chosen.questions.len()).collect();
        if next.is_empty() {
            break;
        }
        let proven = each(&next, |template| prove(asking, template, brief.country()))?;
        for (template, proven) in next.into_iter().zip(proven) {
            match proven {
                Ok(question) => {
                    chosen.borrowed += usize::from(distance(function, &template.functions) > 0);
                    chosen.questions.push(question);
                }
                Err(reason) => chosen.not_asked.push(NotAsked { id: template.id.clone(), reason }),
            }
        }
    }
    let place = |question: &Question| pack.questions.questions.iter().position(|template| template.id == question.id);
    chosen.questions.sort_by_key(place);
    Ok(chosen)
}

/// Candidates in the order in which they are tried: what the instructor asks for, one for each planted insight, and then
/// by function, by what the context speaks of, and by chance.
fn candidates<'p>(pack: &'p Pack, brief: &Brief, planted: &[&str], wishes: &Wishes) -> Vec<&'p QuestionTemplate> {
    let is_planted =
        |question: &&QuestionTemplate| question.insight.as_deref().is_none_or(|insight| planted.contains(&insight));
    let all = pack.questions.questions.iter().filter(|question| is_for(question, brief)).filter(is_planted).collect();
    let all: Vec<&QuestionTemplate> = Draws::new(brief.seed, "questions", "order").shuffled(all);
    let (function, _) = brief.function();
    let mut uncovered: Vec<&str> = Vec::new();
    let mut ranked: Vec<(usize, usize, usize, &QuestionTemplate)> = Vec::new();
    let mut by_need = all;
    by_need.sort_by_key(|question| (distance(function, &question.functions), usize::MAX - wishes.relevance(question)));
    for question in by_need {
        let first = question.insight.as_deref().is_some_and(|insight| !uncovered.contains(&insight));
        uncovered.extend(question.insight.as_deref().filter(|_| first));
        let need = if wishes.asks_for(&question.id) { 0 } else { 2 - usize::from(first) };
        ranked.push((need, distance(function, &question.functions), usize::MAX - wishes.relevance(question), question));
    }
    ranked.sort_by_key(|(need, distance, relevance, _)| (*need, *distance, *relevance));
    ranked.into_iter().map(|(.., question)| question).collect()
}

/// Answers a question and holds the answer against what a good question needs; the reason when it is none.
pub(crate) fn prove(
    asking: &Asking<'_>,
    template: &QuestionTemplate,
    country: &Country,
) -> Result<std::result::Result<Question, String>> {
    let place = format!("question {}", template.id);
    let query = match asking.query(&place, None, &template.sql, template.flat_sql.as_deref()) {
        Ok(query) => query,
        Err(error @ Error::Sql { .. }) if asking.world.flat.is_some() && template.flat_sql.is_none() => {
            return Ok(Err(error.to_string()));
        }
        Err(error) => return Err(error),
    };
    if !asking.can_read(&query) {
        let names: Vec<String> = query.tables().into_iter().collect();
        return Ok(Err(format!("it reads what is not handed out of {}", names.join(", "))));
    }
    let result = asking.ask(&place, &query)?;
    if let Err(reason) = is_answer(&query, &result, template) {
        return Ok(Err(reason));
    }
    let mut mistakes = Vec::new();
    for mistake in query.mistakes() {
        let is_same = asking.data.ask(&mistake.query).is_ok_and(|other| other.agrees_with(&result));
        // Times hardly ever lie on midnight: this one is told only where it matters.
        if is_same && mistake.kind == MistakeKind::DateBound {
            continue;
        }
        if is_same {
            return Ok(Err(format!("it does not tell right from wrong: the result is the same when {}", mistake.what)));
        }
        let (kind, lesson) = (mistake.kind.word().to_owned(), mistake.kind.lesson().to_owned());
        mistakes.push(CommonMistake { kind, what: mistake.what.clone(), lesson, sql: mistake.query.text().to_owned() });
    }
    if mistakes.is_empty() {
        return Ok(Err("no common mistake can be made with it, so it tells nobody apart".to_owned()));
    }
    let wrong = |message: String| Error::world(asking.pack, &place, message);
    let text = asking.world.values.text(None, &template.text).map_err(wrong)?;
    let answer = asking.world.values.text(None, &template.answer).map_err(wrong)?;
    let answer = sentence(&answer, &result, template, country);
    let answer =
        answer.map_err(|slot| wrong(format!("its answer has a slot {{{slot}}}, and the result has no such value")))?;
    Ok(Ok(Question {
        id: template.id.clone(),
        text,
        sql: query.text().to_owned(),
        trains: template.trains.clone(),
        insight: template.insight.clone(),
        output: output(&query, &result, template),
        chart: template.chart.clone(),
        answer,
        result,
        mistakes,
    }))
}

/// Why a result is no answer: empty, constant, without numbers, or in no order.
fn is_answer(query: &Query, result: &Table, template: &QuestionTemplate) -> std::result::Result<(), String> {
    if result.rows.is_empty() {
        return Err("its result is empty".to_owned());
    }
    for name in std::iter::once(&template.chart.x).chain(&template.chart.y).chain(template.chart.series.iter()) {
        if result.position(name).is_none() {
            return Err(format!("its chart shows {name}, which is no column of the result"));
        }
    }
    for name in &template.chart.y {
        let at = result.position(name).unwrap_or_default();
        let values: Vec<&Value> = result.rows.iter().map(|row| &row[at]).collect();
        let numbers: Vec<f64> = values.iter().filter_map(|value| number(value)).collect();
        if numbers.iter().any(|number| !number.is_finite()) {
            return Err(format!("{name} has a value that is no number"));
        }
        if numbers.len() + 1 < values.len() || numbers.is_empty() {
            return Err(format!("{name} has nulls"));
        }
        if values.len() > 1 && values.iter().all(|value| same(value, values[0])) {
            return Err(format!("{name} is the same in all rows"));
        }
        if numbers.iter().all(|number| *number == 0.0) {
            return Err(format!("{name} is nothing but zero"));
        }
    }
    if result.rows.len() > 1 { in_order(query, result) } else { Ok(()) }
}

/// No two rows may be alike in what they are sorted by.
fn in_order(query: &Query, result: &Table) -> std::result::Result<(), String> {
    let keys: Vec<usize> =
        query.order_keys().iter().filter_map(|key| result.position(key.column.as_deref()?)).collect();
    let key = |row: &Vec<Value>| keys.iter().map(|at| row[*at].clone()).collect::<Vec<_>>();
    let tie = result.rows.windows(2).find(|pair| key(&pair[0]) == key(&pair[1]));
    match tie {
        Some(pair) => Err(format!("two rows have the same place in its order: {:?}", key(&pair[0]))),
        None => Ok(()),
    }
}

fn output(query: &Query, result: &Table, template: &QuestionTemplate) -> Output {
    let column = |(at, column): (usize, &crate::result::ResultColumn)| OutputColumn {
        name: column.name.clone(),
        kind: column.kind,
        show: template.columns.get(&column.name).copied(),
        nullable: result.rows.iter().any(|row| row[at].is_null()),
    };
    let key =
        |key: crate::sql::OrderKey| SortKey { column: key.column.unwrap_or(key.text), descending: key.descending };
    Output {
        columns: result.columns.iter().enumerate().map(column).collect(),
        order: query.order_keys().into_iter().map(key).collect(),
        rows: result.rows.len(),
    }
}

/// The answer in a sentence: `{1.region}` is a value of the first row, `{-1.region}` of the last.
fn sentence(
    text: &str,
    result: &Table,
    template: &QuestionTemplate,
    country: &Country,
) -> std::result::Result<String, String> {
    fill_numbers(text, |slot| {
        if slot == "rows" {
            return Some(result.rows.len().to_string());
        }
        let (row, name) = slot.split_once('.')?;
        let row: i64 = row.parse().ok()?;
        let index = if row < 0 { result.rows.len() as i64 + row } else { row - 1 };
        let value = result.rows.get(usize::try_from(index).ok()?)?.get(result.position(name)?)?;
        Some(template.columns.get(name).and_then(|how| show(value, *how, country)).unwrap_or_else(|| as_it_is(value)))
    })
}
