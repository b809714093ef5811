//! The portable subset: what is refused, and what is read from a query.
