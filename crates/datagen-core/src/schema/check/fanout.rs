//! How many children the rows of a parent have.

use super::Check;
use crate::schema::document::{Fanout, FanoutDistribution};
use crate::schema::tree::join;
use crate::schema::words::number;

impl Check<'_> {
    /// What the distribution reads is there and makes sense; what it does not read is tolerated.
    pub(super) fn fanout(&mut self, fanout: &Fanout, pointer: &str) {
        match fanout.distribution {
            FanoutDistribution::Poisson => self.at_least_zero(fanout.lambda, "lambda", fanout, pointer),
            FanoutDistribution::Uniform => {
                self.given(fanout.min.is_some(), "min", fanout, pointer);
                self.given(fanout.max.is_some(), "max", fanout, pointer);
            }
            FanoutDistribution::NegativeBinomial => {
                self.at_least_zero(fanout.mean, "mean", fanout, pointer);
                self.above_zero(fanout.dispersion, "dispersion", fanout, pointer);
            }
            FanoutDistribution::Zipf => {
                self.at_least_zero(fanout.a, "a", fanout, pointer);
                self.given(fanout.max.is_some(), "max", fanout, pointer);
            }
            FanoutDistribution::Geometric => self.at_least_zero(fanout.mean, "mean", fanout, pointer),
            FanoutDistribution::Fixed => self.given(fanout.count.is_some(), "count", fanout, pointer),
            FanoutDistribution::Lognormal => {
                self.above_zero(fanout.mean, "mean", fanout, pointer);
                self.at_least_zero(fanout.sigma, "sigma", fanout, pointer);
            }
        }
        self.fanout_bounds(fanout, pointer);
    }

    fn fanout_bounds(&mut self, fanout: &Fanout, pointer: &str) {
        let zipf = fanout.distribution == FanoutDistribution::Zipf;
        let min = fanout.min.or(zipf.then_some(1));
        if let (Some(min), Some(max)) = (min, fanout.max)
            && min > max
        {
            let message = format!("the least number of children, {min}, is above the greatest, {max}");
            self.error(join(pointer, "max"), message).hint("exchange min and max");
        }
        if let Some([low, high]) = fanout.clamp
            && low > high
        {
            let message = format!("the clamp's least value, {low}, is above its greatest, {high}");
            self.error(join(pointer, "clamp"), message).hint(format!("write [{high}, {low}]"));
        }
    }

    fn given(&mut self, given: bool, name: &str, fanout: &Fanout, pointer: &str) {
        if !given {
            let distribution = word(fanout.distribution);
            self.error(pointer, format!("the fanout distribution {distribution} needs \"{name}\""))
                .hint(format!("add \"{name}\": a number"));
        }
    }

    fn at_least_zero(&mut self, value: Option<f64>, name: &str, fanout: &Fanout, pointer: &str) {
        self.given(value.is_some(), name, fanout, pointer);
        if let Some(value) = value.filter(|value| *value < 0.0) {
            self.error(join(pointer, name), format!("expected a number of at least 0, found {}", number(value)))
                .hint("numbers of children are not negative");
        }
    }

    fn above_zero(&mut self, value: Option<f64>, name: &str, fanout: &Fanout, pointer: &str) {
        self.given(value.is_some(), name, fanout, pointer);
        if let Some(value) = value.filter(|value| *value <= 0.0) {
            self.error(join(pointer, name), format!("expected a number above 0, found {}", number(value)));
        }
    }
}

fn word(distribution: FanoutDistribution) -> &'static str {
    match distribution {
        FanoutDistribution::Poisson => "poisson",
        FanoutDistribution::Uniform => "uniform",
        FanoutDistribution::NegativeBinomial => "negative_binomial",
        FanoutDistribution::Zipf => "zipf",
        FanoutDistribution::Geometric => "geometric",
        FanoutDistribution::Fixed => "fixed",
        FanoutDistribution::Lognormal => "lognormal",
    }
}
