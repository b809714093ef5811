//! Text to a typed document, with everything that is wrong in it.
//!
//! The walk: text -> values with their places ([`tree`]) -> values of the language's shapes, checked against the JSON
//! Schema of our types -> [`document::Document`] -> its meaning, checked. Each step goes on as far as it can, so that
//! all mistakes of a file come in one run.

pub mod behaviours;
pub mod checks;
pub mod convert;
pub mod document;
pub mod further;
pub mod generators;
pub mod insights;
pub mod issues;
pub(crate) mod keys;
pub mod malformed;
pub mod modifiers;
pub mod regex;
pub mod relations;
pub mod scalar;
pub mod sequence_format;
pub mod source;
pub mod targets;
pub mod time;
pub mod tree;
pub mod weights;
pub(crate) mod words;

mod check;
mod depth;
mod finding;
mod fit;
mod json;
mod language;
mod other;
mod plain;
mod read;
mod shape;
mod toml;
mod validate;
mod yaml;

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics, Place, Severity};

use self::document::Document;
use self::finding::Finding;
use self::source::Source;
use self::tree::Element;

pub use self::language::json_schema;
pub use self::other::read_as;

/// The format of a schema's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 8259, nothing beyond it.
    Json,
    /// YAML 1.2, one document.
    Yaml,
    /// TOML 1.1.
    Toml,
}

impl Format {
    /// The format of files with this extension, written with or without the dot.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        match extension.trim_start_matches('.').to_ascii_lowercase().as_str() {
            "json" => Some(Self::Json),
            "yaml" | "yml" => Some(Self::Yaml),
            "toml" => Some(Self::Toml),
            _ => None,
        }
    }
}

/// How a text is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ParseOptions {
    /// The text's format; found out from the text when absent.
    pub format: Option<Format>,
    /// Whether unknown members are warnings rather than errors.
    pub lenient: bool,
}

/// A schema: its document, and the text it was read from.
#[derive(Debug, Clone)]
pub struct Schema {
    document: Document,
    source: Arc<Source>,
    root: Option<Arc<Element>>,
    valid: bool,
}

impl Schema {
    /// Reads a schema in whichever format it is written, strictly.
    ///
    /// Never fails: what is wrong is in the diagnostics, and the document then holds what could be read.
    ///
    /// ```
    /// use datagen_core::schema::Schema;
    /// let (schema, diagnostics) = Schema::parse(r#"{ "version": "1.0", "metadata": { "nam": "x" }, "nodes": [] }"#);
    /// assert!(!schema.is_valid());
    /// assert!(diagnostics.to_string().contains(r#"did you mean "name"?"#));
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> (Self, Diagnostics) {
        Self::parse_with(text, &ParseOptions::default())
    }

    /// Reads a schema.
    #[must_use]
    pub fn parse_with(text: &str, options: &ParseOptions) -> (Self, Diagnostics) {
        let source = Arc::new(Source::new(text));
        let read = read::read(source.text(), options);
        let mut schema = Self { document: read.document, source, root: read.root.map(Arc::new), valid: false };
        let mut diagnostics = Diagnostics::default();
        if let Some(error) = read.syntax_error {
            let place = schema.source.place("", error.span);
            diagnostics.push(Diagnostic { severity: Severity::Error, place, message: error.message, hint: error.hint });
        }
        for finding in read.findings {
            diagnostics.push(schema.placed(finding));
        }
        schema.valid = !diagnostics.has_errors();
        (schema, diagnostics)
    }

    /// The document; incomplete when the schema is not valid.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The text, without a byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        self.source.text()
    }

    /// Whether the text has no errors.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.valid
    }

    /// Where the value stands that `pointer` leads to; for one that is not there, where what would hold it stands.
    #[must_use]
    pub fn place(&self, pointer: &str) -> Place {
        let span = self.root.as_ref().map_or(0..0, |root| root.locate(pointer));
        self.source.place(pointer, span)
    }

    /// A finding about the value that `pointer` leads to.
    #[must_use]
    pub fn diagnostic(&self, severity: Severity, pointer: &str, message: &str, hint: Option<&str>) -> Diagnostic {
        Diagnostic { severity, place: self.place(pointer), message: message.to_owned(), hint: hint.map(str::to_owned) }
    }

    /// The document as JSON with sorted members and without comments: what the schema's hash is taken over.
    #[must_use]
    pub fn canonical_json(&self) -> String {
        // Sorted here: whether serde_json sorts by itself depends on which other crates are in the build.
        let mut value = serde_json::to_value(&self.document).unwrap_or_default();
        value.sort_all_objects();
        value.to_string()
    }

    fn placed(&self, finding: Finding) -> Diagnostic {
        let pointer = &finding.pointer;
        let span = self.root.as_ref().map_or(0..0, |root| finding.span(root));
        let place = self.source.place(pointer, span);
        Diagnostic { severity: finding.severity, place, message: finding.message, hint: finding.hint }
    }
}
