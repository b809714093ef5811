//! Several persons of one row, and whose sex a column decides.

use datagen_core::Options;

use super::{column, complaints, table};
use crate::door::Expected::Warned;
use crate::door::{check, generate, texts};

fn fake(name: &str, body: &str) -> String {
    column(name, "string", &format!(r#"{{"faker": {{{body}}}}}"#))
}

#[test]
fn a_named_person_is_another_one_and_coherent() {
    let columns = [
        fake("patient", r#""method": "name""#),
        fake("patient_first", r#""method": "first_name""#),
        fake("doctor", r#""method": "name", "person": "doctor""#),
        fake("doctor_first", r#""method": "first_name", "person": "doctor""#),
        fake("nurse", r#""method": "name", "person": "nurse""#),
    ];
    let (tables, _) = generate(&table(400, &columns), &Options::default());
    let of = |name: &str| texts(&crate::door::column(&tables, name));
    assert!(of("patient").iter().zip(of("patient_first")).all(|(name, first)| name.contains(&first)));
    assert!(of("doctor").iter().zip(of("doctor_first")).all(|(name, first)| name.contains(&first)));
    let equal = |a: &str, b: &str| of(a).iter().zip(of(b)).filter(|(a, b)| *a == b).count();
    assert!(equal("patient", "doctor") < 4 && equal("doctor", "nurse") < 4);
}

/// A further person changes nothing about the row's own.
#[test]
fn the_rows_own_person_stays() {
    let own = fake("own", r#""method": "name""#);
    let alone = generate(&table(50, std::slice::from_ref(&own)), &Options::default()).0;
    let both = generate(&table(50, &[fake("other", r#""method": "name", "person": "x""#), own]), &Options::default()).0;
    assert_eq!(texts(&crate::door::column(&alone, "own")), texts(&crate::door::column(&both, "own")));
}

#[test]
fn sex_follows_a_column_and_what_it_does_not_know_is_counted() {
    let columns = [
        column("sex", "string", r#"{"choice": {"choices": ["F", "male", "unknown"]}}"#),
        fake("first", r#""method": "first_name", "sex_from": "sex""#),
        fake("woman", r#""method": "first_name_female""#),
        fake("man", r#""method": "first_name_male""#),
    ];
    let schema = table(600, &columns);
    let (tables, _) = generate(&schema, &Options::default());
    let of = |name: &str| texts(&crate::door::column(&tables, name));
    let mut unknown = 0;
    for (((sex, first), woman), man) in of("sex").iter().zip(of("first")).zip(of("woman")).zip(of("man")) {
        match sex.as_str() {
            "F" => assert_eq!(first, woman),
            "male" => assert_eq!(first, man),
            _ => unknown += 1,
        }
    }
    check(&schema, &[Warned("sex_from names no known sex", unknown)]);
}

#[test]
fn each_mistake_has_its_words() {
    let of = |columns: &[String]| table(3, columns);
    golden!(complaints(&[
        (
            "twins",
            of(&[fake("a", r#""method": "name", "person": "x""#), fake("b", r#""method": "name", "person": "x""#)])
        ),
        ("no twins", of(&[fake("a", r#""method": "name""#), fake("b", r#""method": "name", "person": "x""#)])),
        ("one place", of(&[fake("a", r#""method": "city""#), fake("b", r#""method": "city", "person": "x""#)])),
        ("no person", of(&[fake("a", r#""method": "ean13", "sex_from": "id""#)])),
        ("a person without a name", of(&[fake("a", r#""method": "name", "person": " ""#)])),
        ("unknown column", of(&[fake("a", r#""method": "name", "sex_from": "gender""#)])),
    ]));
}
