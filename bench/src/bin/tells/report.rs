//! Lines of measures, and how they are printed.

use std::fmt;

/// What a measure says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// As in real data.
    Fine,
    /// A reader would notice.
    Tell,
    /// For information.
    Note,
}

impl Verdict {
    /// `Tell` if so, else `Fine`.
    pub(crate) fn tell_if(tell: bool) -> Self {
        if tell { Self::Tell } else { Self::Fine }
    }
}

#[derive(Debug)]
struct Line {
    cells: [String; 4],
    verdict: Verdict,
}

/// All measures.
#[derive(Debug, Default)]
pub(crate) struct Report {
    lines: Vec<Line>,
}

impl Report {
    pub(crate) fn add(&mut self, table: &str, column: &str, measure: &str, value: String, verdict: Verdict) {
        let cells = [table.to_owned(), column.to_owned(), measure.to_owned(), value];
        self.lines.push(Line { cells, verdict });
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let titles = ["table", "column", "measure", "value"];
        let width = |place: usize| {
            let widths = self.lines.iter().map(|line| line.cells[place].chars().count());
            widths.chain([titles[place].len()]).max().unwrap_or(0)
        };
        let widths = [0, 1, 2, 3].map(width);
        let row = |f: &mut fmt::Formatter<'_>, cells: [&str; 4], verdict: &str| {
            for (cell, width) in cells.iter().zip(widths) {
                write!(f, "{cell:width$}  ")?;
            }
            writeln!(f, "{verdict}")
        };
        row(f, titles, "verdict")?;
        for line in &self.lines {
            let verdict = match line.verdict {
                Verdict::Fine => "ok",
                Verdict::Tell => "TELL",
                Verdict::Note => "-",
            };
            row(f, line.cells.each_ref().map(String::as_str), verdict)?;
        }
        let count = |verdict| self.lines.iter().filter(|line| line.verdict == verdict).count();
        writeln!(f, "\n{} ok, {} tells", count(Verdict::Fine), count(Verdict::Tell))
    }
}

/// A share as a percentage.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.1}%", 100.0 * share)
}
