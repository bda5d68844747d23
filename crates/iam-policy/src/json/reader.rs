//! Reads JSON text (RFC 8259) into [`Node`]s. No input makes it panic or recurse without bound.

use super::{Json, Member, Node, Position};
use crate::error::{ReadError, ReadProblem};

/// Deeper documents are refused: AWS's grammar needs six levels.
const DEPTH: usize = 64;

/// Reads one JSON value that fills the whole text.
pub(crate) fn read(text: &str) -> Result<Node, ReadError> {
    let mut reader = Reader {
        rest: text.strip_prefix('\u{feff}').unwrap_or(text),
        at: Position { line: 1, column: 1 },
    };
    reader.space();
    let node = reader.value(0)?;
    reader.space();
    match reader.peek() {
        None => Ok(node),
        Some(found) => Err(reader.error(format!("`{found}` after the end of the document"))),
    }
}

struct Reader<'a> {
    rest: &'a str,
    at: Position,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let found = self.peek()?;
        self.rest = self.rest.get(found.len_utf8()..).unwrap_or_default();
        if found == '\n' {
            self.at = Position {
                line: self.at.line.saturating_add(1),
                column: 1,
            };
        } else {
            self.at.column = self.at.column.saturating_add(1);
        }
        Some(found)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.next();
        }
    }

    fn error(&self, what: impl Into<String>) -> ReadError {
        ReadError::at(self.at, None, ReadProblem::NotJson(what.into()))
    }

    fn unexpected(&self, wanted: &str) -> ReadError {
        match self.peek() {
            Some(found) => self.error(format!("expected {wanted}, found `{found}`")),
            None => self.error(format!("expected {wanted}, found the end of the text")),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node, ReadError> {
        if depth > DEPTH {
            return Err(self.error(format!("more than {DEPTH} levels of nesting")));
        }
        let at = self.at;
        let value = match self.peek() {
            Some('{') => self.object(depth)?,
            Some('[') => self.array(depth)?,
            Some('"') => Json::String(self.text()?),
            Some('-' | '0'..='9') => self.number()?,
            Some('t') => self.word("true", Json::Bool(true))?,
            Some('f') => self.word("false", Json::Bool(false))?,
            Some('n') => self.word("null", Json::Null)?,
            _ => return Err(self.unexpected("a value")),
        };
        Ok(Node { at, value })
    }

    fn word(&mut self, word: &str, value: Json) -> Result<Json, ReadError> {
        for wanted in word.chars() {
            if self.peek() != Some(wanted) {
                return Err(self.unexpected(&format!("`{word}`")));
            }
            self.next();
        }
        Ok(value)
    }

    fn object(&mut self, depth: usize) -> Result<Json, ReadError> {
        self.next();
        let mut members = Vec::new();
        self.space();
        if self.peek() == Some('}') {
            self.next();
            return Ok(Json::Object(members));
        }
        loop {
            self.space();
            if self.peek() != Some('"') {
                return Err(self.unexpected("a name in double quotes"));
            }
            let name = self.text()?;
            self.space();
            if self.peek() != Some(':') {
                return Err(self.unexpected("`:`"));
            }
            self.next();
            self.space();
            let node = self.value(depth + 1)?;
            members.push(Member { name, node });
            self.space();
            match self.peek() {
                Some(',') => {
                    self.next();
                }
                Some('}') => {
                    self.next();
                    return Ok(Json::Object(members));
                }
                _ => return Err(self.unexpected("`,` or `}`")),
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Json, ReadError> {
        self.next();
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(']') {
            self.next();
            return Ok(Json::Array(items));
        }
        loop {
            self.space();
            items.push(self.value(depth + 1)?);
            self.space();
            match self.peek() {
                Some(',') => {
                    self.next();
                }
                Some(']') => {
                    self.next();
                    return Ok(Json::Array(items));
                }
                _ => return Err(self.unexpected("`,` or `]`")),
            }
        }
    }

    fn number(&mut self) -> Result<Json, ReadError> {
        let mut text = String::new();
        self.take(&mut text, |c| c == '-', 1);
        let leading_zero = self.peek() == Some('0');
        let whole = self.take(&mut text, |c| c.is_ascii_digit(), usize::MAX);
        if whole == 0 || (leading_zero && whole > 1) {
            return Err(self.unexpected("a number without a leading zero"));
        }
        if self.take(&mut text, |c| c == '.', 1) == 1
            && self.take(&mut text, |c| c.is_ascii_digit(), usize::MAX) == 0
        {
            return Err(self.unexpected("a digit"));
        }
        if self.take(&mut text, |c| matches!(c, 'e' | 'E'), 1) == 1 {
            self.take(&mut text, |c| matches!(c, '+' | '-'), 1);
            if self.take(&mut text, |c| c.is_ascii_digit(), usize::MAX) == 0 {
                return Err(self.unexpected("a digit"));
            }
        }
        Ok(Json::Number(text))
    }

    fn take(&mut self, into: &mut String, wanted: impl Fn(char) -> bool, most: usize) -> usize {
        let mut taken = 0;
        while taken < most
            && let Some(found) = self.peek().filter(|c| wanted(*c))
        {
            into.push(found);
            self.next();
            taken += 1;
        }
        taken
    }

    fn text(&mut self) -> Result<String, ReadError> {
        self.next();
        let mut text = String::new();
        loop {
            match self.peek() {
                Some('"') => {
                    self.next();
                    return Ok(text);
                }
                Some('\\') => {
                    self.next();
                    text.push(self.escape()?);
                }
                Some(found) if found < ' ' => {
                    return Err(self.error("a control character inside a string"));
                }
                Some(found) => {
                    text.push(found);
                    self.next();
                }
                None => return Err(self.unexpected("`\"`")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, ReadError> {
        let Some(letter) = self.peek() else {
            return Err(self.unexpected("an escape"));
        };
        let found = match letter {
            '"' | '\\' | '/' => letter,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                self.next();
                return self.unicode();
            }
            _ => return Err(self.error(format!("`\\{letter}` is no escape of JSON"))),
        };
        self.next();
        Ok(found)
    }

    fn unicode(&mut self) -> Result<char, ReadError> {
        let first = self.hex()?;
        let code = if (0xd800..0xdc00).contains(&first) && self.rest.starts_with("\\u") {
            self.next();
            self.next();
            let second = self.hex()?;
            if !(0xdc00..0xe000).contains(&second) {
                return Err(self.error("half of a surrogate pair"));
            }
            0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
        } else {
            first
        };
        char::from_u32(code).ok_or_else(|| self.error("half of a surrogate pair"))
    }

    fn hex(&mut self) -> Result<u32, ReadError> {
        let mut code = 0;
        for _ in 0..4 {
            let Some(digit) = self.peek().and_then(|c| c.to_digit(16)) else {
                return Err(self.unexpected("four hexadecimal digits"));
            };
            code = code * 16 + digit;
            self.next();
        }
        Ok(code)
    }
}
