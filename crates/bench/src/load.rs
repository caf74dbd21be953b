//! A load generator that costs little: it shares the processors with the server that it measures.
//!
//! One HTTP/1.1 connection per simulated client, kept alive, one request at a time, the request's
//! bytes made beforehand.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::Outcome;
use crate::figures::{Measures, percentile_ms, real};

/// One keep-alive connection.
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
}

/// One answer; it lies in the connection's buffer.
pub(crate) struct Answer<'b> {
    pub(crate) status: u16,
    head: &'b str,
    pub(crate) body: &'b [u8],
}

impl Answer<'_> {
    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        header(self.head, name)
    }

    /// The body of a page.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(self.body).into_owned()
    }
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: vec![0; 64 * 1024],
            filled: 0,
        })
    }

    /// Sends a request and reads its whole answer.
    pub(crate) async fn exchange(&mut self, request: &[u8]) -> Outcome<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.filled = 0;
        let head_end = loop {
            let searched = self.filled.saturating_sub(3);
            self.read_more().await?;
            let fresh = &self.buffer[searched..self.filled];
            if let Some(found) = fresh.windows(4).position(|four| four == b"\r\n\r\n") {
                break searched + found + 4;
            }
        };
        let head = std::str::from_utf8(&self.buffer[..head_end])?;
        let length: usize = header(head, "content-length")
            .ok_or("an answer without a length")?
            .parse()?;
        let end = head_end + length;
        while self.filled < end {
            self.read_more().await?;
        }
        let head = std::str::from_utf8(&self.buffer[..head_end])?;
        let status = head
            .get(9..12)
            .ok_or("an answer without a status")?
            .parse()?;
        Ok(Answer {
            status,
            head,
            body: &self.buffer[head_end..end],
        })
    }

    async fn read_more(&mut self) -> Outcome {
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        match self.stream.read(&mut self.buffer[self.filled..]).await? {
            0 => Err("the server closed the connection".into()),
            count => {
                self.filled += count;
                Ok(())
            }
        }
    }
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value.trim()))
}

/// The bytes of a GET as a browser sends it.
pub(crate) fn get(address: SocketAddr, path: &str, cookie: &str) -> Vec<u8> {
    format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: Mozilla/5.0 (bench)\r\nAccept: text/html\r\n\
         Accept-Language: ru\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\r\n"
    )
    .into_bytes()
}

/// The bytes of a form's POST as a browser sends it.
pub(crate) fn post(address: SocketAddr, path: &str, cookie: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: Mozilla/5.0 (bench)\r\nAccept: text/html\r\n\
         Accept-Language: ru\r\nOrigin: http://{address}\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// What every client of a run sends, and what it must be answered.
#[derive(Clone)]
pub(crate) struct Work {
    pub(crate) address: SocketAddr,
    pub(crate) request: Arc<[u8]>,
    pub(crate) status: u16,
}

/// What came of a run.
pub(crate) struct Load {
    /// Requests that were answered as they should.
    pub(crate) done: u64,
    took: Duration,
    sorted_us: Vec<u32>,
}

impl Load {
    /// `per_s`, `p50_ms`, `p99_ms`.
    pub(crate) fn measures(&self) -> Measures {
        vec![
            ("per_s", real(self.done) / self.took.as_secs_f64()),
            ("p50_ms", percentile_ms(&self.sorted_us, 50)),
            ("p99_ms", percentile_ms(&self.sorted_us, 99)),
        ]
    }
}

/// Lets `connections` clients send the same request one after another for some time. Any other
/// answer than the wanted one ends the benchmark: a fast refusal is no figure.
pub(crate) async fn run(work: &Work, connections: usize, time: Duration) -> Outcome<Load> {
    let mut open = Vec::new();
    for _ in 0..connections {
        open.push(Connection::open(work.address).await?);
    }
    let began = Instant::now();
    let mut clients = JoinSet::new();
    for connection in open {
        clients.spawn(client(connection, work.clone(), began + time));
    }
    let mut sorted_us = Vec::new();
    while let Some(client) = clients.join_next().await {
        sorted_us.extend(client??);
    }
    let took = began.elapsed();
    sorted_us.sort_unstable();
    Ok(Load {
        done: sorted_us.len() as u64,
        took,
        sorted_us,
    })
}

async fn client(mut connection: Connection, work: Work, until: Instant) -> Outcome<Vec<u32>> {
    let mut latencies_us = Vec::new();
    let mut sent = Instant::now();
    while sent < until {
        let answer = connection.exchange(&work.request).await?;
        if answer.status != work.status {
            let text: String = answer.text().chars().take(2000).collect();
            return Err(format!(
                "answered {} instead of {}: {text}",
                answer.status, work.status
            )
            .into());
        }
        let now = Instant::now();
        latencies_us.push(u32::try_from((now - sent).as_micros()).unwrap_or(u32::MAX));
        sent = now;
    }
    Ok(latencies_us)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    /// Answers every request with these pieces, with a pause between them.
    async fn serve(pieces: &'static [&'static str]) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                tokio::spawn(async move {
                    let mut request = [0; 4096];
                    while stream.read(&mut request).await.is_ok_and(|count| count > 0) {
                        for piece in pieces {
                            stream.write_all(piece.as_bytes()).await.unwrap();
                            tokio::time::sleep(Duration::from_millis(5)).await;
                        }
                    }
                });
            }
        });
        address
    }

    #[tokio::test]
    async fn an_answer_that_comes_in_pieces_is_read_whole() {
        let pieces = &[
            "HTTP/1.1 303 See Other\r\nLocation: /a\r\nCONTENT-",
            "LENGTH: 5\r\n\r",
            "\nab",
            "cde",
        ];
        let address = serve(pieces).await;
        let mut connection = Connection::open(address).await.unwrap();
        for _ in 0..2 {
            let answer = connection.exchange(&get(address, "/", "")).await.unwrap();
            assert_eq!(
                (answer.status, answer.header("location"), answer.body),
                (303, Some("/a"), &b"abcde"[..])
            );
        }
    }

    #[tokio::test]
    async fn a_refusal_is_an_error_and_not_a_fast_answer() {
        let address =
            serve(&["HTTP/1.1 422 Unprocessable Content\r\nContent-Length: 3\r\n\r\nno!"]).await;
        let work = Work {
            address,
            request: get(address, "/", "").into(),
            status: 303,
        };
        let error = run(&work, 2, Duration::from_millis(50))
            .await
            .err()
            .unwrap()
            .to_string();
        assert!(error.contains("422") && error.contains("no!"), "{error}");
    }
}
