//! What is known about a sentence from its words alone.

/// Why a sentence is not printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Fault {
    /// Furniture, captions and other parts that are not the story.
    NotStory,
    /// Too few words to say something.
    Short,
    /// So many words that it is rather a list or a missed boundary.
    Long,
    /// A question.
    Question,
    /// Quotation marks or brackets without their partner, or it begins in the middle.
    Broken,
    /// No stop at its end: a heading, a caption, a cut.
    Unfinished,
    /// Remains of a template or an address.
    Debris,
    /// Nothing that could be a verb.
    NoVerb,
    /// It needs the sentence before it.
    Dangling,
    /// Speech without its speaker.
    Speaker,
    /// The report speaks of itself, or as "I" outside a quotation.
    Voice,
}

impl Fault {
    /// Whether a story that has nothing better may print the sentence all the same.
    pub(crate) fn is_slight(self) -> bool {
        matches!(self, Self::Unfinished | Self::Long)
    }

    /// Whether it is part of the story at all, though it may need its neighbours or be badly cut.
    pub(crate) fn is_readable(self) -> bool {
        !matches!(self, Self::NotStory | Self::Debris | Self::Short)
    }
}

/// What is known about a sentence from its words alone.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Verdict {
    pub(crate) fault: Option<Fault>,
    /// Whether it quotes speech.
    pub(crate) speech: bool,
    /// Whether it has a verb of saying.
    pub(crate) says: bool,
    /// Whether it says that somebody said nothing.
    pub(crate) no_comment: bool,
    /// Whether it denies something.
    pub(crate) negated: bool,
    /// Whether it speaks of what was expected or planned.
    pub(crate) forecast: bool,
    /// Whether it has a number in digits or words.
    pub(crate) figures: bool,
}
