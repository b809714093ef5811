//! Packs are proven.

use std::collections::BTreeSet;
use std::fs;

use datagen_core::Control;
use factory_core::brief::{Skill, Structure};
use factory_core::{Library, check};

use crate::challenges::made;
use crate::packages::small;

#[test]
fn every_combination_of_every_pack_is_proven() {
    let library = Library::embedded().unwrap();
    for pack in library.packs() {
        let place = tempfile::tempdir().unwrap();
        let found = check::check(pack, 0..1, place.path(), &Control::default(), |_| {}).unwrap();
        assert_eq!(found.combinations, 54);
        assert!(found.problems.is_empty(), "{}: {:#?}", pack.id, found.problems);
        assert_eq!(found.first_try, 54, "{}", pack.id);
    }
}

#[test]
fn the_slots_that_the_documentation_names_are_there() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/challenges.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| `${"));
    let named: BTreeSet<&str> =
        rows.flat_map(|row| row.split("${").skip(1).map(|rest| rest.split('}').next().unwrap())).collect();
    assert!(named.len() >= 16, "{named:?}");
    let library = Library::embedded().unwrap();
    let (made, _place) = made(&library, &small("E-Commerce", Skill::Beginner, Structure::Normalized, 5));
    for name in named {
        assert!(made.world.values.get(None, name).is_some(), "${{{name}}} has no value");
    }
}
