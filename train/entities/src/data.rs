//! The annotated sets, read into one scheme: what each token may be.

use std::path::Path;

use anyhow::{Context, Result};
use copydesk_core::Span;
use copydesk_entities::labels::{self, Type};

/// A sentence: its tokens, and for each the set of tags that the annotation allows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sentence {
    /// Where the tokens stand in the text of the document.
    pub(crate) tokens: Vec<Span>,
    /// A bit for each tag that is allowed.
    pub(crate) allowed: Vec<u32>,
    /// The spans that count for PERSON, ORG and LOC as the set has them, and their raw labels.
    pub(crate) gold: Vec<(usize, usize, Type)>,
}

/// A document, its tokens joined by single blanks.
#[derive(Debug, Clone, Default)]
pub(crate) struct Document {
    pub(crate) text: String,
    pub(crate) sents: Vec<Sentence>,
    /// Whether its labels were made by taggers.
    pub(crate) silver: bool,
}

/// How the letters of a text are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Case {
    /// As they are.
    AsWritten,
    /// All small.
    Small,
    /// All capitals.
    Capitals,
    /// A capital on every word that has one already or has four letters.
    Title,
}

impl Document {
    /// Sets the letters; those whose other case has another length stay.
    pub(crate) fn set_case(&mut self, case: Case) {
        let mut text = String::with_capacity(self.text.len());
        for word in self.text.split_inclusive(' ') {
            let mut first = true;
            text.extend(word.chars().map(|c| {
                let title = case == Case::Title && first && word.len() > 4;
                first = false;
                let other = match case {
                    Case::Small => one(c.to_lowercase()),
                    Case::Capitals => one(c.to_uppercase()),
                    _ if title => one(c.to_uppercase()),
                    _ => None,
                };
                other.filter(|other| other.len_utf8() == c.len_utf8()).unwrap_or(c)
            }));
        }
        self.text = text;
    }

    /// Sets the sentences that are wanted, by their numbers, in small letters.
    pub(crate) fn set_small(&mut self, wanted: impl Fn(usize) -> bool) {
        let mut all = self.clone();
        all.set_case(Case::Small);
        for (_, sent) in self.sents.iter().enumerate().filter(|(number, _)| wanted(*number)) {
            let Some((first, last)) = sent.tokens.first().zip(sent.tokens.last()) else { continue };
            let small = Span::new(first.start, last.end);
            self.text.replace_range(small.start as usize..small.end as usize, small.of(&all.text));
        }
    }
}

/// The one character of a sequence that has only one.
fn one(mut chars: impl Iterator<Item = char>) -> Option<char> {
    chars.next().filter(|_| chars.next().is_none())
}

/// What a span of a set means here.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Meaning {
    Is(Type),
    /// No name in our sense.
    Nothing,
    /// Could be nothing or one of these.
    Perhaps(&'static [Type]),
    /// Nobody knows.
    Unknown,
}

use Meaning::{Is, Nothing, Perhaps, Unknown};

/// The label of a set in the common scheme. What the data's README says about each set is followed.
fn meaning(set: &str, label: &str) -> Meaning {
    match label {
        "PER" | "PERSON" | "person" | "Person" | "per" | "politician" | "scientist" | "writer"
        | "musicalartist" | "researcher" => Is(Type::Person),
        "ORG" | "organization" | "organisation" | "Organisation" | "org" | "politicalparty"
        | "university" | "band" | "corporation" | "group" => Is(Type::Org),
        "LOC" | "GPE" | "FAC" | "place" | "Location" | "location" | "country" | "geo" => Is(Type::Loc),
        "Nationality" | "NORP" | "gpe" => Is(Type::Norp),
        "MISC" | "EVENT" | "WORK_OF_ART" | "LAW" | "PRODUCT" | "LANGUAGE" | "misc" | "event" | "election"
        | "award" | "academicjournal" | "book" | "poem" | "magazine" | "album" | "song" | "conference"
        | "eve" | "art" | "creative-work" => Is(Type::Misc),
        "abstract" | "object" | "product" | "programlang" | "Weapon" | "MilitaryPlatform"
        | "literarygenre" | "musicgenre" | "musicalinstrument" | "algorithm" | "field" | "task"
        | "metrics" | "theory" | "discipline" | "nat" | "substance" | "DocumentReference" => {
            Perhaps(&[Type::Misc])
        }
        "astronomicalobject" => Perhaps(&[Type::Misc, Type::Loc]),
        "TIME" | "NUM" | "DATE" | "MONEY" | "PERCENT" | "QUANTITY" | "ORDINAL" | "CARDINAL" | "time"
        | "tim" | "Temporal" | "Quantity" | "Money" | "chemicalcompound" | "protein" | "enzyme"
        | "chemicalelement" => Nothing,
        _ if set == "gum-names" => Perhaps(&[Type::Misc]),
        _ => Unknown,
    }
}

/// What may stand where a set marks nothing, besides nothing.
fn unmarked(set: &str) -> &'static [Type] {
    match set {
        "uner-ewt" | "btc" => &[Type::Norp, Type::Misc],
        "gum-names" | "wnut17" => &[Type::Norp],
        "re3d" => &[Type::Misc],
        _ => &[],
    }
}

/// Reads one CoNLL file of a set.
pub(crate) fn read(folder: &Path, set: &str, part: &str) -> Result<Vec<Document>> {
    let path = folder.join(set).join(format!("{part}.conll"));
    let content =
        std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(parse(&content, set))
}

/// Reads the text of such a file; 40 sentences make a document where it marks none.
pub(crate) fn parse(content: &str, set: &str) -> Vec<Document> {
    let marked = content.lines().any(|line| line.starts_with("-DOCSTART-"));
    let mut docs: Vec<Document> = Vec::new();
    let (mut rows, mut opens): (Vec<(&str, &str)>, bool) = (Vec::new(), true);
    for line in content.lines().chain([""]) {
        let mut columns = line.split('\t');
        let (token, tag) = (columns.next().unwrap_or("").trim(), columns.next().unwrap_or("O").trim());
        if token == "-DOCSTART-" {
            opens = true;
        } else if !token.is_empty() {
            rows.push((token, tag));
        } else if !rows.is_empty() {
            if opens || !marked && docs.last().is_none_or(|doc| doc.sents.len() >= 40) {
                docs.push(Document::default());
                opens = false;
            }
            if let Some(doc) = docs.last_mut() {
                add(doc, &rows, set);
            }
            rows.clear();
        }
    }
    docs
}

/// Penn Treebank brackets and quotes, as people write them.
fn written(token: &str) -> &str {
    match token {
        "``" | "''" => "\"",
        "-LRB-" | "-lrb-" => "(",
        "-RRB-" | "-rrb-" => ")",
        "-LSB-" => "[",
        "-RSB-" => "]",
        _ => token,
    }
}

fn add(doc: &mut Document, rows: &[(&str, &str)], set: &str) {
    let mut sent = Sentence::default();
    for (token, _) in rows {
        let token = written(token);
        let start = doc.text.len() as u32;
        doc.text.push_str(token);
        sent.tokens.push(Span::new(start, doc.text.len() as u32));
        doc.text.push(' ');
    }
    let tags: Vec<&str> = rows.iter().map(|row| row.1).collect();
    let word = |at: usize| written(rows[at].0);
    let outside = 1 | unmarked(set).iter().fold(0, |all, kind| all | kind.tags());
    sent.allowed =
        (0..rows.len()).map(|at| if labels::could_be_name(word(at)) { outside } else { 1 }).collect();
    for (first, end, label) in chunks(&tags) {
        let kind = meaning(set, label);
        if let Is(kind @ (Type::Person | Type::Org | Type::Loc)) = kind {
            sent.gold.push((first, end, kind));
        }
        let (first, end) = trim(first, end, word);
        let kind = settle(set, kind, first, end, word);
        match kind {
            Nothing => sent.allowed[first..end].fill(1),
            Unknown => sent.allowed[first..end].fill(labels::ALL_TAGS),
            Perhaps(kinds) => {
                let mask = kinds.iter().fold(1, |all, kind| all | kind.tags());
                sent.allowed[first..end].fill(mask);
            }
            Is(kind) => {
                for (at, allowed) in sent.allowed.iter_mut().enumerate().take(end).skip(first) {
                    *allowed = 1 << kind.tag(at - first, end - first);
                }
            }
        }
    }
    doc.sents.push(sent);
}

/// Leading articles and a trailing possessive are no part of a name here.
pub(crate) fn trim<'a>(mut first: usize, mut end: usize, word: impl Fn(usize) -> &'a str) -> (usize, usize) {
    while end - first > 1 && matches!(word(first), "the" | "The" | "a" | "A" | "an" | "An") {
        first += 1;
    }
    while end - first > 1 && matches!(word(end - 1), "'s" | "’s" | "'" | "’") {
        end -= 1;
    }
    (first, end)
}

/// Demonyms are NORP whatever a set calls them, and re3d marks common nouns that are no names.
fn settle<'a>(
    set: &str,
    kind: Meaning,
    first: usize,
    end: usize,
    word: impl Fn(usize) -> &'a str,
) -> Meaning {
    match kind {
        Is(Type::Loc | Type::Misc | Type::Org) if end - first == 1 && labels::is_people(word(first)) => {
            Is(Type::Norp)
        }
        // The set calls demonyms so, but also some countries.
        Is(Type::Norp) if set == "gmb" && !labels::is_people(word(first)) => Is(Type::Loc),
        Is(_) | Perhaps(_) if set == "re3d" && !labels::could_be_name(word(end - 1)) => Nothing,
        Is(Type::Person) if word(first).starts_with('@') => Unknown,
        _ => kind,
    }
}

/// Chunks of BIO tags.
fn chunks<'a>(tags: &[&'a str]) -> Vec<(usize, usize, &'a str)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, &str)> = None;
    for (at, tag) in tags.iter().copied().chain(["O"]).enumerate() {
        let (prefix, label) = tag.split_once('-').unwrap_or((tag, ""));
        if let Some((first, kind)) = open
            && (prefix != "I" || label != kind)
        {
            found.push((first, at, kind));
            open = None;
        }
        if prefix != "O" && open.is_none() {
            open = Some((at, label));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_set_and_nothing_moves() {
        let doc = parse("The\tO\nİzmir\tB-LOC\nÉcole\tB-ORG\nstraße\tO\nopens\tO\n", "wikigold").remove(0);
        for (case, expected) in [
            (Case::AsWritten, "The İzmir École straße opens "),
            (Case::Small, "the İzmir école straße opens "),
            (Case::Capitals, "THE İZMIR ÉCOLE STRAßE OPENS "),
            (Case::Title, "The İzmir École Straße Opens "),
        ] {
            let mut set = doc.clone();
            set.set_case(case);
            assert_eq!(set.text, expected, "{case:?}");
        }
    }

    #[test]
    fn single_sentences_are_set_in_small_letters() {
        let mut doc =
            parse("Ida\tB-PER\nSang\tO\n\nIn\tO\nOslo\tB-LOC\n\nThe\tO\nEnd\tO\n", "wikigold").remove(0);
        doc.set_small(|sent| sent % 2 == 0);
        assert_eq!(doc.text, "ida sang In Oslo the end ");
    }

    #[test]
    fn sets_are_read_into_one_scheme() {
        let text = "-DOCSTART-\tO\n\nThe\tB-LOC\nHarbour\tI-LOC\n's\tI-LOC\nFrench\tB-LOC\nMoon\tO\nrose\tO\n\n\
                    -DOCSTART-\tO\n\nOslo\tB-TIME\n";
        let only = |kind: Type, at, size| 1 << kind.tag(at, size);
        let docs = parse(text, "redocred");
        assert_eq!(docs.len(), 2);
        let sent = &docs[0].sents[0];
        assert_eq!(sent.allowed, [1, only(Type::Loc, 0, 1), 1, only(Type::Norp, 0, 1), 1, 1]);
        assert_eq!(sent.gold, [(0, 3, Type::Loc), (3, 4, Type::Loc)], "scores count what the set marks");
        assert_eq!(docs[0].text, "The Harbour 's French Moon rose ");
        assert_eq!(docs[1].sents[0].allowed, [1]);
        // UNER marks neither peoples nor works: a capital may be one, a small letter may not.
        let sent = &parse(text, "uner-ewt")[0].sents[0];
        assert_eq!(sent.allowed[4], 1 | Type::Norp.tags() | Type::Misc.tags());
        assert_eq!(sent.allowed[5], 1);
    }
}
