//! Tables of text: aligned, two spaces apart, no lines.

use console::measure_text_width;

use crate::terminal::Paint;

const GAP: &str = "  ";

/// Where the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// A table under construction.
#[derive(Debug)]
pub(crate) struct TextTable {
    titles: Vec<String>,
    align: Vec<Align>,
    rows: Vec<Vec<String>>,
}

impl TextTable {
    /// A table without rows.
    pub(crate) fn new<T: Into<String>>(columns: impl IntoIterator<Item = (T, Align)>) -> Self {
        let (titles, align) = columns.into_iter().map(|(title, align)| (title.into(), align)).unzip();
        Self { titles, align, rows: Vec::new() }
    }

    /// Adds a row; it has a cell for every column.
    pub(crate) fn push<T: Into<String>>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.rows.push(cells.into_iter().map(Into::into).collect());
    }

    /// The lines. A table wider than `width` is cut into blocks of columns, one beneath the other.
    pub(crate) fn render(&self, width: Option<usize>, paint: Paint) -> String {
        let widths: Vec<usize> = (0..self.titles.len()).map(|column| self.column_width(column)).collect();
        let blocks = blocks(&widths, width.unwrap_or(usize::MAX));
        let blocks: Vec<String> = blocks.into_iter().map(|block| self.block(block, &widths, paint)).collect();
        blocks.join("\n")
    }

    fn column_width(&self, column: usize) -> usize {
        let cells = self.rows.iter().map(|row| measure_text_width(&row[column]));
        cells.fold(measure_text_width(&self.titles[column]), usize::max)
    }

    fn block(&self, columns: std::ops::Range<usize>, widths: &[usize], paint: Paint) -> String {
        let line = |cells: &[String]| {
            let cells = columns.clone().map(|column| pad(&cells[column], widths[column], self.align[column]));
            cells.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
        };
        let mut text = format!("{}\n", paint.bold(line(&self.titles)));
        for row in &self.rows {
            text.push_str(&line(row));
            text.push('\n');
        }
        text
    }
}

/// The columns, cut so that each block fits; a block has at least one column.
fn blocks(widths: &[usize], most: usize) -> Vec<std::ops::Range<usize>> {
    let mut blocks = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (column, width) in widths.iter().enumerate() {
        let needed = if column == start { *width } else { GAP.len() + width };
        if column > start && used + needed > most {
            blocks.push(start..column);
            (start, used) = (column, *width);
        } else {
            used += needed;
        }
    }
    blocks.push(start..widths.len());
    blocks
}

fn pad(text: &str, width: usize, align: Align) -> String {
    let space = " ".repeat(width.saturating_sub(measure_text_width(text)));
    match align {
        Align::Left => format!("{text}{space}"),
        Align::Right => format!("{space}{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> TextTable {
        let mut table = TextTable::new([("id", Align::Right), ("name", Align::Left), ("city", Align::Left)]);
        table.push(["1", "Ada", "London"]);
        table.push(["10", "\u{6771}\u{4eac}", "x"]);
        table
    }

    #[test]
    fn cells_are_aligned_by_their_width_on_screen() {
        let expected = "id  name  city\n 1  Ada   London\n10  \u{6771}\u{4eac}  x\n";
        assert_eq!(table().render(None, Paint::NONE), expected);
    }

    #[test]
    fn a_wide_table_is_cut_into_blocks() {
        let expected = "id  name\n 1  Ada\n10  \u{6771}\u{4eac}\n\ncity\nLondon\nx\n";
        assert_eq!(table().render(Some(10), Paint::NONE), expected);
        assert_eq!(blocks(&[5, 5, 5], 3), [0..1, 1..2, 2..3]);
    }
}
