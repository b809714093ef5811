//! Integers, floats and decimals.

use super::buffer::{SHORT, Text};

/// Two digits each of 00 to 99.
const PAIRS: &[u8; 200] = b"00010203040506070809101112131415161718192021222324252627282930313233343536373839\
4041424344454647484950515253545556575859606162636465666768697071727374757677787980818283848586878889\
90919293949596979899";

/// A scaled value below this is exact as a double, and short enough that its digits are the only shortest ones.
const EXACT: f64 = 1e13;
const SCALE: u64 = 10_000;

/// The two digits of `value`, which is below 100.
#[inline]
pub(super) fn pair(value: u32) -> [u8; 2] {
    let at = 2 * value as usize;
    [PAIRS[at], PAIRS[at + 1]]
}

#[inline]
pub(crate) fn integer(out: &mut Text, value: i64) {
    if value < 0 {
        out.byte(b'-');
    }
    unsigned(out, value.unsigned_abs());
}

#[inline]
fn unsigned(out: &mut Text, value: u64) {
    let mut buffer = itoa::Buffer::new();
    out.slice(buffer.format(value).as_bytes());
}

/// Whether most of `values` have so few decimals that [`float`] should look for them first.
pub(super) fn mostly_rounded(values: &[f64]) -> bool {
    const SAMPLE: usize = 32;
    let sample = values.iter().take(SAMPLE);
    2 * sample.clone().filter(|value| few_decimals(**value).is_some()).count() > sample.count()
}

/// The shortest text that reads back as the same value: plain from 1e-5 to below 1e16, with an exponent beyond, always
/// with a point or an exponent. `rounded` is a hint about speed only.
#[inline]
pub(crate) fn float(out: &mut Text, value: f64, rounded: bool) {
    if rounded && let Some(scaled) = few_decimals(value) {
        return fixed(out, value < 0.0, scaled);
    }
    let mut buffer = ryu::Buffer::new();
    out.slice(buffer.format(value).as_bytes());
}

/// The value times 10,000 if that is whole, without its sign.
///
/// At most 13 digits: two decimals of up to 15 digits are never the same double, so these digits are the shortest.
#[inline]
fn few_decimals(value: f64) -> Option<u64> {
    let magnitude = value.abs();
    // Zero keeps its sign elsewhere; NaN fails both comparisons.
    if !(magnitude > 0.0 && magnitude < EXACT / SCALE as f64) {
        return None;
    }
    let scaled = (magnitude * SCALE as f64 + 0.5) as i64;
    (scaled as f64 / SCALE as f64 == magnitude).then_some(scaled as u64)
}

/// `scaled` ten-thousandths.
#[inline]
fn fixed(out: &mut Text, negative: bool, scaled: u64) {
    if negative {
        out.byte(b'-');
    }
    unsigned(out, scaled / SCALE);
    let fraction = (scaled % SCALE) as u32;
    let ([a, b], [c, d]) = (pair(fraction / 100), pair(fraction % 100));
    let length = match [b, c, d] {
        [b'0', b'0', b'0'] => 2,
        [_, b'0', b'0'] => 3,
        [_, _, b'0'] => 4,
        _ => 5,
    };
    out.short(&[b'.', a, b, c, d, 0, 0, 0], length);
}

/// A decimal of `scale` digits after the point, all of them written.
pub(crate) fn decimal(out: &mut Text, value: i128, scale: i8) {
    if value < 0 {
        out.byte(b'-');
    }
    let mut buffer = itoa::Buffer::new();
    let digits = match u64::try_from(value.unsigned_abs()) {
        Ok(small) => buffer.format(small),
        Err(_) => buffer.format(value.unsigned_abs()),
    };
    let digits = digits.as_bytes();
    let Ok(scale) = usize::try_from(scale) else {
        out.slice(digits);
        return (scale..0).for_each(|_| out.byte(b'0'));
    };
    if scale == 0 {
        return out.slice(digits);
    }
    let whole = digits.len().saturating_sub(scale);
    out.slice(if whole == 0 { b"0" } else { &digits[..whole] });
    out.byte(b'.');
    (digits.len()..scale).for_each(|_| out.byte(b'0'));
    out.slice(&digits[whole..]);
}

const _: () = assert!(SHORT >= 40, "a 128-bit integer has 39 digits and a sign");
