//! `docs/reference.md`: the template, filled in from the types, the functions, the faker and the examples.

use std::collections::BTreeSet;
use std::fs;

use datagen_core::expression::functions;
use datagen_core::faker::{self, Arguments, Fake, Output};
use datagen_core::schema::{Format, json_schema};
use serde_json::{Value, json};

use super::engine::{Dataset, Expected};
use super::language::{Language, annotated};

const TEMPLATE: &str = include_str!("reference.template.md");

/// The members of a node that are behaviours.
const BEHAVIOURS: [&str; 4] = ["segment_behavior", "vintage_behavior", "stage_config", "state_transition_model"];
/// Rows that an example shows.
const SHOWN: usize = 4;

/// The reference, and what is wrong with its examples.
pub(crate) struct Reference {
    pub(crate) text: String,
    pub(crate) problems: Vec<String>,
}

/// Generates the reference.
pub(crate) fn generate() -> Reference {
    let mut writer = Writer::new();
    let mut text = String::new();
    for line in TEMPLATE.lines() {
        match line.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")) {
            Some(part) => text.push_str(writer.part(part).trim_end()),
            None => text.push_str(line),
        }
        text.push('\n');
    }
    // A part may be empty, as long as nothing is an example of it.
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    writer.look_for_unused_examples();
    Reference { text, problems: writer.problems }
}

struct Writer {
    language: Language,
    used: BTreeSet<String>,
    problems: Vec<String>,
}

impl Writer {
    fn new() -> Self {
        let mut language = Language::new(annotated(json_schema()));
        for (definition, heading) in
            [("Generator", "Generators"), ("Modifier", "Modifiers"), ("Constraints", "Constraints"), ("Node", "Node")]
                .into_iter()
                .chain([("Column", "Column"), ("Targets", "Targets"), ("Issue", "Issues"), ("Insight", "Insights")])
        {
            language.announce(definition, heading.to_owned());
        }
        for behaviour in BEHAVIOURS {
            if let Some(definition) = language.member_definition("Node", behaviour) {
                language.announce(&definition, format!("Behaviour {behaviour}"));
            }
        }
        Self { language, used: BTreeSet::new(), problems: Vec::new() }
    }

    fn part(&mut self, part: &str) -> String {
        match part.split_once(' ') {
            Some(("object", definition)) => self.language.body(definition),
            Some(("examples", kind)) => self.examples(kind),
            None if part == "generators" => self.variants("Generator", "Generator", "generator"),
            None if part == "modifiers" => self.variants("Modifier", "Modifier", "modifier"),
            None if part == "behaviours" => self.behaviours(),
            None if part == "constraints" => self.constraints(),
            None if part == "functions" => function_table(),
            None if part == "methods" => method_table(),
            None if part == "locales" => locale_table(),
            _ => panic!("the template asks for `{part}`, which nobody writes"),
        }
    }

    fn variants(&mut self, definition: &str, title: &str, kind: &str) -> String {
        let mut text = String::new();
        for variant in self.language.variants(definition) {
            let body = self.language.body(&variant.definition);
            text.push_str(&format!("### {title} `{}`\n\n{body}{}", variant.name, self.example(kind, &variant.name)));
            assert!(!variant.description.is_empty(), "{title} {} has no description", variant.name);
        }
        text
    }

    fn behaviours(&mut self) -> String {
        let mut text = String::new();
        for behaviour in BEHAVIOURS {
            let definition = self.language.member_definition("Node", behaviour);
            let body = definition.map(|definition| self.language.body(&definition)).unwrap_or_default();
            text.push_str(&format!("### Behaviour `{behaviour}`\n\n{body}{}", self.example("behaviour", behaviour)));
        }
        text
    }

    fn constraints(&mut self) -> String {
        let mut text = self.language.body("Constraints");
        for member in self.language.members("Constraints") {
            let description = self.language.member_description("Constraints", &member);
            let example = self.example("constraint", &member);
            text.push_str(&format!("### Constraint `{member}`\n\n{description}\n\n{example}"));
        }
        text
    }

    /// The example of one part of the language, with its first rows.
    fn example(&mut self, kind: &str, name: &str) -> String {
        let file = format!("{kind}.{name}.json");
        match fs::read_to_string(examples_folder().join(&file)) {
            Ok(text) => self.shown(&file, &text),
            Err(_) => {
                self.problems.push(format!(
                    "the {kind} `{name}` has no example: write docs/examples/{file}, a small schema whose last table shows it"
                ));
                "There is no example yet.\n\n".to_owned()
            }
        }
    }

    /// All examples of a kind that are not asked for by name.
    fn examples(&mut self, kind: &str) -> String {
        let names = example_files().into_iter().filter(|name| name.starts_with(&format!("{kind}.")));
        let mut text = String::new();
        for file in names.collect::<Vec<_>>() {
            let schema = fs::read_to_string(examples_folder().join(&file)).unwrap();
            text.push_str(&self.shown(&file, &schema));
        }
        text
    }

    fn shown(&mut self, file: &str, text: &str) -> String {
        self.used.insert(file.to_owned());
        let mut failed = |words: String| {
            self.problems.push(format!("docs/examples/{file}: {words}"));
            String::new()
        };
        let last = last_table(text);
        let rows = match Dataset::new(text, Format::Json, Expected::Fine) {
            Ok(Some(dataset)) => dataset.first_rows(&last, SHOWN).unwrap_or_else(&mut failed),
            Ok(None) => failed("no data".to_owned()),
            Err(words) => failed(words),
        };
        let (words, schema) = without_comment(text);
        format!("{words}```json\n{schema}```\n\nThe first rows of `{last}`:\n\n```csv {last}\n{rows}```\n\n")
    }

    fn look_for_unused_examples(&mut self) {
        for file in example_files().into_iter().filter(|file| !self.used.contains(file)) {
            self.problems.push(format!("docs/examples/{file} is the example of nothing in the language"));
        }
    }
}

fn examples_folder() -> std::path::PathBuf {
    super::root().join("docs/examples")
}

fn example_files() -> Vec<String> {
    crate::support::names(&examples_folder())
}

fn last_table(text: &str) -> String {
    let schema: Value = serde_json::from_str(text).unwrap_or_default();
    let last = schema["nodes"].as_array().and_then(|nodes| nodes.last());
    last.and_then(|node| node["id"].as_str()).unwrap_or_default().to_owned()
}

/// The document's own comment, which stands on a line of its own, as a paragraph; and the schema without it.
fn without_comment(text: &str) -> (String, String) {
    let schema: Value = serde_json::from_str(text).unwrap_or_default();
    let comment = schema["comment"].as_str().map_or_else(String::new, |comment| format!("{comment}\n\n"));
    let lines = text.lines().filter(|line| !line.starts_with("  \"comment\":"));
    (comment, lines.map(|line| format!("{line}\n")).collect())
}

fn function_table() -> String {
    let mut text = "| call | also | gives | example |\n|---|---|---|---|\n".to_owned();
    for function in functions() {
        let aliases: Vec<String> = function.aliases.iter().map(|alias| format!("`{alias}`")).collect();
        let example = format!("`{}` is `{}`", function.example, function.result);
        let cells = [format!("`{}`", function.signature), aliases.join(", "), function.description.to_owned(), example];
        text.push_str(&row(&cells));
    }
    text
}

/// Every method, with the values of one row.
fn method_table() -> String {
    let names = faker::methods();
    let columns = names.iter().map(|name| {
        let mut generator = json!({ "method": name });
        if faker::arguments_of(name).contains(&"text") {
            generator["text"] = json!(if *name == "lexify" {
                "???-??"
            } else if *name == "numerify" {
                "###-##"
            } else {
                "??-###"
            });
        }
        let column_type = match output_of(name) {
            Output::Int => "int",
            Output::Float => "float",
            Output::Bool => "bool",
            Output::Date => "date",
            Output::Text => "string",
        };
        json!({ "name": name, "type": column_type, "generator": { "faker": generator } })
    });
    let columns: Vec<Value> = std::iter::once(key()).chain(columns).collect();
    let values = first_row(&columns, "person");
    let mut text = "| method | also | arguments | type | example |\n|---|---|---|---|---|\n".to_owned();
    for (name, value) in names.iter().zip(&values[1..]) {
        let arguments: Vec<String> = faker::arguments_of(name).iter().map(|name| format!("`{name}`")).collect();
        let output = format!("{:?}", output_of(name)).to_lowercase();
        let others = faker::other_names().filter(|(_, method)| method == name).map(|(other, _)| format!("`{other}`"));
        let others = others.collect::<Vec<_>>().join(", ");
        text.push_str(&row(&[format!("`{name}`"), others, arguments.join(", "), output, shortened(value)]));
    }
    text
}

fn output_of(method: &str) -> Output {
    let arguments = Arguments { text: Some("#".to_owned()), ..Arguments::default() };
    Fake::new(method, &arguments).map_or(Output::Text, |fake| fake.output())
}

/// Every locale, with somebody who lives there.
fn locale_table() -> String {
    const METHODS: [&str; 5] = ["country", "name", "street_address", "city", "phone_number"];
    let mut text = format!("| locale | {} |\n|---|---|---|---|---|---|\n", METHODS.join(" | "));
    for locale in faker::locales() {
        let column = |method: &&str| json!({ "name": method, "type": "string", "generator": { "faker": { "method": method, "locale": locale } } });
        let columns: Vec<Value> = std::iter::once(key()).chain(METHODS.iter().map(column)).collect();
        let values = first_row(&columns, locale);
        let cells: Vec<String> = std::iter::once(format!("`{locale}`")).chain(values[1..].to_vec()).collect();
        text.push_str(&row(&cells));
    }
    text
}

fn key() -> Value {
    json!({ "name": "id", "type": "int", "generator": { "sequence": {} } })
}

/// The values of the only row of a table with these columns.
fn first_row(columns: &[Value], table: &str) -> Vec<String> {
    let node = json!({ "id": table, "kind": "entity", "pk": "id", "rows": 1, "columns": columns });
    let schema = json!({ "version": "1.0", "metadata": { "name": "faker" }, "nodes": [node] }).to_string();
    let dataset = Dataset::new(&schema, Format::Json, Expected::Fine).unwrap().unwrap();
    dataset.values(table)
}

fn row(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

fn shortened(value: &str) -> String {
    const SHOWN: usize = 60;
    match value.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{} ...", &value[..end]),
        None => value.to_owned(),
    }
}
