//! Briefings tell each thing once.

mod common;

use common::{Report, brief, texts};
use serde_json::json;

fn report<'a>(id: &'a str, text: &'a str, published: &'a str) -> Report<'a> {
    Report { id, text, published, ..Report::default() }
}

#[test]
fn a_sentence_made_of_what_others_told_is_no_point() {
    let a = "Harbour chief Ole Krag opened the long stone bridge in Bonn on Monday morning.\n\
        Divers counted 26 containers beneath the broken crane at the northern pier.\n";
    let points = |third: &str| {
        let other = format!(
            "Children of the village school sang two songs.\nNobody listened to the choir of the fishermen.\n{third}\n"
        );
        let reports = [report("a", a, ""), report("b", &other, "")];
        brief(&json!({}), &reports)
    };
    let again = "On Monday the chief of the harbour saw divers at the broken crane beneath the stone bridge.";
    assert!(!texts(&points(again)).contains(&again));
    // With a number of its own it is news.
    let news =
        "On Monday the chief of the harbour saw 14 divers at the broken crane beneath the stone bridge.";
    assert!(texts(&points(news)).contains(&news));
}

#[test]
fn the_news_of_a_story_is_told_once() {
    let texts = [
        "Harbour chief Ole Krag opened the stone bridge in Bonn while children sang.\n",
        "Under grey skies and with a brass band from the capital the stone bridge, which Ole Krag had promised again and again, was opened in Bonn by torchlight.\n",
        "After quarrels about money, masons and barges and winters of delay Ole Krag opened the stone bridge in Bonn to carriages, walkers and sheep.\n",
        "The ferry line will lose half of its passengers, the union of captains fears.\n",
    ];
    let points = |rows: &[usize]| {
        let ids = ["a", "b", "c", "d"];
        let reports: Vec<Report<'_>> = rows.iter().map(|&row| report(ids[row], texts[row], "")).collect();
        let briefing = brief(&json!({}), &reports);
        briefing.points.iter().filter(|point| point.text.contains("Krag")).count()
    };
    assert_eq!(points(&[0, 1, 2]), 1);
    assert_eq!(points(&[2, 1, 0]), 1);
}
