//! Reading one table against its section of the key table.

use std::collections::BTreeMap;

use crate::ProblemKind;
use crate::choice::Choice;
use crate::keys::{Key, Kind, Section};
use crate::report::{Draft, Report};
use crate::size;
use crate::suggest::nearest;
use crate::text::{Place, brief};
use crate::tree::{Entry, Node, Table, Value};
use crate::words::{example, home_of, list, named, quoted, wrong_value};

/// A table that is being read. Every getter reports what is wrong and then returns the default.
pub(crate) struct Fields<'a> {
    section: &'static Section,
    /// What stands before a key in messages, such as `stages.tokenize`.
    path: String,
    table: &'a Table,
    /// Where the table starts.
    pub(crate) place: Place,
}

impl<'a> Fields<'a> {
    /// Opens a table: it must be one, its keys must be known and the required ones there.
    pub(crate) fn open(
        section: &'static Section,
        path: &str,
        node: &'a Node,
        report: &mut Report,
    ) -> Option<Self> {
        let Value::Table(table) = &node.value else {
            if !matches!(node.value, Value::Bad) {
                report.add(
                    Draft::error(ProblemKind::WrongType, format!("{} must be a table", named(path, section)))
                        .at(node.place, format!("this is {}", node.kind()))
                        .help(example(section)),
                );
            }
            return None;
        };
        let fields = Self { section, path: path.to_owned(), table, place: node.place };
        fields.refuse_unknown(report);
        for key in section.keys.iter().filter(|key| key.required && table.get(key.name).is_none()) {
            report.add(
                Draft::error(
                    ProblemKind::MissingKey,
                    format!("`{}` is missing in {}", key.name, named(path, section)),
                )
                .at(node.place, "")
                .help(format!("add, for example: {}", key.example)),
            );
        }
        Some(fields)
    }

    fn refuse_unknown(&self, report: &mut Report) {
        if self.section.open.is_some() {
            return;
        }
        let known = || self.section.keys.iter().map(|key| key.name);
        for entry in self.table.iter().filter(|entry| self.key(&entry.key).is_none()) {
            let near = if report.is_full() { None } else { nearest(&entry.key, known()) };
            let label = near.map_or_else(|| "not a key".to_owned(), |near| format!("did you mean `{near}`?"));
            let home = || match self.path.strip_prefix("stages.") {
                Some(_) => Some(format!("options of the plugin itself belong under [{}.options]", self.path)),
                None => home_of(&entry.key, self.section),
            };
            let help = near
                .is_none()
                .then(home)
                .flatten()
                .unwrap_or_else(|| format!("the keys here are {}", list(known())));
            report.add(
                Draft::error(
                    ProblemKind::UnknownKey,
                    format!("unknown key `{}` in {}", brief(&entry.key), named(&self.path, self.section)),
                )
                .at(entry.key_place, label)
                .help(help),
            );
        }
    }

    fn key(&self, name: &str) -> Option<&'static Key> {
        self.section.keys.iter().find(|key| key.name == name)
    }

    /// A key that is there, with its place.
    pub(crate) fn entry(&self, name: &str) -> Option<&'a Entry> {
        debug_assert!(self.key(name).is_some(), "`{name}` is not in the key table of {}", self.section.title);
        self.table.get(name)
    }

    /// Entries of an open table that are not in its list of keys.
    pub(crate) fn others(&self) -> impl Iterator<Item = &'a Entry> {
        self.table.iter().filter(|entry| self.key(&entry.key).is_none())
    }

    /// Says that a value is not of its key's type.
    pub(crate) fn wrong(&self, name: &str, node: &Node, report: &mut Report) {
        let Some(key) = self.key(name) else { return };
        let message = format!("`{}` must be {}", self.full(name), key.kind.noun());
        wrong_value(key, message, node, report);
    }

    /// Says that an entry of a list is not of the type that the list has.
    fn wrong_item(&self, name: &str, node: &Node, report: &mut Report) {
        let Some(key) = self.key(name) else { return };
        let noun = if matches!(key.kind, Kind::Names) { "a name in quotes" } else { "a text in quotes" };
        let message = format!("an entry of `{}` must be {noun}", self.full(name));
        wrong_value(key, message, node, report);
    }

    /// `run.batch`, for messages.
    fn full(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// Checks the type of the version; its value is checked by [`crate::words::is_our_version`].
    pub(crate) fn version(&self, report: &mut Report) {
        if let Some(entry) = self.entry("version")
            && !matches!(entry.node.value, Value::Integer(_))
        {
            self.wrong("version", &entry.node, report);
        }
    }

    /// A text; the key's default, or `None`.
    pub(crate) fn text(&self, name: &str, report: &mut Report) -> Option<String> {
        let default = match self.key(name).map(|key| &key.kind) {
            Some(Kind::Text(default) | Kind::Path(default)) => *default,
            _ => None,
        };
        let Some(entry) = self.entry(name) else { return default.map(str::to_owned) };
        let is_path = matches!(self.key(name).map(|key| &key.kind), Some(Kind::Path(_)));
        match &entry.node.value {
            Value::Text(text) if is_path && (text.is_empty() || text.contains('\0')) => {
                self.wrong(name, &entry.node, report);
                None
            }
            Value::Text(text) => Some(text.clone()),
            // A date needs no quotes in TOML, and whoever leaves them out means the same.
            Value::Date(date) => Some(date.clone()),
            _ => {
                self.wrong(name, &entry.node, report);
                None
            }
        }
    }

    /// One word of a closed set; the key's default, or `None`.
    pub(crate) fn choice<T: Choice>(&self, name: &str, report: &mut Report) -> Option<T> {
        let Some(Kind::Choice(words, default)) = self.key(name).map(|key| &key.kind) else { return None };
        let default = || default.and_then(T::from_name);
        let Some(entry) = self.entry(name) else { return default() };
        let Some(text) = entry.node.as_text() else {
            self.wrong(name, &entry.node, report);
            return default();
        };
        T::from_name(text).or_else(|| {
            let near = nearest(text, words.iter().map(|(word, _)| *word));
            let label =
                near.map_or_else(|| "not one of them".to_owned(), |near| format!("did you mean \"{near}\"?"));
            let meanings: Vec<String> =
                words.iter().map(|(word, meaning)| format!("\"{word}\": {}", meaning.trim())).collect();
            report.add(
                Draft::error(
                    ProblemKind::BadValue,
                    format!(
                        "`{}` must be one of {}, not \"{}\"",
                        self.full(name),
                        quoted(words.iter().map(|(word, _)| *word)),
                        brief(text)
                    ),
                )
                .at(entry.node.place, label)
                .help(meanings.join("\n")),
            );
            default()
        })
    }

    /// A whole number or a number of bytes, within the key's limits.
    pub(crate) fn number(&self, name: &str, report: &mut Report) -> usize {
        let (default, least, most, bytes) = match self.key(name).map(|key| &key.kind) {
            Some(&Kind::Count(default, least, most)) => (default, least, most, false),
            Some(&Kind::Bytes(default, least, most)) => (default, least, most, true),
            _ => (0, 0, 0, false),
        };
        let number = self.entry(name).and_then(|entry| {
            let number = match &entry.node.value {
                Value::Integer(number) => u64::try_from(*number).ok(),
                Value::Text(text) if bytes => size::parse(text),
                _ => None,
            };
            let fits = number.filter(|number| (least..=most).contains(number));
            if fits.is_none() {
                self.wrong(name, &entry.node, report);
            }
            fits
        });
        usize::try_from(number.unwrap_or(default)).unwrap_or(usize::MAX)
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self, name: &str, report: &mut Report) -> bool {
        let default = matches!(self.key(name).map(|key| &key.kind), Some(Kind::Flag(true)));
        let Some(entry) = self.entry(name) else { return default };
        match entry.node.value {
            Value::Flag(flag) => flag,
            _ => {
                self.wrong(name, &entry.node, report);
                default
            }
        }
    }

    /// `"auto"` as `None`, or a number of threads.
    pub(crate) fn workers(&self, name: &str, report: &mut Report) -> Option<usize> {
        let entry = self.entry(name)?;
        match &entry.node.value {
            Value::Text(text) if text == "auto" => None,
            Value::Integer(number @ 1..) if number.unsigned_abs() <= Kind::MAX_WORKERS => {
                usize::try_from(*number).ok()
            }
            _ => {
                self.wrong(name, &entry.node, report);
                None
            }
        }
    }

    /// A list of texts with their places; empty without the key. Where the key allows it, a single text is a list.
    pub(crate) fn texts(&self, name: &str, report: &mut Report) -> Vec<(String, Place)> {
        let Some(entry) = self.entry(name) else { return Vec::new() };
        let one = matches!(self.key(name).map(|key| &key.kind), Some(Kind::TextOrTexts(_)));
        let items = match &entry.node.value {
            Value::Text(_) if one => std::slice::from_ref(&entry.node),
            Value::List(items) => items.as_slice(),
            _ => {
                self.wrong(name, &entry.node, report);
                return Vec::new();
            }
        };
        let mut texts = Vec::new();
        for item in items {
            match &item.value {
                Value::Text(text) if !text.is_empty() && !text.contains('\0') => {
                    texts.push((text.clone(), item.place));
                }
                _ => self.wrong_item(name, item, report),
            }
        }
        texts
    }

    /// A text or a list of texts, or the key's default list.
    pub(crate) fn texts_or_default(&self, name: &str, report: &mut Report) -> Vec<String> {
        if let (None, Some(Kind::TextOrTexts(default))) =
            (self.entry(name), self.key(name).map(|key| &key.kind))
        {
            return default.iter().map(|&text| text.to_owned()).collect();
        }
        self.texts(name, report).into_iter().map(|(text, _)| text).collect()
    }

    /// A table from text to text.
    pub(crate) fn map(&self, name: &str, report: &mut Report) -> BTreeMap<String, String> {
        let Some(entry) = self.entry(name) else { return BTreeMap::new() };
        let Some(table) = entry.node.as_table() else {
            self.wrong(name, &entry.node, report);
            return BTreeMap::new();
        };
        let mut map = BTreeMap::new();
        for entry in table.iter() {
            match &entry.node.value {
                Value::Text(text) | Value::Date(text) => {
                    map.insert(entry.key.clone(), text.clone());
                }
                Value::Bad => {}
                _ => report.add(
                    Draft::error(
                        ProblemKind::WrongType,
                        format!("`{}.{}` must be a text in quotes", self.full(name), brief(&entry.key)),
                    )
                    .at(entry.node.place, format!("this is {}", entry.node.kind()))
                    .help(format!(
                        "write, for example: {} = \"{}\"",
                        brief(&entry.key),
                        entry.node.as_scalar().unwrap_or_default()
                    )),
                ),
            }
        }
        map
    }

    /// The tables or the items under a key; `None` if it is of another type.
    pub(crate) fn list(&self, name: &str, report: &mut Report) -> &'a [Node] {
        let Some(entry) = self.entry(name) else { return &[] };
        entry.node.as_list().unwrap_or_else(|| {
            self.wrong(name, &entry.node, report);
            &[]
        })
    }

    /// Tables of the user's naming under a key.
    pub(crate) fn tables(&self, name: &str, report: &mut Report) -> Vec<&'a Entry> {
        let Some(entry) = self.entry(name) else { return Vec::new() };
        match (entry.node.as_table(), home_of(name, self.section)) {
            (Some(table), _) => table.iter().collect(),
            (None, Some(help)) if entry.node.as_list().is_some() => {
                let message = format!("`{}` must be a table of tables", self.full(name));
                let draft = Draft::error(ProblemKind::WrongType, message);
                report.add(draft.at(entry.node.place, "this is a list").help(format!("a list of {help}")));
                Vec::new()
            }
            (None, _) => {
                self.wrong(name, &entry.node, report);
                Vec::new()
            }
        }
    }
}
