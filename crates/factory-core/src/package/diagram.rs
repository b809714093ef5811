//! The tables and what refers to what, as a picture.

use std::sync::Arc;

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database};

use crate::completed::Completed;
use crate::error::{Error, Result};

/// Points of the picture for each one of the drawing.
const SCALE: f32 = 2.0;

/// The picture as SVG.
pub(super) fn svg(completed: &Completed<'_>) -> String {
    datagen_report::diagram(&completed.tables.document.nodes, &completed.relations()).standalone_svg()
}

/// The picture as PNG, with the fonts of the program and `fonts`.
pub(super) fn png(completed: &Completed<'_>, fonts: &[Vec<u8>]) -> Result<Vec<u8>> {
    let failed = |message: String| Error::Make { what: "the picture of the tables".to_owned(), message };
    let mut database = Database::new();
    for font in [dejavu::sans_condensed::regular(), dejavu::sans_condensed::bold()] {
        database.load_font_data(font.to_vec());
    }
    fonts.iter().for_each(|font| database.load_font_data(font.clone()));
    let options =
        Options { font_family: "DejaVu Sans Condensed".to_owned(), fontdb: Arc::new(database), ..Options::default() };
    let tree = Tree::from_str(&svg(completed), &options).map_err(|error| failed(error.to_string()))?;
    let (width, height) = (tree.size().width() * SCALE, tree.size().height() * SCALE);
    let picture = Pixmap::new(width.ceil() as u32, height.ceil() as u32);
    let mut picture = picture.ok_or_else(|| failed(format!("{width} times {height} points are too many")))?;
    picture.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(SCALE, SCALE), &mut picture.as_mut());
    picture.encode_png().map_err(|error| failed(error.to_string()))
}
