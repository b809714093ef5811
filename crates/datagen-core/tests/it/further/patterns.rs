//! Texts that match a regular expression, and identifiers.

use datagen_core::Options;
use regex::Regex;

use super::{column, complaints, keyed, table};
use crate::door::Expected::{Distinct, Every, Shares};
use crate::door::{check, generate, texts};

fn pattern(name: &str, regex: &str) -> String {
    column(name, "string", &format!(r#"{{"pattern": {{"regex": {}}}}}"#, serde_json::json!(regex)))
}

#[test]
fn every_text_matches() {
    let expressions = [
        "[A-Z]{2}-\\d{4}",
        "^(?:INV|CR)/20(2[0-4]|1\\d)/\\d{3,6}$",
        "\\w+@\\w+\\.example",
        "[^a-z]{3}\\s?.*",
        "(a|bc){2,}x??",
        "\\$\\d+\\.\\d{2}",
        "[\\d\\-x]{5}[-+]?[]^]",
        "[äöü€-₿]{4}",
    ];
    let names: Vec<String> = (0..expressions.len()).map(|place| format!("p{place}")).collect();
    let columns: Vec<String> = names.iter().zip(expressions).map(|(name, regex)| pattern(name, regex)).collect();
    let (tables, _) = generate(&table(2000, &columns), &Options::default());
    for (name, expression) in names.iter().zip(expressions) {
        // `]` first in a class is a literal for us as for POSIX; the oracle wants it escaped.
        let oracle = Regex::new(&format!("^(?:{})$", expression.replace("[]^]", "[\\]^]"))).unwrap();
        let texts = texts(&crate::door::column(&tables, name));
        let wrong: Vec<&String> = texts.iter().filter(|text| !oracle.is_match(text)).take(3).collect();
        assert!(wrong.is_empty(), "{expression}: {wrong:?}");
    }
}

#[test]
fn branches_repeats_and_characters_are_equally_likely() {
    let columns = [pattern("branch", "a|b|cc"), pattern("repeat", "x{1,4}"), pattern("character", "[a-cx]")];
    check(
        &table(30_000, &columns),
        &[
            Shares("branch", &[("a", 1.0), ("b", 1.0), ("cc", 1.0)]),
            Shares("repeat", &[("x", 1.0), ("xx", 1.0), ("xxx", 1.0), ("xxxx", 1.0)]),
            Shares("character", &[("a", 1.0), ("b", 1.0), ("c", 1.0), ("x", 1.0)]),
        ],
    );
}

#[test]
fn texts_of_a_key_differ_even_when_all_of_them_are_used() {
    for (rows, regex) in [(30, "[ab]{1,4}"), (3, "(a|ab)(c|bc)"), (26_000, "[A-Z]\\\\d{3}"), (9000, "[a-z]{30,40}")] {
        let schema = keyed(rows, "string", &format!(r#"{{"pattern": {{"regex": "{regex}"}}}}"#));
        check(&schema, &[Distinct("k")]);
    }
}

#[test]
fn identifiers_have_their_version_and_variant() {
    let columns = [
        column("at", "datetime", r#"{"datetime_series": {"spread": true}}"#),
        column("v4", "string", r#"{"uuid": {}}"#),
        column("v7", "string", r#"{"uuid": {"version": 7}}"#),
    ];
    let of_version = |version: u32| {
        Regex::new(&format!("^[0-9a-f]{{8}}-[0-9a-f]{{4}}-{version}[0-9a-f]{{3}}-[89ab][0-9a-f]{{3}}-[0-9a-f]{{12}}$"))
            .unwrap()
    };
    let (four, seven) = (of_version(4), of_version(7));
    let schema = table(20_000, &columns);
    check(
        &schema,
        &[
            Every("v4", &|text| four.is_match(text)),
            Every("v7", &|text| seven.is_match(text)),
            Distinct("v4"),
            Distinct("v7"),
        ],
    );
    // They sort as the row's times do, to the millisecond.
    let (tables, _) = generate(&schema, &Options::default());
    let of = |name: &str| texts(&crate::door::column(&tables, name));
    let mut rows: Vec<(String, String)> = of("v7").into_iter().zip(of("at")).collect();
    rows.sort_unstable();
    assert!(rows.windows(2).all(|pair| pair[0].1 <= pair[1].1));
}

#[test]
fn identifiers_grow_with_the_row_where_there_is_no_time() {
    let (tables, _) = generate(&keyed(3000, "string", r#"{"uuid": {"version": 7}}"#), &Options::default());
    assert!(texts(&crate::door::column(&tables, "k")).is_sorted());
}

#[test]
fn each_mistake_has_its_words() {
    let of = |regex: &str| table(3, &[pattern("x", regex)]);
    golden!(complaints(&[
        ("look-around", of("(?=a)b")),
        ("flags", of("(?i)b")),
        ("back reference", of("(a)\\1")),
        ("word boundary", of("\\ba")),
        ("open group", of("(a|b")),
        ("closed group", of("a)b")),
        ("open class", of("[a-")),
        ("empty class", of("[^ -~]")),
        ("range of a class", of("[z-a]")),
        ("repeats nothing", of("*a")),
        ("repeat of a repeat", of("a{2}{3}")),
        ("repeat backwards", of("a{3,2}")),
        ("too long", of("(a{100}){100}")),
        ("empty", of("")),
        ("anchor within", of("a$|^b")),
        ("on a number", table(3, &[column("x", "int", r#"{"pattern": {"regex": "\\d"}}"#)])),
        ("key with too few texts", keyed(9, "string", r#"{"pattern": {"regex": "[ab]{2}"}}"#)),
        ("key that is too complex", keyed(9, "string", r#"{"pattern": {"regex": "[ab]{0,40}a[ab]{20}"}}"#)),
        ("version of an identifier", table(3, &[column("x", "string", r#"{"uuid": {"version": 5}}"#)])),
        ("identifier as a number", table(3, &[column("x", "int", r#"{"uuid": {}}"#)])),
    ]));
}
