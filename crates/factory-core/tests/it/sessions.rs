//! Sessions: phases one after the other, changes in plain words and by hand.

use datagen_core::Control;
use factory_core::brief::{Function, Skill, Structure};
use factory_core::check::trial;
use factory_core::session::{Command, Edit, Effect, Phase, Session, step, understand};
use factory_core::workshop::{HANDED_OUT, Workshop};
use factory_core::{Brief, Library};

fn workshop(folder: &std::path::Path) -> Workshop {
    Workshop::open(Library::embedded().unwrap(), folder, Control::default()).unwrap()
}

fn brief() -> Brief {
    let brief = trial("E-Commerce", Function::Sales, Skill::Beginner, Structure::Normalized, 1 << 41);
    Brief { dataset_size: 3000, ..brief }
}

#[test]
fn phases_wait_for_approval() {
    let folder = tempfile::tempdir().unwrap();
    let mut workshop = workshop(folder.path());
    let (session, effects) = Session::start(brief()).unwrap();
    assert_eq!(effects, [Effect::Make]);
    assert!(step(session.clone(), Command::Approve).unwrap_err().to_string().contains("it is not made yet"));
    let mut session = workshop.carry_out(session, effects, |_| {}).unwrap();
    for phase in Phase::ALL {
        assert_eq!(session.phase, phase);
        assert_eq!(session.is_complete(), phase == Phase::Dataset);
        if !session.is_complete() {
            let (next, effects) = step(session, Command::Approve).unwrap();
            session = workshop.carry_out(next, effects, |_| {}).unwrap();
        }
    }
    assert_eq!(workshop.load().unwrap(), session);
    assert!(folder.path().join("datasets/orders.csv").exists());
    let words = "one table, and dirtier please";
    let (mut flat, mut effects) = step(session.clone(), Command::Regenerate(words.to_owned())).unwrap();
    while !flat.is_complete() {
        flat = workshop.carry_out(flat, effects, |_| {}).unwrap();
        (flat, effects) = if flat.is_complete() { (flat, Vec::new()) } else { step(flat, Command::Approve).unwrap() };
    }
    let names = |place: &str| {
        let files = std::fs::read_dir(folder.path().join(place)).unwrap();
        let mut names: Vec<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(names("datasets"), ["dataset.csv"]);
    assert_eq!(names("solution/clean"), ["dataset.csv"]);
    let (kept, made) = (["problem_statement.txt", "session.json"], HANDED_OUT);
    let mut expected: Vec<&str> = kept.into_iter().chain(made).collect();
    expected.sort_unstable();
    assert_eq!(names("."), expected);
    // Nothing of the earlier package is left beside the new one.
    let archives = flat.package.as_ref().unwrap().archives.iter();
    let mut expected: Vec<&str> = archives.map(|archive| archive.file.strip_prefix("packages/").unwrap()).collect();
    expected.sort_unstable();
    assert_eq!(names("packages"), expected);
    let (session, _) = step(session, Command::Reopen(Phase::Schema)).unwrap();
    assert!(session.preview.is_none() && session.qa.is_none());
    assert!(step(session, Command::Reopen(Phase::Dataset)).unwrap_err().to_string().contains("approve schema first"));
}

#[test]
fn changes_in_plain_words() {
    let (session, _) = Session::start(brief()).unwrap();
    let words =
        "Harder please, one table, 20,000 rows, in Germany, from 2021 to 2023, another company and more questions";
    let (session, effects) = step(session, Command::Regenerate(words.to_owned())).unwrap();
    assert_eq!(effects, [Effect::Make]);
    let brief = &session.brief;
    assert_eq!((brief.skill_level, brief.data_structure), (Skill::Intermediate, Structure::Denormalized));
    assert_eq!((brief.dataset_size, brief.country.as_str()), (20_000, "DE"));
    assert_eq!(
        (brief.date_range.start.to_string(), brief.date_range.end.to_string()),
        ("2021-01-01".into(), "2023-12-31".into())
    );
    assert_eq!((session.version.story, session.version.questions), (1, 1));
    insta::assert_snapshot!(understand("make it pop").unwrap_err());
}

#[test]
fn changes_by_hand_are_held_against_the_data() {
    let folder = tempfile::tempdir().unwrap();
    let mut workshop = workshop(folder.path());
    let (session, effects) = Session::start(brief()).unwrap();
    let session = workshop.carry_out(session, effects, |_| {}).unwrap();
    let challenge = session.challenge.clone().unwrap();
    let story = |text: String| step(session.clone(), Command::Edit(Edit::Story(text)));
    let wrong = story(format!("{} It fell by 77.7%.", challenge.story.text)).unwrap_err().to_string();
    assert!(wrong.contains("the number 77 was not measured on the data"), "{wrong}");
    let short = story("Peter, Tony and Bruce.".to_owned()).unwrap_err().to_string();
    assert_eq!(short, "expected a story of 300 to 400 words, found 4");
    let id = challenge.questions[0].id.clone();
    let unknown =
        step(session.clone(), Command::Edit(Edit::Sql { id: id.clone(), sql: "DROP TABLE orders".to_owned() }));
    assert!(unknown.unwrap_err().to_string().contains("expected exactly one SELECT statement"));
    let (session, effects) = step(session, Command::Edit(Edit::Company("Blue Heron Trading".to_owned()))).unwrap();
    let session = workshop.carry_out(session, effects, |_| {}).unwrap();
    let changed = session.challenge.unwrap();
    assert!(
        changed.story.text.contains("Blue Heron Trading") && !changed.story.text.contains(&challenge.story.company)
    );
    assert_eq!(changed.questions, challenge.questions);
}
