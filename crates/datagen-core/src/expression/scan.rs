//! Decides what each word means before the SQL parser sees it.
//!
//! The SQL engine's tokenizer gives the tokens. Where a value is expected, a word is a column if one is called so, a
//! function if a parenthesis follows, and only then a keyword; where an operator is expected, it is a keyword. Names
//! leave quoted, so that the parser never takes a column called `order` for SQL, and the spellings of other languages
//! (`==`, `&&`, `None`, `in [..]`) leave as their SQL equivalents, at their own places.

mod words;

use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

use sqlparser::tokenizer::{Span, Token, TokenWithSpan, Tokenizer, Whitespace, Word};

use super::dialect::{CONDITIONAL, ExpressionDialect, FLOOR_DIVIDE, NAME_QUOTE, POWER};
use super::error::{ExpressionError, Result};
use super::functions;
use super::place::Source;

/// The longest code, in characters.
const LONGEST: usize = 10_000;

/// A name and where it stands.
pub(super) type Name = (String, Range<usize>);

/// The tokens of an expression, every word decided.
#[derive(Debug)]
pub(super) struct Scanned {
    /// For the parser.
    pub(super) tokens: Vec<TokenWithSpan>,
    /// Columns used, in order of first use.
    pub(super) names: Vec<Name>,
}

/// Reads `code`; `known` says whether a bare word is a column.
pub(super) fn scan(code: &str, known: &dyn Fn(&str) -> bool, depth_limit: usize) -> Result<Scanned> {
    if code.chars().count() > LONGEST {
        let hint = "compute parts of it in columns of their own";
        return Err(ExpressionError::new(format!("the expression is longer than {LONGEST} characters")).hint(hint));
    }
    let source = Source::new(code);
    let input = tokenize(&source, code)?.into_iter().peekable();
    let mut scanner = Scanner { source, known, depth_limit, input, output: vec![], names: vec![], open: vec![] };
    scanner.run()?;
    Ok(Scanned { tokens: scanner.output, names: scanner.names })
}

/// The engine's tokens without blanks and `/* … */`.
fn tokenize(source: &Source<'_>, code: &str) -> Result<Vec<TokenWithSpan>> {
    let tokens = Tokenizer::new(&ExpressionDialect, code).tokenize_with_location().map_err(|error| {
        let start = source.offset(error.location);
        ExpressionError::new(format!("the expression cannot be read: {}", error.message)).at(start..code.len())
    })?;
    let comment = tokens.iter().find(|token| matches!(token.token, Token::Whitespace(Whitespace::SingleLineComment { .. })));
    if let Some(comment) = comment {
        let error = ExpressionError::new("`-- ` starts a comment, which an expression cannot hold");
        return Err(error.hint("to subtract a negative, write `a - (-b)`").at(source.range(comment.span)));
    }
    Ok(tokens.into_iter().filter(|token| !matches!(token.token, Token::Whitespace(_) | Token::EOF)).collect())
}

/// An opened parenthesis or bracket.
struct Open {
    closing: Token,
    span: Span,
    /// Inside `cast(`: where `as` is followed by a type.
    cast: bool,
}

struct Scanner<'a> {
    source: Source<'a>,
    known: &'a dyn Fn(&str) -> bool,
    depth_limit: usize,
    input: Peekable<IntoIter<TokenWithSpan>>,
    output: Vec<TokenWithSpan>,
    names: Vec<Name>,
    open: Vec<Open>,
}

/// What stands next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expected {
    Value,
    Operator,
}

impl Scanner<'_> {
    fn run(&mut self) -> Result<()> {
        let mut expected = Expected::Value;
        while let Some(token) = self.input.next() {
            expected = match expected {
                Expected::Value => self.value(token)?,
                Expected::Operator => self.operator(token)?,
            };
        }
        if let Some(open) = self.open.last() {
            let error = ExpressionError::new(format!("this parenthesis is never closed; expected `{}`", open.closing));
            return Err(error.at(self.source.range(open.span)));
        }
        match expected {
            Expected::Operator => Ok(()),
            Expected::Value if self.output.is_empty() => Err(ExpressionError::new("the expression is empty")),
            Expected::Value => {
                Err(ExpressionError::new("the expression ends where a value is expected").at(self.source.end()))
            }
        }
    }

    /// A token where a value is expected.
    fn value(&mut self, token: TokenWithSpan) -> Result<Expected> {
        match token.token {
            Token::Word(word) => return self.word_value(word, token.span),
            Token::Number(_, false) | Token::SingleQuotedString(_) => self.output.push(token),
            Token::LParen => return self.open(token.span, Token::RParen, false),
            Token::LBracket if self.follows("IN") => return self.open(token.span, Token::RBracket, false),
            Token::RParen if self.output.last().is_some_and(|last| last.token == Token::LParen) => {
                return self.close(token);
            }
            Token::Plus | Token::Minus => return self.emit(token.token, token.span, Expected::Value),
            Token::Tilde | Token::ExclamationMark => return self.keyword("NOT", token.span, Expected::Value),
            Token::DoubleTilde | Token::DoubleExclamationMark => {
                self.keyword("NOT", token.span, Expected::Value)?;
                return self.keyword("NOT", token.span, Expected::Value);
            }
            _ => return Err(self.unexpected("a value", &token)),
        }
        Ok(Expected::Operator)
    }

    /// A token where an operator is expected.
    fn operator(&mut self, token: TokenWithSpan) -> Result<Expected> {
        match token.token {
            Token::Word(ref word) if word.quote_style.is_none() => {
                let word = word.value.to_ascii_uppercase();
                self.word_operator(&word, &token)
            }
            Token::RParen | Token::RBracket => self.close(token),
            Token::Mul if self.next_adjoins(&Token::Mul, token.span) => self.double(POWER, token.span),
            Token::Div if self.next_adjoins(&Token::Div, token.span) => self.double(FLOOR_DIVIDE, token.span),
            Token::Ampersand | Token::Overlap => self.keyword("AND", token.span, Expected::Value),
            Token::Pipe | Token::StringConcat => self.keyword("OR", token.span, Expected::Value),
            Token::DoubleEq => self.emit(Token::Eq, token.span, Expected::Value),
            Token::Comma if !self.open.is_empty() => self.emit(Token::Comma, token.span, Expected::Value),
            Token::Eq | Token::Neq | Token::Lt | Token::Gt | Token::LtEq | Token::GtEq => self.pass(token),
            Token::Plus | Token::Minus | Token::Mul | Token::Div | Token::Mod => self.pass(token),
            _ => Err(self.unexpected("an operator", &token)),
        }
    }

    fn pass(&mut self, token: TokenWithSpan) -> Result<Expected> {
        self.output.push(token);
        Ok(Expected::Value)
    }

    fn emit(&mut self, token: Token, span: Span, next: Expected) -> Result<Expected> {
        self.output.push(TokenWithSpan::new(token, span));
        Ok(next)
    }

    fn keyword(&mut self, keyword: &str, span: Span, next: Expected) -> Result<Expected> {
        self.emit(Token::make_keyword(keyword), span, next)
    }

    /// Two equal tokens that are one operator here.
    fn double(&mut self, operator: &str, span: Span) -> Result<Expected> {
        let span = self.input.next().map_or(span, |second| span.union(&second.span));
        self.emit(Token::CustomBinaryOperator(operator.to_owned()), span, Expected::Value)
    }

    fn next_adjoins(&mut self, token: &Token, span: Span) -> bool {
        self.input.peek().is_some_and(|next| next.token == *token && next.span.start == span.end)
    }

    fn next_is(&mut self, token: &Token) -> bool {
        self.input.peek().is_some_and(|next| next.token == *token)
    }

    /// Whether the last token written is this keyword.
    fn follows(&self, keyword: &str) -> bool {
        matches!(self.output.last(), Some(TokenWithSpan { token: Token::Word(word), .. })
            if word.quote_style.is_none() && word.value == keyword)
    }

    fn open(&mut self, span: Span, closing: Token, cast: bool) -> Result<Expected> {
        if self.open.len() >= self.depth_limit {
            let message = format!("the expression nests deeper than {} levels", self.depth_limit);
            let hint = "compute parts of it in columns of their own";
            return Err(ExpressionError::new(message).hint(hint).at(self.source.range(span)));
        }
        self.open.push(Open { closing, span, cast });
        self.emit(Token::LParen, span, Expected::Value)
    }

    fn close(&mut self, token: TokenWithSpan) -> Result<Expected> {
        match self.open.pop() {
            Some(open) if open.closing == token.token => self.emit(Token::RParen, token.span, Expected::Operator),
            Some(open) => Err(self.unexpected(&format!("`{}`", open.closing), &token)),
            None => Err(self.unexpected("the end", &token)),
        }
    }
}
