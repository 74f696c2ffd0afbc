//! What happened when, on invented stories: dated reports, reports without a date, and what must stay open.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its own table has failed")]

use copydesk_group::Group;
use copydesk_sdk::testkit::run;
use copydesk_sdk::{Document, Layer, tables::Event, tables::Story};
use serde_json::json;

/// A report: its lines are its sentences; `[name]` is a mention, `{value|words}` a date. Names of one story resolve
/// by their last word.
fn report(id: &str, published: &str, lines: &str) -> Document {
    let (mut text, mut ents, mut dates) = (String::new(), Layer::new(), Layer::new());
    let (mut tokens, mut sents) = (Layer::new(), Layer::new());
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let start = text.len() as u32;
        for piece in line.split_inclusive([']', '}']) {
            let marked = piece.find(['[', '{']).map(|at| piece.split_at(at));
            let Some((plain, mark)) = marked else {
                text.push_str(piece);
                continue;
            };
            text.push_str(plain);
            let at = text.len() as u32;
            let inner = mark.trim_matches(['[', ']', '{', '}']);
            match inner.split_once('|') {
                Some((value, words)) => {
                    text.push_str(words);
                    dates.push(at, text.len() as u32).label("DATE").attr("value", value);
                }
                None => {
                    text.push_str(inner);
                    let name = inner.rsplit(' ').next().unwrap().to_lowercase();
                    ents.push(at, text.len() as u32).label("PERSON").attr("id", &format!("e:{name}"));
                }
            }
        }
        sents.push(start, text.len() as u32);
        text.push('\n');
    }
    let mut word: Option<usize> = None;
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() {
            word.get_or_insert(at);
        } else if let Some(start) = word.take() {
            tokens.push(start as u32, at as u32);
        }
    }
    let mut doc = Document::new(id, text);
    for (name, layer) in [("tokens", tokens), ("sents", sents), ("ents", ents), ("dates", dates)] {
        doc.put_layer(name, layer);
    }
    if !published.is_empty() {
        doc.set_meta("published", published, "input");
    }
    doc
}

type Reports = &'static [(&'static str, &'static str, &'static str)];

/// All in one story, whatever the threshold says, so that only dates are tested.
fn events(reports: Reports) -> (Vec<Story>, Vec<Event>) {
    let docs = reports.iter().map(|(id, published, lines)| report(id, published, lines)).collect();
    let ran = run::<Group>(&json!({"threshold": 0.01}), docs, Default::default()).unwrap();
    let stories: Vec<Story> =
        ran.tables.get("stories").unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let events: Vec<Event> =
        ran.tables.get("events").unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (stories, events)
}

const VISIT_DATED: (&str, &str, &str) = (
    "post",
    "2021-09-15",
    "Minister [Ida Brandt] announced the handing over of a petition on {2021-09-15|Wednesday} after talks in [Olm].
     [Brandt] arrived in [Olm] on {2021-09-13|Monday} and met harbour officials.
     The petition asks for an open fishing border, the minister wrote.
     Her party opposes new tolls on trawlers.",
);
const VISIT_AGENCY: (&str, &str, &str) = (
    "agency",
    "",
    "[Ida Brandt] sent a petition to the office of president [Ole Krag].
     In {XXXX-08-11/XXXX-08-20|mid-August} [Tarnvik] hosted the first summit of [Krag] and [Moor].
     The delegation of [Brandt] arrived in [Olm] on {XXXX-09-13|13 September}.
     A spokesman confirmed that the petition was received.",
);

#[test]
fn undated_reports_borrow_their_days() {
    type Row = (&'static str, Reports, &'static [(&'static str, &'static str)]);
    let rows: &[Row] = &[
        (
            "an announcement weeks before, by the weekday of a summit that another report puts in a span of days",
            &[
                VISIT_DATED,
                VISIT_AGENCY,
                (
                    "gazette",
                    "",
                    "[Ida Brandt] on {XXXX-WXX-1|Monday} announced that she will travel to [Olm] in the coming weeks.
                     She praised the summit of [Krag] and [Moor], which [Tarnvik] hosted on {XXXX-WXX-1|Monday}.
                     I will take my own trip, [Brandt] wrote.",
                ),
            ],
            &[("2021-08-16", "inferred:from agency"), ("2021-09-13", "weekday"), ("2021-09-15", "weekday")],
        ),
        (
            "an update without a date tells of the same petition",
            &[
                VISIT_DATED,
                VISIT_AGENCY,
                (
                    "radio",
                    "",
                    "Minister [Ida Brandt] said {XXXX-WXX-3|Wednesday} that the petition was handed over after talks in [Olm].
                     On {XXXX-WXX-1|Monday} she met harbour officials and arrived late.
                     The president's office gave no comment.",
                ),
            ],
            &[("2021-09-13", "weekday"), ("2021-09-15", "weekday")],
        ),
        (
            "an accident, the undated report by its place and number of injured",
            &[
                (
                    "herald",
                    "2022-03-05",
                    "A blast in the [Rotfels] quarry injured eleven workers on {2022-03-04|Friday}.
                     The owner [Stein] promised an inquiry.
                     Firemen searched the pit for hours.",
                ),
                (
                    "mail",
                    "",
                    "Eleven workers were injured when a blast shook the [Rotfels] quarry on {XXXX-WXX-5|Friday}.
                     Relatives waited at the gate.
                     [Stein] owns four pits in the valley.",
                ),
            ],
            &[("2022-03-04", "weekday")],
        ),
        (
            "a report that looks back: the weekday that others tell of is dated, that of its own lead is not",
            &[
                (
                    "herald",
                    "2022-03-05",
                    "A blast in the [Rotfels] quarry injured eleven workers on {2022-03-04|Friday}.
                     The owner [Stein] promised an inquiry.
                     Firemen searched the pit for hours.",
                ),
                (
                    "mail",
                    "",
                    "The bishop of [Sudheim] prayed with the widows on {XXXX-WXX-7|Sunday}.
                     Eleven workers were injured when a blast shook the [Rotfels] quarry on {XXXX-WXX-5|Friday}.
                     [Stein] owns four pits in the valley.",
                ),
            ],
            &[("2022-03-04", "weekday")],
        ),
        (
            "a day of the old year in a report of the new one",
            &[
                ("sun", "2023-01-03", "[Jan Moor] resigned from [Nordbank] on {XXXX-12-28|28 December} over a loan.
                  The bank thanked [Moor]."),
            ],
            &[("2022-12-28", "month-day")],
        ),
        (
            "nobody says which Monday",
            &[
                (
                    "sun",
                    "2022-05-20",
                    "[Jan Moor] left [Nordbank] on {2022-05-19|Thursday} after a quarrel over a loan.
                     The bank named no successor to [Moor].",
                ),
                (
                    "moon",
                    "",
                    "[Nordbank] and [Jan Moor] opened a branch with a brass band on {XXXX-WXX-1|Monday}.
                     Children of the bank got balloons without a quarrel or a loan from [Moor].",
                ),
            ],
            &[("2022-05-19", "weekday"), ("", "unknown")],
        ),
        (
            "two Mondays fit alike",
            &[
                (
                    "sun",
                    "2022-05-18",
                    "Pickets blocked the [Quell] depot on {2022-05-16|Monday}, [Moor] of the drivers said.
                     Buses stayed inside.",
                ),
                (
                    "star",
                    "2022-05-25",
                    "Pickets blocked the [Quell] depot on {2022-05-23|Monday}, [Moor] of the drivers said.
                     Trams were full.",
                ),
                (
                    "moon",
                    "",
                    "Pickets blocked the [Quell] depot on {XXXX-WXX-1|Monday}, [Moor] of the drivers said.
                     Pupils walked to school.",
                ),
            ],
            &[("2022-05-16", "weekday"), ("2022-05-23", "weekday"), ("", "unknown")],
        ),
        (
            "a plan is not dated by its fulfilment",
            &[
                (
                    "sun",
                    "2022-05-10",
                    "The council of [Quell] approved the [Tarn] dam on {2022-05-09|Monday}, chairman [Krag] said.
                     Farmers cheered outside.",
                ),
                (
                    "moon",
                    "",
                    "The council of [Quell] will decide on the [Tarn] dam, chairman [Krag] said on {XXXX-WXX-1|Monday}.
                     Farmers pray for water.",
                ),
            ],
            &[("2022-05-09", "weekday"), ("", "unknown")],
        ),
        (
            "no dates anywhere",
            &[("a", "", "[Ida Brandt] fell off a horse in [Olm].\nShe laughed.")],
            &[("", "unknown")],
        ),
        (
            "nothing but the day of publication",
            &[("a", "2020-02-02", "[Ida Brandt] fell off a horse in [Olm].\nShe laughed.")],
            &[("2020-02-02", "published")],
        ),
    ];
    for (name, reports, expected) in rows {
        let (stories, events) = events(reports);
        assert_eq!(stories.len(), 1, "{name}: {stories:?}");
        let found: Vec<(&str, &str)> =
            events.iter().map(|event| (event.when.date.as_str(), event.when.basis.as_str())).collect();
        assert_eq!(found, *expected, "{name}: {events:#?}");
        assert_eq!(stories[0].events.len(), events.len(), "{name}");
    }
}

#[test]
fn events_name_their_documents_entities_and_sentences() {
    let (_, events) = events(&[VISIT_DATED, VISIT_AGENCY]);
    let arrival = events.iter().find(|event| event.when.date == "2021-09-13").unwrap();
    assert_eq!(arrival.id, "s:1/2021-09-13");
    assert_eq!(arrival.documents, ["post", "agency"]);
    assert_eq!(arrival.entities[..2], ["e:brandt", "e:olm"]);
    assert_eq!(arrival.mentions.len(), 2);
}
