//! One row seen by one method: the locale, the keys, and what fills the slots of templates.

use super::list::{Item, List};
use super::locale::{Forms, Lists, Locale};
use super::random::Digits;
use super::template::{Part, Slot, Template, expand_plain};
use super::{Row, company, person, place, prose};
use crate::seed::Cell;

/// A row, a locale, and the method's own draws.
pub(super) struct Scope<'a> {
    pub(super) locale: &'a Locale,
    pub(super) row: &'a Row,
    /// The own key's draws, one after the other.
    pub(super) own: Cell,
}

impl<'a> Scope<'a> {
    pub(super) const fn new(locale: &'a Locale, row: &'a Row) -> Self {
        Self { locale, row, own: row.keys.own.cell(row.row) }
    }

    /// Draw `draw` of the row's person.
    #[inline]
    pub(super) const fn person(&self, draw: u32) -> u64 {
        self.row.keys.person.draw(draw).bits(self.row.row)
    }

    /// Draw `draw` of the row's place.
    #[inline]
    pub(super) const fn place(&self, draw: u32) -> u64 {
        self.row.keys.place.draw(draw).bits(self.row.row)
    }

    /// Draw `draw` of the row's company.
    #[inline]
    pub(super) const fn company(&self, draw: u32) -> u64 {
        self.row.keys.company.draw(draw).bits(self.row.row)
    }

    /// An item of a list by the method's next own draw.
    #[inline]
    pub(super) fn own_item(&mut self, list: Lists) -> &'a Item {
        let bits = self.own.bits();
        self.locale.pick(list, bits)
    }

    /// A form and its digits by the method's next two own draws.
    pub(super) fn own_form(&mut self, forms: Forms, out: &mut String) {
        let (form, digits) = (self.own.bits(), self.own.bits());
        self.form(forms, form, digits, out);
    }

    /// A form chosen by `form`, its digits taken from `digits`.
    #[inline]
    pub(super) fn form(&mut self, forms: Forms, form: u64, digits: u64, out: &mut String) {
        self.expand(self.locale.forms(forms).pick(form), &mut Digits::new(digits), out);
    }

    /// Appends a template.
    pub(super) fn expand(&mut self, template: &[Part], digits: &mut Digits, out: &mut String) {
        let letters = self.locale.letters;
        for part in template {
            if !expand_plain(part, letters, digits, out)
                && let Part::Slot(slot) = part
            {
                self.slot(*slot, digits, out);
            }
        }
    }

    /// One of several templates by `bits`.
    pub(super) fn expand_one(&mut self, templates: &[Template], bits: u64, digits: &mut Digits, out: &mut String) {
        let index = crate::seed::below(bits, templates.len() as u64) as usize;
        if let Some(template) = templates.get(index) {
            self.expand(template, digits, out);
        }
    }

    fn slot(&mut self, slot: Slot, digits: &mut Digits, out: &mut String) {
        match slot {
            Slot::First | Slot::Middle | Slot::Last | Slot::SecondLast | Slot::Prefix | Slot::Suffix => {
                out.push_str(person::part(self, slot));
            }
            Slot::City | Slot::State | Slot::StateAbbr | Slot::Country | Slot::Street | Slot::StreetSuffix => {
                out.push_str(place::part(self, slot));
            }
            Slot::Region => place::region(self, out),
            Slot::Area => place::area(self, digits, out),
            Slot::Postcode => place::postcode(self, out),
            Slot::StreetName => place::street_name(self, out),
            Slot::StreetAddress => place::street_address(self, out),
            Slot::Building => place::building(self, out),
            Slot::Secondary => place::secondary(self, out),
            Slot::Surname(number) => out.push_str(company::surname(self, number).text),
            Slot::Root | Slot::Industry | Slot::CompanySuffix => out.push_str(company::part(self, slot)),
            Slot::Noun | Slot::Adjective | Slot::Someone | Slot::Kind | Slot::Somewhere => {
                out.push_str(prose::word_of(self, slot));
            }
            Slot::Subject | Slot::Predicate | Slot::Topic | Slot::Trait | Slot::Ending | Slot::Opening => {
                prose::clause(self, slot, out);
            }
        }
    }

    /// The first of the lists that is not empty.
    pub(super) fn either(&self, first: Lists, second: Lists) -> &'a List {
        let list = self.locale.list(first);
        if list.is_empty() { self.locale.list(second) } else { list }
    }
}

/// What stands between two words or sentences: a blank, or nothing.
pub(super) fn gap(scope: &Scope<'_>) -> &'static str {
    if scope.locale.fact("gap") == "none" { "" } else { " " }
}

/// Appends the Latin form of a name as it stands in addresses: ASCII letters and digits, in lower case.
pub(super) fn push_slug(item: &Item, out: &mut String) {
    let text = if item.extra.is_empty() { item.text } else { item.extra };
    out.extend(text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| char::from(byte.to_ascii_lowercase())));
}
