//! Contractions: where UD cuts "don't", "cannot", "gonna" and the careless "dont".

/// Whether a word could be one of [`cut`]'s: asked for every word, so it looks at length and two letters only.
#[inline]
pub(crate) fn may_be(word: &[u8]) -> bool {
    let (Some(&first), Some(&last)) = (word.first(), word.last()) else { return false };
    word.len() <= 8
        && matches!(last | 0x20, b't' | b'a' | b'm' | b'e' | b's')
        && FIRST[(first | 0x20) as usize & 0x7f]
        && word.len() >= 2
}

const FIRST: [bool; 128] = {
    let mut table = [false; 128];
    let letters = b"cdwgliyhats";
    let mut at = 0;
    while at < letters.len() {
        table[letters[at] as usize] = true;
        at += 1;
    }
    table
};

/// Where to cut a contraction that has no apostrophe, or 0.
pub(crate) fn cut(word: &[u8]) -> usize {
    let mut lower = [0; 8];
    let Some(lower) = lower.get_mut(..word.len()) else { return 0 };
    lower.copy_from_slice(word);
    lower.make_ascii_lowercase();
    match &*lower {
        b"cannot" => 3,
        b"gonna" | b"wanna" | b"gotta" | b"gimme" | b"lemme" => 3,
        b"dont" | b"cant" | b"wont" | b"aint" => 2,
        b"didnt" | b"isnt" | b"wasnt" | b"arent" | b"hasnt" | b"hadnt" | b"doesnt" | b"werent"
        | b"havent" | b"couldnt" | b"wouldnt" | b"shouldnt" => word.len() - 2,
        b"im" if word.first() == Some(&b'i') || word == b"Im" => 1,
        b"ive" => 1,
        b"youre" | b"theyre" => word.len() - 2,
        b"thats" | b"whats" | b"theres" => word.len() - 1,
        _ => 0,
    }
}

/// Length of a suffix that is cut off behind an apostrophe: the letters of 's, 'd, 'm, 'll, 're, 've.
pub(crate) fn is_suffix(letters: &[u8]) -> bool {
    matches!(letters, b"s" | b"d" | b"m" | b"ll" | b"re" | b"ve" | b"S" | b"D" | b"M" | b"LL" | b"RE" | b"VE")
}

/// Words that begin with an apostrophe, as they stand behind it.
pub(crate) fn is_clipped(letters: &[u8]) -> bool {
    let mut lower = [0; 6];
    let Some(lower) = lower.get_mut(..letters.len()) else { return false };
    lower.copy_from_slice(letters);
    lower.make_ascii_lowercase();
    matches!(
        &*lower,
        b"em" | b"til" | b"cause" | b"tis" | b"twas" | b"n" | b"bout" | b"round" | b"cuz" | b"cos" | b"till"
    )
}
