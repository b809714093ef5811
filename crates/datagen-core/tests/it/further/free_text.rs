//! Free text: it hardly repeats, and follows the column that decides it.

use std::collections::BTreeSet;

use datagen_core::Options;

use super::{column, complaints, table};
use crate::door::Expected::Nulls;
use crate::door::{check, generate, texts};

fn text(name: &str, body: &str) -> String {
    column(name, "string", &format!(r#"{{"text": {{{body}}}}}"#))
}

fn choice(name: &str, column_type: &str, choices: &str) -> String {
    column(name, column_type, &format!(r#"{{"choice": {{"choices": {choices}}}}}"#))
}

fn values(schema: &str, names: &[&str]) -> Vec<Vec<String>> {
    let (tables, _) = generate(schema, &Options::default());
    names.iter().map(|name| texts(&crate::door::column(&tables, name))).collect()
}

#[test]
fn texts_hardly_repeat() {
    let columns = [
        choice("stars", "int", "[1, 2, 3, 4, 5]"),
        choice("topic", "string", r#"["Billing", "Delivery", "Technical", "Account", "Question", "Returns"]"#),
        text("review", r#""kind": "review", "by": "stars""#),
        text("ticket", r#""kind": "ticket", "by": "topic""#),
        text("any_review", r#""kind": "review""#),
        text("any_ticket", r#""kind": "ticket""#),
        text("sentence", r#""kind": "sentence""#),
    ];
    let names = ["review", "ticket", "any_review", "any_ticket", "sentence"];
    for (name, texts) in names.iter().zip(values(&table(10_000, &columns), &names)) {
        let distinct: BTreeSet<&String> = texts.iter().collect();
        assert!(distinct.len() > 9_800, "{name}: {} of 10,000 are distinct", distinct.len());
        let mut lengths: Vec<usize> = texts.iter().map(String::len).collect();
        lengths.sort_unstable();
        assert!(lengths[9_000] as f64 > 1.6 * lengths[1_000] as f64, "{name}: all texts are of one length");
    }
}

/// The share of `texts` that contain one of `words`, among those whose deciding value is `value`.
fn share(deciding: &[String], texts: &[String], value: &str, words: &[&str]) -> f64 {
    let chosen: Vec<&String> =
        deciding.iter().zip(texts).filter(|(by, _)| *by == value).map(|(_, text)| text).collect();
    let found = chosen.iter().filter(|text| words.iter().any(|word| text.to_lowercase().contains(word))).count();
    found as f64 / chosen.len() as f64
}

#[test]
fn numbers_set_the_mood_by_their_place_in_what_their_column_can_be() {
    let columns = [
        choice("stars", "int", "[1, 3, 5]"),
        choice("ten", "int", "[1, 5, 10]"),
        choice("good_only", "int", "[4, 5]"),
        column(
            "score",
            "float",
            r#"{"distribution": {"type": "uniform", "params": {"high": 100}, "clamp": [0, 100]}}"#,
        ),
        text("by_stars", r#""kind": "review", "by": "stars""#),
        text("by_ten", r#""kind": "review", "by": "ten""#),
        text("by_good", r#""kind": "review", "by": "good_only""#),
        text("by_score", r#""kind": "review", "by": "score""#),
    ];
    let angry = ["never", "terrible", "broke", "broken", "refund", "avoid", "awful", "waste", "worst", "unacceptable"];
    let found = values(&table(3_000, &columns), &["stars", "by_stars", "ten", "by_ten", "good_only", "by_good"]);
    assert!(share(&found[0], &found[1], "1", &angry) > 0.4);
    assert!(share(&found[0], &found[1], "5", &angry) < 0.12);
    assert!(share(&found[2], &found[3], "1", &angry) > 0.4);
    assert!(share(&found[2], &found[3], "10", &angry) < 0.12);
    assert!(share(&found[4], &found[5], "4", &angry) < 0.12);
}

#[test]
fn words_set_topic_and_urgency_and_others_are_the_subject() {
    let columns = [
        choice("topic", "string", r#"["Login & Access", "billing", "wheel alignment {x}"]"#),
        choice("priority", "string", r#"["low", "urgent"]"#),
        text("by_topic", r#""kind": "ticket", "by": "topic""#),
        text("by_priority", r#""kind": "ticket", "by": "priority""#),
        text("review", r#""kind": "review", "by": "topic""#),
        text("sentence", r#""kind": "sentence", "by": "topic""#),
    ];
    let found =
        values(&table(2_000, &columns), &["topic", "by_topic", "priority", "by_priority", "review", "sentence"]);
    let logins = ["log in", "sign in", "password", "account", "code", "logged", "login", "phone", "access", "device"];
    let logins = [&logins[..], &["log", "email", "number", "admin", "rights", "user"]].concat();
    assert!(share(&found[0], &found[1], "Login & Access", &logins) > 0.95);
    assert!(
        share(
            &found[0],
            &found[1],
            "billing",
            &["invoice", "charge", "card", "pa", "bill", "fee", "discount", "bank", "checkout"]
        ) > 0.95
    );
    for texts in [&found[1], &found[4], &found[5]] {
        assert!(share(&found[0], texts, "wheel alignment {x}", &["wheel alignment {x}"]) == 1.0);
    }
    assert!(share(&found[2], &found[3], "urgent", &["urgent", "emergency", "right now", "priority", "!"]) > 0.95);
    assert!(share(&found[2], &found[3], "low", &["urgent!", "emergency", "right now", "!"]) < 0.05);
}

#[test]
fn a_text_about_nothing_is_null_where_it_may_be() {
    let columns = [
        r#"{"name": "stars", "type": "int", "nullable": true, "null_rate": 0.3, "generator": {"choice": {"choices": [1, 5]}}}"#
            .to_owned(),
        r#"{"name": "review", "type": "string", "nullable": true, "generator": {"text": {"kind": "review", "by": "stars"}}}"#
            .to_owned(),
        text("always", r#""kind": "review", "by": "stars""#),
    ];
    let schema = table(2_000, &columns);
    check(&schema, &[Nulls("review", 0.3)]);
    let found = values(&schema, &["stars", "review", "always"]);
    assert!(found[0].iter().zip(&found[1]).all(|(stars, review)| (stars == "null") == (review == "null")));
    assert!(found[2].iter().all(|text| text != "null"));
}

#[test]
fn golden_values_of_free_text() {
    let columns = [
        choice("stars", "int", "[1, 2, 3, 4, 5]"),
        text("review", r#""kind": "review", "by": "stars""#),
        text("ticket", r#""kind": "ticket""#),
        text("sentence", r#""kind": "sentence""#),
    ];
    let found = values(&table(6, &columns), &["stars", "review", "ticket", "sentence"]);
    golden!(found.iter().map(|texts| texts.join("\n")).collect::<Vec<_>>().join("\n\n"));
}

#[test]
fn each_mistake_has_its_words() {
    golden!(complaints(&[
        ("unknown kind", table(3, &[text("a", r#""kind": "tiket""#)])),
        ("no kind", table(3, &[text("a", r#""by": "id""#)])),
        ("a number", table(3, &[column("a", "int", r#"{"text": {"kind": "review"}}"#)])),
        ("unknown column", table(3, &[text("a", r#""kind": "review", "by": "rating""#)])),
        ("itself", table(3, &[text("a", r#""kind": "review", "by": "a""#)])),
        (
            "a time",
            table(
                3,
                &[column("at", "date", r#"{"datetime_series": {}}"#), text("a", r#""kind": "ticket", "by": "at""#)]
            )
        ),
        ("unknown member", table(3, &[text("a", r#""kind": "review", "tone": "good""#)])),
    ]));
}
