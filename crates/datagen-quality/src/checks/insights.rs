//! Claims: the query of each is run, and its value compared with what is claimed.

use arrow::array::Array;
use datagen_core::schema::insights::{ExpectOperator, Expectation, ExpectedValue, Insight};
use datagen_core::schema::scalar::Scalar;

use crate::error::{Error, Result};
use crate::findings::{Category, Check};

use super::draft::Draft;
use super::rows::{floats, int_at, text_at};
use super::targets::rounded;
use super::{Subject, untested};

pub(crate) fn checks(subject: &Subject<'_>) -> Result<Vec<Check>> {
    subject.document.insights.iter().flatten().map(|insight| check(subject, insight)).collect()
}

fn check(subject: &Subject<'_>, insight: &Insight) -> Result<Check> {
    let draft = Draft::new(Category::Insight, "insight", "", &[], insight.claim.clone())
        .id(format!("insight:{}", insight.id))
        .expected(words(&insight.expect))
        .advice("strengthen the effect behind the claim in the schema, or change the claim");
    measured(subject, draft, &insight.sql, &insight.expect, insight.min_rows)
}

/// Runs a query and compares its first value.
pub(crate) fn measured(
    subject: &Subject<'_>,
    draft: Draft,
    sql: &str,
    expect: &Expectation,
    min_rows: Option<u64>,
) -> Result<Check> {
    let draft = draft.sql(sql.trim_end().trim_end_matches(';'));
    let batches = match subject.dataset.query(draft.check.sql.as_deref().unwrap_or_default()) {
        Ok(batches) => batches,
        Err(error @ Error::Query(_)) => return Ok(draft.judged(false, format!("the query fails: {error}"))),
        Err(error @ Error::Memory(_)) => return Ok(untested(draft, error.to_string())),
        Err(error) => return Err(error),
    };
    let Some(batch) = batches.iter().find(|batch| batch.num_rows() > 0) else {
        return Ok(draft.judged(false, "the query gives no row"));
    };
    let first = batch.column(0);
    let text = text_at(first, 0).unwrap_or_else(|| "null".to_owned());
    let shown = if first.data_type().is_floating() { text.parse().map_or(text.clone(), rounded) } else { text.clone() };
    let number = if first.data_type().is_numeric() { floats(first)?.first().copied().flatten() } else { None };
    let keeps = !first.is_null(0) && holds(expect, number, &text);
    let mut rows = batches.iter().map(|batch| batch.num_rows() as u64).sum::<u64>();
    // A second column tells how many rows the value rests on; else it is the rows of the result.
    if let Some(second) = batch.columns().get(1).filter(|column| column.data_type().is_integer()) {
        rows = int_at(second, 0)?.unwrap_or(0).unsigned_abs();
    }
    let has_count = batch.num_columns() > 1;
    if let Some(least) = min_rows.filter(|least| has_count && rows < *least) {
        return Ok(draft.judged(false, format!("{shown}, but on {rows} rows, expected at least {least}")));
    }
    let note = min_rows.filter(|_| !has_count).map(|least| {
        format!("on how many rows the claim rests (at least {least}) is not known: let the query's second column be their number")
    });
    let mut check = draft.judged(keeps, shown);
    check.reason = note;
    Ok(check)
}

fn holds(expect: &Expectation, number: Option<f64>, text: &str) -> bool {
    let tolerance = expect.tolerance.unwrap_or(0.0);
    let wanted = match &expect.value {
        ExpectedValue::Between([least, most]) => {
            return number.is_some_and(|found| found >= least - tolerance && found <= most + tolerance);
        }
        ExpectedValue::One(scalar) => scalar,
    };
    let wanted_number = match wanted {
        Scalar::Int(int) => Some(*int as f64),
        Scalar::Float(float) => Some(*float),
        _ => None,
    };
    match (number, wanted_number) {
        (Some(found), Some(wanted)) => match expect.op {
            ExpectOperator::Equal | ExpectOperator::Between => (found - wanted).abs() <= tolerance,
            ExpectOperator::Less => found < wanted + tolerance,
            ExpectOperator::LessOrEqual => found <= wanted + tolerance,
            ExpectOperator::Greater => found > wanted - tolerance,
            ExpectOperator::GreaterOrEqual => found >= wanted - tolerance,
        },
        _ => {
            let wanted = match wanted {
                Scalar::Text(text) => text.clone(),
                other => other.to_string(),
            };
            match expect.op {
                ExpectOperator::Equal | ExpectOperator::Between => text == wanted,
                ExpectOperator::Less => text < wanted.as_str(),
                ExpectOperator::LessOrEqual => text <= wanted.as_str(),
                ExpectOperator::Greater => text > wanted.as_str(),
                ExpectOperator::GreaterOrEqual => text >= wanted.as_str(),
            }
        }
    }
}

/// An expectation in words.
pub(crate) fn words(expect: &Expectation) -> String {
    let tolerance = expect.tolerance.filter(|tolerance| *tolerance > 0.0);
    let tolerance = tolerance.map_or(String::new(), |tolerance| format!(" (± {tolerance})"));
    let words = match &expect.value {
        ExpectedValue::Between([least, most]) => format!("{least} to {most}"),
        ExpectedValue::One(scalar) => {
            let operator = serde_json::to_value(expect.op).ok().and_then(|word| word.as_str().map(str::to_owned));
            format!("{} {scalar}", operator.unwrap_or_default())
        }
    };
    format!("{words}{tolerance}")
}
