//! Levels of generation against what tables need of each other.

use std::collections::{BTreeMap, BTreeSet};

use super::Check;
use super::tables::Table;
use crate::schema::finding::Given;
use crate::schema::generators::Generator;
use crate::schema::modifiers::Modifier;
use crate::schema::tree::join;
use crate::schema::words::quoted;

impl<'a> Check<'a> {
    pub(super) fn dag(&mut self) {
        let Some(dag) = &self.document.dag else { return };
        let mut levels: BTreeMap<&str, (usize, String)> = BTreeMap::new();
        for (level, names) in dag.iter().enumerate() {
            for (index, name) in names.iter().enumerate() {
                let pointer = join(&join("/dag", level), index);
                if self.table_named(name, &pointer).is_none() {
                    continue;
                }
                if levels.contains_key(name.as_str()) {
                    self.error(pointer, format!("table {} stands twice in dag", quoted(name)))
                        .hint("keep it in one level");
                } else {
                    levels.insert(name, (level, pointer));
                }
            }
        }
        self.missing_in_dag(&levels);
        self.levels(&levels);
    }

    fn missing_in_dag(&mut self, levels: &BTreeMap<&str, (usize, String)>) {
        for table in self.tables.iter().filter(|table| !levels.contains_key(table.id())) {
            self.warning(
                "/dag",
                format!("table {} stands in no level of dag; it is generated all the same", quoted(table.id())),
            )
            .hint("add it to a level, or remove dag: it is inferred")
            .given(Given::Names);
        }
    }

    /// What a table needs stands in an earlier level, unless both need each other: then columns decide, in the plan.
    fn levels(&mut self, levels: &BTreeMap<&str, (usize, String)>) {
        let needs: BTreeMap<&str, BTreeSet<&str>> =
            self.tables.iter().map(|table| (table.id(), needs(table))).collect();
        for (table, needed) in &needs {
            for other in needed {
                let (Some((level, pointer)), Some((other_level, _))) = (levels.get(table), levels.get(other)) else {
                    continue;
                };
                if other_level >= level && !reaches(&needs, other, table) {
                    let message =
                        format!("table {} needs {}, which is not in an earlier level", quoted(table), quoted(other));
                    self.error(pointer.as_str(), message)
                        .hint(format!("move {} to a later level, or remove dag: it is inferred", quoted(table)));
                }
            }
        }
    }
}

/// The other tables that a table's values come from.
fn needs<'a>(table: &Table<'a>) -> BTreeSet<&'a str> {
    let mut needs: BTreeSet<&str> = table.parents().iter().map(String::as_str).collect();
    for column in &table.node.columns {
        let reference = match &column.generator {
            Generator::Lookup(lookup) => Some(&lookup.from),
            Generator::Choice(choice) => choice.choices_ref.as_ref(),
            _ => None,
        };
        needs.extend(reference.and_then(|reference| reference.split_once('.')).map(|(table, _)| table));
    }
    let columns = table.node.columns.iter().flat_map(|column| column.modifiers.iter().flatten());
    for modifier in columns.chain(table.node.modifiers.iter().flatten()) {
        if let Modifier::Effect(effect) = modifier {
            needs.insert(&effect.effect_table);
        }
    }
    needs.remove(table.id());
    needs
}

/// Whether `from` needs `to`, itself or through others.
fn reaches(needs: &BTreeMap<&str, BTreeSet<&str>>, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(table) = open.pop() {
        if table == to {
            return true;
        }
        if seen.insert(table) {
            open.extend(needs.get(table).into_iter().flatten());
        }
    }
    false
}
