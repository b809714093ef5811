//! Files, columns, types and nulls.

use datagen_core::schema::document::{Column, Node};

use crate::data::{ColumnState, FileFormat, Table, extra_files};
use crate::error::Result;
use crate::findings::{Category, Check, Example, Severity};
use crate::sql::identifier;

use super::draft::{Draft, bad};
use super::{Subject, untested};

fn draft(kind: &str, table: &str, columns: &[&str], title: String) -> Draft {
    Draft::new(Category::Structural, kind, table, columns, title)
}

/// What can be said without looking at rows.
pub(crate) fn checks(subject: &Subject<'_>) -> Result<Vec<Check>> {
    let mut checks = Vec::new();
    for (node, table) in subject.document.nodes.iter().zip(subject.dataset.tables()) {
        checks.push(file(node, table));
        if table.format == FileFormat::Csv && table.problem.is_none() {
            checks.push(lines(node, table));
        }
        for column in &node.columns {
            checks.extend(column_checks(node, column, table));
        }
        if table.problem.is_none() {
            checks.push(extra_columns(node, table));
            checks.extend(row_count(subject, node, table));
        }
    }
    checks.push(extra(subject)?);
    checks.extend(metadata(subject));
    checks.extend(schema_hash(subject));
    Ok(checks)
}

fn file(node: &Node, table: &Table) -> Check {
    let title = format!("the table {} has a file that can be read", node.id);
    let draft = draft("file", &node.id, &[], title)
        .expected(format!("{0}.parquet or {0}.csv", node.id))
        .advice("generate or export the table again");
    match &table.problem {
        Some(problem) => draft.judged(false, problem.clone()),
        None => draft.counted(0, table.rows),
    }
}

fn lines(node: &Node, table: &Table) -> Check {
    let file = table.path.as_ref().and_then(|path| path.file_name()).map(|name| name.to_string_lossy().into_owned());
    let file = file.unwrap_or_default();
    let faults = &table.faults;
    let draft = draft("lines", &node.id, &[], format!("every line of {file} is a record"))
        .expected(format!("{} fields a line, quotes closed, UTF-8", node.columns.len()))
        .advice("correct these lines; they were skipped, and all checks are of the others");
    let mut check = draft.counted(faults.bad_lines, table.rows + faults.bad_lines);
    if faults.bad_lines > 0 {
        check.found = Some(format!("{} of {} lines", faults.bad_lines, table.rows + faults.bad_lines));
    }
    check.examples = faults
        .first_bad_lines
        .iter()
        .map(|bad| {
            example([
                ("file", file.clone()),
                ("line", bad.line.to_string()),
                ("reason", bad.reason.clone()),
                ("text", bad.text.clone()),
            ])
        })
        .collect();
    check
}

fn example<const N: usize>(members: [(&str, String); N]) -> Example {
    members.into_iter().map(|(name, value)| (name.to_owned(), Some(value))).collect()
}

/// That the column is there, and in its type.
fn column_checks(node: &Node, column: &Column, table: &Table) -> Vec<Check> {
    let name = column.name.as_str();
    let there = draft("column", &node.id, &[name], format!("the column {}.{name} is there", node.id))
        .advice("add the column, or take it out of the schema");
    let word = column.column_type.word();
    let typed = draft("type", &node.id, &[name], format!("{}.{name} is of type {word}", node.id))
        .expected(format!("{word} ({})", column.data_type()))
        .advice(format!("write the column as {}", column.data_type()));
    if table.problem.is_some() {
        let reason = format!("the table {} cannot be read", node.id);
        return vec![untested(there, reason.clone()), untested(typed, reason)];
    }
    match table.state(name) {
        None | Some(ColumnState::Missing) => {
            vec![there.judged(false, "no such column"), untested(typed, "the column is not there")]
        }
        Some(ColumnState::Exact) => vec![there.counted(0, table.rows), converted(typed, name, table)],
        Some(ColumnState::Cast(found)) => {
            vec![there.counted(0, table.rows), typed.warning().judged(false, format!("{found}, which was converted"))]
        }
        Some(ColumnState::Wrong(found)) => vec![there.counted(0, table.rows), typed.judged(false, found.to_string())],
    }
}

/// Of CSV: that its texts were values.
fn converted(draft: Draft, name: &str, table: &Table) -> Check {
    let Some((count, first)) = table.faults.bad_values.get(name) else { return draft.counted(0, table.rows) };
    let file = table.path.as_ref().and_then(|path| path.file_name()).map(|name| name.to_string_lossy().into_owned());
    let mut check = draft.advice("correct these values; they were read as null").counted(*count, table.rows);
    check.examples = first
        .iter()
        .map(|bad| {
            example([
                ("file", file.clone().unwrap_or_default()),
                ("line", bad.line.to_string()),
                (name, bad.value.clone()),
            ])
        })
        .collect();
    check
}

fn extra_columns(node: &Node, table: &Table) -> Check {
    let title = format!("{} has no columns that the schema has not", node.id);
    let draft = draft("extra_columns", &node.id, &[], title).warning().advice("add them to the schema, or drop them");
    if table.extra.is_empty() { draft.counted(0, table.rows) } else { draft.judged(false, table.extra.join(", ")) }
}

fn extra(subject: &Subject<'_>) -> Result<Check> {
    let dataset = subject.dataset;
    let extra = extra_files(dataset.directory(), dataset.listing(), subject.document, dataset.metadata())?;
    let draft = draft("extra_files", "", &[], "there are no files of other tables".to_owned())
        .warning()
        .advice("add tables to the schema, or move these files elsewhere");
    Ok(if extra.is_empty() { draft.counted(0, 0) } else { draft.judged(false, extra.join(", ")) })
}

/// Where metadata says how many rows were written.
fn row_count(subject: &Subject<'_>, node: &Node, table: &Table) -> Option<Check> {
    let metadata = subject.dataset.metadata()?.tables.iter().find(|of| of.name == node.id)?;
    let clean = if subject.dataset.ledger().is_some() { return None } else { metadata.rows };
    let draft = draft("rows_written", &node.id, &[], format!("{} has as many rows as were written", node.id))
        .expected(format!("{clean} rows, by .metadata.json"))
        .advice("copy the whole file, or generate it again");
    let found = table.rows + table.faults.bad_lines;
    Some(if found == clean { draft.counted(0, found) } else { draft.judged(false, format!("{found} rows")) })
}

/// Metadata that cannot be used is no fault of the data, but what it would have told is not known.
fn metadata(subject: &Subject<'_>) -> Option<Check> {
    let problem = subject.dataset.metadata_problem()?;
    let draft = draft("metadata", "", &[], "the metadata beside the data can be used".to_owned())
        .warning()
        .expected("metadata of this program's stream version, or none")
        .advice("validate with the program that wrote the data, or take the file away");
    Some(draft.judged(false, problem))
}

/// Where metadata says which schema the data was generated from.
fn schema_hash(subject: &Subject<'_>) -> Option<Check> {
    let metadata = subject.dataset.metadata()?;
    let plan = subject.plan?;
    let hash = datagen_io::hash::sha256(plan.schema_json().as_bytes());
    let draft = draft("schema", "", &[], "the data was generated from this schema".to_owned())
        .warning()
        .expected(format!("schema_hash {hash}"))
        .advice("pass the schema that the data was generated from, or generate it again");
    Some(match metadata.schema_hash == hash {
        true => draft.counted(0, 0),
        false => draft.judged(false, format!("schema_hash {}, by .metadata.json", metadata.schema_hash)),
    })
}

/// Columns that must not be null, and columns of type float that hold no number.
pub(crate) fn nulls(subject: &Subject<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for node in &subject.document.nodes {
        for column in node.columns.iter().filter(|column| !column.nullable && column.name != node.pk) {
            let name = column.name.as_str();
            let rule = draft("not_null", &node.id, &[name], format!("{}.{name} is never null", node.id))
                .expected("no nulls")
                .advice("fill the values in, or make the column nullable in the schema")
                .rows(format!("{} IS NULL", identifier(name)));
            drafts.push(rule);
        }
    }
    drafts
}

/// Nulls that stand for values of CSV that did not convert are told there, not here.
pub(crate) fn without_unconverted(check: &mut Check, table: &Table) {
    let of_column = |name: &String| table.faults.bad_values.get(name).map_or(0, |(count, _)| *count);
    let unconverted: u64 = check.columns.iter().map(of_column).sum();
    if let Some(violations) = check.violations.filter(|_| unconverted > 0) {
        let left = violations.saturating_sub(unconverted);
        check.violations = Some(left);
        let is_kept = left == 0;
        check.status = if is_kept { crate::findings::Status::Passed } else { bad(Severity::Error) };
        check.found = (!is_kept).then(|| format!("{left} of {} rows", table.rows));
    }
}
