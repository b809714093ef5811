//! The solution guide.
use datagen_report::paper::{Block, Chapter, Paper};
use crate::completed::Completed;
use crate::error::Result;
use super::{answer_chart, style, words};

/// The whole report.
pub(super) fn paper(completed: &Completed<'_>) -> Result<Paper> {
    let country = completed.challenge.brief.country();
    let chapter = |(at, question): (usize, &crate::challenge::Question)| {
        let (table, _) = words::table("Result", &question.result, &question.output.columns, country, 15);
        let mut blocks = vec![Block::Text(question.text.clone()), Block::Table(table)];
        blocks.extend(answer_chart(question, country).map(|(chart, _)| Block::Charts(vec![chart])));
        blocks.push(Block::Code { language: "sql", text: question.sql.clone() });
        Chapter::new(&format!("q{at}"), &format!("Question {}", at + 1), blocks)
    };
    Ok(style::paper(completed, "Solution guide", Vec::new(), completed.challenge.questions.iter().enumerate().map(chapter).collect()))
}
