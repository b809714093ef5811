//! What values may be: lists, ranges, patterns, forms.

use datagen_core::schema::checks::EnumRule;
use datagen_core::schema::convert::ValueType;
use datagen_core::schema::document::{Column, ColumnType, Node};
use datagen_core::schema::generators::{Choice, Generator, Sequence};
use datagen_core::schema::modifiers::Modifier;
use datagen_core::schema::scalar::Scalar;
use datagen_core::schema::sequence_format::SequenceFormat;

use crate::findings::Category;
use crate::sql::{float, identifier, literal, value};

use super::Subject;
use super::behaviour::scaled_by_parents;
use super::draft::{Across, Draft, How, of};
use super::links::{joined, needed};

/// All rules for the values of single columns.
pub(crate) fn rules(subject: &Subject<'_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for node in &subject.document.nodes {
        for column in &node.columns {
            let of = Of { subject, node, column };
            drafts.extend(of.own_constraints());
            drafts.extend(of.generated());
            drafts.extend(of.decimals());
        }
    }
    drafts.extend(constraints(subject));
    drafts
}

/// A column, for which rules are written.
struct Of<'a> {
    subject: &'a Subject<'a>,
    node: &'a Node,
    column: &'a Column,
}

impl Of<'_> {
    fn name(&self) -> &str {
        &self.column.name
    }

    fn quoted(&self) -> String {
        identifier(&self.column.name)
    }

    fn draft(&self, kind: &str, title: String) -> Draft {
        Draft::new(Category::Value, kind, &self.node.id, &[self.name()], title)
    }

    fn full(&self) -> String {
        format!("{}.{}", self.node.id, self.column.name)
    }

    fn value_type(&self) -> ValueType {
        ValueType::of(self.column)
    }

    fn own_constraints(&self) -> Vec<Draft> {
        let Some(constraints) = &self.column.constraints else { return Vec::new() };
        let mut drafts = Vec::new();
        drafts.extend(constraints.pattern.as_ref().map(|regex| self.pattern(regex)));
        drafts.extend(constraints.allowed.as_ref().map(|values| self.listed("enum", values)));
        drafts.extend(constraints.enum_ref.as_ref().and_then(|reference| self.listed_in(reference)));
        drafts
    }

    /// The regular expression holds from the text's start.
    fn pattern(&self, regex: &str) -> Draft {
        self.matching("pattern", &format!("^(?:{regex})"), format!("{} matches `{regex}`", self.full()))
    }

    fn matching(&self, kind: &str, regex: &str, title: String) -> Draft {
        self.draft(kind, title)
            .expected(format!("a text that matches {regex}"))
            .advice("correct these texts")
            .rows(format!("NOT regexp_like({}, {})", self.quoted(), literal(regex)))
    }

    fn listed(&self, kind: &str, values: &[Scalar]) -> Draft {
        let known: Vec<String> = values.iter().filter_map(|one| value(one, self.value_type())).collect();
        let shown: Vec<String> = values.iter().take(12).map(ToString::to_string).collect();
        let more = if values.len() > 12 { format!(", ... ({} in all)", values.len()) } else { String::new() };
        let draft = self
            .draft(kind, format!("{} is one of the {} values of its list", self.full(), values.len()))
            .expected(format!("{}{more}", shown.join(", ")))
            .advice("correct these values, or add them to the list in the schema");
        if known.is_empty() {
            return draft.rows(format!("{} IS NOT NULL", self.quoted()));
        }
        draft.rows(format!("{} NOT IN ({})", self.quoted(), known.join(", ")))
    }

    /// Values of another table's column.
    fn listed_in(&self, reference: &str) -> Option<Draft> {
        let (other, target) = self.subject.resolve(reference)?;
        let title = format!("{} is one of {reference}", self.full());
        let draft = self
            .draft("enum_ref", title)
            .expected(format!("a value of {reference}"))
            .advice(format!("add these values to {}, or correct them", other.id))
            .needs(&other.id, &target.name)
            .how(How::Member { table: other.id.clone(), column: target.name.clone() });
        Some(draft)
    }

    /// What the generator cannot give otherwise, where nothing changes its values.
    fn generated(&self) -> Vec<Draft> {
        let mut drafts = Vec::new();
        let has_modifiers = self.column.modifiers.as_ref().is_some_and(|modifiers| !modifiers.is_empty());
        let is_plain = !has_modifiers && !scaled_by_parents(self.subject, self.node, self.column) && !self.is_filled();
        match &self.column.generator {
            Generator::Choice(choice) if !self.is_filled() => drafts.extend(self.choices(choice, is_plain)),
            Generator::EnumList(list) if is_plain => drafts.push(self.listed("listed", &list.values)),
            Generator::Sequence(sequence) if is_plain => drafts.extend(self.sequence(sequence)),
            Generator::Distribution(distribution) => drafts.extend(self.clamp(distribution.clamp, is_plain)),
            Generator::Pattern(pattern) if is_plain => {
                let bare = pattern.regex.trim_start_matches('^').trim_end_matches('$');
                drafts.push(self.matching("form", &format!("^(?:{bare})$"), format!("{} is of its form", self.full())));
            }
            Generator::Uuid(uuid) if is_plain => {
                let version = uuid.version.unwrap_or(4);
                let regex =
                    format!("^[0-9a-f]{{8}}-[0-9a-f]{{4}}-{version}[0-9a-f]{{3}}-[89ab][0-9a-f]{{3}}-[0-9a-f]{{12}}$");
                drafts.push(self.matching("form", &regex, format!("{} is a UUID of version {version}", self.full())));
            }
            Generator::Faker(faker) if is_plain => drafts.extend(self.fake(&faker.method, faker.max_nb_chars)),
            Generator::DatetimeSeries(_) => drafts.extend(self.within()),
            _ => {}
        }
        drafts.extend(self.process());
        if let Generator::DatetimeSeries(series) = &self.column.generator {
            drafts.extend(series.after.as_ref().and_then(|after| self.after(after)));
        }
        drafts
    }

    /// Whether a process fills it, whatever its generator is.
    fn is_filled(&self) -> bool {
        super::behaviour::filled_by_process(self.node, self.column)
    }

    fn choices(&self, choice: &Choice, is_plain: bool) -> Option<Draft> {
        if let Some(reference) = &choice.choices_ref {
            let draft = if is_plain { self.listed_in(reference) } else { None };
            return draft.map(|draft| {
                let id = draft.check.id.replacen("enum_ref", "choices_ref", 1);
                draft.id(id)
            });
        }
        let mut values: Vec<Scalar> = choice.choices.clone().unwrap_or_default();
        let cases = choice.cases.iter().flatten().map(|(_, case)| case).chain(&choice.default);
        values.extend(cases.flat_map(|case| case.choices.clone()));
        let modifiers = self.column.modifiers.iter().flatten();
        for modifier in modifiers {
            let Modifier::MapValues(map) = modifier else { return None };
            let typed = |scalar: &Scalar| value(scalar, self.value_type());
            for (old, new) in &map.mapping {
                let old = typed(&Scalar::Text(old.clone()));
                values.iter_mut().filter(|one| typed(one) == old).for_each(|one| *one = new.clone());
            }
        }
        if scaled_by_parents(self.subject, self.node, self.column) {
            return None;
        }
        Some(self.listed("choices", &values))
    }

    fn sequence(&self, sequence: &Sequence) -> Option<Draft> {
        let (start, step) = (sequence.start.unwrap_or(1), sequence.step.unwrap_or(1));
        if let Some(format) = &sequence.format {
            let format = SequenceFormat::parse(format).ok()?;
            let (before, after) = (regex_escaped(&format.prefix), regex_escaped(&format.suffix));
            let regex = format!("^{before}-?[0-9]{{{},}}{after}$", format.width.max(1).saturating_sub(1).max(1));
            return Some(self.matching("form", &regex, format!("{} is of its form", self.full())));
        }
        if self.column.column_type != ColumnType::Int {
            return None;
        }
        let name = self.quoted();
        let (bound, words) = if step > 0 { ("<", "from") } else { (">", "down from") };
        let off_step = if step.abs() == 1 { String::new() } else { format!(" OR ({name} - {start}) % {step} <> 0") };
        let title = format!("{} counts {words} {start} by {step}", self.full());
        let draft = self
            .draft("sequence", title)
            .expected(format!("{start}, {}, ...", start.saturating_add(step)))
            .advice("number the rows as the schema says");
        Some(draft.rows(format!("{name} {bound} {start}{off_step}")))
    }

    /// The bounds of a distribution, or of the clamp that is its last modifier.
    fn clamp(&self, clamp: [f64; 2], is_plain: bool) -> Option<Draft> {
        let last = self.column.modifiers.iter().flatten().last();
        let bounds = match last {
            None if is_plain => (Some(clamp[0]), Some(clamp[1])),
            Some(Modifier::Clamp(clamp)) if !scaled_by_parents(self.subject, self.node, self.column) => {
                (clamp.min, clamp.max)
            }
            _ => return None,
        };
        // A bound is rounded as every value is.
        let slack = match self.column.column_type {
            ColumnType::Int => 0.5,
            ColumnType::Decimal => 0.5 * power_of_tenth(self.column.decimals.unwrap_or(2)),
            ColumnType::Float => self.column.decimals.map_or(0.0, |decimals| 0.5 * power_of_tenth(decimals)),
            _ => return None,
        };
        let name = self.quoted();
        let below = bounds.0.map(|least| format!("{name} < {}", float(least - slack)));
        let above = bounds.1.map(|most| format!("{name} > {}", float(most + slack)));
        let condition = [below, above].into_iter().flatten().collect::<Vec<_>>().join(" OR ");
        let words = |bound: Option<f64>| bound.map_or_else(|| "no bound".to_owned(), |bound| bound.to_string());
        let title = format!("{} lies within its clamp", self.full());
        let draft = self
            .draft("clamp", title)
            .expected(format!("{} to {}", words(bounds.0), words(bounds.1)))
            .advice("correct these values, or widen the clamp in the schema");
        (!condition.is_empty()).then(|| draft.rows(condition))
    }

    fn fake(&self, method: &str, most: Option<u32>) -> Option<Draft> {
        let name = self.quoted();
        let (expected, condition) = match method {
            "email" | "safe_email" | "company_email" | "free_email" => {
                ("an e-mail address", format!("{name} NOT LIKE '%_@_%'"))
            }
            "url" => ("a web address", format!("{name} NOT LIKE 'http%://_%'")),
            "text" => {
                let most = most.unwrap_or(200);
                let draft = self
                    .draft("length", format!("{} has at most {most} characters", self.full()))
                    .expected(format!("up to {most} characters"))
                    .advice("shorten these texts");
                return Some(draft.rows(format!("character_length({name}) > {most}")));
            }
            _ => return None,
        };
        let draft = self
            .draft("form", format!("{} is {expected}", self.full()))
            .expected(expected)
            .advice("correct these texts");
        Some(draft.rows(condition))
    }

    /// Times lie within their span.
    fn within(&self) -> Option<Draft> {
        let moved = self.column.modifiers.iter().flatten().any(|modifier| matches!(modifier, Modifier::TimeJitter(_)));
        if moved || self.is_filled() || self.is_bound() {
            return None;
        }
        let law = self.subject.plan?.times(&self.node.id, self.name()).ok()??;
        let (first, end) = (law.first(), law.end());
        let name = self.quoted();
        let text = |micros: i64| {
            if self.column.column_type == ColumnType::Date { date(micros) } else { crate::sql::datetime(micros) }
        };
        let draft = self
            .draft("within", format!("{} lies within its span of time", self.full()))
            .expected(format!("{} up to {}", instant_words(first), instant_words(end)))
            .advice("correct these times, or widen the span in the schema");
        Some(draft.rows(format!("{name} < {} OR {name} > {}", text(first), text(end))))
    }

    /// Whether a bound may lead beyond the span: then the nearest bound was taken.
    fn is_bound(&self) -> bool {
        let full = self.full();
        let constraints = self.subject.document.constraints.as_ref();
        let rules = constraints.iter().flat_map(|constraints| constraints.inequalities.iter().flatten());
        let mut names = rules.flat_map(|rule| [&rule.left, &rule.right]);
        let after = matches!(&self.column.generator, Generator::DatetimeSeries(series) if series.after.is_some());
        let vintage = self.subject.document.nodes.iter().any(|node| node.vintage_behavior.is_some());
        after || vintage || names.any(|name| *name == full || *name == self.column.name)
    }

    fn after(&self, after: &str) -> Option<Draft> {
        let (other, column) = super::behaviour::located(self.subject, self.node, after)?;
        comparison(self.subject, "after", (self.node, self.column), (other, column), ">=")
    }

    fn process(&self) -> Option<Draft> {
        if !self.is_filled() || self.column.column_type != ColumnType::String {
            return None;
        }
        let names: Vec<Scalar> = match (&self.node.stage_config, &self.node.state_transition_model) {
            (Some(stages), _) => stages.stages.iter().map(|stage| Scalar::Text(stage.stage_name.clone())).collect(),
            (None, Some(model)) => model.states.keys().map(|name| Scalar::Text(name.clone())).collect(),
            (None, None) => return None,
        };
        Some(self.listed("steps", &names))
    }

    /// No more digits after the point than the column has.
    fn decimals(&self) -> Option<Draft> {
        let decimals = self.column.decimals.filter(|_| self.column.column_type == ColumnType::Float)?;
        let (name, factor) = (self.quoted(), float(1.0 / power_of_tenth(decimals)));
        let plural = if decimals == 1 { "" } else { "s" };
        let title = format!("{} has at most {decimals} decimal{plural}", self.full());
        // What is left of a float that was rounded is some bits of its own size.
        let condition =
            format!("abs({name} * {factor} - round({name} * {factor})) > 1e-6 + abs({name} * {factor}) * 1e-12");
        Some(
            self.draft("decimals", title)
                .expected(format!("{decimals} decimal{plural}"))
                .advice("round these values")
                .rows(condition),
        )
    }
}

pub(crate) fn power_of_tenth(decimals: u8) -> f64 {
    let digits = format!("1e-{decimals}");
    digits.parse().unwrap_or(1.0)
}

fn regex_escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut escaped, character| {
        if !character.is_alphanumeric() && character.is_ascii() {
            escaped.push('\\');
        }
        escaped.push(character);
        escaped
    })
}

fn date(micros: i64) -> String {
    format!("arrow_cast(arrow_cast({}, 'Int32'), 'Date32')", micros.div_euclid(86_400_000_000))
}

pub(crate) fn instant_words(micros: i64) -> String {
    let array: arrow::array::ArrayRef =
        std::sync::Arc::new(arrow::array::TimestampMicrosecondArray::from(vec![micros]));
    super::rows::text_at(&array, 0).unwrap_or_default()
}

/// The document's own lists, patterns and ranges.
fn constraints(subject: &Subject<'_>) -> Vec<Draft> {
    let Some(constraints) = &subject.document.constraints else { return Vec::new() };
    let mut drafts = Vec::new();
    for rule in constraints.ranges.iter().flatten() {
        let Some((node, column)) = subject.resolve(&rule.attr) else { continue };
        let of = Of { subject, node, column };
        let bound = |scalar: &Option<Scalar>| {
            let scalar = scalar.as_ref()?;
            // A bound with more digits than the column is compared as it is.
            value(scalar, of.value_type()).or_else(|| value(scalar, ValueType::Float))
        };
        let (name, least, most) = (of.quoted(), bound(&rule.min), bound(&rule.max));
        let below = least.map(|least| format!("{name} < {least}"));
        let above = most.map(|most| format!("{name} > {most}"));
        let condition = [below, above].into_iter().flatten().collect::<Vec<_>>().join(" OR ");
        let words = |bound: &Option<Scalar>| bound.as_ref().map_or_else(|| "no bound".to_owned(), ToString::to_string);
        let draft = of
            .draft("range", format!("{} lies within its range", rule.attr))
            .expected(format!("{} to {}", words(&rule.min), words(&rule.max)))
            .advice("correct these values, or widen the range in the schema");
        drafts.extend((!condition.is_empty()).then(|| draft.rows(condition)));
    }
    for rule in constraints.pattern.iter().flatten() {
        let Some((node, column)) = subject.resolve(&rule.attr) else { continue };
        drafts.push(Of { subject, node, column }.pattern(&rule.regex));
    }
    for rule in constraints.allowed.iter().flatten() {
        drafts.extend(enum_rule(subject, rule));
    }
    drafts
}

fn enum_rule(subject: &Subject<'_>, rule: &EnumRule) -> Vec<Draft> {
    let Some((node, column)) = subject.resolve(&rule.attr) else { return Vec::new() };
    let of = Of { subject, node, column };
    let listed = rule.values.as_ref().map(|values| of.listed("enum", values));
    listed.into_iter().chain(rule.enum_ref.as_ref().and_then(|reference| of.listed_in(reference))).collect()
}

/// `left operator right`, in one row or along the way from one table to the other.
pub(crate) fn comparison(
    subject: &Subject<'_>,
    kind: &str,
    left: (&Node, &Column),
    right: (&Node, &Column),
    operator: &str,
) -> Option<Draft> {
    let opposite = match operator {
        "<" => ">=",
        "<=" => ">",
        ">" => "<=",
        ">=" => "<",
        "=" => "<>",
        _ => "=",
    };
    let words = format!("{}.{} {operator} {}.{}", left.0.id, left.1.name, right.0.id, right.1.name);
    let id = format!("{kind}:{}.{}{operator}{}.{}", left.0.id, left.1.name, right.0.id, right.1.name);
    let finish = |draft: Draft| draft.id(id.clone()).expected(words.clone()).advice("correct one of the two values");
    if left.0.id == right.0.id {
        let draft = Draft::new(Category::Value, kind, &left.0.id, &[&left.1.name, &right.1.name], words.clone());
        let condition = format!("{} {opposite} {}", identifier(&left.1.name), identifier(&right.1.name));
        return Some(finish(draft).rows(condition));
    }
    let forth = subject.links.way(&left.0.id, &right.0.id);
    let (first, way, left_alias_is_first) = match forth {
        Some(way) => (left, way, true),
        None => (right, subject.links.way(&right.0.id, &left.0.id)?, false),
    };
    let last = format!("t{}", way.len());
    let (left_at, right_at) = if left_alias_is_first { ("t0", last.as_str()) } else { (last.as_str(), "t0") };
    let (left_of, right_of) = (of(left_at, &left.1.name), of(right_at, &right.1.name));
    let mut draft = Draft::new(Category::Value, kind, &first.0.id, &[&first.1.name], words.clone());
    draft.needs = needed(&way);
    draft = draft.needs(&left.0.id, &left.1.name).needs(&right.0.id, &right.1.name);
    let across = Across {
        columns: vec![
            (of("t0", &first.0.pk), format!("{}.{}", first.0.id, first.0.pk)),
            (left_of.clone(), format!("{}.{}", left.0.id, left.1.name)),
            (right_of.clone(), format!("{}.{}", right.0.id, right.1.name)),
        ],
        from: joined(&identifier(&first.0.id), &way),
        condition: format!("{left_of} {opposite} {right_of}"),
    };
    Some(finish(draft).how(How::Across(across)))
}
