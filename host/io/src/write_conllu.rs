//! CoNLL-U: tokens, sentences and entities in ten columns.
//!
//! Of the columns, ID and FORM are filled, and MISC: `Entity=B-LABEL` or `I-LABEL` and `EntityId` of the
//! longest entity at that token, `SpaceAfter=No`, and `TokenRange=START:END` in code points of the document. Tokens
//! outside every sentence, such as those of furniture, come as blocks of their own with `# outside_sentence = yes`.

use copydesk_core::{Document, LayerView, Span, names};

use crate::json::push_number;
use crate::{Encoder, IoError, Offsets, Part, Results, Sink, Unit};

/// Writes CoNLL-U.
pub(crate) struct ConlluSink {
    part: Part,
}

impl ConlluSink {
    pub(crate) fn new(part: Part) -> Self {
        Self { part }
    }
}

impl Sink for ConlluSink {
    fn encoder(&self) -> Option<Encoder> {
        Some(Box::new(write_conllu))
    }

    fn document(&mut self, encoded: &[u8]) -> Result<(), IoError> {
        self.part.write(encoded)
    }

    fn finish(&mut self, _: &Results<'_>) -> Result<(), IoError> {
        self.part.flush()
    }
}

/// Appends a document.
fn write_conllu(doc: &Document, out: &mut Vec<u8>) -> Result<(), IoError> {
    let Some(tokens) = doc.view(names::TOKENS) else {
        let document = doc.id.clone();
        return Err(IoError::MissingLayer { sink: "conllu", document, layer: names::TOKENS });
    };
    let whole = [Span::new(0, doc.text().len() as u32)];
    let sents: Vec<Span> = match doc.view(names::SENTS) {
        Some(sents) => sents.spans().collect(),
        None => whole.to_vec(),
    };
    let id = one_line(&doc.id);
    let words = words(doc, &tokens);
    out.extend_from_slice(format!("# newdoc id = {id}\n").as_bytes());
    let mut next = 0;
    let mut number = 0;
    let mut block = |words: &[Word<'_>], outside: bool, out: &mut Vec<u8>| {
        if !words.is_empty() {
            number += 1;
            write_sentence(&id, number, words, outside, out);
        }
    };
    for sent in sents {
        let before = next + words[next..].partition_point(|word| word.span.start < sent.start);
        block(&words[next..before], true, out);
        next = before + words[before..].partition_point(|word| word.span.start < sent.end);
        block(&words[before..next], false, out);
    }
    block(&words[next..], true, out);
    Ok(())
}

/// A token and all that its row says.
struct Word<'a> {
    span: Span,
    form: String,
    /// In code points.
    range: (u32, u32),
    space_after: bool,
    entity: Option<(&'static str, &'a str, &'a str)>,
}

fn words<'a>(doc: &'a Document, tokens: &LayerView<'a>) -> Vec<Word<'a>> {
    let offsets = Offsets::of(doc, Unit::Codepoint);
    let ents = doc.view(names::ENTS).unwrap_or_default();
    let mut next_entity = 0;
    let mut entity: Option<usize> = None;
    let mut words: Vec<Word<'a>> = Vec::with_capacity(tokens.len());
    for span in tokens.spans() {
        let form = one_line(span.of(doc.text()));
        if form.is_empty() {
            continue;
        }
        if let Some(last) = words.last_mut() {
            let gap = Span::new(last.span.end, span.start).of(doc.text());
            last.space_after = gap.contains(char::is_whitespace);
        }
        // Entities are sorted by start, longer ones first, so the first that is open is the longest.
        let mut tag = "I-";
        if entity.is_none_or(|row| ents.span(row).end <= span.start) {
            entity = None;
            while next_entity < ents.len() && ents.span(next_entity).start <= span.start {
                if ents.span(next_entity).end > span.start && entity.is_none() {
                    entity = Some(next_entity);
                    tag = "B-";
                }
                next_entity += 1;
            }
        }
        let entity =
            entity.map(|row| (tag, ents.label(row).unwrap_or("_"), ents.attr(row, "id").unwrap_or("")));
        let range = (offsets.unit_at(span.start), offsets.unit_at(span.end));
        words.push(Word { span, form, range, space_after: true, entity });
    }
    words
}

fn write_sentence(id: &str, number: usize, words: &[Word<'_>], outside: bool, out: &mut Vec<u8>) {
    let mut head = format!("# sent_id = {id}-{number}\n");
    if outside {
        head.push_str("# outside_sentence = yes\n");
    }
    head.push_str("# text = ");
    for (index, word) in words.iter().enumerate() {
        head.push_str(&word.form);
        if word.space_after && index + 1 < words.len() {
            head.push(' ');
        }
    }
    head.push('\n');
    out.extend_from_slice(head.as_bytes());
    for (index, word) in words.iter().enumerate() {
        push_number(out, index as u64 + 1);
        out.push(b'\t');
        out.extend_from_slice(word.form.as_bytes());
        out.extend_from_slice(b"\t_\t_\t_\t_\t_\t_\t_\t");
        if let Some((tag, label, entity)) = word.entity {
            out.extend_from_slice(format!("Entity={tag}{}|", misc(label)).as_bytes());
            if !entity.is_empty() {
                out.extend_from_slice(format!("EntityId={}|", misc(entity)).as_bytes());
            }
        }
        if !word.space_after {
            out.extend_from_slice(b"SpaceAfter=No|");
        }
        out.extend_from_slice(b"TokenRange=");
        push_number(out, u64::from(word.range.0));
        out.push(b':');
        push_number(out, u64::from(word.range.1));
        out.push(b'\n');
    }
    out.push(b'\n');
}

/// Text without anything that would break a row: blanks become one space, other control characters go.
fn one_line(text: &str) -> String {
    if text.chars().all(|c| !c.is_whitespace() && !c.is_control()) {
        return text.to_owned();
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|c| !c.is_control()).collect()
}

/// A value of the MISC column, whose entries are split at bars.
fn misc(text: &str) -> String {
    text.chars().map(|c| if c == '|' || c.is_whitespace() || c.is_control() { '_' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use copydesk_core::Layer;

    use super::*;
    use crate::{Format, Read, SourceSpec, open_reader};

    fn layer(text: &str, pieces: &[&str]) -> Layer {
        let mut layer = Layer::new();
        let mut from = 0;
        for piece in pieces {
            let start = from + text.get(from..).unwrap().find(piece).unwrap();
            from = start + piece.len();
            layer.push(start as u32, from as u32);
        }
        layer
    }

    fn sample() -> Document {
        let text = "AD | Žofie Müller\u{a0}🎉 won.\n\nShe  left\tNew\nYork.";
        let mut doc = Document::new("a b", text);
        let tokens = ["AD", "|", "Žofie", "Müller", "🎉", "won", ".", "She", "left", "New\nYork", "."];
        doc.put_layer(names::TOKENS, layer(text, &tokens));
        doc.put_layer(names::SENTS, layer(text, &["Žofie Müller\u{a0}🎉 won.", "She  left\tNew\nYork."]));
        let mut ents = layer(text, &["Žofie Müller", "New\nYork"]);
        let mut named = Layer::new();
        for (row, (label, id)) in [("PERSON", "e:z|m"), ("GPE", "")].into_iter().enumerate() {
            named.push_row_of(&ents.view(), row).label(label).attr("id", id);
        }
        std::mem::swap(&mut ents, &mut named);
        doc.put_layer(names::ENTS, ents);
        doc
    }

    #[test]
    fn rows_say_what_the_layers_say() {
        let mut out = Vec::new();
        write_conllu(&sample(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let expected = "\
# newdoc id = a b
# sent_id = a b-1
# outside_sentence = yes
# text = AD |
1\tAD\t_\t_\t_\t_\t_\t_\t_\tTokenRange=0:2
2\t|\t_\t_\t_\t_\t_\t_\t_\tTokenRange=3:4

# sent_id = a b-2
# text = Žofie Müller 🎉 won.
1\tŽofie\t_\t_\t_\t_\t_\t_\t_\tEntity=B-PERSON|EntityId=e:z_m|TokenRange=5:10
2\tMüller\t_\t_\t_\t_\t_\t_\t_\tEntity=I-PERSON|EntityId=e:z_m|TokenRange=11:17
3\t🎉\t_\t_\t_\t_\t_\t_\t_\tTokenRange=18:19
4\twon\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No|TokenRange=20:23
5\t.\t_\t_\t_\t_\t_\t_\t_\tTokenRange=23:24

# sent_id = a b-3
# text = She left New York.
1\tShe\t_\t_\t_\t_\t_\t_\t_\tTokenRange=26:29
2\tleft\t_\t_\t_\t_\t_\t_\t_\tTokenRange=31:35
3\tNew York\t_\t_\t_\t_\t_\t_\t_\tEntity=B-GPE|SpaceAfter=No|TokenRange=36:44
4\t.\t_\t_\t_\t_\t_\t_\t_\tTokenRange=44:45

";
        assert_eq!(text, expected);
    }

    #[test]
    fn what_is_written_reads_back() {
        let mut out = Vec::new();
        write_conllu(&sample(), &mut out).unwrap();
        let spec = SourceSpec { format: Format::Conllu, tagged_entities: true, ..SourceSpec::default() };
        let mut source = open_reader(Box::new(std::io::Cursor::new(out)), "x", spec);
        let Some(Read::Document(doc)) = source.next() else { panic!("a document") };
        assert!(source.next().is_none());
        assert_eq!(doc.id, "a b");
        assert_eq!(doc.text(), "AD | Žofie Müller 🎉 won. She left New York.");
        let texts = |name: &str| -> Vec<String> {
            doc.view(name).unwrap().spans().map(|span| span.of(doc.text()).to_owned()).collect()
        };
        let tokens = ["AD", "|", "Žofie", "Müller", "🎉", "won", ".", "She", "left", "New York", "."];
        assert_eq!(texts(names::TOKENS), tokens);
        assert_eq!(texts(names::SENTS), ["AD |", "Žofie Müller 🎉 won.", "She left New York."]);
        assert_eq!(texts(names::ENTS), ["Žofie Müller", "New York"]);
        assert_eq!(doc.view(names::ENTS).unwrap().attr(0, "id"), Some("e:z_m"));
    }

    #[test]
    fn tokens_are_needed() {
        let error = write_conllu(&Document::new("a", "b"), &mut Vec::new()).unwrap_err().to_string();
        assert!(error.contains("document `a` has no layer `tokens`, which `conllu` output needs"), "{error}");
    }
}
