//! What engines call the functions of dates, as SQL in which `__1` and `__2` stand for the arguments.

use std::ops::ControlFlow;

use sqlparser::ast::{Expr, VisitMut, VisitorMut};

use crate::sql::engine::Engine;
use crate::sql::tree;

/// A function of dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dates<'a> {
    /// `date_trunc(unit, __1)`.
    Trunc(&'a str),
    /// `extract(field FROM __1)`.
    Extract(&'a str),
    /// `days_between(__1, __2)`.
    Days,
    /// `hours_between(__1, __2)`.
    Hours,
}

/// The function in the words of an engine; none when it is there under its own name.
pub(super) fn template(engine: Engine, function: Dates<'_>) -> Option<&'static str> {
    match engine {
        Engine::DataFusion => datafusion(function),
        Engine::Postgres => postgres(function),
        Engine::DuckDb => duckdb(function),
        Engine::Sqlite => sqlite(function),
        Engine::MySql => mysql(function),
    }
}

/// `date_trunc` gives an instant; the subset wants a date.
fn trunc(unit: &str) -> Option<&'static str> {
    Some(match unit {
        "year" => "CAST(date_trunc('year', __1) AS DATE)",
        "quarter" => "CAST(date_trunc('quarter', __1) AS DATE)",
        "month" => "CAST(date_trunc('month', __1) AS DATE)",
        "week" => "CAST(date_trunc('week', __1) AS DATE)",
        "day" => "CAST(__1 AS DATE)",
        _ => return None,
    })
}

fn datafusion(function: Dates<'_>) -> Option<&'static str> {
    match function {
        Dates::Trunc(unit) => trunc(unit),
        Dates::Extract(_) => None,
        Dates::Days => Some("CAST(CAST(__2 AS DATE) AS INTEGER) - CAST(CAST(__1 AS DATE) AS INTEGER)"),
        Dates::Hours => Some("(date_part('epoch', __2) - date_part('epoch', __1)) / 3600.0"),
    }
}

fn postgres(function: Dates<'_>) -> Option<&'static str> {
    match function {
        Dates::Trunc(unit) => trunc(unit),
        Dates::Extract(field) => Some(match field {
            "year" => "CAST(EXTRACT(YEAR FROM __1) AS INTEGER)",
            "quarter" => "CAST(EXTRACT(QUARTER FROM __1) AS INTEGER)",
            "month" => "CAST(EXTRACT(MONTH FROM __1) AS INTEGER)",
            "day" => "CAST(EXTRACT(DAY FROM __1) AS INTEGER)",
            "hour" => "CAST(EXTRACT(HOUR FROM __1) AS INTEGER)",
            "isodow" => "CAST(EXTRACT(ISODOW FROM __1) AS INTEGER)",
            _ => return None,
        }),
        Dates::Days => Some("CAST(__2 AS DATE) - CAST(__1 AS DATE)"),
        Dates::Hours => Some("CAST(EXTRACT(EPOCH FROM __2) - EXTRACT(EPOCH FROM __1) AS DOUBLE PRECISION) / 3600"),
    }
}

fn duckdb(function: Dates<'_>) -> Option<&'static str> {
    match function {
        Dates::Trunc(unit) => trunc(unit),
        Dates::Extract(_) => None,
        Dates::Days => Some("date_diff('day', CAST(__1 AS DATE), CAST(__2 AS DATE))"),
        Dates::Hours => Some("(epoch(__2) - epoch(__1)) / 3600"),
    }
}

/// Dates are texts. `weekday 1` goes on to the next Monday, unless it is one.
fn sqlite(function: Dates<'_>) -> Option<&'static str> {
    Some(match function {
        Dates::Trunc("year") => "date(__1, 'start of year')",
        Dates::Trunc("quarter") => {
            "date(__1, 'start of month', '-' || ((CAST(strftime('%m', __1) AS INTEGER) - 1) % 3) || ' months')"
        }
        Dates::Trunc("month") => "date(__1, 'start of month')",
        Dates::Trunc("week") => "date(__1, '-6 days', 'weekday 1')",
        Dates::Trunc("day") => "date(__1)",
        Dates::Extract("year") => "CAST(strftime('%Y', __1) AS INTEGER)",
        Dates::Extract("quarter") => "(CAST(strftime('%m', __1) AS INTEGER) + 2) / 3",
        Dates::Extract("month") => "CAST(strftime('%m', __1) AS INTEGER)",
        Dates::Extract("day") => "CAST(strftime('%d', __1) AS INTEGER)",
        Dates::Extract("hour") => "CAST(strftime('%H', __1) AS INTEGER)",
        Dates::Extract("isodow") => "(CAST(strftime('%w', __1) AS INTEGER) + 6) % 7 + 1",
        Dates::Days => "CAST(julianday(date(__2)) - julianday(date(__1)) AS INTEGER)",
        Dates::Hours => "(strftime('%s', __2) - strftime('%s', __1)) / 3600.0",
        _ => return None,
    })
}

/// In words that MySQL 8 and MariaDB share.
fn mysql(function: Dates<'_>) -> Option<&'static str> {
    Some(match function {
        Dates::Trunc("year") => "MAKEDATE(YEAR(__1), 1)",
        Dates::Trunc("quarter") => "CAST(CONCAT(YEAR(__1), '-', QUARTER(__1) * 3 - 2, '-01') AS DATE)",
        Dates::Trunc("month") => "CAST(DATE_FORMAT(__1, '%Y-%m-01') AS DATE)",
        Dates::Trunc("week") => "SUBDATE(DATE(__1), WEEKDAY(__1))",
        Dates::Trunc("day") => "DATE(__1)",
        Dates::Extract("year") => "YEAR(__1)",
        Dates::Extract("quarter") => "QUARTER(__1)",
        Dates::Extract("month") => "MONTH(__1)",
        Dates::Extract("day") => "DAY(__1)",
        Dates::Extract("hour") => "HOUR(__1)",
        Dates::Extract("isodow") => "WEEKDAY(__1) + 1",
        Dates::Days => "DATEDIFF(__2, __1)",
        Dates::Hours => "CAST(TIMESTAMPDIFF(SECOND, __1, __2) AS DOUBLE) / 3600",
        _ => return None,
    })
}

/// A template with its arguments, in parentheses where it is an operation.
pub(super) fn filled(template: &str, arguments: &[&Expr]) -> Expr {
    let mut expr = tree::parsed_expr(template);
    let mut fill = Fill(arguments);
    let _: ControlFlow<()> = VisitMut::visit(&mut expr, &mut fill);
    whole(expr)
}

/// An expression in parentheses, unless it holds together anyway.
pub(super) fn whole(expr: Expr) -> Expr {
    match expr {
        Expr::BinaryOp { .. } | Expr::UnaryOp { .. } | Expr::Between { .. } | Expr::InList { .. } => {
            Expr::Nested(Box::new(expr))
        }
        Expr::IsNull(_) | Expr::IsNotNull(_) | Expr::Like { .. } | Expr::InSubquery { .. } => {
            Expr::Nested(Box::new(expr))
        }
        other => other,
    }
}

struct Fill<'a>(&'a [&'a Expr]);

impl VisitorMut for Fill<'_> {
    type Break = ();

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<()> {
        let Expr::Identifier(name) = expr else { return ControlFlow::Continue(()) };
        let number = name.value.strip_prefix("__").and_then(|number| number.parse::<usize>().ok());
        if let Some(argument) = number.and_then(|number| self.0.get(number - 1)) {
            *expr = whole((*argument).clone());
        }
        ControlFlow::Continue(())
    }
}
