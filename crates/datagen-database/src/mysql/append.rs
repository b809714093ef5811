//! Rows for tables that exist.

use datagen_io::sql::{Kind, Table};

use super::{Load, check_count};
use crate::error::{Error, Result};
use crate::options::{Loaded, LoadedTable};
use crate::words;

impl Load<'_> {
    /// Adds rows to all tables in one transaction.
    pub(super) fn append(&mut self) -> Result<Loaded> {
        let job = self.job;
        let existing = self.server.existing(job.tables.iter().map(|table| table.name.as_str()))?;
        let names = job.tables.iter().map(|table| table.name.as_str());
        let missing: Vec<&str> =
            names.filter(|name| !existing.iter().any(|one| one.is_table && one.name == *name)).collect();
        if !missing.is_empty() {
            return Err(words::missing(self.server.place(), &missing));
        }
        job.tables.iter().try_for_each(|table| self.check_columns(table))?;
        self.server.run("START TRANSACTION")?;
        let tables = job.tables.iter().map(|table| self.append_table(table)).collect::<Result<Vec<_>>>()?;
        let references = self.check_references(&str::to_owned)?;
        job.control.check()?;
        self.server.run("COMMIT")?;
        Ok(Loaded { tables, keys: 0, references })
    }

    fn append_table(&mut self, table: &Table) -> Result<LoadedTable> {
        let name = self.ddl.table_name(&table.name);
        let before = self.server.count(&name)?;
        let rows = self.fill(table, &table.name)?;
        let total = self.server.count(&name)?;
        check_count(table, before + rows, total)?;
        Ok(LoadedTable { name: table.name.clone(), rows, total })
    }

    fn check_columns(&mut self, table: &Table) -> Result<()> {
        let found = self.server.columns(&table.name)?;
        let needed: Vec<(String, bool)> = found.iter().map(|one| (one.name.clone(), one.needs_value)).collect();
        words::check_columns(self.server.place(), table, &needed, |one, other| {
            one.to_lowercase() == other.to_lowercase()
        })?;
        for column in &table.columns {
            let there = found.iter().find(|one| one.name.to_lowercase() == column.name.to_lowercase());
            let data_type = there.map_or("", |one| one.data_type.as_str());
            if !takes(data_type, column.kind) {
                let (place, table, column) = (self.server.place(), &table.name, &column.name);
                return Err(Error::Usage(format!(
                    "{place}: {table}.{column} is of the type {data_type}, which does not take what the schema makes; change \
                     it, or load into another table. Nothing was changed"
                )));
            }
        }
        Ok(())
    }
}

/// Whether a column of `data_type` takes values of `kind`; each single one is still up to the server's strict mode.
fn takes(data_type: &str, kind: Kind) -> bool {
    let is = |types: &[&str]| types.contains(&data_type);
    let text = is(&["char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set", "json", "uuid"]);
    let whole = is(&["tinyint", "smallint", "mediumint", "int", "bigint"]);
    let number = whole || is(&["decimal", "double", "float"]);
    text || match kind {
        Kind::Integer => number || is(&["year", "bit"]),
        Kind::Float | Kind::Decimal { .. } => is(&["decimal", "double", "float"]),
        Kind::Boolean => number || is(&["bit"]),
        Kind::Date => is(&["date", "datetime", "timestamp"]),
        Kind::Timestamp => is(&["datetime", "timestamp"]),
        Kind::Text => is(&["tinyblob", "blob", "mediumblob", "longblob", "binary", "varbinary"]),
    }
}
