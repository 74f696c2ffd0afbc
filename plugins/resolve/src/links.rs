//! Which nodes are one entity, and by which rule.

use std::ops::Range;

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
    Transliteration,
    MiddleName,
    Apposition,
    Age,
    NamedNext,
    Role,
    Description,
    Pronoun,
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
            Self::Transliteration => "transliteration",
            Self::MiddleName => "middle-name",
            Self::Apposition => "apposition",
            Self::Age => "same-age",
            Self::NamedNext => "named-next",
            Self::Role => "role",
            Self::Description => "description",
            Self::Pronoun => "pronoun",
        }
    }

    /// How far the rule is trusted, 0 to 1.
    pub(crate) const fn score(self) -> f32 {
        match self {
            Self::Exact => 1.0,
            Self::SurnameOfFullName | Self::TitleAndName => 0.95,
            Self::Acronym => 0.9,
            Self::Initials | Self::Nickname | Self::ShortName => 0.85,
            Self::Transliteration | Self::NamedNext => 0.8,
            Self::FirstName | Self::MiddleName => 0.75,
            Self::Apposition | Self::Age => 0.9,
            Self::Role => 0.7,
            Self::Pronoun => 0.6,
            Self::Description => 0.5,
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

/// Sets of nodes that only grow together, with the reasons. It may hold a part of the collection's nodes.
#[derive(Debug)]
pub(crate) struct Links {
    /// The first node.
    base: usize,
    parent: Vec<u32>,
    /// Every join made, in order.
    pub joins: Vec<Join>,
}

impl Links {
    /// Each node alone.
    pub(crate) fn new(nodes: Range<usize>) -> Self {
        let parent = nodes.clone().map(|node| node as u32).collect();
        Self { base: nodes.start, parent, joins: Vec::new() }
    }

    /// Appends the sets of the nodes that come next.
    pub(crate) fn append(&mut self, next: Self) {
        self.parent.extend(next.parent);
        self.joins.extend(next.joins);
    }

    /// The smallest node of the set that `node` is in.
    pub(crate) fn root(&mut self, node: usize) -> usize {
        let mut at = node;
        loop {
            let up = self.parent[at - self.base] as usize;
            if up == at {
                return at;
            }
            let above = self.parent[up - self.base];
            self.parent[at - self.base] = above;
            at = above as usize;
        }
    }

    /// The root of every node.
    pub(crate) fn roots(&mut self) -> Vec<u32> {
        for at in 0..self.parent.len() {
            // Parents are smaller and come first, so theirs are settled.
            self.parent[at] = self.parent[self.parent[at] as usize - self.base];
        }
        self.parent.clone()
    }

    /// Joins two sets; the smaller root stays, so that sets are named by their first node.
    pub(crate) fn join(&mut self, a: usize, b: usize, reason: Reason, score: f32) {
        let (root_a, root_b) = (self.root(a), self.root(b));
        if root_a != root_b {
            self.parent[root_a.max(root_b) - self.base] = root_a.min(root_b) as u32;
            self.joins.push(Join { a: a as u32, b: b as u32, reason, score });
        }
    }
}
