//! The types of names that the model tells apart, and their tags.
//!
//! Tags are BIOES: a name of one token is `S`, a longer one `B I* E`. Tag 0 is `O`.

use crate::lexicon::{Lexicon, NORP, hash_word};
use crate::view::Shape;

/// Number of types.
pub const TYPES: usize = 5;
/// Number of tags.
pub const TAGS: usize = 1 + 4 * TYPES;
/// A bit for every tag.
pub const ALL_TAGS: u32 = (1 << TAGS) - 1;

/// A type of name. Places are one type here: what kind of place is decided afterwards, and so is the kind of MISC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Type {
    /// Persons.
    Person,
    /// Organisations.
    Org,
    /// Countries, towns, regions, landscapes and buildings.
    Loc,
    /// Nationalities, faiths, political groups as adjectives or nouns.
    Norp,
    /// Events, works, laws, products and everything else with a name.
    Misc,
}

/// Place of a token in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// First of several.
    Begin,
    /// Neither first nor last.
    Inside,
    /// Last of several.
    End,
    /// The only one.
    Single,
}

impl Type {
    /// All types, in the order of their tags.
    pub const ALL: [Type; TYPES] = [Type::Person, Type::Org, Type::Loc, Type::Norp, Type::Misc];

    /// The tag of token `at` of a name of `size` tokens.
    pub fn tag(self, at: usize, size: usize) -> usize {
        let part = match (at, size) {
            (_, 1) => 3,
            (0, _) => 0,
            _ if at + 1 == size => 2,
            _ => 1,
        };
        1 + 4 * self as usize + part
    }

    /// A bit for each tag of this type.
    pub fn tags(self) -> u32 {
        0b1111 << (1 + 4 * self as u32)
    }
}

/// The type and the part that a tag stands for, `None` for `O`.
pub fn parse(tag: usize) -> Option<(Type, Part)> {
    let at = tag.checked_sub(1)?;
    let part = [Part::Begin, Part::Inside, Part::End, Part::Single][at % 4];
    Type::ALL.get(at / 4).map(|&kind| (kind, part))
}

/// Whether a tag may begin a sentence or follow a name or nothing.
pub fn opens(tag: usize) -> bool {
    matches!(parse(tag), None | Some((_, Part::Begin | Part::Single)))
}

/// Whether a tag may end a sentence or stand before a name or nothing.
pub fn closes(tag: usize) -> bool {
    matches!(parse(tag), None | Some((_, Part::End | Part::Single)))
}

/// Whether `next` may follow `tag`.
pub fn follows(tag: usize, next: usize) -> bool {
    match (parse(tag), parse(next)) {
        (Some((kind, Part::Begin | Part::Inside)), Some((other, Part::Inside | Part::End))) => kind == other,
        _ => closes(tag) && opens(next),
    }
}

/// Whether a token looks like a name at all.
pub fn could_be_name(token: &str) -> bool {
    matches!(Shape::of(token), Shape::Capital | Shape::Caps | Shape::Initial | Shape::Compound)
}

/// Whether a token is listed as a people, a faith or a party.
pub fn is_people(token: &str) -> bool {
    let lexicon = Lexicon::bundled();
    let entry = lexicon.word(hash_word(token)).entry;
    entry.is_some_and(|entry| usize::from(entry.label) == NORP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_follow_each_other_as_in_bioes() {
        let person = |at, size| Type::Person.tag(at, size);
        let (begin, inside, end, single) = (person(0, 3), person(1, 3), person(2, 3), person(0, 1));
        for (name, tag, next, fits) in [
            ("nothing, then a name", 0, single, true),
            ("a name goes on", begin, inside, true),
            ("and ends", inside, end, true),
            ("at once", begin, end, true),
            ("a name does not break off", begin, 0, false),
            ("nor change", begin, Type::Org.tag(2, 3), false),
            ("nothing goes on", 0, inside, false),
            ("a name after a name", end, single, true),
        ] {
            assert_eq!(follows(tag, next), fits, "{name}");
        }
        assert!(opens(0) && opens(begin) && !opens(end) && closes(single) && !closes(inside));
    }
}
