//! Dirty data and its ledger: every line is true of the data, and the clean data beside it, if any, is what the ledger
//! says it was.

use std::collections::BTreeMap;

use datagen_core::dirty::LEDGER;
use datagen_core::schema::document::{Column, Node};

use crate::data::{Ledger, clean_name, dirty_name};
use crate::error::Result;
use crate::findings::{Category, Check};
use crate::sql::{identifier, literal};

use super::draft::Draft;
use super::{Subject, column_of, untested};

pub(crate) fn checks(subject: &Subject<'_>) -> Result<Vec<Check>> {
    let Some(ledger) = subject.dataset.ledger() else { return Ok(Vec::new()) };
    let read = Draft::new(Category::Issue, "ledger", "", &[], "the ledger of the dirty data can be read")
        .expected(ledger.path.display().to_string())
        .advice("pass it with --ledger; without it, what is dirty on purpose counts against the data");
    if let Some(problem) = &ledger.problem {
        return Ok(vec![read.judged(false, problem.clone())]);
    }
    let mut checks = vec![read.counted(0, ledger.lines.values().flat_map(BTreeMap::values).sum())];
    for node in &subject.document.nodes {
        let Some(lines) = ledger.lines.get(&node.id) else { continue };
        for (name, count) in lines {
            let check = match column_of(node, name) {
                Some(column) => cells(subject, node, column, *count)?,
                None => added(subject, node, *count)?,
            };
            checks.push(check);
        }
        if ledger.clean.is_some() {
            checks.extend(clean(subject, ledger, node)?);
        }
    }
    Ok(checks)
}

/// The lines of one column: the cell holds the dirty value.
fn cells(subject: &Subject<'_>, node: &Node, column: &Column, lines: u64) -> Result<Check> {
    let name = &column.name;
    let title = format!("every cell of {}.{name} is as dirty as the ledger says", node.id);
    let draft = Draft::new(Category::Issue, "ledger_cells", &node.id, &[name], title)
        .expected("the dirty value of the line")
        .advice("regenerate data and ledger together");
    let dirty = identifier(&dirty_name(&node.id));
    let (pk, quoted) = (identifier(&node.pk), identifier(name));
    // Texts are compared as values: a number may be written in several ways.
    let written = format!("arrow_try_cast(l.dirty_value, {})", type_of(subject, node, column));
    let sql = format!(
        "SELECT l.pk, l.kind, l.clean_value, l.dirty_value, d.{quoted} AS found FROM {LEDGER} l LEFT JOIN {dirty} d \
         ON l.pk = CAST(d.{pk} AS VARCHAR) WHERE l.\"table\" = {} AND l.\"column\" = {} AND (d.{pk} IS NULL OR \
         d.{quoted} IS DISTINCT FROM {written})",
        literal(&node.id),
        literal(name)
    );
    compared(subject, draft, sql, lines)
}

/// The type of a column of the dirty table, for a cast.
fn type_of(subject: &Subject<'_>, node: &Node, column: &Column) -> String {
    let types = subject.dataset.ledger().and_then(|ledger| ledger.types(&node.id)).unwrap_or_default();
    let found = types.into_iter().find(|(name, _)| *name == column.name).map(|(_, data_type)| data_type);
    literal(&found.unwrap_or_else(|| column.data_type()).to_string())
}

/// The lines without a column: rows that were added, each a copy of one that is there.
fn added(subject: &Subject<'_>, node: &Node, lines: u64) -> Result<Check> {
    let title = format!("every row that was added to {} is there, and so is its original", node.id);
    let draft = Draft::new(Category::Issue, "ledger_rows", &node.id, &[], title)
        .expected("the row, and that of which it is a copy")
        .advice("regenerate data and ledger together");
    let (dirty, pk) = (identifier(&dirty_name(&node.id)), identifier(&node.pk));
    let sql = format!(
        "SELECT l.pk, l.kind, l.clean_value AS original FROM {LEDGER} l LEFT JOIN {dirty} d ON l.pk = CAST(d.{pk} AS \
         VARCHAR) LEFT JOIN {dirty} o ON l.clean_value = CAST(o.{pk} AS VARCHAR) WHERE l.\"table\" = {} AND \
         l.\"column\" IS NULL AND (d.{pk} IS NULL OR o.{pk} IS NULL)",
        literal(&node.id)
    );
    compared(subject, draft, sql, lines)
}

/// The clean table beside the dirty one, cell by cell with the repaired one.
fn clean(subject: &Subject<'_>, ledger: &Ledger, node: &Node) -> Result<Vec<Check>> {
    let title = format!("{} with the ledger's cells put back is the clean table", node.id);
    let draft = Draft::new(Category::Issue, "ledger_clean", &node.id, &[], title)
        .expected("every cell the same")
        .advice("regenerate clean data, dirty data and ledger together");
    if let Some(problem) = ledger.clean_problems.get(&node.id) {
        return Ok(vec![untested(draft, problem.clone())]);
    }
    let (repaired, clean, pk) = (identifier(&node.id), identifier(&clean_name(&node.id)), identifier(&node.pk));
    let others = node.columns.iter().filter(|column| column.name != node.pk).map(|column| identifier(&column.name));
    let differ: Vec<String> = others.map(|name| format!("(r.{name} IS DISTINCT FROM c.{name})")).collect();
    let differ = if differ.is_empty() { "false".to_owned() } else { differ.join(" OR ") };
    let sql = format!(
        "SELECT coalesce(r.{pk}, c.{pk}) AS {pk}, r.{pk} IS NULL AS only_clean, c.{pk} IS NULL AS only_dirty FROM \
         {repaired} r FULL JOIN {clean} c ON r.{pk} = c.{pk} WHERE r.{pk} IS NULL OR c.{pk} IS NULL OR {differ}"
    );
    let rows = subject.dataset.table(&node.id).map_or(0, |table| table.rows);
    Ok(vec![compared(subject, draft, sql, rows)?])
}

fn compared(subject: &Subject<'_>, draft: Draft, sql: String, lines: u64) -> Result<Check> {
    let violations = subject.numbers(&format!("SELECT count(*) FROM ({sql})"))?.first().copied().unwrap_or(0);
    let examples = if violations > 0 { subject.examples(&format!("{sql} ORDER BY 1"))? } else { Vec::new() };
    let mut check = draft.sql(sql).counted(violations.unsigned_abs(), lines);
    check.examples = examples;
    Ok(check)
}
