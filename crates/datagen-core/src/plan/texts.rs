//! Free text, from declared to compiled: what the numbers of the column that decides it lie between.

use crate::generate::Generate;
use crate::generate::text::{By, Text};
use crate::schema::convert::{TypedValue, convert};
use crate::schema::document::Column;
use crate::schema::further::Text as Declared;
use crate::schema::generators::{Choice, Distribution, Generator};
use crate::schema::scalar::Scalar;
use crate::value::ValueType;

use super::build::Builder;
use super::column::{Site, path_of, value_type_at};
use super::table::{Path, TableId};

/// Stars, where nothing else is known.
const STARS: (f64, f64) = (1.0, 5.0);
/// Ratings that begin later still count from here.
const WORST: f64 = 1.0;

/// `None` when there is an error, which is then reported.
pub(super) fn compile(builder: &mut Builder<'_>, site: &Site<'_>, text: &Declared) -> Option<Generate> {
    let by = match &text.by {
        Some(name) => Some(by_of(builder, site, name)?),
        None => None,
    };
    Some(Generate::Text(Text { kind: text.kind, by, key: site.key }))
}

fn by_of(builder: &mut Builder<'_>, site: &Site<'_>, name: &str) -> Option<By> {
    let path = path_of(builder, site, "by", name)?;
    let scale = match value_type_at(builder, site.table, &path) {
        ValueType::Int | ValueType::Float { .. } | ValueType::Decimal { .. } => Some(scale_of(builder, site, &path)),
        ValueType::Bool => Some((0.0, 1.0)),
        _ => None,
    };
    Some(By { path, scale })
}

/// The least and the greatest number of a column, by its range or by its generator.
fn scale_of(builder: &Builder<'_>, site: &Site<'_>, path: &Path) -> (f64, f64) {
    const LONGEST_WAY: usize = 16;
    let mut at = match *path {
        Path::Own(column) => (site.table, column),
        Path::Linked { reference, column } => (builder.references[site.table][reference].target, column),
    };
    for _ in 0..LONGEST_WAY {
        let column = &builder.node(at.0).columns[at.1];
        if let Some(range) = range_of(builder, at.0, column) {
            return range;
        }
        let next = match &column.generator {
            Generator::Lookup(lookup) => &lookup.from,
            Generator::Choice(Choice { choices_ref: Some(reference), .. }) => reference,
            generator => return extremes(generator).map_or(STARS, from_the_worst),
        };
        let Some(further) = builder.resolve(next) else { break };
        at = further;
    }
    STARS
}

fn from_the_worst((low, high): (f64, f64)) -> (f64, f64) {
    const MOST_STARS: f64 = 10.0;
    if high <= MOST_STARS { (low.min(WORST), high) } else { (low, high) }
}

fn range_of(builder: &Builder<'_>, table: TableId, column: &Column) -> Option<(f64, f64)> {
    let name = format!("{}.{}", builder.node(table).id, column.name);
    let ranges = builder.document.constraints.as_ref()?.ranges.as_ref()?;
    let range = ranges.iter().find(|range| range.attr == name)?;
    Some((number(range.min.as_ref()?)?, number(range.max.as_ref()?)?))
}

fn extremes(generator: &Generator) -> Option<(f64, f64)> {
    let among = |values: &mut dyn Iterator<Item = &Scalar>| {
        let numbers: Vec<f64> = values.filter_map(number).collect();
        let low = numbers.iter().copied().reduce(f64::min)?;
        Some((low, numbers.iter().copied().reduce(f64::max)?))
    };
    match generator {
        Generator::Choice(choice) => {
            let cases = choice.cases.iter().flatten().map(|(_, case)| case).chain(&choice.default);
            among(&mut choice.choices.iter().flatten().chain(cases.flat_map(|case| &case.choices)))
        }
        Generator::EnumList(list) => among(&mut list.values.iter()),
        Generator::Distribution(law) => Some(clamp_of(law)),
        _ => None,
    }
}

/// From the least to the greatest clamp of the distribution and its cases.
fn clamp_of(law: &Distribution) -> (f64, f64) {
    let cases = law.cases.iter().flatten().map(|(_, case)| case).chain(&law.default).filter_map(|case| case.clamp);
    let own = (law.clamp[0], law.clamp[1]);
    cases.fold(own, |(low, high), case| (low.min(case[0]), high.max(case[1])))
}

fn number(scalar: &Scalar) -> Option<f64> {
    match convert(scalar, ValueType::Float { decimals: None }.literal()) {
        Some(TypedValue::Float(number)) => Some(number),
        _ => None,
    }
}
