//! Grammars: sections of weighted alternatives that name one another.
//!
//! A data file holds `[section]` lines, each followed by its alternatives, one a line, perhaps with a tab and a weight. In an
//! alternative, `{name}` is another section, `{a|b|}` one of several texts, `{3-9}` a whole number, `{subject}` what the text
//! is about, `{*name}` the section `name` of the text's topic (`TOPIC-name`) and `{~name}` that of its tone.
//! Sentences may begin with a small letter and blanks may stand double: [`tidy`] mends both.

use std::collections::BTreeMap;

use crate::seed::{Cell, below};

/// How often an alternative that the text has already is drawn again.
const REDRAWS: u32 = 6;

#[derive(Debug)]
enum Part {
    Text(&'static str),
    Section(usize),
    /// A section for each topic, or each tone.
    OfTopic(Vec<usize>),
    OfTone(Vec<usize>),
    OneOf(Vec<Vec<Part>>),
    Number {
        low: u64,
        count: u64,
    },
    Subject,
}

#[derive(Debug, Default)]
struct Section {
    alternatives: Vec<Vec<Part>>,
    /// Sums of the weights up to and with each alternative.
    sums: Vec<u64>,
}

#[derive(Debug)]
pub(super) struct Grammar {
    names: BTreeMap<&'static str, usize>,
    sections: Vec<Section>,
}

/// What a text's writer knows before the first word.
pub(super) struct Given<'a> {
    pub(super) topic: usize,
    pub(super) tone: usize,
    pub(super) subject: Option<&'a str>,
}

impl Grammar {
    /// The grammar of a data file, and what is wrong with it.
    pub(super) fn read(data: &'static str, topics: &[&str], tones: &[&str]) -> (Self, Vec<String>) {
        let lines = sections(data);
        let names: BTreeMap<_, _> = lines.iter().enumerate().map(|(index, (name, _))| (*name, index)).collect();
        let mut reader = Reader { names: &names, topics, tones, problems: Vec::new() };
        let sections = lines.iter().map(|(_, lines)| reader.section(lines)).collect();
        let problems = reader.problems;
        (Self { names, sections }, problems)
    }

    /// A text from the section `root` on.
    pub(super) fn write(&self, root: &str, cell: &mut Cell, given: &Given<'_>) -> String {
        let mut scribe = Scribe { grammar: self, cell, given, used: Vec::new(), out: String::new() };
        if let Some(root) = self.names.get(root) {
            scribe.section(*root);
        }
        tidy(&scribe.out)
    }

    /// How deep sections stand within one another below `root`; `None` if one stands within itself.
    #[cfg(test)]
    pub(super) fn depth(&self) -> Option<usize> {
        fn of_parts(grammar: &Grammar, parts: &[Part], left: usize) -> Option<usize> {
            let mut deepest = 0;
            for part in parts {
                let depths: Vec<Option<usize>> = match part {
                    Part::Section(index) => vec![of_section(grammar, *index, left)],
                    Part::OfTopic(all) | Part::OfTone(all) => {
                        all.iter().map(|index| of_section(grammar, *index, left)).collect()
                    }
                    Part::OneOf(all) => all.iter().map(|parts| of_parts(grammar, parts, left)).collect(),
                    _ => Vec::new(),
                };
                for depth in depths {
                    deepest = deepest.max(depth?);
                }
            }
            Some(deepest)
        }
        fn of_section(grammar: &Grammar, index: usize, left: usize) -> Option<usize> {
            let left = left.checked_sub(1)?;
            let mut deepest = 0;
            for parts in &grammar.sections[index].alternatives {
                deepest = deepest.max(of_parts(grammar, parts, left)?);
            }
            Some(deepest + 1)
        }
        (0..self.sections.len()).try_fold(0, |deepest, index| Some(of_section(self, index, 40)?.max(deepest)))
    }
}

/// The sections of a data file in order.
fn sections(data: &'static str) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut found: Vec<(&'static str, Vec<&'static str>)> = Vec::new();
    for line in data.lines().filter(|line| !line.is_empty() && !line.starts_with("//")) {
        match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(name) => found.push((name, Vec::new())),
            None => found.last_mut().into_iter().for_each(|(_, lines)| lines.push(line)),
        }
    }
    found
}

struct Reader<'a> {
    names: &'a BTreeMap<&'static str, usize>,
    topics: &'a [&'a str],
    tones: &'a [&'a str],
    problems: Vec<String>,
}

impl Reader<'_> {
    fn section(&mut self, lines: &[&'static str]) -> Section {
        let mut section = Section::default();
        for line in lines {
            let (text, weight) = line.split_once('\t').unwrap_or((line, "1"));
            let weight = weight.parse::<u64>().unwrap_or_else(|_| {
                self.problems.push(format!("expected a whole weight, found {line:?}"));
                1
            });
            section.sums.push(section.sums.last().copied().unwrap_or(0) + weight);
            section.alternatives.push(self.parts(text));
        }
        section
    }

    fn parts(&mut self, text: &'static str) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find('{') {
            let Some(length) = closing(&rest[start..]) else {
                self.problems.push(format!("a brace is not closed in {text:?}"));
                break;
            };
            if start > 0 {
                parts.push(Part::Text(&rest[..start]));
            }
            parts.push(self.slot(&rest[start + 1..start + length]));
            rest = &rest[start + length + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest));
        }
        parts
    }

    fn slot(&mut self, inner: &'static str) -> Part {
        let several = alternatives(inner);
        if several.len() > 1 {
            return Part::OneOf(several.into_iter().map(|text| self.parts(text)).collect());
        }
        if inner == "subject" {
            return Part::Subject;
        }
        if let Some(name) = inner.strip_prefix('*') {
            return Part::OfTopic(self.topics.iter().map(|topic| self.index(&format!("{topic}-{name}"))).collect());
        }
        if let Some(name) = inner.strip_prefix('~') {
            return Part::OfTone(self.tones.iter().map(|tone| self.index(&format!("{tone}-{name}"))).collect());
        }
        let range = inner.split_once('-').and_then(|(low, high)| Some((low.parse().ok()?, high.parse().ok()?)));
        match range {
            Some((low, high)) if low <= high => Part::Number { low, count: high - low + 1 },
            _ => Part::Section(self.index(inner)),
        }
    }

    fn index(&mut self, name: &str) -> usize {
        let found = self.names.get(name).copied();
        if found.is_none() {
            self.problems.push(format!("there is no section {name:?}"));
        }
        found.unwrap_or(0)
    }
}

/// The place of the brace that closes the one at the start of `text`.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(place);
        }
    }
    None
}

/// The parts between bars that stand in no further braces.
fn alternatives(inner: &'static str) -> Vec<&'static str> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (place, byte) in inner.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b'|' if depth == 0 => {
                found.push(&inner[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    found.push(&inner[start..]);
    found
}

/// One text as it is written.
struct Scribe<'a> {
    grammar: &'a Grammar,
    cell: &'a mut Cell,
    given: &'a Given<'a>,
    /// Sections and alternatives that the text has.
    used: Vec<(usize, usize)>,
    out: String,
}

impl<'a> Scribe<'a> {
    fn section(&mut self, index: usize) {
        let section = &self.grammar.sections[index];
        let Some(total) = section.sums.last().copied().filter(|total| *total > 0) else { return };
        let mut chosen = 0;
        // People do not say the same thing twice.
        for _ in 0..=REDRAWS {
            let at = below(self.cell.bits(), total);
            chosen = section.sums.partition_point(|sum| *sum <= at);
            if section.alternatives.len() < 3 || !self.used.contains(&(index, chosen)) {
                break;
            }
        }
        self.used.push((index, chosen));
        self.parts(&section.alternatives[chosen]);
    }

    fn parts(&mut self, parts: &'a [Part]) {
        for part in parts {
            match part {
                Part::Text(text) => self.out.push_str(text),
                Part::Section(index) => self.section(*index),
                Part::OfTopic(all) => self.one_of(all, self.given.topic),
                Part::OfTone(all) => self.one_of(all, self.given.tone),
                Part::OneOf(several) => {
                    let chosen = self.cell.pick(several);
                    self.parts(chosen);
                }
                Part::Number { low, count } => {
                    let number = low + self.cell.below(*count);
                    self.out.push_str(&number.to_string());
                }
                Part::Subject => self.out.push_str(self.given.subject.unwrap_or("it")),
            }
        }
    }

    fn one_of(&mut self, sections: &[usize], place: usize) {
        if let Some(index) = sections.get(place) {
            self.section(*index);
        }
    }
}

/// Sentences begin with a capital letter and end with one mark; blanks stand single, and none before a mark.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut starts, mut after_mark) = (true, false);
    for letter in text.chars() {
        let is_mark = matches!(letter, '.' | '!' | '?' | ',' | ';' | ':' | ')');
        if letter == ' ' {
            starts |= after_mark;
            if !out.ends_with(' ') && !out.is_empty() {
                out.push(' ');
            }
            continue;
        }
        if is_mark && out.ends_with(' ') {
            out.pop();
        }
        if is_mark && out.ends_with(['.', '!', '?']) {
            continue;
        }
        if starts && letter.is_alphanumeric() {
            out.extend(letter.to_uppercase());
            starts = false;
        } else {
            out.push(letter);
        }
        after_mark = matches!(letter, '.' | '!' | '?');
    }
    out.truncate(out.trim_end().len());
    out
}
