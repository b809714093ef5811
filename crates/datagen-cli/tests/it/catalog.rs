//! What other tools read about a dataset, read by those tools.

use std::path::PathBuf;
use std::process::Command;

use crate::support::{Place, outcome};

/// The Python of a tool's virtual environment; none when DATAGEN_TEST_TOOLS does not say where they are.
fn python(tool: &str) -> Option<PathBuf> {
    let Some(directory) = std::env::var_os("DATAGEN_TEST_TOOLS") else {
        eprintln!("skipped: DATAGEN_TEST_TOOLS does not say where the tool {tool} is");
        return None;
    };
    Some(PathBuf::from(directory).join(tool).join("bin/python"))
}

fn described(format: &str) -> Place {
    let place = Place::new();
    place.generate("shop.json", "data", &["--format", format, "--metadata", "all", "-q"]);
    place
}

/// Runs a script beside the data; it has to end well and to print `expected`.
#[track_caller]
fn accepted(tool: &str, format: &str, script: &str, expected: &str) {
    let Some(python) = python(tool) else { return };
    let place = described(format);
    let ran = outcome(Command::new(python).args(["-c", script]).current_dir(place.path("data")).output().unwrap());
    assert_eq!(ran.code, 0, "{}\n{}", ran.text(), ran.stderr);
    assert!(ran.text().contains(expected), "{}\n{}", ran.text(), ran.stderr);
}

#[test]
fn all_files_are_there_and_the_same_twice() {
    let (one, two) = (described("csv"), described("csv"));
    let (one, two) = (crate::support::files(&one.path("data")), crate::support::files(&two.path("data")));
    assert_eq!(one, two);
    for name in ["datapackage.json", "croissant.json", "contract.odcs.yaml", "schema.yml"] {
        assert!(one.contains_key(name), "{name}");
    }
}

#[test]
fn files_in_the_way_are_refused_before_the_first_row() {
    let place = Place::new();
    std::fs::create_dir(place.path("data")).unwrap();
    place.file("data/schema.yml", "mine");
    let schema = crate::support::schema("shop.json");
    let ran = place.run(&["generate", &schema, "-o", "data", "--metadata", "dbt", "-q"]);
    ran.expect(2, &["schema.yml already exists"]);
    assert_eq!(crate::support::names(&place.path("data")), ["schema.yml"]);
}

#[test]
fn frictionless_validates_the_package() {
    let script = "
from frictionless import Package
report = Package('datapackage.json').validate()
assert report.valid, report.flatten(['rowNumber', 'fieldName', 'type', 'note'])[:5]
print('valid', report.stats['tasks'])";
    accepted("frictionless", "csv", script, "valid");
}

#[test]
fn mlcroissant_reads_records() {
    let script = "
import json, mlcroissant as mlc
data = mlc.Dataset('croissant.json')
assert not data.metadata.ctx.issues.errors, data.metadata.ctx.issues.report()
for record_set in data.metadata.record_sets:
    first = next(iter(data.records(record_set.id)))
    assert first, record_set.id
print('read', len(data.metadata.record_sets))";
    accepted("mlcroissant", "csv", script, "read");
}

#[test]
fn circles_of_references_do_not_trouble_mlcroissant() {
    let Some(python) = python("mlcroissant") else { return };
    let place = Place::new();
    let bank = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/bank.json");
    place
        .run(&["generate", bank, "-o", "data", "--scale", "0.01", "--format", "csv", "--metadata", "croissant", "-q"])
        .expect(0, &[]);
    let script = "import mlcroissant as mlc; print(len(list(mlc.Dataset('croissant.json').records('employee'))))";
    let ran = outcome(Command::new(python).args(["-c", script]).current_dir(place.path("data")).output().unwrap());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
}

#[test]
fn great_expectations_are_met() {
    let script = "
import glob, json, great_expectations as gx, pandas as pd
context = gx.get_context(mode='ephemeral')
source = context.data_sources.add_pandas('files')
for path in sorted(glob.glob('*.expectations.json')):
    text = json.load(open(path))
    suite = gx.ExpectationSuite(**text)
    frame = pd.read_csv(text['name'] + '.csv')
    batch = source.add_dataframe_asset(text['name']).add_batch_definition_whole_dataframe('all')
    result = batch.get_batch(batch_parameters={'dataframe': frame}).validate(suite)
    assert result.success, [r.expectation_config for r in result.results if not r.success]
print('met')";
    accepted("gx", "csv", script, "met");
}

#[test]
fn the_contract_is_one() {
    let script = "
from open_data_contract_standard.model import OpenDataContractStandard
contract = OpenDataContractStandard.from_file('contract.odcs.yaml')
assert contract.kind == 'DataContract' and contract.schema_, contract
print('tables', len(contract.schema_))";
    accepted("odcs", "parquet", script, "tables");
}

#[test]
fn dbt_runs_the_tests_of_its_sources() {
    let Some(python) = python("dbt") else { return };
    let place = described("csv");
    std::fs::create_dir(place.path("data/models")).unwrap();
    std::fs::rename(place.path("data/schema.yml"), place.path("data/models/schema.yml")).unwrap();
    place.file("data/dbt_project.yml", "name: check\nversion: \"1.0\"\nprofile: check\n");
    let profile = "check: {target: dev, outputs: {dev: {type: duckdb, path: check.duckdb}}}\n";
    place.file("data/profiles.yml", profile);
    let mut command = Command::new(python.with_file_name("dbt"));
    command.args(["test", "--profiles-dir", "."]).env("DBT_SEND_ANONYMOUS_USAGE_STATS", "false");
    let ran = outcome(command.current_dir(place.path("data")).output().unwrap());
    assert_eq!(ran.code, 0, "{}\n{}", ran.text(), ran.stderr);
    assert!(ran.text().contains("ERROR=0") && !ran.text().contains("PASS=0"), "{}", ran.text());
}
