//! Constraints over the data, kept by construction: ranges clamp, and an inequality narrows what both sides may be
//! until every value left has a partner; then the side that is generated second is drawn given the first.

use crate::control::Control;
use crate::diagnostic::{Diagnostic, Severity};
use crate::error::{Error, Result};
use crate::frame::Frame;
use crate::generate::Generate;
use crate::rows::Rows;
use crate::schema::Schema;
use crate::schema::checks::{ComparisonOperator, Inequality, OneOrMany};
use crate::schema::convert::{TypedValue, convert};
use crate::schema::document::{Column as Declared, RowOrder};
use crate::schema::generators::Generator;
use crate::schema::scalar::Scalar;
use crate::value::ValueType;

use super::Core;
use super::build::Builder;
use super::graph::depends;
use super::limit::{Bound, Interval, Limit, numbers_of};
use super::references::{refers, shared_reference};
use super::table::{Column, ColumnRef, Find, Path, Table, TableId};

/// Foreign keys that no lookup makes, and combinations of columns, get a warning when they are not kept.
pub(super) fn warn_of_what_is_not_kept(builder: &mut Builder<'_>) {
    let Some(constraints) = &builder.document.constraints else { return };
    for (position, key) in constraints.foreign_keys.iter().flatten().enumerate() {
        if let Some(missing) = missing_of_lists(builder, &key.from, &key.to) {
            if let Some(missing) = missing {
                builder.error(
                    &format!("/constraints/foreign_keys/{position}"),
                    format!("expected every value of `{}` among those of `{}`, found {missing}", key.from, key.to),
                    Some("add that value to the referenced list, or change it".to_owned()),
                );
            }
        } else if !leads_to(builder, &key.from, &key.to) {
            builder.warn(
                &format!("/constraints/foreign_keys/{position}"),
                format!("the foreign key from `{}` to `{}` is not kept by construction", key.from, key.to),
                Some(format!("generate `{}` by a lookup from `{}`", key.from, key.to)),
            );
        }
    }
}

/// Of two lists that stand in the schema, a value of `from` that is not in `to`; `None` when they are no lists.
fn missing_of_lists(builder: &Builder<'_>, from: &str, to: &str) -> Option<Option<String>> {
    let listed = |reference: &str| {
        let (table, column) = builder.resolve(reference)?;
        let declared = &builder.node(table).columns[column];
        match &declared.generator {
            Generator::EnumList(list) => Some((&list.values, ValueType::of(declared).literal())),
            _ => None,
        }
    };
    let ((values, value_type), (known, _)) = (listed(from)?, listed(to)?);
    let known: Vec<_> = known.iter().map(|value| convert(value, value_type)).collect();
    let missing = |value: &&Scalar| **value != Scalar::Null && !known.contains(&convert(value, value_type));
    Some(values.iter().find(missing).map(ToString::to_string))
}

/// Whether every value of `from` is one of `to`, because it is looked up there, perhaps by way of other columns.
pub(super) fn leads_to(builder: &Builder<'_>, from: &str, to: &str) -> bool {
    let mut at = from.to_owned();
    // A chain of lookups is at most as long as there are columns; longer, it is a cycle.
    for _ in 0..builder.document.nodes.iter().map(|node| node.columns.len()).sum() {
        if at == to {
            return true;
        }
        let Some(next) = source_of(builder, &at) else { return false };
        at = next;
    }
    false
}

fn source_of(builder: &Builder<'_>, column: &str) -> Option<String> {
    let (table, column) = builder.resolve(column)?;
    let declared: &Declared = &builder.node(table).columns[column];
    match &declared.generator {
        Generator::Lookup(lookup) => Some(lookup.from.clone()),
        Generator::Choice(choice) => choice.choices_ref.clone(),
        _ => None,
    }
}

/// One inequality with the ways from each side to the other, where there are any.
pub(super) struct Comparison {
    pointer: String,
    left: ColumnRef,
    right: ColumnRef,
    operator: ComparisonOperator,
    /// From a row of the left column to the right one.
    to_right: Option<Path>,
    /// From a row of the right column to the left one.
    to_left: Option<Path>,
}

/// Resolves the inequalities while references can still be added.
pub(super) fn comparisons(builder: &mut Builder<'_>) -> Vec<Comparison> {
    let Some(constraints) = &builder.document.constraints else { return Vec::new() };
    let mut comparisons = Vec::new();
    for (position, rule) in constraints.inequalities.iter().flatten().enumerate() {
        comparisons.extend(comparison(builder, format!("/constraints/inequalities/{position}"), rule));
    }
    comparisons
}

fn comparison(builder: &mut Builder<'_>, pointer: String, rule: &Inequality) -> Option<Comparison> {
    let (left_table, left) = builder.resolve(&rule.left)?;
    let bare = builder.column_id(left_table, &rule.right).map(|column| (left_table, column));
    let parent = rule.right.strip_prefix("parent.").and_then(|name| {
        let parent = builder.parent(left_table)?;
        Some((parent, builder.column_id(parent, name)?))
    });
    let (right_table, right) = bare.or_else(|| builder.resolve(&rule.right)).or(parent)?;
    let (to_right, to_left) = if left_table == right_table {
        (Some(Path::Own(right)), Some(Path::Own(left)))
    } else {
        (way(builder, left_table, right_table, right), way(builder, right_table, left_table, left))
    };
    if to_right.is_none() && to_left.is_none() {
        builder.error(
            &pointer,
            format!("expected tables of which one refers to the other, found `{}` and `{}`", rule.left, rule.right),
            Some("compare a column with one of the row's parent, or of a row that it looks up".to_owned()),
        );
    }
    let left = ColumnRef { table: left_table, column: left };
    let right = ColumnRef { table: right_table, column: right };
    Some(Comparison { pointer, left, right, operator: rule.op, to_right, to_left })
}

fn way(builder: &mut Builder<'_>, from: TableId, to: TableId, column: usize) -> Option<Path> {
    refers(builder, from, to).then(|| Path::Linked { reference: shared_reference(builder, from, to), column })
}

/// Ranges, then inequalities: who is bounded by whom, and what is left of each side.
///
/// Returns those of which neither side can be drawn again: they are tried on the data by [`prove`].
pub(super) fn apply(builder: &mut Builder<'_>, tables: &mut [Table], comparisons: Vec<Comparison>) -> Vec<Comparison> {
    apply_ranges(builder, tables);
    let supports = narrowed(builder, tables, &comparisons);
    for comparison in &comparisons {
        for at in [comparison.left, comparison.right] {
            let narrow = supports[at.table][at.column];
            let column = &mut tables[at.table].columns[at.column];
            // Only what is drawn can be drawn narrower; the other side follows it.
            if column.generate.can_redraw() && narrow != support(column) {
                limit_of(column).support = narrow;
            }
        }
    }
    let mut unbound = Vec::new();
    for comparison in comparisons {
        unbound.extend(bind(tables, comparison));
    }
    unbound
}

fn limit_of(column: &mut Column) -> &mut Limit {
    let value_type = column.value_type;
    column.limit.get_or_insert_with(|| Limit::new(value_type))
}

fn apply_ranges(builder: &mut Builder<'_>, tables: &mut [Table]) {
    let Some(constraints) = &builder.document.constraints else { return };
    for (position, rule) in constraints.ranges.iter().flatten().enumerate() {
        let Some((table, column)) = builder.resolve(&rule.attr) else { continue };
        let at = &mut tables[table].columns[column];
        let number =
            |bound: &Option<Scalar>, open: f64| bound.as_ref().map_or(open, |bound| number_of(bound, at.value_type));
        let range = Interval { low: number(&rule.min, f64::NEG_INFINITY), high: number(&rule.max, f64::INFINITY) };
        if column == tables[table].pk && !within(&tables[table], range) {
            builder.error(
                &format!("/constraints/ranges/{position}"),
                format!("expected a range that holds all keys of `{}`, whose values stay unique", rule.attr),
                Some("choose the sequence's start, or widen the range".to_owned()),
            );
            continue;
        }
        let limit = limit_of(&mut tables[table].columns[column]);
        limit.range = limit.range.and(range);
    }
}

/// Whether a primary key keeps a range without being clamped.
fn within(table: &Table, range: Interval) -> bool {
    let own = support(&table.columns[table.pk]);
    own.low >= range.low && own.high <= range.high
}

/// A literal as a number; times as microseconds.
fn number_of(scalar: &Scalar, value_type: ValueType) -> f64 {
    let literal = match value_type {
        ValueType::Int | ValueType::Decimal { .. } => ValueType::Float { decimals: None }.literal(),
        other => other.literal(),
    };
    match convert(scalar, literal) {
        Some(TypedValue::Float(number)) => number,
        Some(TypedValue::Datetime(instant)) => instant as f64,
        Some(TypedValue::Date(day)) => f64::from(day) * crate::calendar::DAY as f64,
        _ => f64::NAN,
    }
}

/// The values that a column can have, as far as they are known.
fn support(column: &Column) -> Interval {
    let own = match &column.generate {
        _ if !column.modifiers.is_empty() => Interval::ALL,
        Generate::Distribution(distribution) => {
            let [low, high] = distribution.clamp;
            let least = distribution.quantile.at(1e-16).max(low);
            Interval { low: least.min(high), high: distribution.quantile.at(1.0 - 1e-16).min(high).max(low) }
        }
        Generate::DatetimeSeries(series) if series.jitters.is_empty() => {
            Interval { low: series.grid.first() as f64, high: series.last_instant(column.value_type) as f64 }
        }
        Generate::Choice(choice) => extremes(&choice.values),
        Generate::EnumList(list) => extremes(&list.values),
        Generate::Sequence(sequence) if sequence.format.is_none() && sequence.step > 0 => {
            Interval { low: sequence.start as f64, high: f64::INFINITY }
        }
        _ => Interval::ALL,
    };
    column.limit.as_ref().map_or(own, |limit| own.and(limit.range))
}

fn extremes(values: &arrow::array::ArrayRef) -> Interval {
    let numbers = numbers_of(values).unwrap_or_default();
    numbers.into_iter().flatten().fold(Interval { low: f64::INFINITY, high: f64::NEG_INFINITY }, |all, number| {
        Interval { low: all.low.min(number), high: all.high.max(number) }
    })
}

/// What is left of every column when each inequality leaves a partner for each value.
fn narrowed(builder: &mut Builder<'_>, tables: &[Table], comparisons: &[Comparison]) -> Vec<Vec<Interval>> {
    let mut supports: Vec<Vec<Interval>> =
        tables.iter().map(|table| table.columns.iter().map(support).collect()).collect();
    // A chain of n inequalities needs n passes.
    for _ in 0..=comparisons.len() {
        for comparison in comparisons {
            let (left, right) = (comparison.left, comparison.right);
            let (a, b) = (supports[left.table][left.column], supports[right.table][right.column]);
            let unit =
                unit_between(&tables[left.table].columns[left.column], &tables[right.table].columns[right.column]);
            let (a, b) = narrow(comparison.operator, a, b, unit);
            if a.is_empty() || b.is_empty() {
                let before = |at: ColumnRef| {
                    words(&tables[at.table].columns[at.column], support(&tables[at.table].columns[at.column]))
                };
                builder.error(
                    &comparison.pointer,
                    format!(
                        "expected values of which some keep the inequality, found `{}` {} and `{}` {}",
                        name(tables, left),
                        before(left),
                        name(tables, right),
                        before(right)
                    ),
                    Some("widen one of them, or turn the comparison around".to_owned()),
                );
                return supports;
            }
            supports[left.table][left.column] = a;
            supports[right.table][right.column] = b;
        }
    }
    supports
}

fn name(tables: &[Table], at: ColumnRef) -> String {
    format!("{}.{}", tables[at.table].name, tables[at.table].columns[at.column].name)
}

fn words(column: &Column, interval: Interval) -> String {
    let show = |number: f64| match column.value_type {
        ValueType::Datetime | ValueType::Date if number.is_finite() => {
            let format = if column.value_type == ValueType::Date { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" };
            let time = chrono::DateTime::from_timestamp_micros(number as i64);
            time.map_or_else(String::new, |time| time.naive_utc().format(format).to_string())
        }
        ValueType::Int => number.round_ties_even().to_string(),
        // The ends of a distribution are quantiles of numbers next to 0 and 1.
        _ => crate::value::round_to(number, 1e6).to_string(),
    };
    format!("from {} to {}", show(interval.low), show(interval.high))
}

/// The smallest difference that tells two values of the columns apart; times within a day count for a datetime.
fn unit_between(one: &Column, other: &Column) -> f64 {
    Limit::new(one.value_type).unit.min(Limit::new(other.value_type).unit)
}

fn narrow(operator: ComparisonOperator, a: Interval, b: Interval, unit: f64) -> (Interval, Interval) {
    use ComparisonOperator::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    match operator {
        Less => (Interval { high: a.high.min(b.high - unit), ..a }, Interval { low: b.low.max(a.low + unit), ..b }),
        LessOrEqual => (Interval { high: a.high.min(b.high), ..a }, Interval { low: b.low.max(a.low), ..b }),
        Greater | GreaterOrEqual => {
            let turned = if operator == Greater { Less } else { LessOrEqual };
            let (b, a) = narrow(turned, b, a, unit);
            (a, b)
        }
        Equal => (a.and(b), a.and(b)),
        NotEqual => (a, b),
    }
}

/// Binds the side that is generated second to the other; gives the inequality back when neither can be bound.
fn bind(tables: &mut [Table], comparison: Comparison) -> Option<Comparison> {
    let Comparison { left, right, operator, to_right, to_left, .. } = comparison;
    if holds_already(tables, left, right, operator) || holds_already(tables, right, left, turned(operator)) {
        return None;
    }
    let left_second = to_right.map(|path| (left, path, operator, right));
    let right_second = to_left.map(|path| (right, path, turned(operator), left));
    // The later column of a row is bounded by the earlier one, if it can be.
    let candidates = if left.table == right.table && right.column > left.column {
        [right_second, left_second]
    } else {
        [left_second, right_second]
    };
    for (second, path, operator, first) in candidates.into_iter().flatten() {
        let table = &tables[second.table];
        let column = &table.columns[second.column];
        let orders_rows = table.order.as_ref().is_some_and(|order| order.column == second.column);
        let can = column.generate.can_redraw() && second.column != table.pk && !orders_rows;
        if can && !depends(tables, first, second) {
            limit_of(&mut tables[second.table].columns[second.column]).bounds.push(Bound { operator, path });
            return None;
        }
    }
    Some(comparison)
}

/// Tries an inequality that cannot be bound, such as one that an expression keeps by itself, on the first rows: a row
/// that breaks it is an error, none is a warning.
pub(super) fn prove(schema: &Schema, core: &Core, comparison: &Comparison) -> Result<Diagnostic> {
    const TRIED: u64 = 4096;
    let Comparison { pointer, left, right, operator, to_right, to_left } = comparison;
    let tables = &core.tables;
    let (at, path, operator) = match (to_right, to_left) {
        (Some(path), _) => (*left, path, *operator),
        (None, Some(path)) => (*right, path, turned(*operator)),
        (None, None) => return Err(Error::Bug("an inequality without a way from side to side".to_owned())),
    };
    let rows = core.layout(at.table, &Control::default())?.rows().min(TRIED);
    let frame = Frame::new(core, at.table, Rows::Range(0..rows));
    let (values, others) = (numbers_of(&frame.column(at.column)?)?, numbers_of(&frame.path(path)?)?);
    let breaks = |(value, other): (&Option<f64>, &Option<f64>)| {
        value.zip(*other).is_some_and(|(value, other)| !holds(operator, value, other))
    };
    let broken = values.iter().zip(&others).position(breaks);
    let names = format!("`{}` and `{}`", name(tables, *left), name(tables, *right));
    Ok(match broken {
        None => schema.diagnostic(
            Severity::Warning,
            pointer,
            &format!("the inequality between {names} holds in the first {rows} rows, but is not kept by construction"),
            None,
        ),
        Some(row) => schema.diagnostic(
            Severity::Error,
            pointer,
            &format!(
                "expected a side that can be drawn again, found {names}, of which neither can; row {row} breaks it"
            ),
            Some("generate one of them by choice, distribution or datetime_series, and not from the other"),
        ),
    })
}

fn holds(operator: ComparisonOperator, value: f64, other: f64) -> bool {
    match operator {
        ComparisonOperator::Less => value < other,
        ComparisonOperator::LessOrEqual => value <= other,
        ComparisonOperator::Greater => value > other,
        ComparisonOperator::GreaterOrEqual => value >= other,
        ComparisonOperator::Equal => value == other,
        ComparisonOperator::NotEqual => value != other,
    }
}

const fn turned(operator: ComparisonOperator) -> ComparisonOperator {
    match operator {
        ComparisonOperator::Less => ComparisonOperator::Greater,
        ComparisonOperator::LessOrEqual => ComparisonOperator::GreaterOrEqual,
        ComparisonOperator::Greater => ComparisonOperator::Less,
        ComparisonOperator::GreaterOrEqual => ComparisonOperator::LessOrEqual,
        other => other,
    }
}

/// Whether `later` is never before `earlier` by the way the rows come about: in time order, by `after`, by a process.
fn holds_already(tables: &[Table], later: ColumnRef, earlier: ColumnRef, operator: ComparisonOperator) -> bool {
    if operator != ComparisonOperator::GreaterOrEqual {
        return false;
    }
    let table = &tables[later.table];
    let is_earlier = |path: &Path| match *path {
        Path::Own(column) => earlier == ColumnRef { table: later.table, column },
        Path::Linked { reference, column } => {
            earlier == ColumnRef { table: table.references[reference].target, column }
        }
    };
    if let Some(order) = table.order.as_ref().filter(|order| order.column == later.column) {
        let from = order.exists_from.as_ref().zip(table.parent());
        return from.is_some_and(|(path, parent)| *path == Path::Own(earlier.column) && earlier.table == parent);
    }
    match &table.columns[later.column].generate {
        Generate::DatetimeSeries(series) => series.after.iter().any(is_earlier),
        Generate::Process(_) => table.children().is_some_and(|children| match &children.number {
            super::children::Number::Process(process) => {
                process.parent_time == Some(Path::Own(earlier.column)) && earlier.table == children.parent
            }
            super::children::Number::Fanout { .. } => false,
        }),
        _ => false,
    }
}

/// Combinations of columns that are unique: with the primary key among them they are; a row of another table drawn
/// for each child of one parent is drawn without repetition.
pub(super) fn apply_combinations(builder: &mut Builder<'_>, tables: &mut [Table]) {
    let Some(constraints) = &builder.document.constraints else { return };
    for (position, rule) in constraints.unique.iter().flatten().enumerate() {
        let OneOrMany::Many(names) = rule else { continue };
        let columns: Vec<(TableId, usize)> = names.iter().filter_map(|name| builder.resolve(name)).collect();
        let Some(&(table, _)) = columns.first().filter(|_| names.len() > 1 && columns.len() == names.len()) else {
            continue;
        };
        let columns: Vec<usize> = columns.into_iter().map(|(_, column)| column).collect();
        let unique_alone = |column: &usize| {
            *column == tables[table].pk
                || super::unique::is_declared(builder, table, &tables[table].columns[*column].name)
        };
        if columns.iter().any(unique_alone) || is_child_and_ordinal(&tables[table], &columns) {
            continue;
        }
        if !draw_without_repetition(&mut tables[table], &columns) {
            builder.error(
                &format!("/constraints/unique/{position}"),
                format!("expected a combination that can be kept unique, found {}", names.join(", ")),
                Some(
                    "name the primary key among them; or a lookup of the parent's key and a plain lookup (or an ordinal) of a \
                     table without order"
                        .to_owned(),
                ),
            );
        }
    }
}

/// The columns of the combination that tell the parent row.
fn tells_parent(table: &Table, column: usize) -> bool {
    let Generate::Lookup(lookup) = &table.columns[column].generate else { return false };
    matches!(table.references[lookup.reference].find, Find::Parent)
}

fn is_child_and_ordinal(table: &Table, columns: &[usize]) -> bool {
    let has = |wanted: &dyn Fn(usize) -> bool| columns.iter().any(|&column| wanted(column));
    has(&|column| tells_parent(table, column))
        && has(&|column| matches!(table.columns[column].generate, Generate::Ordinal(_)))
}

fn draw_without_repetition(table: &mut Table, columns: &[usize]) -> bool {
    if table.order.is_some() || !columns.iter().any(|&column| tells_parent(table, column)) {
        return false;
    }
    let drawn = columns.iter().find_map(|&column| match &table.columns[column].generate {
        Generate::Lookup(lookup) => Some(lookup.reference).filter(|&reference| {
            matches!(table.references[reference].find, Find::Draw { weights: super::table::DrawWeights::Uniform, .. })
        }),
        _ => None,
    });
    let Some(reference) = drawn else { return false };
    if let Find::Draw { key, .. } = table.references[reference].find {
        table.references[reference].find = Find::Distinct { key };
    }
    true
}

/// Time order chooses parents by their rate, so bounds on a single parent's children do not hold.
pub(super) fn warn_of_order(builder: &mut Builder<'_>) {
    for (table, node) in builder.document.nodes.iter().enumerate() {
        let Some(fanout) = node.fanout.as_ref().filter(|_| node.order == Some(RowOrder::ByTime)) else { continue };
        let bounded = fanout.min.is_some_and(|min| min > 0)
            && fanout.distribution != crate::schema::document::FanoutDistribution::Uniform;
        if bounded || fanout.clamp.is_some_and(|[min, _]| min > 0) {
            builder.warn(
                &format!("/nodes/{table}/fanout"),
                "the least number of children holds on average, not for each parent: rows in time order choose their parent by its rate".to_owned(),
                Some("leave out `order` where every parent needs a child".to_owned()),
            );
        }
    }
}
