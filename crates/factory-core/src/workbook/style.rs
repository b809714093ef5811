//! What cells look like: the brand's colours, and a number format for each way of telling a number.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::brand::Brand;
use crate::country::Country;
use crate::pack::Show;
use crate::result::ValueKind;

/// The formats of a workbook.
pub(super) struct Styles {
    pub(super) title: Format,
    pub(super) heading: Format,
    pub(super) header: Format,
    pub(super) plain: Format,
    pub(super) wrapped: Format,
    pub(super) label: Format,
    pub(super) soft: Format,
    pub(super) code: Format,
    pub(super) link: Format,
    pub(super) good: Format,
    pub(super) bad: Format,
    /// Colours of series, and both ends of a scale.
    pub(super) series: Vec<Color>,
    pub(super) scale: [Color; 2],
    money: String,
}

impl Styles {
    pub(super) fn of(brand: &Brand, country: &Country) -> Self {
        let colours = &brand.palette;
        let series = [&colours.blue, &colours.orange, &colours.purple, &colours.green, &colours.pink, &colours.navy];
        let plain = Format::new().set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_font_size(16).set_font_color(colour(&colours.navy)),
            heading: Format::new().set_bold().set_font_size(12).set_font_color(colour(&colours.purple)),
            header: Format::new()
                .set_bold()
                .set_font_color(Color::White)
                .set_background_color(colour(&colours.navy))
                .set_border_bottom(FormatBorder::Thin),
            wrapped: plain.clone().set_text_wrap(),
            label: plain.clone().set_bold().set_font_color(colour(&colours.navy)),
            soft: plain.clone().set_italic().set_font_color(Color::Gray),
            code: plain.clone().set_font_name("Consolas").set_font_size(10),
            link: plain.clone().set_font_color(colour(&colours.blue)).set_underline(FormatUnderline::Single),
            good: plain.clone().set_bold().set_font_color(colour(&colours.green)),
            bad: plain.clone().set_bold().set_font_color(colour(&colours.pink)),
            plain,
            series: series.iter().map(|text| colour(text)).collect(),
            scale: [colour(&colours.light_blue), colour(&colours.blue)],
            money: money(country),
        }
    }

    /// The format of a column's values.
    pub(super) fn values(&self, kind: ValueKind, show: Option<Show>) -> Format {
        self.plain.clone().set_num_format(self.number_format(kind, show))
    }

    /// How numbers of a column are written.
    pub(super) fn number_format(&self, kind: ValueKind, show: Option<Show>) -> String {
        let format = match (show, kind) {
            (Some(Show::Money), _) => return self.money.clone(),
            (Some(Show::Percent), _) => "0.0%",
            (Some(Show::Count | Show::Exact), _) => "#,##0",
            (Some(Show::Times), _) => "0.0\" times\"",
            (Some(Show::Days), _) => "0.0\" days\"",
            (Some(Show::Hours), _) => "0.0\" hours\"",
            (Some(Show::Decimal), _) => "#,##0.0#",
            (Some(Show::Month), _) => "mmm yyyy",
            (_, ValueKind::Datetime) => "yyyy-mm-dd hh:mm:ss",
            (Some(Show::Date), _) | (_, ValueKind::Date) => "yyyy-mm-dd",
            (_, ValueKind::Decimal) => "#,##0.00",
            (_, ValueKind::Number) => "#,##0.00##",
            // Years and keys are whole numbers too, so that nothing is grouped.
            _ => "General",
        };
        format.to_owned()
    }
}

/// Amounts with what stands before them; none of the small units that nobody pays with.
fn money(country: &Country) -> String {
    let digits = if country.cents() == 0 { "#,##0" } else { "#,##0.00" };
    let symbol = country.symbol.replace('"', "");
    format!("\"{symbol}\"{digits};-\"{symbol}\"{digits}")
}

/// `#RRGGBB`, as brands are checked to have.
pub(super) fn colour(text: &str) -> Color {
    u32::from_str_radix(text.trim_start_matches('#'), 16).map_or(Color::Black, Color::RGB)
}
