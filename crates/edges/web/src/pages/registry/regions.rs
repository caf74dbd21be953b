//! Regions by the two digits that the tax service numbers them with.

use texts::Texts;

use crate::patterns::Choice;

/// Codes of the regions that entries of the register have.
const CODES: &[&str] = &[
    "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16",
    "17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31", "32",
    "33", "34", "35", "36", "37", "38", "39", "40", "41", "42", "43", "44", "45", "46", "47", "48",
    "49", "50", "51", "52", "53", "54", "55", "56", "57", "58", "59", "60", "61", "62", "63", "64",
    "65", "66", "67", "68", "69", "70", "71", "72", "73", "74", "75", "76", "77", "78", "79", "83",
    "86", "87", "89", "90", "91", "92", "93", "94", "95", "99",
];

/// The region's name, or its code where it has none here.
pub(super) fn name(t: Texts, code: &str) -> String {
    if CODES.contains(&code) {
        t.get(&format!("registry-region-{code}")).into_owned()
    } else {
        code.to_owned()
    }
}

/// All regions by name, the code beside: people know one or the other.
pub(super) fn choices(t: Texts) -> Vec<Choice> {
    let mut named: Vec<(String, &str)> = CODES.iter().map(|code| (name(t, code), *code)).collect();
    named.sort_by_key(|(name, _)| name.to_lowercase());
    named
        .into_iter()
        .map(|(name, code)| Choice::new(code, format!("{name} ({code})")))
        .collect()
}

/// The code, if there is such a region.
pub(super) fn known(code: &str) -> Option<String> {
    CODES
        .iter()
        .find(|known| **known == code)
        .map(|code| (*code).to_owned())
}
