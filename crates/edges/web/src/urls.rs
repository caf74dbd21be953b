//! Every address of the site, in one place: pages, mails and redirects take them from here.

mod accounts;
mod applications;
mod authority;
mod notices;
mod operator;
mod organizations;
mod registry;
mod signing;

pub use accounts::*;
pub use applications::*;
pub use authority::*;
pub use notices::*;
pub use operator::*;
pub use organizations::*;
pub use registry::*;
pub use signing::*;
