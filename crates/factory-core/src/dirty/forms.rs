//! Dates, times, numbers and phone numbers that are written in several ways, read by LIKE and substr alone, which all
//! engines know.

use datagen_core::schema::document::{Column, ColumnType};

use crate::sql::Engine;

use super::words::{cast, joined, literal};

/// The indent of the branches of a CASE.
pub(super) const BRANCH: &str = "\n      ";

/// The expression that reads a column in all forms that it can have, in the column's own type, and what is to be said
/// about it.
pub(super) fn read(engine: Engine, column: &Column, name: &str, table: &str) -> (String, &'static str) {
    let form = Form { engine, name, table };
    match column.column_type {
        ColumnType::Date => (cast(engine, &form.date(), column), DAY_FIRST),
        ColumnType::Datetime => (cast(engine, &form.datetime(), column), MINUTES),
        ColumnType::Int => (cast(engine, &form.whole(column.unit.as_deref()), column), "separators, units and .0 go"),
        ColumnType::Decimal if column.decimals == Some(0) => {
            (cast(engine, &form.whole(column.unit.as_deref()), column), "separators, units and .0 go")
        }
        ColumnType::Float | ColumnType::Decimal => (cast(engine, &form.number(column.unit.as_deref()), column), COMMA),
        _ => (form.phone(), "all numbers are written as + and digits; the blanks of the original cannot be known"),
    }
}

const DAY_FIRST: &str = "the day comes first in 05/04/2023, unless only the second part is ever above 12";
const MINUTES: &str = "some forms have no seconds; with AM or PM the month comes first";
const COMMA: &str = "of a point and a comma the last one is the decimal one";

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

struct Form<'a> {
    engine: Engine,
    name: &'a str,
    table: &'a str,
}

/// `CASE WHEN .. THEN .. ELSE .. END`.
fn case(branches: &[(String, String)], otherwise: &str) -> String {
    let branches: String = branches.iter().map(|(when, then)| format!("{BRANCH}WHEN {when} THEN {then}")).collect();
    format!("CASE{branches}{BRANCH}ELSE {otherwise} END")
}

impl Form<'_> {
    fn part(&self, from: usize, length: usize) -> String {
        format!("substr({}, {from}, {length})", self.name)
    }

    fn is_like(&self, pattern: &str) -> String {
        format!("{} LIKE '{pattern}'", self.name)
    }

    /// Year, month and day by where they begin, with what comes behind.
    fn day(&self, year: usize, month: usize, day: usize, behind: &[&str]) -> String {
        let (year, month, day) = (self.part(year, 4), self.part(month, 2), self.part(day, 2));
        let mut parts = vec![year.as_str(), "'-'", month.as_str(), "'-'", day.as_str()];
        parts.extend(behind);
        joined(self.engine, &parts)
    }

    /// `5 Mar 2022` and `15 Mar 2022`: a day of so many digits.
    fn named_month(&self, digits: usize, behind: &[&str]) -> String {
        let names = MONTHS.iter().enumerate().map(|(at, name)| format!(" WHEN '{name}' THEN '{:02}'", at + 1));
        let month = format!("CASE {}{} END", self.part(digits + 2, 3), names.collect::<String>());
        let (year, day) = (self.part(digits + 6, 4), self.part(1, digits));
        let dash = if digits == 1 { "'-0'" } else { "'-'" };
        let mut parts = vec![year.as_str(), "'-'", month.as_str(), dash, day.as_str()];
        parts.extend(behind);
        joined(self.engine, &parts)
    }

    fn date(&self) -> String {
        let slashed = self.is_like("__/__/____");
        let (first, second) = (self.part(1, 2), self.part(4, 2));
        let greatest = |part: &str| format!("(SELECT max({part}) FROM {} WHERE {slashed})", self.table);
        let (day_first, month_first) = (self.day(7, 4, 1, &[]), self.day(7, 1, 4, &[]));
        let only_month_first = format!("{} <= '12' AND {} > '12'", greatest(&first), greatest(&second));
        let branches = [
            (self.is_like("____/__/__"), format!("replace({}, '/', '-')", self.name)),
            (self.is_like("__.__.____"), day_first.clone()),
            (format!("{slashed} AND {first} > '12'"), day_first.clone()),
            (format!("{slashed} AND {second} > '12'"), month_first.clone()),
            (format!("{slashed} AND {only_month_first}"), month_first),
            (slashed, day_first),
            (self.is_like("_ ___ ____"), self.named_month(1, &[])),
            (self.is_like("__ ___ ____"), self.named_month(2, &[])),
            (self.is_like("________"), self.day(1, 5, 7, &[])),
        ];
        case(&branches, self.name)
    }

    fn datetime(&self) -> String {
        let time = |from: usize| self.part(from, 5);
        let seconds = "':00'";
        let (hour, minutes) = (self.hour_of_twelve(), self.part(14, 3));
        let branches = [
            (self.is_like("____-__-__T%"), format!("replace({}, 'T', ' ')", self.part(1, 19))),
            (self.is_like("__.__.____ %"), self.day(7, 4, 1, &["' '", &self.part(12, 8)])),
            (self.is_like("__/__/____ __:__ _M"), self.day(7, 1, 4, &["' '", &hour, &minutes, seconds])),
            (self.is_like("__/__/____ %"), self.day(7, 4, 1, &["' '", &time(12), seconds])),
            (self.is_like("_ ___ ____ %"), self.named_month(1, &["' '", &time(12), seconds])),
            (self.is_like("__ ___ ____ %"), self.named_month(2, &["' '", &time(13), seconds])),
        ];
        case(&branches, self.name)
    }

    /// The hour of `03/15/2022 02:30 PM` in two digits.
    fn hour_of_twelve(&self) -> String {
        let hour = self.part(12, 2);
        let later: String = (1..12).map(|hour| format!(" WHEN '{hour:02}' THEN '{}'", hour + 12)).collect();
        let morning = format!("WHEN {} <> 'A' THEN CASE {hour}{later} ELSE {hour} END", self.part(18, 1));
        format!("CASE {morning} WHEN {hour} = '12' THEN '00' ELSE {hour} END")
    }

    fn without_unit(&self, unit: Option<&str>) -> String {
        let name = self.name;
        let quoted = |unit: &str| format!("replace({name}, {}, '')", literal(self.engine, &format!(" {unit}")));
        unit.map_or_else(|| name.to_owned(), quoted)
    }

    /// Separators are behind three digits each; a superfluous fraction has one digit.
    fn whole(&self, unit: Option<&str>) -> String {
        let text = self.without_unit(unit);
        let bare = format!("replace(replace(replace({text}, ',', ''), '.', ''), ' ', '')");
        case(&[(format!("{text} LIKE '%.0'"), format!("replace({text}, '.0', '')"))], &bare)
    }

    fn number(&self, unit: Option<&str>) -> String {
        let text = self.without_unit(unit);
        let is_like = |pattern: &str| format!("{text} LIKE '{pattern}'");
        let branches = [
            (is_like("%,%.%"), format!("replace({text}, ',', '')")),
            (is_like("%.%,%"), format!("replace(replace({text}, '.', ''), ',', '.')")),
            (is_like("% %"), format!("replace({text}, ' ', '')")),
            (is_like("%,%"), format!("replace({text}, ',', '.')")),
        ];
        case(&branches, &text)
    }

    fn phone(&self) -> String {
        let bare = ["-", ".", "(", ")", "/", " "]
            .iter()
            .fold(self.name.to_owned(), |text, mark| format!("replace({text}, '{mark}', '')"));
        let international = joined(self.engine, &["'+'", &format!("substr({bare}, 3)")]);
        case(&[(format!("{bare} LIKE '00%'"), international)], &bare)
    }
}
