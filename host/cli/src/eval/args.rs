//! What `copydesk eval` takes.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Subcommand, ValueEnum};

use super::floor::Floor;
use crate::args::ConfigArgs;

/// `copydesk eval`.
#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// What to measure.
    #[command(subcommand)]
    pub(super) measure: Measure,
}

const PREDICTIONS: &str =
    "Predictions (--pred) are documents.jsonl of copydesk, or JSON lines with `id` and what was
predicted. docs/evaluation.md says what every number means and which files are read.";

/// What to measure.
#[derive(Debug, Subcommand)]
pub(super) enum Measure {
    /// Tokens, words and sentences against CoNLL-U: precision, recall, F1.
    #[command(after_help = PREDICTIONS)]
    Tokens(TokensArgs),
    /// Names against CoNLL or JSON lines: precision, recall, F1 of exact spans by label.
    #[command(after_help = PREDICTIONS)]
    Entities(EntitiesArgs),
    /// Stories across documents against `id` and `cluster`: B-cubed, ARI, V-measure.
    #[command(after_help = "With --pred: `id` and `cluster`, or briefings.jsonl of copydesk.")]
    Groups(GroupsArgs),
    /// Which mentions are of one entity, across documents: MUC, B-cubed, CEAF-e.
    #[command(
        after_help = "With --pred: documents.jsonl or entities.jsonl of copydesk, or JSON lines with `id` and \
                            `ents`."
    )]
    Coref(CorefArgs),
    /// Summaries against references: ROUGE, beside simple baselines of the same length.
    #[command(
        after_help = "With --pred: JSON lines with `id` and `summary`, or briefings.jsonl or documents.jsonl of \
                            copydesk."
    )]
    Summary(SummaryArgs),
    /// Dates and the values given to them: F1 of exact spans, accuracy of values.
    #[command(after_help = PREDICTIONS)]
    Dates(DatesArgs),
    /// The article found in a page: F1 over shingles of four words. Needs --pred.
    #[command(
        after_help = "With --pred: documents.jsonl of copydesk, JSON lines with `id` and `text`, or one object \
                            of pages by id."
    )]
    Extraction(ExtractionArgs),
    /// Story told from furniture in plain text: recall of furniture, precision of story.
    #[command(
        after_help = "With --pred: documents.jsonl of copydesk, or JSON lines with `id` and `segments`."
    )]
    Clean(CleanArgs),
}

/// What every measure takes.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// Gold files, scored together; `-` is standard input.
    #[arg(required = true, value_name = "GOLD")]
    pub(super) gold: Vec<PathBuf>,
    /// Score this file. Without it the pipeline is run over the texts of the gold files.
    #[arg(long, value_name = "FILE")]
    pub(super) pred: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    pub(super) json: bool,
    /// Print a row for each document (item, group) too.
    #[arg(long)]
    pub(super) documents: bool,
    /// Fail with exit code 1 where a number of the JSON report is lower, such as micro.f1=0.85. May be repeated.
    #[arg(long = "floor", value_name = "NAME=VALUE")]
    pub(super) floors: Vec<Floor>,
    #[command(flatten)]
    pub(super) config: ConfigArgs,
}

/// `copydesk eval tokens`.
#[derive(Debug, Args)]
pub(super) struct TokensArgs {
    #[command(flatten)]
    pub(super) common: Common,
}

/// `copydesk eval entities`.
#[derive(Debug, Args)]
pub(super) struct EntitiesArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// A pair of label maps by name: core (persons, organisations, places), conll, worldwide, worldwide-core, ieer,
    /// gmb, gum, wnut, crossner, re3d. Without it labels are compared as they are.
    #[arg(long, value_name = "NAME")]
    pub(super) preset: Option<String>,
    /// How gold labels are renamed: A=B,C=D,*=X. Labels that are not named are left out.
    #[arg(long, value_name = "MAP", conflicts_with = "preset")]
    pub(super) gold_labels: Option<String>,
    /// How predicted labels are renamed.
    #[arg(long, value_name = "MAP")]
    pub(super) pred_labels: Option<String>,
    /// Whose spans lose a leading article and a trailing possessive before they are compared.
    #[arg(long, value_enum, default_value = "off")]
    pub(super) trim: Trimmed,
    /// Run the whole chain on the raw text, instead of giving it the tokens and sentences of a CoNLL file.
    #[arg(long)]
    pub(super) raw: bool,
    /// How the text of a CoNLL file is made of its tokens.
    #[arg(long, value_enum, default_value = "written")]
    pub(super) join: Joined,
    /// Most sentences of a CoNLL file that make one document; 1 shows the pipeline each sentence alone.
    #[arg(long, value_name = "N")]
    pub(super) sentences: Option<NonZeroUsize>,
}

/// Whose spans are trimmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Trimmed {
    /// Nobody's.
    Off,
    /// The predicted ones.
    Predicted,
    /// The predicted ones and the gold ones.
    Both,
}

/// How a text is made of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Joined {
    /// As people write: punctuation hugs its word.
    Written,
    /// One blank between tokens.
    Blank,
}

/// `copydesk eval groups`.
#[derive(Debug, Args)]
pub(super) struct GroupsArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Which table of the pipeline is scored.
    #[arg(long, value_enum, default_value = "stories")]
    pub(super) by: By,
}

/// Which table holds the groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum By {
    /// Chains of events.
    Stories,
    /// Single events.
    Events,
}

/// `copydesk eval coref`.
#[derive(Debug, Args)]
pub(super) struct CorefArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Which gold mentions are taken.
    #[arg(long, value_enum, default_value = "entity")]
    pub(super) kind: Mentioned,
    /// Score the mentions that were predicted, whose spans must be equal; the pipeline finds them in the raw text.
    /// Without it the gold mentions are given and only their resolution is judged.
    #[arg(long)]
    pub(super) own_mentions: bool,
    /// Leave out clusters of a single mention, on both sides.
    #[arg(long)]
    pub(super) without_singletons: bool,
    /// Take all documents as one collection. Without it topics are run and scored each by itself.
    #[arg(long)]
    pub(super) across_groups: bool,
    /// How the types of the gold mentions are named for the pipeline: A=B,C=D,*=X.
    #[arg(long, value_name = "MAP")]
    pub(super) gold_labels: Option<String>,
}

/// Which mentions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Mentioned {
    /// Mentions of entities.
    Entity,
    /// Mentions of events.
    Event,
    /// All.
    Any,
}

/// `copydesk eval summary`.
#[derive(Debug, Args)]
pub(super) struct SummaryArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Cut summaries after so many words; `auto` is the mean length of the references. The stage that writes briefings
    /// gets it as max_words, and no limit of sentences, unless --set says otherwise.
    #[arg(long, value_name = "N|auto")]
    pub(super) words: Option<Words>,
    /// Compare stems of words.
    #[arg(long)]
    pub(super) stem: bool,
    /// Of several references take the one that is closest, instead of the mean.
    #[arg(long)]
    pub(super) best: bool,
    /// Do not group the documents of an item: they are about one story.
    #[arg(long)]
    pub(super) one_story: bool,
    /// Leave the baselines out.
    #[arg(long)]
    pub(super) no_baselines: bool,
}

/// A number of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Words {
    /// The mean length of the references.
    Auto,
    /// So many.
    Count(usize),
}

impl FromStr for Words {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "auto" {
            return Ok(Self::Auto);
        }
        let count: Option<NonZeroUsize> = text.parse().ok();
        count
            .map(|count| Self::Count(count.get()))
            .ok_or_else(|| "expected a number of words, or `auto`".to_owned())
    }
}

/// `copydesk eval dates`.
#[derive(Debug, Args)]
pub(super) struct DatesArgs {
    #[command(flatten)]
    pub(super) common: Common,
    /// Labels that count, such as DATE,TIME. Without it all of them, or DATE, TIME, DURATION and SET where the gold
    /// file has no labels.
    #[arg(long, value_name = "LABELS", value_delimiter = ',')]
    pub(super) labels: Vec<String>,
}

/// `copydesk eval extraction`.
#[derive(Debug, Args)]
pub(super) struct ExtractionArgs {
    #[command(flatten)]
    pub(super) common: Common,
}

/// `copydesk eval clean`.
#[derive(Debug, Args)]
pub(super) struct CleanArgs {
    #[command(flatten)]
    pub(super) common: Common,
}
