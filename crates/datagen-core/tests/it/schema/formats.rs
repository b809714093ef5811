//! JSON, YAML and TOML: the same document, and what each refuses.

use datagen_core::schema::{Format, Schema};

use super::{in_format, report, report_with};

const JSON: &str = r#"{
  "version": "1.0",
  "metadata": { "name": "straße", "seed": 7 },
  "timeframe": { "start": "2024-01-01", "end": "2024-02-01T00:00:00" },
  "nodes": [
    {
      "id": "t", "kind": "entity", "pk": "id", "rows": 10,
      "columns": [
        { "name": "id", "type": "int", "generator": { "sequence": { "start": -5 } } },
        { "name": "c", "type": "string", "nullable": true, "generator": { "choice": { "choices": ["é", "1", 1.5], "weights": [1, 2.5, 3e-1] } } }
      ]
    }
  ]
}"#;

const YAML: &str = r#"# the same in YAML
version: "1.0"
metadata: { name: straße, seed: 7 }
timeframe:
  start: 2024-01-01
  end: 2024-02-01T00:00:00
nodes:
  - id: t
    kind: entity
    pk: id
    rows: 10
    columns:
      - name: id
        type: int
        generator: { sequence: { start: -5 } }
      - name: c
        type: string
        nullable: true
        generator:
          choice:
            choices: [é, "1", 1.5]
            weights: [1, 2.5, 3e-1]
"#;

const TOML: &str = r#"# the same in TOML
version = "1.0"
metadata = { name = "straße", seed = 7 }

[timeframe]
start = 2024-01-01
end = 2024-02-01T00:00:00

[[nodes]]
id = "t"
kind = "entity"
pk = "id"
rows = 10

[[nodes.columns]]
name = "id"
type = "int"
generator.sequence.start = -5

[[nodes.columns]]
name = "c"
type = "string"
nullable = true
[nodes.columns.generator.choice]
choices = ["é", "1", 1.5]
weights = [1, 2.5, 3e-1]
"#;

#[test]
fn one_document_in_three_formats() {
    let texts = [(JSON, Format::Json), (YAML, Format::Yaml), (TOML, Format::Toml)];
    let (expected, _) = Schema::parse(JSON);
    for (text, format) in texts {
        let (given, diagnostics) = Schema::parse_with(text, &in_format(format));
        assert_eq!(diagnostics.to_string(), "", "{format:?}");
        let (sniffed, _) = Schema::parse(text);
        assert_eq!(given.document(), expected.document(), "{format:?}");
        assert_eq!(sniffed.document(), expected.document(), "{format:?}");
        assert_eq!(given.canonical_json(), expected.canonical_json(), "{format:?}");
    }
}

#[test]
fn places_in_three_formats() {
    let cases =
        [JSON, YAML, TOML].map(|text| ("é is no weight", text.replace("2.5", "\"é\"").replace("straße", "größe")));
    golden!(report(&cases));
}

#[test]
fn members_keep_the_order_written() {
    let text = JSON.replace(r#""type": "int","#, r#""type": "int", "modifiers": [{ "transform": "map_values", "args": { "mapping": { "3": 1, "1": 2, "2": 3 } } }],"#);
    let (schema, diagnostics) = Schema::parse(&text);
    assert_eq!(diagnostics.to_string(), "");
    let written = serde_json::to_string(&schema.document().nodes[0].columns[0].modifiers).expect("JSON");
    assert!(written.contains(r#"{"3":1,"1":2,"2":3}"#), "{written}");
}

#[test]
fn extensions() {
    assert_eq!(Format::from_extension("JSON"), Some(Format::Json));
    assert_eq!(Format::from_extension(".yml"), Some(Format::Yaml));
    assert_eq!(Format::from_extension("toml"), Some(Format::Toml));
    assert_eq!(Format::from_extension("csv"), None);
}

#[test]
fn a_byte_order_mark_is_no_mistake() {
    let (schema, diagnostics) = Schema::parse(&format!("\u{feff}{JSON}"));
    assert_eq!(diagnostics.to_string(), "");
    assert_eq!(schema.text(), JSON);
}

fn broken(format: Format, texts: &[&'static str]) -> String {
    let cases: Vec<_> = texts.iter().map(|text| (*text, (*text).to_owned())).collect();
    report_with(&cases, &in_format(format))
}

#[test]
fn broken_json() {
    golden!(broken(
        Format::Json,
        &[
            "",
            "   \n ",
            "null",
            "{\n  \"a\": 1,\n}",
            "[1,]",
            "{ // why\n}",
            "{ 'a': 1 }",
            "{ a: 1 }",
            "{ \"a\" 1 }",
            "{ \"a\": 1 \"b\": 2 }",
            "{ \"a\": tru }",
            "{ \"a\": True }",
            "{ \"a\": 1",
            "[1, 2",
            "{} {}",
            "{ \"a\": 1, \"a\": 2 }",
            "{ \"a\": NaN }",
            "{ \"a\": 1e400 }",
            "{ \"a\": 9223372036854775808 }",
            "{ \"a\": 0x10 }",
            "{ \"a\": +1 }",
            "{ \"a\": .5 }",
            "{ \"a\": 01 }",
            "{ \"a\": \"b\n\" }",
            "{ \"a\": \"\\q\" }",
            "{ \"a\": \"\\ud800\" }",
            "{ \"a\": \"",
        ]
    ));
}

#[test]
fn broken_yaml() {
    golden!(broken(
        Format::Yaml,
        &[
            "",
            "# nothing",
            "a: [1",
            "a: 1\n b: 2",
            "a: 1\na: 2",
            "a: .nan",
            "a: -.inf",
            "a: 1e999",
            "a: 99999999999999999999",
            "a: *nobody",
            "a: &x [*x]",
            "[1]: 2",
            "? {a: 1}\n: 2",
            "a: 1\n---\nb: 2",
            "a: !!int x",
            "\ta: 1",
            "a: \"b",
        ]
    ));
}

#[test]
fn broken_toml() {
    golden!(broken(
        Format::Toml,
        &[
            "",
            "a =",
            "a = 1\na = 2",
            "[a]\nb = 1\n[a]\nc = 2",
            "a = nan",
            "a = -inf",
            "a = 1e999",
            "a = 99999999999999999999",
            "a = [1",
            "a = 'b",
            "a: 1",
        ]
    ));
}

#[test]
fn yaml_scalars() {
    let scalars = "[null, ~, true, False, 0, -7, +7, 0x1F, 0o17, 1., .5, 1e3, 1_000, 12:30, yes, 'no', !!str 5, !!float 5, 2024-01-01, |-\n  text\n]";
    let text = format!(
        "version: '1.0'\nmetadata: {{name: x}}\nnodes:\n- id: t\n  kind: vocab\n  pk: a\n  columns:\n  - name: a\n    type: string\n    nullable: true\n    generator: {{enum_list: {{values: {}}}}}\n",
        scalars.replace("|-\n  text\n", "text")
    );
    let (schema, _) = Schema::parse(&text);
    let json = schema.canonical_json();
    let values = &json[json.find("\"values\":").expect("values")..];
    golden!(&values[..=values.find(']').expect("end")]);
}

#[test]
fn yaml_aliases_are_copies() {
    let text = "version: '1.0'\nmetadata: {name: x}\nnodes:\n- id: a\n  kind: entity\n  pk: id\n  columns: &columns\n  - {name: id, type: int, generator: {sequence: {}}}\n- id: b\n  kind: entity\n  pk: id\n  columns: *columns\n";
    let (schema, diagnostics) = Schema::parse(text);
    assert_eq!(diagnostics.to_string(), "");
    assert_eq!(schema.document().nodes[0].columns, schema.document().nodes[1].columns);
    // A finding within a copy is placed at the alias' own text or the original; it must at least be in the text.
    let (_, diagnostics) = Schema::parse(&text.replace("pk: id", "pk: no"));
    assert!(diagnostics.iter().all(|diagnostic| diagnostic.place.line > 0));
}
