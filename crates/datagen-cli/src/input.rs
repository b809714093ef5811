//! The schema's text: from a file or standard input, whatever it turns out to be.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use datagen_core::Schema;
use datagen_core::diagnostic::Diagnostics;
use datagen_core::schema::{Format, ParseOptions};

use crate::exit::Failure;

/// More is no schema: those that people write have some thousand lines.
const MOST_BYTES: u64 = 100_000_000;

/// A schema without errors.
pub(crate) struct Input {
    /// What it is called in messages.
    pub(crate) name: String,
    /// The schema.
    pub(crate) schema: Schema,
    /// What deserves a word.
    pub(crate) warnings: Diagnostics,
}

/// Reads a schema; `-` is standard input.
pub(crate) fn read(path: &Path, lenient: bool) -> Result<Input, Failure> {
    let from_stdin = path == Path::new("-");
    let name = if from_stdin { "the schema on standard input".to_owned() } else { path.display().to_string() };
    let bytes = if from_stdin { read_all(io::stdin().lock()) } else { open(path).and_then(read_all) };
    let bytes = bytes.map_err(|error| Failure::Environment(format!("cannot read {name}: {}", words(&error))))?;
    let text = text(&name, bytes)?;
    let extension = path.extension().map(|extension| extension.to_string_lossy());
    let format = extension.and_then(|extension| Format::from_extension(&extension));
    let (schema, diagnostics) = Schema::parse_with(&text, &ParseOptions { format, lenient });
    if diagnostics.has_errors() {
        return Err(Failure::Schema { name, diagnostics });
    }
    Ok(Input { name, schema, warnings: diagnostics })
}

fn open(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    // Some systems open directories and only refuse to read them, in words of their own.
    if file.metadata()?.is_dir() { Err(io::ErrorKind::IsADirectory.into()) } else { Ok(file) }
}

fn read_all(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::IsADirectory => "it is a directory, expected a file with a schema".to_owned(),
        io::ErrorKind::FileTooLarge => "it has more than 100 MB, a schema has not".to_owned(),
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => format!("{error}; change its permissions, or use a copy"),
        _ => error.to_string(),
    }
}

fn text(name: &str, bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        let line = bytes[..offset].iter().filter(|byte| **byte == b'\n').count() + 1;
        let guess = if matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) { "; it looks like UTF-16" } else { "" };
        Failure::NotText(format!(
            "{name} is no UTF-8 text: byte 0x{:02x} at offset {offset} (line {line}){guess}; expected a schema in JSON, \
             YAML or TOML, saved as UTF-8",
            bytes.get(offset).copied().unwrap_or_default()
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_named() {
        let message = text("x.json", b"{\n  \"caf\xe9\": 1}".to_vec()).unwrap_err().to_string();
        assert!(message.starts_with("x.json is no UTF-8 text: byte 0xe9 at offset 8 (line 2); expected"), "{message}");
        let message = text("x.json", b"\xff\xfe{\0".to_vec()).unwrap_err().to_string();
        assert!(message.contains("looks like UTF-16"), "{message}");
    }
}
