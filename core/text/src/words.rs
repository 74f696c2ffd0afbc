//! Word forms: what words are compared by, and which words carry no content.

/// Folds a word for comparison: lower case, accents of Latin letters removed, curly quotes straightened,
/// soft hyphens and zero-width characters dropped.
pub fn fold(word: &str) -> String {
    // Nearly every word is plain, and whole bytes are folded many at a time.
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{300}'..='\u{36f}' => {}
            '’' | '‘' | 'ʼ' => folded.push('\''),
            _ if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
            _ => match base_letters(c) {
                Some(letters) => folded.push_str(letters),
                None => folded.extend(c.to_lowercase()),
            },
        }
    }
    folded
}

/// The unaccented letters for an accented Latin letter (Latin-1 Supplement and Latin Extended-A).
fn base_letters(c: char) -> Option<&'static str> {
    Some(match c {
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' => "a",
        'Æ' | 'æ' => "ae",
        'Ç' | 'ç' | 'Ć'..='č' => "c",
        'Ð' | 'ð' | 'Ď'..='đ' => "d",
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => "e",
        'Ĝ'..='ģ' => "g",
        'Ĥ'..='ħ' => "h",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => "i",
        'Ĵ' | 'ĵ' => "j",
        'Ķ' | 'ķ' => "k",
        'Ĺ'..='ł' => "l",
        'Ñ' | 'ñ' | 'Ń'..='ň' => "n",
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' => "o",
        'Œ' | 'œ' => "oe",
        'Ŕ'..='ř' => "r",
        'Ś'..='š' | 'Ș' | 'ș' => "s",
        'ß' => "ss",
        'Ţ'..='ŧ' | 'Ț' | 'ț' => "t",
        'Þ' | 'þ' => "th",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => "u",
        'Ŵ' | 'ŵ' => "w",
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' => "y",
        'Ź'..='ž' => "z",
        _ => return None,
    })
}

/// Whether a folded word carries no content of its own: articles, pronouns, prepositions, conjunctions, auxiliaries,
/// the commonest adverbs, and verbs of saying, which every report has.
pub fn is_function_word(folded: &str) -> bool {
    let Some(&first) = folded.as_bytes().first() else { return false };
    // Every word of every report comes by here: most are let go by their length or first letter.
    if folded.len() > LONGEST_FUNCTION_WORD {
        return false;
    }
    let letter = first as usize;
    let (from, to) = (FIRST_LETTERS[letter] as usize, FIRST_LETTERS[letter + 1] as usize);
    FUNCTION_WORDS[from..to].contains(&folded)
}

/// Bytes of the longest function word.
const LONGEST_FUNCTION_WORD: usize = 10;

/// Where the words that begin with each byte begin in [`FUNCTION_WORDS`], and where the next ones do.
const FIRST_LETTERS: [u16; 257] = {
    let mut starts = [0; 257];
    let (mut word, mut letter) = (0, 0);
    while letter < 257 {
        while word < FUNCTION_WORDS.len() && (FUNCTION_WORDS[word].as_bytes()[0] as usize) < letter {
            word += 1;
        }
        starts[letter] = word as u16;
        letter += 1;
    }
    starts
};

/// A crude stem for matching inflected forms of one word: plural and verb endings are cut, nothing else.
/// Works on folded words of ASCII letters and leaves the rest alone.
///
/// This is step 1 of Porter (1980) without its vowel measure: two forms of one word nearly always meet, and
/// different words rarely do.
pub fn stem(folded: &str) -> &str {
    let word = folded.strip_suffix("'s").unwrap_or(folded);
    if word.len() < 5 || !word.is_ascii() {
        return word;
    }
    for (suffix, keep) in [("ies", 0), ("sses", 2), ("ing", 0), ("ied", 0), ("ed", 0), ("es", 0)] {
        if let Some(root) = word.strip_suffix(suffix)
            && root.len() >= 3
        {
            return word.get(..root.len() + keep).unwrap_or(word);
        }
    }
    match word.strip_suffix('s') {
        Some(root) if !root.ends_with('s') && !root.ends_with('u') && !root.ends_with('i') => root,
        _ => word.strip_suffix(['e', 'y']).unwrap_or(word),
    }
}

/// Sorted, for binary search; a test keeps it so.
const FUNCTION_WORDS: &[&str] = &[
    "'",
    "'d",
    "'ll",
    "'m",
    "'re",
    "'s",
    "'ve",
    "a",
    "about",
    "above",
    "according",
    "added",
    "after",
    "again",
    "against",
    "ago",
    "all",
    "almost",
    "along",
    "already",
    "also",
    "although",
    "always",
    "am",
    "among",
    "an",
    "and",
    "another",
    "any",
    "are",
    "around",
    "as",
    "asked",
    "at",
    "away",
    "back",
    "be",
    "because",
    "been",
    "before",
    "being",
    "between",
    "both",
    "but",
    "by",
    "ca",
    "came",
    "can",
    "cannot",
    "come",
    "could",
    "did",
    "do",
    "does",
    "doing",
    "done",
    "down",
    "during",
    "each",
    "either",
    "else",
    "even",
    "ever",
    "every",
    "few",
    "for",
    "from",
    "get",
    "go",
    "going",
    "got",
    "had",
    "has",
    "have",
    "having",
    "he",
    "her",
    "here",
    "hers",
    "herself",
    "him",
    "himself",
    "his",
    "how",
    "however",
    "i",
    "if",
    "in",
    "including",
    "into",
    "is",
    "it",
    "its",
    "itself",
    "just",
    "least",
    "less",
    "like",
    "made",
    "make",
    "many",
    "may",
    "me",
    "might",
    "more",
    "most",
    "much",
    "must",
    "my",
    "n't",
    "neither",
    "never",
    "no",
    "nor",
    "not",
    "now",
    "of",
    "off",
    "on",
    "once",
    "one",
    "only",
    "or",
    "other",
    "others",
    "our",
    "ours",
    "out",
    "over",
    "own",
    "per",
    "quite",
    "rather",
    "said",
    "same",
    "say",
    "saying",
    "says",
    "shall",
    "she",
    "should",
    "since",
    "so",
    "some",
    "still",
    "such",
    "than",
    "that",
    "the",
    "their",
    "theirs",
    "them",
    "themselves",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "though",
    "through",
    "thus",
    "to",
    "told",
    "too",
    "toward",
    "towards",
    "under",
    "until",
    "up",
    "upon",
    "us",
    "very",
    "via",
    "was",
    "we",
    "well",
    "were",
    "what",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "within",
    "without",
    "would",
    "yet",
    "you",
    "your",
    "yours",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding() {
        for (word, expected) in [
            ("Kovač", "kovac"),
            ("MÜLLER’S", "muller's"),
            ("Łódź", "lodz"),
            ("Straße", "strasse"),
            ("Z\u{30c}iz\u{30c}ek", "zizek"),
            ("Москва", "москва"),
            ("co\u{ad}op", "coop"),
        ] {
            assert_eq!(fold(word), expected);
        }
    }

    #[test]
    fn stems_meet() {
        for (a, b) in [
            ("visit", "visited"),
            ("visits", "visiting"),
            ("deliver", "delivered"),
            ("sanction", "sanctions"),
            ("minister's", "ministers"),
            ("discuss", "discusses"),
            ("arrive", "arriving"),
            ("country", "countries"),
        ] {
            assert_eq!(stem(a), stem(b), "{a} {b}");
        }
        for word in ["news", "gas", "virus", "crisis", "is"] {
            assert!(stem(word).len() + 1 >= word.len(), "{word}");
        }
    }

    #[test]
    fn the_list_is_sorted() {
        assert!(FUNCTION_WORDS.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(
            FUNCTION_WORDS.iter().all(|word| is_function_word(word) && word.len() <= LONGEST_FUNCTION_WORD)
        );
        for word in ["", "letter", "th", "thee", "zoo", "ž", "'x", "themselvess"] {
            assert!(!is_function_word(word), "{word}");
        }
    }
}
