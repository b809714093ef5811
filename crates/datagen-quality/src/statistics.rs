//! Tests of distributions: statistic, probability, and effect.

use datagen_core::math::{erfc, exp, ln, ln_gamma, sqrt};

use crate::findings::TestFigures;

/// A test fails only when what was found is less probable than this, and its effect above its limit.
pub(crate) const LEAST_PROBABILITY: f64 = 1e-9;

impl TestFigures {
    /// Whether the data is not as declared.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.p < LEAST_PROBABILITY && self.effect > self.limit
    }
}

/// How probable a chi-square statistic of at least `statistic` is.
pub(crate) fn chi_square_tail(statistic: f64, degrees: f64) -> f64 {
    if degrees <= 0.0 || statistic <= 0.0 {
        return 1.0;
    }
    gamma_tail(degrees / 2.0, statistic / 2.0)
}

/// The regularised upper incomplete gamma function: a series below a + 1, a continued fraction (Lentz) above.
/// Abramowitz and Stegun 6.5.29 and 6.5.31.
fn gamma_tail(a: f64, x: f64) -> f64 {
    const MOST: usize = 10_000;
    let scale = exp(a * ln(x) - x - ln_gamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum) = (1.0 / a, 1.0 / a);
        for n in 1..MOST {
            term *= x / (a + n as f64);
            sum += term;
            if term < sum * 1e-16 {
                break;
            }
        }
        return (1.0 - scale * sum).max(0.0);
    }
    let tiny = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / tiny;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for n in 1..MOST {
        let n = n as f64;
        let numerator = -n * (n - a);
        b += 2.0;
        d = 1.0 / away_from_zero(numerator * d + b, tiny);
        c = away_from_zero(b + numerator / c, tiny);
        fraction *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    scale * fraction
}

fn away_from_zero(x: f64, tiny: f64) -> f64 {
    if x.abs() < tiny { tiny } else { x }
}

/// How probable a normal deviation of at least `z` standard deviations is, to either side.
pub(crate) fn normal_tails(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// How probable a Kolmogorov-Smirnov distance of at least `distance` between `n` values and their distribution is
/// (Stephens 1970).
pub(crate) fn kolmogorov_tail(distance: f64, n: u64) -> f64 {
    let root = sqrt(n as f64);
    let scaled = (root + 0.12 + 0.11 / root) * distance;
    if scaled < 0.2 {
        return 1.0;
    }
    let mut sum = 0.0;
    for k in 1..100 {
        let term = exp(-2.0 * f64::from(k * k) * scaled * scaled);
        sum += if k % 2 == 1 { term } else { -term };
        if term < 1e-20 {
            break;
        }
    }
    (2.0 * sum).clamp(0.0, 1.0)
}

/// Counts against expected weights. The effect is half the sum of the absolute differences of shares: the share of rows
/// that would have to have another value.
pub(crate) fn shares_test(observed: &[f64], expected: &[f64], limit: f64) -> TestFigures {
    let (n, total): (f64, f64) = (observed.iter().sum(), expected.iter().sum());
    let (mut statistic, mut classes, mut off) = (0.0, 0_usize, 0.0);
    // Classes in which hardly anything is expected are one.
    let (mut rare_observed, mut rare_expected) = (0.0, 0.0);
    let mut add = |found: f64, due: f64| {
        if due > 0.0 {
            statistic += (found - due) * (found - due) / due;
            classes += 1;
        } else if found > 0.0 {
            statistic = f64::INFINITY;
        }
    };
    for (found, weight) in observed.iter().zip(expected) {
        let due = if total > 0.0 { weight / total * n } else { 0.0 };
        off += (found - due).abs();
        if due > 0.0 && due < 5.0 {
            rare_observed += found;
            rare_expected += due;
        } else {
            add(*found, due);
        }
    }
    if rare_expected > 0.0 {
        // A handful of expected rows is no basis for a probability.
        add(rare_observed, f64::max(rare_expected, 5.0));
    }
    TestFigures {
        method: "chi_square".to_owned(),
        n: n as u64,
        statistic: statistic.min(f64::MAX),
        p: if n > 0.0 { chi_square_tail(statistic.min(1e300), classes.saturating_sub(1).max(1) as f64) } else { 1.0 },
        effect: if n > 0.0 { off / n / 2.0 } else { 0.0 },
        effect_of: "share of rows in another class than declared".to_owned(),
        limit,
    }
}

/// Numbers that should be uniform between 0 and 1.
pub(crate) fn uniform_test(units: &mut [f64], limit: f64) -> TestFigures {
    units.sort_unstable_by(f64::total_cmp);
    let n = units.len() as f64;
    let distance = |(at, unit): (usize, &f64)| ((at as f64 + 1.0) / n - unit).max(unit - at as f64 / n);
    let distance = units.iter().enumerate().map(distance).fold(0.0, f64::max);
    TestFigures {
        method: "kolmogorov_smirnov".to_owned(),
        n: units.len() as u64,
        statistic: distance,
        p: if units.is_empty() { 1.0 } else { kolmogorov_tail(distance, units.len() as u64) },
        effect: distance,
        effect_of: "greatest distance between the distribution functions".to_owned(),
        limit,
    }
}

/// A mean of `n` numbers against what is due, where one number has the standard deviation `deviation`; `tries` such
/// tests were made, of which this is the worst.
pub(crate) fn mean_test(found: f64, due: f64, deviation: f64, n: u64, tries: usize) -> (f64, f64) {
    let z = if n == 0 { 0.0 } else { (found - due) / (deviation.max(1e-300) / sqrt(n as f64)) };
    (z, (normal_tails(z) * tries.max(1) as f64).min(1.0))
}

/// Spearman's rank correlation; ties share their mean rank.
pub(crate) fn rank_correlation(one: &[f64], other: &[f64]) -> f64 {
    let (a, b) = (ranks(one), ranks(other));
    let n = a.len() as f64;
    let (mean_a, mean_b) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
    let (mut together, mut of_a, mut of_b) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(&b) {
        together += (x - mean_a) * (y - mean_b);
        of_a += (x - mean_a) * (x - mean_a);
        of_b += (y - mean_b) * (y - mean_b);
    }
    if of_a * of_b > 0.0 { together / sqrt(of_a * of_b) } else { 0.0 }
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_unstable_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut at = 0;
    while at < order.len() {
        let same = order[at..].iter().take_while(|&&row| values[row] == values[order[at]]).count();
        let rank = at as f64 + (same as f64 - 1.0) / 2.0;
        order[at..at + same].iter().for_each(|&row| ranks[row] = rank);
        at += same;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn near(found: f64, expected: f64) {
        assert!((found / expected - 1.0).abs() < 1e-3, "{found} instead of {expected}");
    }

    #[test]
    fn tails_are_those_of_tables() {
        // Abramowitz and Stegun, tables 26.7, 26.8 and 26.1.
        near(chi_square_tail(3.841_46, 1.0), 0.05);
        near(chi_square_tail(18.307, 10.0), 0.05);
        near(chi_square_tail(149.449, 100.0), 0.001);
        near(chi_square_tail(0.000_982_07, 1.0), 0.975);
        near(normal_tails(1.959_964), 0.05);
        near(normal_tails(6.0), 1.973e-9);
        // 1.6276 of the limit distribution, with the correction for n.
        near(kolmogorov_tail(0.016_256_3, 10_000), 0.01);
    }

    #[test]
    fn shares_are_told_apart() {
        let same = shares_test(&[2_010.0, 7_990.0], &[1.0, 4.0], 0.02);
        assert!(same.p > 0.5 && !same.fails());
        let other = shares_test(&[3_000.0, 7_000.0], &[1.0, 4.0], 0.02);
        assert!(other.fails());
        near(other.effect, 0.1);
        assert!(shares_test(&[5_000.0, 5_000.0, 900.0], &[1.0, 1.0, 0.0], 0.02).fails(), "what never occurs");
    }

    #[test]
    fn ranks_are_correlated() {
        near(rank_correlation(&[1.0, 2.0, 3.0, 4.0], &[1.0, 4.0, 9.0, 16.0]), 1.0);
        near(rank_correlation(&[1.0, 2.0, 3.0, 4.0, 5.0], &[5.0, 6.0, 7.0, 8.0, 7.0]), 0.820_783);
    }
}
