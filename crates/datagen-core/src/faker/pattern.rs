//! The patterns of bothify, numerify and lexify, with the signs of the Python library.

use super::Arguments;
use super::method::Method;
use super::random::Digits;
use super::scope::Scope;

/// One sign of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Letter(char),
    /// `#`
    Digit,
    /// `%`
    DigitNotZero,
    /// `$`
    DigitAboveOne,
    /// `!`
    DigitOrNothing,
    /// `@`
    DigitNotZeroOrNothing,
    /// `?`
    AnyLetter,
}

/// A parsed pattern; empty for the methods that have none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Pattern {
    signs: Vec<Sign>,
    letters: Vec<char>,
}

impl Pattern {
    /// The pattern of a method's arguments, or what is wrong with it.
    pub(super) fn new(method: Method, arguments: &Arguments) -> Result<Self, String> {
        let (numbers, letters, default) = match method {
            Method::Bothify => (true, true, "## ??"),
            Method::Numerify => (true, false, "###"),
            Method::Lexify => (false, true, "????"),
            _ => return Ok(Self::default()),
        };
        let text = arguments.text.as_deref().unwrap_or(default);
        let all: String = ('a'..='z').chain('A'..='Z').collect();
        let chosen: Vec<char> = arguments.letters.as_deref().unwrap_or(&all).chars().collect();
        if chosen.is_empty() {
            return Err("expected at least one letter in letters, found none".into());
        }
        Ok(Self { signs: text.chars().map(|sign| parse(sign, numbers, letters)).collect(), letters: chosen })
    }

    /// Appends the pattern with every sign replaced.
    pub(super) fn write(&self, scope: &mut Scope<'_>, out: &mut String) {
        let mut digits = Digits::new(scope.own.bits());
        for sign in &self.signs {
            match sign {
                Sign::Letter(letter) => out.push(*letter),
                Sign::Digit => out.push(digits.digit()),
                Sign::DigitNotZero => push(1 + digits.below(9), out),
                Sign::DigitAboveOne => push(2 + digits.below(8), out),
                Sign::DigitOrNothing => push(digits.below(11), out),
                Sign::DigitNotZeroOrNothing => push(1 + digits.below(10), out),
                Sign::AnyLetter => out.push(self.letters[digits.below(self.letters.len() as u64) as usize]),
            }
        }
    }
}

/// Appends a digit; 10 is nothing.
fn push(digit: u64, out: &mut String) {
    out.extend(char::from_digit(digit as u32, 10));
}

fn parse(sign: char, numbers: bool, letters: bool) -> Sign {
    match sign {
        '#' if numbers => Sign::Digit,
        '%' if numbers => Sign::DigitNotZero,
        '$' if numbers => Sign::DigitAboveOne,
        '!' if numbers => Sign::DigitOrNothing,
        '@' if numbers => Sign::DigitNotZeroOrNothing,
        '?' if letters => Sign::AnyLetter,
        other => Sign::Letter(other),
    }
}
