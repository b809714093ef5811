//! The embedded data, built by scripts/faker_data.py.

/// What all locales share.
pub(super) const COMMON: &str = include_str!("../../data/faker/common.txt");

/// Locales and their data; the first is what the others fall back on.
pub(super) const SOURCES: [(&str, &str); 1] = [("en_US", include_str!("../../data/faker/en_US.txt"))];

/// Countries, codes and big cities by locale.
pub(super) const PLACES: &str = include_str!("../../data/faker/places.txt");

/// The names of the locales, in the order of [`SOURCES`].
pub(super) static NAMES: [&str; SOURCES.len()] = {
    let mut names = [""; SOURCES.len()];
    let mut index = 0;
    while index < names.len() {
        names[index] = SOURCES[index].0;
        index += 1;
    }
    names
};
