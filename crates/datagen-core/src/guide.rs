//! Search in running sums by a table of first guesses.
//!
//! A binary search over some thousand sums costs as many mispredicted branches as it has steps. Here the range is cut
//! into as many equal buckets as there are sums; the bucket of a value tells where to begin, and a step or two forward
//! ends the search (Chen and Asau's guide table method, 1974).

/// First guesses for searches in one list of sums, which do not fall.
#[derive(Debug, Clone, Default)]
pub(crate) struct Guide {
    /// Where to begin, by bucket: never beyond the first sum that is greater than any value of the bucket.
    starts: Vec<u32>,
    /// The bucket of a value is the value times this.
    buckets_each: f64,
}

impl Guide {
    /// Guesses for `sums`, of which the last is the total.
    pub(crate) fn new(sums: &[f64]) -> Self {
        let total = sums.last().copied().unwrap_or(0.0);
        let buckets_each = sums.len() as f64 / total;
        if !(total > 0.0 && buckets_each.is_finite()) {
            return Self::default();
        }
        // A hair below the bucket's least value, whichever way that is rounded; what is below 0 is in the first bucket too.
        let least = |bucket: usize| match bucket {
            0 => f64::NEG_INFINITY,
            _ => bucket as f64 / buckets_each * (1.0 - 1e-9),
        };
        let mut at = 0;
        let start = |bucket: usize| {
            while at < sums.len() && sums[at] <= least(bucket) {
                at += 1;
            }
            at as u32
        };
        Self { starts: (0..=sums.len()).map(start).collect(), buckets_each }
    }

    /// The number of `sums` that are not greater than `value`: what `partition_point` finds.
    #[inline]
    pub(crate) fn search(&self, sums: &[f64], value: f64) -> usize {
        let bucket = (value * self.buckets_each) as usize;
        let mut at =
            self.starts.get(bucket.min(self.starts.len().saturating_sub(1))).map_or(0, |&start| start as usize);
        while at < sums.len() && sums[at] <= value {
            at += 1;
        }
        at
    }

    /// Bytes that are kept.
    pub(crate) fn bytes(&self) -> u64 {
        4 * self.starts.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::Guide;
    use crate::seed::{mix, unit};

    #[test]
    fn finds_what_a_binary_search_finds() {
        for case in 0..200_u64 {
            let mut sum = 0.0;
            let sums: Vec<f64> = (0..1 + mix(case) % 500)
                .map(|at| {
                    let bits = mix(case << 32 | at);
                    // Some of no weight, some a thousand times as heavy as others.
                    sum += [0.0, unit(bits), 1000.0 * unit(bits)][(bits % 3) as usize];
                    sum
                })
                .collect();
            let guide = Guide::new(&sums);
            let drawn = (0..200).map(|at| unit(mix(!case ^ at << 20)) * sum);
            let exact = sums.iter().flat_map(|sum| [*sum, sum.next_up(), sum.next_down()]);
            for value in drawn.chain(exact).chain([0.0, -1.0, sum, 2.0 * sum]) {
                assert_eq!(
                    guide.search(&sums, value),
                    sums.partition_point(|&sum| sum <= value),
                    "{value} in {sums:?}"
                );
            }
        }
    }
}
