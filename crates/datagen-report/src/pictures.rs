//! Which chart shows a column or a table, and what it says to those who do not see it.

use datagen_quality::profile::{ColumnKind, ColumnProfile, Histogram, Period, TableProfile, TimeProfile, Timeline};

use crate::chart::{Axis, Chart, Plot, Quartiles, Series, Size, count, number, percent};
use crate::document::ColumnEntry;

/// Bars of frequent values.
const BARS: usize = 7;
/// Columns of a heat map of correlations.
const CORRELATED: usize = 10;
/// A correlation that is worth a picture of its own.
const STRONG: f64 = 0.3;
/// Whole numbers with so few values are shown value by value.
const FEW: u64 = 12;

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The picture of a column; none of keys, of references and where there is nothing to see.
pub(crate) fn of_column(entry: &ColumnEntry) -> Option<Chart> {
    let profile = entry.profile.as_ref().filter(|profile| profile.present() > 0)?;
    if entry.primary || profile.distinct.count < 2 {
        return None;
    }
    match profile.kind {
        // References show how unevenly they are taken, numbers in keys show nothing.
        _ if entry.refers_to.is_some() => frequent(entry, profile),
        ColumnKind::Integer | ColumnKind::Number => numbers(entry, profile),
        ColumnKind::Date | ColumnKind::Datetime => profile.times.as_ref().map(|times| timeline(&entry.name, times)),
        ColumnKind::Text => frequent(entry, profile).or_else(|| lengths(entry, profile)),
        ColumnKind::Boolean => ring(entry, profile),
        ColumnKind::Other => None,
    }
}

fn chart(title: &str, alternative: String, plot: Plot) -> Chart {
    Chart { title: title.to_owned(), alternative, x: Axis::default(), y: Axis::default(), size: Size::Small, plot }
}

fn numbers(entry: &ColumnEntry, profile: &ColumnProfile) -> Option<Chart> {
    let numbers = profile.numbers.as_ref()?;
    if profile.kind == ColumnKind::Integer && profile.distinct.exact && profile.distinct.count <= FEW {
        return single_values(entry, profile);
    }
    let unit = entry.unit.as_deref();
    let median = numbers.quantile(0.5).unwrap_or(numbers.mean);
    let alternative = format!(
        "Histogram of {}: from {} to {}, half of the values below {}, mean {}{}.",
        entry.name,
        number(numbers.min),
        number(numbers.max),
        number(median),
        number(numbers.mean),
        tails(&numbers.histogram)
    );
    let plot = histogram(&numbers.histogram);
    let x = Axis::new("value").with_unit(unit);
    Some(Chart { x, y: Axis::new("rows"), ..chart(&entry.name, alternative, plot) })
}

fn histogram(histogram: &Histogram) -> Plot {
    Plot::Histogram { start: histogram.start, width: histogram.width, counts: histogram.counts.clone() }
}

fn tails(histogram: &Histogram) -> String {
    match histogram.below + histogram.above {
        0 => String::new(),
        tails => format!("; {} values in the far tails are not drawn", count(tails)),
    }
}

/// A bar for each of few whole numbers, in their order.
fn single_values(entry: &ColumnEntry, profile: &ColumnProfile) -> Option<Chart> {
    let mut values: Vec<(i64, u64)> =
        profile.top.iter().map(|top| Some((top.value.parse().ok()?, top.count))).collect::<Option<_>>()?;
    values.sort_unstable();
    let most = values.iter().max_by_key(|(_, count)| *count)?.0;
    let alternative = format!("Bars of {}: {} values, {most} is the most frequent.", entry.name, values.len());
    let labels = values.iter().map(|(value, _)| value.to_string()).collect();
    let plot = Plot::Bars { labels, values: values.iter().map(|(_, count)| *count as f64).collect() };
    let x = Axis::new("value").with_unit(entry.unit.as_deref());
    Some(Chart { x, y: Axis::new("rows"), ..chart(&entry.name, alternative, plot) })
}

fn frequent(entry: &ColumnEntry, profile: &ColumnProfile) -> Option<Chart> {
    let top = &profile.top;
    // Values that hardly repeat are a list, not a distribution.
    if top.is_empty() || top[0].count < 2 || top[0].count * 200 < profile.present() && top[0].count < 3 {
        return None;
    }
    let shown = &top[..top.len().min(BARS)];
    let share = |count: u64| percent(count as f64 / profile.present() as f64);
    let words: Vec<String> = shown.iter().take(3).map(|top| format!("{} {}", top.value, share(top.count))).collect();
    let alternative = format!(
        "Most frequent of {}{} values of {}: {}.",
        if profile.distinct.exact { "" } else { "about " },
        count(profile.distinct.count),
        entry.name,
        words.join(", ")
    );
    let title = match profile.distinct.count {
        all if all as usize > shown.len() => format!("{} (top {} of {})", entry.name, shown.len(), count(all)),
        _ => entry.name.clone(),
    };
    let plot = Plot::LyingBars {
        labels: shown.iter().map(|top| label(&top.value)).collect(),
        values: shown.iter().map(|top| top.count as f64 / profile.present() as f64).collect(),
        percent: true,
    };
    Some(Chart { x: Axis::new("share of rows"), ..chart(&title, alternative, plot) })
}

/// A text that can be seen.
fn label(value: &str) -> String {
    if value.is_empty() { "(empty)".to_owned() } else { value.to_owned() }
}

fn ring(entry: &ColumnEntry, profile: &ColumnProfile) -> Option<Chart> {
    let of = |value: &str| profile.top.iter().find(|top| top.value == value).map_or(0, |top| top.count) as f64;
    let (yes, no) = (of("true"), of("false"));
    let alternative = format!("{}: true in {} of the rows.", entry.name, percent(yes / (yes + no)));
    let labels = vec!["true".to_owned(), "false".to_owned()];
    (yes + no > 0.0).then(|| chart(&entry.name, alternative, Plot::Ring { labels, values: vec![yes, no] }))
}

fn lengths(entry: &ColumnEntry, profile: &ColumnProfile) -> Option<Chart> {
    let lengths = profile.lengths.as_ref().filter(|lengths| lengths.min < lengths.max)?;
    let alternative = format!(
        "Lengths of {}: {} to {} characters, {} on average.",
        entry.name,
        lengths.min,
        lengths.max,
        number(lengths.mean)
    );
    let title = format!("{} (length)", entry.name);
    let (x, y) = (Axis::new("characters"), Axis::new("rows"));
    Some(Chart { x, y, ..chart(&title, alternative, histogram(&lengths.histogram)) })
}

fn timeline(title: &str, times: &TimeProfile) -> Chart {
    let line = &times.timeline;
    let labels = labels(line);
    let values: Vec<f64> = line.counts.iter().map(|count| *count as f64).collect();
    let peak = line.counts.iter().enumerate().max_by_key(|(position, count)| (**count, usize::MAX - position));
    let peak = peak.map_or("", |(position, _)| labels[position].as_str()).to_owned();
    let period = match line.period {
        Period::Day => "day",
        Period::Month => "month",
        Period::Year => "year",
    };
    let (first, last) = (labels.first().cloned().unwrap_or_default(), labels.last().cloned().unwrap_or_default());
    let alternative = format!("Rows by {period} of {title}, {first} to {last}; the most in {peak}.");
    let series = vec![Series::new(title, values)];
    let plot = Plot::Lines { labels, series, filled: true };
    Chart { y: Axis::new(format!("rows a {period}")), ..chart(title, alternative, plot) }
}

/// The periods of a timeline as people write them.
fn labels(line: &Timeline) -> Vec<String> {
    let part = |range: std::ops::Range<usize>| line.start.get(range).and_then(|text| text.parse::<i64>().ok());
    let (year, month) = (part(0..4).unwrap_or(0), part(5..7).unwrap_or(1));
    (0..line.counts.len() as i64)
        .map(|step| match line.period {
            Period::Year => (year + step).to_string(),
            Period::Month => {
                let months = year * 12 + month - 1 + step;
                format!("{} {}", MONTHS[months.rem_euclid(12) as usize], months.div_euclid(12))
            }
            Period::Day => later(&line.start, step),
        })
        .collect()
}

/// The date some days after another.
fn later(date: &str, days: i64) -> String {
    use datagen_quality::profile::day_after;
    day_after(date, days).unwrap_or_else(|| date.to_owned())
}

/// The pictures of a whole table: its rhythms, completeness, spread and correlations.
#[must_use]
pub fn of_table(profile: &TableProfile, columns: &[ColumnEntry]) -> Vec<Chart> {
    let measures: Vec<&ColumnEntry> = columns.iter().filter(|column| is_measure(column)).collect();
    let mut charts = Vec::new();
    charts.extend(rhythms(profile));
    charts.extend(completeness(&profile.name, columns));
    charts.extend(boxes(&measures));
    charts.extend(correlations(profile, &measures));
    charts.extend(strongest(profile, &measures));
    charts
}

/// A number that measures something, rather than names it.
fn is_measure(column: &ColumnEntry) -> bool {
    let varies = column.profile.as_ref().is_some_and(|profile| profile.kind.is_number() && profile.distinct.count > 2);
    !column.primary && column.refers_to.is_none() && varies
}

/// Rows by hour, weekday and month of the row's time.
fn rhythms(profile: &TableProfile) -> Vec<Chart> {
    let time = |kind: ColumnKind| profile.columns.iter().find(|column| column.kind == kind && column.times.is_some());
    let Some(column) = time(ColumnKind::Datetime).or_else(|| time(ColumnKind::Date)) else { return Vec::new() };
    let Some(times) = &column.times else { return Vec::new() };
    let hours: Vec<String> = (0..24).map(|hour| format!("{hour:02}")).collect();
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let several = times.timeline.counts.len() > 1;
    let cycles = [
        ("hour", hours, &times.by_hour, !times.by_hour.is_empty() && times.by_hour.iter().skip(1).any(|n| *n > 0)),
        ("weekday", names(&WEEKDAYS), &times.by_weekday, several),
        ("month", names(&MONTHS), &times.by_month, several),
    ];
    let cycles = cycles.into_iter().filter(|(_, _, _, telling)| *telling);
    cycles.map(|(cycle, labels, counts, _)| rhythm(&column.name, cycle, labels, counts)).collect()
}

fn rhythm(column: &str, cycle: &str, labels: Vec<String>, counts: &[u64]) -> Chart {
    let extreme = |most: bool| {
        let by = |(position, count): &(usize, &u64)| (**count, usize::MAX - *position);
        let all = counts.iter().enumerate();
        let found = if most { all.max_by_key(by) } else { all.min_by_key(by) };
        found.map_or(String::new(), |(position, count)| {
            format!("{} ({})", labels[position], crate::chart::count(*count))
        })
    };
    let alternative =
        format!("Rows by {cycle} of {column}: the most in {}, the fewest in {}.", extreme(true), extreme(false));
    let plot = Plot::Bars { labels: labels.clone(), values: counts.iter().map(|count| *count as f64).collect() };
    let title = format!("{column} by {cycle}");
    Chart { x: Axis::new(cycle), y: Axis::new("rows"), ..chart(&title, alternative, plot) }
}

/// Filled cells of the columns that have nulls.
fn completeness(table: &str, columns: &[ColumnEntry]) -> Option<Chart> {
    let mut with_nulls: Vec<(&str, f64)> = columns
        .iter()
        .filter_map(|column| Some((column.name.as_str(), column.profile.as_ref()?.null_share())))
        .filter(|(_, share)| *share > 0.0)
        .collect();
    with_nulls.sort_by(|a, b| b.1.total_cmp(&a.1));
    let worst = with_nulls.first()?;
    let alternative = format!(
        "Filled cells of {table}: {} of {} columns have nulls, {} the most with {}.",
        with_nulls.len(),
        columns.len(),
        worst.0,
        percent(worst.1)
    );
    with_nulls.truncate(BARS);
    let plot = Plot::LyingBars {
        labels: with_nulls.iter().map(|(name, _)| (*name).to_owned()).collect(),
        values: with_nulls.iter().map(|(_, share)| 1.0 - share).collect(),
        percent: true,
    };
    Some(Chart { x: Axis::new("share of rows with a value"), ..chart("Completeness", alternative, plot) })
}

/// Quartiles of measures, as multiples of their medians, so that they fit on one axis.
fn boxes(measures: &[&ColumnEntry]) -> Option<Chart> {
    let one = |column: &&ColumnEntry| {
        let numbers = column.profile.as_ref()?.numbers.as_ref()?;
        let median = numbers.quantile(0.5).filter(|median| *median > 0.0)?;
        let at = |probability| numbers.quantile(probability).map(|value| value / median);
        let values = [at(0.05)?, at(0.25)?, at(0.5)?, at(0.75)?, at(0.95)?];
        // What is spread over many times its median would flatten all others.
        (values[4] <= 12.0 && values[0] >= -2.0).then(|| Quartiles { name: column.name.clone(), values })
    };
    let mut boxes: Vec<Quartiles> = measures.iter().filter_map(one).collect();
    boxes.truncate(BARS - 1);
    if boxes.len() < 2 {
        return None;
    }
    let widest = boxes.iter().max_by(|a, b| (a.values[3] - a.values[1]).total_cmp(&(b.values[3] - b.values[1])))?;
    let alternative = format!(
        "Box plots of {} columns, as multiples of their medians, from the 5th to the 95th percentile; {} is the most \
         spread out.",
        boxes.len(),
        widest.name
    );
    let x = Axis::new("multiple of the median");
    Some(Chart { x, ..chart("Spread of numbers", alternative, Plot::Boxes { boxes }) })
}

fn correlations(profile: &TableProfile, measures: &[&ColumnEntry]) -> Option<Chart> {
    let names: Vec<String> = measures.iter().take(CORRELATED).map(|column| column.name.clone()).collect();
    if names.len() < 3 {
        return None;
    }
    let of = |a: &str, b: &str| {
        let is = |left: &str, right: &str| (left == a && right == b) || (left == b && right == a);
        let pair = profile.correlations.iter().find(|pair| is(&pair.left, &pair.right));
        if a == b { Some(1.0) } else { pair.map(|pair| pair.pearson) }
    };
    let cells: Vec<Vec<Option<f64>>> =
        names.iter().map(|row| names.iter().map(|column| of(row, column)).collect()).collect();
    let alternative =
        format!("Heat map of the correlations of {}.{}", names.join(", "), strongest_words(profile, &names));
    let high = (90 + 26 * names.len()).clamp(190, 400) as u16;
    let plot = Plot::Heatmap { columns: names.clone(), rows: names, cells, percent: false, words: Vec::new() };
    Some(Chart { size: Size::Tall(high), ..chart("Correlations (Pearson)", alternative, plot) })
}

fn strongest_words(profile: &TableProfile, names: &[String]) -> String {
    let inside = profile.correlations.iter().filter(|pair| names.contains(&pair.left) && names.contains(&pair.right));
    let strongest = inside.max_by(|a, b| a.pearson.abs().total_cmp(&b.pearson.abs()));
    strongest.map_or(String::new(), |pair| {
        format!(" The strongest: {} with {}, {:.2}.", pair.left, pair.right, pair.pearson)
    })
}

/// The rows of a sample in the two columns that go together the most.
fn strongest(profile: &TableProfile, measures: &[&ColumnEntry]) -> Option<Chart> {
    let is_measure = |name: &str| measures.iter().any(|column| column.name == name);
    let pairs = profile.correlations.iter().filter(|pair| is_measure(&pair.left) && is_measure(&pair.right));
    let pair = pairs.max_by(|a, b| a.pearson.abs().total_cmp(&b.pearson.abs()))?;
    let sample = profile.sample.as_ref().filter(|_| pair.pearson.abs() >= STRONG)?;
    let position = |name: &str| sample.columns.iter().position(|column| column == name);
    let (x, y) = (position(&pair.left)?, position(&pair.right)?);
    let points: Vec<(f64, f64)> = sample.rows.iter().filter_map(|row| Some((row[x]?, row[y]?))).collect();
    let unit =
        |name: &str| measures.iter().find(|column| column.name == name).and_then(|column| column.unit.as_deref());
    let alternative = format!(
        "Scatter plot of {} and {}, {} of {} rows; correlation {:.2}.",
        pair.left,
        pair.right,
        points.len(),
        count(pair.rows),
        pair.pearson
    );
    let title = format!("{} and {}", pair.left, pair.right);
    let x = Axis::new(pair.left.clone()).with_unit(unit(&pair.left));
    let y = Axis::new(pair.right.clone()).with_unit(unit(&pair.right));
    Some(Chart { x, y, ..chart(&title, alternative, Plot::Points { points }) })
}

/// A few bars beside the words about a column.
pub(crate) fn spark(entry: &ColumnEntry) -> Option<Chart> {
    const MOST: usize = 40;
    let profile = entry.profile.as_ref()?;
    let values: Vec<f64> = match (&profile.numbers, &profile.times) {
        _ if entry.primary => return None,
        (Some(numbers), _) if entry.refers_to.is_none() => numbers.histogram.counts.iter().map(|n| *n as f64).collect(),
        (_, Some(times)) => times.timeline.counts.iter().map(|n| *n as f64).collect(),
        _ => profile.top.iter().map(|top| top.count as f64).collect(),
    };
    let group = values.len().div_ceil(MOST).max(1);
    let values: Vec<f64> = values.chunks(group).map(|group| group.iter().sum()).collect();
    let alternative = entry.chart.as_ref().map_or_else(String::new, |chart| chart.alternative.clone());
    (values.len() > 1).then(|| Chart { size: Size::Spark, ..chart("", alternative, Plot::Spark { values }) })
}
