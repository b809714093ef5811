//! One door: a schema goes in, and what is expected of its tables is checked.

use std::collections::BTreeMap;

use arrow::array::{Array, ArrayRef, RecordBatch};
use arrow::compute::concat_batches;
use arrow::util::display::array_value_to_string;
use datagen_core::{Control, Options, Plan, Schema};

/// What is expected of a column of the first table, or of `table.column`.
pub(crate) enum Expected<'a> {
    /// These values, in this order, as text; "null" stands for a null.
    Values(&'a str, &'a [&'a str]),
    /// Each value with its share: a chi-square test.
    Shares(&'a str, &'a [(&'a str, f64)]),
    /// Numbers with this distribution function: a Kolmogorov-Smirnov test.
    Law(&'a str, &'a dyn Fn(f64) -> f64),
    /// Every value satisfies this.
    Every(&'a str, &'a dyn Fn(&str) -> bool),
    /// No value occurs twice.
    Distinct(&'a str),
    /// This share of values is null: a binomial test.
    Nulls(&'a str, f64),
    /// The two columns are equal in every row.
    Same(&'a str, &'a str),
    /// The first column is never less than the second (as text of equal shape, such as times).
    NotBefore(&'a str, &'a str),
    /// The number of rows of this table.
    Rows(&'a str, u64),
    /// Run-time warnings that contain this, for so many rows.
    Warned(&'a str, u64),
}

/// The seed of all tests here: laws are tested on one fixed dataset, so a test passes always or never.
pub(crate) const SEED: u64 = 42;

/// Generates `schema` and checks every expectation.
pub(crate) fn check(schema: &str, expected: &[Expected<'_>]) {
    let (tables, warnings) = generate(schema, &Options::default());
    for expectation in expected {
        check_one(&tables, &warnings, expectation);
    }
}

pub(crate) type Tables = Vec<(String, RecordBatch)>;

/// All rows of all tables.
pub(crate) fn generate(schema: &str, options: &Options) -> (Tables, BTreeMap<String, u64>) {
    let plan = plan(schema, options);
    let control = Control::default();
    let tables = plan.tables().map(|name| (name.to_owned(), table(&plan, name, &control))).collect();
    (tables, control.warnings())
}

pub(crate) fn plan(schema: &str, options: &Options) -> Plan {
    let (parsed, diagnostics) = Schema::parse(schema);
    assert!(!diagnostics.has_errors(), "{diagnostics}");
    Plan::new(&parsed, SEED, options.clone()).unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn table(plan: &Plan, name: &str, control: &Control) -> RecordBatch {
    let rows = plan.rows(name, control).unwrap();
    let batches: Vec<RecordBatch> =
        plan.batches(name, 0..rows, control).unwrap().collect::<Result<_, _>>().unwrap_or_else(|e| panic!("{e}"));
    concat_batches(&plan.schema(name).unwrap(), &batches).unwrap()
}

/// What is wrong with a schema, as a person reads it.
pub(crate) fn complaint(schema: &str) -> String {
    let (parsed, diagnostics) = Schema::parse(schema);
    if diagnostics.has_errors() {
        return diagnostics.to_string();
    }
    match Plan::new(&parsed, SEED, Options::default()) {
        Err(error) => error.to_string(),
        Ok(plan) => {
            let control = Control::default();
            let names: Vec<&str> = plan.tables().collect();
            let failed = names.into_iter().find_map(|name| {
                let rows = plan.rows(name, &control).unwrap();
                plan.batches(name, 0..rows, &control).unwrap().find_map(Result::err)
            });
            failed.map_or_else(|| format!("no error; warnings:\n{}", plan.warnings()), |error| error.to_string())
        }
    }
}

/// A document with one table `t` of `rows` rows and these columns after its key.
pub(crate) fn one_table(rows: u64, columns: &str) -> String {
    format!(
        r#"{{"version": "1.0", "metadata": {{"name": "test"}},
            "timeframe": {{"start": "2024-01-01", "end": "2024-12-31", "freq": "H"}},
            "nodes": [{{"id": "t", "kind": "entity", "pk": "id", "rows": {rows}, "columns": [
              {{"name": "id", "type": "int", "generator": {{"sequence": {{}}}}}}, {columns}]}}]}}"#
    )
}

/// A column of the first table, or `table.column`.
pub(crate) fn column(tables: &Tables, name: &str) -> ArrayRef {
    let (table, name) = name.split_once('.').unwrap_or((tables[0].0.as_str(), name));
    let (_, batch) = tables.iter().find(|(found, _)| found == table).unwrap_or_else(|| panic!("no table {table}"));
    batch.column_by_name(name).unwrap_or_else(|| panic!("no column {name}")).clone()
}

/// Values as text, nulls as "null".
pub(crate) fn texts(values: &ArrayRef) -> Vec<String> {
    let text = |row| if values.is_null(row) { "null".to_owned() } else { array_value_to_string(values, row).unwrap() };
    (0..values.len()).map(text).collect()
}

pub(crate) fn numbers(values: &ArrayRef) -> Vec<f64> {
    texts(values).iter().filter(|text| *text != "null").map(|text| text.parse().unwrap()).collect()
}

fn check_one(tables: &Tables, warnings: &BTreeMap<String, u64>, expected: &Expected<'_>) {
    let text = |name: &str| texts(&column(tables, name));
    match *expected {
        Expected::Values(name, values) => assert_eq!(text(name)[..values.len()], *values, "{name}"),
        Expected::Shares(name, shares) => check_shares(name, &text(name), shares),
        Expected::Law(name, law) => check_law(name, numbers(&column(tables, name)), law),
        Expected::Every(name, holds) => {
            let values = text(name);
            assert!(!values.is_empty(), "{name} has no values");
            let wrong: Vec<&String> = values.iter().filter(|value| !holds(value)).take(5).collect();
            assert!(wrong.is_empty(), "{name}: {wrong:?}");
        }
        Expected::Distinct(name) => {
            let mut values = text(name);
            let count = values.len();
            values.sort_unstable();
            values.dedup();
            assert_eq!(values.len(), count, "{name} repeats");
        }
        Expected::Nulls(name, rate) => {
            let values = text(name);
            let nulls = values.iter().filter(|value| *value == "null").count() as f64;
            let n = values.len() as f64;
            let deviation = (nulls - n * rate).abs() / (n * rate * (1.0 - rate)).sqrt();
            assert!(deviation < 5.0, "{name}: {nulls} of {n} are null, expected {rate}");
        }
        Expected::Same(a, b) => assert_eq!(text(a), text(b), "{a} and {b}"),
        Expected::NotBefore(later, earlier) => {
            let pairs = text(later).into_iter().zip(text(earlier));
            let wrong: Vec<_> = pairs.filter(|(later, earlier)| later < earlier).take(5).collect();
            assert!(wrong.is_empty(), "{later} before {earlier}: {wrong:?}");
        }
        Expected::Rows(name, rows) => {
            let (_, batch) = tables.iter().find(|(found, _)| found == name).unwrap();
            assert_eq!(batch.num_rows() as u64, rows, "{name}");
        }
        Expected::Warned(part, rows) => {
            let found: u64 = warnings.iter().filter(|(message, _)| message.contains(part)).map(|(_, n)| n).sum();
            assert_eq!(found, rows, "{warnings:?}");
        }
    }
}

/// Pearson's chi-square test; fails beyond five standard deviations by the Wilson-Hilferty approximation.
pub(crate) fn check_shares(name: &str, values: &[String], shares: &[(&str, f64)]) {
    let total: f64 = shares.iter().map(|(_, share)| share).sum();
    let n = values.len() as f64;
    let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_insert(0.0) += 1.0;
    }
    let mut statistic = 0.0;
    let mut freedom = -1.0;
    for (value, share) in shares {
        let expected = n * share / total;
        let found = counts.remove(value).unwrap_or(0.0);
        if *share == 0.0 {
            assert_eq!(found, 0.0, "{name}: {value} has weight 0");
            continue;
        }
        statistic += (found - expected) * (found - expected) / expected;
        freedom += 1.0;
    }
    assert!(counts.is_empty(), "{name}: unexpected values {counts:?}");
    let freedom = f64::max(freedom, 1.0);
    let z = ((statistic / freedom).cbrt() - (1.0 - 2.0 / (9.0 * freedom))) / (2.0 / (9.0 * freedom)).sqrt();
    assert!(z < 5.0, "{name}: chi-square {statistic} with {freedom} degrees of freedom");
}

/// The Kolmogorov-Smirnov test; fails beyond sqrt(n) D = 2.5, whose chance is below 1e-5.
pub(crate) fn check_law(name: &str, mut values: Vec<f64>, law: &dyn Fn(f64) -> f64) {
    assert!(!values.is_empty(), "{name} has no values");
    values.sort_unstable_by(f64::total_cmp);
    let n = values.len() as f64;
    let distance = values.iter().enumerate().map(|(rank, &value)| {
        let probability = law(value);
        (probability - rank as f64 / n).abs().max(((rank + 1) as f64 / n - probability).abs())
    });
    let greatest = distance.fold(0.0, f64::max);
    assert!(greatest * n.sqrt() < 2.5, "{name}: KS distance {greatest} over {n} values");
}
