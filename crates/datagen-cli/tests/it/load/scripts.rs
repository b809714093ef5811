//! Scripts and files that databases read by themselves.

use std::path::PathBuf;
use std::process::Command;

use super::database::{Kind, database};
use super::{BANK, ECOMM, assert_counts, rows_of};
use crate::support::{Outcome, Place, files, outcome, schema};

/// The Python that has DuckDB; none when DATAGEN_TEST_TOOLS does not say where it is.
fn duckdb() -> Option<PathBuf> {
    let Some(directory) = std::env::var_os("DATAGEN_TEST_TOOLS") else {
        eprintln!("skipped: DATAGEN_TEST_TOOLS does not say where DuckDB is");
        return None;
    };
    Some(PathBuf::from(directory).join("dbt/bin/python"))
}

/// Runs a script in DuckDB, then prints how many rows its tables have.
fn run_duckdb(python: &PathBuf, place: &Place, script: &str) -> Outcome {
    let code = "
import duckdb, sys
connection = duckdb.connect()
connection.execute(open(sys.argv[1], encoding='utf-8', newline='').read())
for (name,) in connection.execute('select table_name from duckdb_tables() order by 1').fetchall():
    print(name, connection.execute(f'select count(*) from \"{name}\"').fetchone()[0])";
    outcome(Command::new(python).args(["-c", code, script]).current_dir(place.path(".")).output().unwrap())
}

#[track_caller]
fn assert_duckdb(ran: &Outcome, rows: &[(String, String)]) {
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let mut expected: Vec<String> = rows.iter().map(|(table, rows)| format!("{table} {rows}")).collect();
    expected.sort();
    let mut found: Vec<&str> = ran.text().lines().collect();
    found.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn scripts_run_as_they_are() {
    for (name, example, scale) in [("script_ecomm", ECOMM, "0.005"), ("script_bank", BANK, "0.01")] {
        let place = Place::new();
        for (kind, dialect) in [(Kind::Postgres, "postgres"), (Kind::MySql, "mysql"), (Kind::Sqlite, "sqlite")] {
            let arguments =
                ["generate", example, "-o", dialect, "--scale", scale, "--format", "sql", "--dialect", dialect, "-q"];
            place.run(&arguments).expect(0, &[]);
            let Some(database) = database(kind, &place, name) else { continue };
            let ran = database.run_script(&place.path(&format!("{dialect}/{dialect}.sql")));
            assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{dialect}");
            assert_counts(&database, &rows_of(&place, dialect));
            assert_eq!(database.orphans(), "");
        }
        let Some(python) = duckdb() else { continue };
        let arguments =
            ["generate", example, "-o", "duck", "--scale", scale, "--format", "sql", "--dialect", "duckdb", "-q"];
        place.run(&arguments).expect(0, &[]);
        assert_duckdb(&run_duckdb(&python, &place, "duck/duckdb.sql"), &rows_of(&place, "duck"));
    }
}

/// What a load and a script put into one database is the same.
#[test]
fn a_script_holds_what_a_load_brings() {
    for (kind, dialect) in [(Kind::Postgres, "postgres"), (Kind::MySql, "mysql"), (Kind::Sqlite, "sqlite")] {
        let place = Place::new();
        let (Some(loaded), Some(scripted)) = (database(kind, &place, "loaded"), database(kind, &place, "scripted"))
        else {
            continue;
        };
        let generate = ["generate", ECOMM, "--scale", "0.005", "-q"];
        loaded.run(&place, &[&generate[..], &["--to", "env:URL"]].concat()).expect(0, &[]);
        place.run(&[&generate[..], &["-o", "out", "--format", "sql", "--dialect", dialect]].concat()).expect(0, &[]);
        assert_eq!(scripted.run_script(&place.path(&format!("out/{dialect}.sql"))).code, 0);
        for (table, _) in rows_of(&place, "out") {
            assert!(loaded.everything(&table) == scripted.everything(&table), "{table} differs in {kind:?}");
        }
    }
}

#[test]
fn one_file_is_the_same_whatever_the_threads() {
    let place = Place::new();
    for (directory, threads) in [("one", "1"), ("four", "4")] {
        let formats = ["--format", "sqlite,sql,csv", "--dialect", "sqlite", "--threads", threads, "-q"];
        place.run(&[&["generate", ECOMM, "-o", directory, "--scale", "0.02"], &formats[..]].concat()).expect(0, &[]);
    }
    let (one, four) = (files(&place.path("one")), files(&place.path("four")));
    assert!(one.contains_key("dataset.sqlite") && one.contains_key("sqlite.sql"), "{:?}", one.keys());
    assert!(one == four);
    let connection = rusqlite::Connection::open(place.path("one/dataset.sqlite")).unwrap();
    let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
    for (table, rows) in rows_of(&place, "one") {
        let count: i64 =
            connection.query_row(&format!("SELECT count(*) FROM \"{table}\""), [], |row| row.get(0)).unwrap();
        assert_eq!(count.to_string(), rows, "{table}");
    }
    let orphan = connection.prepare("PRAGMA foreign_key_check").unwrap().exists([]).unwrap();
    assert!(!orphan);
}

#[test]
fn duckdb_reads_the_files_by_a_script() {
    let shop = schema("shop.json");
    for format in ["parquet", "csv"] {
        let place = Place::new();
        place.generate("shop.json", "data", &["--format", format, "-q"]);
        let load =
            |more: &[&str]| place.run(&[&["load", "duckdb:load.sql", &shop, "--data-dir", "data"], more].concat());
        load(&[]).expect(0, &[]);
        load(&[]).expect(2, &["load.sql already exists"]);
        load(&["--mode", "replace", "-q"]).expect(0, &[]);
        let Some(python) = duckdb() else { continue };
        assert_duckdb(&run_duckdb(&python, &place, "load.sql"), &rows_of(&place, "data"));
    }
}
