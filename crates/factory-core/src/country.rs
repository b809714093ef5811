//! Countries: what money is called, how dear things are, what people and cities are called.

/// A country in which a challenge can play.
#[derive(Debug, Clone, PartialEq)]
pub struct Country {
    /// ISO 3166 code.
    pub code: &'static str,
    /// Its name, as in "in the Netherlands".
    pub name: &'static str,
    /// The locale of names and places.
    pub locale: &'static str,
    /// ISO 4217 code of its money.
    pub currency: &'static str,
    /// What stands before amounts.
    pub symbol: &'static str,
    /// About how many units of its money one US dollar buys.
    pub price: f64,
    /// The month in which companies' fiscal year usually begins.
    pub fiscal_year_start: u32,
}

const fn country(
    [code, name, locale, currency, symbol]: [&'static str; 5],
    price: f64,
    fiscal_year_start: u32,
) -> Country {
    Country { code, name, locale, currency, symbol, price, fiscal_year_start }
}

impl Country {
    /// All of them; the first is the default.
    pub const ALL: [Self; 22] = [
        country(["US", "the United States", "en_US", "USD", "$"], 1.0, 1),
        country(["IN", "India", "en_IN", "INR", "₹"], 80.0, 4),
        country(["GB", "the United Kingdom", "en_GB", "GBP", "£"], 0.8, 4),
        country(["AU", "Australia", "en_AU", "AUD", "A$"], 1.5, 7),
        country(["CA", "Canada", "en_CA", "CAD", "C$"], 1.4, 1),
        country(["DE", "Germany", "de_DE", "EUR", "€"], 0.9, 1),
        country(["FR", "France", "fr_FR", "EUR", "€"], 0.9, 1),
        country(["ES", "Spain", "es_ES", "EUR", "€"], 0.9, 1),
        country(["IT", "Italy", "it_IT", "EUR", "€"], 0.9, 1),
        country(["NL", "the Netherlands", "nl_NL", "EUR", "€"], 0.9, 1),
        country(["FI", "Finland", "fi_FI", "EUR", "€"], 0.9, 1),
        country(["SE", "Sweden", "sv_SE", "SEK", "kr "], 10.0, 1),
        country(["NO", "Norway", "nb_NO", "NOK", "kr "], 10.0, 1),
        country(["DK", "Denmark", "da_DK", "DKK", "kr "], 7.0, 1),
        country(["PL", "Poland", "pl_PL", "PLN", "zł "], 4.0, 1),
        country(["CZ", "the Czech Republic", "cs_CZ", "CZK", "Kč "], 22.0, 1),
        country(["TR", "Turkey", "tr_TR", "TRY", "₺"], 30.0, 1),
        country(["BR", "Brazil", "pt_BR", "BRL", "R$"], 5.0, 1),
        country(["MX", "Mexico", "es_MX", "MXN", "MX$"], 18.0, 1),
        country(["JP", "Japan", "ja_JP", "JPY", "¥"], 140.0, 4),
        country(["CN", "China", "zh_CN", "CNY", "CN¥"], 7.0, 1),
        country(["KR", "South Korea", "ko_KR", "KRW", "₩"], 1300.0, 1),
    ];

    /// The country with this code, whatever its case.
    #[must_use]
    pub fn by_code(code: &str) -> Option<&'static Self> {
        const COUNTRIES: &[Country] = &Country::ALL;
        let code = if code.eq_ignore_ascii_case("uk") { "GB" } else { code };
        COUNTRIES.iter().find(|country| country.code.eq_ignore_ascii_case(code))
    }
}
