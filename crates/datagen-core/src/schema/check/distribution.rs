//! Numeric distributions and their parameters.

use super::Check;
use crate::schema::generators::{DistributionParams, DistributionType};
use crate::schema::tree::join;
use crate::schema::words::number;

/// Every parameter by name; what a distribution does not read has no effect.
fn parameters(params: &DistributionParams) -> [(&'static str, Option<f64>); 6] {
    [
        ("mean", params.mean),
        ("std", params.std),
        ("sigma", params.sigma),
        ("low", params.low),
        ("high", params.high),
        ("lambda", params.lambda),
    ]
}

fn reads(distribution: DistributionType) -> (&'static str, &'static [&'static str]) {
    match distribution {
        DistributionType::Normal => ("normal", &["mean", "std", "sigma"]),
        DistributionType::Lognormal => ("lognormal", &["mean", "sigma"]),
        DistributionType::Uniform => ("uniform", &["low", "high"]),
        DistributionType::Poisson => ("poisson", &["lambda"]),
    }
}

impl Check<'_> {
    /// `pointer` leads to the object with type, params and clamp.
    pub(super) fn distribution(
        &mut self,
        distribution: DistributionType,
        params: Option<&DistributionParams>,
        clamp: Option<[f64; 2]>,
        pointer: &str,
    ) {
        if let Some(params) = params {
            self.parameters(distribution, params, &join(pointer, "params"));
        }
        if let Some(clamp) = clamp {
            self.ordered(clamp, &join(pointer, "clamp"));
        }
    }

    fn parameters(&mut self, distribution: DistributionType, params: &DistributionParams, pointer: &str) {
        let (name, read) = reads(distribution);
        for (parameter, _) in parameters(params).iter().filter(|(_, value)| value.is_some()) {
            if !read.contains(parameter) {
                self.warning(
                    join(pointer, parameter),
                    format!("{name} does not read \"{parameter}\": it has no effect"),
                )
                .hint(format!("{name} reads {}", read.join(", ")));
            }
        }
        for (parameter, value) in [("std", params.std), ("sigma", params.sigma), ("lambda", params.lambda)] {
            if let Some(value) = value.filter(|_| read.contains(&parameter)) {
                self.not_negative(value, &join(pointer, parameter));
            }
        }
        match distribution {
            DistributionType::Normal if params.std.is_some() && params.sigma.is_some() => {
                self.warning(join(pointer, "sigma"), "normal has \"std\" too: \"sigma\" has no effect")
                    .hint("keep one of them");
            }
            DistributionType::Uniform => {
                let (low, high) = (params.low.unwrap_or(0.0), params.high.unwrap_or(1.0));
                if low > high {
                    self.error(pointer, format!("low, {}, is above high, {}", number(low), number(high)))
                        .hint("exchange them; low is 0 and high is 1 when left out");
                }
            }
            _ => {}
        }
    }
}
