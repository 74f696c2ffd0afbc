//! Who said what, where reports are opposed, and names in the place of pronouns.

mod common;

use common::{Report, brief, build, summarize, texts};
use copydesk_sdk::tables::Tables;
use copydesk_sdk::{Layer, names};
use serde_json::json;

fn report<'a>(id: &'a str, text: &'a str, published: &'a str) -> Report<'a> {
    Report { id, text, published, ..Report::default() }
}

#[test]
fn speakers_and_relays() {
    // Name of the row, sentence, kind, speaker and relay; no kind = no quote.
    let rows: &[(&str, &str, &str, &str, &str)] = &[
        (
            "after the words",
            "“We will repair every pier before the winter,” Ole Krag said on the quay.",
            "direct",
            "Ole Krag",
            "",
        ),
        ("turned", "“We will repair every pier before the winter,” said Ole Krag.", "direct", "Ole Krag", ""),
        (
            "told a newspaper",
            "“We will repair every pier before the winter,” Ole Krag told the Bonn Gazette.",
            "direct",
            "Ole Krag",
            "Bonn Gazette",
        ),
        (
            "with a title and an aside",
            "Ole Krag, the harbour chief, said “we will repair every pier before the winter.”",
            "direct",
            "Ole Krag",
            "",
        ),
        (
            "a name inside the words is not the speaker",
            "“We know that Vera Lund said nothing of the winter,” an engineer said.",
            "",
            "",
            "",
        ),
        (
            "an agency that was only asked by others",
            "“We will repair every pier before the winter,” anglers polled by the Bonn Gazette said.",
            "",
            "",
            "",
        ),
        (
            "who is told is not who speaks",
            "Ole Krag of the Harbour Board told Ida Brandt “we will repair every pier before the winter.”",
            "direct",
            "Ole Krag",
            "",
        ),
        (
            "the newspaper is told and does not speak",
            "Engineer Nils Holm told Bonn Gazette, “we will repair every pier before the winter.”",
            "direct",
            "Nils Holm",
            "Bonn Gazette",
        ),
        (
            "two speakers",
            "“We will repair every pier before the winter,” said Ole Krag, while Ida Brandt said “nobody will.”",
            "",
            "",
            "",
        ),
        (
            "according to a newspaper",
            "“We will repair every pier before the winter,” Ole Krag said, according to the Bonn Gazette.",
            "direct",
            "Ole Krag",
            "Bonn Gazette",
        ),
        (
            "a title of a work",
            "Ole Krag wrote an essay titled “Piers Before The Long Winter” on Monday.",
            "",
            "",
            "",
        ),
        (
            "who speaks for somebody is not that one",
            "“We will repair every pier before the winter,” a lawyer for minister Ole Krag said.",
            "",
            "",
            "",
        ),
        (
            "a verb far from the words",
            "“We will repair every pier!” an engineer shouted in a meeting about the budget that the town wants to \
             cut after a plan which Ole Krag called dear.",
            "",
            "",
            "",
        ),
        (
            "somebody without a name speaks too",
            "Ole Krag said “we will repair every pier.” “Nobody believes it any more,” a neighbour told the Bonn \
             Gazette.",
            "",
            "",
            "",
        ),
        (
            "nobody speaks of himself by name",
            "“The best thing about Krag is that he will repair every pier,” Ole Krag said.",
            "",
            "",
            "",
        ),
        ("no speaker", "“We will repair every pier before the winter,” a man said.", "", "", ""),
        ("reported by one report alone", "Ole Krag said the northern pier was safe again.", "", "", ""),
        ("no speech", "Ole Krag repaired the northern pier with his own hands.", "", "", ""),
    ];
    for (name, sentence, kind, speaker, relay) in rows {
        let text = format!("{sentence}\n");
        let briefing = brief(&json!({}), &[report("a", &text, "")]);
        let found = briefing.quotes.first();
        let found = found.map_or(("", "", ""), |quote| (&*quote.kind, &*quote.speaker, &*quote.relay));
        assert_eq!(found, (*kind, *speaker, *relay), "{name}: {:?}", briefing.quotes);
    }
}

#[test]
fn the_exact_words_stand_apart_from_the_sentence() {
    let rows: &[(&str, &str, &str, &[&str])] = &[
        (
            "one piece, its comma left to the sentence",
            "“We will repair every pier before the winter,” Ole Krag said on the quay.",
            "said",
            &["We will repair every pier before the winter"],
        ),
        (
            "two pieces",
            "“We will repair every pier,” said Ole Krag, “before the winter comes.”",
            "said",
            &["We will repair every pier", "before the winter comes."],
        ),
        (
            "a turn of phrase is not what was said",
            "Of his “rotten” piers, Ole Krag said “we will repair them before the winter.”",
            "said",
            &["we will repair them before the winter."],
        ),
        (
            "single marks",
            "Ole Krag added: ‘We will repair every pier before the winter’.",
            "added",
            &["We will repair every pier before the winter"],
        ),
        (
            "according to",
            "According to Ole Krag, “every pier will be repaired before the winter.”",
            "",
            &["every pier will be repaired before the winter."],
        ),
    ];
    for (name, sentence, verb, words) in rows {
        let text = format!("{sentence}\n");
        let briefing = brief(&json!({}), &[report("a", &text, "")]);
        assert_eq!(briefing.quotes.len(), 1, "{name}");
        let quote = &briefing.quotes[0];
        assert_eq!(quote.verb, *verb, "{name}");
        let found: Vec<&str> = quote.words.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(found, *words, "{name}");
        for piece in &quote.words {
            let cite = &piece.cites[0];
            assert_eq!(text.get(cite.start as usize..cite.end as usize), Some(piece.text.as_str()), "{name}");
        }
    }
}

#[test]
fn two_headlines_about_one_person_are_not_one_quotation() {
    let a = "“Ole Krag met Ida Brandt about the ferries,” Nils Holm said.\n";
    let b = "“Ole Krag met Ida Brandt under the bridge,” Vera Lund said.\n";
    let briefing = brief(&json!({}), &[report("a", a, ""), report("b", b, "")]);
    assert!(briefing.quotes.iter().all(|quote| quote.also.is_empty()), "{:?}", briefing.quotes);
}

const CLEAN: &str = "Ole Krag opened the northern pier in Bonn on Monday morning.\n\
    “The bridge will carry our children safely to school every morning,” Krag told the Bonn Gazette.\n";
const RETOLD: &str = "Captain of harbour opened northern pier.\n\
    “Bridge is going to carry children safely in school on each morning,” wrote Krag in newspaper.\n";

#[test]
fn a_quotation_in_two_wordings_is_printed_once_in_the_original() {
    let rough = Report { translated: true, ..report("b", RETOLD, "") };
    let briefing = brief(&json!({}), &[rough, report("a", CLEAN, "")]);
    assert_eq!(briefing.quotes.len(), 1, "{:?}", briefing.quotes);
    let quote = &briefing.quotes[0];
    assert!(quote.text.starts_with("“The bridge will carry"));
    assert_eq!((quote.speaker.as_str(), quote.entity.as_str()), ("Ole Krag", "krag"));
    assert_eq!(quote.cites[0].document, "a");
    assert_eq!(quote.also.iter().map(|cite| cite.document.as_str()).collect::<Vec<_>>(), ["b"]);
    let wordings: Vec<&str> = quote.wordings.iter().map(|other| other.text.as_str()).collect();
    assert_eq!(wordings, ["Bridge is going to carry children safely in school on each morning"]);
    let copy = brief(&json!({}), &[report("a", CLEAN, ""), report("b", CLEAN, "")]);
    assert!(copy.quotes[0].wordings.is_empty() && copy.quotes[0].also.len() == 1, "{:?}", copy.quotes);
}

#[test]
fn more_or_less_of_the_same_words_is_no_other_wording() {
    let a = "“The bridge will carry our children safely to school,” Ole Krag said.\n";
    let b = "“The bridge will carry our children safely to school every single morning from now on,” Krag said.\n";
    let briefing = brief(&json!({}), &[report("a", a, ""), report("b", b, "")]);
    assert_eq!(briefing.quotes.len(), 1, "{:?}", briefing.quotes);
    assert_eq!((briefing.quotes[0].also.len(), briefing.quotes[0].wordings.len()), (1, 0));
}

#[test]
fn a_speaker_is_called_by_the_usual_full_name() {
    let told = "“The bridge will carry our children safely to school,” Krag said.\n";
    let named =
        ["Nils Ole Krag", "Ole Krag", "Ole Krag"].map(|name| format!("{name} opened the bridge.\n{told}"));
    let reports: Vec<Report<'_>> =
        named.iter().zip(["a", "b", "c"]).map(|(text, id)| report(id, text, "")).collect();
    assert_eq!(brief(&json!({}), &reports).quotes[0].speaker, "Ole Krag");
}

#[test]
fn what_several_reports_tell_of_somebodys_words_is_a_reported_quote() {
    let a = "Ole Krag said the rotten northern pier was safe again.\n";
    let b = "The rotten northern pier was safe again, Ole Krag said.\n";
    let briefing = brief(&json!({}), &[report("a", a, ""), report("b", b, "")]);
    assert_eq!(briefing.quotes.len(), 1, "{:?}", briefing.quotes);
    assert_eq!((&*briefing.quotes[0].kind, &*briefing.quotes[0].speaker), ("reported", "Ole Krag"));
    assert_eq!(briefing.quotes[0].also.len(), 1);
}

#[test]
fn one_of_a_body_is_not_the_body() {
    let quotes = |who: &str| {
        let a = format!("{who} said that the rotten northern pier was safe again.\n");
        let b = format!("The rotten northern pier was safe again, {who} said that day.\n");
        brief(&json!({}), &[report("a", &a, ""), report("b", &b, "")]).quotes.len()
    };
    assert_eq!((quotes("Harbour Board"), quotes("A prominent Harbour Board")), (1, 0));
}

#[test]
fn pronouns_are_replaced_where_one_person_only_can_be_meant() {
    let lead = "Harbour chief Ole Krag opened the stone bridge in Bonn on Monday.";
    let both = "Ole Krag and Ida Brandt opened the stone bridge in Bonn on Monday.";
    let he = "He promised that rotten planks of fourteen northern piers would be replaced before autumn.";
    let his = "He promised that his planks would be replaced before the long winter.";
    let rows: &[(&str, &str, &str, bool)] = &[
        ("one person", lead, he, true),
        ("two persons", both, he, false),
        ("two pronouns", lead, his, false),
        ("nobody", "The stone bridge in Bonn opened on Monday morning.", he, false),
    ];
    for (name, first, second, expected) in rows {
        let text = format!("{first}\n{second}\n");
        let options = json!({"repair": true, "max_sentences": 1, "about": "planks"});
        let briefing = brief(&options, &[report("a", &text, "")]);
        let found = texts(&briefing).iter().any(|text| text.starts_with("[Ole Krag] promised that"));
        assert_eq!(found, *expected, "{name}: {:?}", texts(&briefing));
        let options = json!({"repair": true, "max_sentences": 2});
        let briefing = brief(&options, &[report("a", &text, "")]);
        assert!(
            texts(&briefing).iter().all(|text| !text.starts_with('[')),
            "{name}: printed behind its name"
        );
    }
}

#[test]
fn days_and_denials_that_oppose_each_other() {
    let said = "Harbour chief Ole Krag closed the rotten northern pier of Bonn for good.\n";
    let denied = "Harbour chief Ole Krag never closed the rotten northern pier of Bonn for good.\n";
    let about = |a: Report<'_>, b: Report<'_>| -> Vec<String> {
        brief(&json!({}), &[a, b]).differences.into_iter().map(|found| found.about).collect()
    };
    let day = "2021-05-05";
    assert_eq!(about(report("a", said, day), report("b", denied, day)), ["said by one, denied by another"]);
    assert!(about(report("a", said, day), report("b", said, day)).is_empty());
    assert!(
        about(report("a", said, ""), report("b", denied, "")).is_empty(),
        "without dates nothing is sure"
    );
    let monday = "Fishermen blocked the rotten northern pier of Bonn on 3 May with nine boats.\n";
    let sunday = "Fishermen blocked the rotten northern pier of Bonn on 2 May with nine boats.\n";
    let dated = |id, text: &'static str, day: &str| {
        let mut doc = build(report(id, text, "2021-05-05"));
        let at = text.find(" May").expect("part of the fixture") as u32;
        let mut dates = Layer::new();
        dates.push(at - 1, at + 4).label("DATE").attr("value", day);
        doc.put_layer(names::DATES, dates);
        doc
    };
    let days = |second: &str| -> Vec<String> {
        let docs = vec![dated("a", monday, "2021-05-03"), dated("b", sunday, second)];
        let (_, mut briefings) = summarize(&json!({}), docs, Tables::default());
        briefings.remove(0).differences.into_iter().map(|found| found.about).collect()
    };
    assert_eq!(days("2021-05-02"), ["date"]);
    assert!(days("2021-05-03").is_empty());
    let other = "Harbour chief Ole Krag never closed the sunny southern beach of Bonn for good.\n";
    assert!(about(report("a", said, day), report("b", other, day)).is_empty());
}
