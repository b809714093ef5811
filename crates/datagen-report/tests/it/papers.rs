//! Reports with a cover of their own, and the forms of charts.

use datagen_report::chart::{Axis, Chart, Meaning, Plot, Quartiles, Series, Size, Target, Written};
use datagen_report::paper::{Block, Card, Chapter, Cover, Fact, Figure, Paper, Span, Status, Theme, Tone, mixed};

use crate::paper::poppler;

fn chart(plot: Plot) -> Chart {
    let written = Written::Behind("₹".to_owned());
    Chart {
        title: "A chart".to_owned(),
        alternative: format!("What there is to see in {}.", plot.form()),
        x: Axis::default(),
        y: Axis::new("money").written(written),
        size: Size::Small,
        plot,
    }
}

fn labels(count: usize) -> Vec<String> {
    (0..count).map(|at| format!("a label with number {at}")).collect()
}

/// Every form, with values of all kinds: none, below zero, and so many.
fn forms(values: &[f64]) -> Vec<Chart> {
    let (labels, values) = (labels(values.len()), values.to_vec());
    let series = || {
        vec![Series::new("one", values.clone()), Series { meaning: Meaning::Bad, ..Series::new("two", values.clone()) }]
    };
    let cells = vec![values.iter().map(|value| value.is_finite().then_some(value / 100.0)).collect()];
    let measures = values.iter().map(|value| Target {
        name: "m".to_owned(),
        value: *value,
        band: [0.0, 10.0],
        words: "0 to 10".to_owned(),
    });
    let plots = vec![
        Plot::Bars { labels: labels.clone(), values: values.clone() },
        Plot::LyingBars { labels: labels.clone(), values: values.clone(), percent: false },
        Plot::Stacked { labels: labels.clone(), series: series() },
        Plot::Grouped { labels: labels.clone(), series: series() },
        Plot::Combo {
            labels: labels.clone(),
            bars: Series::new("bars", values.clone()),
            line: Series::new("line", values.clone()),
            right: Written::Percent,
        },
        Plot::Lollipop { labels: labels.clone(), values: values.clone() },
        Plot::Bullet { measures: measures.collect() },
        Plot::Radar { labels: labels.clone(), values: values.clone(), most: 50.0 },
        Plot::Funnel { labels: labels.clone(), values: values.clone() },
        Plot::Lines { labels: labels.clone(), series: series(), filled: false },
        Plot::Lines { labels: labels.clone(), series: series(), filled: true },
        Plot::Points {
            points: values.iter().filter(|value| value.is_finite()).map(|value| (*value, *value)).collect(),
        },
        Plot::Boxes { boxes: vec![Quartiles { name: "b".to_owned(), values: [1.0, 2.0, 3.0, 4.0, 5.0] }] },
        Plot::Heatmap { columns: labels.clone(), rows: vec!["row".to_owned()], cells, percent: false, words: vec![] },
        Plot::Ring { labels: labels.clone(), values: values.iter().map(|value| value.max(0.0)).collect() },
        Plot::Gauge { value: 8.0, most: 10.0, limits: (8.0, 6.0) },
        Plot::Histogram { start: 0.0, width: 1.0, counts: vec![1, 2, 3] },
        Plot::Spark { values },
    ];
    plots.into_iter().map(chart).collect()
}

#[test]
fn every_form_draws_whatever_the_values() {
    for values in [vec![], vec![3.0], vec![5.0, -2.5, 0.0], vec![0.0, 0.0], vec![f64::NAN, 4.0, 1e9], vec![1.5; 40]] {
        let charts = forms(&values);
        assert_eq!(charts.len(), 18);
        for chart in charts {
            let svg = chart.standalone_svg();
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{values:?} {}: {svg}", chart.plot.form());
            assert!(svg.contains(&chart.alternative), "{svg}");
        }
    }
}

#[test]
fn bars_below_zero_lie_on_the_other_side() {
    let svg = chart(Plot::LyingBars { labels: labels(2), values: vec![4.0, -4.0], percent: false }).standalone_svg();
    let bars: Vec<f64> = svg
        .split("<rect class=\"s0\" x=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().parse().unwrap())
        .collect();
    assert!(bars.len() == 2 && bars[1] < bars[0], "{bars:?}");
    assert!(svg.contains(">-4<") && svg.contains(">4<"), "{svg}");
}

#[test]
fn money_stands_behind_its_sign() {
    let svg = chart(Plot::Bars { labels: labels(2), values: vec![2_500_000.0, -100.0] }).standalone_svg();
    assert!(svg.contains(">₹2M<"), "{svg}");
    assert_eq!(Written::Behind("$".to_owned()).number(-12_500.0), "-$12.5k");
}

fn theme() -> Theme {
    let series = ["#010203"; 6].map(str::to_owned);
    Theme { series, good: Status::new("#0a0b0c", "#050607"), dark: "#112233".to_owned(), ..Theme::default() }
}

fn paper() -> Paper {
    let spans = vec![
        Span::plain("Then "),
        Span { text: "Peter #panic()".to_owned(), colour: Some("#20C997".to_owned()) },
        Span::plain(" came."),
    ];
    let card = |mark: &str| Card {
        mark: mark.to_owned(),
        title: "Card $x$".to_owned(),
        text: "Its `text`.".to_owned(),
        colour: Some("no colour".to_owned()),
    };
    let figures = forms(&[5.0, 2.0, 3.0]).into_iter().map(|chart| Figure { caption: chart.alternative.clone(), chart });
    let blocks = vec![
        Block::heading("part", "A part"),
        Block::Spans(spans),
        Block::Cards(2, vec![card("one"), card("two"), card("three")]),
        Block::List(vec!["A point".to_owned(), "Another *point*".to_owned()]),
        Block::notice(Tone::Good, "Well done."),
        Block::Figures(figures.collect()),
    ];
    let cover = Cover {
        kind: "Test report".to_owned(),
        title: "What there is \"inside\"".to_owned(),
        subtitle: "A company".to_owned(),
        lines: vec!["A line".to_owned()],
        facts: vec![Fact::new("things", "12")],
    };
    let chapters = vec![
        Chapter::new("first", "The first chapter", blocks),
        Chapter { own_page: false, ..Chapter::new("second", "The second chapter", vec![Block::text("Short.")]) },
    ];
    Paper { title: "Metadata title".to_owned(), footer: "The footer".to_owned(), cover, chapters, theme: theme() }
}

#[test]
fn a_paper_has_a_cover_contents_captions_and_page_numbers() {
    let pdf = paper().pdf(&[]).unwrap();
    assert_eq!(pdf.bytes, paper().pdf(&[]).unwrap().bytes);
    let Some(text) = poppler("pdftotext", &["-layout"], &pdf.bytes) else { return };
    for expected in [
        "TEST REPORT",
        "What there is \"inside\"",
        "Contents",
        "The second chapter",
        "Peter #panic()",
        "Card $x$",
        "Another *point*",
        "Figure 1.",
        "Figure 18.",
        "The footer",
        &format!("1 of {}", pdf.pages),
    ] {
        assert!(text.contains(expected), "{expected} is not in\n{text}");
    }
    let information = poppler("pdfinfo", &[], &pdf.bytes).unwrap_or_default();
    assert!(information.contains("Metadata title") && information.contains("Tagged:          yes"), "{information}");
    let structure = poppler("pdfinfo", &["-struct"], &pdf.bytes).unwrap_or_default();
    assert!(structure.matches("Figure").count() >= 18, "{structure}");
}

#[test]
fn charts_of_a_paper_take_its_colours() {
    let own = theme();
    let bars = chart(Plot::Bars { labels: labels(2), values: vec![1.0, 2.0] });
    assert!(bars.themed_svg(&own).contains(".s0{fill:#010203}"));
    assert!(bars.standalone_svg().contains(".s0{fill:#3b82f6}"));
    assert_eq!(mixed("#000000", "#ffffff", 0.5), "#808080");
    assert_eq!(mixed("none", "#ffffff", 0.5), "none");
}

#[test]
fn a_font_that_is_none_is_refused() {
    let error = paper().pdf(&[b"nothing".to_vec()]).unwrap_err().to_string();
    assert!(error.starts_with("font 1 of those given") && error.contains("7 bytes"), "{error}");
}
