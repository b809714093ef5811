//! From the parser's tree to the SQL engine's, with a type for every node. What is not listed here is not allowed.

use std::ops::Range;

use arrow::datatypes::DataType;
use datafusion_common::{Column, ScalarValue};
use datafusion_expr::{Expr, Operator as Comparison};
use sqlparser::ast::{
    BinaryOperator, CaseWhen, Expr as Ast, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Spanned,
    UnaryOperator, Value,
};

use super::arithmetic::{Operator, add_interval};
use super::compare::{case, combine, compare, condition, is_in, is_like};
use super::dialect::{FLOOR_DIVIDE, POWER};
use super::error::{ExpressionError, Result};
use super::functions;
use super::interval::Interval;
use super::kind::{Kind, Typed};
use super::place::Source;

/// Nodes of an expression after `between`, `case x when` and chains have repeated their operands.
const MOST_NODES: usize = 10_000;

/// Lowers one expression.
pub(super) struct Lowerer<'a> {
    source: Source<'a>,
    columns: &'a [(String, DataType)],
    nodes: usize,
}

impl<'a> Lowerer<'a> {
    pub(super) fn new(source: Source<'a>, columns: &'a [(String, DataType)]) -> Self {
        Self { source, columns, nodes: 0 }
    }

    /// The engine's expression for a node.
    pub(super) fn lower(&mut self, ast: &Ast) -> Result<Typed> {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            let error = ExpressionError::new(format!("the expression grows beyond {MOST_NODES} nodes"));
            let hint =
                "`between` and comparisons in a row evaluate operands twice; compute them in columns of their own";
            return Err(error.hint(hint).at(self.place(ast)));
        }
        self.node(ast).map_err(|error| if error.span.is_some() { error } else { error.at(self.place(ast)) })
    }

    fn place(&self, ast: &Ast) -> Range<usize> {
        self.source.range_or_all(ast.span())
    }

    fn node(&mut self, ast: &Ast) -> Result<Typed> {
        match ast {
            Ast::Nested(inner) => self.lower(inner),
            Ast::Identifier(name) => self.column(&name.value),
            Ast::Value(value) => literal(&value.value),
            Ast::UnaryOp { op, expr } => self.unary(*op, expr),
            Ast::BinaryOp { left, op, right } => self.binary(ast, left, op, right),
            Ast::Between { expr, negated, low, high } => self.between(expr, *negated, low, high),
            Ast::InList { expr, list, negated } => {
                let value = self.lower(expr)?;
                is_in(value, self.all(list)?, *negated)
            }
            Ast::Like { negated, any: false, expr, pattern, escape_char: None } => {
                is_like(self.lower(expr)?, self.lower(pattern)?, *negated, false)
            }
            Ast::ILike { negated, any: false, expr, pattern, escape_char: None } => {
                is_like(self.lower(expr)?, self.lower(pattern)?, *negated, true)
            }
            Ast::IsNull(expr) => Ok(Typed::bool(self.lower(expr)?.expr.is_null())),
            Ast::IsNotNull(expr) => Ok(Typed::bool(self.lower(expr)?.expr.is_not_null())),
            Ast::IsTrue(expr) => Ok(Typed::bool(self.condition(expr)?.expr.is_true())),
            Ast::IsNotTrue(expr) => Ok(Typed::bool(self.condition(expr)?.expr.is_not_true())),
            Ast::IsFalse(expr) => Ok(Typed::bool(self.condition(expr)?.expr.is_false())),
            Ast::IsNotFalse(expr) => Ok(Typed::bool(self.condition(expr)?.expr.is_not_false())),
            Ast::Case { operand, conditions, else_result, .. } => {
                self.case(operand.as_deref(), conditions, else_result.as_deref())
            }
            Ast::Function(function) => self.function(function),
            _ => Err(ExpressionError::new("this is not allowed in an expression")),
        }
    }

    fn all(&mut self, asts: &[Ast]) -> Result<Vec<Typed>> {
        asts.iter().map(|ast| self.lower(ast)).collect()
    }

    fn condition(&mut self, ast: &Ast) -> Result<Typed> {
        let value = self.lower(ast)?;
        condition(value).map_err(|error| error.at(self.place(ast)))
    }

    fn column(&self, name: &str) -> Result<Typed> {
        match self.columns.iter().position(|(column, _)| column == name) {
            // Columns carry their positions as names: the engine would read a dot as a table's.
            Some(position) => {
                let data_type = &self.columns[position].1;
                let column = Column::new_unqualified(position.to_string());
                match Kind::of(data_type) {
                    Some(kind) => Ok(Typed::new(Expr::Column(column), kind)),
                    None => Err(ExpressionError::new(format!("expressions do not compute with `{name}`: {data_type}"))),
                }
            }
            None => Err(ExpressionError::new(format!("there is no column `{name}`"))),
        }
    }

    fn unary(&mut self, operator: UnaryOperator, operand: &Ast) -> Result<Typed> {
        match (operator, operand) {
            // The smallest integer is the negative of one that does not exist.
            (UnaryOperator::Minus, Ast::Value(value)) => match &value.value {
                Value::Number(digits, _) => number(&format!("-{digits}")),
                other => signed(Operator::Subtract, literal(other)?),
            },
            (UnaryOperator::Minus, _) => signed(Operator::Subtract, self.lower(operand)?),
            (UnaryOperator::Plus, _) => signed(Operator::Add, self.lower(operand)?),
            (UnaryOperator::Not, _) => {
                let condition = self.condition(operand)?;
                Ok(Typed::bool(Expr::Not(Box::new(condition.expr))))
            }
            _ => Err(ExpressionError::new(format!("`{operator}` is not allowed in an expression"))),
        }
    }

    fn binary(&mut self, ast: &Ast, left: &Ast, operator: &BinaryOperator, right: &Ast) -> Result<Typed> {
        if matches!(operator, BinaryOperator::And | BinaryOperator::Or) {
            let conditions = vec![self.condition(left)?, self.condition(right)?];
            let operator = if *operator == BinaryOperator::And { Comparison::And } else { Comparison::Or };
            return Ok(combine(conditions, operator));
        }
        if comparison(operator).is_some() {
            return self.chain_of_comparisons(ast);
        }
        let operator = match operator {
            BinaryOperator::Plus => Operator::Add,
            BinaryOperator::Minus => Operator::Subtract,
            BinaryOperator::Multiply => Operator::Multiply,
            BinaryOperator::Divide => Operator::Divide,
            BinaryOperator::Modulo => Operator::Modulo,
            BinaryOperator::Custom(name) if name == FLOOR_DIVIDE => Operator::FloorDivide,
            BinaryOperator::Custom(name) if name == POWER => Operator::Power,
            other => return Err(ExpressionError::new(format!("`{other}` is not allowed in an expression"))),
        };
        match (operator, self.interval(left)?, self.interval(right)?) {
            (Operator::Add, None, Some(interval)) => add_interval(self.lower(left)?, interval),
            (Operator::Add, Some(interval), None) => add_interval(self.lower(right)?, interval),
            (Operator::Subtract, None, Some(interval)) => match interval.negated() {
                Some(interval) => add_interval(self.lower(left)?, interval),
                None => Ok(Typed::null(Kind::Null)),
            },
            _ => operator.apply(self.lower(left)?, self.lower(right)?),
        }
    }

    /// The interval that is written here.
    fn interval(&self, ast: &Ast) -> Result<Option<Interval>> {
        let inner = if let Ast::Nested(inner) = ast { inner } else { ast };
        let Ast::Function(function) = inner else { return Ok(None) };
        match (name(function), arguments(function).as_slice()) {
            ("interval", [Ast::Value(value)]) => match &value.value {
                Value::SingleQuotedString(text) | Value::Number(text, _) => {
                    Interval::parse(text).map(Some).map_err(|error| error.at(self.source.range_or_all(value.span)))
                }
                _ => Ok(None),
            },
            _ => Ok(None),
        }
    }

    /// `a < b`, and as in Python `a < b < c`, which is `a < b and b < c`.
    fn chain_of_comparisons(&mut self, mut ast: &Ast) -> Result<Typed> {
        let mut links = vec![];
        while let Ast::BinaryOp { left, op, right } = ast {
            let Some(operator) = comparison(op) else { break };
            links.push((left.as_ref(), operator, right.as_ref()));
            ast = left;
        }
        let mut conditions = vec![];
        for (left, operator, right) in links.into_iter().rev() {
            let left = match left {
                Ast::BinaryOp { op, right, .. } if comparison(op).is_some() => right,
                other => other,
            };
            conditions.push(compare(self.lower(left)?, operator, self.lower(right)?)?);
        }
        Ok(combine(conditions, Comparison::And))
    }

    fn between(&mut self, value: &Ast, negated: bool, low: &Ast, high: &Ast) -> Result<Typed> {
        let above = compare(self.lower(value)?, Comparison::GtEq, self.lower(low)?)?;
        let below = compare(self.lower(value)?, Comparison::LtEq, self.lower(high)?)?;
        let between = combine(vec![above, below], Comparison::And);
        Ok(if negated { Typed::bool(Expr::Not(Box::new(between.expr))) } else { between })
    }

    fn case(&mut self, operand: Option<&Ast>, branches: &[CaseWhen], otherwise: Option<&Ast>) -> Result<Typed> {
        let mut lowered = vec![];
        for branch in branches {
            let condition = match operand {
                Some(operand) => {
                    let (operand, value) = (self.lower(operand)?, self.lower(&branch.condition)?);
                    compare(operand, Comparison::Eq, value).map_err(|error| error.at(self.place(&branch.condition)))?
                }
                None => self.condition(&branch.condition)?,
            };
            lowered.push((condition, self.lower(&branch.result)?));
        }
        let otherwise = match otherwise {
            Some(ast) => Some(self.lower(ast)?),
            None => None,
        };
        case(lowered, otherwise)
    }

    fn function(&mut self, function: &Function) -> Result<Typed> {
        let entry = functions::find(name(function))?;
        let mut typed = vec![];
        for argument in arguments(function) {
            typed.push((self.lower(argument)?, self.place(argument)));
        }
        entry.call(typed)
    }
}

/// `-x` and `+x`.
fn signed(operator: Operator, value: Typed) -> Result<Typed> {
    if value.kind.is_number() || value.kind == Kind::Null {
        return operator.apply(Typed::int(0), value);
    }
    Err(ExpressionError::new(format!("a sign takes a number, found {}", value.kind)))
}

fn comparison(operator: &BinaryOperator) -> Option<Comparison> {
    Some(match operator {
        BinaryOperator::Eq => Comparison::Eq,
        BinaryOperator::NotEq => Comparison::NotEq,
        BinaryOperator::Lt => Comparison::Lt,
        BinaryOperator::LtEq => Comparison::LtEq,
        BinaryOperator::Gt => Comparison::Gt,
        BinaryOperator::GtEq => Comparison::GtEq,
        _ => return None,
    })
}

fn name(function: &Function) -> &str {
    match function.name.0.as_slice() {
        [part] => part.as_ident().map_or("", |ident| ident.value.as_str()),
        _ => "",
    }
}

/// The arguments, which the dialect reads without names and clauses.
fn arguments(function: &Function) -> Vec<&Ast> {
    let FunctionArguments::List(list) = &function.args else { return vec![] };
    let expression = |argument| match argument {
        &FunctionArg::Unnamed(FunctionArgExpr::Expr(ref expr)) => Some(expr),
        _ => None,
    };
    list.args.iter().filter_map(expression).collect()
}

fn literal(value: &Value) -> Result<Typed> {
    match value {
        Value::Number(digits, false) => number(digits),
        Value::SingleQuotedString(text) => Ok(Typed::text(text)),
        Value::Boolean(truth) => Ok(Typed::literal(ScalarValue::Boolean(Some(*truth)), Kind::Bool)),
        Value::Null => Ok(Typed::null(Kind::Null)),
        other => Err(ExpressionError::new(format!("`{other}` is not allowed in an expression"))),
    }
}

fn number(digits: &str) -> Result<Typed> {
    let digits = digits.replace('_', "");
    if digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
        return match digits.parse() {
            Ok(value) => Ok(Typed::int(value)),
            Err(_) => {
                let error = ExpressionError::new(format!("{digits} is no 64-bit integer"));
                Err(error.hint("write it with `.0` as a float, or in quotes as a text"))
            }
        };
    }
    match digits.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(Typed::float(value + 0.0)),
        _ => Err(ExpressionError::new(format!("{digits} is beyond the range of a float"))),
    }
}
