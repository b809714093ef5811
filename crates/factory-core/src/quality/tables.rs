//! Completeness, duplicates, ranges, distributions, outliers and time of the tables that are handed out.

use datagen_core::schema::document::ColumnType;
use datagen_quality::profile::ColumnProfile;

use crate::brief::Structure;
use crate::completed::Look;
use crate::error::Result;
use crate::result::number;
use crate::world::World;

use super::{Category, Checks, Severity, Subject};

/// The greatest share of missing values.
const MISSING: f64 = 0.35;
/// A value this many times as large as the upper quartile is extreme.
const EXTREME: f64 = 5.0;
/// Pairs of rows below which chance brings none.
const CHANCE: f64 = 0.02;
/// What is due is counted as if columns had nothing to do with each other; of a city and its region that is too few.
const LEEWAY: f64 = 10.0;
/// What is said of rows that are as another one.
pub(crate) const TWICE: &str = "no more rows stand twice than chance brings";
/// The numbers of different texts that make groups.
const GROUPS: std::ops::RangeInclusive<u64> = 2..=30;
/// Values below which nothing can be said of their distribution.
const ENOUGH: u64 = 200;
/// How many times as frequent as the mean the most frequent value is at least.
const SKEW: f64 = 1.04;

/// Tables and columns as many as the skill says.
pub(super) fn shape(checks: &mut Checks, subject: &Subject<'_>) {
    let (brief, shipped) = (&subject.challenge.brief, &subject.world.shipped);
    let count: usize = shipped.iter().map(|table| table.columns.len()).sum();
    let [least, most] = brief.skill_level.columns();
    let fits = brief.data_structure == Structure::Denormalized || (least..=most).contains(&count);
    let message = format!("{count} columns in {} tables", shipped.len());
    checks.add(
        Category::TechnicalIntegrity,
        Severity::Warning,
        "Columns as many as the skill level says",
        fits,
        message,
    );
}

/// Completeness, duplicates, ranges, distributions and outliers of one table.
pub(super) fn table(checks: &mut Checks, world: &World, look: &Look) {
    let Some(shipped) = world.shipped.iter().find(|table| table.name == look.profile.name) else { return };
    let document = world.schema.document();
    let Some(node) = document.nodes.iter().find(|node| node.id == shipped.node) else { return };
    let name = &look.profile.name;
    twice(checks, look, &node.pk);
    for column in &look.profile.columns {
        let declared = node.columns.iter().find(|declared| declared.name == column.name);
        let place = format!("{name}.{}", column.name);
        filled(checks, &place, column);
        match declared.map(|declared| declared.column_type) {
            Some(ColumnType::Decimal) => amounts(checks, &place, column),
            Some(ColumnType::String) => groups(checks, &place, column),
            _ => {}
        }
    }
}

/// Two customers of one name in one city are no mistake, as long as they are no more than names and cities let expect.
fn twice(checks: &mut Checks, look: &Look, key: &str) {
    let table = &look.profile;
    let alike: f64 = table.columns.iter().filter(|column| column.name != key).map(alike).product();
    let due = table.rows as f64 * (table.rows as f64 - 1.0) / 2.0 * alike;
    let most = if due < CHANCE { 0 } else { (LEEWAY * due).ceil() as u64 + 2 };
    let told = if most == 0 { "none is".to_owned() } else { format!("about {due:.1} are") };
    checks.add(
        Category::TechnicalIntegrity,
        Severity::Warning,
        format!("{}: {TWICE}", table.name),
        look.repeated <= most,
        format!("{} do, their keys left aside; {told} due by chance", look.repeated),
    );
}

/// How often two rows have the same value; that of the values that are not listed is taken to be spread evenly.
fn alike(column: &ColumnProfile) -> f64 {
    let rows = column.rows as f64;
    let pairs = |count: f64| count * (count - 1.0).max(0.0);
    let listed = column.top.iter().map(|value| value.count as f64).chain([column.nulls as f64]);
    let others = column.present() - column.top.iter().map(|value| value.count).sum::<u64>().min(column.present());
    let different = column.distinct.count.saturating_sub(column.top.len() as u64).max(1) as f64;
    (listed.map(pairs).sum::<f64>() + different * pairs(others as f64 / different)) / pairs(rows).max(1.0)
}

fn filled(checks: &mut Checks, place: &str, column: &ColumnProfile) {
    let missing = column.null_share();
    checks.add(
        Category::TechnicalIntegrity,
        Severity::Warning,
        format!("{place} is filled"),
        missing <= MISSING,
        format!("{:.1}% are missing", missing * 100.0),
    );
}

fn amounts(checks: &mut Checks, place: &str, column: &ColumnProfile) {
    let Some(numbers) = &column.numbers else { return };
    checks.add(
        Category::BusinessLogic,
        Severity::Warning,
        format!("{place} is not below zero"),
        numbers.negatives == 0,
        format!("{} amounts below zero", numbers.negatives),
    );
    let quantiles = [0.5, 0.75, 0.9].map(|share| numbers.quantile(share));
    let [Some(median), Some(upper), Some(tail)] = quantiles else { return };
    // Where most rows have no amount at all, quartiles say nothing of those that do.
    if median <= 0.0 {
        return;
    }
    checks.add(
        Category::RealismDistribution,
        Severity::Warning,
        format!("{place}: extreme values are few"),
        tail <= EXTREME * upper,
        format!("a tenth is above {tail:.2}, a quarter above {upper:.2}"),
    );
}

fn groups(checks: &mut Checks, place: &str, column: &ColumnProfile) {
    let (values, all) = (column.distinct.count, column.present());
    let Some(most) = column.top.first() else { return };
    if !GROUPS.contains(&values) || all < ENOUGH {
        return;
    }
    let skew = most.count as f64 * values as f64 / all as f64;
    checks.add(
        Category::RealismDistribution,
        Severity::Warning,
        format!("{place} is not uniform"),
        skew > SKEW,
        format!("the most frequent of {values} values is {skew:.2} times as frequent as the mean"),
    );
}

/// The main table by month: no gap, no flat line.
pub(super) fn over_time(checks: &mut Checks, subject: &Subject<'_>) -> Result<()> {
    let Some((table, time)) = main_time(subject.world) else { return Ok(()) };
    let sql = format!(
        "SELECT count(*) AS months, avg(c) AS mean, stddev(c) AS spread, (max(extract(year FROM m) * 12 + extract(month FROM m)) - min(extract(year FROM m) * 12 + extract(month FROM m)) + 1) AS span \
         FROM (SELECT date_trunc('month', \"{time}\") AS m, count(*) AS c FROM \"{table}\" GROUP BY date_trunc('month', \"{time}\"))"
    );
    let row = subject.data.run(&sql)?.rows.into_iter().next().unwrap_or_default();
    let [Some(months), Some(mean), Some(spread), Some(span)] = [0, 1, 2, 3].map(|at| row.get(at).and_then(number))
    else {
        return Ok(());
    };
    checks.add(
        Category::RealismDistribution,
        Severity::Warning,
        format!("{table}: no month without rows"),
        months >= span,
        format!("{months} of {span} months have rows"),
    );
    let variation = spread / mean;
    checks.add(
        Category::RealismDistribution,
        Severity::Warning,
        format!("{table}: no flat line over time"),
        variation > 0.05,
        format!("months vary by {:.0}% of their mean", variation * 100.0),
    );
    Ok(())
}

/// The main table and the column with its time.
fn main_time(world: &World) -> Option<(String, String)> {
    use datagen_core::schema::generators::Generator;
    let document = world.schema.document();
    let main = document.nodes.iter().filter(|node| node.order.is_some()).max_by_key(|node| node.rows)?;
    let time = main.columns.iter().find(|column| matches!(column.generator, Generator::DatetimeSeries(_)))?;
    Some((main.id.clone(), time.name.clone()))
}
