//! B-cubed, adjusted Rand index and V-measure against published examples and sums done by hand.

use copydesk_eval::Report as _;
use copydesk_eval::groups::{GroupScores, clusters, evaluate, read, read_table, score};
use copydesk_eval::partition::Partitions;

/// Clusterings written as words: each word is a cluster, each letter a thing.
fn partitions(key: &str, response: &str) -> Partitions {
    let cluster_of =
        |words: &str, thing: char| words.split_whitespace().position(|word| word.contains(thing));
    let mut things: Vec<char> = key.chars().chain(response.chars()).filter(|c| !c.is_whitespace()).collect();
    things.sort_unstable();
    things.dedup();
    Partitions::new(things.into_iter().map(|thing| (cluster_of(key, thing), cluster_of(response, thing))))
}

fn check(name: &str, found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{name}: {found} instead of {expected}");
}

#[test]
fn bagga_and_baldwin_1998() {
    // Truth 12345 67 89ABC. Response 1 joins the second and the third: P = (5*5/5 + 2*2/7 + 5*5/7) / 12 = 16/21.
    // Response 2 joins the first and the third: P = (5*5/10 + 5*5/10 + 2*2/2) / 12 = 7/12. Recall is 1 for both.
    let truth = "12345 67 89ABC";
    for (name, response, precision) in
        [("second and third", "12345 6789ABC", 16.0 / 21.0), ("first and third", "1234589ABC 67", 7.0 / 12.0)]
    {
        let scores = evaluate(&partitions(truth, response));
        check(name, scores.precision, precision);
        check(name, scores.recall, 1.0);
        check(name, scores.f1, 2.0 * precision / (1.0 + precision));
    }
}

#[test]
fn the_item_example_of_amigo_2009() {
    // An item whose predicted cluster has 5 items, 4 of its category, and whose category has 6 items: its precision
    // is 4/5 and its recall 4/6. Here: category abcdef, predicted abcdX and ef. Over the items:
    // recall = (a..d: 4 * 4/6, e, f: 2 * 2/6, X: 1) / 7 = (16/6 + 4/6 + 1) / 7 = (13/3) / 7
    // precision = (a..d: 4 * 4/5, X: 1/5, e, f: 2 * 1) / 7 = (16/5 + 1/5 + 2) / 7 = 5.4 / 7
    let scores = evaluate(&partitions("abcdef X", "abcdX ef"));
    check("recall", scores.recall, 13.0 / 21.0);
    check("precision", scores.precision, 5.4 / 7.0);
}

#[test]
fn the_constraints_of_amigo_2009_hold() {
    // Each row: the second clustering has to score higher than the first (section 3 of the paper).
    let rows = [
        ("homogeneity", "abcd efg", "abef cdg", "abcd ef g"),
        ("completeness", "abcd efg", "ab cd efg", "abcd efg"),
        // The stray `i` does less harm among strays than in a clean cluster.
        ("rag bag", "abcd e f g h i", "abcdi efgh", "abcd efghi"),
        ("size against quantity", "ab cd ef ghijk", "a b c d e f ghijk", "ab cd ef ghij k"),
    ];
    for (name, truth, worse, better) in rows {
        let (worse, better) = (evaluate(&partitions(truth, worse)), evaluate(&partitions(truth, better)));
        assert!(better.f1 > worse.f1, "{name}: {} is not above {}", better.f1, worse.f1);
    }
}

#[test]
fn rand_and_v_by_hand() {
    // Gold ab cd, predicted abc d: cells 2, 1, 1. Pairs together in both: 1. Gold pairs 2, predicted 3, all 6.
    // Chance = 2 * 3 / 6 = 1; ARI = (1 - 1) / (2.5 - 1) = 0.
    // H(gold) = ln 2. H(gold|predicted): in abc the shares are 2/3 and 1/3, weight 3/4:
    // 3/4 * (ln 3 - 2/3 ln 2); homogeneity = 1 - that / ln 2. H(predicted) = ln 4 - 3/4 ln 3;
    // H(predicted|gold): ab is whole, cd is halved: 1/2 ln 2; completeness = 1 - that / H(predicted).
    let (two, three, four) = (2.0_f64.ln(), 3.0_f64.ln(), 4.0_f64.ln());
    let homogeneity = 1.0 - 0.75 * (three - 2.0 / 3.0 * two) / two;
    let completeness = 1.0 - 0.5 * two / (four - 0.75 * three);
    let scores = evaluate(&partitions("ab cd", "abc d"));
    check("ari", scores.ari, 0.0);
    check("homogeneity", scores.homogeneity, homogeneity);
    check("completeness", scores.completeness, completeness);
    check("v", scores.v_measure, 2.0 * homogeneity * completeness / (homogeneity + completeness));
    // Gold abc def, predicted ab cd ef: cells 2 1 / 1 2; together 2; gold 6, predicted 3, all 15; chance 1.2;
    // ARI = (2 - 1.2) / (4.5 - 1.2) = 8/33.
    check("ari", evaluate(&partitions("abc def", "ab cd ef")).ari, 8.0 / 33.0);
}

#[test]
fn laws_that_hold_for_all_clusterings() {
    let labellings: Vec<Vec<usize>> =
        (0..256_usize).map(|code| (0..4).map(|at| code >> (2 * at) & 3).collect()).collect();
    let scores = |gold: &[usize], predicted: &[usize]| -> GroupScores {
        evaluate(&Partitions::new(gold.iter().map(|&k| Some(k)).zip(predicted.iter().map(|&r| Some(r)))))
    };
    for gold in &labellings {
        for predicted in &labellings {
            let (there, back) = (scores(gold, predicted), scores(predicted, gold));
            check("swap", there.precision, back.recall);
            check("swap", there.homogeneity, back.completeness);
            check("swap", there.ari, back.ari);
            for value in [there.precision, there.recall, there.f1, there.homogeneity, there.completeness] {
                assert!((0.0..=1.0 + 1e-12).contains(&value));
            }
            let same = (0..4).all(|i| (0..4).all(|j| (gold[i] == gold[j]) == (predicted[i] == predicted[j])));
            assert_eq!(same, (there.f1 - 1.0).abs() < 1e-12, "{gold:?} {predicted:?}");
            if same {
                assert_eq!((there.ari, there.v_measure), (1.0, 1.0), "{gold:?} {predicted:?}");
            }
        }
    }
}

#[test]
fn files_and_documents_left_out() {
    let gold = "{\"id\":\"a\",\"cluster\":\"x\",\"text\":\"T\",\"date\":\"2020-01-02\",\"source\":\"Daily\"}\n\
                {\"id\":\"b\",\"cluster\":\"x\"}\n{\"id\":3,\"cluster\":4}\n";
    let docs = read(gold, "g.jsonl").unwrap();
    assert_eq!(docs[0].meta["published"], "2020-01-02");
    assert_eq!(docs[0].meta["publisher"], "Daily");
    // The table has `b` twice: the first row holds it. `a` is missing and counts as its own cluster.
    let table = "{\"id\":\"s:1\",\"documents\":[\"b\",\"3\"],\"events\":[]}\n{\"id\":\"s:2\",\"documents\":[\"b\",\"z\"]}";
    let report = score(&clusters(&docs), &read_table(table, "s.jsonl").unwrap());
    assert_eq!(
        (report.missing.as_slice(), report.unknown.as_slice()),
        (&["a".to_owned()][..], &["z".to_owned()][..])
    );
    // P = (1 + 1/2 + 1/2) / 3, R = (1/2 + 1/2 + 1) / 3.
    check("P", report.all.precision, 2.0 / 3.0);
    check("R", report.all.recall, 2.0 / 3.0);
    assert_eq!((report.documents[0].parts, report.documents[0].size), (2, 2));
    assert!(report.to_text(true).contains("66.67"));
    let briefings =
        "{\"story\":\"s:1\",\"sources\":[{\"document\":\"a\"},{\"document\":\"b\"}],\"points\":[]}";
    assert_eq!(read_table(briefings, "b.jsonl").unwrap().len(), 2);
    let tabs = read("a\tx\nb\tx\n", "g.tsv").unwrap();
    assert_eq!(clusters(&tabs)[1], ("b".to_owned(), "x".to_owned()));
    for (name, text, message) in [
        ("twice", "a\tx\na\ty", "line 2: the id `a` stands in line 1 already"),
        ("neither", "a x", "expected a JSON object or"),
        ("no cluster", "{\"id\":1}", "`cluster` is missing"),
        ("empty", " \n", "no documents"),
    ] {
        let error = read(text, "g").unwrap_err().to_string();
        assert!(error.contains(message), "{name}: {error}");
    }
}
