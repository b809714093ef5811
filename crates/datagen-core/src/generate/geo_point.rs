//! A point of the earth, uniform in a disc around another.

use std::f64::consts::TAU;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Float64Array, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};

use crate::error::Result;
use crate::frame::Frame;
use crate::math;
use crate::plan::table::{Column, Path};
use crate::schema::further::GeoPart;
use crate::seed::ColumnKey;
use crate::value::ValueType;

use super::bug;

#[derive(Debug)]
pub(crate) struct GeoPoint {
    pub(crate) around: Around,
    pub(crate) radius_km: f64,
    pub(crate) part: GeoPart,
    /// Shared by the columns that tell of one point.
    pub(crate) key: ColumnKey,
}

/// The middle of the disc.
#[derive(Debug)]
pub(crate) enum Around {
    Point(Point),
    Columns { lat: Path, lon: Path },
}

/// Degrees.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Point {
    pub(crate) lat: f64,
    pub(crate) lon: f64,
}

/// Mean radius of the earth (IUGG).
const EARTH_KM: f64 = 6371.0088;
/// Six decimals of a degree are a tenth of a metre, as receivers of positions tell them.
const DECIMALS: u8 = 6;

impl GeoPoint {
    pub(crate) fn evaluate(&self, column: &Column, frame: &Frame<'_>) -> Result<ArrayRef> {
        let (distance, bearing) = (self.key.draw(0), self.key.draw(1));
        let near = |(middle, row): (Option<Point>, u64)| {
            middle.map(|middle| {
                // The area within a distance grows with its square.
                let angle = self.radius_km / EARTH_KM * math::sqrt(distance.unit(row));
                destination(middle, angle, TAU * bearing.unit(row))
            })
        };
        let points = self.middles(frame)?.into_iter().zip(frame.rows.iter()).map(near);
        let numbers: Float64Array = match self.part {
            GeoPart::Lat => points.map(|point| point.map(|point| point.lat)).collect(),
            GeoPart::Lon => points.map(|point| point.map(|point| point.lon)).collect(),
            GeoPart::Wkt => {
                let texts = points.map(|point| point.map(|Point { lat, lon }| format!("POINT({lon:.6} {lat:.6})")));
                return Ok(Arc::new(StringArray::from_iter(texts)));
            }
        };
        let rounded = match column.raw_type {
            ValueType::Float { decimals: None } => ValueType::Float { decimals: Some(DECIMALS) },
            other => other,
        };
        let numbers: ArrayRef = Arc::new(numbers);
        rounded.convert(&numbers).map_err(bug)
    }

    fn middles(&self, frame: &Frame<'_>) -> Result<Vec<Option<Point>>> {
        match &self.around {
            Around::Point(point) => Ok(vec![Some(*point); frame.rows.len()]),
            Around::Columns { lat, lon } => {
                let (lats, lons) = (degrees(frame, lat)?, degrees(frame, lon)?);
                let point = |(lat, lon): (Option<f64>, Option<f64>)| Some(Point { lat: lat?, lon: lon? });
                Ok(lats.iter().zip(lons.iter()).map(point).collect())
            }
        }
    }
}

fn degrees(frame: &Frame<'_>, path: &Path) -> Result<Float64Array> {
    let values = cast(&frame.path(path)?, &DataType::Float64).map_err(bug)?;
    Ok(values.as_primitive::<Float64Type>().clone())
}

/// Where a great circle leads from `start`: `angle` radians of it, in the direction `bearing` (radians from north).
/// Spherical trigonometry: sin lat = sin lat0 cos d + cos lat0 sin d cos b (Snyder, Map Projections, equation 5-5).
fn destination(start: Point, angle: f64, bearing: f64) -> Point {
    let (lat, lon) = (start.lat.clamp(-90.0, 90.0).to_radians(), start.lon.to_radians());
    let up = math::sin(lat) * math::cos(angle) + math::cos(lat) * math::sin(angle) * math::cos(bearing);
    let east = math::sin(bearing) * math::sin(angle) * math::cos(lat);
    let turned = lon + math::atan2(east, math::cos(angle) - math::sin(lat) * up);
    let lon = turned.to_degrees();
    Point { lat: math::asin(up.clamp(-1.0, 1.0)).to_degrees(), lon: lon - 360.0 * ((lon + 180.0) / 360.0).floor() }
}
