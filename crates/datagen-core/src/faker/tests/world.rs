//! What holds in particular countries.

use super::*;

#[test]
fn telephone_numbers_belong_to_nobody() {
    // Ranges for fiction where a regulator keeps one; else numbers that begin as none can.
    let starts: [(&str, &[&str]); 23] = [
        ("en_US", &["("]),
        ("en_CA", &["("]),
        (
            "en_GB",
            &[
                "020 7946 0",
                "01632 960",
                "07700 900",
                "029 2018 0",
                "028 9649 6",
                "0191 498 0",
                "0113 496 0",
                "0114 496 0",
                "0115 496 0",
                "0116 496 0",
                "0117 496 0",
                "0118 496 0",
                "0121 496 0",
                "0131 496 0",
                "0141 496 0",
                "0151 496 0",
                "0161 496 0",
            ],
        ),
        ("en_IN", &["+91 19"]),
        (
            "en_AU",
            &["(02) 5550", "(03) 5550", "(07) 5550", "(08) 5550", "(02) 7010", "(03) 7010", "(07) 7010", "(08) 7010"],
        ),
        ("de_DE", &["030 23125", "040 66969", "069 90009", "0221 4710", "089 99998", "0176 040690", "0171 39200"]),
        ("fr_FR", &["01 99 00", "02 61 91", "03 53 01", "04 65 71", "05 36 49", "06 39 98"]),
        ("es_ES", &["+34 55"]),
        ("es_MX", &["+52 "]),
        ("it_IT", &["+39 30"]),
        ("pt_BR", &["("]),
        ("nl_NL", &["06 0"]),
        ("sv_SE", &["08-465 004", "031-390 06", "040-628 04", "0980-319 2", "070-174 06"]),
        ("nb_NO", &["+47 1"]),
        ("da_DK", &["+45 0"]),
        ("fi_FI", &["048 0"]),
        ("pl_PL", &["+48 99"]),
        ("cs_CZ", &["+420 10"]),
        ("ru_RU", &["+7 (2"]),
        ("tr_TR", &["+90 1"]),
        ("ja_JP", &["0"]),
        ("zh_CN", &["12"]),
        ("ko_KR", &["0"]),
    ];
    for (name, allowed) in starts {
        for number in 0..500 {
            let phone = value(name, "phone_number", number);
            assert!(allowed.iter().any(|start| phone.starts_with(start)), "{name}: {phone}");
            let inner = match name {
                "en_US" | "en_CA" => phone.contains(") 555-01"),
                "pt_BR" => phone.contains(") 900"),
                "es_MX" => phone.split(' ').nth(2).is_some_and(|local| local.starts_with('0')),
                "ja_JP" | "ko_KR" => phone.split('-').nth(1).is_some_and(|local| local.starts_with('0')),
                _ => true,
            };
            assert!(inner, "{name}: {phone}");
        }
    }
}

#[test]
fn cities_lie_in_their_states_and_have_their_postcodes() {
    let known = [
        ("en_GB", "Leeds", "West Yorkshire", "LS"),
        ("en_IN", "Chennai", "Tamil Nadu", "600"),
        ("en_AU", "Melbourne", "Victoria", "3"),
        ("en_CA", "Calgary", "Alberta", "T"),
        ("de_DE", "München", "Bayern", "8"),
        ("fr_FR", "Lyon", "Auvergne-Rhône-Alpes", "6900"),
        ("es_ES", "Sevilla", "Andalucía", "410"),
        ("es_MX", "Guadalajara", "Jalisco", "44"),
        ("it_IT", "Napoli", "Campania", "801"),
        ("pt_BR", "Salvador", "Bahia", "4"),
        ("nl_NL", "Utrecht", "Utrecht", "35"),
        ("sv_SE", "Göteborg", "Västra Götalands län", "41"),
        ("nb_NO", "Bergen", "Vestland", "50"),
        ("da_DK", "Odense", "Syddanmark", "5"),
        ("fi_FI", "Tampere", "Pirkanmaa", "33"),
        ("pl_PL", "Kraków", "małopolskie", "3"),
        ("cs_CZ", "Brno", "Jihomoravský kraj", "6"),
        ("ru_RU", "Казань", "Татарстан", "420"),
        ("tr_TR", "Ankara", "Ankara", "06"),
        ("ja_JP", "大阪市", "大阪府", "5"),
        ("zh_CN", "成都市", "四川省", "610"),
        ("ko_KR", "부산", "부산광역시", "4"),
    ];
    for (name, city, state, start) in known {
        let mut found = 0;
        for number in (0..3000).filter(|number| value(name, "city", *number) == city) {
            assert_eq!(value(name, "state", number), state);
            let postcode = value(name, "postcode", number);
            assert!(postcode.starts_with(start), "{name} {city}: {postcode}");
            found += 1;
        }
        assert!(found > 3, "{name}: {city} {found} times");
    }
}

#[test]
fn women_have_women_s_surnames_where_the_language_has_them() {
    let ends: [(&str, &[char], usize); 3] =
        [("ru_RU", &['а', 'я'], 450), ("cs_CZ", &['á', 'í', 'ů', 'ý'], 450), ("pl_PL", &['a'], 150)];
    for (name, endings, least) in ends {
        let women = (0..500).map(|number| value(name, "last_name_female", number));
        let fitting = women.filter(|surname| surname.ends_with(endings)).count();
        assert!(fitting >= least, "{name}: {fitting}");
    }
    assert!((0..500).all(|number| !value("cs_CZ", "last_name_male", number).ends_with("ová")));
    for number in 0..100 {
        let woman = value("ru_RU", "name_female", number);
        assert!(woman.contains(&value("ru_RU", "last_name_female", number)), "{woman}");
    }
}

#[test]
fn the_world_s_countries_and_cities_name_their_locales() {
    let names = [
        ("en_GB", "UK"),
        ("en_GB", "gb"),
        ("en_GB", "GBR"),
        ("en_GB", "Great Britain"),
        ("en_GB", "London"),
        ("en_IN", "India"),
        ("en_IN", "mumbai"),
        ("en_AU", "Sydney"),
        ("en_CA", "CA"),
        ("de_DE", "Deutschland"),
        ("de_DE", "GERMANY"),
        ("de_DE", "München"),
        ("de_DE", "Munich"),
        ("de_DE", "Allemagne"),
        ("fr_FR", "Paris"),
        ("es_ES", "España"),
        ("es_MX", "Mexico"),
        ("it_IT", "Roma"),
        ("pt_BR", "São Paulo"),
        ("nl_NL", "Holland"),
        ("sv_SE", "SE"),
        ("nb_NO", "Norway"),
        ("da_DK", "København"),
        ("fi_FI", "Finland"),
        ("pl_PL", "Warsaw"),
        ("cs_CZ", "Czechia"),
        ("ru_RU", "Москва"),
        ("tr_TR", "Türkiye"),
        ("tr_TR", "istanbul"),
        ("ja_JP", "東京"),
        ("ja_JP", "Tokyo"),
        ("zh_CN", "China"),
        ("ko_KR", "Seoul"),
        ("ko_KR", "South Korea"),
    ];
    for (name, text) in names {
        assert_eq!(locale_of(text).map(Locale::name), Some(name), "{text}");
    }
}

#[test]
fn no_company_bears_a_well_known_name() {
    let real = [
        "siemens", "toyota", "honda", "suzuki", "ford", "philips", "volvo", "nokia", "samsung", "ferrari", "bosch",
        "ikea",
    ];
    for name in locales() {
        let locale = locale(name).unwrap();
        for list in [Lists::Roots, Lists::CompanySurnames] {
            for item in locale.list(list).items() {
                let latin = if item.extra.is_empty() { item.text } else { item.extra };
                assert!(!real.contains(&latin.to_lowercase().as_str()), "{name}: {latin}");
            }
        }
    }
}

#[test]
fn other_names_of_methods_are_understood() {
    let both = |left: &str, right: &str| {
        (0..20).all(|number| {
            let row = row("x", number);
            show(locale("en_US").unwrap(), left, &row) == show(locale("en_US").unwrap(), right, &row)
        })
    };
    assert!(both("zipcode", "postcode") && both("timezone", "time_zone") && both("ascii_email", "email"));
}

#[test]
fn a_row_abroad_may_lie_in_any_country() {
    let fake = |method: &str| Fake::new(method, &Arguments::default()).unwrap();
    let (country, code) = (fake("country"), fake("country_code"));
    let mut found = BTreeSet::new();
    for number in 0..500 {
        let row = Row { abroad: true, ..row("country", number) };
        let (mut name, mut letters) = (String::new(), String::new());
        country.text(locale("en_US").unwrap(), &row, &mut name);
        code.text(locale("en_US").unwrap(), &row, &mut letters);
        assert!(letters.len() == 2 && !name.is_empty());
        found.insert((name, letters));
    }
    assert!(found.len() > 100, "{}", found.len());
}
