//! Numbers that measure: magnitudes, depths, distances, money, shares, votes, prison terms and ages.

use copydesk_sdk::{LayerView, Span};
use copydesk_text::words::fold;

use crate::corpus::{Corpus, Report, Sentence};
use crate::facts::{Aspect, Fact, Key};
use crate::numbers::{Line, Number};

/// Measures that need nobody to be named.
pub(crate) fn measures(line: &Line<'_>, numbers: &[Number], facts: &mut Vec<Fact>) {
    let mut end_of_last = usize::MAX;
    for (index, number) in numbers.iter().enumerate() {
        // "Two miles (3.2 km)" says the same twice.
        let again = line.before(number.from, 1) == "(" && end_of_last.saturating_add(3) >= number.from;
        end_of_last = number.to;
        let found = magnitude(line, number)
            .or_else(|| vote(line, number, numbers.get(index + 1)))
            .or_else(|| term(line, number, numbers.get(index + 1)))
            .or_else(|| amount(line, number))
            .or_else(|| share(line, number))
            .or_else(|| length(line, number).filter(|_| !again));
        facts.extend(found);
    }
}

/// "A magnitude of 6.1", "6.1-magnitude", "measuring 6.1 on the Richter scale".
fn magnitude(line: &Line<'_>, number: &Number) -> Option<Fact> {
    if !(2.0..10.0).contains(&number.value) || !number.digits || number.currency.is_some() {
        return None;
    }
    let (two, one) = (line.before(number.from, 2), line.before(number.from, 1));
    let richter = (1..=5).any(|steps| line.low(number.to + steps) == "richter");
    let named = one == "magnitude"
        || two == "magnitude" && matches!(one, "of" | "at" | "was")
        || line.low(line.past_hyphen(number.to)) == "magnitude"
        || richter;
    named.then(|| Fact::new(Aspect::Magnitude, Key::None, number.clone()))
}

/// "Voted 52-48", "by a vote of 220 to 208".
fn vote(line: &Line<'_>, number: &Number, next: Option<&Number>) -> Option<Fact> {
    const VOTE: [&str; 12] = [
        "vote",
        "voted",
        "votes",
        "ruled",
        "ruling",
        "passed",
        "approved",
        "confirmed",
        "rejected",
        "voting",
        "decision",
        "defeated",
    ];
    const CHAMBERS: [&str; 9] =
        ["senate", "house", "court", "council", "committee", "parliament", "assembly", "commission", "board"];
    let next = next.filter(|next| next.from == number.to + 1)?;
    let whole = |number: &Number| number.digits && number.value.fract() == 0.0 && number.value < 700.0;
    if !matches!(line.low(number.to), "-" | "–" | "to") || !whole(number) || !whole(next) || !line.has(&VOTE)
    {
        return None;
    }
    if line.has(&["percent", "%", "game", "score", "point", "points", "poll", "procedural", "cloture"]) {
        return None;
    }
    let mut chambers = CHAMBERS.iter().filter(|chamber| line.has(&[chamber]));
    let (chamber, other) = (chambers.next()?, chambers.next());
    if other.is_some() {
        return None;
    }
    let mut fact = Fact::new(Aspect::Vote, Key::Name((*chamber).to_owned()), number.clone());
    fact.against = next.value;
    Some(fact)
}

/// "Sentenced to 15 years and eight months", "a 15-year prison term", in months.
fn term(line: &Line<'_>, number: &Number, next: Option<&Number>) -> Option<Fact> {
    let scale = |low: &str| match low {
        "year" | "years" => Some(12.0),
        "month" | "months" => Some(1.0),
        _ => None,
    };
    let unit = line.past_hyphen(number.to);
    let months = scale(line.low(unit))?;
    // The months of "nine years and six months" are told with the years.
    if line.before(number.from, 1) == "and" && scale(line.before(number.from, 2)).is_some() {
        return None;
    }
    let sentenced = (1..=8)
        .any(|steps| matches!(line.before(number.from, steps), "sentenced" | "jailed" | "imprisoned"))
        || (1..=3).any(|steps| matches!(line.low(unit + steps), "prison" | "jail"))
            && line.has(&["sentenced", "received", "got", "given", "sentence"]);
    let doubtful = line.has(&[
        "faces",
        "facing",
        "maximum",
        "suspended",
        "minimum",
        "served",
        "probation",
        "prosecutors",
    ]);
    if !sentenced || doubtful {
        return None;
    }
    let rest = next.filter(|next| next.from == unit + 2 && line.low(unit + 1) == "and");
    let rest = rest.and_then(|next| Some(next.value * scale(line.low(next.to))?)).unwrap_or(0.0);
    let mut number = number.scaled(months);
    number.value += rest;
    Some(Fact::new(Aspect::Term, Key::None, number))
}

/// Sums of money.
fn amount(line: &Line<'_>, number: &Number) -> Option<Fact> {
    let after = line.low(line.past_hyphen(number.to));
    let currency = number.currency.or(match after {
        "dollar" | "dollars" | "dlr" | "dlrs" => Some(0),
        "euro" | "euros" => Some(1),
        "pound" | "pounds" if line.low(number.to + 1) != "of" => Some(2),
        "stg" => Some(2),
        "yen" => Some(3),
        _ => None,
    })?;
    let ends = [number.to, line.past_hyphen(number.to) + 1];
    let rate = ends
        .iter()
        .any(|&at| matches!(line.low(at), "a" | "an" | "per" | "annually" | "apiece" | "each" | "every"));
    // A sum in brackets is another one's conversion.
    let converted = line.before(number.from, 1) == "(" || line.before(number.from, 2) == "(";
    if rate || converted {
        return None;
    }
    Some(Fact::new(Aspect::Amount, Key::Currency(currency), number.clone()))
}

/// Shares in per cent.
fn share(line: &Line<'_>, number: &Number) -> Option<Fact> {
    let after = line.low(number.to);
    let percent =
        matches!(after, "%" | "percent" | "pct") || after == "per" && line.low(number.to + 1) == "cent";
    percent.then(|| Fact::new(Aspect::Share, Key::None, number.clone()))
}

/// Metres in a unit of length.
fn metres(low: &str) -> Option<f64> {
    Some(match low {
        "km" | "kilometre" | "kilometres" | "kilometer" | "kilometers" | "kms" => 1000.0,
        "mile" | "miles" => 1609.0,
        "metre" | "metres" | "meter" | "meters" => 1.0,
        "foot" | "feet" => 0.3048,
        _ => return None,
    })
}

/// "At a depth of 10 km", "20 miles north of Bonn", in metres.
fn length(line: &Line<'_>, number: &Number) -> Option<Fact> {
    // Many things have depths and lie somewhere; where the event was, is said with these words.
    const PLACED: [&str; 14] = [
        "epicentre",
        "epicenter",
        "epicentered",
        "centered",
        "centred",
        "struck",
        "hit",
        "occurred",
        "depth",
        "crashed",
        "crash",
        "found",
        "hypocentre",
        "hypocenter",
    ];
    let unit = line.past_hyphen(number.to);
    let number = number.scaled(metres(line.low(unit))?);
    if !line.has(&PLACED) {
        return None;
    }
    let depth = (1..=5).any(|steps| line.before(number.from, steps) == "depth")
        || matches!(line.low(unit + 1), "deep" | "underground" | "below" | "beneath");
    if depth {
        return Some(Fact::new(Aspect::Depth, Key::None, number));
    }
    let mut at = unit + 1;
    let mut direction = String::new();
    while let low @ ("north" | "south" | "east" | "west" | "northeast" | "northwest" | "southeast"
    | "southwest" | "-" | "northern" | "southern") = line.low(at)
    {
        if low != "-" {
            direction.push_str(low);
        }
        at += 1;
    }
    if direction.is_empty() || line.low(at) != "of" {
        return None;
    }
    at += 1;
    while matches!(line.low(at), "the" | "town" | "city" | "of" | "capital" | "downtown" | "central" | ",") {
        at += 1;
    }
    let mut place = String::new();
    while let Some(piece) = line.get(at).filter(|piece| piece.is_upper()) {
        place.push_str(if place.is_empty() { "" } else { " " });
        place.push_str(&piece.low);
        at += 1;
    }
    if place.is_empty() {
        return None;
    }
    let mut fact = Fact::new(Aspect::Distance, Key::Name(format!("{direction} of {place}")), number);
    fact.about = "distance".to_owned();
    Some(fact)
}

/// Times of day in minutes from midnight: "9:27 a.m.", "8.49pm", "2045 GMT" where a sentence gives one only.
pub(crate) fn times(line: &Line<'_>, facts: &mut Vec<Fact>) {
    for at in 0..line.len() {
        let Some((minutes, to, whole)) = time(line, at) else { continue };
        let near = (1..=2).any(|steps| {
            matches!(
                line.before(at, steps),
                "about"
                    | "around"
                    | "before"
                    | "after"
                    | "shortly"
                    | "just"
                    | "nearly"
                    | "almost"
                    | "approximately"
                    | "by"
                    | "until"
                    | "between"
                    | "from"
                    | "since"
                    | "roughly"
            )
        });
        let zone = (to..to + 4).map(|at| line.low(at)).find(|low| {
            matches!(
                low.trim_end_matches('.'),
                "gmt"
                    | "utc"
                    | "bst"
                    | "est"
                    | "edt"
                    | "pst"
                    | "pdt"
                    | "cst"
                    | "cdt"
                    | "cet"
                    | "et"
                    | "pt"
                    | "ct"
                    | "eastern"
                    | "pacific"
            )
        });
        let mut number = Number::of(at, to, minutes);
        number.near = near || whole;
        let key = zone.map_or(Key::None, |zone| Key::Name(zone.trim_end_matches('.').to_owned()));
        facts.push(Fact::new(Aspect::Time, key, number));
    }
}

/// The time of day at a token: minutes, the token behind it, and whether it is a whole hour.
fn time(line: &Line<'_>, at: usize) -> Option<(f64, usize, bool)> {
    let low = line.low(at);
    if !low.starts_with(|c: char| c.is_ascii_digit() || c == '+') {
        return None;
    }
    let glued =
        low.strip_suffix("am").map(|low| (low, 0)).or_else(|| low.strip_suffix("pm").map(|low| (low, 12)));
    let (clock, half, to) = match glued {
        Some((clock, half)) => (clock, half, at + 1),
        None => match line.low(at + 1).trim_end_matches('.') {
            "am" | "a.m" => (low, 0, at + 2),
            "pm" | "p.m" => (low, 12, at + 2),
            _ => return None,
        },
    };
    let (hour, minute) = clock.split_once([':', '.']).unwrap_or((clock, "0"));
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let whole = minute == 0;
    ((1..=12).contains(&hour) && minute < 60).then_some((
        f64::from((hour % 12 + half) * 60 + minute),
        to,
        whole,
    ))
}

/// Ages of persons that the sentence names: "Ida Brandt, 34,", "34-year-old Ida Brandt", "Brandt, aged 34".
pub(crate) fn ages(
    corpus: &Corpus<'_>,
    sentence: &Sentence,
    line: &Line<'_>,
    numbers: &[Number],
    facts: &mut Vec<Fact>,
) {
    let report = &corpus.reports[sentence.doc as usize];
    let Some(ents) = report.ents.as_ref() else { return };
    for row in ents.rows_in(sentence.span) {
        if !matches!(ents.label(row), Some("PERSON" | "PER")) {
            continue;
        }
        let name = ents.span(row);
        let (first, after) = (line.at_offset(name.start), line.at_offset(name.end));
        let Some(number) = numbers.iter().find(|number| is_age(line, number, (first, after))) else {
            continue;
        };
        let id = ents.attr(row, "id").unwrap_or("");
        let written = fold(name.of(report.text));
        // Without the whole name a father may be taken for his son.
        let Some(whole) = whole_name(report, ents, row, id) else { continue };
        let younger = |low: &str| matches!(low.trim_end_matches('.'), "jr" | "sr");
        if younger(written.rsplit(' ').next().unwrap_or("")) || younger(line.low(after)) {
            continue;
        }
        let key = if id.is_empty() { written } else { id.to_owned() };
        let mut fact = Fact::new(Aspect::Age, Key::Name(key), number.clone());
        fact.about = format!("age of {}", corpus.printed(sentence.doc, whole));
        facts.push(fact);
    }
}

/// The first mention of a person in a report that has two words or more.
fn whole_name(report: &Report<'_>, ents: &LayerView<'_>, row: usize, id: &str) -> Option<Span> {
    let whole = |span: &Span| span.of(report.text).contains(' ');
    let own = ents.span(row);
    if whole(&own) || id.is_empty() {
        return Some(own).filter(whole);
    }
    let same = |other: &usize| ents.attr(*other, "id") == Some(id);
    (0..ents.len()).filter(same).map(|other| ents.span(other)).find(whole)
}

/// Whether a number is the age of the name that stands at `first..after`.
fn is_age(line: &Line<'_>, number: &Number, (first, after): (usize, usize)) -> bool {
    if !number.digits || number.value < 1.0 || number.value > 115.0 || number.value.fract() != 0.0 {
        return false;
    }
    let (open, close) = (line.low(number.from.wrapping_sub(1)), line.low(number.to));
    let ends = matches!(close, "," | ")" | "." | ";");
    let behind = match number.from.checked_sub(after) {
        Some(1) => matches!(open, "," | "(") && ends,
        Some(2) => matches!(open, "aged" | "age") && matches!(line.low(after), "," | "("),
        _ => false,
    };
    let year = line.past_hyphen(number.to);
    let old = line.past_hyphen(year + 1);
    let years_old = matches!(line.low(year), "year" | "years") && line.low(old) == "old";
    // "34-year-old former teacher Ida Brandt".
    let between = || {
        (old + 1..first).all(|at| line.get(at).is_some_and(|piece| piece.word.is_word() && !piece.is_upper()))
    };
    let before = years_old && first > old && first - old <= 4 && between();
    let told = years_old
        && number.from >= after
        && number.from - after <= 3
        && matches!(line.low(after), "," | "is" | "was");
    behind || before || told
}
