//! Box plots, lying.

use super::frame::{Frame, GAP, LABEL};
use super::svg::Anchor;
use super::text::{fitted, width};
use super::{Chart, Quartiles};

pub(super) fn boxes(chart: &Chart, frame: &mut Frame, boxes: &[Quartiles]) {
    if !chart.x.words().is_empty() {
        frame.names(&Chart { y: super::Axis::default(), ..chart.clone() });
    }
    frame.bottom -= LABEL + 8.0;
    if boxes.is_empty() {
        return frame.nothing();
    }
    let widest = boxes.iter().map(|one| width(&one.name, LABEL)).fold(0.0, f64::max);
    let names = frame.left;
    frame.left += (widest + GAP).min(frame.width() * 0.35);
    let (low, high) = boxes
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), one| (low.min(one.values[0]), high.max(one.values[4])));
    let margin = (high - low) * 0.02;
    let (low, high) = if high > low { (low - margin, high + margin) } else { (low - 1.0, high + 1.0) };
    let x = frame.horizontal(&chart.x, (low, high), true);
    let slot = (frame.height() / boxes.len() as f64).min(46.0);
    for (position, one) in boxes.iter().enumerate() {
        let middle = frame.top + slot * (position as f64 + 0.5);
        let half = (slot * 0.3).min(11.0);
        let [low, first, median, third, high] = one.values.map(|value| x.at(value));
        let name = fitted(&one.name, LABEL, frame.left - names - GAP);
        frame.svg.text("ink", (frame.left - GAP, middle + LABEL * 0.35), LABEL, Anchor::End, &name);
        frame.svg.line("edge", (low, middle), (high, middle));
        for end in [low, high] {
            frame.svg.line("edge", (end, middle - half * 0.5), (end, middle + half * 0.5));
        }
        frame.svg.rounded("s0", [first, middle - half, (third - first).max(1.0), 2.0 * half], 2.0);
        frame.svg.rect("pale", [median - 1.0, middle - half, 2.0, 2.0 * half]);
    }
}
