//! What is around the marks of a chart: title, axes, grid.

use super::scale::{Scale, ticks};
use super::svg::{Anchor, Svg};
use super::text::{fitted, width};
use super::{Axis, Chart, Meaning, Series, Size};

/// Sizes of letters.
pub(super) const LABEL: f64 = 11.0;
const TITLE: f64 = 13.0;
/// Between things.
pub(super) const GAP: f64 = 6.0;

/// The room for marks, and the picture so far.
pub(super) struct Frame {
    pub(super) svg: Svg,
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
    whole: (f64, f64),
}

impl Frame {
    /// All of the picture below the title.
    pub(super) fn new(chart: &Chart, size: Size) -> Self {
        let whole = size.pixels();
        let mut svg = Svg::default();
        let mut top = GAP;
        if !chart.title.is_empty() {
            let title = fitted(&chart.title, TITLE * 1.06, whole.0 - 4.0);
            svg.text("ink bold", (2.0, TITLE + 1.0), TITLE, Anchor::Start, &title);
            top = TITLE + 2.0 * GAP + 2.0;
        }
        Self { svg, left: 2.0, top, right: whole.0 - 2.0, bottom: whole.1 - 2.0, whole }
    }

    pub(super) fn width(&self) -> f64 {
        self.right - self.left
    }

    pub(super) fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// The names of both axes, as far as they have any.
    pub(super) fn names(&mut self, chart: &Chart) {
        let (x, y) = (chart.x.words(), chart.y.words());
        if !x.is_empty() {
            self.bottom -= LABEL + 2.0;
        }
        if !y.is_empty() {
            self.left += LABEL + GAP;
            let place = (LABEL, f64::midpoint(self.top, self.bottom - LABEL));
            let words = fitted(&y, LABEL, self.height());
            self.svg.upward_text("soft", place, LABEL, &words);
        }
        if !x.is_empty() {
            let place = (f64::midpoint(self.left + 20.0, self.right), self.whole.1 - 4.0);
            let words = fitted(&x, LABEL, self.width());
            self.svg.text("soft", place, LABEL, Anchor::Middle, &words);
        }
    }

    /// A vertical axis with a grid; takes its room from the left. `below` is the room that x labels will take.
    pub(super) fn vertical(&mut self, axis: &Axis, (low, high): (f64, f64), below: f64) -> Scale {
        let about = (self.height() / 36.0).clamp(2.0, 6.0) as usize;
        let ticks = ticks(low, high, about);
        let labels: Vec<String> = ticks.iter().map(|tick| axis.written.number(*tick)).collect();
        let widest = labels.iter().map(|label| width(label, LABEL)).fold(0.0, f64::max);
        self.left += widest + GAP;
        self.bottom -= below;
        let scale = Scale { low: first(&ticks), high: last(&ticks), from: self.bottom, to: self.top };
        for (tick, label) in ticks.iter().zip(&labels) {
            let y = scale.at(*tick);
            let class = if *tick == 0.0 { "axis" } else { "grid" };
            self.svg.line(class, (self.left, y), (self.right, y));
            self.svg.text("soft", (self.left - GAP, y + LABEL * 0.35), LABEL, Anchor::End, label);
        }
        scale
    }

    /// A horizontal axis of numbers with its labels in the room that [`Frame::vertical`] left.
    pub(super) fn horizontal(&mut self, axis: &Axis, (low, high): (f64, f64), grid: bool) -> Scale {
        let about = (self.width() / 48.0).clamp(2.0, 10.0) as usize;
        let scale = Scale { low, high, from: self.left, to: self.right };
        let inside = |tick: &f64| *tick >= low - 1e-9 * (high - low) && *tick <= high + 1e-9 * (high - low);
        let mut end = f64::NEG_INFINITY;
        for tick in ticks(low, high, about).into_iter().filter(inside) {
            let (x, label) = (scale.at(tick), axis.written.number(tick));
            let half = width(&label, LABEL) / 2.0;
            let middle = x.clamp(half.min(self.whole.0 / 2.0), self.whole.0 - half);
            if grid {
                self.svg.line("grid", (x, self.top), (x, self.bottom));
            }
            if middle - half > end {
                self.svg.text("soft", (middle, self.bottom + LABEL + 4.0), LABEL, Anchor::Middle, &label);
                end = middle + half + GAP;
            }
        }
        scale
    }

    /// Labels below slots of equal width; where they do not all fit, every n-th.
    pub(super) fn slots(&mut self, labels: &[String]) {
        let slot = self.width() / labels.len().max(1) as f64;
        let room = (slot - 4.0).max(64.0);
        let shown: Vec<String> = labels.iter().map(|label| fitted(label, LABEL, room)).collect();
        let widest = shown.iter().map(|label| width(label, LABEL)).fold(1.0, f64::max);
        let every = ((widest + GAP) / slot).ceil().max(1.0) as usize;
        for (position, label) in shown.iter().enumerate().step_by(every) {
            let half = width(label, LABEL) / 2.0;
            let x = self.left + slot * (position as f64 + 0.5);
            let x = x.min(self.whole.0 - half);
            self.svg.text("soft", (x, self.bottom + LABEL + 4.0), LABEL, Anchor::Middle, label);
        }
    }

    /// Says that there is nothing to draw.
    pub(super) fn nothing(&mut self) {
        let place = (f64::midpoint(self.left, self.right), f64::midpoint(self.top, self.bottom));
        self.svg.text("soft", place, LABEL, Anchor::Middle, "no values");
    }

    /// Names of series with their colours, in a row; takes its room from the top.
    pub(super) fn legend(&mut self, all: &[Series]) {
        let mut x = self.left;
        for (position, Series { name, meaning, .. }) in all.iter().enumerate() {
            let room = (self.right - x).min(self.width() / 2.0);
            let name = fitted(name, LABEL, room - 20.0);
            let wide = width(&name, LABEL) + 26.0;
            if x + wide > self.right + 8.0 && x > self.left {
                x = self.left;
                self.top += LABEL + GAP;
            }
            self.svg.rounded(&class(*meaning, position), [x, self.top, 10.0, 10.0], 2.0);
            self.svg.text("soft", (x + 14.0, self.top + 9.0), LABEL, Anchor::Start, &name);
            x += wide;
        }
        self.top += LABEL + 2.0 * GAP;
    }
}

/// The class of a series that may mean something.
pub(super) fn class(meaning: Meaning, position: usize) -> String {
    match meaning {
        Meaning::None => series(position),
        Meaning::Good => "good".to_owned(),
        Meaning::Warn => "warn".to_owned(),
        Meaning::Bad => "bad".to_owned(),
        Meaning::Unknown => "s5".to_owned(),
    }
}

/// The class of a series' filling.
pub(super) fn series(position: usize) -> String {
    format!("s{}", position % super::theme::SERIES)
}

fn first(ticks: &[f64]) -> f64 {
    ticks.first().copied().unwrap_or(0.0)
}

fn last(ticks: &[f64]) -> f64 {
    ticks.last().copied().unwrap_or(1.0)
}
