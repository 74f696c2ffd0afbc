//! What is one entity and what is not, on invented reports.

mod marked;

use marked::{records, resolve};

fn ids(ran: &copydesk_sdk::testkit::Ran) -> Vec<String> {
    marked::ids(&ran.docs)
}

#[test]
fn mentions_get_the_right_ids() {
    type Row = (&'static str, &'static [&'static str], &'static [&'static str]);
    let rows: &[Row] = &[
        (
            "surname, title and possessive after the full name",
            &[
                "Sen. [PERSON:Ida Brandt] came. [PERSON:Brandt] spoke. [PERSON:Mrs Brandt] left. [PERSON:Brandt's] aide stayed.",
            ],
            &["e:ida-brandt", "e:ida-brandt", "e:ida-brandt", "e:ida-brandt"],
        ),
        (
            "a surname alone joins the only full name of the collection",
            &["[PERSON:Ida Brandt] met [PERSON:Ole Krag].", "[PERSON:Krag] was pleased."],
            &["e:ida-brandt", "e:ole-krag", "e:ole-krag"],
        ),
        (
            "family members stay apart, the bare surname with neither",
            &["[PERSON:Ida Brandt] and [PERSON:Ole Brandt] came.", "[PERSON:Brandt] spoke."],
            &["e:ida-brandt", "e:ole-brandt", "e:brandt"],
        ),
        (
            "the document decides between two of one surname",
            &[
                "[PERSON:Ida Brandt] came. [PERSON:Brandt] spoke.",
                "[PERSON:Ole Brandt] came. [PERSON:Brandt] sang.",
            ],
            &["e:ida-brandt", "e:ida-brandt", "e:ole-brandt", "e:ole-brandt"],
        ),
        (
            "what stands beside decides between two of one surname",
            &[
                "[PERSON:Ida Brandt] of [ORG:Nordbank] in [GPE:Wid] on [LOC:Lake Tarn].",
                "[PERSON:Ole Brandt] of [ORG:Sudbank] in [GPE:Olm].",
                "[PERSON:Brandt] said [ORG:Nordbank] would leave [LOC:Lake Tarn].",
            ],
            &[
                "e:ida-brandt",
                "e:nordbank",
                "e:wid",
                "e:lake-tarn",
                "e:ole-brandt",
                "e:sudbank",
                "e:olm",
                "e:ida-brandt",
                "e:nordbank",
                "e:lake-tarn",
            ],
        ),
        (
            "nothing in common speaks against",
            &[
                "[PERSON:Ida Brandt] of [ORG:Nordbank] in [GPE:Wid] on [LOC:Lake Tarn] with [PERSON:Ole Krag].",
                "[PERSON:Brandt] won in [GPE:Quell] for [ORG:FC Quell] against [ORG:Rotfels] and [PERSON:Jan Moor].",
            ],
            &[
                "e:ida-brandt",
                "e:nordbank",
                "e:wid",
                "e:lake-tarn",
                "e:ole-krag",
                "e:brandt",
                "e:quell",
                "e:fc-quell",
                "e:rotfels",
                "e:jan-moor",
            ],
        ),
        (
            "spellings of one name",
            &[
                "[PERSON:Pavel Lukachyov] met [PERSON:Ida Brandt].",
                "[PERSON:Pavel Lukachev] met [PERSON:Ida Brandt]. [PERSON:Lukachev] smiled.",
            ],
            &["e:pavel-lukachyov", "e:ida-brandt", "e:pavel-lukachyov", "e:ida-brandt", "e:pavel-lukachyov"],
        ),
        (
            "a full name that lost its capitals names the record, not the first name alone",
            &["[PERSON:ida brandt] came. [PERSON:Ida] sang. [PERSON:Ida] left."],
            &["e:ida-brandt", "e:ida-brandt", "e:ida-brandt"],
        ),
        (
            "an ending in e that is written or not, in surnames only",
            &[
                "[PERSON:Ida Clarke] and [PERSON:Gabriel Krag] came.",
                "[PERSON:Ida Clark] met [PERSON:Gabrielle Krag].",
            ],
            &["e:ida-clarke", "e:gabriel-krag", "e:ida-clarke", "e:gabrielle-krag"],
        ),
        (
            "a short first name of one person, and one that may be two people's",
            &[
                "[PERSON:Maurice Krag] and [PERSON:Edward Brandt] and [PERSON:Theodore Brandt] came.",
                "[PERSON:Mo Krag] met [PERSON:Ted Brandt].",
            ],
            &["e:maurice-krag", "e:edward-brandt", "e:theodore-brandt", "e:maurice-krag", "e:ted-brandt"],
        ),
        (
            "a police department, a site's address, a sea",
            &[
                "The [ORG:Wid Police Department] told [ORG:Gazetteer.com] about the [LOC:Baltic Sea].",
                "[ORG:Wid Police] told [ORG:Gazetteer . com] about the [LOC:Baltic].",
            ],
            &[
                "e:wid-police",
                "e:gazetteercom",
                "e:baltic-sea",
                "e:wid-police",
                "e:gazetteercom",
                "e:baltic-sea",
            ],
        ),
        (
            "spellings of one first name",
            &["[PERSON:Sergei Lukin]", "[PERSON:Sergey Lukin]", "[PERSON:Sofia Lukin]"],
            &["e:sergei-lukin", "e:sergei-lukin", "e:sofia-lukin"],
        ),
        (
            "the first word of a company's name, where the documents share more",
            &[
                "[ORG:Vestnik Norland] and [PERSON:Ida Brandt]",
                "[ORG:Vestnik] and [PERSON:Ida Brandt]",
                "[ORG:Vestnik] and [PERSON:Jan Moor]",
            ],
            &[
                "e:vestnik-norland",
                "e:ida-brandt",
                "e:vestnik-norland",
                "e:ida-brandt",
                "e:vestnik",
                "e:jan-moor",
            ],
        ),
        (
            "a spelling alone needs something in common",
            &[
                "[PERSON:Pavel Lukachyov] met [PERSON:Ida Brandt].",
                "[PERSON:Lukachev] met [PERSON:Ida Brandt].",
                "[PERSON:Lukachev] sang.",
            ],
            &["e:pavel-lukachyov", "e:ida-brandt", "e:pavel-lukachyov", "e:ida-brandt", "e:lukachev"],
        ),
        (
            "names that only look alike",
            &[
                "[PERSON:Jan Martin] and [PERSON:Petr Ivanov]",
                "[PERSON:Jan Marin] and [PERSON:Petra Ivanova]",
            ],
            &["e:jan-martin", "e:petr-ivanov", "e:jan-marin", "e:petra-ivanova"],
        ),
        (
            "lower-cased by a machine",
            &[
                "[PERSON:Ole Krag] came. President [PERSON:krag] spoke.",
                "[PERSON:ole krag] and [PERSON:Ole krag]",
            ],
            &["e:ole-krag", "e:ole-krag", "e:ole-krag", "e:ole-krag"],
        ),
        (
            "acronyms in and across documents",
            &["The [ORG:Norland Harbour Agency] ([ORG:NHA]) said.", "[ORG:NHA] said. The [ORG:NHB] did not."],
            &["e:norland-harbour-agency", "e:norland-harbour-agency", "e:norland-harbour-agency", "e:nhb"],
        ),
        (
            "an acronym of two names stays with its document",
            &[
                "[ORG:Norland Harbour Agency], [ORG:NHA]",
                "[ORG:Northern Health Authority], [ORG:NHA]",
                "[ORG:NHA]",
            ],
            &[
                "e:norland-harbour-agency",
                "e:norland-harbour-agency",
                "e:northern-health-authority",
                "e:northern-health-authority",
                "e:nha",
            ],
        ),
        (
            "quotes, article, company ending",
            &["[ORG:NRA \"Vestnik\"] and [ORG:the Nordbank]", "[ORG:NRA Vestnik] and [ORG:Nordbank Corp.]"],
            &["e:nra-vestnik", "e:nordbank", "e:nra-vestnik", "e:nordbank"],
        ),
        (
            "initials and short first names",
            &[
                "[PERSON:Michael Krag] and [PERSON:Ida K. Brandt]",
                "[PERSON:Mike Krag] and [PERSON:I. Brandt] and [PERSON:Ida Brandt]",
            ],
            &["e:michael-krag", "e:ida-brandt", "e:michael-krag", "e:ida-brandt", "e:ida-brandt"],
        ),
        (
            "father and son",
            &["[PERSON:Sam Krag] and [PERSON:Sam Krag Jr.] came. [PERSON:Krag] spoke."],
            &["e:sam-krag", "e:sam-krag-jr", "e:sam-krag"],
        ),
        (
            "a place and a person",
            &[
                "[PERSON:Dora Lincoln] sang in [GPE:Bonn]. [PERSON:Lincoln] left.",
                "In [GPE:Lincoln] it rained. [GPE:Lincoln] was wet.",
            ],
            &["e:dora-lincoln", "e:bonn", "e:dora-lincoln", "e:lincoln", "e:lincoln"],
        ),
        (
            "a wrong label gives way to the usual one",
            &["[GPE:Quell] is wet. [GPE:Quell] is cold.", "[ORG:Quell] is dry.", "[GPE:Quell] sleeps."],
            &["e:quell", "e:quell", "e:quell", "e:quell"],
        ),
        (
            "a surname that a tagger took for a place",
            &["[PERSON:Ida Quell] came. [GPE:Quell] spoke."],
            &["e:ida-quell", "e:ida-quell"],
        ),
        (
            "other names of a state",
            &["[GPE:U.S.] and [GPE:the United States]", "[GPE:US] and [GPE:Britain] and [GPE:UK]"],
            &["e:united-states", "e:united-states", "e:united-states", "e:britain", "e:britain"],
        ),
        (
            "a place of two words that was taken for a man once",
            &[
                "[FAC:Ida Quell] burns. [FAC:Ida Quell] fell.",
                "[FAC:Ida Quell] and [FAC:Ida Quell].",
                "[PERSON:Ida Quell].",
            ],
            &["e:ida-quell", "e:ida-quell", "e:ida-quell", "e:ida-quell", "e:ida-quell"],
        ),
        (
            "one given name in several languages",
            &["[PERSON:Alexander Krag] met [PERSON:Aleksandr Krag].", "[PERSON:Alexandre Krag]"],
            &["e:alexander-krag", "e:alexander-krag", "e:alexander-krag"],
        ),
        ("accents", &["[PERSON:Jiří Kovář]", "[PERSON:Jiri Kovar]"], &["e:jiri-kovar", "e:jiri-kovar"]),
    ];
    for (name, texts, expected) in rows {
        assert_eq!(ids(&resolve(texts)), *expected, "{name}");
    }
}

#[test]
fn reasons_are_kept() {
    for (texts, reason) in [
        (&["[PERSON:Ida Brandt] and [PERSON:Brandt]"][..], "surname-of-full-name"),
        (&["[PERSON:Ida Brandt] and [PERSON:President Brandt]"], "title+name"),
        (&["[PERSON:Ida Brandt] and [PERSON:Ida]"], "first-name"),
        (&["[PERSON:Ida Brandt] and [PERSON:I. Brandt]"], "initials"),
        (&["[ORG:Norland Harbour Agency] and [ORG:NHA]"], "acronym"),
        (&["[PERSON:Pavel Lukachyov]", "[PERSON:Pavel Lukachev]"], "transliteration"),
        (&["[PERSON:Ole Krag]", "[PERSON:Ole krag]"], "case-damage"),
        (&["[PERSON:Jiří Kovář]", "[PERSON:Jiri Kovar]"], "diacritics"),
        (&["[ORG:Nordbank] and [ORG:Nordbank's]"], "possessive"),
        (&["[ORG:Nordbank] and [ORG:the Nordbank]"], "the"),
        (&["[GPE:United States] and [GPE:USA]"], "alias"),
        (&["[ORG:NRA Vestnik] and [ORG:NRA “Vestnik”]"], "quotes"),
    ] {
        let rows = records(&resolve(texts));
        assert_eq!(rows.len(), 1, "{reason}: {rows:?}");
        assert_eq!(rows[0].merges.iter().map(|merge| merge.reason.as_str()).collect::<Vec<_>>(), [reason]);
    }
}

#[test]
fn pairs_kept_apart_say_why() {
    for (texts, name, reason) in [
        (
            &["[PERSON:Ida Brandt] and [PERSON:Ole Brandt] and [PERSON:Brandt]"][..],
            "Ida Brandt",
            "one surname, different first names",
        ),
        (
            &["[PERSON:Ida Brandt] and [PERSON:Ole Brandt] and [PERSON:Brandt]"],
            "Brandt",
            "more than one person of this document has the surname",
        ),
        (&["[PERSON:Mr Quell] lives in [GPE:Quell]"], "Quell", "a person and a place of one name"),
    ] {
        let rows = records(&resolve(texts));
        let row = rows.iter().find(|row| row.name == name).unwrap();
        assert!(row.kept_apart.iter().any(|apart| apart.reason == reason), "{name}: {row:?}");
    }
}

#[test]
fn a_record_has_all_that_the_reports_say() {
    let ran = resolve(&[
        "Former Sen. [PERSON:Ida Brandt] spoke. [PERSON:Brandt] left.",
        "[PERSON:Mrs Brandt] and [GPE:Wid]. [PERSON:IDA BRANDT] and [PERSON:Ida brandt]",
    ]);
    let rows = records(&ran);
    let row = &rows[0];
    assert_eq!(
        (row.id.as_str(), row.label.as_str(), row.name.as_str()),
        ("e:ida-brandt", "PERSON", "Ida Brandt")
    );
    assert_eq!(row.titles, ["Former Sen.", "Mrs"]);
    assert_eq!(row.mentions.len(), 5);
    assert_eq!(row.variants.iter().map(|variant| variant.count).sum::<u32>(), 5);
    assert_eq!(rows[1].id, "e:wid");
    let view = ran.docs[0].view("ents").unwrap();
    assert_eq!((view.attr(0, "why"), view.score(0)), (Some("test"), Some(0.8)));
}

#[test]
fn a_role_ends_before_what_its_bearer_does() {
    let ran = resolve(&[
        "[PERSON:Ida Brandt], the chief of the harbour said that nobody, not even fishermen, came.",
    ]);
    assert_eq!(records(&ran)[0].titles, ["chief of the harbour"]);
}

#[test]
fn unrelated_documents_change_no_id() {
    let own = ["[PERSON:Ida Brandt] met [PERSON:Krag] in [GPE:Wid].", "[PERSON:Brandt] left [GPE:Wid]."];
    let before = ids(&resolve(&own));
    let more = [own[0], own[1], "[PERSON:Jan Moor] sang in [GPE:Olm].", "[ORG:Rotfels] won."];
    assert_eq!(ids(&resolve(&more))[..before.len()], before);
}

#[test]
fn initials_glued_titles_and_teams_belong_to_their_names() {
    for texts in [
        &["[HUM:Ole A. Krag] spoke.", "[HUM:Ole Krag] left."][..],
        &["[PERSON:Gov.Ida Brandt] spoke.", "[PERSON:Ida Brandt] left."],
        &["[HUM:Wid City Chiefs] won. The [HUM:Chiefs] sang."],
    ] {
        assert_eq!(records(&resolve(texts)).len(), 1, "{texts:?}");
    }
}

#[test]
fn labels_are_settled() {
    let ran = resolve(&["[GPE:Quell] is wet. [GPE:Quell] is cold.", "[ORG:Quell] is dry."]);
    assert_eq!(ran.docs[1].view("ents").unwrap().label(0), Some("GPE"));
}

#[test]
fn a_capital_that_acts_is_the_government_in_it() {
    let texts: &[&str] = &[
        "[GPE:Moscow] denied the claim. Residents of [GPE:Moscow] queued. [GPE:Moscow] residents said so.",
        "[ORG:Moscow] has repeatedly rejected the offer. It snowed in [GPE:Moscow].",
        "[GPE:Kyiv] and [GPE:Moscow] agreed to meet. [GPE:Kiev] said so. [PERSON:Ida Washington] said so.",
    ];
    let ran = resolve(texts);
    let government = "e:russian-government";
    let ukraine = "e:ukrainian-government";
    let expected = [
        government,
        "e:moscow",
        "e:moscow",
        government,
        "e:moscow",
        ukraine,
        government,
        ukraine,
        "e:ida-washington",
    ];
    assert_eq!(ids(&ran), expected);
    let rows = records(&ran);
    let row = rows.iter().find(|row| row.id == government).unwrap();
    assert_eq!(row.merges[0].reason, "capital-for-government");
    assert_eq!(row.label, "ORG");
    assert_eq!(row.kept_apart[0].id, "e:moscow");
}
