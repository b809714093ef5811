//! Our functions as functions of the SQL engine: null where undefined, never an error because of a value.

use std::any::type_name;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::NullBufferBuilder;
use arrow::array::{
    Array, ArrayRef, ArrowPrimitiveType, BooleanArray, Datum, Float64Array, PrimitiveArray, Scalar, StringArray,
    StringBuilder, UInt32Array,
};
use arrow::buffer::NullBuffer;
use arrow::compute::take;
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType};
use datafusion_common::{DataFusionError, Result, ScalarValue, internal_datafusion_err};
use datafusion_expr::expr::ScalarFunction;
use datafusion_expr::{ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};

use super::kind::{Kind, Typed};

/// A text longer than this, in bytes, counts as overflow: null.
pub(super) const LONGEST_TEXT: usize = 1 << 20;
/// All texts of a batch together; Arrow's offsets end at twice this.
const LARGEST_BATCH: usize = 1 << 30;

/// How a kernel computes.
#[derive(Clone, Copy)]
pub(super) enum Body {
    /// A number from a number.
    Float(fn(f64) -> f64),
    /// A number from two.
    Floats(fn(f64, f64) -> f64),
    /// Whole columns.
    Columns(fn(&Arguments) -> Result<ArrayRef>),
}

/// A function of ours; its name stands for its body.
pub(super) struct Kernel {
    name: &'static str,
    returns: DataType,
    signature: Signature,
    body: Body,
}

impl Kernel {
    /// A call of the function `name`.
    pub(super) fn call(name: &'static str, body: Body, arguments: Vec<Typed>, kind: Kind) -> Typed {
        let signature = Signature::variadic_any(Volatility::Immutable);
        let kernel = Self { name, returns: kind.data_type(), signature, body };
        if let Some(value) = kernel.constant(&arguments) {
            return Typed::literal(value, kind);
        }
        let arguments = arguments.into_iter().map(|argument| argument.expr).collect();
        let function = Arc::new(ScalarUDF::new_from_impl(kernel));
        Typed::new(Expr::ScalarFunction(ScalarFunction::new_udf(function, arguments)), kind)
    }

    /// The value, if all arguments are written in the code.
    fn constant(&self, arguments: &[Typed]) -> Option<ScalarValue> {
        let values = arguments.iter().map(|argument| Some(ColumnarValue::Scalar(argument.value()?.clone())));
        match self.run(values.collect::<Option<_>>()?, 1) {
            Ok(ColumnarValue::Scalar(value)) => Some(value),
            _ => None,
        }
    }

    fn run(&self, values: Vec<ColumnarValue>, rows: usize) -> Result<ColumnarValue> {
        let constant = values.iter().all(|value| matches!(value, ColumnarValue::Scalar(_)));
        let arguments = Arguments::new(values, if constant { 1 } else { rows }, &self.returns)?;
        let result = match self.body {
            Body::Float(function) => arguments.map_float(function)?,
            Body::Floats(function) => arguments.map_floats(function)?,
            Body::Columns(function) => function(&arguments)?,
        };
        if constant {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from_array(&result, 0)?));
        }
        Ok(ColumnarValue::Array(result))
    }
}

impl fmt::Debug for Kernel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Kernel").field("name", &self.name).field("returns", &self.returns).finish()
    }
}

impl PartialEq for Kernel {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.returns == other.returns
    }
}

impl Eq for Kernel {}

impl Hash for Kernel {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
        self.returns.hash(state);
    }
}

impl ScalarUDFImpl for Kernel {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(self.returns.clone())
    }

    fn invoke_with_args(&self, call: ScalarFunctionArgs) -> Result<ColumnarValue> {
        self.run(call.args, call.number_rows)
    }
}

/// The evaluated arguments of a call; a constant is an array of one value.
pub(super) struct Arguments {
    arrays: Vec<(ArrayRef, bool)>,
    pub(super) rows: usize,
    pub(super) returns: DataType,
}

impl Arguments {
    fn new(values: Vec<ColumnarValue>, rows: usize, returns: &DataType) -> Result<Self> {
        let arrays = values.into_iter().map(|value| match value {
            ColumnarValue::Array(array) => Ok((array, false)),
            ColumnarValue::Scalar(scalar) => Ok((scalar.to_array_of_size(1)?, true)),
        });
        Ok(Self { arrays: arrays.collect::<Result<_>>()?, rows, returns: returns.clone() })
    }

    pub(super) fn len(&self) -> usize {
        self.arrays.len()
    }

    pub(super) fn array(&self, position: usize) -> Result<&ArrayRef> {
        Ok(&self.argument(position)?.0)
    }

    fn argument(&self, position: usize) -> Result<&(ArrayRef, bool)> {
        self.arrays.get(position).ok_or_else(|| internal_datafusion_err!("argument {position} is missing"))
    }

    /// The argument for Arrow's own kernels.
    pub(super) fn datum(&self, position: usize) -> Result<Box<dyn Datum>> {
        let (array, constant) = self.argument(position)?;
        let array = array.clone();
        Ok(if *constant && self.rows != 1 { Box::new(Scalar::new(array)) } else { Box::new(array) })
    }

    /// The argument with a value per row.
    pub(super) fn expanded(&self, position: usize) -> Result<ArrayRef> {
        let (array, constant) = self.argument(position)?;
        if !constant {
            return Ok(array.clone());
        }
        Ok(take(array, &UInt32Array::from(vec![0; self.rows]), None)?)
    }

    fn typed<A: Array + 'static>(&self, position: usize) -> Result<Column<'_, A>> {
        let (array, constant) = self.argument(position)?;
        match array.as_any().downcast_ref::<A>() {
            Some(array) => Ok(Column { array, step: usize::from(!constant) }),
            None => Err(internal_datafusion_err!("expected {} but got {}", type_name::<A>(), array.data_type())),
        }
    }

    pub(super) fn ints(&self, position: usize) -> Result<Numbers<'_, Int64Type>> {
        self.typed(position)
    }

    pub(super) fn floats(&self, position: usize) -> Result<Numbers<'_, Float64Type>> {
        self.typed(position)
    }

    pub(super) fn decimals(&self, position: usize) -> Result<Numbers<'_, Decimal128Type>> {
        self.typed(position)
    }

    pub(super) fn dates(&self, position: usize) -> Result<Numbers<'_, Date32Type>> {
        self.typed(position)
    }

    pub(super) fn datetimes(&self, position: usize) -> Result<Numbers<'_, TimestampMicrosecondType>> {
        self.typed(position)
    }

    pub(super) fn bools(&self, position: usize) -> Result<Column<'_, BooleanArray>> {
        self.typed(position)
    }

    pub(super) fn texts(&self, position: usize) -> Result<Column<'_, StringArray>> {
        self.typed(position)
    }

    fn map_float(&self, function: fn(f64) -> f64) -> Result<ArrayRef> {
        let input = self.floats(0)?;
        let values = input.array.values().iter().map(|value| function(*value) + 0.0).collect();
        Ok(finite(values, input.array.nulls().cloned()))
    }

    fn map_floats(&self, function: fn(f64, f64) -> f64) -> Result<ArrayRef> {
        let (left, right) = (self.floats(0)?, self.floats(1)?);
        let nulls = self.common_nulls(&left, &right);
        Ok(finite(zip(&left, &right, self.rows, |a, b| function(a, b) + 0.0), nulls))
    }

    /// The rows in which both are there.
    pub(super) fn common_nulls<L: ArrowPrimitiveType, R: ArrowPrimitiveType>(
        &self,
        left: &Numbers<'_, L>,
        right: &Numbers<'_, R>,
    ) -> Option<NullBuffer> {
        NullBuffer::union(left.nulls(self.rows).as_ref(), right.nulls(self.rows).as_ref())
    }

    /// A number per row.
    pub(super) fn numbers<T: ArrowPrimitiveType>(&self, mut row: impl FnMut(usize) -> Option<T::Native>) -> ArrayRef {
        // Bits are kept only from the first null on.
        let mut nulls = NullBufferBuilder::new(self.rows);
        let value = |index| {
            let value = row(index);
            nulls.append(value.is_some());
            value.unwrap_or_default()
        };
        let values: Vec<T::Native> = (0..self.rows).map(value).collect();
        let array = PrimitiveArray::<T>::new(values.into(), nulls.finish());
        Arc::new(array.with_data_type(self.returns.clone()))
    }

    /// A float per row; what is not finite is null.
    pub(super) fn float_rows(&self, row: impl Fn(usize) -> Option<f64>) -> ArrayRef {
        self.numbers::<Float64Type>(|index| row(index).filter(|value| value.is_finite()).map(|value| value + 0.0))
    }

    /// A truth per row.
    pub(super) fn bool_rows(&self, row: impl Fn(usize) -> Option<bool>) -> ArrayRef {
        Arc::new((0..self.rows).map(row).collect::<BooleanArray>())
    }

    /// A text per row, appended to what the row is given; an overlong one is null.
    pub(super) fn text_rows(&self, row: impl Fn(usize, &mut String) -> Option<()>) -> Result<ArrayRef> {
        let mut builder = StringBuilder::with_capacity(self.rows, self.rows * 16);
        let mut text = String::new();
        for index in 0..self.rows {
            text.clear();
            match row(index, &mut text) {
                Some(()) if text.len() <= LONGEST_TEXT => builder.append_value(&text),
                _ => builder.append_null(),
            }
            if builder.values_slice().len() > LARGEST_BATCH {
                return Err(DataFusionError::ResourcesExhausted("the texts of a batch exceed 1 GiB".to_owned()));
            }
        }
        Ok(Arc::new(builder.finish()))
    }
}

/// An argument of known type.
pub(super) struct Column<'a, A> {
    pub(super) array: &'a A,
    /// 0 for a constant, which is the same in every row.
    step: usize,
}

/// An argument of numbers, dates or datetimes.
pub(super) type Numbers<'a, T> = Column<'a, PrimitiveArray<T>>;

impl<T: ArrowPrimitiveType> Numbers<'_, T> {
    pub(super) fn get(&self, row: usize) -> Option<T::Native> {
        let index = row * self.step;
        self.array.is_valid(index).then(|| self.array.value(index))
    }

    /// The value of a constant.
    fn constant(&self) -> Option<T::Native> {
        (self.step == 0).then(|| self.array.value(0))
    }

    fn nulls(&self, rows: usize) -> Option<NullBuffer> {
        match self.step {
            0 => self.array.is_null(0).then(|| NullBuffer::new_null(rows)),
            _ => self.array.nulls().cloned(),
        }
    }
}

impl Numbers<'_, Decimal128Type> {
    /// The digits behind the point.
    pub(super) fn scale(&self) -> i8 {
        scale(self.array.data_type())
    }
}

/// A decimal's digits behind the point.
pub(super) fn scale(data_type: &DataType) -> i8 {
    match data_type {
        DataType::Decimal128(_, scale) => *scale,
        _ => 0,
    }
}

impl Column<'_, BooleanArray> {
    pub(super) fn get(&self, row: usize) -> Option<bool> {
        let index = row * self.step;
        self.array.is_valid(index).then(|| self.array.value(index))
    }
}

impl<'a> Column<'a, StringArray> {
    pub(super) fn get(&self, row: usize) -> Option<&'a str> {
        let index = row * self.step;
        self.array.is_valid(index).then(|| self.array.value(index))
    }

    /// The value of a constant.
    pub(super) fn constant(&self) -> Option<&'a str> {
        (self.step == 0).then(|| self.get(0)).flatten()
    }
}

/// Both columns' values, row by row, whether null or not; three loops so that the compiler can vectorise each.
pub(super) fn zip<L: ArrowPrimitiveType, R: ArrowPrimitiveType, O>(
    left: &Numbers<'_, L>,
    right: &Numbers<'_, R>,
    rows: usize,
    function: impl Fn(L::Native, R::Native) -> O,
) -> Vec<O> {
    match (left.constant(), right.constant()) {
        (Some(a), Some(b)) => (0..rows).map(|_| function(a, b)).collect(),
        (Some(a), None) => right.array.values().iter().map(|b| function(a, *b)).collect(),
        (None, Some(b)) => left.array.values().iter().map(|a| function(*a, b)).collect(),
        (None, None) => left.array.values().iter().zip(right.array.values()).map(|(a, b)| function(*a, *b)).collect(),
    }
}

/// Floats as an array; what is not finite becomes null.
pub(super) fn finite(mut values: Vec<f64>, nulls: Option<NullBuffer>) -> ArrayRef {
    if values.iter().fold(true, |all, value| all & value.is_finite()) {
        return Arc::new(Float64Array::new(values.into(), nulls));
    }
    let valid = NullBuffer::from(values.iter().map(|value| value.is_finite()).collect::<Vec<_>>());
    values.iter_mut().filter(|value| !value.is_finite()).for_each(|value| *value = 0.0);
    Arc::new(Float64Array::new(values.into(), NullBuffer::union(nulls.as_ref(), Some(&valid))))
}
