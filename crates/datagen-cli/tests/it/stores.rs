//! Datasets in an object store: a server on this machine that speaks S3 (moto), read and written by the command and
//! looked at by another client (boto3).

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::support::{Outcome, Place, files, names, outcome, schema};

const SECRET: &str = "S3cr3tOfTheStore";

/// An S3 server with the bucket `bucket`, ended with this value.
struct Store {
    python: PathBuf,
    endpoint: String,
    server: Child,
}

impl Drop for Store {
    fn drop(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }
}

impl Store {
    /// None when DATAGEN_TEST_TOOLS does not say where the server is.
    fn start() -> Option<Self> {
        let Some(tools) = std::env::var_os("DATAGEN_TEST_TOOLS") else {
            eprintln!("skipped: DATAGEN_TEST_TOOLS does not say where the tool moto is");
            return None;
        };
        let python = Path::new(&tools).join("moto/bin/python");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(python.with_file_name("moto_server"));
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
        let store = Self { python, endpoint: format!("http://127.0.0.1:{port}"), server: command.spawn().unwrap() };
        for _ in 0..200 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        store.script("s3.create_bucket(Bucket='bucket')");
        Some(store)
    }

    /// Runs a script with a client of the store, and returns what it prints.
    #[track_caller]
    fn script(&self, script: &str) -> String {
        let prelude = "import boto3, json, os, sys\ns3 = boto3.client('s3', region_name='us-east-1')\n";
        let mut command = Command::new(&self.python);
        self.access(command.args(["-c", &format!("{prelude}{script}")]));
        let ran = outcome(command.output().unwrap());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        ran.text().trim().to_owned()
    }

    fn access<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command.env("AWS_ENDPOINT_URL", &self.endpoint).env("AWS_REGION", "us-east-1");
        command.env("AWS_ACCESS_KEY_ID", "key").env("AWS_SECRET_ACCESS_KEY", SECRET)
    }

    fn run(&self, place: &Place, arguments: &[&str]) -> Outcome {
        let ran = outcome(self.access(&mut place.command(arguments)).output().unwrap());
        assert!(!ran.text().contains(SECRET) && !ran.stderr.contains(SECRET), "{ran:?}");
        ran
    }

    /// The names of all objects.
    fn objects(&self) -> String {
        self.script("print(' '.join(o['Key'] for o in s3.list_objects_v2(Bucket='bucket').get('Contents', [])))")
    }
}

#[test]
fn a_dataset_arrives_as_it_would_in_a_directory() {
    let Some(store) = Store::start() else { return };
    let place = Place::new();
    place.generate("shop.json", "data", &["-q"]);
    let schema = schema("shop.json");
    let ran = store.run(&place, &["generate", &schema, "-o", "s3://bucket/made/shop"]);
    ran.expect(0, &[]);
    assert!(ran.text().contains("Written to s3://bucket/made/shop"), "{}", ran.text());
    std::fs::create_dir(place.path("copy")).unwrap();
    let copy = place.path("copy").display().to_string();
    store.script(&format!(
        "for o in s3.list_objects_v2(Bucket='bucket', Prefix='made/shop/')['Contents']:
    s3.download_file('bucket', o['Key'], {copy:?} + '/' + o['Key'].split('/')[-1])"
    ));
    assert_eq!(files(&place.path("data")), files(&place.path("copy")));

    let validated = store.run(&place, &["validate", &schema, "--data-dir", "s3://bucket/made/shop"]);
    validated.expect(0, &[]);
    assert!(validated.text().contains("100"), "{}", validated.text());
    store.run(&place, &["diff", "data", "s3://bucket/made/shop", "-q"]).expect(0, &[]);
    let report = ["report", &schema, "--data-dir", "s3://bucket/made/shop", "-o", "s3://bucket/report.json", "-q"];
    store.run(&place, &report).expect(0, &[]);
    assert!(store.objects().contains("report.json"));
}

#[test]
fn files_in_the_way_are_refused_and_replaced_when_told() {
    let Some(store) = Store::start() else { return };
    let (place, schema) = (Place::new(), schema("shop.json"));
    let generate = |more: &[&str]| {
        store.run(
            &place,
            &[&["generate", schema.as_str(), "-o", "s3://bucket/x", "--format", "csv", "-q"], more].concat(),
        )
    };
    generate(&[]).expect(0, &[]);
    generate(&[]).expect(2, &["s3://bucket/x/customer.csv", "already exist; choose another directory, or replace"]);
    generate(&["--overwrite", "--seed", "7"]).expect(0, &[]);
    let seed = "print(json.load(s3.get_object(Bucket='bucket', Key='x/.metadata.json')['Body'])['seed'])";
    assert_eq!(store.script(seed), "7");
}

#[test]
fn large_files_come_in_parts() {
    let Some(store) = Store::start() else { return };
    let (place, schema) = (Place::new(), schema("shop.json"));
    let arguments = ["--format", "csv", "--scale", "700", "--seed", "1", "-q"];
    store
        .run(&place, &[&["generate", schema.as_str(), "-o", "s3://bucket/big"], arguments.as_slice()].concat())
        .expect(0, &[]);
    place.generate("shop.json", "big", &arguments);
    let length = std::fs::metadata(place.path("big/order.csv")).unwrap().len();
    assert!(length > 17_000_000, "{length} bytes are less than three parts");
    let script = "import hashlib
body = s3.get_object(Bucket='bucket', Key='big/order.csv')['Body'].read()
print(hashlib.sha256(body).hexdigest())";
    let sha256 = datagen_io::hash::sha256(&std::fs::read(place.path("big/order.csv")).unwrap());
    assert_eq!(store.script(script), sha256);
}

#[test]
fn an_interrupted_run_leaves_nothing() {
    let Some(store) = Store::start() else { return };
    let (place, schema) = (Place::new(), schema("shop.json"));
    let mut command =
        place.command(&["generate", &schema, "-o", "s3://bucket/gone", "--format", "csv", "--scale", "20000"]);
    let mut running = store.access(&mut command).stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
    let uploads = "print(len(s3.list_multipart_uploads(Bucket='bucket').get('Uploads', [])))";
    for _ in 0..100 {
        if store.script(uploads) != "0" {
            break;
        }
        assert!(running.try_wait().unwrap().is_none(), "it ended too early");
    }
    assert_ne!(store.script(uploads), "0");
    assert!(Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap().success());
    assert_eq!(running.wait().unwrap().code(), Some(130));
    assert_eq!((store.objects().as_str(), store.script(uploads).as_str()), ("", "0"));
}

#[test]
fn what_the_store_refuses_is_told() {
    let Some(store) = Store::start() else { return };
    let (place, schema) = (Place::new(), schema("shop.json"));
    let ran = store.run(&place, &["generate", &schema, "-o", "s3://nobody/x", "-q"]);
    ran.expect(3, &["s3://nobody/x/", "bucket"]);
    let ran = store.run(&place, &["validate", &schema, "--data-dir", "s3://bucket/empty"]);
    ran.expect(2, &["there are no files in s3://bucket/empty; check the folder's name"]);
    assert!(names(&place.path(".")).is_empty());
}

#[test]
fn places_that_are_none() {
    let (place, schema) = (Place::new(), schema("shop.json"));
    for (wrong, words) in [
        ("ftp://host/x", "expected a directory or a folder of an object store (s3://, gs://, az://), found ftp://"),
        ("s3://", "which names no bucket"),
        ("s3://key:S3cr3tOfTheStore@bucket/x", "credentials come from the environment"),
    ] {
        let ran = place.run(&["generate", &schema, "-o", wrong]);
        ran.expect(2, &[words]);
        assert!(!ran.text().contains("S3cr3t"), "{}", ran.text());
    }
}
