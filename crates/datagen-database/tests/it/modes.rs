//! What is done with tables that exist.

use datagen_database::{LoadOptions, Mode};
use datagen_io::Fault;
use datagen_io::sql::{Dialect, Promises};

use crate::engines::{Engine, engine, engines, options};
use crate::rows::{GUESTS, guests, schema};

fn count(engine: &Engine) -> String {
    engine.ask("SELECT count(*) FROM guest").trim().to_owned()
}

#[test]
fn create_refuses_and_names_what_exists() {
    let schema = schema(GUESTS);
    for engine in engines("create") {
        engine.load(&guests(&schema, 1..10), &schema, Mode::Create).unwrap();
        let error = engine.load(&guests(&schema, 1..20), &schema, Mode::Create).unwrap_err();
        assert_eq!(error.fault(), Fault::User);
        let message = engine.plain(&error.to_string());
        assert!(message.contains("city, guest already exist; pass --mode replace or append"), "{message}");
        assert_eq!(count(&engine), "9");
        assert_eq!(engine.tables(), "city guest");
    }
}

#[test]
fn replace_takes_the_place_of_what_a_load_made() {
    let schema = schema(GUESTS);
    for engine in engines("replace") {
        for rows in [1..10, 5..25] {
            let wanted = rows.end - rows.start;
            engine.load(&guests(&schema, rows), &schema, Mode::Replace).unwrap();
            assert_eq!(count(&engine), wanted.to_string());
            assert_eq!(engine.tables(), "city guest");
        }
    }
}

#[test]
fn replace_never_drops_what_no_load_made() {
    let schema = schema(GUESTS);
    for engine in engines("foreign") {
        engine.ask("CREATE TABLE city (mine int)");
        engine.ask("INSERT INTO city VALUES (7)");
        let error = engine.load(&guests(&schema, 1..10), &schema, Mode::Replace).unwrap_err();
        let message = engine.plain(&error.to_string());
        assert!(message.contains("city was not made by datagen and would be lost"), "{message}");
        assert_eq!(engine.ask("SELECT mine FROM city"), "7\n");
        assert_eq!(engine.tables(), "city");
        let force = LoadOptions { force: true, ..options(Mode::Replace) };
        engine.load_with(&guests(&schema, 1..10), &schema, &force).unwrap();
        assert_eq!(engine.ask("SELECT count(*) FROM city"), "2\n");
    }
}

#[test]
fn replace_leaves_tables_that_others_refer_to() {
    let schema = schema(GUESTS);
    for engine in engines("dependants").into_iter().filter(|engine| engine.dialect != Dialect::Sqlite) {
        engine.load(&guests(&schema, 1..10), &schema, Mode::Create).unwrap();
        engine.ask("CREATE TABLE mine (id bigint, FOREIGN KEY (id) REFERENCES guest (id))");
        let error = engine.load(&guests(&schema, 1..20), &schema, Mode::Replace).unwrap_err();
        assert_eq!(error.fault(), Fault::User, "{error}");
        let message = error.to_string();
        assert!(message.contains("guest") && message.contains("drop"), "{message}");
        assert_eq!((count(&engine), engine.tables()), ("9".to_owned(), "city guest mine".to_owned()));
    }
}

#[test]
fn append_adds_rows() {
    let schema = schema(GUESTS);
    let only_guests = LoadOptions { tables: vec!["guest".to_owned()], ..options(Mode::Append) };
    for engine in engines("append") {
        let missing = engine.load_with(&guests(&schema, 1..10), &schema, &only_guests).unwrap_err().to_string();
        assert!(missing.contains("guest does not exist; pass --mode create"), "{missing}");
        engine.load(&guests(&schema, 1..10), &schema, Mode::Create).unwrap();
        let loaded = engine.load_with(&guests(&schema, 10..20), &schema, &only_guests).unwrap();
        assert_eq!((loaded.tables[0].rows, loaded.tables[0].total), (10, 19));
        // The same keys once more.
        let error = engine.load_with(&guests(&schema, 15..30), &schema, &only_guests).unwrap_err();
        assert!(matches!(error, datagen_database::Error::Data(_)), "{error}");
        assert_eq!(count(&engine), "19", "nothing of a load that failed is kept");
    }
}

#[test]
fn append_refuses_columns_that_do_not_fit() {
    let schema = schema(GUESTS);
    let only_guests = LoadOptions { tables: vec!["guest".to_owned()], ..options(Mode::Append) };
    let mut said = String::new();
    for engine in engines("fit") {
        for columns in [
            "id bigint, city varchar(20)",
            "id bigint, city varchar(20), came_with bigint, further int NOT NULL",
            "id bigint, city date, came_with bigint",
        ] {
            engine.ask("DROP TABLE IF EXISTS guest");
            engine.ask(&format!("CREATE TABLE guest ({columns})"));
            let loaded = engine.load_with(&guests(&schema, 1..10), &schema, &only_guests);
            let message = loaded.map_or_else(|error| error.to_string(), |_| "fits".to_owned());
            said.push_str(&format!("{}: {}\n", engine.dialect, engine.plain(&message)));
        }
        engine.ask("DROP TABLE guest");
        engine.ask("CREATE TABLE guest (further int, came_with int, city varchar(20), id int)");
        engine.load_with(&guests(&schema, 1..10), &schema, &only_guests).unwrap();
        assert_eq!(count(&engine), "9", "other types are converted");
    }
    if engines("fit").len() == 3 {
        insta::assert_snapshot!(said);
    }
}

#[test]
fn tables_are_marked_and_described() {
    let schema = schema(GUESTS);
    if let Some(engine) = engine(Dialect::Postgres, "marks") {
        engine.load(&guests(&schema, 1..3), &schema, Mode::Create).unwrap();
        assert_eq!(engine.ask("SELECT obj_description('guest'::regclass)"), "Who came.\nMade by datagen.\n");
    }
    if let Some(engine) = engine(Dialect::MySql, "marks") {
        engine.load(&guests(&schema, 1..3), &schema, Mode::Create).unwrap();
        let comment = "SELECT table_comment FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'guest'";
        assert_eq!(engine.ask(comment), "Who came.\nMade by datagen.\n");
    }
    let engine = engine(Dialect::Sqlite, "marks").unwrap();
    engine.load(&guests(&schema, 1..3), &schema, Mode::Create).unwrap();
    assert_eq!(engine.ask("SELECT name FROM _datagen ORDER BY 1"), "city\nguest\n");
}

#[test]
fn the_database_knows_keys_and_references() {
    let schema = schema(GUESTS);
    for engine in engines("keys") {
        engine.load(&guests(&schema, 1..10), &schema, Mode::Create).unwrap();
        let constraints = match engine.dialect {
            Dialect::Postgres => {
                "SELECT contype, count(*) FROM pg_constraint WHERE connamespace = 'datagen_keys'::regnamespace AND contype IN ('p', 'f') GROUP BY 1 ORDER BY 1"
            }
            Dialect::MySql => {
                "SELECT LOWER(LEFT(constraint_type, 1)), count(*) FROM information_schema.table_constraints WHERE table_schema = DATABASE() AND constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY') GROUP BY 1 ORDER BY 1"
            }
            _ => {
                "SELECT 'f', count(*) FROM pragma_foreign_key_list('guest') UNION ALL SELECT 'p', count(*) FROM sqlite_schema s, pragma_table_info(s.name) t WHERE s.type = 'table' AND t.pk = 1 AND s.name <> '_datagen'"
            }
        };
        assert_eq!(engine.ask(constraints), "f|2\np|2\n", "{}", engine.dialect);
        let dirty = LoadOptions { promises: Promises::Nothing, ..options(Mode::Replace) };
        let loaded = engine.load_with(&guests(&schema, 1..10), &schema, &dirty).unwrap();
        assert_eq!((loaded.keys, loaded.references), (0, 0));
    }
}
