//! Columns of a table's rows and of the rows they refer to, side by side.

use arrow::array::ArrayRef;
use arrow::compute::concat;
use datagen_core::schema::document::Node;

use crate::checks::Subject;
use crate::checks::links::{Link, needed};
use crate::error::{Error, Result};
use crate::sql::identifier;

/// A column of a table.
pub(crate) type At = (String, String);

/// The columns that were wanted, in their order, row by row.
pub(crate) struct Gathered {
    pub(crate) columns: Vec<ArrayRef>,
    /// The query over whole tables.
    pub(crate) sql: String,
}

impl Gathered {
    pub(crate) fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.len())
    }
}

pub(crate) fn at(node: &Node, column: &str) -> At {
    (node.id.clone(), column.to_owned())
}

/// The joins along a way; its last table is called by the way's number.
fn hops(way: &[&Link], number: usize) -> String {
    let alias = |at: usize| match at {
        0 => "t0".to_owned(),
        at if at == way.len() => format!("j{number}"),
        at => format!("w{number}_{at}"),
    };
    let hop = |(at, link): (usize, &&Link)| {
        let (parent, key, column) = (identifier(&link.parent), identifier(&link.key), identifier(&link.column));
        format!(" JOIN {parent} {1} ON {0}.{column} = {1}.{key}", alias(at), alias(at + 1))
    };
    way.iter().enumerate().map(hop).collect()
}

/// Gathers columns for rows of `node`, of a sample where it is large. The inner error says what stands in the way.
pub(crate) fn gather(
    subject: &Subject<'_>,
    node: &Node,
    wanted: &[At],
) -> Result<std::result::Result<Gathered, String>> {
    if let Some(reason) = subject.absent(wanted) {
        return Ok(Err(reason));
    }
    let (mut select, mut joins) = (Vec::new(), Vec::new());
    let mut tables: Vec<&str> = Vec::new();
    for (place, (table, column)) in wanted.iter().enumerate() {
        let alias = if *table == node.id {
            "t0".to_owned()
        } else if let Some(known) = tables.iter().position(|known| known == table) {
            format!("j{known}")
        } else {
            let Some(way) = subject.links.way(&node.id, table) else {
                return Ok(Err(format!("no column of {} leads to the row of {table}", node.id)));
            };
            if let Some(reason) = subject.absent(&needed(&way)) {
                return Ok(Err(reason));
            }
            let number = tables.len();
            let hops = hops(&way, number);
            joins.push(hops);
            tables.push(table);
            format!("j{number}")
        };
        select.push(format!("{alias}.{} AS c{place}", identifier(column)));
    }
    let tail = joins.concat();
    let of = |table: &str| format!("SELECT {} FROM {} t0{tail}", select.join(", "), identifier(table));
    let sql = of(&node.id);
    // In one order, so that what is found is the same from run to run.
    let has_key = subject.dataset.table(&node.id).is_some_and(|table| table.has(&node.pk));
    let order = if has_key { format!(" ORDER BY t0.{}", identifier(&node.pk)) } else { String::new() };
    let batches = subject.dataset.query(&format!("{}{order}", of(&subject.dataset.sampled(&node.id)?)))?;
    let column = |place: usize| {
        let parts: Vec<&dyn arrow::array::Array> = batches.iter().map(|batch| batch.column(place).as_ref()).collect();
        if parts.is_empty() { Err(Error::Query("there are no rows".to_owned())) } else { Ok(concat(&parts)?) }
    };
    if batches.is_empty() {
        return Ok(Err(format!("{} has no rows", node.id)));
    }
    let columns = (0..wanted.len()).map(column).collect::<Result<Vec<_>>>()?;
    Ok(Ok(Gathered { columns, sql }))
}
