//! The documents of a run as this stage reads them: sentences with their words, names and dates as small numbers.

use std::sync::Arc;

use copydesk_sdk::{Doc, Docs, LayerView, Span, names};
use copydesk_text::Segments;
use copydesk_text::calendar::Date;
use copydesk_text::words::fold;

use crate::judge::{Fault, Named, Names, Tok, Verdict, judge};
use crate::lists::{Lexicon, class};
use crate::marks::{is_cased, whole_quotations};
use crate::rank::weights;
use crate::words::{NO_TERM, Shape, Words};
use copydesk_text::hash::FastMap;

/// Labels of mentions that name nothing.
const NOT_NAMES: [&str; 8] =
    ["DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "ORDINAL", "QUANTITY", "DURATION"];

/// Range in one of the flat columns of [`Corpus`].
type Rows = (u32, u32);

/// A sentence of a document.
#[derive(Debug, Clone)]
pub(crate) struct Sentence {
    pub(crate) doc: u32,
    pub(crate) span: Span,
    /// Its number among the body sentences of its document, from 0.
    pub(crate) place: u32,
    pub(crate) headline: bool,
    pub(crate) verdict: Verdict,
    /// Words between blanks.
    pub(crate) words: u32,
    /// The length of its vector of weighted terms; never 0.
    pub(crate) length: f32,
    /// Words that hint at machine translation, per sentence.
    pub(crate) oddities: u8,
    terms: Rows,
    plain: Rows,
    names: Rows,
    days: Rows,
}

impl Sentence {
    /// Whether it stands in the body of a report.
    pub(crate) fn is_body(&self) -> bool {
        !self.headline && self.verdict.fault != Some(Fault::NotStory)
    }
}

/// One document.
pub(crate) struct Report<'a> {
    pub(crate) doc: Doc<'a>,
    pub(crate) segments: Segments<'a>,
    /// Its rows in [`Corpus::sentences`].
    pub(crate) sentences: std::ops::Range<usize>,
    pub(crate) published: Option<Date>,
    /// Its tokens.
    pub(crate) tokens: LayerView<'a>,
    /// Whether tags or template tokens stand in its text.
    pub(crate) markup: bool,
    /// Its words inside sentences, in order: the term, and whether it is written with a capital.
    pub(crate) cased: Vec<(u32, bool)>,
    /// Last words of the names of persons, by term.
    pub(crate) surnames: Vec<u32>,
    pub(crate) words: u32,
    pub(crate) articles: u32,
}

/// All documents of a run.
pub(crate) struct Corpus<'a> {
    pub(crate) reports: Vec<Report<'a>>,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) words: Words<'a>,
    /// Name of each entity: its id, or its folded text where nobody resolved it.
    pub(crate) entities: Vec<String>,
    terms: Vec<u32>,
    plain: Vec<u32>,
    names: Vec<u32>,
    days: Vec<i64>,
}

impl<'a> Corpus<'a> {
    /// The distinct content terms of a sentence, ascending.
    pub(crate) fn terms(&self, sentence: &Sentence) -> &[u32] {
        cut(&self.terms, sentence.terms)
    }

    /// Those among them that are not part of a name or a role, ascending.
    pub(crate) fn plain(&self, sentence: &Sentence) -> &[u32] {
        cut(&self.plain, sentence.plain)
    }

    /// The distinct entities that a sentence names, ascending.
    pub(crate) fn names(&self, sentence: &Sentence) -> &[u32] {
        cut(&self.names, sentence.names)
    }

    /// The distinct days that a sentence names, as days since 1970, ascending.
    pub(crate) fn days(&self, sentence: &Sentence) -> &[i64] {
        cut(&self.days, sentence.days)
    }

    /// Weighs the terms and measures every sentence by them.
    pub(crate) fn weigh(&mut self) -> Vec<f32> {
        let weights = weights(self);
        for sentence in &mut self.sentences {
            let terms = cut(&self.terms, sentence.terms);
            let squares: f32 = terms.iter().map(|&term| weights[term as usize].powi(2)).sum();
            sentence.length = squares.sqrt().max(0.05);
        }
        weights
    }

    /// The text of a span as it is printed.
    pub(crate) fn printed(&self, doc: u32, span: Span) -> String {
        let report = &self.reports[doc as usize];
        let text = report.doc.slice(span);
        if !report.markup && is_tidy(text) {
            return text.to_owned();
        }
        report.segments.printed(&report.doc, span)
    }

    /// The sentence of a document that holds `offset`.
    pub(crate) fn sentence_at(&self, doc: u32, offset: u32) -> Option<usize> {
        let rows = self.reports.get(doc as usize)?.sentences.clone();
        let sentences = self.sentences.get(rows.clone())?;
        let after = sentences.partition_point(|sentence| sentence.span.start <= offset);
        let row = after.checked_sub(1)?;
        (sentences[row].span.end > offset).then_some(rows.start + row)
    }

    /// Reads all documents. `None` when the run was cancelled.
    pub(crate) fn read(docs: &Docs<'a>, lexicon: Arc<Lexicon>) -> Option<Self> {
        let mut corpus = Self {
            reports: Vec::with_capacity(docs.len()),
            sentences: Vec::new(),
            words: Words::new(lexicon, docs.iter().map(|doc| doc.text().len()).sum()),
            entities: Vec::new(),
            terms: Vec::new(),
            plain: Vec::new(),
            names: Vec::new(),
            days: Vec::new(),
        };
        let mut reader = Reader::default();
        for doc in docs.iter() {
            if docs.cancelled() {
                return None;
            }
            reader.read(*doc, &mut corpus);
        }
        Some(corpus)
    }
}

fn cut<T>(column: &[T], rows: Rows) -> &[T] {
    column.get(rows.0 as usize..rows.1 as usize).unwrap_or(&[])
}

/// Appends `scratch` to a column, sorted and without repetition.
fn store<T: Ord + Copy>(column: &mut Vec<T>, scratch: &mut Vec<T>) -> Rows {
    scratch.sort_unstable();
    scratch.dedup();
    let start = column.len() as u32;
    column.append(scratch);
    (start, column.len() as u32)
}

/// Scratch for reading, kept between documents.
#[derive(Default)]
struct Reader<'a> {
    spans: Vec<Span>,
    tokens: Vec<Tok>,
    named: Vec<Named>,
    terms: Vec<u32>,
    plain: Vec<u32>,
    names: Vec<u32>,
    days: Vec<i64>,
    entity_ids: FastMap<&'a str, u32>,
    entity_texts: FastMap<String, u32>,
}

/// The layers of one document.
struct Layers<'a> {
    ents: Option<LayerView<'a>>,
    dates: Option<LayerView<'a>>,
    /// Whether the text has capitals inside its sentences.
    cased: bool,
}

impl<'a> Reader<'a> {
    fn read(&mut self, doc: Doc<'a>, corpus: &mut Corpus<'a>) {
        let layers = Layers {
            ents: doc.layer(names::ENTS),
            dates: doc.layer(names::DATES),
            cased: is_cased(doc.text()),
        };
        let segments = Segments::of(&doc);
        let index = corpus.reports.len() as u32;
        let first = corpus.sentences.len();
        let mut report = Report {
            doc,
            segments,
            sentences: first..first,
            published: doc.meta("published").and_then(Date::parse_iso),
            tokens: doc.needed(names::TOKENS),
            markup: doc
                .layer(names::SEGMENTS)
                .is_some_and(|layer| layer.labels.iter().any(|label| label == "markup")),
            cased: Vec::new(),
            surnames: Vec::new(),
            words: 0,
            articles: 0,
        };
        let mut place = 0;
        let mut spans = std::mem::take(&mut self.spans);
        whole_quotations(doc.text(), doc.needed(names::SENTS).spans(), &mut spans);
        for &span in &spans {
            let sentence = self.sentence(span, index, place, &mut report, &layers, corpus);
            place += u32::from(sentence.is_body());
            corpus.sentences.push(sentence);
        }
        self.spans = spans;
        report.sentences = first..corpus.sentences.len();
        report.surnames.sort_unstable();
        report.surnames.dedup();
        corpus.reports.push(report);
    }

    fn sentence(
        &mut self,
        span: Span,
        doc: u32,
        place: u32,
        report: &mut Report<'a>,
        layers: &Layers<'a>,
        corpus: &mut Corpus<'a>,
    ) -> Sentence {
        let kind = report.segments.kind_at(span.start);
        let headline = kind == "headline";
        let story = headline || kind == "body";
        let text = report.doc.text();
        self.tokens(span, report, corpus);
        self.names(span, text, report, layers, corpus);
        self.plain(layers.ents.is_some());
        if let Some(dates) = &layers.dates {
            for row in dates.rows_in(span) {
                let date = dates
                    .attr(row, "value")
                    .and_then(|value| Date::parse_iso(value.split('/').next().unwrap_or("")));
                self.days.extend(
                    date.filter(|_| matches!(dates.label(row), Some("DATE" | "TIME"))).map(Date::days),
                );
            }
        }
        // Without capitals nobody finds names reliably.
        let named = match (layers.cased, &layers.ents) {
            (false, _) => Names::Unknown,
            (true, Some(_)) => Names::Found(&self.named),
            (true, None) => Names::Capitals,
        };
        let mut verdict = judge(text, &mut self.tokens, named);
        let last = self.tokens.last().map_or(span.start, |token| token.span.start);
        if !story || report.segments.kind_at(last) != kind {
            verdict.fault = Some(if story { Fault::Broken } else { Fault::NotStory });
        }
        if story && !headline {
            self.count_casing(report);
        }
        Sentence {
            doc,
            span,
            place,
            headline,
            verdict,
            words: count_words(span.of(text)),
            length: 0.0,
            oddities: oddities(&self.tokens),
            terms: store(&mut corpus.terms, &mut self.terms),
            plain: store(&mut corpus.plain, &mut self.plain),
            names: store(&mut corpus.names, &mut self.names),
            days: store(&mut corpus.days, &mut self.days),
        }
    }

    fn tokens(&mut self, span: Span, report: &Report<'a>, corpus: &mut Corpus<'a>) {
        self.tokens.clear();
        self.terms.clear();
        let text = report.doc.text();
        for row in report.tokens.rows_in(span) {
            let span = report.tokens.span(row);
            if report.markup && report.segments.is_markup(span.start) {
                continue;
            }
            let word = corpus.words.look_up(span.of(text));
            self.tokens.push(Tok { span, word, quoted: false });
            if word.term != NO_TERM {
                self.terms.push(word.term);
            }
        }
    }

    fn names(
        &mut self,
        span: Span,
        text: &'a str,
        report: &mut Report<'a>,
        layers: &Layers<'a>,
        corpus: &mut Corpus<'a>,
    ) {
        self.named.clear();
        self.names.clear();
        let Some(ents) = &layers.ents else { return };
        for row in ents.rows_in(span) {
            let label = ents.label(row).unwrap_or("");
            if NOT_NAMES.contains(&label) {
                continue;
            }
            let span = ents.span(row);
            self.named.push(Named { span, person: matches!(label, "PERSON" | "PER" | "MISC" | "") });
            let next = corpus.entities.len() as u32;
            let entity = match ents.attr(row, "id") {
                Some(id) => *self.entity_ids.entry(id).or_insert(next),
                None => *self.entity_texts.entry(fold(span.of(text))).or_insert(next),
            };
            if entity == next {
                corpus
                    .entities
                    .push(ents.attr(row, "id").map_or_else(|| span.of(text).to_owned(), str::to_owned));
            }
            self.names.push(entity);
            if matches!(label, "PERSON" | "PER") {
                let after = self.tokens.partition_point(|token| token.span.end <= span.end);
                let last = self.tokens[..after].last();
                let surname = last.filter(|token| token.span.start >= span.start && token.span.len() >= 4);
                report.surnames.extend(surname.map(|token| token.word.term).filter(|&term| term != NO_TERM));
            }
        }
    }

    /// Collects the terms outside names and roles. Where nobody looked for names, capitals are taken for them.
    fn plain(&mut self, looked: bool) {
        self.plain.clear();
        let mut named = self.named.iter().map(|named| named.span).peekable();
        for (at, token) in self.tokens.iter().enumerate() {
            while named.next_if(|name| name.end <= token.span.start).is_some() {}
            let in_name = if looked {
                named.peek().is_some_and(|name| name.start <= token.span.start)
            } else {
                at > 0 && token.word.shape == Shape::Upper
            };
            if !in_name && token.word.term != NO_TERM && !token.is(class::ROLE) {
                self.plain.push(token.word.term);
            }
        }
    }

    fn count_casing(&self, report: &mut Report<'_>) {
        report.words += self.tokens.iter().filter(|token| token.is_word()).count() as u32;
        report.articles += self.tokens.iter().filter(|token| token.is(class::ARTICLE)).count() as u32;
        for token in self.tokens.iter().skip(1) {
            if token.word.term != NO_TERM && token.span.len() >= 4 && token.word.shape != Shape::Other {
                report.cased.push((token.word.term, token.word.shape == Shape::Upper));
            }
        }
    }
}

/// Whether a text is printed as it stands: single blanks, none at its ends, and no other white space.
fn is_tidy(text: &str) -> bool {
    let mut blank = true;
    for byte in text.bytes() {
        if byte < b' ' || blank && byte == b' ' {
            return false;
        }
        blank = byte == b' ';
    }
    !blank && (text.is_ascii() || !text.chars().any(|c| !c.is_ascii() && c.is_whitespace()))
}

/// Words between blanks.
fn count_words(text: &str) -> u32 {
    if !text.is_ascii() {
        return text.split_whitespace().count() as u32;
    }
    let (mut words, mut blank) = (0, true);
    for byte in text.bytes() {
        let next = matches!(byte, b'\t'..=b'\r' | b' ');
        words += u32::from(blank && !next);
        blank = next;
    }
    words
}

/// Pairs of words that English does not have: an article before a preposition or a verb, a word twice.
fn oddities(tokens: &[Tok]) -> u8 {
    let odd = tokens.windows(2).filter(|pair| match pair {
        [a, b] => {
            let articles = a.is(class::ARTICLE)
                && a.word.shape == Shape::Lower
                && b.is(class::NO_NOUN)
                && b.word.shape == Shape::Lower;
            let twice =
                a.is_word() && a.word.shape == Shape::Lower && a.word == b.word && a.is(class::FUNCTION);
            (articles || twice) && a.span.len() > 1
        }
        _ => false,
    });
    u8::try_from(odd.count()).unwrap_or(u8::MAX)
}
