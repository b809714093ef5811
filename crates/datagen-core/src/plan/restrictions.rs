//! Lists of allowed values and regular expressions: they restrict the generator, or the plan says why they cannot.

use regex::Regex;

use crate::faker::{Fake, Row};
use crate::generate::Generate;
use crate::generate::faker::Faker;
use crate::generate::weights::rule_weights;
use crate::schema::convert::convert;
use crate::schema::generators::{Choice, Generator};
use crate::schema::modifiers::Modifier;
use crate::schema::scalar::Scalar;
use crate::schema::sequence_format::SequenceFormat;
use crate::schema::weights::WeightsKind;

use super::build::Builder;
use super::column::Site;
use super::constraints::leads_to;

/// One rule for the values of a column.
struct Rule {
    pointer: String,
    kind: Kind,
}

enum Kind {
    Listed(Vec<Scalar>),
    ListedIn(String),
    /// From the text's start, as Python's `re.match` has it.
    Matching {
        written: String,
        regex: Regex,
    },
}

impl Rule {
    fn words(&self) -> String {
        match &self.kind {
            Kind::Listed(values) => {
                let shown: Vec<String> = values.iter().take(8).map(ToString::to_string).collect();
                format!("one of {}{}", shown.join(", "), if values.len() > 8 { ", ..." } else { "" })
            }
            Kind::ListedIn(reference) => format!("a value of `{reference}`"),
            Kind::Matching { written, .. } => format!("a text that matches `{written}`"),
        }
    }

    fn allows(&self, site: &Site<'_>, value: &Scalar) -> bool {
        let typed = |scalar: &Scalar| convert(scalar, site.value_type.literal());
        match &self.kind {
            Kind::Listed(values) => *value == Scalar::Null || values.iter().any(|one| typed(one) == typed(value)),
            Kind::ListedIn(_) => true,
            Kind::Matching { regex, .. } => regex.is_match(&text_of(value)),
        }
    }
}

fn text_of(value: &Scalar) -> String {
    match value {
        Scalar::Text(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The rules for a column, from its own constraints and the document's. A regular expression that does not compile
/// is reported here.
fn rules_of(builder: &mut Builder<'_>, site: &Site<'_>) -> Vec<Rule> {
    let mut rules = Vec::new();
    let own = format!("/nodes/{}/columns/{}/constraints", site.table, site.column);
    if let Some(constraints) = &site.declared.constraints {
        rules.extend(listed(builder, &own, constraints.allowed.as_ref(), constraints.enum_ref.as_ref()));
        rules.extend(constraints.pattern.as_ref().and_then(|regex| matching(builder, format!("{own}/pattern"), regex)));
    }
    let name = format!("{}.{}", builder.node(site.table).id, site.declared.name);
    let Some(constraints) = &builder.document.constraints else { return rules };
    for (position, rule) in constraints.allowed.iter().flatten().enumerate().filter(|(_, rule)| rule.attr == name) {
        let pointer = format!("/constraints/enum/{position}");
        rules.extend(listed(builder, &pointer, rule.values.as_ref(), rule.enum_ref.as_ref()));
    }
    for (position, rule) in constraints.pattern.iter().flatten().enumerate().filter(|(_, rule)| rule.attr == name) {
        rules.extend(matching(builder, format!("/constraints/pattern/{position}/regex"), &rule.regex));
    }
    rules
}

fn listed(builder: &Builder<'_>, pointer: &str, values: Option<&Vec<Scalar>>, reference: Option<&String>) -> Vec<Rule> {
    let mut rules = Vec::new();
    if let Some(values) = values {
        rules.push(Rule { pointer: pointer.to_owned(), kind: Kind::Listed(values.clone()) });
    }
    if let Some(reference) = reference {
        // The values of a vocab are known; those of other tables only when they are generated.
        let column = builder.resolve(reference).map(|(table, column)| &builder.node(table).columns[column].generator);
        let kind = match column {
            Some(Generator::EnumList(list)) => Kind::Listed(list.values.clone()),
            _ => Kind::ListedIn(reference.clone()),
        };
        rules.push(Rule { pointer: format!("{pointer}/enum_ref"), kind });
    }
    rules
}

fn matching(builder: &mut Builder<'_>, pointer: String, regex: &str) -> Option<Rule> {
    match Regex::new(&format!("^(?:{regex})")) {
        Ok(compiled) => Some(Rule { pointer, kind: Kind::Matching { written: regex.to_owned(), regex: compiled } }),
        Err(error) => {
            let reason = error.to_string();
            let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            builder.error(&pointer, format!("expected a regular expression, found `{regex}`: {reason}"), None);
            None
        }
    }
}

/// The choices that all rules allow, with their weights.
pub(super) fn allowed_choices(
    builder: &mut Builder<'_>,
    site: &Site<'_>,
    choice: &Choice,
    kind: &WeightsKind,
) -> (Vec<Scalar>, Option<Vec<f64>>) {
    let choices = choice.choices.clone().unwrap_or_default();
    let rules = rules_of(builder, site);
    let mapped = |value: &Scalar| mapped(site, value);
    let allowed = |value: &Scalar| rules.iter().all(|rule| rule.allows(site, &mapped(value)));
    if choices.iter().all(allowed) {
        return (choices, choice.weights.clone());
    }
    let weights = choice.weights.clone().unwrap_or_else(|| rule_weights(kind, choices.len() as u64));
    let kept: Vec<(Scalar, f64)> = choices.into_iter().zip(weights).filter(|(value, _)| allowed(value)).collect();
    if kept.iter().map(|(_, weight)| weight).sum::<f64>() <= 0.0 {
        let (pointer, words) = (rules[0].pointer.clone(), rules[0].words());
        builder.error(
            &pointer,
            format!("expected {words} in `{}`, found no such value among its choices", site.declared.name),
            Some("add an allowed value to the choices, or widen the constraint".to_owned()),
        );
        return (vec![Scalar::Null], None);
    }
    let (values, weights) = kept.into_iter().unzip();
    (values, Some(weights))
}

/// What `map_values` modifiers make of a value.
fn mapped(site: &Site<'_>, value: &Scalar) -> Scalar {
    let mut value = value.clone();
    for modifier in site.declared.modifiers.iter().flatten() {
        if let Modifier::MapValues(map) = modifier
            && let Some(new) = map.mapping.get(&text_of(&value))
        {
            value = new.clone();
        }
    }
    value
}

/// Reports rules that a generator cannot be held to. Choices were restricted when they were compiled.
pub(super) fn check(builder: &mut Builder<'_>, site: &Site<'_>, generate: &Generate) {
    if matches!(generate, Generate::Choice(_)) {
        return;
    }
    for rule in rules_of(builder, site) {
        let found = match (&site.declared.generator, generate) {
            (Generator::EnumList(list), _) => {
                list.values.iter().find(|value| !rule.allows(site, &mapped(site, value))).map(ToString::to_string)
            }
            (Generator::StateMachine(machine), _) => {
                let states: Vec<Scalar> =
                    machine.states().into_iter().map(|state| Scalar::Text(state.to_owned())).collect();
                outside_of(&rule, &states)
            }
            (Generator::Sequence(sequence), _) => sequence_fault(builder, site, &rule, sequence),
            (_, Generate::Faker(faker)) => faker_fault(&rule, faker),
            (Generator::Lookup(_) | Generator::Choice(_), _) => {
                let name = format!("{}.{}", builder.node(site.table).id, site.declared.name);
                source_fault(builder, &name, &rule)
            }
            _ => Some("a generator that cannot be restricted".to_owned()),
        };
        if let Some(found) = found {
            builder.error(
                &rule.pointer,
                format!("expected {} in every row of `{}`, found {found}", rule.words(), site.declared.name),
                Some("generate the column by `choice`, or by a lookup of the allowed values".to_owned()),
            );
        }
    }
}

/// The numbers at which a sequence's text changes its length, up to the last row.
fn sequence_fault(
    builder: &Builder<'_>,
    site: &Site<'_>,
    rule: &Rule,
    sequence: &crate::schema::generators::Sequence,
) -> Option<String> {
    let rows = builder.rows[site.table].max(1);
    let format = sequence.format.as_deref().and_then(|format| SequenceFormat::parse(format).ok());
    let powers = (0..19).map(|power| 10_u64.pow(power));
    let probes = powers.flat_map(|power| [power.saturating_sub(2), power - 1, power]).filter(|row| *row < rows);
    let text = |row: u64| {
        let value = sequence.start.unwrap_or(1).wrapping_add(sequence.step.unwrap_or(1).wrapping_mul(row as i64));
        format.as_ref().map_or_else(|| value.to_string(), |format| format.render(value))
    };
    let known = matches!(rule.kind, Kind::Matching { .. }) || rows <= 10_000;
    if !known {
        return Some("a sequence, whose values are not listed".to_owned());
    }
    let all: Box<dyn Iterator<Item = u64>> =
        if rows <= 10_000 { Box::new(0..rows) } else { Box::new(probes.chain([rows - 1])) };
    all.map(text).find(|text| !rule.allows(site, &Scalar::Text(text.clone())))
}

/// What a faker method makes cannot be proven; 4,096 values without a miss are taken for it.
fn faker_fault(rule: &Rule, faker: &Faker) -> Option<String> {
    const TRIED: u64 = 4096;
    let Kind::Matching { regex, .. } = &rule.kind else {
        return Some("a faker method, whose values are not listed".to_owned());
    };
    let text = |fake: &Fake, row: u64| {
        let mut text = String::new();
        fake.text(faker.locale, &Row::new(faker.keys, row), &mut text);
        text
    };
    (0..TRIED).map(|row| text(&faker.fake, row)).find(|text| !regex.is_match(text)).map(|text| format!("{text:?}"))
}

/// Values taken from another column are allowed where that column is the list, or keeps the rule itself.
fn source_fault(builder: &Builder<'_>, name: &str, rule: &Rule) -> Option<String> {
    if let Kind::ListedIn(reference) = &rule.kind
        && leads_to(builder, name, reference)
    {
        return None;
    }
    let mut at = name.to_owned();
    for _ in 0..32 {
        let (table, column) = builder.resolve(&at)?;
        match &builder.node(table).columns[column].generator {
            Generator::Lookup(lookup) => at.clone_from(&lookup.from),
            Generator::Choice(choice) if choice.choices_ref.is_some() => at = choice.choices_ref.clone()?,
            Generator::EnumList(list) => return outside_of(rule, &list.values),
            Generator::Choice(choice) => return outside_of(rule, choice.choices.as_deref().unwrap_or_default()),
            _ => break,
        }
    }
    Some(format!("values of `{at}`, which are not known to be allowed"))
}

fn outside_of(rule: &Rule, values: &[Scalar]) -> Option<String> {
    let allowed = |value: &Scalar| match &rule.kind {
        Kind::Listed(listed) => listed.iter().any(|one| text_of(one) == text_of(value)),
        Kind::ListedIn(_) => false,
        Kind::Matching { regex, .. } => regex.is_match(&text_of(value)),
    };
    values.iter().find(|value| !allowed(value)).map(ToString::to_string)
}
