//! Quantile functions of the distributions: one uniform number in, one value out. Because a value is the quantile of
//! one number, truncation, ordering and correlation are operations on that number.

mod binomial;
mod empirical;
mod mixture;
mod special;
mod tabulated;
#[cfg(test)]
mod tests;

use crate::math;
use crate::schema::generators::{DistributionParams, DistributionType};

use empirical::Empirical;
use mixture::Mixture;
use special::normal_cdf;
use tabulated::Tabulated;

/// A numeric distribution, by its quantile function.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Quantile {
    Normal { mean: f64, std: f64 },
    Lognormal { mean: f64, sigma: f64 },
    Uniform { low: f64, high: f64 },
    Poisson(CountTable),
    Exponential { rate: f64 },
    Gamma { shape: f64, scale: f64, table: Tabulated },
    Beta { alpha: f64, beta: f64, table: Tabulated },
    Pareto { alpha: f64, xm: f64 },
    Triangular { low: f64, mode: f64, high: f64 },
    Binomial(CountTable),
    StudentT { df: f64, mean: f64, std: f64, table: Tabulated },
    Mixture(Mixture),
    Empirical(Empirical),
}

impl Quantile {
    pub(crate) fn new(kind: DistributionType, params: Option<&DistributionParams>) -> Self {
        let given = params.cloned().unwrap_or_default();
        match kind {
            DistributionType::Normal => {
                Self::Normal { mean: given.mean.unwrap_or(0.0), std: given.std.or(given.sigma).unwrap_or(1.0) }
            }
            DistributionType::Lognormal => {
                Self::Lognormal { mean: given.mean.unwrap_or(0.0), sigma: given.sigma.or(given.std).unwrap_or(1.0) }
            }
            DistributionType::Uniform => {
                Self::Uniform { low: given.low.unwrap_or(0.0), high: given.high.unwrap_or(1.0) }
            }
            DistributionType::Poisson => Self::Poisson(CountTable::poisson(given.lambda.unwrap_or(1.0))),
            DistributionType::Binomial => {
                Self::Binomial(CountTable::binomial(given.n.unwrap_or(0), given.p.unwrap_or(0.0)))
            }
            _ => Self::further(kind, &given),
        }
    }

    fn further(kind: DistributionType, given: &DistributionParams) -> Self {
        let or_one = |value: Option<f64>| value.unwrap_or(1.0);
        match kind {
            DistributionType::Gamma => {
                let shape = or_one(given.shape);
                Self::Gamma { shape, scale: or_one(given.scale), table: Tabulated::gamma(shape) }
            }
            DistributionType::Beta => {
                let (alpha, beta) = (or_one(given.alpha), or_one(given.beta));
                Self::Beta { alpha, beta, table: Tabulated::beta(alpha, beta) }
            }
            DistributionType::Pareto => Self::Pareto { alpha: or_one(given.alpha), xm: or_one(given.xm) },
            DistributionType::Triangular => Self::Triangular {
                low: given.low.unwrap_or(0.0),
                mode: given.mode.unwrap_or(0.5),
                high: or_one(given.high),
            },
            DistributionType::StudentT => {
                let df = or_one(given.df);
                let (mean, std) = (given.mean.unwrap_or(0.0), or_one(given.std));
                Self::StudentT { df, mean, std, table: Tabulated::student_t(df) }
            }
            DistributionType::Mixture => Self::Mixture(Mixture::new(given.components.as_deref().unwrap_or_default())),
            DistributionType::Empirical => Self::Empirical(Empirical::new(given)),
            _ => Self::Exponential { rate: or_one(given.rate) },
        }
    }

    /// The value at `unit`, in (0, 1).
    #[inline]
    pub(crate) fn at(&self, unit: f64) -> f64 {
        match self {
            Self::Normal { mean, std } => mean + std * standard_normal(unit),
            Self::Lognormal { mean, sigma } => math::exp(mean + sigma * standard_normal(unit)),
            Self::Uniform { low, high } => low + unit * (high - low),
            Self::Poisson(table) | Self::Binomial(table) => table.at(unit),
            Self::Exponential { rate } => -math::ln_1p(-unit) / rate,
            Self::Gamma { scale, table, .. } => scale * table.at(unit),
            Self::Beta { table, .. } => table.at(unit),
            Self::Pareto { alpha, xm } => xm * math::exp(-math::ln_1p(-unit) / alpha),
            Self::Triangular { low, mode, high } => triangular(*low, *mode, *high, unit),
            Self::StudentT { mean, std, table, .. } => mean + std * table.at(unit),
            Self::Mixture(mixture) => mixture.at(unit),
            Self::Empirical(empirical) => empirical.at(unit),
        }
    }

    /// The share of values of at most `x`.
    pub(crate) fn cdf(&self, x: f64) -> f64 {
        if let Some(only) = self.only_value() {
            return if x < only { 0.0 } else { 1.0 };
        }
        if x.is_infinite() {
            return if x < 0.0 { 0.0 } else { 1.0 };
        }
        match self {
            Self::Normal { mean, std } => normal_cdf((x - mean) / std),
            Self::Lognormal { .. } if x <= 0.0 => 0.0,
            Self::Lognormal { mean, sigma } => normal_cdf((math::ln(x) - mean) / sigma),
            Self::Uniform { low, high } => ((x - low) / (high - low)).clamp(0.0, 1.0),
            Self::Poisson(table) | Self::Binomial(table) => table.cdf(x),
            Self::Exponential { rate } => -math::exp_m1(-rate * x.max(0.0)),
            Self::Gamma { .. } | Self::Beta { .. } | Self::Pareto { .. } if x <= 0.0 => 0.0,
            Self::Gamma { shape, scale, .. } => special::gamma(*shape, math::ln(x / scale)).below,
            Self::Beta { .. } if x >= 1.0 => 1.0,
            Self::Beta { alpha, beta, .. } => special::beta(*alpha, *beta, math::ln(x) - math::ln_1p(-x)).below,
            Self::Pareto { alpha, xm } => -math::exp_m1(-alpha * math::ln((x / xm).max(1.0))),
            Self::Triangular { low, mode, high } => triangular_cdf(*low, *mode, *high, x),
            Self::StudentT { df, mean, std, .. } => student_t_cdf(*df, (x - mean) / std),
            Self::Mixture(mixture) => mixture.cdf(x),
            Self::Empirical(empirical) => empirical.cdf(x),
        }
    }

    /// The share of values below `x`; differs from [`Quantile::cdf`] where single values have a share of their own.
    pub(crate) fn cdf_below(&self, x: f64) -> f64 {
        if let Some(only) = self.only_value() {
            return if x <= only { 0.0 } else { 1.0 };
        }
        match self {
            Self::Poisson(table) | Self::Binomial(table) => table.cdf(x.ceil() - 1.0),
            Self::Mixture(mixture) => mixture.cdf_below(x),
            Self::Empirical(empirical) => empirical.cdf_below(x),
            _ => self.cdf(x),
        }
    }

    /// The value at `unit`, in (0, 1), of the distribution given that it lies from `low` to `high`. Where it never does,
    /// the nearer bound.
    #[cfg_attr(not(test), expect(dead_code, reason = "truncated draws of constraints are made with it"))]
    pub(crate) fn between(&self, low: f64, high: f64, unit: f64) -> f64 {
        const LEAST: f64 = f64::EPSILON / 2.0;
        let (from, to) = (self.cdf_below(low), self.cdf(high));
        let part = from + unit * (to - from).max(0.0);
        self.at(part.clamp(LEAST, 1.0 - LEAST)).max(low).min(high)
    }

    /// The value of a distribution without any spread.
    fn only_value(&self) -> Option<f64> {
        match self {
            Self::Normal { mean, std } | Self::StudentT { mean, std, .. } => (*std == 0.0).then_some(*mean),
            Self::Lognormal { mean, sigma } => (*sigma == 0.0).then(|| math::exp(*mean)),
            Self::Uniform { low, high } | Self::Triangular { low, high, .. } => (low == high).then_some(*low),
            _ => None,
        }
    }

    /// How many single values have a share of their own.
    fn atoms(&self) -> usize {
        match self {
            _ if self.only_value().is_some() => 1,
            Self::Poisson(table) | Self::Binomial(table) => table.cumulative.len(),
            Self::Empirical(empirical) => empirical.atoms(),
            _ => 0,
        }
    }

    /// Number `index` of those values, in rising order.
    fn atom(&self, index: usize) -> f64 {
        match self {
            Self::Poisson(table) | Self::Binomial(table) => table.first + index as f64,
            Self::Empirical(empirical) => empirical.atom(index),
            _ => self.only_value().unwrap_or(f64::NAN),
        }
    }
}

fn triangular(low: f64, mode: f64, high: f64, unit: f64) -> f64 {
    let span = high - low;
    if unit * span < mode - low {
        low + math::sqrt(unit * span * (mode - low))
    } else {
        high - math::sqrt((1.0 - unit) * span * (high - mode))
    }
}

fn triangular_cdf(low: f64, mode: f64, high: f64, x: f64) -> f64 {
    let span = high - low;
    if x < low {
        0.0
    } else if x >= high {
        1.0
    } else if x < mode {
        (x - low) * (x - low) / (span * (mode - low))
    } else {
        1.0 - (high - x) * (high - x) / (span * (high - mode))
    }
}

fn student_t_cdf(df: f64, t: f64) -> f64 {
    if t == 0.0 {
        return 0.5;
    }
    let tail = 0.5 * special::beta(0.5, df / 2.0, 2.0 * math::ln(t.abs()) - math::ln(df)).above;
    if t < 0.0 { tail } else { 1.0 - tail }
}

impl Quantile {
    /// The least number in (0, 1) whose value is at least `value`; found by bisection, so it holds for any quantile function.
    pub(crate) fn unit_below(&self, value: f64) -> f64 {
        bisect(|unit| self.at(unit) >= value)
    }

    /// The least number in (0, 1) whose value is above `value`.
    pub(crate) fn unit_up_to(&self, value: f64) -> f64 {
        bisect(|unit| self.at(unit) > value)
    }
}

/// The least number in (0, 1) for which `holds`, which from there on always does; the end where it never does.
fn bisect(holds: impl Fn(f64) -> bool) -> f64 {
    const ENDS: (f64, f64) = (1e-16, 1.0 - 1e-16);
    let (mut low, mut high) = ENDS;
    if holds(low) {
        return low;
    }
    for _ in 0..60 {
        let middle = low + (high - low) / 2.0;
        if holds(middle) { high = middle } else { low = middle }
    }
    high
}

/// The distribution function of a count, tabulated where it is neither 0 nor 1 within 2^-53.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CountTable {
    first: f64,
    cumulative: Vec<f64>,
}

/// The largest mean of a count; its table has about 200,000 entries. Plans refuse more.
pub(crate) const LARGEST_MEAN: f64 = 1e8;

impl CountTable {
    /// Poisson's distribution, summed outwards from its mode so that no term underflows.
    pub(crate) fn poisson(lambda: f64) -> Self {
        if lambda <= 0.0 {
            return Self { first: 0.0, cumulative: vec![1.0] };
        }
        let lambda = lambda.min(LARGEST_MEAN);
        let mode = lambda.floor();
        let mut below = Vec::new();
        let (mut k, mut term) = (mode, 1.0);
        while k > 0.0 && term > 1e-18 {
            term *= k / lambda;
            k -= 1.0;
            below.push(term);
        }
        let mut terms: Vec<f64> = below.into_iter().rev().collect();
        let first = mode - terms.len() as f64;
        (k, term) = (mode, 1.0);
        while term > 1e-18 {
            terms.push(term);
            k += 1.0;
            term *= lambda / k;
        }
        Self::from_terms(first, &terms)
    }

    fn from_terms(first: f64, terms: &[f64]) -> Self {
        let total: f64 = terms.iter().sum();
        let mut sum = 0.0;
        let cumulative = terms
            .iter()
            .map(|term| {
                sum += term / total;
                sum
            })
            .collect();
        Self { first, cumulative }
    }

    /// The share of counts of at most `x`.
    pub(crate) fn cdf(&self, x: f64) -> f64 {
        let place = x.floor() - self.first;
        if place < 0.0 {
            return 0.0;
        }
        if place >= (self.cumulative.len() - 1) as f64 { 1.0 } else { self.cumulative[place as usize] }
    }

    /// The count at `unit`, in [0, 1).
    #[inline]
    pub(crate) fn at(&self, unit: f64) -> f64 {
        let position = self.cumulative.partition_point(|&sum| sum <= unit);
        self.first + position.min(self.cumulative.len() - 1) as f64
    }
}

/// Quantile of N(0, 1): algorithm AS 241, PPND16 (Wichura, 1988); relative error about 1e-16.
#[inline]
pub(crate) fn standard_normal(unit: f64) -> f64 {
    let q = unit - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * ratio(r, &CENTRE.0, &CENTRE.1);
    }
    let tail = if q < 0.0 { unit } else { 1.0 - unit };
    let r = math::sqrt(-math::ln(tail));
    let value = if r <= 5.0 { ratio(r - 1.6, &SHOULDER.0, &SHOULDER.1) } else { ratio(r - 5.0, &FAR.0, &FAR.1) };
    if q < 0.0 { -value } else { value }
}

#[inline]
fn ratio(x: f64, numerator: &[f64; 8], denominator: &[f64; 8]) -> f64 {
    let horner = |c: &[f64; 8]| c.iter().fold(0.0, |sum, c| sum * x + c);
    horner(numerator) / horner(denominator)
}

type Rational = ([f64; 8], [f64; 8]);

// Coefficients of AS 241, highest power first.
const CENTRE: Rational = (
    [
        2_509.080_928_730_122_7,
        33_430.575_583_588_13,
        67_265.770_927_008_7,
        45_921.953_931_549_87,
        13_731.693_765_509_46,
        1_971.590_950_306_551_3,
        133.141_667_891_784_38,
        3.387_132_872_796_366_5,
    ],
    [
        5_226.495_278_852_854,
        28_729.085_735_721_943,
        39_307.895_800_092_71,
        21_213.794_301_586_597,
        5_394.196_021_424_751,
        687.187_007_492_057_9,
        42.313_330_701_600_91,
        1.0,
    ],
);
const SHOULDER: Rational = (
    [
        7.745_450_142_783_414e-4,
        2.272_384_498_926_918_4e-2,
        0.241_780_725_177_450_6,
        1.270_458_252_452_368_4,
        3.647_848_324_763_204_5,
        5.769_497_221_460_691,
        4.630_337_846_156_546,
        1.423_437_110_749_683_5,
    ],
    [
        1.050_750_071_644_416_9e-9,
        5.475_938_084_995_345e-4,
        1.519_866_656_361_645_7e-2,
        0.148_103_976_427_480_08,
        0.689_767_334_985_1,
        1.676_384_830_183_803_8,
        2.053_191_626_637_759,
        1.0,
    ],
);
const FAR: Rational = (
    [
        2.010_334_399_292_288_1e-7,
        2.711_555_568_743_487_6e-5,
        1.242_660_947_388_078_4e-3,
        2.653_218_952_657_612_4e-2,
        0.296_560_571_828_504_87,
        1.784_826_539_917_291_3,
        5.463_784_911_164_114,
        6.657_904_643_501_103,
    ],
    [
        2.044_263_103_389_939_8e-15,
        1.421_511_758_316_446e-7,
        1.846_318_317_510_054_8e-5,
        7.868_691_311_456_133e-4,
        1.487_536_129_085_061_5e-2,
        0.136_929_880_922_735_8,
        0.599_832_206_555_887_9,
        1.0,
    ],
);
