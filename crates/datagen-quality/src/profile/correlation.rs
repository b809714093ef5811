//! Numeric columns with one another: correlations of every pair, and some rows to draw.

use super::model::{Correlation, Sample};
use super::moments::Covariance;

/// Columns beyond are left out: pairs grow with their square.
const MOST_COLUMNS: usize = 20;
/// Rows of the sample at most; at least half as many, of a table that has them.
const SAMPLE: usize = 400;

/// The numeric columns of a table.
#[derive(Debug)]
pub(super) struct Together {
    /// Positions in the table.
    columns: Vec<usize>,
    /// Of each pair, the left one first: (0, 1), (0, 2), ..., (1, 2), ...
    pairs: Vec<Covariance>,
    /// Every `stride`-th row.
    sample: Vec<Vec<Option<f64>>>,
    stride: u64,
    row: u64,
}

impl Together {
    pub(super) fn new(mut columns: Vec<usize>) -> Self {
        columns.truncate(MOST_COLUMNS);
        let pairs = columns.len() * columns.len().saturating_sub(1) / 2;
        Self { columns, pairs: vec![Covariance::default(); pairs], sample: Vec::new(), stride: 1, row: 0 }
    }

    /// Takes up the numbers of a batch, of all columns of the table.
    pub(super) fn add(&mut self, numbers: &[Vec<f64>]) {
        let of: Vec<&[f64]> = self.columns.iter().map(|column| numbers[*column].as_slice()).collect();
        let mut pair = 0;
        for (position, left) in of.iter().enumerate() {
            for right in &of[position + 1..] {
                self.pairs[pair].merge(&Covariance::of(left, right));
                pair += 1;
            }
        }
        for row in 0..of.first().map_or(0, |column| column.len()) {
            if self.row.is_multiple_of(self.stride) {
                self.sample.push(of.iter().map(|column| Some(column[row]).filter(|value| value.is_finite())).collect());
                self.thin_out();
            }
            self.row += 1;
        }
    }

    /// Every other row makes room.
    fn thin_out(&mut self) {
        if self.sample.len() > SAMPLE {
            let mut keep = false;
            self.sample.retain(|_| {
                keep = !keep;
                keep
            });
            self.stride *= 2;
        }
    }

    pub(super) fn correlations(&self, names: &[String]) -> Vec<Correlation> {
        let mut pairs = self.pairs.iter();
        let mut correlations = Vec::new();
        for (position, left) in self.columns.iter().enumerate() {
            for right in &self.columns[position + 1..] {
                let Some(pair) = pairs.next() else { return correlations };
                if let Some(pearson) = pair.pearson() {
                    let (left, right) = (names[*left].clone(), names[*right].clone());
                    correlations.push(Correlation { left, right, pearson, rows: pair.rows() });
                }
            }
        }
        correlations
    }

    pub(super) fn sample(&self, names: &[String]) -> Option<Sample> {
        (!self.columns.is_empty() && !self.sample.is_empty()).then(|| Sample {
            columns: self.columns.iter().map(|column| names[*column].clone()).collect(),
            rows: self.sample.clone(),
        })
    }
}
