//! What a table is called while it is not yet, or no more, what its name says.

use datagen_io::sql::Table;

/// The most characters of a name.
const LONGEST: usize = 64;
const LOADING: &str = "__loading";
const REPLACED: &str = "__replaced";

/// The names of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Names {
    /// Its own.
    pub(super) table: String,
    /// While it is being filled.
    pub(super) loading: String,
    /// Of the one it takes the place of, until that is dropped.
    pub(super) replaced: String,
}

impl Names {
    pub(super) fn all(&self) -> [&str; 3] {
        [&self.table, &self.loading, &self.replaced]
    }
}

/// The names of all tables; long ones are cut, and then told apart by a number.
pub(super) fn names(tables: &[Table]) -> Vec<Names> {
    let name = |(number, table): (usize, &Table)| Names {
        table: table.name.clone(),
        loading: with_suffix(&table.name, number, LOADING),
        replaced: with_suffix(&table.name, number, REPLACED),
    };
    tables.iter().enumerate().map(name).collect()
}

fn with_suffix(name: &str, number: usize, suffix: &str) -> String {
    if name.chars().count() + suffix.len() <= LONGEST {
        return format!("{name}{suffix}");
    }
    let suffix = format!("_{number}{suffix}");
    let start: String = name.chars().take(LONGEST - suffix.len()).collect();
    format!("{start}{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_stay_within_the_limit() {
        assert_eq!(with_suffix("order", 1, LOADING), "order__loading");
        let long = with_suffix(&"ž".repeat(64), 12, REPLACED);
        assert_eq!(long.chars().count(), 64);
        assert!(long.ends_with("_12__replaced"), "{long}");
    }
}
