//! Charts: values that become SVG, all of one theme.
//!
//! A chart is data and words; how it looks is decided here alone. The same chart stands in a page (its colours come from
//! the page's style sheet, so that they follow light and dark) and in print (with a style sheet of its own). Every chart has a text
//! alternative. The same chart gives the same bytes.

mod bars;
mod boxes;
mod frame;
mod heat;
mod lines;
mod points;
mod round;
mod scale;
pub(crate) mod svg;
pub(crate) mod text;
mod theme;

use serde::Serialize;

use frame::Frame;
pub(crate) use text::escaped;

pub use text::{count, number, percent};
pub use theme::page_css;

/// A picture of some numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Chart {
    /// What is shown.
    pub title: String,
    /// What there is to see, for those who do not see it.
    pub alternative: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// How large the picture is.
    pub size: Size,
    /// The numbers and their form.
    pub plot: Plot,
}

/// What an axis tells.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Axis {
    /// Its name; none is written when empty.
    pub name: String,
    /// The unit of its numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

impl Axis {
    /// An axis of this name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), unit: None }
    }

    /// With the unit of its numbers.
    #[must_use]
    pub fn with_unit(mut self, unit: Option<&str>) -> Self {
        self.unit = unit.map(str::to_owned);
        self
    }

    fn words(&self) -> String {
        match &self.unit {
            Some(unit) if !self.name.is_empty() => format!("{} ({unit})", self.name),
            Some(unit) => unit.clone(),
            None => self.name.clone(),
        }
    }
}

/// The size of a picture; pages scale it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// One of several beside each other.
    Small,
    /// Across the page.
    Wide,
    /// Across the page, and this many pixels high.
    Tall(u16),
    /// A few words wide, without axes.
    Spark,
}

impl Size {
    const fn pixels(self) -> (f64, f64) {
        match self {
            Self::Small => (340.0, 190.0),
            Self::Wide => (700.0, 260.0),
            Self::Tall(height) => (700.0, height as f64),
            Self::Spark => (120.0, 28.0),
        }
    }
}

/// The form of a chart, and its numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "form", rename_all = "snake_case")]
pub enum Plot {
    /// Upright bars.
    Bars {
        /// A label for each bar.
        labels: Vec<String>,
        /// Its height.
        values: Vec<f64>,
    },
    /// Lying bars, for long labels; each shows its value.
    LyingBars {
        /// A label for each bar.
        labels: Vec<String>,
        /// Its length.
        values: Vec<f64>,
        /// Whether the values are shares of 1.
        percent: bool,
    },
    /// Lying bars of several parts.
    Stacked {
        /// A label for each bar.
        labels: Vec<String>,
        /// The parts and their values, one for each bar.
        series: Vec<Series>,
    },
    /// Upright bars over a line of numbers, one beside the other.
    Histogram {
        /// Where the first bar begins.
        start: f64,
        /// The width of a bar.
        width: f64,
        /// The heights.
        counts: Vec<u64>,
    },
    /// Lines over ordered labels.
    Lines {
        /// A label for each place.
        labels: Vec<String>,
        /// The lines.
        series: Vec<Series>,
        /// Whether the room below the lines is filled.
        filled: bool,
    },
    /// Points.
    Points {
        /// Their places.
        points: Vec<(f64, f64)>,
    },
    /// Quartiles as boxes, with lines to the outer percentiles.
    Boxes {
        /// A box each.
        boxes: Vec<Quartiles>,
    },
    /// A table of colours.
    Heatmap {
        /// Names of the columns.
        columns: Vec<String>,
        /// Names of the rows.
        rows: Vec<String>,
        /// A value for each cell, row by row, from -1 to 1; none is left white.
        cells: Vec<Vec<Option<f64>>>,
        /// Whether the values are shares of 1.
        percent: bool,
    },
    /// A ring whose parts make a whole.
    Ring {
        /// Names of the parts.
        labels: Vec<String>,
        /// Their sizes.
        values: Vec<f64>,
    },
    /// A value on an arc from 0 to its greatest possible value.
    Gauge {
        /// The value.
        value: f64,
        /// The greatest possible value.
        most: f64,
        /// From when on it is good, and from when on it will do.
        limits: (f64, f64),
    },
    /// Bars without any words.
    Spark {
        /// The heights.
        values: Vec<f64>,
    },
}

/// One of several rows of values.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// What it is.
    pub name: String,
    /// Its values.
    pub values: Vec<f64>,
    /// What it means, which decides its colour.
    #[serde(skip)]
    pub meaning: Meaning,
}

impl Series {
    /// Values without a meaning.
    #[must_use]
    pub fn new(name: impl Into<String>, values: Vec<f64>) -> Self {
        Self { name: name.into(), values, meaning: Meaning::None }
    }
}

/// What a series means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing: its colour tells it from the others.
    #[default]
    None,
    /// As it should be.
    Good,
    /// Something to know.
    Warn,
    /// Not as it should be.
    Bad,
    /// Not known.
    Unknown,
}

/// Five numbers that tell how values are spread.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quartiles {
    /// What is spread.
    pub name: String,
    /// 5th percentile, first quartile, median, third quartile, 95th percentile.
    pub values: [f64; 5],
}

impl Chart {
    /// Whether it takes the whole width of a page.
    pub(crate) const fn is_wide(&self) -> bool {
        matches!(self.size, Size::Wide | Size::Tall(_))
    }

    /// The picture for a page whose style sheet has [`page_css`]; it belongs into an element of class `chart`.
    #[must_use]
    pub fn inline_svg(&self) -> String {
        let (width, height) = self.size.pixels();
        let label = escaped(&self.alternative);
        let body = self.body();
        format!("<svg role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {width} {height}\">{body}</svg>")
    }

    /// The picture by itself: light, with its text alternative as title.
    #[must_use]
    pub fn standalone_svg(&self) -> String {
        standalone(self.size.pixels(), &self.alternative, &self.body())
    }

    fn body(&self) -> String {
        let mut frame = Frame::new(self, self.size);
        match &self.plot {
            Plot::Bars { labels, values } => bars::upright(self, &mut frame, labels, values),
            Plot::LyingBars { labels, values, percent } => bars::lying(self, &mut frame, labels, values, *percent),
            Plot::Stacked { labels, series } => bars::stacked(self, &mut frame, labels, series),
            Plot::Histogram { start, width, counts } => bars::histogram(self, &mut frame, (*start, *width), counts),
            Plot::Lines { labels, series, filled } => lines::lines(self, &mut frame, labels, series, *filled),
            Plot::Points { points } => points::points(self, &mut frame, points),
            Plot::Boxes { boxes } => boxes::boxes(self, &mut frame, boxes),
            Plot::Heatmap { columns, rows, cells, percent } => {
                heat::heatmap(&mut frame, columns, rows, cells, *percent);
            }
            Plot::Ring { labels, values } => round::ring(&mut frame, labels, values),
            Plot::Gauge { value, most, limits } => round::gauge(&mut frame, *value, *most, *limits),
            Plot::Spark { values } => bars::spark(&mut frame, values),
        }
        frame.svg.into_body()
    }
}

/// A picture that stands alone.
pub(crate) fn standalone((width, height): (f64, f64), title: &str, body: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"DejaVu Sans Condensed, DejaVu Sans, sans-serif\">\
         <title>{}</title><style>{}</style>{body}</svg>",
        escaped(title),
        theme::print_css(body),
    )
}
