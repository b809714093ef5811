//! What other tools read about a dataset: Data Package, Croissant, Open Data Contract, dbt sources, Great Expectations.
//!
//! Each is a pure function of the schema's document and the dataset's [`Metadata`]: no clock, no path of a machine.

mod croissant;
mod datapackage;
mod dbt;
mod expectations;
mod odcs;
mod rules;
mod yaml;

use std::fmt;
use std::str::FromStr;

use datagen_core::schema::document::{Column as DeclaredColumn, Document, Node};
use datagen_core::schema::relations::Relation;
use serde_json::Value;

use crate::metadata::{Metadata, TableMetadata};

use rules::Rules;

/// A form in which a dataset is described.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Catalog {
    /// Data Package 2.0: `datapackage.json`.
    DataPackage,
    /// Croissant 1.1: `croissant.json`.
    Croissant,
    /// Open Data Contract Standard 3.1: `contract.odcs.yaml`.
    Odcs,
    /// Sources of dbt with tests: `schema.yml`.
    Dbt,
    /// A suite of Great Expectations for each table: `TABLE.expectations.json`.
    GreatExpectations,
}

impl Catalog {
    /// All forms.
    pub const ALL: [Self; 5] = [Self::DataPackage, Self::Croissant, Self::Odcs, Self::Dbt, Self::GreatExpectations];

    /// The form as it is called on a command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::DataPackage => "datapackage",
            Self::Croissant => "croissant",
            Self::Odcs => "odcs",
            Self::Dbt => "dbt",
            Self::GreatExpectations => "gx",
        }
    }

    /// The names of its files for a dataset of `tables`.
    #[must_use]
    pub fn files(self, tables: &[String]) -> Vec<String> {
        match self {
            Self::DataPackage => vec!["datapackage.json".to_owned()],
            Self::Croissant => vec!["croissant.json".to_owned()],
            Self::Odcs => vec!["contract.odcs.yaml".to_owned()],
            Self::Dbt => vec!["schema.yml".to_owned()],
            Self::GreatExpectations => tables.iter().map(|table| expectations_file(table)).collect(),
        }
    }

    /// Its files with their texts.
    #[must_use]
    pub fn write(self, document: &Document, metadata: &Metadata) -> Vec<(String, String)> {
        let dataset = Dataset::new(document, metadata);
        let only = |text: String| {
            let name = self.files(&[]).pop().unwrap_or_default();
            vec![(name, text)]
        };
        match self {
            Self::DataPackage => only(json(&datapackage::datapackage(&dataset))),
            Self::Croissant => only(json(&croissant::croissant(&dataset))),
            Self::Odcs => only(yaml::yaml(&odcs::odcs(&dataset))),
            Self::Dbt => only(yaml::yaml(&dbt::dbt(&dataset))),
            Self::GreatExpectations => {
                let suite =
                    |table: &Table<'_>| (expectations_file(&table.metadata.name), json(&expectations::suite(table)));
                dataset.tables.iter().map(suite).collect()
            }
        }
    }
}

impl FromStr for Catalog {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words = || Self::ALL.map(Self::word).join(", ");
        let found = Self::ALL.into_iter().find(|catalog| catalog.word() == text);
        found.ok_or_else(|| format!("expected all, or some of {}; found {text:?}", words()))
    }
}

impl fmt::Display for Catalog {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

fn expectations_file(table: &str) -> String {
    format!("{table}.expectations.json")
}

/// Sorted here: whether serde_json sorts by itself depends on which other crates are in the build.
pub(crate) fn json(value: &Value) -> String {
    let mut value = value.clone();
    value.sort_all_objects();
    format!("{value:#}\n")
}

/// The number of characters of the longest text of a column, if the schema lists all of them.
pub(crate) fn longest_text(document: &Document, node: &Node, column: &DeclaredColumn) -> Option<usize> {
    let allowed = Rules::of(document, node, column, "string").allowed?;
    allowed.iter().filter_map(Value::as_str).map(|text| text.chars().count()).max()
}

/// What the writers look at.
struct Dataset<'a> {
    document: &'a Document,
    metadata: &'a Metadata,
    tables: Vec<Table<'a>>,
}

/// A table that was written.
struct Table<'a> {
    node: &'a Node,
    metadata: &'a TableMetadata,
    /// The columns as they are in the file; dirty ones may be text.
    columns: Vec<Column<'a>>,
}

/// A column, and what is known of its values.
struct Column<'a> {
    name: &'a str,
    /// The type in the schema's words.
    column_type: &'a str,
    description: Option<&'a str>,
    unit: Option<&'a str>,
    nullable: bool,
    primary: bool,
    /// The key that it refers to, in a table that was written as well.
    relation: Option<Relation>,
    rules: Rules,
}

impl<'a> Dataset<'a> {
    fn new(document: &'a Document, metadata: &'a Metadata) -> Self {
        let relations = document.relations();
        let written = |name: &str| metadata.tables.iter().any(|table| table.name == name);
        let relations: Vec<Relation> = relations.into_iter().filter(|relation| written(&relation.to_table)).collect();
        let node = |table: &TableMetadata| document.nodes.iter().find(|node| node.id == table.name);
        let table = |metadata: &'a TableMetadata| {
            let node = node(metadata)?;
            Some(Table { node, metadata, columns: columns(document, node, metadata, &relations) })
        };
        Self { document, metadata, tables: metadata.tables.iter().filter_map(table).collect() }
    }

    /// The dataset's name as an identifier: lower-case letters, digits, dashes.
    fn slug(&self) -> String {
        slug(&self.metadata.name)
    }

    fn description(&self) -> String {
        let given = self.document.metadata.description.clone();
        given.unwrap_or_else(|| format!("The dataset {}, generated from its schema.", self.metadata.name))
    }

    fn is_csv(&self) -> bool {
        self.metadata.format == "csv"
    }
}

fn columns<'a>(
    document: &'a Document,
    node: &'a Node,
    metadata: &'a TableMetadata,
    relations: &[Relation],
) -> Vec<Column<'a>> {
    let column = |written: &'a crate::metadata::ColumnMetadata| {
        let declared = node.columns.iter().find(|column| column.name == written.name)?;
        let of = |relation: &&Relation| relation.table == node.id && relation.column == written.name;
        Some(Column {
            name: &written.name,
            column_type: &written.column_type,
            description: declared.description.as_deref(),
            unit: declared.unit.as_deref(),
            nullable: written.nullable,
            primary: metadata.primary_key.as_deref() == Some(written.name.as_str()),
            relation: relations.iter().find(of).cloned(),
            rules: Rules::of(document, node, declared, &written.column_type),
        })
    };
    metadata.columns.iter().filter_map(column).collect()
}

fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.to_lowercase().chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-').to_owned();
    if slug.is_empty() { "dataset".to_owned() } else { slug }
}
