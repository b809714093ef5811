//! The expressions that engines write or understand differently.

use sqlparser::ast::{
    BinaryOperator, CastKind, DataType, ExactNumberInfo, Expr, Function, FunctionArgExpr, Ident, ObjectName,
    ObjectNamePart, Value,
};

use super::filters;
use super::templates::{Dates, filled, template};
use crate::sql::engine::Engine;
use crate::sql::tree;

/// The expression in the words of the engine, when they are others.
pub(super) fn rewritten(expr: &Expr, engine: Engine) -> Option<Expr> {
    match expr {
        Expr::BinaryOp { left, op: BinaryOperator::Divide, right } => divided(left, right, engine),
        Expr::BinaryOp { left, op: BinaryOperator::StringConcat, right } => concatenated(left, right, engine),
        Expr::Function(function) => called(function, engine),
        Expr::Extract { field, expr, .. } => {
            let field = field.to_string().to_lowercase();
            Some(filled(template(engine, Dates::Extract(&field))?, &[expr]))
        }
        Expr::Cast { kind, expr, data_type, .. } => cast(*kind == CastKind::DoubleColon, expr, data_type, engine),
        Expr::TypedString(literal) if engine == Engine::Sqlite => Some(Expr::Value(literal.value.clone())),
        Expr::Like { expr, pattern, negated, .. } if engine == Engine::Sqlite => {
            filters::as_glob(expr, pattern, *negated)
        }
        _ => None,
    }
}

/// The type of doubles.
fn double(engine: Engine) -> DataType {
    match engine {
        Engine::DataFusion | Engine::MySql => DataType::Double(ExactNumberInfo::None),
        Engine::Sqlite => DataType::Real,
        Engine::Postgres | Engine::DuckDb => DataType::DoublePrecision,
    }
}

fn as_type(expr: Expr, data_type: DataType) -> Expr {
    Expr::Cast { kind: CastKind::Cast, expr: Box::new(expr), data_type, array: false, format: None }
}

/// The expression as a double, when it is not known to be one.
fn as_double(expr: &Expr, engine: Engine) -> Option<Expr> {
    (!is_double(expr, engine)).then(|| as_type(tree::bare(expr).clone(), double(engine)))
}

/// Whether the engine gives a double for it. The expression has been rewritten already.
fn is_double(expr: &Expr, engine: Engine) -> bool {
    match expr {
        Expr::Nested(inner) => is_double(inner, engine),
        Expr::Cast { data_type, .. } => *data_type == double(engine) || *data_type == DataType::DoublePrecision,
        Expr::Function(function) => tree::function_name(function) == "avg",
        Expr::BinaryOp { left, op, right } if is_arithmetic(op) => is_double(left, engine) || is_double(right, engine),
        Expr::Value(value) => {
            let floats = matches!(engine, Engine::Sqlite | Engine::DataFusion);
            floats && matches!(&value.value, Value::Number(number, _) if number.contains('.'))
        }
        _ => false,
    }
}

fn is_arithmetic(op: &BinaryOperator) -> bool {
    use BinaryOperator as B;
    matches!(op, B::Plus | B::Minus | B::Multiply | B::Divide)
}

/// DuckDB divides to doubles by itself.
fn divided(left: &Expr, right: &Expr, engine: Engine) -> Option<Expr> {
    if engine == Engine::DuckDb || is_double(right, engine) {
        return None;
    }
    let left = as_double(left, engine)?;
    Some(Expr::BinaryOp { left: Box::new(left), op: BinaryOperator::Divide, right: Box::new(right.clone()) })
}

/// `a || b || c` as one call, because `||` means OR in MySQL.
fn concatenated(left: &Expr, right: &Expr, engine: Engine) -> Option<Expr> {
    if engine != Engine::MySql {
        return None;
    }
    let mut parts = vec![left, right];
    if let Expr::Function(function) = left
        && function.name.to_string() == "CONCAT"
    {
        parts.splice(..1, tree::arguments(function));
    }
    let names: Vec<String> = (1..=parts.len()).map(|number| format!("__{number}")).collect();
    Some(filled(&format!("CONCAT({})", names.join(", ")), &parts))
}

fn called(function: &Function, engine: Engine) -> Option<Expr> {
    let arguments = tree::arguments(function);
    match (tree::function_name(function).as_str(), arguments.as_slice()) {
        ("date_trunc", [unit, value]) => Some(filled(template(engine, Dates::Trunc(tree::literal(unit)?))?, &[value])),
        ("days_between", [from, to]) => Some(filled(template(engine, Dates::Days)?, &[from, to])),
        ("hours_between", [from, to]) => Some(filled(template(engine, Dates::Hours)?, &[from, to])),
        ("length", [_]) if engine == Engine::MySql => Some(renamed(function, "CHAR_LENGTH")),
        ("avg", [value]) => average(function, value, engine),
        _ if engine == Engine::MySql => filters::as_case(function).map(Expr::Function),
        _ => None,
    }
}

fn renamed(function: &Function, name: &str) -> Expr {
    let mut function = function.clone();
    function.name = ObjectName(vec![ObjectNamePart::Identifier(Ident::new(name))]);
    Expr::Function(function)
}

/// Averages of whole and decimal numbers are decimals in some engines.
fn average(function: &Function, value: &Expr, engine: Engine) -> Option<Expr> {
    let exact = matches!(engine, Engine::DataFusion | Engine::Postgres | Engine::MySql);
    let value = exact.then(|| as_double(value, engine)).flatten();
    let filtered = engine == Engine::MySql && function.filter.is_some();
    if value.is_none() && !filtered {
        return None;
    }
    let mut function = function.clone();
    for (argument, value) in tree::arguments_mut(&mut function).into_iter().zip(value) {
        *argument = FunctionArgExpr::Expr(value);
    }
    let case = if filtered { filters::as_case(&function) } else { None };
    Some(Expr::Function(case.unwrap_or(function)))
}

fn cast(colons: bool, expr: &Expr, data_type: &DataType, engine: Engine) -> Option<Expr> {
    let other = match (engine, data_type) {
        (Engine::Sqlite, DataType::Date) => return Some(filled("date(__1)", &[expr])),
        (Engine::Sqlite, DataType::Varchar(_)) => DataType::Text,
        (Engine::MySql, DataType::Varchar(_)) => DataType::Char(None),
        (Engine::MySql, DataType::Integer(_) | DataType::Int(_) | DataType::BigInt(_)) => DataType::Signed,
        (Engine::Sqlite | Engine::MySql, DataType::DoublePrecision) => double(engine),
        (Engine::Sqlite | Engine::MySql, same) if colons => same.clone(),
        _ => return None,
    };
    Some(as_type(expr.clone(), other))
}
