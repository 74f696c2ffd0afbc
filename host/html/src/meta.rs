//! What a page says about itself.

use serde_json::Value;

use crate::dom::{Dom, squeeze};
use crate::entities::decoded;
use crate::tags::{Name, Tag};

/// What a page says that helps to find its story.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) title: String,
    pub(crate) description: String,
    /// The text of the story, where the page gives it to machines.
    pub(crate) body: String,
}

/// The `content` of the first `meta` of one of these names, as the page has it.
fn meta(dom: &Dom<'_>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|wanted| {
        let is_it = |node: usize| {
            let name = dom.attribute(node, Name::Property).or_else(|| dom.attribute(node, Name::MetaName));
            dom.nodes[node].tag == Tag::Meta && name.is_some_and(|name| name.eq_ignore_ascii_case(wanted))
        };
        let node = (0..dom.nodes.len()).find(|&node| is_it(node))?;
        let text = squeeze(&decoded(dom.attribute(node, Name::Content)?));
        (!text.is_empty()).then_some(text)
    })
}

/// Collects what helps to find the story.
pub(crate) fn said(dom: &Dom<'_>) -> Said {
    let find = |tag| (0..dom.nodes.len()).find(|&node| dom.nodes[node].tag == tag);
    let heading = || find(Tag::H1).or_else(|| find(Tag::Title)).map(|node| dom.text_of(node));
    let title = meta(dom, &["og:title"]).or_else(heading).unwrap_or_default();
    let description = meta(dom, &["og:description", "description"]).unwrap_or_default();
    let mut body = String::new();
    for item in linked_data(dom) {
        if let Some(text) = item.get("articleBody").and_then(Value::as_str) {
            body = squeeze(&decoded(text));
        }
    }
    Said { title, description, body }
}

/// The objects of all JSON-LD blocks, those of a `@graph` or of a list one by one.
pub(crate) fn linked_data(dom: &Dom<'_>) -> Vec<Value> {
    let mut items = Vec::new();
    for node in (0..dom.nodes.len()).filter(|&node| dom.nodes[node].tag == Tag::Script) {
        let kind = dom.attribute(node, Name::Type).unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/ld+json") {
            continue;
        }
        let text = dom.nodes.get(node + 1).filter(|text| text.tag == Tag::Text).map_or("", |text| text.text);
        let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->");
        // Line breaks inside of strings are not JSON, but common.
        let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        if let Ok(value) = serde_json::from_str::<Value>(clean.trim().trim_end_matches(';')) {
            flatten(value, &mut items);
        }
    }
    items
}

fn flatten(value: Value, items: &mut Vec<Value>) {
    match value {
        Value::Array(list) => list.into_iter().for_each(|value| flatten(value, items)),
        Value::Object(mut object) => {
            if let Some(graph) = object.remove("@graph") {
                flatten(graph, items);
            }
            items.push(Value::Object(object));
        }
        _ => {}
    }
}
