//! What the tagger sees of a word and of its surroundings. The trainer and the stage use this one file, so that they
//! cannot see different things.
//!
//! A feature is a 64-bit key. Keys of a *word* depend on its text alone and count at every offset from -2 to +2;
//! keys of a *site* depend on several words, on the sentence or on the document, and count at one token only.

use crate::clusters::{Clusters, PATH_BITS, Place};
use crate::forms::Forms;
use crate::lexicon::{self, Entry, FUNCTION, Lexicon, SEED, feed_byte, feed_exact, finish, mix};
use crate::spelling::{self, Hashes, SHORT};
use crate::view::{Sent, Shape, View};

/// Words to the left and to the right of a token that are seen by themselves.
pub const REACH: usize = 2;
/// Offsets at which a word is seen.
pub const OFFSETS: usize = 2 * REACH + 1;

/// The key of what stands beyond the ends of a sentence.
pub const BORDER: u64 = 1;

/// How the words of a sentence are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// As they are written.
    Cased,
    /// With small letters only, since their case says nothing.
    Caseless,
}

/// Which of a word's clusters, from the coarsest to the finest, get keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depths {
    /// All, as they are learned.
    All,
    /// The finest only: it says which the others are, and its row in the model holds the sums of all.
    Finest,
}

/// Kinds of keys of clusters, and the bits of the paths that they count: of a word as it stands, in the other case, and
/// in capitals.
const AS_IS: (u64, [u32; 4]) = (11, [4, 8, 10, 12]);
const OTHER: (u64, [u32; 3]) = (14, [6, 10, 12]);
const CAPITALS: (u64, [u32; 3]) = (15, [6, 8, 10]);

/// Puts the keys of a path.
fn put_path((kind, bits): (u64, &[u32]), path: u16, depths: Depths, mut put: impl FnMut(u64, u64)) {
    let finest = if depths == Depths::Finest { bits.len().saturating_sub(1) } else { 0 };
    for &bits in &bits[finest..] {
        put(kind, u64::from(path >> (PATH_BITS - bits)) << 8 | u64::from(bits));
    }
}

/// The keys of all clusters: for each of the finest, its own key and the keys of those that it is part of, its own the
/// last.
pub fn nested(mode: Mode) -> impl Iterator<Item = Vec<u64>> {
    let kinds: [(u64, &'static [u32]); 3] =
        [(AS_IS.0, &AS_IS.1), (OTHER.0, &OTHER.1), (CAPITALS.0, &CAPITALS.1)];
    kinds.into_iter().flat_map(move |kind| {
        let finest = kind.1.last().copied().unwrap_or(0);
        (0..1u16 << finest).map(move |path| {
            let mut keys = Vec::new();
            let path = path << (PATH_BITS - finest);
            put_path(kind, path, Depths::All, |kind, value| keys.push(key(salt(mode) + kind, value)));
            keys
        })
    })
}

/// Kinds of features. A dropped kind in training is named by its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// The word itself, or its vector: what does not carry over to other words.
    Identity,
    /// Everything else.
    General,
}

/// Keys of one word, each with its kind.
pub type Keys = Vec<(u64, Kind)>;

/// What a word is, in few bits, for keys that join several words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Info {
    /// Its shape, in one of few classes.
    pub shape: u8,
    /// A coarse cluster, 0 where there is none.
    pub coarse: u16,
    /// A finer one.
    pub fine: u16,
    /// The hash of its folded form.
    pub hash: u64,
}

/// What is known about words: the tables and the clusters.
#[derive(Debug, Clone, Copy)]
pub struct Knowledge<'a> {
    /// The bundled tables.
    pub lexicon: &'a Lexicon,
    /// The clusters.
    pub clusters: Clusters<'a>,
    /// What lists of persons and towns say about folded words.
    pub lists: Forms<'a>,
}

#[inline]
pub(crate) fn key(kind: u64, value: u64) -> u64 {
    mix(value.wrapping_add(kind.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

/// Bits of what lists of persons say about a word.
pub(crate) const LISTED_PERSON: u16 = 0x30f;
/// Bits of what lists of towns say about a word.
pub(crate) const LISTED_TOWN: u16 = 0xcf0;
/// Bits of what lists say about a word: all of persons, all of towns, then kind by kind: surnames and given names in the
/// United States, towns, first and last words of towns' names, surnames and given names elsewhere, other names of towns.
const LISTS: [u16; 10] =
    [LISTED_PERSON, LISTED_TOWN, 3, 3 << 2, 3 << 4, 1 << 6, 1 << 7, 1 << 8, 1 << 9, 3 << 10];

/// The hash by which [`Knowledge::lists`] knows a word.
pub fn listed_hash(word: &str) -> u64 {
    finish(lexicon::feed(SEED, word, false))
}

/// Kinds of keys in caseless sentences count apart.
fn salt(mode: Mode) -> u64 {
    match mode {
        Mode::Cased => 0,
        Mode::Caseless => 1 << 20,
    }
}

/// Reads a word: adds its keys and says what it is. In caseless mode `text` must be in small letters.
pub fn word(text: &str, mode: Mode, depths: Depths, knowledge: &Knowledge<'_>, keys: &mut Keys) -> Info {
    let salt = salt(mode);
    let cased = mode == Mode::Cased;
    let shape = Shape::of(text);
    let mut room = [0; SHORT];
    let folded = spelling::fold(text, &mut room);
    let Hashes { exact, folded: hash, other, pattern } = Hashes::of(text);
    // All tables are asked before anything is done with an answer, so that they are waited for side by side.
    let buckets = [exact, other].map(|hash| (knowledge.clusters.bucket(hash), hash));
    let listed = knowledge.lists.bucket(hash);
    let [as_is, other] = buckets.map(|(bucket, hash)| knowledge.clusters.place_in(bucket, hash));
    let listed = listed.get(hash).unwrap_or(0);
    let known = knowledge.lexicon.word(hash);
    let mut put = |kind: u64, value: u64, group: Kind| keys.push((key(salt + kind, value), group));
    if cased {
        put(1, exact, Kind::Identity);
        put(3, pattern, Kind::General);
    }
    put(2, hash, Kind::Identity);
    let class = shape_class(text, shape, cased);
    put(5, class.into(), Kind::General);
    affixes(&folded, |kind, value| put(kind, value, Kind::General));
    // Tables.
    let mut flags = known.flags;
    if folded.len() <= 10 && copydesk_text::words::is_function_word(&folded) {
        flags |= FUNCTION;
    }
    let mut bits = flags;
    while bits != 0 {
        put(20, bits.trailing_zeros().into(), Kind::General);
        bits &= bits - 1;
    }
    if flags == 0 && known.entry.is_none() {
        put(20, 99, Kind::General);
    }
    let entry = |entry: Entry| u64::from(entry.label) << 16 | u64::from(entry.source);
    if let Some(known) = known.entry {
        put(21, entry(known), Kind::General);
    }
    if (shape == Shape::Caps || !cased)
        && let Some(known) = knowledge.lexicon.acronym(hash)
    {
        put(22, entry(known), Kind::General);
    }
    if listed != 0 {
        // A word by each kind of list, and by what those of persons and those of towns say together.
        for (number, bits) in (30..).zip(LISTS) {
            if listed & bits != 0 {
                put(number, u64::from(listed & bits) << 8 | u64::from(class), Kind::General);
            }
        }
    }
    places([as_is, other], depths, &mut put);
    if !cased && let Some(place) = knowledge.clusters.place(&text.to_uppercase()) {
        let put = |kind, value| put(kind, value, Kind::General);
        put_path((CAPITALS.0, &CAPITALS.1), place.path, depths, put);
    }
    let place = as_is.or(other);
    Info {
        shape: class,
        coarse: place.map_or(0, |place| place.prefix(6) + 1),
        fine: place.map_or(0, |place| place.prefix(9) + 1),
        hash,
    }
}

/// Beginnings and endings of the folded word.
fn affixes(folded: &str, mut put: impl FnMut(u64, u64)) {
    let feed = |state: u64, bytes: &[u8]| bytes.iter().fold(state, |state, &byte| feed_byte(state, byte));
    if folded.is_ascii() {
        let bytes = folded.as_bytes();
        let mut state = SEED;
        for (size, &byte) in (1..=4u64).zip(bytes) {
            state = feed_byte(state, byte);
            put(6, state ^ size);
        }
        for size in 1..=4.min(bytes.len()) {
            put(7, feed(SEED, &bytes[bytes.len() - size..]) ^ size as u64);
        }
    } else {
        let (mut state, mut room) = (SEED, [0; 4]);
        for (size, c) in (1..=4u64).zip(folded.chars()) {
            state = feed_exact(state, c.encode_utf8(&mut room));
            put(6, state ^ size);
        }
        let starts = folded.char_indices().rev().map(|(at, _)| at);
        for (size, start) in (1..=4u64).zip(starts) {
            put(7, feed_exact(SEED, folded.get(start..).unwrap_or("")) ^ size);
        }
    }
    if let Some(hyphen) = folded.bytes().rposition(|byte| byte == b'-') {
        put(8, feed(SEED, &folded.as_bytes()[hyphen + 1..]));
    }
}

/// Clusters of the word as it stands and in the other case.
fn places([as_is, other]: [Option<Place>; 2], depths: Depths, put: &mut impl FnMut(u64, u64, Kind)) {
    match as_is {
        Some(place) => {
            put(10, place.row.into(), Kind::Identity);
            let put = |kind, value| put(kind, value, Kind::General);
            put_path((AS_IS.0, &AS_IS.1), place.path, depths, put);
        }
        None => put(12, 0, Kind::General),
    }
    match other {
        Some(place) => {
            put(13, place.row.into(), Kind::Identity);
            let put = |kind, value| put(kind, value, Kind::General);
            put_path((OTHER.0, &OTHER.1), place.path, depths, put);
        }
        None => put(12, 1, Kind::General),
    }
}

/// The class of a shape: 0 stands for no word at all.
fn shape_class(text: &str, shape: Shape, cased: bool) -> u8 {
    match shape {
        Shape::Lower | Shape::Capital | Shape::Caps if !cased => 1,
        Shape::Lower => 1,
        Shape::Capital => 2,
        Shape::Caps => 3,
        Shape::Initial => 4,
        Shape::Compound => 5,
        Shape::Number => 6,
        Shape::Mark => match text {
            "," => 7,
            "." | "!" | "?" => 8,
            "-" | "–" => 9,
            "(" | "[" => 10,
            ")" | "]" => 11,
            "'" | "’" | "\"" | "“" | "”" | "``" | "''" => 12,
            "&" => 13,
            "'s" | "’s" => 14,
            _ => 15,
        },
    }
}

/// Longest row of closed tokens between open ones that is opened, so that a name does not break at a small word.
const BRIDGE: usize = 1;

/// Opens short rows of closed tokens between open ones. `open` says of each token of a sentence whether it is.
pub fn bridge(open: &mut [bool]) {
    let mut last = None;
    for at in 0..open.len() {
        if !open[at] {
            continue;
        }
        if let Some(last) = last
            && (2..=BRIDGE + 1).contains(&(at - last))
        {
            open[last + 1..at].fill(true);
        }
        last = Some(at);
    }
}

/// What a document says about the form of a token elsewhere.
fn elsewhere(view: &View, at: usize) -> u64 {
    let form = view.form(at);
    u64::from(form.capital.min(2)) * 3 + u64::from(form.small.min(2))
}

/// Most keys that [`site`] makes.
pub const SITE_KEYS: usize = 14;

/// Makes the keys of a site: token `at` of `sent`. `info` says what a token is, by its distance from `at`.
#[expect(clippy::too_many_arguments, reason = "all of it describes one token")]
pub fn site(
    view: &View,
    sent: Sent,
    at: usize,
    mode: Mode,
    phrase: u64,
    info: impl Fn(isize) -> Info,
    rule: impl Fn(isize) -> u8,
    mut keys: impl FnMut(u64),
) {
    let salt = salt(mode);
    let mut put = |kind: u64, value: u64| keys(key(salt + 0x100 + kind, value));
    let (one, here, next) = (info(-1), info(0), info(1));
    let begins = at == view.begin(sent.first, sent.end);
    let pair = |a: u16, b: u16| u64::from(a) << 16 | u64::from(b);
    if mode == Mode::Cased {
        put(2, elsewhere(view, at) << 8 | u64::from(begins) << 6 | u64::from(here.shape));
        let shapes = u64::from(one.shape) << 8 | u64::from(here.shape) << 4 | u64::from(next.shape);
        put(3, shapes << 1 | u64::from(begins));
    }
    put(6, pair(one.coarse, here.coarse));
    put(7, pair(here.coarse, next.coarse));
    put(9, pair(one.fine, here.fine));
    put(10, pair(here.fine, next.fine));
    put(11, mix(one.hash ^ u64::from(here.shape)));
    put(12, mix(next.hash ^ u64::from(here.shape)));
    put(13, phrase);
    let (left, own, right) = (rule(-1), rule(0), rule(1));
    put(18, u64::from(left >> 1) << 16 | u64::from(own >> 1) << 8 | u64::from(right >> 1));
    put(19, u64::from(own) << 8 | u64::from(here.shape));
    put(20, u64::from(own >> 1) << 16 | u64::from(here.coarse));
    put(21, u64::from(own >> 1) << 16 | u64::from(next.coarse));
    put(22, u64::from(own >> 1) << 16 | u64::from(one.coarse));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_closed_tokens_between_open_ones_are_opened() {
        for (before, after) in
            [("o.o", "ooo"), ("o..o", "o..o"), (".o.o.o.", ".ooooo."), ("..", ".."), ("", "")]
        {
            let mut open: Vec<bool> = before.chars().map(|c| c == 'o').collect();
            bridge(&mut open);
            let found: String = open.iter().map(|&open| if open { 'o' } else { '.' }).collect();
            assert_eq!(found, after, "{before}");
        }
    }
}
