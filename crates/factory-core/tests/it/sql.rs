//! The portable subset: what is refused, and what is read from a query.

use factory_core::sql::{OrderKey, Query};

/// A query for each thing that is not in the subset.
const REFUSED: &[&str] = &[
    "SELEC 1",
    "",
    "DELETE FROM orders",
    "SELECT 1; SELECT 2",
    "TABLE orders",
    "VALUES (1), (2) ORDER BY 1",
    "SELECT * FROM orders ORDER BY 1",
    "SELECT o.* FROM orders o ORDER BY 1",
    "SELECT a FROM x FULL JOIN y ON x.id = y.id ORDER BY a",
    "SELECT a FROM x RIGHT JOIN y ON x.id = y.id ORDER BY a",
    "SELECT a FROM x NATURAL JOIN y ORDER BY a",
    "SELECT a FROM x JOIN y USING (id) ORDER BY a",
    "SELECT a FROM x JOIN y ORDER BY a",
    "SELECT a FROM x, y ORDER BY a",
    "SELECT a FROM x CROSS JOIN LATERAL (SELECT b FROM y) AS z ORDER BY a",
    "SELECT a FROM (SELECT a FROM x) ORDER BY a",
    "SELECT a FROM main.x ORDER BY a",
    "SELECT a FROM generate_series(1, 3) AS g ORDER BY a",
    "SELECT a FROM x WHERE a ILIKE 'b%' ORDER BY a",
    "SELECT a FROM x WHERE a SIMILAR TO 'b' ORDER BY a",
    "SELECT a FROM x WHERE a LIKE b ORDER BY a",
    "SELECT a FROM x WHERE a ~ 'b' ORDER BY a",
    "SELECT a FROM x WHERE a IS DISTINCT FROM b ORDER BY a",
    "SELECT ARRAY[1, 2] AS a FROM x ORDER BY a",
    "SELECT DISTINCT ON (a) a FROM x ORDER BY a",
    "SELECT a FROM x ORDER BY a NULLS LAST",
    "SELECT row_number() OVER (ORDER BY a NULLS FIRST) AS n FROM x ORDER BY n",
    "SELECT a FROM x ORDER BY ALL",
    "SELECT a, count(*) AS n FROM x GROUP BY ALL ORDER BY a",
    "SELECT a, count(*) AS n FROM x GROUP BY ROLLUP (a) ORDER BY a",
    "SELECT a, count(*) AS n FROM x GROUP BY GROUPING SETS ((a), ()) ORDER BY a",
    "SELECT a FROM x QUALIFY row_number() OVER (ORDER BY a) = 1 ORDER BY a",
    "SELECT round(a, 2) AS b FROM x ORDER BY b",
    "SELECT floor(a) AS b FROM x ORDER BY b",
    "SELECT median(a) AS b FROM x",
    "SELECT lenght(a) AS b FROM x ORDER BY b",
    "SELECT soundex(a) AS b FROM x ORDER BY b",
    "SELECT nullif(a) AS b FROM x ORDER BY b",
    "SELECT rank() AS b FROM x ORDER BY b",
    "SELECT lag(a, 1, 0) OVER (ORDER BY a) AS b FROM x ORDER BY b",
    "SELECT lower(a) OVER (ORDER BY a) AS b FROM x ORDER BY b",
    "SELECT count(DISTINCT a) OVER (ORDER BY b) AS c FROM x ORDER BY c",
    "SELECT sum(a) OVER (ORDER BY b RANGE BETWEEN 2 PRECEDING AND CURRENT ROW) AS c FROM x ORDER BY c",
    "SELECT date_trunc('decade', a) AS b FROM x ORDER BY b",
    "SELECT extract(dow FROM a) AS b FROM x ORDER BY b",
    "SELECT a FROM x WHERE d >= DATE '2024-1-1' ORDER BY a",
    "SELECT a FROM x WHERE d >= TIMESTAMP '2024-01-01' ORDER BY a",
    "SELECT d + INTERVAL '1 day' AS b FROM x ORDER BY b",
    "SELECT CAST(a AS TIMESTAMP) AS b FROM x ORDER BY b",
    "SELECT TRY_CAST(a AS INTEGER) AS b FROM x ORDER BY b",
    "SELECT substring(a FROM 2) AS b FROM x ORDER BY b",
    "SELECT trim(LEADING 'x' FROM a) AS b FROM x ORDER BY b",
    "SELECT a || b + 1 AS c FROM x ORDER BY c",
    "SELECT a AS order FROM x ORDER BY 1",
    "SELECT `a` FROM x ORDER BY 1",
    "SELECT a, sum(b) AS c FROM x GROUP BY a HAVING c > 3 ORDER BY a",
    "SELECT a, sum(b) AS c FROM x GROUP BY a ORDER BY c / 2",
    "SELECT a, sum(b) AS b FROM x GROUP BY a ORDER BY sum(b)",
    "SELECT a FROM x UNION SELECT b FROM y ORDER BY lower(a)",
    "SELECT a FROM x LIMIT 3",
    "SELECT a FROM x ORDER BY a LIMIT 1 + 1",
    "SELECT a FROM x ORDER BY a FETCH FIRST 3 ROWS ONLY",
    "SELECT a FROM x WHERE a IN (SELECT b FROM y ORDER BY b LIMIT 3) ORDER BY a",
    "SELECT a FROM x UNION DISTINCT SELECT a FROM y ORDER BY a",
    "SELECT a FROM x UNION SELECT a FROM y INTERSECT SELECT a FROM z ORDER BY a",
    "SELECT a FROM x EXCEPT ALL SELECT a FROM y ORDER BY a",
    "(SELECT a FROM x) UNION (SELECT a FROM y) ORDER BY a",
    "WITH RECURSIVE r AS (SELECT 1 AS a) SELECT a FROM r ORDER BY a",
    "SELECT a FROM x",
    "SELECT a, count(*) AS n FROM x GROUP BY a",
];

#[test]
fn what_engines_understand_differently_is_refused() {
    let told = |text: &&str| match Query::parse(text) {
        Ok(query) => panic!("{} is accepted", query.text()),
        Err(error) => format!("{text}\n  {error}\n"),
    };
    insta::assert_snapshot!("refused", REFUSED.iter().map(told).collect::<String>());
}

#[test]
fn the_text_stays_as_it_is_written() {
    let query = Query::parse("\n  SELECT  a -- why\n FROM t\nORDER BY a;\n ").unwrap();
    assert_eq!(query.text(), "SELECT  a -- why\n FROM t\nORDER BY a");
    assert_eq!(query.statement().to_string(), "SELECT a FROM t ORDER BY a");
}

fn keys(text: &str) -> Vec<(Option<String>, bool)> {
    let key = |key: OrderKey| (key.column, key.descending);
    Query::parse(text).unwrap().order_keys().into_iter().map(key).collect()
}

#[test]
fn order_keys_are_columns_of_the_result() {
    let text = "SELECT c.name, sum(x) AS total, count(*) FROM t c GROUP BY c.name
        ORDER BY 2 DESC, count(*), c.name ASC, Total, length(c.name)";
    let named = |name: &str, descending| (Some(name.to_owned()), descending);
    let expected =
        [named("total", true), named("count(*)", false), named("name", false), named("total", false), (None, false)];
    assert_eq!(keys(text), expected);
    assert_eq!(keys("SELECT count(*) FROM t"), []);
    assert_eq!(keys("SELECT a FROM t UNION SELECT b FROM u ORDER BY a DESC"), [named("a", true)]);
}

#[test]
fn limits_columns_and_tables_are_known() {
    let text = "WITH big AS (SELECT o.id FROM orders o JOIN customers c ON o.customer_id = c.customer_id)
        SELECT id AS \"The Id\", (SELECT max(price) FROM items) FROM big ORDER BY id LIMIT 7 OFFSET 2";
    let query = Query::parse(text).unwrap();
    assert_eq!(query.limit(), Some(7));
    assert_eq!(query.columns(), ["The Id", "(SELECT max(price) FROM items)"]);
    let tables: Vec<String> = query.tables().into_iter().collect();
    assert_eq!(tables, ["customers", "items", "orders"]);
    assert_eq!(Query::parse("SELECT count(*) FROM t").unwrap().limit(), None);
}
