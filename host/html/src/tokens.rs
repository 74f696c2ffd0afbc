//! Tags and text of a page, one after the other.

use memchr::{memchr, memmem};

use crate::tags::{Name, Tag};

/// A piece of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token<'a> {
    /// Text as written, with its references.
    Text(&'a str),
    /// A start tag; its attributes are a range of those collected.
    Start { tag: Tag, attributes: (u32, u32), closed: bool },
    /// An end tag.
    End(Tag),
}

/// Cuts a page into tokens.
pub(crate) struct Tokens<'a> {
    html: &'a str,
    at: usize,
    /// The element whose content is raw text, just opened.
    raw: Option<Tag>,
    /// What is known not to come any more. Without it, a page of openings alone would be searched to its end for each.
    missing: Missing,
}

#[derive(Default)]
struct Missing {
    comment_end: bool,
    section_end: bool,
    /// Elements of raw text, by number.
    elements: u128,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(html: &'a str) -> Self {
        Self { html, at: 0, raw: None, missing: Missing::default() }
    }

    /// The next token; the attributes of a start tag are added to `attributes`.
    pub(crate) fn next(&mut self, attributes: &mut Vec<(Name, &'a str)>) -> Option<Token<'a>> {
        if let Some(tag) = self.raw.take() {
            let text = self.raw_text(tag);
            if !text.is_empty() {
                return Some(Token::Text(text));
            }
        }
        let bytes = self.html.as_bytes();
        loop {
            let start = self.at;
            let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
            let mut open = memchr(b'<', rest).map_or(bytes.len(), |found| start + found);
            // A `<` that opens nothing is text.
            while open < bytes.len() && !opens(&bytes[open..]) {
                open = memchr(b'<', &bytes[open + 1..]).map_or(bytes.len(), |found| open + 1 + found);
            }
            if open > start {
                self.at = open;
                return self.html.get(start..open).map(Token::Text);
            }
            match bytes[open + 1] {
                b'!' | b'?' => self.skip_markup(),
                b'/' => {
                    let name = self.name(open + 2);
                    self.at = self.behind(open + 2);
                    return Some(Token::End(Tag::from_name(name).unwrap_or(Tag::Other)));
                }
                _ => return Some(self.start_tag(attributes)),
            }
        }
    }

    /// The offset behind the next `>`.
    fn behind(&self, from: usize) -> usize {
        let rest = self.html.as_bytes().get(from..).unwrap_or_default();
        memchr(b'>', rest).map_or(self.html.len(), |found| from + found + 1)
    }

    fn skip_markup(&mut self) {
        let rest = self.html.as_bytes().get(self.at..).unwrap_or_default();
        let (end, missing): (&[u8], _) = match rest {
            [b'<', b'!', b'-', b'-', b'>', ..] => (b">", None),
            [b'<', b'!', b'-', b'-', ..] => (b"-->", Some(&mut self.missing.comment_end)),
            _ if rest.starts_with(b"<![CDATA[") => (b"]]>", Some(&mut self.missing.section_end)),
            _ => (b">", None),
        };
        let found = match missing {
            Some(true) => None,
            Some(missing) => {
                let found = memmem::find(&rest[4..], end).map(|found| found + 4);
                *missing = found.is_none();
                found
            }
            None => memmem::find(rest, end),
        };
        self.at = match found {
            Some(found) => self.at + found + end.len(),
            // A comment that never ends would swallow the page; nobody means that.
            None => self.behind(self.at),
        };
    }

    fn name(&self, from: usize) -> &'a [u8] {
        let rest = self.html.as_bytes().get(from..).unwrap_or_default();
        let end =
            rest.iter().position(|byte| matches!(byte, b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\r' | 12));
        &rest[..end.unwrap_or(rest.len())]
    }

    fn start_tag(&mut self, attributes: &mut Vec<(Name, &'a str)>) -> Token<'a> {
        let name = self.name(self.at + 1);
        let tag = Tag::from_name(name).unwrap_or(Tag::Other);
        self.at += 1 + name.len();
        let first = attributes.len() as u32;
        let closed = self.attributes(attributes);
        if tag.is_raw() {
            self.raw = Some(tag);
        }
        Token::Start { tag, attributes: (first, attributes.len() as u32), closed }
    }

    /// Reads attributes up to and including the `>`; whether a `/` stands before it.
    fn attributes(&mut self, attributes: &mut Vec<(Name, &'a str)>) -> bool {
        let bytes = self.html.as_bytes();
        let mut closed = false;
        loop {
            while bytes.get(self.at).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'/') {
                closed = bytes[self.at] == b'/';
                self.at += 1;
            }
            match bytes.get(self.at) {
                None => return closed,
                Some(b'>') => {
                    self.at += 1;
                    return closed;
                }
                Some(_) => closed = false,
            }
            let start = self.at;
            let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'>' | b'/');
            // The first letter of a name may be anything, or an `=` would never be passed.
            self.at += 1 + bytes[start + 1..].iter().position(ends).unwrap_or(bytes.len() - start - 1);
            let name = &bytes[start..self.at];
            let value = self.value();
            if let Some(name) = Name::from_name(name) {
                attributes.push((name, value));
            }
        }
    }

    fn value(&mut self) -> &'a str {
        let bytes = self.html.as_bytes();
        let blanks = |at: usize| bytes[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let sign = self.at + blanks(self.at);
        if bytes.get(sign) != Some(&b'=') {
            return "";
        }
        let start = sign + 1 + blanks(sign + 1);
        let (from, to, next) = match bytes.get(start) {
            Some(&quote @ (b'"' | b'\'')) => {
                let end = memchr(quote, &bytes[start + 1..]).map_or(bytes.len(), |found| start + 1 + found);
                (start + 1, end, (end + 1).min(bytes.len()))
            }
            _ => {
                let ends = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'>';
                let end = start + bytes[start..].iter().position(ends).unwrap_or(bytes.len() - start);
                (start, end, end)
            }
        };
        self.at = next;
        self.html.get(from..to).unwrap_or_default()
    }

    /// The text up to the end tag of `tag`, or to the end of the page.
    fn raw_text(&mut self, tag: Tag) -> &'a str {
        let bytes = self.html.as_bytes();
        let start = self.at;
        let mut at = start;
        if self.missing.elements >> (tag as u8) & 1 == 1 {
            return "";
        }
        while let Some(found) = memchr(b'<', &bytes[at..]) {
            let open = at + found;
            if bytes.get(open + 1) == Some(&b'/') && Tag::from_name(self.name(open + 2)) == Some(tag) {
                self.at = open;
                return self.html.get(start..open).unwrap_or_default();
            }
            at = open + 1;
        }
        self.missing.elements |= 1 << (tag as u8);
        // A script that never ends is the rest of the page; a title that never ends is a mistake.
        if tag == Tag::Script || tag == Tag::Style {
            self.at = bytes.len();
        }
        ""
    }
}

/// Whether a tag, a comment or the like begins here.
fn opens(rest: &[u8]) -> bool {
    match rest.get(1) {
        Some(b'!' | b'?') => true,
        Some(b'/') => rest.get(2).is_some_and(u8::is_ascii_alphabetic),
        Some(byte) => byte.is_ascii_alphabetic(),
        None => false,
    }
}
