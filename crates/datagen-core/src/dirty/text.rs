//! Small damage to texts. Each function returns `None` for a text that it cannot change.

use crate::seed::Cell;

/// Another case: upper, lower, or the first letters of words exchanged.
pub(super) fn case(text: &str, cell: &mut Cell) -> Option<String> {
    let ways: [fn(&str) -> String; 3] = [|text| text.to_uppercase(), |text| text.to_lowercase(), toggled];
    let first = cell.below(ways.len() as u64) as usize;
    (0..ways.len()).map(|step| ways[(first + step) % ways.len()](text)).find(|changed| changed != text)
}

/// The first letter of the text in the other case.
fn toggled(text: &str) -> String {
    let mut rest = text.chars();
    let Some(first) = rest.next() else { return String::new() };
    let first: String =
        if first.is_uppercase() { first.to_lowercase().collect() } else { first.to_uppercase().collect() };
    first + rest.as_str()
}

/// A blank before, behind, twice in the middle, or one that does not break the line.
pub(super) fn whitespace(text: &str, cell: &mut Cell) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    let blank = text.find(' ');
    Some(match (cell.below(6), blank) {
        (0, Some(at)) => format!("{} {}", &text[..at], &text[at..]),
        (1, Some(at)) => format!("{}\u{a0}{}", &text[..at], &text[at + 1..]),
        (2, _) => format!(" {text}"),
        (3, _) => format!("  {text} "),
        (4, _) => format!("{text}\t"),
        _ => format!("{text} "),
    })
}

/// Letters side by side on a keyboard.
const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// One letter left out, doubled, exchanged with the next, or hit beside.
pub(super) fn typo(text: &str, cell: &mut Cell) -> Option<String> {
    const LEAST: usize = 3;
    let chars: Vec<char> = text.chars().collect();
    let letters: Vec<usize> = (0..chars.len()).filter(|&at| chars[at].is_alphabetic()).collect();
    if letters.len() < LEAST {
        return None;
    }
    // Slips are rare at the first letter.
    let letter = 1 + cell.below(letters.len() as u64 - 1) as usize;
    let first = cell.below(4);
    let slips = (0..4).map(|step| slip((first + step) % 4, &chars, letters[letter], cell.bits()));
    slips.map(|chars| chars.into_iter().collect::<String>()).find(|changed| changed != text)
}

fn slip(way: u64, chars: &[char], at: usize, bits: u64) -> Vec<char> {
    let mut chars = chars.to_vec();
    match way {
        0 => drop(chars.remove(at)),
        1 => chars.insert(at, chars[at]),
        2 if at + 1 < chars.len() => chars.swap(at, at + 1),
        2 => chars.swap(at - 1, at),
        _ => chars[at] = beside(chars[at], bits),
    }
    chars
}

/// The key beside a letter, in its case; the letter itself where no keyboard is known.
fn beside(letter: char, bits: u64) -> char {
    let lower = letter.to_ascii_lowercase();
    let Some((row, at)) = ROWS.iter().find_map(|row| row.find(lower).map(|at| (row.as_bytes(), at))) else {
        return letter;
    };
    let right = bits.is_multiple_of(2);
    let at = if at == 0 || (right && at + 1 < row.len()) { at + 1 } else { at - 1 };
    let found = char::from(row[at]);
    if letter.is_ascii_uppercase() { found.to_ascii_uppercase() } else { found }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::ColumnKey;

    fn all(change: fn(&str, &mut Cell) -> Option<String>, text: &str) -> Vec<String> {
        let mut found: Vec<String> = (0..200).filter_map(|row| change(text, &mut ColumnKey(1).cell(row))).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    #[test]
    fn each_way_to_damage_a_text() {
        assert_eq!(all(case, "Anna Lee"), ["ANNA LEE", "anna Lee", "anna lee"]);
        assert_eq!(all(case, "a1"), ["A1"]);
        assert_eq!(all(case, "12"), [""; 0]);
        assert_eq!(all(whitespace, "a b"), ["  a b ", " a b", "a  b", "a b\t", "a b ", "a\u{a0}b"]);
        assert_eq!(all(whitespace, ""), [""; 0]);
        let typos = all(typo, "Anne");
        for expected in ["Ane", "Ann", "Annne", "Annee", "Anen", "Abne", "Anme", "Annw"] {
            assert!(typos.contains(&expected.to_owned()), "{expected} {typos:?}");
        }
        assert!(typos.iter().all(|text| text.starts_with('A')));
        assert_eq!(all(typo, "ab"), [""; 0]);
        assert!(all(typo, "Łódź").iter().all(|text| text != "Łódź"));
    }
}
