//! Cards written in the register's exchange format, in either of its forms.

mod address;
mod company;
mod element;
mod parts;
mod sole_trader;

use self::element::Xml;
use crate::model::{Card, Kind};

/// Which form of the exchange format to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// `Файл/Документ`, windows-1251, 4.07 for companies and 4.06 for sole traders.
    #[default]
    Current,
    /// `EGRUL`/`EGRIP`, UTF-8, 4.05; it has no place for the ГАР GUID.
    Old,
}

/// Cards of one kind as the bytes of one file. `file_id` is ИдФайл without the extension, `entry_ids`
/// gives ИдДок.
pub(crate) fn file(
    format: Format,
    kind: Kind,
    file_id: &str,
    cards: &[Card],
    mut entry_id: impl FnMut() -> String,
) -> Vec<u8> {
    let mut xml = Xml {
        text: String::with_capacity(cards.len() * 3_000),
        format,
    };
    match format {
        Format::Current => {
            xml.text
                .push_str("<?xml version=\"1.0\" encoding=\"windows-1251\"?>\n");
            let (version, content) = match kind {
                Kind::Company => ("4.07", "ЕГРЮЛ_ОТКР_СВЕД"),
                Kind::SoleTrader => ("4.06", "ЕГРИП_ОТКР_СВЕД"),
            };
            let count = format!("{:>10}", cards.len());
            xml.open(
                "Файл",
                &[
                    ("ИдФайл", Some(file_id)),
                    ("ВерсФорм", Some(version)),
                    ("ТипИнф", Some(content)),
                    ("ВерсПрог", Some("kabinet")),
                    ("КолДок", Some(&count)),
                ],
            );
        }
        Format::Old => {
            xml.text
                .push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
            let day = cards.first().map(|card| card.extracted_on.to_string());
            xml.open(root_name(kind), &[("ДатаВыг", day.as_deref())]);
        }
    }
    for card in cards {
        if format == Format::Current {
            xml.open("Документ", &[("ИдДок", Some(&entry_id()))]);
        }
        match kind {
            Kind::Company => xml.company(card),
            Kind::SoleTrader => xml.sole_trader(card),
        }
        if format == Format::Current {
            xml.close("Документ");
        }
    }
    match format {
        Format::Current => {
            xml.close("Файл");
            // Letters that windows-1251 lacks become numeric references, which is what XML wants.
            encoding_rs::WINDOWS_1251.encode(&xml.text).0.into_owned()
        }
        Format::Old => {
            xml.close(root_name(kind));
            xml.text.into_bytes()
        }
    }
}

fn root_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Company => "EGRUL",
        Kind::SoleTrader => "EGRIP",
    }
}
