//! A load that ends early leaves nothing.

use std::sync::atomic::{AtomicBool, Ordering};

use datagen_core::Control;
use datagen_core::error::Error as EngineError;
use datagen_database::{Error, Mode, Target, load};
use datagen_io::Fault;
use datagen_io::sql::Dialect;

use crate::engines::{engine, engines, options};
use crate::rows::{GUESTS, Rows, guests, integers, schema, texts};

/// Far more than is in memory at a time.
const MANY: i64 = 400_000;
/// A row that is made when others have been sent.
const LATE: u64 = 300_000;

#[test]
fn a_source_that_fails_half_way() {
    let schema = schema(GUESTS);
    for engine in engines("source") {
        let mut rows = guests(&schema, 0..MANY);
        rows.event =
            Some(Box::new(|row| if row >= LATE { Err(EngineError::Usage("enough".to_owned())) } else { Ok(()) }));
        let error = engine.load(&rows, &schema, Mode::Create).unwrap_err();
        assert_eq!(error.to_string(), "enough", "{}", engine.dialect);
        assert!(engine.is_untouched(), "{}", engine.dialect);
    }
}

#[test]
fn a_failed_replacement_leaves_what_was_there() {
    let schema = schema(GUESTS);
    for engine in engines("kept") {
        engine.load(&guests(&schema, 1..10), &schema, Mode::Create).unwrap();
        let mut rows = guests(&schema, 0..MANY);
        rows.event =
            Some(Box::new(|row| if row >= LATE { Err(EngineError::Usage("enough".to_owned())) } else { Ok(()) }));
        engine.load(&rows, &schema, Mode::Replace).unwrap_err();
        assert_eq!(engine.ask("SELECT count(*) FROM guest"), "9\n");
        assert_eq!(engine.tables(), "city guest");
    }
}

#[test]
fn a_cancellation() {
    let schema = schema(GUESTS);
    for engine in engines("cancel") {
        let control = Control::default();
        let canceller = control.clone();
        let mut rows = guests(&schema, 0..MANY);
        rows.event = Some(Box::new(move |row| {
            if row >= LATE {
                canceller.cancel();
            }
            Ok(())
        }));
        let error = load(&rows, schema.document(), &engine.target(), &options(Mode::Create), &control).unwrap_err();
        assert_eq!(error.fault(), Fault::Cancelled, "{error}");
        assert!(engine.is_untouched(), "{}", engine.dialect);
    }
}

#[test]
fn rows_that_break_their_promises() {
    let schema = schema(GUESTS);
    let mut said = String::new();
    for engine in engines("promises") {
        let guest = |ids: Vec<Option<i64>>, city| vec![integers(ids), texts([city, city]), integers([None, None])];
        for guest in [guest(vec![Some(1), Some(1)], Some("a")), guest(vec![Some(1), Some(2)], Some("nowhere"))] {
            let rows = Rows::new(&schema, vec![("guest", guest), ("city", vec![texts([Some("a")])])], false);
            let error = engine.load(&rows, &schema, Mode::Create).unwrap_err();
            assert!(matches!(error, Error::Data(_)), "{error}");
            said.push_str(&format!("{}\n", engine.plain(&error.to_string())));
            assert!(engine.is_untouched(), "{}", engine.dialect);
        }
    }
    if engines("promises").len() == 3 {
        insta::assert_snapshot!(said);
    }
}

#[test]
fn a_server_that_goes_away() {
    let schema = schema(GUESTS);
    for dialect in [Dialect::Postgres, Dialect::MySql] {
        let (Some(engine), Some(killer)) = (engine(dialect, "gone"), engine(dialect, "killer")) else { continue };
        let killed = AtomicBool::new(false);
        let mut rows = guests(&schema, 0..MANY);
        rows.event = Some(Box::new(move |row| {
            if row >= LATE && !killed.swap(true, Ordering::Relaxed) {
                end_connection(&killer);
            }
            Ok(())
        }));
        let error = engine.load(&rows, &schema, Mode::Create).unwrap_err();
        assert_eq!(error.fault(), Fault::Environment, "{error}");
        assert!(error.to_string().contains("nothing of this load is kept"), "{error}");
        if dialect == Dialect::Postgres {
            assert!(engine.is_untouched());
        } else {
            assert!(!engine.tables().split(' ').any(|table| table == "guest"), "{}", engine.tables());
            engine.load(&guests(&schema, 1..10), &schema, Mode::Create).unwrap();
            assert_eq!(engine.tables(), "city guest", "the next load takes away what this one left");
        }
    }
}

/// Ends the connection that is loading `guest` of the test above.
fn end_connection(killer: &crate::engines::Engine) {
    if killer.dialect == Dialect::Postgres {
        killer.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%\"datagen_gone\".\"guest\"%' AND pid <> pg_backend_pid()");
        return;
    }
    let id = killer.ask("SELECT id FROM information_schema.processlist WHERE db = 'datagen_gone'");
    id.lines().for_each(|id| drop(killer.ask(&format!("KILL {id}"))));
}

#[test]
fn servers_that_do_not_let_us_in() {
    let schema = schema(GUESTS);
    let mut said = String::new();
    let mut refused = |url: &str| {
        let target = Target::parse(url, None).unwrap();
        let error =
            load(&guests(&schema, 1..3), schema.document(), &target, &options(Mode::Create), &Control::default());
        let error = error.unwrap_err();
        assert_eq!(error.fault(), Fault::Environment, "{error}");
        assert!(!error.to_string().contains("s3cret"), "{error}");
        said.push_str(&format!("{}\n", error.to_string().replace(&target.to_string(), "[place]")));
    };
    refused("postgres://me:s3cret@127.0.0.1:1/db");
    refused("mysql://me:s3cret@127.0.0.1:1/db");
    refused("sqlite:/nowhere/at/all.sqlite");
    let variables = ["DATAGEN_TEST_POSTGRES", "DATAGEN_TEST_MYSQL"];
    let urls: Vec<String> = variables
        .iter()
        .filter_map(|name| std::env::vars().find(|(found, _)| found == name))
        .map(|(_, url)| url)
        .collect();
    for url in &urls {
        let (start, rest) = url.split_once("://").unwrap();
        let (account, rest) = rest.split_once('@').unwrap();
        let (user, server) = (account.split(':').next().unwrap(), rest.split('/').next().unwrap());
        refused(&format!("{start}://{user}:s3cret@{server}/datagen"));
        refused(&format!("{start}://{account}@{server}/no_such_database"));
    }
    if urls.len() == 2 {
        let said = said.replace("localhost", "127.0.0.1");
        insta::assert_snapshot!(said);
    }
}

#[test]
fn a_user_without_permissions() {
    let Some(engine) = engine(Dialect::Postgres, "rights") else { return };
    engine.ask("DO $$ BEGIN CREATE ROLE datagen_nobody LOGIN PASSWORD 's3cret'; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
    let (_, url) = std::env::vars().find(|(name, _)| name == "DATAGEN_TEST_POSTGRES").unwrap();
    let server = url.split_once('@').unwrap().1;
    let target = format!("postgres://datagen_nobody:s3cret@{server}?schema=datagen_rights");
    let (schema, target) = (schema(GUESTS), Target::parse(&target, None).unwrap());
    let rows = guests(&schema, 1..3);
    let error = load(&rows, schema.document(), &target, &options(Mode::Create), &Control::default()).unwrap_err();
    assert_eq!(error.fault(), Fault::Environment);
    let message = error.to_string();
    assert!(message.contains("permission denied for schema datagen_rights; grant the permission"), "{message}");
}
