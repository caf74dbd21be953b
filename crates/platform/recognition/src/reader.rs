//! Reading one document: its text layer where it has one, recognition where it has none.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::process::{Allowed, RunError, run};
use crate::tools::{Settings, Tools};

/// Letters from which the text layer of a page counts: fewer are a page number or the stamp of a program.
const LAYER_LETTERS: usize = 60;

/// Dots of the longer side of a page that is drawn for recognition: A4 at 300 per inch, whatever size the page pretends
/// to have.
const RECOGNISED_DOTS: &str = "3508";
/// The same for a page that a person looks at on a screen.
const SHOWN_DOTS: &str = "1600";
/// For drawing a page for a person, who waits.
const SHOWN_WITHIN: Duration = Duration::from_secs(10);

/// Bounds of one document. Documents are read one at a time.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For everything together.
    pub time: Duration,
    /// Address space of each tool in bytes.
    pub memory: u64,
    /// Bytes of text; what comes after them is not looked at.
    pub text: usize,
    /// Bytes of a page that was drawn.
    pub drawn: usize,
    /// Pages whose text layer is taken.
    pub pages: usize,
    /// Pages that are recognised, the first and the last ones.
    pub recognised: usize,
    /// Pixels of a picture that is recognised.
    pub pixels: u64,
}

impl Default for Limits {
    /// Of an ordinary scan: a page of A4 takes some seconds and 300 MB.
    fn default() -> Self {
        Limits {
            time: Duration::from_secs(75),
            memory: 2 << 30,
            text: 2 * 1024 * 1024,
            drawn: 32 * 1024 * 1024,
            pages: 100,
            recognised: 6,
            pixels: 40_000_000,
        }
    }
}

/// What is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A PDF.
    Pdf,
    /// A JPEG or PNG with so many pixels; `None` when nobody has counted them.
    Picture {
        /// Width times height.
        pixels: Option<u64>,
    },
}

/// Where words come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Written in the file: exact.
    TextLayer,
    /// Recognised: letters may be wrong.
    Recognised,
}

/// Words of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub number: u32,
    /// How they were got.
    pub source: Source,
    /// Lines of text.
    pub text: String,
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Pages with words, in their order.
    pub pages: Vec<Page>,
    /// Whether every page was read to its end: if not, what is missing here may still be in the document.
    pub is_whole: bool,
}

/// Why nothing was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRead {
    /// The tool for it is not installed or is turned off.
    #[error("the tool is not installed")]
    NoTool,
    /// Larger than what is recognised.
    #[error("the picture is too large to be recognised")]
    TooLarge,
    /// The time was over.
    #[error("reading took too long")]
    TooLong,
    /// A tool broke down or ran into a limit.
    #[error("reading broke down")]
    BrokeDown,
    /// The tool cannot open the file.
    #[error("the file cannot be opened")]
    Damaged,
}

/// Reads documents one at a time, and draws one page at a time beside it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Reader {
    tools: Arc<Tools>,
    limits: Limits,
    turn: Arc<Semaphore>,
    drawing: Arc<Semaphore>,
}

impl Reader {
    /// Looks which tools are there.
    pub async fn find(settings: &Settings, limits: Limits) -> Reader {
        Self::with(Tools::find(settings).await, limits)
    }

    /// A reader that has no tools and reads nothing.
    pub fn without_tools() -> Reader {
        Self::with(Tools::default(), Limits::default())
    }

    fn with(tools: Tools, limits: Limits) -> Reader {
        Reader {
            tools: Arc::new(tools),
            limits,
            turn: Arc::new(Semaphore::new(1)),
            drawing: Arc::new(Semaphore::new(1)),
        }
    }

    /// The tools that were found.
    pub fn tools(&self) -> &Tools {
        &self.tools
    }

    /// Takes the words out of a document. Dropping the future ends the tools.
    pub async fn read(&self, bytes: &[u8], content: Content) -> Result<Reading, NotRead> {
        let _turn = self.turn.acquire().await.map_err(|_| NotRead::BrokeDown)?;
        let deadline = Instant::now() + self.limits.time;
        match content {
            Content::Pdf => self.pdf(bytes, deadline).await,
            Content::Picture { pixels } => {
                if pixels.is_some_and(|pixels| pixels > self.limits.pixels) {
                    return Err(NotRead::TooLarge);
                }
                let (text, is_whole) = self.recognise(bytes, deadline).await?;
                let page = Page {
                    number: 1,
                    source: Source::Recognised,
                    text,
                };
                Ok(Reading {
                    pages: vec![page],
                    is_whole,
                })
            }
        }
    }

    /// Draws page `number` (from 1) of a PDF for a screen: PNG, 1600 dots high. Does not wait for a document that is being
    /// read; pages are drawn one after another, and whoever waits longer than ten seconds gets none. Dropping the future
    /// ends the tool.
    pub async fn draw(&self, pdf: &[u8], number: u32) -> Result<Vec<u8>, NotRead> {
        let deadline = Instant::now() + SHOWN_WITHIN;
        let turn = tokio::time::timeout_at(deadline, self.drawing.acquire()).await;
        let _turn = turn
            .map_err(|_| NotRead::TooLong)?
            .map_err(|_| NotRead::BrokeDown)?;
        self.drawn(pdf, number, &["-scale-to", SHOWN_DOTS], deadline)
            .await
    }

    async fn pdf(&self, bytes: &[u8], deadline: Instant) -> Result<Reading, NotRead> {
        let (layer, mut is_whole) = self.text_layer(bytes, deadline).await?;
        let bare: Vec<usize> = layer
            .iter()
            .enumerate()
            .filter(|(_, text)| letters(text) < LAYER_LETTERS)
            .map(|(index, _)| index)
            .collect();
        let chosen = first_and_last(&bare, self.limits.recognised);
        is_whole &= chosen.len() == bare.len();
        let can_recognise = self.tools.pdftoppm.is_some() && self.tools.tesseract.is_some();
        let mut pages = Vec::new();
        let mut trouble = None;
        for (index, text) in layer.into_iter().enumerate() {
            let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
            let mut page = Page {
                number,
                source: Source::TextLayer,
                text,
            };
            if chosen.contains(&index) {
                if can_recognise && trouble.is_none() {
                    match self.recognise_page(bytes, number, deadline).await {
                        Ok((text, is_all)) => {
                            is_whole &= is_all;
                            page.source = Source::Recognised;
                            page.text = text;
                        }
                        // What was read before is kept.
                        Err(error) => {
                            trouble = Some(error);
                            is_whole = false;
                        }
                    }
                } else {
                    is_whole = false;
                }
            }
            if letters(&page.text) > 0 {
                pages.push(page);
            }
        }
        if pages.is_empty() && !is_whole {
            return Err(trouble.unwrap_or(NotRead::NoTool));
        }
        Ok(Reading { pages, is_whole })
    }

    /// The text layer page by page, and whether it is all of it.
    async fn text_layer(
        &self,
        bytes: &[u8],
        deadline: Instant,
    ) -> Result<(Vec<String>, bool), NotRead> {
        let tool = self.tools.pdftotext.as_ref().ok_or(NotRead::NoTool)?;
        let last = (self.limits.pages + 1).to_string();
        let arguments = ["-enc", "UTF-8", "-layout", "-l", &last, "-", "-"];
        let allowed = self.allowed(self.limits.text, deadline);
        let (printed, mut is_whole) = match self.run(tool, &arguments, bytes, allowed).await {
            Ok(printed) => (printed, true),
            Err(RunError::TooMuch(printed)) => (printed, false),
            Err(error) => return Err(not_read(&error)),
        };
        let text = String::from_utf8_lossy(&printed);
        let mut pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
        // Each page ends with a form feed: behind the last there is nothing.
        if pages.len() > 1 && pages.last().is_some_and(|last| last.trim().is_empty()) {
            pages.pop();
        }
        if pages.len() > self.limits.pages {
            pages.truncate(self.limits.pages);
            is_whole = false;
        }
        Ok((pages, is_whole))
    }

    async fn recognise_page(
        &self,
        bytes: &[u8],
        number: u32,
        deadline: Instant,
    ) -> Result<(String, bool), NotRead> {
        let how = ["-gray", "-scale-to", RECOGNISED_DOTS];
        let drawn = self.drawn(bytes, number, &how, deadline).await;
        let recognised = match drawn {
            Ok(drawn) => self.recognise(&drawn, deadline).await,
            Err(error) => Err(error),
        };
        // The file was opened before: one page that cannot be drawn does not make it a damaged one.
        recognised.map_err(|error| match error {
            NotRead::Damaged => NotRead::BrokeDown,
            other => other,
        })
    }

    /// One page of a PDF as a PNG.
    async fn drawn(
        &self,
        bytes: &[u8],
        number: u32,
        how: &[&str],
        deadline: Instant,
    ) -> Result<Vec<u8>, NotRead> {
        let tool = self.tools.pdftoppm.as_ref().ok_or(NotRead::NoTool)?;
        let number = number.to_string();
        let mut arguments = vec!["-f", &number, "-l", &number, "-singlefile", "-png"];
        arguments.extend(how);
        arguments.push("-");
        let allowed = self.allowed(self.limits.drawn, deadline);
        self.run(tool, &arguments, bytes, allowed)
            .await
            .map_err(|error| not_read(&error))
    }

    /// The words of a picture, and whether they are all of them.
    async fn recognise(
        &self,
        picture: &[u8],
        deadline: Instant,
    ) -> Result<(String, bool), NotRead> {
        let (tool, languages) = self.tools.tesseract.as_ref().ok_or(NotRead::NoTool)?;
        // 1 also turns a page that lies on its side.
        let layout = if self.tools.turns_pages { "1" } else { "3" };
        let arguments = [
            "stdin", "stdout", "-l", languages, "--psm", layout, "--dpi", "300",
        ];
        let allowed = self.allowed(self.limits.text, deadline);
        let (printed, is_whole) = match self.run(tool, &arguments, picture, allowed).await {
            Ok(printed) => (printed, true),
            Err(RunError::TooMuch(printed)) => (printed, false),
            Err(error) => return Err(not_read(&error)),
        };
        let text = String::from_utf8_lossy(&printed).replace('\u{c}', "\n");
        Ok((text, is_whole))
    }

    fn allowed(&self, output: usize, deadline: Instant) -> Allowed {
        Allowed {
            memory: self.limits.memory,
            output,
            deadline,
        }
    }

    async fn run(
        &self,
        tool: &std::path::Path,
        arguments: &[&str],
        input: &[u8],
        allowed: Allowed,
    ) -> Result<Vec<u8>, RunError> {
        match &self.tools.prlimit {
            Some(prlimit) => run(prlimit, tool, arguments, input, allowed).await,
            None => Err(RunError::Start),
        }
    }
}

fn not_read(error: &RunError) -> NotRead {
    match error {
        RunError::Start => NotRead::NoTool,
        RunError::TooLong => NotRead::TooLong,
        RunError::TooMuch(_) | RunError::Crashed => NotRead::BrokeDown,
        RunError::Refused => NotRead::Damaged,
    }
}

fn letters(text: &str) -> usize {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .count()
}

/// Titles and numbers are at the beginning of a document, signatures at its end.
fn first_and_last(pages: &[usize], most: usize) -> Vec<usize> {
    if pages.len() <= most {
        return pages.to_vec();
    }
    let first = most.div_ceil(2);
    let last = most - first;
    let mut chosen = pages[..first].to_vec();
    chosen.extend_from_slice(&pages[pages.len() - last..]);
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_scan_the_first_and_the_last_pages_are_chosen() {
        assert_eq!(first_and_last(&[0, 1, 2], 6), [0, 1, 2]);
        assert_eq!(
            first_and_last(&[0, 1, 2, 3, 4, 5, 6, 7], 5),
            [0, 1, 2, 6, 7]
        );
        assert_eq!(first_and_last(&[], 5), [0_usize; 0]);
        assert_eq!(first_and_last(&[4, 9], 1), [4]);
    }
}
