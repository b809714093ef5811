//! Weights by rule instead of by number.

use super::malformed::Malformed;

/// How the weights of ranked values fall off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum WeightsKind {
    /// All the same.
    Uniform,
    /// Rank r has weight 1/r^a.
    Zipf(f64),
    /// The first fifth (at least one) has `share` equally, the others the rest by zipf a.
    HeadTail {
        /// Share of the first fifth, 0 to 1.
        share: f64,
        /// Exponent of the others.
        a: f64,
    },
}

impl WeightsKind {
    /// Reads `uniform`, `zipf@a` or `head_tail@{share,a}`; the braces may be left out.
    ///
    /// # Errors
    /// [`Malformed`] for another form, a negative exponent, or a share outside of 0 to 1.
    ///
    /// ```
    /// use datagen_core::schema::weights::WeightsKind;
    /// assert_eq!(WeightsKind::parse("zipf@1.2")?, WeightsKind::Zipf(1.2));
    /// assert_eq!(WeightsKind::parse("head_tail@{0.6,1.5}")?, WeightsKind::HeadTail { share: 0.6, a: 1.5 });
    /// # Ok::<(), datagen_core::schema::malformed::Malformed>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        read(text).ok_or_else(|| {
            Malformed::new("a kind of weights", text, "write \"uniform\", \"zipf@1.2\" or \"head_tail@{0.6,1.5}\"")
        })
    }
}

fn read(text: &str) -> Option<WeightsKind> {
    match text.split_once('@') {
        None if text == "uniform" => Some(WeightsKind::Uniform),
        Some(("zipf", a)) => exponent(braced(a)).map(WeightsKind::Zipf),
        Some(("head_tail", both)) => {
            let (share, a) = braced(both).split_once(',')?;
            let share = number(share).filter(|share| *share <= 1.0)?;
            Some(WeightsKind::HeadTail { share, a: exponent(a)? })
        }
        _ => None,
    }
}

fn braced(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(text)
}

/// A larger exponent leaves all the weight on the first rank.
fn exponent(text: &str) -> Option<f64> {
    number(text).filter(|a| *a <= 100.0)
}

fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if digits { text.parse().ok().filter(|value: &f64| value.is_finite() && *value >= 0.0) } else { None }
}
