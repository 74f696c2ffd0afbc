//! From documents to numbers: every distinct word with its features, every token with the features of its site.

use copydesk_entities::echo::Echo;
use copydesk_entities::features::{self, Depths, Info, Kind, Knowledge, Mode, REACH};
use copydesk_entities::phrases;
use copydesk_entities::rules::Rules;
use copydesk_entities::view::{Setting, View};
use copydesk_text::hash::FastMap;

use crate::data::Document;
use crate::learn::Random;

/// Feature keys with their numbers and how often tokens have them.
#[derive(Debug, Default)]
pub(crate) struct Features {
    ids: FastMap<u64, u32>,
    pub(crate) keys: Vec<u64>,
    counts: Vec<u32>,
}

impl Features {
    fn id(&mut self, key: u64) -> u32 {
        let keys = &mut self.keys;
        let id = *self.ids.entry(key).or_insert_with(|| {
            keys.push(key);
            (keys.len() - 1) as u32
        });
        if self.counts.len() < self.keys.len() {
            self.counts.resize(self.keys.len(), 0);
        }
        id
    }

    fn count(&mut self, id: u32) {
        self.counts[id as usize] += 1;
    }

    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }
}

/// Keys that fewer tokens of the training data have are not learned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cutoff {
    pub(crate) word: u32,
    pub(crate) site: u32,
}

/// A distinct word: its features, identities first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Word {
    pub(crate) identity: Vec<u32>,
    pub(crate) general: Vec<u32>,
    pub(crate) info: Info,
}

impl Word {
    /// Its features.
    pub(crate) fn all(&self) -> impl Iterator<Item = u32> + '_ {
        self.identity.iter().chain(&self.general).copied()
    }

    /// Its features without those that are hidden by chance.
    pub(crate) fn some(&self, hide_identity: f32, hide: f32, random: &mut Random) -> Vec<u32> {
        let mut ids = Vec::with_capacity(self.general.len() + self.identity.len());
        if random.unit() >= hide_identity {
            ids.extend(&self.identity);
        }
        ids.extend(self.general.iter().filter(|_| random.unit() >= hide));
        ids
    }
}

/// A sentence in numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Example {
    /// Number of each token's word.
    pub(crate) words: Vec<u32>,
    /// Tags that the gate leaves: all where it is open, `O` where it is closed.
    pub(crate) free: Vec<u32>,
    /// Features of each open token's site.
    pub(crate) sites: Vec<Vec<u32>>,
    /// Features of what the document says elsewhere, numbered after those of sites.
    pub(crate) echo: Vec<Vec<u32>>,
    /// Allowed tags.
    pub(crate) allowed: Vec<u32>,
    /// Which document it is from.
    pub(crate) document: u32,
    /// Whether its labels were made by taggers.
    pub(crate) silver: bool,
}

impl Example {
    /// The words with the borders around them.
    pub(crate) fn window(&self) -> impl Iterator<Item = u32> + '_ {
        let border = std::iter::repeat_n(0, REACH);
        border.clone().chain(self.words.iter().copied()).chain(border)
    }

    /// Whether the gate leaves a token open.
    pub(crate) fn is_open(&self, token: usize) -> bool {
        self.free.get(token).is_some_and(|&free| free != 1)
    }
}

/// All that is needed to make examples.
#[derive(Debug)]
pub(crate) struct Preparer<'a> {
    pub(crate) knowledge: Knowledge<'a>,
    pub(crate) mode: Mode,
    pub(crate) words: Vec<Word>,
    ids: FastMap<String, u32>,
    pub(crate) word_features: Features,
    pub(crate) site_features: Features,
    pub(crate) echo_features: Features,
    view: View,
    rules: Rules,
}

impl<'a> Preparer<'a> {
    pub(crate) fn new(knowledge: Knowledge<'a>, mode: Mode) -> Self {
        let mut new = Self {
            knowledge,
            mode,
            words: Vec::new(),
            ids: FastMap::default(),
            word_features: Features::default(),
            site_features: Features::default(),
            echo_features: Features::default(),
            view: View::default(),
            rules: Rules::new(true),
        };
        // Word 0 stands beyond the ends of a sentence.
        let id = new.word_features.id(features::BORDER);
        new.words.push(Word { general: vec![id], ..Word::default() });
        new
    }

    fn word(&mut self, text: &str) -> u32 {
        if let Some(&id) = self.ids.get(text) {
            return id;
        }
        let mut keys = Vec::new();
        let info = features::word(text, self.mode, Depths::All, &self.knowledge, &mut keys);
        let mut word = Word { info, ..Word::default() };
        for (key, kind) in keys {
            let id = self.word_features.id(key);
            match kind {
                Kind::Identity => word.identity.push(id),
                Kind::General => word.general.push(id),
            }
        }
        self.words.push(word);
        let id = (self.words.len() - 1) as u32;
        self.ids.insert(text.to_owned(), id);
        id
    }

    /// Examples of a document, a sentence each, without the features of sites.
    pub(crate) fn examples(&mut self, document: u32, doc: &Document, out: &mut Vec<Example>) {
        for gold in doc.sents.iter().filter(|sent| !sent.tokens.is_empty()) {
            let mut example =
                Example { document, allowed: gold.allowed.clone(), silver: doc.silver, ..Example::default() };
            for token in &gold.tokens {
                let text = token.of(&doc.text);
                let id = match self.mode {
                    Mode::Cased => self.word(text),
                    Mode::Caseless => self.word(&text.to_lowercase()),
                };
                example.words.push(id);
            }
            for &word in &example.words {
                for id in self.words[word as usize].all() {
                    self.word_features.count(id);
                }
            }
            out.push(example);
        }
    }

    /// Gives the examples of a document, in order, the features of the sites that are open.
    pub(crate) fn sites(&mut self, doc: &Document, examples: &mut [Example]) {
        let (view, rules) = self.read(doc);
        let (mut codes, mut keys) = (Vec::new(), Vec::new());
        for (&sent, example) in view.sents.iter().zip(examples) {
            let any_case = self.mode == Mode::Caseless || sent.setting == Setting::Caps;
            phrases::mark(&view, &doc.text, self.knowledge.lexicon, sent, any_case, &mut codes);
            example.sites = vec![Vec::new(); example.words.len()];
            for at in (0..example.words.len()).filter(|&at| example.is_open(at)).collect::<Vec<_>>() {
                keys.clear();
                let info = |step: isize| {
                    let place = at.checked_add_signed(step);
                    let word = place.and_then(|place| example.words.get(place)).copied().unwrap_or(0);
                    self.words[word as usize].info
                };
                let tok = sent.first + at;
                let rule = |step: isize| {
                    let place = tok.checked_add_signed(step).filter(|&at| at >= sent.first && at < sent.end);
                    place.map_or(0, |at| rules[at])
                };
                let phrase = codes[at].into();
                features::site(&view, sent, tok, self.mode, phrase, info, rule, |key| keys.push(key));
                for &key in &keys {
                    let id = self.site_features.id(key);
                    self.site_features.count(id);
                    example.sites[at].push(id);
                }
            }
        }
        self.view = view;
    }

    /// The view of a document, which has no sentences without tokens, and the codes of the rules.
    fn read(&mut self, doc: &Document) -> (View, Vec<u8>) {
        let sents: Vec<_> = doc.sents.iter().map(|sent| sent.tokens.clone()).collect();
        let mut view = std::mem::take(&mut self.view);
        view.read_tokens(&doc.text, &sents, self.knowledge.lexicon);
        self.rules.run(&view, &doc.text);
        let mut rules = Vec::new();
        self.rules.codes(&view, &mut rules);
        (view, rules)
    }

    /// Gives the examples of a document, in order, their features of what the tags of a first pass say elsewhere.
    pub(crate) fn echo(&mut self, doc: &Document, tags: &[Vec<u8>], examples: &mut [Example]) {
        let (view, rules) = self.read(doc);
        let tags: Vec<u8> = tags.iter().flatten().copied().collect();
        let mut echo = Echo::default();
        echo.learn(&view, &tags);
        let base = self.site_features.keys.len() as u32;
        let mut keys = Vec::new();
        for (&sent, example) in view.sents.iter().zip(examples) {
            example.echo.clear();
            for at in sent.first..sent.end {
                keys.clear();
                if example.is_open(at - sent.first) {
                    echo.keys(&view, sent, at, self.mode, &tags, rules[at], &mut keys);
                }
                let ids = keys.iter().map(|&key| base + self.echo_features.id(key)).collect();
                example.echo.push(ids);
            }
        }
        self.view = view;
    }

    /// Takes features of words out that are too rare to be learned, and numbers the rest anew.
    pub(crate) fn prune_words(&mut self, cutoff: Cutoff) {
        let map = renumber(&mut self.word_features, cutoff.word);
        for word in &mut self.words {
            keep(&mut word.identity, &map);
            keep(&mut word.general, &map);
        }
    }

    /// The same for features of sites.
    pub(crate) fn prune_sites(&mut self, cutoff: Cutoff, examples: &mut [Example]) {
        let map = renumber(&mut self.site_features, cutoff.site);
        examples.iter_mut().flat_map(|example| &mut example.sites).for_each(|ids| keep(ids, &map));
    }
}

fn keep(ids: &mut Vec<u32>, map: &[u32]) {
    ids.retain_mut(|id| {
        *id = map[*id as usize];
        *id != u32::MAX
    });
}

fn renumber(features: &mut Features, least: u32) -> Vec<u32> {
    let mut map = vec![u32::MAX; features.keys.len()];
    let mut keys = Vec::new();
    for (id, (&key, &count)) in features.keys.iter().zip(&features.counts).enumerate() {
        if count >= least || key == features::BORDER {
            map[id] = keys.len() as u32;
            keys.push(key);
        }
    }
    features.keys = keys;
    features.ids = FastMap::default();
    features.counts = Vec::new();
    map
}
