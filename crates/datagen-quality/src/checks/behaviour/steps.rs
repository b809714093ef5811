//! From a drawn number to the number in a row: modifiers and behaviours, one step after the other, and the distribution
//! function of what comes out, given the row.

use std::collections::BTreeMap;

use arrow::array::ArrayRef;
use datagen_core::law::{NumberLaw, age_factor, cycle_position, growth};
use datagen_core::schema::behaviours::AgeUnit;
use datagen_core::schema::document::{Column, Node};
use datagen_core::schema::generators::{DistributionType, TimeDimension};
use datagen_core::schema::modifiers::{Combine, Effect, Modifier, OutlierMode, Outliers};
use datagen_core::schema::scalar::Scalar;
use datagen_core::schema::time::parse_instant;

use crate::checks::Subject;
use crate::checks::rows::{floats, texts};
use crate::error::Result;

use super::gather::{At, at};
use super::{effects, located, scalings, time_of};

const DAY: i64 = 86_400_000_000;

/// One step.
pub(crate) enum Step {
    Multiply(f64),
    Add(f64),
    Clamp(f64, f64),
    Jitter {
        std: f64,
        multiplies: bool,
    },
    Outliers {
        rate: f64,
        sizes: Vec<f64>,
        drops: bool,
    },
    /// A factor (or summand) for each row.
    Rows {
        values: Vec<f64>,
        adds: bool,
    },
}

/// Classes of rows by something that scales their values: a season, a trend, an effect, a segment, an age.
pub(crate) struct Classes {
    pub(crate) kind: &'static str,
    pub(crate) of_row: Vec<usize>,
    pub(crate) names: Vec<String>,
}

/// All steps of a column, and the classes that they make.
pub(crate) struct Steps {
    pub(crate) steps: Vec<Step>,
    pub(crate) classes: Vec<Classes>,
}

/// The part of the noise's distribution that a sum over it looks at.
const NODES: usize = 48;

/// Columns that the steps of `column` need, beyond its own.
pub(crate) struct Needs {
    pub(crate) columns: Vec<At>,
}

impl Needs {
    fn place(&mut self, of: At) -> usize {
        self.columns.iter().position(|known| *known == of).unwrap_or_else(|| {
            self.columns.push(of);
            self.columns.len() - 1
        })
    }
}

/// A step, as far as it can be told before rows are read.
enum Plan<'a> {
    Done(Step),
    Season { time: usize, dimension: TimeDimension, weights: &'a [f64] },
    Trend { time: usize, trend: &'a datagen_core::schema::modifiers::Trend, start: i64 },
    Effect { time: usize, effect: &'a Effect, keys: Vec<(usize, String)> },
    Segment { column: usize, parent: &'a Node },
    Age { created: usize, time: usize, parent: &'a Node, name: &'a str },
}

/// What is done to a column's numbers, before rows are read.
pub(crate) struct Planned<'a> {
    plans: Vec<Plan<'a>>,
}

/// Plans the steps of `column`, and adds the columns they need to `needs`.
pub(crate) fn planned<'a>(
    subject: &Subject<'a>,
    node: &'a Node,
    column: &'a Column,
    needs: &mut Needs,
) -> std::result::Result<Planned<'a>, String> {
    let mut plans = Vec::new();
    for modifier in column.modifiers.iter().flatten() {
        plans.extend(plan(subject, node, modifier, needs)?);
    }
    for (parent, multiplier) in scalings(subject, node, column) {
        plans.push(match multiplier {
            None => {
                let name = parent.segment_behavior.as_ref().map(|segments| segments.segment_column.clone());
                Plan::Segment { column: needs.place(at(parent, &name.unwrap_or_default())), parent }
            }
            Some(name) => {
                let created = parent.vintage_behavior.as_ref().map(|vintage| vintage.created_at_column.clone());
                let created = needs.place(at(parent, &created.unwrap_or_default()));
                Plan::Age { created, time: time(subject, node, needs)?, parent, name }
            }
        });
    }
    let full = format!("{}.{}", node.id, column.name);
    let constraints = subject.document.constraints.iter();
    for rule in constraints.flat_map(|all| all.ranges.iter().flatten()).filter(|rule| rule.attr == full) {
        let number = |scalar: &Option<Scalar>| match scalar {
            None | Some(Scalar::Null) => Ok(None),
            Some(Scalar::Int(int)) => Ok(Some(*int as f64)),
            Some(Scalar::Float(float)) => Ok(Some(*float)),
            Some(other) => {
                other.to_string().trim_matches('"').parse().map(Some).map_err(|_| "its range is no number".to_owned())
            }
        };
        let (least, most) = (number(&rule.min)?, number(&rule.max)?);
        plans.push(Plan::Done(Step::Clamp(least.unwrap_or(f64::NEG_INFINITY), most.unwrap_or(f64::INFINITY))));
    }
    Ok(Planned { plans })
}

fn time(subject: &Subject<'_>, node: &Node, needs: &mut Needs) -> std::result::Result<usize, String> {
    let (table, column) = time_of(subject, node).ok_or("its rows have no time")?;
    Ok(needs.place(at(table, &column.name)))
}

fn plan<'a>(
    subject: &Subject<'a>,
    node: &'a Node,
    modifier: &'a Modifier,
    needs: &mut Needs,
) -> std::result::Result<Option<Plan<'a>>, String> {
    Ok(Some(match modifier {
        Modifier::Multiply(multiply) if multiply.factor > 0.0 => Plan::Done(Step::Multiply(multiply.factor)),
        Modifier::Multiply(_) => return Err("it is multiplied by no positive number".to_owned()),
        Modifier::Add(add) => Plan::Done(Step::Add(add.value)),
        Modifier::Clamp(clamp) => {
            Plan::Done(Step::Clamp(clamp.min.unwrap_or(f64::NEG_INFINITY), clamp.max.unwrap_or(f64::INFINITY)))
        }
        Modifier::Jitter(jitter) => {
            Plan::Done(Step::Jitter { std: jitter.std, multiplies: jitter.mode == Some(Combine::Mul) })
        }
        Modifier::Outliers(outliers) => Plan::Done(of_outliers(outliers)),
        Modifier::MapValues(_) => return Err("some of its values are replaced by others".to_owned()),
        Modifier::TimeJitter(_) => return Ok(None),
        Modifier::Seasonality(season) => {
            let time = time(subject, node, needs)?;
            Plan::Season { time, dimension: season.dimension, weights: &season.weights }
        }
        Modifier::Trend(trend) => {
            let time = match &trend.time_reference {
                None => time(subject, node, needs)?,
                Some(name) => {
                    let (table, column) = located(subject, node, name).ok_or("its trend has no time")?;
                    needs.place(at(table, &column.name))
                }
            };
            Plan::Trend { time, trend, start: timeframe(subject).0 }
        }
        Modifier::Effect(effect) => {
            let time = time(subject, node, needs)?;
            Plan::Effect { time, effect, keys: keys(subject, node, effect, needs) }
        }
    }))
}

/// The columns by which an effect's windows are found, and those of its table.
fn keys(subject: &Subject<'_>, node: &Node, effect: &Effect, needs: &mut Needs) -> Vec<(usize, String)> {
    let pair = |(local, other): (&String, &String)| {
        let (table, column) = located(subject, node, local)?;
        let other = other.rsplit('.').next().unwrap_or(other);
        Some((needs.place(at(table, &column.name)), other.to_owned()))
    };
    effect.on.iter().flatten().filter_map(pair).collect()
}

/// The first and last instant of the timeframe.
pub(crate) fn timeframe(subject: &Subject<'_>) -> (i64, Option<i64>) {
    let timeframe = subject.document.timeframe.as_ref();
    let start = timeframe.and_then(|frame| parse_instant(&frame.start).ok()).unwrap_or(0);
    (start, timeframe.and_then(|frame| parse_instant(&frame.end).ok()))
}

fn of_outliers(outliers: &Outliers) -> Step {
    let magnitude = &outliers.magnitude_dist;
    let law = NumberLaw::new(magnitude.distribution_type, magnitude.params.as_ref());
    let [low, high] = magnitude.clamp.unwrap_or([0.1, 10.0]);
    let size = |unit: f64| law.quantile(unit).max(low).min(high);
    Step::Outliers {
        rate: outliers.rate,
        sizes: nodes().map(size).collect(),
        drops: outliers.mode == Some(OutlierMode::Drop),
    }
}

/// Midpoints of equally probable parts.
fn nodes() -> impl Iterator<Item = f64> {
    (0..NODES).map(|node| (node as f64 + 0.5) / NODES as f64)
}

impl Planned<'_> {
    /// The steps for rows whose needed columns are `columns`.
    pub(crate) fn read(
        &self,
        subject: &Subject<'_>,
        columns: &[ArrayRef],
    ) -> Result<std::result::Result<Steps, String>> {
        let mut steps = Steps { steps: Vec::new(), classes: Vec::new() };
        for plan in &self.plans {
            match plan {
                Plan::Done(step) => steps.steps.push(step.copied()),
                Plan::Season { time, dimension, weights } => {
                    steps.season(&floats(&columns[*time])?, *dimension, weights)
                }
                Plan::Trend { time, trend, start } => {
                    let factor = |time: Option<f64>| time.map_or(1.0, |time| growth(trend, *start, time as i64));
                    let times = floats(&columns[*time])?;
                    let values = times.iter().map(|time| factor(*time)).collect();
                    steps.rows("trend", values, false, years(&times));
                }
                Plan::Effect { time, effect, keys } => {
                    let names: Vec<String> = keys.iter().map(|(_, name)| name.clone()).collect();
                    let windows = match effects::windows(subject, effect, &names)? {
                        Ok(windows) => windows,
                        Err(reason) => return Ok(Err(reason)),
                    };
                    let keys: Vec<_> = keys.iter().map(|(place, _)| texts(&columns[*place])).collect();
                    steps.effect(effect, &windows, &floats(&columns[*time])?, &keys);
                }
                Plan::Segment { column, parent } => steps.segment(&texts(&columns[*column]), parent),
                Plan::Age { created, time, parent, name } => {
                    steps.age(&floats(&columns[*created])?, &floats(&columns[*time])?, parent, name);
                }
            }
        }
        Ok(Ok(steps))
    }
}

/// Classes by calendar year.
fn years(times: &[Option<f64>]) -> (Vec<usize>, Vec<String>) {
    let year = |time: &Option<f64>| {
        let text = time.map(|time| crate::checks::values::instant_words(time as i64)).unwrap_or_default();
        text.split('-').next().unwrap_or_default().to_owned()
    };
    named(times.iter().map(year))
}

/// Numbers classes by their names.
pub(crate) fn named(names: impl Iterator<Item = String>) -> (Vec<usize>, Vec<String>) {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut order = Vec::new();
    let of_row = names.map(|name| {
        let next = known.len();
        *known.entry(name).or_insert_with_key(|name| {
            order.push(name.clone());
            next
        })
    });
    (of_row.collect(), order)
}

/// Microseconds of a unit of age.
pub(crate) const fn age_unit(unit: AgeUnit) -> i64 {
    match unit {
        AgeUnit::Day => DAY,
        AgeUnit::Month => 30 * DAY,
        AgeUnit::Year => 365 * DAY,
    }
}

impl Steps {
    fn rows(&mut self, kind: &'static str, values: Vec<f64>, adds: bool, classes: (Vec<usize>, Vec<String>)) {
        self.steps.push(Step::Rows { values, adds });
        self.classes.push(Classes { kind, of_row: classes.0, names: classes.1 });
    }

    fn season(&mut self, times: &[Option<f64>], dimension: TimeDimension, weights: &[f64]) {
        let place = |time: &Option<f64>| time.map_or(weights.len(), |time| cycle_position(dimension, time as i64));
        let of_row: Vec<usize> = times.iter().map(place).collect();
        let values = of_row.iter().map(|place| weights.get(*place).copied().unwrap_or(1.0)).collect();
        let word = match dimension {
            TimeDimension::Hour => "hour",
            TimeDimension::Dow => "weekday",
            TimeDimension::Month => "month",
        };
        let first = usize::from(dimension == TimeDimension::Month);
        let names = (0..=weights.len()).map(|place| format!("{word} {}", place + first)).collect();
        self.rows("seasonality", values, false, (of_row, names));
    }

    fn effect(
        &mut self,
        effect: &Effect,
        windows: &effects::Windows,
        times: &[Option<f64>],
        keys: &[Vec<Option<String>>],
    ) {
        let adds = effect.map.op == Combine::Add;
        let (mut values, mut inside) = (Vec::new(), Vec::new());
        for (row, time) in times.iter().enumerate() {
            let key: Vec<String> = keys.iter().map(|key| key[row].clone().unwrap_or_default()).collect();
            let (value, holds) = time.map_or((windows.default, false), |time| windows.at(&key, time));
            values.push(value);
            inside.push(usize::from(holds));
        }
        let names = vec!["outside of every window".to_owned(), "inside a window".to_owned()];
        self.rows("effect", values, adds, (inside, names));
    }

    fn segment(&mut self, segments: &[Option<String>], parent: &Node) {
        let by = |segment: &Option<String>| {
            let behaviors = parent.segment_behavior.as_ref()?.behaviors.as_ref()?;
            behaviors.get(segment.as_ref()?)?.value_multiplier
        };
        let values = segments.iter().map(|segment| by(segment).unwrap_or(1.0)).collect();
        let names = segments.iter().map(|segment| segment.clone().unwrap_or_else(|| "no segment".to_owned()));
        self.rows("segment", values, false, named(names));
    }

    fn age(&mut self, created: &[Option<f64>], times: &[Option<f64>], parent: &Node, name: &str) {
        let multiplier = parent.vintage_behavior.as_ref().and_then(|vintage| vintage.age_based_multipliers.get(name));
        let Some(multiplier) = multiplier else { return };
        let unit = age_unit(multiplier.time_unit) as f64;
        let age = |(created, time): (&Option<f64>, &Option<f64>)| Some((((*time)? - (*created)?) / unit).max(0.0));
        let ages: Vec<Option<f64>> = created.iter().zip(times).map(age).collect();
        let values = ages.iter().map(|age| age.map_or(1.0, |age| age_factor(&multiplier.curve, age))).collect();
        let step = (ages.iter().flatten().copied().fold(0.0, f64::max) / 6.0).ceil().max(1.0);
        let class = |age: &Option<f64>| {
            age.map_or("no age".to_owned(), |age| format!("age from {}", (age / step).floor() * step))
        };
        self.rows("vintage", values, false, named(ages.iter().map(class)));
    }

    /// Whether noise is added, so that a distribution function is a sum.
    pub(crate) fn is_noisy(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Jitter { .. } | Step::Outliers { .. }))
    }

    /// The share of values of at most `y` in row `row`, where `base` is the distribution function before the steps.
    /// `None` where a factor of 0 leaves nothing to tell.
    pub(crate) fn cdf(&self, row: usize, y: f64, base: &dyn Fn(f64) -> f64) -> Option<f64> {
        let standard = NumberLaw::new(DistributionType::Normal, None);
        self.cdf_after(self.steps.len(), row, y, base, &standard)
    }

    fn cdf_after(
        &self,
        steps: usize,
        row: usize,
        y: f64,
        base: &dyn Fn(f64) -> f64,
        normal: &NumberLaw,
    ) -> Option<f64> {
        let Some(before) = steps.checked_sub(1) else { return Some(base(y)) };
        let undone = |y: f64| self.cdf_after(before, row, y, base, normal);
        match &self.steps[before] {
            Step::Multiply(factor) => undone(y / factor),
            Step::Add(value) => undone(y - value),
            Step::Clamp(least, _) if y < *least => Some(0.0),
            Step::Clamp(_, most) if y >= *most => Some(1.0),
            Step::Clamp(..) => undone(y),
            Step::Rows { values, adds: true } => undone(y - values[row]),
            Step::Rows { values, .. } if values[row] > 0.0 => undone(y / values[row]),
            Step::Rows { .. } => None,
            Step::Jitter { std, multiplies } => mean(nodes().map(|unit| {
                let noise = std * normal.quantile(unit);
                match multiplies {
                    false => undone(y - noise),
                    true if 1.0 + noise > 0.0 => undone(y / (1.0 + noise)),
                    true => None,
                }
            })),
            Step::Outliers { rate, sizes, drops } => {
                let far =
                    mean(sizes.iter().map(|size| undone(if *drops { y * (1.0 + size) } else { y / (1.0 + size) })))?;
                Some((1.0 - rate) * undone(y)? + rate * far)
            }
        }
    }
}

fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let (mut sum, mut n) = (0.0, 0.0);
    for value in values {
        sum += value?;
        n += 1.0;
    }
    Some(sum / n)
}

impl Step {
    fn copied(&self) -> Self {
        match self {
            Self::Multiply(factor) => Self::Multiply(*factor),
            Self::Add(value) => Self::Add(*value),
            Self::Clamp(least, most) => Self::Clamp(*least, *most),
            Self::Jitter { std, multiplies } => Self::Jitter { std: *std, multiplies: *multiplies },
            Self::Outliers { rate, sizes, drops } => {
                Self::Outliers { rate: *rate, sizes: sizes.clone(), drops: *drops }
            }
            Self::Rows { values, adds } => Self::Rows { values: values.clone(), adds: *adds },
        }
    }
}
