//! What the quality report is made of: the clean tables beside those that are handed out.

use datagen_core::schema::document::Node;
use datagen_core::schema::generators::Generator;
use datagen_core::schema::relations::Relation;
use datagen_quality::profile::TableProfile;
use datagen_report::document::{ColumnEntry, entries};

use crate::completed::{Completed, Tables};
use crate::country::Country;
use crate::error::Result;
use crate::result::{Table, number};

/// A column whose values have fewer rows each names things.
const ROWS_A_GROUP: u64 = 5;

/// A challenge, looked at.
pub(super) struct Seen<'a> {
    pub(super) completed: &'a Completed<'a>,
    pub(super) country: &'static Country,
    /// The tables without issues.
    pub(super) tables: Vec<Clean>,
    pub(super) relations: Vec<Relation>,
}

/// A table without issues.
pub(super) struct Clean {
    pub(super) node: Node,
    pub(super) profile: TableProfile,
    pub(super) columns: Vec<ColumnEntry>,
}

impl<'a> Seen<'a> {
    pub(super) fn of(completed: &'a Completed<'a>) -> Self {
        let Tables { document, profiles } = completed.clean.clone();
        let relations = completed.relations();
        let mut pictures = usize::MAX;
        let clean = |(node, profile): (Node, TableProfile)| {
            let columns = entries(&node, Some(&profile), &relations, &mut pictures);
            Clean { node, profile, columns }
        };
        let tables = document.nodes.into_iter().zip(profiles).map(clean).collect();
        Self { completed, country: completed.challenge.brief.country(), tables, relations }
    }

    /// Rows without issues.
    pub(super) fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.profile.rows).sum()
    }

    pub(super) fn columns(&self) -> usize {
        self.tables.iter().map(|table| table.columns.len()).sum()
    }

    /// Lines of the ledger.
    pub(super) fn damaged(&self) -> u64 {
        self.completed.dirt.iter().flat_map(|dirt| dirt.issues).map(|issue| issue.lines).sum()
    }

    /// A table as it is handed out.
    pub(super) fn handed_out(&self, table: &str) -> Option<&TableProfile> {
        self.completed.tables.profile(table)
    }

    /// The main table, else that with most rows, and the column with its time.
    pub(super) fn main(&self) -> Option<(&Clean, &str)> {
        let Completed { world, pack, .. } = self.completed;
        let main = world.shipped.iter().find(|table| table.node == pack.world.main).map(|table| &table.name);
        let with_time = self.tables.iter().filter_map(|table| Some((table, time_of(table)?)));
        with_time.max_by_key(|(table, _)| (Some(&table.profile.name) == main, table.profile.rows))
    }

    /// Rows of numbers that a query gives; what is no number is none.
    pub(super) fn numbers(&self, sql: &str) -> Result<Vec<Vec<f64>>> {
        let table = self.ask(sql)?;
        let row = |row: &Vec<serde_json::Value>| row.iter().map(|cell| number(cell).unwrap_or(f64::NAN)).collect();
        Ok(table.rows.iter().map(row).collect())
    }

    /// A query on the data without issues.
    pub(super) fn ask(&self, sql: &str) -> Result<Table> {
        self.completed.data.run(sql)
    }
}

impl Clean {
    /// The columns that group rows: texts and flags of few values that are no keys, also where parents are joined in.
    pub(super) fn categories(&self) -> impl Iterator<Item = &ColumnEntry> {
        use datagen_quality::profile::ColumnKind;
        let groups = |entry: &&ColumnEntry| {
            let profile = entry.profile.as_ref();
            let few = profile.is_some_and(|profile| {
                matches!(profile.kind, ColumnKind::Text | ColumnKind::Boolean)
                    && (2..=40).contains(&profile.distinct.count)
                    && profile.present() >= ROWS_A_GROUP * profile.distinct.count
            });
            few && !entry.primary && entry.refers_to.is_none() && !entry.name.ends_with("_id")
        };
        self.columns.iter().filter(groups)
    }
}

/// The column that says when a row came about: one that is drawn, not looked up.
fn time_of(table: &Clean) -> Option<&str> {
    let has_times = |name: &str| table.profile.column(name).is_some_and(|column| column.times.is_some());
    let mut columns = table.node.columns.iter().filter(|column| has_times(&column.name));
    let is_drawn =
        |column: &&datagen_core::schema::document::Column| matches!(column.generator, Generator::DatetimeSeries(_));
    let first = columns.clone().find(is_drawn).or_else(|| columns.next());
    first.map(|column| column.name.as_str())
}

/// A name in a query.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
