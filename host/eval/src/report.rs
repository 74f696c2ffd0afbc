//! What every measure gives back: a table for people and JSON for programs.

use serde::Serialize;
use serde_json::Value;

/// A report that prints as an aligned table and as JSON.
pub trait Report: Serialize {
    /// The result over everything.
    fn table(&self) -> Table;

    /// One row per document (or item, or topic).
    fn documents(&self) -> Table;

    /// The result as text; with `documents`, the rows of the documents follow after a blank line.
    fn to_text(&self, documents: bool) -> String {
        let mut text = self.table().to_string();
        if documents {
            text.push('\n');
            text.push_str(&self.documents().to_string());
        }
        text
    }

    /// The result as a JSON object; without `documents`, its key of that name is left out.
    fn to_json(&self, documents: bool) -> Value {
        let mut value = serde_json::to_value(self).unwrap_or(Value::Null);
        if let (Value::Object(object), false) = (&mut value, documents) {
            object.shift_remove("documents");
        }
        value
    }
}

/// A table of text cells: the first column to the left, the others to the right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Printed above, a line each.
    pub notes: Vec<String>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The cells, as many in each row as there are columns.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(columns: &[&str]) -> Self {
        Self { columns: columns.iter().map(|&name| name.to_owned()).collect(), ..Self::default() }
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for note in &self.notes {
            writeln!(f, "# {note}")?;
        }
        let mut widths: Vec<usize> = self.columns.iter().map(|name| name.chars().count()).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        for row in std::iter::once(&self.columns).chain(&self.rows) {
            let mut line = String::new();
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let pad = " ".repeat(width - cell.chars().count());
                if column == 0 {
                    line.push_str(cell);
                    line.push_str(&pad);
                } else {
                    line.push_str("  ");
                    line.push_str(&pad);
                    line.push_str(cell);
                }
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// A share as a percentage with two decimals.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.2}", 100.0 * share)
}

/// The three cells precision, recall, F1, or dashes where there is nothing to say.
pub(crate) fn three(score: Option<(f64, f64, f64)>) -> [String; 3] {
    score.map_or_else(|| ["-", "-", "-"].map(str::to_owned), |(p, r, f)| [percent(p), percent(r), percent(f)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_aligned_by_characters() {
        let mut table = Table::new(&["label", "F1"]).note("2 documents");
        table.row(vec!["žluťoučký".into(), percent(1.0)]);
        table.row(vec!["b".into(), percent(0.056)]);
        assert_eq!(
            table.to_string(),
            "# 2 documents\nlabel          F1\nžluťoučký  100.00\nb            5.60\n"
        );
    }
}
