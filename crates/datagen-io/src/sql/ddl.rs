//! Tables as statements that make them.

use std::fmt::Write as _;

use super::dialect::Dialect;
use super::tables::{Column, ForeignKey, Table};

/// The last line of the comment on a table that a load made: what may be replaced without asking.
pub const MARKER: &str = "Made by datagen.";

/// The most characters of MySQL's comments on tables and on columns.
const MYSQL_COMMENTS: (usize, usize) = (2000, 1000);

/// Which constraints stand within `CREATE TABLE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inline {
    /// None but `NOT NULL`: keys are added after the rows, in one go.
    Nothing,
    /// Those of the table alone.
    Keys,
    /// References as well, to whatever table.
    All,
    /// References as well, but only to tables that were made before: for databases that cannot add any later.
    AllForward,
}

/// Writes the statements of one database.
#[derive(Debug, Clone)]
pub struct Ddl {
    /// The language.
    pub dialect: Dialect,
    /// The namespace that tables are in; none for the usual one.
    pub namespace: Option<String>,
    /// Whether tables are marked as ours.
    pub marked: bool,
}

impl Ddl {
    /// Statements for `dialect`, in its usual namespace, without marks.
    #[must_use]
    pub const fn new(dialect: Dialect) -> Self {
        Self { dialect, namespace: None, marked: false }
    }

    /// The name of a table as it stands in a statement.
    #[must_use]
    pub fn table_name(&self, table: &str) -> String {
        let name = self.dialect.quote(table);
        self.namespace.as_ref().map_or(name.clone(), |namespace| format!("{}.{name}", self.dialect.quote(namespace)))
    }

    /// `CREATE TABLE` of `table` under the name `name`, without a semicolon.
    #[must_use]
    pub fn create_table(&self, table: &Table, name: &str, inline: Inline) -> String {
        let mut lines: Vec<(String, Option<&str>)> = Vec::new();
        for column in &table.columns {
            lines.push((self.column(column), column.description.as_deref()));
        }
        if inline != Inline::Nothing {
            lines.extend(self.keys(table).into_iter().map(|key| (key, None)));
        }
        let references = |key: &&ForeignKey| match inline {
            Inline::Nothing | Inline::Keys => false,
            Inline::All => true,
            Inline::AllForward => key.forward,
        };
        lines.extend(table.foreign_keys.iter().filter(references).map(|key| (self.foreign_key(key), None)));
        let mut text = self.remark(table.description.as_deref(), "");
        let _ = writeln!(text, "CREATE TABLE {} (", self.table_name(name));
        let last = lines.len() - 1;
        for (number, (line, description)) in lines.iter().enumerate() {
            text.push_str(&self.remark(*description, "  "));
            let _ = writeln!(text, "  {line}{}", if number < last { "," } else { "" });
        }
        text.push(')');
        if self.dialect == Dialect::MySql {
            // Binary order compares texts as the schema does; others would take "a" and "A" for one key.
            text.push_str(" ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
            if let Some(comment) = self.table_comment(table) {
                let _ = write!(text, " COMMENT={}", self.dialect.literal(&shortened(&comment, MYSQL_COMMENTS.0)));
            }
        }
        text
    }

    /// The statements that add the keys of `table`.
    #[must_use]
    pub fn add_keys(&self, table: &Table) -> Vec<String> {
        let name = self.table_name(&table.name);
        self.keys(table).into_iter().map(|key| format!("ALTER TABLE {name} ADD {key}")).collect()
    }

    /// The statement that adds the references of `table`; none when it has none.
    #[must_use]
    pub fn add_foreign_keys(&self, table: &Table) -> Option<String> {
        let keys: Vec<String> =
            table.foreign_keys.iter().map(|key| format!("\n  ADD {}", self.foreign_key(key))).collect();
        (!keys.is_empty()).then(|| format!("ALTER TABLE {}{}", self.table_name(&table.name), keys.join(",")))
    }

    /// The statements that describe `table`, where this is not part of `CREATE TABLE`.
    #[must_use]
    pub fn comments(&self, table: &Table) -> Vec<String> {
        if matches!(self.dialect, Dialect::MySql | Dialect::Sqlite) {
            return Vec::new();
        }
        let name = self.table_name(&table.name);
        let on_table = self.table_comment(table);
        let on_table = on_table.map(|text| format!("COMMENT ON TABLE {name} IS {}", self.dialect.literal(&text)));
        let on_columns = table.columns.iter().filter_map(|column| {
            let text = self.dialect.literal(column.description.as_ref()?);
            Some(format!("COMMENT ON COLUMN {name}.{} IS {text}", self.dialect.quote(&column.name)))
        });
        on_table.into_iter().chain(on_columns).collect()
    }

    /// The columns of `table`, separated by commas.
    #[must_use]
    pub fn column_list(&self, table: &Table) -> String {
        let names: Vec<String> = table.columns.iter().map(|column| self.dialect.quote(&column.name)).collect();
        names.join(", ")
    }

    fn column(&self, column: &Column) -> String {
        let mut text = format!("{} {}", self.dialect.quote(&column.name), self.dialect.type_name(column));
        if !column.nullable {
            text.push_str(" NOT NULL");
        }
        if let (Dialect::MySql, Some(description)) = (self.dialect, &column.description) {
            let comment = self.dialect.literal(&shortened(description, MYSQL_COMMENTS.1));
            let _ = write!(text, " COMMENT {comment}");
        }
        text
    }

    fn keys(&self, table: &Table) -> Vec<String> {
        let primary = table.primary_key.iter().map(|column| format!("PRIMARY KEY ({})", self.dialect.quote(column)));
        let unique = table.unique.iter().map(|columns| {
            let columns: Vec<String> = columns.iter().map(|column| self.dialect.quote(column)).collect();
            format!("UNIQUE ({})", columns.join(", "))
        });
        primary.chain(unique).collect()
    }

    fn foreign_key(&self, key: &ForeignKey) -> String {
        let (column, to_column) = (self.dialect.quote(&key.column), self.dialect.quote(&key.to_column));
        // Where rows refer in circles, no order of tables is right at every moment.
        let deferrable = if self.dialect == Dialect::Postgres && !key.forward { " DEFERRABLE" } else { "" };
        format!("FOREIGN KEY ({column}) REFERENCES {} ({to_column}){deferrable}", self.table_name(&key.to_table))
    }

    fn table_comment(&self, table: &Table) -> Option<String> {
        match (&table.description, self.marked) {
            (Some(text), true) => Some(format!("{text}\n{MARKER}")),
            (None, true) => Some(MARKER.to_owned()),
            (description, false) => description.clone(),
        }
    }

    /// SQLite keeps the text of a statement, and with it what is remarked there.
    fn remark(&self, text: Option<&str>, indent: &str) -> String {
        match (self.dialect, text) {
            (Dialect::Sqlite, Some(text)) => {
                let words: Vec<&str> = text.split(|c: char| c.is_control()).collect();
                format!("{indent}-- {}\n", words.join(" "))
            }
            _ => String::new(),
        }
    }
}

/// The beginning of a text that is too long, but always its last line: the mark.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mark = if text.ends_with(MARKER) { format!("\n{MARKER}") } else { String::new() };
    let start: String = text.chars().take(most - mark.len() - 3).collect();
    format!("{start}...{mark}")
}
