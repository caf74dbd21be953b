//! Applications through the whole router, as browsers without JavaScript see them.

mod authority;
mod catalogue;
mod drafts;
mod live;
mod main_job;
mod support;
