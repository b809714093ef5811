//! Writing SVG: elements with coordinates rounded to a tenth and classes of the theme instead of colours.

use std::fmt::Write as _;

use super::text::{coordinate, escaped};

/// Where a text stands relative to its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// The elements of a picture.
#[derive(Debug, Default)]
pub(crate) struct Svg {
    body: String,
}

impl Svg {
    fn element(&mut self, words: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = self.body.write_fmt(words);
    }

    pub(crate) fn rect(&mut self, class: &str, [x, y, width, height]: [f64; 4]) {
        self.rounded(class, [x, y, width, height], 0.0);
    }

    pub(crate) fn rounded(&mut self, class: &str, [x, y, width, height]: [f64; 4], radius: f64) {
        let [x, y, width, height] = [x, y, width.max(0.0), height.max(0.0)].map(coordinate);
        let radius = if radius > 0.0 { format!(" rx=\"{}\"", coordinate(radius)) } else { String::new() };
        self.element(format_args!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{radius}/>"
        ));
    }

    /// A rectangle of a colour that no class has.
    pub(crate) fn coloured(&mut self, colour: &str, [x, y, width, height]: [f64; 4]) {
        let [x, y, width, height] = [x, y, width, height].map(coordinate);
        self.element(format_args!(
            "<rect fill=\"{colour}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
        ));
    }

    pub(crate) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.path(class, &[from, to], false);
    }

    /// Points joined by straight lines.
    pub(crate) fn path(&mut self, class: &str, points: &[(f64, f64)], closed: bool) {
        let mut path = String::new();
        for (position, (x, y)) in points.iter().enumerate() {
            let command = if position == 0 { 'M' } else { 'L' };
            let _ = write!(path, "{command}{} {}", coordinate(*x), coordinate(*y));
        }
        if closed {
            path.push('Z');
        }
        self.shape(class, &path);
    }

    /// A path in SVG's own words.
    pub(crate) fn shape(&mut self, class: &str, path: &str) {
        self.element(format_args!("<path class=\"{class}\" d=\"{path}\"/>"));
    }

    pub(crate) fn circle(&mut self, class: &str, (x, y): (f64, f64), radius: f64) {
        let [x, y, radius] = [x, y, radius].map(coordinate);
        self.element(format_args!("<circle class=\"{class}\" cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>"));
    }

    pub(crate) fn text(&mut self, class: &str, (x, y): (f64, f64), size: f64, anchor: Anchor, words: &str) {
        let [x, y, size] = [x, y, size].map(coordinate);
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let words = escaped(words);
        self.element(format_args!(
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{anchor}>{words}</text>"
        ));
    }

    /// A text that is read from below.
    pub(crate) fn upward_text(&mut self, class: &str, (x, y): (f64, f64), size: f64, words: &str) {
        let [x, y, size] = [x, y, size].map(coordinate);
        let words = escaped(words);
        self.element(format_args!(
            "<text class=\"{class}\" transform=\"translate({x} {y}) rotate(-90)\" font-size=\"{size}\" \
             text-anchor=\"middle\">{words}</text>"
        ));
    }

    /// A text that ends at its place and is read from below.
    pub(crate) fn downward_text(&mut self, class: &str, (x, y): (f64, f64), size: f64, words: &str) {
        let [x, y, size] = [x, y, size].map(coordinate);
        let words = escaped(words);
        self.element(format_args!(
            "<text class=\"{class}\" transform=\"translate({x} {y}) rotate(-90)\" font-size=\"{size}\" \
             text-anchor=\"end\">{words}</text>"
        ));
    }

    pub(crate) fn into_body(self) -> String {
        self.body
    }
}
