//! What cross-validation found, set by set.

use anyhow::Result;

use crate::Seen;
use crate::pages::{Gold, squeeze};

/// Precision, recall and F1.
type Figures = [f64; 3];

/// Writes the figures of each set: their mean over all repetitions, and the F1 of each; then, if wanted, the pages of
/// the first that were read worst.
pub(crate) fn write(
    seen: &[Seen<'_>],
    repeats: &[Vec<String>],
    worst: bool,
    out: &mut impl std::io::Write,
) -> Result<()> {
    let mut sets: Vec<&str> = seen.iter().map(|seen| seen.page.set.as_str()).collect();
    sets.dedup();
    for set in sets {
        let mut all: Vec<Figures> = Vec::new();
        for (repeat, texts) in repeats.iter().enumerate() {
            let of: Vec<(&Seen<'_>, &String)> =
                seen.iter().zip(texts).filter(|(seen, _)| seen.page.set == set).collect();
            let listing = worst && repeat == 0;
            all.push(match of.first().map(|(seen, _)| &seen.page.gold) {
                Some(Gold::Pieces { .. }) => pieces(&of, listing, out)?,
                _ => shingles(&of, listing, out)?,
            });
        }
        let mean = |at: usize| all.iter().map(|figures| figures[at]).sum::<f64>() / all.len() as f64;
        let each: Vec<String> = all.iter().map(|figures| format!("{:.4}", figures[2])).collect();
        let (precision, recall, f1) = (mean(0), mean(1), mean(2));
        writeln!(out, "{set}: precision {precision:.4} recall {recall:.4} F1 {f1:.4} ({})", each.join(" "))?;
    }
    Ok(())
}

/// Pieces of the story that were found, and pieces of other text that were kept out.
fn pieces(of: &[(&Seen<'_>, &String)], listing: bool, out: &mut impl std::io::Write) -> Result<Figures> {
    let (mut right, mut missed, mut wrong) = (0, 0, 0);
    for (seen, text) in of {
        let Gold::Pieces { with: gold_with, without: gold_without } = &seen.page.gold else { continue };
        let text = squeeze(text);
        let has = |pieces: &[String]| pieces.iter().filter(|piece| text.contains(piece.as_str())).count();
        let (found, kept) = (has(gold_with), has(gold_without));
        right += found;
        missed += gold_with.len() - found;
        wrong += kept;
        if listing && (found < gold_with.len() || kept > 0) {
            let (id, with, without) = (&seen.page.id, gold_with.len(), gold_without.len());
            writeln!(out, "   {id} {found}/{with} with, {kept}/{without} without")?;
            let short = |piece: &String| piece.chars().take(100).collect::<String>();
            for piece in gold_with.iter().filter(|piece| !text.contains(piece.as_str())) {
                writeln!(out, "      missed: {}", short(piece))?;
            }
            for piece in gold_without.iter().filter(|piece| text.contains(piece.as_str())) {
                writeln!(out, "      kept: {}", short(piece))?;
            }
        }
    }
    let (right, missed, wrong) = (right as f64, missed as f64, wrong as f64);
    let (precision, recall) = (right / (right + wrong), right / (right + missed));
    Ok([precision, recall, 2.0 * precision * recall / (precision + recall)])
}

/// Shingles of four words, as article-extraction-benchmark counts them.
fn shingles(of: &[(&Seen<'_>, &String)], listing: bool, out: &mut impl std::io::Write) -> Result<Figures> {
    let (mut gold, mut found) = (Vec::new(), Vec::new());
    for (seen, text) in of {
        let Gold::Text(expected) = &seen.page.gold else { continue };
        gold.push((seen.page.id.clone(), expected.clone()));
        found.push((seen.page.id.clone(), (*text).clone()));
    }
    let mut score = copydesk_eval::extraction::score(&gold, &found)?;
    if listing {
        score.documents.sort_by(|a, b| a.f1.total_cmp(&b.f1));
        for row in score.documents.iter().take(12) {
            writeln!(out, "   {} P {:.3} R {:.3}", row.id, row.precision, row.recall)?;
        }
    }
    Ok([score.precision, score.recall, score.f1])
}
