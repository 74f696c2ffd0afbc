//! The words of the grammar and what they mean. Everything else is just a word.

use std::sync::OnceLock;

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

/// What a word means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Sem {
    /// Nothing to this grammar.
    Other,
    /// A month; `true` where the word is also an ordinary one.
    Month(u32, bool),
    /// A weekday, 1 = Monday; `true` where the word is also an ordinary one.
    Weekday(u32, bool),
    /// `Mondays`.
    Weekdays(u32),
    Unit(Unit),
    /// `three`, `forty`.
    Small(u32),
    /// `hundred` and above.
    Scale(f64),
    /// `third`.
    Ordinal(u32),
    /// `SP`, `SU`, `FA`, `WI`.
    Season(&'static str),
    /// `MO`, `MI`, `AF`, `EV`, `NI`.
    PartOfDay(&'static str),
    /// Days from today.
    Deictic(i64),
    Tonight,
    Now,
    Last,
    Next,
    This,
    Ago,
    Later,
    Early,
    Mid,
    Late,
    Begin,
    End,
    Every,
    /// `daily`: how often.
    Adverb(&'static str),
    Times,
    The,
    A,
    And,
    Of,
    To,
    Between,
    /// A preposition that a date may follow.
    Before,
    Vague,
    Couple,
    Dozen,
    Half,
    Percent,
    /// A currency by code.
    Currency(&'static str),
    Cents,
    /// A unit of measure by symbol.
    Measure(&'static str),
    AmPm(bool),
    Zone,
    Noon,
    Midnight,
    Will,
    /// `expected`, `due`: future with `to`.
    Planned,
    Said,
    Past,
}

/// A short word in small letters as one number, its letters in the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Key {
    letters: u128,
    len: u32,
}

impl Key {
    /// The key of a word of the grammar.
    pub(crate) fn of(word: &str) -> Self {
        let mut key = Self::default();
        word.bytes().for_each(|byte| key.push(byte));
        key
    }

    /// Appends a letter. What grows longer than any word of the grammar equals none of them.
    #[inline]
    pub(crate) fn push(&mut self, byte: u8) {
        self.letters = self.letters << 8 | u128::from(byte);
        self.len += 1;
    }

    /// Makes it equal to no word of the grammar.
    pub(crate) fn spoil(&mut self) {
        self.len = u32::MAX / 2;
    }

    /// How many letters it has.
    pub(crate) fn len(self) -> u32 {
        self.len
    }

    /// Multiplicative hashing; the table is fixed, so nobody can choose words that collide.
    fn slot(self) -> usize {
        let folded = self.letters as u64 ^ ((self.letters >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - SLOT_BITS)) as usize
    }
}

const SLOT_BITS: u32 = 11;

/// The words of the grammar, to be looked up by their letters: open addressing, at most a quarter full.
#[derive(Debug)]
pub(crate) struct Table {
    /// Index into `words` plus one; 0 is free.
    slots: Vec<u16>,
    words: Vec<(Key, Sem)>,
}

impl Table {
    /// What a word means.
    #[inline]
    pub(crate) fn meaning(&self, key: Key) -> Sem {
        if key.len > LONGEST {
            return Sem::Other;
        }
        let mut slot = key.slot();
        loop {
            let word = self.slots.get(slot).and_then(|&at| self.words.get(usize::from(at).checked_sub(1)?));
            match word {
                Some(&(known, sem)) if known == key => return sem,
                Some(_) => slot = (slot + 1) % (1 << SLOT_BITS),
                None => return Sem::Other,
            }
        }
    }

    fn new() -> Self {
        let mut table = Self { slots: vec![0; 1 << SLOT_BITS], words: Vec::new() };
        for (word, sem) in list() {
            let key = Key::of(word);
            let mut slot = key.slot();
            // Later rows win, as they say more.
            loop {
                match table.slots[slot] {
                    0 => {
                        table.words.push((key, sem));
                        table.slots[slot] = table.words.len() as u16;
                        break;
                    }
                    at if table.words[usize::from(at) - 1].0 == key => {
                        table.words[usize::from(at) - 1].1 = sem;
                        break;
                    }
                    _ => slot = (slot + 1) % (1 << SLOT_BITS),
                }
            }
        }
        table
    }
}

/// The table, made once per process.
pub(crate) fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(Table::new)
}

/// Letters of the longest word of the table; a test keeps it true.
const LONGEST: u32 = 12;

const MONTHS: &[(&str, u32, bool)] = &[
    ("january", 1, false),
    ("jan", 1, true),
    ("february", 2, false),
    ("feb", 2, false),
    ("march", 3, true),
    ("mar", 3, true),
    ("april", 4, true),
    ("apr", 4, false),
    ("may", 5, true),
    ("june", 6, true),
    ("jun", 6, true),
    ("july", 7, false),
    ("jul", 7, true),
    ("august", 8, true),
    ("aug", 8, false),
    ("september", 9, false),
    ("sep", 9, true),
    ("sept", 9, false),
    ("october", 10, false),
    ("oct", 10, false),
    ("november", 11, false),
    ("nov", 11, false),
    ("december", 12, false),
    ("dec", 12, false),
];

const WEEKDAYS: &[(&str, u32, bool)] = &[
    ("monday", 1, false),
    ("mon", 1, true),
    ("tuesday", 2, false),
    ("tue", 2, true),
    ("tues", 2, false),
    ("wednesday", 3, false),
    ("wed", 3, true),
    ("thursday", 4, false),
    ("thu", 4, true),
    ("thur", 4, false),
    ("thurs", 4, false),
    ("friday", 5, false),
    ("fri", 5, true),
    ("saturday", 6, false),
    ("sat", 6, true),
    ("sunday", 7, false),
    ("sun", 7, true),
];

const UNITS: &[(&str, Unit)] = &[
    ("seconds", Unit::Second),
    ("minute", Unit::Minute),
    ("minutes", Unit::Minute),
    ("min", Unit::Minute),
    ("mins", Unit::Minute),
    ("hour", Unit::Hour),
    ("hours", Unit::Hour),
    ("hrs", Unit::Hour),
    ("day", Unit::Day),
    ("days", Unit::Day),
    ("weekend", Unit::Weekend),
    ("weekends", Unit::Weekend),
    ("week", Unit::Week),
    ("weeks", Unit::Week),
    ("fortnight", Unit::Fortnight),
    ("fortnights", Unit::Fortnight),
    ("month", Unit::Month),
    ("months", Unit::Month),
    ("quarter", Unit::Quarter),
    ("quarters", Unit::Quarter),
    ("year", Unit::Year),
    ("years", Unit::Year),
    ("decade", Unit::Decade),
    ("decades", Unit::Decade),
    ("century", Unit::Century),
    ("centuries", Unit::Century),
];

const SMALL: &[(&str, u32)] = &[
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

const SCALES: &[(&str, f64)] = &[
    ("hundred", 1e2),
    ("thousand", 1e3),
    ("million", 1e6),
    ("mln", 1e6),
    ("billion", 1e9),
    ("bln", 1e9),
    ("trillion", 1e12),
    ("bn", 1e9),
    ("tn", 1e12),
    ("mn", 1e6),
];

const ORDINALS: &[(&str, u32)] = &[
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("ninth", 9),
    ("tenth", 10),
    ("eleventh", 11),
    ("twelfth", 12),
    ("thirteenth", 13),
    ("fourteenth", 14),
    ("fifteenth", 15),
    ("sixteenth", 16),
    ("seventeenth", 17),
    ("eighteenth", 18),
    ("nineteenth", 19),
    ("twentieth", 20),
    ("thirtieth", 30),
    ("fortieth", 40),
    ("fiftieth", 50),
    ("hundredth", 100),
];

const CURRENCIES: &[(&str, &str)] = &[
    ("dollar", "USD"),
    ("dollars", "USD"),
    ("dlr", "USD"),
    ("dlrs", "USD"),
    ("usd", "USD"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("eur", "EUR"),
    ("pound", "GBP"),
    ("pounds", "GBP"),
    ("sterling", "GBP"),
    ("gbp", "GBP"),
    ("yen", "JPY"),
    ("jpy", "JPY"),
    ("yuan", "CNY"),
    ("renminbi", "CNY"),
    ("cny", "CNY"),
    ("ruble", "RUB"),
    ("rubles", "RUB"),
    ("rouble", "RUB"),
    ("roubles", "RUB"),
    ("rupee", "INR"),
    ("rupees", "INR"),
    ("franc", "CHF"),
    ("francs", "CHF"),
    ("chf", "CHF"),
    ("kronor", "SEK"),
    ("kroner", "DKK"),
    ("lira", "TRY"),
    ("liras", "TRY"),
    ("rand", "ZAR"),
    ("shekel", "ILS"),
    ("shekels", "ILS"),
    ("hryvnia", "UAH"),
    ("hryvnias", "UAH"),
    ("zloty", "PLN"),
    ("zlotys", "PLN"),
    ("forint", "HUF"),
    ("forints", "HUF"),
    ("rial", "IRR"),
    ("rials", "IRR"),
    ("riyal", "SAR"),
    ("riyals", "SAR"),
    ("naira", "NGN"),
    ("baht", "THB"),
    ("ringgit", "MYR"),
    ("rupiah", "IDR"),
    ("pesos", "XXX"),
    ("peso", "XXX"),
    ("reais", "BRL"),
    ("won", "KRW"),
];

const MEASURES: &[(&str, &str)] = &[
    ("km", "km"),
    ("kms", "km"),
    ("kilometre", "km"),
    ("kilometres", "km"),
    ("kilometer", "km"),
    ("kilometers", "km"),
    ("metre", "m"),
    ("metres", "m"),
    ("meter", "m"),
    ("meters", "m"),
    ("cm", "cm"),
    ("centimetres", "cm"),
    ("centimeters", "cm"),
    ("mm", "mm"),
    ("millimetres", "mm"),
    ("millimeters", "mm"),
    ("mile", "mi"),
    ("miles", "mi"),
    ("foot", "ft"),
    ("feet", "ft"),
    ("ft", "ft"),
    ("inch", "in"),
    ("inches", "in"),
    ("yard", "yd"),
    ("yards", "yd"),
    ("kg", "kg"),
    ("kilo", "kg"),
    ("kilos", "kg"),
    ("kilogram", "kg"),
    ("kilograms", "kg"),
    ("gram", "g"),
    ("grams", "g"),
    ("lb", "lb"),
    ("lbs", "lb"),
    ("tonne", "t"),
    ("tonnes", "t"),
    ("ton", "ton"),
    ("tons", "ton"),
    ("ounce", "oz"),
    ("ounces", "oz"),
    ("litre", "l"),
    ("litres", "l"),
    ("liter", "l"),
    ("liters", "l"),
    ("gallon", "gal"),
    ("gallons", "gal"),
    ("barrel", "bbl"),
    ("barrels", "bbl"),
    ("hectare", "ha"),
    ("hectares", "ha"),
    ("acre", "ac"),
    ("acres", "ac"),
    ("mph", "mph"),
    ("kph", "km/h"),
    ("kmh", "km/h"),
    ("degrees", "deg"),
    ("celsius", "C"),
    ("mw", "MW"),
    ("megawatts", "MW"),
    ("gigawatts", "GW"),
    ("kilowatts", "kW"),
    ("kilotons", "kt"),
    ("megabytes", "MB"),
    ("gigabytes", "GB"),
    ("knots", "kn"),
];

/// All words with their meanings; where a word stands twice, the last row counts.
fn list() -> Vec<(&'static str, Sem)> {
    let mut table = Vec::new();
    table.extend(MONTHS.iter().map(|&(word, month, doubt)| (word, Sem::Month(month, doubt))));
    table.extend(WEEKDAYS.iter().map(|&(word, day, doubt)| (word, Sem::Weekday(day, doubt))));
    let plural = ["mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays"];
    table.extend(plural.iter().zip(1..).map(|(&word, day)| (word, Sem::Weekdays(day))));
    table.extend(UNITS.iter().map(|&(word, unit)| (word, Sem::Unit(unit))));
    table.extend(SMALL.iter().map(|&(word, value)| (word, Sem::Small(value))));
    table.extend(SCALES.iter().map(|&(word, value)| (word, Sem::Scale(value))));
    table.extend(ORDINALS.iter().map(|&(word, value)| (word, Sem::Ordinal(value))));
    table.extend(CURRENCIES.iter().map(|&(word, code)| (word, Sem::Currency(code))));
    table.extend(MEASURES.iter().map(|&(word, symbol)| (word, Sem::Measure(symbol))));
    for (words, sem) in [
        ("spring", Sem::Season("SP")),
        ("summer", Sem::Season("SU")),
        ("autumn fall", Sem::Season("FA")),
        ("winter", Sem::Season("WI")),
        ("morning", Sem::PartOfDay("MO")),
        ("afternoon", Sem::PartOfDay("AF")),
        ("evening", Sem::PartOfDay("EV")),
        ("night", Sem::PartOfDay("NI")),
        ("today", Sem::Deictic(0)),
        ("yesterday", Sem::Deictic(-1)),
        ("tomorrow", Sem::Deictic(1)),
        ("tonight", Sem::Tonight),
        ("now currently", Sem::Now),
        ("last previous", Sem::Last),
        ("past", Sem::Past),
        ("next coming upcoming following", Sem::Next),
        ("this current", Sem::This),
        ("ago", Sem::Ago),
        ("later earlier afterwards", Sem::Later),
        ("early", Sem::Early),
        ("mid middle", Sem::Mid),
        ("late", Sem::Late),
        ("beginning start", Sem::Begin),
        ("end", Sem::End),
        ("every each", Sem::Every),
        ("daily nightly", Sem::Adverb("P1D")),
        ("weekly", Sem::Adverb("P1W")),
        ("biweekly fortnightly", Sem::Adverb("P2W")),
        ("monthly", Sem::Adverb("P1M")),
        ("quarterly", Sem::Adverb("P3M")),
        ("annually yearly annual", Sem::Adverb("P1Y")),
        ("hourly", Sem::Adverb("PT1H")),
        ("times once twice", Sem::Times),
        ("the", Sem::The),
        ("a an", Sem::A),
        ("and", Sem::And),
        ("of", Sem::Of),
        ("to until till through thru", Sem::To),
        ("between", Sem::Between),
        ("in since by from during before after on for around about circa", Sem::Before),
        ("several few many some", Sem::Vague),
        ("couple", Sem::Couple),
        ("dozen", Sem::Dozen),
        ("half", Sem::Half),
        ("percent pct percentage", Sem::Percent),
        ("cent cents pence", Sem::Cents),
        ("am", Sem::AmPm(false)),
        ("pm", Sem::AmPm(true)),
        ("gmt utc bst cet cest est edt pst pdt msk ist jst et", Sem::Zone),
        ("noon midday", Sem::Noon),
        ("midnight", Sem::Midnight),
        ("will shall ll wo plans plan hopes intends", Sem::Will),
        ("expected scheduled due set planned planning going likely supposed", Sem::Planned),
        (
            "said says told announced wrote added confirmed reported argued tweeted stated insisted met arrived visited was were had did held died",
            Sem::Said,
        ),
    ] {
        table.extend(words.split(' ').map(|word| (word, sem)));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found() {
        let last: std::collections::BTreeMap<_, _> = list().into_iter().collect();
        assert!(last.len() * 4 <= 1 << SLOT_BITS, "{} words need more slots", last.len());
        for (word, sem) in last {
            assert!(word.len() <= LONGEST as usize && word == word.to_ascii_lowercase(), "{word}");
            assert_eq!(table().meaning(Key::of(word)), sem, "{word}");
        }
    }
}
