//! The kernels of texts. Positions count characters from 1, as in SQL; overlong results are null.

use arrow::array::ArrayRef;
use datafusion_common::Result;

use super::kernel::{Arguments, Body, Kernel, LONGEST_TEXT};
use super::kind::{Kind, Typed};
use super::writer::Writer;

/// Values of any kind joined to one text; null if one is.
pub(super) fn join(values: Vec<Typed>) -> Typed {
    Kernel::call("join", Body::Columns(join_rows), values, Kind::Text)
}

fn writers(arguments: &Arguments, from: usize) -> Result<Vec<Writer<'_>>> {
    (from..arguments.len()).map(|position| Writer::new(arguments, position)).collect()
}

fn join_rows(arguments: &Arguments) -> Result<ArrayRef> {
    let writers = writers(arguments, 0)?;
    arguments.text_rows(|row, text| writers.iter().try_for_each(|writer| writer.write(row, text)))
}

/// Joined without the nulls.
pub(super) fn concat(arguments: &Arguments) -> Result<ArrayRef> {
    let writers = writers(arguments, 0)?;
    arguments.text_rows(|row, text| {
        for writer in &writers {
            // A null writes nothing.
            let _ = writer.write(row, text);
        }
        Some(())
    })
}

/// Joined without the nulls, a separator between.
pub(super) fn concat_ws(arguments: &Arguments) -> Result<ArrayRef> {
    let separators = arguments.texts(0)?;
    let writers = writers(arguments, 1)?;
    arguments.text_rows(|row, text| {
        let separator = separators.get(row)?;
        let mut first = true;
        for writer in &writers {
            let before = text.len();
            if !first {
                text.push_str(separator);
            }
            match writer.write(row, text) {
                Some(()) => first = false,
                None => text.truncate(before),
            }
        }
        Some(())
    })
}

/// The characters `from..to` of a text, counted from 0 and cut to what is there.
fn characters(text: &str, from: i64, to: i64) -> &str {
    let byte = |position: i64| {
        let position = usize::try_from(position.max(0)).unwrap_or(usize::MAX);
        text.char_indices().nth(position).map_or(text.len(), |(byte, _)| byte)
    };
    if to <= from || to <= 0 { "" } else { &text[byte(from)..byte(to)] }
}

fn length(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}

/// `substr(s, start[, length])`: what of the range lies within the text.
pub(super) fn substr(arguments: &Arguments) -> Result<ArrayRef> {
    let (texts, starts) = (arguments.texts(0)?, arguments.ints(1)?);
    let lengths = if arguments.len() > 2 { Some(arguments.ints(2)?) } else { None };
    arguments.text_rows(|row, text| {
        let (source, start) = (texts.get(row)?, starts.get(row)?.saturating_sub(1));
        let end = match &lengths {
            Some(lengths) => start.saturating_add(lengths.get(row)?.max(0)),
            None => i64::MAX,
        };
        text.push_str(characters(source, start, end));
        Some(())
    })
}

/// The first n characters; all but the last -n if n is negative.
pub(super) fn left(arguments: &Arguments) -> Result<ArrayRef> {
    let (texts, counts) = (arguments.texts(0)?, arguments.ints(1)?);
    arguments.text_rows(|row, text| {
        let (source, count) = (texts.get(row)?, counts.get(row)?);
        let end = if count < 0 { length(source).saturating_add(count) } else { count };
        text.push_str(characters(source, 0, end));
        Some(())
    })
}

/// The last n characters; all but the first -n if n is negative.
pub(super) fn right(arguments: &Arguments) -> Result<ArrayRef> {
    let (texts, counts) = (arguments.texts(0)?, arguments.ints(1)?);
    arguments.text_rows(|row, text| {
        let (source, count) = (texts.get(row)?, counts.get(row)?);
        let start = if count < 0 { count.saturating_neg() } else { length(source).saturating_sub(count) };
        text.push_str(characters(source, start, i64::MAX));
        Some(())
    })
}

/// Every occurrence of a text by another; an empty one occurs nowhere.
pub(super) fn replace(arguments: &Arguments) -> Result<ArrayRef> {
    let (texts, from, to) = (arguments.texts(0)?, arguments.texts(1)?, arguments.texts(2)?);
    arguments.text_rows(|row, text| {
        let (source, from, to) = (texts.get(row)?, from.get(row)?, to.get(row)?);
        if from.is_empty() {
            text.push_str(source);
            return Some(());
        }
        let mut rest = source;
        while let Some((before, after)) = rest.split_once(from) {
            text.push_str(before);
            text.push_str(to);
            rest = after;
            if text.len() > LONGEST_TEXT {
                return None;
            }
        }
        text.push_str(rest);
        Some(())
    })
}

/// As often as asked; nothing for a negative count.
pub(super) fn repeat(arguments: &Arguments) -> Result<ArrayRef> {
    let (texts, counts) = (arguments.texts(0)?, arguments.ints(1)?);
    arguments.text_rows(|row, text| {
        let (source, count) = (texts.get(row)?, usize::try_from(counts.get(row)?).unwrap_or(0));
        if source.len().checked_mul(count)? > LONGEST_TEXT {
            return None;
        }
        (0..if source.is_empty() { 0 } else { count }).for_each(|_| text.push_str(source));
        Some(())
    })
}

pub(super) fn lpad(arguments: &Arguments) -> Result<ArrayRef> {
    pad(arguments, |source, filling, text| {
        text.extend(filling);
        text.push_str(source);
    })
}

pub(super) fn rpad(arguments: &Arguments) -> Result<ArrayRef> {
    pad(arguments, |source, filling, text| {
        text.push_str(source);
        text.extend(filling);
    })
}

/// Filled up to a length by a text, blanks if none is given; a longer text is cut.
fn pad(arguments: &Arguments, place: impl Fn(&str, &mut dyn Iterator<Item = char>, &mut String)) -> Result<ArrayRef> {
    let (texts, lengths) = (arguments.texts(0)?, arguments.ints(1)?);
    let fillings = if arguments.len() > 2 { Some(arguments.texts(2)?) } else { None };
    arguments.text_rows(|row, text| {
        let (source, wanted) = (texts.get(row)?, lengths.get(row)?);
        let filling = match &fillings {
            Some(fillings) => fillings.get(row)?,
            None => " ",
        };
        let missing = usize::try_from(wanted.saturating_sub(length(source))).unwrap_or(0);
        if missing > LONGEST_TEXT {
            return None;
        }
        let kept = characters(source, 0, wanted);
        place(kept, &mut filling.chars().cycle().take(missing), text);
        Some(())
    })
}

/// The nth part between separators, from 1, or from the end if negative; empty beyond them, null for 0.
pub(super) fn split_part(arguments: &Arguments) -> Result<ArrayRef> {
    let (texts, separators, numbers) = (arguments.texts(0)?, arguments.texts(1)?, arguments.ints(2)?);
    arguments.text_rows(|row, text| {
        let (source, separator, number) = (texts.get(row)?, separators.get(row)?, numbers.get(row)?);
        let index = usize::try_from(number.unsigned_abs()).ok()?.checked_sub(1)?;
        let part = match (separator.is_empty(), number > 0) {
            (true, _) => (index == 0).then_some(source),
            (false, true) => source.split(separator).nth(index),
            (false, false) => source.rsplit(separator).nth(index),
        };
        text.push_str(part.unwrap_or(""));
        Some(())
    })
}

/// Lower-case ASCII letters and digits, everything else one hyphen.
pub(super) fn slug(arguments: &Arguments) -> Result<ArrayRef> {
    let texts = arguments.texts(0)?;
    arguments.text_rows(|row, text| {
        for character in texts.get(row)?.chars().flat_map(char::to_lowercase) {
            match folded(character) {
                Some(letters) => text.push_str(letters),
                None if character.is_ascii_alphanumeric() => text.push(character),
                // An apostrophe and an accent on its own part no words.
                None if matches!(character, '\'' | '’' | '\u{300}'..='\u{36f}') => {}
                None if text.is_empty() || text.ends_with('-') => {}
                None => text.push('-'),
            }
        }
        text.truncate(text.trim_end_matches('-').len());
        Some(())
    })
}

/// The ASCII letters of a lower-case Latin letter.
fn folded(character: char) -> Option<&'static str> {
    Some(match character {
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'œ' => "oe",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}
