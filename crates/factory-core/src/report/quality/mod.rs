//! The quality report: fourteen short chapters, from the score to what can be done better.

mod checks;
mod gaps;
mod integrity;
mod issues;
mod learning;
mod relations;
mod rules;
mod seen;
mod shapes;
mod summary;
mod time;

use datagen_report::chart::count;
use datagen_report::paper::{Block, Chapter, Fact, Paper};

use crate::completed::Completed;
use crate::error::Result;
use crate::parallel::each;

use super::style;
use seen::Seen;

/// The blocks of a chapter that asks the data.
type Asking = fn(&Seen<'_>) -> Result<Vec<Block>>;

/// The whole report.
pub(super) fn paper(completed: &Completed<'_>) -> Result<Paper> {
    let seen = Seen::of(completed);
    // These four ask the data, which takes long where there are many rows.
    let asking: [Asking; 4] = [integrity::integrity, gaps::completeness, time::time, relations::relations];
    let mut asked = each(&asking, |blocks| blocks(&seen))?.into_iter();
    let [integrity, completeness, time, relations] = std::array::from_fn(|_| asked.next().unwrap_or_default());
    let chapters = vec![
        Chapter::new("summary", "Summary", summary::summary(&seen)),
        Chapter::new("integrity", "Technical integrity", integrity),
        Chapter::new("completeness", "Completeness", completeness),
        Chapter::new("duplicates", "Duplicates", gaps::duplicates(&seen)),
        Chapter::new("rules", "Business rules", rules::rules(&seen)),
        Chapter::new("distributions", "Distributions", shapes::distributions(&seen)),
        Chapter::new("categories", "Categories", shapes::categories(&seen)),
        Chapter::new("correlations", "Correlations and spread", shapes::correlations(&seen)),
        Chapter::new("time", "Time", time),
        Chapter::new("relations", "Relationships", relations),
        Chapter::new("learning", "Learning alignment", learning::learning(&seen)),
        Chapter {
            own_page: completed.dirt.is_some(),
            ..Chapter::new("issues", "Intentional issues", issues::issues(&seen))
        },
        Chapter::new("checks", "All checks", checks::checks(&seen)),
        Chapter::new("advice", "Recommendations", checks::advice(&seen)),
    ];
    Ok(style::paper(completed, "Quality report", facts(&seen), chapters))
}

fn facts(seen: &Seen<'_>) -> Vec<Fact> {
    let qa = seen.completed.qa;
    let passed = qa.checks.iter().filter(|check| check.passed).count();
    vec![
        Fact { tone: summary::tone(qa.status), ..Fact::new("score of 10", summary::score(qa.overall_score)) },
        Fact::new(&format!("of {} checks passed", qa.checks.len()), passed.to_string()),
        Fact::new("tables", seen.tables.len().to_string()),
        Fact::new("columns", seen.columns().to_string()),
        Fact::new("rows", count(seen.rows())),
        Fact::new("questions", seen.completed.challenge.questions.len().to_string()),
        Fact::new("issues", count(seen.damaged())),
    ]
}
