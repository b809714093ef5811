//! A mixture of distributions: the inverse of its distribution function.

use crate::schema::generators::MixtureComponent;

use super::Quantile;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mixture {
    /// Shares, which add up to 1, and distributions.
    components: Vec<(f64, Quantile)>,
}

impl Mixture {
    pub(super) fn new(components: &[MixtureComponent]) -> Self {
        let total: f64 = components.iter().map(|component| component.weight).sum();
        let weighted = components.iter().filter(|component| component.weight > 0.0);
        let components = weighted.map(|component| {
            let quantile = Quantile::new(component.distribution_type, component.params.as_ref());
            (component.weight / total, quantile)
        });
        Self { components: components.collect() }
    }

    pub(super) fn cdf(&self, x: f64) -> f64 {
        self.components.iter().map(|(share, component)| share * component.cdf(x)).sum()
    }

    pub(super) fn cdf_below(&self, x: f64) -> f64 {
        self.components.iter().map(|(share, component)| share * component.cdf_below(x)).sum()
    }

    /// The quantile lies between the least and the greatest of the components' quantiles. There, either a single
    /// value's own share holds `unit`, or the distribution function rises through it.
    pub(super) fn at(&self, unit: f64) -> f64 {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for (_, component) in &self.components {
            let value = component.at(unit);
            (low, high) = (low.min(value), high.max(value));
        }
        if low >= high || self.cdf(low) >= unit {
            return low;
        }
        for (_, component) in &self.components {
            match self.first_atom(component, unit) {
                Some((atom, true)) => return atom,
                Some((atom, false)) => high = high.min(atom),
                None => {}
            }
        }
        self.crossing(low, high, unit)
    }

    /// The first single value of `component` up to which at least `unit` lies, and whether its own share holds `unit`.
    fn first_atom(&self, component: &Quantile, unit: f64) -> Option<(f64, bool)> {
        let (mut from, mut to) = (0, component.atoms());
        let count = to;
        while from < to {
            let middle = from + (to - from) / 2;
            if self.cdf(component.atom(middle)) < unit { from = middle + 1 } else { to = middle }
        }
        (from < count).then(|| {
            let atom = component.atom(from);
            (atom, self.cdf_below(atom) < unit)
        })
    }

    /// Where the distribution function reaches `unit`: false position with halved ends (Illinois; Dowell and Jarratt,
    /// 1971), and a plain halving in between, for functions that jump.
    fn crossing(&self, mut low: f64, mut high: f64, unit: f64) -> f64 {
        const MOST_STEPS: u32 = 200;
        let (mut below, mut above) = (self.cdf(low) - unit, self.cdf(high) - unit);
        for step in 0..MOST_STEPS {
            if high - low <= 2.0 * f64::EPSILON * low.abs().max(high.abs()) {
                break;
            }
            let guess = if step % 3 == 2 || above <= below {
                low + 0.5 * (high - low)
            } else {
                low - below * (high - low) / (above - below)
            };
            let guess = if guess > low && guess < high { guess } else { low + 0.5 * (high - low) };
            let found = self.cdf(guess) - unit;
            if found == 0.0 {
                return guess;
            }
            if found < 0.0 {
                (low, below, above) = (guess, found, above * 0.5);
            } else {
                (high, above, below) = (guess, found, below * 0.5);
            }
        }
        high
    }
}
