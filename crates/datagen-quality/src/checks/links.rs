//! Which columns refer to rows of other tables, and the ways from table to table along them.

use std::collections::{BTreeMap, VecDeque};

use datagen_core::schema::document::{Document, Node};
use datagen_core::schema::generators::Generator;

use crate::sql::identifier;

/// A column whose value is the key of a row of another table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) child: String,
    pub(crate) column: String,
    pub(crate) parent: String,
    /// The parent's primary key.
    pub(crate) key: String,
}

/// All links of a document.
#[derive(Debug, Default)]
pub(crate) struct Links {
    /// By child; the primary parent's first, then plain lookups, then those that draw a row of their own.
    links: Vec<Link>,
}

impl Links {
    pub(crate) fn of(document: &Document) -> Self {
        let mut links: Vec<(u8, Link)> = Vec::new();
        let pk_of: BTreeMap<&str, &str> = document.nodes.iter().map(|node| (&*node.id, &*node.pk)).collect();
        for node in &document.nodes {
            for column in &node.columns {
                let Generator::Lookup(lookup) = &column.generator else { continue };
                let Some((parent, key)) = lookup.from.rsplit_once('.') else { continue };
                if pk_of.get(parent) != Some(&key) {
                    continue;
                }
                let is_primary = node.parents.iter().flatten().next().is_some_and(|first| first == parent);
                let special = lookup.weights_kind.is_some() || lookup.weight_by.is_some() || lookup.filter.is_some();
                let rank = if is_primary { 0 } else { 1 + u8::from(special) };
                let link = Link {
                    child: node.id.clone(),
                    column: column.name.clone(),
                    parent: parent.to_owned(),
                    key: key.to_owned(),
                };
                links.push((rank, link));
            }
        }
        links.sort_by_key(|(rank, _)| *rank);
        Self { links: links.into_iter().map(|(_, link)| link).collect() }
    }

    /// The links of a table.
    pub(crate) fn from(&self, child: &str) -> impl Iterator<Item = &Link> + use<'_> {
        let child = child.to_owned();
        self.links.iter().filter(move |link| link.child == child)
    }

    /// The column of `node` that holds the key of its primary parent.
    pub(crate) fn to_primary_parent(&self, node: &Node) -> Option<&Link> {
        let parent = node.parents.iter().flatten().next()?;
        self.from(&node.id).find(|link| link.parent == *parent)
    }

    /// The shortest way from a row of `from` to the row of `to` that it refers to.
    pub(crate) fn way(&self, from: &str, to: &str) -> Option<Vec<&Link>> {
        let mut queue = VecDeque::from([(from.to_owned(), Vec::new())]);
        let mut seen = vec![from.to_owned()];
        while let Some((table, way)) = queue.pop_front() {
            for link in self.from(&table).filter(|link| link.parent != table) {
                let mut further: Vec<&Link> = way.clone();
                further.push(link);
                if link.parent == to {
                    return Some(further);
                }
                if !seen.contains(&link.parent) {
                    seen.push(link.parent.clone());
                    queue.push_back((link.parent.clone(), further));
                }
            }
        }
        None
    }
}

/// `"child" t0 JOIN "parent" t1 ON ...`: row tables are called t0, t1, ... along the way.
pub(crate) fn joined(first: &str, way: &[&Link]) -> String {
    let mut from = format!("{first} t0");
    for (at, link) in way.iter().enumerate() {
        let (parent, key, column) = (identifier(&link.parent), identifier(&link.key), identifier(&link.column));
        from.push_str(&format!(" JOIN {parent} t{} ON t{at}.{column} = t{}.{key}", at + 1, at + 1));
    }
    from
}

/// The columns that joining along a way needs.
pub(crate) fn needed(way: &[&Link]) -> Vec<(String, String)> {
    let both = |link: &&Link| [(link.child.clone(), link.column.clone()), (link.parent.clone(), link.key.clone())];
    way.iter().flat_map(both).collect()
}
