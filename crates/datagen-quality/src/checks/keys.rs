//! Keys: unique columns and combinations, and references that lead somewhere.

use datagen_core::schema::checks::OneOrMany;
use datagen_core::schema::document::{Column, Node};
use datagen_core::schema::generators::Generator;

use crate::error::Result;
use crate::findings::{Category, Check};
use crate::sql::{identifier, identifiers};

use super::draft::{Draft, How};
use super::fused::{Facts, Known};
use super::{Subject, untested};

/// Primary keys, unique columns and combinations, foreign keys.
pub(crate) fn rules(subject: &Subject<'_>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = subject.document.nodes.iter().map(primary_key).collect();
    drafts.extend(unique(subject));
    drafts.extend(foreign_keys(subject));
    drafts
}

fn primary_key(node: &Node) -> Draft {
    let pk = node.pk.as_str();
    let title = format!("{}.{pk} identifies each row: it is never null and never twice the same", node.id);
    Draft::new(Category::Structural, "primary_key", &node.id, &[pk], title)
        .expected("unique, no nulls")
        .advice("remove or renumber the rows that share a key")
        .key()
        .how(How::Unique)
}

fn unique(subject: &Subject<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let rules = subject.document.constraints.iter().flat_map(|constraints| constraints.unique.iter().flatten());
    for rule in rules {
        let references = match rule {
            OneOrMany::One(one) => std::slice::from_ref(one),
            OneOrMany::Many(several) => several.as_slice(),
        };
        let resolved: Vec<_> = references.iter().filter_map(|reference| subject.resolve(reference)).collect();
        let Some((node, _)) = resolved.first() else { continue };
        let columns: Vec<&str> = resolved.iter().map(|(_, column)| column.name.as_str()).collect();
        if columns == [node.pk.as_str()] {
            continue;
        }
        let title = format!("no two rows of {} have the same {}", node.id, columns.join(" and "));
        let draft = Draft::new(Category::Structural, "unique", &node.id, &columns, title)
            .expected("unique")
            .advice("remove or change the rows that repeat")
            .how(How::Unique);
        drafts.push(draft);
    }
    drafts
}

/// Declared foreign keys, and lookups that take a primary key.
fn foreign_keys(subject: &Subject<'_>) -> Vec<Draft> {
    let declared =
        subject.document.constraints.iter().flat_map(|constraints| constraints.foreign_keys.iter().flatten());
    let mut pairs: Vec<(String, String)> = declared.map(|key| (key.from.clone(), key.to.clone())).collect();
    for node in &subject.document.nodes {
        for column in &node.columns {
            pairs.extend(looked_up(subject, column).map(|to| (format!("{}.{}", node.id, column.name), to)));
        }
    }
    let mut seen: Vec<(String, String)> = Vec::new();
    let mut drafts = Vec::new();
    for (from, to) in pairs {
        let both = subject.resolve(&from).zip(subject.resolve(&to));
        let pair = (from, to);
        let Some(((child, column), (parent, target))) = both.filter(|_| !seen.contains(&pair)) else { continue };
        let is_key = target.name == parent.pk;
        drafts.push(foreign_key(child, column, parent, target, is_key));
        seen.push(pair);
    }
    drafts
}

/// The primary key that a lookup takes.
fn looked_up(subject: &Subject<'_>, column: &Column) -> Option<String> {
    let Generator::Lookup(lookup) = &column.generator else { return None };
    let (parent, target) = subject.resolve(&lookup.from)?;
    (parent.pk == target.name).then(|| lookup.from.clone())
}

fn foreign_key(child: &Node, column: &Column, parent: &Node, target: &Column, is_key: bool) -> Draft {
    let (kind, title) = if is_key {
        ("foreign_key", format!("every {}.{} leads to a row of {}", child.id, column.name, parent.id))
    } else {
        ("member", format!("every {}.{} is one of {}.{}", child.id, column.name, parent.id, target.name))
    };
    let id = format!("{kind}:{}.{}->{}.{}", child.id, column.name, parent.id, target.name);
    let draft = Draft::new(Category::Structural, kind, &child.id, &[&column.name], title)
        .id(id)
        .expected(format!("a value of {}.{}", parent.id, target.name))
        .advice(format!("add the missing rows to {}, or correct the references", parent.id))
        .needs(&parent.id, &target.name)
        .how(How::Member { table: parent.id.clone(), column: target.name.clone() });
    if is_key { draft.key() } else { draft }
}

/// Makes a check of uniqueness or membership; nothing is read again where one pass has proven it.
pub(crate) fn check(subject: &Subject<'_>, draft: Draft, facts: &Facts) -> Result<Check> {
    match draft.how.clone() {
        How::Member { table, column } => member(subject, draft, &table, &column, facts),
        _ => distinct(subject, draft, facts),
    }
}

fn fact(facts: &Facts, table: &str, column: &str) -> Known {
    facts.get(&(table.to_owned(), column.to_owned())).copied().unwrap_or_default()
}

fn distinct(subject: &Subject<'_>, mut draft: Draft, facts: &Facts) -> Result<Check> {
    let (name, columns) = (draft.table().to_owned(), draft.check.columns.clone());
    let rows = subject.dataset.table(&name).map_or(0, |table| table.rows);
    let (table, list) = (identifier(&name), identifiers(columns.iter().map(String::as_str)));
    let present: Vec<String> = columns.iter().map(|column| format!("{} IS NOT NULL", identifier(column))).collect();
    let present = present.join(" AND ");
    let is_pk = draft.check.kind == "primary_key";
    let filter = if is_pk { String::new() } else { format!(" WHERE {present}") };
    let nulls_too = if is_pk { format!(" OR NOT ({present})") } else { String::new() };
    // The nulls of a primary key are one group, which is one too many even if it is one row.
    let groups = format!("FROM {table}{filter} GROUP BY {list} HAVING count(*) > 1{nulls_too}");
    draft.check.sql = Some(format!("SELECT {list}, count(*) AS rows {groups}"));
    if columns.len() == 1 && fact(facts, &name, &columns[0]).unique {
        return Ok(draft.counted(0, rows));
    }
    let too_many = if is_pk {
        format!("CASE WHEN {present} THEN count(*) - 1 ELSE count(*) END")
    } else {
        "count(*) - 1".to_owned()
    };
    let sql = format!("SELECT coalesce(sum(n), 0) FROM (SELECT {too_many} AS n {groups})");
    let violations = subject.numbers(&sql)?.first().copied().unwrap_or(0).unsigned_abs();
    if violations > 0 {
        draft.check.examples =
            subject.examples(&format!("SELECT {list}, count(*) AS rows {groups} ORDER BY {list}"))?;
    }
    Ok(draft.counted(violations, rows))
}

fn member(subject: &Subject<'_>, mut draft: Draft, parent: &str, target: &str, facts: &Facts) -> Result<Check> {
    let (child, column) = (draft.table().to_owned(), draft.check.columns[0].clone());
    if let Some(reason) = partial(subject, parent) {
        return Ok(untested(draft, reason));
    }
    let rows_of = |table: &str| subject.dataset.table(table).map_or(0, |table| table.rows);
    let rows = rows_of(&child);
    let from = format!(
        "FROM {} t0 LEFT ANTI JOIN {} t1 ON t0.{} = t1.{} WHERE t0.{} IS NOT NULL",
        identifier(&child),
        identifier(parent),
        identifier(&column),
        identifier(target),
        identifier(&column)
    );
    let pk = subject.node(&child).map_or(column.as_str(), |node| node.pk.as_str());
    let mut shown = vec![pk.to_owned()];
    shown.extend((pk != column).then(|| column.clone()));
    let shown: Vec<String> = shown.iter().map(|name| format!("t0.{}", identifier(name))).collect();
    let sql = format!("SELECT {} {from}", shown.join(", "));
    draft.check.sql = Some(sql.clone());
    let (own, other) = (fact(facts, &child, &column), fact(facts, parent, target));
    if let (Some((least, greatest)), Some((first, last))) = (own.ends, other.ends) {
        // Whole numbers without a gap: what lies between the first and the last is one of them.
        let is_dense = other.unique && i128::from(last) - i128::from(first) + 1 == i128::from(rows_of(parent));
        if is_dense && first <= least && greatest <= last {
            return Ok(draft.counted(0, rows));
        }
    }
    let violations = subject.numbers(&format!("SELECT count(*) {from}"))?.first().copied().unwrap_or(0).unsigned_abs();
    if violations > 0 {
        draft.check.examples = subject.examples(&format!("{sql} ORDER BY 1"))?;
    }
    Ok(draft.counted(violations, rows))
}

/// Why references into a table need not lead anywhere: it is a part of the dataset's.
fn partial(subject: &Subject<'_>, parent: &str) -> Option<String> {
    let metadata = subject.dataset.metadata()?;
    let is_part = metadata.row_ranges.iter().any(|range| range.table == parent);
    is_part.then(|| format!("{parent} is only a part of its table; validate the whole dataset"))
}
