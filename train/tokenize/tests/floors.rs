//! Floors of quality, on invented reports in `plugins/tokenize/tests/data`. They may rise; lowering one needs a reason.

use copydesk_eval::{GoldDocument, Predicted, Span, Unit, conllu, tokens};
use copydesk_sdk::{Document, names, tables::Tables, testkit};
use copydesk_tokenize::Tokenize;
use serde_json::{Value, json};

const GOLD: &str = include_str!("../../../plugins/tokenize/tests/data/invented.conllu");

/// Word and sentence F1 with these options, and what is wrong.
fn score(options: &Value) -> (f64, f64, String) {
    let gold = conllu::read(GOLD, "invented.conllu").expect("the file is CoNLL-U");
    let docs = gold.iter().map(|doc| Document::new(doc.id.as_str(), doc.text.as_str())).collect();
    let ran = testkit::run::<Tokenize>(options, docs, Tables::default()).expect("the stage runs");
    let predicted: Vec<Predicted> = ran.docs.iter().map(predicted).collect();
    let report = tokens::score(&gold, &predicted).expect("gold and predictions are of the same texts");
    assert!(report.missing.is_empty(), "documents were lost: {:?}", report.missing);
    let wrong: Vec<String> =
        gold.iter().zip(&predicted).flat_map(|(gold, found)| wrong(gold, found)).collect();
    let f1 = |score: Option<copydesk_eval::Score>| score.map_or(0.0, |score| score.f1);
    (f1(report.all.words), f1(report.all.sentences), wrong.join("\n"))
}

fn predicted(doc: &Document) -> Predicted {
    let spans = |name: &str| -> Vec<Span> {
        doc.view(name)
            .map_or_else(Vec::new, |view| view.spans().map(|span| Span::new(span.start, span.end)).collect())
    };
    Predicted {
        id: doc.id.clone(),
        unit: Unit::Byte,
        tokens: Some(spans(names::TOKENS)),
        sents: Some(spans(names::SENTS)),
        ..Predicted::default()
    }
}

/// What was found that is not in the gold file, for the reader of a failure.
fn wrong(gold: &GoldDocument, found: &Predicted) -> Vec<String> {
    let mut wrong = Vec::new();
    for (what, right, found) in
        [("word", &gold.words, &found.tokens), ("sentence", &gold.sents, &found.sents)]
    {
        for span in found.iter().flatten().filter(|span| !right.contains(span)) {
            wrong.push(format!("{}: not a {what}: {:?}", gold.id, span.of(&gold.text)));
        }
    }
    wrong
}

#[test]
fn floors_hold_on_invented_reports() {
    for (name, options, word_floor, sentence_floor) in
        [("defaults", json!({}), 0.995, 0.98), ("rules alone", json!({"trained": false}), 0.995, 0.98)]
    {
        let (words, sentences, wrong) = score(&options);
        assert!(words >= word_floor, "{name}: word F1 {words:.4} is below its floor {word_floor}\n{wrong}");
        assert!(
            sentences >= sentence_floor,
            "{name}: sentence F1 {sentences:.4} is below {sentence_floor}\n{wrong}"
        );
    }
}
