//! Which nodes are one entity, and by which rule.

/// A rule by which two forms were taken for one entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Reason {
    Exact,
    SurnameOfFullName,
    TitleAndName,
    FirstName,
    Initials,
    Nickname,
    Acronym,
    ShortName,
    OnlyPerson,
    Transliteration,
}

impl Reason {
    /// As written in the table.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::SurnameOfFullName => "surname-of-full-name",
            Self::TitleAndName => "title+name",
            Self::FirstName => "first-name",
            Self::Initials => "initials",
            Self::Nickname => "nickname",
            Self::Acronym => "acronym",
            Self::ShortName => "short-name",
            Self::OnlyPerson => "only-person",
            Self::Transliteration => "transliteration",
        }
    }

    /// How far the rule is trusted, 0 to 1.
    pub(crate) const fn score(self) -> f32 {
        match self {
            Self::Exact => 1.0,
            Self::SurnameOfFullName | Self::TitleAndName => 0.95,
            Self::Acronym => 0.9,
            Self::Initials | Self::Nickname | Self::ShortName => 0.85,
            Self::Transliteration => 0.8,
            Self::FirstName | Self::OnlyPerson => 0.75,
        }
    }
}

/// One decision.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Join {
    pub a: u32,
    pub b: u32,
    pub reason: Reason,
    pub score: f32,
}

/// Sets of nodes that only grow together, with the reasons.
#[derive(Debug)]
pub(crate) struct Links {
    parent: Vec<u32>,
    /// Every join made, in order.
    pub joins: Vec<Join>,
}

impl Links {
    /// Each of `count` nodes alone.
    pub(crate) fn new(count: usize) -> Self {
        Self { parent: (0..count as u32).collect(), joins: Vec::new() }
    }

    /// The smallest node of the set that `node` is in.
    pub(crate) fn root(&mut self, node: usize) -> usize {
        let mut at = node as u32;
        while self.parent[at as usize] != at {
            let up = self.parent[self.parent[at as usize] as usize];
            self.parent[at as usize] = up;
            at = up;
        }
        at as usize
    }

    /// Joins two sets; the smaller root stays, so that sets are named by their first node.
    pub(crate) fn join(&mut self, a: usize, b: usize, reason: Reason, score: f32) {
        let (root_a, root_b) = (self.root(a), self.root(b));
        if root_a != root_b {
            self.parent[root_a.max(root_b)] = root_a.min(root_b) as u32;
            self.joins.push(Join { a: a as u32, b: b as u32, reason, score });
        }
    }
}
