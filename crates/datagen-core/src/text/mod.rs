//! Free text that fits its row: reviews, support tickets, sentences, written by grammars.
//!
//! What a text says is drawn from its cell's draws, one after the other; its [`Steer`], which follows from another column,
//! decides the tone, the topic and the subject.

mod grammar;
mod meaning;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use crate::schema::further::TextKind;
use crate::seed::Cell;

use grammar::Grammar;
pub(crate) use meaning::{Steer, steer_of_share, steer_of_text};

/// What texts of one kind are made of.
struct Form {
    /// The grammar's data file.
    data: &'static str,
    /// The section that a text begins with, and the one for a text about a given subject.
    root: &'static str,
    root_of: &'static str,
    /// Tones and how often each is heard where nothing decides it.
    tones: &'static [(&'static str, u32)],
    topics: &'static [(&'static str, u32)],
}

const REVIEW: Form = Form {
    data: include_str!("../../data/text/review.txt"),
    root: "review",
    root_of: "review-of",
    // Most people who write are happy; those who are not come next.
    tones: &[("awful", 9), ("poor", 6), ("mixed", 11), ("good", 27), ("great", 47)],
    topics: &[],
};

const SENTENCE: Form = Form {
    data: include_str!("../../data/text/sentence.txt"),
    root: "sentence",
    root_of: "sentence-of",
    tones: &[("negative", 12), ("neutral", 74), ("positive", 14)],
    topics: &[],
};

const TICKET: Form = Form {
    data: include_str!("../../data/text/ticket.txt"),
    root: "ticket",
    root_of: "ticket",
    tones: &[
        ("plain", 66),
        ("calm", 8),
        ("pressing", 10),
        ("urgent", 3),
        ("annoyed", 7),
        ("friendly", 4),
        ("again", 2),
    ],
    topics: &[
        ("charge", 10),
        ("payment", 8),
        ("return", 8),
        ("returned", 4),
        ("missing", 10),
        ("wrong", 5),
        ("address", 3),
        ("login", 10),
        ("intruder", 1),
        ("phone", 2),
        ("crash", 14),
        ("howto", 8),
        ("plans", 5),
        ("cancel", 5),
        ("canceled", 3),
        ("import", 5),
        ("figures", 5),
        ("device", 7),
        ("conduct", 4),
        // Only where the subject is given.
        (SUBJECT, 0),
    ],
};

/// The topic of a ticket about a given subject.
const SUBJECT: &str = "subject";

/// Writes texts of one kind.
pub(crate) struct Writer {
    form: &'static Form,
    grammar: Grammar,
}

/// The writer of a kind, its grammar read at the first use.
pub(crate) fn writer(kind: TextKind) -> &'static Writer {
    static WRITERS: [OnceLock<Writer>; 3] = [const { OnceLock::new() }; 3];
    let form = form_of(kind);
    WRITERS[kind as usize].get_or_init(|| Writer { form, grammar: read(form).0 })
}

const fn form_of(kind: TextKind) -> &'static Form {
    match kind {
        TextKind::Review => &REVIEW,
        TextKind::Ticket => &TICKET,
        TextKind::Sentence => &SENTENCE,
    }
}

fn read(form: &Form) -> (Grammar, Vec<String>) {
    let names = |list: &[(&'static str, u32)]| list.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    Grammar::read(form.data, &names(form.topics), &names(form.tones))
}

impl Writer {
    /// A text as `steer` wants it; what it leaves open is drawn from `cell`.
    pub(crate) fn write(&self, cell: &mut Cell, steer: &Steer) -> String {
        let tone = self.tone(cell, steer);
        let topic = self.topic(cell, steer, tone);
        let root = if steer.subject.is_some() { self.form.root_of } else { self.form.root };
        self.grammar.write(root, cell, &grammar::Given { topic, tone, subject: steer.subject.as_deref() })
    }

    /// The place of the tone that is named, or a drawn one.
    fn tone(&self, cell: &mut Cell, steer: &Steer) -> usize {
        let bits = cell.bits();
        let named = steer.tone.and_then(|tone| place(self.form.tones, tone));
        let questions = steer.topics.iter().any(|(topic, _)| is_question(topic));
        named.unwrap_or_else(|| drawn(self.form.tones, bits, |tone| !(questions && is_grave(tone))))
    }

    fn topic(&self, cell: &mut Cell, steer: &Steer, tone: usize) -> usize {
        let bits = cell.bits();
        if steer.subject.is_some() {
            return place(self.form.topics, SUBJECT).unwrap_or(0);
        }
        if !steer.topics.is_empty() {
            let name = steer.topics[drawn(steer.topics, bits, |_| true)].0;
            return place(self.form.topics, name).unwrap_or(0);
        }
        let grave = self.form.tones.get(tone).is_some_and(|(tone, _)| is_grave(tone));
        drawn(self.form.topics, bits, |topic| !(grave && is_question(topic)))
    }
}

/// Nobody asks in an emergency what the price list says.
fn is_question(topic: &str) -> bool {
    ["howto", "plans", "address", "cancel"].contains(&topic)
}

fn is_grave(tone: &str) -> bool {
    ["urgent", "pressing", "annoyed", "again"].contains(&tone)
}

fn place(list: &[(&str, u32)], name: &str) -> Option<usize> {
    list.iter().position(|(known, _)| *known == name)
}

/// The place that `bits` choose among those that fit; 0 where none does.
fn drawn(list: &[(&'static str, u32)], bits: u64, fits: impl Fn(&str) -> bool) -> usize {
    let weight = |(name, weight): &(&'static str, u32)| if fits(name) { u64::from(*weight) } else { 0 };
    let mut left = crate::seed::below(bits, list.iter().map(weight).sum::<u64>().max(1));
    for (place, item) in list.iter().enumerate() {
        if left < weight(item) {
            return place;
        }
        left -= weight(item);
    }
    0
}
