//! Rank correlations of columns that are drawn together.

use datagen_core::math::sqrt;
use datagen_core::schema::document::{Column, ColumnType, Node};
use datagen_core::schema::generators::Generator;

use crate::checks::rows::floats;
use crate::checks::targets::rounded;
use crate::checks::{Subject, column_of};
use crate::error::Result;
use crate::findings::{Check, TestFigures};
use crate::statistics::{mean_test, rank_correlation};

use super::gather::{at, gather};
use super::{Draft, draft, entangled, scaled_by_parents, settled, tested};

pub(crate) fn checks(subject: &Subject<'_>, node: &Node) -> Result<Vec<Check>> {
    let mut checks = Vec::new();
    for group in node.correlations.iter().flatten() {
        for (row, one) in group.columns.iter().enumerate() {
            for (place, other) in group.columns.iter().enumerate().skip(row + 1) {
                let due = group.matrix[row][place];
                let title = format!("{one} and {other} of {} have a rank correlation of {due}", node.id);
                let draft = draft("correlation", &node.id, &[one, other], title).expected(format!("about {due}"));
                let outcome = check(subject, node, [one.as_str(), other.as_str()], due, draft.clone());
                checks.push(settled(draft, outcome)?);
            }
        }
    }
    Ok(checks)
}

fn check(
    subject: &Subject<'_>,
    node: &Node,
    names: [&str; 2],
    due: f64,
    draft: Draft,
) -> Result<std::result::Result<Check, String>> {
    let mut limit = 0.05;
    for name in names {
        let Some(column) = column_of(node, name) else { return Ok(Err(format!("there is no column {name}"))) };
        let is_modified = column.modifiers.as_ref().is_some_and(|modifiers| !modifiers.is_empty());
        if is_modified || scaled_by_parents(subject, node, column) {
            return Ok(Err(format!("{name} is modified after it is drawn, which weakens it")));
        }
        if let Some(reason) = entangled(subject, node, column) {
            return Ok(Err(format!("{name}: {reason}")));
        }
        limit += if is_coarse(column) { 0.05 } else { 0.0 };
    }
    let gathered = match gather(subject, node, &[at(node, names[0]), at(node, names[1])])? {
        Ok(gathered) => gathered,
        Err(reason) => return Ok(Err(reason)),
    };
    let (one, other) = (floats(&gathered.columns[0])?, floats(&gathered.columns[1])?);
    let pairs: Vec<(f64, f64)> = one.into_iter().zip(other).filter_map(|(a, b)| Some((a?, b?))).collect();
    let (one, other): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
    let found = rank_correlation(&one, &other);
    // The standard error of Spearman's coefficient is at most about this.
    let (z, p) = mean_test(found, due, sqrt(1.0 + due * due / 2.0), one.len() as u64, 1);
    let figures = TestFigures {
        method: "z".to_owned(),
        n: one.len() as u64,
        statistic: z,
        p,
        effect: (found - due).abs(),
        effect_of: "difference of the rank correlation".to_owned(),
        limit,
    };
    let mut check = tested(draft.sql(gathered.sql), figures);
    check.reason = Some(format!("the rank correlation is {}", rounded(found)));
    Ok(Ok(check))
}

/// Whole numbers, and values that a clamp piles up, are correlated less than what they are drawn from.
fn is_coarse(column: &Column) -> bool {
    column.column_type == ColumnType::Int || !matches!(column.generator, Generator::Distribution(_))
}
