//! Which reports say the same as a point, in whatever words.

mod common;

use common::{Report, brief};
use serde_json::json;

fn report<'a>(id: &'a str, text: &'a str, published: &'a str) -> Report<'a> {
    Report { id, text, published, ..Report::default() }
}

#[test]
fn support_counts_documents_that_say_the_same() {
    let rows: &[(&str, &str, &str, u32)] = &[
        (
            "same words",
            "Ole Krag opened the stone bridge in Bonn.",
            "Ole Krag opened the stone bridge in Bonn.",
            2,
        ),
        (
            "other order",
            "Harbour chief Ole Krag opened the stone bridge.",
            "The stone bridge was opened by Ole Krag.",
            2,
        ),
        (
            "inflected",
            "Ole Krag repairs the rotten wooden pier.",
            "Krag repaired a rotten wooden pier in Bonn.",
            2,
        ),
        (
            "other words",
            "The blast injured many kids in the old harbour.",
            "In the old harbour many children were hurt by an explosion.",
            2,
        ),
        (
            "words of two meanings",
            "The strike at the old harbour hurt many.",
            "An attack on the old airfield hurt many.",
            1,
        ),
        (
            "other subject",
            "Ole Krag opened the stone bridge in Bonn.",
            "Heavy rain delayed the last trains.",
            1,
        ),
        (
            "same person only",
            "Ole Krag opened the stone bridge in Bonn.",
            "Ole Krag caught a cold in the mountains.",
            1,
        ),
        (
            "denied",
            "Ole Krag opened the stone bridge in Bonn.",
            "Ole Krag never opened the stone bridge in Bonn.",
            1,
        ),
        (
            "other label",
            "Vera Lund won stage 13 of the northern cycling race.",
            "Vera Lund won stage 15 of the northern cycling race.",
            1,
        ),
        (
            "other number",
            "Divers found 26 containers beneath the crane.",
            "Divers found 31 containers beneath the crane.",
            1,
        ),
        (
            "rounded number",
            "Divers found 100 containers beneath the crane.",
            "Divers found 101 containers beneath the crane.",
            2,
        ),
    ];
    for (name, a, b, expected) in rows {
        let briefing = brief(&json!({"max_sentences": 1}), &[report("a", a, ""), report("b", b, "")]);
        assert_eq!(briefing.points[0].support.documents, *expected, "{name}");
        assert_eq!(briefing.points[0].support.cites.len() as u32, expected - 1, "{name}");
    }
}
