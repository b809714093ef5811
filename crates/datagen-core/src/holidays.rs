//! Public holidays of whole countries, by rule, for any year. What is moved because it falls on a weekend, and what only
//! some regions have, is left out.

use chrono::{Datelike, Days, NaiveDate};

use crate::calendar::{Calendar, DAY};

/// How a holiday's day follows from the year.
#[derive(Debug, Clone, Copy)]
enum Rule {
    /// Month and day.
    On(u32, u32),
    /// The first such weekday (0 is Monday) from that month and day on.
    From(u32, u32, u32),
    /// Days after Easter Sunday.
    Easter(i64),
    /// The spring or autumn equinox in Japan, by the formula of its observatory for 1980 to 2099.
    SpringEquinox,
    AutumnEquinox,
}

use Rule::{AutumnEquinox, Easter, From, On, SpringEquinox};

/// Countries by ISO 3166 code, with their holidays: `7/4` is 4 July, `thu:11/22` the first Thursday from 22 November on,
/// `E-2` two days before Easter Sunday.
const COUNTRIES: &[(&str, &str)] = &[
    ("AT", "1/1 1/6 E+1 5/1 E+39 E+50 E+60 8/15 10/26 11/1 12/8 12/25 12/26"),
    ("AU", "1/1 1/26 E-2 E-1 E+1 4/25 mon:6/8 12/25 12/26"),
    ("BE", "1/1 E+1 5/1 E+39 E+50 7/21 8/15 11/1 11/11 12/25"),
    ("BR", "1/1 E-48 E-47 E-2 4/21 5/1 E+60 9/7 10/12 11/2 11/15 11/20 12/25"),
    ("CA", "1/1 E-2 mon:5/18 7/1 mon:9/1 9/30 mon:10/8 11/11 12/25 12/26"),
    ("CH", "1/1 E-2 E+1 E+39 E+50 8/1 12/25 12/26"),
    ("CZ", "1/1 E-2 E+1 5/1 5/8 7/5 7/6 9/28 10/28 11/17 12/24 12/25 12/26"),
    ("DE", "1/1 E-2 E+1 5/1 E+39 E+50 10/3 12/25 12/26"),
    ("DK", "1/1 E-3 E-2 E+0 E+1 E+39 E+50 6/5 12/24 12/25 12/26"),
    ("ES", "1/1 1/6 E-2 5/1 8/15 10/12 11/1 12/6 12/8 12/25"),
    ("FI", "1/1 1/6 E-2 E+0 E+1 5/1 E+39 fri:6/19 sat:6/20 sat:10/31 12/6 12/24 12/25 12/26"),
    ("FR", "1/1 E+1 5/1 5/8 E+39 E+50 7/14 8/15 11/1 11/11 12/25"),
    ("GB", "1/1 E-2 E+1 mon:5/1 mon:5/25 mon:8/25 12/25 12/26"),
    ("IE", "1/1 mon:2/1 3/17 E+1 mon:5/1 mon:6/1 mon:8/1 mon:10/25 12/25 12/26"),
    ("IN", "1/26 4/14 8/15 10/2 12/25"),
    ("IT", "1/1 1/6 E+0 E+1 4/25 5/1 6/2 8/15 11/1 12/8 12/25 12/26"),
    ("JP", "1/1 mon:1/8 2/11 2/23 spring 4/29 5/3 5/4 5/5 mon:7/15 8/11 mon:9/15 autumn mon:10/8 11/3 11/23"),
    ("MX", "1/1 mon:2/1 mon:3/15 5/1 9/16 mon:11/15 12/25"),
    ("NL", "1/1 E+0 E+1 4/27 5/5 E+39 E+49 E+50 12/25 12/26"),
    ("NO", "1/1 E-3 E-2 E+0 E+1 5/1 5/17 E+39 E+49 E+50 12/25 12/26"),
    ("NZ", "1/1 1/2 2/6 E-2 E+1 4/25 mon:6/1 mon:10/22 12/25 12/26"),
    ("PL", "1/1 1/6 E+0 E+1 5/1 5/3 E+49 E+60 8/15 11/1 11/11 12/25 12/26"),
    ("PT", "1/1 E-2 E+0 4/25 5/1 E+60 6/10 8/15 10/5 11/1 12/1 12/8 12/25"),
    ("SE", "1/1 1/6 E-2 E+0 E+1 5/1 E+39 E+49 6/6 sat:6/20 sat:10/31 12/24 12/25 12/26"),
    ("US", "1/1 mon:1/15 mon:2/15 mon:5/25 6/19 7/4 mon:9/1 mon:10/8 11/11 thu:11/22 12/25"),
];

/// Reads one holiday of the table.
fn rule(text: &str) -> Option<Rule> {
    const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let date = |text: &str| -> Option<(u32, u32)> {
        let (month, day) = text.split_once('/')?;
        Some((month.parse().ok()?, day.parse().ok()?))
    };
    match text {
        "spring" => return Some(SpringEquinox),
        "autumn" => return Some(AutumnEquinox),
        _ => {}
    }
    if let Some(offset) = text.strip_prefix('E') {
        return offset.parse().ok().map(Easter);
    }
    if let Some((weekday, from)) = text.split_once(':') {
        let weekday = WEEKDAYS.iter().position(|known| *known == weekday)? as u32;
        return date(from).map(|(month, day)| From(month, day, weekday));
    }
    date(text).map(|(month, day)| On(month, day))
}

/// The countries whose holidays are known.
pub(crate) fn countries() -> impl Iterator<Item = &'static str> {
    COUNTRIES.iter().map(|(code, _)| *code)
}

/// Whether the holidays of that country are known.
pub(crate) fn is_known(country: &str) -> bool {
    table_of(country).is_some()
}

/// A country by its code, in any case; "UK" is GB.
fn table_of(country: &str) -> Option<&'static str> {
    let code = if country.eq_ignore_ascii_case("UK") { "GB" } else { country };
    COUNTRIES.iter().find(|(known, _)| known.eq_ignore_ascii_case(code)).map(|(_, table)| *table)
}

/// The holidays of a year, in order, in days since 1970; none for a country that is not known.
pub(crate) fn of_year(country: &str, year: i32) -> Vec<i64> {
    let table = table_of(country).unwrap_or_default();
    let mut days: Vec<i64> = table.split(' ').filter_map(rule).filter_map(|rule| day_of(rule, year)).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// `calendar` with the weight of each holiday from one instant to another multiplied by `factor`.
pub(crate) fn scaled(calendar: &Calendar, country: &str, factor: f64, start: i64, end: i64) -> Calendar {
    let year = |instant: i64| date_of(instant.div_euclid(DAY)).map_or(1970, |date| date.year());
    let mut breaks = Vec::new();
    let mut factors = vec![1.0];
    for day in (year(start)..=year(end)).flat_map(|year| of_year(country, year)) {
        if breaks.last() == Some(&(day * DAY)) {
            // Two holidays in a row.
            breaks.pop();
            factors.pop();
        } else {
            breaks.push(day * DAY);
            factors.push(factor);
        }
        breaks.push((day + 1) * DAY);
        factors.push(1.0);
    }
    calendar.scaled(&breaks, &factors)
}

fn date_of(day: i64) -> Option<NaiveDate> {
    i32::try_from(day).ok().and_then(NaiveDate::from_epoch_days)
}

fn day_of(rule: Rule, year: i32) -> Option<i64> {
    let date = match rule {
        On(month, day) => NaiveDate::from_ymd_opt(year, month, day),
        From(month, day, weekday) => {
            let first = NaiveDate::from_ymd_opt(year, month, day)?;
            let wait = (7 + weekday - first.weekday().num_days_from_monday()) % 7;
            first.checked_add_days(Days::new(u64::from(wait)))
        }
        Easter(offset) => return Some(i64::from(easter(year)?.to_epoch_days()) + offset),
        SpringEquinox => NaiveDate::from_ymd_opt(year, 3, equinox(20.8431, year)),
        AutumnEquinox => NaiveDate::from_ymd_opt(year, 9, equinox(23.2488, year)),
    };
    date.map(|date| i64::from(date.to_epoch_days()))
}

fn equinox(day_in_1980: f64, year: i32) -> u32 {
    let years = f64::from(year - 1980);
    (day_in_1980 + 0.242_194 * years - (years / 4.0).floor()).floor() as u32
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm that Butcher published in 1876).
fn easter(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (b - (b + 8) / 25 + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let month_and_day = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(year, (month_and_day / 31) as u32, (month_and_day % 31 + 1) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(country: &str, year: i32) -> String {
        of_year(country, year)
            .iter()
            .map(|day| date_of(*day).unwrap().format("%m-%d").to_string())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn easter_is_where_the_tables_have_it() {
        for (year, date) in [
            (1818, "1818-03-22"),
            (1943, "1943-04-25"),
            (2000, "2000-04-23"),
            (2019, "2019-04-21"),
            (2024, "2024-03-31"),
            (2025, "2025-04-20"),
            (2038, "2038-04-25"),
            (2285, "2285-03-22"),
        ] {
            assert_eq!(easter(year).unwrap().to_string(), date);
        }
    }

    #[test]
    fn every_entry_of_the_table_is_read() {
        for (country, table) in COUNTRIES {
            for text in table.split(' ') {
                assert!(rule(text).is_some(), "{country}: {text}");
            }
            assert!(of_year(country, 2024).len() >= 5, "{country}");
        }
    }

    #[test]
    fn holidays_are_those_of_the_gazettes() {
        assert_eq!(dates("US", 2024), "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25");
        assert_eq!(dates("uk", 2024), "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26");
        assert_eq!(dates("DE", 2025), "01-01 04-18 04-21 05-01 05-29 06-09 10-03 12-25 12-26");
        assert_eq!(
            dates("SE", 2024),
            "01-01 01-06 03-29 03-31 04-01 05-01 05-09 05-19 06-06 06-22 11-02 12-24 12-25 12-26"
        );
        assert_eq!(
            dates("JP", 2024),
            "01-01 01-08 02-11 02-23 03-20 04-29 05-03 05-04 05-05 07-15 08-11 09-16 09-22 10-14 11-03 11-23"
        );
        assert_eq!(dates("BR", 2024), "01-01 02-12 02-13 03-29 04-21 05-01 05-30 09-07 10-12 11-02 11-15 11-20 12-25");
        assert_eq!(dates("XX", 2024), "");
    }
}
