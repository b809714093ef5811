//! The mistakes that queries invite.

use factory_core::sql::{MistakeKind, Query};

const QUERIES: &[&str] = &[
    "SELECT c.segment, count(DISTINCT o.customer_id) AS buyers, sum(o.amount) / nullif(sum(o.units), 0) AS price
     FROM customers c LEFT JOIN orders o ON o.customer_id = c.customer_id
     WHERE o.status = 'Completed' AND (o.units > 1 OR o.units IS NULL) AND c.customer_id = o.customer_id
     GROUP BY c.segment HAVING count(DISTINCT o.customer_id) > 3 ORDER BY buyers DESC, c.segment LIMIT 5",
    "WITH monthly AS (SELECT date_trunc('month', day) AS month, 100.0 * sum(a) / sum(b) AS share FROM t
     WHERE day >= DATE '2024-01-01' GROUP BY date_trunc('month', day))
     SELECT month, share FROM monthly UNION SELECT DISTINCT date_trunc('week', day), 0 FROM t ORDER BY month",
    "SELECT sum(amount) FILTER (WHERE status = 'Returned') AS returned,
     count(DISTINCT CASE WHEN units > 2 THEN customer_id END) AS large, sum(CASE WHEN a THEN 1 WHEN b THEN 2 END) AS c FROM orders",
];

#[test]
fn each_place_has_its_mistake() {
    let mut told = String::new();
    for text in QUERIES {
        for mistake in Query::parse(text).unwrap().mistakes() {
            told += &format!("== {}: {}\n{}\n", mistake.kind.word(), mistake.what, mistake.query.text());
        }
    }
    insta::assert_snapshot!("mistakes", told);
}

#[test]
fn mistaken_queries_are_queries_of_the_subset() {
    for text in QUERIES.iter().chain(crate::engines::QUERIES) {
        for mistake in Query::parse(text).unwrap().mistakes() {
            let again = Query::parse(mistake.query.text()).unwrap();
            assert_eq!(again.statement().to_string(), mistake.query.statement().to_string());
        }
    }
}

#[test]
fn a_query_without_pitfalls_has_no_mistakes() {
    assert_eq!(Query::parse("SELECT a, sum(b) AS c FROM t GROUP BY a ORDER BY a").unwrap().mistakes(), []);
}

#[test]
fn each_kind_has_a_lesson() {
    let told = |kind: MistakeKind| format!("{}: {}\n", kind.word(), kind.lesson());
    insta::assert_snapshot!("lessons", MistakeKind::ALL.map(told).concat());
}
