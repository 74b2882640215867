//! The JSON grammar (RFC 8259) over a text, without values.
//!
//! In: a text and a position in it. Out: the next position, or a [`Syntax`] error. Nothing
//! recurses, and only strings with escapes are copied. Deliberately absent: types, which the
//! [`Reader`](super::reader::Reader) knows.

use std::borrow::Cow;

use super::scope;

/// How deep arrays and objects may be nested, the outermost included.
pub(super) const MAX_DEPTH: u8 = 127;

/// A violation of the grammar at a byte of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Syntax {
    what: &'static str,
    at: usize,
}

impl Syntax {
    /// The violation, with the line and column (in bytes) of its position.
    #[cold]
    pub(super) fn describe(self, text: &str) -> String {
        let before = text.as_bytes().get(..self.at).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = before.iter().rev().take_while(|byte| **byte != b'\n');
        let column = column.count() + usize::from(self.at < text.len());
        format!("{} at line {line} column {column}", self.what)
    }
}

type Result<T> = std::result::Result<T, Syntax>;

/// A position in a JSON text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'de> {
    text: &'de str,
    at: usize,
}

impl<'de> Cursor<'de> {
    pub(super) fn new(text: &'de str) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn text(&self) -> &'de str {
        self.text
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// The text from a position up to here.
    pub(super) fn since(&self, start: usize) -> &'de str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    #[cold]
    pub(super) fn fail<T>(&self, what: &'static str) -> Result<T> {
        Err(Syntax { what, at: self.at })
    }

    /// The next byte that is not white space, which is skipped; 0 at the end of the text. (A zero
    /// byte in the text starts no token either.)
    #[inline]
    pub(super) fn peek(&mut self) -> u8 {
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                Some(byte) => return *byte,
                None => return 0,
            }
        }
    }

    /// Skips the byte that [`peek`](Self::peek) has just returned.
    #[inline]
    pub(super) fn bump(&mut self) {
        self.at += 1;
    }

    fn ended(&self) -> bool {
        self.at >= self.text.len()
    }

    /// Only white space may follow.
    pub(super) fn end(&mut self) -> Result<()> {
        self.peek();
        match self.ended() {
            true => Ok(()),
            false => self.fail("trailing characters"),
        }
    }

    /// Skips one of the three literal names.
    pub(super) fn literal(&mut self, name: &'static str) -> Result<()> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        if rest.starts_with(name.as_bytes()) {
            self.at += name.len();
            return Ok(());
        }
        let same = rest.iter().zip(name.as_bytes()).take_while(|(a, b)| a == b);
        self.at += same.count();
        self.fail(match self.ended() {
            true => "EOF while parsing a value",
            false => "expected a literal",
        })
    }

    /// Why no value starts here.
    #[cold]
    pub(super) fn no_value<T>(&self) -> Result<T> {
        self.fail(match self.ended() {
            true => "EOF while parsing a value",
            false => "expected value",
        })
    }

    /// Skips a number; returns its text.
    pub(super) fn number(&mut self) -> Result<&'de str> {
        let start = self.at;
        if self.byte() == b'-' {
            self.at += 1;
        }
        match self.byte() {
            b'0' => self.at += 1,
            _ => self.digits()?,
        }
        if self.byte() == b'.' {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.byte(), b'+' | b'-') {
                self.at += 1;
            }
            self.digits()?;
        }
        // `01` is neither a number nor two numbers.
        match self.byte() {
            b'0'..=b'9' => self.fail("invalid number"),
            _ => Ok(self.since(start)),
        }
    }

    #[inline]
    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn digits(&mut self) -> Result<()> {
        let start = self.at;
        while self.byte().is_ascii_digit() {
            self.at += 1;
        }
        match (self.at > start, self.ended()) {
            (true, _) => Ok(()),
            (false, true) => self.fail("EOF while parsing a value"),
            (false, false) => self.fail("invalid number"),
        }
    }

    /// Reads a string after its opening quote.
    pub(super) fn string(&mut self) -> Result<Cow<'de, str>> {
        let start = self.at;
        match self.skip_string()? {
            false => Ok(Cow::Borrowed(
                self.text.get(start..self.at - 1).unwrap_or_default(),
            )),
            true => Ok(Cow::Owned(unescape(
                self.text.get(start..self.at - 1).unwrap_or_default(),
            ))),
        }
    }

    /// Skips a string after its opening quote; returns whether it has escapes.
    pub(super) fn skip_string(&mut self) -> Result<bool> {
        let bytes = self.text.as_bytes();
        let mut escaped = false;
        loop {
            self.at = plain_end(bytes, self.at);
            match bytes.get(self.at) {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(escaped);
                }
                Some(b'\\') => {
                    escaped = true;
                    self.at += 1;
                    self.escape()?;
                }
                Some(_) => return self.fail("control character in a string"),
                None => return self.fail("EOF while parsing a string"),
            }
        }
    }

    /// Skips an escape after its backslash.
    fn escape(&mut self) -> Result<()> {
        match self.byte() {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {
                self.at += 1;
                return Ok(());
            }
            b'u' => self.at += 1,
            _ if self.ended() => return self.fail("EOF while parsing a string"),
            _ => return self.fail("invalid escape"),
        }
        let unit = self.unit()?;
        if !(0xD800..0xE000).contains(&unit) {
            return Ok(());
        }
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let paired = unit < 0xDC00
            && rest.starts_with(b"\\u")
            && matches!(hex(&rest[2..]), Some(0xDC00..0xE000));
        if paired {
            self.at += 6;
        } else if !scope::replace_text() {
            return self.fail("lone surrogate in a string");
        }
        Ok(())
    }

    fn unit(&mut self) -> Result<u32> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        match hex(rest) {
            Some(unit) => {
                self.at += 4;
                Ok(unit)
            }
            None if rest.len() < 4 => self.fail("EOF while parsing a string"),
            None => self.fail("invalid escape"),
        }
    }

    /// Reads a property's name and skips the colon after it; also returns the positions of the text
    /// between the quotes.
    pub(super) fn name(&mut self) -> Result<(Cow<'de, str>, (usize, usize))> {
        self.open_name()?;
        let start = self.at;
        let name = self.string()?;
        let end = self.at - 1;
        self.colon()?;
        Ok((name, (start, end)))
    }

    fn skip_name(&mut self) -> Result<()> {
        self.open_name()?;
        self.skip_string()?;
        self.colon()
    }

    fn open_name(&mut self) -> Result<()> {
        match self.peek() {
            b'"' => self.at += 1,
            _ if self.ended() => return self.fail("EOF while parsing an object"),
            _ => return self.fail("expected a property's name in quotes"),
        }
        Ok(())
    }

    fn colon(&mut self) -> Result<()> {
        match self.peek() {
            b':' => {
                self.at += 1;
                Ok(())
            }
            _ if self.ended() => self.fail("EOF while parsing an object"),
            _ => self.fail("expected `:`"),
        }
    }

    /// Moves to the next property of an object: after the comma, if one is due. `false` before the
    /// closing brace.
    pub(super) fn next_property(&mut self, first: bool) -> Result<bool> {
        match (self.peek(), first) {
            (b'}', _) => return Ok(false),
            (b',', false) => self.at += 1,
            (_, true) => return Ok(true),
            _ if self.ended() => return self.fail("EOF while parsing an object"),
            _ => return self.fail("expected `,` or `}`"),
        }
        match self.peek() {
            b'}' => self.fail("trailing comma"),
            _ => Ok(true),
        }
    }

    /// Moves to the next item of an array: after the comma, if one is due. `false` before the
    /// closing bracket.
    pub(super) fn next_item(&mut self, first: bool) -> Result<bool> {
        match (self.peek(), first) {
            (b']', _) => return Ok(false),
            (b',', false) => self.at += 1,
            (_, true) => return Ok(true),
            _ if self.ended() => return self.fail("EOF while parsing a list"),
            _ => return self.fail("expected `,` or `]`"),
        }
        match self.peek() {
            b']' => self.fail("trailing comma"),
            _ => Ok(true),
        }
    }

    /// Skips an object like [`skip_value`](Self::skip_value); returns where the value of a property
    /// is: of several with one name, the last.
    pub(super) fn skip_object(
        &mut self,
        depth: u8,
        property: &str,
    ) -> Result<Option<(usize, usize)>> {
        let Some(depth) = depth.checked_sub(1) else {
            return self.fail("recursion limit exceeded");
        };
        self.at += 1;
        let (mut found, mut first) = (None, true);
        while self.next_property(first)? {
            first = false;
            let is_it = self.name()?.0 == property;
            self.peek();
            let start = self.at;
            self.skip_value(depth)?;
            if is_it {
                found = Some((start, self.at));
            }
        }
        self.at += 1;
        Ok(found)
    }

    /// Skips a value in which arrays and objects are nested at most `depth` levels deep.
    pub(super) fn skip_value(&mut self, depth: u8) -> Result<()> {
        // A bit for each open array or object, the innermost lowest: set for an object.
        let (mut open, mut count) = (0_u128, 0_u8);
        loop {
            let mut first = false;
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    self.skip_string()?;
                }
                b'-' | b'0'..=b'9' => {
                    self.number()?;
                }
                byte @ (b'{' | b'[') => {
                    if count >= depth {
                        return self.fail("recursion limit exceeded");
                    }
                    self.at += 1;
                    count += 1;
                    open = open << 1 | u128::from(byte == b'{');
                    first = true;
                }
                b't' => self.literal("true")?,
                b'f' => self.literal("false")?,
                b'n' => self.literal("null")?,
                _ => return self.no_value(),
            }
            loop {
                if count == 0 {
                    return Ok(());
                }
                if open & 1 == 1 {
                    if self.next_property(first)? {
                        self.skip_name()?;
                        break;
                    }
                } else if self.next_item(first)? {
                    break;
                }
                self.at += 1;
                first = false;
                open >>= 1;
                count -= 1;
            }
        }
    }
}

/// Whether a text is one JSON value and nothing else.
pub(super) fn check(text: &str) -> Result<()> {
    let mut cursor = Cursor::new(text);
    cursor.skip_value(MAX_DEPTH)?;
    cursor.end()
}

/// The end of the unescaped bytes of a string: at a quote, a backslash or a control character.
/// Eight bytes are checked at once: in each of the three differences a byte has its highest bit set
/// if it is the first of its kind.
#[inline]
fn plain_end(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    while let Some(chunk) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*chunk);
        let quote = word ^ (ONES * b'"' as u64);
        let backslash = word ^ (ONES * b'\\' as u64);
        let hits = (word.wrapping_sub(ONES * 0x20) & !word
            | quote.wrapping_sub(ONES) & !quote
            | backslash.wrapping_sub(ONES) & !backslash)
            & HIGH;
        if hits != 0 {
            return at + hits.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while let Some(byte) = bytes.get(at) {
        if *byte < 0x20 || matches!(byte, b'"' | b'\\') {
            break;
        }
        at += 1;
    }
    at
}

/// Four hexadecimal digits.
fn hex(digits: &[u8]) -> Option<u32> {
    let digits = digits.first_chunk::<4>()?;
    digits.iter().try_fold(0, |unit, digit| {
        Some(unit * 16 + char::from(*digit).to_digit(16)?)
    })
}

/// Resolves the escapes of a string that [`Cursor::skip_string`] skipped. An unpaired surrogate,
/// which only lossy decoding accepts, becomes U+FFFD.
pub(super) fn unescape(mut raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    while let Some((plain, rest)) = raw.split_once('\\') {
        text.push_str(plain);
        let Some(escape) = rest.chars().next() else {
            return text;
        };
        raw = rest.get(escape.len_utf8()..).unwrap_or_default();
        text.push(match escape {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let unit = hex(raw.as_bytes()).unwrap_or(0xFFFD);
                raw = raw.get(4..).unwrap_or_default();
                let low = raw.strip_prefix("\\u").and_then(|low| hex(low.as_bytes()));
                match (unit, low) {
                    (0xD800..0xDC00, Some(low @ 0xDC00..0xE000)) => {
                        raw = raw.get(6..).unwrap_or_default();
                        let code = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                        char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
                    }
                    _ => char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER),
                }
            }
            other => other,
        });
    }
    text.push_str(raw);
    text
}
