//! What a form stands for: a name, a name inside a description, a description, a pronoun.

use copydesk_text::hash::{FastMap, FastSet};
use copydesk_text::words::stem;

use crate::class::Class;
use crate::collect::{Collection, Form, NONE};
use crate::embedded::Inner;
use crate::keys::{Keys, Sort};
use crate::names::has_capital;
use crate::{lexicon, nouns, usual};

/// Before the stem of a head noun in the keys of descriptions.
pub(crate) const HEAD: char = '~';

/// The key by which the mentions of each form become nodes. Names inside descriptions are keys of the inner name;
/// other descriptions ("the tall actress") are compared by their head noun, and pronouns by themselves: keys of their
/// own, which no name can have.
pub(crate) fn node_keys(
    counts: &[u32],
    inners: Vec<(u32, u32, Inner)>,
    all: &mut Collection<'_>,
) -> Vec<u32> {
    let common = common_nouns(counts, all);
    let mut own: FastMap<String, u32> = FastMap::default();
    let mut keys: Vec<u32> = all.forms.iter().map(|form| form.key).collect();
    for (number, key) in keys.iter_mut().enumerate() {
        let form = &all.forms[number];
        let Some((text, sort)) = special(form, &all.keys, common[form.key as usize]) else { continue };
        *key = own.get(&text).copied().unwrap_or_else(|| {
            let key = all.keys.push_sort(&text, sort, number as u32);
            own.insert(text, key);
            key
        });
    }
    name_inner(inners, all, &mut keys);
    keys
}

/// For every key whether it is a common noun: written small as often as with a capital (as in headlines), or one word
/// that says what somebody is and is nobody's surname.
fn common_nouns(counts: &[u32], all: &Collection<'_>) -> Vec<bool> {
    let mut written = vec![(0_u32, 0_u32); all.keys.rows.len()];
    let mut surnames: FastSet<&str> = FastSet::default();
    for (form, count) in all.forms.iter().zip(counts) {
        let (small, capital) = &mut written[form.key as usize];
        let last = form.shown.rsplit(' ').next().unwrap_or("");
        *(if has_capital(last) { capital } else { small }) += count;
    }
    for (number, key) in all.keys.rows.iter().enumerate() {
        if key.surname_at > 0 && key.like_person {
            surnames.extend(all.keys.surname(number as u32));
        }
    }
    // "Chiefs" beside "Wid Chiefs" is a team.
    let mut teams: FastSet<&str> = FastSet::default();
    for (number, key) in all.keys.rows.iter().enumerate() {
        let last = all.keys.text(number as u32).rsplit(' ').next().unwrap_or("");
        if key.words > 1 && key.proper && lexicon::may_be_team(last) {
            teams.insert(last);
        }
    }
    let common = |(number, (small, capital)): (usize, (u32, u32))| {
        let (row, text) = (&all.keys.rows[number], all.keys.text(number as u32));
        let named = |text: &str| surnames.contains(text) || teams.contains(text);
        small > 0 && small >= capital
            || row.words == 1 && nouns::is_common(&nouns::singular(text)) && !named(text)
    };
    written.into_iter().enumerate().map(common).collect()
}

/// The key of a pronoun or a description. `common` says that its key is a common noun.
fn special(form: &Form<'_>, keys: &Keys, common: bool) -> Option<(String, Sort)> {
    let key = &keys.rows[form.key as usize];
    let text = keys.text(form.key);
    if form.class.is_value() || text.len() > 100 {
        return None;
    }
    // "She's" and "I'd" are pronouns too.
    let clitic = |(_, tail): &(&str, &str)| matches!(*tail, "s" | "m" | "d" | "ll" | "re" | "ve");
    let plain = text.split_once('\'').filter(clitic).map_or(text, |(plain, _)| plain);
    if lexicon::is_pronoun(plain) {
        // "WHO" is an organisation; "I" is nobody's name.
        let shouted = form.shown.len() > 1 && !form.shown.chars().any(char::is_lowercase);
        return (!shouted).then(|| (format!("^{plain}"), Sort::Pronoun));
    }
    let last = form.shown.rsplit(' ').next().unwrap_or("");
    let small = !has_capital(last) && !key.proper;
    let before_of = text.split(" of ").next().unwrap_or("");
    // "A mother of 12" is described, "the Group of 20" is a name.
    let named = if form.class == Class::Person { before_of } else { text };
    if !(small || common) || named.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let head = before_of.split(' ').next_back().unwrap_or("");
    // A tagger's persons and bodies in lower case are damaged names unless their words say otherwise.
    let described = match form.class {
        Class::Other | Class::Place => true,
        Class::Person | Class::Org => {
            let first = form.text.split(' ').next().unwrap_or("").to_lowercase();
            nouns::is_determiner(&first) || nouns::is_common(&nouns::singular(head))
        }
        _ => false,
    };
    let head = usual::noun(head).unwrap_or(head);
    described.then(|| (format!("{HEAD}{}", stem(head)), Sort::Description))
}

/// Gives mentions with a name inside the key of that name, where it is one by itself too.
fn name_inner(inners: Vec<(u32, u32, Inner)>, all: &mut Collection<'_>, keys: &mut [u32]) {
    // Whose the things of one inner name are: "the Supreme Court" of two countries is nobody's.
    let mut owners: FastMap<u32, &str> = FastMap::default();
    let mut shared: FastSet<u32> = FastSet::default();
    let mut found: Vec<(u32, u32, &Inner)> = Vec::new();
    for (form, key, inner) in &inners {
        let key = *key;
        let (row, class) = (&all.keys.rows[key as usize], all.forms[*form as usize].class);
        let figures = inner.key.bytes().any(|byte| byte.is_ascii_digit());
        let person = 1_u8 << Class::Person as u8;
        let fits =
            if class == Class::Person { row.classes & person != 0 } else { row.classes & !person != 0 };
        if key == all.forms[*form as usize].key || row.sort != Sort::Name || !(row.proper || figures) || !fits
        {
            continue;
        }
        found.push((*form, key, inner));
        if !inner.whose.is_empty() && *owners.entry(key).or_insert(&inner.whose) != inner.whose {
            shared.insert(key);
        }
    }
    for (form, key, inner) in found {
        if !inner.whose.is_empty() && !inner.unique && shared.contains(&key) {
            continue;
        }
        keys[form as usize] = key;
        if let Some(role) = &inner.role {
            let title = all.titles.number(role);
            let slot = all.forms[form as usize].titles.iter_mut().find(|slot| **slot == NONE);
            slot.into_iter().for_each(|slot| *slot = title);
        }
    }
}
