//! Dates of the proleptic Gregorian calendar by arithmetic alone.

/// Year, month (1 to 12) and day of month of a number of days since 1970-01-01.
///
/// The year begins in March, so that the leap day is its last; 400 years are 146,097 days (Hinnant, "chrono-Compatible
/// Low-Level Date Algorithms", `civil_from_days`).
#[inline]
pub(crate) const fn civil(days: i64) -> (i32, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097) as u32;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era as i64 + era * 400 + (month <= 2) as i64;
    (year as i32, month, day)
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, NaiveDate};

    #[test]
    fn every_day_of_ten_thousand_years_is_chronos() {
        for days in -719_162..=2_932_896 {
            let date = NaiveDate::from_epoch_days(days).unwrap();
            assert_eq!(super::civil(i64::from(days)), (date.year(), date.month(), date.day()));
        }
    }
}
