//! Given names of two syllables with a hyphen between them: "Kim Min-woo", "Li Ka-shing".
//!
//! GUM keeps them whole where the first syllable has two or three letters (17 of 19 in its training and development
//! parts) and cuts them where it has more (13 of 14), so the length decides.

use crate::scan::Scan;

/// Surnames, in Latin letters, behind which such names stand. Sorted.
const SURNAMES: &[&str] = &[
    "Ahn", "Au", "Bae", "Baek", "Cha", "Chan", "Chang", "Chau", "Chen", "Cheng", "Cheung", "Chiang", "Chin",
    "Chiu", "Cho", "Choi", "Chow", "Choy", "Chu", "Chua", "Chui", "Chun", "Chung", "Fong", "Fung", "Gao",
    "Goh", "Guo", "Han", "Ho", "Hong", "Hsieh", "Hsu", "Hu", "Huang", "Hui", "Hung", "Hwang", "Ip", "Jang",
    "Jeon", "Jeong", "Jiang", "Jung", "Kam", "Kang", "Kim", "Ko", "Koh", "Kong", "Koo", "Kuo", "Kwan",
    "Kwok", "Kwon", "Kwong", "Lai", "Lam", "Lau", "Lee", "Leong", "Leung", "Li", "Liang", "Liao", "Lim",
    "Lin", "Ling", "Liu", "Lo", "Lu", "Lui", "Luk", "Ma", "Mak", "Mok", "Moon", "Nam", "Ng", "Ngai", "Noh",
    "Oh", "Ong", "Paik", "Pak", "Pang", "Park", "Peng", "Poon", "Roh", "Ryu", "Seo", "Shen", "Shih", "Shin",
    "Shiu", "Siu", "Soh", "Sohn", "Song", "Soong", "Su", "Suh", "Tai", "Tam", "Tang", "Teo", "Tong", "Tsai",
    "Tsang", "Tse", "Tseng", "Tsoi", "Tsui", "Tung", "Wan", "Wang", "Wong", "Woo", "Wu", "Yam", "Yang",
    "Yao", "Yau", "Yeh", "Yeo", "Yeoh", "Yeung", "Yi", "Yip", "Yoo", "Yoon", "Yu", "Yuen", "Yun", "Zeng",
    "Zhang", "Zhao", "Zheng", "Zhou", "Zhu",
];

/// Consonants of two letters that syllables begin with.
const TWO: &[&[u8; 2]] =
    &[b"ch", b"gw", b"hs", b"hw", b"hy", b"kw", b"ky", b"my", b"ng", b"sh", b"sz", b"ts", b"tz", b"zh"];

/// Longest second syllable, in letters.
const LONGEST: usize = 6;

impl Scan<'_> {
    /// Whether the capitalised word from `start` to `end` is the first syllable of a given name that goes on behind its hyphen.
    #[inline(never)]
    pub(crate) fn is_given_name(&self, start: usize, end: usize) -> bool {
        let first = self.bytes.get(start..end).unwrap_or_default();
        if !((2..=3).contains(&first.len()) && is_syllable(first)) {
            return false;
        }
        let tail = self.run(end + 1);
        let second = self.bytes.get(end + 1..tail).unwrap_or_default();
        (2..=LONGEST).contains(&second.len())
            && self.byte(tail) != b'-'
            && is_syllable(second)
            && self.follows_surname(start)
    }

    fn follows_surname(&self, start: usize) -> bool {
        let Some(before) = self.unit_tokens().last() else { return false };
        before.end as usize + 1 == start
            && self.byte(start - 1) == b' '
            && SURNAMES.binary_search(&before.of(self.text)).is_ok()
    }
}

/// Whether a word is one syllable of Chinese or Korean in Latin letters: one or two consonants or none, up to three
/// vowels, and at the end one of the few consonants that can stand there. Small letters but for the first.
fn is_syllable(word: &[u8]) -> bool {
    if !word.iter().skip(1).all(u8::is_ascii_lowercase) || !word.iter().all(u8::is_ascii_alphabetic) {
        return false;
    }
    let small = |at: usize| word.get(at).map_or(0, u8::to_ascii_lowercase);
    let vowel = |letter: u8| matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u');
    let two = TWO.contains(&&[small(0), small(1)]);
    let onset = if two { 2 } else { usize::from(!vowel(small(0))) };
    let vowels = (onset..word.len())
        .take_while(|&at| vowel(small(at)) || at > onset && matches!(small(at), b'w' | b'y'));
    let end = onset + vowels.count();
    let rest = word.get(end..).unwrap_or_default();
    (onset + 1..=onset + 3).contains(&end)
        && matches!(rest, b"" | b"n" | b"ng" | b"m" | b"k" | b"p" | b"t" | b"l" | b"h")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surnames_are_sorted() {
        assert!(SURNAMES.is_sorted());
    }

    #[test]
    fn syllables_are_told_from_other_words() {
        for word in [
            "Min", "Woo", "Ka", "shing", "Hye", "hyun", "Yiu", "chung", "Wai", "ching", "Siu", "lai", "Eun",
            "Ng",
        ] {
            assert_eq!(is_syllable(word.as_bytes()), word != "Ng", "{word}");
        }
        for word in ["", "Line", "Mart", "Dry", "Star", "MIN", "a\u{e9}", "Buyers", "mb", "out-"] {
            assert!(!is_syllable(word.as_bytes()), "{word}");
        }
    }
}
