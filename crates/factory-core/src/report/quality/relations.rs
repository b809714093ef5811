//! How tables hang together.

use datagen_core::schema::relations::Relation;
use datagen_report::chart::{Axis, Chart, Plot, Size, count, number, percent};
use datagen_report::paper::{Block, Cell, Table, Tone, left, right};

use crate::error::Result;

use super::super::figures::{chart, paired};
use super::seen::{Clean, Seen, quoted};

/// Bars of the numbers of children.
const BARS: usize = 16;
/// Relations with a picture.
const PICTURES: usize = 4;

pub(super) fn relations(seen: &Seen<'_>) -> Result<Vec<Block>> {
    let nodes: Vec<_> = seen.tables.iter().map(|table| table.node.clone()).collect();
    let diagram = datagen_report::diagram(&nodes, &seen.relations);
    let is_flat = seen.relations.is_empty();
    let found = if is_flat { keys_inside(seen) } else { seen.relations.clone() };
    let mut rows = Vec::new();
    let mut pictures = Vec::new();
    for relation in &found {
        let children = Children::of(seen, relation, is_flat)?;
        rows.push(children.row(relation));
        pictures.push((children.most, children.chart(relation)));
    }
    // References with most children tell most.
    pictures.sort_by(|a, b| b.0.total_cmp(&a.0));
    let words = if is_flat {
        "The data is one flat table: a row for each row of the main fact, its parents joined in. Keys of the parents are still \
         there; the table below counts how many rows each has."
    } else {
        "A line ends in a crow's foot at the side of which there are any number of rows. The table below counts how many \
         children a parent really has."
    };
    let mut blocks = vec![Block::text(words), Block::Diagram(diagram)];
    if !rows.is_empty() {
        blocks.push(Block::Table(Table {
            caption: "Children of each parent".to_owned(),
            columns: vec![
                left("Parent", 1.4),
                left("Child", 2.0),
                left("Kind", 0.9),
                right("Least", 0.7),
                right("Mean", 0.7),
                right("Most", 0.7),
                right("Parents without", 1.0),
            ],
            rows,
        }));
        blocks.push(Block::Figures(paired(pictures.into_iter().take(PICTURES).map(|(_, chart)| chart).collect())));
    }
    let left_out = left_out(seen);
    if is_flat && !left_out.is_empty() {
        blocks.push(Block::heading("relations left out", "What the flat table leaves out"));
        blocks.push(Block::List(left_out));
    }
    Ok(blocks)
}

/// Tables that were generated and are not in the flat table, and why.
fn left_out(seen: &Seen<'_>) -> Vec<String> {
    let is_there = |table: &String| seen.completed.world.schema.document().nodes.iter().any(|node| node.id == *table);
    let all = seen.completed.pack.world.left_out.iter().filter(|(table, _)| is_there(table));
    all.map(|(table, why)| format!("`{table}`: {why}")).collect()
}

/// Columns of a flat table that are keys of what was joined in.
fn keys_inside(seen: &Seen<'_>) -> Vec<Relation> {
    let of = |table: &Clean| {
        let keys = table.node.columns.iter().filter(|column| column.name != table.node.pk);
        let relation = |(name, parent): (&str, &str)| Relation {
            table: table.profile.name.clone(),
            column: name.to_owned(),
            to_table: parent.to_owned(),
            to_column: name.to_owned(),
        };
        let keys = keys.filter_map(|column| Some((column.name.as_str(), column.name.strip_suffix("_id")?)));
        keys.map(relation).collect::<Vec<_>>()
    };
    seen.tables.iter().flat_map(of).collect()
}

/// How many children the parents of one reference have.
struct Children {
    parents: f64,
    least: f64,
    mean: f64,
    most: f64,
    without: f64,
    /// Parents by their number of children.
    counts: Vec<(u64, f64)>,
}

impl Children {
    fn of(seen: &Seen<'_>, relation: &Relation, is_flat: bool) -> Result<Self> {
        let (column, key) = (quoted(&relation.column), quoted(&relation.to_column));
        let (parent, child) = (quoted(&relation.to_table), quoted(&relation.table));
        let each = if is_flat {
            format!("SELECT {key}, count(*) AS n FROM {child} WHERE {key} IS NOT NULL GROUP BY {key}")
        } else {
            format!(
                "SELECT p.{key}, count(c.{column}) AS n FROM {parent} AS p LEFT JOIN {child} AS c ON c.{column} = p.{key} \
                 GROUP BY p.{key}"
            )
        };
        let sql = format!("SELECT n, count(*) AS parents FROM ({each}) GROUP BY n ORDER BY n");
        let counts: Vec<(u64, f64)> =
            seen.numbers(&sql)?.iter().filter_map(|row| Some((*row.first()? as u64, *row.get(1)?))).collect();
        let parents: f64 = counts.iter().map(|(_, parents)| parents).sum();
        let children: f64 = counts.iter().map(|(children, parents)| *children as f64 * parents).sum();
        Ok(Self {
            parents,
            least: counts.first().map_or(0.0, |(children, _)| *children as f64),
            mean: if parents > 0.0 { children / parents } else { 0.0 },
            most: counts.last().map_or(0.0, |(children, _)| *children as f64),
            without: counts.first().filter(|(children, _)| *children == 0).map_or(0.0, |(_, parents)| *parents),
            counts,
        })
    }

    fn row(&self, relation: &Relation) -> Vec<Cell> {
        let kind = if self.most <= 1.0 {
            "1 to 0..1"
        } else if self.least >= 1.0 {
            "1 to 1..n"
        } else {
            "1 to 0..n"
        };
        let without = if self.parents > 0.0 { self.without / self.parents } else { 0.0 };
        vec![
            Cell::new(relation.to_table.clone()),
            Cell::new(format!("{}.{}", relation.table, relation.column)),
            Cell::toned(kind, Tone::Soft),
            Cell::new(count(self.least as u64)),
            Cell::new(number(self.mean)),
            Cell::new(count(self.most as u64)),
            Cell::new(percent(without)),
        ]
    }

    /// Parents by how many children they have; in steps where there are many numbers.
    fn chart(&self, relation: &Relation) -> Chart {
        let step = (self.most as u64 / BARS as u64 + 1).max(1);
        let bars = self.most as u64 / step + 1;
        let label = |bar: u64| {
            let (from, to) = (bar * step, bar * step + step - 1);
            if step == 1 { from.to_string() } else { format!("{from}–{to}") }
        };
        let value = |bar: u64| {
            self.counts.iter().filter(|(children, _)| children / step == bar).map(|(_, parents)| parents).sum::<f64>()
        };
        let plot = Plot::Bars { labels: (0..bars).map(label).collect(), values: (0..bars).map(value).collect() };
        let words = format!(
            "{} by how many rows of {} they have: {} on average, at most {}.",
            relation.to_table,
            relation.table,
            number(self.mean),
            count(self.most as u64)
        );
        let title = format!("{} of a row of {}", relation.table, relation.to_table);
        Chart {
            x: Axis::new(relation.table.clone()),
            y: Axis::new(relation.to_table.clone()),
            ..chart(&title, words, Size::Small, plot)
        }
    }
}
