//! Checks that look at a row and the rows it refers to.

use crate::error::Result;
use crate::findings::Check;
use crate::sql::identifier;

use super::draft::{Draft, How};
use super::{Subject, untested};

/// Counts the violations in a join, and shows them if there are any.
pub(crate) fn check(subject: &Subject<'_>, mut draft: Draft) -> Result<Check> {
    let How::Across(across) = &draft.how else { return Ok(untested(draft, "it is no join")) };
    let columns: Vec<String> =
        across.columns.iter().map(|(expression, name)| format!("{expression} AS {}", identifier(name))).collect();
    let tail = format!("FROM {} WHERE {}", across.from, across.condition);
    let violations = subject.numbers(&format!("SELECT count(*) {tail}"))?.first().copied().unwrap_or(0);
    let sql = format!("SELECT {} {tail}", columns.join(", "));
    if violations > 0 {
        draft.check.examples = subject.examples(&format!("{sql} ORDER BY 1"))?;
    }
    draft.check.sql = Some(sql);
    let rows = subject.dataset.table(draft.table()).map_or(0, |table| table.rows);
    Ok(draft.counted(violations.unsigned_abs(), rows))
}
