//! What a plan will do, as a value that can be shown.

use serde::Serialize;

use crate::generate::Generate;
use crate::schema::document::NodeKind;

use super::Plan;
use super::estimate::{bytes_kept, bytes_per_row, estimated_rows, is_exact};
use super::join::JoinMethod;
use super::pick::{Pick, Popularity};
use super::table::{Column, DrawWeights, Find, Path, Table, TableId};

/// What a plan will do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PlanSummary {
    /// The dataset's name.
    pub name: String,
    /// The seed.
    pub seed: u64,
    /// The tables, in generation order.
    pub tables: Vec<TableSummary>,
}

/// What a plan will do for one table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableSummary {
    /// The table's name.
    pub name: String,
    /// What the table is.
    pub kind: NodeKind,
    /// The primary key.
    pub primary_key: String,
    /// Expected rows.
    pub rows: u64,
    /// Whether `rows` is the number itself, not an expectation.
    pub rows_are_exact: bool,
    /// Roughly the bytes of a Parquet file.
    pub bytes_on_disk: u64,
    /// Bytes kept in memory as long as the plan is used.
    pub bytes_kept: u64,
    /// The columns.
    pub columns: Vec<ColumnSummary>,
}

/// What a plan will do for one column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnSummary {
    /// The column's name.
    pub name: String,
    /// Its Arrow type.
    pub data_type: String,
    /// Whether it may be null.
    pub nullable: bool,
    /// How the row of another table that it takes its value from is found; `None` when it takes none.
    pub reference: Option<String>,
}

pub(super) fn summarise(plan: &Plan) -> PlanSummary {
    let tables = plan.order.iter().map(|&id| table_summary(&plan.core.tables, id)).collect();
    PlanSummary { name: plan.name.clone(), seed: plan.seed, tables }
}

fn table_summary(tables: &[Table], id: TableId) -> TableSummary {
    let table = &tables[id];
    let rows = estimated_rows(tables, id);
    TableSummary {
        name: table.name.clone(),
        kind: table.kind,
        primary_key: table.columns[table.pk].name.clone(),
        rows: rows.round_ties_even() as u64,
        rows_are_exact: is_exact(tables, id),
        bytes_on_disk: (rows * bytes_per_row(table)) as u64,
        bytes_kept: bytes_kept(tables, id) as u64,
        columns: table.columns.iter().map(|column| column_summary(tables, table, column)).collect(),
    }
}

fn column_summary(tables: &[Table], table: &Table, column: &Column) -> ColumnSummary {
    ColumnSummary {
        name: column.name.clone(),
        data_type: column.value_type.data_type().to_string(),
        nullable: column.nullable,
        reference: reference_text(tables, table, column),
    }
}

fn reference_text(tables: &[Table], table: &Table, column: &Column) -> Option<String> {
    match &column.generate {
        Generate::Lookup(lookup) => {
            let reference = &table.references[lookup.reference];
            let target = &tables[reference.target];
            let how = find_text(tables, table, lookup.reference);
            Some(format!("{}.{} of {how}", target.name, target.columns[lookup.column].name))
        }
        Generate::ChoiceOf(choice) => {
            let source = &tables[choice.source.table];
            Some(format!("{}.{} of a drawn row", source.name, source.columns[choice.source.column].name))
        }
        _ => None,
    }
}

fn pick_text(target: &Table, pick: &Pick) -> String {
    let by = match &pick.popularity {
        Popularity::Uniform => "uniformly".to_owned(),
        Popularity::Rule { .. } => "by popularity".to_owned(),
        Popularity::By { column, .. } => format!("by its {}", target.columns[*column].name),
    };
    let condition = pick.filter.as_ref().map_or(String::new(), |filter| format!(", where {}", filter.code));
    format!("a row drawn {by}{condition}")
}

fn find_text(tables: &[Table], table: &Table, reference: usize) -> String {
    let reference = &table.references[reference];
    match &reference.find {
        Find::Parent if table.order.is_some() => {
            "the parent, drawn among those that exist at the row's time".to_owned()
        }
        Find::Parent => "the parent, computed in step".to_owned(),
        Find::Through { outer, .. } => {
            format!("the row that its {} refers to", tables[table.references[*outer].target].name)
        }
        Find::Draw { weights: DrawWeights::Uniform, .. } => "a row drawn uniformly".to_owned(),
        Find::Draw { weights: DrawWeights::Rule { .. }, .. } => "a row drawn by popularity".to_owned(),
        Find::Draw { weights: DrawWeights::Segment(_), .. } => "a row drawn by its segment".to_owned(),
        Find::Distinct { .. } => "a row drawn uniformly, another one for each sibling".to_owned(),
        Find::Earlier { .. } => "an earlier row".to_owned(),
        Find::Pick(pick) => pick_text(&tables[reference.target], pick),
        Find::Join(join) => {
            let target = &tables[reference.target];
            let pairs = join.on.iter().map(|(path, other)| {
                let local = match *path {
                    Path::Own(column) => table.columns[column].name.as_str(),
                    Path::Linked { .. } => "?",
                };
                format!("{} = {local}", target.columns[*other].name)
            });
            let by = if matches!(join.method, JoinMethod::Arithmetic { .. }) { "by arithmetic" } else { "by an index" };
            format!("the row with {}, {by}", pairs.collect::<Vec<_>>().join(", "))
        }
    }
}
