//! Locales by what a column says about a country, and names that are near a mistyped one.

use super::locale::{Locale, locale};
use super::method::methods;
use super::sources::{NAMES, PLACES};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The names of all locales.
#[must_use]
pub fn locales() -> &'static [&'static str] {
    &NAMES
}

/// The locale that a value names: a locale ("de_DE"), a country's code ("DE", "DEU", "UK"), a country ("Germany",
/// "Deutschland") or one of its big cities, in any case. A name that several countries have means the most populous city.
#[must_use]
pub fn locale_of(value: &str) -> Option<&'static Locale> {
    let value = value.trim();
    if let Some(found) = locale(value) {
        return Some(found);
    }
    let name = table().get(value).or_else(|| table().get(value.to_lowercase().as_str()))?;
    locale(name)
}

/// Lower-case names of countries and cities, and codes, to locales.
fn table() -> &'static BTreeMap<&'static str, &'static str> {
    static TABLE: OnceLock<BTreeMap<&'static str, &'static str>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut found = BTreeMap::new();
        let mut current = "";
        for line in PLACES.lines().filter(|line| !line.starts_with("//")) {
            match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                Some(name) => current = name,
                None => drop(found.insert(line, current)),
            }
        }
        found
    })
}

/// The methods whose names are nearest to `name`, the nearest first; at most three, and none that is far away.
#[must_use]
pub fn nearest_method(name: &str) -> Vec<&'static str> {
    nearest(name, methods())
}

/// The locales whose names are nearest to `name`: those of the same language, then those that are spelt alike.
#[must_use]
pub fn nearest_locale(name: &str) -> Vec<&'static str> {
    let language: String = name.chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
    let alike = |known: &&&str| known.split('_').next() == Some(language.as_str());
    let mut found: Vec<&'static str> = locales().iter().filter(alike).copied().take(3).collect();
    for near in nearest(name, locales()) {
        if found.len() < 3 && !found.contains(&near) {
            found.push(near);
        }
    }
    found
}

fn nearest(name: &str, known: &'static [&'static str]) -> Vec<&'static str> {
    let name = name.to_lowercase();
    let mut scored: Vec<(f64, &'static str)> =
        known.iter().map(|known| (strsim::jaro_winkler(&name, &known.to_lowercase()), *known)).collect();
    scored.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(right.1)));
    scored.into_iter().filter(|(score, _)| *score > 0.78).take(3).map(|(_, known)| known).collect()
}
