//! What the schema wants measured.

use datagen_core::law::NumberLaw;
use datagen_core::schema::checks::{CompositeEffect, MeanInRange, OneOrMany, WeekendShare};
use datagen_core::schema::convert::ValueType;
use datagen_core::schema::scalar::Scalar;
use datagen_core::schema::targets::{
    CorrelationTarget, KsTarget, QuantileTarget, RowCountTarget, ShareTarget, SqlTarget,
};

use crate::error::{Error, Result};
use crate::findings::{Category, Check};
use crate::sql::{float, identifier, value};
use crate::statistics::rank_correlation;

use super::behaviour::composite;
use super::draft::Draft;
use super::rows::floats;
use super::{Subject, column_of, insights, untested};

pub(crate) fn checks(subject: &Subject<'_>) -> Result<Vec<Check>> {
    let Some(targets) = &subject.document.targets else { return Ok(Vec::new()) };
    let mut checks = Vec::new();
    for target in several(&targets.weekend_share) {
        checks.push(weekend(subject, target)?);
    }
    for target in several(&targets.mean_in_range) {
        checks.push(mean(subject, target)?);
    }
    for target in several(&targets.composite_effect) {
        checks.push(composite_effect(subject, target)?);
    }
    for target in several(&targets.share) {
        checks.push(share(subject, target)?);
    }
    for target in several(&targets.correlation) {
        checks.push(correlation(subject, target)?);
    }
    for target in several(&targets.quantile) {
        checks.push(quantile(subject, target)?);
    }
    for target in several(&targets.ks) {
        checks.push(distance(subject, target)?);
    }
    for target in several(&targets.row_count) {
        checks.push(row_count(subject, target));
    }
    for (at, target) in several(&targets.sql).iter().enumerate() {
        checks.push(sql(subject, at, target)?);
    }
    Ok(checks)
}

fn several<T>(targets: &Option<OneOrMany<T>>) -> &[T] {
    match targets {
        None => &[],
        Some(OneOrMany::One(one)) => std::slice::from_ref(one),
        Some(OneOrMany::Many(many)) => many,
    }
}

fn draft(kind: &str, table: &str, columns: &[&str], title: String) -> Draft {
    Draft::new(Category::Behavioural, &format!("target_{kind}"), table, columns, title)
        .advice("change the schema so that the data meets the target, or the target")
}

/// A number that a query gives, within bounds.
fn measured(subject: &Subject<'_>, draft: Draft, sql: String, least: f64, most: f64) -> Result<Check> {
    let draft = draft.expected(format!("{least} to {most}")).sql(sql.clone());
    if let Some(reason) = subject.absent(&draft.needs) {
        return Ok(untested(draft, reason));
    }
    let batches = match subject.dataset.query(&sql) {
        Err(error @ (Error::Query(_) | Error::Memory(_))) => return Ok(untested(draft, error.to_string())),
        other => other?,
    };
    let first = batches.iter().find(|batch| batch.num_rows() > 0).map(|batch| floats(batch.column(0))).transpose()?;
    Ok(within(draft, first.and_then(|first| first.first().copied().flatten()), least, most))
}

fn within(draft: Draft, found: Option<f64>, least: f64, most: f64) -> Check {
    match found {
        Some(found) => draft.judged((least..=most).contains(&found), rounded(found)),
        None => draft.judged(false, "there are no values"),
    }
}

/// Six digits are more than anybody compares, and do not depend on the order in which numbers were summed.
pub(crate) fn rounded(number: f64) -> String {
    six_digits(number).to_string()
}

pub(crate) fn six_digits(number: f64) -> f64 {
    format!("{number:.5e}").parse().unwrap_or(number)
}

fn weekend(subject: &Subject<'_>, target: &WeekendShare) -> Result<Check> {
    let (table, column) = (&target.table, &target.timestamp);
    let draft = draft("weekend_share", table, &[column], format!("the share of {table} on Saturdays and Sundays"));
    let sql = format!(
        "SELECT avg(CASE WHEN date_part('dow', {0}) IN (0, 6) THEN 1.0 ELSE 0.0 END) FROM {1} WHERE {0} IS NOT NULL",
        identifier(column),
        identifier(table)
    );
    measured(subject, draft, sql, target.min, target.max)
}

fn mean(subject: &Subject<'_>, target: &MeanInRange) -> Result<Check> {
    let draft = draft(
        "mean_in_range",
        &target.table,
        &[&target.column],
        format!("the mean of {}.{}", target.table, target.column),
    );
    let sql = format!("SELECT avg({}) FROM {}", identifier(&target.column), identifier(&target.table));
    measured(subject, draft, sql, target.min, target.max)
}

fn share(subject: &Subject<'_>, target: &ShareTarget) -> Result<Check> {
    let title = format!("the share of {} whose {} is {}", target.table, target.column, target.value);
    let draft = draft("share", &target.table, &[&target.column], title);
    let id = format!("{}={}", draft.check.id, target.value);
    let draft = draft.id(id);
    let name = identifier(&target.column);
    let column = subject.node(&target.table).and_then(|node| column_of(node, &target.column));
    let Some(column) = column else { return Ok(untested(draft, "there is no such column")) };
    let condition = match (&target.value, value(&target.value, ValueType::of(column))) {
        (Scalar::Null, _) => format!("{name} IS NULL"),
        (_, Some(value)) => format!("{name} = {value}"),
        _ => return Ok(untested(draft, "the value is none of the column's type")),
    };
    let sql = format!("SELECT avg(CASE WHEN {condition} THEN 1.0 ELSE 0.0 END) FROM {}", identifier(&target.table));
    measured(subject, draft, sql, target.min, target.max)
}

fn quantile(subject: &Subject<'_>, target: &QuantileTarget) -> Result<Check> {
    let title = format!("the quantile {} of {}.{}", target.q, target.table, target.column);
    let draft = draft("quantile", &target.table, &[&target.column], title);
    let id = format!("{}@{}", draft.check.id, target.q);
    let draft = draft.id(id);
    let name = identifier(&target.column);
    // The least value that so many are not above: counted, not estimated.
    let sql = format!(
        "SELECT {name} FROM (SELECT {name}, row_number() OVER (ORDER BY {name}) AS at, count(*) OVER () AS n FROM {} \
         WHERE {name} IS NOT NULL) WHERE at >= {} * n ORDER BY at LIMIT 1",
        identifier(&target.table),
        float(target.q)
    );
    measured(subject, draft, sql, target.min, target.max)
}

fn row_count(subject: &Subject<'_>, target: &RowCountTarget) -> Check {
    let words = |bound: Option<u64>| bound.map_or_else(|| "no bound".to_owned(), |bound| bound.to_string());
    let draft = draft("row_count", &target.table, &[], format!("the number of rows of {}", target.table))
        .expected(format!("{} to {}", words(target.min), words(target.max)))
        .sql(format!("SELECT count(*) FROM {}", identifier(&target.table)));
    match subject.dataset.table(&target.table).filter(|table| table.problem.is_none()) {
        None => untested(draft, format!("the table {} cannot be read", target.table)),
        Some(table) => {
            let keeps = target.min.unwrap_or(0) <= table.rows && table.rows <= target.max.unwrap_or(u64::MAX);
            draft.judged(keeps, format!("{} rows", table.rows))
        }
    }
}

fn sql(subject: &Subject<'_>, at: usize, target: &SqlTarget) -> Result<Check> {
    let draft = draft("sql", "", &[], format!("what query {} gives", at + 1))
        .id(format!("target_sql:{}", at + 1))
        .expected(insights::words(&target.expect));
    insights::measured(subject, draft, &target.query, &target.expect, None)
}

/// Numbers of some columns of a table, of rows in which none is null.
fn numbers(subject: &Subject<'_>, table: &str, columns: &[&str]) -> Result<Vec<Vec<f64>>> {
    let quoted: Vec<String> = columns.iter().map(|name| identifier(name)).collect();
    let present: Vec<String> = quoted.iter().map(|name| format!("{name} IS NOT NULL")).collect();
    let from = subject.dataset.sampled(table)?;
    let sql = format!("SELECT {} FROM {} WHERE {}", quoted.join(", "), identifier(&from), present.join(" AND "));
    let mut numbers = vec![Vec::new(); columns.len()];
    for batch in subject.dataset.query(&sql)? {
        for (numbers, column) in numbers.iter_mut().zip(batch.columns()) {
            numbers.extend(floats(column)?.into_iter().flatten());
        }
    }
    Ok(numbers)
}

fn correlation(subject: &Subject<'_>, target: &CorrelationTarget) -> Result<Check> {
    let [one, other] = &target.columns;
    let title = format!("the rank correlation of {one} and {other} of {}", target.table);
    let draft = draft("correlation", &target.table, &[one, other], title)
        .expected(format!("{} to {}", target.min, target.max))
        .sql(format!(
            "SELECT corr(a, b) FROM (SELECT rank() OVER (ORDER BY {0}) AS a, rank() OVER (ORDER BY {1}) AS b FROM {2} \
             WHERE {0} IS NOT NULL AND {1} IS NOT NULL)",
            identifier(one),
            identifier(other),
            identifier(&target.table)
        ));
    if let Some(reason) = subject.absent(&draft.needs) {
        return Ok(untested(draft, reason));
    }
    let values = numbers(subject, &target.table, &[one, other])?;
    let found = (values[0].len() > 1).then(|| rank_correlation(&values[0], &values[1]));
    Ok(within(draft, found, target.min, target.max))
}

fn distance(subject: &Subject<'_>, target: &KsTarget) -> Result<Check> {
    let title = format!("the distance of {}.{} from its distribution", target.table, target.column);
    let draft = draft("ks", &target.table, &[&target.column], title)
        .expected(format!("at most {}", target.max))
        .sql(format!("SELECT {} FROM {}", identifier(&target.column), identifier(&target.table)));
    if let Some(reason) = subject.absent(&draft.needs) {
        return Ok(untested(draft, reason));
    }
    let law = NumberLaw::new(target.distribution, target.params.as_ref());
    let mut values = numbers(subject, &target.table, &[&target.column])?.swap_remove(0);
    values.sort_unstable_by(f64::total_cmp);
    let n = values.len() as f64;
    let (mut farthest, mut at) = (0.0_f64, 0);
    while at < values.len() {
        let same = values[at..].iter().take_while(|value| **value == values[at]).count();
        let (before, up_to) = (law.cdf(values[at].next_down()), law.cdf(values[at]));
        farthest = farthest.max((before - at as f64 / n).abs()).max((up_to - (at + same) as f64 / n).abs());
        at += same;
    }
    Ok(within(draft, (n > 0.0).then_some(farthest), 0.0, target.max))
}

fn composite_effect(subject: &Subject<'_>, target: &CompositeEffect) -> Result<Check> {
    let label = target.metric.as_deref().unwrap_or("rows");
    let title = format!("how {label} of {} are spread over the influences together", target.table);
    let draft = draft("composite_effect", &target.table, &[], title)
        .id(format!("target_composite_effect:{}.{label}", target.table));
    composite::check(subject, draft, target)
}
