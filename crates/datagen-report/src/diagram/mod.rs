//! Entity-relationship diagrams: tables as boxes, references as lines that run around them.
//!
//! Tables lie by level, parents to the left of their children. A reference leaves a parent at its key and enters a child at
//! the column that refers; one that passes other levels bends through a gap of its own there, so that no line runs through a
//! box. Crow's feet as usual: one parent (two when it may be missing: a ring), any number of children.

mod draw;
mod layout;

use serde::Serialize;

use crate::chart::svg::Svg;
use crate::chart::{self, escaped};
use crate::paper::Theme;

/// Tables and how they refer to each other.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Diagram {
    /// The tables.
    pub entities: Vec<Entity>,
    /// The references.
    pub relations: Vec<Relation>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entity {
    /// Its name.
    pub name: String,
    /// Its columns in their order.
    pub attributes: Vec<Attribute>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub attribute_type: String,
    /// Whether it is the primary key.
    pub primary: bool,
    /// Whether it refers to another table.
    pub foreign: bool,
}

/// A column that refers to another table's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Relation {
    /// The table that refers.
    pub child: String,
    /// Its column.
    pub column: String,
    /// The table that is referred to.
    pub parent: String,
    /// The column of its key.
    pub key: String,
    /// Whether the reference may be missing.
    pub optional: bool,
}

impl Diagram {
    /// What there is to see, for those who do not see it.
    #[must_use]
    pub fn alternative(&self) -> String {
        let relation = |relation: &Relation| {
            format!("{}.{} refers to {}.{}", relation.child, relation.column, relation.parent, relation.key)
        };
        let relations: Vec<String> = self.relations.iter().map(relation).collect();
        let names: Vec<&str> = self.entities.iter().map(|entity| entity.name.as_str()).collect();
        let relations = if relations.is_empty() { "no references".to_owned() } else { relations.join("; ") };
        format!("Entity-relationship diagram of {} tables: {}. {relations}.", names.len(), names.join(", "))
    }

    /// The picture for a page whose style sheet has [`chart::page_css`].
    #[must_use]
    pub fn inline_svg(&self) -> String {
        let ((width, height), body) = self.drawn();
        format!(
            "<svg role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\">{body}</svg>",
            escaped(&self.alternative())
        )
    }

    /// The picture by itself: light, with its text alternative as title.
    #[must_use]
    pub fn standalone_svg(&self) -> String {
        self.themed_svg(&Theme::default())
    }

    /// The picture by itself, in the colours of a theme.
    #[must_use]
    pub fn themed_svg(&self, theme: &Theme) -> String {
        let (size, body) = self.drawn();
        chart::standalone(size, &self.alternative(), &body, theme)
    }

    /// The width and height of the picture.
    #[must_use]
    pub fn size(&self) -> (f64, f64) {
        self.drawn().0
    }

    fn drawn(&self) -> ((f64, f64), String) {
        let layout = layout::Layout::of(self);
        let mut svg = Svg::default();
        draw::draw(self, &layout, &mut svg);
        (layout.size, svg.into_body())
    }
}
