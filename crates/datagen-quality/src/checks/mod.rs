//! What a schema promises, held against the tables.
//!
//! Checks that look at one row at a time are fused: one query a table counts the violations of all of them
//! ([`fused`]). Those that look at several rows have queries of their own ([`keys`], [`across`]). The rows that do not
//! keep a check are asked for only when there are some.

mod across;
mod behaviour;
mod draft;
mod fused;
mod inequalities;
mod insights;
mod issues;
mod keys;
mod links;
mod rising;
mod rows;
mod structural;
mod targets;
mod values;

use datagen_core::schema::document::{Column, Document, Node};
use datagen_core::{Plan, Schema};
use datagen_io::hash::sha256;

use crate::data::Dataset;
use crate::error::Result;
use crate::findings::{Check, Findings, Origin, Status, TableFound};

use draft::Draft;
use links::Links;

/// Everything that checks look at.
pub(crate) struct Subject<'a> {
    pub(crate) document: &'a Document,
    pub(crate) dataset: &'a Dataset,
    pub(crate) plan: Option<&'a Plan>,
    pub(crate) links: Links,
}

/// Holds `dataset` against everything that `schema` promises.
///
/// `plan` is that of the schema, whatever its seed; without one, what only a plan knows is not tested.
///
/// # Errors
/// When the dataset's directory cannot be read any more, or the caller cancels. Data that cannot be read is a finding.
pub fn validate(schema: &Schema, plan: Option<&Plan>, dataset: &Dataset) -> Result<Findings> {
    let document = schema.document();
    let subject = Subject { document, dataset, plan, links: Links::of(document) };
    dataset.engine().register(rising::rising());
    let mut checks = structural::checks(&subject)?;
    let mut drafts = structural::nulls(&subject);
    drafts.extend(values::rules(&subject));
    drafts.extend(inequalities::rules(&subject));
    drafts.extend(keys::rules(&subject));
    checks.extend(fused::run(&subject, drafts)?);
    checks.extend(issues::checks(&subject)?);
    checks.extend(behaviour::checks(&subject)?);
    checks.extend(targets::checks(&subject)?);
    checks.extend(insights::checks(&subject)?);
    number_twins(&mut checks);
    Ok(Findings::new(document.metadata.name.clone(), origin(&subject), tables(dataset), checks))
}

/// The hash of a schema, as it stands in the metadata of its data.
#[must_use]
pub fn schema_hash(schema: &Schema) -> String {
    sha256(schema.canonical_json().as_bytes())
}

/// Two checks that would have one id (a rule that is written twice) are told apart by a number.
fn number_twins(checks: &mut [Check]) {
    let mut seen: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for check in checks {
        let times = seen.entry(check.id.clone()).or_default();
        *times += 1;
        if *times > 1 {
            check.id = format!("{}#{times}", check.id);
        }
    }
}

fn origin(subject: &Subject<'_>) -> Origin {
    let Some(metadata) = subject.dataset.metadata() else { return Origin::default() };
    Origin {
        seed: Some(metadata.seed),
        schema_hash: Some(metadata.schema_hash.clone()),
        stream_version: Some(metadata.stream_version),
        program_version: Some(metadata.program_version.clone()),
        dirty: metadata.dirty,
    }
}

fn tables(dataset: &Dataset) -> Vec<TableFound> {
    let found = |table: &crate::data::Table| TableFound {
        name: table.name.clone(),
        file: table.path.as_ref().and_then(|path| path.file_name()).map(|name| name.to_string_lossy().into_owned()),
        format: table.path.as_ref().map(|_| table.format.word().to_owned()),
        rows: table.problem.is_none().then_some(table.rows),
        bad_lines: table.faults.bad_lines,
    };
    dataset.tables().iter().map(found).collect()
}

impl<'a> Subject<'a> {
    pub(crate) fn node(&self, table: &str) -> Option<&'a Node> {
        self.document.nodes.iter().find(|node| node.id == table)
    }

    /// The column that `table.column` names.
    pub(crate) fn resolve(&self, reference: &str) -> Option<(&'a Node, &'a Column)> {
        let (table, column) = reference.rsplit_once('.')?;
        let node = self.node(table)?;
        Some((node, column_of(node, column)?))
    }

    /// Why the values of some columns are not there; `None` when all are.
    pub(crate) fn absent(&self, needs: &[(String, String)]) -> Option<String> {
        needs.iter().find_map(|(name, column)| {
            let table = self.dataset.table(name)?;
            if table.problem.is_some() {
                return Some(format!("the table {name} cannot be read"));
            }
            (!table.has(column)).then(|| format!("the column {name}.{column} is not there in its type"))
        })
    }
}

pub(crate) fn column_of<'n>(node: &'n Node, name: &str) -> Option<&'n Column> {
    node.columns.iter().find(|column| column.name == name)
}

/// A check that is about nothing but could not be made.
pub(crate) fn untested(draft: Draft, reason: impl Into<String>) -> Check {
    let mut check = draft.check;
    check.status = Status::NotTested;
    check.reason = Some(reason.into());
    check
}
