//! Who is who over 1,000, 10,000 and 100,000 reports: does the time grow with the number of mentions, no faster?

use anyhow::Result;

use crate::Options;
use crate::measure::say;
use crate::pipeline::{metrics, number, scratch, write_lines};

/// So many reports tell one story.
const REPORTS_A_STORY: usize = 8;

/// Sizes of the collections that are measured.
const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

/// A generator of numbers that is the same everywhere.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }

    /// Small numbers more often than large ones, as names are.
    fn skewed(&mut self, bound: usize) -> usize {
        let part = self.below(bound) + 1;
        self.below(part)
    }
}

/// A made-up word from a number.
fn word(mut number: usize, syllables: usize) -> String {
    const PARTS: [&str; 20] = [
        "ba", "dor", "el", "fin", "ga", "hul", "ik", "jo", "kar", "lem", "mo", "nas", "or", "pel", "ri",
        "sun", "ta", "ul", "ven", "zo",
    ];
    let mut text = String::new();
    for _ in 0..syllables {
        text.push_str(PARTS[number % PARTS.len()]);
        number /= PARTS.len();
    }
    let (first, rest) = text.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

/// Reports in which people, bodies and places come up again and again: full names first, surnames and titles after,
/// surnames that several people share, acronyms. The same for the same count.
fn reports(count: usize) -> Vec<String> {
    let surnames = (count / 4).clamp(50, 8_000);
    let mut draw = Draw(count as u64);
    let mut texts = Vec::with_capacity(count);
    let mut story = Vec::new();
    for report in 0..count {
        if report % REPORTS_A_STORY == 0 {
            story.clear();
            for _ in 0..3 {
                story.push((word(draw.below(400), 2), word(draw.skewed(surnames), 3)));
            }
        }
        let place = word(7 + report / REPORTS_A_STORY % 900, 2);
        let body =
            format!("{} {} Agency", word(draw.skewed(300), 2), word(report / REPORTS_A_STORY % 500, 3));
        let letters: String = body.split(' ').filter_map(|word| word.chars().next()).collect();
        let mut text = String::new();
        for (first, last) in &story {
            let verb = ["met officials", "spoke about the harbour", "asked for more time"][draw.below(3)];
            text.push_str(&format!("{first} {last} {verb} in {place} on Monday. "));
            text.push_str(&format!("Mr {last} said the {body} would decide. "));
            text.push_str(&format!("\"We will see,\" {last} told the {letters}. "));
        }
        texts.push(text);
    }
    texts
}

/// The benchmark.
pub(crate) fn run(_: &Options) -> Result<()> {
    let folder = scratch()?;
    let input = folder.join("corpus.jsonl");
    for count in SIZES {
        let bytes = write_lines(&input, &reports(count))?;
        let result = metrics(&input, &folder, 2, Some(&["tokenize", "entities", "resolve"]))?;
        let (resolve, whole) = (number(&result["stage_seconds"]["resolve"]), number(&result["seconds"]));
        say(&format!(
            "{count:>7} reports, {:>5.1} MB: resolve {resolve:>7.2} s, {:>5.1} µs a report; whole run {whole:.1} s",
            bytes as f64 / 1e6,
            resolve / count as f64 * 1e6
        ));
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}
