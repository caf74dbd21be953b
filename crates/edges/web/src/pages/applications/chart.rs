//! A bar chart as SVG, drawn by the server, with the same numbers as a table under it.

use applications::Month;
use jiff::tz::TimeZone;
use texts::Texts;

/// What the template draws; lengths are in the SVG's own units.
pub(crate) struct Chart {
    pub(crate) label: String,
    pub(crate) lines: Vec<GridLine>,
    pub(crate) months: Vec<Bars>,
    pub(crate) is_empty: bool,
}

pub(crate) struct GridLine {
    pub(crate) y: u64,
    pub(crate) text_y: u64,
    pub(crate) value: u64,
}

pub(crate) struct Bars {
    pub(crate) name: String,
    pub(crate) submitted: u64,
    pub(crate) decided: u64,
    pub(crate) left: u64,
    pub(crate) right: u64,
    pub(crate) middle: u64,
    pub(crate) submitted_y: u64,
    pub(crate) submitted_height: u64,
    pub(crate) decided_y: u64,
    pub(crate) decided_height: u64,
}

const BOTTOM: u64 = 180;
const HEIGHT: u64 = 160;
const LEFT: u64 = 44;
const STEP: u64 = 96;

pub(crate) fn chart(t: Texts, zone: &TimeZone, months: &[Month]) -> Chart {
    let most = months
        .iter()
        .map(|month| month.submitted.max(month.decided))
        .max()
        .unwrap_or(0);
    let top = nice_top(most);
    let height = |value: u64| value * HEIGHT / top;
    let lines = (0..=4)
        .map(|quarter| {
            let y = BOTTOM - HEIGHT * quarter / 4;
            GridLine {
                y,
                text_y: y + 5,
                value: top * quarter / 4,
            }
        })
        .collect();
    let bars = months
        .iter()
        .zip(0_u64..)
        .map(|(month, index)| {
            let left = LEFT + index * STEP + 16;
            let (submitted_height, decided_height) =
                (height(month.submitted), height(month.decided));
            let number = month.begins.to_zoned(zone.clone()).date().month();
            Bars {
                name: t.get(&format!("chart-month-{number}")).into_owned(),
                submitted: month.submitted,
                decided: month.decided,
                left,
                right: left + 32,
                middle: left + 30,
                submitted_y: BOTTOM - submitted_height,
                submitted_height,
                decided_y: BOTTOM - decided_height,
                decided_height,
            }
        })
        .collect();
    Chart {
        label: t.get("chart-title").into_owned(),
        lines,
        months: bars,
        is_empty: most == 0,
    }
}

/// The smallest multiple of four that is round enough for four lines.
fn nice_top(most: u64) -> u64 {
    let steps = [
        1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 2500, 5000, 10_000, 50_000,
        250_000,
    ];
    let quarter = steps.into_iter().find(|step| step * 4 >= most);
    quarter.map_or(most.max(1), |quarter| quarter * 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_bar_fits_under_the_top_line() {
        for most in [0, 1, 4, 5, 27, 100, 12_345, u64::from(u32::MAX)] {
            assert!(nice_top(most) >= most.max(1), "{most}");
        }
        assert_eq!(nice_top(27), 40);
    }
}
