//! Names whose case is damaged: small letters where capitals belong, or capitals everywhere.

use crate::chunk::{Chunk, Chunker};
use crate::evidence::{Evidence, Judge, Why};
use crate::lexicon::*;
use crate::mention::{Memory, Mention};
use crate::view::{Sent, Setting, Shape, View};

/// Finds mentions that the capitals do not show.
pub(crate) struct Mender<'a> {
    pub(crate) text: &'a str,
    pub(crate) chunker: Chunker<'a>,
    pub(crate) view: &'a View,
}

/// What a form in small letters may be.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Small {
    /// A family name of the document.
    family: bool,
    /// The beginning of a listed name.
    listed: bool,
}

/// Writes for each form of the document what it may be in small letters: few forms may be anything, so that sentences
/// are gone through quickly.
pub(crate) fn small_forms(view: &View, memory: &Memory, small: &mut Vec<Small>) {
    small.clear();
    small.extend(view.forms.iter().zip(0..).map(|(form, number)| {
        let open = form.small > 0 && form.flags & FUNCTION == 0;
        let known = memory.of(number);
        Small {
            family: open && known.family.max(known.alone(PERSON)) >= 2.0,
            listed: open
                && (form.longest > 1 || form.entry.is_some() && (view.lower_cased || form.capital > 0)),
        }
    }));
}

impl Mender<'_> {
    fn text(&self, at: usize) -> &str {
        self.view.toks[at].span.of(self.text)
    }

    /// A word that could be a name although it is written small: no ordinary word, or a well-known family name.
    fn could_be_name(&self, at: usize) -> bool {
        let tok = self.view.toks[at];
        let flags = self.view.form(at).flags;
        let listed = flags & (SURNAME | GIVEN) != 0 && flags & (COMMON | FUNCTION) == 0;
        let unknown = flags == 0
            && self.view.form(at).entry.is_none()
            && tok.span.len() >= 4
            && !ordinary_ending(self.text(at));
        matches!(tok.shape, Shape::Lower | Shape::Capital | Shape::Caps) && (listed || unknown)
    }

    /// Family names in small letters after a given name or a title with a capital: "Donald vance",
    /// "President vance". Extends a mention or adds one.
    pub(crate) fn small_names(&self, sent: Sent, mentions: &mut Vec<Mention>) {
        let pairs = self.view.toks[sent.first..sent.end].windows(2);
        for (before, pair) in (sent.first..).zip(pairs) {
            let at = before + 1;
            let flags = self.view.forms[pair[0].form as usize].flags;
            // Few words are given names or titles, so that is asked first.
            if flags & (GIVEN | TITLE | HONORIFIC) == 0
                || pair[1].shape != Shape::Lower
                || !self.could_be_name(at)
            {
                continue;
            }
            let known = self.view.form(at).flags & (SURNAME | GIVEN) != 0;
            let capital = self.view.toks[before].shape == Shape::Capital;
            let entry = self.view.form(before).entry.is_some();
            let follows = |at: usize| self.view.flags(sent, Some(at + 1)) & GIVEN == 0;
            if capital && flags & GIVEN != 0 && flags & COMMON == 0 && !entry && known && follows(at) {
                let first = before;
                while mentions.last().is_some_and(|mention| mention.chunk.end > first) {
                    mentions.pop();
                }
                mentions.push(person(first, at + 1, None, self.title_before(first, sent)));
            } else if flags & (TITLE | HONORIFIC) != 0
                && (capital || self.view.lower_cased || flags & HONORIFIC != 0 || self.is_office(before))
                && (known || self.view.form(at).capital > 0 || capital && flags & HONORIFIC != 0)
            {
                mentions.push(person(at, at + 1, Some(before), None));
            }
        }
    }

    /// A title that is one in small letters too; "count rose" and "major zinc" are none.
    fn is_office(&self, at: usize) -> bool {
        let offices = ["president", "senator", "congressman", "congresswoman", "governor", "pope", "sheikh"];
        offices.contains(&self.text(at))
    }

    fn title_before(&self, at: usize, sent: Sent) -> Option<usize> {
        let before = at.checked_sub(1).filter(|&before| before >= sent.first)?;
        (self.view.form(before).flags & (TITLE | HONORIFIC) != 0).then_some(before)
    }

    /// Words in small letters that the document knows as family names, and places and bodies that are never
    /// ordinary words.
    pub(crate) fn small_known(&self, sent: Sent, known: &[Small], mentions: &mut Vec<Mention>) {
        let mut at = sent.first;
        while at < sent.end {
            let tok = self.view.toks[at];
            let small = known.get(tok.form as usize).copied().unwrap_or_default();
            if tok.shape != Shape::Lower || !(small.family || small.listed) {
                at += 1;
                continue;
            }
            if small.family && self.could_be_name(at) {
                let mut mention = person(at, at + 1, None, None);
                mention.evidence.rule(PERSON, 0.2, "family-name-of");
                mentions.push(mention);
            } else if small.listed
                && let Some(end) = self.small_entry(at, sent, mentions)
            {
                at = end;
                continue;
            }
            at += 1;
        }
    }

    /// A gazetteer entry in small letters: of several words, or of one where the whole document is set small.
    fn small_entry(&self, at: usize, sent: Sent, mentions: &mut Vec<Mention>) -> Option<usize> {
        let (end, entry) = self.chunker.entry_at(at, sent.end, true)?;
        let words = end - at;
        let seen = self.view.lower_cased || self.view.form(at).capital > 0;
        if words < 2 && (!seen || usize::from(entry.label) == NORP && !self.view.lower_cased) {
            return None;
        }
        let ordinary = (at..end).all(|at| self.view.form(at).flags & (COMMON | FUNCTION | HEADS) != 0);
        let white_house =
            matches!(usize::from(entry.label), ORG | GPE) && self.text(at).eq_ignore_ascii_case("white");
        let doubtful = if words < 2 {
            ordinary || self.view.form(at).flags & (GIVEN | SURNAME) != 0
        } else {
            ordinary && !white_house
        };
        if doubtful {
            return None;
        }
        let strong = matches!(usize::from(entry.label), GPE | LOC | ORG | NORP);
        strong.then(|| {
            mentions.push(listed(at, end, entry));
            end
        })
    }

    /// A sentence set in capitals throughout, or with a capital on every main word: only what is known counts.
    pub(crate) fn capitals(
        &self,
        sent: Sent,
        memory: &Memory,
        judge: &Judge<'_>,
        mentions: &mut Vec<Mention>,
    ) {
        let mut at = sent.first;
        while at < sent.end {
            let end = self.known_at(at, sent, memory, judge, mentions);
            at = end.max(at + 1);
        }
    }

    fn known_at(
        &self,
        at: usize,
        sent: Sent,
        memory: &Memory,
        judge: &Judge<'_>,
        mentions: &mut Vec<Mention>,
    ) -> usize {
        let tok = self.view.toks[at];
        let form = self.view.form(at);
        if !tok.shape.is_name() {
            return at + 1;
        }
        let caps = sent.setting == Setting::Caps;
        let title = self.title_before(at, sent);
        if let Some((end, entry)) = self.chunker.entry_at(at, sent.end, false) {
            // In capitals `WHO`, `US` and `IT` may be ordinary words.
            let doubtful = end == at + 1
                && (form.flags & (COMMON | FUNCTION) != 0
                    || caps && usize::from(entry.label) == ORG && form.flags & (GIVEN | SURNAME) != 0
                    || caps && form.flags & FUNCTION != 0);
            if !doubtful {
                mentions.push(listed(at, end, entry));
                return end;
            }
        }
        let given = form.flags & GIVEN != 0 && form.flags & (COMMON | FUNCTION) == 0;
        let mut end = at + 1;
        while end < sent.end
            && end - at < 4
            && self.view.toks[end].shape.is_name()
            && self.name_word(end, memory)
            && (end == at + 1 || !self.could_be_verb(end))
        {
            end += 1;
        }
        if given && end > at + 1 || title.is_some() && self.name_word(at, memory) {
            mentions.push(person(at, end, title, None));
            return end;
        }
        let known = memory.of(tok.form);
        if self.name_word(at, memory)
            && (known.family > 0.0 || form.flags & SURNAME != 0 && form.flags & COMMON == 0)
        {
            mentions.push(person(at, at + 1, None, None));
            return at + 1;
        }
        if sent.setting == Setting::Title
            && form.flags & (COMMON | FUNCTION) == 0
            && !(at > sent.first && self.could_be_verb(at))
        {
            return self.headline_chunk(at, sent, judge, mentions);
        }
        at + 1
    }

    /// In a heading with capitals on all main words: words that are no ordinary words, taken together.
    fn headline_chunk(&self, at: usize, sent: Sent, judge: &Judge<'_>, mentions: &mut Vec<Mention>) -> usize {
        let mut end = at + 1;
        while end < sent.end
            && self.view.toks[end].shape.is_name()
            && self.view.form(end).flags & (COMMON | FUNCTION) == 0
            && end - at < 6
        {
            end += 1;
        }
        let chunk = Chunk { first: at, end, entry: None, title: None };
        let mut evidence = judge.weigh(chunk, sent);
        evidence.weights.iter_mut().for_each(|weight| *weight -= 0.8);
        mentions.push(Mention { chunk, evidence });
        end
    }

    /// "Ida Brandt Opens Bridge": the third word may be a verb.
    fn could_be_verb(&self, at: usize) -> bool {
        let text = self.text(at).to_ascii_lowercase();
        self.view.form(at).flags & (SURNAME | SUFFIX) == 0 && (text.ends_with('s') || text.ends_with("ed"))
    }

    fn name_word(&self, at: usize, memory: &Memory) -> bool {
        let form = self.view.form(at);
        memory.of(self.view.toks[at].form).family > 0.0
            || form.flags & FUNCTION == 0
                && (form.flags & SURNAME != 0
                    || form.flags & (COMMON | HEADS | TITLE | ROLE | SAYING) == 0
                        && form.entry.is_none()
                        && !ordinary_ending(&self.text(at).to_ascii_lowercase()))
    }
}

fn person(first: usize, end: usize, title: Option<usize>, before: Option<usize>) -> Mention {
    let mut evidence = Evidence::default();
    evidence.rule(PERSON, 2.2, "case-damage");
    if let Some(token) = title.or(before) {
        evidence.add(PERSON, 0.8);
        evidence.leave(Why { rule: "title", token: Some(token as u32), entry: None });
    }
    Mention { chunk: Chunk { first, end, entry: None, title: title.or(before) }, evidence }
}

fn listed(first: usize, end: usize, entry: Entry) -> Mention {
    let mut evidence = Evidence::default();
    evidence.rule(usize::from(entry.label).min(MISC), 2.0, "case-damage");
    evidence.leave(Why { rule: "gazetteer", token: None, entry: Some(entry) });
    Mention { chunk: Chunk { first, end, entry: Some(entry), title: None }, evidence }
}

/// Endings of ordinary English words, which a family name in small letters rarely has.
fn ordinary_ending(word: &str) -> bool {
    [
        "ing", "ed", "ly", "tion", "tions", "ment", "ments", "ness", "ship", "ous", "ive", "ful", "less",
        "able", "ible", "ies", "ers", "ors", "ist", "ists", "ity", "ance", "ence", "al", "ic", "ers", "er",
    ]
    .iter()
    .any(|ending| word.ends_with(ending))
}
