//! Loads through the public door. SQLite always; PostgreSQL and MySQL where `DATAGEN_TEST_POSTGRES` and
//! `DATAGEN_TEST_MYSQL` say where they are.
#![expect(clippy::unwrap_used, reason = "a test that panics has failed, which is what is meant")]

mod engines;
mod failures;
mod modes;
mod rows;
mod types;
