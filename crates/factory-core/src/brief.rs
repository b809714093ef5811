//! Phase 0: what the instructor wants.

use std::fmt;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::brand::Brand;
use crate::country::Country;
use crate::error::{Error, Problem};

/// What a challenge is to be about, for whom, and how large.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    /// The line of business: one that a pack knows, by name or alias, or any other text.
    pub domain: String,
    /// The department: one of [`Function::ALL`], by name or alias, or any other text.
    pub function: String,
    /// What the instructor wants it to be about, 100 to 2000 characters.
    pub problem_statement: String,
    /// For whom it is.
    #[serde(default)]
    pub skill_level: Skill,
    /// Rows of the main fact table, 1,000 to 1,000,000.
    #[serde(default = "default_rows")]
    pub dataset_size: u64,
    /// Several tables, or one.
    #[serde(default)]
    pub data_structure: Structure,
    /// The instructor's own questions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub primary_questions: Vec<String>,
    /// What everything random follows from, below 2^63.
    pub seed: u64,
    /// Where it plays, by its code ("US").
    #[serde(default = "default_country")]
    pub country: String,
    /// When it plays.
    #[serde(default)]
    pub date_range: DateRange,
    /// How dirty the data is; by skill when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issue_level: Option<IssueLevel>,
    /// The forms of the data besides CSV.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<FurtherFormat>,
    /// Names and colours; the usual ones when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<Brand>,
    /// The date that stands on everything.
    pub date: NaiveDate,
}

/// A form of the data besides CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FurtherFormat {
    /// Parquet.
    Parquet,
    /// JSON Lines.
    Jsonl,
    /// One SQLite file.
    Sqlite,
    /// One Excel workbook.
    Xlsx,
    /// SQL scripts with the data, one for each database.
    Sql,
}

impl FurtherFormat {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Parquet, Self::Jsonl, Self::Sqlite, Self::Xlsx, Self::Sql];

    /// The form as it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Jsonl => "jsonl",
            Self::Sqlite => "sqlite",
            Self::Xlsx => "xlsx",
            Self::Sql => "sql",
        }
    }

    /// The form called `text`.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.word().eq_ignore_ascii_case(text.trim()))
    }
}

fn default_rows() -> u64 {
    10_000
}

fn default_country() -> String {
    "US".to_owned()
}

/// First and last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateRange {
    /// First day.
    pub start: NaiveDate,
    /// Last day.
    pub end: NaiveDate,
}

impl Default for DateRange {
    fn default() -> Self {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        Self { start: day(2019, 1, 1), end: day(2024, 12, 31) }
    }
}

/// How much the learners know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Skill {
    /// About 15 columns in 3 tables, 5 questions.
    #[serde(alias = "beginner", alias = "Easy", alias = "easy")]
    Beginner,
    /// About 22 columns in 3 to 5 tables, 5 to 6 questions.
    #[default]
    #[serde(alias = "intermediate", alias = "Medium", alias = "medium")]
    Intermediate,
    /// About 30 columns in 5 to 8 tables, 6 to 7 questions.
    #[serde(alias = "advanced", alias = "Difficult", alias = "difficult")]
    Advanced,
}

impl Skill {
    /// All of them, the easiest first.
    pub const ALL: [Self; 3] = [Self::Beginner, Self::Intermediate, Self::Advanced];

    /// The skill as it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Beginner => "Beginner",
            Self::Intermediate => "Intermediate",
            Self::Advanced => "Advanced",
        }
    }

    /// The skill called `text`, by either of its two names.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "beginner" | "easy" => Some(Self::Beginner),
            "intermediate" | "medium" => Some(Self::Intermediate),
            "advanced" | "difficult" => Some(Self::Advanced),
            _ => None,
        }
    }

    /// The least and the greatest number of questions.
    #[must_use]
    pub const fn questions(self) -> [usize; 2] {
        match self {
            Self::Beginner => [5, 5],
            Self::Intermediate => [5, 6],
            Self::Advanced => [6, 7],
        }
    }

    /// The least and the greatest number of tables.
    #[must_use]
    pub const fn tables(self) -> [usize; 2] {
        match self {
            Self::Beginner => [3, 3],
            Self::Intermediate => [3, 5],
            Self::Advanced => [5, 8],
        }
    }

    /// The least and the greatest number of columns.
    #[must_use]
    pub const fn columns(self) -> [usize; 2] {
        match self {
            Self::Beginner => [12, 18],
            Self::Intermediate => [18, 27],
            Self::Advanced => [25, 38],
        }
    }

    /// How many insights are planted.
    #[must_use]
    pub const fn insights(self) -> usize {
        match self {
            Self::Beginner => 2,
            Self::Intermediate => 3,
            Self::Advanced => 4,
        }
    }
}

impl fmt::Display for Skill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Several tables, or one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Structure {
    /// Tables with keys.
    #[default]
    #[serde(alias = "normalized")]
    Normalized,
    /// One table, a row for each row of the main fact table.
    #[serde(alias = "denormalized")]
    Denormalized,
}

impl Structure {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Normalized, Self::Denormalized];

    /// The structure as it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Normalized => "Normalized",
            Self::Denormalized => "Denormalized",
        }
    }
}

/// How dirty the data is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum IssueLevel {
    /// Clean.
    None,
    /// Few issues that are easily seen.
    Light,
    /// What data of a real company has.
    Standard,
    /// More of everything.
    Heavy,
}

impl IssueLevel {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::None, Self::Light, Self::Standard, Self::Heavy];

    /// The level as it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Light => "light",
            Self::Standard => "standard",
            Self::Heavy => "heavy",
        }
    }

    /// The level called `text`.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word().eq_ignore_ascii_case(text.trim()))
    }

    /// What a skill has when nothing is said.
    #[must_use]
    pub const fn of(skill: Skill) -> Self {
        match skill {
            Skill::Beginner => Self::None,
            Skill::Intermediate => Self::Standard,
            Skill::Advanced => Self::Heavy,
        }
    }

    /// What the rates of a pack are multiplied by.
    #[must_use]
    pub const fn factor(self) -> f64 {
        match self {
            Self::None => 0.0,
            Self::Light => 0.5,
            Self::Standard => 1.0,
            Self::Heavy => 1.5,
        }
    }
}

/// The departments that questions are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Function {
    /// Sales & Marketing.
    Sales,
    /// Operations.
    Operations,
    /// Finance & Accounting.
    Finance,
    /// Human Resources.
    People,
    /// Supply Chain.
    Supply,
    /// Customer Service.
    Service,
    /// Product Management.
    Product,
    /// Risk & Compliance.
    Risk,
    /// IT & Technology.
    Technology,
}

impl Function {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Sales,
        Self::Operations,
        Self::Finance,
        Self::People,
        Self::Supply,
        Self::Service,
        Self::Product,
        Self::Risk,
        Self::Technology,
    ];

    /// What it is called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sales => "Sales & Marketing",
            Self::Operations => "Operations",
            Self::Finance => "Finance & Accounting",
            Self::People => "Human Resources",
            Self::Supply => "Supply Chain",
            Self::Service => "Customer Service",
            Self::Product => "Product Management",
            Self::Risk => "Risk & Compliance",
            Self::Technology => "IT & Technology",
        }
    }

    const fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Sales => &["sales", "marketing", "sales analytics", "customer analytics", "growth", "revenue"],
            Self::Operations => &["ops", "operational", "operations analytics", "process"],
            Self::Finance => &["finance", "accounting", "financial", "financial analytics", "controlling"],
            Self::People => &["hr", "people", "people analytics", "workforce", "talent"],
            Self::Supply => &["supply", "logistics", "procurement", "inventory", "supply chain analytics"],
            Self::Service => &["support", "service", "customer support", "customer experience", "cx"],
            Self::Product => &["product", "product analytics", "merchandising", "assortment"],
            Self::Risk => &["risk", "compliance", "fraud", "audit"],
            Self::Technology => &["it", "technology", "tech", "information technology", "engineering"],
        }
    }

    /// The function called `text`, whatever its case, by name or alias.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let is =
            |function: &&Self| function.name().to_lowercase() == text || function.aliases().contains(&text.as_str());
        Self::ALL.iter().find(is).copied()
    }

    /// The function that some text speaks of most.
    #[must_use]
    pub fn nearest(text: &str) -> Self {
        let text = text.to_lowercase();
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
        let score = |function: Self| {
            let names = function.name().to_lowercase();
            let known = names.split(" & ").chain(function.aliases().iter().copied());
            known.filter(|name| name.split(' ').all(|word| words.contains(&word))).count()
        };
        // The first of the best, so that nothing said means sales.
        Self::ALL.into_iter().rev().max_by_key(|function| score(*function)).unwrap_or(Self::Sales)
    }

    /// Whose questions are asked where there are not enough, the nearest first.
    #[must_use]
    pub const fn neighbours(self) -> [Self; 3] {
        match self {
            Self::Sales => [Self::Product, Self::Finance, Self::Service],
            Self::Operations => [Self::Supply, Self::Service, Self::Finance],
            Self::Finance => [Self::Sales, Self::Risk, Self::Operations],
            Self::People => [Self::Operations, Self::Service, Self::Finance],
            Self::Supply => [Self::Operations, Self::Product, Self::Finance],
            Self::Service => [Self::Operations, Self::Product, Self::Sales],
            Self::Product => [Self::Sales, Self::Service, Self::Supply],
            Self::Risk => [Self::Finance, Self::Operations, Self::Technology],
            Self::Technology => [Self::Operations, Self::Risk, Self::Product],
        }
    }
}

/// Seeds below this could be tried one after the other by a learner.
pub const SMALL_SEED: u64 = 1 << 32;

impl Brief {
    /// Everything that is wrong with it.
    ///
    /// # Errors
    /// [`Error::Brief`] with all problems.
    pub fn check(&self) -> Result<(), Error> {
        let mut problems = Vec::new();
        let mut expect = |kept: bool, field: &str, message: String| {
            if !kept {
                problems.push(Problem { field: field.to_owned(), message });
            }
        };
        for (field, text, least, most) in [
            ("domain", &self.domain, 3, 100),
            ("function", &self.function, 2, 100),
            ("problem_statement", &self.problem_statement, 100, 2000),
        ] {
            let length = text.trim().chars().count();
            let range = (least..=most).contains(&length);
            expect(range, field, format!("expected {least} to {most} characters, found {length}"));
        }
        let rows = self.dataset_size;
        let enough = (1000..=1_000_000).contains(&rows);
        expect(enough, "dataset_size", format!("expected 1000 to 1000000 rows of the main table, found {rows}"));
        let DateRange { start, end } = self.date_range;
        let years = (365..=365 * 30 + 8).contains(&(end - start).num_days());
        expect(years, "date_range", format!("expected one year to 30 years, found {start} to {end}"));
        expect(self.seed < 1 << 63, "seed", format!("expected a number below 2^63, found {}", self.seed));
        let known = Country::by_code(&self.country).is_some();
        let codes = || Country::ALL.map(|country| country.code).join(", ");
        expect(known, "country", format!("expected one of {}, found {}", codes(), self.country));
        let asked = self.primary_questions.iter().all(|question| (5..=500).contains(&question.chars().count()));
        expect(asked, "primary_questions", "expected questions of 5 to 500 characters".to_owned());
        if problems.is_empty() { Ok(()) } else { Err(Error::Brief(problems)) }
    }

    /// Where it plays; the United States when the country is not known.
    #[must_use]
    pub fn country(&self) -> &'static Country {
        Country::by_code(&self.country).unwrap_or(&Country::ALL[0])
    }

    /// The function, and whether it is one that is known.
    #[must_use]
    pub fn function(&self) -> (Function, bool) {
        let named = Function::named(&self.function);
        let said = || Function::nearest(&format!("{} {}", self.function, self.problem_statement));
        (named.unwrap_or_else(said), named.is_some())
    }

    /// Names and colours.
    #[must_use]
    pub fn brand(&self) -> Brand {
        self.brand.clone().unwrap_or_default()
    }

    /// How dirty the data is.
    #[must_use]
    pub fn issue_level(&self) -> IssueLevel {
        self.issue_level.unwrap_or(IssueLevel::of(self.skill_level))
    }
}
