//! Whom a faker column speaks of: the row's one person, or a further one by name.

use crate::faker::Keys;
use crate::schema::generators::{Faker, Generator};
use crate::seed::ColumnKey;

use super::build::Builder;
use super::column::Site;

/// Methods that speak of a person.
const OF_PERSONS: [&str; 22] = [
    "name",
    "name_female",
    "name_male",
    "first_name",
    "first_name_female",
    "first_name_male",
    "last_name",
    "last_name_female",
    "last_name_male",
    "prefix",
    "suffix",
    "user_name",
    "email",
    "safe_email",
    "free_email",
    "company_email",
    "job",
    "date_of_birth",
    "credit_card_number",
    "credit_card_provider",
    "credit_card_security_code",
    "ssn",
];

/// The keys of a column: persons of one name in a table are one person.
pub(super) fn keys_of(builder: &Builder<'_>, site: &Site<'_>, faker: &Faker) -> Keys {
    let table = &builder.node(site.table).id;
    let shared = |purpose: &str| -> ColumnKey { builder.seed.key(table, "", purpose) };
    let person = builder.seed.key(table, faker.person.as_deref().unwrap_or_default(), "person");
    Keys { own: site.key, person, place: shared("place"), company: shared("company") }
}

/// Whether two columns of one method hold the same values, unless they draw for themselves.
pub(super) fn same_person(one: &Faker, other: &Generator) -> bool {
    let Generator::Faker(other) = other else { return false };
    other.method == one.method && (other.person == one.person || !OF_PERSONS.contains(&one.method.as_str()))
}

/// `person` and `sex_from` say nothing about places, codes and words.
pub(super) fn warn_of_nobody(builder: &mut Builder<'_>, site: &Site<'_>, faker: &Faker) {
    for (member, given) in [("person", faker.person.is_some()), ("sex_from", faker.sex_from.is_some())] {
        if given && !OF_PERSONS.contains(&faker.method.as_str()) {
            builder.warn(
                &format!("{}/{member}", site.pointer),
                format!("`{member}` has no effect: faker `{}` does not speak of a person", faker.method),
                None,
            );
        }
    }
}
