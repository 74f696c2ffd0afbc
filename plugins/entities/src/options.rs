//! The options of the stage; their defaults stand here and nowhere else.

use std::collections::BTreeMap;

use copydesk_sdk::{OptionKind, OptionSpec, Options, StageError};
use serde::Deserialize;

use crate::lexicon::LABELS;
use crate::model::Model;

pub(crate) const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "tagger",
        kind: OptionKind::Choice(&["model", "rules"]),
        doc: "`model`: the trained model, which knows what the rules say; `rules`: word lists, titles and shapes only.",
    },
    OptionSpec {
        name: "model",
        kind: OptionKind::PathList,
        doc: "A model file of your own, made with `cargo xtask train entities`, instead of the one that is built in. \
              One file at most.",
    },
    OptionSpec {
        name: "labels",
        kind: OptionKind::TextList(&LABELS),
        doc: "Labels to write. Labels of your own names are always written.",
    },
    OptionSpec {
        name: "min_score",
        kind: OptionKind::Number(0.0, 0.0, 1.0),
        doc: "Mentions with a lower score (0 to 1) are left out. A score is about the share of such mentions that are \
              right.",
    },
    OptionSpec {
        name: "segments",
        kind: OptionKind::TextList(&["headline", "body", "caption", "dateline"]),
        doc: "Kinds of segments in which names are looked for, where a stage before has marked segments.",
    },
    OptionSpec {
        name: "gazetteers",
        kind: OptionKind::PathList,
        doc: "Files of your own names: CSV, TSV or JSON lines with `text`, `label` and perhaps `id` and `case` (`any` or \
              `exact`). Accents do not matter unless the case is exact. The id appears as attribute `kb`.",
    },
    OptionSpec {
        name: "patterns",
        kind: OptionKind::PathList,
        doc: "TOML files with patterns of your own: what the tokens of a name look like, one after the other.",
    },
    OptionSpec {
        name: "extra",
        kind: OptionKind::TextMap,
        doc: "Names of your own, from text to label, such as { \"Port Alba\" = \"GPE\" }.",
    },
    OptionSpec {
        name: "own_names",
        kind: OptionKind::Choice(&["first", "last"]),
        doc: "Where your own names and others overlap: `first`: yours count; `last`: yours fill what is left.",
    },
    OptionSpec {
        name: "damaged_case",
        kind: OptionKind::Bool(true),
        doc: "Whether to look for names in small letters and in lines set in capitals.",
    },
];

/// The options, checked.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) labels: Vec<String>,
    pub(crate) min_score: f32,
    pub(crate) segments: Vec<String>,
    pub(crate) gazetteers: Vec<String>,
    pub(crate) patterns: Vec<String>,
    pub(crate) extra: BTreeMap<String, String>,
    pub(crate) own_last: bool,
    pub(crate) damaged_case: bool,
    rules_only: bool,
    model: Option<String>,
}

/// The options as they are given.
#[derive(Debug, Clone, Deserialize)]
struct Raw {
    tagger: String,
    model: Vec<String>,
    labels: Vec<String>,
    min_score: f32,
    segments: Vec<String>,
    gazetteers: Vec<String>,
    patterns: Vec<String>,
    extra: BTreeMap<String, String>,
    own_names: String,
    damaged_case: bool,
}

impl Settings {
    /// Reads and checks the options.
    pub(crate) fn read(options: &Options) -> Result<Self, StageError> {
        let raw: Raw = options.parse()?;
        for label in &raw.labels {
            if !LABELS.contains(&label.as_str()) {
                let known = LABELS.join(", ");
                return Err(StageError::options(format!("label `{label}` is unknown (labels: {known})")));
            }
        }
        if raw.model.len() > 1 {
            return Err(StageError::options(format!(
                "option `model` names {} files; one model at a time",
                raw.model.len()
            )));
        }
        Ok(Self {
            labels: raw.labels,
            min_score: raw.min_score,
            segments: raw.segments,
            gazetteers: raw.gazetteers,
            patterns: raw.patterns,
            extra: raw.extra,
            own_last: raw.own_names == "last",
            damaged_case: raw.damaged_case,
            rules_only: raw.tagger == "rules",
            model: raw.model.into_iter().next(),
        })
    }

    /// The model to use, none where the rules are to do.
    pub(crate) fn model(&self) -> Result<Option<Model>, StageError> {
        if self.rules_only {
            return Ok(None);
        }
        let Some(file) = &self.model else {
            return Model::bundled()
                .map(Some)
                .map_err(|error| StageError::failed(format!("the model that is built in: {error}")));
        };
        let bytes = std::fs::read(file)
            .map_err(|error| StageError::options(format!("model `{file}` cannot be read: {error}")))?;
        Model::from_bytes(bytes)
            .map(Some)
            .map_err(|error| StageError::options(format!("model `{file}` cannot be used: {error}")))
    }
}
