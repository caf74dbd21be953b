//! Looking a text up by its key.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

mod files {
    include!(concat!(env!("OUT_DIR"), "/files.rs"));
}

/// A language of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Russian, what people get unless they ask for English.
    #[default]
    Ru,
    /// English.
    En,
}

impl Lang {
    /// Every language, in the order of the switch.
    pub const ALL: [Self; 2] = [Self::Ru, Self::En];

    /// The tag for `<html lang>`, cookies and addresses: `ru` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The language's own name, for the switch.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ru => "Русский",
            Self::En => "English",
        }
    }

    /// Reads a tag such as `ru`, `en` or `en-GB`; `None` for a language that is not spoken here.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().trim();
        Self::ALL
            .into_iter()
            .find(|lang| primary.eq_ignore_ascii_case(lang.tag()))
    }

    /// The first known language of an `Accept-Language` header; weights are taken to be in
    /// falling order, as browsers send them.
    pub fn from_accept_language(header: &str) -> Option<Self> {
        header
            .split(',')
            .take(20)
            .find_map(|part| Self::parse(part.split(';').next().unwrap_or_default()))
    }

    fn identifier(self) -> LanguageIdentifier {
        self.tag()
            .parse()
            .expect("\"ru\" and \"en\" are language tags")
    }

    fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Ru => files::RU,
            Self::En => files::EN,
        }
    }
}

/// A value that can be put into a text in the place of `{ $name }`: a string or a whole number.
///
/// Numbers choose the plural form and are written with spaces (commas in English) from five
/// digits on. References of any depth count too, because templates make them.
pub trait ToArg {
    /// The value as the text needs it.
    fn to_arg(&self) -> Arg<'_>;
}

/// What [`ToArg`] makes of a value.
#[derive(Debug, Clone, Copy)]
pub enum Arg<'a> {
    /// A string, put in as it is.
    Text(&'a str),
    /// A whole number.
    Number(i64),
}

impl ToArg for str {
    fn to_arg(&self) -> Arg<'_> {
        Arg::Text(self)
    }
}

impl ToArg for String {
    fn to_arg(&self) -> Arg<'_> {
        Arg::Text(self)
    }
}

impl ToArg for Cow<'_, str> {
    fn to_arg(&self) -> Arg<'_> {
        Arg::Text(self)
    }
}

impl<T: ToArg + ?Sized> ToArg for &T {
    fn to_arg(&self) -> Arg<'_> {
        (**self).to_arg()
    }
}

macro_rules! whole_numbers_are_args {
    ($($number:ty),*) => {$(
        impl ToArg for $number {
            fn to_arg(&self) -> Arg<'_> {
                // A count past i64 does not happen; the largest number still reads as "many".
                Arg::Number(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        }
    )*};
}
whole_numbers_are_args!(i16, i32, i64, u8, u16, u32, u64, usize);

/// The texts of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Texts {
    lang: Lang,
}

impl Texts {
    /// The texts of a language; reading the files happens once, at the first text.
    pub fn new(lang: Lang) -> Self {
        Self { lang }
    }

    /// The language of these texts.
    pub fn lang(self) -> Lang {
        self.lang
    }

    /// A text without variables. A missing key comes back as `⟦key⟧` and is logged once.
    pub fn get(self, key: &str) -> Cow<'static, str> {
        let bundle = bundle(self.lang);
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return Cow::Owned(missing(self.lang, key));
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, None, &mut errors);
        report(self.lang, key, &errors);
        text
    }

    /// A text with variables: `t.with("application-due", &[("date", &date), ("days", &3)])`.
    pub fn with(self, key: &str, args: &[(&str, &dyn ToArg)]) -> String {
        let bundle = bundle(self.lang);
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return missing(self.lang, key);
        };
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            match value.to_arg() {
                Arg::Text(text) => values.set(*name, FluentValue::from(text)),
                Arg::Number(number) => values.set(*name, FluentValue::from(number)),
            }
        }
        let mut errors = Vec::new();
        let text = bundle
            .format_pattern(pattern, Some(&values), &mut errors)
            .into_owned();
        report(self.lang, key, &errors);
        text
    }

    /// A text with one variable: `t.with1("greeting", "name", user.name)`.
    pub fn with1(self, key: &str, name: &str, value: impl ToArg) -> String {
        self.with(key, &[(name, &value)])
    }

    /// A text with the number `$count`, in the plural form of the language.
    pub fn count(self, key: &str, count: impl ToArg) -> String {
        self.with1(key, "count", count)
    }

    /// The text of a refusal by its stable code: `ORG-017` is the key `error-ORG-017`.
    pub fn error(self, code: &str) -> Cow<'static, str> {
        self.get(&format!("error-{code}"))
    }

    /// Whether the key exists, for texts that are optional, such as hints of a service's fields.
    pub fn has(self, key: &str) -> bool {
        bundle(self.lang).has_message(key)
    }
}

fn bundle(lang: Lang) -> &'static FluentBundle<FluentResource> {
    static RU: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| load(Lang::Ru));
    static EN: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| load(Lang::En));
    match lang {
        Lang::Ru => &RU,
        Lang::En => &EN,
    }
}

/// Merges the files of a language. A file that does not parse loses only its broken entries: a
/// cabinet with one text missing is better than none. The tests refuse such a file.
fn load(lang: Lang) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![lang.identifier()]);
    // The marks that isolate directions are for Arabic or Hebrew beside Latin; here they would
    // only travel into mails and copied numbers.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match lang {
        Lang::Ru => number_ru,
        Lang::En => number_en,
    }));
    for (file, source) in lang.files() {
        let resource =
            FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, errors)| {
                tracing::error!(
                    lang = lang.tag(),
                    file,
                    ?errors,
                    "a file of texts does not parse"
                );
                resource
            });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(lang = lang.tag(), file, ?errors, "a text is defined twice");
        }
    }
    bundle
}

fn number_ru<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    whole(value).map(|number| crate::format::grouped(number, '\u{a0}'))
}

fn number_en<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    whole(value).map(|number| crate::format::grouped(number, ','))
}

fn whole(value: &FluentValue<'_>) -> Option<i64> {
    let FluentValue::Number(FluentNumber { value, .. }) = value else {
        return None;
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "only whole numbers are put in, see Arg"
    )]
    let number = *value as i64;
    (number.unsigned_abs() >= 10_000).then_some(number)
}

fn missing(lang: Lang, key: &str) -> String {
    if first_time(lang, key) {
        tracing::error!(lang = lang.tag(), key, "a text is missing");
    }
    format!("⟦{key}⟧")
}

fn report(lang: Lang, key: &str, errors: &[fluent_bundle::FluentError]) {
    if !errors.is_empty() && first_time(lang, key) {
        tracing::error!(
            lang = lang.tag(),
            key,
            ?errors,
            "a text cannot be filled in"
        );
    }
}

/// Whether this key is complained about for the first time. The set is bounded because a key can
/// come from a service's definition.
fn first_time(lang: Lang, key: &str) -> bool {
    static SEEN: LazyLock<Mutex<HashSet<(Lang, String)>>> = LazyLock::new(Mutex::default);
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    seen.len() < 1_000 && seen.insert((lang, key.to_owned()))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    /// Key → the variables its text uses, read from the source as the translators see it.
    fn keys(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
        let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (file, source) in lang.files() {
            let mut current = None;
            for line in source.lines() {
                if line.starts_with(|first: char| first.is_ascii_alphabetic() || first == '-') {
                    let key = line.split('=').next().unwrap_or_default().trim().to_owned();
                    assert!(
                        keys.insert(key.clone(), BTreeSet::new()).is_none(),
                        "{}/{file}: {key} is defined twice",
                        lang.tag()
                    );
                    current = Some(key);
                }
                if line.starts_with('#') {
                    continue;
                }
                let Some(variables) = current.as_ref().and_then(|key| keys.get_mut(key)) else {
                    continue;
                };
                for part in line.split('$').skip(1) {
                    variables.insert(
                        part.chars()
                            .take_while(|c| c.is_alphanumeric() || "-_".contains(*c))
                            .collect(),
                    );
                }
            }
        }
        keys
    }

    #[test]
    fn every_file_of_texts_parses() {
        for lang in Lang::ALL {
            assert!(!lang.files().is_empty());
            for (file, source) in lang.files() {
                if let Err((_, errors)) = FluentResource::try_new((*source).to_owned()) {
                    panic!("{}/{file}: {errors:?}", lang.tag());
                }
            }
        }
    }

    #[test]
    fn russian_and_english_have_the_same_keys() {
        let (ru, en) = (keys(Lang::Ru), keys(Lang::En));
        let only_ru: Vec<_> = ru.keys().filter(|key| !en.contains_key(*key)).collect();
        let only_en: Vec<_> = en.keys().filter(|key| !ru.contains_key(*key)).collect();
        assert!(
            only_ru.is_empty() && only_en.is_empty(),
            "only Russian: {only_ru:?}\nonly English: {only_en:?}"
        );
    }

    #[test]
    fn both_languages_use_the_same_variables() {
        let en = keys(Lang::En);
        for (key, variables) in keys(Lang::Ru) {
            if let Some(english) = en.get(&key) {
                assert_eq!(&variables, english, "variables of {key}");
            }
        }
    }

    #[test]
    fn a_missing_key_is_shown_and_does_not_break_the_page() {
        assert_eq!(Texts::new(Lang::Ru).get("no-such-key"), "⟦no-such-key⟧");
        assert_eq!(
            Texts::new(Lang::En).count("no-such-key", 2),
            "⟦no-such-key⟧"
        );
    }

    #[test]
    fn plurals_follow_the_language() {
        let ru = Texts::new(Lang::Ru);
        assert_eq!(
            ru.count("shell-notifications", 1),
            "1 непрочитанное уведомление"
        );
        assert_eq!(
            ru.count("shell-notifications", 22),
            "22 непрочитанных уведомления"
        );
        assert_eq!(
            ru.count("shell-notifications", 11),
            "11 непрочитанных уведомлений"
        );
        assert_eq!(
            ru.count("shell-notifications", 12_345),
            "12\u{a0}345 непрочитанных уведомлений"
        );
        let en = Texts::new(Lang::En);
        assert_eq!(en.count("shell-notifications", 1), "1 unread notification");
        assert_eq!(
            en.count("shell-notifications", 12_345),
            "12,345 unread notifications"
        );
    }

    #[test]
    fn values_are_put_in_without_invisible_marks() {
        let text = Texts::new(Lang::Ru).with1("shell-error-title", "title", "Вход");
        assert_eq!(text, "Ошибка: Вход");
    }

    #[test]
    fn the_language_of_the_browser_is_understood() {
        assert_eq!(
            Lang::from_accept_language("de-DE,de;q=0.9,en;q=0.5"),
            Some(Lang::En)
        );
        assert_eq!(
            Lang::from_accept_language("ru-RU,ru;q=0.9,en-US;q=0.8"),
            Some(Lang::Ru)
        );
        assert_eq!(Lang::from_accept_language("*"), None);
    }
}
