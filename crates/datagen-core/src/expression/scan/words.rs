//! The words of an expression: columns, functions, keywords.

use super::*;
use crate::expression::interval;

impl Scanner<'_> {
    /// A word where a value is expected: a column before a keyword.
    pub(super) fn word_value(&mut self, word: Word, span: Span) -> Result<Expected> {
        if self.next_is(&Token::Period) {
            return self.path(word.value, span);
        }
        match word.quote_style {
            Some('"') if !(self.known)(&word.value) => {
                return self.emit(Token::SingleQuotedString(word.value), span, Expected::Operator);
            }
            Some(_) => return self.column(word.value, span),
            None => {}
        }
        let upper = word.value.to_ascii_uppercase();
        if self.next_is(&Token::LParen) && !matches!(upper.as_str(), "NOT" | "CASE" | "WHEN" | "INTERVAL") {
            return self.call(&word.value, span);
        }
        if upper == "WHEN" && self.follows("CASE") {
            return self.keyword("WHEN", span, Expected::Value);
        }
        if (self.known)(&word.value) && !self.next_is(&Token::LParen) {
            return self.column(word.value, span);
        }
        match upper.as_str() {
            "NOT" => self.operation_word("NOT", span),
            "CASE" => {
                self.nest(span, Token::make_keyword("END"), Holds::Value);
                self.keyword("CASE", span, Expected::Value)
            }
            "TRUE" | "FALSE" | "NULL" => self.keyword(&upper, span, Expected::Operator),
            "NONE" => self.keyword("NULL", span, Expected::Operator),
            "INTERVAL" => self.interval(span),
            "DATE" if self.next_is_text() => self.typed_text("to_date", span),
            "DATETIME" | "TIMESTAMP" if self.next_is_text() => self.typed_text("to_datetime", span),
            _ => self.column(word.value, span),
        }
    }

    /// A keyword where an operator is expected.
    pub(super) fn word_operator(&mut self, word: &str, token: &TokenWithSpan) -> Result<Expected> {
        match word {
            "AND" | "OR" => self.logical(word, token.span),
            // The `else` of a conditional holds the rest of the chain; that of a `case` is counted so too.
            "IN" | "BETWEEN" | "LIKE" | "ILIKE" | "ELSE" => self.operation_word(word, token.span),
            "WHEN" | "THEN" => {
                self.depth.separator();
                self.keyword(word, token.span, Expected::Value)
            }
            "END" => {
                self.unnest(&Token::make_keyword("END"), token)?;
                self.keyword(word, token.span, Expected::Operator)
            }
            "IF" => self.operation(Token::CustomBinaryOperator(CONDITIONAL.to_owned()), token.span),
            "NOT" => self.not(token.span),
            "IS" => self.is(token.span),
            "AS" if self.open.last().is_some_and(|open| open.holds == Holds::Cast) => self.cast_type(token.span),
            _ => Err(self.unexpected("an operator", token)),
        }
    }

    /// `parent.price`, `store."opening hours"`.
    fn path(&mut self, first: String, mut span: Span) -> Result<Expected> {
        let mut name = first;
        while self.next_is(&Token::Period) {
            let period = self.input.next();
            match self.input.next() {
                Some(TokenWithSpan { token: Token::Word(word), span: part }) => {
                    name = format!("{name}.{}", word.value);
                    span = span.union(&part);
                }
                other => {
                    let place = other.or(period).map_or(span, |token| token.span);
                    let error = ExpressionError::new(format!("expected a column after `{name}.`"));
                    return Err(error.at(self.source.range(place)));
                }
            }
        }
        if self.next_is(&Token::LParen) {
            return Err(functions::method(&name).at(self.source.range(span)));
        }
        self.column(name, span)
    }

    fn column(&mut self, name: String, span: Span) -> Result<Expected> {
        if !self.names.iter().any(|(seen, _)| *seen == name) {
            self.names.push((name.clone(), self.source.range(span)));
        }
        self.quoted(&name, span);
        Ok(Expected::Operator)
    }

    fn quoted(&mut self, name: &str, span: Span) {
        self.output.push(TokenWithSpan::new(Token::make_word(name, Some(NAME_QUOTE)), span));
    }

    fn call(&mut self, name: &str, span: Span) -> Result<Expected> {
        let function = functions::find(name).map_err(|error| error.at(self.source.range(span)))?;
        self.quoted(function.doc.name, span);
        let parenthesis = self.input.next().map_or(span, |token| token.span);
        let holds = if function.doc.name == "cast" { Holds::Cast } else { Holds::List };
        self.open(parenthesis, Token::RParen, holds)
    }

    fn not(&mut self, span: Span) -> Result<Expected> {
        self.operation_word("NOT", span)?;
        match self.next_word().as_deref() {
            Some(word @ ("IN" | "BETWEEN" | "LIKE" | "ILIKE")) => {
                let span = self.input.next().map_or(span, |token| token.span);
                self.keyword(word, span, Expected::Value)
            }
            _ => {
                let error = ExpressionError::new("expected `in`, `between` or `like` after `not`");
                Err(error.at(self.source.range(span)))
            }
        }
    }

    /// `is [not] null | none | true | false`.
    fn is(&mut self, span: Span) -> Result<Expected> {
        self.operation_word("IS", span)?;
        if self.next_word().as_deref() == Some("NOT") {
            let span = self.input.next().map_or(span, |token| token.span);
            self.keyword("NOT", span, Expected::Operator)?;
        }
        let keyword = match self.next_word().as_deref() {
            Some("NULL" | "NONE") => "NULL",
            Some("TRUE") => "TRUE",
            Some("FALSE") => "FALSE",
            _ => {
                let error = ExpressionError::new("expected `null`, `true` or `false` after `is`");
                return Err(error.hint("values are compared with `=` and `!=`").at(self.source.range(span)));
            }
        };
        let span = self.input.next().map_or(span, |token| token.span);
        self.keyword(keyword, span, Expected::Operator)
    }

    /// `date '2024-01-31'` is a call.
    fn typed_text(&mut self, function: &str, span: Span) -> Result<Expected> {
        let Some(text) = self.input.next() else { return Ok(Expected::Operator) };
        self.call_with(function, span, as_text(text));
        Ok(Expected::Operator)
    }

    /// `interval '1 day'`, `interval '3' hours`, `interval 3 hours` are a call.
    fn interval(&mut self, span: Span) -> Result<Expected> {
        let example = "write `interval '1 day'`, `interval '2 months 3 hours'`";
        let mut text = match self.input.next().map(as_text) {
            Some(TokenWithSpan { token: Token::Number(text, _) | Token::SingleQuotedString(text), span }) => {
                (text, span)
            }
            _ => {
                let error = ExpressionError::new("expected a text after `interval`").hint(example);
                return Err(error.at(self.source.range(span)));
            }
        };
        let unit = self.input.next_if(|next| interval::is_unit(&next.token.to_string()));
        if let Some(unit) = unit {
            text = (format!("{} {}", text.0, unit.token), text.1.union(&unit.span));
        }
        self.call_with("interval", span, TokenWithSpan::new(Token::SingleQuotedString(text.0), text.1));
        Ok(Expected::Operator)
    }

    fn call_with(&mut self, function: &str, span: Span, argument: TokenWithSpan) {
        self.quoted(function, span);
        let inside = argument.span;
        self.output.push(TokenWithSpan::new(Token::LParen, inside));
        self.output.push(argument);
        self.output.push(TokenWithSpan::new(Token::RParen, inside));
    }

    /// `cast(x as type)` is the call `cast(x, 'type')`.
    fn cast_type(&mut self, span: Span) -> Result<Expected> {
        let Some(TokenWithSpan { token: Token::Word(word), span: place }) = self.input.next() else {
            let error = ExpressionError::new("expected a type after `as`");
            return Err(error.hint(functions::CAST_TYPES).at(self.source.range(span)));
        };
        self.emit(Token::Comma, span, Expected::Value)?;
        self.emit(Token::SingleQuotedString(word.value), place, Expected::Operator)
    }

    fn next_is_text(&mut self) -> bool {
        matches!(self.input.peek(), Some(TokenWithSpan { token: Token::SingleQuotedString(_), .. }))
            || matches!(self.input.peek(), Some(TokenWithSpan { token: Token::Word(word), .. }) if word.quote_style == Some('"'))
    }

    /// The next token in upper case, if it is a bare word.
    fn next_word(&mut self) -> Option<String> {
        match &self.input.peek()?.token {
            Token::Word(word) if word.quote_style.is_none() => Some(word.value.to_ascii_uppercase()),
            _ => None,
        }
    }

    pub(super) fn unexpected(&self, expected: &str, token: &TokenWithSpan) -> ExpressionError {
        let range = self.source.range(token.span);
        let error =
            ExpressionError::new(format!("expected {expected}, found `{}`", self.source.text(&range))).at(range);
        match hint(&token.token) {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}

/// A double-quoted text as the text it is.
fn as_text(token: TokenWithSpan) -> TokenWithSpan {
    match token.token {
        Token::Word(word) if word.quote_style == Some('"') => {
            TokenWithSpan::new(Token::SingleQuotedString(word.value), token.span)
        }
        other => TokenWithSpan::new(other, token.span),
    }
}

/// What authors of other languages mean by a token.
fn hint(token: &Token) -> Option<&'static str> {
    match token {
        Token::Caret => Some("a power is written `**`"),
        Token::DoubleColon => Some("a conversion is written `cast(x as int)`, `int(x)`, `str(x)`"),
        Token::LBracket => Some("lists stand only after `in`; parts of a text are `left`, `right`, `substr`"),
        Token::AtSign => Some("columns are written without `@`"),
        Token::Word(_) => Some("names with blanks are written in backticks, texts in single quotes"),
        Token::Assignment => Some("values are compared with `=`"),
        Token::Comma => Some("an expression is one value; lists stand only after `in`"),
        Token::ShiftLeft | Token::ShiftRight => Some("multiply or floor-divide by a power of 2"),
        _ => None,
    }
}
