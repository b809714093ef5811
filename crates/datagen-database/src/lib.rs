//! Tables into databases: PostgreSQL, MySQL, MariaDB and SQLite.
