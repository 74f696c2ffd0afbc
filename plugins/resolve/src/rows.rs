//! Writes entities as rows of the table, straight from numbers.
//!
//! A row has the form of [`EntityRecord`](copydesk_sdk::tables::EntityRecord); a test reads each row back as one.

use copydesk_sdk::{Docs, parallel};
use copydesk_text::words::fold;

use crate::class::Class;
use crate::collect::{Collection, NONE};
use crate::links::Join;
use crate::names::has_capital;
use crate::records::{ENTITIES, Records, uses};

/// At most so many reasons are kept for one entity.
const MOST_MERGES: usize = 64;

/// At most so many titles are kept for one entity.
const MOST_TITLES: usize = 12;

/// The table: entities of most documents first, then of most mentions.
pub(crate) fn table(docs: &Docs<'_>, all: &Collection<'_>, records: &Records, joins: &[Join]) -> Vec<u8> {
    let mut order: Vec<u32> = (0..records.entities.len() as u32).collect();
    let rank = |entity: u32| {
        let entity = entity as usize;
        (records.entities[entity].documents, records.mentions.get(entity).len())
    };
    order.sort_unstable_by(|&a, &b| {
        let id = |entity: u32| &records.entities[entity as usize].id;
        rank(b).cmp(&rank(a)).then_with(|| id(a).cmp(id(b)))
    });
    // Ids as JSON strings with all that comes before and after them in a mention.
    let (mut ids, mut ends) = (Vec::new(), Vec::with_capacity(docs.len()));
    for doc in docs.iter() {
        ids.extend_from_slice(b"{\"document\":");
        push_text(&mut ids, doc.id());
        ids.extend_from_slice(b",\"start\":");
        ends.push(ids.len());
    }
    let ids = &Ids { text: ids, ends };
    // One thread writes the table as it is returned; parts are put together one by one, each given back at once.
    let chunk = if docs.threads() > 1 { ENTITIES } else { order.len() };
    let mut parts = parallel(docs.threads(), chunk, &order, |_, part| {
        let mut out = Vec::with_capacity(part.len() * 600);
        for &entity in part {
            Row { ids, all, records, joins, entity: entity as usize }.write(&mut out);
        }
        out
    });
    if parts.len() < 2 {
        return parts.pop().unwrap_or_default();
    }
    let mut lines = Vec::with_capacity(parts.iter().map(Vec::len).sum());
    parts.into_iter().for_each(|part| lines.extend_from_slice(&part));
    lines
}

/// What stands in every mention before its first number, by document: one text, so that the next one is near.
struct Ids {
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Ids {
    fn get(&self, doc: u32) -> &[u8] {
        let start = (doc as usize).checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start..self.ends[doc as usize]).unwrap_or(&[])
    }
}

/// One row to be written.
struct Row<'a, 'c> {
    ids: &'a Ids,
    all: &'a Collection<'c>,
    records: &'a Records,
    joins: &'a [Join],
    entity: usize,
}

/// A reason as it is written.
struct Merge<'a> {
    a: &'a str,
    b: &'a str,
    reason: &'static str,
    score: f32,
}

impl Row<'_, '_> {
    fn write(&self, out: &mut Vec<u8>) {
        let entity = &self.records.entities[self.entity];
        let uses = uses(self.records.mentions.get(self.entity));
        out.extend_from_slice(b"{\"id\":");
        push_text(out, &entity.id);
        out.extend_from_slice(b",\"label\":");
        push_text(out, &entity.label);
        out.extend_from_slice(b",\"name\":");
        push_text(out, self.name(self.entity));
        self.write_titles(out);
        out.extend_from_slice(b",\"variants\":");
        self.write_variants(&uses, out);
        out.extend_from_slice(b",\"mentions\":");
        self.write_mentions(out);
        let mut merges = self.join_reasons();
        self.variant_reasons(&uses, &mut merges);
        merges.truncate(MOST_MERGES);
        out.extend_from_slice(b",\"merges\":");
        push_list(out, &merges, |out, merge| {
            out.extend_from_slice(b"{\"a\":");
            push_text(out, merge.a);
            out.extend_from_slice(b",\"b\":");
            push_text(out, merge.b);
            out.extend_from_slice(b",\"reason\":");
            push_text(out, merge.reason);
            // The debug form keeps the `.0` of whole numbers, as JSON libraries do.
            out.extend_from_slice(format!(",\"score\":{:?}}}", merge.score).as_bytes());
        });
        out.extend_from_slice(b",\"kept_apart\":");
        push_list(out, &self.records.aparts[self.entity], |out, &(other, reason)| {
            out.extend_from_slice(b"{\"id\":");
            push_text(out, &self.records.entities[other as usize].id);
            out.extend_from_slice(b",\"name\":");
            push_text(out, self.name(other as usize));
            out.extend_from_slice(b",\"reason\":");
            push_text(out, reason);
            out.push(b'}');
        });
        out.extend_from_slice(b"}\n");
    }

    fn name(&self, entity: usize) -> &str {
        let form = self.records.entities[entity].form as usize;
        self.all.forms.get(form).map_or("", |form| &form.shown)
    }

    /// The key `titles`, most frequent first, where there are any.
    fn write_titles(&self, out: &mut Vec<u8>) {
        let nodes = self.records.nodes.get(self.entity);
        let mut titles: Vec<u32> =
            nodes.iter().flat_map(|&node| self.all.titles_of(node as usize)).copied().collect();
        if titles.is_empty() {
            return;
        }
        titles.sort_unstable();
        let counted = titles.chunk_by(|a, b| a == b).filter_map(|group| {
            let title = self.all.titles.rows.get(*group.first()? as usize)?;
            Some((group.len(), title.text.as_str()))
        });
        let mut counted: Vec<(usize, &str)> = counted.collect();
        counted.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        counted.truncate(MOST_TITLES);
        out.extend_from_slice(b",\"titles\":");
        push_list(out, &counted, |out, (_, title)| push_text(out, title));
    }

    fn write_variants(&self, uses: &[crate::records::Use], out: &mut Vec<u8>) {
        let mut variants: Vec<(&str, u32, u32)> = Vec::with_capacity(uses.len());
        variants.extend(
            uses.iter().map(|used| (&*self.all.forms[used.form as usize].text, used.documents, used.count)),
        );
        variants.sort_unstable();
        // One text may have been read under two classes.
        variants.dedup_by(|next, first| {
            let same = next.0 == first.0;
            if same {
                first.1 = first.1.max(next.1);
                first.2 += next.2;
            }
            same
        });
        variants.sort_by_key(|variant| std::cmp::Reverse(variant.2));
        push_list(out, &variants, |out, (text, documents, count)| {
            out.extend_from_slice(b"{\"text\":");
            push_text(out, text);
            out.extend_from_slice(b",\"documents\":");
            push_number(out, *documents);
            out.extend_from_slice(b",\"count\":");
            push_number(out, *count);
            out.push(b'}');
        });
    }

    fn write_mentions(&self, out: &mut Vec<u8>) {
        push_list(out, self.records.mentions.get(self.entity), |out, mention| {
            out.extend_from_slice(self.ids.get(mention.doc));
            push_number(out, mention.start);
            out.extend_from_slice(b",\"end\":");
            push_number(out, mention.end);
            out.push(b'}');
        });
    }

    /// The joins, one line for each pair of keys and rule.
    fn join_reasons(&self) -> Vec<Merge<'_>> {
        let mut merges = Vec::new();
        let mut seen: Vec<(u32, u32, &str)> = Vec::new();
        for &join in self.records.joins.get(self.entity) {
            let join = &self.joins[join as usize];
            let (a, b) = (self.all.nodes[join.a as usize].key, self.all.nodes[join.b as usize].key);
            let id = (a, b, join.reason.name());
            if a == b || seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let text = |key: u32| &*self.all.forms[self.all.keys.rows[key as usize].form as usize].shown;
            merges.push(Merge { a: text(a), b: text(b), reason: join.reason.name(), score: join.score });
            if merges.len() == MOST_MERGES {
                break;
            }
        }
        merges
    }

    /// Why forms of one key are one form: they differ in dressing only.
    fn variant_reasons<'a>(&'a self, uses: &[crate::records::Use], merges: &mut Vec<Merge<'a>>) {
        let from = merges.len();
        for used in uses {
            let entry = &self.all.forms[used.form as usize];
            let main = &self.all.forms[self.all.keys.rows[entry.key as usize].form as usize];
            let titled = entry.titles.iter().any(|&title| title != NONE);
            if merges.len() >= MOST_MERGES {
                return;
            }
            if entry.class == Class::Government {
                merges.push(Merge {
                    a: &entry.shown,
                    b: &entry.text,
                    reason: "capital-for-government",
                    score: 0.8,
                });
                continue;
            }
            if let Some(reason) = difference(&main.text, &entry.text, titled)
                && !merges.iter().skip(from).any(|known| known.a == main.text && known.b == entry.text)
            {
                merges.push(Merge { a: &main.text, b: &entry.text, reason, score: 1.0 });
            }
        }
    }
}

/// In what two surfaces of one key differ.
fn difference(main: &str, other: &str, titled: bool) -> Option<&'static str> {
    if main == other {
        return None;
    }
    let damaged = |a: &str, b: &str| {
        let last = |text: &str| text.split(' ').next_back().is_some_and(has_capital);
        a.to_lowercase() == b.to_lowercase() && last(a) != last(b)
    };
    let quotes: &[char] = &['"', '“', '”', '«', '»', '‘', '„'];
    let bare = |text: &str| text.replace(quotes, "");
    Some(if titled {
        "title+name"
    } else if damaged(main, other) {
        "case-damage"
    } else if main.to_lowercase() == other.to_lowercase() {
        "case"
    } else if bare(main).to_lowercase() == bare(other).to_lowercase() {
        "quotes"
    } else if fold(other).ends_with("'s") || fold(other).ends_with("s'") {
        "possessive"
    } else if fold(other).starts_with("the ") || fold(main).starts_with("the ") {
        "the"
    } else if fold(main) == fold(other) {
        "diacritics"
    } else if letters(main) == letters(other) {
        "exact"
    } else {
        "alias"
    })
}

/// What is left of a name without stops, blanks and hyphens.
fn letters(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Appends a JSON list.
fn push_list<T>(out: &mut Vec<u8>, items: &[T], mut push: impl FnMut(&mut Vec<u8>, &T)) {
    out.push(b'[');
    for (number, item) in items.iter().enumerate() {
        if number > 0 {
            out.push(b',');
        }
        push(out, item);
    }
    out.push(b']');
}

/// Appends a JSON string.
fn push_text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    let escaped = |byte: u8| (byte < 0x20) | (byte == b'"') | (byte == b'\\');
    // Looked through without leaving early, which is many bytes at a time: nearly no text has anything to escape.
    if !rest.iter().fold(false, |any, &byte| any | escaped(byte)) {
        out.extend_from_slice(rest);
        out.push(b'"');
        return;
    }
    while let Some(at) = rest.iter().position(|&byte| escaped(byte)) {
        let (plain, tail) = rest.split_at(at);
        out.extend_from_slice(plain);
        let Some((&escaped, tail)) = tail.split_first() else { break };
        let short = match escaped {
            0x08 => b'b',
            0x0c => b'f',
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            _ => escaped,
        };
        out.push(b'\\');
        if short < 0x20 {
            out.extend_from_slice(format!("u{escaped:04x}").as_bytes());
        } else {
            out.push(short);
        }
        rest = tail;
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// Appends a number.
fn push_number(out: &mut Vec<u8>, mut number: u32) {
    let mut digits = [0; 10];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(digits.get(at..).unwrap_or(&[]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_numbers_are_json() {
        let text: String = (0..0x250).filter_map(char::from_u32).collect();
        let mut out = Vec::new();
        push_text(&mut out, &text);
        assert_eq!(out, serde_json::to_vec(&text).unwrap());
        for number in [0, 7, 10, 4_294_967_295] {
            let mut out = Vec::new();
            push_number(&mut out, number);
            assert_eq!(out, number.to_string().as_bytes());
        }
    }
}
