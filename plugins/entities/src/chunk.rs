//! From capitalised runs of a sentence to chunks that may be names.

use crate::evidence::NO_NAMES;
use crate::lexicon::{self, *};
use crate::view::{Sent, Shape, View};

/// The longest run of tokens that is looked at as one.
const LONGEST_RUN: usize = 14;

/// Korean family names, before given names of the form `Dae-jung`, which may be three tokens.
const KOREAN: [&str; 24] = [
    "Kim", "Lee", "Park", "Moon", "Roh", "Ban", "Choi", "Chung", "Jung", "Kang", "Yoon", "Han", "Lim",
    "Shin", "Song", "Hwang", "Ahn", "Cho", "Jang", "Seo", "Yang", "Chun", "Hong", "Ri",
];

/// A piece of a run that may be a name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chunk {
    /// First token.
    pub(crate) first: usize,
    /// One past the last token.
    pub(crate) end: usize,
    /// The gazetteer entry that it is as a whole.
    pub(crate) entry: Option<Entry>,
    /// The title directly before it.
    pub(crate) title: Option<usize>,
}

/// Finds the chunks of sentences.
pub(crate) struct Chunker<'a> {
    pub(crate) text: &'a str,
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) view: &'a View,
}

impl Chunker<'_> {
    fn is_name(&self, at: usize) -> bool {
        self.view.toks[at].shape.is_name()
    }

    fn text(&self, at: usize) -> &str {
        self.view.toks[at].span.of(self.text)
    }

    fn flags(&self, at: usize) -> Flags {
        self.view.form(at).flags
    }

    /// Whether a token follows the one before without a blank.
    fn glued(&self, at: usize) -> bool {
        at > 0 && self.view.toks.get(at).is_some_and(|tok| tok.span.start == self.view.toks[at - 1].span.end)
    }

    fn all_flags(&self, first: usize, end: usize) -> Flags {
        (first..end).fold(0, |flags, at| flags | self.flags(at))
    }

    fn label_at(&self, at: usize) -> Option<usize> {
        self.view.form(at).entry.map(|entry| usize::from(entry.label))
    }

    /// The longest gazetteer entry that begins at `at`: its end and itself. With `any_case`, small letters are no
    /// obstacle.
    pub(crate) fn entry_at(&self, at: usize, end: usize, any_case: bool) -> Option<(usize, Entry)> {
        let tok = self.view.toks[at];
        let form = self.view.form(at);
        let named = any_case || tok.shape.is_name();
        let mut best = if named { tok.acronym.or(form.entry).map(|entry| (at + 1, entry)) } else { None };
        // Only a particle may open a name in small letters.
        if form.longest < 2 || !named && form.flags & PARTICLE == 0 {
            return best;
        }
        let last = end.min(at + usize::from(form.longest));
        if !self.view.may_go_on(self.text, at, last) {
            return best;
        }
        let mut state = lexicon::feed(SEED, self.text(at), true);
        for next in at + 1..last {
            let text = self.text(next);
            if text == "-" {
                continue;
            }
            state = lexicon::feed(lexicon::feed_blank(state), text, true);
            // The last word of an entry has a capital too: "the White house" is a matter of damaged case.
            if (any_case || self.is_name(next) || self.flags(next) & PARTICLE != 0 || text.starts_with('\''))
                && let Some(entry) = self.lexicon.phrase(lexicon::finish(state))
                && (any_case || named || self.is_name(next) && self.flags(at) & PARTICLE != 0)
            {
                best = Some((next + 1, entry));
            }
        }
        best
    }

    /// All chunks of a sentence that is set as usual.
    pub(crate) fn chunks(&self, sent: Sent, chunks: &mut Vec<Chunk>) {
        let begin = self.view.begin(sent.first, sent.end);
        let mut at = sent.first;
        while at < sent.end {
            // Only a particle may open a name in small letters, and most words are neither.
            let may = self.is_name(at) || self.flags(at) & PARTICLE != 0;
            if !may || !self.opens(at, begin, sent) {
                at += 1;
                continue;
            }
            let end = self.run_end(at, sent);
            if let Some(quoted) = self.quoted_name(end, sent) {
                self.split(at, end - 1, sent, chunks);
                let entry = self.entry_at(end - 1, end, false).map(|(_, entry)| entry);
                chunks.push(Chunk { first: end - 1, end: quoted, entry, title: None });
                at = quoted;
                continue;
            }
            self.split(at, end, sent, chunks);
            at = end.max(at + 1);
        }
    }

    /// Where a name ends that is an acronym with its own name in quotes, as agencies and companies of eastern Europe
    /// have it: the acronym is the token before `open`. A listed acronym must be an agency's, for what others put in
    /// quotes is a drill, a programme or a word of theirs.
    fn quoted_name(&self, open: usize, sent: Sent) -> Option<usize> {
        if open >= sent.end || !matches!(self.text(open), "“" | "\"" | "«" | "„" | "‘" | "'" | "``") {
            return None;
        }
        let tok = self.view.toks[open - 1];
        let listed = tok.acronym.or(self.view.form(open - 1).entry);
        let agency = listed.is_none_or(|entry| self.lexicon.source(entry) == "agency");
        let acronym = tok.shape == Shape::Caps && self.text(open - 1).bytes().all(|b| b.is_ascii_uppercase());
        if !acronym || !agency || self.flags(open - 1) != 0 || NO_NAMES.contains(&self.text(open - 1)) {
            return None;
        }
        let names = (open + 1..sent.end.min(open + 5)).take_while(|&at| self.is_name(at)).count();
        let close = open + 1 + names;
        let closed =
            close < sent.end && matches!(self.text(close), "”" | "\"" | "»" | "“" | "’" | "'" | "''");
        let word = close < sent.end && self.view.toks[open + 1].shape == Shape::Capital;
        // "JR “Sandy” Brandt" is a nickname.
        let goes_on = close + 1 < sent.end && self.is_name(close + 1);
        ((1..=3).contains(&names) && word && closed && !goes_on).then_some(close + 1)
    }

    /// Whether a run may begin at `at`.
    fn opens(&self, at: usize, begin: usize, sent: Sent) -> bool {
        let form = self.view.form(at);
        let next_is_name = || at + 1 < sent.end && self.is_name(at + 1);
        if form.longest > 1 && self.entry_at(at, sent.end, false).is_some_and(|(end, _)| end > at + 1) {
            return true;
        }
        if form.flags & PARTICLE != 0 && self.view.toks[at].shape == Shape::Lower {
            // "de Gaulle", "al Amin"; but not "las" or "do" in foreign words.
            let strong = matches!(
                self.text(at),
                "al" | "bin" | "van" | "von" | "de" | "da" | "di" | "del" | "ibn" | "el"
            );
            return strong && next_is_name() && at > sent.first && !self.is_name(at - 1);
        }
        if !self.is_name(at) || self.text(at) == "I" {
            return false;
        }
        // "(R-Ky.)" is a party and a state, not a name.
        if at > sent.first && self.text(at - 1) == "(" {
            let text = self.text(at);
            let hyphen = text.len() == 1 && at + 1 < sent.end && self.text(at + 1) == "-";
            if hyphen || text.get(1..2) == Some("-") {
                return false;
            }
        }
        if form.flags & FUNCTION != 0 && self.view.toks[at].acronym.is_none() {
            // May, March and the like begin names of persons only before a family name.
            return form.flags & GIVEN != 0
                && next_is_name()
                && at != begin
                && self.flags(at + 1) & SURNAME != 0;
        }
        let portfolio = form.flags & TITLE != 0
            && at + 2 < sent.end
            && self.text(at + 1) == "of"
            && self.flags(at + 2) & (PORTFOLIO | TITLEMOD) != 0;
        if portfolio {
            return true;
        }
        if at == begin && form.flags & COMMON != 0 && form.flags & GIVEN == 0 && form.entry.is_none() {
            return next_is_name() && (form.flags & (TITLE | TITLEMOD) != 0 || self.headed(at, sent));
        }
        true
    }

    /// Whether the run from `at` ends in a word such as `Committee`.
    fn headed(&self, at: usize, sent: Sent) -> bool {
        let mut last = at;
        while last + 1 < sent.end && last - at < LONGEST_RUN && self.is_name(last + 1) {
            last += 1;
        }
        last > at && self.flags(last) & (HEADS & !GPEHEAD) != 0
    }

    /// The end of the run that begins at `at`.
    fn run_end(&self, at: usize, sent: Sent) -> usize {
        let mut end = at + 1;
        let mut heads = self.flags(at);
        if let Some((entry_end, _)) = self.entry_at(at, sent.end, false) {
            end = entry_end;
            heads |= self.all_flags(at, end);
        }
        while end < sent.end && end - at < LONGEST_RUN {
            if let Some((entry_end, _)) = self.entry_at(end, sent.end, false)
                && entry_end > end + 1
            {
                heads |= self.all_flags(end, entry_end);
                end = entry_end;
                continue;
            }
            if self.is_name(end) && self.text(end) != "I" {
                let after_given = self.flags(end - 1) & GIVEN != 0;
                if self.flags(end) & FUNCTION != 0 && !after_given && self.view.toks[end].acronym.is_none() {
                    break;
                }
                heads |= self.flags(end);
                end += 1;
                continue;
            }
            match self.bridge(at, end, heads, sent) {
                Some(next) => end = next,
                None => break,
            }
        }
        end
    }

    /// Where a run goes on after small words at `at` that belong inside names.
    fn bridge(&self, first: usize, at: usize, heads: Flags, sent: Sent) -> Option<usize> {
        let name = |at: usize| at < sent.end && self.is_name(at) && self.flags(at) & FUNCTION == 0;
        let headed = heads & HEADS != 0;
        let org = heads & ORGHEAD != 0;
        let skip_the = |next: usize| next + usize::from(next < sent.end && self.text(next) == "the");
        let text = self.text(at);
        match text {
            "of" if headed => Some(skip_the(at + 1)).filter(|&next| name(next)),
            "of" if heads & TITLE != 0 => Some(at + 1).filter(|&next| {
                name(next) && self.flags(next) & (PORTFOLIO | TITLEMOD) != 0 && name(next + 1)
            }),
            "for" | "on" if org => Some(skip_the(at + 1)).filter(|&next| {
                name(next) && self.flags(next) & GIVEN == 0 && !matches!(self.label_at(next), Some(GPE | LOC))
            }),
            "," => Some(at + 1)
                .filter(|&next| name(next) && self.flags(next) & ORGSUFFIX != 0 && self.text(next).len() > 2),
            "&" => Some(at + 1).filter(|&next| name(next)),
            "and" if name(at + 1) => {
                let inside = org && (first..at).any(|at| matches!(self.text(at), "of" | "for" | "on"));
                let listed =
                    self.common_name(at - 1) && self.common_name(at + 1) && self.headed(at + 1, sent);
                (listed || inside && self.common_name(at + 1) && self.common_name(at - 1)).then_some(at + 1)
            }
            "'s" | "’s" => {
                let generic = matches!(self.view.form(at - 1).flags & COMMON, COMMON) && at - 1 == first
                    || first + 1 < at && self.flags(at - 2) & LOCFRONT != 0;
                (generic && name(at + 1)).then_some(at + 1)
            }
            "'" | "’" => {
                let plural = self.text(at - 1).ends_with('s') && name(at + 1);
                (plural && (self.flags(at + 1) & HEADS != 0 || self.headed(at + 1, sent))).then_some(at + 1)
            }
            "-" | "–" => {
                let glued = self.view.toks[at - 1].span.end == self.view.toks[at].span.start
                    && name(at + 1)
                    && self.view.toks[at].span.end == self.view.toks[at + 1].span.start;
                let korean = KOREAN.contains(&self.text(first))
                    && at - first == 2
                    && self.glued(at)
                    && self.glued(at + 1);
                let given = korean && at + 1 < sent.end && self.view.toks[at + 1].shape == Shape::Lower;
                if given { Some(at + 2) } else { glued.then_some(at + 1) }
            }
            _ if self.flags(at) & PARTICLE != 0 && self.view.toks[at].shape == Shape::Lower => {
                let next = at + 1;
                let next = next + usize::from(next < sent.end && self.text(next) == "-");
                let next = if next < sent.end && self.flags(next) & PARTICLE != 0 && !name(next) {
                    next + 1
                } else {
                    next
                };
                Some(next).filter(|&next| name(next))
            }
            _ => None,
        }
    }

    /// Whether a capitalised word is an ordinary one, as in "Ministry of Trade and Industry".
    fn common_name(&self, at: usize) -> bool {
        let form = self.view.form(at);
        form.flags & (COMMON | HEADS | PORTFOLIO) != 0 && form.flags & GIVEN == 0
            || form.entry.is_none() && form.flags & (GIVEN | SURNAME) == 0 && self.text(at).ends_with('s')
    }

    /// Splits the run `first..end` into chunks.
    fn split(&self, first: usize, end: usize, sent: Sent, chunks: &mut Vec<Chunk>) {
        let mut at = first;
        let mut title = None;
        while at < end {
            if let Some(last) = self.title_in(at, end) {
                self.before_title(at, last, chunks);
                title = Some(last);
                at = last + 1;
                if at + 1 < end && self.text(at) == "of" {
                    at += 1;
                    while at < end && self.flags(at) & (PORTFOLIO | TITLEMOD) != 0 {
                        at += 1;
                    }
                }
                continue;
            }
            let (stop, entry) = self.piece(at, end, sent);
            self.push(Chunk { first: at, end: stop, entry, title: title.take() }, chunks);
            at = stop;
        }
    }

    /// The last word of the first title in `at..end`, where a name may follow it.
    fn title_in(&self, at: usize, end: usize) -> Option<usize> {
        for last in at..end {
            let flags = self.flags(last);
            if self.text(last) == "of" {
                return None;
            }
            if flags & (TITLE | HONORIFIC) == 0 && (flags & ROLE == 0 || last == at && end - at < 3) {
                // A given name in front makes the rest a name: "Martin King".
                if flags & GIVEN != 0
                    && flags & (COMMON | TITLEMOD) == 0
                    && self.view.form(last).entry.is_none()
                {
                    return None;
                }
                continue;
            }
            let next = last + 1;
            if next >= end {
                return (last > at || flags & (TITLE | HONORIFIC) != 0 && flags & SURNAME == 0)
                    .then_some(last);
            }
            let blocked = self.flags(next) & (ORGHEAD | GPEHEAD) != 0
                && self.flags(next) & (SURNAME | GIVEN) == 0
                || self.flags(next) & (TITLE | HONORIFIC | ROLE) != 0
                || self.text(next) == "'s"
                || self.text(next) == "’s"
                || self.text(next) == "-"
                || self.text(next) == "and";
            if blocked || self.entry_at(at, end, false).is_some_and(|(stop, _)| stop > last) {
                continue;
            }
            if last > at && self.flags(last - 1) & GIVEN != 0 && self.view.form(last - 1).entry.is_none() {
                return None;
            }
            if flags & LOCFRONT != 0 && flags & HONORIFIC == 0 {
                continue;
            }
            return Some(last);
        }
        None
    }

    /// What stands before the title in `at..=last`: a country, a body or a company.
    fn before_title(&self, at: usize, last: usize, chunks: &mut Vec<Chunk>) {
        let mut end = last;
        while end > at
            && self.view.form(end - 1).flags & (TITLEMOD | TITLE | ROLE | COMMON | HONORIFIC | PORTFOLIO) != 0
            && self.entry_at(end - 1, end, false).is_none()
            && !(self.flags(end - 1) & ORGHEAD != 0 && end - 1 > at)
        {
            end -= 1;
        }
        let mut from = at;
        while from < end {
            let (stop, entry) = match self.entry_at(from, end, false) {
                Some((stop, entry)) => (stop, Some(entry)),
                None => (end, None),
            };
            self.push(Chunk { first: from, end: stop, entry, title: None }, chunks);
            from = stop;
        }
    }

    /// The first chunk of `at..end`, which holds no title.
    fn piece(&self, at: usize, end: usize, _sent: Sent) -> (usize, Option<Entry>) {
        let Some((stop, entry)) = self.entry_at(at, end, false) else {
            return (self.cut(at, end), None);
        };
        if stop == end {
            return (end, Some(entry));
        }
        let label = usize::from(entry.label);
        let flags = self.flags(at);
        let last = self.flags(end - 1);
        let rest_given =
            self.flags(stop) & GIVEN != 0 && self.view.form(stop).entry.is_none() && end - stop >= 2;
        let single_person = stop == at + 1 && flags & GIVEN != 0 && last & HEADS == 0;
        if rest_given {
            return (stop, Some(entry));
        }
        if single_person {
            return (self.cut(at, end), None);
        }
        // "Moscow State University", "Russian Foreign Ministry", "Chicago Board of Trade".
        let headed = last & HEADS != 0 || (stop..end).any(|at| matches!(self.text(at), "of" | "for" | "on"));
        if headed && (label == NORP || label == GPE || label == LOC || label == ORG) {
            let whole = self.cut(at, end);
            if whole > stop {
                return (whole, None);
            }
        }
        if label == GPE
            && stop == end - 1
            && self.text(end - 1).ends_with('s')
            && self.view.form(end - 1).entry.is_none()
        {
            // A team: "Denver Broncos".
            return (end, None);
        }
        (stop, Some(entry))
    }

    /// Where a chunk that begins at `at` with no known entry ends: before a nationality or country that begins
    /// anew, unless "of" leads to it.
    fn cut(&self, at: usize, end: usize) -> usize {
        for stop in at + 1..end {
            let Some((entry_end, entry)) = self.entry_at(stop, end, false) else { continue };
            let label = usize::from(entry.label);
            let led = matches!(self.text(stop - 1), "of" | "the" | "for" | "and" | "&" | "-" | "on")
                || self.flags(stop - 1) & PARTICLE != 0;
            let alone = self.view.form(stop).flags & (GIVEN | SURNAME) == 0;
            if !led && alone && label == NORP && entry_end < end && self.flags(end - 1) & HEADS == 0 {
                return stop;
            }
        }
        end
    }

    /// Keeps a chunk, without a leading article and without loose ends.
    fn push(&self, mut chunk: Chunk, chunks: &mut Vec<Chunk>) {
        let article = |at: usize| matches!(self.text(at), "The" | "the" | "A" | "An");
        let hague = |at: usize| chunk.end - at == 2 && self.text(at + 1) == "Hague";
        while chunk.end - chunk.first > 1 && article(chunk.first) && !hague(chunk.first) {
            chunk.first += 1;
        }
        // "Meet Putin": in a quoted heading an ordinary word has a capital too.
        if chunk.end - chunk.first == 2 && chunk.entry.is_none() {
            let (first, last) = (self.flags(chunk.first), self.flags(chunk.first + 1));
            let verb = first & COMMON != 0 && first & (GIVEN | SURNAME | HEADS | TITLEMOD | LOCFRONT) == 0;
            if verb && last & (SURNAME | GIVEN) != 0 && last & (COMMON | HEADS) == 0 {
                chunk.first += 1;
            }
        }
        let korean = chunk.end - chunk.first == 4
            && KOREAN.contains(&self.text(chunk.first))
            && self.glued(chunk.end - 1);
        while chunk.end > chunk.first
            && !korean
            && (!self.is_name(chunk.end - 1) && chunk.entry.is_none()
                || matches!(self.text(chunk.end - 1), "'s" | "’s") && chunk.entry.is_none())
        {
            chunk.end -= 1;
        }
        if chunk.first < chunk.end {
            chunks.push(chunk);
        }
    }
}
