//! The chart of a question's result.

use chrono::{Datelike, NaiveDate};
use datagen_report::chart::{Axis, Chart, Plot, Series, Size};
use serde_json::Value;

use crate::challenge::Question;
use crate::country::Country;
use crate::pack::{ChartKind, Show};
use crate::result::{ResultColumn, Table, ValueKind, number};

use super::words::{spoken, value, written};

/// More lying bars than these nobody reads.
const LYING: usize = 15;
/// Upright bars, points of a line, points.
const UPRIGHT: usize = 24;
const LINE: usize = 120;
const POINTS: usize = 800;
/// As many as there are colours.
const SERIES: usize = 6;
/// Rows and columns of a table of colours.
const CELLS: usize = 14;

/// The chart that shows the result of a question, and a note where it does not show all of it. None where a single row
/// needs no picture.
#[must_use]
pub fn answer_chart(question: &Question, country: &Country) -> Option<(Chart, Option<String>)> {
    if question.result.rows.len() < 2 {
        return None;
    }
    let picture = Picture::of(question, country)?;
    let plot = picture.plot();
    let shown = picture.shown(&plot);
    let all = picture.labels.len();
    let note = (shown < all).then(|| format!("The chart shows {shown} of {all} values."));
    let of = picture.measures.iter().map(|measure| spoken(&measure.name)).collect::<Vec<_>>().join(" and ");
    let along = spoken(&question.chart.x);
    let alternative = format!("{of} by {along}. {}", question.answer);
    let (x, y) = picture.axes(&plot, &along);
    let size = match &plot {
        Plot::LyingBars { labels, .. } => Size::Tall((56 + 24 * labels.len()) as u16),
        Plot::Heatmap { rows, .. } => Size::Tall((90 + 26 * rows.len()) as u16),
        Plot::Ring { .. } => Size::Tall(200),
        _ => Size::Wide,
    };
    Some((Chart { title: format!("{of} by {along}"), alternative, x, y, size, plot }, note))
}

/// A column that is measured.
struct Measure {
    name: String,
    show: Option<Show>,
    values: Vec<f64>,
}

/// The columns of a result that a chart shows.
struct Picture<'q> {
    kind: ChartKind,
    labels: Vec<String>,
    /// The numbers along it, for points.
    along: Vec<f64>,
    along_show: Option<Show>,
    measures: Vec<Measure>,
    series: Option<Vec<String>>,
    country: &'q Country,
}

impl<'q> Picture<'q> {
    fn of(question: &Question, country: &'q Country) -> Option<Self> {
        let (chart, result) = (&question.chart, &question.result);
        let show =
            |name: &str| question.output.columns.iter().find(|column| column.name == name).and_then(|one| one.show);
        let x = result.position(&chart.x)?;
        let measure = |name: &String| {
            let at = result.position(name)?;
            let values = result.rows.iter().map(|row| number(&row[at]).unwrap_or(f64::NAN)).collect();
            Some(Measure { name: name.clone(), show: show(name), values })
        };
        let measures = chart.y.iter().map(measure).collect::<Option<Vec<_>>>().filter(|all| !all.is_empty())?;
        let labels_of = |at: usize, show| labels(result, at, show, country);
        let series = match &chart.series {
            Some(name) => Some(labels_of(result.position(name)?, show(name))),
            None => None,
        };
        Some(Self {
            kind: chart.kind,
            labels: labels_of(x, show(&chart.x)),
            along: result.rows.iter().map(|row| number(&row[x]).unwrap_or(f64::NAN)).collect(),
            along_show: show(&chart.x),
            measures,
            series,
            country,
        })
    }

    fn plot(&self) -> Plot {
        let first = &self.measures[0].values;
        match self.kind {
            ChartKind::Scatter if self.along.iter().all(|value| value.is_finite()) => self.points(),
            ChartKind::Heatmap if self.series.is_some() => self.heatmap(),
            ChartKind::Pie if first.iter().all(|value| *value >= 0.0) => self.ring(),
            ChartKind::Line | ChartKind::Scatter => self.lines(),
            ChartKind::Combo if self.measures.len() > 1 => self.combo(),
            _ if self.series.is_some() => self.grouped(),
            ChartKind::Column if self.measures.len() > 1 => {
                let alike = self.measures.iter().all(|measure| measure.show == self.measures[0].show);
                if alike { self.grouped() } else { self.combo() }
            }
            ChartKind::Bar if self.measures.len() > 1 => self.grouped(),
            ChartKind::Column if self.labels.len() <= UPRIGHT => {
                Plot::Bars { labels: self.labels.clone(), values: first.clone() }
            }
            _ => self.lying(),
        }
    }

    /// How many of the values a plot shows.
    fn shown(&self, plot: &Plot) -> usize {
        let all = self.labels.len();
        match plot {
            Plot::LyingBars { labels, .. } => labels.len(),
            Plot::Points { points } => points.len(),
            // All that are left out of a ring stand in its last part.
            Plot::Ring { .. } => all,
            Plot::Lines { labels, series, .. } | Plot::Grouped { labels, series } => {
                if self.series.is_some() {
                    let kept = |(label, name): &(&String, &String)| {
                        labels.contains(label) && series.iter().any(|one| one.name == **name)
                    };
                    self.labels.iter().zip(self.series.iter().flatten()).filter(kept).count()
                } else {
                    labels.len()
                }
            }
            Plot::Combo { labels, .. } => labels.len(),
            _ => all,
        }
    }

    fn axes(&self, plot: &Plot, along: &str) -> (Axis, Axis) {
        let first = &self.measures[0];
        let measured = |measure: &Measure| written(measure.show, self.country);
        let names: Vec<String> = self.measures.iter().map(|measure| spoken(&measure.name)).collect();
        match plot {
            Plot::LyingBars { .. } => (Axis::new("").written(measured(first)), Axis::default()),
            Plot::Points { .. } => (
                Axis::new(along).written(written(self.along_show, self.country)),
                Axis::new(names[0].clone()).written(measured(first)),
            ),
            Plot::Combo { .. } => (Axis::new(along), Axis::new(names[0].clone()).written(measured(first))),
            _ => {
                let name = if names.len() == 1 { names[0].clone() } else { String::new() };
                (Axis::new(along), Axis::new(name).written(measured(first)))
            }
        }
    }

    fn lying(&self) -> Plot {
        let labels = self.labels.iter().take(LYING).cloned().collect();
        let values =
            self.measures[0].values.iter().take(LYING).map(|value| if value.is_finite() { *value } else { 0.0 });
        Plot::LyingBars { labels, values: values.collect(), percent: false }
    }

    fn points(&self) -> Plot {
        let points = self.along.iter().copied().zip(self.measures[0].values.iter().copied());
        Plot::Points { points: points.filter(|(_, y)| y.is_finite()).take(POINTS).collect() }
    }

    /// The largest parts, and all others as one.
    fn ring(&self) -> Plot {
        let mut parts: Vec<(String, f64)> =
            self.labels.iter().cloned().zip(self.measures[0].values.iter().copied()).collect();
        if parts.len() > SERIES {
            let others: f64 = parts.split_off(SERIES - 1).iter().map(|(_, value)| value).sum();
            parts.push(("all others".to_owned(), others));
        }
        let (labels, values) = parts.into_iter().unzip();
        Plot::Ring { labels, values }
    }

    fn lines(&self) -> Plot {
        let (labels, series) = self.pivot(LINE);
        Plot::Lines { labels, series, filled: false }
    }

    fn grouped(&self) -> Plot {
        let (labels, series) = self.pivot(UPRIGHT / 2);
        Plot::Grouped { labels, series }
    }

    fn combo(&self) -> Plot {
        let series = |measure: &Measure| {
            Series::new(spoken(&measure.name), measure.values.iter().take(UPRIGHT).copied().collect())
        };
        Plot::Combo {
            labels: self.labels.iter().take(UPRIGHT).cloned().collect(),
            bars: series(&self.measures[0]),
            line: series(&self.measures[1]),
            right: written(self.measures[1].show, self.country),
        }
    }

    /// One series for each measure, or for each value of the column that makes series.
    fn pivot(&self, most: usize) -> (Vec<String>, Vec<Series>) {
        let Some(names) = &self.series else {
            let series = |measure: &Measure| {
                Series::new(spoken(&measure.name), measure.values.iter().take(most).copied().collect())
            };
            let labels = self.labels.iter().take(most).cloned().collect();
            return (labels, self.measures.iter().take(SERIES).map(series).collect());
        };
        let labels = different(&self.labels, most);
        let series = different(names, SERIES).into_iter().map(|name| {
            let value = |label: &String| self.at(label, &name, names);
            Series::new(name.clone(), labels.iter().map(value).collect())
        });
        let series = series.collect();
        (labels, series)
    }

    /// The value at a label and a series; none is no number.
    fn at(&self, label: &str, name: &str, names: &[String]) -> f64 {
        let found = self.labels.iter().zip(names).position(|(own, series)| own == label && series == name);
        found.map_or(f64::NAN, |row| self.measures[0].values[row])
    }

    fn heatmap(&self) -> Plot {
        let names = self.series.as_deref().unwrap_or_default();
        let (rows, columns) = (different(&self.labels, CELLS), different(names, CELLS));
        let most = self.measures[0].values.iter().copied().filter(|value| value.is_finite()).fold(0.0, f64::max);
        let value = |row: &String, column: &String| Some(self.at(row, column, names)).filter(|value| value.is_finite());
        let written = written(self.measures[0].show, self.country);
        let word = |value: Option<f64>| value.map_or_else(String::new, |value| written.number(value));
        let share = |value: f64| if most > 0.0 { value / most } else { 0.0 };
        let of = |row: &String| columns.iter().map(|column| value(row, column)).collect::<Vec<_>>();
        let cells: Vec<Vec<Option<f64>>> = rows.iter().map(of).collect();
        Plot::Heatmap {
            words: cells.iter().map(|row| row.iter().map(|cell| word(*cell)).collect()).collect(),
            cells: cells.into_iter().map(|row| row.into_iter().map(|cell| cell.map(share)).collect()).collect(),
            columns,
            rows,
            percent: false,
        }
    }
}

/// The different texts in their order, at most so many.
fn different(all: &[String], most: usize) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in all {
        if found.len() < most && !found.contains(text) {
            found.push(text.clone());
        }
    }
    found
}

/// The values of a column as labels; months and years where all dates begin one.
fn labels(result: &Table, at: usize, show: Option<Show>, country: &Country) -> Vec<String> {
    let column = &result.columns[at];
    if let (ValueKind::Date | ValueKind::Datetime, Some(labels)) = (column.kind, dates(result, at)) {
        return labels;
    }
    result.rows.iter().map(|row| label(&row[at], column, show, country)).collect()
}

fn label(cell: &Value, column: &ResultColumn, show: Option<Show>, country: &Country) -> String {
    if cell.is_null() { "none".to_owned() } else { value(cell, column.kind, show, country) }
}

fn dates(result: &Table, at: usize) -> Option<Vec<String>> {
    let day = |row: &Vec<Value>| NaiveDate::parse_from_str(row[at].as_str()?.get(..10)?, "%Y-%m-%d").ok();
    let days = result.rows.iter().map(day).collect::<Option<Vec<_>>>()?;
    let all = |holds: fn(&NaiveDate) -> bool| days.iter().all(holds);
    let format = match () {
        () if all(|day| day.ordinal() == 1) => "%Y",
        () if all(|day| day.day() == 1) => "%b %Y",
        () => "%Y-%m-%d",
    };
    Some(days.iter().map(|day| day.format(format).to_string()).collect())
}
