//! Headers, tags, alerts, steps and whole-page states.

use super::SummaryRow;

/// What a colour means; colours never stand without words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Color {
    /// Nothing to do: a draft, an archive.
    #[default]
    Neutral,
    /// The brand's green: ours to continue.
    Accent,
    /// Under way.
    Info,
    /// Done well.
    Success,
    /// Someone must act.
    Warning,
    /// Refused, blocked, broken.
    Danger,
}

impl Color {
    /// The value of `data-color`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Accent => "accent",
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        }
    }

    /// The icon that goes with the meaning.
    pub fn icon(self) -> &'static str {
        match self {
            Self::Neutral | Self::Accent | Self::Info => "info",
            Self::Success => "circle-check",
            Self::Warning => "circle-alert",
            Self::Danger => "octagon-x",
        }
    }

    /// The key of the word read aloud before an alert.
    pub fn word_key(self) -> &'static str {
        match self {
            Self::Neutral | Self::Accent | Self::Info => "alert-info",
            Self::Success => "alert-success",
            Self::Warning => "alert-warning",
            Self::Danger => "alert-danger",
        }
    }
}

/// A status in a word or two.
#[derive(Debug, Clone, Default)]
pub struct Tag {
    /// The status.
    pub text: String,
    /// Its meaning.
    pub color: Color,
}

impl Tag {
    /// A status of this meaning.
    pub fn new(text: impl Into<String>, color: Color) -> Self {
        Self {
            text: text.into(),
            color,
        }
    }
}

/// A link, shown as a button or as a text link by the pattern it stands in.
#[derive(Debug, Clone, Default)]
pub struct Action {
    /// What it does: a verb.
    pub label: String,
    /// Where it leads.
    pub url: String,
    /// A name of an icon before the label.
    pub icon: Option<&'static str>,
    /// The main one on the page: filled.
    pub primary: bool,
    /// Read aloud after the label in tables: «Изменить» and whom.
    pub about: Option<String>,
}

impl Action {
    /// A secondary action.
    pub fn new(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            url: url.into(),
            ..Self::default()
        }
    }

    /// The main action of the page.
    pub fn primary(label: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            primary: true,
            ..Self::new(label, url)
        }
    }

    /// Adds an icon.
    #[must_use]
    pub fn icon(mut self, icon: &'static str) -> Self {
        self.icon = Some(icon);
        self
    }

    /// Adds what it is about, read aloud only.
    #[must_use]
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = Some(about.into());
        self
    }
}

/// A banner. A `Danger` or `Warning` one is announced at once by screen readers.
#[derive(Debug, Clone, Default)]
pub struct Alert {
    /// What it means.
    pub color: Color,
    /// The heading, may be the only text.
    pub title: String,
    /// More words.
    pub text: Option<String>,
    /// What to do about it.
    pub action: Option<Action>,
    /// The stable code of a refusal, such as `ORG-017`.
    pub code: Option<String>,
}

impl Alert {
    /// A banner with a heading only.
    pub fn new(color: Color, title: impl Into<String>) -> Self {
        Self {
            color,
            title: title.into(),
            ..Self::default()
        }
    }

    /// Adds words under the heading.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }
}

/// The top of a page with its only `<h1>`.
#[derive(Debug, Clone, Default)]
pub struct PageHeader {
    /// The heading.
    pub title: String,
    /// A sentence under it.
    pub lead: Option<String>,
    /// A status beside it.
    pub tag: Option<Tag>,
    /// Buttons to the right.
    pub actions: Vec<Action>,
    /// The way here; the last one is this page.
    pub crumbs: Vec<Crumb>,
}

impl PageHeader {
    /// A heading alone.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..Self::default()
        }
    }

    /// Adds the sentence under the heading.
    #[must_use]
    pub fn lead(mut self, lead: impl Into<String>) -> Self {
        self.lead = Some(lead.into());
        self
    }

    /// Adds a status.
    #[must_use]
    pub fn tag(mut self, tag: Tag) -> Self {
        self.tag = Some(tag);
        self
    }

    /// Adds a button.
    #[must_use]
    pub fn action(mut self, action: Action) -> Self {
        self.actions.push(action);
        self
    }

    /// Adds a page on the way here.
    #[must_use]
    pub fn crumb(mut self, label: impl Into<String>, url: impl Into<String>) -> Self {
        self.crumbs.push(Crumb {
            label: label.into(),
            url: url.into(),
        });
        self
    }
}

/// A page on the way to this one. This page itself is not among them: its heading is below.
#[derive(Debug, Clone, Default)]
pub struct Crumb {
    /// The name.
    pub label: String,
    /// The address.
    pub url: String,
}

/// One of the pages that share a heading.
#[derive(Debug, Clone, Default)]
pub struct Tab {
    /// The name.
    pub label: String,
    /// The address.
    pub url: String,
    /// Whether it is open.
    pub current: bool,
    /// How many things are there.
    pub count: Option<u64>,
}

/// A step of a long form.
#[derive(Debug, Clone, Default)]
pub struct Step {
    /// The name.
    pub label: String,
    /// Where it is, when it can be opened.
    pub url: Option<String>,
    /// How far it is.
    pub state: StepState,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StepState {
    /// Not begun.
    #[default]
    Todo,
    /// Open now.
    Current,
    /// Finished.
    Done,
    /// Finished badly: refused, not passed.
    Failed,
}

impl StepState {
    /// The class of the step.
    pub fn name(self) -> &'static str {
        match self {
            Self::Todo => "todo",
            Self::Current => "current",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// What stands where a list has nothing to show.
#[derive(Debug, Clone, Default)]
pub struct EmptyState {
    /// A name of an icon.
    pub icon: &'static str,
    /// What is missing: «Заявлений пока нет».
    pub title: String,
    /// What to do next.
    pub text: String,
    /// The way to do it.
    pub action: Option<Action>,
}

/// A number that a person wants to see first.
#[derive(Debug, Clone, Default)]
pub struct StatCard {
    /// A name of an icon.
    pub icon: &'static str,
    /// What is counted.
    pub label: String,
    /// The number, written for people.
    pub value: String,
    /// A sentence under it.
    pub note: String,
    /// Where the things themselves are; the whole card is the link.
    pub url: Option<String>,
    /// The colour of the icon.
    pub color: Color,
}

/// A page that asks «точно?» before something that cannot be undone.
#[derive(Debug, Clone, Default)]
pub struct Confirm {
    /// The question, the page's heading.
    pub title: String,
    /// What will happen.
    pub text: String,
    /// What exactly it happens to.
    pub rows: Vec<SummaryRow>,
    /// Where the form is posted.
    pub action: String,
    /// The label of the button: a verb.
    pub submit: String,
    /// Whether the button is red.
    pub danger: bool,
    /// The way back.
    pub cancel_url: String,
}

/// A page for a member without the right.
#[derive(Debug, Clone, Default)]
pub struct Denied {
    /// Which right is missing, in a sentence.
    pub needed: String,
    /// Who in the organization can give it.
    pub giver: String,
    /// Where those people are found.
    pub action: Option<Action>,
}
