//! A table of the document and what its file has of it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::datatypes::{DataType, SchemaRef};
use datafusion::common::TableReference;
use datafusion::logical_expr::{cast, ident, lit};
use datafusion::prelude::{Expr, ParquetReadOptions};
use datafusion::scalar::ScalarValue;
use datagen_io::read::csv::{self, CsvFaults};
use datagen_io::read::files::{FileFormat, Found, Listing};
pub(crate) use datagen_io::read::{Wanted, wanted};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};

use crate::error::Result;

use super::engine::Engine;

/// A table of the document, and what its file has of it.
#[derive(Debug)]
pub struct Table {
    /// The name.
    pub name: String,
    /// The file, or the directory of files; none when there is none.
    pub path: Option<PathBuf>,
    /// The file's format.
    pub format: FileFormat,
    /// Why nothing of it can be read; then the engine has no such table.
    pub problem: Option<String>,
    /// The document's columns in order, and what the file has of each.
    pub columns: Vec<(String, ColumnState)>,
    /// Columns that the document has not.
    pub extra: Vec<String>,
    /// The number of rows that could be read.
    pub rows: u64,
    /// What could not be read of a CSV file.
    pub faults: CsvFaults,
    /// The Parquet files that are read.
    pub(crate) files: Vec<PathBuf>,
}

/// What a file has of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnState {
    /// The column, in the type it should have.
    Exact,
    /// The column, in another width of its type; it is read in the type it should have.
    Cast(DataType),
    /// A column of that name in another type; the engine's column is null.
    Wrong(DataType),
    /// Nothing; the engine's column is null.
    Missing,
}

impl Table {
    /// Whether the engine has the values of `column`.
    #[must_use]
    pub fn has(&self, column: &str) -> bool {
        self.problem.is_none() && matches!(self.state(column), Some(ColumnState::Exact | ColumnState::Cast(_)))
    }

    /// What the file has of `column`; `None` when the document has no such column.
    #[must_use]
    pub fn state(&self, column: &str) -> Option<&ColumnState> {
        self.columns.iter().find(|(name, _)| name == column).map(|(_, state)| state)
    }

    pub(crate) fn renamed(self, name: &str) -> Self {
        Self { name: name.to_owned(), ..self }
    }

    fn broken(name: &str, path: Option<PathBuf>, format: FileFormat, problem: String) -> Self {
        Self {
            name: name.to_owned(),
            path,
            format,
            problem: Some(problem),
            columns: Vec::new(),
            extra: Vec::new(),
            rows: 0,
            faults: CsvFaults::default(),
            files: Vec::new(),
        }
    }
}

/// What opening a table needs.
#[derive(Clone, Copy)]
pub(crate) struct Opening<'a> {
    pub(crate) directory: &'a Path,
    /// The files of that directory.
    pub(crate) listing: &'a Listing,
    pub(crate) engine: &'a Engine,
    pub(crate) temporary: &'a Path,
}

/// The Parquet files of a table: their columns and rows.
struct Footers {
    schema: SchemaRef,
    rows: u64,
}

impl Opening<'_> {
    /// The file called `file`, as the engine's table `name`.
    pub(crate) fn open(&self, file: &str, name: &str, types: &[Wanted]) -> Result<Table> {
        let found = match self.listing.find(file) {
            Ok(found) => found,
            Err(problem) => return Ok(Table::broken(name, None, FileFormat::Parquet, problem)),
        };
        match found.format {
            FileFormat::Parquet => self.parquet(name, found.path, found.files, types),
            FileFormat::Csv => self.csv(name, found, types),
        }
    }

    fn parquet(&self, name: &str, path: PathBuf, files: Vec<PathBuf>, types: &[Wanted]) -> Result<Table> {
        let footers = match footers(&files) {
            Ok(footers) => footers,
            Err(problem) => return Ok(Table::broken(name, Some(path), FileFormat::Parquet, problem)),
        };
        let state = |(column, wanted): &Wanted| {
            let found = footers.schema.field_with_name(column).ok().map(|field| field.data_type());
            (column.clone(), found.map_or(ColumnState::Missing, |found| state_of(wanted, found)))
        };
        let known = |column: &String| types.iter().any(|(name, _)| name == column);
        let mut table = Table::broken(name, Some(path), FileFormat::Parquet, String::new());
        table.columns = types.iter().map(state).collect();
        table.extra = footers.schema.fields().iter().map(|field| field.name().clone()).filter(|c| !known(c)).collect();
        (table.rows, table.files) = (footers.rows, files);
        table.problem = self.register(&table, types).err().map(|error| error.to_string());
        Ok(table)
    }

    fn csv(&self, name: &str, found: Found, types: &[Wanted]) -> Result<Table> {
        let file = self.temporary.join(format!("{name}.parquet"));
        let read = csv::import(&found.csv(), &file, types, self.engine.control())?;
        let path = found.path;
        let read = match read {
            Ok(read) => read,
            Err(problem) => return Ok(Table::broken(name, Some(path), FileFormat::Csv, problem)),
        };
        let mut table = self.parquet(name, file.clone(), vec![file], types)?;
        let state = |(name, _): &Wanted| {
            let missing = read.missing.contains(name);
            (name.clone(), if missing { ColumnState::Missing } else { ColumnState::Exact })
        };
        table.columns = types.iter().map(state).collect();
        (table.path, table.format) = (Some(path), FileFormat::Csv);
        (table.extra, table.faults) = (read.extra, read.faults);
        Ok(table)
    }

    /// Makes it a table of the engine, with the wanted columns in the wanted types.
    fn register(&self, table: &Table, types: &[Wanted]) -> Result<()> {
        let (context, name) = (self.engine.context(), TableReference::bare(table.name.as_str()));
        let exact = table.extra.is_empty() && table.columns.iter().all(|(_, state)| *state == ColumnState::Exact);
        let paths: Vec<String> = table.files.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        self.engine.block_on(async {
            let options = ParquetReadOptions::default();
            let frame = context.read_parquet(paths, options).await?;
            if exact {
                context.register_table(name, frame.into_view())?;
                return Ok(());
            }
            let column = |((name, wanted), (_, state)): (&Wanted, &(String, ColumnState))| -> Expr {
                match state {
                    ColumnState::Exact => ident(name),
                    ColumnState::Cast(_) => cast(ident(name), wanted.clone()).alias(name),
                    _ => lit(ScalarValue::try_new_null(wanted).unwrap_or(ScalarValue::Null)).alias(name),
                }
            };
            let columns: Vec<Expr> = types.iter().zip(&table.columns).map(column).collect();
            context.register_table(name, frame.select(columns)?.into_view())?;
            Ok(())
        })
    }
}

fn footers(files: &[PathBuf]) -> std::result::Result<Footers, String> {
    let mut found: Option<Footers> = None;
    for path in files {
        let footer = footer(path).map_err(|problem| format!("{}: {problem}", path.display()))?;
        match &mut found {
            None => found = Some(footer),
            Some(first) if first.schema.fields() == footer.schema.fields() => first.rows += footer.rows,
            Some(_) => {
                return Err(format!("{}: its columns differ from those of {}", path.display(), files[0].display()));
            }
        }
    }
    found.ok_or_else(|| "there are no files".to_owned())
}

fn footer(path: &Path) -> std::result::Result<Footers, String> {
    const ADVICE: &str = "write the file again";
    let file = File::open(path).map_err(|error| format!("cannot be opened: {error}"))?;
    if file.metadata().is_ok_and(|metadata| metadata.len() == 0) {
        return Err(format!("expected a Parquet file, found an empty file; {ADVICE}"));
    }
    let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::default()).map_err(|error| {
        format!("expected a whole Parquet file, found one that is cut off or damaged ({error}); {ADVICE}")
    })?;
    let rows = metadata.metadata().file_metadata().num_rows();
    Ok(Footers { schema: Arc::clone(metadata.schema()), rows: u64::try_from(rows).unwrap_or(0) })
}

fn state_of(wanted: &DataType, found: &DataType) -> ColumnState {
    // In a file, the layouts of text are one type.
    let is_text = |one: &DataType| matches!(one, DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8);
    if wanted == found || (is_text(wanted) && is_text(found)) {
        ColumnState::Exact
    } else if family(wanted).is_some() && family(wanted) == family(found) {
        ColumnState::Cast(found.clone())
    } else {
        ColumnState::Wrong(found.clone())
    }
}

/// Types that differ only in width, unit or encoding.
fn family(data_type: &DataType) -> Option<&'static str> {
    match data_type {
        other if other.is_integer() => Some("int"),
        other if other.is_floating() => Some("float"),
        DataType::Decimal32(..) | DataType::Decimal64(..) | DataType::Decimal128(..) | DataType::Decimal256(..) => {
            Some("decimal")
        }
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Some("string"),
        DataType::Dictionary(_, values) => family(values).filter(|family| *family == "string"),
        DataType::Boolean => Some("bool"),
        DataType::Date32 | DataType::Date64 => Some("date"),
        DataType::Timestamp(..) => Some("datetime"),
        _ => None,
    }
}
