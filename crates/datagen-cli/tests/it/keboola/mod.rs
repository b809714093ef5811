//! Uploads to a Storage API on this machine, by the real command; what arrives is compared byte for byte.

mod objects;
mod server;

use std::fs;
use std::process::{Child, Command};

use axum::http::Method;
use serde_json::json;

use self::server::{Fault, Provider, Server, TOKEN};
use crate::support::{Outcome, Place, outcome, schema};

/// Exported tables.
fn exported(manifest: &str) -> Place {
    let place = Place::new();
    place.generate("shop.json", "data", &["-q"]);
    let schema = schema("shop.json");
    place.run(&["export", &schema, "--data-dir", "data", "-o", "out", "--manifest", manifest, "-q"]).expect(0, &[]);
    place
}

/// The command, about to be run against `server`.
fn command(place: &Place, server: &Server, arguments: &[&str]) -> Command {
    let mut command = place.command(&[&["upload", "keboola", "out", "--bucket", "in.c-demo"], arguments].concat());
    command.env("KEBOOLA_URL", server.url()).env("KEBOOLA_TOKEN", TOKEN);
    command.env("AWS_ENDPOINT_URL", format!("{}/s3", server.url()));
    command.env("GOOGLE_BASE_URL", format!("{}/gcs", server.url()));
    command
}

fn upload(place: &Place, server: &Server, arguments: &[&str]) -> Outcome {
    let ran = outcome(command(place, server, arguments).output().unwrap());
    for secret in [TOKEN, "S3cr3tOfTheStore"] {
        assert!(!ran.text().contains(secret) && !ran.stderr.contains(secret), "{ran:?}");
    }
    ran
}

/// The rows of an exported file.
fn rows(place: &Place, table: &str, has_header: bool) -> Vec<u8> {
    let bytes = fs::read(place.path(&format!("out/{table}.csv"))).unwrap();
    let start = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    if has_header { bytes[start..].to_vec() } else { bytes }
}

fn names(place: &Place) -> Vec<String> {
    let names = crate::support::names(&place.path("out"));
    names.iter().filter_map(|name| name.strip_suffix(".csv")).map(str::to_owned).collect()
}

/// Everything is there, once, and as it was written.
#[track_caller]
fn assert_arrived(place: &Place, server: &Server, has_header: bool) {
    let project = server.project();
    for name in names(place) {
        let table = &project.tables[&format!("in.c-demo.{name}")];
        assert_eq!(table.loads, [rows(place, &name, has_header)], "{name}");
    }
}

fn once(method: Method, path: &'static str, status: u16, body: serde_json::Value) -> Fault {
    Fault { method, path, times: 1, status, retry_after: Some(0), body }
}

#[test]
fn typed_tables_arrive_through_all_providers() {
    for provider in [Provider::Aws, Provider::Azure, Provider::Gcp] {
        let (place, server) = (exported("keboola"), Server::start(provider));
        let ran = upload(&place, &server, &[]);
        ran.expect(0, &[]);
        assert_arrived(&place, &server, true);
        let project = server.project();
        assert_eq!(project.buckets, ["in.c-demo"]);
        let keyed = project.tables.values().filter(|table| table.primary_key.len() == 1).count();
        assert_eq!(keyed, project.tables.len());
        assert!(project.tables.values().all(|table| table.types.len() == table.columns.len()), "{provider:?}");
        drop(project);
        assert!(!place.path("out/.keboola-upload.json").exists());
    }
}

#[test]
fn what_is_shown() {
    let (place, server) = (exported("keboola"), Server::start(Provider::Aws));
    let dry = upload(&place, &server, &["--dry-run"]);
    dry.expect(0, &[]);
    insta::assert_snapshot!("upload_dry_run", dry.text());
    assert!(server.project().tables.is_empty());
    let ran = upload(&place, &server, &[]);
    insta::assert_snapshot!("upload", ran.text());
    let again = upload(&place, &server, &[]);
    insta::assert_snapshot!("upload_again", again.text());
    assert_arrived(&place, &server, true);
}

#[test]
fn a_project_without_types_gets_tables_without_types() {
    for manifest in ["keboola", "keboola-legacy"] {
        let (place, server) = (exported(manifest), Server::start(Provider::Aws));
        server.project().features = Vec::new();
        upload(&place, &server, &[]).expect(0, &[]);
        assert_arrived(&place, &server, manifest == "keboola");
        let project = server.project();
        assert!(project.tables.values().all(|table| table.types.is_empty() && table.primary_key.len() == 1));
    }
}

#[test]
fn large_files_come_in_slices_and_in_parts() {
    for provider in [Provider::Aws, Provider::Azure, Provider::Gcp] {
        let (place, server) = (exported("keboola"), Server::start(provider));
        upload(&place, &server, &["--slice", "1kB"]).expect(0, &[]);
        assert_arrived(&place, &server, true);
    }
    // Twice the size of what is sent at a time, and some more.
    let place = Place::new();
    fs::create_dir(place.path("out")).unwrap();
    let line = format!("7,\"{}\n\"\n", "x".repeat(1000));
    place.file("out/big.csv", format!("id,text\n{}", line.repeat(20_000)));
    for provider in [Provider::Aws, Provider::Azure, Provider::Gcp] {
        let server = Server::start(provider);
        upload(&place, &server, &[]).expect(0, &[]);
        assert_arrived(&place, &server, true);
    }
}

#[test]
fn tables_that_exist_are_replaced_or_added_to() {
    let (place, server) = (exported("keboola"), Server::start(Provider::Gcp));
    upload(&place, &server, &["-q"]).expect(0, &[]);
    upload(&place, &server, &["-q"]).expect(0, &[]);
    assert_arrived(&place, &server, true);
    upload(&place, &server, &["-q", "--incremental", "--tables", "customer"]).expect(0, &[]);
    let project = server.project();
    assert_eq!(project.tables["in.c-demo.customer"].loads.len(), 2);
    assert_eq!(project.tables["in.c-demo.order"].loads.len(), 1);
}

#[test]
fn other_columns_are_refused_before_anything_is_sent() {
    let (place, server) = (exported("keboola"), Server::start(Provider::Aws));
    server.project().buckets.push("in.c-demo".to_owned());
    let other = server::Table { columns: vec!["id".to_owned(), "other".to_owned()], ..server::Table::default() };
    server.project().tables.insert("in.c-demo.customer".to_owned(), other.clone());
    let ran = upload(&place, &server, &["--tables", "customer"]);
    ran.expect(1, &["the table has the columns id, other, the file has", "error: one table failed"]);
    assert_eq!(server.project().tables["in.c-demo.customer"], other);
    assert!(!server.project().log.iter().any(|request| request.contains("files/prepare")));
}

#[test]
fn what_passes_is_waited_for() {
    let (place, server) = (exported("keboola"), Server::start(Provider::Aws));
    let maintenance = json!({"status": "maintenance", "reason": "The project is moved", "estimatedEndTime": "soon"});
    server.project().faults = vec![
        once(Method::GET, "tokens/verify", 503, maintenance),
        once(Method::POST, "files/prepare", 429, json!({"error": "Too many requests", "code": "rateLimit"})),
        once(Method::POST, "import-async", 500, json!({"error": "Application error", "exceptionId": "exception-5"})),
        Fault { times: 3, ..once(Method::GET, "jobs/", 502, json!("Bad gateway")) },
    ];
    let ran = upload(&place, &server, &[]);
    ran.expect(0, &["waiting: The project is moved; going on in 0 s", "waiting: Too many requests (rateLimit)"]);
    assert!(server.project().faults.iter().all(|fault| fault.times == 0));
    assert_arrived(&place, &server, true);
}

#[test]
fn what_does_not_pass_is_told() {
    let (place, server) = (exported("keboola"), Server::start(Provider::Aws));
    server.project().faults = vec![once(Method::POST, "files/prepare", 501, json!({"error": "Not here"}))];
    upload(&place, &server, &["--tables", "customer"])
        .expect(1, &["customer: failed: cannot prepare a file: Not here"]);

    server.project().faults = vec![Fault { times: 99, ..once(Method::GET, "verify", 500, json!({"error": "Broken"})) }];
    upload(&place, &server, &[]).expect(3, &["cannot ask Keboola (GET tokens/verify): Broken; check the URL"]);
    assert_eq!(server.project().faults[0].times, 99 - 12, "one try and eleven more");

    server.project().faults.clear();
    let mut expired = command(&place, &server, &[]);
    let ran = outcome(expired.env("KEBOOLA_TOKEN", "1234-old").output().unwrap());
    ran.expect(
        3,
        &["cannot sign in to Keboola: Invalid access token (storage.tokenInvalid)", "make a new Storage API token"],
    );
    assert!(!ran.stderr.contains("1234-old"));

    let forbidden = json!({"error": "You don't have access", "code": "accessDenied"});
    server.project().buckets.clear();
    server.project().faults = vec![once(Method::POST, "buckets", 403, forbidden)];
    upload(&place, &server, &[]).expect(3, &["cannot write to Keboola: You don't have access (accessDenied)"]);
}

#[test]
fn a_failed_job_does_not_keep_the_others_and_is_made_good() {
    let (place, server) = (exported("keboola"), Server::start(Provider::Aws));
    server.project().failing = Some("customer");
    let ran = upload(&place, &server, &[]);
    ran.expect(1, &["Numeric value 'x' is not recognized (storage.tableImport) [exception exception-77]"]);
    assert_eq!(server.project().tables["in.c-demo.order"].loads, [rows(&place, "order", true)]);
    assert!(place.path("out/.keboola-upload.json").exists());
    let prepared =
        |server: &Server| server.project().log.iter().filter(|request| request.contains("files/prepare")).count();
    let before = prepared(&server);
    server.project().failing = None;
    upload(&place, &server, &[]).expect(0, &["done by an earlier run"]);
    assert_eq!(prepared(&server), before, "what was sent is not sent again");
    assert_arrived(&place, &server, true);
    assert!(!place.path("out/.keboola-upload.json").exists());
}

#[test]
fn an_upload_that_was_killed_goes_on_where_it_stopped() {
    let (place, server) = (exported("keboola"), Server::start(Provider::Aws));
    // No job of a load ends for now.
    let busy = json!({"id": 1, "status": "processing"});
    server.project().faults = vec![Fault { times: u32::MAX, ..once(Method::GET, "jobs/", 200, busy) }];
    let mut running = command(&place, &server, &["--incremental"]).spawn().unwrap();
    wait_until(&mut running, || server.project().log.iter().any(|request| request.starts_with("GET jobs/")));
    running.kill().unwrap();
    running.wait().unwrap();
    server.project().faults.clear();
    upload(&place, &server, &["--incremental"]).expect(0, &[]);
    assert_arrived(&place, &server, true);
}

#[test]
fn files_that_the_stack_forgot_are_sent_again() {
    let (place, server) = (exported("keboola"), Server::start(Provider::Aws));
    server.project().failing = Some("in.c-demo");
    upload(&place, &server, &[]).expect(1, &[]);
    server.project().failing = None;
    server.project().forget_files();
    upload(&place, &server, &[]).expect(0, &[]);
    assert_arrived(&place, &server, true);
}

#[test]
fn an_interrupted_wait_ends_at_once() {
    let (place, server) = (exported("keboola"), Server::start(Provider::Aws));
    let moved = json!({"reason": "The project is moved"});
    server.project().faults = vec![Fault { retry_after: Some(300), ..once(Method::GET, "tokens/verify", 503, moved) }];
    let mut running = command(&place, &server, &[]).spawn().unwrap();
    wait_until(&mut running, || !server.project().log.is_empty());
    let stopped = Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap();
    assert!(stopped.success());
    assert_eq!(running.wait().unwrap().code(), Some(130));
}

#[test]
fn settings_come_from_files_too_and_mistakes_are_named() {
    let (place, server) = (exported("keboola"), Server::start(Provider::Aws));
    let bare = |arguments: &[&str]| {
        let mut command = place.command(&[&["upload", "keboola", "out"], arguments].concat());
        command.env("AWS_ENDPOINT_URL", format!("{}/s3", server.url()));
        command.env_remove("KEBOOLA_URL").env_remove("KEBOOLA_TOKEN");
        outcome(command.output().unwrap())
    };
    bare(&[])
        .expect(3, &["expected a Storage API token in the variable KEBOOLA_TOKEN, or in a file .env; it is not set"]);
    place.file("secrets", format!("KEBOOLA_TOKEN={TOKEN}\nnonsense here\n"));
    let ran = bare(&["--env-file", "secrets", "--url", "http://127.0.0.1:9"]);
    ran.expect(3, &["secrets: expected lines such as NAME=value"]);
    place.file(".env", format!("KEBOOLA_TOKEN={TOKEN}\n"));
    bare(&["--url", "http://keboola.example"]).expect(2, &["the token would be sent unencrypted; use https"]);
    bare(&["--url", "x", "--bucket", "demo"]).expect(2, &["expected a bucket as in in.c-demo, found \"demo\""]);
    bare(&["--url", &server.url(), "--tables", "nobody"]).expect(2, &["there is no table \"nobody\"; the tables are"]);
    bare(&["--url", &server.url()]).expect(0, &[]);
    assert_eq!(server.project().buckets, ["in.c-datagen"]);
    bare(&["--url", &server.url(), "--branch", "42", "--bucket", "in.c-other", "--tables", "customer"]).expect(0, &[]);
    assert!(server.project().log.iter().any(|request| request == "POST branch/42/files/prepare"));
}

#[test]
fn the_official_client_takes_our_server_for_keboola() {
    let Some(tools) = std::env::var_os("DATAGEN_TEST_TOOLS") else {
        eprintln!("skipped: DATAGEN_TEST_TOOLS does not say where the tool keboola is");
        return;
    };
    let (place, server) = (exported("keboola"), Server::start(Provider::Aws));
    upload(&place, &server, &["-q"]).expect(0, &[]);
    let script = "
import sys
from kbcstorage.client import Client
from kbcstorage.tables import Tables
url, token = sys.argv[1:]
client = Client(url, token)
detail = client.tables.detail('in.c-demo.customer')
assert detail['rowsCount'] > 0 and detail['primaryKey'], detail
client.buckets.create('theirs', stage='in')
made = client.tables.create('in.c-theirs', 'customer', 'out/customer.csv', primary_key=detail['primaryKey'])
assert made == 'in.c-theirs.customer', made
again = client.tables.load('in.c-theirs.customer', 'out/customer.csv', is_incremental=False)
assert again['importedRowsCount'] == detail['rowsCount'], again
try:
    Client(url, 'wrong').tables.detail('in.c-demo.customer')
except Exception as error:
    assert '401' in str(error), error
print('accepted')";
    let python = std::path::PathBuf::from(tools).join("keboola/bin/python");
    let mut command = Command::new(python);
    command.args(["-c", script, &server.url(), TOKEN]).current_dir(place.path("."));
    command.env("AWS_ENDPOINT_URL", format!("{}/s3", server.url()));
    // Checksums behind the body are for another test.
    command.env("AWS_REQUEST_CHECKSUM_CALCULATION", "when_required");
    let ran = outcome(command.output().unwrap());
    assert_eq!(ran.code, 0, "{}\n{}", ran.text(), ran.stderr);
    let project = server.project();
    assert_eq!(project.tables["in.c-theirs.customer"].loads, project.tables["in.c-demo.customer"].loads);
}

#[track_caller]
fn wait_until(running: &mut Child, condition: impl Fn() -> bool) {
    for _ in 0..600 {
        if condition() {
            return;
        }
        assert!(running.try_wait().unwrap().is_none(), "it ended too early");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("it never came so far");
}
