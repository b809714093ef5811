//! The challenge factory: a brief becomes a data challenge whose story is measured on its data.

pub mod sql;
