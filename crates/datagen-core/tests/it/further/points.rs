//! Points of the earth near another.

use datagen_core::{Options, math};

use super::{column, complaints, table};
use crate::door::{check_law, generate, texts};

fn square(x: f64) -> f64 {
    x * x
}

/// Great-circle distance in kilometres, by the haversine formula.
fn kilometres(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (lat, lon) = ((to.0 - from.0).to_radians(), (to.1 - from.1).to_radians());
    let half = square(math::sin(lat / 2.0))
        + math::cos(from.0.to_radians()) * math::cos(to.0.to_radians()) * square(math::sin(lon / 2.0));
    2.0 * 6371.0088 * math::asin(math::sqrt(half))
}

fn point(name: &str, part: &str, around: &str, radius: f64) -> String {
    let (column_type, part) =
        if part == "wkt" { ("string", String::new()) } else { ("float", format!(r#", "part": "{part}""#)) };
    let body = format!(r#"{{"geo_point": {{"around": {around}, "radius_km": {radius}{part}}}}}"#);
    column(name, column_type, &body)
}

fn numbers(tables: &crate::door::Tables, name: &str) -> Vec<f64> {
    texts(&crate::door::column(tables, name)).iter().map(|text| text.parse().unwrap()).collect()
}

/// Uniform in a disc: within a distance lies the square of its share of the radius; every direction is alike.
#[test]
fn points_fill_the_disc_evenly() {
    for middle in [(50.0755, 14.4378), (-89.5, 10.0), (0.0, 179.9)] {
        let around = format!("[{}, {}]", middle.0, middle.1);
        let columns = [point("lat", "lat", &around, 120.0), point("lon", "lon", &around, 120.0)];
        let (tables, _) = generate(&table(20_000, &columns), &Options::default());
        let points: Vec<(f64, f64)> = numbers(&tables, "lat").into_iter().zip(numbers(&tables, "lon")).collect();
        assert!(points.iter().all(|(lat, lon)| (-90.0..=90.0).contains(lat) && (-180.0..=180.0).contains(lon)));
        let distances = points.iter().map(|point| kilometres(middle, *point)).collect();
        check_law("distance", distances, &|d| square(d / 120.0).clamp(0.0, 1.0));
        let north = points.iter().filter(|(lat, _)| *lat > middle.0).count() as f64 / 20_000.0;
        // Close to the pole, less than half of a disc lies north of its middle's parallel.
        assert!(middle.0 < -89.0 || (north - 0.5).abs() < 0.02, "{north}");
    }
}

#[test]
fn columns_of_one_disc_tell_of_one_point() {
    let around = r#"{"lat": "city_lat", "lon": "city_lon"}"#;
    let columns = [
        column(
            "city_lat",
            "float",
            r#"{"distribution": {"type": "uniform", "params": {"low": 40, "high": 60}, "clamp": [40, 60]}}"#,
        ),
        column(
            "city_lon",
            "float",
            r#"{"distribution": {"type": "uniform", "params": {"low": 0, "high": 20}, "clamp": [0, 20]}}"#,
        ),
        point("lat", "lat", around, 5.0),
        point("lon", "lon", around, 5.0),
        point("at", "wkt", around, 5.0),
        point("elsewhere", "wkt", around, 6.0),
    ];
    let (tables, _) = generate(&table(500, &columns), &Options::default());
    let [city_lat, city_lon, lat, lon] = ["city_lat", "city_lon", "lat", "lon"].map(|name| numbers(&tables, name));
    let (at, elsewhere) =
        (texts(&crate::door::column(&tables, "at")), texts(&crate::door::column(&tables, "elsewhere")));
    for row in 0..500 {
        assert!(kilometres((city_lat[row], city_lon[row]), (lat[row], lon[row])) <= 5.001);
        assert_eq!(at[row], format!("POINT({:.6} {:.6})", lon[row], lat[row]));
        assert_ne!(at[row], elsewhere[row]);
    }
}

#[test]
fn mistakes_of_points() {
    let one =
        |column_type: &str, body: &str| table(3, &[column("at", column_type, &format!(r#"{{"geo_point": {body}}}"#))]);
    golden!(complaints(&[
        ("no part on a number", one("float", r#"{"around": [1, 2], "radius_km": 3}"#)),
        ("a number on a text", one("string", r#"{"around": [1, 2], "radius_km": 3, "part": "lat"}"#)),
        ("degrees exchanged", one("string", r#"{"around": [-122.4, 37.8], "radius_km": 3}"#)),
        ("no radius", one("string", r#"{"around": [1, 2], "radius_km": 0}"#)),
        (
            "a text as a middle",
            table(
                3,
                &[
                    column("city", "string", r#"{"faker": {"method": "city"}}"#),
                    column(
                        "at",
                        "string",
                        r#"{"geo_point": {"around": {"lat": "city", "lon": "at"}, "radius_km": 1}}"#
                    ),
                ]
            )
        ),
        ("an unknown column", one("string", r#"{"around": {"lat": "lat", "lon": "lon"}, "radius_km": 1}"#)),
    ]));
}
