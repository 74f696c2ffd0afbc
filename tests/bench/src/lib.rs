//! A stage that costs next to nothing, to measure what the boundary around it costs.
#![forbid(unsafe_code)]

use copydesk_sdk::{Descriptor, Docs, Layer, OptionKind, OptionSpec, Options, Output, Stage, StageError};

const OPTIONS: &[OptionSpec] = &[OptionSpec {
    name: "spans",
    kind: OptionKind::Integer(0, 0, 1_000_000),
    doc: "How many spans are returned for each document; with 0 nothing is returned.",
}];

/// Returns the same spans for every document.
#[derive(Debug, Clone)]
pub struct Replay {
    layer: Layer,
}

impl Stage for Replay {
    fn descriptor() -> Descriptor {
        Descriptor::new("bench", "0.1.0", "returns spans made beforehand")
            .provides(&["bench.spans"])
            .options(OPTIONS)
    }

    fn open(options: &Options) -> Result<Self, StageError> {
        let mut layer = Layer::new();
        for span in 0..options.integer("spans") as u32 {
            layer.push(span * 4, span * 4 + 3);
        }
        Ok(Self { layer })
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        if !self.layer.is_empty() {
            for doc in docs.iter() {
                out.put(doc, "bench.spans", &self.layer)?;
            }
        }
        Ok(())
    }
}

copydesk_sdk::export!(Replay);
