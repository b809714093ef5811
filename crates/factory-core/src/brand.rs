//! The brand: what reports and pages are called and coloured like, and who the three characters are.
//!
//! One file, in YAML or JSON; what it does not say is as in the default.

use datagen_core::schema::{Format, read_as};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Names and colours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Brand {
    /// The name of the product, on covers and in footers.
    pub product: String,
    /// Whom learners turn to.
    pub support: String,
    /// The data analyst, who is the learner.
    pub analyst: Character,
    /// The mentor.
    pub mentor: Character,
    /// The owner of the business.
    pub owner: Character,
    /// The colours.
    pub palette: Palette,
}

/// Somebody in a story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Character {
    /// First and last name.
    pub name: String,
    /// What they do.
    pub role: String,
    /// `#RRGGBB`.
    pub colour: String,
}

/// Colours, each `#RRGGBB`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Palette {
    /// Links and first series.
    pub blue: String,
    /// Second series.
    pub purple: String,
    /// Headings.
    pub navy: String,
    /// Covers and text.
    pub dark: String,
    /// Paper.
    pub background: String,
    /// Accents on dark.
    pub lime: String,
    /// Panels.
    pub light_blue: String,
    /// What needs work.
    pub orange: String,
    /// What is good.
    pub green: String,
    /// What is not.
    pub pink: String,
}

impl Default for Brand {
    fn default() -> Self {
        let character = |name: &str, role: &str, colour: &str| Character {
            name: name.to_owned(),
            role: role.to_owned(),
            colour: colour.to_owned(),
        };
        Self {
            product: "Codebasics Data Factory".to_owned(),
            support: "Ask your instructor.".to_owned(),
            analyst: character("Peter Pandey", "Data Analyst", "#20C997"),
            mentor: character("Tony Sharma", "Vice President", "#3B82F6"),
            owner: character("Bruce Hariyali", "Business Owner", "#6F53C1"),
            palette: Palette::default(),
        }
    }
}

impl Default for Palette {
    fn default() -> Self {
        let colour = |text: &str| text.to_owned();
        Self {
            blue: colour("#3B82F6"),
            purple: colour("#6F53C1"),
            navy: colour("#3F4C78"),
            dark: colour("#181830"),
            background: colour("#FFFFFF"),
            lime: colour("#D7EF3F"),
            light_blue: colour("#E1E3FA"),
            orange: colour("#FD7E15"),
            green: colour("#20C997"),
            pink: colour("#D63384"),
        }
    }
}

impl Brand {
    /// Reads a brand; YAML has JSON in it.
    ///
    /// # Errors
    /// [`Error::Request`] with everything that is wrong with `text`, which is called `name`.
    pub fn read(name: &str, text: &str) -> Result<Self> {
        let (brand, diagnostics) = read_as::<Self>(text, Format::Yaml);
        let wrong = |what: String| Error::Request(format!("the brand {name} is not as it should be:\n{what}"));
        let brand = match brand {
            Some(brand) if !diagnostics.has_errors() => brand,
            _ => return Err(wrong(diagnostics.to_string())),
        };
        let problems = brand.problems();
        if problems.is_empty() { Ok(brand) } else { Err(wrong(problems.join("\n"))) }
    }

    /// The characters: analyst, mentor, owner.
    #[must_use]
    pub const fn characters(&self) -> [&Character; 3] {
        [&self.analyst, &self.mentor, &self.owner]
    }

    fn problems(&self) -> Vec<String> {
        let palette = &self.palette;
        let colours = [
            ("palette.blue", &palette.blue),
            ("palette.purple", &palette.purple),
            ("palette.navy", &palette.navy),
            ("palette.dark", &palette.dark),
            ("palette.background", &palette.background),
            ("palette.lime", &palette.lime),
            ("palette.light_blue", &palette.light_blue),
            ("palette.orange", &palette.orange),
            ("palette.green", &palette.green),
            ("palette.pink", &palette.pink),
            ("analyst.colour", &self.analyst.colour),
            ("mentor.colour", &self.mentor.colour),
            ("owner.colour", &self.owner.colour),
        ];
        let mut problems: Vec<String> = colours
            .iter()
            .filter(|(_, colour)| !is_colour(colour))
            .map(|(place, colour)| format!("{place}: expected a colour as in #3B82F6, found {colour:?}"))
            .collect();
        let names = self.characters().map(|character| &character.name);
        for name in names {
            if !(2..=60).contains(&name.trim().chars().count()) {
                problems.push(format!("expected names of 2 to 60 characters, found {name:?}"));
            }
        }
        if (0..3).any(|one| (0..one).any(|other| first(names[one]) == first(names[other]))) {
            problems.push("expected three characters with different first names".to_owned());
        }
        problems
    }
}

/// How somebody is called.
pub(crate) fn first(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

fn is_colour(text: &str) -> bool {
    let digits = text.strip_prefix('#');
    digits.is_some_and(|digits| digits.len() == 6 && digits.chars().all(|digit| digit.is_ascii_hexdigit()))
}
