//! What is made of a completed challenge, file by file. What fails is left out and told; the others are there.

use crate::completed::Completed;
use crate::error::Result;
use crate::progress::Step;
use crate::workbook::workbook;

use super::diagram;

/// A file, and what is not quite right with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The file.
    pub bytes: Vec<u8>,
    /// What is not quite as it was wanted.
    pub warning: Option<String>,
}

/// Makes a file; the second argument are fonts besides those of the program.
pub type Make = fn(&Completed<'_>, &[Vec<u8>]) -> Result<Report>;

/// Makes one file.
#[derive(Debug, Clone, Copy)]
pub struct Maker {
    /// The file.
    pub file: &'static str,
    /// When it is made.
    pub step: Step,
    /// How it is made.
    pub make: Make,
}

/// All of them.
pub const REPORTS: &[Maker] = &[
    Maker {
        file: "documentation/schema_diagram.png",
        step: Step::PdfGeneration,
        make: |completed, fonts| diagram::png(completed, fonts).map(Report::from),
    },
    Maker {
        file: "reports/analytical_answers.xlsx",
        step: Step::ExcelGeneration,
        make: |completed, _| workbook(completed).map(Report::from),
    },
];

impl From<Vec<u8>> for Report {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, warning: None }
    }
}
