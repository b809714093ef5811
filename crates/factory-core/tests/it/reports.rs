//! The PDFs of a challenge: what they show, what they do not tell, and that they are the same every time.

use std::collections::BTreeSet;

use datagen_report::Pdf;
use datagen_report::paper::{Cover, Paper};
use factory_core::brief::{Function, IssueLevel, Skill, Structure};
use factory_core::challenge::{Made, Question};
use factory_core::check::trial;
use factory_core::pack::{ChartKind, ChartTemplate};
use factory_core::report::{
    answer_chart, challenge_brief, challenge_paper, quality_paper, quality_report, solution_guide, solution_paper,
};
use factory_core::result::{ResultColumn, Table, ValueKind};
use factory_core::{Brand, Brief, Completed, Library, Pack, Result};

use serde_json::{Value, json};

use crate::challenges::made;

/// A challenge with everything that reports are made of.
struct Whole {
    made: Made,
    pack: Pack,
    brand: Brand,
    _place: tempfile::TempDir,
}

impl Whole {
    fn of(brief: &Brief) -> Self {
        let library = Library::embedded().unwrap();
        let (made, place) = made(&library, brief);
        let (pack, _) = library.for_domain(&brief.domain).unwrap();
        let (pack, brand) = (pack.clone(), brief.brand());
        Self { made, pack, brand, _place: place }
    }

    fn completed(&self) -> Completed<'_> {
        self.made.completed(&self.pack, &self.brand)
    }

    fn reports(&self, fonts: &[Vec<u8>]) -> [(&'static str, Pdf); 3] {
        REPORTS.map(|(name, make)| (name, make(&self.completed(), fonts).unwrap()))
    }
}

type Report = fn(&Completed<'_>, &[Vec<u8>]) -> Result<Pdf>;

const REPORTS: [(&str, Report); 3] =
    [("quality_report", quality_report), ("challenge", challenge_brief), ("solution_guide", solution_guide)];

/// E-Commerce dirty, Banking flat and very dirty, Healthcare clean, and a domain that no pack is about.
fn briefs() -> [(&'static str, Brief); 4] {
    let brief = |domain, function, skill, structure| Brief {
        dataset_size: 4000,
        ..trial(domain, function, skill, structure, (1 << 51) + 7)
    };
    let flat = brief("Banking & Finance", Function::Risk, Skill::Advanced, Structure::Denormalized);
    let other = brief("Lighthouses", Function::Operations, Skill::Intermediate, Structure::Normalized);
    [
        ("shop", brief("E-Commerce", Function::Sales, Skill::Intermediate, Structure::Normalized)),
        ("bank", Brief { issue_level: Some(IssueLevel::Heavy), country: "IN".to_owned(), ..flat }),
        ("clinic", brief("Healthcare", Function::Operations, Skill::Beginner, Structure::Normalized)),
        ("lighthouse", Brief { country: "DE".to_owned(), ..other }),
    ]
}

/// For looking at: `DATAGEN_TEST_REPORTS=folder` writes the PDFs of all briefs there.
#[test]
fn reports_to_look_at() {
    let Some(folder) = std::env::var_os("DATAGEN_TEST_REPORTS") else { return };
    for (name, brief) in briefs() {
        let whole = Whole::of(&brief);
        eprintln!("{name} is made");
        for (report, make) in REPORTS {
            let pdf = make(&whole.completed(), &[]).unwrap();
            eprintln!("{name} {report}: {} pages, {} bytes", pdf.pages, pdf.bytes.len());
            std::fs::write(std::path::Path::new(&folder).join(format!("{name}-{report}.pdf")), pdf.bytes).unwrap();
        }
    }
}

/// The text of a PDF without places to break; none when poppler is not installed, which DATAGEN_TEST_PDF forbids.
fn text_of(pdf: &Pdf) -> Option<String> {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("report.pdf");
    std::fs::write(&file, &pdf.bytes).unwrap();
    match std::process::Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output() {
        Ok(output) => Some(flat(&String::from_utf8_lossy(&output.stdout).replace('\u{200b}', ""))),
        Err(error) => {
            assert!(std::env::var_os("DATAGEN_TEST_PDF").is_none(), "pdftotext: {error}");
            eprintln!("skipped: pdftotext is not installed");
            None
        }
    }
}

/// Only letters and digits: lines break and columns mingle otherwise.
fn flat(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).collect()
}

/// Words that stand in this order, though perhaps with others between their lines.
fn tells(text: &str, words: &str) -> bool {
    words.split_whitespace().all(|word| text.contains(&flat(word)))
}

#[test]
fn a_quality_report_is_long_enough_and_has_charts_of_many_kinds() {
    for (name, brief) in briefs() {
        let whole = Whole::of(&brief);
        let completed = whole.completed();
        let paper = quality_paper(&completed).unwrap();
        let kinds: BTreeSet<&str> = paper.charts().iter().map(|chart| chart.plot.form()).collect();
        assert!(kinds.len() >= 12, "{name}: {} kinds, {kinds:?}", kinds.len());
        assert!(paper.charts().iter().all(|chart| chart.alternative.len() > 10));
        let pdf = paper.pdf(&[]).unwrap();
        assert!(pdf.pages >= 12 && pdf.bytes.len() < 5_000_000, "{name}: {} pages, {}", pdf.pages, pdf.bytes.len());
        let Some(text) = text_of(&pdf) else { return };
        let challenge = completed.challenge;
        assert!(text.contains(&flat(&challenge.story.title)), "{name}: the title");
        for question in &challenge.questions {
            assert!(tells(&text, &question.text), "{name}: {}", question.text);
        }
        for number in &challenge.story.numbers {
            assert!(text.contains(&flat(&number.text)), "{name}: {}", number.text);
        }
        for words in ["Overall score", "Primary keys", "Relationships", "Recommendations", "Contents"] {
            assert!(text.contains(&flat(words)), "{name}: {words}");
        }
    }
}

#[test]
fn learners_are_not_told_what_is_to_be_found() {
    for (name, brief) in briefs() {
        let whole = Whole::of(&brief);
        let completed = whole.completed();
        let challenge = completed.challenge;
        let mut hidden = vec![brief.seed.to_string(), challenge.data_seed.to_string()];
        for insight in &challenge.insights {
            hidden.extend([insight.claim.clone(), insight.advice.clone(), insight.id.clone()]);
        }
        for question in &challenge.questions {
            hidden.extend([question.answer.clone(), question.sql.trim().to_owned(), question.id.clone()]);
            hidden.extend(question.mistakes.iter().flat_map(|one| [one.lesson.clone(), one.sql.clone()]));
        }
        hidden.extend(challenge.rules.iter().map(|rule| rule.sql.clone()));
        hidden.extend(challenge.events.iter().map(|event| event.about.clone()));
        hidden.extend(completed.dirt.iter().flat_map(|dirt| dirt.issues).map(|issue| issue.teaches.clone()));
        let told = format!("{:?}", challenge_paper(&completed));
        for canary in &hidden {
            assert!(!told.contains(canary.as_str()), "{name} tells {canary}");
        }
        let pdf = challenge_brief(&completed, &[]).unwrap();
        let raw = String::from_utf8_lossy(&pdf.bytes).into_owned();
        assert!(!raw.contains(&hidden[0]) && !raw.contains(&hidden[1]), "{name}: a seed");
        let Some(text) = text_of(&pdf) else { return };
        for question in &challenge.questions {
            assert!(tells(&text, &question.text), "{name}: {}", question.text);
        }
        for canary in hidden.iter().map(|canary| flat(canary)).filter(|canary| canary.len() > 12) {
            assert!(!text.contains(&canary), "{name} tells {canary}");
        }
        assert!(!told.to_lowercase().contains("select ") && !told.contains("dirty"), "{name}");
    }
}

#[test]
fn a_solution_guide_has_every_answer_mistake_and_repair() {
    for (name, brief) in briefs() {
        let whole = Whole::of(&brief);
        let completed = whole.completed();
        let told = format!("{:?}", solution_paper(&completed).unwrap());
        let has = |words: &str| told.contains(&format!("{words:?}")[1..format!("{words:?}").len() - 1]);
        for question in &completed.challenge.questions {
            assert!(has(&question.text) && has(&question.answer) && has(question.sql.trim_end()), "{name}");
            assert!(question.mistakes.iter().all(|mistake| has(&mistake.lesson) && has(&mistake.what)), "{name}");
        }
        for insight in &completed.challenge.insights {
            let asked = completed.challenge.questions.iter().any(|one| one.insight.as_ref() == Some(&insight.id));
            assert!(!asked || has(&insight.claim), "{name}: {}", insight.claim);
        }
        for issue in completed.dirt.iter().flat_map(|dirt| dirt.issues) {
            assert!(has(&issue.teaches), "{name}: {}", issue.teaches);
        }
    }
}

#[test]
fn the_same_challenge_gives_the_same_bytes() {
    let (_, brief) = &briefs()[0];
    let (one, two) = (Whole::of(brief), Whole::of(brief));
    for ((name, one), (_, two)) in one.reports(&[]).into_iter().zip(two.reports(&[])) {
        assert_eq!(one.bytes, two.bytes, "{name}");
    }
}

/// A font of this machine that has a character; none when there is none.
fn font_with(character: char) -> Option<Vec<u8>> {
    let mut folders: Vec<std::path::PathBuf> = vec!["/usr/share/fonts".into()];
    folders.extend(std::env::var_os("DATAGEN_TEST_FONTS").map(Into::into));
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let is_font = path.extension().is_some_and(|end| end == "ttf" || end == "otf" || end == "ttc");
            if path.is_dir() {
                folders.push(path);
            } else if is_font {
                let data = std::fs::read(&path).unwrap();
                let cover = Cover { title: character.to_string(), ..Cover::default() };
                let paper = Paper { cover, ..Paper::default() };
                if paper.pdf(std::slice::from_ref(&data)).is_ok_and(|pdf| pdf.replaced.is_empty()) {
                    return Some(data);
                }
            }
        }
    }
    None
}

#[test]
fn names_in_any_script_are_shown_or_replaced_and_told() {
    let (_, brief) = &briefs()[2];
    let mut whole = Whole::of(brief);
    "Žluťoučký Ωμέγα 日本 شركة".clone_into(&mut whole.made.challenge.story.company);
    for (name, pdf) in whole.reports(&[]) {
        let replaced: Vec<char> = pdf.replaced.keys().copied().collect();
        assert_eq!(replaced, ['日', '本'], "{name}");
    }
    let Some(font) = font_with('日') else {
        eprintln!("skipped: no font of this machine has the sign 日");
        return;
    };
    for (name, pdf) in whole.reports(&[font]) {
        assert_eq!(pdf.replaced.len(), 0, "{name}");
    }
}

#[test]
fn a_font_that_is_none_is_named() {
    let (_, brief) = &briefs()[2];
    let whole = Whole::of(brief);
    let error = challenge_brief(&whole.completed(), &[b"no font".to_vec()]).unwrap_err().to_string();
    assert!(error.contains("font 1") && error.contains("7 bytes"), "{error}");
}

/// A result of two columns in the place of a question's own.
fn with_result(question: &mut Question, kind: ChartKind, rows: Vec<[Value; 2]>) {
    let column = |name: &str, kind| ResultColumn { name: name.to_owned(), kind };
    let columns = vec![column("group_name", ValueKind::Text), column("net_revenue", ValueKind::Decimal)];
    question.result = Table { columns, rows: rows.into_iter().map(|row| row.to_vec()).collect() };
    question.chart =
        ChartTemplate { kind, x: "group_name".to_owned(), y: vec!["net_revenue".to_owned()], series: None };
    question.mistakes.clear();
}

#[test]
fn unusual_questions_and_results() {
    let (_, brief) = &briefs()[0];
    let mut whole = Whole::of(brief);
    let long = "extraordinarily long names of groups that nobody would choose but somebody has";
    let questions = &mut whole.made.challenge.questions;
    questions[0].text = "How ".to_owned() + &"very ".repeat(38) + "long?";
    with_result(&mut questions[0], ChartKind::Bar, vec![[json!("only"), json!("12.50")]]);
    let negative = |at: i64| [json!(format!("{long} {at}")), json!(format!("{}.25", 50 - at * 10))];
    with_result(&mut questions[1], ChartKind::Bar, (0..40).map(negative).collect());
    with_result(&mut questions[2], ChartKind::Column, (0..8).map(negative).collect());
    with_result(&mut questions[3], ChartKind::Pie, (0..30).map(|at| [json!(at.to_string()), json!("3.00")]).collect());
    with_result(&mut questions[4], ChartKind::Line, vec![[json!("a"), Value::Null], [json!("b"), json!("-1.00")]]);
    let country = brief.country();
    assert!(answer_chart(&questions[0], country).is_none());
    let (chart, note) = answer_chart(&questions[1], country).unwrap();
    assert_eq!((chart.plot.form(), note.as_deref()), ("lying_bars", Some("The chart shows 15 of 40 values.")));
    let forms = [2, 3, 4].map(|at: usize| answer_chart(&questions[at], country).unwrap().0);
    assert_eq!(forms.each_ref().map(|chart| chart.plot.form()), ["bars", "ring", "lines"]);
    for chart in forms.iter().chain([&chart]) {
        let svg = chart.standalone_svg();
        assert!(!svg.contains("NaN") && !svg.contains("=\"-"), "{svg}");
    }
    for (name, pdf) in whole.reports(&[]) {
        assert!(pdf.pages > 2, "{name}");
        if let (Some(text), false) = (text_of(&pdf), name == "quality_report") {
            assert!(text.contains("veryveryvery"), "{name}");
        }
    }
}
