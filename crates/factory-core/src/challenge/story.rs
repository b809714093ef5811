//! The story: a shape of the pack, its sentences drawn, its numbers measured.

use serde::{Deserialize, Serialize};

use datagen_core::faker::{Arguments, Fake, Keys, Row, locale};
use datagen_core::seed::ColumnKey;

use crate::brand::{Brand, first};
use crate::brief::Brief;
use crate::draws::Draws;
use crate::error::{Error, Result};
use crate::fill::Values;
use crate::pack::{InsightTemplate, Pack, Sentence, StoryTemplate};
use crate::show::words;

use super::asking::Measured;
use super::insights::{Insight, fill_numbers};

/// The least and the greatest number of words of a story.
const WORDS: [usize; 2] = [300, 400];

/// A story, and the numbers in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// The company.
    pub company: String,
    /// The title.
    pub title: String,
    /// The shape of the pack.
    pub shape: String,
    /// Paragraphs, with a blank line between.
    pub text: String,
    /// The numbers that the text tells, in the order of their first appearance.
    pub numbers: Vec<Measured>,
    /// Where each character is named: characters before it.
    pub characters: Characters,
}

/// Where each character is named, in characters from the beginning.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Characters {
    /// Peter Pandey.
    pub peter_pandey: Vec<usize>,
    /// Tony Sharma.
    pub tony_sharma: Vec<usize>,
    /// Bruce Hariyali.
    pub bruce_hariyali: Vec<usize>,
}

/// What a story is told with.
pub(crate) struct Telling<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) brief: &'a Brief,
    pub(crate) values: &'a Values,
    pub(crate) insights: &'a [(&'a InsightTemplate, Insight)],
    pub(crate) measures: &'a [Measured],
    pub(crate) questions: usize,
    /// Which of the shapes in the order drawn; another one for each regeneration.
    pub(crate) version: u64,
}

/// The characters as packs name them, by their slots.
const CHARACTERS: [(&str, &str); 3] = [("peter", "Peter Pandey"), ("tony", "Tony Sharma"), ("bruce", "Bruce Hariyali")];

impl Telling<'_> {
    fn draws(&self, name: &str) -> Draws {
        Draws::new(self.brief.seed, &format!("story {}", self.version), name)
    }

    /// Tells the story.
    ///
    /// # Errors
    /// [`Error::World`] when a text has a slot without value, or no shape comes to 300 to 400 words.
    pub(crate) fn tell(&self) -> Result<Story> {
        let shapes: Vec<&StoryTemplate> = self.pack.stories.stories.iter().collect();
        let mut last = Error::world(&self.pack.id, "stories.yaml", "expected at least one story, found none");
        for shape in self.draws("shape").shuffled(shapes) {
            match self.tell_as(shape) {
                Ok(story) => return Ok(story),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Tells the story in one shape.
    pub(crate) fn tell_as(&self, shape: &StoryTemplate) -> Result<Story> {
        let place = format!("story {}", shape.id);
        let wrong = |message: String| Error::world(&self.pack.id, &place, message);
        let company = self.company();
        let city = self.city();
        let mut numbers = Vec::new();
        let mut paragraphs = Vec::new();
        for (at, sentences) in shape.paragraphs.iter().enumerate() {
            let mut told = Vec::new();
            for (number, sentence) in sentences.iter().enumerate() {
                let name = format!("{} {at} {number}", shape.id);
                for text in self.sentences(sentence, &name) {
                    let (optional, text) = text.strip_prefix("+ ").map_or((false, text.as_str()), |text| (true, text));
                    let text = self.fill(text, &company, &city, &mut numbers).map_err(wrong)?;
                    told.push((optional, text));
                }
            }
            paragraphs.push(told);
        }
        let text = fitted(&paragraphs);
        let count = word_count(&text);
        if !(WORDS[0]..=WORDS[1]).contains(&count) {
            let core: usize =
                paragraphs.iter().flatten().filter(|(optional, _)| !optional).map(|(_, text)| word_count(text)).sum();
            return Err(wrong(format!("expected 300 to 400 words, found {count} ({core} without optional sentences)")));
        }
        let title = self.draws("title").pick(&shape.titles).cloned().unwrap_or_default();
        let title = self.fill(&title, &company, &city, &mut numbers).map_err(wrong)?;
        let brand = self.brief.brand();
        let (text, title) = (renamed(&text, &brand), renamed(&title, &brand));
        numbers.retain(|number: &Measured| number.is_in(&text) || number.is_in(&title));
        let [analyst, mentor, owner] = brand.characters().map(|character| positions(&text, first(&character.name)));
        let characters = Characters { peter_pandey: analyst, tony_sharma: mentor, bruce_hariyali: owner };
        if [&characters.peter_pandey, &characters.tony_sharma, &characters.bruce_hariyali]
            .iter()
            .any(|at| at.is_empty())
        {
            return Err(wrong("expected all three characters in it".to_owned()));
        }
        Ok(Story { company, title, shape: shape.id.clone(), text, numbers, characters })
    }

    /// The texts of a sentence; those of the symptoms are several.
    fn sentences(&self, sentence: &Sentence, name: &str) -> Vec<String> {
        let text = match sentence {
            Sentence::One(text) => text.clone(),
            Sentence::Either(texts) => self.draws(name).pick(texts).cloned().unwrap_or_default(),
        };
        if text.trim() != "@symptoms" {
            return vec![text];
        }
        let symptom = |(insight, _): &(&InsightTemplate, Insight)| {
            let one = |(at, texts): (usize, &Vec<String>)| {
                let name = format!("symptom {} {at}", insight.id);
                // Parameters are the insight's own; its numbers are told from the others by its name.
                let text = self.draws(&name).pick(texts).cloned().unwrap_or_default();
                let text = self.values.text(Some(&insight.id), &text).unwrap_or(text);
                text.replace('{', &format!("{{{}.", insight.id))
            };
            insight.symptoms.iter().enumerate().map(one).collect::<Vec<_>>()
        };
        self.insights.iter().flat_map(symptom).collect()
    }

    fn fill(
        &self,
        text: &str,
        company: &str,
        city: &str,
        numbers: &mut Vec<Measured>,
    ) -> std::result::Result<String, String> {
        use chrono::Datelike;
        let range = self.brief.date_range;
        let text = self.values.text(None, text)?;
        let filled = fill_numbers(&text, |slot| match slot {
            "company" => Some(company.to_owned()),
            "city" => Some(city.to_owned()),
            "country" => Some(self.brief.country().name.to_owned()),
            "domain" => Some(self.brief.domain.clone()),
            "start_year" => Some(range.start.year().to_string()),
            "end_year" => Some(range.end.year().to_string()),
            "questions" => Some(words(self.questions)),
            slot => match CHARACTERS.iter().find(|(name, _)| *name == slot) {
                Some((_, name)) => Some((*name).to_owned()),
                None => {
                    let number = self.number(slot)?;
                    if !numbers.contains(number) {
                        numbers.push(number.clone());
                    }
                    Some(number.text.clone())
                }
            },
        });
        let filled =
            filled.map_err(|slot| format!("it has a slot {{{slot}}}, and nothing of that name is measured"))?;
        Ok(capitalised(&filled))
    }

    fn number(&self, slot: &str) -> Option<&Measured> {
        let planted =
            self.insights.iter().flat_map(|(_, insight)| std::iter::once(&insight.measured).chain(&insight.numbers));
        self.measures.iter().chain(planted).find(|number| number.name == slot)
    }

    /// The name of the company.
    fn company(&self) -> String {
        let mut draws = self.draws("company");
        let parts = self.pack.about.companies.iter().filter_map(|parts| draws.pick(parts).cloned());
        parts.collect::<Vec<_>>().join(" ")
    }

    fn city(&self) -> String {
        let key = ColumnKey(self.draws("city").seed());
        let (keys, mut city) = (Keys { own: key, person: key, place: key, company: key }, String::new());
        if let (Ok(fake), Some(locale)) =
            (Fake::new("city", &Arguments::default()), locale(self.brief.country().locale))
        {
            fake.text(locale, &Row::new(keys, 0), &mut city);
        }
        city
    }
}

/// With the brand's names in place of the usual ones.
fn renamed(text: &str, brand: &Brand) -> String {
    let pairs = CHARACTERS.iter().zip(brand.characters()).map(|((_, usual), own)| (*usual, own.name.as_str()));
    let pairs: Vec<(&str, &str)> = pairs.filter(|(usual, own)| usual != own).collect();
    // A sign that no text has stands for each name until all are found, so that a new name is not taken for an old one.
    let sign = |at: usize, what: usize| char::from_u32(0xE000 + (2 * at + what) as u32).unwrap_or_default();
    let mut text = text.to_owned();
    for (at, (usual, _)) in pairs.iter().enumerate() {
        text = text.replace(usual, &sign(at, 0).to_string());
        text = replaced_word(&text, first(usual), &sign(at, 1).to_string());
    }
    for (at, (_, own)) in pairs.iter().enumerate() {
        text = text.replace(sign(at, 0), own).replace(sign(at, 1), first(own));
    }
    text
}

fn replaced_word(text: &str, word: &str, other: &str) -> String {
    let is_letter = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    let (mut result, mut rest) = (String::new(), text);
    while let Some(at) = rest.find(word) {
        let (before, after) = (&rest[..at], &rest[at + word.len()..]);
        let whole = !is_letter(before.chars().next_back()) && !is_letter(after.chars().next());
        result.push_str(before);
        result.push_str(if whole { other } else { word });
        rest = after;
    }
    result + rest
}

/// The paragraphs with as many of the optional sentences as it takes.
fn fitted(paragraphs: &[Vec<(bool, String)>]) -> String {
    let core: usize =
        paragraphs.iter().flatten().filter(|(optional, _)| !optional).map(|(_, text)| word_count(text)).sum();
    let mut count = core;
    let mut kept = |(optional, text): &(bool, String)| {
        let more = word_count(text);
        let take = !optional || (count < WORDS[0] + 12 && count + more <= WORDS[1]);
        count += if *optional && take { more } else { 0 };
        take.then(|| text.clone())
    };
    let paragraphs = paragraphs.iter().map(|told| told.iter().filter_map(&mut kept).collect::<Vec<_>>().join(" "));
    paragraphs.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Words as a word processor counts them.
#[must_use]
pub fn word_count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// A sentence begins with a capital letter, also where it begins with a number in words.
pub(super) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

fn positions(text: &str, name: &str) -> Vec<usize> {
    text.match_indices(name).map(|(at, _)| text[..at].chars().count()).collect()
}
