//! The few statistics that the measures are made of.

use datagen_core::math;

/// The third standardised moment: 0 for symmetric values, above 0 with a long tail to the right.
pub(crate) fn skewness(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let moment = |power: f64| values.iter().map(|value| math::pow(value - mean, power)).sum::<f64>() / count;
    moment(3.0) / math::pow(moment(2.0), 1.5)
}

/// 0 when all are equal, near 1 when one has everything.
pub(crate) fn gini(counts: &[u64]) -> f64 {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    let (count, total) = (sorted.len() as f64, sorted.iter().sum::<u64>() as f64);
    let weighted: f64 = sorted.iter().zip(1..).map(|(value, rank)| f64::from(rank) * *value as f64).sum();
    2.0 * weighted / (count * total) - (count + 1.0) / count
}

/// Spearman's correlation.
pub(crate) fn rank_correlation(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let mean = (a.len() as f64 + 1.0) / 2.0;
    let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
}

/// Ranks from 1; equal values share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    while first < order.len() {
        let end = first + order[first..].iter().take_while(|&&row| values[row] == values[order[first]]).count();
        order[first..end].iter().for_each(|&row| ranks[row] = (first + end + 1) as f64 / 2.0);
        first = end;
    }
    ranks
}

/// Entropy as a share of the greatest possible: 1 when all are equally frequent.
pub(crate) fn evenness(counts: &[u64]) -> f64 {
    let total = counts.iter().sum::<u64>() as f64;
    let shares = counts.iter().map(|count| *count as f64 / total).filter(|share| *share > 0.0);
    let entropy: f64 = shares.map(|share| -share * math::ln(share)).sum();
    entropy / math::ln(counts.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::{evenness, gini, rank_correlation, skewness};

    #[test]
    fn known_values() {
        assert!(skewness(&[1.0, 2.0, 3.0]).abs() < 1e-12);
        assert!(skewness(&[1.0, 1.0, 1.0, 9.0]) > 1.0);
        assert!(gini(&[5, 5, 5, 5]).abs() < 1e-12);
        assert!((gini(&[0, 0, 0, 8]) - 0.75).abs() < 1e-12);
        assert!((rank_correlation(&[1.0, 2.0, 30.0], &[4.0, 5.0, 6.0]) - 1.0).abs() < 1e-12);
        assert!((rank_correlation(&[1.0, 2.0, 2.0, 3.0], &[3.0, 2.0, 2.0, 1.0]) + 1.0).abs() < 1e-12);
        assert!((evenness(&[7, 7]) - 1.0).abs() < 1e-12);
    }
}
