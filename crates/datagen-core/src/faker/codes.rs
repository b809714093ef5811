//! Numbers with check digits: right in form, and assigned to nobody.

use super::locale::{Forms, Lists};
use super::random::{Digits, person as draw};
use super::scope::Scope;

/// A card number with the prefix of a published test number, and a valid check digit (Luhn).
pub(super) fn credit_card_number(scope: &mut Scope<'_>, out: &mut String) {
    let brand = scope.locale.pick(Lists::Cards, scope.person(draw::CARD)).extra;
    let count = brand.split(',').count() as u64;
    let chosen = brand.split(',').nth(scope.own.below(count) as usize).unwrap_or_default();
    let (prefix, length) = chosen.split_once(':').unwrap_or_default();
    let start = out.len();
    out.push_str(prefix);
    push_digits(scope, start + length.parse().unwrap_or(16) - 1, out);
    let check = luhn(&out[start..]);
    out.push(check);
}

/// The brand of the row's card.
pub(super) fn credit_card_provider(scope: &Scope<'_>, out: &mut String) {
    out.push_str(scope.locale.pick(Lists::Cards, scope.person(draw::CARD)).text);
}

/// The digits on the card's back; American Express has four.
pub(super) fn credit_card_security_code(scope: &mut Scope<'_>, out: &mut String) {
    let amex = scope.locale.pick(Lists::Cards, scope.person(draw::CARD)).text == "American Express";
    let length = out.len() + if amex { 4 } else { 3 };
    push_digits(scope, length, out);
}

/// Digits until `out` has `length` bytes.
fn push_digits(scope: &mut Scope<'_>, length: usize, out: &mut String) {
    let mut digits = Digits::new(scope.own.bits());
    while out.len() < length {
        out.push(digits.digit());
    }
}

fn value(digit: u8) -> u32 {
    u32::from(digit.wrapping_sub(b'0'))
}

fn to_char(digit: u32) -> char {
    char::from_digit(digit, 10).unwrap_or('0')
}

/// The Luhn check digit of `digits`.
pub(super) fn luhn(digits: &str) -> char {
    let doubled = |(index, digit): (usize, u8)| {
        let twice = value(digit) * if index % 2 == 0 { 2 } else { 1 };
        twice / 10 + twice % 10
    };
    let sum: u32 = digits.bytes().rev().enumerate().map(doubled).sum();
    to_char((10 - sum % 10) % 10)
}

/// The check digit of an EAN-13 or ISBN-13 whose first twelve digits these are; hyphens do not count.
pub(super) fn ean(digits: &str) -> char {
    let weighted = |(index, digit): (usize, u8)| value(digit) * if index % 2 == 0 { 1 } else { 3 };
    let sum: u32 = digits.bytes().filter(u8::is_ascii_digit).enumerate().map(weighted).sum();
    to_char((10 - sum % 10) % 10)
}

/// An article number of the range 20 to 29, which shops use internally: no product bears it.
pub(super) fn ean13(scope: &mut Scope<'_>, out: &mut String) {
    let start = out.len();
    out.push('2');
    push_digits(scope, start + 12, out);
    let check = ean(&out[start..]);
    out.push(check);
}

/// A short article number of the same kind: it begins with 2.
pub(super) fn ean8(scope: &mut Scope<'_>, out: &mut String) {
    let start = out.len();
    out.push('2');
    push_digits(scope, start + 7, out);
    let odd = |(index, digit): (usize, u8)| value(digit) * if index % 2 == 0 { 3 } else { 1 };
    let sum: u32 = out[start..].bytes().enumerate().map(odd).sum();
    out.push(to_char((10 - sum % 10) % 10));
}

/// An ISBN of the English group, parted by hyphens.
pub(super) fn isbn13(scope: &mut Scope<'_>, out: &mut String) {
    let start = out.len();
    let mut digits = Digits::new(scope.own.bits());
    out.push_str("978-0-");
    super::template::push_number(400 + digits.below(200), 3, out);
    out.push('-');
    super::template::push_number(digits.below(100_000), 5, out);
    let check = ean(&out[start..]);
    out.push('-');
    out.push(check);
}

/// A bank account number whose bank code no bank has.
pub(super) fn bban(scope: &mut Scope<'_>, out: &mut String) {
    let mut digits = Digits::new(scope.own.bits());
    scope.expand(&scope.locale.bban.1, &mut digits, out);
}

/// The same with country and check digits (ISO 13616).
pub(super) fn iban(scope: &mut Scope<'_>, out: &mut String) {
    let country = scope.locale.bban.0;
    let start = out.len();
    bban(scope, out);
    let account = remainder(0, &out[start..]);
    let check = 98 - remainder(remainder(account, country), "00");
    let digits = [to_char(check / 10), to_char(check % 10)];
    out.insert_str(start, country);
    out.insert(start + 2, digits[0]);
    out.insert(start + 3, digits[1]);
}

/// The remainder modulo 97 of `text` read as a number, letters as 10 to 35, behind a number whose remainder is `before`.
pub(super) fn remainder(before: u32, text: &str) -> u32 {
    text.bytes().fold(before, |sum, byte| match byte {
        b'0'..=b'9' => (sum * 10 + value(byte)) % 97,
        _ => (sum * 100 + u32::from(byte.to_ascii_uppercase().wrapping_sub(b'A')) + 10) % 97,
    })
}

/// A bank's code in the network for tests: its eighth character is 0.
pub(super) fn swift(scope: &mut Scope<'_>, out: &mut String) {
    let mut digits = Digits::new(scope.own.bits());
    for _ in 0..4 {
        out.push(digits.letter("ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
    }
    out.push_str(scope.locale.country_code());
    out.push(digits.letter("ABCDEFGHIJKLMNPQRSTUVWXYZ23456789"));
    out.push('0');
}

const VIN_LETTERS: &str = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
const VIN_YEARS: &str = "FGHJKLMNPRSTVWXY";

/// A vehicle's number with a valid check digit, of a maker's code (A0…) that is assigned to no country.
pub(super) fn vin(scope: &mut Scope<'_>, out: &mut String) {
    let start = out.len();
    let mut digits = Digits::new(scope.own.bits());
    out.push_str("A0");
    for _ in 0..6 {
        out.push(digits.letter(VIN_LETTERS));
    }
    out.push('0');
    out.push(digits.letter(VIN_YEARS));
    out.push(digits.letter("ABCDEFGHJKLMNPRSTUVWXYZ"));
    for _ in 0..6 {
        out.push(digits.digit());
    }
    let check = vin_check(&out[start..]);
    out.replace_range(start + 8..=start + 8, check.encode_utf8(&mut [0; 4]));
}

/// The check digit of a vehicle's number, whose own ninth character does not count.
pub(super) fn vin_check(text: &str) -> char {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let sum: u32 = text.bytes().zip(WEIGHTS).map(|(byte, weight)| vin_value(byte) * weight).sum();
    if sum % 11 == 10 { 'X' } else { to_char(sum % 11) }
}

fn vin_value(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => value(byte),
        b'A'..=b'H' => u32::from(byte - b'A') + 1,
        b'J'..=b'R' => u32::from(byte - b'J') + 1,
        _ => u32::from(byte.wrapping_sub(b'S')) + 2,
    }
}

/// The number of a person, of a kind that is never issued.
pub(super) fn ssn(scope: &mut Scope<'_>, out: &mut String) {
    scope.own_form(Forms::Ssn, out);
}

/// The plate of a vehicle.
pub(super) fn license_plate(scope: &mut Scope<'_>, out: &mut String) {
    scope.own_form(Forms::Plates, out);
}
