//! Conversions that are written.

use std::hash::Hasher;

use arrow::array::ArrayRef;
use arrow::datatypes::Int64Type;
use datafusion_common::Result as EngineResult;
use siphasher::sip::SipHasher24;

use super::super::convert::{to_bool, to_date, to_datetime, to_float, to_int, to_text};
use super::super::error::{ExpressionError, Result};
use super::super::kernel::Arguments;
use super::super::kind::{Kind, Typed};
use super::super::writer::Writer;
use super::{Build, CAST_TYPES, Call, Function, aliased, function};

pub(super) const FUNCTIONS: &[Function] = &[
    function(
        ("int", "int(x)", "An int: numbers are cut towards zero; null for a text that is no int, or beyond 64 bits."),
        ("int('42')", "42"),
        (1, 1),
        Build::Call(|call| convert(call, "int")),
    ),
    function(
        ("float", "float(x)", "A float; null for a text that is no number."),
        ("float('1.5')", "1.5"),
        (1, 1),
        Build::Call(|call| convert(call, "float")),
    ),
    aliased(
        &["string"],
        ("str", "str(x)", "The text of a value, as in a CSV file."),
        ("str(1.50)", "1.5"),
        (1, 1),
        Build::Call(|call| convert(call, "str")),
    ),
    function(
        ("bool", "bool(x)", "False for 0 and 'false', 'no', 'n', 'f', '0'; null for a text that is no bool."),
        ("bool('yes')", "true"),
        (1, 1),
        Build::Call(|call| convert(call, "bool")),
    ),
    function(
        ("cast", "cast(x as type)", "x as int, float, string, bool, date or datetime."),
        ("cast('7' as int) + 1", "8"),
        (2, 2),
        Build::Call(|call| convert(call, &call.literal(1, "a type")?)),
    ),
    function(
        (
            "hash",
            "hash(x)",
            "An int that depends on nothing but the value's text: SipHash-2-4 with key 0 over str(x) in UTF-8, read as \
             a signed number. `hash(x) % 100` is a bucket from 0 to 99.",
        ),
        ("hash('a') % 100", "89"),
        (1, 1),
        Build::Call(|call| call.kernel(hashes, vec![call.any(0)], Kind::Int)),
    ),
];

fn convert(call: &Call, name: &str) -> Result<Typed> {
    let value = call.any(0);
    let converted = match name.to_ascii_lowercase().as_str() {
        "int" | "integer" | "bigint" | "int64" => to_int(value),
        "float" | "double" | "real" | "float64" => float(value),
        "str" | "string" | "text" | "varchar" => Ok(to_text(value)),
        "bool" | "boolean" => to_bool(value),
        "date" => call.time(0).map(to_date),
        "datetime" | "timestamp" => call.datetime(0).map(to_datetime),
        _ => return Err(call.wrong(1, ExpressionError::new(format!("there is no type `{name}`")).hint(CAST_TYPES))),
    };
    converted.map_err(|error| if error.span.is_none() { call.wrong(0, error) } else { error })
}

fn float(value: Typed) -> Result<Typed> {
    match value.kind {
        Kind::Float => Ok(value),
        Kind::Null => Ok(Typed::null(Kind::Float)),
        kind @ (Kind::Date | Kind::Datetime) => {
            let error = ExpressionError::new(format!("a {kind} is not converted to float"));
            Err(error.hint("write `seconds_between('1970-01-01', x)`"))
        }
        _ => Ok(to_float(value)),
    }
}

fn hashes(arguments: &Arguments) -> EngineResult<ArrayRef> {
    let writer = Writer::new(arguments, 0)?;
    let mut text = String::new();
    Ok(arguments.numbers::<Int64Type>(|row| {
        text.clear();
        writer.write(row, &mut text)?;
        let mut hasher = SipHasher24::new();
        hasher.write(text.as_bytes());
        Some(hasher.finish().cast_signed())
    }))
}
