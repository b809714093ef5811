//! What is packed for whom: contents, hashes, the same bytes twice, nothing that learners must not see.

use std::fs;
use std::process::Command;

use datagen_core::Control;
use datagen_io::hash::sha256;
use factory_core::brief::{FurtherFormat, IssueLevel, Skill, Structure};
use factory_core::package::{Audience, LeftOut, Packing, REPORTS};
use factory_core::progress::{Doing, Step};
use factory_core::session::{Command as Order, Edit, Session, step};
use factory_core::workshop::{HANDED_OUT, Workshop};
use factory_core::{Brief, Error, Library};

use crate::canaries::pdf_text;
use crate::databases::ran;
use crate::packages::{Done, done, done_with, python, small};

fn dirty_with_all_formats() -> Done {
    let brief = small("E-Commerce", Skill::Intermediate, Structure::Normalized, 1);
    done(Brief { formats: FurtherFormat::ALL.into(), ..brief }, Packing::default())
}

/// The clinic, whose visits have so many columns more than the pack's.
fn clinic_with(columns: u32, folder: &std::path::Path) -> Library {
    let library = Library::embedded().unwrap();
    let wide = library.named("Healthcare").unwrap().write_copy("wide", folder).unwrap();
    let path = wide.join("world.yaml");
    let text = fs::read_to_string(&path).unwrap();
    let first =
        text.find("      - { name: patient_id, type: string, description: Who the appointment was for").unwrap();
    let more: String = (1..=columns)
        .map(|number| {
            format!(
                "      - {{ name: laboratory_measurement_{number:02}, type: float, decimals: 2, unit: mmol, description: Value {number} of the laboratory, \
                 generator: {{ distribution: {{ type: normal, params: {{ mean: {number}0, std: 3 }}, clamp: [0, 1000] }} }} }}\n"
            )
        })
        .collect();
    fs::write(&path, format!("{}{more}{}", &text[..first], &text[first..])).unwrap();
    let about = wide.join("pack.yaml");
    let text = fs::read_to_string(&about).unwrap().replacen("name: Healthcare", "name: Laboratory Clinic", 1);
    fs::write(&about, text).unwrap();
    library.with_directory(folder).unwrap()
}

#[test]
fn a_table_of_forty_columns_is_told_whole() {
    let packs = tempfile::tempdir().unwrap();
    let library = clinic_with(16, packs.path());
    let brief = Brief {
        function: "Operations".to_owned(),
        formats: vec![FurtherFormat::Xlsx, FurtherFormat::Sql],
        ..small("Laboratory Clinic", Skill::Advanced, Structure::Denormalized, 12)
    };
    let done = done_with(library, brief, Packing::default());
    assert_eq!(done.packed().left_out, []);
    assert_eq!(done.packed().warnings, [] as [String; 0]);
    let files = done.files(Audience::Instructor);
    let table = String::from_utf8(files["datasets/dataset.csv"].clone()).unwrap();
    let columns: Vec<&str> = table.lines().next().unwrap().split(',').collect();
    assert!(columns.len() >= 40, "{columns:?}");
    let dictionary = String::from_utf8(files["documentation/data_dictionary.csv"].clone()).unwrap();
    assert_eq!(dictionary.lines().count(), 1 + columns.len(), "{dictionary}");
    // Long names are broken, where nobody sees it.
    let learned = pdf_text(&files["documentation/challenge.pdf"]).replace(['\u{200b}', '\n'], "");
    for column in columns {
        assert!(learned.is_empty() || learned.contains(column), "{column} is not in {learned}");
    }
}

#[test]
fn archives_hold_what_they_say() {
    let done = dirty_with_all_formats();
    assert_eq!(done.packed().left_out, []);
    for archive in &done.packed().archives {
        let bytes = fs::read(done.folder.path().join(&archive.file)).unwrap();
        assert_eq!((sha256(&bytes), bytes.len() as u64), (archive.sha256.clone(), archive.bytes));
        let files = done.files(archive.audience);
        let sums = String::from_utf8(files["SHA256SUMS"].clone()).unwrap();
        let expected: String = files
            .iter()
            .filter(|(name, _)| *name != "SHA256SUMS")
            .map(|(name, bytes)| format!("{}  {name}\n", sha256(bytes)))
            .collect();
        assert_eq!(sums, expected);
        let listed: Vec<(String, u64)> = archive.files.iter().map(|file| (file.name.clone(), file.bytes)).collect();
        let found: Vec<(String, u64)> = files
            .iter()
            .filter(|(name, _)| *name != "SHA256SUMS")
            .map(|(name, bytes)| (name.clone(), bytes.len() as u64))
            .collect();
        assert_eq!(listed, found);
        let readme = String::from_utf8(files["documentation/README.txt"].clone()).unwrap();
        for (name, _) in found.iter().filter(|(name, _)| name != "documentation/README.txt") {
            assert!(readme.contains(name.as_str()), "{name}");
        }
        for question in &done.session.challenge.as_ref().unwrap().questions {
            assert!(readme.contains(&question.text));
        }
    }
    let names = |audience| done.files(audience).into_keys().collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!("learner", names(Audience::Learner));
    insta::assert_snapshot!("instructor", names(Audience::Instructor));
}

#[test]
fn entries_are_sorted_and_bear_the_date_of_the_brief() {
    let done = done(small("Banking", Skill::Beginner, Structure::Normalized, 2), Packing::default());
    for audience in Audience::ALL {
        let mut archive = zip::ZipArchive::new(fs::File::open(done.archive(audience)).unwrap()).unwrap();
        let names: Vec<String> =
            (0..archive.len()).map(|at| archive.by_index(at).unwrap().name().unwrap().into_owned()).collect();
        assert!(names.is_sorted(), "{names:?}");
        for at in 0..archive.len() {
            let file = archive.by_index(at).unwrap();
            let time = file.last_modified().unwrap();
            assert_eq!((time.year(), time.month(), time.day(), time.hour()), (2025, 1, 1, 0));
            assert_eq!(file.unix_mode().unwrap() & 0o777, 0o644);
            let is_stored = file.compression() == zip::CompressionMethod::Stored;
            let name = file.name().unwrap();
            assert_eq!(is_stored, [".png", ".pdf", ".xlsx"].iter().any(|end| name.ends_with(end)), "{name}");
        }
    }
    let name = done.archive(Audience::Learner).file_name().unwrap().to_str().unwrap().to_owned();
    assert!(name.ends_with("_Challenge_2025-01-01.zip") && !name.contains(' '), "{name}");
}

#[test]
fn the_same_brief_is_the_same_bytes() {
    let (one, two) = (dirty_with_all_formats(), dirty_with_all_formats());
    assert_eq!(one.packed(), two.packed());
    let mut workshop = crate::packages::workshop(two.folder.path());
    let again = workshop.pack_again(two.session.clone(), |_| {}).unwrap();
    assert_eq!(again, two.session);
    // One archive alone: the other one is gone, the folder is whole.
    let packing = Packing { audiences: vec![Audience::Learner], ..Packing::default() };
    let alone = workshop.with_packing(packing).pack_again(again, |_| {}).unwrap().package.unwrap();
    assert_eq!(alone.archives[..], one.packed().archives[..1]);
    assert_eq!(fs::read_dir(two.folder.path().join("packages")).unwrap().count(), 1);
    for name in HANDED_OUT {
        assert!(two.folder.path().join(name).exists(), "{name}");
    }
}

#[test]
fn a_failing_report_leaves_the_others() {
    let mut packing = Packing::default();
    for maker in packing.reports.iter_mut().filter(|maker| maker.file.ends_with(".xlsx")) {
        maker.make = |_, _| Err(Error::Request("the ink is dry".to_owned()));
    }
    let done = done(small("Healthcare", Skill::Beginner, Structure::Normalized, 3), packing);
    let file = "reports/analytical_answers.xlsx".to_owned();
    assert_eq!(done.packed().left_out, [LeftOut { file: file.clone(), reason: "the ink is dry".to_owned() }]);
    let files = done.files(Audience::Instructor);
    assert!(!files.contains_key(&file));
    for maker in REPORTS.iter().filter(|maker| maker.file != file) {
        assert!(files.contains_key(maker.file), "{}", maker.file);
    }
    let readme = |audience| String::from_utf8(done.files(audience)["documentation/README.txt"].clone()).unwrap();
    assert!(readme(Audience::Instructor).contains("reports/analytical_answers.xlsx: the ink is dry"));
    assert!(!readme(Audience::Learner).contains("ink"));
}

#[test]
fn a_cancelled_run_leaves_no_package() {
    let folder = tempfile::tempdir().unwrap();
    let control = Control::default();
    let mut workshop = Workshop::open(Library::embedded().unwrap(), folder.path(), control.clone()).unwrap();
    let brief = small("E-Commerce", Skill::Beginner, Structure::Normalized, 4);
    let (mut session, mut effects) = Session::start(brief).unwrap();
    let ended = loop {
        let cancel = |doing| {
            if doing == Doing::Step(Step::ExcelGeneration) {
                control.cancel();
            }
        };
        match workshop.carry_out(session, effects, cancel) {
            Ok(next) => (session, effects) = step(next, Order::Approve).unwrap(),
            Err(error) => break error,
        }
    };
    assert!(ended.to_string().contains("cancelled"), "{ended}");
    let mut names: Vec<String> =
        fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["problem_statement.txt", "session.json"]);
}

#[test]
fn companies_are_called_as_they_are_in_any_script() {
    let folder = tempfile::tempdir().unwrap();
    let mut workshop = crate::packages::workshop(folder.path());
    let brief = Brief { country: "JP".to_owned(), ..small("E-Commerce", Skill::Beginner, Structure::Normalized, 9) };
    let (session, effects) = Session::start(brief).unwrap();
    let session = workshop.carry_out(session, effects, |_| {}).unwrap();
    let edit = Order::Edit(Edit::Company("さくら商店 / \"Łódź\" & Co.".to_owned()));
    let (mut session, mut effects) = step(session, edit).unwrap();
    loop {
        session = workshop.carry_out(session, effects, |_| {}).unwrap();
        if session.is_complete() {
            break;
        }
        (session, effects) = step(session, Order::Approve).unwrap();
    }
    let packed = session.package.unwrap();
    assert_eq!(packed.left_out, []);
    let names: Vec<&str> = packed.archives.iter().map(|archive| archive.file.as_str()).collect();
    let name = "packages/さくら商店_Łódź_Co_Challenge_2025-01-01";
    assert_eq!(names, [format!("{name}.zip"), format!("{name}_instructor.zip")]);
    // The fonts of the program have no sign for them, which is told.
    assert!(packed.warnings.iter().any(|warning| warning.contains("U+3055") && warning.contains("--fonts")));
}

#[test]
fn frictionless_validates_the_packages() {
    let Some(python) = python("frictionless") else { return };
    let script = "
from frictionless import Package
report = Package('datapackage.json').validate()
assert report.valid, report.flatten(['rowNumber', 'fieldName', 'type', 'note'])[:5]
print('valid', report.stats['tasks'])";
    for (skill, structure, issues) in [
        (Skill::Advanced, Structure::Normalized, Some(IssueLevel::None)),
        (Skill::Advanced, Structure::Normalized, None),
        (Skill::Advanced, Structure::Denormalized, None),
    ] {
        let brief = Brief { issue_level: issues, country: "JP".to_owned(), ..small("Banking", skill, structure, 5) };
        let done = done(brief, Packing { audiences: vec![Audience::Learner], ..Packing::default() });
        let place = done.extracted(Audience::Learner);
        let told = ran(Command::new(&python).args(["-c", script]).current_dir(place.path()), script);
        assert!(told.contains("valid"), "{told}");
    }
}

#[test]
fn mlcroissant_reads_records_of_the_package() {
    let Some(python) = python("mlcroissant") else { return };
    let script = "
import mlcroissant as mlc
data = mlc.Dataset('croissant.json')
assert not data.metadata.ctx.issues.errors, data.metadata.ctx.issues.report()
for record_set in data.metadata.record_sets:
    assert next(iter(data.records(record_set.id))), record_set.id
print('read', len(data.metadata.record_sets))";
    let done = done(small("Healthcare", Skill::Intermediate, Structure::Normalized, 6), Packing::default());
    let place = done.extracted(Audience::Learner);
    assert!(ran(Command::new(&python).args(["-c", script]).current_dir(place.path()), script).contains("read"));
}
