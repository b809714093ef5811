//! Numbers.

use arrow::array::ArrayRef;
use arrow::datatypes::{Decimal128Type, Int64Type};
use datafusion_common::Result as EngineResult;

use super::super::arithmetic::Operator;
use super::super::convert::whole;
use super::super::error::Result;
use super::super::kernel::{Arguments, Body, Kernel};
use super::super::kind::{Kind, Typed};
use super::super::numbers::{abs_decimals, abs_ints, bounded, ten_to};
use super::{Build, Call, Function, aliased, function};
use crate::math;

pub(super) const FUNCTIONS: &[Function] = &[
    function(("abs", "abs(x)", "The number without its sign."), ("abs(-3)", "3"), (1, 1), Build::Call(abs)),
    function(("sign", "sign(x)", "-1, 0 or 1, as an int."), ("sign(-2.5)", "-1"), (1, 1), Build::Call(sign)),
    function(
        (
            "round",
            "round(x[, digits])",
            "Rounded half away from zero; without digits an int, else of x's type. Negative digits round tens, hundreds.",
        ),
        ("round(2.5)", "3"),
        (1, 2),
        Build::Call(round),
    ),
    function(
        ("floor", "floor(x)", "The largest int not above x."),
        ("floor(-2.5)", "-3"),
        (1, 1),
        Build::Call(|call| to_whole(call, Rounding::Floor)),
    ),
    aliased(
        &["ceiling"],
        ("ceil", "ceil(x)", "The smallest int not below x."),
        ("ceil(-2.5)", "-2"),
        (1, 1),
        Build::Call(|call| to_whole(call, Rounding::Ceil)),
    ),
    function(
        ("trunc", "trunc(x[, digits])", "Cut towards zero; without digits an int, else of x's type."),
        ("trunc(-2.78, 1)", "-2.7"),
        (1, 2),
        Build::Call(trunc),
    ),
    function(
        ("sqrt", "sqrt(x)", "The square root; null below 0."),
        ("sqrt(16)", "4.0"),
        (1, 1),
        Build::Float(math::sqrt),
    ),
    function(("exp", "exp(x)", "e to the power x."), ("exp(0)", "1.0"), (1, 1), Build::Float(math::exp)),
    function(
        ("ln", "ln(x)", "The natural logarithm; null unless x > 0."),
        ("ln(1)", "0.0"),
        (1, 1),
        Build::Float(math::ln),
    ),
    function(
        ("log", "log(x[, base])", "The logarithm; natural without a base, as in Python."),
        ("log(8, 2)", "3.0"),
        (1, 2),
        Build::Call(log),
    ),
    function(
        ("log10", "log10(x)", "The logarithm to base 10."),
        ("log10(1000)", "3.0"),
        (1, 1),
        Build::Float(math::log10),
    ),
    function(("log2", "log2(x)", "The logarithm to base 2."), ("log2(8)", "3.0"), (1, 1), Build::Float(math::log2)),
    aliased(
        &["power"],
        ("pow", "pow(x, y)", "x to the power y, as `x ** y`."),
        ("pow(2, 10)", "1024"),
        (2, 2),
        Build::Call(|call| Operator::Power.apply(call.number(0)?, call.number(1)?)),
    ),
    function(
        ("mod", "mod(x, y)", "The remainder with the divisor's sign, as `x % y`."),
        ("mod(-7, 3)", "2"),
        (2, 2),
        Build::Call(|call| Operator::Modulo.apply(call.number(0)?, call.number(1)?)),
    ),
    function(("sin", "sin(x)", "The sine of x radians."), ("sin(0)", "0.0"), (1, 1), Build::Float(math::sin)),
    function(("cos", "cos(x)", "The cosine of x radians."), ("cos(0)", "1.0"), (1, 1), Build::Float(math::cos)),
    function(("tan", "tan(x)", "The tangent of x radians."), ("tan(0)", "0.0"), (1, 1), Build::Float(math::tan)),
    function(
        ("asin", "asin(x)", "The angle whose sine is x, in radians."),
        ("asin(0)", "0.0"),
        (1, 1),
        Build::Float(math::asin),
    ),
    function(
        ("acos", "acos(x)", "The angle whose cosine is x, in radians."),
        ("acos(1)", "0.0"),
        (1, 1),
        Build::Float(math::acos),
    ),
    function(
        ("atan", "atan(x)", "The angle whose tangent is x, in radians."),
        ("atan(0)", "0.0"),
        (1, 1),
        Build::Float(math::atan),
    ),
    function(
        ("atan2", "atan2(y, x)", "The angle of the point (x, y), in radians."),
        ("atan2(0, 1)", "0.0"),
        (2, 2),
        Build::Floats(math::atan2),
    ),
    function(
        ("pi", "pi()", "The circle's constant."),
        ("pi()", "3.141592653589793"),
        (0, 0),
        Build::Call(|_| Ok(Typed::float(std::f64::consts::PI))),
    ),
];

#[derive(Clone, Copy)]
enum Rounding {
    Floor,
    Ceil,
    HalfAway,
    TowardsZero,
}

impl Rounding {
    fn float(self, value: f64) -> f64 {
        match self {
            Self::Floor => value.floor(),
            Self::Ceil => value.ceil(),
            Self::HalfAway => value.round(),
            Self::TowardsZero => value.trunc(),
        }
    }

    /// `value / unit`, rounded.
    fn divide(self, value: i128, unit: i128) -> i128 {
        match self {
            Self::Floor => value.div_euclid(unit),
            Self::Ceil => -((-value).div_euclid(unit)),
            Self::TowardsZero => value / unit,
            Self::HalfAway => {
                let (quotient, remainder) = (value / unit, value % unit);
                if remainder.abs() >= unit - remainder.abs() { quotient + value.signum() } else { quotient }
            }
        }
    }

    /// A float at so many digits behind the point.
    fn at_digits(self, value: f64, digits: i64) -> Option<f64> {
        match digits {
            // A float has no digits there, or none before it.
            23.. => Some(value),
            ..-22 => Some(0.0),
            _ => {
                let unit = ten_to(i8::try_from(digits.abs()).ok()?) as f64;
                let scaled = if digits >= 0 { value * unit } else { value / unit };
                // From 2^53 on, floats are whole: there is nothing to round, and scaling would only lose bits.
                if scaled.abs() >= 9_007_199_254_740_992.0 {
                    return Some(value);
                }
                Some(if digits >= 0 { self.float(scaled) / unit } else { self.float(scaled) * unit })
            }
        }
    }

    /// An exact number with `scale` digits behind the point, at so many of them.
    fn exact(self, value: i128, scale: i8, digits: i64) -> Option<i128> {
        let cut = i64::from(scale).saturating_sub(digits);
        match i8::try_from(cut) {
            _ if cut <= 0 => Some(value),
            Ok(cut) if cut <= 38 => {
                let unit = ten_to(cut);
                self.divide(value, unit).checked_mul(unit).and_then(bounded)
            }
            _ => Some(0),
        }
    }
}

fn abs(call: &Call) -> Result<Typed> {
    let value = call.number(0)?;
    match value.kind {
        Kind::Int => call.kernel(abs_ints, vec![value], Kind::Int),
        kind @ Kind::Decimal(..) => call.kernel(abs_decimals, vec![value], kind),
        _ => Ok(Kernel::call("abs_float", Body::Float(f64::abs), vec![value], Kind::Float)),
    }
}

fn sign(call: &Call) -> Result<Typed> {
    call.kernel(signs, vec![call.float(0)?], Kind::Int)
}

fn signs(arguments: &Arguments) -> EngineResult<ArrayRef> {
    let column = arguments.floats(0)?;
    Ok(arguments.numbers::<Int64Type>(|row| {
        let value = column.get(row)?;
        Some(i64::from(value > 0.0) - i64::from(value < 0.0))
    }))
}

fn log(call: &Call) -> Result<Typed> {
    let logarithm = |name, body: fn(f64) -> f64, position| -> Result<Typed> {
        Ok(Kernel::call(name, Body::Float(body), vec![call.float(position)?], Kind::Float))
    };
    match (call.len(), call.any(1).literal_int()) {
        (1, _) => logarithm("ln", math::ln, 0),
        (_, Some(10)) => logarithm("log10", math::log10, 0),
        // Exact for powers of two, as log2 is.
        _ => Operator::Divide.apply(logarithm("log2", math::log2, 0)?, logarithm("log2", math::log2, 1)?),
    }
}

fn round(call: &Call) -> Result<Typed> {
    match call.len() {
        1 => to_whole(call, Rounding::HalfAway),
        _ => to_digits(
            call,
            ["round_floats", "round_ints", "round_decimals"],
            [
                |arguments| float_digits(arguments, Rounding::HalfAway),
                |arguments| int_digits(arguments, Rounding::HalfAway),
                |arguments| decimal_digits(arguments, Rounding::HalfAway),
            ],
        ),
    }
}

fn trunc(call: &Call) -> Result<Typed> {
    match call.len() {
        1 => to_whole(call, Rounding::TowardsZero),
        _ => to_digits(
            call,
            ["trunc_floats", "trunc_ints", "trunc_decimals"],
            [
                |arguments| float_digits(arguments, Rounding::TowardsZero),
                |arguments| int_digits(arguments, Rounding::TowardsZero),
                |arguments| decimal_digits(arguments, Rounding::TowardsZero),
            ],
        ),
    }
}

type ColumnsBody = fn(&Arguments) -> EngineResult<ArrayRef>;

/// Rounds to digits, by the kind of the number: float, int, decimal.
fn to_digits(call: &Call, names: [&'static str; 3], bodies: [ColumnsBody; 3]) -> Result<Typed> {
    let (value, digits) = (call.number(0)?, call.int(1)?);
    let (index, kind) = match value.kind {
        Kind::Int => (1, Kind::Int),
        // 9.99 becomes 10.00.
        Kind::Decimal(precision, scale) => (2, Kind::Decimal(precision.saturating_add(1).min(38), scale)),
        _ => (0, Kind::Float),
    };
    Ok(Kernel::call(names[index], Body::Columns(bodies[index]), vec![value, digits], kind))
}

fn float_digits(arguments: &Arguments, rounding: Rounding) -> EngineResult<ArrayRef> {
    let (values, digits) = (arguments.floats(0)?, arguments.ints(1)?);
    Ok(arguments.float_rows(|row| rounding.at_digits(values.get(row)?, digits.get(row)?)))
}

fn int_digits(arguments: &Arguments, rounding: Rounding) -> EngineResult<ArrayRef> {
    let (values, digits) = (arguments.ints(0)?, arguments.ints(1)?);
    Ok(arguments.numbers::<Int64Type>(|row| {
        i64::try_from(rounding.exact(i128::from(values.get(row)?), 0, digits.get(row)?)?).ok()
    }))
}

fn decimal_digits(arguments: &Arguments, rounding: Rounding) -> EngineResult<ArrayRef> {
    let (values, digits) = (arguments.decimals(0)?, arguments.ints(1)?);
    let scale = values.scale();
    Ok(arguments.numbers::<Decimal128Type>(|row| rounding.exact(values.get(row)?, scale, digits.get(row)?)))
}

/// An int from any number; null beyond 64 bits.
fn to_whole(call: &Call, rounding: Rounding) -> Result<Typed> {
    let value = call.number(0)?;
    let (name, floats, decimals): (_, ColumnsBody, ColumnsBody) = match rounding {
        Rounding::Floor => ("floor", |a| whole_floats(a, Rounding::Floor), |a| whole_decimals(a, Rounding::Floor)),
        Rounding::Ceil => ("ceil", |a| whole_floats(a, Rounding::Ceil), |a| whole_decimals(a, Rounding::Ceil)),
        Rounding::HalfAway => {
            ("round", |a| whole_floats(a, Rounding::HalfAway), |a| whole_decimals(a, Rounding::HalfAway))
        }
        Rounding::TowardsZero => {
            ("trunc", |a| whole_floats(a, Rounding::TowardsZero), |a| whole_decimals(a, Rounding::TowardsZero))
        }
    };
    let body = match value.kind {
        Kind::Int => return Ok(value),
        Kind::Decimal(..) => decimals,
        _ => floats,
    };
    Ok(Kernel::call(name, Body::Columns(body), vec![value], Kind::Int))
}

fn whole_floats(arguments: &Arguments, rounding: Rounding) -> EngineResult<ArrayRef> {
    let column = arguments.floats(0)?;
    Ok(arguments.numbers::<Int64Type>(|row| whole(rounding.float(column.get(row)?))))
}

fn whole_decimals(arguments: &Arguments, rounding: Rounding) -> EngineResult<ArrayRef> {
    let column = arguments.decimals(0)?;
    let one = ten_to(column.scale());
    Ok(arguments.numbers::<Int64Type>(|row| i64::try_from(rounding.divide(column.get(row)?, one)).ok()))
}
