//! The kernels of arithmetic: over ints, floats and decimals; overflow and division by zero are null.

use std::sync::Arc;

use arrow::array::{ArrayRef, ArrowPrimitiveType, PrimitiveArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{Decimal128Type, Int64Type};
use datafusion_common::Result;

use super::kernel::{Arguments, Numbers, finite, scale, zip};
use crate::math;

/// 10^38: the first number with more digits than a decimal holds.
const DECIMAL_END: u128 = 10_u128.pow(38);

/// Values of a checked operation; where it has no result, null.
fn checked<L: ArrowPrimitiveType, R: ArrowPrimitiveType, O: ArrowPrimitiveType>(
    arguments: &Arguments,
    left: &Numbers<'_, L>,
    right: &Numbers<'_, R>,
    operation: impl Fn(L::Native, R::Native) -> Option<O::Native>,
) -> ArrayRef {
    let nulls = arguments.common_nulls(left, right);
    let results = zip(left, right, arguments.rows, operation);
    let nulls = if results.iter().all(Option::is_some) {
        nulls
    } else {
        let valid = NullBuffer::from(results.iter().map(Option::is_some).collect::<Vec<_>>());
        NullBuffer::union(nulls.as_ref(), Some(&valid))
    };
    let values: Vec<O::Native> = results.into_iter().map(Option::unwrap_or_default).collect();
    Arc::new(PrimitiveArray::<O>::new(values.into(), nulls).with_data_type(arguments.returns.clone()))
}

fn ints(arguments: &Arguments, operation: impl Fn(i64, i64) -> Option<i64>) -> Result<ArrayRef> {
    let (left, right) = (arguments.ints(0)?, arguments.ints(1)?);
    Ok(checked::<_, _, Int64Type>(arguments, &left, &right, operation))
}

pub(super) fn add_ints(arguments: &Arguments) -> Result<ArrayRef> {
    ints(arguments, i64::checked_add)
}

pub(super) fn subtract_ints(arguments: &Arguments) -> Result<ArrayRef> {
    ints(arguments, i64::checked_sub)
}

pub(super) fn multiply_ints(arguments: &Arguments) -> Result<ArrayRef> {
    ints(arguments, i64::checked_mul)
}

/// Division towards minus infinity.
pub(super) fn floor_divide_ints(arguments: &Arguments) -> Result<ArrayRef> {
    ints(arguments, |a, b| {
        let quotient = a.checked_div(b)?;
        let inexact = a.checked_rem(b)? != 0;
        Some(if inexact && (a < 0) != (b < 0) { quotient - 1 } else { quotient })
    })
}

/// The remainder, with the divisor's sign.
pub(super) fn modulo_ints(arguments: &Arguments) -> Result<ArrayRef> {
    ints(arguments, |a, b| {
        if b == 0 {
            return None;
        }
        let remainder = a.wrapping_rem(b);
        Some(if remainder != 0 && (remainder < 0) != (b < 0) { remainder + b } else { remainder })
    })
}

pub(super) fn power_ints(arguments: &Arguments) -> Result<ArrayRef> {
    ints(arguments, |base, exponent| match u32::try_from(exponent) {
        Ok(exponent) => base.checked_pow(exponent),
        Err(_) if exponent > 0 && (-1..=1).contains(&base) => Some(if exponent % 2 == 0 { base * base } else { base }),
        Err(_) => None,
    })
}

fn floats(arguments: &Arguments, operation: impl Fn(f64, f64) -> f64) -> Result<ArrayRef> {
    let (left, right) = (arguments.floats(0)?, arguments.floats(1)?);
    let nulls = arguments.common_nulls(&left, &right);
    // Adding zero turns -0 into 0, which compares and prints as people expect.
    Ok(finite(zip(&left, &right, arguments.rows, |a, b| operation(a, b) + 0.0), nulls))
}

pub(super) fn add_floats(arguments: &Arguments) -> Result<ArrayRef> {
    floats(arguments, |a, b| a + b)
}

pub(super) fn subtract_floats(arguments: &Arguments) -> Result<ArrayRef> {
    floats(arguments, |a, b| a - b)
}

pub(super) fn multiply_floats(arguments: &Arguments) -> Result<ArrayRef> {
    floats(arguments, |a, b| a * b)
}

pub(super) fn divide_floats(arguments: &Arguments) -> Result<ArrayRef> {
    floats(arguments, |a, b| a / b)
}

pub(super) fn floor_divide_floats(arguments: &Arguments) -> Result<ArrayRef> {
    floats(arguments, |a, b| divide_with_remainder(a, b).0)
}

pub(super) fn modulo_floats(arguments: &Arguments) -> Result<ArrayRef> {
    floats(arguments, |a, b| divide_with_remainder(a, b).1)
}

pub(super) fn power_floats(arguments: &Arguments) -> Result<ArrayRef> {
    floats(arguments, math::pow)
}

/// Python's division: `a = quotient * b + remainder`, the remainder with the divisor's sign.
fn divide_with_remainder(a: f64, b: f64) -> (f64, f64) {
    let mut remainder = a % b;
    let mut quotient = (a - remainder) / b;
    if remainder != 0.0 && (remainder < 0.0) != (b < 0.0) {
        remainder += b;
        quotient -= 1.0;
    }
    let floor = quotient.floor();
    // The quotient is whole but for rounding.
    (if quotient - floor > 0.5 { floor + 1.0 } else { floor }, remainder)
}

/// 10 to a power that a decimal can hold.
pub(super) fn ten_to(power: i8) -> i128 {
    10_i128.pow(u32::try_from(power.clamp(0, 38)).unwrap_or(0))
}

/// The number, unless it has more digits than a decimal holds.
pub(super) fn bounded(value: i128) -> Option<i128> {
    (value.unsigned_abs() < DECIMAL_END).then_some(value)
}

/// Decimals brought to the result's scale, then combined.
fn aligned(arguments: &Arguments, operation: impl Fn(i128, i128) -> Option<i128>) -> Result<ArrayRef> {
    let (left, right) = (arguments.decimals(0)?, arguments.decimals(1)?);
    let target = scale(&arguments.returns);
    let factor = |column: &Numbers<'_, Decimal128Type>| ten_to(target.saturating_sub(column.scale()));
    let (a_factor, b_factor) = (factor(&left), factor(&right));
    Ok(checked::<_, _, Decimal128Type>(arguments, &left, &right, |a, b| {
        operation(a.checked_mul(a_factor)?, b.checked_mul(b_factor)?).and_then(bounded)
    }))
}

pub(super) fn add_decimals(arguments: &Arguments) -> Result<ArrayRef> {
    aligned(arguments, i128::checked_add)
}

pub(super) fn subtract_decimals(arguments: &Arguments) -> Result<ArrayRef> {
    aligned(arguments, i128::checked_sub)
}

pub(super) fn multiply_decimals(arguments: &Arguments) -> Result<ArrayRef> {
    let (left, right) = (arguments.decimals(0)?, arguments.decimals(1)?);
    Ok(checked::<_, _, Decimal128Type>(arguments, &left, &right, |a, b| a.checked_mul(b).and_then(bounded)))
}

pub(super) fn abs_ints(arguments: &Arguments) -> Result<ArrayRef> {
    let column = arguments.ints(0)?;
    Ok(arguments.numbers::<Int64Type>(|row| column.get(row)?.checked_abs()))
}

pub(super) fn abs_decimals(arguments: &Arguments) -> Result<ArrayRef> {
    let column = arguments.decimals(0)?;
    Ok(arguments.numbers::<Decimal128Type>(|row| column.get(row)?.checked_abs()))
}
