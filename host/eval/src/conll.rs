//! Reads CoNLL entity files: one token a line, a blank line after each sentence, `-DOCSTART-` before a document.
//!
//! The token is the first column; the tag is the last column in which every line has a tag (`O`, `B-PER`, ...), so
//! that both the two-column form and the four columns of CoNLL-2003 are understood. Columns are separated by tabs,
//! or by blanks where a line has no tab. Tags may be BIO, BIOES (also written BILOU) or IOB1; chunks are read from
//! them as the scorer of CoNLL-2000 to 2003, `conlleval`, does, which never refuses a sequence.

use crate::gold::{Mark, Span};
use crate::{EvalError, GoldDocument};

/// How a text is made of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Join {
    /// As a person would write them: closing punctuation hugs the word before it, brackets and quotes hug their
    /// inside, Penn Treebank brackets and quotes become plain ones.
    #[default]
    Written,
    /// One blank between tokens, which stay as they are.
    Blank,
}

/// What becomes one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Context {
    /// What stands between two `-DOCSTART-` lines; 40 sentences at a time where the file has none.
    #[default]
    Document,
    /// The same, but never more than so many sentences.
    AtMost(usize),
    /// Every sentence.
    Sentence,
}

/// Reads a file into documents; sentences are joined by a line break. Ids are `doc1`, `doc2`, ...
///
/// # Errors
/// A file without tokens, or in which no column holds tags.
pub fn read(text: &str, file: &str, join: Join, context: Context) -> Result<Vec<GoldDocument>, EvalError> {
    let (sentences, marked) = sentences(text);
    let column = tag_column(&sentences, file)?;
    let limit = match context {
        Context::Sentence => 1,
        Context::AtMost(most) => most.max(1),
        Context::Document if marked => usize::MAX,
        Context::Document => 40,
    };
    let mut docs: Vec<GoldDocument> = Vec::new();
    for sentence in &sentences {
        if docs.last().is_none_or(|doc| doc.sents.len() >= limit) || sentence.opens_document {
            docs.push(GoldDocument { id: format!("doc{}", docs.len() + 1), ..GoldDocument::default() });
        }
        if let Some(doc) = docs.last_mut() {
            add_sentence(doc, sentence, column, join)
                .ok_or_else(|| EvalError::file(file, "a document is over 4 GiB"))?;
        }
    }
    Ok(docs)
}

struct Sentence<'a> {
    /// The columns of each token.
    rows: Vec<Vec<&'a str>>,
    opens_document: bool,
}

/// The sentences of a file and whether it says where documents begin.
fn sentences(text: &str) -> (Vec<Sentence<'_>>, bool) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut out, mut rows, mut opens, mut marked) = (Vec::new(), Vec::new(), true, false);
    for line in text.lines().chain([""]) {
        let line = line.trim_end_matches('\r');
        let columns: Vec<&str> =
            if line.contains('\t') { line.split('\t').collect() } else { line.split_whitespace().collect() };
        let first = columns.first().copied().unwrap_or("");
        if line.trim().is_empty() {
            if !rows.is_empty() {
                out.push(Sentence {
                    rows: std::mem::take(&mut rows),
                    opens_document: std::mem::take(&mut opens),
                });
            }
        } else if first == "-DOCSTART-" {
            // A sentence that is not closed by a blank line ends here.
            if !rows.is_empty() {
                out.push(Sentence { rows: std::mem::take(&mut rows), opens_document: opens });
            }
            (opens, marked) = (true, true);
        } else {
            rows.push(columns);
        }
    }
    (out, marked)
}

/// A tag's kind of place and its label: `B-PER` is (`B`, `PER`).
fn split_tag(tag: &str) -> Option<(char, &str)> {
    if tag == "O" || tag.is_empty() {
        return Some(('O', ""));
    }
    let (place, label) = tag.split_once('-')?;
    let place = place.chars().next().filter(|_| place.len() == 1)?;
    matches!(place, 'B' | 'I' | 'E' | 'S' | 'L' | 'U').then_some((place, label))
}

fn tag_column(sentences: &[Sentence<'_>], file: &str) -> Result<usize, EvalError> {
    let rows = || sentences.iter().flat_map(|sentence| &sentence.rows);
    let width = rows().map(Vec::len).min();
    let Some(width) = width else {
        return Err(EvalError::file(file, "no tokens; expected one token and its tag a line"));
    };
    let tags = |column: usize| rows().all(|row| row.get(column).is_some_and(|tag| split_tag(tag).is_some()));
    (1..width).rev().find(|&column| tags(column)).ok_or_else(|| {
        let message = "no column holds tags; expected `O` or a tag such as `B-PER` on every line";
        EvalError::file(file, message)
    })
}

fn add_sentence(doc: &mut GoldDocument, sentence: &Sentence<'_>, column: usize, join: Join) -> Option<()> {
    if !doc.text.is_empty() {
        doc.text.push('\n');
    }
    let words: Vec<&str> = sentence.rows.iter().map(|row| row.first().copied().unwrap_or("")).collect();
    let first = doc.tokens.len();
    join_words(&words, join, &mut doc.text, &mut doc.tokens)?;
    let tokens = doc.tokens.get(first..)?;
    let (start, end) = (tokens.first()?.start, tokens.last()?.end);
    doc.words.extend_from_slice(tokens);
    doc.sents.push(Span { start, end });
    let tags: Vec<&str> = sentence.rows.iter().map(|row| row.get(column).copied().unwrap_or("O")).collect();
    for (from, to, label) in chunks(&tags) {
        let span = Span { start: tokens.get(from)?.start, end: tokens.get(to - 1)?.end };
        doc.ents.push(Mark { span, label: label.to_owned(), ..Mark::default() });
    }
    Some(())
}

/// The chunks of a tag sequence: first token, one past the last, label. A chunk ends before `O`, `B`, `S` and `U`,
/// before another label, and after `E`, `L`, `S` and `U`; any other tag than `O` begins one where none is open
/// (the rules of `conlleval`). Tags that are none count as `O`.
pub fn chunks<'a>(tags: &[&'a str]) -> Vec<(usize, usize, &'a str)> {
    let mut out = Vec::new();
    let mut open: Option<(usize, &str)> = None;
    let mut closing = false;
    for (at, tag) in tags.iter().copied().chain(["O"]).enumerate() {
        let (place, label) = split_tag(tag).unwrap_or(('O', ""));
        if let Some((start, current)) = open
            && (closing || matches!(place, 'O' | 'B' | 'S' | 'U') || label != current)
        {
            out.push((start, at, current));
            open = None;
        }
        if place != 'O' && open.is_none() {
            open = Some((at, label));
        }
        closing = matches!(place, 'E' | 'L' | 'S' | 'U');
    }
    out
}

/// No blank stands before these.
const HUG_LEFT: [&str; 24] = [
    ".", ",", ";", ":", "!", "?", ")", "]", "}", "%", "'s", "n't", "'re", "'ve", "'ll", "'d", "'m", "’s",
    "n’t", "''", "”", "...", "’", "-RRB-",
];

/// No blank stands after these.
const HUG_RIGHT: [&str; 9] = ["(", "[", "{", "$", "#", "£", "€", "“", "‘"];

/// Appends tokens to a text and notes their places. In the written form straight quotes open and close in turn.
fn join_words(words: &[&str], join: Join, text: &mut String, spans: &mut Vec<Span>) -> Option<()> {
    let begin = text.len();
    let (mut quoted, mut glue) = (false, true);
    for &word in words {
        let plain = match word {
            "``" | "''" => "\"",
            "-LRB-" | "-lrb-" => "(",
            "-RRB-" | "-rrb-" => ")",
            other => other,
        };
        let (form, before) = match join {
            Join::Blank => (word, true),
            Join::Written if plain == "\"" => {
                quoted = !quoted;
                let inside = text.get(begin..).unwrap_or("");
                glue = quoted;
                (plain, quoted && !inside.is_empty() && !inside.ends_with(['(', '[']))
            }
            Join::Written => {
                let before = !glue && !HUG_LEFT.contains(&word) && !HUG_LEFT.contains(&plain);
                glue = HUG_RIGHT.contains(&word) || HUG_RIGHT.contains(&plain);
                (plain, before)
            }
        };
        if before && text.len() > begin {
            text.push(' ');
        }
        let start = u32::try_from(text.len()).ok()?;
        text.push_str(form);
        spans.push(Span { start, end: u32::try_from(text.len()).ok()? });
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_follow_conlleval() {
        type Row<'a> = (&'a str, &'a str, &'a [(usize, usize, &'a str)]);
        let rows: [Row<'_>; 9] = [
            ("bio", "B-PER I-PER O B-LOC", &[(0, 2, "PER"), (3, 4, "LOC")]),
            ("two in a row", "B-PER B-PER I-PER", &[(0, 1, "PER"), (1, 3, "PER")]),
            ("iob1", "I-PER I-PER B-PER O I-LOC", &[(0, 2, "PER"), (2, 3, "PER"), (4, 5, "LOC")]),
            ("label changes inside", "B-PER I-ORG", &[(0, 1, "PER"), (1, 2, "ORG")]),
            ("bioes", "B-PER I-PER E-PER S-LOC S-LOC", &[(0, 3, "PER"), (3, 4, "LOC"), (4, 5, "LOC")]),
            ("bilou", "B-PER L-PER U-LOC", &[(0, 2, "PER"), (2, 3, "LOC")]),
            ("inside after an end", "B-PER E-PER I-PER", &[(0, 2, "PER"), (2, 3, "PER")]),
            ("hyphen in the label", "B-creative-work", &[(0, 1, "creative-work")]),
            ("nothing", "", &[]),
        ];
        for (name, tags, expected) in rows {
            let tags: Vec<&str> = tags.split_whitespace().collect();
            assert_eq!(chunks(&tags), expected, "{name}");
        }
    }

    #[test]
    fn columns_and_documents_are_found() {
        let two = "-DOCSTART-\n\nAda\tB-PER\nsleeps\tO\n.\tO\n\n-DOCSTART-\n\nBrno\tB-LOC\n";
        let four = "-DOCSTART- -X- -X- O\n\nAda NNP I-NP I-PER\nsleeps VBZ I-VP O\n. . O O\n\
                    -DOCSTART- -X- O O\nBrno NNP I-NP I-LOC\n";
        for (name, file) in [("two columns", two), ("four columns", four)] {
            let docs = read(file, "x.conll", Join::Written, Context::Document).unwrap();
            let found: Vec<(&str, &str, &str)> = docs
                .iter()
                .flat_map(|doc| {
                    doc.ents.iter().map(|ent| (doc.text.as_str(), ent.span.of(&doc.text), &*ent.label))
                })
                .collect();
            assert_eq!(found, [("Ada sleeps.", "Ada", "PER"), ("Brno", "Brno", "LOC")], "{name}");
        }
        let plain = "a\tO\n\n".repeat(41);
        let count = |context| read(&plain, "x", Join::Written, context).unwrap().len();
        assert_eq!(
            (count(Context::Document), count(Context::AtMost(10)), count(Context::Sentence)),
            (2, 5, 41)
        );
    }

    #[test]
    fn texts_are_written_as_people_do() {
        let rows = [
            (
                "hugging",
                "He does n't pay $ 5 ( five ) , Ada 's \" boss \" said .",
                "He doesn't pay $5 (five), Ada's \"boss\" said.",
            ),
            ("treebank", "`` No -LRB- yet -RRB- , '' she said", "\"No (yet),\" she said"),
            ("quote after a bracket", "( \" x \" )", "(\"x\")"),
        ];
        for (name, words, expected) in rows {
            let words: Vec<&str> = words.split(' ').collect();
            let (mut text, mut spans) = (String::new(), Vec::new());
            join_words(&words, Join::Written, &mut text, &mut spans).unwrap();
            assert_eq!(text, expected, "{name}");
            assert_eq!(spans.len(), words.len());
            text.clear();
            join_words(&words, Join::Blank, &mut text, &mut Vec::new()).unwrap();
            assert_eq!(text, words.join(" "), "{name}");
        }
    }

    #[test]
    fn bad_files_are_named() {
        let rows = [
            ("empty", "\n\n", "no tokens"),
            ("no tags", "a\tb\n", "no column holds tags"),
            ("one column", "a\n", "no column"),
        ];
        for (name, text, message) in rows {
            let error = read(text, "x.conll", Join::Written, Context::Document).unwrap_err().to_string();
            assert!(error.contains(message), "{name}: {error}");
        }
    }
}
