//! A primary key, and a column declared unique, is unique whatever its generator: by nature, by a keyed shuffle, or the
//! plan says why it cannot be.

use std::collections::BTreeSet;

use crate::faker;
use crate::generate::permutation::Permutation;
use crate::schema::checks::OneOrMany;
use crate::schema::document::ColumnType;
use crate::schema::generators::{Choice, Distribution, DistributionType, Generator};
use crate::schema::scalar::Scalar;
use crate::value::ValueType;

use super::build::Builder;
use super::column::Site;
use super::table::TableId;

/// Whether a constraint says that the column alone is unique.
pub(super) fn is_declared(builder: &Builder<'_>, table: TableId, column: &str) -> bool {
    let name = format!("{}.{column}", builder.node(table).id);
    let constraints = builder.document.constraints.as_ref();
    constraints.and_then(|constraints| constraints.unique.as_ref()).into_iter().flatten().any(|rule| match rule {
        OneOrMany::One(one) => *one == name,
        OneOrMany::Many(several) => several.len() == 1 && several[0] == name,
    })
}

/// Reports a unique column whose generator cannot be kept unique.
pub(super) fn check(builder: &mut Builder<'_>, site: &Site<'_>) {
    let message = match &site.declared.generator {
        // A sequence never repeats; the others were looked at when they were compiled.
        Generator::Sequence(_) | Generator::EnumList(_) | Generator::Choice(_) | Generator::Distribution(_) => return,
        Generator::Pattern(_) | Generator::Uuid(_) => return,
        Generator::Expression(_) => {
            builder.warn(
                &site.pointer,
                "expected a column that is unique by construction, found an expression, whose results may repeat"
                    .to_owned(),
                None,
            );
            return;
        }
        Generator::Faker(fake) if faker::is_unique_by_nature(&fake.method) || faker::can_be_distinct(&fake.method) => {
            return;
        }
        Generator::Faker(fake) => format!("faker `{}`, which repeats", fake.method),
        Generator::Lookup(lookup) => {
            let node = builder.node(site.table);
            let parent = builder.parent(site.table).map(|parent| builder.node(parent));
            let from_parent = parent.is_some_and(|parent| lookup.from == format!("{}.{}", parent.id, parent.pk));
            if from_parent && node.fanout.is_none() && node.order.is_none() {
                return;
            }
            "a lookup, which repeats unless it is the parent's key and each parent has one child".to_owned()
        }
        Generator::DatetimeSeries(_) => "a datetime_series, which repeats".to_owned(),
        Generator::Rollup(_) => "a roll-up, which may repeat".to_owned(),
        Generator::Ordinal(_) => "an ordinal, which starts anew with every parent".to_owned(),
        other => format!("a {}, which repeats", other.name()),
    };
    fail(builder, site, &message);
}

pub(super) fn fail(builder: &mut Builder<'_>, site: &Site<'_>, found: &str) {
    builder.error(
        &site.pointer,
        format!("expected unique values in `{}`, found {found}", site.declared.name),
        Some("use `sequence` (with `format` for text), or faker `uuid4`".to_owned()),
    );
}

/// For a unique column: the shuffle that gives every row another one of `choices`.
pub(super) fn distinct_choices(
    builder: &mut Builder<'_>,
    site: &Site<'_>,
    choices: &[Scalar],
    choice: &Choice,
) -> Option<Permutation> {
    if !site.is_unique {
        return None;
    }
    check_listed(builder, site, choices);
    let weighted = choice.weights.is_some() || choice.weights_kind.as_deref().is_some_and(|kind| kind != "uniform");
    if weighted {
        fail(builder, site, "weights, which values that occur once cannot follow");
    }
    enough(builder, site, choices.len() as u64).then(|| Permutation::new(site.key, choices.len().max(1) as u64))
}

/// For a unique column: the first whole number and the shuffle of all of them.
pub(super) fn distinct_ints(
    builder: &mut Builder<'_>,
    site: &Site<'_>,
    distribution: &Distribution,
) -> Option<(i64, Permutation)> {
    if !site.is_unique {
        return None;
    }
    let params = distribution.params.clone().unwrap_or_default();
    if distribution.distribution_type != DistributionType::Uniform || site.value_type != ValueType::Int {
        fail(builder, site, "a distribution other than whole numbers, all alike");
        return None;
    }
    let first = params.low.unwrap_or(0.0).max(distribution.clamp[0]).ceil();
    let last = params.high.unwrap_or(1.0).min(distribution.clamp[1]).floor();
    let values = if last >= first { (last - first) as u64 + 1 } else { 0 };
    enough(builder, site, values).then(|| (first as i64, Permutation::new(site.key, values)))
}

/// Whether there are as many values as rows; if not, that is reported.
pub(super) fn enough(builder: &mut Builder<'_>, site: &Site<'_>, values: u64) -> bool {
    if builder.parent(site.table).is_some() {
        fail(builder, site, "a number of rows that is known only when the fanout is drawn");
        return false;
    }
    let rows = builder.rows[site.table];
    if rows > values {
        fail(builder, site, &format!("{rows} rows and only {values} different values"));
        return false;
    }
    true
}

/// Reports values of a listed unique column that occur twice.
pub(super) fn check_listed(builder: &mut Builder<'_>, site: &Site<'_>, values: &[Scalar]) {
    if !site.is_unique || site.declared.column_type == ColumnType::Bool && values.is_empty() {
        return;
    }
    let mut seen = BTreeSet::new();
    if let Some(twice) = values.iter().map(ToString::to_string).find(|value| !seen.insert(value.clone())) {
        fail(builder, site, &format!("{twice} twice"));
    }
}
