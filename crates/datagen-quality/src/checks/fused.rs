//! One query a table counts the violations of all checks that look at one row at a time, and learns about its keys what
//! spares further queries.

use std::collections::BTreeMap;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::DataType;
use datagen_core::schema::document::{ColumnType, Node};

use crate::data::Table;
use crate::error::{Error, Result};
use crate::findings::{Category, Check};
use crate::sql::{identifier, identifiers};

use super::draft::{Draft, How};
use super::rising::RISING;
use super::rows::int_at;
use super::structural::without_unconverted;
use super::{Subject, across, column_of, keys, untested};

/// What one pass learns about a column.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Known {
    /// Its values are proven unique and not null.
    pub(crate) unique: bool,
    /// Least and greatest value, of an int.
    pub(crate) ends: Option<(i64, i64)>,
}

/// By table and column.
pub(crate) type Facts = BTreeMap<(String, String), Known>;

/// Makes all checks that are SQL, in their order.
pub(crate) fn run(subject: &Subject<'_>, drafts: Vec<Draft>) -> Result<Vec<Check>> {
    let mut facts = Facts::new();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut unreadable: BTreeMap<String, String> = BTreeMap::new();
    let mut checks = Vec::new();
    for (node, table) in subject.document.nodes.iter().zip(subject.dataset.tables()) {
        if table.problem.is_some() {
            continue;
        }
        let own: Vec<&Draft> = drafts.iter().filter(|draft| is_counted(subject, draft, &node.id)).collect();
        let title = format!("all of {} can be read", node.id);
        let readable =
            Draft::new(Category::Structural, "readable", &node.id, &[], title).advice("write the file again");
        match pass(subject, node, table, &drafts, &own, &mut facts) {
            Ok(found) => {
                counts.extend(own.iter().zip(found).map(|(draft, count)| (key(draft), count)));
                checks.push(readable.counted(0, table.rows));
            }
            Err(error @ Error::Query(_)) => {
                unreadable.insert(node.id.clone(), error.to_string());
                checks.push(readable.judged(false, error.to_string()));
            }
            Err(error) => return Err(error),
        }
    }
    for draft in drafts {
        checks.push(one(subject, draft, &facts, &counts, &unreadable)?);
    }
    Ok(checks)
}

/// Several checks may have the same id; none has the same condition too.
fn key(draft: &Draft) -> String {
    match &draft.how {
        How::Rows(condition) => format!("{} {condition}", draft.check.id),
        _ => draft.check.id.clone(),
    }
}

fn is_counted(subject: &Subject<'_>, draft: &Draft, table: &str) -> bool {
    draft.table() == table && matches!(draft.how, How::Rows(_)) && subject.absent(&draft.needs).is_none()
}

/// The one query of a table. Counts of violations come back in the order of `own`.
fn pass(
    subject: &Subject<'_>,
    node: &Node,
    table: &Table,
    all: &[Draft],
    own: &[&Draft],
    facts: &mut Facts,
) -> Result<Vec<u64>> {
    let mut select = vec!["count(*)".to_owned()];
    for draft in own {
        if let How::Rows(condition) = &draft.how {
            select.push(format!("count(*) FILTER (WHERE {condition})"));
        }
    }
    let keys = keys_of(node, table, all);
    for (name, is_int, is_key) in &keys {
        let column = identifier(name);
        select.push(if *is_key { format!("{RISING}({column})") } else { "false".to_owned() });
        select.push(if *is_int { format!("min({column})") } else { "NULL".to_owned() });
        select.push(if *is_int { format!("max({column})") } else { "NULL".to_owned() });
    }
    let aliased: Vec<String> = select.iter().enumerate().map(|(at, what)| format!("{what} AS a{at}")).collect();
    let sql = format!("SELECT {} FROM {}", aliased.join(", "), identifier(&node.id));
    let batches = subject.dataset.query(&sql)?;
    let batch = batches.iter().find(|batch| batch.num_rows() == 1);
    let batch = batch.ok_or_else(|| Error::Query(format!("{}: nothing was counted", node.id)))?;
    for (at, (name, ..)) in keys.iter().enumerate() {
        facts.insert((node.id.clone(), name.clone()), known(batch, 1 + own.len() + 3 * at)?);
    }
    (1..=own.len()).map(|at| Ok(int_at(batch.column(at), 0)?.unwrap_or(0).unsigned_abs())).collect()
}

fn known(batch: &RecordBatch, at: usize) -> Result<Known> {
    let unique = batch.column(at).data_type() == &DataType::Boolean && batch.column(at).as_boolean().value(0);
    let ends = int_at(batch.column(at + 1), 0)?.zip(int_at(batch.column(at + 2), 0)?);
    Ok(Known { unique: unique && !batch.column(at).is_null(0), ends })
}

/// Columns of `node` whose ends or order spare a query, whether they are ints, and whether they should be unique.
fn keys_of(node: &Node, table: &Table, all: &[Draft]) -> Vec<(String, bool, bool)> {
    let mut found: BTreeMap<String, bool> = BTreeMap::new();
    for draft in all {
        match &draft.how {
            How::Unique if draft.table() == node.id && draft.check.columns.len() == 1 => {
                found.insert(draft.check.columns[0].clone(), true);
            }
            How::Member { table, column } if *table == node.id => {
                found.insert(column.clone(), true);
            }
            How::Member { .. } if draft.table() == node.id => {
                found.entry(draft.check.columns[0].clone()).or_insert(false);
            }
            _ => {}
        }
    }
    let is_int = |name: &str| column_of(node, name).is_some_and(|column| column.column_type == ColumnType::Int);
    let found = found.into_iter().filter(|(name, _)| table.has(name));
    found.map(|(name, is_key)| (name.clone(), is_int(&name), is_key)).collect()
}

fn one(
    subject: &Subject<'_>,
    draft: Draft,
    facts: &Facts,
    counts: &BTreeMap<String, u64>,
    unreadable: &BTreeMap<String, String>,
) -> Result<Check> {
    if let Some(reason) = subject.absent(&draft.needs) {
        return Ok(untested(draft, reason));
    }
    if let Some((table, _)) = draft.needs.iter().find(|(table, _)| unreadable.contains_key(table)) {
        let reason = format!("not all of the table {table} can be read");
        return Ok(untested(draft, reason));
    }
    let (reserve, table) = (draft.clone(), subject.dataset.table(draft.table()));
    let made = match &draft.how {
        How::Rows(_) => counted(subject, draft, counts),
        How::Across(_) => across::check(subject, draft),
        How::Unique | How::Member { .. } => keys::check(subject, draft, facts),
        How::Other => Ok(untested(draft, "it has no query")),
    };
    match made {
        Ok(mut check) => {
            if let Some(table) = table {
                without_unconverted(&mut check, table);
            }
            Ok(check)
        }
        Err(error @ (Error::Query(_) | Error::Memory(_))) => Ok(untested(reserve, error.to_string())),
        Err(error) => Err(error),
    }
}

/// A check by rows: its violations are counted, and shown if there are any.
fn counted(subject: &Subject<'_>, mut draft: Draft, counts: &BTreeMap<String, u64>) -> Result<Check> {
    let violations = counts.get(&key(&draft)).copied().unwrap_or(0);
    let (How::Rows(condition), Some(node)) = (&draft.how, subject.node(draft.table())) else {
        return Ok(untested(draft, "there is no such table"));
    };
    let (pk, shown) = (identifier(&node.pk), draft.shown(&node.pk));
    let sql = format!(
        "SELECT {} FROM {} WHERE {condition}",
        identifiers(shown.iter().map(String::as_str)),
        identifier(&node.id)
    );
    let examples = if violations > 0 { subject.examples(&format!("{sql} ORDER BY {pk}"))? } else { Vec::new() };
    draft.check.sql = Some(sql);
    draft.check.examples = examples;
    let rows = subject.dataset.table(draft.table()).map_or(0, |table| table.rows);
    Ok(draft.counted(violations, rows))
}
