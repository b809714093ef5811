//! From a lookup's `weight_by` and `where` to how its row is picked.

use std::sync::OnceLock;

use arrow::datatypes::DataType;

use crate::expression::{Expression, ExpressionError};
use crate::schema::generators::Lookup;
use crate::schema::weights::WeightsKind;
use crate::value::{ValueType, type_word};

use super::build::Builder;
use super::column::value_type_at;
use super::pick::{Filter, Pick, Popularity, Side};
use super::references::resolve_path;
use super::table::TableId;

/// The words that stand for this row in a condition over another.
const LOCAL: &str = "local.";

pub(super) fn compile(
    builder: &mut Builder<'_>,
    table: TableId,
    column: usize,
    lookup: &Lookup,
    target: TableId,
) -> Pick {
    let node = builder.node(table);
    let name = &node.columns[column].name;
    let kind = lookup.weights_kind.as_deref().and_then(|text| WeightsKind::parse(text).ok());
    let weights = lookup.weight_by.as_deref().and_then(|weight| builder.column_id(target, weight));
    let popularity = match (weights, kind) {
        (Some(column), _) => Popularity::By { column, weights: OnceLock::new() },
        (None, None | Some(WeightsKind::Uniform)) => Popularity::Uniform,
        (None, Some(kind)) => {
            let shuffle = builder.seed.key(&node.id, name, "popularity");
            Popularity::Rule { kind, shuffle, sampler: OnceLock::new() }
        }
    };
    let key = builder.seed.key(&node.id, name, "reference");
    let filter = lookup.filter.as_deref().and_then(|code| {
        let pointer = format!("/nodes/{table}/columns/{column}/generator/lookup/where");
        compile_filter(builder, table, target, code, &pointer)
    });
    Pick { column: name.clone(), key, popularity, filter }
}

fn compile_filter(
    builder: &mut Builder<'_>,
    table: TableId,
    target: TableId,
    code: &str,
    pointer: &str,
) -> Option<Filter> {
    let fail = |builder: &mut Builder<'_>, error: ExpressionError| {
        let hint = error.hint.clone();
        builder.error(pointer, error.to_string(), hint);
    };
    let known = |name: &str| builder.column_id(target, name).is_some();
    let names = match Expression::references(code, &known) {
        Ok(names) => names,
        Err(error) => {
            fail(builder, error);
            return None;
        }
    };
    let mut sides = Vec::new();
    let mut columns = Vec::new();
    for name in names {
        let (side, value_type) = side_of(builder, table, target, &name, pointer)?;
        sides.push(side);
        columns.push((name, value_type.data_type()));
    }
    match Expression::compile(code, &columns, builder.options.limits.expression_depth) {
        Ok(compiled) if matches!(compiled.data_type(), DataType::Boolean | DataType::Null) => {
            Some(Filter { code: code.to_owned(), compiled, sides, checked: OnceLock::new() })
        }
        Ok(compiled) => {
            let found = type_word(compiled.data_type());
            let hint = "compare something: \"opened < local.day\"".to_owned();
            builder.error(pointer, format!("expected a condition, which is true or false, found {found}"), Some(hint));
            None
        }
        Err(error) => {
            fail(builder, error);
            None
        }
    }
}

/// Where a name in a condition leads; an unknown one is an error.
fn side_of(
    builder: &mut Builder<'_>,
    table: TableId,
    target: TableId,
    name: &str,
    pointer: &str,
) -> Option<(Side, ValueType)> {
    if let Some(local) = name.strip_prefix(LOCAL) {
        if let Some(path) = resolve_path(builder, table, local) {
            return Some((Side::Here(path), value_type_at(builder, table, &path)));
        }
    } else {
        let prefix = format!("{}.", builder.node(target).id);
        let column = builder.column_id(target, name.strip_prefix(&prefix).unwrap_or(name));
        if let Some(column) = column {
            return Some((Side::There(column), ValueType::of(&builder.node(target).columns[column])));
        }
    }
    let names = |table: TableId| {
        builder.node(table).columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let hint = format!(
        "the columns of `{}` are {}; those of this row are written {LOCAL}column: {}",
        builder.node(target).id,
        names(target),
        names(table)
    );
    let message = format!("expected a column of `{}` or of this row, found `{name}`", builder.node(target).id);
    builder.error(pointer, message, Some(hint));
    None
}
