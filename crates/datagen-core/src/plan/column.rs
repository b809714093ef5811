//! From a declared column to a compiled one.

use std::sync::{Arc, OnceLock};

use arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, StringArray,
    TimestampMicrosecondArray,
};
use arrow::datatypes::DataType;

use crate::calendar::{Calendar, CycleWeights};
use crate::expression::Expression as Compiled;
use crate::faker::{self as fakes, Fake};
use crate::generate::Generate;
use crate::generate::choice::{Choice, ChoiceOf, Draw};
use crate::generate::datetime_series::DatetimeSeries;
use crate::generate::distribution::Distribution;
use crate::generate::enum_list::EnumList;
use crate::generate::expression::Expression;
use crate::generate::faker::Faker;
use crate::generate::lookup::Lookup;
use crate::generate::ordinal::Ordinal;
use crate::generate::quantile::Quantile;
use crate::generate::rollup::Rollup;
use crate::generate::sequence::Sequence;
use crate::generate::weights::Sampler;
use crate::holidays;
use crate::schema::convert::{TypedValue, convert};
use crate::schema::document::{Column as Declared, Node, RowOrder};
use crate::schema::generators::{self, Aggregate, Generator, TimeDimension, TimePattern, Within};
use crate::schema::modifiers::Modifier;
use crate::schema::scalar::Scalar;
use crate::schema::sequence_format::SequenceFormat;
use crate::schema::time::{DAY, Frequency, parse_instant};
use crate::schema::weights::WeightsKind;
use crate::seed::ColumnKey;
use crate::value::{ValueType, type_word};

use super::build::Builder;
use super::by_time::TimeOrder;
use super::conditional;
use super::correlations;
use super::further;
use super::modifiers;
use super::person;
use super::processes;
use super::references::{lookup_reference, resolve_path, shared_reference, time_path};
use super::restrictions;
use super::table::{Column, ColumnRef, Find, Nulls, Path, TableId};
use super::unique;

/// The column being compiled.
pub(super) struct Site<'s> {
    pub(super) table: TableId,
    pub(super) column: usize,
    pub(super) declared: &'s Declared,
    pub(super) value_type: ValueType,
    /// The type in which values are generated, before they are modified and cast.
    pub(super) raw_type: ValueType,
    pub(super) key: ColumnKey,
    /// JSON pointer of the generator's members.
    pub(super) pointer: String,
    pub(super) is_pk: bool,
    /// The primary key, or declared unique.
    pub(super) is_unique: bool,
}

pub(super) fn compile_column(
    builder: &mut Builder<'_>,
    table: TableId,
    column: usize,
    order: Option<&TimeOrder>,
) -> Column {
    let node = builder.node(table);
    let declared = &node.columns[column];
    let mut site = Site {
        table,
        column,
        declared,
        value_type: ValueType::of(declared),
        raw_type: ValueType::of(declared),
        key: builder.seed.key(&node.id, &declared.name, "value"),
        pointer: format!("/nodes/{table}/columns/{column}/generator/{}", declared.generator.name()),
        is_pk: declared.name == node.pk,
        is_unique: declared.name == node.pk || unique::is_declared(builder, table, &declared.name),
    };
    if modifiers::is_modified(builder, &site) {
        site.raw_type = ValueType::Float { decimals: None };
    }
    let filled = processes::filled_by(node, column);
    let generate = match filled {
        Some(filled) => Generate::Process(filled),
        None => compile(builder, &site, order),
    };
    let changes = modifiers::compile(builder, &site);
    if filled.is_none() {
        restrictions::check(builder, &site, &generate);
    }
    check_changes_of_pk(builder, &site);
    if site.is_unique && filled.is_none() {
        unique::check(builder, &site);
    }
    let nulls = declared
        .null_rate
        .filter(|rate| *rate > 0.0 && !site.is_pk)
        .map(|rate| Nulls { draw: builder.seed.key(&node.id, &declared.name, "null").draw(0), rate });
    Column {
        name: declared.name.clone(),
        value_type: site.value_type,
        raw_type: site.raw_type,
        limit: None,
        modifiers: changes.numbers,
        maps: changes.maps,
        nullable: declared.nullable && !site.is_pk,
        nulls,
        generate,
    }
}

/// Values that are unique do not stay so when they are changed.
fn check_changes_of_pk(builder: &mut Builder<'_>, site: &Site<'_>) {
    if site.is_unique && site.declared.modifiers.as_ref().is_some_and(|modifiers| !modifiers.is_empty()) {
        builder.error(
            &format!("/nodes/{}/columns/{}/modifiers", site.table, site.column),
            format!("expected no modifiers on `{}`, whose values stay unique", site.declared.name),
            Some("put the modifiers on another column".to_owned()),
        );
    }
}

fn compile(builder: &mut Builder<'_>, site: &Site<'_>, order: Option<&TimeOrder>) -> Generate {
    match &site.declared.generator {
        Generator::Sequence(sequence) => Generate::Sequence(Sequence {
            start: sequence.start.unwrap_or(1),
            step: sequence.step.unwrap_or(1),
            format: sequence.format.as_deref().and_then(|text| SequenceFormat::parse(text).ok()),
        }),
        Generator::Choice(choice) => match &choice.by {
            Some(by) => conditional::compile_choice(builder, site, choice, by).unwrap_or_else(|| nothing(site)),
            None => compile_choice(builder, site, choice),
        },
        Generator::Distribution(distribution) => {
            if let Some(by) = &distribution.by {
                let compiled = conditional::compile_distribution(builder, site, distribution, by);
                return compiled.unwrap_or_else(|| nothing(site));
            }
            let quantile = Quantile::new(distribution.distribution_type, distribution.params.as_ref());
            let distinct = unique::distinct_ints(builder, site, distribution);
            let correlated = correlations::compile(builder, site);
            let (clamp, key) = (distribution.clamp, site.key);
            Generate::Distribution(Distribution { quantile, clamp, key, distinct, correlated })
        }
        Generator::DatetimeSeries(series) => {
            let orders_rows = order.is_some_and(|order| order.column == site.column);
            Generate::DatetimeSeries(Box::new(compile_series(builder, site, series, orders_rows)))
        }
        Generator::Faker(faker) => compile_faker(builder, site, faker),
        Generator::Lookup(lookup) => compile_lookup(builder, site, lookup),
        Generator::Expression(expression) => compile_expression(builder, site, expression),
        Generator::EnumList(list) => {
            unique::check_listed(builder, site, &list.values);
            Generate::EnumList(EnumList { values: array_of_scalars(&list.values, site.raw_type) })
        }
        Generator::Ordinal(ordinal) => {
            if builder.parent(site.table).is_none() || order.is_some() {
                builder.error(
                    &site.pointer,
                    "expected a fact with a parent whose rows lie by parent, for a child's index within it".to_owned(),
                    Some("use `sequence`, or leave out `order`".to_owned()),
                );
            }
            Generate::Ordinal(Ordinal { start: ordinal.start.unwrap_or(1) })
        }
        Generator::Rollup(rollup) => compile_rollup(builder, site, rollup),
        other => further::compile(builder, site, other).unwrap_or_else(|| nothing(site)),
    }
}

/// Stands in for a column that has an error, so that the others are still looked at.
fn nothing(site: &Site<'_>) -> Generate {
    Generate::EnumList(EnumList { values: array_of_scalars(&[], site.raw_type) })
}

fn compile_choice(builder: &mut Builder<'_>, site: &Site<'_>, choice: &generators::Choice) -> Generate {
    let kind = choice.weights_kind.as_deref().and_then(|text| WeightsKind::parse(text).ok());
    let kind = kind.unwrap_or(WeightsKind::Uniform);
    if let Some(reference) = &choice.choices_ref {
        let Some((table, column)) = builder.resolve(reference) else { return nothing(site) };
        let from = ValueType::of(&builder.node(table).columns[column]).data_type();
        check_types(builder, site, "choices_ref", reference, &from);
        let source = ColumnRef { table, column };
        let weights = choice.weights.clone();
        check_weight_count(builder, site, table, weights.as_deref());
        return Generate::ChoiceOf(ChoiceOf { source, key: site.key, weights, kind, sampler: OnceLock::new() });
    }
    let (choices, weights) = restrictions::allowed_choices(builder, site, choice, &kind);
    let choices = choices.as_slice();
    let distinct = unique::distinct_choices(builder, site, choices, choice);
    let how = match (distinct, &weights) {
        (Some(permutation), _) => Draw::Distinct(permutation),
        (None, Some(weights)) => Draw::Weighted(Sampler::weighted(weights)),
        (None, None) => Draw::Weighted(Sampler::by_kind(&kind, choices.len() as u64)),
    };
    Generate::Choice(Choice { values: array_of_scalars(choices, site.raw_type), key: site.key, how })
}

fn compile_rollup(builder: &mut Builder<'_>, site: &Site<'_>, rollup: &generators::Rollup) -> Generate {
    let pointer = format!("{}/from", site.pointer);
    let Some((child, column)) = builder.resolve(&rollup.from) else { return nothing(site) };
    let fits = builder.parent(child) == Some(site.table) && builder.node(child).order != Some(RowOrder::ByTime);
    if !fits {
        builder.error(
            &pointer,
            format!(
                "expected a column of a table whose primary parent is `{}` and whose rows lie by parent, found `{}`",
                builder.node(site.table).id,
                rollup.from
            ),
            Some("roll up a child of this table that has no `order`".to_owned()),
        );
        return nothing(site);
    }
    let from = ValueType::of(&builder.node(child).columns[column]);
    let numeric = matches!(from, ValueType::Int | ValueType::Float { .. } | ValueType::Decimal { .. });
    let fits = match rollup.aggregate {
        Aggregate::Count => site.value_type.accepts(&DataType::Int64),
        Aggregate::Sum | Aggregate::Avg => numeric && site.value_type.accepts(&DataType::Float64),
        Aggregate::Min | Aggregate::Max => {
            (numeric || matches!(from, ValueType::Date | ValueType::Datetime))
                && site.value_type.accepts(&from.data_type())
        }
    };
    if !fits {
        builder.error(
            &pointer,
            format!(
                "expected a column whose {} is a {}, found {} in `{}`",
                aggregate_word(rollup.aggregate),
                type_word(&site.value_type.data_type()),
                type_word(&from.data_type()),
                rollup.from
            ),
            Some(
                "sum and avg take numbers, min and max numbers and times; give this column a type that fits".to_owned(),
            ),
        );
    }
    Generate::Rollup(Rollup { child, column, aggregate: rollup.aggregate })
}

const fn aggregate_word(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::Sum => "sum",
        Aggregate::Count => "count",
        Aggregate::Min => "min",
        Aggregate::Max => "max",
        Aggregate::Avg => "avg",
    }
}

/// Where the rows are known before they are drawn, so is the number of weights.
fn check_weight_count(builder: &mut Builder<'_>, site: &Site<'_>, source: TableId, weights: Option<&[f64]>) {
    let Some(weights) = weights.filter(|_| builder.parent(source).is_none()) else { return };
    let rows = builder.rows[source];
    if weights.len() as u64 != rows {
        builder.error(
            &format!("{}/weights", site.pointer),
            format!(
                "expected a weight for each of the {rows} rows of `{}`, found {}",
                builder.node(source).id,
                weights.len()
            ),
            Some("write as many weights as rows, or a `weights_kind`".to_owned()),
        );
    }
}

fn compile_series(
    builder: &mut Builder<'_>,
    site: &Site<'_>,
    series: &generators::DatetimeSeries,
    orders_rows: bool,
) -> DatetimeSeries {
    let timeframe = builder.document.timeframe.as_ref();
    let (start, end) = match &series.within {
        Some(Within::Span(span)) => (span.start.as_str(), span.end.as_str()),
        _ => timeframe.map_or(("1970-01-01", "1970-01-01"), |timeframe| (&timeframe.start, &timeframe.end)),
    };
    let freq = series.freq.as_deref().or(timeframe.and_then(|timeframe| timeframe.freq.as_deref()));
    let default = if site.value_type == ValueType::Date { DAY } else { DAY / 24 };
    let step = freq.and_then(|text| Frequency::parse(text).ok()).unwrap_or(Frequency::Fixed { micros: default });
    let mut weights = CycleWeights::default();
    for pattern in series.pattern.iter().chain(series.patterns.iter().flatten()) {
        multiply(&mut weights, pattern);
    }
    let (start, end) = (parse_instant(start).unwrap_or(0), parse_instant(end).unwrap_or(0));
    for modifier in site.declared.modifiers.iter().flatten() {
        if let Modifier::Seasonality(season) = modifier {
            let pattern = TimePattern { dimension: season.dimension, weights: season.weights.clone() };
            multiply(&mut weights, &pattern);
        }
    }
    let mut grid = Calendar::new(start, end, step, &weights, series.spread);
    if let Some((country, weight)) = series.holidays.as_ref().map(generators::Holidays::parts) {
        grid = holidays::scaled(&grid, country, weight, start, end);
    }
    if grid.is_empty() {
        builder.error(
            &site.pointer,
            "expected a grid with at least one point of positive weight, found none".to_owned(),
            Some("widen the span, take a shorter `freq`, or raise a weight that is 0".to_owned()),
        );
    }
    let mut after = Vec::new();
    if !orders_rows {
        after.extend(series.after.as_deref().and_then(|name| path_of(builder, site, "after", name)));
        after.extend(created_at(builder, site));
    }
    let changes = modifiers::compile_time(builder, site, orders_rows);
    let (keyed, global) = changes.effects.into_iter().partition(|effect| !effect.keys.is_empty());
    DatetimeSeries {
        grid,
        key: site.key,
        after,
        orders_rows,
        growth: changes.growth,
        global,
        keyed,
        jitters: changes.jitters,
        weighted: OnceLock::new(),
    }
}

/// A child's time is never before its parent came to be.
fn created_at(builder: &mut Builder<'_>, site: &Site<'_>) -> Option<Path> {
    let Some(Path::Own(time)) = time_path(builder, site.table) else { return None };
    if time != site.column {
        return None;
    }
    let parent = builder.parent(site.table)?;
    let created = builder.node(parent).vintage_behavior.as_ref()?.created_at_column.as_str();
    let column = builder.column_id(parent, created)?;
    Some(Path::Linked { reference: shared_reference(builder, site.table, parent), column })
}

fn multiply(weights: &mut CycleWeights, pattern: &TimePattern) {
    let cycle: &mut [f64] = match pattern.dimension {
        TimeDimension::Hour => &mut weights.hour,
        TimeDimension::Dow => &mut weights.weekday,
        TimeDimension::Month => &mut weights.month,
    };
    for (weight, factor) in cycle.iter_mut().zip(&pattern.weights) {
        *weight *= factor;
    }
}

/// Resolves a member that names a column; an unknown one is an error at that member.
pub(super) fn path_of(builder: &mut Builder<'_>, site: &Site<'_>, member: &str, name: &str) -> Option<Path> {
    let path = resolve_path(builder, site.table, name);
    if path.is_none() {
        builder.error(
            &format!("{}/{member}", site.pointer),
            format!("expected a column of this row, `parent.column` or `table.column`, found `{name}`"),
            Some(format!("the columns of this row are {}", column_names(builder, site.table))),
        );
    }
    path
}

fn column_names(builder: &Builder<'_>, table: TableId) -> String {
    let names: Vec<&str> = builder.node(table).columns.iter().map(|column| column.name.as_str()).collect();
    names.join(", ")
}

fn compile_faker(builder: &mut Builder<'_>, site: &Site<'_>, faker: &generators::Faker) -> Generate {
    let node = builder.node(site.table);
    let fake = match Fake::new(&faker.method, &arguments_of(faker)) {
        Ok(fake) => fake,
        Err(message) => {
            let known = fakes::methods().contains(&faker.method.as_str());
            let pointer = if known { site.pointer.clone() } else { format!("{}/method", site.pointer) };
            let hint = (!known).then(|| format!("the methods are {}", fakes::methods().join(", ")));
            builder.error(&pointer, message, hint);
            return nothing(site);
        }
    };
    let name = faker.locale.as_deref().or(builder.document.metadata.locale.as_deref()).unwrap_or("en_US");
    let Some(locale) = fakes::locale(name) else {
        let pointer =
            if faker.locale.is_some() { format!("{}/locale", site.pointer) } else { "/metadata/locale".to_owned() };
        let near = fakes::nearest_locale(name).join(", ");
        builder.error(
            &pointer,
            format!("expected a known locale, found `{name}`"),
            Some(format!("near matches: {near}; all are {}", fakes::locales().join(", "))),
        );
        return nothing(site);
    };
    let locale_from = faker.locale_from.as_deref().and_then(|name| path_of(builder, site, "locale_from", name));
    let sex_from = faker.sex_from.as_deref().and_then(|name| path_of(builder, site, "sex_from", name));
    let keys = person::keys_of(builder, site, faker);
    let end = builder.document.timeframe.as_ref().and_then(|timeframe| parse_instant(&timeframe.end).ok());
    // Without a timeframe, ages are counted from 2025-01-01: core code has no clock.
    let today = end.map_or(20_089, |end| end.div_euclid(DAY) as i32);
    warn_of_arguments(builder, site, faker);
    person::warn_of_nobody(builder, site, faker);
    warn_of_twin(builder, site, faker);
    let abroad = !says_where(node);
    let distinct = site.is_unique;
    Generate::Faker(Box::new(Faker { fake, keys, locale, locale_from, sex_from, abroad, distinct, today }))
}

/// Whether a table has a column that places its rows in the locale's own country.
fn says_where(node: &Node) -> bool {
    const PLACES: [&str; 12] = [
        "address",
        "street_address",
        "city",
        "state",
        "state_abbr",
        "postcode",
        "phone_number",
        "latitude",
        "longitude",
        "time_zone",
        "license_plate",
        "ssn",
    ];
    node.columns.iter().any(|column| match &column.generator {
        Generator::Faker(faker) => PLACES.contains(&faker.method.as_str()),
        _ => false,
    })
}

/// Arguments that the method does not read have no effect.
fn warn_of_arguments(builder: &mut Builder<'_>, site: &Site<'_>, faker: &generators::Faker) {
    let given = [
        ("text", faker.text.is_some()),
        ("letters", faker.letters.is_some()),
        ("min", faker.min.is_some()),
        ("max", faker.max.is_some()),
        ("nb", faker.nb.is_some()),
        ("nb_words", faker.nb_words.is_some()),
        ("nb_sentences", faker.nb_sentences.is_some()),
        ("max_nb_chars", faker.max_nb_chars.is_some()),
        ("minimum_age", faker.minimum_age.is_some()),
        ("maximum_age", faker.maximum_age.is_some()),
        ("chance_of_getting_true", faker.chance_of_getting_true.is_some()),
    ];
    let read = fakes::arguments_of(&faker.method);
    for (name, _) in given.into_iter().filter(|(name, given)| *given && !read.contains(name)) {
        let reads = if read.is_empty() { "no arguments".to_owned() } else { read.join(", ") };
        builder.warn(
            &format!("{}/{name}", site.pointer),
            format!("`{name}` has no effect: faker `{}` reads {reads}", faker.method),
            None,
        );
    }
}

/// Two columns of one method that speak of the row's one person, place or company hold the same values.
fn warn_of_twin(builder: &mut Builder<'_>, site: &Site<'_>, faker: &generators::Faker) {
    const COHERENT: [&str; 16] = [
        "name",
        "first_name",
        "last_name",
        "user_name",
        "email",
        "safe_email",
        "free_email",
        "company_email",
        "city",
        "state",
        "state_abbr",
        "postcode",
        "street_address",
        "address",
        "phone_number",
        "company",
    ];
    let earlier = &builder.node(site.table).columns[..site.column];
    let method = faker.method.as_str();
    let is_twin = |column: &&Declared| person::same_person(faker, &column.generator);
    let Some(twin) = earlier.iter().find(is_twin) else { return };
    if COHERENT.contains(&method) {
        builder.warn(
            &site.pointer,
            format!(
                "`{}` has the same values as `{}`: both are the {method} of the row",
                site.declared.name, twin.name
            ),
            Some("one row has one person, one place and one company; leave out one of the columns".to_owned()),
        );
    }
}

fn arguments_of(faker: &generators::Faker) -> fakes::Arguments {
    fakes::Arguments {
        text: faker.text.clone(),
        letters: faker.letters.clone(),
        min: faker.min,
        max: faker.max,
        nb: faker.nb,
        nb_words: faker.nb_words,
        nb_sentences: faker.nb_sentences,
        max_nb_chars: faker.max_nb_chars,
        minimum_age: faker.minimum_age,
        maximum_age: faker.maximum_age,
        chance_of_getting_true: faker.chance_of_getting_true,
    }
}

fn compile_lookup(builder: &mut Builder<'_>, site: &Site<'_>, lookup: &generators::Lookup) -> Generate {
    let Some((target, column)) = builder.resolve(&lookup.from) else { return nothing(site) };
    let from = ValueType::of(&builder.node(target).columns[column]).data_type();
    check_types(builder, site, "from", &lookup.from, &from);
    let reference = lookup_reference(builder, site.table, site.column, lookup, target);
    Generate::Lookup(Lookup { reference, column })
}

fn check_types(builder: &mut Builder<'_>, site: &Site<'_>, member: &str, source: &str, from: &DataType) {
    if !site.value_type.accepts(from) {
        builder.error(
            &format!("{}/{member}", site.pointer),
            format!(
                "expected values that convert to {}, found {} in `{source}`",
                type_word(&site.value_type.data_type()),
                type_word(from)
            ),
            Some("give this column the type of the other".to_owned()),
        );
    }
}

fn compile_expression(builder: &mut Builder<'_>, site: &Site<'_>, expression: &generators::Expression) -> Generate {
    let pointer = format!("{}/code", site.pointer);
    let fail = |builder: &mut Builder<'_>, error: crate::expression::ExpressionError| {
        let hint = error.hint.clone();
        builder.error(&pointer, error.to_string(), hint);
    };
    let known = known_names(builder, site.table);
    let names = match Compiled::references(&expression.code, &|name| known.iter().any(|known| known == name)) {
        Ok(names) => names,
        Err(error) => {
            fail(builder, error);
            return nothing(site);
        }
    };
    let mut columns = Vec::new();
    let mut paths = Vec::new();
    for name in names {
        let Some(path) = resolve_path(builder, site.table, &name) else {
            report_unknown(builder, site, &pointer, &name, &known);
            return nothing(site);
        };
        warn_of_unseen_row(builder, site, &pointer, &name, &path);
        columns.push((name, data_type_at(builder, site.table, &path)));
        paths.push(path);
    }
    match Compiled::compile(&expression.code, &columns, builder.options.limits.expression_depth) {
        Ok(compiled) if site.value_type.accepts(compiled.data_type()) => {
            Generate::Expression(Expression { code: expression.code.clone(), compiled, paths })
        }
        Ok(compiled) => {
            let (wanted, found) = (type_word(&site.value_type.data_type()), type_word(compiled.data_type()));
            builder.error(
                &pointer,
                format!("expected a result that converts to {wanted}, found {found}"),
                Some(
                    "change the column's type, or convert in the expression: int(...), str(...), to_date(...)"
                        .to_owned(),
                ),
            );
            nothing(site)
        }
        Err(error) => {
            fail(builder, error);
            nothing(site)
        }
    }
}

/// A row that is drawn for an expression alone, and whose key no column shows, is seldom what was meant.
fn warn_of_unseen_row(builder: &mut Builder<'_>, site: &Site<'_>, pointer: &str, name: &str, path: &Path) {
    let Path::Linked { reference, .. } = *path else { return };
    let reference = &builder.references[site.table][reference];
    let target = builder.node(reference.target);
    let key = format!("{}.{}", target.id, target.pk);
    let shows_key = builder.node(site.table).columns.iter().any(|column| match &column.generator {
        Generator::Lookup(lookup) => lookup.from == key,
        _ => false,
    });
    if matches!(reference.find, Find::Draw { .. }) && !shows_key {
        builder.warn(
            pointer,
            format!("`{name}` is taken from a row of `{}` that is drawn for it, and no column shows which", target.id),
            Some(format!("look up `{key}` in this table, by `on` where another column already tells the row")),
        );
    }
}

fn report_unknown(builder: &mut Builder<'_>, site: &Site<'_>, pointer: &str, name: &str, known: &[String]) {
    let distance = |other: &String| strsim::damerau_levenshtein(name, other);
    let near = known.iter().min_by_key(|other| distance(other)).filter(|other| distance(other) <= 3);
    let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
    builder.error(
        pointer,
        format!("expected a column, found `{name}`"),
        Some(format!(
            "{near}the columns of this row are {}; those of others are written parent.column or table.column",
            column_names(builder, site.table)
        )),
    );
}

/// Every name that an expression in `table` may use, as it would be written.
fn known_names(builder: &Builder<'_>, table: TableId) -> Vec<String> {
    let mut names: Vec<String> = builder.node(table).columns.iter().map(|column| column.name.clone()).collect();
    let parent = builder.parent(table);
    for (id, node) in builder.document.nodes.iter().enumerate() {
        for column in &node.columns {
            names.push(format!("{}.{}", node.id, column.name));
            if parent == Some(id) {
                names.push(format!("parent.{}", column.name));
            }
        }
    }
    names
}

fn data_type_at(builder: &Builder<'_>, table: TableId, path: &Path) -> DataType {
    value_type_at(builder, table, path).data_type()
}

pub(super) fn value_type_at(builder: &Builder<'_>, table: TableId, path: &Path) -> ValueType {
    let column = match *path {
        Path::Own(column) => &builder.node(table).columns[column],
        Path::Linked { reference, column } => {
            &builder.node(builder.references[table][reference].target).columns[column]
        }
    };
    ValueType::of(column)
}

/// Literals as an array of the column's type; what does not convert was reported when the schema was read.
pub(super) fn array_of_scalars(scalars: &[Scalar], value_type: ValueType) -> ArrayRef {
    let values = scalars.iter().map(|scalar| convert(scalar, value_type.literal()).unwrap_or(TypedValue::Null));
    macro_rules! array_of {
        ($array:ty, $variant:ident) => {
            Arc::new(<$array>::from_iter(values.map(|value| match value {
                TypedValue::$variant(value) => Some(value),
                _ => None,
            })))
        };
    }
    match value_type {
        ValueType::Int => array_of!(Int64Array, Int),
        ValueType::Float { .. } => array_of!(Float64Array, Float),
        ValueType::Text => array_of!(StringArray, Text),
        ValueType::Bool => array_of!(BooleanArray, Bool),
        ValueType::Datetime => array_of!(TimestampMicrosecondArray, Datetime),
        ValueType::Date => array_of!(Date32Array, Date),
        ValueType::Decimal { .. } => {
            let decimals: Decimal128Array = values
                .map(|value| match value {
                    TypedValue::Decimal(value) => Some(value),
                    _ => None,
                })
                .collect();
            Arc::new(decimals.with_data_type(value_type.data_type()))
        }
    }
}
