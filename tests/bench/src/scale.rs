//! `scale`: what the collection stages cost for a thousand, ten thousand and a hundred thousand documents.
//!
//! The documents are made up, the same ones in every run: events of a few reports each, told with names of their own,
//! with the words of a subject that other events share, and with words of news at large, whose frequencies fall as those
//! of English do.

use anyhow::Result;
use serde_json::json;

use crate::{Options, measure, pipeline};

/// The stages that are run; briefings cost what they print.
const STAGES: [&str; 5] = ["tokenize", "entities", "dates", "resolve", "group"];
/// Reports of one event, on average, and events of one subject.
const REPORTS: usize = 3;
const SUBJECTS: usize = 400;

pub(crate) fn run(options: &Options) -> Result<()> {
    let folder = pipeline::scratch()?;
    let input = folder.join("scale.jsonl");
    measure::say(
        "| documents | MB | resolve s | group s | group µs a document |\n| --- | --- | --- | --- | --- |",
    );
    for count in [1_000, 10_000, 100_000] {
        if count > options.documents {
            break;
        }
        let lines = documents(count);
        std::fs::write(&input, &lines)?;
        let metrics = pipeline::metrics(&input, &folder, 1, Some(&STAGES))?;
        let seconds = |stage: &str| metrics["stage_seconds"][stage].as_f64().unwrap_or(0.0);
        measure::say(&format!(
            "| {count} | {:.1} | {:.2} | {:.2} | {:.0} |",
            lines.len() as f64 / 1e6,
            seconds("resolve"),
            seconds("group"),
            seconds("group") * 1e6 / count as f64
        ));
    }
    std::fs::remove_file(&input)?;
    Ok(())
}

/// Knuth's MMIX generator: the same everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }

    /// A rank below `bound`; low ones are the likelier, as in Zipf's law.
    fn rank(&mut self, bound: usize) -> usize {
        let share = self.below(1 << 20) as f64 / f64::from(1 << 20);
        ((bound as f64).powf(share) as usize).saturating_sub(1)
    }
}

fn word(number: usize) -> String {
    const SYLLABLES: [&str; 24] = [
        "ba", "dor", "ki", "lun", "mes", "no", "par", "qui", "ros", "tal", "ul", "vin", "wex", "yor", "zan",
        "fe", "gri", "hol", "jun", "sta", "pel", "tor", "mi", "cra",
    ];
    let mut word = String::new();
    let mut left = number + 1;
    while left > 0 {
        word.push_str(SYLLABLES[left % SYLLABLES.len()]);
        left /= SYLLABLES.len();
    }
    word
}

fn name(number: usize) -> String {
    let word = word(number);
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// So many documents as JSON lines.
fn documents(count: usize) -> String {
    let mut chance = Chance(1);
    let mut lines = String::new();
    for number in 0..count {
        // Reports of one event come within some hundred documents of each other.
        let event = (number + chance.below(300)) / REPORTS;
        let mut text = String::new();
        for _ in 0..14 {
            let own = |slot: usize| 1_000_000 + event * 8 + slot;
            let person = format!("{} {}", name(own(chance.below(2))), name(own(2 + chance.below(2))));
            let place = name(own(4 + chance.below(3)));
            let subject = word(60_000 + event % SUBJECTS * 40 + chance.rank(40));
            let mut common = || word(chance.rank(50_000));
            text.push_str(&format!(
                "The {} of {place} {} the {} {subject} and {person} said it was {} for the {}. ",
                common(),
                common(),
                common(),
                common(),
                common()
            ));
        }
        let day = number * 360 / count;
        let date = format!("2021-{:02}-{:02}", day / 30 + 1, day % 28 + 1);
        let line = json!({"id": format!("d{number}"), "text": text, "date": date});
        lines.push_str(&format!("{line}\n"));
    }
    lines
}
