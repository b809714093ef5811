//! What can be wrong with a query.

/// Why a query is not accepted. Every text says where, what was found, what was expected and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SqlError {
    /// It is no SQL at all.
    #[error("the query cannot be read: {reason}; expected one SELECT statement of the portable subset")]
    Syntax {
        /// What the parser says, with line and column.
        reason: String,
    },
    /// It is something else than one SELECT.
    #[error("expected exactly one SELECT statement, found {found}; split or reword the query")]
    NotOneSelect {
        /// What was there instead.
        found: String,
    },
    /// It has something that not every engine understands alike.
    #[error("{place}: found {found}, which is not part of the portable subset; {advice}")]
    Outside {
        /// Line and column, or the part of the query.
        place: String,
        /// The words of the query.
        found: String,
        /// What to write instead.
        advice: String,
    },
    /// Its rows come in no order.
    #[error(
        "expected ORDER BY at the end, found none: its rows would come in another order in every engine; add ORDER BY, or return one row of aggregates without GROUP BY"
    )]
    NoOrder,
    /// It reads a table that the flat data do not have.
    #[error(
        "expected a table of the flat data ({known}), found {table}, which is not in it; leave it out of the query, or fold it into the flat table"
    )]
    NotFlat {
        /// The table that is missing.
        table: String,
        /// The tables that there are.
        known: String,
    },
    /// It joins the main fact in a way that the flat table does not have.
    #[error("{place}: expected a join of {table} by {expected}, found {found}; the flat table only has that join")]
    NotByKey {
        /// The part of the query.
        place: String,
        /// The table that is joined.
        table: String,
        /// The condition by key.
        expected: String,
        /// What stands there.
        found: String,
    },
}
