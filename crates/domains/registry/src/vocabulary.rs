//! Names of made-up companies in a realistic variety: a few words that half of all companies share,
//! and a long tail of rare ones.
//!
//! Ranks of words are drawn by octaves: each doubling of the rank is as likely as the one before, which
//! is Zipf's law in steps. A million names have some three hundred thousand different words.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::synthetic_parts::described_noun;

/// Words that very many names have.
const COMMON: [&str; 48] = [
    "СТРОЙ",
    "ТОРГ",
    "СЕРВИС",
    "ГРУПП",
    "АЛЬЯНС",
    "ИНВЕСТ",
    "ТРАНС",
    "ПРОМ",
    "СТАНДАРТ",
    "ПРОЕКТ",
    "МОНТАЖ",
    "ЛОГИСТИК",
    "РЕСУРС",
    "СНАБ",
    "ТЕХ",
    "ЦЕНТР",
    "ЭНЕРГО",
    "КОНСАЛТ",
    "ПЛЮС",
    "МАСТЕР",
    "ДОМ",
    "АВТО",
    "РЕМОНТ",
    "ПАРТНЕР",
    "СИСТЕМА",
    "КАПИТАЛ",
    "ЭКСПЕРТ",
    "ПРОДУКТ",
    "КОМПЛЕКТ",
    "ИНЖИНИРИНГ",
    "МЕДИА",
    "СОФТ",
    "ФАРМ",
    "МЕТАЛЛ",
    "ЛЕС",
    "АГРО",
    "НЕРУД",
    "ЭКО",
    "ТУР",
    "СТИЛЬ",
    "ДИЗАЙН",
    "БЕЗОПАСНОСТЬ",
    "УПРАВЛЕНИЕ",
    "РАЗВИТИЕ",
    "КОМПАНИЯ",
    "ФАБРИКА",
    "ЗАВОД",
    "ХОЛДИНГ",
];

const STARTS: [&str; 32] = [
    "АЛ", "БЕР", "ВЕЛ", "ГОР", "ДАР", "ЕЛ", "ЖАР", "ЗАР", "ИЛ", "КАР", "ЛАН", "МИР", "НОР", "ОР",
    "ПОЛ", "РОС", "СЕВ", "ТАР", "УР", "ФОР", "ХАР", "ЦЕН", "ЧЕР", "ШАР", "ЭЛ", "ЮР", "ЯР", "БОР",
    "ВОЛ", "КРА", "СОЛ", "ТЕР",
];

const MIDDLES: [&str; 64] = [
    "А", "О", "Е", "И", "БА", "ВА", "ГА", "ДА", "ЗА", "КА", "ЛА", "МА", "НА", "ПА", "РА", "СА",
    "ТА", "ФА", "БО", "ВО", "ГО", "ДО", "ЗО", "КО", "ЛО", "МО", "НО", "ПО", "РО", "СО", "ТО", "ХО",
    "БЕ", "ВЕ", "ДЕ", "ЗЕ", "КЕ", "ЛЕ", "МЕ", "НЕ", "ПЕ", "РЕ", "СЕ", "ТЕ", "БИ", "ВИ", "ДИ", "ЗИ",
    "КИ", "ЛИ", "МИ", "НИ", "ПИ", "РИ", "СИ", "ТИ", "БУ", "ДУ", "КУ", "ЛУ", "МУ", "РУ", "СУ", "ТУ",
];

const ENDS: [&str; 32] = [
    "Н", "Р", "С", "Т", "К", "Л", "М", "В", "Д", "НА", "РА", "СТ", "НТ", "КС", "ТЕК", "ЛИС", "МАР",
    "НОР", "РИС", "СОН", "ТОН", "ВИТ", "ДОР", "ГРАД", "ЛАЙН", "МАКС", "НИКА", "РИУМ", "СИЯ",
    "ТЕРА", "ВЕЙ", "ЛЮКС",
];

/// Ranks have up to so many bits: four million words.
const RANK_BITS: u32 = 22;

pub(crate) fn realistic_name(rng: &mut ChaCha8Rng) -> String {
    match rng.random_range(0..100_u32) {
        0..=29 => rare(rng),
        30..=54 => format!("{}{}", rare(rng), common(rng)),
        55..=72 => format!("{} {}", rare(rng), common(rng)),
        73..=80 => format!("{}-{}", common(rng), rare(rng)),
        81..=88 => described_noun(rng),
        89..=94 => format!("{} {}", described_noun(rng), common(rng)),
        _ => format!("{}{} {}", common(rng), common(rng), rare(rng)),
    }
}

/// A common word; the first ones are the commonest.
fn common(rng: &mut ChaCha8Rng) -> &'static str {
    let octave = rng.random_range(1..=COMMON.len());
    COMMON[rng.random_range(0..octave)]
}

fn rare(rng: &mut ChaCha8Rng) -> String {
    let octave = rng.random_range(0..RANK_BITS);
    word(rng.random_range(1 << octave..2_u32 << octave))
}

/// The word of a rank: every rank below 2^22 has its own four parts.
fn word(rank: u32) -> String {
    // An odd factor shuffles numbers of so many bits without making two of them equal.
    let mixed = rank.wrapping_mul(2_654_435_761) & ((1 << RANK_BITS) - 1);
    let part = |shift: u32, bits: u32| (mixed >> shift & ((1 << bits) - 1)) as usize;
    [
        STARTS[part(17, 5)],
        MIDDLES[part(11, 6)],
        MIDDLES[part(5, 6)],
        ENDS[part(0, 5)],
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use rand::SeedableRng;

    use super::*;

    #[test]
    fn a_million_names_have_hundreds_of_thousands_of_words_and_some_are_everywhere() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut words: HashMap<String, u32> = HashMap::new();
        // A fifth of a million is enough to tell, and quick.
        for _ in 0..200_000 {
            for word in realistic_name(&mut rng).split([' ', '-']) {
                *words.entry(word.to_owned()).or_default() += 1;
            }
        }
        assert!(words.len() > 90_000, "{}", words.len());
        assert!(words["СТРОЙ"] > 4_000, "{}", words["СТРОЙ"]);
        let once = words.values().filter(|count| **count == 1).count();
        assert!(once > words.len() / 2, "{once} of {}", words.len());
    }
}
