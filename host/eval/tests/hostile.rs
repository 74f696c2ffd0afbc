//! Damaged files are refused or read, never a crash.

use copydesk_eval::bootstrap::Random;
use copydesk_eval::{
    Predicted, conll, conllu, coref, dates, entities, extraction, gold, groups, predicted, summary, tokens,
};

const FILES: [&str; 8] = [
    "# newdoc id = a\n1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n1\tdo\t_\t_\t_\t_\t_\t_\t_\t_\n2\tn't\t_\t_\t_\t_\t_\t_\t_\t_\n\n",
    "-DOCSTART-\n\nAda\tB-PER\nžije\tO\n\n``\tI-ORG\n",
    "{\"id\":\"a\",\"text\":\"Žižka 1\",\"offsets\":\"utf16\",\"entities\":[[0,5,\"PER\"]],\"dates\":[{\"start\":6,\"end\":7,\"value\":\"1\"}]}\n",
    "{\"id\":\"a\",\"topic\":\"t\",\"sentences\":[[\"Ada\",\"\"]],\"mentions\":[{\"sent\":0,\"start\":0,\"end\":2,\"cluster\":1}]}\n",
    "{\"id\":\"a\",\"text\":\"x\",\"references\":[\"a b\"],\"summary\":\"a\",\"cluster\":\"c\"}\n",
    "{\"id\":\"a\",\"input\":\"3 May\",\"expected\":[{\"start\":0,\"end\":5,\"value\":\"2018-05-03 00:00:00\"}]}\n",
    "{\"id\":\"e\",\"mentions\":[{\"document\":\"a\",\"start\":4,\"end\":2}],\"points\":[{\"text\":\"p\"}],\"sources\":[{\"document\":\"a\"}]}\n",
    "{\"p\":{\"text\":\"one two three four\"}}",
];

/// Reads `text` as everything and scores what can be scored against itself and against `other`.
fn use_all(text: &str, other: &[Predicted]) {
    let guess = predicted::read(text, "f").unwrap_or_default();
    for pred in &guess {
        assert!(pred.summary_text().is_none_or(|summary| summary.len() <= 2 * text.len()));
        assert!(pred.segment_text(&["body"]).is_none_or(|body| body.len() <= text.len()));
    }
    let readers = [
        conllu::read(text, "f"),
        conll::read(text, "f", conll::Join::Written, conll::Context::Document),
        gold::read_spans(text, "f"),
        coref::read(text, "f", coref::Kind::Any),
        dates::read(text, "f"),
        groups::read(text, "f"),
    ];
    for docs in readers.into_iter().flatten() {
        let own: Vec<Predicted> = docs.iter().cloned().map(Predicted::from).collect();
        for guess in [&own[..], &guess, other] {
            if let Ok(report) = tokens::score(&docs, guess) {
                assert!(report.all.tokens.is_none_or(|score| score.f1 <= 1.0));
            }
            let options = entities::EntityOptions { trim: entities::Trim::Both, ..Default::default() };
            assert!(
                entities::score(&docs, guess, &options).is_ok_and(|report| report.micro.f1 <= 1.0)
                    || !guess.is_empty()
            );
            assert!(coref::score(&docs, guess, coref::CorefOptions::default()).is_ok() || !guess.is_empty());
            assert!(dates::score(&docs, guess, &dates::DateOptions::default()).is_ok() || !guess.is_empty());
        }
    }
    if let Ok(items) = summary::read(text, "f") {
        assert!(
            summary::score(&items, other, summary::SummaryOptions::default()).is_ok() || !other.is_empty()
        );
    }
    if let Ok(pages) = extraction::read(text, "f") {
        assert!(extraction::score(&pages, &pages).is_ok_and(|report| report.f1 <= 1.0) || pages.len() > 1);
    }
    for entity in predicted::read_entities(text, "f").unwrap_or_default() {
        assert!(entity.in_bytes("short").is_ok() || entity.ents.is_some());
    }
    assert!(
        predicted::read_briefings(text, "f").is_ok_and(|rows| rows.len() <= text.len()) || !text.is_empty()
    );
}

#[test]
fn damaged_files_never_crash() {
    let other =
        predicted::read("{\"id\":\"a\",\"tokens\":[[0,1]],\"ents\":[[0,1,\"X\"]],\"summary\":\"a b\"}", "p")
            .unwrap();
    let mut random = Random::new(11);
    for file in FILES {
        use_all(file, &other);
        for _ in 0..150 {
            let mut chars: Vec<char> = file.chars().collect();
            for _ in 0..=random.below(3) {
                let at = random.below(chars.len());
                match random.below(4) {
                    0 => chars.truncate(at.max(1)),
                    1 => {
                        chars.remove(at);
                    }
                    2 => chars.insert(at, ['"', '\n', '\t', '9', '-', '\u{301}', ']', '\r'][random.below(8)]),
                    _ => chars.swap(at, 0),
                }
                if chars.is_empty() {
                    break;
                }
            }
            use_all(&chars.into_iter().collect::<String>(), &other);
        }
    }
}
