//! A password never stands on a command line, nor in a message.

use super::database::{Kind, database};
use crate::support::{Outcome, Place, schema};

const SECRET: &str = "s3cret";

fn assert_silent(outcome: &Outcome) {
    assert!(!outcome.stderr.contains(SECRET) && !outcome.text().contains(SECRET), "{outcome:?}");
}

#[test]
fn a_password_on_the_command_line_is_refused() {
    let place = Place::new();
    let shop = schema("shop.json");
    for url in ["postgres://me:s3cret@host/db", "mysql://me:s3cret@host/db", "postgres://host/db?password=s3cret"] {
        let cases: [&[&str]; 3] = [
            &["load", url, &shop, "--data-dir", "."],
            &["load", &shop, url, "--data-dir", "."],
            &["generate", &shop, "--to", url],
        ];
        for arguments in cases {
            let outcome = place.run(arguments);
            outcome.expect(2, &["set PGPASSWORD or ~/.pgpass (PostgreSQL), MYSQL_PWD (MySQL)", "env:NAME"]);
            assert_silent(&outcome);
        }
    }
}

#[test]
fn a_password_from_the_environment_is_not_shown() {
    let place = Place::new();
    let shop = schema("shop.json");
    for url in [
        "postgres://me:s3cret@127.0.0.1:1/db",
        "mysql://me:s3cret@127.0.0.1:1/db",
        "postgres://me:s3cret@127.0.0.1:port/db",
        "oracle://me:s3cret@127.0.0.1/db",
        "s3cret",
    ] {
        let outcome = crate::support::outcome(
            place.command(&["generate", &shop, "--to", "env:SECRET_URL"]).env("SECRET_URL", url).output().unwrap(),
        );
        assert_ne!(outcome.code, 0);
        assert_silent(&outcome);
    }
}

#[test]
fn passwords_by_the_usual_variables() {
    let place = Place::new();
    let shop = schema("shop.json");
    for (kind, variable) in [(Kind::Postgres, "PGPASSWORD"), (Kind::MySql, "MYSQL_PWD")] {
        let Some(database) = database(kind, &place, "variables") else { continue };
        let (start, rest) = database.url.split_once("://").unwrap();
        let (account, server) = rest.split_once('@').unwrap();
        let (user, password) = account.split_once(':').unwrap();
        let url = format!("{start}://{user}@{server}");
        let run = |password: &str| {
            let arguments = ["generate", &shop, "--to", &url, "--mode", "replace"];
            crate::support::outcome(place.command(&arguments).env(variable, password).output().unwrap())
        };
        let wrong = run(SECRET);
        wrong.expect(3, &[variable, "env:NAME"]);
        assert_silent(&wrong);
        let right = run(password);
        right.expect(0, &[]);
        assert!(right.text().contains("Checked there: the number of rows"), "{}", right.text());
    }
}
