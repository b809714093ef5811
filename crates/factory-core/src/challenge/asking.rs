//! Queries of a pack, made ready for one world: slots filled, and over one table where there is one.

use serde_json::Value;

use crate::data::Data;
use crate::error::{Error, Result};
use crate::pack::{Measure, Show};
use crate::result::Table;
use crate::show::show;
use crate::sql::Query;
use crate::world::{Shipped, World};

use super::story::capitalised;

/// A world and its data.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking<'a> {
    pub(crate) pack: &'a str,
    pub(crate) world: &'a World,
    pub(crate) data: &'a Data,
}

/// A number that was measured, and how.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Measured {
    /// Its name: of a measure, or `insight.measure`.
    pub name: String,
    /// The query, as it is carried out on the tables that are handed out.
    pub sql: String,
    /// The value.
    pub value: Value,
    /// How it is told.
    pub show: Show,
    /// As it is told.
    pub text: String,
}

impl Measured {
    /// The forms in which a text tells it: at the beginning of a sentence with a capital letter.
    fn forms(&self) -> [String; 2] {
        [self.text.clone(), capitalised(&self.text)]
    }

    /// Whether a text tells it.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        self.forms().iter().any(|form| text.contains(form))
    }

    /// A text without the numbers that it tells.
    #[must_use]
    pub fn without(text: &str, numbers: &[Self]) -> String {
        let mut forms: Vec<String> = numbers.iter().flat_map(Self::forms).collect();
        // "$1,560" before "$1".
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        forms.iter().fold(text.to_owned(), |text, form| text.replace(form, " "))
    }
}

/// The query over the tables that are handed out.
pub(crate) fn query(
    pack: &str,
    world: &World,
    place: &str,
    scope: Option<&str>,
    sql: &str,
    flat_sql: Option<&str>,
) -> Result<Query> {
    let filled = |sql: &str| world.values.text(scope, sql).map_err(|message| Error::world(pack, place, message));
    let wrong = |error| Error::Sql { place: format!("the pack {pack}, {place}"), error };
    match (&world.flat, flat_sql) {
        (None, _) => Query::parse(&filled(sql)?).map_err(wrong),
        (Some(_), Some(sql)) => Query::parse(&filled(sql)?).map_err(wrong),
        (Some(flat), None) => Query::parse(&filled(sql)?).and_then(|query| query.flattened(flat)).map_err(wrong),
    }
}

/// Whether all tables and columns that a query reads are handed out.
pub(crate) fn can_read(world: &World, query: &Query) -> bool {
    let named = |name: &String| world.shipped.iter().find(|table| table.name.eq_ignore_ascii_case(name));
    let tables: Option<Vec<&Shipped>> = query.tables().iter().map(named).collect();
    let Some(tables) = tables else { return false };
    let read = query.identifiers();
    let is_shown = |name: &str| tables.iter().any(|table| table.columns.iter().any(|column| column == name));
    let document = world.schema.document();
    let nodes = document.nodes.iter().filter(|node| tables.iter().any(|table| table.node == node.id));
    let mut columns = nodes.flat_map(|node| &node.columns).map(|column| column.name.as_str());
    !columns.any(|name| read.contains(&name.to_lowercase()) && !is_shown(name))
}

impl Asking<'_> {
    /// The query over the tables that are handed out.
    pub(crate) fn query(&self, place: &str, scope: Option<&str>, sql: &str, flat_sql: Option<&str>) -> Result<Query> {
        query(self.pack, self.world, place, scope, sql, flat_sql)
    }

    /// Whether all tables and columns that a query reads are handed out.
    pub(crate) fn can_read(&self, query: &Query) -> bool {
        can_read(self.world, query)
    }

    /// Carries a query out.
    pub(crate) fn ask(&self, place: &str, query: &Query) -> Result<Table> {
        let failed = |error: Error| Error::world(self.pack, place, format!("{error}\n{}", query.text()));
        self.data.ask(query).map_err(failed)
    }

    /// Measures one number.
    pub(crate) fn measure(&self, scope: Option<&str>, name: &str, measure: &Measure) -> Result<Measured> {
        let full = scope.map_or_else(|| name.to_owned(), |scope| format!("{scope}.{name}"));
        let place = format!("measure {full}");
        let query = self.query(&place, scope, &measure.sql, measure.flat_sql.as_deref())?;
        let table = self.ask(&place, &query)?;
        let wrong = |found: String| {
            Error::world(self.pack, &place, format!("expected one value that can be told, found {found}"))
        };
        let value = table.single().cloned().ok_or_else(|| wrong(format!("{} rows", table.rows.len())))?;
        let country = self.world.schema.document().metadata.country.as_deref().unwrap_or_default();
        let country = crate::country::Country::by_code(country).unwrap_or(&crate::country::Country::ALL[0]);
        let text = show(&value, measure.show, country).ok_or_else(|| wrong(value.to_string()))?;
        Ok(Measured { name: full, sql: query.text().to_owned(), value, show: measure.show, text })
    }
}
