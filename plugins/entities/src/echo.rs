//! What a document says about a word elsewhere: the types of the names that it is part of, as a first pass found
//! them. A second pass sees that as features, so that "Paul" after "Rand Paul" is the person and a name that one
//! sentence leaves open is what the others say.

use crate::features::{Mode, key};
use crate::labels::{self, Part, TYPES};
use crate::view::{Sent, Shape, View};

/// What the first pass found for one form: how often it is part of a name of each type, how often it looks like a
/// name and is none, and how often it is part of a longer name.
#[derive(Debug, Clone, Copy, Default)]
struct Heard {
    kinds: [u16; TYPES + 1],
    long: [u16; TYPES],
}

/// The same for all forms of a document.
#[derive(Debug, Clone, Default)]
pub struct Echo {
    heard: Vec<Heard>,
}

/// Index of "looks like a name and is none".
const NONE: usize = TYPES;

impl Echo {
    /// Learns the tags of a first pass, one for each token of the view.
    pub fn learn(&mut self, view: &View, tags: &[u8]) {
        self.heard.clear();
        self.heard.resize(view.forms.len(), Heard::default());
        for sent in &view.sents {
            let begins = view.begin(sent.first, sent.end);
            let tags = tags.get(sent.first..sent.end).unwrap_or(&[]);
            let toks = view.toks[sent.first..sent.end].iter().zip(tags);
            for (at, (tok, &tag)) in (sent.first..).zip(toks) {
                // Most tokens neither are names nor look like one.
                if tag == 0 && !tok.shape.is_name() {
                    continue;
                }
                let Some(heard) = self.heard.get_mut(tok.form as usize) else { continue };
                if let Some((kind, long)) = vote(tag, tok.shape, at == begins) {
                    heard.kinds[kind] = heard.kinds[kind].saturating_add(1);
                    if long && kind < TYPES {
                        heard.long[kind] = heard.long[kind].saturating_add(1);
                    }
                }
            }
        }
    }

    /// What others say about a token that has `own` tag itself: type, share and count in classes, and whether in
    /// longer names.
    fn others(&self, view: &View, sent: Sent, at: usize, own: u8) -> Option<(usize, u64, u64, bool)> {
        let tok = view.toks[at];
        let mut heard = *self.heard.get(tok.form as usize)?;
        if heard.kinds == [0; TYPES + 1] {
            return None;
        }
        if let Some((kind, long)) = vote(own, tok.shape, at == view.begin(sent.first, sent.end)) {
            heard.kinds[kind] = heard.kinds[kind].saturating_sub(1);
            if long && kind < TYPES {
                heard.long[kind] = heard.long[kind].saturating_sub(1);
            }
        }
        let total: u32 = heard.kinds.iter().map(|&count| u32::from(count)).sum();
        if total == 0 {
            return None;
        }
        let mut best = 0;
        for kind in 1..=TYPES {
            if heard.kinds[kind] > heard.kinds[best] {
                best = kind;
            }
        }
        let most = u32::from(heard.kinds[best]);
        let share = if most == total { 2 } else { u64::from(most * 10 >= total * 7) };
        let count = match total {
            1 => 0,
            2..=3 => 1,
            _ => 2,
        };
        Some((best, share, count, best < TYPES && heard.long[best] > 0))
    }

    /// Adds the keys of a token, none where the document says nothing.
    #[expect(clippy::too_many_arguments, reason = "all of it describes one token")]
    pub fn keys(
        &self,
        view: &View,
        sent: Sent,
        at: usize,
        mode: Mode,
        tags: &[u8],
        rule: u8,
        keys: &mut Vec<u64>,
    ) {
        let inside = |at: usize| at >= sent.first && at < sent.end;
        let own = |at: usize| tags.get(at).copied().unwrap_or(0);
        let Some((kind, share, count, long)) = self.others(view, sent, at, own(at)) else { return };
        let beside = |step: isize| {
            let place = at.checked_add_signed(step).filter(|&at| inside(at))?;
            self.others(view, sent, place, own(place))
        };
        let class = |heard: Option<(usize, u64, u64, bool)>| heard.map_or(7, |(kind, ..)| kind as u64);
        let kind = kind as u64;
        let salt = if mode == Mode::Cased { 0x200 } else { 0x200 + (1 << 20) };
        let mut put = |number: u64, value: u64| keys.push(key(salt + number, value));
        let begins = u64::from(at == view.begin(sent.first, sent.end));
        let shape = view.toks[at].shape as u64;
        put(1, kind << 8 | share << 4 | count);
        put(2, kind << 8 | share << 6 | u64::from(long) << 5 | begins << 4 | shape);
        put(3, kind << 16 | share << 12 | u64::from(long) << 8 | u64::from(rule >> 1));
        put(4, class(beside(-1)) << 8 | kind << 4 | class(beside(1)));
    }
}

/// What a token says about its form.
fn vote(tag: u8, shape: Shape, begins: bool) -> Option<(usize, bool)> {
    match labels::parse(usize::from(tag)) {
        Some((kind, part)) => Some((kind as usize, part != Part::Single)),
        None if shape.is_name() && !begins => Some((NONE, false)),
        None => None,
    }
}
