//! Tables of colours.

use super::frame::{Frame, GAP, LABEL};
use super::svg::Anchor;
use super::text::{fitted, percent as as_percent, width};
use super::theme::heat;
use crate::paper::Theme;

pub(super) fn heatmap(
    frame: &mut Frame,
    (columns, rows): (&[String], &[String]),
    cells: &[Vec<Option<f64>>],
    (percent, words): (bool, &[Vec<String>]),
    theme: &Theme,
) {
    if columns.is_empty() || rows.is_empty() {
        return frame.nothing();
    }
    let widest = rows.iter().map(|row| width(row, LABEL)).fold(0.0, f64::max);
    let names = frame.left;
    frame.left += (widest + GAP).min(frame.width() * 0.3);
    let (wide, fits) = column_width(frame, columns);
    frame.bottom -= if fits { LABEL + 8.0 } else { slanted_height(columns) };
    let high = (frame.height() / rows.len() as f64).min(30.0);
    for (position, row) in rows.iter().enumerate() {
        let top = frame.top + high * position as f64;
        let name = fitted(row, LABEL, frame.left - names - GAP);
        frame.svg.text("ink", (frame.left - GAP, top + high / 2.0 + LABEL * 0.35), LABEL, Anchor::End, &name);
        for (column, value) in cells.get(position).into_iter().flatten().enumerate() {
            let Some(value) = value else { continue };
            let (colour, light) = heat(*value, theme);
            let left = frame.left + wide * column as f64;
            frame.svg.coloured(&colour, [left + 0.5, top + 0.5, wide - 1.0, high - 1.0]);
            let own = words.get(position).and_then(|row| row.get(column));
            let words = match own {
                Some(own) => own.clone(),
                None if percent => as_percent(*value),
                None => format!("{value:.2}"),
            };
            if width(&words, LABEL) + 4.0 < wide && high > LABEL {
                let class = if light { "pale" } else { "cell" };
                let place = (left + wide / 2.0, top + high / 2.0 + LABEL * 0.35);
                frame.svg.text(class, place, LABEL, Anchor::Middle, &words);
            }
        }
    }
    let bottom = frame.top + high * rows.len() as f64;
    for (position, column) in columns.iter().enumerate() {
        let x = frame.left + wide * (position as f64 + 0.5);
        if fits {
            frame.svg.text("soft", (x, bottom + LABEL + 3.0), LABEL, Anchor::Middle, column);
        } else {
            let words = fitted(column, LABEL, slanted_height(columns) - GAP);
            frame.svg.downward_text("soft", (x + LABEL * 0.35, bottom + GAP), LABEL, &words);
        }
    }
}

/// How wide columns are, and whether their names fit beside each other.
fn column_width(frame: &Frame, columns: &[String]) -> (f64, bool) {
    let wide = (frame.width() / columns.len() as f64).min(110.0);
    let fits = columns.iter().all(|column| width(column, LABEL) + 4.0 < wide);
    (wide, fits)
}

/// The room for names that are read from below.
fn slanted_height(columns: &[String]) -> f64 {
    let widest = columns.iter().map(|column| width(column, LABEL)).fold(0.0, f64::max);
    (widest + 2.0 * GAP).min(110.0)
}
