//! Sentences, as a table: `¦` stands where a sentence ends and another begins.

use copydesk_sdk::names;
use serde_json::json;

const CASES: &[&str] = &[
    // Plain.
    "The port is shut. ¦It opens on Monday.",
    "Is it open? ¦No! ¦Go home.",
    "It cost 5.3 million euros. ¦That is a lot.",
    "The fee is $3.50. ¦Pay at the gate.",
    "He left in 2019. ¦In 2020 he came back.",
    "Rates rose 3.5%. ¦Banks cheered.",
    // Titles and names.
    "Mr. Krag met Dr. Olsen. ¦They talked.",
    "Sen. Lee and Gov. Marsh spoke. ¦Rep. Dale did not.",
    "Gen. J. K. Olsen flew to St. Petersburg. ¦He stayed a week.",
    "Lt. Col. Ida Brandt and Maj. Gen. Krag agreed.",
    "George W. Dale met Adam M. Walton. ¦They shook hands.",
    "Prof. Krag teaches at St. John's. ¦Mrs. Krag does not.",
    "The Rev. Olsen prayed. ¦Sgt. Dale slept.",
    "J.R.R. Olsen wrote it. ¦E. B. Dale read it.",
    // Countries, states, firms.
    "He flew to the U.S. on Monday. ¦She stayed.",
    "He flew to the U.S. ¦She stayed.",
    "The U.S. Embassy in Bonn was shut. ¦The U.N. protested.",
    "Reyle (R-Ky.) voted no. ¦Dale (D-Calif.) voted yes.",
    "He moved from Washington, D.C. to Bonn.",
    "Acme Inc. said it would sell Gull Corp. shares. ¦Its stock fell.",
    "He works for Acme Ltd. ¦The firm makes cranes.",
    "Olsen Bros. and Dale & Co. of Ohio merged.",
    "Ships of Krag Jr. and Dale Sr. sank.",
    // Times and dates.
    "It began at 5 p.m. Monday and ended at 9 a.m. Tuesday.",
    "It began at 5 p.m. ¦Nobody came.",
    "The call is at 10 a.m. EDT on Jan. 5. ¦Please dial in.",
    "He was born on Sept. 3, 1970. ¦His brother came in Oct. 1972.",
    "See No. 5 and Vol. 3. ¦Then see Fig. 2.",
    "He said no. ¦Nobody asked again.",
    // Latin.
    "Boats, e.g. ferries, i.e. big ones, etc. were there.",
    "They sell nets, rods, etc. ¦Nobody buys them.",
    "Krag v. Dale was decided. ¦Olsen vs. Lee was not.",
    "Norton (c. 1818 to 1880) was an emperor.",
    // Quotes.
    "“I am done,” he said. ¦“You are not.”",
    "“I am done.” ¦He left the room.",
    "He said: \"I am done.\" ¦Then he left.",
    "\"Is it over?\" he asked.",
    "“Is it over?” Krag asked. ¦“No!” said Dale.",
    "'It is over.' ¦She sat down.",
    "He said he was “done.” ¦“Good,” she said.",
    "(He was done.) ¦She was not.",
    "He left (she had not.) and never came back.",
    "“We go. ¦We do not stay.” ¦They went.",
    "He called it “a shame”. ¦She agreed.",
    "«It is over.» ¦He left.",
    // Ellipses and runs.
    "He waited... and waited.",
    "He waited... ¦Then he left.",
    "He waited . . . and left.",
    "What?! ¦No way!!! ¦Well.",
    "He stopped… ¦She went on.",
    // Notes and emoticons behind the stop.
    "The crane fell in May. [12] ¦It was new.",
    "The crane fell.[3][4] ¦It was new.",
    "I like it! :) ¦You do not.",
    // No end.
    "Visit example.com for more.",
    "Version 2.0 of the U.K. law passed.",
    "He paid approx. five euros.",
    "Yahoo! and others fell.",
    "The file is report.pdf and it is long.",
    // Glued.
    "He left.Then she came. ¦All is well.",
    "They sang.”He left.",
    // No stop, but a sign that a sentence ended.
    "The ferry is back :) ¦Mrs. Oak is happy again.",
    "The vote was lost [...] ¦The mayor resigned.",
    "Gulls over the port ¦Image: Ida Brandt.",
    "A talk with the harbour chief ¦Thursday, March 4, 2021",
    "Thursday, March 4, 2021 ¦The harbour chief resigned.",
    "It reopens on Thursday, March 4, 2021",
    "Figure 1.2 ¦The harbour at night.",
    "2.1. Cranes and how they fall",
    "Kind regards, ¦Per Holm",
    "“It is over.” — Ida Brandt",
    "They voted in 1999. 12 ¦The vote was close.",
    // Names stay together.
    "They met in Port Anne, Gullhaven County, with Minister Ida Brandt (Labour) Per Holm's deputy.",
    "The bond is led by Gull Securities (Europe) Ltd and Brandt Marine Holding AS.",
    "Krag Jr. and Mayor Per Holm of the Gullhaven Port Authority met President Ana Costa Lima on Monday.",
    // Capitals and lower case.
    "IT IS OVER. ¦GO HOME.",
    "it is over. ¦go home now.",
    "He praised Marsh. who should come to Bonn, he said.",
    // Lines.
    "Port is shut\n¦The port was shut on Monday.",
    "Port is shut\n\n¦It opens soon",
    "- First point\n¦- Second point",
    "1. Open the box.\n¦2. Close it.",
    "One.\r\n\r\n¦Two.\u{2028}¦Three.",
    "It is over。 ¦Next 終わった。 ¦End",
];

/// Cases where the text is glued, so that the mark is not at a blank.
const GLUED: &[(&str, &[&str])] = &[
    ("He left.Then she came. All is well.", &["He left.", "Then she came.", "All is well."]),
    ("They sang.”He left.", &["They sang.”", "He left."]),
];

#[test]
fn sentences_end_as_in_the_table() {
    let mut wrong = Vec::new();
    let glued = |case: &&&str| GLUED.iter().any(|(text, _)| case.replace('¦', "") == *text);
    for case in CASES.iter().filter(|case| !glued(case)) {
        let text = case.replace('¦', "");
        let expected: Vec<&str> = case.split('¦').map(str::trim).collect();
        check(&text, &expected, &mut wrong);
    }
    for (text, expected) in GLUED {
        check(text, expected, &mut wrong);
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn check(text: &str, expected: &[&str], wrong: &mut Vec<String>) {
    let (_, found) = crate::common::split(text, &json!({}));
    if found != expected {
        wrong.push(format!("  expected {}\n  found    {}", expected.join(" ¦ "), found.join(" ¦ ")));
    }
}

#[test]
fn the_users_word_goes_before_rules_and_model() {
    for (name, options, text, expected) in [
        (
            "always",
            json!({"sentence_ends": ["***"]}),
            "The port is shut *** the board met",
            &["The port is shut ***", "the board met"][..],
        ),
        (
            "never",
            json!({"no_sentence_ends": ["Guess Who?", "Gull Inc."]}),
            "They played Guess Who? They met Gull Inc. The end.",
            &["They played Guess Who? They met Gull Inc. The end."],
        ),
        (
            "an abbreviation of one's own",
            json!({"abbreviations": ["Hptm."]}),
            "It was Hptm. The Second.",
            &["It was Hptm. The Second."],
        ),
        (
            "no text inside a word",
            json!({"no_sentence_ends": ["all."]}),
            "He was tall. She was not at all. He was.",
            &["He was tall.", "She was not at all. He was."],
        ),
    ] {
        let (_, found) = crate::common::split(text, &options);
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn the_model_can_be_switched_off() {
    // Web text without stops: only the model sees the sentence behind the time.
    let text = "Ida Brandt 04/26/2001 07:17 AM Will you be at the port on Monday?";
    let count = |trained: bool| crate::common::split(text, &json!({ "trained": trained })).1.len();
    assert_eq!(count(false), 1);
    assert!(count(true) > 1);
}

#[test]
fn wrapped_paragraphs_are_read_across_their_lines() {
    let text = "The harbour board met on Monday to discuss the new crane and the noise\n\
                it makes at night. Residents of the old town had complained to Sen.\n\
                Krag since May, and a vote is due at the end of next week.";
    let (_, sents) = crate::common::split(text, &json!({}));
    assert_eq!(sents.len(), 2, "{sents:?}");
}

#[test]
fn sentences_stay_inside_segments_and_run_across_markup() {
    let text = "He <u>met</u> her. Read more\nShe left";
    let segments =
        [(0, 18, "body"), (3, 6, "markup"), (9, 13, "markup"), (19, 28, "furniture"), (29, 37, "body")];
    let doc = crate::common::run(crate::common::segmented(text, &segments), &json!({}));
    let of = |name: &str| -> Vec<&str> {
        crate::common::spans(&doc, name).iter().map(|span| span.of(text)).collect()
    };
    assert_eq!(of(names::TOKENS), ["He", "met", "her", ".", "Read", "more", "She", "left"]);
    assert_eq!(of(names::SENTS), ["He <u>met</u> her.", "Read more", "She left"]);
}
