//! Exact counts by bins, in one pass, without knowing the range beforehand.
//!
//! Widths are 1 or 2 times a power of ten, and edges are multiples of the width: each width divides the next one, so that bins
//! become wider by putting neighbours together, and nothing is counted anew.

use datagen_core::math::pow;

use super::model::Histogram;

/// The most bins while counting.
const FINE: i64 = 4_096;
/// The most bins shown.
const SHOWN: i64 = 40;
/// The largest share of the range that far tails may take before they are left out.
const TAIL: f64 = 3.0;

/// A width of the sequence ..., 0.1, 0.2, 1, 2, 10, 20, ...
#[derive(Debug, Clone, Copy, PartialEq)]
struct Width {
    exponent: i32,
    two: bool,
    /// Ten to the absolute value of the exponent.
    power: f64,
}

impl Width {
    fn new(exponent: i32, two: bool) -> Self {
        Self { exponent, two, power: pow(10.0, f64::from(exponent.abs())) }
    }

    /// The least width that is at least `least`.
    fn at_least(least: f64) -> Self {
        let mut width = Self::new(-20, false);
        while width.value() < least && width.exponent < 308 {
            width = width.wider().0;
        }
        width
    }

    /// The next width, and how often this one goes into it.
    fn wider(self) -> (Self, i64) {
        if self.two { (Self::new(self.exponent + 1, false), 5) } else { (Self::new(self.exponent, true), 2) }
    }

    fn value(self) -> f64 {
        self.edge(1)
    }

    /// The bin of a value. Negative powers multiply, so that 0.3 is the third tenth.
    fn bin(self, value: f64) -> i64 {
        let scaled = if self.exponent < 0 { value * self.power } else { value / self.power };
        (if self.two { scaled / 2.0 } else { scaled }).floor() as i64
    }

    /// Where a bin begins.
    fn edge(self, bin: i64) -> f64 {
        let units = bin as f64 * if self.two { 2.0 } else { 1.0 };
        if self.exponent < 0 { units / self.power } else { units * self.power }
    }
}

/// Counts of finite values.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Bins {
    width: Option<Width>,
    first: i64,
    counts: Vec<u64>,
}

impl Bins {
    /// For values from `min` to `max`, and further ones that may come; whole numbers get bins of at least 1.
    pub(super) fn covering(min: f64, max: f64, whole: bool) -> Self {
        // A bin's number stays exact below 2^50; halves, since a range may exceed every number.
        let exact = min.abs().max(max.abs()) / (1_u64 << 50) as f64;
        let least = ((max / 2.0 - min / 2.0) / (FINE / 4) as f64).max(exact).max(if whole { 1.0 } else { 1e-12 });
        Self { width: Some(Width::at_least(least)), first: 0, counts: Vec::new() }
    }

    /// Takes up values.
    pub(super) fn add(&mut self, values: &[f64]) {
        for value in values {
            let Some(mut width) = self.width else { return };
            while !self.reach(width.bin(*value)) {
                width = self.coarsen(width);
            }
            let bin = (width.bin(*value) - self.first) as usize;
            self.counts[bin] += 1;
        }
    }

    /// Makes room for a bin; false when that takes too many.
    fn reach(&mut self, bin: i64) -> bool {
        if self.counts.is_empty() {
            self.first = bin;
        }
        let last = self.first + self.counts.len() as i64 - 1;
        if self.first <= bin && bin <= last {
            return true;
        }
        let (first, end) = (self.first.min(bin), last.max(bin) + 1);
        if end.saturating_sub(first) > FINE {
            return false;
        }
        let before = (self.first - first) as usize;
        self.counts.splice(0..0, std::iter::repeat_n(0, before));
        self.first = first;
        self.counts.resize((end - first) as usize, 0);
        true
    }

    fn coarsen(&mut self, width: Width) -> Width {
        let (wider, factor) = width.wider();
        let first = self.first.div_euclid(factor);
        let mut counts = vec![0; 0];
        for (offset, count) in self.counts.iter().enumerate() {
            let bin = ((self.first + offset as i64).div_euclid(factor) - first) as usize;
            if counts.len() <= bin {
                counts.resize(bin + 1, 0);
            }
            counts[bin] += count;
        }
        (self.first, self.counts, self.width) = (first, counts, Some(wider));
        wider
    }

    /// Some tens of bins. Tails beyond `low` and `high` (the outer percentiles) are left out where they would leave most
    /// of the picture empty.
    pub(super) fn histogram(&self, low: f64, high: f64) -> Histogram {
        let mut bins = self.clone();
        let Some(mut width) = bins.width.filter(|_| !bins.counts.is_empty()) else { return Histogram::default() };
        let range = bins.counts.len() as f64 * width.value();
        let far = range > TAIL * (high - low) && high > low;
        let mut window = if far { (width.bin(low), width.bin(high)) } else { bins.ends() };
        while window.1 - window.0 >= SHOWN {
            width = bins.coarsen(width);
            window = if far { (width.bin(low), width.bin(high)) } else { bins.ends() };
        }
        bins.window(width, window)
    }

    fn ends(&self) -> (i64, i64) {
        (self.first, self.first + self.counts.len() as i64 - 1)
    }

    fn window(&self, width: Width, (first, last): (i64, i64)) -> Histogram {
        let count = |bin: i64| usize::try_from(bin - self.first).ok().and_then(|bin| self.counts.get(bin)).copied();
        let counts: Vec<u64> = (first..=last).map(|bin| count(bin).unwrap_or(0)).collect();
        let before =
            |bin: i64| -> u64 { self.counts.iter().take(usize::try_from(bin - self.first).unwrap_or(0)).sum() };
        let total: u64 = self.counts.iter().sum();
        Histogram {
            start: width.edge(first),
            width: width.value(),
            counts,
            below: before(first),
            above: total - before(last + 1),
        }
    }

    /// Both counts over the same bins, the wider of the two widths.
    pub(crate) fn aligned(&self, other: &Self) -> (Vec<u64>, Vec<u64>) {
        let (mut a, mut b) = (self.clone(), other.clone());
        let (Some(mut wide), Some(mut narrow)) = (a.width, b.width) else {
            return (a.counts, b.counts);
        };
        while wide.value() < narrow.value() {
            wide = a.coarsen(wide);
        }
        while narrow.value() < wide.value() {
            narrow = b.coarsen(narrow);
        }
        let first = a.first.min(b.first);
        let end = (a.first + a.counts.len() as i64).max(b.first + b.counts.len() as i64);
        // Two far ranges share no bin; it does not matter then how far apart they are.
        let limit = 4 * FINE;
        if end - first > limit {
            let zeros = |n: usize| std::iter::repeat_n(0, n);
            let left = a.counts.iter().copied().chain(zeros(b.counts.len())).collect();
            let right = zeros(a.counts.len()).chain(b.counts.iter().copied()).collect();
            return (left, right);
        }
        let spread = |bins: &Self| {
            let mut counts = vec![0; (end - first) as usize];
            for (offset, count) in bins.counts.iter().enumerate() {
                counts[(bins.first - first) as usize + offset] = *count;
            }
            counts
        };
        (spread(&a), spread(&b))
    }
}
