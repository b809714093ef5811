//! Shapes, coherence, check digits, and a golden of the first rows of every method.

use super::locale::{Forms, Lists, Locale};
use super::sources::SOURCES;
use super::*;
use crate::seed::Seed;
use std::collections::BTreeSet;

mod counts;
mod golden;
mod shapes;
mod world;

/// The row of a table whose columns share person, place and company.
fn row(column: &str, number: u64) -> Row {
    let key = |purpose: &str| Seed(42).key("people", "", purpose);
    let own = Seed(42).key("people", column, "value");
    Row::new(Keys { own, person: key("person"), place: key("place"), company: key("company") }, number)
}

/// Any value as text.
fn show(locale: &Locale, method: &str, row: &Row) -> String {
    let fake = Fake::new(method, &Arguments::default()).unwrap();
    let mut out = String::new();
    match fake.output() {
        Output::Date => out = fake.date(locale, row, 20_000).to_string(),
        _ => fake.text(locale, row, &mut out),
    }
    out
}

/// The value of `method` in row `number` of `locale`.
fn value(name: &str, method: &str, number: u64) -> String {
    show(locale(name).unwrap(), method, &row(method, number))
}

#[test]
fn the_data_of_every_locale_is_sound() {
    for (name, own) in SOURCES {
        let (locale, problems) = Locale::read(name, own, SOURCES[0].1);
        assert_eq!(problems, Vec::<String>::new());
        let required = [
            Lists::Male,
            Lists::Female,
            Lists::Surnames,
            Lists::Zones,
            Lists::States,
            Lists::Streets,
            Lists::CompanySurnames,
            Lists::CompanySuffixes,
            Lists::Industries,
            Lists::Roots,
            Lists::Jobs,
            Lists::Words,
            Lists::Providers,
            Lists::Colors,
            Lists::Currencies,
            Lists::Languages,
            Lists::Countries,
            Lists::MimeTypes,
            Lists::Extensions,
            Lists::Cards,
            Lists::Bban,
        ];
        for list in required {
            assert!(!locale.list(list).is_empty(), "{name}: {}", Lists::NAMES[list as usize]);
        }
        for forms in [Forms::NamesMale, Forms::Addresses, Forms::Phones, Forms::Companies, Forms::Sentences] {
            assert!(!locale.forms(forms).is_empty(), "{name}: {}", Forms::NAMES[forms as usize]);
        }
        for fact in ["country", "alpha2", "alpha3", "end"] {
            assert!(!locale.fact(fact).is_empty(), "{name}: {fact}");
        }
    }
}

#[test]
fn every_city_has_a_state_a_zone_a_postcode_and_an_area_where_phones_want_one() {
    for name in locales() {
        let locale = locale(name).unwrap();
        for index in 0..locale.cities.len() as u64 {
            let bits = ((u128::from(index) << 64) / locale.cities.len() as u128 + 1) as u64;
            let city = locale.city(bits).unwrap();
            assert!(city.state < locale.list(Lists::States).len(), "{name}: {}", city.name);
            assert!(city.zone < locale.list(Lists::Zones).len(), "{name}: {}", city.name);
            assert!(!city.postcodes.is_empty(), "{name}: {}", city.name);
            assert!(city.latitude.abs() < 72.0 && city.longitude.abs() < 180.0, "{name}: {}", city.name);
        }
        for number in 0..300 {
            let phone = value(name, "phone_number", number);
            assert!(phone.chars().filter(char::is_ascii_digit).count() >= 8, "{name}: {phone}");
        }
    }
}

#[test]
fn every_method_yields_something_plain_in_every_locale() {
    for name in locales() {
        for method in methods() {
            for number in 0..50 {
                let found = value(name, method, number);
                let sound = !found.is_empty() && found.trim() == found && !found.contains(['{', '}', '\t', '\n']);
                assert!(sound && !found.contains("  "), "{name} {method}: {found:?}");
            }
        }
    }
}

#[test]
fn a_value_depends_on_keys_and_row_alone() {
    let all = |numbers: &mut dyn Iterator<Item = u64>| -> Vec<String> {
        numbers.flat_map(|number| methods().iter().map(move |method| value("en_US", method, number))).collect()
    };
    let forward = all(&mut (0..20));
    let mut backward = all(&mut (0..20).rev());
    let width = methods().len();
    backward = backward.chunks(width).rev().flatten().cloned().collect();
    assert_eq!(forward, backward);
}

#[test]
fn name_parts_and_addresses_are_of_one_person() {
    for name in locales() {
        let locale = locale(name).unwrap();
        for number in 0..300 {
            let of = |method: &str| value(name, method, number);
            let (whole, first, last) = (of("name"), of("first_name"), of("last_name"));
            assert!(whole.contains(&first) && whole.contains(&last), "{name}: {whole}, {first}, {last}");
            let user = of("user_name");
            for method in ["email", "safe_email", "free_email", "company_email"] {
                assert!(of(method).starts_with(&format!("{user}@")), "{}: {}", locale.name(), of(method));
            }
            assert!(user.is_ascii() && user.len() > 1 && user == user.to_lowercase(), "{name}: {user}");
        }
    }
}

#[test]
fn user_names_contain_the_name() {
    for number in 0..500 {
        let plain = |text: String| text.to_lowercase().replace([' ', '\'', '-'], "");
        let (first, last) = (plain(value("en_US", "first_name", number)), plain(value("en_US", "last_name", number)));
        let user = value("en_US", "user_name", number);
        assert!(user.contains(&first) || user.contains(&last), "{user}: {first} {last}");
    }
}

#[test]
fn addresses_contain_the_parts_of_their_row() {
    for name in locales() {
        for number in 0..200 {
            let of = |method: &str| value(name, method, number);
            let address = of("address");
            for method in ["city", "postcode", "street_address"] {
                assert!(address.contains(&of(method)), "{name}: {address} without {method} {}", of(method));
            }
            assert!(of("street_address").contains(&of("street_name")), "{name}: {address}");
            assert!(of("street_address").contains(&of("building_number")), "{name}: {address}");
        }
    }
}

#[test]
fn an_american_postcode_and_area_fit_the_city() {
    let (mut chicago, mut miami) = (0, 0);
    for number in 0..20_000 {
        let of = |method: &str| value("en_US", method, number);
        match (of("city").as_str(), of("state_abbr").as_str()) {
            ("Chicago", state) => {
                assert_eq!((state, &of("postcode")[..2]), ("IL", "60"));
                assert!(["872", "773", "312", "708"].contains(&&of("phone_number")[1..4]), "{}", of("phone_number"));
                assert_eq!(of("time_zone"), "America/Chicago");
                chicago += 1;
            }
            ("Miami", state) => {
                assert_eq!((state, &of("postcode")[..2]), ("FL", "33"));
                let fake = Fake::new("latitude", &Arguments::default()).unwrap();
                assert!((fake.float(locale("en_US").unwrap(), &row("latitude", number)) - 25.77).abs() < 0.1);
                miami += 1;
            }
            _ => {}
        }
    }
    assert!(chicago > 100 && miami > 10, "{chicago} {miami}");
}

#[test]
fn company_domain_and_address_belong_together() {
    for number in 0..200 {
        let of = |method: &str| value("en_US", method, number);
        let domain = of("domain_name");
        assert!(of("url").contains(&domain) && of("company_email").ends_with(&format!("@{domain}")));
        let name = of("company").to_lowercase().replace(['\'', ' '], "");
        assert!(domain.trim_end_matches(".example").split('-').any(|word| name.contains(word)), "{name}: {domain}");
    }
}

#[test]
fn sex_is_one_person_s_and_can_be_given() {
    let fake = |method: &str| Fake::new(method, &Arguments::default()).unwrap();
    let of = |method: &str, row: &Row| {
        let mut out = String::new();
        fake(method).text(locale("en_US").unwrap(), row, &mut out);
        out
    };
    let mut women = 0;
    for number in 0..1000 {
        let drawn = row("first_name", number);
        let given = Row { sex: Some(Sex::Female), ..drawn };
        assert_eq!(of("first_name", &given), of("first_name_female", &drawn));
        women += usize::from(of("first_name", &drawn) == of("first_name", &given));
    }
    assert!((430..600).contains(&women), "{women}");
    assert_eq!((Sex::named(" F "), Sex::named("Male"), Sex::named("x")), (Some(Sex::Female), Some(Sex::Male), None));
}

#[test]
fn names_are_varied() {
    for name in locales() {
        let found: BTreeSet<String> = (0..10_000).map(|number| value(name, "name", number)).collect();
        let least = if *name == "en_US" { 5_000 } else { 3_000 };
        assert!(found.len() > least, "{name}: {}", found.len());
    }
}

#[test]
fn sentences_rarely_repeat() {
    for name in locales() {
        let found: BTreeSet<String> = (0..1000).map(|number| value(name, "sentence", number)).collect();
        assert!(found.len() > 800, "{name}: {}", found.len());
    }
}

#[test]
fn distinct_rows_have_distinct_addresses() {
    let fake = Fake::new("email", &Arguments::default()).unwrap();
    let mut found = BTreeSet::new();
    for number in 0..20_000 {
        let mut out = String::new();
        fake.text(locale("en_US").unwrap(), &Row { distinct: true, ..row("email", number) }, &mut out);
        assert!(found.insert(out));
    }
}

#[test]
fn texts_keep_their_limit() {
    for name in locales() {
        for limit in [5, 20, 80, 200, 1000] {
            let fake = Fake::new("text", &Arguments { max_nb_chars: Some(limit), ..Arguments::default() }).unwrap();
            for number in 0..40 {
                let mut out = String::new();
                fake.text(locale(name).unwrap(), &row("text", number), &mut out);
                let letters = out.chars().count();
                assert!(letters > 0 && letters <= limit as usize, "{name} {limit}: {out}");
            }
        }
    }
}

#[test]
fn sentences_have_about_as_many_words_as_asked() {
    for wanted in [6, 20, 60] {
        let fake = Fake::new("sentence", &Arguments { nb_words: Some(wanted), ..Arguments::default() }).unwrap();
        let mut all = 0;
        for number in 0..200 {
            let mut out = String::new();
            fake.text(locale("en_US").unwrap(), &row("sentence", number), &mut out);
            all += out.split(' ').count();
        }
        let mean = all / 200;
        assert!((wanted as usize * 7 / 10..=wanted as usize * 14 / 10).contains(&mean), "{wanted}: {mean}");
    }
    let fake = Fake::new("words", &Arguments { nb: Some(5), ..Arguments::default() }).unwrap();
    let mut out = String::new();
    fake.text(locale("en_US").unwrap(), &row("words", 0), &mut out);
    assert_eq!(out.split(' ').count(), 5, "{out}");
}

#[test]
fn ages_lie_between_the_given_ones() {
    let arguments = Arguments { minimum_age: Some(18), maximum_age: Some(18), ..Arguments::default() };
    let fake = Fake::new("date_of_birth", &arguments).unwrap();
    let days: BTreeSet<i32> =
        (0..5000).map(|number| fake.date(locale("en_US").unwrap(), &row("d", number), 19_782)).collect();
    // 19,782 is 2024-02-29; the day 18 years before is 2006-02-28, and one 19 years before and a day 2005-03-01.
    assert_eq!((days.first(), days.last(), days.len()), (Some(&12_843), Some(&13_207), 365));
}

#[test]
fn arguments_are_checked() {
    let wrong = |method: &str, arguments: Arguments| Fake::new(method, &arguments).unwrap_err();
    let none = Arguments::default;
    assert_eq!(wrong("emial", none()), "expected a faker method, found \"emial\"; did you mean email?");
    let reversed = Arguments { min: Some(3), max: Some(2), ..none() };
    assert_eq!(wrong("random_int", reversed), "expected min <= max, found 3 > 2");
    let chance = Arguments { chance_of_getting_true: Some(101.0), ..none() };
    assert_eq!(wrong("boolean", chance), "expected chance_of_getting_true between 0 and 100, found 101");
    let words = Arguments { nb: Some(0), ..none() };
    assert_eq!(wrong("words", words), "expected nb between 1 and 10000, found 0");
}

#[test]
fn integers_cover_their_range() {
    let fake = |min, max| Fake::new("random_int", &Arguments { min, max, ..Arguments::default() }).unwrap();
    let of = |fake: &Fake, number| fake.int(locale("en_US").unwrap(), &row("n", number));
    let small: BTreeSet<i64> = (0..1000).map(|number| of(&fake(Some(-3), Some(3)), number)).collect();
    assert_eq!(small, (-3..=3).collect());
    let all = fake(Some(i64::MIN), Some(i64::MAX));
    assert!((0..100).map(|number| of(&all, number)).collect::<BTreeSet<_>>().len() == 100);
}

#[test]
fn locales_are_found_by_code_country_and_city() {
    let found = |text: &str| locale_of(text).map(Locale::name);
    for text in ["en_US", "en-us", "US", "usa", "United States", "New York", "chicago", " Houston "] {
        assert_eq!(found(text), Some("en_US"), "{text}");
    }
    assert_eq!(found("Atlantis"), None);
    assert_eq!(nearest_locale("en_UK").first(), Some(&"en_US"));
    assert_eq!(nearest_locale("de_AT"), ["de_DE"]);
    assert!(nearest_method("phone").contains(&"phone_number"));
}

#[test]
fn frequent_names_are_frequent() {
    let smiths = (0..20_000).filter(|number| value("en_US", "last_name", *number) == "Smith").count();
    // Faker's weights give Smith 2.17% of its thousand names.
    assert!((330..520).contains(&smiths), "{smiths}");
}
