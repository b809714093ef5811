//! Instants, dates and frequencies as texts.

use chrono::{Datelike, NaiveDate};

use super::malformed::Malformed;

/// Microseconds of a second.
pub const SECOND: i64 = 1_000_000;
/// Microseconds of a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Microseconds of an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Microseconds of a day.
pub const DAY: i64 = 24 * HOUR;

/// Days from 0001-01-01, as day 1, to 1970-01-01.
const EPOCH: i32 = 719_163;

/// Reads an ISO 8601 date, or date and time, as microseconds since 1970-01-01 00:00 UTC.
///
/// The time follows a `T` or a space, may leave out seconds and have a fraction (digits beyond microseconds are cut
/// off), and may end in `Z` or an offset such as `+01:00`, which is converted to UTC. Years reach from 0001 to 9999.
///
/// # Errors
/// [`Malformed`] when the text has another form, or names a day or time that does not exist.
///
/// ```
/// use datagen_core::schema::time::parse_instant;
/// assert_eq!(parse_instant("1970-01-02")?, 86_400_000_000);
/// assert_eq!(parse_instant("1970-01-01T01:00:00.5+01:00")?, 500_000);
/// # Ok::<(), datagen_core::schema::malformed::Malformed>(())
/// ```
pub fn parse_instant(text: &str) -> Result<i64, Malformed> {
    instant(text).ok_or_else(|| {
        Malformed::new("a date or time (ISO 8601)", text, "write \"2024-01-31\" or \"2024-01-31T13:45:00\"")
    })
}

/// Reads an ISO 8601 date as days since 1970-01-01. A time of midnight may follow.
///
/// # Errors
/// [`Malformed`] when the text has another form, or names a day that does not exist.
///
/// ```
/// assert_eq!(datagen_core::schema::time::parse_date("1970-02-01")?, 31);
/// # Ok::<(), datagen_core::schema::malformed::Malformed>(())
/// ```
pub fn parse_date(text: &str) -> Result<i32, Malformed> {
    let midnight = instant(text).filter(|micros| micros.rem_euclid(DAY) == 0);
    midnight
        .and_then(|micros| i32::try_from(micros.div_euclid(DAY)).ok())
        .ok_or_else(|| Malformed::new("a date (ISO 8601)", text, "write \"2024-01-31\""))
}

fn instant(text: &str) -> Option<i64> {
    let (date, time) = match text.split_once(['T', 't', ' ']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let midnight = i64::from(days(date)?) * DAY;
    match time {
        None => Some(midnight),
        Some(time) => Some(midnight + time_of_day(time)?),
    }
}

fn days(text: &str) -> Option<i32> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year == "0000" {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(digits(year, 4)?.cast_signed(), digits(month, 2)?, digits(day, 2)?)?;
    Some(date.num_days_from_ce() - EPOCH)
}

/// `HH:MM[:SS[.fraction]]` and an offset, in microseconds; before midnight UTC it is negative.
fn time_of_day(text: &str) -> Option<i64> {
    let (clock, offset) = match text.find(['Z', 'z', '+', '-']) {
        Some(at) => (&text[..at], offset(&text[at..])?),
        None => (text, 0),
    };
    let (whole, fraction) = match clock.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, micros(fraction)?),
        None => (clock, 0),
    };
    let mut parts = whole.split(':');
    let hour = digits(parts.next()?, 2).filter(|hour| *hour < 24)?;
    let minute = digits(parts.next()?, 2).filter(|minute| *minute < 60)?;
    let second = match parts.next() {
        Some(second) => digits(second, 2).filter(|second| *second < 60)?,
        None if fraction == 0 && clock.len() == whole.len() => 0,
        None => return None,
    };
    if parts.next().is_some() {
        return None;
    }
    Some(i64::from(hour) * HOUR + i64::from(minute) * MINUTE + i64::from(second) * SECOND + fraction - offset)
}

/// `Z`, `+01:00`, `+0100` or `+01`, in microseconds.
fn offset(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let (sign, rest) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(rest), _) => (1, rest),
        (_, Some(rest)) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match rest.split_once(':') {
        Some((hours, minutes)) => (digits(hours, 2)?, digits(minutes, 2)?),
        None if rest.len() == 4 => (digits(rest.get(..2)?, 2)?, digits(rest.get(2..)?, 2)?),
        None => (digits(rest, 2)?, 0),
    };
    (hours < 24 && minutes < 60).then(|| sign * (i64::from(hours) * HOUR + i64::from(minutes) * MINUTE))
}

/// The first six digits of a fraction of a second.
fn micros(text: &str) -> Option<i64> {
    if text.is_empty() || text.len() > 9 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{text:0<6}").get(..6)?.parse().ok()
}

fn digits(text: &str, count: usize) -> Option<u32> {
    let plain = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// The step of a grid of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frequency {
    /// Seconds, minutes, hours or days: steps of one length.
    Fixed {
        /// Microseconds from step to step; more than 0.
        micros: i64,
    },
    /// Every n-th day from Monday to Friday.
    BusinessDay(u32),
    /// Every n-th week, on one weekday.
    Week {
        /// 0 is Monday, 6 Sunday.
        weekday: u8,
        /// Weeks from step to step.
        n: u32,
    },
    /// The first day of every n-th month.
    MonthStart(u32),
    /// The last day of every n-th month.
    MonthEnd(u32),
    /// The first day of every n-th quarter.
    QuarterStart(u32),
    /// The last day of every n-th quarter.
    QuarterEnd(u32),
    /// 1 January of every n-th year.
    YearStart(u32),
    /// 31 December of every n-th year.
    YearEnd(u32),
}

const WEEKDAYS: [&str; 7] = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

impl Frequency {
    /// Reads an offset alias with an optional multiple: `D`, `15min`, `2W-MON`, `MS`.
    ///
    /// `S s` second, `T min` minute, `H h` hour, `D` day, `B` business day, `W` week (Sundays; `W-MON`... name the
    /// day), `M ME` month end, `MS` month start, `Q QE QS` quarters, `Y A YE YS` years.
    ///
    /// # Errors
    /// [`Malformed`] for another alias, or a multiple that is 0 or above 1,000,000.
    ///
    /// ```
    /// use datagen_core::schema::time::Frequency;
    /// assert_eq!(Frequency::parse("15min")?, Frequency::Fixed { micros: 900_000_000 });
    /// assert_eq!(Frequency::parse("2W-MON")?, Frequency::Week { weekday: 0, n: 2 });
    /// # Ok::<(), datagen_core::schema::malformed::Malformed>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        const MOST: u32 = 1_000_000;
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (multiple, alias) = text.split_at(digits);
        let n = if multiple.is_empty() { Some(1) } else { multiple.parse().ok() };
        let n = n.filter(|n| (1..=MOST).contains(n));
        n.and_then(|n| Self::of_alias(alias, n)).ok_or_else(|| {
            let hint =
                "one of S, min, H, D, B, W, W-MON ... W-SUN, MS, ME, QS, QE, YS, YE, with a multiple such as 15min";
            Malformed::new("an offset alias", text, hint)
        })
    }

    fn of_alias(alias: &str, n: u32) -> Option<Self> {
        let fixed = |micros: i64| Some(Self::Fixed { micros: micros * i64::from(n) });
        match alias {
            "S" | "s" => fixed(SECOND),
            "T" | "min" => fixed(MINUTE),
            "H" | "h" => fixed(HOUR),
            "D" => fixed(DAY),
            "B" => Some(Self::BusinessDay(n)),
            "W" => Some(Self::Week { weekday: 6, n }),
            "M" | "ME" => Some(Self::MonthEnd(n)),
            "MS" => Some(Self::MonthStart(n)),
            "Q" | "QE" => Some(Self::QuarterEnd(n)),
            "QS" => Some(Self::QuarterStart(n)),
            "Y" | "A" | "YE" => Some(Self::YearEnd(n)),
            "YS" => Some(Self::YearStart(n)),
            _ => {
                let day = alias.strip_prefix("W-")?;
                let weekday = WEEKDAYS.iter().position(|name| *name == day)?;
                Some(Self::Week { weekday: u8::try_from(weekday).ok()?, n })
            }
        }
    }
}
