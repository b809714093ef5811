//! Parts of a dataset: put together they are the whole.

use std::fs::{self, File};
use std::path::Path;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use datagen_io::metadata::{Metadata, RowRange};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::support::{Place, names, schema};

fn body(place: &Place, file: &str) -> (String, String) {
    let text = fs::read_to_string(place.path(file)).unwrap();
    let (header, body) = text.split_once('\n').unwrap();
    (header.to_owned(), body.to_owned())
}

fn rows(path: &Path) -> RecordBatch {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let schema = reader.schema().clone();
    let batches: Vec<RecordBatch> = reader.build().unwrap().collect::<Result<_, _>>().unwrap();
    concat_batches(&schema, &batches).unwrap()
}

#[test]
fn partitions_concatenate_to_the_whole() {
    const TABLES: [&str; 3] = ["customer", "order", "status"];
    let place = Place::new();
    for format in ["csv", "parquet"] {
        let arguments = ["--scale", "50", "--format", format, "-q"];
        place.generate("shop.json", &format!("{format}/all"), &arguments);
        for number in 1..=3 {
            let partition = format!("{number}/3");
            let directory = format!("{format}/{number}");
            place.generate("shop.json", &directory, &[&arguments[..], &["--partition", &partition]].concat());
        }
    }
    for table in TABLES {
        let (header, whole) = body(&place, &format!("csv/all/{table}.csv"));
        let parts = [1, 2, 3].map(|number| body(&place, &format!("csv/{number}/{table}.csv")));
        assert!(parts.iter().all(|(other, _)| *other == header));
        assert!(parts.into_iter().map(|(_, body)| body).collect::<String>() == whole, "{table}");

        let whole = rows(&place.path(&format!("parquet/all/{table}.parquet")));
        let parts = [1, 2, 3].map(|number| rows(&place.path(&format!("parquet/{number}/{table}.parquet"))));
        assert_eq!(concat_batches(&whole.schema(), &parts).unwrap(), whole, "{table}");
    }
    let metadata = Metadata::read(&place.path("csv/2"), datagen_core::STREAM_VERSION).unwrap();
    assert_eq!(metadata.partition.as_deref(), Some("2/3"));
    let customers = &metadata.row_ranges[0];
    assert_eq!((customers.table.as_str(), customers.start, customers.end), ("customer", 3333, 6666));
    assert_eq!(metadata.tables[0].rows, 3333);
}

#[test]
fn a_range_is_that_slice_of_the_table() {
    let place = Place::new();
    place.generate("shop.json", "all", &["--format", "csv", "-q"]);
    let range = ["--rows-range", "order=100..2_5_0", "--format", "csv", "-q"];
    place.generate("shop.json", "part", &range);
    let (header, whole) = body(&place, "all/order.csv");
    let slice: Vec<&str> = whole.lines().skip(100).take(150).collect();
    let (part_header, part) = body(&place, "part/order.csv");
    assert_eq!((part_header, part.lines().collect::<Vec<_>>()), (header, slice));
    assert_eq!(body(&place, "part/customer.csv"), body(&place, "all/customer.csv"), "other tables are whole");
    let metadata = Metadata::read(&place.path("part"), datagen_core::STREAM_VERSION).unwrap();
    assert_eq!(metadata.row_ranges, [RowRange { table: "order".to_owned(), start: 100, end: 250 }]);
    assert_eq!(metadata.partition, None);
}

#[test]
fn a_range_in_a_pipe_and_an_empty_one() {
    let place = Place::new();
    let shop = schema("shop.json");
    let arguments = ["generate", &shop, "-o", "-", "--format", "csv", "--tables", "order", "-q", "--rows-range"];
    let run = |range: &str| place.run(&[&arguments[..], &[range]].concat());
    assert_eq!(run("order=0..2").text().lines().count(), 3);
    assert_eq!(run("order=5..5").text().lines().count(), 1);
}

#[test]
fn what_is_no_part() {
    let place = Place::new();
    let shop = schema("shop.json");
    let run = |arguments: &[&str]| place.run(&[&["generate", shop.as_str(), "-o", "out"], arguments].concat());
    run(&["--rows-range", "order=0..1_000_000"]).expect(2, &["expected a range of rows within 0..", "`order`"]);
    run(&["--rows-range", "ordr=0..1"]).expect(2, &["--rows-range: `ordr` is not written", "customer, status, order"]);
    run(&["--rows-range", "order=0..1", "--tables", "customer"]).expect(2, &["`order` is not written"]);
    run(&["--rows-range", "order=5"]).expect(2, &["expected TABLE=A..B as in customer=0..1000"]);
    run(&["--partition", "0/3"]).expect(2, &["expected I/N with I from 1 to N"]);
    run(&["--partition", "1/2", "--rows-range", "order=0..1"]).expect(2, &["cannot be used with"]);
    run(&["--partition", "1/2", "--plan"]).expect(2, &["cannot be used with"]);
    assert_eq!(names(&place.path("")), [""; 0]);
}
