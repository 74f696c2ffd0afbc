//! `copydesk trace`: why a sentence stands in a briefing.
//!
//! A briefing keeps no record of what was not chosen: that would be many times its size. Stages are functions of their
//! input, so the collection stages run once more over the documents of the run, and the last of them explains itself.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use copydesk::core::Document;
use copydesk::core::tables::{self, Briefing, Cite, Rival, Shared, Trace, TracedPoint};
use serde_json::json;

use crate::args::TraceArgs;
use crate::eval::chain::{Chain, Need};
use crate::{FINE, out};

/// Which sentences of which briefing.
struct Wanted {
    file: PathBuf,
    story: Option<String>,
    /// From 1; none = all.
    point: Option<usize>,
}

/// `copydesk trace`.
pub(crate) fn trace(args: &TraceArgs) -> Result<u8> {
    let wanted = wanted(args)?;
    let known = briefing(&wanted)?;
    if wanted.point.is_some_and(|point| point > known.points.len()) {
        bail!("story `{}` has {} sentences; give a number from 1 on", known.story, known.points.len());
    }
    let beside = wanted.file.with_file_name("documents.jsonl");
    let documents = documents(args.documents.as_deref().unwrap_or(&beside))?;
    let need = Need {
        targets: &[tables::BRIEFINGS],
        given: &["*"],
        finished: true,
        // What a collection told of its furniture came with the documents too.
        skip: &["segments"],
        texts: &[("trace", &known.story)],
        ..Need::default()
    };
    let kept = Chain::open(&args.config, &need)?.run(documents)?;
    let again = rows::<Briefing>(kept.tables.get(tables::BRIEFINGS))?;
    let same = again.iter().any(|one| one.story == known.story && texts(one) == texts(&known));
    if !same {
        bail!(
            "these stages make another briefing of story `{}` than {} has; give the configuration of the run with \
             --config and --set, and its documents with --documents",
            known.story,
            wanted.file.display()
        );
    }
    let traces = rows::<Trace>(kept.tables.get(tables::TRACES))?;
    let trace = traces.into_iter().find(|trace| trace.story == known.story);
    let trace = trace.ok_or_else(|| anyhow!("the stage that writes briefings cannot say why it chose"))?;
    let page = Page {
        numbers: known
            .sources
            .iter()
            .enumerate()
            .rev()
            .map(|(at, source)| (&*source.document, at + 1))
            .collect(),
        briefing: &known,
    };
    let points =
        trace.points.iter().enumerate().filter(|(at, _)| wanted.point.is_none_or(|point| point == at + 1));
    let mut text = String::new();
    for (at, point) in points {
        if args.json {
            text.push_str(
                &json!({"story": trace.story, "point": at + 1, "offsets": "byte", "trace": point})
                    .to_string(),
            );
            text.push('\n');
        } else {
            page.explain(at, point, &mut text);
        }
    }
    out::data(&text)?;
    Ok(FINE)
}

/// Takes BRIEFING#POINT apart. The name of a file goes before the id of a story.
fn wanted(args: &TraceArgs) -> Result<Wanted> {
    let (briefing, point) = args.point.rsplit_once('#').ok_or_else(|| {
        anyhow!("`{}` names no sentence: add `#` and its number, such as `#1`, or `#*` for all", args.point)
    })?;
    let point = match point {
        "*" => None,
        number => match number.parse::<usize>() {
            Ok(number) if number > 0 => Some(number),
            _ => bail!("`{number}` is no number of a sentence; they begin with 1, and `*` stands for all"),
        },
    };
    let is_file = Path::new(briefing).exists();
    let file = if is_file { PathBuf::from(briefing) } else { args.briefings.clone() };
    let story = (!is_file && !briefing.is_empty()).then(|| briefing.to_owned());
    Ok(Wanted { file, story, point })
}

/// The briefing that is asked about, as the file has it.
fn briefing(wanted: &Wanted) -> Result<Briefing> {
    let path = wanted.file.display();
    let text = std::fs::read_to_string(&wanted.file).with_context(|| {
        format!("cannot read {path}; `copydesk run --out DIR` writes DIR/briefings.jsonl")
    })?;
    for (number, line) in text.lines().enumerate() {
        let briefing: Briefing =
            serde_json::from_str(line).with_context(|| format!("{path}:{} is no briefing", number + 1))?;
        if wanted.story.as_ref().is_none_or(|story| *story == briefing.story) {
            return Ok(briefing);
        }
    }
    match &wanted.story {
        Some(story) => bail!("{path} has no story `{story}`, and there is no such file"),
        None => bail!("{path} has no briefing"),
    }
}

/// All documents of a run: what one sentence is worth depends on every report.
fn documents(path: &Path) -> Result<Vec<Document>> {
    let text = std::fs::read_to_string(path).with_context(|| {
        format!("cannot read {}; `--documents FILE` names the documents.jsonl of the run", path.display())
    })?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            copydesk::io::read_document(line)
                .map_err(|error| anyhow!("{}:{}: {error}", path.display(), number + 1))
        })
        .collect()
}

fn rows<T: serde::de::DeserializeOwned>(lines: Option<&str>) -> Result<Vec<T>> {
    let lines = lines.unwrap_or_default().lines();
    lines
        .map(|line| serde_json::from_str(line).context("the pipeline wrote a row that cannot be read"))
        .collect()
}

fn texts(briefing: &Briefing) -> Vec<&str> {
    briefing.points.iter().map(|point| point.text.as_str()).collect()
}

/// A briefing whose sources have numbers.
struct Page<'a> {
    numbers: HashMap<&'a str, usize>,
    briefing: &'a Briefing,
}

impl Page<'_> {
    fn explain(&self, at: usize, point: &TracedPoint, out: &mut String) {
        let all = self.briefing.points.len();
        out.push_str(&format!(
            "Sentence {} of {all} in story {}, chosen at turn {}\n  {} {}\n",
            at + 1,
            self.briefing.story,
            point.chosen,
            shown(&point.text),
            self.mark(&point.cites)
        ));
        out.push_str(&format!("\nScore {:.3}\n", point.score));
        for feature in &point.features {
            let times = feature.name.strip_prefix("x_");
            let (sign, name) = (if times.is_some() { "×" } else { "+" }, times.unwrap_or(&feature.name));
            let name = name.replace('_', " ");
            out.push_str(&format!("  {sign} {:<7.3} {name:<14} {}\n", feature.value, meaning(&feature.name)));
        }
        let support = self.briefing.points.get(at).map(|point| &point.support);
        let (documents, independent) =
            support.map_or((1, 1), |support| (support.documents, support.independent));
        let reports = self.briefing.sources.len();
        out.push_str(&format!("\nSaid by {documents} of {reports} reports, {independent} independent\n"));
        point.support.iter().for_each(|shared| self.shared(shared, out));
        out.push_str("\nRivals\n");
        if point.rivals.is_empty() {
            out.push_str("  none came near\n");
        }
        point.rivals.iter().for_each(|rival| self.rival(rival, out));
        out.push('\n');
    }

    fn shared(&self, shared: &Shared, out: &mut String) {
        out.push_str(&format!("  {} {}\n", shown(&shared.text), self.mark(&shared.cites)));
        let lists = [
            ("names", &shared.names),
            ("numbers", &shared.numbers),
            ("dates", &shared.dates),
            ("words", &shared.words),
        ];
        let lists = lists.iter().filter(|(_, list)| !list.is_empty());
        let lists: Vec<String> =
            lists.map(|(name, list)| format!("{name}: {}", shown(&list.join(", ")))).collect();
        out.push_str(&format!("    likeness {:.2}; {}\n", shared.likeness, lists.join("; ")));
    }

    fn rival(&self, rival: &Rival, out: &mut String) {
        let point = rival.point.map(|point| format!(" (sentence {point})")).unwrap_or_default();
        out.push_str(&format!(
            "  {:.3}  {} {}\n         {}{point}\n",
            rival.score,
            shown(&rival.text),
            self.mark(&rival.cites),
            rival.why
        ));
    }

    fn mark(&self, cites: &[Cite]) -> String {
        let mark = |cite: &Cite| match self.numbers.get(cite.document.as_str()) {
            Some(number) => format!("[{number}]"),
            None => format!("[{}]", shown(&cite.document)),
        };
        cites.iter().map(mark).collect()
    }
}

/// Text of a report for a terminal: without control characters, and not longer than anyone reads.
fn shown(text: &str) -> String {
    const MOST: usize = 400;
    let mut shown: String = text.chars().filter(|c| !c.is_control()).take(MOST).collect();
    if text.chars().count() > MOST {
        shown.push_str(" ...");
    }
    shown
}

/// What a feature of the bundled stage means.
fn meaning(name: &str) -> &'static str {
    match name {
        "central" => "its words are those of many sentences",
        "told_by_others" => "other reports have its pairs of words too",
        "early" => "its place in its report",
        "speech" => "it quotes",
        "x_lead" => "the first sentences of a report say most",
        "x_length" => "longer sentences tell more",
        "x_new" => "share of it that no sentence chosen before has, to the third power",
        "words_covered" => "words that no sentence chosen before has",
        "names_covered" => "names that no sentence chosen before has",
        "x_place" => "its place, its length and how central it is",
        "x_relevance" => "its report is about what the others are about",
        "x_clean" => "how clean the language of its report is",
        "x_about" => "whether it is about what was asked",
        "x_alone" => "it needs the sentence before it, or has a slight fault",
        "x_new_event" => "it tells a main event that was not told yet",
        _ => "",
    }
}
