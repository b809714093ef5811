//! Dirty data and its ledger: the cells of the ledger are put back as they were and the added rows left out, so that
//! what is known does not count against the data. Whether the ledger agrees with the dirty data is a check of its own.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::DataType;
use datafusion::common::TableReference;
use datafusion::prelude::ParquetReadOptions;
use datagen_core::dirty::LEDGER;
use datagen_core::schema::document::{Document, Node};
use datagen_io::metadata::Metadata;
use datagen_io::read::files::Listing;
use datagen_io::read::{csv, dirty_types};
use parquet::arrow::ArrowWriter;

use crate::error::{Error, Result};
use crate::sql::{identifier, literal};

use super::table::{ColumnState, Opening, Table, Wanted, wanted};
use super::{Dataset, OpenOptions};

const COLUMNS: [&str; 6] = ["table", "pk", "column", "kind", "clean_value", "dirty_value"];

/// The ledger of dirty data: a table of the engine of the same name.
#[derive(Debug)]
pub struct Ledger {
    /// The file.
    pub path: PathBuf,
    /// Why it cannot be used; then the data is checked as it is.
    pub problem: Option<String>,
    /// Its columns by table: those with lines, and how many.
    pub lines: BTreeMap<String, BTreeMap<String, u64>>,
    /// The clean data given beside it, if any.
    pub clean: Option<PathBuf>,
    /// Why a table of the clean data cannot be read.
    pub(crate) clean_problems: BTreeMap<String, String>,
    /// The columns of the dirty tables, in their types there.
    types: BTreeMap<String, Vec<Wanted>>,
}

/// The engine's table of the dirty rows of `table`, as they stand in the file.
pub(crate) fn dirty_name(table: &str) -> String {
    format!("{table} dirty")
}

/// The engine's table of the clean rows of `table` that are given beside the dirty ones.
pub(crate) fn clean_name(table: &str) -> String {
    format!("{table} clean")
}

impl Ledger {
    pub(crate) fn open(
        opening: &Opening<'_>,
        document: &Document,
        metadata: &Metadata,
        options: &OpenOptions,
    ) -> Result<Self> {
        let named = metadata.ledger.as_ref().map_or_else(|| format!("{LEDGER}.csv"), |ledger| ledger.file.clone());
        let path = options.ledger.clone().unwrap_or_else(|| opening.directory.join(named));
        let types = document.nodes.iter().map(|node| (node.id.clone(), dirty_types(node, metadata))).collect();
        let mut ledger = Self {
            path,
            problem: None,
            lines: BTreeMap::new(),
            clean: options.clean.clone(),
            clean_problems: BTreeMap::new(),
            types,
        };
        ledger.problem = ledger.read(opening)?;
        if let Some(directory) = &options.clean {
            let opening = Opening { directory, listing: &Listing::of(directory), ..*opening };
            for node in &document.nodes {
                let table = opening.open(&node.id, &clean_name(&node.id), &wanted(node))?;
                ledger.clean_problems.extend(table.problem.map(|problem| (node.id.clone(), problem)));
            }
        }
        Ok(ledger)
    }

    /// Reads the file; what is returned is why it cannot be used.
    fn read(&mut self, opening: &Opening<'_>) -> Result<Option<String>> {
        let columns: Vec<Wanted> = COLUMNS.iter().map(|name| ((*name).to_owned(), DataType::Utf8)).collect();
        let target = opening.temporary.join(format!("{LEDGER}.parquet"));
        let read = match csv::import(&self.path.as_path().into(), &target, &columns, opening.engine.control())? {
            Ok(read) => read,
            Err(problem) => return Ok(Some(problem)),
        };
        if let Some(bad) = read.faults.first_bad_lines.first() {
            return Ok(Some(format!("{}:{}: {}", self.path.display(), bad.line, bad.reason)));
        }
        if !read.missing.is_empty() {
            return Ok(Some(format!("{}: the column {} is missing", self.path.display(), read.missing.join(", "))));
        }
        register(opening, LEDGER, &target)?;
        let counts =
            format!("SELECT \"table\", coalesce(\"column\", ''), count(*) FROM {LEDGER} GROUP BY 1, 2 ORDER BY 1, 2");
        for batch in opening.engine.query(&counts)? {
            let (tables, columns) = (texts(&batch, 0)?, texts(&batch, 1)?);
            let counts = batch.column(2).as_primitive::<arrow::datatypes::Int64Type>();
            for row in 0..batch.num_rows() {
                let lines = self.lines.entry(tables[row].clone()).or_default();
                lines.insert(columns[row].clone(), counts.value(row).unsigned_abs());
            }
        }
        Ok(None)
    }

    /// The columns of `table` in the types of the dirty data.
    pub(crate) fn types(&self, table: &str) -> Option<Vec<Wanted>> {
        self.types.get(table).cloned()
    }
}

fn texts(batch: &RecordBatch, column: usize) -> Result<Vec<String>> {
    let texts = arrow::compute::cast(batch.column(column), &DataType::Utf8)?;
    Ok(texts.as_string::<i32>().iter().map(|text| text.unwrap_or_default().to_owned()).collect())
}

fn register(opening: &Opening<'_>, name: &str, file: &Path) -> Result<()> {
    let (context, path) = (opening.engine.context(), file.to_string_lossy().into_owned());
    opening.engine.block_on(async {
        let frame = context.read_parquet(path, ParquetReadOptions::default()).await?;
        context.register_table(TableReference::bare(name), frame.into_view())?;
        Ok(())
    })
}

impl Dataset {
    /// Makes the repaired tables of dirty data, under the names of the document.
    pub(crate) fn repair(&mut self, document: &Document) -> Result<()> {
        let Some(ledger) = &self.ledger else { return Ok(()) };
        let (opening, mut rows) = (self.opening(), Vec::new());
        for (node, table) in document.nodes.iter().zip(&self.tables) {
            if table.problem.is_some() {
                rows.push(None);
                continue;
            }
            let target = opening.temporary.join(format!("{} repaired.parquet", node.id));
            let written = write(&opening, &repaired(node, table, ledger), &target)?;
            register(&opening, &node.id, &target)?;
            rows.push(Some((written, target)));
        }
        for (table, repaired) in self.tables.iter_mut().zip(rows) {
            if let Some((rows, target)) = repaired {
                (table.rows, table.files) = (rows, vec![target]);
            }
        }
        Ok(())
    }
}

/// The query of the clean rows of a dirty table.
fn repaired(node: &Node, table: &Table, ledger: &Ledger) -> String {
    let (dirty, none) = (identifier(&dirty_name(&node.id)), BTreeMap::new());
    let lines = if ledger.problem.is_none() { ledger.lines.get(&node.id).unwrap_or(&none) } else { &none };
    let key = format!("CAST(d.{} AS VARCHAR)", identifier(&node.pk));
    let column = |(column, (_, state)): (&datagen_core::schema::document::Column, &(String, ColumnState))| {
        let name = identifier(&column.name);
        let kind = format!("arrow_cast(NULL, {})", literal(&column.data_type().to_string()));
        let cast = |value: &str| format!("arrow_try_cast({value}, {})", literal(&column.data_type().to_string()));
        let has = matches!(state, ColumnState::Exact | ColumnState::Cast(_));
        match (has, lines.contains_key(&column.name)) {
            (false, _) => format!("{kind} AS {name}"),
            (true, false) => format!("{} AS {name}", cast(&format!("d.{name}"))),
            (true, true) => {
                let (hit, clean) =
                    (identifier(&format!("{} hit", column.name)), identifier(&format!("{} clean", column.name)));
                format!(
                    "CASE WHEN l.{hit} THEN {} ELSE {} END AS {name}",
                    cast(&format!("l.{clean}")),
                    cast(&format!("d.{name}"))
                )
            }
        }
    };
    let columns: Vec<String> = node.columns.iter().zip(&table.columns).map(column).collect();
    let select = format!("SELECT {} FROM {dirty} d", columns.join(", "));
    if lines.is_empty() {
        return select;
    }
    let of_line = |name: &String| {
        let (is, hit) = (literal(name), identifier(&format!("{name} hit")));
        let clean = identifier(&format!("{name} clean"));
        format!(
            "bool_or(coalesce(\"column\" = {is}, false)) AS {hit}, \
             max(CASE WHEN \"column\" = {is} THEN clean_value END) AS {clean}"
        )
    };
    let mut wide: Vec<String> = lines.keys().filter(|name| !name.is_empty()).map(of_line).collect();
    wide.push("bool_or(\"column\" IS NULL) AS \"added row\"".to_owned());
    format!(
        "{select} LEFT JOIN (SELECT pk AS \"line pk\", {} FROM {LEDGER} WHERE \"table\" = {} GROUP BY pk) l \
         ON {key} = l.\"line pk\" WHERE l.\"added row\" IS NOT TRUE",
        wide.join(", "),
        literal(&node.id)
    )
}

/// Writes the result of a query to a file, and says how many rows it has.
fn write(opening: &Opening<'_>, sql: &str, target: &Path) -> Result<u64> {
    let parquet =
        |error: parquet::errors::ParquetError| Error::Query(format!("cannot write a temporary file: {error}"));
    let file = File::create(target).map_err(|error| Error::io("create", target, error))?;
    let schema = opening.engine.block_on(opening.engine.context().sql(sql))?;
    let schema = std::sync::Arc::new(schema.schema().as_arrow().clone());
    let mut writer = ArrowWriter::try_new(file, schema, None).map_err(parquet)?;
    let mut rows = 0;
    opening.engine.for_each(sql, |batch| {
        rows += batch.num_rows() as u64;
        writer.write(&batch).map_err(parquet)
    })?;
    writer.close().map_err(parquet)?;
    Ok(rows)
}
