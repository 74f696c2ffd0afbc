//! Which prediction belongs to which gold document.

use std::collections::HashMap;

use crate::{EvalError, GoldDocument, Predicted};

/// Gold documents and their predictions side by side.
#[derive(Debug)]
pub struct Aligned {
    /// For each gold document the number of its prediction.
    pub of: Vec<Option<usize>>,
    /// Gold documents without a prediction; what they hold counts as missed.
    pub missing: Vec<String>,
    /// Predictions for documents that the gold file does not have; they are left out of every count.
    pub unknown: Vec<String>,
}

/// Finds each gold document's prediction by its id. Where no id agrees at all, ids that are numbers are taken as
/// places in the gold file, counted from 0.
///
/// # Errors
/// Two predictions for one id, or no prediction for any document.
pub fn align(gold: &[&str], predicted: &[&str]) -> Result<Aligned, EvalError> {
    let mut places: HashMap<&str, usize> = HashMap::with_capacity(gold.len());
    for (place, id) in gold.iter().enumerate() {
        places.entry(id).or_insert(place);
    }
    let by_id = predicted.is_empty() || predicted.iter().any(|id| places.contains_key(id));
    let mut aligned = Aligned { of: vec![None; gold.len()], missing: Vec::new(), unknown: Vec::new() };
    for (number, id) in predicted.iter().enumerate() {
        let place =
            if by_id { places.get(id).copied() } else { id.parse().ok().filter(|&n: &usize| n < gold.len()) };
        match place.and_then(|place| aligned.of.get_mut(place)) {
            Some(slot @ None) => *slot = Some(number),
            Some(Some(_)) => return Err(EvalError::document(id, "predicted twice; every id may stand once")),
            None => aligned.unknown.push((*id).to_owned()),
        }
    }
    for (id, found) in gold.iter().zip(&aligned.of) {
        if found.is_none() {
            aligned.missing.push((*id).to_owned());
        }
    }
    if aligned.missing.len() == gold.len() && !predicted.is_empty() && !gold.is_empty() {
        let (first, other) =
            (gold.first().copied().unwrap_or_default(), predicted.first().copied().unwrap_or_default());
        let message = format!("no prediction has the id of a gold document; the first one is for `{other}`");
        return Err(EvalError::document(first, message));
    }
    Ok(aligned)
}

/// A gold document and its prediction in bytes of the gold text.
pub(crate) type Pair<'a> = (&'a GoldDocument, Option<Predicted>);

/// Each gold document with its prediction, and what was left over.
pub(crate) fn pairs<'a>(
    gold: &'a [GoldDocument],
    predicted: &[Predicted],
) -> Result<(Vec<Pair<'a>>, Aligned), EvalError> {
    let gold_ids: Vec<&str> = gold.iter().map(|doc| doc.id.as_str()).collect();
    let ids: Vec<&str> = predicted.iter().map(|doc| doc.id.as_str()).collect();
    let aligned = align(&gold_ids, &ids)?;
    let pairs = gold
        .iter()
        .zip(&aligned.of)
        .map(|(doc, number)| {
            let found = number.and_then(|number| predicted.get(number));
            Ok((doc, found.map(|found| found.in_bytes(&doc.text)).transpose()?))
        })
        .collect::<Result<_, EvalError>>()?;
    Ok((pairs, aligned))
}

/// The notes that every report starts with.
pub(crate) fn notes(documents: usize, missing: &[String], unknown: usize) -> Vec<String> {
    let mut notes = vec![format!("{documents} documents")];
    if let Some(first) = missing.first() {
        notes.push(format!(
            "{} without a prediction, first `{first}`: all of it counts as missed",
            missing.len()
        ));
    }
    if unknown > 0 {
        notes.push(format!("{unknown} predictions for documents that are not in the gold file: left out"));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_find_their_predictions() {
        type Row<'a> = (&'a str, &'a [&'a str], &'a [&'a str], &'a [Option<usize>]);
        let rows: [Row<'_>; 5] = [
            ("by id", &["a", "b"], &["b", "a"], &[Some(1), Some(0)]),
            ("one missing", &["a", "b"], &["b", "c"], &[None, Some(0)]),
            ("by number", &["a", "b"], &["1", "0"], &[Some(1), Some(0)]),
            ("numbers that are ids", &["7", "0"], &["0"], &[None, Some(0)]),
            ("nothing predicted", &["a"], &[], &[None]),
        ];
        for (name, gold, predicted, of) in rows {
            assert_eq!(align(gold, predicted).unwrap().of, of, "{name}");
        }
        let twice = align(&["a"], &["a", "a"]).unwrap_err().to_string();
        assert_eq!(twice, "document `a`: predicted twice; every id may stand once");
        assert!(align(&["a"], &["x"]).unwrap_err().to_string().contains("the first one is for `x`"));
    }
}
