//! Bars of all kinds.

use super::frame::{Frame, GAP, LABEL, class};
use super::svg::Anchor;
use super::text::{fitted, number, percent, width};
use super::{Chart, Series};

/// Room for labels below.
const BELOW: f64 = LABEL + 8.0;

pub(super) fn upright(chart: &Chart, frame: &mut Frame, labels: &[String], values: &[f64]) {
    frame.names(chart);
    let (low, high) = around_zero(values);
    let y = frame.vertical(low, high, BELOW);
    if values.is_empty() {
        return frame.nothing();
    }
    let slot = frame.width() / values.len() as f64;
    let thick = (slot * 0.72).min(64.0);
    for (position, value) in values.iter().enumerate() {
        let x = frame.left + slot * (position as f64 + 0.5) - thick / 2.0;
        let (top, bottom) = (y.at(value.max(0.0)), y.at(value.min(0.0)));
        frame.svg.rect("s0", [x, top, thick, bottom - top]);
    }
    frame.slots(labels);
}

pub(super) fn histogram(chart: &Chart, frame: &mut Frame, (start, wide): (f64, f64), counts: &[u64]) {
    frame.names(chart);
    let most = counts.iter().max().copied().unwrap_or(0) as f64;
    let y = frame.vertical(0.0, most.max(1.0), BELOW);
    if counts.is_empty() {
        return frame.nothing();
    }
    let x = frame.horizontal(start, start + wide * counts.len() as f64, false);
    for (position, count) in counts.iter().enumerate() {
        let (left, right) = (x.at(start + wide * position as f64), x.at(start + wide * (position + 1) as f64));
        let top = y.at(*count as f64);
        // A little between the bars, but never less than a hair of bar.
        let inner = (right - left - 1.0).max(0.4);
        if *count > 0 {
            frame.svg.rect("s0", [left, top.min(y.from - 0.6), inner, (y.from - top).max(0.6)]);
        }
    }
}

pub(super) fn lying(chart: &Chart, frame: &mut Frame, labels: &[String], values: &[f64], shares: bool) {
    if !chart.x.words().is_empty() {
        frame.names(&Chart { y: super::Axis::default(), ..chart.clone() });
    }
    if values.is_empty() {
        return frame.nothing();
    }
    let slot = (frame.height() / values.len() as f64).min(30.0);
    let words: Vec<String> = values.iter().map(|value| if shares { percent(*value) } else { number(*value) }).collect();
    let room = words.iter().map(|word| width(word, LABEL)).fold(0.0, f64::max) + GAP;
    let left = label_room(frame, labels);
    let most = if shares { 1.0 } else { values.iter().copied().fold(0.0, f64::max) };
    let full = frame.right - left - room;
    for (position, (label, value)) in labels.iter().zip(values).enumerate() {
        let top = frame.top + slot * position as f64;
        let thick = (slot * 0.68).min(18.0);
        let middle = top + slot / 2.0;
        let long = if most > 0.0 { full * (value / most).clamp(0.0, 1.0) } else { 0.0 };
        let name = fitted(label, LABEL, left - frame.left - GAP);
        frame.svg.text("ink", (left - GAP, middle + LABEL * 0.35), LABEL, Anchor::End, &name);
        if shares {
            frame.svg.rounded("track", [left, middle - thick / 2.0, full, thick], 2.0);
        }
        frame.svg.rounded("s0", [left, middle - thick / 2.0, long.max(1.0), thick], 2.0);
        let end = if shares { left + full } else { left + long };
        frame.svg.text("soft", (end + GAP, middle + LABEL * 0.35), LABEL, Anchor::Start, &words[position]);
    }
}

pub(super) fn stacked(chart: &Chart, frame: &mut Frame, labels: &[String], parts: &[Series]) {
    if !chart.x.words().is_empty() {
        frame.names(&Chart { y: super::Axis::default(), ..chart.clone() });
    }
    frame.legend(parts);
    if labels.is_empty() {
        return frame.nothing();
    }
    let slot = (frame.height() / labels.len() as f64).min(34.0);
    let left = label_room(frame, labels);
    let value = |part: &Series, bar: usize| part.values.get(bar).copied().unwrap_or(0.0).max(0.0);
    let totals: Vec<f64> =
        (0..labels.len()).map(|bar| parts.iter().map(|part| value(part, bar)).sum::<f64>()).collect();
    let words: Vec<String> = totals.iter().map(|total| number(*total)).collect();
    let room = words.iter().map(|word| width(word, LABEL)).fold(0.0, f64::max) + GAP;
    let most = totals.iter().copied().fold(0.0, f64::max);
    let full = frame.right - left - room;
    for (bar, label) in labels.iter().enumerate() {
        let middle = frame.top + slot * (bar as f64 + 0.5);
        let thick = (slot * 0.68).min(18.0);
        let name = fitted(label, LABEL, left - frame.left - GAP);
        frame.svg.text("ink", (left - GAP, middle + LABEL * 0.35), LABEL, Anchor::End, &name);
        let mut x = left;
        for (position, part) in parts.iter().enumerate() {
            let long = if most > 0.0 { full * value(part, bar) / most } else { 0.0 };
            if long > 0.0 {
                frame.svg.rect(&class(part.meaning, position), [x, middle - thick / 2.0, long.max(0.6), thick]);
            }
            x += long;
        }
        frame.svg.text("soft", (x + GAP, middle + LABEL * 0.35), LABEL, Anchor::Start, &words[bar]);
    }
}

pub(super) fn spark(frame: &mut Frame, values: &[f64]) {
    let most = values.iter().copied().fold(0.0, f64::max);
    let slot = frame.width() / values.len().max(1) as f64;
    let height = frame.bottom - 2.0;
    for (position, value) in values.iter().enumerate() {
        let tall = if most > 0.0 { height * value / most } else { 0.0 };
        if *value > 0.0 {
            let x = frame.left + slot * position as f64;
            frame.svg.rect("s0", [x, frame.bottom - tall.max(1.0), (slot - 0.8).max(0.4), tall.max(1.0)]);
        }
    }
    frame.svg.line("axis", (frame.left, frame.bottom), (frame.right, frame.bottom));
}

/// Where bars begin so that their labels have room, at most 40% of the picture.
fn label_room(frame: &Frame, labels: &[String]) -> f64 {
    let widest = labels.iter().map(|label| width(label, LABEL)).fold(0.0, f64::max);
    frame.left + (widest + GAP).min(frame.width() * 0.4)
}

/// The range of values and zero.
fn around_zero(values: &[f64]) -> (f64, f64) {
    let (low, high) = values.iter().fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(*value), high.max(*value)));
    if low == high { (0.0, 1.0) } else { (low, high) }
}
