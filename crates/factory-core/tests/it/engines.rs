//! The same query on the same rows gives the same result in every engine.

use factory_core::sql::{Engine, Query};

use crate::databases::{difference, open};

/// Dates around the bounds of weeks, quarters and years, a leap day, nulls, and numbers that do not divide evenly.
pub(crate) const TABLES: &str = "\
CREATE TABLE customers (customer_id INTEGER, name VARCHAR(40), segment VARCHAR(20));--
INSERT INTO customers VALUES (1, 'Ann Lee', 'retail'), (2, 'bob', 'trade'), (3, ' Čeněk ', 'retail'), (4, 'O''Hara', NULL), (5, 'ANNA', 'trade');
CREATE TABLE facts (fact_id INTEGER, customer_id INTEGER, day DATE, moment MOMENT, units BIGINT, price MONEY, ratio FLOATING, status VARCHAR(20));--
INSERT INTO facts VALUES \
(1, 1, '2023-12-31', '2023-12-31 23:59:59', 7, 10.50, 0.1, 'Completed'), \
(2, 1, '2024-01-01', '2024-01-01 00:00:00', 3, 2.25, 0.7, 'Completed'), \
(3, 2, '2024-02-29', '2024-02-29 12:30:15', -5, 99.99, 1.5, 'cancelled'), \
(4, 2, '2024-03-31', '2024-03-31 23:00:00', 0, 0.01, -2.25, 'Completed'), \
(5, 3, '2024-04-01', '2024-04-01 00:00:01', 11, 5.00, 3.0, 'Returned'), \
(6, 3, '2024-04-07', '2024-04-07 18:45:30', 2, 7.77, 0.3, 'Completed'), \
(7, 4, '2024-04-08', '2024-04-08 06:00:00', NULL, 3.33, NULL, 'completed'), \
(8, 1, '2024-09-30', '2024-10-01 00:00:00', 13, 20.00, 9.9, 'Completed'), \
(9, NULL, NULL, NULL, 4, NULL, 0.0, NULL), \
(10, 3, '2024-12-30', '2024-12-31 23:59:59', 1, 1.10, 2.2, 'Completed'), \
(11, 3, '2025-01-05', '2025-01-06 00:00:00', 8, 4.40, 1e3, 'Returned'), \
(12, 2, '1999-07-01', '1999-07-04 11:11:11', 6, 12.34, 0.5, 'Completed');
";

/// What is asked.
pub(crate) const QUERIES: &[&str] = &[
    "SELECT fact_id, date_trunc('year', day) AS a, date_trunc('quarter', day) AS b, date_trunc('month', day) AS c,
     date_trunc('week', day) AS d, date_trunc('day', day) AS e FROM facts ORDER BY fact_id",
    "SELECT fact_id, date_trunc('year', moment) AS a, date_trunc('quarter', moment) AS b,
     date_trunc('month', moment) AS c, date_trunc('week', moment) AS d, date_trunc('day', moment) AS e
     FROM facts ORDER BY fact_id",
    "SELECT fact_id, extract(year FROM day) AS y, extract(quarter FROM day) AS q, extract(month FROM day) AS m,
     extract(day FROM day) AS d, extract(isodow FROM day) AS w FROM facts ORDER BY fact_id",
    "SELECT fact_id, extract(year FROM moment) AS y, extract(quarter FROM moment) AS q, extract(hour FROM moment) AS h,
     extract(isodow FROM moment) AS w FROM facts ORDER BY fact_id",
    "SELECT fact_id, days_between(day, moment) AS a, days_between(moment, DATE '2024-02-29') AS b,
     hours_between(day, moment) AS c, hours_between(moment, TIMESTAMP '2024-03-01 00:00:00') AS d
     FROM facts ORDER BY fact_id",
    "SELECT fact_id, units / 7 AS a, -units / 3 AS b, 100.0 * units / nullif(units + 5, 0) AS c, price / 3 AS d,
     (units + 1) / (fact_id + 1) AS e, 1 / (2 / 3.0) AS f, units % 4 AS g FROM facts ORDER BY fact_id",
    "SELECT status, avg(units) AS a, avg(price) AS b, sum(units) / count(*) AS c, sum(price) AS d,
     sum(price) / nullif(sum(units), 0) AS e, avg(ratio) AS f FROM facts WHERE status IS NOT NULL
     GROUP BY status ORDER BY status",
    "SELECT count(*) AS n, count(*) FILTER (WHERE status = 'Completed') AS a,
     sum(price) FILTER (WHERE units > 2) AS b, count(DISTINCT customer_id) FILTER (WHERE status = 'Completed') AS c,
     avg(units) FILTER (WHERE customer_id = 1) AS d, count(*) FILTER (WHERE day IS NULL) / count(*) AS e FROM facts",
    "SELECT fact_id, row_number() OVER (PARTITION BY customer_id ORDER BY fact_id) AS a,
     rank() OVER (ORDER BY coalesce(customer_id, 0)) AS b, dense_rank() OVER (ORDER BY coalesce(customer_id, 0)) AS c,
     lag(units) OVER (ORDER BY fact_id) AS d, lead(price, 2) OVER (ORDER BY fact_id) AS e,
     first_value(units) OVER (PARTITION BY customer_id ORDER BY fact_id) AS f FROM facts ORDER BY fact_id",
    "SELECT fact_id, sum(units) OVER (ORDER BY fact_id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS a,
     avg(units) OVER (ORDER BY fact_id ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING) AS b,
     units / sum(units) OVER () AS c, count(*) FILTER (WHERE units > 3) OVER (ORDER BY fact_id) AS d
     FROM facts ORDER BY fact_id",
    "SELECT customer_id, name || '-' || coalesce(segment, '?') AS a, length(name) AS b, upper(substr(trim(name), 1, 2)) AS c,
     replace(name, 'n', '.') AS d, lower(segment) AS e, CASE WHEN name LIKE 'A%' THEN 1 ELSE 0 END AS f,
     CASE WHEN name NOT LIKE '_n%' THEN 1 ELSE 0 END AS g, 'a\\b' || '''' AS h FROM customers ORDER BY customer_id",
    "WITH monthly AS (SELECT date_trunc('month', day) AS month, sum(price) AS total FROM facts WHERE day IS NOT NULL
     GROUP BY date_trunc('month', day))
     SELECT month, total, total - lag(total) OVER (ORDER BY month) AS change FROM monthly ORDER BY month DESC LIMIT 4",
    "SELECT c.segment AS \"the segment\", count(f.fact_id) AS facts, coalesce(sum(f.units), 0) AS units
     FROM customers c LEFT JOIN facts f ON c.customer_id = f.customer_id AND f.status = 'Completed'
     WHERE c.segment IS NOT NULL GROUP BY c.segment HAVING count(*) > 1 ORDER BY \"the segment\"",
    "SELECT customer_id FROM customers WHERE segment = 'trade' UNION SELECT customer_id FROM facts
     WHERE customer_id > 2 ORDER BY customer_id",
    "SELECT customer_id FROM customers EXCEPT SELECT customer_id FROM facts WHERE status = 'Completed' ORDER BY 1",
    "SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM facts f WHERE f.customer_id = c.customer_id AND f.units > 5)
     AND customer_id IN (SELECT customer_id FROM facts WHERE price BETWEEN 1 AND 50) ORDER BY customer_id",
    "SELECT fact_id, CAST(units AS DOUBLE PRECISION) AS a, CAST(fact_id AS VARCHAR) || '!' AS b, '42'::integer + 1 AS c,
     CAST(moment AS DATE) AS d, abs(units) AS e, CAST('2024-02-29' AS DATE) AS f FROM facts ORDER BY fact_id",
    "SELECT fact_id FROM facts WHERE moment >= TIMESTAMP '2024-01-01 00:00:00' AND moment < TIMESTAMP '2024-10-01 00:00:00'
     AND day BETWEEN DATE '2024-01-01' AND DATE '2024-09-30' AND status NOT IN ('Returned') ORDER BY fact_id",
    "SELECT fact_id, days_between(date_trunc('quarter', day), day) AS a,
     extract(isodow FROM date_trunc('week', moment)) AS b, extract(month FROM CAST(moment AS DATE)) AS c,
     CASE WHEN date_trunc('month', day) = DATE '2024-04-01' THEN 'April' ELSE 'else' END AS d
     FROM facts WHERE day IS NOT NULL ORDER BY fact_id",
    "SELECT min(day) AS a, max(moment) AS b, min(name) AS c, max(price) AS d
     FROM facts f JOIN customers c ON f.customer_id = c.customer_id",
    "SELECT extract(year FROM day) AS year, count(DISTINCT c.segment) AS segments, sum(CASE WHEN f.units > 2 THEN f.price ELSE 0 END) AS much
     FROM facts f JOIN customers c ON f.customer_id = c.customer_id GROUP BY extract(year FROM day) ORDER BY year",
    "SELECT fact_id FROM facts f WHERE price > (SELECT avg(price) FROM facts g WHERE g.customer_id = f.customer_id)
     ORDER BY price DESC, fact_id LIMIT 3 OFFSET 1",
    "SELECT date_trunc('quarter', day) AS quarter, count(*) AS n FROM facts WHERE day IS NOT NULL GROUP BY quarter ORDER BY quarter",
    "SELECT date_trunc('week', moment), 1.0 * count(*) / 3 FROM facts WHERE moment IS NOT NULL GROUP BY 1 ORDER BY 1",
    "SELECT fact_id, sum(units) OVER w AS a, row_number() OVER w AS b FROM facts WINDOW w AS (ORDER BY fact_id) ORDER BY fact_id",
    "SELECT status, sum(price) AS total, rank() OVER (ORDER BY sum(price) DESC) AS place FROM facts
     WHERE status LIKE 'C%' OR status LIKE '%ed' GROUP BY status ORDER BY sum(price) / count(*) DESC",
    "SELECT status, sum(price) AS price FROM facts WHERE status IS NOT NULL GROUP BY status HAVING sum(price) > 4
     ORDER BY price DESC",
    "SELECT t.n, t.share FROM (SELECT count(*) AS n, sum(units) / count(units) AS share FROM facts) AS t ORDER BY t.n",
    "SELECT c.name AS a, coalesce(t.goal, 0) + 1 AS b FROM customers c CROSS JOIN (SELECT max(units) AS goal FROM facts) t
     WHERE (c.segment = 'trade') IS NOT TRUE ORDER BY c.customer_id",
];

#[test]
fn every_engine_gives_the_same_results() {
    let sqlite = open(Engine::Sqlite, TABLES).unwrap();
    let queries: Vec<Query> = QUERIES.iter().map(|text| Query::parse(text).unwrap()).collect();
    let expected: Vec<_> = queries.iter().map(|query| sqlite.ask(&query.for_engine(Engine::Sqlite))).collect();
    let mut differences = String::new();
    for engine in Engine::ALL {
        let Some(database) = open(engine, TABLES) else { continue };
        for (query, expected) in queries.iter().zip(&expected) {
            let text = query.for_engine(engine);
            if let Some(found) = difference(expected, &database.ask(&text)) {
                differences += &format!("SQLite and {}\n{text}\n{found}\n\n", engine.name());
            }
        }
    }
    assert_eq!(differences, "");
}

#[test]
fn mistaken_queries_run_too() {
    let sqlite = open(Engine::Sqlite, TABLES).unwrap();
    let datafusion = open(Engine::DataFusion, TABLES).unwrap();
    for text in QUERIES {
        for mistake in Query::parse(text).unwrap().mistakes() {
            // A mistake may bring nulls, whose place in an order is not fixed, so that only the number is compared.
            let rows = sqlite.ask(&mistake.query.for_engine(Engine::Sqlite));
            let others = datafusion.ask(&mistake.query.for_engine(Engine::DataFusion));
            assert_eq!(rows.len(), others.len(), "{}\n{}", mistake.what, mistake.query.text());
        }
    }
}
