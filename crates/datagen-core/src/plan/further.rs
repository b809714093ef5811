//! The further generators, from declared to compiled.

use std::sync::Arc;

use arrow::array::StringArray;

use crate::generate::Generate;
use crate::generate::datetime_offset::DatetimeOffset;
use crate::generate::geo_point::{Around, GeoPoint, Point};
use crate::generate::pattern::{Domain, Pattern};
use crate::generate::permutation::Permutation;
use crate::generate::quantile::Quantile;
use crate::generate::state_machine::{Next, StateMachine};
use crate::generate::uuid::{Uuid, Version};
use crate::generate::weights::Sampler;
use crate::schema::document::{Members, RowOrder};
use crate::schema::further::{self as declared, GeoPart};
use crate::schema::generators::Generator;
use crate::schema::modifiers::Modifier;
use crate::schema::regex::Regex;
use crate::schema::time::parse_instant;

use super::build::Builder;
use super::column::{Site, path_of};
use super::references::time_path;
use super::texts;
use super::unique;

/// `None` when there is an error, which is then reported.
pub(super) fn compile(builder: &mut Builder<'_>, site: &Site<'_>, generator: &Generator) -> Option<Generate> {
    match generator {
        Generator::Pattern(pattern) => compile_pattern(builder, site, pattern),
        Generator::Uuid(uuid) => Some(compile_uuid(builder, site, uuid)),
        Generator::DatetimeOffset(offset) => compile_offset(builder, site, offset),
        Generator::StateMachine(machine) => compile_machine(builder, site, machine),
        Generator::GeoPoint(point) => compile_point(builder, site, point),
        Generator::Text(text) => texts::compile(builder, site, text),
        _ => None,
    }
}

fn compile_pattern(builder: &mut Builder<'_>, site: &Site<'_>, pattern: &declared::Pattern) -> Option<Generate> {
    /// More texts than these are enough for any number of children.
    const PLENTY: u128 = 1 << 40;
    let regex = Regex::parse(&pattern.regex).ok()?;
    if !site.is_pk {
        return Some(Generate::Pattern(Box::new(Pattern { regex, key: site.key, distinct: None })));
    }
    let Some(domain) = Domain::new(&regex) else {
        unique::fail(builder, site, "a regular expression with too many different beginnings to number its texts");
        return None;
    };
    let texts = domain.size().min(1 << 63) as u64;
    if u128::from(texts) < PLENTY && !unique::enough(builder, site, texts) {
        return None;
    }
    let distinct = Some((domain, Permutation::new(site.key, texts)));
    Some(Generate::Pattern(Box::new(Pattern { regex, key: site.key, distinct })))
}

fn compile_uuid(builder: &mut Builder<'_>, site: &Site<'_>, uuid: &declared::Uuid) -> Generate {
    if uuid.version != Some(7) {
        return Generate::Uuid(Uuid { key: site.key, version: Version::Random });
    }
    let timeframe = builder.document.timeframe.as_ref();
    let start = timeframe.and_then(|timeframe| parse_instant(&timeframe.start).ok()).unwrap_or(0);
    let time = time_path(builder, site.table);
    Generate::Uuid(Uuid { key: site.key, version: Version::Ordered { time, start } })
}

fn compile_offset(builder: &mut Builder<'_>, site: &Site<'_>, offset: &declared::DatetimeOffset) -> Option<Generate> {
    let from = path_of(builder, site, "from", &offset.from)?;
    for (position, modifier) in site.declared.modifiers.iter().flatten().enumerate() {
        if !matches!(modifier, Modifier::MapValues(_)) {
            builder.warn(
                &format!("/nodes/{}/columns/{}/modifiers/{position}", site.table, site.column),
                "this modifier has no effect: a datetime_offset has no grid of times to weigh".to_owned(),
                Some("put it on the column that the offset counts from".to_owned()),
            );
        }
    }
    Some(Generate::DatetimeOffset(Box::new(DatetimeOffset {
        name: offset.from.clone(),
        from,
        unit: offset.unit,
        quantile: Quantile::new(offset.distribution, offset.params.as_ref()),
        clamp: offset.clamp.unwrap_or([f64::NEG_INFINITY, f64::INFINITY]),
        key: site.key,
    })))
}

fn compile_machine(builder: &mut Builder<'_>, site: &Site<'_>, machine: &declared::StateMachine) -> Option<Generate> {
    if builder.parent(site.table).is_none() || builder.node(site.table).order == Some(RowOrder::ByTime) {
        builder.error(
            &site.pointer,
            "expected a fact with a parent whose rows lie by parent, for the states that a parent goes through"
                .to_owned(),
            Some("leave out `order`, or use a choice".to_owned()),
        );
        return None;
    }
    let names = machine.states();
    let place = |name: &str| names.iter().position(|other| *other == name);
    let leads = |targets: &Members<f64>| {
        let (states, weights): (Vec<usize>, Vec<f64>) =
            targets.iter().filter_map(|(name, weight)| Some((place(name)?, *weight))).unzip();
        Next { states, sampler: Sampler::weighted(&weights) }
    };
    let next = names.iter().map(|name| machine.transitions.get(*name).map(leads)).collect();
    let initial = place(&machine.initial)?;
    let names = Arc::new(StringArray::from(names));
    Some(Generate::StateMachine(StateMachine { names, initial, next, key: site.key }))
}

/// Columns of a table with the same middle and radius share their key, and with it their point.
fn compile_point(builder: &mut Builder<'_>, site: &Site<'_>, point: &declared::GeoPoint) -> Option<Generate> {
    let (around, middle) = match &point.around {
        declared::Around::Point([lat, lon]) => (Around::Point(Point { lat: *lat, lon: *lon }), format!("{lat} {lon}")),
        declared::Around::Columns(columns) => {
            let lat = path_of(builder, site, "around/lat", &columns.lat)?;
            let lon = path_of(builder, site, "around/lon", &columns.lon)?;
            (Around::Columns { lat, lon }, format!("{} {}", columns.lat, columns.lon))
        }
    };
    let purpose = format!("point within {} of {middle}", point.radius_km);
    let key = builder.seed.key(&builder.node(site.table).id, "", &purpose);
    let part = point.part.unwrap_or(GeoPart::Wkt);
    Some(Generate::GeoPoint(GeoPoint { around, radius_km: point.radius_km, part, key }))
}
