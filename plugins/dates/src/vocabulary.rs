//! The words of the grammar. Everything else is just a word.

use crate::sem::{Sem, Unit};

/// Months, with their number; words that are also ordinary ones stand apart.
const MONTHS: &[(&str, bool)] = &[
    ("january", false),
    ("february", false),
    ("march", true),
    ("april", true),
    ("may", true),
    ("june", true),
    ("july", false),
    ("august", true),
    ("september", false),
    ("october", false),
    ("november", false),
    ("december", false),
];

const SHORT_MONTHS: &[(&str, u8, bool)] = &[
    ("jan", 1, true),
    ("feb", 2, false),
    ("mar", 3, true),
    ("apr", 4, false),
    ("jun", 6, true),
    ("jul", 7, true),
    ("aug", 8, false),
    ("sep", 9, true),
    ("sept", 9, false),
    ("oct", 10, false),
    ("nov", 11, false),
    ("dec", 12, false),
];

/// For each weekday its name, then its short forms, which are doubtful where they are ordinary words.
const WEEKDAYS: &[(&str, u8, bool)] = &[
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
    ("seconds secs sec", Unit::Second),
    ("minute minutes min mins", Unit::Minute),
    ("hour hours hr hrs", Unit::Hour),
    ("day days", Unit::Day),
    ("nights", Unit::Night),
    ("weekend weekends", Unit::Weekend),
    ("week weeks wk wks", Unit::Week),
    ("fortnight fortnights", Unit::Fortnight),
    ("month months mth mths", Unit::Month),
    ("quarter quarters qtr qtrs", Unit::Quarter),
    ("year years yr yrs", Unit::Year),
    ("decade decades", Unit::Decade),
    ("century centuries", Unit::Century),
];

/// `zero` to `twenty`, then the tens.
const SMALL: &str = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen \
                     sixteen seventeen eighteen nineteen twenty";
const TENS: &str = "twenty thirty forty fifty sixty seventy eighty ninety";
const ORDINALS: &str = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth \
                        fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth";
const ORDINAL_TENS: &str =
    "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth";
/// From halves on; `quarters` and `seconds` are units of time.
const FRACTIONS: &[(&str, u8)] = &[
    ("thirds", 3),
    ("fourths", 4),
    ("fifths", 5),
    ("sixths", 6),
    ("sevenths", 7),
    ("eighths", 8),
    ("ninths", 9),
    ("tenths", 10),
];

/// Powers of ten.
const SCALES: &[(&str, u8)] = &[
    ("hundred", 2),
    ("thousand", 3),
    ("lakh lakhs", 5),
    ("million mln mn", 6),
    ("crore crores cr", 7),
    ("billion bln bn", 9),
    ("trillion trn tn", 12),
];

/// Currencies by code. `XXX` stands for one that several countries have under this name.
const CURRENCIES: &[(&str, [u8; 3])] = &[
    ("dollar dollars dlr dlrs buck bucks", *b"USD"),
    ("euro euros", *b"EUR"),
    ("pound pounds sterling quid stg", *b"GBP"),
    ("yen", *b"JPY"),
    ("yuan renminbi", *b"CNY"),
    ("ruble rubles rouble roubles", *b"RUB"),
    ("rupee rupees", *b"INR"),
    ("franc francs", *b"CHF"),
    ("kronor", *b"SEK"),
    ("krona kroner krone crowns", *b"XXX"),
    ("lira liras", *b"TRY"),
    ("rand", *b"ZAR"),
    ("shekel shekels", *b"ILS"),
    ("hryvnia hryvnias", *b"UAH"),
    ("zloty zlotys", *b"PLN"),
    ("forint forints", *b"HUF"),
    ("rial rials", *b"IRR"),
    ("riyal riyals", *b"SAR"),
    ("naira", *b"NGN"),
    ("baht", *b"THB"),
    ("ringgit", *b"MYR"),
    ("rupiah", *b"IDR"),
    ("peso pesos", *b"XXX"),
    ("dinar dinars", *b"XXX"),
    ("shilling shillings", *b"XXX"),
    ("dirham dirhams", *b"AED"),
    ("taka", *b"BDT"),
    ("reais", *b"BRL"),
    ("won", *b"KRW"),
    ("koruna korunas", *b"CZK"),
    ("leu lei", *b"RON"),
    ("leva", *b"BGN"),
    ("tenge", *b"KZT"),
    ("birr", *b"ETB"),
    ("cedi cedis", *b"GHS"),
    ("marks", *b"DEM"),
    ("guilders", *b"NLG"),
    ("lire", *b"ITL"),
];

/// Codes and signs in letters that stand before the amount, and codes after it too.
const SIGNS: &[(&str, [u8; 3])] = &[
    ("usd", *b"USD"),
    ("eur", *b"EUR"),
    ("gbp", *b"GBP"),
    ("jpy", *b"JPY"),
    ("chf", *b"CHF"),
    ("cny", *b"CNY"),
    ("sek", *b"SEK"),
    ("nok", *b"NOK"),
    ("dkk", *b"DKK"),
    ("inr", *b"INR"),
    ("cad", *b"CAD"),
    ("aud", *b"AUD"),
    ("nzd", *b"NZD"),
    ("hkd", *b"HKD"),
    ("sgd", *b"SGD"),
    ("zar", *b"ZAR"),
    ("rub", *b"RUB"),
    ("brl", *b"BRL"),
    ("mxn", *b"MXN"),
    ("krw", *b"KRW"),
    ("pln", *b"PLN"),
    ("aed", *b"AED"),
    ("sar", *b"SAR"),
    ("rs", *b"INR"),
    ("rmb", *b"CNY"),
];

/// Units of measure: symbol, words.
const MEASURES: &[(&str, &str)] = &[
    ("km", "km kms kilometre kilometres kilometer kilometers"),
    ("m", "metre metres meter meters"),
    ("cm", "cm centimetre centimetres centimeter centimeters"),
    ("mm", "mm millimetre millimetres millimeter millimeters"),
    ("mi", "mile miles"),
    ("ft", "foot feet ft"),
    ("in", "inch inches"),
    ("yd", "yard yards"),
    ("kg", "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes"),
    ("g", "gram grams gramme grammes"),
    ("mg", "milligram milligrams mg"),
    ("lb", "lb lbs"),
    ("t", "tonne tonnes"),
    ("ton", "ton tons"),
    ("oz", "ounce ounces oz"),
    ("l", "litre litres liter liters"),
    ("ml", "ml millilitres milliliters"),
    ("gal", "gallon gallons"),
    ("bbl", "barrel barrels bpd"),
    ("bu", "bushel bushels"),
    ("ha", "hectare hectares"),
    ("ac", "acre acres"),
    ("mph", "mph"),
    ("km/h", "kph kmh kmph"),
    ("deg", "degree degrees"),
    ("C", "celsius"),
    ("F", "fahrenheit"),
    ("MW", "mw megawatt megawatts"),
    ("GW", "gw gigawatt gigawatts"),
    ("kW", "kw kilowatt kilowatts"),
    ("kWh", "kwh"),
    ("MWh", "mwh"),
    ("TWh", "twh"),
    ("V", "volt volts"),
    ("kt", "kiloton kilotons"),
    ("MB", "megabyte megabytes"),
    ("GB", "gb gigabyte gigabytes"),
    ("TB", "tb terabyte terabytes"),
    ("kn", "knot knots"),
];

/// The symbol of a measure.
pub(crate) fn symbol(measure: u8) -> &'static str {
    MEASURES.get(usize::from(measure)).map_or("", |(symbol, _)| symbol)
}

/// Words that share one meaning.
const WORDS: &[(&str, Sem)] = &[
    ("spring springtime", Sem::Season(*b"SP")),
    ("summer summertime", Sem::Season(*b"SU")),
    ("autumn fall", Sem::Season(*b"FA")),
    ("winter wintertime", Sem::Season(*b"WI")),
    ("morning", Sem::PartOfDay(*b"MO")),
    ("afternoon", Sem::PartOfDay(*b"AF")),
    ("evening", Sem::PartOfDay(*b"EV")),
    ("night", Sem::PartOfDay(*b"NI")),
    ("today", Sem::Deictic(0)),
    ("yesterday", Sem::Deictic(-1)),
    ("tomorrow", Sem::Deictic(1)),
    ("tonight", Sem::Tonight),
    ("now", Sem::Now),
    ("last", Sem::Last),
    ("previous preceding", Sem::Previous),
    ("past", Sem::Past),
    ("next coming upcoming", Sem::Next),
    ("following", Sem::Following),
    ("this current", Sem::This),
    ("ago", Sem::Ago),
    ("later afterwards", Sem::Later),
    ("earlier", Sem::Earlier),
    ("early", Sem::Early),
    ("mid middle", Sem::Mid),
    ("late", Sem::Late),
    ("beginning start", Sem::Begin),
    ("end", Sem::End),
    ("every each", Sem::Every),
    ("daily nightly", Sem::Adverb(*b"1D")),
    ("weekly", Sem::Adverb(*b"1W")),
    ("biweekly fortnightly", Sem::Adverb(*b"2W")),
    ("monthly", Sem::Adverb(*b"1M")),
    ("quarterly", Sem::Adverb(*b"3M")),
    ("annually yearly annual", Sem::Adverb(*b"1Y")),
    ("hourly", Sem::Adverb(*b"1H")),
    ("times once twice", Sem::Times),
    ("the", Sem::The),
    ("a an", Sem::A),
    ("and", Sem::And),
    ("of", Sem::Of),
    ("to until till through thru", Sem::To),
    ("between", Sem::Between),
    ("from", Sem::From),
    ("at", Sem::At),
    ("in since by during before after on for around about circa within", Sem::Before),
    ("several few many some", Sem::Vague),
    ("couple", Sem::Couple),
    ("dozen", Sem::Dozen),
    ("half", Sem::Half),
    ("tens hundreds thousands millions billions trillions", Sem::Scales),
    ("percent pct percentage pc", Sem::Percent),
    ("basis bps bp", Sem::Basis),
    ("cent cents ct cts pence penny", Sem::Cents),
    ("am", Sem::AmPm(false)),
    ("pm", Sem::AmPm(true)),
    (
        "gmt utc bst cet cest est edt pst pdt cst cdt mst mdt msk ist jst hkt aest aedt sgt eat wat et pt eastern",
        Sem::Zone,
    ),
    ("noon midday", Sem::Noon),
    ("midnight", Sem::Midnight),
    ("will shall ll wo plans plan hopes hope intends intend wants aims aim would", Sem::Will),
    (
        "opens begins starts leaves resumes resume meets departs arrives visits hosts faces expires ends closes \
         shuts returns debuts premieres kicks airs votes reopens takes goes lands launches deadline speaks runs",
        Sem::Timetable,
    ),
    (
        "expected scheduled due set planned planning going likely supposed slated poised ready bound",
        Sem::Planned,
    ),
    ("must has have should can may could ought need needs", Sem::Must),
    (
        "said says told announced wrote added confirmed reported argued tweeted stated insisted met arrived visited \
         was were had did held died killed won lost fell rose began ended opened closed left took came went made",
        Sem::Said,
    ),
    (
        "that which who whom whose when where while with without as but or nor if because than is are be been being \
         do does might cannot not no he she it they we you his her its their our us them him there here what how why \
         so just only also then under over into against among amid despite saw up down out off",
        Sem::Function,
    ),
    (
        "christmas boxing halloween bastille juneteenth armistice veterans remembrance anzac victory epiphany easter \
         good black cyber labor labour memorial martin thanksgiving valentine independence presidents columbus \
         pentecost ash palm new nowruz earth mother father",
        Sem::Holiday,
    ),
    (
        "per square sq cubic nautical metric troy full straight consecutive long more working business",
        Sem::Link,
    ),
    ("fiscal", Sem::Fiscal),
    (
        "flight boeing airbus route highway interstate motorway article chapter section room channel apollo group \
         type class windows title unit gate platform psalm resolution opus model bus tram formula figure fig table \
         page line lines terminal runway pier apartment suite level phase tier grade size area zone pages iphone \
         galaxy soyuz falcon voyager proposition prop ps xbox vitamin super agenda protocol directive rule paragraph \
         volume vol episode season act scene version district ward precinct engine block plot",
        Sem::Named,
    ),
];

/// All words with their meanings; where a word stands twice, the last row counts.
pub(crate) fn list() -> Vec<(&'static str, Sem)> {
    let mut table = Vec::new();
    let mut add =
        |words: &'static str, sem: Sem| table.extend(words.split_whitespace().map(|word| (word, sem)));
    WORDS.iter().for_each(|&(words, sem)| add(words, sem));
    for (&(month, doubtful), number) in MONTHS.iter().zip(1..) {
        add(month, Sem::Month(number, doubtful));
    }
    SHORT_MONTHS.iter().for_each(|&(word, month, doubtful)| add(word, Sem::Month(month, doubtful)));
    WEEKDAYS.iter().for_each(|&(word, day, doubtful)| add(word, Sem::Weekday(day, doubtful)));
    for (day, number) in
        ["mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays"].iter().zip(1..)
    {
        add(day, Sem::Weekdays(number));
    }
    UNITS.iter().for_each(|&(words, unit)| add(words, Sem::Unit(unit)));
    for (word, number) in SMALL.split_whitespace().zip(0..) {
        add(word, Sem::Small(number));
    }
    for (word, number) in TENS.split_whitespace().zip(2..) {
        add(word, Sem::Small(10 * number));
    }
    for (word, number) in ORDINALS.split_whitespace().zip(1..) {
        add(word, Sem::Ordinal(number));
    }
    for (word, number) in ORDINAL_TENS.split_whitespace().zip(2..) {
        add(word, Sem::Ordinal(10 * number));
    }
    FRACTIONS.iter().for_each(|&(word, divisor)| add(word, Sem::Fraction(divisor)));
    SCALES.iter().for_each(|&(words, power)| add(words, Sem::Scale(power)));
    CURRENCIES.iter().for_each(|&(words, code)| add(words, Sem::Currency(code)));
    SIGNS.iter().for_each(|&(word, code)| add(word, Sem::Sign(code)));
    for (&(_, words), number) in MEASURES.iter().zip(0..) {
        add(words, Sem::Measure(number));
    }
    table
}
