//! Challenges and packs, by the command: what an instructor sees.

use crate::support::{Outcome, Place};

const CONTEXT: &str = "The owner of an online shop wants to know why revenue in some regions fell although the number of orders did not, \
                       and which customers keep the business alive.";

/// `datagen challenge create` of a small brief, with further arguments.
fn create(place: &Place, further: &[&str]) -> Outcome {
    let brief = ["challenge", "create", "--domain", "E-Commerce", "--function", "Sales", "--skill", "Beginner"];
    let fixed = ["--rows", "2000", "--seed", "4711471147114711", "--date", "2026-01-15", "--context", CONTEXT];
    place.run(&[&brief[..], &fixed, further].concat())
}

#[test]
fn each_phase_is_shown_and_waits() {
    let place = Place::new();
    let problem = create(&place, &["-o", "shop", "--questions", "Which region lost the most revenue?"]);
    problem.expect(0, &[]);
    insta::assert_snapshot!("challenge_problem", problem.text());
    let schema = place.run(&["challenge", "approve", "shop"]);
    insta::assert_snapshot!("challenge_schema", schema.text());
    let preview = place.run(&["challenge", "approve", "shop"]);
    insta::assert_snapshot!("challenge_preview", preview.text());
    let dataset = place.run(&["challenge", "approve", "shop"]);
    insta::assert_snapshot!("challenge_dataset", dataset.text());
    place.run(&["challenge", "approve", "shop"]).expect(2, &["everything is approved already"]);
    let shown = place.run(&["challenge", "show", "shop"]);
    assert!(shown.text().ends_with("complete\n"), "{}", shown.text());
    let later = place.run(&["challenge", "reopen", "shop", "schema"]);
    later.expect(2, &["what was approved after schema is dropped; pass --yes to do it"]);
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_left() {
    let place = Place::new();
    let mut said = Vec::new();
    let mut wrong = |outcome: Outcome| {
        assert_eq!(outcome.code, 2, "{outcome:?}");
        said.push(outcome.stderr);
    };
    let brief =
        ["challenge", "create", "--domain", "E-Commerce", "--function", "Sales", "-o", "shop", "--date", "2026-01-15"];
    wrong(
        place.run(
            &[
                &brief[..],
                &[
                    "--context",
                    "too short",
                    "--rows",
                    "10",
                    "--country",
                    "XX",
                    "--date-range",
                    "2024-01-01..2024-02-01",
                ],
            ]
            .concat(),
        ),
    );
    wrong(create(&place, &["-o", "shop", "--formats", "xls"]));
    wrong(create(&place, &["-o", "shop", "--issues", "some"]));
    let brand = place.file("brand.yaml", "palette: { blue: azure }\nmentor: { name: Tony }\n");
    wrong(create(&place, &["-o", "shop", "--brand", brand.file_name().unwrap().to_str().unwrap()]));
    assert_eq!(place.names(), ["brand.yaml"]);
    create(&place, &["-o", "shop"]).expect(0, &[]);
    wrong(create(&place, &["-o", "shop"]));
    wrong(place.run(&["challenge", "regenerate", "shop", "make it pop"]));
    wrong(place.run(&["challenge", "regenerate", "shop", "drop the table orders"]));
    wrong(place.run(&["challenge", "edit", "shop", "--title", "Sales fell by 99%"]));
    wrong(place.run(&["challenge", "reopen", "shop", "dataset"]));
    wrong(place.run(&["challenge", "show", "elsewhere"]));
    insta::assert_snapshot!("challenge_errors", said.join("\n"));
}

#[test]
fn packs_are_listed_shown_and_begun() {
    let place = Place::new();
    insta::assert_snapshot!("packs_list", place.run(&["packs", "list"]).text());
    insta::assert_snapshot!("packs_show", place.run(&["packs", "show", "banking"]).text());
    place.run(&["packs", "show", "astrology"]).expect(2, &["astrology"]);
    place.run(&["packs", "new", "florist", "--from", "generic", "-o", "packs"]).expect(0, &[]);
    place.run(&["packs", "new", "florist", "-o", "packs"]).expect(2, &["is there already"]);
    assert_eq!(crate::support::names(&place.path("packs/florist")).len(), 5);
}
