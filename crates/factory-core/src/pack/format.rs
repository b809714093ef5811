//! What the files of a pack hold. These types are the only description of them: their texts are read as strictly as
//! schemas are, and the doc comments are for those who write packs.
//!
//! Texts have slots: `${name}` is a parameter, filled when the challenge is planned; `{name}` is a number, filled when it
//! has been measured.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::brief::{Function, Skill};

/// `pack.yaml`: what the pack is about.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct About {
    /// The domain, as it is shown: "E-Commerce".
    pub name: String,
    /// Other names by which a brief may call it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// One sentence about the business.
    pub summary: String,
    /// How companies of a story are called: one of each list, with a blank between.
    pub companies: Vec<Vec<String>>,
    /// Which other words a word of the pack is known by: what an instructor says is matched with these.
    #[serde(default)]
    pub synonyms: IndexMap<String, Vec<String>>,
    /// What is known about the domain, one sentence each. Built-in notes: nothing is cited.
    pub notes: Vec<Note>,
    /// What companies of the domain struggle with.
    pub challenges: Vec<String>,
}

/// Something known about a domain.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// What it is about.
    pub title: String,
    /// Three to five sentences.
    pub insights: Vec<String>,
}

/// `world.yaml`: the tables, at all skill levels.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct World {
    /// The fact table that the brief's number of rows is about.
    pub main: String,
    /// What differs from challenge to challenge.
    #[serde(default)]
    pub parameters: IndexMap<String, Parameter>,
    /// Nodes of the schema language. A node or column may also say `skill: Intermediate` (it is there from that level on),
    /// `hidden: true` (it is generated but not handed out), `only: Denormalized` (it is there in that structure). A
    /// node may say `share: {of_main: 0.1, min: 100, max: 50000}` instead of `rows`.
    pub nodes: Vec<Value>,
    /// Inequalities as in the schema language; those on columns that are not there are left out.
    #[serde(default)]
    pub inequalities: Vec<Value>,
    /// What happened in the world, and moved how much was done.
    #[serde(default)]
    pub events: Vec<Event>,
    /// What always holds: each query counts the rows that break a rule.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// Data made dirty on purpose.
    #[serde(default)]
    pub issues: Vec<IssueTemplate>,
    /// Tables that one flat table leaves out, and why. The parents of the main table are joined in.
    #[serde(default)]
    pub left_out: IndexMap<String, String>,
}

/// What differs from challenge to challenge.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Parameter {
    /// A number, evenly drawn.
    Number(NumberRange),
    /// One of some values.
    OneOf(Vec<Value>),
    /// Whole months within the brief's dates: `${name.start}`, `${name.end}`, `${name.after}` (the day after), and as
    /// text `${name.month}` and `${name.last_month}`.
    Window(WindowRange),
}

/// A number, evenly drawn.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct NumberRange {
    /// Least value.
    pub min: f64,
    /// Greatest value.
    pub max: f64,
    /// Digits after the point, 2 by default.
    #[serde(default)]
    pub decimals: Option<u8>,
}

/// Whole months within the brief's dates.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct WindowRange {
    /// The first month lies at least at this share of the range, 0 to 1.
    pub from: f64,
    /// And at most at this.
    pub to: f64,
    /// How many months, from the first to the second number; up to the end when absent.
    #[serde(default)]
    pub months: Option<[u32; 2]>,
}

/// What happened in the world.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// What it is called.
    pub name: String,
    /// First day: `2020-03-15`, or `11-24` for every year.
    pub start: String,
    /// Last day.
    pub end: String,
    /// What the number of rows of the main table is multiplied by.
    pub factor: f64,
    /// What it does, in a sentence.
    pub about: String,
}

/// What always holds.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Rule {
    /// A name of its own.
    pub id: String,
    /// The rule, in a sentence.
    pub text: String,
    /// Counts the rows that break it.
    pub sql: String,
    /// From which level on; always when absent.
    #[serde(default)]
    pub skill: Option<Skill>,
}

/// Data made dirty on purpose.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct IssueTemplate {
    /// As in the schema language: missing, format, case, whitespace, outlier, unit, near_duplicate, duplicate.
    pub kind: String,
    /// The table.
    pub table: String,
    /// The column; none for duplicates.
    #[serde(default)]
    pub column: Option<String>,
    /// The share of cells, or of rows, at the standard level.
    pub rate: f64,
    /// unit: what a number is multiplied by.
    #[serde(default)]
    pub factor: Option<f64>,
    /// What it teaches, in a sentence.
    pub teaches: String,
    /// The expression that repairs the column, over columns of the dirty table; by kind when absent. `case` and
    /// `whitespace` are repaired by the values that are allowed, dates are read in all their forms.
    #[serde(default)]
    pub clean: Option<String>,
    /// Duplicates: the columns by which a row is known again.
    #[serde(default)]
    pub known_by: Vec<String>,
    /// Duplicates: a column of dates or times; a row is known again only where these are at most a day apart.
    #[serde(default)]
    pub near: Option<String>,
    /// From which level on; always when absent.
    #[serde(default)]
    pub skill: Option<Skill>,
}

/// `insights.yaml`: what can be found in the data.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Insights {
    /// Numbers that a story may tell.
    pub measures: IndexMap<String, Measure>,
    /// Key figures of the domain.
    pub kpis: Vec<Kpi>,
    /// What is planted.
    pub insights: Vec<InsightTemplate>,
}

/// A number that is measured.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Measure {
    /// One value.
    pub sql: String,
    /// How it is told.
    pub show: Show,
    /// Over one flat table, where the query cannot be rewritten.
    #[serde(default)]
    pub flat_sql: Option<String>,
    /// From which level on; always when absent.
    #[serde(default)]
    pub skill: Option<Skill>,
}

/// How a number is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// "about 12,500".
    Count,
    /// As it is, with thousands separators.
    Exact,
    /// "$4.8 million".
    Money,
    /// Of a share: "34%".
    Percent,
    /// "2.3 times".
    Times,
    /// "4.6".
    Decimal,
    /// "3.4 days".
    Days,
    /// "5.2 hours".
    Hours,
    /// Text.
    Text,
    /// A date: "March 2022".
    Month,
    /// A date: "2022-03-14".
    Date,
}

/// A key figure.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Kpi {
    /// A name of its own.
    pub id: String,
    /// As it is shown.
    pub name: String,
    /// How it is computed, in words.
    pub formula: String,
    /// One value, or one value a period.
    pub sql: String,
    /// How it is told.
    pub show: Show,
    /// "rises", "falls", "steady" or "seasonal".
    pub trend: String,
    /// Whose it is.
    pub functions: Vec<Function>,
    /// From which level on; always when absent.
    #[serde(default)]
    pub skill: Option<Skill>,
    /// Over one flat table, where the query cannot be rewritten.
    #[serde(default)]
    pub flat_sql: Option<String>,
}

/// Something that is planted in the data, told as a symptom, and proven by a query.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct InsightTemplate {
    /// A name of its own.
    pub id: String,
    /// What is true of the data, with measured numbers in slots.
    pub claim: String,
    /// Whose business it is.
    pub functions: Vec<Function>,
    /// From which level on; always when absent.
    #[serde(default)]
    pub skill: Option<Skill>,
    /// Rows of the main table below which it cannot be told from chance.
    pub min_rows: u64,
    /// What differs from challenge to challenge; `${id.name}` elsewhere.
    #[serde(default)]
    pub parameters: IndexMap<String, Parameter>,
    /// How it comes into the data.
    pub plant: Plant,
    /// One value, in which it is found again.
    pub sql: String,
    /// What that value has to be.
    pub expect: Expect,
    /// Over one flat table, where the query cannot be rewritten.
    #[serde(default)]
    pub flat_sql: Option<String>,
    /// Numbers for claim and symptoms; `{value}` is that of `sql`.
    #[serde(default)]
    pub measures: IndexMap<String, Measure>,
    /// How the value of `sql` is told.
    pub show: Show,
    /// Sentences of a story that tell what is seen, not why: one of each list.
    pub symptoms: Vec<Vec<String>>,
    /// What a business does about it, for the solution.
    pub advice: String,
}

/// What a value has to be.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Expect {
    /// The planted value, with parameters: "${factor}"; or least and greatest.
    pub value: Value,
    /// How far a measured value may be off.
    #[serde(default)]
    pub tolerance: Option<f64>,
}

/// How something comes into the data.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct Plant {
    /// Further tables, which are not handed out.
    #[serde(default)]
    pub nodes: Vec<Value>,
    /// Modifiers to add: by table, or by `table.column`.
    #[serde(default)]
    pub modifiers: IndexMap<String, Vec<Value>>,
    /// Generators to use instead: by `table.column`.
    #[serde(default)]
    pub generators: IndexMap<String, Value>,
    /// Members of a node to use instead: by `table.member`.
    #[serde(default)]
    pub members: IndexMap<String, Value>,
}

/// `questions.yaml`: what learners are asked.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Questions {
    /// The questions.
    pub questions: Vec<QuestionTemplate>,
}

/// What learners are asked, and the query that answers it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct QuestionTemplate {
    /// A name of its own.
    pub id: String,
    /// The question.
    pub text: String,
    /// Whose it is.
    pub functions: Vec<Function>,
    /// From which level on; always when absent.
    #[serde(default)]
    pub skill: Option<Skill>,
    /// Up to which level; to the last when absent.
    #[serde(default)]
    pub up_to: Option<Skill>,
    /// What it trains: "Joins", "Window functions".
    pub trains: String,
    /// The insight that it uncovers; it is asked only where that is planted.
    #[serde(default)]
    pub insight: Option<String>,
    /// The query, in the portable subset.
    pub sql: String,
    /// Over one flat table, where the query cannot be rewritten.
    #[serde(default)]
    pub flat_sql: Option<String>,
    /// Whether it can only be asked of several tables.
    #[serde(default)]
    pub normalized_only: bool,
    /// How columns of the result are told; others as they are.
    #[serde(default)]
    pub columns: IndexMap<String, Show>,
    /// The chart that shows it.
    pub chart: ChartTemplate,
    /// The answer in a sentence: `{1.region}` is column `region` of the first row, `{-1.region}` of the last, `{rows}`
    /// how many there are.
    pub answer: String,
    /// Further words by which an instructor's question is recognised.
    #[serde(default)]
    pub keywords: Vec<String>,
}

/// The chart that shows a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChartTemplate {
    /// Its kind.
    pub kind: ChartKind,
    /// The column along it.
    pub x: String,
    /// The columns that it measures.
    pub y: Vec<String>,
    /// The column that makes series.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
}

/// The kind of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// Horizontal bars.
    Bar,
    /// Vertical bars.
    Column,
    /// A line over time.
    Line,
    /// Parts of a whole.
    Pie,
    /// Two measures against each other.
    Scatter,
    /// Bars with a line.
    Combo,
    /// A table with colours.
    Heatmap,
}

/// `stories.yaml`: how it is told.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Stories {
    /// At least six shapes.
    pub stories: Vec<StoryTemplate>,
}

/// A shape of a story.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct StoryTemplate {
    /// A name of its own.
    pub id: String,
    /// Titles, of which one is drawn.
    pub titles: Vec<String>,
    /// Paragraphs of sentences. A sentence is a text, or several of which one is drawn. `"+ ..."` at the beginning means
    /// that it is told when the story is too short without it. `"@symptoms"` alone stands for the sentences of the
    /// planted insights.
    pub paragraphs: Vec<Vec<Sentence>>,
}

/// A sentence, or several of which one is drawn.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Sentence {
    /// Always this.
    One(String),
    /// One of these.
    Either(Vec<String>),
}
