//! How large it will be, before anything is drawn.

use crate::error::{Error, Result};
use crate::frame::SMALL;
use crate::generate::Generate;
use crate::generate::weights::TABLE_LIMIT;
use crate::value::ValueType;

use super::Plan;
use super::join::JoinMethod;
use super::layout::BLOCK;
use super::pick::Popularity;
use super::table::{Column, DrawWeights, Find, RowSource, Table, TableId};

/// The rows that the schema gives a table in time order, whatever its fanout draws.
fn declared(table: &Table) -> Option<u64> {
    table.order.as_ref().and_then(|order| order.rows)
}

/// Expected rows of a table.
pub(super) fn estimated_rows(tables: &[Table], table: TableId) -> f64 {
    if let Some(rows) = declared(&tables[table]) {
        return rows as f64;
    }
    match &tables[table].rows {
        RowSource::Free(rows) => *rows as f64,
        RowSource::Children(children) => estimated_rows(tables, children.parent) * children.mean(),
    }
}

/// Whether [`estimated_rows`] is the number itself.
pub(super) fn is_exact(tables: &[Table], table: TableId) -> bool {
    match &tables[table].rows {
        _ if declared(&tables[table]).is_some() => true,
        RowSource::Free(_) => true,
        RowSource::Children(children) => children.constant().is_some() && is_exact(tables, children.parent),
    }
}

/// Roughly how many bytes a row takes in a Parquet file.
pub(super) fn bytes_per_row(table: &Table) -> f64 {
    table.columns.iter().map(bytes_per_value).sum()
}

/// Measured on the examples, Snappy-compressed; keys that repeat and steps that are even take next to nothing.
fn bytes_per_value(column: &Column) -> f64 {
    match (&column.generate, column.value_type) {
        (Generate::Choice(_) | Generate::ChoiceOf(_) | Generate::ChoiceBy(_) | Generate::Process(_), _) => 0.4,
        (Generate::Uuid(_), _) => 24.0,
        (Generate::Text(_), _) => 45.0,
        (Generate::EnumList(_), _) => 8.0,
        (Generate::Sequence(_), ValueType::Text) => 2.0,
        (Generate::Sequence(_) | Generate::Ordinal(_), _) => 0.2,
        (Generate::Lookup(_), ValueType::Text) => 2.5,
        (Generate::Faker(_), ValueType::Text) => 10.0,
        (_, ValueType::Bool) => 0.15,
        (_, ValueType::Date) => 1.5,
        (_, ValueType::Int) => 1.7,
        (_, ValueType::Datetime) => 3.5,
        (_, ValueType::Float { decimals: Some(_) } | ValueType::Decimal { .. }) => 2.5,
        (_, ValueType::Float { decimals: None }) => 8.0,
        (_, ValueType::Text) => 3.0,
    }
}

/// Bytes that stay in memory for a table as long as the plan is used: prefix sums, counts, cached columns, indexes.
pub(super) fn bytes_kept(tables: &[Table], id: TableId) -> f64 {
    let table = &tables[id];
    let mut bytes = match (&table.rows, &table.order) {
        (RowSource::Children(children), None) if children.constant().is_none() => {
            let parents = estimated_rows(tables, children.parent);
            8.0 * (parents / BLOCK as f64).ceil() + if table.hit_at_random { 2.0 * parents } else { 0.0 }
        }
        (RowSource::Children(children), Some(_)) => {
            let parents = estimated_rows(tables, children.parent);
            24.0 * parents.min(SMALL as f64) + 16.0 * (parents / BLOCK as f64).ceil()
        }
        _ => 0.0,
    };
    for reference in &table.references {
        let rows = estimated_rows(tables, reference.target);
        bytes += match &reference.find {
            Find::Join(join) if matches!(join.method, JoinMethod::Index(_)) => 48.0 * rows,
            Find::Pick(pick) => match &pick.popularity {
                Popularity::By { .. } => 8.0 * rows,
                Popularity::Rule { .. } if rows <= TABLE_LIMIT as f64 => 8.0 * rows,
                _ => 0.0,
            },
            Find::Draw { weights: DrawWeights::Rule { .. }, .. } if rows <= TABLE_LIMIT as f64 => 8.0 * rows,
            _ => 0.0,
        };
    }
    let of_choices = table.columns.iter().map(|column| match &column.generate {
        Generate::ChoiceOf(choice) => choice.bytes(estimated_rows(tables, choice.source.table) as u64) as f64,
        _ => 0.0,
    });
    bytes + of_choices.sum::<f64>() + cached_bytes(tables, id)
}

/// Columns of small tables are kept whole when others draw their rows.
fn cached_bytes(tables: &[Table], id: TableId) -> f64 {
    let rows = estimated_rows(tables, id);
    let is_drawn = tables
        .iter()
        .flat_map(|table| &table.references)
        .any(|reference| reference.target == id && !matches!(reference.find, Find::Parent | Find::Through { .. }));
    if !is_drawn || rows > SMALL as f64 {
        return 0.0;
    }
    let of_column = |column: &Column| match column.value_type {
        ValueType::Text => 20.0,
        ValueType::Decimal { .. } => 16.0,
        ValueType::Bool => 0.125,
        ValueType::Date => 4.0,
        _ => 8.0,
    };
    rows * tables[id].columns.iter().map(of_column).sum::<f64>()
}

/// Refuses a plan beyond its limits, before the first byte.
pub(super) fn check_limits(plan: &Plan) -> Result<()> {
    let tables = &plan.core.tables;
    let limits = &plan.options.limits;
    let each = || (0..tables.len()).map(|id| (id, estimated_rows(tables, id)));
    let rows: f64 = each().map(|(_, rows)| rows).sum();
    let cells: f64 = each().map(|(id, rows)| rows * tables[id].columns.len() as f64).sum();
    let kept: f64 = each().map(|(id, _)| bytes_kept(tables, id)).sum();
    let largest = each().max_by(|a, b| a.1.total_cmp(&b.1));
    let largest = largest.map_or(String::new(), |(id, rows)| {
        format!("; the largest table is `{}` with about {}", tables[id].name, count(rows))
    });
    let refuse = |what: &str, found: f64, limit: u64, advice: &str| {
        Err(Error::Resource {
            message: format!(
                "expected at most {} {what}, found about {}{largest}; {advice}",
                count(limit as f64),
                count(found)
            ),
        })
    };
    if rows > limits.rows as f64 {
        return refuse("rows", rows, limits.rows, "lower `rows`, the fanout or --scale, or pass --force");
    }
    if cells > limits.cells as f64 {
        return refuse("cells", cells, limits.cells, "lower `rows`, the fanout or --scale, or pass --force");
    }
    if kept > limits.bytes_kept as f64 {
        return refuse("bytes kept in memory", kept, limits.bytes_kept, "raise --memory, or lower --scale");
    }
    Ok(())
}

/// A number with separated thousands.
pub(crate) fn count(number: f64) -> String {
    let digits = format!("{:.0}", number.max(0.0));
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
