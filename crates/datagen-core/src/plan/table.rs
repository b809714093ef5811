//! The compiled form of tables, columns and references: everything is an index, nothing is a name.

use std::sync::OnceLock;

use arrow::array::ArrayRef;
use arrow::datatypes::SchemaRef;

use crate::generate::Generate;
use crate::generate::weights::Sampler;
use crate::modify::Modify;
use crate::modify::map_values::MapAny;
use crate::modify::segment::SegmentFactor;
use crate::schema::document::NodeKind;
use crate::schema::weights::WeightsKind;
use crate::seed::{ColumnKey, Draw};
use crate::value::ValueType;

use super::by_time::TimeOrder;
use super::children::Children;
use super::join::Join;
use super::limit::Limit;
use super::pick::Pick;

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
            RowSource::Children(children) => Some(children.parent),
        }
    }

    pub(crate) fn children(&self) -> Option<&Children> {
        match &self.rows {
            RowSource::Free(_) => None,
            RowSource::Children(children) => Some(children),
        }
    }
}

/// Where a table's number of rows comes from.
#[derive(Debug)]
pub(crate) enum RowSource {
    /// So many.
    Free(u64),
    /// So many for each parent row.
    Children(Children),
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
    /// It is drawn, and differs from those of the row's siblings.
    Distinct { key: ColumnKey },
    /// An earlier row of the same table; row 0 has itself, or none.
    Earlier { key: ColumnKey, first_is_null: bool },
    /// It is the first one with equal values.
    Join(Join),
    /// It is drawn by weights of its own, or under a condition.
    Pick(Box<Pick>),
}

/// The popularity of rows that are drawn.
#[derive(Debug)]
pub(crate) enum DrawWeights {
    /// All alike.
    Uniform,
    /// By a rule over a fixed shuffle of the rows.
    Rule { kind: WeightsKind, shuffle: ColumnKey, sampler: OnceLock<Sampler> },
    /// By the segment of the drawn row, whose column is the drawn table's own.
    Segment(SegmentFactor),
}

#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) value_type: ValueType,
    pub(crate) nullable: bool,
    pub(crate) nulls: Option<Nulls>,
    /// The type in which values are generated, before they are modified and cast.
    pub(crate) raw_type: ValueType,
    pub(crate) generate: Generate,
    /// What the values must keep.
    pub(crate) limit: Option<Limit>,
    /// What is done to numbers, in order.
    pub(crate) modifiers: Vec<Modify>,
    /// What is done to other values, in order.
    pub(crate) maps: Vec<MapAny>,
}

/// The share of rows that are null.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Nulls {
    pub(crate) draw: Draw,
    pub(crate) rate: f64,
}
