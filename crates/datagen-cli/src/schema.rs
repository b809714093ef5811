//! `datagen schema`: the language, described for machines.

use datagen_core::schema::json_schema;

use crate::exit::Failure;
use crate::terminal;

/// Prints the JSON Schema of the language.
pub(crate) fn print() -> Result<(), Failure> {
    terminal::print(&format!("{:#}\n", json_schema()))
}
