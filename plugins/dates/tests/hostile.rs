//! Text that nobody wrote: whatever comes in, the spans fit, the values are there, and the time is linear (a square of
//! these sizes would not end within the patience of anybody who runs the tests).

use copydesk_sdk::testkit::run;
use copydesk_sdk::{Document, tables::Tables};
use serde_json::json;

const LABELS: [&str; 9] =
    ["DATE", "TIME", "DURATION", "SET", "MONEY", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"];

/// Runs the stage and checks what holds for every text; returns the number of rows.
fn check(name: &str, text: &str, published: &str) -> usize {
    let mut doc = Document::new("case", text);
    doc.set_meta("published", published, "input");
    let ran = run::<copydesk_dates::Dates>(&json!({}), vec![doc], Tables::default()).expect("the stage runs");
    let dates = ran.docs[0].view("dates").expect("a layer");
    let mut end = 0;
    for row in 0..dates.len() {
        let span = dates.span(row);
        assert!(span.start >= end && span.end > span.start, "{name}: {span:?} overlaps or is empty");
        assert!(
            text.get(span.start as usize..span.end as usize).is_some(),
            "{name}: {span:?} cuts a character"
        );
        assert!(
            dates.label(row).is_some_and(|label| LABELS.contains(&label)),
            "{name}: {:?}",
            dates.label(row)
        );
        assert!(dates.attr(row, "value").is_some_and(|value| !value.is_empty()), "{name}: no value");
        assert!(dates.attr(row, "rule").is_some_and(|rule| !rule.is_empty()), "{name}: no rule");
        end = span.end;
    }
    dates.len()
}

#[test]
fn long_monotony() {
    let rows: [(&str, String, usize); 22] = [
        ("numbers", "1 ".repeat(100_000), 1),
        ("years", "1999 ".repeat(100_000), 1),
        ("hyphens", "1-".repeat(200_000), 0),
        ("phones", "020 7946 ".repeat(100_000), 0),
        ("digits", "9".repeat(1_000_000), 1),
        ("decimals", format!("0.{}", "3".repeat(1_000_000)), 1),
        ("thousands", format!("1{}", ",000".repeat(200_000)), 1),
        ("money", "$".repeat(500_000), 0),
        ("amounts", "$5 million to $6 billion - ".repeat(40_000), 1),
        ("next", "next ".repeat(200_000), 0),
        ("last week", "last week of the ".repeat(60_000), 1),
        ("nights", "the night of ".repeat(80_000), 0),
        ("late", "late early mid ".repeat(60_000), 0),
        ("earlier", "earlier later this ".repeat(60_000), 0),
        ("from", "from between ".repeat(80_000), 0),
        ("ranges", "from May 3 to ".repeat(70_000), 1),
        ("millions", "millions of ".repeat(90_000), 0),
        ("hundreds", "two hundred and ".repeat(70_000), 1),
        ("weekdays", "Monday, ".repeat(120_000), 1),
        ("commas", format!("Monday{} 3 May", ",".repeat(1_000_000)), 1),
        ("blanks", format!("Aug.{}6", " ".repeat(1_000_000)), 1),
        ("letters", "a".repeat(1_000_000), 0),
    ];
    for (name, text, least) in rows {
        let found = check(name, &text, "2021-03-01");
        assert!(found >= least, "{name}: {found}");
    }
}

/// Small steps of a linear congruential generator (Knuth, MMIX).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

#[test]
fn words_in_any_order() {
    let pieces = "the a an last next this past previous following first second third 31st 1 2 12 31 99 2018 1,000 3.4 \
                  0 May March Sept. Monday Fri. Sunday today tomorrow tonight now ago later earlier early mid late - – \
                  / : ' ’ . , ( ) $ € £ US$ % percent per cent basis points percentage point million bn crore m k p \
                  dollars pesos Swiss francs cents of to and between from at on in by until for year years week \
                  months days hour quarter half decade century 1990s '80s Q3 FY19 fiscal summer fall morning night noon \
                  midnight p.m. a.m. pm GMT o'clock every twice daily times couple dozen few several km square miles \
                  degrees Celsius C old will said Christmas Eve New Year's Easter Good Friday Flight FTSE + − é 日 ｓ";
    let pieces: Vec<&str> = pieces.split_whitespace().collect();
    let dates = ["", "2018-08-08", "0001-01-01", "9999-12-31", "2020-02-29", "not a date"];
    let mut dice = Dice(7);
    for round in 0..4_000 {
        let mut text = String::new();
        for _ in 0..dice.below(24) {
            text.push_str(pieces[dice.below(pieces.len())]);
            if dice.below(5) > 0 {
                text.push(' ');
            }
        }
        check(&format!("round {round}: {text}"), &text, dates[dice.below(dates.len())]);
    }
}
