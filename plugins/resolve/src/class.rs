//! What labels say that mentions are.

/// What kind of thing a label says that a mention is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Class {
    Person,
    Org,
    Place,
    Norp,
    Time,
    Amount,
    Other,
    /// A capital that stands for the government in it: so forms are told apart; what they mean is an organisation.
    Government,
}

impl Class {
    /// How many there are that things have.
    pub(crate) const COUNT: usize = 7;

    /// The class of a label; labels of other tag sets are understood too.
    pub(crate) fn of(label: &str) -> Self {
        match label {
            "PERSON" | "PER" => Self::Person,
            "ORG" => Self::Org,
            "GPE" | "LOC" | "FAC" => Self::Place,
            "NORP" => Self::Norp,
            "DATE" | "TIME" | "DURATION" | "SET" => Self::Time,
            "MONEY" | "PERCENT" | "CARDINAL" | "ORDINAL" | "QUANTITY" => Self::Amount,
            _ => Self::Other,
        }
    }

    /// The class of what a form of this class means.
    pub(crate) const fn meant(self) -> Self {
        match self {
            Self::Government => Self::Org,
            class => class,
        }
    }

    /// Whether it is a time or an amount, which no name stands for.
    pub(crate) const fn is_value(self) -> bool {
        matches!(self, Self::Time | Self::Amount)
    }
}

/// What a label says that a mention may be, for words that stand in for names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Sense {
    /// A person; in some label sets a group or an organisation too.
    Human,
    Org,
    Place,
    Value,
    Thing,
}

impl Sense {
    /// The sense of a label.
    pub(crate) fn of(label: &str) -> Self {
        match label {
            "HUM" | "HUMAN" | "NORP" => Self::Human,
            _ => match Class::of(label) {
                Class::Person => Self::Human,
                Class::Org => Self::Org,
                Class::Place => Self::Place,
                Class::Time | Class::Amount => Self::Value,
                Class::Norp | Class::Other | Class::Government => Self::Thing,
            },
        }
    }
}
