//! One report and its layers.

use crate::{Layer, LayerView};

/// Where a document came from. Paths are as the user gave them, never made absolute.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The file, `-` for standard input, or empty for a document made in memory.
    pub path: String,
    /// The line of the record in that file, from 1; 0 where the file is the document.
    pub line: u64,
    /// The byte offset of the record in that file.
    pub offset: u64,
    /// SHA-256 of the text in lower-case hexadecimal, or empty where nobody computed it.
    pub sha256: String,
}

/// One value of a document's metadata and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetaEntry {
    /// `title`, `published` (ISO 8601 date or date-time), `publisher`, `author`, `url`, `lang`, or a name of your own.
    pub key: String,
    /// The value.
    pub value: String,
    /// `input` for what the source gave, else what the stage that found it says, such as `text:120-138`.
    pub from: String,
}

/// A remark that a stage left on a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The stage's name in the pipeline.
    pub stage: String,
    /// What it says.
    pub message: String,
}

/// One report: its text exactly as read, which never changes, and layers of spans over it.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Unique in a run.
    pub id: String,
    text: String,
    ascii: bool,
    /// Where it came from.
    pub origin: Origin,
    /// Metadata in the order in which it was found.
    pub meta: Vec<MetaEntry>,
    /// Remarks in the order in which they were made.
    pub notes: Vec<Note>,
    layers: Vec<(String, Layer)>,
}

impl Document {
    /// A document without layers. Offsets are `u32`: a text over 4 GiB is cut at the last character that fits,
    /// so a reader refuses it before.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.len() > u32::MAX as usize {
            text.truncate(text.floor_char_boundary(u32::MAX as usize));
        }
        let ascii = text.is_ascii();
        Self { id: id.into(), text, ascii, ..Self::default() }
    }

    /// The text as read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the text is plain ASCII, so that bytes are characters.
    pub fn is_ascii(&self) -> bool {
        self.ascii
    }

    /// Takes the document apart to reuse its text buffer.
    pub fn into_text(self) -> String {
        self.text
    }

    /// A metadata value.
    pub fn meta(&self, key: &str) -> Option<&str> {
        self.meta.iter().find(|entry| entry.key == key).map(|entry| entry.value.as_str())
    }

    /// Sets a metadata value, replacing an earlier one of the same key.
    pub fn set_meta(&mut self, key: &str, value: &str, from: &str) {
        let entry = MetaEntry { key: key.to_owned(), value: value.to_owned(), from: from.to_owned() };
        match self.meta.iter_mut().find(|entry| entry.key == key) {
            Some(known) => *known = entry,
            None => self.meta.push(entry),
        }
    }

    /// A layer by name.
    pub fn layer(&self, name: &str) -> Option<&Layer> {
        self.layers.iter().find(|(known, _)| known == name).map(|(_, layer)| layer)
    }

    /// A layer by name, as slices.
    pub fn view(&self, name: &str) -> Option<LayerView<'_>> {
        self.layer(name).map(Layer::view)
    }

    /// All layers in the order in which they were first written.
    pub fn layers(&self) -> impl Iterator<Item = (&str, &Layer)> {
        self.layers.iter().map(|(name, layer)| (name.as_str(), layer))
    }

    /// Puts a layer in place of the one of that name and returns the old one for reuse.
    ///
    /// This does not check the layer; [`check_layer`](crate::check_layer) does, and [`Staging`](crate::Staging)
    /// calls it for all that a stage returns.
    pub fn put_layer(&mut self, name: &str, layer: Layer) -> Option<Layer> {
        match self.layers.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => Some(std::mem::replace(old, layer)),
            None => {
                // Documents are many and have a handful of layers each: memory for three more would be a kilobyte.
                self.layers.reserve_exact(1);
                self.layers.push((name.to_owned(), layer));
                None
            }
        }
    }

    /// Forgets the layers whose names `keep` refuses, for documents that wait for something that does not read them.
    pub fn retain_layers(&mut self, keep: impl Fn(&str) -> bool) {
        self.layers.retain(|(name, _)| keep(name));
        self.layers.shrink_to_fit();
    }

    /// Heap bytes held by text and layers.
    pub fn heap_bytes(&self) -> usize {
        self.text.capacity()
            + self.layers.iter().map(|(name, layer)| name.capacity() + layer.heap_bytes()).sum::<usize>()
    }
}
