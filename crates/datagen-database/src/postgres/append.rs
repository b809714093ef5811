//! Rows for tables that somebody else made.

use datagen_io::sql::{Ddl, Inline, Table};

use super::{Load, check_count};
use crate::error::Result;
use crate::options::{Loaded, LoadedTable};
use crate::words;

/// Where rows of columns that have other types wait to be converted.
const TEMPORARY: &str = "pg_temp";

/// A column of a table that exists.
struct Found {
    name: String,
    column_type: String,
    needs_value: bool,
}

impl Load<'_> {
    /// Adds rows to the tables; the server converts what has another type there.
    pub(super) fn append(&mut self) -> Result<Loaded> {
        let tables = &self.job.tables;
        let direct = tables.iter().map(|table| self.prepare(table)).collect::<Result<Vec<bool>>>()?;
        // Where rows refer in circles, the end is the only moment at which all is right.
        self.run("SET CONSTRAINTS ALL DEFERRED")?;
        let mut loaded = Vec::new();
        for (table, direct) in tables.iter().zip(direct) {
            let before = self.count(table)?;
            let name = self.ddl.table_name(&table.name);
            let rows = if direct { self.copy(table, &name)? } else { self.copy_and_convert(table)? };
            let total = self.count(table)?;
            check_count(table, before + rows, total)?;
            loaded.push(LoadedTable { name: table.name.clone(), rows, total });
        }
        self.run("SET CONSTRAINTS ALL IMMEDIATE")?;
        Ok(Loaded { tables: loaded, keys: 0, references: 0 })
    }

    /// Checks that rows of `table` fit, and returns whether they do without being converted.
    fn prepare(&mut self, table: &Table) -> Result<bool> {
        let found = self.columns(&self.ddl.table_name(&table.name))?;
        let needed: Vec<(String, bool)> = found.iter().map(|one| (one.name.clone(), one.needs_value)).collect();
        words::check_columns(&self.session.place, table, &needed, |one, other| one == other)?;
        let temporary = self.temporary();
        self.run(temporary.create_table(table, &table.name, Inline::Nothing))?;
        let ours = self.columns(&temporary.table_name(&table.name))?;
        let same =
            |one: &Found| found.iter().any(|other| other.name == one.name && other.column_type == one.column_type);
        if ours.iter().all(same) {
            return Ok(true);
        }
        // Without rows it converts nothing, and yet says whether it could.
        self.convert(table)?;
        Ok(false)
    }

    fn copy_and_convert(&mut self, table: &Table) -> Result<u64> {
        let name = self.temporary().table_name(&table.name);
        self.copy(table, &name)?;
        let rows = self.convert(table)?;
        self.run(format!("TRUNCATE {name}"))?;
        Ok(rows)
    }

    fn convert(&mut self, table: &Table) -> Result<u64> {
        let (from, to) = (self.temporary().table_name(&table.name), self.ddl.table_name(&table.name));
        let columns = self.ddl.column_list(table);
        self.run(format!("INSERT INTO {to} ({columns}) SELECT {columns} FROM {from}"))
    }

    fn temporary(&self) -> Ddl {
        Ddl { namespace: Some(TEMPORARY.to_owned()), ..self.ddl.clone() }
    }

    /// The columns of the table that is called `name` in statements.
    fn columns(&mut self, name: &str) -> Result<Vec<Found>> {
        let rows = self.rows(format!(
            "SELECT attname::text, format_type(atttypid, atttypmod), \
             attnotnull AND NOT atthasdef AND attidentity = '' \
             FROM pg_attribute WHERE attrelid = {}::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
            self.literal(name)
        ))?;
        let column = |row| {
            let (name, column_type) = (self.value(row, 0)?, self.value(row, 1)?);
            Ok(Found { name, column_type, needs_value: self.value(row, 2)? })
        };
        rows.iter().map(column).collect()
    }
}
