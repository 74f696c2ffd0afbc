//! Tokens known by their shape: web addresses, e-mail addresses, file names, emoticons.

/// Longest emoticon, in bytes.
const MAX_EMOTICON: usize = 3;

const EMOTICONS: &[&[u8]] = &[
    b":-)", b":-(", b";-)", b":-D", b":-P", b":-/", b":'(", b"=))", b":))", b":)", b":(", b";)", b":D",
    b":P", b":/", b":p", b"=)", b"=(", b"=D", b"(:", b"<3", b":|", b":o", b":O", b"xD",
];

/// Length of the emoticon at the beginning of `rest`, which stands alone: blanks or marks around it.
pub(crate) fn emoticon(rest: &[u8], before: u8) -> Option<usize> {
    if !matches!(rest.first(), Some(b':' | b';' | b'=' | b'(' | b'<')) || before.is_ascii_digit() {
        return None;
    }
    let window = rest.get(..rest.len().min(MAX_EMOTICON)).unwrap_or_default();
    let found = EMOTICONS.iter().find(|shape| window.starts_with(shape))?;
    let after = rest.get(found.len()).copied().unwrap_or(b' ');
    let letter =
        found.last().is_some_and(u8::is_ascii_alphabetic) || found.ends_with(b"/") || found.ends_with(b"3");
    let alone = after.is_ascii_whitespace() || !letter && !after.is_ascii_alphanumeric() && after != b'/';
    let opened = *found != b"(:" || before == 0 || before.is_ascii_whitespace();
    (alone && opened).then_some(found.len())
}

/// One past the end of an address that begins at `start`: up to a blank or a sign that addresses do not hold, without
/// the marks that a sentence puts behind it.
pub(crate) fn address_end(bytes: &[u8], start: usize) -> usize {
    let stop = |&byte: &u8| {
        byte <= b' ' || matches!(byte, b'<' | b'>' | b'"' | b'|' | b'{' | b'}' | b'\\' | b'^') || byte == 0xe2
    };
    let rest = bytes.get(start..).unwrap_or_default();
    let mut len = rest.iter().position(stop).unwrap_or(rest.len());
    // One pass backwards; brackets that were opened inside stay.
    let body = rest.get(..len).unwrap_or_default();
    let opened = body.iter().filter(|&&byte| byte == b'(').count();
    let mut closed = body.iter().filter(|&&byte| byte == b')').count();
    while let Some(&last) = rest.get(len.wrapping_sub(1)).filter(|_| len > 0) {
        let surplus = last == b')' && closed > opened;
        if !(surplus || matches!(last, b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'*' | b']' | b'['))
        {
            break;
        }
        closed -= usize::from(surplus);
        len -= 1;
    }
    start + len
}

/// Whether a label at the end of a dotted word makes it a host or file name.
pub(crate) fn is_ending(label: &[u8]) -> bool {
    let mut lower = [0; 6];
    let Some(lower) = lower.get_mut(..label.len()) else { return false };
    lower.copy_from_slice(label);
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).is_ok_and(|label| ENDINGS.binary_search(&label).is_ok())
}

/// Sorted: top-level domains that news mention, and endings of files.
const ENDINGS: &[&str] = &[
    "ai", "app", "asp", "aspx", "au", "biz", "blog", "ca", "cc", "cfm", "ch", "cn", "co", "com", "csv", "de",
    "dll", "doc", "docx", "edu", "es", "eu", "exe", "fi", "fm", "fr", "gif", "gov", "hk", "htm", "html",
    "ie", "il", "in", "info", "int", "io", "ir", "it", "jp", "jpeg", "jpg", "js", "json", "jsp", "kr", "ly",
    "me", "media", "mil", "mobi", "mov", "mp3", "mp4", "mx", "net", "news", "ng", "nl", "no", "nz", "online",
    "org", "pdf", "php", "pk", "pl", "png", "ppt", "pptx", "press", "py", "rs", "rtf", "ru", "se", "sg",
    "sh", "shtml", "site", "su", "tech", "tr", "tv", "tw", "txt", "ua", "uk", "url", "us", "wav", "wiki",
    "world", "xls", "xlsx", "xml", "xyz", "za", "zip",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_sorted() {
        assert!(ENDINGS.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(is_ending(b"COM") && !is_ending(b"said"));
    }

    #[test]
    fn addresses_end_before_the_marks_of_the_sentence() {
        for (text, expected) in [
            ("http://a.org/x_(y).", "http://a.org/x_(y)"),
            ("https://a.org), he", "https://a.org"),
            ("www.a.org/b?c=d&e=1 f", "www.a.org/b?c=d&e=1"),
        ] {
            assert_eq!(text.get(..address_end(text.as_bytes(), 0)), Some(expected));
        }
    }
}
