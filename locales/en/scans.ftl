# What was read in scans of documents. The SCN codes are listed in crates/domains/organizations/src/links/scan.rs.

scan-title = What was read in the documents
scan-hint-applicant = We read the documents by machine and compare them with the request. This is advice: a person decides. If a document is wrong, remove it and upload a right one. If all is well, just go on.
scan-hint-operator = Read by machine and compared with the request. This is advice: compare it with the document itself.
scan-waiting-text = The document waits for its turn. You can go on without waiting. To see the result, reload the page in a minute.
scan-reading-text = The document is being read, usually within a minute. You can go on without waiting. To see the result, reload the page.
scan-recognised = The text was recognised in a picture: single letters and digits may be wrong.
scan-raster =
    { $dpi ->
        [0] Size of the scan: { $width } × { $height } dots.
       *[other] Size of the scan: { $width } × { $height } dots, { $dpi } per inch.
    }
scan-found = Found and equal: { $parts }.
scan-caption = What to look at: { $document }
scan-column-part = What to look at
scan-column-seen = In the document
scan-column-expected = In the request or register
scan-seen = { $seen } (p. { $page })
scan-page = Page { $page }
scan-return = Return with these remarks
scan-comment-differs = { $part }: “{ $seen }” in the document, “{ $expected }” in the request.
scan-comment-seen = { $part }: “{ $seen }” in the document.
scan-comment-missing = { $part }: not found in the document.

scan-state-waiting = Waits to be read
scan-state-reading = Being read
scan-state-good = All is equal
scan-state-look = Look at it
scan-state-wrong = Mend it
scan-state-damaged = Cannot be opened
scan-state-not-read = Could not be read
scan-state-human = A person will read it

scan-part-date = Date of the document
scan-part-number = Number of the document
scan-part-position = Position
scan-part-signature = Place of signature
scan-part-person = The applicant's name
scan-part-organization = Organization
scan-part-signer = Who has signed
scan-part-term = Term
scan-part-date-lower = date
scan-part-number-lower = number
scan-part-position-lower = position
scan-part-signature-lower = place of signature
scan-part-person-lower = name
scan-part-organization-lower = organization
scan-part-signer-lower = the head who has signed
scan-part-term-lower = term

error-SCN-001 = The file “{ $name }” cannot be opened: it is damaged. Open the document on your computer, save or scan it anew and upload it in place of this one.
error-SCN-002 = Documents are read by a person here, not by a program. There is nothing to do.
error-SCN-003 = The picture is too large to be read by machine. A person will look at it.
error-SCN-004 = Reading by machine took too long. A person will look at the document.
error-SCN-005 = The document could not be read by machine. A person will look at it.
error-SCN-006 = There is hardly any text in the document that can be read: it is handwritten, the scan is poor or the page is blank. If the scan is poor, upload another.
error-SCN-011 = No date was found. Check that it is in the document and well visible.
error-SCN-012 = The date in the document is not the one you gave. Mend the date in the request or upload another document.
error-SCN-013 = The date could not be checked: not all pages were read.
error-SCN-014 = The date of the document in the file “{ $name }” has not come yet. Upload a document that is in force.
error-SCN-021 = No number was found. Check that it is in the document and well visible.
error-SCN-022 = The number in the document is not the one you gave. Mend the number in the request or upload another document.
error-SCN-023 = The number could not be checked: not all pages were read.
error-SCN-031 = The head's position was not found. The document must name it.
error-SCN-032 = The document names another position.
error-SCN-033 = The position could not be checked: not all pages were read.
error-SCN-041 = No place for a signature was found: the word «подпись», «М.П.», a line, or a line with a position and a name.
error-SCN-043 = The place of signature could not be checked: not all pages were read.
error-SCN-051 = The applicant's family name and initials were not found in the document.
error-SCN-052 = The family name is the same and the initials are others. Check that the document is about you.
error-SCN-053 = The name could not be checked: not all pages were read.
error-SCN-061 = Neither the name nor ИНН nor ОГРН of the organization was found.
error-SCN-062 = The document is about another organization.
error-SCN-063 = The organization could not be checked: not all pages were read.
error-SCN-071 = The name of the head from the register was not found. A power of attorney is signed by the organization's head.
error-SCN-072 = The head's family name is the register's and the initials are others.
error-SCN-073 = Who has signed could not be checked: the register names no head, or not all pages were read.
error-SCN-081 = No term was found. A power of attorney without a term holds for one year from its date.
error-SCN-083 = The term could not be checked: not all pages were read.
error-SCN-084 = The term of the power of attorney is over. Upload one that is in force.
