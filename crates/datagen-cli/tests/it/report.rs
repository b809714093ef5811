//! Reports and differences, by the command.

use std::fs;

use crate::support::{Place, schema};

#[test]
fn all_forms_in_one_run_and_the_same_bytes_in_the_next() {
    let place = Place::new();
    place.generate("shop.json", "data", &["-q"]);
    let shop = schema("shop.json");
    let forms = ["html", "pdf", "md", "json"];
    for run in ["one", "two"] {
        let outputs: Vec<String> = forms.iter().map(|form| format!("{run}/shop.{form}")).collect();
        let mut arguments = vec!["report", &shop, "--data-dir", "data", "-q"];
        outputs.iter().for_each(|output| arguments.extend(["-o", output.as_str()]));
        place.run(&arguments).expect(0, &[]);
    }
    for form in forms {
        let [one, two] = ["one", "two"].map(|run| fs::read(place.path(&format!("{run}/shop.{form}"))).unwrap());
        assert!(one == two && one.len() > 2_000 && one.len() < 5_000_000, "{form}: {}", one.len());
    }
}

#[test]
fn files_in_the_way_stay() {
    let place = Place::new();
    place.generate("shop.json", "data", &["-q"]);
    place.file("shop.html", "mine");
    let shop = schema("shop.json");
    let arguments = ["report", &shop, "--data-dir", "data", "-o", "new.md", "-o", "shop.html"];
    place.run(&arguments).expect(2, &["shop.html already exists"]);
    assert_eq!(fs::read(place.path("shop.html")).unwrap(), b"mine");
    assert!(!place.path("new.md").exists());
    place.run(&[&arguments[..], &["--overwrite"]].concat()).expect(0, &[]);
    assert!(fs::read_to_string(place.path("shop.html")).unwrap().starts_with("<!doctype html>"));
}

#[test]
fn a_form_that_is_not_known_is_wrong_usage() {
    let ran = Place::new().run(&["report", &schema("shop.json"), "-o", "shop.docx"]);
    ran.expect(2, &["-o shop.docx: expected a file that ends in .html, .pdf, .md or .json"]);
}

#[test]
fn a_report_of_broken_data_says_so() {
    let place = Place::new();
    place.generate("shop.json", "data", &["--format", "csv", "-q"]);
    let file = place.path("data/customer.csv");
    let text = fs::read_to_string(&file).unwrap();
    let second = text.lines().nth(1).unwrap().to_owned();
    fs::write(&file, format!("{text}{second}\nthis is no row\n")).unwrap();
    let ran = place.run(&["report", &schema("shop.json"), "--data-dir", "data", "-o", "shop.md"]);
    ran.expect(0, &[]);
    assert!(ran.text().contains("A key is broken"), "{}", ran.text());
    let report = fs::read_to_string(place.path("shop.md")).unwrap();
    for words in ["### What does not hold", "1 lines of its file could not be read", "```sql\n"] {
        assert!(report.contains(words), "{words} is not in\n{report}");
    }
}

#[test]
fn differences_end_with_one() {
    let place = Place::new();
    place.generate("shop.json", "one", &["-q"]);
    place.generate("shop.json", "more", &["--rows", "customer=210", "-q"]);
    let same = place.run(&["diff", "one", "one"]);
    assert_eq!((same.code, same.text()), (0, "3 tables, nothing differs\n"));
    let more = place.run(&["diff", "one", "more", "--schema", &schema("shop.json")]);
    more.expect(1, &[]);
    assert!(more.text().contains("by customer_id: 10 added, 0 removed, 0 changed, 200 the same"), "{}", more.text());
    let json = place.run(&["diff", "one", "more", "--format", "json"]);
    let value: serde_json::Value = serde_json::from_str(json.text()).unwrap();
    assert_eq!((value["equal"].as_bool(), value["tables"][0]["by_key"]["added"].as_u64()), (Some(false), Some(10)));
    let quiet = place.run(&["diff", "one", "more", "-q"]);
    assert_eq!((quiet.code, quiet.text(), quiet.stderr.as_str()), (1, "", ""));
}

#[test]
fn without_schema_and_metadata_nothing_can_be_compared() {
    let place = Place::new();
    fs::create_dir(place.path("empty")).unwrap();
    place.run(&["diff", "empty", "empty"]).expect(2, &["pass --schema SCHEMA"]);
}
