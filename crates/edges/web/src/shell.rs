//! What surrounds every page: header, menu, footer.

use texts::{Lang, Texts};
use url::form_urlencoded;

use crate::patterns::{Alert, Color};

/// The surroundings of a page. Every page struct has a field `shell` of this type, and its
/// template extends `layouts/public.html` or `layouts/cabinet.html`.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The page's own title, without the product's name.
    pub title: String,
    /// Whether the page shows errors of a form: the title then begins with «Ошибка:».
    pub has_errors: bool,
    /// Texts in the person's language.
    pub t: Texts,
    /// Path and query of this page, for the way back after changing the language.
    pub path: String,
    /// The nonce of this answer's Content-Security-Policy, for `hx-nonce` and script tags.
    pub nonce: String,
    /// Who is signed in.
    pub user: Option<ShellUser>,
    /// The organizations to switch between.
    pub organizations: Vec<ShellOrganization>,
    /// The sections of the cabinet.
    pub menu: Vec<MenuItem>,
    /// Unread notifications.
    pub notifications: u64,
    /// Told once after something was done.
    pub flash: Option<Alert>,
    /// Said on every page of an organization: liquidation, a stop, data to confirm anew.
    pub banners: Vec<Alert>,
    /// Where the search box of the header looks; no box without it.
    pub search: Option<ShellSearch>,
    /// An address of server-sent events; see `data-live` in `templates/README.md`. Set by [`Self::follow`].
    pub live_url: Option<String>,
    /// Where announcements were when the page began to be made.
    pub mark: String,
}

/// The person in the header.
#[derive(Debug, Clone, Default)]
pub struct ShellUser {
    /// «Анна Котова».
    pub name: String,
    /// «АК», see [`texts::initials`].
    pub initials: String,
    /// The address, shown in the menu.
    pub email: String,
}

/// An organization in the switcher.
#[derive(Debug, Clone, Default)]
pub struct ShellOrganization {
    /// The short name: ООО «Северный луч».
    pub name: String,
    /// Ten or twelve digits.
    pub inn: String,
    /// The person's role there, in words.
    pub role: String,
    /// Its overview.
    pub url: String,
    /// Whether the page is about it.
    pub current: bool,
}

/// The search box of the header: a GET form of a list that has its own search.
#[derive(Debug, Clone, Default)]
pub struct ShellSearch {
    /// The list.
    pub url: String,
    /// What can be typed: «Номер заявления, услуга».
    pub hint: String,
    /// The list's filter `state=all`: it is closed things that are looked for most.
    pub everywhere: bool,
}

/// A section of the cabinet.
#[derive(Debug, Clone, Default)]
pub struct MenuItem {
    /// The name.
    pub label: String,
    /// A name of an icon.
    pub icon: &'static str,
    /// The address.
    pub url: String,
    /// Whether the page is in it.
    pub current: bool,
    /// How many things there need attention; 0 shows nothing.
    pub counter: u64,
}

impl Shell {
    /// The surroundings of a page before sign-in; `path` is its path with the query.
    pub fn public(title: impl Into<String>, t: Texts, path: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            has_errors: false,
            t,
            path: path.into(),
            nonce: String::new(),
            user: None,
            organizations: Vec::new(),
            menu: Vec::new(),
            notifications: 0,
            flash: None,
            banners: Vec::new(),
            search: None,
            live_url: None,
            mark: String::new(),
        }
    }

    /// The page looks again when `events` says so, or when something changed before it began to listen.
    pub fn follow(&mut self, events: &str) {
        self.live_url = Some(format!("{events}?since={}", self.mark));
    }

    /// The content of `<title>`.
    pub fn full_title(&self) -> String {
        let title = self.t.with1("shell-title", "title", &self.title);
        if self.has_errors {
            self.t.with1("shell-error-title", "title", title)
        } else {
            title
        }
    }

    /// The language for `<html lang>`.
    pub fn lang(&self) -> &'static str {
        self.t.lang().tag()
    }

    /// The languages with the addresses that switch to them and come back to this page.
    pub fn languages(&self) -> Vec<LanguageLink> {
        let back: String = form_urlencoded::byte_serialize(self.path.as_bytes()).collect();
        Lang::ALL
            .into_iter()
            .map(|lang| LanguageLink {
                name: lang.name(),
                tag: lang.tag(),
                url: format!("/language/{}?back={back}", lang.tag()),
                current: lang == self.t.lang(),
            })
            .collect()
    }

    /// The organization that the page is about.
    pub fn organization(&self) -> Option<&ShellOrganization> {
        self.organizations
            .iter()
            .find(|organization| organization.current)
    }

    /// What the bell says when it is read aloud.
    pub fn notifications_label(&self) -> String {
        if self.notifications == 0 {
            self.t.get("shell-notifications-none").into_owned()
        } else {
            self.t.count("shell-notifications", self.notifications)
        }
    }

    /// The number on the bell; more than 99 is «99+».
    pub fn notifications_badge(&self) -> String {
        badge(self.notifications)
    }

    /// Tells that something was done, on the next rendering of this shell.
    pub fn tell(&mut self, color: Color, title: impl Into<String>) {
        self.flash = Some(Alert::new(color, title));
    }
}

impl MenuItem {
    /// The number beside the name.
    pub fn badge(&self) -> String {
        badge(self.counter)
    }
}

impl ShellOrganization {
    /// One or two letters for the square beside the name: of what stands in «quotes», else of
    /// the first words.
    pub fn letters(&self) -> String {
        let own = self.name.split(['«', '"']).nth(1).unwrap_or(&self.name);
        own.split_whitespace()
            .filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()))
            .take(2)
            .flat_map(char::to_uppercase)
            .collect()
    }
}

/// A language of the switch.
#[derive(Debug, Clone)]
pub struct LanguageLink {
    /// Its own name.
    pub name: &'static str,
    /// Its tag.
    pub tag: &'static str,
    /// The address that switches.
    pub url: String,
    /// Whether the page is in it.
    pub current: bool,
}

fn badge(number: u64) -> String {
    if number > 99 {
        "99+".to_owned()
    } else {
        number.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_with_errors_says_so_in_its_title() {
        let mut shell = Shell::public("Вход", Texts::new(Lang::Ru), "/sign-in");
        assert_eq!(shell.full_title(), "Вход — Кабинет");
        shell.has_errors = true;
        assert_eq!(shell.full_title(), "Ошибка: Вход — Кабинет");
    }

    #[test]
    fn the_language_switch_comes_back_to_the_page_with_its_query() {
        let shell = Shell::public(
            "Заявления",
            Texts::new(Lang::Ru),
            "/applications?q=а&page=2",
        );
        let english = &shell.languages()[1];
        assert_eq!(
            english.url,
            "/language/en?back=%2Fapplications%3Fq%3D%D0%B0%26page%3D2"
        );
        assert!(shell.languages()[0].current);
    }

    #[test]
    fn an_organization_is_known_by_the_letters_of_its_own_name() {
        let letters = |name: &str| {
            ShellOrganization {
                name: name.into(),
                ..Default::default()
            }
            .letters()
        };
        assert_eq!(letters("ООО «Северный луч»"), "СЛ");
        assert_eq!(letters("АО \"Волна\""), "В");
        assert_eq!(letters("Котова Анна Сергеевна"), "КА");
        assert_eq!(letters(""), "");
    }
}
