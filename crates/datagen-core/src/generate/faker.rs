//! Made-up values by method and locale.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Date32Array, Float64Array, StringBuilder};
use arrow::datatypes::DataType;

use crate::error::Result;
use crate::faker::{Fake, Keys, Locale, Output, Row, Sex, locale_of};
use crate::frame::Frame;
use crate::plan::table::{Column, Path};
use crate::value::{array_of_bools, array_of_ints};

use super::bug;

#[derive(Debug)]
pub(crate) struct Faker {
    pub(crate) fake: Fake,
    pub(crate) keys: Keys,
    pub(crate) locale: &'static Locale,
    /// The column that decides the locale of each row.
    pub(crate) locale_from: Option<Path>,
    /// The column that decides the sex of each row's person.
    pub(crate) sex_from: Option<Path>,
    /// Whether `country` may be any country, because no other column says where the row's place is.
    pub(crate) abroad: bool,
    /// Whether values must differ from row to row.
    pub(crate) distinct: bool,
    /// The day from which ages are counted, in days since 1970.
    pub(crate) today: i32,
}

impl Faker {
    pub(crate) fn evaluate(&self, column: &Column, frame: &Frame<'_>) -> Result<ArrayRef> {
        let locales = self.locales(column, frame)?;
        let locale = |position: usize| locales.as_ref().map_or(self.locale, |locales| locales[position]);
        let sexes = self.sexes(column, frame)?;
        let rows = || {
            frame.rows.iter().enumerate().map(|(position, row)| {
                let sex = sexes.as_ref().and_then(|sexes| sexes[position]);
                (position, Row { sex, abroad: self.abroad, distinct: self.distinct, ..Row::new(self.keys, row) })
            })
        };
        let values: ArrayRef = match self.fake.output() {
            Output::Text => {
                let mut texts = StringBuilder::with_capacity(frame.rows.len(), frame.rows.len() * 16);
                let mut text = String::new();
                for (position, row) in rows() {
                    text.clear();
                    self.fake.text(locale(position), &row, &mut text);
                    texts.append_value(&text);
                }
                Arc::new(texts.finish())
            }
            Output::Int => {
                let ints = rows().map(|(at, row)| self.fake.int(locale(at), &row)).collect();
                return array_of_ints(column.raw_type, ints).map_err(bug);
            }
            Output::Bool => {
                let bools = rows().map(|(at, row)| self.fake.boolean(locale(at), &row)).collect();
                return array_of_bools(column.raw_type, bools).map_err(bug);
            }
            Output::Float => {
                Arc::new(Float64Array::from_iter_values(rows().map(|(at, row)| self.fake.float(locale(at), &row))))
            }
            Output::Date => Arc::new(Date32Array::from_iter_values(
                rows().map(|(at, row)| self.fake.date(locale(at), &row, self.today)),
            )),
        };
        column.raw_type.convert(&values).map_err(bug)
    }

    /// The sex that another column names; `None` where it names none, which is then drawn.
    fn sexes(&self, column: &Column, frame: &Frame<'_>) -> Result<Option<Vec<Option<Sex>>>> {
        let Some(path) = &self.sex_from else { return Ok(None) };
        let values = arrow::compute::cast(&frame.path(path)?, &DataType::Utf8).map_err(bug)?;
        let texts = values.as_string::<i32>();
        let sexes: Vec<Option<Sex>> = texts.iter().map(|text| text.and_then(Sex::named)).collect();
        let unknown = texts.iter().zip(&sexes).filter(|(text, sex)| text.is_some() && sex.is_none()).count();
        frame.count_fallback(&column.name, "sex_from names no known sex; it was drawn", unknown as u64);
        Ok(Some(sexes))
    }

    fn locales(&self, column: &Column, frame: &Frame<'_>) -> Result<Option<Vec<&'static Locale>>> {
        let Some(path) = &self.locale_from else { return Ok(None) };
        let values = arrow::compute::cast(&frame.path(path)?, &DataType::Utf8).map_err(bug)?;
        let mut unknown = 0;
        let mut last: Option<(&str, &'static Locale)> = None;
        let mut locales = Vec::with_capacity(values.len());
        for value in values.as_string::<i32>() {
            let locale = match (value, last) {
                (Some(value), Some((seen, locale))) if seen == value => locale,
                (Some(value), _) => locale_of(value).unwrap_or_else(|| {
                    unknown += 1;
                    self.locale
                }),
                (None, _) => self.locale,
            };
            last = value.map(|value| (value, locale)).filter(|_| unknown == 0);
            locales.push(locale);
        }
        frame.count_fallback(&column.name, "locale_from names no known locale; the document's was taken", unknown);
        Ok(Some(locales))
    }
}
