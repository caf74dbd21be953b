//! Files unpacked, parsed and made into documents on several threads, and given out in their order.
//!
//! Each thread takes the next file and sends what it finds through a channel of its own; the one who
//! asked empties the channels in the order of the files. So the outcome never depends on how fast which
//! thread was, and nobody runs far ahead: a thread waits when its channel or the row of channels is
//! full. What waits there is bounded in bytes: [`AHEAD`] pieces of [`PIECE`] for each of twice as many
//! files as there are threads.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

use tantivy::TantivyDocument;

use crate::index::{self, Fields, Version};
use crate::journal::Finished;
use crate::model::{Card, Kind};
use crate::problem::{EntryProblem, Error, Position, Problem};
use crate::reader::{FileSummary, Found, Limits, SkippedEntry, read_file};
use crate::sources::{Source, Walk};

/// Bytes of cards that travel together, about.
const PIECE: usize = 128 << 10;
/// Pieces of one file that may wait.
const AHEAD: usize = 8;
/// Bytes of one card as JSON. The largest real ones, lists cut to a thousand, have some hundred
/// thousand.
const LARGEST_CARD: usize = 2 << 20;

/// An entry that is ready to be written.
pub(crate) struct Prepared {
    /// ОГРН or ОГРНИП as a number.
    pub(crate) key: u64,
    pub(crate) ogrn: String,
    pub(crate) kind: Kind,
    pub(crate) version: Version,
    pub(crate) document: TantivyDocument,
    /// Bytes of the card as JSON.
    pub(crate) size: usize,
}

impl Prepared {
    pub(crate) fn of(fields: &Fields, card: &Card) -> Result<Self, Error> {
        let json = serde_json::to_vec(card)?;
        let version = Version::of(card, &json);
        Ok(Self {
            key: card.ogrn.parse().unwrap_or(0),
            ogrn: card.ogrn.clone(),
            kind: card.kind,
            document: index::document(fields, card, &version, &json),
            size: json.len(),
            version,
        })
    }
}

pub(crate) enum Piece {
    Entry(Box<Prepared>),
    Skipped(SkippedEntry),
}

/// What comes out, file by file.
pub(crate) enum Event<'a> {
    /// An earlier import finished this file: it is not opened.
    Known { bytes: u64 },
    /// Some entries of the current file; `bytes` of it were read so far.
    Pieces {
        file: &'a str,
        pieces: Vec<Piece>,
        bytes: u64,
    },
    /// The current file could not be opened.
    Unreadable { file: &'a str, problem: Problem },
    /// The current file is over.
    End {
        file: &'a str,
        identity: &'a str,
        summary: FileSummary,
    },
}

enum Message {
    Pieces(Vec<Piece>, u64),
    Unreadable(Problem),
    End(FileSummary),
}

/// One file on its way.
struct Queued {
    name: String,
    identity: String,
    bytes: u64,
    /// `None`: known from an earlier import.
    messages: Option<Receiver<Message>>,
}

/// Reads all files on `threads` threads. `take` gets everything in the order of the files and may ask
/// to stop.
pub(crate) fn read_all(
    paths: Vec<PathBuf>,
    limits: &Limits,
    fields: &Fields,
    finished: &Finished,
    threads: usize,
    take: &mut dyn FnMut(Event<'_>) -> ControlFlow<()>,
) {
    let threads = threads.max(1);
    let walk = Mutex::new(Walk::new(paths, limits));
    let (sender, queue) = sync_channel::<Queued>(threads);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (walk, sender) = (&walk, sender.clone());
            scope.spawn(move || {
                while let Some((source, messages)) = next_file(walk, finished, &sender) {
                    parse(source, limits, fields, &messages);
                }
            });
        }
        drop(sender);
        for file in &queue {
            if give_out(file, take).is_break() {
                break;
            }
        }
        // Threads that still read find nobody listening and end.
        drop(queue);
    });
}

/// Takes the next unknown file and puts its channel into the row, both under one lock: the row has the
/// order of the files. `None` when there are no more, or nobody listens.
fn next_file(
    walk: &Mutex<Walk<'_>>,
    finished: &Finished,
    row: &SyncSender<Queued>,
) -> Option<(Source, SyncSender<Message>)> {
    let mut walk = walk.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let source = walk.next()?;
        let is_known = !source.identity.is_empty() && finished.has(&source.identity);
        let (sender, receiver) = sync_channel(AHEAD);
        let queued = Queued {
            name: source.name.clone(),
            identity: source.identity.clone(),
            bytes: source.bytes,
            messages: (!is_known).then_some(receiver),
        };
        row.send(queued).ok()?;
        if !is_known {
            return Some((source, sender));
        }
    }
}

fn parse(source: Source, limits: &Limits, fields: &Fields, messages: &SyncSender<Message>) {
    source.read(|input| {
        let input = match input {
            Ok(input) => input,
            Err(problem) => {
                let _ = messages.send(Message::Unreadable(problem));
                return;
            }
        };
        let mut pieces = Vec::new();
        let (mut size, mut read) = (0, 0);
        let summary = read_file(input, limits, &mut |found, bytes| {
            let piece = piece_of(fields, found);
            size += match &piece {
                Piece::Entry(entry) => entry.size,
                Piece::Skipped(_) => size_of::<SkippedEntry>(),
            };
            pieces.push(piece);
            read = bytes;
            if size < PIECE {
                return ControlFlow::Continue(());
            }
            size = 0;
            match messages.send(Message::Pieces(std::mem::take(&mut pieces), bytes)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        });
        if !pieces.is_empty() {
            let _ = messages.send(Message::Pieces(pieces, read));
        }
        let _ = messages.send(Message::End(summary));
    });
}

fn piece_of(fields: &Fields, found: Found) -> Piece {
    let card = match found {
        Found::Skipped(entry) => return Piece::Skipped(entry),
        Found::Card(card) => card,
    };
    match Prepared::of(fields, &card) {
        Ok(entry) if entry.size <= LARGEST_CARD => Piece::Entry(Box::new(entry)),
        // A card always has a form in JSON; should it not, it is left out by name like a large one.
        _ => Piece::Skipped(SkippedEntry {
            kind: card.kind,
            ogrn: Some(card.ogrn),
            position: Position::default(),
            problem: EntryProblem::TooLarge,
        }),
    }
}

fn give_out(file: Queued, take: &mut dyn FnMut(Event<'_>) -> ControlFlow<()>) -> ControlFlow<()> {
    let Some(messages) = file.messages else {
        return take(Event::Known { bytes: file.bytes });
    };
    for message in messages {
        let event = match message {
            Message::Pieces(pieces, bytes) => Event::Pieces {
                file: &file.name,
                pieces,
                bytes,
            },
            Message::Unreadable(problem) => Event::Unreadable {
                file: &file.name,
                problem,
            },
            Message::End(summary) => Event::End {
                file: &file.name,
                identity: &file.identity,
                summary,
            },
        };
        take(event)?;
    }
    ControlFlow::Continue(())
}
