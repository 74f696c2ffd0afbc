//! Keys and columns under which the files of other programs keep what a document is made of. The first of a list that
//! a record has counts. They stand here so that the reader of files and the reference of `pipeline.toml` cannot differ.

/// Identifier.
pub const ID: &[&str] = &["id"];
/// Title.
pub const TITLE: &[&str] = &["title", "headline", "headlines"];
/// The report itself.
pub const TEXT: &[&str] =
    &["text", "body", "content", "body_text", "bodies", "body_xhtml", "body_html", "raw_text"];
/// Date of publication.
pub const DATE: &[&str] = &["date", "published", "publish_date", "versioncreated", "firstcreated"];
/// Publisher.
pub const PUBLISHER: &[&str] =
    &["publisher", "source", "sitename", "meta_site_name", "source-hostname", "hostname", "copyrightholder"];
/// Address.
pub const URL: &[&str] = &["url", "canonical_link", "uri", "link"];
/// Author.
pub const AUTHOR: &[&str] = &["author", "authors", "byline", "by"];
/// Language.
pub const LANG: &[&str] = &["lang", "language", "meta_lang"];
