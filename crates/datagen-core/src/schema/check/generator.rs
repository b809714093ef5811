//! Generators: what each needs, and the types it can fill.

use super::Check;
use super::tables::ColumnOf;
use crate::schema::convert::ValueType;
use crate::schema::document::NodeKind;
use crate::schema::finding::Given;
use crate::schema::generators::{DatetimeSeries, EnumList, Faker, Generator, Lookup, Sequence, Within};
use crate::schema::scalar::Scalar;
use crate::schema::sequence_format::SequenceFormat;
use crate::schema::tree::join;
use crate::schema::weights::WeightsKind;
use crate::schema::words::{alternatives, number, quoted};

/// The types that hold numbers.
const NUMBERS: [&str; 3] = ["int", "float", "decimal"];

impl<'a> Check<'a> {
    pub(super) fn generator(&mut self, column: &ColumnOf<'a, 'a>) {
        let pointer = column.generator();
        let numeric = column.value_type().is_numeric();
        match &column.column.generator {
            Generator::Sequence(sequence) => self.sequence(sequence, column),
            Generator::Choice(choice) => self.choice(choice, column),
            Generator::Distribution(distribution) => {
                self.fits(numeric, &NUMBERS, column);
                if !self.distribution_by(distribution, column) {
                    let clamp = Some(distribution.clamp);
                    self.distribution(distribution.distribution_type, distribution.params.as_ref(), clamp, &pointer);
                }
            }
            Generator::DatetimeSeries(series) => self.datetime_series(series, column),
            Generator::Faker(faker) => self.faker(faker, column),
            Generator::Lookup(lookup) => self.lookup(lookup, column),
            Generator::Expression(expression) => {
                if expression.code.trim().is_empty() {
                    self.error(join(&pointer, "code"), "the expression is empty")
                        .hint("write one, such as \"price * 2\"");
                }
            }
            Generator::EnumList(list) => self.enum_list(list, column),
            Generator::Rollup(rollup) => {
                self.reference(&rollup.from, &join(&pointer, "from"));
            }
            Generator::Ordinal(_) => {
                self.fits(numeric, &NUMBERS, column);
                if column.table.parents().is_empty() {
                    let message = "an ordinal counts the children of a parent row, and this table has no parents";
                    self.error(pointer, message).hint("use a sequence, or make the table a fact with parents");
                }
            }
            further => self.further(further, column),
        }
    }

    /// Reports a generator that cannot fill the column's type.
    pub(super) fn fits(&mut self, fits: bool, types: &[&str], column: &ColumnOf<'_, '_>) {
        if !fits {
            let generator = column.column.generator.name();
            let value_type = column.value_type();
            let hint = match (&column.column.generator, value_type) {
                (Generator::Distribution(_), ValueType::Bool) => "use a choice of true and false with weights",
                (Generator::Distribution(_) | Generator::Sequence(_), ValueType::Datetime | ValueType::Date) => {
                    "use datetime_series"
                }
                _ => "change the column's type, or the generator",
            };
            let message = format!("{generator} fills {} columns, and this one is {value_type}", alternatives(types));
            self.error(column.member("type"), message).hint(hint);
        }
    }

    fn sequence(&mut self, sequence: &Sequence, column: &ColumnOf<'_, '_>) {
        let value_type = column.value_type();
        let pointer = column.generator();
        let fits = value_type.is_numeric() || value_type == ValueType::String;
        self.fits(fits, &["int", "float", "decimal", "string"], column);
        if sequence.step == Some(0) {
            self.error(join(&pointer, "step"), "a step of 0 gives the same value in every row")
                .hint("write 1, or use a choice for a constant");
        }
        if let Some(format) = &sequence.format {
            let here = join(&pointer, "format");
            self.well_formed(&here, SequenceFormat::parse(format));
            if fits && value_type != ValueType::String {
                self.error(here, format!("a format makes texts, and this column is {value_type}"))
                    .hint("write \"type\": \"string\", or remove the format");
            }
        }
    }

    fn datetime_series(&mut self, series: &DatetimeSeries, column: &ColumnOf<'a, 'a>) {
        let pointer = column.generator();
        self.fits(column.value_type().is_temporal(), &["datetime", "date"], column);
        let within = join(&pointer, "within");
        match &series.within {
            Some(Within::Span(span)) => self.span(&span.start, &span.end, &within),
            Some(Within::Named(name)) if name != "timeframe" => {
                let message = format!("expected \"timeframe\" or {{start, end}}, found {}", quoted(name));
                self.error(within, message).hint("write \"within\": \"timeframe\"");
            }
            _ if self.document.timeframe.is_none() => {
                self.error(pointer.as_str(), "the times lie within the timeframe, and the document has none")
                    .hint("add \"timeframe\": { \"start\": ..., \"end\": ... } to the document, or \"within\" here");
            }
            _ => {}
        }
        self.frequency(series.freq.as_deref(), &join(&pointer, "freq"));
        if let Some(pattern) = &series.pattern {
            self.cycle(pattern.dimension, &pattern.weights, &join(&pointer, "pattern"));
        }
        for (index, pattern) in series.patterns.iter().flatten().enumerate() {
            self.cycle(pattern.dimension, &pattern.weights, &join(&join(&pointer, "patterns"), index));
        }
        if let Some(holidays) = &series.holidays {
            self.holidays(holidays, &join(&pointer, "holidays"));
        }
        if let Some(after) = &series.after {
            self.after(after, column, &join(&pointer, "after"));
        }
    }

    fn after(&mut self, after: &str, column: &ColumnOf<'a, 'a>, pointer: &str) {
        let Some(earlier) = self.row_reference(column.table, after, pointer) else { return };
        if !earlier.value_type().is_temporal() {
            let message = format!("{} is {}, not a time", quoted(after), earlier.value_type());
            self.error(pointer, message).hint("name a datetime or date column");
        } else if earlier.pointer == column.pointer {
            self.error(pointer, "the column comes after itself").hint("name another column");
        }
    }

    fn faker(&mut self, faker: &Faker, column: &ColumnOf<'a, 'a>) {
        let pointer = column.generator();
        if faker.method.trim().is_empty() {
            self.error(join(&pointer, "method"), "the method is empty").hint("name one, such as \"name\" or \"email\"");
        }
        if let Some(from) = &faker.locale_from {
            self.row_reference(column.table, from, &join(&pointer, "locale_from"));
        }
        if let Some(from) = &faker.sex_from {
            self.row_reference(column.table, from, &join(&pointer, "sex_from"));
        }
        if faker.person.as_ref().is_some_and(|person| person.trim().is_empty()) {
            self.error(join(&pointer, "person"), "the person has no name").hint("write any, such as \"doctor\"");
        }
        if let (Some(min), Some(max)) = (faker.min, faker.max)
            && min > max
        {
            self.error(join(&pointer, "max"), format!("min, {min}, is above max, {max}")).hint("exchange them");
        }
        if let (Some(min), Some(max)) = (faker.minimum_age, faker.maximum_age)
            && min > max
        {
            let message = format!("minimum_age, {min}, is above maximum_age, {max}");
            self.error(join(&pointer, "maximum_age"), message).hint("exchange them");
        }
        if let Some(chance) = faker.chance_of_getting_true.filter(|chance| !(0.0..=100.0).contains(chance)) {
            let message = format!("expected a percentage from 0 to 100, found {}", number(chance));
            self.error(join(&pointer, "chance_of_getting_true"), message);
        }
    }

    fn lookup(&mut self, lookup: &'a Lookup, column: &ColumnOf<'a, 'a>) {
        let pointer = column.generator();
        if let Some(kind) = &lookup.weights_kind {
            self.well_formed(&join(&pointer, "weights_kind"), WeightsKind::parse(kind));
        }
        let here = join(&pointer, "from");
        let Some(source) = self.reference(&lookup.from, &here) else { return };
        self.castable(&source, column, &here);
        if source.pointer == column.pointer {
            self.error(here, "the column looks itself up").hint("look up the primary key, or another column");
        }
        self.pick(lookup, column, source.table);
        for (left, right) in lookup.on.iter().flatten() {
            let here = join(&join(&pointer, "on"), left);
            // A left name that is no column is only a label: then the right name is the column on both sides.
            if let Some(other) = self.column_named(source.table, right, &here)
                && column.table.get(left).is_none()
                && column.table.get(&other.column.name).is_none()
            {
                let message = format!(
                    "neither {} nor {} is a column of table {}",
                    quoted(left),
                    quoted(right),
                    quoted(column.table.id())
                );
                let hint = super::references::columns_hint(column.table, left);
                self.error(here, message).at_key().hint(hint).given(Given::Names);
            }
        }
    }

    fn enum_list(&mut self, list: &EnumList, column: &ColumnOf<'_, '_>) {
        let here = join(&column.generator(), "values");
        if column.table.node.kind != NodeKind::Vocab {
            let message = "an enum_list makes the rows of a vocab, and this table is none";
            self.error(column.generator(), message)
                .hint("write \"kind\": \"vocab\" for a table of literal rows, or use a choice");
        }
        self.literals(&list.values, column.value_type(), column.column.nullable, &here);
        if column.column.name == column.table.node.pk {
            self.distinct(&list.values, &here);
        }
    }

    /// The literal values of a primary key.
    fn distinct(&mut self, values: &[Scalar], pointer: &str) {
        let mut seen = std::collections::BTreeSet::new();
        for (index, value) in values.iter().enumerate() {
            if !seen.insert(value.to_string()) {
                self.error(join(pointer, index), format!("{value} stands twice in the primary key"))
                    .hint("make the values of a primary key distinct");
            }
        }
    }

    /// Values of one column can become values of another.
    pub(super) fn castable(&mut self, from: &ColumnOf<'_, '_>, to: &ColumnOf<'_, '_>, pointer: &str) {
        let (source, target) = (from.value_type(), to.value_type());
        let castable = target == ValueType::String
            // Texts may hold anything; what does not convert is found when it is read.
            || source == ValueType::String
            || source.is_numeric() && target.is_numeric()
            || source.is_temporal() && target.is_temporal()
            || source == target;
        if !castable {
            let (one, other) = (quoted(&from.reference()), quoted(&to.reference()));
            self.error(pointer, format!("{one} is {source} and {other} is {target}: values do not convert"))
                .hint("give both columns one type");
        }
    }
}
