//! Names as people compare them: case, «ё», quotes, look-alike letters and the legal form do not count.

/// Legal forms in words and in letters. Longer ones stand first, so that «непубличное акционерное
/// общество» is not left with «непубличное».
const LEGAL_FORMS: &[&str] = &[
    "федеральное государственное бюджетное образовательное учреждение высшего образования",
    "федеральное государственное бюджетное учреждение",
    "федеральное государственное казенное учреждение",
    "федеральное государственное унитарное предприятие",
    "областное государственное бюджетное учреждение",
    "государственное бюджетное учреждение здравоохранения",
    "государственное бюджетное учреждение",
    "государственное казенное учреждение",
    "государственное автономное учреждение",
    "государственное унитарное предприятие",
    "муниципальное бюджетное общеобразовательное учреждение",
    "муниципальное бюджетное учреждение",
    "муниципальное казенное учреждение",
    "муниципальное автономное учреждение",
    "муниципальное унитарное предприятие",
    "общество с ограниченной ответственностью",
    "товарищество с ограниченной ответственностью",
    "сельскохозяйственный производственный кооператив",
    "садоводческое некоммерческое товарищество",
    "садовое некоммерческое товарищество",
    "товарищество собственников недвижимости",
    "товарищество собственников жилья",
    "гаражно строительный кооператив",
    "жилищно строительный кооператив",
    "потребительский кооператив",
    "производственный кооператив",
    "непубличное акционерное общество",
    "публичное акционерное общество",
    "открытое акционерное общество",
    "закрытое акционерное общество",
    "автономная некоммерческая организация",
    "некоммерческое партнерство",
    "индивидуальный предприниматель",
    "глава крестьянского фермерского хозяйства",
    "крестьянское фермерское хозяйство",
    "акционерное общество",
    "некоммерческая организация",
    "общественная организация",
    "благотворительный фонд",
    "ооо",
    "оао",
    "зао",
    "пао",
    "нао",
    "ао",
    "ано",
    "нко",
    "гуп",
    "муп",
    "фгуп",
    "фгбу",
    "фгку",
    "гбуз",
    "гбу",
    "гку",
    "гау",
    "мбоу",
    "мбу",
    "мку",
    "мау",
    "тсн",
    "тсж",
    "снт",
    "гск",
    "жск",
    "спк",
    "кфх",
    "ип",
    "чоу",
    "тоо",
];

/// Lower case, «ё» as «е», Latin look-alikes as Cyrillic, anything but letters and digits as one space.
///
/// Folding look-alikes also bends words that are truly Latin, but it bends them the same way in the
/// register and in what was typed.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        let letter = match letter {
            'a' => 'а',
            'b' => 'в',
            'c' => 'с',
            'ё' | 'e' => 'е',
            'h' => 'н',
            'k' => 'к',
            'm' => 'м',
            'o' => 'о',
            'p' => 'р',
            't' => 'т',
            'x' => 'х',
            'y' => 'у',
            other => other,
        };
        if letter.is_alphanumeric() {
            folded.push(letter);
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// [`fold`] without the legal form at either end; a name that is nothing else stays.
pub fn normalize_name(name: &str) -> String {
    let folded = fold(name);
    let mut rest = folded.as_str();
    // «ОАО АО …» exists; three rounds are more than any real name needs.
    for _ in 0..3 {
        let Some(shorter) = LEGAL_FORMS.iter().find_map(|form| without(rest, form)) else {
            break;
        };
        if shorter.is_empty() {
            break;
        }
        rest = shorter;
    }
    rest.to_owned()
}

/// A folded word that is a legal form in letters: «ооо», «пао».
pub(crate) fn is_legal_form(word: &str) -> bool {
    LEGAL_FORMS.contains(&word)
}

/// A folded word that says nothing about which company is meant: one or two letters, a conjunction, or
/// a word of a legal form, «фонд».
pub(crate) fn is_filler(word: &str) -> bool {
    const JOINING: [&str; 9] = [
        "или", "для", "при", "над", "под", "без", "про", "как", "что",
    ];
    word.chars().count() <= 2
        || JOINING.contains(&word)
        || LEGAL_FORMS
            .iter()
            .any(|form| form.split(' ').any(|of_form| of_form == word))
}

/// `text` without `form` at its beginning or end, as whole words.
fn without<'a>(text: &'a str, form: &str) -> Option<&'a str> {
    if let Some(rest) = text.strip_prefix(form)
        && (rest.is_empty() || rest.starts_with(' '))
    {
        return Some(rest.trim_start());
    }
    let rest = text.strip_suffix(form)?;
    rest.ends_with(' ').then(|| rest.trim_end())
}

/// An address as comparable words: types of objects in one spelling, without the country.
///
/// The order of words does not count and neither does the index: people leave it out.
pub fn normalize_address(address: &str) -> Vec<String> {
    // «ул.Мира» and «д.5» are written without a space as often as with one.
    let spaced = split_letters_from_digits(&fold(address));
    let mut words: Vec<String> = spaced
        .split(' ')
        .filter(|word| !is_postal_code(word) && !SILENT_WORDS.contains(word))
        .map(str::to_owned)
        .collect();
    words.sort();
    words.dedup();
    words
}

fn is_postal_code(word: &str) -> bool {
    word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// «256а» stays one word; «д5» becomes «д 5».
fn split_letters_from_digits(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + 8);
    let mut previous = ' ';
    for letter in text.chars() {
        if letter.is_ascii_digit() && previous.is_alphabetic() {
            result.push(' ');
        }
        result.push(letter);
        previous = letter;
    }
    result
}

/// Types of address objects and filler: the names beside them carry the meaning.
const SILENT_WORDS: &[&str] = &[
    "",
    "россия",
    "рф",
    "российская",
    "федерация",
    "г",
    "гор",
    "город",
    "ул",
    "улица",
    "д",
    "дом",
    "пр",
    "кт",
    "проспект",
    "пер",
    "переулок",
    "б",
    "р",
    "бульвар",
    "бул",
    "ш",
    "шоссе",
    "наб",
    "набережная",
    "пл",
    "площадь",
    "проезд",
    "туп",
    "тупик",
    "обл",
    "область",
    "край",
    "респ",
    "республика",
    "ао",
    "округ",
    "р",
    "н",
    "район",
    "п",
    "пос",
    "поселок",
    "с",
    "село",
    "дер",
    "деревня",
    "пгт",
    "рп",
    "мкр",
    "микрорайон",
    "кв",
    "квартира",
    "оф",
    "офис",
    "пом",
    "помещ",
    "помещение",
    "ком",
    "комн",
    "комната",
    "корп",
    "корпус",
    "к",
    "стр",
    "строение",
    "литер",
    "лит",
    "зд",
    "здание",
    "этаж",
    "эт",
    "тер",
    "территория",
    "вн",
    "мо",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_company_in_many_spellings_has_one_name() {
        let spellings = [
            "Общество с ограниченной ответственностью «Северный луч»",
            "ООО \"СЕВЕРНЫЙ ЛУЧ\"",
            "OOO Северный луч",
            "северный  луч, ООО",
            "Северный Луч",
        ];
        for spelling in spellings {
            assert_eq!(normalize_name(spelling), "северный луч", "{spelling}");
        }
    }

    #[test]
    fn a_name_that_is_only_a_legal_form_stays() {
        assert_eq!(normalize_name("АО"), "ао");
        assert_eq!(normalize_name("ООО «АО»"), "ао");
        assert_eq!(normalize_name(""), "");
    }

    #[test]
    fn a_legal_form_inside_a_word_stays() {
        assert_eq!(normalize_name("АО «Аорта»"), "аорта");
        assert_eq!(normalize_name("ООО «Ипотека»"), "ипотека");
    }

    #[test]
    fn conjunctions_and_words_of_legal_forms_tell_no_company_from_another() {
        for filler in ["и", "на", "для", "фонд", "ооо", "общество", "учреждение"]
        {
            assert!(is_filler(filler), "{filler}");
        }
        for telling in ["право", "безопасность", "мир", "1с8"] {
            assert!(!is_filler(telling), "{telling}");
        }
    }

    #[test]
    fn look_alike_letters_and_yo_do_not_count() {
        assert_eq!(fold("ЁЛКА"), fold("елка"));
        assert_eq!(fold("MOCT"), fold("МОСТ"));
    }

    #[test]
    fn addresses_differ_only_by_what_they_name() {
        let registered = "630055, НОВОСИБИРСКАЯ ОБЛАСТЬ, Г. НОВОСИБИРСК, Б-Р МОЛОДЕЖИ, Д. 36Б";
        let typed = "Россия, Новосибирская обл., г.Новосибирск, бульвар Молодёжи, д.36б";
        assert_eq!(normalize_address(registered), normalize_address(typed));
        assert_ne!(
            normalize_address(registered),
            normalize_address("г. Новосибирск, б-р Молодежи, д. 36")
        );
    }
}
