//! Bars of all kinds.

use super::frame::{Frame, GAP, LABEL, class};
use super::scale::Scale;
use super::svg::Anchor;
use super::text::{fitted, percent, width};
use super::{Chart, Series};

/// Room for labels below.
const BELOW: f64 = LABEL + 8.0;

pub(super) fn upright(chart: &Chart, frame: &mut Frame, labels: &[String], values: &[f64]) {
    frame.names(chart);
    let y = frame.vertical(&chart.y, around_zero(values), BELOW);
    if values.is_empty() {
        return frame.nothing();
    }
    let slot = frame.width() / values.len() as f64;
    let thick = (slot * 0.72).min(64.0);
    for (position, value) in values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
        let x = frame.left + slot * (position as f64 + 0.5) - thick / 2.0;
        let (top, bottom) = (y.at(value.max(0.0)), y.at(value.min(0.0)));
        frame.svg.rect("s0", [x, top, thick, bottom - top]);
    }
    frame.slots(labels);
}

pub(super) fn histogram(chart: &Chart, frame: &mut Frame, (start, wide): (f64, f64), counts: &[u64]) {
    frame.names(chart);
    let most = counts.iter().max().copied().unwrap_or(0) as f64;
    let y = frame.vertical(&chart.y, (0.0, most.max(1.0)), BELOW);
    if counts.is_empty() {
        return frame.nothing();
    }
    let x = frame.horizontal(&chart.x, (start, start + wide * counts.len() as f64), false);
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
    let word = |value: &f64| if shares { percent(*value) } else { chart.x.written.number(*value) };
    let words: Vec<String> = values.iter().map(word).collect();
    let room = words.iter().map(|word| width(word, LABEL)).fold(0.0, f64::max) + GAP;
    let left = label_room(frame, labels);
    let (low, high) = if shares { (0.0, 1.0) } else { extremes(values) };
    // Below zero there is room for the words too.
    let start = if low < 0.0 { left + room } else { left };
    let scale = Scale { low, high, from: start, to: frame.right - room };
    for (position, (label, value)) in labels.iter().zip(values).enumerate() {
        let top = frame.top + slot * position as f64;
        let thick = (slot * 0.68).min(18.0);
        let middle = top + slot / 2.0;
        let name = fitted(label, LABEL, left - frame.left - GAP);
        frame.svg.text("ink", (left - GAP, middle + LABEL * 0.35), LABEL, Anchor::End, &name);
        if shares {
            frame.svg.rounded("track", [left, middle - thick / 2.0, scale.to - left, thick], 2.0);
        }
        let (zero, end) = if high > low { (scale.at(0.0), scale.at(*value)) } else { (left, left) };
        let (from, to) = (zero.min(end), zero.max(end).max(zero.min(end) + 1.0));
        frame.svg.rounded("s0", [from, middle - thick / 2.0, to - from, thick], 2.0);
        let at = if shares { scale.to } else { end };
        let (at, anchor) = if *value < 0.0 { (at - GAP, Anchor::End) } else { (at + GAP, Anchor::Start) };
        frame.svg.text("soft", (at, middle + LABEL * 0.35), LABEL, anchor, &words[position]);
    }
}

/// The range of values and zero, which is empty where there is nothing but zero.
fn extremes(values: &[f64]) -> (f64, f64) {
    values.iter().fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(*value), high.max(*value)))
}

pub(super) fn grouped(chart: &Chart, frame: &mut Frame, labels: &[String], groups: &[Series]) {
    frame.legend(groups);
    frame.names(chart);
    let all: Vec<f64> = groups.iter().flat_map(|group| &group.values).copied().collect();
    let y = frame.vertical(&chart.y, around_zero(&all), BELOW);
    if all.is_empty() || labels.is_empty() {
        return frame.nothing();
    }
    let slot = frame.width() / labels.len() as f64;
    let thick = (slot * 0.8 / groups.len() as f64).min(38.0);
    for (position, group) in groups.iter().enumerate() {
        let beside = thick * (position as f64 - groups.len() as f64 / 2.0);
        for (label, value) in group.values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
            let x = frame.left + slot * (label as f64 + 0.5) + beside;
            let (top, bottom) = (y.at(value.max(0.0)), y.at(value.min(0.0)));
            frame.svg.rect(&class(group.meaning, position), [x + 0.5, top, thick - 1.0, (bottom - top).max(0.6)]);
        }
    }
    frame.slots(labels);
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
    let words: Vec<String> = totals.iter().map(|total| chart.x.written.number(*total)).collect();
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
