//! Insights: a claim, a query, and what the query has to give.

use std::collections::BTreeSet;

use super::Check;
use crate::schema::insights::{ExpectOperator, Expectation, ExpectedValue, Insight};
use crate::schema::scalar::Scalar;
use crate::schema::tree::join;
use crate::schema::words::{number, quoted};

impl<'a> Check<'a> {
    pub(super) fn insights(&mut self) {
        let mut seen = BTreeSet::new();
        for (index, insight) in self.document.insights.iter().flatten().enumerate() {
            let pointer = join("/insights", index);
            if !seen.insert(insight.id.as_str()) {
                let message = format!("the insight {} stands twice", quoted(&insight.id));
                self.error(join(&pointer, "id"), message).hint("give each insight a name of its own");
            }
            self.insight(insight, &pointer);
        }
    }

    fn insight(&mut self, insight: &'a Insight, pointer: &str) {
        if insight.id.trim().is_empty() {
            self.error(join(pointer, "id"), "the insight has no name").hint("name it, such as \"repeat_rate_west\"");
        }
        if insight.claim.trim().is_empty() {
            self.error(join(pointer, "claim"), "the claim is empty").hint("say in a sentence what is true of the data");
        }
        self.query(&insight.sql, &join(pointer, "sql"));
        self.expectation(&insight.expect, &join(pointer, "expect"));
    }

    pub(super) fn expectation(&mut self, expect: &Expectation, pointer: &str) {
        let value = join(pointer, "value");
        let between = expect.op == ExpectOperator::Between;
        match &expect.value {
            ExpectedValue::Between(range) if between => self.ordered(*range, &value),
            ExpectedValue::Between([low, _]) => {
                self.error(value, "a range is only compared by \"between\"")
                    .hint(format!("write \"op\": \"between\", or one value, such as {}", number(*low)));
            }
            ExpectedValue::One(_) if between => {
                self.error(value, "\"between\" compares with a range").hint("write [least, greatest]");
            }
            ExpectedValue::One(Scalar::Null) => {
                self.error(value, "nothing compares with null").hint("let the query give a number");
            }
            ExpectedValue::One(_) => {}
        }
        self.tolerance(expect, &join(pointer, "tolerance"));
    }

    fn tolerance(&mut self, expect: &Expectation, pointer: &str) {
        let Some(tolerance) = expect.tolerance else { return };
        self.not_negative(tolerance, pointer);
        if matches!(expect.value, ExpectedValue::One(Scalar::Text(_) | Scalar::Bool(_))) {
            self.error(pointer, "only numbers have a tolerance").hint("remove it, or compare with a number");
        }
    }
}
