//! The two forms of a letter's body.

use texts::Texts;

pub(crate) struct Letter {
    pub(crate) text: String,
    pub(crate) html: String,
}

/// Plain text and the same as simple HTML: paragraphs, the link as a button, a closing line.
pub(crate) fn write(t: Texts, body: &str, link: Option<&str>) -> Letter {
    let closing = t.get("mail-closing");
    let body = body.trim();
    let mut text = body.to_owned();
    if let Some(link) = link {
        text.push_str("\n\n");
        text.push_str(link);
    }
    text.push_str("\n\n— \n");
    text.push_str(&closing);
    text.push('\n');

    let mut paragraphs = String::new();
    for paragraph in body.split("\n\n") {
        paragraphs.push_str("<p>");
        paragraphs.push_str(&escape(paragraph).replace('\n', "<br>"));
        paragraphs.push_str("</p>\n");
    }
    let button = link.map_or(String::new(), |link| {
        let link = escape(link);
        let label = escape(&t.get("mail-open"));
        format!(
            "<p><a href=\"{link}\" style=\"display:inline-block;padding:12px 20px;border-radius:6px;\
             background:#1B5E54;color:#ffffff;text-decoration:none\">{label}</a></p>\n\
             <p style=\"font-size:13px;color:#5b6668\">{link}</p>\n"
        )
    });
    let html = format!(
        "<!doctype html>\n<html lang=\"{}\"><body style=\"margin:0;padding:24px;font-family:Arial,sans-serif;\
         font-size:16px;line-height:1.5;color:#1F2A2C\">\n{paragraphs}{button}\
         <p style=\"font-size:13px;color:#5b6668;border-top:1px solid #d8dede;padding-top:12px\">{}</p>\n\
         </body></html>\n",
        t.lang().tag(),
        escape(&closing),
    );
    Letter { text, html }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use texts::Lang;

    #[test]
    fn what_people_typed_stays_text_in_html_letters() {
        let t = Texts::new(Lang::Ru);
        let letter = write(
            t,
            "Здравствуйте, <b>Анна</b>!\n\nВторой абзац",
            Some("https://k.example/a?b=1&c=2"),
        );
        assert!(letter.html.contains("&lt;b&gt;Анна&lt;/b&gt;"));
        assert!(letter.html.contains("<p>Второй абзац</p>"));
        assert!(
            letter
                .html
                .contains("href=\"https://k.example/a?b=1&amp;c=2\"")
        );
        assert!(letter.text.contains("https://k.example/a?b=1&c=2"));
    }
}
