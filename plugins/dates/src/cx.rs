//! The items of one sentence with the date that relative expressions count from, and small readers over them.

use copydesk_text::calendar::Date;

use crate::lex::{Item, Kind};
use crate::when::When;
use crate::words::Sem;

/// How `03/04/2021` is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumericDates {
    /// Left unresolved where both readings are possible.
    Ambiguous,
    DayFirst,
    MonthFirst,
}

/// An expression that was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    /// One past its last item.
    pub(crate) end: usize,
    pub(crate) label: &'static str,
    pub(crate) value: String,
    pub(crate) rule: &'static str,
    /// Whether the value depends on the publication date.
    pub(crate) anchored: bool,
    /// What it is as a date, for ranges.
    pub(crate) when: Option<When>,
}

impl Found {
    pub(crate) fn new(end: usize, label: &'static str, value: impl Into<String>, rule: &'static str) -> Self {
        Self { end, label, value: value.into(), rule, anchored: false, when: None }
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
    pub(crate) items: &'a [Item],
    pub(crate) anchor: Option<Date>,
    pub(crate) numeric: NumericDates,
}

impl<'a> Cx<'a> {
    pub(crate) fn sem(&self, at: usize) -> Sem {
        match self.items.get(at) {
            Some(Item { kind: Kind::Word(sem), .. }) => *sem,
            _ => Sem::Other,
        }
    }

    /// What the item at `at` is.
    pub(crate) fn kind(&self, at: usize) -> Option<Kind> {
        self.items.get(at).map(|item| item.kind)
    }

    /// The meaning of the item before `at`.
    pub(crate) fn sem_before(&self, at: usize) -> Sem {
        at.checked_sub(1).map_or(Sem::Other, |before| self.sem(before))
    }

    pub(crate) fn word(&self, at: usize) -> &'a str {
        self.items.get(at).map_or("", |item| item.span.of(self.text))
    }

    /// The word before `at`.
    pub(crate) fn word_before(&self, at: usize) -> &'a str {
        at.checked_sub(1).map_or("", |before| self.word(before))
    }

    pub(crate) fn is(&self, at: usize, word: &str) -> bool {
        self.word(at).eq_ignore_ascii_case(word)
    }

    pub(crate) fn mark(&self, at: usize) -> Option<char> {
        match self.items.get(at) {
            Some(Item { kind: Kind::Mark(mark), .. }) => Some(*mark),
            _ => None,
        }
    }

    pub(crate) fn is_hyphen(&self, at: usize) -> bool {
        matches!(self.mark(at), Some('-' | '–' | '—' | '‑'))
    }

    pub(crate) fn glued(&self, at: usize) -> bool {
        self.items.get(at).is_some_and(|item| item.glued)
    }

    pub(crate) fn capital(&self, at: usize) -> bool {
        self.items.get(at).is_some_and(|item| item.capital)
    }

    /// A plain whole number: its value and its digits.
    pub(crate) fn whole(&self, at: usize) -> Option<(u32, u32)> {
        match self.items.get(at) {
            Some(Item { kind: Kind::Number(value, digits, true), .. }) if *digits <= 9 => {
                Some((*value as u32, *digits))
            }
            _ => None,
        }
    }

    /// A year in four digits, 1000 to 2199.
    pub(crate) fn year(&self, at: usize) -> Option<i32> {
        let (value, digits) = self.whole(at)?;
        let decimal = self.mark(at + 1) == Some('%');
        (digits == 4 && (1000..2200).contains(&value) && !decimal).then_some(value as i32)
    }

    /// A day of the month, `6`, `6th`, `sixth`: the day and the end.
    pub(crate) fn day(&self, at: usize) -> Option<(u32, usize)> {
        if let Some((value, digits)) = self.whole(at) {
            let suffix =
                self.glued(at + 1) && ["st", "nd", "rd", "th"].iter().any(|end| self.is(at + 1, end));
            let next = at + 1 + usize::from(suffix);
            return (digits <= 2 && (1..=31).contains(&value)).then_some((value, next));
        }
        match (self.sem(at), self.sem(at + 2)) {
            (Sem::Small(tens @ (20 | 30)), Sem::Ordinal(ones @ 1..=9)) if self.is_hyphen(at + 1) => {
                Some((tens + ones, at + 3))
            }
            (Sem::Ordinal(value @ 1..=31), _) => Some((value, at + 1)),
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

    /// Whether what is said at `at` lies ahead: "will meet on Monday", "is due to arrive on Monday". A verb of the
    /// past in between means it does not: "will resign, he said on Monday".
    pub(crate) fn future(&self, at: usize, end: usize) -> bool {
        if matches!(self.sem(end), Sem::Will) && !self.is(end, "plans") {
            return true;
        }
        for back in (at.saturating_sub(16)..at).rev() {
            match self.sem(back) {
                Sem::Will => return true,
                Sem::Planned
                    if self.is(back + 1, "to") || self.is(back + 1, "for") || self.is(back + 1, "on") =>
                {
                    // "was set to" looks ahead from the past, and nobody knows how far.
                    return !self.is(back.wrapping_sub(1), "was") && !self.is(back.wrapping_sub(1), "were");
                }
                Sem::Said => return false,
                _ if matches!(self.mark(back), Some(';' | '"' | '”')) => return false,
                _ => {}
            }
        }
        false
    }
}

/// A number as people write it: whole where it is whole, else with at most four decimals.
pub(crate) fn plain(value: f64) -> String {
    if !value.is_finite() || value.abs() >= 1e18 {
        return format!("{value:e}");
    }
    if (value - value.round()).abs() <= 1e-9 * value.abs().max(1.0) {
        let whole = value.round();
        // Whole numbers below 2^53 are written as such, which is much faster.
        return if whole.abs() < 9e15 { (whole as i64).to_string() } else { format!("{whole:.0}") };
    }
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
