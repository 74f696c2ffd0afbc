//! What the lines of a document are about: which of their words and names the story has.

use std::ops::Range;

use crate::block::{Block, Pool};
use crate::lexicon::{WordMap, signal};

/// How many lines of prose are the lead.
const LEAD: usize = 3;
/// Words of a line that is none of a title's.
const LEAST_WORDS: u16 = 9;
/// Shortest word that says what a line is about, in bytes.
const SHORTEST: u32 = 4;
/// What a word counts: a name, a rare word, and one of the commonest.
const NAME: u16 = 4;
const RARE: u16 = 3;
const COMMON: u16 = 1;
/// Stands for the share of a line without such words.
pub(crate) const WITHOUT: u8 = 9;

/// In how many lines of the story and of its lead a word stands, and in which one it was seen last.
#[derive(Debug, Clone, Copy)]
struct Seen {
    lines: u32,
    leads: u32,
    last: u32,
}

/// What one line has of the story's words.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Shared {
    /// How many of its words, in eighths.
    pub(crate) words: u8,
    /// How many of its words in the story's first lines, by weight, in eighths; [`WITHOUT`] in these lines themselves.
    pub(crate) lead: u8,
    /// Names that the story has and names that it has not, up to three.
    pub(crate) names: (u8, u8),
    /// The weight of the words that the story has, and of all.
    rare: (u16, u16),
}

/// The words of the story and what each line has of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Topic {
    words: WordMap<Seen>,
    lines: Vec<Shared>,
}

impl Topic {
    /// Reads the lines of a document. The lines of `region` with a score below zero are the story.
    pub(crate) fn read(&mut self, blocks: &[Block], pool: &Pool, scores: &[i32], region: Range<usize>) {
        let lead = self.read_story(blocks, pool, scores, region.clone());
        self.lines.clear();
        for (at, block) in blocks.iter().enumerate() {
            // A line of the story does not vouch for itself.
            let needed = if region.contains(&at) && scores[at] < 0 { 2 } else { 1 };
            self.lines.push(self.shared(block, pool, needed, lead.contains(&at)));
        }
    }

    /// Which words the story has. Returns where its lead is.
    fn read_story(
        &mut self,
        blocks: &[Block],
        pool: &Pool,
        scores: &[i32],
        region: Range<usize>,
    ) -> Range<usize> {
        self.words.clear();
        let (mut lead, mut leads) = (region.start..region.start, 0);
        for at in region.filter(|&at| scores[at] < 0) {
            let leading = leads < LEAD && blocks[at].count >= LEAST_WORDS;
            if leading {
                leads += 1;
                lead.end = at + 1;
            }
            for word in blocks[at].of(pool) {
                if word.end - word.start < SHORTEST || word.kind & signal::FUNCTION != 0 {
                    continue;
                }
                let seen = self.words.entry(word.hash).or_insert(Seen { lines: 0, leads: 0, last: u32::MAX });
                if seen.last != at as u32 {
                    seen.lines += 1;
                    seen.leads += u32::from(leading);
                    seen.last = at as u32;
                }
            }
        }
        lead
    }

    fn shared(&self, block: &Block, pool: &Pool, needed: u32, in_lead: bool) -> Shared {
        let (mut all, mut known, mut led) = (0_u16, 0_u16, 0_u16);
        let (mut words, mut known_words) = (0_usize, 0_usize);
        let mut names = (0_u8, 0_u8);
        for (place, word) in block.of(pool).iter().enumerate() {
            let kind = word.kind & signal::ALL;
            if word.end - word.start < SHORTEST || kind & signal::FUNCTION != 0 {
                continue;
            }
            let name = place > 0 && word.is_capital() && kind == 0;
            let weight = match kind & (signal::COMMON | signal::VERB) {
                0 if name => NAME,
                0 => RARE,
                _ => COMMON,
            };
            let seen = self.words.get(&word.hash);
            let has = seen.is_some_and(|seen| seen.lines >= needed);
            words += 1;
            all += weight;
            if has {
                known_words += 1;
                known += weight;
            }
            if seen.is_some_and(|seen| seen.leads > 0) {
                led += weight;
            }
            if name {
                let count = if has { &mut names.0 } else { &mut names.1 };
                *count = (*count + 1).min(3);
            }
        }
        Shared {
            words: (known_words * 8).checked_div(words).map_or(WITHOUT, |eighths| eighths as u8),
            lead: if in_lead { WITHOUT } else { eighths(led.into(), all.into()) },
            names,
            rare: (known, all),
        }
    }

    /// What line `at` has of the story's words.
    pub(crate) fn line(&self, at: usize) -> Shared {
        self.lines.get(at).copied().unwrap_or_default()
    }

    /// How much of the words of line `at` and of `far` lines on both sides the story has, by weight, in eighths.
    pub(crate) fn around(&self, at: usize, far: usize) -> usize {
        let near = at.saturating_sub(far)..(at + far + 1).min(self.lines.len());
        let near = self.lines.get(near).unwrap_or_default();
        let sum =
            |sum: (u32, u32), line: &Shared| (sum.0 + u32::from(line.rare.0), sum.1 + u32::from(line.rare.1));
        let (known, all) = near.iter().fold((0, 0), sum);
        usize::from(eighths(known, all))
    }
}

fn eighths(part: u32, whole: u32) -> u8 {
    (part * 8).checked_div(whole).map_or(WITHOUT, |eighths| eighths as u8)
}

#[cfg(test)]
mod tests {
    use copydesk_sdk::Span;

    use super::*;
    use crate::lexicon::Lexicon;

    #[test]
    fn a_teaser_of_another_story_shares_no_names_with_this_one() {
        let lexicon = Lexicon::new(&[], &[]).unwrap();
        let text = "The harbour master Ida Kragness closed the Gullmar bridge on Monday after the storm had damaged it.\n\
                    Engineers said that the Gullmar bridge would be closed for a week, and Kragness asked for patience.\n\
                    Why the Kragness family owns half of the Gullmar ferries\n\
                    Senator Bluford promises cheaper tomatoes in Wexborough";
        let (mut pool, mut blocks, mut at) = (Pool::default(), Vec::new(), 0);
        for line in text.split('\n') {
            let span = Span::new(at, at + line.len() as u32);
            blocks.push(Block::read(text, span, &lexicon, &mut pool));
            at = span.end + 1;
        }
        let mut topic = Topic::default();
        topic.read(&blocks, &pool, &[-200, -200, 100, 100], 0..2);
        let (own, other) = (topic.line(2), topic.line(3));
        assert_eq!(own.names, (2, 0), "{own:?}");
        assert_eq!((other.names.0, other.words, other.lead), (0, 0, 0), "{other:?}");
        assert!(own.lead > 2 && topic.around(2, 0) > 2 && topic.around(3, 0) == 0);
        assert_eq!(topic.line(0).lead, WITHOUT, "the lead does not vouch for itself");
        assert!(topic.line(0).words < 8, "no line of the story vouches for itself");
    }
}
