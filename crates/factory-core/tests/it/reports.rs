//! The PDFs of a challenge: what they show, what they do not tell, and that they are the same every time.

use std::path::Path;

use datagen_core::Control;
use datagen_core::schema::document::Document;
use datagen_quality::profile::TableProfile;
use datagen_report::Pdf;
use factory_core::brief::{Function, IssueLevel, Skill, Structure};
use factory_core::challenge::Made;
use factory_core::check::trial;
use factory_core::completed::{Dirt, clean_tables};
use factory_core::dirty::{self, AnswerKey, Cleaning, DirtyData};
use factory_core::quality::{QaResults, assess};
use factory_core::report::{challenge_brief, quality_report, solution_guide};
use factory_core::{Brand, Brief, Completed, Library, Pack};

use crate::challenges::made;

/// A challenge with everything that reports are made of.
struct Whole {
    made: Made,
    pack: Pack,
    brand: Brand,
    document: Document,
    profiles: Vec<TableProfile>,
    qa: QaResults,
    dirty: Option<(DirtyData, Cleaning, AnswerKey)>,
    _place: [tempfile::TempDir; 2],
}

impl Whole {
    fn of(brief: &Brief) -> Self {
        let library = Library::embedded().unwrap();
        let (made, place) = made(&library, brief);
        let (pack, _) = library.for_domain(&brief.domain).unwrap();
        let aside = tempfile::tempdir().unwrap();
        let dirty = (!made.world.issues.is_empty()).then(|| dirty_of(&made, aside.path()));
        let (document, profiles) = match &dirty {
            Some((data, ..)) => (data.document.clone(), data.profiles.clone()),
            None => clean_tables(&made.world, &Control::default()).unwrap(),
        };
        let qa = assess(&made, dirty.as_ref().map(|(.., key)| key)).unwrap();
        let (pack, brand) = (pack.clone(), brief.brand());
        Self { made, pack, brand, document, profiles, qa, dirty, _place: [place, aside] }
    }

    fn completed(&self) -> Completed<'_> {
        Completed {
            challenge: &self.made.challenge,
            pack: &self.pack,
            brand: &self.brand,
            world: &self.made.world,
            data: &self.made.data,
            document: &self.document,
            profiles: &self.profiles,
            qa: &self.qa,
            dirt: self.dirty.as_ref().map(|(data, cleaning, key)| Dirt { issues: &data.issues, cleaning, key }),
        }
    }

    fn reports(&self, fonts: &[Vec<u8>]) -> [(&'static str, Pdf); 3] {
        let completed = self.completed();
        [
            ("quality_report", quality_report(&completed, fonts).unwrap()),
            ("challenge", challenge_brief(&completed, fonts).unwrap()),
            ("solution_guide", solution_guide(&completed, fonts).unwrap()),
        ]
    }
}

fn dirty_of(made: &Made, place: &Path) -> (DirtyData, Cleaning, AnswerKey) {
    let control = Control::default();
    let data = dirty::write(&made.world, &place.join("dirty"), &place.join("ledger"), &[], &control).unwrap();
    let cleaning = Cleaning::of(&made.world, &data.document).unwrap();
    let (questions, insights) = (&made.challenge.questions, &made.challenge.insights);
    let key = AnswerKey::make(&data, &made.world, &cleaning, questions, insights, &control).unwrap();
    (data, cleaning, key)
}

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
        for (report, pdf) in whole.reports(&[]) {
            eprintln!("{name} {report}: {} pages, {} bytes", pdf.pages, pdf.bytes.len());
            std::fs::write(Path::new(&folder).join(format!("{name}-{report}.pdf")), pdf.bytes).unwrap();
        }
    }
}
