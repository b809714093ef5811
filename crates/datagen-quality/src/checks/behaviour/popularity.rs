//! How often rows of another table are referred to.

use datagen_core::law::weights;
use datagen_core::schema::document::{Column, Node};
use datagen_core::schema::generators::Lookup;
use datagen_core::schema::weights::WeightsKind;
use datagen_core::seed::Seed;

use crate::checks::Subject;
use crate::checks::rows::floats;
use crate::error::Result;
use crate::findings::{Check, Status};
use crate::sql::identifier;
use crate::statistics::shares_test;

use super::choices::farthest;
use super::{Draft, draft, settled, tested};

/// Groups of rows with about the same weight.
const GROUPS: usize = 10;

pub(crate) fn checks(subject: &Subject<'_>, node: &Node, column: &Column, lookup: &Lookup) -> Result<Vec<Check>> {
    let kind = lookup.weights_kind.as_deref().and_then(|text| WeightsKind::parse(text).ok());
    let by_rank = kind.filter(|kind| *kind != WeightsKind::Uniform);
    if by_rank.is_none() && lookup.weight_by.is_none() {
        return Ok(Vec::new());
    }
    let title = format!("rows are referred to by {}.{} as often as declared", node.id, column.name);
    let draft = draft("popularity", &node.id, &[&column.name], title).sql(format!(
        "SELECT {0}, count(*) AS rows FROM {1} GROUP BY {0} ORDER BY rows DESC",
        identifier(&column.name),
        identifier(&node.id)
    ));
    let outcome = check(subject, node, column, lookup, by_rank, draft.clone());
    Ok(vec![settled(draft, outcome)?])
}

fn check(
    subject: &Subject<'_>,
    node: &Node,
    column: &Column,
    lookup: &Lookup,
    by_rank: Option<WeightsKind>,
    draft: Draft,
) -> Result<std::result::Result<Check, String>> {
    let refuse = |reason: &str| Ok(Err(reason.to_owned()));
    if lookup.filter.is_some() {
        return refuse("a condition says which rows may be referred to");
    }
    let Some((other, target)) = subject.resolve(&lookup.from).filter(|(other, target)| other.pk == target.name) else {
        return refuse("it does not take a primary key, so rows cannot be told apart");
    };
    let first_parent = node.parents.iter().flatten().next();
    if first_parent.is_some_and(|parent| *parent == other.id) {
        return refuse("it is the row's parent, whom the fanout chooses");
    }
    let mut needs = vec![(node.id.clone(), column.name.clone()), (other.id.clone(), target.name.clone())];
    needs.extend(lookup.weight_by.iter().map(|by| (other.id.clone(), by.clone())));
    if let Some(reason) = subject.absent(&needs) {
        return Ok(Err(reason));
    }
    let sample = subject.dataset.sampled(&node.id)?;
    let weight = lookup.weight_by.as_deref().map_or_else(|| "0.0".to_owned(), |by| format!("p.{}", identifier(by)));
    let sql = format!(
        "SELECT coalesce(c.n, 0) AS n, {weight} AS w FROM {} p LEFT JOIN (SELECT {2} AS k, count(*) AS n FROM {1} GROUP \
         BY 1) c ON p.{3} = c.k ORDER BY p.{3}",
        identifier(&other.id),
        identifier(&sample),
        identifier(&column.name),
        identifier(&target.name)
    );
    let (mut counts, mut given) = (Vec::new(), Vec::new());
    for batch in subject.dataset.query(&sql)? {
        counts.extend(floats(batch.column(0))?.into_iter().map(|n| n.unwrap_or(0.0)));
        given.extend(floats(batch.column(1))?.into_iter().map(|w| w.unwrap_or(0.0)));
    }
    let mut pairs: Vec<(f64, f64)> = match by_rank {
        // Which row has which rank is not known: the most frequent one has the first.
        Some(kind) => {
            counts.sort_unstable_by(|a, b| b.total_cmp(a));
            let due = drawn(&weights(&kind, counts.len() as u64), counts.iter().sum());
            counts.into_iter().zip(due).collect()
        }
        None => counts.into_iter().zip(given).collect(),
    };
    pairs.sort_by(|a, b| b.1.total_cmp(&a.1));
    Ok(judge(&pairs, draft))
}

/// How often the most frequent row, the second, ... are drawn: by drawing, since those that chance favours come first. The
/// draws are the same each time.
fn drawn(weights: &[f64], rows: f64) -> Vec<f64> {
    let mut sums = Vec::with_capacity(weights.len());
    let total = weights.iter().fold(0.0, |sum, weight| {
        sums.push(sum + weight);
        sum + weight
    });
    let mut counts = vec![0.0_f64; weights.len()];
    let draw = Seed(0).key("", "", "popularity").draw(0);
    for row in 0..rows as u64 {
        let mark = draw.unit(row) * total;
        let at = sums.partition_point(|sum| *sum <= mark).min(weights.len().saturating_sub(1));
        counts[at] += 1.0;
    }
    counts.sort_unstable_by(|a, b| b.total_cmp(a));
    counts
}

fn judge(pairs: &[(f64, f64)], draft: Draft) -> std::result::Result<Check, String> {
    let (rows, total): (f64, f64) = (pairs.iter().map(|pair| pair.0).sum(), pairs.iter().map(|pair| pair.1).sum());
    if total <= 0.0 || rows <= 0.0 {
        return Err("there are no rows".to_owned());
    }
    let (mut names, mut observed, mut expected) = (Vec::new(), vec![0.0; GROUPS], vec![0.0; GROUPS]);
    for (rank, (found, weight)) in pairs.iter().enumerate() {
        let group = rank * GROUPS / pairs.len();
        observed[group] += found;
        expected[group] += weight / total * rows;
    }
    for group in 0..GROUPS {
        names.push(format!("the {} tenth by weight", group + 1));
    }
    let mut check = tested(draft, shares_test(&observed, &expected, 0.05));
    if check.status == Status::Failed {
        check.examples = farthest(names, &observed, &expected);
    }
    Ok(check)
}
