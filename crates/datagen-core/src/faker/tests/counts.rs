//! How many names and places a locale has.

use super::super::locale::Lists;
use super::super::{locale, locales};

/// What is fewer than the rule says, and why.
const FEWER: [(&str, &str, usize); 2] = [
    // South Korea has 85 cities; some of them are known by their Latin names only.
    ("ko_KR", "cities", 77),
    // South Koreans share 286 surnames with Chinese signs.
    ("ko_KR", "surnames", 249),
];

#[test]
fn every_locale_has_names_and_places_enough() {
    let mut wrong = Vec::new();
    for name in locales() {
        let found = locale(name).expect("a known locale");
        let counts = [
            ("male", found.list(Lists::Male).len(), 300),
            ("female", found.list(Lists::Female).len(), 300),
            ("surnames", found.list(Lists::Surnames).len(), 300),
            ("cities", found.cities.len(), 100),
        ];
        for (what, count, least) in counts {
            let excepted = FEWER.iter().find(|(locale, fewer, _)| locale == name && *fewer == what);
            let least = excepted.map_or(least, |(_, _, known)| *known);
            if count < least {
                wrong.push(format!("{name}: {count} {what}, expected {least}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn names_have_their_capitals() {
    for name in locales().iter().filter(|name| name.starts_with("en_")) {
        let surnames = locale(name).expect("a known locale").list(Lists::Surnames);
        let small = |text: &str| {
            text.strip_prefix("Mc").is_some_and(|rest| rest.starts_with(|letter: char| letter.is_lowercase()))
                || ["Obrien", "Oconnor", "Oneill", "Oneal", "Odonnell"].contains(&text)
                || text.strip_prefix("O'").is_some_and(|rest| rest.starts_with(|letter: char| letter.is_lowercase()))
        };
        let wrong: Vec<&str> = surnames.items().iter().map(|item| item.text).filter(|text| small(text)).collect();
        assert_eq!(wrong, Vec::<&str>::new(), "{name}");
    }
}
