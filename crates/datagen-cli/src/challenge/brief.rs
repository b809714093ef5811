//! The brief, as it is said on the command line.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::Args;
use factory_core::brief::{DateRange, FurtherFormat, IssueLevel, Skill, Structure};
use factory_core::{Brand, Brief};

use crate::clock;
use crate::exit::Failure;
use crate::packs::PackSource;

/// What `datagen challenge create` takes.
#[derive(Debug, Args)]
pub(crate) struct BriefArguments {
    /// The line of business: E-Commerce, Banking, Healthcare, or any other
    #[arg(long, value_name = "NAME", help_heading = "Brief")]
    domain: String,
    /// The department: Sales, Operations, Finance, HR, Supply Chain, Customer Service, Product, Risk, IT, or any other
    #[arg(long, value_name = "NAME", help_heading = "Brief")]
    function: String,
    /// What it is to be about, 100 to 2000 characters
    #[arg(long, value_name = "TEXT", help_heading = "Brief")]
    context: String,
    /// Beginner, Intermediate or Advanced (Easy, Medium, Difficult)
    #[arg(long, value_name = "LEVEL", default_value = "Intermediate", value_parser = skill, help_heading = "Brief")]
    skill: Skill,
    /// Rows of the main table, 1000 to 1000000
    #[arg(long, value_name = "N", default_value_t = 10_000, help_heading = "Brief")]
    rows: u64,
    /// normalized (several tables) or denormalized (one)
    #[arg(long, value_name = "KIND", default_value = "normalized", value_parser = structure, help_heading = "Brief")]
    structure: Structure,
    /// A question of your own (repeatable); it is asked, or the result says why not
    #[arg(long = "questions", value_name = "TEXT", help_heading = "Brief")]
    questions: Vec<String>,
    /// Where it plays, by its code: US, IN, GB, DE, ...
    #[arg(long, value_name = "CODE", default_value = "US", help_heading = "Brief")]
    country: String,
    /// When it plays
    #[arg(long, value_name = "FROM..TO", default_value = "2019-01-01..2024-12-31", value_parser = dates, help_heading = "Brief")]
    date_range: DateRange,
    /// How dirty the data is: none, light, standard or heavy [default: by skill]
    #[arg(long, value_name = "LEVEL", value_parser = issues, help_heading = "Brief")]
    issues: Option<IssueLevel>,
    /// The forms of the data besides CSV: parquet, jsonl, sqlite, xlsx, sql
    #[arg(long, value_name = "LIST", value_delimiter = ',', value_parser = further_format, help_heading = "Brief")]
    formats: Vec<FurtherFormat>,
    /// A file (YAML or JSON) with names and colours for what is handed out
    #[arg(long, value_name = "FILE", help_heading = "Brief")]
    brand: Option<PathBuf>,
    /// The date that stands on everything [default: today]
    #[arg(long, value_name = "DATE", help_heading = "Brief")]
    date: Option<NaiveDate>,
    /// The seed; the same brief and seed make the same challenge [default: at random]
    #[arg(long, value_name = "N", help_heading = "Brief")]
    seed: Option<u64>,

    /// The folder of the session
    #[arg(short, long, value_name = "DIR", help_heading = "Output")]
    pub(crate) output_dir: PathBuf,
    /// Take the place of a session that is in the folder
    #[arg(long, help_heading = "Output")]
    pub(crate) overwrite: bool,
    /// Approve every phase
    #[arg(long, help_heading = "Output")]
    pub(crate) yes: bool,
    /// Where packs come from.
    #[command(flatten)]
    pub(crate) source: PackSource,
}

impl BriefArguments {
    /// The brief.
    pub(crate) fn brief(&self) -> Result<Brief, Failure> {
        let today = || {
            clock::today()
                .ok_or_else(|| Failure::Environment("the machine's clock shows no date; pass --date".to_owned()))
        };
        Ok(Brief {
            domain: self.domain.clone(),
            function: self.function.clone(),
            problem_statement: self.context.clone(),
            skill_level: self.skill,
            dataset_size: self.rows,
            data_structure: self.structure,
            primary_questions: self.questions.clone(),
            seed: self.seed.unwrap_or_else(clock::random_seed),
            country: self.country.clone(),
            date_range: self.date_range,
            issue_level: self.issues,
            formats: sorted(self.formats.clone()),
            brand: self.brand.as_deref().map(read_brand).transpose()?,
            date: self.date.map_or_else(today, Ok)?,
        })
    }
}

/// Each form once, in a fixed order.
fn sorted(mut formats: Vec<FurtherFormat>) -> Vec<FurtherFormat> {
    formats.sort();
    formats.dedup();
    formats
}

fn read_brand(path: &Path) -> Result<Brand, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::Environment(format!("cannot read {}: {error}", path.display())))?;
    Ok(Brand::read(&path.display().to_string(), &text)?)
}

fn further_format(text: &str) -> Result<FurtherFormat, String> {
    FurtherFormat::named(text)
        .ok_or_else(|| "expected parquet, jsonl, sqlite, xlsx or sql; CSV is always there".to_owned())
}

fn skill(text: &str) -> Result<Skill, String> {
    Skill::named(text).ok_or_else(|| "expected Beginner, Intermediate or Advanced".to_owned())
}

fn structure(text: &str) -> Result<Structure, String> {
    let named = Structure::ALL.into_iter().find(|structure| structure.word().eq_ignore_ascii_case(text));
    named.ok_or_else(|| "expected normalized or denormalized".to_owned())
}

fn issues(text: &str) -> Result<IssueLevel, String> {
    IssueLevel::named(text).ok_or_else(|| "expected none, light, standard or heavy".to_owned())
}

fn dates(text: &str) -> Result<DateRange, String> {
    let expected = || "expected FROM..TO as in 2021-01-01..2023-12-31".to_owned();
    let (start, end) = text.split_once("..").ok_or_else(expected)?;
    let day = |text: &str| text.trim().parse::<NaiveDate>().map_err(|_| expected());
    Ok(DateRange { start: day(start)?, end: day(end)? })
}
