//! Findings as JUnit XML: a suite for each category, a case for each check.

use datagen_quality::{Category, Check, Findings, Status};

/// The XML document.
pub(crate) fn render(findings: &Findings) -> String {
    const CATEGORIES: [Category; 5] =
        [Category::Structural, Category::Value, Category::Issue, Category::Behavioural, Category::Insight];
    let (tests, failures, skipped) = counts(findings.checks.iter());
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" \
         skipped=\"{skipped}\">\n",
        escaped(&findings.dataset)
    );
    for category in CATEGORIES {
        let checks: Vec<&Check> = findings.checks.iter().filter(|check| check.category == category).collect();
        if !checks.is_empty() {
            xml.push_str(&suite(category, &checks));
        }
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn counts<'c>(checks: impl Iterator<Item = &'c Check> + Clone) -> (usize, usize, usize) {
    let with = |status| checks.clone().filter(|check| check.status == status).count();
    (checks.clone().count(), with(Status::Failed), with(Status::NotTested))
}

fn suite(category: Category, checks: &[&Check]) -> String {
    let (tests, failures, skipped) = counts(checks.iter().copied());
    let name = category.word();
    let cases: String = checks.iter().map(|check| case(check)).collect();
    format!(
        "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" skipped=\"{skipped}\">\n{cases}  \
         </testsuite>\n"
    )
}

fn case(check: &Check) -> String {
    let class = check.table.as_deref().unwrap_or("dataset");
    let head = format!("    <testcase classname=\"{}\" name=\"{}\"", escaped(class), escaped(&check.id));
    let said = |text: &Option<String>| escaped(text.as_deref().unwrap_or_default());
    match check.status {
        Status::Passed => format!("{head}/>\n"),
        Status::NotTested => {
            format!("{head}>\n      <skipped message=\"{}\"/>\n    </testcase>\n", said(&check.reason))
        }
        Status::Failed => format!(
            "{head}>\n      <failure message=\"{}\" type=\"{}\">{}</failure>\n    </testcase>\n",
            said(&check.found),
            escaped(&check.kind),
            escaped(&details(check))
        ),
        Status::Warning => {
            format!("{head}>\n      <system-out>warning: {}</system-out>\n    </testcase>\n", escaped(&details(check)))
        }
    }
}

fn details(check: &Check) -> String {
    let line =
        |word: &str, text: &Option<String>| text.as_ref().map_or(String::new(), |text| format!("{word}: {text}\n"));
    let mut details = format!("{}\n", check.title);
    details.push_str(&line("expected", &check.expected));
    details.push_str(&line("found", &check.found));
    details.push_str(&line("sql", &check.sql));
    for example in &check.examples {
        let cell = |(name, value): (&String, &Option<String>)| format!("{name}={}", value.as_deref().unwrap_or("null"));
        details.push_str(&format!("{}\n", example.iter().map(cell).collect::<Vec<_>>().join(", ")));
    }
    details + &line("help", &check.advice)
}

/// Text as XML can hold it; characters that XML has not are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(character),
            '\u{0}'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}' => {}
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped() {
        assert_eq!(escaped("a < \"b\" & c\u{1}"), "a &lt; &quot;b&quot; &amp; c");
    }
}
