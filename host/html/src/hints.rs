//! What the names of elements, classes and ids say about the text inside.

use crate::dom::Dom;
use crate::tags::{Name, Tag};

/// What an element says of itself; each is a bit of [`Hints`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Hint {
    // By the words in class, id and role.
    Comment,
    Related,
    Share,
    Navigation,
    Foot,
    Head,
    Side,
    Advert,
    Subscribe,
    Media,
    Caption,
    Byline,
    Topics,
    Headline,
    Intro,
    Text,
    Article,
    Content,
    List,
    Overlay,
    Author,
    Card,
    Gallery,
    Note,
    Popup,
    Elsewhere,
    // By element, role or attribute.
    ArticleElement,
    MainElement,
    AsideElement,
    NavElement,
    HeaderElement,
    FooterElement,
    FormElement,
    ListElement,
    TableElement,
    FigureElement,
    QuoteElement,
    SectionElement,
    PreElement,
    BodyProperty,
    Hidden,
    Link,
}

/// How many hints there are.
pub(crate) const HINTS: usize = Hint::Link as usize + 1;

/// A set of [`Hint`]s.
pub(crate) type Hints = u64;

pub(crate) const fn bit(hint: Hint) -> Hints {
    1 << hint as u8
}

/// Words of classes and ids, sorted.
#[rustfmt::skip]
const WORDS: &[(&str, Hint)] = {
    use Hint::*;
    &[
        ("ad", Advert), ("ads", Advert), ("adsense", Advert), ("advert", Advert), ("advertisement", Advert),
        ("advertising", Advert), ("also", Related), ("article", Article), ("articlebody", Text), ("articles", List),
        ("aside", Side), ("author", Author), ("authors", Author), ("banner", Advert), ("bio", Author),
        ("block", List), ("blog", Article), ("blurb", Intro), ("body", Text), ("bottom", Foot),
        ("breadcrumb", Navigation), ("breadcrumbs", Navigation), ("byline", Byline), ("caption", Caption),
        ("card", Card), ("cards", Card), ("carousel", Gallery), ("categories", Topics), ("category", Topics),
        ("cols", List), ("comment", Comment), ("commenting", Comment), ("comments", Comment),
        ("component", Content), ("consent", Overlay), ("container", Content), ("content", Content),
        ("contents", Content), ("contributor", Author), ("cookie", Overlay), ("cookies", Overlay), ("copy", Text),
        ("copyright", Foot), ("correction", Byline), ("credit", Caption), ("credits", Caption), ("cta", Subscribe),
        ("date", Byline), ("dateline", Byline), ("deck", Intro), ("dek", Intro), ("description", Intro),
        ("dfp", Advert), ("disclaimer", Note), ("disclosure", Note), ("discussion", Comment), ("disqus", Comment),
        ("donate", Subscribe), ("dropdown", Overlay), ("embed", Media), ("entry", Text), ("excerpt", Intro),
        ("facebook", Share), ("feed", List), ("figcaption", Caption), ("figure", Media), ("follow", Share),
        ("foot", Foot), ("footer", Foot), ("footnote", Foot), ("form", Subscribe), ("gallery", Gallery),
        ("gdpr", Overlay), ("grid", List), ("hatnote", Note), ("hd", Head), ("head", Head), ("header", Head), ("headline", Headline),
        ("headlines", Related), ("hed", Headline), ("hidden", Overlay), ("hide", Overlay), ("image", Media),
        ("images", Media), ("img", Media), ("info", Byline), ("infobox", Side), ("intro", Intro), ("item", List),
        ("items", List), ("keywords", Topics), ("kicker", Headline), ("label", Topics), ("labels", Topics),
        ("latest", Related), ("lead", Intro), ("lede", Intro), ("legal", Foot), ("link", Related),
        ("links", Related), ("list", List), ("listing", List), ("login", Subscribe), ("logo", Head),
        ("main", Content), ("maincontent", Text), ("masthead", Head), ("media", Media), ("menu", Navigation),
        ("meta", Byline), ("metadata", Byline), ("modal", Popup), ("module", Content), ("more", Related),
        ("most", Related), ("nav", Navigation), ("navbar", Navigation), ("navigation", Navigation),
        ("news", Article), ("newsletter", Elsewhere), ("next", Navigation), ("note", Foot), ("notes", Foot),
        ("notice", Overlay), ("outbrain", Elsewhere), ("overlay", Overlay), ("page", Article), ("pager", Navigation),
        ("pagination", Navigation), ("panel", Side), ("paragraph", Text), ("paywall", Subscribe), ("photo", Media),
        ("photos", Media), ("picture", Media), ("player", Media), ("popmake", Popup), ("popular", Related), ("popup", Popup),
        ("post", Article), ("posted", Byline), ("posts", List), ("prev", Navigation), ("preview", List),
        ("previous", Navigation), ("print", Overlay), ("profile", Author), ("promo", Related), ("prose", Text),
        ("publish", Byline), ("published", Byline), ("pullquote", Caption), ("pum", Popup), ("quote", Caption), ("rail", Side),
        ("rating", Share), ("readmore", Related), ("recent", Related), ("recirc", Elsewhere), ("recommend", Elsewhere),
        ("recommendations", Elsewhere), ("recommended", Elsewhere), ("register", Subscribe), ("related", Elsewhere),
        ("replies", Comment), ("reply", Comment), ("respond", Comment), ("review", Article), ("reviews", List),
        ("richtext", Text), ("right", Side), ("row", List), ("search", Navigation), ("secondary", Side),
        ("section", Content), ("share", Share), ("sharedaddy", Share), ("sharing", Share), ("side", Side),
        ("sidebar", Side), ("signup", Subscribe), ("similar", Related), ("single", Article), ("skip", Navigation),
        ("slide", Gallery), ("slider", Gallery), ("slideshow", Gallery), ("social", Share), ("source", Byline),
        ("sponsor", Advert), ("sponsored", Advert), ("sr", Overlay), ("standfirst", Intro), ("stories", List),
        ("story", Article), ("storybody", Text), ("strap", Intro), ("sub", Intro), ("subhead", Intro),
        ("subheading", Intro), ("subscribe", Subscribe), ("subscription", Subscribe), ("subtitle", Intro),
        ("summary", Intro), ("tab", Navigation), ("taboola", Elsewhere), ("tabs", Navigation), ("tag", Topics),
        ("tags", Topics), ("teaser", Related), ("teasers", Related), ("text", Text), ("thumb", Media),
        ("thumbnail", Media), ("time", Byline), ("timestamp", Byline), ("title", Headline), ("toc", Navigation),
        ("toolbar", Share), ("tools", Share), ("tooltip", Overlay), ("top", Head), ("topbar", Head),
        ("topic", Topics), ("topics", Topics), ("trending", Related), ("tweet", Share), ("twitter", Share),
        ("utility", Share), ("video", Media), ("videos", Media), ("widget", Side), ("widgets", Side),
        ("wrapper", Content), ("wysiwyg", Text),
    ]
};

/// What the words of a class or id say.
fn by_words(names: &str) -> Hints {
    let mut hints = 0;
    let mut word = [0u8; 24];
    let mut length = 0;
    let mut was_lower = false;
    let bytes = names.as_bytes();
    for at in 0..=bytes.len() {
        let byte = bytes.get(at).copied().unwrap_or(b' ');
        let is_letter = byte.is_ascii_alphabetic();
        // `articleBody` is two words.
        if (!is_letter || byte.is_ascii_uppercase() && was_lower) && length > 0 {
            if let Some(Ok(word)) = word.get(..length).map(std::str::from_utf8) {
                hints |= by_word(word);
            }
            length = 0;
        }
        if is_letter {
            if let Some(slot) = word.get_mut(length) {
                *slot = byte.to_ascii_lowercase();
            }
            length += 1;
        }
        was_lower = byte.is_ascii_lowercase();
    }
    hints
}

fn by_word(word: &str) -> Hints {
    if let Ok(row) = WORDS.binary_search_by_key(&word, |row| row.0) {
        return bit(WORDS[row].1);
    }
    // Compounds such as `commentlist`, `sidebarleft` and `inlinegallery`.
    let begins = |start: &&(&str, Hint)| word.starts_with(start.0);
    let starts = [
        ("comment", Hint::Comment),
        ("related", Hint::Elsewhere),
        ("sidebar", Hint::Side),
        ("social", Hint::Share),
        ("footer", Hint::Foot),
        ("newsletter", Hint::Elsewhere),
        ("recommend", Hint::Elsewhere),
        ("navigation", Hint::Navigation),
        ("advert", Hint::Advert),
        ("sharing", Hint::Share),
        ("byline", Hint::Byline),
        ("caption", Hint::Caption),
        ("storybody", Hint::Text),
        ("articlebody", Hint::Text),
        ("articletext", Hint::Text),
        ("maincontent", Hint::Text),
        ("bodytext", Hint::Text),
        ("entrycontent", Hint::Text),
    ];
    if word.ends_with("gallery") || word.ends_with("slideshow") {
        return bit(Hint::Gallery);
    }
    starts.iter().find(begins).map_or(0, |row| bit(row.1))
}

fn by_role(role: &str) -> Hints {
    match role.trim().to_ascii_lowercase().as_str() {
        "main" => bit(Hint::MainElement),
        "article" => bit(Hint::ArticleElement),
        "navigation" | "menu" | "menubar" | "search" | "tablist" => bit(Hint::NavElement),
        "complementary" => bit(Hint::AsideElement),
        "contentinfo" => bit(Hint::FooterElement),
        "banner" => bit(Hint::HeaderElement),
        "dialog" | "alertdialog" => bit(Hint::Popup),
        "alert" | "presentation" => bit(Hint::Overlay),
        "figure" => bit(Hint::FigureElement),
        _ => 0,
    }
}

/// What a node says of itself.
pub(crate) fn hints_of(dom: &Dom<'_>, node: usize) -> Hints {
    use Hint::*;
    let tag = dom.nodes[node].tag;
    let mut hints = match tag {
        Tag::Article => bit(ArticleElement),
        Tag::Main => bit(MainElement),
        Tag::Aside => bit(AsideElement),
        Tag::Dialog => bit(Popup),
        Tag::Nav | Tag::Menu => bit(NavElement),
        Tag::Header => bit(HeaderElement),
        Tag::Footer => bit(FooterElement),
        Tag::Form | Tag::Button | Tag::Label | Tag::Fieldset => bit(FormElement),
        Tag::Ul | Tag::Ol | Tag::Dl => bit(ListElement),
        Tag::Table => bit(TableElement),
        Tag::Figure | Tag::Picture => bit(FigureElement),
        Tag::Figcaption => bit(FigureElement) | bit(Caption),
        Tag::Blockquote => bit(QuoteElement),
        Tag::Section => bit(SectionElement),
        Tag::Pre | Tag::Code => bit(PreElement),
        Tag::A => bit(Link),
        _ => 0,
    };
    let (from, to) = dom.nodes[node].attributes;
    // The classes of html and body speak of the whole page.
    let is_page = matches!(tag, Tag::Html | Tag::Body);
    for (name, value) in &dom.attributes[from as usize..to as usize] {
        hints |= match name {
            Name::Class | Name::Id | Name::DataTestid if !is_page => by_words(value),
            Name::Role => by_role(value),
            Name::Itemprop if value.eq_ignore_ascii_case("articleBody") => bit(BodyProperty),
            Name::Itemprop if !is_page => by_words(value),
            Name::Hidden if !is_page => bit(Hidden),
            Name::AriaHidden if *value == "true" && !is_page => bit(Hidden),
            Name::Style if !is_page && hides(value) => bit(Hidden),
            _ => 0,
        };
    }
    hints
}

fn hides(style: &str) -> bool {
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    style.contains("display:none") || style.contains("visibility:hidden")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_for_the_search() {
        assert!(WORDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn classes_are_cut_into_words() {
        assert_eq!(by_words("articleBody"), bit(Hint::Article) | bit(Hint::Text));
        assert_eq!(by_words("c-related__item js2"), bit(Hint::Elsewhere) | bit(Hint::List));
        assert_eq!(by_words("averyveryverylongword ADS"), bit(Hint::Advert));
        assert_eq!(by_words("inlinegallery-wrap"), bit(Hint::Gallery));
        assert_eq!(by_words(""), 0);
    }
}
