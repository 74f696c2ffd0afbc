//! Which reports make one story, on invented reports.
#![expect(clippy::unwrap_used, reason = "a test that cannot read its own table has failed")]

use copydesk_group::Group;
use copydesk_sdk::testkit::{document, run};
use copydesk_sdk::{Document, Layer, tables::Story};
use serde_json::json;

fn stories(docs: Vec<Document>) -> Vec<Story> {
    let ran = run::<Group>(&json!({}), docs, Default::default()).unwrap();
    ran.tables.get("stories").unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const FERRY: [&str; 3] = [
    "Rescuers in Quell reached the ferry Nordstern after its engine failed off Tarn Island. Captain Jan Moor sent out \
     a call for help shortly after midnight. All passengers were taken to Quell in lifeboats, the harbour office said.",
    "The captain of the Nordstern, Jan Moor, praised his crew. The ship lost power near Tarn Island and drifted for \
     hours in the dark. Lifeboats brought the travellers ashore at Quell, where tea and blankets waited.",
    "An inquiry will ask why the engine of the Nordstern stopped. The vessel was towed to Quell on a calm sea while \
     divers looked at the hull. Its captain Jan Moor had warned the owners of Tarn Island routes about the pumps.",
];
const OTHERS: [&str; 4] = [
    "The bakers of Olm want to sell bread on feast days. Their guild under Ida Brandt wrote to the mayor. Shopkeepers \
     in Olm fear for their custom and promised to fight the plan in court.",
    "Rotfels beat Sudheim by three goals in the cup. Striker Petr Lukachev scored twice before the break. The coach of \
     Rotfels called it the finest afternoon of his career.",
    "Astronomers at the Wid observatory photographed a comet with a double tail. Its dust came from an ancient crust, \
     wrote Lena Stein in a journal. The comet returns in a century.",
    "A court in Bonn fined Nordbank for hidden fees on savings. Lawyers for Nordbank said the judges had misread the \
     contracts. Savers will be paid back by autumn.",
];

#[test]
fn reports_of_one_story_meet_and_others_do_not() {
    let docs = FERRY.iter().chain(&OTHERS).enumerate().map(|(at, text)| document(&format!("d{at}"), text));
    let stories = stories(docs.collect());
    let members: Vec<Vec<&str>> =
        stories.iter().map(|story| story.documents.iter().map(String::as_str).collect()).collect();
    assert_eq!(members, [vec!["d0", "d1", "d2"], vec!["d3"], vec!["d4"], vec!["d5"], vec!["d6"]]);
    assert_eq!(stories[0].id, "s:1");
    let link = &stories[0].links[0];
    assert!(link.entities.len() >= 2 && !link.words.is_empty() && link.score > 0.0, "{link:?}");
}

#[test]
fn one_name_does_not_glue() {
    let texts = [
        "Yesterday Ole Krag signed a treaty on salmon with the fishers of Tarn. Their nets pleased Ole Krag.",
        "In Olm, where a clinic opened, Ole Krag spoke of nurses. Better wages are what Ole Krag wants for them.",
        "Doctors told Ole Krag to rest his knee after a fall from a bicycle. With a stick Ole Krag walks slowly.",
        "A biography of Ole Krag by Lena Stein won a prize for its prose. The book was not read by Ole Krag.",
    ];
    let docs = texts.iter().enumerate().map(|(at, text)| joined(document(&format!("d{at}"), text))).collect();
    assert_eq!(stories(docs).len(), 4);
}

/// With neighbouring names as one mention.
fn joined(mut doc: Document) -> Document {
    let mut ents = Layer::new();
    let view = doc.view("ents").unwrap();
    let mut row = 0;
    while row < view.len() {
        let start = view.start[row];
        while row + 1 < view.len() && view.start[row + 1] == view.end[row] + 1 {
            row += 1;
        }
        ents.push(start, view.end[row]).label("PERSON");
        row += 1;
    }
    doc.put_layer("ents", ents);
    doc
}

#[test]
fn copies_are_listed_with_what_they_copy() {
    let mut docs = vec![
        document("late", FERRY[0]),
        document("early", &format!("{} Nobody was hurt.", FERRY[0])),
        document("other", FERRY[1]),
    ];
    docs[0].set_meta("published", "2022-03-05", "input");
    docs[1].set_meta("published", "2022-03-04", "input");
    docs[0].set_meta("agency", "Reuters", "input");
    let stories = stories(docs);
    assert_eq!(stories.len(), 1);
    let copy = &stories[0].copies;
    assert_eq!((copy.len(), copy[0].document.as_str(), copy[0].of.as_str()), (1, "late", "early"));
    assert!(copy[0].containment > 0.9);
    assert_eq!(copy[0].origin, "Reuters");
}

#[test]
fn two_hundred_copies_are_one_story() {
    let docs = (0..200).map(|at| document(&format!("d{at}"), FERRY[0])).collect();
    let stories = stories(docs);
    assert_eq!((stories.len(), stories[0].copies.len()), (1, 199));
}

#[test]
fn odd_collections_keep_their_documents() {
    let crowd = |at: usize| format!("{} Mayor Ole Krag said so. {}", OTHERS[at % 4], FERRY[at % 3]);
    for (name, texts, count) in [
        ("one document", vec![FERRY[0].to_owned()], 1),
        ("nothing in common", vec![OTHERS[0].to_owned(), OTHERS[1].to_owned()], 2),
        ("no words", vec!["".to_owned(), "?! ...".to_owned(), "the of and".to_owned()], 3),
        ("a name of a megabyte", vec![format!("A {} spoke.", "Xy".repeat(500_000)), FERRY[1].to_owned()], 2),
        ("markup and control characters", vec!["He met <b>Ole\u{0}Krag</b> & \u{7}.".to_owned()], 1),
        ("everybody names one mayor", (0..12).map(crowd).collect(), 0),
    ] {
        let docs: Vec<Document> =
            texts.iter().enumerate().map(|(at, text)| document(&format!("d{at}"), text)).collect();
        let stories = stories(docs);
        let documents: usize = stories.iter().map(|story| story.documents.len()).sum();
        assert_eq!(documents, texts.len(), "{name}");
        assert!(count == 0 || stories.len() == count, "{name}: {stories:?}");
    }
}
