//! Charts: values that become SVG, all of one theme.
//!
//! A chart is data and words; how it looks is decided here alone. The same chart stands in a page (its colours come from
//! the page's style sheet, so that they follow light and dark) and in print (with a style sheet of its own). Every chart has a text
//! alternative. The same chart gives the same bytes.

mod bars;
mod boxes;
mod combo;
mod frame;
mod heat;
mod lines;
mod marks;
mod points;
mod round;
mod scale;
pub(crate) mod svg;
pub(crate) mod text;
mod theme;

use serde::Serialize;

use crate::paper::Theme;

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
    /// How its numbers are written.
    #[serde(skip_serializing_if = "Written::is_plain")]
    pub written: Written,
}

/// How the numbers of an axis are written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Written {
    /// As they are: `12.5k`.
    #[default]
    Plain,
    /// As shares of 1: `12.5%`.
    Percent,
    /// Behind a sign: `$12.5k`.
    Behind(String),
}

impl Written {
    /// A number as it is written.
    #[must_use]
    pub fn number(&self, value: f64) -> String {
        match self {
            Self::Plain => number(value),
            Self::Percent => percent(value),
            Self::Behind(sign) if value < 0.0 => format!("-{sign}{}", number(-value)),
            Self::Behind(sign) => format!("{sign}{}", number(value)),
        }
    }

    const fn is_plain(&self) -> bool {
        matches!(self, Self::Plain)
    }
}

impl Axis {
    /// An axis of this name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// With the unit of its numbers.
    #[must_use]
    pub fn with_unit(mut self, unit: Option<&str>) -> Self {
        self.unit = unit.map(str::to_owned);
        self
    }

    /// With the way in which its numbers are written.
    #[must_use]
    pub fn written(mut self, written: Written) -> Self {
        self.written = written;
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
    /// Upright bars, several beside each other for each label.
    Grouped {
        /// A label for each group.
        labels: Vec<String>,
        /// The bars of each group, and their heights.
        series: Vec<Series>,
    },
    /// Upright bars with a line that has an axis of its own, on the right.
    Combo {
        /// A label for each bar.
        labels: Vec<String>,
        /// The bars.
        bars: Series,
        /// The line.
        line: Series,
        /// How the numbers of the line are written.
        right: Written,
    },
    /// Lying lines that end in a dot.
    Lollipop {
        /// A label for each line.
        labels: Vec<String>,
        /// Its length.
        values: Vec<f64>,
    },
    /// Measured values, each against a band in which it should be.
    Bullet {
        /// A measure each.
        measures: Vec<Target>,
    },
    /// Values on axes that run from a common centre.
    Radar {
        /// A label for each axis.
        labels: Vec<String>,
        /// Its value.
        values: Vec<f64>,
        /// The value at the ends of the axes.
        most: f64,
    },
    /// Lying bars around a common middle, each as long as its share of the first.
    Funnel {
        /// A label for each step.
        labels: Vec<String>,
        /// What is left of the first.
        values: Vec<f64>,
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
        /// What is written in the cells; their values when empty.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        words: Vec<Vec<String>>,
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

/// A measured value, and where it should be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Target {
    /// What is measured.
    pub name: String,
    /// The value.
    pub value: f64,
    /// Least and greatest value that it should have.
    pub band: [f64; 2],
    /// Value and band as they are written.
    pub words: String,
}

impl Plot {
    /// The name of the form; lines that are filled are another one.
    #[must_use]
    pub const fn form(&self) -> &'static str {
        match self {
            Self::Bars { .. } => "bars",
            Self::LyingBars { .. } => "lying_bars",
            Self::Stacked { .. } => "stacked",
            Self::Grouped { .. } => "grouped",
            Self::Combo { .. } => "combo",
            Self::Lollipop { .. } => "lollipop",
            Self::Bullet { .. } => "bullet",
            Self::Radar { .. } => "radar",
            Self::Funnel { .. } => "funnel",
            Self::Histogram { .. } => "histogram",
            Self::Lines { filled: true, .. } => "area",
            Self::Lines { .. } => "lines",
            Self::Points { .. } => "points",
            Self::Boxes { .. } => "boxes",
            Self::Heatmap { .. } => "heatmap",
            Self::Ring { .. } => "ring",
            Self::Gauge { .. } => "gauge",
            Self::Spark { .. } => "spark",
        }
    }
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
        let body = self.body(&Theme::default());
        format!("<svg role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {width} {height}\">{body}</svg>")
    }

    /// The picture by itself: light, with its text alternative as title.
    #[must_use]
    pub fn standalone_svg(&self) -> String {
        self.themed_svg(&Theme::default())
    }

    /// The picture by itself, in the colours of a theme.
    #[must_use]
    pub fn themed_svg(&self, theme: &Theme) -> String {
        standalone(self.size.pixels(), &self.alternative, &self.body(theme), theme)
    }

    fn body(&self, theme: &Theme) -> String {
        let mut frame = Frame::new(self, self.size);
        match &self.plot {
            Plot::Bars { labels, values } => bars::upright(self, &mut frame, labels, values),
            Plot::LyingBars { labels, values, percent } => bars::lying(self, &mut frame, labels, values, *percent),
            Plot::Stacked { labels, series } => bars::stacked(self, &mut frame, labels, series),
            Plot::Histogram { start, width, counts } => bars::histogram(self, &mut frame, (*start, *width), counts),
            Plot::Lines { labels, series, filled } => lines::lines(self, &mut frame, labels, series, *filled),
            Plot::Points { points } => points::points(self, &mut frame, points),
            Plot::Boxes { boxes } => boxes::boxes(self, &mut frame, boxes),
            Plot::Grouped { labels, series } => bars::grouped(self, &mut frame, labels, series),
            Plot::Combo { labels, bars, line, right } => combo::combo(self, &mut frame, labels, (bars, line), right),
            Plot::Lollipop { labels, values } => marks::lollipop(self, &mut frame, labels, values),
            Plot::Bullet { measures } => marks::bullet(&mut frame, measures),
            Plot::Radar { labels, values, most } => round::radar(&mut frame, labels, values, *most),
            Plot::Funnel { labels, values } => marks::funnel(self, &mut frame, labels, values),
            Plot::Heatmap { columns, rows, cells, percent, words } => {
                heat::heatmap(&mut frame, (columns, rows), cells, (*percent, words), theme);
            }
            Plot::Ring { labels, values } => round::ring(&mut frame, labels, values),
            Plot::Gauge { value, most, limits } => round::gauge(&mut frame, *value, *most, *limits),
            Plot::Spark { values } => bars::spark(&mut frame, values),
        }
        frame.svg.into_body()
    }
}

/// A picture that stands alone.
pub(crate) fn standalone((width, height): (f64, f64), title: &str, body: &str, theme: &Theme) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"DejaVu Sans Condensed, DejaVu Sans, sans-serif\">\
         <title>{}</title><style>{}</style>{body}</svg>",
        escaped(title),
        theme::print_css(body, theme),
    )
}
