//! Tables of effects, as they are in the data: which window of which key holds at an instant.

use std::collections::BTreeMap;

use datagen_core::schema::document::ColumnType;
use datagen_core::schema::modifiers::{Combine, Effect};

use crate::checks::rows::{floats, texts};
use crate::checks::{Subject, column_of};
use crate::error::Result;
use crate::sql::identifier;

const DAY: f64 = 86_400e6;

/// Windows by key, each in the order of the table's primary key.
pub(crate) struct Windows {
    by_key: BTreeMap<Vec<String>, Vec<Window>>,
    pub(crate) default: f64,
}

struct Window {
    start: f64,
    end: f64,
    value: f64,
}

impl Windows {
    /// What holds for a key at an instant, and whether a window holds at all.
    pub(crate) fn at(&self, key: &[String], instant: f64) -> (f64, bool) {
        let holds = |window: &&Window| window.start <= instant && instant <= window.end;
        let found = self.by_key.get(key).and_then(|windows| windows.iter().find(holds));
        found.map_or((self.default, false), |window| (window.value, true))
    }
}

/// Reads the windows of an effect with the keys `keys` of its table.
pub(crate) fn windows(
    subject: &Subject<'_>,
    effect: &Effect,
    keys: &[String],
) -> Result<std::result::Result<Windows, String>> {
    let table = &effect.effect_table;
    let Some(node) = subject.node(table) else { return Ok(Err(format!("there is no table {table}"))) };
    let neutral = if effect.map.op == Combine::Mul { 1.0 } else { 0.0 };
    let mut names: Vec<&str> = vec![&effect.window.start_col, &effect.window.end_col, &effect.map.field];
    names.extend(keys.iter().map(String::as_str));
    let needs: Vec<(String, String)> = names.iter().map(|name| (table.clone(), (*name).to_owned())).collect();
    if let Some(missing) = names.iter().find(|name| column_of(node, name).is_none()) {
        return Ok(Err(format!("{table} has no column {missing}")));
    }
    if let Some(reason) = subject.absent(&needs) {
        return Ok(Err(reason));
    }
    let columns: Vec<String> = names.iter().map(|name| identifier(name)).collect();
    let sql = format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), identifier(table), identifier(&node.pk));
    let includes_day = column_of(node, &effect.window.end_col).is_some_and(|end| end.column_type == ColumnType::Date);
    let last = if includes_day { DAY - 1.0 } else { 0.0 };
    let mut windows = Windows { by_key: BTreeMap::new(), default: effect.map.default.unwrap_or(neutral) };
    for batch in subject.dataset.query(&sql)? {
        let (starts, ends, values) = (floats(batch.column(0))?, floats(batch.column(1))?, floats(batch.column(2))?);
        let keys: Vec<_> = batch.columns()[3..].iter().map(texts).collect();
        for row in 0..batch.num_rows() {
            let Some(start) = starts[row] else { continue };
            let key = keys.iter().map(|key| key[row].clone().unwrap_or_default()).collect();
            let end = ends[row].map_or(f64::INFINITY, |end| end + last);
            let window = Window { start, end, value: values[row].unwrap_or(neutral) };
            windows.by_key.entry(key).or_default().push(window);
        }
    }
    Ok(Ok(windows))
}
