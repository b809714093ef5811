//! Tables divided by the time in a column.
//!
//! Rows are made once, in order, and gathered by the values of the column; what does not fit in memory waits in a
//! temporary file. Then every value is written like a table of its own. Each step sees rows in the same order whatever
//! the number of threads.

use std::collections::BTreeMap;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, UInt32Array};
use arrow::compute::{concat_batches, take_record_batch};
use arrow::datatypes::{DataType, Date32Type, Schema, TimeUnit, TimestampMicrosecondType};
use datagen_core::control::Control;

use crate::error::{Error, Result};
use crate::source::Source;
use crate::write::gather::Gathered;
use crate::write::ipc::unpacked;
use crate::write::options::{Hive, HiveUnit, WriteOptions};
use crate::write::ordered::in_order;
use crate::write::output::{Open, Outputs};
use crate::write::table::Table;
use crate::write::text::civil;

/// Rows that are made at a time. Decides the order of nothing, but how much is in memory.
const PART_ROWS: u64 = 131_072;

/// More folders than this are nobody's intention.
const MOST_FOLDERS: usize = 10_000;

/// What Hive, Spark and DuckDB call the folder of nulls.
const NULL: &str = "__HIVE_DEFAULT_PARTITION__";

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// The column that divides a table.
#[derive(Debug, Clone)]
pub(super) struct HiveColumn {
    column: usize,
    name: String,
    unit: HiveUnit,
}

/// The year, month and day of a folder, as far as its unit goes; none is the folder of nulls.
type Key = Option<(i64, u32, u32)>;

impl HiveColumn {
    /// The column that divides `table`, if any does.
    pub(super) fn of(table: &str, schema: &Schema, hives: &[Hive]) -> Result<Option<Self>> {
        let mut own = hives.iter().filter(|hive| hive.table == table);
        let Some(hive) = own.next() else { return Ok(None) };
        if own.next().is_some() {
            return Err(Error::Usage(format!("table {table} is divided twice; choose one column")));
        }
        let Hive { column, unit, .. } = hive;
        let is_time = |data_type: &DataType| {
            matches!(data_type, DataType::Date32 | DataType::Timestamp(TimeUnit::Microsecond, None))
        };
        let found = schema.fields().iter().position(|field| field.name() == column && is_time(field.data_type()));
        let Some(found) = found else {
            let times = schema.fields().iter().filter(|field| is_time(field.data_type()));
            let times: Vec<&str> = times.map(|field| field.name().as_str()).collect();
            let choices =
                if times.is_empty() { "it has none".to_owned() } else { format!("choose {}", times.join(", ")) };
            let what = format!("table {table} cannot be divided by {column:?}");
            return Err(Error::Usage(format!("{what}, only by a column of dates or times; {choices}")));
        };
        let name = format!("{column}_{}", unit.word());
        if schema.fields().iter().any(|field| *field.name() == name) {
            return Err(Error::Usage(format!(
                "table {table} has a column {name}, which is the name of its folders by {}; choose another unit",
                unit.word()
            )));
        }
        let forbidden = |c: char| c.is_control() || r#"/\:*?"<>|=%"#.contains(c);
        if name.contains(forbidden) {
            return Err(Error::Usage(format!(
                "column {column:?} of {table} cannot be the name of a folder; rename it"
            )));
        }
        Ok(Some(Self { column: found, name, unit: *unit }))
    }

    /// The name of a folder.
    fn folder(&self, key: Key) -> String {
        let value = match (key, self.unit) {
            (None, _) => NULL.to_owned(),
            (Some((year, ..)), HiveUnit::Year) => format!("{year:04}"),
            (Some((year, month, _)), HiveUnit::Month) => format!("{year:04}-{month:02}"),
            (Some((year, month, day)), HiveUnit::Day) => format!("{year:04}-{month:02}-{day:02}"),
        };
        format!("{}={value}", self.name)
    }

    fn key(&self, days: i64) -> Key {
        let (year, month, day) = civil(days);
        Some(match self.unit {
            HiveUnit::Year => (year, 0, 0),
            HiveUnit::Month => (year, month, 0),
            HiveUnit::Day => (year, month, day),
        })
    }

    /// The rows of each folder.
    fn rows(&self, array: &ArrayRef) -> BTreeMap<Key, Vec<u32>> {
        let days: Box<dyn Fn(usize) -> i64 + '_> = match array.data_type() {
            DataType::Date32 => {
                let values = array.as_primitive::<Date32Type>().values();
                Box::new(|row| i64::from(values[row]))
            }
            _ => {
                let values = array.as_primitive::<TimestampMicrosecondType>().values();
                Box::new(|row| values[row].div_euclid(MICROS_PER_DAY))
            }
        };
        let mut rows: BTreeMap<Key, Vec<u32>> = BTreeMap::new();
        for row in 0..array.len() {
            let key = if array.is_null(row) { None } else { self.key(days(row)) };
            rows.entry(key).or_default().push(row as u32);
        }
        rows
    }

    /// A batch by folder.
    fn divide(&self, batch: &RecordBatch) -> Result<Vec<(Key, RecordBatch)>> {
        let rows = self.rows(batch.column(self.column));
        if rows.len() == 1 {
            return Ok(rows.into_keys().map(|key| (key, batch.clone())).collect());
        }
        let taken = rows.into_iter().map(|(key, rows)| {
            let taken = take_record_batch(batch, &UInt32Array::from(rows));
            taken.map(|batch| (key, batch)).map_err(|error| Error::bug(error.to_string()))
        });
        taken.collect()
    }
}

/// Writes a table that is divided by `hive`.
pub(super) fn write<'a>(
    source: &dyn Source,
    table: &Table,
    hive: &HiveColumn,
    options: &WriteOptions,
    control: &Control,
    outputs: &mut Outputs<'_, 'a, impl Open<'a> + Send>,
) -> Result<()> {
    let gathered = gather(source, table, hive, options, control)?;
    let gathered = gathered.finish(table)?;
    let directory = table.directory.as_deref().unwrap_or(&table.name);
    let mut tables = Vec::new();
    for (position, (key, rows)) in gathered.groups().into_iter().enumerate() {
        tables.push(table.divided(position, format!("{directory}/{}", hive.folder(key)), rows)?);
    }
    if tables.is_empty() {
        tables.push(table.divided(0, directory.to_owned(), 0)?);
    }
    super::write_line(&gathered, &tables, options, control, outputs)
}

/// All rows, by folder.
fn gather(
    source: &dyn Source,
    table: &Table,
    hive: &HiveColumn,
    options: &WriteOptions,
    control: &Control,
) -> Result<Gathered<Key>> {
    let mut gathered = Gathered::new(&table.schema);
    let divide = |part: u64| {
        let rows = part * PART_ROWS..table.rows.min((part + 1) * PART_ROWS);
        let bug = |error: arrow::error::ArrowError| Error::bug(format!("table {}: {error}", table.name));
        let mut batches = Vec::new();
        for batch in table.batches(source, rows, control) {
            batches.push(unpacked(&table.schema, &batch?).map_err(bug)?);
        }
        hive.divide(&concat_batches(&table.schema, &batches).map_err(bug)?)
    };
    let add = |_, divided| {
        gathered.add(divided)?;
        if gathered.len() > MOST_FOLDERS {
            return Err(Error::Usage(format!(
                "table {} would be divided into more than {MOST_FOLDERS} folders by {}; choose a longer unit",
                table.name,
                hive.unit.word()
            )));
        }
        Ok(())
    };
    in_order(table.rows.div_ceil(PART_ROWS), options.threads, divide, add)?;
    Ok(gathered)
}
