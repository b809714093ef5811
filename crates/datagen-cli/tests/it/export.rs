//! `datagen export`: tables in other formats, with what Keboola reads beside them.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Place, assert_shown, files, names, schema};

fn generated(arguments: &[&str]) -> Place {
    let place = Place::new();
    place.generate("described.json", "data", &[&["-q"], arguments].concat());
    place
}

fn export(place: &Place, arguments: &[&str]) -> crate::support::Outcome {
    place.run(&[&["export", &schema("described.json"), "--data-dir", "data", "-o", "out"], arguments].concat())
}

fn read(place: &Place, name: &str) -> String {
    fs::read_to_string(place.path("out").join(name)).unwrap()
}

fn json_of(place: &Place, name: &str) -> Value {
    serde_json::from_str(&read(place, name)).unwrap()
}

#[test]
fn manifests_of_native_types() {
    let place = generated(&[]);
    export(&place, &["-q"]).expect(0, &[]);
    let expected = ["category.csv", "category.csv.manifest", "dataset.json", "product.csv", "product.csv.manifest"];
    assert_eq!(names(&place.path("out")), expected);
    assert_shown!(read(&place, "product.csv.manifest"));
    let manifest = json_of(&place, "category.csv.manifest");
    assert_eq!(manifest["has_header"], json!(true));
    for legacy in ["columns", "primary_key", "metadata", "column_metadata"] {
        assert!(manifest.get(legacy).is_none(), "{legacy}");
    }
    assert!(read(&place, "category.csv").starts_with("category_id,name\n"));
}

#[test]
fn legacy_manifests() {
    let place = generated(&[]);
    export(&place, &["-q", "--manifest", "keboola-legacy"]).expect(0, &[]);
    assert_shown!(read(&place, "product.csv.manifest"));
    let manifest = json_of(&place, "category.csv.manifest");
    for native in ["manifest_type", "has_header", "description", "table_metadata", "schema"] {
        assert!(manifest.get(native).is_none(), "{native}");
    }
    assert_eq!(manifest["columns"], json!(["category_id", "name"]));
    assert!(read(&place, "category.csv").starts_with("1,"), "no header: {}", read(&place, "category.csv"));
}

#[test]
fn the_dataset_is_described() {
    let place = generated(&[]);
    let outcome = export(&place, &["--threads", "1"]);
    outcome.expect(0, &[]);
    assert_shown!(outcome.text());
    assert_shown!(read(&place, "dataset.json"));
}

/// What is exported is what `generate` would have written.
#[test]
fn the_files_are_those_of_generate() {
    let place = generated(&["--format", "parquet", "--split-rows", "7"]);
    place.generate("described.json", "direct", &["-q", "--format", "csv,jsonl,arrow", "--compression", "zstd"]);
    let formats = ["--format", "csv,jsonl,arrow", "--compression", "zstd", "-q"];
    export(&place, &formats).expect(0, &[]);
    let (exported, direct) = (files(&place.path("out")), files(&place.path("direct")));
    assert_eq!(exported.len(), 7, "six files and dataset.json");
    for (name, bytes) in direct.iter().filter(|(name, _)| *name != ".metadata.json") {
        assert!(exported[name] == *bytes, "{name}");
    }
}

#[test]
fn any_csv_is_a_source() {
    let wanted = generated(&[]);
    export(&wanted, &["-q"]).expect(0, &[]);
    let csv = ["--format", "csv", "--compression", "gzip", "--delimiter", "tab", "--no-header", "--null-text", "NULL"];
    let place = generated(&[&csv[..], &["--quote", "all", "--hive", "product=listed_on"]].concat());
    export(&place, &["-q"]).expect(0, &[]);
    assert!(files(&place.path("out"))["category.csv"] == files(&wanted.path("out"))["category.csv"]);
    let lines = |place: &Place| {
        let mut lines: Vec<String> = read(place, "product.csv").lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(lines(&place), lines(&wanted), "the order is that of the folders");
}

#[test]
fn only_what_changed() {
    let place = generated(&[]);
    let incremental = |words: &str| {
        let outcome = export(&place, &["--incremental"]);
        outcome.expect(0, &[]);
        assert!(outcome.text().contains(words), "{}", outcome.text());
    };
    export(&place, &["-q"]).expect(0, &[]);
    let first = files(&place.path("out"));
    incremental("Nothing changed since the last export to out\n");
    assert!(files(&place.path("out")) == first);

    place.generate("described.json", "other", &["-q", "--seed", "99"]);
    fs::copy(place.path("other").join("product.parquet"), place.path("data").join("product.parquet")).unwrap();
    incremental("product");
    let second = files(&place.path("out"));
    assert!(second["category.csv"] == first["category.csv"] && second["product.csv"] != first["product.csv"]);
    assert_eq!(json_of(&place, "product.csv.manifest")["incremental"], json!(true));
    assert_eq!(json_of(&place, "category.csv.manifest")["incremental"], json!(false));
    assert_eq!(json_of(&place, "dataset.json")["generation_stats"]["total_tables"], json!(2));
    incremental("Nothing changed");

    // Other choices are other files.
    let outcome = export(&place, &["--incremental", "--delimiter", "semicolon"]);
    assert!(outcome.text().contains("category") && outcome.text().contains("product"), "{}", outcome.text());
}

#[test]
fn templates_are_merged() {
    let place = generated(&[]);
    place.file(
        "template.json",
        r#"{"*": {"write_always": true, "table_metadata": {"team": "sales"}},
            "product": {"destination": "in.c-shop.product", "table_metadata": {"owner": "Ada"},
                        "schema": [{"name": "price", "data_type": {"base": {"length": "20,4"}}, "nullable": true}]}}"#,
    );
    export(&place, &["-q", "--manifest-template", "template.json"]).expect(0, &[]);
    let (product, category) = (json_of(&place, "product.csv.manifest"), json_of(&place, "category.csv.manifest"));
    assert_eq!(product["table_metadata"], json!({"team": "sales", "owner": "Ada"}));
    assert_eq!(product["destination"], json!("in.c-shop.product"));
    assert_eq!(category["table_metadata"], json!({"team": "sales"}));
    assert_eq!((&category["write_always"], category.get("destination")), (&json!(true), None));
    let price = product["schema"].as_array().unwrap().iter().find(|column| column["name"] == "price").unwrap();
    let expected = json!({"name": "price", "nullable": true, "primary_key": false, "description": "What it costs.",
        "data_type": {"base": {"type": "NUMERIC", "length": "20,4"}}, "metadata": {"unit": "EUR"}});
    assert_eq!(*price, expected);
}

#[test]
fn templates_that_do_not_fit() {
    let place = generated(&[]);
    let cases = [
        "[]",
        "{",
        r#"{"products": {}}"#,
        r#"{"*": {"primary_key": ["id"]}}"#,
        r#"{"product": {"delimiter": ";"}}"#,
        r#"{"product": {"schema": {"price": {}}}}"#,
        r#"{"product": {"schema": [{"name": "colour"}]}}"#,
        r#"{"product": 5}"#,
    ];
    let mut told = String::new();
    for case in cases {
        place.file("template.json", case);
        let outcome = export(&place, &["-q", "--manifest-template", "template.json"]);
        assert_eq!(outcome.code, 2, "{case}: {outcome:?}");
        told.push_str(&format!("{case}\n{}\n", outcome.stderr));
    }
    place.file("template.json", r#"{"*": {"schema": []}}"#);
    told.push_str(&export(&place, &["--manifest", "keboola-legacy", "--manifest-template", "template.json"]).stderr);
    assert!(!place.path("out").exists());
    assert_shown!(told);
}

#[test]
fn what_does_not_fit_together() {
    let place = generated(&[]);
    let cases = [
        &["--format", "jsonl", "--manifest", "keboola"][..],
        &["--format", "csv,arrow", "--manifest", "keboola-legacy"],
        &["--format", "jsonl", "--manifest-template", "x.json"],
        &["--null-text", "NULL"],
        &["--compression", "gzip"],
        &["--tables", "products"],
        &["--data-dir", "nowhere"],
        &["--data-dir", "empty"],
    ];
    fs::create_dir(place.path("empty")).unwrap();
    let told = cases.map(|arguments| {
        let mut all = vec!["export".to_owned(), schema("described.json"), "-o".to_owned(), "out".to_owned()];
        if !arguments.contains(&"--data-dir") {
            all.extend(["--data-dir".to_owned(), "data".to_owned()]);
        }
        all.extend(arguments.iter().map(|argument| (*argument).to_owned()));
        let outcome = place.run(&all.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(outcome.code, 2, "{arguments:?}: {outcome:?}");
        format!("{}\n{}", arguments.join(" "), outcome.stderr)
    });
    assert!(!place.path("out").exists());
    assert_shown!(told.join("\n"));
}

#[test]
fn files_in_the_way_and_tables_that_are_not_there() {
    let place = generated(&["--tables", "category"]);
    let outcome = export(&place, &["-q"]);
    outcome.expect(0, &["warning: data has no product; not exported"]);
    assert_eq!(names(&place.path("out")), ["category.csv", "category.csv.manifest", "dataset.json"]);
    let before = files(&place.path("out"));
    export(&place, &[]).expect(2, &["out/dataset.json, out/category.csv.manifest already exist", "--overwrite"]);
    export(&place, &["--overwrite", "-q"]).expect(0, &[]);
    assert!(files(&place.path("out")) == before);
    export(&place, &["--tables", "product"]).expect(2, &["there is no product.parquet and no product.csv in data"]);
    place.generate("described.json", "lines", &["-q", "--format", "jsonl"]);
    let lines = ["export", &schema("described.json"), "--data-dir", "lines", "-o", "new", "--tables", "product"];
    place.run(&lines).expect(2, &["jsonl is there, which is not read: write Parquet or CSV beside it"]);
}

#[test]
fn scripts_and_sqlite_files_hold_what_generate_puts_there() {
    let place = generated(&[]);
    let formats = ["--format", "sqlite,sql", "--dialect", "sqlite", "-q"];
    export(&place, &formats).expect(0, &[]);
    place.generate("described.json", "made", &formats);
    let (made, exported) = (files(&place.path("made")), files(&place.path("out")));
    assert_eq!(exported["sqlite.sql"], made["sqlite.sql"]);
    assert_eq!(exported["dataset.sqlite"], made["dataset.sqlite"]);
    assert_eq!(json_of(&place, "dataset.json")["dataset_name"], json!("described"));
    export(&place, &[&formats[..], &["--incremental"]].concat()).expect(2, &["a file of all tables cannot have some"]);
}
