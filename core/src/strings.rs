//! A column of strings: one buffer and the place where each string ends.

/// Strings stored end to end in one buffer. Row `i` is `bytes[ends[i-1]..ends[i]]`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Strings {
    ends: Vec<u32>,
    bytes: String,
}

impl Strings {
    /// An empty column.
    pub const fn new() -> Self {
        Self { ends: Vec::new(), bytes: String::new() }
    }

    /// An empty column with room for so many rows and bytes.
    pub fn with_capacity(rows: usize, bytes: usize) -> Self {
        Self { ends: Vec::with_capacity(rows), bytes: String::with_capacity(bytes) }
    }

    /// Appends a row. A column holds at most 4 GiB; what does not fit is stored as an empty string.
    pub fn push(&mut self, value: &str) {
        if self.bytes.len() + value.len() <= u32::MAX as usize {
            self.bytes.push_str(value);
        }
        self.ends.push(self.bytes.len() as u32);
    }

    /// Replaces the last row, which must exist; without one this appends.
    pub fn set_last(&mut self, value: &str) {
        if let Some(end) = self.ends.pop() {
            let start = self.ends.last().copied().unwrap_or(0);
            // A row that was empty, as most are that are set, leaves nothing to take away.
            if start != end {
                self.bytes.truncate(start as usize);
            }
        }
        self.push(value);
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Forgets all rows and keeps the memory.
    pub fn clear(&mut self) {
        self.ends.clear();
        self.bytes.clear();
    }

    /// The column as borrowed slices.
    pub fn view(&self) -> StringsView<'_> {
        StringsView { ends: &self.ends, bytes: &self.bytes }
    }

    /// Row `row`, or `""` past the end.
    pub fn get(&self, row: usize) -> &str {
        self.view().get(row)
    }

    /// The row that equals `value`.
    pub fn position(&self, value: &str) -> Option<usize> {
        self.view().iter().position(|row| row == value)
    }

    /// Makes this column a copy of `view`, reusing its memory.
    pub fn copy_from(&mut self, view: StringsView<'_>) {
        self.clear();
        if view.is_empty() {
            return;
        }
        self.ends.extend_from_slice(view.ends);
        self.bytes.push_str(view.bytes);
    }

    /// Heap bytes held.
    pub fn heap_bytes(&self) -> usize {
        self.ends.capacity() * 4 + self.bytes.capacity()
    }
}

/// A borrowed column of strings.
#[derive(Debug, Clone, Copy, Default)]
pub struct StringsView<'a> {
    /// Where each row ends in `bytes`; never decreasing, each on a character boundary.
    pub ends: &'a [u32],
    /// All rows, end to end.
    pub bytes: &'a str,
}

impl<'a> StringsView<'a> {
    /// Row `row`, or `""` past the end.
    pub fn get(self, row: usize) -> &'a str {
        let Some(&end) = self.ends.get(row) else { return "" };
        let start = if row == 0 { 0 } else { self.ends.get(row - 1).copied().unwrap_or(0) };
        self.bytes.get(start as usize..end as usize).unwrap_or("")
    }

    /// All rows in order.
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        (0..self.ends.len()).map(move |row| self.get(row))
    }

    /// Number of rows.
    pub fn len(self) -> usize {
        self.ends.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(self) -> bool {
        self.ends.is_empty()
    }

    /// Whether the ends never decrease, stay inside the buffer and cut no character.
    pub fn is_sound(self) -> bool {
        let mut last = 0;
        self.ends.iter().all(|&end| {
            let ordered = end >= last;
            last = end;
            ordered && self.bytes.is_char_boundary(end as usize)
        })
    }
}

impl<'a> FromIterator<&'a str> for Strings {
    fn from_iter<I: IntoIterator<Item = &'a str>>(rows: I) -> Self {
        let mut strings = Self::new();
        for row in rows {
            strings.push(row);
        }
        strings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back() {
        let mut strings: Strings = ["a", "", "žluť"].into_iter().collect();
        assert_eq!(strings.view().iter().collect::<Vec<_>>(), ["a", "", "žluť"]);
        strings.set_last("b");
        assert_eq!(strings.get(2), "b");
        assert_eq!(strings.get(3), "");
        assert!(strings.view().is_sound());
    }

    #[test]
    fn a_cut_character_is_unsound() {
        assert!(!StringsView { ends: &[1], bytes: "ž" }.is_sound());
        assert!(!StringsView { ends: &[2, 0], bytes: "ž" }.is_sound());
        assert!(!StringsView { ends: &[3], bytes: "ž" }.is_sound());
    }
}
