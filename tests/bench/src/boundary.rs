//! What it costs to cross into a plugin.

use std::hint::black_box;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use anyhow::Result;
use copydesk::core::{Inputs, Layer, Plugin, Staging, StaticPlugin, Tables, Worker, check_layer};
use copydesk::loader::{self, LoadedPlugin};
use copydesk_bench::Replay;
use copydesk_sdk::{Descriptor, Document};
use copydesk_tokenize::Tokenize;
use serde_json::{Value, json};

use crate::measure::{pair, say, seconds_per_call};
use crate::{Options, corpus};

const ROUNDS: usize = 31;

/// Where this program lies, its plugins lie too.
fn plugin(name: &str) -> Result<LoadedPlugin> {
    let folder = std::env::current_exe()?.parent().map(PathBuf::from).unwrap_or_default();
    let dirs = std::env::var_os("COPYDESK_PLUGINS").map(PathBuf::from).into_iter().chain([folder]);
    let dirs: Vec<PathBuf> = dirs.collect();
    Ok(loader::load(&loader::find(name, &dirs)?, None)?)
}

/// One call of a worker over documents, with everything that a host does around it. Layers go round.
fn call(worker: &mut dyn Worker, card: &Descriptor, docs: &mut [Document], spare: &mut Vec<Layer>) {
    let (tables, cancelled) = (Tables::default(), AtomicBool::new(false));
    let mut staging = Staging::new(docs, card, std::mem::take(spare));
    let inputs = Inputs { docs, tables: &tables, cancelled: &cancelled, threads: 1 };
    let result = worker.process(&inputs, &mut staging);
    if result.is_ok()
        && let Ok(staged) = staging.finish()
    {
        (_, *spare) = staged.apply("bench", docs, &mut Tables::default());
    }
}

fn compare(
    what: &str,
    linked: &dyn Plugin,
    loaded: &dyn Plugin,
    options: &Value,
    doc: &Document,
) -> Result<()> {
    let count = if options["spans"] == 0 { 20_000 } else { 4_000 };
    let mut workers = [linked.load(options)?.open()?, loaded.load(options)?.open()?];
    let [first, second] = &mut workers;
    let (mut docs_a, mut docs_b) = (vec![doc.clone()], vec![doc.clone()]);
    let (mut spare_a, mut spare_b) = (Vec::new(), Vec::new());
    let (a, b, ratio) = pair(
        ROUNDS,
        count,
        || call(first.as_mut(), linked.descriptor(), black_box(&mut docs_a), &mut spare_a),
        || call(second.as_mut(), loaded.descriptor(), black_box(&mut docs_b), &mut spare_b),
    );
    say(&format!("{what:<42} linked {:>9.1} ns   loaded {:>9.1} ns   ratio {ratio:.3}", a * 1e9, b * 1e9));
    Ok(())
}

/// The benchmark.
pub(crate) fn run(options: &Options) -> Result<()> {
    let plain = Document::new("a", "abc ".repeat(1_000));
    let replay = StaticPlugin::<Replay>::new();
    let loaded = plugin("bench")?;
    compare("empty call, host's work around it included", &replay, &loaded, &json!({"spans": 0}), &plain)?;
    compare("1,000 spans, copied and validated", &replay, &loaded, &json!({"spans": 1_000}), &plain)?;
    let text = corpus::texts(options.corpus.as_deref(), 1 << 20)?.join("\n\n");
    let cut = text.floor_char_boundary(4_096);
    let report = Document::new("a", text.get(..cut).unwrap_or(""));
    let (linked, loaded) = (StaticPlugin::<Tokenize>::new(), plugin("tokenize")?);
    compare("tokenize, a document of 4 KB", &linked, &loaded, &json!({}), &report)?;
    validation();
    Ok(())
}

fn validation() {
    let accented = "ábc ".repeat(1_000);
    let ascii = "abcd ".repeat(1_000);
    for (what, text, step) in [("ASCII text", &ascii, 5), ("text with accents", &accented, 5)] {
        let mut layer = Layer::new();
        for row in 0..1_000 {
            layer.push(row * step, row * step + 4);
        }
        let view = layer.view();
        let seconds = seconds_per_call(ROUNDS, 20_000, || {
            black_box(check_layer(black_box(&view), text, text.is_ascii(), true)).ok();
        });
        say(&format!("validation of 1,000 spans, {what:<18} {:>9.1} ns", seconds * 1e9));
    }
}
