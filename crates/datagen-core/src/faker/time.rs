//! Dates of birth.

use super::random::person as draw;
use super::scope::Scope;
use crate::seed::below;
use chrono::{Datelike as _, Months, NaiveDate};

/// A day on which someone was born who is between `ages.0` and `ages.1` years old on `reference` (days since 1970).
pub(super) fn birth(scope: &Scope<'_>, ages: (u32, u32), reference: i32) -> i32 {
    let earliest = years_before(reference, ages.1 + 1) + 1;
    let latest = years_before(reference, ages.0);
    let span = u64::try_from(i64::from(latest) - i64::from(earliest)).unwrap_or(0) + 1;
    earliest.saturating_add(below(scope.person(draw::BIRTH), span) as i32)
}

/// The same day `years` earlier, the 29th of February becoming the 28th; both in days since 1970.
fn years_before(days: i32, years: u32) -> i32 {
    let epoch = NaiveDate::default();
    let day = epoch.checked_add_signed(chrono::TimeDelta::days(days.into()));
    let earlier = day.and_then(|day| day.checked_sub_months(Months::new(12 * years)));
    earlier.map_or(days, |day| day.num_days_from_ce() - epoch.num_days_from_ce())
}
