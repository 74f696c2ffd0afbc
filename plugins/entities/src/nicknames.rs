//! Nicknames between first name and surname: `Ole (Bear) Krag` and `Ole "the Bear" Krag` are one name each.

use crate::Name;
use crate::lexicon::PERSON;
use crate::view::{Shape, View};

/// Most words of a nickname.
const LONGEST: usize = 3;

/// Joins what stands before and behind a nickname. The names are in order and without overlaps, and stay so.
pub(crate) fn join(names: &mut Vec<Name>, view: &View, text: &str) {
    let mut at = 0;
    while at < names.len() {
        if let Some(end) = surname_behind(names, at, view, text) {
            let gone = names.iter().skip(at + 1).take_while(|name| name.first < end).count();
            names.drain(at + 1..=at + gone);
            (names[at].end, names[at].rule) = (end, None);
        }
        at += 1;
    }
}

/// The end of the whole name, where the person's name at a place is its first name and a nickname and a person's
/// name follow.
fn surname_behind(names: &[Name], at: usize, view: &View, text: &str) -> Option<usize> {
    let name = names.get(at).filter(|name| name.label == PERSON && !name.caseless)?;
    let word = |at: usize| view.toks.get(at).map_or("", |tok| tok.span.of(text));
    let shape = |at: usize| view.toks.get(at).map(|tok| tok.shape);
    // The mark may stand inside the name: `Ole "Bear` was found, and `Krag` behind it.
    let open = (name.first + 1..=name.end).find(|&at| closing(word(at)).is_some())?;
    let close = (open + 2..=open + LONGEST + 1)
        .find(|&at| closing(word(open)).is_some_and(|marks| marks.contains(&word(at))))?;
    let called = |at: usize| {
        shape(at) == Some(Shape::Capital) && !word(at).contains(['-', '.'])
            || at == open + 1 && word(at) == "the"
    };
    let surname = close + 1;
    if !(open + 1..close).all(called) || shape(surname) != Some(Shape::Capital) {
        return None;
    }
    let person =
        |name: &&Name| name.label == PERSON && name.first > open && (name.first..name.end).contains(&surname);
    if name.end > surname {
        return None;
    }
    names.iter().skip(at + 1).take(LONGEST).find(person).map(|name| name.end)
}

/// The marks that close what a mark opens.
fn closing(open: &str) -> Option<&'static [&'static str]> {
    Some(match open {
        "(" => &[")"],
        "\"" | "``" => &["\"", "''"],
        "“" => &["”"],
        "'" => &["'"],
        "‘" => &["’"],
        _ => return None,
    })
}
