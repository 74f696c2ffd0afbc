//! The layers of one report, read from front to back: its sentences, who is named in them and when they say it was.

use copydesk_sdk::{Doc, LayerView, Span, StringsView, names};
use copydesk_text::Segments;

use crate::forms::{Form, mark};
use crate::when::{self, Said};

/// Sentences of one report that are read; the longest reports are rarely about one story.
const MOST_SENTENCES: usize = 400;
/// Tokens of one sentence whose verbs and words are read.
const LONGEST: u32 = 200;

/// A sentence that is being read.
#[derive(Debug)]
pub(crate) struct Open {
    pub span: Span,
    pub at: u32,
    pub future: bool,
    pub past: bool,
    before: u16,
    left: u32,
}

impl Open {
    fn new(span: Span, at: u32) -> Self {
        Self { span, at, future: false, past: false, before: 0, left: LONGEST }
    }

    /// Whether its next word is read still.
    pub(crate) fn is_read(&self) -> bool {
        self.left > 0
    }

    /// Takes the next word's part in the tense. What a word says may hang on the one after it, so each is judged when
    /// that comes.
    pub(crate) fn verb(&mut self, form: Form) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        let before = self.before;
        let to = form.is(mark::TO);
        self.past |= before & mark::PAST != 0 || (before & mark::SET != 0 && !to);
        self.future |= before & mark::FUTURE != 0
            || (before & mark::PLAN != 0 && to)
            || (before & mark::COMING != 0 && form.is(mark::PERIOD));
        self.before = form.marks;
    }
}

/// The layers, each with how far it was read.
pub(crate) struct Layers<'a> {
    text: &'a str,
    sents: Vec<Span>,
    next_sent: usize,
    body: u32,
    segments: Kinds<'a>,
    ents: Option<LayerView<'a>>,
    ids: Option<StringsView<'a>>,
    /// Which labels are those of names.
    name_labels: Vec<bool>,
    next_ent: usize,
    /// The first mention that no word has been set against, and how far those before it in its sentence reach.
    next_named: usize,
    named_until: u32,
    dates: Option<LayerView<'a>>,
    next_date: usize,
    /// Where the second sentence of the story ends: what a report is about stands before.
    pub lead: u32,
    /// Whether the text has a headline of its own.
    pub headline: bool,
}

impl<'a> Layers<'a> {
    pub(crate) fn of(doc: &Doc<'a>) -> Self {
        let text = doc.text();
        let mut segments = Kinds::new(doc);
        let mut sents: Vec<Span> = match doc.layer(names::SENTS) {
            Some(sents) => sents.spans().collect(),
            None => paragraphs(text),
        };
        sents.retain(|span| segments.is_story(span.start));
        segments.rewind();
        let headline = segments.segments.of_kind("headline").next().is_some();
        let lead = sents.get(1).map_or(0, |span| span.end);
        sents.truncate(MOST_SENTENCES);
        let ents = doc.layer(names::ENTS);
        let name_labels = ents.iter().flat_map(|ents| ents.labels.iter()).map(is_name).collect();
        let ids = ents.as_ref().and_then(|ents| ents.attrs.iter().find(|(name, _)| *name == "id"));
        Self {
            text,
            sents,
            next_sent: 0,
            body: 0,
            headline,
            segments,
            ids: ids.map(|(_, ids)| *ids),
            ents,
            name_labels,
            next_ent: 0,
            next_named: 0,
            named_until: 0,
            dates: doc.layer(names::DATES),
            next_date: 0,
            lead,
        }
    }

    /// The report's text.
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    pub(crate) fn is_story(&mut self, offset: u32) -> bool {
        self.segments.is_story(offset)
    }

    pub(crate) fn next_sentence(&mut self) -> Option<Open> {
        let span = *self.sents.get(self.next_sent)?;
        self.next_sent += 1;
        self.named_until = 0;
        // Headlines are leads too, but do not push the first sentences of the body down.
        let at = self.body;
        self.body += u32::from(self.segments.segments.kind_at(span.start) != "headline");
        Some(Open::new(span, at))
    }

    /// The mentions that begin in a sentence; sentences come in order.
    pub(crate) fn ents_in(&mut self, span: Span) -> std::ops::Range<usize> {
        let Some(ents) = &self.ents else { return 0..0 };
        advance(ents.start, &mut self.next_ent, span)..self.next_ent
    }

    /// Whether a word lies inside a mention that begins in its sentence; words come in order.
    pub(crate) fn is_named(&mut self, word: Span, sentence: &Open) -> bool {
        let Some(ents) = &self.ents else { return false };
        while let Some(&start) = ents.start.get(self.next_named).filter(|&&start| start <= word.start) {
            if start >= sentence.span.start {
                self.named_until = self.named_until.max(ents.end[self.next_named]);
            }
            self.next_named += 1;
        }
        word.end <= self.named_until
    }

    pub(crate) fn is_name(&self, ent: usize) -> bool {
        let label = self.ents.as_ref().and_then(|ents| ents.label.get(ent));
        label.and_then(|&label| self.name_labels.get(label as usize)).copied().unwrap_or(true)
    }

    pub(crate) fn id(&self, row: usize) -> &'a str {
        self.ids.map_or("", |ids| ids.get(row))
    }

    pub(crate) fn slice(&self, row: usize) -> &'a str {
        self.ents.as_ref().map_or("", |ents| ents.span(row).of(self.text))
    }

    /// The days that a sentence names. "Every Monday" and "three days" are none.
    pub(crate) fn said_in(&mut self, span: Span, said: &mut Vec<Said>) {
        let Some(dates) = &self.dates else { return };
        let from = advance(dates.start, &mut self.next_date, span);
        for row in from..self.next_date {
            if matches!(dates.label(row), None | Some("DATE" | "TIME")) {
                let value = dates.attr(row, "value").unwrap_or("");
                said.extend(when::read(value, dates.span(row).of(self.text)));
            }
        }
    }
}

/// Moves on to the first row behind a sentence and returns the first row in it.
fn advance(starts: &[u32], next: &mut usize, span: Span) -> usize {
    while starts.get(*next).is_some_and(|&start| start < span.start) {
        *next += 1;
    }
    let from = *next;
    while starts.get(*next).is_some_and(|&start| start < span.end) {
        *next += 1;
    }
    from
}

/// Whether a label is one of names rather than of times and quantities.
fn is_name(label: &str) -> bool {
    !matches!(
        label,
        "DATE" | "TIME" | "DURATION" | "SET" | "MONEY" | "PERCENT" | "CARDINAL" | "ORDINAL" | "QUANTITY"
    )
}

fn paragraphs(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim().is_empty() {
            spans.push(Span::new(start as u32, (start + line.trim_end().len()) as u32));
        }
        start += line.len();
    }
    spans
}

/// Whether places belong to the story, asked in rising order: remembers the segment of the last answer.
struct Kinds<'a> {
    segments: Segments<'a>,
    until: u32,
    story: bool,
    boundaries: Vec<u32>,
    next: usize,
}

impl<'a> Kinds<'a> {
    fn new(doc: &Doc<'a>) -> Self {
        let mut boundaries = Vec::new();
        if let Some(layer) = doc.layer(names::SEGMENTS) {
            boundaries.extend(layer.start.iter().chain(layer.end).copied());
            boundaries.sort_unstable();
        }
        Self { segments: Segments::of(doc), until: 0, story: true, boundaries, next: 0 }
    }

    fn rewind(&mut self) {
        self.until = 0;
        self.next = 0;
    }

    fn is_story(&mut self, offset: u32) -> bool {
        if offset >= self.until {
            while self.boundaries.get(self.next).is_some_and(|&edge| edge <= offset) {
                self.next += 1;
            }
            self.until = self.boundaries.get(self.next).copied().unwrap_or(u32::MAX);
            self.story = self.segments.is_story(offset);
        }
        self.story
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::Forms;
    use crate::terms::Terms;

    #[test]
    fn verbs_tell_the_tense() {
        for (text, past, future) in [
            ("she arrived in Wid", true, false),
            ("she will arrive", false, true),
            ("she announced she will fly to Wid in the coming weeks", true, true),
            ("he is to meet her", false, true),
            ("they met", true, false),
            ("they are getting set to play", false, true),
            ("the plans of the company", false, false),
        ] {
            let (mut forms, mut terms) = (Forms::default(), Terms::default());
            let mut open = Open::new(Span::new(0, 0), 0);
            text.split(' ').chain([""]).for_each(|word| open.verb(forms.read_word(word, &mut terms)));
            assert_eq!((open.past, open.future), (past, future), "{text}");
        }
    }
}
