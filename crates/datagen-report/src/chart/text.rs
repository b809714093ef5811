//! Words and numbers of charts: how wide they are, and how they are written.

/// About how wide a text is, in the unit of its size. Fonts differ; this errs on the wide side.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(character_width).sum::<f64>() * size
}

const fn character_width(character: char) -> f64 {
    match character {
        'i' | 'j' | 'l' | '.' | ',' | '\'' | '|' | ':' | ';' | '!' => 0.34,
        'f' | 't' | 'r' | ' ' | '(' | ')' | '[' | ']' | '-' | '/' => 0.42,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.98,
        'A'..='Z' => 0.72,
        '\u{1100}'.. => 1.05,
        _ => 0.63,
    }
}

/// A text that fits, with an ellipsis where something is left out.
pub(crate) fn fitted(text: &str, size: f64, room: f64) -> String {
    // Room that was measured by this text may be less by a rounding.
    if width(text, size) <= room + 1e-6 {
        return text.to_owned();
    }
    let mut shortened = String::new();
    for character in text.chars() {
        shortened.push(character);
        if width(&shortened, size) + size > room {
            shortened.pop();
            break;
        }
    }
    format!("{}…", shortened.trim_end())
}

/// A text as XML content or attribute; what XML does not allow is replaced.
pub(crate) fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => result.push_str("&amp;"),
            '<' => result.push_str("&lt;"),
            '>' => result.push_str("&gt;"),
            '"' => result.push_str("&quot;"),
            '\t' | '\n' | '\r' => result.push(' '),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => result.push('\u{fffd}'),
            other => result.push(other),
        }
    }
    result
}

/// A coordinate, rounded to a tenth.
pub(crate) fn coordinate(value: f64) -> String {
    let tenths = (value * 10.0).round() as i64;
    let (sign, tenths) = (if tenths < 0 { "-" } else { "" }, tenths.unsigned_abs());
    match tenths % 10 {
        0 => format!("{sign}{}", tenths / 10),
        rest => format!("{sign}{}.{rest}", tenths / 10),
    }
}

/// A number for people: `0.25`, `1,234`, `12.5k`, `3.4M`; three digits that count.
pub fn number(value: f64) -> String {
    let size = value.abs();
    let scaled = |unit: f64, suffix: &str| format!("{}{suffix}", digits(value / unit));
    match size {
        _ if !value.is_finite() => "–".to_owned(),
        0.0 => "0".to_owned(),
        _ if !(5e-4..9.995e14).contains(&size) => format!("{value:.2e}"),
        _ if size >= 9.995e11 => scaled(1e12, "T"),
        _ if size >= 9.995e8 => scaled(1e9, "B"),
        _ if size >= 9.995e5 => scaled(1e6, "M"),
        _ if size >= 9_999.5 => scaled(1e3, "k"),
        _ if size >= 999.5 => grouped(value.round() as i64),
        _ => digits(value),
    }
}

fn digits(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 99.95 => 0,
        size if size >= 9.995 => 1,
        size if size >= 0.9995 => 2,
        _ => 3,
    };
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

fn grouped(value: i64) -> String {
    let text = count(value.unsigned_abs());
    if value < 0 { format!("-{text}") } else { text }
}

/// A count with its thousands grouped: `1,234,567`.
#[must_use]
pub fn count(value: u64) -> String {
    let digits = value.to_string();
    let mut result = String::with_capacity(digits.len() * 4 / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            result.push(',');
        }
        result.push(digit);
    }
    result
}

/// A share of 1 as a percentage: `12.5%`; a little is never shown as nothing, nor nearly all as all.
#[must_use]
pub fn percent(share: f64) -> String {
    match share {
        _ if !share.is_finite() => "–".to_owned(),
        0.0 => "0%".to_owned(),
        _ if share > 0.0 && share < 0.000_5 => "<0.1%".to_owned(),
        _ if (0.999_5..1.0).contains(&share) => ">99.9%".to_owned(),
        _ => {
            let text = format!("{:.1}", share * 100.0);
            format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_digits_that_count() {
        let numbers = [0.0, 0.25, 1.0, 12.34, 999.0, 1234.0, -1234.0, 12_345.0, 3_400_000.0, 0.000_01, f64::NAN];
        let expected = ["0", "0.25", "1", "12.3", "999", "1,234", "-1,234", "12.3k", "3.4M", "1.00e-5", "–"];
        assert_eq!(numbers.map(number), expected);
    }

    #[test]
    fn shares_never_claim_too_much() {
        let shares = [0.0, 0.0001, 0.125, 0.5, 0.9999, 1.0];
        assert_eq!(shares.map(percent), ["0%", "<0.1%", "12.5%", "50%", ">99.9%", "100%"]);
    }

    #[test]
    fn coordinates_are_short() {
        assert_eq!([1.0, 1.26, -0.04, -1.25].map(coordinate), ["1", "1.3", "0", "-1.3"]);
    }

    #[test]
    fn what_is_too_long_is_shortened() {
        assert_eq!(fitted("short", 10.0, 100.0), "short");
        let text = fitted("a rather long label", 10.0, 50.0);
        assert!(text.ends_with('…') && width(&text, 10.0) <= 55.0, "{text}");
    }

    #[test]
    fn markup_is_escaped() {
        assert_eq!(escaped("a<b & \"c\"\u{1}"), "a&lt;b &amp; &quot;c&quot;\u{fffd}");
    }
}
