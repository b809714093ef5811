//! Public holidays as weights of days.

use datagen_core::Options;

use super::{column, complaints, table};
use crate::door::{check_shares, generate, texts};

const CHRISTMAS: [&str; 2] = ["2024-12-25", "2024-12-26"];

fn days(holidays: &str, column_type: &str, freq: &str) -> Vec<String> {
    let body = format!(
        r#"{{"datetime_series": {{"within": {{"start": "2024-12-20", "end": "2024-12-29T23:00:00"}}, "freq": "{freq}",
           "holidays": {holidays}}}}}"#
    );
    let (tables, _) = generate(&table(40_000, &[column("x", column_type, &body)]), &Options::default());
    texts(&crate::door::column(&tables, "x")).iter().map(|text| text[..10].to_owned()).collect()
}

#[test]
fn holidays_have_the_weight_they_are_given() {
    let shares = |factor: f64| -> Vec<(String, f64)> {
        let weight = |day: &str| if CHRISTMAS.contains(&day) { factor } else { 1.0 };
        (20..30).map(|day| format!("2024-12-{day}")).map(|day| (day.clone(), weight(&day))).collect()
    };
    for (holidays, factor) in [
        (r#""GB""#, 0.2),
        (r#"{"country": "de", "weight": 0.5}"#, 0.5),
        (r#"{"country": "PL", "weight": 0}"#, 0.0),
        (r#"{"country": "UK", "weight": 4}"#, 4.0),
    ] {
        let shares = shares(factor);
        let shares: Vec<(&str, f64)> = shares.iter().map(|(day, weight)| (day.as_str(), *weight)).collect();
        check_shares("times", &days(holidays, "datetime", "H"), &shares);
        check_shares("dates", &days(holidays, "date", "D"), &shares);
    }
}

#[test]
fn holidays_of_every_year_of_a_long_span_are_found() {
    let body = r#"{"datetime_series": {"within": {"start": "2015-01-01", "end": "2030-12-31"}, "freq": "D",
        "holidays": {"country": "US", "weight": 0}}}"#;
    let (tables, _) = generate(&table(100_000, &[column("x", "date", body)]), &Options::default());
    let days = texts(&crate::door::column(&tables, "x"));
    for gone in ["2015-07-04", "2021-11-25", "2027-05-31", "2030-12-25"] {
        assert!(!days.contains(&gone.to_owned()), "{gone}");
    }
    assert!(days.contains(&"2021-11-26".to_owned()));
}

#[test]
fn each_mistake_has_its_words() {
    let of = |holidays: &str| {
        let within = r#""within": {"start": "2024-12-25", "end": "2024-12-26"}, "freq": "D""#;
        table(3, &[column("x", "date", &format!(r#"{{"datetime_series": {{{within}, "holidays": {holidays}}}}}"#))])
    };
    golden!(complaints(&[
        ("unknown country", of(r#""Germany""#)),
        ("unknown country of a weight", of(r#"{"country": "ZZ", "weight": -1}"#)),
        ("no country", of(r#"{"weight": 1}"#)),
        ("nothing but holidays", of(r#"{"country": "DE", "weight": 0}"#)),
    ]));
}
