//! The documents of a run as this stage reads them: sentences with their words, names and dates as small numbers.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use copydesk_sdk::{Doc, Docs, LayerView, Span, parallel};
use copydesk_text::Segments;
use copydesk_text::calendar::Date;

use crate::judge::{Fault, Verdict};
use crate::lists::Lexicon;
use crate::rank::weights;
use crate::reader::{Columns, Part, read};
use crate::terms::{Entities, Terms};
use crate::words::{NO_FORM, NO_TAG, NO_TERM, Shape, Word};

/// Range in one of the flat columns of [`Corpus`].
pub(crate) type Rows = (u32, u32);

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
    /// Its tokens, as rows of the layer.
    pub(crate) tokens: Rows,
    pub(crate) terms: Rows,
    pub(crate) plain: Rows,
    pub(crate) names: Rows,
    pub(crate) days: Rows,
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
    pub(crate) text: &'a str,
    pub(crate) segments: Segments<'a>,
    /// Its rows in [`Corpus::sentences`].
    pub(crate) sentences: std::ops::Range<usize>,
    pub(crate) published: Option<Date>,
    /// Its tokens.
    pub(crate) tokens: LayerView<'a>,
    /// Its mentions, where a stage looked for them.
    pub(crate) ents: Option<LayerView<'a>>,
    /// The part of the run that read it, and where its tokens begin there.
    pub(crate) part: u32,
    pub(crate) first_token: u32,
    /// Whether tags or template tokens stand in its text.
    pub(crate) markup: bool,
    /// How noisy its language is, where its metadata says so: 1 for a translation.
    pub(crate) noise: Option<f32>,
    pub(crate) words: u32,
    pub(crate) articles: u32,
}

/// What each token of a part is: its form, and what the forms are.
#[derive(Default)]
pub(crate) struct Forms {
    pub(crate) of_token: Vec<u32>,
    pub(crate) words: Vec<Word>,
    /// The cues of each form.
    pub(crate) cues: Vec<u32>,
    /// The term of each form, for words without one a number that is none of a term, and for marks none.
    pub(crate) tags: Vec<u32>,
}

/// All documents of a run.
pub(crate) struct Corpus<'a> {
    pub(crate) reports: Vec<Report<'a>>,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) terms: Terms,
    /// Weight of every term, 0.02 to about 1.
    pub(crate) weights: Vec<f32>,
    /// Number of entities.
    pub(crate) entities: usize,
    /// Whether each term is written in small letters somewhere.
    pub(crate) lower: Vec<bool>,
    forms: Vec<Forms>,
    columns: Columns,
}

impl<'a> Corpus<'a> {
    /// The distinct content terms of a sentence, ascending.
    pub(crate) fn terms(&self, sentence: &Sentence) -> &[u32] {
        cut(&self.columns.terms, sentence.terms)
    }

    /// Those among them that are not part of a name or a role, ascending.
    pub(crate) fn plain(&self, sentence: &Sentence) -> &[u32] {
        cut(&self.columns.plain, sentence.plain)
    }

    /// The distinct entities that a sentence names, ascending.
    pub(crate) fn names(&self, sentence: &Sentence) -> &[u32] {
        cut(&self.columns.names, sentence.names)
    }

    /// The distinct days that a sentence names, as days since 1970, ascending.
    pub(crate) fn days(&self, sentence: &Sentence) -> &[i64] {
        cut(&self.columns.days, sentence.days)
    }

    /// What a token of a report is; `None` outside sentences and in markup.
    pub(crate) fn word(&self, report: &Report<'_>, row: usize) -> Option<Word> {
        let forms = self.forms.get(report.part as usize)?;
        let form = *forms.of_token.get(report.first_token as usize + row)?;
        forms.words.get(form as usize).filter(|_| form != NO_FORM).copied()
    }

    /// The tokens of a sentence that are not markup, with what they are.
    pub(crate) fn tokens(&self, sentence: &Sentence) -> impl Iterator<Item = (Span, Word)> + Clone + '_ {
        let (spans, forms, own) = self.laid_out(sentence);
        let known = own.iter().zip(spans).filter(|(form, _)| **form != NO_FORM);
        known.map(|(&form, span)| (span, forms.words[form as usize]))
    }

    /// The same with the cues of each token.
    pub(crate) fn cued(&self, sentence: &Sentence) -> impl Iterator<Item = (Span, Word, u32)> + '_ {
        let (spans, forms, own) = self.laid_out(sentence);
        let known = own.iter().zip(spans).filter(|(form, _)| **form != NO_FORM);
        known.map(|(&form, span)| (span, forms.words[form as usize], forms.cues[form as usize]))
    }

    /// By what the words of a sentence are told apart in pairs of words: its tokens that are no marks.
    pub(crate) fn tags(&self, sentence: &Sentence) -> impl Iterator<Item = u32> + '_ {
        let (_, forms, own) = self.laid_out(sentence);
        let known = own.iter().filter(|form| **form != NO_FORM);
        known.map(|&form| forms.tags[form as usize]).filter(|&tag| tag != NO_TAG)
    }

    /// The spans of a sentence's tokens, the forms of its part of the run, and those of its tokens.
    fn laid_out(&self, sentence: &Sentence) -> (impl Iterator<Item = Span> + Clone + '_, &Forms, &[u32]) {
        let report = &self.reports[sentence.doc as usize];
        let (from, to) = (sentence.tokens.0 as usize, sentence.tokens.1 as usize);
        let (starts, ends) = (report.tokens.start.get(from..to), report.tokens.end.get(from..to));
        let spans = starts.unwrap_or_default().iter().zip(ends.unwrap_or_default());
        let forms = &self.forms[report.part as usize];
        let first = report.first_token as usize;
        let own = forms.of_token.get(first + from..first + to).unwrap_or_default();
        (spans.map(|(&start, &end)| Span { start, end }), forms, own)
    }

    /// The text of a span as it is printed.
    pub(crate) fn printed(&self, doc: u32, span: Span) -> Cow<'a, str> {
        let report = &self.reports[doc as usize];
        let text = span.of(report.text);
        if !report.markup && is_tidy(text) {
            return Cow::Borrowed(text);
        }
        Cow::Owned(report.segments.printed(&report.doc, span))
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
    pub(crate) fn read(docs: &Docs<'a>, lexicon: &Arc<Lexicon>) -> Option<Self> {
        let threads = docs.threads();
        // One thread reads one part, which then needs no joining; several have something left for who is done first.
        let parts = if threads > 1 { threads * 2 } else { 1 };
        let chunk = docs.len().div_ceil(parts).max(1);
        let parts = parallel(threads, chunk, docs, |first, part| read(docs, first, part, lexicon));
        let parts: Vec<Part<'a>> = parts.into_iter().collect::<Option<_>>()?;
        Some(Self::join(parts, threads))
    }

    fn join(mut parts: Vec<Part<'a>>, threads: usize) -> Self {
        let (mut terms, mut entities) = (Terms::default(), Entities::default());
        let mut documents: Vec<u32> = Vec::new();
        let mut numbers = Vec::with_capacity(parts.len());
        for (at, part) in parts.iter_mut().enumerate() {
            if at == 0 {
                terms = std::mem::take(&mut part.terms);
                entities = std::mem::take(&mut part.entities);
                documents = std::mem::take(&mut part.documents);
                numbers.push(None);
                continue;
            }
            let joined = (terms.absorb(&part.terms), entities.absorb(&part.entities));
            documents.resize(terms.len(), 0);
            for (&term, count) in joined.0.iter().zip(&part.documents) {
                documents[term as usize] += count;
            }
            numbers.push(Some(joined));
        }
        let reports = parts.iter().map(|part| part.reports.len()).sum();
        let weights = weights(&terms, &documents, reports);
        let parts: Vec<Mutex<(Part<'a>, _)>> = parts.into_iter().zip(numbers).map(Mutex::new).collect();
        parallel(threads, 1, &parts, |_, parts| {
            for part in parts {
                let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
                let (part, numbers) = &mut *part;
                part.renumber(numbers.as_ref());
                part.settle(&weights);
            }
        });
        let mut corpus = Self {
            reports: Vec::with_capacity(reports),
            sentences: Vec::new(),
            terms,
            weights,
            entities: entities.len(),
            lower: Vec::new(),
            forms: Vec::new(),
            columns: Columns::default(),
        };
        for part in parts {
            corpus.append(part.into_inner().unwrap_or_else(PoisonError::into_inner).0);
        }
        corpus.lower.resize(corpus.terms.len(), false);
        for word in corpus.forms.iter().flat_map(|forms| &forms.words) {
            if word.shape == Shape::Lower && word.term != NO_TERM {
                corpus.lower[word.term as usize] = true;
            }
        }
        corpus
    }

    fn append(&mut self, mut part: Part<'a>) {
        let (first, number) = (self.sentences.len(), self.forms.len() as u32);
        if first == 0 {
            self.sentences = std::mem::take(&mut part.sentences);
            self.columns = std::mem::take(&mut part.columns);
        } else {
            let offsets = self.columns.append(&mut part.columns);
            self.sentences.extend(part.sentences.into_iter().map(|mut sentence| {
                let shift = |rows: &mut Rows, by: u32| *rows = (rows.0 + by, rows.1 + by);
                shift(&mut sentence.terms, offsets.0);
                shift(&mut sentence.plain, offsets.1);
                shift(&mut sentence.names, offsets.2);
                shift(&mut sentence.days, offsets.3);
                sentence
            }));
        }
        self.reports.extend(part.reports.into_iter().map(|mut report| {
            report.sentences = report.sentences.start + first..report.sentences.end + first;
            report.part = number;
            report
        }));
        self.forms.push(part.forms);
    }
}

fn cut<T>(column: &[T], rows: Rows) -> &[T] {
    column.get(rows.0 as usize..rows.1 as usize).unwrap_or(&[])
}

/// Whether a text is printed as it stands: single blanks, none at its ends, and no other white space.
pub(crate) fn is_tidy(text: &str) -> bool {
    let bytes = text.as_bytes();
    let rest = bytes.get(1..).unwrap_or(&[]);
    // Looked through without leaving early, which costs little.
    let control = bytes.iter().fold(false, |any, byte| any | (*byte < b' '));
    let double = bytes.iter().zip(rest).fold(false, |any, (a, b)| any | (*a == b' ') & (*b == b' '));
    let ends = [bytes.first(), bytes.last()].map(|byte| byte.is_none_or(|byte| *byte == b' '));
    !control
        && !double
        && ends == [false, false]
        && (text.is_ascii() || !text.chars().any(|c| !c.is_ascii() && c.is_whitespace()))
}
