//! One line for the contract that every stage keeps, and a table for what this one does.

use copydesk_byline::Byline;
use copydesk_sdk::testkit;

#[test]
fn keeps_the_contract() {
    testkit::contract::<Byline>("lines = 3");
}

#[test]
fn authors_are_found() {
    let cases: &[(&str, &[&str])] = &[
        ("By Ida Brandt\n\nThe harbour closed.", &["Ida Brandt"]),
        ("Harbour closes\nBy Ida Brandt, Žofie Krag and Mia Lund\n", &["Ida Brandt", "Žofie Krag", "Mia Lund"]),
        ("By noon the harbour had closed.", &[]),
        ("The harbour closed.", &[]),
    ];
    for (text, expected) in cases {
        let ran = testkit::run::<Byline>(&Default::default(), vec![testkit::document("a", text)], Default::default());
        let doc = &ran.expect("the stage runs").docs[0];
        let names: Vec<&str> = doc.view("byline.names").expect("it is promised").spans().map(|s| s.of(text)).collect();
        assert_eq!(names, *expected, "{text}");
    }
}
