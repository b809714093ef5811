//! The documentation is true: every block of it is carried out, and the reference is what the code says.

mod engine;
mod language;
mod merge;
mod page;
mod reference;
mod run;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use page::{anchors, links};
use run::{Report, expect_none, run};

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Whether the pages are to be written anew rather than compared.
fn updates() -> bool {
    std::env::var_os("UPDATE_DOCS").is_some()
}

fn read(page: &str) -> String {
    fs::read_to_string(root().join(page)).unwrap_or_else(|error| panic!("{page}: {error}"))
}

/// The pages that people write.
fn written_pages() -> Vec<String> {
    let docs = crate::support::names(&root().join("docs"));
    let pages = docs.iter().filter(|name| name.ends_with(".md") && *name != "reference.md");
    std::iter::once("README.md".to_owned()).chain(pages.map(|name| format!("docs/{name}"))).collect()
}

/// Carries a page out; with UPDATE_DOCS, writes what its blocks should show.
#[track_caller]
fn check(page: &str) -> Report {
    let text = read(page);
    let report = run(page, &text);
    if updates() && report.updated != text {
        fs::write(root().join(page), &report.updated).unwrap();
        expect_none(&run(page, &report.updated).problems);
    } else {
        expect_none(&report.problems);
    }
    report
}

#[test]
fn docs_are_fresh() {
    let reference = reference::generate();
    let path = root().join("docs/reference.md");
    if updates() {
        fs::write(path, &reference.text).unwrap();
        return;
    }
    let written = fs::read_to_string(path).unwrap_or_default();
    let differs = reference.text.lines().zip(written.lines()).position(|(fresh, written)| fresh != written);
    assert!(
        written == reference.text,
        "docs/reference.md is stale from line {} on; run UPDATE_DOCS=1 cargo test -p datagen-cli docs",
        differs.unwrap_or_else(|| reference.text.lines().count().min(written.lines().count())) + 1
    );
}

#[test]
fn every_part_of_the_language_has_an_example() {
    expect_none(&reference::generate().problems);
}

#[test]
fn the_pages_are_true() {
    for page in written_pages().iter().filter(|page| *page != "docs/guide.md") {
        check(page);
    }
}

#[test]
fn the_guide_is_true_and_ends_in_its_shop() {
    let built = check("docs/guide.md").schema;
    let shop: serde_json::Value = serde_json::from_str(&read("docs/shop.json")).unwrap();
    assert!(
        built.as_ref() == Some(&shop),
        "docs/shop.json is not what the guide builds:\n{:#}",
        built.unwrap_or_default()
    );
}

#[test]
fn links_lead_somewhere() {
    let pages = written_pages()
        .into_iter()
        .chain(["docs/reference.md", "CONTRIBUTING.md", "ARCHITECTURE.md"].map(str::to_owned));
    for page in pages {
        let text = read(&page);
        let own: Vec<String> = anchors(&text);
        assert_eq!(
            own.iter().collect::<BTreeSet<_>>().len(),
            own.len(),
            "{page} has two headings of one name: {own:?}"
        );
        for link in links(&text).into_iter().filter(|link| !link.contains("://")) {
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = root().join(&page).parent().unwrap().join(file);
            assert!(file.is_empty() || target.exists(), "{page}: {link} leads nowhere");
            let known = if file.is_empty() {
                own.clone()
            } else if anchor.is_empty() {
                continue;
            } else {
                anchors(&fs::read_to_string(&target).unwrap())
            };
            assert!(known.iter().any(|known| known == anchor), "{page}: {link} leads to no heading");
        }
    }
}
