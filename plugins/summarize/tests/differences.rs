//! Where reports differ and where they do not, type by type, on invented reports.

mod common;

use common::{Report, build, summarize};
use copydesk_sdk::tables::{Briefing, Difference, Tables};
use copydesk_sdk::{Document, Layer, names};
use serde_json::{Value, json};

/// A report whose lines are sentences, with numbers and times of day as one token each.
fn cut(report: Report<'_>) -> Document {
    let mut doc = build(report);
    let text = report.text;
    let (mut tokens, mut sents) = (Layer::new(), Layer::new());
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end().len();
        sents.push((start + line.len() - line.trim_start().len()) as u32, end as u32);
        start += line.len();
    }
    let bytes = text.as_bytes();
    let word = |at: usize| bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric());
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let half_day = |at: usize| matches!(text.get(at..at + 4), Some("a.m." | "p.m."));
    let mut at = 0;
    while at < text.len() {
        let mut end = at + 1;
        if half_day(at) && !word(at.wrapping_sub(1)) {
            end = at + 4;
        } else if word(at) {
            let inside =
                |end: usize| matches!(bytes[end], b'.' | b',' | b':') && digit(end - 1) && digit(end + 1);
            while end < text.len() && (word(end) || inside(end)) {
                end += 1;
            }
        }
        if !bytes[at].is_ascii_whitespace() {
            tokens.push(at as u32, end as u32);
        }
        at = end;
    }
    doc.put_layer(names::TOKENS, tokens);
    doc.put_layer(names::SENTS, sents);
    doc
}

fn brief(options: &Value, reports: &[Report<'_>]) -> Briefing {
    let docs = reports.iter().copied().map(cut).collect();
    summarize(options, docs, Tables::default()).1.remove(0)
}

fn of_days(a: (&str, &str), b: (&str, &str)) -> Vec<Difference> {
    let report = |id, (text, published)| Report { id, text, published, ..Report::default() };
    brief(&json!({}), &[report("a", a), report("b", b)]).differences
}

fn of(a: &str, b: &str) -> Vec<Difference> {
    of_days((a, "2021-05-03"), (b, "2021-05-03"))
}

/// A name per row, what the difference is about, and the two reports.
type Row<'a> = (&'a str, &'a str, &'a str, &'a str);

const DIFFERENT: &[Row<'_>] = &[
    (
        "killed, in other words",
        "killed: 12 / nine",
        "A gas explosion at the Harbour Board office in Bonn killed 12 people on Monday, police said.",
        "The gas explosion at the Harbour Board office in Bonn left nine people dead, the mayor said.",
    ),
    (
        "killed, toll",
        "killed: 12 / 15",
        "A gas explosion at the Harbour Board office in Bonn killed 12 people, police said.",
        "The death toll of the gas explosion at the Harbour Board office in Bonn rose to 15, the mayor said.",
    ),
    (
        "two lower bounds tell what each report knows",
        "killed: at least 30 / at least four",
        "A strong earthquake hit the Harbour Board quarry in Bonn, killing at least 30 people, officials say.",
        "A strong earthquake hit the Harbour Board quarry in Bonn, killing at least four people, reports said.",
    ),
    (
        "further people who were hurt, beside the dead",
        "injured: 40 / 55",
        "A gas explosion at the Harbour Board office in Bonn killed 9 people and injured 40, police said.",
        "The gas explosion at the Harbour Board office in Bonn killed 9 people, wounding a further 55, police said.",
    ),
    (
        "others who were hurt, beside the dead",
        "injured: 40 / 55",
        "A gas explosion at the Harbour Board office in Bonn killed 9 people and injured 40, police said.",
        "The gas explosion at the Harbour Board office in Bonn killed 9 people and injured 55 others, police said.",
    ),
    (
        "hurt and injured",
        "injured: 40 / 55",
        "The Ferry Line train crash near the northern lock injured 40 people, police said.",
        "Police said 55 people were hurt when the Ferry Line train crashed near the northern lock.",
    ),
    (
        "arrested and detained",
        "arrested: 14 / 23",
        "Police detained 14 people after clashes at the Harbour Board gates in Bonn.",
        "Clashes at the Harbour Board gates in Bonn ended when 23 people were arrested by police.",
    ),
    (
        "magnitude",
        "magnitude: 6.1 / 5.7",
        "A 6.1-magnitude earthquake struck the island of the Ferry Line on Monday, the observatory said.",
        "An earthquake of magnitude 5.7 struck the island of the Ferry Line, the observatory said.",
    ),
    (
        "age",
        "age of Ole Krag: 54 / 57",
        "Ole Krag, 54, opened the stone bridge in Bonn on Monday.",
        "The stone bridge in Bonn was opened by 57-year-old harbour chief Ole Krag.",
    ),
    (
        "prison term",
        "sentence: 12 years / nine years",
        "A court in Bonn sentenced Ole Krag to 12 years in prison for the bribes of the ferry contract.",
        "Ole Krag was sentenced in Bonn to nine years and six months for taking bribes over the ferry contract.",
    ),
    (
        "votes",
        "votes: 31-28 / 33-26",
        "The city council approved the stone bridge plan of the Ferry Line by a vote of 31-28.",
        "By 33-26 the city council approved the stone bridge plan that the Ferry Line had drawn.",
    ),
    (
        "sum of money",
        "amount: $4.2 million / $6 million",
        "Thieves stole jewels worth $4.2 million from the White Tower museum shop in Bonn, police said.",
        "Jewels worth $6 million were stolen by thieves from the White Tower museum shop in Bonn, police said.",
    ),
    (
        "counted things behind an adjective",
        "number of cables: three / Two",
        "Telephone traffic to the island was cut when three undersea cables of the Ferry Line tore near Bonn.",
        "Two damaged undersea cables of the Ferry Line cut the telephone traffic to the island near Bonn.",
    ),
    (
        "time of day",
        "time of day: 4:10 a.m. / 5.25 am",
        "Fire broke out on the wooden roof of the White Tower warehouse in Bonn at 4:10 a.m., police said.",
        "Fire broke out on the wooden roof of the White Tower warehouse in Bonn at 5.25 am, police said.",
    ),
    (
        "who did it",
        "who shot",
        "Police said Nils Holm shot the night guard of the White Tower warehouse with a hunting rifle.",
        "The night guard of the White Tower warehouse died after Ole Krag shot him with a hunting rifle, police said.",
    ),
    (
        "affirmed and denied",
        "said by one, denied by another",
        "The Harbour Board sold the northern ferry terminal to a Polish shipping company in secret.",
        "The Harbour Board never sold the northern ferry terminal to a Polish shipping company in secret.",
    ),
];

#[test]
fn reports_that_differ() {
    let wrong = DIFFERENT.iter().filter(|(_, about, a, b)| {
        let found = of(a, b);
        let told =
            |found: &Difference| found.about == *about && found.kind == "differs" && found.sides.len() == 2;
        found.len() != 1 || !told(&found[0])
    });
    let wrong: Vec<&str> = wrong.map(|row| row.0).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

const ALIKE: &[(&str, &str, &str)] = &[
    (
        "a bound and a larger number",
        "A gas explosion at the Harbour Board office in Bonn killed at least 12 people, police said.",
        "The gas explosion at the Harbour Board office in Bonn left 15 people dead, the mayor said.",
    ),
    (
        "an upper bound and a smaller number",
        "A gas explosion at the Harbour Board office in Bonn killed up to 20 people, police said.",
        "The gas explosion at the Harbour Board office in Bonn left 15 people dead, the mayor said.",
    ),
    (
        "killed and hurt",
        "A gas explosion at the Harbour Board office in Bonn killed 12 people, police said.",
        "A gas explosion at the Harbour Board office in Bonn injured 31 people, police said.",
    ),
    (
        "the gunman is counted or not",
        "Nils Holm killed three people at the Harbour Board office in Bonn in a shooting before he killed himself.",
        "Four people were killed in a shooting at the Harbour Board office in Bonn.",
    ),
    (
        "a part of the whole",
        "A gas explosion at the Harbour Board office in Bonn killed 12 people, police said.",
        "The gas explosion at the Harbour Board office in Bonn killed people, including three children, police said.",
    ),
    (
        "another group",
        "A gas explosion at the Harbour Board office in Bonn killed 12 people, police said.",
        "Four firemen were killed by the gas explosion at the Harbour Board office in Bonn, police said.",
    ),
    (
        "the rest",
        "A gas explosion at the Harbour Board office in Bonn injured 12 people, police said.",
        "The gas explosion at the Harbour Board office in Bonn injured another 30 people, police said.",
    ),
    (
        "the sum of its parts",
        "A gas explosion at the Harbour Board office in Bonn killed 12 people, police said.",
        "The gas explosion at the Harbour Board office in Bonn killed five people on the stairs and seven in the cellar.",
    ),
    (
        "who kills",
        "Two gunmen killed the guard of the White Tower warehouse in Bonn in a shooting, police said.",
        "Five guards of the White Tower warehouse in Bonn were killed in a shooting, police said.",
    ),
    (
        "killed at another time",
        "A gas explosion at the Harbour Board office in Bonn killed 12 people, police said.",
        "A gas explosion at the Harbour Board office in Bonn killed 40 people in 1998, police said.",
    ),
    (
        "another event",
        "A gas explosion at the Harbour Board office in Bonn killed 12 people, police said.",
        "A ferry sank off Bonn near the Harbour Board office and 40 people were killed, police said.",
    ),
    (
        "how the toll changed",
        "A gas explosion at the Harbour Board office in Bonn killed 12 people, police said.",
        "The gas explosion at the Harbour Board office in Bonn killed 15 people.\n\
         Police said at first that 12 people were killed in the gas explosion at the office.",
    ),
    (
        "feared",
        "A gas explosion at the Harbour Board office in Bonn killed 12 people, police said.",
        "The gas explosion at the Harbour Board office in Bonn could have killed 60 people, police said.",
    ),
    (
        "time and space are no toll",
        "Holm was killed two days after the gas explosion at the Harbour Board office in Bonn, police said.",
        "The gas explosion at the Harbour Board office in Bonn killed nine people, police said.",
    ),
    (
        "magnitude in round numbers",
        "A 5.8-magnitude earthquake struck the island of the Ferry Line on Monday, the observatory said.",
        "An earthquake of nearly magnitude 6 struck the island of the Ferry Line, the observatory said.",
    ),
    (
        "an aftershock",
        "A 6.1-magnitude earthquake struck the island of the Ferry Line on Monday, the observatory said.",
        "An aftershock of magnitude 5.2 struck the island of the Ferry Line, the observatory said.",
    ),
    (
        "ages of two",
        "Ole Krag, 54, opened the stone bridge in Bonn on Monday.",
        "Nils Holm, 61, opened the stone bridge in Bonn on Monday.",
    ),
    ("no age", "Ole Krag, 54, opened the stone bridge in Bonn.", "Ole Krag opened 57 stone bridges in Bonn."),
    (
        "a term asked for",
        "A court in Bonn sentenced Ole Krag to 12 years in prison for the bribes of the ferry contract.",
        "Prosecutors wanted Ole Krag sentenced to 15 years in prison for the bribes of the ferry contract in Bonn.",
    ),
    (
        "the same term in months",
        "A court in Bonn sentenced Ole Krag to two years in prison for the bribes of the ferry contract.",
        "A court in Bonn sentenced Ole Krag to 24 months in prison for the bribes of the ferry contract.",
    ),
    (
        "votes of another chamber",
        "The city council approved the stone bridge plan of the Ferry Line by a vote of 31-28.",
        "By 7-6 the budget committee approved the stone bridge plan that the Ferry Line had drawn.",
    ),
    (
        "rounded sums",
        "Parliament passed a spending bill of $1.37 trillion for the Harbour Board and the ferries, officials said.",
        "Parliament passed a spending bill of $1.4 trillion for the Harbour Board and the ferries, officials said.",
    ),
    (
        "sums in words and digits",
        "Thieves stole jewels worth 1.2 million euros from the White Tower museum shop in Bonn, police said.",
        "Jewels worth 1,200,000 euros were stolen by thieves from the White Tower museum shop in Bonn, police said.",
    ),
    (
        "two currencies",
        "Thieves stole jewels worth $4.2 million from the White Tower museum shop in Bonn, police said.",
        "Jewels worth 3.5 million euros were stolen by thieves from the White Tower museum shop in Bonn, police said.",
    ),
    (
        "a sum a year",
        "The Harbour Board pays $4 million for the ferry contract in Bonn, officials said.",
        "The Harbour Board pays $12 million a year for the ferry contract in Bonn, officials said.",
    ),
    (
        "things that were only wanted",
        "Divers counted 26 rusty containers beneath the broken crane, the Harbour Board said.",
        "Divers wanted 31 rusty containers beneath the broken crane, the Harbour Board said.",
    ),
    (
        "a guess",
        "Divers counted 26 rusty containers beneath the broken crane, the Harbour Board said.",
        "Divers counted some 30 rusty containers beneath the broken crane, the Harbour Board said.",
    ),
    (
        "goals of two players",
        "Ole Krag scored three goals for the harbour team against Bonn on Monday evening.",
        "Nils Holm scored two goals for the harbour team against Bonn on Monday evening.",
    ),
    (
        "the same time in another zone",
        "Fire broke out on the wooden roof of the White Tower warehouse in Bonn at 4:10 a.m. GMT, police said.",
        "Fire broke out on the wooden roof of the White Tower warehouse in Bonn at 5:10 a.m., police said.",
    ),
    (
        "a time in whole hours",
        "Fire broke out on the wooden roof of the White Tower warehouse in Bonn at 4:10 a.m., police said.",
        "Fire broke out on the wooden roof of the White Tower warehouse in Bonn at about 4 a.m., police said.",
    ),
    (
        "a torn number",
        "A gas explosion at the Harbour Board office in Bonn injured 1, 200 people, police said.",
        "A gas explosion at the Harbour Board office in Bonn injured 1,200 people, police said.",
    ),
    (
        "one report knows both persons",
        "Police said Nils Holm shot the night guard of the White Tower warehouse with a hunting rifle.",
        "The night guard of the White Tower warehouse died after Ole Krag shot him with a hunting rifle, police said.\n\
         Nils Holm was questioned by the police of Bonn.",
    ),
    (
        "a condition denies nothing",
        "The Harbour Board sold the northern ferry terminal to a Polish shipping company in secret.",
        "The mayor asked whether the Harbour Board never sold the northern ferry terminal to a Polish shipping company.",
    ),
];

#[test]
fn reports_that_do_not_differ() {
    let wrong: Vec<&str> = ALIKE.iter().filter(|(_, a, b)| !of(a, b).is_empty()).map(|row| row.0).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn a_later_toll_is_an_update_and_each_number_has_its_reports() {
    let first = "A gas explosion at the Harbour Board office in Bonn killed 12 people, police said.";
    let again = "Twelve people were killed in a gas explosion at the Harbour Board office in Bonn.";
    let later = "The gas explosion at the Harbour Board office in Bonn left 15 people dead, the mayor said.";
    let last = "A gas explosion at the Harbour Board office in Bonn has killed 19 people, doctors said.";
    let rows = [
        ("a", first, "2021-05-03"),
        ("b", later, "2021-05-04"),
        ("c", again, "2021-05-03"),
        ("d", last, "2021-05-06"),
    ];
    let reports = rows.map(|(id, text, published)| Report { id, text, published, ..Report::default() });
    let found = brief(&json!({}), &reports).differences;
    let [found] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((found.kind.as_str(), found.about.as_str()), ("updates", "killed: Twelve / 15 / 19"));
    let sides = found.sides.iter().map(|side| {
        let mut reports: Vec<&str> = side.cites.iter().map(|cite| cite.document.as_str()).collect();
        reports.sort_unstable();
        reports.concat()
    });
    assert_eq!(sides.collect::<Vec<_>>(), ["ac", "b", "d"]);
}

#[test]
fn a_running_toll_is_an_update_on_whatever_day_it_is_told() {
    let first =
        "The death toll from the explosion that shook the harbour on Monday continues to rise, passing 80.";
    let later = "On Thursday the confirmed death count of the explosion in the harbour of Bonn was over 120.";
    let found = of_days((first, "2021-05-03"), (later, "2021-05-06"));
    let [found] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((found.kind.as_str(), found.about.as_str()), ("updates", "killed: 80 / over 120"));
    // Weeks later it is old, and another event has its own.
    assert!(of_days((first, "2021-05-03"), (later, "2021-06-17")).is_empty());
    let flood = "On Thursday the confirmed death count of the flood in the harbour of Bonn was over 120.";
    assert!(of_days((first, "2021-05-03"), (flood, "2021-05-06")).is_empty());
}

#[test]
fn sums_of_different_days_are_no_update() {
    let first = "The Harbour Board gave the ferry fund 31 million euros in the morning, officials said.";
    let second = "The Harbour Board gave the ferry fund 75 million euros in the morning, officials said.";
    let found = of_days((first, "2021-05-03"), (second, "2021-05-04"));
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(of_days((first, "2021-05-03"), (second, "2021-05-03")).len(), 1);
}

#[test]
fn numbers_that_differ_are_no_support() {
    let a = "A gas explosion at the Harbour Board office in Bonn killed 12 people, police said.";
    let b = "A gas explosion at the Harbour Board office in Bonn left nine dead, police said.";
    let report = |id, text| Report { id, text, published: "2021-05-03", ..Report::default() };
    let briefing = brief(&json!({}), &[report("a", a), report("b", b)]);
    assert!(briefing.points.iter().all(|point| point.support.documents == 1), "{:?}", briefing.points);
}
