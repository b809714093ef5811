//! JSON values as YAML that people read: blocks, and quotes where a word could be read as something else.

use serde_json::{Map, Value};

/// The text of a value.
pub(super) fn yaml(value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, value, 0);
    text
}

fn write(text: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (position, (name, member)) in ordered(members).into_iter().enumerate() {
                if position > 0 {
                    indent(text, depth);
                }
                text.push_str(&scalar(&Value::from(name)));
                text.push(':');
                nested(text, member, depth);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    indent(text, depth);
                }
                text.push_str("- ");
                // A block within a list begins in the line of its dash.
                write(text, item, depth + 1);
            }
        }
        other => {
            text.push_str(&scalar(other));
            text.push('\n');
        }
    }
}

/// What names a thing comes first, then all others by name, whatever the order in which the map keeps them.
fn ordered(members: &Map<String, Value>) -> Vec<(&str, &Value)> {
    const FIRST: [&str; 8] = ["apiVersion", "kind", "version", "id", "name", "description", "type", "logicalType"];
    let mut members: Vec<(&str, &Value)> = members.iter().map(|(name, member)| (name.as_str(), member)).collect();
    let place = |name: &str| FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len());
    members.sort_by_key(|(name, _)| (place(name), *name));
    members
}

/// The value of a member: a block below, or a scalar beside.
fn nested(text: &mut String, value: &Value, depth: usize) {
    let is_block = match value {
        Value::Object(members) => !members.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    };
    if is_block {
        text.push('\n');
        indent(text, depth + 1);
        write(text, value, depth + 1);
    } else {
        text.push(' ');
        text.push_str(&scalar(value));
        text.push('\n');
    }
}

fn indent(text: &mut String, depth: usize) {
    text.push_str(&"  ".repeat(depth));
}

/// JSON's form of a scalar is YAML's too; plain words need no quotes.
fn scalar(value: &Value) -> String {
    match value {
        Value::String(word) if is_plain(word) => word.clone(),
        other => other.to_string(),
    }
}

/// Words that no reader of YAML takes for anything but text.
fn is_plain(word: &str) -> bool {
    const TAKEN: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let mut characters = word.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic())
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !TAKEN.contains(&word.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn blocks_and_scalars() {
        let value = json!({
            "version": 2, "empty": [], "no": "yes", "text": "a: b\n\"c\"",
            "list": [{ "name": "x", "inner": [1, "two"] }, "plain", { "a": { "b": null } }],
        });
        let expected = "\
version: 2
empty: []
list:
  - name: x
    inner:
      - 1
      - two
  - plain
  - a:
      b: null
\"no\": \"yes\"
text: \"a: b\\n\\\"c\\\"\"
";
        assert_eq!(yaml(&value), expected);
    }
}
