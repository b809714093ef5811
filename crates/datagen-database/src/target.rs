//! Which database: a URL, without what must not be shown.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use datagen_io::sql::Dialect;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::postgres::PgConnectOptions;

use crate::error::{Error, Result};

/// A database.
#[derive(Debug, Clone)]
pub enum Target {
    /// PostgreSQL.
    Postgres(Box<PostgresServer>),
    /// MySQL or MariaDB.
    MySql(Box<MySqlServer>),
    /// A file of SQLite.
    Sqlite(PathBuf),
}

/// A database of PostgreSQL.
#[derive(Clone)]
pub struct PostgresServer {
    pub(crate) options: PgConnectOptions,
    /// The namespace of the tables; none for the user's usual one.
    pub(crate) schema: Option<String>,
}

/// A database of MySQL or MariaDB.
#[derive(Clone)]
pub struct MySqlServer {
    pub(crate) options: MySqlConnectOptions,
}

const EXPECTED: &str =
    "postgres://USER@HOST:PORT/DATABASE, mysql://USER@HOST:PORT/DATABASE, mariadb://..., or sqlite:FILE";

impl Target {
    /// The database at `url`: `postgres://`, `mysql://`, `mariadb://` or `sqlite:FILE`. `password` is used when a MySQL URL
    /// has none; PostgreSQL's own variables and `~/.pgpass` are read when it connects.
    ///
    /// # Errors
    /// [`Error::Usage`], which never shows the URL.
    pub fn parse(url: &str, password: Option<&str>) -> Result<Self> {
        let expected = |found: &str| Error::Usage(format!("expected {EXPECTED}; found {found}"));
        let Some((scheme, rest)) = url.split_once(':') else { return Err(expected("no URL of a database")) };
        match scheme {
            "postgres" | "postgresql" => Self::postgres(url),
            "mysql" | "mariadb" => Self::mysql(url, password),
            "sqlite" if rest.is_empty() || rest == "//" => Err(expected("sqlite: without a file")),
            "sqlite" => Ok(Self::Sqlite(rest.strip_prefix("//").unwrap_or(rest).into())),
            other => Err(expected(&format!("the scheme {other:?}"))),
        }
    }

    fn postgres(url: &str) -> Result<Self> {
        let (url, schema) = take_parameter(url, "schema");
        let options = PgConnectOptions::from_str(&url).map_err(|error| unreadable(&error))?;
        let options = options.application_name("datagen");
        Ok(Self::Postgres(Box::new(PostgresServer { options, schema })))
    }

    fn mysql(url: &str, password: Option<&str>) -> Result<Self> {
        let mut options = MySqlConnectOptions::from_str(url).map_err(|error| unreadable(&error))?;
        if let (Some(password), false) = (password, has_password(url)) {
            options = options.password(password);
        }
        if options.get_database().is_none() {
            return Err(Error::Usage("the URL names no database; add it, as in mysql://USER@HOST/DATABASE".to_owned()));
        }
        Ok(Self::MySql(Box::new(MySqlServer { options })))
    }

    /// The same database with its tables in the namespace `schema`.
    ///
    /// # Errors
    /// [`Error::Usage`] where there are no namespaces.
    pub fn with_schema(self, schema: &str) -> Result<Self> {
        match self {
            Self::Postgres(mut server) => {
                server.schema = Some(schema.to_owned());
                Ok(Self::Postgres(server))
            }
            other => Err(Error::Usage(format!(
                "{} has no schemas within a database; leave --database-schema out",
                other.dialect().name()
            ))),
        }
    }

    /// Its SQL.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match self {
            Self::Postgres(_) => Dialect::Postgres,
            Self::MySql(_) => Dialect::MySql,
            Self::Sqlite(_) => Dialect::Sqlite,
        }
    }
}

/// As in messages: never with a password.
impl std::fmt::Display for Target {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Postgres(server) => server.fmt(formatter),
            Self::MySql(server) => server.fmt(formatter),
            Self::Sqlite(path) => path.display().fmt(formatter),
        }
    }
}

impl std::fmt::Display for PostgresServer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let database = self.options.get_database().unwrap_or(self.options.get_username());
        let socket = self.options.get_socket().map(PathBuf::as_path);
        place(formatter, "PostgreSQL", database, socket, self.options.get_host(), self.options.get_port())
    }
}

impl std::fmt::Display for MySqlServer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let database = self.options.get_database().unwrap_or_default();
        let socket = self.options.get_socket().map(PathBuf::as_path);
        place(formatter, "MySQL", database, socket, self.options.get_host(), self.options.get_port())
    }
}

fn place(
    formatter: &mut std::fmt::Formatter<'_>,
    name: &str,
    database: &str,
    socket: Option<&Path>,
    host: &str,
    port: u16,
) -> std::fmt::Result {
    match socket {
        Some(socket) => write!(formatter, "{name} database {database} at {}", socket.display()),
        None => write!(formatter, "{name} database {database} at {host}:{port}"),
    }
}

impl std::fmt::Debug for PostgresServer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, formatter)
    }
}

impl std::fmt::Debug for MySqlServer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, formatter)
    }
}

/// Whether `url` holds a password: after the user's name, or as a parameter.
#[must_use]
pub fn has_password(url: &str) -> bool {
    // A password may hold signs that should have been encoded: what counts is the last @.
    let user = url.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@')).map_or("", |(user, _)| user);
    user.contains(':') || take_parameter(url, "password").1.is_some()
}

/// `url` without the parameter `name`, and its value.
fn take_parameter(url: &str, name: &str) -> (String, Option<String>) {
    let Some((base, query)) = url.split_once('?') else { return (url.to_owned(), None) };
    let (mut value, mut others) = (None, Vec::new());
    for pair in query.split('&') {
        match pair.split_once('=') {
            Some((key, found)) if key == name => value = Some(decoded(found)),
            _ => others.push(pair),
        }
    }
    let query = others.join("&");
    (if query.is_empty() { base.to_owned() } else { format!("{base}?{query}") }, value)
}

/// Undoes percent-encoding; what is none stays as it is.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut decoded, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let code = bytes.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        match (bytes[at], code.and_then(|digits| u8::from_str_radix(digits, 16).ok())) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                at += 3;
            }
            (byte, _) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn unreadable(error: &sqlx::Error) -> Error {
    let why = match error {
        sqlx::Error::Configuration(why) => why.to_string(),
        _ => "it cannot be read".to_owned(),
    };
    Error::Usage(format!("the URL of the database is wrong: {why}; expected {EXPECTED}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_seen_wherever_it_stands() {
        for url in [
            "postgres://me:secret@host/db",
            "postgres://me:sec/ret@host/db",
            "postgres://me:sec@ret@host/db",
            "mysql://:secret@host:3306/db",
            "postgres://host/db?password=secret",
            "postgres://me@host/db?sslmode=require&password=secret",
        ] {
            assert!(has_password(url), "{url}");
        }
        for url in ["postgres://me@host:5432/db", "mysql://host:3306/db", "sqlite:a:b@c.db", "postgres:///db?host=/tmp"]
        {
            assert!(!has_password(url), "{url}");
        }
    }

    #[test]
    fn a_target_never_shows_its_password() {
        for url in ["postgres://me:s3cret@host/db?schema=My%20Schema", "mysql://me:s3cret@host/db"] {
            let target = Target::parse(url, None).unwrap();
            assert!(!format!("{target} {target:?}").contains("s3cret"));
        }
        for url in
            ["postgres://me:s3cret@host:port/db", "mysql://me:s3cret@[::1/db", "oracle://me:s3cret@host", "s3cret"]
        {
            let message = Target::parse(url, None).unwrap_err().to_string();
            assert!(!message.contains("s3cret"), "{message}");
        }
    }

    #[test]
    fn the_namespace_is_a_parameter() {
        let Target::Postgres(server) =
            Target::parse("postgres://host/db?schema=My%20Schema&sslmode=disable", None).unwrap()
        else {
            panic!("not PostgreSQL")
        };
        assert_eq!(server.schema.as_deref(), Some("My Schema"));
    }
}
