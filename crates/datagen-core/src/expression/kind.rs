//! The types an expression computes with, and an expression of the SQL engine with its type.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::{DECIMAL128_MAX_PRECISION, DataType, TimeUnit};
use datafusion_common::ScalarValue;
use datafusion_expr::expr::ScalarFunction;
use datafusion_expr::{Expr, ScalarUDF, TryCast};

/// A type of values; the physical types of columns and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Only ever null.
    Null,
    Bool,
    Int,
    Float,
    /// Precision and scale.
    Decimal(u8, i8),
    Text,
    Date,
    Datetime,
}

impl Kind {
    /// The kind of a column, if expressions compute with its type.
    pub(super) fn of(data_type: &DataType) -> Option<Self> {
        Some(match data_type {
            DataType::Null => Self::Null,
            DataType::Boolean => Self::Bool,
            DataType::Int64 => Self::Int,
            DataType::Float64 => Self::Float,
            DataType::Decimal128(precision, scale) if *scale >= 0 => Self::Decimal(*precision, *scale),
            DataType::Utf8 => Self::Text,
            DataType::Date32 => Self::Date,
            DataType::Timestamp(TimeUnit::Microsecond, None) => Self::Datetime,
            _ => return None,
        })
    }

    /// The type of its arrays.
    pub(super) fn data_type(self) -> DataType {
        match self {
            Self::Null => DataType::Null,
            Self::Bool => DataType::Boolean,
            Self::Int => DataType::Int64,
            Self::Float => DataType::Float64,
            Self::Decimal(precision, scale) => DataType::Decimal128(precision, scale),
            Self::Text => DataType::Utf8,
            Self::Date => DataType::Date32,
            Self::Datetime => DataType::Timestamp(TimeUnit::Microsecond, None),
        }
    }

    /// Whether arithmetic takes it; bools count as 0 and 1.
    pub(super) fn is_number(self) -> bool {
        matches!(self, Self::Bool | Self::Int | Self::Float | Self::Decimal(..))
    }

    /// Whether it is a date or a datetime.
    pub(super) fn is_time(self) -> bool {
        matches!(self, Self::Date | Self::Datetime)
    }

    /// Precision and scale that hold an exact number.
    pub(super) fn digits(self) -> Option<(u8, i8)> {
        match self {
            Self::Bool | Self::Int => Some((19, 0)),
            Self::Decimal(precision, scale) => Some((precision, scale)),
            _ => None,
        }
    }

    /// A decimal with at most the digits there are.
    pub(super) fn decimal(integer_digits: u8, scale: i8) -> Self {
        Self::Decimal(integer_digits.saturating_add_signed(scale).clamp(1, DECIMAL128_MAX_PRECISION), scale)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => formatter.write_str("null"),
            Self::Bool => formatter.write_str("bool"),
            Self::Int => formatter.write_str("int"),
            Self::Float => formatter.write_str("float"),
            Self::Decimal(precision, scale) => write!(formatter, "decimal({precision},{scale})"),
            Self::Text => formatter.write_str("string"),
            Self::Date => formatter.write_str("date"),
            Self::Datetime => formatter.write_str("datetime"),
        }
    }
}

/// An expression of the SQL engine and the kind of its values.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) expr: Expr,
    pub(super) kind: Kind,
}

impl Typed {
    pub(super) fn new(expr: Expr, kind: Kind) -> Self {
        Self { expr, kind }
    }

    pub(super) fn literal(value: ScalarValue, kind: Kind) -> Self {
        Self::new(Expr::Literal(value, None), kind)
    }

    pub(super) fn null(kind: Kind) -> Self {
        let value = ScalarValue::try_from(&kind.data_type()).unwrap_or(ScalarValue::Null);
        Self::literal(value, kind)
    }

    pub(super) fn int(value: i64) -> Self {
        Self::literal(ScalarValue::Int64(Some(value)), Kind::Int)
    }

    pub(super) fn float(value: f64) -> Self {
        Self::literal(ScalarValue::Float64(Some(value)), Kind::Float)
    }

    pub(super) fn text(value: impl Into<String>) -> Self {
        Self::literal(ScalarValue::Utf8(Some(value.into())), Kind::Text)
    }

    pub(super) fn bool(expr: Expr) -> Self {
        Self::new(expr, Kind::Bool)
    }

    /// A call of one of the engine's functions, whose result is brought to `kind`.
    pub(super) fn engine(function: Arc<ScalarUDF>, arguments: Vec<Self>, returns: DataType, kind: Kind) -> Self {
        let arguments = arguments.into_iter().map(|argument| argument.expr).collect();
        let call = Self::new(Expr::ScalarFunction(ScalarFunction::new_udf(function, arguments)), kind);
        if returns == kind.data_type() { call } else { call.try_cast(kind) }
    }

    /// The engine's own conversion; null where it has no result.
    pub(super) fn try_cast(self, kind: Kind) -> Self {
        Self::new(Expr::TryCast(TryCast::new(Box::new(self.expr), kind.data_type())), kind)
    }

    /// The value, if it is written in the code.
    pub(super) fn value(&self) -> Option<&ScalarValue> {
        match &self.expr {
            Expr::Literal(value, _) => Some(value),
            _ => None,
        }
    }

    /// The text, if it is written in the code.
    pub(super) fn literal_text(&self) -> Option<&str> {
        match self.value() {
            Some(ScalarValue::Utf8(Some(text))) => Some(text),
            _ => None,
        }
    }

    /// The integer, if it is written in the code.
    pub(super) fn literal_int(&self) -> Option<i64> {
        match self.value() {
            Some(ScalarValue::Int64(Some(value))) => Some(*value),
            _ => None,
        }
    }
}
