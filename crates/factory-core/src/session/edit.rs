//! What is changed by hand, and held against what is proven at once.

use serde::{Deserialize, Serialize};

use crate::brand::first;
use crate::challenge::{Challenge, Measured, word_count};
use crate::error::{Error, Result};
use crate::pack::{Pack, Reshape, renamed};
use crate::sql::Query;

use super::ByQuestion;

/// Something changed by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edit {
    /// Another title.
    Title(String),
    /// Another company; its name in the story changes too.
    Company(String),
    /// Another story.
    Story(String),
    /// Another text of a question.
    Question {
        /// The question.
        id: String,
        /// Its text.
        text: String,
    },
    /// Another query of a question: it is proven on the data like the pack's own.
    Sql {
        /// The question.
        id: String,
        /// The query, in the portable subset.
        sql: String,
    },
}

/// All that was changed by hand.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Edits {
    title: Option<String>,
    company: Option<String>,
    story: Option<String>,
    texts: ByQuestion,
    queries: ByQuestion,
    #[serde(default)]
    reshapes: Vec<Reshape>,
}

fn refuse(message: impl Into<String>) -> Error {
    Error::Request(message.into())
}

impl Edit {
    /// What was done, in words.
    pub(super) fn told(&self) -> String {
        match self {
            Self::Title(_) => "title changed by hand".to_owned(),
            Self::Company(_) => "company changed by hand".to_owned(),
            Self::Story(_) => "story changed by hand".to_owned(),
            Self::Question { id, .. } => format!("text of {id} changed by hand"),
            Self::Sql { id, .. } => format!("query of {id} changed by hand"),
        }
    }

    /// Holds it against what is proven.
    ///
    /// # Errors
    /// [`Error::Request`] with what is wrong.
    pub(super) fn check(&self, challenge: &Challenge) -> Result<()> {
        let known = |id: &String| {
            let ids = || challenge.questions.iter().map(|question| question.id.as_str()).collect::<Vec<_>>().join(", ");
            let is_there = challenge.questions.iter().any(|question| question.id == *id);
            if is_there { Ok(()) } else { Err(refuse(format!("expected one of {}, found {id}", ids()))) }
        };
        match self {
            Self::Title(text) | Self::Company(text) if !(3..=120).contains(&text.chars().count()) => {
                Err(refuse(format!("expected 3 to 120 characters, found {}", text.chars().count())))
            }
            Self::Title(text) => numbers_are_measured(text, challenge),
            Self::Company(_) => Ok(()),
            Self::Story(text) => story(text, challenge),
            Self::Question { id, text } if !(10..=500).contains(&text.chars().count()) => known(id).and_then(|()| {
                Err(refuse(format!("expected a question of 10 to 500 characters, found {}", text.chars().count())))
            }),
            Self::Question { id, .. } => known(id),
            Self::Sql { id, sql } => {
                known(id)?;
                Query::parse(sql).map(drop).map_err(|error| refuse(error.to_string()))
            }
        }
    }
}

fn story(text: &str, challenge: &Challenge) -> Result<()> {
    let count = word_count(text);
    if !(300..=400).contains(&count) {
        return Err(refuse(format!("expected a story of 300 to 400 words, found {count}")));
    }
    let brand = challenge.brief.brand();
    let names = brand.characters().map(|character| first(&character.name));
    if let Some(missing) = names.into_iter().find(|name| !text.contains(name)) {
        return Err(refuse(format!("expected all three characters in the story; {missing} is missing")));
    }
    numbers_are_measured(text, challenge)
}

/// Numbers of a text must be measured ones, years of the brief, or the number of questions.
fn numbers_are_measured(text: &str, challenge: &Challenge) -> Result<()> {
    let rest = Measured::without(text, &challenge.story.numbers);
    let range = challenge.brief.date_range;
    let known = |number: &str| {
        let year = number.parse::<i32>().is_ok_and(|year| {
            (chrono::Datelike::year(&range.start)..=chrono::Datelike::year(&range.end)).contains(&year)
        });
        year || number == challenge.questions.len().to_string()
    };
    let mut numbers = rest.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty());
    match numbers.find(|number| !known(number)) {
        None => Ok(()),
        Some(number) => {
            let measured =
                challenge.story.numbers.iter().map(|number| number.text.as_str()).collect::<Vec<_>>().join("; ");
            Err(refuse(format!("the number {number} was not measured on the data; those that were are {measured}")))
        }
    }
}

impl Edits {
    pub(super) fn add(&mut self, edit: Edit) {
        match edit {
            Edit::Title(text) => self.title = Some(text),
            Edit::Company(text) => self.company = Some(text),
            Edit::Story(text) => self.story = Some(text),
            Edit::Question { id, text } => drop(self.texts.insert(id, text)),
            Edit::Sql { id, sql } => drop(self.queries.insert(id, sql)),
        }
    }

    /// Other tables and columns; queries of before follow.
    pub(super) fn reshape(&mut self, reshape: Reshape) {
        if let Reshape::Rename { from, to } = &reshape {
            self.queries.values_mut().for_each(|sql| *sql = renamed(sql, &from.name, to));
        }
        self.reshapes.push(reshape);
    }

    /// The pack with the tables, columns and queries that were changed, so that they are proven as its own are.
    ///
    /// # Errors
    /// [`Error::Request`] when it cannot be changed so.
    pub fn in_pack(&self, pack: &Pack) -> Result<Pack> {
        let mut pack = self.reshapes.iter().try_fold(pack.clone(), |pack, reshape| reshape.of(&pack))?;
        for question in &mut pack.questions.questions {
            if let Some(sql) = self.queries.get(&question.id) {
                sql.clone_into(&mut question.sql);
                // What is written for flat data is written over the flat table.
                question.flat_sql = question.flat_sql.as_ref().map(|_| sql.clone());
            }
        }
        Ok(pack)
    }

    /// The challenge with the texts that were changed.
    ///
    /// # Errors
    /// [`Error::Request`] when a story of before has numbers that are not measured any more.
    pub(super) fn applied(&self, mut challenge: Challenge) -> Result<Challenge> {
        if let Some(company) = &self.company {
            challenge.story.text = challenge.story.text.replace(&challenge.story.company, company);
            challenge.story.title = challenge.story.title.replace(&challenge.story.company, company);
            company.clone_into(&mut challenge.story.company);
        }
        if let Some(text) = &self.story {
            story(text, &challenge)?;
            text.clone_into(&mut challenge.story.text);
        }
        if let Some(title) = &self.title {
            numbers_are_measured(title, &challenge)?;
            title.clone_into(&mut challenge.story.title);
        }
        for question in &mut challenge.questions {
            if let Some(text) = self.texts.get(&question.id) {
                text.clone_into(&mut question.text);
            }
        }
        Ok(challenge)
    }
}
