//! What the words around a chunk say for each label.

use crate::chunk::Chunk;
use crate::evidence::{Evidence, Judge, Why};
use crate::lexicon::*;
use crate::view::{Sent, Shape};

impl Judge<'_> {
    /// The words before the chunk.
    pub(crate) fn before(&self, chunk: Chunk, sent: Sent, evidence: &mut Evidence) {
        let first = chunk.first;
        if let Some(title) = chunk.title {
            let flags = self.view.form(title).flags;
            evidence.add(PERSON, if flags & HONORIFIC != 0 { 4.0 } else { 3.2 });
            evidence.leave(Why { rule: "title", token: Some(title as u32), entry: None });
            return;
        }
        let before = self.at(sent, first, -1);
        let flags = self.view.flags(sent, before);
        let word = self.word(sent, first, -1);
        let person_like = chunk.entry.is_none() || evidence.weights[PERSON] > 0.0;
        if flags & (ROLE | TITLE | HONORIFIC) != 0
            && before.is_some_and(|at| self.view.toks[at].shape != Shape::Mark)
        {
            if person_like {
                let article = matches!(self.word(sent, first, -2), "a" | "an");
                evidence.add(PERSON, if article { 1.0 } else { 2.4 });
                evidence.leave(Why { rule: "role", token: before.map(|at| at as u32), entry: None });
            }
        } else if flags & RELATION != 0 && person_like {
            evidence.rule(PERSON, 2.4, "relation");
        }
        if flags & PLACEPREP != 0 || matches!(word, "In" | "Near") {
            evidence.rule(GPE, 1.3, "preposition");
            evidence.add(PERSON, -0.6);
        }
        match word {
            "," if person_like && self.view.flags(sent, self.at(sent, first, -2)) & ROLE != 0 => {
                evidence.rule(PERSON, 1.5, "apposition");
            }
            "from" | "at" | "to" | "From" | "At" => {
                evidence.add(GPE, 0.6);
                evidence.add(ORG, if word.eq_ignore_ascii_case("at") { 0.6 } else { 0.2 });
            }
            "the" | "The" => {
                // "the Brandt administration" is about a person.
                let listed = self.view.form(first).flags & (SURNAME | GIVEN) != 0 && chunk.end - first == 1;
                evidence.add(PERSON, if listed { -0.7 } else { -2.4 });
                evidence.add(GPE, -0.7);
                evidence.add(ORG, if listed { 0.0 } else { 0.5 });
                evidence.add(LOC, 0.4);
                evidence.add(FAC, 0.2);
            }
            "a" | "an" => {
                evidence.add(PERSON, -1.4);
                evidence.add(GPE, -0.8);
            }
            "by" | "with" | "By" | "With" => evidence.add(PERSON, 0.4),
            "of" => {
                let place = self.at(sent, first, -2);
                if self.view.flags(sent, place) & PLACENOUN != 0 {
                    evidence.rule(GPE, 2.4, "place-of");
                    evidence.add(PERSON, -1.0);
                } else if matches!(
                    self.word(sent, first, -2),
                    "north"
                        | "south"
                        | "east"
                        | "west"
                        | "outside"
                        | "northeast"
                        | "northwest"
                        | "southeast"
                        | "southwest"
                ) {
                    evidence.rule(GPE, 2.4, "direction");
                    evidence.add(PERSON, -1.0);
                }
            }
            "northern" | "southern" | "eastern" | "western" | "central" | "southeastern" | "northeastern"
            | "northwestern" | "southwestern" | "downtown" => {
                evidence.rule(GPE, 1.8, "direction");
                evidence.add(PERSON, -1.0);
            }
            _ => {}
        }
    }

    /// The words after the chunk.
    pub(crate) fn after(&self, chunk: Chunk, sent: Sent, evidence: &mut Evidence) {
        let end = chunk.end;
        let Some(next) = Some(end).filter(|&at| at < sent.end) else { return };
        let flags = self.view.form(next).flags;
        let word = self.text(next);
        let lower = self.view.toks[next].shape == Shape::Lower;
        let size = chunk.end - chunk.first;
        if lower && flags & SAYING != 0 {
            evidence.rule(PERSON, if size <= 3 { 1.2 } else { 0.3 }, "says");
            evidence.add(ORG, 0.3);
        } else if lower && flags & PLACENOUN != 0 {
            evidence.rule(GPE, 1.4, "place-noun");
            evidence.add(PERSON, -1.2);
        } else if lower && flags & ORGNOUN != 0 && evidence.weights[GPE].max(evidence.weights[NORP]) < 1.5 {
            evidence.rule(ORG, 1.2, "organisation-noun");
            evidence.add(PERSON, -0.8);
        } else if word == "who" || word == "whose" {
            evidence.rule(PERSON, 1.8, "who");
        } else if word == "'s" || word == "’s" {
            if matches!(
                self.word(sent, next, 1),
                "capital"
                    | "government"
                    | "economy"
                    | "parliament"
                    | "border"
                    | "army"
                    | "military"
                    | "population"
                    | "people"
                    | "north"
                    | "south"
                    | "west"
                    | "east"
                    | "eastern"
                    | "western"
                    | "northern"
                    | "southern"
                    | "northwest"
                    | "northeast"
                    | "president"
                    | "ruling"
                    | "main"
                    | "prime"
                    | "foreign"
                    | "nuclear"
                    | "state"
                    | "province"
                    | "ambassador"
            ) {
                evidence.rule(GPE, 1.3, "possessive");
            } else if matches!(
                self.word(sent, next, 1),
                "wife"
                    | "husband"
                    | "son"
                    | "daughter"
                    | "mother"
                    | "father"
                    | "brother"
                    | "lawyer"
                    | "supporters"
                    | "death"
                    | "resignation"
                    | "life"
                    | "career"
                    | "book"
                    | "family"
                    | "administration"
            ) {
                evidence.rule(PERSON, 1.2, "possessive");
            }
        } else if word == "," {
            self.comma(chunk, sent, next, evidence);
        } else if word == "(" {
            let party = self.word(sent, next, 1);
            if party.starts_with("D-")
                || party.starts_with("R-")
                || matches!(party, "D" | "R")
                || party.parse::<u32>().is_ok_and(|age| (1500..2100).contains(&age)) && size <= 4
            {
                evidence.rule(PERSON, 1.4, "bracket");
            }
        }
    }

    /// What follows a comma after the chunk: a country, an age, or who the person is.
    fn comma(&self, chunk: Chunk, sent: Sent, comma: usize, evidence: &mut Evidence) {
        let Some(next) = self.at(sent, comma, 1) else { return };
        let tok = self.view.toks[next];
        let form = self.view.form(next);
        let word = self.text(next);
        let place = form.entry.is_some_and(|entry| usize::from(entry.label) == GPE)
            || form.longest > 1 && tok.shape == Shape::Capital && form.flags & COMMON == 0;
        if place && tok.shape.is_name() && form.flags & (GIVEN | SURNAME) == 0 {
            evidence.rule(GPE, if chunk.entry.is_none() { 1.2 } else { 0.4 }, "comma-place");
        } else if word == "which" {
            evidence.rule(ORG, 0.6, "which");
            evidence.add(PERSON, -0.8);
        } else if matches!(word, "who" | "whose") {
            evidence.rule(PERSON, 2.0, "who");
        } else if tok.shape == Shape::Number
            && word.len() <= 2
            && matches!(self.word(sent, next, 1), "," | ";")
        {
            evidence.rule(PERSON, 2.2, "age");
        } else {
            for at in next..next + 5 {
                if at >= sent.end || self.view.toks[at].shape == Shape::Mark {
                    return;
                }
                let flags = self.view.form(at).flags;
                if matches!(
                    self.text(at),
                    "company"
                        | "firm"
                        | "manufacturer"
                        | "maker"
                        | "airline"
                        | "newspaper"
                        | "magazine"
                        | "agency"
                        | "charity"
                        | "group"
                ) {
                    evidence.rule(ORG, 1.5, "apposition");
                    evidence.add(PERSON, -0.8);
                    return;
                }
                if flags & ROLE != 0 && self.view.toks[at].shape == Shape::Lower {
                    evidence.rule(PERSON, 1.5, "apposition");
                    return;
                }
            }
        }
    }
}
