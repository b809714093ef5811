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

/// The session and its folder, made anew with what is said.
fn remade(workshop: &mut Workshop, session: &Session, words: &str) -> factory_core::Result<Session> {
    let (session, effects) = step(session.clone(), Command::Regenerate(words.to_owned()))?;
    workshop.carry_out(session, effects, |_| {})
}

#[test]
fn tables_and_columns_are_renamed_dropped_and_added() {
    let folder = tempfile::tempdir().unwrap();
    let mut workshop = workshop(folder.path());
    let (session, effects) = Session::start(brief()).unwrap();
    let session = workshop.carry_out(session, effects, |_| {}).unwrap();
    let columns = |session: &Session| {
        let tables = &session.challenge.as_ref().unwrap().tables;
        let of = |table: &factory_core::challenge::TableFacts| {
            table.columns.iter().map(|column| format!("{}.{}", table.name, column.name)).collect::<Vec<_>>()
        };
        tables.iter().flat_map(of).collect::<Vec<String>>()
    };
    assert!(columns(&session).contains(&"orders.quantity".to_owned()));
    let renamed = remade(&mut workshop, &session, "Rename the column orders.quantity to pieces, please").unwrap();
    assert!(columns(&renamed).contains(&"orders.pieces".to_owned()));
    assert!(!columns(&renamed).contains(&"orders.quantity".to_owned()));
    let renamed = remade(&mut workshop, &renamed, "rename the table customers to clients").unwrap();
    assert!(columns(&renamed).contains(&"clients.customer_region".to_owned()));
    for question in &renamed.challenge.as_ref().unwrap().questions {
        assert!(!question.sql.contains("customers ") && !question.sql.contains("quantity"), "{}", question.sql);
    }
    let dropped = remade(&mut workshop, &renamed, "drop the column payment_method").unwrap();
    assert!(!columns(&dropped).contains(&"orders.payment_method".to_owned()));
    for question in &dropped.challenge.as_ref().unwrap().questions {
        assert!(!question.sql.contains("payment_method"), "{}", question.sql);
    }
    let added = remade(&mut workshop, &session, "add the column signup_date").unwrap();
    assert!(columns(&added).contains(&"customers.signup_date".to_owned()));
    let wrong = |words: &str| remade(&mut workshop, &session, words).unwrap_err().to_string();
    let words = [
        "drop the table orders",
        "drop the column customer_id",
        "drop the column customer_regoin",
        "rename the column quantity to customer_id",
        "rename the column quantity to Große_Menge",
        "add the column loyalty_points",
    ];
    insta::assert_snapshot!(words.map(wrong).join("\n"));
}

#[test]
fn more_seasonality_makes_months_more_different() {
    let folder = tempfile::tempdir().unwrap();
    let mut workshop = workshop(folder.path());
    let (session, effects) = Session::start(brief()).unwrap();
    let session = workshop.carry_out(session, effects, |_| {}).unwrap();
    let mut spread = |words: &str| {
        let mut session = remade(&mut workshop, &session, words).unwrap();
        while session.preview.is_none() {
            let (next, effects) = step(session, Command::Approve).unwrap();
            session = workshop.carry_out(next, effects, |_| {}).unwrap();
        }
        let preview = session.preview.unwrap();
        let chart = preview.tables.iter().find(|table| table.table_name == "orders").unwrap().chart.clone().unwrap();
        let counts: Vec<f64> = chart.counts.iter().map(|count| *count as f64).collect();
        let least = counts.iter().copied().fold(f64::MAX, f64::min);
        counts.iter().copied().fold(0.0, f64::max) / least
    };
    assert!(spread("more seasonality") > 1.3 * spread("less seasonality"));
}

#[test]
fn a_preview_is_closed_and_no_table_of_it_is_empty() {
    for (domain, skill) in [
        ("E-Commerce", Skill::Advanced),
        ("Banking", Skill::Advanced),
        ("Healthcare", Skill::Advanced),
        ("Chess", Skill::Intermediate),
    ] {
        let brief = Brief {
            dataset_size: 3000,
            ..trial(domain, Function::Operations, skill, Structure::Normalized, (1 << 41) + 5)
        };
        let folder = tempfile::tempdir().unwrap();
        let mut workshop = workshop(folder.path());
        let (mut session, mut effects) = Session::start(brief).unwrap();
        while session.preview.is_none() {
            session = workshop.carry_out(session, effects, |_| {}).unwrap();
            (session, effects) = step(session, Command::Approve).unwrap();
            session = workshop.carry_out(session, std::mem::take(&mut effects), |_| {}).unwrap();
        }
        let preview = session.preview.unwrap();
        assert!(preview.fk_integrity_passed, "{domain}: {:?}", preview.orphan_records);
        assert_eq!(preview.quality_score, 10.0, "{domain}: {:?}", preview.data_type_issues);
        for table in &preview.tables {
            assert!((1..=90).contains(&table.row_count), "{domain} {}: {} rows", table.table_name, table.row_count);
        }
        let join = preview.join.unwrap();
        assert_eq!(join.rows.rows.len(), 5, "{domain}: {}", join.sql);
    }
}

#[test]
fn a_brand_has_its_own_names() {
    let brand = factory_core::Brand::read(
        "ours",
        "product: Data Academy\nmentor: { name: Peter Novak, role: Head of Data, colour: '#112233' }\nanalyst: { name: Jana Dvořáková, role: Analyst, colour: '#445566' }",
    )
    .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let brief = Brief { brand: Some(brand), ..brief() };
    let (session, effects) = Session::start(brief).unwrap();
    let session = workshop(folder.path()).carry_out(session, effects, |_| {}).unwrap();
    let story = session.challenge.unwrap().story;
    assert!(story.text.contains("Imagine yourself as Jana Dvořáková"), "{}", story.text);
    assert!(story.text.contains("Peter Novak") && !story.text.contains("Tony") && !story.text.contains("Pandey"));
    let wrong = "palette: { blue: azure }\nowner: { name: Tony Stark, role: Owner, colour: '#112233' }";
    insta::assert_snapshot!(factory_core::Brand::read("theirs", wrong).unwrap_err());
}
