//! Names and values as SQL.

use datagen_core::schema::convert::{TypedValue, ValueType, convert};
use datagen_core::schema::scalar::Scalar;

/// A name, quoted.
pub(crate) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text, quoted.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Names, quoted, with commas between.
pub(crate) fn identifiers<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().map(identifier).collect::<Vec<_>>().join(", ")
}

/// A value of the schema as one of a column's type; `None` when it is none, or null.
pub(crate) fn value(scalar: &Scalar, value_type: ValueType) -> Option<String> {
    Some(match convert(scalar, value_type)? {
        TypedValue::Null => return None,
        TypedValue::Int(number) => number.to_string(),
        TypedValue::Float(number) => float(number),
        TypedValue::Text(text) => literal(&text),
        TypedValue::Bool(truth) => truth.to_string(),
        TypedValue::Datetime(micros) => datetime(micros),
        TypedValue::Date(days) => format!("arrow_cast(arrow_cast({days}, 'Int32'), 'Date32')"),
        TypedValue::Decimal(unscaled) => {
            let ValueType::Decimal { precision, scale } = value_type else { return None };
            let digits = decimal_text(unscaled, scale);
            format!("arrow_cast('{digits}', 'Decimal128({precision}, {scale})')")
        }
    })
}

/// An instant.
pub(crate) fn datetime(micros: i64) -> String {
    format!("arrow_cast({micros}, 'Timestamp(Microsecond, None)')")
}

/// A number that is no whole one.
pub(crate) fn float(number: f64) -> String {
    format!("arrow_cast('{number:?}', 'Float64')")
}

fn decimal_text(unscaled: i128, scale: u8) -> String {
    let digits = format!("{:0width$}", unscaled.unsigned_abs(), width = usize::from(scale) + 1);
    let (whole, fraction) = digits.split_at(digits.len() - usize::from(scale));
    let sign = if unscaled < 0 { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        let decimal = ValueType::Decimal { precision: 9, scale: 2 };
        assert_eq!(value(&Scalar::Float(-0.5), decimal).unwrap(), "arrow_cast('-0.50', 'Decimal128(9, 2)')");
        assert_eq!(value(&Scalar::Text("it's".to_owned()), ValueType::String).unwrap(), "'it''s'");
        assert_eq!(value(&Scalar::Null, ValueType::Int), None);
    }
}
