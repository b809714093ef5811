//! Where the boxes lie and how the lines run: levels, an order with few crossings, and lanes between the levels
//! (after Sugiyama, Tagawa and Toda, 1981).

use std::collections::BTreeMap;

use super::{Attribute, Diagram, Entity};
use crate::chart::text::width;

pub(super) const ROW: f64 = 17.0;
pub(super) const HEAD: f64 = 24.0;
pub(super) const LETTERS: f64 = 10.5;
const GAP: f64 = 22.0;
const MARGIN: f64 = 26.0;
/// Columns shown besides keys.
const PLAIN: usize = 4;
/// The gap in which a line passes a level.
const BEND: f64 = 10.0;
const LANE: f64 = 9.0;
/// Room at both ends of a line for its feet.
const FEET: f64 = 22.0;
const SWEEPS: usize = 12;

/// A box with what is shown in it.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
    /// Positions of the columns that are shown, keys first as they stand.
    pub(super) rows: Vec<usize>,
    /// How many are not.
    pub(super) hidden: usize,
}

impl Placed {
    /// The height at which the line of a column ends.
    fn port(&self, column: usize) -> f64 {
        let row = self.rows.iter().position(|shown| *shown == column).unwrap_or(0);
        self.y + HEAD + ROW * (row as f64 + 0.5)
    }
}

/// A diagram, laid out.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) size: (f64, f64),
    pub(super) boxes: Vec<Placed>,
    /// The corners of each relation's line, from the parent to the child; with whether the parent lies on the left.
    pub(super) lines: Vec<(Vec<(f64, f64)>, bool)>,
}

/// Something on a level: a table, or the gap through which a line passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Table(usize),
    Bend { line: usize, level: usize },
}

/// A relation by positions, turned so that it leads to the right.
#[derive(Debug, Clone, Copy)]
struct Line {
    left: (usize, usize),
    right: (usize, usize),
    /// Whether the parent is on the left.
    forward: bool,
}

impl Layout {
    pub(super) fn of(diagram: &Diagram) -> Self {
        let lines = positions(diagram);
        let levels = levels(diagram.entities.len(), &lines);
        let lines: Vec<Option<Line>> = lines.into_iter().map(|line| line.map(|line| turned(line, &levels))).collect();
        let mut boxes: Vec<Placed> = diagram.entities.iter().map(unplaced).collect();
        let columns = ordered(&levels, &lines);
        let gutters = gutters(&columns, &levels, &lines);
        let mut layout = Self { size: (0.0, 0.0), boxes: Vec::new(), lines: Vec::new() };
        let (lefts, bends) = place(&mut boxes, &columns, &gutters);
        layout.boxes = boxes;
        layout.route(&lines, &levels, &columns, &lefts, &bends);
        layout.measure();
        layout
    }

    /// The corners of every line.
    fn route(
        &mut self,
        lines: &[Option<Line>],
        levels: &[usize],
        columns: &[Vec<Item>],
        lefts: &[(f64, f64)],
        bends: &BTreeMap<(usize, usize), f64>,
    ) {
        let lanes = self.lanes(lines, levels, columns, bends);
        for (number, line) in lines.iter().enumerate() {
            let Some(line) = line else {
                self.lines.push((Vec::new(), true));
                continue;
            };
            let (start, end) = (levels[line.left.0], levels[line.right.0]);
            let (from, to) = (&self.boxes[line.left.0], &self.boxes[line.right.0]);
            let mut y = from.port(line.left.1);
            let last = to.port(line.right.1);
            if start == end {
                let x = from.x - 14.0;
                self.lines.push((vec![(from.x, y), (x, y), (x, last), (to.x, last)], true));
                continue;
            }
            let mut corners = vec![(from.x + from.width, y)];
            for level in start..end {
                let lane = lanes.get(&(level, source(lines, number, level, start))).copied().unwrap_or(0);
                let x = lefts[level].1 + FEET + LANE * lane as f64;
                let next = if level + 1 == end { last } else { bends[&(number, level + 1)] };
                corners.extend([(x, y), (x, next)]);
                y = next;
            }
            corners.push((to.x, last));
            self.lines.push((corners, line.forward));
        }
    }

    /// The lane of each bundle of lines that come from one place, for every gutter.
    fn lanes(
        &self,
        lines: &[Option<Line>],
        levels: &[usize],
        columns: &[Vec<Item>],
        bends: &BTreeMap<(usize, usize), f64>,
    ) -> BTreeMap<(usize, Source), usize> {
        let mut lanes = BTreeMap::new();
        for level in 0..columns.len().saturating_sub(1) {
            let mut bundles: BTreeMap<Source, (f64, f64, f64)> = BTreeMap::new();
            for (number, line) in lines.iter().enumerate() {
                let Some(line) = line else { continue };
                let (start, end) = (levels[line.left.0], levels[line.right.0]);
                if !(start <= level && level < end) {
                    continue;
                }
                let height = |level: usize| match bends.get(&(number, level)) {
                    Some(y) => *y,
                    None if level == start => self.boxes[line.left.0].port(line.left.1),
                    None => self.boxes[line.right.0].port(line.right.1),
                };
                let bundle = bundles.entry(source(lines, number, level, start)).or_insert((height(level), 0.0, 0.0));
                bundle.1 += height(level + 1);
                bundle.2 += 1.0;
            }
            let mut order: Vec<(Source, f64, bool)> =
                bundles.into_iter().map(|(source, (from, sum, n))| (source, from, sum / n > from)).collect();
            // Lines that go down: the upper the further right; lines that go up: the lower the further right.
            order.sort_by(|a, b| {
                let key = |(_, from, down): &(Source, f64, bool)| if *down { -from } else { *from };
                a.2.cmp(&b.2).then(key(a).total_cmp(&key(b)))
            });
            lanes.extend(order.into_iter().enumerate().map(|(lane, (source, _, _))| ((level, source), lane)));
        }
        lanes
    }

    fn measure(&mut self) {
        let right = self.boxes.iter().map(|one| one.x + one.width).fold(0.0, f64::max);
        let bottom = self.boxes.iter().map(|one| one.y + one.height).fold(0.0, f64::max);
        let lowest = self.lines.iter().flat_map(|line| &line.0).map(|corner| corner.1).fold(bottom, f64::max);
        self.size = ((right + 4.0).ceil(), (lowest + 4.0).ceil());
    }
}

/// Where a line of a gutter comes from: a key of a table, or its own gap on the level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    Port(usize, usize),
    Gap(usize),
}

fn source(lines: &[Option<Line>], number: usize, level: usize, start: usize) -> Source {
    match lines[number] {
        Some(line) if level == start => Source::Port(line.left.0, line.left.1),
        _ => Source::Gap(number),
    }
}

/// The table and the column at both ends of a line.
type Ends = ((usize, usize), (usize, usize));

/// Relations by positions of tables and columns, parent first; none for one that leads to nothing here.
fn positions(diagram: &Diagram) -> Vec<Option<Ends>> {
    let find = |table: &str, column: &str| {
        let position = diagram.entities.iter().position(|entity| entity.name == table)?;
        let attributes = &diagram.entities[position].attributes;
        Some((position, attributes.iter().position(|attribute| attribute.name == column)?))
    };
    let relations = diagram.relations.iter();
    relations.map(|one| Some((find(&one.parent, &one.key)?, find(&one.child, &one.column)?))).collect()
}

/// The level of each table: one more than the highest of its parents; references that close a circle do not count.
fn levels(tables: usize, lines: &[Option<Ends>]) -> Vec<usize> {
    let mut levels = vec![0; tables];
    // A longest path has fewer steps than there are tables; whoever still rises then is in a circle.
    for _ in 0..tables {
        let before = levels.clone();
        for ((parent, _), (child, _)) in lines.iter().flatten() {
            if parent != child && levels[*child] <= levels[*parent] && levels[*parent] + 1 < tables {
                levels[*child] = levels[*parent] + 1;
            }
        }
        if levels == before {
            break;
        }
    }
    compact(&pulled_right(levels, lines))
}

/// A table that refers to nothing lies just before the first that refers to it, so that lines are short.
fn pulled_right(mut levels: Vec<usize>, lines: &[Option<Ends>]) -> Vec<usize> {
    for table in 0..levels.len() {
        let is_child = lines.iter().flatten().any(|(parent, child)| child.0 == table && parent.0 != table);
        let children = lines.iter().flatten().filter(|(parent, child)| parent.0 == table && child.0 != table);
        if let (false, Some(first)) = (is_child, children.map(|(_, child)| levels[child.0]).min()) {
            levels[table] = first.saturating_sub(1);
        }
    }
    levels
}

/// Levels without gaps.
fn compact(levels: &[usize]) -> Vec<usize> {
    let mut used: Vec<usize> = levels.to_vec();
    used.sort_unstable();
    used.dedup();
    levels.iter().map(|level| used.binary_search(level).unwrap_or(0)).collect()
}

fn turned((parent, child): ((usize, usize), (usize, usize)), levels: &[usize]) -> Line {
    if levels[parent.0] <= levels[child.0] {
        Line { left: parent, right: child, forward: true }
    } else {
        Line { left: child, right: parent, forward: false }
    }
}

/// A box of the right size, not yet anywhere.
fn unplaced(entity: &Entity) -> Placed {
    let is_key = |attribute: &Attribute| attribute.primary || attribute.foreign;
    let all = entity.attributes.iter().enumerate();
    let (keys, others): (Vec<_>, Vec<_>) = all.partition(|(_, attribute)| is_key(attribute));
    // One more row costs no more than saying that there is one more.
    let shown = if others.len() <= PLAIN + 1 { others.len() } else { PLAIN };
    let mut rows: Vec<usize> = keys.iter().chain(&others[..shown]).map(|(position, _)| *position).collect();
    rows.sort_unstable();
    let hidden = others.len() - shown;
    let wide =
        |attribute: &Attribute| width(&attribute.name, LETTERS) + width(&attribute.attribute_type, LETTERS) + 62.0;
    let widest = rows.iter().map(|row| wide(&entity.attributes[*row])).fold(0.0, f64::max);
    let widest = widest.max(width(&entity.name, 12.0) * 1.08 + 24.0);
    let lines = rows.len() + usize::from(hidden > 0);
    Placed { x: 0.0, y: 0.0, width: widest.clamp(130.0, 260.0), height: HEAD + ROW * lines as f64 + 6.0, rows, hidden }
}

/// What lies on each level, from top to bottom.
fn ordered(levels: &[usize], lines: &[Option<Line>]) -> Vec<Vec<Item>> {
    let mut columns = vec![Vec::new(); levels.iter().max().map_or(0, |most| most + 1)];
    for (table, level) in levels.iter().enumerate() {
        columns[*level].push(Item::Table(table));
    }
    let mut neighbours: BTreeMap<Item, Vec<Item>> = BTreeMap::new();
    for (number, line) in lines.iter().enumerate() {
        let Some(line) = line else { continue };
        let (start, end) = (levels[line.left.0], levels[line.right.0]);
        let mut before = Item::Table(line.left.0);
        for (level, column) in columns.iter_mut().enumerate().take(end + 1).skip(start + 1) {
            let item = if level == end { Item::Table(line.right.0) } else { Item::Bend { line: number, level } };
            if level < end {
                column.push(item);
            }
            neighbours.entry(before).or_default().push(item);
            neighbours.entry(item).or_default().push(before);
            before = item;
        }
    }
    for sweep in 0..SWEEPS {
        let forward = sweep % 2 == 0;
        for step in 1..columns.len() {
            let level = if forward { step } else { columns.len() - 1 - step };
            let fixed = if forward { level - 1 } else { level + 1 };
            let place: BTreeMap<Item, usize> = columns[fixed].iter().enumerate().map(|(i, item)| (*item, i)).collect();
            sort_by_neighbours(&mut columns[level], &place, &neighbours);
        }
    }
    columns
}

/// Each item at the mean place of its neighbours on the level beside it.
fn sort_by_neighbours(column: &mut [Item], place: &BTreeMap<Item, usize>, neighbours: &BTreeMap<Item, Vec<Item>>) {
    let mean = |(position, item): (usize, &Item)| {
        let places: Vec<usize> =
            neighbours.get(item).into_iter().flatten().filter_map(|other| place.get(other)).copied().collect();
        if places.is_empty() { position as f64 } else { places.iter().sum::<usize>() as f64 / places.len() as f64 }
    };
    let mut keyed: Vec<(f64, Item)> = column.iter().enumerate().map(|(i, item)| (mean((i, item)), *item)).collect();
    keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (slot, (_, item)) in column.iter_mut().zip(keyed) {
        *slot = item;
    }
}

/// The number of lanes behind each level.
fn gutters(columns: &[Vec<Item>], levels: &[usize], lines: &[Option<Line>]) -> Vec<usize> {
    let behind = |level: usize| {
        let mut sources: Vec<Source> = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            let Some(line) = line else { continue };
            let start = levels[line.left.0];
            if start <= level && level < levels[line.right.0] {
                sources.push(source(lines, number, level, start));
            }
        }
        sources.sort_unstable();
        sources.dedup();
        sources.len()
    };
    (0..columns.len()).map(behind).collect()
}

type Bends = BTreeMap<(usize, usize), f64>;

/// Gives boxes and gaps their places; the left and right edge of each level, and the height of each gap.
fn place(boxes: &mut [Placed], columns: &[Vec<Item>], gutters: &[usize]) -> (Vec<(f64, f64)>, Bends) {
    let height = |boxes: &[Placed], column: &[Item]| -> f64 {
        column.iter().map(|item| extent(boxes, *item) + GAP).sum::<f64>() - GAP
    };
    let tallest = columns.iter().map(|column| height(boxes, column)).fold(0.0, f64::max);
    let (mut x, mut edges, mut bends) = (MARGIN, Vec::new(), BTreeMap::new());
    for (level, column) in columns.iter().enumerate() {
        let wide = column.iter().map(|item| match item {
            Item::Table(table) => boxes[*table].width,
            Item::Bend { .. } => 0.0,
        });
        let wide = wide.fold(0.0, f64::max);
        // Rows of neighbouring levels stand at different heights, so that no two lines lie upon each other.
        let mut y = 4.0 + (tallest - height(boxes, column)) / 2.0 + (level % 3) as f64 * ROW / 3.0;
        for item in column {
            match item {
                Item::Table(table) => {
                    let one = &mut boxes[*table];
                    (one.x, one.y, one.width) = (x, y, wide);
                }
                Item::Bend { line, level } => {
                    bends.insert((*line, *level), y + BEND / 2.0);
                }
            }
            y += extent(boxes, *item) + GAP;
        }
        edges.push((x, x + wide));
        x += wide + 2.0 * FEET + LANE * gutters[level].max(1) as f64;
    }
    (edges, bends)
}

fn extent(boxes: &[Placed], item: Item) -> f64 {
    match item {
        Item::Table(table) => boxes[table].height,
        Item::Bend { .. } => BEND,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Attribute, Diagram, Entity, Relation};
    use super::Layout;

    /// Tables of which each refers to some before it, itself, and now and then one behind it.
    fn diagram(tables: usize, seed: u64) -> Diagram {
        let draw = |i: usize, j: usize| datagen_core::seed::mix(seed * 10_007 + (i * 101 + j) as u64);
        let attribute =
            |name: String, primary, foreign| Attribute { name, attribute_type: "int".to_owned(), primary, foreign };
        let mut diagram = Diagram::default();
        for i in 0..tables {
            let name = format!("table_{i}");
            let mut attributes = vec![attribute("id".to_owned(), true, false)];
            for j in 0..(draw(i, 0) % 4) as usize {
                let parent = (draw(i, j + 1) % (tables as u64 + 2)) as usize;
                let parent = if parent >= tables {
                    i
                } else if draw(i, 50) % 7 == 0 {
                    parent
                } else {
                    parent.min(i)
                };
                attributes.push(attribute(format!("ref_{j}"), false, true));
                let (child, column, key) = (name.clone(), format!("ref_{j}"), "id".to_owned());
                diagram.relations.push(Relation {
                    child,
                    column,
                    parent: format!("table_{parent}"),
                    key,
                    optional: false,
                });
            }
            attributes.extend((0..draw(i, 99) % 12).map(|k| attribute(format!("value_{k}"), false, false)));
            diagram.entities.push(Entity { name, attributes });
        }
        diagram
    }

    #[test]
    fn no_line_runs_through_a_box_and_no_boxes_overlap() {
        for seed in 0..60 {
            let diagram = diagram(2 + seed as usize % 17, seed);
            let layout = Layout::of(&diagram);
            assert_eq!(layout.lines.len(), diagram.relations.len());
            let inside =
                |from: f64, to: f64, low: f64, high: f64| from.max(to) > low + 0.01 && from.min(to) < high - 0.01;
            for (line, relation) in layout.lines.iter().zip(&diagram.relations) {
                assert!(line.0.len() >= 4, "{relation:?}");
                for pair in line.0.windows(2) {
                    let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
                    assert!(x1 == x2 || y1 == y2, "a line leans");
                    for (one, entity) in layout.boxes.iter().zip(&diagram.entities) {
                        let through =
                            inside(x1, x2, one.x, one.x + one.width) && inside(y1, y2, one.y, one.y + one.height);
                        assert!(!through, "seed {seed}: {relation:?} runs through {}", entity.name);
                    }
                }
            }
            for (i, a) in layout.boxes.iter().enumerate() {
                for b in &layout.boxes[i + 1..] {
                    let apart =
                        a.x + a.width < b.x || b.x + b.width < a.x || a.y + a.height < b.y || b.y + b.height < a.y;
                    assert!(apart, "seed {seed}: boxes overlap");
                }
            }
        }
    }
}
