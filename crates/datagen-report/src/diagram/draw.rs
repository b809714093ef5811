//! The picture of a layout.

use super::layout::{HEAD, LETTERS, Layout, Placed, ROW};
use super::{Attribute, Diagram, Entity};
use crate::chart::svg::{Anchor, Svg};
use crate::chart::text::{fitted, width};

pub(super) fn draw(diagram: &Diagram, layout: &Layout, svg: &mut Svg) {
    for ((corners, parent_first), relation) in layout.lines.iter().zip(&diagram.relations) {
        if corners.len() < 2 {
            continue;
        }
        svg.path("edge", corners, false);
        let (first, last) = (corners[0], corners[corners.len() - 1]);
        let towards = |end: (f64, f64), next: (f64, f64)| if next.0 >= end.0 { 1.0 } else { -1.0 };
        let at_first = towards(first, corners[1]);
        let at_last = towards(last, corners[corners.len() - 2]);
        let ends =
            if *parent_first { [(first, at_first), (last, at_last)] } else { [(last, at_last), (first, at_first)] };
        one(svg, ends[0], relation.optional);
        many(svg, ends[1]);
    }
    for (entity, placed) in diagram.entities.iter().zip(&layout.boxes) {
        table(svg, entity, placed);
    }
}

/// A bar across the line, and a ring when there may be none.
fn one(svg: &mut Svg, ((x, y), direction): ((f64, f64), f64), optional: bool) {
    let bar = x + 6.0 * direction;
    svg.line("edge", (bar, y - 4.0), (bar, y + 4.0));
    if optional {
        svg.circle("edge panel", (x + 11.0 * direction, y), 3.0);
    }
}

/// A crow's foot, and a ring: none or many.
fn many(svg: &mut Svg, ((x, y), direction): ((f64, f64), f64)) {
    let heel = (x + 9.0 * direction, y);
    svg.line("edge", heel, (x, y - 4.5));
    svg.line("edge", heel, (x, y + 4.5));
    svg.circle("edge panel", (x + 12.0 * direction, y), 3.0);
}

fn table(svg: &mut Svg, entity: &Entity, placed: &Placed) {
    let Placed { x, y, width: wide, height, .. } = *placed;
    svg.rounded("edge panel", [x, y, wide, height], 5.0);
    svg.rounded("head", [x, y, wide, HEAD], 5.0);
    svg.rect("head", [x, y + HEAD - 6.0, wide, 6.0]);
    let name = fitted(&entity.name, 12.0 * 1.08, wide - 16.0);
    svg.text("pale bold", (x + 8.0, y + HEAD * 0.68), 12.0, Anchor::Start, &name);
    for (row, column) in placed.rows.iter().enumerate() {
        let base = y + HEAD + ROW * (row as f64 + 0.5) + LETTERS * 0.36;
        attribute(svg, &entity.attributes[*column], (x, base), wide);
    }
    if placed.hidden > 0 {
        let base = y + HEAD + ROW * (placed.rows.len() as f64 + 0.5) + LETTERS * 0.36;
        let words = format!("and {} more", placed.hidden);
        svg.text("soft", (x + 34.0, base), LETTERS, Anchor::Start, &words);
    }
}

fn attribute(svg: &mut Svg, attribute: &Attribute, (x, base): (f64, f64), wide: f64) {
    let mark = match (attribute.primary, attribute.foreign) {
        (true, true) => "PF",
        (true, false) => "PK",
        (false, true) => "FK",
        (false, false) => "",
    };
    if !mark.is_empty() {
        svg.text(if attribute.primary { "s1 bold" } else { "s0 bold" }, (x + 8.0, base), 8.5, Anchor::Start, mark);
    }
    let type_width = width(&attribute.attribute_type, LETTERS);
    let name = fitted(&attribute.name, LETTERS, wide - 34.0 - 16.0 - type_width);
    svg.text("ink", (x + 30.0, base), LETTERS, Anchor::Start, &name);
    svg.text("soft", (x + wide - 8.0, base), LETTERS, Anchor::End, &attribute.attribute_type);
}
