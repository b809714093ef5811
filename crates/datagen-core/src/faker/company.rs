//! One row's company: name, domain and slogans.

use super::list::Item;
use super::locale::{Forms, Lists};
use super::random::company as draw;
use super::scope::{Scope, push_slug};
use super::template::{Part, Slot};

/// Surname 0, 1 or 2 of the company; they differ.
pub(super) fn surname<'a>(scope: &Scope<'a>, number: u32) -> &'a Item {
    let list = scope.locale.list(Lists::CompanySurnames);
    let drawn = |number: u32| list.index(scope.company(draw::SURNAMES + number));
    let mut index = drawn(number);
    while (0..number).any(|earlier| drawn(earlier) == index) && list.len() > 3 {
        index = (index + 1) % list.len();
    }
    list.get(index)
}

/// The text of a slot of this module.
pub(super) fn part<'a>(scope: &Scope<'a>, slot: Slot) -> &'a str {
    match slot {
        Slot::Root => root(scope).text,
        Slot::Industry => industry(scope).text,
        Slot::CompanySuffix => scope.locale.pick(Lists::CompanySuffixes, scope.company(draw::SUFFIX)).text,
        _ => "",
    }
}

fn root<'a>(scope: &Scope<'a>) -> &'a Item {
    scope.locale.pick(Lists::Roots, scope.company(draw::ROOT))
}

fn industry<'a>(scope: &Scope<'a>) -> &'a Item {
    scope.locale.pick(Lists::Industries, scope.company(draw::INDUSTRY))
}

fn form<'a>(scope: &Scope<'a>) -> &'a [Part] {
    scope.locale.forms(Forms::Companies).pick(scope.company(draw::FORM))
}

/// The name of the company.
pub(super) fn name(scope: &mut Scope<'_>, out: &mut String) {
    scope.form(Forms::Companies, scope.company(draw::FORM), 0, out);
}

/// What its domain is called: the words of its name, in Latin letters.
pub(super) fn slug(scope: &Scope<'_>, out: &mut String) {
    let start = out.len();
    for part in form(scope) {
        let item = match part {
            Part::Slot(Slot::Surname(number @ 0..=1)) => surname(scope, *number),
            Part::Slot(Slot::Root) => root(scope),
            _ => continue,
        };
        if out.len() > start {
            out.push('-');
        }
        push_slug(item, out);
    }
    if out.len() == start {
        push_slug(root(scope), out);
    }
    if scope.company(draw::DOMAIN_FORM) >> 62 == 0 && industry(scope).text.is_ascii() {
        out.push('-');
        push_slug(industry(scope), out);
    }
}

/// The company's slogan.
pub(super) fn catch_phrase(scope: &Scope<'_>, out: &mut String) {
    three(scope, [Lists::CatchA, Lists::CatchB, Lists::CatchC], draw::CATCH, out);
}

/// What its management says that it does.
pub(super) fn bs(scope: &Scope<'_>, out: &mut String) {
    three(scope, [Lists::BsA, Lists::BsB, Lists::BsC], draw::BS, out);
}

fn three(scope: &Scope<'_>, lists: [Lists; 3], first_draw: u32, out: &mut String) {
    for (number, list) in lists.into_iter().enumerate() {
        if number > 0 {
            out.push(' ');
        }
        out.push_str(scope.locale.pick(list, scope.company(first_draw + number as u32)).text);
    }
}
