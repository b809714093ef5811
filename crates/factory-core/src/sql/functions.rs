//! The functions of the portable subset.

/// The functions that put many rows together.
pub(super) const AGGREGATES: &[&str] = &["count", "sum", "avg", "min", "max"];

/// The functions that only make sense over a window.
pub(super) const WINDOWS: &[&str] = &["row_number", "rank", "dense_rank", "lag", "lead", "first_value"];

/// The units of `date_trunc`.
pub(super) const UNITS: &[&str] = &["year", "quarter", "month", "week", "day"];

/// Every function, and with how many arguments at least and at most.
pub(super) const FUNCTIONS: &[(&str, usize, usize)] = &[
    ("abs", 1, 1),
    ("avg", 1, 1),
    ("coalesce", 2, 20),
    ("count", 1, 1),
    ("date_trunc", 2, 2),
    ("days_between", 2, 2),
    ("dense_rank", 0, 0),
    ("first_value", 1, 1),
    ("hours_between", 2, 2),
    ("lag", 1, 2),
    ("lead", 1, 2),
    ("length", 1, 1),
    ("lower", 1, 1),
    ("max", 1, 1),
    ("min", 1, 1),
    ("nullif", 2, 2),
    ("rank", 0, 0),
    ("replace", 3, 3),
    ("row_number", 0, 0),
    ("substr", 2, 3),
    ("sum", 1, 1),
    ("trim", 1, 1),
    ("upper", 1, 1),
];
