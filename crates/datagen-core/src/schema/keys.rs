//! Which columns hold the tables together: those never become dirty.

use std::collections::BTreeMap;

use super::document::{Document, Node};
use super::generators::Generator;

/// What a column is to other tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyRole {
    /// The primary key.
    Primary,
    /// Refers to a key.
    Foreign,
    /// Other columns take their values from it.
    Source,
}

impl KeyRole {
    /// For messages, after the column's name.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Primary => "is the primary key",
            Self::Foreign => "is a foreign key",
            Self::Source => "is looked up by other columns",
        }
    }
}

/// The columns that hold a document's tables together.
#[derive(Debug)]
pub(crate) struct Keys<'d> {
    roles: BTreeMap<(&'d str, &'d str), KeyRole>,
}

impl<'d> Keys<'d> {
    pub(crate) fn of(document: &'d Document) -> Self {
        let mut keys = Self { roles: BTreeMap::new() };
        for node in &document.nodes {
            keys.note(&node.id, &node.pk, KeyRole::Primary);
        }
        for key in document.constraints.iter().flat_map(|rules| rules.foreign_keys.iter().flatten()) {
            keys.note_reference(&key.from, KeyRole::Foreign);
            keys.note_reference(&key.to, KeyRole::Source);
        }
        keys.foreign(document);
        for node in &document.nodes {
            keys.sources(node);
        }
        keys
    }

    pub(crate) fn role(&self, table: &str, column: &str) -> Option<KeyRole> {
        self.roles.get(&(table, column)).copied()
    }

    fn note(&mut self, table: &'d str, column: &'d str, role: KeyRole) {
        self.roles.entry((table, column)).or_insert(role);
    }

    fn note_reference(&mut self, reference: &'d str, role: KeyRole) {
        if let Some((table, column)) = reference.split_once('.') {
            self.note(table, column, role);
        }
    }

    /// What takes its values from a key is a foreign key, and so is what takes them from that.
    fn foreign(&mut self, document: &'d Document) {
        loop {
            let before = self.roles.len();
            for node in &document.nodes {
                for column in &node.columns {
                    let source = source_of(&column.generator).and_then(|source| source.split_once('.'));
                    let role = source.and_then(|(table, column)| self.role(table, column));
                    if matches!(role, Some(KeyRole::Primary | KeyRole::Foreign)) {
                        self.note(&node.id, &column.name, KeyRole::Foreign);
                    }
                }
            }
            if self.roles.len() == before {
                return;
            }
        }
    }

    /// What lookups take, and what they join on.
    fn sources(&mut self, node: &'d Node) {
        for column in &node.columns {
            let Some(source) = source_of(&column.generator) else { continue };
            self.note_reference(source, KeyRole::Source);
            let (Generator::Lookup(lookup), Some((target, _))) = (&column.generator, source.split_once('.')) else {
                continue;
            };
            for (local, other) in lookup.on.iter().flatten() {
                let other = other.rsplit('.').next().unwrap_or(other);
                let is_column = node.columns.iter().any(|column| column.name == *local);
                // The column itself is what is looked up, not what it is found by.
                if *local != column.name {
                    self.note(&node.id, if is_column { local } else { other }, KeyRole::Foreign);
                }
                self.note(target, other, KeyRole::Source);
            }
        }
    }
}

/// The column that values are taken from.
fn source_of(generator: &Generator) -> Option<&str> {
    match generator {
        Generator::Lookup(lookup) => Some(&lookup.from),
        Generator::Choice(choice) => choice.choices_ref.as_deref(),
        _ => None,
    }
}
