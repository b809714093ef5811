//! Distribution functions that have no closed form: the normal, and the incomplete gamma and beta functions.
//!
//! Series and continued fractions of the Digital Library of Mathematical Functions (8.11.4, 8.9.2, 8.17.22), the
//! latter summed by the modified method of Lentz (Thompson and Barnett, 1986). Arguments are logarithms or logits, so
//! that values far below the smallest float, which small shapes have, are still told apart.

use crate::math;

/// More terms are never needed within the parameters that schemas may have (at most 10^6).
const MOST_TERMS: u32 = 100_000;
/// Two units in the last place: a fraction may go back and forth by one.
const PRECISION: f64 = 2.0 * f64::EPSILON;
/// Stands for a denominator of 0 in Lentz's method.
const TINY: f64 = 1e-300;

/// The distribution function of N(0, 1).
pub(super) fn normal_cdf(z: f64) -> f64 {
    0.5 * math::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The density of N(0, 1).
pub(super) fn normal_density(z: f64) -> f64 {
    const ROOT_OF_TWO_PI: f64 = 2.506_628_274_631_000_5;
    math::exp(-0.5 * z * z) / ROOT_OF_TWO_PI
}

/// A distribution function at one place: the shares below and above, and the density with respect to the argument.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shares {
    pub(super) below: f64,
    pub(super) above: f64,
    pub(super) density: f64,
}

/// The gamma distribution of shape `a` and scale 1, by the logarithm of its argument.
pub(super) fn gamma(a: f64, ln_x: f64) -> Shares {
    let x = math::exp(ln_x);
    // x^a e^-x / Gamma(a) is the density over ln x.
    let density = math::exp(a * ln_x - x - math::ln_gamma(a));
    if density == 0.0 {
        let below = if x < a { 0.0 } else { 1.0 };
        return Shares { below, above: 1.0 - below, density };
    }
    if x < a + 1.0 {
        let below = (density / a * gamma_series(a, x)).min(1.0);
        return Shares { below, above: 1.0 - below, density };
    }
    let above = (density * gamma_fraction(a, x)).min(1.0);
    Shares { below: 1.0 - above, above, density }
}

/// 1 + x/(a+1) + x^2/((a+1)(a+2)) + ...
fn gamma_series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for n in 1..MOST_TERMS {
        term *= x / (a + f64::from(n));
        sum += term;
        if term < sum * PRECISION {
            break;
        }
    }
    sum
}

fn gamma_fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1.0 / TINY, 1.0 / b);
    let mut fraction = d;
    for n in 1..MOST_TERMS {
        let n = f64::from(n);
        let numerator = n * (a - n);
        b += 2.0;
        d = 1.0 / away_from_zero(numerator * d + b);
        c = away_from_zero(b + numerator / c);
        let step = c * d;
        fraction *= step;
        if (step - 1.0).abs() < PRECISION {
            break;
        }
    }
    fraction
}

/// The beta distribution, by the logit of its argument.
pub(super) fn beta(a: f64, b: f64, logit: f64) -> Shares {
    // Each of x and 1 - x from the logit, so that neither loses digits to the other.
    let (ln_x, ln_rest) = (ln_logistic(logit), ln_logistic(-logit));
    let density = math::exp(a * ln_x + b * ln_rest - ln_beta(a, b));
    let (x, rest) = (math::exp(ln_x), math::exp(ln_rest));
    if density == 0.0 {
        let below = if x * (a + b) < a { 0.0 } else { 1.0 };
        return Shares { below, above: 1.0 - below, density };
    }
    if x < (a + 1.0) / (a + b + 2.0) {
        let below = (density / a * beta_fraction(a, b, x)).min(1.0);
        return Shares { below, above: 1.0 - below, density };
    }
    let above = (density / b * beta_fraction(b, a, rest)).min(1.0);
    Shares { below: 1.0 - above, above, density }
}

/// The logarithm of 1 / (1 + e^-y).
fn ln_logistic(y: f64) -> f64 {
    if y < -36.0 { y } else { -math::ln_1p(math::exp(-y)) }
}

/// The logarithm of the beta function.
pub(super) fn ln_beta(a: f64, b: f64) -> f64 {
    math::ln_gamma(a) + math::ln_gamma(b) - math::ln_gamma(a + b)
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let (mut c, mut d) = (1.0, 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for n in 1..MOST_TERMS {
        let n = f64::from(n);
        let even = n * (b - n) * x / ((a + 2.0 * n - 1.0) * (a + 2.0 * n));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        fraction *= c * d;
        let odd = -(a + n) * (a + b + n) * x / ((a + 2.0 * n) * (a + 2.0 * n + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        let step = c * d;
        fraction *= step;
        if (step - 1.0).abs() < PRECISION {
            break;
        }
    }
    fraction
}

fn away_from_zero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}
