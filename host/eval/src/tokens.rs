//! Tokens, words and sentences, as the CoNLL 2018 shared task counts them.
//!
//! Zeman et al., "CoNLL 2018 Shared Task: Multilingual Parsing from Raw Text to Universal Dependencies", 2018: a
//! predicted token (sentence) is right when the same characters of the text make a token (sentence) in the gold
//! file; blanks are left out of the count, so a tool may keep or drop them. Precision = right / predicted,
//! recall = right / gold, micro over all documents.

use serde::Serialize;

use crate::align::{notes, pairs};
use crate::gold::Span;
use crate::report::three;
use crate::{EvalError, GoldDocument, Predicted, Report, Score, Table};

/// The scores of one document or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct TokenScores {
    /// Predicted tokens against surface tokens (`don't` is one); `None` where no tokens were predicted.
    pub tokens: Option<Score>,
    /// Predicted tokens against words (`do` and `n't`).
    pub words: Option<Score>,
    /// Sentences; `None` where no sentences were predicted.
    pub sentences: Option<Score>,
}

/// One document's scores.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TokenRow {
    /// The document's id.
    pub id: String,
    /// Its scores.
    #[serde(flatten)]
    pub scores: TokenScores,
}

/// How well texts were cut.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TokensReport {
    /// Over all documents.
    #[serde(flatten)]
    pub all: TokenScores,
    /// Documents without a prediction.
    pub missing: Vec<String>,
    /// Predictions without a gold document.
    pub unknown: Vec<String>,
    /// By document.
    pub documents: Vec<TokenRow>,
}

/// Scores predicted tokens and sentences. Linear in the text, `n log n` in the spans.
///
/// # Errors
/// Gold and predictions do not fit together.
pub fn score(gold: &[GoldDocument], predicted: &[Predicted]) -> Result<TokensReport, EvalError> {
    let (pairs, aligned) = pairs(gold, predicted)?;
    // As in the shared task's scorer, a tool that predicts no sentences at all has no sentence score, but a document
    // that it left out counts against it.
    let tokens_known = predicted.iter().any(|doc| doc.tokens.is_some());
    let sents_known = predicted.iter().any(|doc| doc.sents.is_some());
    let mut documents = Vec::with_capacity(gold.len());
    let mut all = TokenScores::default();
    for (doc, found) in pairs {
        let squeeze = Squeeze::new(&doc.text);
        let tokens =
            found.as_ref().and_then(|found| found.tokens.as_deref()).map(|spans| squeeze.spans(spans));
        let sents = found.as_ref().and_then(|found| found.sents.as_deref()).map(|spans| squeeze.spans(spans));
        let against = |gold: &[Span], predicted: &Option<Vec<(u32, u32)>>| {
            Score::of_sorted(&squeeze.spans(gold), predicted.as_deref().unwrap_or(&[]))
        };
        let scores = TokenScores {
            tokens: tokens_known.then(|| against(&doc.tokens, &tokens)),
            words: tokens_known.then(|| against(&doc.words, &tokens)),
            sentences: sents_known.then(|| against(&doc.sents, &sents)),
        };
        all = TokenScores {
            tokens: plus(all.tokens, scores.tokens),
            words: plus(all.words, scores.words),
            sentences: plus(all.sentences, scores.sentences),
        };
        documents.push(TokenRow { id: doc.id.clone(), scores });
    }
    Ok(TokensReport { all, missing: aligned.missing, unknown: aligned.unknown, documents })
}

fn plus(a: Option<Score>, b: Option<Score>) -> Option<Score> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.plus(b)),
        (one, other) => one.or(other),
    }
}

/// Byte offsets to the number of characters before them that are no blanks.
struct Squeeze {
    before: Vec<u32>,
}

impl Squeeze {
    fn new(text: &str) -> Self {
        let mut before = vec![0; text.len() + 1];
        let mut count = 0;
        for (at, c) in text.char_indices() {
            for slot in before.iter_mut().skip(at).take(c.len_utf8()) {
                *slot = count;
            }
            count += u32::from(!is_blank(c));
        }
        if let Some(last) = before.last_mut() {
            *last = count;
        }
        Self { before }
    }

    /// Spans without blanks, sorted, repeats and empty ones left out.
    fn spans(&self, spans: &[Span]) -> Vec<(u32, u32)> {
        let at = |offset: u32| {
            let place = usize::try_from(offset).unwrap_or(usize::MAX).min(self.before.len() - 1);
            self.before.get(place).copied().unwrap_or(0)
        };
        let mut out: Vec<(u32, u32)> = spans.iter().map(|span| (at(span.start), at(span.end))).collect();
        out.retain(|(start, end)| start < end);
        out.sort_unstable();
        out.dedup();
        out
    }
}

/// White space as Python's `str.isspace` has it, which is what the usual scorers use: Unicode's White_Space and the
/// four separators U+001C to U+001F.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

const COLUMNS: [&str; 10] =
    ["", "token P", "token R", "token F1", "word P", "word R", "word F1", "sent P", "sent R", "sent F1"];

impl TokenScores {
    fn cells(&self, name: &str) -> Vec<String> {
        let mut cells = vec![name.to_owned()];
        for score in [self.tokens, self.words, self.sentences] {
            cells.extend(three(score.map(|score| (score.precision, score.recall, score.f1))));
        }
        cells
    }
}

impl Report for TokensReport {
    fn table(&self) -> Table {
        let mut table = Table::new(&COLUMNS);
        table.notes = notes(self.documents.len(), &self.missing, self.unknown.len());
        if let (Some(tokens), Some(words)) = (self.all.tokens, self.all.words) {
            table = table.note(format!("gold: {} tokens, {} words", tokens.gold, words.gold));
        }
        if let Some(sentences) = self.all.sentences {
            table = table.note(format!("gold: {} sentences", sentences.gold));
        }
        table.row(self.all.cells("all"));
        table
    }

    fn documents(&self) -> Table {
        let mut table = Table::new(&COLUMNS);
        for row in &self.documents {
            table.row(row.scores.cells(&row.id));
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gold(text: &str, tokens: &[(u32, u32)], words: &[(u32, u32)], sents: &[(u32, u32)]) -> GoldDocument {
        let spans = |list: &[(u32, u32)]| list.iter().map(|&(start, end)| Span { start, end }).collect();
        GoldDocument {
            id: "a".into(),
            text: text.into(),
            tokens: spans(tokens),
            words: spans(words),
            sents: spans(sents),
            ..GoldDocument::default()
        }
    }

    fn predicted(tokens: &str, sents: &str) -> Vec<Predicted> {
        crate::predicted::read(&format!("{{\"id\":\"a\",\"tokens\":{tokens},\"sents\":{sents}}}"), "p")
            .unwrap()
    }

    #[test]
    fn a_small_case_by_hand() {
        // "I don't. Go" -- gold tokens: I | don't | . | Go; words: I | do | n't | . | Go; sentences: 0..8, 9..11.
        let doc = gold(
            "I don't. Go",
            &[(0, 1), (2, 7), (7, 8), (9, 11)],
            &[(0, 1), (2, 4), (4, 7), (7, 8), (9, 11)],
            &[(0, 8), (9, 11)],
        );
        // Predicted tokens: I | do | n't. | Go, the last one with the blank before it; one sentence over all.
        let report = score(&[doc], &predicted("[[0,1],[2,4],[4,8],[8,11]]", "[[0,11]]")).unwrap();
        let tokens = report.all.tokens.unwrap();
        // Right tokens: I, Go = 2 of 4 predicted, of 4 gold.
        assert_eq!((tokens.gold, tokens.predicted, tokens.right), (4, 4, 2));
        let words = report.all.words.unwrap();
        // Right words: I, do, Go = 3 of 4 predicted, of 5 gold: P = .75, R = .6, F = .9 / 1.35 = 2/3.
        assert_eq!((words.gold, words.predicted, words.right), (5, 4, 3));
        assert!((words.f1 - 2.0 / 3.0).abs() < 1e-12);
        let sentences = report.all.sentences.unwrap();
        assert_eq!((sentences.gold, sentences.predicted, sentences.right), (2, 1, 0));
        assert!(report.to_text(true).contains("66.67"));
        assert_eq!(report.to_json(false)["words"]["right"], 3);
        assert!(report.to_json(false).get("documents").is_none());
    }

    #[test]
    fn the_gold_itself_scores_one_and_nothing_scores_nothing() {
        let doc = gold("Ža b", &[(0, 3), (4, 5)], &[(0, 3), (4, 5)], &[(0, 5)]);
        let report = score(std::slice::from_ref(&doc), &[Predicted::from(doc.clone())]).unwrap();
        for score in [report.all.tokens, report.all.words, report.all.sentences] {
            assert_eq!(score.unwrap().f1, 1.0);
        }
        let report = score(std::slice::from_ref(&doc), &[]).unwrap();
        assert_eq!((report.all.tokens, report.missing.len()), (None, 1));
        let other = GoldDocument { id: "b".into(), ..doc.clone() };
        let report = score(&[doc.clone(), other], &[Predicted::from(doc)]).unwrap();
        assert_eq!(report.all.tokens.unwrap(), Score::new(4, 2, 2));
    }
}
