//! The check that every layer passes before a host takes it.

use crate::LayerView;

/// What a layer broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// `end` lies past the end of the text.
    OutOfRange,
    /// `start` is greater than `end`.
    Reversed,
    /// A row starts before the row above it, or at the same byte and is longer.
    Unsorted,
    /// A span begins or ends inside a character.
    CutsCharacter,
    /// Two rows share text in a layer where rows may not overlap.
    Overlap,
    /// A column is not as long as the layer.
    ColumnLength,
    /// A label index has no name.
    UnknownLabel,
    /// A string column is not valid.
    BadStrings,
}

impl Rule {
    /// What to say about it.
    pub const fn explain(self) -> &'static str {
        match self {
            Self::OutOfRange => "ends past the end of the text",
            Self::Reversed => "starts after its own end",
            Self::Unsorted => "is out of order (rows are sorted by start, longer spans first)",
            Self::CutsCharacter => "begins or ends inside a character",
            Self::Overlap => "overlaps the row above, which this layer forbids",
            Self::ColumnLength => "belongs to a layer whose columns differ in length",
            Self::UnknownLabel => "has a label without a name",
            Self::BadStrings => "belongs to a layer with a broken string column",
        }
    }
}

/// Checks a layer against the text it is about. `disjoint` forbids overlaps (tokens, sentences).
/// `ascii` says that the text is plain ASCII, where no span can cut a character.
///
/// # Errors
/// The first row that breaks a rule, and the rule.
pub fn check_layer(
    view: &LayerView<'_>,
    text: &str,
    ascii: bool,
    disjoint: bool,
) -> Result<(), (usize, Rule)> {
    let rows = view.start.len();
    let whole = |len: usize| len == 0 || len == rows;
    if view.end.len() != rows
        || !whole(view.label.len())
        || !whole(view.score.len())
        || !whole(view.refs.len())
    {
        return Err((0, Rule::ColumnLength));
    }
    if rows == 0 {
        return Ok(());
    }
    // The good case is one pass without branches that depend on data; the row at fault is looked for after.
    let sound =
        if disjoint { spans_are_disjoint(view, text.len()) } else { spans_are_sorted(view, text.len()) };
    if !(sound && (ascii || spans_cut_nothing(view, text))) {
        return Err(find_fault(view, text, disjoint));
    }
    if !view.label.is_empty() {
        let names = view.labels.len();
        if let Some(row) = view.label.iter().position(|&id| id != crate::NO_LABEL && id as usize >= names) {
            return Err((row, Rule::UnknownLabel));
        }
    }
    if !view.labels.is_sound() {
        return Err((0, Rule::BadStrings));
    }
    for (_, values) in &view.attrs {
        if values.len() != rows {
            return Err((0, Rule::ColumnLength));
        }
        if !values.is_sound() {
            return Err((0, Rule::BadStrings));
        }
    }
    Ok(())
}

/// Starts and ends alternate and never go back: one chain of comparisons proves range, order and no overlap.
fn spans_are_disjoint(view: &LayerView<'_>, len: usize) -> bool {
    let (start, end) = (view.start, &view.end[..view.start.len()]);
    if end[end.len() - 1] as usize > len {
        return false;
    }
    // Below 2 GiB a step back is a difference with its highest bit set: subtracting costs less than comparing.
    let mut bits = 0;
    for (&from, &to) in start.iter().zip(end) {
        bits |= from | to | to.wrapping_sub(from);
    }
    for (&to, &next) in end.iter().zip(&start[1..]) {
        bits |= next.wrapping_sub(to);
    }
    bits <= i32::MAX as u32
        || start.iter().zip(end).all(|(from, to)| from <= to)
            && end.iter().zip(&start[1..]).all(|(to, next)| to <= next)
}

fn spans_are_sorted(view: &LayerView<'_>, len: usize) -> bool {
    let (start, end) = (view.start, &view.end[..view.start.len()]);
    let mut bad = false;
    for (from, to) in start.iter().zip(end) {
        bad |= (from > to) | (*to as usize > len);
    }
    for row in 1..start.len() {
        bad |= (start[row - 1] > start[row]) | ((start[row - 1] == start[row]) & (end[row - 1] < end[row]));
    }
    !bad
}

/// Rows that are looked at together.
const ROWS: usize = 64;

/// For rows in order, inside the text. What is quickest is asked first: words with a blank or nothing between them are
/// proven by the byte behind each, and rows over plain ASCII cut nothing. Only the rest is looked at at both ends.
fn spans_cut_nothing(view: &LayerView<'_>, text: &str) -> bool {
    let bytes = text.as_bytes();
    for (start, end) in view.start.chunks(ROWS).zip(view.end.chunks(ROWS)) {
        let first = text.is_char_boundary(start.first().map_or(0, |&from| from as usize));
        if first && follow_closely(start, end) && end_before_ascii(end, bytes) {
            continue;
        }
        if !are_over_ascii(start, end, bytes) && !block_cuts_nothing(start, end, bytes) {
            return false;
        }
    }
    true
}

/// Whether each row begins where the one above it ends or one byte behind.
fn follow_closely(start: &[u32], end: &[u32]) -> bool {
    let mut apart = false;
    for (&to, &next) in end.iter().zip(start.get(1..).unwrap_or_default()) {
        apart |= next.wrapping_sub(to) > 1;
    }
    !apart
}

/// For rows that follow closely: whether an ASCII character, or the end of the text, stands behind each. Then a row ends
/// at a character, and another begins behind that one.
#[inline(never)]
fn end_before_ascii(end: &[u32], bytes: &[u8]) -> bool {
    let mut all = 0;
    for &to in end {
        // Rows follow closely inside the text: behind one that ends with it only empty ones can come.
        let Some(&byte) = bytes.get(to as usize) else { return to as usize == bytes.len() && all < 0x80 };
        all |= u32::from(byte);
    }
    all < 0x80
}

/// Whether all text under the rows is plain ASCII.
fn are_over_ascii(start: &[u32], end: &[u32], bytes: &[u8]) -> bool {
    let from = start.first().map_or(0, |&from| from as usize);
    let reach = end.iter().fold(0, |reach, &to| to.max(reach)) as usize;
    bytes.get(from..(reach + 1).min(bytes.len())).is_some_and(<[u8]>::is_ascii)
}

/// A function of its own keeps the loop in registers. Branches that are never taken cost less here than arithmetic that
/// avoids them (measured).
#[inline(never)]
fn block_cuts_nothing(start: &[u32], end: &[u32], bytes: &[u8]) -> bool {
    // A continuation byte is 0b10xx_xxxx; the end of the text counts as a boundary.
    for (&from, &to) in start.iter().zip(end) {
        let (from, to) = (from as usize, to as usize);
        if (from >= bytes.len() || (bytes[from] as i8) < -0x40) && from != bytes.len() {
            return false;
        }
        if (to >= bytes.len() || (bytes[to] as i8) < -0x40) && to != bytes.len() {
            return false;
        }
    }
    true
}

#[cold]
fn find_fault(view: &LayerView<'_>, text: &str, disjoint: bool) -> (usize, Rule) {
    let mut above: Option<(u32, u32)> = None;
    for row in 0..view.start.len() {
        let (start, end) = (view.start[row], view.end[row]);
        if start > end {
            return (row, Rule::Reversed);
        }
        if end as usize > text.len() {
            return (row, Rule::OutOfRange);
        }
        if !text.is_char_boundary(start as usize) || !text.is_char_boundary(end as usize) {
            return (row, Rule::CutsCharacter);
        }
        if let Some((last_start, last_end)) = above {
            if start < last_start || (start == last_start && end > last_end) {
                return (row, Rule::Unsorted);
            }
            if disjoint && start < last_end {
                return (row, Rule::Overlap);
            }
        }
        above = Some((start, end));
    }
    (0, Rule::Unsorted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Layer;

    fn check(spans: &[(u32, u32)], text: &str, disjoint: bool) -> Result<(), (usize, Rule)> {
        let mut layer = Layer::new();
        for &(start, end) in spans {
            layer.push(start, end);
        }
        check_layer(&layer.view(), text, text.is_ascii(), disjoint)
    }

    #[test]
    fn each_rule_names_its_row() {
        type Case = (&'static str, &'static [(u32, u32)], &'static str, bool, Result<(), (usize, Rule)>);
        let cases: &[Case] = &[
            ("nothing", &[], "", true, Ok(())),
            ("whole", &[(0, 3)], "abc", true, Ok(())),
            ("touching", &[(0, 1), (1, 3)], "abc", true, Ok(())),
            ("empty span", &[(1, 1)], "abc", true, Ok(())),
            ("nested", &[(0, 3), (0, 1), (1, 2)], "abc", false, Ok(())),
            ("past the end", &[(0, 1), (1, 4)], "abc", true, Err((1, Rule::OutOfRange))),
            ("past the end, nested", &[(0, 4)], "abc", false, Err((0, Rule::OutOfRange))),
            ("reversed", &[(2, 1)], "abc", true, Err((0, Rule::Reversed))),
            ("unsorted", &[(2, 3), (0, 1)], "abc", true, Err((1, Rule::Unsorted))),
            ("short before long", &[(0, 1), (0, 2)], "abc", false, Err((1, Rule::Unsorted))),
            ("overlap", &[(0, 2), (1, 3)], "abc", true, Err((1, Rule::Overlap))),
            ("beyond 2 GiB", &[(0, 0x9000_0000), (1, 2)], "abc", true, Err((0, Rule::OutOfRange))),
            ("around 4 GiB", &[(0, 0x7fff_ffff), (0xffff_fffe, 1)], "abc", true, Err((0, Rule::OutOfRange))),
            ("overlap allowed", &[(0, 2), (1, 3)], "abc", false, Ok(())),
            ("cut start", &[(1, 2)], "žab", true, Err((0, Rule::CutsCharacter))),
            ("cut end", &[(0, 1)], "žab", false, Err((0, Rule::CutsCharacter))),
            ("end of text", &[(0, 4)], "žab", true, Ok(())),
            ("words with blanks", &[(0, 2), (3, 5), (6, 8)], "ž ž ž", true, Ok(())),
            ("words without", &[(0, 2), (2, 4), (4, 4)], "žž", true, Ok(())),
            ("cut behind a blank", &[(0, 2), (3, 4), (5, 7)], "ž žž ", true, Err((1, Rule::CutsCharacter))),
            ("cut before a mark", &[(0, 1), (3, 4)], "a—b", true, Err((1, Rule::CutsCharacter))),
            ("cut one byte behind a mark", &[(0, 1), (2, 4)], "a—b", true, Err((1, Rule::CutsCharacter))),
            ("first row cut", &[(1, 2), (2, 3)], "ž a", true, Err((0, Rule::CutsCharacter))),
        ];
        for (name, spans, text, disjoint, expected) in cases {
            assert_eq!(check(spans, text, *disjoint), *expected, "{name}");
        }
    }

    /// All layers of up to two rows over texts of all kinds of characters, alone and behind more rows than one block has.
    #[test]
    fn cuts_are_found_wherever_they_are() {
        let texts = ["až b", "é é", "—a—", "🎉 x🎉", "ab é", "éa b"];
        for (text, before) in texts.into_iter().flat_map(|text| [0, 63, 64, 65].map(|before| (text, before)))
        {
            let shift = 2 * before;
            let whole = format!("{}{text}", "a ".repeat(before as usize));
            let len = text.len() as u32;
            for (a, b, c, d) in (0..=len)
                .flat_map(|a| (a..=len).map(move |b| (a, b)))
                .flat_map(|(a, b)| (b..=len).flat_map(move |c| (c..=len).map(move |d| (a, b, c, d))))
            {
                let mut spans: Vec<(u32, u32)> = (0..before).map(|row| (2 * row, 2 * row + 1)).collect();
                spans.extend([(shift + a, shift + b), (shift + c, shift + d)]);
                let cut = |at: u32| !text.is_char_boundary(at as usize);
                let sorted = (a, std::cmp::Reverse(b)) <= (c, std::cmp::Reverse(d));
                let expected = match (cut(a) || cut(b), cut(c) || cut(d)) {
                    (true, _) => Err((before as usize, Rule::CutsCharacter)),
                    (_, true) => Err((before as usize + 1, Rule::CutsCharacter)),
                    _ if !sorted => Err((before as usize + 1, Rule::Unsorted)),
                    _ => Ok(()),
                };
                assert_eq!(
                    check(&spans, &whole, false),
                    expected,
                    "{text:?} behind {before}: {a}..{b}, {c}..{d}"
                );
            }
        }
    }

    #[test]
    fn broken_columns_are_refused() {
        let mut layer = Layer::new();
        layer.push(0, 1).label("A").attr("k", "v");
        let good = layer.view();
        assert_eq!(check_layer(&good, "a", true, true), Ok(()));
        let mut view = good.clone();
        view.label = &[7];
        assert_eq!(check_layer(&view, "a", true, true), Err((0, Rule::UnknownLabel)));
        let mut view = good.clone();
        view.score = &[0.0, 1.0];
        assert_eq!(check_layer(&view, "a", true, true), Err((0, Rule::ColumnLength)));
        let mut view = good;
        view.attrs[0].1.ends = &[9];
        assert_eq!(check_layer(&view, "a", true, true), Err((0, Rule::BadStrings)));
    }
}
