//! Which sentences can be printed by themselves: one invented sentence a row.

mod common;

use common::{Report, brief, build, summarize, texts};
use copydesk_sdk::{Layer, names, tables::Tables};
use serde_json::json;

/// Name of the row, sentence, whether it may be printed.
const ROWS: &[(&str, &str, bool)] = &[
    ("plain", "The new bridge cost the city four million crowns.", true),
    ("named subject", "Ole Krag promised to repair the northern pier.", true),
    (
        "quotation with its speaker",
        "“We will repair every pier before the winter,” Brandt told the Bonn Gazette.",
        true,
    ),
    (
        "quotation with turned speaker",
        "“We will repair every pier before the winter,” said Nils Holm, the engineer.",
        true,
    ),
    (
        "quotation with a role",
        "“We will repair every pier before the winter,” a ministry spokesman said.",
        true,
    ),
    ("scare quotes", "Critics call the long pier a “white elephant” of the harbour.", true),
    ("he explained before", "Ole Krag said that he would repair the northern pier.", true),
    (
        "he explained by the noun at the start",
        "A lonely angler said he saw cracks in the northern pier.",
        true,
    ),
    ("he explained by a role", "The northern pier is closed because the engineer said he saw cracks.", true),
    ("pronoun first, name after", "In his speech on the quay, Krag said the pier was safe.", true),
    ("this with a unit of time", "This week the Harbour Board inspects the northern pier.", true),
    ("expletive it", "It is not clear when the northern pier will reopen.", true),
    ("back noun with an owner", "The decision of the Harbour Board closes the pier for a month.", true),
    ("balanced brackets", "The pier (built in the last century) needs new planks.", true),
    ("US is a country", "Engineers from the US helped to repair the northern pier.", true),
    ("stop inside the quotation", "Brandt told the workers that “the pier is safe.”", true),
    ("opening that looks joining", "Both sides signed the contract for the northern pier.", true),
    ("question", "Will the northern pier ever be repaired by Krag?", false),
    ("question in a quotation", "Brandt asked, “Who will repair the northern pier?”", false),
    ("too short", "Krag declined it.", false),
    ("he", "He promised to repair the northern pier.", false),
    ("he behind another article", "On a quay he promised to repair the northern pier.", false),
    ("she later", "On the quay she promised to repair the planks.", false),
    ("it", "It was repaired within a week by divers.", false),
    ("they", "They repaired the northern pier within a week.", false),
    ("this", "This surprised the fishermen of the northern pier.", false),
    ("that", "That surprised the fishermen of the northern pier.", false),
    ("that behind an adverb", "Sadly, that surprised the fishermen of the northern pier.", false),
    ("a noun behind an adverb", "Sadly, the northern pier was closed by the board.", true),
    ("these", "These planks were brought from the northern forest.", false),
    ("his", "His promise surprised the fishermen on the quay.", false),
    ("their", "Their promise surprised the fishermen on the quay.", false),
    ("however", "However, the northern pier was never repaired.", false),
    ("but", "But the northern pier was never repaired.", false),
    ("also", "Also the northern pier was never repaired.", false),
    ("in addition", "In addition, the northern pier was repaired.", false),
    ("meanwhile", "Meanwhile the northern pier was repaired by divers.", false),
    ("for example", "For example, the northern pier was repaired twice.", false),
    ("the move", "The move surprised the fishermen on the quay.", false),
    ("the senator", "The senator promised to repair every plank.", false),
    ("quotation alone", "“We will repair every pier before the winter comes.”", false),
    ("quotation of a pronoun", "“We will repair every pier before the winter,” he added.", false),
    ("open quotation", "Krag said “the northern pier is as safe as ever.", false),
    ("open bracket", "The northern pier (closed since spring needs new planks.", false),
    ("no verb", "A new pier for the harbour of the city.", false),
    ("no stop", "The northern pier needs a hundred new planks", false),
    ("template", "The northern pier {advert} needs new planks soon.", false),
    ("first person", "I walked along the northern pier with friends.", false),
    ("our", "Engineers told our reporter that the pier was closed.", false),
    ("the report itself", "A letter seen by this magazine says the northern pier is safe.", false),
    (
        "the reader is told what to do",
        "Hit the jump for more about why the northern pier is not safe.",
        false,
    ),
    ("only begins so", "Check outings of the northern choir were cancelled in Bonn.", true),
    (
        "caption of an agency",
        "Fishermen mend their nets on the pier in Bonn, Monday, August 13, 2018.",
        false,
    ),
    ("a date at the end", "The Harbour Board closed the northern pier on Monday, August 13, 2018.", true),
    ("cut off", "The Harbour Board may have closed the northern pier …", false),
    ("begins inside", "needs new planks, the northern pier was closed.", false),
];

#[test]
fn sentences_that_stand_alone_are_printed_and_no_others() {
    let lead = "Harbour chief Ole Krag opened the stone bridge in Bonn on Monday morning.";
    let options = json!({"max_sentences": 20, "max_words": 500});
    let mut wrong = Vec::new();
    for (name, sentence, expected) in ROWS {
        // The short line between keeps the sentence from following the lead.
        let text = format!("{lead}\nRead on.\n{sentence}\n");
        let briefing = brief(&options, &[Report { id: "a", text: &text, ..Report::default() }]);
        // What is little else than a quotation is printed among the quotes.
        let quoted = briefing.quotes.iter().any(|quote| quote.text == *sentence);
        let printed = quoted || texts(&briefing).contains(sentence);
        if printed != *expected {
            wrong.push(format!("{name}: printed {printed}: {sentence}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_sentence_may_follow_the_one_that_explains_it() {
    let text = "Harbour chief Ole Krag opened the stone bridge in Bonn on Monday.\n\
                He promised to repair the rotten planks of the northern pier.\n";
    let briefing = brief(&json!({}), &[Report { id: "a", text, ..Report::default() }]);
    assert_eq!(texts(&briefing).len(), 2);
    assert!(texts(&briefing)[1].starts_with("He promised"));
    let alone = brief(&json!({"max_sentences": 1}), &[Report { id: "a", text, ..Report::default() }]);
    assert!(texts(&alone)[0].starts_with("Harbour chief"));
}

#[test]
fn nothing_better_lets_slight_faults_pass() {
    let text = "The northern pier needs a hundred new planks";
    let briefing = brief(&json!({}), &[Report { id: "a", text, ..Report::default() }]);
    assert_eq!(texts(&briefing), [text]);
}

#[test]
fn filling_the_budget_is_asked_for() {
    let text = "Harbour chief Ole Krag opened the stone bridge in Bonn on Monday.\nRead on.\n\
                They repaired the rotten planks of the northern pier.\n";
    let report = Report { id: "a", text, ..Report::default() };
    assert_eq!(texts(&brief(&json!({}), &[report])).len(), 1);
    assert_eq!(texts(&brief(&json!({"fill": true}), &[report])).len(), 2);
}

#[test]
fn a_slip_inside_a_sentence_keeps_it_out() {
    let text = "The northern pier was closed on Sunday. who needs new planks now.\n\
                Harbour chief Ole Krag opened the stone bridge in Bonn on Monday morning.\n";
    let mut doc = build(Report { id: "a", text, ..Report::default() });
    let mut sents = Layer::new();
    let line = text.find('\n').expect("two lines");
    sents.push(0, line as u32);
    sents.push(line as u32 + 1, text.trim_end().len() as u32);
    doc.put_layer(names::SENTS, sents);
    let (_, briefings) = summarize(&json!({}), vec![doc], Tables::default());
    assert_eq!(
        texts(&briefings[0]),
        ["Harbour chief Ole Krag opened the stone bridge in Bonn on Monday morning."]
    );
}

#[test]
fn captions_cut_ranks_and_glued_date_lines_stay_out() {
    let good = "Harbour chief Ole Krag opened the stone bridge in Bonn on Monday morning.";
    for (name, bad) in [
        ("player", "Divers lift a crane toggle caption and the harbour of Bonn is open again."),
        ("picture", "This undated photo provided by the Harbour Board shows the crane of Bonn."),
        (
            "credit",
            "Credit: Ann Marsh The vote in Bonn followed three months of talks with the Harbour Board.",
        ),
        ("rank", "A court of the Harbour Board in Bonn found Army Spc."),
        ("date line", "Tuesday, January 18, 2005Through the night divers lifted the crane of Bonn."),
    ] {
        let text = format!("{good}\n{bad}\n");
        let briefing = brief(&json!({}), &[Report { id: "a", text: &text, ..Report::default() }]);
        assert_eq!(texts(&briefing), [good], "{name}");
    }
}
