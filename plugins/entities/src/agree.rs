//! What the names of a document say about each other: a company is mostly named in full once and by its first words from
//! then on, and one string is one thing in one document (Gale, Church and Yarowsky 1992).

use copydesk_text::hash::FastMap;

use crate::Name;
use crate::lexicon::{COMMON, FAC, FUNCTION, GIVEN, GPE, MISC, ORG, ORGSUFFIX, PERSON, SURNAME};
use crate::nicknames;
use crate::rules::Rules;
use crate::view::{Shape, View};

/// Most words of a short form.
const LONGEST: usize = 4;
/// Words that no name goes on after.
const VERBS: [&str; 6] = ["said", "says", "told", "added", "announced", "asked"];

/// Room for one document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Agreement {
    /// First words of companies' names, by the number of the first, with the score of the whole name.
    shorts: Vec<Short>,
    /// Last words of persons' longer names.
    families: Vec<u32>,
    votes: FastMap<u64, [f32; 3]>,
    room: Vec<Name>,
}

/// The first words of a company's name by their numbers, [`NO_WORD`] behind the last.
#[derive(Debug, Clone, Copy)]
struct Short {
    words: [u32; LONGEST],
    size: usize,
    score: f32,
}

/// No word has this number.
const NO_WORD: u32 = u32::MAX;

/// The numbers of `size` words from `first` on.
fn words_of(view: &View, first: usize, size: usize) -> [u32; LONGEST] {
    let mut words = [NO_WORD; LONGEST];
    words.iter_mut().zip(&view.toks[first..first + size]).for_each(|(word, tok)| *word = tok.word);
    words
}

impl Agreement {
    /// Makes the names of a document agree. They are in order and without overlaps, and stay so.
    pub(crate) fn run(&mut self, names: &mut Vec<Name>, rules: &Rules, view: &View, text: &str) {
        nicknames::join(names, view, text);
        self.part(names, view, text);
        self.companies(names, view);
        if !self.shorts.is_empty() {
            self.short_forms(names, rules, view);
            self.missing(names, view);
        }
        self.vote(names, rules, view);
    }

    /// Parts names that hold a verb of saying or half a pair of brackets.
    fn part(&mut self, names: &mut Vec<Name>, view: &View, text: &str) {
        let word = |at: usize| view.toks[at].span.of(text);
        let breaks = |at: usize| match view.toks[at].shape {
            Shape::Lower => VERBS.contains(&word(at)),
            Shape::Mark => word(at) == ")" || word(at) == "(",
            _ => false,
        };
        let broken = |name: &Name| {
            let inside = name.first + 1..name.end - 1;
            let long = name.end - name.first > 2 && !name.caseless;
            long && inside.clone().any(breaks) && !balanced(inside.map(word))
        };
        if !names.iter().any(broken) {
            return;
        }
        self.room.clear();
        for name in names.drain(..) {
            if broken(&name) {
                halves(name, view, word, breaks, &mut self.room);
            } else {
                self.room.push(name);
            }
        }
        std::mem::swap(names, &mut self.room);
    }

    /// Notes the first words of companies, and the family names of persons.
    fn companies(&mut self, names: &[Name], view: &View) {
        self.shorts.clear();
        self.families.clear();
        for name in names {
            let size = name.end - name.first;
            if name.label == PERSON && size > 1 {
                self.families.push(view.toks[name.end - 1].word);
            }
            let whole =
                (name.first..name.end).rev().skip_while(|&at| view.form(at).flags & ORGSUFFIX != 0).count();
            if name.label != ORG || whole == size || name.caseless {
                continue;
            }
            for size in 1..=whole.min(LONGEST) {
                if tells(view, name.first, size) {
                    let words = words_of(view, name.first, size);
                    self.shorts.push(Short { words, size, score: name.score });
                }
            }
        }
        self.families.sort_unstable();
        self.shorts.sort_by_key(|short| short.words);
        self.shorts.dedup_by_key(|short| short.words);
    }

    /// The longest short form that begins at a token.
    fn short_at(&self, view: &View, at: usize, end: usize) -> Option<Short> {
        let word = view.toks[at].word;
        let first = self.shorts.get(self.shorts.partition_point(|short| short.words[0] < word))?;
        if first.words[0] != word {
            return None;
        }
        (1..=LONGEST.min(end - at)).rev().find_map(|size| {
            let words = words_of(view, at, size);
            let place = self.shorts.binary_search_by_key(&words, |short| short.words).ok()?;
            self.shorts.get(place).copied()
        })
    }

    /// Names that are the first words of a company are that company, unless they are a person's family name.
    fn short_forms(&self, names: &mut [Name], rules: &Rules, view: &View) {
        for name in names.iter_mut().filter(|name| {
            (is_plain(name.label) && name.label != ORG || name.label == MISC) && !name.caseless
        }) {
            let listed = name
                .rule
                .and_then(|rule| rules.mentions.get(rule))
                .is_some_and(|mention| mention.chunk.entry.is_some() || mention.chunk.title.is_some());
            let family = name.end - name.first == 1
                && self.families.binary_search(&view.toks[name.first].word).is_ok();
            let short = self.short_at(view, name.first, name.end);
            if !listed && !family && short.is_some_and(|short| short.size == name.end - name.first) {
                name.label = ORG;
                name.rule = None;
                name.document = "short-form";
            }
        }
    }

    /// Adds short forms that nothing has found: of several words, or of one that is nothing else.
    fn missing(&mut self, names: &mut Vec<Name>, view: &View) {
        self.room.clear();
        let mut next = 0;
        for sent in &view.sents {
            let mut at = sent.first;
            while at < sent.end {
                while names.get(next).is_some_and(|name| name.end <= at) {
                    next += 1;
                }
                let end = names.get(next).map_or(sent.end, |name| name.first.min(sent.end));
                let short = if end > at { self.short_at(view, at, end) } else { None };
                let Some(short) =
                    short.filter(|short| is_alone(view, at, at + short.size, sent.first, sent.end))
                else {
                    at += 1;
                    continue;
                };
                let end = at + short.size;
                self.room.push(Name {
                    first: at,
                    end,
                    label: ORG,
                    score: short.score,
                    rule: None,
                    model: false,
                    caseless: false,
                    document: "short-form",
                });
                at = end;
            }
        }
        if !self.room.is_empty() {
            names.append(&mut self.room);
            names.sort_by_key(|name| name.first);
        }
    }

    /// A string that is mostly one of person, organisation and place is that everywhere in the document, unless the
    /// rules know its label.
    fn vote(&mut self, names: &mut [Name], rules: &Rules, view: &View) {
        if names.len() < 3 {
            return;
        }
        self.votes.clear();
        let key = |name: &Name| {
            view.toks[name.first..name.end].iter().fold(0u64, |key, tok| {
                (key ^ u64::from(tok.word + 1)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23)
            })
        };
        for name in names.iter().filter(|name| is_plain(name.label)) {
            let votes = self.votes.entry(key(name)).or_default();
            votes[kind(name.label)] += name.score;
        }
        for name in names.iter_mut().filter(|name| is_plain(name.label)) {
            let Some(votes) = self.votes.get(&key(name)) else { continue };
            let own = votes[kind(name.label)];
            let (most, best) =
                (0..3).fold((0.0, 0), |most, at| if votes[at] > most.0 { (votes[at], at) } else { most });
            let titled = name
                .rule
                .and_then(|rule| rules.mentions.get(rule))
                .is_some_and(|mention| mention.chunk.title.is_some());
            if best == kind(name.label) || most < 2.0 * own || titled {
                continue;
            }
            let other = [PERSON, ORG, GPE][best];
            name.label = other;
            name.rule = None;
            name.document = "same-name";
        }
    }
}

/// Writes the parts of a name that a verb or half a pair of brackets breaks. A company whose name goes on in brackets,
/// "Nordhavn (Holdings) Ltd", is put together instead.
fn halves<'a>(
    name: Name,
    view: &View,
    word: impl Fn(usize) -> &'a str,
    breaks: impl Fn(usize) -> bool,
    out: &mut Vec<Name>,
) {
    let opened = name.first > 0 && word(name.first - 1) == "(";
    if opened && name.label == ORG && (name.first..name.end).any(|at| word(at) == ")") {
        match out.last_mut().filter(|last| last.end + 1 == name.first) {
            Some(last) => (last.end, last.label, last.rule) = (name.end, ORG, None),
            None => out.push(Name { first: name.first - 1, rule: None, ..name }),
        }
        return;
    }
    let mut first = name.first;
    for at in name.first..=name.end {
        if at < name.end && !breaks(at) {
            continue;
        }
        let suffix = at == first + 1 && view.form(first).flags & ORGSUFFIX != 0;
        if !suffix && (first..at).any(|at| view.toks[at].shape.is_name()) {
            out.push(Name { first, end: at, rule: None, ..name });
        }
        first = at + 1;
    }
}

/// Whether the first words of a company's name tell that company from everything else.
fn tells(view: &View, first: usize, size: usize) -> bool {
    let form = view.form(first);
    let last = view.toks[first + size - 1].shape;
    let ordinary = size == 1 && form.flags & (COMMON | FUNCTION | GIVEN) != 0;
    let listed = form.entry.is_some() || view.toks[first].acronym.is_some();
    last.is_name() && last != Shape::Initial && !ordinary && !listed
}

/// Whether a label is one of persons, organisations and places.
fn is_plain(label: usize) -> bool {
    label <= FAC
}

/// Persons, organisations, places.
fn kind(label: usize) -> usize {
    label.min(2)
}

/// Whether every bracket has its other half, and no verb stands there.
fn balanced<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let mut open = 0usize;
    for word in words {
        match word {
            "(" => open += 1,
            ")" if open == 0 => return false,
            ")" => open -= 1,
            _ if VERBS.contains(&word) => return false,
            _ => {}
        }
    }
    open == 0
}

/// Whether no other name word stands beside a stretch of tokens.
fn is_alone(view: &View, first: usize, end: usize, from: usize, to: usize) -> bool {
    let name = |at: usize| view.toks[at].shape.is_name() && view.form(at).flags & FUNCTION == 0;
    let before = first > from && name(first - 1);
    let after = end < to && name(end);
    let ordinary = end - first == 1 && view.form(first).flags & (COMMON | SURNAME | GIVEN) != 0;
    !before && !after && !ordinary
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::{LABELS, Lexicon};
    use copydesk_sdk::Span;

    /// The names of a text whose tokens are set apart by blanks, `NAME/LABEL` for the tokens of names, after agreement.
    fn agreed(marked: &str) -> String {
        let (mut text, mut sents, mut names) = (String::new(), vec![Vec::new()], Vec::<Name>::new());
        for (at, word) in marked.split(' ').enumerate() {
            let (word, label) = word.split_once('/').unwrap_or((word, ""));
            let start = text.len() as u32;
            text.push_str(word);
            sents.last_mut().unwrap().push(Span::new(start, text.len() as u32));
            text.push(' ');
            let label = LABELS.iter().position(|name| *name == label);
            match names.last_mut().filter(|last| last.end == at && Some(last.label) == label) {
                Some(last) => last.end = at + 1,
                None => names.extend(label.map(|label| Name {
                    first: at,
                    end: at + 1,
                    label,
                    score: 0.8,
                    rule: None,
                    model: true,
                    caseless: false,
                    document: "",
                })),
            }
            if word == "." {
                sents.push(Vec::new());
            }
        }
        let lexicon = Lexicon::bundled();
        let mut view = View::default();
        sents.retain(|sent| !sent.is_empty());
        view.read_tokens(&text, &sents, &lexicon);
        Agreement::default().run(&mut names, &Rules::new(true), &view, &text);
        let rows = names.iter().map(|name| {
            let words = view.span(name.first, name.end).of(&text);
            format!("{} {words} {}", LABELS[name.label], name.document).trim_end().to_owned()
        });
        rows.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn names_of_a_document_agree() {
        for (name, marked, expected) in [
            (
                "a short form that looks like a person, and one that nobody found",
                "Velmo/ORG Quist/ORG Inc/ORG fell . They left Velmo/PERSON Quist/PERSON . They heard Velmo Quist .",
                "ORG Velmo Quist Inc; ORG Velmo Quist short-form; ORG Velmo Quist short-form",
            ),
            (
                "a family name stays one",
                "Quillex/ORG Inc/ORG fell . Ida/PERSON Quillex/PERSON left . They heard Quillex/PERSON .",
                "ORG Quillex Inc; PERSON Ida Quillex; PERSON Quillex",
            ),
            (
                "a listed place is no short form",
                "Oslo/ORG Inc/ORG fell . They live in Oslo/GPE .",
                "ORG Oslo Inc; GPE Oslo",
            ),
            (
                "the most of three",
                "They saw Norvik/ORG . They saw Norvik/ORG . They saw Norvik/GPE .",
                "ORG Norvik; ORG Norvik; ORG Norvik same-name",
            ),
            (
                "one against one stays as it is",
                "They saw Norvik/ORG . They saw Norvik/GPE . They saw Ulvik/GPE .",
                "ORG Norvik; GPE Norvik; GPE Ulvik",
            ),
            (
                "a verb and half a bracket",
                "The Dockers/ORG Union/ORG said/ORG Norvik/ORG agreed . ( Ida/PERSON )/PERSON Brandt/PERSON left .",
                "ORG Dockers Union; ORG Norvik; PERSON Ida; PERSON Brandt",
            ),
            (
                "a nickname in brackets and one in quotation marks",
                "Ole/PERSON ( Bear/PERSON ) Krag/PERSON met Ida/PERSON \" Big/PERSON Ida/PERSON \" Brandt/PERSON .",
                "PERSON Ole ( Bear ) Krag; PERSON Ida \" Big Ida \" Brandt",
            ),
            (
                "a party is no nickname, nor is what is no person's name followed by one",
                "Ida/PERSON ( R-Ky. ) Brandt/PERSON met Ole/PERSON ( Bonn/GPE ) Tuesday .",
                "PERSON Ida; PERSON Brandt; PERSON Ole; GPE Bonn",
            ),
            (
                "brackets inside a company",
                "Norvik/PERSON ( Holdings/ORG )/ORG Ltd/ORG fell .",
                "ORG Norvik ( Holdings ) Ltd",
            ),
        ] {
            assert_eq!(agreed(marked), expected, "{name}");
        }
    }
}
