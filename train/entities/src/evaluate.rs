//! Tagging annotated documents with a finished model, by the very code that the stage runs.

use copydesk_core::Span;
use copydesk_entities::labels::{TYPES, Type};
use copydesk_entities::lexicon::Lexicon;
use copydesk_entities::model::Model;
use copydesk_entities::rules::Rules;
use copydesk_entities::tagger::{Found, Tagger};
use copydesk_entities::view::View;

use crate::data::{self, Document};
use crate::score::Table;

/// Calls `each` with every document and what the model finds in it: by sentence, tokens counted from its first.
pub(crate) fn tag(model: &Model, docs: &[Document], mut each: impl FnMut(&Document, &[Vec<Found>])) {
    let lexicon = Lexicon::bundled();
    let (mut view, mut rules, mut tagger) =
        (View::default(), Rules::new(true), Tagger::new(model.clone(), true));
    let (mut codes, mut found) = (Vec::new(), Vec::new());
    for doc in docs {
        let sents: Vec<Vec<Span>> = doc.sents.iter().map(|sent| sent.tokens.clone()).collect();
        view.read_tokens(&doc.text, &sents, &lexicon);
        rules.run(&view, &doc.text);
        rules.codes(&view, &mut codes);
        tagger.run(&view, &doc.text, &codes, &mut found);
        let mut by_sentence = vec![Vec::new(); doc.sents.len()];
        for &name in &found {
            let at = view.sents.partition_point(|sent| sent.end <= name.first);
            let first = view.sents[at].first;
            by_sentence[at].push(Found { first: name.first - first, end: name.end - first, ..name });
        }
        each(doc, &by_sentence);
    }
}

/// Scores on documents.
pub(crate) fn table(model: &Model, docs: &[Document]) -> Table {
    let mut table = Table::default();
    tag(model, docs, |doc, found| {
        for (sent, found) in doc.sents.iter().zip(found) {
            let word = |at: usize| sent.tokens[at].of(&doc.text);
            let spans: Vec<(usize, usize, Type)> = found
                .iter()
                .map(|name| {
                    let (first, end) = data::trim(name.first, name.end, word);
                    (first, end, name.kind)
                })
                .collect();
            table.add(&sent.gold, &spans);
        }
    });
    table
}

/// For each type, slope and shift from a name's margin to the log odds that it is right, fitted to documents that
/// the model was not made of (logistic regression; Platt 1999). A type with few names takes those of all types.
pub(crate) fn calibrate(model: &Model, docs: &[Document]) -> [(f32, f32); TYPES] {
    let mut points: Vec<(usize, f32, bool)> = Vec::new();
    tag(model, docs, |doc, found| {
        for (sent, found) in doc.sents.iter().zip(found) {
            for name in found {
                // Right where the annotation allows every tag of the name, and no other reading.
                let size = name.end - name.first;
                let tags =
                    (0..size).map(|at| (1u32 << name.kind.tag(at, size), sent.allowed[name.first + at]));
                let fits = tags.clone().all(|(tag, allowed)| tag & allowed != 0);
                let settled =
                    tags.clone().all(|(tag, allowed)| allowed.count_ones() == 1 || tag & allowed == 0);
                if settled {
                    points.push((name.kind as usize, name.margin, fits));
                }
            }
        }
    });
    let all = fit(points.iter().map(|&(_, margin, right)| (margin, right)));
    std::array::from_fn(|kind| {
        let own = points.iter().filter(|point| point.0 == kind).map(|&(_, margin, right)| (margin, right));
        if own.clone().count() < 200 { all } else { fit(own) }
    })
}

/// Newton's method on the likelihood, with a little pull towards a slope of 1.
fn fit(points: impl Iterator<Item = (f32, bool)> + Clone) -> (f32, f32) {
    let (mut slope, mut shift) = (0.5f64, 0.0f64);
    for _ in 0..30 {
        let (mut g, mut h) = ([0.01 * (slope - 1.0), 0.01 * shift], [0.01, 0.0, 0.01]);
        for (margin, right) in points.clone() {
            let x = f64::from(margin);
            let p = 1.0 / (1.0 + (-(slope * x + shift)).exp());
            let miss = p - f64::from(u8::from(right));
            g[0] += miss * x;
            g[1] += miss;
            let w = p * (1.0 - p);
            h[0] += w * x * x;
            h[1] += w * x;
            h[2] += w;
        }
        let determinant = h[0] * h[2] - h[1] * h[1];
        if determinant.abs() < 1e-12 {
            break;
        }
        slope -= (h[2] * g[0] - h[1] * g[1]) / determinant;
        shift -= (h[0] * g[1] - h[1] * g[0]) / determinant;
    }
    (slope as f32, shift as f32)
}
