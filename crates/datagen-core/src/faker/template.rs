//! Patterns such as `{city}, {state_abbr} {postcode}` or `({area}) 555-01##`.
//!
//! `#` is a digit, `%` a digit but 0, `@` a capital letter, `^` a letter that the country's postcodes use, `{a-b}` a number
//! in a..=b padded to the width of `a`, and `{slot}` something of the row.

use super::list::List;
use super::random::Digits;

/// What a template may ask of the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    First,
    Middle,
    Last,
    SecondLast,
    Prefix,
    Suffix,
    City,
    State,
    StateAbbr,
    Postcode,
    Area,
    Country,
    Region,
    Street,
    StreetSuffix,
    StreetName,
    StreetAddress,
    Building,
    Secondary,
    Surname(u32),
    Root,
    Industry,
    CompanySuffix,
    Subject,
    Predicate,
    Ending,
    Opening,
    Topic,
    Trait,
    Noun,
    Adjective,
    Someone,
    Kind,
    Somewhere,
}

/// The slots by the names they have in the data files.
const SLOTS: [(&str, Slot); 36] = [
    ("first", Slot::First),
    ("middle", Slot::Middle),
    ("last", Slot::Last),
    ("last2", Slot::SecondLast),
    ("prefix", Slot::Prefix),
    ("suffix", Slot::Suffix),
    ("city", Slot::City),
    ("state", Slot::State),
    ("state_abbr", Slot::StateAbbr),
    ("postcode", Slot::Postcode),
    ("area", Slot::Area),
    ("country", Slot::Country),
    ("region", Slot::Region),
    ("street", Slot::Street),
    ("street_suffix", Slot::StreetSuffix),
    ("street_name", Slot::StreetName),
    ("street_address", Slot::StreetAddress),
    ("building", Slot::Building),
    ("secondary", Slot::Secondary),
    ("surname1", Slot::Surname(0)),
    ("surname2", Slot::Surname(1)),
    ("surname3", Slot::Surname(2)),
    ("root", Slot::Root),
    ("industry", Slot::Industry),
    ("company_suffix", Slot::CompanySuffix),
    ("subject", Slot::Subject),
    ("predicate", Slot::Predicate),
    ("ending", Slot::Ending),
    ("opening", Slot::Opening),
    ("topic", Slot::Topic),
    ("trait", Slot::Trait),
    ("noun", Slot::Noun),
    ("adjective", Slot::Adjective),
    ("someone", Slot::Someone),
    ("kind", Slot::Kind),
    ("somewhere", Slot::Somewhere),
];

/// A piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Text(&'static str),
    Digit,
    DigitNotZero,
    Letter,
    PostcodeLetter,
    Range { low: u64, count: u64, width: usize },
    Slot(Slot),
}

/// A parsed template.
pub(super) type Template = Vec<Part>;

/// Weighted templates.
#[derive(Debug, Default)]
pub(super) struct Templates {
    list: List,
    parsed: Vec<Template>,
}

impl Templates {
    /// The templates of `lines`, or what is wrong with one of them.
    pub(super) fn new(lines: &[&'static str]) -> Result<Self, String> {
        let list = List::new(lines)?;
        let parsed = list.items().iter().map(|item| parse(item.text)).collect::<Result<_, _>>()?;
        Ok(Self { list, parsed })
    }

    /// The template that `bits` choose.
    #[inline]
    pub(super) fn pick(&self, bits: u64) -> &[Part] {
        self.parsed.get(self.list.index(bits)).map_or(&[], Vec::as_slice)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.parsed.is_empty()
    }
}

/// Parses a template, or says which slot is not known.
pub(super) fn parse(text: &'static str) -> Result<Template, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['#', '%', '@', '^', '{']) {
        let (before, after) = rest.split_at(at);
        if !before.is_empty() {
            parts.push(Part::Text(before));
        }
        let (part, length) = special(after).ok_or_else(|| format!("unknown slot in {text:?}"))?;
        parts.push(part);
        rest = &after[length..];
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    Ok(parts)
}

/// The part at the start of `text`, and its length.
fn special(text: &'static str) -> Option<(Part, usize)> {
    match text.as_bytes().first()? {
        b'#' => Some((Part::Digit, 1)),
        b'%' => Some((Part::DigitNotZero, 1)),
        b'@' => Some((Part::Letter, 1)),
        b'^' => Some((Part::PostcodeLetter, 1)),
        _ => {
            let end = text.find('}')?;
            Some((braced(&text[1..end])?, end + 1))
        }
    }
}

fn braced(inner: &str) -> Option<Part> {
    if let Some((_, slot)) = SLOTS.iter().find(|(name, _)| *name == inner) {
        return Some(Part::Slot(*slot));
    }
    let (low_text, high_text) = inner.split_once('-')?;
    let (low, high): (u64, u64) = (low_text.parse().ok()?, high_text.parse().ok()?);
    Some(Part::Range { low, count: high.checked_sub(low)? + 1, width: low_text.len() })
}

/// Appends the parts that need nothing of the row; false for a slot.
#[inline]
pub(super) fn expand_plain(part: &Part, letters: &str, digits: &mut Digits, out: &mut String) -> bool {
    match part {
        Part::Text(text) => out.push_str(text),
        Part::Digit => out.push(digits.digit()),
        Part::DigitNotZero => out.push(char::from(b'1' + digits.below(9) as u8)),
        Part::Letter => out.push(char::from(b'A' + digits.below(26) as u8)),
        Part::PostcodeLetter => out.push(digits.letter(letters)),
        Part::Range { low, count, width } => push_number(low + digits.below(*count), *width, out),
        Part::Slot(_) => return false,
    }
    true
}

/// Appends `number` with at least `width` digits.
pub(super) fn push_number(number: u64, width: usize, out: &mut String) {
    let mut reversed = [b'0'; 20];
    let (mut rest, mut length) = (number, 0);
    while rest > 0 || length == 0 {
        reversed[length] = b'0' + (rest % 10) as u8;
        rest /= 10;
        length += 1;
    }
    let wanted = length.max(width.min(reversed.len()));
    out.extend(reversed[..wanted].iter().rev().map(|digit| char::from(*digit)));
}
