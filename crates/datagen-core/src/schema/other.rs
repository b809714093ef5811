//! Other languages of the same kind: any type's text, held against the type's own JSON Schema.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};

use super::language::json_schema_of;
use super::shape::Shapes;
use super::source::Source;
use super::validate::validate;
use super::{Format, json, toml, yaml};

/// Reads a text in `format` into a type, as strictly as a schema is read: unknown members are errors, and all mistakes
/// come with their places in one run. None when there are errors.
#[must_use]
pub fn read_as<T: JsonSchema + DeserializeOwned>(text: &str, format: Format) -> (Option<T>, Diagnostics) {
    let source = Arc::new(Source::new(text));
    let mut diagnostics = Diagnostics::default();
    let mut tell = |severity, pointer: &str, span, message: String, hint| {
        diagnostics.push(Diagnostic { severity, place: source.place(pointer, span), message, hint });
    };
    let element = match format {
        Format::Json => json::read(source.text()),
        Format::Yaml => yaml::read(source.text()),
        Format::Toml => toml::read(source.text()),
    };
    let element = match element {
        Ok(element) => element,
        Err(error) => {
            tell(Severity::Error, "", error.span, error.message, error.hint);
            return (None, diagnostics);
        }
    };
    let validated = validate(&element, &Shapes::new(&json_schema_of::<T>("")), false);
    for finding in validated.findings.all {
        let span = finding.span(&element);
        tell(finding.severity, &finding.pointer, span, finding.message, finding.hint);
    }
    let read = T::deserialize(validated.plain);
    if let Err(error) = &read {
        tell(Severity::Error, "", 0..0, format!("cannot be read: {error}"), None);
    }
    let valid = !diagnostics.has_errors();
    (read.ok().filter(|_| valid), diagnostics)
}
