//! Closed sets of words that a key may take.

/// A closed set of words, such as the values of `run.on_error`.
pub(crate) trait Choice: Copy + Sized {
    /// The member of that name.
    fn from_name(name: &str) -> Option<Self>;
}

/// Writes an enum whose variants are named in `pipeline.toml`; the doc comment of a variant is its entry in the
/// reference.
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident { $($(#[doc = $doc:literal])+ $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl $name {
            /// Every word with its meaning.
            pub(crate) const WORDS: &'static [(&'static str, &'static str)] =
                &[$(($text, concat!($($doc),+)),)+];

            /// The word as it stands in `pipeline.toml`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl Choice for $name {
            fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($text => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }
    };
}

choice! {
    /// What happens to a document that a stage fails on.
    OnError {
        /// it is left out and written to the quarantine file with the reason
        Quarantine = "quarantine",
        /// it is left out; the counts and the log say so
        Skip = "skip",
        /// the run ends with the first failure
        Fail = "fail",
    }
}

choice! {
    /// What happens to a document whose bytes are not UTF-8.
    InvalidUtf8 {
        /// it is treated as failed, see `on_error`
        Quarantine = "quarantine",
        /// each bad sequence becomes U+FFFD and the document gets a note
        Replace = "replace",
    }
}

choice! {
    /// Where documents come from.
    SourceKind {
        /// files and folders named by `include`
        Files = "files",
        /// the standard input
        Stdin = "stdin",
    }
}

choice! {
    /// How the input is written.
    InputFormat {
        /// found from the name and the content of each file
        Auto = "auto",
        /// one plain text report a file
        Text = "text",
        /// one JSON object a line, read through `fields`
        Jsonl = "jsonl",
        /// this program's own `documents.jsonl`; layers that are there are kept
        Documents = "documents",
        /// CoNLL columns: tokens and sentences come with the text
        Conll = "conll",
        /// CoNLL-U
        Conllu = "conllu",
        /// a JSON file: one object or a list of them, read through `fields`
        Json = "json",
        /// one page of HTML a file; title, author, date and more from the page
        Html = "html",
        /// a web archive (WARC): the pages of a crawl
        Warc = "warc",
        /// an RSS or Atom feed
        Feed = "feed",
        /// comma-separated columns with a line of names, read through `fields`
        Csv = "csv",
        /// the same, separated by tabs
        Tsv = "tsv",
        /// Parquet columns, read through `fields`; in builds with feature `parquet`
        Parquet = "parquet",
    }
}

choice! {
    /// What of a page becomes the text.
    HtmlText {
        /// the story alone
        Story = "story",
        /// all visible text, with layer `segments`: the story is `body`, the rest `furniture`
        Page = "page",
    }
}

choice! {
    /// What happens to an exact copy.
    Duplicates {
        /// it is left out, counted as filtered and named in the log
        Skip = "skip",
        /// it is read like everything else
        Keep = "keep",
    }
}

choice! {
    /// Where output goes.
    SinkKind {
        /// a file, written aside and renamed when it is whole
        File = "file",
        /// the standard output
        Stdout = "stdout",
    }
}

choice! {
    /// How output is written.
    SinkFormat {
        /// one JSON object a line
        Jsonl = "jsonl",
        /// for people; briefings only
        Markdown = "markdown",
        /// one page with the briefings beside their sources; briefings only
        Html = "html",
        /// one JSON object with all that a person or a language model needs to write from: points, citations with their
        /// texts, differences, timeline, entities; briefings only
        Evidence = "evidence",
        /// CoNLL-U; documents only
        Conllu = "conllu",
    }
}

choice! {
    /// The unit of every offset in an output.
    OffsetUnit {
        /// Unicode code points, as Python, spaCy and brat count
        Codepoint = "codepoint",
        /// bytes of UTF-8
        Byte = "byte",
        /// UTF-16 units, as JavaScript and Java count
        Utf16 = "utf16",
    }
}
