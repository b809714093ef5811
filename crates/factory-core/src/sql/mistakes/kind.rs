//! Kinds of mistakes.

/// A kind of mistake in a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MistakeKind {
    /// LEFT JOIN made an inner join.
    InnerJoin,
    /// A condition of WHERE is left out.
    LostFilter,
    /// HAVING is left out.
    LostHaving,
    /// `count(DISTINCT x)` made `count(x)`.
    CountedRepeats,
    /// DISTINCT of a SELECT is left out.
    KeptDuplicates,
    /// UNION made UNION ALL.
    UnionAll,
    /// Dates are grouped by another unit.
    WrongBucket,
    /// An average of ratios in the place of a ratio of sums.
    AverageOfAverages,
    /// The condition of FILTER is left out.
    LostAggregateFilter,
    /// The condition of CASE in an aggregate is left out.
    LostCase,
    /// The first rows of the opposite order.
    ReversedOrder,
    /// A bound of dates does not include its day.
    DateBound,
}

impl MistakeKind {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::InnerJoin,
        Self::LostFilter,
        Self::LostHaving,
        Self::CountedRepeats,
        Self::KeptDuplicates,
        Self::UnionAll,
        Self::WrongBucket,
        Self::AverageOfAverages,
        Self::LostAggregateFilter,
        Self::LostCase,
        Self::ReversedOrder,
        Self::DateBound,
    ];

    /// The word for it in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::InnerJoin => "inner_join",
            Self::LostFilter => "lost_filter",
            Self::LostHaving => "lost_having",
            Self::CountedRepeats => "counted_repeats",
            Self::KeptDuplicates => "kept_duplicates",
            Self::UnionAll => "union_all",
            Self::WrongBucket => "wrong_bucket",
            Self::AverageOfAverages => "average_of_averages",
            Self::LostAggregateFilter => "lost_aggregate_filter",
            Self::LostCase => "lost_case",
            Self::ReversedOrder => "reversed_order",
            Self::DateBound => "date_bound",
        }
    }

    /// What to learn from it, as a sentence of a solution guide.
    #[must_use]
    pub const fn lesson(self) -> &'static str {
        match self {
            Self::InnerJoin => "An inner join silently drops the rows without a match, which belong to the answer too.",
            Self::LostFilter => "Every restriction in the question needs its condition; read it once more for them.",
            Self::LostHaving => "A condition on groups belongs in HAVING, after the rows have been put together.",
            Self::CountedRepeats => "Count distinct keys when one thing can stand in several rows.",
            Self::KeptDuplicates => "Rows that repeat must be reduced to one before they are counted or joined.",
            Self::UnionAll => "UNION ALL keeps the rows that both parts share, and counts them twice.",
            Self::WrongBucket => {
                "Group dates by the unit that the question names; another one hides or splits what is to be seen."
            }
            Self::AverageOfAverages => {
                "A ratio of totals is not the average of ratios: small rows would weigh as much as large ones."
            }
            Self::LostAggregateFilter => "A total of some rows needs the condition for these rows beside it.",
            Self::LostCase => "A conditional total counts only the rows that fulfil its condition.",
            Self::ReversedOrder => "The first rows of the wrong order answer the opposite question.",
            Self::DateBound => "Mind whether the first or last day of a period belongs to it.",
        }
    }
}
