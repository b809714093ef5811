//! What values look like, and their check digits.

use super::*;
use crate::faker::codes;

/// Whether `text` has the shape: `9` a digit, `A` a capital letter, `a` a small one, `x` a hexadecimal digit, `*` the rest.
fn matches(shape: &str, text: &str) -> bool {
    let mut letters = text.chars();
    for sign in shape.chars() {
        if sign == '*' {
            return true;
        }
        let Some(letter) = letters.next() else { return false };
        let fits = match sign {
            '9' => letter.is_ascii_digit(),
            'A' => letter.is_ascii_uppercase(),
            'a' => letter.is_ascii_lowercase(),
            'x' => letter.is_ascii_digit() || ('a'..='f').contains(&letter),
            other => letter == other,
        };
        if !fits {
            return false;
        }
    }
    letters.next().is_none()
}

#[test]
fn american_values_have_their_shapes() {
    let shapes = [
        ("postcode", "99999"),
        ("state_abbr", "AA"),
        ("phone_number", "(999) 555-0*"),
        ("country_code", "AA"),
        ("currency_code", "AAA"),
        ("isbn13", "978-0-999-99999-9"),
        ("ean13", "2999999999999"),
        ("swift", "AAAAUS*"),
        ("iban", "GB99ZZZZ00000099999999"),
        ("uuid4", "xxxxxxxx-xxxx-4xxx-xxxx-xxxxxxxxxxxx"),
        ("md5", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"),
        ("hex_color", "#xxxxxx"),
        ("mac_address", "xx:xx:xx:xx:xx:xx"),
        ("ipv6", "2001:db8:*"),
        ("user_agent", "Mozilla/5.0 (*"),
        ("bothify", "99 *"),
        ("numerify", "999"),
        ("ssn", "999-99-9999"),
        ("url", "https://*"),
    ];
    for (method, shape) in shapes {
        for number in 0..200 {
            let found = value("en_US", method, number);
            assert!(matches(shape, &found), "{method}: {found} is not {shape}");
        }
    }
}

#[test]
fn check_digits_are_right_in_every_locale() {
    for name in locales() {
        for number in 0..100 {
            let card = value(name, "credit_card_number", number);
            assert!(card.ends_with(codes::luhn(&card[..card.len() - 1])), "{card}");
            let iban = value(name, "iban", number);
            assert_eq!(codes::remainder(codes::remainder(0, &iban[4..]), &iban[..4]), 1, "{iban}");
            let vin = value(name, "vin", number);
            assert!(vin.len() == 17 && vin.chars().nth(8) == Some(codes::vin_check(&vin)), "{vin}");
            for method in ["ean13", "isbn13"] {
                let code = value(name, method, number);
                assert!(code.ends_with(codes::ean(&code[..code.len() - 1])), "{code}");
            }
        }
    }
}

#[test]
fn published_numbers_have_the_check_digits_that_we_compute() {
    assert_eq!(codes::luhn("411111111111111"), '1');
    assert_eq!(codes::luhn("37828224631000"), '5');
    assert_eq!(codes::ean("978030640615"), '7');
    assert_eq!(codes::vin_check("1M8GDM9AXKP042788"), 'X');
    assert_eq!(codes::remainder(codes::remainder(0, "WEST12345698765432"), "GB82"), 1);
}

#[test]
fn lengths_of_account_numbers_are_those_of_the_registry() {
    let lengths = [
        ("GB", 22),
        ("DE", 22),
        ("FR", 27),
        ("ES", 24),
        ("IT", 27),
        ("NL", 18),
        ("SE", 24),
        ("NO", 15),
        ("DK", 18),
        ("FI", 18),
        ("PL", 28),
        ("CZ", 24),
        ("TR", 26),
        ("BR", 29),
    ];
    for name in locales() {
        let iban = value(name, "iban", 1);
        assert!(lengths.contains(&(&iban[..2], iban.len())), "{name}: {iban}");
    }
}

#[test]
fn nothing_is_real() {
    for name in locales() {
        for number in 0..300 {
            let of = |method: &str| value(name, method, number);
            for method in ["email", "company_email", "free_email", "domain_name"] {
                assert!(of(method).ends_with(".example"), "{}", of(method));
            }
            assert!(of("url").trim_end_matches('/').ends_with(".example"));
            let network = of("ipv4");
            assert!(["192.0.2.", "198.51.100.", "203.0.113."].iter().any(|net| network.starts_with(net)), "{network}");
            let first = u8::from_str_radix(&of("mac_address")[..2], 16).unwrap();
            assert_eq!(first & 3, 2);
        }
    }
}

#[test]
fn american_social_security_numbers_are_never_issued() {
    for number in 0..2000 {
        let found = value("en_US", "ssn", number);
        let (area, group): (u32, u32) = (found[..3].parse().unwrap(), found[4..6].parse().unwrap());
        // Areas from 900 are not issued; tax numbers there have groups from 50.
        assert!(area == 666 || (area >= 900 && group < 50), "{found}");
    }
}

#[test]
fn patterns_follow_the_library() {
    let of = |method: &str, text: &str, letters: Option<&str>, number| {
        let arguments = Arguments { text: Some(text.into()), letters: letters.map(Into::into), ..Arguments::default() };
        let mut out = String::new();
        Fake::new(method, &arguments).unwrap().text(locale("en_US").unwrap(), &row("code", number), &mut out);
        out
    };
    for number in 0..200 {
        assert!(matches("99-AA", &of("bothify", "##-??", Some("ABC"), number)));
        assert!(matches("9?", &of("numerify", "#?", None, number)));
        assert!(matches("#aa", &of("lexify", "#??", Some("xyz"), number)));
        assert!(!of("numerify", "%", None, number).contains('0'));
        assert!(of("numerify", "!@", None, number).len() <= 2);
    }
}
