//! The rows of the tables `stories` and `events` with the fields that this stage reads, borrowed from the table; the
//! others are skipped, which is most of the text.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A text that is borrowed where it has no escapes, which is nearly always.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(transparent)]
pub(crate) struct Text<'t>(#[serde(borrow)] pub(crate) Cow<'t, str>);

impl Text<'_> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::ops::Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'t> From<&'t str> for Text<'t> {
    fn from(text: &'t str) -> Self {
        Self(Cow::Borrowed(text))
    }
}

impl<'t> From<Cow<'t, str>> for Text<'t> {
    fn from(text: Cow<'t, str>) -> Self {
        Self(text)
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Self(Cow::Owned(text))
    }
}

/// Reports about one chain of events.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Story<'t> {
    #[serde(borrow)]
    pub(crate) id: Text<'t>,
    #[serde(borrow)]
    pub(crate) documents: Vec<Text<'t>>,
    #[serde(borrow, default)]
    pub(crate) copies: Vec<CopyOf<'t>>,
}

/// A document that repeats another one.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct CopyOf<'t> {
    #[serde(borrow)]
    pub(crate) document: Text<'t>,
    #[serde(borrow)]
    pub(crate) of: Text<'t>,
}

/// One thing that happened on one date.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Event<'t> {
    #[serde(borrow)]
    pub(crate) id: Text<'t>,
    #[serde(borrow)]
    pub(crate) story: Text<'t>,
    #[serde(borrow)]
    pub(crate) when: When<'t>,
    #[serde(borrow)]
    pub(crate) documents: Vec<Text<'t>>,
    /// Sentences that tell it, best first.
    #[serde(borrow, default)]
    pub(crate) mentions: Vec<Mention<'t>>,
}

/// When something happened and how that is known.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
pub(crate) struct When<'t> {
    #[serde(borrow)]
    pub(crate) date: Text<'t>,
    #[serde(borrow)]
    pub(crate) basis: Text<'t>,
}

/// Where a sentence begins.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Mention<'t> {
    #[serde(borrow)]
    pub(crate) document: Text<'t>,
    pub(crate) start: u32,
}
