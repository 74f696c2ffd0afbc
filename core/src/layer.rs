//! Layers: tables of spans as a struct of arrays.

use crate::columns::{Attr, Columns, copy};
use crate::{Strings, StringsView};

/// In the label column: this row has no label.
pub const NO_LABEL: u16 = u16::MAX;
/// In the ref column: this row refers to nothing.
pub const NO_REF: u32 = u32::MAX;

/// A piece of text: byte offsets, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from `start` to `end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// Length in bytes.
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span covers nothing.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether `other` lies inside this span.
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The text that the span covers, or `""` where the span does not fit the text.
    #[inline]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or("")
    }
}

/// A table of spans. Columns that no row uses stay empty and cost nothing.
///
/// Rows are pushed in text order; [`check_layer`](crate::check_layer) states what a host accepts.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    start: Vec<u32>,
    end: Vec<u32>,
    /// All other columns. Most layers have none, and layers are moved often and lie side by side in documents.
    more: Option<Box<Columns>>,
}

impl Layer {
    /// An empty layer.
    pub const fn new() -> Self {
        Self { start: Vec::new(), end: Vec::new(), more: None }
    }

    /// Appends a row and returns it, to be given a label, a score, a ref or attributes.
    #[inline]
    pub fn push(&mut self, start: u32, end: u32) -> Row<'_> {
        self.start.push(start);
        self.end.push(end);
        if let Some(more) = &mut self.more {
            more.fill(self.start.len());
        }
        Row { layer: self }
    }

    /// Appends many rows at once, which is several times faster than [`push`](Self::push) for each.
    pub fn push_spans(&mut self, spans: &[Span]) {
        self.start.extend(spans.iter().map(|span| span.start));
        self.end.extend(spans.iter().map(|span| span.end));
        if let Some(more) = &mut self.more {
            more.fill(self.start.len());
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.start.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.start.is_empty()
    }

    /// Number of rows that there is memory for.
    pub fn capacity(&self) -> usize {
        self.start.capacity()
    }

    /// Forgets all rows, labels and attributes and keeps the memory of the main columns.
    pub fn clear(&mut self) {
        self.start.clear();
        self.end.clear();
        if let Some(more) = &mut self.more {
            more.clear();
        }
    }

    /// The layer as borrowed slices.
    pub fn view(&self) -> LayerView<'_> {
        let rows = LayerView { start: &self.start, end: &self.end, ..LayerView::default() };
        let Some(more) = &self.more else { return rows };
        LayerView {
            label: &more.label,
            labels: more.labels.view(),
            score: &more.score,
            refs: &more.refs,
            attrs: more.attrs.iter().map(|attr| (attr.name.as_str(), attr.values.view())).collect(),
            ..rows
        }
    }

    /// The attribute columns.
    pub fn attrs(&self) -> &[Attr] {
        self.more.as_ref().map_or(&[], |more| &more.attrs)
    }

    /// Makes this layer a copy of `view`, reusing its memory.
    pub fn copy_from(&mut self, view: &LayerView<'_>) {
        copy(&mut self.start, view.start);
        copy(&mut self.end, view.end);
        let plain = view.label.is_empty()
            && view.labels.is_empty()
            && view.score.is_empty()
            && view.refs.is_empty()
            && view.attrs.is_empty();
        match &mut self.more {
            Some(more) if plain => more.clear(),
            None if plain => {}
            more => more.get_or_insert_default().copy_from(view),
        }
    }

    /// Puts the rows in the order a host accepts: by start, longer spans first. Equal spans keep their order.
    pub fn sort(&mut self) {
        let view = self.view();
        let mut order: Vec<usize> = (0..view.len()).collect();
        order.sort_by_key(|&row| (view.start[row], std::cmp::Reverse(view.end[row])));
        if order.windows(2).all(|pair| pair[0] < pair[1]) {
            return;
        }
        let mut sorted = Layer::new();
        for row in order {
            sorted.push_row_of(&view, row);
        }
        *self = sorted;
    }

    /// Appends a copy of row `row` of `view`.
    pub fn push_row_of(&mut self, view: &LayerView<'_>, row: usize) -> Row<'_> {
        let span = view.span(row);
        let mut new = self.push(span.start, span.end);
        if let Some(label) = view.label(row) {
            new.label(label);
        }
        if let Some(score) = view.score(row) {
            new.score(score);
        }
        if let Some(target) = view.target(row) {
            new.target(target);
        }
        for (name, values) in &view.attrs {
            new.attr(name, values.get(row));
        }
        new
    }

    /// Heap bytes held: what a row costs in memory.
    pub fn heap_bytes(&self) -> usize {
        let columns = |more: &Columns| {
            size_of::<Columns>()
                + (more.refs.capacity() + more.score.capacity()) * 4
                + more.label.capacity() * 2
                + more.labels.heap_bytes()
                + more.attrs.iter().map(|attr| attr.name.capacity() + attr.values.heap_bytes()).sum::<usize>()
        };
        (self.start.capacity() + self.end.capacity()) * 4 + self.more.as_deref().map_or(0, columns)
    }
}

/// The row just pushed.
#[derive(Debug)]
pub struct Row<'a> {
    layer: &'a mut Layer,
}

impl Row<'_> {
    /// The number of rows, and the columns beside the spans.
    fn columns(&mut self) -> (usize, &mut Columns) {
        (self.layer.start.len(), self.layer.more.get_or_insert_default())
    }

    /// Sets the label. A layer holds up to 65,535 different labels; they are meant for closed sets.
    pub fn label(&mut self, name: &str) -> &mut Self {
        let (rows, layer) = self.columns();
        let id = layer.labels.position(name).unwrap_or_else(|| {
            layer.labels.push(name);
            layer.labels.len() - 1
        });
        layer.label.resize(rows, NO_LABEL);
        if let Some(last) = layer.label.last_mut() {
            *last = u16::try_from(id).unwrap_or(NO_LABEL);
        }
        self
    }

    /// Sets the score.
    pub fn score(&mut self, score: f32) -> &mut Self {
        let (rows, layer) = self.columns();
        layer.score.resize(rows, f32::NAN);
        if let Some(last) = layer.score.last_mut() {
            *last = score;
        }
        self
    }

    /// Sets the row of another layer that this row refers to.
    pub fn target(&mut self, row: u32) -> &mut Self {
        let (rows, layer) = self.columns();
        layer.refs.resize(rows, NO_REF);
        if let Some(last) = layer.refs.last_mut() {
            *last = row;
        }
        self
    }

    /// Sets a named string. An empty value is the same as none.
    pub fn attr(&mut self, name: &str, value: &str) -> &mut Self {
        // A layer that is used again has room for as many rows as before; a column is made with as much, within reason,
        // as the next document may be small.
        let room = self.layer.start.capacity().min(1024);
        let known = self.layer.attrs().iter().position(|attr| attr.name == name);
        if known.is_none() && value.is_empty() {
            return self;
        }
        let (rows, layer) = self.columns();
        let column = match known {
            Some(index) => &mut layer.attrs[index],
            None => {
                let mut values = Strings::with_capacity(room, 8 * room);
                for _ in 0..rows {
                    values.push("");
                }
                layer.attrs.push(Attr { name: name.to_owned(), values });
                let last = layer.attrs.len() - 1;
                &mut layer.attrs[last]
            }
        };
        column.values.set_last(value);
        self
    }

    /// The row's number.
    pub fn index(&self) -> u32 {
        (self.layer.start.len() - 1) as u32
    }
}

/// A borrowed layer. Optional columns are empty when absent, else as long as `start`.
#[derive(Debug, Clone, Default)]
pub struct LayerView<'a> {
    /// First byte of each row.
    pub start: &'a [u32],
    /// One past the last byte of each row.
    pub end: &'a [u32],
    /// Index into `labels` of each row, or [`NO_LABEL`].
    pub label: &'a [u16],
    /// The label names.
    pub labels: StringsView<'a>,
    /// Score of each row; NaN = none.
    pub score: &'a [f32],
    /// Row of another layer that each row refers to, or [`NO_REF`].
    pub refs: &'a [u32],
    /// Named string columns.
    pub attrs: Vec<(&'a str, StringsView<'a>)>,
}

impl<'a> LayerView<'a> {
    /// Number of rows.
    pub fn len(&self) -> usize {
        self.start.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.start.is_empty()
    }

    /// The span of a row; panics past the end, as indexing does.
    #[inline]
    pub fn span(&self, row: usize) -> Span {
        Span { start: self.start[row], end: self.end[row] }
    }

    /// All spans in order.
    pub fn spans(&self) -> impl ExactSizeIterator<Item = Span> + 'a {
        self.start.iter().zip(self.end).map(|(&start, &end)| Span { start, end })
    }

    /// The label of a row.
    pub fn label(&self, row: usize) -> Option<&'a str> {
        let id = *self.label.get(row)?;
        (id != NO_LABEL).then(|| self.labels.get(id as usize))
    }

    /// The score of a row.
    pub fn score(&self, row: usize) -> Option<f32> {
        self.score.get(row).copied().filter(|score| !score.is_nan())
    }

    /// The row of another layer that a row refers to.
    pub fn target(&self, row: usize) -> Option<u32> {
        self.refs.get(row).copied().filter(|&row| row != NO_REF)
    }

    /// A named string of a row.
    pub fn attr(&self, row: usize, name: &str) -> Option<&'a str> {
        let (_, values) = self.attrs.iter().find(|(key, _)| *key == name)?;
        Some(values.get(row)).filter(|value| !value.is_empty())
    }

    /// The rows that start inside `span`, for layers whose rows are sorted by start (all that passed a host).
    pub fn rows_in(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.start.partition_point(|&start| start < span.start);
        let last = self.start.partition_point(|&start| start < span.end);
        first..last.max(first)
    }

    /// The last row that starts at or before `offset` and ends after it, for layers without overlaps.
    pub fn row_at(&self, offset: u32) -> Option<usize> {
        let after = self.start.partition_point(|&start| start <= offset);
        let row = after.checked_sub(1)?;
        (self.end[row] > offset).then_some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_up_late_and_early() {
        let mut layer = Layer::new();
        layer.push(0, 1);
        layer.push(1, 2).label("A").score(0.5).attr("id", "x");
        layer.push(2, 3);
        layer.push(3, 4).label("B").target(1);
        layer.push(4, 5).label("A").attr("id", "y");
        let view = layer.view();
        let labels: Vec<_> = (0..5).map(|row| view.label(row)).collect();
        assert_eq!(labels, [None, Some("A"), None, Some("B"), Some("A")]);
        assert_eq!(view.score(1), Some(0.5));
        assert_eq!(view.score(4), None);
        assert_eq!(view.target(3), Some(1));
        assert_eq!(view.target(4), None);
        assert_eq!(
            (view.attr(1, "id"), view.attr(2, "id"), view.attr(4, "id")),
            (Some("x"), None, Some("y"))
        );
        let mut copy = Layer::new();
        copy.copy_from(&view);
        // NaN marks an absent score, so the tables are compared as printed.
        assert_eq!(format!("{copy:?}"), format!("{layer:?}"));
    }

    #[test]
    fn many_rows_at_once_are_the_same_as_one_by_one() {
        let spans = [Span::new(2, 3), Span::new(3, 5), Span::new(6, 6)];
        let (mut one_by_one, mut at_once) = (Layer::new(), Layer::new());
        for layer in [&mut one_by_one, &mut at_once] {
            layer.push(0, 1).label("A").score(0.5).target(3).attr("id", "x");
        }
        for span in spans {
            one_by_one.push(span.start, span.end);
        }
        at_once.push_spans(&spans);
        // NaN marks an absent score, so the tables are compared as printed.
        assert_eq!(format!("{at_once:?}"), format!("{one_by_one:?}"));
    }

    #[test]
    fn sorting_keeps_rows_whole() {
        let mut layer = Layer::new();
        layer.push(5, 6).label("late");
        layer.push(0, 2).label("short");
        layer.push(0, 4).label("long").attr("k", "v");
        layer.sort();
        let view = layer.view();
        assert_eq!((0..3).filter_map(|row| view.label(row)).collect::<Vec<_>>(), ["long", "short", "late"]);
        assert_eq!(view.attr(0, "k"), Some("v"));
    }

    #[test]
    fn rows_are_found_by_place() {
        let mut layer = Layer::new();
        for start in [0, 10, 20] {
            layer.push(start, start + 5);
        }
        let view = layer.view();
        assert_eq!(view.rows_in(Span::new(10, 30)), 1..3);
        assert_eq!(view.rows_in(Span::new(6, 9)), 1..1);
        assert_eq!((view.row_at(12), view.row_at(16), view.row_at(0)), (Some(1), None, Some(0)));
    }
}
