//! Tables, their filters and pages, and other lists.

use super::{Action, Color, Field, Tag};
use crate::assets::SafeHtml;

/// A table that becomes a column of cards on a phone, the status first in each.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// Read aloud before the table; not visible.
    pub caption: String,
    /// Headings, as many as there are cells in each row.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A heading of a table.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// The heading, also the label of the value on a phone.
    pub label: String,
    /// Numbers: to the right, digits of equal width.
    pub number: bool,
    /// The heading is only read aloud, for a column of actions.
    pub hidden: bool,
}

/// A row of a table.
#[derive(Debug, Clone, Default)]
pub struct Row {
    /// One per column.
    pub cells: Vec<Cell>,
    /// The key of a row that changes live; the row is replaced when the status changes.
    pub live_key: Option<String>,
}

/// What stands in a cell.
#[derive(Debug, Clone)]
pub enum Cell {
    /// Plain text; empty is shown as a dash.
    Text(String),
    /// A main line and a fainter one under it: a name and an e-mail.
    Two { text: String, note: String },
    /// A link with an optional fainter line under it. The first link of a row is its name.
    Link {
        text: String,
        url: String,
        note: Option<String>,
    },
    /// A status.
    Tag(Tag),
    /// Links at the end of a row: «Изменить».
    Actions(Vec<Action>),
    /// Something made by the page itself.
    Html(SafeHtml),
}

impl Table {
    /// The cells of a row with their columns; cells past the last column are left out.
    pub fn cells<'a>(&'a self, row: &'a Row) -> impl Iterator<Item = (&'a Column, &'a Cell)> {
        self.columns.iter().zip(&row.cells)
    }
}

impl Column {
    /// A plain heading.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            ..Self::default()
        }
    }

    /// A heading over numbers.
    pub fn number(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            number: true,
            hidden: false,
        }
    }

    /// A heading that is only read aloud.
    pub fn hidden(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            number: false,
            hidden: true,
        }
    }
}

impl Row {
    /// A row of these cells.
    pub fn new(cells: Vec<Cell>) -> Self {
        Self {
            cells,
            live_key: None,
        }
    }
}

impl Cell {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A link without a second line.
    pub fn link(text: impl Into<String>, url: impl Into<String>) -> Self {
        Self::Link {
            text: text.into(),
            url: url.into(),
            note: None,
        }
    }

    /// The class by which the phone's card puts the cell in its place.
    pub fn class(&self) -> &'static str {
        match self {
            Self::Tag(_) => "cell-tag",
            Self::Link { .. } => "cell-link",
            Self::Actions(_) => "cell-actions",
            Self::Text(_) | Self::Two { .. } | Self::Html(_) => "cell-text",
        }
    }
}

/// Links to the pages of a list. Nothing is shown for a single page.
#[derive(Debug, Clone, Default)]
pub struct Pagination {
    /// Numbers and gaps between them.
    pub items: Vec<PageItem>,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
}

/// A place in the row of pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageItem {
    /// A page, counted from 1.
    Page {
        number: u32,
        url: String,
        current: bool,
    },
    /// «…».
    Gap,
}

impl Pagination {
    /// Links around `current` of `pages` pages, both from 1; `url` makes the address of a page
    /// and keeps the filters.
    pub fn new(current: u32, pages: u32, url: impl Fn(u32) -> String) -> Self {
        if pages < 2 {
            return Self::default();
        }
        let current = current.clamp(1, pages);
        let mut items = Vec::new();
        let mut last = 0;
        let around = current.saturating_sub(1)..=current.saturating_add(1);
        for number in std::iter::once(1).chain(around).chain([pages]) {
            if number <= last || number > pages {
                continue;
            }
            if number == last + 2 {
                let skipped = last + 1;
                items.push(PageItem::Page {
                    number: skipped,
                    url: url(skipped),
                    current: false,
                });
            } else if number > last + 2 {
                items.push(PageItem::Gap);
            }
            items.push(PageItem::Page {
                number,
                url: url(number),
                current: number == current,
            });
            last = number;
        }
        Self {
            items,
            previous: (current > 1).then(|| url(current - 1)),
            next: (current < pages).then(|| url(current + 1)),
        }
    }
}

/// Search and filters above a list; a GET form, so they live in the address.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    /// The address of the list.
    pub action: String,
    /// Fields in one row.
    pub fields: Vec<Field>,
    /// The address without filters, when some are set.
    pub reset_url: Option<String>,
    /// «Найдено: 27 платежей» under the filters.
    pub found: Option<String>,
}

/// A file that was uploaded or can be downloaded.
#[derive(Debug, Clone, Default)]
pub struct FileItem {
    /// The name as a person knows it.
    pub name: String,
    /// «1,2 МБ · проверен».
    pub note: String,
    /// Where to download it.
    pub url: Option<String>,
    /// `formaction` of the «Удалить» button; the list must then stand inside a POST form.
    pub remove_action: Option<String>,
    /// What is wrong with the file.
    pub error: Option<String>,
}

/// Something that happened.
#[derive(Debug, Clone, Default)]
pub struct TimelineItem {
    /// What happened: «Заявление подано».
    pub title: String,
    /// When, for people.
    pub time: String,
    /// When, as RFC 3339 for machines.
    pub datetime: String,
    /// Who did it.
    pub by: Option<String>,
    /// More words: a comment, reasons.
    pub text: Option<String>,
    /// A name of an icon; a dot when there is none.
    pub icon: Option<&'static str>,
    /// The colour of the icon.
    pub color: Color,
}

/// Questions and answers, such as «проверьте ответы» or a card of an organization.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// A heading above the list (h2).
    pub title: Option<String>,
    /// Where all of it is changed.
    pub change_url: Option<String>,
    /// The rows.
    pub rows: Vec<SummaryRow>,
}

/// One question with its answer.
#[derive(Debug, Clone)]
pub struct SummaryRow {
    /// The question.
    pub key: String,
    /// The answer.
    pub value: Cell,
    /// Where it is changed.
    pub change_url: Option<String>,
    /// What is wrong with it, or what differs: shown under the answer.
    pub error: Option<String>,
}

impl SummaryRow {
    /// A row with a plain answer.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self::cell(key, Cell::Text(value.into()))
    }

    /// A row with any cell as the answer.
    pub fn cell(key: impl Into<String>, value: Cell) -> Self {
        Self {
            key: key.into(),
            value,
            change_url: None,
            error: None,
        }
    }

    /// Adds the link «Изменить».
    #[must_use]
    pub fn change(mut self, url: impl Into<String>) -> Self {
        self.change_url = Some(url.into());
        self
    }

    /// Adds what is wrong.
    #[must_use]
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = Some(error.into());
        self
    }
}
