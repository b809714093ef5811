//! The quality report.
use datagen_report::paper::{Block, Chapter, Paper};
use crate::completed::Completed;
use crate::error::Result;
use super::style;

/// The whole report.
pub(super) fn paper(completed: &Completed<'_>) -> Result<Paper> {
    let text = format!("Score {}", completed.qa.overall_score);
    Ok(style::paper(completed, "Quality report", Vec::new(), vec![Chapter::new("summary", "Summary", vec![Block::Text(text)])]))
}
