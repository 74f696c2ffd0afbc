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
