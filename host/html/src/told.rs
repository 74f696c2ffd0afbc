//! The story where a page gives it to machines only.
//!
//! Pages that scripts fill show a heading and a line or two to whoever runs no scripts. Often the whole story is in
//! their linked data, for search engines, or in the data of the scripts, as pieces of HTML.

use std::collections::HashSet;

use crate::blocks::Block;
use crate::dom::Dom;
use crate::entities::decoded;
use crate::meta::Said;
use crate::page::plain_text;
use crate::story::{NO, hash, hash_all};
use crate::tags::{Name, Tag};

/// Least words of a text that is taken for a story.
const LEAST: usize = 80;
/// Most words of a story that is taken for a teaser of one in the data of scripts.
const TEASER: usize = 120;
/// Words of a run that two texts share.
const RUN: usize = 4;

/// The paragraphs of a story that the page gives to machines and shows next to nothing of; none where it shows it.
/// Blocks that the story repeats lose their score.
pub(crate) fn told(dom: &Dom<'_>, blocks: &[Block], scores: &mut [f32], said: &Said) -> Vec<String> {
    let chosen = blocks.iter().zip(&*scores).filter(|(_, score)| **score > 0.0);
    let shown: usize = chosen.map(|(block, _)| words(&block.text)).sum();
    let is_story = |body: &str| words(body) >= LEAST && words(body) > 2 * shown;
    let mut body = Some(said.body.as_str()).filter(|body| is_story(body)).map(shown_as_text);
    if body.is_none() && shown <= TEASER {
        body = in_scripts(dom).map(|html| plain_text(&html)).filter(|body| is_story(body));
    }
    let Some(body) = body else { return Vec::new() };
    let runs = runs(&body);
    let share = |text: &str| {
        let own = self::runs(text);
        own.iter().filter(|run| runs.contains(run)).count() as f32 / own.len().max(1) as f32
    };
    // What the page shows is told better by its elements.
    let seen: usize =
        blocks.iter().filter(|block| share(&block.text) > 0.5).map(|block| words(&block.text)).sum();
    if seen * 2 > words(&body) {
        return Vec::new();
    }
    for (block, score) in blocks.iter().zip(scores) {
        if share(&block.text) > 0.5 {
            *score = score.min(NO);
        }
    }
    let lines = body.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect()
}

fn shown_as_text(body: &str) -> String {
    if body.contains("</p>") || body.contains("<br") { plain_text(body) } else { body.to_owned() }
}

/// The paragraphs of HTML in the strings of one script, that with most of them.
fn in_scripts(dom: &Dom<'_>) -> Option<String> {
    let scripts = (0..dom.nodes.len()).filter(|&node| dom.nodes[node].tag == Tag::Script);
    let texts = scripts.filter_map(|node| {
        let kind = dom.attribute(node, Name::Type).unwrap_or_default();
        let text = dom.nodes.get(node + 1).filter(|text| text.tag == Tag::Text)?.text;
        (!kind.contains("ld+json") && text.contains("/p")).then(|| paragraphs(text))
    });
    texts.max_by_key(String::len).filter(|html| !html.is_empty())
}

/// All strings of a script that are paragraphs of HTML, one after the other.
fn paragraphs(script: &str) -> String {
    let mut html = String::new();
    let mut rest = script;
    while let Some(start) = rest.find('"') {
        rest = rest.get(start..).unwrap_or_default();
        let Some(length) = string_length(rest) else { break };
        let (string, behind) = rest.split_at(length);
        rest = behind;
        let may_be = ["/p>", "/p&gt;", "/p\\u003"].iter().any(|end| string.contains(end));
        if let Some(text) = may_be.then(|| serde_json::from_str::<String>(string).ok()).flatten() {
            let text = if text.contains("&lt;") { decoded(&text) } else { text };
            if text.contains("<p") {
                html.push_str(&text);
                html.push('\n');
            }
        }
    }
    html
}

/// The length of the string in double quotes that a text begins with.
fn string_length(text: &str) -> Option<usize> {
    let mut bytes = text.bytes().enumerate().skip(1);
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return Some(at + 1),
            b'\\' => _ = bytes.next(),
            _ => {}
        }
    }
    None
}

fn words(text: &str) -> usize {
    text.split_ascii_whitespace().count()
}

fn runs(text: &str) -> HashSet<u64> {
    let words: Vec<u64> = text.split_ascii_whitespace().map(hash).collect();
    words.windows(RUN).map(hash_all).collect()
}

#[cfg(test)]
mod tests {
    use crate::Page;

    const TEASER: &str = "<h1>Bridge</h1><p>The mayor opened the bridge on Monday.</p>";

    fn sentences(count: usize) -> Vec<String> {
        let sentence = |number| {
            format!("Ship number {number} passed under the new bridge before noon and blew its horn.")
        };
        (0..count).map(sentence).collect()
    }

    #[test]
    fn the_story_of_linked_data_is_told_where_the_page_shows_none() {
        let body = sentences(12).join("\\n");
        let data = format!(
            r#"<script type="application/ld+json">{{"@type":"NewsArticle","articleBody":"{body}"}}</script>"#
        );
        let story = Page::read(&format!("<body>{TEASER}{data}")).story();
        assert!(story.contains("Ship number 0 passed") && story.ends_with("blew its horn."), "{story}");
        assert_eq!(story.matches("Ship number 7 ").count(), 1);
        // Where the page shows it, it is told once.
        let shown: String = sentences(12).iter().map(|text| format!("<p>{text}</p>")).collect();
        let story = Page::read(&format!("<body>{TEASER}{shown}{data}")).story();
        assert_eq!(story.matches("Ship number 7 ").count(), 1);
    }

    #[test]
    fn the_story_in_the_data_of_a_script_is_told_in_its_order() {
        let pieces: Vec<String> = sentences(12)
            .iter()
            .map(|text| format!(r#""\u003cp>{text}&nbsp;So it was.\u003c/p>""#))
            .collect();
        let script =
            format!("<script>var page = {{\"parts\":[{}], \"cut\": \"off</script>", pieces.join(","));
        let story = Page::read(&format!("<body>{TEASER}{script}")).story();
        let at = |number: usize| story.find(&format!("Ship number {number} ")).unwrap_or(usize::MAX);
        assert!(at(2) < at(10) && at(10) < usize::MAX, "{story}");
        // A remark of a script is no story.
        let script = format!("<script>var hint = {};</script>", pieces[0]);
        assert!(!Page::read(&format!("<body>{TEASER}{script}")).story().contains("Ship number"));
    }
}
