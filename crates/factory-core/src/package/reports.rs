//! What is made of a completed challenge, file by file. What fails is left out and told; the others are there.

use datagen_report::Pdf;

use crate::completed::Completed;
use crate::error::Result;
use crate::progress::Step;
use crate::report::{challenge_brief, quality_report, solution_guide};
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
        file: "reports/quality_report.pdf",
        step: Step::PdfGeneration,
        make: |completed, fonts| quality_report(completed, fonts).map(Report::from),
    },
    Maker {
        file: "documentation/challenge.pdf",
        step: Step::PdfGeneration,
        make: |completed, fonts| challenge_brief(completed, fonts).map(Report::from),
    },
    Maker {
        file: "solution/solution_guide.pdf",
        step: Step::PdfGeneration,
        make: |completed, fonts| solution_guide(completed, fonts).map(Report::from),
    },
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

impl From<Pdf> for Report {
    fn from(pdf: Pdf) -> Self {
        let count: u64 = pdf.replaced.values().sum();
        let codes: Vec<String> =
            pdf.replaced.keys().take(10).map(|sign| format!("U+{:04X}", u32::from(*sign))).collect();
        let warning = || {
            let codes = codes.join(", ");
            format!(
                "{count} characters have no sign in the fonts and are shown as \u{fffd} ({codes}); pass --fonts to `datagen challenge package` with a folder of fonts that have them"
            )
        };
        Self { warning: (count > 0).then(warning), bytes: pdf.bytes }
    }
}
