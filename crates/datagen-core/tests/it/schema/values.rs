//! The small readers: times, frequencies, literals, weights, formats.

use datagen_core::schema::convert::{TypedValue, ValueType, convert};
use datagen_core::schema::scalar::Scalar;
use datagen_core::schema::sequence_format::SequenceFormat;
use datagen_core::schema::time::{DAY, Frequency, HOUR, MINUTE, SECOND, parse_date, parse_instant};
use datagen_core::schema::weights::WeightsKind;
use proptest::prelude::*;

#[test]
fn instants() {
    let known = [
        ("1970-01-01", 0),
        ("1969-12-31", -DAY),
        ("1970-01-01T00:00", 0),
        ("1970-01-01 00:00:01", SECOND),
        ("1970-01-01T00:00:00.000001", 1),
        ("1970-01-01T00:00:00.5Z", SECOND / 2),
        ("1970-01-01T00:00:00.123456789", 123_456),
        ("1970-01-01T00:00:00+01:00", -HOUR),
        ("1970-01-01T00:00:00-0030", 30 * MINUTE),
        ("1970-01-01T02:00+02", 0),
        ("2000-02-29", 11_016 * DAY),
        ("9999-12-31T23:59:59", 2_932_897 * DAY - SECOND),
        ("0001-01-01", -719_162 * DAY),
    ];
    for (text, micros) in known {
        assert_eq!(parse_instant(text), Ok(micros), "{text}");
    }
    for text in [
        "",
        "2024",
        "2024-1-1",
        "2024-02-30",
        "2023-02-29",
        "0000-01-01",
        "24-01-01",
        "2024-01-01T",
        "2024-01-01T24:00",
        "2024-01-01T10",
        "2024-01-01T10:00:60",
        "2024-01-01T10:00.5",
        "2024-01-01T10:00:00.",
        "2024-01-01T10:00:00+25:00",
        "2024-01-01T10:00:00ZZ",
        "2024-01-01Z",
        "2024-01-01-01",
        " 2024-01-01",
        "2024-01-01T10:00:00 UTC",
        "+024-01-01",
        "２０２４-01-01",
        "2024-01-01T1é:00",
    ] {
        assert!(parse_instant(text).is_err(), "{text}");
    }
}

#[test]
fn dates() {
    assert_eq!(parse_date("1970-01-31"), Ok(30));
    assert_eq!(parse_date("1970-01-02T00:00:00"), Ok(1));
    assert_eq!(parse_date("1969-12-31"), Ok(-1));
    insta::assert_snapshot!(parse_date("1970-01-02T01:00:00").expect_err("not midnight"), @r#"expected a date (ISO 8601), found "1970-01-02T01:00:00""#);
}

#[test]
fn frequencies() {
    let fixed = |micros| Ok(Frequency::Fixed { micros });
    let known = [
        (["S", "s", "1S"], fixed(SECOND)),
        (["T", "min", "1min"], fixed(MINUTE)),
        (["H", "h", "1h"], fixed(HOUR)),
        (["D", "1D", "01D"], fixed(DAY)),
        (["15min", "15T", "15T"], fixed(15 * MINUTE)),
        (["B", "1B", "1B"], Ok(Frequency::BusinessDay(1))),
        (["W", "W-SUN", "1W"], Ok(Frequency::Week { weekday: 6, n: 1 })),
        (["2W-MON", "2W-MON", "2W-MON"], Ok(Frequency::Week { weekday: 0, n: 2 })),
        (["M", "ME", "1M"], Ok(Frequency::MonthEnd(1))),
        (["3MS", "3MS", "3MS"], Ok(Frequency::MonthStart(3))),
        (["Q", "QE", "1Q"], Ok(Frequency::QuarterEnd(1))),
        (["QS", "1QS", "1QS"], Ok(Frequency::QuarterStart(1))),
        (["Y", "A", "YE"], Ok(Frequency::YearEnd(1))),
        (["YS", "1YS", "1YS"], Ok(Frequency::YearStart(1))),
    ];
    for (texts, frequency) in known {
        for text in texts {
            assert_eq!(Frequency::parse(text), frequency, "{text}");
        }
    }
    for text in
        ["", "0D", "-1D", "1.5H", "m", "w", "W-", "W-MOO", "D D", "2 D", "1000001D", "99999999999999999999D", "ＤD"]
    {
        assert!(Frequency::parse(text).is_err(), "{text}");
    }
}

fn text(text: &str) -> Scalar {
    Scalar::Text(text.to_owned())
}

#[test]
fn literals() {
    let decimal = ValueType::Decimal { precision: 6, scale: 2 };
    let known = [
        (Scalar::Int(5), ValueType::Int, Some(TypedValue::Int(5))),
        (Scalar::Float(5.0), ValueType::Int, Some(TypedValue::Int(5))),
        (Scalar::Float(5.5), ValueType::Int, None),
        (Scalar::Float(9.3e18), ValueType::Int, None),
        (text("-7"), ValueType::Int, Some(TypedValue::Int(-7))),
        (text("7.0"), ValueType::Int, Some(TypedValue::Int(7))),
        (text("seven"), ValueType::Int, None),
        (Scalar::Bool(true), ValueType::Int, None),
        (Scalar::Int(5), ValueType::Float, Some(TypedValue::Float(5.0))),
        (text("1e3"), ValueType::Float, Some(TypedValue::Float(1000.0))),
        (text("inf"), ValueType::Float, None),
        (text("1e999"), ValueType::Float, None),
        (Scalar::Int(5), ValueType::String, Some(TypedValue::Text("5".to_owned()))),
        (Scalar::Float(5.0), ValueType::String, Some(TypedValue::Text("5.0".to_owned()))),
        (Scalar::Bool(false), ValueType::String, Some(TypedValue::Text("false".to_owned()))),
        (Scalar::Null, ValueType::String, Some(TypedValue::Null)),
        (Scalar::Int(1), ValueType::Bool, Some(TypedValue::Bool(true))),
        (Scalar::Int(2), ValueType::Bool, None),
        (text("TRUE"), ValueType::Bool, Some(TypedValue::Bool(true))),
        (text("yes"), ValueType::Bool, None),
        (text("1970-01-02"), ValueType::Datetime, Some(TypedValue::Datetime(DAY))),
        (Scalar::Int(0), ValueType::Datetime, None),
        (text("1970-01-02"), ValueType::Date, Some(TypedValue::Date(1))),
        (text("02.01.1970"), ValueType::Date, None),
        (Scalar::Int(12), decimal, Some(TypedValue::Decimal(1200))),
        (Scalar::Float(0.1), decimal, Some(TypedValue::Decimal(10))),
        (Scalar::Float(0.125), decimal, None),
        (text("-1234.5"), decimal, Some(TypedValue::Decimal(-123_450))),
        (text("1.500"), decimal, Some(TypedValue::Decimal(150))),
        (text(".5"), decimal, Some(TypedValue::Decimal(50))),
        (text("5."), decimal, Some(TypedValue::Decimal(500))),
        (text("0009"), decimal, Some(TypedValue::Decimal(900))),
        (text("12345"), decimal, None),
        (text("1e2"), decimal, None),
        (text("."), decimal, None),
        (text(""), decimal, None),
        (text("--1"), decimal, None),
        (text("1.2.3"), decimal, None),
        (Scalar::Float(1e300), decimal, None),
        (
            Scalar::Int(i64::MIN),
            ValueType::Decimal { precision: 38, scale: 10 },
            Some(TypedValue::Decimal(i128::from(i64::MIN) * 10_000_000_000)),
        ),
        (Scalar::Int(7), ValueType::Decimal { precision: 38, scale: 38 }, None),
        (text("0.5"), ValueType::Decimal { precision: 38, scale: 38 }, Some(TypedValue::Decimal(5 * 10_i128.pow(37)))),
    ];
    for (scalar, value_type, expected) in known {
        assert_eq!(convert(&scalar, value_type), expected, "{scalar} as {value_type}");
    }
}

#[test]
fn kinds_of_weights() {
    assert_eq!(WeightsKind::parse("uniform"), Ok(WeightsKind::Uniform));
    assert_eq!(WeightsKind::parse("zipf@1.2"), Ok(WeightsKind::Zipf(1.2)));
    assert_eq!(WeightsKind::parse("zipf@{0}"), Ok(WeightsKind::Zipf(0.0)));
    let head_tail = Ok(WeightsKind::HeadTail { share: 0.6, a: 1.5 });
    for text in ["head_tail@{0.6,1.5}", "head_tail@0.6,1.5", "head_tail@{0.6, 1.5}"] {
        assert_eq!(WeightsKind::parse(text), head_tail, "{text}");
    }
    for text in [
        "",
        "zipf",
        "zipf@",
        "zipf@-1",
        "zipf@x",
        "zipf@inf",
        "zipf@1e999",
        "uniform@1",
        "head_tail@0.6",
        "head_tail@1.1,1",
        "head_tail@0.5,1,2",
        "pareto@1",
        "zipf@101",
    ] {
        assert!(WeightsKind::parse(text).is_err(), "{text}");
    }
}

#[test]
fn formats_of_sequences() {
    let known = [
        ("CUST{:06}", 42, "CUST000042"),
        ("{}", -7, "-7"),
        ("{:04}", -7, "-007"),
        ("{:04d}", 7, "0007"),
        ("a{}b", 1_000_000, "a1000000b"),
        ("{{{}}}", 5, "{5}"),
        ("é{:02}é", 123, "é123é"),
        ("{:01}", i64::MIN, "-9223372036854775808"),
    ];
    for (format, value, expected) in known {
        assert_eq!(SequenceFormat::parse(format).expect(format).render(value), expected, "{format}");
    }
    for format in ["", "CUST", "{}{}", "{", "}", "{:6}", "{:0}", "{:0x}", "{:06dd}", "{:099}", "{name}", "{{}}", "{:é}"]
    {
        assert!(SequenceFormat::parse(format).is_err(), "{format}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>()) {
        let _ = (parse_instant(&text), parse_date(&text), Frequency::parse(&text), WeightsKind::parse(&text));
        let _ = SequenceFormat::parse(&text).map(|format| format.render(i64::MIN));
        for value_type in [ValueType::Int, ValueType::Float, ValueType::Bool, ValueType::Date, ValueType::Decimal { precision: 38, scale: 38 }] {
            let _ = convert(&Scalar::Text(text.clone()), value_type);
        }
    }

    #[test]
    fn every_second_reads_back(day in 0..3_000_000_i64, second in 0..86_400_i64) {
        let days = i32::try_from(day).expect("small") - 719_162;
        let date = chrono_free_date(days);
        let clock = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
        prop_assert_eq!(parse_instant(&format!("{date}T{clock}Z")), Ok(i64::from(days) * DAY + second * SECOND));
    }
}

/// Days since 1970 to a date, by counting years and months: another way than the code under test.
fn chrono_free_date(days: i32) -> String {
    let leap = |year: i32| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let (mut year, mut rest) = (1, days + 719_162);
    // Whole cycles of 400 years first.
    year += rest / 146_097 * 400;
    rest %= 146_097;
    while rest >= 365 + i32::from(leap(year)) {
        rest -= 365 + i32::from(leap(year));
        year += 1;
    }
    let lengths = [31, 28 + i32::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while rest >= lengths[month] {
        rest -= lengths[month];
        month += 1;
    }
    format!("{year:04}-{:02}-{:02}", month + 1, rest + 1)
}
