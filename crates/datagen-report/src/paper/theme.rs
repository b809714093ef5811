//! Colours of a report on paper and of the charts in it.

/// How a report looks; colours are `#RRGGBB`.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// The size of letters, in points.
    pub letters: f64,
    /// Text.
    pub ink: String,
    /// Text that is less important.
    pub soft: String,
    /// Headings.
    pub heading: String,
    /// Lines between things.
    pub line: String,
    /// The ground of panels.
    pub panel: String,
    /// Links.
    pub link: String,
    /// The ground of covers.
    pub dark: String,
    /// What stands out on it.
    pub accent: String,
    /// Text on it.
    pub pale: String,
    /// The ground of the first row of tables, and its text.
    pub head: [String; 2],
    /// What is as it should be.
    pub good: Status,
    /// Something to look at.
    pub warn: Status,
    /// What is not as it should be.
    pub bad: Status,
    /// Series of charts, in the order in which they are taken.
    pub series: [String; 6],
    /// Heat maps: nothing, much, and much below nothing.
    pub heat: [String; 3],
}

/// The colour of something that means something: of marks, and of text, which is darker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Of marks.
    pub fill: String,
    /// Of text.
    pub text: String,
}

impl Status {
    /// Of a colour for marks, and of one that can be read on white.
    #[must_use]
    pub fn new(fill: &str, text: &str) -> Self {
        Self { fill: fill.to_owned(), text: text.to_owned() }
    }
}

impl Default for Theme {
    fn default() -> Self {
        let colour = |text: &str| text.to_owned();
        Self {
            letters: 9.0,
            ink: colour("#181830"),
            soft: colour("#5a6284"),
            heading: colour("#181830"),
            line: colour("#dfe3f1"),
            panel: colour("#f6f7fc"),
            link: colour("#2a5fc4"),
            dark: colour("#181830"),
            accent: colour("#d7ef3f"),
            pale: colour("#e1e3fa"),
            head: [colour("#f6f7fc"), colour("#5a6284")],
            good: Status::new("#12a67c", "#0b7a5b"),
            warn: Status::new("#f08c2e", "#a4520b"),
            bad: Status::new("#d63384", "#b3246b"),
            series: ["#3b82f6", "#f08c2e", "#6f53c1", "#12a67c", "#d63384", "#8a94b8"].map(colour),
            heat: ["#f0f3fc", "#2a5fc4", "#c75a12"].map(colour),
        }
    }
}

impl Theme {
    /// The colour of a class of chart elements; none of those that every theme has alike.
    pub(crate) fn of_class(&self, class: &str) -> Option<&str> {
        let digit = class.strip_prefix(['s', 'l']).and_then(|rest| rest.parse::<usize>().ok());
        match class {
            "good" => Some(&self.good.fill),
            "warn" => Some(&self.warn.fill),
            "bad" => Some(&self.bad.fill),
            "ink" => Some(&self.ink),
            "soft" => Some(&self.soft),
            _ => digit.and_then(|series| self.series.get(series)).map(String::as_str),
        }
    }
}

/// A colour between two, each `#RRGGBB`; `share` of the second. The first where one of them is no colour.
#[must_use]
pub fn mixed(one: &str, other: &str, share: f64) -> String {
    let (Some(from), Some(to)) = (parts(one), parts(other)) else { return one.to_owned() };
    let mix = |at: usize| (f64::from(from[at]) + (f64::from(to[at]) - f64::from(from[at])) * share).round() as u8;
    format!("#{:02x}{:02x}{:02x}", mix(0), mix(1), mix(2))
}

/// Red, green and blue of `#RRGGBB`.
fn parts(colour: &str) -> Option<[u8; 3]> {
    let digits = colour.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}
