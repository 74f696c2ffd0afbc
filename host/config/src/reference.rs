//! The reference of `pipeline.toml` in Markdown.

use crate::keys::{Key, Kind, ROOT, Section};
use crate::size;

/// What the page begins with.
const START: &str = "\
# pipeline.toml

<!-- Generated from the key table of copydesk-config; edit that, not this page. -->

The one file that says what runs: which stages, in which order, on which documents, with results where.
Paths are relative to the file.
Keys that are not on this page are refused.
Any key can be set for one run with `--set KEY=VALUE`, for example `--set run.workers=2`.
`copydesk check` reports everything that is wrong with the file; `copydesk schema` prints its JSON Schema for editors.

";

/// The smallest file that does something; a test parses it.
pub(crate) const EXAMPLE: &str = "\
version = 1

[pipeline]
stages = [\"clean\", \"tokenize\", \"entities\", \"dates\", \"resolve\", \"group\", \"summarize\"]

[sources.reports]
include = [\"reports/*.txt\"]

[stages.summarize.options]
max_words = 120

[sinks.briefing]
path = \"out/briefing.md\"
";

/// The Markdown reference of every key with type, default and meaning, written from the table that the reader checks
/// against.
pub fn reference() -> String {
    let mut out = format!("{START}```toml\n{EXAMPLE}```\n");
    write_section(&ROOT, &mut out);
    out
}

fn write_section(section: &'static Section, out: &mut String) {
    out.push_str(&format!("\n## {}\n\n", title(section)));
    if !section.doc.is_empty() {
        out.push_str(&format!("{}\n\n", section.doc));
    }
    out.push_str("| key | type | default | meaning |\n|---|---|---|---|\n");
    for key in section.keys.iter().chain(&section.open) {
        let open = section.open.as_ref().is_some_and(|open| open.name == key.name);
        let name = if open { key.name.to_owned() } else { format!("`{}`", key.name) };
        out.push_str(&format!(
            "| {name} | {} | {} | {} |\n",
            cell(&key.kind.noun()),
            cell(&default(key)),
            cell(&meaning(key)),
        ));
    }
    for inner in section.keys.iter().chain(&section.open).filter_map(|key| inner(&key.kind)) {
        // A section that is used twice is described once, where it comes first.
        if !out.contains(&format!("\n## {}\n", title(inner))) {
            write_section(inner, out);
        }
    }
}

fn title(section: &Section) -> String {
    if section.title.contains(' ') { section.title.to_owned() } else { format!("`{}`", section.title) }
}

/// The section of a kind that has one.
pub(crate) fn inner(kind: &Kind) -> Option<&'static Section> {
    match kind {
        Kind::Table(section) | Kind::Tables(section) | Kind::List(section) | Kind::Spans(section) => {
            Some(section)
        }
        _ => None,
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn default(key: &Key) -> String {
    if key.required {
        return "required".to_owned();
    }
    match &key.kind {
        Kind::Text(Some("")) | Kind::Texts | Kind::Names => "none".to_owned(),
        Kind::Text(Some(text)) | Kind::Path(Some(text)) | Kind::Choice(_, Some(text)) => {
            format!("`\"{text}\"`")
        }
        Kind::Count(default, ..) => format!("`{default}`"),
        Kind::Bytes(default, ..) => format!("`\"{}\"`", size::print(*default)),
        Kind::Workers => "`\"auto\"`".to_owned(),
        Kind::Flag(default) => format!("`{default}`"),
        Kind::TextOrTexts(default) => format!("`{default:?}`"),
        _ => String::new(),
    }
}

fn meaning(key: &Key) -> String {
    let mut text = key.doc.to_owned();
    if let Kind::Choice(words, _) = key.kind {
        for (word, meaning) in words {
            text.push_str(&format!("<br>`\"{word}\"`: {}", meaning.trim()));
        }
    }
    text.push_str(&format!("<br>Example: `{}`", key.example));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_a_configuration() {
        let config = crate::Config::parse(EXAMPLE, "pipeline.toml", std::path::Path::new(""), &[]).unwrap();
        assert!(config.warnings.is_empty());
        assert_eq!(config.stages.len(), 7);
        assert!(reference().contains(EXAMPLE));
    }
}
