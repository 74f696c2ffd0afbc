//! `copydesk verify --text`: a text that cites, against what it cites.

use std::collections::{HashMap, HashSet};
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail};
use copydesk::core::tables::{Briefing, EntityRecord};
use copydesk::core::{Document, Span};
use copydesk::io::{Offsets, Unit};
use copydesk_support::claims::{self, Target};
use copydesk_support::{Alias, Checked, Sources};
use serde::Deserialize;
use serde_json::json;

use crate::args::VerifyArgs;
use crate::eval::chain::{Chain, Need};
use crate::{FINE, LOST, out};

/// Largest text that is checked, in bytes.
const MOST: u64 = 16 << 20;

/// Checks the text at `path` against `documents`.
pub(crate) fn check(args: &VerifyArgs, path: &Path, documents: &Path) -> Result<u8> {
    let claims = claims::read(&read_text(path)?);
    let (numbered, unit) = sources(args, &claims.marks)?;
    let mut wanted: HashSet<&str> = numbered.iter().map(String::as_str).collect();
    wanted.extend(claims.marks.iter().filter_map(|mark| match &mark.target {
        Target::Place { document, .. } => Some(document.as_str()),
        Target::Source(_) => None,
    }));
    let known = cited(documents, &wanted)?;
    let aliases = aliases(&documents.with_file_name("entities.jsonl"), &known)?;
    let need = Need { targets: &["sents", "ents", "dates"], skip: &["segments"], ..Need::default() };
    let chain = Chain::open(&args.config, &need)?;
    let kept = chain.run(vec![Document::new("text", claims.text.clone())])?;
    let doc = kept.docs.first().ok_or_else(|| anyhow!("the text was lost in the pipeline"))?;
    let sources = Sources {
        find: &|id| known.get(id),
        numbered: &numbered,
        place: &|doc, start, end| {
            let offsets = Offsets::of(doc, unit);
            let (start, end) = (offsets.byte_at(start)?, offsets.byte_at(end)?);
            (start < end).then(|| Span::new(start, end))
        },
        aliases: &aliases,
    };
    let checked = copydesk_support::check(&claims, doc, &sources);
    let wrong = checked.iter().filter(|one| !one.gaps.is_empty()).count();
    out::data(&if args.json { as_json(&checked) } else { as_text(&checked, wrong) })?;
    Ok(if wrong == 0 { FINE } else { LOST })
}

fn read_text(path: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().take(MOST + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes))
    };
    read.with_context(|| format!("cannot read {}", path.display()))?;
    if bytes.len() as u64 > MOST {
        bail!("{} is larger than {} MB; check it in parts", path.display(), MOST >> 20);
    }
    String::from_utf8(bytes).with_context(|| format!("{} is not UTF-8", path.display()))
}

/// The documents that [1], [2] ... stand for, and the unit of offsets in marks.
fn sources(args: &VerifyArgs, marks: &[claims::Mark]) -> Result<(Vec<String>, Unit)> {
    #[derive(Deserialize)]
    struct Line {
        #[serde(default)]
        offsets: Unit,
        #[serde(flatten)]
        briefing: Briefing,
    }
    let path = &args.briefings;
    if !path.exists() && marks.iter().all(|mark| matches!(mark.target, Target::Place { .. })) {
        return Ok((Vec::new(), Unit::default()));
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    for (number, line) in text.lines().enumerate() {
        let line: Line = serde_json::from_str(line)
            .with_context(|| format!("{}:{} is no briefing", path.display(), number + 1))?;
        if args.story.as_ref().is_none_or(|story| *story == line.briefing.story) {
            let mut seen = HashSet::new();
            let documents = line.briefing.sources.into_iter().map(|source| source.document);
            return Ok((documents.filter(|id| seen.insert(id.clone())).collect(), line.offsets));
        }
    }
    match &args.story {
        Some(story) => bail!("{} has no story `{story}`", path.display()),
        None => Ok((Vec::new(), Unit::default())),
    }
}

/// The documents that are cited.
fn cited(path: &Path, wanted: &HashSet<&str>) -> Result<HashMap<String, Document>> {
    #[derive(Deserialize)]
    struct Head {
        id: String,
    }
    let text = std::fs::read_to_string(path).with_context(|| {
        format!("cannot read {}; `--documents FILE` names the documents.jsonl of the run", path.display())
    })?;
    let mut known = HashMap::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = || format!("{}:{} is no document", path.display(), number + 1);
        let head: Head = serde_json::from_str(line).with_context(place)?;
        if wanted.contains(head.id.as_str()) {
            let doc = copydesk::io::read_document(line).map_err(|error| anyhow!("{}: {error}", place()))?;
            known.insert(head.id, doc);
        }
    }
    Ok(known)
}

/// The names of the entities that the documents mention, where the run wrote them down.
fn aliases(path: &Path, known: &HashMap<String, Document>) -> Result<Vec<Alias>> {
    #[derive(Deserialize)]
    struct Line {
        #[serde(default)]
        offsets: Unit,
        #[serde(flatten)]
        record: EntityRecord,
    }
    let Ok(text) = std::fs::read_to_string(path) else { return Ok(Vec::new()) };
    let mut aliases = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let Line { offsets, record } = serde_json::from_str(line)
            .with_context(|| format!("{}:{} is no entity", path.display(), number + 1))?;
        let mention = |place: &copydesk::core::tables::Place| {
            let doc = known.get(&place.document)?;
            let units = Offsets::of(doc, offsets);
            Some((place.document.clone(), Span::new(units.byte_at(place.start)?, units.byte_at(place.end)?)))
        };
        let mentions: Vec<_> = record.mentions.iter().filter_map(mention).collect();
        if !mentions.is_empty() {
            let variants = record.variants.into_iter().map(|variant| variant.text);
            let names = std::iter::once(record.name).chain(variants).collect();
            aliases.push(Alias { names, mentions });
        }
    }
    Ok(aliases)
}

fn as_text(checked: &[Checked], wrong: usize) -> String {
    let mut text = String::new();
    for one in checked.iter().filter(|one| !one.gaps.is_empty()) {
        let gaps = one.gaps.iter().map(|gap| match gap.kind.name() {
            "no source" => "cites nothing".to_owned(),
            "mark" => format!("{} leads nowhere", gap.what),
            kind => format!("{kind} `{}` is not in {}", gap.what, one.marks.join("")),
        });
        let gaps: Vec<String> = gaps.collect();
        text.push_str(&format!("line {}: {}\n  {}\n", one.line, gaps.join("; "), one.text));
    }
    let (all, good) = (checked.len(), checked.len() - wrong);
    text.push_str(&format!("{all} sentences checked, {good} supported, {wrong} not\n"));
    text
}

fn as_json(checked: &[Checked]) -> String {
    let mut text = String::new();
    for one in checked {
        let gaps: Vec<_> =
            one.gaps.iter().map(|gap| json!({"kind": gap.kind.name(), "what": gap.what})).collect();
        let supported = one.gaps.is_empty();
        let row = json!({
            "line": one.line, "text": one.text, "marks": one.marks, "supported": supported, "gaps": gaps,
        });
        text.push_str(&row.to_string());
        text.push('\n');
    }
    text
}
