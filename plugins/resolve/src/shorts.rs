//! Short names that stand alone in their document: which longer name they stand for.

use copydesk_sdk::parallel;
use copydesk_text::hash::FastMap;

use crate::across::{Rules, by_kind, kind};
use crate::class::Class;
use crate::collect::{Collection, NONE};
use crate::context::{Context, Verdict};
use crate::lexicon;
use crate::links::{Links, Reason};
use crate::records::Aparts;
use crate::translit;
use crate::within::is_full;

/// At most this many entities are weighed for one short name, and spellings kept for one skeleton.
const CANDIDATES: usize = 24;

/// Short names that one thread decides about at a time.
const SHORTS: usize = 256;

/// By what a longer name may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Alias {
    /// Its surname, its acronym, the last word of a team.
    Name,
    /// What a report that has the longer name calls it as well.
    Itself,
    /// The first word of an organisation's name.
    FirstWord,
}

/// Short names that stand alone in their document, and what they may stand for.
pub(crate) struct ShortNames<'a, 'c> {
    all: &'a Collection<'c>,
    classes: &'a [Class],
    long: &'a [bool],
    roots: &'a [u32],
    /// Short name to the roots of the entities that have it, in the order of the collection.
    by_alias: Vec<(u32, Alias, u32)>,
    /// Where each word begins in `by_alias`.
    alias_at: Vec<u32>,
    /// Consonants of a surname's skeleton to surnames, by word.
    by_skeleton: FastMap<String, Vec<(u32, &'a str)>>,
    context: Context<'a, 'c>,
}

impl<'a, 'c> ShortNames<'a, 'c> {
    pub(crate) fn new(
        all: &'a Collection<'c>,
        classes: &'a [Class],
        long: &'a [bool],
        roots: &'a [u32],
        rules: Rules,
    ) -> Self {
        let mut by_alias: Vec<(u32, Alias, u32)> = Vec::new();
        let mut surnames: Vec<(u32, &'a str)> = Vec::new();
        let mut spelled = vec![false; all.keys.words];
        for (node, entry) in all.nodes.iter().enumerate() {
            let root = roots[node];
            if !long[root as usize] {
                continue;
            }
            let (key, class) = (all.key(node), classes[node]);
            if matches!(class, Class::Person | Class::Other) && is_full(all, node) {
                by_alias.push((key.surname, Alias::Name, root));
                if rules.transliteration && !spelled[key.surname as usize] {
                    spelled[key.surname as usize] = true;
                    surnames.extend(all.keys.surname(entry.key).map(|surname| (key.surname, surname)));
                }
            } else if kind(class) == 1 && key.words > 1 && rules.acronyms {
                let initials = key.initials.iter().filter(|&&letters| letters != NONE);
                by_alias.extend(initials.map(|&letters| (letters, Alias::Name, root)));
                // "Rovers" for "Wid Rovers".
                if key.team != NONE && !is_full(all, node) && class == Class::Other {
                    by_alias.push((key.team, Alias::Name, root));
                }
                // "Vestnik" for "Vestnik Agency", if nothing speaks against it.
                if class == Class::Org && !lexicon::is_no_person(all.keys.first(entry.key)) {
                    by_alias.push((key.first, Alias::FirstWord, root));
                }
            } else if kind(class) == 1 && key.words == 1 {
                by_alias.push((key.word, Alias::Itself, root));
            }
        }
        // Stable: entities of one name stay in the order of the collection.
        by_alias.sort_by_key(|&(word, _, _)| word);
        let mut alias_at = vec![0_u32; all.keys.words + 1];
        for &(word, _, _) in &by_alias {
            alias_at[word as usize + 1] += 1;
        }
        for word in 0..all.keys.words {
            alias_at[word + 1] += alias_at[word];
        }
        let mut candidates: Vec<u32> = by_alias.iter().map(|&(_, _, root)| root).collect();
        candidates.sort_unstable();
        candidates.dedup();
        let context = Context::new(all, roots, &candidates);
        let by_skeleton = by_skeleton(&surnames);
        Self { all, classes, long, roots, by_alias, alias_at, by_skeleton, context }
    }

    pub(crate) fn join(&self, threads: usize, links: &mut Links, aparts: &mut Aparts) {
        let short = |node: &usize| {
            self.roots[*node] as usize == *node && !self.long[*node] && self.all.is_name(*node)
        };
        let shorts: Vec<usize> = (0..self.all.nodes.len()).filter(short).collect();
        // Joins below never put two entities of longer names together, so each decision stands by itself.
        let verdicts = parallel(threads, SHORTS, &shorts, |_, part| {
            part.iter().map(|&node| self.decide(node)).collect::<Vec<_>>()
        });
        // Short names that found nothing join their like.
        let mut pool = vec![NONE; self.all.keys.rows.len() * 3];
        for (node, verdict) in shorts.into_iter().zip(verdicts.into_iter().flatten()) {
            match verdict {
                Verdict::Joins(target, reason, score) => links.join(target, node, reason, score),
                Verdict::Ambiguous(others) => {
                    for other in others.into_iter().take(4) {
                        let why = "more than one entity has the name, and the document does not say which";
                        aparts.push(other, node, why);
                    }
                }
                Verdict::Alone(against) => {
                    if let Some(other) = against {
                        aparts.push(other, node, "the documents have nothing else in common");
                    }
                    let first = &mut pool[by_kind(self.all.nodes[node].key, self.classes[node])];
                    if *first == NONE {
                        *first = node as u32;
                    }
                    links.join(*first as usize, node, Reason::Exact, 1.0);
                }
            }
        }
    }

    fn decide(&self, node: usize) -> Verdict {
        let class = self.classes[node];
        let key = self.all.key(node);
        let roots = self.candidates(key.word, Alias::Name, class, key.acronym);
        if !roots.is_empty() {
            let person = matches!(class, Class::Person | Class::Other);
            let titled = !self.all.titles_of(node).is_empty();
            let reason = match (person && !key.acronym, titled) {
                (true, true) => Reason::TitleAndName,
                (true, false) => Reason::SurnameOfFullName,
                (false, _) if key.acronym => Reason::Acronym,
                (false, _) => Reason::ShortName,
            };
            let verdict = self.context.weigh(node, &roots, reason, false);
            return match verdict {
                Verdict::Ambiguous(others) if kind(class) == 1 => self.usual(node, others, reason),
                other => other,
            };
        }
        if class == Class::Org {
            let roots = self.candidates(key.word, Alias::FirstWord, class, false);
            if roots.is_empty() {
                return Verdict::Alone(None);
            }
            let verdict = self.context.weigh(node, &roots, Reason::ShortName, true);
            // More than one such name says nothing; the short one then stands for itself.
            return if matches!(verdict, Verdict::Joins(..)) { verdict } else { Verdict::Alone(None) };
        }
        if class != Class::Person || self.by_skeleton.is_empty() {
            return Verdict::Alone(None);
        }
        self.respelled(node)
    }

    /// Of several organisations, places or things the one that reports call so most, if they do so clearly.
    fn usual(&self, node: usize, others: Vec<usize>, reason: Reason) -> Verdict {
        let word = self.all.key(node).word;
        let from = self.alias_at.get(word as usize).map_or(0, |&at| at as usize);
        let rows = || self.by_alias.get(from..).unwrap_or(&[]).iter().take_while(|row| row.0 == word);
        let uses =
            |root: usize| rows().filter(|row| row.1 == Alias::Itself && row.2 as usize == root).count();
        let mut counted: Vec<(usize, usize)> = others.iter().map(|&root| (uses(root), root)).collect();
        counted.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        match counted[..] {
            [(first, root), (second, _), ..] if first >= 3 && first >= 3 * second => {
                Verdict::Joins(root, reason, reason.score() * 0.8)
            }
            _ => Verdict::Ambiguous(others),
        }
    }

    /// A surname in another spelling.
    fn respelled(&self, node: usize) -> Verdict {
        let Some(skeleton) = translit::surname_skeleton(self.all.text(node)) else {
            return Verdict::Alone(None);
        };
        let spelled = self.by_skeleton.get(&translit::consonants(&skeleton)).into_iter().flatten();
        let mut roots = Vec::new();
        for (word, surname) in spelled {
            if translit::surname_skeleton(surname)
                .is_some_and(|other| translit::same_skeletons(&other, &skeleton))
            {
                roots.extend(self.candidates(*word, Alias::Name, Class::Person, false));
            }
        }
        roots.sort_unstable();
        roots.dedup();
        if roots.is_empty() {
            return Verdict::Alone(None);
        }
        // Two spellings and no first name: the documents must have something else in common.
        self.context.weigh(node, &roots, Reason::Transliteration, true)
    }

    /// Roots of the entities that may be called so.
    fn candidates(&self, word: u32, alias: Alias, class: Class, acronym: bool) -> Vec<usize> {
        let mut known: Vec<u32> = Vec::new();
        let from = self.alias_at.get(word as usize).map_or(0, |&at| at as usize);
        let rows = self.by_alias.get(from..).unwrap_or(&[]).iter();
        for &(_, kind, root) in rows.take_while(|row| row.0 == word) {
            let asked = kind == alias || (kind == Alias::Itself && alias == Alias::Name);
            if asked && !known.contains(&root) {
                known.push(root);
                if known.len() == CANDIDATES {
                    break;
                }
            }
        }
        known.retain(|&root| {
            let theirs = self.classes[root as usize];
            let fits = match class {
                Class::Person => matches!(theirs, Class::Person | Class::Other),
                Class::Other => !theirs.is_value() && (acronym || theirs != Class::Org),
                Class::Org => kind(theirs) == 1,
                Class::Place => theirs == Class::Place,
                Class::Norp | Class::Time | Class::Amount | Class::Government => false,
            };
            // A name that has the acronym's letters proves nothing about a word that is no acronym.
            fits && (acronym || kind(theirs) != 1 || class == Class::Org || class == Class::Other)
        });
        known.into_iter().map(|root| root as usize).collect()
    }
}

/// Consonants of the surnames' skeletons to surnames.
fn by_skeleton<'a>(surnames: &[(u32, &'a str)]) -> FastMap<String, Vec<(u32, &'a str)>> {
    let mut found: FastMap<String, Vec<(u32, &'a str)>> = FastMap::default();
    for &(word, surname) in surnames {
        if let Some(skeleton) = translit::surname_skeleton(surname).filter(|skeleton| skeleton.len() >= 4) {
            let spelled = found.entry(translit::consonants(&skeleton)).or_default();
            if spelled.len() < CANDIDATES {
                spelled.push((word, surname));
            }
        }
    }
    found
}
