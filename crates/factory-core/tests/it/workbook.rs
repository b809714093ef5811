//! The workbook of answers, read back by another library: values, formats, charts, no formula.

use std::fs;
use std::process::Command;

use datagen_core::Control;
use datagen_io::write::DatasetFormat;
use datagen_io::write::dataset::TableInfo;
use factory_core::brief::{FurtherFormat, Skill, Structure};
use factory_core::challenge::{Version, make};
use factory_core::package::{Audience, Packing};
use factory_core::workbook::{MOST_ROWS, XlsxFile, workbook};
use factory_core::{Brand, Brief, Completed, Library};

use crate::databases::ran;
use crate::packages::{done, python, small};

/// What is common to all scripts.
const READ: &str = "
import json, openpyxl, sys
from datetime import date, datetime
book = openpyxl.load_workbook('reports/analytical_answers.xlsx')
challenge = json.load(open('solution/challenge.json'))
cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
assert not [cell.coordinate for cell in cells if cell.data_type in ('f', 'e')], 'formulas or errors'
def number(text):
    try: return float(text)
    except ValueError: return None
def same(cell, value, kind):
    found = cell.value
    if value is None: return found is None
    if kind in ('date', 'datetime'):
        assert isinstance(found, datetime), (cell.coordinate, found)
        return str(found)[:19] == (value + ' 00:00:00')[:19].replace('T', ' ') or str(found)[:10] == value
    if isinstance(value, bool): return found is value
    if kind in ('integer', 'decimal', 'number'):
        assert isinstance(found, (int, float)), (cell.coordinate, found)
        return abs(found - float(value)) <= 1e-12 * max(1, abs(float(value)))
    return found == value
";

const ANSWERS: &str = "
names = ['Executive Summary'] + [f'Q{n} Analysis' for n in range(1, len(challenge['questions']) + 1)]
assert book.sheetnames == names + ['Data Dictionary', 'Quality Metrics', 'Data Samples'], book.sheetnames
charts = 0
for n, question in enumerate(challenge['questions'], 1):
    sheet, result = book[f'Q{n} Analysis'], question['result']
    assert sheet['A2'].value == question['text'] and sheet['A3'].value == question['answer']
    assert sheet['A4'].hyperlink.location == \"'Executive Summary'!A1\", sheet['A4'].hyperlink
    assert sheet.freeze_panes == 'A6' and sheet.auto_filter.ref.startswith('A5:'), (sheet.freeze_panes, sheet.auto_filter.ref)
    shows = {column['name']: column.get('show') for column in question['output']['columns']}
    for at, column in enumerate(result['columns'], 1):
        assert sheet.cell(5, at).value == column['name']
        for row, values in enumerate(result['rows'], 6):
            cell = sheet.cell(row, at)
            assert same(cell, values[at - 1], column['type']), (n, cell.coordinate, cell.value, values[at - 1])
            show = shows[column['name']]
            if values[at - 1] is not None and show == 'percent': assert cell.number_format == '0.0%', cell.number_format
            if values[at - 1] is not None and show == 'money': assert MONEY in cell.number_format, cell.number_format
    assert sheet.cell(6 + len(result['rows']), 1).value is None
    beside = [cell.value for row in sheet.iter_rows(min_col=len(result['columns']) + 2) for cell in row if cell.value is not None]
    assert 'SQL' in beside and 'Approach' in beside and question['sql'].splitlines()[0] in beside, beside
    if question['insight']:
        assert 'Insight' in beside
    assert bool(sheet._charts) == (question['chart']['kind'] != 'heatmap'), (n, question['chart'])
    charts += len(sheet._charts)
summary = book['Executive Summary']
links = {cell.value: cell.hyperlink.location for row in summary.iter_rows() for cell in row if cell.hyperlink}
for name in book.sheetnames[1:]:
    assert links[name] == f\"'{name}'!A1\", links
assert len(book['Quality Metrics']._charts) == 1
tables = json.load(open('tables.json'))['tables']
dictionary = [(row[0].value, row[1].value) for row in book['Data Dictionary'].iter_rows(min_row=4)]
assert dictionary == [(table['name'], column['name']) for table in tables for column in table['columns']]
qa = json.load(open('solution/qa_results.json'))
checks = [row[1].value for row in book['Quality Metrics'].iter_rows(min_row=4) if row[1].value]
assert checks == [check['check_name'] for check in qa['checks']]
assert str(book.properties.created) == '2025-01-01 00:00:00', book.properties.created
print('charts', charts)";

#[test]
fn answers_are_what_the_queries_gave() {
    let Some(python) = python("openpyxl") else { return };
    for (domain, skill, structure, country, money) in [
        ("E-Commerce", Skill::Advanced, Structure::Normalized, "US", "\"$\"#,##0.00"),
        ("Banking", Skill::Intermediate, Structure::Normalized, "JP", "\"¥\"#,##0"),
        ("Healthcare", Skill::Advanced, Structure::Denormalized, "IN", "\"₹\"#,##0.00"),
        ("Lighthouses", Skill::Beginner, Structure::Normalized, "DE", "\"€\"#,##0.00"),
    ] {
        let brief = Brief { country: country.to_owned(), ..small(domain, skill, structure, 31) };
        let done = done(brief, Packing { audiences: vec![Audience::Instructor], ..Packing::default() });
        let script = format!("{READ}\nMONEY = '{money}'\n{ANSWERS}");
        let told = ran(Command::new(&python).args(["-c", &script]).current_dir(done.folder.path()), domain);
        assert!(told.starts_with("charts"), "{told}");
    }
}

#[test]
fn samples_are_the_first_rows_as_they_are_handed_out() {
    let Some(python) = python("openpyxl") else { return };
    let done = done(small("E-Commerce", Skill::Intermediate, Structure::Normalized, 32), Packing::default());
    let script = format!(
        "{READ}\n{}",
        "
import csv
rows = [[cell.value for cell in row] for row in book['Data Samples'].iter_rows()]
for table in json.load(open('tables.json'))['tables']:
    name = table['name']
    at = next(n for n, row in enumerate(rows) if str(row[0]).startswith(name + ': the first rows of '))
    found = list(csv.reader(open(f'datasets/{name}.csv', encoding='utf-8', newline='')))
    assert rows[at + 1][:len(found[0])] == found[0]
    for row, expected in zip(rows[at + 2:at + 22], found[1:21]):
        for value, text in zip(row, expected):
            if value is None: assert text == '', (name, text)
            elif isinstance(value, bool): assert text == str(value).lower()
            elif isinstance(value, (int, float)): assert abs(value - float(text)) < 1e-9, (name, value, text)
            elif isinstance(value, datetime): assert str(value)[:len(text)] == text.replace('T', ' '), (value, text)
            else: assert value == text, (name, value, text)
print('same')"
    );
    assert_eq!(
        ran(Command::new(&python).args(["-c", &script]).current_dir(done.folder.path()), "samples").trim(),
        "same"
    );
}

#[test]
fn texts_stay_texts_and_fit_their_cells() {
    let Some(python) = python("openpyxl") else { return };
    let (library, control) = (Library::embedded().unwrap(), Control::default());
    let brief = small("E-Commerce", Skill::Beginner, Structure::Normalized, 33);
    let (place, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let made = make(&library, &brief, Version::default(), place.path(), &control).unwrap();
    let mut challenge = made.challenge.clone();
    challenge.questions[0].text = "=1+1".to_owned();
    challenge.questions[1].text = "ã".repeat(40_000);
    challenge.questions[1].answer = "𝔸".repeat(40_000);
    challenge.insights[0].claim = "@SUM(A1) \u{1} and a tab\t".to_owned();
    let brand = Brand::default();
    let pack = library.for_domain("E-Commerce").unwrap().0;
    let completed = Completed { challenge: &challenge, ..made.completed(pack, &brand) };
    for name in ["reports", "solution"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    fs::write(folder.path().join("reports/analytical_answers.xlsx"), workbook(&completed).unwrap()).unwrap();
    fs::write(folder.path().join("solution/challenge.json"), serde_json::to_string(&challenge).unwrap()).unwrap();
    let script = format!(
        "{READ}\n{}",
        "
assert book['Q1 Analysis']['A2'].value == '=1+1' and book['Q1 Analysis']['A2'].data_type == 's'
assert len(book['Q2 Analysis']['A2'].value) == 32767
# Excel counts these twice.
assert len(book['Q2 Analysis']['A3'].value) == 16384, len(book['Q2 Analysis']['A3'].value)
print('fits')"
    );
    assert_eq!(ran(Command::new(&python).args(["-c", &script]).current_dir(folder.path()), "texts").trim(), "fits");
}

#[test]
fn a_table_too_long_for_a_sheet_is_refused_before_anything_is_written() {
    let file = XlsxFile::new(Vec::new(), "x".to_owned(), chrono::NaiveDate::default());
    let schema = std::sync::Arc::new(arrow::datatypes::Schema::empty());
    let table = |rows| TableInfo { name: "orders", schema: &schema, rows };
    assert!(file.check(&table(MOST_ROWS)).is_ok());
    insta::assert_snapshot!(file.check(&table(MOST_ROWS + 1)).unwrap_err());
}

#[test]
fn all_tables_in_one_file_are_the_tables() {
    let Some(python) = python("openpyxl") else { return };
    let brief = small("Banking", Skill::Advanced, Structure::Normalized, 34);
    let done = done(Brief { formats: vec![FurtherFormat::Xlsx], ..brief }, Packing::default());
    let script = "
import csv, glob, openpyxl, os
book = openpyxl.load_workbook('datasets/dataset.xlsx')
names = sorted(os.path.basename(path)[:-4] for path in glob.glob('datasets/*.csv'))
assert sorted(book.sheetnames) == names, book.sheetnames
for name in names:
    expected = list(csv.reader(open(f'datasets/{name}.csv', encoding='utf-8', newline='')))
    rows = list(book[name].iter_rows(values_only=True))
    assert len(rows) == len(expected) and list(rows[0]) == expected[0], name
    for row, texts in zip(rows[1:], expected[1:]):
        for value, text in zip(row, texts):
            if value is None: assert text == '', (name, text)
            elif isinstance(value, bool): assert text == str(value).lower()
            elif isinstance(value, (int, float)): assert abs(value - float(text)) <= 1e-9 * max(1, abs(value)), (name, value, text)
            elif isinstance(value, str): assert value == text, (name, value, text)
            else: assert str(value)[:len(text)] == text.replace('T', ' '), (name, value, text)
print('same')";
    assert_eq!(
        ran(Command::new(&python).args(["-c", script]).current_dir(done.folder.path()), "tables").trim(),
        "same"
    );
}
