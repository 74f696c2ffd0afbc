//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Turns raw news reports into clean text, tokens, entities resolved across the reports, and a short briefing in
/// which every sentence names its sources.
#[derive(Debug, Parser)]
#[command(name = "copydesk", version, propagate_version = true, after_help = EXAMPLES)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Say more on standard error (-v: what happens, -vv: details, -vvv: everything).
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Say nothing on standard error but errors.
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}

const EXAMPLES: &str = "Examples:
  copydesk run --out out reports/          brief a folder of reports
  copydesk run --set run.workers=2         run ./pipeline.toml with two workers
  copydesk check                           prove ./pipeline.toml without running it
  copydesk verify out/briefings.jsonl      re-read every citation

Exit codes: 0 fine, 1 documents were lost or a check failed, 2 wrong use, configuration or files,
3 a plugin crashed, 130 interrupted.";

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a pipeline over reports.
    #[command(after_help = RUN_EXAMPLES)]
    Run(RunArgs),
    /// Prove a configuration: syntax, keys, plugins, options, order.
    #[command(after_help = "Example: copydesk check --config pipeline.toml")]
    Check(ConfigArgs),
    /// Run the [[tests]] of a configuration.
    #[command(after_help = "Example: copydesk test --config pipeline.toml weekday")]
    Test(TestArgs),
    /// Print a briefing for the terminal: wrapped, coloured, sources numbered.
    #[command(after_help = "Example: copydesk show out/briefing.md")]
    Show(ShowArgs),
    /// List the stages of a configuration and the other plugins that are there.
    #[command(after_help = "Example: copydesk stages --options")]
    Stages(StagesArgs),
    /// Print a schema, a reference page or the C header.
    #[command(after_help = "Example: copydesk schema document > document.schema.json")]
    Schema(SchemaArgs),
    /// Re-read every citation of briefings and compare it with the documents; or check a text that cites them.
    #[command(after_help = VERIFY_EXAMPLES)]
    Verify(VerifyArgs),
    /// Say why a sentence stands in a briefing: its scores, its rivals and why they lost, the reports that support it.
    #[command(after_help = TRACE_EXAMPLES)]
    Trace(TraceArgs),
    /// Measure quality against gold data.
    #[command(after_help = "Example: copydesk eval tokens gold.conllu")]
    Eval(crate::eval::EvalArgs),
}

const RUN_EXAMPLES: &str = "Examples:
  copydesk run                                        the sources and sinks of ./pipeline.toml
  copydesk run --out out reports/ more/*.jsonl        these reports; results in out/
  copydesk run --out out --set 'pipeline.stages=[\"clean\", \"tokenize\"]' reports/
  copydesk run --out out --set stages.summarize.options.max_words=120 reports/
  cat wire.jsonl | copydesk run --out out -           standard input

With --out, the folder gets documents.jsonl, and entities.jsonl, briefings.jsonl and briefing.md where a stage fills
them, and quarantine.jsonl with what was lost and why.";

/// Which configuration, and what differs from it.
#[derive(Debug, Clone, Args)]
pub(crate) struct ConfigArgs {
    /// The configuration. Without it: ./pipeline.toml where there is one, else the default pipeline.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Override a key, such as run.workers=2 or 'pipeline.stages=["tokenize", "entities"]'. May be repeated.
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub(crate) overrides: Vec<String>,
    /// Folders with plugins, instead of the configured ones. May be repeated.
    #[arg(long = "plugins", value_name = "DIR", env = "COPYDESK_PLUGINS")]
    pub(crate) plugins: Vec<PathBuf>,
}

/// `copydesk run`.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// Write the standard files into this folder, instead of the configured sinks.
    #[arg(short, long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Write counts and times to this file as JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) metrics: Option<PathBuf>,
    /// Files, folders and globs to read instead of the configured sources; `-` is standard input.
    pub(crate) paths: Vec<PathBuf>,
}

/// `copydesk test`.
#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// Only tests whose name contains this.
    pub(crate) name: Option<String>,
}

/// `copydesk stages`.
#[derive(Debug, Args)]
pub(crate) struct StagesArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// List the options of each stage too.
    #[arg(long)]
    pub(crate) options: bool,
    /// Print the descriptors as JSON lines.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `copydesk schema`.
#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// What to print.
    pub(crate) what: Topic,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

/// What `copydesk schema` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Topic {
    /// JSON Schema of pipeline.toml, for editors.
    Pipeline,
    /// Markdown reference of pipeline.toml.
    Reference,
    /// Markdown reference of the bundled stages and their options.
    StagesReference,
    /// copydesk.h, for plugins in C.
    Header,
    /// JSON Schema of documents.jsonl.
    Document,
    /// JSON Schema of entities.jsonl.
    Entity,
    /// JSON Schema of the table of stories.
    Story,
    /// JSON Schema of the table of events.
    Event,
    /// JSON Schema of briefings.jsonl.
    Briefing,
    /// JSON Schema of quarantine.jsonl.
    Quarantine,
}

/// `copydesk show`.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The briefing.
    #[arg(default_value = "out/briefing.md")]
    pub(crate) briefing: PathBuf,
    /// Columns, instead of those of the terminal.
    #[arg(long, value_name = "COLUMNS")]
    pub(crate) width: Option<usize>,
}

const VERIFY_EXAMPLES: &str = "Examples:
  copydesk verify out/briefings.jsonl --documents out/documents.jsonl
  copydesk verify out/briefings.jsonl --text article.md       every sentence of article.md against what it cites

With --text, sentences carry the marks of briefing.md ([1][2]) or of evidence.json ([document:start-end]). Names, numbers,
dates and quotations of each must stand in what it cites; exit code 1 where one does not.";

/// `copydesk verify`.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The briefings.
    #[arg(default_value = "out/briefings.jsonl")]
    pub(crate) briefings: PathBuf,
    /// The documents that they cite. Without it: documents.jsonl in the same folder.
    #[arg(long, value_name = "FILE")]
    pub(crate) documents: Option<PathBuf>,
    /// Check this text, such as an article written from the briefing; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) text: Option<PathBuf>,
    /// With --text: the story whose sources [1], [2] ... are. Without it: the first of the file.
    #[arg(long, value_name = "ID", requires = "text")]
    pub(crate) story: Option<String>,
    /// With --text: one JSON object for each sentence.
    #[arg(long, requires = "text")]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

const TRACE_EXAMPLES: &str = "Examples:
  copydesk trace out/briefings.jsonl#2         the second sentence of the first briefing
  copydesk trace s:3#1 --briefings out/briefings.jsonl
  copydesk trace 's:3#*' --json

The collection stages run once more over documents.jsonl, so the configuration must be that of the run (--config, --set);
where another briefing comes out, that is said.";

/// `copydesk trace`.
#[derive(Debug, Args)]
pub(crate) struct TraceArgs {
    /// A briefings file or the id of a story, then `#` and the number of a sentence, or `*` for all.
    #[arg(value_name = "BRIEFING#POINT")]
    pub(crate) point: String,
    /// The briefings, where BRIEFING is the id of a story.
    #[arg(long, value_name = "FILE", default_value = "out/briefings.jsonl")]
    pub(crate) briefings: PathBuf,
    /// The documents of the run. Without it: documents.jsonl beside the briefings.
    #[arg(long, value_name = "FILE")]
    pub(crate) documents: Option<PathBuf>,
    /// One JSON object for each sentence; offsets are bytes.
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}
