//! Stage `clean`: tells the story apart from what a news page puts around it.
//!
//! The text is cut into paragraphs and each is labelled: `headline`, `byline`, `dateline`, `body`, `caption`,
//! `credit` or `furniture`, with the reasons in the attribute `reason`. Tags and template tokens are `markup`, which may lie
//! inside the others. Nothing is deleted, and every byte that is neither blank nor markup belongs to exactly one
//! segment. Title, publication date, publisher, author and agency are taken from the text where it states them and
//! the document's own metadata does not.
//!
//! | option | type | default | what |
//! |---|---|---|---|
//! | `furniture` | list of phrases | none | more phrases that mark a line as furniture |
//! | `keep` | list of phrases | none | phrases whose lines are never furniture |
//! | `metadata` | flag | true | whether to take metadata from the text |
//!
//! How a phrase is written is told at the top of `lexicon.txt`.
#![forbid(unsafe_code)]

mod around;
mod block;
mod bond;
mod bulk;
mod caption;
mod clock;
mod cut;
mod date;
mod date_line;
mod dateline;
mod features;
mod forest;
mod head;
mod label;
mod lexicon;
mod markup;
mod meta;
mod model;
mod names;
mod page_name;
mod pattern;
mod plain;
mod quick;
mod region;
mod signoff;
mod topic;
pub mod training;
mod words;

use std::sync::Arc;

use copydesk_sdk::{
    Descriptor, Doc, Docs, Layer, OptionKind, OptionSpec, Options, Output, Span, Stage, StageError,
    names as layers,
};
use copydesk_text::lines;

use block::{Block, Pool};
use label::{Kind, Page, Verdict};
use lexicon::Lexicon;
use markup::Markup;
use meta::{Facts, Found};
use model::{Judge, Scores};
use names::Names;

const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "furniture",
        kind: OptionKind::TextList(&[]),
        doc: "More phrases that mark a line as furniture, whatever else speaks for it. A phrase is words, compared \
              without case and marks; `=` before it means the whole line, `^` its beginning, `$` its end; `#` is any \
              number, `~` one to six words.",
    },
    OptionSpec {
        name: "keep",
        kind: OptionKind::TextList(&[]),
        doc: "Phrases whose lines are always body, written as those of `furniture`.",
    },
    OptionSpec {
        name: "metadata",
        kind: OptionKind::Bool(true),
        doc: "Whether to take title, publication date, publisher, author and agency from the text where the document \
              came without them.",
    },
];

/// The stage. Clones share the tables and keep their own buffers.
#[derive(Debug, Clone)]
pub struct Clean {
    tables: Arc<Tables>,
    buffers: Buffers,
}

#[derive(Debug)]
struct Tables {
    lexicon: Lexicon,
    names: Names,
    judge: Judge,
    metadata: bool,
}

#[derive(Debug, Clone, Default)]
struct Buffers {
    markup: Vec<Markup>,
    masked: String,
    reading: Reading,
    scores: Scores,
    segments: Layer,
}

impl Stage for Clean {
    fn descriptor() -> Descriptor {
        Descriptor::new(
            "clean",
            env!("CARGO_PKG_VERSION"),
            "tells the story from furniture, marks titles, bylines, datelines, captions and markup",
        )
        .uses(&["meta.title", "meta.published", "meta.publisher", "meta.author"])
        .provides(&[
            layers::SEGMENTS,
            "meta.title",
            "meta.published",
            "meta.publisher",
            "meta.author",
            "meta.agency",
        ])
        .options(OPTIONS)
    }

    fn open(options: &Options) -> Result<Self, StageError> {
        let lexicon =
            Lexicon::new(&options.list("furniture"), &options.list("keep")).map_err(StageError::options)?;
        let judge = Judge::built_in().map_err(StageError::failed)?;
        let tables = Tables { lexicon, names: Names::new(), judge, metadata: options.flag("metadata") };
        Ok(Self { tables: Arc::new(tables), buffers: Buffers::default() })
    }

    fn process(&mut self, docs: &Docs<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        for doc in docs.iter() {
            self.clean(doc, out)?;
        }
        Ok(())
    }
}

impl Clean {
    fn clean(&mut self, doc: &Doc<'_>, out: &mut Output<'_>) -> Result<(), StageError> {
        let Self { tables, buffers } = self;
        let Buffers { markup, masked, reading, scores, segments } = buffers;
        let quickly = !tables.lexicon.has_own();
        let text = reading.read(doc.text(), &tables.lexicon, markup, masked, quickly);
        let sound = label::is_sound(&reading.blocks, &reading.pool);
        if !sound {
            reading.read_the_rest(text, &tables.lexicon);
        }
        let page = Page {
            text,
            blocks: &reading.blocks,
            pool: &reading.pool,
            lexicon: &tables.lexicon,
            names: &tables.names,
            title: doc.meta("title"),
            story: 0..0,
            name: None,
        };
        let (page, verdicts) = label::decide(page, &tables.judge, scores, sound);
        segments.clear();
        let mut facts = if tables.metadata { meta::read(&page, &verdicts) } else { Facts::default() };
        write_segments(&page, &verdicts, markup, &mut facts, segments);
        if tables.metadata {
            write_meta(doc, &page, &verdicts, facts, out);
        }
        out.put(doc, layers::SEGMENTS, segments)
    }
}

/// The lines of a text with what can be said of each alone.
#[derive(Debug, Clone, Default)]
struct Reading {
    paragraphs: Vec<Span>,
    pieces: Vec<(Span, bool)>,
    cutter: cut::Cutter,
    pool: Pool,
    blocks: Vec<Block>,
}

impl Reading {
    /// Reads `text` and returns it with its markup masked. With `quickly` the words of plain running text are not read.
    fn read<'a>(
        &mut self,
        text: &'a str,
        lexicon: &Lexicon,
        markup: &mut Vec<Markup>,
        masked: &'a mut String,
        quickly: bool,
    ) -> &'a str {
        markup.clear();
        markup::find(text, markup);
        let text = mask(text, markup, masked);
        self.paragraphs.clear();
        lines::paragraphs(text, Span::new(0, text.len() as u32), &mut self.paragraphs);
        bond::join(text, &mut self.paragraphs);
        self.pool.clear();
        self.blocks.clear();
        let addressed = quickly && plain::addresses(text.as_bytes());
        for at in 0..self.paragraphs.len() {
            let span = self.paragraphs[at];
            if quickly && plain::is_plain(span.of(text).as_bytes(), addressed, lexicon) {
                self.blocks.push(Block::plain(text, span));
            } else {
                self.read_line(text, span, lexicon);
            }
        }
        text
    }

    /// Reads the words of a line, after cutting off what is stuck to it.
    fn read_line(&mut self, text: &str, span: Span, lexicon: &Lexicon) {
        self.pieces.clear();
        self.cutter.cut(text, span, lexicon, &mut self.pieces);
        for &(span, cut) in self.pieces.iter().filter(|(span, _)| !span.is_empty()) {
            let mut block = Block::read(text, span, lexicon, &mut self.pool);
            block.cut = cut;
            self.blocks.push(block);
        }
    }

    /// Reads the words that were passed over.
    fn read_the_rest(&mut self, text: &str, lexicon: &Lexicon) {
        for block in &mut self.blocks {
            if block.plain {
                *block = Block::read(text, block.span, lexicon, &mut self.pool);
            }
        }
    }
}

/// The text with every markup byte replaced by a blank, and by a line end first where a block tag stands, so that all
/// offsets stay. Without markup this is the text itself.
fn mask<'a>(text: &'a str, markup: &[Markup], masked: &'a mut String) -> &'a str {
    if markup.is_empty() {
        return text;
    }
    masked.clear();
    masked.reserve(text.len());
    let mut at = 0;
    for piece in markup {
        masked.push_str(Span::new(at, piece.span.start).of(text));
        masked.push(if piece.block { '\n' } else { ' ' });
        masked.extend(std::iter::repeat_n(' ', piece.span.len().saturating_sub(1) as usize));
        at = piece.span.end;
    }
    masked.push_str(Span::new(at, text.len() as u32).of(text));
    masked
}

/// Lines at the end of a story that may hold a sign-off.
const LAST: usize = 3;

/// Writes one row per block, two where an inline dateline begins the story, and the markup between and inside them.
fn write_segments(
    page: &Page<'_>,
    verdicts: &[Verdict],
    markup: &[Markup],
    facts: &mut Facts,
    segments: &mut Layer,
) {
    let mut markup = markup.iter().peekable();
    let mut row = |span: Span, kind: Kind, reason: &str| {
        // Rows are sorted by start, longer ones first: markup that begins with a segment lies inside it.
        while let Some(piece) = markup.next_if(|piece| piece.span.start < span.start) {
            segments.push(piece.span.start, piece.span.end).label("markup").attr("reason", piece.reason);
        }
        segments.push(span.start, span.end).label(kind.name()).attr("reason", reason);
    };
    for (at, (block, verdict)) in page.blocks.iter().zip(verdicts).enumerate() {
        let kind = verdict.kind.unwrap_or(Kind::Body);
        let closes_story = kind == Kind::Body && at + LAST >= page.story.end;
        let off = closes_story.then(|| signoff::find(block.span.of(page.text))).flatten();
        let off = off.map(|found| Span::new(block.span.start + found as u32, block.span.end));
        let story = off.map_or(block.span, |off| Span::new(block.span.start, off.start));
        let opens_story = kind == Kind::Body && (page.story.start..page.story.start + 2).contains(&at);
        let found = opens_story.then(|| dateline::find(story.of(page.text), page.names)).flatten();
        let mut rest = story;
        if let Some(found) = found {
            let prefix = Span::new(story.start, story.start + found.len as u32);
            row(prefix, Kind::Dateline, "inline");
            rest.start = prefix.end;
            let note = |value: String| Found { value, span: prefix };
            facts.agency = found.agency.map(note).or(facts.agency.take());
            facts.published = facts.published.take().or(found.date.map(note));
        }
        let rest = if rest == block.span { rest } else { lines::trim(page.text, rest) };
        if !rest.is_empty() {
            row(rest, kind, &verdict.reason);
        }
        if let Some(off) = off {
            row(off, Kind::Furniture, "signoff");
            let note = |value: &str| Found { value: value.to_owned(), span: off };
            facts.agency = facts.agency.take().or(signoff::agency(off.of(page.text)).map(note));
        }
    }
    for piece in markup {
        segments.push(piece.span.start, piece.span.end).label("markup").attr("reason", piece.reason);
    }
}

/// Hands over what was found, except what the document came with.
fn write_meta(doc: &Doc<'_>, page: &Page<'_>, verdicts: &[Verdict], facts: Facts, out: &mut Output<'_>) {
    let title = page.blocks.iter().zip(verdicts).enumerate().find(|(_, (_, verdict))| {
        verdict.kind == Some(Kind::Headline) && !matches!(verdict.reason.as_str(), "deck" | "crosshead")
    });
    let title = title.map(|(at, (block, _))| {
        let line = block.span.of(page.text);
        let page_name = at == 0 && page.blocks.len() >= label::SHORT_TEXT;
        Found { value: folded(if page_name { page_name::title(line) } else { line }), span: block.span }
    });
    let found = [
        ("title", title),
        ("published", facts.published),
        ("publisher", facts.publisher),
        ("author", facts.author),
        ("agency", facts.agency),
    ];
    for (key, value) in found {
        if let Some(found) = value
            && doc.meta(key).is_none_or(|known| known.trim().is_empty())
        {
            out.meta(doc, key, &found.value, &format!("text:{}-{}", found.span.start, found.span.end));
        }
    }
}

/// `text` with every run of blanks as one, without a leading `#` of Markdown.
fn folded(text: &str) -> String {
    let words: Vec<&str> = text.trim_start_matches(['#', ' ']).split_whitespace().collect();
    words.join(" ")
}

copydesk_sdk::export!(Clean);
