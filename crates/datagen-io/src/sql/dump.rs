//! A script as a format of one file.

use arrow::array::RecordBatch;

use super::script::Script;
use super::tables::Table;
use crate::error::{Error, Result};
use crate::write::dataset::{DatasetFormat, DatasetWriter, Encoded, Out, TableInfo};
use crate::write::text::Text;

impl Script {
    fn table(&self, info: &TableInfo<'_>) -> Result<&Table> {
        let table = self.tables().iter().find(|table| table.name == info.name);
        table.ok_or_else(|| Error::bug(format!("the script knows no table {}", info.name)))
    }
}

impl DatasetFormat for Script {
    fn name(&self) -> &'static str {
        "sql"
    }

    fn file(&self) -> String {
        format!("{}.sql", self.dialect().word())
    }

    fn encode(&self, info: &TableInfo<'_>, start: u64, batches: Vec<RecordBatch>) -> Result<Encoded> {
        let (table, mut out, mut row) = (self.table(info)?, Text::default(), start);
        for batch in &batches {
            self.rows(&mut out, table, batch, row)?;
            row += batch.num_rows() as u64;
        }
        Ok(Encoded::Bytes(out.as_bytes().to_vec()))
    }

    fn begin(&self, _: &[TableInfo<'_>], out: &mut Out<'_>) -> Result<Box<dyn DatasetWriter>> {
        out.write_all(Self::begin(self).as_bytes())?;
        Ok(Box::new(ScriptWriter(self.clone())))
    }
}

struct ScriptWriter(Script);

impl DatasetWriter for ScriptWriter {
    fn begin_table(&mut self, info: &TableInfo<'_>, out: &mut Out<'_>) -> Result<()> {
        out.write_all(self.0.begin_rows(self.0.table(info)?).as_bytes())
    }

    fn append(&mut self, encoded: Encoded, out: &mut Out<'_>) -> Result<()> {
        match encoded {
            Encoded::Bytes(bytes) => out.write_all(&bytes),
            Encoded::Batches(_) => Err(Error::bug("rows that were not written as SQL")),
        }
    }

    fn end_table(&mut self, out: &mut Out<'_>) -> Result<()> {
        out.write_all(self.0.end_rows().as_bytes())
    }

    fn finish(self: Box<Self>, out: &mut Out<'_>) -> Result<()> {
        out.write_all(self.0.end().as_bytes())
    }
}
