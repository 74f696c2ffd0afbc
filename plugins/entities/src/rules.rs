//! The rules: what word lists, titles and shapes say about names, without any training. Their mentions are evidence
//! for the tagger, and the answer where it is switched off.

use std::sync::Arc;

use crate::chunk::{Chunk, Chunker};
use crate::damage::{self, Mender, Small};
use crate::evidence::Judge;
use crate::lexicon::{Lexicon, ORG};
use crate::mention::{self, LEAST, Memory, Mention};
use crate::view::{Setting, Shape, View};

/// The rules with their room for one document.
#[derive(Debug, Clone)]
pub struct Rules {
    lexicon: Arc<Lexicon>,
    memory: Memory,
    chunks: Vec<Chunk>,
    pub(crate) mentions: Vec<Mention>,
    mended: Vec<Mention>,
    small: Vec<Small>,
    damaged_case: bool,
}

impl Rules {
    /// Rules over the bundled tables. With `damaged_case` they look for names in small letters and in lines set in
    /// capitals.
    pub fn new(damaged_case: bool) -> Self {
        Self {
            lexicon: Lexicon::bundled(),
            memory: Memory::default(),
            chunks: Vec::new(),
            mentions: Vec::new(),
            mended: Vec::new(),
            small: Vec::new(),
            damaged_case,
        }
    }

    /// Finds the mentions of a document, ordered by their first token, the longer first. They may overlap.
    pub fn run(&mut self, view: &View, text: &str) {
        self.find(view, text);
        self.agree(view, text);
        self.mend(view, text);
        self.mentions.sort_by_key(|mention| (mention.chunk.first, std::cmp::Reverse(mention.chunk.end)));
    }

    /// Writes for each token which label the rules give it and at which end of a mention it is: 0 for none, else
    /// 1 + 4 * label + part, in the order of [`crate::labels::Part`]; and whether they are sure.
    pub fn codes(&self, view: &View, codes: &mut Vec<u8>) {
        codes.clear();
        codes.resize(view.toks.len(), 0);
        let mut free_from = 0;
        for mention in &self.mentions {
            let Chunk { first, end, .. } = mention.chunk;
            let (label, weight, lead) = mention.evidence.best();
            if first < free_from || weight < LEAST {
                continue;
            }
            free_from = end;
            let sure = u8::from(weight > 2.5 && lead > 1.5);
            let size = end - first;
            for (at, code) in codes[first..end].iter_mut().enumerate() {
                let part = match (at, size) {
                    (_, 1) => 3,
                    (0, _) => 0,
                    _ if at + 1 == size => 2,
                    _ => 1,
                };
                *code = (1 + 4 * label as u8 + part) << 1 | sure;
            }
        }
    }

    /// First pass: chunks of sentences set as usual, each by itself.
    fn find(&mut self, view: &View, text: &str) {
        self.mentions.clear();
        let chunker = Chunker { text, lexicon: &self.lexicon, view };
        let judge = Judge { text, view };
        for &sent in &view.sents {
            if sent.setting != Setting::Usual {
                continue;
            }
            self.chunks.clear();
            chunker.chunks(sent, &mut self.chunks);
            self.mentions.extend(
                self.chunks.iter().map(|&chunk| Mention { chunk, evidence: judge.weigh(chunk, sent) }),
            );
        }
    }

    /// Second pass: what the document knows about a name is lent to its weak mentions.
    fn agree(&mut self, view: &View, text: &str) {
        self.memory.learn(view, &self.mentions);
        self.acronyms(view, text);
        for mention in &mut self.mentions {
            self.memory.apply(view, mention);
        }
    }

    /// Acronyms in brackets after the name that they stand for.
    fn acronyms(&mut self, view: &View, text: &str) {
        for pair in self.mentions.windows(2) {
            let (long, short) = (pair[0].chunk, pair[1].chunk);
            let bracket = short.first == long.end + 1
                && short.end == short.first + 1
                && long.end - long.first >= 2
                && view.toks[short.first].shape == Shape::Caps
                && view.toks[long.end].span.of(text) == "(";
            let (label, weight, _) = pair[0].evidence.best();
            let initials =
                view.toks[long.first..long.end].iter().filter_map(|tok| tok.span.of(text).chars().next());
            if bracket && label == ORG && mention::spells(initials, view.toks[short.first].span.of(text)) {
                self.memory.learn_acronym(view.toks[short.first].form, weight.min(2.5));
            }
        }
    }

    /// Third pass: damaged case.
    fn mend(&mut self, view: &View, text: &str) {
        let chunker = Chunker { text, lexicon: &self.lexicon, view };
        let judge = Judge { text, view };
        let mender = Mender { text, chunker, view };
        let mut mended = std::mem::take(&mut self.mended);
        if self.damaged_case {
            for &sent in &view.sents {
                if sent.setting != Setting::Caps {
                    mender.small_names(sent, &mut mended);
                }
            }
            overrule(&mut self.mentions, &mut mended);
            self.memory.learn(view, &self.mentions);
        }
        for &sent in &view.sents {
            if sent.setting != Setting::Usual {
                mender.capitals(sent, &self.memory, &judge, &mut mended);
            }
        }
        overrule(&mut self.mentions, &mut mended);
        if self.damaged_case {
            damage::small_forms(view, &self.memory, &mut self.small);
            for &sent in view.sents.iter().filter(|sent| sent.setting != Setting::Caps) {
                mender.small_known(sent, &self.small, &mut mended);
            }
        }
        // What is there already knows better than a word that is merely known.
        self.mentions.retain(|mention| mention.evidence.best().1 >= LEAST);
        std::mem::swap(&mut self.mentions, &mut mended);
        overrule(&mut self.mentions, &mut mended);
        self.mended = mended;
    }
}

/// Puts `mended` among `mentions`; where they overlap, the mended ones count. Both in one go, so that many of
/// either cost no more than sorting.
fn overrule(mentions: &mut Vec<Mention>, mended: &mut Vec<Mention>) {
    if mended.is_empty() {
        return;
    }
    mended.sort_by_key(|mention| (mention.chunk.first, std::cmp::Reverse(mention.chunk.end)));
    if mentions.is_empty() {
        std::mem::swap(mentions, mended);
        return;
    }
    let mut at = 0;
    mentions.sort_by_key(|mention| mention.chunk.first);
    mentions.retain(|mention| {
        while mended.get(at).is_some_and(|new| new.chunk.end <= mention.chunk.first) {
            at += 1;
        }
        mended.get(at).is_none_or(|new| new.chunk.first >= mention.chunk.end)
    });
    mentions.append(mended);
    mentions.sort_by_key(|mention| (mention.chunk.first, std::cmp::Reverse(mention.chunk.end)));
}
