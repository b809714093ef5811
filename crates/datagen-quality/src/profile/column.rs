//! What is kept of one column while its rows pass by; bounded, however many they are.

use std::hash::Hasher;

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use siphasher::sip::SipHasher13;

use super::bins::Bins;
use super::frequent::Frequencies;
use super::model::{ColumnKind, ColumnProfile, Frequent, LengthProfile};
use super::numbers::Numbers;
use super::times::Times;
use super::values::{Values, kind_of};

/// Frequent values that are told.
const TOP: usize = 20;
/// Characters of a value that are told.
const TEXT: usize = 200;

/// One column on its way to a profile.
#[derive(Debug)]
pub(super) struct Column {
    name: String,
    kind: ColumnKind,
    rows: u64,
    nulls: u64,
    frequencies: Frequencies,
    extremes: Option<Extremes>,
    numbers: Option<Numbers>,
    lengths: Option<Lengths>,
    times: Option<Times>,
}

/// The least and the greatest value so far, an array of one row each.
struct Extremes {
    min: Values,
    max: Values,
}

impl std::fmt::Debug for Extremes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}..={}", self.min.text(0), self.max.text(0))
    }
}

/// The lengths of texts.
#[derive(Debug)]
struct Lengths {
    numbers: Numbers,
    empty: u64,
}

impl Column {
    pub(super) fn new(name: &str, data_type: &DataType) -> Self {
        let kind = kind_of(data_type);
        Self {
            name: name.to_owned(),
            kind,
            rows: 0,
            nulls: 0,
            frequencies: Frequencies::default(),
            extremes: None,
            numbers: kind.is_number().then(|| Numbers::new(kind == ColumnKind::Integer)),
            lengths: (kind == ColumnKind::Text).then(|| Lengths { numbers: Numbers::new(true), empty: 0 }),
            times: kind.is_time().then(|| Times::new(kind == ColumnKind::Datetime)),
        }
    }

    /// Takes up the column of a batch. Of numbers, gives them back as floats, nulls as NaN.
    pub(super) fn update(&mut self, array: &ArrayRef) -> Result<Vec<f64>, ArrowError> {
        let values = Values::new(array)?;
        self.rows += values.len() as u64;
        self.nulls += values.nulls();
        values.identities(|row, identity| {
            self.frequencies.add(hash(identity), || shortened(values.text(row)));
        });
        self.note_extremes(&values);
        if let Some(times) = &mut self.times {
            times.add(&values.times());
        }
        if let (Some(lengths), Some(texts)) = (&mut self.lengths, values.texts()) {
            let characters: Vec<f64> = texts.iter().flatten().map(|text| text.chars().count() as f64).collect();
            lengths.empty += characters.iter().filter(|length| **length == 0.0).count() as u64;
            lengths.numbers.add(&characters);
        }
        let floats = values.numbers()?;
        if let Some(numbers) = &mut self.numbers {
            let present = floats.iter().enumerate().filter(|(row, _)| !values.is_null(*row));
            numbers.add(&present.map(|(_, value)| *value).collect::<Vec<f64>>());
        }
        Ok(floats)
    }

    fn note_extremes(&mut self, values: &Values) {
        let Some((min, max)) = values.extremes() else { return };
        match &mut self.extremes {
            None => self.extremes = Some(Extremes { min: values.only(min), max: values.only(max) }),
            Some(extremes) => {
                if values.less(min, &extremes.min, 0) {
                    extremes.min = values.only(min);
                }
                if extremes.max.less(0, values, max) {
                    extremes.max = values.only(max);
                }
            }
        }
    }

    pub(super) const fn kind(&self) -> ColumnKind {
        self.kind
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// How the values are spread, to be compared with another column's.
    pub(super) fn spread(&mut self) -> super::distance::Spread {
        use super::distance::Spread;
        match (&mut self.numbers, &self.times) {
            (Some(numbers), _) => Spread::Numbers(numbers.bins()),
            (_, Some(times)) => Spread::Months(times.months()),
            _ => self.frequencies.exact().map_or(Spread::Unknown, |counts| Spread::Values(counts.collect())),
        }
    }

    pub(super) fn finish(&mut self) -> ColumnProfile {
        let text = |values: &Values| shortened(values.text(0));
        ColumnProfile {
            name: self.name.clone(),
            kind: self.kind,
            rows: self.rows,
            nulls: self.nulls,
            distinct: self.frequencies.distinct(),
            min: self.extremes.as_ref().map(|extremes| text(&extremes.min)),
            max: self.extremes.as_ref().map(|extremes| text(&extremes.max)),
            top: self.top(),
            numbers: self.numbers.as_mut().and_then(Numbers::finish),
            lengths: self.lengths.as_mut().and_then(Lengths::finish),
            times: self.times.as_ref().and_then(Times::finish),
        }
    }

    fn top(&self) -> Vec<Frequent> {
        self.frequencies.top(TOP)
    }
}

impl Lengths {
    fn finish(&mut self) -> Option<LengthProfile> {
        let numbers = self.numbers.finish()?;
        Some(LengthProfile {
            min: numbers.min as u64,
            max: numbers.max as u64,
            mean: numbers.mean,
            empty: self.empty,
            histogram: numbers.histogram,
        })
    }
}

/// The same on every machine and in every run.
fn hash(identity: &[u8]) -> u64 {
    let mut hasher = SipHasher13::new_with_keys(0x70_72_6f_66_69_6c_65, 1);
    hasher.write(identity);
    hasher.finish()
}

fn shortened(text: String) -> String {
    match text.char_indices().nth(TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Where finite values are counted into bins of their own range.
pub(super) fn bins_of(values: &[f64], whole: bool) -> Bins {
    let (min, max) = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(*x), b.max(*x)));
    if values.is_empty() {
        return Bins::default();
    }
    let mut bins = Bins::covering(min, max, whole);
    bins.add(values);
    bins
}
