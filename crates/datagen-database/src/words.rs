//! What servers say, as errors with a next step.

use std::io::ErrorKind;

use sqlx::mysql::MySqlDatabaseError;

use crate::error::Error;

/// The error for what went wrong at `place`.
pub(crate) fn error(place: &str, error: &sqlx::Error) -> Error {
    match error {
        sqlx::Error::Database(said) => match said.try_downcast_ref::<MySqlDatabaseError>() {
            Some(mysql) => by_number(place, mysql.number(), mysql.message()),
            None => by_state(place, said.code().as_deref().unwrap_or_default(), &postgres_words(said.as_ref())),
        },
        sqlx::Error::Io(error) => Error::Environment(connection(place, error)),
        sqlx::Error::Tls(error) => Error::Environment(format!(
            "no encrypted connection to {place}: {error}; check its certificate, or say sslmode in the URL"
        )),
        other => Error::Environment(format!("{place}: {other}; nothing of this load is kept")),
    }
}

/// With what PostgreSQL adds to its message: for broken keys, their values.
fn postgres_words(said: &dyn sqlx::error::DatabaseError) -> String {
    let detail = said.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().and_then(|error| error.detail());
    detail.map_or_else(|| said.message().to_owned(), |detail| format!("{} ({detail})", said.message()))
}

fn connection(place: &str, error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::ConnectionRefused => {
            format!("nobody listens at {place}: {error}; start the server, or correct host and port")
        }
        ErrorKind::UnexpectedEof
        | ErrorKind::BrokenPipe
        | ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted => {
            format!("the connection to {place} was lost ({error}); nothing of this load is kept, run it again")
        }
        _ => format!("cannot reach {place}: {error}; check host and port"),
    }
}

/// PostgreSQL's words by their SQLSTATE.
fn by_state(place: &str, state: &str, words: &str) -> Error {
    let environment = |advice: &str| Error::Environment(format!("{place}: {words}; {advice}"));
    match state {
        "28P01" | "28000" => environment(
            "set PGPASSWORD or ~/.pgpass, or put the whole URL into an environment variable and pass env:NAME",
        ),
        "3D000" => environment("create the database, or correct the URL"),
        "42501" => environment("grant the permission to this user, or load as another one"),
        "25006" => environment("this server only reads; load into the primary one"),
        "53100" | "53200" => environment("free some space; nothing of this load is kept"),
        "57P01" | "57P02" | "57P03" => {
            environment("the server stops or starts; nothing of this load is kept, run it again")
        }
        "2BP01" => Error::Usage(format!("{place}: {words}; drop what depends on it yourself, then load again")),
        "42P07" => Error::Usage(format!("{place}: {words}; pass --mode replace or append")),
        "42804" => Error::Usage(format!("{place}: {words}; change the column's type, or load into another table")),
        _ if state.starts_with("22") || state.starts_with("23") => broken(place, words),
        _ => environment("nothing of this load is kept"),
    }
}

/// MySQL's words by their number.
fn by_number(place: &str, number: u16, words: &str) -> Error {
    let environment = |advice: &str| Error::Environment(format!("{place}: {words}; {advice}"));
    match number {
        1045 | 1698 => {
            environment("set MYSQL_PWD, or put the whole URL into an environment variable and pass env:NAME")
        }
        1049 => environment("create the database, or correct the URL"),
        1044 | 1142 | 1227 => environment("grant the permission to this user, or load as another one"),
        1021 | 1114 | 1041 => environment("free some space; nothing of this load is kept"),
        1053 | 1927 | 1317 => environment("the server stops; nothing of this load is kept, run it again"),
        1153 => environment("a row is larger than the server's max_allowed_packet; raise it, or shorten the texts"),
        1050 => Error::Usage(format!("{place}: {words}; pass --mode replace or append")),
        1048 | 1062 | 1264 | 1265 | 1292 | 1366 | 1406 | 1452 => broken(place, words),
        _ => environment("nothing of this load is kept"),
    }
}

/// Rows that a table does not take.
pub(crate) fn broken(place: &str, words: &str) -> Error {
    Error::Data(format!(
        "{place}: {words}; nothing of this load is kept: `datagen validate` says what is wrong with the data, and appended \
         rows need keys of their own"
    ))
}

/// The tables, as in a message.
pub(crate) fn list(names: &[&str]) -> String {
    const SHOWN: usize = 10;
    let more = if names.len() > SHOWN { format!(" and {} more", names.len() - SHOWN) } else { String::new() };
    format!("{}{more}", names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", "))
}

/// The error for tables in the way of [`Mode::Create`](crate::Mode::Create).
pub(crate) fn exist(place: &str, names: &[&str]) -> Error {
    let verb = if names.len() == 1 { "exists" } else { "exist" };
    Error::Usage(format!(
        "{place}: {} already {verb}; pass --mode replace or append, or load elsewhere. Nothing was changed",
        list(names)
    ))
}

/// The error for tables that are to be replaced, but that no load made.
pub(crate) fn not_ours(place: &str, names: &[&str]) -> Error {
    let verb = if names.len() == 1 { "was" } else { "were" };
    Error::Usage(format!(
        "{place}: {} {verb} not made by datagen and would be lost; drop what you do not need, load elsewhere, or pass --force to \
         `datagen load`. Nothing was changed",
        list(names)
    ))
}

/// The error for tables that rows are to be added to, but that are not there.
pub(crate) fn missing(place: &str, names: &[&str]) -> Error {
    let verb = if names.len() == 1 { "does" } else { "do" };
    Error::Usage(format!("{place}: {} {verb} not exist; pass --mode create. Nothing was changed", list(names)))
}

/// The columns of `table` that are not among `found`, or that rows would leave without a value.
pub(crate) fn check_columns(
    place: &str,
    table: &datagen_io::sql::Table,
    found: &[(String, bool)],
    is_same: impl Fn(&str, &str) -> bool,
) -> Result<(), Error> {
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    if let Some(column) = table.columns.iter().find(|column| !names.iter().any(|name| is_same(name, &column.name))) {
        return Err(Error::Usage(format!(
            "{place}: expected a column {} in {}, found {}; add it, or load into another table. Nothing was changed",
            column.name,
            table.name,
            list(&names)
        )));
    }
    let ours = |name: &str| table.columns.iter().any(|column| is_same(name, &column.name));
    if let Some((name, _)) = found.iter().find(|(name, needed)| *needed && !ours(name)) {
        return Err(Error::Usage(format!(
            "{place}: the column {name} of {} needs a value, and the schema has no such column; give it a default, or load \
             into another table. Nothing was changed",
            table.name
        )));
    }
    Ok(())
}
