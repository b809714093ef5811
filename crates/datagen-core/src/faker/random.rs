//! Which draw means what, and small numbers out of one draw.
//!
//! | key | draw | decides |
//! |---|---|---|
//! | person | 0 | sex |
//! | person | 1, 2, 3, 4 | first name, last name, second last name, middle name |
//! | person | 5, 6, 7 | form of the name, prefix, suffix |
//! | person | 8, 9, 10, 11 | form of the user name, its digits, mail provider, whether the address is one at work |
//! | person | 12, 13, 14 | brand of the credit card, job, date of birth |
//! | place | 0 | city, and with it state, position and time zone |
//! | place | 1, 2, 3 | shape of the postcode, its digits, area code |
//! | place | 4, 5 | latitude, longitude |
//! | place | 6, 7, 8, 9 | street, its suffix, form of the street's name, its digits |
//! | place | 10, 11, 12, 13 | form of the building number, its digits, form of the secondary address, its digits |
//! | place | 14, 15 | form of the street address, form of the address |
//! | place | 16, 17, 18 | country (abroad), currency, language |
//! | company | 0 | form of the name |
//! | company | 1, 2, 3 | surnames |
//! | company | 4, 5, 6, 7 | root, industry, suffix, form of the domain |
//! | company | 8, 9, 10 | the parts of the catch phrase |
//! | company | 11, 12, 13 | the parts of the bs |
//! | own | 0, 1, 2, ... | everything else, in the order in which the method needs it |
//!
//! A new method takes new numbers; a number keeps its meaning for ever, or `STREAM_VERSION` changes.

use crate::seed::mix;

/// Draws of the person key.
pub(super) mod person {
    pub(in super::super) const SEX: u32 = 0;
    pub(in super::super) const FIRST: u32 = 1;
    pub(in super::super) const LAST: u32 = 2;
    pub(in super::super) const SECOND_LAST: u32 = 3;
    pub(in super::super) const MIDDLE: u32 = 4;
    pub(in super::super) const NAME_FORM: u32 = 5;
    pub(in super::super) const PREFIX: u32 = 6;
    pub(in super::super) const SUFFIX: u32 = 7;
    pub(in super::super) const USER_FORM: u32 = 8;
    pub(in super::super) const USER_DIGITS: u32 = 9;
    pub(in super::super) const PROVIDER: u32 = 10;
    pub(in super::super) const AT_WORK: u32 = 11;
    pub(in super::super) const CARD: u32 = 12;
    pub(in super::super) const JOB: u32 = 13;
    pub(in super::super) const BIRTH: u32 = 14;
}

/// Draws of the place key.
pub(super) mod place {
    pub(in super::super) const CITY: u32 = 0;
    pub(in super::super) const POSTCODE_FORM: u32 = 1;
    pub(in super::super) const POSTCODE_DIGITS: u32 = 2;
    pub(in super::super) const AREA: u32 = 3;
    pub(in super::super) const LATITUDE: u32 = 4;
    pub(in super::super) const LONGITUDE: u32 = 5;
    pub(in super::super) const STREET: u32 = 6;
    pub(in super::super) const STREET_SUFFIX: u32 = 7;
    pub(in super::super) const STREET_FORM: u32 = 8;
    pub(in super::super) const STREET_DIGITS: u32 = 9;
    pub(in super::super) const BUILDING_FORM: u32 = 10;
    pub(in super::super) const BUILDING_DIGITS: u32 = 11;
    pub(in super::super) const SECONDARY_FORM: u32 = 12;
    pub(in super::super) const SECONDARY_DIGITS: u32 = 13;
    pub(in super::super) const STREET_ADDRESS_FORM: u32 = 14;
    pub(in super::super) const ADDRESS_FORM: u32 = 15;
    pub(in super::super) const COUNTRY: u32 = 16;
    pub(in super::super) const CURRENCY: u32 = 17;
    pub(in super::super) const LANGUAGE: u32 = 18;
}

/// Draws of the company key.
pub(super) mod company {
    pub(in super::super) const FORM: u32 = 0;
    /// The first of three.
    pub(in super::super) const SURNAMES: u32 = 1;
    pub(in super::super) const ROOT: u32 = 4;
    pub(in super::super) const INDUSTRY: u32 = 5;
    pub(in super::super) const SUFFIX: u32 = 6;
    pub(in super::super) const DOMAIN_FORM: u32 = 7;
    /// The first of three.
    pub(in super::super) const CATCH: u32 = 8;
    /// The first of three.
    pub(in super::super) const BS: u32 = 11;
}

/// Small numbers out of one draw, as many as wanted. Each takes its share of the 64 bits; when they run low, they are
/// mixed anew.
#[derive(Debug, Clone)]
pub(super) struct Digits {
    seed: u64,
    bits: u64,
    /// What is left of 2^64 for the numbers to come.
    left: u64,
}

impl Digits {
    #[inline]
    pub(super) const fn new(bits: u64) -> Self {
        Self { seed: bits, bits, left: u64::MAX }
    }

    /// A number in 0..`n`; `n` is small against 2^32.
    #[inline]
    pub(super) const fn below(&mut self, n: u64) -> u64 {
        if self.left >> 20 < n {
            self.seed = mix(self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15));
            self.bits = self.seed;
            self.left = u64::MAX;
        }
        let product = self.bits as u128 * n as u128;
        self.bits = product as u64;
        self.left /= if n == 0 { 1 } else { n };
        (product >> 64) as u64
    }

    #[inline]
    pub(super) const fn digit(&mut self) -> char {
        (b'0' + self.below(10) as u8) as char
    }

    /// One of the ASCII `letters`, which must not be empty.
    #[inline]
    pub(super) fn letter(&mut self, letters: &str) -> char {
        let index = self.below(letters.len() as u64) as usize;
        letters.as_bytes().get(index).copied().map_or('A', char::from)
    }
}
