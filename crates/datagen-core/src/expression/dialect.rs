//! The grammar where it differs from SQL: `**`, `//`, `a if c else b`, and names that never are keywords.
//!
//! The token pass (`scan`) has already decided what each word is; names and functions arrive here quoted.

use sqlparser::ast::helpers::attached_token::AttachedToken;
use sqlparser::ast::{
    BinaryOperator, CaseWhen, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentList, FunctionArguments,
    Ident, ObjectName, UnaryOperator,
};
use sqlparser::dialect::{Dialect, Precedence};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, Word};

/// The power operator, as one token.
pub(super) const POWER: &str = "**";
/// The flooring division, as one token.
pub(super) const FLOOR_DIVIDE: &str = "//";
/// The conditional of `a if c else b`, as one token.
pub(super) const CONDITIONAL: &str = "if";
/// The quote that marks a decided name.
pub(super) const NAME_QUOTE: char = '"';

/// Tighter than `*`, `/` and unary minus (40).
const POWER_PRECEDENCE: u8 = 45;
/// Looser than `or` (5).
const CONDITIONAL_PRECEDENCE: u8 = 1;

/// The dialect of expressions.
#[derive(Debug)]
pub(super) struct ExpressionDialect;

impl Dialect for ExpressionDialect {
    fn is_identifier_start(&self, ch: char) -> bool {
        ch.is_alphabetic() || ch == '_'
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        ch.is_alphanumeric() || ch == '_'
    }

    fn is_delimited_identifier_start(&self, ch: char) -> bool {
        ch == '"' || ch == '`'
    }

    /// `a--b` subtracts the negative, as in Python.
    fn requires_single_line_comment_whitespace(&self) -> bool {
        true
    }

    fn supports_numeric_literal_underscores(&self) -> bool {
        true
    }

    fn parse_prefix(&self, parser: &mut Parser<'_>) -> Option<Result<Expr, ParserError>> {
        match &parser.peek_token_ref().token {
            Token::Word(Word { quote_style: Some(NAME_QUOTE), .. }) => Some(name_or_call(parser)),
            // The parser itself would look for queries, tuples and types here, on ten times the stack.
            Token::LParen => Some(nested(parser)),
            // And would try these words as names after a mistake behind them.
            Token::Word(Word { keyword: Keyword::CASE, .. }) => {
                parser.advance_token();
                Some(parser.parse_case_expr())
            }
            Token::Word(Word { keyword: Keyword::NOT, .. }) => {
                parser.advance_token();
                let operand = parser.parse_subexpr(self.prec_value(Precedence::UnaryNot));
                Some(operand.map(|operand| Expr::UnaryOp { op: UnaryOperator::Not, expr: Box::new(operand) }))
            }
            _ => None,
        }
    }

    fn parse_infix(&self, parser: &mut Parser<'_>, left: &Expr, precedence: u8) -> Option<Result<Expr, ParserError>> {
        match &parser.peek_token_ref().token {
            Token::CustomBinaryOperator(name) if name == POWER => Some(power(parser, left)),
            Token::CustomBinaryOperator(name) if name == CONDITIONAL => Some(conditional(parser, left)),
            Token::Word(Word { keyword: keyword @ (Keyword::AND | Keyword::OR), .. }) => {
                let keyword = *keyword;
                Some(logical(parser, left, keyword, precedence))
            }
            _ => None,
        }
    }

    fn get_next_precedence(&self, parser: &Parser<'_>) -> Option<Result<u8, ParserError>> {
        match &parser.peek_token_ref().token {
            Token::CustomBinaryOperator(name) if name == POWER => Some(Ok(POWER_PRECEDENCE)),
            Token::CustomBinaryOperator(name) if name == CONDITIONAL => Some(Ok(CONDITIONAL_PRECEDENCE)),
            Token::CustomBinaryOperator(name) if name == FLOOR_DIVIDE => {
                Some(Ok(self.prec_value(Precedence::MulDivModOp)))
            }
            _ => None,
        }
    }
}

fn name_or_call(parser: &mut Parser<'_>) -> Result<Expr, ParserError> {
    let token = parser.next_token();
    let Token::Word(word) = token.token else {
        return Err(ParserError::ParserError("Expected: a name".to_owned()));
    };
    let name = Ident { value: word.value, quote_style: word.quote_style, span: token.span };
    if parser.peek_token_ref().token == Token::LParen {
        return call(parser, name);
    }
    Ok(Expr::Identifier(name))
}

fn nested(parser: &mut Parser<'_>) -> Result<Expr, ParserError> {
    parser.advance_token();
    let inner = parser.parse_expr()?;
    parser.expect_token(&Token::RParen)?;
    Ok(Expr::Nested(Box::new(inner)))
}

fn call(parser: &mut Parser<'_>, name: Ident) -> Result<Expr, ParserError> {
    parser.advance_token();
    let mut args = vec![];
    if !parser.consume_token(&Token::RParen) {
        loop {
            args.push(FunctionArg::Unnamed(FunctionArgExpr::Expr(parser.parse_expr()?)));
            if !parser.consume_token(&Token::Comma) {
                break;
            }
        }
        parser.expect_token(&Token::RParen)?;
    }
    let list = FunctionArgumentList { duplicate_treatment: None, args, clauses: vec![] };
    Ok(Expr::Function(Function {
        name: ObjectName::from(vec![name]),
        uses_odbc_syntax: false,
        parameters: FunctionArguments::None,
        args: FunctionArguments::List(list),
        filter: None,
        null_treatment: None,
        over: None,
        within_group: vec![],
    }))
}

/// `a ** b`: its right side takes in what binds as tightly, so that it groups to the right.
fn power(parser: &mut Parser<'_>, base: &Expr) -> Result<Expr, ParserError> {
    parser.advance_token();
    let exponent = parser.parse_subexpr(POWER_PRECEDENCE - 1)?;
    let op = BinaryOperator::Custom(POWER.to_owned());
    Ok(Expr::BinaryOp { left: Box::new(base.clone()), op, right: Box::new(exponent) })
}

/// `a and b and c …`: a chain of any length, grouped by halves so that its tree is not deep.
fn logical(parser: &mut Parser<'_>, first: &Expr, keyword: Keyword, precedence: u8) -> Result<Expr, ParserError> {
    let mut operands = vec![first.clone()];
    while parser.parse_keyword(keyword) {
        operands.push(parser.parse_subexpr(precedence)?);
    }
    let operator = if keyword == Keyword::AND { BinaryOperator::And } else { BinaryOperator::Or };
    halves(operands, &operator).ok_or_else(|| ParserError::ParserError("Expected: a condition".to_owned()))
}

fn halves(mut operands: Vec<Expr>, operator: &BinaryOperator) -> Option<Expr> {
    if operands.len() < 2 {
        return operands.pop();
    }
    let right = halves(operands.split_off(operands.len() / 2), operator)?;
    let left = halves(operands, operator)?;
    Some(Expr::BinaryOp { left: Box::new(left), op: operator.clone(), right: Box::new(right) })
}

/// `a if c else b` is the CASE it means.
fn conditional(parser: &mut Parser<'_>, value: &Expr) -> Result<Expr, ParserError> {
    parser.advance_token();
    let condition = parser.parse_subexpr(CONDITIONAL_PRECEDENCE)?;
    parser.expect_keyword_is(Keyword::ELSE)?;
    let otherwise = parser.parse_expr()?;
    Ok(Expr::Case {
        case_token: AttachedToken::empty(),
        end_token: AttachedToken::empty(),
        operand: None,
        conditions: vec![CaseWhen { condition, result: value.clone() }],
        else_result: Some(Box::new(otherwise)),
    })
}
