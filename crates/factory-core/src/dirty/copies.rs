//! Rows that were entered twice: by what they are known again, and which of them stays.

use std::collections::BTreeSet;

use crate::pack::IssueTemplate;
use crate::sql::{Engine, Query, SqlError};

use super::repair::{Comment, Repair, carrier_over, expression_of};
use super::words::name;

/// The rows that one issue added to a table.
#[derive(Debug, Clone)]
pub(super) struct Copies {
    issue: IssueTemplate,
    /// How many issues before added rows to the table.
    at: usize,
    pk: String,
    /// The columns by which a row is known again.
    known: Vec<String>,
    /// Whether all of these can be empty at once.
    nullable: bool,
    /// The number of a row, where rows that are known again also lie near each other.
    near: Option<Query>,
}

impl Copies {
    /// None when nothing says how a copy is known.
    pub(super) fn of(at: usize, issue: &IssueTemplate, pk: &str, columns: &[Repair]) -> Result<Option<Self>, SqlError> {
        let exact = issue.known_by.is_empty() && issue.kind == "duplicate";
        let is_known = |repair: &&Repair| {
            let own = &repair.column.name;
            if exact { own != pk } else { issue.known_by.contains(own) }
        };
        let known = || columns.iter().filter(is_known);
        let mut copies = Self {
            issue: issue.clone(),
            at,
            pk: pk.to_owned(),
            known: known().map(|repair| repair.column.name.clone()).collect(),
            nullable: known().all(|repair| repair.nullable),
            near: None,
        };
        copies.near = issue.near.as_ref().map(|near| copies.near(near)).transpose()?;
        Ok((!copies.known.is_empty()).then_some(copies))
    }

    /// What is 1 for the row that stays.
    fn name(&self) -> String {
        if self.at == 0 { "copy_number".to_owned() } else { format!("copy_number_{}", self.at + 1) }
    }

    fn window_name(&self) -> String {
        if self.at == 0 { "alike".to_owned() } else { format!("alike_{}", self.at + 1) }
    }

    /// 2 for a row beside which, at most a day away, lies one that was entered before it.
    fn near(&self, near: &str) -> Result<Query, SqlError> {
        // A portable query has its names in double quotes.
        let engine = Engine::DataFusion;
        let (day, pk, alike) = (name(engine, near), name(engine, &self.pk), self.window_name());
        let expression = format!(
            "CASE WHEN days_between(lag({day}) OVER {alike}, {day}) <= 1 AND lag({pk}) OVER {alike} < {pk} THEN 2 \
             WHEN days_between({day}, lead({day}) OVER {alike}) <= 1 AND lead({pk}) OVER {alike} < {pk} THEN 2 ELSE 1 END"
        );
        let from = format!("the_table WINDOW {}", self.window(engine).unwrap_or_default());
        Query::parse(&carrier_over(&expression, &from))
    }

    /// The window in which rows that are alike stand one behind the other, by time.
    pub(super) fn window(&self, engine: Engine) -> Option<String> {
        let near = name(engine, self.issue.near.as_ref()?);
        let (alike, pk) = (self.window_name(), name(engine, &self.pk));
        Some(format!("{alike} AS (PARTITION BY {} ORDER BY {near}, {pk})", self.known_names(engine)))
    }

    fn known_names(&self, engine: Engine) -> String {
        self.known.iter().map(|column| name(engine, column)).collect::<Vec<_>>().join(", ")
    }

    /// How rows that an issue of this kind added are found, in a few words.
    pub(super) fn how_of(&self, kind: &str) -> Option<String> {
        (self.issue.kind == kind).then(|| self.how(&self.known.join(", ")))
    }

    fn how(&self, known: &str) -> String {
        match &self.issue.near {
            Some(near) => format!("of rows with the same {known}, and {near} at most a day apart, the first stays"),
            None => format!("the first of the rows with the same {known} stays"),
        }
    }

    /// The column that numbers the copies of a row.
    pub(super) fn number(&self, engine: Engine) -> String {
        let known = self.known_names(engine);
        let expression = match &self.near {
            Some(query) => in_lines(&expression_of(query, engine)),
            None => format!("row_number() OVER (PARTITION BY {known} ORDER BY {})", name(engine, &self.pk)),
        };
        let comment = Comment::new(&self.issue, &self.how(&known));
        format!("    -- {comment}\n    {expression} AS {}", self.name())
    }

    /// The same by steps of which the last has the keys of the rows that go.
    ///
    /// The query engine keeps a state for each set of rows that are alike, also for the million that are alone; so it is
    /// given those only that are not.
    pub(super) fn steps(&self, from: &str) -> [(String, String); 3] {
        let engine = Engine::DataFusion;
        let [sets, members, gone] = ["alike_sets", "alike_rows", "gone"].map(|step| format!("{step}_{}", self.at + 1));
        let (known, pk, number) = (self.known_names(engine), name(engine, &self.pk), self.name());
        let some = if self.nullable { format!(" WHERE NOT ({})", self.is_unknown(engine)) } else { String::new() };
        let columns = self.issue.near.iter().chain([&self.pk]).chain(&self.known).map(|column| name(engine, column));
        let columns: BTreeSet<String> = columns.map(|column| format!("own.{column}")).collect();
        let columns = columns.into_iter().collect::<Vec<_>>().join(", ");
        let same = self.known.iter().map(|column| name(engine, column));
        let same = same.map(|column| format!("(own.{column} IS NOT DISTINCT FROM a.{column})"));
        let same = same.collect::<Vec<_>>().join(" AND ");
        let window = self.window(engine).map_or(String::new(), |window| format!(" WINDOW {window}"));
        let numbered = format!("SELECT {pk},\n{}\n  FROM {members}{window}", self.number(engine));
        [
            (sets.clone(), format!("SELECT {known} FROM {from}{some} GROUP BY {known} HAVING count(*) > 1")),
            (members, format!("SELECT {columns} FROM {from} AS own JOIN {sets} AS a ON {same}")),
            (gone, format!("SELECT {pk} FROM ({numbered}) WHERE {number} > 1")),
        ]
    }

    /// Which rows stay after these steps.
    pub(super) fn is_not_gone(&self, from: &str) -> String {
        let (pk, gone) = (name(Engine::DataFusion, &self.pk), format!("gone_{}", self.at + 1));
        format!("NOT EXISTS (SELECT 1 FROM {gone} WHERE {gone}.{pk} = {from}.{pk})")
    }

    fn is_unknown(&self, engine: Engine) -> String {
        let empty = self.known.iter().map(|column| format!("{} IS NULL", name(engine, column)));
        empty.collect::<Vec<_>>().join(" AND ")
    }

    /// Which rows stay. Rows of which nothing is known are no copies of each other.
    pub(super) fn condition(&self, engine: Engine) -> String {
        let number = self.name();
        if !self.nullable {
            return format!("{number} = 1");
        }
        format!("({number} = 1 OR ({}))", self.is_unknown(engine))
    }
}

/// Each branch of a CASE on a line of its own.
fn in_lines(case: &str) -> String {
    let one = case.split_whitespace().collect::<Vec<_>>().join(" ");
    one.replace(" WHEN ", "\n      WHEN ").replace(" ELSE ", "\n      ELSE ")
}
