//! The contract that every stage keeps, as one call in a plugin's tests.
//!
//! ```no_run
//! # use copydesk_sdk::{Descriptor, Docs, Options, Output, Stage, StageError};
//! # #[derive(Clone)] struct MyStage;
//! # impl Stage for MyStage {
//! #     fn descriptor() -> Descriptor { Descriptor::new("x", "0.1.0", "") }
//! #     fn open(_: &Options) -> Result<Self, StageError> { Ok(MyStage) }
//! #     fn process(&mut self, _: &Docs<'_>, _: &mut Output<'_>) -> Result<(), StageError> { Ok(()) }
//! # }
//! // tests/contract.rs
//! copydesk_sdk::testkit::contract::<MyStage>("option = 1");
//! ```

use std::sync::atomic::AtomicBool;

use copydesk_core::{
    Descriptor, Document, Inputs, Layer, Options, Outcome, Plugin, Scope, Stage, StageError, Staging,
    StaticPlugin, Tables, names,
};
use serde_json::{Value, json};

/// What a run of one stage left behind.
#[derive(Debug, Default)]
pub struct Ran {
    /// The documents with what the stage wrote.
    pub docs: Vec<Document>,
    /// The collection tables.
    pub tables: Tables,
    /// What became of each document.
    pub outcomes: Vec<Outcome>,
}

/// Runs a stage once over documents, as a host would.
///
/// # Errors
/// When the options are refused or the call fails as a whole.
pub fn run<S: Stage>(
    options: &Value,
    mut docs: Vec<Document>,
    mut tables: Tables,
) -> Result<Ran, StageError> {
    let plugin = StaticPlugin::<S>::new();
    let mut worker = plugin.load(options)?.open()?;
    let mut staging = Staging::new(&docs, plugin.descriptor(), Vec::new());
    let inputs = Inputs { docs: &docs, tables: &tables, cancelled: &AtomicBool::new(false), threads: 1 };
    worker.process(&inputs, &mut staging)?;
    let staged = staging.finish()?;
    let (outcomes, _) = staged.apply(&plugin.descriptor().name, &mut docs, &mut tables);
    Ok(Ran { docs, tables, outcomes })
}

/// A document with layers good enough to feed any stage: one `body` segment per paragraph, words, numbers and
/// single marks as tokens, sentences that end at `.`, `!`, `?` or a line break, and every capitalised word inside
/// a sentence as a mention labelled `MISC`.
pub fn document(id: &str, text: &str) -> Document {
    let mut doc = Document::new(id, text);
    let (mut segments, mut tokens, mut sents, mut ents) =
        (Layer::new(), Layer::new(), Layer::new(), Layer::new());
    let mut chars = text.char_indices().peekable();
    let (mut sentence, mut paragraph): (Option<usize>, Option<usize>) = (None, None);
    let mut last = 0;
    while let Some((start, first)) = chars.next() {
        if first.is_whitespace() || first == '\u{feff}' {
            if first == '\n' {
                close(&mut sents, &mut sentence, last);
                close(&mut segments, &mut paragraph, last);
            }
            continue;
        }
        let mut end = start + first.len_utf8();
        if first.is_alphanumeric() {
            while let Some(&(at, next)) = chars.peek() {
                if !next.is_alphanumeric() {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
        }
        tokens.push(start as u32, end as u32);
        if first.is_uppercase() && sentence.is_some() {
            ents.push(start as u32, end as u32).label("MISC").score(0.5);
        }
        sentence.get_or_insert(start);
        paragraph.get_or_insert(start);
        last = end;
        if matches!(first, '.' | '!' | '?') {
            close(&mut sents, &mut sentence, last);
        }
    }
    close(&mut sents, &mut sentence, last);
    close(&mut segments, &mut paragraph, last);
    let mut labelled = Layer::new();
    for span in segments.view().spans() {
        labelled.push(span.start, span.end).label("body");
    }
    for (name, layer) in [
        (names::SEGMENTS, labelled),
        (names::TOKENS, tokens),
        (names::SENTS, sents),
        (names::ENTS, ents),
        (names::DATES, Layer::new()),
    ] {
        doc.put_layer(name, layer);
    }
    doc
}

fn close(layer: &mut Layer, open: &mut Option<usize>, end: usize) {
    if let Some(start) = open.take() {
        layer.push(start as u32, end as u32);
    }
}

/// Texts that break careless stages: (name, text).
pub fn hard_texts() -> Vec<(&'static str, String)> {
    let mut texts: Vec<(&'static str, String)> = [
        ("empty", ""),
        ("blank", " \t \n \u{a0}\u{2003}\n"),
        ("one letter", "a"),
        ("only marks", "!!! ... --- ??? ''' \"\"\" ((( )))"),
        ("only line breaks", "\n\n\r\n\n\n"),
        ("byte order mark", "\u{feff}Report. It begins here."),
        ("crlf", "First line.\r\n\r\nSecond line.\r\n"),
        ("unicode line breaks", "One.\u{2028}Two.\u{2029}Three.\u{85}Four."),
        ("emoji", "Rain 🌧️ stopped play 👩‍👩‍👧‍👦 in Bonn 🇩🇪. Fans 👍🏽 left."),
        ("combining marks", "Z\u{30c}luc\u{30c}ky\u{301} met A\u{308}ke in Mu\u{308}nchen."),
        ("right to left", "The minister said \u{202b}שלום עולם\u{202c} and left."),
        ("no latin", "国会は月曜日に開かれた。議員が到着した。"),
        ("zero width", "Mini\u{200b}ster Ko\u{200d}vac\u{feff} spoke."),
        ("nul", "Before\u{0}after. Then\u{0}\u{0}more."),
        ("odd quotes", "„Nein“, said «Anna» ‘yes’ “no” \"maybe' ``so''. 'Tis."),
        ("unclosed", "He said “we will (perhaps [never {return. <b It ends"),
        ("lone brackets", "] ) } > ” ’ << >> {{ }} [[ ]]"),
        ("tags", "<p>Hello <u>world</u></p><script>alert(1)</script> {token} &amp; &#39;"),
        ("all capitals", "MINISTER ANNA KOVAC FLIES TO BONN ON MONDAY"),
        ("lower case", "minister anna kovac flew to bonn on monday, aide says"),
        ("numbers", "1,234.56 % of $3.4bn on 31/12/1999 at 5 p.m.; 10-12, +49 (0) 30 1, 1e9"),
        ("bad dates", "On 31 February 2023, 00/00/0000, 99:99, year 99999999999999999999, the 0th of May."),
        ("abbreviations", "Sen. J. K. Lee (R-Ky.) of the U.S. met Gen. No. 5 at 5 a.m. on St. St."),
        ("replacement", "The \u{fffd}\u{fffd} minister."),
        ("private use", "\u{e000}\u{f8ff}\u{10ffff} end."),
    ]
    .into_iter()
    .map(|(name, text)| (name, text.to_owned()))
    .collect();
    texts.extend([
        ("one long word", "a".repeat(50_000)),
        ("many dots", ".".repeat(20_000)),
        ("many quotes", "\"".repeat(20_000)),
        ("many capitals", "Anna Kovac ".repeat(3_000)),
        ("many brackets", format!("{}{}", "(".repeat(10_000), ")".repeat(10_000))),
        ("many tags", "<u>x".repeat(5_000)),
        ("many lines", "Read more\n".repeat(3_000)),
        ("many combining marks", format!("e{}", "\u{301}".repeat(20_000))),
        ("many digits", "1".repeat(20_000)),
        ("many dates", "on Monday, 3 May 2021, ".repeat(1_000)),
        (
            "a plain report",
            "Harbour chief resigns\n\nBy Ida Brandt\n\nBONN, 3 May 2021 (Wire) - Harbour chief Ole Krag \
             resigned on Monday.\n\nMr Krag said he was tired. “I am done,” he told the Bonn Gazette."
                .to_owned(),
        ),
    ]);
    texts
}

/// Checks the whole contract of a stage: its card is sound; its defaults and `sample` (the contents of
/// `[stages.NAME.options]` as TOML) are accepted, unknown options refused; on hard texts it neither panics nor
/// fails nor returns a layer that a host refuses; the same input gives the same output; and a document-scope stage
/// gives each document the same, alone or among others.
///
/// # Panics
/// When the stage breaks it; that is how a test fails.
pub fn contract<S: Stage>(sample: &str) {
    let card = S::descriptor();
    check_card(&card);
    let sample: Value = toml::from_str(sample).expect("the sample is not TOML");
    for (name, options) in [("defaults", json!({})), ("sample", sample)] {
        let full = Options::new(&card.options, &options);
        assert!(full.is_ok(), "{}: {name} options do not fit its own table: {full:?}", card.name);
        check_runs::<S>(&card, &options, name);
    }
    let unknown = StaticPlugin::<S>::new().load(&json!({"no_such_option": 1}));
    assert!(unknown.is_err(), "{}: an unknown option was accepted", card.name);
}

fn check_card(card: &Descriptor) {
    let plain = |name: &str| {
        !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
    };
    assert!(plain(&card.name), "stage name `{}` is not lower-case ASCII", card.name);
    assert_eq!(
        card.version.split('.').count(),
        3,
        "{}: version `{}` is not semantic",
        card.name,
        card.version
    );
    assert!(!card.summary.is_empty(), "{}: no summary", card.name);
    assert!(!card.provides.is_empty(), "{}: a stage that writes nothing", card.name);
    for name in card.needs.iter().chain(&card.uses).chain(&card.provides) {
        assert!(plain(name), "{}: `{name}` is not lower-case ASCII", card.name);
    }
    for (name, spec) in card.options["properties"].as_object().into_iter().flatten() {
        assert!(
            spec["description"].as_str().is_some_and(|doc| !doc.is_empty()),
            "option `{name}` has no words"
        );
    }
}

fn hard_documents() -> Vec<Document> {
    hard_texts().iter().map(|(name, text)| document(&name.replace(' ', "-"), text)).collect()
}

fn check_runs<S: Stage>(card: &Descriptor, options: &Value, with: &str) {
    let run_all = || run::<S>(options, hard_documents(), Tables::default());
    let together = run_all().unwrap_or_else(|error| panic!("{} with {with}: {error}", card.name));
    for (doc, outcome) in together.docs.iter().zip(&together.outcomes) {
        assert!(
            !matches!(outcome, Outcome::Failed(_)),
            "{} with {with}: document `{}` failed: {outcome:?}",
            card.name,
            doc.id
        );
    }
    let again = run_all().unwrap_or_else(|error| panic!("{} with {with}, again: {error}", card.name));
    assert_eq!(
        format!("{:?}", again.docs),
        format!("{:?}", together.docs),
        "{}: not deterministic",
        card.name
    );
    assert_eq!(again.tables, together.tables, "{}: not deterministic", card.name);
    if card.scope == Scope::Document {
        for (doc, expected) in hard_documents().into_iter().zip(&together.docs) {
            let alone = run::<S>(options, vec![doc], Tables::default())
                .unwrap_or_else(|error| panic!("{} on `{}` alone: {error}", card.name, expected.id));
            assert_eq!(
                format!("{:?}", alone.docs[0]),
                format!("{expected:?}"),
                "{}: `{}` depends on its neighbours",
                card.name,
                expected.id
            );
        }
    } else {
        run::<S>(options, Vec::new(), Tables::default())
            .unwrap_or_else(|error| panic!("{} on no documents: {error}", card.name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use copydesk_core::check_layer;

    #[test]
    fn the_stand_in_layers_pass_a_host() {
        for doc in hard_documents() {
            for (name, layer) in doc.layers() {
                let disjoint = name == names::TOKENS || name == names::SENTS;
                let checked = check_layer(&layer.view(), doc.text(), doc.is_ascii(), disjoint);
                assert_eq!(checked, Ok(()), "{} of `{}`", name, doc.id);
            }
        }
    }
}
