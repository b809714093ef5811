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

/// Small charts beside each other, then wide ones; a small one that would stand alone is wide.
pub(super) fn paired(charts: Vec<Chart>) -> Vec<Figure> {
    let (mut small, wide): (Vec<Chart>, Vec<Chart>) = charts.into_iter().partition(|chart| chart.size == Size::Small);
    if small.len() % 2 == 1 {
        small.last_mut().into_iter().for_each(|last| last.size = alone(&last.plot));
    }
    small.into_iter().chain(wide).map(figure).collect()
}

/// The size of a small chart that stands alone.
fn alone(plot: &Plot) -> Size {
    match plot {
        Plot::LyingBars { labels, .. } => tall(labels.len() + 1),
        Plot::Boxes { boxes } => Size::Tall((70 + 36 * boxes.len()) as u16),
        _ => Size::Tall(220),
    }
}

/// How high a picture with so many lying bars is.
pub(super) fn tall(rows: usize) -> Size {
    Size::Tall((52 + 24 * rows.clamp(1, 26)) as u16)
}
