//! Phase 3: some rows of each table, closed under the keys.

use std::collections::BTreeSet;

use datagen_core::schema::relations::Relation;
use datagen_quality::profile::{ColumnProfile, TableProfile};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::challenge::Made;
use crate::data::handed_out_document;
use crate::error::Result;
use crate::result::Table;
use crate::world::Shipped;

/// Rows of a table, before those that others refer to are added.
const ROWS: usize = 30;
/// Rows of the main table that are there because other tables refer to them.
const WITH_CHILDREN: usize = 10;
/// Rows and columns of the sample join.
const JOINED: usize = 5;
const JOINED_COLUMNS: usize = 3;
/// Bars of a small chart.
const BARS: usize = 12;

/// Some rows of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TablePreview {
    /// The table.
    pub table_name: String,
    /// About 30 rows.
    pub sample: Table,
    /// How many there are.
    pub row_count: usize,
    /// How many columns there are.
    pub column_count: usize,
    /// What one of the columns is like, over all rows.
    #[serde(default)]
    pub chart: Option<SmallChart>,
}

/// A few bars.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SmallChart {
    /// What is shown.
    pub title: String,
    /// A label for each bar.
    pub labels: Vec<String>,
    /// How many rows each stands for.
    pub counts: Vec<u64>,
}

/// Rows of the main table with those that they refer to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SampleJoin {
    /// The query.
    pub sql: String,
    /// Its result.
    pub rows: Table,
}

/// Some rows of each table, and whether they hold together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// The tables.
    pub tables: Vec<TablePreview>,
    /// The main table with its parents; none when nothing can be joined.
    #[serde(default)]
    pub join: Option<SampleJoin>,
    /// Whether each key of the preview is in it.
    pub fk_integrity_passed: bool,
    /// `table.column`: keys that are in no row.
    pub orphan_records: Vec<(String, usize)>,
    /// What is wrong with values: nulls where none may be, keys that stand twice.
    pub data_type_issues: Vec<String>,
    /// 0 to 10.
    pub quality_score: f64,
}

/// Some rows of each table: of the main table those that others refer to and the first, of its parents those that these
/// refer to, and of its children those that refer to these.
///
/// # Errors
/// Those of the query engine.
pub fn preview(made: &Made, main: &str) -> Result<Preview> {
    let relations = handed_out_document(&made.world.schema, &made.world.shipped).relations();
    let mut sampling = Sampling { made, relations, samples: Vec::new() };
    sampling.begin(main)?;
    while let Some(next) = sampling.next() {
        sampling.take(next)?;
    }
    sampling.close()?;
    let join = sampling.join(main)?;
    let tables = sampling.finish();
    Ok(checked(made, tables, join))
}

/// Rows of some tables, on the way to those of all.
struct Sampling<'m> {
    made: &'m Made,
    /// By the names that tables have when they are handed out.
    relations: Vec<Relation>,
    samples: Vec<(&'m Shipped, Table)>,
}

fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => format!("'{}'", text.replace('\'', "''")),
        other => other.to_string(),
    }
}

/// The different values of a column, as they are written in a list of SQL.
fn keys(table: &Table, column: &str) -> BTreeSet<String> {
    let at = table.position(column);
    let values = at.into_iter().flat_map(|at| table.rows.iter().map(move |row| &row[at]));
    values.filter(|value| !value.is_null()).map(literal).collect()
}

fn within(column: &str, keys: &BTreeSet<String>) -> String {
    format!("\"{column}\" IN ({})", keys.iter().cloned().collect::<Vec<_>>().join(", "))
}

impl<'m> Sampling<'m> {
    fn sample(&self, table: &str) -> Option<&Table> {
        self.samples.iter().find(|(shipped, _)| shipped.name == table).map(|(_, sample)| sample)
    }

    fn shipped(&self, table: &str) -> Option<&'m Shipped> {
        self.made.world.shipped.iter().find(|shipped| shipped.name == table)
    }

    fn key(&self, shipped: &Shipped) -> String {
        let nodes = &self.made.world.schema.document().nodes;
        nodes.iter().find(|node| node.id == shipped.node).map(|node| node.pk.clone()).unwrap_or_default()
    }

    fn rows(&self, shipped: &Shipped, condition: Option<String>, limit: usize) -> Result<Table> {
        let names = shipped.columns.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        let condition = condition.map_or_else(String::new, |condition| format!("WHERE {condition} "));
        let order = Some(self.key(shipped)).filter(|key| shipped.columns.contains(key));
        let order = order.map_or_else(String::new, |key| format!("ORDER BY \"{key}\" "));
        self.made.data.run(&format!("SELECT {names} FROM \"{}\" {condition}{order}LIMIT {limit}", shipped.node))
    }

    /// Rows of the main table: the first that others refer to, and the first of all.
    fn begin(&mut self, main: &str) -> Result<()> {
        let Some(shipped) = self.made.world.shipped.iter().find(|table| table.node == main) else { return Ok(()) };
        let mut wanted = BTreeSet::new();
        let key = self.key(shipped);
        for relation in
            self.relations.iter().filter(|relation| relation.to_table == shipped.name && relation.to_column == key)
        {
            let Some(child) = self.shipped(&relation.table) else { continue };
            let column = &relation.column;
            let sql = format!(
                "SELECT DISTINCT \"{column}\" FROM \"{}\" WHERE \"{column}\" IS NOT NULL ORDER BY \"{column}\" LIMIT {WITH_CHILDREN}",
                child.node
            );
            wanted.extend(keys(&self.made.data.run(&sql)?, column));
        }
        let mut sample = self.rows(shipped, None, ROWS)?;
        if !wanted.is_empty() {
            let first = self.rows(shipped, Some(within(&key, &wanted)), ROWS)?;
            sample.rows.retain(|row| !first.rows.contains(row));
            sample.rows.splice(0..0, first.rows);
            sample.rows.truncate(ROWS);
        }
        self.samples.push((shipped, sample));
        Ok(())
    }

    /// A table that has something to do with those that are there: what they refer to before what refers to them.
    fn next(&self) -> Option<&'m Shipped> {
        let is_new = |table: &&'m Shipped| self.sample(&table.name).is_none();
        let new = || self.made.world.shipped.iter().filter(is_new);
        let is_parent = |table: &&Shipped| {
            self.relations.iter().any(|one| one.to_table == table.name && self.sample(&one.table).is_some())
        };
        let is_child = |table: &&Shipped| {
            self.relations.iter().any(|one| one.table == table.name && self.sample(&one.to_table).is_some())
        };
        new().find(is_parent).or_else(|| new().find(is_child)).or_else(|| new().next())
    }

    /// The rows of one more table.
    fn take(&mut self, shipped: &'m Shipped) -> Result<()> {
        let mut conditions = Vec::new();
        for relation in &self.relations {
            let referred = self.sample(&relation.table).filter(|_| relation.to_table == shipped.name);
            let referring = self.sample(&relation.to_table).filter(|_| relation.table == shipped.name);
            let inside = referred.map(|child| within(&relation.to_column, &keys(child, &relation.column)));
            let inside =
                inside.or_else(|| referring.map(|parent| within(&relation.column, &keys(parent, &relation.to_column))));
            conditions.extend(inside.filter(|inside| !inside.ends_with("()")));
        }
        let condition = (!conditions.is_empty()).then(|| conditions.join(" AND "));
        let mut sample = self.rows(shipped, condition, ROWS)?;
        if sample.rows.is_empty() {
            sample = self.rows(shipped, None, ROWS)?;
        }
        self.samples.push((shipped, sample));
        Ok(())
    }

    /// Adds the rows that are referred to and not there yet, until there are none.
    fn close(&mut self) -> Result<()> {
        loop {
            let mut added = false;
            for relation in self.relations.clone() {
                let (Some(child), Some(parent)) = (self.sample(&relation.table), self.sample(&relation.to_table))
                else {
                    continue;
                };
                let missing: BTreeSet<String> = &keys(child, &relation.column) - &keys(parent, &relation.to_column);
                let Some(shipped) = self.shipped(&relation.to_table).filter(|_| !missing.is_empty()) else { continue };
                let more = self.rows(shipped, Some(within(&relation.to_column, &missing)), missing.len())?;
                added |= !more.rows.is_empty();
                let own = self.samples.iter_mut().find(|(table, _)| table.name == shipped.name);
                own.into_iter().for_each(|(_, sample)| sample.rows.extend(more.rows.iter().cloned()));
            }
            if !added {
                return Ok(());
            }
        }
    }

    /// The main table's first rows with what they refer to.
    fn join(&self, main: &str) -> Result<Option<SampleJoin>> {
        let Some(main) = self.made.world.shipped.iter().find(|table| table.node == main) else { return Ok(None) };
        let own: Vec<&Relation> = self.relations.iter().filter(|relation| relation.table == main.name).collect();
        let mut parents: Vec<(&Relation, &Shipped)> = Vec::new();
        for relation in own {
            let is_new =
                parents.iter().all(|(_, table)| table.name != relation.to_table) && relation.to_table != main.name;
            parents.extend(self.shipped(&relation.to_table).filter(|_| is_new).map(|table| (relation, table)));
        }
        if parents.is_empty() {
            return Ok(None);
        }
        let mut columns: Vec<String> =
            main.columns.iter().take(JOINED_COLUMNS).map(|name| format!("{}.{name}", main.name)).collect();
        let mut joins = String::new();
        for (relation, table) in &parents {
            let told = table.columns.iter().filter(|name| **name != relation.to_column).take(JOINED_COLUMNS - 1);
            columns.extend(told.map(|name| format!("{}.{name}", table.name)));
            joins.push_str(&format!(
                "\nJOIN {0} ON {0}.{1} = {2}.{3}",
                table.name, relation.to_column, main.name, relation.column
            ));
        }
        let key = self.key(main);
        let sql = format!(
            "SELECT {}\nFROM {}{joins}\nORDER BY {}.{key}\nLIMIT {JOINED}",
            columns.join(", "),
            main.name,
            main.name
        );
        let rows = self.made.data.run(&sql)?;
        Ok(Some(SampleJoin { sql, rows }))
    }

    /// The tables in the order in which they are handed out.
    fn finish(self) -> Vec<TablePreview> {
        let made = self.made;
        let of = |shipped: &Shipped| {
            let (_, sample) = self.samples.iter().find(|(own, _)| own.name == shipped.name)?;
            let profile = made.tables.profile(&shipped.name);
            Some(TablePreview {
                table_name: shipped.name.clone(),
                row_count: sample.rows.len(),
                column_count: sample.columns.len(),
                chart: profile.and_then(chart),
                sample: sample.clone(),
            })
        };
        made.world.shipped.iter().filter_map(of).collect()
    }
}

/// What says most of a table: rows over time, else the values of a column with a few, else numbers.
fn chart(profile: &TableProfile) -> Option<SmallChart> {
    let columns = || profile.columns.iter();
    let over_time = columns().find_map(|column| timeline(&profile.name, column));
    let few = |column: &ColumnProfile| (2..=20).contains(&column.distinct.count) && column.numbers.is_none();
    let by_value = || columns().find(|column| few(column)).map(values);
    let by_size = || columns().filter(|column| !column.looks_unique()).find_map(sizes);
    over_time.or_else(by_value).or_else(by_size)
}

fn timeline(table: &str, column: &ColumnProfile) -> Option<SmallChart> {
    let times = column.times.as_ref()?;
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    Some(SmallChart {
        title: format!("{table} by month of {}", column.name),
        labels: months.map(str::to_owned).to_vec(),
        counts: times.by_month.clone(),
    })
}

fn values(column: &ColumnProfile) -> SmallChart {
    let top = || column.top.iter().take(BARS);
    SmallChart {
        title: format!("rows by {}", column.name),
        labels: top().map(|value| value.value.clone()).collect(),
        counts: top().map(|value| value.count).collect(),
    }
}

fn sizes(column: &ColumnProfile) -> Option<SmallChart> {
    let histogram = &column.numbers.as_ref()?.histogram;
    let group = histogram.counts.len().div_ceil(BARS).max(1);
    let label = |(at, _): (usize, &[u64])| format!("{}", histogram.start + histogram.width * (at * group) as f64);
    Some(SmallChart {
        title: format!("rows by {}", column.name),
        labels: histogram.counts.chunks(group).enumerate().map(label).collect(),
        counts: histogram.counts.chunks(group).map(|counts| counts.iter().sum()).collect(),
    })
}

/// Holds the samples against what keys, types and nulls are to be.
fn checked(made: &Made, tables: Vec<TablePreview>, join: Option<SampleJoin>) -> Preview {
    let document = made.world.schema.document();
    let find = |node: &str| {
        let name = made.world.shipped.iter().find(|table| table.node == node).map(|table| table.name.as_str())?;
        tables.iter().find(|table| table.table_name == name)
    };
    let mut orphan_records = Vec::new();
    for relation in document.relations() {
        let (Some(child), Some(parent)) = (find(&relation.table), find(&relation.to_table)) else { continue };
        let (Some(from), Some(to)) =
            (child.sample.position(&relation.column), parent.sample.position(&relation.to_column))
        else {
            continue;
        };
        let is_there =
            |row: &&Vec<Value>| !row[from].is_null() && !parent.sample.rows.iter().any(|other| other[to] == row[from]);
        let orphans = child.sample.rows.iter().filter(is_there).count();
        if orphans > 0 {
            orphan_records.push((format!("{}.{}", relation.table, relation.column), orphans));
        }
    }
    let mut issues = Vec::new();
    for node in &document.nodes {
        let Some(table) = find(&node.id) else { continue };
        for column in &node.columns {
            let Some(at) = table.sample.position(&column.name) else { continue };
            if !column.nullable && table.sample.rows.iter().any(|row| row[at].is_null()) {
                issues.push(format!("{}.{} is null, and must not be", node.id, column.name));
            }
            let mut keys: Vec<String> = table.sample.rows.iter().map(|row| row[at].to_string()).collect();
            let count = keys.len();
            keys.sort();
            keys.dedup();
            if column.name == node.pk && keys.len() < count {
                issues.push(format!("{}.{} stands twice", node.id, column.name));
            }
        }
    }
    let empty = tables.iter().filter(|table| table.row_count == 0).count();
    let quality_score =
        (10.0 - 4.0 * f64::from(u8::from(!orphan_records.is_empty())) - 2.0 * issues.len() as f64 - empty as f64)
            .max(0.0);
    Preview {
        fk_integrity_passed: orphan_records.is_empty(),
        tables,
        join,
        orphan_records,
        data_type_issues: issues,
        quality_score,
    }
}
