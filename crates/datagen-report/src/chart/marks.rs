//! Lying marks: lines with dots, bands with marks, and what is left from step to step.

use super::frame::{Frame, GAP, LABEL};
use super::svg::Anchor;
use super::text::{fitted, percent, width};
use super::{Axis, Chart, Target};

/// Rows with their names on the left; calls `draw` with the middle of each row.
fn rows(frame: &mut Frame, labels: &[String], most: f64, mut draw: impl FnMut(&mut Frame, usize, f64)) {
    let slot = (frame.height() / labels.len().max(1) as f64).min(most);
    let names = frame.left;
    let widest = labels.iter().map(|label| width(label, LABEL)).fold(0.0, f64::max);
    frame.left += (widest + GAP).min(frame.width() * 0.4);
    for (position, label) in labels.iter().enumerate() {
        let middle = frame.top + slot * (position as f64 + 0.5);
        let name = fitted(label, LABEL, frame.left - names - GAP);
        frame.svg.text("ink", (frame.left - GAP, middle + LABEL * 0.35), LABEL, Anchor::End, &name);
        draw(frame, position, middle);
    }
}

pub(super) fn lollipop(chart: &Chart, frame: &mut Frame, labels: &[String], values: &[f64]) {
    if !chart.x.words().is_empty() {
        frame.names(&Chart { y: Axis::default(), ..chart.clone() });
    }
    if values.is_empty() {
        return frame.nothing();
    }
    let words: Vec<String> = values.iter().map(|value| chart.x.written.number(*value)).collect();
    let room = words.iter().map(|word| width(word, LABEL)).fold(0.0, f64::max) + 2.0 * GAP;
    let most = values.iter().copied().fold(0.0, f64::max);
    rows(frame, labels, 26.0, |frame, position, middle| {
        let share = if most > 0.0 { (values[position] / most).clamp(0.0, 1.0) } else { 0.0 };
        let end = frame.left + 4.0 + (frame.width() - room - 4.0) * share;
        frame.svg.line("l0", (frame.left, middle), (end, middle));
        frame.svg.circle("s0", (end, middle), 4.5);
        frame.svg.text("soft", (end + GAP + 3.0, middle + LABEL * 0.35), LABEL, Anchor::Start, &words[position]);
    });
}

/// The band stands in the middle of each row, so that measures of any size can be compared.
pub(super) fn bullet(frame: &mut Frame, measures: &[Target]) {
    if measures.is_empty() {
        return frame.nothing();
    }
    let labels: Vec<String> = measures.iter().map(|one| one.name.clone()).collect();
    let room = measures.iter().map(|one| width(&one.words, LABEL)).fold(0.0, f64::max) + GAP;
    let room = room.min(frame.width() * 0.34);
    rows(frame, &labels, 40.0, |frame, position, middle| {
        let Target { value, band: [least, greatest], words, .. } = &measures[position];
        let full = frame.width() - room;
        let track = [frame.left, middle - 5.0, full, 10.0];
        frame.svg.rounded("track", track, 2.0);
        let wide = (greatest - least).abs();
        let place = |value: f64| {
            let share = if wide > 0.0 { 0.3 + 0.4 * (value - least) / wide } else { 0.5 };
            frame.left + full * share.clamp(0.01, 0.99)
        };
        let (from, to) = (place(*least), place(*greatest));
        let (from, to) = if wide > 0.0 { (from, to) } else { (from - 3.0, to + 3.0) };
        let inside = (least.min(*greatest)..=greatest.max(*least)).contains(value);
        let mark = place(*value);
        frame.svg.rounded("s5", [from, middle - 8.0, to - from, 16.0], 2.0);
        frame.svg.rounded(if inside { "good" } else { "bad" }, [mark - 2.5, middle - 11.0, 5.0, 22.0], 2.0);
        let words = fitted(words, LABEL, room - GAP);
        frame.svg.text("soft", (frame.left + full + GAP, middle + LABEL * 0.35), LABEL, Anchor::Start, &words);
    });
}

pub(super) fn funnel(chart: &Chart, frame: &mut Frame, labels: &[String], values: &[f64]) {
    let first = values.first().copied().filter(|first| *first > 0.0);
    let Some(first) = first else { return frame.nothing() };
    let words: Vec<String> =
        values.iter().map(|value| format!("{} ({})", chart.x.written.number(*value), percent(value / first))).collect();
    let room = words.iter().map(|word| width(word, LABEL)).fold(0.0, f64::max) + GAP;
    rows(frame, labels, 34.0, |frame, position, middle| {
        let full = frame.width() - room;
        let long = full * (values[position] / first).clamp(0.0, 1.0);
        frame.svg.rounded("s0", [frame.left + (full - long) / 2.0, middle - 10.0, long.max(1.0), 20.0], 3.0);
        let place = (frame.left + full + GAP, middle + LABEL * 0.35);
        frame.svg.text("soft", place, LABEL, Anchor::Start, &words[position]);
    });
}
