//! Cards written in the register's exchange format, in any of its versions.

mod address;
mod company;
mod element;
mod history;
mod parts;
mod sole_trader;

use self::element::Xml;
use crate::model::{Card, Kind};

/// Which form of the exchange format to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// `EGRUL`/`EGRIP`, UTF-8, 4.05; it has no place for the ГАР GUID.
    Old,
    /// `Файл/Документ`, windows-1251, 4.06 for companies and 4.05 for sole traders.
    V406,
    /// The same, 4.07 for companies and 4.06 for sole traders.
    #[default]
    Current,
    /// The same, 4.08 for companies and 4.07 for sole traders.
    V408,
}

impl Format {
    pub const ALL: [Self; 4] = [Self::Old, Self::V406, Self::Current, Self::V408];

    pub(crate) fn is_old(self) -> bool {
        self == Self::Old
    }

    /// ВерсФорм.
    fn version(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Self::V408, Kind::Company) => "4.08",
            (Self::V408, Kind::SoleTrader) | (Self::Current, Kind::Company) => "4.07",
            (Self::Current, Kind::SoleTrader) | (Self::V406, Kind::Company) => "4.06",
            (Self::V406, Kind::SoleTrader) | (Self::Old, _) => "4.05",
        }
    }
}

/// Cards of one kind as the bytes of one file. `file_id` is ИдФайл without the extension, `entry_ids`
/// gives ИдДок. `realistic` adds records that no card keeps, to the size of live files.
pub(crate) fn file(
    format: Format,
    realistic: bool,
    kind: Kind,
    file_id: &str,
    cards: &[Card],
    mut entry_id: impl FnMut() -> String,
) -> Vec<u8> {
    let mut xml = Xml {
        text: String::with_capacity(cards.len() * if realistic { 40_000 } else { 6_000 }),
        format,
        realistic,
    };
    if format.is_old() {
        xml.text
            .push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        let day = cards.first().map(|card| card.extracted_on.to_string());
        xml.open(root_name(kind), &[("ДатаВыг", day.as_deref())]);
    } else {
        xml.text
            .push_str("<?xml version=\"1.0\" encoding=\"windows-1251\"?>\n");
        let content = match kind {
            Kind::Company => "ЕГРЮЛ_ОТКР_СВЕД",
            Kind::SoleTrader => "ЕГРИП_ОТКР_СВЕД",
        };
        let count = format!("{:>10}", cards.len());
        xml.open(
            "Файл",
            &[
                ("ИдФайл", Some(file_id)),
                ("ВерсФорм", Some(format.version(kind))),
                ("ТипИнф", Some(content)),
                ("ВерсПрог", Some("kabinet")),
                ("КолДок", Some(&count)),
            ],
        );
    }
    for card in cards {
        if !format.is_old() {
            xml.open("Документ", &[("ИдДок", Some(&entry_id()))]);
        }
        match kind {
            Kind::Company => xml.company(card),
            Kind::SoleTrader => xml.sole_trader(card),
        }
        if !format.is_old() {
            xml.close("Документ");
        }
    }
    if format.is_old() {
        xml.close(root_name(kind));
        return xml.text.into_bytes();
    }
    xml.close("Файл");
    // Letters that windows-1251 lacks become numeric references, which is what XML wants.
    encoding_rs::WINDOWS_1251.encode(&xml.text).0.into_owned()
}

fn root_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Company => "EGRUL",
        Kind::SoleTrader => "EGRIP",
    }
}
