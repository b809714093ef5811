//! The number of successes among some tries.

use super::CountTable;

impl CountTable {
    /// The binomial distribution, summed outwards from its mode so that no term underflows.
    pub(crate) fn binomial(n: u64, p: f64) -> Self {
        let tries = n as f64;
        if p <= 0.0 || p >= 1.0 || n == 0 {
            return Self { first: if p >= 1.0 { tries } else { 0.0 }, cumulative: vec![1.0] };
        }
        const LEAST: f64 = 1e-18;
        let odds = p / (1.0 - p);
        let mode = ((tries + 1.0) * p).floor().min(tries);
        let mut below = Vec::new();
        let (mut k, mut term) = (mode, 1.0);
        while k > 0.0 && term > LEAST {
            term *= k / ((tries - k + 1.0) * odds);
            k -= 1.0;
            below.push(term);
        }
        let mut terms: Vec<f64> = below.into_iter().rev().collect();
        let first = mode - terms.len() as f64;
        (k, term) = (mode, 1.0);
        while term > LEAST {
            terms.push(term);
            if k >= tries {
                break;
            }
            term *= (tries - k) * odds / (k + 1.0);
            k += 1.0;
        }
        Self::from_terms(first, &terms)
    }
}
