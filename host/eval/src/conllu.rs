//! Reads CoNLL-U and rebuilds the raw text.
//!
//! Documents start at `# newdoc`, paragraphs at `# newpar` (a blank line in the text), tokens are joined by one
//! blank unless `SpaceAfter=No`. A range line (`3-4`) is one surface token and several words; the words' places are
//! known where their forms spell the surface token (`do` + `n't`), else the whole token stands for them as one word.
//! Empty nodes (`3.1`) are not part of the text. (Format: universaldependencies.org/format.html.)

use crate::gold::Span;
use crate::{EvalError, GoldDocument};

/// Reads a file into its documents.
///
/// # Errors
/// A line that is not CoNLL-U, or a file without tokens.
pub fn read(text: &str, file: &str) -> Result<Vec<GoldDocument>, EvalError> {
    let mut reader = Reader::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for (index, raw) in text.lines().enumerate() {
        let line = raw.trim_end_matches('\r');
        if let Some(comment) = line.strip_prefix('#') {
            reader.comment(comment.trim());
        } else if line.trim().is_empty() {
            reader.end_sentence();
        } else {
            reader.token(line).map_err(|message| EvalError::line(file, index + 1, message))?;
        }
    }
    reader.end_sentence();
    if reader.docs.iter().all(|doc| doc.tokens.is_empty()) {
        return Err(EvalError::file(file, "no tokens; expected CoNLL-U, ten columns separated by tabs"));
    }
    Ok(reader.docs)
}

#[derive(Default)]
struct Reader {
    docs: Vec<GoldDocument>,
    /// What stands between the last token and the next one.
    gap: &'static str,
    paragraph: bool,
    sentence: Option<Span>,
    /// The last word number that the current range line covers.
    covered: u64,
    /// The surface token of the current range line and the forms of its words.
    range: Option<(Span, Vec<String>)>,
}

impl Reader {
    fn comment(&mut self, comment: &str) {
        if let Some(rest) = comment.strip_prefix("newdoc") {
            let id = rest.rsplit('=').next().map(str::trim).filter(|id| !id.is_empty());
            let id = id.map_or_else(|| format!("doc{}", self.docs.len() + 1), str::to_owned);
            self.docs.push(GoldDocument { id, ..GoldDocument::default() });
            self.gap = "";
        } else if comment.starts_with("newpar") && !comment.starts_with("newpar_block") {
            self.paragraph = true;
        }
    }

    fn token(&mut self, line: &str) -> Result<(), String> {
        let columns: Vec<&str> = line.split('\t').collect();
        let &[id, form, .., misc] = columns.as_slice() else {
            return Err("not a token line; expected ten columns separated by tabs".to_owned());
        };
        if columns.len() != 10 {
            return Err(format!("{} columns instead of ten, separated by tabs", columns.len()));
        }
        if id.contains('.') {
            return Ok(());
        }
        let number = |text: &str| text.parse::<u64>().map_err(|_| format!("`{id}` is not a token number"));
        let last = match id.split_once('-') {
            Some((_, last)) => Some(number(last)?),
            None if number(id)? <= self.covered => {
                if let Some((_, forms)) = &mut self.range {
                    forms.push(form.to_owned());
                }
                return Ok(());
            }
            None => None,
        };
        self.end_range();
        let span = self.append(form).ok_or_else(|| "the text is over 4 GiB".to_owned())?;
        match last {
            Some(last) => {
                self.covered = last;
                self.range = Some((span, Vec::new()));
            }
            None => self.doc().words.push(span),
        }
        self.gap = if misc.split('|').any(|item| item == "SpaceAfter=No") { "" } else { " " };
        Ok(())
    }

    /// Adds a token to the text, after the gap that belongs before it.
    fn append(&mut self, form: &str) -> Option<Span> {
        if self.sentence.is_none() && std::mem::take(&mut self.paragraph) {
            self.gap = if self.doc().text.is_empty() { "" } else { "\n\n" };
        }
        let gap = self.gap;
        let doc = self.doc();
        doc.text.push_str(gap);
        let start = u32::try_from(doc.text.len()).ok()?;
        doc.text.push_str(form);
        let span = Span::new(start, u32::try_from(doc.text.len()).ok()?);
        doc.tokens.push(span);
        self.sentence =
            Some(Span::new(self.sentence.map_or(span.start, |sentence| sentence.start), span.end));
        Some(span)
    }

    fn doc(&mut self) -> &mut GoldDocument {
        if self.docs.is_empty() {
            self.docs.push(GoldDocument { id: "doc1".to_owned(), ..GoldDocument::default() });
        }
        self.docs.last_mut().expect("one was pushed where there was none")
    }

    /// Places the words of a range inside its surface token.
    fn end_range(&mut self) {
        let Some((token, forms)) = self.range.take() else { return };
        let doc = self.doc();
        if forms.concat() != token.of(&doc.text) || forms.is_empty() {
            doc.words.push(token);
            return;
        }
        let mut start = token.start;
        for form in forms {
            // The forms together are as long as the token, so none can end past it.
            let end = start + u32::try_from(form.len()).unwrap_or(0);
            doc.words.push(Span::new(start, end));
            start = end;
        }
    }

    fn end_sentence(&mut self) {
        self.end_range();
        self.covered = 0;
        if let Some(sentence) = self.sentence.take() {
            self.doc().sents.push(sentence);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: &str, form: &str, misc: &str) -> String {
        format!("{id}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}\n")
    }

    #[test]
    fn the_text_is_rebuilt() {
        let file = ["# newdoc id = one\n# newpar\n# sent_id = 1\n".to_owned(), line("1", "We", "_")]
            .into_iter()
            .chain([line("2-3", "don't", "_"), line("2", "do", "_"), line("3", "n't", "_")])
            .chain([line("3.1", "ghost", "_"), line("4", "know", "SpaceAfter=No"), line("5", ".", "_")])
            .chain(["\n".to_owned(), line("1-2", "Il", "_"), line("1", "in", "_"), line("2", "le", "_")])
            .chain([
                "\n# newpar id = p2\n# newpar_block = x\n".to_owned(),
                line("1", "Žába", "SpaceAfter=No|X=y"),
            ])
            .chain(["\n# newdoc\n# newpar\n".to_owned(), line("1", "End", "_")])
            .collect::<String>();
        let docs = read(&file, "x.conllu").unwrap();
        assert_eq!(docs.len(), 2);
        let doc = &docs[0];
        assert_eq!(doc.text, "We don't know. Il\n\nŽába");
        let pieces =
            |spans: &[Span]| spans.iter().map(|span| span.of(&doc.text).to_owned()).collect::<Vec<_>>();
        assert_eq!(pieces(&doc.tokens), ["We", "don't", "know", ".", "Il", "Žába"]);
        assert_eq!(pieces(&doc.words), ["We", "do", "n't", "know", ".", "Il", "Žába"]);
        assert_eq!(pieces(&doc.sents), ["We don't know.", "Il", "Žába"]);
        assert_eq!((docs[0].id.as_str(), docs[1].id.as_str(), docs[1].text.as_str()), ("one", "doc2", "End"));
    }

    #[test]
    fn bad_files_are_named() {
        let rows = [
            ("columns", "1\tA\n".to_owned(), "line 1: not a token line"),
            ("nine", "1\tA\t_\t_\t_\t_\t_\t_\t_\n".to_owned(), "line 1: 9 columns"),
            ("number", line("x", "A", "_"), "`x` is not a token number"),
            ("empty", "# newdoc\n\n".to_owned(), "no tokens"),
        ];
        for (name, text, message) in rows {
            let error = read(&text, "x.conllu").unwrap_err().to_string();
            assert!(error.contains(message), "{name}: {error}");
        }
    }
}
