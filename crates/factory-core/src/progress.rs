//! What is being done, for whoever waits for it.

use std::fmt;

/// A part of phase 4, in the order of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Tables, as they are handed out.
    DataGeneration,
    /// Checks and answers.
    QualityValidation,
    /// Reports and pictures.
    PdfGeneration,
    /// The workbook and the archives.
    ExcelGeneration,
    /// Nothing is left to do.
    Completed,
}

impl Step {
    /// The step as it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::DataGeneration => "data_generation",
            Self::QualityValidation => "quality_validation",
            Self::PdfGeneration => "pdf_generation",
            Self::ExcelGeneration => "excel_generation",
            Self::Completed => "completed",
        }
    }

    /// How much of the phase is done at its end, in percent.
    #[must_use]
    pub const fn percent(self) -> u8 {
        match self {
            Self::DataGeneration => 20,
            Self::QualityValidation => 50,
            Self::PdfGeneration => 70,
            Self::ExcelGeneration => 85,
            Self::Completed => 100,
        }
    }

    /// What is done in it.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::DataGeneration => "writing the tables",
            Self::QualityValidation => "checking them and answering all questions",
            Self::PdfGeneration => "drawing and setting the reports",
            Self::ExcelGeneration => "writing the workbook and the packages",
            Self::Completed => "everything is there",
        }
    }
}

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// Something before phase 4.
    Work(&'static str),
    /// A step of phase 4 begins.
    Step(Step),
}

impl fmt::Display for Doing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Work(text) => f.write_str(text),
            Self::Step(step) => write!(f, "{:>3}% {}: {}", step.percent(), step.word(), step.about()),
        }
    }
}
