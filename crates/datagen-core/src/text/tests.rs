//! The grammars themselves; the generator's laws stand in `tests/it`.

use super::meaning::{Steer, steer_of_share, steer_of_text};
use super::{TextKind, form_of, read, writer};
use crate::seed::Seed;

const KINDS: [TextKind; 3] = [TextKind::Review, TextKind::Ticket, TextKind::Sentence];

#[test]
fn the_grammars_are_well_formed() {
    for kind in KINDS {
        let (grammar, problems) = read(form_of(kind));
        assert_eq!(problems, Vec::<String>::new(), "{kind:?}");
        assert!(grammar.depth().is_some(), "{kind:?}: a section stands within itself");
    }
}

#[test]
fn sentences_are_written_as_they_should_be() {
    let wrong = |text: &str| {
        let first = text.chars().next();
        let begins = first.is_some_and(|first| first.is_uppercase() || first.is_ascii_digit());
        let words: Vec<&str> = text.split(' ').collect();
        let doubled = words.windows(2).any(|two| two[0].eq_ignore_ascii_case(two[1]));
        let article = words.windows(2).any(|two| two[0] == "a" && two[1].starts_with(['a', 'e', 'i', 'o']));
        let small = [". ", "! ", "? "].iter().flat_map(|mark| text.split(mark).skip(1));
        let small = small.filter_map(|rest| rest.chars().next()).any(char::is_lowercase);
        let marks = ["  ", " .", " ,", " !", " ?", "..", ",.", "?.", ".!", "{", "}", "|", "()"];
        !begins
            || !text.ends_with(['.', '!', '?'])
            || doubled
            || article
            || small
            || marks.iter().any(|m| text.contains(m))
            || words.contains(&"i")
    };
    for kind in KINDS {
        let key = Seed(42).key("t", "c", "value");
        for (place, steer) in steers(kind).into_iter().enumerate() {
            let texts = (0..2_000).map(|row| writer(kind).write(&mut key.cell(row), &steer));
            let bad: Vec<String> = texts.filter(|text| wrong(text)).take(5).collect();
            assert!(bad.is_empty(), "{kind:?} {place}: {bad:#?}");
        }
    }
}

/// Nothing given, every mood, every topic, a subject.
fn steers(kind: TextKind) -> Vec<Steer> {
    let moods = [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| steer_of_share(kind, share));
    let words = [
        "Billing",
        "refund",
        "delivery",
        "login",
        "bug",
        "question",
        "cancellation",
        "data",
        "hardware",
        "staff",
        "low",
        "high",
        "urgent",
        "reopened",
        "wheel alignment",
    ];
    let words = words.map(|word| steer_of_text(kind, word));
    [Steer::default()].into_iter().chain(moods).chain(words).collect()
}

#[test]
fn values_mean_what_they_say() {
    let tone = |kind, text| steer_of_text(kind, text).tone;
    assert_eq!(tone(TextKind::Review, "5"), Some("great"));
    assert_eq!(tone(TextKind::Review, "very negative"), Some("awful"));
    assert_eq!(tone(TextKind::Review, "Neutral"), Some("mixed"));
    assert_eq!(tone(TextKind::Sentence, "Satisfied"), Some("positive"));
    assert_eq!(tone(TextKind::Ticket, "P1 - Critical"), Some("urgent"));
    let topics =
        |text| steer_of_text(TextKind::Ticket, text).topics.iter().map(|(topic, _)| *topic).collect::<Vec<_>>();
    assert_eq!(topics("Billing & Invoices"), ["charge", "payment"]);
    assert_eq!(topics("technical_issue"), ["crash"]);
    let subject = |kind, text| steer_of_text(kind, text).subject;
    assert_eq!(subject(TextKind::Ticket, "wheel_alignment"), Some("wheel alignment".to_owned()));
    assert_eq!(subject(TextKind::Review, " Good Earth\n{tea}. "), Some("Good Earth {tea}".to_owned()));
    assert_eq!(subject(TextKind::Review, " "), None);
    assert!(subject(TextKind::Review, &"long ".repeat(100)).is_some_and(|text| text.len() <= 85));
}
