//! How long each report of a challenge takes: the first time in a process, and the median of the times after it, in which
//! typesetting finds parts of its work done.
//!
//! `cargo run --release -p datagen-bench --bin reports [-- ROWS]`; 10,000 rows of the main table unless told otherwise.

use std::hint::black_box;

use datagen_bench::{Outcome, median, time};
use datagen_core::Control;
use factory_core::brief::{Function, Skill, Structure};
use factory_core::challenge::{Version, make};
use factory_core::check::trial;
use factory_core::report::{challenge_brief, quality_report, solution_guide};
use factory_core::workbook::workbook;
use factory_core::{Brand, Brief, Library};

const RUNS: usize = 5;
/// What most learners get, and the most work there is.
const BRIEFS: [(&str, Skill, Structure); 2] = [
    ("E-Commerce", Skill::Intermediate, Structure::Normalized),
    ("Banking & Finance", Skill::Advanced, Structure::Denormalized),
];

fn main() -> Outcome<()> {
    let rows = std::env::args().nth(1).map_or(Ok(10_000), |rows| rows.parse())?;
    println!("| challenge | report | first, ms | later, ms | bytes |\n|---|---|---|---|---|");
    for (domain, skill, structure) in BRIEFS {
        let brief = Brief { dataset_size: rows, ..trial(domain, Function::Sales, skill, structure, 7_000_000_000_042) };
        measure(&brief)?;
    }
    Ok(())
}

fn measure(brief: &Brief) -> Outcome<()> {
    let (library, folder) = (Library::embedded()?, tempfile::tempdir()?);
    let made = make(&library, brief, Version::default(), folder.path(), &Control::default())?;
    let (pack, brand) = (library.for_domain(&brief.domain)?.0, Brand::default());
    let completed = made.completed(pack, &brand);
    let name = format!(
        "{}, {}, {}, {} rows",
        brief.domain,
        brief.skill_level,
        brief.data_structure.word(),
        brief.dataset_size
    );
    let show = |report: &str, work: &dyn Fn() -> Outcome<usize>| {
        let (first, bytes) = time(|| work().map(black_box))?;
        let later = (0..RUNS).map(|_| Ok(time(|| work().map(black_box))?.0)).collect::<Outcome<Vec<_>>>()?;
        let [first, later] = [first, median(later)].map(|taken| taken.as_secs_f64() * 1e3);
        println!("| {name} | {report} | {first:.0} | {later:.0} | {bytes} |");
        Ok::<(), Box<dyn std::error::Error>>(())
    };
    show("quality_report.pdf", &|| Ok(quality_report(&completed, &[])?.bytes.len()))?;
    show("challenge.pdf", &|| Ok(challenge_brief(&completed, &[])?.bytes.len()))?;
    show("solution_guide.pdf", &|| Ok(solution_guide(&completed, &[])?.bytes.len()))?;
    show("analytical_answers.xlsx", &|| Ok(workbook(&completed)?.len()))
}
