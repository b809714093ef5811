//! Every distribution has its law, and says what it needs.

use datagen_core::math;

use super::{column, complaints, table};
use crate::door::Expected::{Every, Law, Shares};
use crate::door::check;

fn law(name: &str, kind: &str, params: &str) -> String {
    let body = format!(r#"{{"distribution": {{"type": "{kind}", "params": {params}, "clamp": [-1e12, 1e12]}}}}"#);
    column(name, "float", &body)
}

/// The distribution function of N(0, 1).
fn normal(z: f64) -> f64 {
    0.5 * math::erfc(-z / std::f64::consts::SQRT_2)
}

#[test]
fn distributions_have_their_laws() {
    let columns = [
        law("exponential", "exponential", r#"{"rate": 0.25}"#),
        law("gamma", "gamma", r#"{"shape": 3, "scale": 2}"#),
        law("beta", "beta", r#"{"alpha": 0.5, "beta": 0.5}"#),
        law("pareto", "pareto", r#"{"alpha": 1.5, "xm": 10}"#),
        law("triangular", "triangular", r#"{"low": 1, "mode": 2, "high": 5}"#),
        law("cauchy", "student_t", r#"{"df": 1, "mean": 3, "std": 2}"#),
        law(
            "mixture",
            "mixture",
            r#"{"components": [{"weight": 3, "type": "normal"},
            {"weight": 1, "type": "exponential", "params": {"rate": 0.1}}]}"#,
        ),
        law("quantiles", "empirical", r#"{"quantiles": [0, 1, 4, 9, 100]}"#),
    ];
    let squares = |x: f64| {
        let known = [0.0, 1.0, 4.0, 9.0, 100.0];
        let place = known.iter().filter(|value| **value <= x).count().clamp(1, 4) - 1;
        (place as f64 + (x - known[place]) / (known[place + 1] - known[place])) / 4.0
    };
    check(
        &table(50_000, &columns),
        &[
            Law("exponential", &|x| 1.0 - math::exp(-x / 4.0)),
            Law("gamma", &|x| 1.0 - math::exp(-x / 2.0) * (1.0 + x / 2.0 + x * x / 8.0)),
            Law("beta", &|x| 2.0 / std::f64::consts::PI * math::asin(math::sqrt(x))),
            Law("pareto", &|x| 1.0 - math::pow(10.0 / x, 1.5)),
            Law("triangular", &|x| {
                if x < 2.0 { (x - 1.0) * (x - 1.0) / 4.0 } else { 1.0 - (5.0 - x) * (5.0 - x) / 12.0 }
            }),
            Law("cauchy", &|x| 0.5 + math::atan((x - 3.0) / 2.0) / std::f64::consts::PI),
            Law("mixture", &|x| 0.75 * normal(x) + 0.25 * (1.0 - math::exp(-0.1 * x.max(0.0)))),
            Law("quantiles", &squares),
        ],
    );
}

#[test]
fn counts_and_single_values_have_their_shares() {
    let columns = [
        law("binomial", "binomial", r#"{"n": 4, "p": 0.3}"#),
        law("never", "binomial", r#"{"n": 4, "p": 0}"#),
        law("observed", "empirical", r#"{"values": [7, -1.5, 3, 3], "weights": [1, 2, 3, 4]}"#),
        law(
            "zero_inflated",
            "mixture",
            r#"{"components": [{"weight": 7, "type": "empirical", "params": {"values": [0]}},
            {"weight": 3, "type": "poisson", "params": {"lambda": 1}}]}"#,
        ),
    ];
    let poisson = |k: u32| 0.3 * math::exp(-1.0) / (1..=k).map(f64::from).product::<f64>();
    check(
        &table(50_000, &columns),
        &[
            Shares("binomial", &[("0.0", 0.2401), ("1.0", 0.4116), ("2.0", 0.2646), ("3.0", 0.0756), ("4.0", 0.0081)]),
            Every("never", &|x| x == "0.0"),
            Shares("observed", &[("-1.5", 2.0), ("3.0", 7.0), ("7.0", 1.0)]),
            Shares(
                "zero_inflated",
                &[
                    ("0.0", 0.7 + poisson(0)),
                    ("1.0", poisson(1)),
                    ("2.0", poisson(2)),
                    ("3.0", poisson(3)),
                    ("4.0", poisson(4)),
                    ("5.0", poisson(5)),
                    ("6.0", poisson(6)),
                    ("7.0", poisson(7)),
                ],
            ),
        ],
    );
}

#[test]
fn each_mistake_has_its_words() {
    let of = |kind: &str, params: &str| table(3, &[law("x", kind, params)]);
    golden!(complaints(&[
        ("unknown kind", of("weibull", "{}")),
        ("gamma without shape", of("gamma", r#"{"scale": 2}"#)),
        ("gamma beyond its shapes", of("gamma", r#"{"shape": 2e6, "scale": 0}"#)),
        ("beta without parameters", of("beta", "{}")),
        ("beta of tiny shapes", of("beta", r#"{"alpha": 0.001, "beta": -1}"#)),
        ("pareto", of("pareto", r#"{"alpha": 0, "xm": -2}"#)),
        ("triangular", of("triangular", r#"{"low": 3, "mode": 9, "high": 5}"#)),
        ("binomial", of("binomial", r#"{"n": 2000000000, "p": 30}"#)),
        ("student_t", of("student_t", r#"{"df": 0.01, "std": -1}"#)),
        ("exponential", of("exponential", r#"{"rate": 0, "lambda": 3}"#)),
        ("poisson beyond its table", of("poisson", r#"{"lambda": 1e9}"#)),
        ("mixture without components", of("mixture", "{}")),
        ("mixture of nothing", of("mixture", r#"{"components": []}"#)),
        ("mixture of mixtures", of("mixture", r#"{"components": [{"weight": 1, "type": "mixture"}]}"#)),
        (
            "mixture with a mistake",
            of("mixture", r#"{"components": [{"weight": -1, "type": "normal"}, {"weight": 1, "type": "gamma"}]}"#)
        ),
        ("empirical of nothing", of("empirical", "{}")),
        ("empirical of both", of("empirical", r#"{"values": [1], "quantiles": [1, 2]}"#)),
        ("empirical weights", of("empirical", r#"{"values": [1, 2], "weights": [1]}"#)),
        ("empirical quantiles", of("empirical", r#"{"quantiles": [1, 3, 2], "weights": [1]}"#)),
        ("one quantile", of("empirical", r#"{"quantiles": [1]}"#)),
    ]));
}
