//! `README.txt`: where to begin.

use std::fmt::Write as _;

use datagen_io::sql::Dialect;

use crate::completed::Completed;

use super::archive::Packaged;
use super::audience::Audience;
use super::load::usage;
use super::{Packed, archive::SUMS};

/// What stands in it for an audience; `files` are all but itself and the hashes.
pub(super) fn readme(completed: &Completed<'_>, audience: Audience, files: &[Packaged], packed: &Packed) -> String {
    let (story, brief) = (&completed.challenge.story, &completed.challenge.brief);
    let mut text = format!("{}\n{}\n", story.title, "=".repeat(story.title.chars().count()));
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{}, {}. {} level. {}.", story.company, brief.domain, brief.skill_level, brief.date);
    let _ = writeln!(text, "Made with {}.", completed.brand.product);
    if audience == Audience::Instructor {
        text.push_str("\nFor instructors: it has the answers. Learners get the other archive.\n");
        text.push_str(&told(packed));
    }
    text.push_str(&contents(files));
    text.push_str("\nQuestions\n---------\n");
    for (number, question) in completed.challenge.questions.iter().enumerate() {
        let _ = writeln!(text, "{}. {}", number + 1, question.text);
    }
    text.push_str(&how_to_use(audience, completed.dirt.is_some()));
    text.push_str("\nRecommended tools\n-----------------\n");
    text.push_str(
        "A database (PostgreSQL, MySQL, SQLite or DuckDB), or Excel, Power BI, Tableau, Python with pandas, R.\n",
    );
    let _ = writeln!(text, "\nSupport\n-------\n{}", completed.brand.support);
    text
}

/// What is missing, and why.
fn told(packed: &Packed) -> String {
    let mut text = String::new();
    if !packed.left_out.is_empty() {
        text.push_str("\nNot in this package\n-------------------\n");
        for left in &packed.left_out {
            let _ = writeln!(text, "{}: {}", left.file, left.reason);
        }
    }
    for warning in &packed.warnings {
        let _ = writeln!(text, "\nNote: {warning}");
    }
    text
}

fn contents(files: &[Packaged]) -> String {
    let mut text = "\nContents\n--------\n".to_owned();
    let longest = files.iter().map(|file| file.name.chars().count()).max().unwrap_or(0);
    for file in files {
        let blanks = " ".repeat(longest - file.name.chars().count());
        let _ = writeln!(text, "{}{blanks}  {:>9}", file.name, size(file.bytes));
    }
    let _ = writeln!(text, "{SUMS}: the SHA-256 of every file; sha256sum -c {SUMS} compares them.");
    text
}

fn size(bytes: u64) -> String {
    let units = [(1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")];
    let found = units.into_iter().find(|(unit, _)| bytes >= *unit);
    found.map_or_else(|| format!("{bytes} B"), |(unit, word)| format!("{:.1} {word}", bytes as f64 / unit as f64))
}

fn how_to_use(audience: Audience, is_dirty: bool) -> String {
    let mut text = "\nHow to use\n----------\n".to_owned();
    text.push_str("1. Read documentation/challenge.pdf, or the story and its questions as plain text in problem_statement.txt beside it.\n");
    text.push_str("2. Look at documentation/schema_diagram.png and data_dictionary.csv.\n");
    text.push_str("3. Load the tables of datasets/ into the tool of your choice. For databases there are scripts:\n");
    for dialect in Dialect::ALL {
        let _ = writeln!(text, "   {}", usage(dialect));
    }
    text.push_str("   In the CSV files nothing between two commas is a missing value.\n");
    text.push_str(
        "4. Look at the data before you trust it, then answer the questions with numbers and a picture each.\n",
    );
    if audience == Audience::Instructor {
        text.push_str(
            "\nThe answers are in reports/analytical_answers.xlsx, with SQL for each database in solution/.\n",
        );
        if is_dirty {
            text.push_str("The tables are dirty on purpose: solution/issue_ledger.csv has every damaged cell, solution/cleaning_*.sql\nmends them once they are loaded, solution/answer_key.json has what the questions give before and after,\nsolution/clean/ the clean tables.\n");
        }
    }
    text
}
