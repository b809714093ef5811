//! Dates as days and datetimes as microseconds since 1970-01-01, in the years 1 to 9999.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveDateTime};

use crate::civil::civil;

use super::interval::DAY;

const FIRST_DAY: i64 = -719_162;
const LAST_DAY: i64 = 2_932_896;
/// Days from 0001-01-01 (day 1 of the common era) to 1970-01-01.
const EPOCH: i64 = 719_163;

/// The day, unless it lies outside the years 1 to 9999.
pub(super) fn day(days: i64) -> Option<i32> {
    if (FIRST_DAY..=LAST_DAY).contains(&days) { i32::try_from(days).ok() } else { None }
}

/// The moment, unless it lies outside the years 1 to 9999.
pub(super) fn moment(micros: i64) -> Option<i64> {
    day(micros.div_euclid(DAY)).map(|_| micros)
}

/// The calendar's date and time of a moment.
pub(super) fn datetime(micros: i64) -> Option<NaiveDateTime> {
    Some(DateTime::from_timestamp_micros(moment(micros)?)?.naive_utc())
}

/// The day of a calendar's date.
pub(super) fn days(date: NaiveDate) -> Option<i32> {
    day(i64::from(date.num_days_from_ce()) - EPOCH)
}

/// The moment of a calendar's date and time.
pub(super) fn micros(datetime: NaiveDateTime) -> Option<i64> {
    moment(datetime.and_utc().timestamp_micros())
}

/// The moment, whole months later; the day is cut to the month's last.
pub(super) fn add_months(moment: i64, months: i64) -> Option<i64> {
    if months == 0 {
        return Some(moment);
    }
    let count = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
    let from = datetime(moment)?;
    micros(if months > 0 { from.checked_add_months(count)? } else { from.checked_sub_months(count)? })
}

/// Whole months from one moment to another; negative if the second is earlier.
pub(super) fn months_between(from: i64, to: i64) -> Option<i64> {
    let (start, end) = (datetime(from)?, datetime(to)?);
    let months = |date: NaiveDateTime| i64::from(date.year()) * 12 + i64::from(date.month());
    let difference = months(end) - months(start);
    // The same day of the month, cut to the month's last, has to be reached.
    let reached = add_months(from, difference)?;
    Some(if difference > 0 && reached > to {
        difference - 1
    } else if difference < 0 && reached < to {
        difference + 1
    } else {
        difference
    })
}

/// `YYYY-MM-DD`.
fn parse_day(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    let digits = |range: std::ops::Range<usize>| digits(text.get(range)?);
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    NaiveDate::from_ymd_opt(i32::try_from(digits(0..4)?).ok()?, digits(5..7)?, digits(8..10)?)
}

fn digits(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// A day from ISO 8601, with or without a time.
pub(super) fn parse_date(text: &str) -> Option<i32> {
    let moment = parse_datetime(text)?;
    day(moment.div_euclid(DAY))
}

/// A moment from ISO 8601: `YYYY-MM-DD[( |T)HH:MM[:SS[.ffffff]]][Z|±HH:MM]`; an offset is taken to UTC.
pub(super) fn parse_datetime(text: &str) -> Option<i64> {
    let text = text.trim();
    let start = i64::from(days(parse_day(text.get(..10)?)?)?) * DAY;
    let rest = &text[10..];
    if rest.is_empty() {
        return Some(start);
    }
    let (time, offset) = split_offset(rest.strip_prefix([' ', 'T'])?)?;
    moment(start + parse_time(time)? - offset)
}

/// The time of day and the microseconds its offset is east of UTC.
fn split_offset(text: &str) -> Option<(&str, i64)> {
    if let Some(time) = text.strip_suffix('Z') {
        return Some((time, 0));
    }
    let Some(position) = text.find(['+', '-']) else { return Some((text, 0)) };
    let (time, offset) = text.split_at(position);
    let (hours, minutes) = offset[1..].split_once(':')?;
    let minutes = i64::from(digits(hours)?) * 60 + i64::from(digits(minutes)?);
    let east = if offset.starts_with('-') { -minutes } else { minutes };
    (minutes < 24 * 60).then_some((time, east * 60_000_000))
}

/// Microseconds since midnight.
fn parse_time(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, ':');
    let (hour, minute) = (two(parts.next()?)?, two(parts.next()?)?);
    let (second, fraction) = match parts.next() {
        Some(seconds) => seconds.split_once('.').map_or((seconds, None), |(whole, rest)| (whole, Some(rest))),
        None => ("00", None),
    };
    let second = two(second)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let micros = fraction.map_or(Some(0), parse_fraction)?;
    Some(((hour * 60 + minute) * 60 + second) * 1_000_000 + micros)
}

fn two(text: &str) -> Option<i64> {
    if text.len() == 2 { digits(text).map(i64::from) } else { None }
}

/// Microseconds from decimals; what is finer is cut.
fn parse_fraction(text: &str) -> Option<i64> {
    if text.is_empty() || text.len() > 9 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{text:0<6}")[..6].parse().ok()
}

/// Appends `YYYY-MM-DD`.
pub(super) fn write_date(days: i32, text: &mut String) -> Option<()> {
    let (year, month, of_month) = civil(i64::from(day(i64::from(days))?));
    write_digits(year as u32, 4, text);
    text.push('-');
    write_digits(month, 2, text);
    text.push('-');
    write_digits(of_month, 2, text);
    Some(())
}

/// Appends `YYYY-MM-DD HH:MM:SS`, with six decimals unless they are zero.
pub(super) fn write_datetime(micros: i64, text: &mut String) -> Option<()> {
    let micros = moment(micros)?;
    write_date(i32::try_from(micros.div_euclid(DAY)).ok()?, text)?;
    let time = micros.rem_euclid(DAY);
    let (seconds, fraction) = ((time / 1_000_000) as u32, (time % 1_000_000) as u32);
    for (mark, part) in [(' ', seconds / 3600), (':', seconds / 60 % 60), (':', seconds % 60)] {
        text.push(mark);
        write_digits(part, 2, text);
    }
    if fraction > 0 {
        text.push('.');
        write_digits(fraction, 6, text);
    }
    Some(())
}

/// Appends the last `width` (at most 10) digits of `number`, zeros in front.
pub(super) fn write_digits(mut number: u32, width: usize, text: &mut String) {
    let mut digits = [b'0'; 10];
    for digit in digits[..width].iter_mut().rev() {
        *digit += (number % 10) as u8;
        number /= 10;
    }
    digits[..width].iter().for_each(|&digit| text.push(char::from(digit)));
}

/// Appends formatted text.
pub(super) fn push(text: &mut String, arguments: std::fmt::Arguments<'_>) -> Option<()> {
    std::fmt::Write::write_fmt(text, arguments).ok()
}
