//! Drawn numbers. The distribution function of a row's value, given all that scales it, takes the value to a number that
//! is uniform between 0 and 1 if the data is as declared. All of these together are tested, those of each class of rows
//! (a season's month, a segment, inside an effect's window), and the tails in which outliers lie.

use std::collections::BTreeMap;

use datagen_core::law::{NumberLaw, weights};
use datagen_core::math::sqrt;
use datagen_core::schema::document::{Column, ColumnType, Node};
use datagen_core::schema::generators::{Choice, Distribution, DistributionCase, Generator};
use datagen_core::schema::scalar::Scalar;
use datagen_core::schema::weights::WeightsKind;

use crate::checks::rows::{floats, texts};
use crate::checks::targets::rounded;
use crate::checks::values::power_of_tenth;
use crate::checks::{Subject, untested};
use crate::error::Result;
use crate::findings::{Check, EXAMPLES, Example, Status, TestFigures};
use crate::statistics::{mean_test, uniform_test};

use super::gather::{at, gather};
use super::steps::{Classes, Needs, Step, Steps, planned};
use super::{Draft, draft, entangled, located, settled, tested};

/// More rows do not make a distribution better known; with noise, each costs a sum.
const MOST_ROWS: usize = 65_536;
const MOST_NOISY_ROWS: usize = 16_384;

/// What numbers are drawn from, before anything is done to them.
enum Base {
    Law(NumberLaw, [f64; 2]),
    /// Values in rising order, with the share of values up to each.
    Listed(Vec<(f64, f64)>),
}

impl Base {
    fn cdf(&self, x: f64) -> f64 {
        match self {
            Self::Law(_, [low, _]) if x < *low => 0.0,
            Self::Law(_, [_, high]) if x >= *high => 1.0,
            Self::Law(law, _) => law.cdf(x),
            Self::Listed(values) => {
                let up_to = values.partition_point(|(value, _)| *value <= x);
                up_to.checked_sub(1).map_or(0.0, |last| values[last].1)
            }
        }
    }
}

pub(crate) fn checks(subject: &Subject<'_>, node: &Node, column: &Column) -> Result<Vec<Check>> {
    let name = column.name.as_str();
    let title = format!("the values of {}.{name} are distributed as declared", node.id);
    let draft = draft("distribution", &node.id, &[name], title);
    let outcome = units(subject, node, column);
    match outcome {
        Ok(Ok(units)) => Ok(all(node, column, &units, draft)),
        Ok(Err(reason)) => Ok(vec![untested(draft, reason)]),
        Err(error) => Ok(vec![settled(draft, Err(error))?]),
    }
}

/// Values on the way to tests.
struct Units {
    /// For each row that tells something, its number between 0 and 1.
    units: Vec<(usize, f64)>,
    steps: Steps,
    sql: String,
}

fn units(subject: &Subject<'_>, node: &Node, column: &Column) -> Result<std::result::Result<Units, String>> {
    if let Some(reason) = entangled(subject, node, column) {
        return Ok(Err(reason));
    }
    let mut needs = Needs { columns: vec![at(node, &column.name)] };
    let by = match &column.generator {
        Generator::Distribution(distribution) => distribution.by.as_ref(),
        Generator::Choice(choice) => choice.by.as_ref(),
        _ => None,
    };
    if let Some(by) = by {
        let Some((table, by)) = located(subject, node, by) else { return Ok(Err(format!("{by} leads nowhere"))) };
        needs.columns.push(at(table, &by.name));
    }
    let planned = match planned(subject, node, column, &mut needs) {
        Ok(planned) => planned,
        Err(reason) => return Ok(Err(reason)),
    };
    let gathered = match gather(subject, node, &needs.columns)? {
        Ok(gathered) => gathered,
        Err(reason) => return Ok(Err(reason)),
    };
    let steps = match planned.read(subject, &gathered.columns)? {
        Ok(steps) => steps,
        Err(reason) => return Ok(Err(reason)),
    };
    let bases = match bases(column) {
        Ok(bases) => bases,
        Err(reason) => return Ok(Err(reason)),
    };
    let cases = by.map(|_| texts(&gathered.columns[1]));
    let values = floats(&gathered.columns[0])?;
    let most = if steps.is_noisy() { MOST_NOISY_ROWS } else { MOST_ROWS };
    let stride = gathered.rows().div_ceil(most).max(1);
    let step = grid(column);
    let mut found = Vec::new();
    for row in (0..values.len()).step_by(stride) {
        let Some(value) = values[row] else { continue };
        let case = cases.as_ref().and_then(|cases| cases[row].clone());
        let Some(base) = bases.get(&case).or_else(|| bases.get(&None)) else { continue };
        // A value stands for all that are rounded to it; a float for what is not told apart from it.
        let around = if step > 0.0 { step / 2.0 } else { value.abs() * 1e-9 + 1e-12 };
        let cdf = |y: f64| steps.cdf(row, y, &|x| base.cdf(x));
        if let (Some(below), Some(up_to)) = (cdf(value - around), cdf(value + around)) {
            found.push((row, below + (up_to - below) * fraction(found.len())));
        }
    }
    Ok(Ok(Units { units: found, steps, sql: gathered.sql }))
}

/// Numbers that are spread evenly between 0 and 1: multiples of the golden ratio.
fn fraction(at: usize) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    ((at as f64 + 0.5) * GOLDEN).fract()
}

/// The distance between neighbouring values.
pub(crate) fn grid(column: &Column) -> f64 {
    match column.column_type {
        ColumnType::Int => 1.0,
        ColumnType::Decimal => power_of_tenth(column.decimals.unwrap_or(2)),
        _ => column.decimals.map_or(0.0, power_of_tenth),
    }
}

/// By case; the nameless one is for rows without a case of their own.
fn bases(column: &Column) -> std::result::Result<BTreeMap<Option<String>, Base>, String> {
    let mut bases = BTreeMap::new();
    match &column.generator {
        Generator::Distribution(distribution) => {
            let case_of = |case: &DistributionCase| {
                let kind = case.distribution_type.unwrap_or(distribution.distribution_type);
                Base::Law(NumberLaw::new(kind, case.params.as_ref()), case.clamp.unwrap_or(distribution.clamp))
            };
            bases.extend(distribution.cases.iter().flatten().map(|(name, case)| (Some(name.clone()), case_of(case))));
            bases.extend(distribution.default.iter().map(|case| (None, case_of(case))));
            if distribution.by.is_none() {
                bases.insert(None, law(distribution));
            }
        }
        Generator::Choice(choice) => {
            bases.insert(None, listed(choice)?);
        }
        _ => return Err("it is not drawn".to_owned()),
    }
    Ok(bases)
}

fn law(distribution: &Distribution) -> Base {
    Base::Law(NumberLaw::new(distribution.distribution_type, distribution.params.as_ref()), distribution.clamp)
}

fn listed(choice: &Choice) -> std::result::Result<Base, String> {
    let Some(values) = choice.choices.as_ref().filter(|_| choice.by.is_none()) else {
        return Err("it is drawn by cases, and scaled".to_owned());
    };
    let number = |scalar: &Scalar| match scalar {
        Scalar::Int(int) => Ok(*int as f64),
        Scalar::Float(float) => Ok(*float),
        _ => Err("not all of its values are numbers".to_owned()),
    };
    let numbers = values.iter().map(number).collect::<std::result::Result<Vec<_>, _>>()?;
    let kind = choice.weights_kind.as_deref().map_or(Ok(WeightsKind::Uniform), WeightsKind::parse);
    let kind = kind.map_err(|error| error.to_string())?;
    let weights = choice.weights.clone().unwrap_or_else(|| weights(&kind, values.len() as u64));
    let mut pairs: Vec<(f64, f64)> = numbers.into_iter().zip(weights).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = pairs.iter().map(|(_, weight)| weight).sum();
    let mut sum = 0.0;
    for pair in &mut pairs {
        sum += pair.1 / total;
        pair.1 = sum;
    }
    Ok(Base::Listed(pairs))
}

fn all(node: &Node, column: &Column, units: &Units, whole: Draft) -> Vec<Check> {
    let mut numbers: Vec<f64> = units.units.iter().map(|(_, unit)| *unit).collect();
    let mut checks = vec![tested(whole.sql(units.sql.clone()), uniform_test(&mut numbers, 0.03))];
    for classes in &units.steps.classes {
        checks.push(by_class(node, column, units, classes));
    }
    for step in &units.steps.steps {
        if let Step::Outliers { rate, drops, .. } = step {
            checks.push(tail(node, column, &numbers, *rate, *drops, &units.sql));
        }
    }
    checks
}

/// The mean of the numbers of each class is that of all: a half, unless the whole distribution is off.
fn by_class(node: &Node, column: &Column, units: &Units, classes: &Classes) -> Check {
    let name = column.name.as_str();
    let title = format!("{}.{name} follows its {}", node.id, classes.kind);
    let draft = draft(classes.kind, &node.id, &[name], title).sql(units.sql.clone());
    let mut sums = vec![(0_u64, 0.0); classes.names.len()];
    for (row, unit) in &units.units {
        let class = &mut sums[classes.of_row[*row]];
        *class = (class.0 + 1, class.1 + unit);
    }
    let (n, sum) = sums.iter().fold((0, 0.0), |all, class| (all.0 + class.0, all.1 + class.1));
    let due = if n == 0 { 0.5 } else { sum / n as f64 };
    means(draft, &classes.names, &sums, due, sqrt(1.0 / 12.0), "difference of a class's mean rank", 0.06)
}

/// Means of classes against the one that is due to all; the class that is least probable decides.
fn means(
    draft: Draft,
    names: &[String],
    sums: &[(u64, f64)],
    due: f64,
    deviation: f64,
    effect_of: &str,
    limit: f64,
) -> Check {
    let tries = sums.iter().filter(|(n, _)| *n > 0).count();
    let mut worst: Option<TestFigures> = None;
    let mut examples: Vec<(f64, Example)> = Vec::new();
    for (name, (n, sum)) in names.iter().zip(sums).filter(|(_, (n, _))| *n > 0) {
        let mean = sum / *n as f64;
        let (z, p) = mean_test(mean, due, deviation, *n, tries);
        let figures = TestFigures {
            method: "z".to_owned(),
            n: sums.iter().map(|(n, _)| n).sum(),
            statistic: z,
            p,
            effect: (mean - due).abs(),
            effect_of: effect_of.to_owned(),
            limit,
        };
        let cell = |name: &str, value: String| (name.to_owned(), Some(value));
        let example = [cell("class", name.clone()), cell("rows", n.to_string()), cell("mean_rank", rounded(mean))];
        examples.push((figures.effect, Example::from_iter(example)));
        let is_worse = worst
            .as_ref()
            .is_none_or(|worst| (figures.fails(), figures.statistic.abs()) > (worst.fails(), worst.statistic.abs()));
        if is_worse {
            worst = Some(figures);
        }
    }
    let Some(figures) = worst else { return untested(draft, "there are no rows") };
    let mut check = tested(draft, figures);
    if check.status == Status::Failed {
        examples.sort_by(|a, b| b.0.total_cmp(&a.0));
        check.examples = examples.into_iter().take(EXAMPLES).map(|(_, example)| example).collect();
    }
    check
}

/// The share of values in the tail that outliers fill.
fn tail(node: &Node, column: &Column, units: &[f64], rate: f64, drops: bool, sql: &str) -> Check {
    let name = column.name.as_str();
    let title = format!("a share of about {rate} of {}.{name} are outliers", node.id);
    let draft = draft("outliers", &node.id, &[name], title).sql(sql.to_owned());
    // Half of the outliers lie farther out than nearly all other values.
    let due = rate / 2.0;
    let far = units.iter().filter(|unit| if drops { **unit < due } else { **unit > 1.0 - due }).count();
    let mut figures = super::nulls::figures(far as u64, units.len() as u64, due);
    figures.effect = if due > 0.0 { figures.effect / due } else { figures.effect };
    "relative difference of the share of far values".clone_into(&mut figures.effect_of);
    figures.limit = 0.5;
    tested(draft.expected(format!("a share of {due} beyond the quantile {}", 1.0 - due)), figures)
}
