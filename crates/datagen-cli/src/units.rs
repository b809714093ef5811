//! Numbers as people read and write them.

use std::time::Duration;

/// `1234567` as `1,234,567`.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 row`, `2 rows`.
pub(crate) fn rows(number: u64) -> String {
    format!("{} row{}", count(number), if number == 1 { "" } else { "s" })
}

/// A size with three digits: `999 B`, `1.23 kB`, `45.6 MB`.
pub(crate) fn bytes(number: u64) -> String {
    const UNITS: [&str; 5] = [" kB", " MB", " GB", " TB", " PB"];
    shorten(number as f64, &UNITS).unwrap_or_else(|| format!("{number} B"))
}

/// A speed with three digits: `831`, `1.23 k`, `45.6 M`.
pub(crate) fn rate(number: u64, time: Duration) -> String {
    const UNITS: [&str; 5] = [" k", " M", " G", " T", " P"];
    let rate = number as f64 / time.as_secs_f64().max(1e-6);
    shorten(rate, &UNITS).unwrap_or_else(|| format!("{rate:.0}"))
}

/// A number from 1,000 on with three digits and its unit.
fn shorten(number: f64, units: &[&str]) -> Option<String> {
    if number < 999.5 {
        return None;
    }
    let mut number = number / 1000.0;
    let mut unit = 0;
    while number >= 999.5 && unit + 1 < units.len() {
        number /= 1000.0;
        unit += 1;
    }
    let decimals = if number < 9.995 { 2 } else { usize::from(number < 99.95) };
    Some(format!("{number:.decimals$}{}", units[unit]))
}

/// A time: `84 ms`, `1.84 s`, `12.3 s`, `3 min 05 s`, `2 h 01 min`.
pub(crate) fn duration(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 0.9995 {
        return format!("{:.0} ms", seconds * 1000.0);
    }
    if seconds < 9.995 {
        return format!("{seconds:.2} s");
    }
    if seconds < 59.95 {
        return format!("{seconds:.1} s");
    }
    let whole = seconds.round() as u64;
    if whole < 3600 {
        return format!("{} min {:02} s", whole / 60, whole % 60);
    }
    format!("{} h {:02} min", whole / 3600, whole / 60 % 60)
}

/// A size as people write it: `512MB`, `2GiB`, `1.5 GB`, `1000000`.
pub(crate) fn parse_bytes(text: &str) -> Result<u64, String> {
    let expected = || format!("expected a size such as 512MB or 2GiB, found {text:?}");
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "k" | "kb" => 1e3,
        "m" | "mb" => 1e6,
        "g" | "gb" => 1e9,
        "t" | "tb" => 1e12,
        "kib" => 1024.0,
        "mib" => 1024.0 * 1024.0,
        "gib" => 1024.0 * 1024.0 * 1024.0,
        "tib" => 1024.0 * 1024.0 * 1024.0 * 1024.0,
        _ => return Err(expected()),
    };
    let number: f64 = number.parse().map_err(|_| expected())?;
    Ok((number * factor) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped() {
        let numbers = [0, 7, 999, 1000, 12_345, 1_234_567].map(count);
        assert_eq!(numbers, ["0", "7", "999", "1,000", "12,345", "1,234,567"]);
    }

    #[test]
    fn sizes_have_three_digits() {
        let numbers = [0, 999, 1000, 9994, 9999, 45_600, 999_400, 999_600, 1_500_000_000, u64::MAX].map(bytes);
        let expected =
            ["0 B", "999 B", "1.00 kB", "9.99 kB", "10.0 kB", "45.6 kB", "999 kB", "1.00 MB", "1.50 GB", "18447 PB"];
        assert_eq!(numbers, expected);
    }

    #[test]
    fn rates_have_three_digits() {
        assert_eq!(rate(500, Duration::from_secs(2)), "250");
        assert_eq!(rate(3_000_000, Duration::from_secs(2)), "1.50 M");
        assert_eq!(rate(0, Duration::ZERO), "0");
    }

    #[test]
    fn times() {
        let times =
            [0.0123, 0.9999, 9.996, 59.94, 125.0, 7265.0].map(|seconds| duration(Duration::from_secs_f64(seconds)));
        assert_eq!(times, ["12 ms", "1.00 s", "10.0 s", "59.9 s", "2 min 05 s", "2 h 01 min"]);
    }

    #[test]
    fn sizes_are_read() {
        let sizes = ["1000", "512MB", "2GiB", "1.5 gb", "3k", "1MiB"].map(|text| parse_bytes(text).unwrap());
        assert_eq!(sizes, [1000, 512_000_000, 1 << 31, 1_500_000_000, 3000, 1 << 20]);
        for wrong in ["", "MB", "12 apples", "-1MB", "1.2.3GB", "NaN"] {
            assert!(parse_bytes(wrong).is_err(), "{wrong}");
        }
    }
}
