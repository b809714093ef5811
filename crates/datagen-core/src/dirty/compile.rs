//! From the document's issues to what is done to each table: everything is an index, nothing is a name.

use std::ops::Range;
use std::sync::Arc;

use arrow::datatypes::{Field, Schema as ArrowSchema, SchemaRef};

use crate::control::Control;
use crate::error::{Error, Result};
use crate::plan::Plan;
use crate::plan::table::{Table, TableId};
use crate::schema::document::{Column, Document, Node};
use crate::schema::issues::{DEFAULT_FACTOR, FreshKey, Issue, IssueKind};
use crate::schema::keys::Keys;
use crate::seed::{ColumnKey, Seed};
use crate::value::ValueType;

use super::added::Copies;
use super::block::Block;
use super::change::{Change, Damage};
use super::format::Format;

/// A table of the dirty dataset.
#[derive(Debug)]
pub(super) struct DirtyTable {
    pub(super) id: TableId,
    pub(super) schema: SchemaRef,
    /// The types of the columns, as they are in the dirty dataset.
    pub(super) types: Vec<ValueType>,
    /// What happens to cells, in the document's order.
    pub(super) damages: Vec<Damage>,
    /// What adds rows, in the document's order.
    pub(super) copies: Vec<Copies>,
    /// Whether the ledger tells of it.
    pub(super) in_ledger: bool,
}

/// The tables in generation order.
pub(super) fn tables(plan: &Plan, document: &Document, control: &Control) -> Result<Vec<DirtyTable>> {
    let keys = Keys::of(document);
    let compile = |name: &str| {
        let id = plan.core.tables.iter().position(|table| table.name == name);
        let id = id.ok_or_else(|| Error::Bug(format!("no table {name}")))?;
        let mut compiler = Compiler {
            seed: Seed(plan.seed()),
            node: &document.nodes[id],
            keys: &keys,
            plan,
            control,
            table: DirtyTable::clean(id, &plan.core.tables[id]),
            seen: Vec::new(),
        };
        for issue in document.issues.iter().flatten().filter(|issue| issue.table == name) {
            compiler.issue(issue)?;
        }
        Ok(compiler.finish())
    };
    plan.tables().map(compile).collect()
}

struct Compiler<'a> {
    seed: Seed,
    node: &'a Node,
    keys: &'a Keys<'a>,
    plan: &'a Plan,
    control: &'a Control,
    table: DirtyTable,
    /// The kinds so far.
    seen: Vec<IssueKind>,
}

impl Compiler<'_> {
    fn issue(&mut self, issue: &Issue) -> Result<()> {
        // Named by kind and number among its kind, so that other issues of the list change nothing.
        let number = self.seen.iter().filter(|kind| **kind == issue.kind).count();
        self.seen.push(issue.kind);
        let purpose = format!("issue {} {number}", issue.kind.word());
        if issue.kind.adds_rows() {
            return self.copies(issue, &purpose);
        }
        let columns = self.columns(issue);
        if let (IssueKind::Swapped, [first, second]) = (issue.kind, columns.as_slice()) {
            self.damage(issue, &purpose, *first, Change::Swap { other: *second });
            return Ok(());
        }
        for column in columns {
            let change = self.change(issue, column, &purpose);
            self.damage(issue, &purpose, column, change);
        }
        Ok(())
    }

    /// The columns to which the issue happens: those it names, or all that fit and are no keys.
    fn columns(&self, issue: &Issue) -> Vec<usize> {
        let all = self.node.columns.iter().enumerate();
        let takes_part = |column: &Column| match &issue.columns {
            Some(names) => names.contains(&column.name),
            None => issue.kind.fits(column) && self.keys.role(&self.node.id, &column.name).is_none(),
        };
        all.filter(|(_, column)| takes_part(column)).map(|(index, _)| index).collect()
    }

    fn damage(&mut self, issue: &Issue, purpose: &str, column: usize, change: Change) {
        let key = self.key(column, purpose);
        self.table.damages.push(Damage { kind: issue.kind, rate: issue.rate, key, column, change });
    }

    fn key(&self, column: usize, purpose: &str) -> ColumnKey {
        self.seed.key(&self.node.id, &self.node.columns[column].name, purpose)
    }

    fn change(&mut self, issue: &Issue, column: usize, purpose: &str) -> Change {
        match issue.kind {
            IssueKind::Format => {
                self.table.types[column] = ValueType::Text;
                Change::Format(Format::new(&self.node.columns[column], self.key(column, purpose)))
            }
            IssueKind::Case => Change::Case,
            IssueKind::Whitespace => Change::Whitespace,
            IssueKind::Typo => Change::Typo,
            IssueKind::Outlier => Change::Outlier,
            IssueKind::Unit => Change::Factor(issue.factor.unwrap_or(DEFAULT_FACTOR)),
            IssueKind::Stale => Change::Stale,
            _ => Change::Missing,
        }
    }

    fn copies(&mut self, issue: &Issue, purpose: &str) -> Result<()> {
        let rows = self.plan.core.layout(self.table.id, self.control)?.rows();
        let fresh = FreshKey::of(&self.node.columns[self.plan.core.tables[self.table.id].pk]);
        let fresh = fresh.ok_or_else(|| Error::Bug(format!("no fresh key for {}", self.node.id)))?;
        let near = if issue.kind == IssueKind::NearDuplicate { self.columns(issue) } else { Vec::new() };
        self.table.copies.push(Copies {
            kind: issue.kind,
            key: self.seed.key(&self.node.id, "", purpose),
            first: self.table.copies.iter().map(|copies| copies.count).sum(),
            count: ((rows as f64 * issue.rate).round_ties_even() as u64).min(rows),
            rows,
            fresh,
            near,
        });
        Ok(())
    }

    fn finish(mut self) -> DirtyTable {
        let table = &mut self.table;
        let fields = table.schema.fields().iter().zip(&table.types).enumerate().map(|(column, (field, value_type))| {
            let missing = |damage: &&Damage| damage.column == column && damage.kind == IssueKind::Missing;
            let nullable = field.is_nullable() || table.damages.iter().any(|damage| missing(&damage));
            Field::new(field.name(), value_type.data_type(), nullable)
        });
        table.schema = Arc::new(ArrowSchema::new(fields.collect::<Vec<_>>()));
        self.table
    }
}

impl DirtyTable {
    fn clean(id: TableId, table: &Table) -> Self {
        Self {
            id,
            schema: Arc::clone(&table.schema),
            types: table.columns.iter().map(|column| column.value_type).collect(),
            damages: Vec::new(),
            copies: Vec::new(),
            in_ledger: true,
        }
    }

    pub(super) fn name<'p>(&self, plan: &'p Plan) -> &'p str {
        &plan.core.tables[self.id].name
    }

    /// Whether the ledger may have lines about it.
    pub(super) fn has_lines(&self) -> bool {
        self.in_ledger && !(self.damages.is_empty() && self.copies.is_empty())
    }

    pub(super) fn rows(&self, plan: &Plan, control: &Control) -> Result<u64> {
        let clean = plan.core.layout(self.id, control)?.rows();
        Ok(clean + self.copies.iter().map(|copies| copies.count).sum::<u64>())
    }

    /// The rows `rows`: clean ones that are damaged, and those of each issue that adds rows. Where fallbacks are
    /// counted is said by `tally`.
    pub(super) fn blocks<'a>(
        &'a self,
        plan: &'a Plan,
        rows: Range<u64>,
        tally: Option<&'a Control>,
    ) -> Result<Vec<Block<'a>>> {
        let clean = plan.core.layout(self.id, &Control::default())?.rows();
        let mut blocks = Vec::new();
        if rows.start < clean || rows.is_empty() {
            blocks.push(Block::damaged(plan, self, rows.start..rows.end.min(clean), tally)?);
        }
        for copies in &self.copies {
            let first = clean + copies.first;
            let (start, end) = (rows.start.max(first), rows.end.min(first + copies.count));
            if start < end {
                blocks.push(Block::added(plan, self, copies, start - first..end - first)?);
            }
        }
        Ok(blocks)
    }
}
