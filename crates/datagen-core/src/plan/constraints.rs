//! Which of the declared constraints hold by construction; the others get a warning, never silence.

use crate::schema::document::Column;
use crate::schema::generators::Generator;

use super::build::Builder;

/// Foreign keys made by a lookup hold, and so do primary keys; this version does not enforce the other constraints.
pub(super) fn warn_of_what_is_not_kept(builder: &mut Builder<'_>) {
    let document = builder.document;
    for (table, node) in document.nodes.iter().enumerate() {
        for (column, declared) in node.columns.iter().enumerate() {
            if declared.constraints.is_some() {
                not_kept(builder, &format!("/nodes/{table}/columns/{column}/constraints"), "constraints");
            }
        }
    }
    let Some(constraints) = &document.constraints else { return };
    for (position, key) in constraints.foreign_keys.iter().flatten().enumerate() {
        if !leads_to(builder, &key.from, &key.to) {
            builder.warn(
                &format!("/constraints/foreign_keys/{position}"),
                format!("the foreign key from `{}` to `{}` is not kept by construction", key.from, key.to),
                Some(format!("generate `{}` by a lookup from `{}`", key.from, key.to)),
            );
        }
    }
    let others = [
        ("ranges", constraints.ranges.is_some()),
        ("inequalities", constraints.inequalities.is_some()),
        ("pattern", constraints.pattern.is_some()),
        ("enum", constraints.allowed.is_some()),
    ];
    for (member, _) in others.into_iter().filter(|(_, present)| *present) {
        not_kept(builder, &format!("/constraints/{member}"), member);
    }
    if constraints.unique.iter().flatten().any(|rule| !is_primary_key(builder, rule)) {
        not_kept(builder, "/constraints/unique", "unique");
    }
}

fn not_kept(builder: &mut Builder<'_>, pointer: &str, member: &str) {
    builder.warn(pointer, format!("`{member}` is read, but not enforced by this version"), None);
}

fn is_primary_key(builder: &Builder<'_>, rule: &crate::schema::checks::OneOrMany<String>) -> bool {
    use crate::schema::checks::OneOrMany;
    let column = match rule {
        OneOrMany::One(column) => column,
        OneOrMany::Many(columns) if columns.len() == 1 => &columns[0],
        OneOrMany::Many(_) => return false,
    };
    builder.document.nodes.iter().any(|node| *column == format!("{}.{}", node.id, node.pk))
}

/// Whether every value of `from` is one of `to`, because it is looked up there, perhaps by way of other columns.
fn leads_to(builder: &Builder<'_>, from: &str, to: &str) -> bool {
    let mut at = from.to_owned();
    // A chain of lookups is at most as long as there are columns; longer, it is a cycle.
    for _ in 0..builder.document.nodes.iter().map(|node| node.columns.len()).sum() {
        if at == to {
            return true;
        }
        let Some(next) = source_of(builder, &at) else { return false };
        at = next;
    }
    false
}

fn source_of(builder: &Builder<'_>, column: &str) -> Option<String> {
    let (table, column) = builder.resolve(column)?;
    let declared: &Column = &builder.node(table).columns[column];
    match &declared.generator {
        Generator::Lookup(lookup) => Some(lookup.from.clone()),
        Generator::Choice(choice) => choice.choices_ref.clone(),
        _ => None,
    }
}
