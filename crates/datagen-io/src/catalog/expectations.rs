//! Suites of Great Expectations 1.x, <https://docs.greatexpectations.io/>.

use serde_json::{Value, json};

use super::{Column, Table};

/// The version whose form this is.
const VERSION: &str = "1.6.0";

pub(super) fn suite(table: &Table<'_>) -> Value {
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    let mut expectations = vec![
        expectation("expect_table_columns_to_match_ordered_list", &json!({ "column_list": names })),
        expectation("expect_table_row_count_to_equal", &json!({ "value": table.metadata.rows })),
    ];
    expectations.extend(table.columns.iter().flat_map(of_column));
    json!({
        "name": table.metadata.name,
        "expectations": expectations,
        "meta": { "great_expectations_version": VERSION },
        "notes": null,
    })
}

fn expectation(name: &str, kwargs: &Value) -> Value {
    json!({ "type": name, "kwargs": kwargs, "meta": {}, "severity": "critical" })
}

fn of_column(column: &Column<'_>) -> Vec<Value> {
    let rules = &column.rules;
    let name = column.name;
    let mut expectations = Vec::new();
    let mut add = |kind: &str, kwargs: Value| expectations.push(expectation(kind, &kwargs));
    if !column.nullable {
        add("expect_column_values_to_not_be_null", json!({ "column": name }));
    }
    if rules.unique {
        add("expect_column_values_to_be_unique", json!({ "column": name }));
    }
    if let Some(allowed) = &rules.allowed {
        add("expect_column_values_to_be_in_set", json!({ "column": name, "value_set": allowed }));
    }
    if let Some(pattern) = &rules.pattern {
        add("expect_column_values_to_match_regex", json!({ "column": name, "regex": pattern }));
    }
    // Bounds of dates would have to be dates, which JSON has not.
    let is_number = |bound: &Option<Value>| bound.as_ref().is_none_or(Value::is_number);
    if (rules.min.is_some() || rules.max.is_some()) && is_number(&rules.min) && is_number(&rules.max) {
        let bounds = json!({ "column": name, "min_value": rules.min, "max_value": rules.max });
        add("expect_column_values_to_be_between", bounds);
    }
    expectations
}
