//! What a page says about itself.

use crate::dom::Dom;
use crate::tags::{Name, Tag};

/// The title as `og:title`, the heading or `<title>` give it.
pub(crate) fn plain_title(dom: &Dom<'_>) -> String {
    let og = |node: usize| {
        let name = dom.attribute(node, Name::Property).or_else(|| dom.attribute(node, Name::MetaName));
        name.is_some_and(|name| name.eq_ignore_ascii_case("og:title"))
    };
    let meta = (0..dom.nodes.len()).find(|&node| dom.nodes[node].tag == Tag::Meta && og(node));
    if let Some(title) = meta.and_then(|node| dom.attribute(node, Name::Content)) {
        return crate::dom::squeeze(&crate::entities::decoded(title));
    }
    let find = |tag| (0..dom.nodes.len()).find(|&node| dom.nodes[node].tag == tag);
    find(Tag::H1).or_else(|| find(Tag::Title)).map(|node| dom.text_of(node)).unwrap_or_default()
}
