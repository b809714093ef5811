//! Expressions and functions that are not portable.

use sqlparser::ast::{
    BinaryOperator, CastKind, DataType, DateTimeField, DuplicateTreatment, Expr, ExtractSyntax, Function, FunctionArg,
    FunctionArgExpr, FunctionArgumentList, FunctionArguments, LimitClause, Query, Spanned, TimezoneInfo, TypedString,
    UnaryOperator, Value, WindowFrame, WindowFrameBound, WindowFrameUnits, WindowSpec, WindowType,
};

use super::{Found, outside, refuse, shown};
use crate::sql::functions::{AGGREGATES, FUNCTIONS, UNITS, WINDOWS};
use crate::sql::tree;

pub(super) fn expression(expr: &Expr) -> Found {
    match expr {
        Expr::Function(call) => function(call, expr),
        Expr::BinaryOp { left, op, right } => operation(left, op, right, expr),
        Expr::UnaryOp { op, .. } => {
            let known = matches!(op, UnaryOperator::Plus | UnaryOperator::Minus | UnaryOperator::Not);
            refuse(!known, expr, &format!("the operator {op}"), OPERATOR)
        }
        Expr::Cast { kind, data_type, array, format, .. } => {
            let plain = matches!(kind, CastKind::Cast | CastKind::DoubleColon) && !array && format.is_none();
            refuse(!plain, expr, &shown(expr), "write CAST(x AS type)")?;
            cast_type(data_type, expr)
        }
        Expr::Extract { field, syntax, .. } => extract(field, syntax, expr),
        Expr::TypedString(literal) => typed(literal, expr),
        Expr::Like { pattern, any, escape_char, .. } => like(pattern, *any || escape_char.is_some(), expr),
        Expr::InSubquery { subquery, .. } => in_subquery(subquery, expr),
        Expr::Value(value) => {
            refuse(!is_plain(&value.value), expr, &shown(expr), "write a number, 'text', TRUE or NULL")
        }
        other => shape(other),
    }
}

const OPERATOR: &str = "write a function or CASE";

fn operation(left: &Expr, op: &BinaryOperator, right: &Expr, expr: &Expr) -> Found {
    refuse(!is_known(op), expr, &format!("the operator {op}"), OPERATOR)?;
    let mixed = is_mixed(op, left) || is_mixed(op, right);
    refuse(mixed, expr, &shown(expr), "put what belongs together in parentheses: engines rank || differently")
}

/// Expressions that need no more than their shape to be judged.
fn shape(expr: &Expr) -> Found {
    match expr {
        Expr::Identifier(name) => super::free_name(name),
        Expr::Nested(_) | Expr::Case { .. } | Expr::Exists { .. } | Expr::Subquery(_) => Ok(()),
        Expr::IsNull(_) | Expr::IsNotNull(_) | Expr::InList { .. } | Expr::Between { .. } => Ok(()),
        Expr::IsTrue(_) | Expr::IsNotTrue(_) | Expr::IsFalse(_) | Expr::IsNotFalse(_) => Ok(()),
        Expr::CompoundIdentifier(parts) if parts.len() == 2 => Ok(()),
        Expr::Substring { special: true, shorthand: true, .. } => Ok(()),
        Expr::Trim { trim_where: None, trim_what: None, trim_characters: None, .. } => Ok(()),
        other => outside(other.span(), shown(other), advice(other)),
    }
}

fn advice(expr: &Expr) -> &'static str {
    match expr {
        Expr::ILike { .. } => "compare lower(x) by LIKE",
        Expr::SimilarTo { .. } | Expr::RLike { .. } => "write LIKE",
        Expr::Substring { .. } => "write substr(text, start, length)",
        Expr::Trim { .. } => "write trim(text), which takes blanks away",
        Expr::Interval(_) => "write days_between(a, b), or a DATE literal",
        Expr::IsDistinctFrom(..) | Expr::IsNotDistinctFrom(..) => "write = with coalesce(..)",
        Expr::CompoundIdentifier(_) => "name a column as table.column",
        Expr::Array(_) | Expr::CompoundFieldAccess { .. } => "use several rows instead of an array",
        Expr::Floor { .. } | Expr::Ceil { .. } => "leave rounding to who shows the result",
        _ => "docs/portable-sql.md has what every engine knows",
    }
}

fn is_known(op: &BinaryOperator) -> bool {
    use BinaryOperator as B;
    let arithmetic = matches!(op, B::Plus | B::Minus | B::Multiply | B::Divide | B::Modulo | B::StringConcat);
    let order = matches!(op, B::Gt | B::Lt | B::GtEq | B::LtEq | B::Eq | B::NotEq);
    arithmetic || order || matches!(op, B::And | B::Or)
}

/// Whether an operation of numbers is next to one of texts, without parentheses.
fn is_mixed(op: &BinaryOperator, operand: &Expr) -> bool {
    use BinaryOperator as B;
    let arithmetic = |op: &B| matches!(op, B::Plus | B::Minus | B::Multiply | B::Divide | B::Modulo);
    match operand {
        Expr::BinaryOp { op: inner, .. } if *op == B::StringConcat => arithmetic(inner),
        Expr::BinaryOp { op: B::StringConcat, .. } => arithmetic(op),
        _ => false,
    }
}

fn is_plain(value: &Value) -> bool {
    matches!(value, Value::Number(..) | Value::SingleQuotedString(_) | Value::Boolean(_) | Value::Null)
}

fn cast_type(data_type: &DataType, expr: &Expr) -> Found {
    let known = matches!(
        data_type,
        DataType::Date
            | DataType::Integer(None)
            | DataType::Int(None)
            | DataType::BigInt(None)
            | DataType::DoublePrecision
            | DataType::Varchar(None)
    );
    let advice = "cast to DATE, INTEGER, BIGINT, DOUBLE PRECISION or VARCHAR";
    refuse(!known, expr, &format!("a cast to {data_type}"), advice)
}

fn extract(field: &DateTimeField, syntax: &ExtractSyntax, expr: &Expr) -> Found {
    use DateTimeField as D;
    let known = matches!(field, D::Year | D::Quarter | D::Month | D::Day | D::Hour | D::Isodow);
    let advice = "write extract(year|quarter|month|day|hour|isodow FROM x)";
    refuse(!known || *syntax != ExtractSyntax::From, expr, &shown(expr), advice)
}

fn typed(literal: &TypedString, expr: &Expr) -> Found {
    let text = literal.value.clone().into_string().unwrap_or_default();
    let pattern = match &literal.data_type {
        DataType::Date => "0000-00-00",
        DataType::Timestamp(None, TimezoneInfo::None) => "0000-00-00 00:00:00",
        _ => "",
    };
    let advice = "write DATE 'YYYY-MM-DD' or TIMESTAMP 'YYYY-MM-DD HH:MM:SS'";
    refuse(!has_form(&text, pattern), expr, &shown(expr), advice)
}

/// Whether a text has digits where the pattern has zeros, and is the same elsewhere.
fn has_form(text: &str, pattern: &str) -> bool {
    let same = |(found, wanted): (u8, u8)| if wanted == b'0' { found.is_ascii_digit() } else { found == wanted };
    !pattern.is_empty() && text.len() == pattern.len() && text.bytes().zip(pattern.bytes()).all(same)
}

fn like(pattern: &Expr, odd: bool, expr: &Expr) -> Found {
    let plain = tree::literal(pattern).is_some_and(|text| !text.contains('\\'));
    refuse(odd || !plain, expr, &shown(expr), "write LIKE with a literal pattern of %, _ and letters, without ESCAPE")
}

/// MySQL does not limit the query of IN.
fn in_subquery(subquery: &Query, expr: &Expr) -> Found {
    let limited = matches!(subquery.limit_clause, Some(LimitClause::LimitOffset { .. }));
    refuse(limited, expr, "LIMIT within IN (SELECT ..)", "put the limited query in WITH, and join it")
}

fn function(call: &Function, expr: &Expr) -> Found {
    let name = tree::function_name(call);
    let Some(&(_, least, most)) = FUNCTIONS.iter().find(|(known, ..)| *known == name) else {
        return unknown(&name, expr);
    };
    let FunctionArguments::List(list) = &call.args else {
        return outside(expr.span(), shown(expr), format!("write {name}(..)"));
    };
    let odd = call.null_treatment.is_some() || !call.within_group.is_empty() || call.uses_odbc_syntax;
    refuse(odd || !list.clauses.is_empty(), expr, &shown(expr), "leave the clause out")?;
    let counted = (least..=most).contains(&list.args.len());
    refuse(!counted, expr, &shown(expr), &format!("give {name} {}", wanted(least, most)))?;
    arguments(&name, list, expr)?;
    roles(&name, call, list, expr)?;
    call.over.iter().try_for_each(|over| window(over, expr))
}

fn wanted(least: usize, most: usize) -> String {
    match (least, most) {
        (0, 0) => "no argument".to_owned(),
        (1, 1) => "one argument".to_owned(),
        (least, most) if least == most => format!("{least} arguments"),
        (least, most) => format!("{least} to {most} arguments"),
    }
}

fn unknown(name: &str, expr: &Expr) -> Found {
    let advice = match name {
        "round" | "floor" | "ceil" | "ceiling" => "leave rounding to who shows the result".to_owned(),
        "substring" => "write substr(text, start, length)".to_owned(),
        "concat" => "write a || b".to_owned(),
        "median" | "percentile_cont" => "number the rows with row_number() and take the middle one".to_owned(),
        _ => nearest(name),
    };
    outside(expr.span(), format!("the function {name}"), advice)
}

fn nearest(name: &str) -> String {
    let close = |known: &&str| strsim::jaro_winkler(name, known) > 0.85;
    match FUNCTIONS.iter().map(|(known, ..)| *known).find(close) {
        Some(known) => format!("did you mean {known}?"),
        None => "docs/portable-sql.md has the functions that every engine knows".to_owned(),
    }
}

fn arguments(name: &str, list: &FunctionArgumentList, expr: &Expr) -> Found {
    for argument in &list.args {
        match argument {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(_)) => {}
            FunctionArg::Unnamed(FunctionArgExpr::Wildcard) if name == "count" => {}
            other => return outside(expr.span(), format!("{name}({other})"), "write expressions between the commas"),
        }
    }
    let unit = list.args.first().and_then(tree::expression_of).and_then(tree::literal);
    let known = name != "date_trunc" || unit.is_some_and(|unit| UNITS.contains(&unit));
    refuse(!known, expr, &shown(expr), "write date_trunc('year'|'quarter'|'month'|'week'|'day', x)")
}

fn roles(name: &str, call: &Function, list: &FunctionArgumentList, expr: &Expr) -> Found {
    let aggregate = AGGREGATES.contains(&name);
    let window = WINDOWS.contains(&name);
    refuse(window && call.over.is_none(), expr, &format!("{name} without OVER"), "add OVER (ORDER BY ..)")?;
    refuse(!(window || aggregate) && call.over.is_some(), expr, &shown(expr), "only aggregates and ranks have OVER")?;
    refuse(!aggregate && call.filter.is_some(), expr, &shown(expr), "only aggregates have FILTER")?;
    let distinct = list.duplicate_treatment == Some(DuplicateTreatment::Distinct);
    refuse(
        distinct && (!aggregate || call.over.is_some()),
        expr,
        &shown(expr),
        "DISTINCT is for aggregates without OVER",
    )
}

fn window(over: &WindowType, expr: &Expr) -> Found {
    match over {
        WindowType::NamedWindow(_) => Ok(()),
        WindowType::WindowSpec(WindowSpec { order_by, window_frame, .. }) => {
            order_by.iter().try_for_each(super::queries::order_key)?;
            window_frame.iter().try_for_each(|frame| self::frame(frame, expr))
        }
    }
}

fn frame(frame: &WindowFrame, expr: &Expr) -> Found {
    let bounded = |bound: &WindowFrameBound| {
        matches!(bound, WindowFrameBound::Preceding(Some(_)) | WindowFrameBound::Following(Some(_)))
    };
    let by_value = bounded(&frame.start_bound) || frame.end_bound.as_ref().is_some_and(bounded);
    let known = match frame.units {
        WindowFrameUnits::Rows => true,
        WindowFrameUnits::Range => !by_value,
        WindowFrameUnits::Groups => false,
    };
    refuse(!known, expr, &shown(expr), "write ROWS BETWEEN .. AND .. as the frame")
}
