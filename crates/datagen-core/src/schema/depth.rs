//! A cheap look at how deep a text nests, before a parser that calls itself would follow it down.

use std::ops::Range;

/// The place where a JSON text nests deeper than `limit`.
pub(super) fn json(text: &str, limit: usize) -> Option<Range<usize>> {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > limit {
            return Some(offset..offset + 1);
        }
    }
    None
}

/// The place where a TOML text nests deeper than `limit`, counting the parts of dotted keys.
pub(super) fn toml(text: &str, limit: usize) -> Option<Range<usize>> {
    let mut scan = TomlScan::default();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let offset = text.len() - rest.len();
        rest = &rest[scan.step(rest, c)..];
        if scan.depth() > limit {
            return Some(offset..offset + c.len_utf8());
        }
    }
    None
}

/// Brackets and dots that are open, outside of strings and comments.
#[derive(Default)]
struct TomlScan {
    /// Dots before each open bracket.
    open: Vec<usize>,
    /// Sum of `open`.
    outer: usize,
    /// Dots since the last comma, line break or bracket.
    dots: usize,
}

impl TomlScan {
    fn depth(&self) -> usize {
        self.open.len() + self.outer + self.dots
    }

    /// Takes in what stands at the start of `rest` and says how long it is.
    fn step(&mut self, rest: &str, c: char) -> usize {
        match c {
            '"' | '\'' => return string_length(rest, c),
            '#' => return rest.find('\n').unwrap_or(rest.len()),
            '[' | '{' => {
                self.open.push(self.dots);
                self.outer += self.dots;
                self.dots = 0;
            }
            ']' | '}' => {
                let dots = self.open.pop().unwrap_or(0);
                self.outer -= dots;
                self.dots = dots;
            }
            ',' | '\n' => self.dots = 0,
            '.' => self.dots += 1,
            _ => {}
        }
        c.len_utf8()
    }
}

/// How long the TOML string at the start of `rest` is; a broken one ends where its line does.
fn string_length(rest: &str, quote: char) -> usize {
    let triple: String = std::iter::repeat_n(quote, 3).collect();
    if let Some(inner) = rest.strip_prefix(&triple) {
        return 3 + closing(inner, &triple, quote == '"').unwrap_or(inner.len());
    }
    let line = rest.lines().next().unwrap_or(rest);
    let inner = line.get(1..).unwrap_or("");
    1 + closing(inner, &quote.to_string(), quote == '"').unwrap_or(inner.len())
}

/// The end of the first `quote` in `text`, where a backslash hides the character that follows it if `escapes`.
fn closing(text: &str, quote: &str, escapes: bool) -> Option<usize> {
    let mut from = 0;
    loop {
        let found = text.get(from..)?.find(quote)? + from;
        let slash = if escapes { text[from..found].find('\\').map(|at| at + from) } else { None };
        match slash {
            None => return Some(found + quote.len()),
            Some(slash) => {
                let hidden = text[slash + 1..].chars().next().map_or(0, char::len_utf8);
                from = slash + 1 + hidden;
            }
        }
    }
}
