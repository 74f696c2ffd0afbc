//! Finds markup in text that should be plain: tags, comments, scripts and template tokens.
//!
//! Only what certainly is not text counts: a tag must have a name that HTML knows, a token must look like one that a
//! content system fills in. `<Anna>` and `{as he put it}` stay text. Character references (`&amp;`) are left alone:
//! they stand for a character of the story.

use copydesk_sdk::Span;

/// One piece of markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Markup {
    /// Where it is.
    pub(crate) span: Span,
    /// What it is, which becomes the segment's `reason`.
    pub(crate) reason: &'static str,
    /// Whether it ends a line: `<p>`, `<br>`, `<li>` and the like.
    pub(crate) block: bool,
}

/// Longest tag, in bytes.
const MAX_TAG: usize = 2_000;
/// Longest template token, in bytes.
const MAX_TOKEN: usize = 120;

/// Appends all markup of `text` to `out`, in order and without overlaps. Linear: every search is bounded or ends in
/// a flag that forbids to repeat it.
pub(crate) fn find(text: &str, out: &mut Vec<Markup>) {
    let bytes = text.as_bytes();
    let mut closers = Closers::default();
    let mut at = 0;
    // A per cent sign is common and opens something only where another one follows.
    let doubled = memchr::memmem::find(bytes, b"%%").is_some();
    let next = |rest: &[u8]| {
        if doubled {
            rest.iter().position(|&byte| MAY_OPEN[byte as usize])
        } else {
            let found = memchr::memchr3(b'<', b'{', b'[', rest)?;
            let dollar = found.checked_sub(1).filter(|&before| rest.get(before) == Some(&b'$'));
            Some(dollar.unwrap_or(found))
        }
    };
    while let Some(skip) = bytes.get(at..).and_then(next) {
        at += skip;
        let rest = bytes.get(at..).unwrap_or_default();
        let found = match rest.first() {
            Some(b'<') => tag(rest, &mut closers),
            Some(b'{') => braces(rest),
            Some(b'$') if rest.get(1) == Some(&b'{') => {
                braces(rest.get(1..).unwrap_or_default()).map(|(len, _, block)| (len + 1, TOKEN, block))
            }
            Some(b'[') => brackets(rest),
            Some(b'%') => between(rest, b"%%", b"%%").map(|len| (len, TOKEN, false)),
            _ => None,
        };
        let Some((len, reason, block)) = found else {
            // Nothing opens at a brace behind a dollar sign that opens nothing.
            at += if rest.first() == Some(&b'$') { 2 } else { 1 };
            continue;
        };
        out.push(Markup { span: Span::new(at as u32, (at + len) as u32), reason, block });
        at += len;
    }
}

const TOKEN: &str = "template-token";

const MAY_OPEN: [bool; 256] = {
    let mut table = [false; 256];
    table[b'<' as usize] = true;
    table[b'{' as usize] = true;
    table[b'$' as usize] = true;
    table[b'[' as usize] = true;
    table[b'%' as usize] = true;
    table
};

/// Which long closers are known to be missing from here on.
#[derive(Debug, Default)]
struct Closers {
    no_comment: bool,
    no_script: bool,
    no_style: bool,
}

type Found = (usize, &'static str, bool);

fn tag(rest: &[u8], closers: &mut Closers) -> Option<Found> {
    if rest.starts_with(b"<!--") {
        return to_closer(rest, b"-->", &mut closers.no_comment).map(|len| (len, "comment", false));
    }
    if rest.starts_with(b"<%") {
        return between(rest, b"<%", b"%>").map(|len| (len, TOKEN, false));
    }
    let closing = rest.get(1) == Some(&b'/');
    let name_at = if closing || rest.get(1) == Some(&b'!') { 2 } else { 1 };
    let name: &[u8] = rest.get(name_at..).unwrap_or_default();
    let len = name.iter().take(12).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let name = name.get(..len).unwrap_or_default();
    let block = BLOCK_TAGS.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
    let known = block || INLINE_TAGS.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
    let after = rest.get(name_at + len).copied();
    if !known || !matches!(after, Some(b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\r')) {
        return None;
    }
    let close = tag_end(rest)?;
    if !closing && name.eq_ignore_ascii_case(b"script") {
        let len = to_closer(rest, b"</script>", &mut closers.no_script).unwrap_or(close);
        return Some((len, "script", true));
    }
    if !closing && name.eq_ignore_ascii_case(b"style") {
        let len = to_closer(rest, b"</style>", &mut closers.no_style).unwrap_or(close);
        return Some((len, "style", true));
    }
    Some((close, "tag", block))
}

/// Length of the tag at the beginning of `rest`. A `<` outside quotes says that it is none.
fn tag_end(rest: &[u8]) -> Option<usize> {
    let mut quote = 0;
    for (at, &byte) in rest.iter().enumerate().take(MAX_TAG).skip(1) {
        match byte {
            b'>' if quote == 0 => return Some(at + 1),
            b'<' if quote == 0 => return None,
            b'"' | b'\'' if quote == 0 && rest.get(at.saturating_sub(1)) == Some(&b'=') => quote = byte,
            _ if byte == quote => quote = 0,
            _ => {}
        }
    }
    None
}

/// Length up to and with `closer`; sets `missing` when there is none, so that nobody looks again.
fn to_closer(rest: &[u8], closer: &[u8], missing: &mut bool) -> Option<usize> {
    if *missing {
        return None;
    }
    let found = rest.windows(closer.len()).position(|piece| piece.eq_ignore_ascii_case(closer));
    *missing = found.is_none();
    found.map(|at| at + closer.len())
}

/// Length of `open ... close` on one line and not too long, with something plain in between.
fn between(rest: &[u8], open: &[u8], close: &[u8]) -> Option<usize> {
    let inner = rest.strip_prefix(open)?;
    let window = inner.get(..inner.len().min(MAX_TOKEN)).unwrap_or_default();
    let (&first, rest) = close.split_first()?;
    let len = memchr::memchr_iter(first, window)
        .find(|&at| window.get(at + 1..).is_some_and(|w| w.starts_with(rest)))?;
    let inner = window.get(..len).unwrap_or_default();
    (len > 0 && !inner.iter().any(|&byte| byte == b'\n' || byte >= 0x80))
        .then_some(open.len() + len + close.len())
}

/// `{ident}`, `{{ anything }}`, `{% anything %}`.
fn braces(rest: &[u8]) -> Option<Found> {
    if let Some(len) = between(rest, b"{{", b"}}").or_else(|| between(rest, b"{%", b"%}")) {
        return Some((len, TOKEN, false));
    }
    let len = between(rest, b"{", b"}")?;
    let inner = rest.get(1..len - 1).unwrap_or_default();
    let plain = inner.iter().all(|&byte| byte.is_ascii_alphanumeric() || b"_-.:/#=".contains(&byte));
    (plain && inner.len() <= 60).then_some((len, TOKEN, false))
}

/// `[[ad:slot]]` and the shortcodes of content systems, such as `[gallery ids="1,2"]` and `[/caption]`.
fn brackets(rest: &[u8]) -> Option<Found> {
    if let Some(len) = between(rest, b"[[", b"]]") {
        let inner = rest.get(2..len - 2).unwrap_or_default();
        let signs = inner.iter().any(|byte| b"_:=#|".contains(byte) || byte.is_ascii_digit());
        let lower = !inner.iter().any(u8::is_ascii_uppercase);
        let upper = !inner.iter().any(u8::is_ascii_lowercase);
        // `[[Name]]` may be a link of a wiki, and then its text belongs to the story.
        return (signs || lower || upper).then_some((len, TOKEN, false));
    }
    let len = between(rest, b"[", b"]")?;
    let inner = rest.get(1..len - 1).unwrap_or_default();
    let name = inner.strip_prefix(b"/").unwrap_or(inner);
    let end = name.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_' && *byte != b'-');
    let (name, after) = name.split_at(end.unwrap_or(name.len()));
    let known = SHORTCODES.iter().any(|code| name == code.as_bytes());
    let shaped =
        after.is_empty() || (after.first() == Some(&b' ') && after.contains(&b'=')) || after[0] == b':';
    (known && shaped).then_some((len, TOKEN, false))
}

const SHORTCODES: &[&str] = &[
    "ad",
    "ads",
    "adsense",
    "audio",
    "block",
    "caption",
    "contact-form",
    "embed",
    "fbvideo",
    "gallery",
    "iframe",
    "infobox",
    "instagram",
    "mc4wp_form",
    "newsletter",
    "playlist",
    "poll",
    "quote",
    "read_more",
    "related",
    "related_posts",
    "shortcode",
    "sidebar",
    "slideshow",
    "social",
    "soundcloud",
    "tweet",
    "twitter",
    "video",
    "vimeo",
    "wpvideo",
    "youtube",
];

/// Tags that end a line.
const BLOCK_TAGS: &[&str] = &[
    "p",
    "br",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "table",
    "tr",
    "td",
    "th",
    "thead",
    "tbody",
    "tfoot",
    "section",
    "article",
    "aside",
    "header",
    "footer",
    "nav",
    "main",
    "figure",
    "figcaption",
    "blockquote",
    "pre",
    "hr",
    "form",
    "fieldset",
    "address",
    "html",
    "head",
    "body",
    "title",
    "meta",
    "link",
    "script",
    "style",
    "noscript",
    "iframe",
    "template",
    "doctype",
    "option",
    "select",
    "textarea",
    "video",
    "audio",
    "picture",
    "source",
    "caption",
    "details",
    "summary",
    "center",
];

/// Tags that stand inside a line.
const INLINE_TAGS: &[&str] = &[
    "a", "abbr", "acronym", "amp", "b", "bdi", "bdo", "big", "button", "cite", "code", "data", "del", "dfn",
    "em", "font", "i", "img", "input", "ins", "kbd", "label", "legend", "map", "mark", "nobr", "object",
    "embed", "param", "output", "path", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "sub", "sup", "svg", "time", "track", "tt", "u", "var", "wbr", "canvas", "area", "col",
    "colgroup", "base",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let mut out = Vec::new();
        find(text, &mut out);
        out.iter().map(|markup| markup.span.of(text)).collect()
    }

    #[test]
    fn markup_is_told_from_text() {
        let cases: &[(&str, &str, &[&str])] = &[
            ("nothing", "A plain line.", &[]),
            ("tags", "<p>He <u>met</u> her.</p>", &["<p>", "<u>", "</u>", "</p>"]),
            ("attributes", "<a href=\"x>y\" rel='z'>link</a>", &["<a href=\"x>y\" rel='z'>", "</a>"]),
            ("comment", "a <!-- note\nmore --> b", &["<!-- note\nmore -->"]),
            ("unclosed comment", "a <!-- note", &[]),
            ("script with its text", "<script>if (a<b) x();</script>ok", &["<script>if (a<b) x();</script>"]),
            ("not a tag", "a < b and <Anna> wrote <anna@example.org>", &[]),
            ("unclosed tag", "<b It ends", &[]),
            (
                "tokens",
                "{adslot} {{ ad.top }} {% if x %} %%id%% ${name}",
                &["{adslot}", "{{ ad.top }}", "{% if x %}", "%%id%%", "${name}"],
            ),
            (
                "brackets",
                "[[ad:top]] [gallery ids=\"1\"] [/caption] [embed]",
                &["[[ad:top]]", "[gallery ids=\"1\"]", "[/caption]", "[embed]"],
            ),
            ("text in brackets", "“[He] was {as he put it} tired [sic],” 5 %% [[Bonn]] [video of it]", &[]),
            ("references are text", "Smith &amp; Sons &#39;x&#39;", &[]),
        ];
        for (name, text, expected) in cases {
            assert_eq!(found(text), *expected, "{name}");
        }
    }
}
