//! Which row of another table a row refers to, and where a name leads.

use std::sync::OnceLock;

use crate::modify::segment::SegmentFactor;
use crate::schema::document::ColumnType;
use crate::schema::generators::{Generator, Lookup};
use crate::schema::weights::WeightsKind;

use super::build::Builder;
use super::join::{Join, JoinMethod};
use super::modifiers::fanout_multipliers;
use super::picks;
use super::table::{DrawWeights, Find, Path, Reference, TableId};

/// Resolves a name inside `table`: a column of the row, `parent.column`, or `table.column` of a row it refers to.
/// `None` when there is no such thing.
pub(super) fn resolve_path(builder: &mut Builder<'_>, table: TableId, name: &str) -> Option<Path> {
    if let Some(column) = builder.column_id(table, name) {
        return Some(Path::Own(column));
    }
    let (prefix, column) = name.split_once('.')?;
    let target = if prefix == "parent" && !builder.ids.contains_key("parent") {
        builder.parent(table)?
    } else {
        *builder.ids.get(prefix)?
    };
    let column = builder.column_id(target, column)?;
    if target == table {
        return Some(Path::Own(column));
    }
    Some(Path::Linked { reference: shared_reference(builder, table, target), column })
}

/// Where the time of a row of `table` is found: its first datetime column, else its first date column, else its
/// parent's time, and so upwards.
pub(super) fn time_path(builder: &mut Builder<'_>, table: TableId) -> Option<Path> {
    let mut ancestor = table;
    loop {
        let columns = &builder.node(ancestor).columns;
        let first = |wanted: ColumnType| columns.iter().position(|column| column.column_type == wanted);
        if let Some(column) = first(ColumnType::Datetime).or_else(|| first(ColumnType::Date)) {
            return Some(match ancestor == table {
                true => Path::Own(column),
                false => Path::Linked { reference: shared_reference(builder, table, ancestor), column },
            });
        }
        ancestor = builder.parent(ancestor)?;
    }
}

/// The reference of a lookup column.
pub(super) fn lookup_reference(
    builder: &mut Builder<'_>,
    table: TableId,
    column: usize,
    lookup: &Lookup,
    target: TableId,
) -> usize {
    if builder.parent(table) == Some(target) {
        return shared_reference(builder, table, target);
    }
    match says_how(builder, table, column, lookup) {
        Some(_) => special_reference(builder, table, column, lookup, target),
        None => shared_reference(builder, table, target),
    }
}

/// What a lookup says about how its row is found; equal texts mean the same row.
fn says_how(builder: &Builder<'_>, table: TableId, column: usize, lookup: &Lookup) -> Option<String> {
    let node = builder.node(table);
    let own = &node.columns[column].name;
    if let Some(on) = lookup.on.as_ref().filter(|on| !on.is_empty() && !on.keys().all(|local| local == own)) {
        let target = lookup.from.split('.').next().unwrap_or_default();
        return Some(format!("on {target} {on:?}"));
    }
    let draws = lookup.weights_kind.is_some() || lookup.weight_by.is_some() || lookup.filter.is_some();
    draws.then(|| format!("draw {own}"))
}

fn special_reference(
    builder: &mut Builder<'_>,
    table: TableId,
    column: usize,
    lookup: &Lookup,
    target: TableId,
) -> usize {
    let how = says_how(builder, table, column, lookup).unwrap_or_default();
    if let Some(&reference) = builder.special.get(&(table, how.clone())) {
        return reference;
    }
    let joined = lookup.on.as_ref().filter(|_| how.starts_with("on "));
    let find = match joined {
        Some(on) => {
            let pairs = on.iter().filter_map(|(local, other)| {
                let other = other.rsplit('.').next().unwrap_or(other);
                let local = builder.column_id(table, local).or_else(|| builder.column_id(table, other))?;
                Some((Path::Own(local), builder.column_id(target, other)?))
            });
            let on: Vec<_> = pairs.collect();
            let method = join_method(builder, target, &on);
            Find::Join(Join { on, method })
        }
        None if lookup.weight_by.is_some() || lookup.filter.is_some() => {
            Find::Pick(Box::new(picks::compile(builder, table, column, lookup, target)))
        }
        None => drawn(builder, table, column, lookup),
    };
    let reference = push(builder, table, Reference { target, find });
    builder.special.insert((table, how), reference);
    reference
}

fn drawn(builder: &Builder<'_>, table: TableId, column: usize, lookup: &Lookup) -> Find {
    let node = builder.node(table);
    let name = &node.columns[column].name;
    let key = builder.seed.key(&node.id, name, "reference");
    let kind = lookup.weights_kind.as_deref().and_then(|text| WeightsKind::parse(text).ok());
    let weights = match kind {
        None | Some(WeightsKind::Uniform) => DrawWeights::Uniform,
        Some(kind) => {
            let shuffle = builder.seed.key(&node.id, name, "popularity");
            DrawWeights::Rule { kind, shuffle, sampler: OnceLock::new() }
        }
    };
    Find::Draw { key, weights }
}

/// A join on a plain sequence is arithmetic; any other needs an index.
fn join_method(builder: &Builder<'_>, target: TableId, on: &[(Path, usize)]) -> JoinMethod {
    if let [(_, other)] = on
        && let Generator::Sequence(sequence) = &builder.node(target).columns[*other].generator
        && builder.node(target).columns[*other].column_type == ColumnType::Int
    {
        return JoinMethod::Arithmetic { start: sequence.start.unwrap_or(1), step: sequence.step.unwrap_or(1) };
    }
    JoinMethod::Index(OnceLock::new())
}

/// The one row of `target` that a row of `table` refers to, for all who do not say how it is found: the parent; the
/// row that another lookup says how to find; the row that the parent refers to; an earlier row of the same table; a
/// row drawn uniformly.
pub(super) fn shared_reference(builder: &mut Builder<'_>, table: TableId, target: TableId) -> usize {
    if let Some(&reference) = builder.shared.get(&(table, target)) {
        return reference;
    }
    let parent = builder.parent(table);
    let special = if parent == Some(target) { None } else { first_special(builder, table, target) };
    let reference = if let Some(reference) = special {
        reference
    } else {
        let find = match parent {
            Some(parent) if parent == target => Find::Parent,
            _ if table == target => earlier(builder, table),
            Some(parent) if refers(builder, parent, target) => {
                let outer = shared_reference(builder, table, parent);
                let inner = shared_reference(builder, parent, target);
                Find::Through { outer, inner }
            }
            _ => {
                let key = builder.seed.key(&builder.node(table).id, &builder.node(target).id, "reference to a table");
                Find::Draw { key, weights: secondary_weights(builder, table, target) }
            }
        };
        push(builder, table, Reference { target, find })
    };
    builder.shared.insert((table, target), reference);
    reference
}

/// Rows of a secondary parent are drawn by the fanout multiplier of their segment.
fn secondary_weights(builder: &Builder<'_>, table: TableId, target: TableId) -> DrawWeights {
    let target_node = builder.node(target);
    let is_parent = builder.node(table).parents.iter().flatten().any(|parent| *parent == target_node.id);
    let segments = target_node.segment_behavior.as_ref().filter(|_| is_parent);
    let column = segments.and_then(|segments| builder.column_id(target, &segments.segment_column));
    match (segments, column) {
        (Some(segments), Some(column)) => {
            let by_value = fanout_multipliers(segments);
            DrawWeights::Segment(SegmentFactor { column: Path::Own(column), by_value })
        }
        _ => DrawWeights::Uniform,
    }
}

fn earlier(builder: &Builder<'_>, table: TableId) -> Find {
    let node = builder.node(table);
    let is_self = |lookup: &Lookup| lookup.from.split('.').next() == Some(node.id.as_str());
    let nullable = node
        .columns
        .iter()
        .any(|column| matches!(&column.generator, Generator::Lookup(lookup) if is_self(lookup)) && column.nullable);
    Find::Earlier { key: builder.seed.key(&node.id, &node.id, "reference to a table"), first_is_null: nullable }
}

fn first_special(builder: &mut Builder<'_>, table: TableId, target: TableId) -> Option<usize> {
    let node = builder.node(table);
    let found = node.columns.iter().enumerate().find_map(|(column, declared)| match &declared.generator {
        Generator::Lookup(lookup) if builder.resolve(&lookup.from).map(|(found, _)| found) == Some(target) => {
            says_how(builder, table, column, lookup).map(|_| (column, lookup))
        }
        _ => None,
    });
    let (column, lookup) = found?;
    Some(special_reference(builder, table, column, lookup, target))
}

/// Whether a row of `table` refers to a row of `target`: through a lookup, or as its parent, and so upwards.
pub(super) fn refers(builder: &Builder<'_>, table: TableId, target: TableId) -> bool {
    let mut ancestor = Some(table);
    while let Some(table) = ancestor {
        let node = builder.node(table);
        let by_lookup = node.columns.iter().any(|column| match &column.generator {
            Generator::Lookup(lookup) => builder.resolve(&lookup.from).map(|(found, _)| found) == Some(target),
            _ => false,
        });
        if by_lookup || builder.parent(table) == Some(target) {
            return true;
        }
        ancestor = builder.parent(table);
    }
    false
}

fn push(builder: &mut Builder<'_>, table: TableId, reference: Reference) -> usize {
    builder.references[table].push(reference);
    builder.references[table].len() - 1
}
