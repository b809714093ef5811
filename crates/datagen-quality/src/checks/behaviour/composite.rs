//! Several influences together: the shares of rows over the grid of their dimensions.

use std::collections::BTreeMap;

use datagen_core::law::cycle_position;
use datagen_core::math::sqrt;
use datagen_core::schema::checks::{CompositeEffect, Influence};
use datagen_core::schema::generators::TimeDimension;
use datagen_core::schema::modifiers::{Combine, Effect, EffectMap, EffectWindow};

use crate::checks::rows::floats;
use crate::checks::targets::rounded;
use crate::checks::{Subject, untested};
use crate::error::Result;
use crate::findings::{Check, EXAMPLES, Example, Status};
use crate::sql::identifier;

use super::effects::{Windows, windows};
use super::times::{DAY, HOUR};
use super::{Draft, first_time, settled};

/// Cells in which fewer are expected say nothing.
const LEAST_SHARE: f64 = 0.003;

/// Holds the target against the rows by hour. An influence that is no distribution over time (outliers) does not move rows.
pub(crate) fn check(subject: &Subject<'_>, draft: Draft, target: &CompositeEffect) -> Result<Check> {
    let outcome = measured(subject, draft.clone(), target);
    settled(draft, outcome)
}

fn measured(
    subject: &Subject<'_>,
    draft: Draft,
    target: &CompositeEffect,
) -> Result<std::result::Result<Check, String>> {
    let Some(time) = subject.node(&target.table).and_then(first_time) else {
        return Ok(Err(format!("{} has no time", target.table)));
    };
    if let Some(reason) = subject.absent(&[(target.table.clone(), time.name.clone())]) {
        return Ok(Err(reason));
    }
    let (mut cycles, mut effects): (Vec<(TimeDimension, &[f64])>, Vec<Windows>) = (Vec::new(), Vec::new());
    for influence in &target.influences {
        match influence {
            Influence::Seasonality { dimension, weights } => cycles.push((*dimension, weights)),
            Influence::Outliers { .. } => {}
            Influence::Effect { on: Some(on), .. } if !on.is_empty() => {
                return Ok(Err("an effect by key has no grid of its own".to_owned()));
            }
            Influence::Effect { table, field, default, .. } => match effect_windows(subject, table, field, *default)? {
                Ok(windows) => effects.push(windows),
                Err(reason) => return Ok(Err(reason)),
            },
        }
    }
    let sql = format!(
        "SELECT date_trunc('hour', {0}) AS hour, count(*) AS n FROM {1} WHERE {0} IS NOT NULL GROUP BY 1",
        identifier(&time.name),
        identifier(&target.table)
    );
    let mut hours: BTreeMap<i64, f64> = BTreeMap::new();
    for batch in subject.dataset.query(&sql)? {
        let (at, n) = (floats(batch.column(0))?, floats(batch.column(1))?);
        hours.extend(at.into_iter().zip(n).filter_map(|(at, n)| Some((at? as i64, n?))));
    }
    let Some((first, last)) = hours.keys().next().zip(hours.keys().next_back()) else {
        return Ok(Err(format!("{} has no rows", target.table)));
    };
    // A time by the hour has hours, one by the day has not.
    let step = if hours.keys().all(|hour| hour.rem_euclid(DAY) == 0) { DAY } else { HOUR };
    let (mut due, mut found): (BTreeMap<Vec<usize>, f64>, BTreeMap<Vec<usize>, f64>) =
        (BTreeMap::new(), BTreeMap::new());
    let mut at = first.div_euclid(step) * step;
    while at <= *last {
        let mut cell: Vec<usize> = cycles.iter().map(|(dimension, _)| cycle_position(*dimension, at)).collect();
        let mut weight: f64 =
            cycles.iter().zip(&cell).map(|((_, weights), at)| weights.get(*at).copied().unwrap_or(1.0)).product();
        for windows in &effects {
            let (factor, holds) = windows.at(&[], at as f64);
            cell.push(usize::from(holds));
            weight *= factor;
        }
        *due.entry(cell.clone()).or_default() += weight;
        let rows: f64 = hours.range(at..at + step).map(|(_, n)| n).sum();
        *found.entry(cell).or_default() += rows;
        at += step;
    }
    Ok(Ok(judged(draft.sql(sql), target, &due, &found)))
}

fn effect_windows(
    subject: &Subject<'_>,
    table: &str,
    field: &str,
    default: Option<f64>,
) -> Result<std::result::Result<Windows, String>> {
    // The window's columns are those that an effect of the schema on the same table names.
    let used = subject.document.nodes.iter().flat_map(|node| {
        let of_columns = node.columns.iter().flat_map(|column| column.modifiers.iter().flatten());
        of_columns.chain(node.modifiers.iter().flatten())
    });
    let window = used.into_iter().find_map(|modifier| match modifier {
        datagen_core::schema::modifiers::Modifier::Effect(effect) if effect.effect_table == table => {
            Some(effect.window.clone())
        }
        _ => None,
    });
    let Some(window) = window else { return Ok(Err(format!("no effect says what the windows of {table} are"))) };
    let window = EffectWindow { ..window };
    let map = EffectMap { field: field.to_owned(), op: Combine::Mul, default };
    windows(subject, &Effect { effect_table: table.to_owned(), on: None, window, map }, &[])
}

fn judged(
    mut draft: Draft,
    target: &CompositeEffect,
    due: &BTreeMap<Vec<usize>, f64>,
    found: &BTreeMap<Vec<usize>, f64>,
) -> Check {
    let (all_due, rows): (f64, f64) = (due.values().sum(), found.values().sum());
    if all_due <= 0.0 || rows <= 0.0 {
        return untested(draft, "nothing is expected anywhere");
    }
    let mut cells: Vec<(f64, &Vec<usize>, f64, f64)> = Vec::new();
    let (mut absolute, mut relative, mut error, mut relative_error) = (0.0, 0.0, 0.0, 0.0);
    for (cell, weight) in due {
        let (share, seen) = (weight / all_due, found.get(cell).copied().unwrap_or(0.0) / rows);
        if share < LEAST_SHARE {
            continue;
        }
        let standard = sqrt(share * (1.0 - share) / rows);
        absolute += (seen - share).abs();
        relative += (seen / share - 1.0).abs();
        error += standard;
        relative_error += standard / share;
        cells.push(((seen - share).abs(), cell, share, seen));
    }
    let n = cells.len().max(1) as f64;
    let (mae, mape) = (absolute / n, relative / n);
    let allowed_mae = target.tolerance.mae.map(|most| most + 3.0 * error / n);
    // A percentage; below 1 it is a fraction.
    let most = target.tolerance.mape.map(|most| if most < 1.0 { most } else { most / 100.0 });
    let allowed_mape = most.map(|most| most + 3.0 * relative_error / n);
    let keeps = allowed_mae.is_none_or(|most| mae <= most) && allowed_mape.is_none_or(|most| mape <= most);
    let words = |name: &str, most: Option<f64>| most.map(|most| format!("{name} at most {}", rounded(most)));
    let expected: Vec<String> =
        [words("mae", allowed_mae), words("mape", allowed_mape)].into_iter().flatten().collect();
    draft = draft.expected(expected.join(", "));
    let mut check =
        draft.judged(keeps, format!("mae {}, mape {}, over {} cells", rounded(mae), rounded(mape), cells.len()));
    if check.status == Status::Failed {
        cells.sort_by(|a, b| b.0.total_cmp(&a.0));
        let cell = |name: &str, value: String| (name.to_owned(), Some(value));
        let example = |(_, place, share, seen): (f64, &Vec<usize>, f64, f64)| {
            Example::from_iter([
                cell("cell", format!("{place:?}")),
                cell("expected_share", rounded(share)),
                cell("share", rounded(seen)),
            ])
        };
        check.examples = cells.into_iter().take(EXAMPLES).map(example).collect();
    }
    check
}
