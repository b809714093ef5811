//! Words, sentences and paragraphs: clauses whose parts fit each other whatever is drawn.

use super::locale::{Forms, Lists};
use super::random::Digits;
use super::scope::{Scope, gap};
use super::template::Slot;

/// A clause's part, itself a template.
pub(super) fn clause(scope: &mut Scope<'_>, slot: Slot, out: &mut String) {
    let forms = match slot {
        Slot::Subject => Forms::Subjects,
        Slot::Predicate => Forms::Predicates,
        Slot::Topic => Forms::Topics,
        Slot::Trait => Forms::Traits,
        Slot::Ending => Forms::Endings,
        _ => Forms::Openings,
    };
    let form = scope.own.bits();
    scope.form(forms, form, 0, out);
}

/// A word of a clause.
pub(super) fn word_of<'a>(scope: &mut Scope<'a>, slot: Slot) -> &'a str {
    scope
        .own_item(match slot {
            Slot::Noun => Lists::Nouns,
            Slot::Adjective => Lists::Adjectives,
            Slot::Someone => Lists::Persons,
            Slot::Kind => Lists::Kinds,
            _ => Lists::Locations,
        })
        .text
}

/// One word.
pub(super) fn word(scope: &mut Scope<'_>, out: &mut String) {
    out.push_str(scope.own_item(Lists::Words).text);
}

/// `count` words, parted by blanks.
pub(super) fn words(scope: &mut Scope<'_>, count: u32, out: &mut String) {
    for index in 0..count {
        if index > 0 {
            out.push(' ');
        }
        word(scope, out);
    }
}

/// A sentence of about `count` words: it takes further clauses until it has six tenths to fourteen tenths of them.
pub(super) fn sentence(scope: &mut Scope<'_>, count: u32, out: &mut String) {
    let start = out.len();
    let wanted = (u64::from(count) * (6 + Digits::new(scope.own.bits()).below(9)) / 10) as usize;
    let form = scope.own.bits();
    scope.form(Forms::Sentences, form, 0, out);
    while length(&out[start..]) + 4 < wanted {
        let form = scope.own.bits();
        scope.form(Forms::Joins, form, 0, out);
    }
    capitalise(start, out);
    out.push_str(scope.locale.fact("end"));
}

/// Words, or half the letters of a language that is written without blanks.
fn length(text: &str) -> usize {
    let blanks = text.bytes().filter(|byte| *byte == b' ').count();
    let wide =
        text.chars().filter(|letter| *letter > '\u{2fff}' && !('\u{ac00}'..='\u{d7a3}').contains(letter)).count();
    blanks + 1 + wide / 2
}

fn capitalise(start: usize, out: &mut String) {
    let Some(first) = out[start..].chars().next() else { return };
    let mut upper = first.to_uppercase();
    if let (Some(letter), None) = (upper.next(), upper.next())
        && letter != first
    {
        out.replace_range(start..start + first.len_utf8(), letter.encode_utf8(&mut [0; 4]));
    }
}

/// A paragraph of about `count` sentences.
pub(super) fn paragraph(scope: &mut Scope<'_>, count: u32, out: &mut String) {
    let wanted = (u64::from(count) * (7 + Digits::new(scope.own.bits()).below(7)) + 5) / 10;
    for index in 0..wanted.max(1) {
        if index > 0 {
            out.push_str(gap(scope));
        }
        let words = 5 + Digits::new(scope.own.bits()).below(8) as u32;
        sentence(scope, words, out);
    }
}

/// Sentences that have at most `limit` characters together; a first sentence that is too long is cut between words.
pub(super) fn text(scope: &mut Scope<'_>, limit: u32, out: &mut String) {
    let start = out.len();
    let limit = limit as usize;
    // A text of no more than the limit takes at least a third of it.
    let target = limit / 3 + Digits::new(scope.own.bits()).below((limit - limit / 3) as u64 + 1) as usize;
    loop {
        let end = out.len();
        if end > start {
            out.push_str(gap(scope));
        }
        let words = 5 + Digits::new(scope.own.bits()).below(8) as u32;
        sentence(scope, words, out);
        let letters = out[start..].chars().count();
        if letters > limit && end > start {
            return out.truncate(end);
        }
        if letters > limit {
            return cut(scope, start, limit, out);
        }
        if letters >= target {
            return;
        }
    }
}

/// Cuts what stands behind `start` to `limit` characters with the end mark, between words where there are any.
fn cut(scope: &Scope<'_>, start: usize, limit: usize, out: &mut String) {
    let room = limit.saturating_sub(1);
    let end = out[start..].char_indices().nth(room).map_or(out.len(), |(at, _)| start + at);
    let whole = out[end..].starts_with(' ');
    let between = out[start..end].rfind(' ').filter(|_| !whole).map_or(end, |at| start + at);
    out.truncate(between);
    let trimmed = out[start..].trim_end_matches([' ', ',', '，', '、']).len();
    out.truncate(start + trimmed);
    // The mark alone: in Korean it stands behind the ending of the verb.
    out.extend(scope.locale.fact("end").chars().last());
}
