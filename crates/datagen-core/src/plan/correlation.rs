//! Columns that are correlated: a Gaussian copula over their quantiles, so that each keeps its own distribution.
//!
//! The rank correlations r that an author declares become the correlations 2 sin(pi r / 6) of the normals (Pearson,
//! 1907); their Cholesky factor mixes the columns' own draws. The first column of a group keeps its draws.

use crate::frame::Frame;
use crate::generate::quantile::standard_normal;
use crate::math;
use crate::seed::Draw;

/// The draws that a column's number is mixed from.
#[derive(Debug, Clone)]
pub(crate) struct Correlated {
    /// The draw and weight of each column of the group up to this one.
    pub(crate) parts: Vec<(Draw, f64)>,
}

impl Correlated {
    /// One number in (0, 1) for each row.
    pub(crate) fn units(&self, frame: &Frame<'_>) -> Vec<f64> {
        frame.rows.map(|row| {
            let normal = |(draw, weight): &(Draw, f64)| weight * standard_normal(draw.open_unit(row));
            probability(self.parts.iter().map(normal).sum())
        })
    }
}

/// The distribution function of N(0, 1), within (0, 1).
fn probability(x: f64) -> f64 {
    (0.5 * math::erfc(-x / std::f64::consts::SQRT_2)).clamp(1e-16, 1.0 - 1e-16)
}

/// The lower triangular factor of the normals' correlations, row by row; `None` when they are not positive definite.
pub(crate) fn factor(ranks: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let size = ranks.len();
    let normal = |i: usize, j: usize| {
        if i == j { 1.0 } else { 2.0 * math::sin(std::f64::consts::PI * ranks[i][j] / 6.0) }
    };
    let mut lower: Vec<Vec<f64>> = vec![vec![0.0; size]; size];
    for i in 0..size {
        for j in 0..=i {
            let dot: f64 = (0..j).map(|k| lower[i][k] * lower[j][k]).sum();
            let rest = normal(i, j) - dot;
            if i == j {
                if rest <= 1e-12 {
                    return None;
                }
                lower[i][i] = math::sqrt(rest);
            } else {
                lower[i][j] = rest / lower[j][j];
            }
        }
    }
    Some(lower)
}
