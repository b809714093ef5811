//! Points.

use super::Chart;
use super::frame::{Frame, LABEL};

pub(super) fn points(chart: &Chart, frame: &mut Frame, points: &[(f64, f64)]) {
    frame.names(chart);
    if points.is_empty() {
        return frame.nothing();
    }
    let range = |of: fn(&(f64, f64)) -> f64| {
        let values = || points.iter().map(of);
        (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
    };
    let ((left, right), (low, high)) = (range(|point| point.0), range(|point| point.1));
    let y = frame.vertical(&chart.y, (low, high), LABEL + 8.0);
    let margin = (right - left) * 0.03;
    let x = frame.horizontal(&chart.x, (left - margin, right + margin), true);
    for point in points {
        frame.svg.circle("s0 dot", (x.at(point.0), y.at(point.1)), 2.6);
    }
}
