//! Texts that are made to do harm: depth, explosions, random bytes. Nothing may panic, overflow or take long.

use datagen_core::schema::{Format, Schema};
use proptest::prelude::*;

use super::{edited, in_format};

fn first_error(text: &str, format: Format) -> String {
    let (schema, diagnostics) = Schema::parse_with(text, &in_format(format));
    assert!(!schema.is_valid());
    let first = diagnostics.iter().next().expect("an error");
    format!("{} (line {}, column {})", first.message, first.place.line, first.place.column)
}

fn nested(open: &str, close: &str, levels: usize) -> String {
    format!("{}{}", open.repeat(levels), close.repeat(levels))
}

#[test]
fn deep_json() {
    let deep = |levels| first_error(&nested("[", "]", levels), Format::Json);
    assert_eq!(
        deep(128),
        "expected an object with metadata, nodes, version, found a list of 1 item (line 1, column 1)"
    );
    assert_eq!(deep(129), "values are nested deeper than 128 levels (line 1, column 129)");
    assert_eq!(deep(1_000), deep(129));
    assert_eq!(deep(1_000_000), deep(129));
    assert_eq!(first_error(&"[".repeat(1_000_000), Format::Json), deep(129));
    let objects = nested("{\"a\":", "}", 1_000_000);
    assert_eq!(first_error(&objects, Format::Json), "values are nested deeper than 128 levels (line 1, column 641)");
    // Brackets in texts are no depth.
    let text = edited(&[("/metadata/description", serde_json::json!("[".repeat(500) + "\\\"["))]);
    assert!(Schema::parse(&text).0.is_valid());
}

#[test]
fn deep_yaml() {
    let too_deep = "values are nested deeper than 128 levels";
    for text in [
        nested("[", "]", 1_000),
        nested("[", "]", 1_000_000),
        "[".repeat(1_000_000),
        nested("{a: ", "}", 1_000_000),
        "- ".repeat(1_000),
        "- ".repeat(1_000_000),
        "? ".repeat(100_000),
        (0..2_000).map(|level| format!("{}a:\n", " ".repeat(level))).collect(),
    ] {
        let message = first_error(&text, Format::Yaml);
        let key = message.starts_with("the name of a member must be a plain text");
        assert!(message.starts_with(too_deep) || key, "{message}");
    }
}

#[test]
fn deep_toml() {
    let too_deep = "values are nested deeper than 128 levels";
    let dotted = format!("a = {}1{}", "{a.a.a.a.a.a.a.a.a.a = ".repeat(70), "}".repeat(70));
    for text in [
        format!("a = {}", nested("[", "]", 1_000)),
        format!("a = {}", nested("[", "]", 1_000_000)),
        format!("a = {}", "[".repeat(1_000_000)),
        format!("a = {}1{}", "{a=".repeat(1_000_000), "}".repeat(1_000_000)),
        format!("{}a = 1", "a.".repeat(1_000_000)),
        dotted,
    ] {
        let message = first_error(&text, Format::Toml);
        assert!(message.starts_with(too_deep), "{message}");
    }
    let header = format!("[{}a]", "a.".repeat(1_000_000));
    assert!(first_error(&header, Format::Toml).starts_with(too_deep));
}

#[test]
fn yaml_aliases_do_not_explode() {
    let mut laughs = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..30 {
        let previous = format!("*a{}, ", level - 1).repeat(9);
        laughs.push_str(&format!("a{level}: &a{level} [{previous}]\n"));
    }
    let message = first_error(&laughs, Format::Yaml);
    assert!(message.starts_with("anchors and aliases copy more than 100000 values"), "{message}");
}

#[test]
fn many_mistakes_take_no_time() {
    let members: String = (0..200_000).map(|index| format!("\"m{index}\": {index},")).collect();
    let (_, diagnostics) = Schema::parse(&format!("{{{members} \"version\": \"1.0\"}}"));
    assert_eq!(diagnostics.len(), 1000);
    let choices: String = (0..50_000).map(|index| format!("[{index}],")).collect();
    let text = edited(&[]).replace("\"new\",", &format!("{choices} \"new\","));
    assert_eq!(Schema::parse(&text).1.len(), 1000);
}

/// Pieces that are more likely to lead somewhere than random characters.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("[".to_owned()),
        Just("]".to_owned()),
        Just(":".to_owned()),
        Just(": ".to_owned()),
        Just(",".to_owned()),
        Just("\n".to_owned()),
        Just("\n  ".to_owned()),
        Just("- ".to_owned()),
        Just("? ".to_owned()),
        Just("&a ".to_owned()),
        Just("*a ".to_owned()),
        Just("!!int ".to_owned()),
        Just("!x ".to_owned()),
        Just("%TAG ".to_owned()),
        Just("---\n".to_owned()),
        Just("...\n".to_owned()),
        Just("| ".to_owned()),
        Just(">-\n".to_owned()),
        Just("\"".to_owned()),
        Just("'".to_owned()),
        Just("\"\"\"".to_owned()),
        Just("\\".to_owned()),
        Just("\\u00e9".to_owned()),
        Just("#".to_owned()),
        Just(" = ".to_owned()),
        Just(".".to_owned()),
        Just("1e5".to_owned()),
        Just("2024-01-01".to_owned()),
        Just("\"nodes\"".to_owned()),
        Just("nodes".to_owned()),
        Just("null".to_owned()),
        Just("é".to_owned()),
        Just("\u{2028}".to_owned()),
        Just("\r\n".to_owned()),
        Just("\t".to_owned()),
        Just("\u{feff}".to_owned()),
        "[a-c0-3]{1,2}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// A valid text with a part of it replaced.
fn mutated() -> impl Strategy<Value = String> {
    let text = edited(&[]);
    let length = text.len();
    (0..length, 0..60_usize, pieces()).prop_map(move |(start, length, piece)| {
        let end = (start + length).min(text.len());
        match (text.get(..start), text.get(end..)) {
            (Some(before), Some(after)) => format!("{before}{piece}{after}"),
            _ => text.clone(),
        }
    })
}

fn survives(text: &str) {
    for format in [Format::Json, Format::Yaml, Format::Toml] {
        let (schema, diagnostics) = Schema::parse_with(text, &in_format(format));
        assert_eq!(schema.is_valid(), !diagnostics.has_errors());
        let _ = (diagnostics.to_string(), schema.canonical_json(), schema.place("/nodes/0/columns/1"));
    }
    let _ = Schema::parse(text);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_characters_panic(text in any::<String>()) {
        survives(&text);
    }

    #[test]
    fn no_pieces_panic(text in pieces()) {
        survives(&text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damaged_schema_panics(text in mutated()) {
        survives(&text);
    }
}
