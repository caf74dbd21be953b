//! Text messages through the HTTP gateway of whatever operator an installation has a contract with.
//!
//! Gateways differ in everything but this: one request sends one message. So the request is
//! configured, with placeholders for what changes ([`GatewayConfig`]), and so is the sign by which a
//! success is known ([`Success`]). The caller gives each message an id, the same on every repeat:
//! a gateway that knows ids of its clients sends it once. [`SmsError::is_permanent`] tells whether a
//! repeat can help.

mod error;
mod gateway;
mod request;
mod template;
mod verdict;

pub use error::SmsError;
pub use gateway::{Gateway, GatewayConfig, Message};
pub use request::{Format, Method};
pub use verdict::Success;
