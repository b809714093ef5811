//! The native chart that fits a result.

use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLine, ChartMarker, ChartMarkerType, ChartSeries, ChartSolidFill,
    ConditionalFormat2ColorScale, ObjectMovement,
};
use serde_json::Value;

use crate::challenge::Question;
use crate::error::Result;
use crate::pack::{ChartKind, Show};
use crate::result::ValueKind;

use super::answers::{HEAD, show_of};
use super::failed;
use super::sheet::Sheet;
use super::style::Styles;

/// More bars than these are no picture.
const MOST_BARS: usize = 40;
/// More slices than these are no picture.
const MOST_SLICES: usize = 12;
/// More series than these are no picture.
const MOST_SERIES: usize = 8;
/// How far behind the chart the rows by series stand.
const BEHIND: u16 = 12;

/// The cells of a chart: one row a point, one column a series.
struct Block {
    first: u32,
    rows: u32,
    x: u16,
    series: Vec<(String, u16)>,
    kind: ValueKind,
    show: Option<Show>,
    /// How its values are written, and what they are told by.
    format: String,
    x_format: String,
}

/// Adds the picture of a question at `column`, beside its table; whether it takes room.
pub(super) fn add(
    sheet: &mut Sheet<'_>,
    name: &str,
    question: &Question,
    column: u16,
    styles: &Styles,
) -> Result<bool> {
    if question.chart.kind == ChartKind::Heatmap {
        return heatmap(sheet, question, column, styles);
    }
    let Some(block) = block(sheet, question, column + BEHIND, styles)? else { return Ok(false) };
    let kind = kind_of(question);
    let mut chart = drawn(&block, name, kind, styles);
    label(&mut chart, &block, question, kind);
    chart.set_width(680).set_height(360).set_object_movement(ObjectMovement::DontMoveOrSizeWithCells);
    sheet.sheet.insert_chart(HEAD, column, &chart).map_err(failed)?;
    Ok(true)
}

/// The kind of the chart. Bars of measures that are told in different ways would not be seen beside each other: the last
/// is a line with an axis of its own.
fn kind_of(question: &Question) -> ChartKind {
    let (table, chart) = (&question.result, &question.chart);
    let shows: Vec<_> =
        chart.y.iter().filter_map(|name| table.position(name)).map(|column| show_of(question, column)).collect();
    let differ = shows.windows(2).any(|pair| pair[0] != pair[1]);
    if chart.kind == ChartKind::Column && chart.series.is_none() && differ { ChartKind::Combo } else { chart.kind }
}

/// The cells of the chart: the result itself, or, where a column makes series, the same values by series.
fn block(sheet: &mut Sheet<'_>, question: &Question, at: u16, styles: &Styles) -> Result<Option<Block>> {
    let (table, chart) = (&question.result, &question.chart);
    let Some(x) = table.position(&chart.x) else { return Ok(None) };
    let y: Vec<usize> = chart.y.iter().filter_map(|name| table.position(name)).collect();
    let Some(first_y) = y.first().copied().filter(|_| !table.rows.is_empty()) else { return Ok(None) };
    let most = if chart.kind == ChartKind::Pie { MOST_SLICES } else { MOST_BARS };
    let is_long = matches!(chart.kind, ChartKind::Line | ChartKind::Scatter | ChartKind::Combo);
    let format = styles.number_format(table.columns[first_y].kind, show_of(question, first_y));
    let (kind, show) = (table.columns[x].kind, show_of(question, x));
    let x_format = styles.number_format(kind, show);
    if let Some(series) = chart.series.as_ref().and_then(|name| table.position(name)) {
        let (rows, series) = by_series(sheet, question, [x, series, first_y], at, styles)?;
        return Ok(Some(Block { first: HEAD + 1, rows, x: at, series, kind, show, format, x_format }));
    }
    let rows = if is_long { table.rows.len() } else { table.rows.len().min(most) };
    let series = y.iter().map(|column| (table.columns[*column].name.clone(), *column as u16)).collect();
    Ok(Some(Block { first: HEAD + 1, rows: rows as u32, x: x as u16, series, kind, show, format, x_format }))
}

/// Writes the values with a row for each x and a column for each series; how many rows, and the series.
fn by_series(
    sheet: &mut Sheet<'_>,
    question: &Question,
    [x, series, y]: [usize; 3],
    at: u16,
    styles: &Styles,
) -> Result<(u32, Vec<(String, u16)>)> {
    let table = &question.result;
    let distinct = |column: usize| {
        let mut values: Vec<&Value> = Vec::new();
        for row in &table.rows {
            if !values.contains(&&row[column]) {
                values.push(&row[column]);
            }
        }
        values
    };
    let points: Vec<&Value> = distinct(x).into_iter().take(MOST_BARS).collect();
    let all: Vec<&Value> = distinct(series).into_iter().take(MOST_SERIES).collect();
    let names: Vec<String> = all.iter().map(|value| crate::show::as_it_is(value)).collect();
    let headers: Vec<&str> =
        std::iter::once(question.chart.x.as_str()).chain(names.iter().map(String::as_str)).collect();
    sheet.text(HEAD - 1, at, &format!("{} by {}", table.columns[y].name, table.columns[series].name), &styles.label)?;
    sheet.headers(HEAD, at, &headers, &styles.header)?;
    let format_x = styles.values(table.columns[x].kind, show_of(question, x));
    let format_y = styles.values(table.columns[y].kind, show_of(question, y));
    for (row, point) in (HEAD + 1..).zip(&points) {
        sheet.value(row, at, point, table.columns[x].kind, &format_x)?;
        for (column, name) in (at + 1..).zip(&all) {
            let found = table.rows.iter().find(|values| values[x] == **point && values[series] == **name);
            if let Some(values) = found {
                sheet.value(row, column, &values[y], table.columns[y].kind, &format_y)?;
            }
        }
    }
    Ok((points.len() as u32, names.into_iter().zip(at + 1..).collect()))
}

fn drawn(block: &Block, sheet: &str, kind: ChartKind, styles: &Styles) -> Chart {
    let mut chart = match kind {
        ChartKind::Bar => Chart::new_bar(),
        ChartKind::Line => Chart::new_line(),
        ChartKind::Pie => Chart::new_pie(),
        ChartKind::Scatter => Chart::new_scatter(),
        ChartKind::Column | ChartKind::Combo | ChartKind::Heatmap => Chart::new_column(),
    };
    let series: Vec<ChartSeries> =
        (0..block.series.len()).map(|at| one_series(block, at, sheet, kind, styles)).collect();
    let behind = usize::from(kind == ChartKind::Combo && series.len() > 1);
    let (bars, lines) = series.split_at(series.len() - behind);
    for series in bars {
        chart.push_series(series);
    }
    if let [last] = lines {
        let mut line = Chart::new_line();
        line.push_series(last);
        line.y2_axis().set_name(&spoken(block.series.last().map_or("", |(name, _)| name.as_str())));
        chart.combine(&line);
    }
    chart
}

fn one_series(block: &Block, at: usize, sheet: &str, kind: ChartKind, styles: &Styles) -> ChartSeries {
    let (name, column) = &block.series[at];
    let (first, last) = (block.first, block.first + block.rows - 1);
    let colour = styles.series[at % styles.series.len()];
    let fill = ChartSolidFill::new().set_color(colour).clone();
    let line = ChartLine::new().set_color(colour).set_width(2.25).clone();
    let mut series = ChartSeries::new();
    series
        .set_name(&spoken(name))
        .set_categories((sheet, first, block.x, last, block.x))
        .set_values((sheet, first, *column, last, *column));
    let is_line_of_combo = kind == ChartKind::Combo && at > 0 && at + 1 == block.series.len();
    match kind {
        ChartKind::Pie => {
            let colours: Vec<_> =
                (0..block.rows as usize).map(|slice| styles.series[slice % styles.series.len()]).collect();
            series.set_point_colors(&colours);
            series.set_data_label(rust_xlsxwriter::ChartDataLabel::new().show_percentage());
        }
        ChartKind::Scatter => {
            let dot = ChartFormat::new().set_solid_fill(&fill).clone();
            series.set_marker(
                ChartMarker::new().set_type(ChartMarkerType::Circle).set_size(7).set_format(&mut dot.clone()),
            );
        }
        ChartKind::Line => {
            series.set_format(ChartFormat::new().set_line(&line));
        }
        _ if is_line_of_combo => {
            series.set_format(ChartFormat::new().set_line(&line)).set_secondary_axis(true);
        }
        _ => {
            series.set_format(ChartFormat::new().set_solid_fill(&fill)).set_gap(60);
        }
    }
    series
}

/// The name of a column as words.
fn spoken(name: &str) -> String {
    name.replace('_', " ")
}

fn label(chart: &mut Chart, block: &Block, question: &Question, kind: ChartKind) {
    let about = &question.chart;
    let shown = if (block.rows as usize) < question.result.rows.len() && about.series.is_none() {
        format!(" (the first {} of {})", block.rows, question.result.rows.len())
    } else {
        String::new()
    };
    let title = spoken(&format!("{} by {}{shown}", about.y.join(", "), about.x));
    chart.title().set_name(&title).set_font(rust_xlsxwriter::ChartFont::new().set_size(12));
    chart.set_alt_text(format!("{title}: {}", question.answer));
    if block.series.len() < 2 && about.kind != ChartKind::Pie {
        chart.legend().set_hidden();
    }
    if about.kind == ChartKind::Pie {
        return;
    }
    let measure = spoken(about.y.first().map_or("", String::as_str));
    if kind == ChartKind::Bar {
        // The axes of lying bars are where they are seen, and Excel draws the first row at the bottom.
        chart.y_axis().set_name(&spoken(&about.x)).set_reverse();
        chart.x_axis().set_name(&measure).set_num_format(block.format.as_str());
        return;
    }
    chart.x_axis().set_name(&spoken(&about.x)).set_num_format(block.x_format.as_str());
    chart.y_axis().set_name(&measure).set_num_format(block.format.as_str());
    if matches!(block.kind, ValueKind::Date | ValueKind::Datetime) && kind != ChartKind::Scatter {
        let format = if block.show == Some(Show::Date) { "yyyy-mm-dd" } else { "mmm yyyy" };
        chart.x_axis().set_date_axis(true).set_num_format(format);
    }
}

/// A table with colours: of one measure by two columns, or of the measures where they stand.
fn heatmap(sheet: &mut Sheet<'_>, question: &Question, at: u16, styles: &Styles) -> Result<bool> {
    let Some(block) = block(sheet, question, at, styles)? else { return Ok(false) };
    let scale =
        ConditionalFormat2ColorScale::new().set_minimum_color(styles.scale[0]).set_maximum_color(styles.scale[1]);
    let last = block.first + block.rows - 1;
    let beside = question.chart.series.is_some();
    let columns: Vec<u16> = block.series.iter().map(|(_, column)| *column).collect();
    match columns.as_slice() {
        [first, .., end] if beside => {
            sheet.sheet.add_conditional_format(block.first, *first, last, *end, &scale).map_err(failed)?;
        }
        // Measures that stand side by side need not be of one kind: each has its own scale.
        columns => {
            for column in columns {
                sheet.sheet.add_conditional_format(block.first, *column, last, *column, &scale).map_err(failed)?;
            }
        }
    }
    Ok(beside)
}
