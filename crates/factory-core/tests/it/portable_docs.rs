//! docs/portable-sql.md says what is so. `UPDATE_DOCS=1` writes the words of the engines anew.

use std::fs;
use std::path::PathBuf;

use factory_core::sql::{Engine, Query};

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/portable-sql.md")
}

#[test]
fn blocks_are_queries_of_the_subset() {
    let text = fs::read_to_string(path()).unwrap();
    let blocks: Vec<&str> = text.split("```text\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(blocks.len() >= 3);
    for block in blocks {
        let query = Query::parse(block).unwrap();
        for engine in Engine::ALL {
            assert!(!query.for_engine(engine).is_empty());
        }
    }
}

/// What a cell of the table has to say.
fn words(expression: &str, engine: Engine) -> String {
    let query = Query::parse(&format!("SELECT {expression} AS x FROM t ORDER BY 1")).unwrap();
    let printed = query.for_engine(engine).split_whitespace().collect::<Vec<_>>().join(" ");
    let printed = printed.strip_prefix("SELECT ").unwrap().strip_suffix(" AS x FROM t ORDER BY 1").unwrap();
    if printed == expression { "same".to_owned() } else { format!("`{}`", printed.replace('|', "\\|")) }
}

#[test]
fn engines_get_the_words_of_the_tables() {
    let text = fs::read_to_string(path()).unwrap();
    let mut expression = "";
    let mut written = String::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("### `") {
            expression = rest.split('`').next().unwrap();
        }
        let engine = Engine::ALL.into_iter().find(|engine| line.starts_with(&format!("| {} |", engine.name())));
        let line =
            engine.map_or(line.to_owned(), |engine| format!("| {} | {} |", engine.name(), words(expression, engine)));
        written += &(line + "\n");
    }
    if std::env::vars().any(|(name, _)| name == "UPDATE_DOCS") {
        fs::write(path(), &written).unwrap();
    } else {
        assert_eq!(text, written, "UPDATE_DOCS=1 writes the tables anew");
    }
}
