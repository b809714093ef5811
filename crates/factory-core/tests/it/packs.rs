//! Packs are proven.

use datagen_core::Control;
use factory_core::{Library, check};

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
