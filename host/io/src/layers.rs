//! Layers as they stand in `documents.jsonl`: read straight into columns, without a tree of values between.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use copydesk_core::{Layer, LayerView, NO_REF};

use crate::Offsets;

/// A layer whose offsets are still in the unit of the file.
#[derive(Debug, Default)]
pub(crate) struct RawLayer(Layer);

impl RawLayer {
    /// The layer with byte offsets, or the first row and offset that does not fit the text.
    pub(crate) fn into_layer(self, offsets: &Offsets<'_>) -> Result<Layer, (usize, u32)> {
        if offsets.is_identity() {
            return Ok(self.0);
        }
        let view = self.0.view();
        let bytes = |column: &[u32]| offsets.bytes_at(column).map_err(|row| (row, column[row]));
        let (start, end) = (bytes(view.start)?, bytes(view.end)?);
        let mut layer = Layer::new();
        layer.copy_from(&LayerView { start: &start, end: &end, ..view });
        Ok(layer)
    }
}

impl<'de> Deserialize<'de> for RawLayer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Rows)
    }
}

/// Labels and attributes are columns and closed sets; a file that gives each row its own would cost the square of
/// its rows.
const MAX_LABELS: usize = 1024;
const MAX_ATTRS: usize = 256;

struct Rows;

impl<'de> Visitor<'de> for Rows {
    type Value = RawLayer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of spans")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<RawLayer, A::Error> {
        let mut layer = Layer::new();
        let mut labels: HashSet<String> = HashSet::new();
        while let Some(row) = rows.next_element::<RawRow>()? {
            if layer.attrs().len() > MAX_ATTRS {
                return Err(A::Error::custom(format!("a layer with more than {MAX_ATTRS} attributes")));
            }
            let mut new = layer.push(row.start, row.end);
            if let Some(label) = row.label {
                new.label(&label);
                if !labels.contains(&label) {
                    labels.insert(label);
                }
                if labels.len() > MAX_LABELS {
                    return Err(A::Error::custom(format!("a layer with more than {MAX_LABELS} labels")));
                }
            }
            if let Some(score) = row.score {
                new.score(score);
            }
            if let Some(target) = row.target {
                new.target(target);
            }
            for (name, value) in &row.attrs {
                new.attr(name, value);
            }
        }
        Ok(RawLayer(layer))
    }
}

#[derive(Default)]
struct RawRow {
    start: u32,
    end: u32,
    label: Option<String>,
    score: Option<f32>,
    target: Option<u32>,
    attrs: Vec<(String, String)>,
}

/// The keys of a row; those that every row has are told apart without an allocation.
enum Key {
    Start,
    End,
    Label,
    Score,
    Ref,
    Attr(String),
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl Visitor<'_> for KeyVisitor {
            type Value = Key;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_str<E>(self, key: &str) -> Result<Key, E> {
                Ok(match key {
                    "start" => Key::Start,
                    "end" => Key::End,
                    "label" => Key::Label,
                    "score" => Key::Score,
                    "ref" => Key::Ref,
                    _ => Key::Attr(key.to_owned()),
                })
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

impl<'de> Deserialize<'de> for RawRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RowVisitor;
        impl<'de> Visitor<'de> for RowVisitor {
            type Value = RawRow;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a span: an object with `start` and `end`")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawRow, A::Error> {
                let mut row = RawRow::default();
                let (mut start, mut end) = (None, None);
                while let Some(key) = map.next_key::<Key>()? {
                    match key {
                        Key::Start => start = Some(map.next_value()?),
                        Key::End => end = Some(map.next_value()?),
                        Key::Label => row.label = map.next_value::<Option<Text>>()?.map(|text| text.0),
                        Key::Score => row.score = map.next_value()?,
                        Key::Ref => {
                            row.target = map.next_value::<Option<u32>>()?.filter(|&row| row != NO_REF)
                        }
                        Key::Attr(name) => {
                            if let Some(Text(value)) = map.next_value()? {
                                row.attrs.push((name, value));
                            }
                        }
                    }
                }
                row.start = start.ok_or_else(|| A::Error::missing_field("start"))?;
                row.end = end.ok_or_else(|| A::Error::missing_field("end"))?;
                Ok(row)
            }
        }
        deserializer.deserialize_map(RowVisitor)
    }
}

/// A string, or a number or truth value that somebody else's program wrote, kept as its text.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl Visitor<'_> for TextVisitor {
            type Value = Text;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_str<E>(self, value: &str) -> Result<Text, E> {
                Ok(Text(value.to_owned()))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Text, E> {
                Ok(Text(value.to_string()))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Text, E> {
                Ok(Text(value.to_string()))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Text, E> {
                Ok(Text(value.to_string()))
            }
            fn visit_bool<E>(self, value: bool) -> Result<Text, E> {
                Ok(Text(value.to_string()))
            }
        }
        deserializer.deserialize_any(TextVisitor)
    }
}
