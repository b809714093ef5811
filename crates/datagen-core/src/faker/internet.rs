//! Domains, addresses and files: reserved names and documentation ranges only.

use super::company;
use super::locale::{Forms, Lists};
use super::random::{Digits, company as draw};
use super::scope::{Scope, push_slug};
use super::template::push_number;
use std::fmt::Write as _;

/// The domain of the row's company, under `.example`, which RFC 2606 keeps for ever.
pub(super) fn domain(scope: &Scope<'_>, out: &mut String) {
    company::slug(scope, out);
    out.push_str(".example");
}

/// The address of the company's web site.
pub(super) fn url(scope: &Scope<'_>, out: &mut String) {
    let www = scope.company(draw::DOMAIN_FORM) & 3 != 0;
    out.push_str(if www { "https://www." } else { "https://" });
    domain(scope, out);
    out.push('/');
}

/// An address in one of the three networks for documentation (RFC 5737).
pub(super) fn ipv4(scope: &mut Scope<'_>, out: &mut String) {
    let mut digits = Digits::new(scope.own.bits());
    out.push_str(["192.0.2.", "198.51.100.", "203.0.113."][digits.below(3) as usize]);
    push_number(1 + digits.below(254), 1, out);
}

/// An address in the network for documentation (RFC 3849).
pub(super) fn ipv6(scope: &mut Scope<'_>, out: &mut String) {
    out.push_str("2001:db8");
    let (high, low) = (scope.own.bits(), scope.own.bits());
    for group in [high >> 48, high >> 32, high >> 16, low >> 32, low >> 16, low] {
        let _ = write!(out, ":{:x}", group as u16);
    }
}

/// A locally administered address, which no maker assigns.
pub(super) fn mac_address(scope: &mut Scope<'_>, out: &mut String) {
    let bits = scope.own.bits();
    for index in 0..6 {
        let byte = (bits >> (8 * index)) as u8;
        let byte = if index == 0 { (byte & 0xfc) | 0x02 } else { byte };
        if index > 0 {
            out.push(':');
        }
        push_hex(&[byte], out);
    }
}

/// Appends bytes as hexadecimal digits.
pub(super) fn push_hex(bytes: &[u8], out: &mut String) {
    let digit = |nibble: u8| char::from(b"0123456789abcdef"[usize::from(nibble & 15)]);
    for byte in bytes {
        out.push(digit(byte >> 4));
        out.push(digit(*byte));
    }
}

/// What a current browser calls itself.
pub(super) fn user_agent(scope: &mut Scope<'_>, out: &mut String) {
    scope.own_form(Forms::UserAgents, out);
}

/// One or two words, perhaps a number, and an extension.
pub(super) fn file_name(scope: &mut Scope<'_>, out: &mut String) {
    let start = out.len();
    let mut digits = Digits::new(scope.own.bits());
    push_slug(scope.own_item(Lists::Words), out);
    let second = scope.own_item(Lists::Words);
    if out.len() > start && digits.below(2) == 0 {
        out.push('_');
        push_slug(second, out);
    }
    if out.len() == start {
        out.push_str("file");
    }
    if digits.below(3) == 0 {
        out.push('_');
        push_number(1 + digits.below(99), 2, out);
    }
    out.push('.');
    file_extension(scope, out);
}

/// The extension of a file, without the dot.
pub(super) fn file_extension(scope: &mut Scope<'_>, out: &mut String) {
    out.push_str(scope.own_item(Lists::Extensions).text);
}

/// A media type.
pub(super) fn mime_type(scope: &mut Scope<'_>, out: &mut String) {
    out.push_str(scope.own_item(Lists::MimeTypes).text);
}

/// A colour as `#rrggbb`.
pub(super) fn hex_color(scope: &mut Scope<'_>, out: &mut String) {
    out.push('#');
    push_hex(&scope.own.bits().to_le_bytes()[..3], out);
}

/// A random UUID (version 4).
pub(super) fn uuid4(scope: &mut Scope<'_>, out: &mut String) {
    let high = scope.own.bits() & 0xffff_ffff_ffff_0fff | 0x4000;
    let low = scope.own.bits() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000;
    let bytes = ((u128::from(high) << 64) | u128::from(low)).to_be_bytes();
    for (index, group) in [0..4, 4..6, 6..8, 8..10, 10..16].into_iter().enumerate() {
        if index > 0 {
            out.push('-');
        }
        push_hex(&bytes[group], out);
    }
}

/// As many hexadecimal digits as a hash of `words` times 64 bits has.
pub(super) fn hash(scope: &mut Scope<'_>, words: u32, out: &mut String) {
    for _ in 0..words {
        push_hex(&scope.own.bits().to_be_bytes(), out);
    }
}

/// As many hexadecimal digits as SHA-1 has.
pub(super) fn sha1(scope: &mut Scope<'_>, out: &mut String) {
    hash(scope, 2, out);
    push_hex(&scope.own.bits().to_be_bytes()[..4], out);
}

const SMALL: &str = "abcdefghijkmnopqrstuvwxyz";
const CAPITAL: &str = "ABCDEFGHJKLMNPQRSTUVWXYZ";

/// Ten signs, among them a capital and a small letter, a digit and another sign.
pub(super) fn password(scope: &mut Scope<'_>, out: &mut String) {
    let mut digits = Digits::new(scope.own.bits());
    let kinds = ["!#$%&()*+@^_", CAPITAL, SMALL, SMALL, SMALL, SMALL, CAPITAL, SMALL, "23456789", "23456789"];
    let turn = digits.below(10) as usize;
    for index in 0..kinds.len() {
        out.push(digits.letter(kinds[(index + turn) % kinds.len()]));
    }
}
