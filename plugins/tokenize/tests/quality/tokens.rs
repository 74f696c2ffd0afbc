//! Tokens, as a table: each line is a text with `|` where it is cut beside the blanks.

use serde_json::json;

/// One case a line; a blank or `|` separates tokens.
const CASES: &[&str] = &[
    // Words and marks.
    "The port is shut|.",
    "Yes|, no|; perhaps|: never|!",
    "(|“|Quite so|,|” she said|.|)",
    "He|—|the mayor|—|left|.",
    "1990|–|1995",
    "a / b",
    "and|/|or",
    "Bonn|/|Cologne line",
    "50|%",
    "Rock & Roll",
    "AT&T fell|, R&D grew",
    "AT&T|'s cable and O'Hara|'s ferry|, we would|n't|'ve known",
    // Contractions.
    "I do|n't know",
    "He ca|n’t come|, wo|n't he|?",
    "She|'s here and they|'ll stay",
    "We|'ve seen what you|'d do|; I|’m sure you|’re right",
    "Krag|’s ferry and the crews|' wages",
    "They can|not swim|. CAN|NOT|!",
    "We wan|na go|, you got|ta stay|, gim|me that",
    "It|'s o'clock somewhere",
    "O'Hara and D’Angelo met in l'Aquila",
    "rock 'n' roll",
    "the '60s and the 1960s|, even the 1930's",
    "2003|'s crop was 1998|’s in small",
    "They do|nt know|, it|'s all we ca|nt say",
    "You|ll see|, he|s out|ta here and it helps a|lot",
    "fish n' chips|, Brandt|`s boat|, ``|so",
    "'Twas told to 'em",
    // Hyphens.
    "a long|-|term plan",
    "state|-|of|-|the|-|art cranes",
    "a non-profit|, anti-war and pre-war group",
    "re-elected co-founder|'s e-mail",
    "the ex-minister|’s semi-final",
    "al|-|Hadi of Port|-|au|-|Prince",
    "two|- or three|-|year terms",
    "Reyle (|L|-|Bonn|)",
    "a pan|-|Nordic union|, a quasi|-|public body",
    "the mid-1980s or mid-90's|, a UN|-|led force|, Hizb|-|e|-|Nur|, NON-PROFIT",
    "the Bagh-e Sabz garden",
    "Moon Bo-ra met Lam Wai-keung|'s aide Wong Cheuk|-|yan",
    "the Bo|-|ra and the Loan Buy|-|Out",
    // Broken off in speech.
    "and th- that boat|, y- your oar|, T- uh|, Brand- Brandt said it",
    "it works|- mostly|, on TV|- at least",
    "plan B- then|, a|- an oar",
    "he said [|...|] nothing",
    "a U.S.|-|led force",
    "well -- almost",
    "yes|--|no",
    // Abbreviations.
    "Mr. Krag met Sen. Lee",
    "the U.S. and the U.N. agreed",
    "J. K. Olsen and J.R.R. Dale",
    "at 5 p.m. on Jan. 3",
    "Acme Inc. of St. Louis",
    "e.g. a boat|, i.e. a ship|, etc. and so on",
    "Olsen et al. found it",
    "No. 5 and Fig. 3|, pp. 4|-|7",
    "Ph.D. student",
    "Dr.|Krag and Mr.|Lee",
    "born c. 1818",
    // At the end of a sentence the stop is a token of its own.
    "He lives in the U.S|.",
    "It ends at 5 p.m|.",
    "Boats|, nets|, etc|.",
    "Gull Inc.|.",
    "MAX TEMP|..|MIN",
    "He left the U.S.|.",
    "(|boats|, nets|, etc.|)",
    "He was ill|. Krag of Peoria|, Ill.|, came",
    "in the harbour|.|23 The note",
    // Numbers.
    "1,234.56 and 3.14",
    "10,000 at 10:30 on 9/11",
    "11/28/2000 or 2018-08-06",
    "$|5|, £|3.20|, €|355|m and US$|7",
    "US$ 7|, USD|200,000|, Rs|500|, $|2.8|b and £|5|t",
    "a rise of 1,8 metres to 12,50|, as said in [|3|,|7|] and 13|,|14",
    "at 54|º 10|, in the 1º",
    "¥|500 or 20|€",
    "5|kg|, 10|km|, 7|pm|, 3|bn",
    "the 21st|, 2nd and 1990s",
    "an A64 road|, a B2B deal|, CO2 and PS3",
    "a score of 3|-|1 in 2010|-|2011",
    "call 713-555-0199 or 555-0199 or +49228555-0199",
    "Bonn 10115-2707|, 1999|-|2001",
    "1/2 cup",
    "a rate of .265",
    "1. Open the box|.",
    "2.1. How it works",
    "+49 30 1234",
    "24|°|C",
    // Addresses.
    "see http://example.org/a_(b)?c=d|.",
    "(|https://example.org|)",
    "www.example.co.uk|, please",
    "write to ida.brandt@example.org|.",
    "bailey-ross@example.org",
    "Example.com and example.org|!",
    "read report.pdf|, not news.html",
    "@gull_news on #Bonn",
    "#|1 of 3",
    "ida...@example.org wrote",
    "see doi:10.1000/182.5|.",
    "it sank b/c it went w/o oars|, s/he said|, a / b|, tea|/|milk",
    // Runs and pictures.
    "Wait|...|what|?!",
    "Really|...|? No|!|... Yes|.? Stop|!.",
    "so -> here ==> there <-- back|, a $$$ boat",
    "No|!!! Why|??",
    "well|…|then",
    "So it goes |. |. |.",
    "===== *** ----",
    "Nice :) and sad :-(",
    "``|so|''",
    "Rain 🌧️ in Bonn 🇩🇪|, 👩‍👩‍👧‍👦 left 👍🏽",
    "„|Nein|“|, said «|Anna|»",
    "Žluťoučký kůň pěl",
    "国会は月曜日に開かれた|。|議員が到着した|。",
    "f**k and f*ck",
    "snake_case stays",
];

#[test]
fn tokens_are_cut_as_in_the_table() {
    let mut wrong = Vec::new();
    for case in CASES {
        let text: String = case.replace('|', "");
        let expected: Vec<&str> = case.split(['|', ' ']).filter(|token| !token.is_empty()).collect();
        let (found, _) = crate::common::split(&text, &json!({}));
        if found != expected {
            wrong.push(format!("{text}\n  expected {}\n  found    {}", expected.join(" "), found.join(" ")));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn profiles_differ_in_contractions_and_hyphens() {
    let text = "He didn't buy a long-term, non-profit one in the U.S.";
    for (profile, expected) in [
        ("ud", "He did n't buy a long - term , non-profit one in the U.S ."),
        ("ptb", "He did n't buy a long-term , non-profit one in the U.S."),
        ("whole", "He didn't buy a long-term , non-profit one in the U.S."),
    ] {
        let (found, _) = crate::common::split(text, &json!({"profile": profile}));
        assert_eq!(found.join(" "), expected, "{profile}");
    }
}

#[test]
fn a_user_can_add_tokens_and_abbreviations() {
    let options = json!({"keep": ["C++", "T-Mobile"], "abbreviations": ["Hauptm."]});
    let (tokens, sents) = crate::common::split("T-Mobile hired a C++ expert. Hauptm. Krag came.", &options);
    assert_eq!(tokens.join(" "), "T-Mobile hired a C++ expert . Hauptm. Krag came .");
    assert_eq!(sents.len(), 2);
    let (tokens, _) = crate::common::split("T-Mobiles", &options);
    assert_eq!(tokens, ["T", "-", "Mobiles"]);
}

#[test]
fn a_user_can_cut_words_and_name_shapes() {
    let options = json!({"cut": {"whatcha": "what|cha"}, "patterns": ["AA-9/9", "9.9.9"]});
    let (tokens, _) = crate::common::split("Docket KX-12/2021 says whatcha need is 1.20.3.", &options);
    assert_eq!(tokens.join(" "), "Docket KX-12/2021 says what cha need is 1.20.3 .");
}

#[test]
fn options_that_cannot_be_used_are_refused_with_a_reason() {
    use copydesk_sdk::{Document, tables::Tables, testkit};
    for (options, part) in [
        (json!({"cut": {"whatcha": "what|ja"}}), "`cut`"),
        (json!({"patterns": ["X-9"]}), "`patterns`"),
        (json!({"keep": [""]}), "`keep`"),
        (json!({"no_sentence_ends": [" "]}), "`no_sentence_ends`"),
    ] {
        let docs = vec![Document::new("a", "text")];
        let ran = testkit::run::<copydesk_tokenize::Tokenize>(&options, docs, Tables::default());
        let message = ran.expect_err("the options are wrong").message;
        assert!(message.contains(part), "{message}");
    }
}
