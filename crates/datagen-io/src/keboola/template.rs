//! Members that are merged into manifests.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value};

use super::ManifestForm;
use crate::error::{Error, Result};

/// What the export itself decides.
const DECIDED: [&str; 5] = ["manifest_type", "has_header", "columns", "delimiter", "enclosure"];

/// The name under which members for all tables stand.
const ALL: &str = "*";

/// Members for all tables, and for some.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Template {
    by_table: Map<String, Value>,
}

impl Template {
    /// Reads the template in the file at `path`, for manifests of `form` of these tables.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Unreadable`] when it is no such template.
    pub fn read(path: &Path, form: ManifestForm, tables: &[String]) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(|source| Error::io("read", path, source))?;
        Self::parse(&text, form, tables).map_err(|message| Error::Unreadable { path: path.to_owned(), message })
    }

    /// Reads a template, for manifests of `form` of these tables.
    ///
    /// # Errors
    /// What was expected, where, and what was found.
    pub fn parse(text: &str, form: ManifestForm, tables: &[String]) -> std::result::Result<Self, String> {
        let value: Value = serde_json::from_str(text).map_err(|error| format!("expected JSON: {error}"))?;
        let Value::Object(by_table) = value else {
            return Err(format!("expected an object with members {ALL:?} or names of tables, found {}", kind(&value)));
        };
        for (table, members) in &by_table {
            if table != ALL && !tables.contains(table) {
                let tables = tables.join(", ");
                return Err(format!("there is no table {table:?}; expected {ALL:?} or one of {tables}"));
            }
            check(table, members, form)?;
        }
        Ok(Self { by_table })
    }

    /// Merges the members for all tables and those for `table` into its manifest.
    ///
    /// # Errors
    /// [`Error::Usage`] when the template describes a column that the table has not.
    pub fn apply(&self, table: &str, manifest: &mut Value) -> Result<()> {
        for members in [ALL, table].iter().filter_map(|name| self.by_table.get(*name)) {
            merge(manifest, members).map_err(|column| {
                Error::Usage(format!("the template describes the column {column:?}, which table {table} has not"))
            })?;
        }
        Ok(())
    }
}

fn check(table: &str, members: &Value, form: ManifestForm) -> std::result::Result<(), String> {
    let Value::Object(members) = members else {
        return Err(format!("{table:?}: expected an object with members of a manifest, found {}", kind(members)));
    };
    for member in members.keys().map(String::as_str) {
        if form.other().own().contains(&member) {
            let (other, own) = (form.other().word(), form.word());
            return Err(format!(
                "{table:?}: {member:?} belongs to manifests of the form {other}, these are of the form {own}; leave it \
                 out, or pass --manifest {other}"
            ));
        }
        if DECIDED.contains(&member) {
            return Err(format!("{table:?}: {member:?} follows from the file that is written; leave it out"));
        }
    }
    match members.get("schema") {
        Some(Value::Array(columns)) if columns.iter().all(|column| column["name"].is_string()) => Ok(()),
        Some(_) => Err(format!("{table:?}: \"schema\": expected a list of columns with their names")),
        None => Ok(()),
    }
}

/// Objects are merged by member, columns by name; everything else is replaced. Fails with the name of a column that is
/// not there.
fn merge(into: &mut Value, from: &Value) -> std::result::Result<(), String> {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (member, value) in from {
                match into.get_mut(member) {
                    Some(Value::Array(columns)) if member == "schema" => merge_columns(columns, value)?,
                    Some(old) => merge(old, value)?,
                    None => drop(into.insert(member.clone(), value.clone())),
                }
            }
            Ok(())
        }
        (into, from) => {
            *into = from.clone();
            Ok(())
        }
    }
}

fn merge_columns(columns: &mut [Value], described: &Value) -> std::result::Result<(), String> {
    for column in described.as_array().into_iter().flatten() {
        let name = &column["name"];
        let found = columns.iter_mut().find(|found| found["name"] == *name);
        merge(found.ok_or_else(|| name.as_str().unwrap_or_default().to_owned())?, column)?;
    }
    Ok(())
}

const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
