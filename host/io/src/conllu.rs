//! Universal Dependencies' ten columns: documents, paragraphs, sentences and tokens.
//!
//! The text is that of the `# text` lines where they agree with the words, else the words with a blank between
//! them but for `SpaceAfter=No`. Sentences are joined by a blank (none after `SpaceAfter=No`), paragraphs by an
//! empty line. A word that is only a part of a surface token (`don't` = `do` + `n't`) is a token of its own where
//! its letters are there; else the surface token is one token.

use std::io::Read;

use crate::conll::Building;
use crate::decode::{decode_line, not_utf8};
use crate::lines::Lines;
use crate::stream::{Context, Next};

/// One surface token of a sentence.
#[derive(Debug, Default)]
struct Word {
    form: String,
    /// Lengths of its parts in bytes, where it has any that make up the form.
    parts: Vec<usize>,
    space_after: bool,
    tag: String,
    id: String,
}

/// A CoNLL-U file.
pub(crate) struct Conllu<R> {
    lines: Lines<R>,
    building: Building,
    /// Documents begun by `# newdoc` so far, this one included.
    marked: usize,
    words: Vec<Word>,
    /// The words that belong to the last surface token are numbered up to this.
    inside: u64,
    parts: Vec<String>,
    sentence_text: Option<String>,
    new_paragraph: bool,
    glued: bool,
    place: (u64, u64),
    ended: bool,
}

impl<R: Read> Conllu<R> {
    pub(crate) fn new(lines: Lines<R>) -> Self {
        Self {
            lines,
            building: Building::default(),
            marked: 0,
            words: Vec::new(),
            inside: 0,
            parts: Vec::new(),
            sentence_text: None,
            new_paragraph: false,
            glued: false,
            place: (0, 0),
            ended: false,
        }
    }

    pub(crate) fn next(&mut self, context: &Context<'_>) -> Option<Next> {
        while !self.ended {
            let line = match self.lines.advance() {
                Ok(Some(line)) => line,
                Ok(None) => break,
                Err(error) => {
                    self.ended = true;
                    let place = (self.lines.number() + 1, self.lines.offset());
                    return Some(Err(context.broken(&error, Some(place.0), Some(place.1))));
                }
            };
            self.place = (line.number, line.offset);
            if line.too_long {
                self.fail("has a line that is too long");
                continue;
            }
            let row = match decode_line(self.lines.bytes(), context.spec.limits.invalid_utf8) {
                Ok((row, _)) => row.into_owned(),
                Err(error) => {
                    let offset = line.offset + error.at as u64;
                    self.building.fail(line.number, offset, "invalid-utf8", not_utf8(error));
                    continue;
                }
            };
            let row = row.trim_end_matches('\r');
            if let Some(comment) = row.strip_prefix('#') {
                if let Some(done) = self.comment(comment.trim(), context) {
                    return Some(done);
                }
            } else if row.trim().is_empty() {
                self.end_sentence(context);
            } else {
                self.row(row);
            }
        }
        self.ended = true;
        self.end_sentence(context);
        self.take(context)
    }

    fn fail(&mut self, reason: impl Into<String>) {
        self.building.fail(self.place.0, self.place.1, "bad-conllu", reason);
    }

    /// A comment; ends the document before where it begins another.
    fn comment(&mut self, comment: &str, context: &Context<'_>) -> Option<Next> {
        let (key, value) = comment.split_once('=').map_or((comment, ""), |(key, value)| (key, value.trim()));
        match key.trim() {
            "newdoc" | "newdoc id" => {
                self.end_sentence(context);
                let done = self.take(context);
                self.marked += 1;
                self.building.id = Some(value.to_owned()).filter(|id| !id.is_empty());
                self.building.begins = self.place;
                return done;
            }
            "newpar" | "newpar id" => self.new_paragraph = true,
            "text" => self.sentence_text = Some(value.to_owned()),
            _ => {}
        }
        None
    }

    fn row(&mut self, row: &str) {
        let columns: Vec<&str> = row.split('\t').collect();
        let &[number, form, _, _, _, _, _, _, _, misc] = columns.as_slice() else {
            let count = columns.len();
            self.fail(format!("has a row of {count} columns; CoNLL-U has ten, separated by tabs"));
            return;
        };
        let form = form.trim();
        if number.contains('.') {
            // An empty node of the enhanced graph: no text.
            return;
        }
        if form.is_empty() {
            self.fail("has a row without a form");
            return;
        }
        if let Some((first, last)) = number.split_once('-') {
            let (Ok(first), Ok(last)) = (first.parse::<u64>(), last.parse::<u64>()) else {
                self.fail(format!("has a row numbered `{number}`"));
                return;
            };
            self.close_parts();
            self.inside = last.max(first);
        } else if let Ok(number) = number.parse::<u64>() {
            if number <= self.inside {
                self.parts.push(form.to_owned());
                return;
            }
            self.close_parts();
        } else {
            self.fail(format!("has a row numbered `{number}`"));
            return;
        }
        self.words.push(word(form, misc));
    }

    /// Gives the last surface token its parts where they make it up.
    fn close_parts(&mut self) {
        self.inside = 0;
        let parts = std::mem::take(&mut self.parts);
        if let Some(word) = self.words.last_mut()
            && parts.len() > 1
            && parts.concat() == word.form
        {
            word.parts = parts.iter().map(String::len).collect();
        }
    }

    fn end_sentence(&mut self, context: &Context<'_>) {
        self.close_parts();
        let words = std::mem::take(&mut self.words);
        let given = self.sentence_text.take();
        if words.is_empty() {
            return;
        }
        let limit = context.spec.limits.text();
        let (line, offset) = self.place;
        let building = &mut self.building;
        if building.begins == (0, 0) {
            building.begins = (line, offset);
        }
        if !building.text.is_empty() {
            let gap = match (self.new_paragraph, self.glued) {
                (true, _) => "\n\n",
                (false, true) => "",
                (false, false) => " ",
            };
            building.push(gap, limit, line, offset);
        }
        self.new_paragraph = false;
        self.glued = words.last().is_some_and(|word| !word.space_after);
        let (text, places) = given.and_then(|text| align(text, &words)).unwrap_or_else(|| join(&words));
        let base = building.text.len();
        building.push(&text, limit, line, offset);
        if building.bad.is_some() {
            return;
        }
        building.sents.push(base as u32, (base + text.len()) as u32);
        for (word, at) in words.iter().zip(places) {
            let start = (base + at) as u32;
            let end = start + word.form.len() as u32;
            let mut from = start;
            let whole = [word.form.len()];
            for part in if word.parts.is_empty() { &whole[..] } else { &word.parts } {
                building.tokens.push(from, from + *part as u32);
                from += *part as u32;
            }
            if context.spec.tagged_entities {
                building.tag(&word.tag, &word.id, start, end);
            }
        }
        building.close();
    }

    fn take(&mut self, context: &Context<'_>) -> Option<Next> {
        (self.new_paragraph, self.glued) = (false, false);
        let building = std::mem::take(&mut self.building);
        if building.is_empty() {
            return None;
        }
        let derived =
            if self.marked == 0 { context.id.to_owned() } else { format!("{}:{}", context.id, self.marked) };
        Some(building.finish(derived, context.spec.tagged_entities, context))
    }
}

fn word(form: &str, misc: &str) -> Word {
    let mut word = Word { form: form.to_owned(), space_after: true, ..Word::default() };
    for item in misc.split('|') {
        match item.split_once('=') {
            Some(("SpaceAfter", "No")) => word.space_after = false,
            Some(("Entity", tag)) => word.tag = tag.to_owned(),
            Some(("EntityId", id)) => word.id = id.to_owned(),
            _ => {}
        }
    }
    word
}

/// Where the words stand in the text given, if all do, with nothing but blanks between.
fn align(text: String, words: &[Word]) -> Option<(String, Vec<usize>)> {
    let mut places = Vec::with_capacity(words.len());
    let mut rest = text.as_str();
    for word in words {
        rest = rest.trim_start();
        places.push(text.len() - rest.len());
        rest = rest.strip_prefix(word.form.as_str())?;
    }
    rest.trim().is_empty().then_some(())?;
    Some((text, places))
}

fn join(words: &[Word]) -> (String, Vec<usize>) {
    let mut text = String::new();
    let mut places = Vec::with_capacity(words.len());
    for (index, word) in words.iter().enumerate() {
        places.push(text.len());
        text.push_str(&word.form);
        if word.space_after && index + 1 < words.len() {
            text.push(' ');
        }
    }
    (text, places)
}
