//! Coreference scores against the examples of the papers that define them.

use copydesk_eval::Report as _;
use copydesk_eval::coref::{CorefOptions, CorefScores, Kind, Mentions, evaluate, read, score};
use copydesk_eval::partition::Partitions;
use copydesk_eval::predicted;

/// Partitions written as words: each word is a cluster, each letter a mention.
fn scores(key: &str, response: &str) -> CorefScores {
    let cluster_of =
        |words: &str, thing: char| words.split_whitespace().position(|word| word.contains(thing));
    let mut things: Vec<char> = key.chars().chain(response.chars()).filter(|c| !c.is_whitespace()).collect();
    things.sort_unstable();
    things.dedup();
    evaluate(&Partitions::new(
        things.into_iter().map(|thing| (cluster_of(key, thing), cluster_of(response, thing))),
    ))
}

fn check(name: &str, found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{name}: {found} instead of {expected}");
}

#[test]
fn luo_2005_table_1() {
    // Truth 12345 67 89ABC, four responses; the sums by hand, the paper's table has them to three figures.
    let truth = "12345 67 89ABC";
    // (a) 12345 6789ABC. MUC: links 4+1+4 = 9 all found, response links 4+6 = 10: P 9/10, R 1, F 18/19 = .947.
    //     B3: P 16/21, R 1, F 32/37 = .865. phi4: 1 + 10/12 = 11/6; P 11/12, R 11/18, F = 2*(11/6)/5 = 11/15 = .733.
    //     phi3: 5 + 5 = 10 of 12: .833.
    // (b) 1234589ABC 67: MUC 18/19; B3 P 7/12, F 14/19 = .737; phi4: 1 + 10/15 = 5/3, F = (10/3)/5 = 2/3; phi3 7/12.
    // (c) all in one: MUC P 9/11, F 18/20 = .9; B3 P (25+4+25)/144 = 3/8, F 6/11 = .545; phi4 10/17,
    //     F = (20/17)/4 = 5/17 = .294; phi3 5/12.
    // (d) all alone: MUC 0; B3 R (1+1+1)/12 = 1/4, F 2/5; phi4: 2/6 + 2/3 + 2/6 = 4/3, F = (8/3)/15 = 8/45 = .178;
    //     phi3 3/12.
    let rows = [
        ("a", "12345 6789ABC", 18.0 / 19.0, 32.0 / 37.0, 11.0 / 15.0, 10.0 / 12.0),
        ("b", "1234589ABC 67", 18.0 / 19.0, 14.0 / 19.0, 2.0 / 3.0, 7.0 / 12.0),
        ("c", "123456789ABC", 0.9, 6.0 / 11.0, 5.0 / 17.0, 5.0 / 12.0),
        ("d", "1 2 3 4 5 6 7 8 9 A B C", 0.0, 0.4, 8.0 / 45.0, 0.25),
    ];
    for (name, response, muc, b_cubed, ceaf_e, ceaf_m) in rows {
        let found = scores(truth, response);
        check(&format!("{name} MUC"), found.muc.f1, muc);
        check(&format!("{name} B3"), found.b_cubed.f1, b_cubed);
        check(&format!("{name} CEAFe"), found.ceaf_e.f1, ceaf_e);
        check(&format!("{name} CEAFm"), found.ceaf_m.f1, ceaf_m);
        check(&format!("{name} CoNLL"), found.conll, (muc + b_cubed + ceaf_e) / 3.0);
    }
}

#[test]
fn pradhan_2014_figure_1() {
    // Key abc defg, response ab cd fghi: `e` is missed, `h` and `i` are made up.
    let found = scores("abc defg", "ab cd fghi");
    // MUC: key links 2 + 3 = 5; abc is cut into ab|c, defg into d|e|fg: R = (3-2 + 4-3) / 5 = 2/5. Response links
    // 1 + 1 + 3 = 5: ab whole 1, c|d 0, fg|h|i 4-3 = 1: P = 2/5.
    check("MUC R", found.muc.recall, 0.4);
    check("MUC P", found.muc.precision, 0.4);
    // B3 R = (2*2/3 + 1/3 + 1/4 + 2*2/4) / 7 = (35/12) / 7 = 5/12; P = (2*2/2 + 1/2 + 1/2 + 2*2/4) / 8 = 4/8.
    check("B3 R", found.b_cubed.recall, 5.0 / 12.0);
    check("B3 P", found.b_cubed.precision, 0.5);
    // CEAFe: abc with ab 4/5, defg with fghi 4/8: 1.3; R = 1.3/2, P = 1.3/3. CEAFm: 4 of 7 and of 8.
    check("CEAFe R", found.ceaf_e.recall, 0.65);
    check("CEAFe P", found.ceaf_e.precision, 1.3 / 3.0);
    check("CEAFm R", found.ceaf_m.recall, 4.0 / 7.0);
    check("CEAFm P", found.ceaf_m.precision, 0.5);
}

#[test]
fn test_cases_of_the_reference_scorer() {
    // Key a bc def; the scorer's own tests name the sums.
    let rows = [
        // Response, CEAFe recall and precision, CEAFm recall and precision.
        ("perfect", "a bc def", (1.0, 1.0), (1.0, 1.0)),
        // 1 + 4/5 = 1.8 over 3 and 2 clusters; 3 mentions of 6 and 3.
        ("missing", "a de", (1.8 / 3.0, 1.8 / 2.0), (0.5, 1.0)),
        // 1 + 4/5 + 6/7 over 3 and 4; 6 of 6 and 9.
        ("made up", "a bcx defy z", ((1.8 + 6.0 / 7.0) / 3.0, (1.8 + 6.0 / 7.0) / 4.0), (1.0, 6.0 / 9.0)),
        // 1 + 4/5 + 2/5 = 2.2; 4 of 6 and 7.
        ("both", "a bcx dy z", (2.2 / 3.0, 0.55), (4.0 / 6.0, 4.0 / 7.0)),
    ];
    for (name, response, ceaf_e, ceaf_m) in rows {
        let found = scores("a bc def", response);
        check(name, found.ceaf_e.recall, ceaf_e.0);
        check(name, found.ceaf_e.precision, ceaf_e.1);
        check(name, found.ceaf_m.recall, ceaf_m.0);
        check(name, found.ceaf_m.precision, ceaf_m.1);
    }
    // "missing": MUC R 1/3, P 1/1; B3 R = (1 + 2*2/3) / 6 = 7/18, P 3/3.
    let found = scores("a bc def", "a de");
    check("MUC", found.muc.f1, 0.5);
    check("B3", found.b_cubed.recall, 7.0 / 18.0);
}

#[test]
fn laws_that_hold_for_all_partitions() {
    // Every pair of ways to give four mentions one of three clusters or none.
    let labellings: Vec<Vec<Option<usize>>> = (0..256_usize)
        .map(|code| (0..4).map(|at| code >> (2 * at) & 3).map(|label| label.checked_sub(1)).collect())
        .collect();
    for key in &labellings {
        for response in &labellings {
            let pair = |a: &[Option<usize>], b: &[Option<usize>]| {
                evaluate(&Partitions::new(a.iter().copied().zip(b.iter().copied())))
            };
            let (there, back) = (pair(key, response), pair(response, key));
            for (a, b) in [
                (there.muc, back.muc),
                (there.b_cubed, back.b_cubed),
                (there.ceaf_e, back.ceaf_e),
                (there.ceaf_m, back.ceaf_m),
            ] {
                check("swap", a.precision, b.recall);
                check("swap", a.f1, b.f1);
                assert!((0.0..=1.0 + 1e-12).contains(&a.f1), "{key:?} {response:?}");
            }
            if key == response && key.iter().any(Option::is_some) {
                check("same B3", there.b_cubed.f1, 1.0);
                check("same CEAFe", there.ceaf_e.f1, 1.0);
                let linked = (0..4).any(|i| (0..i).any(|j| key[i].is_some() && key[i] == key[j]));
                check("same MUC", there.muc.f1, f64::from(u8::from(linked)));
            }
        }
    }
}

const GOLD: &str = concat!(
    "{\"id\":\"d1\",\"topic\":\"t\",\"title\":\"X\",\"sentences\":[[\"Ada\",\"Höll\",\"met\",\"Bo\"],[\"She\",\"left\"]],",
    "\"mentions\":[{\"sent\":1,\"start\":0,\"end\":1,\"type\":\"PER\",\"kind\":\"entity\",\"cluster\":\"ada\"},",
    "{\"sent\":0,\"start\":0,\"end\":2,\"type\":\"PER\",\"kind\":\"entity\",\"cluster\":\"ada\"},",
    "{\"sent\":0,\"start\":3,\"end\":4,\"type\":\"PER\",\"kind\":\"entity\",\"cluster\":\"bo\"},",
    "{\"sent\":0,\"start\":2,\"end\":3,\"type\":\"ACT\",\"kind\":\"event\",\"cluster\":\"meet\"}]}\n",
    "{\"id\":\"d2\",\"topic\":\"u\",\"sentences\":[[\"Ada\",\"slept\"]],",
    "\"mentions\":[{\"sent\":0,\"start\":0,\"end\":1,\"type\":\"PER\",\"kind\":\"entity\",\"cluster\":\"ada\"}]}\n"
);

#[test]
fn texts_and_places_are_built_from_tokens() {
    let docs = read(GOLD, "g.jsonl", Kind::Entity).unwrap();
    assert_eq!(docs[0].text, "Ada Höll met Bo She left");
    let found: Vec<(&str, &str)> =
        docs[0].ents.iter().map(|ent| (ent.span.of(&docs[0].text), ent.id.as_deref().unwrap())).collect();
    assert_eq!(found, [("Ada Höll", "ada"), ("Bo", "bo"), ("She", "ada")]);
    let sents: Vec<&str> = docs[0].sents.iter().map(|sent| sent.of(&docs[0].text)).collect();
    assert_eq!(sents, ["Ada Höll met Bo", "She left"]);
    assert_eq!((docs[0].group.as_deref(), docs[0].tokens.len()), (Some("t"), 6));
    assert_eq!(read(GOLD, "g.jsonl", Kind::Event).unwrap()[0].ents.len(), 1);
    assert_eq!(read(GOLD, "g.jsonl", Kind::Any).unwrap()[0].ents.len(), 4);
    let bad =
        "{\"id\":1,\"sentences\":[[\"a\"]],\"mentions\":[{\"sent\":0,\"start\":0,\"end\":2,\"cluster\":1}]}";
    let error = read(bad, "g.jsonl", Kind::Entity).unwrap_err().to_string();
    assert_eq!(error, "g.jsonl, line 1: the mention 0..2 of sentence 0 does not fit its tokens");
}

#[test]
fn gold_and_predicted_mentions() {
    let docs = read(GOLD, "g.jsonl", Kind::Entity).unwrap();
    // Predicted: Ada Höll = e1, She = e1, Bo is not found, a made-up mention "met" = e2; Ada of the other topic = e1.
    let lines = "{\"id\":\"d1\",\"ents\":[{\"start\":0,\"end\":8,\"id\":\"e1\"},{\"start\":9,\"end\":12,\"id\":\"e2\"},\
                 {\"start\":16,\"end\":19,\"id\":\"e1\"}]}\n{\"id\":\"d2\",\"ents\":[{\"start\":0,\"end\":3,\"id\":\"e1\"}]}";
    let guess = predicted::read(lines, "p.jsonl").unwrap();
    let run = |options| score(&docs, &guess, options).unwrap();
    // Gold mentions: Bo is a cluster of its own, "met" is left out: everything is right.
    let gold = run(CorefOptions::default());
    check("gold mentions", gold.all.conll, 1.0);
    assert_eq!((gold.gold_clusters, gold.predicted_clusters, gold.documents.len()), (3, 3, 2));
    // Predicted mentions, topics apart. Key: {Ada, She}, {Bo}, {Ada'}; response {Ada, She}, {met}, {Ada'}.
    // MUC 1; B3: R = (1 + 1 + 0 + 1) / 4, P = 3/4; CEAFe 2 of 3 and of 3.
    let options = CorefOptions { mentions: Mentions::Predicted, ..CorefOptions::default() };
    let own = run(options);
    check("MUC", own.all.muc.f1, 1.0);
    check("B3", own.all.b_cubed.f1, 0.75);
    check("CEAFe", own.all.ceaf_e.f1, 2.0 / 3.0);
    assert_eq!((own.mentions.gold, own.mentions.predicted, own.mentions.right), (4, 4, 3));
    // Without singletons only {Ada, She} is left on both sides.
    check("pairs only", run(CorefOptions { without_singletons: true, ..options }).all.conll, 1.0);
    // Across topics there are the clusters {Ada, She, Ada'} on both sides.
    let across = run(CorefOptions { across_groups: true, ..CorefOptions::default() });
    assert_eq!((across.gold_clusters, across.predicted_clusters), (2, 2));
    assert!(own.to_text(true).contains("CoNLL F1"));
    assert_eq!(own.to_json(true)["documents"][1]["id"], "u");
    let none = predicted::read("{\"id\":\"d1\",\"ents\":[[0,8,\"PER\"]]}", "p.jsonl").unwrap();
    assert!(
        score(&docs, &none, options).unwrap_err().to_string().contains("no predicted mention has an `id`")
    );
}
