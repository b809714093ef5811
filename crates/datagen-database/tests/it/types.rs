//! Every type with extreme values, as the databases' own shells show it.

use arrow::array::ArrayRef;
use datagen_core::Schema;
use datagen_database::Mode;
use datagen_io::sql::Dialect;

use crate::engines::{engine, engines};
use crate::rows::{Rows, booleans, days, decimals, floats, integers, schema, texts, times};

const EVERY: &str = r#"{"version": "1.0", "metadata": {"name": "x"}, "nodes": [
  {"id": "Every \"type\"", "kind": "entity", "pk": "id", "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {}}},
    {"name": "select", "type": "int", "nullable": true, "generator": {"sequence": {}}},
    {"name": "float", "type": "float", "nullable": true, "generator": {"distribution": {"type": "uniform", "params": {"low": 0, "high": 1}, "clamp": [0, 1]}}},
    {"name": "huge", "type": "decimal", "precision": 38, "decimals": 10, "nullable": true, "generator": {"distribution": {"type": "uniform", "params": {"low": 0, "high": 1}, "clamp": [0, 1]}}},
    {"name": "price", "type": "decimal", "precision": 12, "decimals": 3, "nullable": true, "generator": {"distribution": {"type": "uniform", "params": {"low": 0, "high": 1}, "clamp": [0, 1]}}},
    {"name": "whole", "type": "decimal", "precision": 18, "decimals": 0, "nullable": true, "generator": {"distribution": {"type": "uniform", "params": {"low": 0, "high": 1}, "clamp": [0, 1]}}},
    {"name": "camelCase", "type": "string", "nullable": true, "generator": {"uuid": {}}},
    {"name": "flag", "type": "bool", "nullable": true, "generator": {"choice": {"choices": [true, false]}}},
    {"name": "a day", "type": "date", "nullable": true, "generator": {"datetime_series": {"within": {"start": "2024-01-01", "end": "2024-02-01"}, "freq": "D"}}},
    {"name": "at", "type": "datetime", "nullable": true, "generator": {"datetime_series": {"within": {"start": "2024-01-01", "end": "2024-02-01"}, "freq": "H"}}}]}]}"#;

const NAME: &str = "Every \"type\"";
const MICROS: i64 = 86_400_000_000;
/// 1000-01-01 and 9999-12-31.
const FIRST: i32 = -354_285;
const LAST: i32 = 2_932_896;

fn columns() -> Vec<ArrayRef> {
    let most = 10i128.pow(38) - 1;
    vec![
        integers((1..=8).map(Some)),
        integers([i64::MIN, i64::MAX, 0, -1, 1, 9_007_199_254_740_993, 10].map(Some).into_iter().chain([None])),
        floats(
            [f64::MAX, f64::MIN_POSITIVE, -0.0, 0.1, -1.5e300, 123_456_789.123_456_79, 1e16]
                .map(Some)
                .into_iter()
                .chain([None]),
        ),
        decimals(
            38,
            10,
            [most, -most, 0, 1, -1, 10_000_000_000, 123_400_000_000_000].map(Some).into_iter().chain([None]),
        ),
        decimals(
            12,
            3,
            [999_999_999_999, -999_999_999_999, 0, 1, -10, 1000, 120_000].map(Some).into_iter().chain([None]),
        ),
        decimals(
            18,
            0,
            [999_999_999_999_999_999, -999_999_999_999_999_999, 0, 1, -10, 1000, 10_000]
                .map(Some)
                .into_iter()
                .chain([None]),
        ),
        texts(
            ["", " ", "it's \"so\" `here`", "back\\slash \\n \\N \\.", "a\nb\r\nc\td\u{1a}", "žluťoučký 🐎", "NULL"]
                .map(Some)
                .into_iter()
                .chain([None]),
        ),
        booleans([true, false, true, false, true, false, true].map(Some).into_iter().chain([None])),
        days([FIRST, LAST, 0, -1, 10_957, 19_782, 1].map(Some).into_iter().chain([None])),
        times(
            [
                i64::from(FIRST) * MICROS,
                i64::from(LAST + 1) * MICROS - 1,
                0,
                -1,
                1_000_000,
                1_700_000_000_123_456,
                10_957 * MICROS,
            ]
            .map(Some)
            .into_iter()
            .chain([None]),
        ),
    ]
}

/// The cells of one column in one table.
fn with(column: usize, array: ArrayRef) -> Rows {
    let length = array.len();
    let mut columns: Vec<ArrayRef> = columns().iter().map(|array| array.slice(0, length)).collect();
    columns[column] = array;
    Rows::new(&every(), vec![(NAME, columns)], false)
}

fn every() -> Schema {
    schema(EVERY)
}

/// Texts in hexadecimal digits: no shell changes those.
fn query(dialect: Dialect) -> String {
    let hex = match dialect {
        Dialect::Postgres => "upper(encode(convert_to(\"camelCase\", 'UTF8'), 'hex'))",
        _ => "hex(\"camelCase\")",
    };
    let text = match dialect {
        Dialect::Sqlite => format!("CASE WHEN \"camelCase\" IS NULL THEN NULL ELSE {hex} END"),
        _ => hex.to_owned(),
    };
    let sql = format!(
        "SELECT id, \"select\", \"float\", huge, price, whole, {text}, flag, \"a day\", at FROM \"Every \"\"type\"\"\" ORDER BY id"
    );
    if dialect == Dialect::MySql { sql.replace("\"\"", "~").replace('"', "`").replace('~', "\"") } else { sql }
}

#[test]
fn every_type_comes_back() {
    for packed in [false, true] {
        for engine in engines("types") {
            let loaded =
                engine.load(&Rows::new(&every(), vec![(NAME, columns())], packed), &every(), Mode::Replace).unwrap();
            assert_eq!((loaded.tables[0].rows, loaded.tables[0].total, loaded.keys), (8, 8, 1));
            insta::assert_snapshot!(format!("types_{}", engine.dialect), engine.ask(&query(engine.dialect)));
        }
    }
}

#[test]
fn postgres_holds_all_times_and_numbers() {
    let Some(engine) = engine(Dialect::Postgres, "extremes") else { return };
    let load = |column, array| engine.load(&with(column, array), &every(), Mode::Replace).map(|_| ());
    let ask = |column: &str| engine.ask(&format!("SELECT {column} FROM \"Every \"\"type\"\"\" ORDER BY id"));
    load(2, floats([f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 5e-324].map(Some))).unwrap();
    assert_eq!(ask("\"float\""), "NaN\nInfinity\n-Infinity\n5e-324\n");
    load(8, days([-719_162, -719_163, -2_000_000, 100_000_000].map(Some))).unwrap();
    assert_eq!(ask("\"a day\""), "0001-01-01\n0001-12-31 BC\n3507-03-09 BC\n275760-09-13\n");
    let error = load(8, days([Some(i32::MIN)])).unwrap_err().to_string();
    assert!(error.contains("PostgreSQL holds no such time"), "{error}");
}

#[test]
fn values_that_a_database_does_not_hold_are_named() {
    let cases: [(usize, ArrayRef); 6] = [
        (6, texts([Some("fine"), Some("nul\0here")])),
        (2, floats([Some(1.0), Some(f64::NAN)])),
        (2, floats([Some(f64::INFINITY)])),
        (8, days([Some(0), Some(0), Some(LAST + 1)])),
        (9, times([Some(i64::from(FIRST) * MICROS - 1)])),
        (3, decimals(38, 10, [Some(1), None])),
    ];
    let mut said = String::new();
    for engine in engines("refusals") {
        for (column, array) in &cases {
            let loaded = engine.load(&with(*column, array.clone()), &every(), Mode::Replace);
            match loaded {
                Ok(_) => said.push_str(&format!("{}: column {column} is held\n", engine.dialect)),
                Err(error) => {
                    assert_eq!(error.fault(), datagen_io::Fault::User);
                    said.push_str(&format!("{}: {}\n", engine.dialect, engine.plain(&error.to_string())));
                }
            }
        }
    }
    if engines("refusals").len() == 3 {
        insta::assert_snapshot!(said);
    }
}

/// SQLite keeps 15 digits of a number with a fraction: more would be lost without a word.
#[test]
fn sqlite_refuses_digits_that_it_would_lose() {
    let engine = engine(Dialect::Sqlite, "digits").unwrap();
    let text = EVERY.replace("\"precision\": 12, \"decimals\": 3", "\"precision\": 18, \"decimals\": 3");
    let schema = schema(&text);
    let rows = |value: i128| {
        let mut columns: Vec<ArrayRef> = columns().iter().map(|array| array.slice(0, 1)).collect();
        columns[4] = decimals(18, 3, [Some(value)]);
        Rows::new(&schema, vec![(NAME, columns)], false)
    };
    engine.load(&rows(123_456_789_012_345), &schema, Mode::Replace).unwrap();
    engine.load(&rows(123_456_789_012_345_000), &schema, Mode::Replace).unwrap();
    let error = engine.load(&rows(1_234_567_890_123_456), &schema, Mode::Replace).unwrap_err().to_string();
    assert!(error.contains("price, row 0: SQLite keeps 15 digits of a decimal"), "{error}");
}

#[test]
fn many_rows_arrive_in_order() {
    let schema = schema(crate::rows::GUESTS);
    for engine in engines("many") {
        let rows = crate::rows::guests(&schema, 0..150_000);
        let loaded = engine.load(&rows, &schema, Mode::Create).unwrap();
        assert_eq!((loaded.keys, loaded.references), (2, 2), "{}", engine.dialect);
        let sums = engine.ask("SELECT count(*), sum(id), count(city), count(came_with) FROM guest");
        assert_eq!(sums, "150000|11249925000|100000|1\n", "{}", engine.dialect);
        let by_city = engine.ask("SELECT city, count(*) FROM guest WHERE city = 'a' GROUP BY city");
        assert_eq!(by_city, "a|50000\n", "texts are told apart by their case in {}", engine.dialect);
    }
}
