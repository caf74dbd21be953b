//! A made-up register of small business for a made-up register, with the slips that live files have.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::model::{Card, Kind};
use crate::problem::Error;
use crate::synthetic::synthetic_card;

/// Documents of one file.
const PER_FILE: usize = 900;

/// Writes a register of small business that holds every second standing entry of the register with this
/// seed and count, plain or realistic alike; gives the files.
///
/// Sizes take turns by the number of the entry: micro, small, medium. Every seventh document leaves
/// its date empty, against its own schema.
pub fn generate_msp(folder: &Path, seed: u64, count: u64) -> Result<Vec<PathBuf>, Error> {
    std::fs::create_dir_all(folder).map_err(|error| Error::io(folder, error))?;
    let mut cards = (0..count)
        .filter(|number| number % 2 == 0)
        .map(|number| (number, synthetic_card(seed, number)))
        .filter(|(_, card)| !card.status.is_ended() && card.inn.is_some())
        .peekable();
    let mut files = Vec::new();
    while cards.peek().is_some() {
        let some: Vec<(u64, Card)> = cards.by_ref().take(PER_FILE).collect();
        let name = format!(
            "VO_RRMSPSV_0000_9965_20261110_00000000-0000-4000-a000-{:012}.xml",
            files.len()
        );
        let path = folder.join(name);
        std::fs::write(&path, text_of(&some)).map_err(|error| Error::io(&path, error))?;
        files.push(path);
    }
    Ok(files)
}

fn text_of(cards: &[(u64, Card)]) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Файл ИдФайл=\"t\" ВерсФорм=\"4.06\" ТипИнф=\"РЕЕСТРМСП\" КолДок=\"{}\"><ИдОтпр><ФИООтв Фамилия=\"-\" Имя=\"-\"/></ИдОтпр>",
        cards.len()
    );
    for (number, card) in cards {
        let since = if number % 7 == 0 { "" } else { "01.08.2016" };
        let (kind, body) = match card.kind {
            Kind::Company => ("1", "ОргВклМСП НаимОрг=\"-\" ИННЮЛ"),
            Kind::SoleTrader => ("2", "ИПВклМСП ИННФЛ"),
        };
        // Infallible: into a string.
        let _ = write!(
            text,
            "<Документ ИдДок=\"{number}\" ДатаСост=\"10.11.2026\" ДатаВклМСП=\"{since}\" ВидСубМСП=\"{kind}\" КатСубМСП=\"{}\" ПризНовМСП=\"2\" СведСоцПред=\"2\" ССЧР=\"\"><{body}=\"{}\" ОГРН=\"{}\"/><СведМН КодРегион=\"\"/></Документ>",
            number / 2 % 3 + 1,
            card.inn.as_deref().unwrap_or_default(),
            card.ogrn,
        );
    }
    text.push_str("</Файл>");
    text
}
