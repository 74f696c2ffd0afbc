//! Days of the week in names of newspapers, programmes and people.

use crate::cx::Cx;
use crate::sem::Sem;

/// Whether the weekday at `at` is part of a name: `Sunday Times`, `Saturday Night Live`, `Ruby Tuesday`.
pub(crate) fn weekday_in_name(cx: &Cx<'_>, at: usize) -> bool {
    const PAPERS: [&str; 20] = [
        "Times",
        "Telegraph",
        "Mail",
        "Express",
        "Mirror",
        "Post",
        "Herald",
        "People",
        "Star",
        "Independent",
        "Tribune",
        "Business",
        "World",
        "Mercury",
        "Mass",
        "School",
        "Club",
        "Review",
        "Observer",
        "Age",
    ];
    const BEFORE: [&str; 9] = ["Ruby", "Man", "Girl", "Black", "Bloody", "Super", "Sheffield", "Ash", "Wild"];
    if !cx.capital(at) {
        return false;
    }
    let part = matches!(cx.sem(at + 1), Sem::PartOfDay(_)) && cx.capital(at + 1);
    PAPERS.contains(&cx.word(at + 1)) || part || BEFORE.contains(&cx.word_before(at))
}

/// Whether `Today` or `Tonight` at `at` is part of a name: `USA Today`, `the Tonight Show`.
pub(crate) fn day_in_name(cx: &Cx<'_>, at: usize) -> bool {
    let name = |at: usize| cx.is_word(at) && cx.capital(at) && cx.sem(at) == Sem::Other;
    cx.capital(at) && !cx.first_word(at) && (name(at + 1) || at > 0 && name(at - 1))
}

/// Whether the number word at `at` is part of a name: `the Six Nations`, `Five Star`.
pub(crate) fn number_in_name(cx: &Cx<'_>, at: usize, end: usize) -> bool {
    cx.capital(at)
        && !cx.first_word(at)
        && cx.is_word(end)
        && cx.capital(end)
        && cx.sem(end) == Sem::Other
        && !cx.capital(at.wrapping_sub(1))
}
