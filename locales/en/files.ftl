# Files: refusals on upload and reading. The codes are listed in crates/platform/blob/src/error.rs.

error-FIL-001 = The file is empty. Choose another file.
error-FIL-002 =
    { $size ->
        [0] The file is larger than { $limit } MB. Compress the scan or split the document.
       *[other] The file is larger than { $limit } MB: { $size } MB. Compress the scan or split the document.
    }
error-FIL-003 =
    { $found ->
        [html] This is a web page, not a document. Upload one of these formats: { $allowed }.
        [svg] This is an SVG drawing. Save it in one of these formats: { $allowed }.
        [xml] This is an XML file. Accepted here: { $allowed }.
        [zip] This is a ZIP archive or a Word or Excel file. Unpack the archive or save the document in one of these formats: { $allowed }.
        [archive] This is an archive. Unpack it and upload the documents one by one in one of these formats: { $allowed }.
        [office] This is an old Word or Excel file. Save the document in one of these formats: { $allowed }.
        [heic] This is a HEIC photo. Choose “Most Compatible” in the camera settings or save the picture in one of these formats: { $allowed }.
        [program] This is a program, not a document. Upload one of these formats: { $allowed }.
        [pdf] This is a PDF file. Accepted here: { $allowed }.
        [jpeg] This is a JPG file. Accepted here: { $allowed }.
        [png] This is a PNG file. Accepted here: { $allowed }.
       *[other] The content of the file is not suitable. Save the document in one of these formats: { $allowed }. Renaming the file is not enough.
    }
error-FIL-004 = The PDF is damaged or was not uploaded completely. Open it on your computer, save it again and upload it once more.
error-FIL-005 = The PDF is protected by a password. Remove the protection and upload the file again.
error-FIL-006 =
    { $found ->
        [javascript] The PDF holds program code (JavaScript). Print the document to a new PDF and upload that.
        [launch] The PDF tries to start a program. Print the document to a new PDF and upload that.
        [attachment] Other files are attached inside the PDF. Upload them separately and save the document without attachments.
        [form] The PDF holds a form that sends or loads data. Print the document to a new PDF and upload that.
        [media] The PDF holds video, sound or a 3D model. Save the document without them.
       *[other] The PDF refers to the content of other files. Print the document to a new PDF and upload that.
    }
error-FIL-007 = The PDF has no pages. Choose another file.
error-FIL-008 = The PDF is too complex to be checked. Print the document to a new PDF and upload that.
error-FIL-009 = The picture is too large: { $width } × { $height } pixels. The limit is 100 million pixels and 30,000 on each side. Lower the resolution of the scan: 300 dots per inch is enough.
error-FIL-010 = The { $kind } picture is damaged or was not uploaded completely. Open it on your computer, save it again and upload it once more.
error-FIL-011 = Something else follows the end of the { $kind } file. Save the document again and upload it once more.
error-FIL-012 = The upload was interrupted. Check your connection and upload the file again.
error-FIL-013 =
    { $page ->
        [0] The scan is not sharp enough: { $width } × { $height } dots, { $dpi } per inch of a sheet of A4. At least 300 dots per inch are needed, that is 2480 × 3508 dots for a sheet of A4. Scan the document anew at 300 dots per inch; lay a document smaller than half a sheet on a white sheet of A4.
       *[other] Page { $page } is not scanned sharply enough: { $width } × { $height } dots, { $dpi } per inch. At least 300 dots per inch are needed, that is 2480 × 3508 dots for a sheet of A4. Scan the document anew at 300 dots per inch.
    }
error-FIL-020 = File storage does not answer now. Try again in a few minutes. If it does not help, contact support and quote the error code.
error-FIL-021 = The file was not found. It may have been deleted. Refresh the page.
error-FIL-022 = The stored file is damaged and cannot be opened. Contact support and quote the error code.
error-FIL-023 = The file is too large to be shown here. Download it.

error-MAIL-001 = This does not look like an e-mail address. Check it: name@domain.com, without blanks, the name in Latin letters.
error-MAIL-002 = The subject or the sender's name holds characters that are not allowed. Remove line breaks.
error-MAIL-003 = The letter was not sent: its identifier is wrong. Contact support and quote the error code.
error-MAIL-004 = The letter could not be composed. Contact support and quote the error code.
error-MAIL-005 = Mail is configured wrongly. Check the “mail” section of the settings file.
error-MAIL-010 = The mail server did not accept the letter. Check the recipient's address.
error-MAIL-011 = The mail server does not answer now. The letter will be sent later.
error-MAIL-012 = The letter could not be kept. It will be sent later.
error-SMS-001 = Text messages are configured wrongly. Check “sms” in the configuration file.
error-SMS-010 = The gateway refused the text message. Check the number and the contract with the operator.
error-SMS-011 = The gateway takes no text messages now. The message will be sent later.
error-SMS-012 = The gateway of text messages does not answer. The message will be sent later.

error-PRN-001 = The document could not be printed: the service's template has an error. Contact support and quote the error code.
error-PRN-002 = The document is too large to be printed. Contact support and quote the error code.
