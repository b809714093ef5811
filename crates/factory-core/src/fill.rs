//! Parameters: drawn once, and put into the slots `${name}` of a pack's texts and values.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate};
use datagen_core::math::pow;
use serde_json::{Value, json};

use crate::brief::Brief;
use crate::draws::Draws;
use crate::pack::{NumberRange, Parameter, WindowRange};

/// Values by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Values(BTreeMap<String, Value>);

impl Values {
    /// What every pack may use.
    pub(crate) fn of(brief: &Brief) -> Self {
        let (country, range) = (brief.country(), brief.date_range);
        let mut values = Self::default();
        let before = range.start.checked_sub_months(Months::new(18)).unwrap_or(range.start);
        for (name, value) in [
            ("start", json!(range.start.to_string())),
            ("end", json!(range.end.to_string())),
            ("before", json!(before.to_string())),
            ("currency", json!(country.currency)),
            ("symbol", json!(country.symbol)),
            ("cents", json!(country.cents())),
            ("north_of", json!(country.regions[0])),
            ("south_of", json!(country.regions[1])),
            ("east_of", json!(country.regions[2])),
            ("west_of", json!(country.regions[3])),
            ("price", json!(country.price)),
            ("country", json!(country.code)),
            ("locale", json!(country.locale)),
            ("rows", json!(brief.dataset_size)),
        ] {
            values.0.insert(name.to_owned(), value);
        }
        let year = |from: NaiveDate| from.checked_add_months(Months::new(12)).unwrap_or(from);
        let last = range.end.checked_add_days(Days::new(1)).and_then(|day| day.checked_sub_months(Months::new(12)));
        values.add_span("first_year", range.start, year(range.start));
        let last = last.unwrap_or(range.start);
        values.add_span("last_year", last, year(last));
        values.0.insert("first_year.name".to_owned(), json!(range.start.year()));
        values.0.insert("last_year.name".to_owned(), json!(range.end.year()));
        values
    }

    fn add_span(&mut self, name: &str, start: NaiveDate, after: NaiveDate) {
        let end = after.pred_opt().unwrap_or(after);
        for (part, text) in [
            ("start", start.to_string()),
            ("end", end.to_string()),
            ("after", after.to_string()),
            ("month", month_name(start)),
            ("last_month", month_name(end)),
        ] {
            self.0.insert(format!("{name}.{part}"), json!(text));
        }
    }

    /// Draws `parameters`; each also goes by `prefix.name`.
    pub(crate) fn draw<'p>(
        &mut self,
        brief: &Brief,
        prefix: Option<&str>,
        parameters: impl IntoIterator<Item = (&'p String, &'p Parameter)>,
    ) {
        for (name, parameter) in parameters {
            let full = prefix.map_or_else(|| name.clone(), |prefix| format!("{prefix}.{name}"));
            let mut draws = Draws::new(brief.seed, "parameter", &full);
            match parameter {
                Parameter::Number(range) => drop(self.0.insert(full, number(range, &mut draws))),
                Parameter::OneOf(values) => {
                    let value = draws.pick(values).cloned().unwrap_or(Value::Null);
                    self.0.insert(full, value);
                }
                Parameter::Window(range) => {
                    let (start, after) = window(brief, range, &mut draws);
                    self.add_span(&full, start, after);
                }
            }
        }
    }

    /// The value of `name`: within `scope` first.
    #[must_use]
    pub fn get(&self, scope: Option<&str>, name: &str) -> Option<&Value> {
        let own = scope.and_then(|scope| self.0.get(&format!("{scope}.{name}")));
        own.or_else(|| self.0.get(name))
    }

    /// `text` with its slots filled.
    ///
    /// # Errors
    /// The name of a slot for which there is no value.
    pub(crate) fn text(&self, scope: Option<&str>, text: &str) -> Result<String, String> {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find("${") {
            let Some(length) = rest[at..].find('}') else { break };
            let name = &rest[at + 2..at + length];
            let value = self.get(scope, name).ok_or_else(|| missing(name))?;
            filled.push_str(&rest[..at]);
            match value {
                Value::String(text) => filled.push_str(text),
                other => filled.push_str(&other.to_string()),
            }
            rest = &rest[at + length + 1..];
        }
        filled.push_str(rest);
        Ok(filled)
    }

    /// `value` with the slots of all its texts filled; a text that is one slot becomes the value itself.
    ///
    /// # Errors
    /// The name of a slot for which there is no value.
    pub(crate) fn fill(&self, scope: Option<&str>, value: &Value) -> Result<Value, String> {
        match value {
            Value::String(text) => {
                let slot = text.strip_prefix("${").and_then(|text| text.strip_suffix('}'));
                match slot.filter(|name| !name.contains("${")) {
                    Some(name) => self.get(scope, name).cloned().ok_or_else(|| missing(name)),
                    None => self.text(scope, text).map(Value::String),
                }
            }
            Value::Array(items) => items.iter().map(|item| self.fill(scope, item)).collect(),
            Value::Object(members) => {
                let member = |(name, value): (&String, &Value)| Ok((self.text(scope, name)?, self.fill(scope, value)?));
                members.iter().map(member).collect::<Result<_, String>>().map(Value::Object)
            }
            other => Ok(other.clone()),
        }
    }
}

fn missing(name: &str) -> String {
    format!("expected a parameter or a built-in value in ${{{name}}}, and there is none of this name")
}

fn number(range: &NumberRange, draws: &mut Draws) -> Value {
    let scale = pow(10.0, f64::from(range.decimals.unwrap_or(2)));
    let value = ((range.min + (range.max - range.min) * draws.unit()) * scale).round() / scale;
    if range.decimals == Some(0) { json!(value as i64) } else { json!(value) }
}

/// The first day, and the day after the last one.
fn window(brief: &Brief, range: &WindowRange, draws: &mut Draws) -> (NaiveDate, NaiveDate) {
    let (first, last) = (brief.date_range.start, brief.date_range.end);
    let days = (last - first).num_days() as f64;
    let share = range.from + (range.to - range.from) * draws.unit();
    let day = first.checked_add_days(Days::new((days * share) as u64)).unwrap_or(first);
    let start = day.with_day(1).unwrap_or(day).max(first);
    let open = last.succ_opt().unwrap_or(last);
    let Some([least, most]) = range.months else { return (start, open) };
    let months = least + draws.below((most.saturating_sub(least) + 1) as usize) as u32;
    let after = start.checked_add_months(Months::new(months)).unwrap_or(open);
    (start, after.min(open))
}

/// "March 2022".
pub(crate) fn month_name(day: NaiveDate) -> String {
    day.format("%B %Y").to_string()
}
