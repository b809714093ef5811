//! Rules, questions, insights, documents.

use crate::challenge::{Challenge, word_count};
use crate::dirty::AnswerKey;

use super::{Category, Checks, Severity, Subject};

/// Rules of the business.
pub(super) fn rules(checks: &mut Checks, challenge: &Challenge) {
    for rule in &challenge.rules {
        checks.add(
            Category::BusinessLogic,
            Severity::Blocker,
            rule.text.clone(),
            rule.broken == 0,
            format!("{} rows break it", rule.broken),
        );
    }
}

/// Questions answered, insights recovered.
pub(super) fn learning(checks: &mut Checks, challenge: &Challenge) {
    for question in &challenge.questions {
        let answered = !question.result.rows.is_empty() && !question.mistakes.is_empty();
        let message = format!(
            "{} rows; {} common mistakes give another answer",
            question.result.rows.len(),
            question.mistakes.len()
        );
        checks.add(
            Category::LearningAlignment,
            Severity::Blocker,
            format!("Question {} is answered", question.id),
            answered,
            message,
        );
    }
    for insight in &challenge.insights {
        let uncovered = challenge.questions.iter().any(|question| question.insight.as_deref() == Some(&insight.id));
        checks.add(
            Category::LearningAlignment,
            Severity::Blocker,
            format!("Insight {} is recovered", insight.id),
            insight.recovered,
            insight.claim.clone(),
        );
        let message = if uncovered { "a question leads to it" } else { "no question leads to it" };
        checks.add(
            Category::LearningAlignment,
            Severity::Warning,
            format!("Insight {} is asked for", insight.id),
            uncovered,
            message,
        );
    }
    let [least, _] = challenge.brief.skill_level.questions();
    let count = challenge.questions.len();
    checks.add(
        Category::LearningAlignment,
        Severity::Info,
        "Questions as many as the skill level says",
        count >= least,
        format!("{count} questions"),
    );
}

/// What the reference cleaning of dirty data leads to.
pub(super) fn cleaned(checks: &mut Checks, key: &AnswerKey) {
    for answer in &key.answers {
        let message = if answer.differences.is_empty() {
            "as on the clean data".to_owned()
        } else {
            answer.differences.join("; ")
        };
        let name = format!("Question {} is answered on cleaned data", answer.id);
        checks.add(Category::LearningAlignment, Severity::Blocker, name, answer.agrees, message);
    }
    for insight in &key.insights {
        let message = format!("{} on cleaned data, {} on clean data", insight.cleaned, insight.clean);
        let name = format!("Insight {} is recovered on cleaned data", insight.id);
        checks.add(Category::LearningAlignment, Severity::Blocker, name, insight.recovered, message);
    }
}

/// Descriptions, story and key figures.
pub(super) fn documentation(checks: &mut Checks, subject: &Subject<'_>) {
    let document = subject.world.schema.document();
    for table in &subject.world.shipped {
        let node = document.nodes.iter().find(|node| node.id == table.node);
        let told = |name: &String| {
            node.is_some_and(|node| {
                node.columns.iter().any(|column| column.name == *name && column.description.is_some())
            })
        };
        let untold: Vec<&str> = table.columns.iter().filter(|name| !told(name)).map(String::as_str).collect();
        let message = if untold.is_empty() {
            "all columns are described".to_owned()
        } else {
            format!("not described: {}", untold.join(", "))
        };
        checks.add(
            Category::DocumentationSchema,
            Severity::Warning,
            format!("{}: columns are described", table.name),
            untold.is_empty(),
            message,
        );
    }
    let count = word_count(&subject.challenge.story.text);
    checks.add(
        Category::DocumentationSchema,
        Severity::Warning,
        "The story has 300 to 400 words",
        (300..=400).contains(&count),
        format!("{count} words"),
    );
    let figures = subject.challenge.kpis.len();
    checks.add(
        Category::DocumentationSchema,
        Severity::Info,
        "Key figures are there",
        figures > 0,
        format!("{figures} key figures"),
    );
}
