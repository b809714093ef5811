//! The PDF, read back by poppler where it is installed.

use std::fs;
use std::process::Command;

use datagen_report::pdf;

use crate::support::report;

/// Runs a tool of poppler on the PDF; none when it is not installed, which DATAGEN_TEST_PDF forbids.
pub(crate) fn poppler(tool: &str, options: &[&str], bytes: &[u8]) -> Option<String> {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("report.pdf");
    fs::write(&file, bytes).unwrap();
    let to_stdout = if tool == "pdftotext" { Some("-") } else { None };
    let output = Command::new(tool).args(options).arg(&file).args(to_stdout).output();
    match output {
        Ok(output) if output.status.success() => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Ok(output) => panic!("{tool}: {}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => {
            assert!(std::env::var_os("DATAGEN_TEST_PDF").is_none(), "{tool}: {error}");
            eprintln!("skipped: {tool} is not installed");
            None
        }
    }
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let (one, two) = (pdf(&report()).unwrap(), pdf(&report()).unwrap());
    assert_eq!(one.bytes, two.bytes);
    assert!(one.bytes.starts_with(b"%PDF-") && one.bytes.len() < 5_000_000, "{}", one.bytes.len());
    assert!(one.pages >= 5, "{}", one.pages);
}

#[test]
fn a_character_without_a_sign_is_replaced_and_told() {
    let replaced = pdf(&report()).unwrap().replaced;
    let characters: Vec<char> = replaced.keys().copied().collect();
    assert_eq!(characters, ['日', '本', '🎉']);
}

#[test]
fn the_text_can_be_read_back() {
    let Some(text) = poppler("pdftotext", &["-layout"], &pdf(&report()).unwrap().bytes) else { return };
    let words = text.replace('\u{200b}', "");
    for expected in [
        "shop <b>&",
        "Contents",
        "Data model",
        "purchase",
        "What does not hold",
        "#panic()",
        "SELECT * FROM guest",
        "Lineage",
        "U+65E5",
    ] {
        assert!(words.contains(expected), "{expected} is not in\n{words}");
    }
    assert!(words.contains("1 of ") && words.contains("2 of "), "page numbers");
}

#[test]
fn every_chart_is_a_figure() {
    let bytes = pdf(&report()).unwrap().bytes;
    let Some(structure) = poppler("pdfinfo", &["-struct"], &bytes) else { return };
    let figures = structure.lines().filter(|line| line.trim_start().starts_with("Figure")).count();
    // That each has its words is what PDF/UA-1 asks for; without, there would be no PDF.
    assert!(figures >= 14, "{figures} figures in\n{structure}");
}

#[test]
fn it_is_tagged_titled_and_undated() {
    let bytes = pdf(&report()).unwrap().bytes;
    let Some(information) = poppler("pdfinfo", &[], &bytes) else { return };
    assert!(information.contains("Tagged:          yes"), "{information}");
    assert!(information.contains("shop <b>&: data report"), "{information}");
    assert!(!information.contains("CreationDate"), "{information}");
    let metadata = poppler("pdfinfo", &["-meta"], &bytes).unwrap_or_default();
    assert!(metadata.contains("pdfuaid:part"), "{metadata}");
}
