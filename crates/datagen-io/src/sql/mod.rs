//! Tables in the languages of databases: declarations, rows, whole scripts.
//!
//! ```text
//! Source + Document -> tables() -> Ddl, Inserts, Script
//! ```

mod cells;
mod ddl;
mod dialect;
mod dump;
mod literal;
mod load_files;
mod read_files;
mod rows;
mod script;
#[cfg(feature = "sqlite")]
pub mod sqlite;
#[cfg(feature = "sqlite")]
mod sqlite_file;
mod tables;

pub use self::cells::{Cell, Cells, cells};
pub use self::ddl::{Ddl, Inline, MARKER};
pub use self::dialect::Dialect;
pub use self::literal::{no_such_number, refused};
pub use self::load_files::load_csv;
pub use self::read_files::read_files;
pub use self::rows::{Inserts, NO_NUL};
pub use self::script::{MYSQL_SESSION, Script};
#[cfg(feature = "sqlite")]
pub use self::sqlite_file::SqliteFile;
pub use self::tables::{Column, ForeignKey, Kind, Promises, Table, tables};
