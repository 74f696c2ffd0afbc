//! A document as the rules see it: its story tokens with shapes and word forms, sentence by sentence.

use copydesk_sdk::{Doc, Span, names};
use copydesk_text::{Segments, words};

use crate::cache::{Facts, Vocabulary};
use crate::lexicon::{self, Entry, FUNCTION, Flags, Lexicon, SEED, Word};
pub use crate::shape::Shape;
use crate::spelling::{self, SHORT};

/// One token of the story.
#[derive(Debug, Clone, Copy)]
pub struct Tok {
    /// Where it stands.
    pub span: Span,
    /// Index into `View::forms`.
    pub form: u32,
    /// The number of its text: tokens with one number have one text, in this document and in those before, as long as
    /// [`View::generation`] stays.
    pub word: u32,
    /// What it looks like.
    pub shape: Shape,
    /// The acronym that it is, where it is in capitals.
    pub(crate) acronym: Option<Entry>,
}

/// One word form of the document, whatever its case.
#[derive(Debug, Clone, Copy, Default)]
pub struct Form {
    pub(crate) flags: Flags,
    pub(crate) longest: u8,
    pub(crate) seconds: u32,
    pub(crate) entry: Option<Entry>,
    /// Times it is written with a small first letter.
    pub(crate) small: u32,
    /// Times it begins with a capital inside a sentence that is set as usual.
    pub(crate) capital: u32,
}

/// How a sentence is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// As usual: names have capitals, other words have not.
    Usual,
    /// Every Main Word Has a Capital.
    Title,
    /// ALL LETTERS ARE CAPITALS.
    Caps,
}

/// A sentence: a range of tokens.
#[derive(Debug, Clone, Copy)]
pub struct Sent {
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// How it is set.
    pub setting: Setting,
}

/// The story tokens of one document. Its memory is reused from document to document.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// The tokens.
    pub toks: Vec<Tok>,
    /// The sentences.
    pub sents: Vec<Sent>,
    pub(crate) forms: Vec<Form>,
    vocabulary: Vocabulary,
    /// What looking ahead gives, which nobody asks for.
    looks: u32,
    /// Whether the document as a whole has (nearly) no capitals.
    pub lower_cased: bool,
}

impl View {
    /// Reads a document: the tokens of sentences in segments of these kinds, without markup.
    pub(crate) fn read(&mut self, doc: &Doc<'_>, lexicon: &Lexicon, kinds: &[String]) {
        self.clear();
        let (tokens, sents) = (doc.needed(names::TOKENS), doc.needed(names::SENTS));
        let segments = Segments::of(doc);
        let text = doc.text();
        let has_segments = doc.layer(names::SEGMENTS).is_some();
        for sent in sents.spans() {
            if has_segments {
                let kind = segments.kind_at(sent.start);
                if !kinds.iter().any(|wanted| wanted == kind) {
                    continue;
                }
            }
            let marked = has_segments && segments.markup_in(sent).next().is_some();
            let first = self.toks.len();
            let spans = tokens.rows_in(sent).map(|row| tokens.span(row));
            self.look(text, spans);
            for (nth, row) in tokens.rows_in(sent).enumerate() {
                if !(marked && segments.is_markup(tokens.start[row])) {
                    self.add(text, nth, tokens.span(row), lexicon);
                }
            }
            self.close(text, first, self.toks.len());
        }
        self.finish();
    }

    /// Reads sentences of tokens, as the trainer has them.
    pub fn read_tokens(&mut self, text: &str, sents: &[Vec<Span>], lexicon: &Lexicon) {
        self.clear();
        for sent in sents {
            let first = self.toks.len();
            self.look(text, sent.iter().copied());
            for (nth, &span) in sent.iter().enumerate() {
                self.add(text, nth, span, lexicon);
            }
            self.close(text, first, self.toks.len());
        }
        self.finish();
    }

    fn clear(&mut self) {
        self.toks.clear();
        self.sents.clear();
        self.forms.clear();
        self.vocabulary.next_document();
    }

    fn finish(&mut self) {
        let (small, capital) = self
            .forms
            .iter()
            .fold((0, 0), |(small, capital), form| (small + form.small, capital + form.capital));
        self.lower_cased = small >= 10 && capital * 100 < small;
    }

    fn look(&mut self, text: &str, spans: impl Iterator<Item = Span>) {
        self.looks ^= self.vocabulary.look(text, spans.map(|span| (span.start as usize, span.end as usize)));
    }

    /// Adds a token, which was looked at as number `nth`.
    fn add(&mut self, text: &str, nth: usize, span: Span, lexicon: &Lexicon) {
        let forms = &mut self.forms;
        let numbered = self.vocabulary.number(
            nth,
            || read(span.of(text), lexicon),
            |facts, Word { flags, longest, seconds, entry }| {
                // The first spelling of a form in a document says what is known about it.
                let flags = if facts.function { flags | FUNCTION } else { flags };
                forms.push(Form { flags, longest, seconds, entry, small: 0, capital: 0 });
                (forms.len() - 1) as u32
            },
        );
        let Facts { shape, acronym, .. } = numbered.facts;
        self.toks.push(Tok { span, form: numbered.form, word: numbered.word, shape, acronym });
    }

    /// Ends a sentence: decides how it is set and counts its forms.
    fn close(&mut self, text: &str, first: usize, end: usize) {
        if first == end {
            return;
        }
        // Nobody can foresee what shape comes next, so nothing is asked: all are counted, and those of four letters.
        let (mut all, mut of_four) = ([0usize; Shape::COUNT], [0usize; Shape::COUNT]);
        for tok in &self.toks[first..end] {
            all[tok.shape as usize] += 1;
            of_four[tok.shape as usize] += usize::from(tok.span.len() >= 4);
        }
        let words = |counts: &[usize; Shape::COUNT]| {
            [Shape::Lower, Shape::Capital, Shape::Caps, Shape::Compound].map(|shape| counts[shape as usize])
        };
        let ([lower, capital, caps, compound], long) = (words(&all), words(&of_four));
        let words = lower + capital + caps + compound;
        let (long, long_capital) = (long.iter().sum::<usize>(), long[1]);
        let setting = if words >= 3 && caps * 10 >= words * 7 {
            Setting::Caps
        } else if long >= 4 && long_capital * 10 >= long * 8 && capital * 2 > words && !self.stops(text, end)
        {
            Setting::Title
        } else {
            Setting::Usual
        };
        let begin = self.begin(first, end);
        let usual = setting == Setting::Usual;
        for (at, tok) in (first..end).zip(&self.toks[first..end]) {
            let form = &mut self.forms[tok.form as usize];
            form.small += u32::from(tok.shape == Shape::Lower);
            let capital = matches!(tok.shape, Shape::Capital | Shape::Caps) & (at > begin) & usual;
            form.capital += u32::from(capital);
        }
        self.sents.push(Sent { first, end, setting });
    }

    /// Whether a sentence ends in a full stop, which headings do not.
    fn stops(&self, text: &str, end: usize) -> bool {
        self.toks.get(end - 1).is_some_and(|tok| tok.span.of(text) == ".")
    }

    /// The first token of a sentence that is a word: quotes and brackets before it are skipped.
    pub(crate) fn begin(&self, first: usize, end: usize) -> usize {
        (first..end.min(first + 4)).find(|&at| self.toks[at].shape != Shape::Mark).unwrap_or(first)
    }

    /// Which vocabulary numbers the words: their numbers mean the same as long as this is the same.
    pub fn generation(&self) -> u64 {
        self.vocabulary.generation()
    }

    /// All numbers of words are below this.
    pub fn word_count(&self) -> usize {
        self.vocabulary.len()
    }

    /// The form of a token.
    pub(crate) fn form(&self, at: usize) -> &Form {
        &self.forms[self.toks[at].form as usize]
    }

    /// Whether a listed name of several words may begin at `at` and go on before `end`: the letter that the next word
    /// begins with says no for most.
    #[inline]
    pub(crate) fn may_go_on(&self, text: &str, at: usize, end: usize) -> bool {
        let mut next = (at + 1..end).map(|next| self.toks[next].span.of(text));
        next.find(|&word| word != "-").is_some_and(|word| self.form(at).seconds & lexicon::letter(word) != 0)
    }

    /// The flags of the token at `at`, if that is inside `sent`.
    pub(crate) fn flags(&self, sent: Sent, at: Option<usize>) -> Flags {
        at.filter(|&at| at >= sent.first && at < sent.end).map_or(0, |at| self.form(at).flags)
    }

    /// The text from token `first` to the token before `end`.
    pub(crate) fn span(&self, first: usize, end: usize) -> Span {
        Span::new(self.toks[first].span.start, self.toks[end - 1].span.end)
    }
}

/// What a token's text says by itself, the hash of its folded form, and what is known about that.
fn read(text: &str, lexicon: &Lexicon) -> (Facts, u64, Word) {
    let shape = Shape::of(text);
    let hash = lexicon::finish(lexicon::feed(SEED, text, false));
    // The shared list holds `may` and other words that are names too; those keep their flags.
    let mut room = [0; SHORT];
    let function =
        text.len() <= 10 && text.is_ascii() && words::is_function_word(&spelling::fold(text, &mut room));
    let acronym = if shape == Shape::Caps { lexicon.acronym(hash) } else { None };
    (Facts { shape, function, acronym }, hash, lexicon.word(hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_name_may_go_on() {
        let lexicon = Lexicon::bundled();
        let mut view = View::default();
        for name in
            ["New York", "new york", "Guinea - Bissau", "Guinea-Bissau", "Washington , D.C.", "São Tomé"]
        {
            let mut at = 0;
            let spans = name.split(' ').map(|word| {
                let start = at;
                at += word.len() as u32 + 1;
                Span::new(start, at - 1)
            });
            let sent: Vec<Span> = spans.collect();
            let several = sent.len() > 1;
            view.read_tokens(name, &[sent], &lexicon);
            assert_eq!(view.may_go_on(name, 0, view.toks.len()), several, "{name}");
        }
        view.read_tokens("New quarry", &[vec![Span::new(0, 3), Span::new(4, 10)]], &lexicon);
        assert!(view.form(0).longest > 1 && !view.may_go_on("New quarry", 0, 2));
    }
}
