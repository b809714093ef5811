//! The methods: their names, what they yield, and who makes them.

use super::locale::Lists;
use super::scope::Scope;
use super::template::Slot;
use super::{Fake, Output, Row, Sex, codes, company, internet, person, place, prose};

macro_rules! methods {
    ($($name:literal $variant:ident),* $(,)?) => {
        /// A method of the module.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Method { $($variant),* }

        /// All methods by name, in alphabetical order.
        const METHODS: &[(&str, Method)] = &[$(($name, Method::$variant)),*];

        static NAMES: &[&str] = &[$($name),*];
    };
}

methods! {
    "address" Address, "bban" Bban, "boolean" Boolean, "bothify" Bothify, "bs" Bs, "building_number" BuildingNumber,
    "catch_phrase" CatchPhrase, "city" City, "color_name" ColorName, "company" Company, "company_email" CompanyEmail,
    "company_suffix" CompanySuffix, "country" Country, "country_code" CountryCode,
    "credit_card_number" CreditCardNumber, "credit_card_provider" CreditCardProvider,
    "credit_card_security_code" CreditCardSecurityCode, "currency_code" CurrencyCode, "currency_name" CurrencyName, "date_of_birth" DateOfBirth, "domain_name" DomainName, "ean13" Ean13, "ean8" Ean8, "email" Email,
    "file_extension" FileExtension, "file_name" FileName, "first_name" FirstName, "first_name_female" FirstNameFemale,
    "first_name_male" FirstNameMale, "free_email" FreeEmail, "hex_color" HexColor, "iban" Iban, "ipv4" Ipv4,
    "ipv6" Ipv6, "isbn13" Isbn13, "job" Job, "job_female" JobFemale, "job_male" JobMale,
    "language_name" LanguageName, "last_name" LastName, "last_name_female" LastNameFemale,
    "last_name_male" LastNameMale, "latitude" Latitude, "lexify" Lexify, "license_plate" LicensePlate,
    "longitude" Longitude, "mac_address" MacAddress, "md5" Md5, "mime_type" MimeType, "name" Name,
    "name_female" NameFemale, "name_male" NameMale, "numerify" Numerify, "paragraph" Paragraph, "password" Password,
    "phone_number" PhoneNumber, "postcode" Postcode, "prefix" Prefix, "random_int" RandomInt, "safe_email" SafeEmail,
    "secondary_address" SecondaryAddress, "sentence" Sentence, "sha1" Sha1, "sha256" Sha256, "ssn" Ssn, "state" State,
    "state_abbr" StateAbbr, "street_address" StreetAddress, "street_name" StreetName, "suffix" Suffix, "swift" Swift,
    "text" Text, "time_zone" TimeZone, "url" Url, "user_agent" UserAgent, "user_name" UserName, "uuid4" Uuid4,
    "vin" Vin, "word" Word, "words" Words,
}

/// Further names that the Python library has for the same thing.
const ALIASES: &[(&str, Method)] = &[
    ("administrative_unit", Method::State),
    ("ascii_company_email", Method::CompanyEmail),
    ("ascii_email", Method::Email),
    ("ascii_free_email", Method::FreeEmail),
    ("ascii_safe_email", Method::SafeEmail),
    ("color", Method::HexColor),
    ("current_country", Method::Country),
    ("current_country_code", Method::CountryCode),
    ("ean", Method::Ean13),
    ("first_name_nonbinary", Method::FirstName),
    ("last_name_nonbinary", Method::LastName),
    ("name_nonbinary", Method::Name),
    ("postalcode", Method::Postcode),
    ("swift8", Method::Swift),
    ("timezone", Method::TimeZone),
    ("uri", Method::Url),
    ("zipcode", Method::Postcode),
];

impl Method {
    /// The method of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        METHODS.iter().chain(ALIASES).find(|(known, _)| *known == name).map(|(_, method)| *method)
    }

    pub(super) const fn output(self) -> Output {
        match self {
            Self::RandomInt => Output::Int,
            Self::Latitude | Self::Longitude => Output::Float,
            Self::Boolean => Output::Bool,
            Self::DateOfBirth => Output::Date,
            _ => Output::Text,
        }
    }

    /// The method for any sex, and the sex it asks for.
    const fn forced(self) -> Option<(Self, Sex)> {
        match self {
            Self::FirstNameMale => Some((Self::FirstName, Sex::Male)),
            Self::FirstNameFemale => Some((Self::FirstName, Sex::Female)),
            Self::LastNameMale => Some((Self::LastName, Sex::Male)),
            Self::LastNameFemale => Some((Self::LastName, Sex::Female)),
            Self::NameMale => Some((Self::Name, Sex::Male)),
            Self::NameFemale => Some((Self::Name, Sex::Female)),
            Self::JobMale => Some((Self::Job, Sex::Male)),
            Self::JobFemale => Some((Self::Job, Sex::Female)),
            _ => None,
        }
    }
}

impl Fake {
    /// Appends the value of a method that yields text.
    pub(super) fn write(&self, scope: &mut Scope<'_>, out: &mut String) {
        match self.method.forced() {
            Some((method, sex)) => {
                let row = Row { sex: Some(sex), ..*scope.row };
                self.write_as(method, &mut Scope::new(scope.locale, &row), out);
            }
            None => self.write_as(self.method, scope, out),
        }
    }

    fn write_as(&self, method: Method, scope: &mut Scope<'_>, out: &mut String) {
        match method {
            Method::Name => person::name(scope, out),
            Method::FirstName => out.push_str(person::first(scope).text),
            Method::LastName => out.push_str(person::last(scope).text),
            Method::Prefix => person::prefix(scope, out),
            Method::Suffix => person::suffix(scope, out),
            Method::Job => person::job(scope, out),
            Method::UserName => person::user_name(scope, out),
            Method::Email => person::email(scope, out),
            Method::FreeEmail => person::free_email(scope, out),
            Method::CompanyEmail => person::company_email(scope, out),
            Method::SafeEmail => person::safe_email(scope, out),
            Method::Company => company::name(scope, out),
            Method::CompanySuffix => out.push_str(company::part(scope, Slot::CompanySuffix)),
            Method::CatchPhrase => company::catch_phrase(scope, out),
            Method::Bs => company::bs(scope, out),
            Method::Word => prose::word(scope, out),
            Method::Words => prose::words(scope, self.count, out),
            Method::Sentence => prose::sentence(scope, self.count, out),
            Method::Paragraph => prose::paragraph(scope, self.count, out),
            Method::Text => prose::text(scope, self.count, out),
            Method::Bothify | Method::Numerify | Method::Lexify => self.pattern.write(scope, out),
            _ => write_place(method, scope, out),
        }
    }
}

fn write_place(method: Method, scope: &mut Scope<'_>, out: &mut String) {
    match method {
        Method::Address => place::address(scope, out),
        Method::StreetAddress => place::street_address(scope, out),
        Method::StreetName => place::street_name(scope, out),
        Method::BuildingNumber => place::building(scope, out),
        Method::SecondaryAddress => place::secondary(scope, out),
        Method::City => out.push_str(place::part(scope, Slot::City)),
        Method::State => out.push_str(place::part(scope, Slot::State)),
        Method::StateAbbr => out.push_str(place::part(scope, Slot::StateAbbr)),
        Method::Postcode => place::postcode(scope, out),
        Method::PhoneNumber => place::phone_number(scope, out),
        Method::Country => place::country(scope, out),
        Method::CountryCode => place::country_code(scope, out),
        Method::CurrencyCode => place::currency_code(scope, out),
        Method::CurrencyName => place::currency_name(scope, out),
        Method::LanguageName => place::language_name(scope, out),
        Method::TimeZone => place::time_zone(scope, out),
        _ => write_code(method, scope, out),
    }
}

fn write_code(method: Method, scope: &mut Scope<'_>, out: &mut String) {
    match method {
        Method::DomainName => internet::domain(scope, out),
        Method::Url => internet::url(scope, out),
        Method::Ipv4 => internet::ipv4(scope, out),
        Method::Ipv6 => internet::ipv6(scope, out),
        Method::MacAddress => internet::mac_address(scope, out),
        Method::UserAgent => internet::user_agent(scope, out),
        Method::FileName => internet::file_name(scope, out),
        Method::FileExtension => internet::file_extension(scope, out),
        Method::MimeType => internet::mime_type(scope, out),
        Method::ColorName => out.push_str(scope.own_item(Lists::Colors).text),
        Method::HexColor => internet::hex_color(scope, out),
        Method::Uuid4 => internet::uuid4(scope, out),
        Method::Password => internet::password(scope, out),
        Method::Md5 => internet::hash(scope, 2, out),
        Method::Sha1 => internet::sha1(scope, out),
        Method::Sha256 => internet::hash(scope, 4, out),
        Method::CreditCardNumber => codes::credit_card_number(scope, out),
        Method::CreditCardSecurityCode => codes::credit_card_security_code(scope, out),
        Method::CreditCardProvider => codes::credit_card_provider(scope, out),
        Method::Ean13 => codes::ean13(scope, out),
        Method::Ean8 => codes::ean8(scope, out),
        Method::Isbn13 => codes::isbn13(scope, out),
        Method::Iban => codes::iban(scope, out),
        Method::Bban => codes::bban(scope, out),
        Method::Swift => codes::swift(scope, out),
        Method::Vin => codes::vin(scope, out),
        Method::Ssn => codes::ssn(scope, out),
        Method::LicensePlate => codes::license_plate(scope, out),
        // Numbers and dates are no text; the forced ones were resolved before.
        _ => {}
    }
}

/// The names of all methods, in alphabetical order.
#[must_use]
pub fn methods() -> &'static [&'static str] {
    NAMES
}

/// Further names of methods, each with the method it means, in alphabetical order.
pub fn other_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    let name_of = |method: &Method| METHODS.iter().find(|(_, known)| known == method).map_or("", |(name, _)| name);
    ALIASES.iter().map(move |(other, method)| (*other, name_of(method)))
}

/// The arguments that a method reads, by their names in the schema.
#[must_use]
pub fn arguments_of(method: &str) -> &'static [&'static str] {
    match method {
        "bothify" | "lexify" => &["text", "letters"],
        "numerify" => &["text"],
        "random_int" => &["min", "max"],
        "words" => &["nb"],
        "sentence" => &["nb_words"],
        "paragraph" => &["nb_sentences"],
        "text" => &["max_nb_chars"],
        "date_of_birth" => &["minimum_age", "maximum_age"],
        "boolean" => &["chance_of_getting_true"],
        _ => &[],
    }
}

/// Whether two rows never share a value, up to chances that can be neglected.
#[must_use]
pub fn is_unique_by_nature(method: &str) -> bool {
    matches!(method, "uuid4" | "md5" | "sha1" | "sha256")
}

/// Whether `Row::distinct` makes the values of a method differ from row to row: user names and mail addresses then end
/// in the row's number.
#[must_use]
pub fn can_be_distinct(method: &str) -> bool {
    matches!(method, "user_name" | "email" | "free_email" | "company_email" | "safe_email")
        || is_unique_by_nature(method)
}
