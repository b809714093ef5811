//! The further generators: what each needs, and the types it can fill.

use super::Check;
use super::tables::{ColumnOf, Table};
use crate::holidays;
use crate::schema::convert::ValueType;
use crate::schema::further::{DatetimeOffset, Pattern, Text, Uuid};
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
}
