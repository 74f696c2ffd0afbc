//! Same bytes in, same bytes out: any worker count, any batch size, linked in or loaded.

use std::sync::Arc;

use copydesk::config::Config;
use copydesk::core::{Document, Plugin, StaticPlugin};
use copydesk::{Finder, Pipeline};
use copydesk_e2e::{Desk, built, samples};
use sha2::{Digest, Sha256};

const FILES: [&str; 5] =
    ["documents.jsonl", "entities.jsonl", "briefings.jsonl", "briefing.md", "quarantine.jsonl"];

fn hash(desk: &Desk, folder: &str) -> Vec<u8> {
    let mut hash = Sha256::new();
    for file in FILES {
        hash.update(desk.read(&format!("{folder}/{file}")));
    }
    hash.finalize().to_vec()
}

#[test]
fn workers_and_batches_change_nothing() {
    let desk = Desk::with_samples();
    // More documents than one batch holds, some of them bad.
    let mut lines = String::new();
    for round in 0..20 {
        for (name, text) in samples() {
            let id = format!("{round}-{name}");
            lines.push_str(
                // Exact copies of one publisher would be left out.
                &serde_json::json!({"id": id, "text": text, "date": "2024-05-07", "publisher": format!("Wire {round}")})
                    .to_string(),
            );
            lines.push('\n');
        }
        lines.push_str("{\"id\": \"broken\", \"text\": 7}\n");
    }
    desk.write("many.jsonl", lines);
    let mut first = None;
    for workers in [1, 2, 7] {
        for batch in [1, 16, 256] {
            let (workers, batch) = (format!("run.workers={workers}"), format!("run.batch={batch}"));
            let ran = desk.run(&[
                "run",
                "-q",
                "--out",
                "out",
                "--set",
                &workers,
                "--set",
                &batch,
                "reports",
                "many.jsonl",
            ]);
            ran.expect(1);
            let this = hash(&desk, "out");
            let expected = first.get_or_insert_with(|| this.clone());
            assert_eq!(&this, expected, "{workers} {batch}");
        }
    }
    assert_eq!(desk.rows("out/quarantine.jsonl").len(), 20);
    assert_eq!(desk.rows("out/documents.jsonl").len(), 126);
}

fn pipeline(finder: &Finder, dirs: &str) -> Pipeline {
    let config = format!(
        "version = 1\n[pipeline]\nstages = {:?}\n[plugins]\ndirs = [{dirs:?}]\n",
        copydesk_e2e::PLUGINS
    );
    let config = Config::parse(&config, "test", "".as_ref(), &[]).expect("a configuration");
    Pipeline::open(config, finder).expect("a pipeline")
}

#[test]
fn linked_and_loaded_plugins_give_the_same() {
    let linked: Vec<Arc<dyn Plugin>> = vec![
        Arc::new(StaticPlugin::<copydesk_clean::Clean>::new()),
        Arc::new(StaticPlugin::<copydesk_tokenize::Tokenize>::new()),
        Arc::new(StaticPlugin::<copydesk_entities::Entities>::new()),
        Arc::new(StaticPlugin::<copydesk_dates::Dates>::new()),
        Arc::new(StaticPlugin::<copydesk_resolve::Resolve>::new()),
        Arc::new(StaticPlugin::<copydesk_group::Group>::new()),
        Arc::new(StaticPlugin::<copydesk_summarize::Summarize>::new()),
    ];
    let docs = || samples().into_iter().map(|(name, text)| Document::new(name, text)).collect::<Vec<_>>();
    let dirs = built().1.display().to_string();
    let loaded = pipeline(&Finder::default(), &dirs).process(docs(), None).expect("it runs");
    let finder = Finder { linked, default_dirs: Vec::new() };
    let here = pipeline(&finder, &dirs);
    assert!(
        here.plugins().iter().all(|plugin| plugin.path.is_none()),
        "a linked plugin goes before a library"
    );
    let linked = here.process(docs(), None).expect("it runs");
    assert_eq!(linked.tables, loaded.tables);
    assert_eq!(format!("{:?}", linked.docs), format!("{:?}", loaded.docs));
}
