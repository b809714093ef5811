//! Intentional issues: what they damage exists, can be damaged so, and is no key.

use std::collections::BTreeSet;

use super::Check;
use super::tables::{ColumnOf, Table};
use crate::schema::document::RowOrder;
use crate::schema::issues::{FreshKey, Issue, IssueKind, LEDGER};
use crate::schema::keys::Keys;
use crate::schema::tree::join;
use crate::schema::words::{counted, list, number, quoted};

impl<'a> Check<'a> {
    pub(super) fn issues(&mut self) {
        let Some(issues) = self.document.issues.as_deref().filter(|issues| !issues.is_empty()) else { return };
        let keys = Keys::of(self.document);
        for (index, issue) in issues.iter().enumerate() {
            self.issue(issue, &keys, &join("/issues", index));
        }
        let tables = self.tables;
        for table in tables.iter().filter(|table| table.id().eq_ignore_ascii_case(LEDGER)) {
            let message = format!("{} is the name of the ledger of issues", quoted(table.id()));
            self.error(table.member("id"), message).hint("choose another name for the table");
        }
    }

    fn issue(&mut self, issue: &'a Issue, keys: &Keys<'_>, pointer: &str) {
        self.rate(issue, &join(pointer, "rate"));
        self.factor(issue, &join(pointer, "factor"));
        let Some(table) = self.table_named(&issue.table, &join(pointer, "table")) else { return };
        match issue.kind {
            IssueKind::Duplicate | IssueKind::NearDuplicate => self.fresh_key(issue, table, &join(pointer, "kind")),
            IssueKind::Stale => self.has_siblings(table, &join(pointer, "kind")),
            _ => {}
        }
        match (&issue.columns, issue.kind) {
            (Some(_), IssueKind::Duplicate) => {
                self.error(join(pointer, "columns"), "a duplicate is a whole row, it has no columns")
                    .hint("remove \"columns\", or write \"near_duplicate\" and name what may differ");
            }
            (None, IssueKind::Duplicate) => {}
            (Some(columns), _) => self.issue_columns(issue, table, columns, keys, &join(pointer, "columns")),
            (None, IssueKind::Swapped) => {
                self.error(pointer, "swapped needs the two columns that are exchanged")
                    .hint("add \"columns\": [\"first_name\", \"last_name\"]");
            }
            (None, _) => self.any_column(issue, table, keys, pointer),
        }
    }

    fn rate(&mut self, issue: &Issue, pointer: &str) {
        self.share(issue.rate, pointer);
        if issue.rate == 0.0 {
            self.warning(pointer, "a rate of 0 damages nothing").hint("write 0.01 for 1%, or remove the issue");
        }
    }

    fn factor(&mut self, issue: &Issue, pointer: &str) {
        let Some(factor) = issue.factor else { return };
        if issue.kind != IssueKind::Unit {
            self.error(pointer, format!("{} does not read a factor", issue.kind.word()))
                .hint("remove it; only \"unit\" has one");
        } else if factor <= 0.0 || factor == 1.0 {
            self.error(pointer, format!("expected a factor above 0 other than 1, found {}", number(factor)))
                .hint("write 100 for cents instead of euros, 0.4536 for kilograms instead of pounds");
        }
    }

    /// An added row needs a key that no other row has.
    fn fresh_key(&mut self, issue: &Issue, table: &'a Table<'a>, pointer: &str) {
        // A pk that is no column is reported where it is named.
        let Some(pk) = table.get(&table.node.pk) else { return };
        if FreshKey::of(pk.column).is_none() {
            let message = format!(
                "{} adds rows, and no fresh key can be told for {}, filled by {}",
                issue.kind.word(),
                quoted(&pk.reference()),
                pk.column.generator.name()
            );
            self.error(pointer, message).hint("fill the primary key by a sequence, or by faker uuid4");
        }
    }

    /// An earlier row of the same parent must be there to be found.
    fn has_siblings(&mut self, table: &Table<'_>, pointer: &str) {
        let node = table.node;
        if table.parents().is_empty() {
            let message =
                format!("stale takes an earlier row of the same parent, and {} has no parents", quoted(&node.id));
            self.error(pointer, message).hint("choose a table with parents, or another kind");
        } else if node.order == Some(RowOrder::ByTime) {
            let message = format!("stale needs rows that lie by parent, and those of {} lie by time", quoted(&node.id));
            self.error(pointer, message).hint("remove \"order\": \"by_time\" from the table, or choose another kind");
        } else if node.fanout.is_none() && node.stage_config.is_none() && node.state_transition_model.is_none() {
            let message =
                format!("stale takes an earlier row of the same parent, and {} has one each", quoted(&node.id));
            self.error(pointer, message).hint("give the table a fanout, or choose another kind");
        }
    }

    fn issue_columns(
        &mut self,
        issue: &Issue,
        table: &'a Table<'a>,
        names: &'a [String],
        keys: &Keys<'_>,
        pointer: &str,
    ) {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let here = join(pointer, index);
            if !seen.insert(name) {
                self.error(&here, format!("the column {} stands twice", quoted(name))).hint("remove one of the two");
            } else if let Some(column) = self.column_named(table, name, &here) {
                self.damageable(issue.kind, &column, keys, &here);
                found.push(column);
            }
        }
        if issue.kind == IssueKind::Swapped {
            self.swappable(names.len(), &found, pointer);
        } else if names.is_empty() {
            self.error(pointer, "the list of columns is empty").hint("name columns, or leave it out for all that fit");
        }
    }

    fn damageable(&mut self, kind: IssueKind, column: &ColumnOf<'_, '_>, keys: &Keys<'_>, pointer: &str) {
        let reference = quoted(&column.reference());
        if let Some(role) = keys.role(column.table.id(), &column.column.name) {
            self.error(pointer, format!("{reference} {}: keys are never damaged", role.words()))
                .hint("choose a column that holds no tables together");
        } else if !kind.fits(column.column) {
            let message = format!("{} needs {}, and {reference} is {}", kind.word(), kind.needs(), column.value_type());
            self.error(pointer, message).hint("choose another column, or another kind");
        }
    }

    fn swappable(&mut self, named: usize, columns: &[ColumnOf<'_, '_>], pointer: &str) {
        if named != 2 {
            self.error(
                pointer,
                format!("expected the two columns that are exchanged, found {}", counted(named, "column")),
            )
            .hint("write [\"first_name\", \"last_name\"]");
        }
        if let [first, second] = columns
            && named == 2
            && first.value_type() != second.value_type()
        {
            let (one, other) = (first.value_type(), second.value_type());
            self.error(pointer, format!("{one} and {other} cannot be exchanged")).hint("name two columns of one type");
        }
    }

    /// Some column must be there to which it can happen.
    fn any_column(&mut self, issue: &Issue, table: &Table<'_>, keys: &Keys<'_>, pointer: &str) {
        let is_free = |column: &ColumnOf<'_, '_>| keys.role(table.id(), &column.column.name).is_none();
        if !table.columns().any(|column| is_free(&column) && issue.kind.fits(column.column)) {
            let kind = issue.kind;
            let message =
                format!("{} needs {}, and {} has none but keys", kind.word(), kind.needs(), quoted(table.id()));
            let columns = list(table.names());
            self.error(join(pointer, "table"), message).hint(format!("columns of {}: {columns}", table.id()));
        }
    }
}
