//! Lines and areas over ordered labels.

use super::frame::{Frame, LABEL};
use super::{Chart, Series};

pub(super) fn lines(chart: &Chart, frame: &mut Frame, labels: &[String], lines: &[Series], filled: bool) {
    if lines.len() > 1 {
        frame.legend(lines);
    }
    frame.names(chart);
    let all = || lines.iter().flat_map(|line| &line.values).copied();
    let low = all().fold(0.0, f64::min);
    let high = all().fold(low + f64::MIN_POSITIVE, f64::max);
    let y = frame.vertical(&chart.y, (low, if high > low { high } else { low + 1.0 }), LABEL + 8.0);
    if all().next().is_none() {
        return frame.nothing();
    }
    let slot = frame.width() / labels.len().max(1) as f64;
    let left = frame.left;
    for (position, line) in lines.iter().enumerate() {
        let place = |(i, value): (usize, &f64)| (left + slot * (i as f64 + 0.5), y.at(*value));
        let series = position % super::theme::SERIES;
        let points: Vec<(usize, &f64)> = line.values.iter().enumerate().collect();
        // A value that is not there is a gap.
        for points in points.split(|(_, value)| !value.is_finite()).filter(|points| !points.is_empty()) {
            let points: Vec<(f64, f64)> = points.iter().copied().map(place).collect();
            if filled && points.len() > 1 {
                let mut area = points.clone();
                area.push((points[points.len() - 1].0, y.at(0.0)));
                area.push((points[0].0, y.at(0.0)));
                frame.svg.path(&format!("s{series} area"), &area, true);
            }
            match points.as_slice() {
                [only] => frame.svg.circle(&format!("s{series}"), *only, 3.0),
                _ => frame.svg.path(&format!("l{series}"), &points, false),
            }
        }
    }
    frame.slots(labels);
}
