//! The further generators: what each needs, and the types it can fill.

use super::Check;
use super::tables::{ColumnOf, Table};
use crate::holidays;
use crate::schema::convert::ValueType;
use crate::schema::further::{Around, DatetimeOffset, GeoPart, GeoPoint, Pattern, StateMachine, Text, Uuid};
use crate::schema::generators::{Generator, Holidays, Lookup};
use crate::schema::regex::Regex;
use crate::schema::tree::join;
use crate::schema::words::{alternatives, quoted};

impl<'a> Check<'a> {
    pub(super) fn further(&mut self, generator: &'a Generator, column: &ColumnOf<'a, 'a>) {
        match generator {
            Generator::Pattern(pattern) => self.pattern_texts(pattern, column),
            Generator::Uuid(uuid) => self.uuid(uuid, column),
            Generator::DatetimeOffset(offset) => self.datetime_offset(offset, column),
            Generator::StateMachine(machine) => self.state_machine(machine, column),
            Generator::GeoPoint(point) => self.geo_point(point, column),
            Generator::Text(text) => self.free_text(text, column),
            _ => {}
        }
    }

    fn pattern_texts(&mut self, pattern: &Pattern, column: &ColumnOf<'_, '_>) {
        self.fits(column.value_type() == ValueType::String, &["string"], column);
        self.well_formed(&join(&column.generator(), "regex"), Regex::parse(&pattern.regex));
    }

    fn uuid(&mut self, uuid: &Uuid, column: &ColumnOf<'_, '_>) {
        self.fits(column.value_type() == ValueType::String, &["string"], column);
        if let Some(version) = uuid.version.filter(|version| !matches!(version, 4 | 7)) {
            self.error(join(&column.generator(), "version"), format!("expected version 4 or 7, found {version}"))
                .hint("4 is random, 7 is in the order of the row's time");
        }
    }

    fn free_text(&mut self, text: &Text, column: &ColumnOf<'a, 'a>) {
        self.fits(column.value_type() == ValueType::String, &["string"], column);
        let Some(by) = &text.by else { return };
        let here = join(&column.generator(), "by");
        let Some(source) = self.row_reference(column.table, by, &here) else { return };
        if source.pointer == column.pointer {
            self.error(here, "the text is about itself").hint("name another column");
        } else if source.value_type().is_temporal() {
            let message = format!("{} is {}, which says nothing about a text", quoted(by), source.value_type());
            self.error(here, message).hint("name a column with numbers, texts or truth values");
        }
    }

    pub(super) fn holidays(&mut self, holidays: &Holidays, pointer: &str) {
        let (country, weight) = holidays.parts();
        if !holidays::is_known(country) {
            let here = match holidays {
                Holidays::Country(_) => pointer.to_owned(),
                Holidays::Weighted(_) => join(pointer, "country"),
            };
            let known = alternatives(&holidays::countries().collect::<Vec<_>>());
            self.error(here, format!("the holidays of {} are not known", quoted(country)))
                .hint(format!("write {known}"));
        }
        self.not_negative(weight, &join(pointer, "weight"));
    }

    /// `weight_by` and `where` of a lookup in `source`.
    pub(super) fn pick(&mut self, lookup: &'a Lookup, column: &ColumnOf<'a, 'a>, source: &'a Table<'a>) {
        let pointer = column.generator();
        let given = [("weight_by", lookup.weight_by.is_some()), ("where", lookup.filter.is_some())];
        for (member, _) in given.iter().filter(|(_, given)| *given) {
            self.pick_applies(member, lookup, column, source, &join(&pointer, member));
        }
        if let Some(weight) = &lookup.weight_by {
            let here = join(&pointer, "weight_by");
            if let Some(weights) = self.column_named(source, weight, &here)
                && !weights.value_type().is_numeric()
            {
                let message = format!("{} is {}, not a number", quoted(&weights.reference()), weights.value_type());
                self.error(here.as_str(), message).hint("name a column with numbers");
            }
            if lookup.weights_kind.is_some() {
                self.error(here, "a lookup has either weight_by or weights_kind, found both").hint("keep one of them");
            }
        }
        if lookup.filter.as_ref().is_some_and(|filter| filter.trim().is_empty()) {
            self.error(join(&pointer, "where"), "the condition is empty")
                .hint("write one over the other table's columns, such as \"active and city = local.city\"");
        }
    }

    /// Whether the row is drawn at all.
    fn pick_applies(
        &mut self,
        member: &str,
        lookup: &Lookup,
        column: &ColumnOf<'_, '_>,
        source: &Table<'_>,
        pointer: &str,
    ) {
        if lookup.on.as_ref().is_some_and(|on| !on.is_empty()) {
            self.error(pointer, format!("a lookup has either \"on\" or \"{member}\", found both"))
                .hint("keep one of them: a join draws no row");
        } else if source.id() == column.table.id() {
            self.error(pointer, format!("\"{member}\" stands at a lookup of earlier rows of the same table"))
                .hint("remove it: an earlier row is drawn uniformly");
        } else if column.table.parents().first().is_some_and(|parent| parent == source.id()) {
            self.warning(pointer, format!("\"{member}\" has no effect: the row is this row's parent"))
                .hint("remove it, or make the other table a secondary parent");
        }
    }

    fn datetime_offset(&mut self, offset: &DatetimeOffset, column: &ColumnOf<'a, 'a>) {
        let pointer = column.generator();
        self.fits(column.value_type().is_temporal(), &["datetime", "date"], column);
        self.distribution(offset.distribution, offset.params.as_ref(), offset.clamp, &pointer);
        let here = join(&pointer, "from");
        let Some(source) = self.row_reference(column.table, &offset.from, &here) else { return };
        if !source.value_type().is_temporal() {
            let message = format!("{} is {}, not a time", quoted(&offset.from), source.value_type());
            self.error(here, message).hint("name a datetime or date column");
        } else if source.pointer == column.pointer {
            self.error(here, "the column counts from itself").hint("name another column");
        }
    }

    fn state_machine(&mut self, machine: &StateMachine, column: &ColumnOf<'_, '_>) {
        let pointer = column.generator();
        self.fits(column.value_type() == ValueType::String, &["string"], column);
        let here = join(&pointer, "transitions");
        for (state, targets) in &machine.transitions {
            let here = join(&here, state);
            for (next, weight) in targets {
                self.not_negative(*weight, &join(&here, next));
            }
            let weights: Vec<f64> = targets.values().map(|weight| weight.max(0.0)).collect();
            self.weights(&weights, &here);
        }
        let reached = reached_states(machine);
        for state in machine.transitions.keys().filter(|state| !reached.contains(&state.as_str())) {
            let from = quoted(&machine.initial);
            self.warning(join(&here, state), format!("no way leads from {from} to the state {}", quoted(state)))
                .hint(format!("the states that are reached are {}", reached.join(", ")));
        }
    }

    fn geo_point(&mut self, point: &GeoPoint, column: &ColumnOf<'a, 'a>) {
        let pointer = column.generator();
        let is_text = column.value_type() == ValueType::String;
        match point.part {
            Some(GeoPart::Lat | GeoPart::Lon) => {
                self.fits(column.value_type().is_numeric(), &["float", "decimal", "int"], column);
            }
            Some(GeoPart::Wkt) => self.fits(is_text, &["string"], column),
            None if !is_text => {
                self.error(pointer.as_str(), "expected which part of the point this column holds, found none")
                    .hint("write \"part\": \"lat\" or \"part\": \"lon\"");
            }
            None => {}
        }
        if !(point.radius_km > 0.0 && point.radius_km <= 20_000.0) {
            let message = format!("expected a radius above 0 and at most 20,000 km, found {}", point.radius_km);
            self.error(join(&pointer, "radius_km"), message).hint("write it in kilometres");
        }
        let here = join(&pointer, "around");
        match &point.around {
            Around::Point([lat, lon]) => {
                let known = (-90.0..=90.0).contains(lat) && (-180.0..=180.0).contains(lon);
                if !known {
                    self.error(here, format!("expected [latitude, longitude], found [{lat}, {lon}]"))
                        .hint("latitudes are -90 to 90, longitudes -180 to 180");
                }
            }
            Around::Columns(columns) => {
                for (member, name) in [("lat", &columns.lat), ("lon", &columns.lon)] {
                    self.degrees(name, column, &join(&here, member));
                }
            }
        }
    }

    fn degrees(&mut self, name: &str, column: &ColumnOf<'a, 'a>, pointer: &str) {
        let Some(source) = self.row_reference(column.table, name, pointer) else { return };
        if !source.value_type().is_numeric() {
            let message = format!("{} is {}, not a number", quoted(name), source.value_type());
            self.error(pointer, message).hint("name a column with degrees");
        } else if source.pointer == column.pointer {
            self.error(pointer, "the column is near itself").hint("name another column");
        }
    }
}

/// The states that the initial one leads to, itself among them.
fn reached_states(machine: &StateMachine) -> Vec<&str> {
    let mut reached = vec![machine.initial.as_str()];
    let mut at = 0;
    while let Some(state) = reached.get(at) {
        let targets = machine.transitions.get(*state);
        for (next, weight) in targets.into_iter().flatten() {
            if *weight > 0.0 && !reached.contains(&next.as_str()) {
                reached.push(next);
            }
        }
        at += 1;
    }
    reached
}
