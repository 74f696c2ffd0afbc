//! The words of the grammar and what they mean. Everything else is just a word.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
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

/// What a lower-case word means. The longest word of the table has twelve letters.
pub(crate) fn meaning(word: &str) -> Sem {
    static TABLE: OnceLock<HashMap<&'static str, Sem, BuildHasherDefault<Fnv>>> = OnceLock::new();
    if word.len() > LONGEST {
        return Sem::Other;
    }
    TABLE.get_or_init(|| table().into_iter().collect()).get(word).copied().unwrap_or(Sem::Other)
}

/// Letters of the longest word of the table; a test keeps it true.
const LONGEST: usize = 12;

/// FNV-1a, which is fast on short words. The table is fixed, so nobody can choose words that collide.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

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

fn table() -> HashMap<&'static str, Sem> {
    let mut table = HashMap::new();
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
        for (word, sem) in table() {
            assert!(word.len() <= LONGEST && word == word.to_ascii_lowercase(), "{word}");
            assert_eq!(meaning(word), sem, "{word}");
        }
    }
}
