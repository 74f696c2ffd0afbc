//! What speaks for each label of a chunk: the words inside it and the words around it.
//!
//! Every rule adds a fixed weight to one or two labels and leaves its name. The weights are set by hand, on the
//! development parts of open annotated sets; nothing is learned.

use crate::chunk::Chunk;
use crate::lexicon::*;
use crate::view::{Sent, Shape, View};

/// Weights per label and the names of the rules that gave them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Evidence {
    pub(crate) weights: [f32; LABELS.len()],
    why: [Why; 6],
    rules: usize,
}

/// A rule that fired: its name, and the token that it saw where that helps.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Why {
    pub(crate) rule: &'static str,
    pub(crate) token: Option<u32>,
    /// For gazetteer rules.
    pub(crate) entry: Option<Entry>,
}

impl Evidence {
    pub(crate) fn add(&mut self, label: usize, weight: f32) {
        self.weights[label] += weight;
    }

    /// Adds weight and leaves the rule's name; the first six rules are kept.
    pub(crate) fn rule(&mut self, label: usize, weight: f32, rule: &'static str) {
        self.add(label, weight);
        self.leave(Why { rule, token: None, entry: None });
    }

    pub(crate) fn leave(&mut self, why: Why) {
        if self.rules < self.why.len() && !self.why().contains(&why) {
            self.why[self.rules] = why;
            self.rules += 1;
        }
    }

    pub(crate) fn why(&self) -> &[Why] {
        &self.why[..self.rules]
    }

    /// The label with the most weight, its weight and its lead over the second. Ties go to the earlier label.
    pub(crate) fn best(&self) -> (usize, f32, f32) {
        let (mut best, mut most, mut second) = (0, self.weights[0], 0.0f32);
        for (label, &weight) in self.weights.iter().enumerate().skip(1) {
            if weight > most {
                second = second.max(most);
                (best, most) = (label, weight);
            } else {
                second = second.max(weight);
            }
        }
        (best, most, most - second)
    }
}

/// A score in 0..1 from a weight and its lead: more of either is more.
pub(crate) fn score(weight: f32, lead: f32) -> f32 {
    1.0 / (1.0 + (1.2 - 0.5 * weight - 0.4 * lead).exp())
}

/// Weighs chunks of one document.
pub(crate) struct Judge<'a> {
    pub(crate) text: &'a str,
    pub(crate) view: &'a View,
}

impl Judge<'_> {
    pub(crate) fn text(&self, at: usize) -> &str {
        self.view.toks[at].span.of(self.text)
    }

    pub(crate) fn at(&self, sent: Sent, at: usize, step: isize) -> Option<usize> {
        at.checked_add_signed(step).filter(|&at| at >= sent.first && at < sent.end)
    }

    pub(crate) fn word(&self, sent: Sent, at: usize, step: isize) -> &str {
        self.at(sent, at, step).map_or("", |at| self.text(at))
    }

    /// All evidence for a chunk.
    pub(crate) fn weigh(&self, chunk: Chunk, sent: Sent) -> Evidence {
        let mut evidence = Evidence::default();
        let initial = chunk.first == self.view.begin(sent.first, sent.end)
            && sent.setting == crate::view::Setting::Usual;
        self.known(chunk, &mut evidence);
        self.inside(chunk, initial, &mut evidence);
        self.before(chunk, sent, &mut evidence);
        self.after(chunk, sent, &mut evidence);
        if initial && chunk.end - chunk.first == 1 && chunk.entry.is_none() && chunk.title.is_none() {
            self.opening(chunk, &mut evidence);
        }
        evidence
    }

    fn known(&self, chunk: Chunk, evidence: &mut Evidence) {
        let Some(entry) = chunk.entry else { return };
        let label = usize::from(entry.label).min(MISC);
        let size = chunk.end - chunk.first;
        let form = self.view.form(chunk.first);
        // A word that is also an ordinary word, a family name or a given name is weaker evidence; in the news the
        // place is meant more often than the person of that name.
        let single = size == 1 && self.view.toks[chunk.first].acronym.is_none();
        let weight = match form.flags {
            flags if single && flags & (COMMON | FUNCTION) != 0 => 1.6,
            flags if single && flags & SURNAME != 0 => 2.2,
            flags if single && flags & GIVEN != 0 && label != NORP => 2.0,
            _ => 3.0,
        };
        evidence.add(label, weight);
        evidence.leave(Why { rule: "gazetteer", token: None, entry: Some(entry) });
    }

    /// The words of the chunk itself.
    fn inside(&self, chunk: Chunk, initial: bool, evidence: &mut Evidence) {
        let (first, last) = (chunk.first, chunk.end - 1);
        let size = chunk.end - chunk.first;
        let (flags, last_flags) = (self.view.form(first).flags, self.view.form(last).flags);
        let entry = chunk.entry.is_some();
        if size == 1 {
            self.single(chunk, initial, evidence);
            return;
        }
        if !entry && self.view.toks[last].shape == Shape::Mark {
            // Only a name in quotes behind an acronym ends in a mark.
            evidence.rule(ORG, 2.6, "shape:acronym-and-quoted-name");
            return;
        }
        let of = (first..last).find(|&at| self.text(at) == "of");
        let head = of.map_or(last_flags, |of| self.view.form(of - 1).flags);
        let named = !entry
            && flags & GIVEN != 0
            && (flags & COMMON == 0 || last_flags & SURNAME != 0)
            && of.is_none();
        let heads =
            if named && size == 2 && (head & ORGHEAD == 0 || last_flags & SURNAME != 0) { 0 } else { head };
        for (kind, label, weight, rule) in [
            (ORGSUFFIX, ORG, 3.0, "head:company"),
            (ORGHEAD, ORG, 2.6, "head:organisation"),
            (FACHEAD, FAC, 2.6, "head:facility"),
            (LOCHEAD, LOC, 2.6, "head:landscape"),
            (GPEHEAD, GPE, 2.2, "head:place"),
            (EVENTHEAD, EVENT, 2.7, "head:event"),
            (LAWHEAD, LAW, 2.7, "head:law"),
            (WORKHEAD, MISC, 2.0, "head:work"),
        ] {
            if heads & kind != 0 && !entry {
                evidence.rule(label, weight, rule);
            }
        }
        if (last_flags & SUFFIX != 0 && size > 1) && !entry {
            evidence.rule(PERSON, 2.0, "suffix");
        }
        if named {
            evidence.rule(PERSON, if heads == 0 { 3.0 } else { 0.8 }, "gazetteer:given-name");
        }
        if last_flags & SURNAME != 0 && !entry && of.is_none() {
            evidence.rule(PERSON, 1.5, "gazetteer:family-name");
        }
        if flags & LOCFRONT != 0 && !entry {
            let saint = matches!(
                self.text(first),
                "St." | "St" | "San" | "Santa" | "Las" | "Los" | "El" | "La" | "New" | "Fort" | "Port"
            );
            evidence.rule(if saint { GPE } else { LOC }, if saint { 1.4 } else { 1.6 }, "front:place");
        }
        let mut common = 0;
        let mut initials = false;
        let mut particle = false;
        let mut lower = false;
        for at in first..chunk.end {
            let form = self.view.form(at);
            let tok = self.view.toks[at];
            common += usize::from(form.flags & (COMMON | HEADS) != 0 && form.flags & (GIVEN | SURNAME) == 0);
            initials |= tok.shape == Shape::Initial && at < last;
            particle |= form.flags & PARTICLE != 0 && at > first && at < last;
            lower |= matches!(self.text(at), "of" | "for" | "and" | "&" | "on" | "'s" | "the");
            if at < last && form.entry.is_some_and(|entry| usize::from(entry.label) == NORP) && !entry {
                evidence.add(PERSON, -1.5);
                evidence.add(ORG, 0.6);
            }
        }
        if entry {
            return;
        }
        let last_text = self.text(last);
        let plural =
            last_text.ends_with('s') && !ends_with_any(last_text, &["ss", "is", "us", "as", "os", "es"]);
        if plural && !named && !lower && last_flags & (SURNAME | GIVEN) == 0 {
            evidence.rule(ORG, 0.6, "shape:plural");
            evidence.add(PERSON, -0.5);
        }
        if initials && !lower {
            evidence.rule(PERSON, 1.6, "shape:initials");
        }
        if particle && !lower {
            evidence.rule(PERSON, 1.4, "shape:particle");
        }
        if self.text(first).contains("al-")
            || self.text(last).starts_with("al-")
            || self.text(last).starts_with("Al-")
        {
            evidence.rule(PERSON, 1.4, "shape:al");
        }
        if lower {
            evidence.add(PERSON, -2.0);
            evidence.add(ORG, 0.7);
        }
        if common > 0 {
            evidence.add(PERSON, -1.2);
            evidence.add(ORG, 0.5);
        } else if !lower && (2..=4).contains(&size) {
            evidence.rule(PERSON, 1.1, "shape:names");
        }
        evidence.add(ORG, 0.4);
    }

    /// A chunk of one token.
    fn single(&self, chunk: Chunk, initial: bool, evidence: &mut Evidence) {
        let at = chunk.first;
        let form = self.view.form(at);
        let text = self.text(at);
        let tok = self.view.toks[at];
        let entry = chunk.entry.is_some();
        let ordinary = form.flags & COMMON != 0;
        if form.flags & GIVEN != 0 && !ordinary {
            evidence.rule(PERSON, if entry { 0.8 } else { 1.6 }, "gazetteer:given-name");
        }
        if form.flags & SURNAME != 0 && (!ordinary || !initial) {
            let weight = if ordinary || entry { 0.7 } else { 1.9 };
            evidence.rule(PERSON, weight, "gazetteer:family-name");
        }
        if entry {
            return;
        }
        if ordinary || form.flags & (HEADS | TITLE | ROLE) != 0 && form.flags & SURNAME == 0 {
            for label in 0..LABELS.len() {
                evidence.add(label, -1.0);
            }
            return;
        }
        match tok.shape {
            Shape::Caps if NO_NAMES.contains(&text) || text.bytes().any(|b| b.is_ascii_digit()) => {}
            Shape::Caps if text.len() >= 2 && text.len() <= 6 => evidence.rule(ORG, 1.6, "shape:acronym"),
            Shape::Initial => evidence.add(PERSON, -1.0),
            _ => {
                if text.len() > 4 && name_ending(text) {
                    evidence.rule(PERSON, 0.9, "shape:name-ending");
                }
                if text.len() > 5 && place_ending(text) {
                    evidence.rule(GPE, 1.0, "shape:place-ending");
                }
                if text.len() > 5 && people_ending(text) {
                    evidence.rule(NORP, 1.0, "shape:people-ending");
                }
                evidence.add(PERSON, 0.7);
                evidence.add(ORG, 0.4);
                evidence.add(GPE, 0.4);
            }
        }
    }

    /// A single unknown word that opens a sentence may be any word: it needs evidence from elsewhere.
    fn opening(&self, chunk: Chunk, evidence: &mut Evidence) {
        let form = self.view.form(chunk.first);
        let caps = self.view.toks[chunk.first].shape == Shape::Caps;
        if let Some(entry) = chunk.entry {
            // "Nice weather", "Reading is fun".
            if form.flags & COMMON != 0 && usize::from(entry.label) != NORP && !caps {
                evidence.weights.iter_mut().for_each(|weight| *weight -= 1.2);
            }
            return;
        }
        if form.capital > 0 && form.small == 0 {
            evidence.rule(PERSON, 0.2, "capital-elsewhere");
        } else if form.small > 0 && !caps {
            evidence.weights.iter_mut().for_each(|weight| *weight -= 3.0);
        } else if form.flags & (GIVEN | SURNAME) == 0 && !caps {
            evidence.weights.iter_mut().for_each(|weight| *weight -= 0.9);
        }
    }
}

/// Words in capitals that name nobody.
pub(crate) const NO_NAMES: [&str; 44] = [
    "AD", "AIDS", "AM", "ATM", "BBQ", "BC", "CD", "CEO", "CFO", "DIY", "DNA", "DVD", "EOF", "FAQ", "GDP",
    "GMT", "GNP", "GPS", "HIV", "HTML", "ID", "IED", "IQ", "IT", "MP", "MPs", "OK", "PC", "PDF", "PM", "PR",
    "PS", "RFP", "SUV", "TV", "TVs", "UFO", "URL", "UTC", "VIP", "WMD", "XML", "AK", "II",
];

fn ends_with_any(text: &str, endings: &[&str]) -> bool {
    // Most endings fall at the last letter, which is cheaper asked than a comparison of strings.
    let last = text.as_bytes().last();
    endings.iter().any(|ending| ending.as_bytes().last() == last && text.ends_with(ending))
}

fn name_ending(text: &str) -> bool {
    ends_with_any(
        text,
        &[
            "ov", "ova", "ev", "eva", "enko", "sky", "skiy", "ski", "ska", "vich", "vic", "wicz", "son",
            "sen", "sson", "stein", "berg", "mann", "bauer", "shvili", "dze", "yan", "ian", "oglu", "poulos",
            "akis", "escu", "ez", "inho", "etti", "ini", "elli", "ullah", "uddin", "zadeh", "vili", "chuk",
            "czyk", "quist", "strom", "sson", "allah", "eira", "kov", "nov",
        ],
    ) || text.starts_with("Mc")
        || text.starts_with("O'")
        || text.starts_with("al-")
        || text.starts_with("Al-")
        || text.starts_with("Mac") && text.len() > 6
}

fn place_ending(text: &str) -> bool {
    ends_with_any(
        text,
        &[
            "stan", "ville", "burg", "burgh", "grad", "abad", "pur", "pore", "shire", "borough", "minster",
            "haven", "ford", "mouth", "wood", "stadt", "polis", "land", "lands", "bridge", "port", "chester",
            "ington", "istan", "sund", "dorf",
        ],
    )
}

fn people_ending(text: &str) -> bool {
    ends_with_any(text, &["ians", "eans", "istas", "ites", "ists"])
}
