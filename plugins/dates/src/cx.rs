//! The items of one sentence with the date that relative expressions count from, and small readers over them.

use std::cell::Cell;

use copydesk_text::calendar::Date;

use crate::lex::{Item, Items, Kind};
use crate::sem::Sem;
use crate::value::Value;
use crate::when::When;

/// How `03/04/2021` is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumericDates {
    /// Left unresolved where both readings are possible.
    Ambiguous,
    DayFirst,
    MonthFirst,
}

/// An expression that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Found {
    /// One past its last item.
    pub(crate) end: usize,
    pub(crate) label: &'static str,
    pub(crate) value: Value,
    pub(crate) rule: &'static str,
    /// Whether the value depends on the publication date.
    pub(crate) anchored: bool,
    /// The date of the text that the value counts from, where it is not the publication date.
    pub(crate) base: Option<Date>,
    /// What it is as a date, for ranges and for the time of a day.
    pub(crate) when: Option<When>,
}

impl Found {
    pub(crate) fn new(end: usize, label: &'static str, value: impl Into<Value>, rule: &'static str) -> Self {
        Self { end, label, value: value.into(), rule, anchored: false, base: None, when: None }
    }

    pub(crate) fn date(end: usize, when: When, rule: &'static str) -> Self {
        Self { when: Some(when), ..Self::new(end, "DATE", when.value(), rule) }
    }

    pub(crate) fn anchored(mut self, anchored: bool) -> Self {
        self.anchored = anchored;
        self
    }
}

/// One sentence.
#[derive(Clone, Copy)]
pub(crate) struct Cx<'a> {
    pub(crate) text: &'a str,
    pub(crate) items: &'a Items,
    pub(crate) anchor: Option<Date>,
    pub(crate) numeric: NumericDates,
    pub(crate) story: &'a Story,
}

/// The day that a report last told of, from which "two weeks later" counts. It is forgotten after the next sentence,
/// since whatever is told after that may count from something else.
#[derive(Debug, Default)]
pub(crate) struct Story {
    day: Cell<Option<Date>>,
    sentences: Cell<u32>,
}

impl Story {
    /// A sentence begins.
    pub(crate) fn go_on(&self) {
        self.sentences.set(self.sentences.get() + 1);
        if self.sentences.get() > 1 {
            self.day.set(None);
        }
    }

    /// A day is told of.
    fn tell(&self, day: Date) {
        self.day.set(Some(day));
        self.sentences.set(0);
    }

    /// The day last told of.
    pub(crate) fn day(&self) -> Option<Date> {
        self.day.get()
    }
}

impl<'a> Cx<'a> {
    /// Takes note of an expression: a full date that something happened on, not one on which somebody said it.
    pub(crate) fn note(&self, at: usize, found: &Found) {
        if !matches!(found.rule, "explicit" | "month-day" | "iso" | "holiday" | "numeric") {
            return;
        }
        let on = at - usize::from(self.is(at.wrapping_sub(1), "on"));
        let said = self.among(
            on.wrapping_sub(1),
            &["said", "says", "told", "announced", "added", "reported", "published", "updated", "confirmed"],
        );
        if let Some(day) = found.when.and_then(|when| when.date()).filter(|_| !said) {
            self.story.tell(day);
        }
    }

    pub(crate) fn item(&self, at: usize) -> Option<&'a Item> {
        self.items.all.get(at)
    }

    pub(crate) fn sem(&self, at: usize) -> Sem {
        match self.item(at) {
            Some(Item { kind: Kind::Word(sem), .. }) => *sem,
            _ => Sem::Other,
        }
    }

    /// What the item at `at` is.
    pub(crate) fn kind(&self, at: usize) -> Option<Kind> {
        self.item(at).map(|item| item.kind)
    }

    pub(crate) fn is_word(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(Kind::Word(_)))
    }

    /// The meaning of the item before `at`.
    pub(crate) fn sem_before(&self, at: usize) -> Sem {
        at.checked_sub(1).map_or(Sem::Other, |before| self.sem(before))
    }

    pub(crate) fn word(&self, at: usize) -> &'a str {
        self.item(at).map_or("", |item| item.span.of(self.text))
    }

    /// The word before `at`.
    pub(crate) fn word_before(&self, at: usize) -> &'a str {
        at.checked_sub(1).map_or("", |before| self.word(before))
    }

    pub(crate) fn is(&self, at: usize, word: &str) -> bool {
        self.item(at).is_some_and(|item| {
            item.span.len() as usize == word.len() && item.span.of(self.text).eq_ignore_ascii_case(word)
        })
    }

    /// Whether the item is one of these words, in any case.
    pub(crate) fn among(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(at, word))
    }

    pub(crate) fn mark(&self, at: usize) -> Option<char> {
        match self.item(at) {
            Some(Item { kind: Kind::Mark(mark), .. }) => Some(*mark),
            _ => None,
        }
    }

    pub(crate) fn mark_before(&self, at: usize) -> Option<char> {
        at.checked_sub(1).and_then(|before| self.mark(before))
    }

    pub(crate) fn is_hyphen(&self, at: usize) -> bool {
        matches!(self.mark(at), Some('-' | '–' | '—' | '‑'))
    }

    /// `at`, or behind a hyphen that is glued on both sides.
    pub(crate) fn past_hyphen(&self, at: usize) -> usize {
        at + usize::from(self.is_hyphen(at) && self.glued(at) && self.glued(at + 1))
    }

    pub(crate) fn glued(&self, at: usize) -> bool {
        self.item(at).is_some_and(|item| item.glued)
    }

    pub(crate) fn capital(&self, at: usize) -> bool {
        self.item(at).is_some_and(|item| item.capital)
    }

    pub(crate) fn is_number(&self, at: usize) -> bool {
        matches!(self.kind(at), Some(Kind::Number { .. }))
    }

    /// Whether a currency stands before the number that ends at `at` or behind it.
    pub(crate) fn is_money(&self, at: usize) -> bool {
        let before = at.wrapping_sub(2);
        matches!(self.mark(before), Some(mark) if mark == '$' || !mark.is_ascii())
            || matches!(self.sem(before), Sem::Sign(_))
            || self.capital(at + 1)
            || matches!(self.sem(at + 1), Sem::Currency(_))
    }

    /// The value of a number in digits.
    pub(crate) fn numeral(&self, at: usize) -> Option<f64> {
        match self.kind(at) {
            Some(Kind::Number { value, .. }) => self.items.numbers.get(value as usize).copied(),
            _ => None,
        }
    }

    /// A plain whole number: its value and its digits.
    pub(crate) fn whole(&self, at: usize) -> Option<(u32, u8)> {
        match self.kind(at) {
            Some(Kind::Number { digits, plain: true, .. }) if digits <= 9 => {
                self.numeral(at).map(|value| (value as u32, digits))
            }
            _ => None,
        }
    }

    /// A year in four digits, 1000 to 2199.
    pub(crate) fn year(&self, at: usize) -> Option<i32> {
        let (value, digits) = self.whole(at)?;
        let percent = self.mark(at + 1) == Some('%');
        (digits == 4 && (1000..2200).contains(&value) && !percent).then_some(value as i32)
    }

    /// Whether `st`, `nd`, `rd` or `th` is glued to the number before `at`.
    pub(crate) fn suffix(&self, at: usize) -> bool {
        self.glued(at) && self.among(at, &["th", "st", "nd", "rd"])
    }

    /// A day of the month, `6`, `6th`, `sixth`: the day and the end.
    pub(crate) fn day(&self, at: usize) -> Option<(u32, usize)> {
        if let Some((value, digits)) = self.whole(at) {
            let next = at + 1 + usize::from(self.suffix(at + 1));
            return (digits <= 2 && (1..=31).contains(&value)).then_some((value, next));
        }
        match (self.sem(at), self.sem(at + 2)) {
            (Sem::Small(tens @ (20 | 30)), Sem::Ordinal(ones @ 1..=9)) if self.is_hyphen(at + 1) => {
                Some((u32::from(tens + ones), at + 3))
            }
            (Sem::Ordinal(value @ 1..=31), _) => Some((u32::from(value), at + 1)),
            _ => None,
        }
    }

    /// A year in full or, with an apostrophe, its last two digits: the year and the end. A comma may stand before.
    pub(crate) fn year_after(&self, at: usize) -> Option<(i32, usize)> {
        let at = at + usize::from(self.mark(at) == Some(','));
        if let Some(year) = self.year(at) {
            return Some((year, at + 1));
        }
        if matches!(self.mark(at), Some('\'' | '’')) && self.glued(at + 1) {
            let (value, digits) = self.whole(at + 1)?;
            return (digits == 2).then_some((if value < 40 { 2000 } else { 1900 } + value as i32, at + 2));
        }
        None
    }

    /// Whether nothing that the phrase before `at` could describe follows: its end, a mark, or a small word.
    pub(crate) fn phrase_ends(&self, at: usize) -> bool {
        match self.kind(at) {
            None => true,
            Some(Kind::Mark(mark)) => !(self.is_hyphen(at) && self.glued(at)) && mark != '$',
            Some(Kind::Number { .. }) => false,
            // "The 1990s ended", "the '80s filled the hall".
            Some(Kind::Word(Sem::Other)) => !self.capital(at) && self.word(at).ends_with("ed"),
            Some(Kind::Word(sem)) => !matches!(
                sem,
                Sem::Unit(_)
                    | Sem::Named
                    | Sem::Holiday
                    | Sem::Quarter
                    | Sem::Currency(_)
                    | Sem::Sign(_)
                    | Sem::Scale(_)
                    | Sem::Percent
                    | Sem::Measure(_)
                    | Sem::Adverb(_)
                    | Sem::Fiscal
                    | Sem::Link
                    | Sem::Ordinal(_)
            ),
        }
    }

    /// Whether `at` begins its sentence, quotes and brackets aside.
    pub(crate) fn first_word(&self, at: usize) -> bool {
        at == 0
            || at == 1 && matches!(self.mark(0), Some('"' | '“' | '‘' | '\'' | '('))
            || matches!(self.mark_before(at), Some('.' | '!' | '?' | ':'))
    }

    /// Whether what is said at `at` lies ahead: "will meet on Monday", "is due to arrive on Monday", "opens on Monday".
    /// A verb of the past in between means it does not: "will resign, he said on Monday".
    pub(crate) fn future(&self, at: usize, end: usize) -> bool {
        // "The Nov. 5 election will be close."
        let subject = self.is_word(end) && self.sem(end) == Sem::Other && !self.capital(end);
        let verb = end + usize::from(subject);
        if self.sem(verb) == Sem::Will && !self.among(verb, &["plans", "would", "hopes"]) {
            return true;
        }
        let due = self.among(at.wrapping_sub(1), &["by", "until"]);
        let mut timetable = false;
        for back in (at.saturating_sub(16)..at).rev() {
            match self.sem(back) {
                Sem::Will => return !self.among(back, &["would"]) || due,
                Sem::Must if due => return true,
                // "The truce is to begin on Thursday."
                Sem::Function if self.among(back, &["is", "are"]) && self.is(back + 1, "to") => return true,
                // A verb, not "52 votes" or "the visits".
                Sem::Timetable if !self.capital(back) && !self.counted_or_named(back) => timetable = true,
                Sem::Planned if self.among(back + 1, &["to", "for", "on", "by"]) => {
                    // "was set to" looks ahead from the past, and nobody knows how far.
                    return !self.among(back.wrapping_sub(1), &["was", "were"]);
                }
                Sem::Planned if timetable || self.is(back, "due") => return true,
                Sem::Said
                    if timetable && self.among(back, &["said", "says", "told", "announced", "confirmed"]) =>
                {
                    return true;
                }
                Sem::Said => return false,
                _ if matches!(self.mark(back), Some(';' | '"' | '”')) => return timetable,
                _ => {}
            }
        }
        timetable
    }

    /// Whether what is said at `at` has happened: "died on January 10". Verbs that only report, and those that help
    /// others, tell nothing about when.
    pub(crate) fn happened(&self, at: usize) -> bool {
        const TELL_NOTHING: [&str; 16] = [
            "said",
            "says",
            "told",
            "announced",
            "wrote",
            "added",
            "confirmed",
            "reported",
            "argued",
            "tweeted",
            "stated",
            "insisted",
            "was",
            "were",
            "had",
            "did",
        ];
        for back in (at.saturating_sub(16)..at).rev() {
            match self.sem(back) {
                // "Banks are closed": how things are.
                Sem::Said if self.among(back.wrapping_sub(1), &["is", "are", "be"]) => {}
                Sem::Said if !self.among(back, &TELL_NOTHING) => return true,
                Sem::Will | Sem::Planned | Sem::Must | Sem::Timetable => return false,
                _ if matches!(self.mark(back), Some(';' | '"' | '”')) => return false,
                _ => {}
            }
        }
        false
    }

    /// Whether a number, an article or "of" stands before `at`, which is then a noun.
    fn counted_or_named(&self, at: usize) -> bool {
        let noun = !self.is(at, "deadline");
        at.checked_sub(1).is_some_and(|before| {
            noun && (self.is_number(before)
                || matches!(
                    self.sem(before),
                    Sem::The | Sem::A | Sem::Of | Sem::Small(_) | Sem::Before | Sem::At
                ))
        })
    }
}
