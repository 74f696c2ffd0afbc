//! Whole dirty reports with the label of every line.
//!
//! Each line of a report is `label: text`; a blank line stays one. `dateline+body` stands for a paragraph whose
//! dateline ends at `¦`, `body+furniture` for furniture stuck to a paragraph at `¦`. All reports are invented.

use copydesk_clean::Clean;
use copydesk_sdk::{Document, names, tables::Tables};
use serde_json::json;

struct Report {
    name: &'static str,
    lines: &'static str,
    meta: &'static [(&'static str, &'static str)],
}

const REPORTS: &[Report] = &[
    Report {
        name: "page with a list of clubs behind the story",
        lines: "\
furniture: Home
furniture: News
furniture: Sport
furniture: Weather
furniture: Video
furniture: More
furniture: Sign in
furniture: Subscribe
furniture: Search
headline: Twelve clubs qualify for the river cup
body: The twelve clubs of the river cup are known since Sunday evening, when Bonn beat Trier by two goals to one in front of nine thousand people.
body: The draw takes place in the town hall of Mainz on 3 May, the union of the clubs said in a statement, and the first games are played in June.
body: Five clubs play for the first time, among them Speyer, whose coach said that nobody had believed in his team when the season began in the snow.
body: These are the clubs that take part, with the group that they came from and how often they have played before.
body: Bonn (Group A): Tenth appearance
body: Trier (Group A): Second appearance
body: Mainz (Group B): Seventh appearance
body: Speyer (Group C): First appearance
body: Worms (Group C): Third appearance
body: Koblenz (Group D): Fifth appearance
body: Neuss (Group D): First appearance
body: Wesel (Group E): Second appearance
furniture: Share this article
furniture: Most read
furniture: Ferry runs aground off the quay
furniture: Mayor opens new bridge
furniture: What to know about the strike
furniture: Follow us
furniture: Terms of use
furniture: Privacy policy
furniture: Contact us
furniture: All rights reserved",
        meta: &[],
    },
    Report {
        name: "broadsheet with notification bar and comment form",
        lines: "\
furniture: Get push notifications from The Morning Heron
furniture: You can turn off notifications in your browser settings.

headline: Ferry captain says he was told to sail despite storm warning
headline: Company denies putting pressure on crews as inquiry opens

byline: Ada Winterbourne
dateline: London
dateline: Friday 11 October 2019 18:05 BST
furniture: 12 comments
caption: The ferry Solveig at anchor off the northern islands
caption: The ferry Solveig at anchor off the northern islands (Reuters)

body: The captain of a ferry that ran aground last week has said he was ordered to sail although a storm warning was in force.
body: “I told them it was madness,” Captain Tor Hagen said. “Nobody listened.”

furniture: Join our new commenting forum
furniture: Join thought-provoking conversations, follow other Morning Heron readers and see their replies
furniture: Comments",
        meta: &[
            ("title", "Ferry captain says he was told to sail despite storm warning"),
            ("author", "Ada Winterbourne"),
            ("published", "2019-10-11T18:05+01:00"),
            ("publisher", "The Morning Heron"),
        ],
    },
    Report {
        name: "agency report, one line a paragraph",
        lines: "\
headline: Farm ministers fail to agree on milk quota
byline: By Lena Vogt and Peter Sands
dateline+body: BRUSSELS, May 12, 2021 (Reuters) -¦ Farm ministers failed on Wednesday to agree on a new milk quota after talks that lasted through the night.
body: The ministers will meet again in June, an official said.
body: \"We were close, and then we were not,\" the official said.
furniture: (Reporting by Lena Vogt; Editing by Peter Sands)
furniture: Our Standards: The Heron Trust Principles.",
        meta: &[("published", "2021-05-12"), ("agency", "Reuters"), ("author", "Lena Vogt and Peter Sands")],
    },
    Report {
        name: "agency report that nobody was available for comment on",
        lines: "\
body: Tarnbridge Looms Inc officials were not available for comment on market rumors that it is interested in acquiring Northbank Mills plc.
body: Officials of Harrow and Pell Inc, Tarnbridge's financial adviser, declined comment.
body: A market analyst, who owns Tarnbridge shares, said the rumors did not make much sense because Tarnbridge has announced a new issue of shares.
body: Calls to Tarnbridge seeking comment were not returned.
body+furniture: Tarnbridge is asking the court to rule the company is not required to issue common to holders who did not convert prior to the deadline.¦ Reuter",
        meta: &[("agency", "Reuters")],
    },
    Report {
        name: "local site with breadcrumbs, teasers and newsletter",
        lines: "\
furniture: Home > News > Local
furniture: News
headline: Library to stay open after residents raise 40,000 pounds
byline: By Sam Otter, Community Reporter
dateline: Published: 3rd March 2020
furniture: Share on Facebook
furniture: Tweet this

body: A village library that was to close in April will stay open after residents raised 40,000 pounds in six weeks.
furniture: READ MORE: Bus fares to rise again in May
body: The council said it would match the sum if the money was in the bank by the end of the month.
furniture: Advertisement
body: Volunteers baked cakes, ran a marathon and sold a vintage car.
furniture: Sign up to our newsletter to get the latest news straight to your inbox
furniture: Most Read
furniture: Man rescued from well after two days
furniture: Bakery wins national prize for its rye bread
furniture: Three roads closed for the summer fair",
        meta: &[("published", "2020-03-03"), ("author", "Sam Otter")],
    },
    Report {
        name: "machine translation with a doubled title and a glued teaser",
        lines: "\
headline: The minister has told about the new bridge through the river
furniture: The minister has told about the new bridge through the river

body: The Minister of roads has declared that the new bridge will be built until the end of year, reports the agency.
body: According to him, the works go in accordance with the plan, and the money is enough.
body: Earlier it became known that the old bridge is closed for the trucks.
furniture: ReferenceWhat is known about the bridge and who builds it
furniture: Also minister.
furniture: Read more",
        meta: &[("title", "The minister has told about the new bridge through the river")],
    },
    Report {
        name: "no title, template token and tags",
        lines: "\
body: Sen. Ruth Calloway (D-Ore.) on Tuesday said she would not run again, ending a career of <b>30 years</b>.
body: Calloway told supporters in Salem that she wanted to see her grandchildren grow up.
markup: {mosads}
body: “It is time,” she said.
markup: <!-- related -->
body: Her seat is up for election in November.",
        meta: &[],
    },
    Report {
        name: "Indian site",
        lines: "\
furniture: India
headline: Court tells state to pay farmers within two months
byline: PTI
dateline: Updated: Jan 14, 2022, 09:45 IST
dateline+body: NEW DELHI:¦ The high court on Friday told the state government to pay farmers for land that it took in 2016.
body: The bench said the delay was \"beyond explanation\".
body: The state had argued that the papers were lost in a flood.
furniture: (This story has not been edited by our staff and is auto-generated from a syndicated feed.)
furniture: Follow us on Twitter
furniture: Trending Topics",
        meta: &[("published", "2022-01-14T09:45"), ("agency", "PTI")],
    },
    Report {
        name: "Russian agency",
        lines: "\
headline: Icebreaker leaves shipyard for sea trials
dateline+body: ST. PETERSBURG, April 5. /TASS/.¦ The icebreaker Severny Veter left the shipyard on Monday for sea trials, the yard said in a statement.
body: The trials are to last three weeks.
furniture: Read also
furniture: New pier opens in the northern port",
        meta: &[("agency", "TASS")],
    },
    Report {
        name: "quality paper with crossheads, a credit in the caption and a support notice",
        lines: "\
headline: How a village lost its river
headline: A dam upstream was meant to bring light. It took the water instead, and now the fishermen are leaving
byline: by Ines Calder in Porto Velho
caption: Fishermen pull their boats across the dry bed of the river. Photograph: Joao Prado/The Lantern

body: For as long as anyone can remember the river came to the door of the church in the last week of February.
body: This year the priest walked for an hour to find it.
headline: The long drought
body: Engineers say that the dam holds back no more than a tenth of the flow.
body: The fishermen laugh when they hear that.
furniture: Support independent journalism
furniture: We need your support to keep reporting. Become a member today and help us keep our journalism free for everyone.
furniture: © 2023 The Lantern. All rights reserved.",
        meta: &[("publisher", "The Lantern"), ("author", "Ines Calder")],
    },
    Report {
        name: "broadcaster with image captions and related list inside",
        lines: "\
headline: Zoo finds missing penguin in neighbour's garden pond
dateline: 7 June 2018
credit: Image copyright Getty Images
caption: Image caption The penguin, called Boots, was missing for nine days
body: A penguin that went missing from a zoo has been found in a garden pond half a mile away.
body: Keepers said the bird was \"well, and rather fat\".
furniture: You may also like:
furniture: Five animals that came home by train
furniture: The parrot that called the police
body: The owner of the pond said she had wondered where her goldfish went.
furniture: More on this story
furniture: Zoo to build a higher fence",
        meta: &[("published", "2018-06-07")],
    },
    Report {
        name: "leads that begin like furniture",
        lines: "\
headline: More questions over hospital contract
body: Sources said on Monday that the hospital had signed the contract before the board met.
body: Related charges were dropped last year, according to court papers.
body: Read more than a hundred pages of e-mails and you will find no word about the price, the lawyer said.
body: Share prices of the builder fell by a tenth.
body: More than forty people came to the hearing.",
        meta: &[("title", "More questions over hospital contract")],
    },
    Report {
        name: "the credit of a picture names no publisher",
        lines: "\
headline: Ferry returns to Gull Bay
body: The ferry came back to Gull Bay on Monday after nine days in the yard, the harbour master said.
furniture: © Ida Marsh Passengers wait at the quay of Gull Bay for the first ferry after the storm of last week.
body: The captain said that the engine was new and that the boat would be faster than before.",
        meta: &[("title", "Ferry returns to Gull Bay")],
    },
    Report {
        name: "glued pieces",
        lines: "\
headline: Mayor opens new swimming pool
furniture+body: Advertisement¦The mayor opened a new swimming pool on Saturday and was the first to jump in from the tower.
body+furniture: She said the pool had cost less than planned and would be free for children until the end of summer.¦Read more: Who pays for the pool?
furniture: Thank you for subscribingYour account is ready",
        meta: &[("title", "Mayor opens new swimming pool")],
    },
    Report {
        name: "block tags on one line",
        lines: "\
headline: <h1>Storm cuts power to valley</h1><p>
body: A storm cut power to some 3,000 homes in the valley on Sunday night.</p><p>
body: Crews worked until morning, the <a href=\"/x\">utility</a> said.</p><div>
furniture: Share this article</div>",
        meta: &[("title", "Storm cuts power to valley")],
    },
    Report {
        name: "wrapped text",
        lines: "\
headline: Old mill to become a school

body: The old mill at the bend of the river will become a school for two⏎hundred children, the council decided on Thursday evening after a⏎debate that went on for more than four hours and ended in song.

body: Work is to begin in spring. The roof will be repaired first, the⏎architect said, because the rain has come in for thirty years and⏎nobody has counted the buckets.

furniture: Newsletter",
        meta: &[("title", "Old mill to become a school")],
    },
    Report {
        name: "ends without a stop, nothing around it",
        lines: "\
headline: Harbour pilots end strike
byline: Jonas Beck-Adler
dateline: August 21, 2017
body: Harbour pilots went back to work on Monday after the port agreed to hire twelve more of them.
body: The strike had kept nineteen ships at sea for eight days, and some of their cargo of fruit had begun to rot, the importers said, according to the Harbour Gazette",
        meta: &[("author", "Jonas Beck-Adler"), ("published", "2017-08-21")],
    },
    Report {
        name: "whole page that begins with its name",
        lines: "\
furniture: Lighthouse keeper retires after fifty years | Coast | Gull Post
furniture: Home
furniture: News
furniture: Politics
furniture: Business
furniture: Sport
furniture: Culture
furniture: Weather
furniture: Jobs
furniture: Property
furniture: Motors
furniture: Puzzles
furniture: Podcasts
furniture: Archive
furniture: Contact us
furniture: Subscribe
furniture: You are using a browser that this site does not support. Please update your browser to read the Gull Post in full.
headline: Lighthouse keeper retires after fifty years
byline: Ida Brandt and Ole Krag, Staff Writers
dateline: Nov 19, 2021 at 6:46 pm GMT • 3 min read
body: The keeper of the Skerry light climbed its 214 steps for the last time on Thursday, half a century after he first trimmed the lamp.
body: \"I shall miss the storms,\" said Anders Holm, 71, who counted every one of them in a blue notebook.
body: The light has been run by a computer on the mainland since 1994, but the harbour board kept Holm on to paint the tower and feed the cat.
body: His post will not be filled again. The cat goes with him.
furniture: Related stories
furniture: Ferry timetable changes from Monday
furniture: Council votes on new pier
furniture: Storm damages sea wall
furniture: Share this
furniture: Facebook
furniture: Twitter
furniture: Email
furniture: © 2021 Northern Coast Media Ltd. All rights reserved.
furniture: Privacy policy
furniture: Terms of use",
        meta: &[
            ("title", "Lighthouse keeper retires after fifty years"),
            ("published", "2021-11-19T18:46+00:00"),
            ("author", "Ida Brandt and Ole Krag"),
            ("publisher", "Gull Post"),
        ],
    },
];

/// The text of a report and the segments expected in it: (text of the segment, label).
fn parse(lines: &str) -> (String, Vec<(String, String)>) {
    let (mut text, mut expected) = (String::new(), Vec::new());
    for line in lines.lines() {
        if let Some((labels, content)) = line.split_once(": ") {
            let content = content.replace('⏎', "\n");
            for (label, piece) in labels.split('+').zip(content.split('¦')) {
                expected.push((strip_tags(piece), label.to_owned()));
            }
            text.push_str(&content.replace('¦', ""));
        }
        text.push('\n');
    }
    (text, expected)
}

/// A piece without tags at its ends, which belong to no segment but markup.
fn strip_tags(piece: &str) -> String {
    let mut piece = piece.trim();
    while piece.starts_with('<') && !piece.starts_with("<!--") {
        piece = piece.split_once('>').map_or("", |(_, rest)| rest).trim();
    }
    while piece.ends_with('>') && !piece.ends_with("-->") {
        piece = piece.rsplit_once('<').map_or("", |(rest, _)| rest).trim();
    }
    piece.to_owned()
}

fn run(text: &str, meta: &[(&str, &str)], options: &serde_json::Value) -> Document {
    let mut doc = Document::new("x", text);
    for (key, value) in meta {
        doc.set_meta(key, value, "input");
    }
    let ran =
        copydesk_sdk::testkit::run::<Clean>(options, vec![doc], Tables::default()).expect("the stage runs");
    ran.docs.into_iter().next().expect("one document in, one out")
}

fn segments(doc: &Document) -> Vec<(String, String, String)> {
    let view = doc.view(names::SEGMENTS).expect("the layer");
    (0..view.len())
        .map(|row| {
            let text = view.span(row).of(doc.text()).to_owned();
            (
                text,
                view.label(row).unwrap_or("").to_owned(),
                view.attr(row, "reason").unwrap_or("").to_owned(),
            )
        })
        .collect()
}

#[test]
fn every_line_has_its_label() {
    let mut wrong = Vec::new();
    for report in REPORTS {
        let (text, expected) = parse(report.lines);
        let doc = run(&text, &[], &json!({}));
        let inner = |text: &str| text.starts_with('<') && !text.starts_with("<!--");
        let found: Vec<_> = segments(&doc).into_iter().filter(|(text, ..)| !inner(text)).collect();
        for (index, (text, label)) in expected.iter().enumerate() {
            let reason = found.iter().find(|(other, ..)| other == text);
            match reason {
                Some((_, kind, _))
                    if kind == label && found.get(index).is_some_and(|(other, ..)| other == text) => {}
                // A doubled line is found twice; the row decides.
                _ if found.get(index).is_some_and(|(other, kind, _)| other == text && kind == label) => {}
                _ => {
                    wrong.push(format!("{}: {label}: {text}\n    found {:?}", report.name, found.get(index)))
                }
            }
        }
        for (key, value) in report.meta {
            if doc.meta(key) != Some(value) {
                wrong.push(format!("{}: {key} is {:?}, not {value:?}", report.name, doc.meta(key)));
            }
        }
        let known = |key: &str| report.meta.iter().any(|(other, _)| *other == key);
        for key in ["published", "publisher", "author", "agency"] {
            if !known(key) && doc.meta(key).is_some() {
                wrong.push(format!("{}: {key} is guessed: {:?}", report.name, doc.meta(key)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn metadata_that_came_with_the_document_stays() {
    let (text, _) = parse(REPORTS[0].lines);
    let given =
        [("title", "Another title"), ("published", "2020-01-01"), ("publisher", "X"), ("author", "Y")];
    let doc = run(&text, &given, &json!({}));
    for (key, value) in given {
        assert_eq!(doc.meta(key), Some(value));
    }
    let doc = run(&text, &[], &json!({"metadata": false}));
    assert_eq!(doc.meta("published"), None);
}

#[test]
fn a_given_title_is_found_in_the_text() {
    let text = "Port strike\nTalks on the new pay deal broke down again\nThe port was on strike for the third day on Monday, said the union.";
    let doc = run(text, &[("title", "Talks on the new pay deal broke down again")], &json!({}));
    let labels: Vec<String> = segments(&doc).into_iter().map(|(_, label, _)| label).collect();
    assert_eq!(labels, ["furniture", "headline", "body"]);
}

#[test]
fn a_user_adds_and_forbids_phrases() {
    let text = "Mayor resigns over bridge\nThe mayor resigned on Monday over the bridge, her office said.\nHeron quiz of the week\nRead more\nShe leaves in May, after nine years in the town hall.";
    let label = |options| {
        let doc = run(text, &[], &options);
        segments(&doc).into_iter().map(|(_, label, _)| label).collect::<Vec<_>>()
    };
    assert_eq!(label(json!({}))[3], "furniture");
    let options = json!({"furniture": ["^Heron quiz"], "keep": ["=read more"]});
    assert_eq!(label(options), ["headline", "body", "furniture", "body", "body"]);
}

#[test]
fn every_byte_belongs_to_one_segment() {
    let texts = copydesk_sdk::testkit::hard_texts().into_iter();
    let reports = REPORTS.iter().map(|report| (report.name, parse(report.lines).0));
    for (name, text) in texts.chain(reports) {
        let doc = run(&text, &[], &json!({}));
        let view = doc.view(names::SEGMENTS).expect("the layer");
        let mut covered = vec![0_u8; text.len()];
        let mut markup = vec![false; text.len()];
        for row in 0..view.len() {
            let span = view.span(row);
            for at in span.start as usize..span.end as usize {
                if view.label(row) == Some("markup") {
                    markup[at] = true;
                } else {
                    covered[at] += 1;
                }
            }
        }
        for (at, c) in text.char_indices() {
            let blank = copydesk_text::lines::is_blank(c);
            let expected = if blank || markup[at] { 0..=1 } else { 1..=1 };
            assert!(
                expected.contains(&covered[at]),
                "{name}: byte {at} ({c:?}) is in {} segments",
                covered[at]
            );
        }
    }
}
