//! Two datasets compared.

use std::fs;
use std::path::Path;

use datagen_core::{Control, Schema};
use datagen_quality::diff::{Difference, diff};
use datagen_quality::{Dataset, OpenOptions};

const SCHEMA: &str = r#"{"version": "1.0", "metadata": {"name": "x"}, "nodes": [
  {"id": "guest", "kind": "entity", "pk": "id", "rows": 3, "columns": [
    {"name": "id", "type": "int", "generator": {"sequence": {}}},
    {"name": "name", "type": "string", "nullable": true, "generator": {"faker": {"method": "name"}}},
    {"name": "age", "type": "int", "generator": {"distribution": {"type": "uniform", "params": {"low": 1, "high": 9}, "clamp": [1, 9]}}}]}]}"#;

fn compare(first: &str, second: &str) -> Difference {
    let (schema, diagnostics) = Schema::parse(SCHEMA);
    assert!(!diagnostics.has_errors(), "{diagnostics}");
    let place = tempfile::tempdir().unwrap();
    let directory = |name: &str, text: &str| {
        let path = place.path().join(name);
        fs::create_dir(&path).unwrap();
        fs::write(path.join("guest.csv"), text).unwrap();
        path
    };
    let (first, second) = (directory("a", first), directory("b", second));
    let dataset = Dataset::open(&first, schema.document(), &OpenOptions::default()).unwrap();
    diff(schema.document(), &dataset, &second, &Control::default()).unwrap()
}

#[test]
fn equal_data_has_no_difference() {
    let text = "id,name,age\n1,Ann,5\n2,,6\n";
    let difference = compare(text, text);
    assert!(difference.equal);
    let table = &difference.tables[0];
    assert_eq!(table.by_key.as_ref().unwrap().same, 2);
    assert!(table.columns.iter().all(|column| column.changed == Some(0)));
    assert!(table.columns.iter().all(|column| column.distance.unwrap().jensen_shannon == 0.0));
}

#[test]
fn order_of_rows_is_no_difference() {
    assert!(compare("id,name,age\n1,Ann,5\n2,Bob,6\n", "id,name,age\n2,Bob,6\n1,Ann,5\n").equal);
}

#[test]
fn rows_and_cells_are_named() {
    let difference = compare(
        "id,name,age\n1,Ann,5\n2,Bob,6\n3,Cy,7\n4,,8\n",
        "id,name,age\n1,Ann,5\n2,Rob,6\n4,Dee,9\n5,Eve,1\n6,Flo,2\n",
    );
    assert!(!difference.equal);
    let table = &difference.tables[0];
    let rows = table.by_key.as_ref().unwrap();
    assert_eq!((rows.added, rows.removed, rows.changed, rows.same), (2, 1, 2, 1));
    let ids = |examples: &[datagen_quality::findings::Example]| {
        examples.iter().map(|row| row["id"].clone().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(
        (ids(&rows.added_examples), ids(&rows.removed_examples)),
        (vec!["5".into(), "6".into()], vec!["3".into()])
    );
    let [rob, dee] = rows.changed_examples.as_slice() else { panic!("{rows:?}") };
    assert_eq!((rob.key.as_str(), rob.cells.len(), rob.cells[0].before.as_deref()), ("2", 1, Some("Bob")));
    assert_eq!((dee.cells.len(), &dee.cells[0].before, dee.cells[0].after.as_deref()), (2, &None, Some("Dee")));
    let changed: Vec<Option<u64>> = table.columns.iter().map(|column| column.changed).collect();
    assert_eq!(changed, [Some(0), Some(2), Some(1)]);
}

#[test]
fn distributions_that_move_are_far_apart() {
    let rows = |age: fn(u32) -> u32| {
        let lines = (0..400).map(|row| format!("{row},n,{}\n", age(row)));
        format!("id,name,age\n{}", lines.collect::<String>())
    };
    let (low, high) = (rows(|row| row % 4 + 1), rows(|row| row % 4 + 5));
    let distance = |a: &str, b: &str| compare(a, b).tables[0].columns[2].distance.unwrap();
    let far = distance(&low, &high);
    assert!(far.psi > 1.0 && far.ks.unwrap() > 0.99 && far.jensen_shannon > 0.99, "{far:?}");
    let near = distance(&low, &rows(|row| (row + 1) % 4 + 1));
    assert!(near.psi < 1e-9 && near.ks.unwrap() < 1e-9, "{near:?}");
}

#[test]
fn repeated_keys_and_missing_columns_are_said() {
    let difference = compare("id,name,age\n1,Ann,5\n1,Bob,6\n", "id,age\n1,5\n");
    let table = &difference.tables[0];
    assert_eq!(table.unmatched.as_deref(), Some("the key id repeats in the first dataset"));
    assert_eq!((&table.columns_removed[..], table.equal), (&["name".to_owned()][..], false));
}

#[test]
fn a_second_dataset_that_is_not_there_is_wrong_usage() {
    let (schema, _) = Schema::parse(SCHEMA);
    let place = tempfile::tempdir().unwrap();
    let dataset = Dataset::open(place.path(), schema.document(), &OpenOptions::default()).unwrap();
    let error = diff(schema.document(), &dataset, Path::new("/no/such"), &Control::default()).unwrap_err();
    assert!(error.to_string().contains("expected a directory with the tables at /no/such"), "{error}");
}
