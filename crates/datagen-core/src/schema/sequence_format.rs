//! The text form of a sequence: `"CUST{:06}"`.

use std::fmt::Write;

use super::malformed::Malformed;

/// A text with one place for a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SequenceFormat {
    /// Before the number.
    pub prefix: String,
    /// Least digits of the number, filled up with zeros; a minus sign counts as one.
    pub width: usize,
    /// After the number.
    pub suffix: String,
}

/// Wider numbers than i64 has are filled up with zeros only.
const MAX_WIDTH: usize = 40;

impl SequenceFormat {
    /// Reads a text with exactly one placeholder, `{}` or `{:06}`; `{{` and `}}` stand for braces.
    ///
    /// # Errors
    /// [`Malformed`] when there is no placeholder or a second one, or when it has another form.
    ///
    /// ```
    /// use datagen_core::schema::sequence_format::SequenceFormat;
    /// assert_eq!(SequenceFormat::parse("CUST{:06}")?.render(42), "CUST000042");
    /// # Ok::<(), datagen_core::schema::malformed::Malformed>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        read(text).ok_or_else(|| {
            let hint = "write \"CUST{:06}\" for CUST000001, or \"CUST{}\" for CUST1; a brace itself is {{ or }}";
            Malformed::new("a text with one placeholder", text, hint)
        })
    }

    /// The text of `value`.
    #[must_use]
    pub fn render(&self, value: i64) -> String {
        let mut text = String::with_capacity(self.prefix.len() + self.suffix.len() + self.width.max(20));
        self.write(value, &mut text);
        text
    }

    /// Appends the text of `value` to `out`.
    pub fn write(&self, value: i64, out: &mut String) {
        out.push_str(&self.prefix);
        // Writing to a String cannot fail.
        let _ = write!(out, "{value:0width$}", width = self.width);
        out.push_str(&self.suffix);
    }
}

fn read(text: &str) -> Option<SequenceFormat> {
    let mut before = String::new();
    let mut width = None;
    let mut after = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let literal = if width.is_none() { &mut before } else { &mut after };
        let taken = match c {
            '{' | '}' if rest[1..].starts_with(c) => {
                literal.push(c);
                2
            }
            '{' if width.is_none() => {
                let end = rest.find('}')?;
                width = Some(width_of(&rest[1..end])?);
                end + 1
            }
            '{' | '}' => return None,
            _ => {
                literal.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    Some(SequenceFormat { prefix: before, width: width?, suffix: after })
}

/// What stands between the braces: nothing, or `:06` (`:06d` too, as in other languages).
fn width_of(text: &str) -> Option<usize> {
    if text.is_empty() || text == ":" {
        return Some(0);
    }
    let digits = text.strip_prefix(":0")?.trim_end_matches('d');
    let width = if text.len() > digits.len() + 3 { None } else { digits.parse::<usize>().ok() };
    width.filter(|width| *width <= MAX_WIDTH)
}
