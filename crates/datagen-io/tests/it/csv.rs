//! CSV as read by the csv crate, and the text itself where a reader cannot tell.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use datagen_core::control::Control;
use datagen_io::write::{CsvOptions, Format};
use datagen_io::{Batches, Fault, Source, write_table};
use proptest::prelude::*;

use crate::memory::{Cell, Memory, Table, as_dictionary, csv_options, every_type, options};

/// One batch as a table.
pub(crate) struct Single(pub(crate) RecordBatch);

impl Source for Single {
    fn tables(&self) -> usize {
        1
    }
    fn name(&self, _: usize) -> &str {
        "single"
    }
    fn schema(&self, _: usize) -> SchemaRef {
        let fields = self
            .0
            .schema()
            .fields()
            .iter()
            .map(|field| match field.data_type() {
                DataType::Dictionary(_, values) => field.as_ref().clone().with_data_type(values.as_ref().clone()),
                _ => field.as_ref().clone(),
            })
            .collect::<Vec<_>>();
        Arc::new(Schema::new(fields))
    }
    fn rows(&self, _: usize, _: &Control) -> datagen_core::error::Result<u64> {
        Ok(self.0.num_rows() as u64)
    }
    fn batches<'a>(&'a self, _: usize, rows: std::ops::Range<u64>, _: &'a Control) -> Batches<'a> {
        let slice = self.0.slice(rows.start as usize, (rows.end - rows.start) as usize);
        Box::new(std::iter::once(Ok(slice)))
    }
}

fn text(source: &dyn Source, format: Format) -> String {
    let mut bytes = Vec::new();
    write_table(source, &mut bytes, &options(format, 2), &Control::default()).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn null_text(null_text: &str) -> Format {
    Format::Csv(CsvOptions { null_text: null_text.to_owned(), ..CsvOptions::default() })
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap()
}

/// The body of a table of one column.
fn cells(array: ArrayRef, format: Format) -> String {
    let text = text(&Single(batch(vec![("c", array)])), format);
    text.strip_prefix("c\n").unwrap().to_owned()
}

fn strings(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(values.to_vec()))
}

/// How Arrow writes a cell, in our text forms; an oracle that shares no code with ours.
fn expected(array: &ArrayRef) -> Vec<String> {
    if let Some(floats) = array.as_any().downcast_ref::<Float64Array>() {
        let text =
            |value: Option<f64>| value.map_or(String::new(), |value| ryu::Buffer::new().format(value).to_owned());
        return floats.iter().map(text).collect();
    }
    let options = FormatOptions::new().with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.6f"));
    let formatter = ArrayFormatter::try_new(array.as_ref(), &options).unwrap();
    let fraction = matches!(array.data_type(), DataType::Timestamp(TimeUnit::Microsecond, None));
    let cell = |row| {
        let text = formatter.value(row).to_string();
        if fraction { text.strip_suffix(".000000").map(str::to_owned).unwrap_or(text) } else { text }
    };
    (0..array.len()).map(cell).collect()
}

fn reads_as(text: &str, expected_batch: &RecordBatch) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let names: Vec<String> = expected_batch.schema().fields().iter().map(|field| field.name().clone()).collect();
    assert_eq!(header, names);
    let columns: Vec<Vec<String>> = expected_batch.columns().iter().map(expected).collect();
    let mut rows = 0;
    for (row, record) in reader.records().enumerate() {
        let record = record.unwrap();
        for (column, cell) in columns.iter().zip(&record) {
            assert_eq!(cell, column[row], "row {row}");
        }
        rows += 1;
    }
    assert_eq!(rows, expected_batch.num_rows());
}

#[test]
fn every_type_reads_back() {
    for rows in [0, 1, 33_000] {
        let source = Memory::of(vec![every_type("t", rows)]);
        reads_as(&text(&source, csv_options()), &source.batch(0, 0..rows));
    }
}

#[test]
fn dictionaries_make_the_same_text() {
    let table = |dictionaries| Memory::of(vec![Table { dictionaries, ..every_type("t", 20_000) }]);
    assert!(text(&table(false), csv_options()) == text(&table(true), csv_options()));
    assert!(text(&table(false), null_text("NULL")) == text(&table(true), null_text("NULL")));
}

#[test]
fn quotes_where_needed() {
    let values = ["x", "", "a,b", "\"q\"", "l\nf", "c\rr", " a", "a ", "a b", "NULL", "é"];
    let array = strings(&values.map(Some));
    let lines = "x\n\"\"\n\"a,b\"\n\"\"\"q\"\"\"\n\"l\nf\"\n\"c\rr\"\n\" a\"\n\"a \"\na b\n";
    assert_eq!(cells(array.clone(), csv_options()), format!("{lines}NULL\né\n"));
    assert_eq!(cells(array, null_text("NULL")), format!("{lines}\"NULL\"\né\n"));
}

#[test]
fn nulls_differ_from_empty_strings() {
    let columns = || vec![("a", strings(&[None, Some("")])), ("b", strings(&[None, Some("")]))];
    assert_eq!(text(&Single(batch(columns())), csv_options()), "a,b\n,\n\"\",\"\"\n");
    assert_eq!(text(&Single(batch(columns())), null_text("NULL")), "a,b\nNULL,NULL\n\"\",\"\"\n");
}

/// An empty line would not be read as a row.
#[test]
fn a_lone_null_is_not_an_empty_line() {
    assert_eq!(cells(strings(&[None, Some("x")]), csv_options()), "\"\"\nx\n");
}

#[test]
fn a_byte_order_mark_on_demand() {
    let format = Format::Csv(CsvOptions { byte_order_mark: true, ..CsvOptions::default() });
    assert_eq!(text(&Memory::of(vec![every_type("t", 0)]), format).chars().next(), Some('\u{feff}'));
}

#[test]
fn null_texts_that_look_like_values_are_refused() {
    for bad in ["0", "-1", "true", "a,b", "\"", "\n", " "] {
        let source = Memory::of(vec![every_type("t", 1)]);
        let options = options(null_text(bad), 1);
        let error = write_table(&source, &mut Vec::new(), &options, &Control::default()).unwrap_err();
        assert_eq!(error.fault(), Fault::User, "{bad:?}");
    }
    assert_eq!(cells(strings(&[None]), null_text("\\N")), "\\N\n");
}

#[test]
fn floats() {
    let values = [
        0.0,
        -0.0,
        1.0,
        -2.5,
        0.3,
        100.0,
        1234.5678,
        0.0001,
        1e-5,
        1e-6,
        1e15,
        1e16,
        1e300,
        0.1 + 0.2,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
    ];
    let lines = "0.0\n-0.0\n1.0\n-2.5\n0.3\n100.0\n1234.5678\n0.0001\n0.00001\n1e-6\n1000000000000000.0\n1e16\n1e300\n\
                 0.30000000000000004\nNaN\ninf\n-inf\n";
    assert_eq!(cells(Arc::new(Float64Array::from(values.to_vec())), csv_options()), lines);
}

#[test]
fn decimals() {
    let decimals = |scale, values: Vec<i128>| -> ArrayRef {
        let data_type = DataType::Decimal128(38, scale);
        crate::memory::array(&data_type, values.into_iter().map(Cell::Decimal))
    };
    let values = vec![0, 5, -5, 100, -123, 99_999_999_999_999_999_999_999_999_999_999_999_999];
    let lines = "0.00\n0.05\n-0.05\n1.00\n-1.23\n999999999999999999999999999999999999.99\n";
    assert_eq!(cells(decimals(2, values), csv_options()), lines);
    assert_eq!(cells(decimals(0, vec![0, -7]), csv_options()), "0\n-7\n");
    assert_eq!(cells(decimals(-2, vec![3]), csv_options()), "300\n");
}

#[test]
fn times_at_the_ends_of_time() {
    let values = vec![0, -1, 1_500_000, 253_402_300_800_000_000, -62_167_219_200_000_001, i64::MAX, i64::MIN];
    let lines = "1970-01-01 00:00:00\n1969-12-31 23:59:59.999999\n1970-01-01 00:00:01.500000\n+10000-01-01 00:00:00\n\
                 -0001-12-31 23:59:59.999999\n+294247-01-10 04:00:54.775807\n-290308-12-21 19:59:05.224192\n";
    assert_eq!(cells(Arc::new(TimestampMicrosecondArray::from(values)), csv_options()), lines);
    let days =
        crate::memory::array(&DataType::Date32, [i32::MAX, i32::MIN, -1].map(|day| Cell::Int(day.into())).into_iter());
    assert_eq!(cells(days, csv_options()), "+5881580-07-11\n-5877641-06-23\n1969-12-31\n");
}

/// Any characters, more often than not those that matter.
fn any_text() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        Just(None),
        any::<String>().prop_map(Some),
        "[ ,\"\r\na]{0,6}".prop_map(Some),
        "[a-zé]{0,30}".prop_map(Some)
    ]
}

/// Any bits, and numbers of a few decimals.
fn any_float() -> impl Strategy<Value = f64> {
    let rounded = (any::<i64>(), 0..19_u32, 0..7_u32)
        .prop_map(|(digits, drop, decimals)| (digits / 10_i64.pow(drop)) as f64 / f64::from(10_i32.pow(decimals)));
    prop_oneof![any::<f64>(), rounded]
}

proptest! {
    #[test]
    fn any_strings_read_back(rows in prop::collection::vec((any_text(), any_text()), 0..50)) {
        let a: ArrayRef = Arc::new(rows.iter().map(|row| row.0.as_deref()).collect::<StringArray>());
        let b: ArrayRef = Arc::new(rows.iter().map(|row| row.1.as_deref()).collect::<StringArray>());
        let plain = batch(vec![("a", a.clone()), ("b", b.clone())]);
        let written = text(&Single(plain.clone()), csv_options());
        reads_as(&written, &plain);
        let keyed = batch(vec![("a", as_dictionary(&a)), ("b", as_dictionary(&b))]);
        prop_assert_eq!(written, text(&Single(keyed), csv_options()));
    }

    #[test]
    fn any_floats_are_written_as_ryu_does(values in prop::collection::vec(any_float(), 1..50)) {
        let batch = batch(vec![("v", Arc::new(Float64Array::from(values.clone())) as ArrayRef)]);
        let written = text(&Single(batch.clone()), csv_options());
        reads_as(&written, &batch);
        for (line, value) in written.lines().skip(1).zip(&values) {
            let back: f64 = line.parse().unwrap();
            prop_assert!(back.to_bits() == value.to_bits() || value.is_nan());
        }
    }

    #[test]
    fn any_numbers_and_times_read_back(
        rows in prop::collection::vec((any::<Option<i64>>(), -8_000_000_000_000_000_000_i64..8_000_000_000_000_000_000), 1..50)
    ) {
        let numbers: Int64Array = rows.iter().map(|row| row.0).collect();
        let times: TimestampMicrosecondArray = rows.iter().map(|row| Some(row.1)).collect();
        let batch = batch(vec![("n", Arc::new(numbers) as ArrayRef), ("t", Arc::new(times) as ArrayRef)]);
        reads_as(&text(&Single(batch.clone()), csv_options()), &batch);
    }
}

#[test]
fn a_header_that_needs_quotes() {
    let field = Field::new("a\"b,c", DataType::Int64, false);
    let source = Single(
        RecordBatch::try_new(Arc::new(Schema::new(vec![field])), vec![Arc::new(Int64Array::from(vec![1]))]).unwrap(),
    );
    assert_eq!(text(&source, csv_options()), "\"a\"\"b,c\"\n1\n");
}
