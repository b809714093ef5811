//! What the program says of itself.

use crate::support::{Place, assert_shown};

fn help(arguments: &[&str]) -> String {
    let outcome = Place::new().run(arguments);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    outcome.text().to_owned()
}

#[test]
fn help_of_the_program() {
    assert_shown!(help(&["--help"]));
}

#[test]
fn help_of_generate() {
    assert_shown!(help(&["generate", "--help"]));
}

#[test]
fn short_help_of_generate() {
    assert_shown!(help(&["generate", "-h"]));
}

#[test]
fn help_of_validate() {
    assert_shown!(help(&["validate", "--help"]));
}

#[test]
fn help_of_load() {
    assert_shown!(help(&["load", "--help"]));
}

#[test]
fn help_of_export() {
    assert_shown!(help(&["export", "--help"]));
}

#[test]
fn help_of_schema() {
    assert_shown!(help(&["schema", "--help"]));
}

#[test]
fn the_version() {
    assert_eq!(help(&["--version"]), format!("datagen {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn nothing_to_do_is_wrong_usage() {
    Place::new().run(&[]).expect(2, &["Usage: datagen <COMMAND>", "Exit codes:"]);
}

#[test]
fn an_unknown_option_is_wrong_usage() {
    let outcome = Place::new().run(&["generate", "x.json", "--outputs", "x"]);
    outcome.expect(2, &["unexpected argument '--outputs'"]);
}

#[test]
fn the_json_schema_of_the_language() {
    let text = help(&["schema"]);
    let schema: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(schema, datagen_core::schema::json_schema());
    assert!(text.starts_with("{\n  \"") && text.ends_with("}\n"), "it is for people to read as well");
}
