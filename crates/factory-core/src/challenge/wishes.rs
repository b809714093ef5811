//! What the instructor asks for in his own words: matched with the vocabulary of a pack.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::brief::{Brief, Structure};
use crate::pack::{Pack, QuestionTemplate};

/// What became of one of the instructor's own questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// The instructor's words.
    pub text: String,
    /// The question that serves it.
    pub served_by: Option<String>,
    /// Why none does.
    pub reason: Option<String>,
}

/// What the instructor asks for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Wishes {
    pub(crate) all: Vec<Wish>,
    context: BTreeSet<String>,
    synonyms: Vec<(String, Vec<String>)>,
}

/// How many of a question's words must be meant for it to serve a wish.
const ENOUGH: usize = 2;

impl Wishes {
    /// Matches the primary questions of a brief with the questions of a pack.
    pub(crate) fn of(pack: &Pack, brief: &Brief) -> Self {
        let about = |(word, others): (&String, &Vec<String>)| {
            (stem(word), others.iter().flat_map(|other| words(other)).collect())
        };
        let synonyms: Vec<(String, Vec<String>)> = pack.about.synonyms.iter().map(about).collect();
        let mut wishes = Self { all: Vec::new(), context: BTreeSet::new(), synonyms };
        wishes.context = wishes.meant(&brief.problem_statement);
        let mut taken = Vec::new();
        for text in &brief.primary_questions {
            let wish = wishes.serve(pack, brief, text, &taken);
            taken.extend(wish.served_by.clone());
            wishes.all.push(wish);
        }
        wishes
    }

    fn serve(&self, pack: &Pack, brief: &Brief, text: &str, taken: &[String]) -> Wish {
        let meant = self.meant(text);
        let best = |questions: Vec<&QuestionTemplate>| {
            let scored = questions.into_iter().map(|question| (self.common(&meant, question), question));
            // The first of the best.
            scored
                .rev()
                .max_by_key(|(score, _)| *score)
                .filter(|(score, _)| *score >= ENOUGH)
                .map(|(_, question)| question.id.clone())
        };
        let all = || pack.questions.questions.iter().filter(|question| !taken.contains(&question.id));
        let served_by = best(all().filter(|question| is_for(question, brief)).collect());
        let reason = served_by.is_none().then(|| match best(all().collect()) {
            Some(other) => format!(
                "the question that comes nearest, {other}, is asked at another skill level or of the other structure"
            ),
            None => format!("the pack {} has no question about it", pack.about.name),
        });
        Wish { text: text.to_owned(), served_by, reason }
    }

    /// Whether one of the instructor's questions is served by `question`.
    pub(crate) fn asks_for(&self, question: &str) -> bool {
        self.all.iter().any(|wish| wish.served_by.as_deref() == Some(question))
    }

    /// How much of what the context speaks of a question is about.
    pub(crate) fn relevance(&self, question: &QuestionTemplate) -> usize {
        self.common(&self.context, question)
    }

    fn common(&self, meant: &BTreeSet<String>, question: &QuestionTemplate) -> usize {
        let own = self.meant(&format!("{} {}", question.keywords.join(" "), question.id.replace('_', " ")));
        own.intersection(meant).count()
    }

    /// The words of a text, as the pack would say them.
    fn meant(&self, text: &str) -> BTreeSet<String> {
        words(text).into_iter().map(|word| self.canonical(word)).collect()
    }

    fn canonical(&self, word: String) -> String {
        let known = self.synonyms.iter().find(|(name, others)| *name == word || others.contains(&word));
        known.map_or(word, |(name, _)| name.clone())
    }
}

/// Whether a question is asked at the brief's level and of its structure.
pub(crate) fn is_for(question: &QuestionTemplate, brief: &Brief) -> bool {
    question.skill.is_none_or(|skill| skill <= brief.skill_level)
        && question.up_to.is_none_or(|skill| brief.skill_level <= skill)
        && (brief.data_structure == Structure::Normalized || !question.normalized_only)
}

/// Words that say nothing of what a question is about.
const EMPTY: [&str; 32] = [
    "the", "and", "which", "what", "how", "are", "our", "for", "with", "have", "has", "does", "did", "was", "were",
    "each", "per", "from", "that", "this", "most", "many", "much", "why", "who", "when", "where", "can", "into",
    "over", "their", "by",
];

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words.filter(|word| word.chars().count() > 2 && !EMPTY.contains(&word.as_str())).map(|word| stem(&word)).collect()
}

/// Without the ending of a plural.
fn stem(word: &str) -> String {
    let word = word.to_lowercase();
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    let plural = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us");
    if plural { word[..word.len() - 1].to_owned() } else { word }
}
