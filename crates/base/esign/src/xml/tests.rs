//! The examples of the W3C recommendations, and the transform of СМЭВ by its rules.

use super::canonical::{MAX_CANONICAL, Method, Subset, canonicalize};
use super::{XmlError, dom, smev};

const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const INCLUSIVE_COMMENTS: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";

fn whole(text: &str, method: &str) -> String {
    String::from_utf8(super::canonicalize(text.as_bytes(), method).unwrap()).unwrap()
}

/// The canonical form of the first element of that name.
fn part(text: &str, name: &str, method: &Method) -> String {
    let document = dom::parse(text).unwrap();
    let (node, _) = document
        .elements(document.root())
        .find(|(_, element)| &*element.local == name)
        .unwrap();
    let mut budget = MAX_CANONICAL;
    let out = canonicalize(&document, Subset::of(node), method, &mut budget).unwrap();
    String::from_utf8(out).unwrap()
}

/// Canonical XML 1.0, section 3.1, without the document type, which changes nothing in it.
#[test]
fn comments_and_instructions_outside_the_root_stand_on_their_own_lines() {
    let document = "<?xml version=\"1.0\"?>\n\n<?xml-stylesheet   href=\"doc.xsl\"\n   \
        type=\"text/xsl\"   ?>\n\n<doc>Hello, world!<!-- Comment 1 --></doc>\n\n<?pi-without-data     ?>\n\n\
        <!-- Comment 2 -->\n\n<!-- Comment 3 -->";
    assert_eq!(
        whole(document, INCLUSIVE),
        "<?xml-stylesheet href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n<doc>Hello, world!</doc>\n<?pi-without-data?>"
    );
    assert_eq!(
        whole(document, INCLUSIVE_COMMENTS),
        "<?xml-stylesheet href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n<doc>Hello, world!<!-- Comment 1 -->\
         </doc>\n<?pi-without-data?>\n<!-- Comment 2 -->\n<!-- Comment 3 -->"
    );
}

/// Canonical XML 1.0, section 3.2.
#[test]
fn white_space_in_content_stays() {
    let document = "<doc>\n   <clean>   </clean>\n   <dirty>   A   B   </dirty>\n   <mixed>\n      A\n      \
        <clean>   </clean>\n      B\n      <dirty>   A   B   </dirty>\n      C\n   </mixed>\n</doc>";
    assert_eq!(whole(document, INCLUSIVE), document);
}

/// Canonical XML 1.0, section 3.3, without the attribute that its document type adds.
#[test]
fn tags_are_written_out_and_attributes_sorted() {
    let document = "<doc>\n   <e1   />\n   <e2   ></e2>\n   <e3   name = \"elem3\"   id=\"elem3\"   />\n   \
        <e4   name=\"elem4\"   id=\"elem4\"   ></e4>\n   <e5 a:attr=\"out\" b:attr=\"sorted\" attr2=\"all\" \
        attr=\"I'm\"\n      xmlns:b=\"http://www.ietf.org\"\n      xmlns:a=\"http://www.w3.org\"\n      \
        xmlns=\"http://example.org\"/>\n   <e6 xmlns=\"\" xmlns:a=\"http://www.w3.org\">\n      \
        <e7 xmlns=\"http://www.ietf.org\">\n         <e8 xmlns=\"\" xmlns:a=\"http://www.w3.org\">\n            \
        <e9 xmlns=\"\" xmlns:a=\"http://www.ietf.org\"/>\n         </e8>\n      </e7>\n   </e6>\n</doc>";
    let expected = "<doc>\n   <e1></e1>\n   <e2></e2>\n   <e3 id=\"elem3\" name=\"elem3\"></e3>\n   \
        <e4 id=\"elem4\" name=\"elem4\"></e4>\n   <e5 xmlns=\"http://example.org\" \
        xmlns:a=\"http://www.w3.org\" xmlns:b=\"http://www.ietf.org\" attr=\"I'm\" attr2=\"all\" \
        b:attr=\"sorted\" a:attr=\"out\"></e5>\n   <e6 xmlns:a=\"http://www.w3.org\">\n      \
        <e7 xmlns=\"http://www.ietf.org\">\n         <e8 xmlns=\"\">\n            \
        <e9 xmlns:a=\"http://www.ietf.org\"></e9>\n         </e8>\n      </e7>\n   </e6>\n</doc>";
    assert_eq!(whole(document, INCLUSIVE), expected);
}

/// Canonical XML 1.0, section 3.4, without the attribute whose type its document type gives.
#[test]
fn characters_are_escaped_in_one_way() {
    let document = "<doc>\r\n   <text>First line&#x0d;&#10;Second line</text>\r\n   <value>&#x32;</value>\r\n   \
        <compute><![CDATA[value>\"0\" && value<\"10\" ?\"valid\":\"error\"]]></compute>\r\n   \
        <compute expr='value>\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"'>valid</compute>\r\n   \
        <norm attr=' &apos;   &#x20;&#13;&#xa;&#9;   &apos; '/>\r\n</doc>";
    let expected = "<doc>\n   <text>First line&#xD;\nSecond line</text>\n   <value>2</value>\n   \
        <compute>value&gt;\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"</compute>\n   \
        <compute expr=\"value>&quot;0&quot; &amp;&amp; value&lt;&quot;10&quot; ?&quot;valid&quot;:&quot;error&quot;\">valid</compute>\n   \
        <norm attr=\" '    &#xD;&#xA;&#x9;   ' \"></norm>\n</doc>";
    assert_eq!(whole(document, INCLUSIVE), expected);
}

/// Canonical XML 1.0, section 3.6.
#[test]
fn other_encodings_become_utf_8() {
    let document = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<doc>\xA9</doc>";
    assert_eq!(
        super::canonicalize(document, INCLUSIVE).unwrap(),
        "<doc>©</doc>".as_bytes()
    );
    let document = b"<?xml version=\"1.0\" encoding=\"windows-1251\"?><doc>\xDF</doc>";
    assert_eq!(
        super::canonicalize(document, INCLUSIVE).unwrap(),
        "<doc>Я</doc>".as_bytes()
    );
}

/// Exclusive XML Canonicalization 1.0, section 2.2: the same element in two envelopes.
#[test]
fn exclusive_form_does_not_know_the_envelope() {
    let first = "<n0:pdu xmlns:n0='http://a.example' xmlns:n1='http://b.example' \
        xmlns:n2='http://c.example' xml:lang='en' xml:space='retain'>\
        <n1:elem2 xmlns:n1=\"http://example.net\" xml:lang=\"en\">\n     \
        <n3:stuff xmlns:n3=\"ftp://example.org\"/>\n  </n1:elem2></n0:pdu>";
    let second = "<n2:pdu xmlns:n1=\"http://example.com\" xmlns:n2=\"http://foo.example\" \
        xml:lang=\"fr\" xml:space=\"retain\"><n1:elem2 xmlns:n1=\"http://example.net\" xml:lang=\"en\">\n     \
        <n3:stuff xmlns:n3=\"ftp://example.org\"/>\n  </n1:elem2></n2:pdu>";
    let exclusive = Method::of(EXCLUSIVE).unwrap();
    let expected = "<n1:elem2 xmlns:n1=\"http://example.net\" xml:lang=\"en\">\n     \
        <n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff>\n  </n1:elem2>";
    assert_eq!(part(first, "elem2", &exclusive), expected);
    assert_eq!(part(second, "elem2", &exclusive), expected);

    let inclusive = Method::of(INCLUSIVE).unwrap();
    assert_eq!(
        part(first, "elem2", &inclusive),
        "<n1:elem2 xmlns:n0=\"http://a.example\" xmlns:n1=\"http://example.net\" \
         xmlns:n2=\"http://c.example\" xml:lang=\"en\" xml:space=\"retain\">\n     \
         <n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff>\n  </n1:elem2>"
    );

    let mut listed = exclusive;
    listed.prefixes = vec!["n2".to_owned()];
    assert_eq!(
        part(second, "elem2", &listed),
        "<n1:elem2 xmlns:n1=\"http://example.net\" xmlns:n2=\"http://foo.example\" xml:lang=\"en\">\n     \
         <n3:stuff xmlns:n3=\"ftp://example.org\"></n3:stuff>\n  </n1:elem2>"
    );
}

#[test]
fn a_default_namespace_is_taken_back_where_it_ends() {
    let document = "<a xmlns=\"urn:a\"><b xmlns=\"\"><c/></b></a>";
    let expected = "<a xmlns=\"urn:a\"><b xmlns=\"\"><c></c></b></a>";
    assert_eq!(whole(document, INCLUSIVE), expected);
    assert_eq!(whole(document, EXCLUSIVE), expected);
    let exclusive = Method::of(EXCLUSIVE).unwrap();
    assert_eq!(part(document, "b", &exclusive), "<b><c></c></b>");
}

#[test]
fn what_is_not_well_formed_is_refused() {
    for document in [
        "",
        "<a>",
        "<a></b>",
        "<a/><b/>",
        "text<a/>",
        "<a/>text",
        "<a b=\"1\" b=\"2\"/>",
        "<a b=\"1\"c=\"2\"/>",
        "<a b=1/>",
        "<a b=\"<\"/>",
        "<p:a/>",
        "<a p:b=\"\"/>",
        "<a xmlns:p=\"\"/>",
        "<a xmlns:xmlns=\"urn:a\"/>",
        "<a xmlns:xml=\"urn:a\"/>",
        "<a xmlns:p=\"urn:a\" xmlns:q=\"urn:a\" p:b=\"\" q:b=\"\"/>",
        "<a>&b;</a>",
        "<a>&#0;</a>",
        "<a>&#xD800;</a>",
        "<a>\u{1}</a>",
        "<a>]]></a>",
        "<a><!-- -- --></a>",
        "<1/>",
        "<a:b:c xmlns:a=\"urn:a\"/>",
        "<?xml version=\"1.1\"?><a/>",
        "<a><?xml version=\"1.0\"?></a>",
    ] {
        assert!(dom::parse(document).is_err(), "{document}");
    }
    let with_type = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>";
    assert_eq!(dom::parse(with_type).err(), Some(XmlError::DocumentType));
    let deep = "<a>".repeat(5000);
    assert_eq!(dom::parse(&deep).err(), Some(XmlError::TooDeep));
    let wide = (0..1000).fold(String::new(), |wide, i| wide + &format!(" a{i}=\"\""));
    let wide = format!("<a{wide}/>");
    assert_eq!(dom::parse(&wide).err(), Some(XmlError::TooManyAttributes));
}

#[test]
fn a_namespace_repeated_on_every_sibling_stops_at_the_budget() {
    let long = "u".repeat(10_000);
    let siblings = "<p:b/>".repeat(1000);
    let document = dom::parse(&format!("<a xmlns:p=\"{long}\">{siblings}</a>")).unwrap();
    let exclusive = Method::of(EXCLUSIVE).unwrap();
    let mut budget = 1_000_000;
    let out = canonicalize(&document, Subset::of(0), &exclusive, &mut budget);
    assert_eq!(out, Err(XmlError::TooLarge));
}

fn smev(text: &str) -> Result<String, XmlError> {
    let document = dom::parse(text)?;
    let mut budget = MAX_CANONICAL;
    smev::transform(&document, 0, &mut budget).map(|out| String::from_utf8(out).unwrap())
}

#[test]
fn smev_drops_what_is_not_content_and_numbers_prefixes_in_order() {
    let document = "<?xml version=\"1.0\"?><!-- note --><?pi data?>\n<one xmlns=\"urn:1\" xmlns:q=\"urn:2\" \
        xmlns:w=\"urn:3\">\n  <q:two><w:three><four> z x </four><r:five xmlns:r=\"urn:2\">w</r:five></w:three>\
        <w:six>e</w:six></q:two>\n</one>";
    assert_eq!(
        smev(document).unwrap(),
        "<ns1:one xmlns:ns1=\"urn:1\"><ns2:two xmlns:ns2=\"urn:2\"><ns3:three xmlns:ns3=\"urn:3\">\
         <ns1:four> z x </ns1:four><ns2:five>w</ns2:five></ns3:three><ns4:six xmlns:ns4=\"urn:3\">e</ns4:six>\
         </ns2:two></ns1:one>"
    );
}

#[test]
fn smev_sorts_attributes_and_declares_their_namespaces_in_that_order() {
    let document = "<one xmlns=\"urn:1\" xmlns:q=\"urn:2\" xmlns:a=\"urn:a\" xmlns:z=\"urn:0\" \
        a:z=\"1\" b=\"2\" a=\"3&quot;&#9;\" z:c=\"4\" q:f=\"5\" a:e=\"6\"/>";
    assert_eq!(
        smev(document).unwrap(),
        "<ns1:one xmlns:ns1=\"urn:1\" xmlns:ns2=\"urn:0\" xmlns:ns3=\"urn:2\" xmlns:ns4=\"urn:a\" \
         ns2:c=\"4\" ns3:f=\"5\" ns4:e=\"6\" ns4:z=\"1\" a=\"3&quot;&#x9;\" b=\"2\"></ns1:one>"
    );
}

#[test]
fn smev_does_not_guess_what_depends_on_buffers() {
    assert!(matches!(
        smev("<a>1 &gt; 0</a>"),
        Err(XmlError::Unsupported(_))
    ));
    assert!(matches!(
        smev("<a><![CDATA[x]]></a>"),
        Err(XmlError::Unsupported(_))
    ));
    assert!(matches!(
        smev("<a xml:lang=\"ru\"/>"),
        Err(XmlError::Unsupported(_))
    ));
}
