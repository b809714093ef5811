//! Quantile functions without a closed form, as a table that is made when the plan is.
//!
//! Over the normal quantile z of the uniform number, the logarithm of a gamma quantile, the logit of a beta quantile and
//! the inverse hyperbolic sine of a t quantile are smooth, in the tails too. The table holds their values and slopes;
//! between two of its points lies a cubic, so one value costs a normal quantile and a few multiplications.

use crate::math;

use super::special::{Shares, beta, gamma, normal_cdf, normal_density};
use super::standard_normal;

/// The table reaches as far as uniform numbers of 53 bits do.
const FARTHEST: f64 = 8.5;
/// How far off the cubic may be half-way between two points; relative to the value, but for values near 0.
const TOLERANCE: f64 = 1e-10;
/// Points a unit of z, from the first try to the last.
const DENSITIES: [u32; 4] = [64, 128, 256, 512];
/// Newton's method squares the error, so a step of this size (relative, but for arguments near 0) is the last one.
const LAST_STEP: f64 = 1e-10;
const MOST_STEPS: usize = 60;

/// What of the value stands in the table.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Scale {
    Log,
    Logit,
    InverseSinh,
}

/// A tabulated quantile function.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tabulated {
    scale: Scale,
    density: f64,
    /// Value and slope, at equal distances of z.
    points: Vec<[f64; 2]>,
}

/// A place on the transformed quantile function: its value and its slope over z.
type Point = [f64; 2];

impl Tabulated {
    /// Gamma of shape `a` and scale 1.
    pub(super) fn gamma(a: f64) -> Self {
        let start = if a < 1.0 { (math::ln(0.5) + math::ln_gamma(a + 1.0)) / a } else { math::ln(a) };
        Self::new(Scale::Log, start, |z, from| solve(z, from, |y| gamma(a, y)))
    }

    pub(super) fn beta(a: f64, b: f64) -> Self {
        Self::new(Scale::Logit, math::ln(a / b), |z, from| solve(z, from, |y| beta(a, b, y)))
    }

    /// Student's t: t^2 / df has the logit of a beta distribution (1/2, df/2).
    pub(super) fn student_t(df: f64) -> Self {
        Self::new(Scale::InverseSinh, 0.0, |z, from| student_point(df, z, from))
    }

    fn new(scale: Scale, start: f64, point: impl Fn(f64, f64) -> Point) -> Self {
        let middle = point(0.0, start);
        let mut table = Self { scale, density: 0.0, points: Vec::new() };
        for density in DENSITIES {
            table = Self { scale, density: f64::from(density), points: Vec::new() };
            table.fill(middle, &point);
            if table.is_precise(&point) {
                break;
            }
        }
        table
    }

    /// From the middle outwards, so that each point starts from its neighbour.
    fn fill(&mut self, middle: Point, point: &impl Fn(f64, f64) -> Point) {
        let side = (FARTHEST * self.density) as i32;
        let walk = |sign: f64| {
            let mut last = middle[0];
            let points = (1..=side).map(|k| {
                let found = point(sign * f64::from(k) / self.density, last);
                last = found[0];
                found
            });
            points.collect::<Vec<_>>()
        };
        let mut points = walk(-1.0);
        points.reverse();
        points.push(middle);
        points.extend(walk(1.0));
        self.points = points;
        self.keep_rising();
    }

    /// Slopes of at most three times the secants' keep a cubic from falling (Fritsch and Carlson, 1980).
    fn keep_rising(&mut self) {
        let secants: Vec<f64> =
            self.points.windows(2).map(|pair| ((pair[1][0] - pair[0][0]) * self.density).max(0.0)).collect();
        for (place, point) in self.points.iter_mut().enumerate() {
            let before = place.checked_sub(1).and_then(|place| secants.get(place));
            for secant in before.into_iter().chain(secants.get(place)) {
                point[1] = point[1].min(3.0 * secant);
            }
        }
    }

    /// Whether the cubics meet the function half-way between points; a sample of them, in the bulk and in both tails.
    fn is_precise(&self, point: &impl Fn(f64, f64) -> Point) -> bool {
        const TRIED: usize = 68;
        let last = self.points.len() - 1;
        (0..TRIED).all(|k| {
            let place = k * last / TRIED;
            let z = (place as f64 + 0.5) / self.density - FARTHEST;
            let exact = point(z, self.points[place][0])[0];
            (self.transformed(z) - exact).abs() < TOLERANCE * exact.abs().max(1.0)
        })
    }

    fn transformed(&self, z: f64) -> f64 {
        let position = ((z + FARTHEST) * self.density).clamp(0.0, (self.points.len() - 1) as f64);
        let place = (position as usize).min(self.points.len() - 2);
        let t = position - place as f64;
        let ([from, from_slope], [to, to_slope]) = (self.points[place], self.points[place + 1]);
        let (from_slope, to_slope) = (from_slope / self.density, to_slope / self.density);
        let rise = to - from;
        from + t
            * (from_slope + t * (3.0 * rise - 2.0 * from_slope - to_slope + t * (from_slope + to_slope - 2.0 * rise)))
    }

    /// The value at `unit`, in (0, 1).
    pub(super) fn at(&self, unit: f64) -> f64 {
        let y = self.transformed(standard_normal(unit));
        match self.scale {
            Scale::Log => math::exp(y),
            Scale::Logit => 1.0 / (1.0 + math::exp(-y)),
            Scale::InverseSinh => sinh(y),
        }
    }
}

/// The argument at which a share of `normal_cdf(z)` lies below, by Newton's method on the logarithm of the smaller share,
/// which is concave: it arrives from wherever it starts.
fn solve(z: f64, start: f64, shares: impl Fn(f64) -> Shares) -> Point {
    let wanted = normal_cdf(-z.abs());
    let mut y = start;
    let mut found = shares(y);
    for _ in 0..MOST_STEPS {
        let share = if z < 0.0 { found.below } else { found.above };
        let step = (math::ln(wanted) - math::ln(share)) * share / found.density;
        let step = if z < 0.0 { step } else { -step };
        if !step.is_finite() {
            // Beyond what floats tell apart: a smaller step towards the bulk.
            y = if found.below < 0.5 { y + 1.0 } else { y - 1.0 };
        } else {
            y += limited(step, y);
        }
        found = shares(y);
        if step.abs() <= LAST_STEP * y.abs().max(1.0) {
            break;
        }
    }
    [y, normal_density(z) / found.density]
}

fn student_point(df: f64, z: f64, from: f64) -> Point {
    if z == 0.0 {
        let ln_density = math::ln_gamma((df + 1.0) / 2.0) - math::ln_gamma(df / 2.0);
        let density = math::exp(ln_density) / math::sqrt(df * std::f64::consts::PI);
        return [0.0, normal_density(0.0) / density];
    }
    // A share q above t is a share 2 q above t^2.
    let upper = 2.0 * normal_cdf(-z.abs());
    let near = if from == 0.0 { math::ln(z.abs()) } else { ln_sinh(from.abs()) };
    let start = 2.0 * near - math::ln(df);
    let logit = solve_upper(upper, start, |y| beta(0.5, df / 2.0, y));
    let ln_t = 0.5 * (logit + math::ln(df));
    let value = inverse_sinh_of_exp(ln_t);
    let found = beta(0.5, df / 2.0, logit);
    // d logit = 2 dt / t, the density over t is half of that over both signs, and d asinh t = dt / sqrt(1 + t^2).
    let share_of_t = if ln_t > 20.0 { 1.0 } else { 1.0 / math::sqrt(1.0 + math::exp(-2.0 * ln_t)) };
    [value * z.signum(), normal_density(z) / found.density * share_of_t]
}

/// The argument above which a share of `wanted` lies.
fn solve_upper(wanted: f64, start: f64, shares: impl Fn(f64) -> Shares) -> f64 {
    let mut y = start;
    for _ in 0..MOST_STEPS {
        let found = shares(y);
        // Where nearly all lies above, the share below is the one with digits.
        let step = if wanted > 0.5 {
            (math::ln(1.0 - wanted) - math::ln(found.below)) * found.below / found.density
        } else {
            (math::ln(found.above) - math::ln(wanted)) * found.above / found.density
        };
        if !step.is_finite() {
            y += if found.below < 0.5 { 1.0 } else { -1.0 };
            continue;
        }
        y += limited(step, y);
        if step.abs() <= LAST_STEP * y.abs().max(1.0) {
            break;
        }
    }
    y
}

/// A tangent in the flat part of a curve leads too far.
fn limited(step: f64, y: f64) -> f64 {
    let most = 2.0 + y.abs();
    step.clamp(-most, most)
}

fn sinh(y: f64) -> f64 {
    let grown = math::exp_m1(y.abs());
    (0.5 * (grown + grown / (grown + 1.0))).copysign(y)
}

/// The logarithm of sinh y, for y above 0.
fn ln_sinh(y: f64) -> f64 {
    y + math::ln(-math::exp_m1(-2.0 * y)) - std::f64::consts::LN_2
}

/// asinh(e^x), also where e^x is larger than any float.
fn inverse_sinh_of_exp(x: f64) -> f64 {
    if x > 20.0 {
        return x + std::f64::consts::LN_2;
    }
    let t = math::exp(x);
    math::ln_1p(t + t * t / (1.0 + math::sqrt(1.0 + t * t)))
}
