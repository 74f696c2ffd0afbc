//! Label maps: gold sets name their labels differently, and only what both sides speak of can be compared.

use std::collections::BTreeMap;

use crate::EvalError;

/// Renames labels and drops those that are not to be counted.
///
/// Written `A=B,C=D,*=X`: `A` becomes `B`, `C` becomes `D`, every other label becomes `X`; without `*=X` the others
/// are dropped. An empty map or `*` keeps every label as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelMap {
    /// `None`: everything is kept.
    names: Option<BTreeMap<String, String>>,
}

impl LabelMap {
    /// The map that keeps every label.
    pub fn keep() -> Self {
        Self::default()
    }

    /// Reads a map in the form above.
    ///
    /// # Errors
    /// A part that has no `=` or an empty side, or a label that is mapped twice.
    pub fn parse(map: &str) -> Result<Self, EvalError> {
        let fault = |message: String| EvalError::Labels { map: map.to_owned(), message };
        if matches!(map.trim(), "" | "*") {
            return Ok(Self::keep());
        }
        let mut names = BTreeMap::new();
        for part in map.split(',') {
            let (from, to) = part
                .split_once('=')
                .map(|(from, to)| (from.trim(), to.trim()))
                .filter(|(from, to)| !from.is_empty() && !to.is_empty())
                .ok_or_else(|| fault(format!("`{part}` is not of the form `GOLD=NAME`")))?;
            if names.insert(from.to_owned(), to.to_owned()).is_some() {
                return Err(fault(format!("`{from}` stands in it twice")));
            }
        }
        Ok(Self { names: Some(names) })
    }

    /// The name under which a label is counted, `None` where it is not counted.
    pub fn apply<'a>(&'a self, label: &'a str) -> Option<&'a str> {
        match &self.names {
            None => Some(label),
            Some(names) => names.get(label).or_else(|| names.get("*")).map(String::as_str),
        }
    }
}

const CORE: &str = "PER=PER,ORG=ORG,LOC=LOC,PERSON=PER,ORGANIZATION=ORG,LOCATION=LOC,person=PER,\
                    organisation=ORG,organization=ORG,location=LOC";
const ONTONOTES_CORE: &str = "PERSON=PER,ORG=ORG,GPE=LOC,LOC=LOC,FAC=LOC";

/// Names of the presets, for help texts.
pub const PRESETS: [&str; 10] =
    ["core", "conll", "worldwide", "worldwide-core", "ieer", "gmb", "gum", "wnut", "crossner", "re3d"];

/// The gold map and the prediction map of a preset. The prediction map is for labels as copydesk and OntoNotes name
/// them (`PERSON`, `ORG`, `GPE`, `LOC`, `FAC`, `NORP`, ...); a prediction with the gold file's own labels takes
/// the gold map.
///
/// `core` keeps persons, organisations and places (GPE, LOC and FAC are one); the others do the same for the sets
/// whose labels have other names, or keep a little more.
///
/// # Errors
/// A name that is not in [`PRESETS`].
pub fn preset(name: &str) -> Result<(LabelMap, LabelMap), EvalError> {
    let core = ONTONOTES_CORE.to_owned();
    let (gold, predicted) = match name {
        "core" => (CORE.to_owned(), core),
        "conll" => (
            format!("{CORE},MISC=MISC,misc=MISC"),
            format!(
                "{core},NORP=MISC,EVENT=MISC,WORK_OF_ART=MISC,PRODUCT=MISC,LAW=MISC,LANGUAGE=MISC,MISC=MISC"
            ),
        ),
        "worldwide" => (
            "Person=PER,Organization=ORG,Location=LOC,Facility=FAC,NORP=NORP,Date=DATE,Money=MONEY,Product=PRODUCT"
                .to_owned(),
            "PERSON=PER,ORG=ORG,GPE=LOC,LOC=LOC,FAC=FAC,NORP=NORP,DATE=DATE,MONEY=MONEY,PRODUCT=PRODUCT".to_owned(),
        ),
        "worldwide-core" => {
            ("Person=PER,Organization=ORG,Location=LOC".to_owned(), "PERSON=PER,ORG=ORG,GPE=LOC,LOC=LOC".to_owned())
        }
        "ieer" => ("PERSON=PER,ORGANIZATION=ORG,LOCATION=LOC".to_owned(), core),
        "gmb" => ("per=PER,org=ORG,geo=LOC,gpe=NORP".to_owned(), format!("{core},NORP=NORP")),
        "gum" => ("person=PER,organization=ORG,place=LOC".to_owned(), core),
        "wnut" => ("person=PER,location=LOC,corporation=ORG,group=ORG".to_owned(), core),
        "crossner" => (
            "person=PER,politician=PER,scientist=PER,writer=PER,musicalartist=PER,researcher=PER,organisation=ORG,\
             politicalparty=ORG,university=ORG,band=ORG,location=LOC,country=LOC"
                .to_owned(),
            core,
        ),
        "re3d" => ("Person=PER,Organisation=ORG,Location=LOC".to_owned(), core),
        _ => {
            let message = format!("no preset of this name; there are {}", PRESETS.join(", "));
            return Err(EvalError::Labels { map: name.to_owned(), message });
        }
    };
    Ok((LabelMap::parse(&gold)?, LabelMap::parse(&predicted)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_rename_and_drop() {
        let rows = [
            ("keep", "", "X", Some("X")),
            ("star", "*", "X", Some("X")),
            ("rename", "PER=PERSON, GPE=LOC", "GPE", Some("LOC")),
            ("drop", "PER=PERSON", "GPE", None),
            ("rest", "PER=PERSON,*=MISC", "GPE", Some("MISC")),
        ];
        for (name, map, label, counted) in rows {
            assert_eq!(LabelMap::parse(map).unwrap().apply(label), counted, "{name}");
        }
        for bad in ["PER", "PER=", "=X", "A=B,A=C", "A=B,"] {
            assert!(LabelMap::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn every_preset_parses_and_agrees_on_its_names() {
        for name in PRESETS {
            let (gold, predicted) = preset(name).unwrap();
            assert_eq!(predicted.apply("PERSON"), Some("PER"), "{name}");
            assert_eq!(predicted.apply("GPE"), Some("LOC"), "{name}");
            assert_eq!(gold.apply("no such label"), None, "{name}");
        }
        assert!(preset("cor").unwrap_err().to_string().contains("no preset of this name; there are core"));
    }
}
