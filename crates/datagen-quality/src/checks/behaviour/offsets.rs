//! Spans between two times.

use datagen_core::law::NumberLaw;
use datagen_core::schema::document::{Column, ColumnType, Node};
use datagen_core::schema::further::{DatetimeOffset, TimeUnit};

use crate::checks::Subject;
use crate::checks::rows::floats;
use crate::error::Result;
use crate::findings::Check;
use crate::statistics::uniform_test;

use super::gather::{at, gather};
use super::{Draft, draft, entangled, located, settled, tested};

pub(crate) fn checks(
    subject: &Subject<'_>,
    node: &Node,
    column: &Column,
    offset: &DatetimeOffset,
) -> Result<Vec<Check>> {
    let title = format!("the span from {} to {}.{} is distributed as declared", offset.from, node.id, column.name);
    let draft = draft("span", &node.id, &[&column.name], title);
    let outcome = check(subject, node, column, offset, draft.clone());
    Ok(vec![settled(draft, outcome)?])
}

fn check(
    subject: &Subject<'_>,
    node: &Node,
    column: &Column,
    offset: &DatetimeOffset,
    draft: Draft,
) -> Result<std::result::Result<Check, String>> {
    if let Some(reason) = entangled(subject, node, column) {
        return Ok(Err(reason));
    }
    if column.modifiers.as_ref().is_some_and(|modifiers| !modifiers.is_empty()) {
        return Ok(Err("its times are modified".to_owned()));
    }
    let Some(unit) = micros(offset.unit) else { return Ok(Err("months and years differ in length".to_owned())) };
    let Some((table, from)) = located(subject, node, &offset.from) else {
        return Ok(Err(format!("{} leads nowhere", offset.from)));
    };
    let gathered = match gather(subject, node, &[at(node, &column.name), at(table, &from.name)])? {
        Ok(gathered) => gathered,
        Err(reason) => return Ok(Err(reason)),
    };
    let law = NumberLaw::new(offset.distribution, offset.params.as_ref());
    let [low, high] = offset.clamp.unwrap_or([f64::NEG_INFINITY, f64::INFINITY]);
    let cdf = |x: f64| {
        if x < low {
            0.0
        } else if x >= high {
            1.0
        } else {
            law.cdf(x)
        }
    };
    let rounding = Rounding::of(column.column_type, offset.unit);
    let (ends, starts) = (floats(&gathered.columns[0])?, floats(&gathered.columns[1])?);
    let stride = ends.len().div_ceil(65_536).max(1);
    let spans =
        ends.iter().zip(&starts).step_by(stride).filter_map(|(end, start)| Some(rounding.spans((*start)?, (*end)?)));
    let mut units: Vec<f64> = spans
        .enumerate()
        .map(|(row, [least, greatest])| {
            let (below, up_to) = (cdf(least / unit), cdf(greatest / unit));
            below + (up_to - below) * ((row as f64 + 0.5) * 0.618_033_988_749_894_9).fract()
        })
        .collect();
    Ok(Ok(tested(draft.sql(gathered.sql), uniform_test(&mut units, 0.03))))
}

const DAY: f64 = 86_400e6;

/// What a span was rounded to.
enum Rounding {
    /// Microseconds.
    To(f64),
    /// Whole days, counted from the day of the first time.
    WholeDays,
    /// Nothing, but of the second time only its day is told.
    DayOf,
}

impl Rounding {
    const fn of(kind: ColumnType, unit: TimeUnit) -> Self {
        match (kind, unit) {
            (ColumnType::Date, TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour) => Self::DayOf,
            (ColumnType::Date, _) => Self::WholeDays,
            (_, TimeUnit::Second) => Self::To(1e3),
            _ => Self::To(1e6),
        }
    }

    /// The least and the greatest span, in microseconds, that leads from one time to the other.
    fn spans(&self, start: f64, end: f64) -> [f64; 2] {
        match self {
            Self::To(step) => [end - start - step / 2.0, end - start + step / 2.0],
            Self::WholeDays => {
                let span = end - (start / DAY).floor() * DAY;
                [span - DAY / 2.0, span + DAY / 2.0]
            }
            Self::DayOf => [end - start, end - start + DAY],
        }
    }
}

const fn micros(unit: TimeUnit) -> Option<f64> {
    match unit {
        TimeUnit::Second => Some(1e6),
        TimeUnit::Minute => Some(60e6),
        TimeUnit::Hour => Some(3_600e6),
        TimeUnit::Day => Some(DAY),
        TimeUnit::Week => Some(604_800e6),
        TimeUnit::Month | TimeUnit::Year => None,
    }
}
