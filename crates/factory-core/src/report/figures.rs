//! Charts with what there is to see in them.

use datagen_report::chart::{Axis, Chart, Plot, Size};
use datagen_report::paper::Figure;

/// A chart without names of axes.
pub(super) fn chart(title: &str, alternative: impl Into<String>, size: Size, plot: Plot) -> Chart {
    let (x, y) = (Axis::default(), Axis::default());
    Chart { title: title.to_owned(), alternative: alternative.into(), x, y, size, plot }
}

/// A chart whose caption says what is to be seen, like its alternative.
pub(super) fn figure(chart: Chart) -> Figure {
    Figure { caption: chart.alternative.clone(), chart }
}

/// How high a picture with so many lying bars is.
pub(super) fn tall(rows: usize) -> Size {
    Size::Tall((52 + 24 * rows.clamp(1, 26)) as u16)
}
