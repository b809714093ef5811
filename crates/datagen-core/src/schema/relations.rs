//! Which columns refer to the keys of other tables: what becomes a foreign key elsewhere.

use super::checks::OneOrMany;
use super::document::{Column, Document, Node};
use super::generators::Generator;

/// A column whose values are the key of a row of another table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The table that refers.
    pub table: String,
    /// Its column.
    pub column: String,
    /// The table that is referred to.
    pub to_table: String,
    /// Its primary key, or a column that is unique by constraint.
    pub to_column: String,
}

impl Document {
    /// All relations, in the order of tables and columns. A declared foreign key to a column that is no key is none: its
    /// values are only members of a list.
    #[must_use]
    pub fn relations(&self) -> Vec<Relation> {
        let mut relations = Vec::new();
        for node in &self.nodes {
            for column in &node.columns {
                for target in self.targets(node, column) {
                    let Some((to_table, to_column)) = target.rsplit_once('.') else { continue };
                    let relation = Relation {
                        table: node.id.clone(),
                        column: column.name.clone(),
                        to_table: to_table.to_owned(),
                        to_column: to_column.to_owned(),
                    };
                    let is_itself = (to_table, to_column) == (node.id.as_str(), column.name.as_str());
                    if !is_itself && self.is_key(to_table, to_column) && !relations.contains(&relation) {
                        relations.push(relation);
                    }
                }
            }
        }
        relations
    }

    /// What a column is said to refer to, or takes its values from.
    fn targets<'d>(&'d self, node: &Node, column: &'d Column) -> Vec<&'d str> {
        let name = format!("{}.{}", node.id, column.name);
        let declared = self.constraints.iter().flat_map(|rules| rules.foreign_keys.iter().flatten());
        let mut targets: Vec<&str> = declared.filter(|key| key.from == name).map(|key| key.to.as_str()).collect();
        match &column.generator {
            Generator::Lookup(lookup) => targets.push(&lookup.from),
            Generator::Choice(choice) => targets.extend(choice.choices_ref.as_deref()),
            _ => {}
        }
        targets.extend(column.constraints.iter().filter_map(|rules| rules.enum_ref.as_deref()));
        targets
    }

    /// Whether a column is its table's primary key, or unique by constraint.
    fn is_key(&self, table: &str, column: &str) -> bool {
        let name = format!("{table}.{column}");
        let unique = self.constraints.iter().flat_map(|rules| rules.unique.iter().flatten());
        let is_unique = |rule: &OneOrMany<String>| match rule {
            OneOrMany::One(one) => *one == name,
            OneOrMany::Many(many) => matches!(many.as_slice(), [one] if *one == name),
        };
        let node = self.nodes.iter().find(|node| node.id == table);
        node.is_some_and(|node| node.pk == column || unique.clone().any(is_unique))
    }
}

#[cfg(test)]
mod tests {
    use crate::Schema;

    #[test]
    fn what_leads_to_a_key_is_a_relation() {
        let (schema, diagnostics) = Schema::parse(
            r#"{"version": "1.0", "metadata": {"name": "x"}, "nodes": [
            {"id": "city", "kind": "vocab", "pk": "code", "columns": [
              {"name": "code", "type": "string", "generator": {"enum_list": {"values": ["a", "b"]}}},
              {"name": "land", "type": "string", "generator": {"enum_list": {"values": ["x", "x"]}}}]},
            {"id": "guest", "kind": "entity", "pk": "id", "rows": 2, "columns": [
              {"name": "id", "type": "int", "generator": {"sequence": {}}},
              {"name": "city", "type": "string", "generator": {"lookup": {"from": "city.code"}}},
              {"name": "born_in", "type": "string", "generator": {"choice": {"choices_ref": "city.code"}}},
              {"name": "land", "type": "string", "generator": {"lookup": {"from": "city.land"}}}]}],
            "constraints": {"foreign_keys": [{"from": "guest.city", "to": "city.code"}, {"from": "guest.land", "to": "city.land"}]}}"#,
        );
        assert!(!diagnostics.has_errors(), "{diagnostics}");
        let relations = schema.document().relations();
        let names: Vec<String> = relations
            .iter()
            .map(|one| format!("{}.{}>{}.{}", one.table, one.column, one.to_table, one.to_column))
            .collect();
        assert_eq!(names, ["guest.city>city.code", "guest.born_in>city.code"]);
    }
}
