//! Briefings of small piles of invented reports: copies, differences, headline, diversity, order, options.

mod common;

use common::{Report, brief, build, summarize, texts};
use copydesk_sdk::names;
use copydesk_sdk::tables::{Event, Place, STORIES, Story, Tables, When};
use serde_json::json;

const FIRST: &str = "Harbour chief Ole Krag opened the stone bridge in Bonn on Monday.\n\
    The Harbour Board said divers counted 26 containers beneath the broken crane.\n\
    Fishermen complained about the closed northern pier.\n";
const SECOND: &str = "Ole Krag, the harbour chief, opened the stone bridge in Bonn.\n\
    Divers counted 31 containers beneath the broken crane, the Harbour Board said.\n\
    Children of the village school sang two songs.\n";
const THIRD: &str = "Heavy rain delayed the last trains to Bonn.\n\
    Ferry Line cancelled six sailings because of strong winds.\n";

fn report<'a>(id: &'a str, text: &'a str, published: &'a str) -> Report<'a> {
    Report { id, text, published, ..Report::default() }
}

#[test]
fn copies_are_one_origin_and_give_no_points() {
    let docs =
        vec![build(report("a", FIRST, "")), build(report("b", FIRST, "")), build(report("c", THIRD, ""))];
    let story = Story {
        id: "s:1".into(),
        documents: vec!["a".into(), "b".into(), "c".into()],
        copies: vec![copydesk_sdk::tables::CopyOf {
            document: "b".into(),
            of: "a".into(),
            containment: 1.0,
            origin: String::new(),
        }],
        ..Story::default()
    };
    let mut tables = Tables::default();
    tables.put(STORIES, serde_json::to_string(&story).unwrap() + "\n");
    let (_, briefings) = summarize(&json!({}), docs, tables);
    let point = briefings[0].points.iter().find(|point| point.text.contains("stone bridge")).unwrap();
    assert_eq!((point.support.documents, point.support.independent), (2, 1));
    assert!(briefings[0].points.iter().all(|point| point.cites[0].document != "b"));
    assert_eq!(briefings[0].sources.len(), 3);
}

#[test]
fn numbers_of_the_same_thing_differ() {
    let rows: &[(&str, &str, &str, Option<&str>)] = &[
        ("same day", "2021-05-03", "2021-05-03", Some("differs")),
        ("unknown days", "", "", Some("differs")),
        ("later report", "2021-05-03", "2021-05-05", Some("updates")),
        ("earlier report second", "2021-05-05", "2021-05-03", Some("updates")),
    ];
    for (name, first, second, kind) in rows {
        let briefing = brief(&json!({}), &[report("a", FIRST, first), report("b", SECOND, second)]);
        let found = briefing.differences.first();
        assert_eq!(found.map(|found| found.kind.as_str()), *kind, "{name}");
        let found = found.unwrap();
        assert!(found.about.starts_with("number of containers: "), "{name}");
        assert_eq!(found.sides.len(), 2, "{name}");
        let earlier = if first > second { "b" } else { "a" };
        assert_eq!(found.sides[0].cites[0].document, earlier, "{name}");
    }
}

#[test]
fn what_is_no_difference() {
    let rows: &[(&str, &str, &str)] = &[
        (
            "other things",
            "Divers counted 26 containers beneath the crane.",
            "Divers counted 31 bicycles beneath the crane.",
        ),
        (
            "guess",
            "Divers counted 26 containers beneath the crane.",
            "Divers counted about 30 containers beneath the crane.",
        ),
        (
            "lower bound",
            "Divers counted at least 26 containers beneath the crane.",
            "Divers counted 31 containers beneath the crane.",
        ),
        (
            "rate",
            "Divers counted 26 containers beneath the crane.",
            "Divers counted 3 containers a day beneath the crane.",
        ),
        (
            "labels",
            "Divers opened gate 26 of the northern harbour lock.",
            "Divers opened gate 31 of the northern harbour lock.",
        ),
        (
            "other subject",
            "Divers counted 26 containers beneath the crane.",
            "Ferry Line ordered 31 containers from Poland.",
        ),
        (
            "years",
            "Divers built the crane in 1998 for the harbour.",
            "Divers built the crane in 1999 for the harbour.",
        ),
        (
            "same number",
            "Divers counted 26 containers beneath the crane.",
            "Divers counted 26 containers beneath the crane.",
        ),
        (
            "in words",
            "Divers counted six containers beneath the crane.",
            "Divers counted 6 containers beneath the crane.",
        ),
    ];
    for (name, a, b) in rows {
        let briefing = brief(&json!({}), &[report("a", a, ""), report("b", b, "")]);
        assert!(briefing.differences.is_empty(), "{name}: {:?}", briefing.differences);
    }
}

#[test]
fn a_statement_updates_an_earlier_silence() {
    let silent = "Ole Krag opened the stone bridge in Bonn.\n\
        The Harbour Board has not yet commented on the cracked stone pillar.\n";
    let statement = "Fishermen blocked the northern pier at dawn.\n\
        The Harbour Board said the cracked stone pillar was safe.\n";
    let other = "Ferry Line said the cracked stone pillar was no danger.\n";
    let kinds = |reports: &[Report<'_>]| -> Vec<String> {
        brief(&json!({}), reports)
            .differences
            .into_iter()
            .map(|found| found.kind + " " + &found.about)
            .collect()
    };
    let update = ["updates comment: Harbour Board"];
    assert_eq!(kinds(&[report("a", silent, "2021-05-03"), report("b", statement, "2021-05-05")]), update);
    assert_eq!(kinds(&[report("a", silent, ""), report("b", statement, "")]), update);
    assert!(kinds(&[report("a", silent, "2021-05-05"), report("b", statement, "2021-05-03")]).is_empty());
    assert!(kinds(&[report("a", silent, ""), report("b", other, "")]).is_empty());
}

const CLEAN: &str = "Krag lifts ban on night ferries\n\
    Harbour chief Ole Krag lifted the ban on night ferries in Bonn on Monday.\n\
    “The bridge will carry our children safely to school every morning,” Krag told the Bonn Gazette.\n\
    Ole Krag met the workers of the northern pier.\n";
const ROUGH: &str = "Krag took the ban from ferries of night\n\
    Chief of harbour krag lifted ban on night ferries in Bonn on Monday.\n\
    “Bridge is going to bring our children safe in school each morning,” wrote krag in newspaper.\n\
    Captain of ferry krag invited on tea in cabin of captain.\n";
const OTHER: &str = "Night ferries return to Bonn\n\
    The ban on night ferries ended on Monday, Ole Krag said.\n\
    Krag thanked the fishermen for their patience.\n";

fn titled<'a>(id: &'a str, text: &'a str) -> Report<'a> {
    Report { id, text, titled: true, ..Report::default() }
}

#[test]
fn a_retold_quotation_is_not_printed() {
    let options = json!({"max_sentences": 20, "max_words": 500, "max_sentences_per_document": 20});
    let rough = Report { translated: true, ..titled("b", ROUGH) };
    for (name, reports) in [
        ("said by metadata", [titled("a", CLEAN), rough, titled("c", OTHER)]),
        ("seen by its small letters", [titled("a", CLEAN), titled("b", ROUGH), titled("c", OTHER)]),
    ] {
        let briefing = brief(&options, &reports);
        let quotations: Vec<&str> = texts(&briefing).into_iter().filter(|text| text.contains('“')).collect();
        assert!(quotations.is_empty(), "{name}: what is a quote is no point: {quotations:?}");
        let direct = briefing.quotes.iter().filter(|quote| quote.kind == "direct");
        let quotes: Vec<&str> = direct.map(|quote| quote.text.as_str()).collect();
        assert_eq!(quotes.len(), 1, "{name}: {quotes:?}");
        assert!(quotes[0].starts_with("“The bridge will carry"), "{name}");
        assert!(texts(&briefing).iter().all(|text| !text.starts_with("Chief of harbour")), "{name}");
    }
}

#[test]
fn what_only_a_noisy_report_says_may_be_printed_if_it_weighs() {
    let weighty = "Krag got petition of fishermen\n\
        Fishermen from nine villages handed to Krag petition about price of ferries.\n";
    for (name, text, expected) in [("weighty", weighty, true), ("aside", ROUGH, false)] {
        let rough = Report { translated: true, ..titled("b", text) };
        let briefing = brief(&json!({"max_sentences": 20}), &[titled("a", CLEAN), rough]);
        let printed = briefing.points.iter().any(|point| point.cites[0].document == "b");
        assert_eq!(printed, expected, "{name}: {:?}", texts(&briefing));
    }
}

#[test]
fn headlines() {
    let rough_first = Report { translated: true, ..titled("a", ROUGH) };
    let rows: &[(&str, &[Report<'_>], &str)] = &[
        ("of the clean report", &[rough_first, titled("b", CLEAN)], "Krag lifts ban on night ferries"),
        ("the only one", &[titled("a", OTHER)], "Night ferries return to Bonn"),
        (
            "a sentence where none has one",
            &[report("a", THIRD, "")],
            "Heavy rain delayed the last trains to Bonn.",
        ),
        (
            "not a question",
            &[titled("a", "Will night ferries ever return?\nOle Krag lifted the ban on night ferries.\n")],
            "Ole Krag lifted the ban on night ferries.",
        ),
    ];
    for (name, reports, expected) in rows {
        let briefing = brief(&json!({}), reports);
        assert_eq!(briefing.headline.text, *expected, "{name}");
        assert_eq!(briefing.headline.cites.len(), 1, "{name}");
    }
}

#[test]
fn a_title_that_came_beside_the_text_is_a_headline_without_a_place() {
    let long = "Harbour chief Ole Krag, who had promised for years that the rotten planks of the northern pier would \
        be replaced before the first storm of autumn came over the bay, closed the northern pier on Monday.\n";
    let rows: &[(&str, &str, &str, &str)] = &[
        ("beside", FIRST, "Krag  opens bridge\n in Bonn", "Krag opens bridge in Bonn"),
        ("in the text", FIRST, "Ole Krag opened the stone bridge", "Ole Krag opened the stone bridge"),
        ("too short", FIRST, "Home", "Harbour chief Ole Krag opened the stone bridge in Bonn on Monday."),
        (
            "about nothing of it",
            FIRST,
            "Our best recipes for soup",
            "Harbour chief Ole Krag opened the stone bridge in Bonn on Monday.",
        ),
        ("a question", long, "Will the northern pier return?", "Will the northern pier return?"),
    ];
    for (name, text, title, expected) in rows {
        let mut doc = build(report("a", text, ""));
        doc.set_meta("title", title, "input");
        let (_, briefings) = summarize(&json!({}), vec![doc], Tables::default());
        assert_eq!(briefings[0].headline.text, *expected, "{name}");
        let cite = &briefings[0].headline.cites[0];
        assert_eq!(cite.start == cite.end, matches!(*name, "beside" | "a question"), "{name}");
    }
}

#[test]
fn three_reports_have_a_say() {
    let long = "Ole Krag opened the stone bridge in Bonn on Monday.\n\
        Krag praised the masons of the stone bridge in Bonn.\n\
        Masons of Bonn built the stone bridge within a year.\n\
        Krag cut a ribbon at the southern end of the bridge.\n";
    let reports = [report("a", long, ""), report("b", SECOND, ""), report("c", THIRD, "")];
    let briefing = brief(&json!({"max_sentences": 3, "max_sentences_per_document": 3}), &reports);
    let mut cited: Vec<&str> = briefing.points.iter().map(|point| point.cites[0].document.as_str()).collect();
    cited.sort_unstable();
    assert_eq!(cited, ["a", "b", "c"]);
}

fn with_events() -> Tables {
    let place = |document: &str, text: &str, sentence: &str| {
        let start = text.find(sentence).expect("part of the fixture") as u32;
        Place { document: document.into(), start, end: start + sentence.len() as u32 }
    };
    let event = |date: &str, documents: &[&str], mentions: Vec<Place>| Event {
        id: format!("s:1/{date}"),
        story: "s:1".into(),
        when: When { date: date.into(), basis: "stated".into() },
        documents: documents.iter().map(|&id| id.into()).collect(),
        entities: Vec::new(),
        mentions,
    };
    let events = [
        event("2021-05-04", &["b"], vec![place("b", SECOND, "Divers counted")]),
        event(
            "2021-05-03",
            &["a", "b"],
            vec![place("a", FIRST, "Harbour chief"), place("b", SECOND, "Ole Krag")],
        ),
        event("2021-05-06", &["c"], vec![place("c", THIRD, "Ferry Line")]),
    ];
    let story =
        Story { id: "s:1".into(), documents: vec!["a".into(), "b".into(), "c".into()], ..Story::default() };
    let mut tables = Tables::default();
    tables.put(STORIES, serde_json::to_string(&story).expect("part of the fixture") + "\n");
    let lines: String = events
        .iter()
        .map(|event| serde_json::to_string(event).expect("part of the fixture") + "\n")
        .collect();
    tables.put("events", lines);
    tables
}

#[test]
fn events_are_told_once_and_in_order() {
    let docs =
        || vec![build(report("a", FIRST, "")), build(report("b", SECOND, "")), build(report("c", THIRD, ""))];
    let (_, briefings) = summarize(&json!({"order": "time", "max_sentences": 3}), docs(), with_events());
    let dates: Vec<&str> = briefings[0].timeline.iter().map(|moment| moment.when.date.as_str()).collect();
    assert_eq!(dates, ["2021-05-03", "2021-05-04", "2021-05-06"]);
    let starts = ["bridge", "Divers counted", "Ferry Line"];
    for (text, part) in texts(&briefings[0]).iter().zip(starts) {
        assert!(text.contains(part), "{text}");
    }
    let (_, briefings) = summarize(&json!({"order": "lead", "max_sentences": 3}), docs(), with_events());
    assert!(texts(&briefings[0])[0].contains("bridge"), "the event that most reports tell leads");
    assert_eq!(briefings[0].when.date, "2021-05-03");
}

/// Tables of one story with one event, which these sentences tell.
fn one_event(date: &str, mentions: &[(&str, &str)]) -> Tables {
    let documents: Vec<String> = mentions.iter().map(|(id, _)| (*id).into()).collect();
    let places = mentions.iter().map(|(id, text)| {
        let end = text.find('\n').unwrap_or(text.len()) as u32;
        Place { document: (*id).into(), start: 0, end }
    });
    let event = Event {
        id: format!("s:1/{date}"),
        story: "s:1".into(),
        when: When { date: date.into(), basis: "month-day".into() },
        documents: documents.clone(),
        entities: Vec::new(),
        mentions: places.collect(),
    };
    let story = Story { id: "s:1".into(), documents, ..Story::default() };
    let mut tables = Tables::default();
    tables.put(STORIES, serde_json::to_string(&story).expect("part of the fixture") + "\n");
    tables.put("events", serde_json::to_string(&event).expect("part of the fixture") + "\n");
    tables
}

#[test]
fn a_report_tells_of_days_to_come_only_where_it_says_so() {
    for (text, told) in [
        ("Ferry Line cancelled six sailings because of strong winds.\n", 0),
        ("Ferry Line will cancel six sailings because of strong winds.\n", 1),
    ] {
        let docs = vec![build(report("a", text, "2021-05-05"))];
        let (_, briefings) = summarize(&json!({}), docs, one_event("2021-06-01", &[("a", text)]));
        assert_eq!(briefings[0].timeline.len(), told, "{text}");
    }
}

#[test]
fn what_is_only_mentioned_leads_neither_briefing_nor_timeline() {
    let later = "Children of the village school sang songs for the victims of the fallen stone bridge.\n";
    let news = "The stone bridge in Bonn fell into the harbour with nine masons.\n";
    let docs = vec![build(report("a", later, "2021-05-25")), build(report("b", news, "2021-05-04"))];
    let tables = one_event("2021-05-03", &[("a", later), ("b", news)]);
    let (_, briefings) = summarize(&json!({}), docs, tables);
    assert_eq!(texts(&briefings[0])[0], news.trim());
    let told: Vec<&str> = briefings[0].timeline.iter().map(|moment| moment.text.as_str()).collect();
    assert_eq!(told, [news.trim()]);
}

#[test]
fn many_copies_say_the_same_and_are_one_origin() {
    let ids: Vec<String> = (0..200).map(|number| format!("c{number:03}")).collect();
    let docs = ids.iter().map(|id| build(report(id, FIRST, ""))).collect();
    let copies = ids.iter().skip(1).map(|id| copydesk_sdk::tables::CopyOf {
        document: id.clone(),
        of: ids[0].clone(),
        containment: 1.0,
        origin: String::new(),
    });
    let copies = copies.collect();
    let story = Story { id: "s:1".into(), documents: ids.clone(), copies, ..Story::default() };
    let mut tables = Tables::default();
    tables.put(STORIES, serde_json::to_string(&story).expect("part of the fixture") + "\n");
    let (_, briefings) = summarize(&json!({}), docs, tables);
    let support = &briefings[0].points[0].support;
    assert_eq!((support.documents, support.independent), (200, 1));
}

#[test]
fn budgets_and_questions() {
    let reports = [report("a", FIRST, ""), report("b", SECOND, ""), report("c", THIRD, "")];
    let words = |text: &str| text.split_whitespace().count();
    for most in [12, 25, 40] {
        let briefing = brief(&json!({"max_words": most}), &reports);
        let sum: usize = texts(&briefing).iter().map(|text| words(text)).sum();
        assert!(sum <= most && sum > 0, "{most}");
    }
    for most in [60, 150, 300] {
        let briefing = brief(&json!({"max_characters": most}), &reports);
        let sum: usize = texts(&briefing).iter().map(|text| text.chars().count()).sum();
        assert!(sum <= most && (sum > 0 || most == 60), "{most}: {sum}");
    }
    let briefing = brief(&json!({"max_sentences": 1, "about": "sailings"}), &reports);
    assert!(texts(&briefing)[0].contains("sailings"));
    let briefing = brief(&json!({"min_support": 2}), &reports);
    assert!(briefing.points.iter().all(|point| point.support.documents >= 2) && !briefing.points.is_empty());
}

#[test]
fn stories_come_biggest_first_and_small_ones_can_be_left_out() {
    let docs =
        || vec![build(report("a", THIRD, "")), build(report("b", FIRST, "")), build(report("c", SECOND, ""))];
    let stories = [("s:1", vec!["a"]), ("s:2", vec!["b", "c"])];
    let lines: String = stories
        .iter()
        .map(|(id, documents)| json!({"id": id, "documents": documents, "events": []}).to_string() + "\n")
        .collect();
    let mut tables = Tables::default();
    tables.put(STORIES, lines);
    let ids = |options| -> Vec<String> {
        summarize(&options, docs(), tables.clone()).1.into_iter().map(|briefing| briefing.story).collect()
    };
    assert_eq!(ids(json!({})), ["s:2", "s:1"]);
    assert_eq!(ids(json!({"min_documents": 2})), ["s:2"]);
}

#[test]
fn each_report_is_summed_up_alone() {
    let (docs, _) = summarize(
        &json!({"per_document_sentences": 1}),
        vec![build(report("a", FIRST, ""))],
        Tables::default(),
    );
    let view = docs[0].view(names::SUMMARY).unwrap();
    assert_eq!(view.len(), 1);
    assert!(view.span(0).of(FIRST).starts_with("Harbour chief"), "the lead sums up a report");
    let (docs, _) = summarize(
        &json!({"per_document_sentences": 0}),
        vec![build(report("a", FIRST, ""))],
        Tables::default(),
    );
    assert!(docs[0].view(names::SUMMARY).unwrap().is_empty());
}

#[test]
fn every_citation_covers_what_is_printed() {
    let reports =
        [report("a", FIRST, "2021-05-03"), report("b", SECOND, "2021-05-04"), report("c", THIRD, "")];
    let briefing = brief(&json!({}), &reports);
    let text = |id: &str| reports.iter().find(|report| report.id == id).unwrap().text;
    for point in &briefing.points {
        let cite = &point.cites[0];
        assert_eq!(
            text(&cite.document).get(cite.start as usize..cite.end as usize),
            Some(point.text.as_str())
        );
        assert!(cite.sha256.is_empty());
    }
}

#[test]
fn strange_collections() {
    let copies: Vec<Report<'_>> = ["a", "b", "c", "d"].iter().map(|&id| report(id, FIRST, "")).collect();
    assert!(brief(&json!({}), &copies).differences.is_empty());
    let nothing_shared = [report("a", FIRST, ""), report("b", THIRD, "")];
    assert!(brief(&json!({}), &nothing_shared).points.iter().all(|point| point.support.documents == 1));
    assert!(brief(&json!({}), &[report("a", "", ""), report("b", "\n\n", "")]).points.is_empty());
}

#[test]
fn two_hundred_copies_are_one_report() {
    let ids: Vec<String> = (0..200).map(|at| format!("d{at}")).collect();
    let docs = ids.iter().map(|id| build(report(id, FIRST, "2021-05-03"))).collect();
    let copy = |id: &String| copydesk_sdk::tables::CopyOf {
        document: id.clone(),
        of: ids[0].clone(),
        containment: 1.0,
        origin: String::new(),
    };
    let copies = ids.iter().skip(1).map(copy).collect();
    let story = Story { id: "s:1".into(), documents: ids.clone(), copies, ..Story::default() };
    let mut tables = Tables::default();
    tables.put(STORIES, serde_json::to_string(&story).unwrap() + "\n");
    let (_, briefings) = summarize(&json!({"max_sentences": 50, "max_words": 5000}), docs, tables);
    let briefing = &briefings[0];
    assert_eq!(texts(briefing), FIRST.lines().collect::<Vec<_>>());
    for point in &briefing.points {
        assert_eq!((point.support.independent, point.cites[0].document.as_str()), (1, "d0"));
    }
    assert!(briefing.differences.is_empty() && briefing.quotes.is_empty());
}

#[test]
fn a_budget_beyond_the_reports_gives_all_that_can_be_printed_once() {
    let options = json!({"max_sentences": 500, "max_words": 100_000, "max_sentences_per_document": 500});
    let briefing = brief(&options, &[report("a", FIRST, ""), report("b", THIRD, "")]);
    let mut printed = texts(&briefing);
    printed.sort_unstable();
    let mut all: Vec<&str> = FIRST.lines().chain(THIRD.lines()).collect();
    all.sort_unstable();
    assert_eq!(printed, all);
}

#[test]
fn hostile_names_and_dates_are_printed_as_text() {
    let name = "x".repeat(200_000);
    let lines = format!("Ole Krag <script>alert(1)</script> opened the {name} bridge in Bonn on Monday.\n");
    let markup = "Ole Krag & “Co” [1] opened *the* stone bridge\u{1b}[31m in Bonn on Monday.\n";
    let reports = [
        report("a", &lines, "0000-99-99"),
        report("b", markup, "2021-05-05"),
        report("c\"{}", SECOND, "9999-12-31"),
    ];
    let briefing = brief(&json!({}), &reports);
    assert!(!briefing.points.is_empty());
    assert_eq!(briefing.sources.len(), 3);
    for point in &briefing.points {
        let cite = &point.cites[0];
        let text = reports.iter().find(|report| report.id == cite.document).unwrap().text;
        let there = text.get(cite.start as usize..cite.end as usize).unwrap();
        let single: Vec<&str> = there.split_whitespace().collect();
        assert_eq!(single.join(" "), point.text);
    }
}

#[test]
fn one_name_everywhere_makes_no_agreement() {
    let rows = [
        "Ole Krag opened the stone bridge in Bonn.",
        "Ole Krag caught a cold in the mountains.",
        "Ole Krag sold the old family farm.",
        "Ole Krag planted nine apple trees.",
    ];
    let reports: Vec<Report<'_>> =
        rows.iter().zip(["a", "b", "c", "d"]).map(|(text, id)| report(id, text, "")).collect();
    let briefing = brief(&json!({}), &reports);
    assert_eq!(briefing.points.len(), 4, "{:?}", texts(&briefing));
    assert!(briefing.points.iter().all(|point| point.support.documents == 1));
}
