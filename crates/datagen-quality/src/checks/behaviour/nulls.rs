//! The share of nulls.

use datagen_core::math::sqrt;
use datagen_core::schema::document::{Column, Node};
use datagen_core::schema::generators::Generator;
use datagen_core::schema::scalar::Scalar;

use crate::checks::{Subject, untested};
use crate::error::Result;
use crate::findings::{Check, TestFigures};
use crate::sql::identifier;
use crate::statistics::mean_test;

use super::{draft, settled, tested};

pub(crate) fn checks(subject: &Subject<'_>, node: &Node, column: &Column) -> Result<Vec<Check>> {
    let Some(rate) = column.null_rate.filter(|_| column.nullable) else { return Ok(Vec::new()) };
    let name = column.name.as_str();
    let (quoted, table) = (identifier(name), identifier(&node.id));
    let sql = format!("SELECT count(*) - count({quoted}) AS nulls, count(*) AS rows FROM {table}");
    let draft =
        draft("null_rate", &node.id, &[name], format!("{}.{name} is null in a share of {rate} of rows", node.id))
            .expected(format!("a share of {rate}"))
            .sql(sql.clone());
    if let Some(reason) = subject.absent(&draft.needs) {
        return Ok(vec![untested(draft, reason)]);
    }
    if may_be_null_besides(column) {
        return Ok(vec![untested(draft, "its generator gives nulls of its own besides")]);
    }
    let outcome = subject.numbers(&sql).map(|numbers| {
        let (nulls, rows) = (numbers[0].unsigned_abs(), numbers[1].unsigned_abs());
        let unconverted = subject.dataset.table(&node.id).and_then(|table| table.faults.bad_values.get(name));
        let nulls = nulls.saturating_sub(unconverted.map_or(0, |(count, _)| *count));
        Ok(tested(draft.clone(), figures(nulls, rows, rate)))
    });
    Ok(vec![settled(draft, outcome)?])
}

/// A share of `n` rows against what is due.
pub(crate) fn figures(found: u64, n: u64, rate: f64) -> TestFigures {
    let share = if n == 0 { 0.0 } else { found as f64 / n as f64 };
    let (z, p) = mean_test(share, rate, sqrt(rate * (1.0 - rate)), n, 1);
    TestFigures {
        method: "z".to_owned(),
        n,
        statistic: z.clamp(-1e300, 1e300),
        p,
        effect: (share - rate).abs(),
        effect_of: "difference of the share".to_owned(),
        limit: 0.02,
    }
}

fn may_be_null_besides(column: &Column) -> bool {
    match &column.generator {
        Generator::Lookup(_) | Generator::Expression(_) | Generator::DatetimeOffset(_) | Generator::Rollup(_) => true,
        Generator::EnumList(list) => list.values.contains(&Scalar::Null),
        Generator::Choice(choice) => {
            choice.by.is_some()
                || choice.choices_ref.is_some()
                || choice.choices.iter().flatten().any(|one| *one == Scalar::Null)
        }
        Generator::Distribution(distribution) => distribution.by.is_some(),
        _ => false,
    }
}
