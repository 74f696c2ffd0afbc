//! Reads reports, each once: the words that they are compared by, and their sentences with who is named in them, when
//! they say it was, and whether they tell of the past or of things to come.

use copydesk_sdk::{Doc, LayerView, Span, StringsView, names};
use copydesk_text::Segments;
use copydesk_text::calendar::Date;
use copydesk_text::hash::FastMap;
use copydesk_text::words::fold;

use crate::copies;
use crate::forms::{Form, Forms, NONE, mark};
use crate::sparse::Sparse;
use crate::terms::Terms;
use crate::when::{self, Said};

/// One report. Numbers of words and names are those of the collection's table once it has been merged there.
#[derive(Debug, Clone, Default)]
pub(crate) struct Report {
    /// Telling words, numbers and names with how much the report says about them; later a unit vector.
    pub features: Sparse,
    /// Day of publication, in days since 1970.
    pub published: Option<i64>,
    /// Runs of words, sampled.
    pub shingles: copies::Shingles,
    pub sentences: Vec<Told>,
    /// The names in all sentences, sentence by sentence, each once a sentence.
    pub names: Vec<u32>,
    /// The stems in all sentences outside names, each once a sentence.
    pub words: Vec<u32>,
    /// The dates in all sentences.
    pub said: Vec<Said>,
}

/// One sentence of a story.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told {
    pub span: Span,
    /// Its place among the sentences of the report's body, from 0; headlines before it have that of the next one.
    pub at: u32,
    /// Whether it tells of something to come, and of something done.
    pub future: bool,
    pub past: bool,
    names_end: u32,
    words_end: u32,
    said_end: u32,
}

impl Report {
    /// The names in a sentence, in rising order.
    pub(crate) fn names_in(&self, sentence: usize) -> &[u32] {
        let start = sentence.checked_sub(1).map_or(0, |before| self.sentences[before].names_end);
        &self.names[start as usize..self.sentences[sentence].names_end as usize]
    }

    /// The stems in a sentence outside names, in rising order.
    pub(crate) fn words_in(&self, sentence: usize) -> &[u32] {
        let start = sentence.checked_sub(1).map_or(0, |before| self.sentences[before].words_end);
        &self.words[start as usize..self.sentences[sentence].words_end as usize]
    }

    /// The dates in a sentence, in order.
    pub(crate) fn said_in(&self, sentence: usize) -> &[Said] {
        let start = sentence.checked_sub(1).map_or(0, |before| self.sentences[before].said_end);
        &self.said[start as usize..self.sentences[sentence].said_end as usize]
    }

    /// Whether one of its sentences names a weekday that needs an anchor.
    pub(crate) fn tells_of_weekday(&self) -> bool {
        self.said.iter().any(|said| matches!(said, Said::Weekday(_)))
    }

    /// The names and the stems in its sentences by the numbers of another table.
    pub(crate) fn renumbered(&self, numbers: &[u32]) -> (Vec<u32>, Vec<u32>) {
        let renumbered = |own: &[u32], end: fn(&Told) -> u32| {
            let mut own: Vec<u32> = own.iter().map(|&term| numbers[term as usize]).collect();
            let mut start = 0;
            for sentence in &self.sentences {
                let end = end(sentence) as usize;
                own[start..end].sort_unstable();
                start = end;
            }
            own
        };
        (renumbered(&self.names, |told| told.names_end), renumbered(&self.words, |told| told.words_end))
    }
}

/// The day of publication, in days since 1970.
pub(crate) fn published(doc: &Doc<'_>) -> Option<i64> {
    doc.meta("published").and_then(Date::parse_iso).map(Date::days)
}

/// Sentences of one report that are read; the longest reports are rarely about one story.
const MOST_SENTENCES: usize = 400;
/// Tokens of one sentence whose verbs and words are read.
const LONGEST: u32 = 200;
/// What a word of the title, of the first two sentences, and of the rest counts.
const TITLE: f32 = 2.0;
const LEAD: f32 = 1.5;
const REST: f32 = 1.0;

/// Reads a run of reports. Words and names are numbered in order of first appearance, so that runs merged in order have
/// the numbers of one long run.
#[derive(Debug, Default)]
pub(crate) struct Reader<'a> {
    forms: Forms<'a>,
    terms: Terms,
    surfaces: FastMap<&'a str, u32>,
    tally: Tally,
    run: Vec<u32>,
    /// The words of one sentence.
    looked_up: Vec<Form>,
}

impl<'a> Reader<'a> {
    /// A reader for so many bytes of text.
    pub(crate) fn new(bytes: usize) -> Self {
        Self { forms: Forms::with_capacity(bytes), ..Self::default() }
    }

    /// The words and names that were numbered.
    pub(crate) fn finish(self) -> Terms {
        self.terms
    }

    /// Reads one report, with the numbers of this run and plain counts.
    pub(crate) fn read(&mut self, doc: &Doc<'a>) -> Report {
        let mut report = Report { published: published(doc), ..Report::default() };
        let mut layers = Layers::of(doc);
        self.run.clear();
        let text = doc.text();
        let tokens = doc.needed(names::TOKENS);
        let mut sentence: Option<Open> = layers.next_sentence();
        let mut from = 0;
        while let Some(&start) = tokens.start.get(from) {
            while sentence.as_ref().is_some_and(|open| open.span.end <= start) {
                self.close(&mut sentence, &mut layers, &mut report);
                sentence = layers.next_sentence();
            }
            // The words of a sentence are looked up before anything hangs on what they are: so the processor waits for
            // many of them at once.
            let end = sentence.as_ref().map_or(u32::MAX, |open| open.span.end);
            let to = from + tokens.start[from..].iter().take_while(|&&start| start < end).count();
            let mut looked_up = std::mem::take(&mut self.looked_up);
            looked_up.extend((from..to).map(|row| self.forms.read(text, tokens.span(row), &mut self.terms)));
            for (row, form) in (from..to).zip(looked_up.drain(..)) {
                let start = tokens.start[row];
                if let Some(open) = sentence.as_mut().filter(|open| open.span.start <= start) {
                    if open.left > 0 && form.is(mark::CONTENT) && !layers.is_named(tokens.span(row), open) {
                        report.words.push(form.stem);
                    }
                    open.verb(form);
                }
                if !form.is(mark::WORD) || !layers.is_story(start) {
                    continue;
                }
                self.run.push(form.hash);
                if form.stem != NONE {
                    self.tally.add(form.stem, if start < layers.lead { LEAD } else { REST });
                }
            }
            self.looked_up = looked_up;
            from = to;
        }
        while sentence.is_some() {
            self.close(&mut sentence, &mut layers, &mut report);
            sentence = layers.next_sentence();
        }
        if !layers.headline {
            self.read_title(doc.meta("title").unwrap_or(""));
        }
        self.tally.drain(&mut report.features);
        report.shingles = copies::Shingles::of(&self.run);
        report
    }

    fn read_title(&mut self, title: &'a str) {
        for word in title.split(|c: char| !c.is_alphanumeric() && c != '.').map(|word| word.trim_matches('.'))
        {
            let form = self.forms.read_word(word, &mut self.terms);
            if form.stem != NONE {
                self.tally.add(form.stem, TITLE);
            }
        }
    }

    /// Ends a sentence: its names, its dates, its tense.
    fn close(&mut self, sentence: &mut Option<Open>, layers: &mut Layers<'a>, report: &mut Report) {
        let Some(mut open) = sentence.take() else { return };
        open.verb(Form { hash: 0, marks: 0, stem: NONE });
        settle(&mut report.words, report.sentences.last().map_or(0, |told| told.words_end as usize));
        let first = report.names.len();
        for row in layers.ents_in(open.span) {
            if !layers.is_name(row) {
                continue;
            }
            let id = layers.id(row);
            let number = if id.is_empty() { self.surface(layers.slice(row)) } else { self.terms.number(id) };
            let weight = if open.span.start < layers.lead { LEAD } else { REST };
            self.tally.add(number, weight);
            if !report.names[first..].contains(&number) {
                report.names.push(number);
            }
        }
        layers.said_in(open.span, &mut report.said);
        report.sentences.push(Told {
            span: open.span,
            at: open.at,
            future: open.future,
            past: open.past,
            names_end: report.names.len() as u32,
            words_end: report.words.len() as u32,
            said_end: report.said.len() as u32,
        });
    }

    /// The number of a name that nobody has resolved.
    fn surface(&mut self, surface: &'a str) -> u32 {
        if let Some(&known) = self.surfaces.get(surface) {
            return known;
        }
        let short: String = surface.chars().take(80).collect();
        let number = self.terms.number(&format!("e:{}", fold(&short)));
        self.surfaces.insert(surface, number);
        number
    }
}

/// Sorts what stands from `from` on and takes repetitions out.
fn settle(words: &mut Vec<u32>, from: usize) {
    words[from..].sort_unstable();
    let (mut end, mut last) = (from, NONE);
    for at in from..words.len() {
        let word = words[at];
        words[end] = word;
        end += usize::from(word != last);
        last = word;
    }
    words.truncate(end);
}

/// A sentence that is being read.
#[derive(Debug)]
struct Open {
    span: Span,
    at: u32,
    future: bool,
    past: bool,
    before: u16,
    left: u32,
}

impl Open {
    /// Takes the next word's part in the tense. What a word says may hang on the one after it, so each is judged when
    /// that comes.
    fn verb(&mut self, form: Form) {
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

/// The layers of one report, read from front to back.
struct Layers<'a> {
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
    lead: u32,
    /// Whether the text has a headline of its own.
    headline: bool,
}

impl<'a> Layers<'a> {
    fn of(doc: &Doc<'a>) -> Self {
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

    fn is_story(&mut self, offset: u32) -> bool {
        self.segments.is_story(offset)
    }

    fn next_sentence(&mut self) -> Option<Open> {
        let span = *self.sents.get(self.next_sent)?;
        self.next_sent += 1;
        self.named_until = 0;
        // Headlines are leads too, but do not push the first sentences of the body down.
        let at = self.body;
        self.body += u32::from(self.segments.segments.kind_at(span.start) != "headline");
        Some(Open { span, at, future: false, past: false, before: 0, left: LONGEST })
    }

    /// The mentions that begin in a sentence; sentences come in order.
    fn ents_in(&mut self, span: Span) -> std::ops::Range<usize> {
        let Some(ents) = &self.ents else { return 0..0 };
        advance(ents.start, &mut self.next_ent, span)..self.next_ent
    }

    /// Whether a word lies inside a mention that begins in its sentence; words come in order.
    fn is_named(&mut self, word: Span, sentence: &Open) -> bool {
        let Some(ents) = &self.ents else { return false };
        while let Some(&start) = ents.start.get(self.next_named).filter(|&&start| start <= word.start) {
            if start >= sentence.span.start {
                self.named_until = self.named_until.max(ents.end[self.next_named]);
            }
            self.next_named += 1;
        }
        word.end <= self.named_until
    }

    fn is_name(&self, ent: usize) -> bool {
        let label = self.ents.as_ref().and_then(|ents| ents.label.get(ent));
        label.and_then(|&label| self.name_labels.get(label as usize)).copied().unwrap_or(true)
    }

    fn id(&self, row: usize) -> &'a str {
        self.ids.map_or("", |ids| ids.get(row))
    }

    fn slice(&self, row: usize) -> &'a str {
        self.ents.as_ref().map_or("", |ents| ents.span(row).of(self.text))
    }

    /// The days that a sentence names. "Every Monday" and "three days" are none.
    fn said_in(&mut self, span: Span, said: &mut Vec<Said>) {
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

/// Sums by number.
#[derive(Debug, Default)]
struct Tally {
    sums: Vec<f32>,
    touched: Vec<u32>,
}

impl Tally {
    /// Adds a weight greater than 0.
    fn add(&mut self, number: u32, weight: f32) {
        let at = number as usize;
        if at >= self.sums.len() {
            self.sums.resize((at + 1).next_power_of_two(), 0.0);
        }
        if self.sums[at] == 0.0 {
            self.touched.push(number);
        }
        self.sums[at] += weight;
    }

    fn drain(&mut self, out: &mut Sparse) {
        out.reserve_exact(self.touched.len());
        out.extend(
            self.touched.drain(..).map(|number| (number, std::mem::take(&mut self.sums[number as usize]))),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let span = Span::new(0, 0);
            let mut open = Open { span, at: 0, future: false, past: false, before: 0, left: LONGEST };
            text.split(' ').chain([""]).for_each(|word| open.verb(forms.read_word(word, &mut terms)));
            assert_eq!((open.past, open.future), (past, future), "{text}");
        }
    }
}
