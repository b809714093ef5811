//! The one theme of all charts: colours by role, as a style sheet for pages and one for print.

use crate::paper::{Theme, mixed};

/// A colour in the light and in the dark.
struct Role {
    class: &'static str,
    property: &'static str,
    light: &'static str,
    dark: &'static str,
}

const fn role(class: &'static str, property: &'static str, light: &'static str, dark: &'static str) -> Role {
    Role { class, property, light, dark }
}

/// Series of a chart, in the order in which they are taken; told apart by lightness as well as by hue.
pub(super) const SERIES: usize = 6;

const ROLES: [Role; 25] = [
    role("s0", "fill", "#3b82f6", "#5b9bff"),
    role("s1", "fill", "#f08c2e", "#ffa94d"),
    role("s2", "fill", "#6f53c1", "#9d86e8"),
    role("s3", "fill", "#12a67c", "#38d9a9"),
    role("s4", "fill", "#d63384", "#f783ac"),
    role("s5", "fill", "#8a94b8", "#a5adcb"),
    role("l0", "stroke", "#3b82f6", "#5b9bff"),
    role("l1", "stroke", "#f08c2e", "#ffa94d"),
    role("l2", "stroke", "#6f53c1", "#9d86e8"),
    role("l3", "stroke", "#12a67c", "#38d9a9"),
    role("l4", "stroke", "#d63384", "#f783ac"),
    role("l5", "stroke", "#8a94b8", "#a5adcb"),
    role("good", "fill", "#12a67c", "#38d9a9"),
    role("warn", "fill", "#f08c2e", "#ffa94d"),
    role("bad", "fill", "#d63384", "#f783ac"),
    role("track", "fill", "#e6e9f4", "#2c3350"),
    role("panel", "fill", "#ffffff", "#1d2238"),
    role("head", "fill", "#3f4c78", "#33406b"),
    role("ink", "fill", "#181830", "#eef0fa"),
    role("soft", "fill", "#5a6284", "#aab2d0"),
    role("pale", "fill", "#ffffff", "#ffffff"),
    role("cell", "fill", "#181830", "#181830"),
    role("axis", "stroke", "#8a94b8", "#737ca3"),
    role("grid", "stroke", "#e6e9f4", "#2c3350"),
    role("edge", "stroke", "#5a6284", "#aab2d0"),
];

/// What shapes look like besides colours; lines have no filling.
const SHAPES: &str = "\
.l0,.l1,.l2,.l3,.l4,.l5{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}\
.axis,.grid,.edge{fill:none;stroke-width:1}\
.area{fill-opacity:.22}.dot{fill-opacity:.55}.bold{font-weight:bold}";

/// The style sheet of charts inside a page, below an element of class `chart`: light, and dark where that is preferred.
#[must_use]
pub fn page_css() -> String {
    let rules = |colour: fn(&Role) -> &'static str| -> String {
        ROLES.iter().map(|role| format!(".chart .{}{{{}:{}}}", role.class, role.property, colour(role))).collect()
    };
    let shapes = SHAPES.replace('.', ".chart .").replace(":.chart .", ":.");
    let (light, dark) = (rules(|role| role.light), rules(|role| role.dark));
    format!("{shapes}\n{light}\n@media screen and (prefers-color-scheme:dark){{{dark}}}")
}

/// The style sheet inside a picture that stands alone, light: of the classes that `body` has.
pub(super) fn print_css(body: &str, theme: &Theme) -> String {
    let used =
        |role: &&Role| body.contains(&format!("\"{}", role.class)) || body.contains(&format!(" {}\"", role.class));
    let rule = |role: &Role| {
        let colour = theme.of_class(role.class).unwrap_or(role.light);
        format!(".{}{{{}:{colour}}}", role.class, role.property)
    };
    let colours: String = ROLES.iter().filter(used).map(rule).collect();
    format!("{SHAPES}{colours}")
}

/// The colour of a cell of a heat map, and whether text on it is to be light; `value` from -1 to 1.
pub(super) fn heat(value: f64, theme: &Theme) -> (String, bool) {
    let value = value.clamp(-1.0, 1.0);
    let [nothing, much, below] = &theme.heat;
    (mixed(nothing, if value < 0.0 { below } else { much }, value.abs()), value.abs() > 0.55)
}
