//! Dates and times: `YYYY-MM-DD` and `YYYY-MM-DD HH:MM:SS[.ffffff]`, or with a `T` between, in the proleptic Gregorian calendar.

use super::buffer::Text;
use super::number::{integer, pair};

const MICROS_PER_SECOND: i64 = 1_000_000;
const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

/// A day of the calendar.
struct Civil {
    year: i64,
    month: u32,
    day: u32,
}

impl Civil {
    /// The day `days` after 1970-01-01. After Howard Hinnant's `civil_from_days`: years begin in March, so that the
    /// leap day comes last.
    #[inline]
    fn from_days(days: i64) -> Self {
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097) as u32;
        let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        Self { year: i64::from(year_of_era) + era * 400 + i64::from(month <= 2), month, day }
    }

    /// `-MM-DD`.
    #[inline]
    fn month_and_day(&self) -> [u8; 6] {
        let ([a, b], [c, d]) = (pair(self.month), pair(self.day));
        [b'-', a, b, b'-', c, d]
    }
}

/// The year, month and day that are `days` after 1970-01-01.
pub(crate) fn civil(days: i64) -> (i64, u32, u32) {
    let Civil { year, month, day } = Civil::from_days(days);
    (year, month, day)
}

/// A date, as days since 1970-01-01.
#[inline]
pub(crate) fn date(out: &mut Text, days: i64) {
    let civil = Civil::from_days(days);
    year(out, civil.year);
    out.short(&civil.month_and_day(), 6);
}

/// A time, as microseconds since 1970-01-01, with `between` after the day. The fraction is left out when it is zero.
#[inline]
pub(crate) fn timestamp(out: &mut Text, micros: i64, between: u8) {
    let civil = Civil::from_days(micros.div_euclid(MICROS_PER_DAY));
    let of_day = micros.rem_euclid(MICROS_PER_DAY);
    let second = (of_day / MICROS_PER_SECOND) as u32;
    year(out, civil.year);
    let [m0, m1, m2, m3, m4, m5] = civil.month_and_day();
    let ([h0, h1], [n0, n1], [s0, s1]) = (pair(second / 3600), pair(second / 60 % 60), pair(second % 60));
    out.short(&[m0, m1, m2, m3, m4, m5, between, h0, h1, b':', n0, n1, b':', s0, s1, 0], 15);
    let fraction = (of_day % MICROS_PER_SECOND) as u32;
    if fraction != 0 {
        let ([a, b], [c, d], [e, f]) = (pair(fraction / 10_000), pair(fraction / 100 % 100), pair(fraction % 100));
        out.short(&[b'.', a, b, c, d, e, f, 0], 7);
    }
}

/// Four digits, or more with a sign: ISO 8601's expanded form.
#[inline]
fn year(out: &mut Text, year: i64) {
    if (0..10_000).contains(&year) {
        let ([a, b], [c, d]) = (pair(year as u32 / 100), pair(year as u32 % 100));
        return out.short(&[a, b, c, d], 4);
    }
    out.byte(if year < 0 { b'-' } else { b'+' });
    let magnitude = year.abs();
    (0..3).filter(|power| magnitude < 1000 / [1, 10, 100][*power]).for_each(|_| out.byte(b'0'));
    integer(out, magnitude);
}
