//! Each function of the subset in the words of each engine.

use factory_core::sql::{Engine, Query};

const EXPRESSIONS: &[&str] = &[
    "a / b",
    "sum(a) / count(*)",
    "100.0 * (a + b) / nullif(b, 0)",
    "CAST(a AS DOUBLE PRECISION) / b",
    "avg(a)",
    "avg(a) FILTER (WHERE b > 0)",
    "count(*) FILTER (WHERE b > 0)",
    "count(DISTINCT a) FILTER (WHERE b > 0)",
    "sum(a) FILTER (WHERE b > 0) OVER (PARTITION BY c ORDER BY d)",
    "date_trunc('year', d)",
    "date_trunc('quarter', d)",
    "date_trunc('month', d)",
    "date_trunc('week', d)",
    "date_trunc('day', d)",
    "extract(year FROM d)",
    "extract(quarter FROM d)",
    "extract(month FROM d)",
    "extract(day FROM d)",
    "extract(hour FROM d)",
    "extract(isodow FROM d)",
    "days_between(d, e)",
    "hours_between(d, e)",
    "DATE '2024-02-29'",
    "TIMESTAMP '2024-02-29 12:30:00'",
    "CAST(a AS DATE)",
    "CAST(a AS INTEGER)",
    "CAST(a AS BIGINT)",
    "CAST(a AS DOUBLE PRECISION)",
    "CAST(a AS VARCHAR)",
    "a::date",
    "a || '-' || b || (c)",
    "a LIKE 'A_%[*]'",
    "a NOT LIKE '%x%'",
    "length(a)",
    "\"Mixed Case\" + rank",
    "'back\\slash'",
    "coalesce(a, lower(b), upper(trim(c)), replace(substr(d, 2, 3), 'x', 'y'))",
    "lag(a, 2) OVER (ORDER BY b)",
];

#[test]
fn each_function_in_each_engine() {
    for engine in Engine::ALL {
        let told = |text: &&str| {
            let query = Query::parse(&format!("SELECT {text} AS x FROM t ORDER BY 1")).unwrap();
            let printed = query.for_engine(engine).split_whitespace().collect::<Vec<_>>().join(" ");
            let printed = printed.strip_prefix("SELECT ").unwrap().strip_suffix(" AS x FROM t ORDER BY 1").unwrap();
            let same = if printed == *text { "as written".to_owned() } else { printed.to_owned() };
            format!("{text}\n    {same}\n")
        };
        insta::assert_snapshot!(engine.word(), EXPRESSIONS.iter().map(told).collect::<String>());
    }
}

#[test]
fn a_query_without_differences_is_left_as_it_is() {
    let text = "select  name,\n count(*) AS n -- how many\nfrom t group by name order by 2";
    let query = Query::parse(text).unwrap();
    for engine in Engine::ALL {
        assert_eq!(query.for_engine(engine), text);
    }
}

#[test]
fn names_are_quoted_as_mysql_quotes_them() {
    let text = "WITH \"Big One\" AS (SELECT \"Id\" AS rank FROM \"My Table\" AS \"T\") SELECT b.rank FROM \"Big One\" b ORDER BY b.rank";
    let printed = Query::parse(text).unwrap().for_engine(Engine::MySql);
    insta::assert_snapshot!("mysql_names", printed);
}

#[test]
fn engines_have_words_and_names() {
    let words: Vec<String> = Engine::ALL.iter().map(|engine| format!("{} {}", engine.word(), engine.name())).collect();
    assert_eq!(
        words,
        ["datafusion DataFusion", "postgres PostgreSQL", "duckdb DuckDB", "sqlite SQLite", "mysql MySQL"]
    );
}
