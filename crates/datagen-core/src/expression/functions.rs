//! The functions an expression may call: an allow-list, each with its documentation and a tested example.

mod choice;
mod conversion;
mod math;
mod text;
mod time;

use std::ops::Range;

use super::convert::{coerce, to_datetime, to_decimal};
use super::error::{ExpressionError, Result};
use super::kernel::{Body, Kernel};
use super::kind::{Kind, Typed};
use super::names::nearest;

/// The types `cast` knows.
pub(super) const CAST_TYPES: &str = "the types are int, float, string, bool, date and datetime";

/// What a function does, for readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FunctionDoc {
    /// The name; names are not case-sensitive.
    pub name: &'static str,
    /// Other names of the same function.
    pub aliases: &'static [&'static str],
    /// How it is called; optional arguments stand in brackets.
    pub signature: &'static str,
    /// What it gives.
    pub description: &'static str,
    /// An expression without columns.
    pub example: &'static str,
    /// The text of the example's value.
    pub result: &'static str,
}

/// The documented functions, by subject.
pub fn functions() -> impl Iterator<Item = &'static FunctionDoc> {
    all().map(|function| &function.doc)
}

/// A function and how a call of it becomes an expression of the SQL engine.
#[derive(Clone, Copy)]
pub(super) struct Function {
    pub(super) doc: FunctionDoc,
    /// The fewest and the most arguments.
    arguments: (usize, usize),
    build: Build,
}

/// Any number of arguments.
const MANY: usize = usize::MAX;

#[derive(Clone, Copy)]
enum Build {
    /// A fixed function of a float.
    Float(fn(f64) -> f64),
    /// A fixed function of two floats.
    Floats(fn(f64, f64) -> f64),
    /// Anything else.
    Call(fn(&Call) -> Result<Typed>),
}

/// An entry without other names.
const fn function(
    (name, signature, description): (&'static str, &'static str, &'static str),
    (example, result): (&'static str, &'static str),
    arguments: (usize, usize),
    build: Build,
) -> Function {
    aliased(&[], (name, signature, description), (example, result), arguments, build)
}

/// An entry with other names.
const fn aliased(
    aliases: &'static [&'static str],
    (name, signature, description): (&'static str, &'static str, &'static str),
    (example, result): (&'static str, &'static str),
    arguments: (usize, usize),
    build: Build,
) -> Function {
    let doc = FunctionDoc { name, aliases, signature, description, example, result };
    Function { doc, arguments, build }
}

fn all() -> impl Iterator<Item = &'static Function> {
    [math::FUNCTIONS, choice::FUNCTIONS, text::FUNCTIONS, time::FUNCTIONS, conversion::FUNCTIONS].into_iter().flatten()
}

/// The function of that name.
pub(super) fn find(name: &str) -> Result<&'static Function> {
    let lower = name.to_ascii_lowercase();
    let called = |function: &&Function| function.doc.name == lower || function.doc.aliases.contains(&lower.as_str());
    all().find(called).ok_or_else(|| unknown(name, &lower))
}

fn unknown(name: &str, lower: &str) -> ExpressionError {
    if let Some(hint) = forbidden(lower) {
        return ExpressionError::new(format!("`{name}` is not allowed in an expression")).hint(hint);
    }
    let names = all().flat_map(|function| std::iter::once(&function.doc.name).chain(function.doc.aliases));
    let error = ExpressionError::new(format!("there is no function `{name}`"));
    match nearest(lower, names.copied()).as_slice() {
        [] => error.hint("the functions are listed in the reference of expressions"),
        near => error.hint(format!("did you mean {}?", near.join(" or "))),
    }
}

/// Why a function people expect is none here.
fn forbidden(name: &str) -> Option<&'static str> {
    Some(match name {
        "now" | "today" | "current_date" | "current_time" | "current_timestamp" | "sysdate" | "getdate" => {
            "the same schema and seed give the same data on any day; write a date, or use a datetime column"
        }
        "random" | "rand" | "randint" | "randn" | "uniform" | "normal" | "choice" => {
            "an expression draws nothing; make a column with a `distribution` or `choice` generator and use its name"
        }
        "uuid" | "gen_random_uuid" | "uuid4" | "newid" => "make a column with the `uuid` generator and use its name",
        "sum" | "avg" | "mean" | "count" | "median" | "stddev" | "std" | "row_number" | "lag" | "lead" | "rank" => {
            "an expression sees one row; a parent's column over its children is a `rollup`"
        }
        "lambda" | "apply" | "eval" | "exec" | "map" => "an expression has only the functions of its reference",
        _ => return None,
    })
}

/// What is wrong with `np.log(x)` or `name.upper()`.
pub(super) fn method(path: &str) -> ExpressionError {
    let error = ExpressionError::new(format!("`{path}` is not a function"));
    let (object, name) = path.rsplit_once('.').unwrap_or(("", path));
    match find(name) {
        Ok(function) if matches!(object, "np" | "numpy" | "math" | "pd" | "F") => {
            error.hint(format!("write `{}`", function.doc.signature))
        }
        Ok(function) => error.hint(format!("write `{}({object}, …)`", function.doc.name)),
        Err(_) => error.hint("functions are called by their plain names"),
    }
}

impl Function {
    /// The value of a call; each argument comes with its place.
    pub(super) fn call(&'static self, arguments: Vec<(Typed, Range<usize>)>) -> Result<Typed> {
        let (fewest, most) = self.arguments;
        if !(fewest..=most).contains(&arguments.len()) {
            let error = ExpressionError::new(format!(
                "`{}` takes {}, found {}",
                self.doc.name,
                count(fewest, most),
                arguments.len()
            ));
            return Err(error.hint(format!("write `{}`", self.doc.signature)));
        }
        let call = Call { function: self, arguments };
        match self.build {
            Build::Float(body) => Ok(Kernel::call(self.doc.name, Body::Float(body), vec![call.float(0)?], Kind::Float)),
            Build::Floats(body) => {
                let arguments = vec![call.float(0)?, call.float(1)?];
                Ok(Kernel::call(self.doc.name, Body::Floats(body), arguments, Kind::Float))
            }
            Build::Call(build) => build(&call),
        }
    }
}

fn count(fewest: usize, most: usize) -> String {
    let plural = |number: usize| if number == 1 { "1 argument".to_owned() } else { format!("{number} arguments") };
    match most {
        _ if fewest == most => plural(fewest),
        MANY => format!("at least {}", plural(fewest)),
        _ => format!("{fewest} to {}", plural(most)),
    }
}

/// A call being built.
struct Call {
    function: &'static Function,
    arguments: Vec<(Typed, Range<usize>)>,
}

impl Call {
    fn len(&self) -> usize {
        self.arguments.len()
    }

    fn any(&self, position: usize) -> Typed {
        self.arguments.get(position).map_or_else(|| Typed::null(Kind::Null), |(value, _)| value.clone())
    }

    fn all(&self) -> Vec<Typed> {
        self.arguments.iter().map(|(value, _)| value.clone()).collect()
    }

    fn to(&self, position: usize, kind: Kind) -> Result<Typed> {
        coerce(self.any(position), kind).map_err(|error| self.wrong(position, error))
    }

    fn float(&self, position: usize) -> Result<Typed> {
        self.to(position, Kind::Float)
    }

    fn int(&self, position: usize) -> Result<Typed> {
        self.to(position, Kind::Int)
    }

    fn text(&self, position: usize) -> Result<Typed> {
        self.to(position, Kind::Text)
    }

    fn bool(&self, position: usize) -> Result<Typed> {
        self.to(position, Kind::Bool)
    }

    /// A date or datetime; a text is read as one.
    fn time(&self, position: usize) -> Result<Typed> {
        let value = self.any(position);
        match (value.kind, value.literal_text()) {
            (Kind::Date | Kind::Datetime, _) => Ok(value),
            (Kind::Text, Some(text)) if text.trim().len() <= 10 => self.to(position, Kind::Date),
            (Kind::Text | Kind::Null, _) => self.to(position, Kind::Datetime),
            (kind, _) => {
                Err(self.wrong(position, ExpressionError::new(format!("expected a date or datetime, found {kind}"))))
            }
        }
    }

    /// A date or datetime, as a datetime.
    fn datetime(&self, position: usize) -> Result<Typed> {
        Ok(to_datetime(self.time(position)?))
    }

    /// A number of any kind; a decimal stays exact.
    fn number(&self, position: usize) -> Result<Typed> {
        let value = self.any(position);
        match value.kind {
            Kind::Bool | Kind::Null => self.int(position),
            Kind::Int | Kind::Float => Ok(value),
            Kind::Decimal(..) => Ok(to_decimal(&value).unwrap_or(value)),
            _ => self.float(position),
        }
    }

    /// A text that is written in the code.
    fn literal(&self, position: usize, expected: &str) -> Result<String> {
        let value = self.any(position);
        let error = || ExpressionError::new(format!("expected {expected}, written as text"));
        value.literal_text().map(str::to_owned).ok_or_else(|| self.wrong(position, error()))
    }

    /// Says which argument of which function is at fault.
    fn wrong(&self, position: usize, error: ExpressionError) -> ExpressionError {
        let message = format!("argument {} of `{}`: {}", position + 1, self.function.doc.name, error.message);
        let error = ExpressionError { message, ..error };
        match self.arguments.get(position) {
            Some((_, span)) => error.at(span.clone()),
            None => error,
        }
    }

    /// A kernel named like the function.
    fn kernel(
        &self,
        body: fn(&super::kernel::Arguments) -> datafusion_common::Result<arrow::array::ArrayRef>,
        arguments: Vec<Typed>,
        kind: Kind,
    ) -> Result<Typed> {
        Ok(Kernel::call(self.function.doc.name, Body::Columns(body), arguments, kind))
    }
}
