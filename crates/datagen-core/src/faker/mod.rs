//! Made-up people, places, companies, codes and words, by locale.
//!
//! A [`Fake`] is one method with its arguments, ready to be called. What it yields is a pure function of the
//! [`Locale`], the [`Keys`] and the row; `random.rs` has the table of which draw decides what. The columns of a row that
//! share a key speak of one person, one place or one company.
//!
//! Nothing is real: domains stand under `.example`, telephone numbers in the ranges that regulators keep for fiction,
//! addresses of the network in those for documentation, cards are test cards, account numbers have bank codes that no
//! bank has, and numbers of persons are of kinds that are never issued.

mod codes;
mod company;
mod internet;
mod list;
mod locale;
mod lookup;
mod method;
mod pattern;
mod person;
mod place;
mod prose;
mod random;
mod scope;
mod sources;
mod template;
#[cfg(test)]
mod tests;
mod time;

pub use locale::{Locale, locale};
pub use lookup::{locale_of, locales, nearest_locale, nearest_method};
pub use method::{arguments_of, can_be_distinct, is_unique_by_nature, methods, other_names};

use crate::seed::{ColumnKey, unit};
use method::Method;
use pattern::Pattern;
use scope::Scope;

/// The arguments of all methods; each reads its own, [`arguments_of`] says which.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Arguments {
    /// bothify, numerify, lexify: the pattern.
    pub text: Option<String>,
    /// bothify, lexify: the letters that `?` may become.
    pub letters: Option<String>,
    /// random_int: least value, 0 by default.
    pub min: Option<i64>,
    /// random_int: greatest value, 9999 by default.
    pub max: Option<i64>,
    /// words: how many, 3 by default.
    pub nb: Option<u32>,
    /// sentence: about how many words, 6 by default.
    pub nb_words: Option<u32>,
    /// paragraph: about how many sentences, 3 by default.
    pub nb_sentences: Option<u32>,
    /// text: most characters, 200 by default.
    pub max_nb_chars: Option<u32>,
    /// date_of_birth: least age in years, 18 by default.
    pub minimum_age: Option<u32>,
    /// date_of_birth: greatest age in years, 90 by default.
    pub maximum_age: Option<u32>,
    /// boolean: percentage of true, 50 by default.
    pub chance_of_getting_true: Option<f64>,
}

/// What a method yields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// [`Fake::text`].
    Text,
    /// [`Fake::int`].
    Int,
    /// [`Fake::float`].
    Float,
    /// [`Fake::boolean`].
    Bool,
    /// [`Fake::date`].
    Date,
}

/// The sex of a person, which decides first name, title and, in some languages, surname and job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// A man.
    Male,
    /// A woman.
    Female,
}

impl Sex {
    /// The sex that a cell of a column names: "male", "m", "man", "female", "f", "w", "woman", in any case.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let is = |known: &[&str]| known.iter().any(|word| word.eq_ignore_ascii_case(text.trim()));
        if is(&["male", "m", "man", "boy"]) {
            return Some(Self::Male);
        }
        is(&["female", "f", "w", "woman", "girl"]).then_some(Self::Female)
    }
}

/// Where a row's draws come from. Columns of one table that share a key are coherent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keys {
    /// The column's own key.
    pub own: ColumnKey,
    /// The key of the row's person.
    pub person: ColumnKey,
    /// The key of the row's place.
    pub place: ColumnKey,
    /// The key of the row's company.
    pub company: ColumnKey,
}

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The keys.
    pub keys: Keys,
    /// The row's number.
    pub row: u64,
    /// The person's sex, if another column decides it.
    pub sex: Option<Sex>,
    /// Whether `country` and `country_code` may be any country instead of the locale's.
    pub abroad: bool,
    /// Whether values must differ from row to row: see [`can_be_distinct`].
    pub distinct: bool,
}

impl Row {
    /// A row with nothing special about it.
    #[must_use]
    pub const fn new(keys: Keys, row: u64) -> Self {
        Self { keys, row, sex: None, abroad: false, distinct: false }
    }
}

/// A method with its arguments, checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Fake {
    method: Method,
    pattern: Pattern,
    /// random_int: least value, and how many there are less one.
    least: i64,
    span: u64,
    /// How many words, sentences or characters.
    count: u32,
    /// Least and greatest age.
    ages: (u32, u32),
    /// boolean: the chance of true, in 0..=1.
    chance: f64,
}

impl Fake {
    /// The method of that name with those arguments, or what was expected and what was found.
    pub fn new(method: &str, arguments: &Arguments) -> Result<Self, String> {
        let method = Method::named(method).ok_or_else(|| unknown_method(method))?;
        let (least, greatest) = (arguments.min.unwrap_or(0), arguments.max.unwrap_or(9999));
        let ages = (arguments.minimum_age.unwrap_or(18), arguments.maximum_age.unwrap_or(90));
        let chance = arguments.chance_of_getting_true.unwrap_or(50.0);
        expect(least <= greatest, || format!("expected min <= max, found {least} > {greatest}"))?;
        expect(ages.0 <= ages.1, || format!("expected minimum_age <= maximum_age, found {} > {}", ages.0, ages.1))?;
        expect(ages.1 <= 150, || format!("expected a maximum_age of at most 150, found {}", ages.1))?;
        let percentage = (0.0..=100.0).contains(&chance);
        expect(percentage, || format!("expected chance_of_getting_true between 0 and 100, found {chance}"))?;
        Ok(Self {
            method,
            pattern: Pattern::new(method, arguments)?,
            least,
            span: greatest.wrapping_sub(least) as u64,
            count: count(method, arguments)?,
            ages,
            chance: chance / 100.0,
        })
    }

    /// What the method yields. [`Fake::text`] writes all of them but dates as text too.
    #[must_use]
    pub const fn output(&self) -> Output {
        self.method.output()
    }

    /// Appends the value of a row.
    pub fn text(&self, locale: &Locale, row: &Row, out: &mut String) {
        match self.output() {
            Output::Text => self.write(&mut Scope::new(locale, row), out),
            Output::Int => self.push(format_args!("{}", self.int(locale, row)), out),
            Output::Float => self.push(format_args!("{}", self.float(locale, row)), out),
            Output::Bool => self.push(format_args!("{}", self.boolean(locale, row)), out),
            Output::Date => {}
        }
    }

    fn push(&self, value: std::fmt::Arguments<'_>, out: &mut String) {
        // Writing to a string cannot fail.
        let _ = std::fmt::Write::write_fmt(out, value);
    }

    /// The value of a row of `random_int`.
    #[must_use]
    pub fn int(&self, locale: &Locale, row: &Row) -> i64 {
        let bits = Scope::new(locale, row).own.bits();
        let offset = self.span.checked_add(1).map_or(bits, |count| crate::seed::below(bits, count));
        self.least.wrapping_add(offset as i64)
    }

    /// The value of a row of `latitude` or `longitude`, in degrees.
    #[must_use]
    pub fn float(&self, locale: &Locale, row: &Row) -> f64 {
        let scope = Scope::new(locale, row);
        if self.method == Method::Latitude { place::latitude(&scope) } else { place::longitude(&scope) }
    }

    /// The value of a row of `boolean`.
    #[must_use]
    pub fn boolean(&self, locale: &Locale, row: &Row) -> bool {
        unit(Scope::new(locale, row).own.bits()) < self.chance
    }

    /// The value of a row of `date_of_birth`, in days since 1970-01-01. The person has an age between the two given ones on
    /// `reference_days`.
    #[must_use]
    pub fn date(&self, locale: &Locale, row: &Row, reference_days: i32) -> i32 {
        time::birth(&Scope::new(locale, row), self.ages, reference_days)
    }
}

fn expect(holds: bool, problem: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(problem()) }
}

fn unknown_method(name: &str) -> String {
    match nearest_method(name).as_slice() {
        [] => format!("expected a faker method, found {name:?}"),
        near => format!("expected a faker method, found {name:?}; did you mean {}?", near.join(", ")),
    }
}

/// The argument that says how many, within what is sensible.
fn count(method: Method, arguments: &Arguments) -> Result<u32, String> {
    let (name, given, default, least, most) = match method {
        Method::Words => ("nb", arguments.nb, 3, 1, 10_000),
        Method::Sentence => ("nb_words", arguments.nb_words, 6, 1, 10_000),
        Method::Paragraph => ("nb_sentences", arguments.nb_sentences, 3, 1, 1_000),
        Method::Text => ("max_nb_chars", arguments.max_nb_chars, 200, 5, 100_000),
        _ => return Ok(0),
    };
    let found = given.unwrap_or(default);
    expect((least..=most).contains(&found), || format!("expected {name} between {least} and {most}, found {found}"))?;
    Ok(found)
}
