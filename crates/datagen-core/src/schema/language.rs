//! The JSON Schema of the language, generated from the types of the document.

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use super::document::Document;

/// The member that every object may have and that means nothing.
pub(super) const COMMENT: &str = "comment";

/// The JSON Schema (draft 2020-12) of the whole language, as `datagen schema` prints it.
///
/// Generated from the types of [`Document`], and what a schema's text is checked against: objects refuse unknown
/// members unless they say otherwise, and take a `comment`.
#[must_use]
pub fn json_schema() -> Value {
    json_schema_of::<Document>("Data Factory schema, version 1.0")
}

/// The JSON Schema of `T`, as strict as the language.
pub(super) fn json_schema_of<T: JsonSchema>(title: &str) -> Value {
    let settings = SchemaSettings::draft2020_12().with_transform(Strict);
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), json!(title));
    schema.to_value()
}

/// Refuses unknown members of objects and allows a `comment`.
#[derive(Debug, Clone)]
struct Strict;

impl Transform for Strict {
    fn transform(&mut self, schema: &mut Schema) {
        transform_subschemas(self, schema);
        let Some(object) = schema.as_object_mut() else { return };
        if let Some(Value::Object(properties)) = object.get_mut("properties") {
            properties.entry(COMMENT).or_insert_with(|| json!({ "description": "Free text; ignored." }));
            object.entry("additionalProperties").or_insert(Value::Bool(false));
        }
    }
}
