//! `examples/test_patterns.json` uses the whole language. What must occur is read from the JSON Schema, so that a member,
//! a kind or a form that is added to the language is missing here until the example shows it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::support::Place;

/// Additions to the core language (marked "ours" in the specification) that the example need not show, as features or,
/// ending in `*`, as their beginning. Everything else must occur.
const OURS: &[&str] = &[
    // Generators with examples of their own.
    "Generator|pattern",
    "Generator|uuid",
    "Generator|datetime_offset",
    "Generator|state_machine",
    "Generator|geo_point",
    "Generator|text",
    "Text.*",
    "Pattern.*",
    "Uuid*",
    "DatetimeOffset*",
    "OffsetUnit*",
    "StateMachine*",
    "GeoPoint*",
    "GeoPart*",
    "Around*",
    // Conditional generators, and distributions beyond the four of the core.
    "Choice.by",
    "Choice.cases",
    "Choice.default",
    "ChoiceCase.*",
    "DistributionCase.*",
    "MixtureComponent.*",
    "Distribution.by",
    "Distribution.cases",
    "Distribution.default",
    "Distribution.type=*",
    "MagnitudeDistribution.type=*",
    "DistributionParams.*",
    // Further members.
    "DatetimeSeries.holidays",
    "Holidays|*",
    "WeightedHolidays.*",
    "DatetimeSeries.trend",
    "Faker.person",
    "Faker.sex_from",
    "Lookup.weight_by",
    "Lookup.where",
    // Sections of their own.
    "Document.issues",
    "Document.insights",
    "Issue*",
    "Insight*",
    // Targets beyond those of the core.
    "CorrelationTarget*",
    "Expect*",
    "KsTarget*",
    "QuantileTarget*",
    "RowCountTarget*",
    "ShareTarget*",
    "SqlTarget*",
    "Targets.share",
    "Targets.correlation",
    "Targets.quantile",
    "Targets.ks",
    "Targets.row_count",
    "Targets.sql",
];

/// What the exceptions above must not hide.
const CORE: &[&str] = &[
    "Distribution.type=normal",
    "Distribution.type=lognormal",
    "Distribution.type=uniform",
    "Distribution.type=poisson",
    "DistributionParams.mean",
    "DistributionParams.std",
    "DistributionParams.sigma",
    "DistributionParams.low",
    "DistributionParams.high",
    "DistributionParams.lambda",
];

#[test]
fn the_example_shows_every_feature_of_the_language() {
    let language = Language::read();
    let example = example();
    let (declared, used) = (language.features(), language.used_by(&example));
    let unknown: Vec<_> = used.difference(&declared).collect();
    assert!(unknown.is_empty(), "the walk over the example and that over the language disagree: {unknown:?}");
    let missing: Vec<_> = declared.difference(&used).filter(|feature| !is_excepted(feature)).collect();
    assert!(missing.is_empty(), "examples/test_patterns.json does not show {missing:#?}");
    for feature in CORE {
        assert!(declared.contains(*feature), "{feature} is no feature of the language");
    }
}

#[test]
fn the_example_shows_every_method_of_faker() {
    let text = example().to_string();
    for method in datagen_core::faker::methods() {
        assert!(text.contains(&format!(r#""method":"{method}""#)), "no column of test_patterns.json uses {method}");
    }
}

#[test]
fn a_missing_feature_is_found() {
    let language = Language::read();
    let mut example = example();
    let all = language.used_by(&example);
    let columns = example["nodes"][7]["columns"].as_array_mut().unwrap();
    columns.retain(|column| column["name"] != "mod_trend_linear");
    let missing: BTreeSet<String> = all.difference(&language.used_by(&example)).cloned().collect();
    assert_eq!(missing, BTreeSet::from(["Trend.type=linear", "Trend.time_reference"].map(str::to_owned)));
}

fn is_excepted(feature: &str) -> bool {
    let excepts = |exception: &&str| match exception.strip_suffix('*') {
        Some(start) => feature.starts_with(start),
        None => feature == *exception,
    };
    !CORE.contains(&feature) && OURS.iter().any(excepts)
}

fn example() -> Value {
    let path = format!("{}/../../examples/test_patterns.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// The JSON Schema of the language.
///
/// Its features: `Type.member` for each member; `Type.member=value` where the member has listed values; `Type|form` for
/// each form of a type that has several; and for effects, where they may stand and whether they go by key.
struct Language {
    schema: Value,
}

impl Language {
    fn read() -> Self {
        let outcome = Place::new().run(&["schema"]);
        outcome.expect(0, &[]);
        Self { schema: serde_json::from_str(outcome.text()).unwrap() }
    }

    fn features(&self) -> BTreeSet<String> {
        let mut features = BTreeSet::new();
        self.declare("Document", &self.schema, &mut features);
        for (name, definition) in members(&self.schema, "$defs").into_iter().flatten() {
            self.declare(name, definition, &mut features);
        }
        features
    }

    fn used_by(&self, document: &Value) -> BTreeSet<String> {
        let mut used = BTreeSet::new();
        self.walk("Document", &self.schema, document, &mut used);
        used
    }

    /// The features of one type.
    fn declare(&self, name: &str, definition: &Value, features: &mut BTreeSet<String>) {
        for (member, schema) in properties(definition) {
            features.insert(format!("{name}.{member}"));
            self.declare_member(&format!("{name}.{member}"), schema, features);
        }
        for form in forms(definition).iter().filter(|form| is_form(name, form)) {
            features.insert(format!("{name}|{}", form_name(form)));
            if form.get("$ref").is_none() {
                self.declare_form(name, form, features);
            }
        }
    }

    /// The members of a form that has no type of its own.
    fn declare_form(&self, name: &str, form: &Value, features: &mut BTreeSet<String>) {
        for (member, schema) in properties(form) {
            self.declare_member(&format!("{name}.{member}"), schema, features);
        }
    }

    fn declare_member(&self, place: &str, schema: &Value, features: &mut BTreeSet<String>) {
        for target in references(schema) {
            for value in self.values(target) {
                features.insert(format!("{place}={value}"));
            }
            if target == "Modifier" {
                features.extend(["global", "keyed"].map(|scope| format!("{place}: {scope} effect")));
            }
        }
    }

    /// The listed values of a type.
    fn values(&self, name: &str) -> Vec<&str> {
        forms(self.definition(name)).iter().filter_map(|form| form.get("const")?.as_str()).collect()
    }

    fn definition(&self, name: &str) -> &Value {
        &self.schema["$defs"][name]
    }

    /// Collects the features that `value` uses, a value of the type `name`.
    fn walk(&self, name: &str, definition: &Value, value: &Value, used: &mut BTreeSet<String>) {
        if let Some(form) = forms(definition).iter().find(|form| self.is_of(form, value)) {
            if is_form(name, form) {
                used.insert(format!("{name}|{}", form_name(form)));
            }
            return match referred(form) {
                Some(target) => self.walk(target, self.definition(target), value, used),
                None => self.walk_members(name, form, value, used),
            };
        }
        for (member, _) in present(value, definition) {
            used.insert(format!("{name}.{member}"));
        }
        self.walk_members(name, definition, value, used);
    }

    fn walk_members(&self, name: &str, definition: &Value, value: &Value, used: &mut BTreeSet<String>) {
        for (member, schema) in present(value, definition) {
            self.walk_value(&format!("{name}.{member}"), schema, &value[member], used);
        }
        if value.is_array() {
            self.walk_value(name, definition, value, used);
        }
    }

    /// A value, or a list or map of values, of what `schema` refers to.
    fn walk_value(&self, place: &str, schema: &Value, value: &Value, used: &mut BTreeSet<String>) {
        if let Some(target) = referred(schema).or_else(|| forms(schema).iter().find_map(referred)) {
            let may_be_null = forms(self.definition(target)).iter().any(|form| form["type"] == "null");
            if !value.is_null() || may_be_null {
                self.walk_referred(place, target, value, used);
            }
        } else if let (Some(items), Some(values)) = (schema.get("items"), value.as_array()) {
            values.iter().for_each(|value| self.walk_value(place, items, value, used));
        } else if let (Some(items), Some(values)) = (schema.get("additionalProperties"), value.as_object()) {
            values.values().for_each(|value| self.walk_value(place, items, value, used));
        }
    }

    fn walk_referred(&self, place: &str, target: &str, value: &Value, used: &mut BTreeSet<String>) {
        if let Some(value) = value.as_str().filter(|value| self.values(target).contains(value)) {
            used.insert(format!("{place}={value}"));
            return;
        }
        if target == "Modifier" && value["transform"] == "effect" {
            let by_key = value["args"]["on"].as_object().is_some_and(|on| !on.is_empty());
            used.insert(format!("{place}: {} effect", if by_key { "keyed" } else { "global" }));
        }
        self.walk(target, self.definition(target), value, used);
    }

    /// Whether `value` has this form.
    fn is_of(&self, form: &Value, value: &Value) -> bool {
        if let Some(target) = referred(form) {
            let forms = forms(self.definition(target));
            return if forms.is_empty() { value.is_object() } else { forms.iter().any(|form| self.is_of(form, value)) };
        }
        match form["type"].as_str() {
            Some("object") => has_members(form, value),
            Some("array") => value.is_array(),
            Some("string") => value.is_string() && form.get("const").is_none_or(|constant| constant == value),
            Some("integer") => value.is_i64() || value.is_u64(),
            Some("number") => value.is_f64(),
            Some("boolean") => value.is_boolean(),
            Some("null") => value.is_null(),
            _ => false,
        }
    }
}

/// Whether an object has all the members that a form requires, and the constant ones as the form has them.
fn has_members(form: &Value, value: &Value) -> bool {
    let required = form["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut required = required.map(|member| (value.get(member), form["properties"][member].get("const")));
    value.is_object() && required.all(|(found, constant)| found.is_some() && constant.is_none_or(|c| found == Some(c)))
}

/// Whether a form is a feature: constants are features of the members that take them, and "one or a list" is the same
/// thing twice.
fn is_form(name: &str, form: &Value) -> bool {
    form.get("const").is_none() && !name.starts_with("OneOrMany")
}

/// What a form is called: by its type, its constant member, its only member, or its kind of value.
fn form_name(form: &Value) -> String {
    let constant =
        || properties(form).into_iter().find_map(|(_, schema)| Some(schema.get("const")?.as_str()?.to_owned()));
    let only = || match properties(form).as_slice() {
        [(member, _)] => Some((*member).to_owned()),
        _ => None,
    };
    let kind = || form["type"].as_str().map(str::to_owned);
    referred(form).map(str::to_owned).or_else(constant).or_else(only).or_else(kind).unwrap_or_default()
}

fn forms(definition: &Value) -> &[Value] {
    let list = |key| definition.get(key).and_then(Value::as_array);
    list("oneOf").or_else(|| list("anyOf")).map_or(&[], Vec::as_slice)
}

fn members<'a>(value: &'a Value, key: &str) -> Option<&'a Map<String, Value>> {
    value.get(key).and_then(Value::as_object)
}

/// The members of a type; comments are no feature.
fn properties(definition: &Value) -> Vec<(&str, &Value)> {
    let all = members(definition, "properties").into_iter().flatten();
    all.map(|(member, schema)| (member.as_str(), schema)).filter(|(member, _)| *member != "comment").collect()
}

/// The members of a type that a value has.
fn present<'a>(value: &Value, definition: &'a Value) -> Vec<(&'a str, &'a Value)> {
    properties(definition).into_iter().filter(|(member, _)| value.get(*member).is_some_and(|v| !v.is_null())).collect()
}

/// The type that a schema refers to.
fn referred(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

/// All types that a member's schema refers to, in lists and maps too.
fn references(schema: &Value) -> Vec<&str> {
    let within = [schema.get("items"), schema.get("additionalProperties")].into_iter().flatten();
    let within = within.chain(forms(schema)).flat_map(references);
    referred(schema).into_iter().chain(within).collect()
}
