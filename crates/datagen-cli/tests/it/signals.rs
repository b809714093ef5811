//! Stopped half way.

#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::Duration;

use crate::support::{Place, files, names, outcome, schema};

fn send(signal: &str, child: &Child) {
    let status = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}

/// Waits until the program is writing.
fn wait_for_unfinished_files(directory: &Path, child: &mut Child) {
    let is_writing = || directory.exists() && names(directory).iter().any(|name| name.ends_with(".inprogress"));
    for _ in 0..6000 {
        if is_writing() {
            return;
        }
        assert!(child.try_wait().unwrap().is_none(), "it ended before it could be stopped");
        sleep(Duration::from_millis(10));
    }
    panic!("nothing was written for a minute");
}

fn stopped_by(signal: &str) {
    let place = Place::new();
    let schema = schema("large.json");
    let mut child = place.command(&["generate", &schema, "-o", "a/b", "--scale", "5", "--force"]).spawn().unwrap();
    wait_for_unfinished_files(&place.path("a/b"), &mut child);
    send(signal, &child);
    let outcome = outcome(child.wait_with_output().unwrap());
    outcome.expect(130, &["interrupted"]);
    assert!(outcome.stdout.is_empty());
    assert!(place.names().is_empty(), "the directories it made are gone as well");
}

#[test]
fn by_ctrl_c() {
    stopped_by("-INT");
}

#[test]
fn by_termination() {
    stopped_by("-TERM");
}

#[test]
fn what_was_there_stays_there() {
    let place = Place::new();
    place.generate("large.json", "out", &["--scale", "0.0001", "-q"]);
    let before = files(&place.path("out"));
    let schema = schema("large.json");
    let mut child = place.command(&["generate", &schema, "-o", "out", "--overwrite", "--force"]).spawn().unwrap();
    wait_for_unfinished_files(&place.path("out"), &mut child);
    send("-INT", &child);
    outcome(child.wait_with_output().unwrap()).expect(130, &["interrupted"]);
    assert!(files(&place.path("out")) == before);
}

#[test]
fn a_second_signal_does_not_wait() {
    let place = Place::new();
    let schema = schema("large.json");
    let arguments = ["generate", &schema, "--tables", "account", "-o", "-", "--format", "csv", "-q"];
    let mut child = place.command(&arguments).spawn().unwrap();
    // Nobody reads on, so that writing blocks and the first signal cannot be heeded.
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    reader.read_line(&mut String::new()).unwrap();
    sleep(Duration::from_millis(500));
    send("-INT", &child);
    sleep(Duration::from_millis(300));
    assert!(child.try_wait().unwrap().is_none(), "a clean end was waited for");
    send("-INT", &child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
}
