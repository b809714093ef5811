//! What is computed from what: cycles, the order of tables, and which tables are hit at random.
//!
//! Dependencies are judged by column, not by table, so that two tables may take columns from one another.

use std::collections::BTreeSet;

use crate::frame::SMALL;
use crate::generate::Generate;
use crate::generate::geo_point::Around;
use crate::generate::uuid::Version;
use crate::modify::Modify;
use crate::modify::age::Until;
use crate::modify::effect::EffectTable;

use super::build::Builder;
use super::children::Number;
use super::estimate::estimated_rows;
use super::pick::{Pick, Popularity, Side};
use super::table::{ColumnRef, DrawWeights, Find, Path, Table, TableId};

/// Whether `column` is computed from `other`, directly or by way of others.
pub(super) fn depends(tables: &[Table], column: ColumnRef, other: ColumnRef) -> bool {
    let mut open = vec![Item::Column(column)];
    let mut seen = BTreeSet::new();
    while let Some(item) = open.pop() {
        if item == Item::Column(other) {
            return true;
        }
        if seen.insert(item) {
            open.extend(needs(tables, item));
        }
    }
    false
}

/// Something that is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    /// A column.
    Column(ColumnRef),
    /// How many rows a table has, and on which parents they hang.
    Layout(TableId),
}

/// Checks for cycles, marks tables that are hit at random, and returns the order in which tables are written; `None`
/// when there is a cycle, which is reported.
pub(super) fn order(builder: &mut Builder<'_>, tables: &mut [Table]) -> Option<Vec<TableId>> {
    if let Some((item, names)) = first_cycle(tables) {
        let pointer = match item {
            Item::Column(at) => format!("/nodes/{}/columns/{}", at.table, at.column),
            Item::Layout(table) => format!("/nodes/{table}"),
        };
        builder.error(
            &pointer,
            format!("expected columns that build on one another in one direction, found the cycle {names}"),
            Some("compute one of these columns from something else".to_owned()),
        );
        return None;
    }
    for table in hit_at_random(tables) {
        tables[table].hit_at_random = true;
    }
    Some(table_order(tables))
}

/// What `item` is computed from.
fn needs(tables: &[Table], item: Item) -> Vec<Item> {
    let mut needs = Vec::new();
    match item {
        Item::Layout(table) => layout_needs(tables, table, &mut needs),
        Item::Column(at) => {
            let table = &tables[at.table];
            match &table.columns[at.column].generate {
                Generate::Lookup(lookup) => {
                    let path = Path::Linked { reference: lookup.reference, column: lookup.column };
                    path_needs(tables, at.table, &path, &mut needs);
                }
                Generate::ChoiceOf(choice) => {
                    needs.push(Item::Layout(choice.source.table));
                    needs.push(Item::Column(choice.source));
                }
                Generate::ChoiceBy(choice) => path_needs(tables, at.table, &choice.cases.by, &mut needs),
                Generate::DistributionBy(law) => path_needs(tables, at.table, &law.cases.by, &mut needs),
                Generate::Expression(expression) => {
                    for path in &expression.paths {
                        path_needs(tables, at.table, path, &mut needs);
                    }
                }
                Generate::DatetimeSeries(series) => {
                    if series.orders_rows {
                        needs.push(Item::Layout(at.table));
                    }
                    for path in &series.after {
                        path_needs(tables, at.table, path, &mut needs);
                    }
                    for effect in series.global.iter().chain(&series.keyed) {
                        effect_needs(tables, at.table, effect, &mut needs);
                    }
                }
                Generate::Faker(faker) => {
                    for path in faker.locale_from.iter().chain(&faker.sex_from) {
                        path_needs(tables, at.table, path, &mut needs);
                    }
                }
                Generate::Rollup(rollup) => {
                    needs.push(Item::Layout(rollup.child));
                    needs.push(Item::Column(ColumnRef { table: rollup.child, column: rollup.column }));
                }
                Generate::Ordinal(_) | Generate::Process(_) | Generate::StateMachine(_) => {
                    needs.push(Item::Layout(at.table));
                }
                Generate::Sequence(_) | Generate::Choice(_) | Generate::Distribution(_) | Generate::EnumList(_) => {}
                Generate::Pattern(_) => {}
                Generate::Uuid(uuid) => {
                    if let Version::Ordered { time: Some(path), .. } = &uuid.version {
                        path_needs(tables, at.table, path, &mut needs);
                    }
                }
                Generate::DatetimeOffset(offset) => path_needs(tables, at.table, &offset.from, &mut needs),
                Generate::GeoPoint(point) => {
                    if let Around::Columns { lat, lon } = &point.around {
                        path_needs(tables, at.table, lat, &mut needs);
                        path_needs(tables, at.table, lon, &mut needs);
                    }
                }
                Generate::Text(text) => {
                    if let Some(by) = &text.by {
                        path_needs(tables, at.table, &by.path, &mut needs);
                    }
                }
            }
            for bound in table.columns[at.column].limit.iter().flat_map(|limit| &limit.bounds) {
                path_needs(tables, at.table, &bound.path, &mut needs);
            }
            for modifier in &table.columns[at.column].modifiers {
                modifier_needs(tables, at.table, modifier, &mut needs);
            }
        }
    }
    needs
}

fn layout_needs(tables: &[Table], table: TableId, needs: &mut Vec<Item>) {
    let Some(children) = tables[table].children() else {
        if let Some(order) = &tables[table].order {
            calendar_needs(tables, table, order.column, needs);
        }
        return;
    };
    let parent = children.parent;
    needs.push(Item::Layout(parent));
    match &children.number {
        Number::Fanout { factors, .. } => {
            for factor in factors {
                modifier_needs(tables, parent, factor, needs);
            }
        }
        Number::Process(process) => {
            for path in process.parent_time.iter().chain(process.multiplier.iter().map(|segment| &segment.column)) {
                path_needs(tables, parent, path, needs);
            }
        }
    }
    if let Some(order) = &tables[table].order {
        calendar_needs(tables, table, order.column, needs);
    }
    if let Some(path) = tables[table].order.as_ref().and_then(|order| order.exists_from.as_ref()) {
        path_needs(tables, parent, path, needs);
    }
}

/// The effects that weigh the calendar of a time column are read before its first row.
fn calendar_needs(tables: &[Table], table: TableId, column: usize, needs: &mut Vec<Item>) {
    if let Generate::DatetimeSeries(series) = &tables[table].columns[column].generate {
        for effect in &series.global {
            effect_needs(tables, table, effect, needs);
        }
    }
}

fn modifier_needs(tables: &[Table], table: TableId, modifier: &Modify, needs: &mut Vec<Item>) {
    match modifier {
        Modify::Seasonality(seasonality) => path_needs(tables, table, &seasonality.time, needs),
        Modify::Trend(trend) => path_needs(tables, table, &trend.time, needs),
        Modify::Segment(segment) => path_needs(tables, table, &segment.column, needs),
        Modify::Effect(effect) => {
            path_needs(tables, table, &effect.time, needs);
            effect_needs(tables, table, &effect.effect, needs);
        }
        Modify::Age(age) => {
            path_needs(tables, table, &age.created_at, needs);
            if let Until::Time(path) = &age.until {
                path_needs(tables, table, path, needs);
            }
        }
        Modify::Multiply(_) | Modify::Add(_) | Modify::Clamp { .. } | Modify::Jitter(_) => {}
        Modify::MapNumbers(_) | Modify::Outliers(_) => {}
    }
}

/// The local keys, and all that the index of the effect table is made of.
fn effect_needs(tables: &[Table], table: TableId, effect: &EffectTable, needs: &mut Vec<Item>) {
    needs.push(Item::Layout(effect.table));
    let there = [effect.start, effect.end, tables[effect.table].pk];
    let others = effect.keys.iter().map(|(_, other)| *other).chain(effect.field).chain(there);
    needs.extend(others.map(|column| Item::Column(ColumnRef { table: effect.table, column })));
    for (path, _) in &effect.keys {
        path_needs(tables, table, path, needs);
    }
}

fn path_needs(tables: &[Table], table: TableId, path: &Path, needs: &mut Vec<Item>) {
    match *path {
        Path::Own(column) => needs.push(Item::Column(ColumnRef { table, column })),
        Path::Linked { reference, column } => {
            reference_needs(tables, table, reference, needs);
            needs.push(Item::Column(ColumnRef { table: tables[table].references[reference].target, column }));
        }
    }
}

fn reference_needs(tables: &[Table], table: TableId, reference: usize, needs: &mut Vec<Item>) {
    let reference = &tables[table].references[reference];
    match &reference.find {
        Find::Parent => needs.push(Item::Layout(table)),
        Find::Through { outer, inner } => {
            reference_needs(tables, table, *outer, needs);
            reference_needs(tables, tables[table].references[*outer].target, *inner, needs);
        }
        Find::Draw { weights, .. } => {
            needs.push(Item::Layout(reference.target));
            if let DrawWeights::Segment(segment) = weights {
                path_needs(tables, reference.target, &segment.column, needs);
            }
        }
        Find::Distinct { .. } => needs.extend([Item::Layout(table), Item::Layout(reference.target)]),
        Find::Earlier { .. } => {}
        Find::Pick(pick) => pick_needs(tables, table, reference.target, pick, needs),
        Find::Join(join) => {
            needs.push(Item::Layout(reference.target));
            needs.push(Item::Column(ColumnRef { table: reference.target, column: tables[reference.target].pk }));
            for (path, other) in &join.on {
                path_needs(tables, table, path, needs);
                needs.push(Item::Column(ColumnRef { table: reference.target, column: *other }));
            }
        }
    }
}

fn pick_needs(tables: &[Table], table: TableId, target: TableId, pick: &Pick, needs: &mut Vec<Item>) {
    needs.push(Item::Layout(target));
    if let Popularity::By { column, .. } = pick.popularity {
        needs.push(Item::Column(ColumnRef { table: target, column }));
    }
    for side in pick.filter.iter().flat_map(|filter| &filter.sides) {
        match side {
            Side::There(column) => needs.push(Item::Column(ColumnRef { table: target, column: *column })),
            Side::Here(path) => path_needs(tables, table, path, needs),
        }
    }
}

fn all_items(tables: &[Table]) -> impl Iterator<Item = Item> + '_ {
    tables.iter().enumerate().flat_map(|(table, definition)| {
        let columns = (0..definition.columns.len()).map(move |column| Item::Column(ColumnRef { table, column }));
        columns.chain(std::iter::once(Item::Layout(table)))
    })
}

/// An item on the first cycle, and the cycle's names.
fn first_cycle(tables: &[Table]) -> Option<(Item, String)> {
    let mut done = BTreeSet::new();
    all_items(tables).find_map(|start| cycle_from(tables, start, &mut done))
}

/// Depth-first search with a stack of its own, so that a long chain of columns cannot overflow the thread's.
fn cycle_from(tables: &[Table], start: Item, done: &mut BTreeSet<Item>) -> Option<(Item, String)> {
    if done.contains(&start) {
        return None;
    }
    let mut path = vec![(start, needs(tables, start))];
    let mut open = BTreeSet::from([start]);
    while let Some((item, left)) = path.last_mut() {
        let Some(next) = left.pop() else {
            done.insert(*item);
            open.remove(item);
            path.pop();
            continue;
        };
        if open.contains(&next) {
            let from = path.iter().position(|(item, _)| *item == next).unwrap_or(0);
            let names: Vec<String> =
                path[from..].iter().map(|(item, _)| *item).chain([next]).map(|item| name_of(tables, item)).collect();
            return Some((next, names.join(" -> ")));
        }
        if !done.contains(&next) {
            open.insert(next);
            path.push((next, needs(tables, next)));
        }
    }
    None
}

fn name_of(tables: &[Table], item: Item) -> String {
    match item {
        Item::Column(at) => format!("{}.{}", tables[at.table].name, tables[at.table].columns[at.column].name),
        Item::Layout(table) => format!("rows of {}", tables[table].name),
    }
}

/// Tables after those they build on, otherwise in the document's order.
fn table_order(tables: &[Table]) -> Vec<TableId> {
    let builds_on: Vec<BTreeSet<TableId>> = (0..tables.len())
        .map(|table| {
            let items = (0..tables[table].columns.len()).map(|column| Item::Column(ColumnRef { table, column }));
            let needed = items.chain([Item::Layout(table)]).flat_map(|item| needs(tables, item));
            let others = needed.map(|item| match item {
                Item::Column(at) => at.table,
                Item::Layout(table) => table,
            });
            others.filter(|other| *other != table).collect()
        })
        .collect();
    let mut order: Vec<TableId> = Vec::new();
    while order.len() < tables.len() {
        let waiting = || (0..tables.len()).filter(|table| !order.contains(table));
        let ready = waiting().find(|&table| builds_on[table].iter().all(|other| order.contains(other)));
        // Two tables that take columns from one another: the document's order decides.
        let next = ready.or_else(|| waiting().next());
        order.extend(next);
    }
    order
}

/// Fanned-out tables of which others draw rows at random and ask for what hangs on the row's parent.
fn hit_at_random(tables: &[Table]) -> BTreeSet<TableId> {
    let mut open: Vec<Item> = Vec::new();
    for table in tables {
        for reference in &table.references {
            let at_random = !matches!(reference.find, Find::Parent | Find::Through { .. });
            if at_random && estimated_rows(tables, reference.target) > SMALL as f64 {
                open.extend(columns_of(tables, reference.target));
            }
        }
        if table.order.is_some()
            && let Some(parent) = table.parent()
        {
            open.extend(columns_of(tables, parent));
        }
    }
    let mut seen = BTreeSet::new();
    let mut hit = BTreeSet::new();
    while let Some(item) = open.pop() {
        if !seen.insert(item) {
            continue;
        }
        match item {
            Item::Layout(table) => {
                if tables[table].children().is_some() && tables[table].order.is_none() {
                    hit.insert(table);
                }
            }
            Item::Column(_) => open.extend(needs(tables, item)),
        }
    }
    hit
}

/// All columns of `target`; which of them others take is not told apart, so that the answer errs on the fast side.
fn columns_of(tables: &[Table], target: TableId) -> impl Iterator<Item = Item> {
    (0..tables[target].columns.len()).map(move |column| Item::Column(ColumnRef { table: target, column }))
}
