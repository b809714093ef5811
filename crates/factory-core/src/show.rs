//! Numbers as people say them: "$4.8 million", "34%", "about 12,500".

use chrono::NaiveDate;
use serde_json::Value;

use crate::country::Country;
use crate::fill::month_name;
use crate::pack::Show;
use crate::result::number;

/// `value` as it is told; none when it is no such value.
#[must_use]
pub fn show(value: &Value, show: Show, country: &Country) -> Option<String> {
    match show {
        Show::Text => value.as_str().map(str::to_owned).or_else(|| number(value).map(plain)),
        Show::Month | Show::Date => {
            let text = value.as_str()?;
            let day = NaiveDate::parse_from_str(text.get(..10)?, "%Y-%m-%d").ok()?;
            Some(if show == Show::Month { month_name(day) } else { day.to_string() })
        }
        _ => number(value).filter(|value| value.is_finite()).map(|value| told(value, show, country)),
    }
}

/// A value of a result that nothing is said of.
#[must_use]
pub fn as_it_is(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_f64() => plain(number.as_f64().unwrap_or_default()),
        other => other.to_string(),
    }
}

fn told(value: f64, show: Show, country: &Country) -> String {
    match show {
        Show::Exact => grouped(value.round()),
        Show::Money => money(value, country),
        Show::Percent => percent(value),
        Show::Times => format!("{value:.1} times"),
        Show::Decimal => format!("{value:.1}"),
        Show::Days => format!("{value:.1} days"),
        Show::Hours => format!("{value:.1} hours"),
        _ if value.abs() < 100.0 => grouped(value.round()),
        _ => format!("about {}", grouped(significant(value, 2 + u32::from(value.abs() >= 1000.0)))),
    }
}

fn percent(value: f64) -> String {
    let share = value * 100.0;
    if share.abs() < 9.95 { format!("{share:.1}%") } else { format!("{share:.0}%") }
}

fn money(value: f64, country: &Country) -> String {
    let sign = if value < 0.0 { "-" } else { "" };
    let (size, symbol) = (value.abs(), country.symbol);
    let amount = match size {
        size if size >= 999_500_000.0 => format!("{} billion", short(size / 1e9)),
        size if size >= 999_500.0 => format!("{} million", short(size / 1e6)),
        size if size >= 1000.0 => grouped(significant(size, 3)),
        size if size >= 100.0 => grouped(size.round()),
        size => format!("{size:.*}", country.cents() as usize),
    };
    format!("{sign}{symbol}{amount}")
}

fn short(value: f64) -> String {
    if value < 99.95 { format!("{value:.1}") } else { grouped(value.round()) }
}

fn significant(value: f64, digits: u32) -> f64 {
    let size = value.abs().max(1.0);
    let most = 10_u32.pow(digits);
    let mut unit = 1.0;
    while size / unit >= f64::from(most) {
        unit *= 10.0;
    }
    (value / unit).round() * unit
}

fn grouped(value: f64) -> String {
    let digits = format!("{:.0}", value.abs());
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0.0 && digits != "0" { format!("-{text}") } else { text }
}

fn plain(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Small numbers in words.
pub(crate) fn words(count: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_as_people_say_them() {
        let told = |value: Value, how| show(&value, how, &Country::ALL[0]).unwrap();
        assert_eq!(told(json!("4812345.67"), Show::Money), "$4.8 million");
        assert_eq!(told(json!(999_600.0), Show::Money), "$1.0 million");
        assert_eq!(told(json!("48123.45"), Show::Money), "$48,100");
        assert_eq!(told(json!(-74.215), Show::Money), "-$74.22");
        let japan = Country::by_code("JP").unwrap();
        assert_eq!(show(&json!(74.215), Show::Money, japan).unwrap(), "¥74");
        assert_eq!(told(json!(0.3449), Show::Percent), "34%");
        assert_eq!(told(json!(0.0449), Show::Percent), "4.5%");
        assert_eq!(told(json!(12_480), Show::Count), "about 12,500");
        assert_eq!(told(json!(87), Show::Count), "87");
        assert_eq!(told(json!(1_234_567), Show::Exact), "1,234,567");
        assert_eq!(told(json!(2.349), Show::Times), "2.3 times");
        assert_eq!(told(json!("2022-03-14"), Show::Month), "March 2022");
        assert_eq!(show(&Value::Null, Show::Money, &Country::ALL[0]), None);
    }
}
