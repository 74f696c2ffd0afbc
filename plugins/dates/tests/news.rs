//! News sentences with the values that a reader would write down.
//!
//! `| text | expected` rows; expected is `words=value` separated by `; `, all that is found but bare numbers. The
//! publication date is Wednesday, 2018-08-08, unless a table says otherwise.

use copydesk_sdk::testkit::run;
use copydesk_sdk::{Document, tables::Tables};
use serde_json::{Value, json};

/// What the stage finds: `words=value` without bare numbers, or with `numbers` only those.
fn found(text: &str, published: &str, options: &Value, numbers: bool) -> String {
    let mut doc = Document::new("case", text);
    if !published.is_empty() {
        doc.set_meta("published", published, "input");
    }
    let ran = run::<copydesk_dates::Dates>(options, vec![doc], Tables::default()).expect("the stage runs");
    let doc = &ran.docs[0];
    let dates = doc.view("dates").expect("a layer");
    let rows =
        (0..dates.len()).filter(|&row| matches!(dates.label(row), Some("CARDINAL" | "ORDINAL")) == numbers);
    let rows =
        rows.map(|row| format!("{}={}", dates.span(row).of(text), dates.attr(row, "value").unwrap_or("")));
    rows.collect::<Vec<_>>().join("; ")
}

fn check(cases: &str, published: &str, options: &Value, numbers: bool, least: usize) {
    let mut failures = Vec::new();
    let mut rows = 0;
    for line in cases.lines().filter(|line| line.starts_with('|')) {
        let mut parts = line.split('|').map(str::trim).skip(1);
        let (text, expected) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        rows += 1;
        let got = found(text, published, options, numbers);
        if got != expected {
            failures.push(format!("{text}\n   expected {expected}\n   found    {got}"));
        }
    }
    assert!(failures.is_empty(), "{} of {rows}\n{}", failures.len(), failures.join("\n"));
    assert!(rows >= least, "only {rows} rows");
}

#[test]
fn news() {
    check(include_str!("news.txt"), "2018-08-08", &json!({}), false, 150);
}

#[test]
fn without_a_publication_date_relative_dates_stay_open() {
    let cases = "
| The minister resigned on Monday. | Monday=XXXX-WXX-1
| He left on July 25. | July 25=XXXX-07-25
| They met yesterday. | yesterday=XXXX-XX-XX
| Prices rose last month. | last month=XXXX-XX
| Sales fell last year. | last year=XXXX
| The vote is due this fall. | this fall=XXXX-FA
| The talks began in mid-July. | mid-July=XXXX-07-11/XXXX-07-20
| She was born on 3 May 1961. | 3 May 1961=1961-05-03
| They left two weeks ago. | two weeks ago=PAST_REF
| The port closed in November. | November=XXXX-11
";
    check(cases, "", &json!({}), false, 10);
}

#[test]
fn numeric_dates_are_read_as_told() {
    let text = "| Filed on 03/04/2021. |";
    for (how, value) in
        [("ambiguous", "2021-XX-XX"), ("day-first", "2021-04-03"), ("month-first", "2021-03-04")]
    {
        let cases = format!("{text} 03/04/2021={value}");
        check(&cases, "2021-05-01", &json!({"numeric_dates": how}), false, 1);
    }
}

#[test]
fn numbers() {
    let cases = "
| Two men and 14 women were rescued. | Two=2; 14=14
| It killed more than 1,200 people. | 1,200=1200
| About two hundred and fifty homes burned. | two hundred and fifty=250
| It was their third meeting. | third=3
| The 25th round of talks opened. | 25th=25
| Twenty-five ships sailed. | Twenty-five=25
| Half a million voters stayed away. | Half a million=500000
| A dozen lawmakers walked out. | A dozen=12
| Some 3.4 million people live there. | 3.4 million=3400000
| No one was hurt. |
| One of the drivers fled. | One=1
| The Boeing 737-800 landed. |
| Two hundred thousand people marched. | Two hundred thousand=200000
| The G20 met without him. |
| The twenty-first floor caught fire. | twenty-first=21
";
    check(cases, "2018-08-08", &json!({}), true, 15);
}

#[test]
fn anchors_and_rules_are_kept() {
    let mut doc = Document::new("case", "He flew on Monday and returned on 3 May 2019.");
    doc.set_meta("published", "2018-08-08T20:28:00Z", "input");
    let ran = run::<copydesk_dates::Dates>(&json!({}), vec![doc], Tables::default()).expect("the stage runs");
    let dates = ran.docs[0].view("dates").expect("a layer");
    assert_eq!(dates.len(), 2);
    assert_eq!((dates.attr(0, "anchor"), dates.attr(0, "rule")), (Some("2018-08-08"), Some("weekday-past")));
    assert_eq!((dates.attr(1, "anchor"), dates.attr(1, "rule")), (None, Some("explicit")));
}

#[test]
fn a_day_told_of_is_forgotten_after_a_sentence() {
    let text = "The dam broke on 3 May 2017.\nTwo days later help came.\nThe roads were mud.\nTwo weeks later it ended.";
    let doc = Document::new("case", text);
    let ran = run::<copydesk_dates::Dates>(&json!({}), vec![doc], Tables::default()).expect("the stage runs");
    let dates = ran.docs[0].view("dates").expect("a layer");
    let rows: Vec<_> = (0..dates.len())
        .filter(|&row| dates.label(row) == Some("DATE"))
        .map(|row| ["value", "anchor", "rule"].map(|name| dates.attr(row, name).unwrap_or("")))
        .collect();
    let expected = [
        ["2017-05-03", "", "explicit"],
        ["2017-05-05", "2017-05-03", "relative-to-event"],
        ["P2W", "", "relative-to-event"],
    ];
    assert_eq!(rows, expected);
}
