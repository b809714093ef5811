//! The part of regular expressions that texts can be made from: no look-around, no back references, every repeat capped.

use super::malformed::Malformed;

/// How often `*` and `+` repeat at most, and how many times more than its least number an open repeat does.
pub const OPEN_REPEATS: u32 = 8;
/// Characters of the longest text.
const LONGEST: u64 = 4096;
const DEEPEST: u32 = 32;

/// A regular expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regex {
    pub(crate) root: Piece,
}

/// A part of a regular expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// One character out of some ranges, which are in order and do not overlap.
    Class(Vec<(char, char)>),
    /// One after the other.
    Sequence(Vec<Self>),
    /// One of them.
    Either(Vec<Self>),
    /// From `least` to `most` times.
    Repeat { piece: Box<Self>, least: u32, most: u32 },
}

impl Regex {
    /// Reads a regular expression.
    ///
    /// # Errors
    /// [`Malformed`] when it is none, or uses what texts cannot be made from.
    ///
    /// ```
    /// use datagen_core::schema::regex::Regex;
    /// assert!(Regex::parse("[A-Z]{2}-\\d{4}(/[ab])?").is_ok());
    /// assert!(Regex::parse("(?=x)").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let bare = text.strip_prefix('^').unwrap_or(text);
        let bare = bare.strip_suffix('$').filter(|rest| !ends_in_escape(rest)).unwrap_or(bare);
        let mut reader = Reader { rest: bare, depth: 0 };
        let read = reader.either().and_then(|root| match reader.rest {
            "" => Ok(root),
            rest => Err(format!("{:?} is not expected", rest.chars().next().unwrap_or(' '))),
        });
        let root = read.map_err(|why| malformed(text, &why))?;
        match root.longest() {
            0 => Err(malformed(text, "it matches only the empty text")),
            length if length > LONGEST => Err(malformed(text, &format!("its texts have up to {length} characters"))),
            _ => Ok(Self { root }),
        }
    }
}

/// Whether an odd number of backslashes ends the text.
fn ends_in_escape(text: &str) -> bool {
    (text.len() - text.trim_end_matches('\\').len()) % 2 == 1
}

fn malformed(text: &str, why: &str) -> Malformed {
    let hint = format!(
        "{why}; use characters, classes [A-F0-9], . \\d \\w \\s, groups (...), alternatives a|b and repeats ? * + {{n}} \
         {{m,n}}, at most {LONGEST} characters"
    );
    Malformed::new("a regular expression that texts can be made from", text, hint)
}

impl Piece {
    fn longest(&self) -> u64 {
        match self {
            Self::Class(_) => 1,
            Self::Sequence(pieces) => pieces.iter().map(Self::longest).fold(0, u64::saturating_add),
            Self::Either(pieces) => pieces.iter().map(Self::longest).max().unwrap_or(0),
            Self::Repeat { piece, most, .. } => piece.longest().saturating_mul(u64::from(*most)),
        }
    }
}

struct Reader<'t> {
    rest: &'t str,
    depth: u32,
}

type Read<T> = Result<T, String>;

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next();
        self.rest = chars.as_str();
        c
    }

    fn take(&mut self, wanted: &str) -> bool {
        let rest = self.rest.strip_prefix(wanted);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn either(&mut self) -> Read<Piece> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("groups nest deeper than {DEEPEST}"));
        }
        let mut branches = vec![self.sequence()?];
        while self.take("|") {
            branches.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(if branches.len() == 1 { branches.remove(0) } else { Piece::Either(branches) })
    }

    fn sequence(&mut self) -> Read<Piece> {
        let mut pieces = Vec::new();
        while !self.rest.is_empty() && !self.rest.starts_with(['|', ')']) {
            let piece = self.piece()?;
            pieces.push(self.repeated(piece)?);
        }
        Ok(if pieces.len() == 1 { pieces.remove(0) } else { Piece::Sequence(pieces) })
    }

    fn piece(&mut self) -> Read<Piece> {
        match self.next() {
            Some('(') => self.group(),
            Some('[') => self.class().map(Piece::Class),
            Some('.') => Ok(Piece::Class(vec![(' ', '~')])),
            Some('\\') => self.escape().map(Piece::Class),
            Some(c @ ('*' | '+' | '?' | '{')) => Err(format!("{c:?} repeats nothing")),
            Some(c @ ('^' | '$')) => Err(format!("{c:?} stands within the expression")),
            Some(c) => Ok(Piece::Class(vec![(c, c)])),
            None => Err("it ends too early".to_owned()),
        }
    }

    fn group(&mut self) -> Read<Piece> {
        if self.rest.starts_with('?') && !self.take("?:") {
            return Err("groups that begin with (? look around or set flags".to_owned());
        }
        let piece = self.either()?;
        if self.take(")") { Ok(piece) } else { Err("a group is not closed".to_owned()) }
    }

    fn repeated(&mut self, piece: Piece) -> Read<Piece> {
        let (least, most) = match self.rest.chars().next() {
            Some('?') => (0, 1),
            Some('*') => (0, OPEN_REPEATS),
            Some('+') => (1, OPEN_REPEATS),
            Some('{') => self.bounds()?,
            _ => return Ok(piece),
        };
        self.next();
        // How greedy a repeat is makes no difference to what matches.
        self.take("?");
        if self.rest.starts_with(['*', '+', '?', '{']) {
            return Err("a repeat is repeated".to_owned());
        }
        Ok(Piece::Repeat { piece: Box::new(piece), least, most })
    }

    /// `{n}`, `{m,}` or `{m,n}`, up to the closing brace.
    fn bounds(&mut self) -> Read<(u32, u32)> {
        let wrong = || "a repeat is written {n}, {m,} or {m,n}".to_owned();
        let end = self.rest.find('}').ok_or_else(wrong)?;
        let inside = &self.rest[1..end];
        self.rest = &self.rest[end..];
        let number =
            |text: &str| text.parse::<u32>().ok().filter(|number| u64::from(*number) <= LONGEST).ok_or_else(wrong);
        let (least, most) = match inside.split_once(',') {
            None => (number(inside)?, number(inside)?),
            Some((least, "")) => (number(least)?, number(least)? + OPEN_REPEATS),
            Some((least, most)) => (number(least)?, number(most)?),
        };
        if least > most { Err(format!("{{{inside}}} has no number of repeats")) } else { Ok((least, most)) }
    }

    /// What `\` stands before.
    fn escape(&mut self) -> Read<Vec<(char, char)>> {
        let c = self.next().ok_or_else(|| "it ends in a backslash".to_owned())?;
        match c {
            'd' => Ok(vec![('0', '9')]),
            'w' => Ok(vec![('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
            's' => Ok(vec![(' ', ' ')]),
            'D' | 'W' | 'S' => {
                let lower = c.to_ascii_lowercase().to_string();
                Ok(negated(&Reader { rest: &lower, depth: 0 }.escape()?))
            }
            't' => Ok(vec![('\t', '\t')]),
            'n' => Ok(vec![('\n', '\n')]),
            c if c.is_ascii_alphanumeric() => Err(format!("\\{c} is not known here")),
            c => Ok(vec![(c, c)]),
        }
    }

    fn class(&mut self) -> Read<Vec<(char, char)>> {
        let is_negated = self.take("^");
        let mut ranges = Vec::new();
        loop {
            let from = match self.next().ok_or_else(|| "a class is not closed".to_owned())? {
                ']' if !ranges.is_empty() => break,
                '\\' => self.escape()?,
                '[' => return Err("a class stands in a class".to_owned()),
                c => vec![(c, c)],
            };
            if self.rest.starts_with('-') && !self.rest.starts_with("-]") {
                self.next();
                ranges.push(self.range_from(&from)?);
            } else {
                ranges.extend(from);
            }
        }
        let ranges = disjoint(ranges);
        let ranges = if is_negated { negated(&ranges) } else { ranges };
        if ranges.is_empty() { Err("a class has no characters".to_owned()) } else { Ok(ranges) }
    }

    fn range_from(&mut self, from: &[(char, char)]) -> Read<(char, char)> {
        let to = match self.next() {
            Some('\\') => self.escape()?,
            Some(c) => vec![(c, c)],
            None => return Err("a class is not closed".to_owned()),
        };
        match (from, to.as_slice()) {
            (&[(low, end)], &[(start, high)]) if low == end && start == high && low <= high => Ok((low, high)),
            _ => Err("a range in a class goes from a character to a later one".to_owned()),
        }
    }
}

/// In order, without overlaps, and not across the gap in Unicode's numbers.
fn disjoint(mut ranges: Vec<(char, char)>) -> Vec<(char, char)> {
    let gap = ('\u{D7FF}', '\u{E000}');
    let split = ranges.iter().filter(|(low, high)| *low <= gap.0 && *high >= gap.1).copied().collect::<Vec<_>>();
    ranges.retain(|range| !split.contains(range));
    ranges.extend(split.iter().flat_map(|(low, high)| [(*low, gap.0), (gap.1, *high)]));
    ranges.sort_unstable();
    let mut merged: Vec<(char, char)> = Vec::new();
    for (low, high) in ranges {
        match merged.last_mut() {
            Some(last) if low <= last.1 => last.1 = last.1.max(high),
            _ => merged.push((low, high)),
        }
    }
    merged
}

/// The printable ASCII characters that are not in `ranges`.
fn negated(ranges: &[(char, char)]) -> Vec<(char, char)> {
    let allowed = (' '..='~').filter(|c| !ranges.iter().any(|(low, high)| (low..=high).contains(&c)));
    disjoint(allowed.map(|c| (c, c)).collect())
}
