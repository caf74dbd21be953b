//! For tests only: databases that are there for one test, a clock that is moved by hand, and a
//! certification authority.
//!
//! ```ignore
//! testkit::on_both! {
//!     async fn a_saved_thing_is_found(test: &TestDb) {
//!         test.db.write(async |unit: Unit| …).await.unwrap();
//!     }
//! }
//! ```

#![expect(
    clippy::missing_panics_doc,
    reason = "a test without its database has failed"
)]

mod authority;
mod cluster;
mod databases;
mod ports;
mod skipping;

pub use authority::{TestAuthority, TestKey, TestOwner};
pub use cluster::cluster_url;
pub use databases::{TestDb, new_postgres_database, postgres, sqlite, start};
pub use ports::free_port;
pub use skipping::{skipped, skipped_unless_strict};

/// Makes two tests of each function: on SQLite and on PostgreSQL. Needs `tokio` in the crate.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($test:ident: &TestDb) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$meta])*
            async fn check($test: &$crate::TestDb) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                check(&$crate::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                check(&$crate::postgres().await).await;
            }
        }
    )*};
}
