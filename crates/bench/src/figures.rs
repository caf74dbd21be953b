//! What is told: rows for people on stderr, JSON lines for programs on stdout.

use std::fmt::Write as _;

use serde_json::Value;

/// One measurement's values by the names of their units: `per_s`, `p99_ms`, `cpu_ms`, …
pub(crate) type Measures = Vec<(&'static str, f64)>;

/// The product's name as a subject.
pub(crate) const KABINET: &str = "kabinet";
/// The bare handler's name as a subject.
pub(crate) const BARE: &str = "bare-axum";

/// What was measured, apart from who did it.
#[derive(Clone, Copy)]
pub(crate) struct Case<'a> {
    pub(crate) bench: &'a str,
    pub(crate) name: &'a str,
    pub(crate) db: Option<&'a str>,
    pub(crate) connections: Option<usize>,
}

/// Tells the medians of a subject's rounds.
pub(crate) fn tell(case: Case<'_>, subject: &str, rounds: &[Measures]) {
    tell_beside(case, subject, rounds, &[]);
}

/// Tells the medians of a subject's rounds, each with its ratio to the peer's.
pub(crate) fn tell_beside(case: Case<'_>, subject: &str, rounds: &[Measures], peer: &[Measures]) {
    let peer = medians(peer);
    let mut row = format!("{:<9} {:<22} {subject:<10}", case.bench, case.name);
    let _ = write!(row, " {:<9}", case.db.unwrap_or_default());
    let _ = write!(
        row,
        " {:>3}",
        case.connections
            .map(|count| count.to_string())
            .unwrap_or_default()
    );
    for (unit, value) in medians(rounds) {
        let other = peer
            .iter()
            .find(|(name, _)| *name == unit)
            .map(|(_, other)| *other);
        let ratio = other
            .filter(|other| *other > 0.0)
            .map(|other| value / other);
        println!("{}", json(case, subject, unit, value, ratio));
        let _ = write!(row, "  {unit} {}", short(value));
        if let Some(ratio) = ratio {
            let _ = write!(row, " (×{})", short(ratio));
        }
    }
    eprintln!("{row}");
}

fn json(case: Case<'_>, subject: &str, unit: &str, value: f64, ratio: Option<f64>) -> String {
    let mut fields = vec![
        ("bench", Value::from(case.bench)),
        ("case", Value::from(case.name)),
        ("subject", Value::from(subject)),
    ];
    fields.extend(case.db.map(|db| ("db", Value::from(db))));
    fields.extend(
        case.connections
            .map(|count| ("connections", Value::from(count))),
    );
    fields.push((unit, number(value)));
    fields.extend(ratio.map(|ratio| ("ratio", number(ratio))));
    let fields: Vec<String> = fields
        .into_iter()
        .map(|(name, value)| format!("{}: {value}", Value::from(name)))
        .collect();
    format!("{{{}}}", fields.join(", "))
}

fn number(value: f64) -> Value {
    short(value).parse::<f64>().map_or(Value::Null, Value::from)
}

/// Four digits that matter: more would pretend.
fn short(value: f64) -> String {
    let digits = match value.abs() {
        0.0 => 0,
        large if large >= 1000.0 => 0,
        large if large >= 100.0 => 1,
        large if large >= 10.0 => 2,
        large if large >= 1.0 => 3,
        _ => 4,
    };
    format!("{value:.digits$}")
}

/// The median of every unit over the rounds, in the order of the first round.
fn medians(rounds: &[Measures]) -> Measures {
    let Some(first) = rounds.first() else {
        return Measures::new();
    };
    first
        .iter()
        .map(|(unit, _)| {
            let values = rounds.iter().flat_map(|round| {
                round
                    .iter()
                    .filter(|(name, _)| name == unit)
                    .map(|(_, value)| *value)
            });
            (*unit, median(values.collect()))
        })
        .collect()
}

/// The middle value; of an even number, the mean of the two in the middle.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

/// The value that this share of the sorted microseconds does not exceed, in milliseconds.
pub(crate) fn percentile_ms(sorted_us: &[u32], per_cent: usize) -> f64 {
    let rank = (sorted_us.len() * per_cent).div_ceil(100).max(1);
    sorted_us
        .get(rank - 1)
        .map_or(0.0, |us| f64::from(*us) / 1000.0)
}

/// A count as a number to calculate with.
pub(crate) fn real(count: u64) -> f64 {
    let half = |bits: u64| u32::try_from(bits & u64::from(u32::MAX)).map_or(0.0, f64::from);
    half(count >> 32) * 4_294_967_296.0 + half(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_one_line_of_json_with_the_ratio_to_its_peer() {
        let case = Case {
            bench: "submit",
            name: "form",
            db: Some("sqlite"),
            connections: Some(8),
        };
        assert_eq!(
            json(case, KABINET, "per_s", 4321.25, Some(0.556_12)),
            r#"{"bench": "submit", "case": "form", "subject": "kabinet", "db": "sqlite", "connections": 8, "per_s": 4321.0, "ratio": 0.5561}"#
        );
        let alone = Case {
            bench: "start",
            name: "prepared",
            db: None,
            connections: None,
        };
        assert_eq!(
            json(alone, KABINET, "ready_ms", 81.26, None),
            r#"{"bench": "start", "case": "prepared", "subject": "kabinet", "ready_ms": 81.26}"#
        );
    }

    #[test]
    fn the_median_round_counts_and_not_the_luckiest() {
        let rounds = vec![
            vec![("per_s", 10.0)],
            vec![("per_s", 900.0)],
            vec![("per_s", 12.0)],
        ];
        assert_eq!(medians(&rounds), vec![("per_s", 12.0)]);
        assert!((median(vec![4.0, 1.0]) - 2.5).abs() < f64::EPSILON);
    }

    #[test]
    fn the_99th_percentile_leaves_one_in_a_hundred_above() {
        let sorted: Vec<u32> = (1..=200).map(|ms| ms * 1000).collect();
        assert!((percentile_ms(&sorted, 99) - 198.0).abs() < f64::EPSILON);
        assert!((percentile_ms(&sorted, 50) - 100.0).abs() < f64::EPSILON);
        assert!(percentile_ms(&[], 99).abs() < f64::EPSILON);
    }
}
