//! Gazetteer files: CSV, TSV or JSON lines, a name a row.

use std::path::Path;

use copydesk_sdk::log;
use serde_json::Value;

use super::gazetteer::{Gazetteer, Wrong};

/// Rows of a file of which each is warned about; the rest is counted.
const SHOWN: usize = 5;

/// What a row says.
#[derive(Debug, Clone, Default, PartialEq)]
struct Row {
    text: String,
    label: String,
    id: String,
    case: String,
}

/// What became of the rows of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Count {
    pub(super) taken: usize,
    pub(super) bad: usize,
    pub(super) again: usize,
    pub(super) conflicts: usize,
}

/// Adds the names of a file. Bad rows and names with two labels are told with their line; the rest loads.
pub(super) fn add_file(names: &mut Gazetteer, file: &str, content: &str) -> Count {
    let content = content.trim_start_matches('\u{feff}');
    let extension =
        Path::new(file).extension().and_then(|end| end.to_str()).unwrap_or("").to_ascii_lowercase();
    let json = matches!(extension.as_str(), "jsonl" | "ndjson" | "json");
    let separator = if matches!(extension.as_str(), "tsv" | "tab") { '\t' } else { ',' };
    names.reserve(content.len() / 24);
    let mut count = Count::default();
    let mut row = Row::default();
    for (number, line) in content.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let read = if json { json_row(line, &mut row) } else { separated_row(line, separator, &mut row) };
        if number == 0 && row.text.eq_ignore_ascii_case("text") && row.label.eq_ignore_ascii_case("label") {
            continue;
        }
        let added = read.and_then(|()| {
            let exact = exact(row.case.trim())?;
            names.add(row.text.trim(), row.label.trim(), row.id.trim(), exact).map_err(Complaint::Wrong)
        });
        let Err(complaint) = added else {
            count.taken += 1;
            continue;
        };
        let shown = count.bad + count.conflicts < SHOWN;
        match &complaint {
            Complaint::Wrong(Wrong::Again) => {
                count.again += 1;
                continue;
            }
            Complaint::Wrong(Wrong::Conflict(_)) => count.conflicts += 1,
            _ => count.bad += 1,
        }
        if shown {
            log::warn!("gazetteer `{file}`, line {}: {}; the row is left out", number + 1, complaint.what());
        }
    }
    if count.bad + count.conflicts > SHOWN {
        log::warn!(
            "gazetteer `{file}`: {} rows are left out in all, {} of them for a second label",
            count.bad + count.conflicts,
            count.conflicts
        );
    }
    if count.again > 0 {
        log::info!("gazetteer `{file}`: {} rows repeat a name", count.again);
    }
    count
}

/// Why a row was not taken.
#[derive(Debug)]
enum Complaint {
    Wrong(Wrong),
    Json(String),
    Case(String),
}

impl Complaint {
    fn what(&self) -> String {
        match self {
            Self::Wrong(wrong) => wrong.what(),
            Self::Json(error) => format!("is no JSON object with `text` and `label` ({error})"),
            Self::Case(case) => format!("case `{case}` is neither `any` nor `exact`"),
        }
    }
}

fn exact(case: &str) -> Result<bool, Complaint> {
    match case.to_ascii_lowercase().as_str() {
        "" | "any" | "false" | "no" | "0" => Ok(false),
        "exact" | "true" | "yes" | "1" => Ok(true),
        _ => Err(Complaint::Case(case.to_owned())),
    }
}

fn json_row(line: &str, row: &mut Row) -> Result<(), Complaint> {
    let value: Value = serde_json::from_str(line).map_err(|error| Complaint::Json(error.to_string()))?;
    if !value.is_object() {
        return Err(Complaint::Json("it is another kind of value".to_owned()));
    }
    let field = |keys: &[&str]| {
        let value = keys.iter().find_map(|key| value.get(key));
        match value {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Bool(flag)) => flag.to_string(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    };
    *row = Row {
        text: field(&["text", "pattern"]),
        label: field(&["label"]),
        id: field(&["id", "kb_id"]),
        case: field(&["case", "case_sensitive"]),
    };
    Ok(())
}

/// A row of separated values. A field may stand in double quotes, in which a doubled quote is one quote.
fn separated_row(line: &str, separator: char, row: &mut Row) -> Result<(), Complaint> {
    for field in [&mut row.text, &mut row.label, &mut row.id, &mut row.case] {
        field.clear();
    }
    if !line.contains('"') {
        let mut fields = line.splitn(5, separator);
        for field in [&mut row.text, &mut row.label, &mut row.id, &mut row.case] {
            field.push_str(fields.next().unwrap_or(""));
        }
        return Ok(());
    }
    let mut fields = [&mut row.text, &mut row.label, &mut row.id, &mut row.case];
    let (mut at, mut quoted) = (0, false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(field) = fields.get_mut(at) else { break };
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' if quoted || field.is_empty() => quoted = !quoted,
            _ if c == separator && !quoted => at += 1,
            _ => field.push(c),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(names: &Gazetteer, text: &str) -> Option<String> {
        let tokens: Vec<&str> = text.split(' ').collect();
        names.longest(|at| tokens.get(at).copied()).map(|(size, label, id)| format!("{size} {label} {id}"))
    }

    #[test]
    fn three_kinds_of_rows() {
        let mut names = Gazetteer::default();
        let csv = "\u{feff}text,label,id,case\n\"Kovac, Anna\",PERSON,Q1\nPort Alba,GPE\nWHO,ORG,,exact\n# no name\n";
        assert_eq!(add_file(&mut names, "a.csv", csv), Count { taken: 3, ..Count::default() });
        add_file(&mut names, "b.TSV", "Blue Heron Fund\tFUND\tf-7\r\n");
        add_file(
            &mut names,
            "c.jsonl",
            "{\"text\":\"Nordhavn\",\"label\":\"LOC\",\"id\":5,\"case_sensitive\":true}\n",
        );
        for (text, expected) in [
            ("Kovac, Anna", Some("2 PERSON Q1")),
            ("port alba", Some("2 GPE ")),
            ("WHO", Some("1 ORG ")),
            ("who", None),
            ("blue heron fund", Some("3 FUND f-7")),
            ("Nordhavn", Some("1 LOC 5")),
            ("nordhavn", None),
        ] {
            assert_eq!(label(&names, text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn bad_rows_are_counted_and_the_rest_loads() {
        let mut names = Gazetteer::default();
        let csv = "Port Alba,GPE\n,ORG\nNordhavn\nPort Alba,ORG\nPort Alba,GPE\n...,ORG\nOslo,GPE,,sometimes\nBonn,GPE\n";
        let count = add_file(&mut names, "a.csv", csv);
        assert_eq!(count, Count { taken: 2, bad: 4, again: 1, conflicts: 1 });
        assert_eq!(label(&names, "Port Alba").as_deref(), Some("2 GPE "));
        let count = add_file(&mut names, "a.jsonl", "not json\n[1]\n{\"text\":\"Lund\",\"label\":\"GPE\"}\n");
        assert_eq!(count, Count { taken: 1, bad: 2, ..Count::default() });
    }

    #[test]
    fn a_million_repeats_are_one_name() {
        let mut names = Gazetteer::default();
        let count = add_file(&mut names, "a.csv", &"Port Alba,GPE\n".repeat(1_000_000));
        assert_eq!((count.taken, count.again, names.len()), (1, 999_999, 1));
    }
}
