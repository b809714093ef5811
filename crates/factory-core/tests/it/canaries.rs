//! What learners must not see: every text and number of a challenge that is not public is replaced by a canary, and no
//! canary is in any file that learners get.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use datagen_core::Control;
use datagen_io::write::{CsvOptions, Format};
use datagen_quality::{Dataset, OpenOptions};
use factory_core::brief::{FurtherFormat, Skill, Structure};
use factory_core::challenge::{Challenge, Version, make};
use factory_core::completed::Dirt;
use factory_core::dirty::{self, IssueFound};
use factory_core::package::{Audience, PACKAGES, Packing, package};
use factory_core::sql::Engine;
use factory_core::{Brand, Brief, Completed, Library};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::packages::{Done, done, small, unzipped};

/// What learners may see of a challenge; `*` is any position. Everything else is theirs to find, also what comes to a
/// challenge later.
const PUBLIC: [&str; 27] = [
    "brief.domain",
    "brief.function",
    "brief.skill_level",
    "brief.data_structure",
    "brief.country",
    "brief.date_range.start",
    "brief.date_range.end",
    "brief.date",
    "brief.dataset_size",
    "brief.brand",
    "brief.formats.*",
    "story.company",
    "story.title",
    "story.text",
    // Numbers that the text tells.
    "story.numbers.*.text",
    "questions.*.id",
    "questions.*.text",
    // How the business works, and when something happened; not what it did.
    "rules.*.text",
    "events.*.name",
    "events.*.start",
    "events.*.end",
    "tables.*.name",
    "tables.*.description",
    "tables.*.rows",
    "tables.*.columns.*.name",
    "tables.*.columns.*.type",
    "tables.*.columns.*.description",
];

/// The first number of a canary; what follows are its own digits. It fits every type of number.
const FIRST: u64 = 4_242_000_000;

/// Canaries that were planted.
#[derive(Default)]
struct Cage {
    texts: Vec<String>,
    numbers: Vec<u64>,
    /// Places where nothing could be planted.
    left: BTreeSet<String>,
}

impl Cage {
    /// `value` with a canary at every place that is not public, as far as it then still is what it was.
    fn planted<T: Serialize + DeserializeOwned>(
        &mut self,
        name: &str,
        value: &T,
        is_public: impl Fn(&str) -> bool,
    ) -> T {
        let mut whole = serde_json::to_value(value).unwrap();
        let mut places = BTreeSet::new();
        leaves(&whole, &mut String::new(), &mut places);
        for place in places.into_iter().filter(|place| !is_public(place)) {
            let mut changed = whole.clone();
            let before = (self.texts.len(), self.numbers.len());
            self.plant(&mut changed, &place.split('.').collect::<Vec<_>>(), &format!("{name}.{place}"));
            if serde_json::from_value::<T>(changed.clone()).is_ok() {
                whole = changed;
            } else {
                self.texts.truncate(before.0);
                self.numbers.truncate(before.1);
                self.left.insert(format!("{name}.{place}"));
            }
        }
        serde_json::from_value(whole).unwrap()
    }

    fn plant(&mut self, value: &mut Value, place: &[&str], name: &str) {
        match (place, value) {
            (["*", rest @ ..], Value::Array(values)) => {
                values.iter_mut().for_each(|value| self.plant(value, rest, name));
            }
            ([member, rest @ ..], Value::Object(members)) => {
                if let Some(value) = members.get_mut(*member) {
                    self.plant(value, rest, name);
                }
            }
            ([], value @ Value::String(_)) => {
                let canary = format!("canary{}bird", self.texts.len());
                // Queries are read again: the canary is a remark of theirs.
                let is_query = name.ends_with("sql");
                let text = value.as_str().unwrap();
                *value = if is_query { format!("{text} -- {canary}").into() } else { canary.clone().into() };
                self.texts.push(canary);
            }
            ([], value @ Value::Number(_)) => {
                let canary = FIRST + self.numbers.len() as u64;
                *value = canary.into();
                self.numbers.push(canary);
            }
            _ => {}
        }
    }
}

/// The places of all texts and numbers.
fn leaves(value: &Value, place: &mut String, places: &mut BTreeSet<String>) {
    let length = place.len();
    let mut below = |member: &str, value: &Value, place: &mut String| {
        if length > 0 {
            place.push('.');
        }
        place.push_str(member);
        leaves(value, place, places);
        place.truncate(length);
    };
    match value {
        Value::Array(values) => values.iter().for_each(|value| below("*", value, place)),
        Value::Object(members) => members.iter().for_each(|(member, value)| below(member, value, place)),
        Value::String(_) | Value::Number(_) => {
            places.insert(place.clone());
        }
        Value::Null | Value::Bool(_) => {}
    }
}

#[test]
fn learners_get_no_canary() {
    for structure in Structure::ALL {
        let (library, control) = (Library::embedded().unwrap(), Control::default());
        let brief = small("E-Commerce", Skill::Advanced, structure, 7);
        let (place, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let made = make(&library, &brief, Version::default(), place.path(), &control).unwrap();
        let (datasets, solution) = (folder.path().join("datasets"), folder.path().join("solution"));
        let csv = [Format::Csv(CsvOptions::default())];
        let dirty = dirty::write(&made.world, &datasets, &solution, &csv, &control).unwrap();
        let damage = made.damage.as_ref().unwrap();

        let mut cage = Cage::default();
        let challenge: Challenge = cage.planted("challenge", &made.challenge, |place| PUBLIC.contains(&place));
        let secret = |_: &str| false;
        let qa = cage.planted("qa", &made.qa, secret);
        let key = cage.planted("key", &damage.key, secret);
        let issues: Vec<IssueFound> = cage.planted("issues", &dirty.issues, secret);
        let mut pack = library.for_domain("E-Commerce").unwrap().0.clone();
        pack.about = cage.planted("about", &pack.about, |place| place == "name");
        assert!(cage.texts.len() > 300 && cage.numbers.len() > 100, "{} {}", cage.texts.len(), cage.numbers.len());
        insta::allow_duplicates! {
            insta::assert_snapshot!("places_without_a_canary", cage.left.iter().cloned().collect::<Vec<_>>().join("\n"));
        }

        let (brand, cleaning) = (Brand::default(), &damage.cleaning);
        let dirt = Some(Dirt { issues: &issues, cleaning, key: &key });
        let completed = Completed { challenge: &challenge, qa: &qa, dirt, ..made.completed(&pack, &brand) };
        let packed =
            package(&completed, &dirty.written, folder.path(), Vec::new(), &Packing::default(), &control, |_| {})
                .unwrap();
        assert_eq!(packed.left_out, []);
        let mut found = [0, 0];
        for (at, audience) in Audience::ALL.into_iter().enumerate() {
            let archive = packed.archives.iter().find(|archive| archive.audience == audience).unwrap();
            let path = folder.path().join(&archive.file);
            assert!(path.starts_with(folder.path().join(PACKAGES)));
            for (name, bytes) in unzipped(std::fs::File::open(path).unwrap()) {
                let text = readable(&name, bytes);
                let texts = cage.texts.iter().filter(|canary| text.contains(canary.as_str()));
                let numbers = cage.numbers.iter().map(u64::to_string).filter(|canary| text.contains(canary.as_str()));
                let birds: Vec<String> = texts.cloned().chain(numbers).collect();
                assert!(audience == Audience::Instructor || birds.is_empty(), "{name}: {birds:?}");
                found[at] += birds.len();
            }
        }
        // They are not caught because they cannot fly: instructors hear them.
        assert!(found[1] > 200, "{found:?}");
    }
}

/// The texts of a file, whatever its form.
fn readable(name: &str, bytes: Vec<u8>) -> String {
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    if name.ends_with(".xlsx") {
        for bytes in unzipped(Cursor::new(bytes)).into_values() {
            text.push_str(&String::from_utf8_lossy(&bytes));
        }
    } else if name.ends_with(".pdf") {
        text.push_str(&pdf_text(&bytes));
    }
    text
}

pub(crate) fn pdf_text(bytes: &[u8]) -> String {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("report.pdf");
    std::fs::write(&path, bytes).unwrap();
    match Command::new("pdftotext").arg(&path).arg("-").output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).into_owned(),
        Err(_) => {
            assert!(std::env::var_os("DATAGEN_TEST_PDF").is_none(), "expected pdftotext");
            eprintln!("skipped: there is no pdftotext to read a PDF with");
            String::new()
        }
    }
}

/// What is secret of a real challenge: texts that are long enough to be nobody else's, and the seeds.
fn secrets(challenge: &Challenge) -> BTreeSet<String> {
    let whole = serde_json::to_value(challenge).unwrap();
    let mut public = String::new();
    let mut secret = BTreeSet::new();
    split(&whole, &mut Vec::new(), &mut public, &mut secret);
    secret.retain(|text| text.chars().count() >= 25 && !public.contains(text.as_str()));
    secret.insert(challenge.brief.seed.to_string());
    secret.insert(challenge.data_seed.to_string());
    secret
}

fn split(value: &Value, place: &mut Vec<String>, public: &mut String, secret: &mut BTreeSet<String>) {
    match value {
        Value::Array(values) => {
            for value in values {
                place.push("*".to_owned());
                split(value, place, public, secret);
                place.pop();
            }
        }
        Value::Object(members) => {
            for (member, value) in members {
                place.push(member.clone());
                split(value, place, public, secret);
                place.pop();
            }
        }
        Value::String(text) if PUBLIC.contains(&place.join(".").as_str()) => {
            public.push_str(text);
            public.push('\n');
        }
        Value::String(text) => {
            secret.insert(text.clone());
        }
        _ => {}
    }
}

/// Every file of the learner's archive as text, tables that are not text by their rows.
fn everything(done: &Done) -> Vec<(String, String)> {
    let place = done.extracted(Audience::Learner);
    let mut files: Vec<(String, String)> =
        done.files(Audience::Learner).into_iter().map(|(name, bytes)| (name.clone(), readable(&name, bytes))).collect();
    files.push(("rows of Parquet".to_owned(), parquet_rows(place.path())));
    files
}

fn parquet_rows(place: &Path) -> String {
    let folder = place.join("parquet");
    std::fs::create_dir(&folder).unwrap();
    let schema = std::fs::read_dir(place.join("datasets")).unwrap();
    let mut names = Vec::new();
    for file in
        schema.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "parquet"))
    {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        std::fs::copy(&file, folder.join(format!("{name}.parquet"))).unwrap();
        names.push(name);
    }
    assert!(!names.is_empty());
    let (schema, _) = datagen_core::Schema::parse(
        r#"{"version": "1.0", "metadata": {"name": "x"}, "nodes": [{"id": "unused", "kind": "entity", "pk": "id", "rows": 1, "columns": [
            {"name": "id", "type": "int", "generator": {"sequence": {}}}]}]}"#,
    );
    let dataset = Dataset::open(&folder, schema.document(), &OpenOptions::default()).unwrap();
    let mut text = String::new();
    for name in names {
        let path = folder.join(format!("{name}.parquet"));
        let sql = format!("CREATE EXTERNAL TABLE \"{name}\" STORED AS PARQUET LOCATION '{}'", path.display());
        dataset.query(&sql).unwrap();
        let rows = dataset.query(&format!("SELECT * FROM \"{name}\"")).unwrap();
        text.push_str(&arrow::util::pretty::pretty_format_batches(&rows).unwrap().to_string());
        let raw = std::fs::read(&path).unwrap();
        let raw = String::from_utf8_lossy(&raw).into_owned();
        assert!(!raw.contains("ARROW:schema") && !raw.contains("datagen.") && !raw.contains("seed"), "{name}");
    }
    text
}

#[test]
fn no_form_of_the_data_tells_a_secret() {
    let brief = small("Banking", Skill::Intermediate, Structure::Normalized, 8);
    let done = done(Brief { formats: FurtherFormat::ALL.into(), ..brief }, Packing::default());
    let secrets = secrets(done.session.challenge.as_ref().unwrap());
    assert!(secrets.len() > 30, "{secrets:?}");
    let schema = std::fs::read(done.folder.path().join("solution/schema.json")).unwrap();
    let hash = datagen_io::hash::sha256(&schema);
    for (name, text) in everything(&done) {
        let told: Vec<&String> = secrets.iter().filter(|secret| text.contains(secret.as_str())).collect();
        assert!(told.is_empty(), "{name}: {told:?}");
        assert!(!text.contains(&hash) && !text.contains("\"generator\"") && !text.contains("\"modifiers\""), "{name}");
        assert!(Engine::ALL.iter().all(|engine| !text.contains(&format!("answers in {}", engine.name()))), "{name}");
    }
}
