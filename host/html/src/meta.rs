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
    /// The text of the story with its line breaks, where the page gives it to machines.
    pub(crate) body: String,
    metas: Vec<(String, String)>,
    data: Vec<Value>,
}

/// Something that a page says about itself, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// `title`, `author`, `published`, `publisher`, `lang` or `url`.
    pub key: &'static str,
    /// As the page has it, blanks made single. A date may be in any form.
    pub value: String,
    /// Where in the page: `json-ld headline`, `meta og:title`, `h1`, `time datetime`.
    pub from: String,
}

/// Values of `meta` elements by their names in lower case, in the order of the page.
fn metas(dom: &Dom<'_>) -> Vec<(String, String)> {
    let mut metas = Vec::new();
    for node in (0..dom.nodes.len()).filter(|&node| dom.nodes[node].tag == Tag::Meta) {
        let names = [Name::Property, Name::Called, Name::Itemprop, Name::HttpEquiv];
        let name = names.iter().find_map(|name| dom.attribute(node, *name));
        if let (Some(name), Some(content)) = (name, dom.attribute(node, Name::Content)) {
            let content = squeeze(&decoded(content));
            if !content.is_empty() {
                metas.push((name.trim().to_ascii_lowercase(), content));
            }
        }
    }
    metas
}

fn first<'a>(metas: &'a [(String, String)], name: &str) -> Option<&'a str> {
    metas.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Collects what helps to find the story.
pub(crate) fn said(dom: &Dom<'_>) -> Said {
    let find = |tag| (0..dom.nodes.len()).find(|&node| dom.nodes[node].tag == tag);
    let heading = || find(Tag::H1).or_else(|| find(Tag::Title)).map(|node| dom.text_of(node));
    let metas = metas(dom);
    let title = first(&metas, "og:title").map(str::to_owned).or_else(heading).unwrap_or_default();
    let description = first(&metas, "og:description").or_else(|| first(&metas, "description"));
    let data = linked_data(dom);
    let body = data.iter().filter_map(|item| item.get("articleBody").and_then(Value::as_str));
    let body = body.max_by_key(|text| text.len()).map(decoded).unwrap_or_default();
    Said { title, description: description.unwrap_or_default().to_owned(), body, metas, data }
}

/// Names of `meta` elements, in the order in which they are believed.
const METAS: &[(&str, &[&str])] = &[
    (
        "published",
        &[
            "article:published_time",
            "og:published_time",
            "datepublished",
            "parsely-pub-date",
            "sailthru.date",
            "pubdate",
            "publishdate",
            "publish_date",
            "publish-date",
            "publication_date",
            "article.published",
            "dc.date.issued",
            "dcterms.created",
            "dcterms.date",
            "dc.date",
            "date",
            "cxenseparse:recs:publishtime",
            "article:post_date",
            "originalpublicationdate",
            "displaydate",
            "timestamp",
        ],
    ),
    (
        "author",
        &[
            "author",
            "article:author",
            "parsely-author",
            "sailthru.author",
            "byl",
            "dc.creator",
            "dcterms.creator",
            "article:author_name",
            "article.author",
            "cxenseparse:author",
            "twitter:creator:name",
            "citation_author",
        ],
    ),
    (
        "publisher",
        &["og:site_name", "dc.publisher", "publisher", "application-name", "cre", "al:android:app_name"],
    ),
    ("lang", &["og:locale", "content-language", "dc.language", "inlanguage"]),
    ("url", &["og:url"]),
];

/// What a page says about itself: for each key all that it says, the most trusted first.
pub(crate) fn found(dom: &Dom<'_>, said: &Said) -> Vec<Found> {
    let mut all = Collected(Vec::new());
    from_data(&said.data, &mut all);
    from_titles(dom, said, &mut all);
    for (key, names) in METAS {
        for name in *names {
            for (_, value) in said.metas.iter().filter(|(known, _)| known == name) {
                all.add(key, value, || format!("meta {name}"));
            }
        }
    }
    from_elements(dom, &mut all);
    all.0
}

struct Collected(Vec<Found>);

impl Collected {
    fn add(&mut self, key: &'static str, value: &str, from: impl FnOnce() -> String) {
        let value = match key {
            "author" => author(value),
            "lang" => lang(value),
            _ => Some(squeeze(value)).filter(|value| !value.is_empty() && value.len() < 2000),
        };
        if let Some(value) = value {
            self.0.push(Found { key, value, from: from() });
        }
    }
}

/// A byline as names alone; none where it is an address or no name.
fn author(text: &str) -> Option<String> {
    let text = squeeze(text);
    let text = match text.get(..3) {
        Some(by) if by.eq_ignore_ascii_case("by ") => text.get(3..).unwrap_or_default().trim().to_owned(),
        _ => text,
    };
    let is_address = text.contains("://") || text.starts_with('@') || text.starts_with("www.");
    let fits = (2..=120).contains(&text.len()) && text.chars().any(char::is_alphabetic);
    (fits && !is_address).then_some(text)
}

/// A language code such as `en` or `en-GB`.
fn lang(text: &str) -> Option<String> {
    let text = text.trim().replace('_', "-");
    let first = text.split(['-', ',', ' ']).next().unwrap_or_default();
    let fits = (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    let code = text.split([',', ' ']).next().unwrap_or_default();
    (fits && code.len() <= 12).then(|| code.to_owned())
}

fn from_data(data: &[Value], all: &mut Collected) {
    let is_story = |item: &&Value| {
        let kinds: Vec<&str> = match item.get("@type") {
            Some(Value::String(kind)) => vec![kind],
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        kinds.iter().any(|kind| kind.ends_with("Article") || kind.ends_with("Posting") || *kind == "Report")
    };
    for item in data.iter().filter(is_story) {
        let text = |key: &str| item.get(key).and_then(Value::as_str).map(decoded);
        let mut put = |key, name: &str, value: Option<String>| {
            if let Some(value) = value {
                all.add(key, &value, || format!("json-ld {name}"));
            }
        };
        put("title", "headline", text("headline"));
        put("published", "datePublished", text("datePublished"));
        put("published", "dateCreated", text("dateCreated"));
        put("author", "author", item.get("author").and_then(|author| names(author, data)));
        put("publisher", "publisher", item.get("publisher").and_then(|publisher| names(publisher, data)));
        put("lang", "inLanguage", text("inLanguage"));
    }
}

/// The names of a person, an organisation or a list of them; one that is only referred to is looked up.
fn names(value: &Value, data: &[Value]) -> Option<String> {
    match value {
        Value::String(name) => Some(decoded(name)),
        Value::Array(items) => {
            let mut all: Vec<String> = Vec::new();
            for name in items.iter().filter_map(|item| names(item, data)) {
                if !all.contains(&name) {
                    all.push(name);
                }
            }
            (!all.is_empty()).then(|| all.join(", "))
        }
        Value::Object(object) => match object.get("name") {
            Some(name @ (Value::String(_) | Value::Array(_))) => names(name, data),
            _ => {
                let id = object.get("@id")?.as_str()?;
                let target = data.iter().find(|item| item.get("@id").and_then(Value::as_str) == Some(id))?;
                target.get("name").and_then(Value::as_str).map(decoded)
            }
        },
        _ => None,
    }
}

fn from_titles(dom: &Dom<'_>, said: &Said, all: &mut Collected) {
    let site = first(&said.metas, "og:site_name").unwrap_or_default().to_owned();
    for name in ["og:title", "twitter:title", "dc.title", "parsely-title", "headline"] {
        if let Some(value) = first(&said.metas, name) {
            all.add("title", without_site(value, &site), || format!("meta {name}"));
        }
    }
    for (tag, name) in [(Tag::H1, "h1"), (Tag::Title, "title")] {
        if let Some(node) = (0..dom.nodes.len()).find(|&node| dom.nodes[node].tag == tag) {
            let text = dom.text_of(node);
            all.add("title", without_site(&text, &site), || name.to_owned());
        }
    }
}

/// A title without the name of the site behind it.
fn without_site<'a>(title: &'a str, site: &str) -> &'a str {
    if site.is_empty() {
        return title;
    }
    let cut = [" | ", " - ", " \u{2013} ", " \u{2014} ", " \u{b7} ", " :: "]
        .iter()
        .find_map(|bar| title.strip_suffix(site)?.strip_suffix(bar));
    cut.map(str::trim).filter(|title| !title.is_empty()).unwrap_or(title)
}

fn from_elements(dom: &Dom<'_>, all: &mut Collected) {
    for (at, node) in dom.nodes.iter().enumerate() {
        let value = |name| dom.attribute(at, name).map(decoded);
        match node.tag {
            Tag::Html => {
                if let Some(code) = value(Name::Lang) {
                    all.add("lang", &code, || "html lang".to_owned());
                }
            }
            Tag::Link if value(Name::Rel).is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) => {
                if let Some(url) = value(Name::Href).filter(|url| url.contains("://")) {
                    all.add("url", &url, || "link canonical".to_owned());
                }
            }
            Tag::Time => {
                if let Some(date) = value(Name::Datetime) {
                    all.add("published", &date, || "time datetime".to_owned());
                }
            }
            Tag::Text => {}
            _ => from_properties(dom, at, all),
        }
    }
}

/// Microdata, `rel="author"` and bylines.
fn from_properties(dom: &Dom<'_>, at: usize, all: &mut Collected) {
    let has = |name, wanted: &str| {
        dom.attribute(at, name)
            .is_some_and(|value| value.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case(wanted)))
    };
    // An element that holds half of the page is no byline.
    let small = dom.nodes[at].end as usize - at < 20;
    if !small {
        return;
    }
    if has(Name::Itemprop, "datePublished") {
        let value = dom.attribute(at, Name::Datetime).or_else(|| dom.attribute(at, Name::Content));
        let value = value.map_or_else(|| dom.text_of(at), decoded);
        all.add("published", &value, || "itemprop datePublished".to_owned());
    }
    if has(Name::Itemprop, "author") {
        all.add("author", &dom.text_of(at), || "itemprop author".to_owned());
    } else if has(Name::Rel, "author") {
        all.add("author", &dom.text_of(at), || "rel author".to_owned());
    } else if has(Name::Class, "byline") || has(Name::Class, "author") || has(Name::Class, "author-name") {
        let text = dom.text_of(at);
        let is_name = text.split(' ').count() <= 8 && !text.bytes().any(|byte| byte.is_ascii_digit());
        if is_name {
            all.add("author", &text, || "class byline".to_owned());
        }
    }
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
