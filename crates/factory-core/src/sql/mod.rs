//! The portable subset of SQL, and what is made of a query written in it.
