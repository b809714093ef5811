//! The embedded data, built by scripts/faker_data.py.

/// What all locales share.
pub(super) const COMMON: &str = include_str!("../../data/faker/common.txt");

/// Locales and their data; the first is what the others fall back on.
pub(super) const SOURCES: [(&str, &str); 23] = [
    ("en_US", include_str!("../../data/faker/en_US.txt")),
    ("en_GB", include_str!("../../data/faker/en_GB.txt")),
    ("en_IN", include_str!("../../data/faker/en_IN.txt")),
    ("en_AU", include_str!("../../data/faker/en_AU.txt")),
    ("en_CA", include_str!("../../data/faker/en_CA.txt")),
    ("de_DE", include_str!("../../data/faker/de_DE.txt")),
    ("fr_FR", include_str!("../../data/faker/fr_FR.txt")),
    ("es_ES", include_str!("../../data/faker/es_ES.txt")),
    ("es_MX", include_str!("../../data/faker/es_MX.txt")),
    ("it_IT", include_str!("../../data/faker/it_IT.txt")),
    ("pt_BR", include_str!("../../data/faker/pt_BR.txt")),
    ("nl_NL", include_str!("../../data/faker/nl_NL.txt")),
    ("sv_SE", include_str!("../../data/faker/sv_SE.txt")),
    ("nb_NO", include_str!("../../data/faker/nb_NO.txt")),
    ("da_DK", include_str!("../../data/faker/da_DK.txt")),
    ("fi_FI", include_str!("../../data/faker/fi_FI.txt")),
    ("pl_PL", include_str!("../../data/faker/pl_PL.txt")),
    ("cs_CZ", include_str!("../../data/faker/cs_CZ.txt")),
    ("ru_RU", include_str!("../../data/faker/ru_RU.txt")),
    ("tr_TR", include_str!("../../data/faker/tr_TR.txt")),
    ("ja_JP", include_str!("../../data/faker/ja_JP.txt")),
    ("zh_CN", include_str!("../../data/faker/zh_CN.txt")),
    ("ko_KR", include_str!("../../data/faker/ko_KR.txt")),
];

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
