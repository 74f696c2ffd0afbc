//! What the words of a block say about it.

use crate::phrases::{self, phrases};

/// Counts over the words of a block.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wording {
    pub(crate) words: u32,
    /// Whether it ends as a sentence does.
    pub(crate) ends_sentence: bool,
    sentences: u32,
    commas: u32,
    capitals: u32,
    upper: u32,
    digits: u32,
    function: u32,
    letters: u32,
    lines: u32,
    starts_small: bool,
    starts_quote: bool,
    bar: bool,
    colon: bool,
    /// Words of each kind of [`WORDS`].
    kinds: [u32; KINDS],
    first: Option<Kind>,
    /// Phrases of each kind.
    phrases: [u32; phrases::KINDS],
    /// Whether it is none of the story wherever it stands.
    pub(crate) is_notice: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Kind {
    /// Words that prose is held together by.
    Function,
    Account,
    Share,
    Comment,
    Legal,
    Related,
    Picture,
    Time,
    Advert,
    Editing,
    Topics,
    Reader,
    By,
}

const KINDS: usize = Kind::By as usize + 1;

/// Words in lower case, sorted.
#[rustfmt::skip]
const WORDS: &[(&str, Kind)] = {
    use Kind::*;
    &[
        ("a", Function), ("about", Function), ("account", Account), ("ad", Advert), ("advertisement", Advert),
        ("advertising", Advert), ("afp", Picture), ("after", Function), ("ago", Time), ("al", Function),
        ("all", Function), ("als", Function), ("also", Related), ("am", Time), ("an", Function), ("and", Function),
        ("ao", Function), ("ap", Picture), ("app", Account), ("april", Time), ("are", Function),
        ("article", Related), ("articles", Related), ("as", Function), ("at", Function), ("au", Function),
        ("auch", Function), ("auf", Function), ("august", Time), ("author", Editing), ("avec", Function),
        ("be", Function), ("been", Function), ("bir", Function), ("bu", Function), ("but", Function), ("by", By),
        ("caption", Picture), ("categories", Topics), ("category", Topics), ("ce", Function), ("che", Function),
        ("click", Reader), ("com", Function), ("comment", Comment), ("comments", Comment), ("como", Function),
        ("con", Function), ("contact", Editing), ("contributed", Editing), ("cookie", Legal), ("cookies", Legal),
        ("copyright", Legal), ("correction", Editing), ("courtesy", Picture), ("credit", Picture), ("da", Function),
        ("dans", Function), ("das", Function), ("dat", Function), ("de", Function), ("december", Time),
        ("del", Function), ("della", Function), ("dem", Function), ("den", Function), ("der", Function),
        ("des", Function), ("di", Function), ("do", Function), ("dos", Function), ("du", Function),
        ("edit", Editing), ("edited", Editing), ("editor", Editing), ("een", Function), ("ein", Function),
        ("eine", Function), ("el", Function), ("ele", Function), ("elle", Function), ("em", Function),
        ("email", Share), ("en", Function), ("er", Function), ("es", Function), ("est", Function), ("et", Function),
        ("facebook", Share), ("february", Time), ("file", Picture), ("filed", Topics), ("foi", Function),
        ("follow", Share), ("for", Function), ("free", Account), ("friday", Time), ("from", Function),
        ("für", Function), ("getty", Picture), ("gli", Function), ("ha", Function), ("had", Function),
        ("has", Function), ("have", Function), ("he", Function), ("help", Reader), ("her", Function),
        ("here", Reader), ("het", Function), ("his", Function), ("i", Reader), ("il", Function), ("im", Function),
        ("image", Picture), ("images", Picture), ("in", Function), ("inbox", Account), ("instagram", Share),
        ("is", Function), ("ist", Function), ("it", Function), ("için", Function), ("january", Time),
        ("jest", Function), ("join", Account), ("july", Time), ("june", Time), ("la", Function), ("las", Function),
        ("latest", Related), ("le", Function), ("les", Function), ("like", Share), ("linkedin", Share),
        ("lo", Function), ("log", Account), ("login", Account), ("los", Function), ("march", Time),
        ("mas", Function), ("may", Time), ("min", Time), ("minutes", Time), ("mit", Function), ("monday", Time),
        ("more", Related), ("most", Related), ("my", Reader), ("na", Function), ("ne", Function), ("new", Function),
        ("news", Related), ("newsletter", Account), ("newsletters", Account), ("next", Related),
        ("nicht", Function), ("nie", Function), ("non", Function), ("not", Function), ("november", Time),
        ("não", Function), ("october", Time), ("of", Function), ("on", Function), ("op", Function),
        ("or", Function), ("os", Function), ("our", Reader), ("par", Function), ("para", Function),
        ("pas", Function), ("per", Function), ("photo", Picture), ("photograph", Picture), ("photos", Picture),
        ("picture", Picture), ("pinterest", Share), ("please", Reader), ("pm", Time), ("policy", Legal),
        ("popular", Related), ("por", Function), ("post", Comment), ("posted", Time), ("posts", Related),
        ("pour", Function), ("previous", Related), ("print", Share), ("privacy", Legal), ("published", Time),
        ("que", Function), ("qui", Function), ("read", Related), ("recommended", Related), ("register", Account),
        ("related", Related), ("reply", Comment), ("reporting", Editing), ("reserved", Legal), ("reuters", Picture),
        ("rights", Legal), ("said", Function), ("saturday", Time), ("se", Function), ("search", Reader),
        ("see", Related), ("september", Time), ("ses", Function), ("share", Share), ("si", Function),
        ("sich", Function), ("sie", Function), ("sign", Account), ("się", Function), ("sono", Function),
        ("source", Picture), ("sponsored", Advert), ("stories", Related), ("story", Related), ("su", Function),
        ("subscribe", Account), ("subscriber", Account), ("subscription", Account), ("sunday", Time),
        ("sur", Function), ("tag", Topics), ("tags", Topics), ("te", Function), ("terms", Legal),
        ("that", Function), ("the", Function), ("their", Function), ("they", Function), ("this", Function),
        ("thursday", Time), ("to", Function), ("today", Time), ("topics", Topics), ("trending", Related),
        ("tuesday", Time), ("tweet", Share), ("twitter", Share), ("um", Function), ("uma", Function),
        ("un", Function), ("una", Function), ("und", Function), ("une", Function), ("updated", Time),
        ("us", Reader), ("van", Function), ("ve", Function), ("video", Picture), ("von", Function),
        ("voor", Function), ("w", Function), ("was", Function), ("watch", Picture), ("we", Reader),
        ("wednesday", Time), ("were", Function), ("whatsapp", Share), ("which", Function), ("who", Function),
        ("will", Function), ("with", Function), ("writer", Editing), ("written", Editing), ("y", Function),
        ("you", Reader), ("your", Reader), ("z", Function), ("zijn", Function), ("zu", Function), ("é", Function),
        ("że", Function), ("в", Function), ("и", Function), ("из", Function), ("как", Function), ("на", Function),
        ("не", Function), ("по", Function), ("с", Function), ("что", Function), ("это", Function),
    ]
};

impl Wording {
    /// How many numbers [`Wording::numbers`] gives.
    pub(crate) const COUNT: usize = 14 + KINDS - 1 + phrases::KINDS;

    /// What a heading of these words speaks of: comments, other stories, accounts and sharing.
    pub(crate) fn heading_kinds(&self) -> [f32; 3] {
        let has = |kinds: &[Kind]| f32::from(kinds.iter().any(|kind| self.kinds[*kind as usize] > 0));
        [
            has(&[Kind::Comment]),
            has(&[Kind::Related, Kind::Topics]),
            has(&[Kind::Account, Kind::Share, Kind::Advert, Kind::Legal]),
        ]
    }

    pub(crate) fn numbers(&self) -> [f32; Self::COUNT] {
        let words = self.words.max(1) as f32;
        let mut numbers = [0.0; Self::COUNT];
        let own = [
            self.sentences as f32,
            self.commas as f32 / words,
            self.capitals as f32 / words,
            self.upper as f32 / words,
            self.digits as f32 / words,
            self.function as f32 / words,
            self.letters as f32 / words,
            self.lines as f32,
            f32::from(self.starts_small),
            f32::from(self.starts_quote),
            f32::from(self.bar),
            f32::from(self.colon),
            self.first.map_or(0.0, |kind| f32::from(kind as u8) + 1.0),
            self.kinds[1..].iter().sum::<u32>() as f32 / words,
        ];
        numbers[..14].copy_from_slice(&own);
        for (number, count) in numbers[14..].iter_mut().zip(&self.kinds[1..]) {
            *number = *count as f32 / words.min(30.0);
        }
        for (number, count) in numbers[14 + KINDS - 1..].iter_mut().zip(&self.phrases) {
            *number = *count as f32;
        }
        numbers
    }
}

/// Most words of a text that is a call to the reader where it has two phrases of such.
const CALL: u32 = 45;

/// Looks at the words of a text.
pub(crate) fn wording(text: &str) -> Wording {
    let mut found = Wording { lines: 1 + text.matches('\n').count() as u32, ..Wording::default() };
    let mut hashes = Vec::new();
    for word in text.split_ascii_whitespace() {
        found.words += 1;
        let bare = word.trim_matches(|c: char| {
            c.is_ascii_punctuation() || matches!(c, '\u{201c}' | '\u{201d}' | '\u{2019}')
        });
        hashes.push(phrases::hash(bare.as_bytes()));
        look(word, bare, &mut found);
    }
    found.phrases = phrases(&hashes);
    let calls = found.phrases[0] > 1 && found.words <= CALL;
    found.is_notice = calls || phrases::is_notice(text);
    let tail = text.trim_end_matches(['"', '\'', '\u{201d}', '\u{2019}', ')', ']', ' ']);
    found.ends_sentence = tail.ends_with(['.', '!', '?', '\u{2026}']);
    let first = text.chars().next().unwrap_or(' ');
    found.starts_small = first.is_lowercase();
    found.starts_quote = matches!(first, '"' | '\u{201c}' | '\'' | '\u{2018}');
    found.bar = text.contains(['|', '\u{2022}', '\u{b7}', '\u{bb}']);
    found.colon = text.ends_with(':');
    if text.contains('\u{a9}') {
        found.kinds[Kind::Legal as usize] += 2;
    }
    found
}

fn look(word: &str, bare: &str, found: &mut Wording) {
    let bytes = word.as_bytes();
    found.letters += bytes.len() as u32;
    let tail = &bytes[bytes.len().saturating_sub(3)..];
    found.sentences += u32::from(tail.iter().any(|byte| matches!(byte, b'.' | b'!' | b'?')));
    found.commas += u32::from(tail.contains(&b','));
    let Some(first) = bare.bytes().next() else { return };
    found.digits += u32::from(first.is_ascii_digit());
    if first.is_ascii_uppercase() {
        found.capitals += 1;
        found.upper += u32::from(bare.len() > 1 && bare.bytes().all(|byte| !byte.is_ascii_lowercase()));
    }
    let mut lower = [0u8; 16];
    let Some(lower) = lower.get_mut(..bare.len()) else { return };
    lower.copy_from_slice(bare.as_bytes());
    lower.make_ascii_lowercase();
    let Ok(lower) = std::str::from_utf8(lower) else { return };
    if let Ok(row) = WORDS.binary_search_by_key(&lower, |row| row.0) {
        let kind = WORDS[row].1;
        if kind == Kind::Function {
            found.function += 1;
        }
        if found.words == 1 {
            found.first = Some(kind);
        }
        found.kinds[kind as usize] += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_for_the_search() {
        assert!(WORDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn prose_is_told_from_labels() {
        let prose = wording("The mayor said on Monday that the bridge, which is old, will close.");
        let label = wording("Share Tweet Subscribe");
        assert!(prose.ends_sentence && !label.ends_sentence);
        assert!(prose.function >= 8 && label.function == 0);
        assert_eq!(label.kinds[Kind::Share as usize], 2);
        assert_eq!(wording("").words, 0);
    }
}
