//! The same stories however the work is divided: by threads, and when documents come one at a time.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its own table has failed")]

use std::sync::atomic::AtomicBool;

use copydesk_core::{Document, Inputs, Plugin, Staging, StaticPlugin, Tables};
use copydesk_group::{Desk, Group, Settings};
use copydesk_sdk::Docs;
use copydesk_sdk::tables::{Event, Story};
use copydesk_sdk::testkit::document;
use serde_json::json;

/// Numbers that look like chance and are not (Lehmer's generator).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0 * 48271 % 0x7fff_ffff;
        self.0 as usize % bound
    }
}

const SYLLABLES: [&str; 16] = [
    "ba", "dor", "ki", "lun", "mes", "no", "par", "qui", "ros", "tal", "ul", "vin", "wex", "yor", "zan", "fe",
];

fn word(number: usize) -> String {
    let at = |digit: u32| SYLLABLES[number / 16_usize.pow(digit) % 16];
    format!("{}{}{}", at(0), at(1), at(2))
}

/// Reports of invented events, `count` in all, about three an event, some copied; words of their event, of its
/// subject, which other events share, and of news at large.
fn reports(count: usize) -> Vec<Document> {
    let mut chance = Chance(7);
    let mut docs: Vec<Document> = Vec::new();
    for number in 0..count {
        let event = chance.below(count / 3);
        if number % 11 == 10 {
            let copied = docs[chance.below(number)].text().to_owned();
            docs.push(document(&format!("d{number}"), &format!("{copied} More follows.")));
        } else {
            let mut text = String::new();
            for _ in 0..12 {
                let name = format!("E{}", word(event * 5 + chance.below(5)));
                let subject = word(2000 + event % 7 * 10 + chance.below(10));
                let common = word(3500 + chance.below(200));
                let own = word(300 + chance.below(1500));
                text.push_str(&format!("The {common} of {name} {subject} was {own} again. "));
            }
            docs.push(document(&format!("d{number}"), &text));
        }
        let day = format!("2020-{:02}-{:02}", 1 + number % 3, 1 + chance.below(28));
        if number % 5 > 0 {
            docs[number].set_meta("published", &day, "input");
        }
    }
    docs
}

fn tables(docs: &[Document], threads: usize) -> (String, String) {
    let plugin = StaticPlugin::<Group>::new();
    let mut worker = plugin.load(&json!({})).unwrap().open().unwrap();
    let (tables, cancelled) = (Tables::default(), AtomicBool::new(false));
    let mut staging = Staging::new(docs, plugin.descriptor(), Vec::new());
    let inputs = Inputs { docs, tables: &tables, cancelled: &cancelled, threads };
    worker.process(&inputs, &mut staging).unwrap();
    let mut tables = Tables::default();
    staging.finish().unwrap().apply("group", &mut docs.to_vec(), &mut tables);
    (tables.get("stories").unwrap().to_owned(), tables.get("events").unwrap().to_owned())
}

#[test]
fn threads_change_nothing() {
    let docs = reports(700);
    let alone = tables(&docs, 1);
    for threads in [2, 7] {
        assert!(tables(&docs, threads) == alone, "{threads} threads");
    }
    let stories: Vec<Story> = alone.0.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let events: Vec<Event> = alone.1.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let several = stories.iter().filter(|story| story.documents.len() > 1).count();
    assert!(
        several > 50 && stories.iter().any(|story| !story.copies.is_empty()),
        "{several} of {}",
        stories.len()
    );
    assert_eq!(stories.iter().map(|story| story.documents.len()).sum::<usize>(), docs.len());
    assert_eq!(stories.iter().map(|story| story.events.len()).sum::<usize>(), events.len());
    assert!(stories.iter().all(|story| story.links.len() + 1 == story.documents.len()));
}

#[test]
fn one_at_a_time_is_as_good_as_all_at_once() {
    let docs = reports(300);
    let (tables, cancelled) = (Tables::default(), AtomicBool::new(false));
    let inputs = Inputs { docs: &docs, tables: &tables, cancelled: &cancelled, threads: 2 };
    let docs = Docs::new(&inputs);
    let order: Vec<usize> = (0..docs.len()).collect();
    let settings = Settings { threshold: 0.5, window_days: 30, copy_threshold: 0.5 };
    for (name, batch) in [("one by one", 1), ("seven by seven", 7)] {
        let mut desk = Desk::new(settings);
        for (at, batch) in order.chunks(batch).enumerate() {
            desk.add(&docs, batch);
            // Not only in the end: at every moment the stories are those of a batch that ends there.
            if at % 13 == 0 {
                let mut all = Desk::new(settings);
                all.add(&docs, &order[..desk.len()]);
                assert_eq!(desk.stories(1, || false), all.stories(2, || false), "{name}, {at}");
            }
        }
        assert_eq!(desk.len(), docs.len());
    }
}
