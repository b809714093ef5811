//! The reference cleaning: for each dirty table a view that repairs it.

use datagen_core::schema::document::{Document, Node};

use crate::error::{Error, Result};
use crate::pack::IssueTemplate;
use crate::sql::{Engine, Query, SqlError};
use crate::world::{Shipped, World};

use super::copies::Copies;
use super::ledger::IssueFound;
use super::repair::{Item, Repair, carrier};
use super::values::allowed;
use super::words::name;

/// What stands before the name of a dirty table once the cleaned one has its name.
pub const RAW_PREFIX: &str = "raw_";

/// How dirty tables are repaired.
#[derive(Debug, Clone, Default)]
pub struct Cleaning {
    tables: Vec<TableCleaning>,
}

/// How one table is repaired.
#[derive(Debug, Clone)]
struct TableCleaning {
    name: String,
    columns: Vec<Repair>,
    /// The rows that issues added.
    copies: Vec<Copies>,
}

impl Cleaning {
    /// The cleaning of a world's dirty tables; `dirty` says what they are.
    ///
    /// # Errors
    /// [`Error::Sql`] when an expression of the pack is not portable, [`Error::World`] when its slots cannot be filled.
    pub fn of(world: &World, dirty: &Document) -> Result<Self> {
        let mut tables = Vec::new();
        for shipped in &world.shipped {
            let issues: Vec<&IssueTemplate> = world.issues.iter().filter(|issue| issue.table == shipped.node).collect();
            let node = world.schema.document().nodes.iter().find(|node| node.id == shipped.node);
            if let (Some(node), false) = (node, issues.is_empty()) {
                tables.push(TableCleaning::of(world, dirty, shipped, node, &issues)?);
            }
        }
        Ok(Self { tables })
    }

    /// Whether there is nothing to repair.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }

    /// The tables that are repaired.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.tables.iter().map(|table| table.name.as_str())
    }

    /// The SELECT that repairs a table, which is then called `raw_` and its name; none when it needs no repair.
    #[must_use]
    pub fn select(&self, table: &str, engine: Engine) -> Option<String> {
        self.tables.iter().find(|other| other.name == table).map(|table| table.select(engine))
    }

    /// How an issue of the ledger is repaired, in a few words.
    #[must_use]
    pub fn how(&self, issue: &IssueFound) -> Option<String> {
        let table = self.tables.iter().find(|table| table.name == issue.table)?;
        let own = table.columns.iter().find(|repair| Some(&repair.column.name) == issue.column.as_ref());
        own.and_then(|repair| repair.how(&issue.kind))
            .or_else(|| table.copies.iter().find_map(|copies| copies.how_of(&issue.kind)))
    }

    /// A script that puts a cleaned view in the place of each dirty table, and keeps the table as `raw_` and its name.
    #[must_use]
    pub fn script(&self, engine: Engine) -> String {
        let statements = self.tables.iter().map(|table| {
            let (own, raw) = (name(engine, &table.name), table.raw(engine));
            let select = table.select(engine);
            format!("-- The table {own} as it was handed out is {raw} from here on.\nALTER TABLE {own} RENAME TO {raw};\n\nCREATE VIEW {own} AS\n{select};\n")
        });
        statements.collect::<Vec<_>>().join("\n")
    }
}

impl TableCleaning {
    fn of(world: &World, dirty: &Document, shipped: &Shipped, node: &Node, issues: &[&IssueTemplate]) -> Result<Self> {
        let dirty = dirty.nodes.iter().find(|other| other.id == shipped.name);
        let is_nullable = |name: &str| {
            dirty.is_some_and(|node| node.columns.iter().any(|column| column.name == name && column.nullable))
        };
        let mut columns = Vec::new();
        for column in shipped.columns.iter().filter_map(|name| node.columns.iter().find(|column| column.name == *name))
        {
            let own = issues.iter().filter(|issue| issue.column.as_ref() == Some(&column.name));
            let issues = own.map(|issue| Ok(((*issue).clone(), clean(world, issue)?))).collect::<Result<Vec<_>>>()?;
            let allowed = allowed(world.schema.document(), column);
            columns.push(Repair { allowed, issues, nullable: is_nullable(&column.name), column: column.clone() });
        }
        let mut copies = Vec::new();
        for issue in issues.iter().filter(|issue| issue.column.is_none()) {
            let found = Copies::of(copies.len(), issue, &node.pk, &columns);
            copies.extend(found.map_err(|error| wrong(world, issue, error))?);
        }
        Ok(Self { name: shipped.name.clone(), columns, copies })
    }

    fn raw(&self, engine: Engine) -> String {
        name(engine, &format!("{RAW_PREFIX}{}", self.name))
    }

    /// The steps, one after the other: those without work are left out.
    fn select(&self, engine: Engine) -> String {
        let raw = self.raw(engine);
        let mut steps: Vec<(String, String)> = Vec::new();
        let mut from = raw.clone();
        if self.columns.iter().any(Repair::is_spelled) {
            let items = self.items(engine, |repair| repair.spelled(engine, &raw));
            steps.push(("spelled".to_owned(), format!("SELECT\n{}\n  FROM {from}", items.join(",\n"))));
            "spelled".clone_into(&mut from);
        }
        if self.columns.iter().any(Repair::is_valued) {
            let items = self.items(engine, |repair| repair.valued(engine));
            steps.push(("repaired".to_owned(), format!("SELECT\n{}\n  FROM {from}", items.join(",\n"))));
            "repaired".clone_into(&mut from);
        }
        let mut items = self.items(engine, |_| Item { comments: Vec::new(), expression: None });
        let kept: Vec<String> = match engine {
            _ if self.copies.is_empty() => Vec::new(),
            Engine::DataFusion => {
                steps.extend(self.copies.iter().flat_map(|copies| copies.steps(&from)));
                self.copies.iter().map(|copies| copies.is_not_gone(&from)).collect()
            }
            _ => {
                steps.push(("numbered".to_owned(), self.numbered(engine, &from, &items)));
                "numbered".clone_into(&mut from);
                self.copies.iter().map(|copies| copies.condition(engine)).collect()
            }
        };
        let steps: Vec<String> = steps.into_iter().map(|(name, body)| format!("{name} AS (\n  {body}\n)")).collect();
        let with = if steps.is_empty() { String::new() } else { format!("WITH {}\n", steps.join(",\n")) };
        items.iter_mut().for_each(|item| *item = item.trim_start().to_owned());
        let kept = if kept.is_empty() { String::new() } else { format!("\nWHERE {}", kept.join(" AND ")) };
        format!("{with}SELECT\n  {}\nFROM {from}{kept}", items.join(",\n  "))
    }

    /// The step that numbers the copies of each row.
    fn numbered(&self, engine: Engine, from: &str, items: &[String]) -> String {
        let numbers = self.copies.iter().map(|copies| copies.number(engine));
        let all: Vec<String> = items.iter().cloned().chain(numbers).collect();
        let windows: Vec<String> = self.copies.iter().filter_map(|copies| copies.window(engine)).collect();
        let windows = if windows.is_empty() { String::new() } else { format!("\n  WINDOW {}", windows.join(", ")) };
        format!("SELECT\n{}\n  FROM {from}{windows}", all.join(",\n"))
    }

    /// The columns of a step.
    fn items(&self, engine: Engine, item: impl Fn(&Repair) -> Item) -> Vec<String> {
        let line = |repair: &Repair| {
            let (own, item) = (name(engine, &repair.column.name), item(repair));
            let comments: String = item.comments.iter().map(|comment| format!("    -- {comment}\n")).collect();
            match item.expression {
                Some(expression) => format!("{comments}    {expression} AS {own}"),
                None => format!("{comments}    {own}"),
            }
        };
        self.columns.iter().map(line).collect()
    }
}

/// The expression of the pack that repairs a column.
fn clean(world: &World, issue: &IssueTemplate) -> Result<Option<Query>> {
    let Some(clean) = &issue.clean else { return Ok(None) };
    let pack = &world.schema.document().metadata.name;
    let filled = world.values.text(None, clean).map_err(|message| Error::world(pack, place(issue), message))?;
    Query::parse(&carrier(&filled)).map(Some).map_err(|error| wrong(world, issue, error))
}

fn place(issue: &IssueTemplate) -> String {
    format!("issue {} of {}", issue.kind, issue.column.as_deref().unwrap_or(&issue.table))
}

fn wrong(world: &World, issue: &IssueTemplate, error: SqlError) -> Error {
    Error::Sql { place: format!("the pack {}, {}", world.schema.document().metadata.name, place(issue)), error }
}
