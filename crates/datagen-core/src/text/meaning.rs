//! What the value of another column means for a text.

use crate::schema::further::TextKind;

/// What decides a text, as far as it is decided.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Steer {
    pub(super) tone: Option<&'static str>,
    /// Topics that fit, with their weights; empty if any does.
    pub(super) topics: &'static [(&'static str, u32)],
    pub(super) subject: Option<String>,
}

/// Words that tell how content someone is, from 0 to 1.
const MOODS: [(f64, &[&str]); 6] = [
    (0.0, &["terrible", "awful", "worst", "horrible", "angry", "furious", "unacceptable"]),
    (
        0.2,
        &[
            "negative",
            "bad",
            "poor",
            "unhappy",
            "dissatisfied",
            "unsatisfied",
            "disappointed",
            "disappointing",
            "detractor",
            "frustrated",
        ],
    ),
    (0.5, &["neutral", "mixed", "average", "ok", "okay", "fair", "passive", "indifferent", "mediocre"]),
    (0.8, &["positive", "good", "satisfied", "happy", "pleased", "nice"]),
    (0.9, &["promoter"]),
    (1.0, &["excellent", "great", "perfect", "amazing", "delighted", "best", "outstanding"]),
];

/// Words that tell a ticket's tone: priority, or where it stands.
const TONES: [(&str, &[&str]); 5] = [
    ("calm", &["low", "minor", "trivial", "p4", "p5"]),
    ("plain", &["normal", "medium", "standard", "moderate", "p3", "new", "open", "pending", "solved", "closed"]),
    ("pressing", &["high", "major", "important", "p2"]),
    ("urgent", &["urgent", "critical", "blocker", "emergency", "immediate", "p0", "p1"]),
    ("again", &["reopened", "escalated"]),
];

type Topics = &'static [(&'static str, u32)];

/// Words that tell a ticket's topics.
const TOPICS: [(Topics, &[&str]); 11] = [
    (&[("charge", 1)], &["charge", "charges", "fee", "fees", "overcharge", "pricing"]),
    (&[("charge", 3), ("payment", 2)], &["billing", "invoice", "invoices", "invoicing", "bill", "finance"]),
    (&[("payment", 1)], &["payment", "payments", "checkout", "card"]),
    (
        &[("return", 3), ("returned", 1)],
        &["return", "returns", "refund", "refunds", "exchange", "warranty", "damaged", "defective"],
    ),
    (
        &[("missing", 6), ("wrong", 3), ("address", 1)],
        &["delivery", "shipping", "shipment", "order", "orders", "logistics", "parcel", "fulfillment"],
    ),
    (
        &[("login", 7), ("phone", 2), ("intruder", 1)],
        &["login", "access", "account", "password", "security", "authentication", "signin"],
    ),
    (
        &[("crash", 1)],
        &[
            "bug",
            "bugs",
            "error",
            "errors",
            "crash",
            "technical",
            "incident",
            "outage",
            "performance",
            "software",
            "app",
        ],
    ),
    (
        &[("howto", 3), ("plans", 2)],
        &["question", "questions", "how", "howto", "inquiry", "enquiry", "information", "feature", "general", "usage"],
    ),
    (
        &[("cancel", 3), ("canceled", 1)],
        &["cancel", "cancellation", "cancelation", "churn", "subscription", "contract"],
    ),
    (
        &[("import", 1), ("figures", 1)],
        &["data", "import", "export", "integration", "integrations", "api", "report", "reports", "reporting", "sync"],
    ),
    (&[("device", 1)], &["hardware", "device", "devices", "machine", "equipment", "repair", "maintenance"]),
];

/// Complaints about people.
const CONDUCT: (Topics, &[&str]) = (&[("conduct", 1)], &["complaint", "complaints", "service", "staff"]);

/// Words that change nothing.
const FILLERS: [&str; 16] = [
    "and", "or", "of", "the", "a", "to", "priority", "issue", "issues", "problem", "request", "support", "very",
    "level", "status", "in",
];

/// What a number means by where it lies between the least and the greatest value, 0 to 1.
pub(crate) fn steer_of_share(kind: TextKind, share: f64) -> Steer {
    let tones: &[&'static str] = match kind {
        TextKind::Review => &["awful", "poor", "mixed", "good", "great"],
        TextKind::Sentence => &["negative", "neutral", "positive"],
        TextKind::Ticket => &["annoyed", "plain", "friendly"],
    };
    let place = (share.clamp(0.0, 1.0) * (tones.len() - 1) as f64).round() as usize;
    Steer { tone: tones.get(place).copied(), ..Steer::default() }
}

/// What a text of another column means: a number, a mood, a topic or priority, or else the subject.
pub(crate) fn steer_of_text(kind: TextKind, value: &str) -> Steer {
    if let Ok(number) = value.trim().parse::<f64>() {
        return steer_of_share(kind, (number - 1.0) / 4.0);
    }
    let lower = value.to_lowercase();
    let words: Vec<&str> = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let known = match kind {
        TextKind::Ticket => ticket(&words),
        TextKind::Review | TextKind::Sentence => mood(&words).map(|share| steer_of_share(kind, share)),
    };
    known.unwrap_or_else(|| Steer { subject: subject(value), ..Steer::default() })
}

/// The mood that all words tell; `None` if one of them tells something else.
fn mood(words: &[&str]) -> Option<f64> {
    let of = |word: &str| MOODS.iter().find(|(_, known)| known.contains(&word)).map(|(share, _)| *share);
    let telling: Vec<&str> = words.iter().copied().filter(|word| !FILLERS.contains(word)).collect();
    let moods = telling.iter().map(|word| of(word)).collect::<Option<Vec<f64>>>()?;
    let mood = *moods.first()?;
    let strong = words.contains(&"very");
    Some(if strong { if mood < 0.5 { 0.0 } else { 1.0 } } else { mood })
}

/// A ticket's topic and tone, if the words tell no more than these.
fn ticket(words: &[&str]) -> Option<Steer> {
    let tone = |word: &str| TONES.iter().find(|(_, known)| known.contains(&word)).map(|(tone, _)| *tone);
    let topics = |word: &str| {
        let all = TOPICS.iter().chain([&CONDUCT]);
        all.clone().find(|(_, known)| known.contains(&word)).map(|(topics, _)| *topics)
    };
    let telling: Vec<&str> = words.iter().copied().filter(|word| !FILLERS.contains(word)).collect();
    let known = telling.iter().filter(|word| tone(word).is_some() || topics(word).is_some()).count();
    // "Login help" is about logins; a sentence that mentions one is about what it says.
    if known == 0 || known * 2 < telling.len() {
        return (telling.is_empty() && !words.is_empty()).then(Steer::default);
    }
    let topic = telling.iter().find_map(|word| topics(word)).unwrap_or(&[]);
    Some(Steer { tone: telling.iter().find_map(|word| tone(word)), topics: topic, subject: None })
}

/// A value as it can stand within a sentence: one line, no mark at its end, not too long.
fn subject(value: &str) -> Option<String> {
    const LONGEST: usize = 80;
    let spaced = if value.contains(' ') { value.to_owned() } else { value.replace('_', " ") };
    let plain: String = spaced.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let mut text = String::new();
    for word in plain.split_whitespace() {
        if !text.is_empty() && text.chars().count() + word.chars().count() > LONGEST {
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.extend(word.chars().take(LONGEST));
    }
    text.truncate(text.trim_end_matches(['.', ',', ';', ':', '!', '?', ' ']).len());
    (!text.is_empty()).then_some(text)
}
