//! Every query of every pack, at every level and of both structures, in the databases that learners have.

use std::collections::BTreeSet;

use datagen_core::Control;
use datagen_io::sql::Promises;
use factory_core::brief::{Function, Skill, Structure};
use factory_core::check::{EveryQuery, every_query, trial};
use factory_core::result::{ResultColumn, Table, ValueKind};
use factory_core::sql::Engine;
use factory_core::{Brief, Library};
use serde_json::{Value, json};

use crate::databases::Rows;
use crate::servers::{DATABASES, Stored, answers};

/// Rows of the main table: enough for every group that is asked for.
const ROWS: u64 = 2000;

#[test]
fn e_commerce() {
    every_query_gives_the_same_in_every_database("E-Commerce", 0x3f5a_91c2_7be4_06d1);
}

#[test]
fn banking() {
    every_query_gives_the_same_in_every_database("Banking & Finance", 0x51b7_2e08_c94a_63f5);
}

#[test]
fn healthcare() {
    every_query_gives_the_same_in_every_database("Healthcare", 0x1d83_f6a4_205c_9e7b);
}

#[test]
fn generic() {
    every_query_gives_the_same_in_every_database("Lighthouses", 0x62c9_40de_b137_8a5f);
}

fn every_query_gives_the_same_in_every_database(domain: &str, seed: u64) {
    let library = Library::embedded().unwrap();
    let (pack, _) = library.for_domain(domain).unwrap();
    let (mut asked, mut differences) = (BTreeSet::new(), String::new());
    for structure in Structure::ALL {
        for skill in Skill::ALL {
            let brief = Brief { dataset_size: ROWS, ..trial(domain, Function::ALL[0], skill, structure, seed) };
            let place = tempfile::tempdir().unwrap();
            let every = every_query(pack, &brief, place.path(), &Control::default()).unwrap();
            asked.extend(every.queries.iter().map(|(place, _)| place.clone()));
            println!("{domain} {skill} {}: {} queries", structure.word(), every.queries.len());
            asked_in_one_part(&every);
            for engine in DATABASES {
                for text in different(&every, engine) {
                    differences += &format!("{} {skill}, {}: {text}\n\n", structure.word(), engine.name());
                }
            }
        }
    }
    assert!(differences.is_empty(), "{differences}");
    for question in &pack.questions.questions {
        assert!(asked.contains(&format!("question {}", question.id)), "{} was never asked", question.id);
    }
    for insight in &pack.insights.insights {
        assert!(asked.contains(&format!("insight {}", insight.id)), "{} was never measured", insight.id);
    }
}

/// Where parts of a sum come together by chance, so do its last digits.
fn asked_in_one_part(every: &EveryQuery) {
    for (place, query) in &every.queries {
        let plan = every.data.dataset().query(&format!("EXPLAIN {}", query.for_engine(Engine::DataFusion))).unwrap();
        let plan = arrow::util::pretty::pretty_format_batches(&plan).unwrap().to_string();
        assert!(plan.contains("physical_plan"), "{place}: {plan}");
        for step in ["RepartitionExec", "CoalescePartitionsExec", "SortPreservingMergeExec"] {
            assert!(!plan.contains(step), "{place} goes several ways: {plan}");
        }
    }
}

/// What an engine answers otherwise than the factory has it.
fn different(every: &EveryQuery, engine: Engine) -> Vec<String> {
    let script = Stored::of(every.data.dataset(), &every.document).script(engine, &every.document, Promises::Keys);
    let texts: Vec<String> = every.queries.iter().map(|(_, query)| query.for_engine(engine)).collect();
    let Some(results) = answers(engine, &script, &texts) else { return Vec::new() };
    assert_eq!(results.len(), texts.len());
    let each = every.queries.iter().zip(&texts).zip(&results);
    let told = each.filter_map(|(((place, query), text), found)| {
        let expected = every.data.ask(query).unwrap_or_else(|error| panic!("{place}: {error}\n{}", query.text()));
        Some(format!("{place}: {}\n{text}", unlike(&expected, found, engine)?))
    });
    told.collect()
}

/// Where two results differ: doubles may by a billionth of their size, nothing else may.
fn unlike(expected: &Table, found: &Rows, engine: Engine) -> Option<String> {
    if expected.rows.len() != found.len() {
        return Some(format!("expected {} rows, found {}", expected.rows.len(), found.len()));
    }
    let pairs = expected.rows.iter().zip(found);
    let mut wrong = pairs.filter(|(row, found)| {
        let kinds = expected.columns.iter().map(|column| column.kind);
        row.len() != found.len()
            || !row.iter().zip(kinds).zip(*found).all(|((value, kind), found)| is_same(value, kind, found, engine))
    });
    wrong.next().map(|(row, found)| format!("expected {row:?}, found {found:?}"))
}

/// Decimals are exact but in SQLite, which has none.
fn is_same(value: &Value, kind: ValueKind, found: &str, engine: Engine) -> bool {
    let expected = match value {
        Value::Null => "NULL".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let is_near = || match (expected.parse::<f64>(), found.parse::<f64>()) {
        (Ok(expected), Ok(found)) => (expected - found).abs() <= 1e-9 * expected.abs().max(found.abs()),
        _ => expected == found,
    };
    match kind {
        ValueKind::Number => is_near(),
        ValueKind::Decimal if engine == Engine::Sqlite => is_near(),
        ValueKind::Decimal | ValueKind::Integer => plain(&expected) == plain(found),
        ValueKind::Date | ValueKind::Datetime | ValueKind::Bool | ValueKind::Text => expected == found,
    }
}

/// A number without zeros at its end, of which engines write more or fewer.
fn plain(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

#[test]
fn a_result_that_differs_is_told() {
    let column = |name: &str, kind| ResultColumn { name: name.to_owned(), kind };
    let columns = vec![
        column("region", ValueKind::Text),
        column("orders", ValueKind::Integer),
        column("revenue", ValueKind::Decimal),
        column("share", ValueKind::Number),
    ];
    let rows = vec![
        vec![json!("North"), json!(7), json!("120.50"), json!(0.25)],
        vec![json!("South"), json!(9), json!("99.10"), Value::Null],
    ];
    let table = Table { columns, rows };
    let right = [["North", "7", "120.5", "0.2500000000001"], ["South", "9", "99.1000", "NULL"]];
    let told = |rows: &[[&str; 4]], engine| {
        let rows: Rows = rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect();
        unlike(&table, &rows, engine).is_some()
    };
    assert!(DATABASES.iter().all(|engine| !told(&right, *engine)));
    assert!(told(&right[..1], Engine::Postgres));
    assert!(told(&[right[1], right[0]], Engine::Postgres));
    let wrong = [(0, "north"), (1, "8"), (1, "7.5"), (2, "120.51"), (2, "NULL"), (3, "0.25000001"), (3, "NULL")];
    for (at, text) in wrong {
        let mut rows = right;
        rows[0][at] = text;
        assert!(DATABASES.iter().all(|engine| told(&rows, *engine)), "{text}");
    }
    let near = [["North", "7", "120.50000000001", "0.25"], right[1]];
    assert!(told(&near, Engine::DuckDb) && !told(&near, Engine::Sqlite));
}
