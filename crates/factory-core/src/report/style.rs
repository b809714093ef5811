//! How the reports look: the brand on paper.

use datagen_report::paper::{Chapter, Cover, Fact, Paper, Span, Status, Theme, mixed};

use crate::brand::{Brand, first};
use crate::completed::Completed;

const WHITE: &str = "#ffffff";
const BLACK: &str = "#000000";
/// How much of black makes a colour that can be read on white.
const READABLE: f64 = 0.42;

/// A report with its cover.
pub(super) fn paper(completed: &Completed<'_>, kind: &str, facts: Vec<Fact>, chapters: Vec<Chapter>) -> Paper {
    let (story, brief) = (&completed.challenge.story, &completed.challenge.brief);
    let lines = vec![
        format!("{} level · {} · {}", brief.skill_level, brief.domain, brief.function),
        format!("{} · {}", brief.date.format("%-d %B %Y"), completed.brand.product),
    ];
    Paper {
        title: format!("{}: {kind}", story.title),
        footer: format!("{} · {kind}", completed.brand.product),
        cover: Cover {
            kind: kind.to_owned(),
            title: story.title.clone(),
            subtitle: story.company.clone(),
            lines,
            facts,
        },
        chapters,
        theme: theme(completed.brand),
    }
}

/// The colours of a brand.
pub(super) fn theme(brand: &Brand) -> Theme {
    let palette = &brand.palette;
    let status = |colour: &str| Status::new(colour, &mixed(colour, BLACK, READABLE));
    Theme {
        letters: 9.0,
        ink: palette.dark.clone(),
        soft: mixed(&palette.navy, WHITE, 0.12),
        heading: palette.navy.clone(),
        line: palette.light_blue.clone(),
        panel: mixed(&palette.light_blue, WHITE, 0.62),
        link: mixed(&palette.blue, BLACK, 0.3),
        dark: palette.dark.clone(),
        accent: palette.lime.clone(),
        pale: palette.light_blue.clone(),
        head: [palette.navy.clone(), WHITE.to_owned()],
        good: status(&palette.green),
        warn: status(&palette.orange),
        bad: status(&palette.pink),
        series: [
            palette.blue.clone(),
            palette.orange.clone(),
            palette.purple.clone(),
            palette.green.clone(),
            palette.pink.clone(),
            mixed(&palette.navy, WHITE, 0.45),
        ],
        heat: [mixed(&palette.light_blue, WHITE, 0.45), mixed(&palette.blue, BLACK, 0.25), palette.orange.clone()],
    }
}

/// A text in which the characters stand out in their colours.
pub(super) fn spans(text: &str, brand: &Brand) -> Vec<Span> {
    let names: Vec<(&str, &str)> = brand
        .characters()
        .iter()
        .flat_map(|character| {
            let colour = character.colour.as_str();
            [(character.name.as_str(), colour), (first(&character.name), colour)]
        })
        .collect();
    let mut spans = Vec::new();
    let mut rest = text;
    while let Some((at, name, colour)) = earliest(rest, &names) {
        spans.push(Span::plain(&rest[..at]));
        spans.push(Span { text: name.to_owned(), colour: Some(colour.to_owned()) });
        rest = &rest[at + name.len()..];
    }
    spans.push(Span::plain(rest));
    spans.retain(|span| !span.text.is_empty());
    spans
}

/// The first name in a text, the longest of those that begin there, that is a word of its own.
fn earliest<'n>(text: &str, names: &[(&'n str, &'n str)]) -> Option<(usize, &'n str, &'n str)> {
    let is_word = |at: usize, name: &str| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    };
    let found = names.iter().filter_map(|(name, colour)| {
        let at = text.match_indices(name).map(|(at, _)| at).find(|at| is_word(*at, name))?;
        Some((at, *name, *colour))
    });
    found.min_by_key(|(at, name, _)| (*at, usize::MAX - name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_stand_out_where_they_are_named() {
        let spans = spans("Tony, Tony Sharma and Peterson met Peter's friend.", &Brand::default());
        let named: Vec<&str> =
            spans.iter().filter(|span| span.colour.is_some()).map(|span| span.text.as_str()).collect();
        assert_eq!(named, ["Tony", "Tony Sharma", "Peter"]);
        let whole: String = spans.iter().map(|span| span.text.as_str()).collect();
        assert_eq!(whole, "Tony, Tony Sharma and Peterson met Peter's friend.");
    }
}
