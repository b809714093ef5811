//! Intentional issues: found again by comparing clean and dirty data, cell by cell, with the ledger.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::LazyLock;

use arrow::array::RecordBatch;
use arrow::compute::concat_batches;
use arrow::datatypes::DataType;
use datagen_core::dirty::Dirty;
use datagen_core::{BATCH_ROWS, Control, Options, Plan};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::door::{complaint, plan, texts};

/// Shops, customers and their orders, with these issues.
fn shop(customers: u64, issues: &Value) -> String {
    json!({
        "version": "1.0", "metadata": {"name": "shop"},
        "timeframe": {"start": "2024-01-01", "end": "2024-12-31", "freq": "H"},
        "nodes": [
            {"id": "region", "kind": "vocab", "pk": "code", "columns": [
                {"name": "code", "type": "string", "generator": {"enum_list": {"values": ["N", "S", "W"]}}},
                {"name": "name", "type": "string", "generator": {"enum_list": {"values": ["North", "South", "West"]}}}]},
            {"id": "customer", "kind": "entity", "pk": "id", "rows": customers, "columns": [
                {"name": "id", "type": "string", "generator": {"sequence": {"format": "C{:05}"}}},
                {"name": "region", "type": "string", "generator": {"lookup": {"from": "region.code"}}},
                {"name": "first", "type": "string", "generator": {"faker": {"method": "first_name"}}},
                {"name": "last", "type": "string", "generator": {"faker": {"method": "last_name"}}},
                {"name": "phone", "type": "string", "nullable": true, "null_rate": 0.2, "generator": {"faker": {"method": "phone_number"}}},
                {"name": "born", "type": "date", "generator": {"faker": {"method": "date_of_birth"}}},
                {"name": "since", "type": "datetime", "generator": {"datetime_series": {"spread": true}}},
                {"name": "score", "type": "float", "decimals": 3, "unit": "pt", "generator": {"distribution": {"type": "normal", "params": {"std": 3000}, "clamp": [-9999, 9999]}}},
                {"name": "visits", "type": "int", "generator": {"distribution": {"type": "poisson", "params": {"lambda": 2}, "clamp": [0, 99]}}},
                {"name": "vip", "type": "bool", "generator": {"choice": {"choices": [true, false], "weights": [1, 9]}}}]},
            {"id": "order", "kind": "fact", "parents": ["customer"], "pk": "id", "fanout": {"distribution": "poisson", "lambda": 3}, "columns": [
                {"name": "id", "type": "int", "generator": {"sequence": {"start": 1000, "step": 2}}},
                {"name": "customer", "type": "string", "generator": {"lookup": {"from": "customer.id"}}},
                {"name": "at", "type": "datetime", "generator": {"datetime_series": {}}},
                {"name": "status", "type": "string", "nullable": true, "null_rate": 0.1, "generator": {"choice": {"choices": ["new", "paid", "sent"]}}},
                {"name": "price", "type": "decimal", "precision": 8, "decimals": 2, "generator": {"distribution": {"type": "lognormal", "params": {"mean": 4}, "clamp": [0, 9999]}}}]}],
        "issues": issues
    })
    .to_string()
}

/// Every kind, some of them on the same columns.
fn every_kind() -> Value {
    json!([
        {"kind": "missing", "table": "customer", "rate": 0.02},
        {"kind": "format", "table": "customer", "columns": ["phone", "born", "since", "score", "visits"], "rate": 0.05},
        {"kind": "case", "table": "customer", "columns": ["first", "last"], "rate": 0.05},
        {"kind": "whitespace", "table": "customer", "rate": 0.05},
        {"kind": "typo", "table": "customer", "columns": ["first"], "rate": 0.05},
        {"kind": "swapped", "table": "customer", "columns": ["first", "last"], "rate": 0.05},
        {"kind": "outlier", "table": "order", "columns": ["price"], "rate": 0.03},
        {"kind": "unit", "table": "order", "columns": ["price"], "rate": 0.03},
        {"kind": "stale", "table": "order", "rate": 0.04},
        {"kind": "duplicate", "table": "customer", "rate": 0.01},
        {"kind": "near_duplicate", "table": "customer", "rate": 0.02},
        {"kind": "duplicate", "table": "order", "rate": 0.03},
        {"kind": "near_duplicate", "table": "region", "columns": ["name"], "rate": 0.34}
    ])
}

static WORLD: LazyLock<Plan> = LazyLock::new(|| plan(&shop(6000, &every_kind()), &Options::default()));

fn clean(plan: &Plan, table: &str) -> RecordBatch {
    crate::door::table(plan, table, &Control::default())
}

fn dirty_rows(dirty: &Dirty<'_>, table: &str, rows: Range<u64>) -> RecordBatch {
    let control = Control::default();
    let batches: Vec<_> = dirty.batches(table, rows, &control).unwrap().collect::<Result<_, _>>().unwrap();
    concat_batches(&dirty.schema(table).unwrap(), &batches).unwrap()
}

fn all_dirty(dirty: &Dirty<'_>, table: &str) -> RecordBatch {
    dirty_rows(dirty, table, 0..dirty.rows(table).unwrap())
}

fn ledger_rows(dirty: &Dirty<'_>, rows: Range<u64>) -> RecordBatch {
    let control = Control::default();
    let batches: Vec<_> = dirty.ledger_batches(rows, &control).unwrap().collect::<Result<_, _>>().unwrap();
    concat_batches(&dirty.ledger_schema(), &batches).unwrap()
}

fn ledger(dirty: &Dirty<'_>) -> RecordBatch {
    ledger_rows(dirty, 0..dirty.ledger_rows(&Control::default()).unwrap())
}

fn column(batch: &RecordBatch, name: &str) -> Vec<String> {
    cells(batch.column_by_name(name).unwrap())
}

/// Values as CSV has them.
fn cells(values: &arrow::array::ArrayRef) -> Vec<String> {
    let mut texts = texts(values);
    if matches!(values.data_type(), DataType::Timestamp(..)) {
        texts.iter_mut().for_each(|text| *text = text.replace('T', " "));
    }
    texts
}

/// The lines of a ledger: table, pk, column, kind, clean, dirty.
fn lines(ledger: &RecordBatch) -> Vec<[String; 6]> {
    let columns: Vec<Vec<String>> = ledger.columns().iter().map(cells).collect();
    (0..ledger.num_rows()).map(|row| std::array::from_fn(|column| columns[column][row].clone())).collect()
}

fn of_kind<'l>(lines: &'l [[String; 6]], kind: &'l str) -> impl Iterator<Item = &'l [String; 6]> {
    lines.iter().filter(move |line| line[3] == kind)
}

/// Whether two texts of one value are alike: times may differ in superfluous zeros.
fn alike(a: &str, b: &str) -> bool {
    let short = |text: &str| text.trim_end_matches('0').trim_end_matches('.').to_owned();
    a == b || (a.contains(':') && short(a) == short(b))
}

#[test]
fn every_difference_is_in_the_ledger_and_every_line_is_a_difference() {
    let control = Control::default();
    let dirty = WORLD.dirty(&control).unwrap().unwrap();
    let all = lines(&ledger(&dirty));
    for table in WORLD.tables() {
        let (clean, dirtied) = (clean(&WORLD, table), all_dirty(&dirty, table));
        let pk = clean.schema().field(0).name().clone();
        let keys = column(&dirtied, &pk);
        let rows: BTreeMap<&String, usize> = keys.iter().enumerate().map(|(row, key)| (key, row)).collect();
        assert_eq!(rows.len(), keys.len(), "keys of {table} repeat");
        let clean_keys = column(&clean, &pk);
        let originals: BTreeMap<&String, usize> = clean_keys.iter().enumerate().map(|(row, key)| (key, row)).collect();
        assert_eq!(clean_keys, keys[..clean.num_rows()], "keys of {table} are damaged");

        // Where each dirty row comes from: added rows by the line that names their original.
        let mut from: Vec<Option<usize>> = (0..clean.num_rows()).map(Some).collect();
        from.resize(keys.len(), None);
        let mut told = BTreeMap::new();
        for line in all.iter().filter(|line| line[0] == table) {
            let row = rows[&line[1]];
            if line[2] == "null" {
                assert!(row >= clean.num_rows() && from[row].is_none(), "{line:?}");
                from[row] = Some(originals[&line[4]]);
            } else {
                assert!(told.insert((row, line[2].clone()), (line[4].clone(), line[5].clone())).is_none(), "{line:?}");
            }
        }
        for (values, field) in dirtied.columns().iter().zip(dirtied.schema().fields()) {
            if *field.name() == pk {
                continue;
            }
            let (was, is) = (column(&clean, field.name()), cells(values));
            for (row, is) in is.iter().enumerate() {
                let was = &was[from[row].expect("an added row has its line")];
                match told.remove(&(row, field.name().clone())) {
                    Some((before, after)) => {
                        assert!(alike(&before, was) && alike(&after, is), "{before} {was} {after} {is}");
                        assert!(!alike(was, is), "{table}.{} row {row}: {was}", field.name());
                    }
                    None => assert!(alike(was, is), "{table}.{} row {row}: {was} became {is}", field.name()),
                }
            }
        }
        assert!(told.is_empty(), "{told:?}");
    }
}

#[test]
fn the_ledger_lies_in_the_order_of_tables_and_rows() {
    let control = Control::default();
    let dirty = WORLD.dirty(&control).unwrap().unwrap();
    let all = lines(&ledger(&dirty));
    let places: Vec<(usize, usize)> = {
        let tables: Vec<&str> = WORLD.tables().collect();
        let keys: Vec<BTreeMap<String, usize>> = tables
            .iter()
            .map(|table| {
                cells(all_dirty(&dirty, table).column(0)).into_iter().enumerate().map(|(r, k)| (k, r)).collect()
            })
            .collect();
        let table = |line: &[String; 6]| tables.iter().position(|table| *table == line[0]).unwrap();
        all.iter().map(|line| (table(line), keys[table(line)][&line[1]])).collect()
    };
    assert!(places.is_sorted());
    let found: BTreeSet<&str> = all.iter().map(|line| line[3].as_str()).collect();
    assert_eq!(found.len(), 11, "every kind happens: {found:?}");
}

/// One issue of a kind at two rates: 1 tells to which cells it can happen, the other how many of them it hits.
#[test]
fn rates_are_shares_of_the_cells_to_which_it_can_happen() {
    let cases = [
        ("missing", "customer", json!(["phone", "vip"])),
        ("format", "customer", json!(["phone", "born", "since", "score", "visits"])),
        ("case", "customer", json!(["first"])),
        ("whitespace", "customer", json!(["last"])),
        ("typo", "customer", json!(["first", "last"])),
        ("outlier", "customer", json!(["score", "visits"])),
        ("unit", "order", json!(["price"])),
        ("swapped", "customer", json!(["first", "last"])),
        ("stale", "order", json!(["status", "price", "at"])),
        ("duplicate", "order", Value::Null),
        ("near_duplicate", "order", Value::Null),
    ];
    for (kind, table, columns) in cases {
        let count = |rate: f64| {
            let issue = json!([{"kind": kind, "table": table, "columns": columns, "rate": rate}]);
            let plan = plan(&shop(6000, &issue), &Options::default());
            let control = Control::default();
            let dirty = plan.dirty(&control).unwrap().unwrap();
            let lines = lines(&ledger(&dirty));
            assert!(lines.iter().all(|line| line[0] == table && line[3] == kind));
            let counted = |line: &&[String; 6]| !kind.ends_with("duplicate") || line[2] == "null";
            lines.iter().filter(counted).count() as f64
        };
        let (eligible, hit) = (count(1.0), count(0.1));
        assert!(eligible > 4000.0, "{kind}: {eligible}");
        let (per_row, most) = if kind == "swapped" { (2.0, 5.0) } else { (1.0, 5.0) };
        let deviation = (hit - 0.1 * eligible).abs() / (per_row * eligible * 0.1 * 0.9).sqrt();
        assert!(deviation < most, "{kind}: {hit} of {eligible}");
    }
}

#[test]
fn each_kind_does_what_it_says() {
    let control = Control::default();
    let dirty = WORLD.dirty(&control).unwrap().unwrap();
    let all = lines(&ledger(&dirty));
    let number = |text: &str| text.parse::<f64>().unwrap();
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(of_kind(&all, "missing").all(|line| line[4] != "null" && line[5] == "null"));
    assert!(of_kind(&all, "case").all(|line| line[4].to_lowercase() == line[5].to_lowercase()));
    assert!(of_kind(&all, "whitespace").all(|line| squeezed(&line[4]) == squeezed(&line[5])));
    for line in of_kind(&all, "typo") {
        assert!(line[4].chars().count().abs_diff(line[5].chars().count()) <= 1, "{line:?}");
        assert_eq!(line[4].chars().next(), line[5].chars().next(), "{line:?}");
    }
    for line in of_kind(&all, "outlier") {
        let ratio = number(&line[5]) / number(&line[4]);
        assert!((9.0..111.0).contains(&ratio), "{line:?}");
    }
    for line in of_kind(&all, "unit") {
        assert_eq!(number(&line[5]), (number(&line[4]) * 100.0).round(), "{line:?}");
    }
    let swapped: BTreeMap<(&String, &String), &[String; 6]> =
        of_kind(&all, "swapped").map(|line| ((&line[1], &line[2]), line)).collect();
    for ((key, column), line) in &swapped {
        let other = if *column == "first" { "last" } else { "first" }.to_owned();
        assert_eq!(swapped[&(*key, &other)][4], line[5], "{line:?}");
    }
    // One year of birth may be read in several ways, all of them with the same digits.
    for line in of_kind(&all, "format").filter(|line| line[2] == "born") {
        assert!(line[5].contains(&line[4][..4]), "{line:?}");
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    for line in of_kind(&all, "format").filter(|line| line[2] == "phone") {
        assert_eq!(digits(&line[4]).trim_start_matches('0'), digits(&line[5]).trim_start_matches('0'), "{line:?}");
    }
    let ways = |column: &str| {
        let shape = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "9").replace(char::is_alphabetic, "a");
        of_kind(&all, "format")
            .filter(|line| line[2] == column)
            .map(|line| shape(&line[5]).len())
            .collect::<BTreeSet<_>>()
    };
    assert!(!ways("since").is_empty() && !ways("score").is_empty() && !ways("visits").is_empty());
}

#[test]
fn stale_values_are_those_of_an_earlier_sibling() {
    let control = Control::default();
    let dirty = WORLD.dirty(&control).unwrap().unwrap();
    let all = lines(&ledger(&dirty));
    let orders = clean(&WORLD, "order");
    let (keys, parents) = (column(&orders, "id"), column(&orders, "customer"));
    let mut count = 0;
    for line in of_kind(&all, "stale") {
        let row = keys.iter().position(|key| *key == line[1]).unwrap();
        let values = column(&orders.slice(0, row), &line[2]);
        let siblings = (0..row).rev().take_while(|&earlier| parents[earlier] == parents[row]);
        assert!(siblings.into_iter().any(|earlier| alike(&values[earlier], &line[5])), "{line:?}");
        count += 1;
        if count == 50 {
            return;
        }
    }
    panic!("only {count} stale values");
}

#[test]
fn no_key_is_damaged_and_no_reference_left_alone() {
    let control = Control::default();
    let dirty = WORLD.dirty(&control).unwrap().unwrap();
    let customers: BTreeSet<String> = column(&all_dirty(&dirty, "customer"), "id").into_iter().collect();
    let clean_customers: BTreeSet<String> = column(&clean(&WORLD, "customer"), "id").into_iter().collect();
    assert!(customers.len() > clean_customers.len());
    // No order belongs to an added customer, and all belong to one.
    assert!(column(&all_dirty(&dirty, "order"), "customer").iter().all(|key| clean_customers.contains(key)));
    let regions: BTreeSet<String> = column(&clean(&WORLD, "region"), "code").into_iter().collect();
    assert!(column(&all_dirty(&dirty, "customer"), "region").iter().all(|key| regions.contains(key)));
    let columns: BTreeSet<String> =
        lines(&ledger(&dirty)).into_iter().map(|line| format!("{}.{}", line[0], line[2])).collect();
    for key in ["customer.id", "customer.region", "order.id", "order.customer", "region.code"] {
        assert!(!columns.contains(key), "{key}");
    }
}

#[test]
fn added_rows_copy_different_rows_and_continue_the_keys() {
    let control = Control::default();
    let dirty = WORLD.dirty(&control).unwrap().unwrap();
    assert_eq!(dirty.rows("customer").unwrap(), 6000 + 60 + 120);
    assert_eq!(column(&dirty_rows(&dirty, "customer", 5999..6001), "id"), ["C06000", "C06001"]);
    let all = lines(&ledger(&dirty));
    for kind in ["duplicate", "near_duplicate"] {
        let originals: Vec<&String> = of_kind(&all, kind)
            .filter(|line| line[0] == "customer" && line[2] == "null")
            .map(|line| &line[4])
            .collect();
        assert!(originals.windows(2).all(|pair| pair[0] < pair[1]), "{kind}");
        assert_eq!(originals.len(), if kind == "duplicate" { 60 } else { 120 });
    }
    let mut changes: BTreeMap<&String, usize> = BTreeMap::new();
    for line in of_kind(&all, "near_duplicate").filter(|line| line[0] == "customer" && line[2] != "null") {
        *changes.entry(&line[1]).or_default() += 1;
    }
    assert_eq!(changes.len(), 120);
    assert_eq!(changes.values().copied().collect::<BTreeSet<_>>(), BTreeSet::from([1, 2]));
}

#[test]
fn fresh_keys_of_every_generator() {
    let keys = |pk: Value| {
        let schema = json!({"version": "1.0", "metadata": {"name": "keys"}, "nodes": [
            {"id": "t", "kind": "entity", "pk": "k", "rows": 4, "columns": [pk]}],
            "issues": [{"kind": "duplicate", "table": "t", "rate": 0.5}]});
        let plan = plan(&schema.to_string(), &Options::default());
        let control = Control::default();
        let dirty = plan.dirty(&control).unwrap().unwrap();
        column(&all_dirty(&dirty, "t"), "k")
    };
    let int = |generator: Value| keys(json!({"name": "k", "type": "int", "generator": generator}));
    let text = |generator: Value| keys(json!({"name": "k", "type": "string", "generator": generator}));
    assert_eq!(int(json!({"sequence": {"start": 7, "step": -2}})), ["7", "5", "3", "1", "-1", "-3"]);
    assert_eq!(int(json!({"choice": {"choices": [3, 9, 1, 4]}}))[4..], ["10", "11"]);
    let drawn =
        int(json!({"distribution": {"type": "uniform", "params": {"low": 10, "high": 20}, "clamp": [0, 15.5]}}));
    assert_eq!(drawn[4..], ["16", "17"]);
    let listed = text(json!({"choice": {"choices": ["a", "b", "c", "d"]}}));
    assert!(listed[4].ends_with("-D1") && listed[5].ends_with("-D2"), "{listed:?}");
    for method in ["uuid4", "email"] {
        let found: BTreeSet<String> = text(json!({"faker": {"method": method}})).into_iter().collect();
        assert_eq!(found.len(), 6, "{method}");
    }
}

#[test]
fn columns_that_cannot_hold_their_type_are_text() {
    let control = Control::default();
    let dirty = WORLD.dirty(&control).unwrap().unwrap();
    let shown = |table: &str| {
        let columns = dirty.columns(table).unwrap();
        let shown =
            columns.iter().map(|c| format!("{} {}{}", c.name, c.column_type, if c.nullable { "?" } else { "" }));
        shown.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        shown("customer"),
        "id string, region string, first string?, last string?, phone string?, born string?, since string?, \
         score string?, visits string?, vip bool?"
    );
    assert_eq!(shown("order"), "id int, customer string, at datetime, status string?, price decimal");
    let document: Value = serde_json::from_str(&dirty.document_json()).unwrap();
    assert_eq!(document["nodes"][1]["columns"][5]["type"], "string");
    assert_eq!(document["nodes"][1]["columns"][9]["nullable"], true);
    assert!(document.get("issues").is_none());
    // Undamaged values of such a column are written as CSV writes them.
    let scores = column(&all_dirty(&dirty, "customer"), "score");
    let clean = column(&clean(&WORLD, "customer"), "score");
    assert!(scores.iter().filter(|score| clean.contains(score)).count() > 5000);
}

#[test]
fn the_first_issue_of_the_list_wins_and_others_change_nothing() {
    let damaged = |issues: Value, kind: &str| {
        let plan = plan(&shop(2000, &issues), &Options::default());
        let control = Control::default();
        let dirty = plan.dirty(&control).unwrap().unwrap();
        let lines = lines(&ledger(&dirty));
        of_kind(&lines, kind).cloned().collect::<Vec<_>>()
    };
    let typo = || json!({"kind": "typo", "table": "customer", "columns": ["first"], "rate": 0.5});
    let missing = || json!({"kind": "missing", "table": "customer", "columns": ["first"], "rate": 0.5});
    let duplicate = || json!({"kind": "duplicate", "table": "customer", "rate": 0.5});
    let alone = damaged(json!([typo()]), "typo");
    assert_eq!(damaged(json!([duplicate(), typo(), missing()]), "typo"), alone);
    let second = damaged(json!([missing(), typo()]), "typo");
    assert!(second.len() < alone.len() && second.iter().all(|line| alone.contains(line)));
}

#[test]
fn earlier_rows_keep_their_damage_when_the_table_grows() {
    let of = |rows: u64| {
        let issues = json!([{"kind": "typo", "table": "customer", "rate": 0.3}, {"kind": "stale", "table": "order", "rate": 0.3}]);
        let plan = plan(&shop(rows, &issues), &Options::default());
        let control = Control::default();
        let dirty = plan.dirty(&control).unwrap().unwrap();
        ["customer", "order"].map(|table| all_dirty(&dirty, table))
    };
    for (few, many) in of(300).iter().zip(&of(3000)) {
        assert_eq!(*few, many.slice(0, few.num_rows()));
    }
}

#[test]
fn the_ledger_is_the_same_in_one_walk_on_two_threads() {
    let plan = plan(&shop(200_000, &every_kind()), &Options::default());
    let control = Control::default();
    let dirty = plan.dirty(&control).unwrap().unwrap();
    let threads = std::num::NonZeroUsize::new(2).unwrap();
    assert_eq!(dirty.ledger(&control.with_threads(threads)).unwrap(), ledger(&dirty));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any range of dirty rows and of lines of the ledger, computed alone, is that slice of the whole.
    #[test]
    fn any_part_alone_is_that_slice_of_the_whole(start in 0.0..1.0_f64, length in 0_u64..12_000) {
        let control = Control::default();
        static WHOLE: LazyLock<(Vec<(String, RecordBatch)>, RecordBatch)> = LazyLock::new(|| {
            let control = Control::default();
            let dirty = WORLD.dirty(&control).unwrap().unwrap();
            let tables = dirty.tables().map(|name| (name.to_owned(), all_dirty(&dirty, name))).collect();
            (tables, ledger(&dirty))
        });
        let fresh = plan(&shop(6000, &every_kind()), &Options::default());
        let dirty = fresh.dirty(&control).unwrap().unwrap();
        let range = |total: usize| {
            let first = (start * total as f64) as u64;
            first..(first + length).min(total as u64)
        };
        for (name, all) in &WHOLE.0 {
            let rows = range(all.num_rows());
            let slice = all.slice(rows.start as usize, (rows.end - rows.start) as usize);
            prop_assert_eq!(dirty_rows(&dirty, name, rows), slice);
        }
        let rows = range(WHOLE.1.num_rows());
        let slice = WHOLE.1.slice(rows.start as usize, (rows.end - rows.start) as usize);
        prop_assert_eq!(ledger_rows(&dirty, rows), slice);
    }
}

#[test]
fn threads_see_the_same_damage() {
    let control = Control::default();
    let dirty = WORLD.dirty(&control).unwrap().unwrap();
    let (rows, lines) = (all_dirty(&dirty, "customer"), ledger(&dirty));
    let fresh = WORLD.dirty(&control).unwrap().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| assert_eq!(ledger(&fresh), lines));
        scope.spawn(|| assert_eq!(all_dirty(&fresh, "customer"), rows));
        scope.spawn(|| assert_eq!(ledger(&fresh), lines));
    });
}

#[test]
fn batches_begin_at_multiples_of_the_batch_size() {
    let control = Control::default();
    let dirty = WORLD.dirty(&control).unwrap().unwrap();
    let total = dirty.rows("order").unwrap();
    let batches = dirty.batches("order", 5..total, &control).unwrap();
    let sizes: Vec<u64> = batches.map(|batch| batch.unwrap().num_rows() as u64).collect();
    assert_eq!(sizes[..2], [BATCH_ROWS - 5, BATCH_ROWS]);
    assert_eq!(sizes.iter().sum::<u64>(), total - 5);
    let unknown = dirty.batches("ordr", 0..1, &control).unwrap_err().to_string();
    assert_eq!(unknown, "expected a table of the schema, found `ordr`; the tables are region, customer, order");
    let beyond = dirty.ledger_batches(0..u64::MAX, &control).unwrap_err().to_string();
    assert!(beyond.starts_with("expected a range of rows within 0.."), "{beyond}");
}

#[test]
fn without_issues_there_is_no_dirty_dataset() {
    let control = Control::default();
    assert!(plan(&shop(10, &Value::Null), &Options::default()).dirty(&control).unwrap().is_none());
    assert!(plan(&shop(10, &json!([])), &Options::default()).dirty(&control).unwrap().is_none());
    let empty = plan(&shop(0, &every_kind()), &Options::default());
    let dirty = empty.dirty(&control).unwrap().unwrap();
    assert_eq!(dirty.rows("customer").unwrap(), 0);
    assert_eq!(all_dirty(&dirty, "customer").num_rows(), 0);
    let words =
        complaint(&shop(10, &json!([{"kind": "duplicate", "table": "region", "columns": ["name"], "rate": 1}])));
    assert!(words.contains("a duplicate is a whole row"), "{words}");
}

/// The ledger and the dirty rows of a small dataset, in full. They change only with `STREAM_VERSION`.
#[test]
fn golden_damage_of_every_kind() {
    let mut issues = every_kind();
    for issue in issues.as_array_mut().unwrap() {
        issue["rate"] = json!(issue["rate"].as_f64().unwrap().max(0.12));
    }
    let plan = plan(&shop(12, &issues), &Options::default());
    let control = Control::default();
    let dirty = plan.dirty(&control).unwrap().unwrap();
    let mut shown: Vec<String> = lines(&ledger(&dirty)).iter().map(|line| line.join(" | ")).collect();
    shown.push(String::new());
    let customers = all_dirty(&dirty, "customer");
    for (field, values) in customers.schema().fields().iter().zip(customers.columns()) {
        shown.push(format!("{}: {}", field.name(), cells(values).join(" | ")));
    }
    insta::assert_snapshot!(shown.join("\n").replace('\t', "<tab>").replace('\u{a0}', "<nbsp>"));
}
