use super::*;

#[test]
fn quantiles_of_the_normal_are_the_tabulated_ones() {
    // The test values that AS 241 publishes.
    for (unit, quantile) in [(0.25, -0.6744897501960817), (0.001, -3.0902323061678136), (1e-20, -9.262340089798409)] {
        assert!((standard_normal(unit) / quantile - 1.0).abs() < 1e-15, "{unit}");
    }
}

#[test]
fn counts_have_their_mean() {
    let mean_of = |table: &CountTable| {
        let terms = &table.cumulative[..table.cumulative.len() - 1];
        table.first + terms.iter().map(|sum| 1.0 - sum).sum::<f64>()
    };
    for lambda in [0.0, 0.3, 4.0, 250.0, 123_456.0] {
        let mean = mean_of(&CountTable::poisson(lambda));
        assert!((mean - lambda).abs() <= 1e-9 * lambda.max(1.0), "{lambda} {mean}");
    }
    for (n, p) in [(0, 0.5), (1, 0.3), (10, 0.0), (10, 1.0), (10, 0.999), (1_000_000_000, 0.4), (1_000_000_000, 1e-9)] {
        let mean = mean_of(&CountTable::binomial(n, p));
        assert!((mean - n as f64 * p).abs() <= 1e-9 * (n as f64 * p).max(1.0), "{n} {p} {mean}");
    }
}

/// The uniform numbers at which the reference values below were computed, with 40 digits, by bisection of the
/// distribution functions (mpmath 1.3).
const UNITS: [f64; 8] = [8.881784197001252e-16, 1e-6, 0.01, 0.3, 0.5, 0.9, 0.999, 1.0 - 9.313225746154785e-10];

fn params(json: &str) -> DistributionParams {
    serde_json::from_str(json).unwrap()
}

fn quantile(kind: DistributionType, json: &str) -> Quantile {
    Quantile::new(kind, Some(&params(json)))
}

fn meets(found: f64, expected: f64, what: &str) {
    let off = (found - expected).abs() / expected.abs().max(1e-300);
    assert!(off < 2e-9 || found == expected, "{what}: {found:e}, expected {expected:e}, off by {off:e}");
}

#[test]
fn gamma_quantiles_are_the_reference_values() {
    let reference: [(f64, [f64; 8]); 5] = [
        (
            0.05,
            [
                5.454582462603321e-302,
                5.844632057286584e-121,
                5.844632057286532e-41,
                2.0378971887326642e-11,
                5.573878440746248e-7,
                0.07631711390918851,
                2.736458598728676,
                15.183912871268436,
            ],
        ),
        (
            0.5,
            [
                6.195699061366312e-31,
                7.853981633978594e-13,
                7.854392895485099e-5,
                0.07423593091627272,
                0.2274682115597864,
                1.3527717270477075,
                5.4137830853313655,
                18.73182875613251,
            ],
        ),
        (
            2.5,
            [
                1.5418096565983831e-6,
                0.006448080103248548,
                0.27714903836413857,
                1.499954066379953,
                2.1757300955477636,
                4.61817844989056,
                10.257502826216438,
                25.421532133502872,
            ],
        ),
        (
            30.0,
            [
                4.366081742136017,
                10.710858650758844,
                18.742425764901892,
                26.904563066176394,
                29.66733313822123,
                37.1985028596843,
                49.803616534924686,
                75.35464678093857,
            ],
        ),
        (
            4000.0,
            [
                3517.381539457652,
                3706.53231790779,
                3854.3410617139352,
                3966.5938846325785,
                3999.666671605389,
                4081.2635458048658,
                4198.296658065541,
                4391.844570093551,
            ],
        ),
    ];
    for (shape, values) in reference {
        let gamma = quantile(DistributionType::Gamma, &format!(r#"{{"shape": {shape}}}"#));
        for (unit, value) in UNITS.into_iter().zip(values) {
            meets(gamma.at(unit), value, &format!("gamma {shape} at {unit}"));
        }
    }
}

#[test]
fn beta_quantiles_are_the_reference_values() {
    let reference: [(f64, f64, [f64; 8]); 5] = [
        (
            0.05,
            0.2,
            [
                6.123365372647113e-300,
                6.561238701737569e-119,
                6.56123870173751e-39,
                2.287762471657872e-9,
                6.256986533495295e-5,
                0.9715144870080202,
                0.9999999999970857,
                1.0,
            ],
        ),
        (
            0.5,
            0.5,
            [
                1.9464362655041583e-30,
                2.46740110027031e-12,
                0.0002467198171342215,
                0.20610737385376343,
                0.5,
                0.9755282581475768,
                0.999997532600929,
                1.0,
            ],
        ),
        (
            2.0,
            5.0,
            [
                7.694926631339088e-9,
                0.0002582878293540636,
                0.026763191142755056,
                0.18180347131894917,
                0.26444998329565994,
                0.5103163065514916,
                0.818613866919134,
                0.9890608088267082,
            ],
        ),
        (
            30.0,
            1.5,
            [
                0.29798882644826297,
                0.6022621581878413,
                0.8289848954546156,
                0.9412162549045072,
                0.9616446477048035,
                0.9903868103784457,
                0.9995984446857259,
                0.9999999618825577,
            ],
        ),
        (
            800.0,
            300.0,
            [
                0.613339610477581,
                0.6607706547995889,
                0.6954593799156312,
                0.7203309429862798,
                0.7274105106368052,
                0.7443880739886315,
                0.7675156009508254,
                0.8025976987591473,
            ],
        ),
    ];
    for (alpha, beta, values) in reference {
        let found = quantile(DistributionType::Beta, &format!(r#"{{"alpha": {alpha}, "beta": {beta}}}"#));
        for (unit, value) in UNITS.into_iter().zip(values) {
            meets(found.at(unit), value, &format!("beta {alpha} {beta} at {unit}"));
        }
    }
}

#[test]
fn t_quantiles_are_the_reference_values() {
    let reference: [(f64, [f64; 8]); 6] = [
        (
            0.5,
            [
                -1.3037674316338341e29,
                -102849115631.634,
                -1028.4910104716218,
                -1.0095258786071661,
                0.0,
                10.270324410234512,
                102849.11563017537,
                1.1857695714150706e17,
            ],
        ),
        (
            1.0,
            [
                -358385071201416.2,
                -318309.8861827435,
                -31.820515953773956,
                -0.7265425280053609,
                0.0,
                3.077683537175254,
                318.30883898555015,
                341782637.7882158,
            ],
        ),
        (
            2.5,
            [
                -919122.7792839047,
                -220.17342917823686,
                -5.353111173030874,
                -0.5973077382523175,
                0.0,
                1.7302509288071768,
                13.82219311086596,
                3590.3230857922795,
            ],
        ),
        (
            7.0,
            [
                -283.89718891650494,
                -14.241469651981445,
                -2.9979515668685286,
                -0.5491096579472851,
                0.0,
                1.4149239276505086,
                4.785289628638333,
                39.10303641254746,
            ],
        ),
        (
            40.0,
            [
                -12.572495352209739,
                -5.553969751815039,
                -2.4232567793348583,
                -0.5286056795508959,
                0.0,
                1.3030770526071949,
                3.306877714085822,
                7.726606068468599,
            ],
        ),
        (
            5000.0,
            [
                -7.981686126207673,
                -4.759037953505101,
                -2.3270939177333476,
                -0.524433944832573,
                0.0,
                1.2817209053357186,
                3.0918631199609816,
                6.020522423051189,
            ],
        ),
    ];
    for (df, values) in reference {
        let found = quantile(DistributionType::StudentT, &format!(r#"{{"df": {df}}}"#));
        for (unit, value) in UNITS.into_iter().zip(values) {
            meets(found.at(unit), value, &format!("t {df} at {unit}"));
        }
    }
}

/// Every distribution, plain and at the ends of what its parameters may be.
fn all() -> Vec<(String, Quantile)> {
    use DistributionType::{
        Beta, Binomial, Empirical, Exponential, Gamma, Lognormal, Mixture, Normal, Pareto, Poisson, StudentT,
        Triangular, Uniform,
    };
    let cases = [
        (Normal, r#"{"mean": 3, "std": 2}"#),
        (Normal, r#"{"mean": 3, "std": 0}"#),
        (Lognormal, r#"{"mean": 1, "sigma": 2}"#),
        (Uniform, r#"{"low": -1, "high": 4}"#),
        (Uniform, r#"{"low": 2, "high": 2}"#),
        (Poisson, r#"{"lambda": 3.5}"#),
        (Poisson, r#"{"lambda": 0}"#),
        (Exponential, r#"{"rate": 0.2}"#),
        (Gamma, r#"{"shape": 2.5, "scale": 3}"#),
        (Gamma, r#"{"shape": 0.01}"#),
        (Gamma, r#"{"shape": 1000000}"#),
        (Beta, r#"{"alpha": 2, "beta": 5}"#),
        (Beta, r#"{"alpha": 0.01, "beta": 0.01}"#),
        (Beta, r#"{"alpha": 1000000, "beta": 0.01}"#),
        (Beta, r#"{"alpha": 1000000, "beta": 1000000}"#),
        (Pareto, r#"{"alpha": 1.5, "xm": 10}"#),
        (Triangular, r#"{"low": 1, "mode": 1, "high": 5}"#),
        (Triangular, r#"{"low": 1, "mode": 5, "high": 5}"#),
        (Triangular, r#"{"low": 1, "mode": 1, "high": 1}"#),
        (Binomial, r#"{"n": 20, "p": 0.3}"#),
        (StudentT, r#"{"df": 3, "mean": 5, "std": 2}"#),
        (StudentT, r#"{"df": 0.1}"#),
        (StudentT, r#"{"df": 1000000}"#),
        (Empirical, r#"{"values": [5, 1, 3, 3], "weights": [1, 2, 3, 0]}"#),
        (Empirical, r#"{"quantiles": [0, 1, 1, 4, 10]}"#),
        (
            Mixture,
            r#"{"components": [{"weight": 3, "type": "normal"}, {"weight": 1, "type": "normal", "params": {"mean": 9}}]}"#,
        ),
        (
            Mixture,
            r#"{"components": [{"weight": 1, "type": "uniform"},
            {"weight": 1, "type": "uniform", "params": {"low": 10, "high": 11}}]}"#,
        ),
        (
            Mixture,
            r#"{"components": [{"weight": 1, "type": "empirical", "params": {"values": [0]}},
            {"weight": 2, "type": "poisson", "params": {"lambda": 4}}, {"weight": 2, "type": "lognormal"}]}"#,
        ),
    ];
    cases.into_iter().map(|(kind, json)| (format!("{kind:?} {json}"), quantile(kind, json))).collect()
}

fn grid() -> impl Iterator<Item = f64> {
    (0..2000).map(|k| (f64::from(k) + 0.5) / 2000.0).chain([1e-15, 1e-9, 1e-4]).chain([1.0 - 1e-15, 1.0 - 1e-9])
}

/// The shares below and up to a value, which may have been rounded to the next float.
fn shares_around(quantile: &Quantile, value: f64) -> (f64, f64) {
    let rounding = (value.abs() * f64::EPSILON).max(f64::MIN_POSITIVE);
    (quantile.cdf_below(value - rounding), quantile.cdf(value + rounding))
}

#[test]
fn quantile_functions_never_fall_and_invert_the_distribution_functions() {
    for (name, quantile) in all() {
        let mut units: Vec<f64> = grid().collect();
        units.sort_unstable_by(f64::total_cmp);
        let mut last = f64::NEG_INFINITY;
        for unit in units {
            let value = quantile.at(unit);
            assert!(value >= last || value >= last - 1e-13 * last.abs(), "{name} falls at {unit}: {value} < {last}");
            last = value;
            let (from, to) = shares_around(&quantile, value);
            assert!(from - 3e-9 <= unit && unit <= to + 3e-9, "{name} at {unit}: {value} has {from} to {to}");
        }
    }
}

#[test]
fn truncated_draws_lie_between_their_bounds_and_follow_the_rest_of_the_law() {
    for (name, quantile) in all() {
        let (low, high) = (quantile.at(0.3), quantile.at(0.8));
        for (from, to) in [(low, high), (f64::NEG_INFINITY, low), (high, f64::INFINITY), (-1e300, 1e300)] {
            let (below, above) = (quantile.cdf_below(from), quantile.cdf(to));
            for unit in grid() {
                let value = quantile.between(from, to, unit);
                assert!((from..=to).contains(&value), "{name}: {value} outside of {from} to {to}");
                let share = below + unit * (above - below);
                let (least, most) = shares_around(&quantile, value);
                assert!((least - 1e-8..=most + 1e-8).contains(&share), "{name} from {from} to {to} at {unit}: {value}");
            }
        }
        // Where there is nothing, the nearer bound.
        assert_eq!(quantile.between(1e301, 1e302, 0.5), 1e301, "{name}");
    }
}

#[test]
fn single_values_of_a_mixture_are_exact() {
    let zero_or_more = quantile(
        DistributionType::Mixture,
        r#"{"components": [{"weight": 1, "type": "empirical", "params": {"values": [0, -2.5]}}, {"weight": 1, "type": "lognormal"}]}"#,
    );
    assert_eq!(zero_or_more.at(0.1), -2.5);
    assert_eq!(zero_or_more.at(0.3), 0.0);
    assert!((zero_or_more.at(0.75) - 1.0).abs() < 1e-12);
}
