//! Checks and profiles of written tables, by SQL over their files.

pub mod profile;
