//! Bars with a line that has an axis of its own.

use super::frame::{Frame, GAP, LABEL};
use super::scale::{Scale, ticks};
use super::svg::Anchor;
use super::text::width;
use super::{Chart, Series, Written};

pub(super) fn combo(
    chart: &Chart,
    frame: &mut Frame,
    labels: &[String],
    (bars, line): (&Series, &Series),
    right: &Written,
) {
    frame.legend(&[bars.clone(), line.clone()]);
    frame.names(chart);
    if labels.is_empty() {
        return frame.nothing();
    }
    let above = right_axis(frame, &line.values, right);
    let y = frame.vertical(&chart.y, range(&bars.values), LABEL + 8.0);
    let line_scale = Scale { from: y.from, to: y.to, ..above };
    let slot = frame.width() / labels.len() as f64;
    let thick = (slot * 0.72).min(48.0);
    let left = frame.left;
    let middle = |position: usize| left + slot * (position as f64 + 0.5);
    for (position, value) in bars.values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
        let (top, bottom) = (y.at(value.max(0.0)), y.at(value.min(0.0)));
        frame.svg.rect("s0", [middle(position) - thick / 2.0, top, thick, (bottom - top).max(0.6)]);
    }
    let values = line.values.iter().enumerate().filter(|(_, value)| value.is_finite());
    let points: Vec<(f64, f64)> = values.map(|(position, value)| (middle(position), line_scale.at(*value))).collect();
    if points.len() > 1 {
        frame.svg.path("l1", &points, false);
    }
    if points.len() <= 40 {
        points.iter().for_each(|point| frame.svg.circle("s1", *point, 2.6));
    }
    frame.slots(labels);
}

/// The axis of the line; takes its room from the right. Where it begins is known when the other axis is.
fn right_axis(frame: &mut Frame, values: &[f64], written: &Written) -> Scale {
    let (low, high) = range(values);
    let ticks = ticks(low, high, 4);
    let labels: Vec<String> = ticks.iter().map(|tick| written.number(*tick)).collect();
    let widest = labels.iter().map(|label| width(label, LABEL)).fold(0.0, f64::max);
    let edge = frame.right;
    frame.right -= widest + GAP;
    let (low, high) = (ticks.first().copied().unwrap_or(low), ticks.last().copied().unwrap_or(high));
    let scale = Scale { low, high, from: frame.bottom - LABEL - 8.0, to: frame.top };
    for (tick, label) in ticks.iter().zip(&labels) {
        frame.svg.text("soft", (edge, scale.at(*tick) + LABEL * 0.35), LABEL, Anchor::End, label);
    }
    scale
}

/// The range of values and zero, never empty.
fn range(values: &[f64]) -> (f64, f64) {
    let finite = values.iter().filter(|value| value.is_finite());
    let (low, high) = finite.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(*value), high.max(*value)));
    if low == high { (0.0, 1.0) } else { (low, high) }
}
