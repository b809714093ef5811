//! Profiles, held against plain sums and sorted lists.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use arrow::error::ArrowError;
use datagen_quality::profile::{ColumnProfile, Histogram, Options, PROBABILITIES, Period, TableProfile, profile};

/// Numbers in an order that is no order.
fn noise(rows: u64) -> impl Iterator<Item = f64> {
    (0..rows).map(|row| datagen_core::seed::unit(datagen_core::seed::mix(row + 1)))
}

fn of_batches(columns: &[(&str, ArrayRef)], size: usize, options: Options) -> TableProfile {
    let batch = RecordBatch::try_from_iter(columns.iter().cloned()).unwrap();
    let starts = (0..batch.num_rows().max(1)).step_by(size);
    let batches = starts.map(|start| Ok::<_, ArrowError>(batch.slice(start, size.min(batch.num_rows() - start))));
    profile("t", &batch.schema(), batches, options).unwrap()
}

fn one(array: ArrayRef) -> ColumnProfile {
    of_batches(&[("x", array)], 1000, Options::default()).columns.remove(0)
}

#[track_caller]
fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "expected {expected}, found {found}");
}

/// Skewed numbers, far from zero: what sums of powers get wrong.
fn skewed(rows: u64) -> Vec<f64> {
    noise(rows).map(|unit| 1e6 + 50.0 * unit * unit * unit).collect()
}

#[test]
fn moments_are_those_of_two_passes() {
    for rows in [10_u64, 5_000, 60_000] {
        let values = skewed(rows);
        let numbers = one(Arc::new(Float64Array::from(values.clone()))).numbers.unwrap();
        let n = rows as f64;
        let mean = values.iter().sum::<f64>() / n;
        let power = |k: i32| values.iter().map(|x| (0..k).fold(1.0, |p, _| p * (x - mean))).sum::<f64>() / n;
        near(numbers.mean, mean, 1e-7);
        near(numbers.std.unwrap(), (power(2) * n / (n - 1.0)).sqrt(), 1e-7);
        near(numbers.skewness.unwrap(), power(3) / (power(2) * power(2).sqrt()), 1e-6);
        near(numbers.kurtosis.unwrap(), power(4) / (power(2) * power(2)) - 3.0, 1e-6);
    }
}

#[test]
fn quantiles_are_exact_for_few_and_near_for_many() {
    for rows in [1_u64, 2, 7, 16_000, 300_000] {
        let mut values = skewed(rows);
        let numbers = one(Arc::new(Float64Array::from(values.clone()))).numbers.unwrap();
        values.sort_by(f64::total_cmp);
        assert_eq!(numbers.quantiles_exact, rows < 16_384);
        for (quantile, probability) in numbers.quantiles.iter().zip(PROBABILITIES) {
            let position = probability * (rows - 1) as f64;
            let (low, high) = (position.floor() as usize, position.ceil() as usize);
            let exact = values[low] + (values[high] - values[low]) * (position - low as f64);
            if numbers.quantiles_exact {
                near(quantile.value, exact, 1e-9);
            } else {
                let rank = values.partition_point(|x| *x < quantile.value) as f64 / rows as f64;
                near(rank, probability, 0.003);
            }
        }
        assert_eq!((numbers.min, numbers.max), (values[0], values[values.len() - 1]));
    }
}

#[track_caller]
fn check_histogram(histogram: &Histogram, values: &[f64]) {
    let total: u64 = histogram.counts.iter().sum::<u64>() + histogram.below + histogram.above;
    assert_eq!(total, values.len() as u64);
    for (bin, count) in histogram.counts.iter().enumerate() {
        let (from, to) =
            (histogram.start + bin as f64 * histogram.width, histogram.start + (bin + 1) as f64 * histogram.width);
        // Values at an edge may fall to either side of its rounding.
        let edge = 1e-9 * to.abs().max(1.0);
        let inside = values.iter().filter(|x| **x >= from + edge && **x < to - edge).count() as u64;
        let around = values.iter().filter(|x| **x >= from - edge && **x < to + edge).count() as u64;
        assert!(inside <= *count && *count <= around, "{from}..{to}: {inside} <= {count} <= {around}");
    }
}

#[test]
fn histograms_count_every_value() {
    for (rows, scale) in [(1_u64, 1.0), (100, 1e-3), (20_000, 1e4), (100_000, 1.0)] {
        let values: Vec<f64> = noise(rows).map(|unit| scale * (unit - 0.3)).collect();
        let histogram = one(Arc::new(Float64Array::from(values.clone()))).numbers.unwrap().histogram;
        assert!(histogram.counts.len() <= 40, "{}", histogram.counts.len());
        check_histogram(&histogram, &values);
    }
}

#[test]
fn far_tails_are_counted_and_not_drawn() {
    let mut values: Vec<f64> = noise(50_000).collect();
    values.extend([1e6, 2e6, -3e6]);
    let histogram = one(Arc::new(Float64Array::from(values.clone()))).numbers.unwrap().histogram;
    assert!(histogram.above >= 2 && histogram.below >= 1, "{histogram:?}");
    assert_eq!(histogram.counts.iter().sum::<u64>() + histogram.below + histogram.above, values.len() as u64);
}

#[test]
fn whole_numbers_have_bins_of_whole_numbers() {
    let values: Vec<i64> = noise(3_000).map(|unit| (unit * 6.0) as i64).collect();
    let histogram = one(Arc::new(Int64Array::from(values.clone()))).numbers.unwrap().histogram;
    assert_eq!((histogram.start, histogram.width, histogram.counts.len()), (0.0, 1.0, 6));
    let threes = values.iter().filter(|value| **value == 3).count() as u64;
    assert_eq!(histogram.counts[3], threes);
}

#[test]
fn distinct_values_are_counted_or_estimated() {
    for (distinct, exact) in [(1_u64, true), (9_999, true), (50_000, false), (400_000, false)] {
        let values = (0..distinct + distinct / 3).map(|row| (row % distinct) as i64);
        let profile = one(Arc::new(Int64Array::from_iter_values(values)));
        assert_eq!(profile.distinct.exact, exact, "{distinct}");
        let tolerance = if exact { 0.0 } else { 0.03 * distinct as f64 };
        near(profile.distinct.count as f64, distinct as f64, tolerance);
    }
}

#[test]
fn frequent_values_are_found_among_many() {
    // One value in ten is "often", one in fifty "seldom", all others differ.
    let text = |row: u64| match row {
        row if row % 10 == 0 => "often".to_owned(),
        row if row % 50 == 7 => "seldom".to_owned(),
        row => format!("only {row}"),
    };
    let profile = one(Arc::new(StringArray::from_iter_values((0..200_000).map(text))));
    let names: Vec<&str> = profile.top.iter().map(|top| top.value.as_str()).collect();
    assert_eq!(names, ["often", "seldom"]);
    assert!(profile.top[0].count <= 20_000 && profile.top[0].count > 19_000, "{:?}", profile.top);
}

#[test]
fn what_occurs_once_is_not_frequent() {
    let profile = one(Arc::new(StringArray::from_iter_values((0..500).map(|row| format!("id {row}")))));
    assert!(profile.top.is_empty() && profile.looks_unique());
}

#[test]
fn few_values_are_counted_exactly() {
    let values: Vec<Option<&str>> = ["a", "b", "a", "", "a", "b"].into_iter().map(Some).chain([None]).collect();
    let profile = one(Arc::new(StringArray::from(values)));
    let top: Vec<(&str, u64)> = profile.top.iter().map(|top| (top.value.as_str(), top.count)).collect();
    assert_eq!(top, [("a", 3), ("b", 2), ("", 1)]);
    let lengths = profile.lengths.clone().unwrap();
    assert_eq!((profile.nulls, lengths.empty, lengths.min, lengths.max), (1, 1, 0, 1));
    assert_eq!((profile.min.as_deref(), profile.max.as_deref()), (Some(""), Some("b")));
}

#[test]
fn times_by_hour_weekday_month_and_period() {
    // Every hour of 2024, a leap year that begins on a Monday.
    let start = 19_723 * 86_400_000_000_i64;
    let hours = (0..366 * 24).map(|hour| start + hour * 3_600_000_000);
    let profile = one(Arc::new(TimestampMicrosecondArray::from_iter_values(hours)));
    let times = profile.times.unwrap();
    assert!(times.by_hour.iter().all(|count| *count == 366));
    assert_eq!(times.by_weekday, [53 * 24, 53 * 24, 52 * 24, 52 * 24, 52 * 24, 52 * 24, 52 * 24]);
    let months: Vec<u64> = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].map(|days| days * 24).to_vec();
    assert_eq!(times.by_month, months);
    assert_eq!((times.timeline.period, times.timeline.start.as_str()), (Period::Month, "2024-01-01"));
    assert_eq!(times.timeline.counts, months);
    assert_eq!(profile.min.as_deref(), Some("2024-01-01 00:00:00"));
}

#[test]
fn timelines_have_no_gaps() {
    let dates = one(Arc::new(Date32Array::from(vec![-1, 3, 3]))).times.unwrap();
    assert!(dates.by_hour.is_empty());
    assert_eq!((dates.timeline.start.as_str(), dates.timeline.period), ("1969-12-31", Period::Day));
    assert_eq!(dates.timeline.counts, [1, 0, 0, 0, 2]);
}

#[test]
fn correlations_are_pearsons() {
    let x: Vec<f64> = noise(30_000).collect();
    let y: Vec<f64> = x.iter().zip(noise(60_000).skip(30_000)).map(|(x, e)| 2.0 * x + e).collect();
    let with_nulls: Float64Array = y.iter().enumerate().map(|(row, y)| (row % 7 != 0).then_some(*y)).collect();
    let columns: [(&str, ArrayRef); 3] = [
        ("id", Arc::new(Int64Array::from_iter_values(0..30_000))),
        ("x", Arc::new(Float64Array::from(x.clone()))),
        ("y", Arc::new(with_nulls)),
    ];
    let options = Options { identifiers: ["id".to_owned()].into(), ..Options::default() };
    let profile = of_batches(&columns, 999, options);
    let pairs: Vec<(f64, f64)> =
        x.iter().zip(&y).enumerate().filter(|(row, _)| row % 7 != 0).map(|(_, (x, y))| (*x, *y)).collect();
    let n = pairs.len() as f64;
    let (mx, my) = pairs.iter().fold((0.0, 0.0), |(a, b), (x, y)| (a + x / n, b + y / n));
    let sum = |f: fn(f64, f64) -> f64| pairs.iter().map(|(x, y)| f(x - mx, y - my)).sum::<f64>();
    let expected = sum(|x, y| x * y) / (sum(|x, _| x * x) * sum(|_, y| y * y)).sqrt();
    let [only] = profile.correlations.as_slice() else { panic!("{:?}", profile.correlations) };
    assert_eq!((only.left.as_str(), only.right.as_str(), only.rows), ("x", "y", pairs.len() as u64));
    near(only.pearson, expected, 1e-9);
    let sample = profile.sample.unwrap();
    assert!(sample.rows.len() > 200 && sample.rows.len() <= 400 && sample.columns == ["x", "y"]);
}

#[test]
fn every_type_has_a_profile() {
    let columns: [(&str, ArrayRef); 3] = [
        ("truth", Arc::new(BooleanArray::from(vec![Some(true), None, Some(false)]))),
        ("money", Arc::new(Decimal128Array::from(vec![1999, 5, 1999]).with_precision_and_scale(9, 2).unwrap())),
        ("odd", Arc::new(Float64Array::from(vec![f64::NAN, f64::INFINITY, -0.0]))),
    ];
    let profile = of_batches(&columns, 2, Options::default());
    let by_name: BTreeMap<&str, &ColumnProfile> = profile.columns.iter().map(|c| (c.name.as_str(), c)).collect();
    assert_eq!((by_name["truth"].nulls, by_name["truth"].distinct.count), (1, 2));
    assert_eq!((by_name["money"].min.as_deref(), by_name["money"].max.as_deref()), (Some("0.05"), Some("19.99")));
    near(by_name["money"].numbers.as_ref().unwrap().mean, 40.03 / 3.0, 1e-12);
    let odd = by_name["odd"].numbers.as_ref().unwrap();
    assert_eq!((odd.not_finite, odd.zeros, odd.max), (2, 1, 0.0));
}

#[test]
fn no_rows_and_only_nulls() {
    let empty = of_batches(&[("x", Arc::new(Float64Array::from(Vec::<f64>::new())))], 10, Options::default());
    assert_eq!((empty.rows, &empty.columns[0].numbers), (0, &None));
    let nulls = one(Arc::new(StringArray::from(vec![None::<&str>, None])));
    assert_eq!((nulls.nulls, nulls.distinct.count, nulls.min), (2, 0, None));
}

#[test]
fn neither_threads_nor_runs_change_a_profile() {
    let columns: Vec<(&str, ArrayRef)> = ["a", "b", "c"]
        .map(|name| (name, Arc::new(Float64Array::from_iter_values(noise(40_000))) as ArrayRef))
        .to_vec();
    let threads = |n| Options { threads: NonZeroUsize::new(n), ..Options::default() };
    let profile = of_batches(&columns, 8192, threads(1));
    assert_eq!(profile, of_batches(&columns, 8192, threads(3)));
    let text = serde_json::to_string(&profile).unwrap();
    let read: TableProfile = serde_json::from_str(&text).unwrap();
    // The last digit of a float may change on the way.
    near(read.columns[2].numbers.as_ref().unwrap().mean, profile.columns[2].numbers.as_ref().unwrap().mean, 1e-12);
    assert_eq!((read.rows, &read.columns[2].distinct), (profile.rows, &profile.columns[2].distinct));
}

#[test]
fn other_columns_are_refused() {
    let batch = RecordBatch::try_from_iter([("x", Arc::new(Int64Array::from(vec![1])) as ArrayRef)]).unwrap();
    let mut profiler =
        datagen_quality::profile::Profiler::new("t", &arrow::datatypes::Schema::empty(), Options::default());
    assert_eq!(batch.column(0).len(), 1);
    let error = profiler.update(&batch).unwrap_err().to_string();
    assert!(error.contains("expected 0 columns of `t`, found 1"), "{error}");
}
