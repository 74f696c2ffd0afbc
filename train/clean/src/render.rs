//! Pages as naive tools see them: tags are dropped, blocks become lines, everything stays.
//!
//! Nobody knows which tool made the plain text that a user has, so there are several styles.

use std::cell::RefCell;

use html5ever::interface::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{RawKind, Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{
    BufferQueue, CharacterTokens, StartTag, TagToken, Token, TokenSink, TokenSinkResult, Tokenizer,
    TokenizerOpts,
};

/// How a page is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// A line a block.
    Lines,
    /// Blank lines between paragraphs, list items and line breaks on lines of their own.
    Blank,
    /// A line a piece of text between two tags.
    Nodes,
    /// Only paragraphs, titles and line breaks end a line; menus and lists run together without blanks.
    Glued,
    /// Signs of Markdown before titles and list items.
    Marks,
    /// As `Blank`, wrapped at 76 columns.
    Wrapped,
}

impl Style {
    pub(crate) const ALL: [Self; 6] =
        [Self::Lines, Self::Blank, Self::Nodes, Self::Glued, Self::Marks, Self::Wrapped];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::Blank => "blank",
            Self::Nodes => "nodes",
            Self::Glued => "glued",
            Self::Marks => "marks",
            Self::Wrapped => "wrapped",
        }
    }
}

/// A page as text, and what its `<title>` and `<h1>` say.
#[derive(Debug, Default)]
pub(crate) struct Rendered {
    pub(crate) text: String,
    pub(crate) heads: Vec<String>,
}

/// Writes a page down.
pub(crate) fn render(html: &str, style: Style) -> Rendered {
    let sink = Sink { style, state: RefCell::new(State::default()) };
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(html));
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    tokenizer.end();
    let mut state = tokenizer.sink.state.take();
    state.end_line(1);
    let text = match style {
        Style::Wrapped => wrapped(&state.text),
        _ => state.text,
    };
    Rendered { text, heads: state.heads }
}

struct Sink {
    style: Style,
    state: RefCell<State>,
}

#[derive(Debug, Default)]
struct State {
    text: String,
    line: String,
    /// How deep inside elements whose text nobody sees.
    hidden: Option<String>,
    /// The element among `title` and `h1` that is open, and its text.
    head: Option<String>,
    heads: Vec<String>,
    bullet: &'static str,
}

impl State {
    fn end_line(&mut self, ends: usize) {
        let line = self.line.split_whitespace().collect::<Vec<_>>().join(" ");
        self.line.clear();
        if !line.is_empty() {
            self.text.push_str(self.bullet);
            self.text.push_str(&line);
            self.text.push('\n');
            self.bullet = "";
        }
        if ends > 1 && !self.text.ends_with("\n\n") && !self.text.is_empty() {
            self.text.push('\n');
        }
    }
}

const PARAGRAPHS: &[&str] = &[
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "article",
    "section",
    "header",
    "footer",
    "nav",
    "aside",
    "main",
    "figure",
    "form",
    "ul",
    "ol",
    "dl",
    "table",
];
const BLOCKS: &[&str] = &[
    "div",
    "br",
    "li",
    "tr",
    "td",
    "th",
    "dt",
    "dd",
    "hr",
    "figcaption",
    "fieldset",
    "legend",
    "option",
    "address",
    "title",
    "body",
    "html",
    "head",
    "button",
    "label",
    "select",
    "textarea",
    "caption",
    "summary",
    "details",
    "center",
];
const GLUED_BLOCKS: &[&str] =
    &["p", "h1", "h2", "h3", "h4", "h5", "h6", "br", "title", "article", "section", "body"];

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let state = &mut *self.state.borrow_mut();
        match token {
            CharacterTokens(text) if state.hidden.is_none() => {
                state.line.push_str(&text);
                if let Some(head) = &mut state.head {
                    head.push_str(&text);
                }
            }
            TagToken(tag) => {
                let name: &str = &tag.name;
                let start = tag.kind == StartTag;
                if let Some(raw) = self.tag(state, name, start) {
                    return TokenSinkResult::RawData(raw);
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Sink {
    fn tag(&self, state: &mut State, name: &str, start: bool) -> Option<RawKind> {
        if state.hidden.as_deref() == Some(name) && !start {
            state.hidden = None;
            return None;
        }
        if state.hidden.is_some() {
            return None;
        }
        let paragraph = PARAGRAPHS.contains(&name);
        let ends = match self.style {
            Style::Glued => usize::from(GLUED_BLOCKS.contains(&name)),
            Style::Lines => usize::from(paragraph || BLOCKS.contains(&name)),
            Style::Nodes => 1,
            Style::Blank | Style::Marks | Style::Wrapped if paragraph => 2,
            Style::Blank | Style::Marks | Style::Wrapped => usize::from(BLOCKS.contains(&name)),
        };
        if ends > 0 {
            state.end_line(ends);
        }
        if start && matches!(self.style, Style::Marks | Style::Wrapped) {
            state.bullet = match name {
                "li" => "* ",
                "h1" => "# ",
                "h2" | "h3" | "h4" => "## ",
                _ => state.bullet,
            };
        }
        if matches!(name, "title" | "h1") {
            if start {
                state.head = Some(String::new());
            } else if let Some(head) = state.head.take() {
                state.heads.push(head);
            }
        }
        if !start {
            return None;
        }
        let raw = match name {
            "script" => ScriptData,
            "style" | "iframe" | "noframes" | "xmp" => Rawtext,
            "title" => return Some(Rcdata),
            "noscript" | "template" | "svg" => {
                state.hidden = Some(name.to_owned());
                return None;
            }
            _ => return None,
        };
        state.hidden = Some(name.to_owned());
        Some(raw)
    }
}

/// Columns of wrapped text.
const COLUMNS: usize = 76;

fn wrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 60);
    for line in text.lines() {
        let mut column = 0;
        for word in line.split(' ') {
            let len = word.chars().count();
            if column > 0 && column + 1 + len > COLUMNS {
                out.push('\n');
                column = 0;
            } else if column > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += len;
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<html><head><title>Mill &amp; river</title><script>if (a<b) x()</script></head><body>\
                        <ul><li><a>Home</a></li><li><a>News</a></li></ul><h1>Mill opens</h1><p>The <b>old</b> mill \
                        opened.<p>It is <a>new</a>.</body>";

    #[test]
    fn styles_differ_in_lines_only() {
        for (style, expected) in [
            (Style::Lines, "Mill & river\nHome\nNews\nMill opens\nThe old mill opened.\nIt is new.\n"),
            (
                Style::Blank,
                "Mill & river\n\nHome\nNews\n\nMill opens\n\nThe old mill opened.\n\nIt is new.\n",
            ),
            (Style::Nodes, "Mill & river\nHome\nNews\nMill opens\nThe\nold\nmill opened.\nIt is\nnew\n.\n"),
            (Style::Glued, "Mill & river\nHomeNews\nMill opens\nThe old mill opened.\nIt is new.\n"),
            (
                Style::Marks,
                "Mill & river\n\n* Home\n* News\n\n# Mill opens\n\nThe old mill opened.\n\nIt is new.\n",
            ),
        ] {
            assert_eq!(render(PAGE, style).text, expected, "{style:?}");
        }
        assert_eq!(render(PAGE, Style::Lines).heads, ["Mill & river", "Mill opens"]);
    }

    #[test]
    fn long_lines_are_wrapped() {
        let long = format!("<p>{}</p>", "word ".repeat(40));
        let text = render(&long, Style::Wrapped).text;
        assert!(
            text.lines().all(|line| line.len() <= COLUMNS) && text.trim_end().lines().count() == 3,
            "{text}"
        );
    }
}
