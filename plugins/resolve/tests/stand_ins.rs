//! Pronouns, descriptions, times and names inside descriptions on invented reports, and that threads and later reports
//! change nothing.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its own table has failed")]

mod marked;

use std::sync::atomic::AtomicBool;

use copydesk_core::{Inputs, Plugin, Staging, StaticPlugin, Tables};
use copydesk_resolve::Resolve;
use copydesk_sdk::{Document, tables};
use marked::{clusters, document, ids, records, resolve};
use serde_json::json;

#[test]
fn words_find_what_they_stand_for() {
    type Row = (&'static str, &'static [&'static str], &'static [u32]);
    let rows: &[Row] = &[
        (
            "he and she",
            &["[PERSON:Ida Brandt] met Mr [PERSON:Ole Krag] . [PERSON:She] smiled and [PERSON:he] left ."],
            &[0, 1, 0, 1],
        ),
        (
            "the first person of the sentence is the subject",
            &["[PERSON:Ida Brandt] told [PERSON:Eva Moor] that [PERSON:she] would sing ."],
            &[0, 1, 0],
        ),
        (
            "given names say who is she and who is he",
            &["[PERSON:Karin Moor] met [PERSON:Boris Krag] . [PERSON:He] sang , then [PERSON:she] sang ."],
            &[0, 1, 1, 0],
        ),
        (
            "a surname that is a given name too says nothing",
            &["[PERSON:Mrs James] met [PERSON:Boris Krag] . [PERSON:She] sang ."],
            &[0, 1, 0],
        ),
        (
            "a team is nobody's he",
            &["[HUM:Ole Krag] stayed . The [HUM:Wid Rovers] hope that [HUM:he] plays ."],
            &[0, 1, 0],
        ),
        (
            "where is the place before it, that is no name",
            &["A [NON:flaw] in [NON:Wid] [NON:that] grows , found in [GPE:Olm] [LOC:where] it rains ."],
            &[0, 1, 0, 2, 2],
        ),
        (
            "who, and it for a body",
            &["[PERSON:Ole Krag] , [PERSON:who] leads [ORG:Nordbank] , said [ORG:it] would grow ."],
            &[0, 0, 1, 1],
        ),
        (
            "they are many",
            &["[PERSON:Two climbers] met [PERSON:Ida Brandt] before [PERSON:they] fell ."],
            &[0, 1, 0],
        ),
        (
            "I am one speaker",
            &["“ [PERSON:I] sang , ” [PERSON:Ida Brandt] said . “ For [PERSON:me] .”"],
            &[0, 1, 0],
        ),
        (
            "a role that another report gives",
            &[
                "The singer [PERSON:Ida Brandt] met [PERSON:Ole Krag] .",
                "[PERSON:Ole Krag] , [PERSON:Ole Krag] and [PERSON:Ida Brandt] : a [PERSON:singer] left .",
            ],
            &[0, 1, 1, 1, 0, 0],
        ),
        (
            "the role is the only person, a woman is no man",
            &["[PERSON:Mrs Brandt] and [PERSON:Mr Krag] . The [PERSON:actress] sang ."],
            &[0, 1, 0],
        ),
        (
            "somebody's lawyer is somebody else",
            &["[PERSON:Ida Brandt] came . Her [PERSON:lawyer] spoke ."],
            &[0, 1],
        ),
        (
            "beside the name",
            &["[PERSON:Ida Brandt] , the [PERSON:mayor] , spoke . [PERSON:Mayor] [PERSON:Ole Krag] too ."],
            &[0, 0, 1, 1],
        ),
        (
            "the company is the last one named",
            &["[ORG:Nordbank] and [ORG:Sudbank] fell . The [ORG:bank] closed ."],
            &[0, 1, 1],
        ),
        (
            "a description in two reports of one thing",
            &[
                "A [HUM:climber] fell on Tarn Peak near Wid .",
                "The [HUM:climber] of Tarn Peak was found near Wid .",
            ],
            &[0, 0],
        ),
        (
            "a description in reports that have nothing in common",
            &["A [HUM:climber] fell on Tarn Peak .", "[HUM:Climbers] of prices sold bonds ."],
            &[0, 1],
        ),
        (
            "places by their core",
            &[
                "in [LOC:downtown Wid , Norland] , [LOC:the city of Wid] , [LOC:the Tarn Centre in Wid] , [LOC:Tarn Center]",
            ],
            &[0, 0, 1, 1],
        ),
        ("a people and its country", &["[LOC:Norwegian] towns in [LOC:Norway]"], &[0, 0]),
        (
            "times by their normal form",
            &[
                "on [DATE:3 May] , [DATE:May 3rd] , [DATE:on Monday morning] , [DATE:Monday] , [DATE:2014] and [DATE:in 2014]",
            ],
            &[0, 0, 1, 1, 2, 2],
        ),
        ("amounts stay apart", &["[MONEY:$ 5 million] and [MONEY:£ 5 million]"], &[0, 1]),
        (
            "names inside descriptions",
            &[
                "The [MISC:Tarn 100] rose . [MISC:Norland 's Tarn 100 index] fell .",
                "[PERSON:Ole Krag] . [PERSON:Nordbank CEO Ole Krag] . [PERSON:Krag] .",
            ],
            &[0, 0, 1, 1, 1],
        ),
        (
            "a court is not every court",
            &["the [ORG:Harbour Court] and [ORG:Harbour Court for the North of Wid]"],
            &[0, 1],
        ),
        (
            "a party is not the party of another country",
            &["[ORG:Harbour Party] and [ORG:Scottish Harbour Party]"],
            &[0, 1],
        ),
        ("nicknames in quotes", &["[PERSON:Ole \"the Bear\" Krag] and [PERSON:Ole Krag]"], &[0, 0]),
        ("second names", &["[PERSON:I. Karin Brandt]", "[PERSON:Karin Brandt]"], &[0, 0]),
        ("teams", &["[ORG:Wid Rovers] won . The [ORG:Rovers] sang ."], &[0, 0]),
        (
            "headlines",
            &["[HUM:Driver] fined .", "The [HUM:driver] was fined in Wid .", "[HUM:Driver] fined in Wid ."],
            &[0, 0, 0],
        ),
        (
            "told of before he is named",
            &["A [HUM:climber] has died on Tarn Peak . [PERSON:Ole Krag] , 36 , fell from a ridge ."],
            &[0, 0],
        ),
        (
            "who speaks was not told of",
            &["A [HUM:climber] has died on Tarn Peak . [PERSON:Ole Krag] said so ."],
            &[0, 1],
        ),
        (
            "either may have been told of",
            &["A [HUM:man] shot a [HUM:woman] . [PERSON:Kim Krag] , 36 , was found ."],
            &[0, 1, 2],
        ),
        (
            "by the age",
            &[
                "[PERSON:Ida Brandt] , 66 , and [PERSON:Eva Krag] , 50 , met . A 50 - year - old [HUM:climber] fell .",
            ],
            &[0, 1, 1],
        ),
        (
            "told of in another report that never names him",
            &[
                "A [HUM:climber] has died on Tarn Peak . [PERSON:Ole Krag] , 36 , fell from a ridge .",
                "The [HUM:climber] who died on Tarn Peak fell from a ridge .",
            ],
            &[0, 0, 0],
        ),
        (
            "somebody's lawyer who is the only one named",
            &["[PERSON:Ida Brandt] and lawyer [PERSON:Ole Krag] came . Her [PERSON:lawyer] spoke ."],
            &[0, 1, 1],
        ),
        ("a surname of two words", &["[PERSON:Ole Lo Krag]", "[PERSON:Lo Krag]"], &[0, 0]),
        ("hyphens", &["the [ORG:Wid-Arena]", "[ORG:Wid Arena]"], &[0, 0]),
        (
            "what kind of place it is",
            &["the [LOC:southern Norish island of Wid]", "[LOC:Wid]", "her [LOC:hometown of Wid]"],
            &[0, 0, 0],
        ),
        ("a mother of many", &["A [PERSON:mother of 12] fell . The [PERSON:mother] sang ."], &[0, 0]),
        ("who and WHO", &["[ORG:WHO] warned [PERSON:Ida Brandt] , [PERSON:who] fell ill ."], &[0, 1, 1]),
    ];
    let found = rows.iter().map(|(name, texts, expected)| (name, clusters(&resolve(texts)), expected));
    let wrong: Vec<_> = found.filter(|(_, found, expected)| found != *expected).collect();
    assert!(wrong.is_empty(), "name, found, expected: {wrong:#?}");
}

#[test]
fn stand_ins_have_reasons() {
    for (text, reason) in [
        ("[PERSON:Ida Brandt] sang . [PERSON:She] left .", "pronoun"),
        ("[PERSON:Ida Brandt] , the [PERSON:mayor] .", "apposition"),
        ("[ORG:Nordbank] fell . The [ORG:bank] closed .", "description"),
        ("[PERSON:I. Karin Brandt] and [PERSON:Karin Brandt]", "middle-name"),
    ] {
        let rows = records(&resolve(&[text]));
        assert_eq!(rows.len(), 1, "{text}: {rows:?}");
        assert_eq!(rows[0].merges.iter().map(|merge| merge.reason.as_str()).collect::<Vec<_>>(), [reason]);
    }
}

#[test]
fn roles_after_names_are_kept() {
    let ran = resolve(&[
        "[PERSON:Ida Brandt], president and chief executive of Nordbank, spoke. [PERSON:Ole Krag], D-Wid, sang.",
        "[PERSON:Ida Brandt], the harbour chief, left. [PERSON:Eva Moor] (D-N.W.), who sang, left.",
    ]);
    let titles: Vec<(String, Vec<String>)> =
        records(&ran).into_iter().map(|row| (row.name, row.titles)).collect();
    let row = |name: &str, titles: &[&str]| {
        (name.to_owned(), titles.iter().map(|&title| title.to_owned()).collect::<Vec<_>>())
    };
    assert_eq!(
        titles,
        [
            row("Ida Brandt", &["harbour chief", "president and chief executive of Nordbank"]),
            row("Eva Moor", &["D-N.W."]),
            row("Ole Krag", &["D-Wid"]),
        ]
    );
}

#[test]
fn namesakes_are_told_apart() {
    for (texts, name, reason) in [
        (&["the [ORG:Wid Gazette] of [GPE:Wid]"][..], "Wid", "an organisation named after a place"),
        (
            &["[PERSON:Ole Krag] came.", "on [FAC:Krag Street]"],
            "Ole Krag",
            "named after a person, or one of that name",
        ),
    ] {
        let rows = records(&resolve(texts));
        assert_eq!(rows.len(), 2);
        let row = rows.iter().find(|row| row.name == name).unwrap();
        assert_eq!(row.kept_apart.iter().map(|apart| apart.reason.as_str()).collect::<Vec<_>>(), [reason]);
    }
}

/// Many reports with names, titles, pronouns and descriptions, the same each time.
fn many(count: usize) -> Vec<Document> {
    let first = ["Ida", "Ole", "Eva", "Jan", "Pavel", "I."];
    let last = ["Brandt", "Krag", "Moor", "Lukachyov", "Lukachev", "van Berg"];
    let mut state = 7_u32;
    let mut draw = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as usize % below
    };
    let report = |number: usize| {
        let (name, other) = (first[draw(6)], last[draw(6)]);
        let (surname, body) =
            (last[draw(6)], ["Nordbank", "Harbour Agency", "HA", "Wid Rovers", "Rovers"][draw(5)]);
        let text = format!(
            "Sen. [PERSON:{name} {other}] of [ORG:{body}] met [PERSON:{surname}] in [GPE:Wid] on [DATE:Monday] . \
             The [PERSON:senator] said [PERSON:he] knew the [ORG:company] , [PERSON:who] said [PERSON:\"so\\t{number}\"] ."
        );
        document(&format!("d\"{number}"), &text)
    };
    (0..count).map(report).collect()
}

fn with_threads(docs: &[Document], threads: usize) -> (Vec<Document>, Tables) {
    let plugin = StaticPlugin::<Resolve>::new();
    let mut worker = plugin.load(&json!({})).unwrap().open().unwrap();
    let (mut docs, mut tables) = (docs.to_vec(), Tables::default());
    let mut staging = Staging::new(&docs, plugin.descriptor(), Vec::new());
    let inputs = Inputs { docs: &docs, tables: &tables, cancelled: &AtomicBool::new(false), threads };
    worker.process(&inputs, &mut staging).unwrap();
    let staged = staging.finish().unwrap();
    let _ = staged.apply("resolve", &mut docs, &mut tables);
    (docs, tables)
}

#[test]
fn threads_change_nothing() {
    let docs = many(400);
    let (alone, table) = with_threads(&docs, 1);
    assert!(table.get("entities").unwrap().lines().count() > 5);
    for threads in [2, 7] {
        let (together, same) = with_threads(&docs, threads);
        assert_eq!(same, table, "{threads} threads");
        assert_eq!(format!("{together:?}"), format!("{alone:?}"), "{threads} threads");
    }
}

#[test]
fn rows_are_entity_records() {
    let (_, table) = with_threads(&many(60), 2);
    for line in table.get("entities").unwrap().lines() {
        let row: tables::EntityRecord = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_string(&row).unwrap(), line);
    }
}

#[test]
fn later_reports_leave_other_ids_alone() {
    let docs = many(120);
    let mut own = vec![
        document(
            "a",
            "[PERSON:Sigrid Aune] of [ORG:Aune Mills] in [GPE:Olm] . [PERSON:She] left [GPE:Olm] .",
        ),
        document("b", "[PERSON:Aune] spoke in [GPE:Olm] . [PERSON:Lars Aune] sang ."),
    ];
    let (before, _) = with_threads(&own, 1);
    own.extend(docs);
    let (after, _) = with_threads(&own, 1);
    assert_eq!(ids(&after[..2]), ids(&before));
}

#[test]
fn long_lists_of_mentions_take_their_time_once() {
    // A hundred thousand stand-ins in one document: quadratic work would take minutes.
    let text = "[PERSON:Ida Brandt] said [PERSON:he] knew the [ORG:company] . ".repeat(25_000);
    let ran = resolve(&[&text]);
    assert_eq!(records(&ran).iter().map(|row| row.mentions.len()).sum::<usize>(), 75_000);
}
