//! Output directories that do not take files.

#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Place, is_root, names, schema};

#[test]
fn a_directory_without_permission() {
    use std::os::unix::fs::PermissionsExt;
    if is_root() {
        eprintln!("skipped: root may write everywhere; a_directory_beneath_a_file is the same for root");
        return;
    }
    let place = Place::new();
    let directory = place.path("locked");
    fs::create_dir(&directory).unwrap();
    fs::set_permissions(&directory, fs::Permissions::from_mode(0o555)).unwrap();
    for output in ["locked", "locked/deeper"] {
        let outcome = place.run(&["generate", &schema("shop.json"), "-o", output]);
        outcome.expect(3, &["error: cannot create", "locked", "Permission denied"]);
    }
    assert!(names(&directory).is_empty());
}

#[test]
fn a_directory_beneath_a_file() {
    let place = Place::new();
    place.file("file", "content");
    for output in ["file", "file/out"] {
        let outcome = place.run(&["generate", &schema("shop.json"), "-o", output]);
        outcome.expect(3, &[&format!("error: cannot create the directory {output}"), "choose another directory"]);
    }
    assert_eq!(place.names(), ["file"]);
    assert_eq!(fs::read(place.path("file")).unwrap(), b"content");
}

/// A file system of one megabyte.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// None where it cannot be had.
    fn mount(path: &Path) -> Option<Self> {
        fs::create_dir(path).unwrap();
        let arguments = ["-t", "tmpfs", "-o", "size=1m", "tmpfs"];
        let mounted = Command::new("mount").args(arguments).arg(path).output();
        mounted.is_ok_and(|mounted| mounted.status.success()).then(|| Self(path.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk() {
    let place = Place::new();
    let path = place.path("small");
    let Some(_disk) = SmallDisk::mount(&path) else {
        eprintln!("skipped: no tmpfs can be mounted here");
        return;
    };
    let schema = schema("shop.json");
    for format in ["parquet", "csv"] {
        let arguments = ["generate", schema.as_str(), "-o", "small/out", "--scale", "1000", "--format", format];
        let refused = place.run(&arguments);
        refused.expect(3, &["would be written to small/out, where 1.05 MB are free", "--force"]);
        assert!(names(&path).is_empty());
        let full = place.run(&[&arguments[..], &["--force"]].concat());
        full.expect(3, &["error: cannot write small/out/", "No space left on device", "free some space"]);
        assert!(names(&path).is_empty(), "{:?}", names(&path));
    }
}
