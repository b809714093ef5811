//! Expressions: what each operator and function gives, and what each mistake is told.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, StringArray,
    TimestampMicrosecondArray,
};
use arrow::datatypes::DataType;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use datagen_core::expression::{DEPTH_LIMIT, Expression, ExpressionError, functions};
use datagen_core::math;
use proptest::prelude::*;

type Columns = Vec<(&'static str, ArrayRef)>;

/// Three rows: an ordinary one, one of extremes, one of nulls.
fn table() -> Columns {
    vec![
        ("i", Arc::new(Int64Array::from(vec![Some(7), Some(i64::MAX), None]))),
        ("j", Arc::new(Int64Array::from(vec![Some(-2), Some(0), None]))),
        ("f", Arc::new(Float64Array::from(vec![Some(2.5), Some(f64::MAX), None]))),
        ("z", Arc::new(Float64Array::from(vec![Some(-0.0), Some(f64::NAN), Some(f64::INFINITY)]))),
        ("s", Arc::new(StringArray::from(vec![Some("Ada Löw"), Some(""), None]))),
        ("b", Arc::new(BooleanArray::from(vec![Some(true), Some(false), None]))),
        ("d", Arc::new(Date32Array::from(vec![Some(19_791), Some(2_932_896), None]))),
        ("t", Arc::new(TimestampMicrosecondArray::from(vec![Some(1_710_000_306_500_000), Some(i64::MAX), None]))),
        ("money", decimals(vec![Some(1_999), Some(9_999_999_999), None], 10, 2)),
        ("wide", decimals(vec![Some(1), Some(10_i128.pow(38) - 1), None], 38, 0)),
        ("parent.i", Arc::new(Int64Array::from(vec![Some(1), Some(2), Some(3)]))),
    ]
}

fn decimals(values: Vec<Option<i128>>, precision: u8, scale: i8) -> ArrayRef {
    Arc::new(Decimal128Array::from(values).with_precision_and_scale(precision, scale).expect("a decimal"))
}

fn named(columns: &Columns) -> Vec<(String, DataType)> {
    columns.iter().map(|(name, array)| ((*name).to_owned(), array.data_type().clone())).collect()
}

fn evaluate(code: &str, columns: &Columns) -> Result<ArrayRef, ExpressionError> {
    let expression = Expression::compile(code, &named(columns), DEPTH_LIMIT)?;
    let arrays: Vec<ArrayRef> = columns.iter().map(|(_, array)| Arc::clone(array)).collect();
    let rows = arrays.first().map_or(1, |array| array.len());
    expression.evaluate(&arrays, rows)
}

/// `type: value | value`, or the error.
fn show(code: &str, columns: &Columns) -> String {
    let values = match evaluate(code, columns) {
        Ok(values) => values,
        Err(error) => return format!("error: {error}"),
    };
    let options = FormatOptions::default().with_null("null");
    let formatter = ArrayFormatter::try_new(&values, &options).expect("a formatter");
    let texts: Vec<String> = (0..values.len()).map(|row| formatter.value(row).to_string()).collect();
    format!("{}: {}", type_name(values.data_type()), texts.join(" | "))
}

fn type_name(data_type: &DataType) -> String {
    match data_type {
        DataType::Null => "null".to_owned(),
        DataType::Int64 => "int".to_owned(),
        DataType::Float64 => "float".to_owned(),
        DataType::Utf8 => "string".to_owned(),
        DataType::Boolean => "bool".to_owned(),
        DataType::Date32 => "date".to_owned(),
        DataType::Timestamp(..) => "datetime".to_owned(),
        DataType::Decimal128(precision, scale) => format!("decimal({precision},{scale})"),
        other => other.to_string(),
    }
}

/// Every code gives its values over the columns; all that differ are told at once.
fn check(columns: &Columns, cases: &[(&str, &str)]) {
    let mut wrong = String::new();
    for (code, expected) in cases {
        let found = show(code, columns);
        if found != *expected {
            wrong.push_str(&format!("{code}\n  expected {expected}\n  found    {found}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn check_constants(cases: &[(&str, &str)]) {
    check(&vec![], cases);
}

#[test]
fn arithmetic_of_ints() {
    check(
        &table(),
        &[
            ("i + 1", "int: 8 | null | null"),
            ("i - j", "int: 9 | 9223372036854775807 | null"),
            ("i * 2", "int: 14 | null | null"),
            ("i / j", "float: -3.5 | null | null"),
            ("i // j", "int: -4 | null | null"),
            ("i % j", "int: -1 | null | null"),
            ("-i", "int: -7 | -9223372036854775807 | null"),
            ("+i", "int: 7 | 9223372036854775807 | null"),
            ("j ** 3", "int: -8 | 0 | null"),
            ("i ** 2", "int: 49 | null | null"),
            ("j ** -1", "float: -0.5 | null | null"),
            ("2 ** i", "float: 128.0 | null | null"),
            ("i + null", "null: null | null | null"),
            ("b + 1", "int: 2 | 1 | null"),
        ],
    );
    check_constants(&[
        ("7 // 2", "int: 3"),
        ("-7 // 2", "int: -4"),
        ("7 // -2", "int: -4"),
        ("-7 // -2", "int: 3"),
        ("7 % -3", "int: -2"),
        ("-7 % 3", "int: 2"),
        ("-6 % 3", "int: 0"),
        ("1 // 0", "int: null"),
        ("1 % 0", "int: null"),
        ("1 / 0", "float: null"),
        ("0 / 0", "float: null"),
        ("-9223372036854775808", "int: -9223372036854775808"),
        ("-9223372036854775808 // -1", "int: null"),
        ("-9223372036854775808 % -1", "int: 0"),
        ("-(-9223372036854775808)", "int: null"),
        ("9223372036854775807 + 1", "int: null"),
        ("10 ** 18", "int: 1000000000000000000"),
        ("10 ** 19", "int: null"),
        ("(-1) ** 9999999999", "int: -1"),
        ("0 ** 0", "int: 1"),
        ("1_000_000", "int: 1000000"),
    ]);
}

#[test]
fn arithmetic_of_floats() {
    check(
        &table(),
        &[
            ("f + 1", "float: 3.5 | 1.7976931348623157e308 | null"),
            ("f * 2", "float: 5.0 | null | null"),
            ("i * f", "float: 17.5 | null | null"),
            ("f // 1", "float: 2.0 | 1.7976931348623157e308 | null"),
            ("z", "float: 0.0 | null | null"),
            ("-z", "float: 0.0 | null | null"),
            ("z = 0", "bool: true | null | null"),
            ("f ** 2", "float: 6.25 | null | null"),
        ],
    );
    check_constants(&[
        ("1.0 // 0.1", "float: 9.0"),
        ("-5.5 // 2", "float: -3.0"),
        ("-5.5 % 2", "float: 0.5"),
        ("5.5 % -2", "float: -0.5"),
        ("5.5 % 0", "float: null"),
        ("(-8) ** 0.5", "float: null"),
        ("1e308 * 10", "float: null"),
        ("0.1 + 0.2", "float: 0.30000000000000004"),
        (".5 + 5.", "float: 5.5"),
        ("1e3", "float: 1000.0"),
        ("0.0 * -1", "float: 0.0"),
    ]);
}

#[test]
fn decimals_are_exact() {
    check(
        &table(),
        &[
            ("money", "decimal(10,2): 19.99 | 99999999.99 | null"),
            ("money + 1", "decimal(11,2): 20.99 | 100000000.99 | null"),
            ("money * i", "decimal(29,2): 139.93 | 922337203593243860331452241.93 | null"),
            ("money * 1.19", "decimal(13,4): 23.7881 | 118999999.9881 | null"),
            ("money - 0.005", "decimal(12,3): 19.985 | 99999999.985 | null"),
            ("-money", "decimal(11,2): -19.99 | -99999999.99 | null"),
            ("money / 2", "float: 9.995 | 49999999.995 | null"),
            ("money * f", "float: 49.974999999999994 | null | null"),
            ("money // 1", "float: 19.0 | 99999999.0 | null"),
            ("wide + 1", "decimal(38,0): 2 | null | null"),
            ("wide * wide", "decimal(38,0): 1 | null | null"),
            ("round(money, 1)", "decimal(11,2): 20.00 | 100000000.00 | null"),
            ("round(money)", "int: 20 | 100000000 | null"),
            ("floor(money)", "int: 19 | 99999999 | null"),
            ("ceil(-money)", "int: -19 | -99999999 | null"),
            ("trunc(-money, 1)", "decimal(12,2): -19.90 | -99999999.90 | null"),
            ("abs(-money)", "decimal(11,2): 19.99 | 99999999.99 | null"),
            ("money > 19.98", "bool: true | true | null"),
            ("money = 19.99", "bool: true | false | null"),
            ("money in (19.99, 3)", "bool: true | false | null"),
            ("greatest(money, 20)", "decimal(10,2): 20.00 | 99999999.99 | 20.00"),
            ("str(money)", "string: 19.99 | 99999999.99 | null"),
            ("str(money - 20)", "string: -0.01 | 99999979.99 | null"),
            ("int(money)", "int: 19 | 99999999 | null"),
            ("float(money)", "float: 19.99 | 99999999.99 | null"),
            ("bool(money)", "bool: true | true | null"),
            ("sqrt(money * 0)", "float: 0.0 | 0.0 | null"),
        ],
    );
}

#[test]
fn precedence() {
    check_constants(&[
        ("-2 ** 2", "int: -4"),
        ("2 ** -1", "float: 0.5"),
        ("2 ** 3 ** 2", "int: 512"),
        ("(2 ** 3) ** 2", "int: 64"),
        ("2 ** -1 * 4", "float: 2.0"),
        ("2 * 3 ** 2", "int: 18"),
        ("10 - 2 - 3", "int: 5"),
        ("2 + 3 * 4 // 5 % 6", "int: 4"),
        ("100 // 7 // 2", "int: 7"),
        ("1--1", "int: 2"),
        ("1 - -1", "int: 2"),
        ("2*-3", "int: -6"),
        ("1 < 2 and 3 < 2 or true", "bool: true"),
        ("true | false & false", "bool: true"),
        ("not true or true", "bool: true"),
        ("not 1 = 2", "bool: true"),
        ("1 = 1 & 2 = 2", "bool: true"),
        ("(1 = 2) | (2 = 2)", "bool: true"),
        ("~(1 = 2) && !false || false", "bool: true"),
        ("!!true", "bool: true"),
        ("1 < 2 < 3", "bool: true"),
        ("3 > 2 > 2", "bool: false"),
        ("(1 < 2) = true", "bool: true"),
        ("1 if 1 > 2 else 2 if 1 > 3 else 3", "int: 3"),
        ("1 + 1 if true else 5", "int: 2"),
        ("5 between 1 and 4 + 1 and true", "bool: true"),
        ("not 5 in (1, 2)", "bool: true"),
    ]);
}

#[test]
fn comparison_and_logic() {
    check(
        &table(),
        &[
            ("i == 7", "bool: true | false | null"),
            ("i = 7.0", "bool: true | false | null"),
            ("i != 7", "bool: false | true | null"),
            ("i <> j", "bool: true | true | null"),
            ("j<-1", "bool: true | false | null"),
            ("i>=7", "bool: true | true | null"),
            ("b = 1", "bool: true | false | null"),
            ("b == True", "bool: true | false | null"),
            ("b and null", "bool: null | false | null"),
            ("b or null", "bool: true | null | null"),
            ("not b", "bool: false | true | null"),
            ("i in (7, 8)", "bool: true | false | null"),
            ("i in [7, 8]", "bool: true | false | null"),
            ("i not in (7, 8)", "bool: false | true | null"),
            ("i in (1, null)", "bool: null | null | null"),
            ("i in (7.0, 2.5)", "bool: true | false | null"),
            ("s in ('Ada Löw', \"x\")", "bool: true | false | null"),
            ("i between 7 and 8", "bool: true | false | null"),
            ("i not between 7 and 8", "bool: false | true | null"),
            ("s like 'Ada%'", "bool: true | false | null"),
            ("s like '___ L_w'", "bool: true | false | null"),
            ("s not like 'Ada%'", "bool: false | true | null"),
            ("s ilike 'ADA%'", "bool: true | false | null"),
            ("i is null", "bool: false | false | true"),
            ("i is not null", "bool: true | true | false"),
            ("i is None", "bool: false | false | true"),
            ("b is true", "bool: true | false | false"),
            ("b is not true", "bool: false | true | true"),
            ("b is false", "bool: false | true | false"),
            ("b is not false", "bool: true | false | true"),
            ("i = null", "bool: null | null | null"),
            ("s < 'B'", "bool: true | true | null"),
            ("d = '2024-03-09'", "bool: true | false | null"),
            ("d >= '2024-03-09 12:00'", "bool: false | true | null"),
            ("t > '2024-03-09'", "bool: true | true | null"),
            ("t between '2024-03-09' and '2024-03-10'", "bool: true | false | null"),
            ("t > d", "bool: true | true | null"),
            ("d in ('2024-03-09', '2024-03-10')", "bool: true | false | null"),
            ("i < f", "bool: false | true | null"),
            ("case when b then 1 when b is null then 2 else 3.5 end", "float: 1.0 | 3.5 | 2.0"),
            ("CASE i WHEN 7 THEN 'seven' END", "string: seven | null | null"),
            ("case when b then null end", "null: null | null | null"),
            ("'yes' if b else 'no'", "string: yes | no | no"),
            ("if(b, i, null)", "int: 7 | null | null"),
            ("where(b, i, 0.5)", "float: 7.0 | 0.5 | 0.5"),
            ("iff(b, d, '2024-01-01')", "date: 2024-03-09 | 2024-01-01 | 2024-01-01"),
            ("null", "null: null | null | null"),
            ("None", "null: null | null | null"),
        ],
    );
}

#[test]
fn names_win_over_keywords() {
    let int = |value: i64| Arc::new(Int64Array::from(vec![value])) as ArrayRef;
    let names = [
        "date",
        "order",
        "case",
        "end",
        "interval",
        "in",
        "like",
        "not",
        "null",
        "true",
        "select",
        "from",
        "group",
        "is",
        "between",
        "and",
        "or",
        "when",
        "year",
        "left",
        "if",
        "timestamp",
        "n",
        "x",
        "e",
        "cast",
        "any",
        "all",
        "array",
    ];
    let columns: Columns = names.into_iter().map(|name| (name, int(2))).collect();
    for name in names {
        assert_eq!(show(name, &columns), "int: 2", "{name}");
        let code = format!("({name} + {name}) * {name} ** 2 - ({name})");
        assert_eq!(show(&code, &columns), "int: 14", "{code}");
        let code = format!("{name} in ({name}, 3) and {name} between {name} and {name}");
        assert_eq!(show(&code, &columns), "bool: true", "{code}");
        let code = format!("abs({name}) + 1 if {name} = 2 else {name}");
        assert_eq!(show(&code, &columns), "int: 3", "{code}");
    }
    let columns: Columns = vec![("year", int(1)), ("opening hours", int(9)), ("größe", int(5)), ("shop.a b", int(3))];
    check(
        &columns,
        &[
            ("year(date '2024-01-01') + year", "int: 2025"),
            ("\"opening hours\" + 1", "int: 10"),
            ("`opening hours` + 1", "int: 10"),
            ("größe", "int: 5"),
            ("shop.\"a b\"", "int: 3"),
            ("'year'", "string: year"),
            ("\"no column\"", "string: no column"),
            ("\"year\"", "int: 1"),
            ("Year", "error: there is no column `Year`"),
        ],
    );
    check(&table(), &[("parent.i + i", "int: 8 | null | null"), ("parent . i", "int: 1 | 2 | 3")]);
}

#[test]
fn texts() {
    check(
        &table(),
        &[
            ("s + '!'", "string: Ada Löw! | ! | null"),
            ("s + i", "string: Ada Löw7 | 9223372036854775807 | null"),
            ("'n' + f", "string: n2.5 | n1.7976931348623157e308 | null"),
            ("'' + 3.0", "string: 3.0 | 3.0 | 3.0"),
            ("1 + 2 + 'x'", "string: 3x | 3x | 3x"),
            ("'x' + 1 + 2", "string: x12 | x12 | x12"),
            ("'on ' + d", "string: on 2024-03-09 | on 9999-12-31 | null"),
            ("'at ' + t", "string: at 2024-03-09 16:05:06.500000 | null | null"),
            ("s + null", "string: null | null | null"),
            ("concat(s, '-', i)", "string: Ada Löw-7 | -9223372036854775807 | -"),
            ("concat_ws('/', s, j, null, b)", "string: Ada Löw/-2/true | /0/false | "),
            ("upper(s)", "string: ADA LÖW |  | null"),
            ("lower(s)", "string: ada löw |  | null"),
            ("initcap(lower(s))", "string: Ada Löw |  | null"),
            ("reverse(s)", "string: wöL adA |  | null"),
            ("length(s)", "int: 7 | 0 | null"),
            ("len(s) + 1", "int: 8 | 1 | null"),
            ("left(s, 3)", "string: Ada |  | null"),
            ("left(s, -4)", "string: Ada |  | null"),
            ("right(s, 3)", "string: Löw |  | null"),
            ("right(s, -4)", "string: Löw |  | null"),
            ("substr(s, 5)", "string: Löw |  | null"),
            ("substr(s, 5, 2)", "string: Lö |  | null"),
            ("substr(s, 0, 3)", "string: Ad |  | null"),
            ("substr(s, -5, 3)", "string:  |  | null"),
            ("substr(s, 1, -3)", "string:  |  | null"),
            ("substring(s, j, 9)", "string: Ada Lö |  | null"),
            ("replace(s, ' ', '_')", "string: Ada_Löw |  | null"),
            ("replace(s, '', 'x')", "string: Ada Löw |  | null"),
            ("trim(s + ' ')", "string: Ada Löw |  | null"),
            ("strpos(s, 'Löw')", "int: 5 | 0 | null"),
            ("contains(s, 'da')", "bool: true | false | null"),
            ("starts_with(s, 'Ada')", "bool: true | false | null"),
            ("ends_with(s, s)", "bool: true | true | null"),
            ("lpad(s, 9, '*')", "string: **Ada Löw | ********* | null"),
            ("lpad(s, 3)", "string: Ada |     | null"),
            ("rpad(s, 8, 'xy')", "string: Ada Löwx | xyxyxyxy | null"),
            ("rpad(s, 8, '')", "string: Ada Löw |  | null"),
            ("split_part(s, ' ', 2)", "string: Löw |  | null"),
            ("split_part(s, ' ', -1)", "string: Löw |  | null"),
            ("split_part(s, ' ', 0)", "string: null | null | null"),
            ("split_part(s, '', 1)", "string: Ada Löw |  | null"),
            ("repeat(s, 2)", "string: Ada LöwAda Löw |  | null"),
            ("repeat(s, -1)", "string:  |  | null"),
            ("repeat('ab', i)", "string: ababababababab | null | null"),
            ("lpad('a', i)", "string:       a | null | null"),
            ("slug(s)", "string: ada-low |  | null"),
            ("upper(i)", "string: 7 | 9223372036854775807 | null"),
        ],
    );
    check_constants(&[
        ("slug(\"  Straße & Łódź -- l'été! \")", "string: strasse-lodz-lete"),
        ("'it''s'", "string: it's"),
        ("replace(repeat('a', 1000), 'a', repeat('b', 2000))", "string: null"),
        ("length(repeat(repeat('abcdefgh', 4096), 32))", "int: 1048576"),
        ("length(repeat(repeat('abcdefgh', 4096), 33))", "int: null"),
    ]);
}

#[test]
fn numbers() {
    check(
        &table(),
        &[
            ("abs(j)", "int: 2 | 0 | null"),
            ("abs(-f)", "float: 2.5 | 1.7976931348623157e308 | null"),
            ("sign(j)", "int: -1 | 0 | null"),
            ("round(f)", "int: 3 | null | null"),
            ("floor(f)", "int: 2 | null | null"),
            ("ceil(f)", "int: 3 | null | null"),
            ("least(i, f)", "float: 2.5 | 9.223372036854776e18 | null"),
            ("min(i, j, 3)", "int: -2 | 0 | 3"),
            ("max(s, 'B')", "string: B | B | B"),
            ("greatest(d, '2025-01-01')", "date: 2025-01-01 | 9999-12-31 | 2025-01-01"),
            ("clip(i, 0, 5)", "int: 5 | 5 | null"),
            ("clamp(j, 0, null)", "int: 0 | 0 | null"),
            ("clip(f, i, 100)", "float: 7.0 | 100.0 | null"),
            ("coalesce(i, parent.i)", "int: 7 | 9223372036854775807 | 3"),
            ("coalesce(null, f, 1)", "float: 2.5 | 1.7976931348623157e308 | 1.0"),
            ("ifnull(s, 'none')", "string: Ada Löw |  | none"),
            ("nullif(j, 0)", "int: -2 | null | null"),
            ("nullif(s, '')", "string: Ada Löw | null | null"),
            ("int(f)", "int: 2 | null | null"),
            ("int(b)", "int: 1 | 0 | null"),
            ("float(i)", "float: 7.0 | 9.223372036854776e18 | null"),
            ("str(b)", "string: true | false | null"),
            ("bool(j)", "bool: true | false | null"),
            ("cast(f as int)", "int: 2 | null | null"),
            ("cast(i as string) + s", "string: 7Ada Löw | 9223372036854775807 | null"),
            ("cast(s as date)", "date: null | null | null"),
            ("cast(d as datetime)", "datetime: 2024-03-09T00:00:00 | 9999-12-31T00:00:00 | null"),
            ("sqrt(j)", "float: null | 0.0 | null"),
            ("ln(j)", "float: null | null | null"),
            ("exp(i)", "float: 1096.6331584284585 | null | null"),
            ("pow(j, 2)", "int: 4 | 0 | null"),
            ("mod(i, j)", "int: -1 | null | null"),
            ("hash(s) % 1000", "int: 883 | 367 | null"),
        ],
    );
    check_constants(&[
        ("round(-2.5)", "int: -3"),
        ("round(0.5)", "int: 1"),
        ("round(2.345, 2)", "float: 2.35"),
        ("round(1234.5, -2)", "float: 1200.0"),
        ("round(1250, -2)", "int: 1300"),
        ("round(-1250, -2)", "int: -1300"),
        ("round(9223372036854775807, -1)", "int: null"),
        ("round(1.5, 400)", "float: 1.5"),
        ("round(1.5, -400)", "float: 0.0"),
        ("round(1e300, 5)", "float: 1e300"),
        ("round(2, 3)", "int: 2"),
        ("round(5, -30)", "int: 0"),
        ("trunc(-2.9)", "int: -2"),
        ("log(100, 10)", "float: 2.0"),
        ("log(9, 3)", "float: 2.0"),
        ("log(2.718281828459045)", "float: 1.0"),
        ("atan2(1, 1) * 4 = pi()", "bool: true"),
        ("int('12')", "int: 12"),
        ("int(' 12 ')", "int: 12"),
        ("int('12.7')", "int: null"),
        ("float('abc')", "float: null"),
        ("float('1e999')", "float: null"),
        ("bool('no')", "bool: false"),
        ("bool('maybe')", "bool: null"),
        ("int(1e30)", "int: null"),
        ("ABS(-1)", "int: 1"),
        ("hash(5) = hash('5')", "bool: true"),
    ]);
}

#[test]
fn dates() {
    check(
        &table(),
        &[
            ("d + 1", "date: 2024-03-10 | null | null"),
            ("1 + d", "date: 2024-03-10 | null | null"),
            ("d - 9", "date: 2024-02-29 | 9999-12-22 | null"),
            ("d - date '2024-03-01'", "int: 8 | 2913113 | null"),
            ("d - '2024-03-01'", "int: 8 | 2913113 | null"),
            ("t - '2024-03-09 16:05:00'", "float: 6.5 | 9221662036554.775 | null"),
            ("t - d", "float: 57906.5 | 8969969822454.775 | null"),
            ("d + interval '1 month'", "date: 2024-04-09 | null | null"),
            ("d - interval '1 year 1 day'", "date: 2023-03-08 | 9998-12-30 | null"),
            ("d + interval '3 hours'", "datetime: 2024-03-09T03:00:00 | 9999-12-31T03:00:00 | null"),
            ("t + interval '1 day'", "datetime: 2024-03-10T16:05:06.500 | null | null"),
            ("t - interval 90 minutes", "datetime: 2024-03-09T14:35:06.500 | null | null"),
            ("t + interval '1.5' hours", "datetime: 2024-03-09T17:35:06.500 | null | null"),
            ("interval '1 day' + d", "date: 2024-03-10 | null | null"),
            ("year(d)", "int: 2024 | 9999 | null"),
            ("month(t)", "int: 3 | null | null"),
            ("day(t)", "int: 9 | null | null"),
            ("hour(t) * 60 + minute(t)", "int: 965 | null | null"),
            ("second(t)", "int: 6 | null | null"),
            ("dayofweek(d)", "int: 5 | 4 | null"),
            ("dayofyear(d)", "int: 69 | 365 | null"),
            ("quarter(d)", "int: 1 | 4 | null"),
            ("week(d)", "int: 10 | 52 | null"),
            ("date_part('dow', d)", "int: 5 | 4 | null"),
            ("date_trunc('year', d)", "date: 2024-01-01 | 9999-01-01 | null"),
            ("date_trunc('quarter', t)", "datetime: 2024-01-01T00:00:00 | null | null"),
            ("date_trunc('week', d)", "date: 2024-03-04 | 9999-12-27 | null"),
            ("date_trunc('hour', t)", "datetime: 2024-03-09T16:00:00 | null | null"),
            ("date_trunc('day', t)", "datetime: 2024-03-09T00:00:00 | null | null"),
            ("to_date(t)", "date: 2024-03-09 | null | null"),
            ("date(t) = d", "bool: true | null | null"),
            ("date_add(d, i, 'week')", "date: 2024-04-27 | null | null"),
            ("date_add(t, 0.5, 'days')", "datetime: 2024-03-10T04:05:06.500 | null | null"),
            ("add_days(d, j)", "date: 2024-03-07 | 9999-12-31 | null"),
            ("add_months(t, j)", "datetime: 2024-01-09T16:05:06.500 | null | null"),
            ("add_hours(d, 1)", "datetime: 2024-03-09T01:00:00 | 9999-12-31T01:00:00 | null"),
            ("add_seconds(t, f)", "datetime: 2024-03-09T16:05:09 | null | null"),
            ("days_between('2024-03-01', t)", "int: 8 | null | null"),
            ("months_between(d, '2025-03-08')", "int: 11 | -95697 | null"),
            ("make_date(2024, i, j + 3)", "date: 2024-07-01 | null | null"),
            ("format_date(t, '%d.%m.%Y %H:%M:%S,%f %%')", "string: 09.03.2024 16:05:06,500000 % | null | null"),
            ("format_date(d, '%a %b %j %y')", "string: Sat Mar 069 24 | Fri Dec 365 99 | null"),
        ],
    );
    check_constants(&[
        ("add_months('2024-03-31', -1)", "date: 2024-02-29"),
        ("months_between('2024-01-31', '2024-02-29')", "int: 1"),
        ("months_between('2024-02-29', '2024-01-31')", "int: 0"),
        ("months_between('2024-03-15', '2024-01-16')", "int: -1"),
        ("make_date(2023, 2, 29)", "date: null"),
        ("make_date(99999999999, 1, 1)", "date: null"),
        ("to_date('2024-02-30')", "error: argument 1 of `to_date`: expected a date, found '2024-02-30'"),
        ("to_date(concat('2024-02-', 30))", "error: argument 1 of `to_date`: expected a date, found '2024-02-30'"),
        ("to_date(concat('2024-02-', 28))", "date: 2024-02-28"),
        ("to_datetime('2024-02-28T10:00:00.25+02:00')", "datetime: 2024-02-28T08:00:00.250"),
        ("to_datetime('2024-02-28T10:00Z')", "datetime: 2024-02-28T10:00:00"),
        ("timestamp '2024-02-28 10:00:00' - datetime \"2024-02-28 09:00\"", "float: 3600.0"),
        ("date '0001-01-01' - 1", "date: null"),
        ("date_trunc('week', date '0001-01-01')", "date: 0001-01-01"),
    ]);
}

#[test]
fn every_documented_example_gives_its_result() {
    let mut names: Vec<&str> = vec![];
    for function in functions() {
        names.extend(std::iter::once(&function.name).chain(function.aliases).copied());
        let found = show(&format!("str({})", function.example), &vec![]);
        assert_eq!(found, format!("string: {}", function.result), "{}", function.example);
        assert!(function.signature.contains(function.name), "{}", function.signature);
    }
    let distinct: std::collections::BTreeSet<_> = names.iter().collect();
    assert_eq!(distinct.len(), names.len(), "two functions share a name");
}

/// The values over a sliced table are the slice of the values.
#[test]
fn rows_do_not_know_their_batch() {
    let columns = table();
    for code in ["s + i", "i * f", "coalesce(i, 5)", "clip(j, -1, 1)", "date_trunc('month', t)", "1 + 1", "b and i > 3"]
    {
        let whole = evaluate(code, &columns).unwrap();
        for row in 0..3 {
            let part: Columns = columns.iter().map(|(name, array)| (*name, array.slice(row, 1))).collect();
            assert_eq!(&evaluate(code, &part).unwrap(), &whole.slice(row, 1), "{code}, row {row}");
        }
        let none: Columns = columns.iter().map(|(name, array)| (*name, array.slice(0, 0))).collect();
        assert_eq!(evaluate(code, &none).unwrap().len(), 0, "{code}");
    }
}

#[test]
fn references_in_order_of_first_use() {
    let known = |name: &str| matches!(name, "order" | "b" | "in");
    let references = |code: &str| Expression::references(code, &known).unwrap();
    assert_eq!(references("parent.x + order * b in (in, b) and \"b\" = 'order'"), ["parent.x", "order", "b", "in"]);
    assert_eq!(references("case when missing then \"a\" else abs(b) end"), ["missing", "b"]);
    assert!(references("1 + year('2024-01-01')").is_empty());
    assert!(Expression::references("now()", &known).is_err());
}

fn explain(code: &str) -> String {
    explain_over(code, &named(&table()))
}

fn explain_over(code: &str, columns: &[(String, DataType)]) -> String {
    let error = Expression::compile(code, columns, DEPTH_LIMIT).expect_err("a mistake");
    let shown: String = code.chars().take(80).map(|c| if c == '\n' { ' ' } else { c }).collect();
    let mut text = format!("{shown}\n");
    if let Some(span) = &error.span {
        assert!(code.get(span.clone()).is_some(), "{code}: {span:?}");
        let start = code[..span.start].chars().count();
        let marks = code[span.clone()].chars().count().max(1);
        if start + marks <= 81 {
            text += &format!("{}{}\n", " ".repeat(start), "^".repeat(marks));
        } else {
            text += &format!("at {start}\n");
        }
    }
    text += &format!("error: {}\n", error.message);
    if let Some(hint) = error.hint {
        text += &format!("help: {hint}\n");
    }
    text
}

#[test]
fn error_texts() {
    let codes = [
        "",
        "  ",
        "i +",
        "i + * 2",
        "i i",
        "(i + 1",
        "i + 1)",
        "i + 1]",
        "i, 2",
        "f(i)",
        "abs(i",
        "abs()",
        "abs(i, i)",
        "round(i, i, i)",
        "concat()",
        "monye * 2",
        "parent.price + 1",
        "parent.",
        "quite_unlike_anything",
        "now()",
        "random() * i",
        "uuid()",
        "sum(i)",
        "rnd(f)",
        "math.sqrt(f)",
        "s.upper()",
        "s.frobnicate()",
        "s * 2",
        "-s",
        "+d",
        "s - 'a'",
        "s = 5",
        "b = 'true'",
        "d + 0.5",
        "t + 1",
        "d * 2",
        "d = 'yesterday'",
        "i and b",
        "not i",
        "if(i, 1, 2)",
        "case when i then 1 end",
        "case when b then 1 else 'x' end",
        "case b when 1 then 2",
        "(case when b then 1)",
        "i + 1 end",
        "case when b end",
        "case end",
        "i in 7",
        "i in ()",
        "i in ('a')",
        "i like 'x'",
        "i is 7",
        "i not 7",
        "i ^ 2",
        "i::int",
        "i << 2",
        "s[1]",
        "[1, 2]",
        "(1, 2)",
        "@i",
        "$1",
        "i = ? ",
        "i -- comment",
        "'open",
        "\"open",
        "i ~ 2",
        "cast(i as money)",
        "cast(i as)",
        "int(d)",
        "date_trunc('decade', d)",
        "date_trunc(s, d)",
        "format_date(d, '%Q')",
        "interval '1 day'",
        "d + interval 'one day'",
        "d + interval",
        "i + interval '1 day'",
        "left(s, 'x')",
        "left(s, 1.5)",
        "year(i)",
        "99999999999999999999",
        "1e999",
        "X'ab'",
        "(select 1)",
        "exists (select 1)",
        "i over ()",
        "count(distinct i)",
        "i at time zone 'UTC'",
        "a if b",
        "1 if b",
        "i between 1",
        "i\n  +\n  ünknown",
    ];
    let all: Vec<String> = codes.iter().map(|code| explain(code)).collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn limits_are_errors() {
    let deep = |open: &str, close: &str, times: usize| format!("{}i{}", open.repeat(times), close.repeat(times));
    let all: Vec<String> = [
        deep("(", ")", 4_999),
        deep("abs(", ")", 1_900),
        deep("- ", "", 4_900),
        deep("not ", "", 2_400),
        "(".repeat(10_000),
        deep("", " + 1", 2_400),
        deep("", "//i", 3_000),
        deep("2**", "", 3_000),
        deep("i if b else ", "", 800),
        deep("case when b then ", " end", 450),
        deep("(i < ", " < i)", 60),
        deep("(i between ", " and 2)", 40),
        "1 or ".repeat(3_000),
    ]
    .iter()
    .map(|code| explain(code))
    .collect();
    insta::assert_snapshot!(all.join("\n"));
    // Chains of and/or are not deep.
    let long = format!("{}i = 0", "i = 7 or ".repeat(1_000));
    assert_eq!(show(&long, &table()), "bool: true | false | null");
}

/// Half of a thread's usual stack carries the deepest expressions that compile, and refuses the others.
#[test]
fn the_deepest_expressions_fit_a_small_stack() {
    let nest = |open: &str, inner: &str, close: &str, times: usize| {
        format!("{}{inner}{}", open.repeat(times), close.repeat(times))
    };
    let mut codes = vec![];
    for times in [DEPTH_LIMIT / 2, DEPTH_LIMIT, 400] {
        codes.push(nest("(", "i", ")", times));
        codes.push(nest("abs(", "i", ")", times));
        codes.push(nest("date_add(", "d", ", 1, 'day')", times));
        codes.push(nest("", "i", " + 1", times));
        codes.push(nest("case when b then ", "1", " end", times));
        codes.push(nest("case when ", "b", " then b end", times));
        codes.push(nest("not ", "b", "", times));
        codes.push(nest("", "b", "|b", times * 10));
    }
    let columns = named(&table());
    let work = move || {
        let compiles = |code: &String| Expression::compile(code, &columns, DEPTH_LIMIT).ok();
        let arrays: Vec<ArrayRef> = table().into_iter().map(|(_, array)| array).collect();
        let compiled: Vec<Expression> = codes.iter().filter_map(compiles).collect();
        compiled.iter().for_each(|expression| drop(expression.evaluate(&arrays, 3).unwrap()));
        compiled.len()
    };
    let compiled = std::thread::Builder::new().stack_size(1024 * 1024).spawn(work).unwrap().join().unwrap();
    assert_eq!(compiled, 8 + 8 + 1);
}

#[test]
fn columns_that_do_not_fit_are_errors() {
    let columns = [("a".to_owned(), DataType::Int64)];
    let expression = Expression::compile("a + 1", &columns, DEPTH_LIMIT).unwrap();
    let text: ArrayRef = Arc::new(StringArray::from(vec!["x"]));
    let int: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    assert!(expression.evaluate(&[text], 1).is_err());
    assert!(expression.evaluate(&[], 1).is_err());
    assert!(expression.evaluate(&[Arc::clone(&int)], 2).is_err());
    assert!(expression.evaluate(&[int], 1).is_ok());
    let other = [("a".to_owned(), DataType::Int8), ("b".to_owned(), DataType::Int64)];
    let error = Expression::compile("b + a", &other, DEPTH_LIMIT).unwrap_err();
    assert_eq!((error.to_string().as_str(), error.span), ("expressions do not compute with `a`: Int8", Some(4..5)));
    assert!(Expression::compile("b", &other, DEPTH_LIMIT).is_ok());
    let constant = Expression::compile("2 * 3", &[], DEPTH_LIMIT).unwrap();
    assert_eq!(constant.evaluate(&[], 4).unwrap().len(), 4);
}

/// Bits, so that a changed implementation shows.
#[test]
fn mathematical_functions_have_fixed_bits() {
    let bits = [
        ("exp(1)", math::exp(1.0)),
        ("exp(-0.3)", math::exp(-0.3)),
        ("exp2(0.5)", math::exp2(0.5)),
        ("exp_m1(1e-5)", math::exp_m1(1e-5)),
        ("ln(2)", math::ln(2.0)),
        ("ln(1e300)", math::ln(1e300)),
        ("ln_1p(1e-5)", math::ln_1p(1e-5)),
        ("log2(3)", math::log2(3.0)),
        ("log10(3)", math::log10(3.0)),
        ("pow(1.1, 2.2)", math::pow(1.1, 2.2)),
        ("pow(2, 0.5)", math::pow(2.0, 0.5)),
        ("sqrt(2)", math::sqrt(2.0)),
        ("cbrt(2)", math::cbrt(2.0)),
        ("hypot(1, 2)", math::hypot(1.0, 2.0)),
        ("sin(1)", math::sin(1.0)),
        ("sin(1e10)", math::sin(1e10)),
        ("cos(1)", math::cos(1.0)),
        ("tan(1)", math::tan(1.0)),
        ("asin(0.3)", math::asin(0.3)),
        ("acos(0.3)", math::acos(0.3)),
        ("atan(0.3)", math::atan(0.3)),
        ("atan2(1, 2)", math::atan2(1.0, 2.0)),
        ("tanh(0.3)", math::tanh(0.3)),
        ("erf(0.3)", math::erf(0.3)),
        ("erfc(3)", math::erfc(3.0)),
        ("gamma(4.5)", math::gamma(4.5)),
        ("ln_gamma(45)", math::ln_gamma(45.0)),
    ];
    let lines: Vec<String> =
        bits.iter().map(|(name, value)| format!("{name} {:016x} {value:?}", value.to_bits())).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

/// Arguments of every kind, of too many kinds for a table of results.
#[test]
fn every_function_takes_anything_or_says_why() {
    let columns = table();
    let arrays: Vec<ArrayRef> = columns.iter().map(|(_, array)| Arc::clone(array)).collect();
    let values = [
        "i",
        "j",
        "f",
        "z",
        "s",
        "b",
        "d",
        "t",
        "money",
        "wide",
        "null",
        "(null)",
        "true",
        "0",
        "-1.5",
        "''",
        "'2024-02-29'",
        "9223372036854775807",
        "coalesce(null, null)",
        "i + 1",
        "to_date(s)",
        "if(b, 'day', 'x')",
    ];
    let mut codes = vec![];
    for function in functions() {
        codes.push(format!("{}()", function.name));
        for a in values {
            codes.push(format!("{}({a})", function.name));
            for b in values {
                codes.push(format!("{}({a}, {b})", function.name));
                codes.push(format!("{}({b}, {a}, {b})", function.name));
                codes.push(format!("{}({a}, {b}, 'month')", function.name));
            }
        }
    }
    for a in values {
        for b in values {
            for operator in ["+", "-", "*", "/", "//", "%", "**", "=", "<", "and", "like", "is not null or true or"] {
                codes.push(format!("{a} {operator} {b}"));
            }
            codes.push(format!("{a} in ({b}, {b}, {a})"));
            codes.push(format!("{a} between {b} and {a}"));
            codes.push(format!("case {a} when {b} then {b} else {a} end"));
            codes.push(format!("-{a} + interval '1 day 2 seconds'"));
        }
    }
    let mut evaluated = 0;
    for code in &codes {
        match Expression::compile(code, &named(&columns), DEPTH_LIMIT) {
            Ok(expression) => {
                let whole = expression.evaluate(&arrays, 3).unwrap_or_else(|error| panic!("{code}: {error}"));
                let row: Vec<ArrayRef> = arrays.iter().map(|array| array.slice(1, 1)).collect();
                assert_eq!(&expression.evaluate(&row, 1).unwrap(), &whole.slice(1, 1), "{code}");
                evaluated += 1;
            }
            Err(error) => assert!(!error.message.contains("could not be evaluated"), "{code}: {error}"),
        }
    }
    assert!(evaluated > 10_000, "{evaluated} of {}", codes.len());
}

/// What may stand for `$i` (an int), `$n` (a number), `$t` (a text), `$b` (a bool) and `$d` (a date or datetime); the
/// first of each hold no others.
const GRAMMAR: [(char, &str); 5] = [
    (
        'i',
        "i|j|parent.i|0|-9223372036854775808|$i + $i|$i - $i|$i * $i|$i // $i|$i % $i|$i ** 3|-$i|length($t)|year($d)|\
         strpos($t, $t)|hash($n)|round($n)|floor($n)|days_between($d, $d)|int($t)|abs($i)|if($b, $i, $i)|sign($n)|\
         coalesce($i, $i, 1)|nullif($i, $i)|clip($i, $i, $i)|round($i, $i)|months_between($d, $d)|date_part('doy', $d)",
    ),
    (
        'n',
        "f|z|money|wide|1.25|$i|$n + $n|$n - $n|$n * $n|$n / $n|$n // $n|$n % $n|$n ** $n|-$n|exp($n)|ln($n)|sqrt($n)|\
         round($n, $i)|trunc($n, 1)|least($n, $n)|greatest($n, $n, $n)|clip($n, $n, $n)|log($n, $n)|pow($n, $n)|\
         $n if $b else $n|case $n when $n then $n else $n end|float($t)|seconds_between($d, $d)|abs($n)|atan2($n, $n)",
    ),
    (
        't',
        "s|''|'aé %'|$t + $n|$t + $d|upper($t)|trim($t)|left($t, $i)|right($t, $i)|substr($t, $i, $i)|lpad($t, $i, $t)|\
         replace($t, $t, $t)|repeat($t, $i)|split_part($t, $t, $i)|concat_ws($t, $n, $b, $d)|slug($t)|initcap($t)|\
         str($n)|reverse($t)|case when $b then $t end|format_date($d, '%j %p')|ifnull($t, $t)|greatest($t, $t)",
    ),
    (
        'b',
        "b|true|null|$n < $n|$n <= $n < $n|$t = $t|$t like $t|$d >= $d|$b and $b|$b or $b|not $b|$n in ($n, $n, null)|\
         $t not in ($t)|$n between $n and $n|$n is null|$b is not true|contains($t, $t)|bool($t)|$b = $b|if($b, $b, $b)",
    ),
    (
        'd',
        "d|t|'2024-02-29'|to_date($t)|to_datetime($t)|make_date($i, $i, $i)|add_days($d, $i)|add_months($d, $i)|\
         date_trunc('week', $d)|date_add($d, $i, 'hour')|to_date($d) + $i|to_date($d) - interval '13 months 1 day'|\
         to_datetime($d) + interval '90 minutes'|if($b, to_date($d), to_date($d))|coalesce(to_date($d), to_date($d))",
    ),
];

/// A well-typed expression that `choices` lead to.
fn well_typed(symbol: char, depth: usize, choices: &mut impl Iterator<Item = u8>) -> String {
    let (_, rules) = GRAMMAR.iter().find(|(name, _)| *name == symbol).expect("a symbol");
    let rules: Vec<&str> = rules.split('|').collect();
    let count = if depth == 0 { 3 } else { rules.len() };
    let mut parts = rules[usize::from(choices.next().unwrap_or(0)) % count].split('$');
    let mut code = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let inner = part.chars().next().expect("a symbol");
        code += &format!("({}){}", well_typed(inner, depth.saturating_sub(1), choices), &part[1..]);
    }
    code
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_text_compiles_or_says_why(code in ".{0,60}") {
        let _ = evaluate(&code, &table());
    }

    #[test]
    fn any_words_compile_or_say_why(
        words in prop::collection::vec(prop::sample::select(vec![
            "i", "s", "b", "parent", ".", "(", ")", "[", "]", ",", "+", "-", "*", "/", "%", "=", "<", "!", "~", "&", "|",
            "and", "or", "not", "in", "is", "null", "between", "like", "case", "when", "then", "else", "end", "if", "as",
            "cast", "abs", "round", "interval", "'1 day'", "\"s\"", "1", "2.5", "date", "--", "/*", "*/", "`", "'", " ",
        ]), 0..20),
    ) {
        let _ = evaluate(&words.concat(), &table());
        let _ = evaluate(&words.join(" "), &table());
    }

    #[test]
    fn well_typed_expressions_evaluate(
        symbol in prop::sample::select(vec!['i', 'n', 't', 'b', 'd']),
        choices in prop::collection::vec(any::<u8>(), 40),
    ) {
        let code = well_typed(symbol, 4, &mut choices.into_iter());
        let fail = |error: ExpressionError| TestCaseError::fail(format!("{code}: {error}"));
        let expression = match Expression::compile(&code, &named(&table()), DEPTH_LIMIT) {
            // Constant texts are read while compiling.
            Err(error) if error.message.contains("expected a date") => return Ok(()),
            other => other.map_err(fail)?,
        };
        let arrays: Vec<ArrayRef> = table().into_iter().map(|(_, array)| array).collect();
        let values = expression.evaluate(&arrays, 3).map_err(fail)?;
        for row in 0..3 {
            let row_alone: Vec<ArrayRef> = arrays.iter().map(|array| array.slice(row, 1)).collect();
            prop_assert_eq!(&expression.evaluate(&row_alone, 1).map_err(fail)?, &values.slice(row, 1), "{}", code);
        }
        let floats = values.as_any().downcast_ref::<Float64Array>();
        let odd = |value: f64| !value.is_finite() || value.to_bits() == (-0.0_f64).to_bits();
        prop_assert!(!floats.is_some_and(|floats| floats.iter().flatten().any(odd)), "{}", code);
    }
}
