//! Decides what each word means before the SQL parser sees it.
//!
//! The SQL engine's tokenizer gives the tokens. Where a value is expected, a word is a column if one is called so, a
//! function if a parenthesis follows, and only then a keyword; where an operator is expected, it is a keyword. Names
//! leave quoted, so that the parser never takes a column called `order` for SQL, and the spellings of other languages
//! (`==`, `&&`, `None`, `in [..]`) leave as their SQL equivalents, at their own places.

mod depth;
mod words;

use std::iter::Peekable;
use std::ops::Range;
use std::vec::IntoIter;

use sqlparser::tokenizer::{Span, Token, TokenWithSpan, Tokenizer, Whitespace, Word};

use depth::Depth;

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
    let mut scanner =
        Scanner { source, known, depth_limit, input, output: vec![], names: vec![], open: vec![], depth: Depth::new() };
    scanner.run()?;
    Ok(Scanned { tokens: scanner.output, names: scanner.names })
}

/// What every limit of depth says.
pub(super) fn too_deep(limit: usize) -> ExpressionError {
    ExpressionError::new(format!("the expression nests deeper than {limit} levels"))
        .hint("an operator in a chain counts as a level; compute parts of it in columns of their own")
}

/// The engine's tokens without blanks and `/* … */`.
fn tokenize(source: &Source<'_>, code: &str) -> Result<Vec<TokenWithSpan>> {
    let tokens = Tokenizer::new(&ExpressionDialect, code).tokenize_with_location().map_err(|error| {
        let start = source.offset(error.location);
        ExpressionError::new(format!("the expression cannot be read: {}", error.message)).at(start..code.len())
    })?;
    let comment =
        tokens.iter().find(|token| matches!(token.token, Token::Whitespace(Whitespace::SingleLineComment { .. })));
    if let Some(comment) = comment {
        let error = ExpressionError::new("`-- ` starts a comment, which an expression cannot hold");
        return Err(error.hint("to subtract a negative, write `a - (-b)`").at(source.range(comment.span)));
    }
    Ok(tokens.into_iter().filter(|token| !matches!(token.token, Token::Whitespace(_) | Token::EOF)).collect())
}

/// An opened parenthesis, bracket or `case`.
struct Open {
    closing: Token,
    span: Span,
    holds: Holds,
}

/// What stands inside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Value,
    /// Arguments, or the values after `in`.
    List,
    /// The arguments of `cast`, where `as` is followed by a type.
    Cast,
}

struct Scanner<'a> {
    source: Source<'a>,
    known: &'a dyn Fn(&str) -> bool,
    depth_limit: usize,
    input: Peekable<IntoIter<TokenWithSpan>>,
    output: Vec<TokenWithSpan>,
    names: Vec<Name>,
    open: Vec<Open>,
    depth: Depth,
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
            let span = token.span;
            expected = match expected {
                Expected::Value => self.value(token)?,
                Expected::Operator => self.operator(token)?,
            };
            if self.depth.bound() > self.depth_limit {
                return Err(too_deep(self.depth_limit).at(self.source.range(span)));
            }
        }
        if let Some(open) = self.open.last() {
            let error = ExpressionError::new(format!("this is never closed; expected `{}`", written(&open.closing)));
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
        if self.follows("IN") && !matches!(token.token, Token::LParen | Token::LBracket) {
            let error = self.unexpected("a list after `in`", &token);
            return Err(error.hint("write `x in ('a', 'b')`; a part of a text is found by `contains(s, 'part')`"));
        }
        match token.token {
            Token::Word(word) => return self.word_value(word, token.span),
            Token::Number(_, false) | Token::SingleQuotedString(_) => self.output.push(token),
            Token::LParen => {
                let holds = if self.follows("IN") { Holds::List } else { Holds::Value };
                return self.open(token.span, Token::RParen, holds);
            }
            Token::LBracket if self.follows("IN") => return self.open(token.span, Token::RBracket, Holds::List),
            Token::RParen if self.output.last().is_some_and(|last| last.token == Token::LParen) => {
                return self.close(token);
            }
            Token::Plus | Token::Minus => return self.operation(token.token, token.span),
            Token::Tilde | Token::ExclamationMark => return self.operation_word("NOT", token.span),
            Token::DoubleTilde | Token::DoubleExclamationMark => {
                self.operation_word("NOT", token.span)?;
                return self.operation_word("NOT", token.span);
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
            Token::Ampersand | Token::Overlap => self.logical("AND", token.span),
            Token::Pipe | Token::StringConcat => self.logical("OR", token.span),
            Token::DoubleEq => self.operation(Token::Eq, token.span),
            Token::Comma if self.open.last().is_some_and(|open| open.holds != Holds::Value) => {
                self.depth.separator();
                self.emit(Token::Comma, token.span, Expected::Value)
            }
            Token::Eq | Token::Neq | Token::Lt | Token::Gt | Token::LtEq | Token::GtEq => {
                self.operation(token.token, token.span)
            }
            Token::Plus | Token::Minus | Token::Mul | Token::Div | Token::Mod => {
                self.operation(token.token, token.span)
            }
            _ => Err(self.unexpected("an operator", &token)),
        }
    }

    /// An operator, before or between values.
    fn operation(&mut self, token: Token, span: Span) -> Result<Expected> {
        self.depth.operator();
        self.emit(token, span, Expected::Value)
    }

    fn operation_word(&mut self, keyword: &str, span: Span) -> Result<Expected> {
        self.operation(Token::make_keyword(keyword), span)
    }

    fn logical(&mut self, keyword: &str, span: Span) -> Result<Expected> {
        self.depth.logical();
        self.keyword(keyword, span, Expected::Value)
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
        self.operation(Token::CustomBinaryOperator(operator.to_owned()), span)
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

    fn open(&mut self, span: Span, closing: Token, holds: Holds) -> Result<Expected> {
        self.nest(span, closing, holds);
        self.emit(Token::LParen, span, Expected::Value)
    }

    fn nest(&mut self, span: Span, closing: Token, holds: Holds) {
        self.depth.open();
        self.open.push(Open { closing, span, holds });
    }

    fn close(&mut self, token: TokenWithSpan) -> Result<Expected> {
        self.unnest(&token.token, &token)?;
        self.emit(Token::RParen, token.span, Expected::Operator)
    }

    /// Ends what is open, if `closing` is what ends it.
    fn unnest(&mut self, closing: &Token, token: &TokenWithSpan) -> Result<()> {
        self.depth.close();
        match self.open.pop() {
            Some(open) if open.closing == *closing => Ok(()),
            Some(open) => Err(self.unexpected(&format!("`{}`", written(&open.closing)), token)),
            None => Err(self.unexpected("the end", token)),
        }
    }
}

/// As people write it.
fn written(token: &Token) -> String {
    token.to_string().to_lowercase()
}
