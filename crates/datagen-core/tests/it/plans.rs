//! Plans: what they say, what they refuse, and in which words.

use datagen_core::{Control, Error, Limits, Options, Plan, Schema};

use crate::door::{SEED, complaint, one_table, plan};

fn column(generator: &str, column_type: &str) -> String {
    one_table(10, &format!(r#"{{"name": "x", "type": "{column_type}", "generator": {generator}}}"#))
}

/// A table whose key is made by `generator`.
fn keyed(generator: &str, column_type: &str) -> String {
    format!(
        r#"{{"version": "1.0", "metadata": {{"name": "test"}}, "nodes": [{{"id": "t", "kind": "entity", "pk": "k", "rows": 9,
           "columns": [{{"name": "k", "type": "{column_type}", "generator": {generator}}}]}}]}}"#
    )
}

#[test]
fn each_mistake_has_its_words() {
    let cases = [
        ("unknown faker method", column(r#"{"faker": {"method": "nmae"}}"#, "string")),
        ("unknown locale", column(r#"{"faker": {"method": "name", "locale": "en_UX"}}"#, "string")),
        ("argument without effect", column(r#"{"faker": {"method": "name", "nb": 3}}"#, "string")),
        ("unknown column in an expression", column(r#"{"expression": {"code": "idd + 1"}}"#, "int")),
        ("unknown function", column(r#"{"expression": {"code": "now()"}}"#, "datetime")),
        ("type of an expression", column(r#"{"expression": {"code": "id > 3"}}"#, "date")),
        ("no result in an expression", column(r#"{"expression": {"code": "10 / (id - 4)"}}"#, "float")),
        ("cycle", one_table(5, r#"{"name": "a", "type": "int", "generator": {"expression": {"code": "b"}}},
            {"name": "b", "type": "int", "generator": {"expression": {"code": "a"}}}"#)),
        ("empty grid", column(r#"{"datetime_series": {"within": {"start": "2024-01-01", "end": "2024-01-02"}, "freq": "D",
            "pattern": {"dimension": "month", "weights": [0,1,1,1,1,1,1,1,1,1,1,1]}}}"#, "date")),
        ("bound that is no column", column(r#"{"datetime_series": {"after": "idx"}}"#, "date")),
        ("ordinal without parent", column(r#"{"ordinal": {}}"#, "int")),
        ("key by name", keyed(r#"{"faker": {"method": "name"}}"#, "string")),
        ("key by weighted choice", keyed(r#"{"choice": {"choices": [1,2,3,4,5,6,7,8,9], "weights": [1,1,1,1,1,1,1,1,2]}}"#, "int")),
        ("key by too few choices", keyed(r#"{"choice": {"choices": ["a", "b"]}}"#, "string")),
        ("key by normal", keyed(r#"{"distribution": {"type": "normal", "clamp": [0, 9]}}"#, "int")),
        ("key that repeats in a list", r#"{"version": "1.0", "metadata": {"name": "test"}, "nodes": [{"id": "t", "kind": "vocab",
            "pk": "k", "columns": [{"name": "k", "type": "string", "generator": {"enum_list": {"values": ["a", "b", "a"]}}}]}]}"#.to_owned()),
        ("not carried out yet", one_table(5, r#"{"name": "a", "type": "float", "modifiers": [{"transform": "multiply", "args": {"factor": 2}}],
            "generator": {"distribution": {"type": "normal", "clamp": [0, 9]}}}"#)),
        ("weights of another number of rows", r#"{"version": "1.0", "metadata": {"name": "test"}, "nodes": [
            {"id": "p", "kind": "entity", "pk": "id", "rows": 3, "columns": [{"name": "id", "type": "int", "generator": {"sequence": {}}}]},
            {"id": "t", "kind": "entity", "pk": "id", "rows": 3, "columns": [{"name": "id", "type": "int", "generator": {"sequence": {}}},
              {"name": "p", "type": "int", "generator": {"choice": {"choices_ref": "p.id", "weights": [1, 2]}}}]}]}"#.to_owned()),
        ("same person twice", one_table(5, r#"{"name": "a", "type": "string", "generator": {"faker": {"method": "name"}}},
            {"name": "b", "type": "string", "generator": {"faker": {"method": "name"}}}"#)),
    ];
    let words: Vec<String> = cases.iter().map(|(what, schema)| format!("## {what}\n{}", complaint(schema))).collect();
    insta::assert_snapshot!(words.join("\n"));
}

#[test]
fn options_that_do_not_fit_are_the_callers_mistake() {
    let (schema, _) = Schema::parse(
        r#"{"version": "1.0", "metadata": {"name": "test"}, "nodes": [
        {"id": "p", "kind": "entity", "pk": "id", "rows": 3, "columns": [{"name": "id", "type": "int", "generator": {"sequence": {}}}]},
        {"id": "c", "kind": "fact", "parents": ["p"], "pk": "id", "columns": [{"name": "id", "type": "int", "generator": {"sequence": {}}}]},
        {"id": "v", "kind": "vocab", "pk": "id", "columns": [{"name": "id", "type": "int", "generator": {"enum_list": {"values": [1]}}}]}]}"#,
    );
    let refuse = |options: Options| Plan::new(&schema, SEED, options).unwrap_err().to_string();
    let rows = |table: &str| Options { rows: [(table.to_owned(), 5)].into(), ..Options::default() };
    let words = [
        refuse(rows("c")),
        refuse(rows("v")),
        refuse(rows("q")),
        refuse(Options { scale: 0.0, ..Options::default() }),
        refuse(Options { scale: 1e10, ..Options::default() }),
        refuse(Options { limits: Limits { cells: 5, ..Limits::default() }, ..Options::default() }),
    ];
    insta::assert_snapshot!(words.join("\n"));
    let plan = Plan::new(&schema, SEED, Options { scale: 0.1, ..rows("p") }).unwrap();
    assert_eq!(plan.rows("p", &Control::default()).unwrap(), 5, "rows by name are not scaled");
    assert_eq!(plan.rows("v", &Control::default()).unwrap(), 1, "a vocab is not scaled");
    let error = plan.batches("p", 3..9, &Control::default()).unwrap_err();
    assert_eq!(error.to_string(), "expected a range of rows within 0..5 of `p`, found 3..9");
    assert!(plan.rows("nope", &Control::default()).unwrap_err().to_string().contains("the tables are p, c, v"));
}

#[test]
fn bytes_kept_are_limited_before_the_first_byte() {
    let (schema, _) = Schema::parse(
        r#"{"version": "1.0", "metadata": {"name": "test"}, "nodes": [
        {"id": "p", "kind": "entity", "pk": "id", "rows": 3000000, "columns": [{"name": "id", "type": "int", "generator": {"sequence": {}}}]},
        {"id": "c", "kind": "fact", "parents": ["p"], "pk": "id", "fanout": {"distribution": "poisson", "lambda": 2}, "columns": [
          {"name": "id", "type": "int", "generator": {"sequence": {}}}, {"name": "p", "type": "int", "generator": {"lookup": {"from": "p.id"}}}]},
        {"id": "d", "kind": "entity", "pk": "id", "columns": [
          {"name": "id", "type": "int", "generator": {"sequence": {}}}, {"name": "p", "type": "int", "generator": {"lookup": {"from": "c.p"}}}]}]}"#,
    );
    let limits = Limits { bytes_kept: 1 << 20, ..Limits::default() };
    let error = Plan::new(&schema, SEED, Options { limits, ..Options::default() }).unwrap_err();
    assert!(matches!(error, Error::Resource { .. }));
    insta::assert_snapshot!(error.to_string());
    // What is kept in the end is what the plan said: 2 bytes a parent row, and a sum every 4,096.
    let plan = Plan::new(&schema, SEED, Options::default()).unwrap();
    let said = plan.summary().tables.iter().find(|table| table.name == "c").unwrap().bytes_kept;
    let kept = plan.bytes_kept("c", &Control::default()).unwrap();
    assert!(kept.abs_diff(said) <= 16, "{kept} {said}");
}

#[test]
fn a_plan_tells_what_it_will_do() {
    let plan = plan(
        r#"{"version": "1.0", "metadata": {"name": "bank"}, "timeframe": {"start": "2024-01-01", "end": "2024-12-31", "freq": "H"}, "nodes": [
        {"id": "payment", "kind": "fact", "parents": ["account", "kind"], "order": "by_time", "pk": "id", "fanout": {"distribution": "poisson", "lambda": 9.5}, "columns": [
          {"name": "id", "type": "int", "generator": {"sequence": {}}},
          {"name": "account", "type": "int", "generator": {"lookup": {"from": "account.id"}}},
          {"name": "branch", "type": "int", "generator": {"lookup": {"from": "branch.id"}}},
          {"name": "kind", "type": "string", "generator": {"choice": {"choices_ref": "kind.code"}}},
          {"name": "fee", "type": "decimal", "generator": {"lookup": {"from": "kind.fee", "on": {"kind": "code"}}}},
          {"name": "at", "type": "datetime", "generator": {"datetime_series": {}}}]},
        {"id": "account", "kind": "fact", "parents": ["branch"], "pk": "id", "fanout": {"distribution": "uniform", "min": 1, "max": 9}, "columns": [
          {"name": "id", "type": "int", "generator": {"sequence": {}}},
          {"name": "branch", "type": "int", "generator": {"lookup": {"from": "branch.id"}}},
          {"name": "linked", "type": "int", "nullable": true, "generator": {"lookup": {"from": "account.id"}}}]},
        {"id": "kind", "kind": "vocab", "pk": "code", "columns": [
          {"name": "code", "type": "string", "generator": {"enum_list": {"values": ["in", "out"]}}},
          {"name": "fee", "type": "decimal", "generator": {"enum_list": {"values": [0, 1.5]}}}]},
        {"id": "branch", "kind": "entity", "pk": "id", "rows": 20, "columns": [
          {"name": "id", "type": "int", "generator": {"sequence": {}}}]}]}"#,
        &Options::default(),
    );
    let lines: Vec<String> = plan
        .summary()
        .tables
        .iter()
        .map(|table| {
            let exact = if table.rows_are_exact { "" } else { "about " };
            let head = format!(
                "{} {exact}{} rows, {} bytes on disk, {} kept",
                table.name, table.rows, table.bytes_on_disk, table.bytes_kept
            );
            let references =
                table.columns.iter().filter_map(|c| c.reference.as_ref().map(|r| format!("  {} <- {r}", c.name)));
            std::iter::once(head).chain(references).collect::<Vec<_>>().join("\n")
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_cancelled_run_ends() {
    let plan = plan(
        &one_table(100_000, r#"{"name": "x", "type": "int", "generator": {"sequence": {}}}"#),
        &Options::default(),
    );
    let control = Control::default();
    let mut batches = plan.batches("t", 0..100_000, &control).unwrap();
    assert!(batches.next().unwrap().is_ok());
    control.cancel();
    assert!(matches!(batches.next(), Some(Err(Error::Cancelled))));
    assert!(batches.next().is_none());
}

#[test]
fn a_schema_with_errors_has_no_plan() {
    let (schema, diagnostics) = Schema::parse("{");
    assert!(diagnostics.has_errors());
    assert!(matches!(Plan::new(&schema, SEED, Options::default()), Err(Error::Usage(_))));
}
