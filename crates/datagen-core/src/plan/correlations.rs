//! From declared correlations to what each column's draws are mixed from.

use crate::schema::document::{Correlation, Node};
use crate::schema::generators::Generator;

use super::build::Builder;
use super::column::Site;
use super::correlation::{Correlated, factor};

/// What the draws of a column are mixed from; `None` when it is correlated with no other. The first column of each
/// group reports what is wrong with it.
pub(super) fn compile(builder: &mut Builder<'_>, site: &Site<'_>) -> Option<Correlated> {
    let node = builder.node(site.table);
    let (number, place, group) = node.correlations.iter().flatten().enumerate().find_map(|(number, group)| {
        let place = group.columns.iter().position(|column| *column == site.declared.name)?;
        Some((number, place, group))
    })?;
    let lower = match check(node, group) {
        Ok(lower) => lower,
        Err((message, hint)) => {
            if place == 0 {
                builder.error(&format!("/nodes/{}/correlations/{number}", site.table), message, Some(hint));
            }
            return None;
        }
    };
    let draw = |column: &String| builder.seed.key(&node.id, column, "value").draw(0);
    let parts = group.columns[..=place].iter().zip(&lower[place]).map(|(column, weight)| (draw(column), *weight));
    Some(Correlated { parts: parts.collect() })
}

/// Reports columns of a group that have no draw to correlate; every column that has one looks at its group itself.
pub(super) fn check_columns(builder: &mut Builder<'_>) {
    for (table, node) in builder.document.nodes.iter().enumerate() {
        for (number, group) in node.correlations.iter().flatten().enumerate() {
            for (place, name) in group.columns.iter().enumerate() {
                let declared = node.columns.iter().find(|column| column.name == *name);
                let found = match declared.map(|column| &column.generator) {
                    Some(Generator::Distribution(_)) => continue,
                    Some(_) => format!("`{name}`, which has another generator"),
                    None => format!("`{name}`, which is no column of `{}`", node.id),
                };
                builder.error(
                    &format!("/nodes/{table}/correlations/{number}/columns/{place}"),
                    format!("expected a column with a distribution, found {found}"),
                    Some("correlate columns whose generator is `distribution`".to_owned()),
                );
            }
        }
    }
}

type Fault = (String, String);

fn check(node: &Node, group: &Correlation) -> Result<Vec<Vec<f64>>, Fault> {
    let size = group.columns.len();
    let known = |name: &String| node.columns.iter().any(|column| column.name == *name);
    if !group.columns.iter().all(known) {
        return Err(("expected columns of this table".to_owned(), "see the findings at the columns".to_owned()));
    }
    if group.matrix.len() != size || group.matrix.iter().any(|row| row.len() != size) {
        return Err((
            format!("expected a matrix of {size} rows of {size} numbers, one for each of the columns"),
            "write a row for each column, 1 on the diagonal".to_owned(),
        ));
    }
    for i in 0..size {
        for j in 0..size {
            let r = group.matrix[i][j];
            let wrong = if i == j { r != 1.0 } else { r != group.matrix[j][i] || !(-1.0..=1.0).contains(&r) };
            if wrong {
                return Err((
                    format!(
                        "expected a symmetric matrix of numbers from -1 to 1 with 1 on the diagonal, found {r} in row {i}, column {j}"
                    ),
                    "the correlation of a with b is that of b with a".to_owned(),
                ));
            }
        }
    }
    factor(&group.matrix).ok_or_else(|| {
        (
            "expected a positive definite matrix, found one that no data can have".to_owned(),
            "two columns that both follow a third cannot be opposed to one another; weaken a correlation".to_owned(),
        )
    })
}
