//! Whole datasets in every database that can be reached, in the tables that a load declares there.

use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow::array::RecordBatch;
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, Field, Schema as ArrowSchema, SchemaRef, TimeUnit};
use datagen_core::schema::document::{Column, ColumnType, Document};
use datagen_core::{Control, Result};
use datagen_io::Source;
use datagen_io::source::Batches;
use datagen_io::sql::{Ddl, Dialect, Inline, Inserts, Promises, tables};
use datagen_quality::Dataset;
use factory_core::sql::Engine;

use crate::databases::{Database, Rows, mariadb, ran, split, variable};

/// The databases that learners have.
pub(crate) const DATABASES: [Engine; 4] = [Engine::Postgres, Engine::MySql, Engine::DuckDb, Engine::Sqlite];

/// Tables of a document with all their rows.
pub(crate) struct Stored(Vec<(String, RecordBatch)>);

impl Stored {
    /// The tables that the document names, as the dataset has them.
    pub(crate) fn of(dataset: &Dataset, document: &Document) -> Self {
        let table = |node: &datagen_core::schema::document::Node| {
            let fields: Vec<Field> = node.columns.iter().map(field).collect();
            let schema = Arc::new(ArrowSchema::new(fields));
            let names: Vec<String> = node.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
            let batches = dataset.query(&format!("SELECT {} FROM \"{}\"", names.join(", "), node.id)).unwrap();
            let typed = |batch: &RecordBatch| {
                let columns = batch.columns().iter().zip(schema.fields());
                let columns = columns.map(|(column, field)| cast(column, field.data_type()).unwrap()).collect();
                RecordBatch::try_new(Arc::clone(&schema), columns).unwrap()
            };
            let batches: Vec<RecordBatch> = batches.iter().map(typed).collect();
            (node.id.clone(), concat_batches(&schema, &batches).unwrap())
        };
        Self(document.nodes.iter().map(table).collect())
    }

    /// Statements that make the tables and fill them.
    pub(crate) fn script(&self, engine: Engine, document: &Document, promises: Promises) -> String {
        let dialect = match engine {
            Engine::Postgres => Dialect::Postgres,
            Engine::MySql => Dialect::MySql,
            Engine::DuckDb => Dialect::DuckDb,
            _ => Dialect::Sqlite,
        };
        let ddl = Ddl::new(dialect);
        let mut script = String::new();
        for table in tables(self, document, &[], promises, dialect).unwrap() {
            script += &format!("{};\n", ddl.create_table(&table, &table.name, Inline::Keys));
            let inserts = Inserts::new(&ddl, &table, &table.name);
            script += &inserts.statements(&self.0[table.position].1, 0).unwrap().concat();
        }
        script
    }
}

fn field(column: &Column) -> Field {
    let kind = match column.column_type {
        ColumnType::Int => DataType::Int64,
        ColumnType::Float => DataType::Float64,
        ColumnType::Decimal => {
            DataType::Decimal128(column.precision.unwrap_or(18), column.decimals.unwrap_or(2).cast_signed())
        }
        ColumnType::Bool => DataType::Boolean,
        ColumnType::Date => DataType::Date32,
        ColumnType::Datetime => DataType::Timestamp(TimeUnit::Microsecond, None),
        ColumnType::String => DataType::Utf8,
    };
    Field::new(&column.name, kind, column.nullable)
}

impl Source for Stored {
    fn tables(&self) -> usize {
        self.0.len()
    }

    fn name(&self, table: usize) -> &str {
        &self.0[table].0
    }

    fn schema(&self, table: usize) -> SchemaRef {
        self.0[table].1.schema()
    }

    fn rows(&self, table: usize, _: &Control) -> Result<u64> {
        Ok(self.0[table].1.num_rows() as u64)
    }

    fn batches<'a>(&'a self, table: usize, rows: Range<u64>, _: &'a Control) -> Batches<'a> {
        let slice = self.0[table].1.slice(rows.start as usize, (rows.end - rows.start) as usize);
        Box::new(std::iter::once(Ok(slice)))
    }
}

/// The results of queries after a script, if the engine can be reached.
pub(crate) fn answers(engine: Engine, setup: &str, queries: &[String]) -> Option<Vec<Rows>> {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("script.sql");
    let write = |text: String| std::fs::write(&file, text).unwrap();
    let marked = |separator: &str| queries.iter().map(|query| format!("{separator}{query};\n")).collect::<String>();
    let space = space();
    let text = match engine {
        Engine::Postgres => {
            let url = variable("DATAGEN_TEST_POSTGRES")?;
            let begin = format!(
                "SET client_min_messages = error;\nDROP SCHEMA IF EXISTS {space} CASCADE;\nCREATE SCHEMA {space};\nSET search_path = {space};\n"
            );
            write(format!("{begin}{setup}\n{}DROP SCHEMA {space} CASCADE;\n", marked("SELECT '#';\n")));
            let mut command = Command::new("psql");
            command.args([&url, "-XqAt", "-F", "\t", "-P", "null=NULL", "-v", "ON_ERROR_STOP=1", "-f"]).arg(&file);
            ran(&mut command, "")
        }
        Engine::MySql => {
            let url = variable("DATAGEN_TEST_MYSQL")?;
            let begin = format!("DROP DATABASE IF EXISTS {space};\nCREATE DATABASE {space};\nUSE {space};\n");
            write(format!("{begin}{setup}\n{}DROP DATABASE {space};\n", marked("SELECT '#';\n")));
            ran(mariadb(&url, "").stdin(File::open(&file).unwrap()), "")
        }
        Engine::DuckDb => {
            let tools = variable("DATAGEN_TEST_TOOLS")?;
            write(format!("{setup}\n{}", marked("--#\n")));
            ran(Command::new(Path::new(&tools).join("dbt/bin/python")).args(["-c", PYTHON]).arg(&file), "")
        }
        _ => {
            let connection = rusqlite::Connection::open_in_memory().unwrap();
            connection.execute_batch(setup).unwrap();
            let database = Database::Sqlite(connection);
            return Some(queries.iter().map(|query| database.ask(query)).collect());
        }
    };
    Some(text.split("#\n").skip(1).map(split).collect())
}

/// A name in a server that no other test has.
fn space() -> String {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    format!("datagen_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

const PYTHON: &str = "
import duckdb, sys
connection = duckdb.connect()
setup, *queries = open(sys.argv[1], encoding='utf-8').read().split('--#\\n')
connection.execute(setup)
for query in queries:
    print('#')
    for row in connection.execute(query).fetchall():
        print('\\t'.join('NULL' if value is None else str(value) for value in row))";
