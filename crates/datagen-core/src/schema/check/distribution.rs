//! Numeric distributions and their parameters.

use super::Check;
use crate::schema::generators::{DistributionParams, DistributionType, MixtureComponent};
use crate::schema::tree::join;
use crate::schema::words::{counted, list, number};

/// The largest mean of a count, for which a table is kept.
const LARGEST_MEAN: f64 = 1e8;
const MOST_TRIES: u64 = 1_000_000_000;
/// Shapes and degrees of freedom beyond are as good as normal, and tables would be slow to make.
const GREATEST_SHAPE: f64 = 1e6;
const LEAST_SHAPE: f64 = 0.01;
const LEAST_FREEDOM: f64 = 0.1;

/// Every parameter by name, and whether it is there; what a distribution does not read has no effect.
fn parameters(params: &DistributionParams) -> [(&'static str, bool); 20] {
    [
        ("mean", params.mean.is_some()),
        ("std", params.std.is_some()),
        ("sigma", params.sigma.is_some()),
        ("low", params.low.is_some()),
        ("high", params.high.is_some()),
        ("lambda", params.lambda.is_some()),
        ("rate", params.rate.is_some()),
        ("shape", params.shape.is_some()),
        ("scale", params.scale.is_some()),
        ("alpha", params.alpha.is_some()),
        ("beta", params.beta.is_some()),
        ("xm", params.xm.is_some()),
        ("mode", params.mode.is_some()),
        ("n", params.n.is_some()),
        ("p", params.p.is_some()),
        ("df", params.df.is_some()),
        ("components", params.components.is_some()),
        ("values", params.values.is_some()),
        ("weights", params.weights.is_some()),
        ("quantiles", params.quantiles.is_some()),
    ]
}

/// A distribution's name, and the parameters that it reads.
fn reads(distribution: DistributionType) -> (&'static str, &'static [&'static str]) {
    match distribution {
        DistributionType::Normal => ("normal", &["mean", "std", "sigma"]),
        DistributionType::Lognormal => ("lognormal", &["mean", "sigma"]),
        DistributionType::Uniform => ("uniform", &["low", "high"]),
        DistributionType::Poisson => ("poisson", &["lambda"]),
        DistributionType::Exponential => ("exponential", &["rate"]),
        DistributionType::Gamma => ("gamma", &["shape", "scale"]),
        DistributionType::Beta => ("beta", &["alpha", "beta"]),
        DistributionType::Pareto => ("pareto", &["alpha", "xm"]),
        DistributionType::Triangular => ("triangular", &["low", "mode", "high"]),
        DistributionType::Binomial => ("binomial", &["n", "p"]),
        DistributionType::StudentT => ("student_t", &["df", "mean", "std"]),
        DistributionType::Mixture => ("mixture", &["components"]),
        DistributionType::Empirical => ("empirical", &["values", "weights", "quantiles"]),
    }
}

/// The parameters without which a distribution is none.
fn needs(distribution: DistributionType) -> &'static [&'static str] {
    match distribution {
        DistributionType::Gamma => &["shape"],
        DistributionType::Beta => &["alpha", "beta"],
        DistributionType::Pareto => &["alpha"],
        DistributionType::Triangular => &["mode"],
        DistributionType::Binomial => &["n", "p"],
        DistributionType::StudentT => &["df"],
        DistributionType::Mixture => &["components"],
        _ => &[],
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
        let none = DistributionParams::default();
        let given = params.unwrap_or(&none);
        self.needed(distribution, given, pointer);
        let pointer_to_params = join(pointer, "params");
        self.parameters(distribution, given, &pointer_to_params);
        if let Some(clamp) = clamp {
            self.ordered(clamp, &join(pointer, "clamp"));
        }
    }

    fn needed(&mut self, distribution: DistributionType, params: &DistributionParams, pointer: &str) {
        let (name, _) = reads(distribution);
        let all = parameters(params);
        for needed in needs(distribution) {
            if all.iter().any(|(parameter, given)| parameter == needed && !given) {
                let form = if *needed == "components" { "[{ \"weight\": 1, \"type\": ... }]" } else { "a number" };
                self.error(pointer, format!("{name} needs \"{needed}\"")).hint(format!("add \"{needed}\": {form}"));
            }
        }
    }

    fn parameters(&mut self, distribution: DistributionType, params: &DistributionParams, pointer: &str) {
        let (name, read) = reads(distribution);
        for (parameter, _) in parameters(params).iter().filter(|(_, given)| *given) {
            if !read.contains(parameter) {
                self.warning(
                    join(pointer, parameter),
                    format!("{name} does not read \"{parameter}\": it has no effect"),
                )
                .hint(format!("{name} reads {}", list(read.iter().copied())));
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
            DistributionType::Uniform | DistributionType::Triangular => self.span_of_values(params, pointer),
            DistributionType::Poisson => self.within(params.lambda, "lambda", [0.0, LARGEST_MEAN], pointer),
            DistributionType::Exponential => self.above_nothing(params.rate, "rate", pointer),
            DistributionType::Pareto => {
                self.above_nothing(params.alpha, "alpha", pointer);
                self.above_nothing(params.xm, "xm", pointer);
            }
            DistributionType::Mixture => self.components(params.components.as_deref(), pointer),
            DistributionType::Empirical => self.empirical(params, pointer),
            _ => self.shapes(distribution, params, pointer),
        }
    }

    /// Parameters for which a table is made.
    fn shapes(&mut self, distribution: DistributionType, params: &DistributionParams, pointer: &str) {
        let shapes = [LEAST_SHAPE, GREATEST_SHAPE];
        match distribution {
            DistributionType::Gamma => {
                self.within(params.shape, "shape", shapes, pointer);
                self.above_nothing(params.scale, "scale", pointer);
            }
            DistributionType::Beta => {
                self.within(params.alpha, "alpha", shapes, pointer);
                self.within(params.beta, "beta", shapes, pointer);
            }
            DistributionType::StudentT => self.within(params.df, "df", [LEAST_FREEDOM, GREATEST_SHAPE], pointer),
            DistributionType::Binomial => {
                if let Some(n) = params.n.filter(|n| *n > MOST_TRIES) {
                    self.error(join(pointer, "n"), format!("expected at most {MOST_TRIES} tries, found {n}"))
                        .hint("use a normal with mean n p and std sqrt(n p (1 - p))");
                }
                if let Some(p) = params.p {
                    self.share(p, &join(pointer, "p"));
                }
            }
            _ => {}
        }
    }

    fn within(&mut self, value: Option<f64>, name: &str, [least, greatest]: [f64; 2], pointer: &str) {
        // Below 0 was reported already where that is the bound.
        let off = |value: &f64| *value > greatest || (*value < least && least > 0.0);
        if let Some(value) = value.filter(off) {
            let (least, greatest, found) = (number(least), number(greatest), number(value));
            let finding =
                self.error(join(pointer, name), format!("expected a number from {least} to {greatest}, found {found}"));
            if value > 1.0 {
                finding.hint("a normal distribution is as good as the same there");
            }
        }
    }

    fn above_nothing(&mut self, value: Option<f64>, name: &str, pointer: &str) {
        if let Some(value) = value.filter(|value| *value <= 0.0) {
            self.error(join(pointer, name), format!("expected a number above 0, found {}", number(value)));
        }
    }

    fn span_of_values(&mut self, params: &DistributionParams, pointer: &str) {
        let (low, high) = (params.low.unwrap_or(0.0), params.high.unwrap_or(1.0));
        if low > high {
            self.error(pointer, format!("low, {}, is above high, {}", number(low), number(high)))
                .hint("exchange them; low is 0 and high is 1 when left out");
        } else if let Some(mode) = params.mode.filter(|mode| !(low..=high).contains(mode)) {
            let (mode, low, high) = (number(mode), number(low), number(high));
            self.error(join(pointer, "mode"), format!("the mode, {mode}, lies outside of low, {low}, to high, {high}"))
                .hint("low is 0 and high is 1 when left out");
        }
    }

    fn components(&mut self, components: Option<&[MixtureComponent]>, pointer: &str) {
        let Some(components) = components else { return };
        let here = join(pointer, "components");
        if components.is_empty() {
            self.error(here, "a mixture has at least one component").hint("add { \"weight\": 1, \"type\": ... }");
            return;
        }
        for (index, component) in components.iter().enumerate() {
            let here = join(&here, index);
            if component.distribution_type == DistributionType::Mixture {
                self.error(join(&here, "type"), "a component of a mixture is a mixture")
                    .hint("put its components among the others, their weights multiplied by its own");
            } else {
                self.distribution(component.distribution_type, component.params.as_ref(), None, &here);
            }
        }
        let weights: Vec<f64> = components.iter().map(|component| component.weight).collect();
        self.weights(&weights, &here);
    }

    fn empirical(&mut self, params: &DistributionParams, pointer: &str) {
        match (&params.values, &params.quantiles) {
            (Some(_), Some(_)) => {
                self.error(join(pointer, "quantiles"), "empirical has either values or quantiles, found both")
                    .hint("keep one of them");
            }
            (None, None) => {
                self.error(pointer, "empirical needs values or quantiles, found neither")
                    .hint("add \"values\": [...], or \"quantiles\": [least, ..., greatest]");
            }
            (Some(values), None) => self.observed(values, params.weights.as_deref(), pointer),
            (None, Some(quantiles)) => {
                if params.weights.is_some() {
                    self.error(join(pointer, "weights"), "quantiles have no weights").hint("remove the weights");
                }
                self.quantiles(quantiles, &join(pointer, "quantiles"));
            }
        }
    }

    fn observed(&mut self, values: &[f64], weights: Option<&[f64]>, pointer: &str) {
        if values.is_empty() {
            self.error(join(pointer, "values"), "there are no values to draw").hint("add some");
        }
        let Some(weights) = weights else { return };
        let here = join(pointer, "weights");
        if weights.len() == values.len() {
            self.weights(weights, &here);
        } else {
            let (found, expected) = (counted(weights.len(), "weight"), counted(values.len(), "value"));
            self.error(here, format!("expected a weight a value, found {found} for {expected}"))
                .hint(format!("write {} numbers; they need not add up to 1", values.len()));
        }
    }

    fn quantiles(&mut self, quantiles: &[f64], pointer: &str) {
        if quantiles.len() < 2 {
            let found = counted(quantiles.len(), "quantile");
            self.error(pointer, format!("expected at least 2 quantiles, found {found}"))
                .hint("write the least value, those in between at equal distances, and the greatest");
        }
        for (index, pair) in quantiles.windows(2).enumerate().filter(|(_, pair)| pair[0] > pair[1]) {
            let (before, found) = (number(pair[0]), number(pair[1]));
            self.error(
                join(pointer, index + 1),
                format!("expected at least {before}, the quantile before, found {found}"),
            )
            .hint("write quantiles in rising order");
        }
    }
}
