//! `interval '2 months 3 hours'`: a length of time made of whole months and microseconds.

use super::error::{ExpressionError, Result};

/// A length of time; months have no fixed length, so they stay apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) months: i64,
    pub(super) micros: i64,
}

/// Microseconds of a day.
pub(super) const DAY: i64 = 86_400_000_000;

impl Interval {
    /// Reads `[number unit]…`; a sign belongs to its number.
    pub(super) fn parse(text: &str) -> Result<Self> {
        Self::read(text).ok_or_else(|| {
            ExpressionError::new(format!("expected an interval, found '{text}'"))
                .hint("write numbers and units: '1 day', '-2 weeks', '1 year 6 months', '90 minutes'")
        })
    }

    fn read(text: &str) -> Option<Self> {
        let mut interval = Self::default();
        let mut words = text.split_whitespace().peekable();
        words.peek()?;
        while let Some(number) = words.next() {
            interval = interval.plus(number, unit(words.next()?)?)?;
        }
        Some(interval)
    }

    fn plus(self, number: &str, unit: Self) -> Option<Self> {
        if let Ok(number) = number.parse::<i64>() {
            let months = self.months.checked_add(unit.months.checked_mul(number)?)?;
            let micros = self.micros.checked_add(unit.micros.checked_mul(number)?)?;
            return Some(Self { months, micros });
        }
        let number: f64 = number.parse().ok().filter(|_| unit.months == 0)?;
        let micros = (number * unit.micros as f64).round();
        let micros = (micros.abs() < i64::MAX as f64).then_some(micros as i64)?;
        Some(Self { months: self.months, micros: self.micros.checked_add(micros)? })
    }

    /// Whether a date moved by it is a date again.
    pub(super) fn is_whole_days(self) -> bool {
        self.micros % DAY == 0
    }

    /// The interval that leads back.
    pub(super) fn negated(self) -> Option<Self> {
        Some(Self { months: self.months.checked_neg()?, micros: self.micros.checked_neg()? })
    }
}

/// One of a unit, by its name in singular or plural.
pub(super) fn unit(name: &str) -> Option<Interval> {
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix('s').unwrap_or(&name);
    let months = |months| Some(Interval { months, micros: 0 });
    let micros = |micros| Some(Interval { months: 0, micros });
    match name {
        "year" => months(12),
        "quarter" => months(3),
        "month" => months(1),
        "week" => micros(7 * DAY),
        "day" => micros(DAY),
        "hour" => micros(DAY / 24),
        "minute" => micros(60_000_000),
        "second" => micros(1_000_000),
        "millisecond" => micros(1_000),
        "microsecond" => micros(1),
        _ => None,
    }
}

/// Whether a word names a unit.
pub(super) fn is_unit(name: &str) -> bool {
    unit(name).is_some()
}
