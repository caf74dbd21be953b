//! Ports for servers that tests start and that must be told theirs.

use std::net::TcpListener;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

/// Under 32768, where Linux begins to give ports to connections and to port 0: nobody is given one
/// of these by chance between the look here and the server's own bind.
const FIRST: u32 = 12_000;
/// Every process looks among its own first: tests run side by side and their ids are neighbours.
const OF_ONE_PROCESS: u32 = 20;
const PROCESSES: u32 = 1_000;

/// A port that nobody listens on, and that no other test is given at this time.
pub fn free_port() -> u16 {
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    let own = process::id() % PROCESSES * OF_ONE_PROCESS;
    for _ in 0..OF_ONE_PROCESS * PROCESSES {
        let next = own + TAKEN.fetch_add(1, Ordering::Relaxed);
        let port = FIRST + next % (OF_ONE_PROCESS * PROCESSES);
        let port = u16::try_from(port).expect("below 32768");
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
    panic!("no port from {FIRST} up is free");
}
