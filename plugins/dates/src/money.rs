//! Currencies: signs, codes and names.

use crate::cx::Cx;
use crate::sem::Sem;

/// The ISO 4217 code of a currency.
pub(crate) type Code = [u8; 3];

/// A sign or code before an amount, `$`, `US$`, `Rs`, `EUR`: the code and where the amount begins.
pub(crate) fn sign(cx: &Cx<'_>, at: usize) -> Option<(Code, usize)> {
    if let Some(mark) = cx.mark(at) {
        let code = match mark {
            '$' => *b"USD",
            '€' => *b"EUR",
            '£' => *b"GBP",
            '¥' => *b"JPY",
            '₽' => *b"RUB",
            '₹' => *b"INR",
            '₩' => *b"KRW",
            '₺' => *b"TRY",
            '₴' => *b"UAH",
            '₪' => *b"ILS",
            '₦' => *b"NGN",
            '₱' => *b"PHP",
            '฿' => *b"THB",
            _ => return None,
        };
        return Some((code, at + 1));
    }
    if cx.mark(at + 1) == Some('$') && cx.glued(at + 1) {
        let code = match cx.word(at) {
            "US" | "U.S" | "USD" => *b"USD",
            "A" | "AU" | "Au" | "AUD" => *b"AUD",
            "C" | "CA" | "Can" | "CAD" => *b"CAD",
            "NZ" | "NZD" => *b"NZD",
            "HK" | "HKD" => *b"HKD",
            "S" | "SGD" => *b"SGD",
            "R" => *b"BRL",
            "NT" => *b"TWD",
            _ => return None,
        };
        return Some((code, at + 2));
    }
    match cx.sem(at) {
        Sem::Sign(code) if cx.is_number(at + 1) => {
            let word = cx.word(at);
            let written = word.bytes().all(|byte| byte.is_ascii_uppercase());
            (written || matches!(word, "Rs" | "Rs." | "rs")).then_some((code, at + 1))
        }
        _ => None,
    }
}

/// Whose currency it is, where the word before its name says so: the code, for that name.
fn country(cx: &Cx<'_>, at: usize) -> Option<(&'static str, usize)> {
    let code = match cx.word(at) {
        "US" | "American" => "US",
        "U.S" => return Some(("US", at + 1 + usize::from(cx.mark(at + 1) == Some('.')))),
        "Canadian" => "CA",
        "Australian" => "AU",
        "Singapore" => "SG",
        "Hong" if cx.is(at + 1, "Kong") => return Some(("HK", at + 2)),
        "New" if cx.is(at + 1, "Zealand") => return Some(("NZ", at + 2)),
        "Saudi" => "SA",
        "British" => "GB",
        "Egyptian" => "EG",
        "Lebanese" => "LB",
        "Syrian" => "SY",
        "Swiss" => "CH",
        "French" => "FR",
        "Mexican" => "MX",
        "Argentine" => "AR",
        "Colombian" => "CO",
        "Chilean" => "CL",
        "Cuban" => "CU",
        "Philippine" => "PH",
        "Swedish" => "SE",
        "Norwegian" => "NO",
        "Danish" => "DK",
        "Icelandic" => "IS",
        "Czech" => "CZ",
        "Iraqi" => "IQ",
        "Kuwaiti" => "KW",
        "Jordanian" => "JO",
        "Serbian" => "RS",
        "Tunisian" => "TN",
        "Libyan" => "LY",
        "Bahraini" => "BH",
        "Algerian" => "DZ",
        "Kenyan" => "KE",
        "Ugandan" => "UG",
        "Tanzanian" => "TZ",
        "Somali" => "SO",
        "Indian" => "IN",
        "Pakistani" => "PK",
        "Nepalese" => "NP",
        "Iranian" => "IR",
        "Omani" => "OM",
        "Qatari" => "QA",
        "Moroccan" => "MA",
        "Emirati" => "AE",
        "Turkish" => "TR",
        "Russian" => "RU",
        "Japanese" => "JP",
        "Chinese" => "CN",
        "Korean" => "KR",
        "South" if cx.is(at + 1, "Korean") => return Some(("KR", at + 2)),
        "South" if cx.is(at + 1, "African") => return Some(("ZA", at + 2)),
        "Sri" if cx.is(at + 1, "Lankan") => return Some(("LK", at + 2)),
        _ => return None,
    };
    Some((code, at + 1))
}

/// The code of a currency by its country and its name.
const CODES: [(&str, &str, Code); 42] = [
    ("US", "dollar", *b"USD"),
    ("CA", "dollar", *b"CAD"),
    ("AU", "dollar", *b"AUD"),
    ("SG", "dollar", *b"SGD"),
    ("HK", "dollar", *b"HKD"),
    ("NZ", "dollar", *b"NZD"),
    ("GB", "pound", *b"GBP"),
    ("EG", "pound", *b"EGP"),
    ("LB", "pound", *b"LBP"),
    ("SY", "pound", *b"SYP"),
    ("CH", "franc", *b"CHF"),
    ("FR", "franc", *b"FRF"),
    ("MX", "peso", *b"MXN"),
    ("AR", "peso", *b"ARS"),
    ("CO", "peso", *b"COP"),
    ("CL", "peso", *b"CLP"),
    ("CU", "peso", *b"CUP"),
    ("PH", "peso", *b"PHP"),
    ("SE", "kron", *b"SEK"),
    ("NO", "kron", *b"NOK"),
    ("DK", "kron", *b"DKK"),
    ("IS", "kron", *b"ISK"),
    ("CZ", "crown", *b"CZK"),
    ("SE", "crown", *b"SEK"),
    ("NO", "crown", *b"NOK"),
    ("DK", "crown", *b"DKK"),
    ("IQ", "dinar", *b"IQD"),
    ("KW", "dinar", *b"KWD"),
    ("JO", "dinar", *b"JOD"),
    ("RS", "dinar", *b"RSD"),
    ("TN", "dinar", *b"TND"),
    ("LY", "dinar", *b"LYD"),
    ("BH", "dinar", *b"BHD"),
    ("DZ", "dinar", *b"DZD"),
    ("KE", "shilling", *b"KES"),
    ("UG", "shilling", *b"UGX"),
    ("TZ", "shilling", *b"TZS"),
    ("SO", "shilling", *b"SOS"),
    ("PK", "rupee", *b"PKR"),
    ("NP", "rupee", *b"NPR"),
    ("LK", "rupee", *b"LKR"),
    ("MA", "dirham", *b"MAD"),
];

/// The name of a currency, perhaps with its country: `euros`, `Mexican pesos`, `pounds sterling`: code and end.
pub(crate) fn name(cx: &Cx<'_>, at: usize) -> Option<(Code, usize)> {
    if let Some((country, next)) = cx.capital(at).then(|| country(cx, at)).flatten() {
        let Sem::Currency(code) = cx.sem(next) else { return None };
        let word = cx.word(next).to_ascii_lowercase();
        let known = CODES.iter().find(|(land, name, _)| *land == country && word.starts_with(name));
        let rial = (country == "OM").then_some(*b"OMR").or((country == "QA").then_some(*b"QAR"));
        return Some((known.map(|&(.., code)| code).or(rial).unwrap_or(code), next + 1));
    }
    match cx.sem(at) {
        Sem::Currency(code) => {
            let sterling = cx.among(at, &["pounds", "pound"]) && cx.is(at + 1, "sterling");
            Some((code, at + 1 + usize::from(sterling)))
        }
        Sem::Sign(code)
            if cx.word(at).len() == 3 && cx.word(at).bytes().all(|byte| byte.is_ascii_uppercase()) =>
        {
            Some((code, at + 1))
        }
        _ => None,
    }
}
