//! The further generators: what each needs, and the types it can fill.

use super::Check;
use super::tables::ColumnOf;
use crate::schema::convert::ValueType;
use crate::schema::further::{DatetimeOffset, Pattern, Uuid};
use crate::schema::generators::Generator;
use crate::schema::regex::Regex;
use crate::schema::tree::join;
use crate::schema::words::quoted;

impl<'a> Check<'a> {
    pub(super) fn further(&mut self, generator: &'a Generator, column: &ColumnOf<'a, 'a>) {
        match generator {
            Generator::Pattern(pattern) => self.pattern_texts(pattern, column),
            Generator::Uuid(uuid) => self.uuid(uuid, column),
            Generator::DatetimeOffset(offset) => self.datetime_offset(offset, column),
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
