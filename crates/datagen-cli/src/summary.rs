//! What was made, at the end.

use datagen_io::WrittenTable;

use crate::progress::Observer;
use crate::terminal::Paint;
use crate::text_table::{Align, TextTable};
use crate::units;

/// What was made.
pub(crate) struct Summary<'a> {
    /// The tables.
    pub(crate) written: &'a [WrittenTable],
    /// Who knows the times.
    pub(crate) observer: &'a Observer,
    /// What else to tell.
    pub(crate) verbose: Option<String>,
}

impl Summary<'_> {
    /// The lines; `place` is where the tables are.
    pub(crate) fn render(&self, place: &str, paint: Paint) -> String {
        let mut text = TextTable::new([
            ("table", Align::Left),
            ("rows", Align::Right),
            ("bytes", Align::Right),
            ("rows/s", Align::Right),
        ]);
        for table in self.written {
            let rate = units::rate(table.rows, self.observer.time_of(&table.name));
            text.push([table.name.clone(), units::count(table.rows), units::bytes(table.bytes), rate]);
        }
        let time = self.observer.time();
        let rows = self.written.iter().map(|table| table.rows).sum();
        let bytes = self.written.iter().map(|table| table.bytes).sum();
        if self.written.len() > 1 {
            let total = ["total".to_owned(), units::count(rows), units::bytes(bytes), units::rate(rows, time)];
            text.push(total);
        }
        let verbose = self.verbose.as_ref().map_or(String::new(), |verbose| format!(" ({verbose})"));
        let table = text.render(None, paint);
        format!("{table}\nWritten to {} in {}{verbose}\n", paint.bold(place), units::duration(time))
    }
}
