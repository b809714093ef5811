//! From declared cases to compiled ones.

use std::collections::BTreeMap;

use crate::generate::Generate;
use crate::generate::conditional::{Cases, ChoiceBy, DistributionBy};
use crate::generate::quantile::Quantile;
use crate::generate::weights::Sampler;
use crate::schema::document::Members;
use crate::schema::generators::{Choice, ChoiceCase, Distribution, DistributionCase};
use crate::schema::scalar::Scalar;
use crate::schema::weights::WeightsKind;
use crate::value::{ValueType, display};

use super::build::Builder;
use super::column::{Site, array_of_scalars, path_of, value_type_at};
use super::unique;

/// The cases in the order of their names, then the default: the order written means nothing.
fn in_order<'a, T>(cases: Option<&'a Members<T>>, default: Option<&'a T>) -> Vec<&'a T> {
    let sorted: BTreeMap<&String, &T> = cases.into_iter().flatten().collect();
    sorted.into_values().chain(default).collect()
}

fn compile_cases<T>(
    builder: &mut Builder<'_>,
    site: &Site<'_>,
    name: &str,
    cases: Option<&Members<T>>,
    default: Option<&T>,
) -> Option<Cases> {
    let by = path_of(builder, site, "by", name)?;
    let by_type = value_type_at(builder, site.table, &by);
    let sorted: BTreeMap<&String, &T> = cases.into_iter().flatten().collect();
    let mut places = BTreeMap::new();
    for (place, value) in sorted.keys().enumerate() {
        places.insert(text_as(value, by_type), place);
    }
    Some(Cases { name: name.to_owned(), by, places, default: default.map(|_| sorted.len()) })
}

/// A case's name in the text form that values of the column have: "1" names the 1.0 of a float column.
fn text_as(name: &str, by_type: ValueType) -> String {
    let value = array_of_scalars(&[Scalar::Text(name.to_owned())], by_type);
    ValueType::Text.convert(&value).map_or_else(|_| name.to_owned(), |text| display(&text, 0))
}

pub(super) fn compile_choice(
    builder: &mut Builder<'_>,
    site: &Site<'_>,
    choice: &Choice,
    by: &str,
) -> Option<Generate> {
    if site.is_pk {
        unique::fail(builder, site, "a choice by another column, which repeats");
        return None;
    }
    let cases = compile_cases(builder, site, by, choice.cases.as_ref(), choice.default.as_ref())?;
    let mut values: Vec<Scalar> = Vec::new();
    let mut draws = Vec::new();
    for case in in_order(choice.cases.as_ref(), choice.default.as_ref()) {
        draws.push((values.len() as u32, sampler_of(case)));
        values.extend(case.choices.iter().cloned());
    }
    let values = array_of_scalars(&values, site.raw_type);
    Some(Generate::ChoiceBy(Box::new(ChoiceBy { cases, values, draws, key: site.key })))
}

fn sampler_of(case: &ChoiceCase) -> Sampler {
    let kind = case.weights_kind.as_deref().and_then(|text| WeightsKind::parse(text).ok());
    match &case.weights {
        Some(weights) => Sampler::weighted(weights),
        None => Sampler::by_kind(&kind.unwrap_or(WeightsKind::Uniform), case.choices.len() as u64),
    }
}

pub(super) fn compile_distribution(
    builder: &mut Builder<'_>,
    site: &Site<'_>,
    declared: &Distribution,
    by: &str,
) -> Option<Generate> {
    if site.is_pk {
        unique::fail(builder, site, "a distribution by another column, which repeats");
        return None;
    }
    let cases = compile_cases(builder, site, by, declared.cases.as_ref(), declared.default.as_ref())?;
    let law = |case: &DistributionCase| {
        let kind = case.distribution_type.unwrap_or(declared.distribution_type);
        (Quantile::new(kind, case.params.as_ref()), case.clamp.unwrap_or(declared.clamp))
    };
    let laws = in_order(declared.cases.as_ref(), declared.default.as_ref()).into_iter().map(law).collect();
    Some(Generate::DistributionBy(Box::new(DistributionBy { cases, laws, key: site.key })))
}
