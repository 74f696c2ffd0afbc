//! Reads a part of the documents, on a thread of its own perhaps, with numbers of its own.

use std::sync::Arc;

use copydesk_sdk::{Doc, Docs, LayerView, Span, StringsView, names};
use copydesk_text::Segments;
use copydesk_text::calendar::Date;
use copydesk_text::words::fold;

use crate::corpus::{Forms, Report, Rows, Sentence};
use crate::damage::{is_damaged, stated_noise};
use crate::judge::{Fault, Named, Names, Tok, judge};
use crate::lists::{Lexicon, class};
use crate::marks::{is_cased, whole_quotations};
use crate::terms::{Entities, Terms};
use crate::words::{NO_FORM, NO_TERM, Shape, Words};

/// Lists of numbers that sentences have ranges of.
#[derive(Default)]
pub(crate) struct Columns {
    pub(crate) terms: Vec<u32>,
    pub(crate) plain: Vec<u32>,
    pub(crate) names: Vec<u32>,
    pub(crate) days: Vec<i64>,
}

impl Columns {
    /// Appends the lists of the next part and returns by how much its ranges move.
    pub(crate) fn append(&mut self, part: &mut Columns) -> (u32, u32, u32, u32) {
        let offsets = (
            self.terms.len() as u32,
            self.plain.len() as u32,
            self.names.len() as u32,
            self.days.len() as u32,
        );
        self.terms.append(&mut part.terms);
        self.plain.append(&mut part.plain);
        self.names.append(&mut part.names);
        self.days.append(&mut part.days);
        offsets
    }
}

/// What was read of a part of the run. Until [`Part::settle`] the lists of a sentence have repetitions and no order.
pub(crate) struct Part<'a> {
    pub(crate) reports: Vec<Report<'a>>,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) columns: Columns,
    pub(crate) forms: Forms,
    pub(crate) terms: Terms,
    pub(crate) entities: Entities<'a>,
    /// In how many documents each term stands.
    pub(crate) documents: Vec<u32>,
}

impl Part<'_> {
    /// Gives terms and entities the numbers that they have in the whole run.
    pub(crate) fn renumber(&mut self, numbers: Option<&(Vec<u32>, Vec<u32>)>) {
        let Some((terms, entities)) = numbers else { return };
        let renumber = |column: &mut [u32], numbers: &[u32]| {
            column.iter_mut().for_each(|number| *number = numbers[*number as usize]);
        };
        renumber(&mut self.columns.terms, terms);
        renumber(&mut self.columns.plain, terms);
        renumber(&mut self.columns.names, entities);
        for word in self.forms.words.iter_mut().filter(|word| word.term != NO_TERM) {
            word.term = terms[word.term as usize];
        }
    }

    /// Tags the forms that stand for a term with it.
    fn tag(&mut self) {
        for (tag, word) in self.forms.tags.iter_mut().zip(&self.forms.words) {
            if word.is_word() && word.term != NO_TERM {
                *tag = word.term;
            }
        }
    }

    /// Sorts the lists of every sentence, takes repetitions out, and measures the sentences.
    pub(crate) fn settle(&mut self, weights: &[f32]) {
        self.tag();
        let Columns { terms, plain, names, days } = &mut self.columns;
        let mut ends = [0; 4];
        for sentence in &mut self.sentences {
            sentence.terms = settle(terms, sentence.terms, &mut ends[0]);
            sentence.plain = settle(plain, sentence.plain, &mut ends[1]);
            sentence.names = settle(names, sentence.names, &mut ends[2]);
            sentence.days = settle(days, sentence.days, &mut ends[3]);
            let own = &terms[sentence.terms.0 as usize..sentence.terms.1 as usize];
            let squares: f32 = own.iter().map(|&term| weights[term as usize].powi(2)).sum();
            sentence.length = squares.sqrt().max(0.05);
        }
        terms.truncate(ends[0]);
        plain.truncate(ends[1]);
        names.truncate(ends[2]);
        days.truncate(ends[3]);
    }
}

/// Sorts a range of a column, takes repetitions out and moves it to `end`, which no later range begins before.
fn settle<T: Ord + Copy>(column: &mut [T], rows: Rows, end: &mut usize) -> Rows {
    let (from, to) = (rows.0 as usize, rows.1 as usize);
    column[from..to].sort_unstable();
    let (start, mut last) = (*end, None);
    for at in from..to {
        // Written in any case, kept where it is new: which of both it is cannot be foreseen.
        let value = column[at];
        column[*end] = value;
        *end += usize::from(last != Some(value));
        last = Some(value);
    }
    (start as u32, *end as u32)
}

/// Reads the documents `part` of a run, the first of which has the number `first`. `None` when the run was cancelled.
pub(crate) fn read<'a>(
    docs: &Docs<'a>,
    first: usize,
    part: &[Doc<'a>],
    lexicon: &Arc<Lexicon>,
) -> Option<Part<'a>> {
    let bytes = part.iter().map(|doc| doc.text().len()).sum();
    let mut reader = Reader {
        part: Part {
            reports: Vec::with_capacity(part.len()),
            sentences: Vec::with_capacity(bytes / 128),
            columns: Columns {
                terms: Vec::with_capacity(bytes / 10),
                plain: Vec::with_capacity(bytes / 12),
                names: Vec::with_capacity(bytes / 48),
                days: Vec::new(),
            },
            forms: Forms { of_token: Vec::with_capacity(bytes / 5), ..Forms::default() },
            terms: Terms::default(),
            entities: Entities::default(),
            documents: Vec::new(),
        },
        words: Words::new(Arc::clone(lexicon), bytes),
        last: Vec::new(),
        spans: Vec::new(),
        tokens: Vec::new(),
        named: Vec::new(),
        labels: Vec::new(),
    };
    for (at, doc) in part.iter().enumerate() {
        if docs.cancelled() {
            return None;
        }
        reader.read(*doc, (first + at) as u32);
    }
    let Reader { mut part, words, .. } = reader;
    part.documents.resize(words.terms.len(), 0);
    part.terms = words.terms;
    (part.forms.words, part.forms.cues, part.forms.tags) = (words.forms, words.cues, words.tags);
    Some(part)
}

/// A part under way, and scratch that is kept between documents.
struct Reader<'a> {
    part: Part<'a>,
    words: Words<'a>,
    /// The document that each term was seen in last.
    last: Vec<u32>,
    spans: Vec<Span>,
    tokens: Vec<Tok>,
    named: Vec<Named>,
    /// For each label of the document's mentions, whether a person may have it; `None` where it names nothing.
    labels: Vec<Option<bool>>,
}

/// The layers of one document, each with the row that was reached.
struct Layers<'a> {
    ents: Option<LayerView<'a>>,
    /// The ids of the mentions.
    ids: Option<StringsView<'a>>,
    dates: Option<LayerView<'a>>,
    token: usize,
    ent: usize,
    date: usize,
    /// Whether the text has capitals inside its sentences.
    cased: bool,
    /// What speaks against the sentences, where a stage has looked.
    noise: Option<LayerView<'a>>,
}

/// The rows of a layer that begin inside `span`, which lies behind those asked for before.
fn rows_in(layer: &LayerView<'_>, span: Span, next: &mut usize) -> std::ops::Range<usize> {
    let starts = layer.start;
    while starts.get(*next).is_some_and(|&start| start < span.start) {
        *next += 1;
    }
    let from = *next;
    while starts.get(*next).is_some_and(|&start| start < span.end) {
        *next += 1;
    }
    from..*next
}

impl<'a> Reader<'a> {
    fn read(&mut self, doc: Doc<'a>, index: u32) {
        let text = doc.text();
        let ents = doc.layer(names::ENTS);
        let ids = ents.as_ref().and_then(|ents| ents.attrs.iter().find(|attr| attr.0 == "id"));
        let mut layers = Layers {
            ids: ids.map(|attr| attr.1),
            ents,
            dates: doc.layer(names::DATES),
            token: 0,
            ent: 0,
            date: 0,
            cased: is_cased(text),
            noise: doc.layer("noise"),
        };
        let segments = Segments::of(&doc);
        let markup = segments.of_kind("markup").next().is_some();
        self.named_labels(&layers);
        let first = self.part.sentences.len();
        let mut report = Report {
            doc,
            text,
            segments,
            sentences: first..first,
            published: doc.meta("published").and_then(Date::parse_iso),
            tokens: doc.needed(names::TOKENS),
            ents: None,
            part: 0,
            first_token: self.part.forms.of_token.len() as u32,
            markup,
            noise: stated_noise(doc),
            words: 0,
            articles: 0,
        };
        let mut place = 0;
        let mut spans = std::mem::take(&mut self.spans);
        whole_quotations(text, doc.needed(names::SENTS).spans(), &mut spans);
        for &span in &spans {
            let sentence = self.sentence(span, index, place, &mut report, &mut layers);
            if sentence.is_body() {
                place += 1;
                self.count(sentence.terms, index);
            }
            self.part.sentences.push(sentence);
        }
        self.spans = spans;
        report.ents = layers.ents;
        report.sentences = first..self.part.sentences.len();
        self.part.forms.of_token.resize(report.first_token as usize + report.tokens.len(), NO_FORM);
        self.part.reports.push(report);
    }

    /// Counts the documents of the terms of a body sentence.
    fn count(&mut self, terms: Rows, doc: u32) {
        self.last.resize(self.words.terms.len(), u32::MAX);
        self.part.documents.resize(self.words.terms.len(), 0);
        for &term in &self.part.columns.terms[terms.0 as usize..terms.1 as usize] {
            let last = &mut self.last[term as usize];
            self.part.documents[term as usize] += u32::from(*last != doc);
            *last = doc;
        }
    }

    fn sentence(
        &mut self,
        span: Span,
        doc: u32,
        place: u32,
        report: &mut Report<'a>,
        layers: &mut Layers<'a>,
    ) -> Sentence {
        let kind = report.segments.kind_at(span.start);
        let headline = kind == "headline";
        let story = headline || kind == "body";
        let text = report.text;
        let columns = &self.part.columns;
        let starts = [columns.terms.len(), columns.plain.len(), columns.names.len(), columns.days.len()];
        let rows = rows_in(&report.tokens, span, &mut layers.token);
        self.tokens(rows.clone(), report);
        self.names(span, text, layers);
        self.plain(layers.ents.is_some());
        self.days(span, layers);
        // Without capitals nobody finds names reliably.
        let named = match (layers.cased, &layers.ents) {
            (false, _) => Names::Unknown,
            (true, Some(_)) => Names::Found(&self.named),
            (true, None) => Names::Capitals,
        };
        let mut verdict = judge(text, &mut self.tokens, named);
        let last = self.tokens.last().map_or(span.start, |token| token.span.start);
        if story && verdict.fault.is_none() && is_damaged(&layers.noise, span) {
            verdict.fault = Some(Fault::Broken);
        }
        if !story || report.segments.kind_at(last) != kind {
            verdict.fault = Some(if story { Fault::Broken } else { Fault::NotStory });
        }
        if story && !headline {
            report.words += self.tokens.iter().filter(|token| token.is_word()).count() as u32;
            report.articles += self.tokens.iter().filter(|token| token.is(class::ARTICLE)).count() as u32;
        }
        let columns = &self.part.columns;
        Sentence {
            doc,
            span,
            place,
            headline,
            verdict,
            words: count_words(&self.tokens),
            length: 0.0,
            oddities: oddities(&self.tokens),
            tokens: (rows.start as u32, rows.end as u32),
            terms: (starts[0] as u32, columns.terms.len() as u32),
            plain: (starts[1] as u32, columns.plain.len() as u32),
            names: (starts[2] as u32, columns.names.len() as u32),
            days: (starts[3] as u32, columns.days.len() as u32),
        }
    }

    fn tokens(&mut self, rows: std::ops::Range<usize>, report: &Report<'a>) {
        self.tokens.clear();
        let of_token = &mut self.part.forms.of_token;
        of_token.resize(report.first_token as usize + rows.start, NO_FORM);
        for row in rows {
            let span = report.tokens.span(row);
            if report.markup && report.segments.is_markup(span.start) {
                of_token.push(NO_FORM);
                continue;
            }
            let (word, form) = self.words.look_up(report.text, span);
            of_token.push(form);
            self.tokens.push(Tok { span, word, quoted: false });
        }
        // In a loop of its own: so the processor waits for many words at once.
        let terms = self.tokens.iter().map(|token| token.word.term);
        self.part.columns.terms.extend(terms.filter(|&term| term != NO_TERM));
    }

    /// Looks at the labels of a document's mentions once.
    fn named_labels(&mut self, layers: &Layers<'a>) {
        self.labels.clear();
        let labels = layers.ents.as_ref().map(|ents| ents.labels).unwrap_or_default();
        self.labels.extend(
            labels.iter().map(|label| is_name(label).then_some(matches!(label, "PERSON" | "PER" | "MISC"))),
        );
    }

    fn names(&mut self, span: Span, text: &'a str, layers: &mut Layers<'a>) {
        self.named.clear();
        let Some(ents) = &layers.ents else { return };
        for row in rows_in(ents, span, &mut layers.ent) {
            // A mention without a label may be a person.
            let label = ents.label.get(row).and_then(|&label| self.labels.get(label as usize));
            let Some(person) = label.copied().unwrap_or(Some(true)) else { continue };
            let span = ents.span(row);
            self.named.push(Named { span, person });
            let entities = &mut self.part.entities;
            let id = layers.ids.map_or("", |ids| ids.get(row));
            let entity =
                if id.is_empty() { entities.of_text(&fold(span.of(text))) } else { entities.of_id(id) };
            self.part.columns.names.push(entity);
        }
    }

    fn days(&mut self, span: Span, layers: &mut Layers<'a>) {
        let Some(dates) = &layers.dates else { return };
        for row in rows_in(dates, span, &mut layers.date) {
            if matches!(dates.label(row), Some("DATE" | "TIME")) {
                let value = dates.attr(row, "value");
                let date = value.and_then(|value| Date::parse_iso(value.split('/').next().unwrap_or("")));
                self.part.columns.days.extend(date.map(Date::days));
            }
        }
    }

    /// Collects the terms outside names and roles. Where nobody looked for names, capitals are taken for them.
    fn plain(&mut self, looked: bool) {
        let mut named = self.named.iter().map(|named| named.span).peekable();
        for (at, token) in self.tokens.iter().enumerate() {
            while named.next_if(|name| name.end <= token.span.start).is_some() {}
            let in_name = if looked {
                named.peek().is_some_and(|name| name.start <= token.span.start)
            } else {
                at > 0 && token.word.shape == Shape::Upper
            };
            if !in_name && token.word.term != NO_TERM && !token.is(class::ROLE) {
                self.part.columns.plain.push(token.word.term);
            }
        }
    }
}

/// Whether mentions with this label name something.
fn is_name(label: &str) -> bool {
    !matches!(label, "DATE" | "TIME" | "MONEY" | "PERCENT" | "CARDINAL" | "ORDINAL" | "QUANTITY" | "DURATION")
}

/// Words between blanks: tokens that do not begin where the one before ends.
fn count_words(tokens: &[Tok]) -> u32 {
    let mut end = u32::MAX;
    let mut words = 0;
    for token in tokens {
        words += u32::from(token.span.start != end);
        end = token.span.end;
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
