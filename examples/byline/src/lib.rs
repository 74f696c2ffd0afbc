//! Who wrote this report? Marks the names in lines such as "By Ida Brandt and Ole Krag".
//!
//! Copy this folder to begin a plugin of your own; `cargo xtask new-plugin NAME` does that for you.
#![forbid(unsafe_code)]

use copydesk_sdk::{Descriptor, Docs, Layer, OptionKind, OptionSpec, Options, Output, Stage, StageError, log};

/// The table of options is the one place where names, types, limits and defaults stand: `copydesk check`, the
/// reference and `open` below all read it.
const OPTIONS: &[OptionSpec] = &[OptionSpec {
    name: "lines",
    kind: OptionKind::Integer(12, 1, 1000),
    doc: "How many lines at the beginning of a report are looked at.",
}];

/// The stage. Every worker thread gets a clone, so keep it small; put a large model behind an `Arc`.
#[derive(Clone, Debug)]
pub struct Byline {
    lines: usize,
}

impl Stage for Byline {
    fn descriptor() -> Descriptor {
        // A layer of your own is named `plugin.layer`; it appears under `spans` in documents.jsonl.
        Descriptor::new("byline", env!("CARGO_PKG_VERSION"), "marks the names of a report's authors")
            .provides(&["byline.names"])
            .options(OPTIONS)
    }

    fn open(options: &Options) -> Result<Self, StageError> {
        // The options fit the table already; fail here only for what a table cannot say.
        Ok(Self { lines: options.integer("lines") as usize })
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        for doc in docs.iter() {
            let mut names = Layer::new();
            let mut start = 0;
            for line in doc.text().split_inclusive('\n').take(self.lines) {
                if let Some(rest) = line.strip_prefix("By ") {
                    mark_names(start + 3, rest, &mut names);
                }
                start += line.len();
            }
            log::debug!("{}: {} authors", doc.id(), names.len());
            // Write the layer even when it is empty: the descriptor promises it for every document.
            out.put(doc, "byline.names", &names)?;
        }
        Ok(())
    }
}

/// Marks each name in "Ida Brandt, Ole Krag and Mia Lund". Offsets are bytes; `offset` is where `text` begins.
fn mark_names(offset: usize, text: &str, names: &mut Layer) {
    let mut at = offset;
    for part in text.split_inclusive(" and ").flat_map(|part| part.split_inclusive(", ")) {
        let name = part.strip_suffix(" and ").or(part.strip_suffix(", ")).unwrap_or(part).trim_end();
        let words = name.split(' ').count();
        if (2..=4).contains(&words) && name.split(' ').all(|word| word.starts_with(char::is_uppercase)) {
            names.push(at as u32, (at + name.len()) as u32).label("AUTHOR");
        }
        at += part.len();
    }
}

copydesk_sdk::export!(Byline);
