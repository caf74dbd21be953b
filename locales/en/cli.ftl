# Words of the terminal: the kabinet commands.

cli-migrated = { $count ->
    [0] The database schema is up to date
    [one] { $count } schema change applied
   *[other] { $count } schema changes applied
  }
cli-serving = The cabinet is open: { $url }
cli-done = Done
cli-jobs-retried = { $count ->
    [one] { $count } job put back
   *[other] { $count } jobs put back
  }
cli-registry-entries = { $count ->
    [one] { $count } entry
   *[other] { $count } entries
  }
cli-registry-progress = { $percent } %, { $entries }: { $rate } a second, { $megabytes } MB/s, { $left } left
cli-registry-tidying = Read: { $entries }. The index is being tidied up
cli-registry-generated = Made-up register written to { $folder }: { $companies } companies, { $traders } sole traders, { $files } files

cli-doctor-data = Data folder
cli-doctor-database = Database
cli-doctor-registry = Company register
cli-doctor-services = Services
cli-doctor-mail = Mail
cli-doctor-recognition = Reading of scans
cli-doctor-recognition-off = turned off (recognition.enabled): people read the documents
cli-doctor-recognition-no-tesseract = no tesseract with Russian: people read the scans (Debian: apt-get install tesseract-ocr tesseract-ocr-rus)
cli-doctor-recognition-no-poppler = no pdftotext or pdftoppm: people read PDF documents (Debian: apt-get install poppler-utils)
cli-doctor-recognition-no-prlimit = no prlimit (util-linux): without it the tools that read are not started
cli-doctor-sms = Text messages
cli-doctor-site = Address
cli-doctor-current = schema up to date
cli-doctor-registry-empty = not loaded; load it: kabinet registry import FOLDER{ $detail }
cli-doctor-sms-off = switched off, phones stay unconfirmed; to switch on, fill in [sms]{ $detail }
cli-doctor-sms-plain = { $detail } is not encrypted; numbers and codes can be read on the way
cli-doctor-sms-given-up = not sent within a day: { $detail }; the operator's page “Jobs” shows why
cli-doctor-site-plain = { $detail } is not encrypted; people need https: [tls] or your own proxy
cli-doctor-signatures = Signatures
cli-doctor-time-stamping = Time-stamping service
cli-doctor-signatures-off = off: no signature can be checked or taken; to switch them on: section [signatures] of the configuration{ $detail }
cli-doctor-signatures-known = root certificates { $anchors }, others { $certificates }, revocation lists { $crls }
cli-doctor-signatures-ended = a root certificate has ended: { $detail }
cli-doctor-signatures-skipped = a file in a folder was not read: { $detail }
cli-doctor-signatures-stale = a revocation list is out of date: { $detail }; signatures cannot be confirmed by it, get a new one
cli-doctor-signatures-no-list = there is no list of accredited authorities: no signature will be qualified; set trust_list{ $detail }
cli-doctor-signatures-list = list of accredited authorities No. { $version } of { $date }, { $authorities } authorities
cli-doctor-signatures-list-unchecked = the signature of the list itself is not checked; set trust_list_signer{ $detail }
cli-doctor-signatures-list-old = days since the list was made: { $detail }; get a new one
cli-doctor-signatures-list-unread = certificates in the list that cannot be read: { $detail }
cli-doctor-clock-off = the clocks of the service and of this machine differ by { $detail } s; set the clock right
cli-doctor-faults = { $count ->
    [0] Everything is fine
    [one] { $count } thing to mend
   *[other] { $count } things to mend
  }

cli-demo-registering = Making a made-up register: { $count ->
    [one] { $count } entry
   *[other] { $count } entries
  }
cli-demo-address = The demo cabinet is open: { $url }
cli-demo-mail = The demo's mail: { $url }
cli-demo-sms = The demo's text messages: { $url }
cli-demo-password = Sign-ins, one password for all: { $password }
cli-demo-head = head of ООО «Северный луч»
cli-demo-colleague = specialist of ООО «Северный луч»
cli-demo-controller = controller of ООО «Северный луч»
cli-demo-officer = case officer of the authority
cli-demo-manager = head of department of the authority
cli-demo-operator = operator of the cabinet
cli-demo-keys = Training keys for signatures are in { $folder }, the password of all is { $password }
cli-demo-key-head = Kotova, the head: signs in and signs for ООО «Северный луч»
cli-demo-key-newcomer = Novikov, the head of ООО «Тихая гавань»: signs in for the first time and links it at once
cli-demo-key-officer = Yermakova, who considers applications at the authority
cli-demo-key-manager = Zorin, head of department: signs the decision
cli-demo-key-expired = Kotova, the certificate has ended
cli-demo-key-revoked = Kotova, the certificate is revoked
cli-demo-free = To link an organization of your own: { $name }, ИНН { $inn }, ОГРН { $ogrn }. { $head } can do it without a key: register under this name, the code goes to { $email }. Stop with Ctrl+C

error-CFG-001 = A configuration or secret file cannot be read: { $detail }. Check the path and the rights.
error-CFG-002 = A fault in the configuration file: { $detail }
error-CFG-003 = A fault in an environment variable: { $detail }. Check its name and value.
error-CFG-004 = A wrong address: { $detail }. Example: 127.0.0.1:8080
error-CFG-005 = The configuration contradicts itself: { $detail }
error-CFG-006 = A wrong log.level: { $detail }. Example: info
error-CFG-007 = The TLS certificate cannot be read: { $detail }. PEM files are needed: the chain and the private key.
error-CFG-008 = A wrong setting in [sms]: { $detail }
error-CFG-009 = A file of [signatures] cannot be used: { $detail }
error-CFG-010 = A wrong setting in [checks]: { $detail }
error-CLI-001 = The database does not answer or refused: { $detail }. Check database.url and run kabinet doctor.
error-CLI-002 = The company register: { $detail }
error-CLI-003 = A service definition was not accepted: { $detail }
error-CLI-004 = The database schema is out of date ({ $detail }). Run kabinet migrate.
error-CLI-005 = The data folder cannot be used: { $detail }. Check KABINET_DATA_DIR and its rights.
error-CLI-006 = Mail is not configured or does not answer: { $detail }. Fill in [mail]; without mail people cannot confirm their addresses.
error-CLI-007 = Metrics could not be started: { $detail }
error-CLI-008 = The port could not be opened: { $detail }. Another program may use it.
error-CLI-009 = The demo could not be prepared: { $detail }. Delete the data folder and start again.
error-CLI-010 = The password file cannot be read: { $detail }
error-CLI-011 = The account was not made: { $detail }
error-CLI-012 = The password will not do: { $detail }
error-CLI-013 = Nobody has the address { $detail }. They register in the cabinet first.
error-CLI-014 = The loaded register has no organization with the ОГРН { $detail }.
error-CLI-015 = The database already has people in it, and the demo with its well-known password needs an empty place ({ $detail }). Name another folder in KABINET_DATA_DIR.
error-CLI-016 = The gateway of text messages does not answer: { $detail }. Check sms.url and the network.
error-CLI-018 = The time-stamping service gave no stamp: { $detail } Check signatures.time_stamping_url.
error-CLI-019 = The person with the address { $detail } has no one-time codes.
