//! One row's person: every column that asks gets the same one.

use super::list::Item;
use super::locale::{Forms, Lists};
use super::random::{Digits, person as draw};
use super::scope::{Scope, push_slug};
use super::template::{Slot, push_number};
use super::{Sex, internet};
use crate::seed::unit;

/// The row's sex: the given one, or drawn.
#[inline]
pub(super) fn sex(scope: &Scope<'_>) -> Sex {
    let drawn = || if unit(scope.person(draw::SEX)) < 0.49 { Sex::Male } else { Sex::Female };
    scope.row.sex.unwrap_or_else(drawn)
}

fn by_sex(scope: &Scope<'_>, male: Lists, female: Lists) -> Lists {
    match sex(scope) {
        Sex::Male => male,
        Sex::Female => female,
    }
}

/// The first name, with its Latin form.
pub(super) fn first<'a>(scope: &Scope<'a>) -> &'a Item {
    scope.locale.pick(by_sex(scope, Lists::Male, Lists::Female), scope.person(draw::FIRST))
}

/// The last name, in the form of the person's sex where the language has two.
pub(super) fn last<'a>(scope: &Scope<'a>) -> &'a Item {
    surname(scope, draw::LAST)
}

fn surname<'a>(scope: &Scope<'a>, draw: u32) -> &'a Item {
    let list = match sex(scope) {
        Sex::Male => scope.locale.list(Lists::Surnames),
        Sex::Female => scope.either(Lists::SurnamesFemale, Lists::Surnames),
    };
    list.pick(scope.person(draw))
}

/// The text of a slot of this module.
pub(super) fn part<'a>(scope: &Scope<'a>, slot: Slot) -> &'a str {
    let pick = |male, female, draw| scope.locale.pick(by_sex(scope, male, female), scope.person(draw)).text;
    match slot {
        Slot::First => first(scope).text,
        Slot::Last => last(scope).text,
        Slot::SecondLast => surname(scope, draw::SECOND_LAST).text,
        Slot::Middle => pick(Lists::MiddleMale, Lists::MiddleFemale, draw::MIDDLE),
        Slot::Prefix => pick(Lists::PrefixesMale, Lists::PrefixesFemale, draw::PREFIX),
        Slot::Suffix => pick(Lists::SuffixesMale, Lists::SuffixesFemale, draw::SUFFIX),
        _ => "",
    }
}

/// The full name, as people of the locale write it.
pub(super) fn name(scope: &mut Scope<'_>, out: &mut String) {
    let forms = match sex(scope) {
        Sex::Male => Forms::NamesMale,
        Sex::Female => Forms::NamesFemale,
    };
    let form = scope.person(draw::NAME_FORM);
    scope.form(forms, form, 0, out);
}

/// The title before the name; what stands behind it where the language has nothing of the kind.
pub(super) fn prefix(scope: &Scope<'_>, out: &mut String) {
    let text = part(scope, Slot::Prefix);
    out.push_str(if text.is_empty() { part(scope, Slot::Suffix) } else { text });
}

/// What stands behind the name; a title where the language has nothing of the kind.
pub(super) fn suffix(scope: &Scope<'_>, out: &mut String) {
    let text = part(scope, Slot::Suffix);
    out.push_str(if text.is_empty() { part(scope, Slot::Prefix) } else { text });
}

/// The title of a job, in the form of the person's sex where the language has two.
pub(super) fn job(scope: &Scope<'_>, out: &mut String) {
    let list = match sex(scope) {
        Sex::Male => scope.locale.list(Lists::Jobs),
        Sex::Female => scope.either(Lists::JobsFemale, Lists::Jobs),
    };
    out.push_str(list.pick(scope.person(draw::JOB)).text);
}

/// The user name, which is also the local part of the person's mail addresses.
pub(super) fn user_name(scope: &Scope<'_>, out: &mut String) {
    let start = out.len();
    let (first, last) = (first(scope), last(scope));
    let form = Digits::new(scope.person(draw::USER_FORM)).below(100);
    match form {
        0..=33 => joined(first, ".", last, out),
        34..=47 => joined(first, "", last, out),
        48..=61 => initial_and(first, "", last, out),
        62..=69 => joined(first, "_", last, out),
        70..=75 => joined(last, ".", first, out),
        76..=87 => joined(first, ".", last, out),
        _ => initial_and(first, ".", last, out),
    }
    if out.len() <= start + 1 {
        out.push_str("user");
    }
    if scope.row.distinct {
        push_number(scope.row.row + 1, 1, out);
    } else if form >= 76 {
        push_number(1 + Digits::new(scope.person(draw::USER_DIGITS)).below(99), 1, out);
    }
}

fn joined(left: &Item, between: &str, right: &Item, out: &mut String) {
    push_slug(left, out);
    out.push_str(between);
    push_slug(right, out);
}

fn initial_and(first: &Item, between: &str, last: &Item, out: &mut String) {
    let start = out.len();
    push_slug(first, out);
    out.truncate((start + 1).min(out.len()));
    out.push_str(between);
    push_slug(last, out);
}

/// An address at an invented provider, or now and then at the row's company.
pub(super) fn email(scope: &Scope<'_>, out: &mut String) {
    if unit(scope.person(draw::AT_WORK)) < 0.12 { company_email(scope, out) } else { free_email(scope, out) }
}

/// An address at an invented provider.
pub(super) fn free_email(scope: &Scope<'_>, out: &mut String) {
    user_name(scope, out);
    out.push('@');
    out.push_str(scope.locale.pick(Lists::Providers, scope.person(draw::PROVIDER)).text);
}

/// An address at the row's company.
pub(super) fn company_email(scope: &Scope<'_>, out: &mut String) {
    user_name(scope, out);
    out.push('@');
    internet::domain(scope, out);
}

/// An address at a domain that is reserved for examples.
pub(super) fn safe_email(scope: &Scope<'_>, out: &mut String) {
    user_name(scope, out);
    let domains = ["@example.com", "@example.org", "@example.net"];
    out.push_str(domains[Digits::new(scope.person(draw::PROVIDER)).below(3) as usize]);
}
