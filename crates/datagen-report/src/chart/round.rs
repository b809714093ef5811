//! Rings and gauges.

use std::f64::consts::{PI, TAU};
use std::fmt::Write as _;

use datagen_core::math::{cos, sin};

use super::frame::{Frame, GAP, LABEL, series};
use super::svg::Anchor;
use super::text::{coordinate, fitted, percent};

/// A piece of a ring between two angles, counted from the top, clockwise.
fn piece((x, y): (f64, f64), (inner, outer): (f64, f64), from: f64, to: f64) -> String {
    // A whole circle has no beginning: its arc would be nothing.
    let to = to.min(from + TAU - 1e-3);
    let place = |radius: f64, angle: f64| {
        format!("{} {}", coordinate(x + radius * sin(angle)), coordinate(y - radius * cos(angle)))
    };
    let large = u8::from(to - from > PI);
    let (outer_r, inner_r) = (coordinate(outer), coordinate(inner));
    let mut path = String::new();
    // Writing to a String cannot fail.
    let _ = write!(path, "M{}A{outer_r} {outer_r} 0 {large} 1 {}", place(outer, from), place(outer, to));
    let _ = write!(path, "L{}A{inner_r} {inner_r} 0 {large} 0 {}Z", place(inner, to), place(inner, from));
    path
}

pub(super) fn ring(frame: &mut Frame, labels: &[String], values: &[f64]) {
    let total: f64 = values.iter().sum();
    if total <= 0.0 {
        return frame.nothing();
    }
    let radius = (frame.height() / 2.0 - 2.0).min(frame.width() * 0.24);
    let center = (frame.left + radius + 4.0, f64::midpoint(frame.top, frame.bottom));
    let mut angle = 0.0;
    for (position, value) in values.iter().enumerate() {
        let end = angle + TAU * value / total;
        if *value > 0.0 {
            frame.svg.shape(&series(position), &piece(center, (radius * 0.58, radius), angle, end));
        }
        angle = end;
    }
    let left = center.0 + radius + 3.0 * GAP;
    let slot = (frame.height() / labels.len().max(1) as f64).min(22.0);
    let top = center.1 - slot * labels.len() as f64 / 2.0;
    for (position, (label, value)) in labels.iter().zip(values).enumerate() {
        let middle = top + slot * (position as f64 + 0.5);
        frame.svg.rounded(&series(position), [left, middle - 5.0, 10.0, 10.0], 2.0);
        let share = percent(value / total);
        let words = fitted(label, LABEL, frame.right - left - 16.0 - super::text::width(&share, LABEL) - GAP);
        let words = format!("{words}  {share}");
        frame.svg.text("ink", (left + 16.0, middle + LABEL * 0.35), LABEL, Anchor::Start, &words);
    }
}

pub(super) fn gauge(frame: &mut Frame, value: f64, most: f64, (good, enough): (f64, f64)) {
    let radius = (frame.height() - 18.0).min(frame.width() / 2.0 - 4.0);
    let center = (f64::midpoint(frame.left, frame.right), frame.bottom - 12.0);
    let thick = (radius * 0.74, radius);
    let quarter = PI / 2.0;
    frame.svg.shape("track", &piece(center, thick, -quarter, quarter));
    let class = if value >= good {
        "good"
    } else if value >= enough {
        "warn"
    } else {
        "bad"
    };
    let share = (value / most).clamp(0.0, 1.0);
    if share > 0.0 {
        frame.svg.shape(class, &piece(center, thick, -quarter, -quarter + PI * share));
    }
    let size = radius * 0.42;
    let words = shown(value);
    frame.svg.text("ink bold", (center.0, center.1 - radius * 0.1), size, Anchor::Middle, &words);
    let of = format!("of {}", shown(most));
    frame.svg.text("soft", (center.0, center.1 + LABEL), LABEL, Anchor::Middle, &of);
}

/// A score: never rounded up to the greatest.
fn shown(value: f64) -> String {
    let tenths = (value * 10.0).floor() / 10.0;
    let text = format!("{tenths:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

/// Rings of a radar, each a fifth.
const RINGS: usize = 5;

pub(super) fn radar(frame: &mut Frame, labels: &[String], values: &[f64], most: f64) {
    if labels.len() < 3 || most <= 0.0 {
        return frame.nothing();
    }
    let radius = (frame.height() / 2.0 - 2.0 * LABEL).min(frame.width() * 0.3);
    let center = (f64::midpoint(frame.left, frame.right), f64::midpoint(frame.top, frame.bottom) + LABEL * 0.4);
    let angle = |axis: usize| TAU * axis as f64 / labels.len() as f64;
    let place = |axis: usize, far: f64| {
        (center.0 + radius * far * sin(angle(axis)), center.1 - radius * far * cos(angle(axis)))
    };
    for ring in 1..=RINGS {
        let corners: Vec<(f64, f64)> = (0..labels.len()).map(|axis| place(axis, ring as f64 / RINGS as f64)).collect();
        frame.svg.path("grid", &corners, true);
    }
    for (axis, label) in labels.iter().enumerate() {
        frame.svg.line("grid", center, place(axis, 1.0));
        let (x, y) = place(axis, 1.0 + 9.0 / radius.max(1.0));
        let anchor = match x - center.0 {
            aside if aside > radius * 0.1 => Anchor::Start,
            aside if aside < -radius * 0.1 => Anchor::End,
            _ => Anchor::Middle,
        };
        let value = values.get(axis).copied().filter(|value| value.is_finite()).unwrap_or(0.0);
        let room = if anchor == Anchor::Middle { frame.width() } else { frame.right - center.0 - radius * 0.6 };
        let words = fitted(&format!("{label} {}", shown(value)), LABEL, room);
        frame.svg.text("ink", (x, y + LABEL * 0.35), LABEL, anchor, &words);
    }
    let far = |value: &f64| if value.is_finite() { (value / most).clamp(0.0, 1.0) } else { 0.0 };
    let corners: Vec<(f64, f64)> = values.iter().map(far).enumerate().map(|(axis, far)| place(axis, far)).collect();
    frame.svg.path("s0 area", &corners, true);
    frame.svg.path("l0", &corners, true);
    corners.iter().for_each(|corner| frame.svg.circle("s0", *corner, 3.0));
}
