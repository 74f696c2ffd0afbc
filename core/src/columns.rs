//! The columns of a layer beside its spans.

use crate::{LayerView, NO_LABEL, NO_REF, Strings};

/// A named column of strings beside the spans, one per row; `""` means absent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Attr {
    /// The column's name, which is its key in the output.
    pub name: String,
    /// One string per row.
    pub values: Strings,
}

/// The columns that most layers do not use.
#[derive(Debug, Clone, Default)]
pub(crate) struct Columns {
    pub(crate) label: Vec<u16>,
    pub(crate) labels: Strings,
    pub(crate) score: Vec<f32>,
    pub(crate) refs: Vec<u32>,
    pub(crate) attrs: Vec<Attr>,
}

impl Columns {
    /// Fills the columns in use up to so many rows.
    pub(crate) fn fill(&mut self, rows: usize) {
        if !self.label.is_empty() {
            self.label.resize(rows, NO_LABEL);
        }
        if !self.score.is_empty() {
            self.score.resize(rows, f32::NAN);
        }
        if !self.refs.is_empty() {
            self.refs.resize(rows, NO_REF);
        }
        for attr in &mut self.attrs {
            while attr.values.len() < rows {
                attr.values.push("");
            }
        }
    }

    /// Forgets everything and keeps the memory of the main columns.
    pub(crate) fn clear(&mut self) {
        self.label.clear();
        self.labels.clear();
        self.score.clear();
        self.refs.clear();
        self.attrs.clear();
    }

    /// Makes these columns copies of those of `view`, reusing their memory.
    pub(crate) fn copy_from(&mut self, view: &LayerView<'_>) {
        copy(&mut self.label, view.label);
        self.labels.copy_from(view.labels);
        copy(&mut self.score, view.score);
        copy(&mut self.refs, view.refs);
        self.attrs.clear();
        self.attrs.reserve_exact(view.attrs.len());
        for (name, values) in &view.attrs {
            let mut column = Strings::new();
            column.copy_from(*values);
            self.attrs.push(Attr { name: (*name).to_owned(), values: column });
        }
    }
}

/// Makes a column a copy of another one, reusing its memory.
pub(crate) fn copy<T: Copy>(to: &mut Vec<T>, from: &[T]) {
    to.clear();
    // Most columns of most layers are empty.
    if from.is_empty() {
        return;
    }
    to.reserve_exact(from.len());
    to.extend_from_slice(from);
}
