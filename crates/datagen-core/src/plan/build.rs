//! From a document to compiled tables. Every finding is collected; nothing stops at the first.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use arrow::datatypes::{Field, Schema as ArrowSchema};

use crate::diagnostic::{Diagnostics, Severity};
use crate::error::{Error, Result};
use crate::schema::Schema;
use crate::schema::document::{Document, Node, RowOrder};
use crate::schema::generators::Generator;
use crate::seed::Seed;
use crate::value::ValueType;

use super::by_time::TimeOrder;
use super::children::{Children, Number};
use super::column::compile_column;
use super::constraints;
use super::correlations;
use super::fanout::Fanout;
use super::graph;
use super::modifiers;
use super::processes;
use super::references::time_path;
use super::table::{Path, Reference, RowSource, Table, TableId};
use super::{Core, Options};

/// A compiled schema.
pub(super) struct Built {
    pub(super) core: Core,
    pub(super) order: Vec<TableId>,
    pub(super) warnings: Diagnostics,
}

/// What compiling needs at hand, and what it has found so far.
pub(super) struct Builder<'s> {
    pub(super) schema: &'s Schema,
    pub(super) document: &'s Document,
    pub(super) seed: Seed,
    pub(super) options: &'s Options,
    pub(super) diagnostics: Diagnostics,
    pub(super) ids: BTreeMap<&'s str, TableId>,
    /// The references of each table, found while its columns (and its children's) are compiled.
    pub(super) references: Vec<Vec<Reference>>,
    /// The reference that plain lookups from a table to another share.
    pub(super) shared: BTreeMap<(TableId, TableId), usize>,
    /// The reference of a lookup that says how its row is found, by what it says.
    pub(super) special: BTreeMap<(TableId, String), usize>,
    pub(super) rows: Vec<u64>,
}

pub(super) fn build(schema: &Schema, seed: u64, options: &Options) -> Result<Built> {
    if !schema.is_valid() {
        return Err(Error::Usage("expected a schema without errors; see the diagnostics of parsing it".to_owned()));
    }
    let document = schema.document();
    let ids: BTreeMap<&str, TableId> =
        document.nodes.iter().enumerate().map(|(id, node)| (node.id.as_str(), id)).collect();
    let mut builder = Builder {
        schema,
        document,
        seed: Seed(seed),
        options,
        diagnostics: Diagnostics::default(),
        ids,
        references: document.nodes.iter().map(|_| Vec::new()).collect(),
        shared: BTreeMap::new(),
        special: BTreeMap::new(),
        rows: Vec::new(),
    };
    builder.check_options()?;
    builder.rows = document.nodes.iter().map(|node| builder.declared_rows(node)).collect();
    let mut tables: Vec<Table> = (0..document.nodes.len()).map(|id| builder.table(id)).collect();
    let comparisons = constraints::comparisons(&mut builder);
    for (table, references) in tables.iter_mut().zip(std::mem::take(&mut builder.references)) {
        table.references = references;
    }
    constraints::warn_of_what_is_not_kept(&mut builder);
    constraints::warn_of_order(&mut builder);
    correlations::check_columns(&mut builder);
    if builder.diagnostics.has_errors() {
        return Err(Error::Schema(builder.diagnostics));
    }
    if let Some(order) = graph::order(&mut builder, &mut tables) {
        // Who depends on whom is known, and free of cycles; a bound goes from the first side to the second.
        constraints::apply_combinations(&mut builder, &mut tables);
        let unbound = constraints::apply(&mut builder, &mut tables, comparisons);
        let mut warnings = builder.diagnostics;
        if warnings.has_errors() {
            return Err(Error::Schema(warnings));
        }
        let core = Core::new(tables);
        for comparison in &unbound {
            warnings.push(constraints::prove(schema, &core, comparison)?);
        }
        if warnings.has_errors() {
            return Err(Error::Schema(warnings));
        }
        return Ok(Built { core, order, warnings });
    }
    Err(Error::Schema(builder.diagnostics))
}

impl<'s> Builder<'s> {
    pub(super) fn error(&mut self, pointer: &str, message: String, hint: Option<String>) {
        self.diagnostics.push(self.schema.diagnostic(Severity::Error, pointer, &message, hint.as_deref()));
    }

    pub(super) fn warn(&mut self, pointer: &str, message: String, hint: Option<String>) {
        self.diagnostics.push(self.schema.diagnostic(Severity::Warning, pointer, &message, hint.as_deref()));
    }

    pub(super) fn node(&self, table: TableId) -> &'s Node {
        &self.document.nodes[table]
    }

    pub(super) fn parent(&self, table: TableId) -> Option<TableId> {
        let first = self.node(table).parents.as_ref()?.first()?;
        self.ids.get(first.as_str()).copied()
    }

    pub(super) fn column_id(&self, table: TableId, name: &str) -> Option<usize> {
        self.node(table).columns.iter().position(|column| column.name == name)
    }

    /// Resolves "table.column".
    pub(super) fn resolve(&self, reference: &str) -> Option<(TableId, usize)> {
        let (table, column) = reference.split_once('.')?;
        let table = *self.ids.get(table)?;
        Some((table, self.column_id(table, column)?))
    }

    /// The options name tables; a wrong name is the caller's mistake, not the schema's.
    fn check_options(&self) -> Result<()> {
        if !(self.options.scale.is_finite() && self.options.scale > 0.0) {
            return Err(Error::Usage(format!("expected a scale above 0, found {}", self.options.scale)));
        }
        for name in self.options.rows.keys() {
            let Some(&table) = self.ids.get(name.as_str()) else {
                let names: Vec<&str> = self.document.nodes.iter().map(|node| node.id.as_str()).collect();
                return Err(Error::Usage(format!(
                    "rows: expected a table of the schema, found `{name}`; the tables are {}",
                    names.join(", ")
                )));
            };
            if self.parent(table).is_some() && self.node(table).rows.is_none() {
                return Err(Error::Usage(format!(
                    "rows: `{name}` is a fact with parents, so its rows follow from theirs; set the rows of `{}`, or \
                     its fanout in the schema",
                    self.node(table).parents.as_ref().map_or("", |parents| &parents[0])
                )));
            }
            if literal_rows(self.node(table)).is_some() {
                return Err(Error::Usage(format!("rows: the rows of `{name}` are the values that the schema lists")));
            }
        }
        Ok(())
    }

    /// Rows of a table without parents.
    fn declared_rows(&self, node: &Node) -> u64 {
        const DEFAULT_ROWS: u64 = 1000;
        if let Some(rows) = literal_rows(node) {
            return rows;
        }
        if let Some(&rows) = self.options.rows.get(&node.id) {
            return rows;
        }
        let rows = node.rows.unwrap_or(DEFAULT_ROWS);
        if rows == 0 {
            return 0;
        }
        ((rows as f64 * self.options.scale).round_ties_even() as u64).max(1)
    }

    fn table(&mut self, id: TableId) -> Table {
        let node = self.node(id);
        let pk = self.column_id(id, &node.pk).unwrap_or(0);
        let order = self.time_order(id);
        let columns: Vec<_> =
            (0..node.columns.len()).map(|column| compile_column(self, id, column, order.as_ref())).collect();
        let fields: Vec<Field> = columns
            .iter()
            .map(|column| Field::new(&column.name, column.value_type.data_type(), column.nullable))
            .collect();
        Table {
            name: node.id.clone(),
            kind: node.kind,
            pk,
            schema: Arc::new(ArrowSchema::new(fields)),
            cached: columns.iter().map(|_| OnceLock::new()).collect(),
            columns,
            rows: self.row_source(id),
            references: Vec::new(),
            order,
            hit_at_random: false,
        }
    }

    fn row_source(&mut self, id: TableId) -> RowSource {
        let node = self.node(id);
        let Some(parent) = self.parent(id) else { return RowSource::Free(self.rows[id]) };
        if let Some(process) = processes::compile(self, id, parent) {
            return RowSource::Children(Children { parent, number: Number::Process(process) });
        }
        let key = self.seed.key(&node.id, "", "fanout");
        let fanout = node.fanout.as_ref().map_or_else(|| Fanout::one_each(key), |declared| Fanout::new(key, declared));
        let factors = modifiers::fanout_factors(self, id);
        RowSource::Children(Children { parent, number: Number::Fanout { fanout, factors } })
    }

    /// The column in whose order the rows lie, and from when on their parents exist.
    fn time_order(&mut self, id: TableId) -> Option<TimeOrder> {
        let node = self.node(id);
        if node.order != Some(RowOrder::ByTime) {
            return None;
        }
        if node.stage_config.is_some() || node.state_transition_model.is_some() {
            self.error(
                &format!("/nodes/{id}/order"),
                "expected no `order` on a table that a process fills, found one".to_owned(),
                Some("the rows of a process lie by parent, step after step; leave out `order`".to_owned()),
            );
            return None;
        }
        let is_time = |column: &&crate::schema::document::Column| ValueType::of(column) == ValueType::Datetime;
        let column = node.columns.iter().position(|column| is_time(&column))?;
        let Generator::DatetimeSeries(series) = &node.columns[column].generator else {
            self.error(
                &format!("/nodes/{id}/order"),
                format!(
                    "expected the first datetime column of a table in time order to be a datetime_series, found \
                     `{}.{}` with another generator",
                    node.id, node.columns[column].name
                ),
                Some("put the datetime_series first, or leave out `order`".to_owned()),
            );
            return None;
        };
        let exists_from = self.existence(id, column, series.after.as_deref());
        let name = &node.columns[column].name;
        Some(TimeOrder {
            column,
            time: self.seed.key(&node.id, name, "value").draw(0),
            parent: self.seed.key(&node.id, "", "parent"),
            exists_from,
            rows: node.rows.is_some().then(|| self.declared_rows(node)),
        })
    }

    /// From `after`, if that names a column of the parent; else from the parent row's own time.
    fn existence(&mut self, id: TableId, column: usize, after: Option<&str>) -> Option<Path> {
        let parent = self.parent(id)?;
        let Some(after) = after else {
            let created = self.node(parent).vintage_behavior.as_ref().map(|vintage| vintage.created_at_column.as_str());
            let created = created.and_then(|created| self.column_id(parent, created)).map(Path::Own);
            return created.or_else(|| time_path(self, parent));
        };
        let named = after.split_once('.').filter(|(table, _)| *table == "parent" || *table == self.node(parent).id);
        let Some(found) = named.and_then(|(_, name)| self.column_id(parent, name)) else {
            self.error(
                &format!("/nodes/{id}/columns/{column}/generator/datetime_series/after"),
                format!(
                    "expected a column of the parent `{}` in a table in time order, found `{after}`",
                    self.node(parent).id
                ),
                Some(
                    "rows in time order choose their parent by their time, not their time by another column".to_owned(),
                ),
            );
            return None;
        };
        Some(Path::Own(found))
    }
}

/// The rows of a literal table: as many as its longest list has values.
pub(super) fn literal_rows(node: &Node) -> Option<u64> {
    let lists = node.columns.iter().filter_map(|column| match &column.generator {
        Generator::EnumList(list) => Some(list.values.len() as u64),
        _ => None,
    });
    lists.max()
}
