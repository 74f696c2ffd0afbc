//! Reads reports, each once: the words that they are compared by, and their sentences with who is named in them, when
//! they say it was, and whether they tell of the past or of things to come.

use std::ops::Range;

use copydesk_sdk::{Doc, LayerView, Span, names};
use copydesk_text::calendar::Date;
use copydesk_text::hash::FastMap;
use copydesk_text::words::fold;

use crate::copies;
use crate::forms::{Form, Forms, NONE, mark};
use crate::layers::{Layers, Open};
use crate::sparse::Sparse;
use crate::terms::Terms;
use crate::when::Said;

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
        let tokens = doc.needed(names::TOKENS);
        let mut sentence: Option<Open> = layers.next_sentence();
        let mut from = 0;
        while let Some(&start) = tokens.start.get(from) {
            while sentence.as_ref().is_some_and(|open| open.span.end <= start) {
                self.close(&mut sentence, &mut layers, &mut report);
                sentence = layers.next_sentence();
            }
            let end = sentence.as_ref().map_or(u32::MAX, |open| open.span.end);
            let to = from + tokens.start[from..].iter().take_while(|&&start| start < end).count();
            self.words((&tokens, from..to), sentence.as_mut(), &mut layers, &mut report);
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

    /// Reads the words up to the end of a sentence.
    fn words(
        &mut self,
        (tokens, rows): (&LayerView<'a>, Range<usize>),
        mut sentence: Option<&mut Open>,
        layers: &mut Layers<'a>,
        report: &mut Report,
    ) {
        // They are looked up before anything hangs on what they are: so the processor waits for many of them at once.
        let mut looked_up = std::mem::take(&mut self.looked_up);
        let text = layers.text();
        looked_up.extend(rows.clone().map(|row| self.forms.read(text, tokens.span(row), &mut self.terms)));
        for (row, form) in rows.zip(looked_up.drain(..)) {
            let start = tokens.start[row];
            if let Some(open) = sentence.as_mut().filter(|open| open.span.start <= start) {
                if open.is_read() && form.is(mark::CONTENT) && !layers.is_named(tokens.span(row), open) {
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
