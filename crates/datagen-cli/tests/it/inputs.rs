//! Schemas that are none.

use std::fs;

use crate::support::{Place, assert_shown, schema};

/// Bytes that look random and are always the same.
fn random_bytes(count: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    std::iter::repeat_with(next).take(count).collect()
}

#[test]
fn every_mistake_is_told_at_once() {
    let place = Place::new();
    let outcome = place.run(&["generate", &schema("mistakes.json")]);
    outcome.expect(1, &[]);
    assert!(outcome.stdout.is_empty() && place.names().is_empty());
    assert_shown!(outcome.stderr);
}

#[test]
fn ten_megabytes_of_random_bytes() {
    let place = Place::new();
    place.file("random.json", random_bytes(10_000_000));
    let outcome = place.run(&["generate", "random.json"]);
    outcome.expect(1, &["random.json is no UTF-8 text: byte 0x", "at offset ", "saved as UTF-8"]);
    assert!(outcome.stderr.len() < 300 && outcome.stderr.is_ascii(), "{}", outcome.stderr);
    assert_eq!(place.names(), ["random.json"]);
}

#[test]
fn ten_megabytes_of_random_text() {
    let place = Place::new();
    place.file("random.json", random_bytes(10_000_000).iter().map(|byte| byte & 0x7f).collect::<Vec<u8>>());
    let outcome = place.run(&["generate", "random.json"]);
    outcome.expect(1, &["error: ", "random.json has "]);
}

#[test]
fn deeply_nested() {
    let place = Place::new();
    for depth in [1_000, 1_000_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let text = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let text = format!("{{\"version\": \"1.0\", \"metadata\": {{\"name\": \"x\"}}, \"nodes\": {text}}}");
            place.file("deep.json", text);
            let outcome = place.run(&["generate", "deep.json"]);
            outcome.expect(1, &["deep.json has 1 error; nothing was written", "nest"]);
            assert!(outcome.stderr.len() < 1000, "{}", outcome.stderr);
        }
    }
    assert_eq!(place.names(), ["deep.json"]);
}

#[test]
fn an_empty_file() {
    let place = Place::new();
    for name in ["empty.json", "empty.yaml", "empty.toml", "empty"] {
        place.file(name, "");
        place.run(&["generate", name]).expect(1, &["error: "]);
    }
}

#[test]
fn a_missing_file() {
    let outcome = Place::new().run(&["generate", "missing/shop.json"]);
    outcome.expect(3, &["error: cannot read missing/shop.json: there is no such file"]);
}

#[test]
fn a_directory() {
    let place = Place::new();
    fs::create_dir(place.path("shop.json")).unwrap();
    let outcome = place.run(&["generate", "shop.json"]);
    outcome.expect(3, &["error: cannot read shop.json: it is a directory, expected a file with a schema"]);
}

#[test]
#[cfg(unix)]
fn a_file_without_permission() {
    use std::os::unix::fs::PermissionsExt;
    if crate::support::is_root() {
        eprintln!("skipped: root may read everything");
        return;
    }
    let place = Place::new();
    let path = place.file("shop.json", "{}");
    fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
    place.run(&["generate", "shop.json"]).expect(3, &["cannot read shop.json", "change its permissions"]);
}

#[test]
fn the_extension_decides_the_format() {
    let place = Place::new();
    let yaml = fs::read_to_string(schema("numbers.yaml")).unwrap();
    place.file("numbers.json", &yaml);
    place.file("numbers.txt", &yaml);
    place.run(&["generate", "numbers.json", "--plan"]).expect(1, &["numbers.json has 1 error"]);
    place.run(&["generate", "numbers.txt", "--plan"]).expect(0, &[]);
}
