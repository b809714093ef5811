//! Queries of several tables as queries of one wide table.

use std::collections::BTreeMap;

use factory_core::sql::{Engine, Flat, Folded, Query};

use crate::databases::{difference, open};

/// Customers of regions order products; the wide table has a row for each order line.
const TABLES: &str = "\
CREATE TABLE regions (region_id INTEGER, region VARCHAR(20));--
INSERT INTO regions VALUES (1, 'North'), (2, 'South');
CREATE TABLE customers (customer_id INTEGER, region_id INTEGER, name VARCHAR(20), segment VARCHAR(20));--
INSERT INTO customers VALUES (1, 1, 'Ann', 'retail'), (2, 2, 'Bob', 'trade'), (3, 1, 'Cid', 'trade');
CREATE TABLE products (product_id INTEGER, category VARCHAR(20));--
INSERT INTO products VALUES (10, 'tea'), (20, 'jam');
CREATE TABLE orders (order_id INTEGER, customer_id INTEGER, product_id INTEGER, day DATE, amount FLOATING);--
INSERT INTO orders VALUES (1, 1, 10, '2024-01-05', 10.0), (2, 1, 20, '2024-01-20', 5.5), (3, 2, 10, '2024-02-01', 7.0), (4, 3, NULL, '2024-02-11', 1.25), (5, 3, 20, '2024-03-01', 30.0);
CREATE TABLE dataset AS SELECT order_id, day, amount, o.customer_id, name, segment, c.region_id, region, o.product_id, category FROM orders o LEFT JOIN customers c ON o.customer_id = c.customer_id LEFT JOIN regions r ON c.region_id = r.region_id LEFT JOIN products p ON o.product_id = p.product_id;
CREATE TABLE targets (segment VARCHAR(20), goal FLOATING);--
";

const QUERIES: &[&str] = &[
    "SELECT c.segment, sum(o.amount) AS total FROM orders o JOIN customers c ON o.customer_id = c.customer_id
     GROUP BY c.segment ORDER BY total DESC",
    "SELECT r.region, count(*) AS n FROM customers c JOIN orders o ON c.customer_id = o.customer_id AND o.amount > 2
     JOIN regions r ON r.region_id = c.region_id WHERE c.segment = 'trade' OR o.day >= DATE '2024-01-10'
     GROUP BY r.region ORDER BY r.region",
    "SELECT p.category, sum(amount) AS total FROM orders JOIN products p ON orders.product_id = p.product_id
     GROUP BY p.category ORDER BY p.category",
    "SELECT count(*) AS n, count(p.category) AS known FROM orders o LEFT JOIN products p ON o.product_id = p.product_id",
    "SELECT c.name, r.region FROM customers c JOIN regions r ON c.region_id = r.region_id ORDER BY c.name",
    "SELECT category FROM products ORDER BY category",
    "WITH totals AS (SELECT o.customer_id, sum(o.amount) AS total FROM orders o GROUP BY o.customer_id)
     SELECT c.name, t.total, o.order_id FROM totals t JOIN orders o ON o.customer_id = t.customer_id
     JOIN customers c ON c.customer_id = o.customer_id WHERE o.amount < t.total ORDER BY o.order_id",
    "SELECT o.order_id FROM orders o WHERE o.amount >
     (SELECT avg(p.amount) FROM orders p WHERE p.customer_id = o.customer_id) ORDER BY o.order_id",
    "SELECT c.name FROM customers c WHERE EXISTS
     (SELECT 1 FROM orders o JOIN products c ON o.product_id = c.product_id WHERE c.category = 'jam' AND o.amount > 6)
     AND c.customer_id NOT IN (SELECT o.customer_id FROM orders o WHERE o.amount = 10) ORDER BY c.name",
    "SELECT a.order_id, b.order_id AS later FROM orders a JOIN orders b ON a.customer_id = b.customer_id
     JOIN customers c ON c.customer_id = a.customer_id WHERE a.order_id < b.order_id ORDER BY a.order_id",
    "SELECT o.customer_id, c.segment AS name FROM orders o JOIN customers c ON o.customer_id = c.customer_id
     WHERE c.name <> 'Ann' UNION ALL SELECT customer_id, name FROM customers ORDER BY name, customer_id",
];

const REFUSED: &[&str] = &[
    "SELECT t.goal FROM targets t ORDER BY t.goal",
    "SELECT c.name, sum(o.amount) AS total FROM customers c LEFT JOIN orders o ON c.customer_id = o.customer_id
     GROUP BY c.name ORDER BY c.name",
    "SELECT o.order_id FROM orders o JOIN customers c ON o.amount > c.customer_id ORDER BY o.order_id",
    "SELECT o.order_id FROM orders o LEFT JOIN customers c ON o.customer_id = c.customer_id AND c.name = 'Ann' ORDER BY o.order_id",
    "SELECT o.order_id FROM orders o JOIN customers c ON o.customer_id = c.customer_id
     JOIN customers d ON o.customer_id = d.customer_id ORDER BY o.order_id",
];

fn flat() -> Flat {
    let folded = |key: &str, columns: &[&str], optional| Folded {
        key: key.to_owned(),
        columns: columns.iter().map(|&column| column.to_owned()).collect(),
        optional,
    };
    let tables = BTreeMap::from([
        ("customers".to_owned(), folded("customer_id", &["region_id", "name", "segment"], false)),
        ("products".to_owned(), folded("product_id", &["category"], true)),
        ("regions".to_owned(), folded("region_id", &["region"], false)),
    ]);
    Flat { table: "dataset".to_owned(), main: "orders".to_owned(), folded: tables }
}

#[test]
fn the_wide_table_gives_the_same_results() {
    for engine in [Engine::Sqlite, Engine::DataFusion] {
        let database = open(engine, TABLES).unwrap();
        for text in QUERIES {
            let query = Query::parse(text).unwrap();
            let wide = query.flattened(&flat()).unwrap();
            let rows = database.ask(&query.for_engine(engine));
            assert!(!rows.is_empty(), "{text}");
            assert_eq!(difference(&rows, &database.ask(&wide.for_engine(engine))), None, "{}", wide.text());
        }
    }
}

#[test]
fn joins_vanish_in_the_wide_table() {
    let told = |text: &&str| format!("{}\n\n", Query::parse(text).unwrap().flattened(&flat()).unwrap().text());
    insta::assert_snapshot!("flattened", QUERIES.iter().map(told).collect::<String>());
}

#[test]
fn a_wide_query_is_a_query_of_the_subset() {
    for text in QUERIES {
        let wide = Query::parse(text).unwrap().flattened(&flat()).unwrap();
        assert_eq!(Query::parse(wide.text()).unwrap().tables().into_iter().collect::<Vec<_>>(), ["dataset"]);
    }
}

#[test]
fn what_the_wide_table_does_not_have_is_said() {
    let told = |text: &&str| format!("{}\n", Query::parse(text).unwrap().flattened(&flat()).unwrap_err());
    insta::assert_snapshot!("not_flat", REFUSED.iter().map(told).collect::<String>());
}
