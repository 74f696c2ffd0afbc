//! What words mean to the grammar.

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Night,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

/// What a word means. Small, since every word of a text has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sem {
    /// Nothing to this grammar.
    Other,
    /// A small word that no noun phrase goes on with: "the 1990s *were*", "the end of May *when*".
    Function,
    /// A month; `true` where the word is also an ordinary one.
    Month(u8, bool),
    /// A weekday, 1 = Monday; `true` where the word is also an ordinary one.
    Weekday(u8, bool),
    /// `Mondays`.
    Weekdays(u8),
    Unit(Unit),
    /// `three`, `forty`.
    Small(u8),
    /// `hundred` and above, by its power of ten.
    Scale(u8),
    /// `millions`.
    Scales,
    /// `third`.
    Ordinal(u8),
    /// `thirds`, by its divisor.
    Fraction(u8),
    /// `SP`, `SU`, `FA`, `WI`.
    Season([u8; 2]),
    /// `MO`, `MI`, `AF`, `EV`, `NI`.
    PartOfDay([u8; 2]),
    /// Days from today.
    Deictic(i8),
    Tonight,
    Now,
    Last,
    /// `previous`: before what the text tells of.
    Previous,
    Past,
    Next,
    /// `following`: after what the text tells of.
    Following,
    This,
    Ago,
    Later,
    Earlier,
    Early,
    Mid,
    Late,
    Begin,
    End,
    Every,
    /// `daily`: how often, as number and unit of a stretch of time.
    Adverb([u8; 2]),
    Times,
    The,
    A,
    And,
    Of,
    To,
    Between,
    From,
    At,
    /// A preposition that a date may follow.
    Before,
    Vague,
    Couple,
    Dozen,
    Half,
    Percent,
    Basis,
    /// A currency by its code.
    Currency([u8; 3]),
    /// A currency sign in letters that stands before the amount: `Rs`, `EUR`.
    Sign([u8; 3]),
    Cents,
    /// A unit of measure, by its place in the list of symbols.
    Measure(u8),
    AmPm(bool),
    Zone,
    Noon,
    Midnight,
    /// A verb of the future.
    Will,
    /// A verb of a timetable in the present: "leaves on Friday".
    Timetable,
    /// `expected`, `due`: future with `to`.
    Planned,
    /// `must`: future with "by" and "until".
    Must,
    Said,
    /// The first word of holidays.
    Holiday,
    Fiscal,
    /// `Q3`, `H1`, `FY2019`.
    Quarter,
    /// `square`, `consecutive`: what may stand between a number and what it counts.
    Link,
    /// `flight`, `route`: the number after it is a name.
    Named,
}

impl Sem {
    /// Whether an expression can begin with such a word. Most words begin nothing, and here they are let go.
    pub(crate) const fn begins(self) -> bool {
        !matches!(
            self,
            Self::Other
                | Self::Function
                | Self::The
                | Self::A
                | Self::Unit(
                    Unit::Second
                        | Unit::Minute
                        | Unit::Hour
                        | Unit::Day
                        | Unit::Night
                        | Unit::Weekend
                        | Unit::Week
                        | Unit::Fortnight
                        | Unit::Month
                        | Unit::Year
                        | Unit::Decade
                        | Unit::Century
                )
                | Self::Ago
                | Self::And
                | Self::Of
                | Self::To
                | Self::At
                | Self::Before
                | Self::Couple
                | Self::Percent
                | Self::Basis
                | Self::Cents
                | Self::Measure(_)
                | Self::AmPm(_)
                | Self::Zone
                | Self::Will
                | Self::Timetable
                | Self::Planned
                | Self::Must
                | Self::Said
                | Self::Fraction(_)
                | Self::Currency(_)
                | Self::Scale(_)
                | Self::Dozen
                | Self::Named
                | Self::Link
        )
    }
}
