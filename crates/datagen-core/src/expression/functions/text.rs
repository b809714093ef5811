//! Texts.

use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion_expr::ScalarUDF;
use datafusion_functions::{string, unicode};

use super::super::error::Result;
use super::super::kind::{Kind, Typed};
use super::super::text;
use super::{Build, Call, Function, MANY, aliased, function};

pub(super) const FUNCTIONS: &[Function] = &[
    function(
        ("upper", "upper(s)", "In capital letters."),
        ("upper('abc')", "ABC"),
        (1, 1),
        Build::Call(|call| same(call, string::upper())),
    ),
    function(
        ("lower", "lower(s)", "In small letters."),
        ("lower('ABC')", "abc"),
        (1, 1),
        Build::Call(|call| same(call, string::lower())),
    ),
    aliased(
        &["strip"],
        ("trim", "trim(s[, characters])", "Without blanks, or the given characters, at both ends."),
        ("trim('  a ')", "a"),
        (1, 2),
        Build::Call(|call| same(call, string::btrim())),
    ),
    aliased(
        &["lstrip"],
        ("ltrim", "ltrim(s[, characters])", "Without blanks, or the given characters, at the start."),
        ("ltrim('xxa', 'x')", "a"),
        (1, 2),
        Build::Call(|call| same(call, string::ltrim())),
    ),
    aliased(
        &["rstrip"],
        ("rtrim", "rtrim(s[, characters])", "Without blanks, or the given characters, at the end."),
        ("rtrim('axx', 'x')", "a"),
        (1, 2),
        Build::Call(|call| same(call, string::rtrim())),
    ),
    aliased(
        &["len"],
        ("length", "length(s)", "The number of characters."),
        ("length('Zoë')", "3"),
        (1, 1),
        Build::Call(|call| engine(call, unicode::character_length(), DataType::Int32, Kind::Int)),
    ),
    aliased(
        &["substring"],
        ("substr", "substr(s, start[, length])", "Part of a text; the first character is 1."),
        ("substr('abcdef', 2, 3)", "bcd"),
        (2, 3),
        Build::Call(|call| {
            let mut arguments = vec![call.text(0)?, call.int(1)?];
            if call.len() > 2 {
                arguments.push(call.int(2)?);
            }
            call.kernel(text::substr, arguments, Kind::Text)
        }),
    ),
    function(
        ("left", "left(s, n)", "The first n characters; all but the last -n if n is negative."),
        ("left('abcdef', 2)", "ab"),
        (2, 2),
        Build::Call(|call| call.kernel(text::left, vec![call.text(0)?, call.int(1)?], Kind::Text)),
    ),
    function(
        ("right", "right(s, n)", "The last n characters; all but the first -n if n is negative."),
        ("right('abcdef', 2)", "ef"),
        (2, 2),
        Build::Call(|call| call.kernel(text::right, vec![call.text(0)?, call.int(1)?], Kind::Text)),
    ),
    function(
        ("replace", "replace(s, from, to)", "Every occurrence of a text by another."),
        ("replace('a-b-c', '-', '/')", "a/b/c"),
        (3, 3),
        Build::Call(|call| call.kernel(text::replace, vec![call.text(0)?, call.text(1)?, call.text(2)?], Kind::Text)),
    ),
    function(
        (
            "concat",
            "concat(a, b, …)",
            "Values of any type joined; nulls are left out (with `+` one null makes all null).",
        ),
        ("concat('a', 1, null)", "a1"),
        (1, MANY),
        Build::Call(|call| call.kernel(text::concat, call.all(), Kind::Text)),
    ),
    function(
        ("concat_ws", "concat_ws(separator, a, b, …)", "Values joined with a separator; nulls are left out."),
        ("concat_ws('-', 'a', null, 'b')", "a-b"),
        (2, MANY),
        Build::Call(|call| {
            let mut arguments = call.all();
            arguments[0] = call.text(0)?;
            call.kernel(text::concat_ws, arguments, Kind::Text)
        }),
    ),
    function(
        ("lpad", "lpad(s, length[, filling])", "Filled up at the start; a longer text is cut."),
        ("lpad(7, 3, '0')", "007"),
        (2, 3),
        Build::Call(|call| pad(call, text::lpad)),
    ),
    function(
        ("rpad", "rpad(s, length[, filling])", "Filled up at the end; a longer text is cut."),
        ("rpad('ab', 4, '.')", "ab.."),
        (2, 3),
        Build::Call(|call| pad(call, text::rpad)),
    ),
    aliased(
        &["startswith"],
        ("starts_with", "starts_with(s, start)", "Whether the text starts so."),
        ("starts_with('abc', 'ab')", "true"),
        (2, 2),
        Build::Call(|call| engine(call, string::starts_with(), DataType::Boolean, Kind::Bool)),
    ),
    aliased(
        &["endswith"],
        ("ends_with", "ends_with(s, end)", "Whether the text ends so."),
        ("ends_with('abc', 'bc')", "true"),
        (2, 2),
        Build::Call(|call| engine(call, string::ends_with(), DataType::Boolean, Kind::Bool)),
    ),
    function(
        ("contains", "contains(s, part)", "Whether the part occurs in the text."),
        ("contains('abc', 'b')", "true"),
        (2, 2),
        Build::Call(|call| engine(call, string::contains(), DataType::Boolean, Kind::Bool)),
    ),
    function(
        ("strpos", "strpos(s, part)", "Where the part first occurs, from 1; 0 if nowhere."),
        ("strpos('abc', 'c')", "3"),
        (2, 2),
        Build::Call(|call| engine(call, unicode::strpos(), DataType::Int32, Kind::Int)),
    ),
    function(
        (
            "split_part",
            "split_part(s, separator, n)",
            "The nth part, from 1, or from the end if n is negative; empty beyond the last.",
        ),
        ("split_part('a-b-c', '-', 2)", "b"),
        (3, 3),
        Build::Call(|call| call.kernel(text::split_part, vec![call.text(0)?, call.text(1)?, call.int(2)?], Kind::Text)),
    ),
    function(
        ("repeat", "repeat(s, n)", "The text n times; null if that is longer than 1 MiB."),
        ("repeat('ab', 3)", "ababab"),
        (2, 2),
        Build::Call(|call| call.kernel(text::repeat, vec![call.text(0)?, call.int(1)?], Kind::Text)),
    ),
    function(
        ("reverse", "reverse(s)", "The characters from last to first."),
        ("reverse('abc')", "cba"),
        (1, 1),
        Build::Call(|call| same(call, unicode::reverse())),
    ),
    aliased(
        &["title"],
        ("initcap", "initcap(s)", "Every word with a capital letter, the rest small."),
        ("initcap('john DOE')", "John Doe"),
        (1, 1),
        Build::Call(|call| same(call, unicode::initcap())),
    ),
    function(
        ("slug", "slug(s)", "Small ASCII letters and digits, hyphens between; accents are dropped."),
        ("slug('Crème Brûlée, No. 5')", "creme-brulee-no-5"),
        (1, 1),
        Build::Call(|call| call.kernel(text::slug, vec![call.text(0)?], Kind::Text)),
    ),
];

/// A function of the engine over texts.
fn engine(call: &Call, function: Arc<ScalarUDF>, returns: DataType, kind: Kind) -> Result<Typed> {
    let arguments = (0..call.len()).map(|position| call.text(position)).collect::<Result<Vec<_>>>()?;
    Ok(Typed::engine(function, arguments, returns, kind))
}

/// One that gives a text.
fn same(call: &Call, function: Arc<ScalarUDF>) -> Result<Typed> {
    engine(call, function, DataType::Utf8, Kind::Text)
}

fn pad(
    call: &Call,
    body: fn(&super::super::kernel::Arguments) -> datafusion_common::Result<arrow::array::ArrayRef>,
) -> Result<Typed> {
    let mut arguments = vec![call.text(0)?, call.int(1)?];
    if call.len() > 2 {
        arguments.push(call.text(2)?);
    }
    call.kernel(body, arguments, Kind::Text)
}
