//! The compiled form of tables, columns and references: everything is an index, nothing is a name.

use std::sync::OnceLock;

use arrow::array::ArrayRef;
use arrow::datatypes::SchemaRef;

use crate::generate::Generate;
use crate::generate::weights::Sampler;
use crate::schema::document::NodeKind;
use crate::schema::weights::WeightsKind;
use crate::seed::{ColumnKey, Draw};
use crate::value::ValueType;

use super::by_time::TimeOrder;
use super::fanout::Fanout;
use super::join::Join;

pub(crate) type TableId = usize;

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ColumnRef {
    pub(crate) table: TableId,
    pub(crate) column: usize,
}

/// Where a name inside a table leads: to a column of the row itself, or of a row it refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Path {
    Own(usize),
    Linked { reference: usize, column: usize },
}

#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) kind: NodeKind,
    pub(crate) pk: usize,
    pub(crate) columns: Vec<Column>,
    pub(crate) schema: SchemaRef,
    pub(crate) rows: RowSource,
    pub(crate) references: Vec<Reference>,
    pub(crate) order: Option<TimeOrder>,
    /// Whether rows are drawn at random by others that need to know their parents.
    pub(crate) hit_at_random: bool,
    /// Whole columns of a small table, computed when first needed.
    pub(crate) cached: Vec<OnceLock<ArrayRef>>,
}

impl Table {
    pub(crate) fn parent(&self) -> Option<TableId> {
        match &self.rows {
            RowSource::Free(_) => None,
            RowSource::OneEach { parent } | RowSource::Fanout { parent, .. } => Some(*parent),
        }
    }

    pub(crate) fn fanout(&self) -> Option<&Fanout> {
        match &self.rows {
            RowSource::Fanout { fanout, .. } => Some(fanout),
            _ => None,
        }
    }
}

/// Where a table's number of rows comes from.
#[derive(Debug)]
pub(crate) enum RowSource {
    /// So many.
    Free(u64),
    /// As many as the parent has.
    OneEach { parent: TableId },
    /// A drawn number for each parent row.
    Fanout { parent: TableId, fanout: Fanout },
}

/// Which row of another table a row refers to.
#[derive(Debug)]
pub(crate) struct Reference {
    pub(crate) target: TableId,
    pub(crate) find: Find,
}

/// How the referenced row is found.
#[derive(Debug)]
pub(crate) enum Find {
    /// It is the row's primary parent.
    Parent,
    /// It is the row that the referenced row (by `outer`) refers to itself (by `inner`).
    Through { outer: usize, inner: usize },
    /// It is drawn.
    Draw { key: ColumnKey, weights: DrawWeights },
    /// An earlier row of the same table; row 0 has itself, or none.
    Earlier { key: ColumnKey, first_is_null: bool },
    /// It is the first one with equal values.
    Join(Join),
}

/// The popularity of rows that are drawn.
#[derive(Debug)]
pub(crate) enum DrawWeights {
    /// All alike.
    Uniform,
    /// By a rule over a fixed shuffle of the rows.
    Rule { kind: WeightsKind, shuffle: ColumnKey, sampler: OnceLock<Sampler> },
}

#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) value_type: ValueType,
    pub(crate) nullable: bool,
    pub(crate) nulls: Option<Nulls>,
    pub(crate) generate: Generate,
}

/// The share of rows that are null.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Nulls {
    pub(crate) draw: Draw,
    pub(crate) rate: f64,
}
