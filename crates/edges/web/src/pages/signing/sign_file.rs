//! «Подписать файл»: a signature of any file, made in the page (R73). Nothing is sent here.

use askama::Template;
use axum::response::Response;

use crate::error::PageError;
use crate::frame;
use crate::patterns::SigningPanel;
use crate::respond;
use crate::shell::Shell;
use crate::visitor::Visitor;

#[derive(Template)]
#[template(path = "pages/signing/sign_file.html")]
struct SignFilePage {
    shell: Shell,
    panel: SigningPanel,
}

pub(crate) async fn show(visitor: Visitor) -> Result<Response, PageError> {
    let t = visitor.t;
    respond::page_with_panel(&SignFilePage {
        shell: frame::public(&visitor, t.get("sign-file-title")),
        panel: SigningPanel::own_file(t.get("sign-file-submit")),
    })
}
