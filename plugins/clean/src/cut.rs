//! Cuts furniture that is stuck to a paragraph: "AdvertisementThe minister", "he said.Read more".

use copydesk_sdk::Span;
use copydesk_text::lines::trim;

use crate::lexicon::{Hit, Lexicon};
use crate::words::{self, Word};

/// How far from the ends of a paragraph furniture is looked for, in bytes.
const FRONT: usize = 60;
const BACK: usize = 160;
/// Shortest paragraph that anything is cut off, in bytes.
const SHORTEST: u32 = 60;
/// Longest furniture, in words.
const MAX_WORDS: usize = 15;

/// Buffers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cutter {
    words: Vec<Word>,
    hits: Vec<Hit>,
}

impl Cutter {
    /// Appends the pieces of the paragraph at `span` to `out`: one, two or three. The flag says that a piece was cut
    /// off as furniture.
    pub(crate) fn cut(&mut self, text: &str, span: Span, lexicon: &Lexicon, out: &mut Vec<(Span, bool)>) {
        if span.len() < SHORTEST {
            out.push((span, false));
            return;
        }
        let mut rest = span;
        if let Some(at) = self.front(text, span, lexicon) {
            out.push((trim(text, Span::new(span.start, at)), true));
            rest = trim(text, Span::new(at, span.end));
        }
        match self.back(text, rest, lexicon) {
            Some(at) => {
                out.push((trim(text, Span::new(rest.start, at)), false));
                out.push((trim(text, Span::new(at, rest.end)), true));
            }
            None => out.push((rest, false)),
        }
    }

    /// Where the story begins behind furniture at the front: only at a seam without a blank.
    fn front(&mut self, text: &str, span: Span, lexicon: &Lexicon) -> Option<u32> {
        let piece = span.of(text);
        let head = piece.get(..piece.floor_char_boundary(FRONT))?;
        let bytes = head.as_bytes();
        (1..bytes.len()).filter(|&at| begins_word(bytes, at) && is_glue(bytes, at)).find_map(|at| {
            let points = self.points(head.get(..at)?, lexicon);
            (points >= 3).then_some(span.start + at as u32)
        })
    }

    /// Where furniture begins at the back: behind a stop, or at a seam without a blank.
    fn back(&mut self, text: &str, span: Span, lexicon: &Lexicon) -> Option<u32> {
        let piece = span.of(text);
        let from = piece.ceil_char_boundary(piece.len().saturating_sub(BACK).max(SHORTEST as usize / 2));
        let bytes = piece.as_bytes();
        let from = from.max(2);
        // Capitals are rare, so they are looked for first.
        let window = bytes.get(from..).unwrap_or_default().iter();
        window.enumerate().filter(|(_, byte)| byte.is_ascii_uppercase()).find_map(|(skip, _)| {
            let at = from + skip;
            let glued = is_glue(bytes, at);
            if !(glued || starts_sentence(bytes, at)) {
                return None;
            }
            let rest = piece.get(at..)?;
            let points = self.points(rest, lexicon);
            let open = !rest.trim_end().ends_with(['.', '”', '"']);
            let certain = points >= 3 || points == 2 && (glued || open);
            (certain && self.words.len() <= MAX_WORDS).then_some(span.start + at as u32)
        })
    }

    fn points(&mut self, piece: &str, lexicon: &Lexicon) -> u8 {
        self.words.clear();
        self.hits.clear();
        if words::first(piece).is_some_and(|word| !lexicon.can_start(word)) {
            return 0;
        }
        lexicon.scan(piece, 0, &mut self.words);
        // Only furniture that begins here counts: "said. The newsletter ..." must not be cut.
        if !self.words.first().is_some_and(|&word| lexicon.can_start(word)) {
            return 0;
        }
        lexicon.find(&self.words, true, &mut self.hits);
        let furniture = self.hits.iter().filter(|&&hit| lexicon.category(hit) != "caption");
        furniture.map(|hit| hit.points).max().unwrap_or(0)
    }
}

/// A small letter or a stop directly before a capital with a small letter: "inPlease", "said.Read".
fn is_glue(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(at.wrapping_sub(1)).copied().unwrap_or(0);
    let two_before = bytes.get(at.wrapping_sub(2)).copied().unwrap_or(0);
    let stop = matches!(before, b'.' | b'!' | b'?' | b'"' | b')') && two_before.is_ascii_lowercase();
    let small = before.is_ascii_lowercase() && two_before.is_ascii_lowercase();
    (stop || small) && begins_word(bytes, at)
}

fn starts_sentence(bytes: &[u8], at: usize) -> bool {
    let blank = bytes.get(at.wrapping_sub(1)) == Some(&b' ');
    let before = bytes.get(at.wrapping_sub(2)).copied().unwrap_or(0);
    // 0x9d ends a closing curly quote.
    blank && matches!(before, b'.' | b'!' | b'?' | b'"' | 0x9d | b')' | b' ') && begins_word(bytes, at)
}

fn begins_word(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(u8::is_ascii_uppercase)
        && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic)
}
