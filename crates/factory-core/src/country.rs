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
    /// North of the first latitude is its north, south of the second its south; between them, east of the first longitude
    /// is its east, west of the second its west, and the rest its centre. A fifth of its people live in each as far as
    /// cities allow (from a seventeenth to a third), for the lines keep clear of these where they can.
    pub regions: [f64; 4],
}

const fn country(
    [code, name, locale, currency, symbol]: [&'static str; 5],
    price: f64,
    fiscal_year_start: u32,
    regions: [f64; 4],
) -> Country {
    Country { code, name, locale, currency, symbol, price, fiscal_year_start, regions }
}

impl Country {
    /// All of them; the first is the default.
    pub const ALL: [Self; 22] = [
        country(["US", "the United States", "en_US", "USD", "$"], 1.0, 1, [40.98, 32.89, -85.53, -114.65]),
        country(["IN", "India", "en_IN", "INR", "₹"], 80.0, 4, [26.88, 16.6, 79.21, 73.75]),
        country(["GB", "the United Kingdom", "en_GB", "GBP", "£"], 0.8, 4, [53.63, 51.31, -0.16, -1.58]),
        country(["AU", "Australia", "en_AU", "AUD", "A$"], 1.5, 7, [-27.93, -37.77, 151.1, 145.72]),
        country(["CA", "Canada", "en_CA", "CAD", "C$"], 1.4, 1, [49.38, 43.76, -73.62, -79.37]),
        country(["DE", "Germany", "de_DE", "EUR", "€"], 0.9, 1, [52.49, 49.57, 8.6, 7.4]),
        country(["FR", "France", "fr_FR", "EUR", "€"], 0.9, 1, [49.07, 43.74, 2.51, 2.3]),
        country(["ES", "Spain", "es_ES", "EUR", "€"], 0.9, 1, [41.85, 37.22, -0.42, -3.52]),
        country(["IT", "Italy", "it_IT", "EUR", "€"], 0.9, 1, [45.26, 40.77, 12.59, 11.48]),
        country(["NL", "the Netherlands", "nl_NL", "EUR", "€"], 0.9, 1, [52.42, 51.73, 5.19, 4.8]),
        country(["FI", "Finland", "fi_FI", "EUR", "€"], 0.9, 1, [62.85, 60.33, 25.41, 23.67]),
        country(["SE", "Sweden", "sv_SE", "SEK", "kr "], 10.0, 1, [59.58, 57.15, 18.01, 14.93]),
        country(["NO", "Norway", "nb_NO", "NOK", "kr "], 10.0, 1, [60.84, 59.18, 10.88, 10.55]),
        country(["DK", "Denmark", "da_DK", "DKK", "kr "], 7.0, 1, [56.23, 55.55, 12.44, 12.13]),
        country(["PL", "Poland", "pl_PL", "PLN", "zł "], 4.0, 1, [53.05, 50.19, 19.83, 18.82]),
        country(["CZ", "the Czech Republic", "cs_CZ", "CZK", "Kč "], 22.0, 1, [50.27, 49.38, 16.03, 14.47]),
        country(["TR", "Turkey", "tr_TR", "TRY", "₺"], 30.0, 1, [40.93, 37.63, 34.1, 30.22]),
        country(["BR", "Brazil", "pt_BR", "BRL", "R$"], 5.0, 1, [-9.54, -23.89, -44.0, -46.68]),
        country(["MX", "Mexico", "es_MX", "MXN", "MX$"], 18.0, 1, [25.62, 19.39, -99.16, -101.09]),
        country(["JP", "Japan", "ja_JP", "JPY", "¥"], 140.0, 4, [36.01, 34.62, 139.57, 137.12]),
        country(["CN", "China", "zh_CN", "CNY", "CN¥"], 7.0, 1, [37.98, 24.66, 118.68, 113.73]),
        country(["KR", "South Korea", "ko_KR", "KRW", "₩"], 1300.0, 1, [37.52, 35.28, 127.86, 127.11]),
    ];

    /// How many decimals amounts of its money have.
    #[must_use]
    pub fn cents(&self) -> u32 {
        if matches!(self.currency, "JPY" | "KRW") { 0 } else { 2 }
    }

    /// The country with this code, whatever its case.
    #[must_use]
    pub fn by_code(code: &str) -> Option<&'static Self> {
        const COUNTRIES: &[Country] = &Country::ALL;
        let code = if code.eq_ignore_ascii_case("uk") { "GB" } else { code };
        COUNTRIES.iter().find(|country| country.code.eq_ignore_ascii_case(code))
    }
}
