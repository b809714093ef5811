//! From declared modifiers to compiled ones, and from a parent's behaviours to what they do to its children.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::generate::quantile::Quantile;
use crate::modify::Modify;
use crate::modify::age::{AgeFactor, Until};
use crate::modify::effect::{EffectTable, EffectUse};
use crate::modify::map_values::{MapAny, MapNumbers};
use crate::modify::noise::{Jitter, Outliers};
use crate::modify::season::{Growth, Seasonality, Trend};
use crate::modify::segment::SegmentFactor;
use crate::schema::behaviours::{AgeUnit, AppliesTo};
use crate::schema::convert::{TypedValue, convert};
use crate::schema::generators::Generator;
use crate::schema::modifiers::{self as declared, Combine, Modifier, OutlierMode};
use crate::schema::scalar::Scalar;
use crate::schema::time::{DAY, parse_instant};
use crate::seed::{ColumnKey, Draw};
use crate::value::ValueType;

use super::build::Builder;
use super::column::{Site, array_of_scalars};
use super::references::{resolve_path, shared_reference, time_path};
use super::table::{Path, TableId};

/// What is done to a column's generated values.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) numbers: Vec<Modify>,
    pub(super) maps: Vec<MapAny>,
}

/// What is done to the draw of a time.
#[derive(Debug, Default)]
pub(super) struct TimeChanges {
    pub(super) growth: Vec<Growth>,
    pub(super) effects: Vec<EffectTable>,
    pub(super) jitters: Vec<(f64, Draw)>,
}

/// Whether a column's values are computed as floats and cast at the end.
pub(super) fn is_modified(builder: &Builder<'_>, site: &Site<'_>) -> bool {
    let numeric = matches!(site.value_type, ValueType::Int | ValueType::Float { .. } | ValueType::Decimal { .. });
    let has_modifiers = site.declared.modifiers.as_ref().is_some_and(|modifiers| !modifiers.is_empty());
    numeric && (has_modifiers || !behaviours_on(builder, site).is_empty())
}

/// The modifiers of a column, then what its parents' behaviours do to it.
pub(super) fn compile(builder: &mut Builder<'_>, site: &Site<'_>) -> Changes {
    let mut changes = Changes::default();
    let numeric = matches!(site.value_type, ValueType::Int | ValueType::Float { .. } | ValueType::Decimal { .. });
    for (position, modifier) in site.declared.modifiers.iter().flatten().enumerate() {
        if let Modifier::MapValues(map) = modifier
            && !numeric
        {
            changes.maps.push(map_any(map, site.value_type));
        } else if numeric {
            changes.numbers.extend(compile_one(builder, site, position, modifier));
        }
    }
    for (parent, behaviour) in behaviours_on(builder, site) {
        changes.numbers.extend(behaviour_on_values(builder, site, parent, behaviour));
    }
    changes
}

fn compile_one(builder: &mut Builder<'_>, site: &Site<'_>, position: usize, modifier: &Modifier) -> Option<Modify> {
    let key = key_of(builder, site, position);
    Some(match modifier {
        Modifier::Multiply(multiply) => Modify::Multiply(multiply.factor),
        Modifier::Add(add) => Modify::Add(add.value),
        Modifier::Clamp(clamp) => {
            Modify::Clamp { min: clamp.min.unwrap_or(f64::NEG_INFINITY), max: clamp.max.unwrap_or(f64::INFINITY) }
        }
        Modifier::Jitter(jitter) => {
            Modify::Jitter(Jitter { std: jitter.std, mode: jitter.mode.unwrap_or(Combine::Add), draw: key.draw(0) })
        }
        Modifier::MapValues(map) => Modify::MapNumbers(map_numbers(map)),
        Modifier::Seasonality(seasonality) => Modify::Seasonality(Seasonality {
            dimension: seasonality.dimension,
            weights: seasonality.weights.clone(),
            time: time_of(builder, site, position)?,
        }),
        Modifier::Effect(effect) => {
            let time = time_of(builder, site, position)?;
            let effect = compile_effect(builder, site.table, effect)?;
            Modify::Effect(EffectUse { effect, time })
        }
        Modifier::Outliers(outliers) => Modify::Outliers(compile_outliers(outliers, key)),
        Modifier::Trend(trend) => {
            let time = match &trend.time_reference {
                Some(name) => resolve_path(builder, site.table, name)?,
                None => time_of(builder, site, position)?,
            };
            Modify::Trend(Trend { growth: growth(builder, trend), time })
        }
        Modifier::TimeJitter(_) => return None,
    })
}

/// Each modifier has draws of its own, by its place in the list.
fn key_of(builder: &Builder<'_>, site: &Site<'_>, position: usize) -> ColumnKey {
    builder.seed.key(&builder.node(site.table).id, &site.declared.name, &format!("modifier {position}"))
}

/// The row's time; where there is none, the modifier is left out, with a warning.
fn time_of(builder: &mut Builder<'_>, site: &Site<'_>, position: usize) -> Option<Path> {
    let path = time_path(builder, site.table);
    if path.is_none() {
        builder.warn(
            &format!("/nodes/{}/columns/{}/modifiers/{position}", site.table, site.column),
            "this modifier needs the row's time, and neither the table nor its parents have one: it is left out"
                .to_owned(),
            Some("add a datetime column".to_owned()),
        );
    }
    path
}

fn compile_outliers(outliers: &declared::Outliers, key: ColumnKey) -> Outliers {
    let magnitude = &outliers.magnitude_dist;
    Outliers {
        rate: outliers.rate,
        mode: outliers.mode.unwrap_or(OutlierMode::Spike),
        magnitude: Quantile::new(magnitude.distribution_type, magnitude.params.as_ref()),
        clamp: magnitude.clamp.unwrap_or([0.1, 10.0]),
        hit: key.draw(0),
        size: key.draw(1),
    }
}

fn growth(builder: &Builder<'_>, trend: &declared::Trend) -> Growth {
    let start = builder.document.timeframe.as_ref().and_then(|timeframe| parse_instant(&timeframe.start).ok());
    Growth {
        kind: trend.trend_type,
        rate: trend.growth_rate.unwrap_or(0.0),
        a: trend.params.as_ref().map_or(0.0, |params| params.a),
        b: trend.params.as_ref().map_or(0.0, |params| params.b),
        start: start.unwrap_or(0),
    }
}

/// An effect on rows of `table`. What is missing was reported when the schema was read.
fn compile_effect(builder: &mut Builder<'_>, table: TableId, effect: &declared::Effect) -> Option<EffectTable> {
    let source = *builder.ids.get(effect.effect_table.as_str())?;
    let mut keys = Vec::new();
    for (local, other) in effect.on.iter().flatten() {
        let other = other.rsplit('.').next().unwrap_or(other);
        if let (Some(path), Some(column)) = (resolve_path(builder, table, local), builder.column_id(source, other)) {
            keys.push((path, column));
        }
    }
    let neutral = if effect.map.op == Combine::Mul { 1.0 } else { 0.0 };
    Some(EffectTable {
        table: source,
        keys,
        start: builder.column_id(source, &effect.window.start_col)?,
        end: builder.column_id(source, &effect.window.end_col)?,
        field: builder.column_id(source, &effect.map.field),
        op: effect.map.op,
        default: effect.map.default.unwrap_or(neutral),
        index: OnceLock::new(),
    })
}

fn map_numbers(map: &declared::MapValues) -> MapNumbers {
    let number = |scalar: &Scalar| match convert(scalar, ValueType::Float { decimals: None }.literal()) {
        Some(TypedValue::Float(number)) => Some(number),
        _ => None,
    };
    let pair = |(old, new): (&String, &Scalar)| Some((number(&Scalar::Text(old.clone()))?, number(new)?));
    MapNumbers { pairs: map.mapping.iter().filter_map(pair).collect() }
}

fn map_any(map: &declared::MapValues, value_type: ValueType) -> MapAny {
    let new: Vec<Scalar> = map.mapping.values().cloned().collect();
    // The old values in the form in which values of the type are shown.
    let old: Vec<Scalar> = map.mapping.keys().cloned().map(Scalar::Text).collect();
    let old = array_of_scalars(&old, value_type);
    let old = (0..map.mapping.len()).map(|place| (crate::value::display(&old, place), place as u32)).collect();
    MapAny { old, new: array_of_scalars(&new, value_type) }
}

/// The modifiers of a datetime or date column: weights of its draw, and jitters.
pub(super) fn compile_time(builder: &mut Builder<'_>, site: &Site<'_>, orders_rows: bool) -> TimeChanges {
    let mut changes = TimeChanges::default();
    for (position, modifier) in site.declared.modifiers.iter().flatten().enumerate() {
        match modifier {
            Modifier::Trend(trend) => changes.growth.push(growth(builder, trend)),
            Modifier::Effect(effect) if effect.map.op == Combine::Mul => {
                changes.effects.extend(compile_effect(builder, site.table, effect));
            }
            Modifier::TimeJitter(_) if orders_rows => {
                warn_of_order(builder, site, position, "moves rows that lie in time order");
            }
            Modifier::TimeJitter(jitter) => {
                changes.jitters.push((jitter.std_minutes, key_of(builder, site, position).draw(0)));
            }
            Modifier::Effect(_) => {
                warn_of_order(builder, site, position, "is no weight: an effect on a time multiplies");
            }
            _ => {}
        }
    }
    if orders_rows && changes.effects.iter().any(|effect| !effect.keys.is_empty()) {
        builder.error(
            &format!("/nodes/{}/columns/{}/modifiers", site.table, site.column),
            "expected a global effect on the time of rows in time order, found one by key".to_owned(),
            Some("leave out `order`, or put the effect on the node's own `modifiers`".to_owned()),
        );
    }
    changes
}

fn warn_of_order(builder: &mut Builder<'_>, site: &Site<'_>, position: usize, why: &str) {
    builder.warn(
        &format!("/nodes/{}/columns/{}/modifiers/{position}", site.table, site.column),
        format!("this modifier has no effect: it {why}"),
        None,
    );
}

/// A behaviour of a parent that concerns a column of its child.
#[derive(Debug, Clone)]
enum Behaviour {
    Segment,
    /// The multiplier of that name.
    Vintage(String),
}

/// The behaviours of all parents, primary or not, that apply to a column.
fn behaviours_on(builder: &Builder<'_>, site: &Site<'_>) -> Vec<(TableId, Behaviour)> {
    let node = builder.node(site.table);
    if site.is_unique {
        return Vec::new();
    }
    let mut found = Vec::new();
    for parent in node.parents.iter().flatten().filter_map(|parent| builder.ids.get(parent.as_str()).copied()) {
        let definition = builder.node(parent);
        if let Some(segments) = &definition.segment_behavior
            && segments.behaviors.iter().flatten().any(|(_, multipliers)| multipliers.value_multiplier.is_some())
            && segments
                .applies_to_columns
                .as_ref()
                .map_or(is_value(site), |columns| columns.contains(&site.declared.name))
        {
            found.push((parent, Behaviour::Segment));
        }
        for (name, multiplier) in definition.vintage_behavior.iter().flat_map(|vintage| &vintage.age_based_multipliers)
        {
            let names = |one: &String| *one == site.declared.name || (one == "all" && is_value(site));
            let applies = match &multiplier.applies_to {
                AppliesTo::One(one) => names(one),
                AppliesTo::Several(several) => several.iter().any(names),
            };
            if applies {
                found.push((parent, Behaviour::Vintage(name.clone())));
            }
        }
    }
    found
}

/// Whether a column holds values of its own: not a key, a lookup or a sequence.
fn is_value(site: &Site<'_>) -> bool {
    !site.is_unique
        && !matches!(
            site.declared.generator,
            Generator::Lookup(_)
                | Generator::Sequence(_)
                | Generator::Ordinal(_)
                | Generator::EnumList(_)
                | Generator::Rollup(_)
        )
}

fn behaviour_on_values(
    builder: &mut Builder<'_>,
    site: &Site<'_>,
    parent: TableId,
    behaviour: Behaviour,
) -> Option<Modify> {
    let definition = builder.node(parent);
    match behaviour {
        Behaviour::Segment => {
            let segments = definition.segment_behavior.as_ref()?;
            let column = builder.column_id(parent, &segments.segment_column)?;
            let reference = shared_reference(builder, site.table, parent);
            let by_value = segments.behaviors.iter().flatten();
            let by_value = by_value.filter_map(|(value, m)| Some((value.clone(), m.value_multiplier?))).collect();
            Some(Modify::Segment(SegmentFactor { column: Path::Linked { reference, column }, by_value }))
        }
        Behaviour::Vintage(name) => {
            let vintage = definition.vintage_behavior.as_ref()?;
            let multiplier = &vintage.age_based_multipliers[&name];
            let column = builder.column_id(parent, &vintage.created_at_column)?;
            let reference = shared_reference(builder, site.table, parent);
            let time = time_path(builder, site.table)?;
            Some(Modify::Age(AgeFactor {
                curve: multiplier.curve.clone(),
                unit: unit_of(multiplier.time_unit),
                created_at: Path::Linked { reference, column },
                until: Until::Time(time),
            }))
        }
    }
}

const fn unit_of(unit: AgeUnit) -> i64 {
    match unit {
        AgeUnit::Day => DAY,
        AgeUnit::Month => 30 * DAY,
        AgeUnit::Year => 365 * DAY,
    }
}

/// What scales the mean number of children that each row of the primary parent has. Paths are the parent's.
pub(super) fn fanout_factors(builder: &mut Builder<'_>, table: TableId) -> Vec<Modify> {
    let Some(parent) = builder.parent(table) else { return Vec::new() };
    let mut factors = Vec::new();
    for (position, modifier) in builder.node(table).modifiers.iter().flatten().enumerate() {
        factors.extend(node_modifier(builder, table, parent, position, modifier));
    }
    let definition = builder.node(parent);
    if let Some(segments) = &definition.segment_behavior
        && let Some(column) = builder.column_id(parent, &segments.segment_column)
    {
        factors
            .push(Modify::Segment(SegmentFactor { column: Path::Own(column), by_value: fanout_multipliers(segments) }));
    }
    let end = builder.document.timeframe.as_ref().and_then(|timeframe| parse_instant(&timeframe.end).ok());
    for vintage in definition.vintage_behavior.iter() {
        let Some(column) = builder.column_id(parent, &vintage.created_at_column) else { continue };
        let multipliers = vintage.age_based_multipliers.values().filter(|multiplier| match &multiplier.applies_to {
            AppliesTo::One(one) => one == "fanout" || one == "all",
            AppliesTo::Several(several) => several.iter().any(|one| one == "fanout" || one == "all"),
        });
        for multiplier in multipliers {
            factors.push(Modify::Age(AgeFactor {
                curve: multiplier.curve.clone(),
                unit: unit_of(multiplier.time_unit),
                created_at: Path::Own(column),
                until: Until::Instant(end.unwrap_or(0)),
            }));
        }
    }
    factors
}

pub(super) fn fanout_multipliers(segments: &crate::schema::behaviours::SegmentBehavior) -> BTreeMap<String, f64> {
    let multipliers = segments.behaviors.iter().flatten();
    multipliers.filter_map(|(value, m)| Some((value.clone(), m.fanout_multiplier?))).collect()
}

fn node_modifier(
    builder: &mut Builder<'_>,
    table: TableId,
    parent: TableId,
    position: usize,
    modifier: &Modifier,
) -> Option<Modify> {
    let pointer = format!("/nodes/{table}/modifiers/{position}");
    let Modifier::Effect(effect) = modifier else {
        builder.error(
            &pointer,
            "expected an effect, the only modifier of a node's fanout".to_owned(),
            Some("put other modifiers on a column".to_owned()),
        );
        return None;
    };
    let Some(time) = time_path(builder, parent) else {
        builder.warn(
            &pointer,
            "this effect needs the parent row's time, and the parent has none: it is left out".to_owned(),
            Some("add a datetime column to the parent".to_owned()),
        );
        return None;
    };
    if effect.map.op == Combine::Add {
        builder.error(
            &format!("{pointer}/args/map/op"),
            "expected \"mul\" in an effect on fanout, found \"add\"".to_owned(),
            Some("an effect multiplies the mean number of children".to_owned()),
        );
        return None;
    }
    Some(Modify::Effect(EffectUse { effect: compile_effect(builder, parent, effect)?, time }))
}
