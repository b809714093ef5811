//! Rows of two tables, matched by their key.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use datagen_core::schema::document::Node;

use crate::data::Dataset;
use crate::error::{Error, Result};
use crate::findings::{EXAMPLES, Example};
use crate::sql::identifier;

use super::{ChangedCell, ChangedRow, RowDifference};

/// What was found, with the changed cells of each column; or why rows cannot be matched.
type Compared = std::result::Result<(RowDifference, Vec<u64>), String>;

/// Compares the rows of `node` with those of the engine's table `second`, in the columns that both have.
pub(super) fn compare(dataset: &Dataset, node: &Node, second: &str, common: &[&str]) -> Result<Compared> {
    if !common.contains(&node.pk.as_str()) {
        return Ok(Err(format!("the key {} is not in both files", node.pk)));
    }
    let pair = Pair { dataset, first: &node.id, second, key: &node.pk, common };
    if let Some(reason) = pair.ambiguous()? {
        return Ok(Err(reason));
    }
    let (mut rows, changed) = pair.counts()?;
    if rows.added > 0 {
        rows.added_examples = pair.only_in(second, &node.id)?;
    }
    if rows.removed > 0 {
        rows.removed_examples = pair.only_in(&node.id, second)?;
    }
    if rows.changed > 0 {
        rows.changed_examples = pair.changed()?;
    }
    Ok(Ok((rows, changed)))
}

struct Pair<'a> {
    dataset: &'a Dataset,
    first: &'a str,
    second: &'a str,
    key: &'a str,
    common: &'a [&'a str],
}

impl Pair<'_> {
    /// Why a key does not name one row.
    fn ambiguous(&self) -> Result<Option<String>> {
        let key = identifier(self.key);
        for (table, which) in [(self.first, "first"), (self.second, "second")] {
            let sql = format!(
                "SELECT count(*), count({key}) FROM (SELECT {key}, count(*) AS n FROM {} GROUP BY {key}) WHERE n > 1 OR \
                 {key} IS NULL",
                identifier(table)
            );
            let counts = counts(&self.dataset.query(&sql)?)?;
            if let [bad, repeated] = counts[..]
                && bad > 0
            {
                let what = if repeated > 0 { "repeats" } else { "is null" };
                return Ok(Some(format!("the key {} {what} in the {which} dataset", self.key)));
            }
        }
        Ok(None)
    }

    /// `first a FULL JOIN second b` on the key.
    fn joined(&self) -> String {
        let key = identifier(self.key);
        let (first, second) = (identifier(self.first), identifier(self.second));
        format!("{first} a FULL OUTER JOIN {second} b ON a.{key} = b.{key}")
    }

    /// Of every column but the key.
    fn differs(&self) -> Vec<String> {
        let others = self.common.iter().filter(|column| **column != self.key);
        others.map(|column| identifier(column)).map(|name| format!("(a.{name} IS DISTINCT FROM b.{name})")).collect()
    }

    fn counts(&self) -> Result<(RowDifference, Vec<u64>)> {
        let key = identifier(self.key);
        let differs = self.differs();
        let both = format!("a.{key} IS NOT NULL AND b.{key} IS NOT NULL");
        let any = if differs.is_empty() { "false".to_owned() } else { format!("({})", differs.join(" OR ")) };
        let sum = |condition: String| format!("coalesce(sum(CASE WHEN {condition} THEN 1 ELSE 0 END), 0)");
        let mut sums = vec![
            sum(format!("a.{key} IS NULL")),
            sum(format!("b.{key} IS NULL")),
            sum(format!("{both} AND {any}")),
            sum(both.clone()),
        ];
        sums.extend(differs.iter().map(|differs| sum(format!("{both} AND {differs}"))));
        // Two of them may be the same expression, and then need two names.
        let named: Vec<String> = sums.iter().enumerate().map(|(at, sum)| format!("{sum} AS n{at}")).collect();
        let counts = counts(&self.dataset.query(&format!("SELECT {} FROM {}", named.join(", "), self.joined()))?)?;
        let [added, removed, changed, both, by_column @ ..] = counts.as_slice() else {
            return Err(Error::Query(format!("comparing {} gave no counts", self.first)));
        };
        let rows = RowDifference {
            added: *added,
            removed: *removed,
            changed: *changed,
            same: both - changed,
            ..RowDifference::default()
        };
        let mut by_column = by_column.iter();
        let of = |column: &&str| if **column == *self.key { 0 } else { by_column.next().copied().unwrap_or(0) };
        Ok((rows, self.common.iter().map(of).collect()))
    }

    /// Rows whose key the other table has not.
    fn only_in(&self, table: &str, other: &str) -> Result<Vec<Example>> {
        let key = identifier(self.key);
        let columns: Vec<String> = self.common.iter().map(|column| format!("a.{}", identifier(column))).collect();
        let sql = format!(
            "SELECT {} FROM {} a LEFT ANTI JOIN {} b ON a.{key} = b.{key} ORDER BY a.{key} LIMIT {EXAMPLES}",
            columns.join(", "),
            identifier(table),
            identifier(other)
        );
        let mut examples = Vec::new();
        for batch in self.dataset.query(&sql)? {
            for row in texts(&batch)? {
                examples.push(self.common.iter().map(|column| (*column).to_owned()).zip(row).collect());
            }
        }
        Ok(examples)
    }

    fn changed(&self) -> Result<Vec<ChangedRow>> {
        let key = identifier(self.key);
        let side = |side: &str| self.common.iter().map(|c| format!("{side}.{}", identifier(c))).collect::<Vec<_>>();
        let columns: Vec<String> = side("a").into_iter().chain(side("b")).collect();
        let aliased = columns.iter().enumerate().map(|(position, column)| format!("{column} AS c{position}"));
        let (first, second) = (identifier(self.first), identifier(self.second));
        let sql = format!(
            "SELECT {} FROM {first} a JOIN {second} b ON a.{key} = b.{key} WHERE {} ORDER BY a.{key} LIMIT {EXAMPLES}",
            aliased.collect::<Vec<_>>().join(", "),
            self.differs().join(" OR ")
        );
        let mut changed = Vec::new();
        for batch in self.dataset.query(&sql)? {
            for row in texts(&batch)? {
                changed.push(self.changed_row(&row));
            }
        }
        Ok(changed)
    }

    fn changed_row(&self, row: &[Option<String>]) -> ChangedRow {
        let (before, after) = row.split_at(self.common.len());
        let cells = self.common.iter().zip(before.iter().zip(after)).filter(|(_, (before, after))| before != after);
        let cells = cells.map(|(column, (before, after))| ChangedCell {
            column: (*column).to_owned(),
            before: before.clone(),
            after: after.clone(),
        });
        let position = self.common.iter().position(|column| *column == self.key).unwrap_or(0);
        ChangedRow { key: before[position].clone().unwrap_or_default(), cells: cells.collect() }
    }
}

/// The numbers of a result of one row.
fn counts(batches: &[RecordBatch]) -> Result<Vec<u64>> {
    let Some(batch) = batches.iter().find(|batch| batch.num_rows() > 0) else { return Ok(Vec::new()) };
    let number = |array: &arrow::array::ArrayRef| {
        let numbers = cast(array, &DataType::Int64)?;
        Ok(u64::try_from(numbers.as_primitive::<Int64Type>().value(0)).unwrap_or(0))
    };
    batch.columns().iter().map(number).collect()
}

/// All values of a result as text.
fn texts(batch: &RecordBatch) -> Result<Vec<Vec<Option<String>>>> {
    let columns = batch.columns().iter().map(|array| Ok(cast(array, &DataType::Utf8)?));
    let columns = columns.collect::<Result<Vec<_>>>()?;
    let value = |array: &arrow::array::ArrayRef, row: usize| {
        (!array.is_null(row)).then(|| array.as_string::<i32>().value(row).to_owned())
    };
    Ok((0..batch.num_rows()).map(|row| columns.iter().map(|column| value(column, row)).collect()).collect())
}
