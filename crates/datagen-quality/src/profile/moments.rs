//! Moments in one pass.
//!
//! Each batch is told in two passes (its mean, then powers of the distances from it) and merged into what came before by
//! the formulas of Pébay, "Formulas for robust, one-pass parallel computation of covariances and arbitrary-order
//! statistical moments" (Sandia, 2008), which stay precise where sums of powers cancel.

/// Number, mean and sums of powers of the distances from the mean.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Moments {
    n: f64,
    mean: f64,
    m2: f64,
    m3: f64,
    m4: f64,
}

impl Moments {
    /// Of some values.
    pub(super) fn of(values: &[f64]) -> Self {
        let n = values.len() as f64;
        if values.is_empty() {
            return Self::default();
        }
        let mean = values.iter().map(|value| value / n).sum::<f64>();
        let mut moments = Self { n, mean, ..Self::default() };
        for value in values {
            let distance = value - mean;
            let square = distance * distance;
            moments.m2 += square;
            moments.m3 += square * distance;
            moments.m4 += square * square;
        }
        moments
    }

    /// Takes up the moments of further values.
    pub(super) fn merge(&mut self, other: &Self) {
        if other.n == 0.0 {
            return;
        }
        let (a, b) = (*self, other);
        let n = a.n + b.n;
        let delta = b.mean - a.mean;
        let (d2, ab) = (delta * delta, a.n * b.n);
        self.n = n;
        self.mean = a.mean + delta * b.n / n;
        self.m2 = a.m2 + b.m2 + d2 * ab / n;
        self.m3 = a.m3 + b.m3 + d2 * delta * ab * (a.n - b.n) / (n * n) + 3.0 * delta * (a.n * b.m2 - b.n * a.m2) / n;
        self.m4 = a.m4
            + b.m4
            + d2 * d2 * ab * (a.n * a.n - ab + b.n * b.n) / (n * n * n)
            + 6.0 * d2 * (a.n * a.n * b.m2 + b.n * b.n * a.m2) / (n * n)
            + 4.0 * delta * (a.n * b.m3 - b.n * a.m3) / n;
    }

    pub(super) const fn mean(&self) -> f64 {
        self.mean
    }

    /// The standard deviation of a sample.
    pub(super) fn std(&self) -> Option<f64> {
        (self.n > 1.0).then(|| (self.m2 / (self.n - 1.0)).sqrt()).filter(|std| std.is_finite())
    }

    pub(super) fn skewness(&self) -> Option<f64> {
        let skewness = self.n.sqrt() * self.m3 / (self.m2 * self.m2.sqrt());
        Some(skewness).filter(|value| self.m2 > 0.0 && value.is_finite())
    }

    pub(super) fn kurtosis(&self) -> Option<f64> {
        let kurtosis = self.n * self.m4 / (self.m2 * self.m2) - 3.0;
        Some(kurtosis).filter(|value| self.m2 > 0.0 && value.is_finite())
    }
}

/// How two columns vary together; merged like [`Moments`].
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Covariance {
    n: f64,
    mean: [f64; 2],
    /// Sums of squares of each, and of products.
    squares: [f64; 2],
    products: f64,
}

impl Covariance {
    /// Of pairs of values; pairs with a value that is not finite are left out.
    pub(super) fn of(left: &[f64], right: &[f64]) -> Self {
        let pairs = || left.iter().zip(right).filter(|(x, y)| x.is_finite() && y.is_finite());
        let n = pairs().count() as f64;
        if n == 0.0 {
            return Self::default();
        }
        let mean = pairs().fold([0.0, 0.0], |[a, b], (x, y)| [a + x / n, b + y / n]);
        let mut covariance = Self { n, mean, ..Self::default() };
        for (x, y) in pairs() {
            let (dx, dy) = (x - mean[0], y - mean[1]);
            covariance.squares[0] += dx * dx;
            covariance.squares[1] += dy * dy;
            covariance.products += dx * dy;
        }
        covariance
    }

    pub(super) fn merge(&mut self, other: &Self) {
        if other.n == 0.0 {
            return;
        }
        let a = *self;
        let n = a.n + other.n;
        let weight = a.n * other.n / n;
        let delta = [other.mean[0] - a.mean[0], other.mean[1] - a.mean[1]];
        self.n = n;
        self.mean = std::array::from_fn(|side| a.mean[side] + delta[side] * other.n / n);
        self.squares =
            std::array::from_fn(|side| a.squares[side] + other.squares[side] + delta[side] * delta[side] * weight);
        self.products = a.products + other.products + delta[0] * delta[1] * weight;
    }

    pub(super) const fn rows(&self) -> u64 {
        self.n as u64
    }

    /// Pearson's coefficient; none when one of the two does not vary.
    pub(super) fn pearson(&self) -> Option<f64> {
        let scale = self.squares[0].sqrt() * self.squares[1].sqrt();
        Some((self.products / scale).clamp(-1.0, 1.0)).filter(|value| scale > 0.0 && value.is_finite())
    }
}
