//! Expressions of a schema: a value computed from other columns of the row.
//!
//! An expression is read by the SQL engine's tokenizer and parser under a dialect of ours, lowered to the engine's
//! expression tree and evaluated over Arrow arrays. What people know from pandas, Python and SQL works: `+ - * / //
//! % **`, comparisons, `and or not` (also `& | ~ && || !`), `in`, `between`, `like`, `is null`, `CASE`, `a if c else b`
//! and the functions of [`functions()`].
//!
//! - `/` is real division, `//` floors, `%` takes the divisor's sign, `**` binds right and tighter than minus.
//! - Ints stay ints, decimals stay exact under `+ - *` with ints, decimals and written numbers; all else is float.
//! - Whatever has no value is null: division by zero, overflow, NaN, a day that does not exist.
//! - `and`, `or`, `not`, comparisons and `in` follow SQL's three-valued logic.
//! - `+` joins texts as soon as one side is a text. Where a value is expected, a column's name wins over a keyword.
//!
//! The same values give the same result on every machine: nothing reads a clock or draws a number, and mathematical
//! functions have [one implementation](crate::math).

mod arithmetic;
mod calendar;
mod compare;
mod convert;
mod dialect;
mod error;
mod functions;
mod interval;
mod kernel;
mod kind;
mod lower;
mod names;
mod numbers;
mod place;
mod scan;
mod text;
mod times;
mod writer;

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, RecordBatch, RecordBatchOptions};
use arrow::datatypes::{DataType, Field, Float64Type, Schema, SchemaRef};
use datafusion_common::DFSchema;
use datafusion_expr::execution_props::ExecutionProps;
use datafusion_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion_physical_expr::{PhysicalExpr, create_physical_expr};
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token, TokenWithSpan};

use dialect::ExpressionDialect;
pub use error::ExpressionError;
use error::Result;
pub use functions::{FunctionDoc, functions};
use kind::Typed;
use lower::Lowerer;
use place::Source;

/// How deep an expression may nest if its caller has no opinion.
pub const DEPTH_LIMIT: usize = 64;
/// Deeper ones are refused whatever the caller thinks: at this depth a megabyte of stack is used.
const DEEPEST: usize = 100;

/// A compiled expression. It holds no state: any thread may evaluate it on any rows.
///
/// ```
/// use std::sync::Arc;
///
/// use arrow::array::{ArrayRef, AsArray, Float64Array, Int64Array};
/// use arrow::datatypes::{DataType, Float64Type};
/// use datagen_core::expression::{DEPTH_LIMIT, Expression};
///
/// let columns = [("price".to_owned(), DataType::Float64), ("quantity".to_owned(), DataType::Int64)];
/// let expression = Expression::compile("price * quantity", &columns, DEPTH_LIMIT)?;
/// let price: ArrayRef = Arc::new(Float64Array::from(vec![Some(2.5), None]));
/// let quantity: ArrayRef = Arc::new(Int64Array::from(vec![4, 1]));
/// let values = expression.evaluate(&[price, quantity], 2)?;
/// assert_eq!(values.as_primitive::<Float64Type>(), &Float64Array::from(vec![Some(10.0), None]));
/// # Ok::<(), datagen_core::expression::ExpressionError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Expression {
    evaluator: Arc<dyn PhysicalExpr>,
    schema: SchemaRef,
    /// Which columns the code names.
    used: Vec<bool>,
    data_type: DataType,
}

impl Expression {
    /// The columns the code uses, in order of first use: bare words as `price`, paths as `parent.price`.
    ///
    /// `known` says whether a bare word is a column; where a value is expected, a known word is one even if it is a
    /// keyword. A bare word that is neither known nor a keyword is returned too: it cannot be anything else. An error
    /// tells of code that cannot be read or calls a function that is not allowed.
    pub fn references(code: &str, known: &dyn Fn(&str) -> bool) -> Result<Vec<String>> {
        let scanned = scan::scan(code, known, usize::MAX)?;
        Ok(scanned.names.into_iter().map(|(name, _)| name).collect())
    }

    /// Compiles code over `columns`, named as the code names them, of the physical types of the schema language.
    ///
    /// `depth_limit` bounds parentheses, calls and chains of operators ([`DEPTH_LIMIT`]; at most 100 counts, so that
    /// no stack overflows).
    pub fn compile(code: &str, columns: &[(String, DataType)], depth_limit: usize) -> Result<Self> {
        let depth_limit = depth_limit.min(DEEPEST);
        let known = |name: &str| columns.iter().any(|(column, _)| column == name);
        let scanned = scan::scan(code, &known, depth_limit)?;
        let unknown = scanned.names.iter().find(|(name, _)| !known(name));
        if let Some((name, place)) = unknown {
            return Err(unknown_column(name, columns).at(place.clone()));
        }
        let source = Source::new(code);
        let ast = parse(&source, scanned.tokens, depth_limit)?;
        let typed = Lowerer::new(source, columns).lower(&ast)?;
        let used = |(name, _): &(String, DataType)| scanned.names.iter().any(|(used, _)| used == name);
        Self::plan(&typed, columns, columns.iter().map(used).collect())
    }

    fn plan(typed: &Typed, columns: &[(String, DataType)], used: Vec<bool>) -> Result<Self> {
        let fields = columns
            .iter()
            .enumerate()
            .map(|(position, (_, data_type))| Field::new(position.to_string(), data_type.clone(), true));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let engine = |error| ExpressionError::engine(&error);
        let named = DFSchema::try_from(Arc::clone(&schema)).map_err(engine)?;
        let context = PhysicalPlanningContext::default();
        let evaluator = create_physical_expr(&typed.expr, &named, &ExecutionProps::new(), &context).map_err(engine)?;
        Ok(Self { evaluator, schema, used, data_type: typed.kind.data_type() })
    }

    /// The type of the values; `Null` if they are all null.
    #[must_use]
    pub fn data_type(&self) -> &DataType {
        &self.data_type
    }

    /// The values over `rows` rows of columns in the order of [`Expression::compile`]; null where undefined.
    ///
    /// An error tells of columns that do not fit, or of texts too large to hold; never of a value.
    pub fn evaluate(&self, columns: &[ArrayRef], rows: usize) -> Result<ArrayRef> {
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        let used = self.used.iter().chain(std::iter::repeat(&false));
        let columns =
            columns.iter().zip(used).map(|(column, used)| if *used { plain(column) } else { Arc::clone(column) });
        let batch = RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns.collect(), &options)
            .map_err(|error| ExpressionError::engine(&error.into()))?;
        let values = self.evaluator.evaluate(&batch).and_then(|values| values.into_array(rows));
        let values = values.map_err(|error| ExpressionError::engine(&error))?;
        if *values.data_type() != self.data_type || values.len() != rows {
            let found = format!("{} values of {}", values.len(), values.data_type());
            return Err(ExpressionError::new(format!("expected {rows} values of {}, got {found}", self.data_type)));
        }
        Ok(values)
    }
}

/// Floats as expressions compute with them: no NaN, no infinity, no negative zero.
fn plain(column: &ArrayRef) -> ArrayRef {
    let Some(floats) = column.as_primitive_opt::<Float64Type>() else { return Arc::clone(column) };
    let odd = |value: &f64| !value.is_finite() | (value.to_bits() == (-0.0_f64).to_bits());
    // A fold without a way out, which the compiler can vectorise.
    if !floats.values().iter().fold(false, |any, value| any | odd(value)) {
        return Arc::clone(column);
    }
    let value = |value: Option<f64>| value.filter(|value| value.is_finite()).map(|value| value + 0.0);
    Arc::new(floats.iter().map(value).collect::<Float64Array>())
}

fn unknown_column(name: &str, columns: &[(String, DataType)]) -> ExpressionError {
    const MOST_LISTED: usize = 12;
    let error = ExpressionError::new(format!("there is no column `{name}`"));
    let names = || columns.iter().map(|(column, _)| column.as_str());
    let near = names::nearest(name, names());
    let valid: Vec<String> = names().take(MOST_LISTED).map(|column| format!("`{column}`")).collect();
    let more =
        if columns.len() > MOST_LISTED { format!(" and {} more", columns.len() - MOST_LISTED) } else { String::new() };
    let valid = match valid.is_empty() {
        true => "no other column can be used here".to_owned(),
        false => format!("valid here: {}{more}", valid.join(", ")),
    };
    match near.as_slice() {
        [] => error.hint(valid),
        near => error.hint(format!("did you mean {}? {valid}", near.join(" or "))),
    }
}

fn parse(source: &Source<'_>, tokens: Vec<TokenWithSpan>, depth_limit: usize) -> Result<sqlparser::ast::Expr> {
    // The parser enters some nodes twice.
    let mut parser =
        Parser::new(&ExpressionDialect).with_recursion_limit(4 * depth_limit + 16).with_tokens_with_locations(tokens);
    let ast = parser.parse_expr().map_err(|error| parser_error(source, error, depth_limit))?;
    let rest = parser.peek_token();
    match rest.token {
        Token::EOF => Ok(ast),
        _ => {
            let range = source.range(rest.span);
            Err(ExpressionError::new(format!("expected the end, found `{}`", source.text(&range))).at(range))
        }
    }
}

fn parser_error(source: &Source<'_>, error: ParserError, depth_limit: usize) -> ExpressionError {
    let message = match error {
        ParserError::RecursionLimitExceeded => return scan::too_deep(depth_limit),
        ParserError::ParserError(message) | ParserError::TokenizerError(message) => message,
    };
    let (what, place) = match message.split_once(" at Line: ") {
        Some((what, place)) => (what, location(place)),
        None => (message.as_str(), None),
    };
    let what = what.strip_prefix("Expected: ").map_or_else(|| what.to_owned(), |rest| format!("expected {rest}"));
    let what = what.replace("found: EOF", "found the end").replace("found: ", "found ");
    let error = ExpressionError::new(what.split(' ').map(keyword).collect::<Vec<_>>().join(" "));
    match place {
        Some(location) => {
            let start = source.offset(location);
            error.at(start..start)
        }
        None => error.at(source.end()),
    }
}

/// A keyword of the parser's message as people write it.
fn keyword(word: &str) -> String {
    let name = word.trim_end_matches(',');
    match name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_uppercase()) {
        true => format!("`{}`{}", name.to_lowercase(), &word[name.len()..]),
        false => word.to_owned(),
    }
}

/// The parser's `1, Column: 5`.
fn location(text: &str) -> Option<Location> {
    let (line, column) = text.split_once(", Column: ")?;
    Some(Location { line: line.parse().ok()?, column: column.trim().parse().ok()? })
}
