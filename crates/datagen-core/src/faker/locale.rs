//! Locales: their data, read once from what is compiled in.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::list::{Item, List};
use super::sources::{COMMON, SOURCES};
use super::template::{Template, Templates, parse};

macro_rules! sections {
    ($(#[$meta:meta])* $name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum $name { $($variant),* }

        impl $name {
            /// The sections' names in the data files, in the order of the variants.
            pub(super) const NAMES: &'static [&'static str] = &[$($text),*];
        }
    };
}

sections! {
    /// Sections that hold plain texts.
    Lists {
        Male = "male", Female = "female", Surnames = "surnames", SurnamesFemale = "surnames_female",
        MiddleMale = "middle_male", MiddleFemale = "middle_female",
        PrefixesMale = "prefixes_male", PrefixesFemale = "prefixes_female",
        SuffixesMale = "suffixes_male", SuffixesFemale = "suffixes_female",
        States = "states", Zones = "zones", Streets = "streets", StreetSuffixes = "street_suffixes",
        CompanySurnames = "company_surnames", CompanySuffixes = "company_suffixes", Industries = "industries",
        Roots = "roots", CatchA = "catch_a", CatchB = "catch_b", CatchC = "catch_c",
        BsA = "bs_a", BsB = "bs_b", BsC = "bs_c",
        Jobs = "jobs", JobsFemale = "jobs_female", Words = "words",
        Nouns = "nouns", Adjectives = "adjectives", Persons = "persons", Kinds = "kinds", Locations = "locations",
        Providers = "providers", Colors = "colors", Currencies = "currencies", Languages = "languages",
        Countries = "countries", MimeTypes = "mime_types", Extensions = "extensions", Cards = "cards",
        Bban = "bban",
    }
}

sections! {
    /// Sections that hold templates.
    Forms {
        NamesMale = "names_male", NamesFemale = "names_female",
        StreetNames = "street_names", Buildings = "buildings", Secondary = "secondary",
        StreetAddresses = "street_addresses", Addresses = "addresses", Phones = "phones",
        Companies = "company_formats", Plates = "plates", Ssn = "ssn",
        Subjects = "subjects", Predicates = "predicates", Topics = "topics", Traits = "traits",
        Endings = "endings", Openings = "openings",
        Sentences = "sentences", Joins = "joins", UserAgents = "user_agents",
    }
}

/// Sections that a locale either has or goes without; all others are taken from en_US where it has none.
const OWN_ONLY: [&str; 13] = [
    "surnames_female",
    "middle_male",
    "middle_female",
    "prefixes_male",
    "prefixes_female",
    "suffixes_male",
    "suffixes_female",
    "jobs_female",
    "street_suffixes",
    "states",
    "zones",
    "cities",
    "secondary",
];

/// A city: everything that the place of a row follows from.
#[derive(Debug, Default)]
pub(super) struct City {
    pub(super) name: &'static str,
    pub(super) state: usize,
    pub(super) zone: usize,
    pub(super) latitude: f64,
    pub(super) longitude: f64,
    pub(super) postcodes: Vec<Template>,
    pub(super) areas: Vec<Template>,
}

/// The people, places, companies and language of one country.
#[derive(Debug)]
pub struct Locale {
    name: &'static str,
    facts: BTreeMap<&'static str, &'static str>,
    /// The letters that the country's postcodes use.
    pub(super) letters: &'static str,
    lists: Vec<List>,
    forms: Vec<Templates>,
    pub(super) cities: List,
    places: Vec<City>,
    /// The country whose account numbers are made up, and their form.
    pub(super) bban: (&'static str, Template),
}

type Sections = BTreeMap<&'static str, Vec<&'static str>>;

impl Locale {
    /// The locale's name, such as "en_US".
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The name of its country in its language.
    #[must_use]
    pub fn country(&self) -> &'static str {
        self.fact("country")
    }

    /// The two letters of its country (ISO 3166-1 alpha-2).
    #[must_use]
    pub fn country_code(&self) -> &'static str {
        self.fact("alpha2")
    }

    /// The three letters of its country (ISO 3166-1 alpha-3).
    #[must_use]
    pub fn country_code_alpha3(&self) -> &'static str {
        self.fact("alpha3")
    }

    pub(super) fn fact(&self, name: &str) -> &'static str {
        self.facts.get(name).copied().unwrap_or_default()
    }

    #[inline]
    pub(super) fn list(&self, list: Lists) -> &List {
        &self.lists[list as usize]
    }

    #[inline]
    pub(super) fn forms(&self, forms: Forms) -> &Templates {
        &self.forms[forms as usize]
    }

    #[inline]
    pub(super) fn pick(&self, list: Lists, bits: u64) -> &Item {
        self.list(list).pick(bits)
    }

    /// The city that `bits` choose; `None` only without cities, which a test rules out.
    #[inline]
    pub(super) fn city(&self, bits: u64) -> Option<&City> {
        self.places.get(self.cities.index(bits))
    }

    /// Reads a locale from its data and the data it falls back on; the texts say what is wrong with the data.
    pub(super) fn read(name: &'static str, own: &'static str, base: &'static str) -> (Self, Vec<String>) {
        let mut problems = Vec::new();
        let sections = merged(own, base);
        let lines = |section: &str| sections.get(section).map_or(&[][..], Vec::as_slice);
        let mut kept = |problem: String| problems.push(format!("{name}: {problem}"));
        let lists = Lists::NAMES.iter().map(|n| List::new(lines(n)).unwrap_or_else(|e| fallback(e, &mut kept)));
        let lists: Vec<List> = lists.collect();
        let forms = Forms::NAMES.iter().map(|n| Templates::new(lines(n)).unwrap_or_else(|e| fallback(e, &mut kept)));
        let forms: Vec<Templates> = forms.collect();
        let facts: BTreeMap<_, _> = lines("facts").iter().filter_map(|line| line.split_once('\t')).collect();
        let letters = facts.get("postcode_letters").copied().unwrap_or("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        let cities = List::new(lines("cities")).unwrap_or_else(|e| fallback(e, &mut kept));
        let places = cities.items().iter().map(|i| city(i).unwrap_or_else(|e| fallback(e, &mut kept))).collect();
        let mut locale = Self { name, facts, letters, lists, forms, cities, places, bban: ("", Vec::new()) };
        locale.bban = bban(&locale).unwrap_or_else(|e| fallback(e, &mut kept));
        (locale, problems)
    }
}

fn fallback<T: Default>(problem: String, keep: &mut impl FnMut(String)) -> T {
    keep(problem);
    T::default()
}

/// The sections of a data file.
fn sections(text: &'static str) -> Sections {
    let mut found = Sections::new();
    let mut current = "";
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with("//")) {
        match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            Some(name) => {
                current = name;
                found.entry(name).or_default();
            }
            None => found.entry(current).or_default().push(line),
        }
    }
    found
}

/// Own sections, then those of the base that the locale has not, then the common ones.
fn merged(own: &'static str, base: &'static str) -> Sections {
    let mut found = sections(own);
    for (name, lines) in sections(base) {
        if !OWN_ONLY.contains(&name) {
            found.entry(name).or_insert(lines);
        }
    }
    for (name, lines) in sections(COMMON) {
        found.entry(name).or_insert(lines);
    }
    found
}

/// A city from "state;zone;latitude;longitude;postcodes;areas".
fn city(item: &Item) -> Result<City, String> {
    let wrong = || format!("expected state;zone;latitude;longitude;postcodes;areas, found {:?}", item.extra);
    let columns: Vec<&'static str> = item.extra.split(';').collect();
    let [state, zone, latitude, longitude, postcodes, areas] = columns[..] else { return Err(wrong()) };
    let templates = |text: &'static str| text.split(',').filter(|t| !t.is_empty()).map(parse).collect::<Result<_, _>>();
    Ok(City {
        name: item.text,
        state: state.parse().map_err(|_| wrong())?,
        zone: zone.parse().map_err(|_| wrong())?,
        latitude: latitude.parse().map_err(|_| wrong())?,
        longitude: longitude.parse().map_err(|_| wrong())?,
        postcodes: templates(postcodes)?,
        areas: templates(areas)?,
    })
}

/// The account numbers of the locale's country, or Britain's where the country has no IBAN.
fn bban(locale: &Locale) -> Result<(&'static str, Template), String> {
    let all = locale.list(Lists::Bban).items();
    let own = all.iter().find(|item| item.text == locale.country_code());
    let chosen = own.or_else(|| all.iter().find(|item| item.text == "GB")).ok_or("no account numbers of GB")?;
    Ok((chosen.text, parse(chosen.extra)?))
}

/// The locale of that name ("en_US"; "en-us" is understood), loaded at its first use.
#[must_use]
pub fn locale(name: &str) -> Option<&'static Locale> {
    static LOADED: [OnceLock<Locale>; SOURCES.len()] = [const { OnceLock::new() }; SOURCES.len()];
    let same = |known: &str| known.len() == name.len() && known.bytes().zip(name.bytes()).all(same_letter);
    let index = SOURCES.iter().position(|(known, _)| same(known))?;
    let (known, own) = SOURCES[index];
    Some(LOADED[index].get_or_init(|| Locale::read(known, own, SOURCES[0].1).0))
}

fn same_letter((left, right): (u8, u8)) -> bool {
    let plain = |byte: u8| if byte == b'-' { b'_' } else { byte.to_ascii_lowercase() };
    plain(left) == plain(right)
}
