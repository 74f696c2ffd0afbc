//! A small stand-in for the tokenizer: splits as Universal Dependencies do, well enough for invented sentences.

use copydesk_sdk::{Document, Layer};

const ABBREVIATIONS: &[&str] = &[
    "Mr.", "Mrs.", "Ms.", "Dr.", "Sen.", "Rep.", "Gov.", "Gen.", "Lt.", "Col.", "Prof.", "St.", "Inc.",
    "Corp.", "Ltd.", "Co.", "Jr.", "Sr.", "No.", "vs.", "Jan.", "Feb.", "Aug.", "Sept.", "Oct.", "Nov.",
    "Dec.", "a.m.", "p.m.", "U.S.", "U.N.", "U.K.", "D.C.",
];

/// A document with tokens, sentences and one body segment per line.
pub(crate) fn document(text: &str) -> Document {
    let (mut segments, mut tokens, mut sents) = (Layer::new(), Layer::new(), Layer::new());
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end();
        if !body.is_empty() {
            segments.push(offset as u32, (offset + body.len()) as u32).label("body");
            split_line(body, offset, &mut tokens, &mut sents);
        }
        offset += line.len();
    }
    let mut doc = Document::new("test", text);
    doc.put_layer("segments", segments);
    doc.put_layer("tokens", tokens);
    doc.put_layer("sents", sents);
    doc
}

fn split_line(line: &str, offset: usize, tokens: &mut Layer, sents: &mut Layer) {
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for word in line.split(' ') {
        split_word(word, at, &mut pieces);
        at += word.len() + 1;
    }
    let mut first = None;
    let mut last_end = 0;
    for (index, &(start, end)) in pieces.iter().enumerate() {
        tokens.push((offset + start) as u32, (offset + end) as u32);
        let begin = *first.get_or_insert(start);
        last_end = end;
        let text = &line[start..end];
        let closing =
            pieces.get(index + 1).is_some_and(|&(s, e)| matches!(&line[s..e], "”" | "\"" | "’" | ")"));
        let after_stop =
            index > 0 && matches!(&line[pieces[index - 1].0..pieces[index - 1].1], "." | "!" | "?");
        let closes = matches!(text, "”" | "\"") && after_stop;
        if matches!(text, "." | "!" | "?") && !closing || closes {
            sents.push((offset + begin) as u32, (offset + end) as u32);
            first = None;
        }
    }
    if let Some(begin) = first {
        sents.push((offset + begin) as u32, (offset + last_end) as u32);
    }
}

fn split_word(word: &str, at: usize, pieces: &mut Vec<(usize, usize)>) {
    let (mut start, mut end) = (0, word.len());
    while let Some(c) = word[start..end].chars().next().filter(|c| "“\"‘([{$€£—–".contains(*c)) {
        pieces.push((at + start, at + start + c.len_utf8()));
        start += c.len_utf8();
    }
    let mut tail = Vec::new();
    loop {
        let rest = &word[start..end];
        let initial = rest.len() == 2 && rest.ends_with('.') && rest.starts_with(char::is_uppercase);
        if rest.is_empty() || ABBREVIATIONS.contains(&rest) || initial {
            break;
        }
        if let Some(mark) = ["'s", "’s", "n't", "n’t", "'ve", "'re", "’re", "’ve", "'ll"]
            .iter()
            .find(|mark| rest.ends_with(**mark) && rest.len() > mark.len())
        {
            tail.push((at + end - mark.len(), at + end));
            end -= mark.len();
            continue;
        }
        let Some(c) = rest.chars().next_back().filter(|c| ",.;:!?”\"’'()]}%—–".contains(*c)) else {
            break;
        };
        tail.push((at + end - c.len_utf8(), at + end));
        end -= c.len_utf8();
    }
    let mut from = start;
    let rest = &word[start..end];
    for (index, c) in rest.char_indices() {
        let inside = index > 0 && index + c.len_utf8() < rest.len();
        let letters = rest[index..].chars().nth(1).is_some_and(char::is_alphabetic);
        if inside && (matches!(c, '-' | '–' | '—' | '/') || letters && matches!(c, ',' | ':' | '"' | ')'))
        {
            if from < start + index {
                pieces.push((at + from, at + start + index));
            }
            pieces.push((at + start + index, at + start + index + c.len_utf8()));
            from = start + index + c.len_utf8();
        }
    }
    if from < end {
        pieces.push((at + from, at + end));
    }
    pieces.extend(tail.into_iter().rev());
}
