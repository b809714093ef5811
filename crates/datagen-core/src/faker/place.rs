//! One row's place: city, state, postcode, position, phone area and time zone fit each other.

use super::locale::{City, Forms, Lists};
use super::random::{Digits, place as draw};
use super::scope::{Scope, gap};
use super::template::Slot;
use crate::seed::unit;

fn city<'a>(scope: &Scope<'a>) -> Option<&'a City> {
    scope.locale.city(scope.place(draw::CITY))
}

/// The text of a slot of this module.
pub(super) fn part<'a>(scope: &Scope<'a>, slot: Slot) -> &'a str {
    let state = || scope.locale.list(Lists::States).get(city(scope).map_or(0, |city| city.state));
    match slot {
        Slot::City => city(scope).map_or("", |city| city.name),
        Slot::State => state().text,
        Slot::StateAbbr if state().extra.is_empty() => state().text,
        Slot::StateAbbr => state().extra,
        Slot::Country => scope.locale.country(),
        Slot::Street => scope.locale.pick(Lists::Streets, scope.place(draw::STREET)).text,
        Slot::StreetSuffix => scope.locale.pick(Lists::StreetSuffixes, scope.place(draw::STREET_SUFFIX)).text,
        _ => "",
    }
}

/// State and city, or the state alone where it is the city.
pub(super) fn region(scope: &Scope<'_>, out: &mut String) {
    let (state, city) = (part(scope, Slot::State), part(scope, Slot::City));
    out.push_str(state);
    if !state.starts_with(city) {
        out.push_str(gap(scope));
        out.push_str(city);
    }
}

/// The time zone of the row's city, such as "America/Chicago".
pub(super) fn time_zone(scope: &Scope<'_>, out: &mut String) {
    let zone = city(scope).map_or(0, |city| city.zone);
    out.push_str(scope.locale.list(Lists::Zones).get(zone).text);
}

/// One of the city's postcodes.
pub(super) fn postcode(scope: &mut Scope<'_>, out: &mut String) {
    if let Some(city) = city(scope) {
        let digits = &mut Digits::new(scope.place(draw::POSTCODE_DIGITS));
        scope.expand_one(&city.postcodes, scope.place(draw::POSTCODE_FORM), digits, out);
    }
}

/// One of the city's telephone areas.
pub(super) fn area(scope: &mut Scope<'_>, digits: &mut Digits, out: &mut String) {
    if let Some(city) = city(scope) {
        scope.expand_one(&city.areas, scope.place(draw::AREA), digits, out);
    }
}

/// A number that no subscriber has, in the area of the row's city. Its last digits are the column's own, so that two
/// phones of one row differ.
pub(super) fn phone_number(scope: &mut Scope<'_>, out: &mut String) {
    scope.own_form(Forms::Phones, out);
}

/// The street with its suffix.
pub(super) fn street_name(scope: &mut Scope<'_>, out: &mut String) {
    let (form, digits) = (scope.place(draw::STREET_FORM), scope.place(draw::STREET_DIGITS));
    scope.form(Forms::StreetNames, form, digits, out);
}

/// The number of the house.
pub(super) fn building(scope: &mut Scope<'_>, out: &mut String) {
    let (form, digits) = (scope.place(draw::BUILDING_FORM), scope.place(draw::BUILDING_DIGITS));
    scope.form(Forms::Buildings, form, digits, out);
}

/// Apartment, floor or suite; the number of the house where nothing of the kind is written.
pub(super) fn secondary(scope: &mut Scope<'_>, out: &mut String) {
    if scope.locale.forms(Forms::Secondary).is_empty() {
        return building(scope, out);
    }
    let (form, digits) = (scope.place(draw::SECONDARY_FORM), scope.place(draw::SECONDARY_DIGITS));
    scope.form(Forms::Secondary, form, digits, out);
}

/// Street and number, in the country's order.
pub(super) fn street_address(scope: &mut Scope<'_>, out: &mut String) {
    let form = scope.place(draw::STREET_ADDRESS_FORM);
    scope.form(Forms::StreetAddresses, form, 0, out);
}

/// The whole address, on one line.
pub(super) fn address(scope: &mut Scope<'_>, out: &mut String) {
    let form = scope.place(draw::ADDRESS_FORM);
    scope.form(Forms::Addresses, form, 0, out);
}

/// Degrees north, within some three kilometres of the city's centre, to six decimals.
pub(super) fn latitude(scope: &Scope<'_>) -> f64 {
    near(city(scope).map_or(0.0, |city| city.latitude), scope.place(draw::LATITUDE))
}

/// Degrees east, likewise.
pub(super) fn longitude(scope: &Scope<'_>) -> f64 {
    near(city(scope).map_or(0.0, |city| city.longitude), scope.place(draw::LONGITUDE))
}

fn near(centre: f64, bits: u64) -> f64 {
    let degrees = centre + (unit(bits) - 0.5) * 0.06;
    (degrees * 1e6).round() / 1e6
}

/// The locale's country, or any country for a row that lies abroad.
pub(super) fn country(scope: &Scope<'_>, out: &mut String) {
    let abroad = || scope.locale.pick(Lists::Countries, scope.place(draw::COUNTRY)).text;
    out.push_str(if scope.row.abroad { abroad() } else { scope.locale.country() });
}

/// The two letters of [`country`].
pub(super) fn country_code(scope: &Scope<'_>, out: &mut String) {
    let abroad = || scope.locale.pick(Lists::Countries, scope.place(draw::COUNTRY)).extra;
    out.push_str(if scope.row.abroad { abroad() } else { scope.locale.country_code() });
}

/// The three letters of a currency.
pub(super) fn currency_code(scope: &Scope<'_>, out: &mut String) {
    out.push_str(scope.locale.pick(Lists::Currencies, scope.place(draw::CURRENCY)).extra);
}

/// The name of the same currency.
pub(super) fn currency_name(scope: &Scope<'_>, out: &mut String) {
    out.push_str(scope.locale.pick(Lists::Currencies, scope.place(draw::CURRENCY)).text);
}

/// The name of a language.
pub(super) fn language_name(scope: &Scope<'_>, out: &mut String) {
    out.push_str(scope.locale.pick(Lists::Languages, scope.place(draw::LANGUAGE)).text);
}
