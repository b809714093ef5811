//! How many children rows have: in all, how the numbers are distributed, and by segment, age and effect.

use std::collections::BTreeMap;

use datagen_core::law::{FanoutLaw, age_factor};
use datagen_core::math::sqrt;
use datagen_core::schema::behaviours::AppliesTo;
use datagen_core::schema::document::{Node, RowOrder};
use datagen_core::schema::modifiers::{Effect, Modifier};

use crate::checks::rows::{floats, texts};
use crate::checks::targets::rounded;
use crate::checks::{Subject, untested};
use crate::error::Result;
use crate::findings::{Check, EXAMPLES, Example, Status, TestFigures};
use crate::sql::identifier;
use crate::statistics::{mean_test, shares_test};

use super::choices::farthest;
use super::effects;
use super::steps::{age_unit, named, timeframe};
use super::{Draft, draft, first_time, settled, tested};

/// Draws from which the distribution of a number of children is known.
const DRAWS: u64 = 16_384;

/// What scales a parent's number of children, and the classes that it makes.
struct Scale {
    kind: &'static str,
    factors: Vec<f64>,
    of_row: Vec<usize>,
    names: Vec<String>,
}

/// The children of each parent row, and what scales their number.
struct Census {
    counts: Vec<f64>,
    scales: Vec<Scale>,
    sql: String,
}

pub(crate) fn checks(subject: &Subject<'_>, node: &Node) -> Result<Vec<Check>> {
    let is_process = node.stage_config.is_some() || node.state_transition_model.is_some();
    let Some(parent) = node.parents.iter().flatten().next().and_then(|parent| subject.node(parent)) else {
        return Ok(Vec::new());
    };
    if is_process {
        return Ok(Vec::new());
    }
    let title = format!("{} has as many rows as its fanout gives", node.id);
    let draft = draft("row_count", &node.id, &[], title);
    match census(subject, node, parent) {
        Ok(Ok(census)) => Ok(judged(subject, node, parent, &census, draft)),
        Ok(Err(reason)) => Ok(vec![untested(draft, reason)]),
        Err(error) => Ok(vec![settled(draft, Err(error))?]),
    }
}

fn census(subject: &Subject<'_>, node: &Node, parent: &Node) -> Result<std::result::Result<Census, String>> {
    let Some(link) = subject.links.to_primary_parent(node) else {
        return Ok(Err(format!("no column of {} says which row of {} is its parent", node.id, parent.id)));
    };
    let mut needs = vec![(node.id.clone(), link.column.clone()), (parent.id.clone(), parent.pk.clone())];
    let segment = parent.segment_behavior.as_ref().map(|segments| segments.segment_column.as_str());
    let created = parent.vintage_behavior.as_ref().map(|vintage| vintage.created_at_column.as_str());
    let effects: Vec<&Effect> = node.modifiers.iter().flatten().filter_map(effect_of).collect();
    let time = if effects.is_empty() { None } else { first_time(parent).map(|time| time.name.as_str()) };
    let mut names: Vec<&str> = segment.into_iter().chain(created).chain(time).collect();
    names.extend(effects.iter().flat_map(|effect| effect.on.iter().flatten()).map(|(local, _)| local.as_str()));
    needs.extend(names.iter().map(|name| (parent.id.clone(), (*name).to_owned())));
    if let Some(reason) = subject.absent(&needs) {
        return Ok(Err(reason));
    }
    if let Some(unknown) = names.iter().find(|name| crate::checks::column_of(parent, name).is_none()) {
        return Ok(Err(format!("{} has no column {unknown}", parent.id)));
    }
    let partial = subject.dataset.metadata().is_some_and(|metadata| !metadata.row_ranges.is_empty());
    if partial {
        return Ok(Err("the data is only a part of the dataset".to_owned()));
    }
    let columns: Vec<String> = names.iter().map(|name| format!(", p.{}", identifier(name))).collect();
    let grouped: Vec<String> = (1..=names.len() + 1).map(|at| at.to_string()).collect();
    let of = |table: &str| {
        format!(
            "SELECT p.{0}{1}, count(c.{2}) AS children FROM {3} p LEFT JOIN {4} c ON p.{0} = c.{2} GROUP BY {5}",
            identifier(&parent.pk),
            columns.concat(),
            identifier(&link.column),
            identifier(table),
            identifier(&node.id),
            grouped.join(", ")
        )
    };
    let sql = of(&parent.id);
    let batches = subject.dataset.query(&of(&subject.dataset.sampled(&parent.id)?))?;
    let mut census = Census { counts: Vec::new(), scales: Vec::new(), sql };
    for batch in &batches {
        census.counts.extend(floats(batch.column(names.len() + 1))?.into_iter().map(|n| n.unwrap_or(0.0)));
    }
    let text = |name: &str| -> Vec<Option<String>> {
        let at = names.iter().position(|known| *known == name).map_or(0, |at| at + 1);
        batches.iter().flat_map(|batch| texts(batch.column(at))).collect()
    };
    let number = |name: &str| -> Result<Vec<Option<f64>>> {
        let at = names.iter().position(|known| *known == name).map_or(0, |at| at + 1);
        let parts = batches.iter().map(|batch| floats(batch.column(at))).collect::<Result<Vec<_>>>()?;
        Ok(parts.concat())
    };
    if let Some(segment) = segment {
        census.scales.extend(by_segment(parent, text(segment)));
    }
    if let Some(created) = created {
        census.scales.extend(by_age(subject, parent, &number(created)?));
    }
    for effect in effects {
        let Some(time) = time else { continue };
        match by_effect(subject, effect, &number(time)?, &text)? {
            Ok(scale) => census.scales.push(scale),
            Err(reason) => return Ok(Err(reason)),
        }
    }
    Ok(Ok(census))
}

fn effect_of(modifier: &Modifier) -> Option<&Effect> {
    match modifier {
        Modifier::Effect(effect) => Some(effect),
        _ => None,
    }
}

fn by_segment(parent: &Node, segments: Vec<Option<String>>) -> Option<Scale> {
    let behaviors = parent.segment_behavior.as_ref()?.behaviors.as_ref()?;
    let factor = |segment: &Option<String>| behaviors.get(segment.as_ref()?)?.fanout_multiplier;
    let factors = segments.iter().map(|segment| factor(segment).unwrap_or(1.0)).collect();
    let (of_row, names) = named(segments.into_iter().map(|segment| segment.unwrap_or_else(|| "no segment".to_owned())));
    Some(Scale { kind: "segment", factors, of_row, names })
}

fn by_age(subject: &Subject<'_>, parent: &Node, created: &[Option<f64>]) -> Vec<Scale> {
    let end = timeframe(subject).1.unwrap_or(0) as f64;
    let multipliers = parent.vintage_behavior.iter().flat_map(|vintage| vintage.age_based_multipliers.values());
    let concerns = multipliers.filter(|multiplier| match &multiplier.applies_to {
        AppliesTo::One(one) => one == "fanout" || one == "all",
        AppliesTo::Several(several) => several.iter().any(|one| one == "fanout" || one == "all"),
    });
    let scale = |multiplier: &datagen_core::schema::behaviours::AgeMultiplier| {
        let unit = age_unit(multiplier.time_unit) as f64;
        let ages: Vec<Option<f64>> = created.iter().map(|at| at.map(|at| ((end - at) / unit).max(0.0))).collect();
        let factors = ages.iter().map(|age| age.map_or(1.0, |age| age_factor(&multiplier.curve, age))).collect();
        let step = (ages.iter().flatten().copied().fold(0.0, f64::max) / 6.0).ceil().max(1.0);
        let class = |age: &Option<f64>| {
            age.map_or_else(|| "no age".to_owned(), |age| format!("age from {}", (age / step).floor() * step))
        };
        let (of_row, names) = named(ages.iter().map(class));
        Scale { kind: "vintage", factors, of_row, names }
    };
    concerns.map(scale).collect()
}

fn by_effect(
    subject: &Subject<'_>,
    effect: &Effect,
    times: &[Option<f64>],
    text: &dyn Fn(&str) -> Vec<Option<String>>,
) -> Result<std::result::Result<Scale, String>> {
    let pairs: Vec<(&String, &str)> =
        effect.on.iter().flatten().map(|(local, other)| (local, other.rsplit('.').next().unwrap_or(other))).collect();
    let keys: Vec<String> = pairs.iter().map(|(_, other)| (*other).to_owned()).collect();
    let windows = match effects::windows(subject, effect, &keys)? {
        Ok(windows) => windows,
        Err(reason) => return Ok(Err(reason)),
    };
    let locals: Vec<_> = pairs.iter().map(|(local, _)| text(local)).collect();
    let (mut factors, mut of_row) = (Vec::new(), Vec::new());
    for (row, time) in times.iter().enumerate() {
        let key: Vec<String> = locals.iter().map(|local| local[row].clone().unwrap_or_default()).collect();
        let (value, holds) = time.map_or((windows.default, false), |time| windows.at(&key, time));
        factors.push(value.max(0.0));
        of_row.push(usize::from(holds));
    }
    let names = vec!["outside of every window".to_owned(), "inside a window".to_owned()];
    Ok(Ok(Scale { kind: "effect", factors, of_row, names }))
}

/// The distribution of the number of children for one factor.
struct Law {
    mean: f64,
    variance: f64,
    shares: BTreeMap<u64, f64>,
}

impl Law {
    fn new(law: &FanoutLaw, factor: f64) -> Self {
        let draws = law.draws(DRAWS, factor);
        let n = DRAWS as f64;
        let mean = draws.iter().map(|count| *count as f64).sum::<f64>() / n;
        let variance = draws.iter().map(|count| (*count as f64 - mean) * (*count as f64 - mean)).sum::<f64>() / n;
        let mut shares = BTreeMap::new();
        draws.iter().for_each(|count| *shares.entry(*count).or_default() += 1.0 / n);
        Self { mean, variance, shares }
    }
}

fn judged(subject: &Subject<'_>, node: &Node, parent: &Node, census: &Census, rows: Draft) -> Vec<Check> {
    let law = FanoutLaw::new(node.fanout.as_ref());
    let factor = |row: usize| census.scales.iter().map(|scale| scale.factors[row]).product::<f64>();
    // Three digits tell factors apart as far as it matters.
    let rounded_factor = |row: usize| format!("{:.2e}", factor(row)).parse::<f64>().unwrap_or(1.0);
    let mut laws: BTreeMap<u64, Law> = BTreeMap::new();
    let of_row: Vec<u64> = (0..census.counts.len()).map(|row| rounded_factor(row).to_bits()).collect();
    for bits in &of_row {
        laws.entry(*bits).or_insert_with(|| Law::new(&law, f64::from_bits(*bits)));
    }
    let by_time = node.order == Some(RowOrder::ByTime);
    if by_time && node.rows.is_some() {
        // Shared among the parents by their fanout, whatever that comes to.
        return vec![untested(
            rows,
            "the schema says how many rows there are in all, of which the fanout gives shares",
        )];
    }
    let mut checks = vec![total(census, &laws, &of_row, rows)];
    let title = format!("the number of rows of {} by row of {} is distributed as declared", node.id, parent.id);
    let draft = draft("fanout", &node.id, &[], title).sql(census.sql.clone());
    if by_time {
        let reason = "rows in time order choose their parent, so numbers are as declared only on average";
        checks.push(untested(draft, reason));
    } else if laws.len() > 64 {
        checks.push(untested(draft, "every row has a mean of its own"));
    } else {
        checks.push(distribution(census, &laws, &of_row, draft));
    }
    for scale in &census.scales {
        checks.push(by_class(subject, node, parent, census, scale, (&laws, &of_row), by_time));
    }
    checks
}

fn total(census: &Census, laws: &BTreeMap<u64, Law>, of_row: &[u64], draft: Draft) -> Check {
    let found: f64 = census.counts.iter().sum();
    let due: f64 = of_row.iter().map(|bits| laws[bits].mean).sum();
    let variance: f64 = of_row.iter().map(|bits| laws[bits].variance).sum();
    // The mean that is due is known from draws, and so not exactly.
    let known = variance * census.counts.len() as f64 / DRAWS as f64;
    let (z, p) = mean_test(found, due, sqrt(variance + known), 1, 1);
    let figures = TestFigures {
        method: "z".to_owned(),
        n: census.counts.len() as u64,
        statistic: z.clamp(-1e300, 1e300),
        p,
        effect: if due > 0.0 { (found / due - 1.0).abs() } else { f64::from(u8::from(found > 0.0)) },
        effect_of: "relative difference of the number of rows".to_owned(),
        limit: 0.05,
    };
    tested(
        draft.expected(format!("about {} rows for the rows looked at", rounded(due.round()))).sql(census.sql.clone()),
        figures,
    )
}

fn distribution(census: &Census, laws: &BTreeMap<u64, Law>, of_row: &[u64], draft: Draft) -> Check {
    let mut due: BTreeMap<u64, f64> = BTreeMap::new();
    for bits in of_row {
        laws[bits].shares.iter().for_each(|(count, share)| *due.entry(*count).or_default() += share);
    }
    let mut found: BTreeMap<u64, f64> = BTreeMap::new();
    census.counts.iter().for_each(|count| *found.entry(*count as u64).or_default() += 1.0);
    // Neighbouring numbers that are rare each are one class.
    let least = (census.counts.len() as f64 / 40.0).max(5.0);
    let (mut names, mut observed, mut expected) = (Vec::new(), Vec::new(), Vec::new());
    let (mut first, mut seen, mut owed) = (None, 0.0, 0.0);
    let last = due.keys().chain(found.keys()).copied().max().unwrap_or(0);
    let numbers: std::collections::BTreeSet<u64> = due.keys().chain(found.keys()).copied().collect();
    for number in numbers {
        first = first.or(Some(number));
        seen += found.get(&number).copied().unwrap_or(0.0);
        owed += due.get(&number).copied().unwrap_or(0.0);
        if owed >= least || number == last {
            let from = first.take().unwrap_or(number);
            names.push(if from == number { number.to_string() } else { format!("{from} to {number}") });
            observed.push(std::mem::take(&mut seen));
            expected.push(std::mem::take(&mut owed));
        }
    }
    let mut check = tested(draft, shares_test(&observed, &expected, 0.05));
    if check.status == Status::Failed {
        check.examples = farthest(names, &observed, &expected);
    }
    check
}

fn by_class(
    subject: &Subject<'_>,
    node: &Node,
    parent: &Node,
    census: &Census,
    scale: &Scale,
    (laws, of_row): (&BTreeMap<u64, Law>, &[u64]),
    by_time: bool,
) -> Check {
    let title = format!("rows of {} are as many as declared by {} of {}", node.id, scale.kind, parent.id);
    let draft = draft(&format!("fanout_{}", scale.kind), &node.id, &[], title).sql(census.sql.clone());
    if by_time && !exists_before(subject, node, parent) {
        return untested(draft, "rows in time order choose among the parents that exist by then");
    }
    let mut sums = vec![(0_u64, 0.0, 0.0, 0.0); scale.names.len()];
    for (row, count) in census.counts.iter().enumerate() {
        let (law, class) = (&laws[&of_row[row]], &mut sums[scale.of_row[row]]);
        *class = (class.0 + 1, class.1 + count, class.2 + law.mean, class.3 + law.variance);
    }
    let tries = sums.iter().filter(|class| class.0 > 0).count();
    let (mut worst, mut examples): (Option<TestFigures>, Vec<(f64, Example)>) = (None, Vec::new());
    for (name, (n, found, due, variance)) in scale.names.iter().zip(&sums).filter(|(_, class)| class.0 > 0) {
        let known = variance * *n as f64 / DRAWS as f64;
        let (z, p) = mean_test(*found, *due, sqrt(variance + known).max(1.0), 1, tries);
        let figures = TestFigures {
            method: "z".to_owned(),
            n: census.counts.len() as u64,
            statistic: z,
            p,
            effect: if *due > 0.0 { (found / due - 1.0).abs() } else { f64::from(u8::from(*found > 0.0)) },
            effect_of: "relative difference of a class's rows".to_owned(),
            limit: 0.1,
        };
        let cell = |name: &str, value: String| (name.to_owned(), Some(value));
        let cells = [cell("class", name.clone()), cell("rows", rounded(*found)), cell("expected_rows", rounded(*due))];
        examples.push((figures.effect, Example::from_iter(cells)));
        let order = |figures: &TestFigures| (figures.fails(), figures.statistic.abs());
        if worst.as_ref().is_none_or(|worst| order(&figures) > order(worst)) {
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

/// Whether all parents exist before the first of the children's times.
fn exists_before(subject: &Subject<'_>, node: &Node, parent: &Node) -> bool {
    let Some(time) = first_time(parent) else { return true };
    let first = first_time(node).and_then(|own| subject.plan?.times(&node.id, &own.name).ok()?);
    let last = subject.plan.and_then(|plan| plan.times(&parent.id, &time.name).ok()?);
    first.zip(last).is_some_and(|(first, last)| last.end() <= first.first())
}
