//! Challenges: every number in a story is found again, seeds differ, and a seed stays what it is.

use std::collections::BTreeSet;

use datagen_core::Control;
use factory_core::brief::{Function, IssueLevel, Skill, Structure};
use factory_core::challenge::{Made, Measured, Version, make};
use factory_core::check::trial;
use factory_core::country::Country;
use factory_core::show::show;
use factory_core::sql::Query;
use factory_core::{Brief, Library};

pub(crate) fn made(library: &Library, brief: &Brief) -> (Made, tempfile::TempDir) {
    let place = tempfile::tempdir().unwrap();
    let made = make(library, brief, Version::default(), place.path(), &Control::default());
    (made.unwrap_or_else(|error| panic!("{brief:?}: {error}")), place)
}

/// One brief after the other, so that all skills, structures, functions and countries come up.
fn briefs(domain: &str, count: u64) -> impl Iterator<Item = Brief> {
    (0..count).map(move |seed| {
        let at = seed as usize;
        let (function, skill) = (Function::ALL[at % 9], Skill::ALL[at % 3]);
        let structure = Structure::ALL[(at / 3) % 2];
        let country = Country::ALL[(at * 7) % Country::ALL.len()].code.to_owned();
        Brief { country, ..trial(domain, function, skill, structure, (1 << 50) + seed) }
    })
}

#[test]
fn every_number_of_a_story_is_found_again() {
    let library = Library::embedded().unwrap();
    let domains = ["E-Commerce", "Banking & Finance", "Healthcare", "Lighthouses"];
    for brief in domains.iter().flat_map(|domain| briefs(domain, 18)) {
        let (made, _place) = made(&library, &brief);
        let challenge = &made.challenge;
        let told = format!("{}\n{}", challenge.story.title, challenge.story.text);
        let rest = Measured::without(&told, &challenge.story.numbers);
        for number in &challenge.story.numbers {
            let query = Query::parse(&number.sql).unwrap();
            let table = made.data.ask(&query).unwrap();
            let again = show(table.single().unwrap(), number.show, brief.country()).unwrap();
            assert_eq!(again, number.text, "{}", number.sql);
        }
        // What is left are years of the brief: in dates of what was planted, and as the brief's own.
        let numbers: Vec<&str> =
            rest.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()).collect();
        let is_year = |number: &&str| number.parse::<i32>().is_ok_and(|year| (2019..=2024).contains(&year));
        assert!(numbers.iter().all(is_year), "{numbers:?} in {rest}");
        assert!(challenge.insights.iter().all(|insight| insight.recovered));
        assert!(
            !challenge.story.text.contains(['{', '$', '@']) || brief.country().symbol.contains('$'),
            "{}",
            challenge.story.text
        );
        assert!(challenge.story.text.contains("Imagine yourself as Peter Pandey"));
    }
}

#[test]
fn seeds_differ_and_a_seed_stays_what_it_is() {
    let library = Library::embedded().unwrap();
    let brief = |seed: u64| Brief {
        dataset_size: 5000,
        ..trial("E-Commerce", Function::Sales, Skill::Intermediate, Structure::Normalized, (1_u64 << 45) + seed)
    };
    let (mut companies, mut stories, mut shapes, mut insights, mut numbers) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for seed in 0..100 {
        let (made, _place) = made(&library, &brief(seed));
        let challenge = made.challenge;
        let first = challenge.story.numbers.iter().map(|number| number.value.to_string()).collect::<Vec<_>>();
        let planted =
            challenge.insights.iter().map(|insight| format!("{} {}", insight.id, insight.planted)).collect::<Vec<_>>();
        companies.insert(challenge.story.company);
        stories.insert(challenge.story.text);
        shapes.insert(challenge.story.shape);
        insights.insert(planted);
        numbers.insert(first);
    }
    assert_eq!((stories.len(), numbers.len()), (100, 100));
    assert!(companies.len() >= 90, "{} companies", companies.len());
    assert!(shapes.len() >= 6, "{shapes:?}");
    assert!(insights.len() >= 20, "{} sets of insights", insights.len());
    let text = |seed| serde_json::to_string(&made(&library, &brief(seed)).0.challenge).unwrap();
    assert_eq!(text(7), text(7));
}

#[test]
fn the_instructors_own_questions_are_served_or_it_is_said_why_not() {
    let library = Library::embedded().unwrap();
    let questions = ["Which regions bring most revenue?".to_owned(), "How does the weather change moods?".to_owned()];
    let brief = trial("e commerce", Function::Operations, Skill::Beginner, Structure::Normalized, 1 << 44);
    let brief = Brief { primary_questions: questions.to_vec(), ..brief };
    let (made, _place) = made(&library, &brief);
    let [served, not] = made.challenge.wishes.as_slice() else { panic!("two wishes") };
    let id = served.served_by.as_deref().unwrap();
    assert!(made.challenge.questions.iter().any(|question| question.id == id), "{id}");
    assert_eq!(not.reason.as_deref(), Some("the pack E-Commerce has no question about it"));
}

#[test]
fn briefs_that_cannot_be_served() {
    let brief = Brief {
        domain: "x".to_owned(),
        problem_statement: "too short".to_owned(),
        dataset_size: 12,
        country: "XX".to_owned(),
        issue_level: Some(IssueLevel::Light),
        formats: Vec::new(),
        brand: None,
        ..trial("x", Function::Sales, Skill::Beginner, Structure::Normalized, 1 << 63)
    };
    insta::assert_snapshot!(brief.check().unwrap_err());
}
