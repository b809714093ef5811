//! The tables of a dataset as a database declares them: columns, keys, and the order in which they can be made.

use std::collections::{BTreeMap, BTreeSet};

use arrow::datatypes::{DataType, Field, TimeUnit};
use datagen_core::schema::checks::OneOrMany;
use datagen_core::schema::document::{Column as DocumentColumn, Document, Node};

use super::dialect::Dialect;
use crate::error::{Error, Result};
use crate::source::Source;

/// What the tables promise beyond their types; what cannot be kept must not be promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Promises {
    /// Nothing: dirty tables.
    Nothing,
    /// Keys of their own, but no references: some rows of a dataset.
    Keys,
    /// All that the document says.
    All,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its position in the source.
    pub position: usize,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// Its columns, in order.
    pub columns: Vec<Column>,
    /// The column that identifies a row.
    pub primary_key: Option<String>,
    /// Further columns, or groups of them, whose values are unique.
    pub unique: Vec<Vec<String>>,
    /// Columns that hold the keys of other tables.
    pub foreign_keys: Vec<ForeignKey>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// Whether it may be null.
    pub nullable: bool,
    /// What it is about, and its unit.
    pub description: Option<String>,
    /// Of a text: how many texts the widest key has that it is part of; 0 when it is part of none.
    pub(super) texts_of_key: usize,
}

/// A type that all databases have in some form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 64 bits, signed.
    Integer,
    /// 64 bits, floating point.
    Float,
    /// Exact, with `precision` digits, `scale` of them after the point.
    Decimal {
        /// Digits in all.
        precision: u8,
        /// Digits after the point.
        scale: u8,
    },
    /// UTF-8.
    Text,
    /// true or false.
    Boolean,
    /// A day.
    Date,
    /// A day and a time with microseconds, without zone.
    Timestamp,
}

/// A column whose values are the key of another table, or of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    /// The column.
    pub column: String,
    /// The table that it refers to.
    pub to_table: String,
    /// That table's column.
    pub to_column: String,
    /// Whether that table is made before this one: neither a later one nor itself.
    pub forward: bool,
}

impl Kind {
    fn of(data_type: &DataType) -> Option<Self> {
        Some(match data_type {
            DataType::Int32 | DataType::Int64 => Self::Integer,
            DataType::Float64 => Self::Float,
            DataType::Decimal128(precision, scale) => {
                Self::Decimal { precision: *precision, scale: u8::try_from(*scale).ok()? }
            }
            DataType::Utf8 => Self::Text,
            DataType::Boolean => Self::Boolean,
            DataType::Date32 => Self::Date,
            DataType::Timestamp(TimeUnit::Microsecond, None) => Self::Timestamp,
            _ => return None,
        })
    }
}

/// The tables `names` of `source` (all, if there are no names) as `dialect` declares them, each after those that it
/// refers to, as far as there are no circles.
///
/// # Errors
/// [`Error::Usage`] when a name is nothing for the database; our bug for a type that has no form.
pub fn tables(
    source: &dyn Source,
    document: &Document,
    names: &[String],
    promises: Promises,
    dialect: Dialect,
) -> Result<Vec<Table>> {
    let wanted = |position: &usize| names.is_empty() || names.iter().any(|name| name == source.name(*position));
    let tables = (0..source.tables()).filter(wanted).map(|position| table(source, position, document, promises));
    let mut tables = tables.collect::<Result<Vec<_>>>()?;
    if promises == Promises::All {
        add_foreign_keys(&mut tables, document);
    }
    tables.iter_mut().for_each(measure_keys);
    check_names(&tables, dialect)?;
    Ok(in_order(tables))
}

fn table(source: &dyn Source, position: usize, document: &Document, promises: Promises) -> Result<Table> {
    let name = source.name(position).to_owned();
    let node = document.nodes.iter().find(|node| node.id == name);
    let schema = source.schema(position);
    let columns = schema.fields().iter().map(|field| column(&name, node, field)).collect::<Result<Vec<_>>>()?;
    if columns.is_empty() {
        return Err(Error::Usage(format!("table {name} has no columns")));
    }
    let has_keys = promises >= Promises::Keys;
    let primary_key = node.filter(|_| has_keys).map(|node| node.pk.clone());
    let unique = if has_keys { unique(document, &name, primary_key.as_deref()) } else { Vec::new() };
    let description = node.and_then(|node| node.description.as_deref()).map(without_nul);
    Ok(Table { position, name, description, columns, primary_key, unique, foreign_keys: Vec::new() })
}

fn column(table: &str, node: Option<&Node>, field: &Field) -> Result<Column> {
    let declared = node.and_then(|node| node.columns.iter().find(|column| column.name == *field.name()));
    let kind = Kind::of(field.data_type()).ok_or_else(|| {
        Error::bug(format!("{table}.{}: columns of type {} have no form in SQL", field.name(), field.data_type()))
    })?;
    Ok(Column {
        name: field.name().clone(),
        kind,
        nullable: field.is_nullable(),
        description: declared.and_then(description),
        texts_of_key: 0,
    })
}

fn description(column: &DocumentColumn) -> Option<String> {
    let text = match (&column.description, &column.unit) {
        (Some(text), Some(unit)) => format!("{text} [{unit}]"),
        (Some(text), None) => text.clone(),
        (None, Some(unit)) => format!("[{unit}]"),
        (None, None) => return None,
    };
    Some(without_nul(&text))
}

/// No statement may hold the character NUL.
fn without_nul(text: &str) -> String {
    text.replace('\0', "")
}

/// The columns of `table` that are unique by constraint, besides its primary key.
fn unique(document: &Document, table: &str, primary_key: Option<&str>) -> Vec<Vec<String>> {
    let own = |name: &String| name.rsplit_once('.').filter(|(of, _)| *of == table).map(|(_, column)| column.to_owned());
    let mut groups: Vec<Vec<String>> = Vec::new();
    for rule in document.constraints.iter().flat_map(|rules| rules.unique.iter().flatten()) {
        let group: Option<Vec<String>> = match rule {
            OneOrMany::One(one) => own(one).map(|column| vec![column]),
            OneOrMany::Many(many) => many.iter().map(own).collect(),
        };
        let news = |group: &Vec<String>| {
            !groups.contains(group) && !matches!(group.as_slice(), [one] if Some(one.as_str()) == primary_key)
        };
        groups.extend(group.filter(news));
    }
    groups
}

/// Relations between tables that are both there, in one type.
fn add_foreign_keys(tables: &mut [Table], document: &Document) {
    let kinds: BTreeMap<(String, String), Kind> = tables
        .iter()
        .flat_map(|table| table.columns.iter().map(|column| ((table.name.clone(), column.name.clone()), column.kind)))
        .collect();
    let kind = |table: &str, column: &str| kinds.get(&(table.to_owned(), column.to_owned())).copied();
    for relation in document.relations() {
        let (from, to) = (kind(&relation.table, &relation.column), kind(&relation.to_table, &relation.to_column));
        let Some(table) = tables.iter_mut().find(|table| table.name == relation.table) else { continue };
        if from.is_some() && from == to {
            table.foreign_keys.push(ForeignKey {
                column: relation.column,
                to_table: relation.to_table,
                to_column: relation.to_column,
                forward: false,
            });
        }
    }
}

/// Notes which texts are part of a key.
fn measure_keys(table: &mut Table) {
    let mut keys: Vec<Vec<String>> = table.unique.clone();
    keys.extend(table.primary_key.iter().map(|column| vec![column.clone()]));
    keys.extend(table.foreign_keys.iter().map(|key| vec![key.column.clone()]));
    let texts: BTreeSet<String> =
        table.columns.iter().filter(|column| column.kind == Kind::Text).map(|column| column.name.clone()).collect();
    for column in table.columns.iter_mut().filter(|column| column.kind == Kind::Text) {
        let widths = keys.iter().filter(|key| key.contains(&column.name));
        let widths = widths.map(|key| key.iter().filter(|name| texts.contains(*name)).count());
        column.texts_of_key = widths.max().unwrap_or(0);
    }
}

fn check_names(tables: &[Table], dialect: Dialect) -> Result<()> {
    check_distinct("tables", tables.iter().map(|table| &table.name), dialect)?;
    for table in tables {
        if let Some(why) = dialect.objection(&table.name) {
            return Err(Error::Usage(format!("table {:?}: {why}; rename the table", table.name)));
        }
        check_distinct(
            &format!("columns of {}", table.name),
            table.columns.iter().map(|column| &column.name),
            dialect,
        )?;
        for column in &table.columns {
            if let Some(why) = dialect.objection(&column.name) {
                let (table, column) = (&table.name, &column.name);
                return Err(Error::Usage(format!("{table}.{column}: {why}; rename the column")));
            }
        }
    }
    Ok(())
}

fn check_distinct<'a>(what: &str, names: impl Iterator<Item = &'a String>, dialect: Dialect) -> Result<()> {
    let mut seen = BTreeMap::new();
    for name in names.filter(|_| dialect.folds_case()) {
        if let Some(other) = seen.insert(name.to_lowercase(), name) {
            let database = dialect.name();
            return Err(Error::Usage(format!(
                "{what}: {database} takes {other:?} and {name:?} for one name; rename one of them"
            )));
        }
    }
    Ok(())
}

/// Each table after those that it refers to; where there is a circle, the first table of it comes first.
fn in_order(mut left: Vec<Table>) -> Vec<Table> {
    let mut placed: BTreeSet<String> = BTreeSet::new();
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let is_free = |table: &Table| {
            table.foreign_keys.iter().all(|key| key.to_table == table.name || placed.contains(&key.to_table))
        };
        let mut table = left.remove(left.iter().position(is_free).unwrap_or(0));
        for key in &mut table.foreign_keys {
            key.forward = placed.contains(&key.to_table);
        }
        placed.insert(table.name.clone());
        ordered.push(table);
    }
    ordered
}
