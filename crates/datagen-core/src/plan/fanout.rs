//! How many children a parent row has: a pure function of the fanout's key and the parent's row.

use crate::generate::quantile::{CountTable, standard_normal};
use crate::generate::weights::Sampler;
use crate::math;
use crate::schema::document::{Fanout as Declared, FanoutDistribution};
use crate::schema::weights::WeightsKind;
use crate::seed::{Cell, ColumnKey};

/// The compiled fanout of a fact.
#[derive(Debug, Clone)]
pub(crate) struct Fanout {
    key: ColumnKey,
    kind: Kind,
    least: u64,
    greatest: u64,
}

#[derive(Debug, Clone)]
enum Kind {
    Poisson { lambda: f64, table: CountTable },
    Uniform { min: u64, max: u64 },
    NegativeBinomial { mean: f64, dispersion: f64 },
    Zipf { min: u64, sampler: Sampler, mean: f64 },
    Geometric { mean: f64 },
    Fixed { count: u64 },
    Lognormal { mean: f64, sigma: f64 },
}

impl Fanout {
    pub(crate) fn new(key: ColumnKey, declared: &Declared) -> Self {
        let mean = declared.mean.unwrap_or(0.0);
        let kind = match declared.distribution {
            FanoutDistribution::Poisson => {
                let lambda = declared.lambda.unwrap_or(0.0);
                Kind::Poisson { lambda, table: CountTable::poisson(lambda) }
            }
            FanoutDistribution::Uniform => {
                Kind::Uniform { min: declared.min.unwrap_or(0), max: declared.max.unwrap_or(0) }
            }
            FanoutDistribution::NegativeBinomial => {
                Kind::NegativeBinomial { mean, dispersion: declared.dispersion.unwrap_or(1.0) }
            }
            FanoutDistribution::Zipf => zipf(declared),
            FanoutDistribution::Geometric => Kind::Geometric { mean },
            FanoutDistribution::Fixed => Kind::Fixed { count: declared.count.unwrap_or(0) },
            FanoutDistribution::Lognormal => Kind::Lognormal { mean, sigma: declared.sigma.unwrap_or(1.0) },
        };
        let [low, high] = declared.clamp.unwrap_or([0, u64::MAX]);
        let least = declared.min.unwrap_or(0).max(low);
        let greatest = declared.max.unwrap_or(u64::MAX).min(high);
        Self { key, kind, least, greatest }
    }

    /// `Some` when every parent has the same number of children.
    pub(crate) fn constant(&self) -> Option<u64> {
        match self.kind {
            Kind::Fixed { count } => Some(self.clamp(count as f64)),
            Kind::Uniform { min, max } if min == max => Some(self.clamp(min as f64)),
            _ => None,
        }
    }

    /// The number of children of parent row `row`, its mean multiplied by `factor` before the draw.
    pub(crate) fn count(&self, row: u64, factor: f64) -> u64 {
        if factor == 1.0 {
            return self.unscaled_count(row);
        }
        if factor <= 0.0 {
            return 0;
        }
        let mut cell = self.key.cell(row);
        self.clamp(match &self.kind {
            Kind::Poisson { lambda, .. } => poisson(lambda * factor, &mut cell),
            Kind::NegativeBinomial { mean, dispersion } => {
                let rate = mean * factor / dispersion * gamma(*dispersion, &mut cell);
                poisson(rate, &mut cell)
            }
            Kind::Geometric { mean } => poisson(mean * factor * exponential(&mut cell), &mut cell),
            Kind::Lognormal { mean, sigma } => round_at_random(lognormal(mean * factor, *sigma, &mut cell), &mut cell),
            // The others have no mean to scale inside of the draw: the count is scaled, and its fraction rounded at
            // random by another draw than the count's own.
            Kind::Uniform { .. } | Kind::Zipf { .. } | Kind::Fixed { .. } => {
                let count = self.drawn(&mut cell);
                round_at_random(count * factor, &mut cell)
            }
        })
    }

    fn unscaled_count(&self, row: u64) -> u64 {
        self.clamp(self.drawn(&mut self.key.cell(row)))
    }

    fn drawn(&self, cell: &mut Cell) -> f64 {
        match &self.kind {
            Kind::Poisson { table, .. } => table.at(cell.unit()),
            Kind::Uniform { min, max } => (min + cell.below(max - min + 1)) as f64,
            Kind::NegativeBinomial { mean, dispersion } => {
                let rate = mean / dispersion * gamma(*dispersion, cell);
                poisson(rate, cell)
            }
            Kind::Zipf { min, sampler, .. } => (min + sampler.index(cell)) as f64,
            Kind::Geometric { mean } => {
                let rate = mean * exponential(cell);
                poisson(rate, cell)
            }
            Kind::Fixed { count } => *count as f64,
            Kind::Lognormal { mean, sigma } => {
                let rate = lognormal(*mean, *sigma, cell);
                round_at_random(rate, cell)
            }
        }
    }

    /// The mean number of children that parent row `row` would have over many seeds of its count alone: the weight
    /// with which time-ordered rows choose it.
    pub(crate) fn rate(&self, row: u64) -> f64 {
        let mut cell = self.key.cell(row);
        match &self.kind {
            Kind::Poisson { lambda, .. } => *lambda,
            Kind::Uniform { min, max } => (*min as f64 + *max as f64) / 2.0,
            Kind::NegativeBinomial { mean, dispersion } => mean / dispersion * gamma(*dispersion, &mut cell),
            Kind::Zipf { min, sampler, .. } => (min + sampler.index(&mut cell)) as f64,
            Kind::Geometric { mean } => mean * exponential(&mut cell),
            Kind::Fixed { count } => *count as f64,
            Kind::Lognormal { mean, sigma } => lognormal(*mean, *sigma, &mut cell),
        }
    }

    /// The mean number of children, for estimates; bounds are taken into account by trying the first parents.
    pub(crate) fn mean(&self) -> f64 {
        if self.least == 0 && self.greatest == u64::MAX {
            return match &self.kind {
                Kind::Poisson { lambda, .. } => *lambda,
                Kind::Uniform { min, max } => (*min as f64 + *max as f64) / 2.0,
                Kind::Zipf { mean, .. } | Kind::NegativeBinomial { mean, .. } => *mean,
                Kind::Geometric { mean } | Kind::Lognormal { mean, .. } => *mean,
                Kind::Fixed { count } => *count as f64,
            };
        }
        const TRIED: u64 = 4096;
        (0..TRIED).map(|row| self.unscaled_count(row) as f64).sum::<f64>() / TRIED as f64
    }

    fn clamp(&self, count: f64) -> u64 {
        (count as u64).max(self.least).min(self.greatest)
    }
}

fn zipf(declared: &Declared) -> Kind {
    let min = declared.min.or(declared.clamp.map(|clamp| clamp[0])).unwrap_or(1);
    let max = declared.max.or(declared.clamp.map(|clamp| clamp[1])).unwrap_or(min).max(min);
    let kind = WeightsKind::Zipf(declared.a.unwrap_or(1.0));
    let sampler = Sampler::by_kind(&kind, max - min + 1);
    let weights = crate::generate::weights::rule_weights(&kind, (max - min + 1).min(1 << 20));
    let total: f64 = weights.iter().sum();
    let mean = weights.iter().enumerate().map(|(k, weight)| (min as f64 + k as f64) * weight / total).sum();
    Kind::Zipf { min, sampler, mean }
}

/// A fanout of one child each, to be scaled.
impl Fanout {
    pub(crate) fn one_each(key: ColumnKey) -> Self {
        Self { key, kind: Kind::Fixed { count: 1 }, least: 0, greatest: u64::MAX }
    }
}

/// The whole number below or above, so that the mean is kept.
fn round_at_random(number: f64, cell: &mut Cell) -> f64 {
    number.floor() + f64::from(u8::from(cell.unit() < number.fract()))
}

fn exponential(cell: &mut Cell) -> f64 {
    -math::ln(crate::seed::open_unit(cell.bits()))
}

fn lognormal(mean: f64, sigma: f64, cell: &mut Cell) -> f64 {
    mean * math::exp(sigma * standard_normal(crate::seed::open_unit(cell.bits())) - sigma * sigma / 2.0)
}

/// Gamma(shape, 1), by Marsaglia and Tsang (2000); a shape below 1 is boosted as they describe.
fn gamma(shape: f64, cell: &mut Cell) -> f64 {
    if shape < 1.0 {
        let boost = math::pow(crate::seed::open_unit(cell.bits()), 1.0 / shape);
        return boost * gamma(shape + 1.0, cell);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / math::sqrt(9.0 * d);
    loop {
        let x = standard_normal(crate::seed::open_unit(cell.bits()));
        let root = 1.0 + c * x;
        let v = root * root * root;
        let u = crate::seed::open_unit(cell.bits());
        if v > 0.0 && math::ln(u) < 0.5 * x * x + d * (1.0 - v + math::ln(v)) {
            return d * v;
        }
    }
}

/// Poisson with a mean that differs from row to row: by multiplication (Knuth) in parts of 16, since a sum of Poisson
/// counts is one; beyond 500 by the normal quantile with its first Cornish-Fisher term, off by less than one count.
fn poisson(mean: f64, cell: &mut Cell) -> f64 {
    if mean > 500.0 {
        let normal = standard_normal(crate::seed::open_unit(cell.bits()));
        // Cornish-Fisher: the third moment of the Poisson distribution.
        let corrected = mean + math::sqrt(mean) * normal + (normal * normal - 1.0) / 6.0;
        return (corrected + 0.5).floor().max(0.0);
    }
    let mut left = mean;
    let mut count = 0.0;
    while left > 0.0 {
        let part = left.min(16.0);
        left -= part;
        let limit = math::exp(-part);
        let mut product = crate::seed::open_unit(cell.bits());
        while product > limit {
            count += 1.0;
            product *= crate::seed::open_unit(cell.bits());
        }
    }
    count
}
