//! Schemas of the documentation, carried out in process.

use datagen_core::schema::{Format, ParseOptions, Schema};
use datagen_core::{Control, Options, Plan};
use datagen_io::write::{self, CsvOptions};
use datagen_io::{WriteOptions, write_table};

/// The most rows of a schema in the documentation, so that the tests stay quick.
const MOST_ROWS: u64 = 200_000;

/// What a schema is expected to bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Neither errors nor warnings.
    Fine,
    /// Warnings, and no errors.
    Warnings,
    /// Errors.
    Errors,
}

/// A schema that was planned with seed 42, or the seed it names.
#[derive(Debug)]
pub(crate) struct Dataset {
    plan: Plan,
}

impl Dataset {
    /// Plans a schema and generates all of it, or says what is wrong. `None`: the schema is wrong, as expected.
    pub(crate) fn new(text: &str, format: Format, expected: Expected) -> Result<Option<Self>, String> {
        let (schema, mut found) = Schema::parse_with(text, &ParseOptions { format: Some(format), lenient: false });
        let seed = schema.document().metadata.seed.unwrap_or(42);
        let planned = if found.has_errors() { None } else { Some(Plan::new(&schema, seed, Options::default())) };
        let plan = match (planned, expected) {
            (None | Some(Err(_)), Expected::Errors) => return Ok(None),
            (None, _) => return Err(found.to_string()),
            (Some(Err(error)), _) => return Err(error.to_string()),
            (Some(Ok(_)), Expected::Errors) => return Err("expected a schema with errors, found none".to_owned()),
            (Some(Ok(plan)), _) => plan,
        };
        found.extend(plan.warnings().clone());
        let dataset = Self { plan };
        let fallbacks = dataset.generate()?;
        let warnings = found.warnings().map(ToString::to_string).chain(fallbacks).collect::<Vec<_>>().join("\n");
        match (warnings.is_empty(), expected) {
            (true, Expected::Fine) | (false, Expected::Warnings) => Ok(Some(dataset)),
            (true, _) => Err("expected warnings, found none".to_owned()),
            (false, _) => Err(format!("expected no warnings, found\n{warnings}")),
        }
    }

    /// Generates all rows; what was done instead of what the schema says.
    fn generate(&self) -> Result<Vec<String>, String> {
        let control = Control::default();
        for table in self.plan.tables() {
            let rows = self.plan.rows(table, &control).map_err(|error| error.to_string())?;
            if rows > MOST_ROWS {
                return Err(format!("{table} has {rows} rows, more than a page of the documentation needs"));
            }
            for batch in self.plan.batches(table, 0..rows, &control).map_err(|error| error.to_string())? {
                batch.map_err(|error| error.to_string())?;
            }
        }
        Ok(control.warnings().into_keys().collect())
    }

    /// A table as CSV.
    pub(crate) fn csv(&self, table: &str) -> Result<String, String> {
        let formats = vec![write::Format::Csv(CsvOptions::default())];
        let options = WriteOptions { tables: vec![table.to_owned()], formats, ..WriteOptions::default() };
        let mut bytes = Vec::new();
        write_table(&self.plan, &mut bytes, &options, &Control::default()).map_err(|error| error.to_string())?;
        String::from_utf8(bytes).map_err(|error| error.to_string())
    }

    /// The values of the first row of a table, without quotes.
    pub(crate) fn values(&self, table: &str) -> Vec<String> {
        let csv = self.csv(table).unwrap();
        let row = csv.split_once('\n').map(|(_, row)| row.trim_end().to_owned()).unwrap_or_default();
        fields(&row).into_iter().map(|field| field.trim_matches('"').replace("\"\"", "\"").replace('\n', " ")).collect()
    }

    /// The first rows of a table as CSV, below its header.
    pub(crate) fn first_rows(&self, table: &str, rows: usize) -> Result<String, String> {
        Ok(self.csv(table)?.lines().take(rows + 1).map(|line| format!("{line}\n")).collect())
    }

    /// As much of a table as `shown` has: its columns, and as many rows. Of an empty block three rows.
    pub(crate) fn excerpt(&self, table: &str, shown: &str) -> Result<String, String> {
        let csv = self.csv(table)?;
        let header = fields(csv.lines().next().unwrap_or_default());
        let wanted = shown.lines().next().map_or_else(|| header.clone(), fields);
        let place = |name: &&str| header.iter().position(|known| known == name);
        let places = wanted.iter().map(place).collect::<Option<Vec<usize>>>();
        let places = places.ok_or_else(|| format!("the columns of {table} are {}", header.join(",")))?;
        let lines = shown.lines().count();
        let taken = csv.lines().take(if lines < 2 { 4 } else { lines });
        let line = |line| {
            let fields = fields(line);
            places.iter().map(|&place| fields[place]).collect::<Vec<_>>().join(",") + "\n"
        };
        Ok(taken.map(line).collect())
    }
}

/// The fields of a line of CSV, with their quotes.
fn fields(line: &str) -> Vec<&str> {
    let mut quoted = false;
    let is_end = |c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    };
    line.split(is_end).collect()
}
