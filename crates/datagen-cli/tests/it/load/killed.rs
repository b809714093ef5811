//! The program disappears half way.

use std::thread::sleep;
use std::time::Duration;

use super::database::{Database, Kind, database};
use crate::support::{Place, schema};

/// Whether rows are on their way.
fn is_loading(database: &Database) -> bool {
    match database.kind {
        Kind::Postgres => {
            let copying = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'COPY \"cli_killed\"%'";
            database.ask(copying).trim() != "0"
        }
        Kind::MySql => database.tables().iter().any(|table| {
            table.ends_with("__loading") && {
                let inserted = format!("SELECT table_rows > 10000 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = '{table}'");
                database.ask(&inserted).trim() == "1"
            }
        }),
        Kind::Sqlite => std::fs::metadata(database.url.strip_prefix("sqlite:").unwrap()).is_ok_and(|file| file.len() > 1_000_000),
    }
}

#[test]
fn a_killed_load_leaves_no_table_behind() {
    let place = Place::new();
    let large = schema("large.json");
    for kind in [Kind::Postgres, Kind::MySql, Kind::Sqlite] {
        let Some(database) = database(kind, &place, "killed") else { continue };
        let arguments = ["generate", &large, "--to", "env:URL", "--scale", "2", "--force", "-q"];
        let mut child = database.command(&place, &arguments).spawn().unwrap();
        let started = (0..1200).any(|_| {
            sleep(Duration::from_millis(50));
            assert!(child.try_wait().unwrap().is_none(), "{kind:?}: it ended before it could be killed");
            is_loading(&database)
        });
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(started, "{kind:?}: nothing was loaded for a minute");
        let left = database.tables();
        assert!(left.iter().all(|table| table.ends_with("__loading")), "{kind:?}: {left:?}");
        // The next load finds nothing in its way, nor leaves what the first one left.
        database.run(&place, &["generate", &large, "--to", "env:URL", "--scale", "0.0001", "-q"]).expect(0, &[]);
        assert!(!database.tables().iter().any(|table| table.ends_with("__loading")), "{kind:?}");
    }
}
